"""`evaluator workbook read` of an evaluator's workbook: one sheet for each station that was marked."""

from __future__ import annotations

from pathlib import Path

from evaluator.base.files import write_all
from evaluator.base.gate import read_if_there
from evaluator.cli import terminal
from evaluator.marking.sheet_file import same_sheet
from evaluator.model.guideline import Guideline
from evaluator.model.round import FILE as ROUND_FILE
from evaluator.model.round import SHEETS
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.reasons import reason_in
from evaluator.workbook.book import Book
from evaluator.workbook.marking.sheets import Marked, Sheets, cleared, continued, sheets_of


def read_marks(book: Book, guideline: Guideline, folder: Path, *, force: bool, strict: bool) -> None:
    """Write all sheets of the workbook into *folder*, or none; exit with 1 when that fails."""
    lang = terminal.lang()
    _leave_a_round(folder, book.shown)
    sheets = sheets_of(book, guideline)
    terminal.problems((*sheets.problems, *cleared(sheets, book.shown, folder)))
    if sheets.failed:
        terminal.stop(say("workbook.read.nothing", lang))
    if strict and sheets.problems:
        terminal.stop(say("workbook.read.strict", lang))
    if not sheets.marked:
        terminal.stop(say("workbook.marks.none", lang, blank=len(sheets.blank)))
    files: dict[Path, bytes] = {}
    others: list[str] = []
    for marked_sheet in sheets.marked:
        there = folder / marked_sheet.answers.path
        before = read_if_there(there)
        if before is not None and same_sheet(continued(marked_sheet, before), before, guideline):
            continue
        if before is not None:
            others.append(marked_sheet.answers.path)
        files[there] = continued(marked_sheet, before)
    if others and not force:
        terminal.stop(say("workbook.marks.exists", lang, path=folder, names=Listing(others)))
    try:
        write_all(files)
    except OSError as error:
        terminal.stop(say("workbook.read.cannot", lang, path=folder, reason=reason_in(error, lang)))
    _tell(sheets, folder)


def _leave_a_round(folder: Path, file: str) -> None:
    """Exit when *folder* belongs to a round: `round receive` checks, locks and records what enters it."""
    for round_ in (folder, folder.parent):
        if (round_ / ROUND_FILE).is_file() and (round_ == folder or folder.name == SHEETS):
            terminal.stop(say("workbook.marks.round", terminal.lang(), path=folder, round=round_, file=file))


def _tell(sheets: Sheets, folder: Path) -> None:
    lang = terminal.lang()
    drafts = [marked_sheet for marked_sheet in sheets.marked if marked_sheet.sheet.submitted is None]
    counts = {
        "count": len(sheets.marked),
        "submitted": len(sheets.marked) - len(drafts),
        "blank": len(sheets.blank),
    }
    evaluator = sheets.marked[0].answers.evaluator
    terminal.out(say("workbook.marks.done", lang, evaluator=evaluator, path=folder, **counts))
    if drafts:
        terminal.note(say("workbook.marks.drafts", lang, names=Listing(map(_named, drafts))))
    terminal.note(say("workbook.marks.next", lang, path=folder))


def _named(marked: Marked) -> str:
    return marked.answers.station
