"""`evaluator workbook read`: from a workbook that was filled in to the station's folder."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from evaluator.cli import show
from evaluator.cli.workbook_read_texts import say
from evaluator.guidelines import open_guideline
from evaluator.loading.submission import FILE, open_submission
from evaluator.pipeline import failed
from evaluator.problem import Problem
from evaluator.source import Scalar, Table


@click.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="STATION",
    help="The station's folder; default: beside the workbook, by the station's id. 站点文件夹。",
)
@click.option("--guideline", default="", metavar="ID|PATH", help="Use this guideline. 采用的评估指南。")
@click.option("--profile", default="", metavar="NAME|PATH", help="Apply this profile. 采用的调整方案。")
@click.option("--force", is_flag=True, help="Replace what the station's folder holds. 覆盖站点已有的内容。")
@click.option("--strict", is_flag=True, help="Warnings are errors. 有警告即停止。")
def command(file: Path, output: Path | None, guideline: str, profile: str, force: bool, strict: bool) -> None:
    """Turn the workbook FILE into a station's folder. 读取填好的工作簿。"""
    from evaluator.workbook.book import open_book
    from evaluator.workbook.station import install, station_of

    book, problems = open_book(_read(file), file.name)
    if book is None:
        _refuse(problems)
    beside = (file.parent, file.parent.parent)
    chosen, problems = open_guideline(
        guideline or book.about.get("guideline", ""), profile or book.about.get("profile", ""), beside
    )
    if chosen is None:
        _refuse(problems)
    station = station_of(book, chosen, output)
    # Files travel beside a workbook, not in it; `check` names those still missing once they were added.
    missing = [one for one in station.problems if one.code == "evidence-missing"]
    show.problems([one for one in station.problems if one not in missing])
    if missing:
        show.note(say("read.evidence", show.lang(), count=len(missing)))
    if station.failed or station.submission is None:
        show.stop(say("read.nothing", show.lang()))
    if strict and station.problems:
        show.stop(say("read.strict", show.lang()))
    id = station.submission.station.id
    folder = output or file.parent / _safe(id)
    _check_target(folder, id, force=force)
    try:
        install(station.files, folder)
    except OSError as error:
        show.stop(say("read.cannot", show.lang(), path=folder, reason=error.strerror or str(error)))
    name = station.submission.station.name
    show.out(say("read.done", show.lang(), path=folder, name=name, ledgers=len(station.submission.ledgers)))


def _read(file: Path) -> bytes:
    from evaluator.workbook.container import MOST_BYTES

    try:
        with file.open("rb") as stream:
            # One byte more than is allowed tells that it is too large.
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        _refuse([Problem("file-missing", file.name)])
    except OSError as error:
        reason = error.strerror or type(error).__name__
        _refuse([Problem("file-unreadable", file.name, args={"reason": reason})])


def _refuse(problems: list[Problem]) -> NoReturn:
    assert failed(problems)
    show.problems(problems)
    show.stop(say("read.nothing", show.lang()))


def _safe(id: str) -> str:
    return "".join("_" if character in '\\/:*?"<>|' else character for character in id).strip(". ") or "_"


def _check_target(folder: Path, id: str, *, force: bool) -> None:
    """Leave unless the folder is new or empty, or, under *force*, this station's own."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    node = open_submission(folder).node if (folder / FILE).is_file() else None
    station = node.entries.get("station") if isinstance(node, Table) else None
    found = station.entries.get("id") if isinstance(station, Table) else None
    own = isinstance(found, Scalar) and found.text.strip() == id
    if not own:
        show.stop(say("read.not-the-station", show.lang(), path=folder, id=id))
    if not force:
        show.stop(say("read.exists", show.lang(), path=folder))
