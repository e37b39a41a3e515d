"""A worksheet that takes the same cells on many rows at once, and formulas as they are.

XlsxWriter writes every cell separately; here repeated cells are written once, with a placeholder for the row
number. Two private methods are overridden for that (docs/decisions, 11): a test compares the files with
those of XlsxWriter alone.
Imports XlsxWriter, so it is imported where a workbook is written.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from evaluator.workbook import layout


class FileUrl(Url):
    """A link to a file below the workbook's folder, written with slashes: every program follows those."""

    def _target(self) -> str:
        target: str = super()._target()
        return target.replace("\\", "/")


class _Run:
    """Cells side by side, the same on many rows."""

    def __init__(self, cells: list[tuple[int, Any]]) -> None:
        self.cells = cells
        self.text = ""
        """What XlsxWriter makes of them, once it has."""


_COVERED: Final = object()
"""Marks the end of a run in a row's table: it gives the row its extent, and is written with the run."""


class FastSheet(Worksheet):
    """XlsxWriter's worksheet, fast for cells that repeat on many rows."""

    fh: Any
    """Where the sheet's XML goes."""

    def fill(self, first: int, last: int, column: int, cells: Sequence[tuple[str, Any]]) -> None:
        """Write the same *cells* from *column* on, on all rows from *first* to *last*.

        A cell is a formula, or "" for a blank one, and its format. In a formula `layout.ROW` is the number
        of the row, `layout.BEFORE` of the row before. Nothing else may be written between the first of the
        cells and the last.
        """
        if last < first:
            return
        line = self.table[first]
        for place, (formula, style) in enumerate(cells, column):
            if formula:
                self.write_formula(first, place, f"={formula}", style, "")
            else:
                self.write_blank(first, place, None, style)
        places = [place for place in range(column, column + len(cells)) if place in line]
        if not places:
            return
        run = _Run([(place, line.pop(place)) for place in places])
        self._check_dimensions(last, column)
        for row in range(first, last + 1):
            line = self.table[row]
            line[places[-1]] = _COVERED
            line[places[0]] = run

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Take a formula as it is: ours use none of the thirty functions that XlsxWriter would look for."""
        del expand_future_functions
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401 - XlsxWriter comes without types
        """Write a cell, or all cells of a run where the run begins."""
        if cell is _COVERED:
            return
        if not isinstance(cell, _Run):
            super()._write_cell(row, col, cell)
            return
        if not cell.text:
            cell.text = self._written(row, cell)
        self.fh.write(cell.text.replace(layout.ROW, str(row + 1)).replace(layout.BEFORE, str(row)))

    def _written(self, row: int, run: _Run) -> str:
        """Let XlsxWriter write a run's cells on one row; return them with `layout.ROW` for its number."""
        whole, text = self.fh, ""
        for place, cell in run.cells:
            self.fh = io.StringIO()
            super()._write_cell(row, place, cell)
            # the first match is the end of the cell's own name: <c r="K6"
            text += self.fh.getvalue().replace(f'{row + 1}"', f'{layout.ROW}"', 1)
        self.fh = whole
        return text
