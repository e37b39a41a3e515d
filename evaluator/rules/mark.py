"""`mark` — an evaluator gives points freely, in steps.

    rule: {mark: {step: 0.5}}

The points lie between 0 and the criterion's, in steps of `step` where it is said. The step applies to
each mark, not to the mean of several marks. The criterion's `marked_by` says who marks; the award is
the merged mark.
"""

from __future__ import annotations

from typing import ClassVar

from evaluator.base.exact import Number, text
from evaluator.base.frozen import dataclass
from evaluator.conditions.wording import Words
from evaluator.rules.marked import MarkAlone, PointsForm, PointsRange, on_step
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Node, Table

KIND = "mark"
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"step": {"type": "number", "exclusiveMinimum": 0}},
}


@dataclass(frozen=True, slots=True)
class FreeMark(MarkAlone):
    """Points that an evaluator gives freely."""

    step: Number | None = None

    kind: ClassVar[str] = KIND

    def form(self, points: Number) -> PointsForm:
        """Return the points to give: from 0 to the criterion's."""
        return PointsForm(PointsRange(0, points, self.step))

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
