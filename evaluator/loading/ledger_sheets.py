"""Decide which sheets of a ledger's files are read, and what their rows are to each other.

All visible sheets with the ledger's heads are one table. Patterns and instructions are not read, nor is a
sheet of which every row stands on other sheets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Final

from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass, field
from evaluator.base.once import lazy_pattern
from evaluator.conditions.row_equality import RowIndex, counters_in, differ, values_of
from evaluator.loading.cells import is_blank
from evaluator.loading.grids import Grid
from evaluator.loading.ledger_heads import HeadFinder, Heads, normal_head
from evaluator.loading.ledger_words import compact
from evaluator.model.guideline import Ledger
from evaluator.model.submission import Row
from evaluator.model.values import Value
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, nearest

_PATTERN: Final = lazy_pattern(
    r".*(?:样表|样例|样本|示例|范例|例表|模板|模版|(?:填[写表报]|使用|操作)(?:说明|须知|要求))(?:表|页)?|说明|template|example|sample",
    re.IGNORECASE,
)
_BESIDES: Final = lazy_pattern(r"\([^()]*\)|[\d_.\s-]+")
_SUMMARY: Final = lazy_pattern(r".*(?:汇总|总表|总台账|合计|累计|全年|全部).*")
_RUNNING: Final = lazy_pattern(r"(.*?)(\d{1,9})\D?")
_MOST_OF_A_RUN: Final = 0.8
"""Share of the numbers from the beginning on that a sheet must have where its keys begin anew."""


@dataclass(slots=True)
class SheetChoice:
    """The sheets of one file that are read, those that are not, and what is wrong."""

    heads: list[Heads] = field(default_factory=list)
    unread: list[tuple[Grid, str]] = field(default_factory=list)
    """Sheets with content, and the key of the reason."""
    problems: list[Problem] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Folded names of the sheets asked for that are there."""


class SheetChooser:
    """Chooses the sheets of a ledger's files."""

    def __init__(
        self,
        ledger: Ledger,
        finder: HeadFinder,
        needed: frozenset[str],
        sheets: Sequence[str],
        head_row: int,
    ) -> None:
        """Take what the guideline and the submission say about the ledger."""
        self.ledger, self.finder, self.needed = ledger, finder, needed
        self.sheets = {folded(name): name for name in sheets}
        self.head_row = head_row

    def choose(self, path: str, grids: Sequence[Grid]) -> SheetChoice:
        """Return the sheets to read; none when the file lacks them, with the errors."""
        choice = SheetChoice()
        if not any(grid.name for grid in grids):
            # One text, read once with each separator it may have been written with.
            best = max((self._find(grid) for grid in grids), key=lambda heads: len(heads.columns))
            self._take(choice, path, best)
        elif self.sheets:
            self._named(choice, path, grids)
        else:
            self._all(choice, path, grids)
        for heads in choice.heads:
            choice.problems += self._doubts(path, heads)
        return choice

    def _find(self, grid: Grid) -> Heads:
        return self.finder.find(grid, self.head_row)

    def _lacks(self, heads: Heads) -> list[str]:
        return [id for id in self.ledger.columns if id in self.needed and id not in heads.columns]

    def _take(self, choice: SheetChoice, path: str, heads: Heads) -> None:
        """Take a sheet that has to have the heads."""
        if self._lacks(heads):
            choice.problems += self._missing(path, heads)
        else:
            choice.heads.append(heads)

    def _named(self, choice: SheetChoice, path: str, grids: Sequence[Grid]) -> None:
        chosen = [grid for grid in grids if folded(grid.name) in self.sheets]
        choice.names = {folded(grid.name) for grid in chosen}
        if not chosen:
            choice.problems.append(sheet_missing(path, next(iter(self.sheets.values())), grids))
        for grid in chosen:
            if grid.refused is not None:
                choice.problems.append(self._refused(path, grid, "ledger-unreadable"))
                continue
            if grid.hidden:
                choice.problems.append(Problem("ledger-sheet-hidden-read", path, cell=grid.name))
            self._take(choice, path, self._find(grid))

    def _all(self, choice: SheetChoice, path: str, grids: Sequence[Grid]) -> None:
        partial: list[Heads] = []
        withheld: list[tuple[Grid, str]] = []
        for grid in grids:
            if grid.refused is not None:
                choice.unread.append((grid, "sheet-refused"))
                continue
            if not any(not is_blank(cell) for row in grid.rows for cell in row):
                continue
            heads = self._find(grid)
            lacks = self._lacks(heads)
            whole = not lacks and bool(heads.columns)
            reason = "sheet-hidden" if grid.hidden else "sheet-pattern" if is_pattern(grid.name) else ""
            if whole and not reason:
                choice.heads.append(heads)
                continue
            if reason:
                choice.unread.append((grid, reason))
                if whole:
                    withheld.append((grid, reason))
                continue
            choice.unread.append((grid, "sheet-no-heads"))
            partial.append(heads)
        if choice.heads:
            choice.problems += [
                Problem(f"ledger-{reason}", path, cell=grid.name, args={"sheet": grid.name})
                for grid, reason in withheld
            ]
            choice.problems += self._unread(path, partial)
            refused = [grid for grid, reason in choice.unread if reason == "sheet-refused"]
            choice.problems += [self._refused(path, grid, "ledger-sheet-refused") for grid in refused]
        elif withheld:
            args = {"ledger": self.ledger.title or self.ledger.id}
            choice.problems += [
                Problem(f"ledger-only-{reason}", path, cell=grid.name, args={**args, "sheet": grid.name})
                for grid, reason in withheld
            ]
        elif partial:
            choice.problems += self._missing(path, max(partial, key=lambda heads: len(heads.columns)))
        else:
            refused = [grid for grid in grids if grid.refused is not None]
            choice.problems += [self._refused(path, grid, "ledger-unreadable") for grid in refused]
            if not refused:
                choice.problems += self._missing(path, self._find(grids[0]))

    def _unread(self, path: str, partial: Sequence[Heads]) -> Iterator[Problem]:
        """Yield a warning for each sheet without heads that may hold rows all the same."""
        for heads in partial:
            grid = heads.grid
            lacks = Listing(self.ledger.columns[id].title for id in self._lacks(heads))
            wide = max(2, len(self.needed))
            rows = sum(sum(not is_blank(cell) for cell in row) >= wide for row in grid.rows)
            if len(heads.columns) > 1 or rows > 1:
                args = {"sheet": grid.name, "columns": lacks}
                yield Problem("ledger-sheet-no-heads", path, cell=grid.name, args=args)

    def _refused(self, path: str, grid: Grid, code: str) -> Problem:
        assert grid.refused is not None
        args = {"ledger": self.ledger.title or self.ledger.id, "sheet": grid.name, **grid.refused.args}
        return Problem(code, path, cell=grid.name, args=args, hint_key=grid.refused.hint_key)

    def _missing(self, path: str, heads: Heads) -> Iterator[Problem]:
        """Yield an error for each column that is not there, with the heads found: they are nobody's data."""
        texts = heads.texts() if heads.columns else _widest(heads.grid, self.head_row)
        row = heads.first if heads.columns else _widest_row(heads.grid, self.head_row)
        for id in self._lacks(heads):
            column = self.ledger.columns[id]
            near = nearest(column.title, texts) or nearest(column.id, texts)
            example = near or next(
                (text for text in texts if not self._is_taken(text)), texts[0] if texts else column.title
            )
            args = {
                "ledger": self.ledger.title or self.ledger.id,
                "column": column.title,
                "id": column.id,
                "found": Listing(texts) or "—",
                "row": str(row + 1),
                "near": example,
            }
            hint = "ledger-column-rename" if near else "ledger-columns"
            yield Problem("ledger-column-missing", path, cell=heads.grid.name, args=args, hint_key=hint)

    def _is_taken(self, text: str) -> bool:
        return normal_head(text) in self.finder.ranks

    def _doubts(self, path: str, heads: Heads) -> Iterator[Problem]:
        """Yield warnings for heads that stand twice or have another unit, and for what is hidden."""
        grid = heads.grid
        for id, positions in heads.twice.items():
            cells = [grid.cell(heads.last, position) for position in positions]
            args = {
                "column": self.ledger.columns[id].title,
                "taken": cells[0].rpartition("!")[2],
                "others": Listing(cell.rpartition("!")[2] for cell in cells[1:]),
            }
            yield Problem("ledger-head-twice", path, cell=cells[1], args=args)
        for id, (head, title) in heads.other_units.items():
            cell = grid.cell(heads.last, heads.columns[id])
            yield Problem("ledger-head-unit", path, cell=cell, args={"head": head, "column": title})
        hidden = [id for id, position in heads.columns.items() if position in grid.hidden_columns]
        if hidden:
            titles = Listing(self.ledger.columns[id].title for id in hidden)
            yield Problem("ledger-hidden-columns", path, cell=grid.name, args={"columns": titles})


def is_pattern(name: str) -> bool:
    """Return whether a sheet is called as patterns and instructions are: 样表, 填写说明."""
    return bool(_PATTERN.fullmatch(_BESIDES.sub("", compact(name)) or "-"))


def sheet_missing(path: str, sheet: str, grids: Sequence[Grid]) -> Problem:
    """Return the error for a sheet asked for that is not there."""
    names = [grid.name for grid in grids]
    near = nearest(sheet, names)
    args = {"sheet": sheet, "found": Listing(names), "near": near or ""}
    return Problem("ledger-sheet-missing", path, args=args, hint_key="did-you-mean" if near else "")


def _widest_row(grid: Grid, head_row: int) -> int:
    """Return the row that is most likely meant as heads where none are known: the one with most texts."""
    if head_row:
        return head_row - 1
    counts = [sum(isinstance(cell, str) and not is_blank(cell) for cell in row) for row in grid.rows[:10]]
    return counts.index(max(counts)) if counts else 0


def _widest(grid: Grid, head_row: int) -> list[str]:
    row = _widest_row(grid, head_row)
    cells = grid.rows[row] if row < len(grid.rows) else []
    return [" ".join(cell.split()) for cell in cells if isinstance(cell, str) and not is_blank(cell)]


@dataclass(frozen=True, slots=True)
class SheetKeys:
    """The keys of one part of a ledger as they are counted, numbered blank lines included."""

    keys: Collection[Value]
    lines: int
    """How many lines there are that hold more than labels."""

    def begin_anew(self, *, perhaps: bool = False) -> bool:
        """Return whether the keys are numbers in a row from 1 (or 0) on.

        Most of the numbers must be there; *perhaps*: a line without a key may have had the one that is not.
        """
        lost = self.lines - len(self.keys) if perhaps else 0
        numbers: Counter[str] = Counter()
        begins: dict[str, set[int]] = {}
        for text in {str(key) for key in self.keys}:
            match = _RUNNING.fullmatch(text)
            if match is not None:
                numbers[match[1]] += 1
                begins.setdefault(match[1], set()).add(int(match[2]))
        if not numbers:
            return False
        run = begins[max(numbers, key=numbers.__getitem__)]
        return any(
            there and len(there) + lost >= _MOST_OF_A_RUN * self.lines
            for there in (run & set(range(first, first + self.lines)) for first in (0, 1))
        )


def summaries(
    ledger: Ledger,
    parts: Mapping[int, Sequence[Row]],
    names: Mapping[int, str],
    running: Mapping[int, bool],
) -> dict[int, bool]:
    """Return the parts of which every row stands in other parts, and whether every row surely does.

    *running*: parts whose keys perhaps only number their rows, and whether they surely do. A sheet that is
    called a summary, or is as long as all others together, may number its rows in its own way.
    """
    counters = counters_in(row for rows in parts.values() for row in rows)
    required = ledger.other_required
    with_keys, without_keys = RowIndex(required | {ledger.key}), RowIndex(required)
    for part, rows in parts.items():
        for row in rows:
            with_keys.add(values_of(row, without=counters), part)
            without_keys.add(values_of(row, without={*counters, ledger.key}), part)
    left = set(parts)
    called = {part for part in parts if _SUMMARY.fullmatch(names[part])}
    order = sorted(
        (part for part, rows in parts.items() if rows),
        key=lambda part: (part not in called, -len(parts[part]), -part),
    )
    surely: dict[int, bool] = {}
    for part in order:
        ignored, index, sure = counters, with_keys, True
        others = left - {part}
        if part in running and len(required) > 1:
            whole = len(others) > 1 and len(parts[part]) == sum(len(parts[other]) for other in others)
            named = part in called or whole
            if named or others & called:
                ignored, index, sure = counters | {ledger.key}, without_keys, running[part]
                others = others if named else others & called
        same = [index.same(values_of(row, without=ignored), others) for row in parts[part]] if others else []
        if same and None not in same:
            left.discard(part)
            surely[part] = sure and all(entry is not None and entry[1] for entry in same)
    return surely


def repeated_keys(ledger: Ledger, parts: Mapping[int, Sequence[Row]]) -> int:
    """Return how many rows have the key of another part's row and are another record all the same."""
    compared = ledger.other_required
    first: dict[Hashable, list[tuple[int, dict[str, Hashable]]]] = {}
    count = 0
    for part, rows in parts.items():
        for row in rows:
            values = values_of(row)
            key = values.get(ledger.key)
            if key is None:
                continue
            earlier = [entry for number, entry in first.get(key, []) if number != part]
            count += bool(earlier) and all(differ(values, entry, compared) for entry in earlier)
            first.setdefault(key, []).append((part, values))
    return count
