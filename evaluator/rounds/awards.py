"""Allocate a round's awards by rank, with the reason for each near miss; ties are left to the panel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from evaluator.base.exact import Number
from evaluator.model.history import AwardDecision
from evaluator.model.round import Award

COUNTY_FULL, NO_PLACE, GRADE, CEILING, UNRANKED, DECIDED = (
    "county_full",
    "no_place",
    "grade",
    "ceiling",
    "unranked",
    "decided",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The data of a station that awards depend on."""

    station: str
    county: str
    rank: int
    """0 when the station has no rank."""
    grade: int | None
    """Position of the grade, 0 for the best; None without a grade."""
    before: int | None
    """Position of the grade before ceilings."""
    value: Number | None
    most: Number | None
    why: str = ""
    """Why the station has no rank."""


@dataclass(frozen=True, slots=True)
class Awardee:
    """A station that gets the award."""

    station: str
    rank: int
    in_county: int
    """Number of the place among those of its county."""
    decided: bool = False
    """Whether the panel chose it among stations level with it."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Tied stations of which only some can get the award: the panel decides."""

    stations: tuple[str, ...]
    places: int
    county: str | None = None
    """The county whose last places they compete for; None for the last places of the award itself."""


@dataclass(frozen=True, slots=True)
class Near:
    """A station that nearly got the award."""

    station: str
    why: str
    """county_full, no_place, grade, ceiling, unranked, or decided: the panel chose others level with it."""
    short: Number | None = None
    """Points missing to the last station chosen, or to the required grade."""
    blocks: bool = False
    """Whether the station may still get the award, so that the allocation is not final."""


@dataclass(frozen=True, slots=True)
class AwardAllocation:
    """An award and the stations that get it."""

    award: Award
    chosen: tuple[Awardee, ...]
    ties: tuple[Tie, ...]
    near: tuple[Near, ...]
    decision: AwardDecision | None = None
    """The panel's decision that settled ties."""

    @property
    def left(self) -> int:
        """Number of places that are not taken."""
        return self.award.places - len(self.chosen) - sum(tie.places for tie in self.ties)

    @property
    def final(self) -> bool:
        """Whether no decision and no open result can change the allocation."""
        return not self.ties and not any(near_miss.blocks for near_miss in self.near)


def give(
    award: Award,
    candidates: Sequence[Candidate],
    needed: int | None,
    bound: Number | None,
    decision: AwardDecision | None = None,
) -> AwardAllocation:
    """Return who gets an award. *candidates* are in order of rank, those without a rank last.

    *needed* is the position of the lowest grade accepted, *bound* the points at which that grade begins; both
    are None where the award requires no grade. *decision* settles each tie of which it names as many stations
    as there are places.
    """
    picked = frozenset(decision.stations if decision is not None else ())
    settled = False
    fit = [candidate for candidate in candidates if candidate.rank and _good(candidate.grade, needed)]
    chosen: list[Awardee] = []
    ties: list[Tie] = []
    passed: list[tuple[Candidate, str]] = []
    taken: Counter[str] = Counter()
    left = award.places
    last: Number | None = None
    for _, level in groupby(fit, key=lambda candidate: candidate.rank):
        open_: list[Candidate] = []
        for candidate in level:
            full = _room(award, taken[candidate.county]) == 0
            if full or not left:
                passed.append((candidate, COUNTY_FULL if full and left else NO_PLACE))
            else:
                open_.append(candidate)
        if not open_:
            continue
        last = open_[0].value
        counts = Counter(candidate.county for candidate in open_)
        wanted = {name: _least(count, _room(award, taken[name])) for name, count in counts.items()}
        if sum(wanted.values()) > left:
            choice = _choice(award, open_, left, taken, picked)
            if choice is None:
                ties.append(Tie(tuple(candidate.station for candidate in open_), left))
            else:
                settled = True
                chosen += choice
                passed += _others(open_, choice)
            left = 0
            continue
        for candidate in open_:
            if wanted[candidate.county] == counts[candidate.county]:
                taken[candidate.county] += 1
                chosen.append(Awardee(candidate.station, candidate.rank, taken[candidate.county]))
        for name, places in wanted.items():
            if places < counts[name]:
                level_in = [candidate for candidate in open_ if candidate.county == name]
                choice = _choice(award, level_in, places, taken, picked)
                if choice is None:
                    ties.append(Tie(tuple(candidate.station for candidate in level_in), places, name))
                    taken[name] += places
                else:
                    settled = True
                    chosen += choice
                    passed += _others(level_in, choice)
        left -= sum(wanted.values())
    reach = last if not left and last is not None else bound
    near = [
        *(Near(candidate.station, why, _short(last, candidate.value)) for candidate, why in passed),
        *_beside(candidates, needed, bound, reach),
    ]
    return AwardAllocation(award, tuple(chosen), tuple(ties), tuple(near), decision if settled else None)


def _choice(
    award: Award,
    level: Sequence[Candidate],
    places: int,
    taken: Counter[str],
    picked: frozenset[str],
) -> list[Awardee] | None:
    """Return those picked among stations that are level, and count them; None where the pick does not fit."""
    choice = [candidate for candidate in level if candidate.station in picked]
    counts = Counter(candidate.county for candidate in choice)
    room = {county: _room(award, taken[county]) for county in counts}
    if len(choice) != places or any(
        limit is not None and counts[county] > limit for county, limit in room.items()
    ):
        return None
    awardees: list[Awardee] = []
    for candidate in choice:
        taken[candidate.county] += 1
        awardees.append(Awardee(candidate.station, candidate.rank, taken[candidate.county], decided=True))
    return awardees


def _others(level: Sequence[Candidate], choice: Sequence[Awardee]) -> list[tuple[Candidate, str]]:
    chosen = {awardee.station for awardee in choice}
    return [(candidate, DECIDED) for candidate in level if candidate.station not in chosen]


def _room(award: Award, taken: int) -> int | None:
    """Return how many more stations of a county may get the award; None for no limit."""
    return None if award.at_most_per_county is None else award.at_most_per_county - taken


def _least(count: int, room: int | None) -> int:
    return count if room is None else min(count, room)


def _good(grade: int | None, needed: int | None) -> bool:
    return needed is None or (grade is not None and grade <= needed)


def _short(wanted: Number | None, value: Number | None) -> Number | None:
    return None if wanted is None or value is None or wanted <= value else wanted - value


def _beside(
    candidates: Sequence[Candidate], needed: int | None, bound: Number | None, reach: Number | None
) -> Iterator[Near]:
    """Yield near misses: held back by a ceiling, just below the required grade, or unranked."""
    missed = 0
    for candidate in candidates:
        if candidate.rank and not _good(candidate.grade, needed):
            if _good(candidate.before, needed):
                yield Near(candidate.station, CEILING)
            elif missed in (0, candidate.rank) and candidate.grade == candidate.before:
                missed = candidate.rank
                yield Near(candidate.station, GRADE, _short(bound, candidate.value))
        elif candidate.why and candidate.most is not None and (reach is None or candidate.most >= reach):
            yield Near(candidate.station, UNRANKED, blocks=candidate.why == "provisional")
