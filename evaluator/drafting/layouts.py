"""Rows that belong together: steps in rows of their own, chapters, criteria that share a level or points."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from evaluator.base.exact import Number, parse
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.columns import GradeHead, Header, TableColumn
from evaluator.drafting.contents import scores
from evaluator.drafting.grid import TableCell
from evaluator.texts.problem import Problem

_ASKS: Final = (columns.STANDARD, columns.METHOD, columns.EVIDENCE)
_CHAPTER: Final = re.compile(
    r"第[一二三四五六七八九十]+(?:项|大项|章|类|部分)|[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[A-Z][、.．]?"
)
"""The number of a chapter, in the column where its items have 1, 2, 3."""


_NUMERALS: Final = "一二三四五六七八九十"
_LONGEST: Final = 60
"""The longest text beside a chapter whose items go on with 7, 8, 9."""
_SHORTEST: Final = 6
"""A shorter text names no criterion that stands below a name."""
_NAMED_ITEM: Final = re.compile(
    r"(?:[（(]?\d{1,2}[）)、.．]|[①-⑳⑴-⒇])\s*[^（(，,。；;\d]{2,30}[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)]"
)
"""A numbered item with its name and points before everything else: 1.环境氛围（3分）。是否…"""
_AWARD: Final = re.compile(r"[得计]\s*(\d+(?:\.\d+)?)\s*分")


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row of the table below its header."""

    levels: Sequence[TableCell]
    """Level cells from left to right; blank cells are filled from above or left out."""
    points: TableCell | None
    cells: Sequence[tuple[TableColumn, TableCell]]
    headings: Sequence[TableCell]
    level_points: Sequence[tuple[TableCell, TableCell]] = ()
    """Level cells with their cells in the points columns, except the last points column."""
    scale: Sequence[tuple[str, GradeHead]] = ()
    """The levels of a rating that stand in columns of their own: what each asks for, and its head."""
    group_points: TableCell | None = None
    """A second cell of points beside the criterion: its full marks, where the last column has its steps."""


@dataclass(slots=True, frozen=True)
class TableRows:
    """Everything read from the tables of one file; filled during reading."""

    rows: list[TreeRow] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """Place and text of everything outside the criteria: titles, notes, texts above the header."""
    headings: list[TableCell] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Place and text of column titles whose meaning is unknown."""
    totals: list[tuple[TableCell, TableCell, int]] = field(default_factory=list)
    """Label and points of total rows, with the number of rows before each."""
    problems: list[Problem] = field(default_factory=list)

    def remember(self, cells: Sequence[TableCell]) -> None:
        """Add the texts of *cells* to the remarks."""
        self.remarks.extend(dict.fromkeys((cell.place, cell.text) for cell in cells if cell.text))


def stepped(rows: Sequence[TreeRow]) -> list[TreeRow]:
    """Return the rows; those without a number that lower the points of the row above are its steps.

    1.1 直达机场距景区距离 10 | 30公里以内 10 | 60公里以内 6 is one criterion.
    """
    made: list[TreeRow] = []
    i = 0
    while i < len(rows):
        steps = _steps_below(rows, i)
        made += steps or [rows[i]]
        i += 1 + len(steps)
    return made


def named_above(rows: Sequence[TreeRow]) -> list[TreeRow]:
    """Return the rows; an item alone below a numbered name, where other names have several, has that name.

    2.中长期规划 | 制定和实施中长期规划 is 中长期规划.
    """
    items: dict[tuple[object, ...], set[object]] = {}
    for row in rows:
        if len(row.levels) > 1:
            items.setdefault(_above(row), set()).add(row.levels[-1].anchor)
    depths = {len(name) for name, below in items.items() if len(below) > 1}
    made = []
    for row in rows:
        alone = len(row.levels) > 1 and len(_above(row)) in depths and len(items[_above(row)]) == 1
        wording = row.levels[-1].text if alone else ""
        pointed = titles.split_points(wording)[1] is not None
        if alone and titles.is_item(row.levels[-2].text) and not (pointed or titles.is_item(wording)):
            named = TableColumn(row.levels[-1].anchor[1], columns.OTHER, ""), row.levels[-1]
            made.append(replace(row, levels=row.levels[:-1], cells=[named, *row.cells]))
        else:
            made.append(row)
    return made


def _above(row: TreeRow) -> tuple[object, ...]:
    return tuple(cell.anchor for cell in row.levels[:-1])


def _steps_below(rows: Sequence[TreeRow], i: int) -> list[TreeRow]:
    item = rows[i]
    full = _worth(item)
    if full is None or not item.levels or not _number_of(item) or _states(item):
        return []
    below: list[TreeRow] = []
    for row in rows[i + 1 :]:
        if _number_of(row) != "" or _worth(row) is None or not row.levels or _states(row):
            break
        if [cell.anchor for cell in row.headings] != [cell.anchor for cell in item.headings]:
            break
        below.append(row)
    values = [_worth(row) or 0 for row in below]
    falling = all(high > low for high, low in pairwise(values))
    if len(below) < 2 or values[0] != full or not falling or sum(values) == full:
        return []
    described = [
        (replace(column, role=columns.OTHER) if column.role == columns.STANDARD else column, cell)
        for column, cell in item.cells
    ]
    step = TableColumn(-1, columns.STANDARD, "")
    return [
        replace(item, points=row.points, cells=[*described, (step, row.levels[-1])], group_points=item.points)
        for row in below
    ]


def _worth(row: TreeRow) -> Number | None:
    return None if row.points is None else titles.points_of(row.points.text)


def _number_of(row: TreeRow) -> str | None:
    """Return what stands in a row's number column, None where the table has none."""
    return next((cell.text for column, cell in row.cells if column.role == columns.NUMBER), None)


def _states(row: TreeRow) -> bool:
    return any(column.role == columns.STANDARD and scores(cell.text) for column, cell in row.cells)


def chapter_depth(header: Header, row: Sequence[TableCell], below: Sequence[TableCell]) -> int:
    """Return how deep a row heads those below, 0 where it does not.

    一 | 基础管理 | 32 above 1 | 按规划要求建设 | 1, also with （一） between them.
    """
    numbers, levels = header.of(columns.NUMBER), naming(header)
    named = {row[column.index].anchor for column in levels if row[column.index].text}
    if not numbers or not below or len(named) != 1:
        return 0
    roles = _ASKS if below[numbers[0].index].text else (*_ASKS, columns.OTHER, columns.TARGET)
    asked = [
        column for role in roles for column in header.of(role)
        if column not in levels and row[column.index].anchor[1] != levels[0].index
    ]  # fmt: skip
    texts = [row[column.index].text for column in asked]
    number, following = row[numbers[0].index], below[numbers[0].index]
    longest = _LONGEST if following.text.isdecimal() and number.text[:1] in _NUMERALS else _SHORTEST
    if any(len(text) > longest or scores(text) for text in texts if not titles.says_nothing(text)):
        return 0  # 共3项 asks for nothing
    depth, next_depth = map(_depth, (number.text, following.text))
    heads = (
        depth
        and number.anchor != following.anchor
        and (not next_depth or next_depth > depth)
        and not titles.is_total(next((cell.text for cell in below if cell.text), "合计"))
    )
    return depth if heads else 0


def naming(header: Header) -> list[TableColumn]:
    """Return the columns in which chapters are named: the levels, else what names the criteria."""
    return header.of(columns.LEVEL) or header.of(columns.STANDARD)


def _depth(number: str) -> int:
    """Return 1 for 一, 2 for （一）, 0 for what numbers no chapter."""
    return (2 if number.startswith(("（", "(")) else 1) if _CHAPTER.fullmatch(number) else 0


def text_parts(group: Sequence[TreeRow]) -> list[Number]:
    """Return the points that each row's standard states for itself; empty where a row states none."""
    stated = []
    for row in group:
        wording = next(
            (cell for column, cell in row.cells if column.role == columns.STANDARD and cell.text), None
        )
        points = None if wording is None else worths.worth_of(wording.text)
        if points is None:
            return []
        stated.append(points)
    return stated


def stated_parts(group: Sequence[TreeRow]) -> list[Number | None]:
    """Return the points that each row's standard states, where most rows state them; else nothing."""
    stated = [next(iter(text_parts([row])), None) for row in group]
    return stated if 2 * sum(points is not None for points in stated) > len(stated) else []


def awarded_parts(group: Sequence[TreeRow]) -> list[Number]:
    """Return what each row gives, where that adds up: the best of its levels, or what its standard ends with.

    In a chapter it is what the standard gives at all.
    """
    cell = points_cell(group)
    full = None if cell is None else titles.points_of(cell.text)
    ends = [worths.ending_worth("".join(_standards(row))) for row in group]
    if not all(ends):  # beside 评分细则 the standard that ends with points divides them
        ends = [
            next((worth for each in _standards(row) if (worth := worths.ending_worth(each))), None)
            for row in group
        ]
    if not all(ends):
        ends = [worths.graded_worth([amount for amount, _ in row.scale]) for row in group]
    if len(ends) > 1 and all(ends) and sum((points or 0 for points in ends), 0) == full:
        return [points or 0 for points in ends]
    if len(group[0].levels) != 1 or not titles.is_numbered(group[0].levels[0].text):
        return []
    awards = []
    for row in group:
        wordings = [cell.text for column, cell in row.cells if column.role == columns.STANDARD]
        amounts = set(_AWARD.findall(titles.plain("".join(wordings))))
        award = titles.points_of(amounts.pop()) if len(amounts) == 1 else None
        if award is None:
            return []
        awards.append(award)
    return awards if len(awards) > 1 and sum(awards, 0) == full else []


def earned_parts(groups: Sequence[Sequence[TreeRow]], whole: TableCell | None) -> list[Number]:
    """Return what the standards of items that share a cell of points give, where they add up to it.

    有文件得2分 is worth 2, 有预案得2分，有制度得1分 3; where steps are stated, the most of them counts.
    """
    full = None if whole is None else titles.points_of(whole.text)
    sums: list[Number] = []
    most: list[Number] = []
    for rows in groups:
        wordings = [
            cell.text for row in rows for column, cell in row.cells if column.role == columns.STANDARD
        ]
        awards = [
            parse(award) or 0 for award in _AWARD.findall(titles.plain("".join(dict.fromkeys(wordings))))
        ]
        if not awards:
            return []
        sums.append(sum(awards, 0))
        most.append(max(awards))
    return next((parts for parts in (sums, most) if len(parts) > 1 and sum(parts, 0) == full), [])


def points_cell(group: Sequence[TreeRow]) -> TableCell | None:
    """Return the first filled cell of points of rows that belong together."""
    return next((row.points for row in group if row.points is not None and row.points.text), group[0].points)


def asks(column: TableColumn) -> bool:
    """Return whether a column that names nothing by itself says what is asked for and does not explain it."""
    asked = columns.is_asked(column.title) and not columns.explains(column.title)
    return column.role == columns.OTHER and asked


def group_at(rows: Sequence[TreeRow], i: int) -> list[TreeRow]:
    """Return row *i* and the rows that share its last level or its cell of points."""
    group = [rows[i]]
    while i + len(group) < len(rows) and _belongs(group[-1], rows[i + len(group)]):
        group.append(rows[i + len(group)])
    return group


def _belongs(row: TreeRow, after: TreeRow) -> bool:
    if [heading.anchor for heading in row.headings] != [heading.anchor for heading in after.headings]:
        return False
    if bool(row.levels) != bool(after.levels):
        return False
    if row.levels and _is_same(row.levels[-1], after.levels[-1]):
        return True
    if row.points is None or after.points is None or not row.points.text:
        return False
    return _is_same(row.points, after.points)


def _is_same(cell: TableCell, other: TableCell) -> bool:
    return cell.anchor == other.anchor and cell.place == other.place


def shared_depth(rows: Sequence[TreeRow]) -> tuple[int, bool]:
    """Return how many levels stand above criteria that share the last of them; 0 where none do.

    Also return whether most do: where about as many or more are alone below their level, that is open.
    """
    shared: Counter[int] = Counter()
    alone: Counter[int] = Counter()
    i = 0
    while i < len(rows):
        if not rows[i].levels:
            i += 1
            continue
        group = group_at(rows, i)
        runs = len(runs_of(group)) if len({row.levels[-1].anchor for row in group if row.levels}) == 1 else 0
        if runs == 1 and len(stated_parts(group)) > 1:
            runs = len(group)
        (shared if runs > 1 else alone)[len(rows[i].levels)] += runs
        i += len(group)
    depth, parts = max(shared.items(), key=lambda pair: pair[1], default=(0, 0))
    return (depth, parts > 2 * alone[depth]) if parts else (0, True)


def numbered_name(group: Sequence[TreeRow]) -> bool | None:
    """Return whether what is asked for has the item's number, and its level none; None where that is open.

    Beside a standard of its own the number may be that of a wording.
    """
    row = group[0]
    texts = [cell.text for column, cell in row.cells if asks(column)]
    texts = texts or [cell.text for column, cell in row.cells if column.role == columns.STANDARD]
    scored = any(column.role == columns.STANDARD and scores(cell.text) for column, cell in row.cells)
    level = row.levels[-1].text
    wording = any(map(titles.is_item, texts))
    if wording == titles.is_item(level) or (wording and scored and not titles.is_numbered(level)):
        return None
    return wording


def is_named(group: Sequence[TreeRow]) -> bool:
    """Return whether a criterion that is alone below its level has a wording that names it, as others do."""
    texts = [cell.text for column, cell in group[0].cells if asks(column) and cell.text]
    texts += [
        cell.text
        for column, cell in group[0].cells
        if column.role == columns.STANDARD and (not scores(cell.text) or _asks_first(cell.text))
    ]
    own_points = group[0].points is not None and bool(group[0].points.text)
    if len(group) == 1 and not own_points:
        return bool(text_parts(group)) and any(
            _NAMED_ITEM.match(titles.plain(text)) for text in _standards(group[0])
        )
    return len(group) == 1 and any(len(text) > _SHORTEST for text in texts)


def _standards(row: TreeRow) -> list[str]:
    return [cell.text for column, cell in row.cells if column.role == columns.STANDARD and cell.text]


def _asks_first(standard: str) -> bool:
    """Return whether a standard is numbered and asks for something before it says how points are given."""
    return (
        titles.is_item(standard) and not scores(named := worths.named_by(standard)) and len(named) > _SHORTEST
    )


def runs_of(group: Sequence[TreeRow]) -> list[list[TreeRow]]:
    """Return the rows of one last level, those without points of their own with the row above."""
    runs: list[list[TreeRow]] = []
    for row in group:
        if runs:
            first = runs[-1][0].points
            mine = row.points
            same = (
                first is None or mine is None or not mine.text or (first.text and mine.anchor == first.anchor)
            )
            if same:
                runs[-1].append(row)
                continue
        runs.append([row])
    return runs


def by_last_level(group: Sequence[TreeRow]) -> list[list[TreeRow]]:
    inner: list[list[TreeRow]] = []
    for row in group:
        if inner and inner[-1][0].levels[-1].anchor == row.levels[-1].anchor:
            inner[-1].append(row)
        else:
            inner.append([row])
    return inner


def without_points(row: TreeRow) -> TreeRow:
    return TreeRow(row.levels, None, row.cells, row.headings, row.level_points)
