"""Read a document without a table: numbered headings with points, and numbered paragraphs below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting import columns, titles
from evaluator.drafting.clauses import read_wording
from evaluator.drafting.columns import TableColumn
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.layouts import TreeRow
from evaluator.drafting.rows import TableRows
from evaluator.drafting.titles import is_label
from evaluator.texts.problem import Problem

_ITEM: Final = re.compile(r"^(?:\d{1,2}[.、．]\s*(?!\d)|[（(]\d{1,2}[)）]|[①-⑳])")
_LEAST: Final = 2
"""Fewest paragraphs with points that make a rating table."""


def read_paragraphs(sheets: Sequence[TableSheet], shown: str) -> TableRows | None:
    """Return the numbered paragraphs as rows, None where they are no rating table."""
    reading = TableRows()
    heading: TableCell | None = None
    items: list[tuple[TableCell | None, list[str], str]] = []
    ended = False
    """Whether notes follow the items."""
    lines = [line for sheet in sheets for paragraph in sheet.before for line in paragraph.split("\n")]
    for number, line in enumerate(lines, 1):
        place = f"第{number}段"
        bare, points = titles.split_points(line)
        if titles.is_numbered(line) and points is not None and len(bare) < 60:
            heading, ended = TableCell(line, place, (number, 0)), False
        elif _ITEM.match(line) and heading is not None and not ended:
            items.append((heading, [line], place))
        elif (
            items
            and heading is items[-1][0]
            and not ended
            and not (titles.is_remark(line) or titles.is_total(line) or is_label(line))
        ):
            items[-1][1].append(line)
        else:
            ended = bool(items)
            reading.remarks.append((place, line))
    column = TableColumn(0, columns.STANDARD, "")
    for number, (over, wording, place) in enumerate(items):
        whole = "\n".join(wording)
        cell = TableCell(whole, place, (number, 1))
        stated = _points(whole)
        points_cell = TableCell("" if stated is None else f"{text(stated)}分", place, (number, 2))
        reading.rows.append(TreeRow([], points_cell, [(column, cell)], [over] if over else []))
    if sum(1 for row in reading.rows if row.points is not None and row.points.text) < _LEAST:
        return None
    reading.problems.append(Problem("import-paragraphs", shown))
    return reading


def _points(wording: str) -> Number | None:
    """Return the points of a paragraph: in brackets behind its title, as its limit, or as its only award."""
    if stated := titles.points_in_text(wording):
        return stated[1]
    if (named := titles.split_points(re.split(r"[。；;：:\n]", wording)[0]))[1] is not None:
        return named[1]
    read = read_wording(wording)
    if read.cap is not None:
        return read.cap
    awards = {clause.high for clause in read.clauses if clause.kind == "award" and not clause.per}
    return awards.pop() if len(awards) == 1 else None
