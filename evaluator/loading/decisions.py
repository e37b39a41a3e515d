"""Read the panel's decisions on one station, each with its value, reason, author and date."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from evaluator.base.gate import Digest
from evaluator.base.resources import schema
from evaluator.loading.fields import at, day, entries, text, unknown
from evaluator.loading.marks import read_mark
from evaluator.loading.names import Names
from evaluator.loading.values import Unfit, fact_value, titled, typed
from evaluator.model.guideline import Guideline
from evaluator.model.rule import Mark
from evaluator.model.sheet import Decision
from evaluator.model.values import Value
from evaluator.rules.marked import form_of
from evaluator.texts.problem import Problem, sort_problems
from evaluator.yaml.parse import Items, Node, Table, read_hashed, read_yaml_bytes
from evaluator.yaml.schema import check_against, check_structure

FOLDER = "decisions"
KINDS = ("mark", "fact", "veto", "claim", "evidence", "not_applicable", "waiver")
WAIVER = "waiver"
WHOLE = "total"
"""Id of a decision that accepts more points as not applicable than the guideline allows."""


def read_decisions(
    path: Path, guideline: Guideline, read: Digest | None = None
) -> tuple[list[Decision], dict[str, str], list[Problem]]:
    """Return the decisions in force, in file order; a missing file holds none.

    A second decision on the same subject must say `supersedes: true`; otherwise it is a problem. *read* is
    the file where it was read already.
    """
    shown = f"{FOLDER}/{path.name}"
    file = read_hashed(path, shown, read)
    if isinstance(file, Problem):
        return [], {}, [] if file.code == "file-missing" else [file]
    data, sha256 = file
    decisions, problems = decisions_in(data, shown, guideline)
    return decisions, {shown: sha256}, problems


def decisions_in(data: bytes, shown: str, guideline: Guideline) -> tuple[list[Decision], list[Problem]]:
    """Return the decisions in force that *data* holds, called *shown* in problems."""
    node, problems = read_yaml_bytes(data, shown)
    if node is None:
        return [], problems
    problems = [*problems, *check_structure(node, "decisions", shown)]
    for decision_node in node.nodes if isinstance(node, Items) else []:
        fields = entries(decision_node)
        if "mark" in entries(fields.get("what")) and isinstance(fields.get("value"), Table):
            problems += check_against(fields["value"], _mark_schema(), shown)
    guideline_names = Names(guideline)
    decisions: dict[tuple[str, str], Decision] = {}
    first: dict[tuple[str, str], int] = {}
    for decision_node in node.nodes if isinstance(node, Items) else []:
        decision = _decision(decision_node, guideline_names, shown)
        if isinstance(decision, Problem):
            problems.append(decision)
        elif decision is not None:
            key = (decision.kind, decision.id)
            if key in first and _supersedes(decision_node):
                # The earlier decision stays in the file as a record.
                decisions.pop(key, None)
                decisions[key] = decision
            elif key in first:
                args = {"name": decision.id, "first": str(first[key])}
                problems.append(at(Unfit("decision-twice", args), decision_node, shown))
            else:
                first[key] = decision_node.line
                decisions[key] = decision
    return list(decisions.values()), sort_problems(problems)


@cache
def _mark_schema() -> dict[str, Any]:
    """Return the schema of a mark, which is the same in a sheet."""
    definitions = schema("sheet")["$defs"]
    return {**definitions["mark"], "$defs": definitions}


def _supersedes(node: Node) -> bool:
    return typed(text(entries(node).get("supersedes")), "boolean") is True


def _decision(node: Node, guideline_names: Names, shown: str) -> Decision | Problem | None:
    """Return a decision, or the first problem in it; None where its structure is already reported."""
    fields = entries(node)
    what = fields.get("what")
    names = [name for name in KINDS if name in entries(what)]
    reason, by = text(fields.get("reason")), text(fields.get("by"))
    if len(names) != 1 or "value" not in fields or not (reason and by):
        return None
    kind = names[0]
    id = text(entries(what)[kind])
    decided = day(fields.get("date"), "decision-date", name=id)
    if isinstance(decided, Unfit):
        return at(decided, fields["date"], shown)
    if decided is None:
        return None
    refused = _unknown_id(kind, id, guideline_names)
    if refused is not None:
        return at(refused, entries(what)[kind], shown)
    value = _value(kind, id, fields["value"], guideline_names)
    if isinstance(value, Problem):
        return Problem(value.code, shown, value.line, value.column, args=value.args, hint_key=value.hint_key)
    until = day(fields.get("until"), "decision-date", name=id)
    if isinstance(until, Unfit):
        return at(until, fields["until"], shown)
    if (until is None) == (kind == WAIVER):
        # A waiver without an end would never be looked at again; an end of anything else means nothing.
        code = "waiver-without-end" if kind == WAIVER else "until-without-waiver"
        return at(Unfit(code, {"name": id}), fields.get("until", node), shown)
    if until is not None and until < decided:
        args = {"name": id, "until": until.isoformat(), "date": decided.isoformat()}
        return at(Unfit("waiver-ends-before", args), fields["until"], shown)
    return Decision(kind, id, value, reason, by, decided, shown, node.line, until)


def _unknown_id(kind: str, id: str, guideline_names: Names) -> Unfit | None:
    guideline = guideline_names.guideline
    names: Iterable[str]
    match kind:
        case "mark":
            names = [criterion.id for criterion in guideline_names.criteria.values() if criterion.rule.marked]
        case "fact":
            names = guideline.facts
        case "waiver":
            limits = {ceiling.id: ceiling.title for ceiling in guideline.ceilings}
            limits |= {veto.id: veto.title for veto in guideline.vetoes}
            limits |= {rule.id: rule.title for rule in guideline.eligibility}
            if id in limits and id not in guideline_names.criteria:
                return Unfit("waiver-of-limit", {"name": f"{id} {limits[id]}"})
            names = guideline_names.criteria
        case "veto":
            names = [veto.id for veto in guideline.vetoes]
        case "claim" | "not_applicable":
            if id == WHOLE:
                return None
            return guideline_names.refused(id)
        case _:
            # A station chooses its items' ids; only a line of the guideline can be looked up here.
            if "#" in id:
                reference = guideline_names.reference(id)
                return reference if isinstance(reference, Unfit) else None
            return None
    return None if id in names else unknown("decision-unknown", id, names, guideline_names.suggestions)


def _value(kind: str, id: str, node: Node, guideline_names: Names) -> Value | Mark | Problem:
    if kind == "mark":
        criterion = guideline_names.criteria[id]
        form = form_of(criterion)
        assert form is not None
        mark = read_mark(node, criterion, form)
        return mark if mark is not None else _blank(id, node)
    if kind == "fact":
        fact = guideline_names.guideline.facts[id]
        value = fact_value(fact, node)
        if isinstance(value, Unfit):
            return at(titled(fact, value), node, "")
        return value if value is not None else _blank(id, node)
    answer = typed(text(node), "boolean")
    if isinstance(answer, bool):
        return answer
    return at(Unfit("decision-answer", {"name": id, "found": text(node) or "—"}, "write-boolean"), node, "")


def _blank(id: str, node: Node) -> Problem:
    return at(Unfit("decision-without-value", {"name": id}), node, "")
