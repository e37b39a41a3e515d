"""Read from a workbook's XML what its values do not show: a sheet's extent, its errors, its part's name.

The workbook reader reserves memory for all cells between A1 and the outermost cell, and returns errors as
blanks.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from xml.parsers import expat

from evaluator.loading.values import ErrorValue

WORKBOOK: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"

_POSITION: Final = re.compile(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,9})")


class Extent:
    """The extent of a worksheet, from its elements in order."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.last_row = self.last_column = 0
        self.cell: tuple[int, int] | None = None
        """Position of the open cell, while it has no content."""

    @property
    def cells(self) -> int:
        """Return how many cells lie between A1 and the outermost cells with content.

        Cells with only a format are common up to the last row, and take no memory.
        """
        return self.last_row * self.last_column

    def doctype(self, *_: object) -> None:
        """Refuse declarations: no spreadsheet program writes them."""
        raise ValueError("a worksheet declares nothing")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Follow rows and cells; a value, a text or a formula gives a cell content."""
        if name == "c" or name.endswith(":c"):
            self.column += 1
            self.cell = self.row, self.column
            written = attributes.get("r")
            if written is not None:
                self.cell = _position(written)
                self.row = max(self.row, self.cell[0])
                self.column = max(self.column, self.cell[1])
        elif name == "row" or name.endswith(":row"):
            self.row = max(self.row + 1, int(attributes.get("r", "0")))
            self.column = 0
            self.cell = None
        elif self.cell is not None and name.rpartition(":")[2] in ("v", "is", "f"):
            self.last_row = max(self.last_row, self.cell[0])
            self.last_column = max(self.last_column, self.cell[1])
            self.cell = None


def looked_over(sheet: bytes) -> Extent:
    """Return the extent of a worksheet's XML.

    The XML is parsed strictly, in the encoding that the more lenient workbook reader assumes. Of positions
    that contradict each other the largest counts.
    """
    extent = Extent()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = extent.start
    parser.StartDoctypeDeclHandler = extent.doctype
    parser.Parse(sheet, True)
    return extent


def may_hold_errors(sheet: bytes) -> bool:
    """Return whether some cell may hold an error, by its type; nearly all sheets have none."""
    return b'"e"' in sheet or b"'e'" in sheet


def put_errors(sheet: bytes, rows: Sequence[list[Any]]) -> None:
    """Put the errors of a worksheet's XML into its rows, where the workbook reader left blanks."""
    errors = _Errors(rows)
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = errors.start
    parser.EndElementHandler = errors.end
    parser.CharacterDataHandler = errors.text
    parser.Parse(sheet, True)


class _Errors(Extent):
    """Puts the values of error cells into the rows."""

    def __init__(self, rows: Sequence[list[Any]]) -> None:
        super().__init__()
        self.rows = rows
        self.spot: tuple[int, int] | None = None
        """Position of the open cell that holds an error."""
        self.inside = False
        self.written = ""
        self.error_values: dict[str, ErrorValue] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Follow the cells that hold an error, and their values."""
        super().start(name, attributes)
        kind = name.rpartition(":")[2]
        if kind == "c":
            self.spot = self.cell if attributes.get("t") == "e" else None
        elif kind == "v":
            self.inside, self.written = self.spot is not None, ""

    def text(self, text: str) -> None:
        """Gather an error's name."""
        if self.inside:
            self.written += text

    def end(self, name: str) -> None:
        """Put the error into its cell, unless the cell has a value already."""
        if not self.inside or self.spot is None or name.rpartition(":")[2] != "v":
            return
        self.inside = False
        row, column = self.spot[0] - 1, self.spot[1] - 1
        if row < len(self.rows) and 0 <= column < len(self.rows[row]) and self.rows[row][column] == "":
            self.rows[row][column] = self.error_values.setdefault(self.written, ErrorValue(self.written))


def _position(written: str) -> tuple[int, int]:
    match = _POSITION.fullmatch(written)
    if match is None:
        raise ValueError(written)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def worksheets(workbook: bytes, relations: bytes) -> Iterator[tuple[str, bool, str]]:
    """Yield the name of each sheet, whether it is hidden, and its part's name in lower case.

    In the order of the tabs.
    """
    targets: dict[str, str] = {}
    for tag, attributes in elements(relations):
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            path = target if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(path).lstrip("/").lower()
    for tag, attributes in elements(workbook):
        if tag == "sheet":
            id = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            yield attributes.get("name", ""), hidden, targets.get(id, "")


def elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small part, without their prefixes."""
    pairs: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: pairs.append((tag.rpartition(":")[2], attributes))
    parser.Parse(content, True)
    return pairs
