"""One station's sheet in an evaluator's workbook: every question with its answer and what that comes to."""

from __future__ import annotations

from typing import Any

from evaluator import exact
from evaluator.evidence.presence import EVALUATORS_OWN
from evaluator.formulas import quoted
from evaluator.model.guideline import Criterion, Fact
from evaluator.model.rule import Mark
from evaluator.rules.mark import Mark as Free
from evaluator.rules.rating import Rating
from evaluator.rules.sample import Sample
from evaluator.wording import Words, rule_words
from evaluator.workbook import layout
from evaluator.workbook.answers import refuse_others, write_answer
from evaluator.workbook.marking_drawn import drawn
from evaluator.workbook.marking_paper import CHECK_WIDTH, WIDTHS, Page, height
from evaluator.workbook.marking_plan import Booklet, Visit
from evaluator.workbook.marking_points import BAD, GIVEN, Points
from evaluator.workbook.marking_rows import Row, Rows
from evaluator.workbook.paper import formula, ids

_TITLE, _UNIT, _SAYS = 2, 3, 4
LEVEL, VALUE, POINTS, REMARK = (
    layout.MARK_LEVEL,
    layout.MARK_VALUE,
    layout.MARK_POINTS,
    layout.MARK_REMARK,
)


class Figures:
    """Cells of a station's sheet that the list of stations shows."""

    def __init__(self, tab: str, column: int, submitted: str) -> None:
        letters = [layout.column_name(column + each) for each in range(3)]
        self.tab = tab
        self.answered, self.points, self.bad = (f"'{tab}'!${each}$1" for each in letters)
        self.submitted = f"'{tab}'!{submitted}"


class StationSheet:
    """Writes one sheet."""

    def __init__(self, page: Page, booklet: Booklet, visit: Visit, number: int) -> None:
        self.page, self.booklet, self.visit = page, booklet, visit
        self.guideline = booklet.guideline
        self.words = Words(self.guideline)
        self.live = Points(page.say)
        self.rows = Rows(booklet, visit)
        self.sheet_given = visit.sheet
        rules = [one.rule for _, one in visit.criteria()]
        self.checks = max((len(one.checks) for one in rules if isinstance(one, Sample)), default=0)
        self.helper = layout.MARK_CHECKS + self.checks + 1
        self.kind = f"mark:{number}"
        widths = [*WIDTHS, *([CHECK_WIDTH] * self.checks)]
        self.sheet: Any = page.paper.sheet(self.kind, layout.marking_mark(number), widths, wide=True)

    @property
    def tab(self) -> str:
        """The name on its tab."""
        return self.page.paper.plan.tabs[self.kind]

    def write(self) -> Figures:
        """Write all of it."""
        sheet, page = self.sheet, self.page
        first, last = layout.MARKING.first, layout.MARKING.first + len(self.rows.all) - 1
        self._head(first, last)
        for at, row in enumerate(self.rows.all, first):
            if row.id:
                ids(sheet, at, row.id)
            getattr(self, f"_{row.kind}")(at, row)
        sheet.set_column(self.helper, self.helper + 2, 8, None, {"hidden": True})
        page.colours(sheet, first, last)
        sheet.freeze_panes(first, _TITLE + 1)
        sheet.repeat_rows(layout.MARKING.header)
        page.paper.protect(sheet)
        return Figures(
            self.tab, self.helper, f"${layout.column_name(VALUE)}${self.rows.at['sheet#submitted'] + 1}"
        )

    def _head(self, first: int, last: int) -> None:
        sheet, page, paper = self.sheet, self.page, self.page.paper
        name = " ".join(one for one in (self.visit.station, self.visit.name) if one)
        sheet.set_row(0, 26)
        sheet.write_string(0, 1, page.say("title.station", name=name or page.say("unnamed")), paper.title)
        sheet.merge_range(1, 1, 1, REMARK, "", paper.hint)
        sheet.write_string(1, 1, page.say("hint.station"), paper.hint)
        sheet.set_row(1, 18)
        columns = [layout.column_name(self.helper + each) for each in range(2)]
        column = layout.column_name(POINTS)
        for number, letters in enumerate(columns):
            formula(sheet, 0, self.helper + number, f"SUM({letters}{first + 1}:{letters}{last + 1})")
        cells = f"${column}${first + 1}:${column}${last + 1}"
        formula(sheet, 0, self.helper + 2, f'SUMPRODUCT(--(LEFT({cells},1)="{BAD}"))')
        answered, bad = f"{columns[0]}1", f"{layout.column_name(self.helper + 2)}1"
        told = [page.say("progress", asked=len(self.visit.questions)), page.say("progress.bad")]
        said = f"{quoted(told[0])}&{answered}&{quoted(told[1])}&{bad}&{quoted(page.say('progress.end'))}"
        sheet.merge_range(2, 1, 2, REMARK, "", page.title)
        formula(sheet, 2, 1, said, page.title)
        sheet.set_row(2, 20)
        keys = ("no", "title", "full", "station", "level", "value", "points", "remark")
        for place, key in enumerate(keys, 1):
            sheet.write_string(layout.MARKING.header, place, page.say(f"head.{key}"), paper.head)
        for place in range(layout.MARK_CHECKS, layout.MARK_CHECKS + self.checks):
            sheet.write_string(layout.MARKING.header, place, "", paper.head)
        sheet.set_row(layout.MARKING.header, 32)

    # What rows have in common.

    def _band(self, at: int, text: str, style: Any) -> None:  # noqa: ANN401 - XlsxWriter comes without types
        for column in range(1, layout.MARK_CHECKS + self.checks):
            self.sheet.write_blank(at, column, None, style)
        self.sheet.write_string(at, 1, text, style)

    def _shown(self, at: int, no: str, title: str, unit: str, says: str, more: str = "") -> None:
        """Write the columns that only show something, and make the row high enough."""
        sheet, page = self.sheet, self.page
        sheet.write_string(at, 1, no, page.centre)
        if more:
            sheet.write_rich_string(
                at, _TITLE, page.title, title or " ", page.small, f"\n{more}", page.paper.cell
            )
        else:
            sheet.write_string(at, _TITLE, title, page.paper.cell)
        sheet.write_string(at, _UNIT, unit, page.centre)
        sheet.write_string(at, _SAYS, says, page.sub)
        text = f"{title}\n{more}" if more else title
        remark = self._remark_of(self.rows.all[at - layout.MARKING.first])
        texts = [(text, WIDTHS[1]), (says, WIDTHS[3]), (no, WIDTHS[0]), (unit, WIDTHS[2])]
        sheet.set_row(at, height([*texts, (remark, WIDTHS[7])]))

    def _shut(self, at: int, *columns: int) -> None:
        for column in columns:
            self.sheet.write_blank(at, column, None, self.page.shut)

    def _typed(self, at: int, column: int, text: str, style: Any) -> None:  # noqa: ANN401
        if text:
            self.sheet.write_string(at, column, text, style)
        else:
            self.sheet.write_blank(at, column, None, style)

    def _remark(self, at: int, row: Row) -> None:
        if row.kind == "remark":
            self._whole(at, row)
            return
        self._typed(at, REMARK, self._remark_of(row), self.page.remark)

    def _remark_of(self, row: Row) -> str:
        given, kind = self.sheet_given, row.id.partition("#")[0]
        if given is None:
            return ""
        if kind == "mark" and row.criterion is not None:
            mark = given.marks.get(row.criterion.id)
            return mark.remark if mark is not None else ""
        if kind == "fact" and row.fact is not None and row.kind == "fact":
            seen = given.observed.get(row.fact.name)
            return seen.remark if seen is not None else ""
        if kind in ("item", "line"):
            return given.evidence[row.name].remark if row.name in given.evidence else ""
        if kind == "na":
            return given.not_applicable[row.name].remark if row.name in given.not_applicable else ""
        return given.vetoes.get(row.name, "") if kind == "veto" else ""

    def _cell(self, at: int, column: int) -> str:
        return f"${layout.column_name(column)}{at + 1}"

    def _points(self, at: int, expression: str, style: Any = None) -> None:  # noqa: ANN401
        formula(self.sheet, at, POINTS, expression, style or self.page.points)

    def _answer(self, at: int, given: bool | None, key: str) -> None:
        """Write a cell for yes or no."""
        self.page.paper.choices(
            self.sheet, (at, VALUE, at, VALUE), "boolean", [layout.TICKED, layout.UNTICKED]
        )
        text = "" if given is None else layout.TICKED if given else layout.UNTICKED
        self._typed(at, VALUE, text, self.page.tick)
        self._points(at, self.live.answer(self._cell(at, VALUE), (layout.TICKED, layout.UNTICKED), key))

    # One method for every kind of row.

    def _part(self, at: int, row: Row) -> None:
        self._band(at, row.title, self.page.paper.group)
        self.sheet.set_row(at, 22)

    def _section(self, at: int, row: Row) -> None:
        self._part(at, row)

    def _sheet(self, at: int, row: Row) -> None:
        evaluator, visit, page = self.booklet.evaluator, self.visit, self.page
        place = (at, VALUE, at, VALUE)
        says = {
            "sheet#station": visit.name,
            "sheet#evaluator": evaluator.name,
            "sheet#role": self.words.role(evaluator.role),
        }.get(row.id, "")
        self._shown(at, "", row.title, "", says)
        self._shut(at, LEVEL, POINTS, REMARK)
        if row.id == "sheet#submitted":
            page.paper.validation(self.sheet, place, "date", page.paper.date_rule())
            style = page.paper.typed("date")
            day = visit.sheet.submitted if visit.sheet is not None else None
            if day is None:
                self.sheet.write_blank(at, VALUE, None, style)
            else:
                self.sheet.write_datetime(at, VALUE, day, style)
            return
        text = {
            "sheet#station": visit.station,
            "sheet#evaluator": evaluator.id,
            "sheet#role": evaluator.role,
        }[row.id]
        self._typed(at, VALUE, text, page.centre if text else page.id)

    def _mark(self, at: int, row: Row) -> None:
        question, criterion = row.question, row.criterion
        assert question is not None
        assert criterion is not None
        sheet, page = self.sheet, self.page
        given = self.sheet_given.marks.get(criterion.id) if self.sheet_given is not None else None
        key = "▲" if criterion.key_item else ""
        self._shown(
            at,
            criterion.id,
            key + criterion.title,
            exact.text(criterion.points),
            self._claim(criterion),
            self._wording(criterion),
        )
        self._remark(at, row)
        level, points = self._cell(at, LEVEL), self._cell(at, VALUE)
        state = "needless" if question.needless else "open" if question.required else "optional"
        empty = quoted(page.say(f"state.{state}"))
        rule = criterion.rule
        self._shut(at, LEVEL, VALUE)
        match rule:
            case Rating():
                page.paper.choices(sheet, (at, LEVEL, at, LEVEL), "choice", list(rule.levels))
                self._typed(at, LEVEL, given.level if given is not None else "", page.tick)
                levels = rule.levels.values()
                if any(one.low != one.high for one in levels):
                    low, high = min(one.low for one in levels), max(one.high for one in levels)
                    self._given_points(at, given, float(low), float(high), "")
                self._points(at, self.live.rating(rule, level, points, empty))
            case Free():
                step = "" if rule.step is None else exact.text(rule.step)
                self._given_points(at, given, 0.0, float(criterion.points), step)
                self._points(at, self.live.free(rule, points, criterion.points, empty))
            case Sample():
                column = layout.column_name(POINTS)
                shares = f"${column}${at + 3}:${column}${at + 2 + row.count}"
                wanted = self._cell(at, self.helper + 2)
                formula(sheet, at, self.helper + 2, drawn(self.rows, question, rule, self.live))
                self._points(at, self.live.sample(shares, wanted, criterion.points, empty))
        result = self._cell(at, POINTS)
        formula(sheet, at, self.helper, f"IF(ISNUMBER({result}),1,{int(question.needless)})")
        formula(sheet, at, self.helper + 1, f"IF(ISNUMBER({result}),{result},0)")

    def _given_points(self, at: int, given: Mark | None, low: float, high: float, step: str) -> None:
        place, page = (at, VALUE, at, VALUE), self.page
        said = {"low": f"{low:g}", "high": f"{high:g}"}
        rule: dict[str, Any] = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_message": page.paper.plan.say("error.bounds", **said),
        }
        if step:
            cell = self._cell(at, VALUE)
            fits = f"AND({cell}>={low:g},{cell}<={high:g},ABS(ROUND({cell}/{step},0)*{step}-{cell})<1E-9)"
            rule = {
                "validate": "custom",
                "value": f"=IF(ISNUMBER({cell}),{fits},FALSE)",
                "error_message": page.say("error.step", **said, step=step),
            }
        page.paper.validation(self.sheet, place, "number", rule)
        if given is None or given.points is None:
            self.sheet.write_blank(at, VALUE, None, page.tick)
        else:
            self.sheet.write_number(at, VALUE, float(given.points), page.tick)

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

    def _checks(self, at: int, row: Row) -> None:
        criterion, question, page = row.criterion, row.question, self.page
        assert criterion is not None
        assert question is not None
        rule = criterion.rule
        assert isinstance(rule, Sample)
        self._band(at, "", page.sub)
        count = question.drawn
        title = page.say("files") + ("" if count is None else page.say("files.drawn", drawn=count))
        self.sheet.write_string(at, _TITLE, title, page.sub)
        self.sheet.merge_range(at, LEVEL, at, REMARK, "", page.sub)
        self.sheet.write_string(at, LEVEL, page.say("checks"), page.sub)
        for place, check in enumerate(rule.checks, layout.MARK_CHECKS):
            self.sheet.write_string(at, place, check, page.check)
        self.sheet.set_row(at, height([(one, CHECK_WIDTH * 1.1) for one in rule.checks]) * 0.85)

    def _file(self, at: int, row: Row) -> None:
        criterion, page = row.criterion, self.page
        assert criterion is not None
        rule = criterion.rule
        assert isinstance(rule, Sample)
        mark = self.sheet_given.marks.get(criterion.id) if self.sheet_given is not None else None
        found = mark.sample[row.number - 1] if mark is not None and row.number <= len(mark.sample) else None
        self.sheet.write_string(at, 1, str(row.number), page.centre)
        self._typed(at, layout.MARK_FILE, found.file if found is not None else "", page.name)
        self._shut(at, _UNIT, _SAYS, LEVEL, VALUE, REMARK)
        start, end = layout.MARK_CHECKS, layout.MARK_CHECKS + len(rule.checks) - 1
        marks = [layout.TICK, layout.CROSS, layout.LEFT_OUT]
        if row.number == 1:
            files = self.rows.all[at - layout.MARKING.first - 2].count
            place = (at, start, at + files - 1, end)
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
            self._typed(at, column, text, page.tick)
        top = at - row.number + 2
        bottom = top + self.rows.all[at - layout.MARKING.first - row.number - 1].count - 1
        name = layout.column_name(layout.MARK_FILE)
        checks = f"{self._cell(at, start)}:{self._cell(at, end)}"
        names = f"${name}${top}:${name}${bottom}"
        self._points(
            at, self.live.file(self._cell(at, layout.MARK_FILE), names, checks, len(rule.checks)), page.share
        )

    def _fact(self, at: int, row: Row) -> None:
        fact, page = row.fact, self.page
        assert fact is not None
        self._shown(
            at, str(row.number), row.title, self._unit(fact), self._known(fact), self._fact_note(fact)
        )
        self._shut(at, LEVEL)
        self._remark(at, row)
        refuse_others(page.paper, self.sheet, (at, VALUE, at, VALUE), fact)
        given = self.sheet_given.observed.get(fact.name) if self.sheet_given is not None else None
        write_answer(page.paper, self.sheet, (at, VALUE), fact, given.value if given is not None else None)
        asked = row.question is not None
        empty = (
            quoted(page.say("state.asked")) if row.question is not None and row.question.required else '""'
        )
        ticks = f"{self._cell(at + 1, VALUE)}:{self._cell(at + max(1, row.count), VALUE)}"
        self._points(at, self.live.fact(fact, self._cell(at, VALUE), ticks, empty))
        if asked:
            formula(self.sheet, at, self.helper, f'IF({self._cell(at, POINTS)}="{GIVEN}",1,0)')

    def _unit(self, fact: Fact) -> str:
        return fact.unit or ("%" if fact.type == "share" else "")

    def _fact_note(self, fact: Fact) -> str:
        parts = (fact.note, self.page.say("private") if fact.private else "")
        return "；".join(one for one in parts if one)

    def _known(self, fact: Fact) -> str:
        value = self.visit.known.get(fact.name)
        return "" if value is None else self.words.value(fact.name, value)

    def _option(self, at: int, row: Row) -> None:
        fact, page = row.fact, self.page
        assert fact is not None
        value = self.visit.known.get(fact.name)
        claimed = isinstance(value, frozenset) and row.name in value and not fact.private
        self._shown(at, "", page.say("option", title=row.title), "", layout.TICK if claimed else "")
        self._shut(at, LEVEL, REMARK)
        page.paper.choices(self.sheet, (at, VALUE, at, VALUE), "option", [layout.TICK])
        seen = self.sheet_given.observed.get(fact.name) if self.sheet_given is not None else None
        chosen = seen is not None and isinstance(seen.value, frozenset) and row.name in seen.value
        self._typed(at, VALUE, layout.TICK if chosen else "", page.tick)
        unfit = self.live.answer(self._cell(at, VALUE), (layout.TICK,), "tick")
        self._points(at, f'IF({unfit}="{GIVEN}","",{unfit})')

    def _item(self, at: int, row: Row) -> None:
        item, page = row.item, self.page
        says, more, kind = page.say("not_in"), "", ""
        if item is not None:
            says = "" if item.usable else page.say("unusable")
            served = "、".join(f"{where}#{name}" if name else where for where, name in item.serves)
            told = (item.file, item.date.isoformat() if item.date is not None else "")
            more = "　".join(one for one in (page.say("serves", ids=served), *told) if one)
            kind = page.paper.plan.say(f"kind.{item.kind}")
        self._shown(at, row.name, row.title, kind, says, more)
        self._word(at, row)

    def _line(self, at: int, row: Row) -> None:
        line, page, criterion = row.line, self.page, row.criterion
        says, more, kind = "", "", ""
        if line is not None and criterion is not None:
            kind = page.paper.plan.say(f"kind.{line.kind}")
            more = f"{criterion.id} {criterion.title}"
            if line.kind in EVALUATORS_OWN:
                says = page.say("on_site")
            elif self.visit.submission is not None:
                says = page.say("not_in")
        self._shown(at, row.name, row.title, kind, says, more)
        self._word(at, row)

    def _word(self, at: int, row: Row) -> None:
        self._shut(at, LEVEL)
        self._remark(at, row)
        given = self.sheet_given.evidence.get(row.name) if self.sheet_given is not None else None
        self._answer(at, None if given is None else given.holds, "boolean")

    def _na(self, at: int, row: Row) -> None:
        submission = self.visit.submission
        claim = submission.not_applicable.get(row.name) if submission is not None else None
        says = self.page.say("reason", reason=claim.reason) if claim is not None and claim.reason else ""
        self._shown(at, row.name, row.title, "", says)
        self._shut(at, LEVEL)
        self._remark(at, row)
        given = self.sheet_given.not_applicable.get(row.name) if self.sheet_given is not None else None
        self._answer(at, None if given is None else given.agree, "boolean")

    def _veto(self, at: int, row: Row) -> None:
        page = self.page
        self._shown(at, row.name, row.title, "", "")
        self._shut(at, LEVEL)
        self._remark(at, row)
        page.paper.choices(self.sheet, (at, VALUE, at, VALUE), "option", [layout.TICK])
        ticked = self.sheet_given is not None and row.name in self.sheet_given.vetoes
        self._typed(at, VALUE, layout.TICK if ticked else "", page.tick)
        self._points(at, self.live.answer(self._cell(at, VALUE), (layout.TICK,), "tick"))

    def _whole(self, at: int, row: Row) -> None:
        page = self.page
        self._shown(at, "", row.title, "", "")
        self._shut(at, LEVEL, VALUE, POINTS)
        self._typed(at, REMARK, self.visit.remark, page.whole)
        self.sheet.set_row(at, 80)
