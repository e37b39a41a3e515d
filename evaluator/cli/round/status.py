"""`evaluator round status`: how far every station is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.round.shared import ROUND, opened, whole
from evaluator.model.round import Round
from evaluator.rounds.status import DRAFT, SUBMITTED, StationState
from evaluator.rounds.status import status as states_of
from evaluator.rounds.undecided import Waiting
from evaluator.texts.commands import say
from evaluator.texts.problem import Severity


@click.command("status", cls=Command)
@click.option("--json", "as_json", is_flag=True)
@ROUND
def status(folder: Path, as_json: bool) -> None:
    """Show how far every station of the ROUND is."""
    round_ = opened(folder)
    states = states_of(round_)
    if as_json:
        terminal.as_json(status_json(round_, states))
        whole(round_)
        return
    lang = terminal.lang()
    state = say(f"round.state.{round_.state}", lang)
    terminal.out(
        click.style(say("round.head", lang, title=round_.title, id=round_.id, state=state), bold=True)
    )
    columns = ("station", "received", "checked", "marked", "waits", "ready", "rest")
    terminal.table(
        [say(f"round.col.{key}", lang) for key in columns],
        [_row(station) for station in states],
        right=(3, 4),
    )
    counts = {
        "stations": len(states),
        "received": sum(station.received for station in states),
        "ready": sum(station.ready for station in states),
        "waits": sum(len(station.waiting) for station in states),
    }
    terminal.note(say("round.sum", lang, **counts))
    whole(round_)


def _row(state: StationState) -> tuple[str, ...]:
    lang = terminal.lang()
    name = f"{state.id} {state.name}".rstrip()
    marked = say("round.marked", lang, count=state.submitted, due=len(state.sheets))
    if not state.received:
        missing = say("round.not-received", lang)
        return (name, missing, "—", marked, "—", say("round.no", lang), "")
    return (
        name,
        say("round.yes", lang),
        _checked(state),
        marked,
        str(len(state.waiting) or "—"),
        say("round.yes" if state.ready else "round.no", lang),
        _rest(state),
    )


def _checked(state: StationState) -> str:
    lang = terminal.lang()
    errors = sum(1 for problem in state.problems if problem.severity is Severity.ERROR)
    if errors:
        return say("round.errors", lang, count=errors)
    return (
        say("round.warnings", lang, count=len(state.problems)) if state.problems else say("round.fine", lang)
    )


def _rest(state: StationState) -> str:
    """Return the evaluators without a submitted sheet, and the number of open criteria."""
    lang = terminal.lang()
    parts = [
        say("round.draft", lang, name=sheet.evaluator) if sheet.state == DRAFT else sheet.evaluator
        for sheet in state.sheets
        if sheet.state != SUBMITTED
    ]
    if state.open:
        parts.append(say("round.open-items", lang, count=len(state.open)))
    return "、".join(parts)


def status_json(round_: Round, states: list[StationState]) -> dict[str, Any]:
    """Return the state of the round and its stations as JSON data."""
    return {
        "id": round_.id,
        "title": round_.title,
        "state": round_.state,
        "stations": [
            {
                "id": station.id,
                "name": station.name,
                "county": station.county,
                "received": station.received,
                "problems": [terminal.problem_json(problem) for problem in station.problems],
                "evaluable": station.received and not station.broken,
                "sheets": {sheet.evaluator: sheet.state for sheet in station.sheets},
                "submitted": station.submitted,
                "due": len(station.sheets),
                "open": list(station.open),
                "waiting": [waiting_json(matter) for matter in station.waiting],
                "ready": station.ready,
            }
            for station in states
        ],
    }


def waiting_json(waiting: Waiting) -> dict[str, Any]:
    """Return a matter to decide as JSON data."""
    return {
        "what": {waiting.kind: waiting.id},
        "title": waiting.title,
        "said": [{"by": who, "value": what} for who, what in waiting.opinions],
    }
