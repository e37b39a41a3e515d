"""Conditions on the rows of a ledger, compiled once: each becomes a function of the rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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


Columns = Callable[[str], Sequence[Value | None]]
"""Returns the cells of some rows in a column, row by row."""
Truths = list[bool | None]
"""The value of a condition on each row, None where a cell it needs is blank."""
RowsTest = Callable[[Columns, Period, Collection[str]], Truths]
"""Returns the value of a condition on rows; the last argument are the columns whose blanks are answers."""


def row_truth(condition: Condition, row: LedgerCells) -> bool | None:
    """Return the value of a condition on one ledger row, None when a cell it needs is blank.

    In a column that may be blank a blank is an answer, and every comparison with it is false.
    """
    return rows_test(condition)(lambda column: (row.cells.get(column),), row.period, row.answers)[0]


@once
def rows_test(condition: Condition) -> RowsTest:
    """Return a condition as a function of rows, all of which it looks at in one go."""
    match condition:
        case And(parts):
            return _joined([rows_test(part) for part in parts], decisive=False)
        case Or(parts):
            return _joined([rows_test(part) for part in parts], decisive=True)
        case Not(part):
            inner = rows_test(part)

            def opposite(cells: Columns, period: Period, answers: Collection[str]) -> Truths:
                return [None if value is None else not value for value in inner(cells, period, answers)]

            return opposite
        case Test() if condition.column:
            comparisons = [_comparison(comparison, condition.column) for comparison in condition.comparisons]
            return comparisons[0] if len(comparisons) == 1 else _joined(comparisons, decisive=False)
    raise ValueError("a ledger row has only columns")


def _joined(tests: list[RowsTest], *, decisive: bool) -> RowsTest:
    def joined(cells: Columns, period: Period, answers: Collection[str]) -> Truths:
        truths = [test(cells, period, answers) for test in tests]
        return [
            decisive if decisive in values else None if None in values else not decisive
            for values in zip(*truths, strict=True)
        ]

    return joined


def _comparison(comparison: Comparison, column: str) -> RowsTest:
    """Return a comparison as a function; the blank is settled first, then the type of comparison."""
    operator, operand = comparison.operator, comparison.operand
    if operator == "is_given":
        wanted = bool(operand)
        return lambda cells, _period, _answers: [(value is not None) is wanted for value in cells(column)]
    if operator == "within":

        def within(cells: Columns, period: Period, answers: Collection[str]) -> Truths:
            first, last = period.first, period.last
            blank = False if column in answers else None
            return [
                first <= value <= last if isinstance(value, date) else blank if value is None else False
                for value in cells(column)
            ]

        return within
    if isinstance(operand, Amount) and operand.constant is None:
        return _with_column(operator, column, operand.fact)
    compared = _compared(operator, operand)

    def test(cells: Columns, _: Period, answers: Collection[str]) -> Truths:
        blank = False if column in answers else None
        return [blank if value is None else compared(value) for value in cells(column)]

    return test


def _with_column(operator: str, column: str, other: str) -> RowsTest:
    """Return a comparison with another column of the row."""

    def with_column(cells: Columns, _: Period, answers: Collection[str]) -> Truths:
        truths: Truths = []
        for value, limit in zip(cells(column), cells(other), strict=True):
            if value is not None and limit is not None:
                truths.append(holds(operator, value, limit))
            else:
                answered = (value is None and column in answers) or (limit is None and other in answers)
                truths.append(False if answered else None)
        return truths

    return with_column


def _compared(operator: str, operand: object) -> Callable[[Value], bool]:
    """Return the comparison with a cell that is not blank."""
    match operand:
        case Amount(constant=constant):
            assert constant is not None
            return lambda value: holds(operator, value, constant)
        case str() if operator in ("is", "is_not"):
            text, same = folded(operand), operator == "is"
            # The texts of a ledger are folded.
            return lambda value: (
                (value == text) is same if isinstance(value, str) else holds(operator, value, operand)
            )
        case bool() | date() | str() | tuple():
            return lambda value: holds(operator, value, operand)
    raise ValueError(operator)
