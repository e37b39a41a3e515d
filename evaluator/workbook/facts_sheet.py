"""填报数据: a row for every answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from evaluator.base.exact import Number
from evaluator.conditions.formulas import if_
from evaluator.conditions.wording import Words
from evaluator.model.guideline import Fact
from evaluator.model.submission import Submission
from evaluator.rules.marked import LevelForm, form_of
from evaluator.workbook import layout
from evaluator.workbook.answers import refuse_others, write_answer, write_value
from evaluator.workbook.formats import StyledWorkbook, Tab, formula, ids
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.facts import FactCells
from evaluator.workbook.live.model import Model
from evaluator.workbook.live.problem_cells import ProblemCell
from evaluator.workbook.positions import AnswerRow, Plan, literal_text

_WIDTHS: Final = (34.0, 7.0, 20.0, 28.0, 14.0, 16.0)


def write_facts(workbook: StyledWorkbook, model: Model, submission: Submission | None) -> None:
    """Write the sheet, filled from *submission* where there is one."""
    plan = workbook.plan
    sheet = workbook.sheet("facts", layout.FACTS.mark, list(_WIDTHS))
    workbook.heading(sheet, "facts", layout.FACT_REASON)
    for column, key in enumerate(("title", "unit", "input", "type", "note", "reason"), 1):
        sheet.write_string(layout.FACTS.header, column, plan.say(f"column.{key}"), workbook.head)
    sheet.freeze_panes(layout.FACTS.first, 2)
    sheet.repeat_rows(layout.FACTS.header)
    writer = _FactRows(workbook, model.facts, sheet, submission)
    for row, entry in enumerate(plan.entries, layout.FACTS.first):
        writer.row(row, entry)
    first, last = layout.FACTS.first, layout.FACTS.first + len(plan.entries) - 1
    _problems(sheet, model.problems)
    wrong = f"LEN(${layout.column_name(layout.FACT_PROBLEM)}{first + 1})>0"
    workbook.colour(sheet, (first, layout.FACT_INPUT, last, layout.FACT_INPUT), wrong, workbook.wrong)
    sheet.print_area(0, 1, last, layout.FACT_REASON)
    workbook.protect(sheet)


def _problems(sheet: Tab, problems: Sequence[ProblemCell]) -> None:
    """Write what is wrong with each answer in a hidden column of its row."""
    by_row: dict[int, list[ProblemCell]] = {}
    for problem in problems:
        if problem.sheet == "facts":
            by_row.setdefault(problem.row, []).append(problem)
    for row, cells in by_row.items():
        text = '""'
        for problem in reversed(cells):
            text = if_(is_set(problem.flag), literal_text(problem.why), text)
        formula(sheet, row, layout.FACT_PROBLEM, text)
    sheet.set_column(layout.FACT_PROBLEM, layout.FACT_PROBLEM, 8, None, {"hidden": True})


class _FactRows:
    def __init__(
        self, workbook: StyledWorkbook, facts: FactCells, sheet: Tab, submission: Submission | None
    ) -> None:
        self.workbook, self.facts, self.sheet, self.submission = workbook, facts, sheet, submission
        self.plan: Plan = workbook.plan
        self.words = Words(self.plan.guideline)

    def row(self, row: int, entry: AnswerRow) -> None:
        """Write one row."""
        sheet, workbook = self.sheet, self.workbook
        if entry.kind in ("heading", "subheading"):
            style = workbook.group if entry.kind == "heading" else workbook.subgroup
            for column in range(1, layout.FACT_REASON + 1):
                sheet.write_string(row, column, entry.name if column == 1 else "", style)
            return
        ids(sheet, row, entry.id)
        fact = entry.fact
        sheet.write_string(row, 1, f"　{entry.name}" if entry.kind == "option" else entry.name, workbook.cell)
        unit = fact.unit if fact is not None and entry.kind == "fact" else ""
        sheet.write_string(row, 2, unit, workbook.centre)
        how, note = self._how(entry), self._note(entry)
        texts = (entry.name, unit, self._answer(entry), how, note, self._reason(entry))
        workbook.height(sheet, row, list(zip(texts, _WIDTHS, strict=True)))
        sheet.write_string(row, 4, how, workbook.cell)
        sheet.write_string(row, 5, note, workbook.cell)
        if fact is not None and fact.private:
            sheet.write_comment(row, 1, self.plan.say("private"), {"author": "", "visible": False})
        sheet.write_string(row, 6, "", workbook.cell)
        {
            "station": self._station,
            "fact": self._fact,
            "option": self._option,
            "na": self._claim,
            "level": self._own,
            "points": self._own,
        }[entry.kind](row, entry)

    def _answer(self, entry: AnswerRow) -> str:
        """Return the answer of a row as far as it may be long."""
        submission = self.submission
        if submission is None:
            return ""
        group, _, key = entry.id.partition("#")
        if group == "station":
            return str(getattr(submission.station, key))
        if f"{group}#" == layout.NOT_APPLICABLE:
            claim = submission.not_applicable.get(key)
            return claim.reason if claim is not None else ""
        declared = submission.facts.get(entry.id)
        value = declared.value if declared is not None else None
        return entry.fact.choices.get(value, value) if isinstance(value, str) and entry.fact else ""

    def _reason(self, entry: AnswerRow) -> str:
        """Return the reason why the option of a row does not apply."""
        claim = self.submission.not_applicable.get(entry.id) if self.submission is not None else None
        return claim.reason if claim is not None and entry.kind == "option" else ""

    def _how(self, entry: AnswerRow) -> str:
        fact = entry.fact
        if entry.kind == "option":
            return self.plan.say("type.option")
        if fact is None:
            return self.plan.say("type.date") if entry.id.startswith("period") else ""
        if fact.by_role:
            return self.plan.say("type.role", role=self.words.role(fact.supplier))
        if fact.counted is not None:
            ledger = self.plan.guideline.ledgers[fact.counted.ledger]
            return self.plan.say("type.counted", ledger=ledger.title or ledger.id)
        return self.plan.say("type.derived" if fact.derived else f"type.{fact.type}")

    def _note(self, entry: AnswerRow) -> str:
        fact = entry.fact
        if fact is None or entry.kind != "fact":
            return ""
        parts = [fact.note, self.plan.say("private") if fact.private else ""]
        return self.plan.say("stop").join(part for part in parts if part)

    def _station(self, row: int, entry: AnswerRow) -> None:
        group, _, key = entry.id.partition("#")
        submission = self.submission
        if group == "period":
            place = (row, layout.FACT_INPUT, row, layout.FACT_INPUT)
            self.workbook.validation(self.sheet, place, "date", self.workbook.date_rule())
            day: date | None = None
            if submission is not None:
                day = submission.period.first if key == "from" else submission.period.last
            self._write(row, "date", day)
        else:
            self._write(row, "text", None if submission is None else getattr(submission.station, key) or None)

    def _write(self, row: int, kind: str, value: Number | str | date | None) -> None:
        write_value(self.sheet, (row, layout.FACT_INPUT), value, self.workbook.typed(kind))

    def _fact(self, row: int, entry: AnswerRow) -> None:
        fact = entry.fact
        assert fact is not None
        counted = fact.counted is not None and not fact.counted.or_declared
        if (counted or fact.derived) and not fact.by_role:
            self._shown(row, fact)
            return
        declared = self.submission.facts.get(fact.name) if self.submission is not None else None
        refuse_others(self.workbook, self.sheet, (row, layout.FACT_INPUT, row, layout.FACT_INPUT), fact)
        value = declared.value if declared is not None else None
        write_answer(self.workbook, self.sheet, (row, layout.FACT_INPUT), fact, value)

    def _shown(self, row: int, fact: Fact) -> None:
        """Write the formula of a counted or derived fact; it shows a blank as blank, and a doubt as such."""
        cells = self.facts.cells[fact.name]
        value = f'IF({cells.blank}=1,"",IF({cells.waits}=1,"",{cells.value}))'
        doubt = f'IF({cells.doubt}=1,"{self.plan.say("engine")}",{value})'
        style = self.workbook.computed_share if fact.type == "share" else self.workbook.computed
        formula(self.sheet, row, layout.FACT_INPUT, doubt, style)

    def _option(self, row: int, entry: AnswerRow) -> None:
        fact = entry.fact
        assert fact is not None
        self.workbook.choices(
            self.sheet, (row, layout.FACT_INPUT, row, layout.FACT_INPUT), "option", [layout.TICK]
        )
        declared = self.submission.facts.get(fact.name) if self.submission is not None else None
        chosen = (
            declared is not None and isinstance(declared.value, frozenset) and entry.option in declared.value
        )
        self._write(row, "choice", layout.TICK if chosen else None)
        if fact.may_not_apply:
            claim = self.submission.not_applicable.get(entry.id) if self.submission is not None else None
            self.sheet.write_string(
                row, layout.FACT_REASON, claim.reason if claim else "", self.workbook.typed("text")
            )

    def _claim(self, row: int, entry: AnswerRow) -> None:
        id = entry.id.removeprefix(layout.NOT_APPLICABLE)
        claim = self.submission.not_applicable.get(id) if self.submission is not None else None
        self._write(row, "text", (claim.reason or "—") if claim is not None else None)

    def _own(self, row: int, entry: AnswerRow) -> None:
        mark = self.submission.claims.get(entry.id.partition("#")[2]) if self.submission is not None else None
        if entry.kind == "level":
            form = next(
                form_of(criterion)
                for criterion in self.plan.guideline.criteria()
                if criterion.id == entry.id.removeprefix(layout.OWN_LEVEL)
            )
            assert isinstance(form, LevelForm), "only levels have such a row"
            place = (row, layout.FACT_INPUT, row, layout.FACT_INPUT)
            self.workbook.choices(self.sheet, place, "choice", list(form.levels))
            self._write(row, "choice", mark.level or None if mark is not None else None)
        else:
            self._write(row, "number", mark.points if mark is not None else None)
