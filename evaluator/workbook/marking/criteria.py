"""Rows of a station's sheet for the criteria to mark: levels, points, samples."""

from __future__ import annotations

from typing import Any

from evaluator.base import exact
from evaluator.conditions.formulas import quoted
from evaluator.conditions.wording import rule_words
from evaluator.model.guideline import Criterion
from evaluator.model.rule import Mark
from evaluator.rules.marked import FilesForm, LevelForm, PointsForm, PointsRange, form_of
from evaluator.texts import Listing
from evaluator.workbook import layout
from evaluator.workbook.answers import write_value
from evaluator.workbook.formats import formula
from evaluator.workbook.marking.page import CHECK_WIDTH, height
from evaluator.workbook.marking.points import named, on_step
from evaluator.workbook.marking.row_cells import (
    ANSWERED,
    LEFT,
    LEVEL,
    POINTS,
    REMARK,
    SAMPLE_SIZE,
    SAYS,
    SUM,
    TITLE,
    UNIT,
    VALUE,
    QuestionCells,
)
from evaluator.workbook.marking.rows import SheetRow
from evaluator.workbook.marking.sample_size import sample_size_formula


class Criteria(QuestionCells):
    """Writes the rows of criteria."""

    def write_mark(self, at: int, row: SheetRow) -> None:
        question, criterion = row.question, row.criterion
        assert question is not None
        assert criterion is not None
        sheet, page = self.sheet, self.page
        mark = self.earlier_sheet.marks.get(criterion.id)
        key = "▲" if criterion.key_item else ""
        self.shown(
            at,
            criterion.id,
            key + criterion.title,
            exact.text(criterion.points),
            self._claim(criterion),
            self._wording(criterion),
        )
        self.remark(at, row)
        level, points = self.cell(at, LEVEL), self.cell(at, VALUE)
        state = "needless" if question.needless else "open" if question.required else "optional"
        empty = quoted(page.say(f"state.{state}"))
        form = form_of(criterion)
        self.shut(at, LEVEL, VALUE)
        match form:
            case LevelForm():
                page.workbook.choices(sheet, (at, LEVEL, at, LEVEL), "choice", list(form.levels))
                self.typed(at, LEVEL, mark.level if mark is not None else "", page.id)
                levels = form.levels.values()
                has_points = (
                    mark is not None and mark.points is not None
                ) or row.id in self.visit.invalid_answers
                if has_points or any(not form_level.fixed for form_level in levels):
                    low = min(form_level.low for form_level in levels)
                    high = max(form_level.high for form_level in levels)
                    self._given_points(at, mark, PointsRange(low, high))
                self.points(at, self.live.level(form, level, points, empty))
            case PointsForm():
                self._given_points(at, mark, form.points)
                self.points(at, self.live.free(form, points, empty))
            case FilesForm():
                column = layout.column_name(POINTS)
                shares = f"${column}${at + 3}:${column}${at + 2 + row.count}"
                wanted = self.cell(at, self.helper + SAMPLE_SIZE)
                formula(
                    sheet,
                    at,
                    self.helper + SAMPLE_SIZE,
                    sample_size_formula(self.rows, question, form, self.live),
                )
                self.points(at, self.live.files(form, shares, wanted, empty))
        result = self.cell(at, POINTS)
        needless, left = int(question.needless), int(question.required and not question.needless)
        formula(sheet, at, self.helper + ANSWERED, f"IF(ISNUMBER({result}),1,{needless})")
        formula(sheet, at, self.helper + SUM, f"IF(ISNUMBER({result}),{result},0)")
        formula(sheet, at, self.helper + LEFT, f"IF(ISNUMBER({result}),0,{left})")

    def _given_points(self, at: int, mark: Mark | None, allowed: PointsRange) -> None:
        place, page = (at, VALUE, at, VALUE), self.page
        low, high, step = allowed.low, allowed.high, allowed.step
        least, most = exact.text(low), exact.text(high)
        rule: dict[str, Any] = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": float(low),
            "maximum": float(high),
            "error_message": page.workbook.plan.say("error.bounds", low=least, high=most),
        }
        if step is not None:
            cell = self.cell(at, VALUE)
            fits = f"AND({cell}>={least},{cell}<={most},{on_step(cell, low, step)})"
            rule = {
                "validate": "custom",
                "value": f"=IF(ISNUMBER({cell}),{fits},FALSE)",
                "error_message": page.say("error.step", low=least, high=most, step=exact.text(step)),
            }
        page.workbook.validation(self.sheet, place, "number", rule)
        if mark is not None and mark.points is not None:
            write_value(self.sheet, (at, VALUE), mark.points, page.tick)
        elif not self.write_invalid(at, VALUE, page.tick):
            self.sheet.write_blank(at, VALUE, None, page.tick)

    def _wording(self, criterion: Criterion) -> str:
        parts = [
            criterion.text,
            self.page.say("rule", rule=rule_words(criterion.rule, self.words, criterion.points)),
            self.page.say("look", what=Listing(criterion.look_at)) if criterion.look_at else "",
            self.page.say("note", note=criterion.note) if criterion.note else "",
        ]
        return "\n".join(part for part in parts if part)

    def _claim(self, criterion: Criterion) -> str:
        submission = self.visit.submission
        if submission is None:
            return ""
        claim, form = submission.claims.get(criterion.id), form_of(criterion)
        parts: list[str] = []
        if claim is not None:
            points = claim.points
            mark = Mark(claim.level, claim.points)
            if points is None and isinstance(form, LevelForm) and form.check(mark) is None:
                points = form.levels[claim.level].low
            written = "" if points is None else self.words.number(points)
            what = " ".join(part for part in (claim.level, written) if part)
            parts += [self.page.say("own", what=what)] if what else []
        ids = [
            item.id for item in submission.evidence if any(name == criterion.id for name, _ in item.serves)
        ]
        parts += [self.page.say("evidence", ids=" ".join(ids))] if ids else []
        return "\n".join(parts)

    def write_checks(self, at: int, row: SheetRow) -> None:
        criterion, question, page = row.criterion, row.question, self.page
        assert criterion is not None
        assert question is not None
        form = form_of(criterion)
        assert isinstance(form, FilesForm)
        for column in range(1, layout.MARK_CHECKS + self.checks):
            self.sheet.write_blank(at, column, None, page.sub)
        count = question.sample_size
        title = page.say("files") + ("" if count is None else page.say("files.drawn", drawn=count))
        self.sheet.write_string(at, TITLE, title, page.sub)
        self.sheet.merge_range(at, LEVEL, at, REMARK, "", page.sub)
        self.sheet.write_string(at, LEVEL, page.say("checks"), page.sub)
        for place, check in enumerate(form.checks, layout.MARK_CHECKS):
            self.sheet.write_string(at, place, check, page.check)
        self.sheet.set_row(at, height([(check, CHECK_WIDTH * 1.2) for check in form.checks]) * 0.85)

    def write_file(self, at: int, row: SheetRow) -> None:
        criterion, page = row.criterion, self.page
        assert criterion is not None
        form = form_of(criterion)
        assert isinstance(form, FilesForm)
        mark = self.earlier_sheet.marks.get(criterion.id)
        file_check = (
            mark.sample[row.number - 1] if mark is not None and row.number <= len(mark.sample) else None
        )
        self.sheet.write_string(at, 1, str(row.number), page.centre)
        self.typed(at, layout.MARK_FILE, file_check.file if file_check is not None else "", page.name)
        self.shut(at, UNIT, SAYS, LEVEL, VALUE, REMARK)
        start, end = layout.MARK_CHECKS, layout.MARK_CHECKS + len(form.checks) - 1
        marks = [layout.TICK, layout.CROSS, layout.LEFT_OUT]
        if row.number == 1:
            place = (at, start, at + row.count - 1, end)
            page.workbook.validation(
                self.sheet,
                place,
                "choice",
                {"validate": "list", "source": marks, "error_message": page.say("error.check")},
            )
        for column in range(start, end + 1):
            number = column - start + 1
            text = ""
            if file_check is not None:
                text = layout.LEFT_OUT if number in file_check.left_out else layout.CROSS
                text = layout.TICK if number in file_check.passed else text
            self.typed(at, column, text, page.tick)
        top = at - row.number + 2
        bottom = top + row.count - 1
        helper = layout.column_name(self.helper + SAMPLE_SIZE)
        formula(self.sheet, at, self.helper + SAMPLE_SIZE, named(self.cell(at, layout.MARK_FILE)))
        checks = f"{self.cell(at, start)}:{self.cell(at, end)}"
        names = f"${helper}${top}:${helper}${bottom}"
        name = self.cell(at, self.helper + SAMPLE_SIZE)
        self.points(at, self.live.file(name, names, checks, len(form.checks)), page.share)
