"""Give a round's awards by rank, with the reason for each choice and each near miss; break no tie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from evaluator.base.exact import Number
from evaluator.model.round import Award

COUNTY_FULL, NO_PLACE, GRADE, CEILING, UNRANKED = "county_full", "no_place", "grade", "ceiling", "unranked"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an award has to know about a station."""

    station: str
    county: str
    rank: int
    """0 without a rank."""
    grade: int | None
    """Its grade's place, 0 the best; None for no grade."""
    before: int | None
    """The same before ceilings."""
    value: Number | None
    most: Number | None
    why: str = ""
    """Why it has no rank."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A station that gets the award."""

    station: str
    rank: int
    in_county: int
    """Which of its county's places it takes."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Stations level with each other, of which only some can get the award: the panel decides."""

    stations: tuple[str, ...]
    places: int
    county: str | None = None
    """The county whose last places they compete for; None when it is the award's own."""


@dataclass(frozen=True, slots=True)
class Near:
    """A station that nearly got the award."""

    station: str
    why: str
    """county_full, no_place, grade, ceiling or unranked."""
    short: Number | None = None
    """Points missing: to the last one chosen, or to the needed grade."""
    blocks: bool = False
    """It may still come in, so the choice is not final."""


@dataclass(frozen=True, slots=True)
class Given:
    """An award and who gets it."""

    award: Award
    chosen: tuple[Chosen, ...]
    ties: tuple[Tie, ...]
    near: tuple[Near, ...]

    @property
    def left(self) -> int:
        """Places nobody takes."""
        return self.award.places - len(self.chosen) - sum(tie.places for tie in self.ties)

    @property
    def final(self) -> bool:
        """Whether nothing is left to decide or to settle."""
        return not self.ties and not any(one.blocks for one in self.near)


def give(award: Award, candidates: Sequence[Candidate], needed: int | None, bound: Number | None) -> Given:
    """Return who gets an award. *candidates* stand in order of rank, those without a rank last.

    *needed* is the place of the least grade, *bound* the points that grade begins at; None for neither.
    """
    fit = [one for one in candidates if one.rank and _good(one.grade, needed)]
    chosen: list[Chosen] = []
    ties: list[Tie] = []
    passed: list[tuple[Candidate, str]] = []
    taken: Counter[str] = Counter()
    left = award.places
    last: Number | None = None
    for _, level in groupby(fit, key=lambda one: one.rank):
        open_: list[Candidate] = []
        for one in level:
            full = _room(award, taken[one.county]) == 0
            if full or not left:
                passed.append((one, COUNTY_FULL if full and left else NO_PLACE))
            else:
                open_.append(one)
        if not open_:
            continue
        last = open_[0].value
        counts = Counter(one.county for one in open_)
        wanted = {name: _least(count, _room(award, taken[name])) for name, count in counts.items()}
        if sum(wanted.values()) > left:
            ties.append(Tie(tuple(one.station for one in open_), left))
            left = 0
            continue
        for one in open_:
            if wanted[one.county] == counts[one.county]:
                taken[one.county] += 1
                chosen.append(Chosen(one.station, one.rank, taken[one.county]))
        for name, places in wanted.items():
            if places < counts[name]:
                level_in = tuple(one.station for one in open_ if one.county == name)
                ties.append(Tie(level_in, places, name))
                taken[name] += places
        left -= sum(wanted.values())
    reach = last if not left and last is not None else bound
    near = [
        *(Near(one.station, why, _short(last, one.value)) for one, why in passed),
        *_beside(candidates, needed, bound, reach),
    ]
    return Given(award, tuple(chosen), tuple(ties), tuple(near))


def _room(award: Award, taken: int) -> int | None:
    """Return how many more of a county may come in; None for any number."""
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
    """Find who has the points but not the grade or no rank, and who comes next below the needed grade."""
    missed = 0
    for one in candidates:
        if one.rank and not _good(one.grade, needed):
            if _good(one.before, needed):
                yield Near(one.station, CEILING)
            elif missed in (0, one.rank) and one.grade == one.before:
                missed = one.rank
                yield Near(one.station, GRADE, _short(bound, one.value))
        elif one.why and one.most is not None and (reach is None or one.most >= reach):
            yield Near(one.station, UNRANKED, blocks=one.why == "provisional")
