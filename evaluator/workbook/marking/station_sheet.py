"""One station's sheet in an evaluator's workbook: every question with its answer and its points."""

from __future__ import annotations

from evaluator.conditions.formulas import quoted
from evaluator.workbook import layout
from evaluator.workbook.answers import write_value
from evaluator.workbook.formats import formula, ids
from evaluator.workbook.marking.criteria import Criteria
from evaluator.workbook.marking.observations import FindingRows
from evaluator.workbook.marking.points import BAD
from evaluator.workbook.marking.row_cells import (
    ANSWERED,
    LEFT,
    LEVEL,
    POINTS,
    REMARK,
    SAMPLE_SIZE,
    SUM,
    TITLE,
    VALUE,
)
from evaluator.workbook.marking.rows import SheetRow


class SheetFigures:
    """Cells of a station's sheet that the list of stations shows."""

    def __init__(self, tab: str, column: int, submitted: str) -> None:
        def figure(which: int) -> str:
            return f"'{tab}'!${layout.column_name(column + which)}$1"

        self.tab = tab
        self.answered, self.points, self.left = figure(ANSWERED), figure(SUM), figure(LEFT)
        self.bad = figure(SAMPLE_SIZE)
        """In the column of sample sizes, which have no sum."""
        self.submitted = f"'{tab}'!{submitted}"


class StationSheet(Criteria, FindingRows):
    """Writes one station's sheet."""

    def write(self) -> SheetFigures:
        """Write the whole sheet."""
        sheet, page = self.sheet, self.page
        first, last = layout.MARKING.first, layout.MARKING.first + len(self.rows.all) - 1
        self._head(first, last)
        writers = {
            "part": self._part,
            "section": self._part,
            "sheet": self._about,
            "mark": self.write_mark,
            "checks": self.write_checks,
            "file": self.write_file,
            "fact": self.write_fact,
            "option": self.write_option,
            "item": self.write_item,
            "line": self.write_line,
            "na": self.write_na,
            "veto": self.write_veto,
            "remark": self._whole,
        }
        for at, row in enumerate(self.rows.all, first):
            if row.id:
                ids(sheet, at, row.id)
            writers[row.kind](at, row)
        sheet.set_column(self.helper, self.helper + SAMPLE_SIZE, 8, None, {"hidden": True})
        page.colours(sheet, first, last)
        # Ids are texts even where they look like numbers; Excel would flag each with a green corner.
        place = f"B{first + 1}:{layout.column_name(VALUE)}{last + 1}"
        sheet.ignore_errors({"number_stored_as_text": place})
        sheet.freeze_panes(first, TITLE + 1)
        sheet.repeat_rows(layout.MARKING.header)
        page.workbook.protect(sheet)
        submitted = f"${layout.column_name(VALUE)}${self.rows.at['sheet#submitted'] + 1}"
        return SheetFigures(self.tab, self.helper, submitted)

    def _head(self, first: int, last: int) -> None:
        sheet, page, workbook = self.sheet, self.page, self.page.workbook
        name = " ".join(part for part in (self.visit.station, self.visit.name) if part)
        sheet.set_row(0, 26)
        sheet.write_string(0, 1, page.say("title.station", name=name or page.say("unnamed")), workbook.title)
        sheet.merge_range(1, 1, 1, REMARK, "", workbook.hint)
        sheet.write_string(1, 1, page.say("hint.station"), workbook.hint)
        sheet.set_row(1, 18)
        self._figures(first, last)
        header = layout.MARKING.header
        keys = ("no", "title", "full", "station", "level", "value", "points", "remark")
        for place, key in enumerate(keys, 1):
            sheet.write_string(header, place, page.say(f"head.{key}"), workbook.head)
        if self.checks:
            start, end = layout.MARK_CHECKS, layout.MARK_CHECKS + self.checks - 1
            if end > start:
                sheet.merge_range(header, start, header, end, "", workbook.head)
            sheet.write_string(header, start, page.say("head.checks"), workbook.head)
        sheet.set_row(header, 32)

    def _figures(self, first: int, last: int) -> None:
        """Write the sums of the rows, and the line on progress above them."""
        sheet, page = self.sheet, self.page
        for which in (ANSWERED, SUM, LEFT):
            letters = layout.column_name(self.helper + which)
            formula(sheet, 0, self.helper + which, f"SUM({letters}{first + 1}:{letters}{last + 1})")
        column = layout.column_name(POINTS)
        cells = f"${column}${first + 1}:${column}${last + 1}"
        formula(sheet, 0, self.helper + SAMPLE_SIZE, f'SUMPRODUCT(--(LEFT({cells},1)="{BAD}"))')
        answered, bad = (f"{layout.column_name(self.helper + which)}1" for which in (ANSWERED, SAMPLE_SIZE))
        asked = quoted(page.say("progress", asked=len(self.visit.questions)))
        progress = (
            f"{asked}&{answered}&{quoted(page.say('progress.bad'))}&{bad}&{quoted(page.say('progress.end'))}"
        )
        sheet.merge_range(2, 1, 2, REMARK, "", page.title)
        formula(sheet, 2, 1, progress, page.title)
        sheet.set_row(2, 20)

    def _part(self, at: int, row: SheetRow) -> None:
        self.band(at, row.title, self.page.workbook.group)
        self.sheet.set_row(at, 22)

    def _about(self, at: int, row: SheetRow) -> None:
        evaluator, visit, page = self.task.evaluator, self.visit, self.page
        says = {
            "sheet#station": visit.name,
            "sheet#evaluator": evaluator.name,
            "sheet#role": self.words.role(evaluator.role),
        }.get(row.id, "")
        self.shown(at, "", row.title, "", says)
        self.shut(at, LEVEL, POINTS, REMARK)
        if row.id == "sheet#submitted":
            page.workbook.validation(self.sheet, (at, VALUE, at, VALUE), "date", page.workbook.date_rule())
            day = visit.sheet.submitted
            write_value(self.sheet, (at, VALUE), day, page.workbook.typed("date"))
            return
        text = {
            "sheet#station": visit.station,
            "sheet#evaluator": evaluator.id,
            "sheet#role": evaluator.role,
        }[row.id]
        self.typed(at, VALUE, text, page.centre if text else page.id)

    def _whole(self, at: int, row: SheetRow) -> None:
        page = self.page
        self.shown(at, "", row.title, "", "")
        self.shut(at, LEVEL, VALUE, POINTS)
        self.typed(at, REMARK, self.visit.remark, page.whole_remark)
        self.sheet.set_row(at, 80)
