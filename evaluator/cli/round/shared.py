"""What the commands on a round share: opening the round, locking it, and the day of an entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.parameters import Day
from evaluator.model.round import FILE, Round
from evaluator.rounds.lock import Busy, locked
from evaluator.rounds.read import read_round
from evaluator.rounds.staging import finish
from evaluator.texts.commands import say
from evaluator.texts.reasons import reason_in

ROUND = click.argument("folder", metavar="ROUND", type=click.Path(path_type=Path))
DAY = click.option("--date", "day", type=Day())


def opened(folder: Path) -> Round:
    """Return the round in *folder*; print its problems, and exit with 1 when any is an error."""
    round_, problems = read_round(folder)
    terminal.problems(problems)
    if round_ is None:
        terminal.stop(say("round.nothing-written", terminal.lang()))
    return round_


@contextmanager
def held(folder: Path, work: str) -> Iterator[Round]:
    """Yield the round, locked against other writers; exit with 1 when another process holds the lock."""
    if folder.name == FILE:
        folder = folder.parent
    if not (folder / FILE).is_file():
        opened(folder)
    with writing(folder, work):
        yield opened(folder)


@contextmanager
def writing(folder: Path, work: str) -> Iterator[None]:
    """Hold the round's lock, finish what a killed process began; exit with 1 when something fails."""
    try:
        with locked(folder, work):
            finish(folder)
            yield
    except Busy as busy:
        holder = busy.holder
        terminal.stop(
            say(
                "round.busy",
                terminal.lang(),
                work=holder.work,
                pid=holder.pid,
                host=holder.host,
                since=holder.since,
            )
        )
    except OSError as error:
        path = error.filename or folder
        terminal.stop(
            say("cannot-write", terminal.lang(), path=path, reason=reason_in(error, terminal.lang()))
        )


def day_of(day: date | None) -> date:
    """Return the day named, or today by the organiser's own calendar."""
    return day or date.today()  # noqa: DTZ011 - the calendar of whoever types the command
