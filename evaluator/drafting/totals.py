"""Compare the points of a score table with the sums of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluator.base.exact import Number, text
from evaluator.drafting import titles
from evaluator.drafting.tree import TableNode, TableReading
from evaluator.texts.problem import Problem


def uneven(sections: Sequence[TableNode]) -> Iterator[tuple[TableNode, Number]]:
    """Yield every section whose points differ from the sum of its parts, with it; inner ones first."""
    for node in sections:
        if not node.children:
            continue
        yield from uneven(node.children)
        total = full_of(node.children)
        if node.points is not None and node.points != total:
            yield node, total


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
