"""Conditions on the rows of a ledger, compiled once: each becomes a function that a row is given to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass
from evaluator.base.once import once
from evaluator.conditions.truth import holds
from evaluator.model.condition import And, Comparison, Condition, Not, Or, Test
from evaluator.model.values import Amount, Period, Value


@dataclass(slots=True)
class LedgerCells:
    """One ledger row as conditions ask about it."""

    cells: Mapping[str, Value | None]
    period: Period
    answers: Collection[str] = ()
    """Columns that may be blank, without those whose cell cannot be read: there a blank is an answer."""

    def blank_answer(self, column: str) -> bool:
        """Return whether a column's blank is an answer."""
        return column in self.answers and self.cells.get(column) is None


RowTest = Callable[[LedgerCells], bool | None]
"""Returns the value of a condition on a row, None when a cell it needs is blank."""


def row_truth(condition: Condition, row: LedgerCells) -> bool | None:
    """Return the value of a condition on one ledger row, None when a cell it needs is blank.

    In a column that may be blank a blank is an answer, and every comparison with it is false.
    """
    return row_test(condition)(row)


@once
def row_test(condition: Condition) -> RowTest:
    """Return a condition as a function of a row."""
    match condition:
        case And(parts):
            return _joined([row_test(part) for part in parts], decisive=False)
        case Or(parts):
            return _joined([row_test(part) for part in parts], decisive=True)
        case Not(part):
            inner = row_test(part)

            def opposite(row: LedgerCells) -> bool | None:
                value = inner(row)
                return None if value is None else not value

            return opposite
        case Test() if condition.column:
            comparisons = [_comparison(comparison, condition.column) for comparison in condition.comparisons]
            return comparisons[0] if len(comparisons) == 1 else _joined(comparisons, decisive=False)
    raise ValueError("a ledger row has only columns")


def _joined(tests: list[RowTest], *, decisive: bool) -> RowTest:
    def joined(row: LedgerCells) -> bool | None:
        values = [test(row) for test in tests]
        return decisive if decisive in values else None if None in values else not decisive

    return joined


def _comparison(comparison: Comparison, column: str) -> RowTest:
    """Return a comparison as a function; the blank is settled first, then the type of comparison."""
    operator, operand = comparison.operator, comparison.operand
    if operator == "is_given":
        wanted = bool(operand)
        return lambda row: (row.cells.get(column) is not None) is wanted
    if operator == "within":

        def within(row: LedgerCells) -> bool | None:
            value = row.cells.get(column)
            if isinstance(value, date):
                return row.period.first <= value <= row.period.last
            return None if value is None and column not in row.answers else False

        return within
    other = operand.fact if isinstance(operand, Amount) else ""
    compared = _compared(operator, operand)

    def test(row: LedgerCells) -> bool | None:
        value = row.cells.get(column)
        if (value is None and column in row.answers) or (other and row.blank_answer(other)):
            return False
        return None if value is None else compared(value, row)

    return test


def _compared(operator: str, operand: object) -> Callable[[Value, LedgerCells], bool | None]:
    """Return the comparison with a cell that is not blank."""
    match operand:
        case Amount(constant=None, fact=other):

            def with_column(value: Value, row: LedgerCells) -> bool | None:
                limit = row.cells.get(other)
                return None if limit is None else holds(operator, value, limit)

            return with_column
        case Amount(constant=constant):
            assert constant is not None
            return lambda value, _: holds(operator, value, constant)
        case str() if operator in ("is", "is_not"):
            text, same = folded(operand), operator == "is"

            def with_text(value: Value, _: LedgerCells) -> bool | None:
                if isinstance(value, str):
                    return (value == text) is same
                return holds(operator, value, operand)

            return with_text
        case bool() | date() | str() | tuple():
            return lambda value, _: holds(operator, value, operand)
    raise ValueError(operator)
