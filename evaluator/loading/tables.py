"""Read the bytes of an xlsx or csv file into grids of cells, within limits that hold for every file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from evaluator.base.files import BROKEN_ZIP
from evaluator.loading.sheet_xml import (
    RELATIONS,
    WORKBOOK,
    looked_over,
    may_hold_errors,
    put_errors,
    worksheets,
)
from evaluator.loading.values import ERRORS, Cell, ErrorValue

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 256 * 1024 * 1024
"""Most bytes of a workbook's parts; a zip bomb shows in its directory's sizes, or fails its checksum."""
MOST_ROWS = 200_000
MOST_CELLS = 8_000_000
"""Most cells from A1 to the outermost filled cells: the reader reserves memory for all of them."""
DELIMITERS = ",\t;"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet, from its cell A1; a csv file is a sheet without a name."""

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
    written = [delimiter for delimiter in DELIMITERS if delimiter in text] or [DELIMITERS[0]]
    if any(text.count(delimiter) > MOST_CELLS for delimiter in written):
        return Unreadable("ledger-too-wide")
    grids = [grid for delimiter in written if (grid := _csv(text, delimiter)) is not None]
    return grids or Unreadable("ledger-quotes")


def _decoded(data: bytes) -> str | None:
    """Return the text, from the encodings that Excel, WPS and Notepad use in China; None for any other."""
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
    Spreadsheet programs write an error into a csv file as its name.
    """
    rows: list[list[Cell]] = []
    errors = any(error in text for error in ERRORS)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([ErrorValue(c) if c.strip() in ERRORS else c for c in row] if errors else [*row])
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        return None
    return Grid("", rows)


def _workbook(data: bytes) -> list[Grid] | Unreadable:
    parts: dict[str, bytes] = {}
    refused = _refused(data, parts)
    if refused:
        return Unreadable(refused)
    import python_calamine as calamine

    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            sheets = [
                sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            # Hidden sheets come last.
            sheets.sort(key=lambda sheet: sheet.visible != calamine.SheetVisibleEnum.Visible)
            faulty = _faulty(parts)
            grids = []
            for sheet in sheets:
                rows = book.get_sheet_by_name(sheet.name).to_python(
                    skip_empty_area=False, nrows=MOST_ROWS + 1
                )
                if sheet.name in faulty:
                    put_errors(faulty[sheet.name], rows)
                grids.append(Grid(sheet.name, rows))
            return grids
    except (calamine.CalamineError, expat.ExpatError, OSError, ValueError, OverflowError):
        return Unreadable("ledger-damaged")


def _faulty(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the XML of the sheets that may hold errors, by the names on their tabs."""
    if not parts.keys() - {WORKBOOK, RELATIONS}:
        return {}
    where = worksheets(parts[WORKBOOK], parts.get(RELATIONS, b"<none/>"))
    return {name: parts[path] for name, _, path in where if path in parts}


def _refused(data: bytes, parts: dict[str, bytes]) -> str:
    """Return the hint for a zip file that the workbook reader must not read, '' for an acceptable file.

    *parts* receives the sheets that may hold errors, and the parts that list the sheets.
    """
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
                name = member.filename.lower().lstrip("/")
                if name in (WORKBOOK, RELATIONS):
                    parts[name] = content
                if b"sheetData" not in content:
                    continue
                if looked_over(content).cells > MOST_CELLS:
                    return "ledger-too-wide"
                if may_hold_errors(content):
                    parts[name] = content
    except (*BROKEN_ZIP, expat.ExpatError, OSError):
        return "ledger-damaged"
    return ""
