"""Read the bytes of a table (xlsx or csv) into grids of cells, within limits that hold for every file."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import Final

from evaluator.base.once import lazy_pattern
from evaluator.base.package import ZIP
from evaluator.loading.cells import ERRORS, ErrorValue
from evaluator.loading.encodings import Decoded, Undecodable, decode
from evaluator.loading.grids import MOST_CELLS, MOST_ROWS, Grid, TableNotice, Unreadable, listed

MOST_BYTES = 64 * 1024 * 1024
DELIMITERS = ",\t;"

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARED: Final = lazy_pattern(r"sep=(.)(?=\r?\n)")

_BINARY: Final = (
    (b"%PDF-", "ledger-is-pdf"),
    (b"{\\rtf", "ledger-is-word"),
    (b"\xff\xd8\xff", "ledger-is-picture"),
    (b"\x89PNG", "ledger-is-picture"),
    (b"GIF8", "ledger-is-picture"),
    (b"BM", "ledger-is-picture"),
    (b"Rar!", "ledger-is-archive"),
    (b"7z\xbc\xaf", "ledger-is-archive"),
    (b"\x1f\x8b", "ledger-is-archive"),
)
"""How other kinds of files begin, and the key of the hint; BM only where the file is no text."""
_BINARY_HEADS: Final = tuple(head for head, _ in _BINARY)


_MARKUP: Final = (
    ("office:spreadsheet", "ledger-xml-table"),
    ("Word.Document", "ledger-is-word"),
    ("office/word/", "ledger-is-word"),
)
"""What stands at the beginning of tables and documents that programs wrote as one XML file."""


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
    if data.startswith(OLE):
        from evaluator.loading.old_excel import read_old_workbook

        return read_old_workbook(data)
    foreign = ""
    if data.startswith(_BINARY_HEADS):
        foreign = next(hint for head, hint in _BINARY if data.startswith(head))
    if foreign and not data.startswith(b"BM"):
        return Unreadable(foreign)
    decoded = decode(data)
    if isinstance(decoded, Undecodable):
        lines = data.split(b"\n")
        controls = sum(byte < 9 or 13 < byte < 26 for byte in data[:4096])
        if foreign or len(decoded.lines) * 2 > len(lines) or len(lines) == 1 or controls > 40:
            return Unreadable(foreign or "ledger-not-a-table")
        return Unreadable("ledger-bad-line", {"lines": listed(decoded.lines)})
    return _grids(decoded)


def _grids(decoded: Decoded) -> list[Grid] | Unreadable:
    text = decoded.text
    head = text.lstrip()[:1000]
    if head.startswith("<"):
        kinds = (hint for mark, hint in _MARKUP if mark in head)
        return Unreadable(next(kinds, "ledger-web-page"))
    if head.startswith("MIME-Version:"):
        return Unreadable("ledger-web-page")
    declared = _DECLARED.match(text)
    written = [delimiter for delimiter in DELIMITERS if delimiter in text] or [DELIMITERS[0]]
    if declared:  # Excel's own line, which it does not show
        text, written = text[declared.end() :], [declared[1]]
    if any(text.count(delimiter) > MOST_CELLS for delimiter in written):
        return Unreadable("ledger-too-wide")
    args = {"lines": listed(decoded.others), "encoding": decoded.encoding}
    notices = (TableNotice("table-mixed-encoding", args),) if decoded.others else ()
    grids = [grid for delimiter in written if (grid := _csv(text, delimiter, notices)) is not None]
    return grids or Unreadable("ledger-quotes")


def _csv(text: str, delimiter: str, notices: tuple[TableNotice, ...]) -> Grid | None:
    """Return the grid; None when it cannot be read with this delimiter.

    Strict, because a quotation mark that is never closed would swallow all rows after it unnoticed.
    Spreadsheet programs write an error into a csv file as its name.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [*islice(reader, MOST_ROWS + 1)]
    except csv.Error:
        return None
    if "#" in text and any(error in text for error in ERRORS):
        rows = [[ErrorValue(cell) if cell.strip() in ERRORS else cell for cell in row] for row in rows]
    return Grid("", rows, notices=notices)
