"""`evaluator round guideline`: adopt a corrected guideline halfway through a round."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT
from evaluator.cli.round.shared import BY, DAY, REASON, ROUND, day_of, held, lacking
from evaluator.rounds.adoption import Adoption, adopt, prepare
from evaluator.rounds.staging import Operation
from evaluator.texts.commands import say


@click.command("guideline", cls=Command)
@click.option("--adopt", "path", required=True, metavar="FILE", type=INPUT)
@click.option("--yes", is_flag=True)
@REASON
@BY
@DAY
@ROUND
def guideline(folder: Path, path: Path, yes: bool, reason: str, by: str, day: date | None) -> None:
    """Adopt a corrected guideline for the ROUND, after showing what it changes and what no longer fits."""
    lang = terminal.lang()
    lacking(reason=reason, by=by)
    with held(folder, "guideline") as round_:
        adoption, problems = prepare(round_, path)
        if adoption is None:
            terminal.problems(problems)
            terminal.stop(say("round.nothing-written", lang))
        _show(adoption)
        confirmed(say("adopt.confirm", lang), yes=yes)
        with Operation(round_.folder) as operation:
            adopt(operation, round_, adoption, reason=reason.strip(), by=by.strip(), day=day_of(day))
            operation.commit()
    terminal.out(say("adopt.done", lang))


def confirmed(question: str, *, yes: bool) -> None:
    """Ask, unless *yes*; exit with 1 where nobody can answer or the answer is no."""
    lang = terminal.lang()
    if yes:
        return
    if not sys.stdin.isatty():
        terminal.stop(say("confirm.nobody", lang))
    if not click.confirm(question, default=False, err=True):
        terminal.stop(say("confirm.no", lang))


def _show(adoption: Adoption) -> None:
    lang = terminal.lang()
    terminal.head(say("adopt.changes", lang, count=len(adoption.changes)))
    rows = [
        (
            f"{change.id} {change.title}",
            say(f"adopt.aspect.{change.aspect}", lang),
            say("adopt.change", lang, before=change.before or "—", after=change.after or "—")
            if change.before or change.after
            else "",
        )
        for change in adoption.changes
    ]
    terminal.table([say(f"adopt.col.{key}", lang) for key in ("part", "aspect", "change")], rows)
    terminal.head(say("adopt.unfit", lang, count=sum(map(len, adoption.unfit.values()))))
    for station, problems in adoption.unfit.items():
        for problem in problems:
            terminal.out(f"  {station}  {problem.place}: {problem.message(lang)}")
