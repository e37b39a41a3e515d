"""What the commands on a round share: opening the round, locking it, and the day of an entry."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from evaluator.base.disk import make_folder
from evaluator.base.files import stamp
from evaluator.cli import terminal
from evaluator.cli.parameters import Day
from evaluator.loading.identity import declared_station
from evaluator.model.round import FILE, STATIONS, Round
from evaluator.rounds.intake import Seen, take_in
from evaluator.rounds.lock import Busy, Holder, holder, locked
from evaluator.rounds.numbering import numbers_meet
from evaluator.rounds.read import read_round, received_stations
from evaluator.rounds.record import SEAL
from evaluator.rounds.results import lost_problems
from evaluator.rounds.sheet_checks import unread_files
from evaluator.rounds.staging import finish, unfinished_plan
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem, Unusable
from evaluator.texts.reasons import reason_in

NAMED = 10
"""Names listed in a message about several."""

ROUND = click.argument("folder", metavar="ROUND", type=click.Path(path_type=Path))
DAY = click.option("--date", "day", type=Day())
REASON = click.option("--reason", default="", metavar="TEXT")
BY = click.option("--by", default="", metavar="WHO")


def lacking(**values: str) -> None:
    """Exit with 2 when an option that must say something is blank."""
    for name, value in values.items():
        if not value.strip():
            raise click.UsageError(say("round.needs", terminal.lang(), option=f"--{name}"))


def opened(folder: Path) -> Round:
    """Return the round in *folder*; print its problems, and exit with 1 when any is an error."""
    round_, problems = read_round(folder)
    if round_ is not None:
        problems = [*problems, *numbers_meet(round_), *unread_files(round_, received_stations(round_))]
    terminal.problems(problems)
    if round_ is None:
        terminal.stop(say("round.nothing-written", terminal.lang()))
    return round_


def stop_on(problems: Sequence[Problem]) -> None:
    """Print problems, if there are any, and exit with 1: nothing was written."""
    if problems:
        terminal.problems(problems)
        terminal.stop(say("round.nothing-written", terminal.lang()))


def whole(round_: Round) -> Round:
    """Return the round; exit with 1 and name the stations whose folder is gone."""
    stop_on(lost_problems(round_))
    return round_


def note_edition(round_: Round) -> None:
    """Say that what is shown is the last closed edition while stations are open again."""
    edition = round_.history.edition
    if edition is not None and round_.history.reopened:
        names = Listing(round_.history.reopened)
        terminal.note(say("round.edition-shown", terminal.lang(), edition=edition.number, names=names))


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
    """Hold the round's lock, finish what a killed process began; exit with 1 when something fails.

    What cannot be printed meanwhile keeps nothing from being written.
    """
    with terminal.uncut(), _locked(folder, work):
        yield


@contextmanager
def _locked(folder: Path, work: str) -> Iterator[None]:
    try:
        with locked(folder, work):
            finish(folder)
            yield
    except Busy as busy:
        _stop_busy(busy.holder)
    except OSError as error:
        path = error.filename or folder
        terminal.stop(
            say("cannot-write", terminal.lang(), path=path, reason=reason_in(error, terminal.lang()))
        )


@contextmanager
def still(folder: Path) -> Iterator[None]:
    """Read a round that nobody writes into meanwhile; exit with 1 otherwise.

    What a killed process began is finished first.
    """
    if folder.name == FILE:
        folder = folder.parent
    free(folder)
    if unfinished_plan(folder):
        with writing(folder, "finish"):
            pass
    before = stamp(folder / SEAL)
    yield
    free(folder)
    if stamp(folder / SEAL) != before:
        terminal.stop(say("round.moved", terminal.lang()))


def note_busy(folder: Path) -> None:
    """Say on stderr that another process writes into the round: what is shown may be older."""
    busy = holder(folder.parent if folder.name == FILE else folder)
    if busy is not None:
        terminal.note(_busy_words(busy))


def free(folder: Path) -> None:
    """Exit with 1 while another process writes into the round: what is read then is neither old nor new."""
    busy = holder(folder)
    if busy is not None:
        _stop_busy(busy)


def _stop_busy(busy: Holder) -> NoReturn:
    terminal.stop(_busy_words(busy))


def _busy_words(busy: Holder) -> str:
    args = {"work": busy.work, "pid": busy.pid, "host": busy.host, "since": busy.since}
    return say("round.busy", terminal.lang(), **args)


@contextmanager
def making(folder: Path) -> Iterator[None]:
    """Make the folder of a new round and hold its lock; exit with 1 when something fails."""
    try:
        make_folder(folder)
    except OSError as error:
        terminal.stop(
            say("cannot-write", terminal.lang(), path=folder, reason=reason_in(error, terminal.lang()))
        )
    with writing(folder, "new"):
        yield


def record_inputs(round_: Round, day: date) -> None:
    """Record what was laid into the round; exit with 1 when recorded files were changed or are gone."""
    lost = lost_problems(round_)
    if lost:
        raise Unusable(lost)
    seen = take_in(round_, day)
    stop_on_changed(round_, seen)
    tell_recorded(seen)


def stop_on_changed(round_: Round, seen: Seen) -> None:
    """Exit with 1 when recorded files were changed or are gone, and say which."""
    lang = terminal.lang()
    if seen.problems:
        terminal.problems(seen.problems)
        if not seen.changed:
            terminal.stop(say("round.nothing-written", lang))
        paths = " ".join(map(shlex.quote, seen.changed))
        command = say("run.again", lang, round=shlex.quote(str(round_.folder)), paths=paths)
        terminal.stop(say("run.changed", lang, count=len(seen.changed), command=command))


def tell_recorded(seen: Seen) -> None:
    """Print what was recorded of what was laid into the round."""
    lang = terminal.lang()
    if seen.declaration:
        terminal.note(say("run.declaration", lang))
    if seen.taken_in:
        listed = Listing(seen.taken_in[:NAMED], "……" if len(seen.taken_in) > NAMED else "")
        terminal.note(say("run.taken-in", lang, count=len(seen.taken_in), names=listed))


def named(round_: Round, station: str) -> str:
    """Return a station's id and its name, also where its files have errors."""
    return f"{station} {declared_station(round_.folder / STATIONS / station).name}".rstrip()


def day_of(day: date | None) -> date:
    """Return the day named, or today by the organiser's own calendar."""
    return day or date.today()  # noqa: DTZ011 - the calendar of whoever types the command
