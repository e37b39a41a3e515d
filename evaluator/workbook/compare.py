"""What was changed in a workbook where nothing is filled in: nothing of it is read, so each is said.

The workbook as it would be handed out today is the measure. Rows are compared by their machine ids, others by
what stands in them, so that sheets and rows may be put into another order.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Final

from evaluator.model.guideline import Guideline
from evaluator.texts.problem import Problem, Severity
from evaluator.workbook import layout
from evaluator.workbook.book import Book, id_in, text_of
from evaluator.workbook.cells import Sheet, read_cells
from evaluator.workbook.container import Package, opened
from evaluator.workbook.formats import Paper, new_book
from evaluator.workbook.live.model import model
from evaluator.workbook.tables import id_row
from evaluator.workbook.write import write_sheets

MOST_SHOWN: Final = 30
"""Cells told one by one for each sheet."""
MOST_TEXT: Final = 30
TITLES: Final = 1
"""The facts' sheet names its rows in this column."""

_ITEM: Final = "item"
_LISTED: Final = range(
    layout.EVIDENCE_FIRST_COLUMN, layout.EVIDENCE_FIRST_COLUMN + len(layout.EVIDENCE_COLUMNS)
)


_last: dict[str, Book] = {}
"""The workbook handed out last, by its guideline's hash: a round receives dozens of one guideline."""


def handed_out(guideline: Guideline) -> Book:
    """Return the workbook as it is handed out, of each ledger only the first row."""
    made = _last.get(guideline.sha256)
    if made is None:
        _last.clear()
        made = _last[guideline.sha256] = _made(guideline)
    return made


def _made(guideline: Guideline) -> Book:
    whole = model(guideline, None)
    for sheet in whole.counting.sheets.values():
        sheet.last = sheet.first
    data = io.BytesIO()
    made = new_book(data, guideline.title)
    write_sheets(Paper(made, whole.plan), whole, None)
    made.close()
    return made_book(data.getvalue())


def made_book(data: bytes) -> Book:
    """Return a workbook that the program itself has just written."""
    package = opened(data, "")
    assert isinstance(package, Package), package
    sheets, problems = read_cells(package, "")
    assert not problems, problems
    return Book("", {text_of(each.at(0, 0)): each for each in sheets}, {})


def compare(book: Book, fresh: Book, guideline: Guideline) -> list[Problem]:
    """Return a warning for each cell outside the input areas that is not as it was handed out."""
    problems: list[Problem] = []
    for mark, sheet in book.sheets.items():
        was = fresh.sheet(mark)
        known = layout.marked_as(mark)
        if was is None or known is None or known[0] in (layout.ABOUT, layout.CALC):
            continue
        if known[0] is layout.LEDGER:
            found = list(_on_ledger(book.shown, sheet, was, guideline, known[1]))
        else:
            found = list(_on_sheet(book.shown, sheet, was, known[0]))
        problems += shortened(book.shown, sheet, found)
    return problems


def shortened(shown: str, sheet: Sheet, found: list[Problem]) -> list[Problem]:
    """Return the complaints about a sheet, errors first; beyond what is told one by one, how many more."""
    if len(found) <= MOST_SHOWN:
        return found
    found = sorted(found, key=lambda one: one.severity is not Severity.ERROR)
    args = {"count": str(len(found) - MOST_SHOWN)}
    more = Problem("workbook-more-cells", shown, cell=sheet.name, args=args)
    return [*found[:MOST_SHOWN], more]


def _on_sheet(shown: str, sheet: Sheet, was: Sheet, kind: layout.Kind) -> Iterator[Problem]:
    rows = rows_by_id(was)
    seen: set[str] = set()
    loose = loose_texts(was, range(len(was.grid.rows)))
    for row, cells in enumerate(sheet.grid.rows):
        id = id_in(sheet, row)
        if id and id != _ITEM:
            if id in seen:
                continue
            seen.add(id)
        then = rows.get(id)
        if row == 0 or id == _ITEM or (id and then is None):
            if id != _ITEM:
                continue
            then = None
        width = max(len(cells), 0 if then is None else len(was.grid.rows[then]))
        for column in range(1, width):
            if _is_input(kind, id, column) and (then is None or was.scan.formula(then, column) is None):
                continue
            if id == _ITEM and column == _LISTED.stop:
                continue  # says whether the file was found, when the workbook was handed out filled
            if then is None:
                yield from stray(shown, sheet, row, column, loose)
            else:
                names = column == TITLES and kind is layout.FACTS
                yield from edited(shown, sheet, row, column, was, then, names=names)


def _on_ledger(shown: str, sheet: Sheet, was: Sheet, guideline: Guideline, name: str) -> Iterator[Problem]:
    ledger = guideline.ledgers.get(name)
    if ledger is None:
        return
    ids, columns = id_row(sheet, ledger)
    was_ids, _ = id_row(was, ledger)
    if len(columns) < len(ledger.columns):
        return  # nobody can tell what is the station's and what is not
    loose = loose_texts(was, range(was_ids + 2))
    own = set(columns.values())
    handed = (layout.HANDED[0] + ids - (layout.LEDGER.header - 1), layout.HANDED[1])
    for row, cells in enumerate(sheet.grid.rows):
        for column in range(1, len(cells)):
            if row == 0 or (row, column) == handed or (row > ids + 1 and column in own):
                continue
            yield from stray(shown, sheet, row, column, loose)


def rows_by_id(sheet: Sheet) -> Mapping[str, int]:
    """Return the row of each machine id."""
    found: dict[str, int] = {}
    for row in range(1, len(sheet.grid.rows)):
        id = id_in(sheet, row)
        if id and id != _ITEM:
            found.setdefault(id, row)
    return found


def loose_texts(sheet: Sheet, rows: range) -> frozenset[tuple[int, str]]:
    """Return what stands in rows without an id, by column."""
    return frozenset(
        (column, text_of(value).strip())
        for row in rows
        if row < len(sheet.grid.rows) and (row == 0 or not id_in(sheet, row))
        for column in range(1, len(sheet.grid.rows[row]))
        if (value := sheet.at(row, column)) is not None
    )


def _is_input(kind: layout.Kind, id: str, column: int) -> bool:
    if kind is layout.FACTS:
        return bool(id) and column in (layout.FACT_INPUT, layout.FACT_REASON)
    return kind is layout.EVIDENCE and id in (_ITEM, "") and column in _LISTED


def stray(
    shown: str, sheet: Sheet, row: int, column: int, known: frozenset[tuple[int, str]]
) -> Iterator[Problem]:
    """Yield a complaint about a cell that holds what did not stand in this column."""
    value = sheet.at(row, column)
    if value is None or sheet.scan.formula(row, column) is not None:
        return
    text = text_of(value).strip()
    if (column, text) not in known:
        yield Problem("workbook-stray", shown, cell=sheet.cell(row, column), args={"found": text[:MOST_TEXT]})


def edited(
    shown: str, sheet: Sheet, row: int, column: int, was: Sheet, then: int, *, names: bool = False
) -> Iterator[Problem]:
    """Yield a complaint about a cell that held something else in the row *then* of the sheet *was*.

    *names*: the column names what its row is about. Where it names another row instead, rows were moved
    without their hidden ids, and nobody can tell to which an answer belongs.
    """
    if sheet.scan.formula(row, column) is not None:
        return
    found, wanted = text_of(sheet.at(row, column)).strip(), text_of(was.at(then, column)).strip()
    formula = was.scan.formula(then, column)
    if formula is None and found == wanted:
        return
    place = sheet.cell(row, column)
    if formula is None and not wanted:
        yield Problem("workbook-stray", shown, cell=place, args={"found": found[:MOST_TEXT]})
        return
    args = {"found": found[:MOST_TEXT] or "—", "was": " ".join(wanted.split())[:MOST_TEXT]}
    code = "workbook-edited" if found else "workbook-emptied"
    if formula is not None:
        code = "workbook-formula-gone"
    elif names and any(text_of(was.at(one, column)).strip() == found for one in rows_by_id(was).values()):
        code = "workbook-row-mixed"
    yield Problem(code, shown, cell=place, args=args)
