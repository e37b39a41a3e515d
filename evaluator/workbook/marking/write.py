"""Write an evaluator's workbook: one sheet per station, with the points beside each answer, offline."""

from __future__ import annotations

import io

from evaluator.conditions.formulas import quoted
from evaluator.conditions.wording import Words
from evaluator.texts import workbooks
from evaluator.texts.workbooks import marking
from evaluator.workbook import layout
from evaluator.workbook.formats import StyledWorkbook, Tab, formula, new_book
from evaluator.workbook.marking.marking_book import MarkingTask, Visit, tabs_of
from evaluator.workbook.marking.page import Page, height
from evaluator.workbook.marking.station_sheet import SheetFigures, StationSheet
from evaluator.workbook.positions import Plan

_COLUMNS = ("id", "name", "asked", "answered", "bad", "points", "submitted", "state")
_WIDTHS = [14.0, 40.0, 8.0, 8.0, 10.0, 14.0, 14.0, 22.0]


def marking_workbook(task: MarkingTask) -> bytes:
    """Return the workbook of one evaluator."""
    guideline = task.guideline
    data = io.BytesIO()
    book = new_book(data, _title(task))
    workbook = StyledWorkbook(book, Plan(guideline, (), {}, _tabs(task), {}, 0))
    page = Page(workbook, guideline.language)
    _notes(page, task)
    # The list comes before the sheets but is written after them: it refers to their cells.
    listed = workbook.sheet("marks", layout.MARKS.mark, _WIDTHS, wide=True)
    figures = [StationSheet(page, task, visit, number).write() for number, visit in enumerate(task.visits, 1)]
    _Listing(page, task, listed).write(figures)
    workbook.about(guideline, _about(task))
    _lists(workbook)
    book.close()
    return data.getvalue()


def _tabs(task: MarkingTask) -> dict[str, str]:
    language = task.guideline.language
    tabs = {kind: marking.TEXTS.say(f"tab.{kind}", language) for kind in ("notes", "marks")}
    tabs |= {kind: workbooks.TEXTS.say(f"tab.{kind}", language) for kind in ("calc", "about")}
    names = tabs_of(task.visits, list(tabs.values()))
    return {**tabs, **{f"mark:{number}": name for number, name in enumerate(names, 1)}}


def _title(task: MarkingTask) -> str:
    return task.title or task.guideline.title


def _notes(page: Page, task: MarkingTask) -> None:
    guideline, workbook = task.guideline, page.workbook
    sheet = workbook.sheet("notes", layout.NOTES.mark, [12.0, 92.0])
    sheet.set_row(0, 30)
    sheet.write_string(0, 1, page.say("title.notes", title=_title(task)), workbook.title)
    evaluator, period = task.evaluator, task.period
    named = " ".join(part for part in (evaluator.id, evaluator.name) if part)
    about = [
        ("guideline", f"{guideline.title} {guideline.edition}"),
        ("round", " ".join(part for part in (task.round, task.title) if part)),
        ("period", "" if period is None else f"{period.first.isoformat()} … {period.last.isoformat()}"),
        ("evaluator", named or page.say("to_type")),
        ("role", Words(guideline).role(evaluator.role)),
        ("stations", str(len(task.visits)) if task.round else ""),
    ]
    row = 1
    for key, text in about:
        if text:
            row += 1
            sheet.write_string(row, 1, page.say(f"about.{key}"), workbook.group)
            sheet.write_string(row, 2, text, workbook.cell)
            sheet.set_row(row, 22)
    row += 1
    for number, texts in enumerate(marking.NOTES, 1):
        row += 1
        text = texts[guideline.language == "en"]
        sheet.write_string(row, 1, str(number), workbook.centre)
        sheet.write_string(row, 2, text, workbook.cell)
        sheet.set_row(row, height([(text, 92.0)], 24))
    workbook.protect(sheet)


class _Listing:
    """Writes the list of stations with their progress."""

    def __init__(self, page: Page, task: MarkingTask, sheet: Tab) -> None:
        self.page, self.task, self.sheet = page, task, sheet

    def write(self, figures: list[SheetFigures]) -> None:
        """Write one row per station, and the sums."""
        page, workbook, sheet = self.page, self.page.workbook, self.sheet
        write = sheet.write_string
        sheet.set_row(0, 26)
        write(0, 1, page.say("title.marks", title=_title(self.task)), workbook.title)
        write(1, 1, page.say("hint.marks"), page.small)
        header, first = layout.MARKS.header, layout.MARKS.first
        sheet.set_row(header, 22)
        for column, key in enumerate(_COLUMNS, 1):
            write(header, column, page.say(f"marks.{key}"), workbook.head)
        for row, (visit, station_figures) in enumerate(zip(self.task.visits, figures, strict=True), first):
            self._row(row, visit, station_figures)
        last = first + len(figures) - 1
        if len(figures) > 1:
            write(last + 1, 1, page.say("marks.all"), workbook.bold)
            for column in (2, 6, 7, 8):
                write(last + 1, column, "", workbook.bold)
            for column in (3, 4, 5):
                letters = layout.column_name(column)
                formula(sheet, last + 1, column, f"SUM({letters}{first + 1}:{letters}{last + 1})", page.count)
        sheet.ignore_errors({"number_stored_as_text": f"B{first + 1}:B{last + 1}"})
        page.whole_numbers(sheet, (first, 6, last, 6))
        sheet.freeze_panes(first, 0)
        sheet.repeat_rows(header)
        workbook.protect(sheet)

    def _row(self, row: int, visit: Visit, figures: SheetFigures) -> None:
        page, sheet = self.page, self.sheet
        asked = len(visit.questions)
        sheet.set_row(row, 20)
        sheet.write_string(row, 1, visit.station, page.centre)
        name = visit.name or visit.station or page.say("unnamed")
        sheet.write_url(row, 2, f"internal:'{figures.tab}'!B1", page.link, name)
        sheet.write_number(row, 3, asked, page.count)
        formula(sheet, row, 4, figures.answered, page.count)
        formula(sheet, row, 5, figures.bad, page.count)
        formula(sheet, row, 6, figures.points, page.sum)
        formula(sheet, row, 7, f'IF(ISBLANK({figures.submitted}),"",{figures.submitted})', page.day)
        formula(sheet, row, 8, self._state(row, figures), page.count)

    def _state(self, row: int, figures: SheetFigures) -> str:
        def state_text(key: str) -> str:
            return quoted(self.page.say(f"done.{key}"))

        bad = f"$F${row + 1}"
        draft = f"IF({figures.left}=0,{state_text('all')},{state_text('some')})"
        handed_in = f"IF({figures.left}=0,{state_text('submitted')},{state_text('open')})"
        return f"IF({bad}>0,{state_text('bad')},IF(ISBLANK({figures.submitted}),{draft},{handed_in}))"


def _about(task: MarkingTask) -> dict[str, str]:
    """Return the metadata that only an evaluator's workbook has."""
    return {
        layout.AUDIENCE: layout.EVALUATOR,
        "round": task.round,
        "evaluator": task.evaluator.id,
    }


def _lists(workbook: StyledWorkbook) -> None:
    """Write the lists too long for a drop-down's own text on a hidden sheet, where there are any."""
    if not workbook.lists:
        return
    sheet = workbook.sheet("calc", layout.CALC.mark, [])
    workbook.write_lists(sheet)
    workbook.hide(sheet)
