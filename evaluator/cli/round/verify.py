"""`evaluator round verify`: prove the whole round, or name what was changed."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import MOST_JOBS, WholeNumber
from evaluator.cli.round.shared import ROUND, free
from evaluator.model.round import DECISIONS, FILE, SHEETS, Round
from evaluator.reports.heading import SEAL_DIGITS
from evaluator.rounds.intake import subject_of
from evaluator.rounds.read import read_round
from evaluator.rounds.record import is_draft
from evaluator.rounds.staging import unfinished_plan
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem, Severity
from evaluator.work.run import processors
from evaluator.work.verify import Verified
from evaluator.work.verify import verify as verify_round

MOST_LISTED = 5
"""Files of a folder, such as a station's, that are listed with the same fault; JSON has all."""


@click.command("verify", cls=Command)
@click.option("--quick", is_flag=True)
@click.option("--jobs", type=WholeNumber(MOST_JOBS))
@click.option("--json", "as_json", is_flag=True)
@ROUND
def verify(folder: Path, quick: bool, jobs: int | None, as_json: bool) -> None:
    """Prove the ROUND: every file, the log, every result from its inputs, every paper from its result.

    Exit with 3 when something is not as it was recorded or computed.
    """
    if folder.name == FILE:
        folder = folder.parent
    if not folder.is_dir():
        terminal.problems([Problem("round-missing", folder.name or str(folder))])
        terminal.stop(say("nothing-done", terminal.lang()))
    free(folder)
    round_, problems = read_round(folder)
    if round_ is None and not (folder / FILE).exists() and not (folder / "history").is_dir():
        terminal.problems(problems)
        terminal.stop(say("nothing-done", terminal.lang()))
    # A missing declaration is named with the other files.
    errors = [
        problem
        for problem in problems
        if problem.severity is Severity.ERROR and problem.code != "round-missing"
    ]
    verified = verify_round(round_, folder, quick=quick, jobs=jobs or processors())
    listed = [*unfinished_plan(folder), *errors, *verified.problems]
    wrong = [problem for problem in listed if problem.severity is Severity.ERROR]
    if as_json:
        terminal.as_json(_json(round_, verified, listed, quick=quick))
    else:
        _tell(listed, verified, quick=quick)
        _tell_unproved(round_)
    if wrong:
        sys.exit(terminal.BELOW)


def _tell(listed: list[Problem], verified: Verified, *, quick: bool) -> None:
    """Print the problems, what follows from others last; of a folder's files no more than MOST_LISTED.

    A hint stands once below all that it is for.
    """
    lang = terminal.lang()
    hint = ""
    for (_, place), group in groupby(listed, lambda problem: (problem.code, _place(problem))):
        alike = list(group)
        for problem in alike[:MOST_LISTED]:
            colour = "red" if problem.severity is Severity.ERROR else "yellow"
            first, _, own_hint = problem.render(lang).partition("\n")
            if hint and own_hint != hint:
                terminal.out(hint)
            hint = own_hint
            terminal.out(click.style(first, fg=colour))
        if len(alike) > MOST_LISTED:
            terminal.out(say("verify.more", lang, place=place, count=len(alike) - MOST_LISTED))
    if hint:
        terminal.out(hint)
    wrong = sum(problem.severity is Severity.ERROR for problem in listed)
    counts = {"files": verified.files, "entries": verified.entries}
    counts |= {"results": verified.results, "papers": verified.papers}
    key = "verify.quick" if quick else "verify.checked"
    terminal.note(say(key, lang, **counts))
    terminal.out(say("verify.wrong" if wrong else "verify.sound", lang, count=wrong))


def _tell_unproved(round_: Round | None) -> None:
    """Print what no look into a folder can prove, and the seals to compare with signed paper."""
    lang = terminal.lang()
    if round_ is None:
        return
    drafts = sum(map(is_draft, sorted((round_.folder / SHEETS).glob("*/*.yaml"))))
    if drafts:
        terminal.note(say("verify.drafts", lang, count=drafts))
    editions = round_.history.editions
    terminal.note(say("verify.unproved" if editions else "verify.unproved-open", lang))
    for edition in editions:
        day, seal = edition.day.isoformat(), edition.seal[:SEAL_DIGITS]
        terminal.note(say("verify.seal-of", lang, edition=edition.number, date=day, seal=seal))


def _place(problem: Problem) -> str:
    """Return what problems of one kind are listed under: a station's folder; all sheets that are new."""
    top = problem.file.partition("/")[0]
    if problem.code == "file-unrecorded" and top in (SHEETS, DECISIONS):
        return top
    return subject_of(problem.file)


def _json(
    round_: Round | None, verified: Verified, listed: list[Problem], *, quick: bool
) -> dict[str, object]:
    return {
        "round": round_.id if round_ else "",
        "sound": not any(problem.severity is Severity.ERROR for problem in listed),
        "quick": quick,
        "seals": [
            {"edition": edition.number, "date": edition.day.isoformat(), "seal": edition.seal}
            for edition in (round_.history.editions if round_ else ())
        ],
        "checked": {
            "files": verified.files,
            "entries": verified.entries,
            "results": verified.results,
            "papers": verified.papers,
        },
        "problems": [terminal.problem_json(problem) for problem in listed],
    }
