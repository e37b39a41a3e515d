"""Would it hold: which grades, ranks and awards depend on a weight, an evaluator, a merge or a rounding.

A station's points are taken apart into its shares of the top sections; their weights are what the sections
count. Other weights keep their sum: what one section gains all others lose in proportion. Ceilings stay as
they are. Without an evaluator, with another merge or rounding, every station is judged again from its sealed
result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from random import Random
from typing import Final, get_args

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.evaluation import compute, evaluation
from evaluator.evaluation.contributions import LOW, end_of
from evaluator.evaluation.sealed import sealed_case
from evaluator.model.evaluation import Evaluation
from evaluator.model.forms import Merge, RoundingRule
from evaluator.model.guideline import Guideline, Rounding
from evaluator.model.round import Round
from evaluator.rounds.rank import Ranking, ranked_as
from evaluator.rounds.results import current_results
from evaluator.rounds.standings import ResultReader, Standing
from evaluator.scoring.assess import Case
from evaluator.scoring.score import clamped

MERGES: Final[tuple[Merge, ...]] = get_args(Merge)
_PARTS: Final = 1000
"""Random weights are drawn in thousandths of the range."""


@dataclass(frozen=True, slots=True)
class Shares:
    """A station's points by top section."""

    shares: Mapping[str, Fraction]
    """Points of each section that applies, as a share of what it counts."""
    counts: Mapping[str, Fraction]
    """What each of these sections counts: its weight."""
    beside: Fraction
    """Bonus less deductions."""

    def total(self, guideline: Guideline, factors: Mapping[str, Fraction]) -> Fraction:
        """Return the total with weights multiplied by *factors*, their sum staying what it is."""
        weights = {id: count * factors.get(id, Fraction(1)) for id, count in self.counts.items()}
        whole = sum(weights.values(), Fraction(0))
        if not whole:
            return Fraction(clamped(guideline, self.beside))
        earned = sum((weights[id] * share for id, share in self.shares.items()), Fraction(0))
        return Fraction(clamped(guideline, exact.simple(earned * guideline.full_marks / whole + self.beside)))


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
    """The smallest change of one section's weight that makes two stations level."""

    upper: str
    lower: str
    section: str
    """The section whose weight decides soonest; empty where no single weight can."""
    change: Fraction
    """As a share of its weight; 1 where nothing up to doubling or leaving it out can."""
    award: str = ""
    """The award whose last place lies between them; empty for neighbours of the ranking."""


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


def robustness(round_: Round, *, within: Fraction, weightings: int, seed: int) -> Robustness:
    """Return what the ranking of a round depends on. Raises Unusable when a result cannot be used."""
    documents = {id: document for id, document in current_results(round_) if document is not None}
    reading = ResultReader(round_)
    standings = [reading.standing(id, document) for id, document in documents.items()]
    base = ranked_as(round_, standings)
    shares = {
        standing.station: shares_of(documents[standing.station], round_.guideline) for standing in base.ranked
    }
    trial = _Trial(round_, standings, shares, base)
    variations = [*_weights(trial, within), *_others(trial, documents)]
    return Robustness(
        base,
        within,
        tuple(variations),
        weightings,
        seed,
        tuple(_frequencies(trial, within, weightings, seed)),
        tuple(_critical(trial)),
    )


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
        self.order = [grade.id for grade in self.guideline.grades]

    def weighted(self, factors: Mapping[str, Fraction]) -> Ranking:
        """Return the ranking with the sections' weights multiplied."""
        return ranked_as(self.round_, [self._reweighted(standing, factors) for standing in self.standings])

    def _reweighted(self, standing: Standing, factors: Mapping[str, Fraction]) -> Standing:
        shares = self.shares.get(standing.station)
        if shares is None:
            return standing
        value = exact.simple(shares.total(self.guideline, factors))
        rounding = self.guideline.rounding
        if self.guideline.compare == "rounded":
            value = exact.rounded(value, rounding.places, rounding.rule)
        band = next((grade.id for grade in self.guideline.grades if grade.holds(value)), self.order[-1])
        # The grade by points, held down as far as it was before.
        limits = [
            grade.id
            for ceiling in standing.ceilings
            if not ceiling.pending
            for grade in self.guideline.grades
            if grade.title == ceiling.at_most
        ]
        return replace(standing, value=value, before=band, grade=max([band, *limits], key=self.order.index))

    def flips(self, ranking: Ranking) -> Iterator[Flip]:
        """Yield the stations whose rank, grade or awards are others than before."""
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
            ranking = trial.weighted({section.id: 1 + sign * within})
            share = exact.text(exact.simple(within * 100))
            name = f"{section.id} {'+' if sign > 0 else '−'}{share}%"
            yield Variation("weight", name, tuple(trial.flips(ranking)))


def _others(trial: _Trial, documents: Mapping[str, Evaluation]) -> Iterator[Variation]:
    """Yield what flips without one evaluator, with another merge, with another rounding."""
    people = dict.fromkeys(
        mark["evaluator"]
        for document in documents.values()
        for finding in document["findings"]
        for mark in finding["marks"]
    )
    merge = trial.round_.panel.merge
    for person in people:
        yield _again(trial, documents, "without", person, partial(_without, person=person))
    for other in MERGES:
        if other != merge:
            yield _again(trial, documents, "merge", other, partial(_merged, merge=other))
    rounding = trial.guideline.rounding
    rule: RoundingRule = "half_even" if rounding.rule == "half_up" else "half_up"
    others: dict[str, Rounding] = {rule: replace(rounding, rule=rule)}
    if rounding.at == "criterion":
        others = {"total": replace(rounding, at="total")}
    for name, other_rounding in others.items():
        guideline = replace(trial.guideline, rounding=other_rounding)
        yield _again(trial, documents, "rounding", name, _unchanged, guideline)


def _again(
    trial: _Trial,
    documents: Mapping[str, Evaluation],
    kind: str,
    name: str,
    change: Callable[[Case], Case],
    guideline: Guideline | None = None,
) -> Variation:
    """Judge all stations again with a change of their cases, and rank them."""
    reading = ResultReader(trial.round_)
    standings = []
    for id, document in documents.items():
        case = sealed_case(document, trial.guideline, guideline or trial.guideline).case
        again = evaluation(compute(change(case)))
        again["guideline"]["sha256"] = trial.guideline.sha256
        standings.append(reading.standing(id, again))
    return Variation(kind, name, tuple(trial.flips(ranked_as(trial.round_, standings))))


def _without(case: Case, person: str) -> Case:
    """Return a case without one evaluator's marks; where nobody else marked, they stay."""
    others = {criterion for sheet in case.sheets if sheet.evaluator != person for criterion in sheet.marks}
    sheets = tuple(
        sheet
        if sheet.evaluator != person
        else replace(sheet, marks={id: mark for id, mark in sheet.marks.items() if id not in others})
        for sheet in case.sheets
    )
    panel = replace(
        case.panel,
        evaluators=tuple(
            member
            if member.id != person
            else replace(member, marks=tuple(id for id in member.marks if id not in others) or ("",))
            for member in case.panel.evaluators
        ),
    )
    return replace(case, sheets=sheets, panel=panel)


def _unchanged(case: Case) -> Case:
    return case


def _merged(case: Case, merge: Merge) -> Case:
    return replace(case, panel=replace(case.panel, merge=merge))


def _frequencies(trial: _Trial, within: Fraction, weightings: int, seed: int) -> Iterator[Frequency]:
    """Yield how often each station's place differs, all weights moved at random at once."""
    random = Random(seed)  # noqa: S311 - drawn again from its seed, no secret
    ids = [section.id for section in trial.guideline.sections]
    counts = {standing.station: [0, 0, 0, standing.rank, standing.rank] for standing in trial.base.ranked}
    for _ in range(weightings):
        factors = {id: 1 + within * Fraction(random.randint(-_PARTS, _PARTS), _PARTS) for id in ids}
        for flip in trial.flips(trial.weighted(factors)):
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
    """Yield the critical change of each pair of neighbours with one grade, and of each award's edge."""
    base, ranked = trial.base, trial.base.ranked
    for upper, lower in pairwise(ranked):
        if upper.grade == lower.grade:
            yield _soonest(trial, upper.station, lower.station)
    for allocation in base.awards:
        chosen = {winner.station for winner in allocation.chosen}
        inside = [standing for standing in ranked if standing.station in chosen]
        outside = [
            standing
            for standing in ranked
            if standing.station not in chosen and (not inside or standing.rank >= inside[-1].rank)
        ]
        if inside and outside:
            edge = _soonest(trial, inside[-1].station, outside[0].station)
            yield replace(edge, award=allocation.award.id)


def _soonest(trial: _Trial, upper: str, lower: str) -> CriticalChange:
    """Return the section whose weight must change least for two stations to be level."""
    highest = CriticalChange(upper, lower, "", Fraction(1))
    first, second = trial.shares[upper], trial.shares[lower]
    for section in first.counts:
        change = critical_change(first, second, section, trial.guideline.full_marks)
        if change is not None and change >= -1 and (not highest.section or abs(change) < abs(highest.change)):
            highest = replace(highest, section=section, change=change)
    return highest
