"""Find the heads of a ledger in a sheet: in one row, or over up to three merged rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass, field
from evaluator.base.once import lazy_pattern, once
from evaluator.loading.cells import Cell, is_blank
from evaluator.loading.grids import Grid
from evaluator.model.guideline import Ledger

MOST_HEAD_ROW: Final = 10
MOST_DEPTH: Final = 3
"""Rows that heads may span."""

_OPENING: Final = frozenset("([{<【〔〈《")
_CLOSING: Final = frozenset(")]}>】〕〉》")
_OTHER: Final = _OPENING | _CLOSING
_BRACKETS: Final = lazy_pattern(
    r"^[(\[{<【〔〈《][^()\[\]【】〔〕]*[)\]}>】〕〉》]|[(\[{<【〔〈《][^()\[\]【】〔〕]*[)\]}>】〕〉》]$"
)
_INSIDE: Final = lazy_pattern(r"[(\[{<【〔〈《]([^()\[\]【】〔〕]*)[)\]}>】〕〉》]$")
_UNITS: Final = lazy_pattern(
    "(?:小时|时|分钟?|秒|天|日|周|月|年|[千万]?元|人次?|户次?|次|个|场次?|节|项|件|份|册|本|支|篇|公里|米|㎡|平方米|%)"
)
_SLASHED: Final = lazy_pattern(rf"(.+)[/,](?:单位:)?({_UNITS.pattern})")
"""A head with its unit behind a stroke: `时长/小时`."""
_LOOSE: Final = 100
"""Added to the rank of a head that fits only without its unit."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a ledger in a sheet, and where its columns stand. Rows and columns count from 0."""

    grid: Grid
    first: int
    last: int
    columns: Mapping[str, int]
    """Column id → position."""
    twice: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Columns whose head stands over several columns of the sheet."""
    names: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Normalised heads by position, those that the ledger does not ask for included."""
    other_units: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Columns whose head has another unit than the guideline: the head, and the title."""

    def repeated_in(self, texts: Mapping[int, str]) -> bool:
        """Return whether a row with these normalised texts repeats the heads."""
        fits = all(
            text in names or without_brackets(text) in map(without_brackets, names)
            for position, text in texts.items()
            for names in [self.names.get(position, frozenset())]
        )
        return fits and len(texts) >= min(2, len(self.names))

    def texts(self) -> list[str]:
        """Return the heads as they are written, from left to right."""
        rows = self.grid.rows[self.first : self.last + 1]
        written: dict[int, list[str]] = {}
        for row in rows:
            for position, cell in enumerate(row):
                if isinstance(cell, str) and not is_blank(cell):
                    written.setdefault(position, []).append(" ".join(cell.split()))
        return [" ".join(parts) for _, parts in sorted(written.items())]


_Among = tuple[
    Mapping[str, int],
    Mapping[str, Sequence[int]],
    Mapping[int, frozenset[str]],
    Mapping[str, tuple[str, str]],
]


class HeadFinder:
    """Knows the names that the columns of a ledger go by."""

    def __init__(self, ledger: Ledger, renamed: Mapping[str, str]) -> None:
        """Take the guideline's names and the station's own, *renamed*: head → column id."""
        self.ledger = ledger
        self.ranks: dict[str, tuple[int, str]] = {}
        """Normalised head → its rank, the lower the better, and its column."""
        self._in_row = lru_cache(maxsize=64)(self._row_heads)
        columns = ledger.columns.values()
        titles = [(column.title, column.id) for column in columns]
        also = [(text, column.id) for column in columns for text in column.also]
        short = {(without_brackets(normal_head(text)), id) for text, id in (*titles, *also)}
        clear = [
            (text, id) for text, id in short if not any(text == other and id != who for other, who in short)
        ]
        names = [renamed.items(), ((column.id, column.id) for column in columns), titles, also, clear]
        for rank, pairs in enumerate(names):
            for text, id in pairs:
                head = normal_head(text)
                if head and id in ledger.columns:
                    self.ranks.setdefault(head, (rank, id))

    def find(self, grid: Grid, head_row: int = 0) -> Heads:
        """Return the heads that name most columns; a tie goes to the fewest rows, then to the first.

        *head_row*: the row they begin in, counted from 1; 0: they are searched for.
        """
        rows = range(head_row - 1, head_row) if head_row else range(MOST_HEAD_ROW)
        best = Heads(grid, rows.start, rows.start, {})
        for depth in range(1, MOST_DEPTH + 1):
            for first in rows:
                if first + depth > len(grid.rows):
                    break
                if len(best.columns) == len(self.ledger.columns):
                    return best
                written = {
                    position
                    for row in grid.rows[first : first + depth]
                    for position, cell in enumerate(row)
                    if cell and isinstance(cell, str)
                }
                if len(written) <= len(best.columns):
                    continue  # too few texts to name more columns
                heads = self.at(grid, first, depth)
                if len(heads.columns) > len(best.columns):
                    best = heads
        return best

    def at(self, grid: Grid, first: int, depth: int = 1) -> Heads:
        """Return the heads in the rows from *first* on."""
        if depth == 1:
            heads = self._in_row(tuple(grid.rows[first]))
        else:
            heads = self._among(_parts(grid, first, depth))
        return Heads(grid, first, first + depth - 1, *heads)

    def _row_heads(self, row: tuple[Cell, ...]) -> _Among:
        """Return the heads in one row; the forms of all stations have the same."""
        return self._among(_parts(Grid("", [row]), 0, 1))

    def _among(self, parts: Iterable[tuple[int, list[str]]]) -> _Among:
        """Return columns, repeated heads, names and other units as `Heads` has them."""
        best: dict[str, tuple[int, list[int]]] = {}
        names: dict[int, frozenset[str]] = {}
        for position, texts in parts:
            candidates = ["".join(texts[start:]) for start in range(len(texts))]
            names[position] = frozenset((*candidates, *texts))
            rank, id = self._named(candidates)
            if not id:
                continue
            if id not in best or rank < best[id][0]:
                best[id] = (rank, [position])
            elif rank == best[id][0]:
                best[id][1].append(position)
        columns = {id: positions[0] for id, (_, positions) in best.items()}
        names = _block(names, columns.values())
        twice = {id: positions for id, (_, positions) in best.items() if len(positions) > 1}
        return columns, twice, names, dict(self._other_units(columns, names))

    def _named(self, candidates: Sequence[str]) -> tuple[int, str]:
        """Return the column that the best of a head's names stands for, and its rank."""
        ranks: list[tuple[int, str]] = []
        for order, text in enumerate(candidates):
            for loose, head in ((0, text), (_LOOSE, without_brackets(text))):
                if head in self.ranks:
                    rank, id = self.ranks[head]
                    ranks.append((loose + rank * MOST_DEPTH + order, id))
        return min(ranks, default=(0, ""))

    def _other_units(
        self, columns: Mapping[str, int], names: Mapping[int, frozenset[str]]
    ) -> Iterator[tuple[str, tuple[str, str]]]:
        for id, position in columns.items():
            title = self.ledger.columns[id].title
            wanted = _unit(normal_head(title))
            for name in names[position]:
                unit = _unit(name)
                if wanted and unit and unit != wanted:
                    yield id, (name, title)


@once
def _finder(ledger: Ledger) -> HeadFinder:
    return HeadFinder(ledger, {})


def head_finder(ledger: Ledger, renamed: Mapping[str, str]) -> HeadFinder:
    """Return the finder of a ledger's heads; most stations have no names of their own for them."""
    return HeadFinder(ledger, renamed) if renamed else _finder(ledger)


def _parts(grid: Grid, first: int, depth: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each position with what stands there in the rows of the heads, groups above included."""
    own = [_texts(grid, row) for row in range(first, first + depth)]
    positions = sorted({position for texts in own for position in texts})
    above = [_spread(grid, first + level, texts, positions) for level, texts in enumerate(own[:-1])]
    for position in positions:
        level = max(level for level, texts in enumerate(own) if position in texts)
        parts = [texts[position] for texts in above[:level] if position in texts]
        yield position, [*parts, own[level][position]]


def _block(names: Mapping[int, frozenset[str]], columns: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the heads without those of another table beside the ledger's, behind an empty column."""
    first, last = min(columns, default=0), max(columns, default=-1)
    while first - 1 in names:
        first -= 1
    while last + 1 in names:
        last += 1
    return {position: heads for position, heads in names.items() if first <= position <= last}


def _texts(grid: Grid, row: int) -> dict[int, str]:
    return {
        position: text
        for position, cell in enumerate(grid.rows[row])
        if isinstance(cell, str) and (text := normal_head(cell))
    }


def _spread(grid: Grid, row: int, texts: Mapping[int, str], positions: Collection[int]) -> dict[int, str]:
    """Return a row of groups with the text of each group over all its columns.

    Where the sheet has no merged cells in the row (as in csv), a group goes on to the next text.
    """
    merged = [(left, right) for (top, left), (_, right) in grid.merged if top == row]
    spread: dict[int, str] = {}
    if merged:
        for position in positions:
            left = next((left for left, right in merged if left <= position <= right), position)
            if left in texts:
                spread[position] = texts[left]
        return spread
    last = ""
    for position in range(max(positions, default=-1) + 1):
        last = texts.get(position, last)
        if last:
            spread[position] = last
    return spread


@lru_cache(maxsize=4096)
def normal_head(text: str) -> str:
    """Return a head as it is compared: without line breaks, blanks, and the marks of required columns.

    A unit behind a stroke stands in brackets: `时长/小时` is `时长(小时)`.
    """
    head = "".join(folded(text).split()).strip("*★☆※:#").casefold()
    if ("/" in head or "," in head) and _SLASHED.fullmatch(head):
        return _SLASHED.sub(r"\1(\2)", head)
    return head


@lru_cache(maxsize=4096)
def without_brackets(head: str) -> str:
    """Return a normalised head without the units and notes in brackets around it."""
    if head[:1] not in _OPENING and head[-1:] not in _CLOSING:
        return head
    name, inner = _parted(head)
    if inner:
        return name.strip("*★☆※:#") or head
    while (shorter := _BRACKETS.sub("", head).strip("*★☆※:#")) != head and shorter:
        head = shorter
    return head


def _unit(head: str) -> str:
    _, inner = _parted(head)
    if not inner and head[-1:] in _CLOSING:
        match = _INSIDE.search(head)
        inner = "" if match is None else match[1]
    return inner if inner and _UNITS.fullmatch(inner) else ""


def _parted(head: str) -> tuple[str, str]:
    """Return name and unit of a head as most are, `时长(小时)`: without any other brackets; else ''."""
    name, _, rest = head.partition("(")
    inner = rest[:-1]
    usual = bool(name) and rest[-1:] == ")" and _OTHER.isdisjoint(name) and _OTHER.isdisjoint(inner)
    return (name, inner) if usual else (head, "")
