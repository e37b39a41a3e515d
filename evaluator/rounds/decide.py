"""Add what the panel decided to a station's file of decisions; what stands there stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from evaluator.base.files import write_whole
from evaluator.evaluation.pipeline import Inputs, failed
from evaluator.loading.decisions import FOLDER, WHOLE, decisions_in
from evaluator.loading.fields import unknown
from evaluator.loading.values import NO, YES
from evaluator.model.round import FILE, Round
from evaluator.model.sheet import Decision
from evaluator.rounds.read import decisions_file
from evaluator.texts.problem import Problem
from evaluator.yaml.write import Field, appended, flow

_SAMPLE: Final = re.compile(r"sample\s*[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision as given: its kind, what it is about, and its value in words."""

    kind: str
    id: str
    value: str


def decide(
    round_: Round,
    inputs: Inputs,
    choices: Sequence[Choice],
    *,
    reason: str,
    by: str,
    day: date,
    supersede: bool = False,
) -> tuple[list[str], list[Problem]]:
    """Write the decisions on a station and return them as written; nothing is written when one is wrong.

    Use under the round's lock. Raises OSError.
    """
    if round_.closed:
        return [], [Problem("round-closed", FILE)]
    station = inputs.submission.station.id
    path = decisions_file(round_, station)
    shown = f"{FOLDER}/{path.name}"
    known = {(one.kind, one.id): one for one in inputs.decisions}
    problems: list[Problem] = []
    items: list[str] = []
    for choice in choices:
        earlier = known.get((choice.kind, choice.id))
        problems += [*_known(choice, inputs, shown), *_open(choice, earlier, shown, supersede=supersede)]
        fields: dict[str, Field] = {
            "what": {choice.kind: choice.id},
            "value": _value(choice, inputs),
            "reason": reason,
            "by": by,
            "date": day.isoformat(),
        }
        if earlier is not None:
            fields["supersedes"] = True
        items.append(flow(fields))
    if problems:
        return [], problems
    before = path.read_bytes() if path.exists() else b""
    after = appended(before, items)
    if after is None:
        return [], [Problem("decisions-form", shown)]
    found, problems = decisions_in(after, shown, round_.guideline)
    written = {(one.kind, one.id, one.reason, one.by) for one in found}
    unread = [one for one in choices if (one.kind, one.id, reason, by) not in written]
    # A value that cannot be read is set aside with a warning, which here would be a decision lost.
    if failed(problems) or unread or problems:
        return [], problems
    write_whole(path, after)
    return items, []


def _known(choice: Choice, inputs: Inputs, shown: str) -> list[Problem]:
    submission = inputs.submission
    if choice.kind in ("claim", "not_applicable") and choice.id not in (WHOLE, *submission.not_applicable):
        return [Problem("decision-not-claimed", shown, args={"name": choice.id})]
    if choice.kind == "evidence" and "#" not in choice.id:
        ids = [one.id for one in submission.evidence]
        if choice.id not in ids:
            unfit = unknown("decision-no-evidence", choice.id, ids)
            return [Problem(unfit.code, shown, args=unfit.args, hint_key=unfit.hint_key)]
    return []


def _open(choice: Choice, earlier: Decision | None, shown: str, *, supersede: bool) -> list[Problem]:
    if earlier is None or supersede:
        return []
    args = {"name": choice.id, "date": earlier.date.isoformat(), "by": earlier.by}
    return [Problem("decision-made", shown, earlier.line, args=args)]


def _value(choice: Choice, inputs: Inputs) -> Field:
    """Return a value as the file writes it: `level:好`, `points:8`, or either alone; yes or no; a fact.

    Of a sample, `sample:` and its files between semicolons, each with the numbers of the checks that passed
    and, after a slash, of those that do not fit it: `sample:GA03: 1 2 3 5 /6；GA05: 1 2`.
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
        return {"sample": [_file(one) for one in files if one.strip()]}
    found: dict[str, Field] = {}
    for part in written.replace("，", ",").replace("：", ":").split(","):
        key, colon, value = (each.strip() for each in part.partition(":"))
        if not colon:
            key, value = ("points" if key[:1].isdecimal() else "level"), key
        found[key] = value
    return found


def _file(written: str) -> dict[str, Field]:
    name, colon, checks = written.replace("：", ":").rpartition(":")
    numbers = checks.split() if colon else []
    passed: Field = [one for one in numbers if one[0] not in "/／"]
    left_out: Field = [one[1:] for one in numbers if one[0] in "/／"]
    fields: dict[str, Field] = {"file": (name if colon else checks).strip(), "passed": passed}
    return {**fields, "left_out": left_out} if left_out else fields
