"""Rows of a station's sheet for an evaluator's findings: facts, files, lines, claims, vetoes."""

from __future__ import annotations

from evaluator.base.files import relative_url
from evaluator.conditions.formulas import quoted
from evaluator.model.guideline import Fact
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.texts import Listing
from evaluator.workbook import layout
from evaluator.workbook.answers import refuse_others, write_answer
from evaluator.workbook.fast_sheet import FileUrl
from evaluator.workbook.formats import formula
from evaluator.workbook.marking.points import VALID
from evaluator.workbook.marking.row_cells import ANSWERED, LEFT, LEVEL, POINTS, REMARK, VALUE, QuestionCells
from evaluator.workbook.marking.rows import SheetRow

MOST_LINK = 2000
"""The longest link that Excel opens is little longer."""


class FindingRows(QuestionCells):
    """Writes the rows of findings."""

    def write_fact(self, at: int, row: SheetRow) -> None:
        fact, page = row.fact, self.page
        assert fact is not None
        self.shown(
            at, str(row.number), row.title, self._unit(fact), self._station_value(fact), self._fact_note(fact)
        )
        self.shut(at, LEVEL)
        self.remark(at, row)
        refuse_others(page.workbook, self.sheet, (at, VALUE, at, VALUE), fact)
        observation = self.earlier_sheet.observed.get(fact.name)
        if observation is not None or not self.write_invalid(at, VALUE, page.workbook.typed(fact.type)):
            value = observation.value if observation is not None else None
            write_answer(page.workbook, self.sheet, (at, VALUE), fact, value)
        required = row.question is not None and row.question.required
        empty = quoted(page.say("state.asked")) if required else '""'
        ticks = f"{self.cell(at + 1, VALUE)}:{self.cell(at + max(1, row.count), VALUE)}"
        self.points(at, self.live.fact(fact, self.cell(at, VALUE), ticks, empty))
        if row.question is not None:
            given_now = f'{self.cell(at, POINTS)}="{VALID}"'
            formula(self.sheet, at, self.helper + ANSWERED, f"IF({given_now},1,0)")
            formula(self.sheet, at, self.helper + LEFT, f"IF({given_now},0,{int(required)})")

    def _unit(self, fact: Fact) -> str:
        return fact.unit or ("%" if fact.type == "share" else "")

    def _fact_note(self, fact: Fact) -> str:
        parts = (fact.note, self.page.say("private") if fact.private else "")
        return "；".join(part for part in parts if part)

    def _station_value(self, fact: Fact) -> str:
        value = self.visit.station_values.get(fact.name)
        return "" if value is None else self.words.value(fact.name, value)

    def write_option(self, at: int, row: SheetRow) -> None:
        fact, page = row.fact, self.page
        assert fact is not None
        value = self.visit.station_values.get(fact.name)
        claimed = isinstance(value, frozenset) and row.name in value and not fact.private
        self.shown(at, "", page.say("option", title=row.title), "", layout.TICK if claimed else "")
        self.shut(at, LEVEL, REMARK)
        page.workbook.choices(self.sheet, (at, VALUE, at, VALUE), "option", [layout.TICK])
        seen = self.earlier_sheet.observed.get(fact.name)
        chosen = seen is not None and isinstance(seen.value, frozenset) and row.name in seen.value
        self.typed(at, VALUE, layout.TICK if chosen else "", page.tick)
        unfit = self.live.answer(self.cell(at, VALUE), (layout.TICK,), "tick")
        # Once an option is ticked, the others are shown as absent, so that an incomplete answer is noticed.
        absent = quoted(page.say("state.absent"))
        whole = f'IF({self.rows.cell(f"fact#{fact.name}", POINTS)}="{VALID}",{absent},"")'
        self.points(at, f'IF({unfit}="{VALID}","",IF({unfit}="",{whole},{unfit}))')

    def write_item(self, at: int, row: SheetRow) -> None:
        item, page = row.item, self.page
        says, more, kind = page.say("not_in"), "", ""
        if item is not None:
            says = "" if item.usable else page.say("unusable")
            served = Listing(f"{where}#{name}" if name else where for where, name in item.serves)
            details = (item.file, item.date.isoformat() if item.date is not None else "")
            more = "　".join(part for part in (page.say("serves", ids=served), *details) if part)
            kind = page.workbook.plan.say(f"kind.{item.kind}")
        self.shown(at, row.name, row.title, kind, says, more)
        if item is not None and item.file and item.usable and self.task.round:
            self._link(at, item.file, row.name)
        self._word(at, row)

    def _link(self, at: int, file: str, id: str) -> None:
        """Let the id open the file from a hand-out's folder, in which the workbook lies."""
        target = relative_url("stations", self.visit.station, *file.split("/"))
        if len(target) <= MOST_LINK:
            link = FileUrl(f"external:{target}")
            link.text = id
            self.sheet.write_url(at, 1, link, self.page.link)

    def write_line(self, at: int, row: SheetRow) -> None:
        line, page, criterion = row.line, self.page, row.criterion
        says, more, kind = "", "", ""
        if line is not None and criterion is not None:
            kind = page.workbook.plan.say(f"kind.{line.kind}")
            more = f"{criterion.id} {criterion.title}"
            if line.kind in EVALUATORS_OWN:
                says = page.say("on_site")
            elif self.visit.submission is not None:
                says = page.say("not_in")
        self.shown(at, row.name, row.title, kind, says, more)
        self._word(at, row)

    def _word(self, at: int, row: SheetRow) -> None:
        self.shut(at, LEVEL)
        self.remark(at, row)
        word = self.earlier_sheet.evidence.get(row.name)
        self.answer(at, None if word is None else word.holds, "boolean")

    def write_na(self, at: int, row: SheetRow) -> None:
        submission = self.visit.submission
        claim = submission.not_applicable.get(row.name) if submission is not None else None
        says = self.page.say("reason", reason=claim.reason) if claim is not None and claim.reason else ""
        self.shown(at, row.name, row.title, "", says)
        self.shut(at, LEVEL)
        self.remark(at, row)
        word = self.earlier_sheet.not_applicable.get(row.name)
        self.answer(at, None if word is None else word.agree, "boolean")

    def write_veto(self, at: int, row: SheetRow) -> None:
        page = self.page
        self.shown(at, row.name, row.title, "", "")
        self.shut(at, LEVEL)
        self.remark(at, row)
        page.workbook.choices(self.sheet, (at, VALUE, at, VALUE), "option", [layout.TICK])
        ticked = row.name in self.earlier_sheet.vetoes
        self.typed(at, VALUE, layout.TICK if ticked else "", page.tick)
        self.points(at, self.live.answer(self.cell(at, VALUE), (layout.TICK,), "tick"))
