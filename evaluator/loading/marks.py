"""Read a mark from a sheet or a decision and check it against its form."""

from __future__ import annotations

from evaluator.base import exact
from evaluator.loading.fields import at, entries, scalars, text
from evaluator.loading.values import Unfit
from evaluator.model.guideline import Criterion
from evaluator.model.rule import FileCheck, Mark
from evaluator.rules.marked import MarkForm
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import Items, Node


def read_mark(node: Node, criterion: Criterion, form: MarkForm, evaluator: str) -> Mark | Problem | None:
    """Return the mark, None where nothing is filled in yet; a problem is returned without its file."""
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
    mark = Mark(level, points, tuple(checks), text(fields.get("remark")), evaluator, node.line)
    issue = form.check(mark)
    if issue is None:
        return mark
    return at(Unfit(issue.code, {"name": criterion.id, "title": criterion.title, **issue.args}), node, "")


def _file_check(node: Node, criterion: Criterion) -> FileCheck | Problem:
    fields = entries(node)
    numbers: dict[str, frozenset[int]] = {}
    for name in ("passed", "left_out"):
        check_numbers = set()
        for scalar in scalars(fields.get(name)):
            number = exact.parse(scalar.text, lenient=True)
            if not isinstance(number, int) or number < 1:
                unfit = Unfit("mark-check-number", {"name": criterion.id, "found": scalar.text})
                return at(unfit, scalar, "")
            check_numbers.add(number)
        numbers[name] = frozenset(check_numbers)
    return FileCheck(text(fields.get("file")), numbers["passed"], numbers["left_out"])
