"""说明: how to use the workbook."""

from __future__ import annotations

from evaluator.texts.workbooks import NOTES
from evaluator.workbook import layout
from evaluator.workbook.formats import StyledWorkbook
from evaluator.workbook.positions import Plan


def write_notes(workbook: StyledWorkbook, plan: Plan) -> None:
    """Write the sheet of notes."""
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
