"""`evaluator workbook new`: workbooks for stations or evaluators, single or for a whole round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.guideline import PROFILE, opened
from evaluator.cli.options import read_station
from evaluator.cli.parameters import OneOf, OutputPath
from evaluator.cli.workbook.writing import EVALUATOR, STATION, role_of, write_one
from evaluator.loading.submission import FILE
from evaluator.texts.commands import say

if TYPE_CHECKING:
    from evaluator.model.guideline import Guideline
    from evaluator.model.submission import Submission


@click.command("new", cls=Command)
@click.argument("guideline", metavar="GUIDELINE|STATION|ROUND")
@click.option("--for", "audience", type=OneOf([STATION, EVALUATOR]), default=STATION, show_default=True)
@click.option("--as", "name", default="", metavar="EVALUATOR")
@click.option("--role", default="", metavar="ROLE")
@click.option("--from", "station", default="", metavar="STATION")
@click.option("--each", "separate", is_flag=True)
@click.option("--force", is_flag=True)
@PROFILE
@click.option("-o", "--output", type=OutputPath([".xlsx"], folder=True), metavar="FILE|FOLDER")
def new(
    guideline: str,
    audience: str,
    name: str,
    role: str,
    station: str,
    separate: bool,
    force: bool,
    profile: str,
    output: Path | None,
) -> None:
    """Make a workbook of a GUIDELINE, of a STATION's folder filled in, or of a ROUND."""
    from evaluator.model.round import FILE as ROUND_FILE

    if audience == STATION and (name or role):
        raise click.UsageError(say("workbook.new.usage.as", terminal.lang()))
    named = Path(guideline)
    if (named / ROUND_FILE).is_file() or (named.name == ROUND_FILE and named.is_file()):
        from evaluator.cli.workbook.new_round import evaluators, stations

        if profile:
            raise click.UsageError(say("workbook.new.usage.profile", terminal.lang()))
        if audience == STATION:
            stations(named, station, output, separate=separate, force=force)
        else:
            evaluators(named, name, role, station, output, separate=separate, force=force)
        return
    if separate:
        raise click.UsageError(say("workbook.new.usage.each", terminal.lang()))
    definition, submission = _read(guideline, station, profile)
    if audience == STATION:
        from evaluator.cli.workbook.writing import note_omissions
        from evaluator.workbook.write import workbook

        note_omissions(definition, submission)
        data, default = (
            workbook(definition, submission),
            submission.station.id if submission else definition.id,
        )
    else:
        data, default = _evaluators(definition, name, role, submission)
    write_one(output, f"{default}.xlsx", data, audience, force=force)


def _read(guideline: str, station: str, profile: str) -> tuple[Guideline, Submission | None]:
    """Return the guideline, and the station's submission where a station is named."""
    is_station = (Path(guideline) / FILE).is_file()
    if not station and not is_station:
        return opened(guideline, profile), None
    own = "" if is_station else guideline
    inputs = read_station(Path(station or guideline), None, None, own, profile)
    terminal.problems(inputs.problems)
    return inputs.guideline, inputs.submission


def _evaluators(
    guideline: Guideline, name: str, role: str, submission: Submission | None
) -> tuple[bytes, str]:
    """Return the workbook of an evaluator outside any round, and its name."""
    from evaluator.base.files import is_file_name
    from evaluator.conditions.wording import Words
    from evaluator.marking.questions import asked_of
    from evaluator.model.sheet import Evaluator
    from evaluator.model.values import EXPERT
    from evaluator.work.workbooks import loose_book

    if name and not is_file_name(name):
        raise click.UsageError(say("workbook.new.usage.name", terminal.lang(), name=name))
    evaluator = Evaluator(name, role=role_of(guideline, role) or EXPERT)
    if not asked_of(guideline, evaluator, "", ()):
        terminal.stop(
            say("workbook.new.nothing-asked", terminal.lang(), role=Words(guideline).role(evaluator.role))
        )
    name_parts = [guideline.id if submission is None else submission.station.id, name or evaluator.role]
    return loose_book(guideline, evaluator, submission), "-".join(name_parts)
