"""The hidden sheet of intermediate cells: one formula a row, each written once."""

from __future__ import annotations

from evaluator.conditions.formulas import NO, YES, Formula
from evaluator.workbook.positions import Plan

TEXT_COLUMN = 3
LISTS = 4
"""The first column of lists: those of formulas, then those of drop-downs."""


class Calc:
    """Collects formulas and returns the cells that will hold them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.formulas: list[tuple[str, str]] = []
        """Label and formula of every row."""
        self.texts: list[str] = []
        """Texts too long for a formula, one a row."""
        self.lists: list[tuple[str, ...]] = []
        """Words that formulas of many rows look for, a list a column."""
        self._rows_by_formula: dict[str, Formula] = {}
        self.label = ""

    def cell(self, expression: str) -> Formula:
        """Return the cell that computes *expression*; equal expressions share a cell."""
        address = self._rows_by_formula.get(expression)
        if address is None:
            address = Formula(self.plan.at("calc", len(self.formulas) + 1, 1).replace("'Calc'", "Calc"))
            self.formulas.append((self.label, expression))
            self._rows_by_formula[expression] = address
        return address

    def text(self, text: str) -> Formula:
        """Return the cell that holds a text."""
        if text not in self.texts:
            self.texts.append(text)
        return Formula(
            self.plan.at("calc", self.texts.index(text) + 1, TEXT_COLUMN).replace("'Calc'", "Calc")
        )

    def words(self, words: tuple[str, ...]) -> str:
        """Return the cells, one below the other, that hold words: shorter than the words on every row."""
        if words not in self.lists:
            self.lists.append(words)
        column = LISTS + self.lists.index(words)
        return self.plan.at("calc", 1, column, len(words)).replace("'Calc'", "Calc")

    def flag(self, condition: str) -> Formula:
        """Return a cell that is 1 or 0; a constant is returned as it is."""
        if condition in (YES, NO):
            return Formula(condition)
        return self.cell(f"IF({condition},1,0)")


def is_set(flag: str) -> Formula:
    """Return the condition that a flag's cell is 1; a constant is returned as it is."""
    return Formula(flag if flag in (YES, NO) else f"{flag}=1")
