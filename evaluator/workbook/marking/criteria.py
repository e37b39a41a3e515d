"""The criteria an evaluator marks, as rows of a station's sheet: levels, points, samples."""

from __future__ import annotations

from typing import Any

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.conditions.formulas import quoted
from evaluator.conditions.wording import rule_words
from evaluator.model.guideline import Criterion
from evaluator.model.rule import Mark
from evaluator.rules.mark import Mark as Free
from evaluator.rules.rating import Rating
from evaluator.rules.sample import Sample
from evaluator.workbook import layout
from evaluator.workbook.answers import write_value
from evaluator.workbook.formats import formula
from evaluator.workbook.marking.page import CHECK_WIDTH, height
from evaluator.workbook.marking.points import named, on_step
from evaluator.workbook.marking.row_cells import (
    ANSWERED,
    DRAWN,
    LEFT,
    LEVEL,
    POINTS,
    REMARK,
    SAYS,
    SUM,
    TITLE,
    UNIT,
    VALUE,
    Cells,
)
from evaluator.workbook.marking.rows import Row
from evaluator.workbook.marking.sample_size import drawn


class Criteria(Cells):
    """Writes them."""

    def write_mark(self, at: int, row: Row) -> None:
        question, criterion = row.question, row.criterion
        assert question is not None
        assert criterion is not None
        sheet, page = self.sheet, self.page
        given = self.given.marks.get(criterion.id)
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
        rule = criterion.rule
        self.shut(at, LEVEL, VALUE)
        match rule:
            case Rating():
                page.paper.choices(sheet, (at, LEVEL, at, LEVEL), "choice", list(rule.levels))
                self.typed(at, LEVEL, given.level if given is not None else "", page.id)
                levels = rule.levels.values()
                said = (given is not None and given.points is not None) or row.id in self.visit.aside
                if said or any(one.low != one.high for one in levels):
                    low, high = min(one.low for one in levels), max(one.high for one in levels)
                    self._given_points(at, given, low, high, None)
                self.points(at, self.live.rating(rule, level, points, empty))
            case Free():
                self._given_points(at, given, 0, criterion.points, rule.step)
                self.points(at, self.live.free(rule, points, criterion.points, empty))
            case Sample():
                column = layout.column_name(POINTS)
                shares = f"${column}${at + 3}:${column}${at + 2 + row.count}"
                wanted = self.cell(at, self.helper + DRAWN)
                formula(sheet, at, self.helper + DRAWN, drawn(self.rows, question, rule, self.live))
                self.points(at, self.live.sample(shares, wanted, criterion.points, empty))
        result = self.cell(at, POINTS)
        needless, left = int(question.needless), int(question.required and not question.needless)
        formula(sheet, at, self.helper + ANSWERED, f"IF(ISNUMBER({result}),1,{needless})")
        formula(sheet, at, self.helper + SUM, f"IF(ISNUMBER({result}),{result},0)")
        formula(sheet, at, self.helper + LEFT, f"IF(ISNUMBER({result}),0,{left})")

    def _given_points(
        self, at: int, given: Mark | None, low: Number, high: Number, step: Number | None
    ) -> None:
        place, page = (at, VALUE, at, VALUE), self.page
        least, most = exact.text(low), exact.text(high)
        rule: dict[str, Any] = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": float(low),
            "maximum": float(high),
            "error_message": page.paper.plan.say("error.bounds", low=least, high=most),
        }
        if step is not None:
            cell = self.cell(at, VALUE)
            fits = f"AND({cell}>={least},{cell}<={most},{on_step(cell, low, step)})"
            rule = {
                "validate": "custom",
                "value": f"=IF(ISNUMBER({cell}),{fits},FALSE)",
                "error_message": page.say("error.step", low=least, high=most, step=exact.text(step)),
            }
        page.paper.validation(self.sheet, place, "number", rule)
        if given is not None and given.points is not None:
            write_value(self.sheet, (at, VALUE), given.points, page.tick)
        elif not self.aside(at, VALUE, page.tick):
            self.sheet.write_blank(at, VALUE, None, page.tick)

    def _wording(self, criterion: Criterion) -> str:
        parts = [
            criterion.text,
            self.page.say("rule", rule=rule_words(criterion.rule, self.words, criterion.points)),
            self.page.say("look", what="、".join(criterion.look_at)) if criterion.look_at else "",
            self.page.say("note", note=criterion.note) if criterion.note else "",
        ]
        return "\n".join(one for one in parts if one)

    def _claim(self, criterion: Criterion) -> str:
        submission = self.visit.submission
        if submission is None:
            return ""
        claim, rule = submission.claims.get(criterion.id), criterion.rule
        parts: list[str] = []
        if claim is not None:
            points = claim.points
            mark = Mark(claim.level, claim.points)
            if (
                points is None
                and isinstance(rule, Rating)
                and rule.check_mark(mark, criterion.points) is None
            ):
                points = rule.levels[claim.level].low
            written = "" if points is None else self.words.number(points)
            what = " ".join(one for one in (claim.level, written) if one)
            parts += [self.page.say("own", what=what)] if what else []
        found = [one.id for one in submission.evidence if any(name == criterion.id for name, _ in one.serves)]
        parts += [self.page.say("evidence", ids=" ".join(found))] if found else []
        return "\n".join(parts)

    def write_checks(self, at: int, row: Row) -> None:
        criterion, question, page = row.criterion, row.question, self.page
        assert criterion is not None
        assert question is not None
        rule = criterion.rule
        assert isinstance(rule, Sample)
        for column in range(1, layout.MARK_CHECKS + self.checks):
            self.sheet.write_blank(at, column, None, page.sub)
        count = question.drawn
        title = page.say("files") + ("" if count is None else page.say("files.drawn", drawn=count))
        self.sheet.write_string(at, TITLE, title, page.sub)
        self.sheet.merge_range(at, LEVEL, at, REMARK, "", page.sub)
        self.sheet.write_string(at, LEVEL, page.say("checks"), page.sub)
        for place, check in enumerate(rule.checks, layout.MARK_CHECKS):
            self.sheet.write_string(at, place, check, page.check)
        self.sheet.set_row(at, height([(one, CHECK_WIDTH * 1.2) for one in rule.checks]) * 0.85)

    def write_file(self, at: int, row: Row) -> None:
        criterion, page = row.criterion, self.page
        assert criterion is not None
        rule = criterion.rule
        assert isinstance(rule, Sample)
        mark = self.given.marks.get(criterion.id)
        found = mark.sample[row.number - 1] if mark is not None and row.number <= len(mark.sample) else None
        self.sheet.write_string(at, 1, str(row.number), page.centre)
        self.typed(at, layout.MARK_FILE, found.file if found is not None else "", page.name)
        self.shut(at, UNIT, SAYS, LEVEL, VALUE, REMARK)
        start, end = layout.MARK_CHECKS, layout.MARK_CHECKS + len(rule.checks) - 1
        marks = [layout.TICK, layout.CROSS, layout.LEFT_OUT]
        if row.number == 1:
            place = (at, start, at + row.count - 1, end)
            page.paper.validation(
                self.sheet,
                place,
                "choice",
                {"validate": "list", "source": marks, "error_message": page.say("error.check")},
            )
        for column in range(start, end + 1):
            number = column - start + 1
            text = ""
            if found is not None:
                text = layout.LEFT_OUT if number in found.left_out else layout.CROSS
                text = layout.TICK if number in found.passed else text
            self.typed(at, column, text, page.tick)
        top = at - row.number + 2
        bottom = top + row.count - 1
        helper = layout.column_name(self.helper + DRAWN)
        formula(self.sheet, at, self.helper + DRAWN, named(self.cell(at, layout.MARK_FILE)))
        checks = f"{self.cell(at, start)}:{self.cell(at, end)}"
        names = f"${helper}${top}:${helper}${bottom}"
        name = self.cell(at, self.helper + DRAWN)
        self.points(at, self.live.file(name, names, checks, len(rule.checks)), page.share)
