"""Measure the offline workbook: reading and writing it, against openpyxl on the same cells.

Run as `python -m bench.bench_workbook [ROUNDS]`. Reading is `open_book` (everything is checked, every sheet's
values and formulas are there); openpyxl is given one pass, in which it has the formulas without their values,
and two passes, in which it has both. Writing is `workbook` from a guideline and a submission, formulas made
included; openpyxl is given the finished cells, a named style for each look, and the validations. Rounds are
interleaved in one process; the ratio of medians is what holds on a noisy machine.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.styles import NamedStyle
from openpyxl.worksheet.datavalidation import DataValidation

from bench import Figure, show
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import read_submission
from evaluator.workbook.book import open_book
from evaluator.workbook.station import station_of
from evaluator.workbook.write import workbook

ROUNDS: Final = 5
STATION: Final = Path(__file__).parent.parent / "samples" / "stations" / "luxi"
LOOKS: Final = ("font", "fill", "border", "alignment", "number_format", "protection")
READ_GOAL, WRITE_GOAL = 3.0, 0.6


class Cells:
    """A workbook's cells, looks and validations, taken apart for openpyxl to write again."""

    def __init__(self, data: bytes) -> None:
        """Read *data* and name every look once."""
        book = openpyxl.load_workbook(io.BytesIO(data))
        self.styles: dict[Any, dict[str, Any]] = {}
        self.sheets: list[tuple[str, list[tuple[int, int, Any, str]], list[dict[str, Any]]]] = []
        names: dict[Any, str] = {}
        for sheet in book.worksheets:
            cells: list[tuple[int, int, Any, str]] = []
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is None and not cell.has_style:
                        continue
                    key = cell.style_id
                    if key not in names:
                        names[key] = f"s{len(names)}"
                        self.styles[names[key]] = {look: copy(getattr(cell, look)) for look in LOOKS}
                    cells.append((cell.row or 0, cell.column or 0, cell.value, names[key]))
            fields = ("type", "formula1", "formula2", "operator", "allow_blank", "errorTitle", "error")
            rules = [
                {**{name: getattr(rule, name) for name in fields}, "sqref": str(rule.sqref)}
                for rule in sheet.data_validations.dataValidation
            ]
            self.sheets.append((sheet.title, cells, rules))
        self.count = sum(len(cells) for _, cells, _ in self.sheets)

    def write(self) -> bytes:
        """Write them by openpyxl."""
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, looks in self.styles.items():
            book.add_named_style(NamedStyle(name, **looks))
        for title, cells, rules in self.sheets:
            sheet = book.create_sheet(title)
            for row, column, value, style in cells:
                cell = sheet.cell(row, column, value)
                cell.style = style
            for rule in rules:
                sheet.add_data_validation(DataValidation(**rule))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def two_passes(data: bytes) -> None:
    """Read values and formulas by openpyxl."""
    for values in (True, False):
        openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def figures(rounds: int) -> list[Figure]:
    """Print medians, and return the ratios that have a goal."""
    guideline, _ = open_guideline("tongling-station")
    if guideline is None:
        raise SystemExit("the sample guideline cannot be read")
    submission, _ = read_submission(STATION, guideline)
    data = workbook(guideline, submission)
    cells = Cells(data)
    opened, _ = open_book(data, "a.xlsx")
    if opened is None or station_of(opened, guideline, STATION).failed:
        raise SystemExit("the workbook cannot be read")

    def whole() -> None:
        book, _ = open_book(data, "a.xlsx")
        assert book is not None
        station_of(book, guideline, STATION)

    ways: dict[str, Callable[[], object]] = {
        "open_book": lambda: open_book(data, "a.xlsx"),
        "whole read": whole,
        "openpyxl, one pass": lambda: openpyxl.load_workbook(io.BytesIO(data)),
        "openpyxl, two passes": lambda: two_passes(data),
        "workbook": lambda: workbook(guideline, submission),
        "openpyxl, writing": cells.write,
    }
    seen: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            seen[name].append(time.perf_counter() - begin)
    medians = {name: statistics.median(times) for name, times in seen.items()}
    print(f"{len(data):,} bytes, {cells.count:,} cells")
    for name, median in medians.items():
        print(f"{name:24} {median * 1000:9.1f} ms")
    read = medians["openpyxl, one pass"] / medians["open_book"]
    all_of_it = medians["openpyxl, two passes"] / medians["whole read"]
    write = medians["workbook"] / medians["openpyxl, writing"]
    print(f"reading, checking and making the station's files: {all_of_it:.1f} times as fast as two passes")
    return [
        Figure("offline workbook, reading, speed", "one pass of openpyxl", read, READ_GOAL, seen="5.3, 5.6"),
        Figure(
            "offline workbook, writing, time", "openpyxl", write, WRITE_GOAL, at_most=True, seen="0.16, 0.20"
        ),
    ]


if __name__ == "__main__":
    sys.exit(show(figures(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)))
