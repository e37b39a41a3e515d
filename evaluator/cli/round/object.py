"""`evaluator round object`: register objections to a result, answer them, list them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import Day
from evaluator.cli.round.documents import letters_written
from evaluator.cli.round.shared import BY, DAY, ROUND, day_of, held, lacking, opened
from evaluator.evaluation.pipeline import failed
from evaluator.model.history import Objection
from evaluator.model.round import Round
from evaluator.reports.letters import ANSWER
from evaluator.rounds.objections import answer as answer_objection
from evaluator.rounds.objections import objections_until, register
from evaluator.rounds.staging import Operation
from evaluator.texts.commands import say

FORMAT = "round-objections/1"


@click.command("object", cls=Command)
@click.option("--about", default="", metavar="CRITERION|SECTION|total|grade")
@click.option("--text", default="", metavar="TEXT")
@click.option("--received", type=Day())
@click.option("--answer", "number", default="", metavar="N")
@click.option("--outcome", default="", metavar="upheld|rejected|inadmissible|withdrawn")
@click.option("--anyway", default="", metavar="REASON")
@click.option("--reason", default="", metavar="REASON")
@click.option("--status", "as_status", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@BY
@DAY
@ROUND
@click.argument("station", default="")
def object_(
    folder: Path,
    station: str,
    about: str,
    text: str,
    received: date | None,
    number: str,
    outcome: str,
    anyway: str,
    reason: str,
    as_status: bool,
    as_json: bool,
    by: str,
    day: date | None,
) -> None:
    """Register an objection of a STATION to its result in the ROUND, answer objections, or list them."""
    if as_status or (as_json and not (station or number)):
        _list(opened(folder), as_json=as_json)
    elif number:
        _answer(folder, number, text, by, outcome, day, {"anyway": anyway.strip(), "reason": reason.strip()})
    else:
        _register(folder, station, about, text, by, received, day)


def _register(
    folder: Path, station: str, about: str, text: str, by: str, received: date | None, day: date | None
) -> None:
    lang = terminal.lang()
    if not station:
        raise click.UsageError(say("object.needs-station", lang))
    lacking(about=about, text=text, by=by)
    today = day_of(day)
    with held(folder, "object") as round_:
        objection, problems = register(
            round_,
            station,
            about=about.strip(),
            text=text,
            by=by,
            received=received or today,
            day=today,
        )
        terminal.problems(problems)
        if objection is None:
            terminal.stop(say("round.nothing-written", lang))
        terminal.out(say("object.registered", lang, number=objection.number))
        if objection.late:
            until = objections_until(round_)
            terminal.note(say("object.late", lang, received=objection.received, until=until))


def _answer(
    folder: Path,
    number: str,
    text: str,
    by: str,
    outcome: str,
    day: date | None,
    reasons: Mapping[str, str],
) -> None:
    lang = terminal.lang()
    lacking(text=text, by=by)
    with held(folder, "object") as round_, Operation(round_.folder) as operation:
        after, problems = answer_objection(
            operation,
            round_,
            number.strip(),
            text=text,
            by=by,
            outcome=outcome.strip(),
            day=day_of(day),
            **reasons,
        )
        terminal.problems(problems)
        if failed(problems):
            terminal.stop(say("round.nothing-written", lang))
        objection = after.history.objection(number.strip())
        assert objection is not None, "it was answered"
        papers = letters_written(after, operation, ANSWER, [objection.station])
        operation.commit()
    terminal.out(say("object.answered", lang, number=number))
    for path in papers:
        terminal.note(say("written", lang, path=path))


def _list(round_: Round, *, as_json: bool) -> None:
    lang = terminal.lang()
    objections = round_.history.objections
    if as_json:
        terminal.as_json(objections_json(round_))
        return
    until = objections_until(round_)
    if until is not None:
        terminal.out(say("object.until", lang, until=until))
    if not objections:
        terminal.out(say("object.none", lang))
        return
    columns = ("number", "station", "about", "received", "state", "text")
    rows = [
        (
            objection.number,
            objection.station,
            objection.about,
            objection.received.isoformat(),
            state_of(objection),
            objection.text,
        )
        for objection in objections
    ]
    terminal.table([say(f"object.col.{key}", lang) for key in columns], rows)


def state_of(objection: Objection) -> str:
    """Return where an objection stands, in words."""
    lang = terminal.lang()
    late = say("object.state.late", lang) if objection.late else ""
    answer = objection.answer
    if answer is None:
        return late + say("object.state.open", lang)
    key = f"object.outcome.{answer.outcome}" if answer.outcome else "object.state.answered"
    return late + say(key, lang)


def objections_json(round_: Round) -> dict[str, Any]:
    """Return the objections as JSON data."""
    until = objections_until(round_)
    return {
        "format": FORMAT,
        "round": {"id": round_.id, "title": round_.title},
        "until": None if until is None else until.isoformat(),
        "objections": [
            {
                "number": objection.number,
                "station": objection.station,
                "about": objection.about,
                "text": objection.text,
                "by": objection.by,
                "received": objection.received.isoformat(),
                "late": objection.late,
                "edition": objection.edition,
                "answers": [
                    {
                        "text": answer.text,
                        "by": answer.by,
                        "date": answer.day.isoformat(),
                        "outcome": answer.outcome or None,
                        "anyway": answer.anyway or None,
                        "reason": answer.reason or None,
                    }
                    for answer in objection.answers
                ],
            }
            for objection in round_.history.objections
        ],
    }
