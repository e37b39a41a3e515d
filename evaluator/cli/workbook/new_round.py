"""`evaluator workbook new ROUND`: workbooks of a round's stations and of its panel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.base.files import is_file_name
from evaluator.base.folders import real_path
from evaluator.cli import terminal
from evaluator.cli.round.shared import free, opened
from evaluator.cli.workbook.writing import (
    EVALUATOR,
    STATION,
    note_omissions,
    refuse,
    role_of,
    write_all,
    write_one,
)
from evaluator.evaluation.pipeline import failed, read_inputs
from evaluator.loading.fields import unknown
from evaluator.marking.questions import Refused, evaluator_of, nearest_first
from evaluator.model.round import FILE, STATIONS
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Station, Submission
from evaluator.model.values import EXPERT
from evaluator.rounds.read import station_ids
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem
from evaluator.work.workbooks import empty_submission, evaluator_books, station_books, station_submissions
from evaluator.workbook.write import workbook

if TYPE_CHECKING:
    from evaluator.model.round import Round


def stations(folder: Path, station: str, output: Path | None, *, separate: bool, force: bool) -> None:
    """Write a workbook for stations: empty, filled in from a station, or a workbook for every station."""
    if separate and station:
        raise click.UsageError(say("workbook.new.usage.one", terminal.lang(), other="from"))
    free(folder)
    round_ = opened(folder)
    if separate:
        submissions = _submissions(round_, None)
        for id, station_submission in submissions.items():
            note_omissions(round_.guideline, station_submission, id)
        books = station_books(round_.guideline, submissions)
        write_all(
            books, _folder(round_, output), none=say("workbook.new.no-books", terminal.lang()), force=force
        )
        return
    if not station:
        empty = empty_submission(round_.guideline, round_.period, Station("", ""))
        write_one(
            output, f"{round_.guideline.id}.xlsx", workbook(round_.guideline, empty), STATION, force=force
        )
        return
    submission = _submission(round_, station)
    note_omissions(round_.guideline, submission)
    data = workbook(round_.guideline, submission)
    write_one(output, f"{submission.station.id}.xlsx", data, STATION, force=force)


def _submission(round_: Round, station: str) -> Submission:
    """Return the submission of a station in the round or in a folder elsewhere."""
    elsewhere = _elsewhere(round_, station)
    if elsewhere is None:
        id = _station_id(round_, station)
        return _submissions(round_, [id])[id]
    inputs, problems = read_inputs(elsewhere, guideline_model=round_.guideline)
    if inputs is None:
        refuse(problems)
    terminal.problems(problems)
    return inputs.submission


def _submissions(round_: Round, only: list[str] | None) -> Mapping[str, Submission]:
    """Return the stations' submissions; exit with 1 where any of them has errors."""
    submissions, problems = station_submissions(round_, only)
    if failed(problems):
        refuse(problems)
    terminal.problems(problems)
    return submissions


def evaluators(
    folder: Path, name: str, role: str, station: str, output: Path | None, *, separate: bool, force: bool
) -> None:
    """Write the workbook of an evaluator, or of every member of the panel."""
    if separate and name:
        raise click.UsageError(say("workbook.new.usage.one", terminal.lang(), other="as"))
    free(folder)
    round_ = opened(folder)
    lang = terminal.lang()
    try:
        members = _members(round_, name, role_of(round_.guideline, role))
        only = None if not station else [_station_id(round_, station)]
        if only is not None and name:
            evaluator_of(round_, name, only[0])
    except Refused as refused:
        terminal.stop(say(f"mark.{refused.key}", lang, **refused.args_of))
    if len(members) > 1 and not separate and output is not None and _is_file(output):
        members = (_whoever(members),)
        terminal.note(say("workbook.new.whoever", lang, role=members[0].role))
    books, problems = evaluator_books(round_, members, only)
    if failed(problems):
        refuse(problems)
    terminal.problems(problems)
    none = say("workbook.new.no-stations", lang)
    if len(members) > 1 or separate:
        write_all(books, _folder(round_, output), none=none, force=force)
        return
    files = list(books)
    if not files:
        terminal.stop(none)
    write_one(output, *files[0], EVALUATOR, force=force)


def _members(round_: Round, name: str, role: str) -> tuple[Evaluator, ...]:
    """Return the evaluators whose workbooks are wanted; raise Refused where the name is unknown."""
    panel = round_.panel.evaluators
    if round_.closed:
        raise Refused("closed")
    if not panel:
        if name and not is_file_name(name):
            raise click.UsageError(say("workbook.new.usage.name", terminal.lang(), name=name))
        return (Evaluator(name, role=role or EXPERT),)
    if not name:
        members = tuple(evaluator for evaluator in panel if role in ("", evaluator.role))
        if not members:
            terminal.stop(say("workbook.new.nobody", terminal.lang(), role=role))
        return members
    member = round_.evaluator(name)
    if member is None:
        ids = nearest_first(name, [evaluator.id for evaluator in panel])
        raise Refused("unknown-evaluator", name=name, known=Listing(ids))
    if role not in ("", member.role):
        terminal.stop(
            say("workbook.new.other-role", terminal.lang(), name=name, wanted=member.role, found=role)
        )
    return (member,)


def _is_file(output: Path) -> bool:
    return output.suffix.casefold() == ".xlsx" and not output.is_dir()


def _whoever(members: tuple[Evaluator, ...]) -> Evaluator:
    """Return an evaluator whose id is still to be typed: an expert if *members* has any."""
    roles = [member.role for member in members]
    return Evaluator("", role=EXPERT if EXPERT in roles else roles[0])


def _station_id(round_: Round, station: str) -> str:
    """Return the id of a station of the round, named by its id or by its folder in the round."""
    ids = station_ids(round_)
    path = Path(station)
    id = path.name if real_path(path.parent) == real_path(round_.folder / STATIONS) else station
    if id not in ids:
        unfit = unknown("station-not-listed", id, ids)
        refuse([Problem(unfit.code, FILE, args=unfit.args, hint_key=unfit.hint_key)])
    return id


def _elsewhere(round_: Round, station: str) -> Path | None:
    """Return the folder of a station that lies outside the round."""
    path = Path(station)
    inside = real_path(path.parent) == real_path(round_.folder / STATIONS)
    return path if not inside and station not in station_ids(round_) and path.exists() else None


def _folder(round_: Round, output: Path | None) -> Path:
    """Return the folder for several workbooks: the folder named, or a folder named after the round."""
    path = output or Path(f"{round_.id}-{say('workbook.new.folder', terminal.lang())}")
    if path.exists() and not path.is_dir():
        raise click.UsageError(say("workbook.new.usage.folder", terminal.lang(), path=path))
    return path
