"""Find the heads of a ledger in a table where some go by other names: 接案时间 for 接案日期."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from evaluator.loading.cells import is_blank
from evaluator.loading.grids import Grid
from evaluator.loading.ledger_heads import MOST_HEAD_ROW, HeadFinder, Heads, normal_head, without_brackets
from evaluator.loading.values import Unfit, typed_cell
from evaluator.model.guideline import Column, Ledger
from evaluator.texts import Listing

_SAME: Final = (
    ("时间", "日期"),
    ("年月日", "日期"),
    ("姓名", ""),
    ("名字", ""),
    ("名称", ""),
    ("号码", "号"),
    ("编号", "号"),
    ("编码", "号"),
    ("序号", "号"),
    ("人次", "人数"),
    ("时数", "时长"),
    ("小时", "时长"),
    ("主题", "内容"),
    ("事项", "内容"),
    ("地址", "地点"),
)
"""Words that people use for each other in heads."""
_COUNTERS: Final = frozenset(["序号", "序", "no", "no."])
"""Heads of columns that only number the rows."""
_ALIKE, _CLOSE = 0.6, 0.75
_MARGIN: Final = 0.1
_FITTING: Final = 0.8
"""Share of a column's cells that must be of the ledger's type."""


@dataclass(frozen=True, slots=True)
class HeadMatch:
    """The heads of a ledger in one table."""

    columns: tuple[str, ...]
    """The columns of the ledger that the table has."""
    renamed: Mapping[str, str]
    """Heads that the ledger does not know, with the column each is taken for."""
    share: float
    """Of the table's heads, those that belong to the ledger."""
    titles: str
    """The heads, or the other heads with their columns, to be shown."""
    unsure: str = ""
    """Heads that are not clear, with the columns they are taken for."""
    lacks: str = ""
    """Columns that are needed and not there."""


def matched_heads(
    finder: HeadFinder, grid: Grid, needed: Collection[str], *, search: bool
) -> HeadMatch | None:
    """Return the heads of a ledger in a sheet; None where they are another table's.

    *search*: the table's name speaks for the ledger, so heads are compared even where none is the ledger's
    own, and what it lacks is told.
    """
    heads, ledger = finder.find(grid), finder.ledger
    if not heads.columns:
        row = _widest_row(grid)
        if not search or row is None:
            return None
        heads = finder.at(grid, row)
    written = _written(heads)
    missing = [column for id, column in ledger.columns.items() if id not in heads.columns]
    if not all(id in heads.columns for id in needed) and len(heads.columns) * 2 < len(needed) and not search:
        return None
    free = {position: text for position, text in written.items() if position not in heads.columns.values()}
    renamed, unsure = _renamed(ledger, grid, heads, missing, free)
    lacks = [
        column.title
        for id, column in ledger.columns.items()
        if id in needed and id not in heads.columns and id not in renamed.values()
    ]
    if lacks and not (search and len(lacks) < len(needed)):
        return None
    columns = tuple(id for id in ledger.columns if id in heads.columns or id in renamed.values())
    if renamed:
        titles = Listing(f"{head}→{ledger.columns[id].title}" for head, id in renamed.items())
    else:
        titles = Listing(ledger.columns[id].title for id in columns)
    share = len(columns) / max(1, len(written))
    return HeadMatch(columns, renamed, share, titles, Listing(unsure), Listing(lacks))


def _written(heads: Heads) -> dict[int, str]:
    """Return the heads by position, as they are written in the lowest row that has them."""
    written: dict[int, str] = {}
    for row in heads.grid.rows[heads.first : heads.last + 1]:
        for position, cell in enumerate(row):
            if isinstance(cell, str) and not is_blank(cell):
                written[position] = " ".join(cell.split())
    return written


def _widest_row(grid: Grid) -> int | None:
    """Return the row that is most likely meant as heads: the one with most texts, of those with two."""
    rows = grid.rows[:MOST_HEAD_ROW]
    counts = [sum(isinstance(cell, str) and not is_blank(cell) for cell in row) for row in rows]
    return counts.index(max(counts)) if counts and max(counts) > 1 else None


def _renamed(
    ledger: Ledger, grid: Grid, heads: Heads, missing: Sequence[Column], free: Mapping[int, str]
) -> tuple[dict[str, str], list[str]]:
    """Return heads with the column each is taken for, best pairs first, and the pairs that are not clear."""
    pairs = sorted(
        (
            (-likeness, position, column.id)
            for column in missing
            for position, text in free.items()
            if (likeness := _likeness(text, column)) >= _ALIKE
            and (column.type == "choice" or _fits(grid, heads.last, position, column))
        ),
    )
    renamed: dict[str, str] = {}
    unsure: list[str] = []
    taken: set[int] = set()
    for negative, position, id in pairs:
        head = free[position]
        if position in taken or id in renamed.values() or head in renamed:
            continue
        rivals = [
            other
            for other, place, who in pairs
            if (who == id) != (place == position) and other < negative + _MARGIN and place not in taken
        ]
        counts_rows = normal_head(head) in _COUNTERS
        other_words = not _fits(grid, heads.last, position, ledger.columns[id])
        if rivals or counts_rows or other_words or -negative < _CLOSE:
            unsure.append(f"{head}→{ledger.columns[id].title}")
        renamed[head] = id
        taken.add(position)
    return renamed, unsure


def _likeness(head: str, column: Column) -> float:
    """Return from 0 to 1 how much a head says that it is a column."""
    text = _plain(head)
    return max(_between(text, _plain(title)) for title in (column.title, *column.also))


def _plain(text: str) -> str:
    plain = without_brackets(normal_head(text))
    for word, same in _SAME:
        shorter = plain.replace(word, same)
        plain = shorter or plain
    return plain


def _between(text: str, title: str) -> float:
    if text == title:
        return 0.95
    if not text or not title:
        return 0.0
    short, long = sorted((text, title), key=len)
    if short in long:
        return 0.75 + 0.2 * len(short) / len(long)
    return SequenceMatcher(None, text, title).ratio()


def _fits(grid: Grid, head_row: int, position: int, column: Column) -> bool:
    """Return whether the cells under a head are of the column's type, where there are any."""
    cells = [row[position] for row in grid.rows[head_row + 1 :] if position < len(row)]
    cells = [cell for cell in cells if not is_blank(cell)]
    if not cells:
        return column.may_be_blank
    fitting = sum(not isinstance(typed_cell(cell, column), Unfit) for cell in cells)
    return fitting >= _FITTING * len(cells)
