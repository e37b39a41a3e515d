"""`sum` — parts with points of their own, added up.

    rule:
      sum:
        - {points: 3, rule: {yes_no: {fact: plan.made}}}                        # 计划3
        - {points: 12, title: 小结, rule: {count: {fact: summary.months, each: 1}}}   # 每月小结1 × 12

Each part has `points`, a `rule` that awards 0 … these points, and a `title` for reasons. Parts may add
up to more than the criterion's points; the sum is clamped to them. No part may be marked by an
evaluator. A blank or open fact affects only its own part. A part that does not apply is left out, and
the sum of the others × the points of all parts ÷ the points of the others counts; when all parts are
left out, the criterion does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Final

from evaluator.base.exact import Number, simple, text
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import NA, Formula, Formulas, compared, literal, total
from evaluator.conditions.wording import Words, rule_words
from evaluator.model.condition import Condition
from evaluator.model.forms import Waiting
from evaluator.model.rule import Facts, Nth, Read, Reason, Rule, RuleResult, TableRead
from evaluator.rules.base import awarded, awarded_formula
from evaluator.rules.reader import Reader, text_of
from evaluator.yaml.parse import Items, Node, Table

KIND = "sum"
_REASONS: Final[tuple[Waiting, ...]] = ("awaiting_decision", "awaiting_mark", "claimed")
"""Reasons to wait, the longest to settle first; the first that occurs is reported."""
SCHEMA = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["points", "rule"],
        "additionalProperties": False,
        "properties": {
            "points": {"type": "number", "exclusiveMinimum": 0},
            "rule": {"$ref": "#/$defs/rule"},
            "title": {"type": "string"},
        },
    },
}


@dataclass(frozen=True, slots=True)
class SumPart:
    """A part with its points and its rule."""

    points: Number
    rule: Rule
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts added up."""

    parts: tuple[SumPart, ...]

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the facts of all parts."""
        for part in self.parts:
            yield from part.rule.reads()

    def needs(self) -> tuple[str, ...]:
        """Need no fact: each part checks its own facts."""
        return ()

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions of all parts."""
        return tuple(condition for part in self.parts for condition in part.rule.conditions())

    def tables(self) -> tuple[TableRead, ...]:
        """Return the ledgers that parts read row by row."""
        return tuple(table for part in self.parts for table in part.rule.tables())

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Add up the parts that apply, and clamp the sum to the points."""
        got: Number = 0
        declared: Number = sum(part.points for part in self.parts)
        applying: Number = 0
        why: list[Reason] = []
        blank: list[str] = []
        waiting: list[str] = []
        reasons: list[Waiting] = []
        for position, part in enumerate(self.parts, 1):
            award = awarded(part.rule, facts, part.points, criterion)
            what: object = part.title or Nth(position)
            if not award.applies:
                why.append(Reason("why.sum.left", {"part": what}))
                why.extend(award.why)
                continue
            applying += part.points
            part_points = min(part.points, max(0, award.points))
            got += part_points
            why.append(Reason("why.sum.part", {"part": what, "points": part_points, "of": part.points}))
            why.extend(award.why)
            blank.extend(award.blank)
            waiting.extend(award.open)
            reasons.append(award.open_reason)
        if applying == 0:
            return RuleResult(0, tuple(why), applies=False)
        if applying != declared:
            scaled = simple(Fraction(got) * declared / applying)
            why.append(
                Reason("why.scaled", {"points": got, "of": applying, "to": declared, "scaled": scaled})
            )
            got = scaled
        if got > points:
            why.append(Reason("why.sum.limit", {"points": got, "limit": points}))
            got = points
        return RuleResult(
            simple(got),
            tuple(why),
            blank=tuple(dict.fromkeys(blank)),
            open=tuple(dict.fromkeys(waiting)),
            open_reason=next((reason for reason in _REASONS if reason in reasons), ""),
        )

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the sum of the parts that apply, scaled and clamped to the points."""
        awards = [sheet.cell(awarded_formula(part.rule, sheet, part.points)) for part in self.parts]
        worth = [literal(part.points) for part in self.parts]
        pairs = list(zip(awards, worth, strict=True))
        got = sheet.cell(
            total(f"IF(ISNUMBER({award}),MIN({most},MAX(0,{award})),0)" for award, most in pairs)
        )
        left = sheet.cell(total(f"IF(ISNUMBER({award}),{most},0)" for award, most in pairs))
        declared = literal(sum((Fraction(part.points) for part in self.parts), Fraction(0)))
        scaled = f"IF({compared(left, '=', declared)},{got},{got}*{declared}/{left})"
        return Formula(f"IF({left}=0,{NA},MIN({literal(points)},{scaled}))")

    def words(self, words: Words, points: Number) -> str:
        """Describe the parts."""
        parts = words.joined(
            words.say(
                "rule.sum.part",
                title=words.say("part.titled", title=part.title) if part.title else "",
                points=words.number(part.points),
                rule=rule_words(part.rule, words, part.points),
            )
            for part in self.parts
        )
        return words.say("rule.sum", parts=parts, points=words.number(points))


def read(node: Node, reader: Reader, points: Number) -> Sum:
    """Read the parts; their points must add up to at least *points*, and no part may be marked."""
    assert isinstance(node, Items)
    parts: list[SumPart] = []
    for part_node in node.nodes:
        assert isinstance(part_node, Table)
        worth = reader.number(part_node.entries["points"])
        reader.writable(worth, part_node.entries["points"])
        rule = reader.part(part_node.entries["rule"], worth)
        if rule.marked:
            reader.problem("marked-part", part_node.entries["rule"], rule=rule.kind)
        parts.append(SumPart(worth, rule, text_of(part_node.entries.get("title"))))
    total: Number = sum(part.points for part in parts)
    if total < points:
        reader.problem("parts-sum", node, sum=text(total), points=text(points))
    return Sum(tuple(parts))
