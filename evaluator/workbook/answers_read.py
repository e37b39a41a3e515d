"""Read filled-in cells as a station or an evaluator would have written them in YAML.

Values are not checked here: the readers of submissions and sheets report what is wrong with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from evaluator.base import exact
from evaluator.loading.cells import Code, Share, cell_text, exact_of
from evaluator.loading.values import FIRST_SERIAL, typed_cell
from evaluator.model.guideline import Column, Fact, Guideline
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.book import Book, text_of
from evaluator.workbook.cells import WorkbookSheet, spot_of

YES: Final = frozenset("√✓✔☑✅vVyY1是") | {"true", "TRUE", "True", "yes", "Yes", "YES"}
NO: Final = frozenset("×✗✘☐xXnN0否无") | {"false", "FALSE", "False", "no", "No", "NO"}
"""How people tick and cross, whatever the drop-down offers."""

MOST_LETTERS: Final = 40
"""Characters of a cell's text that a problem quotes."""
MOST_MERGED: Final = 30
"""Merged ranges reported individually for each sheet."""
_INPUTS: Final = {
    layout.FACTS.name: range(layout.FACT_INPUT, layout.FACT_INPUT + 1),
    layout.EVIDENCE.name: range(
        layout.EVIDENCE_FIRST_COLUMN, layout.EVIDENCE_FIRST_COLUMN + len(layout.EVIDENCE_COLUMNS)
    ),
    layout.LEDGER.name: range(layout.LEDGER_FIRST_COLUMN, 16_384),
    layout.MARKING.name: range(layout.MARK_LEVEL, layout.MARK_REMARK + 1),
}
"""Columns filled in on each kind of sheet."""
_EXCEL_BEGIN: Final = date(1899, 12, 30)
_PLACE: Final = re.compile("[A-Z]{1,3}[0-9]{1,7}")
_DAY: Final = Column("", "", "date")


def typed(sheet: WorkbookSheet, row: int, column: int, kind: str) -> str:
    """Return a cell's text as YAML has such a value; *kind* is a fact's type, '' for none."""
    value = sheet.kind(row, column)
    number = None if isinstance(value, bool) or not isinstance(value, int | float) else exact_of(value)
    if kind == "share" and number is not None:
        # A bare number above 1 is ambiguous; the cell's format decides, or else the reader reports it.
        if 0 <= number <= 1 or isinstance(value, Share):
            return f"{exact.text(exact.simple(Fraction(number) * 100))}%"
    elif kind in ("integer", "number") and isinstance(value, Code):
        return exact.text(exact_of(value) or 0)
    elif kind == "date" and value is not None:
        day = typed_cell(value, _DAY)
        if isinstance(day, date):
            serial = (day - _EXCEL_BEGIN).days
            # A small number in a cell with a date format was not meant as a date.
            return day.isoformat() if serial >= FIRST_SERIAL or isinstance(value, str) else str(serial)
    if kind == "text":
        return cell_text(value) if isinstance(value, Share) else text_of(value)
    return text_of(value).strip()


def tick_of(word: str) -> bool | None:
    """Return whether a word is a tick or a cross; None for a blank and for any other word."""
    return True if word in YES else False if word in NO else None


def chosen(
    fact: Fact, head: str, words: Mapping[str, str], say: Callable[[str, str, Mapping[str, str]], None]
) -> list[str] | None:
    """Return the options of a set that are ticked, None where neither heading nor options are filled in.

    *say* reports a problem: its code, the option it is about ('' for the heading), the sentence's fields.
    """
    none = head == layout.NONE_CHOSEN
    if head and not none:
        say("workbook-set-head", "", {"found": head[:MOST_LETTERS], "title": fact.title})
    ticks = {option: tick_of(word) for option, word in words.items()}
    for option, word in words.items():
        if word and ticks[option] is None:
            say("workbook-not-a-tick", option, {"found": word[:MOST_LETTERS]})
    ticked = [option for option, tick in ticks.items() if tick]
    if ticked and none:
        say("workbook-none-and-ticked", "", {"title": fact.title})
    return ticked if none or any(tick is not None for tick in ticks.values()) else None


def formula_in(shown: str, sheet: WorkbookSheet, row: int, column: int) -> Problem | None:
    """Return the problem of a formula, or of an error value, in an input cell."""
    formula = sheet.scan.formula(row, column)
    if formula is None:
        error = sheet.scan.errors.get((row, column))
        if error is None:
            return None
        return Problem("workbook-error-value", shown, cell=sheet.cell(row, column), args={"found": error})
    return Problem("workbook-formula", shown, cell=sheet.cell(row, column), args={"found": formula})


def merged(book: Book) -> list[Problem]:
    """Return a warning for each place where cells to fill in were merged: all but the first are blank."""
    problems = []
    for mark, sheet in book.sheets.items():
        identity = layout.marked_as(mark)
        columns = _INPUTS.get(identity[0].name) if identity else None
        if identity is None or columns is None:
            continue
        sheet_problems = []
        for (top, left), (bottom, right) in sheet.merged():
            inside = range(max(left, columns.start), min(right + 1, columns.stop))
            rows = bottom + 1 - max(top, identity[0].first)
            own = int(left in inside and top >= identity[0].first)
            if identity[0] is layout.MARKING and top == bottom:
                continue  # as headings are on such a sheet
            if rows > 0 and rows * len(inside) > own:
                args = {"found": f"{layout.cell_name(top, left)}:{layout.cell_name(bottom, right)}"}
                sheet_problems.append(
                    Problem("workbook-merged", book.shown, cell=sheet.cell(top, left), args=args)
                )
        problems += sheet_problems[:MOST_MERGED]
    return problems


def made_for(book: Book, guideline: Guideline) -> list[Problem]:
    """Return why a workbook was not made for this guideline as it is now."""
    about = book.about
    if about.get("guideline") != guideline.id:
        args = {"found": about.get("guideline") or "—", "wanted": guideline.id}
        return [Problem("workbook-other-guideline", book.shown, args=args)]
    if about.get("profile", "") != guideline.profile:
        args = {"found": about.get("profile") or "—", "wanted": guideline.profile or "—"}
        return [Problem("workbook-other-profile", book.shown, args=args)]
    if about.get("sha256") != guideline.sha256:
        made = about.get("sha256", "")[:12] or "—"
        args = {"id": guideline.id, "made": made, "now": guideline.sha256[:12]}
        return [Problem("workbook-guideline-changed", book.shown, args=args)]
    return []


def in_order(book: Book, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by sheet, row and column; those of no sheet come first."""
    sheets = {sheet.name: number for number, sheet in enumerate(book.sheets.values())}

    def place(problem: Problem) -> tuple[int, int, int, str]:
        name, _, cell = problem.cell.rpartition("!")
        if not _PLACE.fullmatch(cell):
            name, cell = problem.cell, "A1"
        return (sheets.get(name, -1), *spot_of(cell), problem.code)

    return tuple(sorted(problems, key=place))
