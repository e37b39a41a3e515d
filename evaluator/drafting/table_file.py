"""Read the tables of a workbook or a Word document, with merged cells filled in.

A table says what its readers see: hidden, struck-through and deleted parts are left out, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from evaluator.base.package import ZIP, Package, PackageError
from evaluator.drafting.columns import POINTS, find_header
from evaluator.drafting.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    TableCell,
    TableSheet,
    UnseenPart,
    clean,
    sample,
    spare_columns,
)
from evaluator.drafting.word_tables import main_part, read_document
from evaluator.loading.cells import Cell, ErrorValue, Struck, Uncalculated, cell_text, is_blank
from evaluator.loading.grids import Grid, Spot, Unreadable, column_letters, listed
from evaluator.loading.tables import read_table

_MOST_STRAY: Final = 10
"""Cells beyond these limits that are taken for strays, named and left out."""
_MOST_UNPACKED: Final = 256 * 1024 * 1024
_MOST_HEADS: Final = 3
"""Most rows at the beginning of a table in which heads are looked for."""
_PAGE: Final = re.compile(
    r"[（(【\[]?(?:接上页|续)[表页上]*[\s\d]*[）)】\]]?|[-—–―·\s]*第?\s*\d{1,3}\s*页?(?:[\s/／,，]*共?\s*\d{1,3}\s*页?)?[-—–―·\s]*"
)
"""What stands on a page and not in the text: 续表, — 2 —, 第2页 共5页."""
_RATING: Final = re.compile(
    r"\d\s*分(?!钟|包|公司|局|部|所|类|项|米)|分值|权重|满分|得分|[扣加减计记评]\s*分|否决|扣|评[定价比审估]|等级|考核|优秀|不合格|奖"
)
"""Words of a table that is part of a rating, though it may have no points."""
_GAP: Final = re.compile(r"(?<=[一-鿿，。；：、（）《》“”]) (?=[一-鿿，。；：、（）《》“”])")
_LONG: Final = 20
"""Fewest characters of a text that takes several lines."""
_ENDED: Final = re.compile(r"[。；;！!？?：:]\s*$")
"""The end of a sentence: what follows is another."""
_HINTS: Final = {
    "ledger-is-word": "import-old-word",
    "ledger-is-picture": "import-picture",
    "ledger-web-page": "import-web-page",
}
"""What to do, where a score table may be a document too."""


def read_sheets(data: bytes) -> list[TableSheet] | Unreadable:
    """Return the tables in *data* in order; the content decides how it is read."""
    if data.startswith(ZIP):
        try:
            package = Package(data, _MOST_UNPACKED)
            if main_part(package):
                sheets = read_document(package)
                return sheets if isinstance(sheets, Unreadable) else _joined(sheets)
        except PackageError as error:
            return Unreadable("ledger-bomb" if error.reason == "bomb" else "ledger-damaged")
    grids = read_table(data)
    if isinstance(grids, Unreadable):
        return Unreadable(_HINTS.get(grids.hint_key, grids.hint_key), grids.args)
    if not any(grid.name for grid in grids):  # csv: read with each delimiter; take the grid with most columns
        grids = [max(grids, key=lambda grid: max((len(row) for row in grid.rows), default=0))]
    return [_sheet(grid) for grid in grids]


def _joined(sheets: Sequence[TableSheet]) -> list[TableSheet]:
    """Return the tables of a document, those that go on in the next one, as behind a page break, as one."""
    made: list[TableSheet] = []
    for sheet in sheets:
        longer = _continued(made[-1], sheet) if made else None
        if longer is None:
            made.append(sheet)
        else:
            made[-1] = longer
    whole = {id(sheet) for sheet in sheets}
    return [sheet if id(sheet) in whole else _without_gaps(sheet) for sheet in made]


def apart(sheets: Sequence[TableSheet]) -> tuple[list[TableSheet], list[TableSheet]]:
    """Return the tables to read, and those of a longer document that do not speak of points as others do.

    What stands before a table that is left out stands before the next one.
    """
    heads = [find_header(sheet.rows, 0) for sheet in sheets]
    if not any(header is not None and header.of(POINTS) for header in heads):
        return list(sheets), []
    read: list[TableSheet] = []
    others: list[TableSheet] = []
    before: list[str] = []
    for sheet in sheets:
        if sheet.rows and not _speaks_of_points(sheet):
            others.append(sheet)
            before += sheet.before
        else:
            read.append(replace(sheet, before=(*before, *sheet.before)) if before else sheet)
            before = []
    if before:
        read.append(TableSheet("", (), before))
    return read, others


def _speaks_of_points(sheet: TableSheet) -> bool:
    """Return whether a table has points, or words of rating, or a column of numbers that do not run."""
    texts = {cell.anchor: cell.text for row in sheet.rows for cell in row}
    if any(map(_RATING.search, texts.values())):
        return True
    for column in zip(*sheet.rows, strict=True):
        cells = [text for text in {cell.anchor: cell.text for cell in column}.values() if text]
        numbers = [text for text in cells if _is_number(text)]
        runs = numbers == [str(number) for number in range(1, len(numbers) + 1)]
        if 2 * len(numbers) >= len(cells) > 0 and not runs:
            return True
    return False


def _without_gaps(sheet: TableSheet) -> TableSheet:
    """Return a table made of pages without the blanks that stand where their lines ended: 应急 预案.

    Most of its longer texts have some then; elsewhere a blank tells words apart.
    """
    texts = {cell.anchor: cell.text for row in sheet.rows for cell in row if len(cell.text) >= _LONG}
    if 2 * sum(bool(_GAP.search(text)) for text in texts.values()) <= len(texts):
        return sheet
    rows = [[replace(cell, text=_GAP.sub("", cell.text)) for cell in row] for row in sheet.rows]
    return replace(sheet, rows=rows)


def _continued(sheet: TableSheet, below: TableSheet) -> TableSheet | None:
    """Return a table that goes on *below*; None where that is a table of its own, or has heads of its own.

    Nothing stands between but page numbers and 续表; heads may be there again before a row that begins with a
    blank. Cells that are blank at the beginning of *below* are those above them; where its first row has one
    text alone, this goes on where the text above breaks off.
    """
    same = sheet.widths == below.widths and all(sheet.widths) and all(map(_PAGE.fullmatch, below.before))
    if not same or not sheet.rows or not below.rows or len(sheet.rows[0]) != len(below.rows[0]):
        return None
    pairs = zip(_texts(sheet), _texts(below), strict=False)
    again = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1] and not any(map(_is_number, pair[0])), pairs)
    )
    below = replace(below, rows=below.rows[again:])
    if not below.rows or (again and below.rows[0][0].text and not any("续" in line for line in below.before)):
        return None
    if not again and _has_heads(sheet, below):
        return None
    rows = [list(row) for row in sheet.rows]
    more = [
        [replace(cell, anchor=(cell.anchor[0] + len(rows), cell.anchor[1])) for cell in row]
        for row in below.rows
    ]
    last, first = rows[-1], more[0]
    blank = [j for j, cell in enumerate(first) if not cell.text]
    texts = {cell.anchor: j for j, cell in enumerate(first) if cell.text}
    goes_on = bool(blank) and blank[0] == 0 and len(texts) == 1
    if goes_on:
        (column,) = texts.values()
        above, rest = last[column], first[column].text
        goes_on = bool(above.text) and not _is_number(rest)
    if goes_on:
        gap = "\n" if _ENDED.search(above.text) else ""
        longer = replace(above, text=above.text + gap + rest)
        rows = [[longer if cell.anchor == above.anchor else cell for cell in row] for row in rows]
    upper = {first[j].anchor: last[j] for j in blank if blank[: j + 1] == [*range(j + 1)]}
    more = [[upper.get(cell.anchor, cell) for cell in row] for row in more[goes_on:]]
    left_out = (*sheet.left_out, *below.left_out)
    return replace(sheet, rows=[*rows, *more], left_out=left_out)


def _texts(sheet: TableSheet) -> list[list[str]]:
    return [["".join(cell.text.split()) for cell in row] for row in sheet.rows]


def _has_heads(sheet: TableSheet, below: TableSheet) -> bool:
    """Return whether a table has heads of its own: known ones, or texts over numbers."""
    if find_header(below.rows[:_MOST_HEADS], 0) is not None:
        return True
    numbers = [
        j
        for j in range(len(below.rows[0]))
        if 2 * sum(_is_number(row[j].text) for row in sheet.rows) > len(sheet.rows)
    ]
    first = [cell.text for cell in below.rows[0]]
    return any(first[j] and not _is_number(first[j]) for j in numbers)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d\s.%％分~～—–-]+", text))


def _sheet(grid: Grid) -> TableSheet:
    """Return a sheet without what its readers do not see."""
    if grid.refused is not None:
        return TableSheet(grid.name, (), hidden=grid.hidden, refused=grid.refused)
    left_out = [UnseenPart(notice.code, grid.name, notice.args) for notice in grid.notices]
    rows = [list(row) for row in grid.rows]
    stray = _beyond(rows)
    if len(stray) > _MOST_STRAY or (stray and _reaches_limits(rows)):
        far = {"sheet": grid.name, "cell": grid.cell(*stray[-1])}
        return TableSheet(grid.name, (), hidden=grid.hidden, refused=Unreadable("import-huge-at", far))
    for row, column in stray:
        left_out.append(
            UnseenPart("import-stray", grid.cell(row, column), {"text": clean(cell_text(rows[row][column]))})
        )
    rows = [row[:MOST_COLUMNS] for row in rows[:MOST_ROWS]]
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    width = max((len(row) - _blank_tail(row) for row in rows), default=0)
    cells = [
        [TableCell(_text(grid, (i, j), row, left_out), grid.cell(i, j), (i, j)) for j in range(width)]
        for i, row in enumerate(rows)
    ]
    for (top, left), (bottom, right) in grid.merged:
        if top >= len(cells) or left >= width:
            continue
        for i in range(top, min(bottom + 1, len(cells))):
            for j in range(left, min(right + 1, width)):
                cells[i][j] = cells[top][left]
    left_out += _hidden(grid, rows, cells)
    seen = [
        [cell for j, cell in enumerate(row) if j not in grid.hidden_columns]
        for i, row in enumerate(cells)
        if i not in grid.hidden_rows
    ]
    spare = spare_columns(seen) if grid.merged else ()
    seen = [[cell for j, cell in enumerate(row) if j not in spare] for row in seen] if spare else seen
    return TableSheet(grid.name, seen, left_out=left_out, hidden=grid.hidden)


def _reaches_limits(rows: Sequence[Sequence[Cell]]) -> bool:
    """Return whether the last row or column of the largest table has content: then the table goes on."""
    last_row = rows[MOST_ROWS - 1] if len(rows) >= MOST_ROWS else []
    return not all(map(is_blank, last_row)) or any(
        len(row) >= MOST_COLUMNS and not is_blank(row[MOST_COLUMNS - 1]) for row in rows
    )


def _beyond(rows: Sequence[Sequence[Cell]]) -> list[Spot]:
    """Return the cells beyond the largest table, as far as it takes to see that they are no strays."""
    stray: list[Spot] = []
    for i, row in enumerate(rows):
        if i < MOST_ROWS and len(row) <= MOST_COLUMNS:
            continue
        first = MOST_COLUMNS if i < MOST_ROWS else 0
        stray += [(i, j) for j in range(first, len(row)) if not is_blank(row[j])]
        if len(stray) > _MOST_STRAY:
            break
    return stray


def _text(grid: Grid, spot: Spot, row: Sequence[Cell], left_out: list[UnseenPart]) -> str:
    """Return a cell's text as it is read; what is no text of it is added to *left_out*."""
    cell = row[spot[1]] if spot[1] < len(row) else None
    place = grid.cell(*spot)
    match cell:
        case Struck():
            left_out.append(UnseenPart("import-struck", place, {"text": clean(cell)}))
            return ""
        case Uncalculated():
            left_out.append(UnseenPart("import-uncalculated", place, {"formula": cell[:60]}))
            return ""
        case ErrorValue():
            left_out.append(UnseenPart("import-cell-error", place, {"error": cell.strip()}))
            return ""
    if spot in grid.trimmed:
        left_out.append(UnseenPart("import-struck", place, {"text": clean(grid.trimmed[spot])}))
    return clean(cell_text(cell))


def _blank_tail(row: Sequence[Cell]) -> int:
    blank = 0
    for cell in reversed(row):
        if not is_blank(cell):
            break
        blank += 1
    return blank


def _hidden(
    grid: Grid, rows: Sequence[Sequence[Cell]], cells: Sequence[Sequence[TableCell]]
) -> Iterator[UnseenPart]:
    """Yield which hidden rows and columns with content are left out."""
    hidden = [i for i in sorted(grid.hidden_rows) if i < len(rows) and not all(map(is_blank, rows[i]))]
    if hidden:
        args = {
            "rows": listed([i + 1 for i in hidden]),
            "texts": sample(cell.text for i in hidden for cell in cells[i]),
        }
        yield UnseenPart("import-hidden-rows", grid.name, args)
    hidden = [j for j in sorted(grid.hidden_columns) if any(j < len(row) and row[j].text for row in cells)]
    if hidden:
        args = {
            "columns": listed(hidden, column_letters),
            "texts": sample(row[j].text for j in hidden for row in cells),
        }
        yield UnseenPart("import-hidden-columns", grid.name, args)
