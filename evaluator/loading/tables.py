"""Read the bytes of a table (xlsx or csv) into grids of cells, within limits that hold for every file."""

from __future__ import annotations

import csv
import io

from evaluator.base.package import ZIP
from evaluator.loading.cells import ERRORS, Cell, ErrorValue
from evaluator.loading.grids import MOST_CELLS, MOST_ROWS, Grid, Unreadable

MOST_BYTES = 64 * 1024 * 1024
DELIMITERS = ",\t;"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_table(data: bytes) -> list[Grid] | Unreadable:
    """Return the grids in *data*, judged by its content and never by a file's name.

    The sheets of a workbook are in the order of their tabs, hidden sheets last. A csv file comes back once
    for each delimiter it may have been written with.
    """
    if not data.strip():
        return Unreadable("ledger-empty-file")
    if data.startswith(ZIP):
        from evaluator.loading.spreadsheet import read_workbook  # csv files have no need of it

        return read_workbook(data)
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
