"""`evaluator workbook read` of an evaluator's workbook: one sheet for each station that was marked."""

from __future__ import annotations

from pathlib import Path

from evaluator.cli import show
from evaluator.cli.texts import say
from evaluator.files import write_all
from evaluator.loading.round import FILE as ROUND_FILE
from evaluator.loading.round import SHEETS
from evaluator.model.guideline import Guideline
from evaluator.rounds.same_sheet import same_sheet
from evaluator.workbook.book import Book
from evaluator.workbook.marking.sheets import Marked, Sheets, cleared, continued, sheets_of


def read_marks(book: Book, guideline: Guideline, folder: Path, *, force: bool, strict: bool) -> None:
    """Write all sheets of the workbook into *folder* or none; leave with 1 when that cannot be."""
    lang = show.lang()
    _leave_a_round(folder, book.shown)
    sheets = sheets_of(book, guideline)
    show.problems((*sheets.problems, *cleared(sheets, book.shown, folder)))
    if sheets.failed:
        show.stop(say("workbook.read.nothing", lang))
    if strict and sheets.problems:
        show.stop(say("workbook.read.strict", lang))
    if not sheets.marked:
        show.stop(say("workbook.marks.none", lang, blank=len(sheets.blank)))
    files: dict[Path, bytes] = {}
    others: list[str] = []
    for one in sheets.marked:
        there = folder / one.answers.path
        before = there.read_bytes() if there.is_file() else None
        if before is not None and same_sheet(continued(one, before), before, guideline):
            continue
        if before is not None:
            others.append(one.answers.path)
        files[there] = continued(one, before)
    if others and not force:
        show.stop(say("workbook.marks.exists", lang, path=folder, names="、".join(others)))
    try:
        write_all(files)
    except OSError as error:
        show.stop(say("workbook.read.cannot", lang, path=folder, reason=error.strerror or str(error)))
    _tell(sheets, folder)


def _leave_a_round(folder: Path, file: str) -> None:
    """Leave when *folder* is a round's: what goes in there is checked, locked and kept by another command."""
    for round_ in (folder, folder.parent):
        if (round_ / ROUND_FILE).is_file() and (round_ == folder or folder.name == SHEETS):
            show.stop(say("workbook.marks.round", show.lang(), path=folder, round=round_, file=file))


def _tell(sheets: Sheets, folder: Path) -> None:
    lang = show.lang()
    drafts = [one for one in sheets.marked if one.sheet.submitted is None]
    counts = {
        "count": len(sheets.marked),
        "submitted": len(sheets.marked) - len(drafts),
        "blank": len(sheets.blank),
    }
    evaluator = sheets.marked[0].answers.evaluator
    show.out(say("workbook.marks.done", lang, evaluator=evaluator, path=folder, **counts))
    if drafts:
        show.note(say("workbook.marks.drafts", lang, names="、".join(map(_named, drafts))))
    show.note(say("workbook.marks.next", lang, path=folder))


def _named(marked: Marked) -> str:
    return marked.answers.station
