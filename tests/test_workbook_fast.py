"""What is written quickly is what XlsxWriter writes cell by cell, byte for byte."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from evaluator.evaluation.pipeline import read_inputs
from evaluator.loading.search import open_guideline
from evaluator.workbook import layout
from evaluator.workbook.fast_sheet import FastSheet
from evaluator.workbook.write import workbook

STATIONS: Final = Path(__file__).parent.parent / "samples" / "stations"
ODD: Final = (
    "&<>\"'",
    " leading, and trailing ",
    "\tline\nbreak\r\n",
    "_x0007_ and \x07 and _xFFFE_",
    "😀 𠀀 ﻿",
    "'=1+1",
    "=1+1",
    '{r} {p} 12"',
    "长" * 33000,
    "",
)
Cells = Sequence[tuple[str, Any]]


class EveryCell(Worksheet):
    """XlsxWriter's own worksheet, given one cell after the other."""

    def fill(self, first: int, last: int, column: int, cells: Cells) -> None:
        """Write the cells of every row, as `FastSheet.fill` says it."""
        for row in range(first, last + 1):
            for place, (formula, style) in enumerate(cells, column):
                if formula:
                    text = formula.replace(layout.ROW, str(row + 1)).replace(layout.BEFORE, str(row))
                    self.write_formula(row, place, f"={text}", style, "")
                else:
                    self.write_blank(row, place, None, style)


def parts(data: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def both(write: Callable[[Any, Any], None]) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    """Write one sheet each way."""
    found = []
    for kind in (EveryCell, FastSheet):
        data = io.BytesIO()
        book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
        book.set_properties({"created": datetime(2000, 1, 1)})
        write(book, book.add_worksheet("Sheet", kind))
        book.close()
        found.append(parts(data.getvalue()))
    return found[0], found[1]


@pytest.mark.parametrize("station", ["", "luxi"])
def test_a_workbook_is_what_xlsxwriter_writes_alone(station: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every override taken away, the sample's workbook is the same, part by part."""
    for rows in ("LEDGER_ROWS", "LEDGER_SPARE", "EVIDENCE_SPARE"):  # XlsxWriter alone takes seconds for all
        monkeypatch.setattr(layout, rows, 8)
    guideline, _ = open_guideline("tongling-station")
    assert guideline is not None
    submission = None
    if station:
        inputs, _ = read_inputs(STATIONS / station)
        assert inputs is not None
        submission = inputs.submission
    quick = workbook(guideline, submission)
    monkeypatch.setattr("evaluator.workbook.fast_sheet.FastSheet", EveryCell)
    slow = workbook(guideline, submission)
    assert parts(quick) == parts(slow)
    assert quick == slow


def test_odd_texts_and_kinds_of_cells_are_the_same() -> None:
    """Markup, blanks at the ends, control characters, emoji, long texts; every kind of cell beside a run."""

    def write(book: Any, sheet: Any) -> None:  # noqa: ANN401 - XlsxWriter comes without types
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.set_column(9, 12, 8, None, {"hidden": True})
        sheet.set_row(3, 40)
        for row, text in enumerate(ODD):
            sheet.write_string(row, 0, text, bold)
            sheet.write_number(row, 1, 0.1 + row)
            sheet.write_boolean(row, 2, row % 2 == 0, day)
            sheet.write_datetime(row, 3, date(2026, 3, 1), day)
            sheet.write_blank(row, 4, None, bold)
            sheet.write_formula(row, 5, f'="{text[:200].replace(chr(34), chr(34) * 2)}"', bold, "")
        sheet.write_comment(2, 1, "a & b", {"author": ""})
        sheet.write_comment(70, 14, "beyond all cells", {"author": ""})
        texts = [text[:200].replace('"', '""') for text in ODD]
        sheet.fill(
            0,
            40,
            7,
            [("", day), *((f'"{one}"&$A{layout.ROW}<>$A{layout.BEFORE}', None) for one in texts), ("", bold)],
        )
        sheet.fill(50, 60, 3, [(f"$A{layout.ROW}&1", bold)])
        sheet.fill(55, 54, 9, [("1", None)])
        sheet.fill(62, 62, 4, [("", None), ("", bold), ("", None)])

    slow, quick = both(write)
    assert slow == quick
    assert len(slow["xl/worksheets/sheet1.xml"]) > 10_000


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=6),
    first=st.integers(0, 40),
    rows=st.integers(1, 40),
    column=st.integers(0, 30),
)
def test_whatever_is_filled_down_is_the_same(texts: list[str], first: int, rows: int, column: int) -> None:
    """Any texts in formulas, anywhere on the sheet."""

    def write(book: Any, sheet: Any) -> None:  # noqa: ANN401 - XlsxWriter comes without types
        bold = book.add_format({"bold": True})
        cells = [
            (f'"{one.replace(chr(34), chr(34) * 2)}"&A{layout.ROW}' if one else "", bold) for one in texts
        ]
        sheet.fill(first, first + rows - 1, column, cells)

    slow, quick = both(write)
    assert slow == quick
