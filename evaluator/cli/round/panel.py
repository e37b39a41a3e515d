"""`evaluator round panel`: excuse an evaluator, or put another in his place."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import OneOf
from evaluator.cli.round.shared import BY, DAY, REASON, ROUND, day_of, held, lacking, opened
from evaluator.model.sheet import Evaluator
from evaluator.rounds.panel_changes import DROP, KEEP, PanelChange, change_panel
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.commands import say

EXCUSE, REPLACE = "excuse", "replace"
_BETWEEN: Final = re.compile("[,，、 ]+")


@click.command("panel", cls=Command)
@click.option("--from", "stations", multiple=True, metavar="STATION")
@click.option("--with", "successor", default="", metavar="SUCCESSOR")
@click.option("--name", default="")
@click.option("--sheets", type=OneOf([KEEP, DROP]), default=KEEP)
@REASON
@BY
@DAY
@ROUND
@click.argument("action", metavar="ACTION")
@click.argument("evaluator", metavar="EVALUATOR")
@click.argument("more", metavar="STATION...", nargs=-1)
def panel(
    folder: Path,
    action: str,
    evaluator: str,
    more: tuple[str, ...],
    stations: tuple[str, ...],
    successor: str,
    name: str,
    sheets: str,
    reason: str,
    by: str,
    day: date | None,
) -> None:
    """Excuse an EVALUATOR of the ROUND from stations, or let another mark them."""
    lang = terminal.lang()
    if action not in (EXCUSE, REPLACE):
        raise click.UsageError(say("panel.action", lang, found=action))
    if (action == REPLACE) != bool(successor):
        raise click.UsageError(say("panel.with", lang))
    if more and not stations:
        raise click.UsageError(say("usage.extra", lang, words=" ".join(more)))
    lacking(reason=reason, by=by)
    wanted = [id for text in (*stations, *more) for id in _BETWEEN.split(text) if id]
    new = Evaluator(successor.strip(), name.strip()) if successor else None
    with held(folder, "panel") as round_, Operation(round_.folder) as operation:
        change, problems = change_panel(
            operation,
            round_,
            evaluator,
            list(dict.fromkeys(wanted)),
            sheets=sheets,
            reason=reason.strip(),
            by=by.strip(),
            day=day_of(day),
            successor=new,
        )
        if change is None:
            terminal.problems(problems)
            terminal.stop(say("round.nothing-written", lang))
        operation.commit()
        _tell(evaluator, new, change)
        opened(round_.folder)  # prints what nobody marks now


def _tell(evaluator: str, successor: Evaluator | None, change: PanelChange) -> None:
    lang = terminal.lang()
    names = Listing(change.excused)
    terminal.out(say("panel.excused", lang, name=evaluator, names=names))
    if successor is not None:
        terminal.out(say("panel.successor", lang, name=successor.id, names=names))
    if change.left:
        terminal.out(say("panel.kept", lang, name=evaluator, names=Listing(change.left)))
    for path in change.dropped:
        terminal.out(say("panel.dropped", lang, path=path))
