"""`evaluator round reopen`: open single stations of a closed round again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.round.shared import BY, DAY, REASON, ROUND, day_of, held, lacking, stop_on
from evaluator.rounds.close import reopen as reopen_stations
from evaluator.texts import Listing
from evaluator.texts.commands import say


@click.command("reopen", cls=Command)
@click.option("--objection", default="", metavar="N")
@click.option("--recheck", is_flag=True)
@REASON
@BY
@DAY
@ROUND
@click.argument("stations", metavar="STATION...", nargs=-1, required=True)
def reopen(
    folder: Path,
    stations: tuple[str, ...],
    objection: str,
    recheck: bool,
    reason: str,
    by: str,
    day: date | None,
) -> None:
    """Open STATIONs of a closed ROUND again; all others stay as they are."""
    lang = terminal.lang()
    lacking(reason=reason, by=by)
    with held(folder, "reopen") as round_:
        problems = reopen_stations(
            round_,
            stations,
            reason=reason.strip(),
            by=by.strip(),
            day=day_of(day),
            objection=objection.strip(),
            recheck=recheck,
        )
        stop_on(problems)
    key = "round.reopened-recheck" if recheck else "round.reopened"
    terminal.out(say(key, lang, names=Listing(dict.fromkeys(stations))))
