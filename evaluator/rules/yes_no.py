"""`yes_no` — all or nothing.

Takes a boolean fact, or a condition, and awards full points when it holds.

    rule: {yes_no: {fact: charter.party_building}}          # 党建写入章程得1分
    rule: {yes_no: {of: equipment.broken, to: equipment.total, at_most: 30%, if_none: no}}

A blank fact awards nothing. Where a condition is still decided without the blank (one part of an `any`
holds), the blank does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from evaluator.base.exact import Number
from evaluator.conditions.excel import truth as truth_formula
from evaluator.conditions.formulas import NO, Formulas, end, every, literal, negated, when
from evaluator.conditions.truth import may_be, reads, truth
from evaluator.conditions.wording import Words
from evaluator.model.condition import Condition
from evaluator.model.rule import Award, Facts, Named, Read, Said
from evaluator.rules.base import CONDITION, open_award
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Node

KIND = "yes_no"
SCHEMA = CONDITION


@dataclass(frozen=True, slots=True)
class YesNo:
    """All or nothing."""

    condition: Condition

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the condition's facts; the condition holding is what helps."""
        yield from reads(self.condition, 1)

    def needs(self) -> tuple[str, ...]:
        """Need nothing beforehand: only an unknown condition is a blank."""
        return ()

    def conditions(self) -> tuple[Condition, ...]:
        """Return the condition."""
        return (self.condition,)

    def award(self, facts: Facts, points: Number, criterion: str) -> Award:
        """Award full points when the condition holds."""
        found = truth(self.condition, facts)
        if found.value is None:
            if found.open and True in may_be(self.condition, facts):
                return open_award(facts, found.open, points)
            why = tuple(Said("why.blank", {"fact": Named(name)}) for name in found.blank)
            return Award(0, why, blank=found.blank)
        key = "why.yes" if found.value else "why.no"
        return Award(points if found.value else 0, (Said(key, {"condition": self.condition}),))

    def formula(self, sheet: Formulas, points: Number) -> str:
        """Award full points when the condition holds."""
        found = truth_formula(self.condition, sheet)
        waits = every(found.unknown, found.waits, f"{found.high}=1")
        sheet.note_blank(every(found.unknown, negated(waits)))
        sheet.note_waits(waits)
        return when(waits, end(sheet, points), when(found.holds, literal(points), NO))

    def words(self, words: Words, points: Number) -> str:
        """Say the rule."""
        return words.say(
            "rule.yes_no", condition=words.condition(self.condition), points=words.number(points)
        )


def read(node: Node, reader: Reader, points: Number) -> YesNo:
    """Read the condition; a boolean fact alone is one."""
    return YesNo(reader.condition(node))
