"""The inputs of an evaluation: guideline, evidence, ledgers, claims, decisions, problems in files."""

from __future__ import annotations

from evaluator.base import exact
from evaluator.evaluation.figures import EvaluationContext, words_of
from evaluator.model.evaluation import GuidelineJson
from evaluator.model.forms import ItemState
from evaluator.model.guideline import Fact, Guideline
from evaluator.model.inputs import (
    CountedJson,
    DecidedMarkJson,
    DifferenceJson,
    EvidenceItemJson,
    LedgerJson,
    OmittedRowJson,
    ProblemJson,
)
from evaluator.model.rule import Mark
from evaluator.model.submission import EvidenceItem
from evaluator.model.values import Value
from evaluator.texts.messages import say
from evaluator.texts.problem import Problem


def about_guideline(guideline: Guideline) -> GuidelineJson:
    """Return the guideline's details that a reader needs to understand the figures."""
    rounding = guideline.rounding
    return {
        "id": guideline.id,
        "edition": guideline.edition,
        "title": guideline.title,
        "status": guideline.status,
        "issuer": guideline.issuer,
        "modelled_on": guideline.modelled_on,
        "source_document": guideline.source_document,
        "subject": guideline.subject,
        "basis": guideline.basis,
        "language": words_of(guideline).words.lang,
        "profile": guideline.profile,
        "sha256": guideline.sha256,
        "full_marks": exact.text(guideline.full_marks),
        "also_out_of": None if guideline.also_out_of is None else exact.text(guideline.also_out_of),
        "rounding": {"places": rounding.places, "rule": rounding.rule, "at": rounding.at},
        "compare": guideline.compare,
        "roles": dict(guideline.roles),
        "grades": [
            {
                "id": grade.id,
                "title": grade.title,
                "bound": exact.text(grade.bound),
                "inclusive": grade.inclusive,
                "note": grade.note,
            }
            for grade in guideline.grades
        ],
    }


def evidence_row(context: EvaluationContext, item: EvidenceItem) -> EvidenceItemJson:
    """Return an evidence item and whether it counts."""
    words = context.evidence_words.get(item.id, ())
    states = {word.holds for word in words}
    remarks = [word.remark for word in words if word.remark]
    decided = context.evidence_decisions.get(item.id)
    state: ItemState
    if not item.usable:
        state, why = "unusable", item.unusable_why
    elif decided is not None:
        state, why = ("accepted" if decided.value is True else "refused"), decided.reason
    elif len(states) > 1:
        state, why = "disputed", "；".join(remarks)
    elif False in states:
        state, why = "refused", "；".join(remarks)
    else:
        state, why = "accepted", "；".join(remarks)
    return {
        "id": item.id,
        "kind": item.kind,
        "kind_title": context.words.say(f"kind.{item.kind}"),
        "title": item.title,
        "file": item.file,
        "date": item.date.isoformat() if item.date else None,
        "for": [f"{to}#{where}" if where else to for to, where in item.serves],
        "sha256": item.sha256,
        "state": state,
        "state_title": context.words.say(f"item.{state}"),
        "why": why,
    }


def ledgers(context: EvaluationContext) -> list[LedgerJson]:
    """Return each ledger with its counted facts and every row that did not count."""
    rows: list[LedgerJson] = []
    handed = context.case.submission.ledgers
    counted_from: dict[str, list[Fact]] = {}
    for fact in context.guideline.facts.values():
        if fact.counted is not None:
            counted_from.setdefault(fact.counted.ledger, []).append(fact)
    for ledger in context.guideline.ledgers.values():
        mine = handed.get(ledger.id)
        counted: list[CountedJson] = []
        left: list[OmittedRowJson] = []
        for fact in counted_from.get(ledger.id, ()):
            result = context.case.dossier.facts[fact.name].counted
            if result is None or mine is None:
                continue
            value = None if result.value is None else context.words.value(fact.name, result.value)
            counted.append({"fact": fact.name, "title": fact.title, "value": value, "rows": result.rows})
            if result.incomplete:
                counted[-1]["set_aside"] = result.incomplete
            left.extend(
                {
                    "fact": fact.name,
                    "title": fact.title,
                    "place": place,
                    "reason": key,
                    "why": say(key, context.words.lang, **args),
                }
                for place, key, args in result.left_out
            )
        if not counted and mine is not None:
            left += [
                {
                    "fact": "",
                    "title": ledger.title or ledger.id,
                    "place": row.place,
                    "reason": row.reason,
                    "why": say(row.reason, context.words.lang),
                }
                for row in mine.kept_out
            ]
        rows.append(
            {
                "ledger": ledger.id,
                "title": ledger.title,
                "handed_in": mine is not None,
                "files": [] if mine is None else list(mine.files),
                "rows": 0 if mine is None else len(mine.rows),
                "counted": counted,
                "not_counted": left,
            }
        )
    return rows


def differences(context: EvaluationContext) -> list[DifferenceJson]:
    """Return the facts whose sources give different values."""
    rows: list[DifferenceJson] = []
    for fact in context.guideline.facts.values():
        state = context.case.dossier.facts[fact.name]
        if not state.also:
            continue
        values = [(alternative.source, alternative.value, alternative.origin) for alternative in state.also]
        if state.value is not None:
            values.insert(0, (state.source, state.value, state.origin))
        if len({value for _, value, _ in values}) < 2:
            continue
        rows.append(
            {
                "fact": fact.name,
                "title": fact.title,
                "used": state.source,
                "used_title": context.words.say(f"source.{state.source}"),
                "awaited": state.awaited,
                "values": [
                    {
                        "source": source,
                        "source_title": context.words.say(f"source.{source}"),
                        "value": context.words.value(fact.name, value),
                        "from": context.origin(source, origin),
                    }
                    for source, value, origin in values
                ],
            }
        )
    return rows


def claim_title(context: EvaluationContext, claim_id: str) -> str:
    """Return the title of a criterion or option claimed not to apply."""
    if claim_id in context.words.titles:
        return context.words.titles[claim_id]
    fact, _, option = claim_id.rpartition(".")
    declared = context.guideline.facts.get(fact)
    return claim_id if declared is None else declared.choices.get(option, claim_id)


def decided(
    context: EvaluationContext, kind: str, name: str, value: Value | Mark
) -> DecidedMarkJson | str | bool:
    """Return the value that the panel decided."""
    if isinstance(value, Mark):
        points = None if value.points is None else exact.text(value.points)
        return {"level": value.level, "points": points}
    if kind == "fact":
        return context.words.value(name, value)
    return value if isinstance(value, bool) else str(value)


def problem_row(context: EvaluationContext, problem: Problem) -> ProblemJson:
    """Return a problem in a file."""
    lang = context.words.lang
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "cell": problem.cell,
        "message": problem.message(lang),
        "hint": problem.hint(lang),
    }
