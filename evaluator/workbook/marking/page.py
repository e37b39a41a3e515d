"""Formats and page settings of an evaluator's sheets, in addition to those that all sheets share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from evaluator.texts.workbooks.marking import TEXTS
from evaluator.workbook import layout
from evaluator.workbook.formats import FONT, StyledWorkbook, Tab
from evaluator.workbook.formats import height as height_of
from evaluator.workbook.marking.points import BAD
from evaluator.workbook.marking.row_ids import MARK

WIDTHS: Final = (9.0, 44.0, 7.0, 20.0, 11.0, 11.0, 12.0, 26.0)
"""Widths of the columns from B to the remark."""
CHECK_WIDTH: Final = 5.5


class Page:
    """The formats and texts of one workbook."""

    def __init__(self, workbook: StyledWorkbook, language: str) -> None:
        self.workbook, self.language = workbook, language
        book = workbook.book
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        boxed = {**base, "border": 1, "border_color": "#BFBFBF"}
        typed = {**boxed, "bg_color": "#FFF9E5", "locked": False}
        grey = {**boxed, "bg_color": "#F2F2F2", "align": "center"}
        small = {**base, "font_size": 9, "font_color": "#404040"}
        self.centre = book.add_format({**boxed, "align": "center", "text_wrap": True})
        self.shut = book.add_format({**boxed, "bg_color": "#F2F2F2"})
        self.points = book.add_format(
            {**grey, "bold": True, "font_color": "#1F4E79", "num_format": "0.00##", "shrink": True}
        )
        self.share = book.add_format({**grey, "num_format": "0%", "font_color": "#595959"})
        self.day = book.add_format({**grey, "num_format": "yyyy-mm-dd"})
        self.count = book.add_format(grey)
        self.sum = book.add_format({**grey, "num_format": "0.00##"})
        self.whole_number = book.add_format({"num_format": "0"})
        self.link = book.add_format({**boxed, "font_color": "#0563C1", "underline": 1})
        self.check = book.add_format(
            {**boxed, "font_size": 8, "align": "center", "text_wrap": True, "bg_color": "#EAF1F8"}
        )
        self.sub = book.add_format({**boxed, "font_size": 9, "bg_color": "#EAF1F8", "text_wrap": True})
        self.remark = book.add_format(
            {**typed, "font_size": 9, "num_format": "@", "text_wrap": True, "valign": "vcenter"}
        )
        self.whole_remark = book.add_format({**typed, "num_format": "@", "text_wrap": True, "valign": "top"})
        self.name = book.add_format({**typed, "num_format": "@"})
        self.id = book.add_format({**typed, "num_format": "@", "align": "center"})
        self.tick = book.add_format({**typed, "align": "center"})
        self.title = book.add_format({**base, "bold": True})
        self.small = book.add_format(small)
        self.bad = book.add_format({"font_color": "#C00000", "bg_color": "#FDE9E7"})
        self.open = book.add_format({"font_color": "#9C5700", "bg_color": "#FFEB9C"})

    def say(self, key: str, /, **args: object) -> str:
        """Return a text in the guideline's language."""
        return TEXTS.say(key, self.language, **args)

    def whole_numbers(self, sheet: Tab, place: tuple[int, int, int, int], where: str = "TRUE") -> None:
        """Show 15 as 15; a number format alone shows `15.` in Excel, or 15.00."""
        cell = f"${layout.column_name(place[1])}{place[0] + 1}"
        whole = f"IF({where},IF(ISNUMBER({cell}),{cell}=INT({cell}),FALSE),FALSE)"
        how = {"type": "formula", "criteria": f"={whole}", "format": self.whole_number}
        sheet.conditional_format(*place, how)

    def colours(self, sheet: Tab, first: int, last: int) -> None:
        """Colour open and invalid answers in the column of points."""
        column = layout.MARK_POINTS
        cell = f"${layout.column_name(column)}{first + 1}"
        place = (first, column, last, column)
        bad = {"type": "formula", "criteria": f'=LEFT({cell},1)="{BAD}"', "format": self.bad}
        sheet.conditional_format(*place, {**bad, "stop_if_true": True})
        self.whole_numbers(sheet, place, f'LEFT($A{first + 1},5)="{MARK}"')
        waits = ("open", "asked", "points", "unknown")
        words = ",".join(f'{cell}="{self.say(f"state.{state}")}"' for state in waits)
        more = self.say("state.more")
        short = f'AND(ISTEXT({cell}),LEFT({cell},{len(more)})="{more}")'
        sheet.conditional_format(
            *place, {"type": "formula", "criteria": f"=OR({words},{short})", "format": self.open}
        )


def height(texts: Iterable[tuple[str, float]], least: float = 20) -> float:
    """Return how high a row must be for its texts, which are smaller and closer than on other sheets."""
    return height_of(texts, least, slack=1.05)
