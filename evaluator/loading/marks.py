"""Read a mark from a sheet or a decision and check it against its form."""

from __future__ import annotations

from functools import lru_cache

from evaluator.base import exact
from evaluator.loading.fields import at, entries, scalars, text
from evaluator.loading.values import Unfit
from evaluator.model.guideline import Criterion
from evaluator.model.rule import FileCheck, Mark
from evaluator.rules.marked import MarkForm
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import Items, Node


def read_mark(
    node: Node, criterion: Criterion, form: MarkForm, evaluator: str = "", line: int = 0
) -> Mark | Problem | None:
    """Return the mark, None where nothing is filled in yet; a problem is returned without its file.

    *line*: the mark's in the file, where it is not the node's.
    """
    fields = entries(node)
    level, written = text(fields.get("level")), text(fields.get("points"))
    sample = fields.get("sample")
    if not level and not written and not isinstance(sample, Items):
        return None
    points = exact.parse(written, lenient=True)
    if written and points is None:
        unfit = Unfit("mark-points", {"name": criterion.id, "found": written}, "write-number")
        return at(unfit, fields["points"], "")
    checks: list[FileCheck] = []
    for check_node in sample.nodes if isinstance(sample, Items) else []:
        check = _file_check(check_node, criterion)
        if isinstance(check, Problem):
            return check
        checks.append(check)
    mark = Mark(level, points, tuple(checks), text(fields.get("remark")), evaluator, line or node.line)
    issue = form.check(mark)
    if issue is None:
        return mark
    return at(Unfit(issue.code, {"name": criterion.id, "title": criterion.title, **issue.args}), node, "")


def _file_check(node: Node, criterion: Criterion) -> FileCheck | Problem:
    fields = entries(node)
    numbers: list[frozenset[int]] = []
    for written in (fields.get("passed"), fields.get("left_out")):
        listed = scalars(written)
        checks = [_check_number(scalar.text) for scalar in listed]
        if 0 in checks:
            scalar = listed[checks.index(0)]
            return at(Unfit("mark-check-number", {"name": criterion.id, "found": scalar.text}), scalar, "")
        numbers.append(frozenset(checks))
    return FileCheck(text(fields.get("file")), *numbers)


@lru_cache(maxsize=256)
def _check_number(written: str) -> int:
    """Return the number of a check, from 1; 0 where it is none."""
    number = exact.parse(written, lenient=True)
    return number if isinstance(number, int) and number > 0 else 0
