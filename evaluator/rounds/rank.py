"""Rank the stations of a round from their results alone: 1, 2, 2, 4; the others with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.model.round import Round
from evaluator.rounds.awards import Candidate, Given, give
from evaluator.rounds.folder import latest_result
from evaluator.rounds.read import station_ids

NO_RESULT, OTHER_GUIDELINE, NOT_ELIGIBLE, VETOED, PROVISIONAL, NO_SCORE = (
    "no_result",
    "other_guideline",
    "not_eligible",
    "vetoed",
    "provisional",
    "no_score",
)
UNRANKED: Final = (VETOED, NOT_ELIGIBLE, PROVISIONAL, NO_SCORE, OTHER_GUIDELINE, NO_RESULT)
"""Why a station has no rank, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a station has of one top section."""

    id: str
    title: str
    points: str
    """Both ends, `3.00～5.00`, while something is open; '' where the section does not apply."""
    of: str
    share: str
    open: bool


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A limit on the grade that applies, or may."""

    id: str
    title: str
    at_most: str
    pending: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one station stands. A station without a result has only its id and the reason."""

    station: str
    name: str = ""
    county: str = ""
    kind: str = ""
    grade: str = ""
    grade_title: str = ""
    before: str = ""
    """The grade before ceilings."""
    points: str = ""
    """As printed; '' while open or where there is no score."""
    low: str = ""
    high: str = ""
    value: Number | None = None
    """What is compared; None without a rank."""
    most: Number | None = None
    """The most it can still reach."""
    parts: tuple[Part, ...] = ()
    bonus: str = ""
    deductions: str = ""
    ceilings: tuple[Ceiling, ...] = ()
    why: str = ""
    """Why it has no rank, one of UNRANKED; '' with a rank."""
    because: tuple[str, ...] = ()
    """What vetoes it, postpones it or is open, in the guideline's words."""
    rank: int = 0
    tied: bool = False
    county_rank: int = 0
    county_tied: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """What all stations together lose on one criterion, of what is settled."""

    criterion: str
    title: str
    section: str
    lost: Number
    of: Number
    stations: int
    """Stations to which it applies."""
    short: int
    """Those among them without full marks."""

    @property
    def share(self) -> Number:
        """The lost part of what could be had."""
        return exact.simple(Fraction(self.lost) / self.of) if self.of else 0


@dataclass(frozen=True, slots=True)
class County:
    """One county's outcome."""

    name: str
    stations: int
    ranked: int
    grades: Mapping[str, int]
    """Ranked stations by grade, best first; every grade is named."""
    mean: Number | None
    """Mean points of those ranked."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The outcome of a round."""

    ranked: tuple[Standing, ...]
    unranked: tuple[Standing, ...]
    counties: tuple[County, ...]
    awards: tuple[Given, ...]
    losses: tuple[Loss, ...]
    """The greatest first; criteria on which nothing is lost are left out."""
    grades: Mapping[str, str]
    """Titles by id, best first."""

    def standing(self, station: str) -> Standing:
        """Return one station's standing."""
        return next(one for one in (*self.ranked, *self.unranked) if one.station == station)


@dataclass(slots=True)
class _Losing:
    title: str
    section: str
    lost: Number = 0
    of: Number = 0
    stations: int = 0
    short: int = 0


@dataclass(slots=True)
class _Reading:
    """Reads one result after the other and keeps the little that ranking needs."""

    round_: Round
    losing: dict[str, _Losing] = field(default_factory=dict)

    def standing(self, station: str) -> Standing:
        path = latest_result(self.round_, station)
        if path is None:
            return Standing(station, why=NO_RESULT)
        document: dict[str, Any] = json.loads(path.read_bytes())
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
            parts=tuple(_part(one) for one in document["sections"] if one["level"] == 1),
            bonus=_span(score["bonus"]),
            deductions=_span(score["deductions"]),
            ceilings=tuple(
                Ceiling(one["id"], one["title"], one["at_most_title"], one["state"] == "pending")
                for one in score["ceilings"]
            ),
            why=why,
            because=because,
        )

    def _lose(self, findings: Iterable[Mapping[str, Any]]) -> None:
        for one in findings:
            points = one.get("exact") or one["points"]
            if one["kind"] != "criterion" or one["outcome"] == "not_applicable" or points is None:
                continue
            entry = self.losing.setdefault(one["criterion"], _Losing(one["title"], one["section"]))
            lost = _number(one["of"]) - _number(points)
            entry.lost += lost
            entry.of += _number(one["of"])
            entry.stations += 1
            entry.short += lost > 0


def rank(round_: Round) -> Ranking:
    """Return the ranking of all stations that take part, from the results in force."""
    reading = _Reading(round_)
    standings = [reading.standing(station) for station in station_ids(round_)]
    grades = {one.id: one.title for one in round_.guideline.grades}
    order = {id: place for place, id in enumerate(grades)}

    def key(one: Standing) -> tuple[int, Number]:
        return order[one.grade], -_known(one.value)

    # Stations are in order of their ids, and sorting keeps that among equals.
    ranked = sorted((one for one in standings if not one.why), key=key)
    ranked = [
        replace(one, rank=place, tied=tied)
        for one, (place, tied) in zip(ranked, _places([key(one) for one in ranked]), strict=True)
    ]
    for county in dict.fromkeys(one.county for one in ranked):
        inside = [at for at, one in enumerate(ranked) if one.county == county]
        for at, (place, tied) in zip(inside, _places([key(ranked[at]) for at in inside]), strict=True):
            ranked[at] = replace(ranked[at], county_rank=place, county_tied=tied)
    unranked = sorted((one for one in standings if one.why), key=lambda one: UNRANKED.index(one.why))
    bounds = {one.id: one.bound for one in round_.guideline.grades}
    candidates = [_candidate(one, order) for one in (*ranked, *unranked)]
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


def _why(document: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Tell why a result gives no rank, and what does it in the guideline's words."""
    score, eligibility = document["score"], document["eligibility"]
    vetoes = [f"{one['id']} {one['title']}" for one in score["vetoes"] if one["state"] == "applies"]
    if vetoes:
        return VETOED, tuple(vetoes)
    if eligibility["status"] in ("postponed", "not_evaluated"):
        holding = [one["title"] for one in eligibility["items"] if one["state"] == "holds"]
        return NOT_ELIGIBLE, tuple(holding)
    if score["low"] is None:
        return NO_SCORE, ()
    if score["provisional"] or score["points"] is None or score["grade"] is None:
        open_ = [one["criterion"] for one in document["findings"] if one["outcome"] == "not_assessed"]
        pending = [one["title"] for one in eligibility["items"] if one["state"] == "pending"]
        pending += [f"{one['id']} {one['title']}" for one in score["vetoes"] if one["state"] == "pending"]
        return PROVISIONAL, (*open_, *pending)
    return "", ()


def _compared(score: Mapping[str, Any], compare: str) -> Number:
    if compare == "rounded":
        return _number(score["points"])
    return _number(score.get("exact") or score["points"])


def _number(written: str) -> Number:
    # `exact` may be a fraction, `7/26`.
    return exact.simple(Fraction(written))


def _known(value: Number | None) -> Number:
    assert value is not None
    return value


def _span(one: Mapping[str, Any] | None) -> str:
    if one is None or one["low"] is None:
        return ""
    return str(one["points"]) if one["points"] is not None else f"{one['low']}～{one['high']}"


def _part(section: Mapping[str, Any]) -> Part:
    share = section["share"] or ""
    if not share and section["share_low"]:
        share = f"{section['share_low']}～{section['share_high']}"
    open_ = section["points"] is None and section["low"] is not None
    return Part(section["id"], section["title"], _span(section), section["of"], share, open_)


def _places(keys: Sequence[tuple[int, Number]]) -> list[tuple[int, bool]]:
    """Return rank and tie of each, given in order: 1, 2, 2, 4."""
    found: list[tuple[int, bool]] = []
    for _, level in groupby(keys):
        count = len(list(level))
        found += [(len(found) + 1, count > 1)] * count
    return found


def _candidate(one: Standing, order: Mapping[str, int]) -> Candidate:
    return Candidate(
        one.station,
        one.county,
        one.rank,
        order.get(one.grade),
        order.get(one.before),
        one.value,
        one.most,
        one.why,
    )


def _counties(
    standings: Sequence[Standing], all_ranked: Sequence[Standing], grades: Mapping[str, str]
) -> Iterable[County]:
    # In order of the stations' ids, which begin with the county's code.
    for name in dict.fromkeys(one.county for one in standings):
        inside = [one for one in standings if one.county == name]
        ranked = [one for one in all_ranked if one.county == name]
        total = sum((_known(one.value) for one in ranked), 0)
        yield County(
            name,
            len(inside),
            len(ranked),
            {id: sum(1 for one in ranked if one.grade == id) for id in grades},
            exact.simple(Fraction(total) / len(ranked)) if ranked else None,
        )


def _losses(losing: Mapping[str, _Losing]) -> list[Loss]:
    found = [
        Loss(id, one.title, one.section, one.lost, one.of, one.stations, one.short)
        for id, one in losing.items()
        if one.lost > 0
    ]
    return sorted(found, key=lambda one: -one.lost)
