"""The rating table of a guideline as a workbook, as an authority publishes it."""

from __future__ import annotations

import io
from datetime import datetime

from evaluator.base import exact
from evaluator.model.guideline import Guideline
from evaluator.reports.rating_table import rating_rows


def rating_workbook(guideline: Guideline) -> bytes:
    """Return the table as a workbook; the same bytes for the same guideline."""
    import xlsxwriter

    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    book.set_properties({"created": datetime(2000, 1, 1), "author": ""})
    look = book.add_format({"text_wrap": True, "valign": "vcenter", "border": 1})
    bold = book.add_format({"text_wrap": True, "bold": True, "border": 1, "align": "center"})
    sheet = book.add_worksheet("评分表")
    rows = rating_rows(guideline)
    width = len(rows[0])
    sheet.merge_range(0, 0, 0, width - 1, guideline.title, bold)
    for column in range(width):
        sheet.set_column(column, column, (18, 8, 60, 30)[max(0, column - width + 4)])
    for i, row in enumerate(rows, 1):
        for j, text in enumerate(row):
            number = exact.parse(text) if j == width - 3 else None
            if number is not None:
                sheet.write_number(i, j, float(number), look)
            else:
                sheet.write_string(i, j, text, bold if i == 1 else look)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    book.close()
    return out.getvalue()
