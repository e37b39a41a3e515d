"""Functions shared by the three rules that depend on an evaluator's mark."""

from __future__ import annotations

from evaluator.base.exact import Number
from evaluator.model.rule import Facts, Reason, RuleResult


def merged_award(facts: Facts, points: Number, criterion: str) -> RuleResult:
    """Award the panel's mark; while it is open, 0 or full points by assignment."""
    merged = facts.merged(criterion)
    if merged is None or merged.points is None:
        reason = merged.reason if merged is not None else "awaiting_mark"
        if reason == "blank":
            # A bonus nobody claimed: the role's sheet is submitted without a mark.
            return RuleResult(0, (Reason("why.not_marked", {}),), blank=(criterion,))
        why = merged.why if merged is not None else ()
        return RuleResult(
            points if facts.optimistic else 0,
            (*why, Reason(f"why.{reason}.criterion", {})),
            open=(criterion,),
            open_reason=reason,
        )
    return RuleResult(merged.points, merged.why)


def on_step(value: Number, start: Number, step: Number) -> bool:
    """Return whether *value* is a whole number of steps from *start*."""
    return (value - start) % step == 0
