"""Excel expressions: how rules and conditions say themselves to a spreadsheet.

Conventions. An expression is text without the leading `=`. A condition is an expression worth 1 or 0 (or
TRUE, FALSE); the texts "1" and "0" are constants that fold away. An award is a number on the scale of its
criterion, or the text `n/a` where the criterion does not apply. Whether blanks kept points away, and whether
something is still awaited, a rule notes on the sheet (`note_blank`, `note_waits`). A sheet stands for one of
the two assignments, as `model.rule.Facts` does.

Excel has doubles. What is declared has few decimals, so numbers that are equal on paper differ by less than
1E-12 once computed, and numbers that differ on paper do so by far more: comparisons drop what lies beyond
(docs/decisions/0009). Only functions that Excel 2010, WPS and LibreOffice all compute are used.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.model.condition import Quantity
from evaluator.model.values import Amount

NA = '"n/a"'
"""An award that does not apply."""
YES, NO = "1", "0"
RATIO_DIGITS, NUMBER_DIGITS = 12, 7
"""Decimals that count when ratios, and when numbers, are compared."""


class Table(NamedTuple):
    """What a ledger of targets comes to."""

    blank: str
    """Whether nothing can be said: not handed in, empty, a target or weight missing, weightless."""
    total: str
    weights: str


class Formulas(Protocol):
    """The cells of one station's facts as one criterion's rule sees them, in one of the two assignments."""

    optimistic: bool

    def number(self, fact: str) -> str:
        """Return the fact where a number is wanted: a boolean is 1 or 0, a set its size; or ""."""

    def value(self, fact: str) -> str:
        """Return the fact: a choice as the number of its option, a date as a day number, a text; or ""."""

    def blank(self, fact: str) -> str:
        """Return whether the station left the fact blank."""

    def waits(self, fact: str) -> str:
        """Return whether the fact is open: a role has still to give it."""

    def options(self, fact: str) -> tuple[str, ...]:
        """Name the options of a choice or set in declared order."""

    def tick(self, fact: str, option: str) -> str:
        """Return whether an option of a set is chosen and counts."""

    def applies(self, fact: str, option: str) -> str:
        """Return whether an option of a set applies to the station."""

    def kind(self, fact: str) -> str:
        """Return the fact's type."""

    def table(self, ledger: str, of: str, to: str, weight: str, if_none: str) -> Table:
        """Return the weighted ratios of a ledger of targets."""

    def marked(self, points: Number, otherwise: str = YES) -> str:
        """Return what evaluators gave, and note that it is awaited; only where *otherwise* holds."""

    def cell(self, expression: str) -> str:
        """Compute *expression* in a cell of its own and return the cell."""

    def note_blank(self, condition: str) -> None:
        """Note when a blank keeps points away."""

    def note_waits(self, condition: str) -> None:
        """Note when something is still awaited."""


def literal(number: Number) -> str:
    """Write a number; one without a finite decimal as a division."""
    number = exact.simple(number)
    text = exact.text(number)
    return f"({text})" if "/" in text or number < 0 else text


def quoted(text: str) -> str:
    """Write a text."""
    return '"' + text.replace('"', '""') + '"'


def either(*conditions: str) -> str:
    """Return whether any holds."""
    parts = list(dict.fromkeys(one for one in conditions if one != NO))
    if YES in parts:
        return YES
    if not parts:
        return NO
    return parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"


def every(*conditions: str) -> str:
    """Return whether all hold."""
    parts = list(dict.fromkeys(one for one in conditions if one != YES))
    if NO in parts:
        return NO
    if not parts:
        return YES
    return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"


def negated(condition: str) -> str:
    """Return whether it does not hold."""
    return {YES: NO, NO: YES}.get(condition) or f"NOT({condition})"


def when(condition: str, then: str, otherwise: str) -> str:
    """Choose; a constant condition chooses here."""
    if condition == YES or then == otherwise:
        return then
    return otherwise if condition == NO else f"IF({condition},{then},{otherwise})"


def as_number(condition: str) -> str:
    """Return 1 or 0."""
    return condition if condition in (YES, NO) else f"IF({condition},1,0)"


def total(parts: Iterable[str]) -> str:
    """Add up."""
    kept = [one for one in parts if one != NO]
    return "+".join(kept) if kept else NO


def is_zero(expression: str) -> str:
    """Return whether a number is 0."""
    return f"ROUND({expression},{NUMBER_DIGITS})=0"


def compared(left: str, operator: str, right: str, digits: int = NUMBER_DIGITS) -> str:
    """Compare two numbers as they are on paper."""
    return f"ROUND({left}-{right},{digits}){operator}0"


def amount(sheet: Formulas, one: Amount) -> str:
    """Return what an amount is worth; its fact must be given."""
    if one.constant is not None:
        return literal(one.constant)
    found = sheet.number(one.fact)
    if one.times != 1:
        found += f"*{literal(one.times)}"
    if one.per != 1:
        found += f"/{literal(one.per)}"
    return f"({found})" if "*" in found or "/" in found else found


def ratio(sheet: Formulas, quantity: Quantity) -> tuple[str, str]:
    """Return a quantity's value and whether there is nothing to divide by."""
    of = amount(sheet, quantity.of)
    if quantity.to is None:
        return of, NO
    to = amount(sheet, quantity.to)
    nothing = is_zero(to)
    return sheet.cell(f"IF({nothing},0,{of}/{to})"), nothing


def without_divisor(if_none: str, points: Number) -> str:
    """Return what a divisor of 0 awards."""
    return {"full": literal(points), "not_applicable": NA}.get(if_none, NO)


def end(sheet: Formulas, points: Number) -> str:
    """Return the low or the high end of what is awaited."""
    return literal(points) if sheet.optimistic else NO


def steps(distance: str, per: Number, part: str) -> str:
    """Return how many steps of *per* fit into *distance*; a whole number stays whole despite doubles."""
    size = literal(per)
    if part == "exact":
        return f"MAX(0,{distance})/{size}"
    if part == "started":
        return f"MAX(0,-INT(1E-9-({distance})/{size}))"
    return f"MAX(0,INT(({distance})/{size}+1E-9))"


def rounded(expression: str, places: int, rule: str) -> str:
    """Round a number that is not below 0 as `exact.rounded` does.

    A tie on paper may lie a hair below it in a double; nothing else lies so near a tie. half_up pushes up by
    that hair; half_even asks how near the tie is. *expression* should be a cell: it is written several times.
    """
    if rule == "half_up":
        return f"ROUND({expression}+1E-11,{places})"
    scale = literal(10**places)
    scaled = f"({expression})*{scale}" if places else f"({expression})"
    floor = f"INT({scaled}+1E-9)"
    return f"IF(ABS({scaled}-{floor}-0.5)<1E-9,({floor}+MOD({floor},2))/{scale},ROUND({expression},{places}))"
