"""台账: a sheet for every ledger."""

from __future__ import annotations

from evaluator.model.guideline import Column
from evaluator.model.submission import Handed, Row
from evaluator.workbook import layout
from evaluator.workbook.answers import write_value
from evaluator.workbook.formats import StyledWorkbook, Tab
from evaluator.workbook.live.counting import LedgerSheet
from evaluator.workbook.live.text_equality import is_plain
from evaluator.workbook.omissions import unwritable
from evaluator.workbook.positions import units

WIDTHS = {"integer": 10, "number": 10, "share": 10, "boolean": 8, "choice": 16, "date": 13, "text": 22}


def write_ledger(workbook: StyledWorkbook, ledger_sheet: LedgerSheet, handed: Handed | None) -> None:
    """Write the sheet of a ledger, with the rows handed in."""
    plan, ledger = workbook.plan, ledger_sheet.ledger
    columns = list(ledger.columns.values())
    widths = [
        max(WIDTHS.get(ledger_column.type, 14), len(ledger_column.title) * 2.2 + 2)
        for ledger_column in columns
    ]
    sheet = workbook.sheet(ledger_sheet.sheet, layout.ledger_mark(ledger.id), widths, wide=sum(widths) > 95)
    sheet.set_row(0, 26)
    sheet.write_string(0, 1, ledger.title or ledger.id, workbook.title)
    sheet.write_string(1, 1, plan.say("hint.ledger"), workbook.plain)
    row, column = layout.HANDED
    sheet.write_string(row, column - 1, plan.say("handed"), workbook.group)
    answer = layout.TICKED if handed is not None else ""
    sheet.write_string(row, column, answer, workbook.typed("choice"))
    workbook.choices(sheet, (row, column, row, column), "boolean", [layout.TICKED])
    header, first, last = layout.LEDGER.header, ledger_sheet.first, ledger_sheet.last
    sheet.set_row(header - 1, None, None, {"hidden": True})
    for place, ledger_column in enumerate(columns, layout.LEDGER_FIRST_COLUMN):
        sheet.write_string(header - 1, place, ledger_column.id)
        sheet.write_string(header, place, ledger_column.title, workbook.head)
        if ledger_column.private:
            sheet.write_comment(header, place, plan.say("private"), {"author": "", "visible": False})
        _validate(workbook, sheet, (first, place, last, place), ledger_column)
    filled = len(handed.rows) if handed is not None else 0
    for number, one_row in enumerate(handed.rows if handed is not None else ()):
        for place, ledger_column in enumerate(columns, layout.LEDGER_FIRST_COLUMN):
            compared = ledger_column.id in ledger_sheet.compared
            _write(workbook, sheet, first + number, place, ledger_column, one_row, compared=compared)
    blanks = [("", workbook.typed(ledger_column.type)) for ledger_column in columns]
    sheet.fill(first + filled, last, layout.LEDGER_FIRST_COLUMN, blanks)
    sheet.fill(first, last, ledger_sheet.start, [(formula, None) for formula in ledger_sheet.columns])
    end = ledger_sheet.start + len(ledger_sheet.columns) - 1
    sheet.set_column(ledger_sheet.start, end, 8, None, {"hidden": True})
    sheet.freeze_panes(first, 0)
    sheet.repeat_rows(header)
    sheet.print_area(0, 1, max(first + filled, first + 25), len(columns))
    workbook.protect(sheet)


def _write(
    workbook: StyledWorkbook,
    sheet: Tab,
    row: int,
    place: int,
    column: Column,
    ledger_row: Row,
    *,
    compared: bool,
) -> None:
    """Write a cell: texts as they were written, except those that no formula could then compare."""
    value, style = ledger_row.cells.get(column.id), workbook.typed(column.type)
    written = ledger_row.written.get(column.id, "")
    if written and units(written) <= layout.MOST_UNITS and (not compared or is_plain(written)):
        value = written
    if unwritable(ledger_row, column.id, column.type, private=column.private):
        sheet.write_blank(row, place, None, style)
    elif column.id in ledger_row.bad:
        sheet.write_string(row, place, ledger_row.bad[column.id], style)
    else:
        write_value(sheet, (row, place), value, style, column)


def _validate(workbook: StyledWorkbook, sheet: Tab, place: tuple[int, int, int, int], column: Column) -> None:
    match column.type:
        case "boolean":
            workbook.choices(sheet, place, "boolean", [layout.TICKED, layout.UNTICKED])
        case "choice":
            workbook.choices(sheet, place, "choice", list(column.choices.values()))
        case "date":
            workbook.validation(sheet, place, "date", workbook.date_rule())
        case "integer" | "number" | "share":
            whole = column.type == "integer"
            rule = {"validate": "integer" if whole else "decimal", "criteria": "between"}
            limit = 10**12 if whole else 1e12
            workbook.validation(sheet, place, column.type, {**rule, "minimum": -limit, "maximum": limit})
