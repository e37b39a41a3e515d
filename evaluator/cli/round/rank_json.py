"""The ranking for programs. Numbers are decimal strings, as in an evaluation."""

from __future__ import annotations

from typing import Any

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.conditions.wording import percent
from evaluator.model.round import Round
from evaluator.rounds.awards import AwardAllocation
from evaluator.rounds.corrections import Correction, Position, corrections
from evaluator.rounds.rank import Ranking
from evaluator.rounds.standings import Standing

FORMAT = "round-ranking/1"


def ranking_json(round_: Round, ranking: Ranking) -> dict[str, Any]:
    """Return the whole ranking as JSON data."""
    guideline = round_.guideline
    edition = round_.history.edition
    return {
        "format": FORMAT,
        "round": {
            "id": round_.id,
            "title": round_.title,
            "state": round_.state,
            "edition": None if edition is None else edition.number,
            "seal": None if edition is None else edition.seal,
            "reopened": sorted(round_.history.reopened),
        },
        "guideline": {"id": guideline.id, "edition": guideline.edition, "sha256": guideline.sha256},
        "grades": [{"id": id, "title": title} for id, title in ranking.grades.items()],
        "ranked": [_standing(standing) for standing in ranking.ranked],
        "unranked": [_standing(standing) for standing in ranking.unranked],
        "counties": [
            {
                "county": county.name,
                "stations": county.stations,
                "ranked": county.ranked,
                "grades": dict(county.grades),
                "mean": _number(county.mean),
            }
            for county in ranking.counties
        ],
        "corrections": [] if edition is None else list(map(_correction, corrections(round_, edition))),
        "awards": [_award(award_result) for award_result in ranking.awards],
        "losses": [
            {
                "criterion": loss.criterion,
                "title": loss.title,
                "section": loss.section,
                "lost": exact.text(loss.lost),
                "of": exact.text(loss.of),
                "share": percent(loss.share),
                "stations": loss.stations,
                "short": loss.short,
            }
            for loss in ranking.losses
        ],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "station": standing.station,
        "name": standing.name,
        "county": standing.county,
        "kind": standing.kind,
        "rank": standing.rank or None,
        "tied": standing.tied,
        "county_rank": standing.county_rank or None,
        "county_tied": standing.county_tied,
        "grade": standing.grade or None,
        "grade_title": standing.grade_title or None,
        "grade_before_ceilings": standing.before or None,
        "points": standing.points or None,
        "low": standing.low or None,
        "high": standing.high or None,
        "sections": [
            {"id": part.id, "title": part.title, "points": part.points, "of": part.of, "share": part.share}
            for part in standing.parts
        ],
        "bonus": standing.bonus or None,
        "deductions": standing.deductions or None,
        "ceilings": [
            {
                "id": ceiling.id,
                "title": ceiling.title,
                "at_most_title": ceiling.at_most,
                "state": "pending" if ceiling.pending else "applies",
            }
            for ceiling in standing.ceilings
        ],
        "why_unranked": standing.why or None,
        "because": list(standing.because),
        "into": standing.into or None,
    }


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "station": correction.station,
        "name": correction.name,
        "cause": correction.cause,
        "upheld": correction.upheld,
        "before": _position(correction.before),
        "after": _position(correction.after),
    }


def _position(position: Position) -> dict[str, Any]:
    return {
        "rank": position.rank or None,
        "points": position.points or None,
        "grade_title": position.grade or None,
        "awards": list(position.awards),
        "why_unranked": position.why or None,
    }


def _award(award_result: AwardAllocation) -> dict[str, Any]:
    return {
        "id": award_result.award.id,
        "title": award_result.award.title,
        "places": award_result.award.places,
        "needs": {"grade": award_result.award.grade} if award_result.award.grade else {},
        "at_most_per_county": award_result.award.at_most_per_county,
        "final": award_result.final,
        "left": award_result.left,
        "chosen": [
            {
                "station": winner.station,
                "rank": winner.rank,
                "number_in_county": winner.in_county,
                "decided": winner.decided,
            }
            for winner in award_result.chosen
        ],
        "to_decide": [
            {"stations": list(tie.stations), "places": tie.places, "county": tie.county}
            for tie in award_result.ties
        ],
        "near": [
            {
                "station": candidate.station,
                "why": candidate.why,
                "short": _number(candidate.short),
                "may_still_come_in": candidate.blocks,
            }
            for candidate in award_result.near
        ],
    }


def _number(value: Number | None) -> str | None:
    return None if value is None else exact.text(value)
