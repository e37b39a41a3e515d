"""Would it hold: which grades, ranks and awards depend on a weight, an evaluator, a merge or a rounding.

A station's points are taken apart into its shares of the top sections; their weights are what the sections
count. Other weights keep their sum: what one section gains all others lose in proportion. Ceilings stay as
they are. Without an evaluator, with another merge or rounding, every station is judged again from its sealed
result (`variations`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from random import Random
from typing import Final

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.evaluation.contributions import LOW, end_of
from evaluator.model.evaluation import Evaluation
from evaluator.model.guideline import Grade, Guideline
from evaluator.model.history import AwardDecision
from evaluator.model.round import Round
from evaluator.rounds.awards import COUNTY_FULL, DECIDED, GRADE, NO_PLACE, AwardAllocation
from evaluator.rounds.rank import Ranking, rank, ranked_as
from evaluator.rounds.standings import OTHER_GUIDELINE, Standing
from evaluator.rounds.variations import judged_otherwise, other_ways
from evaluator.scoring.score import clamped

WITHIN: Final = Fraction(1, 10)
WEIGHTINGS: Final = 300
SEED: Final = 1
"""What papers are made with, so that they can be made again."""
_PARTS: Final = 1000
"""Random weights are drawn in thousandths of the range."""


@dataclass(frozen=True)
class Shares:
    """A station's points by top section."""

    shares: Mapping[str, Fraction]
    """Points of each section that applies, as a share of what it counts."""
    counts: Mapping[str, Fraction]
    """What each of these sections counts: its weight."""
    beside: Fraction
    """Bonus less deductions."""

    @cached_property
    def terms(self) -> tuple[tuple[str, int, int], ...]:
        """The points of each section and what it counts, in whole numbers of one unit."""
        pairs = {id: (count * self.shares[id], count) for id, count in self.counts.items()}
        unit = lcm(*(part.denominator for pair in pairs.values() for part in pair))
        return tuple((id, int(points * unit), int(count * unit)) for id, (points, count) in pairs.items())

    def total(self, guideline: Guideline, factors: Mapping[str, Number]) -> Number:
        """Return the total with weights multiplied by *factors* (default 1), their sum staying what it is."""
        earned: Number = 0
        whole: Number = 0
        for id, points, count in self.terms:
            factor = factors.get(id, 1)
            earned += factor * points
            whole += factor * count
        if not whole:
            return clamped(guideline, self.beside)
        return clamped(guideline, exact.simple(Fraction(earned * guideline.full_marks) / whole + self.beside))


@dataclass(frozen=True, slots=True)
class Flip:
    """What becomes of a station under one variation."""

    station: str
    ranks: tuple[int, int]
    grades: tuple[str, str]
    awards: tuple[tuple[str, ...], tuple[str, ...]]
    """Ids of the awards it gets."""


@dataclass(frozen=True, slots=True)
class Variation:
    """One way in which the round could have been scored otherwise, and what flips."""

    kind: str
    """weight, without, merge or rounding."""
    name: str
    """The section with its change; the evaluator; the merge; the rounding."""
    flips: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often a station's rank, grade or awards differ under random weightings."""

    station: str
    ranks: int
    grades: int
    awards: int
    highest: int
    lowest: int


@dataclass(frozen=True, slots=True)
class CriticalChange:
    """The smallest change of one section's weight that makes two stations level, or one reach a bound."""

    upper: str
    """Empty where it is the bound of a grade that the lower does not reach."""
    lower: str
    """Empty where it is the bound of a grade that the upper has."""
    section: str
    """The section whose weight decides soonest; empty where no single weight can."""
    change: Fraction
    """As a share of its weight, −1 for leaving the section out; 1 where no single weight can."""
    award: str = ""
    """The award whose last place lies between them; empty for neighbours of the ranking."""
    county: str = ""
    """The county whose last place of the award it is; empty for the award's own."""
    grade: str = ""
    """The grade whose bound it is, or that a ceiling holds the lower down to."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """What the ranking of a round depends on."""

    ranking: Ranking
    within: Fraction
    """How far one weight was moved, as a share of it."""
    variations: tuple[Variation, ...]
    weightings: int
    seed: int
    frequencies: tuple[Frequency, ...]
    critical: tuple[CriticalChange, ...]


@dataclass(slots=True)
class Trials:
    """What the results of a round say about other weights and other judgements, taken in one by one."""

    round_: Round
    standings: list[Standing] = field(default_factory=list)
    shares: dict[str, Shares] = field(default_factory=dict)
    otherwise: dict[tuple[str, str], dict[str, Standing]] = field(default_factory=dict)
    """By kind and name of a variation the stations that it concerns, as they would stand."""

    def take(self, document: Evaluation | None, standing: Standing) -> None:
        """Take in a station's result."""
        self.standings.append(standing)
        if document is None or standing.why == OTHER_GUIDELINE:
            return
        if not standing.why:
            self.shares[standing.station] = shares_of(document, self.round_.guideline)
        for kind, name, other in judged_otherwise(self.round_, document, standing):
            stations = self.otherwise.setdefault((kind, name), {})
            if other is not None:
                stations[standing.station] = other

    def robustness(
        self,
        ranking: Ranking,
        *,
        within: Fraction = WITHIN,
        weightings: int = WEIGHTINGS,
        seed: int = SEED,
    ) -> Robustness:
        """Return what the ranking of these results depends on."""
        trial = _Trial(self.round_, self.standings, self.shares, ranking)
        return Robustness(
            ranking,
            within,
            (*_weights(trial, within), *self._others(trial)),
            weightings,
            seed,
            tuple(_frequencies(trial, within, weightings, seed)),
            tuple(_critical(trial)),
        )

    def _others(self, trial: _Trial) -> Iterator[Variation]:
        for kind, name in other_ways(self.round_, self.otherwise):
            stations = self.otherwise.get((kind, name), {})
            standings = [stations.get(standing.station, standing) for standing in self.standings]
            yield Variation(kind, name, tuple(trial.flips(standings)))


def robustness(
    round_: Round, *, within: Fraction = WITHIN, weightings: int = WEIGHTINGS, seed: int = SEED
) -> Robustness:
    """Return what the ranking of a round depends on. Raises Unusable when a result cannot be used."""
    trials = Trials(round_)
    ranking = rank(round_, each=trials.take)
    return trials.robustness(ranking, within=within, weightings=weightings, seed=seed)


def shares_of(document: Evaluation, guideline: Guideline) -> Shares:
    """Return a station's points by top section."""
    shares: dict[str, Fraction] = {}
    counts: dict[str, Fraction] = {}
    for section in document["sections"]:
        of = Fraction(section["of" if guideline.within == "section" else "applicable"])
        if section["level"] == 1 and section["points"] is not None and of:
            counts[section["id"]] = of
            shares[section["id"]] = end_of(section, LOW) / of
    beside = Fraction(0)
    for part, sign in ((document["score"]["bonus"], 1), (document["score"]["deductions"], -1)):
        if part is not None:
            beside += sign * end_of(part, LOW)
    return Shares(shares, counts, beside)


class _Trial:
    """Ranks the round again with other points, and says what flips."""

    def __init__(
        self, round_: Round, standings: Sequence[Standing], shares: Mapping[str, Shares], base: Ranking
    ) -> None:
        self.round_ = round_
        self.guideline = round_.guideline
        self.standings = standings
        self.shares = shares
        self.base = base
        self.decided: dict[str, AwardDecision] = {
            allocation.award.id: allocation.decision
            for allocation in base.awards
            if allocation.decision is not None
        }
        self.order = {grade.id: place for place, grade in enumerate(self.guideline.grades)}
        places = {grade.title: place for place, grade in enumerate(self.guideline.grades)}
        self.limits = {
            standing.station: [
                places[ceiling.at_most] for ceiling in standing.ceilings if not ceiling.pending
            ]
            for standing in base.ranked
        }
        """The grades that ceilings hold a station down to."""
        self.outcomes: dict[tuple[tuple[int, int, int], ...], tuple[Flip, ...]] = {}
        """What flips by the rank, the grade and the grade before ceilings of every ranked station."""

    def weighted(self, factors: Mapping[str, Number]) -> tuple[Flip, ...]:
        """Return what flips with the sections' weights multiplied."""
        values: list[Number] = []
        grades: list[tuple[int, int]] = []
        for standing in self.base.ranked:
            value = self._value(standing, factors)
            band = self._band(value)
            values.append(value)
            grades.append((max([band, *self.limits[standing.station]]), band))
        keys = [(grade, -value) for (grade, _), value in zip(grades, values, strict=True)]
        ranks = [0] * len(keys)
        before: tuple[int, Number] | None = None
        place = 0
        for number, at in enumerate(sorted(range(len(keys)), key=keys.__getitem__), 1):
            if keys[at] != before:
                place, before = number, keys[at]
            ranks[at] = place
        outcome = tuple((place, *pair) for place, pair in zip(ranks, grades, strict=True))
        flips = self.outcomes.get(outcome)
        if flips is None:
            ids = list(self.order)
            moved = {
                standing.station: replace(standing, value=value, grade=ids[grade], before=ids[band])
                for standing, value, (grade, band) in zip(self.base.ranked, values, grades, strict=True)
            }
            flips = tuple(self.flips([moved.get(each.station, each) for each in self.standings]))
            self.outcomes[outcome] = flips
        return flips

    def _value(self, standing: Standing, factors: Mapping[str, Number]) -> Number:
        value = self.shares[standing.station].total(self.guideline, factors)
        rounding = self.guideline.rounding
        if self.guideline.compare == "rounded":
            value = exact.rounded(value, rounding.places, rounding.rule)
        return value

    def _band(self, value: Number) -> int:
        grades = self.guideline.grades
        return next((place for place, grade in enumerate(grades) if grade.holds(value)), len(grades) - 1)

    def flips(self, standings: Sequence[Standing]) -> Iterator[Flip]:
        """Yield the stations whose rank, grade or awards are others than before."""
        ranking = ranked_as(self.round_, standings, self.decided)
        awards = [_awards(each) for each in (self.base, ranking)]
        after = {standing.station: standing for standing in ranking.ranked}
        for standing in self.base.ranked:
            other = after.get(standing.station)
            ranks = (standing.rank, 0 if other is None else other.rank)
            grades = (standing.grade, "" if other is None else other.grade)
            mine = (awards[0].get(standing.station, ()), awards[1].get(standing.station, ()))
            if len({*ranks}) > 1 or len({*grades}) > 1 or len({*mine}) > 1:
                yield Flip(standing.station, ranks, grades, mine)


def _awards(ranking: Ranking) -> dict[str, tuple[str, ...]]:
    """Return the awards of each station that gets one."""
    awards: dict[str, tuple[str, ...]] = {}
    for allocation in ranking.awards:
        for winner in allocation.chosen:
            awards[winner.station] = (*awards.get(winner.station, ()), allocation.award.id)
    return awards


def _weights(trial: _Trial, within: Fraction) -> Iterator[Variation]:
    for section in trial.guideline.sections:
        for sign in (1, -1):
            share = exact.text(exact.simple(within * 100))
            name = f"{section.id} {'+' if sign > 0 else '−'}{share}%"
            yield Variation("weight", name, trial.weighted({section.id: 1 + sign * within}))


def _frequencies(trial: _Trial, within: Fraction, weightings: int, seed: int) -> Iterator[Frequency]:
    """Yield how often each station's place differs, all weights moved at random at once."""
    random = Random(seed)  # noqa: S311 - drawn again from its seed, no secret
    ids = [section.id for section in trial.guideline.sections]
    counts = {standing.station: [0, 0, 0, standing.rank, standing.rank] for standing in trial.base.ranked}
    whole = within.denominator * _PARTS
    for _ in range(weightings):
        factors = {id: whole + within.numerator * random.randint(-_PARTS, _PARTS) for id in ids}
        for flip in trial.weighted(factors):
            count = counts[flip.station]
            count[0] += flip.ranks[0] != flip.ranks[1]
            count[1] += flip.grades[0] != flip.grades[1]
            count[2] += flip.awards[0] != flip.awards[1]
            count[3] = min(count[3], flip.ranks[1] or count[3])
            count[4] = max(count[4], flip.ranks[1])
    for station, (ranks, grades, awards, highest, lowest) in counts.items():
        yield Frequency(station, ranks, grades, awards, highest, lowest)


def critical_change(upper: Shares, lower: Shares, section: str, full_marks: Number) -> Fraction | None:
    """Return by which share of a section's weight two stations become level; None where they never do.

    With weights w, W their sum, the stations are F·(Σ w·d) ÷ W + b apart: d are the differences of their
    shares, b that of what stands beside the sections, F full marks. One weight multiplied by 1 + t makes this
    0 at t = −(Σ w·d + b·W ÷ F) ÷ (w·(d + b ÷ F)).
    """
    if upper.counts != lower.counts:
        return None  # a section applies to one of them alone: they are weighed in different ways
    whole = sum(upper.counts.values(), Fraction(0))
    beside = (upper.beside - lower.beside) / full_marks
    apart = {id: share - lower.shares[id] for id, share in upper.shares.items()}
    level = sum((upper.counts[id] * apart[id] for id in apart), Fraction(0)) + beside * whole
    slope = upper.counts[section] * (apart[section] + beside)
    return -level / slope if slope else None


def _critical(trial: _Trial) -> Iterator[CriticalChange]:
    """Yield the critical change of each pair of neighbours, and of each award's edges."""
    for upper, lower in pairwise(trial.base.ranked):
        if lower.grade in (upper.grade, lower.before):
            yield _soonest(trial, upper.station, lower.station)
        else:  # of another grade by a ceiling, which no weight lifts
            yield CriticalChange(upper.station, lower.station, "", Fraction(1), grade=lower.grade)
    for allocation in trial.base.awards:
        yield from _edges(trial, allocation)


def _edges(trial: _Trial, allocation: AwardAllocation) -> Iterator[CriticalChange]:
    """Yield what decides soonest who gets an award: the last place, or the grade needed; that of a county."""
    ranked, award = trial.base.ranked, allocation.award
    chosen = [each for each in ranked if each.station in {winner.station for winner in allocation.chosen}]
    near = {each.station: each.why for each in allocation.near}
    bound = next((grade for grade in trial.guideline.grades if grade.id == award.grade), None)
    tied = [each for tie in allocation.ties if tie.county is None for each in tie.stations]
    fit = [each for each in ranked if near.get(each.station) in (NO_PLACE, DECIDED)]
    missed = [each for each in ranked if near.get(each.station) == GRADE]
    edges = [_soonest(trial, chosen[-1].station, each.station) for each in (fit or missed)[:1] if chosen]
    if tied:
        edges = [_soonest(trial, *tied[:2])]
    elif bound and not fit:
        edges = [] if allocation.left else edges
        edges += [
            _at_bound(trial, each, bound) for each in (*chosen[-1:], *missed[: min(allocation.left, 1)])
        ]
    if edges:
        yield replace(min(edges, key=lambda each: (not each.section, abs(each.change))), award=award.id)
    for county in dict.fromkeys(each.county for each in ranked):
        last = [each for each in chosen if each.county == county][-1:]
        full = [each for each in ranked if each.county == county and near.get(each.station) == COUNTY_FULL]
        for upper, lower in zip(last, full, strict=False):
            yield replace(_soonest(trial, upper.station, lower.station), award=award.id, county=county)


def _at_bound(trial: _Trial, standing: Standing, bound: Grade) -> CriticalChange:
    """Return the change that brings a station to the bound of a grade: level with one of these points."""
    mine = trial.shares[standing.station]
    points = Shares(dict.fromkeys(mine.shares, Fraction(0)), mine.counts, Fraction(bound.bound))
    soonest = soonest_section(mine, points, trial.guideline.full_marks) or ("", Fraction(1))
    reached = standing.value is not None and bound.holds(standing.value)
    ends = (standing.station, "") if reached else ("", standing.station)
    return CriticalChange(*ends, *soonest, grade=bound.id)


def _soonest(trial: _Trial, upper: str, lower: str) -> CriticalChange:
    soonest = soonest_section(trial.shares[upper], trial.shares[lower], trial.guideline.full_marks)
    return CriticalChange(upper, lower, *(soonest or ("", Fraction(1))))


def soonest_section(upper: Shares, lower: Shares, full_marks: Number) -> tuple[str, Fraction] | None:
    """Return the section whose weight must change least for two stations to be level, and by how much."""
    changes = {section: critical_change(upper, lower, section, full_marks) for section in upper.counts}
    able = [(section, change) for section, change in changes.items() if change is not None and change >= -1]
    return min(able, key=lambda pair: abs(pair[1]), default=None)
