"""What all rows of a station's sheet have in common in an evaluator's workbook."""

from __future__ import annotations

from evaluator.conditions.wording import Words
from evaluator.workbook import layout
from evaluator.workbook.formats import Format, Tab, formula
from evaluator.workbook.marking.marking_book import Booklet, Visit
from evaluator.workbook.marking.page import CHECK_WIDTH, WIDTHS, Page, height
from evaluator.workbook.marking.points import Points
from evaluator.workbook.marking.rows import Row, Rows

TITLE, UNIT, SAYS = 2, 3, 4
LEVEL, VALUE, POINTS, REMARK = (
    layout.MARK_LEVEL,
    layout.MARK_VALUE,
    layout.MARK_POINTS,
    layout.MARK_REMARK,
)
ANSWERED, SUM, LEFT, DRAWN = range(4)
"""Hidden columns from `Cells.helper` on: answered, points, still to answer; how many files are drawn, and
beside each file its name as it is compared."""
MOST_SHOWN = 5_000
"""Characters of a text that is only shown: more than fit a page, and fewer than a cell holds."""


class Cells:
    """One sheet being written."""

    def __init__(self, page: Page, booklet: Booklet, visit: Visit, number: int) -> None:
        self.page, self.booklet, self.visit = page, booklet, visit
        self.guideline = booklet.guideline
        self.words = Words(self.guideline)
        self.live = Points(page.say)
        self.rows = Rows(booklet, visit)
        self.given = visit.sheet
        """What was answered before."""
        self.checks = self.rows.checks
        self.helper = layout.MARK_CHECKS + self.checks + 1
        self.kind = f"mark:{number}"
        widths = [*WIDTHS, *([CHECK_WIDTH] * self.checks)]
        self.sheet: Tab = page.paper.sheet(self.kind, layout.marking_mark(number), widths, wide=True)

    @property
    def tab(self) -> str:
        """The name on its tab."""
        return self.page.paper.plan.tabs[self.kind]

    def band(self, at: int, text: str, style: Format) -> None:
        """Write a heading over all columns."""
        self.sheet.merge_range(at, 1, at, layout.MARK_CHECKS + self.checks - 1, "", style)
        self.sheet.write_string(at, 1, text, style)

    def shown(self, at: int, no: str, title: str, unit: str, says: str, more: str = "") -> None:
        """Write the columns that only show something, and make the row high enough."""
        sheet, page = self.sheet, self.page
        title, says, more = (
            one if len(one) <= MOST_SHOWN else f"{one[:MOST_SHOWN]}…" for one in (title, says, more)
        )
        self.typed(at, 1, no, page.centre)
        if more:
            sheet.write_rich_string(
                at, TITLE, page.title, title or " ", page.small, f"\n{more}", page.paper.cell
            )
        else:
            sheet.write_string(at, TITLE, title, page.paper.cell)
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
        """Write cells with nothing to fill in."""
        for column in columns:
            self.sheet.write_blank(at, column, None, self.page.shut)

    def typed(self, at: int, column: int, text: str, style: Format) -> None:
        """Write a text, or a blank cell: a formula tells an empty text from one."""
        if text:
            self.sheet.write_string(at, column, text, style)
        else:
            self.sheet.write_blank(at, column, None, style)

    def remark(self, at: int, row: Row) -> None:
        """Write the remark on an answer."""
        self.typed(at, REMARK, self.visit.remarks.get(row.id, ""), self.page.remark)

    def aside(self, at: int, column: int, style: Format) -> bool:
        """Write what was answered and is no answer, as it was written; tell whether there is such."""
        text = self.visit.aside.get(self.rows.all[at - layout.MARKING.first].id, "")
        if text:
            self.sheet.write_string(at, column, text, style)
        return bool(text)

    def cell(self, at: int, column: int) -> str:
        """Return a cell for a formula."""
        return f"${layout.column_name(column)}{at + 1}"

    def points(self, at: int, expression: str, style: Format = None) -> None:
        """Write what an answer comes to."""
        formula(self.sheet, at, POINTS, expression, style or self.page.points)

    def answer(self, at: int, given: bool | None, key: str) -> None:
        """Write a cell for yes or no."""
        self.page.paper.choices(
            self.sheet, (at, VALUE, at, VALUE), "boolean", [layout.TICKED, layout.UNTICKED]
        )
        text = "" if given is None else layout.TICKED if given else layout.UNTICKED
        if text or not self.aside(at, VALUE, self.page.tick):
            self.typed(at, VALUE, text, self.page.tick)
        self.points(at, self.live.answer(self.cell(at, VALUE), (layout.TICKED, layout.UNTICKED), key))
