"""Hold the points of a score table against what its parts add up to."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.base.exact import Number, text
from evaluator.drafting import columns
from evaluator.drafting.tree import Node, Reading
from evaluator.texts.problem import Problem


def check_sums(reading: Reading, sections: Sequence[Node], shown: str) -> None:
    """Report every section and total whose points are not what its parts add up to."""
    for node in sections:
        if not node.children:
            continue
        check_sums(reading, node.children, shown)
        found = sum((worth(each) for each in node.children), 0)
        if node.points is not None and node.points != found:
            args = {"title": node.title, "expected": text(node.points), "found": text(found)}
            reading.problems.append(Problem("import-sum", shown, cell=node.points_cell.place, args=args))


def worth(node: Node) -> Number:
    """Return the points a node says it has, else what its parts add up to."""
    if node.points is not None:
        return node.points
    return sum((worth(each) for each in node.children), 0)


def check_title(reading: Reading, title: str, full: Number, shown: str) -> None:
    """Report a table that names other points in its title: 评估标准（1000分）."""
    _, said = columns.split_points(title)
    if said is not None and said != full:
        args = {"title": title, "expected": text(said), "found": text(full)}
        reading.problems.append(Problem("import-sum", shown, args=args))
