"""The cells of a table as they are stored, each with the kind of thing that its format shows it to be.

A format decides the kind of a cell (a share, a day in its date system, an id with leading zeros), never its
digits: `95%` is 0.95, whatever decimals the format hides.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Self

from evaluator.base import exact
from evaluator.base.exact import Number

Cell = str | float | bool | int | date | time | timedelta | None
"""What a table's cell holds before it is typed; csv has only text. The kinds below are among them."""

ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"})
"""What spreadsheets show where a formula has failed."""
MOST_DIGITS_OF_EXCEL = 15


class ErrorValue(str):
    """An error as the value of a cell; not the same characters typed as text."""

    __slots__ = ()


class Uncalculated(str):
    """The formula of a cell whose result is not stored: the file was never calculated and saved."""

    __slots__ = ()


class Struck(str):
    """The text of a cell that is struck through from beginning to end."""

    __slots__ = ()


class Share(float):
    """A number whose format shows a percentage: 0.95 where a person sees 95%."""

    shown: Number | None = None
    """What a person sees where the format hides decimals: 0.9 of 0.896."""


class Shortened(float):
    """A number whose format hides decimals."""

    shown: Number
    """What a person sees: 2 of 1.96."""


class EarlyDayNumber(float):
    """A number in a workbook that counts its days from 1904, as Excel for Mac did."""

    __slots__ = ()


class Code(float):
    """A number whose format makes it an id: 123 where a person sees 000123."""

    shown: str
    """As a person sees it."""

    def __new__(cls, value: float, shown: str) -> Self:
        """Return the number *value* that is seen as *shown*."""
        code = super().__new__(cls, value)
        code.shown = shown
        return code


def is_blank(cell: Cell) -> bool:
    """Return whether a cell holds nothing but blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip() and not isinstance(cell, Uncalculated))


def exact_of(cell: float) -> Number | None:
    """Return the number Excel shows for a stored float: 15 significant digits, so 0.1 + 0.2 is 0.3."""
    if isinstance(cell, int):
        return cell
    text = f"{cell:.{MOST_DIGITS_OF_EXCEL}g}"
    number = exact.parse(text)
    if number is not None:
        return number
    try:
        return exact.simple(Fraction(text))  # with an exponent
    except ValueError:  # inf, nan
        return None


def shown_of(cell: Cell) -> Number | None:
    """Return the number that a person sees where the format hides decimals, None where it does not."""
    return cell.shown if isinstance(cell, Share | Shortened) else None


def cell_text(cell: Cell) -> str:
    """Return a cell as a person sees it, '' where it is blank; a number with all its digits."""
    match cell:
        case None | Uncalculated():
            return ""
        case bool():
            return "是" if cell else "否"
        case Code():
            return cell.shown
        case int() | float():
            number = exact_of(cell)
            if number is None:
                return str(float(cell))
            share = isinstance(cell, Share)
            return exact.text(exact.simple(Fraction(number) * 100)) + "%" if share else exact.text(number)
        case datetime():
            return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
        case _:
            return str(cell)
