"""A returned workbook: its sheets are found by their marks, whatever their names and order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from evaluator.base import exact
from evaluator.base.package import PackageError
from evaluator.loading.cells import Cell, Code, exact_of
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.cells import WorkbookSheet, read_cells
from evaluator.workbook.container import MOST_BYTES, opened
from evaluator.yaml.parse import read_bytes


@dataclass(frozen=True, slots=True)
class Book:
    """The marked sheets of a workbook."""

    shown: str
    """Its name in problems."""
    sheets: Mapping[str, WorkbookSheet]
    """By mark: `evaluator:facts`."""
    about: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    def sheet(self, mark: str) -> WorkbookSheet | None:
        """Return the sheet with this mark."""
        return self.sheets.get(mark)


def read_book(path: Path, shown: str = "") -> tuple[Book | None, list[Problem]]:
    """Return the workbook in the file *path*, or why it cannot be read."""
    shown = shown or path.name
    data = read_bytes(path, shown, MOST_BYTES)
    return (None, [data]) if isinstance(data, Problem) else open_book(data, shown)


def open_book(data: bytes, shown: str) -> tuple[Book | None, list[Problem]]:
    """Return the workbook in *data*, or why it cannot be read."""
    package = opened(data, shown)
    if isinstance(package, Problem):
        return None, [package]
    try:
        worksheets, problems = read_cells(package, shown)
    except PackageError:
        return None, [Problem("workbook-unreadable", shown, hint_key="ledger-damaged")]
    if problems:
        return None, problems
    sheets: dict[str, WorkbookSheet] = {}
    extra: list[Problem] = []
    for sheet in worksheets:
        marker = sheet.at(0, layout.ID_COLUMN)
        identity = layout.marked_as(marker)
        if identity is None:
            if any(value is not None for row in sheet.grid.rows for value in row):
                extra.append(
                    Problem("workbook-sheet-extra", shown, cell=sheet.name, args={"title": sheet.name})
                )
            continue
        kind, which = identity
        mark = f"{kind.mark}:{which}" if which else kind.mark
        if mark in sheets:
            args = {"first": sheets[mark].name}
            problems.append(Problem("workbook-sheet-twice", shown, cell=sheet.cell(0, 0), args=args))
        else:
            sheets[mark] = sheet
    filled_in = any(
        mark == layout.FACTS.mark or mark.startswith(f"{layout.MARKING.mark}:") for mark in sheets
    )
    if not filled_in or layout.ABOUT.mark not in sheets:
        return None, [*problems, Problem("workbook-no-sheets", shown)]
    about = _about(sheets[layout.ABOUT.mark])
    version = about.get("version", "")
    if version != layout.VERSION:
        args = {"found": version or "—", "known": layout.VERSION}
        problems.append(Problem("workbook-other-version", shown, args=args))
        return None, problems
    return Book(shown, sheets, about, (*problems, *extra)), []


def _about(sheet: WorkbookSheet) -> dict[str, str]:
    pairs = ((sheet.at(row, 0), sheet.at(row, 1)) for row in range(1, len(sheet.grid.rows)))
    return {key: text_of(value) for key, value in pairs if isinstance(key, str)}


def text_of(cell: Cell) -> str:
    """Return a cell's content as a person would write it; '' when it is blank."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return layout.TICKED if cell else layout.UNTICKED
    if isinstance(cell, Code):
        return cell.shown
    if isinstance(cell, int | float):
        number = exact_of(cell)
        return str(cell) if number is None else exact.text(number)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return str(cell).replace("\r\n", "\n").replace("\r", "\n")


def id_in(sheet: WorkbookSheet, row: int) -> str:
    """Return a row's machine id, '' where it has none."""
    return text_of(sheet.at(row, layout.ID_COLUMN)).strip()
