"""All workbooks of a round, those of stations and of evaluators, by file name.

Problems are found before any workbook is made, and workbooks are made one at a time: `round new`, `hand-out`
and `workbook new --each` write them as they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from evaluator.evaluation.pipeline import failed
from evaluator.marking.questions import Marking, UnreadableSheet, asked_of, steps_of
from evaluator.model.guideline import Criterion, Guideline
from evaluator.model.round import STATIONS, Round
from evaluator.model.sheet import Evaluator, Sheet
from evaluator.model.submission import Station, Submission
from evaluator.model.values import EXPERT, Period, Value
from evaluator.reports.score_sheet import sheet_of, stations_of, submission_of
from evaluator.rounds.read import station_ids
from evaluator.rounds.sheet_checks import sheet_problems
from evaluator.rules.marked import FilesForm, form_of
from evaluator.scoring.facts import StationFacts, gather
from evaluator.texts.problem import Problem
from evaluator.workbook.marking.invalid_marks import raw_marks, set_aside, too_long
from evaluator.workbook.marking.marking_book import MarkingTask, Question, Visit
from evaluator.workbook.marking.row_ids import FACT, MARK, NA, VETO, of_evidence
from evaluator.workbook.marking.write import marking_workbook
from evaluator.workbook.write import workbook

Books = Iterator[tuple[str, bytes]]
"""File names with their bytes, created on demand."""

_BEGINNINGS: Final = {"marks": MARK, "observed": FACT, "evidence": "", "not_applicable": NA, "vetoes": VETO}
"""Prefixes of row ids, by the section of the evaluator's sheet that the rows answer."""


def station_submissions(
    round_: Round, only: Sequence[str] | None = None, named: Mapping[str, Station] | None = None
) -> tuple[dict[str, Submission], list[Problem]]:
    """Return the submission of every station that takes part, by id; empty if none was received.

    *named* has the stations that were not received yet. The problems are those of the submissions; a station
    with an error is left out.
    """
    submissions: dict[str, Submission] = {}
    problems: list[Problem] = []
    for id in station_ids(round_) if only is None else only:
        if not (round_.folder / STATIONS / id).is_dir():
            submissions[id] = empty_submission(round_.guideline, round_.period, (named or {}).get(id, id))
            continue
        submission, more = submission_of(round_, id)
        problems += more
        if submission is not None:
            submissions[id] = submission
    return submissions, problems


def station_books(guideline: Guideline, submissions: Mapping[str, Submission]) -> Books:
    """Return the self-check workbooks of stations, by their ids."""
    return ((f"{id}.xlsx", workbook(guideline, submission)) for id, submission in submissions.items())


def evaluator_books(
    round_: Round,
    members: Sequence[Evaluator] | None = None,
    only: Sequence[str] | None = None,
    named: Mapping[str, Station] | None = None,
) -> tuple[Books, list[Problem]]:
    """Return each evaluator's workbook with the stations that the evaluator marks.

    Stations of *named* that were not received yet are included with an empty submission. An evaluator without
    stations gets no workbook. The problems are the errors in stations and all problems of sheets; with any
    error there are no workbooks.
    """
    if members is None:
        members = round_.panel.evaluators or (Evaluator("", role=EXPERT),)
    problems: list[Problem] = []
    submissions = {
        id: empty_submission(round_.guideline, round_.period, station)
        for id, station in (named or {}).items()
        if not (round_.folder / STATIONS / id).is_dir()
    }
    wanted = {
        member: [id for id in stations_of(round_, member, submissions) if only is None or id in only]
        for member in members
    }
    for id in sorted({id for ids in wanted.values() for id in ids} - submissions.keys()):
        submission, more = submission_of(round_, id)
        problems += [problem for problem in more if failed([problem])]
        if submission is not None:
            submissions[id] = submission
    booklets: list[MarkingTask] = []
    for member, ids in wanted.items():
        visits: list[Visit] = []
        for id in ids:
            if id in submissions:
                visit, more = visit_of(round_, member, submissions[id])
                problems += more
                visits += [] if visit is None else [visit]
        if visits:
            booklets.append(marking_task(round_, member, visits))
    if failed(problems):
        return iter(()), problems
    return (
        (f"{task.evaluator.id or task.evaluator.role}.xlsx", marking_workbook(task)) for task in booklets
    ), problems


def marking_task(round_: Round, evaluator: Evaluator, visits: Sequence[Visit]) -> MarkingTask:
    """Return an evaluator's workbook in a round."""
    return MarkingTask(
        round_.guideline,
        evaluator,
        tuple(visits),
        round_.id,
        round_.title,
        round_.period if round_.id else None,
    )


def visit_of(
    round_: Round, evaluator: Evaluator, submission: Submission
) -> tuple[Visit | None, list[Problem]]:
    """Return a station for an evaluator, with the answers so far; None when these have errors."""
    if evaluator.id:
        try:
            marking, _ = sheet_of(round_, evaluator, submission, blank=False)
        except UnreadableSheet as unreadable:
            return None, list(unreadable.problems)
        problems = [*marking.problems, *sheet_problems(round_, marking.sheet), *too_long(marking)]
        if failed(problems):
            return None, problems
    else:
        marking, problems = _unbegun(round_, evaluator, submission), []
    return _seen(marking), problems


def _seen(marking: Marking) -> Visit:
    """Return a station with the answers of a marking."""
    round_, submission = marking.round, marking.submission
    remark = marking.content.get("remark")
    own = gather(round_.guideline, submission, (), (), round_.facts)
    station_values: dict[str, Value | None] = {name: fact.value for name, fact in own.facts.items()}
    for name, declared in submission.facts.items():
        if station_values.get(name) is None:
            station_values[name] = declared.value  # the station's own value of a role's fact is only a claim
    return Visit(
        submission.station.id,
        submission.station.name,
        tuple(
            Question(
                step.id,
                step.about,
                step.required,
                marking.needless(step),
                marking.sample_size(step.about) if isinstance(step.about, Criterion) else None,
            )
            for step in marking.steps
        ),
        submission,
        station_values,
        replace(marking.sheet, marks={**raw_marks(marking), **marking.sheet.marks}),
        remark if isinstance(remark, str) else "",
        dict(_remarks(marking)),
        dict(set_aside(marking)),
    )


def _remarks(marking: Marking) -> Iterator[tuple[str, str]]:
    """Yield the remarks on single answers, by row id; also where nothing is answered."""
    for section, beginning in _BEGINNINGS.items():
        entries = marking.content.get(section)
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            remark = entry.get("remark") if isinstance(entry, dict) else None
            if isinstance(remark, str):
                yield beginning + name if beginning else of_evidence(name), remark
    for name, word in marking.sheet.evidence.items():  # an option written by its title is stored by its id
        if word.remark:
            yield of_evidence(name), word.remark


def _unbegun(round_: Round, evaluator: Evaluator, submission: Submission) -> Marking:
    """Return the marking of a sheet without answers."""
    station = submission.station.id
    return Marking(
        round=round_,
        evaluator=evaluator,
        submission=submission,
        content={},
        heading="",
        sheet=Sheet(evaluator.id, station, evaluator.role),
        facts=StationFacts(gather(round_.guideline, submission, (), (), round_.facts)),
        steps=steps_of(round_, evaluator, station),
    )


def loose_book(guideline: Guideline, evaluator: Evaluator, submission: Submission | None) -> bytes:
    """Return a workbook outside any round, with one sheet; an evaluator without an id types it there."""
    if submission is not None:
        round_ = Round("", "", Path(), guideline, submission.period)
        visit = _seen(_unbegun(round_, evaluator, submission))
        return marking_workbook(MarkingTask(guideline, evaluator, (visit,), period=submission.period))
    questions = [
        Question(step.id, step.about, step.required, sample_size=_sample_size(step.about))
        for step in asked_of(guideline, evaluator, "", ())
    ]
    return marking_workbook(MarkingTask(guideline, evaluator, (Visit("", "", tuple(questions)),)))


def _sample_size(about: object) -> int | None:
    """Return the sample size if it does not depend on the station, else None."""
    form = form_of(about) if isinstance(about, Criterion) else None
    return form.at_least if isinstance(form, FilesForm) and form.population is None else None


def empty_submission(guideline: Guideline, period: Period, station: Station | str = "") -> Submission:
    """Return the submission of a station that has handed in nothing: station and period only."""
    who = Station(station, "") if isinstance(station, str) else station
    return Submission(guideline.id, who, period, {}, {}, (), {}, {})
