"""台账: a sheet for every ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from evaluator.conditions.row_equality import differ, values_of
from evaluator.model.guideline import Column, Ledger
from evaluator.model.submission import Handed, Row
from evaluator.model.values import Value
from evaluator.workbook import layout
from evaluator.workbook.answers import write_value
from evaluator.workbook.formats import StyledWorkbook, Tab, formula, height
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.counting import LedgerSheet
from evaluator.workbook.live.text_equality import changing, first_doubtful, is_plain
from evaluator.workbook.omissions import unwritable
from evaluator.workbook.positions import literal_text, units

_MORE_ROWS = 25
"""Rows drawn below the last that is filled."""
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
    header, first, last = layout.LEDGER.header, ledger_sheet.first, ledger_sheet.last
    for place, (ledger_column, width) in enumerate(zip(columns, widths, strict=True), 1):
        # Blank rows have no cells: however far down somebody writes, the column's format is there.
        sheet.set_column(place, place, width, workbook.bare(ledger_column.type))
    hint, tail = plan.say("hint.ledger"), plan.say("hint.ledger.rows")
    heads = [(column.title, width) for column, width in zip(columns, widths, strict=True)]
    heights = {0: 26, 1: height([(f"{hint}0000{tail}", sum(widths))]), 2: None, header: height(heads)}
    for row, row_height in heights.items():
        sheet.set_row(row, row_height, workbook.plain)
    sheet.write_string(0, 1, ledger.title or ledger.id, workbook.title)
    if len(columns) > 1:
        sheet.merge_range(1, 1, 1, len(columns), "", workbook.hint)
    rows = f"ROWS($B{first + 1}:$B{last + 1})"
    formula(sheet, 1, 1, f"{literal_text(hint)}&{rows}&{literal_text(tail)}", workbook.hint)
    row, column = layout.HANDED
    sheet.write_string(row, column - 1, plan.say("handed"), workbook.group)
    answer = layout.TICKED if handed is not None else ""
    sheet.write_string(row, column, answer, workbook.typed("choice"))
    workbook.choices(sheet, (row, column, row, column), "boolean", [layout.TICKED])
    sheet.set_row(header - 1, None, workbook.plain, {"hidden": True})
    for place, ledger_column in enumerate(columns, layout.LEDGER_FIRST_COLUMN):
        sheet.write_string(header - 1, place, ledger_column.id)
        sheet.write_string(header, place, ledger_column.title, workbook.head)
        _validate(workbook, sheet, (first, place, last, place), ledger_column)
    records = [row for row in handed.rows if not row.struck] if handed is not None else []
    for number, one_row in enumerate(with_own_keys(ledger, handed, records)):
        for place, ledger_column in enumerate(columns, layout.LEDGER_FIRST_COLUMN):
            compared = ledger_column.id in ledger_sheet.compared
            _write(workbook, sheet, first + number, place, ledger_column, one_row, compared=compared)
    sheet.fill(first, last, ledger_sheet.start, [(formula, None) for formula in ledger_sheet.columns])
    end = ledger_sheet.start + len(ledger_sheet.columns) - 1
    sheet.set_column(ledger_sheet.start, end, 8, None, {"hidden": True})
    sheet.freeze_panes(first, 0)
    _look(workbook, sheet, ledger_sheet, len(columns))
    workbook.protect(sheet)


def _look(workbook: StyledWorkbook, sheet: Tab, ledger_sheet: LedgerSheet, columns: int) -> None:
    """Draw the rows as far as they are filled, and some more; print no page without an entry."""
    header, first, last = layout.LEDGER.header, ledger_sheet.first, ledger_sheet.last
    used = layout.column_name(ledger_sheet.used)
    cells = f"${used}${first + 1}:${used}${last + 1}"
    formula(sheet, header, ledger_sheet.used, f"SUMPRODUCT(MAX({cells}*ROW({cells})))")
    _colour(workbook, sheet, ledger_sheet)
    near = f"ROW()<=MAX({first},${used}${header + 1})+{_MORE_ROWS}"
    workbook.colour(sheet, (first, 1, last, columns), near, workbook.boxed)
    # The title and the heads stand above the area, on every page of it: a page with nothing else is left out.
    sheet.repeat_rows(0, header)
    sheet.print_area(first, 1, last, columns)


def _colour(workbook: StyledWorkbook, sheet: Tab, ledger_sheet: LedgerSheet) -> None:
    """Colour the cells that keep figures from being shown; of a row that is no record all of them."""
    header, first, last = layout.LEDGER.header, ledger_sheet.first, ledger_sheet.last
    columns = ledger_sheet.ledger.columns
    bad = f"${layout.column_name(ledger_sheet.bad)}{first + 1}"
    for number, name in enumerate(columns, 1):
        place = ledger_sheet.places[name]
        wrong = f"OR({bad}={number},{bad}={len(columns) + 1})"
        if name in ledger_sheet.strange:
            narrow = ledger_sheet.row.narrow(name)
            cells, texts = (ledger_sheet.all(column) for column in (place, narrow))
            strange = ledger_sheet.calc.text(changing())
            flag = is_set(ledger_sheet.strange[name])
            formula(sheet, header, narrow, f"IF({flag},{first_doubtful(cells, texts, strange)},1E6)")
            head = f"${layout.column_name(narrow)}${header + 1}"
            wrong = f"OR({bad}={number},{bad}={len(columns) + 1},ROW()={head})"
        workbook.colour(sheet, (first, place, last, place), wrong, workbook.wrong)


def with_own_keys(ledger: Ledger, handed: Handed | None, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with keys that are their own: where keys begin anew on each sheet, with the sheet's name.

    In the workbook all rows stand on one sheet.
    """
    with_key: dict[Value, list[Row]] = {}
    for row in rows:
        value = row.cells.get(ledger.key)
        part = handed.parts[row.part] if handed is not None and handed.parts else None
        if value is None or part is None or not part.anew:
            yield row
            continue
        others = [other for other in with_key.setdefault(value, []) if other.part != row.part]
        with_key[value].append(row)
        required = ledger.other_required
        if others and all(differ(values_of(row), values_of(other), required) for other in others):
            name = part.sheet or part.file.rpartition("/")[2]
            yield replace(row, cells={**row.cells, ledger.key: f"{name} {value}"}, written={})
        else:
            yield row


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
    value, style = ledger_row.cells.get(column.id), workbook.bare(column.type)
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
    """Restrict a column to what fits; of personal data say so where one is about to write them.

    A note at the head would lie over the rows, and a blank ledger would count as something to print.
    """
    note = workbook.plan.say("private") if column.private else ""
    match column.type:
        case "boolean":
            workbook.choices(sheet, place, "boolean", [layout.TICKED, layout.UNTICKED], note)
        case "choice":
            workbook.choices(sheet, place, "choice", list(column.choices.values()), note)
        case "date":
            workbook.validation(sheet, place, "date", {**workbook.date_rule(), "input_message": note})
        case "text" if note:
            sheet.data_validation(*place, {"validate": "any", "input_message": note})
        case "integer" | "number" | "share":
            whole = column.type == "integer"
            limit = 10**12 if whole else 1e12
            rule = {
                "validate": "integer" if whole else "decimal",
                "criteria": "between",
                "minimum": -limit,
                "maximum": limit,
                "input_message": note,
            }
            workbook.validation(sheet, place, column.type, rule)
