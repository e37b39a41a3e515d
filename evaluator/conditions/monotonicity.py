"""The facts that criteria read, and each fact's direction: more only helps, only hurts, or does both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from evaluator.base.once import once
from evaluator.conditions.truth import facts_in, reads
from evaluator.model.condition import Condition
from evaluator.model.guideline import Criterion, Guideline
from evaluator.model.rule import Read

HELPS, HURTS, BOTH = 1, -1, 0


@once
def fact_directions(guideline: Guideline) -> Mapping[str, int]:
    """Return each fact's direction; facts that nothing reads are left out.

    A fact that decides whether a criterion applies counts as both, because it changes the denominator.
    """
    return _signs(guideline, frozenset(), _reads(guideline))


def directions_within(guideline: Guideline, above_zero: Collection[str]) -> Mapping[str, Mapping[str, int]]:
    """Return how facts that grow work on each criterion alone, where some are *above_zero*."""
    return {
        criterion.id: _signs(guideline, above_zero, reads)
        for criterion, reads in _reads_by_criterion(guideline)
    }


def directions_in(guideline: Guideline, condition: Condition) -> Mapping[str, int]:
    """Return the directions in which facts that grow make a condition hold, or not hold."""
    return _signs(guideline, frozenset(), reads(condition, 1))


def _signs(guideline: Guideline, above_zero: Collection[str], reads: Iterable[Read]) -> Mapping[str, int]:
    signs_by_fact: dict[str, set[int]] = {}

    def note(name: str, growing: int, falling: int, seen: frozenset[str] = frozenset()) -> None:
        signs_by_fact.setdefault(name, set()).add(growing)
        fact = guideline.facts.get(name)
        if fact is None or name in seen:
            return
        for operand in fact.total:
            note(operand, growing, falling, seen | {name})
        for operand in fact.less:  # as it grows, what it is taken off may fall to 0
            note(operand, -falling, -falling, seen | {name})

    for read in reads:
        growing = read.direction or (read.above_zero if read.fact in above_zero else BOTH)
        note(read.fact, growing, read.direction)
    return {name: signs.pop() if len(signs) == 1 else BOTH for name, signs in signs_by_fact.items()}


def facts_of(criterion: Criterion) -> tuple[str, ...]:
    """Return the names of the facts that a criterion's points depend on, including its conditions' facts."""
    return tuple(dict.fromkeys(_facts_of(criterion)))


def with_operands(guideline: Guideline, names: Iterable[str]) -> set[str]:
    """Return the facts with those that they are derived from."""
    names_read: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        fact = guideline.facts.get(name)
        if fact is not None and name not in names_read:
            names_read.add(name)
            left += [*fact.total, *fact.less]
    return names_read


def _facts_of(criterion: Criterion) -> Iterator[str]:
    rule = criterion.rule
    yield from rule.needs()
    yield from (read.fact for read in rule.reads())
    for condition in (criterion.applies_when, criterion.zero_when, *rule.conditions()):
        if condition is not None:
            yield from facts_in(condition)


def _reads(guideline: Guideline) -> Iterator[Read]:
    for _, each in _reads_by_criterion(guideline):
        yield from each
    limits = [
        limit.when
        for group in (guideline.ceilings, guideline.vetoes, guideline.eligibility)
        for limit in group
    ]
    for when in limits:
        if when is not None:
            yield from reads(when, -1)


def _reads_by_criterion(guideline: Guideline) -> Iterator[tuple[Criterion, Iterator[Read]]]:
    for criterion in (*guideline.scored(), *guideline.bonus.criteria):
        yield criterion, _reads_of(criterion, 1)
    for criterion in guideline.deductions.criteria:
        yield criterion, _reads_of(criterion, -1)


def _reads_of(criterion: Criterion, sign: int) -> Iterator[Read]:
    """Yield what a criterion reads; *sign*: -1 where its points are taken off."""
    for read in criterion.rule.reads():
        yield Read(read.fact, sign * read.direction, sign * read.above_zero)
    if criterion.zero_when is not None:
        yield from reads(criterion.zero_when, -1)
    if criterion.applies_when is not None:
        for name in facts_in(criterion.applies_when):
            yield Read(name, BOTH)
    for line in criterion.evidence:
        if line.when is not None:
            # An evidence line that becomes required can only cost points.
            yield from reads(line.when, -1)
