"""A score table as a tree: sections and criteria, each with its points and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting import titles
from evaluator.drafting.grid import TableCell
from evaluator.drafting.layouts import TableRows, TreeRow
from evaluator.texts.problem import Problem

_REMARKED: Final = re.compile(r"^(?P<name>[^\n（(]{2,30})\n\s*[（(][^（）()\n]*[:：＝=][^（）()\n]*[）)]")
"""A name above brackets that explain it."""
_NUMBER: Final = re.compile(r"[（(]?\d{1,3}(?:\.\d)?[%％]?[）)]?")
_MORE: Final = re.compile(r"(?<=[）)])\s*(?:附加分|加分)[（(]\s*\d+(?:\.\d+)?\s*分?\s*[）)]$")
"""Bonus points beside a section's own: 烟草控制（20分）附加分（20分）."""


class TableNode:
    """A section, or a criterion when it has no children; mutable while the table is read."""

    def __init__(self, cell: TableCell) -> None:
        self.cell = cell
        written = cell.text.replace("\n", "").rstrip("。；;：: ")
        written = _MORE.sub("", written)
        self.title, self.points, self.weight = titles.split_weight(written)
        """The weight is in percent; it is what a section counts among its siblings."""
        if self.weight is None:
            self.title, self.points = titles.split_points(written)
        first, _, more = cell.text.partition("\n")
        if more and self.points is None and (named := titles.split_points(first))[1] is not None:
            self.title, self.points = named  # 完成情况（权重14%） above 评估方法：问卷法
        above, _, last = cell.text.rpartition("\n")
        if self.points is None and above and len(above) > 1 and _NUMBER.fullmatch(last.strip()):
            self.title, self.points = (
                titles.split_points(above.replace("\n", ""))[0],
                titles.points_of(re.sub("[%％]", "", last)),
            )  # 组织领导 above 5
        bare = _REMARKED.search(cell.text)
        if bare is not None and self.title.startswith(bare["name"].strip()):
            self.title = bare["name"].strip()  # 完成率 above （计算方法：完成面积/计划面积）
        self.is_share = bool(re.search(r"[%％]\s*[）)】]?$", written))
        self.points_cell = cell
        self.children: list[TableNode] = []
        self.rows: list[TreeRow] = []
        """The rows a criterion is made of; none for a section."""
        self.steps: list[tuple[str, Number]] = []
        """Standard and points of each row, where the rows are steps of one criterion."""

    @property
    def has_bad_points(self) -> bool:
        """Return whether its cell of points holds something that is no number."""
        return self.points_cell is not self.cell and bool(self.points_cell.text)

    def texts(self, role: str) -> list[str]:
        """Return the distinct texts of the columns of *role*, in their order."""
        text_by_anchor = {
            cell.anchor: cell.text
            for row in self.rows
            for column, cell in row.cells
            if column.role == role and cell.text
        }
        return list(dict.fromkeys(text_by_anchor.values()))


@dataclass(slots=True, frozen=True)
class TableReading:
    """The tree of a table with everything else that was read."""

    read: TableRows
    sections: list[TableNode] = field(default_factory=list)
    falling: list[TableCell] = field(default_factory=list)
    """Items whose rows may be steps or parts: their points fall."""

    @property
    def problems(self) -> list[Problem]:
        """Return the problems so far."""
        return self.read.problems

    def leaves(self) -> Iterator[TableNode]:
        """Yield the criteria."""
        yield from leaves(self.sections)


def leaves(nodes: Sequence[TableNode]) -> Iterator[TableNode]:
    """Yield the criteria below *nodes*."""
    for node in nodes:
        if node.children:
            yield from leaves(node.children)
        elif node.rows:
            yield node


def branches(nodes: Sequence[TableNode]) -> Iterator[TableNode]:
    """Yield the sections among and below *nodes*."""
    for node in nodes:
        if node.children:
            yield node
            yield from branches(node.children)
