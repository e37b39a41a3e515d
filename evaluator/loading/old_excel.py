"""Read a workbook of the old kind (.xls, and .et where WPS writes the same) into grids, by xlrd."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from evaluator.loading.cells import Cell, EarlyDayNumber, ErrorValue, Struck, cell_text
from evaluator.loading.formats import number_format
from evaluator.loading.grids import MOST_CELLS, MOST_ROWS, Grid, Spot, Unreadable, column_letters

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

MOST_BYTES: Final = 32 * 1024 * 1024
"""xlrd takes many times as much memory as the file has."""

_WORKBOOK: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_WORD: Final = "WordDocument".encode("utf-16-le")
_SLIDES: Final = "PowerPoint Document".encode("utf-16-le")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def read_old_workbook(data: bytes) -> list[Grid] | Unreadable:
    """Return the sheets in the order of their tabs, hidden ones last, or why there are none."""
    if _ENCRYPTED in data:
        return Unreadable("ledger-encrypted")
    if _WORD in data:
        return Unreadable("ledger-is-word")
    if _SLIDES in data:
        return Unreadable("ledger-is-slides")
    if not any(name in data for name in _WORKBOOK):
        return Unreadable("ledger-not-a-table")
    if len(data) > MOST_BYTES:
        return Unreadable("ledger-old-excel")
    import xlrd
    from xlrd.biffh import XLRDError

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        sheets = sorted(book.sheets(), key=lambda sheet: sheet.visibility != 0)
        return [_grid(book, sheet) for sheet in sheets] or Unreadable("ledger-old-excel")
    except XLRDError as error:
        return Unreadable("ledger-encrypted" if "encrypted" in str(error) else "ledger-old-excel")
    except Exception:  # noqa: BLE001  # xlrd lets through whatever a damaged file leads to
        return Unreadable("ledger-old-excel")


def _grid(book: Book, sheet: Sheet) -> Grid:
    hidden = sheet.visibility != 0
    if sheet.nrows * sheet.ncols > MOST_CELLS:
        far = {"sheet": sheet.name, "cell": f"{column_letters(sheet.ncols - 1)}{sheet.nrows}"}
        return Grid(sheet.name, (), hidden, refused=Unreadable("ledger-far-cell", far))
    trimmed: dict[Spot, str] = {}
    rows = [
        [_cell(book, sheet, (row, column), trimmed) for column in range(sheet.row_len(row))]
        for row in range(min(sheet.nrows, MOST_ROWS + 1))
    ]
    return Grid(
        sheet.name,
        rows,
        hidden,
        frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden and row < sheet.nrows),
        frozenset(
            column for column, info in sheet.colinfo_map.items() if info.hidden and column < sheet.ncols
        ),
        tuple(((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells),
        trimmed,
    )


def _cell(book: Book, sheet: Sheet, spot: Spot, trimmed: dict[Spot, str]) -> Cell:
    """Return a cell with its kind."""
    import xlrd

    row, column = spot
    kind = sheet.cell_type(row, column)
    value: Any = sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    code = book.format_map[style.format_key].format_str or ""  # None: a date as the country writes it
    cell: Cell = value
    if kind == xlrd.XL_CELL_ERROR:
        return ErrorValue(xlrd.error_text_from_code.get(value, "#?"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        cell = bool(value)
    elif kind == xlrd.XL_CELL_DATE:
        cell = _day(value, code, book.datemode)
    elif kind == xlrd.XL_CELL_NUMBER:
        shown = number_format(code)
        cell = shown.cell(value) if shown is not None else EarlyDayNumber(value) if book.datemode else value
    struck = bool(book.font_list[style.font_index].struck_out)
    runs = sheet.rich_text_runlist_map.get(spot)
    if runs and kind == xlrd.XL_CELL_TEXT:
        rest, removed = _runs(book, value, struck, runs)
        if removed.strip():
            if not rest.strip():
                return Struck(removed)
            trimmed[spot] = removed
        return rest
    return Struck(cell_text(cell)) if struck else cell


def _day(value: float, code: str, system: int) -> Cell:
    """Return a day, a time or a duration; a number that is none stays a number."""
    import xlrd

    if "[h" in code.lower():
        return timedelta(days=value)
    try:
        moment = xlrd.xldate_as_datetime(value, 1 if system else 0)
    except (xlrd.XLDateError, OverflowError, ValueError):
        return value
    if 0 <= value < 1:
        return moment.time()
    return moment if value % 1 else moment.date()


def _runs(book: Book, text: str, struck: bool, runs: list[tuple[int, int]]) -> tuple[str, str]:
    """Return what remains of a text with formats of its own, and what is struck through."""
    rest = removed = ""
    begin = 0
    for position, font in [*runs, (len(text), 0)]:
        part = text[begin:position]
        rest, removed = (rest, removed + part) if struck else (rest + part, removed)
        begin, struck = position, bool(book.font_list[font].struck_out) if position < len(text) else struck
    return rest, removed
