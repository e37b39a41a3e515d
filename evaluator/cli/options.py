"""Options and steps that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from evaluator.base import exact
from evaluator.cli import terminal
from evaluator.evaluation.pipeline import Evaluated, Inputs, evaluate, read_inputs
from evaluator.model.guideline import Guideline
from evaluator.texts.commands import say

Command = TypeVar("Command", bound=Callable[..., Any])

STATION = click.Path(path_type=Path)


def station_options(command: Command) -> Command:
    """Add the options and the argument of every command that reads a station."""
    for option in (
        click.option("--strict", is_flag=True, help="Warnings are errors. 有警告即停止。"),
        click.option(
            "--profile", default="", metavar="NAME|PATH", help="Apply this profile. 采用的调整方案。"
        ),
        click.option(
            "--guideline", default="", metavar="ID|PATH", help="Use this guideline. 采用的评估指南。"
        ),
        click.option(
            "--decisions",
            type=click.Path(path_type=Path, dir_okay=False),
            help="The panel's decisions. 合议决定文件。",
        ),
        click.option(
            "--sheets",
            type=click.Path(path_type=Path),
            help="Evaluators' sheets, a folder. 评分表文件夹。",
        ),
        click.argument("station", type=STATION),
    ):
        command = option(command)
    return command


def fail_under_option(command: Command) -> Command:
    """Add `--fail-under`."""
    return click.option(
        "--fail-under",
        metavar="POINTS|GRADE",
        help="Exit 3 when the low end is below. 低于此分数或等级时退出码为 3。",
    )(command)


def read_station(
    station: Path, sheets: Path | None, decisions: Path | None, guideline: str, profile: str
) -> Inputs:
    """Read a station; print its problems and exit with 1 when any of them stops the evaluation."""
    inputs, problems = read_inputs(
        station, sheets=sheets, decisions=decisions, guideline=guideline, profile=profile
    )
    if inputs is None:
        terminal.problems(problems)
        terminal.stop(say("nothing-done", terminal.lang()))
    return inputs


def computed(inputs: Inputs, *, strict: bool, quiet: bool = False) -> Evaluated:
    """Evaluate; under *strict*, any warning exits with 1, warnings from counting included."""
    result = evaluate(inputs)
    problems = result.inputs.problems
    if strict and problems:
        terminal.problems(problems)
        terminal.stop(say("strict", terminal.lang()))
    if not quiet:
        terminal.problems(problems)
    return result


def below(result: Evaluated, wanted: str | None) -> bool:
    """Return whether the low end is below what `--fail-under` asks: points, or a grade by id or title."""
    if not wanted:
        return False
    guideline: Guideline = result.inputs.guideline
    points = exact.parse(wanted)
    low, high = result.computed.low.total, result.computed.high.total
    if points is not None:
        return low is None or high is None or min(low, high) < points
    order = [grade.id for grade in guideline.grades]
    target = next((grade.id for grade in guideline.grades if wanted in (grade.id, grade.title)), None)
    if target is None:
        grades = "、".join(f"{grade.id} {grade.title}" for grade in guideline.grades)
        raise click.BadParameter(say("bad-fail-under", terminal.lang(), grades=grades))
    grading = result.computed.grading
    if grading.eligibility != "eligible" or grading.low is None:
        return True
    return order.index(grading.low) > order.index(target)


def leave(result: Evaluated, wanted: str | None) -> None:
    """Exit with 3 when the result is below `--fail-under`."""
    if below(result, wanted):
        terminal.note(say("fail-under", terminal.lang(), wanted=wanted))
        sys.exit(terminal.BELOW)
