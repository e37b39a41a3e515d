"""The facts as a criterion's rule and conditions ask for them, in cells (`formulas.Formulas`)."""

from __future__ import annotations

from evaluator.base.exact import Number
from evaluator.conditions.formulas import NO, YES, Table, end
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.facts import Known


class View:
    """One criterion's view in one of the two assignments."""

    def __init__(self, known: Known, *, optimistic: bool) -> None:
        self.known, self.optimistic = known, optimistic
        self.removed: dict[tuple[str, str], str] = {}
        """Options that do not count, for want of evidence of their own."""
        self.blanks: list[str] = []
        self.waiting: list[str] = []

    def number(self, fact: str) -> str:
        if self.kind(fact) != "set":
            return self.value(fact)
        return self.cell("+".join(self.tick(fact, one) for one in self.options(fact)) or NO)

    def value(self, fact: str) -> str:
        return self.known.cells[fact].value

    def blank(self, fact: str) -> str:
        return is_set(self.known.cells[fact].blank)

    def waits(self, fact: str) -> str:
        return is_set(self.known.cells[fact].waits)

    def options(self, fact: str) -> tuple[str, ...]:
        return tuple(self.known.guideline.facts[fact].choices)

    def tick(self, fact: str, option: str) -> str:
        tick, removed = self.known.ticks[fact, option], self.removed.get((fact, option), NO)
        return tick if removed == NO else self.known.calc.flag(f"AND({tick}=1,{removed}=0)")

    def applies(self, fact: str, option: str) -> str:
        claimed = self.known.claimed.get((fact, option))
        if not self.optimistic or claimed is None:
            return YES
        return self.known.calc.flag(f"{claimed}=0")

    def kind(self, fact: str) -> str:
        return self.known.guideline.facts[fact].type

    def table(self, ledger: str, of: str, to: str, weight: str, if_none: str) -> Table:
        return self.known.counting.sheets[ledger].table(of, to, weight, if_none)

    def marked(self, points: Number, otherwise: str = YES) -> str:
        self.note_waits(otherwise)
        return end(self, points)

    def cell(self, expression: str) -> str:
        return self.known.calc.cell(expression)

    def note_blank(self, condition: str) -> None:
        self.blanks.append(condition)

    def note_waits(self, condition: str) -> None:
        self.waiting.append(condition)
