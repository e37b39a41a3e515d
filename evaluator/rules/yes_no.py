"""`yes_no` — all or nothing.

    rule: {yes_no: {fact: charter.party_building}}          # 党建写入章程得1分
    rule: {yes_no: {of: equipment.broken, to: equipment.total, at_most: 30%, if_none: no}}

Takes a boolean fact, or a condition, and awards full points where it holds and 0 where it does not.

A blank fact gives 0 points, unless the condition does not depend on it (another part of an `any`
holds). Where the condition is unknown and a role's open fact could still make it hold, the criterion is
open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import NO, Formula, Formulas, and_, bound, if_, literal, negated
from evaluator.conditions.truth import may_be, reads, truth
from evaluator.conditions.wording import Words
from evaluator.model.condition import Condition
from evaluator.model.rule import Facts, Named, Read, Reason, RuleResult
from evaluator.rules.base import CONDITION, NoTables, open_award
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Node

KIND = "yes_no"
SCHEMA = CONDITION


@dataclass(frozen=True, slots=True)
class YesNo(NoTables):
    """All or nothing."""

    condition: Condition

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the condition's facts; the award is given when the condition holds."""
        yield from reads(self.condition, 1)

    def needs(self) -> tuple[str, ...]:
        """Need no fact: a blank matters only where it leaves the condition unknown."""
        return ()

    def conditions(self) -> tuple[Condition, ...]:
        """Return the condition."""
        return (self.condition,)

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award full points when the condition holds."""
        outcome = truth(self.condition, facts)
        if outcome.value is None:
            if outcome.open and True in may_be(self.condition, facts):
                return open_award(facts, outcome.open, points)
            why = tuple(Reason("why.blank", {"fact": Named(name)}) for name in outcome.blank)
            return RuleResult(0, why, blank=outcome.blank)
        key = "why.yes" if outcome.value else "why.no"
        return RuleResult(points if outcome.value else 0, (Reason(key, {"condition": self.condition}),))

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: full points when the condition holds."""
        from evaluator.conditions.excel import truth as truth_formula  # only workbooks have formulas

        outcome = truth_formula(self.condition, sheet)
        waits = and_(outcome.unknown, outcome.waits, Formula(f"{outcome.high}=1"))
        sheet.note_blank(and_(outcome.unknown, negated(waits)))
        sheet.note_waits(waits)
        return if_(waits, bound(sheet, points), if_(outcome.holds, literal(points), NO))

    def words(self, words: Words, points: Number) -> str:
        """Describe the rule."""
        return words.say(
            "rule.yes_no", condition=words.condition(self.condition), points=words.number(points)
        )


def read(node: Node, reader: Reader, points: Number) -> YesNo:
    """Read the condition; a boolean fact alone is a condition."""
    return YesNo(reader.condition(node))
