"""Merge the evaluators' marks: who must mark, how several become one, what waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from evaluator.base.exact import Number, simple
from evaluator.model.guideline import Criterion, Guideline
from evaluator.model.rule import Facts, Mark, MarkedRule, Merged, Said, marked_rule
from evaluator.model.sheet import Decision, Evaluator, Panel, Sheet

LEAST_TO_TRIM = 3
"""Without at least three marks nothing is left between the highest and the lowest."""


def merged_marks(
    guideline: Guideline,
    facts: Facts,
    sheets: Sequence[Sheet],
    decisions: Sequence[Decision],
    panel: Panel,
    station: str,
) -> dict[str, Merged]:
    """Return the panel's mark of every criterion an evaluator marks, from submitted sheets only."""
    beside = {criterion.id for criterion in (*guideline.bonus.criteria, *guideline.deductions.criteria)}
    decided = {one.id: one for one in decisions if one.kind == "mark"}
    found: dict[str, Merged] = {}
    for criterion in guideline.criteria():
        rule = marked_rule(criterion.rule)
        if rule is None:
            continue
        given = [
            sheet.marks[criterion.id]
            for sheet in sheets
            if sheet.role == criterion.marked_by and criterion.id in sheet.marks
        ]
        decision = decided.get(criterion.id)
        if decision is not None and isinstance(decision.value, Mark):
            found[criterion.id] = _decided(criterion, rule, decision, given, facts)
            continue
        due = due_evaluators(criterion, panel, station, guideline.above)
        in_hand = {sheet.evaluator for sheet in sheets if sheet.role == criterion.marked_by}
        if criterion.id in beside and not given and in_hand and in_hand >= {one.id for one in due}:
            found[criterion.id] = Merged(None, "blank")
            continue
        missing = [one.id for one in due if one.id not in {mark.evaluator for mark in given}]
        if missing or not given:
            found[criterion.id] = Merged(None, "awaiting_mark", tuple(given))
            continue
        found[criterion.id] = _merged(criterion, rule, given, facts, panel)
    return found


def due_evaluators(
    criterion: Criterion, panel: Panel, station: str, above: Mapping[str, frozenset[str]]
) -> list[Evaluator]:
    """Return the evaluators who must mark a criterion of a station: its role, assigned, not recused."""
    return [
        one
        for one in panel.evaluators
        if one.role == criterion.marked_by
        and station not in one.recused_from
        and (not one.marks or above[criterion.id] & set(one.marks))
    ]


def _decided(
    criterion: Criterion, rule: MarkedRule, decision: Decision, given: list[Mark], facts: Facts
) -> Merged:
    assert isinstance(decision.value, Mark)
    points = rule.points_of(decision.value, facts, criterion.points)
    why = Said(
        "why.decided",
        {"reason": decision.reason, "by": decision.by, "date": decision.date.isoformat()},
    )
    if points is None:
        return Merged(None, "awaiting_mark", tuple(given), (why,))
    return Merged(points, "", tuple(given), (*_each(criterion, rule, given, facts), why), decided=True)


def _each(criterion: Criterion, rule: MarkedRule, given: list[Mark], facts: Facts) -> list[Said]:
    """Return what each evaluator gave, as reasons."""
    found: list[Said] = []
    for mark in given:
        points = rule.points_of(mark, facts, criterion.points)
        if mark.sample:
            key = "why.mark.sample" if points is not None else "why.mark.short_sample"
            args: dict[str, object] = {"evaluator": mark.evaluator, "count": len(mark.sample)}
            found.append(Said(key, args | {"points": points, "drawn": _drawn(rule, facts)}))
            continue
        level = f"{mark.level} " if mark.level else ""
        found.append(Said("why.mark", {"evaluator": mark.evaluator, "level": level, "points": points}))
    return found


def _drawn(rule: MarkedRule, facts: Facts) -> object:
    drawn = getattr(rule, "drawn", None)
    return drawn(facts) if callable(drawn) else ""


def _merged(criterion: Criterion, rule: MarkedRule, given: list[Mark], facts: Facts, panel: Panel) -> Merged:
    why = _each(criterion, rule, given, facts)
    values = [rule.points_of(mark, facts, criterion.points) for mark in given]
    points = [value for value in values if value is not None]
    if len(points) < len(values):
        return Merged(None, "awaiting_mark", tuple(given), tuple(why))
    spread = simple(max(points) - min(points))
    if panel.apart is not None:
        limit = simple(Fraction(panel.apart) * criterion.points)
        if spread > limit:
            why.append(Said("why.apart", {"spread": spread, "limit": limit}))
            return Merged(None, "awaiting_decision", tuple(given), tuple(why))
    if len(points) == 1:
        return Merged(points[0], "", tuple(given), tuple(why))
    merge = panel.merge
    if merge == "trimmed_mean" and len(points) < LEAST_TO_TRIM:
        merge = "mean"
    result = merge_points(points, merge)
    why.append(Said(f"why.merged.{merge}", {"count": len(points), "points": result}))
    return Merged(result, "", tuple(given), tuple(why))


def merge_points(points: Sequence[Number], merge: str) -> Number:
    """Return the mean, the median or the mean without one highest and one lowest, exact and unrounded."""
    values = sorted(points)
    if merge == "median":
        # The middle one, or the mean of the two in the middle.
        values = values[(len(values) - 1) // 2 : len(values) // 2 + 1]
    if merge == "trimmed_mean":
        values = values[1:-1]
    return simple(Fraction(sum(values)) / len(values))
