"""Compare the points of a score table with the sums of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.columns import Header, TableColumn
from evaluator.drafting.grid import TableCell
from evaluator.drafting.nodes import TableNode, TableReading, branches, leaves
from evaluator.texts.problem import Problem

_SUM_HEAD: Final = re.compile("[合总小]计|总分")
_GLUED: Final = re.compile(
    r"(?P<name>.*[^\d\s.．,，:：、（(≥≤<>—–-])\s*(?P<points>\d{1,3}(?:\.\d)?)(?P<share>\s*[%％])?"
)
"""A number right behind a name: 组织领导15, 活动准备10%."""


def uneven(sections: Sequence[TableNode]) -> Iterator[tuple[TableNode, Number]]:
    """Yield every section whose points differ from the sum of its parts, with it; inner ones first."""
    for node in sections:
        if not node.children:
            continue
        yield from uneven(node.children)
        total = full_of(node.children)
        if node.points is not None and node.points != total:
            yield node, total


def borne_out(sections: Sequence[TableNode]) -> int:
    """Return how many sections state the points that several parts of theirs add up to."""
    return sum(
        (len(node.children) > 1 and node.points is not None and node.points == full_of(node.children))
        + borne_out(node.children)
        for node in sections
    )


def check_sums(reading: TableReading, sections: Sequence[TableNode], shown: str) -> None:
    """Report every section whose points differ from the sum of its parts."""
    for node, total in uneven(sections):
        assert node.points is not None
        args = {"title": node.title, "expected": text(node.points), "found": text(total)}
        reading.problems.append(Problem("import-sum", shown, cell=node.points_cell.place, args=args))


def worth(node: TableNode) -> Number:
    """Return a node's own points, else the sum of its parts."""
    return node.points if node.points is not None else full_of(node.children)


def full_of(nodes: Sequence[TableNode]) -> Number:
    """Return the points of all *nodes*."""
    return sum((worth(node) for node in nodes), 0)


def check_title(reading: TableReading, title: str, full: Number, shown: str) -> None:
    """Report a title that states points other than *full*: 评估标准（1000分）."""
    _, title_points = titles.split_points(title)
    if title_points is not None and title_points != full:
        args = {"title": title, "expected": text(title_points), "found": text(full)}
        reading.problems.append(Problem("import-sum", shown, args=args))


def weighted_full(nodes: Sequence[TableNode]) -> Number:
    """Return the full marks of sections: the sum of their points, or of their scales by their weights."""
    weights = [node.weight or 0 for node in nodes]
    if not all(weights):
        return full_of(nodes)
    return Fraction(
        sum((worth(node) * weight for node, weight in zip(nodes, weights, strict=True)), 0), sum(weights)
    )


def weigh(reading: TableReading, sections: Sequence[TableNode], shown: str) -> None:
    """Settle the weights of sections: in titles, in paragraphs above them, or shares above parts of 100."""
    named = {_bare(node.cell.text): node for node in sections}
    for place, remark in reading.read.remarks:
        title, points, weight = titles.split_weight(remark)
        if weight is None:
            continue
        node = named.get(_bare(title))
        if node is None or node.weight not in (None, weight):
            reading.problems.append(Problem("import-weight", shown, cell=place, args={"said": remark}))
        else:
            node.weight = weight
            node.points = points if node.points is None else node.points
    scales = {full_of(node.children) for node in sections if node.children}
    shares = [node.points for node in sections if node.is_share and node.children]
    if len(shares) == len(sections) > 1 and len(scales) == 1 and sum(point or 0 for point in shares) == 100:
        scale = scales.pop()
        for node in sections if all(scale != share for share in shares) else ():
            node.weight, node.points = node.points, scale
    if any(node.weight is None for node in sections) and any(node.weight is not None for node in sections):
        first = next(node for node in sections if node.weight is None)
        args = {"said": first.title}
        reading.problems.append(Problem("import-weight", shown, cell=first.cell.place, args=args))
        for node in sections:
            node.weight = None


def _bare(title: str) -> str:
    return re.sub(r"\s|[（(][^（()）]*[）)]$", "", title)


def complete(node: TableNode) -> None:
    """Read the points of a criterion from its standard where its points column is blank."""
    if node.points is not None:
        return
    for wording in node.texts(columns.STANDARD):
        if (parts := worths.parted(wording)) is not None:
            node.points = parts
            return
        if (first := worths.worth_first(wording)) is None:
            first = worths.worth_of(wording)
        if first is not None:
            node.points = first
            return
        match = re.search(
            r"[（(]\s*(?:满分|共)?\s*([0-9]+(?:\.[0-9]+)?)\s*分\s*[)）]\s*$"
            r"|(?:满分|(?:单项)?基准分?|标准分|基础分|基本分)\s*[:：为]?\s*([0-9]+(?:\.[0-9]+)?)\s*分",
            wording,
        )
        alone = (
            len(titles.BRACKETED.findall(titles.plain(wording))) < 2 or "共" in wording or "满分" in wording
        )
        if match and (match[2] or alone):
            node.points = titles.points_of(match[1] or match[2])
            return
        if stated := worths.points_in_text(wording):
            node.points = stated[1]
            return
        if (top := worths.scale_top(wording)) is not None:
            node.points = top
            return


def make_up(nodes: Sequence[TableNode]) -> None:
    """Give nodes without points what stands behind their names or in their standards, where that adds up."""
    _split_glued(nodes)
    for node in branches(nodes):
        missing = [child for child in node.children if not child.children and child.points is None]
        if (
            not missing
            or node.points is None
            or any(row.points is not None and row.points.text for child in missing for row in child.rows)
        ):
            continue
        most = [max(_amounts(child), default=0) for child in missing]
        together = [sum(_awards(child), 0) for child in missing]
        for parts in (most, together):
            if all(parts) and sum(parts, 0) + full_of(node.children) == node.points:
                for child, points in zip(missing, parts, strict=True):
                    child.points = points
                break


def join_unstated(nodes: Sequence[TableNode]) -> None:
    """Make sections with points criteria where none of their rows has any, although most criteria have."""
    below = list(leaves(nodes))
    if 3 * sum(leaf.points is not None for leaf in below) < 2 * len(below):
        return
    for node in list(branches(nodes)):
        unstated = all(
            not child.children and child.points is None and not child.has_bad_points
            for child in node.children
        )
        if (
            node.points is not None
            and len(node.children) > 1
            and unstated
            and not titles.is_beside(node.title)
        ):
            node.rows = [row for child in node.children for row in child.rows]
            node.children = []


def _split_glued(nodes: Sequence[TableNode]) -> None:
    """Take numbers behind the names of sections for their points: sums of their criteria, or shares."""
    sections = [node for node in nodes if node.children]
    matches = [_GLUED.fullmatch(titles.plain(node.title)) for node in sections]
    shares = len(sections) > 1 and all(match and match["share"] for match in matches)
    for node, match in zip(sections, matches, strict=True):
        _split_glued(node.children)
        points = titles.points_of(match["points"]) if match else None
        if match and node.points is None and (shares or points == full_of(node.children)):
            node.title, node.points, node.is_share = node.title[: match.end("name")], points, shares


def _amounts(node: TableNode) -> Iterator[Number]:
    """Yield the amounts of points in a criterion's standards, else in its title."""
    wordings = node.texts(columns.STANDARD) or [node.title]
    for amount in re.findall(r"(\d+(?:\.\d+)?)\s*分", titles.plain("".join(wordings))):
        yield titles.points_of(amount) or 0


def _awards(node: TableNode) -> Iterator[Number]:
    """Yield what the parts of a criterion's standards give: …得5分，并…得4分."""
    for amount in re.findall(
        r"[得计]\s*(\d+(?:\.\d+)?)\s*分", titles.plain("".join(node.texts(columns.STANDARD)))
    ):
        yield titles.points_of(amount) or 0


def inherit(nodes: Sequence[TableNode]) -> None:
    """Give the only criterion of a section the section's points where it has none of its own."""
    for node in branches(nodes):
        only = list(leaves([node]))
        if (
            len(only) == 1
            and only[0].points is None
            and node.points is not None
            and not only[0].has_bad_points
        ):
            only[0].points = node.points


def percentages(reading: TableReading, regular: Sequence[TableNode], shown: str) -> None:
    """Convert weights such as 20% or 0.2 into points out of 100, where all points are weights."""
    criteria = list(leaves(regular))
    shares = [re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*[%％]", node.points_cell.text) for node in criteria]
    if criteria and all(shares):
        for node, share in zip(criteria, shares, strict=True):
            assert share is not None
            node.points = titles.points_of(share[1])
    elif (
        all(node.points is not None and node.points < 1 for node in criteria)
        and sum(map(worth, criteria)) == 1
    ):
        for node in criteria:
            node.points = worth(node) * 100
    else:
        return
    for node in branches(regular):
        if node.points is not None and node.points <= 1:
            node.points *= 100
    total = sum((worth(node) for node in criteria), 0)
    place = criteria[0].points_cell.place
    if total == 100:
        reading.problems.append(Problem("import-weights", shown, cell=place))
    else:
        args = {"total": f"{text(total)}%"}
        reading.problems.append(Problem("import-weights-sum", shown, cell=place, args=args))


def finest_points(table: Sequence[Sequence[TableCell]], header: Header) -> TableColumn | None:
    """Return the column of points with the most cells, where it is not the last: 具体分值 before 项目分值."""
    worth = header.of(columns.POINTS)
    if len(worth) < 2:
        return None
    rows = table[header.last + 1 :]
    numbers = {
        column.index: len(
            {row[column.index].anchor for row in rows if titles.points_of(row[column.index].text) is not None}
        )
        for column in worth
    }
    most, last = max(worth, key=lambda column: numbers[column.index]), worth[-1]
    groups = _groups_of_points(rows, most.index, last.index)
    spans = sum(len(group.beside) > 1 for group in groups)
    stated = sum(len(group.parts) > 1 and group.whole == sum(group.parts, 0) for group in groups)
    held = max(spans, stated)  # merged over its parts, or beside the first or each of the parts it adds up
    below = sum(bool(group.beside) for group in groups)
    of_groups = 2 * held >= below or bool(_SUM_HEAD.search(re.sub(r"\s", "", last.title)))
    return most if below and of_groups and numbers[most.index] > len(groups) else None


@dataclass(slots=True)
class _PointsGroup:
    """Points of a group with those of its rows."""

    cell: TableCell
    whole: Number
    parts: list[Number] = field(default_factory=list)
    beside: set[tuple[int, int]] = field(default_factory=set)
    """The anchors of the parts that stand beside the whole."""

    def goes_on(self, cell: TableCell) -> bool:
        """Return whether a cell is the group's, or repeats its points before its rows come to them."""
        again = cell.text == self.cell.text and sum(self.parts, 0) < self.whole
        return cell.anchor == self.cell.anchor or again


def _groups_of_points(rows: Sequence[Sequence[TableCell]], most: int, last: int) -> list[_PointsGroup]:
    """Return the groups of a column of points, each with the points of another column beside and below it."""
    groups: list[_PointsGroup] = []
    for row in rows:
        whole = titles.points_of(row[last].text)
        if whole is not None and not (groups and groups[-1].goes_on(row[last])):
            groups.append(_PointsGroup(row[last], whole))
        points = titles.points_of(row[most].text)
        if points is not None and groups:
            groups[-1].parts.append(points)
            if whole is not None:
                groups[-1].beside.add(row[most].anchor)
    return groups
