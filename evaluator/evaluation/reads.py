"""What each judgement was made from: `read[]` of the findings, and of the limits on the grade.

Together with the guideline these values are enough to compute every award again, at both ends, without the
station's files. Values are exact and not in words; only private texts are masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from evaluator.base import exact
from evaluator.base.folding import folded
from evaluator.base.masking import mask
from evaluator.base.once import once
from evaluator.conditions.truth import facts_in, tests_of
from evaluator.evaluation.figures import EvaluationContext, locations
from evaluator.model.condition import Condition, Test
from evaluator.model.findings import (
    FileCheckJson,
    LimitReadJson,
    LineEndJson,
    ReadDecision,
    ReadFact,
    ReadJson,
    ReadLedger,
)
from evaluator.model.guideline import Criterion, Fact, Guideline
from evaluator.model.rule import Mark
from evaluator.model.values import Value
from evaluator.scoring.assess import DEDUCTION, SECTION, Finding
from evaluator.scoring.evidence import Presence
from evaluator.scoring.facts import StationFacts
from evaluator.scoring.panel import due_evaluators


def read_rows(context: EvaluationContext, finding: Finding) -> list[ReadJson]:
    """Return what a criterion's judgement was made from, in the order in which it is judged."""
    criterion = finding.criterion
    dossier = context.case.dossier
    facts = context.facts if finding.kind == SECTION else context.facts_beside
    conditions, names = _read_by(criterion)
    rows: list[ReadJson] = []
    claim = dossier.claims.get(criterion.id)
    if claim is not None:
        rows.append({"kind": "claim", "state": claim.state, "awaited": claim.awaited})
    low, high = finding.low.presence, finding.high.presence
    if finding.swapped:
        low, high = high, low
    for name in names:
        row = _fact(context, facts, name, conditions)
        if low.removed or high.removed:
            _note_items(context.guideline.facts[name], row, low, high)
        rows.append(row)
    rows += _ledgers(context.guideline, criterion, facts)
    if criterion.rule.marked:
        rows += _marks(context, criterion)
    if finding.kind != DEDUCTION:
        for position, line in enumerate(criterion.evidence):
            low_end = _line_end(low, position)
            high_end = low_end if high is low else _line_end(high, position)
            rows.append(
                {"kind": "evidence", "line": line.id, "each": line.each, "low": low_end, "high": high_end}
            )
    return rows


def limit_rows(context: EvaluationContext) -> list[LimitReadJson]:
    """Return what ceilings, vetoes and eligibility conditions read beside the points."""
    guideline, case = context.guideline, context.case
    conditions = [
        *(ceiling.when for ceiling in guideline.ceilings),
        *(veto.when for veto in guideline.vetoes if veto.when is not None),
        *(rule.when for rule in guideline.eligibility),
    ]
    facts = context.facts
    rows: list[LimitReadJson] = [
        _fact(context, facts, name, conditions)
        for name in dict.fromkeys(name for condition in conditions for name in facts_in(condition))
    ]
    decided = {decision.id: decision.value is True for decision in case.decisions if decision.kind == "veto"}
    rows += [
        {
            "kind": "veto",
            "id": veto.id,
            "ticked": any(veto.id in sheet.vetoes for sheet in case.sheets),
            "decided": decided.get(veto.id),
        }
        for veto in guideline.vetoes
    ]
    return rows


@once
def _read_by(criterion: Criterion) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    """Return the conditions of a criterion, and the facts that it and they read."""
    conditions = tuple(_conditions(criterion))
    names = [read.fact for read in criterion.rule.reads()]
    names += [name for condition in conditions for name in facts_in(condition)]
    return conditions, tuple(dict.fromkeys(names))


def _conditions(criterion: Criterion) -> Iterator[Condition]:
    for condition in (criterion.applies_when, criterion.zero_when):
        if condition is not None:
            yield condition
    yield from criterion.rule.conditions()
    for line in criterion.evidence:
        if line.when is not None:
            yield line.when


def _fact(
    context: EvaluationContext, facts: StationFacts, name: str, conditions: Iterable[Condition]
) -> ReadFact:
    """Return a fact as it stands before evidence and claims take options out of it."""
    declared = context.guideline.facts[name]
    state = context.case.dossier.facts[name]
    if state.value is not None:
        row: ReadFact = {
            "kind": "fact",
            "name": name,
            "value": _plain(declared, state.value),
            "state": "present",
        }
    else:
        why_blank = "silent" if facts.silent(name) else state.awaited or "blank"
        row = {"kind": "fact", "name": name, "value": None, "state": why_blank}
    if declared.type == "text" and declared.private and isinstance(state.value, str):
        row["value"] = mask(state.value)
        row["equals"] = [text for text in _texts(name, conditions) if folded(text) == folded(state.value)]
    if declared.type == "set":
        row["applies"] = list(facts.options(name))
        open_claims = [
            option
            for option in facts.options(name)
            if (claim := context.case.dossier.claims.get(f"{name}.{option}")) is not None
            and claim.state == "pending"
        ]
        if open_claims:
            row["claimed"] = open_claims
    return row


def _plain(declared: Fact, value: Value | None) -> str | bool | list[str] | None:
    if value.__class__ is int:  # as most are
        return str(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, frozenset):
        return [option for option in declared.choices if option in value]
    return value.isoformat() if isinstance(value, date) else exact.text(value)


def _texts(name: str, conditions: Iterable[Condition]) -> list[str]:
    """Return the texts that conditions compare a fact with."""
    texts: list[str] = []
    for condition in conditions:
        for test in tests_of(condition):
            if not isinstance(test, Test) or test.quantity is None or test.quantity.of.fact != name:
                continue
            for comparison in test.comparisons:
                operand = comparison.operand
                texts += [operand] if isinstance(operand, str) else ()
                texts += operand if isinstance(operand, tuple) else ()
    return list(dict.fromkeys(texts))


def _note_items(declared: Fact, row: ReadFact, low: Presence, high: Presence) -> None:
    """Note which chosen options of a set lack evidence of their own, at both ends."""
    ends = []
    for presence in (low, high):
        lacking = (presence.removed or {}).get(declared.name, frozenset())
        ends.append([option for option in declared.choices if option in lacking])
    if ends[0] or ends[1]:
        row["without_item"] = ends[0]
    if ends[0] != ends[1]:
        row["without_item_high"] = ends[1]


def _ledgers(guideline: Guideline, criterion: Criterion, facts: StationFacts) -> Iterator[ReadLedger]:
    for table in criterion.rule.tables():
        rows = facts.table(table.ledger)
        columns = guideline.ledgers[table.ledger].columns
        row: ReadLedger = {
            "kind": "ledger",
            "name": table.ledger,
            "rows": None
            if rows is None
            else [{column: _number(row.get(column)) for column in table.columns} for row in rows],
            "columns": {column: columns[column].title for column in table.columns},
        }
        read = facts.dossier.tables.get(table.ledger)
        if read is not None:
            row["at"] = locations(read.at)
        yield row


def _number(value: Value | None) -> str | None:
    return exact.text(value) if isinstance(value, int | Fraction) else None


def _marks(context: EvaluationContext, criterion: Criterion) -> Iterator[ReadJson]:
    case = context.case
    sheets = [sheet for sheet in case.sheets if sheet.role == criterion.marked_by]
    due = due_evaluators(criterion, case.panel, case.submission.station.id, context.guideline.above)
    yield {
        "kind": "panel",
        "merge": case.panel.merge,
        "apart": None if case.panel.apart is None else exact.text(case.panel.apart),
        "due": [evaluator.id for evaluator in due],
        "submitted": [sheet.evaluator for sheet in sheets],
    }
    for sheet in sheets:
        mark = sheet.marks.get(criterion.id)
        if mark is not None:
            yield {
                "kind": "mark",
                "evaluator": sheet.evaluator,
                "level": mark.level,
                "points": None if mark.points is None else exact.text(mark.points),
                "files": file_rows(mark),
            }
    decided = {decision.id: decision.value for decision in case.decisions if decision.kind == "mark"}
    decision = decided.get(criterion.id)
    if isinstance(decision, Mark):
        yield _decision(decision)


def _decision(mark: Mark) -> ReadDecision:
    return {
        "kind": "decision",
        "level": mark.level,
        "points": None if mark.points is None else exact.text(mark.points),
        "files": file_rows(mark),
    }


def file_rows(mark: Mark) -> list[FileCheckJson]:
    """Return the files that an evaluator inspected."""
    return [
        {
            "file": file_check.file,
            "passed": sorted(file_check.passed),
            "left_out": sorted(file_check.left_out),
        }
        for file_check in mark.sample
    ]


def _line_end(presence: Presence, position: int) -> LineEndJson | None:
    """Return the state of a line; None where the judgement ended before evidence was looked at."""
    if not presence.lines:
        return None
    state = presence.lines[position]
    return {"asked": state.asked, "ok": state.ok}
