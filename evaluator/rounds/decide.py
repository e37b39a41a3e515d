"""Append the panel's decisions to a station's file of decisions; existing content is not changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from evaluator.base.gate import read_if_there
from evaluator.evaluation.pipeline import Inputs, evaluate, failed
from evaluator.loading.decisions import FOLDER, WHOLE, decisions_in
from evaluator.loading.fields import unknown
from evaluator.loading.values import NO, YES
from evaluator.model.inputs import Beyond
from evaluator.model.round import FILE, Round
from evaluator.model.sheet import Decision
from evaluator.rounds.objections import own_marks
from evaluator.rounds.read import decisions_file
from evaluator.rounds.record import state_of
from evaluator.rounds.staging import Operation
from evaluator.rounds.undecided import waiting
from evaluator.texts import Language, Listing
from evaluator.texts.messages import say
from evaluator.texts.problem import Problem
from evaluator.yaml.write import Field, appended, flow

_SAMPLE: Final = re.compile(r"sample\s*[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """A decision as entered: its kind, the id it is about, and its value as text."""

    kind: str
    id: str
    value: str
    until: date | None = None
    """The last day of a waiver."""


def decide(
    round_: Round,
    inputs: Inputs,
    choices: Sequence[DecisionEntry],
    *,
    reason: str,
    by: str,
    day: date,
    supersede: bool = False,
    anyway: str = "",
) -> tuple[list[str], list[Problem]]:
    """Write the decisions on a station and return them as written; if any is wrong, nothing is written.

    Decisions where the marks agree, or outside all marks, are written and warned of; likewise those on
    anything else that does not wait for one.
    In a review nobody decides on a criterion that he marked himself, unless *anyway* says why; the reason
    then says so.
    Use under the round's lock. Raises Unusable, OSError.
    """
    if round_.closed:
        return [], [Problem("round-closed", FILE)]
    station = inputs.submission.station.id
    if round_.frozen(station):
        return [], [Problem("station-frozen", FILE, args={"name": station})]
    path = decisions_file(round_, station)
    shown = f"{FOLDER}/{path.name}"
    earlier_decisions = {(decision.kind, decision.id): decision for decision in inputs.decisions}
    problems: list[Problem] = []
    items: list[str] = []
    wanted: list[tuple[str, str, str, str]] = []
    for choice in choices:
        earlier = earlier_decisions.get((choice.kind, choice.id))
        marked = _own_marks(round_, station, choice, by)
        if marked and not anyway:
            args = {"name": Listing(marked), "station": station, "about": choice.id}
            problems.append(Problem("answers-own-mark", shown, args=args))
        whole_reason = _with_own_marks(inputs, reason, marked, anyway)
        wanted.append((choice.kind, choice.id, whole_reason, by))
        problems += [
            *_id_problems(choice, inputs, shown),
            *_open(choice, earlier, shown, supersede=supersede),
        ]
        fields: dict[str, Field] = {
            "what": {choice.kind: choice.id},
            "value": _value(choice, inputs),
            "reason": whole_reason,
            "by": by,
            "date": day.isoformat(),
        }
        if choice.until is not None:
            fields["until"] = choice.until.isoformat()
        if earlier is not None:
            fields["supersedes"] = True
        items.append(flow(fields))
    if problems:
        return [], problems
    before = read_if_there(path) or b""
    after = appended(before, items)
    if after is None:
        return [], [Problem("decisions-form", shown)]
    decisions, problems = decisions_in(after, shown, round_.guideline)
    written = {(decision.kind, decision.id, decision.reason, decision.by) for decision in decisions}
    unread = [decision for decision in wanted if decision not in written]
    # A value that cannot be read gives only a warning and is ignored, so the decision would be lost.
    if failed(problems) or unread or problems:
        return [], problems
    beyond = _beyond(inputs, decisions)
    unasked = list(
        _unasked(inputs, [choice for choice in choices if not earlier_decisions.get(_key(choice))])
    )
    with Operation(round_.folder) as operation:
        operation.write(shown, after)
        for choice in choices:
            what: dict[str, Field] = {"what": {choice.kind: choice.id}, "by": by}
            if choice.kind == "mark" and choice.id in beyond:
                what["beyond"] = list(beyond[choice.id])
            elif choice in unasked:
                what["beyond"] = ["undisputed"]
            operation.log("decided", shown, day, **what, sha256=state_of(after).sha256)
        operation.commit()
    warnings = [
        Problem(f"decided-{word}", shown, args={"name": choice.id})
        for choice in choices
        if choice.kind == "mark"
        for word in beyond.get(choice.id, ())
    ]
    return items, warnings + [
        Problem("decided-unasked", shown, args={"name": choice.id}) for choice in unasked
    ]


def _key(choice: DecisionEntry) -> tuple[str, str]:
    return choice.kind, choice.id


def _unasked(inputs: Inputs, choices: Sequence[DecisionEntry]) -> Iterator[DecisionEntry]:
    """Yield what is decided though nothing about it waits for a decision; marks and waivers aside."""
    others = [choice for choice in choices if choice.kind not in ("mark", "waiver")]
    if others:
        pending = {(matter.kind, matter.id) for matter in waiting(evaluate(inputs).computed, all_in=True)}
        yield from (choice for choice in others if _key(choice) not in pending)


def _beyond(inputs: Inputs, decisions: Sequence[Decision]) -> dict[str, list[Beyond]]:
    """Return for each criterion what makes the decision on its mark unusual."""
    document = evaluate(replace(inputs, decisions=tuple(decisions))).document
    return {
        row["what"]["mark"]: row["beyond"]
        for row in document["decisions"]
        if "mark" in row["what"] and "beyond" in row
    }


def _own_marks(round_: Round, station: str, choice: DecisionEntry, by: str) -> list[str]:
    """Return who decides in a review on a criterion that he marked himself."""
    reopening = round_.history.reopened.get(station)
    if choice.kind != "mark" or reopening is None or reopening.recheck:
        return []
    return own_marks(round_, station, [choice.id], by)


def _with_own_marks(inputs: Inputs, reason: str, marked: Sequence[str], anyway: str) -> str:
    if not marked:
        return reason
    lang: Language = "en" if inputs.guideline.language == "en" else "zh"
    return say("decided-own-mark", lang, reason=reason, names=Listing(marked), anyway=anyway)


def _id_problems(choice: DecisionEntry, inputs: Inputs, shown: str) -> list[Problem]:
    submission = inputs.submission
    if choice.kind in ("claim", "not_applicable") and choice.id not in (WHOLE, *submission.not_applicable):
        return [Problem("decision-not-claimed", shown, args={"name": choice.id})]
    if choice.kind == "evidence" and "#" not in choice.id:
        ids = [evidence_item.id for evidence_item in submission.evidence]
        if choice.id not in ids:
            unfit = unknown("decision-no-evidence", choice.id, ids)
            return [Problem(unfit.code, shown, args=unfit.args, hint_key=unfit.hint_key)]
    return []


def _open(choice: DecisionEntry, earlier: Decision | None, shown: str, *, supersede: bool) -> list[Problem]:
    if earlier is None or supersede:
        return []
    args = {"name": choice.id, "date": earlier.date.isoformat(), "by": earlier.by}
    return [Problem("decision-made", shown, earlier.line, args=args)]


def _value(choice: DecisionEntry, inputs: Inputs) -> Field:
    """Return a value for the file: a mark (`level:好`, `points:8`, `好` or `8`), yes or no, or a fact.

    A sample is `sample:` and its files, separated by semicolons. Each file has the numbers of the checks
    passed and, after a slash, of checks that do not apply: `sample:GA03: 1 2 3 5 /6；GA05: 1 2`.
    """
    written = choice.value.strip()
    if choice.kind == "mark":
        return _mark(written)
    if choice.kind == "fact":
        fact = inputs.guideline.facts.get(choice.id)
        if fact is not None and fact.type == "set":
            return [
                part.strip()
                for part in written.replace("、", ",").replace("，", ",").split(",")
                if part.strip()
            ]
        return written
    answer = written.casefold()
    return True if answer in YES else False if answer in NO else written


def _mark(written: str) -> dict[str, Field]:
    sample = _SAMPLE.match(written)
    if sample is not None:
        files = re.split("[;；]", written[sample.end() :])
        return {"sample": [_file(file) for file in files if file.strip()]}
    fields: dict[str, Field] = {}
    for part in written.replace("，", ",").replace("：", ":").split(","):
        key, colon, value = (piece.strip() for piece in part.partition(":"))
        if not colon:
            key, value = ("points" if key[:1].isdecimal() else "level"), key
        fields[key] = value
    return fields


def _file(written: str) -> dict[str, Field]:
    name, colon, checks = written.replace("：", ":").rpartition(":")
    numbers = checks.split() if colon else []
    passed: Field = [number for number in numbers if number[0] not in "/／"]
    left_out: Field = [number[1:] for number in numbers if number[0] in "/／"]
    fields: dict[str, Field] = {"file": (name if colon else checks).strip(), "passed": passed}
    return {**fields, "left_out": left_out} if left_out else fields
