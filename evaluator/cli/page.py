"""`evaluator page`: one HTML file with this engine in it, for a browser without network."""

from __future__ import annotations

from pathlib import Path

import click

from evaluator.base.folders import real_path
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import OneOf, OutputPath
from evaluator.cli.round.shared import opened
from evaluator.loading.guideline import load_guideline
from evaluator.loading.search import find_guideline, find_profile
from evaluator.loading.submission import FILE, locate, named_guideline
from evaluator.marking.questions import Refused, member_of
from evaluator.model.round import FILE as ROUND_FILE
from evaluator.model.values import Period
from evaluator.page.write import NoRuntime, Source, StationFiles, marking_page, page, station_files
from evaluator.rounds.read import read_round
from evaluator.texts.commands import say
from evaluator.texts.problem import Unusable

STATION, EVALUATOR = "station", "evaluator"


@click.command("page", cls=Command)
@click.argument("guideline", metavar="GUIDELINE|STATION|ROUND")
@click.option("--for", "audience", type=OneOf([STATION, EVALUATOR]), default=STATION, show_default=True)
@click.option("--as", "evaluator", default="", metavar="EVALUATOR")
@click.option("--profile", default="", metavar="NAME|PATH")
@click.option("-o", "--output", type=OutputPath([".html", ".htm"]))
def command(guideline: str, audience: str, evaluator: str, profile: str, output: Path | None) -> None:
    """Write the page of a GUIDELINE, of a STATION's folder or of a ROUND, or one to mark a ROUND with."""
    named = Path(guideline)
    if (audience == EVALUATOR) != bool(evaluator):
        raise click.UsageError(say("page.usage.as", terminal.lang()))
    if audience == EVALUATOR:
        _for_evaluator(named, evaluator, profile, output)
        return
    station: StationFiles | None = None
    period: Period | None = None
    title = ""
    if (named / ROUND_FILE).is_file() or (named.name == ROUND_FILE and named.is_file()):
        if profile:
            raise click.UsageError(say("workbook.new.usage.profile", terminal.lang()))
        round_, problems = read_round(named)
        if round_ is None:
            raise Unusable(problems)
        beside = (round_.folder, round_.folder.parent, round_.folder.parent.parent)
        source = _source(round_.guideline.id, round_.profile, beside)
        period, title, default = round_.period, round_.title, round_.id
    elif (named / FILE).is_file() or (named.name == FILE and named.is_file()):
        folder, problems = locate(named)
        if folder is None:
            raise Unusable(problems)
        name, own_profile, problems = named_guideline(folder)
        if not name:
            raise Unusable(problems)
        source = _source(name, profile or own_profile, (folder, folder.parent, folder.parent.parent))
        station = station_files(folder)
        default = real_path(folder).name
    else:
        source = _source(guideline, profile, ())
        default = source.model.id
    try:
        data = page(source, terminal.lang(), station, period, title)
    except NoRuntime as missing:
        terminal.stop(say(str(missing), terminal.lang()))
    _write(output or Path(f"{default}.html"), data)


def _for_evaluator(round_folder: Path, evaluator: str, profile: str, output: Path | None) -> None:
    """Write the page with which an evaluator marks a round's stations."""
    lang = terminal.lang()
    if profile:
        raise click.UsageError(say("workbook.new.usage.profile", lang))
    round_ = opened(round_folder)
    try:
        data = marking_page(round_, member_of(round_, evaluator), lang)
    except Refused as refused:
        terminal.stop(say(f"mark.{refused.key}", lang, **refused.args_of))
    except NoRuntime as missing:
        terminal.stop(say(str(missing), lang))
    _write(output or Path(f"{round_.id}-{evaluator}.html"), data)


def _write(target: Path, data: bytes) -> None:
    terminal.write(target, data)
    terminal.out(say("page.done", terminal.lang(), path=target, size=f"{len(data) / 1e6:.1f}"))


def _source(name: str, profile: str, beside: tuple[Path, ...]) -> Source:
    """Return a guideline with its files; raise Unusable where it cannot be used."""
    path, problems = find_guideline(name, beside)
    if path is None:
        raise Unusable(problems)
    overlay: Path | None = None
    if profile:
        overlay, problems = find_profile(path, profile)
        if overlay is None:
            raise Unusable(problems)
    model, problems = load_guideline(path, overlay)
    if model is None:
        raise Unusable(problems)
    return Source(model, path / "guideline.yaml" if path.is_dir() else path, overlay)
