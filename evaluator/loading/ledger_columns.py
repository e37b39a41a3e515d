"""Type a ledger's rows column by column, as far as they are plainly records; nearly all rows are.

A row is plain where nothing needs a second look: no label and no sum, no merged or formatted cell, nothing
blank that is needed and nothing that does not fit. Every other row is judged by itself (`ledger_lines`), from
which a plain one would come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from evaluator.base.exact import Number, parse
from evaluator.base.folding import as_it_is, folded
from evaluator.base.frozen import dataclass
from evaluator.base.once import once
from evaluator.loading import ledger_words as words
from evaluator.loading.cells import Cell, Share, Shortened, Struck
from evaluator.loading.ledger_heads import Heads
from evaluator.loading.values import Unfit, named_options, typed_cell, typed_date
from evaluator.model.guideline import Column, Ledger
from evaluator.model.values import Value

_FORMATTED: Final = frozenset({Struck, Share, Shortened})
"""Kinds of cells that say more than their value."""
_MOST_DIGITS: Final = 15


PlainRow = tuple[dict[str, Value | None], dict[str, str], Heads]
"""A row that plainly is a record: its cells; by column, texts as written where they differ from the value;
and the heads that hold for it."""


@dataclass(slots=True)
class _Typed:
    """The cells of a column, one below the other."""

    values: list[Value | None]
    doubtful: set[int] = field(default_factory=set)
    """Numbers of the cells that need a second look."""


def plain_rows(
    ledger: Ledger, heads: Heads, needed: Collection[str], first: int, apart: Collection[int]
) -> dict[int, PlainRow]:
    """Return the rows from *first* on that plainly are records, by their numbers; none of those *apart*."""
    rows: Sequence[Sequence[Any]] = heads.grid.rows[first:]
    kinds = set(map(type, chain.from_iterable(rows)))
    if not rows or heads.grid.trimmed or not kinds.isdisjoint(_FORMATTED):
        return {}
    only_texts = kinds == {str}
    doubtful = _telling(
        rows,
        heads.columns.get(ledger.key, -1),
        only_texts=only_texts,
        several=len(heads.columns.keys() & needed) > 1,
    )
    doubtful |= {number - first for number in apart}
    columns: dict[str, Sequence[Value | None]] = {}
    written: dict[int, dict[str, str]] = {}
    for id, typing in column_typings(ledger).items():
        position = heads.columns.get(id)
        if position is None:
            columns[id] = [None] * len(rows)
            continue
        cells = [row[position] if position < len(row) else "" for row in rows]
        typed = typing.typed(cells, only_texts=only_texts)
        columns[id] = typed.values
        doubtful |= typed.doubtful
        if id in needed and None in typed.values:
            doubtful.update(number for number, value in enumerate(typed.values) if value is None)
        if typing.column.type == "text" and typed.values != cells:
            for number, (cell, value) in enumerate(zip(cells, typed.values, strict=True)):
                if cell and cell != value and value is not None and isinstance(cell, str):
                    written.setdefault(number, {})[id] = cell
    doubtful |= _too_early(ledger, columns)
    return {
        first + number: (dict(zip(columns, values, strict=True)), written.get(number, {}), heads)
        for number, values in enumerate(zip(*columns.values(), strict=True))
        if number not in doubtful
    }


def _telling(rows: Sequence[Sequence[Any]], key: int, *, only_texts: bool, several: bool) -> set[int]:
    """Return the numbers of the rows that are blank, or whose words may tell that they are no records."""
    cells = chain.from_iterable(rows)
    texts = cells if only_texts else [cell for cell in cells if isinstance(cell, str)]
    suspects: Iterable[int] = range(len(rows))
    if not words.may_tell_somewhere(texts, several=several):
        suspects = set()
        for position in {0, max(key, 0)}:
            column = [row[position] if position < len(row) else "" for row in rows]
            if not (only_texts and words.all_begin_plainly(column)):
                suspects |= {number for number, cell in enumerate(column) if not words.begins_plainly(cell)}
    telling: set[int] = set()
    for number in suspects:
        row = rows[number]
        begins, with_key = next(filter(None, row), None), row[key] if -1 < key < len(row) else None
        own = [cell for cell in row if isinstance(cell, str)]
        if begins is None or words.may_tell(own, begins, with_key, several=several):
            telling.add(number)
    return telling


def _too_early(ledger: Ledger, columns: Mapping[str, Sequence[Value | None]]) -> set[int]:
    """Return the numbers of the rows of which a day is too early."""
    return {
        number
        for column in ledger.columns.values()
        if column.not_before
        for number, (value, begin) in enumerate(
            zip(columns[column.id], columns[column.not_before], strict=True)
        )
        if isinstance(value, date) and isinstance(begin, date) and value < begin
    }


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

    def value(self, cell: Cell) -> Value | Unfit | None:
        """Return the value of one cell as `typed_cell` does."""
        value = self._quick(cell)
        return typed_cell(cell, self.column) if value is None else value

    def typed(self, cells: Sequence[Any], *, only_texts: bool) -> _Typed:
        """Return the values of cells, and which of them need a second look; *only_texts*: all are texts."""
        doubtful: set[int] = set()
        values: list[Value | None]
        if self.column.type == "text" and _only_trimmed(cells):
            values = [cell.strip() or None for cell in cells]
        else:
            values = [*map(self._of_text if only_texts else self._quick, cells)]
            for number, value in enumerate(values) if None in values else ():
                cell = cells[number]
                if value is None and cell is not None and cell != "":
                    values[number] = self._other(cell, number, doubtful)
        if self.column.may_be_blank:
            doubtful.update(
                number
                for number, cell in enumerate(cells)
                if cell.__class__ is str and cell and not cell[0].isdigit() and self._is_nothing(cell)
            )
        return _Typed(values, doubtful)

    def _other(self, cell: Cell, number: int, doubtful: set[int]) -> Value | None:
        value = typed_cell(cell, self.column)
        if isinstance(value, Unfit) or (isinstance(cell, date) and self.column.type == "text"):
            doubtful.add(number)
            return None
        return value

    def _option(self, cell: Cell) -> Value | None:
        return self._options.get(cell) if isinstance(cell, str) else None

    def _is_nothing(self, cell: str) -> bool:
        return words.is_nothing(folded(cell), self.column)


@once
def column_typings(ledger: Ledger) -> dict[str, ColumnTyping]:
    """Return what types the cells of each column."""
    return {id: ColumnTyping(column) for id, column in ledger.columns.items()}


def _only_trimmed(cells: Sequence[Cell]) -> bool:
    """Return whether all cells are texts of which their column takes nothing but the blanks around."""
    texts = [cell for cell in cells if cell.__class__ is str]
    together = "".join(texts)
    return len(texts) == len(cells) and as_it_is(together) and "+" not in together


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
