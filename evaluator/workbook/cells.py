"""The cells of a workbook: values by python-calamine, formulas by a scan of the sheets' XML.

The reader of values gives a formula's last result like a typed value, and it reserves memory for everything
between A1 and the outermost cell. So the XML is scanned first: by fast regular expressions where it is
written as spreadsheet programs write it, by a parser where it is not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from xml.parsers import expat

from evaluator.loading.cells import Cell, EarlyDayNumber
from evaluator.loading.formats import NumberFormat
from evaluator.loading.grids import Grid
from evaluator.loading.sheet_xml import read_styles
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.container import WorkbookPackage

MOST_CELLS: Final = 4_000_000
"""Cells from A1 to the outermost cell with content, in one sheet."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The limits of spreadsheets."""
NEAR_ROW, NEAR_COLUMN = 9_999, 26
"""As far as four digits and one letter go: within that the outermost cell is not looked for."""
MOST_FORMULA: Final = 60

_FORMULA: Final = re.compile(
    rb"<c r=\"([A-Z]{1,3}[1-9][0-9]{0,6})\"[^<>]*>\s*<f(?:\s([^<>]*?))?(?:/>|>([^<]*)<)"
)
_STYLED: Final = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*?\ss="([0-9]+)"')
_PLACED: Final = re.compile(rb"<c r=\"([A-Z]{1,3})([1-9][0-9]{0,6})\"")
_FAR: Final = re.compile(
    rb"<c r=\"(?:[A-Z]{2,3}[1-9][0-9]{0,6}|[A-Z][1-9][0-9]{4,6})\"[^<>]*(?<!/)>\s*<(?:v|is|f)[\s/>]"
)
_ERROR: Final = re.compile(rb"<c r=\"[A-Z]{1,3}[1-9][0-9]{0,6}\"[^<>]*\bt=\"e\"[^<>]*>\s*<v>([^<]*)</v>")
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\""
)
_ODD: Final = re.compile(rb"<!|<\w+:(?:c|row|v|f|is)[\s/>](?<!xm:f>)|<c[>/]")
_RANGE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

Spot = tuple[int, int]
"""Row and column, both counted from 0."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a sheet's XML has beyond its values."""

    written: Mapping[bytes, bytes]
    """Text of each formula as the XML has it, by its cell."""
    spread: tuple[tuple[int, int, int, int], ...] = ()
    """Where one formula fills a whole range: first row and column, last row and column."""
    errors: Mapping[Spot, str] = field(default_factory=dict)
    """Error values somebody typed or pasted, such as #N/A: the reader of values takes them for blanks."""
    last: Spot = (0, 0)
    """The outermost row and column with content, or beyond them."""

    def formula(self, row: int, column: int) -> str | None:
        """Return the formula that gives a cell its value, None where somebody typed it."""
        source = self.written.get(_name(row, column))
        if source is not None:
            return _formula_text(source.decode())
        for top, left, bottom, right in self.spread:
            if top <= row <= bottom and left <= column <= right:
                return _formula_text(self.written.get(_name(top, left), b"").decode())
        return None

    @property
    def formulas(self) -> dict[Spot, str]:
        """Return all formulas, shortened, with their `=`."""
        return {spot_of(name.decode()): _formula_text(text.decode()) for name, text in self.written.items()}


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One worksheet."""

    grid: Grid
    hidden: bool
    scan: Scan
    xml: bytes
    formats: Mapping[str, NumberFormat]
    """The cells' formats that show a share or an id, by their number."""
    early: bool = False
    """Whether days count from 1904."""
    _shown: dict[bytes, NumberFormat | None] = field(default_factory=dict, init=False, repr=False)
    """The formats that say something by their cells' names, once they have been looked for."""

    @property
    def name(self) -> str:
        """Return the name on its tab."""
        return self.grid.name

    def at(self, row: int, column: int) -> Cell:
        """Return a cell's value, None where there is nothing or only blanks."""
        if self.scan.errors and (row, column) in self.scan.errors:
            return self.scan.errors[row, column]
        rows = self.grid.rows
        if row >= len(rows) or column >= len(rows[row]):
            return None
        value = rows[row][column]
        return None if isinstance(value, str) and not value.strip() else value

    def cell(self, row: int, column: int) -> str:
        """Return a cell's name with that of its sheet."""
        return self.grid.cell(row, column)

    def merged(self) -> Iterator[tuple[Spot, Spot]]:
        """Yield the first and last cell of each merged range."""
        # Merged cells are listed behind the cells themselves.
        for match in _MERGED.finditer(self.xml, max(0, self.xml.rfind(b"</sheetData>"))):
            for top, left, bottom, right in _ranges(match[1].decode()):
                yield (top, left), (bottom, right)

    def kind(self, row: int, column: int) -> Cell:
        """Return a cell's value as the kind of thing that its format shows: a share, an id, a day."""
        value = self.at(row, column)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if not self._shown and self.formats:
            self._shown.update(
                (match[1], self.formats[style])
                for match in _STYLED.finditer(self.xml)
                if (style := match[2].decode()) in self.formats
            )
            self._shown.setdefault(b"", None)  # looked for
        shown = self._shown.get(_name(row, column))
        if shown is not None:
            return shown.cell(value)
        return EarlyDayNumber(value) if self.early else value


def read_cells(package: WorkbookPackage, shown: str) -> tuple[list[WorkbookSheet], list[Problem]]:
    """Return all worksheets; none when any of them is damaged or reaches too far."""
    import python_calamine as calamine

    scans: list[Scan] = []
    problems: list[Problem] = []
    for part in package.sheets:
        try:
            scan = scanned(part.xml)
        except (expat.ExpatError, ValueError):
            return [], [Problem("workbook-unreadable", shown, cell=part.name, hint_key="ledger-damaged")]
        scans.append(scan)
        row, column = scan.last
        if (row + 1) * (column + 1) > MOST_CELLS:
            far = Grid("", ()).cell(row, column)
            problems.append(Problem("workbook-too-far", shown, cell=part.name, args={"found": far}))
    if problems:
        return [], problems
    formats = read_styles(package.styles).kinds if package.styles else {}
    try:
        with calamine.load_workbook(io.BytesIO(package.data)) as book:
            return [
                WorkbookSheet(
                    Grid(part.name, book.get_sheet_by_name(str(number)).to_python(skip_empty_area=False)),
                    part.hidden,
                    scan,
                    part.xml,
                    formats,
                    package.early,
                )
                for number, (part, scan) in enumerate(zip(package.sheets, scans, strict=True))
            ], []
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        return [], [Problem("workbook-unreadable", shown, hint_key="ledger-damaged")]


def scanned(xml: bytes) -> Scan:
    """Return the formulas of a worksheet and how far it reaches."""
    if xml.count(b"<c ") != xml.count(b'<c r="') or _ODD.search(xml):
        return _parsed(xml)
    matches = _FORMULA.findall(xml)
    formulas = {name: text for name, _, text in matches}
    spread: list[tuple[int, int, int, int]] = []
    for _, attributes, _ in matches:
        if attributes and b"ref=" in attributes and b"shared" not in attributes:
            spread += _ranges(attributes.decode())
    row, column = NEAR_ROW - 1, NEAR_COLUMN - 1
    for match in _FAR.finditer(xml):
        cell = _PLACED.match(match[0])
        if cell is None:
            raise ValueError("a cell without a place")
        far = _spot(cell[1].decode(), cell[2].decode())
        row, column = max(row, far[0]), max(column, far[1])
    errors: dict[Spot, str] = {}
    if b't="e"' in xml:
        for match in _ERROR.finditer(xml):
            cell = _PLACED.match(match[0])
            if cell is not None:
                errors[_spot(cell[1].decode(), cell[2].decode())] = match[1].decode()
    return Scan(formulas, tuple(spread), errors, (row, column))


def _ranges(attributes: str) -> list[tuple[int, int, int, int]]:
    return [(*_spot(match[1], match[2]), *_spot(match[3], match[4])) for match in _RANGE.finditer(attributes)]


def _name(row: int, column: int) -> bytes:
    return layout.cell_name(row, column).encode()


def _formula_text(formula: str) -> str:
    text = "=" + (unescape(formula) or "…")
    return text if len(text) <= MOST_FORMULA else text[: MOST_FORMULA - 1] + "…"


def _spot(letters: str, digits: str) -> Spot:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(digits)
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError("beyond any spreadsheet")
    return row - 1, column - 1


def spot_of(place: str) -> Spot:
    """Return row and column of a cell people write as D5; ValueError when there is no such cell."""
    match = _PLACE.fullmatch(place)
    if match is None:
        raise ValueError(place)
    return _spot(match[1], match[2])


def _parsed(xml: bytes) -> Scan:
    """Return the scan of XML that is written in an unusual way."""
    watcher = _Watcher()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = watcher.start
    parser.EndElementHandler = watcher.end
    parser.CharacterDataHandler = watcher.text
    parser.Parse(xml, True)
    last = watcher.last_row, watcher.last_column
    formulas = {_name(*spot): text.encode() for spot, text in watcher.formulas.items()}
    return Scan(formulas, tuple(watcher.spread), watcher.errors, last)


class _Watcher:
    """Collects formulas and errors from the elements of a worksheet."""

    def __init__(self) -> None:
        self.row = self.column = -1
        self.last_row = self.last_column = 0
        self.in_cell = self.in_formula = self.in_error = False
        self.written = ""
        self.formulas: dict[Spot, str] = {}
        self.errors: dict[Spot, str] = {}
        self.spread: list[tuple[int, int, int, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Track rows and cells; an element inside a cell gives it content."""
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif name == "c":
            self.in_cell = True
            self.in_error = attributes.get("t") == "e"
            self.column += 1
            if "r" in attributes:
                match = _PLACE.fullmatch(attributes["r"].upper())
                if match is None:
                    raise ValueError(attributes["r"])
                self.row, self.column = _spot(match[1], match[2])
        elif self.in_cell and name in ("v", "is", "f"):
            if self.row >= LAST_ROW:
                raise ValueError("beyond any spreadsheet")
            self.last_row = max(self.last_row, self.row)
            self.last_column = max(self.last_column, self.column)
            self.written = ""
            if name == "f":
                self.in_formula, self.in_error = True, False
                if "ref" in attributes and attributes.get("t") != "shared":
                    self.spread += _ranges(attributes["ref"])

    def end(self, tag: str) -> None:
        """Leave a cell or a formula."""
        name = tag.rpartition(":")[2]
        if name == "c":
            self.in_cell = False
        elif name == "v" and self.in_error:
            self.errors[self.row, self.column] = self.written
        elif name == "f" and self.in_formula:
            self.in_formula = False
            self.formulas[self.row, self.column] = self.written

    def text(self, text: str) -> None:
        """Gather the text of a formula or an error."""
        if (self.in_formula or self.in_error) and len(self.written) <= MOST_FORMULA:
            self.written += text
