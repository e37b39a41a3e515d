"""Receive workbooks: a station's becomes its folder, an evaluator's becomes a sheet for each station."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from evaluator.base.disk import copy_file, make_folder, move, remove_folder, write_file
from evaluator.base.files import is_file_name
from evaluator.base.folders import real_path
from evaluator.base.gate import read_if_there
from evaluator.evaluation.pipeline import failed
from evaluator.loading.fields import entries, text
from evaluator.loading.submission import open_submission
from evaluator.marking.sheet_file import same_sheet
from evaluator.model.round import SHEETS, STATIONS
from evaluator.rounds.delivery import Receiving
from evaluator.rounds.incoming import BOOK, EVIDENCE, IncomingFiles, evidence_beside
from evaluator.rounds.read import inputs_of
from evaluator.rounds.sheet_checks import sheet_problems
from evaluator.texts.problem import Problem
from evaluator.work.open_questions import open_questions
from evaluator.workbook.answers_read import in_order
from evaluator.workbook.book import Book, open_book, read_book
from evaluator.workbook.marking.sheets import Marked, cleared, continued, is_evaluators, sheets_of
from evaluator.workbook.station import Drafted, drafted
from evaluator.yaml.errors import UNPRINTABLE

_NOT_OURS: Final = "workbook-no-sheets"
_MOST_NAMED: Final = 10
"""Open questions that are named individually."""
_MADE: Final = "made"
"""Where stations' folders are built before they are checked."""


def receive_books(receiving: Receiving, incoming: IncomingFiles, *, by_name: bool) -> int:
    """Receive the workbooks of *incoming*; return how many of them are ours.

    *by_name*: the file was named directly, so it is an error when it is no workbook of ours. At the top level
    of a folder such a file is reported; in a subfolder it is ignored.
    """
    ours = 0
    taken: set[Path] = set()
    """Evidence folders, which are not searched for workbooks."""
    for path in incoming.books:
        book, problems = read_book(path)
        if book is None and not by_name and _is_foreign(problems):
            receiving.problems.append(Problem("received-no-workbook", path.name))
            continue
        ours += 1
        taken.add(path.with_suffix(""))
        _take(receiving, book, problems, path, taken)
    receiving.problems += [Problem("received-other-format", path.name) for path in incoming.others]
    for path in incoming.inner_books:
        if path.parent in taken:
            continue
        book, problems = read_book(path, f"{path.parent.name}/{path.name}")
        if book is None and _is_foreign(problems):
            continue
        ours += 1
        _take(receiving, book, problems, path, taken)
    return ours


def receive_packed(receiving: Receiving, shown: str, data: bytes) -> bool:
    """Receive a workbook from a ZIP; return whether it is one of ours."""
    book, problems = open_book(data, shown)
    if book is None and _is_foreign(problems):
        receiving.problems.append(Problem("received-no-workbook", shown))
        return False
    if book is not None and not is_evaluators(book):
        receiving.problems.append(Problem("received-packed-station", shown))
    else:
        _take(receiving, book, problems, None, set())
    return True


def _is_foreign(problems: Iterable[Problem]) -> bool:
    return all(problem.code == _NOT_OURS for problem in problems)


def _take(
    receiving: Receiving, book: Book | None, problems: list[Problem], path: Path | None, taken: set[Path]
) -> None:
    """Receive a workbook; add the folder of its evidence to *taken*."""
    if book is None:
        receiving.problems += problems
    elif is_evaluators(book):
        receiving.source = path or receiving.source  # else the ZIP that it is in
        _sheets(receiving, book)
    elif path is not None:
        evidence = _station(receiving, book, path)
        if evidence is not None:
            taken |= {evidence} if evidence.parent == path.parent else {evidence, evidence.parent}


def _station(receiving: Receiving, book: Book, path: Path) -> Path | None:
    """Receive a station's workbook; return the folder of its evidence."""
    round_ = receiving.round
    draft = drafted(book, round_.guideline)
    id = draft.id
    if id and not is_file_name(id):
        problem = Problem("round-id", book.shown, cell=draft.place, args={"name": id})
        receiving.problems += in_order(book, [*draft.problems, problem])
        return None
    evidence = evidence_beside(path, id, alone=_alone(path)) if id else None
    if id and receiving.refused(id, book.shown, draft.place):
        receiving.problems += draft.problems
        return evidence
    made = receiving.operation.staging / _MADE / (id or "_")
    remove_folder(made)
    _make(receiving, draft, made, evidence)
    _, problems = inputs_of(round_, id, made, ())
    problems = [*draft.problems, *draft.reader_problems(problems)]
    receiving.problems += in_order(book, problems)
    if not id or failed(problems):
        return evidence
    target = f"{STATIONS}/{id}"
    if receiving.seen(target):
        args = {"name": target}
        receiving.problems.append(Problem("received-twice", book.shown, cell=draft.place, args=args))
        return evidence
    copy = receiving.operation.staging / target
    make_folder(copy.parent)
    move(made, copy)
    receiving.put_station(id, copy, book.shown, draft.place)
    return evidence


def _alone(path: Path) -> bool:
    """Return whether the folder has no other station's workbook; checked only if it has evidence."""
    if not (path.parent / EVIDENCE).is_dir():
        return False
    for other in sorted(path.parent.iterdir()):
        if other == path or other.suffix.casefold() != BOOK or other.name.startswith((".", "~$")):
            continue
        book, _ = read_book(other)
        if book is not None and not is_evaluators(book):
            return False
    return True


def _make(receiving: Receiving, draft: Drafted, folder: Path, evidence: Path | None) -> None:
    """Write the station's folder with its evidence, handed in now or earlier.

    A workbook contains no evidence files. Handed in again without evidence, the station keeps all its earlier
    evidence; with evidence, it keeps the earlier files that it still names.
    """
    for path, data in draft.files.items():
        write_file(folder / path, data)
    there = receiving.round.folder / STATIONS / draft.id / EVIDENCE
    source = evidence if evidence is not None else there
    if source.is_dir():
        receiving.operation.copy(source, f"{_MADE}/{folder.name}/{EVIDENCE}")
    if evidence is None or not there.is_dir():
        return
    submission = entries(open_submission(folder).node).get("evidence")
    for item in getattr(submission, "nodes", ()):
        name = text(entries(item).get("file"))
        earlier_file = there.parent / name
        if not name or (folder / name).exists() or not earlier_file.is_file():
            continue
        if real_path(earlier_file).is_relative_to(real_path(there)):
            copy_file(earlier_file, folder / name)


def _sheets(receiving: Receiving, book: Book) -> None:
    """Receive the sheets of an evaluator's workbook."""
    workbook_sheets = sheets_of(book, receiving.round.guideline)
    problems = [
        *workbook_sheets.problems,
        *cleared(workbook_sheets, book.shown, receiving.round.folder / SHEETS),
    ]
    for marked in workbook_sheets.marked:
        problems += _sheet_problems(receiving, marked)
    receiving.problems += in_order(book, problems)
    if failed(problems):
        return
    if not workbook_sheets.marked:
        receiving.problems.append(Problem("received-blank", book.shown))
    for marked in workbook_sheets.marked:
        _sheet(receiving, _as_submitted(receiving, marked))


def _as_submitted(receiving: Receiving, marked: Marked) -> Marked:
    """Return a sheet as it may be taken in: with open questions it is reported and stays a draft."""
    questions = open_questions(receiving, marked) if marked.sheet.submitted is not None else []
    if not questions:
        return marked
    names = "；".join(
        f"{title}（{cell.rpartition('!')[2]}）" if cell else title for title, cell in questions[:_MOST_NAMED]
    )
    args = {"count": str(len(questions)), "names": names + ("…" if len(questions) > _MOST_NAMED else "")}
    cell = marked.answers.cells.get(("submitted",), marked.answers.place)
    receiving.problems.append(Problem("sheet-open-questions", marked.shown, cell=cell, args=args))
    return replace(
        marked, answers=replace(marked.answers, content={**marked.answers.content, "submitted": None})
    )


def _sheet_problems(receiving: Receiving, marked: Marked) -> list[Problem]:
    """Return why the round cannot accept a sheet."""
    round_, station, place = receiving.round, marked.answers.station, marked.answers.place
    objections = receiving.objections(station, marked.shown, place, sheet=True)
    if objections:
        return objections
    problems = [marked.placed(problem) for problem in sheet_problems(round_, marked.sheet)]
    if not marked.answers.content.get("submitted"):  # an invalid date has been reported already
        cell = marked.answers.cells.get(("submitted",), place)
        problems.append(Problem("sheet-not-submitted", marked.shown, cell=cell))
    return problems


def _sheet(receiving: Receiving, marked: Marked) -> None:
    round_, operation = receiving.round, receiving.operation
    station, place = marked.answers.station, marked.answers.place
    target = f"{SHEETS}/{marked.answers.path}"
    there = round_.folder / target
    before = read_if_there(there)
    data = continued(marked, before, _name(receiving, station))
    if before is not None and same_sheet(before, data, round_.guideline):
        data = before  # the same content keeps its bytes
    if receiving.offers_again(target, data):
        return
    copy = operation.staging / target
    write_file(copy, data)
    receiving.put_sheet(marked.answers.evaluator, station, copy, marked.shown, place)


def _name(receiving: Receiving, station: str) -> str:
    """Return the station's name for the heading, as `evaluator mark` writes it."""
    folder = receiving.round.folder / STATIONS / station
    if not folder.is_dir():
        return ""
    fields = entries(entries(open_submission(folder).node).get("station"))
    return " ".join(UNPRINTABLE.sub("", text(fields.get("name"))).split())
