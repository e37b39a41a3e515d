"""Merge the evaluators' marks: who must mark, how marks are merged, which criteria await a decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evaluator.base.exact import Number, quotient, simple, sum_of
from evaluator.model.forms import Awaited
from evaluator.model.guideline import Criterion, Guideline
from evaluator.model.rule import Facts, Mark, Merged, Reason
from evaluator.model.sheet import Decision, Evaluator, Panel, Sheet
from evaluator.rules.marked import FilesForm, MarkForm, form_of

UNDISPUTED, OUTSIDE = "why.decided.undisputed", "why.decided.outside"
"""Reasons that say that the panel decided where the marks agree, or on points outside all of them."""
LEAST_TO_TRIM = 3
"""With fewer marks nothing is left between the highest and the lowest."""


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
    decided = {decision.id: decision for decision in decisions if decision.kind == "mark"}
    merged: dict[str, Merged] = {}
    for criterion in guideline.criteria():
        form = form_of(criterion)
        if form is None:
            continue
        marks = [
            sheet.marks[criterion.id]
            for sheet in sheets
            if sheet.role == criterion.marked_by and criterion.id in sheet.marks
        ]
        due = due_evaluators(criterion, panel, station, guideline.above)
        decision = decided.get(criterion.id)
        if decision is not None and isinstance(decision.value, Mark):
            missing = len({evaluator.id for evaluator in due} - {mark.evaluator for mark in marks})
            undecided = _merged(criterion, form, marks, missing, facts, panel)
            merged[criterion.id] = _decided(form, decision, marks, facts, undecided)
            continue
        in_hand = {sheet.evaluator for sheet in sheets if sheet.role == criterion.marked_by}
        if (
            criterion.id in beside
            and not marks
            and in_hand
            and in_hand >= {evaluator.id for evaluator in due}
        ):
            merged[criterion.id] = Merged(None, "blank")
            continue
        missing = len({evaluator.id for evaluator in due} - {mark.evaluator for mark in marks})
        merged[criterion.id] = _merged(criterion, form, marks, missing, facts, panel)
    return merged


def due_evaluators(
    criterion: Criterion, panel: Panel, station: str, above: Mapping[str, frozenset[str]]
) -> list[Evaluator]:
    """Return the evaluators who must mark a criterion of a station: its role, assigned, not recused."""
    return [
        evaluator
        for evaluator in panel.evaluators
        if evaluator.role == criterion.marked_by
        and station not in evaluator.recused_from
        and (not evaluator.marks or not above[criterion.id].isdisjoint(evaluator.marks))
    ]


def _decided(
    form: MarkForm, decision: Decision, marks: list[Mark], facts: Facts, undecided: Merged
) -> Merged:
    """Return what was decided; *undecided* is what the marks come to without the decision."""
    assert isinstance(decision.value, Mark)
    points = form.points_of(decision.value, facts)
    why = Reason(
        "why.decided",
        {
            "reason": decision.reason,
            "by": decision.by,
            "date": decision.date.isoformat(),
            "points": points,
        },
    )
    if points is None:
        return Merged(None, "awaiting_mark", tuple(marks), (why,))
    beyond = list(_beyond(form, marks, facts, undecided, points))
    pairs = [(mark, form.points_of(mark, facts)) for mark in marks]
    reasons = (*_mark_reasons(form, pairs, facts), why, *beyond)
    return Merged(points, "", tuple(marks), reasons, decided=True)


def _beyond(
    form: MarkForm, marks: list[Mark], facts: Facts, undecided: Merged, points: Number
) -> Iterator[Reason]:
    """Yield that nothing was to be decided, and that what was decided lies outside the marks."""
    if undecided.points is not None:
        yield Reason(UNDISPUTED, {"points": undecided.points})
    values = [value for mark in marks if (value := form.points_of(mark, facts)) is not None]
    if values and not min(values) <= points <= max(values):
        yield Reason(OUTSIDE, {"points": points, "low": min(values), "high": max(values)})


def _mark_reasons(form: MarkForm, marks: Iterable[tuple[Mark, Number | None]], facts: Facts) -> list[Reason]:
    """Return each evaluator's mark, and the points that it gives, as a reason."""
    reasons: list[Reason] = []
    for mark, points in marks:
        if isinstance(form, FilesForm):
            key = "why.mark.sample" if points is not None else "why.mark.short_sample"
            args: dict[str, object] = {"evaluator": mark.evaluator, "count": len(mark.sample)}
            reasons.append(Reason(key, args | {"points": points, "drawn": form.size(facts)}))
            continue
        level = f"{mark.level} " if mark.level else ""
        reasons.append(Reason("why.mark", {"evaluator": mark.evaluator, "level": level, "points": points}))
    return reasons


def _merged(
    criterion: Criterion, form: MarkForm, marks: list[Mark], missing: int, facts: Facts, panel: Panel
) -> Merged:
    """Merge the marks that are in; *missing* is the number of evaluators who have still to mark."""
    pairs = [(mark, form.points_of(mark, facts)) for mark in marks]
    points = [value for _, value in pairs if value is not None]
    missing += len(pairs) - len(points)
    why = _mark_reasons(form, [pair for pair in pairs if pair[1] is None] if missing else pairs, facts)
    if not points:
        return Merged(None, "awaiting_mark", tuple(marks), tuple(why))
    merge = panel.merge
    if merge == "trimmed_mean" and len(points) < LEAST_TO_TRIM:
        merge = "mean"
    spread = simple(max(points) - min(points))
    if panel.apart is not None:
        limit = simple(panel.apart * criterion.points)
        if spread > limit:
            why.append(Reason("why.apart", {"spread": spread, "limit": limit}))
            reason: Awaited = "awaiting_mark" if missing else "awaiting_decision"
            return Merged(None, reason, tuple(marks), tuple(why))
    if missing:
        low, high = (merge_points([*points, *[end] * missing], merge) for end in (0, criterion.points))
        args = {"count": len(points), "missing": missing, "low": low, "high": high}
        why.append(Reason("why.marks_in", args))
        return Merged(None, "awaiting_mark", tuple(marks), tuple(why), low=low, high=high)
    if len(points) == 1:
        return Merged(points[0], "", tuple(marks), tuple(why))
    result = merge_points(points, merge)
    why.append(Reason(f"why.merged.{merge}", {"count": len(points), "points": result}))
    return Merged(result, "", tuple(marks), tuple(why))


def merge_points(points: Sequence[Number], merge: str) -> Number:
    """Return the mean, the median or the mean without one highest and one lowest, exact and unrounded."""
    values = sorted(points)
    if merge == "median":
        # The middle value, or the two in the middle.
        values = values[(len(values) - 1) // 2 : len(values) // 2 + 1]
    if merge == "trimmed_mean":
        values = values[1:-1]
    return quotient(sum_of(values), len(values))
