"""`evaluator round close`: freeze the results, or those of the stations that were opened again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.round.documents import MINUTES, round_documents
from evaluator.cli.round.shared import (
    DAY,
    ROUND,
    day_of,
    held,
    named,
    stop_on,
    stop_on_changed,
    tell_recorded,
)
from evaluator.cli.station.report import REVIEW
from evaluator.model.round import Round
from evaluator.rounds.close import Unfinished, after_close, unanswered, unfinished, why_not_closed
from evaluator.rounds.close import close as close_round
from evaluator.rounds.editions import NextEdition
from evaluator.rounds.intake import plan_intake
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.work.documents import write_rechecks
from evaluator.yaml.write import Field


@click.command("close", cls=Command)
@click.option("--anyway", default="", metavar="REASON")
@click.option("--by", default="")
@DAY
@ROUND
def close(folder: Path, anyway: str, by: str, day: date | None) -> None:
    """Close the ROUND: its results are never overwritten again.

    After stations were opened again, closing makes the corrected edition.
    """
    lang = terminal.lang()
    with held(folder, "close") as round_:
        stop_on(why_not_closed(round_))
        with Operation(round_.folder) as operation:
            seen = plan_intake(operation, round_, day_of(day))
            stop_on_changed(round_, seen)
            left = unfinished(round_)
            if left and not anyway:
                terminal.note(say("round.unfinished", lang, count=len(left)))
                for station in left:
                    name = named(round_, station.station)
                    terminal.note(f"  {name}  {say(f'round.why.{station.why}', lang)}")
                terminal.stop(say("round.anyway", lang))
            entry: dict[str, Field] = {"by": by, "reason": anyway}
            following, problems = close_round(
                operation, round_, left, day_of(day), {key: value for key, value in entry.items() if value}
            )
            stop_on(problems)
            assert following is not None, "there is no problem"
            if following.new:
                kinds = (MINUTES, REVIEW) if following.edition.number > 1 else (MINUTES,)
                round_documents(after_close(round_, following), operation, kinds, required=False)
            write_rechecks(after_close(round_, following), operation, following.rechecked)
            operation.commit()
        tell_recorded(seen)
        if left:
            _left(round_, left, following, anyway)
        _closed(round_, following)


def _left(round_: Round, left: list[Unfinished], following: NextEdition, reason: str) -> None:
    """Print what the close did with each station that is not evaluated to the end."""
    lang = terminal.lang()
    terminal.note(say("round.closed-anyway", lang, count=len(left), reason=reason))
    frozen = {**following.edition.results, **following.rechecked}
    for station in left:
        why = say(f"round.left.{station.why}", lang)
        end = say("round.left.frozen" if station.station in frozen else "round.left.without", lang)
        terminal.note(f"  {named(round_, station.station)}  {say('round.left', lang, why=why, end=end)}")


def _closed(round_: Round, following: NextEdition) -> None:
    """Print what the close froze, and which objections are still to be answered."""
    lang = terminal.lang()
    edition = following.edition
    if following.new:
        key = "round.closed" if edition.number == 1 else "round.closed-again"
        moved = [station for station in round_.history.reopened if station in edition.results]
        terminal.out(say(key, lang, edition=edition.number, seal=edition.seal[:16], names=Listing(moved)))
    if following.rechecked:
        terminal.out(say("round.closed-rechecks", lang, names=Listing(following.rechecked)))
    for objection in unanswered(round_):
        terminal.note(
            say(
                "round.unanswered",
                lang,
                number=objection.number,
                station=objection.station,
                about=objection.about,
            )
        )
