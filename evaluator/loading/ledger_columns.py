"""Type a ledger's rows column by column, as far as they are plainly records; nearly all rows are.

A row is plain where nothing needs a second look: no label and no sum, no merged or formatted cell, nothing
blank that is needed and nothing that does not fit. Every other row is judged by itself (`ledger_lines`), from
which a plain one would come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, compress
from typing import Any, Final

from evaluator.base.exact import Number, parse
from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass
from evaluator.base.once import once
from evaluator.loading import ledger_words as words
from evaluator.loading.cells import Cell, Share, Shortened, Struck
from evaluator.loading.ledger_heads import Heads, normal_head
from evaluator.loading.values import Unfit, named_options, typed_cell, typed_date
from evaluator.model.guideline import Column, Ledger
from evaluator.model.values import Value, has_blank

_FORMATTED: Final = frozenset({Struck, Share, Shortened})
"""Kinds of cells that say more than their value."""
_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Rows that plainly are records."""

    numbers: Sequence[int]
    columns: Mapping[str, Sequence[Value | None]]
    """Their cells."""
    written: Mapping[int, Mapping[str, str]]
    """By row and column, texts as written where they differ from the value."""
    heads: Heads
    """Those that hold for the rows."""

    def above(self, number: int) -> PlainTable:
        """Return the rows above another."""
        count = sum(before < number for before in self.numbers)
        columns = {id: values[:count] for id, values in self.columns.items()}
        return PlainTable(self.numbers[:count], columns, self.written, self.heads)


def plain_rows(
    ledger: Ledger,
    heads: Heads,
    names: Container[str],
    needed: Collection[str],
    first: int,
    apart: Collection[int],
) -> PlainTable:
    """Return the rows from *first* on that plainly are records; none of those *apart*.

    *names* are all that columns go by, normalised.
    """
    table = _Table(heads.grid.rows[first:])
    asked = [id for id in heads.columns if id in needed]
    if not asked or not table.rows or heads.grid.trimmed or not table.kinds.isdisjoint(_FORMATTED):
        return PlainTable((), {}, {}, heads)
    doubtful = table.telling(heads.columns.get(ledger.key, -1), several=len(asked) > 1)
    doubtful.update(number - first for number in apart)
    columns: dict[str, Sequence[Value | None]] = {}
    written: dict[int, dict[str, str]] = {}
    partly: set[int] = set()
    for id, typing in column_typings(ledger).items():
        position = heads.columns.get(id)
        if position is None:
            columns[id] = [None] * len(table.rows)
            continue
        cells = table.column(position)
        values = columns[id] = typing.typed(cells, table, doubtful)
        if id in needed and has_blank(values):
            blank = partly if typing.column.may_be_blank else doubtful
            blank.update(number for number, value in enumerate(values) if value is None)
        if typing.column.type == "text" and not table.as_written:
            for number, (cell, value) in enumerate(zip(cells, values, strict=True)):
                if cell and cell != value and value is not None and isinstance(cell, str):
                    written.setdefault(first + number, {})[id] = cell
    _doubt_days(ledger, columns, doubtful)
    figures = [id for id in heads.columns if ledger.columns[id].type != "text"]
    if not any(id in needed for id in figures):
        figures = [id for id in figures if id != ledger.key]
        _doubt_heads([table.column(heads.columns[id]) for id in asked], names, doubtful)
        doubtful.update(_without([columns[id] for id in figures], len(table.rows)))
    elif partly:
        figures = [id for id in figures if id in needed and id != ledger.key]
        doubtful.update(partly.intersection(_without([columns[id] for id in figures], len(table.rows))))
        doubtful.update(number for number in partly - doubtful if not table.has_no_label(number))
    numbers: Sequence[int] = range(first, first + len(table.rows))
    if doubtful:
        plain = [number not in doubtful for number in range(len(table.rows))]
        numbers = [*compress(numbers, plain)]
        columns = {id: [*compress(values, plain)] for id, values in columns.items()}
    return PlainTable(numbers, columns, written, heads)


class _Table:
    """The rows under the heads, and what holds for all their texts."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self.rows = rows
        cells = [*chain.from_iterable(rows)]
        self.kinds = set(map(type, cells))
        self.only_texts = self.kinds == {str}
        texts = cells if self.only_texts else [cell for cell in cells if isinstance(cell, str)]
        self.text = words.joined(texts)
        self.as_written = words.are_as_written(self.text, len(texts))
        """Whether each text is its own value in a column of texts."""
        same_width = len(set(map(len, rows))) == 1
        self._columns = [*zip(*rows, strict=True)] if same_width else None

    def column(self, position: int) -> Sequence[Any]:
        """Return the cells below each other at a position, blank where a row is shorter."""
        if self._columns is None:
            return [row[position] if position < len(row) else "" for row in self.rows]
        return self._columns[position] if position < len(self._columns) else [""] * len(self.rows)

    def telling(self, key: int, *, several: bool) -> set[int]:
        """Return the numbers of the rows that are blank, or whose words may tell that they are no records."""
        suspects: Iterable[int] = range(len(self.rows))
        cells = words.telling_within(self.text, several=several)
        if cells is not None:
            suspects = (
                {number for number, row in enumerate(self.rows) if not cells.isdisjoint(row)}
                if cells
                else set()
            )
            for position in {0, max(key, 0)}:
                column = self.column(position)
                if not (self.only_texts and words.all_begin_plainly(column)):
                    suspects |= {
                        number for number, cell in enumerate(column) if not words.begins_plainly(cell)
                    }
        telling: set[int] = set()
        for number in suspects:
            row = self.rows[number]
            begins, with_key = next(filter(None, row), None), row[key] if -1 < key < len(row) else None
            own = [cell for cell in row if isinstance(cell, str)]
            if begins is None or words.may_tell(own, begins, with_key, several=several):
                telling.add(number)
        return telling

    def has_no_label(self, number: int) -> bool:
        """Return whether no text of a row is a label, not even one that is one only in an incomplete row."""
        texts = [cell for cell in self.rows[number] if cell and isinstance(cell, str)]
        return not any(words.label_kind(words.compact(text)) for text in texts)


def _doubt_days(ledger: Ledger, columns: Mapping[str, Sequence[Value | None]], doubtful: set[int]) -> None:
    """Doubt the rows of which a day is too early."""
    for column in ledger.columns.values():
        if column.not_before:
            pairs = zip(columns[column.id], columns[column.not_before], strict=True)
            doubtful.update(
                number
                for number, (value, begin) in enumerate(pairs)
                if isinstance(value, date) and isinstance(begin, date) and value < begin
            )


def _doubt_heads(columns: Sequence[Sequence[Any]], names: Container[str], doubtful: set[int]) -> None:
    """Doubt the rows that have a head in one of these columns: they may be the heads again."""
    for cells in columns:
        heads = {cell for cell in {*cells} if isinstance(cell, str) and normal_head(cell) in names}
        if heads:
            doubtful.update(number for number, cell in enumerate(cells) if cell in heads)


def _without(columns: Sequence[Sequence[Value | None]], count: int) -> list[int]:
    """Return the numbers of those of *count* rows that are blank in all of these columns."""
    if not columns:
        return [*range(count)]
    return [
        number
        for number, values in enumerate(zip(*columns, strict=True))
        if values.count(None) == len(values)
    ]


class ColumnTyping:
    """Types the cells of one column; where it is not plain what one is, `typed_cell` says it."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self._options = named_options(column.choices) | {id: id for id in column.choices if folded(id) == id}
        kinds: Mapping[str, tuple[Callable[[Cell], Value | None], Callable[[str], Value | None]]] = {
            "text": (_text, _written_text),
            "date": (_day, _written_day),
            "integer": (_whole, _written_whole),
            "number": (_number, _written_number),
            "choice": (self._option, self._options.get),
        }
        self._quick, self._of_text = kinds.get(column.type, (_nothing, _nothing))
        self._may_say_nothing = column.may_be_blank and column.type == "text"
        """Whether a sign of nothing would be a value; in other columns it fits no type."""

    def value(self, cell: Cell) -> Value | Unfit | None:
        """Return the value of one cell as `typed_cell` does."""
        value = self._quick(cell)
        return typed_cell(cell, self.column) if value is None else value

    def typed(self, cells: Sequence[Any], table: _Table, doubtful: set[int]) -> Sequence[Value | None]:
        """Return the values of cells; add to *doubtful* the numbers of those that need a second look."""
        values: Sequence[Value | None]
        if (
            self.column.type == "text"
            and table.as_written
            and (table.only_texts or {*map(type, cells)} == {str})
        ):
            values = [cell or None for cell in cells] if "" in cells else cells
        else:
            values = [*map(self._of_text if table.only_texts else self._quick, cells)]
            for number, value in enumerate(values) if has_blank(values) else ():
                cell = cells[number]
                if value is None and cell is not None and cell != "":
                    values[number] = self._other(cell, number, doubtful)
        if self._may_say_nothing:
            different = {*cells}
            if table.as_written:
                different = {
                    cell for cell in different if cell.__class__ is str and words.may_say_nothing(cell)
                }
            if signs := {*filter(self._is_nothing, different)}:
                doubtful.update(number for number, cell in enumerate(cells) if cell in signs)
        return values

    def _other(self, cell: Cell, number: int, doubtful: set[int]) -> Value | None:
        value = typed_cell(cell, self.column)
        if isinstance(value, Unfit) or (isinstance(cell, date) and self.column.type == "text"):
            doubtful.add(number)
            return None
        return value

    def _option(self, cell: Cell) -> Value | None:
        return self._options.get(cell) if isinstance(cell, str) else None

    def _is_nothing(self, cell: Cell) -> bool:
        return cell.__class__ is str and cell != "" and words.is_nothing(folded(cell), self.column)


@once
def column_typings(ledger: Ledger) -> dict[str, ColumnTyping]:
    """Return what types the cells of each column."""
    return {id: ColumnTyping(column) for id, column in ledger.columns.items()}


def _nothing(_: Cell) -> None:
    """Leave every cell of a column to `typed_cell`."""


def _text(cell: Cell) -> str | None:
    if cell.__class__ is str:
        return _written_text(cell)
    return str(int(cell)) if cell.__class__ is float and _is_whole(cell) else None


def _day(cell: Cell) -> date | None:
    if cell.__class__ is str:
        return _written_day(cell)
    return cell.date() if cell.__class__ is datetime else cell if cell.__class__ is date else None


def _whole(cell: Cell) -> int | None:
    if cell.__class__ is str:
        return _written_whole(cell)
    return int(cell) if cell.__class__ is float and _is_whole(cell) else None


def _number(cell: Cell) -> Number | None:
    return _written_number(cell) if cell.__class__ is str else _whole(cell)


def _is_whole(number: float) -> bool:
    return number.is_integer() and abs(number) < 10**_MOST_DIGITS


def _written_text(cell: str) -> str | None:
    text = folded(cell)
    return None if "+" in text else text or None


# Few days and numbers recur in all the ledgers of a round.
@lru_cache(maxsize=4096)
def _written_day(cell: str) -> date | None:
    day = typed_date(cell, with_time=True)
    return day if isinstance(day, date) else None


@lru_cache(maxsize=4096)
def _written_number(cell: str) -> Number | None:
    return parse(cell)


def _written_whole(cell: str) -> int | None:
    number = _written_number(cell)
    return number if isinstance(number, int) else None
