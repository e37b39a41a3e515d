"""`evaluator workbook read`: turn a filled-in workbook into the station's folder, or into sheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT_FILE, OutputPath
from evaluator.evaluation.pipeline import failed
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import FILE, open_submission
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem
from evaluator.texts.reasons import reason_in
from evaluator.yaml.parse import Scalar, Table

if TYPE_CHECKING:
    from evaluator.model.guideline import Guideline
    from evaluator.workbook.book import Book

SHEETS = "sheets"


@click.command("read", cls=Command)
@click.argument("file", metavar="WORKBOOK", type=INPUT_FILE)
@click.option("-o", "--output", type=OutputPath(folder=True), metavar="FOLDER")
@click.option("--guideline", default="", metavar="ID|PATH")
@click.option("--profile", default="", metavar="NAME|PATH")
@click.option("--force", is_flag=True)
@click.option("--strict", is_flag=True)
def command(file: Path, output: Path | None, guideline: str, profile: str, force: bool, strict: bool) -> None:
    """Turn the workbook FILE into a station's folder, or into an evaluator's sheets."""
    from evaluator.workbook.book import read_book
    from evaluator.workbook.marking.sheets import is_evaluators

    book, problems = read_book(file)
    if book is None:
        _refuse(problems)
    beside = (file.parent, file.parent.parent)
    chosen, problems = open_guideline(
        guideline or book.about.get("guideline", ""),
        profile or book.about.get("profile", ""),
        beside,
        typed=bool(guideline),
    )
    if chosen is None:
        _refuse(problems)
    if is_evaluators(book):
        from evaluator.cli.workbook.read_marks import read_marks

        read_marks(book, chosen, output or file.parent / SHEETS, force=force, strict=strict)
    else:
        _read_station(book, chosen, file, output, force=force, strict=strict)


def _read_station(
    book: Book, guideline: Guideline, file: Path, output: Path | None, *, force: bool, strict: bool
) -> None:
    from evaluator.workbook.station import install, station_of

    station = station_of(book, guideline, output)
    # A workbook does not contain evidence files; `check` names the files still missing once they are added.
    missing = [problem for problem in station.problems if problem.code == "evidence-missing"]
    terminal.problems([problem for problem in station.problems if problem not in missing])
    if missing:
        terminal.note(say("workbook.read.evidence", terminal.lang(), count=len(missing)))
    if station.failed or station.submission is None:
        terminal.stop(say("workbook.read.nothing", terminal.lang()))
    if strict and station.problems:
        terminal.stop(say("workbook.read.strict", terminal.lang()))
    id = station.submission.station.id
    folder = output or file.parent / _safe(id)
    _check_target(folder, id, force=force)
    try:
        install(station.files, folder)
    except OSError as error:
        terminal.stop(
            say(
                "workbook.read.cannot", terminal.lang(), path=folder, reason=reason_in(error, terminal.lang())
            )
        )
    name = station.submission.station.name
    terminal.out(
        say(
            "workbook.read.done",
            terminal.lang(),
            path=folder,
            name=name,
            ledgers=len(station.submission.ledgers),
        )
    )


def _refuse(problems: list[Problem]) -> NoReturn:
    assert failed(problems)
    terminal.problems(problems)
    terminal.stop(say("workbook.read.nothing", terminal.lang()))


def _safe(id: str) -> str:
    return "".join("_" if character in '\\/:*?"<>|' else character for character in id).strip(". ") or "_"


def _check_target(folder: Path, id: str, *, force: bool) -> None:
    """Exit unless the folder is new or empty, or, under *force*, this station's own."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    node = open_submission(folder).node if (folder / FILE).is_file() else None
    station = node.entries.get("station") if isinstance(node, Table) else None
    id_node = station.entries.get("id") if isinstance(station, Table) else None
    own = isinstance(id_node, Scalar) and id_node.text.strip() == id
    if not own:
        terminal.stop(say("workbook.read.not-the-station", terminal.lang(), path=folder, id=id))
    if not force:
        terminal.stop(say("workbook.read.exists", terminal.lang(), path=folder))
