"""`evaluator score`: one evaluation, as JSON."""

from __future__ import annotations

from pathlib import Path

import click

from evaluator.base.json_text import dumped
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.options import (
    computed,
    fail_under_option,
    grade_text,
    least,
    points_text,
    read_station,
    station_options,
)
from evaluator.cli.parameters import OutputPath
from evaluator.model.evaluation import Evaluation
from evaluator.texts.commands import say


@click.command("score", cls=Command)
@station_options
@click.option("-o", "--output", type=OutputPath([".json"]))
@click.option("--json", "as_json", is_flag=True)
@fail_under_option
def command(
    station: Path,
    sheets: Path | None,
    decisions: Path | None,
    guideline: str,
    profile: str,
    strict: bool,
    output: Path | None,
    as_json: bool,
    fail_under: str | None,
) -> None:
    """Score the STATION's folder and write its evaluation."""
    inputs = read_station(station, sheets, decisions, guideline, profile)
    wanted = least(inputs.guideline, fail_under)
    result = computed(inputs, strict=strict)
    if output is not None:
        terminal.write(output, dumped(result.document))
        terminal.note(score_line(result.document))
        terminal.note(say("written", terminal.lang(), path=output))
    if output is None or as_json:
        terminal.as_json(result.document)
    wanted.check(result)


def score_line(document: Evaluation) -> str:
    """Return station, points and grade on one line."""
    lang = terminal.lang()
    score = document["score"]
    station = document["station"]
    return say(
        "score.line",
        lang,
        name=station["name"],
        points=points_text(score),
        full=score["out_of"],
        grade=grade_text(score),
    )
