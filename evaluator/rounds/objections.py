"""Objections to published results: register them, answer them, and say until when they may be raised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from evaluator.loading.values import typed_date
from evaluator.marking.questions import clean
from evaluator.model.guideline import Guideline
from evaluator.model.history import OUTCOMES, WITHDRAWN, Answer, Edition, Objection, next_serial
from evaluator.model.round import FILE, OPEN, Round
from evaluator.model.sheet import Sheet
from evaluator.rounds.read import sheet_files
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.messages import Phrase
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.write import Field

TOTAL, GRADE = "total", "grade"
"""What an objection may be about besides a criterion or a section."""

_ASIDES: Final = re.compile(r"[（(][^（）()]*[）)]")
_BETWEEN: Final = re.compile(r"[、，,；;\s]+")


def published_on(round_: Round, edition: Edition | None = None) -> date | None:
    """Return the day from which objections count: the date of the papers, of a correction its close.

    *edition*: default the one in force; before the first close the date of the papers, None without one.
    """
    edition = edition or round_.history.edition
    dated = typed_date(round_.documents.dated) if round_.documents.dated else None
    if not isinstance(dated, date):
        return None if edition is None else edition.day
    return dated if edition is None or edition.number == 1 else max(dated, edition.day)


def objections_until(round_: Round, edition: Edition | None = None) -> date | None:
    """Return the last day on which objections are in time; None where no limit or no day is known."""
    first, days = published_on(round_, edition), round_.documents.objections.days
    return None if first is None or days is None else first + timedelta(days=days)


def register(
    round_: Round, station: str, *, about: str, text: str, by: str, received: date, day: date
) -> tuple[Objection | None, list[Problem]]:
    """Record an objection and return it with its number; one that comes late is recorded as late.

    Days that cannot be are warned of. Use under the round's lock. Raises Unusable, OSError.
    """
    problems = [*_subject_problems(round_, station), *_about_problems(round_.guideline, about)]
    if problems:
        return None, problems
    until = objections_until(round_)
    number = str(len(round_.history.objections) + 1)
    late = until is not None and received > until
    fields: dict[str, Field] = {
        "station": station,
        "about": about,
        "text": clean(text),
        "by": clean(by),
        "received": received.isoformat(),
    }
    if late:
        fields["late"] = True
    with Operation(round_.folder) as operation:
        operation.log("objected", number, day, **fields)
        operation.commit()
    edition = round_.history.edition
    assert edition is not None, "only a published result can be objected to"
    objection = Objection(number, station, about, clean(text), clean(by), received, edition.number, late)
    return objection, list(_unlikely_days(round_, received, day))


def _unlikely_days(round_: Round, received: date, day: date) -> Iterator[Problem]:
    """Yield a warning where an objection came in before the first publication, or after it was registered."""
    first = published_on(round_, round_.history.editions[0])
    if first is not None and received < first:
        args = {"day": received.isoformat(), "first": first.isoformat()}
        yield Problem("objection-early", FILE, args=args)
    if received > day:
        args = {"day": received.isoformat(), "first": day.isoformat()}
        yield Problem("objection-ahead", FILE, args=args)


def answer(
    operation: Operation,
    round_: Round,
    number: str,
    *,
    text: str,
    by: str,
    outcome: str,
    day: date,
    anyway: str = "",
    reason: str = "",
) -> tuple[Round, list[Problem]]:
    """Plan to record the answer to an objection, beside earlier ones; return the round as it is then.

    Refused where somebody answers who had marked what the objection is about, unless *anyway* says why; and
    where an outcome takes the place of an earlier one, unless *reason* says why. What is warned of is done.
    Use under the round's lock. Raises Unusable, OSError.
    """
    objection = round_.history.objection(number)
    if objection is None:
        return round_, [Problem("objection-unknown", FILE, args={"number": number})]
    if day < objection.received and outcome != WITHDRAWN:  # a wrong day is put right so
        args = {"number": number, "day": day.isoformat(), "first": objection.received.isoformat()}
        return round_, [Problem("answer-early", FILE, args=args)]
    if outcome not in ("", *OUTCOMES):
        args = {"name": outcome, "known": Listing(OUTCOMES)}
        return round_, [Problem("objection-outcome", FILE, args=args)]
    criteria = criteria_about(round_.guideline, objection.about)
    marked = own_marks(round_, objection.station, criteria, by)
    if marked and not anyway:
        args = {"name": Listing(marked), "station": objection.station, "about": objection.about}
        return round_, [Problem("answers-own-mark", FILE, args=args)]
    earlier = objection.answer
    settled = earlier if earlier is not None and earlier.outcome else None
    reason = clean(reason) if settled is not None and outcome else ""
    if settled is not None and outcome and not reason:
        return round_, [Problem("answer-again", FILE, args=_settled(number, settled))]
    fields: dict[str, Field] = {"text": clean(text), "by": clean(by)}
    if outcome:
        fields["outcome"] = outcome
    if reason:
        fields["reason"] = reason
    if marked:
        fields["anyway"] = clean(anyway)
    operation.log("answered", number, day, **fields)
    history = round_.history
    serial = next_serial(history.answers)
    edition = 0 if history.edition is None else history.edition.number
    why = clean(anyway) if marked else ""
    reply = Answer(clean(text), clean(by), day, outcome, why, serial, edition, reason)
    objections = tuple(
        replace(entry, answers=(*entry.answers, reply)) if entry.number == number else entry
        for entry in history.objections
    )
    at = (*history.answers.get(objection.station, ()), (number, len(objection.answers)))
    answers = {**history.answers, objection.station: at}
    after = replace(round_, history=replace(history, objections=objections, answers=answers))
    return after, [] if settled is None else list(_replacement(objection, settled, outcome, edition))


def _replacement(objection: Objection, settled: Answer, outcome: str, edition: int) -> Iterator[Problem]:
    """Yield what an answer after another does to it, and to an edition that was closed on the earlier one."""
    args: Mapping[str, str] = _settled(objection.number, settled)
    yield Problem("answer-replaced" if outcome else "answer-added", FILE, args=args)
    if outcome and outcome != settled.outcome and settled.edition < edition:
        args = {"number": str(edition), "station": objection.station}
        yield Problem("answer-published", FILE, args=args)


def _settled(number: str, answer: Answer) -> Mapping[str, str]:
    return {"number": number, "day": answer.day.isoformat(), "outcome": Phrase(f"outcome-{answer.outcome}")}


def criteria_about(guideline: Guideline, about: str) -> list[str]:
    """Return the criteria that an objection is about; the total and the grade are about all of them."""
    if about in (TOTAL, GRADE):
        return [criterion.id for criterion in guideline.criteria()]
    return [
        criterion.id
        for criterion in guideline.criteria()
        if about == criterion.id or about in guideline.path(criterion.id)
    ]


def own_marks(round_: Round, station: str, criteria: Sequence[str], by: str) -> list[str]:
    """Return the names of those evaluators named in *by* who marked one of the *criteria* of a station."""
    wanted = set(criteria)
    marked = {sheet.evaluator for sheet in _submitted(round_, station) if wanted.intersection(sheet.marks)}
    words = set(_BETWEEN.split(by))
    whole = _plain(by)
    return [
        member.name or member.id
        for member in round_.panel.evaluators
        if member.id in marked
        and (member.id in words or (_plain(member.name) and _plain(member.name) in whole))
    ]


def _plain(name: str) -> str:
    """Return a name without blanks and what stands in brackets behind it."""
    return "".join(_ASIDES.sub("", name).split())


def _submitted(round_: Round, station: str) -> Iterator[Sheet]:
    from evaluator.loading.sheet import read_sheets

    sheets, _, _ = read_sheets(sheet_files(round_, station), round_.guideline, station)
    yield from (sheet for sheet in sheets if sheet.submitted is not None)


def _subject_problems(round_: Round, station: str) -> list[Problem]:
    if round_.state == OPEN:
        return [Problem("round-not-closed", FILE)]
    edition = round_.history.edition
    stations = () if edition is None else edition.stations
    if station in stations:
        return []
    near = nearest(station, stations) or ""
    args = {"name": station, "near": near}
    return [Problem("reopen-unknown", FILE, args=args, hint_key="did-you-mean" if near else "")]


def _about_problems(guideline: Guideline, about: str) -> list[Problem]:
    ids = [section.id for section in guideline.walk()]
    ids += [criterion.id for criterion in guideline.criteria()]
    if about in (TOTAL, GRADE, *ids):
        return []
    near = nearest(about, [*ids, TOTAL, GRADE]) or ""
    args = {"name": about, "near": near}
    return [Problem("objection-about", FILE, args=args, hint_key="did-you-mean" if near else "")]
