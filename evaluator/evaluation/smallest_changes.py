"""The smallest change of each of a station's facts that brings points, with what it brings.

Gaps say what a whole criterion lacks; here is the next step of a single figure: one more certified worker,
one more household visited, one more option of a list. Each change is judged by the engine, everything else
staying as it is; a change that would contradict another fact (more certified than there are) is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Final

from evaluator.base.exact import Number, simple
from evaluator.base.frozen import dataclass, replace
from evaluator.conditions.monotonicity import (
    BOTH,
    HELPS,
    HURTS,
    directions_in,
    directions_within,
    fact_directions,
    facts_of,
    with_operands,
)
from evaluator.conditions.truth import facts_in, number, tests_of, truth
from evaluator.evaluation.figures import Computed
from evaluator.evaluation.gaps import total
from evaluator.model.condition import Condition, Test
from evaluator.model.guideline import Fact
from evaluator.model.values import NUMERIC, Amount, Value
from evaluator.scoring.assess import DEDUCTION, SECTION, Assessment, Case, Finding
from evaluator.scoring.facts import StationFacts, derive_from

MOST_STEPS: Final = 1 << 20
"""How far a figure is moved: further is no small change."""
_NEAR: Final = 65
"""Steps that are looked at one by one; beyond them every doubling, then the nearest by halves."""
SHARES: Final = frozenset({"ratio", "weighted_ratios", "sum"})
"""Rules that divide."""
STEPS: Final[Mapping[str, Fraction]] = {"share": Fraction(1, 100)}
"""The step of a kind of figure; 1 of any other."""


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """The smallest change of one fact that brings points."""

    fact: Fact
    before: Value | None
    after: Value
    gains: Number
    """What it adds to the total, neither limited by 0 nor by full marks."""
    criteria: tuple[str, ...]
    """The criteria that gain or lose by it."""


def smallest_changes(computed: Computed) -> list[SmallestChange]:
    """Return the changes, those that bring most first; none where there is no score."""
    if computed.low.total is None:
        return []
    search = _Search(computed)
    changes = [change for fact in computed.case.guideline.facts.values() for change in search.of(fact)]
    return sorted(changes, key=lambda change: -change.gains)


def lifting_changes(computed: Computed, condition: Condition) -> list[tuple[Fact, Value]]:
    """Return the smallest change of each fact that makes a condition on facts no.

    A figure only grows: what has been done or has happened in the period cannot be undone in it. It comes
    again for each figure further on from which a criterion may apply that does not at the nearest.
    """
    search = _Search(computed)
    names = with_operands(computed.case.guideline, facts_in(condition))
    return [
        (fact, value)
        for fact in computed.case.guideline.facts.values()
        if fact.name in names
        for value in search.lifting(fact, condition)
    ]


def station_changes(computed: Computed, condition: Condition) -> bool:
    """Return whether any fact of a condition is the station's own to change."""
    search = _Search(computed)
    names = with_operands(computed.case.guideline, facts_in(condition))
    return any(search.own(computed.case.guideline.facts[name]) for name in names)


def with_fact(case: Case, fact: Fact, value: Value) -> Case:
    """Return the case with another value of a fact, as the station declares it."""
    states = {
        **case.dossier.facts,
        fact.name: replace(case.dossier.facts[fact.name], value=value, source="declared"),
    }
    derive_from(case.guideline, states, fact.name)
    return replace(case, dossier=replace(case.dossier, facts=states))


class _Search:
    def __init__(self, computed: Computed) -> None:
        self.computed = computed
        self.case = computed.case
        self.assessment = Assessment(computed.case)
        self.facts = self.case.guideline.facts
        self.signs = fact_directions(self.case.guideline)
        self.start = computed.low.unclamped
        self.findings = {finding.criterion.id: finding for finding in computed.findings}
        self.figures = {name: number(state.value) for name, state in computed.case.dossier.facts.items()}
        above_zero = {name for name, figure in self.figures.items() if figure is not None and figure > 0}
        self.growing = directions_within(self.case.guideline, above_zero)
        """The directions in which facts work on each criterion as they grow from the figures they have."""
        less = (name for fact in self.facts.values() for name in fact.less)
        self.taken_off = with_operands(self.case.guideline, less)
        """The facts that are taken off others, which fall as they grow."""
        self.bounded: dict[str, list[Fact]] = {}
        for fact in self.facts.values():
            for name in {fact.name, *_named(fact)}:
                self.bounded.setdefault(name, []).append(fact)
        self.tried: dict[Value, tuple[Number, Mapping[str, Finding]]] = {}
        """What the values looked at of one fact bring, and the findings on the criteria that read it."""
        self.readers: dict[str, list[str]] = {}
        for criterion in self.case.guideline.criteria():
            for name in with_operands(self.case.guideline, facts_of(criterion)):
                self.readers.setdefault(name, []).append(criterion.id)

    def of(self, fact: Fact) -> Iterator[SmallestChange]:
        """Yield the smallest change of a fact that the station itself can change."""
        state = self.case.dossier.facts[fact.name]
        if not self.own(fact) or all(self._full(id) for id in self.readers.get(fact.name, ())):
            return
        self.tried = {}
        if fact.type in NUMERIC:
            yield from self._figure(fact, state.value)
        else:
            options = [(value, self._gain(fact, value)) for value in self._others(fact, state.value)]
            gaining = [(value, gain) for value, gain in options if gain > 0]
            if fact.type == "set":
                yield from (self._change(fact, state.value, value) for value, _ in gaining)
            elif gaining:
                value, _ = max(gaining, key=lambda option: option[1])
                yield self._change(fact, state.value, value)

    def own(self, fact: Fact) -> bool:
        """Return whether a fact is the station's to change."""
        state = self.case.dossier.facts[fact.name]
        theirs = fact.by_role or fact.derived or state.source in ("observed", "decided") or state.awaited
        return not theirs

    def lifting(self, fact: Fact, condition: Condition) -> Iterator[Value]:
        """Yield the smallest values of a fact that make a condition no: of a figure the nearest first."""
        if not self.own(fact):
            return
        value = self.case.dossier.facts[fact.name].value

        def lifts(other: Value) -> bool:
            dossier = with_fact(self.case, fact, other).dossier
            return truth(condition, StationFacts(dossier)).value is False

        if fact.type in NUMERIC:
            figure, step = number(value) or 0, STEPS.get(fact.type, Fraction(1))
            turns = (count for count in self._turns(condition, step) if 0 < count <= MOST_STEPS)
            counts = sorted({*range(value is not None, _NEAR), *(1 << at for at in range(7, 21)), *turns})
            far = next((count for count in counts if self._lifted(fact, figure + step * count, lifts)), None)
            if far is not None:
                near = max((count for count in counts if count < far), default=0)
                more = _last(
                    far - near - 1,
                    lambda fewer: not self._lifted(fact, figure + step * (near + fewer), lifts),
                )
                nearest = near + more + 1 if far else 0
                yield simple(figure + step * nearest)
                further = {
                    count for count in self._turns_of_criteria(fact, step) if nearest < count <= MOST_STEPS
                }
                values = (figure + step * count for count in sorted(further))
                yield from (simple(each) for each in values if self._lifted(fact, each, lifts))
            return
        others = list(self._others(fact, value))
        lifting = [other for other in others if lifts(other)]
        if fact.type == "set" and others and not lifting:
            options = frozenset().union(*(other for other in others if isinstance(other, frozenset)))
            lifting = [options] if lifts(options) else []
        yield from lifting

    def _turns_of_criteria(self, fact: Fact, step: Fraction) -> Iterator[int]:
        """Yield after how many steps a criterion that reads a fact may begin to apply."""
        if not self.figures[fact.name]:
            yield 1  # what is none may be taken a share of
        for criterion in self.case.guideline.criteria():
            if criterion.id in self.readers.get(fact.name, ()) and criterion.applies_when is not None:
                yield from self._turns(criterion.applies_when, step)

    def _turns(self, condition: Condition, step: Fraction) -> Iterator[int]:
        """Yield after how many steps a comparison may turn: `is: 98%` holds at one figure only."""
        tests = [test for test in tests_of(condition) if isinstance(test, Test) and test.quantity]
        for tested, operand in (
            (test.quantity, comparison.operand) for test in tests for comparison in test.comparisons
        ):
            if tested is None or not isinstance(operand, Amount) or not tested.of.times:
                continue
            at, of = self.figures.get(tested.of.fact) or 0, self._amount(operand)
            to = self._amount(tested.to) if tested.to else Fraction(1)
            if of is not None and to is not None:
                count = floor((of * to * tested.of.per / tested.of.times - at) / step)
                # What is taken off a derived figure moves it the other way.
                yield from (sign * (count + more) for more in (-1, 0, 1, 2) for sign in (1, -1))

    def _amount(self, amount: Amount) -> Fraction | None:
        figure = amount.constant if amount.constant is not None else self.figures.get(amount.fact)
        return None if figure is None else Fraction(figure) * amount.times / amount.per

    def _lifted(self, fact: Fact, figure: Number, lifts: Callable[[Value], bool]) -> bool:
        value = simple(figure)
        return self._possible(fact, value) and lifts(value)

    def _full(self, criterion: str) -> bool:
        """Return whether a criterion of the sections has its full points."""
        finding = self.findings[criterion]
        low = finding.low
        return finding.kind == SECTION and low.applies and low.points >= finding.criterion.points

    def _may_gain(self, criterion: str, fact: Fact) -> bool:
        """Return whether a criterion may gain points as a fact grows."""
        if self._full(criterion):
            return False
        finding = self.findings[criterion]
        if finding.criterion.rule.marked and finding.low.open_reason and fact.name not in self.taken_off:
            # Without a mark it has no points, however much there is to inspect; but it may come not to apply.
            condition = finding.criterion.applies_when
            if condition is None:
                return False
            return directions_in(self.case.guideline, condition).get(fact.name, HELPS) != HELPS
        return self.growing[criterion].get(fact.name, BOTH) != HURTS

    def _others(self, fact: Fact, value: Value | None) -> Iterator[Value]:
        if fact.type == "boolean":
            yield value is not True
        elif fact.type == "choice":
            yield from (option for option in fact.choices if option != value)
        elif fact.type == "set":
            chosen = value if isinstance(value, frozenset) else frozenset()
            claimed = self.case.dossier.claims
            for option in fact.choices:
                # An option claimed not to apply is not one to be done next.
                if option not in chosen and f"{fact.name}.{option}" not in claimed:
                    yield chosen | {option}

    def _figure(self, fact: Fact, value: Value | None) -> Iterator[SmallestChange]:
        """Yield the nearest figure that brings points; of a blank one also 0, once it is filled in."""
        figure = number(value) or 0
        step = STEPS.get(fact.type, Fraction(1))
        nearer = []
        for way in self._ways(fact):
            count = self._nearest(fact, figure, step * way)
            if count:
                nearer.append((count, simple(figure + step * way * count)))
        if value is None and self._gain(fact, 0) > 0:
            nearer.append((0, 0))
        if nearer:
            _, after = min(nearer)
            yield self._change(fact, value, after)

    def _ways(self, fact: Fact) -> Iterator[int]:
        """Yield in which directions a station may honestly move a figure.

        More is done of what helps, and of what cuts both ways; less of what only hurts by itself. What a
        share is taken of is no lever: fewer cases that are due are no achievement.
        """
        direction = self.signs.get(fact.name, HELPS)
        if direction != HURTS:
            yield 1
        elif not any(
            criterion.rule.kind in SHARES
            for criterion in self.case.guideline.criteria()
            if criterion.id in self.readers[fact.name]
        ):
            yield -1

    def _nearest(self, fact: Fact, figure: Number, step: Fraction) -> int:
        """Return the fewest steps that bring points; 0 where none do.

        Between steps that bring nothing and more steps that do, the fewest are searched for by halves.
        """

        def at(count: int) -> Number:
            return simple(figure + step * count)

        if step > 0 and not any(self._may_gain(id, fact) for id in self.readers[fact.name]):
            return 0
        most = MOST_STEPS
        if not self._possible(fact, at(most)):
            most = _last(most, lambda count: self._possible(fact, at(count)))
        # What only helps or only hurts brings most at its far end: where nothing, nowhere.
        one_way = self.signs.get(fact.name, HELPS) != BOTH
        if not most:
            return 0
        if self._gain(fact, at(1)) > 0:
            return 1
        if one_way and self._gain(fact, at(most)) <= 0:
            return 0
        nothing, count = 0, 1
        while self._gain(fact, at(count)) <= 0:
            if count == most:
                return 0
            nothing, count = count, min(2 * count, most)
        return 1 + _last(count - 1, lambda fewer: self._gain(fact, at(fewer)) <= 0, nothing)

    def _possible(self, fact: Fact, value: Number) -> bool:
        """Return whether a figure contradicts neither its own bounds nor those of another fact."""
        if value < 0 and (fact.at_least is None or fact.at_least.constant is not None):
            return False
        values: dict[str, Number | None] = {fact.name: value}
        for each in self.bounded.get(fact.name, ()):
            for name in (each.name, *_named(each)):
                values.setdefault(name, self.figures.get(name))
            mine = values[each.name]
            if mine is None:
                continue
            for bound, sign in ((each.at_most, 1), (each.at_least, -1)):
                limit = None if bound is None else _limit(bound, values)
                if limit is not None and (mine - limit) * sign > 0:
                    return False
        return True

    def _gain(self, fact: Fact, value: Value) -> Number:
        """Return what a value adds to the total; 0 where it adds nothing or contradicts another fact."""
        if value not in self.tried:
            findings: Mapping[str, Finding] = {}
            gain: Number = 0
            if (
                not isinstance(value, int | Fraction)
                or isinstance(value, bool)
                or self._possible(fact, value)
            ):
                findings = self._judged(fact, value)
            if not all(_no_better(finding, self.findings[id]) for id, finding in findings.items()):
                gain = simple(total(self.computed, findings).unclamped - self.start)
            self.tried[value] = gain, findings
        return self.tried[value][0]

    def _judged(self, fact: Fact, value: Value) -> Mapping[str, Finding]:
        """Return the findings that a value of a fact would change."""
        changed = self.assessment.under(with_fact(self.case, fact, value).dossier)
        before = (self.findings[id] for id in self.readers[fact.name])
        return {each.criterion.id: changed.finding(each.criterion, each.kind) for each in before}

    def _change(self, fact: Fact, before: Value | None, after: Value) -> SmallestChange:
        """Return a change whose gain was looked at."""
        gain, judged = self.tried[after]
        moved = tuple(
            finding.criterion.id
            for finding in self.computed.findings
            if finding.criterion.id in judged
            and judged[finding.criterion.id].low.points != finding.low.points
        )
        return SmallestChange(fact, before, after, gain, moved)


def _named(fact: Fact) -> tuple[str, ...]:
    return tuple(bound.fact for bound in (fact.at_most, fact.at_least) if bound is not None and bound.fact)


def _no_better(finding: Finding, before: Finding) -> bool:
    """Return whether a finding brings no more than before: it applies as it did, with no more points."""
    ends = ((finding.low, before.low), (finding.high, before.high))
    if any(end.applies != was.applies for end, was in ends):
        return False
    if finding.kind == DEDUCTION:
        return all(end.points >= was.points for end, was in ends)
    return finding.low.points <= before.low.points


def _limit(bound: Amount, values: Mapping[str, Number | None]) -> Number | None:
    if bound.constant is not None:
        return bound.constant
    value = values.get(bound.fact)
    return None if value is None else simple(Fraction(value) * bound.times / bound.per)


def _last(most: int, holds: Callable[[int], bool], held: int = 0) -> int:
    """Return the largest count up to *most* for which all counts hold, *held* where no more than those do."""
    low, high = held, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
