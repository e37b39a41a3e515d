"""What reading a table returns: its sheets as grids of cells, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evaluator.base.frozen import dataclass, field
from evaluator.loading.cells import Cell, Struck, is_blank
from evaluator.texts import Listing

MOST_ROWS = 200_000
MOST_CELLS = 8_000_000
"""Most cells from A1 to the outermost filled cells: the reader reserves memory for all of them."""

MOST_NAMED = 5
"""Places that a sentence lists."""

Spot = tuple[int, int]
"""Row and column, both counted from 0."""
Range = tuple[Spot, Spot]
"""The first and the last cell of a merged range."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why there is no table: the key of a hint, and what it names."""

    hint_key: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableNotice:
    """What is worth saying about a table that was read: the code of a warning, and its fields."""

    code: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet, from its cell A1; a csv file is a sheet without a name. Rows and columns count from 0."""

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool = False
    """Whether the whole sheet is hidden."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows with content that are hidden or filtered out."""
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    """First and last cell of each merged range; the first has the value, the others are blank."""
    trimmed: Mapping[Spot, str] = field(default_factory=dict)
    """What is struck through of texts that are struck through in part; their cells hold what remains."""
    notices: tuple[TableNotice, ...] = ()
    """About the whole file; all its sheets have the same."""
    refused: Unreadable | None = None
    """Why this sheet was not read although the workbook was; it has no rows then."""

    def cell(self, row: int, column: int) -> str:
        """Return a cell's place as spreadsheets write it."""
        place = f"{column_letters(column)}{row + 1}"
        return f"{self.name}!{place}" if self.name else place

    def is_struck(self, row: int) -> bool:
        """Return whether a row is struck through: all that is in it, but for a number in front."""
        cells = [cell for cell in self.rows[row] if not is_blank(cell)]
        struck = [isinstance(cell, Struck) for cell in cells]
        return any(struck) and (all(struck) or (len(struck) > 2 and not struck[0] and all(struck[1:])))


def listed(numbers: Sequence[int], written: Callable[[int], str] = str) -> str:
    """Return numbers of lines, rows or columns as people write them: 3、5–9; only the first of very many."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    shown = ("–".join(map(written, span)) for span in spans[:MOST_NAMED])
    return Listing(shown, "" if len(spans) <= MOST_NAMED else "…")


def column_letters(column: int) -> str:
    """Return a column's letters; *column* counts from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
