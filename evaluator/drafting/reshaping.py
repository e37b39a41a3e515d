"""Turn tables into the usual shape: repeated columns and heads, cells that are one, rows in one cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from evaluator.base.exact import text
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.columns import Header, TableColumn
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.layouts import TreeRow

_STACKED: Final = re.compile(
    r"(?:[≥≤<>]?\s*\d+(?:\.\d+)?\s*(?:%|[^\d\s]{0,4})?\s*(?:[↑↓]|及?以[上下])*$)|[（(]?\d{1,2}[）)、.．]\s*(?!\d)|[①-⑳⑴-⒇]"
)
"""One of several lines of a cell: a limit, or a numbered item."""
_RULED: Final = re.compile(
    r"\s*[（(]?\d{1,2}[）)、.．]\s*(?P<name>[^。；;，,（()）]{2,20})[（(]\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*[)）]"
    r"\s*[。：:]?(?P<standard>.*(?:扣|[得加计]\s*\d|不得分).*)"
)
"""A criterion in a line, with its points and what is said of them: 1、台账（10分）。每缺一本扣1分."""


def unfolded(sheet: TableSheet) -> TableSheet:
    """Return a table whose columns repeat side by side with the groups of columns below each other."""
    header = columns.find_header(sheet.rows, 0)
    once, width = columns.repeated(header) if header is not None else (0, 0)
    if header is None or not width:
        return sheet
    below = sheet.rows[header.last + 1 :]
    groups = range(once, len(header.columns), width)
    split = [
        [
            [*row[:once], *row[start : start + width]]
            for start in groups
            if once in (0, start) or any(cell.text for cell in row[start : start + width])
        ]
        for row in below
    ]
    if once:
        rows = [part for parts in split for part in parts]
    else:  # the right half goes on where the left half ends
        rows = [
            parts[k] for k in range(len(groups)) for parts in split if any(cell.text for cell in parts[k])
        ]
    return replace(sheet, rows=[*(row[: once + width] for row in sheet.rows[: header.last + 1]), *rows])


def with_one_header(sheet: TableSheet, header: Header | None) -> TableSheet:
    """Return a table without the heads that are repeated on each page."""
    if header is None or header.last < header.first:
        return sheet
    heads = [_texts(row) for row in sheet.rows[: header.last + 1] if any(cell.text for cell in row)]
    rows = [row for i, row in enumerate(sheet.rows) if i <= header.last or _texts(row) not in heads]
    return replace(sheet, rows=rows)


def rejoined(sheet: TableSheet, header: Header | None, *, points: bool = False) -> TableSheet:
    """Return a table in which texts that are repeated or left blank below are one cell again, from the left.

    *points*: the points beside them too, where they are equal or left blank.
    """
    if header is None:
        return sheet
    rows = [list(row) for row in sheet.rows]
    if _names_all(header, rows):
        for row in rows[header.last + 1 :]:
            row[0] = rows[header.last][0]
    worth = header.of(columns.POINTS)
    texts = [
        column
        for column in header.columns
        if column.role in (columns.LEVEL, columns.OTHER)
        or (column in worth and _is_text(rows[header.last + 1 :], column))
    ]
    for i in range(header.last + 2, len(rows)):
        row, above = rows[i], rows[i - 1]
        repeated = False
        for column in texts:
            cell, upper = row[column.index], above[column.index]
            if cell.anchor == upper.anchor:
                continue
            same = len(cell.text) > 1 and cell.text == upper.text and titles.points_of(cell.text) is None
            if cell.text == upper.text and cell.text.isdecimal():
                continue  # a number that is repeated tells nothing apart
            if not same and (cell.text or not upper.text or _stands_apart(row)):
                break
            row[column.index] = upper
            repeated = repeated or any(column.index < beside.index for beside in worth)
        for column in worth if points and repeated else ():
            if row[column.index].text in ("", above[column.index].text):
                row[column.index] = above[column.index]
    return replace(sheet, rows=rows)


def _names_all(header: Header, rows: Sequence[Sequence[TableCell]]) -> bool:
    """Return whether the first head, above nothing but blank cells, names all that stands beside these."""
    head = header.columns[0].title
    unknown = columns.role_of(head) == columns.OTHER and columns.likely_role(head) == columns.LEVEL
    return unknown and not any(row[0].text for row in rows[header.last + 1 :])


def _stands_apart(row: Sequence[TableCell]) -> bool:
    """Return whether a row is a total, a heading, a remark or a line to sign, or has one cell alone."""
    cells = list({cell.anchor: cell.text for cell in row if cell.text}.values())
    heads = len(cells) < 2 and (bool(row[0].text) or sum(bool(cell.text) for cell in row) != 1)
    return heads or any(map(titles.stands_apart, cells))


def _texts(row: Sequence[TableCell]) -> list[str]:
    return [re.sub(r"\s", "", cell.text) for cell in row]


def _is_text(rows: Sequence[Sequence[TableCell]], column: TableColumn) -> bool:
    """Return whether most cells of a column of points hold more than points: 健康档案（15分）."""
    cells = [row[column.index].text for row in rows if row[column.index].text]
    return 2 * sum(titles.points_of(cell) is None and titles.share_of(cell) is None for cell in cells) > len(
        cells
    )


def unstacked(sheet: TableSheet) -> TableSheet:
    """Return a table in which rows that stand in one cell, line by line, are rows.

    10↑⏎5↑⏎2↑ beside 20⏎12⏎8 are three.
    """
    rows: list[Sequence[TableCell]] = []
    for row in sheet.rows:
        rows += _unstacked(row) or [row]
    return sheet if len(rows) == len(sheet.rows) else replace(sheet, rows=rows)


def _unstacked(row: Sequence[TableCell]) -> list[list[TableCell]]:
    """Return the rows of a row that has points in lines, and limits or items in as many; else nothing."""
    lines = {cell.anchor: cell.text.split("\n") for cell in row if "\n" in cell.text}
    height = next((len(parts) for parts in lines.values() if _are_points(parts)), 0)
    stacks = {
        anchor: parts
        for anchor, parts in lines.items()
        if len(parts) == height and (_are_points(parts) or all(map(_STACKED.match, parts)))
    }
    if len(stacks) < 2:
        return []
    return [
        [
            _line(cell, stacks[cell.anchor][k], k)
            if min(cell.anchor) >= 0 and cell.anchor in stacks
            else cell
            for cell in row
        ]
        for k in range(height)
    ]


def itemised(rows: Sequence[TreeRow]) -> list[TreeRow]:
    """Return the rows, with a row for each numbered line of what the only row of an outermost level asks for.

    The lines state points that come to the level's, and the standard has as many: 1.场地（3分）⏎2.人员.
    """
    made: list[TreeRow] = []
    shared = Counter(row.levels[0].anchor for row in rows if row.levels)
    for row in rows:
        alone = len(row.levels) == 1 and not row.headings and shared[row.levels[0].anchor] == 1
        made += (_ruled(row) or _items(row) if alone else []) or [row]
    return made


def _ruled(row: TreeRow) -> list[TreeRow]:
    """Return the criteria that a level's standard lists line by line, which come to its points."""
    filled = [(column, cell) for column, cell in row.cells if cell.text.strip()]
    if row.points is None or len(filled) != 1 or filled[0][0].role != columns.STANDARD:
        return []
    column, cell = filled[0]
    lines = [line for line in cell.text.split("\n") if line.strip()]
    items = [item for item in map(_RULED.fullmatch, lines) if item is not None]
    amounts = [amount for item in items if (amount := titles.points_of(item["points"])) is not None]
    if not len(lines) == len(items) > 1 or sum(amounts, 0) != titles.points_of(row.points.text):
        return []
    return [
        replace(
            row,
            levels=[*row.levels, replace(_line(cell, item["name"], k), place=cell.place)],
            points=TableCell(f"{item['points']}分", cell.place, (-1 - k, cell.anchor[0])),
            level_points=[(row.levels[0], row.points)],
            cells=[(column, replace(_line(cell, item["standard"].strip(), k), place=cell.place))],
        )
        for k, item in enumerate(items)
    ]


def _items(row: TreeRow) -> list[TreeRow]:
    lines = {cell.anchor: [line for line in cell.text.split("\n") if line.strip()] for _, cell in row.cells}
    numbered = {anchor: parts for anchor, parts in lines.items() if all(map(titles.is_item, parts))}
    stated = row.points.text if row.points is not None else ""
    full = (
        titles.points_of(stated) if stated else titles.split_points(row.levels[0].text.replace("\n", ""))[1]
    )
    for asked, cell in row.cells:
        parts = numbered.get(cell.anchor, [])
        amounts = [titles.split_points(part.rstrip("。；;"))[1] or worths.worth_of(part) for part in parts]
        points = [amount for amount in amounts if amount is not None]
        alike = [
            column
            for column, other in row.cells
            if column.role == columns.STANDARD and len(numbered.get(other.anchor, [])) == len(points) > 1
        ]
        alone = (
            not stated
            and len(points) > 1
            and not any(
                column.role == columns.STANDARD and other.text and column is not asked
                for column, other in row.cells
            )
        )  # only the requests state points, and their level has theirs in its name
        if (
            not (alone or (alike and asked not in alike))
            or len(points) < len(amounts)
            or sum(points, 0) != full
        ):
            continue
        whole = [(row.levels[0], row.points)] if stated and row.points is not None else []
        return [
            replace(
                row,
                points=TableCell(f"{text(amount)}分", cell.place, (-1 - k, cell.anchor[0])),
                level_points=whole,
                cells=[
                    (column, replace(_line(other, numbered[other.anchor][k], k), place=other.place))
                    if len(numbered.get(other.anchor, [])) == len(points)
                    else (column, other)
                    for column, other in row.cells
                ],
            )
            for k, amount in enumerate(points)
        ]
    return []


def _line(cell: TableCell, words: str, number: int) -> TableCell:
    """Return one of the lines of a cell as a cell of its own."""
    return TableCell(
        words, f"{cell.place}（{number + 1}）", (-1 - number - 1000 * (cell.anchor[0] + 1), cell.anchor[1])
    )


def _are_points(lines: Sequence[str]) -> bool:
    """Return whether lines are several numbers that do not run on: 20, 12, 8."""
    values = [titles.points_of(line) for line in lines]
    numbers = [value for value in values if value is not None]
    runs = all(after == before + 1 for before, after in pairwise(numbers))
    return len(lines) > 1 and len(numbers) == len(lines) and not runs
