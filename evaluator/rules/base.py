"""Functions shared by all rules: gaps before awards, ratios, steps."""

from __future__ import annotations

from typing import Any, cast

from evaluator.base.exact import Number, quotient
from evaluator.base.once import once
from evaluator.conditions.formulas import NO, Formula, Formulas, and_, bound, if_, negated, or_
from evaluator.conditions.truth import gaps, measure
from evaluator.model.condition import Condition, Quantity
from evaluator.model.forms import Waiting
from evaluator.model.guideline import Fact
from evaluator.model.rule import Facts, Named, Percent, Reason, Rule, RuleResult, TableRead
from evaluator.model.values import Amount
from evaluator.rules.reader import Reader, text_of
from evaluator.yaml.parse import Node

POINTS = {"type": "number", "minimum": 0}
AMOUNT = {"$ref": "#/$defs/amount"}
NAME = {"$ref": "#/$defs/name"}
CONDITION = {"$ref": "#/$defs/condition"}
IF_NONE = {"enum": ["not_applicable", "zero", "full"]}
PART = {"enum": ["whole", "started", "exact"]}
PER = {"oneOf": [{"type": "number", "exclusiveMinimum": 0}, {"$ref": "#/$defs/share"}]}
"""The size of a step: a number, or a share where shares are compared."""


class NoConditions:
    """Makes a rule say that it holds no conditions."""

    __slots__ = ()

    def conditions(self) -> tuple[Condition, ...]:
        """Return none."""
        return ()


class NoTables:
    """Makes a rule say that it reads no ledger row by row."""

    __slots__ = ()

    def tables(self) -> tuple[TableRead, ...]:
        """Return none."""
        return ()


def awarded(rule: Rule, facts: Facts, points: Number, criterion: str = "") -> RuleResult:
    """Return the award of *rule*, after checking that every fact it needs is there.

    A fact the station left blank awards 0, whatever is still open. An open fact awards 0 in the pessimistic
    assignment and full points in the optimistic assignment.
    """
    names = _needs(rule)
    for name in names:
        if facts.value(name) is None:
            missing = gaps(facts, names)
            if not missing.blank:
                return open_award(facts, missing.open, points)
            why = tuple(Reason("why.blank", {"fact": Named(name)}) for name in missing.blank)
            return RuleResult(0, why, blank=missing.blank)
    return rule.award(facts, points, criterion)


@once
def _needs(rule: Rule) -> tuple[str, ...]:
    return rule.needs()


def awarded_formula(rule: Rule, sheet: Formulas, points: Number) -> Formula:
    """Return `awarded` as a spreadsheet formula."""
    names = rule.needs()
    blank = or_(*(sheet.blank(name) for name in names))
    waits = or_(*(sheet.waits(name) for name in names))
    sheet.note_blank(blank)
    sheet.note_waits(and_(waits, negated(blank)))
    inner = cast("Formulas", _Within(sheet, negated(or_(blank, waits))))
    return if_(blank, NO, if_(waits, bound(sheet, points), rule.formula(inner, points)))


class _Within:
    """Formulas whose notes apply only where *guard* holds: no fact that the rule needs is missing."""

    def __init__(self, sheet: Formulas, guard: Formula) -> None:
        self.sheet = sheet
        self.guard = guard

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - everything else is the sheet's own
        return getattr(self.sheet, name)

    def note_blank(self, condition: Formula) -> None:
        self.sheet.note_blank(and_(self.guard, condition))

    def note_waits(self, condition: Formula) -> None:
        self.sheet.note_waits(and_(self.guard, condition))


def open_award(facts: Facts, names: tuple[str, ...], points: Number) -> RuleResult:
    """Return the award of a criterion that waits for a role's facts: 0 or full points by assignment."""
    reasons = [facts.awaited(name) for name in names]
    reason: Waiting = "awaiting_decision" if "awaiting_decision" in reasons else "awaiting_mark"
    why = tuple(Reason(f"why.{reason}", {"fact": Named(name)}) for name in names)
    return RuleResult(points if facts.optimistic else 0, why, open=names, open_reason=reason)


def ratio_of(facts: Facts, quantity: Quantity) -> Number | None:
    """Return the value of a quantity; None when its divisor is 0."""
    value = measure(facts, quantity.of)
    if value is None:
        raise ValueError("gaps are settled before a rule awards")
    if quantity.to is None:
        return value
    divisor = measure(facts, quantity.to)
    if not divisor:
        return None
    return quotient(value, divisor)


def nothing_to_divide(if_none: str, points: Number, why: Reason) -> RuleResult:
    """Return the award for a divisor of 0, by the rule's `if_none`."""
    if if_none == "full":
        return RuleResult(points, (why, Reason("why.if_none.full", {})))
    if if_none == "not_applicable":
        return RuleResult(0, (why, Reason("why.if_none.not_applicable", {})), applies=False)
    return RuleResult(0, (why, Reason("why.if_none.zero", {})))


def steps_of(distance: Number, per: Number, part: str) -> Number:
    """Return how many steps of *per* fit in *distance*: whole, started or exact."""
    if distance <= 0:
        return 0
    if part == "exact":
        return quotient(distance, per)
    whole, rest = divmod(distance, per)
    return whole + 1 if part == "started" and rest else whole


def step_size(node: Node | None, reader: Reader, like: Fact | None, limit: Amount) -> Number:
    """Return the size of a step; a share where the limit is a share."""
    if node is None:
        return 1
    size = reader.amount(node, like)
    if size.constant == 0:
        reader.problem("zero-divisor", node)
        return 1
    if like is None and limit.percent != size.percent:
        code = "share-wanted" if limit.percent else "number-wanted"
        reader.problem(code, node, found=text_of(node), example=f"{text_of(node)}%")
    return size.constant or 1


def seen(quantity: Quantity, value: Number) -> Percent | Number:
    """Return a value for use in reasons: ratios as percentages."""
    return value if quantity.to is None else Percent(value)
