"""Options and steps that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass
from evaluator.cli import terminal
from evaluator.evaluation.pipeline import Evaluated, Inputs, evaluate, read_inputs
from evaluator.loading.submission import Document
from evaluator.model.evaluation import ScoreJson
from evaluator.model.guideline import Guideline
from evaluator.texts import Listing
from evaluator.texts.commands import say

Command = TypeVar("Command", bound=Callable[..., Any])


def station_options(command: Command) -> Command:
    """Add the options and the argument of every command that reads a station."""
    import click

    from evaluator.cli.parameters import INPUT_FILE, INPUT_FOLDER

    for option in (
        click.option("--strict", is_flag=True),
        click.option("--profile", default="", metavar="NAME|PATH"),
        click.option("--guideline", default="", metavar="ID|PATH"),
        click.option("--decisions", type=INPUT_FILE),
        click.option("--sheets", type=INPUT_FOLDER),
        click.argument("station", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


def fail_under_option(command: Command) -> Command:
    """Add `--fail-under`."""
    import click

    return click.option("--fail-under", metavar="POINTS|GRADE")(command)


def read_station(
    station: Path,
    sheets: Path | None,
    decisions: Path | None,
    guideline: str,
    profile: str,
    document: Document | None = None,
) -> Inputs:
    """Read a station; print its problems and exit with 1 when any of them stops the evaluation.

    *document*: the station's file, where it is read already.
    """
    inputs, problems = read_inputs(
        station,
        sheets=sheets,
        decisions=decisions,
        guideline=guideline,
        profile=profile,
        document=document,
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


@dataclass(frozen=True, slots=True)
class Least:
    """What `--fail-under` asks for: points, or a grade."""

    wanted: str = ""
    """As it was typed; '' where nothing is asked for."""
    points: Number | None = None
    grade: str = ""

    def check(self, result: Evaluated) -> None:
        """Exit with 3 when the result's low end is below it."""
        if self.wanted and self._is_above(result):
            terminal.note(say("fail-under", terminal.lang(), wanted=self.wanted))
            sys.exit(terminal.BELOW)

    def _is_above(self, result: Evaluated) -> bool:
        low, high = result.computed.low.total, result.computed.high.total
        if self.points is not None:
            return low is None or high is None or min(low, high) < self.points
        order = [grade.id for grade in result.inputs.guideline.grades]
        grading = result.computed.grading
        if grading.eligibility != "eligible" or grading.low is None:
            return True
        return order.index(grading.low) > order.index(self.grade)


def least(guideline: Guideline, wanted: str | None) -> Least:
    """Return what `--fail-under` asks for; exit with 2 when it is neither points nor a grade."""
    if not wanted:
        return Least()
    points = exact.parse(wanted)
    target = next((grade.id for grade in guideline.grades if wanted in (grade.id, grade.title)), "")
    if points is None and not target:
        grades = Listing(f"{grade.id} {grade.title}" for grade in guideline.grades)
        import click

        raise click.UsageError(say("bad-fail-under", terminal.lang(), grades=grades))
    bonus = guideline.bonus.at_most if guideline.bonus.above_full else 0
    most = guideline.full_marks + (bonus or 0)
    if points is not None and not target and not 0 <= points <= most:
        import click

        raise click.UsageError(
            say("bad-fail-under-points", terminal.lang(), wanted=wanted, most=exact.text(most))
        )
    return Least(wanted, points, target)


def points_text(score: ScoreJson) -> str:
    """Return the points, or both ends while something is open."""
    if score["points"] is not None:
        return score.get("shown") or score["points"]
    if score["low"] is None:
        return "—"
    return say("range", terminal.lang(), low=score["low"], high=score["high"])


def grade_text(score: ScoreJson) -> str:
    """Return the grade, or both ends while it is open."""
    lang = terminal.lang()
    if score["grade_title"] is not None:
        return score["grade_title"]
    if score["grade_low"] is None:
        return say("grade.none", lang)
    if score["grade_low"] == score["grade_high"]:
        return say("grade.none", lang)
    return say("range", lang, low=score["grade_low_title"], high=score["grade_high_title"])
