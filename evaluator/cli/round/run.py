"""`evaluator round run`: evaluate every station, show the progress, print the outcomes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import MOST_JOBS, WholeNumber
from evaluator.cli.round.documents import round_documents, tell_edited
from evaluator.cli.round.shared import BY, DAY, NAMED, ROUND, day_of, held, named, record_inputs, whole
from evaluator.model.round import Round
from evaluator.rounds.history import read_history
from evaluator.rounds.programs import EarlierResult, accept, moved, not_accepted
from evaluator.rounds.read import moving_stations
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.work.run import Tell, processors
from evaluator.work.run import run as run_round
from evaluator.work.station import BROKEN, CRASHED, EVALUATED, RENDERED, UNCHANGED, Outcome, record_work

TOP = 10
"""Ranks shown after a run; `round rank` shows all."""

PATIENCE = "10s"
"""How long a cluster's scheduler may take to answer."""


@click.command("run", cls=Command)
@click.option("--jobs", type=WholeNumber(MOST_JOBS))
@click.option("--cluster", default="", metavar="ADDRESS")
@click.option("--no-reports", is_flag=True)
@click.option("--accept-program", "accepted", default="", metavar="REASON")
@BY
@DAY
@ROUND
def run(
    folder: Path,
    jobs: int | None,
    cluster: str,
    no_reports: bool,
    accepted: str,
    by: str,
    day: date | None,
) -> None:
    """Evaluate all stations of the ROUND.

    A station that was opened again, and whose published result an older program computed by other rules, is
    computed only when --accept-program gives a reason.
    """
    with held(folder, "run") as opened:
        if opened.closed:
            terminal.stop(say("run.closed", terminal.lang()))
        whole(opened)
        if not moving_stations(opened):
            terminal.stop(say("run.nothing", terminal.lang()))
        record_inputs(opened, day_of(day))
        round_ = _with_program(opened, accepted.strip(), by.strip(), day_of(day))
        with _cluster(cluster) as (executor, threads):
            count = threads or jobs or processors()
            try:
                with _progress(round_, count, cluster) as tell:
                    outcomes = run_round(round_, tell, jobs=count, reports=not no_reports, executor=executor)
            except KeyboardInterrupt:
                terminal.stop(say("run.interrupted", terminal.lang()))
        failed = _summary(round_, outcomes)
        first = round_.history.edition is None
        with Operation(round_.folder) as operation:
            record_work(operation, round_, [outcome.station for outcome in outcomes], rendered=not no_reports)
            if (
                first
                and not no_reports
                and any(outcome.state not in (BROKEN, CRASHED) for outcome in outcomes)
            ):
                round_documents(round_, operation)
            operation.commit()
        tell_edited(round_, [path for outcome in outcomes for path in outcome.edited])
    if round_.history.edition is None:
        _outcome(round_)
    else:
        rechecks = all(reopening.recheck for reopening in round_.history.reopened.values())
        key = "run.rechecked" if rechecks else "run.reopened"
        terminal.note(say(key, terminal.lang(), edition=round_.history.edition.number))
    if failed:
        sys.exit(terminal.ERRORS)


def _with_program(round_: Round, reason: str, by: str, day: date) -> Round:
    """Return the round with this program accepted for the stations that wait for it.

    Without a *reason* print what the program would move and exit with 1.
    """
    lang = terminal.lang()
    waiting = not_accepted(round_)
    if not waiting:
        return round_
    for result in waiting:
        _moved(round_, result, "run.program-moves")
    if not reason:
        terminal.stop(say("run.program", lang, count=len(waiting)))
    with Operation(round_.folder) as operation:
        accept(operation, waiting, day, reason, by)
        operation.commit()
    return replace(round_, history=read_history(round_.folder))


def _moved(round_: Round, result: EarlierResult, key: str) -> None:
    """Print the points that the program moves at a station."""
    lang = terminal.lang()
    name = named(round_, result.station)
    args = {"name": name, "before": result.semantics, "now": result.semantics_now}
    if result.again is None:
        terminal.note(say("run.program-unknown", lang, **args))
        return
    rows = [
        f"{row['criterion']} {row['before'] or '—'} → {row['program'] or '—'}" for row in moved(result, None)
    ]
    listed = Listing(rows[:NAMED], "……" if len(rows) > NAMED else "")
    terminal.note(say(key if rows else "run.program-same", lang, **args, rows=listed))


def _summary(round_: Round, outcomes: Sequence[Outcome]) -> bool:
    """Print a line for each group of outcomes, failures last; return whether any station failed."""
    lang = terminal.lang()
    groups = {
        state: [outcome for outcome in outcomes if outcome.state == state]
        for state in (EVALUATED, RENDERED, UNCHANGED, BROKEN, CRASHED)
    }
    for state in (EVALUATED, RENDERED, UNCHANGED):
        if groups[state]:
            terminal.out(say(f"run.state.{state}", lang, count=len(groups[state])))
    beyond = [f"{outcome.station} {'、'.join(outcome.beyond)}" for outcome in outcomes if outcome.beyond]
    if beyond:
        text = say("run.beyond", lang, count=len(beyond), names="；".join(beyond))
        terminal.note(click.style(text, fg="yellow"))
    altered = [outcome.station for outcome in outcomes if outcome.altered]
    if altered:
        text = say("run.altered", lang, count=len(altered), names=Listing(altered))
        terminal.note(click.style(text, fg="yellow"))
    if len(groups[UNCHANGED]) == len(outcomes):
        terminal.out(say("run.all-unchanged", lang))
    for state in (BROKEN, CRASHED):
        if not groups[state]:
            continue
        terminal.note(click.style(say(f"run.state.{state}", lang, count=len(groups[state])), fg="red"))
        for outcome in groups[state]:
            terminal.note(f"  {named(round_, outcome.station)}  {outcome.reason}".rstrip())
            for problem in outcome.problems:
                for line in problem.render(lang).split("\n"):
                    terminal.note(f"    {line}")
    return bool(groups[BROKEN] or groups[CRASHED])


def _outcome(round_: Round) -> None:
    """Print the first ranks and the awards."""
    from evaluator.cli.round.rank import award, standings
    from evaluator.rounds.rank import rank

    ranking = rank(round_)
    if ranking.ranked:
        standings(round_, ranking, TOP)
    for award_result in ranking.awards:
        award(ranking, award_result)


@contextmanager
def _progress(round_: Round, jobs: int, cluster: str) -> Iterator[Tell]:
    """Show the progress: a bar with the time left on a terminal, else a single line."""
    lang = terminal.lang()
    stations = len(moving_stations(round_))
    if not sys.stderr.isatty():
        key = "run.start-cluster" if cluster else "run.start"
        terminal.note(say(key, lang, stations=stations, jobs=jobs, address=cluster))
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # Refreshed from this thread: a refresh thread could be forked into the workers while it is working.
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        auto_refresh=False,
    ) as progress:
        task = progress.add_task(say("run.bar", lang), total=stations)

        def tell(outcomes: Sequence[Outcome]) -> None:
            progress.update(task, advance=len(outcomes), refresh=True)

        yield tell


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor | None, int]]:
    """Yield a cluster's executor and the number of its threads; None and 0 without an address."""
    if not address:
        yield None, 0
        return
    lang = terminal.lang()
    try:
        from distributed import Client
    except ImportError:
        terminal.stop(say("run.no-cluster", lang), terminal.USAGE)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        terminal.stop(say("run.cluster-away", lang, address=address, reason=error))
    with client:
        threads = sum(client.ncores().values())
        if not threads:
            terminal.stop(say("run.cluster-empty", lang, address=address))
        yield client.get_executor(pure=False), threads
