"""What an evaluator found, as rows of a station's sheet: facts, files, lines, claims, vetoes."""

from __future__ import annotations

from evaluator.conditions.formulas import quoted
from evaluator.model.guideline import Fact
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.workbook import layout
from evaluator.workbook.answers import refuse_others, write_answer
from evaluator.workbook.formats import formula
from evaluator.workbook.marking.points import GIVEN
from evaluator.workbook.marking.row_cells import ANSWERED, LEFT, LEVEL, POINTS, REMARK, VALUE, Cells
from evaluator.workbook.marking.rows import Row


class Found(Cells):
    """Writes it."""

    def write_fact(self, at: int, row: Row) -> None:
        fact, page = row.fact, self.page
        assert fact is not None
        self.shown(at, str(row.number), row.title, self._unit(fact), self._known(fact), self._fact_note(fact))
        self.shut(at, LEVEL)
        self.remark(at, row)
        refuse_others(page.paper, self.sheet, (at, VALUE, at, VALUE), fact)
        given = self.given.observed.get(fact.name)
        if given is not None or not self.aside(at, VALUE, page.paper.typed(fact.type)):
            value = given.value if given is not None else None
            write_answer(page.paper, self.sheet, (at, VALUE), fact, value)
        required = row.question is not None and row.question.required
        empty = quoted(page.say("state.asked")) if required else '""'
        ticks = f"{self.cell(at + 1, VALUE)}:{self.cell(at + max(1, row.count), VALUE)}"
        self.points(at, self.live.fact(fact, self.cell(at, VALUE), ticks, empty))
        if row.question is not None:
            given_now = f'{self.cell(at, POINTS)}="{GIVEN}"'
            formula(self.sheet, at, self.helper + ANSWERED, f"IF({given_now},1,0)")
            formula(self.sheet, at, self.helper + LEFT, f"IF({given_now},0,{int(required)})")

    def _unit(self, fact: Fact) -> str:
        return fact.unit or ("%" if fact.type == "share" else "")

    def _fact_note(self, fact: Fact) -> str:
        parts = (fact.note, self.page.say("private") if fact.private else "")
        return "；".join(one for one in parts if one)

    def _known(self, fact: Fact) -> str:
        value = self.visit.known.get(fact.name)
        return "" if value is None else self.words.value(fact.name, value)

    def write_option(self, at: int, row: Row) -> None:
        fact, page = row.fact, self.page
        assert fact is not None
        value = self.visit.known.get(fact.name)
        claimed = isinstance(value, frozenset) and row.name in value and not fact.private
        self.shown(at, "", page.say("option", title=row.title), "", layout.TICK if claimed else "")
        self.shut(at, LEVEL, REMARK)
        page.paper.choices(self.sheet, (at, VALUE, at, VALUE), "option", [layout.TICK])
        seen = self.given.observed.get(fact.name)
        chosen = seen is not None and isinstance(seen.value, frozenset) and row.name in seen.value
        self.typed(at, VALUE, layout.TICK if chosen else "", page.tick)
        unfit = self.live.answer(self.cell(at, VALUE), (layout.TICK,), "tick")
        # Once one option is ticked the others are said not to be there: whoever meant only that one sees it.
        absent = quoted(page.say("state.absent"))
        whole = f'IF({self.rows.cell(f"fact#{fact.name}", POINTS)}="{GIVEN}",{absent},"")'
        self.points(at, f'IF({unfit}="{GIVEN}","",IF({unfit}="",{whole},{unfit}))')

    def write_item(self, at: int, row: Row) -> None:
        item, page = row.item, self.page
        says, more, kind = page.say("not_in"), "", ""
        if item is not None:
            says = "" if item.usable else page.say("unusable")
            served = "、".join(f"{where}#{name}" if name else where for where, name in item.serves)
            told = (item.file, item.date.isoformat() if item.date is not None else "")
            more = "　".join(one for one in (page.say("serves", ids=served), *told) if one)
            kind = page.paper.plan.say(f"kind.{item.kind}")
        self.shown(at, row.name, row.title, kind, says, more)
        self._word(at, row)

    def write_line(self, at: int, row: Row) -> None:
        line, page, criterion = row.line, self.page, row.criterion
        says, more, kind = "", "", ""
        if line is not None and criterion is not None:
            kind = page.paper.plan.say(f"kind.{line.kind}")
            more = f"{criterion.id} {criterion.title}"
            if line.kind in EVALUATORS_OWN:
                says = page.say("on_site")
            elif self.visit.submission is not None:
                says = page.say("not_in")
        self.shown(at, row.name, row.title, kind, says, more)
        self._word(at, row)

    def _word(self, at: int, row: Row) -> None:
        self.shut(at, LEVEL)
        self.remark(at, row)
        given = self.given.evidence.get(row.name)
        self.answer(at, None if given is None else given.holds, "boolean")

    def write_na(self, at: int, row: Row) -> None:
        submission = self.visit.submission
        claim = submission.not_applicable.get(row.name) if submission is not None else None
        says = self.page.say("reason", reason=claim.reason) if claim is not None and claim.reason else ""
        self.shown(at, row.name, row.title, "", says)
        self.shut(at, LEVEL)
        self.remark(at, row)
        given = self.given.not_applicable.get(row.name)
        self.answer(at, None if given is None else given.agree, "boolean")

    def write_veto(self, at: int, row: Row) -> None:
        page = self.page
        self.shown(at, row.name, row.title, "", "")
        self.shut(at, LEVEL)
        self.remark(at, row)
        page.paper.choices(self.sheet, (at, VALUE, at, VALUE), "option", [layout.TICK])
        ticked = row.name in self.given.vetoes
        self.typed(at, VALUE, layout.TICK if ticked else "", page.tick)
        self.points(at, self.live.answer(self.cell(at, VALUE), (layout.TICK,), "tick"))
