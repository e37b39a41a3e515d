"""Turn the rows of a score table into a tree of sections and criteria."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.columns import TableColumn
from evaluator.drafting.contents import is_list, scores
from evaluator.drafting.grid import TableCell
from evaluator.drafting.layouts import (
    TableRows,
    TreeRow,
    asks,
    awarded_parts,
    by_last_level,
    earned_parts,
    group_at,
    is_named,
    numbered_name,
    points_cell,
    runs_of,
    shared_depth,
    stated_parts,
    text_parts,
    without_points,
)
from evaluator.drafting.nodes import TableNode, TableReading
from evaluator.texts.problem import Problem

_LIMIT: Final = re.compile(
    r"[≥≤<>]?\s*\d+(?:\.\d+)?\s*(?:%|[^\d\s]{0,4})?\s*(?:↑|↓|[（(]?含[）)]?|及?以[上下])*"
)
"""A step's limit alone in its cell: 7500, 4000↑, ≥60%, 80%以上."""
_STEP: Final = re.compile(r"(?:[≥＞>]\s*\d+(?:\.\d+)?.{0,4}|\d+(?:\.\d+)?\s*\S{0,4}(?:↑|及?以上))")
"""A limit that is no standard's by its column: 10↑, ≥5."""


def grow(rows: TableRows, shown: str, *, falling_are_steps: bool = False) -> TableReading:
    """Turn the rows into sections and criteria.

    *falling_are_steps*: rows under a merged item whose points fall are steps of one criterion, not its parts.
    """
    reading = TableReading(rows)
    _Growth(reading, shown, falling_are_steps=falling_are_steps).grow()
    return reading


class _Growth:
    """Builds one tree."""

    def __init__(self, reading: TableReading, shown: str, *, falling_are_steps: bool) -> None:
        self.reading = reading
        self.shown = shown
        self.falling_are_steps = falling_are_steps
        self.nodes: dict[tuple[object, ...], TableNode] = {}
        self.lists = False
        """Whether sections with points of their own stand beside lists of what is looked at."""
        self.parted, self.is_clear = 0, True
        """How many levels stand above criteria that their wording names, where most criteria are such."""

    def grow(self) -> None:
        """Build the tree from all rows."""
        rows = self.reading.read.rows
        self.parted, self.is_clear = shared_depth(rows)
        i = 0
        while i < len(rows):
            row = rows[i]
            if not row.levels and not row.cells:
                node = self.under(row.headings)
                if node is not None and row.points is not None:
                    self.give(node, row.points)
                i += 1
                continue
            group = group_at(rows, i)
            self.add(group, rows[i + len(group)] if i + len(group) < len(rows) else None)
            i += len(group)
        for node in self.nodes.values() if self.lists else ():
            _take_only_item(node)
        if sum(leaf.points is not None for leaf in self.reading.leaves()) > 1:
            self.leave_names(self.reading.sections)
        used = {(node.cell.place, node.cell.anchor) for node in self.nodes.values()}
        headings = self.reading.read.headings
        self.reading.read.remember([cell for cell in headings if (cell.place, cell.anchor) not in used])

    def leave_names(self, nodes: list[TableNode]) -> None:
        """Leave out criteria of which the table has nothing but a name, and ask about them."""
        for node in list(nodes):
            self.leave_names(node.children)
            texts = [
                cell.text
                for row in node.rows
                for _, cell in row.cells
                if cell.anchor[0] >= node.cell.anchor[0] and not titles.is_bare(cell.text)
            ]
            named = bool(node.rows) and node.points is None and not node.has_bad_points and not any(texts)
            if named and not scores(node.title):
                nodes.remove(node)
                problem = Problem("import-row", self.shown, cell=node.cell.place, args={"title": node.title})
                self.reading.problems.append(problem)
                self.reading.read.remember([node.cell])

    def under(self, path: Sequence[TableCell]) -> TableNode | None:
        """Return the section at the end of *path*, made where it is not there yet."""
        key: tuple[object, ...] = ()
        siblings, node = self.reading.sections, None
        for cell in path:
            last = siblings[-1] if siblings else None
            key = (*key, cell.anchor, cell.place)
            if key not in self.nodes:
                made = TableNode(cell)
                if last is not None and not last.rows and _goes_on(last, made):
                    self.nodes[key] = last
                else:
                    self.nodes[key] = made
                    siblings.append(made)
            node = self.nodes[key]
            siblings = node.children
        return node

    def add(self, group: list[TreeRow], after: TreeRow | None, points: Number | None = None) -> None:
        """Add the rows of one last level: one criterion, its parts, or its steps.

        *points*: those of the whole, where its texts state them.
        """
        runs = runs_of(group)
        last = group[0].levels[-1] if group[0].levels else None
        own_title = {row.levels[-1].anchor for row in group if row.levels}
        if len(own_title) > 1:
            self.shared(group)
            return
        steps = self.steps(runs, last)
        if steps:
            node = self.criterion(group, [*group[0].headings, *group[0].levels], runs[0][0].points)
            node.steps = steps
            node.points = max(points for _, points in steps)
        elif len(runs) > 1 or self.names_alone(group):
            for run in runs:
                stated = run[0].points is None or not run[0].points.text
                self.part(
                    run, group, [*run[0].headings, *run[0].levels], text_points=stated and len(runs) == 1
                )
            whole = {
                row.group_points.anchor: row.group_points for row in group if row.group_points is not None
            }
            section = self.under([*group[0].headings, *group[0].levels]) if len(whole) == 1 else None
            if section is not None:
                self.give(section, next(iter(whole.values())))
        elif (awards := awarded_parts(group)) or (
            len(stated_parts(group)) > 1 or (last is not None and _is_part(group, last, text_parts(group)))
        ):
            chain = [*group[0].headings, *group[0].levels]
            for k, row in enumerate(group):
                self.part([row], group, chain, text_points=True, points=awards[k] if awards else None)
            section = self.under(chain)
            if section is not None and group[0].points is not None and group[0].points.text:
                self.give(section, group[0].points)
        else:
            node = self.criterion(group, [*group[0].headings, *group[0].levels], points_cell(group))
            node.points = points if node.points is None else node.points
        self.level_points(group)

    def names_alone(self, group: Sequence[TreeRow]) -> bool:
        """Return whether the wording of a criterion alone below its level names it, as it does others.

        Where about as many are named by their level, the level names them.
        """
        if not self.parted or self.parted != len(group[0].levels):
            return False
        chapter = titles.heading_depth(group[0].levels[-1].text) == 1 and self.is_clear
        standards = [cell for column, cell in group[0].cells if column.role == columns.STANDARD and cell.text]
        if chapter and len(group) == 1 and standards:
            return True  # 一、组织领导 is a chapter, as its neighbours are
        if not is_named(group):
            return False
        numbered = numbered_name(group)
        if numbered is not None:
            return numbered
        return self.is_clear

    def criterion(self, group: list[TreeRow], chain: list[TableCell], points: TableCell | None) -> TableNode:
        """Add one criterion, named by its last level, or by its wording where there is no level."""
        if group[0].levels:
            own, chain = chain[-1], chain[:-1]
        else:
            wordings = [
                (column.role != columns.STANDARD, cell) for column, cell in group[0].cells if cell.text
            ]
            wording = min(wordings, key=lambda pair: pair[0])[1] if wordings else group[0].points
            assert wording is not None
            own = TableCell(worths.named_by(wording.text), wording.place, wording.anchor)
        return self.leaf(TableNode(own), group, chain, points)

    def part(
        self,
        run: list[TreeRow],
        group: Sequence[TreeRow],
        chain: list[TableCell],
        *,
        text_points: bool = False,
        points: Number | None = None,
    ) -> None:
        """Add one of several criteria of a *group* that shares the last level: its standard names it."""
        row = run[0]
        cells = [cell for column, cell in row.cells if column.role == columns.STANDARD and cell.text]
        cells += [cell for _, cell in row.cells if cell.text]
        wording = cells[0] if cells else row.levels[-1]
        place = (-2, len(self.nodes) + len(self.reading.sections))
        over = {cell.anchor for other in group if other not in run for _, cell in other.cells}
        named = next(
            (
                cell
                for column, cell in row.cells
                if asks(column) and cell.text and cell.anchor not in over and not is_list(cell.text)
            ),
            wording,
        )
        node = TableNode(TableCell(worths.named_by(named.text), named.place, place))
        node.points = None
        if text_points:
            self.leaf(node, run, chain, None)
            node.points = worths.worth_of(wording.text) if points is None else points
            node.points_cell = node.points_cell if node.points is None else wording
            return
        self.leaf(node, run, chain, row.points)

    def leaf(
        self, node: TableNode, rows: list[TreeRow], chain: Sequence[TableCell], points: TableCell | None
    ) -> TableNode:
        """Put a criterion below the sections of *chain*."""
        parent = self.under(chain)
        node.rows = rows
        (self.reading.sections if parent is None else parent.children).append(node)
        if points is not None and points.text:
            self.give(node, points)
        elif points is not None and node.points is None:
            node.points_cell = points
        return node

    def shared(self, group: list[TreeRow]) -> None:
        """Add rows whose last levels share one cell of points: with their own, or as one criterion."""
        row = group[0]
        common = 0
        while (
            common < min(len(other.levels) for other in group)
            and len({other.levels[common].anchor for other in group}) == 1
        ):
            common += 1
        inner = by_last_level(group)
        stated = [_own_points(rows) for rows in inner]
        chain = [*row.headings, *row.levels[:common]]
        if None in stated:
            stated = list(earned_parts(inner, row.points)) or stated
        if all(points is not None for points in stated):
            for rows, points in zip(inner, stated, strict=True):
                self.add([without_points(each) for each in rows], None, points)
            section = self.under(chain)
            if section is not None and row.points is not None:
                self.give(section, row.points)
            return
        level = row.levels[common - 1] if common else None
        if level is not None and row.points is not None:
            worth = titles.split_points(level.text.replace("\n", ""))[1]
            if worth is not None and worth == titles.points_of(row.points.text):
                # 主诉（5分） beside 5 for all that is listed below it
                self.lists = True
                self.leaf(TableNode(level), group, chain[:-1], row.points)
                return
        names = list(dict.fromkeys(each.levels[-1].text.replace("\n", "") for each in group if each.levels))
        node = TableNode(TableCell("、".join(names), row.levels[-1].place, row.levels[-1].anchor))
        if level is not None and self.is_whole(level, group):
            node, chain = TableNode(level), chain[:-1]
        problem = Problem(
            "import-shared-points", self.shown, cell=node.cell.place, args={"title": node.title}
        )
        self.reading.problems.append(problem)
        self.leaf(node, group, chain, row.points)

    def is_whole(self, level: TableCell, group: Sequence[TreeRow]) -> bool:
        """Return whether the rows of a group are all that stands below a level."""
        return self.rows_below[level] == len(group)

    @cached_property
    def rows_below(self) -> Counter[TableCell]:
        """The number of rows below each level."""
        return Counter(cell for row in self.reading.read.rows for cell in {*row.levels})

    def steps(self, runs: list[list[TreeRow]], last: TableCell | None) -> list[tuple[str, Number]]:
        """Return standard and points of each run, where the runs are steps of one criterion; else nothing."""
        if len(runs) < 2 or last is None:
            return []
        steps: list[tuple[str, Number]] = []
        for run in runs:
            points = None if run[0].points is None else titles.points_of(run[0].points.text)
            standard = [
                cell.text
                for row in run
                for column, cell in row.cells
                if column.role == columns.STANDARD and cell.text
            ] or [
                cell.text
                for row in run
                for column, cell in row.cells
                if column.role in (columns.TARGET, columns.OTHER) and _STEP.fullmatch(titles.plain(cell.text))
            ]
            if points is None or not standard:
                return []
            steps.append(("\n".join(standard), points))
        values = [points for _, points in steps]
        if any(low >= high for high, low in itertools.pairwise(values)):
            return []
        group = runs[0][0].group_points
        full = titles.points_of(group.text) if group is not None else titles.split_points(last.text)[1]
        if full is not None:
            return steps if full == values[0] and sum(values) != full else []
        limits = all(_LIMIT.fullmatch(titles.plain(standard).strip()) for standard, _ in steps)
        if not limits:
            self.reading.falling.append(last)
        return steps if limits or self.falling_are_steps else []

    def level_points(self, group: Sequence[TreeRow]) -> None:
        """Give the sections above the points that stand beside them."""
        for row in group:
            for level, cell in row.level_points:
                for section in self.nodes.values():
                    if section.cell.anchor == level.anchor and section.cell.place == level.place:
                        self.give(section, cell)

    def give(self, node: TableNode, cell: TableCell) -> None:
        """Give a node the points of a cell; report points in its title that differ."""
        points = titles.points_of(cell.text)
        if points is None and node.points is not None:
            self.reading.read.remember([cell])
            return
        if node.points is not None and points is not None and node.points != points:
            args = {"title": node.title, "expected": text(node.points), "found": text(points)}
            problem = Problem("import-two-points", self.shown, cell=cell.place, args=args)
            if problem not in self.reading.problems:
                self.reading.problems.append(problem)
        node.points, node.points_cell = points, cell
        node.is_share = node.is_share or titles.share_of(cell.text) is not None


def _take_only_item(node: TableNode) -> None:
    """Make a section the criterion that alone stands below it, with the same points."""
    only = node.children[0] if len(node.children) == 1 else None
    if only is None or only.children or only.points != node.points or not only.rows[0].levels:
        return
    node.children = []
    node.rows = [
        replace(
            row, levels=row.levels[:-1], cells=[(TableColumn(-1, columns.OTHER, ""), only.cell), *row.cells]
        )
        for row in only.rows
    ]


def _goes_on(section: TableNode, again: TableNode) -> bool:
    """Return whether a section is named *again*, as behind a page break: 制度（25分） and 制度."""
    first, other = (re.sub(r"\s", "", node.title) for node in (section, again))
    return first == other and again.points in (None, section.points)


def _own_points(rows: Sequence[TreeRow]) -> Number | None:
    """Return the points in the title of rows that share a last level, else in their standard."""
    _, points = titles.split_points(rows[0].levels[-1].text.replace("\n", "").rstrip("。；; "))
    if points is not None:
        return points
    parts = text_parts(rows)
    return sum(parts, 0) if parts else None


def _is_part(group: Sequence[TreeRow], last: TableCell, parts: Sequence[Number]) -> bool:
    """Return whether the only row below a level states other points than the level has."""
    if group[0].points is not None and group[0].points.text:
        return False
    level = titles.split_points(last.text.replace("\n", ""))[1]
    amounts = [
        amount
        for column, cell in group[0].cells
        if column.role == columns.STANDARD
        for amount in re.findall(r"\d\s*分", titles.plain(cell.text))
    ]
    return bool(parts) and len(amounts) == 1 and level is not None and level != parts[0]
