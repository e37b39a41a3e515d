"""Rank the stations of a round from their results: 1, 2, 2, 4; list unranked stations with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby
from typing import Final

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.model.evaluation import CappedJson, Evaluation, ScoreJson, SectionJson
from evaluator.model.findings import FindingJson
from evaluator.model.round import Round
from evaluator.rounds.awards import AwardAllocation, Candidate, give
from evaluator.rounds.read import station_ids
from evaluator.rounds.results import current_results

NO_RESULT, OTHER_GUIDELINE, NOT_ELIGIBLE, VETOED, PROVISIONAL, NO_SCORE = (
    "no_result",
    "other_guideline",
    "not_eligible",
    "vetoed",
    "provisional",
    "no_score",
)
UNRANKED: Final = (VETOED, NOT_ELIGIBLE, PROVISIONAL, NO_SCORE, OTHER_GUIDELINE, NO_RESULT)
"""Reasons why a station has no rank, in the order of listing."""


@dataclass(frozen=True, slots=True)
class SectionResult:
    """A station's points in a top-level section."""

    id: str
    title: str
    points: str
    """A range, `3.00～5.00`, while something is open; '' where the section does not apply."""
    of: str
    share: str
    open: bool


@dataclass(frozen=True, slots=True)
class AppliedCeiling:
    """A limit on the grade that applies or may still apply."""

    id: str
    title: str
    at_most: str
    pending: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A station's result and rank. A station without a result has only its id and the reason."""

    station: str
    name: str = ""
    county: str = ""
    kind: str = ""
    grade: str = ""
    grade_title: str = ""
    before: str = ""
    """The grade before ceilings."""
    points: str = ""
    """Points as printed; '' while open or where there is no score."""
    low: str = ""
    high: str = ""
    value: Number | None = None
    """The points that ranks compare; None without a rank."""
    most: Number | None = None
    """The most points the station can still reach."""
    parts: tuple[SectionResult, ...] = ()
    bonus: str = ""
    deductions: str = ""
    ceilings: tuple[AppliedCeiling, ...] = ()
    why: str = ""
    """Why the station has no rank, a member of UNRANKED; '' with a rank."""
    because: tuple[str, ...] = ()
    """The vetoes, eligibility conditions or open criteria behind *why*, by the guideline's titles."""
    rank: int = 0
    tied: bool = False
    county_rank: int = 0
    county_tied: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that all stations together lose on a criterion, counting settled findings only."""

    criterion: str
    title: str
    section: str
    lost: Number
    of: Number
    stations: int
    """Number of stations to which the criterion applies."""
    short: int
    """Number of these stations without full marks."""

    @property
    def share(self) -> Number:
        """Points lost as a share of the points available."""
        return exact.simple(Fraction(self.lost) / self.of) if self.of else 0


@dataclass(frozen=True, slots=True)
class County:
    """The results of a county."""

    name: str
    stations: int
    ranked: int
    grades: Mapping[str, int]
    """Number of ranked stations by grade, best first; every grade is included."""
    mean: Number | None
    """Mean points of the ranked stations."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking, awards and losses of a round."""

    ranked: tuple[Standing, ...]
    unranked: tuple[Standing, ...]
    counties: tuple[County, ...]
    awards: tuple[AwardAllocation, ...]
    losses: tuple[Loss, ...]
    """Largest loss first; criteria without a loss are left out."""
    grades: Mapping[str, str]
    """Titles of the grades by id, best first."""

    def standing(self, station: str) -> Standing:
        """Return a station's standing."""
        return next(standing for standing in (*self.ranked, *self.unranked) if standing.station == station)


@dataclass(slots=True)
class _Losing:
    title: str
    section: str
    lost: Number = 0
    of: Number = 0
    stations: int = 0
    short: int = 0


@dataclass(slots=True)
class _ResultReader:
    """Reads the results one by one and keeps only what ranking needs."""

    round_: Round
    losing: dict[str, _Losing] = field(default_factory=dict)

    def standing(self, station: str, document: Evaluation | None) -> Standing:
        if document is None:
            return Standing(station, why=NO_RESULT)
        about = document["station"]
        if document["guideline"]["sha256"] != self.round_.guideline.sha256:
            return Standing(station, about["name"], about["county"], about["kind"], why=OTHER_GUIDELINE)
        self._lose(document["findings"])
        score = document["score"]
        why, because = _why(document)
        points = score.get("shown") or score["points"] or ""
        return Standing(
            station,
            about["name"],
            about["county"],
            about["kind"],
            grade=score["grade"] or "",
            grade_title=score["grade_title"] or "",
            before=score["grade_before_ceilings"] or "",
            points=points,
            low=score["low"] or "",
            high=score["high"] or "",
            value=None if why else _compared(score, self.round_.guideline.compare),
            most=exact.parse(score["high"] or ""),
            parts=tuple(_part(section) for section in document["sections"] if section["level"] == 1),
            bonus=_span(score["bonus"]),
            deductions=_span(score["deductions"]),
            ceilings=tuple(
                AppliedCeiling(
                    ceiling["id"], ceiling["title"], ceiling["at_most_title"], ceiling["state"] == "pending"
                )
                for ceiling in score["ceilings"]
            ),
            why=why,
            because=because,
        )

    def _lose(self, findings: Iterable[FindingJson]) -> None:
        for finding in findings:
            points = finding.get("exact") or finding["points"]
            if finding["kind"] != "criterion" or finding["outcome"] == "not_applicable" or points is None:
                continue
            entry = self.losing.setdefault(
                finding["criterion"], _Losing(finding["title"], finding["section"])
            )
            lost = _number(finding["of"]) - _number(points)
            entry.lost += lost
            entry.of += _number(finding["of"])
            entry.stations += 1
            entry.short += lost > 0


def rank(round_: Round) -> Ranking:
    """Return the ranking of all stations that take part, from the results in force.

    Raises Unusable when results cannot be used.
    """
    reading = _ResultReader(round_)
    standings = [
        reading.standing(station, document)
        for station, document in current_results(round_, station_ids(round_))
    ]
    grades = {grade.id: grade.title for grade in round_.guideline.grades}
    order = {id: place for place, id in enumerate(grades)}

    def key(standing: Standing) -> tuple[int, Number]:
        return order[standing.grade], -_ranked_value(standing.value)

    # Stations are in order of their ids; sorting is stable, so ties stay in that order.
    ranked = sorted((standing for standing in standings if not standing.why), key=key)
    ranked = [
        replace(standing, rank=place, tied=tied)
        for standing, (place, tied) in zip(
            ranked, _places([key(standing) for standing in ranked]), strict=True
        )
    ]
    for county in dict.fromkeys(standing.county for standing in ranked):
        inside = [at for at, standing in enumerate(ranked) if standing.county == county]
        for at, (place, tied) in zip(inside, _places([key(ranked[at]) for at in inside]), strict=True):
            ranked[at] = replace(ranked[at], county_rank=place, county_tied=tied)
    unranked = sorted(
        (standing for standing in standings if standing.why),
        key=lambda standing: UNRANKED.index(standing.why),
    )
    bounds = {grade.id: grade.bound for grade in round_.guideline.grades}
    candidates = [_candidate(standing, order) for standing in (*ranked, *unranked)]
    return Ranking(
        tuple(ranked),
        tuple(unranked),
        tuple(_counties(standings, ranked, grades)),
        tuple(
            give(award, candidates, order.get(award.grade), bounds.get(award.grade))
            for award in round_.awards
        ),
        tuple(_losses(reading.losing)),
        grades,
    )


def _why(document: Evaluation) -> tuple[str, tuple[str, ...]]:
    """Return why a result gives no rank, and the titles of what prevents it; '' where it gives a rank."""
    score, eligibility = document["score"], document["eligibility"]
    vetoes = [f"{veto['id']} {veto['title']}" for veto in score["vetoes"] if veto["state"] == "applies"]
    if vetoes:
        return VETOED, tuple(vetoes)
    if eligibility["status"] in ("postponed", "not_evaluated"):
        holding = [condition["title"] for condition in eligibility["items"] if condition["state"] == "holds"]
        return NOT_ELIGIBLE, tuple(holding)
    if score["low"] is None:
        return NO_SCORE, ()
    if score["provisional"] or score["points"] is None or score["grade"] is None:
        open_ = [
            finding["criterion"] for finding in document["findings"] if finding["outcome"] == "not_assessed"
        ]
        pending = [
            condition["title"] for condition in eligibility["items"] if condition["state"] == "pending"
        ]
        pending += [f"{veto['id']} {veto['title']}" for veto in score["vetoes"] if veto["state"] == "pending"]
        return PROVISIONAL, (*open_, *pending)
    return "", ()


def _compared(score: ScoreJson, compare: str) -> Number | None:
    points = score["points"]
    if points is None:
        return None
    return _number(points if compare == "rounded" else score.get("exact", points))


def _number(written: str) -> Number:
    # `exact` may be a fraction, such as `7/26`.
    return exact.simple(Fraction(written))


def _ranked_value(value: Number | None) -> Number:
    assert value is not None
    return value


def _span(summary: CappedJson | SectionJson | None) -> str:
    if summary is None or _nothing_applies(summary):
        return ""
    return summary["points"] or f"{summary['low']}～{summary['high']}"


def _nothing_applies(summary: CappedJson | SectionJson) -> bool:
    """Return whether there are no points because nothing applies, not because something is open."""
    return summary["points"] is None and summary["low"] == summary["high"]


def _part(section: SectionJson) -> SectionResult:
    share = section["share"] or ""
    if not share and section["share_low"]:
        share = f"{section['share_low']}～{section['share_high']}"
    open_ = section["points"] is None and not _nothing_applies(section)
    return SectionResult(section["id"], section["title"], _span(section), section["of"], share, open_)


def _places(keys: Sequence[tuple[int, Number]]) -> list[tuple[int, bool]]:
    """Return the rank of each key (1, 2, 2, 4) and whether it is tied; *keys* are sorted."""
    places: list[tuple[int, bool]] = []
    for _, level in groupby(keys):
        count = len(list(level))
        places += [(len(places) + 1, count > 1)] * count
    return places


def _candidate(standing: Standing, order: Mapping[str, int]) -> Candidate:
    return Candidate(
        standing.station,
        standing.county,
        standing.rank,
        order.get(standing.grade),
        order.get(standing.before),
        standing.value,
        standing.most,
        standing.why,
    )


def _counties(
    standings: Sequence[Standing], all_ranked: Sequence[Standing], grades: Mapping[str, str]
) -> Iterable[County]:
    # In order of the stations' ids, which begin with the code of the county.
    for name in dict.fromkeys(standing.county for standing in standings):
        inside = [standing for standing in standings if standing.county == name]
        ranked = [standing for standing in all_ranked if standing.county == name]
        total = sum((_ranked_value(standing.value) for standing in ranked), 0)
        yield County(
            name,
            len(inside),
            len(ranked),
            {id: sum(1 for standing in ranked if standing.grade == id) for id in grades},
            exact.simple(Fraction(total) / len(ranked)) if ranked else None,
        )


def _losses(losing: Mapping[str, _Losing]) -> list[Loss]:
    losses = [
        Loss(id, tally.title, tally.section, tally.lost, tally.of, tally.stations, tally.short)
        for id, tally in losing.items()
        if tally.lost > 0
    ]
    return sorted(losses, key=lambda loss: -loss.lost)
