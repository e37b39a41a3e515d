"""Find changes in a workbook outside its input cells: they are not read, so each is reported.

The workbook is compared with the workbook that would be handed out today. Rows are compared by their machine
ids, rows without an id by their texts, so that sheets and rows may be reordered.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Final

from evaluator.model.guideline import Guideline
from evaluator.texts.problem import Problem, Severity
from evaluator.workbook import layout
from evaluator.workbook.book import Book, id_in, text_of
from evaluator.workbook.cells import WorkbookSheet, read_cells
from evaluator.workbook.container import WorkbookPackage, opened
from evaluator.workbook.formats import StyledWorkbook, new_book
from evaluator.workbook.live.model import model
from evaluator.workbook.tables import id_row
from evaluator.workbook.write import write_sheets

MOST_SHOWN: Final = 30
"""Cells reported individually for each sheet."""
MOST_TEXT: Final = 30
TITLES: Final = 1
"""The facts' sheet names its rows in this column."""

_ITEM: Final = "item"
_LISTED: Final = range(
    layout.EVIDENCE_FIRST_COLUMN, layout.EVIDENCE_FIRST_COLUMN + len(layout.EVIDENCE_COLUMNS)
)


_last: dict[str, Book] = {}
"""The workbook compared with last, by its guideline's hash: a round receives dozens of one guideline."""


def handed_out(guideline: Guideline) -> Book:
    """Return the workbook as it is handed out, with only the first row of each ledger."""
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
    write_sheets(StyledWorkbook(made, whole.plan), whole, None)
    made.close()
    return made_book(data.getvalue())


def made_book(data: bytes) -> Book:
    """Return a workbook that the program itself has just written."""
    package = opened(data, "")
    assert isinstance(package, WorkbookPackage), package
    sheets, problems = read_cells(package, "")
    assert not problems, problems
    return Book("", {text_of(sheet.at(0, 0)): sheet for sheet in sheets}, {})


def compare(book: Book, fresh: Book, guideline: Guideline) -> list[Problem]:
    """Return a warning for each cell outside the input areas that is not as it was handed out."""
    problems: list[Problem] = []
    for mark, sheet in book.sheets.items():
        was = fresh.sheet(mark)
        identity = layout.marked_as(mark)
        if was is None or identity is None or identity[0] in (layout.ABOUT, layout.CALC):
            continue
        if identity[0] is layout.LEDGER:
            sheet_problems = list(_on_ledger(book.shown, sheet, was, guideline, identity[1]))
        else:
            sheet_problems = list(_on_sheet(book.shown, sheet, was, identity[0]))
        problems += shortened(book.shown, sheet, sheet_problems)
    return problems


def shortened(shown: str, sheet: WorkbookSheet, problems: list[Problem]) -> list[Problem]:
    """Return the problems of a sheet, errors first; beyond MOST_SHOWN only how many more there are."""
    if len(problems) <= MOST_SHOWN:
        return problems
    problems = sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)
    args = {"count": str(len(problems) - MOST_SHOWN)}
    more = Problem("workbook-more-cells", shown, cell=sheet.name, args=args)
    return [*problems[:MOST_SHOWN], more]


def _on_sheet(
    shown: str, sheet: WorkbookSheet, was: WorkbookSheet, kind: layout.SheetKind
) -> Iterator[Problem]:
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


def _on_ledger(
    shown: str, sheet: WorkbookSheet, was: WorkbookSheet, guideline: Guideline, name: str
) -> Iterator[Problem]:
    ledger = guideline.ledgers.get(name)
    if ledger is None:
        return
    ids, columns = id_row(sheet, ledger)
    was_ids, _ = id_row(was, ledger)
    if len(columns) < len(ledger.columns):
        return  # the station's own columns cannot be told from others
    loose = loose_texts(was, range(was_ids + 2))
    own = set(columns.values())
    handed = (layout.HANDED[0] + ids - (layout.LEDGER.header - 1), layout.HANDED[1])
    for row, cells in enumerate(sheet.grid.rows):
        for column in range(1, len(cells)):
            if row == 0 or (row, column) == handed or (row > ids + 1 and column in own):
                continue
            yield from stray(shown, sheet, row, column, loose)


def rows_by_id(sheet: WorkbookSheet) -> Mapping[str, int]:
    """Return the row of each machine id."""
    rows: dict[str, int] = {}
    for row in range(1, len(sheet.grid.rows)):
        id = id_in(sheet, row)
        if id and id != _ITEM:
            rows.setdefault(id, row)
    return rows


def loose_texts(sheet: WorkbookSheet, rows: range) -> frozenset[tuple[int, str]]:
    """Return the texts in rows without an id, by column."""
    return frozenset(
        (column, text_of(value).strip())
        for row in rows
        if row < len(sheet.grid.rows) and (row == 0 or not id_in(sheet, row))
        for column in range(1, len(sheet.grid.rows[row]))
        if (value := sheet.at(row, column)) is not None
    )


def _is_input(kind: layout.SheetKind, id: str, column: int) -> bool:
    if kind is layout.FACTS:
        return bool(id) and column in (layout.FACT_INPUT, layout.FACT_REASON)
    return kind is layout.EVIDENCE and id in (_ITEM, "") and column in _LISTED


def stray(
    shown: str, sheet: WorkbookSheet, row: int, column: int, allowed_texts: frozenset[tuple[int, str]]
) -> Iterator[Problem]:
    """Yield a problem for a cell with a text that was not in this column when it was handed out."""
    value = sheet.at(row, column)
    if value is None or sheet.scan.formula(row, column) is not None:
        return
    text = text_of(value).strip()
    if (column, text) not in allowed_texts:
        yield Problem("workbook-stray", shown, cell=sheet.cell(row, column), args={"found": text[:MOST_TEXT]})


def edited(
    shown: str,
    sheet: WorkbookSheet,
    row: int,
    column: int,
    was: WorkbookSheet,
    then: int,
    *,
    names: bool = False,
) -> Iterator[Problem]:
    """Yield a problem for a cell that differs from that in the row *then* of the sheet *was*.

    *names*: the column has the titles of rows. Where it has the title of another row, rows were moved without
    their hidden ids, and it is unclear to which row an answer belongs.
    """
    if sheet.scan.formula(row, column) is not None:
        return
    current_text, wanted = text_of(sheet.at(row, column)).strip(), text_of(was.at(then, column)).strip()
    formula = was.scan.formula(then, column)
    if formula is None and current_text == wanted:
        return
    place = sheet.cell(row, column)
    if formula is None and not wanted:
        yield Problem("workbook-stray", shown, cell=place, args={"found": current_text[:MOST_TEXT]})
        return
    args = {"found": current_text[:MOST_TEXT] or "—", "was": " ".join(wanted.split())[:MOST_TEXT]}
    code = "workbook-edited" if current_text else "workbook-emptied"
    if formula is not None:
        code = "workbook-formula-gone"
    elif names and any(
        text_of(was.at(other_row, column)).strip() == current_text for other_row in rows_by_id(was).values()
    ):
        code = "workbook-row-mixed"
    yield Problem(code, shown, cell=place, args=args)
