"""`evaluator new`: a station's folder or a guideline to start from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import ClassVar

import click

from evaluator.base.disk import make_folder
from evaluator.base.folders import real_path
from evaluator.base.json_text import dumped
from evaluator.cli import terminal
from evaluator.cli.command import Command, CommandGroup
from evaluator.cli.guideline import opened
from evaluator.cli.parameters import Day
from evaluator.texts.commands import say


class NewGroup(CommandGroup):
    """What can be started."""

    modules: ClassVar[Mapping[str, str]] = {
        "station": f"{__name__}:station",
        "guideline": f"{__name__}:guideline",
    }


@click.group("new", cls=NewGroup)
def command() -> None:
    """Start a station's folder or a guideline."""


def _empty(path: Path) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        terminal.stop(say("new.exists", terminal.lang(), path=path))


@click.command("station", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--guideline", default="tongling-station", show_default=True, metavar="ID|PATH")
@click.option("--profile", default="", metavar="NAME|PATH")
@click.option("--id", "station", default="")
@click.option("--name", default="")
@click.option("--county", default="")
@click.option("--from", "first", type=Day())
@click.option("--to", "last", type=Day())
@click.option("--write", "write_lines", is_flag=True)
def station(
    folder: Path,
    guideline: str,
    profile: str,
    station: str,
    name: str,
    county: str,
    first: date | None,
    last: date | None,
    write_lines: bool,
) -> None:
    """Make a station's FOLDER with all it may fill in; what lies there stays and is matched."""
    from evaluator.cli import folder as matching
    from evaluator.drafting.scaffold import station_files
    from evaluator.loading.submission import FILE

    if folder.exists() and not folder.is_dir():
        terminal.stop(say("new.exists", terminal.lang(), path=folder))
    if (folder / FILE).exists():
        terminal.stop(say("new.has-submission", terminal.lang(), path=folder))
    definition = opened(guideline, profile)
    # Without the options, the period is this calendar year.
    year = date.today().year  # noqa: DTZ011 - the station's own calendar
    begin = date(year, 1, 1) if first is None else first
    end = date(year, 12, 31) if last is None else last
    code = station or real_path(folder).name
    proposals = matching.proposals_for(folder, definition)
    tables = frozenset(proposal.ledger for proposal in proposals.ledgers)
    files = station_files(definition, code, name or code, county, begin, end, tables)
    for path, data in files.items():
        if not (folder / path).exists():
            terminal.write(folder / path, data)
    make_folder(folder / "evidence")
    terminal.out(say("new.done", terminal.lang(), path=folder))
    if write_lines and matching.write(folder / FILE, proposals):
        proposals = matching.proposals_for(folder, definition)
    matching.show(proposals, everything=True)


@click.command("guideline", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="评估指南", show_default=True)
@click.option("--edition", default="")
def guideline(folder: Path, title: str, edition: str) -> None:
    """Make a FOLDER with a small guideline that passes `check`."""
    from evaluator.base import resources
    from evaluator.drafting.scaffold import guideline_file

    _empty(folder)
    year = str(date.today().year)  # noqa: DTZ011 - the author's own calendar
    schema = "guideline.schema.json"
    name = real_path(folder).name
    terminal.write(folder / "guideline.yaml", guideline_file(name, title, edition or year, schema))
    terminal.write(folder / schema, dumped(resources.schema("guideline")))
    terminal.out(say("new.guideline-done", terminal.lang(), path=folder))
