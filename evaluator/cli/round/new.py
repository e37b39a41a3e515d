"""`evaluator round new` and `close`: the beginning and the end of a round."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT_FILE, INPUT_FOLDER, Day
from evaluator.cli.round.receive import take_in
from evaluator.cli.round.shared import DAY, ROUND, day_of, held, making, opened
from evaluator.evaluation.pipeline import failed
from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Station
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem


@click.command("new", cls=Command)
@click.option("--guideline", required=True, metavar="ID|PATH")
@click.option("--profile", default="", metavar="NAME|PATH")
@click.option("--title", required=True)
@click.option("--id", "id", default="")
@click.option("--from", "first", required=True, type=Day())
@click.option("--to", "last", required=True, type=Day())
@click.option("--stations", multiple=True, type=INPUT_FOLDER)
@click.option("--list", "station_list", type=INPUT_FILE, metavar="FILE")
@click.option("--panel", "panel_list", type=INPUT_FILE, metavar="FILE")
@click.option("--workbooks", is_flag=False, flag_value="", default=None, metavar="[FOLDER]")
@DAY
@ROUND
def new(
    folder: Path,
    guideline: str,
    profile: str,
    title: str,
    id: str,
    first: date,
    last: date,
    stations: tuple[Path, ...],
    station_list: Path | None,
    panel_list: Path | None,
    workbooks: str | None,
    day: date | None,
) -> None:
    """Start a ROUND: pin the guideline, explain what to fill in."""
    from evaluator.base.files import is_file_name
    from evaluator.loading.guideline import load_guideline
    from evaluator.loading.search import find_guideline, find_profile
    from evaluator.model.round import FILE
    from evaluator.rounds.start import begin, round_files
    from evaluator.yaml.errors import shortened

    if (folder / FILE).exists():
        terminal.problems([Problem("round-exists", f"{folder.name}/{FILE}")])
        terminal.stop(say("round.nothing-written", terminal.lang()))
    books = None if workbooks is None else Path(workbooks) if workbooks else folder / "workbooks"
    if books is not None and books.exists() and (not books.is_dir() or any(books.iterdir())):
        terminal.stop(say("round.exists", terminal.lang(), path=books))  # workbooks there may be filled in
    if first > last:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        raise click.BadParameter(say("round.period", terminal.lang(), **days), param_hint="--from")
    path, problems = find_guideline(guideline, (folder, folder.parent), typed=True)
    overlay: Path | None = None
    if path is not None and profile:
        overlay, problems = find_profile(path, profile)
    definition = None
    if path is not None and (overlay is not None or not profile):
        definition, problems = load_guideline(path, overlay)
    terminal.problems(problems)
    if definition is None or path is None:
        terminal.stop(say("round.nothing-written", terminal.lang()))
    name = id or f"{definition.id}-{last.year}"
    if not is_file_name(name):
        hint = Problem("round-id", FILE).hint(terminal.lang())
        text = say("usage.id", terminal.lang(), name=shortened(name), hint=hint)
        raise click.BadParameter(text, param_hint="--id")
    listed, panel = _lists(definition, station_list, panel_list)
    files = round_files(
        definition, path, overlay, id=name, title=title, first=first, last=last, stations=listed, panel=panel
    )
    with making(folder):
        begin(folder, files, day_of(day))
    terminal.out(say("round.made-with-panel" if panel else "round.made", terminal.lang(), path=folder))
    if stations:
        with held(folder, "new") as round_:
            take_in(round_, stations, day_of(day))
    elif panel:
        opened(folder)  # prints what nobody on the list marks
    if books is not None:
        _write_books(folder, books, listed)


def _lists(
    guideline: Guideline, station_list: Path | None, panel_list: Path | None
) -> tuple[list[Station], list[Evaluator]]:
    """Read both lists; exit with 1 when either has a problem."""
    from evaluator.work.lists import read_evaluators, read_stations

    stations: list[Station] = []
    panel: list[Evaluator] = []
    problems: list[Problem] = []
    if station_list is not None:
        stations, problems = read_stations(station_list)
    if panel_list is not None:
        ids = [station.id for station in stations] if station_list is not None else None
        panel, more = read_evaluators(panel_list, guideline, ids)
        problems = [*problems, *more]
    terminal.problems(problems)
    if problems:
        terminal.stop(say("round.nothing-written", terminal.lang()))
    return stations, panel


def _write_books(folder: Path, target: Path, listed: list[Station]) -> None:
    """Write the workbooks of the stations and evaluators listed so far."""
    from evaluator.cli.workbook.writing import write_books
    from evaluator.rounds.read import read_round
    from evaluator.work.workbooks import evaluator_books, station_books, station_submissions

    round_, _ = read_round(folder)  # its problems are printed already
    if round_ is None:
        terminal.stop(say("round.no-books", terminal.lang()))
    named = {station.id: station for station in listed}
    submissions, problems = station_submissions(round_, named=named)
    theirs = station_books(round_.guideline, submissions)
    ours, more = evaluator_books(round_, named=named) if round_.panel.evaluators else (iter(()), [])
    wrong = [problem for problem in (*problems, *more) if failed([problem])]
    if wrong:
        terminal.problems(wrong)
        terminal.stop(say("round.no-books", terminal.lang()))
    counts = {
        kind: write_books(((target / kind / name, data) for name, data in books), force=False)
        for kind, books in (("stations", theirs), ("evaluators", ours))
    }
    terminal.out(say("round.books", terminal.lang(), path=target, **counts))
    if not all(counts.values()):
        terminal.note(say("round.books-later", terminal.lang(), path=shlex.quote(str(folder))))
