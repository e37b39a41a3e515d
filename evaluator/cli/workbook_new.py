"""`evaluator workbook new`: the offline self-check workbook, empty or filled from a station's folder."""

from __future__ import annotations

from pathlib import Path

import click

from evaluator.cli import show
from evaluator.cli.common import read_station
from evaluator.cli.guideline import PROFILE, opened
from evaluator.cli.texts import say
from evaluator.loading.submission import FILE


@click.command("new")
@click.argument("guideline", metavar="GUIDELINE|STATION")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["station"]),
    default="station",
    show_default=True,
    help="Who fills it in. 给谁填写。",
)
@click.option(
    "--from",
    "station",
    type=click.Path(path_type=Path),
    metavar="STATION",
    help="Fill it from this station's folder. 用站点文件夹里的内容填好。",
)
@PROFILE
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it here. 写入的文件。"
)
def new(guideline: str, audience: str, station: Path | None, profile: str, output: Path | None) -> None:
    """Make the workbook of a GUIDELINE, or of the guideline a STATION's folder names. 新建自评工作簿。"""
    from evaluator.workbook.write import workbook

    del audience  # the only one so far
    named = Path(guideline)
    submission = None
    if station is not None:
        own = "" if (named / FILE).is_file() else guideline
        inputs = read_station(station, None, None, own, profile, strict=False)
        show.problems(inputs.problems)
        found, submission = inputs.guideline, inputs.submission
    elif (named / FILE).is_file():
        found = read_station(named, None, None, "", profile, strict=False).guideline
    else:
        found = opened(guideline, profile)
    path = output or Path(f"{submission.station.id if submission is not None else found.id}.xlsx")
    show.write(path, workbook(found, submission))
    show.note(say("workbook.done", show.lang(), path=path))
