"""`evaluator new`: a station's folder or a guideline to start from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from evaluator.base.json_text import dumped
from evaluator.cli import terminal
from evaluator.cli.guideline import opened
from evaluator.texts.commands import say


@click.group("new")
def command() -> None:
    """Start a station's folder or a guideline. 新建。"""


def _empty(path: Path) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        terminal.stop(say("new.exists", terminal.lang(), path=path))


@command.command("station")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--guideline", default="tongling-station", show_default=True, metavar="ID|PATH")
@click.option("--profile", default="", metavar="NAME|PATH")
@click.option(
    "--id", "station", default="", help="The station's code; default: the folder's name. 站点代码。"
)
@click.option("--name", default="", help="The station's name. 站点名称。")
@click.option("--county", default="", help="Its county. 区县。")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day. 起始日期。")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day. 截止日期。")
def station(
    folder: Path,
    guideline: str,
    profile: str,
    station: str,
    name: str,
    county: str,
    first: date | None,
    last: date | None,
) -> None:
    """Make a station's FOLDER with all it may fill in. 新建站点文件夹。"""
    from evaluator.drafting.scaffold import station_files

    _empty(folder)
    definition = opened(guideline, profile)
    # Without the options, the period is this calendar year.
    year = date.today().year  # noqa: DTZ011 - the station's own calendar
    begin = date(year, 1, 1) if first is None else date.fromisoformat(f"{first:%Y-%m-%d}")
    end = date(year, 12, 31) if last is None else date.fromisoformat(f"{last:%Y-%m-%d}")
    code = station or folder.resolve().name
    files = station_files(definition, code, name or code, county, begin, end)
    for path, data in files.items():
        terminal.write(folder / path, data)
    (folder / "evidence").mkdir(exist_ok=True)
    terminal.out(say("new.done", terminal.lang(), path=folder))


@command.command("guideline")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="评估指南", show_default=True, help="Its title. 名称。")
@click.option("--edition", default="", help="Its edition; default: this year. 版本。")
def guideline(folder: Path, title: str, edition: str) -> None:
    """Make a FOLDER with a small guideline that passes `check`. 新建评估指南。"""
    from evaluator.base import resources
    from evaluator.drafting.scaffold import guideline_file

    _empty(folder)
    year = str(date.today().year)  # noqa: DTZ011 - the author's own calendar
    schema = "guideline.schema.json"
    name = folder.resolve().name
    terminal.write(folder / "guideline.yaml", guideline_file(name, title, edition or year, schema))
    terminal.write(folder / schema, dumped(resources.schema("guideline")))
    terminal.out(say("new.guideline-done", terminal.lang(), path=folder))
