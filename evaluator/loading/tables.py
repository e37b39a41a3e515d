"""Turn the bytes of an xlsx or csv file into grids of cells, within bounds no file can talk itself out of."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from xml.parsers import expat

from evaluator.loading.values import Cell
from evaluator.record import dataclass

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 256 * 1024 * 1024
"""What all parts of a workbook may come to; a zip bomb says so in its directory, or fails its checksum."""
MOST_ROWS = 200_000
MOST_CELLS = 8_000_000
"""Cells from A1 to the outermost ones that hold something: the reader reserves memory for all of them."""
DELIMITERS = ",\t;"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_POSITION = re.compile(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, from its cell A1; a csv file has one without a name."""

    name: str
    rows: Sequence[Sequence[Cell]]

    def cell(self, row: int, column: int) -> str:
        """Return a cell's place as spreadsheets write it; *row* and *column* count from 0."""
        letters = ""
        column += 1
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{self.name}!{letters}{row + 1}" if self.name else f"{letters}{row + 1}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why there is no table: the key of a hint."""

    hint_key: str


def read_table(data: bytes) -> list[Grid] | Unreadable:
    """Return the grids in *data*, judged by its content and never by a file's name.

    A csv file comes back once for each delimiter it may have been written with.
    """
    if not data.strip():
        return Unreadable("ledger-empty-file")
    if data.startswith(_ZIP):
        return _workbook(data)
    if data.startswith(_OLE):
        return Unreadable("ledger-encrypted" if _ENCRYPTED in data else "ledger-old-excel")
    text = _decoded(data)
    if text is None:
        return Unreadable("ledger-not-a-table")
    if text.lstrip()[:1] == "<":
        return Unreadable("ledger-web-page")
    written = [each for each in DELIMITERS if each in text] or [DELIMITERS[0]]
    if any(text.count(each) > MOST_CELLS for each in written):
        return Unreadable("ledger-too-wide")
    grids = [grid for delimiter in written if (grid := _csv(text, delimiter)) is not None]
    return grids or Unreadable("ledger-quotes")


def _decoded(data: bytes) -> str | None:
    """Return the text as Excel, WPS and Notepad in China write it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        return None
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _csv(text: str, delimiter: str) -> Grid | None:
    """Return the grid; None when it cannot be read with this delimiter.

    Strict, because a quotation mark that is never closed would swallow all rows after it unnoticed.
    """
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([*row])
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        return None
    return Grid("", rows)


def _workbook(data: bytes) -> list[Grid] | Unreadable:
    refused = _refused(data)
    if refused:
        return Unreadable(refused)
    import python_calamine as calamine

    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            sheets = [each for each in book.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]
            # What is hidden was hidden by somebody: it is looked at last.
            sheets.sort(key=lambda each: each.visible != calamine.SheetVisibleEnum.Visible)
            grids = []
            for each in sheets:
                rows = book.get_sheet_by_name(each.name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
                grids.append(Grid(each.name, rows))
            return grids
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        return Unreadable("ledger-damaged")


def _refused(data: bytes) -> str:
    """Return the hint for a zip file that must not be given to the workbook reader, '' for a good one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename.lower().lstrip("/") for member in members}
            if "xl/workbook.xml" not in names:
                other = {"content.xml", "xl/workbook.bin"} & names
                return "ledger-other-table" if other else "ledger-not-a-table"
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                return "ledger-bomb"
            for member in members:
                # Reading checks the size the directory claims; the workbook reader would trust the content.
                content = archive.read(member)
                if b"sheetData" in content and _cells(content) > MOST_CELLS:
                    return "ledger-too-wide"
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, RuntimeError):
        return "ledger-damaged"
    except (OSError, EOFError, ValueError):
        return "ledger-damaged"
    return ""


def _cells(sheet: bytes) -> int:
    """Return how many cells lie between A1 and the outermost ones with content in a worksheet's XML.

    Read by the book, with the encoding the workbook reader takes for granted, because that one forgives
    much; where positions are odd they are taken for the larger. Cells with a format and nothing else are
    common as far out as the last row, and take no memory.
    """
    extent = _Extent()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = extent.start
    parser.StartDoctypeDeclHandler = extent.doctype
    parser.Parse(sheet, True)
    return extent.last_row * extent.last_column


class _Extent:
    """Watches the elements of a worksheet go by."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.last_row = self.last_column = 0
        self.cell: tuple[int, int] | None = None
        """Position of the cell that has been opened and is still without content."""

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


def _position(written: str) -> tuple[int, int]:
    match = _POSITION.fullmatch(written)
    if match is None:
        raise ValueError(written)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
