"""The ledgers of a workbook: located by the ids above their headers, written as separate files.

They are written as .xlsx with the type of every cell unchanged, so that the reader of ledgers checks them
like the station's own files.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from evaluator.loading.cells import Cell, Code, EarlyDayNumber, Share, cell_text
from evaluator.loading.values import typed_cell
from evaluator.model.guideline import Column, Guideline, Ledger
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.book import Book, text_of
from evaluator.workbook.cells import WorkbookSheet

MOST_FORMULAS: Final = 50
"""Formulas in input cells reported individually for each ledger."""
LATEST_HEADER: Final = 40
"""Rows in which the column ids are searched: there may be titles above a table."""


@dataclass(frozen=True, slots=True)
class WorkbookTable:
    """A ledger as it was filled in."""

    ledger: Ledger
    path: str
    """The path of its file in the station's folder."""
    cell: str
    """The cell that says whether the ledger is handed in."""
    sheet: WorkbookSheet
    columns: tuple[tuple[str, int], ...]
    """Column id and its column on the sheet."""
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    """Row on the sheet, and its cells."""

    def place(self, row: int, column: int) -> str:
        """Return the workbook's cell for a cell of the file, whose *row* and *column* count from 0."""
        if row == 0 or row > len(self.rows) or column >= len(self.columns):
            return self.sheet.name
        return self.sheet.cell(self.rows[row - 1][0], self.columns[column][1])


def read_tables(book: Book, guideline: Guideline) -> tuple[list[WorkbookTable], list[Problem]]:
    """Return the ledgers that are handed in, and the problems of their sheets."""
    tables: list[WorkbookTable] = []
    problems: list[Problem] = []
    for mark, sheet in book.sheets.items():
        kind_and_id = layout.marked_as(mark)
        if (
            kind_and_id is not None
            and kind_and_id[0] is layout.LEDGER
            and kind_and_id[1] not in guideline.ledgers
        ):
            args = {"found": kind_and_id[1]}
            problems.append(Problem("workbook-id-unknown", book.shown, cell=sheet.cell(0, 0), args=args))
    for ledger in guideline.ledgers.values():
        ledger_sheet = book.sheet(layout.ledger_mark(ledger.id))
        if ledger_sheet is None:
            args = {"title": ledger.title or ledger.id}
            problems.append(Problem("workbook-sheet-missing", book.shown, args=args))
            continue
        table = _table(book, ledger_sheet, ledger, problems)
        if table is not None:
            tables.append(table)
    return tables, problems


def id_row(sheet: WorkbookSheet, ledger: Ledger) -> tuple[int, Mapping[str, int]]:
    """Return the row of the column ids, and the column of each id."""
    best: tuple[int, dict[str, int]] = (-1, {})
    for row in range(1, min(LATEST_HEADER, len(sheet.grid.rows))):
        columns: dict[str, int] = {}
        for column, cell in enumerate(sheet.grid.rows[row]):
            if (
                column >= layout.LEDGER_FIRST_COLUMN
                and isinstance(cell, str)
                and cell.strip() in ledger.columns
            ):
                columns.setdefault(cell.strip(), column)
        if len(columns) > len(best[1]):
            best = row, columns
    return best


def _table(book: Book, sheet: WorkbookSheet, ledger: Ledger, problems: list[Problem]) -> WorkbookTable | None:
    ids, columns = id_row(sheet, ledger)
    missing = [column for column in ledger.columns.values() if column.id not in columns]
    for missing_column in missing:
        args = {"id": missing_column.id, "title": missing_column.title}
        problems.append(Problem("workbook-column-missing", book.shown, cell=sheet.name, args=args))
    if missing:
        return None
    ordered = tuple((id, columns[id]) for id in ledger.columns)
    first = ids + layout.LEDGER.first - layout.LEDGER.header + 1
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    formula_count = 0
    for row in range(first, len(sheet.grid.rows)):
        cells = tuple(_plain(sheet.kind(row, column), ledger.columns[id]) for id, column in ordered)
        if all(cell is None for cell in cells):
            continue
        rows.append((row, cells))
        for _, column in ordered:
            formula = sheet.scan.formula(row, column)
            if formula is None:
                continue
            formula_count += 1
            if formula_count <= MOST_FORMULAS:
                args = {"found": formula}
                problems.append(
                    Problem("workbook-formula", book.shown, cell=sheet.cell(row, column), args=args)
                )
    if formula_count > MOST_FORMULAS:
        args = {"count": str(formula_count - MOST_FORMULAS)}
        problems.append(Problem("workbook-more-formulas", book.shown, cell=sheet.name, args=args))
    row, column = layout.HANDED
    row += ids - (layout.LEDGER.header - 1)
    if not rows and text_of(sheet.at(row, column)).strip() != layout.TICKED:
        return None
    path = f"ledgers/{_file_name(ledger.title or ledger.id)}.xlsx"
    return WorkbookTable(ledger, path, sheet.cell(row, column), sheet, ordered, tuple(rows))


def _plain(cell: Cell, column: Column) -> Cell:
    """Return a cell without a format as it has to be written to mean what the format shows."""
    match cell:
        case Code():
            return float(cell) if column.type in ("integer", "number") else cell.shown
        case Share():
            as_text = column.type in ("text", "choice", "set") or (column.type == "share" and cell > 1)
            return cell_text(cell) if as_text else float(cell)
        case EarlyDayNumber():
            day = typed_cell(cell, column) if column.type == "date" else None
            return day if isinstance(day, date) else float(cell)
    return cell


def _file_name(title: str) -> str:
    return "".join("_" if character in '\\/:*?"<>|' else character for character in title).strip(". ")


def written_table(table: WorkbookTable) -> bytes:
    """Return the ledger's file; the same bytes for the same rows."""
    import xlsxwriter

    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    book.set_properties({"created": datetime(2000, 1, 1), "author": ""})
    sheet = book.add_worksheet(table.sheet.name)
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    percent = book.add_format({"num_format": "0.##%"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.columns) - 1, 14)
    kinds: list[str] = []
    for number, (id, _) in enumerate(table.columns):
        column = table.ledger.columns[id]
        sheet.write_string(0, number, column.title, bold)
        kinds.append(column.type)
    errors = table.sheet.scan.errors
    for row, (from_row, cells) in enumerate(table.rows, 1):
        for number, cell in enumerate(cells):
            if cell is None:
                continue
            if errors and (from_row, table.columns[number][1]) in errors:
                sheet.write_formula(row, number, f"={cell}", None, str(cell))
            elif isinstance(cell, bool):
                sheet.write_boolean(row, number, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(row, number, cell, percent if kinds[number] == "share" else None)
            elif isinstance(cell, datetime):
                sheet.write_datetime(row, number, cell, moment if cell.time() != time() else day)
            elif isinstance(cell, date):
                sheet.write_datetime(row, number, cell, day)
            elif isinstance(cell, time | timedelta):
                sheet.write_string(row, number, str(cell))
            else:
                sheet.write_string(row, number, cell)
    book.close()
    return out.getvalue()


def files(tables: Sequence[WorkbookTable]) -> dict[str, bytes]:
    """Return the ledgers' files by their paths in the station's folder."""
    return {table.path: written_table(table) for table in tables}
