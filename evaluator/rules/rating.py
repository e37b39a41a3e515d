"""`rating` — an evaluator picks a level (程度分).

    rule:
      rating:
        levels: {好: 20, 较好: {points: 15, text: 个别缺项}, 一般: {from: 6, to: 12, step: 1}, 差: 0}

Each of `levels`, by its name, is points; or `points` with a `text` that describes it; or a range `from`
… `to` within which the evaluator gives points, in steps of `step` counted from `from`, with a `text`.
Ranges and points of different levels must not overlap, none may exceed the criterion's points, and one
must reach them.

The criterion's `marked_by` (default expert) says who marks. Several marks are merged by the panel,
unrounded; the award is the merged mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from evaluator.base.exact import Number, text
from evaluator.base.frozen import dataclass
from evaluator.conditions.wording import Words
from evaluator.rules.base import POINTS
from evaluator.rules.marked import Level, LevelForm, MarkAlone, on_step
from evaluator.rules.reader import Reader, text_of
from evaluator.yaml.parse import Node, Table

KIND = "rating"
_STEP = {"type": "number", "exclusiveMinimum": 0}
_TEXT = {"type": "string"}
SCHEMA = {
    "type": "object",
    "required": ["levels"],
    "additionalProperties": False,
    "properties": {
        "levels": {
            "type": "object",
            "minProperties": 2,
            "additionalProperties": {
                "oneOf": [
                    POINTS,
                    {
                        "type": "object",
                        "required": ["points"],
                        "additionalProperties": False,
                        "properties": {"points": POINTS, "text": _TEXT},
                    },
                    {
                        "type": "object",
                        "required": ["from", "to"],
                        "additionalProperties": False,
                        "properties": {"from": POINTS, "to": POINTS, "step": _STEP, "text": _TEXT},
                    },
                ]
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Rating(MarkAlone):
    """A level that an evaluator picks."""

    levels: Mapping[str, Level]

    kind: ClassVar[str] = KIND

    def form(self, points: Number) -> LevelForm:
        """Return the levels to choose from."""
        return LevelForm(self.levels)

    def words(self, words: Words, points: Number) -> str:
        """Describe the levels."""
        parts = words.joined(
            words.say(
                "rule.level" if level.fixed else "rule.level.range",
                level=name,
                points=words.number(level.low),
                low=words.number(level.low),
                high=words.number(level.high),
                text=words.bracketed(level.text),
            )
            for name, level in self.levels.items()
        )
        return words.say("rule.rating", levels=parts)


def read(node: Node, reader: Reader, points: Number) -> Rating:
    """Read the levels; they must not exceed the points or overlap."""
    assert isinstance(node, Table)
    table = node.entries["levels"]
    assert isinstance(table, Table)
    levels: dict[str, Level] = {}
    for name, value in table.entries.items():
        level = _level(value, reader)
        levels[name] = level
        if level.high > points:
            reader.problem("award-above-points", value, award=text(level.high), points=text(points))
        if level.low > level.high:
            reader.problem("empty-range", value)
    named = list(levels.items())
    for index, (name, level) in enumerate(named):
        for other, second in named[index + 1 :]:
            both_fixed = level.low == level.high and second.low == second.high
            if level.low <= second.high and second.low <= level.high and not both_fixed:
                reader.problem("levels-overlap", table.entries[other], level=other, other=name)
    reader.reaches(max(level.high for level in levels.values()), points, table)
    return Rating(levels)


def _level(node: Node, reader: Reader) -> Level:
    if not isinstance(node, Table):
        value = reader.number(node)
        return Level(value, value)
    entries = node.entries
    description = text_of(entries.get("text"))
    if "points" in entries:
        value = reader.number(entries["points"])
        return Level(value, value, text=description)
    low, high = reader.number(entries["from"]), reader.number(entries["to"])
    step = reader.number(entries["step"]) if "step" in entries else None
    if step is not None and step > 0 and not on_step(high, low, step):
        reader.problem("range-off-step", entries["step"], step=text(step), high=text(high))
    return Level(low, high, step, description)
