"""What the three rules share that an evaluator's mark decides."""

from __future__ import annotations

from evaluator.base.exact import Number
from evaluator.model.rule import Award, Facts, Said


def merged_award(facts: Facts, points: Number, criterion: str) -> Award:
    """Award the panel's mark; while it is open, the low or the high end."""
    merged = facts.merged(criterion)
    if merged is None or merged.points is None:
        reason = merged.reason if merged is not None else "awaiting_mark"
        if reason == "blank":
            # A bonus nobody claimed: its role's sheet is in and says nothing.
            return Award(0, (Said("why.not_marked", {}),), blank=(criterion,))
        why = merged.why if merged is not None else ()
        return Award(
            points if facts.optimistic else 0,
            (*why, Said(f"why.{reason}.criterion", {})),
            open=(criterion,),
            open_reason=reason,
        )
    return Award(merged.points, merged.why)


def on_step(value: Number, start: Number, step: Number) -> bool:
    """Tell whether *value* lies a whole number of steps from *start*."""
    return (value - start) % step == 0
