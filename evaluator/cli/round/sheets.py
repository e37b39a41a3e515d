"""`evaluator round sheets`: the evaluators' sheets on paper, blank or filled in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from evaluator.base.disk import discard_beside
from evaluator.base.files import write_whole
from evaluator.base.gate import read_file, read_if_there
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import OutputPath
from evaluator.cli.round.shared import ROUND, held
from evaluator.model.round import REPORTS, Round
from evaluator.model.sheet import Evaluator
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem

FOLDER, BLANK = "score-sheets", "blank-sheets"
"""Separate folders, so that a blank sheet never overwrites a filled-in sheet."""


@click.command("sheets", cls=Command)
@click.option("--to", "evaluator", default="", metavar="EVALUATOR")
@click.option("--blank", is_flag=True)
@click.option("-o", "--output", type=OutputPath(folder=True))
@ROUND
def sheets(folder: Path, evaluator: str, blank: bool, output: Path | None) -> None:
    """Write score sheets of the ROUND to print and sign."""
    with held(folder, "sheets") as round_:
        papers, problems = _papers(round_, _members(round_, evaluator), blank=blank)
        terminal.problems(problems)
        if problems:
            terminal.stop(say("round.nothing-written", terminal.lang()))
        if not papers:
            terminal.stop(say("sheets.none", terminal.lang()))
        below = f"{REPORTS}/{BLANK if blank else FOLDER}"
        target = output or round_.folder / below
        if output is None:
            written = _recorded(round_, below, papers)
        else:
            written = [path for path, data in papers if write_changed(target / path, data)]
        terminal.out(
            say(
                "sheets.done",
                terminal.lang(),
                count=len(papers),
                written=len(written),
                folder=target.as_posix(),
            )
        )


def _recorded(round_: Round, below: str, papers: Sequence[tuple[Path, bytes]]) -> list[Path]:
    """Write and record the papers that changed; return them."""
    changed = [(path, data) for path, data in papers if read_if_there(round_.folder / below / path) != data]
    with Operation(round_.folder) as operation:
        for path, data in changed:
            operation.write(f"{below}/{path.as_posix()}", data)
        operation.commit()
    return [path for path, _ in changed]


def write_changed(path: Path, data: bytes) -> bool:
    """Write a file unless it has this content already; return whether it was written."""
    discard_beside(path)
    if path.is_file() and read_file(path) == data:
        return False
    write_whole(path, data)
    return True


def _members(round_: Round, wanted: str) -> tuple[Evaluator, ...]:
    members = round_.panel.evaluators
    if not members:
        terminal.stop(say("sheets.no-panel", terminal.lang()))
    selection = tuple(member for member in members if wanted in ("", member.id))
    if not selection:
        ids = Listing(member.id for member in members)
        terminal.stop(say("sheets.unknown", terminal.lang(), name=wanted, known=ids))
    return selection


def _papers(
    round_: Round, members: tuple[Evaluator, ...], *, blank: bool
) -> tuple[list[tuple[Path, bytes]], list[Problem]]:
    """Return every sheet with its path below the folder, and the errors in stations and sheets."""
    from evaluator.evaluation.pipeline import failed
    from evaluator.marking.questions import UnreadableSheet
    from evaluator.reports import score_sheet

    papers: list[tuple[Path, bytes]] = []
    problems: list[Problem] = []
    stations: dict[str, list[Evaluator]] = {}
    for member in members:
        for station in score_sheet.stations_of(round_, member):
            stations.setdefault(station, []).append(member)
    for station, evaluators in sorted(stations.items()):
        submission, new_problems = score_sheet.submission_of(round_, station)
        if submission is None:
            problems += [problem for problem in new_problems if failed([problem])]
            continue
        for member in evaluators:
            try:
                marking, new_problems = score_sheet.sheet_of(round_, member, submission, blank=blank)
            except UnreadableSheet as unreadable:
                problems += unreadable.problems
                continue
            problems += new_problems
            if not new_problems:
                papers.append((Path(member.id) / f"{station}.docx", score_sheet.sheet_docx(marking)))
    return papers, problems
