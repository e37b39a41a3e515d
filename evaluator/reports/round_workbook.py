"""Write the ranking of a round as a workbook: one sheet for the ranking, one for sections and criteria."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Any, Final

import xlsxwriter

from evaluator.base import exact
from evaluator.reports.round_fields import RoundView, StationRow

_CREATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The same in every workbook: a file's bytes depend on its content only."""
_A4: Final = 9
_FONT: Final = "宋体"
_HEAT: Final = ("", "#F4C7B8", "#FBE3C8", "#FFF8DC", "#DCEBD8", "#B5D8B0")
_LONGEST_SHEET_NAME: Final = 31
_LINE: Final = 13
"""Height of a line in points."""
_AS_TEXT: Final = {"number": "middle", "rank": "middle"}
"""The format of a range or a dash in a column of numbers."""


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    width: float
    form: str


class _Book:
    """A workbook with the few formats that it needs."""

    def __init__(self, view: RoundView) -> None:
        self.view = view
        self.made = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.made, {**options, "strings_to_numbers": False})
        self.book.set_properties(
            {
                "title": f"{view.title} {view.label['city_ranking']}",
                "author": "station-evaluator",
                "comments": view.guideline.status_line,
                "created": _CREATED,
            }
        )
        base: dict[str, Any] = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
        cell = {**base, "border": 1, "border_color": "#808080"}
        self.forms: dict[str, Any] = {
            "title": self.book.add_format({**base, "font_size": 16, "bold": True, "align": "center"}),
            "status": self.book.add_format(
                {**base, "bold": True, "align": "center", "bg_color": "#F5F5F5", "border": 1}
            ),
            "note": self.book.add_format({**base, "text_wrap": True, "align": "left"}),
            "head": self.book.add_format(
                {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7ECF2"}
            ),
            "group": self.book.add_format({**cell, "bold": True, "bg_color": "#EFEFEF"}),
            "text": self.book.add_format({**cell, "text_wrap": True}),
            "middle": self.book.add_format({**cell, "align": "center", "text_wrap": True}),
        }
        self._numbers: dict[tuple[int, str], Any] = {}
        self._cell = cell

    def number(self, places: int, heat: str) -> Any:  # noqa: ANN401 - a format of a library without types
        """Return the format of a number with its decimals, on the colour of its share."""
        key = (places, heat)
        if key not in self._numbers:
            look = {**self._cell, "num_format": f"0.{'0' * places}" if places else "0", "align": "right"}
            if heat != "0":
                look["bg_color"] = _HEAT[int(heat)]
            self._numbers[key] = self.book.add_format(look)
        return self._numbers[key]

    def sheet(self, name: str, columns: Sequence[_Column], note: str) -> tuple[Any, int]:
        """Begin a sheet: title, status, note, headings that stay in sight and on each page."""
        view, last = self.view, len(columns) - 1
        sheet = self.book.add_worksheet(name[:_LONGEST_SHEET_NAME])
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{view.seal_line.replace('&', '&&')}&C&P / &N")
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        lines = [(f"{view.title}　{name}", "title", 28)]
        if view.guideline.status_line:
            lines.append((view.guideline.status_line, "status", 20))
        colon = view.label["colon"]
        about = f"{view.guideline.full_title}　{view.label['period']}{colon}{view.period}　{note}"
        if view.edition:
            about = f"{view.edition}　{about}"
        lines.append((about, "note", 32))
        for row, (text, form, height) in enumerate(lines):
            sheet.set_row(row, height)
            sheet.merge_range(row, 0, row, last, "", self.forms[form])
            sheet.write_string(row, 0, text, self.forms[form])
        head = len(lines)
        sheet.set_row(head, 32)
        for at, column in enumerate(columns):
            sheet.write_string(head, at, column.head, self.forms["head"])
        sheet.repeat_rows(head)
        return sheet, head

    def put(self, sheet: Any, row: int, at: int, text: str, form: str, heat: str = "0") -> None:  # noqa: ANN401
        """Write a cell: a number as a number, a range or anything else as text, never as a formula."""
        value = exact.parse(text) if form in ("number", "rank") else None
        if value is None:
            sheet.write_string(row, at, text, self.forms[_AS_TEXT.get(form, form)])
        elif form == "rank":
            sheet.write_number(row, at, int(value), self.forms["middle"])
        else:
            places = len(text.partition(".")[2])
            # A cell holds a double; its format prints the digits of the text.
            sheet.write_number(row, at, float(value), self.number(places, heat))

    def bytes(self) -> bytes:
        self.book.close()
        return self.made.getvalue()


def ranking_workbook(view: RoundView) -> bytes:
    """Return the ranking as an .xlsx file, the same bytes for the same view."""
    book, label = _Book(view), view.label
    columns = [
        _Column(label["rank"], 7, "rank"),
        _Column(label["site"], 23, "text"),
        _Column(label["code"], 11, "middle"),
        _Column(label["county_short"], 11, "middle"),
        *(_Column(f"{section.title}\n{section.of}", 9, "number") for section in view.sections),
        _Column(label["bonus_short"], 7, "number"),
        _Column(label["deductions_short"], 7, "number"),
        _Column(label["total"], 9.5, "number"),
        _Column(label["grade"], 8, "middle"),
        _Column(label["limits_short"], 30, "text"),
        _Column(label["award"], 12, "middle"),
        _Column(label["not_ranked_why"], 26, "text"),
    ]
    sheet, head = book.sheet(label["city_ranking"], columns, label["ranking_note"])
    sheet.freeze_panes(head + 1, 2)
    row = head
    for station in view.ranked:
        row += 1
        _station(book, sheet, row, columns, station)
    if view.ranked:
        sheet.autofilter(head, 0, row, len(columns) - 1)
    if view.unranked:
        row += 1
        sheet.merge_range(row, 0, row, len(columns) - 1, "", book.forms["group"])
        sheet.write_string(row, 0, label["unranked"], book.forms["group"])
        for station in view.unranked:
            row += 1
            _station(book, sheet, row, columns, station)
    _sections(book)
    _losses(book)
    return book.bytes()


def _station(book: _Book, sheet: Any, row: int, columns: Sequence[_Column], station: StationRow) -> None:  # noqa: ANN401
    cells = [
        (station.rank, "0"),
        (station.name, "0"),
        (station.id, "0"),
        (station.county, "0"),
        *((cell.points, cell.heat) for cell in station.cells),
        (station.bonus, "0"),
        (station.deductions, "0"),
        (station.points, "0"),
        (station.grade, "0"),
        (station.limits, "0"),
        (station.awards, "0"),
        (station.reason, "0"),
    ]
    # Excel fits a row to wrapped text when it is edited, not when the file is opened.
    lines = max(_lines(text, column.width) for (text, _), column in zip(cells, columns, strict=True))
    sheet.set_row(row, _LINE * lines + 3)
    for at, ((text, heat), column) in enumerate(zip(cells, columns, strict=True)):
        book.put(sheet, row, at, text, column.form, heat)


def _lines(text: str, width: float) -> int:
    """Return about how many lines a text takes; a Chinese character is as wide as two digits."""
    return max(
        1, ceil(sum(2 if ord(character) > 0x2E80 or character in "～—" else 1 for character in text) / width)
    )


def _sections(book: _Book) -> None:
    view, label = book.view, book.view.label
    columns = [
        _Column(label["section"], 26, "text"),
        _Column(label["of"], 11, "number"),
        _Column(label["average"], 11, "number"),
        _Column(label["average_share"], 11, "middle"),
        _Column(label["highest"], 11, "number"),
        _Column(label["lowest"], 11, "number"),
    ]
    sheet, head = book.sheet(label["by_section"], columns, view.counted)
    sheet.freeze_panes(head + 1, 0)
    for row, section in enumerate(view.sections, head + 1):
        cells = (
            f"{section.id} {section.title}",
            section.of,
            section.average,
            section.share,
            section.highest,
            section.lowest,
        )
        for at, (text, column) in enumerate(zip(cells, columns, strict=True)):
            book.put(sheet, row, at, text, column.form)


def _losses(book: _Book) -> None:
    view, label = book.view, book.view.label
    columns = [
        _Column(label["criterion_title"], 34, "text"),
        _Column(label["section"], 22, "text"),
        _Column(label["lost_total"], 11, "number"),
        _Column(label["lost_average"], 11, "number"),
        _Column(label["lost_share"], 11, "middle"),
        _Column(label["lost_stations"], 11, "middle"),
    ]
    sheet, head = book.sheet(label["losses"], columns, label["losses_note"])
    sheet.freeze_panes(head + 1, 0)
    for row, loss in enumerate(view.losses, head + 1):
        cells = (f"{loss.id} {loss.title}", loss.section, loss.lost, loss.average, loss.share, loss.stations)
        for at, (text, column) in enumerate(zip(cells, columns, strict=True)):
            book.put(sheet, row, at, text, column.form)
