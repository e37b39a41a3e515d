"""The questions that an evaluator's workbook leaves open though its sheet bears a date of submission."""

from __future__ import annotations

from pathlib import Path

from evaluator.loading.submission import read_submission
from evaluator.marking.questions import UnreadableSheet, open_marking
from evaluator.model.guideline import Criterion
from evaluator.model.round import STATIONS
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Submission
from evaluator.rounds.delivery import Receiving
from evaluator.work.workbooks import empty_submission
from evaluator.workbook.marking.sheets import Marked


def open_questions(receiving: Receiving, marked: Marked) -> list[tuple[str, str]]:
    """Return what the sheet should not be submitted without: a title, and the cell for its answer.

    What has no effect (a criterion that does not apply, a sample of no files) is not asked, nor is what may
    stay blank (bonus, deductions).
    """
    round_, sheet = receiving.round, marked.sheet
    evaluator = round_.evaluator(sheet.evaluator)
    if evaluator is None:
        evaluator = Evaluator(sheet.evaluator, role=sheet.role)
    try:
        marking = open_marking(round_, evaluator, _submission(receiving, sheet.station), marked.data)
    except UnreadableSheet:
        return []  # reported as such
    questions: list[tuple[str, str]] = []
    for step in marking.steps:
        if not step.required or marking.answered(step):
            continue
        if isinstance(step.about, Criterion):
            cell = marked.answers.points.get(step.id) or marked.answers.cells.get(("marks", step.id), "")
            questions.append((f"{step.id} {step.about.title}", cell))
        else:
            questions.append((step.about.title, marked.answers.cells.get(("observed", step.id), "")))
    return questions


def _submission(receiving: Receiving, station: str) -> Submission:
    """Return what the station handed in, now or earlier; a blank submission where it is not here yet."""
    round_, target = receiving.round, Path(STATIONS, station)
    for folder in (receiving.operation.staging / target, round_.folder / target):
        submission = read_submission(folder, round_.guideline)[0] if folder.is_dir() else None
        if submission is not None:
            return submission
    return empty_submission(round_.guideline, round_.period, station)
