"""`evaluator round withdraw`: take a station out of a round, or merge it into another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.round.documents import MINUTES, round_documents
from evaluator.cli.round.shared import BY, DAY, REASON, ROUND, day_of, held, lacking
from evaluator.rounds.staging import Operation
from evaluator.rounds.withdraw import withdraw as withdraw_station
from evaluator.texts.commands import say


@click.command("withdraw", cls=Command)
@click.option("--into", default="", metavar="OTHER")
@click.option("--into-new", default="", metavar="OTHER")
@REASON
@BY
@DAY
@ROUND
@click.argument("station")
def withdraw(
    folder: Path, station: str, into: str, into_new: str, reason: str, by: str, day: date | None
) -> None:
    """Withdraw a STATION from the ROUND; it is listed without a rank, with the reason."""
    lang = terminal.lang()
    lacking(reason=reason, by=by)
    if into and into_new:
        raise click.UsageError(say("withdraw.into-two", lang))
    other = (into or into_new).strip()
    with held(folder, "withdraw") as round_, Operation(round_.folder) as operation:
        after, problems = withdraw_station(
            operation,
            round_,
            station,
            reason=reason.strip(),
            by=by.strip(),
            day=day_of(day),
            into=other,
            into_new=bool(into_new),
        )
        if after is None:
            terminal.problems(problems)
            terminal.stop(say("round.nothing-written", lang))
        edition = after.history.edition
        if edition is not None:
            round_documents(after, operation, (MINUTES,), required=False)
        operation.commit()
        key = "withdraw.done" if edition is None else "withdraw.edition"
        number = 0 if edition is None else edition.number
        terminal.out(say(key, lang, station=station, edition=number))
        if other:
            terminal.out(say("withdraw.into", lang, station=station, into=other))
