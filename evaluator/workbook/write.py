"""Write the offline workbook: a station's inputs, with its score computed beside them."""

from __future__ import annotations

import io

from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.texts.workbooks import NOTES
from evaluator.workbook import layout
from evaluator.workbook.evidence_sheet import write_evidence
from evaluator.workbook.facts_sheet import write_facts
from evaluator.workbook.formats import StyledWorkbook, formula, new_book
from evaluator.workbook.ledger_sheets import write_ledger
from evaluator.workbook.live.calc import TEXT_COLUMN
from evaluator.workbook.live.model import Model, model
from evaluator.workbook.positions import Plan
from evaluator.workbook.problems_sheet import write_problems
from evaluator.workbook.score_sheet import write_score


def workbook(guideline: Guideline, submission: Submission | None = None) -> bytes:
    """Return the workbook of a guideline, filled from *submission* where there is one."""
    whole = model(guideline, submission)
    data = io.BytesIO()
    book = new_book(data, guideline.title)
    workbook = StyledWorkbook(book, whole.plan)
    write_sheets(workbook, whole, submission)
    workbook.about(guideline)
    _calc(workbook, whole)
    book.close()
    return data.getvalue()


def write_sheets(workbook: StyledWorkbook, whole: Model, submission: Submission | None) -> None:
    """Write the visible sheets."""
    workbook.lists += [list(words) for words in whole.calc.lists]
    _notes(workbook, whole.plan)
    write_facts(workbook, whole, submission)
    write_evidence(workbook, tuple(whole.judged.values()), submission)
    write_score(workbook, whole)
    write_problems(workbook, whole)
    handed = submission.ledgers if submission is not None else {}
    for name, sheet in whole.counting.sheets.items():
        write_ledger(workbook, sheet, handed.get(name))


def _calc(workbook: StyledWorkbook, whole: Model) -> None:
    """Write the intermediate cells, one per row, and the lists too long for a drop-down's own text."""
    sheet = workbook.add("calc", layout.CALC.mark)
    for row, (label, expression) in enumerate(whole.calc.formulas, 1):
        sheet.write_string(row, 0, label)
        formula(sheet, row, 1, expression)
    for row, text in enumerate(whole.calc.texts, 1):
        sheet.write_string(row, TEXT_COLUMN, text)
    workbook.write_lists(sheet)
    workbook.hide(sheet)


def _notes(workbook: StyledWorkbook, plan: Plan) -> None:
    """Write the sheet 说明: how to use the workbook."""
    guideline = plan.guideline
    sheet = workbook.sheet("notes", layout.NOTES.mark, [5, 88])
    sheet.set_row(0, 30)
    title = plan.say("title.notes", title=guideline.title, edition=guideline.edition)
    sheet.write_string(0, 1, title, workbook.title)
    for number, texts in enumerate(NOTES, 1):
        sheet.write_string(number + 1, 1, str(number), workbook.centre)
        sheet.write_string(number + 1, 2, texts[guideline.language == "en"], workbook.cell)
        sheet.set_row(number + 1, 36)
    workbook.protect(sheet)
