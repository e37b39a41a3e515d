"""Formats and settings that all sheets share: hidden ids, protection, printing on A4."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

from evaluator.model.guideline import Guideline
from evaluator.workbook import layout
from evaluator.workbook.live.calc import LISTS
from evaluator.workbook.overwrite import CREATED
from evaluator.workbook.positions import Plan, units

Workbook = Any
Tab = Any
Format = Any
"""A workbook, one of its sheets, a cell format: XlsxWriter has no type hints."""
FONT = "微软雅黑"
"""Installed on every Windows; elsewhere programs use another Chinese font."""
_HIGHEST = 409
"""The greatest height of a row in Excel, in points."""
_LEAST = 18
LINE = 14
"""Height of a line of text at a font size of ten points."""
MOST_LISTED = 255


def new_book(data: BinaryIO, title: str) -> Workbook:
    """Start a workbook that is written to *data* when it is closed."""
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(data, options)
    book.set_properties({"title": title, "author": "", "created": CREATED})
    book.set_size(2400, 1400)
    return book


class StyledWorkbook:
    """A workbook written with XlsxWriter, with its formats."""

    def __init__(self, book: Workbook, plan: Plan) -> None:
        self.book, self.plan = book, plan
        self.lists: list[list[str]] = []
        """Lists to write on the hidden sheet, one per column."""
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        boxed = {**base, "border": 1, "border_color": "#BFBFBF"}
        head = {
            "bold": True,
            "bg_color": "#1F4E79",
            "font_color": "#FFFFFF",
            "align": "center",
            "text_wrap": True,
        }
        typed = {**boxed, "bg_color": "#FFF9E5", "locked": False}
        self.title = book.add_format({**base, "font_size": 14, "bold": True, "font_color": "#1F4E79"})
        self.hint = book.add_format({**base, "font_color": "#595959", "text_wrap": True})
        self.plain = book.add_format(base)
        self.head = book.add_format({**boxed, **head})
        self.group = book.add_format({**boxed, "bold": True, "bg_color": "#DDEBF7"})
        self.cell = book.add_format({**boxed, "text_wrap": True})
        self.subgroup = book.add_format({**boxed, "bold": True, "bg_color": "#F3F8FC"})
        self.frameless = book.add_format({**base, "text_wrap": True})
        self.framed = book.add_format({"border": 1, "border_color": "#BFBFBF"})
        self.link = book.add_format({**base, "text_wrap": True, "font_color": "#0563C1", "underline": 1})
        self.wrong = book.add_format({"font_color": "#C00000", "bg_color": "#FDE9E7"})
        """The look of a cell that keeps figures from being shown."""
        self.undecided = book.add_format({"font_color": "#9C5700", "bg_color": "#FFEB9C"})
        """The look of a figure that is not shown."""
        self.centre = book.add_format({**boxed, "align": "center"})
        self.points = book.add_format({**boxed, "align": "center", "num_format": "0.########"})
        self.bold = book.add_format({**boxed, "bold": True, "bg_color": "#F2F2F2", "text_wrap": True})
        self.bold_points = book.add_format(
            {**boxed, "bold": True, "bg_color": "#F2F2F2", "align": "center", "num_format": "0.########"}
        )
        self.computed = book.add_format({**boxed, "align": "center", "bg_color": "#F2F2F2"})
        self.computed_share = book.add_format(
            {**boxed, "align": "center", "bg_color": "#F2F2F2", "num_format": "0.##%"}
        )

        self.boxed = book.add_format({"bg_color": "#FFF9E5", "border": 1, "border_color": "#BFBFBF"})
        """The look of an input cell, where it is drawn by a condition: a blank row is then not printed."""
        shapes: dict[str, dict[str, Any]] = {
            "text": {"num_format": "@", "text_wrap": True},
            "date": {"num_format": "yyyy-mm-dd", "align": "center"},
            "share": {"num_format": "0.##########%", "align": "center"},
            "number": {"align": "center"},
            # As text: when chosen, Excel would turn the title 1-2 into a date and 1/2 into a half.
            "choice": {"align": "center", "num_format": "@"},
        }
        self._typed, self._bare = (
            {kind: book.add_format({**plain, **shape}) for kind, shape in shapes.items()}
            for plain in (typed, {**base, "locked": False})
        )

    def bare(self, kind: str) -> Format:
        """Return the format of an input cell whose look `boxed` draws."""
        return self._bare[_shape(kind)]

    def typed(self, kind: str) -> Format:
        """Return the format of an input cell for a type of value."""
        return self._typed[_shape(kind)]

    def add(self, kind: str, mark: str) -> Tab:
        """Start a sheet with nothing but its marker."""
        from evaluator.workbook.fast_sheet import FastSheet  # it imports XlsxWriter

        sheet = self.book.add_worksheet(self.plan.tabs[kind], FastSheet)
        sheet.write_string(0, 0, mark)
        return sheet

    def sheet(self, kind: str, mark: str, widths: list[float], *, wide: bool = False) -> Tab:
        """Start a sheet: its marker, hidden ids, columns, protection and page."""
        sheet = self.add(kind, mark)
        sheet.set_column(0, 0, 2, None, {"hidden": True})
        for column, width in enumerate(widths, 1):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)
        if wide:
            sheet.set_landscape()
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def protect(self, sheet: Tab) -> None:
        """Protect a sheet; columns and rows may still be resized, and lists filtered."""
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})

    def print_areas(self, sheet: Tab, kind: str, rows: Sequence[tuple[int, int]], last: int) -> None:
        """Print only these rows, each span on pages of its own, from column B to the column *last*."""
        areas = ",".join(
            f"{self.plan.at(kind, first, 1)}:{layout.cell_name(end, last, absolute=True)}"
            for first, end in rows
        )
        self.book.define_name(f"'{self.plan.tabs[kind]}'!_xlnm.Print_Area", f"={areas}")

    def colour(self, sheet: Tab, place: tuple[int, int, int, int], condition: str, look: Format) -> None:
        """Give cells a look while a condition on cells of the same sheet holds."""
        rule = {"type": "formula", "criteria": f"={condition}", "format": look}
        sheet.conditional_format(*place, rule)

    def height(self, sheet: Tab, row: int, texts: list[tuple[str, float]], least: float = _LEAST) -> None:
        """Set the height of a row from its texts and the widths of their columns.

        A row of one line is left alone: it grows by itself when more is typed.
        """
        needed = height(texts, least)
        if needed > _LEAST:
            sheet.set_row(row, needed)

    def heading(self, sheet: Tab, key: str, last: int) -> None:
        """Write the title and the hint of a sheet."""
        guideline = self.plan.guideline
        sheet.set_row(0, 26)
        sheet.write_string(
            0, 1, self.plan.say(f"title.{key}", title=guideline.title, edition=guideline.edition), self.title
        )
        sheet.merge_range(1, 1, 1, last, "", self.hint)
        sheet.write_string(1, 1, self.plan.say(f"hint.{key}"), self.hint)
        sheet.set_row(1, 32)

    def validation(
        self,
        sheet: Tab,
        place: tuple[int, int, int, int],
        kind: str,
        rule: dict[str, Any],
    ) -> None:
        """Add a validation rule with its error message."""
        sheet.data_validation(
            *place,
            {
                "error_title": self.plan.say("error.title"),
                "error_message": self.plan.say(f"error.{kind}"),
                **rule,
            },
        )

    def choices(
        self, sheet: Tab, place: tuple[int, int, int, int], kind: str, titles: list[str], note: str = ""
    ) -> None:
        """Add a drop-down list, with a note for who fills it in.

        A list that does not fit in a rule is written on the hidden sheet.

        A rule takes 255 characters at most; a comma or a quote in a title would end an entry, or make Excel
        call the file damaged.
        """
        if units(",".join(titles)) <= MOST_LISTED and not any(
            mark in title for title in titles for mark in ',"'
        ):
            rule = {"validate": "list", "source": titles, "input_message": note}
            self.validation(sheet, place, kind, rule)
            return
        column = LISTS + len(self.lists)
        self.lists.append(titles)
        source = "=" + self.plan.at("calc", 1, column, len(titles))
        self.validation(sheet, place, kind, {"validate": "list", "source": source, "input_message": note})

    def about(self, guideline: Guideline, more: Mapping[str, str] | None = None) -> None:
        """Write the hidden sheet that identifies the guideline the workbook was made from."""
        sheet = self.add("about", layout.ABOUT.mark)
        values = {
            "guideline": guideline.id,
            "edition": guideline.edition,
            "sha256": guideline.sha256,
            "profile": guideline.profile,
            "version": layout.VERSION,
            "language": guideline.language,
            **(more or {}),
        }
        for row, (key, value) in enumerate(values.items(), layout.ABOUT.first):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        self.hide(sheet)

    def write_lists(self, sheet: Tab) -> None:
        """Write the lists too long for a drop-down's own text on the hidden sheet."""
        for column, titles in enumerate(self.lists, LISTS):
            for row, title in enumerate(titles, 1):
                sheet.write_string(row, column, title)

    def hide(self, sheet: Tab) -> None:
        """Hide and protect a sheet."""
        sheet.hide()
        self.protect(sheet)

    def date_rule(self) -> dict[str, Any]:
        """Return the validation rule for dates."""
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1950, 1, 1),
            "maximum": date(2100, 12, 31),
        }


def _shape(kind: str) -> str:
    """Return which format a type of value has; all that is chosen from a list has one."""
    if kind in ("integer", "number"):
        return "number"
    return kind if kind in ("text", "date", "share") else "choice"


def height(texts: Iterable[tuple[str, float]], least: float = _LEAST, slack: float = 0.95) -> float:
    """Return the height that a row needs for its texts and their columns; not all programs adjust it.

    *slack* is the width that a character takes, as a share of its nominal width.
    """
    lines = 1
    for text, width in texts:
        lines = max(lines, sum(max(1, math.ceil(_width(line) * slack / width)) for line in text.split("\n")))
    return min(_HIGHEST, max(least, LINE * lines + 5))


def _width(text: str) -> int:
    """Return the width of a text in terminal columns, about the unit of a sheet's column width."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def formula(sheet: Tab, row: int, column: int, expression: str, style: Format = None) -> None:
    """Write a formula without a result: the program that opens the file computes it."""
    sheet.write_formula(row, column, f"={expression}", style, "")


def ids(sheet: Tab, row: int, id: str) -> None:
    """Write the machine id of a row."""
    sheet.write_string(row, layout.ID_COLUMN, id)
