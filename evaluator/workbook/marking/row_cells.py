"""Cells that all rows of a station's sheet in an evaluator's workbook share."""

from __future__ import annotations

from evaluator.conditions.wording import Words
from evaluator.workbook import layout
from evaluator.workbook.formats import Format, Tab, formula
from evaluator.workbook.marking.marking_book import MarkingTask, Visit
from evaluator.workbook.marking.page import CHECK_WIDTH, WIDTHS, Page, height
from evaluator.workbook.marking.points import Points
from evaluator.workbook.marking.rows import Rows, SheetRow

TITLE, UNIT, SAYS = 2, 3, 4
LEVEL, VALUE, POINTS, REMARK = (
    layout.MARK_LEVEL,
    layout.MARK_VALUE,
    layout.MARK_POINTS,
    layout.MARK_REMARK,
)
ANSWERED, SUM, LEFT, SAMPLE_SIZE = range(4)
"""Hidden columns from `Cells.helper` on: answered, points, still to answer, sample size. In a file's row the
last of these has the file's name as it is compared."""
MOST_SHOWN = 5_000
"""Characters shown of a read-only text: more than fit a page, fewer than a cell holds."""


class QuestionCells:
    """Writes the cells of one station's sheet."""

    def __init__(self, page: Page, task: MarkingTask, visit: Visit, number: int) -> None:
        self.page, self.task, self.visit = page, task, visit
        self.guideline = task.guideline
        self.words = Words(self.guideline)
        self.live = Points(page.say)
        self.rows = Rows(task, visit)
        self.earlier_sheet = visit.sheet
        """The earlier answers."""
        self.checks = self.rows.checks
        self.helper = layout.MARK_CHECKS + self.checks + 1
        self.kind = f"mark:{number}"
        widths = [*WIDTHS, *([CHECK_WIDTH] * self.checks)]
        self.sheet: Tab = page.workbook.sheet(self.kind, layout.marking_mark(number), widths, wide=True)

    @property
    def tab(self) -> str:
        """The name of the sheet's tab."""
        return self.page.workbook.plan.tabs[self.kind]

    def band(self, at: int, text: str, style: Format) -> None:
        """Write a heading over all columns."""
        self.sheet.merge_range(at, 1, at, layout.MARK_CHECKS + self.checks - 1, "", style)
        self.sheet.write_string(at, 1, text, style)

    def shown(self, at: int, no: str, title: str, unit: str, says: str, more: str = "") -> None:
        """Write the read-only columns, and set the row's height."""
        sheet, page = self.sheet, self.page
        title, says, more = (
            column_text if len(column_text) <= MOST_SHOWN else f"{column_text[:MOST_SHOWN]}…"
            for column_text in (title, says, more)
        )
        self.typed(at, 1, no, page.centre)
        if more:
            sheet.write_rich_string(
                at, TITLE, page.title, title or " ", page.small, f"\n{more}", page.workbook.cell
            )
        else:
            sheet.write_string(at, TITLE, title, page.workbook.cell)
        self.typed(at, UNIT, unit, page.centre)
        self.typed(at, SAYS, says, page.sub)
        text = f"{title}\n{more}" if more else title
        remark = self.visit.remarks.get(self.rows.all[at - layout.MARKING.first].id, "")
        texts = [
            (text, WIDTHS[1] * (1.1 if more else 1)),
            (says, WIDTHS[3]),
            (no, WIDTHS[0]),
            (unit, WIDTHS[2]),
        ]
        sheet.set_row(at, height([*texts, (remark, WIDTHS[7])]))

    def shut(self, at: int, *columns: int) -> None:
        """Write locked blank cells."""
        for column in columns:
            self.sheet.write_blank(at, column, None, self.page.shut)

    def typed(self, at: int, column: int, text: str, style: Format) -> None:
        """Write a text, or a blank cell where it is empty: formulas distinguish the two."""
        if text:
            self.sheet.write_string(at, column, text, style)
        else:
            self.sheet.write_blank(at, column, None, style)

    def remark(self, at: int, row: SheetRow) -> None:
        """Write the remark on an answer."""
        self.typed(at, REMARK, self.visit.remarks.get(row.id, ""), self.page.remark)

    def write_invalid(self, at: int, column: int, style: Format) -> bool:
        """Write a row's invalid answer, if any, as it was written; return whether there was one."""
        text = self.visit.invalid_answers.get(self.rows.all[at - layout.MARKING.first].id, "")
        if text:
            self.sheet.write_string(at, column, text, style)
        return bool(text)

    def cell(self, at: int, column: int) -> str:
        """Return a cell reference for a formula."""
        return f"${layout.column_name(column)}{at + 1}"

    def points(self, at: int, expression: str, style: Format = None) -> None:
        """Write the formula for the points of an answer."""
        formula(self.sheet, at, POINTS, expression, style or self.page.points)

    def answer(self, at: int, holds: bool | None, key: str) -> None:
        """Write the cell of a yes-or-no answer."""
        self.page.workbook.choices(
            self.sheet, (at, VALUE, at, VALUE), "boolean", [layout.TICKED, layout.UNTICKED]
        )
        text = "" if holds is None else layout.TICKED if holds else layout.UNTICKED
        if text or not self.write_invalid(at, VALUE, self.page.tick):
            self.typed(at, VALUE, text, self.page.tick)
        self.points(at, self.live.answer(self.cell(at, VALUE), (layout.TICKED, layout.UNTICKED), key))
