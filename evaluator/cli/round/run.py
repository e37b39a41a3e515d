"""`evaluator round run`: evaluate every station, show the progress, print the outcomes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import WholeNumber
from evaluator.cli.round.documents import round_documents, tell_edited
from evaluator.cli.round.shared import DAY, ROUND, day_of, held, named, record_inputs, whole
from evaluator.model.round import Round
from evaluator.rounds.read import moving_stations
from evaluator.rounds.staging import Operation
from evaluator.texts.commands import say
from evaluator.work.run import Tell, processors
from evaluator.work.run import run as run_round
from evaluator.work.station import BROKEN, CRASHED, EVALUATED, RENDERED, UNCHANGED, Outcome, record_work

TOP = 10
"""Ranks shown after a run; `round rank` shows all."""

PATIENCE = "10s"
"""How long a cluster's scheduler may take to answer."""


@click.command("run", cls=Command)
@click.option("--jobs", type=WholeNumber())
@click.option("--cluster", default="", metavar="ADDRESS")
@click.option("--no-reports", is_flag=True)
@DAY
@ROUND
def run(folder: Path, jobs: int | None, cluster: str, no_reports: bool, day: date | None) -> None:
    """Evaluate all stations of the ROUND."""
    with held(folder, "run") as round_:
        if round_.closed:
            terminal.stop(say("run.closed", terminal.lang()))
        whole(round_)
        if not moving_stations(round_):
            terminal.stop(say("run.nothing", terminal.lang()))
        record_inputs(round_, day_of(day))
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
        terminal.note(say("run.reopened", terminal.lang(), edition=round_.history.edition.number))
    if failed:
        sys.exit(terminal.ERRORS)


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
    altered = [outcome.station for outcome in outcomes if outcome.altered]
    if altered:
        text = say("run.altered", lang, count=len(altered), names="、".join(altered))
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
