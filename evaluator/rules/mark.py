"""`mark` — an evaluator gives points freely, in steps.

    rule: {mark: {step: 0.5}}

The step applies to each mark, not to the mean of several marks. The criterion's `marked_by` says who marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from evaluator.base.exact import Number, text
from evaluator.conditions.formulas import Formulas
from evaluator.conditions.wording import Words
from evaluator.model.condition import Condition
from evaluator.model.rule import Facts, Issue, Read, RuleResult
from evaluator.model.rule import Mark as SheetMark
from evaluator.rules.marked import merged_award, on_step
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Node, Table

KIND = "mark"
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"step": {"type": "number", "exclusiveMinimum": 0}},
}


@dataclass(frozen=True, slots=True)
class FreeMark:
    """Points that an evaluator gives freely."""

    step: Number | None = None

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = True

    def reads(self) -> Iterator[Read]:
        """Yield nothing: the rule depends on no fact."""
        yield from ()

    def needs(self) -> tuple[str, ...]:
        """Need no fact."""
        return ()

    def conditions(self) -> tuple[Condition, ...]:
        """Return none."""
        return ()

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award the panel's mark."""
        return merged_award(facts, points, criterion)

    def check_mark(self, mark: SheetMark, points: Number) -> Issue | None:
        """Return what is wrong with a mark: no points, points outside 0…points or off the step."""
        if mark.points is None:
            return Issue("mark-without-points", {"level": "", "low": "0", "high": text(points)})
        if not 0 <= mark.points <= points:
            args = {"level": "", "points": text(mark.points), "low": "0", "high": text(points)}
            return Issue("mark-outside-level", args)
        if self.step is not None and not on_step(mark.points, 0, self.step):
            args = {"points": text(mark.points), "step": text(self.step), "start": "0"}
            return Issue("mark-off-step", args)
        return None

    def points_of(self, mark: SheetMark, facts: Facts, points: Number) -> Number | None:
        """Return the points given."""
        return mark.points

    def formula(self, sheet: Formulas, points: Number) -> str:
        """Return the formula: the points evaluators gave."""
        return sheet.marked(points)

    def words(self, words: Words, points: Number) -> str:
        """Describe the range and the step."""
        if self.step is None:
            return words.say("rule.mark", points=words.number(points))
        return words.say("rule.mark.step", points=words.number(points), step=words.number(self.step))


def read(node: Node, reader: Reader, points: Number) -> FreeMark:
    """Read the step; full points must be a multiple of it."""
    assert isinstance(node, Table)
    step = reader.number(node.entries["step"]) if "step" in node.entries else None
    if step is not None and step > 0 and not on_step(points, 0, step):
        reader.problem("range-off-step", node.entries["step"], step=text(step), high=text(points))
    return FreeMark(step)
