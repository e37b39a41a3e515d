"""The facts that a criterion's rule and conditions read, as cells (`formulas.Formulas`)."""

from __future__ import annotations

from evaluator.base.exact import Number
from evaluator.conditions.formulas import NO, YES, Formula, LedgerTable, bound
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.facts import FactCells


class AssignmentView:
    """One criterion's view in one of the two assignments."""

    def __init__(self, facts: FactCells, *, optimistic: bool) -> None:
        self.facts, self.optimistic = facts, optimistic
        self.removed: dict[tuple[str, str], Formula] = {}
        """Options that do not count because they lack evidence of their own."""
        self.blanks: list[str] = []
        self.waiting: list[str] = []

    def number(self, fact: str) -> Formula:
        if self.kind(fact) != "set":
            return self.value(fact)
        return self.cell("+".join(self.tick(fact, option) for option in self.options(fact)) or NO)

    def value(self, fact: str) -> Formula:
        return self.facts.cells[fact].value

    def blank(self, fact: str) -> Formula:
        return is_set(self.facts.cells[fact].blank)

    def waits(self, fact: str) -> Formula:
        return is_set(self.facts.cells[fact].waits)

    def options(self, fact: str) -> tuple[str, ...]:
        return tuple(self.facts.guideline.facts[fact].choices)

    def tick(self, fact: str, option: str) -> Formula:
        tick, removed = self.facts.ticks[fact, option], self.removed.get((fact, option), NO)
        return tick if removed == NO else self.facts.calc.flag(f"AND({tick}=1,{removed}=0)")

    def applies(self, fact: str, option: str) -> Formula:
        claimed = self.facts.claimed.get((fact, option))
        if not self.optimistic or claimed is None:
            return YES
        return self.facts.calc.flag(f"{claimed}=0")

    def kind(self, fact: str) -> str:
        return self.facts.guideline.facts[fact].type

    def table(self, ledger: str, of: str, to: str, weight: str, if_none: str) -> LedgerTable:
        return self.facts.counting.sheets[ledger].table(of, to, weight, if_none)

    def marked(self, points: Number, otherwise: str = YES) -> Formula:
        self.note_waits(otherwise)
        return bound(self, points)

    def cell(self, expression: str) -> Formula:
        return self.facts.calc.cell(expression)

    def note_blank(self, condition: str) -> None:
        self.blanks.append(condition)

    def note_waits(self, condition: str) -> None:
        self.waiting.append(condition)
