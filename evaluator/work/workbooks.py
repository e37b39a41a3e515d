"""The workbooks of a whole round: every station's, every evaluator's, by the names of their files.

Problems are found before any workbook is made, and workbooks are made one at a time: `round new`, `hand-out`
and `workbook new --each` write them as they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from evaluator.evaluation.pipeline import failed
from evaluator.marking.questions import Marking, Unreadable, asked_of, steps_of
from evaluator.model.guideline import Criterion, Guideline
from evaluator.model.round import STATIONS, Round
from evaluator.model.sheet import Evaluator, Sheet
from evaluator.model.submission import Station, Submission
from evaluator.model.values import EXPERT, Period, Value
from evaluator.reports.score_sheet import sheet_of, stations_of, submission_of
from evaluator.rounds.read import sheet_problems, station_ids
from evaluator.rules.sample import Sample
from evaluator.scoring.facts import StationFacts, gather
from evaluator.texts.problem import Problem
from evaluator.workbook.marking.invalid_marks import raw_marks, set_aside, too_long
from evaluator.workbook.marking.marking_book import Booklet, Question, Visit
from evaluator.workbook.marking.row_ids import FACT, MARK, NA, VETO, of_evidence
from evaluator.workbook.marking.write import marking_workbook
from evaluator.workbook.write import workbook

Books = Iterator[tuple[str, bytes]]
"""Names of files with their bytes, made as they are asked for."""

_BEGINNINGS: Final = {"marks": MARK, "observed": FACT, "evidence": "", "not_applicable": NA, "vetoes": VETO}
"""What the rows' ids begin with, by the part of a sheet that they answer."""


def station_submissions(
    round_: Round, only: Sequence[str] | None = None, named: Mapping[str, Station] | None = None
) -> tuple[dict[str, Submission], list[Problem]]:
    """Return what every station that takes part handed in, by its id; an empty one where nothing was.

    *named* says who stations are that were not received yet. The problems are the stations' own; one with an
    error among them is left out.
    """
    found: dict[str, Submission] = {}
    problems: list[Problem] = []
    for id in station_ids(round_) if only is None else only:
        if not (round_.folder / STATIONS / id).is_dir():
            found[id] = empty_submission(round_.guideline, round_.period, (named or {}).get(id, id))
            continue
        submission, more = submission_of(round_, id)
        problems += more
        if submission is not None:
            found[id] = submission
    return found, problems


def station_books(guideline: Guideline, submissions: Mapping[str, Submission]) -> Books:
    """Return the self-check workbooks of stations, by their ids."""
    return ((f"{id}.xlsx", workbook(guideline, one)) for id, one in submissions.items())


def evaluator_books(
    round_: Round,
    members: Sequence[Evaluator] | None = None,
    only: Sequence[str] | None = None,
    named: Mapping[str, Station] | None = None,
) -> tuple[Books, list[Problem]]:
    """Return each evaluator's workbook with the stations he has anything to mark of.

    Those of *named* that were not received yet are in it without anything of theirs to look at. Who has no
    station gets no book. The problems are errors in stations, and all that is wrong with sheets; when one of
    them is an error there are no books.
    """
    if members is None:
        members = round_.panel.evaluators or (Evaluator("", role=EXPERT),)
    problems: list[Problem] = []
    submissions = {
        id: empty_submission(round_.guideline, round_.period, one)
        for id, one in (named or {}).items()
        if not (round_.folder / STATIONS / id).is_dir()
    }
    wanted = {
        one: [id for id in stations_of(round_, one, submissions) if only is None or id in only]
        for one in members
    }
    for id in sorted({id for ids in wanted.values() for id in ids} - submissions.keys()):
        submission, more = submission_of(round_, id)
        problems += [one for one in more if failed([one])]
        if submission is not None:
            submissions[id] = submission
    booklets: list[Booklet] = []
    for member, ids in wanted.items():
        visits: list[Visit] = []
        for id in ids:
            if id in submissions:
                visit, more = visit_of(round_, member, submissions[id])
                problems += more
                visits += [] if visit is None else [visit]
        if visits:
            booklets.append(booklet_of(round_, member, visits))
    if failed(problems):
        return iter(()), problems
    return (
        (f"{one.evaluator.id or one.evaluator.role}.xlsx", marking_workbook(one)) for one in booklets
    ), problems


def booklet_of(round_: Round, evaluator: Evaluator, visits: Sequence[Visit]) -> Booklet:
    """Return an evaluator's workbook in a round."""
    return Booklet(
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
    """Return a station as an evaluator finds it, with what he answered before; None when that has errors."""
    if evaluator.id:
        try:
            marking, _ = sheet_of(round_, evaluator, submission, blank=False)
        except Unreadable as unreadable:
            return None, list(unreadable.problems)
        problems = [*marking.problems, *sheet_problems(round_, marking.sheet), *too_long(marking)]
        if failed(problems):
            return None, problems
    else:
        marking, problems = _unbegun(round_, evaluator, submission), []
    return _seen(marking), problems


def _seen(marking: Marking) -> Visit:
    """Return a station with what was answered on it."""
    round_, submission = marking.round, marking.submission
    remark = marking.content.get("remark")
    own = gather(round_.guideline, submission, (), (), round_.facts)
    known: dict[str, Value | None] = {name: one.value for name, one in own.facts.items()}
    for name, declared in submission.facts.items():
        if known.get(name) is None:
            known[name] = declared.value  # of a role's fact the station's word is a claim
    return Visit(
        submission.station.id,
        submission.station.name,
        tuple(
            Question(
                step.id,
                step.about,
                step.required,
                marking.needless(step),
                marking.drawn(step.about) if isinstance(step.about, Criterion) else None,
            )
            for step in marking.steps
        ),
        submission,
        known,
        replace(marking.sheet, marks={**raw_marks(marking), **marking.sheet.marks}),
        remark if isinstance(remark, str) else "",
        dict(_remarks(marking)),
        dict(set_aside(marking)),
    )


def _remarks(marking: Marking) -> Iterator[tuple[str, str]]:
    """Yield what was remarked on single answers, by the ids of their rows; also where nothing is answered."""
    for section, beginning in _BEGINNINGS.items():
        entries = marking.content.get(section)
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            remark = entry.get("remark") if isinstance(entry, dict) else None
            if isinstance(remark, str):
                yield beginning + name if beginning else of_evidence(name), remark
    for name, word in marking.sheet.evidence.items():  # an option named by its title is known by its id
        if word.remark:
            yield of_evidence(name), word.remark


def _unbegun(round_: Round, evaluator: Evaluator, submission: Submission) -> Marking:
    """Return the state of a sheet on which nothing was answered."""
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
    """Return a workbook of no round: one sheet; an evaluator's id that is '' is typed there."""
    if submission is not None:
        round_ = Round("", "", Path(), guideline, submission.period)
        visit = _seen(_unbegun(round_, evaluator, submission))
        return marking_workbook(Booklet(guideline, evaluator, (visit,), period=submission.period))
    questions = [
        Question(step.id, step.about, step.required, drawn=_drawn(step.about))
        for step in asked_of(guideline, evaluator, "", ())
    ]
    return marking_workbook(Booklet(guideline, evaluator, (Visit("", "", tuple(questions)),)))


def _drawn(about: object) -> int | None:
    """Return how many files are drawn whatever the station has."""
    rule = about.rule if isinstance(about, Criterion) else None
    return rule.at_least if isinstance(rule, Sample) and rule.population is None else None


def empty_submission(guideline: Guideline, period: Period, station: Station | str = "") -> Submission:
    """Return what a station that handed in nothing yet is asked: who it is, where known, and the period."""
    who = Station(station, "") if isinstance(station, str) else station
    return Submission(guideline.id, who, period, {}, {}, (), {}, {})
