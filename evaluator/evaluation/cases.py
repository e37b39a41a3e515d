"""A guideline's own cases: facts and marks with the points of a criterion, or a station with its grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from evaluator.base import exact
from evaluator.base.frozen import dataclass
from evaluator.evaluation import compute
from evaluator.evaluation.pipeline import evaluate, failed, read_inputs
from evaluator.loading.sheet import sheet_in
from evaluator.loading.submission import Document, read_submission
from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Panel, Sheet
from evaluator.scoring.assess import Case
from evaluator.scoring.facts import gather
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import (
    Items,
    Node,
    Scalar,
    Table,
    has_other_ending,
    read_yaml,
    read_yaml_bytes,
    texts,
)
from evaluator.yaml.write import flow

FOLDER: Final = "cases"
_KEYS: Final = frozenset({"title", "criterion", "facts", "marks", "points", "station", "grade"})
_ID: Final = "999999999"
_PERIOD: Final = "{from: 2000-01-01, to: 2000-12-31}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a case expects, and what the guideline gives."""

    title: str
    criterion: str
    """The criterion's id; '' where the case is a whole station."""
    expected: str
    result: str
    """Points or grade, or both ends where something is open; '' where it could not be computed."""
    problems: Sequence[Problem] = ()

    @property
    def holds(self) -> bool:
        """Return whether the guideline gives what the case expects."""
        return not failed(self.problems) and self.expected == self.result


def run_cases(folder: Path, guideline: Guideline) -> tuple[list[CaseResult], list[Problem]]:
    """Return the results of all cases beside a guideline, and the problems of their files."""
    results: list[CaseResult] = []
    problems: list[Problem] = []
    for file in sorted((folder / FOLDER).glob("*")):
        if has_other_ending(file):
            args = {"near": f"{file.name.partition('.')[0]}.yaml"}
            problems.append(
                Problem("case-ending", f"{FOLDER}/{file.name}", args=args, hint_key="did-you-mean")
            )
        if file.suffix != ".yaml":
            continue
        node, file_problems = read_yaml(file, f"{FOLDER}/{file.name}")
        problems += file_problems
        if node is None:
            continue
        for entry in node.nodes if isinstance(node, Items) else [node]:
            fields = entry.entries if isinstance(entry, Table) else {}
            bad = _misfit(fields, guideline)
            if bad:
                problems.append(
                    Problem(
                        "case-unfit", f"{FOLDER}/{file.name}", entry.line, entry.column, args={"why": bad}
                    )
                )
            elif "station" in fields:
                results.append(_station(file.parent, fields, folder))
            else:
                results.append(_criterion(fields, guideline))
    return results, problems


def _misfit(fields: Mapping[str, Node], guideline: Guideline) -> str:
    """Return what is wrong with a case, '' where nothing is."""
    unknown = sorted(set(fields) - _KEYS)
    if unknown:
        return unknown[0]
    if "station" in fields:
        return "" if "grade" in fields else "grade"
    ids = {criterion.id for criterion in guideline.criteria()}
    if "criterion" not in fields or _text(fields, "criterion") not in ids:
        return "criterion"
    return "" if exact.parse(_text(fields, "points")) is not None else "points"


def _text(fields: Mapping[str, Node], key: str) -> str:
    node = fields.get(key)
    return node.text if isinstance(node, Scalar) else ""


def _criterion(fields: Mapping[str, Node], guideline: Guideline) -> CaseResult:
    """Judge one criterion of a station that has nothing but these facts and marks."""
    criterion = next(entry for entry in guideline.criteria() if entry.id == _text(fields, "criterion"))
    fact_nodes = fields.get("facts")
    values = fact_nodes.entries if isinstance(fact_nodes, Table) else {}
    roles = {name: guideline.facts[name].supplier for name in values if name in guideline.facts}
    declared = {name: texts(node) for name, node in values.items() if roles.get(name, "station") == "station"}
    head = f"guideline: {flow(guideline.id)}\nstation: {{id: '{_ID}', name: 示例}}\nperiod: {_PERIOD}\n"
    head += f"facts: {flow(declared)}\n"
    evidence = [
        {"id": f"e{number}", "kind": line.kind, "title": line.title, "for": [f"{criterion.id}#{line.id}"]}
        for number, line in enumerate(criterion.evidence)
    ]
    node, problems = read_yaml_bytes(f"{head}evidence: {flow(evidence)}\n".encode(), "case")
    assert node is not None
    submission, more_problems = read_submission(Document(Path(), node, "", ()), guideline)
    sheets = list(_sheets(fields, guideline, values, roles, criterion.marked_by, problems))
    expected = exact.text(exact.parse(_text(fields, "points")) or 0)
    title = _text(fields, "title") or criterion.title
    if submission is None:
        return CaseResult(title, criterion.id, expected, "", [*problems, *more_problems])
    dossier = gather(guideline, submission, sheets)
    computed = compute(Case(dossier, submission, tuple(sheets), (), Panel()))
    finding = next(entry for entry in computed.findings if entry.criterion.id == criterion.id)
    low, high = exact.text(finding.low.points), exact.text(finding.high.points)
    result = low if low == high else f"{low}…{high}"
    return CaseResult(title, criterion.id, expected, result, [entry for entry in problems if failed([entry])])


def _sheets(
    fields: Mapping[str, Node],
    guideline: Guideline,
    values: Mapping[str, Node],
    roles: Mapping[str, str],
    marked_by: str,
    problems: list[Problem],
) -> Iterator[Sheet]:
    """Yield a submitted sheet of every role that observes a fact or gives the mark."""
    marks = fields.get("marks")
    acting = sorted(
        {role for role in roles.values() if role != "station"} | ({marked_by} if marks else set())
    )
    for role in acting:
        observed = {name: {"value": texts(values[name])} for name, own in roles.items() if own == role}
        marked = {_text(fields, "criterion"): texts(marks)} if marks is not None and role == marked_by else {}
        day = date(2000, 1, 1).isoformat()
        written = f"evaluator: {role}\nrole: {role}\nstation: '{_ID}'\nsubmitted: {day}\n"
        written += f"observed: {flow(observed)}\nmarks: {flow(marked)}\n"
        sheet, sheet_problems = sheet_in(written.encode(), guideline, "case")
        problems += sheet_problems
        if sheet is not None:
            yield sheet


def _station(folder: Path, fields: Mapping[str, Node], guideline: Path) -> CaseResult:
    """Evaluate a station's folder."""
    place = folder / _text(fields, "station")
    inputs, problems = read_inputs(place, guideline=str(guideline))
    title = _text(fields, "title") or _text(fields, "station")
    grade = _text(fields, "grade")
    if inputs is None:
        return CaseResult(title, "", grade, "", problems)
    score = evaluate(inputs).document["score"]
    result = score["grade"]
    return CaseResult(title, "", grade, result or "", problems)
