"""Tell what a table's columns mean by what stands in them, whatever their heads say.

Heads are hints: where no head is known, or the table read by its heads has faults, the cells decide. Points
are numbers that do not run, the standard gives or takes points, levels are texts that contain each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.columns import Header, TableColumn
from evaluator.drafting.contents import is_list, looks_at, scores
from evaluator.drafting.grid import TableCell, TableSheet

_LONGEST: Final = 16
"""Longest head, without what stands in brackets."""
_MOST_ABOVE: Final = 6
"""Rows in which a head is looked for."""
_MOST_SAMPLED: Final = 400
_CODE: Final = re.compile(
    r"[A-Za-z]?\d+(?:[.．-]\d+)*[.、．]?|[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?"
)
_DOTTED: Final = re.compile(r"\d[.．]\d")
_SENTENCE: Final = re.compile(r"[。；;，,：:]|\d")
_MOSTLY, _NUMERIC = 0.7, 0.8
_NAME: Final = 14
"""Names are this long or shorter, on average; what explains them is longer."""


@dataclass(frozen=True)
class _FilledColumn:
    """A column below the head: its distinct cells in order."""

    index: int
    title: str
    cells: Sequence[TableCell]
    """Without blank ones; equal texts that follow each other are one."""

    @property
    def texts(self) -> list[str]:
        """Return the texts of the cells."""
        return [cell.text for cell in self.cells]

    @cached_property
    def numeric(self) -> float:
        """Return the part of the cells that are points or shares."""
        return self.part(
            [
                titles.points_of(words) is not None or titles.share_of(words) is not None
                for words in self.texts
            ]
        )

    @cached_property
    def scoring(self) -> float:
        """Return the part of the cells that say how points are given or taken."""
        return self.part([len(words) > 3 and scores(words) for words in self.texts])

    @cached_property
    def pointed(self) -> float:
        """Return the part of the cells that end with their own points."""
        return self.part(
            [
                titles.split_points(words.replace("\n", ""))[1] is not None
                or worths.worth_of(words) is not None
                for words in self.texts
            ]
        )

    @cached_property
    def runs(self) -> bool:
        """Return whether the cells number the rows: 1, 2, 3, also from 1 again, or with chapters between."""
        if not self.cells or not all(_CODE.fullmatch(words) for words in self.texts):
            return False
        numbers = [int(words.rstrip(".、．")) for words in self.texts if words.rstrip(".、．").isdecimal()]
        dotted = [tuple(map(int, re.findall(r"\d+", words))) for words in self.texts if _DOTTED.search(words)]
        if dotted and sorted(set(dotted)) != dotted:
            return False  # 1.5, 1, 2.5 are points
        if len(numbers) < len(self.cells):
            return True
        if self.index == 0:  # 1, 1, 2, 2, 3
            numbers = [number for number, _ in groupby(numbers)]
        steps = sum(b in (a + 1, 1) for a, b in pairwise(numbers))
        long_enough = len(numbers) > 2 or self.index == 0
        return numbers[0] <= 1 and steps == len(numbers) - 1 and long_enough

    @property
    def length(self) -> float:
        """Return the mean length of a text."""
        return sum(map(len, self.texts)) / len(self.cells) if self.cells else 0

    @property
    def distinct(self) -> int:
        """Return how many different texts there are."""
        return len(set(self.texts))

    @staticmethod
    def part(marks: Sequence[bool]) -> float:
        """Return the part of *marks* that are true."""
        return sum(marks) / len(marks) if marks else 0


def guessed_headers(sheets: Sequence[TableSheet], *, hints: bool, finer: bool) -> list[Header | None]:
    """Return each table's header as its cells suggest it, None for tables that rate nothing.

    Tables of the same heads are looked at together. *hints*: heads that are known count. *finer*: there is a
    criterion for each standard, although there are fewer cells of points, which are those of sections.
    """
    heads = [_head_rows(sheet.rows) for sheet in sheets]
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, (sheet, head) in enumerate(zip(sheets, heads, strict=True)):
        if head is not None:
            groups.setdefault(tuple(_titles(sheet, *head)), []).append(number)
    made: list[Header | None] = [None] * len(sheets)
    for names, numbers in groups.items():
        body: list[Sequence[TableCell]] = []
        for number in numbers:
            head = heads[number]
            assert head is not None
            rows = sheets[number].rows
            again = [_texts(row) for row in rows[head[0] : head[1] + 1]]
            body += [row for row in rows[head[1] + 1 :] if _is_data(row) and _texts(row) not in again]
        del body[_MOST_SAMPLED:]
        roles = _roles(names, body, hints=hints, finer=finer)
        for number in numbers if roles else ():
            head = heads[number]
            assert head is not None
            meant = [
                TableColumn(j, role, name) for j, (role, name) in enumerate(zip(roles, names, strict=True))
            ]
            made[number] = Header(*head, meant, is_settled=True)
    return made


def _titles(sheet: TableSheet, first: int, last: int) -> list[str]:
    width = len(sheet.rows[0]) if sheet.rows else 0
    names = []
    for j in range(width):
        texts = dict.fromkeys(sheet.rows[i][j].text for i in range(first, last + 1) if sheet.rows[i][j].text)
        names.append(re.sub(r"\s", "", " ".join(texts)))
    return names


def _head_rows(rows: Sequence[Sequence[TableCell]]) -> tuple[int, int] | None:
    """Return the first and last row of the head; the last is before the first where the table has none."""
    for i, row in enumerate(rows[:_MOST_ABOVE]):
        cells = list({cell.anchor: cell for cell in row if cell.text}.values())
        if len(cells) < 2 or any(titles.is_signature(cell.text) for cell in cells):
            continue
        filled = {
            j for below in rows[i + 1 : i + 1 + _MOST_SAMPLED] for j, cell in enumerate(below) if cell.text
        }
        heads = sum(bool(cell.text) for cell in row)
        if not _is_head([cell.text for cell in cells]) or 2 * heads < len(filled):
            first = _first_chapter(rows, i)
            return first, first - 1
        last = i
        while (
            last + 1 < len(rows)
            and last - i < 2
            and any(cell.anchor[0] <= last and cell.text for cell in rows[last + 1])
            and columns.may_head(rows[last + 1], last + 1)
        ):
            last += 1  # heads that are merged downwards
        merged = any(cell.anchor == row[j - 1].anchor for j, cell in enumerate(row) if j and cell.text)
        if last == i and merged and i + 1 < len(rows):
            below = [cell.text for cell in {cell.anchor: cell for cell in rows[i + 1] if cell.text}.values()]
            last += len(below) > 1 and _is_head(below)
        return i, last
    return None


def _first_chapter(rows: Sequence[Sequence[TableCell]], i: int) -> int:
    """Return the first of the lines right above row *i* that head chapters."""
    while i and titles.is_numbered(rows[i - 1][0].text) and len({cell.anchor for cell in rows[i - 1]}) == 1:
        i -= 1
    return i


def _is_head(texts: Sequence[str]) -> bool:
    """Return whether texts may head columns: short, distinct, without numbers and sentences."""
    bare = [re.sub(r"\s|[（(][^（）()]*[）)]", "", text) for text in texts]
    return all(
        len(text) <= _LONGEST and not _SENTENCE.search(text) and not _CODE.fullmatch(text) for text in bare
    ) and all(titles.split_points(text)[1] is None for text in texts)


def _texts(row: Sequence[TableCell]) -> list[str]:
    return [re.sub(r"\s", "", cell.text) for cell in row]


def _is_data(row: Sequence[TableCell]) -> bool:
    cells = {cell.anchor: cell.text for cell in row if cell.text}
    first = list(cells.values())[:2]
    return len(cells) > 1 and not any(map(titles.stands_apart, first))


def _column(index: int, title: str, body: Sequence[Sequence[TableCell]]) -> _FilledColumn:
    cells: list[TableCell] = []
    seen = set[str]()
    above = ""
    for row in body:
        cell = row[index]
        if (
            cell.text
            and cell.place not in seen
            and not (cell.text == above and len(above) > 1 and titles.points_of(above) is None)
        ):
            cells.append(cell)
        seen.add(cell.place)
        above = cell.text or above
    return _FilledColumn(index, title, cells)


def _roles(
    names: Sequence[str], body: Sequence[Sequence[TableCell]], *, hints: bool, finer: bool
) -> list[str]:
    """Return the roles of the columns, nothing where they rate nothing."""
    if not body:
        return []
    table = [_column(j, name, body) for j, name in enumerate(names)]
    roles = [columns.OTHER] * len(table)
    for j, column in enumerate(table):
        joined = j > 0 and all(row[j].anchor == row[j - 1].anchor for row in body)
        roles[j] = columns.BLANK if joined else _role_alone(column, hints=hints)
    _points(table, roles, body, hints=hints)
    _standard(table, roles, hints=hints)
    _levels(table, roles, body, finer=finer)
    pointed = columns.POINTS in roles or any(
        column.pointed >= 0.5
        for column, role in zip(table, roles, strict=True)
        if role in (columns.LEVEL, columns.STANDARD)
    )
    scored = any(
        column.scoring >= 0.3 for column, role in zip(table, roles, strict=True) if role == columns.STANDARD
    )
    names_them = columns.LEVEL in roles or columns.STANDARD in roles
    headed = any(
        re.search("分|权重", column.title) or column.part(["分" in words for words in column.texts]) > 0.5
        for column, role in zip(table, roles, strict=True)
        if role == columns.POINTS
    )
    if not (pointed and names_them) or not (scored or headed or _adds_up(table, roles, body)):
        return []
    return roles


def _role_alone(column: _FilledColumn, *, hints: bool) -> str:
    """Return the role that a column has whatever stands beside it."""
    if not column.cells:
        return columns.BLANK
    if column.runs:
        return columns.NUMBER
    hint = columns.role_of(column.title) if column.title else columns.OTHER
    if hints and hint == columns.NUMBER and all(_CODE.fullmatch(words) for words in column.texts):
        return hint
    if column.part([looks_at(words) for words in column.texts]) > _MOSTLY:
        return columns.METHOD
    looks = hint in (columns.METHOD, columns.EVIDENCE) and column.scoring < _MOSTLY
    filled = hint in (columns.BLANK, columns.TARGET) and hints and column.numeric < _NUMERIC
    return hint if looks or filled else columns.OTHER


def _points(
    table: Sequence[_FilledColumn], roles: list[str], body: Sequence[Sequence[TableCell]], *, hints: bool
) -> None:
    """Numbers that do not run are points: those of most cells, and those that they add up to."""
    numbers = [
        column
        for column in table
        if roles[column.index] == columns.OTHER and column.numeric >= _NUMERIC and len(column.cells) > 1
    ]
    headed = (
        [column for column in numbers if columns.likely_role(column.title) == columns.POINTS] if hints else []
    )
    if not numbers:
        return
    finest = max(headed or numbers, key=lambda column: (len(column.cells), column.index))
    roles[finest.index] = columns.POINTS
    for column in numbers:
        if column is not finest and (column in headed or _sums(column.index, finest.index, body)):
            roles[column.index] = columns.POINTS


def _sums(whole: int, part: int, body: Sequence[Sequence[TableCell]]) -> bool:
    """Return whether the numbers of one column are mostly the sums of those of another beside them."""
    groups: list[tuple[Number, list[Number]]] = []
    seen = set[str]()
    for row in body:
        value = titles.points_of(row[whole].text)
        if value is not None and row[whole].place not in seen:
            groups.append((value, []))
            seen.add(row[whole].place)
        points = titles.points_of(row[part].text)
        if groups and points is not None and row[part].place not in seen:
            groups[-1][1].append(points)
            seen.add(row[part].place)
    right = sum(value == sum(points, 0) for value, points in groups)
    return len(groups) > 1 and 2 * right > len(groups)


def _adds_up(
    table: Sequence[_FilledColumn], roles: Sequence[str], body: Sequence[Sequence[TableCell]]
) -> bool:
    """Return whether points of criteria add up to points of their sections."""
    worth = [column for column in table if roles[column.index] == columns.POINTS]
    if len(worth) > 1:
        return True
    levels = [
        column for column in table if roles[column.index] == columns.LEVEL and column.pointed >= _MOSTLY
    ]
    return bool(worth) and bool(levels)


def _standard(table: Sequence[_FilledColumn], roles: list[str], *, hints: bool) -> None:
    """The standard is the text that most gives or takes points; of equals a known head, then the last."""
    texts = [
        column
        for column in table
        if roles[column.index] in (columns.OTHER, columns.EVIDENCE, columns.METHOD)
        and column.scoring >= 0.3
        and column.length > 4
    ]
    if texts:
        chosen = max(
            texts,
            key=lambda column: (
                hints and columns.likely_role(column.title) == columns.STANDARD,
                round(column.scoring, 1),
                column.index,
            ),
        )
    else:
        silent = [
            column
            for column in table
            if roles[column.index] == columns.OTHER
            and columns.likely_role(column.title) == columns.STANDARD
            and hints
        ]
        if not silent:
            return
        chosen = silent[-1]
    roles[chosen.index] = columns.STANDARD


def _levels(
    table: Sequence[_FilledColumn], roles: list[str], body: Sequence[Sequence[TableCell]], *, finer: bool
) -> None:
    """Levels are texts to the left that contain each other; the last has a cell for each criterion."""
    worth = [column for column in table if roles[column.index] == columns.POINTS]
    standard = [column for column in table if roles[column.index] == columns.STANDARD]
    ends = [column.index for column in (*worth, *standard)]
    finest = max(worth, key=lambda column: len(column.cells), default=None)
    criteria = len(finest.cells) if finest else len(standard[0].cells) if standard else len(body)
    if finer and standard:
        criteria = max(criteria, len(standard[0].cells))
    before: _FilledColumn | None = None
    for column in table:
        if roles[column.index] != columns.OTHER or column.index > max(ends, default=len(table)):
            continue
        bare = sum(titles.is_bare(text) for text in column.texts)
        if before is not None and any(column.index > behind.index for behind in standard):
            continue  # what stands behind the standard names nothing
        if 2 * bare > len(column.cells) or column.numeric > 0.3:
            continue
        if before is not None and 2 * sum(map(is_list, column.texts)) > len(column.cells):
            continue
        if columns.tells_when_or_who(column.title):
            continue
        few = column.distinct < 0.6 * len(column.cells)
        if before is None:
            if not few or len(column.cells) < criteria:
                roles[column.index], before = columns.LEVEL, column
            continue
        named = len(before.cells) >= criteria
        alone = roles.count(columns.LEVEL) == 1 and column.distinct == len(column.cells)
        short = alone and max(column.length, before.length) <= _NAME
        if (
            few
            or (named and not short)
            or len(column.cells) < len(before.cells)
            or not _inside(column.index, before.index, body)
        ):
            continue
        roles[column.index], before = columns.LEVEL, column


def _inside(part: int, whole: int, body: Sequence[Sequence[TableCell]]) -> bool:
    """Return whether each cell of a column stands beside one cell of another."""
    beside: dict[str, set[str]] = {}
    for row in body:
        if row[part].text and row[whole].text:
            beside.setdefault(row[part].place, set()).add(row[whole].text)
    return all(len(texts) == 1 for texts in beside.values())
