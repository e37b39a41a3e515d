"""What the evaluation rests on: guideline, evidence, ledgers, claims, decisions, problems in files."""

from __future__ import annotations

from evaluator.base import exact
from evaluator.evaluation.figures import Desk, Json
from evaluator.model.rule import Mark
from evaluator.model.submission import EvidenceItem
from evaluator.model.values import Value
from evaluator.texts.messages import say
from evaluator.texts.problem import Problem


def about_guideline(desk: Desk) -> Json:
    """Return what a reader must know of the guideline to understand the figures."""
    guideline = desk.guideline
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
        "language": desk.words.lang,
        "profile": guideline.profile,
        "sha256": guideline.sha256,
        "full_marks": exact.text(guideline.full_marks),
        "also_out_of": None if guideline.also_out_of is None else exact.text(guideline.also_out_of),
        "rounding": {"places": rounding.places, "rule": rounding.rule, "at": rounding.at},
        "compare": guideline.compare,
        "roles": dict(guideline.roles),
        "grades": [
            {
                "id": one.id,
                "title": one.title,
                "bound": exact.text(one.bound),
                "inclusive": one.inclusive,
                "note": one.note,
            }
            for one in guideline.grades
        ],
    }


def evidence_row(desk: Desk, item: EvidenceItem) -> Json:
    """Return one item of evidence and whether it counts."""
    states = {sheet.evidence[item.id].holds for sheet in desk.case.sheets if item.id in sheet.evidence}
    remarks = [
        sheet.evidence[item.id].remark
        for sheet in desk.case.sheets
        if item.id in sheet.evidence and sheet.evidence[item.id].remark
    ]
    decided = next((one for one in desk.case.decisions if one.kind == "evidence" and one.id == item.id), None)
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
        "kind_title": desk.words.say(f"kind.{item.kind}"),
        "title": item.title,
        "file": item.file,
        "date": item.date.isoformat() if item.date else None,
        "for": [f"{to}#{where}" if where else to for to, where in item.serves],
        "sha256": item.sha256,
        "state": state,
        "state_title": desk.words.say(f"item.{state}"),
        "why": why,
    }


def ledgers(desk: Desk) -> list[Json]:
    """Return each ledger with what was counted in it and every row that did not count."""
    found: list[Json] = []
    handed = desk.case.submission.ledgers
    for ledger in desk.guideline.ledgers.values():
        mine = handed.get(ledger.id)
        counted: list[Json] = []
        left: list[Json] = []
        for fact in desk.guideline.facts.values():
            if fact.counted is None or fact.counted.ledger != ledger.id:
                continue
            result = desk.case.dossier.facts[fact.name].counted
            if result is None or mine is None:
                continue
            value = None if result.value is None else desk.words.value(fact.name, result.value)
            counted.append({"fact": fact.name, "title": fact.title, "value": value, "rows": result.rows})
            left.extend(
                {
                    "fact": fact.name,
                    "title": fact.title,
                    "place": place,
                    "reason": key,
                    "why": say(key, desk.words.lang, **args),
                }
                for place, key, args in result.left_out
            )
        found.append(
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
    return found


def differences(desk: Desk) -> list[Json]:
    """Return the facts of which different sources say different things."""
    found: list[Json] = []
    for fact in desk.guideline.facts.values():
        known = desk.case.dossier.facts[fact.name]
        values = [(one.source, one.value, one.origin) for one in known.also]
        if known.value is not None:
            values.insert(0, (known.source, known.value, known.origin))
        if len({value for _, value, _ in values}) < 2:
            continue
        found.append(
            {
                "fact": fact.name,
                "title": fact.title,
                "used": known.source or "none",
                "used_title": desk.words.say(f"source.{known.source or 'none'}"),
                "awaited": known.awaited,
                "values": [
                    {
                        "source": source,
                        "source_title": desk.words.say(f"source.{source}"),
                        "value": desk.words.value(fact.name, value),
                        "from": desk.origin(source, origin),
                    }
                    for source, value, origin in values
                ],
            }
        )
    return found


def claim_title(desk: Desk, claim_id: str) -> str:
    """Return the title of a criterion or option claimed not to apply."""
    if claim_id in desk.words.titles:
        return desk.words.titles[claim_id]
    fact, _, option = claim_id.rpartition(".")
    declared = desk.guideline.facts.get(fact)
    return claim_id if declared is None else declared.choices.get(option, claim_id)


def decided(desk: Desk, kind: str, name: str, value: Value | Mark) -> object:
    """Return the value the panel settled on."""
    if isinstance(value, Mark):
        points = None if value.points is None else exact.text(value.points)
        return {"level": value.level, "points": points}
    if kind == "fact":
        return desk.words.value(name, value)
    return value if isinstance(value, bool) else str(value)


def problem_row(desk: Desk, problem: Problem) -> Json:
    """Return a mistake in a file."""
    lang = desk.words.lang
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "cell": problem.cell,
        "message": problem.message(lang),
        "hint": problem.hint(lang),
    }
