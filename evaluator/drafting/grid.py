"""Read the tables of a workbook or a Word document as grids of cells, with merged cells filled in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluator.base.files import BROKEN_ZIP
from evaluator.loading.cells import cell_text
from evaluator.loading.grids import Grid, Unreadable
from evaluator.loading.spreadsheet import MOST_UNPACKED
from evaluator.loading.tables import read_table

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ROWS, MOST_COLUMNS = 5_000, 100
"""Larger tables are refused: they are ledgers given by mistake."""

MOST_WORDS = 32 * 1024 * 1024
"""Most bytes of a Word document's text; its parsed tree takes many times as much memory."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell; the cells of a merged range share text, place and anchor."""

    text: str
    place: str
    """As shown to the user: `Sheet1!C14` or `表1 第3行第2列`."""
    anchor: tuple[int, int]
    """Row and column of the upper left cell of the merged range, from 0."""


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table; all rows are equally long."""

    name: str
    rows: Sequence[Sequence[TableCell]]
    before: Sequence[str] = ()
    """Paragraphs of a Word document between the previous table and this table."""


def read_sheets(data: bytes) -> list[TableSheet] | Unreadable:
    """Return the tables in *data* in order; the content decides how it is read."""
    if data.startswith(b"PK\x03\x04") and _holds_document(data):
        return _document(data)
    grids = read_table(data)
    if isinstance(grids, Unreadable):
        return grids
    if not data.startswith(b"PK\x03\x04"):  # csv: read with each delimiter; take the grid with most columns
        grids = [max(grids, key=lambda grid: max((len(row) for row in grid.rows), default=0))]
    return _sheets(grids)


def clean(text: str) -> str:
    """Return *text* without control characters and superfluous blanks."""
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _holds_document(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _DOCUMENT in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _sheets(grids: Sequence[Grid]) -> list[TableSheet] | Unreadable:
    sheets = []
    for grid in grids:
        rows = [list(row) for row in grid.rows]
        while rows and all(value in ("", None) for value in rows[-1]):
            rows.pop()
        width = max((len(row) - _blank_tail(row) for row in rows), default=0)
        if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
            return Unreadable("import-huge")
        cells = [
            [
                TableCell(clean(cell_text(row[j])) if j < len(row) else "", grid.cell(i, j), (i, j))
                for j in range(width)
            ]
            for i, row in enumerate(rows)
        ]
        for (top, left), (bottom, right) in grid.merged:
            if top >= len(cells) or left >= width:
                continue
            for i in range(top, min(bottom + 1, len(cells))):
                for j in range(left, min(right + 1, width)):
                    cells[i][j] = cells[top][left]
        sheets.append(TableSheet(grid.name, cells))
    return sheets


def _blank_tail(row: Sequence[object]) -> int:
    blank = 0
    for value in reversed(row):
        if value not in ("", None):
            break
        blank += 1
    return blank


def _document(data: bytes) -> list[TableSheet] | Unreadable:
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                return Unreadable("ledger-bomb")
            if archive.getinfo(_DOCUMENT).file_size > MOST_WORDS:
                return Unreadable("import-huge")
            content = archive.read(_DOCUMENT)
        if b"<!DOCTYPE" in content:
            return Unreadable("import-damaged-word")
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        body = etree.fromstring(content, parser).find(f"{_W}body")
    except (*BROKEN_ZIP, etree.XMLSyntaxError, OSError):
        return Unreadable("import-damaged-word")
    sheets: list[TableSheet] = []
    before: list[str] = []
    for element in () if body is None else body:
        if element.tag == f"{_W}p":
            text = clean(_words(element))
            if text:
                before.append(text)
        elif element.tag == f"{_W}tbl":
            made = _word_table(element, len(sheets) + 1, tuple(before))
            if made is None:
                return Unreadable("import-huge")
            sheets.append(made)
            before = []
    if before:
        sheets.append(TableSheet("", (), tuple(before)))
    return sheets


def _word_table(table: _Element, number: int, before: tuple[str, ...]) -> TableSheet | None:
    name = f"表{number}"
    rows: list[list[TableCell]] = []
    for i, row in enumerate(table.findall(f"{_W}tr")):
        cells: list[TableCell] = []
        indent = _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        if indent > MOST_COLUMNS:
            return None
        for _ in range(indent):
            cells.append(TableCell("", f"{name} 第{i + 1}行", (i, len(cells))))
        for cell_element in row.iter(f"{_W}tc"):
            if _inside(cell_element, row):
                continue
            column = len(cells)
            merge = cell_element.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            if goes_on and rows and column < len(rows[-1]):
                cell = rows[-1][column]
            else:
                text = clean("\n".join(_words(paragraph) for paragraph in cell_element.iter(f"{_W}p")))
                cell = TableCell(text, f"{name} 第{i + 1}行第{column + 1}列", (i, column))
            span = max(1, _number(cell_element.find(f"{_W}tcPr/{_W}gridSpan")))
            if column + span > MOST_COLUMNS:
                return None
            cells += [cell] * span
        rows.append(cells)
        if len(rows) > MOST_ROWS:
            return None
    width = max((len(row) for row in rows), default=0)
    for i, cells in enumerate(rows):
        cells += [TableCell("", f"{name} 第{i + 1}行第{j + 1}列", (i, j)) for j in range(len(cells), width)]
    return TableSheet(name, rows, before)


def _inside(cell: _Element, row: _Element) -> bool:
    """Return whether a cell belongs to a table nested in a cell of *row*, which already has its text."""
    above = cell.getparent()
    while above is not None and above is not row:
        if above.tag == f"{_W}tc":
            return True
        above = above.getparent()
    return False


def _number(element: _Element | None) -> int:
    written = "" if element is None else element.get(f"{_W}val", "")
    return int(written) if written.isdigit() and len(written) < 6 else 0


def _words(paragraph: _Element) -> str:
    return "".join(_runs(paragraph))


def _runs(paragraph: _Element) -> Iterator[str]:
    for element in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab", f"{_W}cr"):
        yield (element.text or "") if element.tag == f"{_W}t" else " " if element.tag == f"{_W}tab" else "\n"
