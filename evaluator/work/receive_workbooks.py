"""Take workbooks into a round: a station's becomes its folder, an evaluator's one sheet for each station."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from evaluator.base.files import is_file_name
from evaluator.evaluation.pipeline import failed
from evaluator.loading.fields import entries, text
from evaluator.loading.submission import open_submission
from evaluator.marking.same_content import same_sheet
from evaluator.model.round import SHEETS, STATIONS
from evaluator.rounds.delivery import Receiving
from evaluator.rounds.incoming import BOOK, EVIDENCE, Found, evidence_beside
from evaluator.rounds.read import inputs_of, sheet_problems
from evaluator.texts.problem import Problem
from evaluator.workbook.answers_read import in_order
from evaluator.workbook.book import Book, open_book, read_book
from evaluator.workbook.marking.sheets import Marked, cleared, continued, is_evaluators, sheets_of
from evaluator.workbook.station import Drafted, drafted
from evaluator.yaml.errors import UNPRINTABLE

_NOT_OURS: Final = "workbook-no-sheets"
_MADE: Final = "made"
"""Where stations' folders are made before they are known to be in order."""


def receive_books(receiving: Receiving, found: Found, *, by_name: bool) -> int:
    """Take the workbooks that were found; return how many of them are ours.

    *by_name*: they were named one by one, so a file that is no workbook of ours is a mistake. At the top of a
    folder it is told, in a folder of its own it may be anything.
    """
    ours = 0
    taken: set[Path] = set()
    """Folders of evidence, where no workbooks are looked for."""
    for path in found.books:
        book, problems = read_book(path)
        if book is None and not by_name and _is_foreign(problems):
            receiving.problems.append(Problem("received-no-workbook", path.name))
            continue
        ours += 1
        taken.add(path.with_suffix(""))
        _take(receiving, book, problems, path, taken)
    receiving.problems += [Problem("received-other-format", path.name) for path in found.others]
    for path in found.inner_books:
        if path.parent in taken:
            continue
        book, problems = read_book(path, f"{path.parent.name}/{path.name}")
        if book is None and _is_foreign(problems):
            continue
        ours += 1
        _take(receiving, book, problems, path, taken)
    return ours


def receive_packed(receiving: Receiving, shown: str, data: bytes) -> bool:
    """Take a workbook from a ZIP; tell whether it is one of ours."""
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
    return all(each.code == _NOT_OURS for each in problems)


def _take(
    receiving: Receiving, book: Book | None, problems: list[Problem], path: Path | None, taken: set[Path]
) -> None:
    """Take one workbook; the folder its evidence came from joins *taken*."""
    if book is None:
        receiving.problems += problems
    elif is_evaluators(book):
        _sheets(receiving, book)
    elif path is not None:
        evidence = _station(receiving, book, path)
        if evidence is not None:
            taken |= {evidence} if evidence.parent == path.parent else {evidence, evidence.parent}


def _station(receiving: Receiving, book: Book, path: Path) -> Path | None:
    """Take a station's workbook; return the folder its evidence came from."""
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
    made = receiving.intake.staging / _MADE / (id or "_")
    shutil.rmtree(made, ignore_errors=True)
    _make(receiving, draft, made, evidence)
    _, problems = inputs_of(round_, id, made, ())
    problems = [*draft.problems, *draft.told(problems)]
    receiving.problems += in_order(book, problems)
    if not id or failed(problems):
        return evidence
    target = f"{STATIONS}/{id}"
    if receiving.seen(target):
        args = {"name": target}
        receiving.problems.append(Problem("received-twice", book.shown, cell=draft.place, args=args))
        return evidence
    copy = receiving.intake.staging / target
    copy.parent.mkdir(parents=True, exist_ok=True)
    made.rename(copy)
    receiving.put_station(id, copy, book.shown, draft.place)
    return evidence


def _alone(path: Path) -> bool:
    """Tell whether a workbook is the only station's in its folder; opened only where it matters."""
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
    """Write the station's folder, with the evidence handed in and what the round holds of the rest.

    A workbook holds no evidence: handed in anew without any, the station keeps what it handed in before, and
    with some, those files that it still names.
    """
    for path, data in draft.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    there = receiving.round.folder / STATIONS / draft.id / EVIDENCE
    source = evidence if evidence is not None else there
    if source.is_dir():
        receiving.intake.copy(source, f"{_MADE}/{folder.name}/{EVIDENCE}")
    if evidence is None or not there.is_dir():
        return
    submission = entries(open_submission(folder).node).get("evidence")
    for item in getattr(submission, "nodes", ()):
        name = text(entries(item).get("file"))
        kept = there.parent / name
        if not name or (folder / name).exists() or not kept.is_file():
            continue
        if kept.resolve().is_relative_to(there.resolve()):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kept, folder / name)


def _sheets(receiving: Receiving, book: Book) -> None:
    """Take the sheets of an evaluator's workbook."""
    found = sheets_of(book, receiving.round.guideline)
    problems = [*found.problems, *cleared(found, book.shown, receiving.round.folder / SHEETS)]
    for marked in found.marked:
        problems += _sheet_problems(receiving, marked)
    receiving.problems += in_order(book, problems)
    if failed(problems):
        return
    if not found.marked:
        receiving.problems.append(Problem("received-blank", book.shown))
    for marked in found.marked:
        _sheet(receiving, marked)


def _sheet_problems(receiving: Receiving, marked: Marked) -> list[Problem]:
    """Return what the round has against a sheet."""
    round_, station, place = receiving.round, marked.answers.station, marked.answers.place
    objections = receiving.objections(station, marked.shown, place, sheet=True)
    if objections:
        return objections
    problems = [marked.placed(one) for one in sheet_problems(round_, marked.sheet)]
    if not marked.answers.content.get("submitted"):  # a day that is none was told
        cell = marked.answers.cells.get(("submitted",), place)
        problems.append(Problem("sheet-not-submitted", marked.shown, cell=cell))
    return problems


def _sheet(receiving: Receiving, marked: Marked) -> None:
    round_, intake = receiving.round, receiving.intake
    station, place = marked.answers.station, marked.answers.place
    target = f"{SHEETS}/{marked.answers.path}"
    there = round_.folder / target
    before = there.read_bytes() if there.is_file() else None
    data = continued(marked, before, _name(receiving, station))
    if before is not None and same_sheet(before, data, round_.guideline):
        data = before  # what says the same stays as it was written
    if receiving.offers_again(target, data):
        return
    copy = intake.staging / target
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(data)
    receiving.put_sheet(marked.answers.evaluator, station, copy, marked.shown, place)


def _name(receiving: Receiving, station: str) -> str:
    """Return the station's name for the heading, as `evaluator mark` writes it."""
    folder = receiving.round.folder / STATIONS / station
    if not folder.is_dir():
        return ""
    fields = entries(entries(open_submission(folder).node).get("station"))
    return " ".join(UNPRINTABLE.sub("", text(fields.get("name"))).split())
