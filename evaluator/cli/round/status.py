"""`evaluator round status`: how far every station is."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.round.shared import ROUND, note_busy, opened, whole
from evaluator.model.round import Round
from evaluator.rounds.coverage import panel_gaps
from evaluator.rounds.drawing import undrawn
from evaluator.rounds.results import result_problems
from evaluator.rounds.status import StationState
from evaluator.rounds.status import status as states_of
from evaluator.rounds.turns import Summary, Turn, all_turns, summary
from evaluator.rounds.undecided import Waiting
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Severity, Unusable

MOST_NAMED = 4
"""Criteria or matters named in a line; JSON has all."""


@click.command("status", cls=Command)
@click.option("--json", "as_json", is_flag=True)
@ROUND
def status(folder: Path, as_json: bool) -> None:
    """Show how far every station of the ROUND is."""
    note_busy(folder)
    round_ = opened(folder)
    wrong = result_problems(round_)
    if wrong:
        raise Unusable(wrong)
    states = states_of(round_)
    listed = all_turns(round_, states)
    if as_json:
        terminal.as_json(status_json(round_, states, listed))
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
        [_row(round_, station, listed[station.id]) for station in states],
        right=(3, 4),
    )
    counts = {
        "stations": len(states),
        "received": sum(station.received for station in states),
        "ready": sum(station.ready for station in states),
        "waits": sum(len(station.waiting) for station in states),
    }
    terminal.note(say("round.sum", lang, **counts))
    for line in _figures(round_, summary(round_, states)):
        terminal.note(line)
    _next(round_, states, listed)
    whole(round_)


def _figures(round_: Round, figures: Summary) -> Iterator[str]:
    """Yield what a leader asks, in sentences."""
    lang = terminal.lang()
    yield say("status.sheets", lang, submitted=figures["sheets"]["submitted"], due=figures["sheets"]["due"])
    titles = {grade.id: grade.title for grade in round_.guideline.grades}
    counted = [
        say("status.grade", lang, title=titles[id], count=count)
        for id, count in figures["grades"].items()
        if count
    ]
    if counted:
        yield say("status.grades", lang, grades=Listing(counted))
    if figures["asked_to_complete"]:
        yield say("status.asked", lang, names=Listing(figures["asked_to_complete"]))
    if figures["edition"] is not None:
        yield say("status.edition", lang, edition=figures["edition"])
    if figures["reopened"]:
        yield say("status.reopened", lang, names=Listing(figures["reopened"]))
    objections = figures["objections"]
    if objections["registered"]:
        open_ = objections["unanswered"]
        numbers = say("status.numbers", lang, numbers=Listing(open_)) if open_ else ""
        yield say(
            "status.objections",
            lang,
            registered=objections["registered"],
            open=len(open_),
            numbers=numbers,
        )
    rectification = figures["rectification"]
    if rectification["issued"]:
        pending = len(rectification["pending"])
        yield say("status.rectification", lang, issued=rectification["issued"], pending=pending)


def _next(round_: Round, states: Sequence[StationState], listed: Mapping[str, Sequence[Turn]]) -> None:
    """Print the commands for what is the organiser's or the panel's turn; each runs as printed."""
    whats: dict[str, str] = {}
    for station, missing in listed.items():
        for turn in missing:
            whats.setdefault(turn.what, station)
    folder = shlex.quote(str(round_.folder))
    commands: list[str] = []
    if not listed:
        commands.append("evaluator round receive --help")
    if "mark" in whats and not round_.closed:
        if any(state.received and not state.submitted and undrawn(round_, state.id) for state in states):
            commands.append(f"evaluator round draw {folder}")
        evaluator = next(turn.who for missing in listed.values() for turn in missing if turn.what == "mark")
        commands.append(f"evaluator round hand-out {folder} --to {shlex.quote(evaluator)}")
    if not {"hand_in", "correct"}.isdisjoint(whats):
        commands.append(f"evaluator round check {folder}")
    if "decide" in whats:
        commands.append(f"evaluator round decide {folder} {shlex.quote(whats['decide'])}")
    if "run" in whats:
        commands.append(f"evaluator round run {folder}")
    if "close" in whats and whats.keys() <= {"close", "done", "withdrawn"}:
        commands.append(f"evaluator round close {folder}")
    if "answer" in whats:
        commands.append(f"evaluator round object {folder} --status")
    if not {"rectify", "recheck"}.isdisjoint(whats):
        commands.append(f"evaluator round rectify {folder} --status")
    if commands:
        terminal.note(say("status.next", terminal.lang()))
    for command in commands:
        terminal.note(f"  {command}")


def _row(round_: Round, state: StationState, left: Sequence[Turn]) -> tuple[str, ...]:
    lang = terminal.lang()
    name = f"{state.id} {state.name}".rstrip()
    marked = say("round.marked", lang, count=state.submitted, due=len(state.sheets))
    if not state.received:
        missing = say("round.not-received", lang)
        return (name, missing, "—", marked, "—", say("round.no", lang), _rest(round_, state, left))
    return (
        name,
        say("round.yes", lang),
        _checked(state),
        marked,
        str(len(state.waiting) or "—"),
        say("round.yes" if state.ready else "round.no", lang),
        _rest(round_, state, left),
    )


def _checked(state: StationState) -> str:
    lang = terminal.lang()
    errors = sum(1 for problem in state.problems if problem.severity is Severity.ERROR)
    if errors:
        return say("round.errors", lang, count=errors)
    return (
        say("round.warnings", lang, count=len(state.problems)) if state.problems else say("round.fine", lang)
    )


def _rest(round_: Round, state: StationState, left: Sequence[Turn]) -> str:
    """Return what is missing and whose turn it is; all whose sheets are awaited are named together."""
    lang = terminal.lang()
    texts: dict[str, None] = {}
    marking = [turn for turn in left if turn.what == "mark"]
    for turn in left:
        if turn in marking and len(marking) > 1:
            names = Listing(_who(round_, other) for other in marking)
            texts[say("turn.mark-several", lang, names=names, count=len(marking))] = None
        else:
            texts[turn_text(round_, state, turn)] = None
    return say("turn.join", lang).join(texts)


def _who(round_: Round, turn: Turn) -> str:
    member = round_.evaluator(turn.who)
    return (member.name or member.id) if member is not None else turn.who


def turn_text(round_: Round, state: StationState, turn: Turn) -> str:
    """Return a turn in words."""
    lang = terminal.lang()
    listed = turn.names
    if turn.what == "decide":
        listed = tuple(
            f"{say(f'round.kind.{matter.kind}', lang)} {matter.title if matter.kind == 'fact' else matter.id}"
            for matter in state.waiting
        )
    names = Listing(listed[:MOST_NAMED], "……" if len(listed) > MOST_NAMED else "")
    due = "" if turn.due is None else say("turn.due", lang, due=turn.due)
    return say(f"turn.{turn.what}", lang, who=_who(round_, turn), names=names, count=len(listed), due=due)


def status_json(
    round_: Round, states: Sequence[StationState], listed: Mapping[str, Sequence[Turn]]
) -> dict[str, Any]:
    """Return the state of the round and its stations as JSON data."""
    return {
        "id": round_.id,
        "title": round_.title,
        "state": round_.state,
        "summary": summary(round_, states),
        "nobody_marks": {
            station: {"criteria": list(gap.criteria), "facts": list(gap.facts)}
            for station, gap in panel_gaps(round_.guideline, round_.panel, round_.facts).items()
        },
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
                "turns": [
                    {
                        "who": turn.who or None,
                        "what": turn.what,
                        "names": list(turn.names),
                        "due": None if turn.due is None else turn.due.isoformat(),
                        "in_words": turn_text(round_, station, turn),
                    }
                    for turn in listed[station.id]
                ],
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
