"""Excel expressions of rules and conditions.

Conventions. An expression is text without the leading `=`. A condition is an expression worth 1 or 0 (or
TRUE, FALSE); the texts "1" and "0" are constants that fold away. An award is a number on the scale of its
criterion, or the text `n/a` where the criterion does not apply. A rule records on the
sheet whether blanks cost points and whether something is still awaited (`note_blank`, `note_waits`). A sheet
represents one of the two assignments, as `model.rule.Facts` does.

Excel computes with doubles. Declared numbers have few decimals, so exactly equal numbers differ by less than
1E-12 once computed, and different numbers differ by far more. Comparisons therefore round both sides
(docs/decisions, 9). Only functions that Excel 2010, WPS and LibreOffice all compute are used.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType, Protocol

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.base.frozen import NamedTuple
from evaluator.model.condition import Quantity
from evaluator.model.values import Amount

Formula = NewType("Formula", str)
"""An expression. A text becomes one only where it is written as one: `Formula(f"SUM({cells})")`."""

NA = Formula('"n/a"')
"""An award that does not apply."""
YES, NO = Formula("1"), Formula("0")
RATIO_DIGITS, NUMBER_DIGITS = 12, 7
"""Decimals that count when ratios, and when numbers, are compared."""


class LedgerTable(NamedTuple):
    """The result of a ledger of targets."""

    blank: Formula
    """Whether there is no result: not handed in, empty, a target or weight missing, or total weight 0."""
    total: Formula
    weights: Formula


class Formulas(Protocol):
    """The cells of one station's facts as one criterion's rule sees them, in one of the two assignments."""

    optimistic: bool

    def number(self, fact: str) -> Formula:
        """Return the fact as a number: a boolean as 1 or 0, a set as its size; or ""."""

    def value(self, fact: str) -> Formula:
        """Return the fact: a choice as the number of its option, a date as a day number, a text; or ""."""

    def blank(self, fact: str) -> Formula:
        """Return whether the station left the fact blank."""

    def waits(self, fact: str) -> Formula:
        """Return whether the fact is open: a role has yet to provide it."""

    def options(self, fact: str) -> tuple[str, ...]:
        """Return the options of a choice or set in declared order."""

    def tick(self, fact: str, option: str) -> Formula:
        """Return whether an option of a set is chosen and counts."""

    def applies(self, fact: str, option: str) -> Formula:
        """Return whether an option of a set applies to the station."""

    def kind(self, fact: str) -> str:
        """Return the fact's type."""

    def table(self, ledger: str, of: str, to: str, weight: str, if_none: str) -> LedgerTable:
        """Return the weighted ratios of a ledger of targets."""

    def marked(self, points: Number, otherwise: str = YES) -> Formula:
        """Return the evaluators' points, and note that they are awaited; only where *otherwise* holds."""

    def cell(self, expression: str) -> Formula:
        """Compute *expression* in a cell of its own and return the cell."""

    def note_blank(self, condition: str) -> None:
        """Note when a blank costs points."""

    def note_waits(self, condition: str) -> None:
        """Note when something is still awaited."""


def literal(number: Number) -> Formula:
    """Return a number as an expression; as a division where it has no finite decimal."""
    number = exact.simple(number)
    text = exact.text(number)
    return Formula(f"({text})" if "/" in text or number < 0 else text)


def quoted(text: str) -> Formula:
    """Return a text as a string literal."""
    return Formula('"' + text.replace('"', '""') + '"')


def or_(*conditions: str) -> Formula:
    """Return whether any condition holds."""
    parts = list(dict.fromkeys(condition for condition in conditions if condition != NO))
    if YES in parts:
        return YES
    if not parts:
        return NO
    return Formula(parts[0] if len(parts) == 1 else f"OR({','.join(parts)})")


def and_(*conditions: str) -> Formula:
    """Return whether all conditions hold."""
    parts = list(dict.fromkeys(condition for condition in conditions if condition != YES))
    if NO in parts:
        return NO
    if not parts:
        return YES
    return Formula(parts[0] if len(parts) == 1 else f"AND({','.join(parts)})")


def negated(condition: str) -> Formula:
    """Return whether the condition does not hold."""
    if condition in (YES, NO):
        return NO if condition == YES else YES
    return Formula(f"NOT({condition})")


def if_(condition: str, then: str, otherwise: str) -> Formula:
    """Return an IF expression, or the chosen part where the condition is constant."""
    if condition == YES or then == otherwise:
        return Formula(then)
    return Formula(otherwise if condition == NO else f"IF({condition},{then},{otherwise})")


def as_number(condition: str) -> Formula:
    """Return a condition as 1 or 0."""
    return Formula(condition if condition in (YES, NO) else f"IF({condition},1,0)")


def total(parts: Iterable[str]) -> Formula:
    """Return the sum of the parts."""
    terms = [part for part in parts if part != NO]
    return Formula("+".join(terms)) if terms else NO


def is_zero(expression: str) -> Formula:
    """Return whether a number is 0."""
    return Formula(f"ROUND({expression},{NUMBER_DIGITS})=0")


def compared(left: str, operator: str, right: str, digits: int = NUMBER_DIGITS) -> Formula:
    """Compare two numbers without the rounding errors of doubles."""
    return Formula(f"ROUND({left}-{right},{digits}){operator}0")


def amount(sheet: Formulas, operand: Amount) -> Formula:
    """Return an amount as an expression; its fact must have a value."""
    if operand.constant is not None:
        return literal(operand.constant)
    expression = sheet.number(operand.fact)
    if operand.times != 1:
        expression = Formula(f"{expression}*{literal(operand.times)}")
    if operand.per != 1:
        expression = Formula(f"{expression}/{literal(operand.per)}")
    return Formula(f"({expression})") if "*" in expression or "/" in expression else expression


def ratio(sheet: Formulas, quantity: Quantity) -> tuple[Formula, Formula]:
    """Return a quantity's value and whether its divisor is 0."""
    of = amount(sheet, quantity.of)
    if quantity.to is None:
        return of, NO
    to = amount(sheet, quantity.to)
    nothing = is_zero(to)
    return sheet.cell(Formula(f"IF({nothing},0,{of}/{to})")), nothing


def without_divisor(if_none: str, points: Number) -> Formula:
    """Return the award for a divisor of 0."""
    return {"full": literal(points), "not_applicable": NA}.get(if_none, NO)


def bound(sheet: Formulas, points: Number) -> Formula:
    """Return the low or the high end of an awaited award."""
    return literal(points) if sheet.optimistic else NO


def steps(distance: str, per: Number, part: str) -> Formula:
    """Return how many steps of *per* fit into *distance*; a whole number stays whole despite doubles."""
    size = literal(per)
    if part == "exact":
        return Formula(f"MAX(0,{distance})/{size}")
    if part == "started":
        return Formula(f"MAX(0,-INT(1E-9-({distance})/{size}))")
    return Formula(f"MAX(0,INT(({distance})/{size}+1E-9))")


def rounded(expression: str, places: int, rule: str) -> Formula:
    """Round a number that is not below 0 as `exact.rounded` does.

    An exact tie may be slightly less as a double; no other number lies so near a tie. half_up adds this
    difference; half_even tests the distance from the tie. *expression* should be a cell, because it is used
    several times.
    """
    if rule == "half_up":
        return Formula(f"ROUND({expression}+1E-11,{places})")
    scale = literal(10**places)
    scaled = f"({expression})*{scale}" if places else f"({expression})"
    floor = f"INT({scaled}+1E-9)"
    return Formula(
        f"IF(ABS({scaled}-{floor}-0.5)<1E-9,({floor}+MOD({floor},2))/{scale},ROUND({expression},{places}))"
    )
