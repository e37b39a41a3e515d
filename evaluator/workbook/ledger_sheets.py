"""台账: one sheet for every ledger."""

from __future__ import annotations

from evaluator.model.guideline import Column
from evaluator.model.submission import Handed, Row
from evaluator.workbook import layout
from evaluator.workbook.answers import write_value
from evaluator.workbook.formats import Paper, Tab
from evaluator.workbook.live.counting import LedgerSheet
from evaluator.workbook.live.text_equality import is_plain
from evaluator.workbook.omissions import unwritable
from evaluator.workbook.positions import units

WIDTHS = {"integer": 10, "number": 10, "share": 10, "boolean": 8, "choice": 16, "date": 13, "text": 22}


def write_ledger(paper: Paper, ledger_sheet: LedgerSheet, handed: Handed | None) -> None:
    """Write one ledger, with the rows handed in."""
    plan, ledger = paper.plan, ledger_sheet.ledger
    columns = list(ledger.columns.values())
    widths = [max(WIDTHS.get(one.type, 14), len(one.title) * 2.2 + 2) for one in columns]
    sheet = paper.sheet(ledger_sheet.sheet, layout.ledger_mark(ledger.id), widths, wide=sum(widths) > 95)
    sheet.set_row(0, 26)
    sheet.write_string(0, 1, ledger.title or ledger.id, paper.title)
    sheet.write_string(1, 1, plan.say("hint.ledger"), paper.plain)
    row, column = layout.HANDED
    sheet.write_string(row, column - 1, plan.say("handed"), paper.group)
    given = layout.TICKED if handed is not None else ""
    sheet.write_string(row, column, given, paper.typed("choice"))
    paper.choices(sheet, (row, column, row, column), "boolean", [layout.TICKED])
    header, first, last = layout.LEDGER.header, ledger_sheet.first, ledger_sheet.last
    sheet.set_row(header - 1, None, None, {"hidden": True})
    for place, one in enumerate(columns, layout.LEDGER_FIRST_COLUMN):
        sheet.write_string(header - 1, place, one.id)
        sheet.write_string(header, place, one.title, paper.head)
        if one.private:
            sheet.write_comment(header, place, plan.say("private"), {"author": "", "visible": False})
        _validate(paper, sheet, (first, place, last, place), one)
    filled = len(handed.rows) if handed is not None else 0
    for number, one_row in enumerate(handed.rows if handed is not None else ()):
        for place, one in enumerate(columns, layout.LEDGER_FIRST_COLUMN):
            compared = one.id in ledger_sheet.compared
            _write(paper, sheet, first + number, place, one, one_row, compared=compared)
    blanks = [("", paper.typed(one.type)) for one in columns]
    sheet.fill(first + filled, last, layout.LEDGER_FIRST_COLUMN, blanks)
    sheet.fill(first, last, ledger_sheet.start, [(one, None) for one in ledger_sheet.columns])
    end = ledger_sheet.start + len(ledger_sheet.columns) - 1
    sheet.set_column(ledger_sheet.start, end, 8, None, {"hidden": True})
    sheet.freeze_panes(first, 0)
    sheet.repeat_rows(header)
    sheet.print_area(0, 1, max(first + filled, first + 25), len(columns))
    paper.protect(sheet)


def _write(
    paper: Paper, sheet: Tab, row: int, place: int, column: Column, one: Row, *, compared: bool
) -> None:
    """Write a cell: texts as they were written, but for those that no formula could compare then."""
    value, style = one.cells.get(column.id), paper.typed(column.type)
    written = one.written.get(column.id, "")
    if written and units(written) <= layout.MOST_UNITS and (not compared or is_plain(written)):
        value = written
    if unwritable(one, column.id, column.type, private=column.private):
        sheet.write_blank(row, place, None, style)
    elif column.id in one.bad:
        sheet.write_string(row, place, one.bad[column.id], style)
    else:
        write_value(sheet, (row, place), value, style, column)


def _validate(paper: Paper, sheet: Tab, place: tuple[int, int, int, int], column: Column) -> None:
    match column.type:
        case "boolean":
            paper.choices(sheet, place, "boolean", [layout.TICKED, layout.UNTICKED])
        case "choice":
            paper.choices(sheet, place, "choice", list(column.choices.values()))
        case "date":
            paper.validation(sheet, place, "date", paper.date_rule())
        case "integer" | "number" | "share":
            whole = column.type == "integer"
            rule = {"validate": "integer" if whole else "decimal", "criteria": "between"}
            limit = 10**12 if whole else 1e12
            paper.validation(sheet, place, column.type, {**rule, "minimum": -limit, "maximum": limit})
