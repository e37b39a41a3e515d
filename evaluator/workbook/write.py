"""Write the offline workbook: what a station fills in, with its score beside it, live and offline."""

from __future__ import annotations

import io

from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.workbook import layout
from evaluator.workbook.evidence_sheet import write_evidence
from evaluator.workbook.facts_sheet import write_facts
from evaluator.workbook.kept import CREATED
from evaluator.workbook.ledger_sheets import write_ledger
from evaluator.workbook.live.calc import TEXT_COLUMN
from evaluator.workbook.live.model import Model, model
from evaluator.workbook.notes_sheet import write_notes
from evaluator.workbook.paper import Paper, formula
from evaluator.workbook.score_sheet import write_score


def workbook(guideline: Guideline, submission: Submission | None = None) -> bytes:
    """Return the workbook of a guideline, filled from *submission* where there is one."""
    import xlsxwriter

    whole = model(guideline, submission)
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(data, options)
    book.set_properties({"title": guideline.title, "author": "", "created": CREATED})
    book.set_size(2400, 1400)
    paper = Paper(book, whole.plan)
    write_notes(paper, whole.plan)
    write_facts(paper, whole.known, submission)
    write_evidence(paper, tuple(whole.judged.values()), submission)
    write_score(paper, whole)
    handed = submission.ledgers if submission is not None else {}
    for name, sheet in whole.counting.sheets.items():
        write_ledger(paper, sheet, handed.get(name))
    _about(paper, guideline)
    _calc(paper, whole)
    book.close()
    return data.getvalue()


def _about(paper: Paper, guideline: Guideline) -> None:
    sheet = paper.add("about", layout.ABOUT.mark)
    values = {
        "guideline": guideline.id,
        "edition": guideline.edition,
        "sha256": guideline.sha256,
        "profile": guideline.profile,
        "version": layout.VERSION,
        "language": guideline.language,
    }
    for row, key in enumerate(layout.ABOUT_KEYS, layout.ABOUT.first):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, values[key])
    sheet.hide()
    paper.protect(sheet)


def _calc(paper: Paper, whole: Model) -> None:
    """Write the intermediate cells, one a row, and the lists too long for a drop-down's own text."""
    sheet = paper.add("calc", layout.CALC.mark)
    for row, (label, expression) in enumerate(whole.calc.formulas, 1):
        sheet.write_string(row, 0, label)
        formula(sheet, row, 1, expression)
    for row, text in enumerate(whole.calc.texts, 1):
        sheet.write_string(row, TEXT_COLUMN, text)
    for number, titles in enumerate(paper.lists):
        for row, title in enumerate(titles, 1):
            sheet.write_string(row, 4 + number, title)
    sheet.hide()
    paper.protect(sheet)
