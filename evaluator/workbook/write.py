"""Write the offline workbook: what a station fills in, with its score beside it, live and offline."""

from __future__ import annotations

import io

from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.workbook import layout
from evaluator.workbook.evidence_sheet import write_evidence
from evaluator.workbook.facts_sheet import write_facts
from evaluator.workbook.formats import Paper, formula, new_book
from evaluator.workbook.ledger_sheets import write_ledger
from evaluator.workbook.live.calc import TEXT_COLUMN
from evaluator.workbook.live.model import Model, model
from evaluator.workbook.notes_sheet import write_notes
from evaluator.workbook.score_sheet import write_score


def workbook(guideline: Guideline, submission: Submission | None = None) -> bytes:
    """Return the workbook of a guideline, filled from *submission* where there is one."""
    whole = model(guideline, submission)
    data = io.BytesIO()
    book = new_book(data, guideline.title)
    paper = Paper(book, whole.plan)
    write_sheets(paper, whole, submission)
    paper.about(guideline)
    _calc(paper, whole)
    book.close()
    return data.getvalue()


def write_sheets(paper: Paper, whole: Model, submission: Submission | None) -> None:
    """Write all that a station sees."""
    write_notes(paper, whole.plan)
    write_facts(paper, whole.known, submission)
    write_evidence(paper, tuple(whole.judged.values()), submission)
    write_score(paper, whole)
    handed = submission.ledgers if submission is not None else {}
    for name, sheet in whole.counting.sheets.items():
        write_ledger(paper, sheet, handed.get(name))


def _calc(paper: Paper, whole: Model) -> None:
    """Write the intermediate cells, one a row, and the lists too long for a drop-down's own text."""
    sheet = paper.add("calc", layout.CALC.mark)
    for row, (label, expression) in enumerate(whole.calc.formulas, 1):
        sheet.write_string(row, 0, label)
        formula(sheet, row, 1, expression)
    for row, text in enumerate(whole.calc.texts, 1):
        sheet.write_string(row, TEXT_COLUMN, text)
    paper.write_lists(sheet)
    paper.hide(sheet)
