"""`evaluator mark`: an evaluator marks one station, question by question, in any terminal."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from evaluator.base.gate import read_if_there
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.mark.session import Session
from evaluator.cli.mark.sheet import SheetEditor
from evaluator.cli.round.shared import DAY, ROUND, opened, writing
from evaluator.evaluation.pipeline import failed, read_inputs
from evaluator.marking.questions import Refused, UnreadableSheet, clean, evaluator_of, open_marking
from evaluator.model.round import FILE, SHEETS, STATIONS, Round
from evaluator.model.submission import Submission
from evaluator.rounds.staging import unfinished_plan
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem
from evaluator.texts.reasons import reason_in


def _say(key: str, /, **args: object) -> str:
    return say(f"mark.{key}", terminal.lang(), **args)


@click.command("mark", cls=Command)
@click.option("--as", "evaluator", required=True, metavar="EVALUATOR")
@click.option("--reopen", metavar="REASON")
@click.option("--submit", is_flag=True)
@DAY
@ROUND
@click.argument("station")
def command(
    folder: Path, station: str, evaluator: str, reopen: str | None, submit: bool, day: date | None
) -> None:
    """Mark a STATION of the ROUND, saved after every answer."""
    if reopen is not None and not clean(reopen):
        raise click.UsageError(_say("reopen-reason"))
    try:
        _finish(folder.parent if folder.name == FILE else folder)
        editor = _sheet_editor(opened(folder), station, evaluator)
        if reopen is not None:
            editor.reopen(reopen, day)
        elif editor.now.sheet.submitted is not None:
            date = editor.now.sheet.submitted.isoformat()
            terminal.stop(_say("locked", date=date, sha256=editor.now.sheet.sha256))
        if submit:
            editor.submit(day)
        else:
            with suppress(ImportError):
                import readline  # noqa: F401  # lets the line be edited, wide characters included
            Session(editor, day).run()
    except Refused as refused:
        terminal.stop(_say(refused.key, **refused.args_of))
    except BrokenPipeError:
        raise  # the output's pipe, not the sheet's file
    except OSError as error:
        path = error.filename or folder
        terminal.stop(
            say("cannot-write", terminal.lang(), path=path, reason=reason_in(error, terminal.lang()))
        )


def _finish(folder: Path) -> None:
    """Finish what a killed process began: the sheet may be among it."""
    if unfinished_plan(folder):
        with writing(folder, "mark"):
            pass


def _sheet_editor(round_: Round, station: str, evaluator: str) -> SheetEditor:
    member = evaluator_of(round_, evaluator, station)
    place = round_.folder / STATIONS / station
    if not place.is_dir():
        raise Refused("not-received", station=station)
    # Only the evaluator's own sheet is read, and no decision, so that other marks do not influence him.
    inputs, problems = read_inputs(place, guideline_model=round_.guideline)
    if inputs is None:
        _stop(problems)
    submission: Submission = inputs.submission
    path = round_.folder / SHEETS / member.id / f"{station}.yaml"
    data = read_if_there(path)
    try:
        marking = open_marking(round_, member, submission, data)
    except UnreadableSheet as unreadable:
        _stop(unreadable.problems)
    if failed(marking.problems):
        _stop(marking.problems)
    terminal.problems(marking.problems)
    return SheetEditor(path, data, marking)


def _stop(problems: tuple[Problem, ...] | list[Problem]) -> NoReturn:
    terminal.problems(problems)
    terminal.stop(say("round.nothing-written", terminal.lang()))
