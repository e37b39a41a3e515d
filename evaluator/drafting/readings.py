"""Read a table in several ways where its layout leaves a choice; take the one that its own sums bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting import columns, titles
from evaluator.drafting.columns import Header
from evaluator.drafting.contents import is_list, scores, settled
from evaluator.drafting.grid import TableSheet
from evaluator.drafting.guesses import guessed_headers
from evaluator.drafting.layouts import asks
from evaluator.drafting.nodes import TableNode, TableReading
from evaluator.drafting.paragraphs import read_paragraphs
from evaluator.drafting.reshaping import rejoined, unfolded, unstacked, with_one_header
from evaluator.drafting.rows import read_rows
from evaluator.drafting.structure import open_questions
from evaluator.drafting.totals import borne_out, complete, full_of, inherit, join_unstated, make_up, uneven
from evaluator.drafting.tree import grow
from evaluator.texts.problem import Problem

_LEVEL: Final = re.compile(r"[（(]\s*\d+(?:\.\d+)?\s*分?\s*[-—–~～至]+\s*\d+(?:\.\d+)?\s*分\s*[）)][。；;]?$")
"""One level of a rating in a row of its own: A、主题鲜明（14—20分）."""
_MOST_ROWS: Final = 600
"""Longer tables are read by their heads alone."""
_QUESTION, _REFUSED = 3, 10_000
"""What an open question weighs among faults, and a table in which nothing was read."""
_MOST_TITLE = 80
"""A longer title is a wording."""


def best_reading(sheets: Sequence[TableSheet], shown: str) -> TableReading:
    """Return the reading with the fewest faults; of equals the first, which is the most usual.

    Heads that are known come first; where they leave faults, what stands in the columns is tried.
    """
    flat = [unstacked(sheet) for sheet in sheets]
    headed = [columns.find_header(sheet.rows, 0) for sheet in flat]
    best, fewest = _best_of(flat, headed, shown)
    tried = [headed]
    chosen: Sequence[Header | None] = headed
    rows = sum(len(sheet.rows) for sheet in sheets)
    ways = ((hints, finer) for finer in (False, True) for hints in (True, False))
    for hints, finer in ways if fewest[0] and rows <= _MOST_ROWS else ():
        guessed = guessed_headers(flat, hints=hints, finer=finer)
        mixed = [first or second for first, second in zip(headed, guessed, strict=True)]
        for headers in (mixed, guessed):
            if headers in tried or not any(headers):
                continue
            tried.append(headers)
            reading, faults = _best_of(flat, headers, shown)
            if reading.sections and faults < fewest:
                best, fewest = reading, faults
                chosen = headers
    if best.sections and not any(map(_is_known, filter(None, chosen))):
        first = next(best.leaves())
        args = {"text": first.title[:20]}
        best.problems.append(Problem("import-heads", shown, cell=first.cell.place, args=args))
    if best.sections and sum(header is not None for header in chosen) > 1 and not _is_usual(best):
        _ask_for_headings(best, flat, chosen, shown)
    if not best.sections and (paragraphs := read_paragraphs(sheets, shown)) is not None:
        best = grow(paragraphs, shown)
        make_up(best.sections)
    return best


def _ask_for_headings(
    reading: TableReading, sheets: Sequence[TableSheet], headers: Sequence[Header | None], shown: str
) -> None:
    """Ask what several tables are parts of, where they have neither levels nor headings nor go on."""
    rated = [(sheet, header) for sheet, header in zip(sheets, headers, strict=True) if header is not None]
    starts = [_first_number(sheet, header) for sheet, header in rated[1:]]
    goes_on = all(number not in ("", "1", "一") for number in starts)
    if goes_on or all(node.children for node in reading.sections):
        return
    leaf = next(reading.leaves())
    args = {"count": str(len(rated))}
    reading.problems.append(Problem("import-tables-joined", shown, cell=leaf.cell.place, args=args))


def _first_number(sheet: TableSheet, header: Header) -> str:
    """Return the first running number of a table, '' where it has none."""
    numbers = header.of(columns.NUMBER)
    texts = (row[numbers[0].index].text for row in sheet.rows[header.last + 1 :]) if numbers else ()
    return next((text.strip("、.．（）()") for text in texts if text), "")


def _is_known(header: Header) -> bool:
    """Return whether any of a header's heads says what its column means."""
    return any(columns.likely_role(column.title) != columns.OTHER for column in header.columns)


def _best_of(
    sheets: Sequence[TableSheet], headers: Sequence[Header | None], shown: str
) -> tuple[TableReading, tuple[int, int]]:
    """Return the best reading of tables with these heads, with what speaks against it."""
    best: TableReading | None = None
    fewest = (0, 0)
    plain, heads = [], []
    for sheet, header in zip(sheets, headers, strict=True):
        single = with_one_header(sheet, header)
        flat = unfolded(single)
        plain.append(flat)
        heads.append(header if flat is single else columns.find_header(flat.rows, 0))
    pairs = list(zip(plain, heads, strict=True))
    grids = [[rejoined(sheet, header, points=points) for sheet, header in pairs] for points in (False, True)]
    for grid in grids[:1] if grids[0] == grids[1] else grids:
        for reading in _readings(grid, heads, shown):
            faults = (_faults(reading), -borne_out(reading.sections))
            if best is None or faults < fewest:
                best, fewest = reading, faults
            if not faults[0] or not reading.sections:
                break
    assert best is not None
    if fewest[1] == 0 and not _is_usual(best) and (place := _repeated_points(plain, grids)):
        best.problems.append(Problem("import-repeated-points", shown, cell=place))
    if not best.sections:
        return best, (_REFUSED, 0)
    inherit(best.sections)
    questions = sum(
        problem.code != "import-alone"  # says that another reading is as good
        for problem in open_questions(sheets, best, full_of(best.sections), shown)
    )
    return best, (_faults(best) + _QUESTION * questions, -borne_out(best.sections))


def _readings(
    sheets: Sequence[TableSheet], headers: Sequence[Header | None], shown: str
) -> Iterator[TableReading]:
    """Yield the readings that a table's layout leaves open, the most usual first."""
    tried: list[list[list[str]]] = []
    for asks_name in (None, True, False):
        roles = _roles_of(sheets, headers, asks_name=asks_name)
        if roles in tried:
            continue
        tried.append(roles)
        for falling_are_steps in (False, True):
            rows = read_rows(sheets, headers, shown, asks_name=asks_name)
            reading = grow(rows, shown, falling_are_steps=falling_are_steps)
            for leaf in reading.leaves():
                complete(leaf)
            make_up(reading.sections)
            join_unstated(reading.sections)
            yield reading
            if not reading.falling:
                break


def _roles_of(
    sheets: Sequence[TableSheet], headers: Sequence[Header | None], *, asks_name: bool | None
) -> list[list[str]]:
    """Return the roles of each table's columns, where columns that tell what is asked for are read so."""
    return [
        [
            column.role
            for column in settled(header, sheet.rows[header.last + 1 :], asks_name=asks_name).columns
        ]
        for header, sheet in zip(headers, sheets, strict=True)
        if header is not None
    ]


def _is_usual(reading: TableReading) -> bool:
    """Return whether the full marks are such as tables have, or as its total row states."""
    return full_of(reading.sections) in {100, 1000, *_stated(reading)}


def _repeated_points(plain: Sequence[TableSheet], grids: Sequence[Sequence[TableSheet]]) -> str:
    """Return the first place where points are repeated with the texts beside them, '' unless they always are.

    20 and 20 beside 学习星 and 学习星 may be 20 for each row, or 20 for both.
    """
    places: list[str] = []
    for sheet, texts, joined in zip(plain, *grids, strict=True):
        for row, text_row, joined_row in zip(sheet.rows, texts.rows, joined.rows, strict=True):
            if text_row != row:
                if joined_row == text_row:
                    return ""
                places += [
                    cell.place for cell, other in zip(text_row, joined_row, strict=True) if cell != other
                ]
    return places[0] if len(places) > 1 else ""


def _faults(reading: TableReading) -> int:
    """Return how much speaks against a reading: sums that differ, missing points, titles that are none."""
    leaves = list(reading.leaves())
    beside = {id(leaf) for node in reading.sections if titles.is_beside(node.title) for leaf in _below(node)}
    faults = 8 * sum(1 for _ in uneven(reading.sections))
    faults += 4 * sum(
        1
        for leaf in leaves
        if leaf.points is None and id(leaf) not in beside and titles.share_of(leaf.points_cell.text) is None
    )
    faults += sum(map(_title_faults, leaves))
    faults += 2 * sum(1 for problem in reading.problems if problem.code == "import-shared-points")
    faults += 4 * sum(1 for problem in reading.problems if problem.code == "import-two-points")
    faults += 2 * sum(len(leaf.rows) - 1 for leaf in leaves if is_merged(leaf))
    faults += sum(map(_swallowed, leaves))
    if stated := _stated(reading):
        regular = full_of(reading.sections)
        faults += 20 * (regular not in stated)
    if any(leaf.texts(columns.STANDARD) for leaf in leaves):
        faults += sum(
            1 for leaf in leaves if not leaf.texts(columns.STANDARD) and not leaf.texts(columns.TARGET)
        )
    return faults


def _below(node: TableNode) -> Iterator[TableNode]:
    """Yield a node and all below it."""
    yield node
    for child in node.children:
        yield from _below(child)


def is_merged(leaf: TableNode) -> bool:
    """Return whether several rows, each with its own standard and none with points, became one criterion."""
    standards = leaf.texts(columns.STANDARD)
    levels = all(_LEVEL.search(titles.plain(standard)) for standard in standards)
    return len(standards) > 1 and not levels and leaf.points_cell is leaf.cell and not leaf.steps


def _swallowed(leaf: TableNode) -> int:
    """Return how many rows became part of a criterion although each says for itself what is asked for."""
    asked = {
        cell.anchor
        for row in leaf.rows
        for column, cell in row.cells
        if column.role == columns.OTHER and columns.is_asked(column.title) and cell.text
    }
    scored = {
        cell.anchor
        for row in leaf.rows
        for column, cell in row.cells
        if column.role == columns.STANDARD and scores(cell.text)
    }
    named = {row.levels[-1].anchor for row in leaf.rows if row.levels}
    swallowed = min(len(asked), len(scored)) + len(asked) if len(asked) > 1 else 0
    return swallowed + max(0, len(named) - 1) if not leaf.steps else 0


def _title_faults(leaf: TableNode) -> int:
    """Return how much speaks against a criterion's title."""
    if titles.points_of(leaf.title) is not None:
        return 3
    if is_list(leaf.cell.text):
        return 2
    asked = any(asks(column) and len(cell.text) > 1 for row in leaf.rows for column, cell in row.cells)
    if asked and any(
        cell.place == leaf.cell.place and scores(cell.text)
        for row in leaf.rows
        for column, cell in row.cells
        if column.role == columns.STANDARD
    ):
        return 4  # named by how it is scored, although another column says what is asked for
    return 3 if len(leaf.title) > _MOST_TITLE else 0


def _stated(reading: TableReading) -> set[Number]:
    """Return the full marks that the table's total row states."""
    stated = set()
    for label, cell, _ in reading.read.totals:
        points = titles.points_of(cell.text)
        if points is not None and not label.text.strip().startswith("小"):
            stated.add(points)
    return stated


def shaped(nodes: Sequence[TableNode]) -> list[TableNode]:
    """Return the sections that nodes become, of sections or of criteria; none where all are criteria."""
    _drop_numerals(nodes)
    if not any(node.children for node in nodes):
        return []
    return [_wrapped(node) if node.children else _around(node) for node in nodes]


def _wrapped(node: TableNode) -> TableNode:
    """Put criteria that have sections as siblings into sections of their own.

    A section holds either sections or criteria.
    """
    node.children = [_wrapped(child) for child in node.children]
    if any(child.children for child in node.children):
        node.children = [child if child.children else _around(child) for child in node.children]
    return node


def _drop_numerals(nodes: Sequence[TableNode]) -> None:
    """Drop numerals that run on without a mark behind them: 三教学管理, 四办学效果."""
    numerals = "一二三四五六七八九十"
    firsts = [node.title[:1] for node in nodes]
    if len(nodes) > 1 and "".join(firsts) in numerals and all(len(node.title) > 2 for node in nodes):
        for node in nodes:
            node.title = node.title[1:].lstrip("、.． ")


def _around(leaf: TableNode) -> TableNode:
    node = TableNode(leaf.cell)
    node.points, node.points_cell, node.children = leaf.points, leaf.points_cell, [leaf]
    return node
