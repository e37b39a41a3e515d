"""What all rules share: gaps before awards, ratios, steps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from evaluator.base.exact import Number, simple
from evaluator.conditions.formulas import NO, Formulas, either, end, every, negated, when
from evaluator.conditions.truth import gaps, measure
from evaluator.model.condition import Quantity
from evaluator.model.guideline import Fact
from evaluator.model.rule import Award, Facts, Named, Percent, Rule, Said
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


def awarded(rule: Rule, facts: Facts, points: Number, criterion: str = "") -> Award:
    """Award by *rule*, after asking whether every fact it needs is there.

    A station's blank comes before a role's: it awards 0 whatever is still open. What is open awards 0
    in the pessimistic assignment and full points in the optimistic one (design §4, 5).
    """
    missing = gaps(facts, rule.needs())
    if missing.blank:
        why = tuple(Said("why.blank", {"fact": Named(name)}) for name in missing.blank)
        return Award(0, why, blank=missing.blank)
    if missing.open:
        return open_award(facts, missing.open, points)
    return rule.award(facts, points, criterion)


def awarded_formula(rule: Rule, sheet: Formulas, points: Number) -> str:
    """Say `awarded` to a spreadsheet."""
    names = rule.needs()
    blank = either(*(sheet.blank(one) for one in names))
    waits = either(*(sheet.waits(one) for one in names))
    sheet.note_blank(blank)
    sheet.note_waits(every(waits, negated(blank)))
    inner = cast("Formulas", _Within(sheet, negated(either(blank, waits))))
    return when(blank, NO, when(waits, end(sheet, points), rule.formula(inner, points)))


class _Within:
    """A sheet on which notes only hold where no fact that is needed is missing."""

    def __init__(self, sheet: Formulas, given: str) -> None:
        self.sheet = sheet
        self.given = given

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - everything else is the sheet's own
        return getattr(self.sheet, name)

    def note_blank(self, condition: str) -> None:
        self.sheet.note_blank(every(self.given, condition))

    def note_waits(self, condition: str) -> None:
        self.sheet.note_waits(every(self.given, condition))


def open_award(facts: Facts, names: tuple[str, ...], points: Number) -> Award:
    """Return the low or the high end of a criterion that waits for facts of a role."""
    reasons = [facts.awaited(name) for name in names]
    reason = "awaiting_decision" if "awaiting_decision" in reasons else "awaiting_mark"
    why = tuple(Said(f"why.{reason}", {"fact": Named(name)}) for name in names)
    return Award(points if facts.optimistic else 0, why, open=names, open_reason=reason)


def ratio_of(facts: Facts, quantity: Quantity) -> Number | None:
    """Return what a quantity is worth; None when its divisor is 0."""
    value = measure(facts, quantity.of)
    if value is None:
        raise ValueError("gaps are settled before a rule awards")
    if quantity.to is None:
        return value
    divisor = measure(facts, quantity.to)
    if not divisor:
        return None
    return simple(Fraction(value) / divisor)


def nothing_to_divide(if_none: str, points: Number, why: Said) -> Award:
    """Return what a divisor of 0 means by the rule's `if_none`."""
    if if_none == "full":
        return Award(points, (why, Said("why.if_none.full", {})))
    if if_none == "not_applicable":
        return Award(0, (why, Said("why.if_none.not_applicable", {})), applies=False)
    return Award(0, (why, Said("why.if_none.zero", {})))


def steps_of(distance: Number, per: Number, part: str) -> Number:
    """Return how many steps of *per* fit in *distance*: whole ones, started ones or exactly."""
    if distance <= 0:
        return 0
    steps = Fraction(distance) / per
    if part == "exact":
        return simple(steps)
    whole = steps.numerator // steps.denominator
    return whole + 1 if part == "started" and whole != steps else whole


def step_size(node: Node | None, reader: Reader, like: Fact | None, limit: Amount) -> Number:
    """Return how far one step goes; a share where the limit is one."""
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
    """Return a value as reasons say it: ratios as percentages."""
    return value if quantity.to is None else Percent(value)
