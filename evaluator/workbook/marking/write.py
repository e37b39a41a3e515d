"""Write an evaluator's workbook: one sheet a station, with what each answer comes to beside it, offline."""

from __future__ import annotations

import io

from evaluator.conditions.formulas import quoted
from evaluator.conditions.wording import Words
from evaluator.texts import workbooks
from evaluator.texts.workbooks import marking
from evaluator.workbook import layout
from evaluator.workbook.formats import Paper, Tab, formula, new_book
from evaluator.workbook.marking.marking_book import Booklet, Visit, tabs_of
from evaluator.workbook.marking.page import Page, height
from evaluator.workbook.marking.station_sheet import Figures, StationSheet
from evaluator.workbook.positions import Plan

_COLUMNS = ("id", "name", "asked", "answered", "bad", "points", "submitted", "state")
_WIDTHS = [14.0, 40.0, 8.0, 8.0, 10.0, 14.0, 14.0, 22.0]


def marking_workbook(booklet: Booklet) -> bytes:
    """Return the workbook of one evaluator."""
    guideline = booklet.guideline
    data = io.BytesIO()
    book = new_book(data, _title(booklet))
    paper = Paper(book, Plan(guideline, (), {}, _tabs(booklet), {}, 0))
    page = Page(paper, guideline.language)
    _notes(page, booklet)
    # The list stands before the sheets it shows, and is written once these know where their figures are.
    listed = paper.sheet("marks", layout.MARKS.mark, _WIDTHS, wide=True)
    figures = [
        StationSheet(page, booklet, visit, number).write() for number, visit in enumerate(booklet.visits, 1)
    ]
    _Listing(page, booklet, listed).write(figures)
    paper.about(guideline, _about(booklet))
    _lists(paper)
    book.close()
    return data.getvalue()


def _tabs(booklet: Booklet) -> dict[str, str]:
    language = booklet.guideline.language
    tabs = {kind: marking.TEXTS.say(f"tab.{kind}", language) for kind in ("notes", "marks")}
    tabs |= {kind: workbooks.TEXTS.say(f"tab.{kind}", language) for kind in ("calc", "about")}
    names = tabs_of(booklet.visits, list(tabs.values()))
    return {**tabs, **{f"mark:{number}": name for number, name in enumerate(names, 1)}}


def _title(booklet: Booklet) -> str:
    return booklet.title or booklet.guideline.title


def _notes(page: Page, booklet: Booklet) -> None:
    guideline, paper = booklet.guideline, page.paper
    sheet = paper.sheet("notes", layout.NOTES.mark, [12.0, 92.0])
    sheet.set_row(0, 30)
    sheet.write_string(0, 1, page.say("title.notes", title=_title(booklet)), paper.title)
    evaluator, period = booklet.evaluator, booklet.period
    named = " ".join(one for one in (evaluator.id, evaluator.name) if one)
    about = [
        ("guideline", f"{guideline.title} {guideline.edition}"),
        ("round", " ".join(one for one in (booklet.round, booklet.title) if one)),
        ("period", "" if period is None else f"{period.first.isoformat()} … {period.last.isoformat()}"),
        ("evaluator", named or page.say("to_type")),
        ("role", Words(guideline).role(evaluator.role)),
        ("stations", str(len(booklet.visits)) if booklet.round else ""),
    ]
    row = 1
    for key, text in about:
        if text:
            row += 1
            sheet.write_string(row, 1, page.say(f"about.{key}"), paper.group)
            sheet.write_string(row, 2, text, paper.cell)
            sheet.set_row(row, 22)
    row += 1
    for number, texts in enumerate(marking.NOTES, 1):
        row += 1
        text = texts[guideline.language == "en"]
        sheet.write_string(row, 1, str(number), paper.centre)
        sheet.write_string(row, 2, text, paper.cell)
        sheet.set_row(row, height([(text, 92.0)], 24))
    paper.protect(sheet)


class _Listing:
    """The list of stations, with how far each is."""

    def __init__(self, page: Page, booklet: Booklet, sheet: Tab) -> None:
        self.page, self.booklet, self.sheet = page, booklet, sheet

    def write(self, figures: list[Figures]) -> None:
        """Write one row a station, and their sums."""
        page, paper, sheet = self.page, self.page.paper, self.sheet
        write = sheet.write_string
        sheet.set_row(0, 26)
        write(0, 1, page.say("title.marks", title=_title(self.booklet)), paper.title)
        write(1, 1, page.say("hint.marks"), page.small)
        header, first = layout.MARKS.header, layout.MARKS.first
        sheet.set_row(header, 22)
        for column, key in enumerate(_COLUMNS, 1):
            write(header, column, page.say(f"marks.{key}"), paper.head)
        for row, (visit, one) in enumerate(zip(self.booklet.visits, figures, strict=True), first):
            self._row(row, visit, one)
        last = first + len(figures) - 1
        if len(figures) > 1:
            write(last + 1, 1, page.say("marks.all"), paper.bold)
            for column in (2, 6, 7, 8):
                write(last + 1, column, "", paper.bold)
            for column in (3, 4, 5):
                letters = layout.column_name(column)
                formula(sheet, last + 1, column, f"SUM({letters}{first + 1}:{letters}{last + 1})", page.count)
        sheet.ignore_errors({"number_stored_as_text": f"B{first + 1}:B{last + 1}"})
        page.whole_numbers(sheet, (first, 6, last, 6))
        sheet.freeze_panes(first, 0)
        sheet.repeat_rows(header)
        paper.protect(sheet)

    def _row(self, row: int, visit: Visit, one: Figures) -> None:
        page, sheet = self.page, self.sheet
        asked = len(visit.questions)
        sheet.set_row(row, 20)
        sheet.write_string(row, 1, visit.station, page.centre)
        name = visit.name or visit.station or page.say("unnamed")
        sheet.write_url(row, 2, f"internal:'{one.tab}'!B1", page.link, name)
        sheet.write_number(row, 3, asked, page.count)
        formula(sheet, row, 4, one.answered, page.count)
        formula(sheet, row, 5, one.bad, page.count)
        formula(sheet, row, 6, one.points, page.sum)
        formula(sheet, row, 7, f'IF(ISBLANK({one.submitted}),"",{one.submitted})', page.day)
        formula(sheet, row, 8, self._state(row, one), page.count)

    def _state(self, row: int, one: Figures) -> str:
        def told(key: str) -> str:
            return quoted(self.page.say(f"done.{key}"))

        bad = f"$F${row + 1}"
        draft = f"IF({one.left}=0,{told('all')},{told('some')})"
        handed_in = f"IF({one.left}=0,{told('submitted')},{told('open')})"
        return f"IF({bad}>0,{told('bad')},IF(ISBLANK({one.submitted}),{draft},{handed_in}))"


def _about(booklet: Booklet) -> dict[str, str]:
    """Return what an evaluator's workbook says of itself beside what every workbook does."""
    return {
        layout.AUDIENCE: layout.EVALUATOR,
        "round": booklet.round,
        "evaluator": booklet.evaluator.id,
    }


def _lists(paper: Paper) -> None:
    """Write the lists too long for a drop-down's own text on a hidden sheet, where there are any."""
    if not paper.lists:
        return
    sheet = paper.sheet("calc", layout.CALC.mark, [])
    paper.write_lists(sheet)
    paper.hide(sheet)
