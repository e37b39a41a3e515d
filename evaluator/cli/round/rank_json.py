"""The ranking for programs. Numbers are decimal strings, as in an evaluation."""

from __future__ import annotations

from typing import Any

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.conditions.wording import percent
from evaluator.model.round import Round
from evaluator.rounds.awards import Given
from evaluator.rounds.rank import Ranking, Standing

FORMAT = "round-ranking/1"


def ranking_json(round_: Round, ranking: Ranking) -> dict[str, Any]:
    """Return all of the ranking."""
    guideline = round_.guideline
    return {
        "format": FORMAT,
        "round": {"id": round_.id, "title": round_.title, "state": round_.state},
        "guideline": {"id": guideline.id, "edition": guideline.edition, "sha256": guideline.sha256},
        "grades": [{"id": id, "title": title} for id, title in ranking.grades.items()],
        "ranked": [_standing(one) for one in ranking.ranked],
        "unranked": [_standing(one) for one in ranking.unranked],
        "counties": [
            {
                "county": one.name,
                "stations": one.stations,
                "ranked": one.ranked,
                "grades": dict(one.grades),
                "mean": _number(one.mean),
            }
            for one in ranking.counties
        ],
        "awards": [_award(given) for given in ranking.awards],
        "losses": [
            {
                "criterion": one.criterion,
                "title": one.title,
                "section": one.section,
                "lost": exact.text(one.lost),
                "of": exact.text(one.of),
                "share": percent(one.share),
                "stations": one.stations,
                "short": one.short,
            }
            for one in ranking.losses
        ],
    }


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "station": one.station,
        "name": one.name,
        "county": one.county,
        "kind": one.kind,
        "rank": one.rank or None,
        "tied": one.tied,
        "county_rank": one.county_rank or None,
        "county_tied": one.county_tied,
        "grade": one.grade or None,
        "grade_title": one.grade_title or None,
        "grade_before_ceilings": one.before or None,
        "points": one.points or None,
        "low": one.low or None,
        "high": one.high or None,
        "sections": [
            {"id": part.id, "title": part.title, "points": part.points, "of": part.of, "share": part.share}
            for part in one.parts
        ],
        "bonus": one.bonus or None,
        "deductions": one.deductions or None,
        "ceilings": [
            {
                "id": each.id,
                "title": each.title,
                "at_most_title": each.at_most,
                "state": "pending" if each.pending else "applies",
            }
            for each in one.ceilings
        ],
        "why_unranked": one.why or None,
        "because": list(one.because),
    }


def _award(given: Given) -> dict[str, Any]:
    return {
        "id": given.award.id,
        "title": given.award.title,
        "places": given.award.places,
        "needs": {"grade": given.award.grade} if given.award.grade else {},
        "at_most_per_county": given.award.at_most_per_county,
        "final": given.final,
        "left": given.left,
        "chosen": [
            {"station": one.station, "rank": one.rank, "number_in_county": one.in_county}
            for one in given.chosen
        ],
        "to_decide": [
            {"stations": list(tie.stations), "places": tie.places, "county": tie.county} for tie in given.ties
        ],
        "near": [
            {
                "station": one.station,
                "why": one.why,
                "short": _number(one.short),
                "may_still_come_in": one.blocks,
            }
            for one in given.near
        ],
    }


def _number(value: Number | None) -> str | None:
    return None if value is None else exact.text(value)
