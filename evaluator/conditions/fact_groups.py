"""The facts a station fills in, grouped by the sections of the criteria that read them."""

from __future__ import annotations

from collections.abc import Iterator

from evaluator.base.frozen import dataclass
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.truth import facts_in
from evaluator.model.guideline import Criterion, Fact, Guideline, Section

SECTION, BONUS, DEDUCTIONS, LIMITS, OTHER = "section", "bonus", "deductions", "limits", "other"
_DEEPEST = 2
"""Sections below this level are not groups of their own."""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that are filled in together."""

    kind: str
    """`section bonus deductions limits other`."""
    sections: tuple[Section, ...]
    """The section and those above it, outermost first; of other kinds empty."""
    facts: tuple[Fact, ...]


def fact_groups(guideline: Guideline) -> tuple[FactGroup, ...]:
    """Return all facts by section, in the order of the sections; within a group in the guideline's order.

    A fact that several criteria read stands where the first of them does, the operands of a derived fact
    where that stands. Facts of no criterion follow: those of limits (eligibility, ceilings, vetoes), others.
    """
    members: dict[str, list[Fact]] = {}
    groups: dict[str, FactGroup] = {}
    group_of: dict[str, str] = {}
    for key, group, names in _readers(guideline):
        groups.setdefault(key, group)
        for name in names:
            _take(guideline, name, key, group_of)
    for fact in guideline.facts.values():
        members.setdefault(group_of.get(fact.name, OTHER), []).append(fact)
    groups[OTHER] = FactGroup(OTHER, (), ())
    return tuple(
        FactGroup(group.kind, group.sections, tuple(members[key]))
        for key, group in groups.items()
        if key in members
    )


def _take(guideline: Guideline, name: str, key: str, group_of: dict[str, str]) -> None:
    """Put a fact and its operands into a group, unless an earlier group has them."""
    fact = guideline.facts.get(name)
    if fact is None or name in group_of:
        return
    group_of[name] = key
    for operand in (*fact.total, *fact.less):
        _take(guideline, operand, key, group_of)
    for bound in (fact.at_least, fact.at_most):
        if bound is not None and bound.fact:
            _take(guideline, bound.fact, key, group_of)


def _readers(guideline: Guideline) -> Iterator[tuple[str, FactGroup, tuple[str, ...]]]:
    """Yield the groups with the facts that each criterion or limit in them reads."""
    for section in guideline.sections:
        yield from _in_section(section, ())
    for kind, criteria in ((BONUS, guideline.bonus.criteria), (DEDUCTIONS, guideline.deductions.criteria)):
        for criterion in criteria:
            yield kind, FactGroup(kind, (), ()), _facts(criterion)
    limits = [
        limit.when
        for group in (guideline.eligibility, guideline.ceilings, guideline.vetoes)
        for limit in group
    ]
    for when in limits:
        if when is not None:
            yield LIMITS, FactGroup(LIMITS, (), ()), facts_in(when)


def _in_section(
    section: Section, above: tuple[Section, ...]
) -> Iterator[tuple[str, FactGroup, tuple[str, ...]]]:
    path = (*above, section) if len(above) < _DEEPEST else above
    group = FactGroup(SECTION, path, ())
    for criterion in section.criteria:
        yield path[-1].id, group, _facts(criterion)
    for inner in section.sections:
        yield from _in_section(inner, path)


def _facts(criterion: Criterion) -> tuple[str, ...]:
    evidence = [name for line in criterion.evidence if line.when is not None for name in facts_in(line.when)]
    return (*facts_of(criterion), *evidence, *(line.each for line in criterion.evidence if line.each))
