"""Conditions as Excel expressions in three-valued logic: 1 holds, 0 does not, 0.5 is unknown.

Kleene's `all` is then MIN, `any` MAX and `not` 1 - x. Each value comes with what makes it unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from evaluator.base.folding import folded
from evaluator.base.frozen import NamedTuple
from evaluator.conditions.formulas import (
    NO,
    NUMBER_DIGITS,
    RATIO_DIGITS,
    YES,
    Formula,
    Formulas,
    amount,
    and_,
    as_number,
    compared,
    if_,
    literal,
    negated,
    or_,
    quoted,
    ratio,
)
from evaluator.conditions.truth import facts_of
from evaluator.model.condition import (
    And,
    Comparison,
    Condition,
    CriterionTest,
    KeyItemTest,
    Not,
    Operand,
    Or,
    SectionTest,
    Test,
)
from evaluator.model.values import Amount

UNKNOWN = Formula("0.5")
_ORDER = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<", "is": "=", "is_not": "<>"}
_EPOCH = date(1899, 12, 30)


class Tri(NamedTuple):
    """A condition: its value, and whether a station's blank or a role's silence leaves it unknown."""

    value: Formula
    blank: Formula = NO
    waits: Formula = NO
    least: Formula | None = None
    most: Formula | None = None
    """The least and most it may become once everything open is settled; derived where None."""

    @property
    def low(self) -> Formula:
        """Return the least value it may become."""
        return self.least or if_(and_(self.unknown, self.waits, negated(self.blank)), NO, self.value)

    @property
    def high(self) -> Formula:
        """Return the greatest value it may become."""
        return self.most or if_(and_(self.unknown, self.waits, negated(self.blank)), YES, self.value)

    @property
    def holds(self) -> Formula:
        """Return whether it is true."""
        if self.value in (YES, NO):
            return self.value
        return NO if self.value == UNKNOWN else Formula(f"{self.value}=1")

    @property
    def unknown(self) -> Formula:
        """Return whether it is unknown."""
        if self.value in (YES, NO):
            return NO
        return YES if self.value == UNKNOWN else Formula(f"{self.value}=0.5")

    @property
    def fails(self) -> Formula:
        """Return whether it is false."""
        if self.value in (YES, NO):
            return negated(self.value)
        return NO if self.value == UNKNOWN else Formula(f"{self.value}=0")


class Nodes(Protocol):
    """The scored nodes that a ceiling may ask about, in one of the two assignments."""

    def section_below(self, section: str, level: int, limit: Formula) -> Formula:
        """Return whether a section, or any of a level, lies below a share."""

    def criterion_below(self, criterion: str, limit: Formula) -> Formula:
        """Return whether a criterion that applies lies below a limit."""

    def key_item_with(self, outcome: str) -> Formula:
        """Return whether a key item has this outcome."""


def day_number(day: date) -> int:
    """Return a day as spreadsheets count them."""
    return (day - _EPOCH).days


def truth(condition: Condition, sheet: Formulas, nodes: Nodes | None = None) -> Tri:
    """Return the formulas of a condition on facts; only ceilings need *nodes*."""
    match condition:
        case And(parts):
            return _joined([truth(part, sheet, nodes) for part in parts], sheet, "MIN")
        case Or(parts):
            return _joined([truth(part, sheet, nodes) for part in parts], sheet, "MAX")
        case Not(part):
            inner = truth(part, sheet, nodes)
            constant = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}.get(inner.value)
            value = constant or sheet.cell(Formula(f"1-{inner.value}"))
            least, most = Formula(f"(1-{inner.high})"), Formula(f"(1-{inner.low})")
            return Tri(value, inner.blank, inner.waits, least, most)
        case Test():
            return _test(condition, sheet)
    if nodes is None:
        raise ValueError("only a ceiling can ask about scored nodes")
    match condition:
        case SectionTest():
            limit = condition.share_below
            formula = nodes.section_below(condition.section, condition.level, amount(sheet, limit))
        case CriterionTest():
            limit = condition.points_below
            formula = nodes.criterion_below(condition.criterion, amount(sheet, limit))
        case KeyItemTest():
            return Tri(sheet.cell(as_number(nodes.key_item_with(condition.outcome))))
    return _guarded(formula, (limit.fact,) if limit.fact else (), sheet)


def _guarded(formula: Formula, facts: tuple[str, ...], sheet: Formulas) -> Tri:
    """Return *formula* where all facts are given, else unknown."""
    blank = or_(*(sheet.blank(fact) for fact in facts))
    waits = or_(*(sheet.waits(fact) for fact in facts))
    value = if_(or_(blank, waits), UNKNOWN, as_number(formula))
    return Tri(value if value in (YES, NO, UNKNOWN) else sheet.cell(value), blank, waits)


def _joined(parts: list[Tri], sheet: Formulas, function: str) -> Tri:
    if len(parts) == 1:
        return parts[0]
    value = sheet.cell(Formula(f"{function}({','.join(part.value for part in parts)})"))
    blank = or_(*(and_(part.unknown, part.blank) for part in parts))
    waits = or_(*(and_(part.unknown, part.waits) for part in parts))
    return Tri(
        value,
        blank if blank == NO else sheet.cell(as_number(blank)),
        waits if waits == NO else sheet.cell(as_number(waits)),
        sheet.cell(Formula(f"{function}({','.join(part.low for part in parts)})")),
        sheet.cell(Formula(f"{function}({','.join(part.high for part in parts)})")),
    )


def _test(test: Test, sheet: Formulas) -> Tri:
    quantity = test.quantity
    if quantity is None:
        raise ValueError("a column can only be asked about on ledger rows")
    if quantity.to is None and quantity.of.fact and quantity.of.times == 1 == quantity.of.per:
        name = quantity.of.fact
        parts = [_compared(comparison, name, sheet) for comparison in test.comparisons]
        return _joined(parts, sheet, "MIN")
    value, nothing = ratio(sheet, quantity)
    facts = facts_of(quantity)
    parts = []
    for comparison in test.comparisons:
        if comparison.operator == "is_given":
            parts.append(_guarded(as_number(YES if comparison.operand else NO), facts, sheet))
            continue
        operand = comparison.operand
        assert isinstance(operand, Amount)
        if nothing != NO:
            # The divisor is checked before any limit.
            decided = YES if quantity.if_none == "yes" else NO
            more = (operand.fact,) if operand.fact else ()
            compare = compared(value, _ORDER[comparison.operator], amount(sheet, operand), RATIO_DIGITS)
            limits = _guarded(compare, more, sheet)
            whole = _guarded(if_(nothing, decided, limits.holds), facts, sheet)
            unknown = or_(*(sheet.blank(name) for name in more), *(sheet.waits(name) for name in more))
            if unknown == NO:
                parts.append(whole)
            else:
                open_limit = and_(negated(nothing), unknown, negated(whole.unknown))
                parts.append(
                    Tri(
                        sheet.cell(if_(open_limit, UNKNOWN, whole.value)),
                        or_(whole.blank, and_(open_limit, limits.blank)),
                        or_(whole.waits, and_(open_limit, limits.waits)),
                    )
                )
            continue
        formula = compared(value, _ORDER[comparison.operator], amount(sheet, operand))
        more = (operand.fact,) if operand.fact else ()
        parts.append(_guarded(formula, tuple(dict.fromkeys((*facts, *more))), sheet))
    return _joined(parts, sheet, "MIN")


def _compared(comparison: Comparison, name: str, sheet: Formulas) -> Tri:
    if comparison.operator == "is_given":
        has_value = negated(or_(sheet.blank(name), sheet.waits(name)))
        return Tri(as_number(has_value if comparison.operand else negated(has_value)))
    operand = comparison.operand
    facts = (name, operand.fact) if isinstance(operand, Amount) and operand.fact else (name,)
    formula = _holds(comparison, name, sheet)
    if len(facts) == 1:
        return _guarded(formula, facts, sheet)
    # The fact's own blank is checked first; only a fact with a value is compared with an open limit.
    own = _guarded(formula, (name,), sheet)
    limit = facts[1]
    blank, waits = sheet.blank(limit), sheet.waits(limit)
    gap = and_(negated(own.unknown), or_(blank, waits))
    return Tri(
        sheet.cell(if_(or_(own.unknown, blank, waits), UNKNOWN, as_number(formula))),
        or_(own.blank, and_(gap, blank)),
        or_(own.waits, and_(gap, waits)),
    )


def _holds(comparison: Comparison, name: str, sheet: Formulas) -> Formula:
    kind, operator, operand = sheet.kind(name), comparison.operator, comparison.operand
    if kind == "set":
        return _set_holds(operator, operand, name, sheet)
    if kind == "choice":
        return _listed(operator, operand, lambda option: _option(sheet, name, option))
    if kind == "text":
        value = sheet.value(name)
        return _listed(operator, operand, lambda text: Formula(f"EXACT({value},{quoted(folded(text))})"))
    if isinstance(operand, date):
        return Formula(f"{sheet.value(name)}{_ORDER[operator]}{day_number(operand)}")
    if isinstance(operand, tuple):
        return or_(*(compared(sheet.number(name), "=", _constant(part)) for part in operand))
    digits = RATIO_DIGITS if kind == "share" else NUMBER_DIGITS
    return compared(sheet.number(name), _ORDER[operator], _right(operand, sheet), digits)


def _constant(text: str) -> Formula:
    return Formula(text) if text.replace(".", "", 1).isdigit() else NO


def _right(operand: Operand, sheet: Formulas) -> Formula:
    if isinstance(operand, Amount):
        return amount(sheet, operand)
    assert isinstance(operand, bool)
    return YES if operand else NO


def _option(sheet: Formulas, name: str, option: str) -> Formula:
    options = sheet.options(name)
    return Formula(f"{sheet.value(name)}={options.index(option) + 1}" if option in options else NO)


def _listed(operator: str, operand: Operand, same: Callable[[str], Formula]) -> Formula:
    wanted = operand if isinstance(operand, tuple) else (str(operand),)
    formula = or_(*(same(text) for text in wanted))
    return negated(formula) if operator == "is_not" else formula


def _set_holds(operator: str, operand: Operand, name: str, sheet: Formulas) -> Formula:
    wanted = operand if isinstance(operand, tuple) else (operand,) if isinstance(operand, str) else None
    if wanted is None:
        return compared(sheet.number(name), _ORDER[operator], _right(operand, sheet))
    if operator == "has":
        return and_(
            *(f"{sheet.tick(name, option)}=1" if option in sheet.options(name) else NO for option in wanted)
        )
    ticks = [(option in wanted, sheet.tick(name, option)) for option in sheet.options(name)]
    same = and_(*(f"{tick}={1 if chosen else 0}" for chosen, tick in ticks))
    return negated(same) if operator == "is_not" else same


class RowCells(Protocol):
    """One ledger row."""

    def blank(self, column: str) -> Formula:
        """Return whether a cell has no value, unreadable ones included."""

    def unreadable(self, column: str) -> Formula:
        """Return whether a cell has content that cannot be read."""

    def may_be_blank(self, column: str) -> bool:
        """Return whether a blank is an answer in a column."""

    def number(self, column: str) -> Formula:
        """Return a cell as a number: day numbers, 1 and 0, the number of an option."""

    def text(self, column: str) -> Formula:
        """Return a cell as text for comparison."""

    def kind(self, column: str) -> str:
        """Return a column's type."""

    def options(self, column: str) -> tuple[str, ...]:
        """Return the options of a column."""

    def within(self, column: str) -> Formula:
        """Return whether a date lies in the period."""


def row_truth(condition: Condition, row: RowCells) -> Formula:
    """Return the formula of a condition on a ledger row: 1, 0 or 0.5."""
    match condition:
        case And(parts):
            return Formula(f"MIN({','.join(row_truth(part, row) for part in parts)})")
        case Or(parts):
            return Formula(f"MAX({','.join(row_truth(part, row) for part in parts)})")
        case Not(part):
            return Formula(f"(1-{row_truth(part, row)})")
        case Test() if condition.column:
            values = [_cell(comparison, condition.column, row) for comparison in condition.comparisons]
            return values[0] if len(values) == 1 else Formula(f"MIN({','.join(values)})")
    raise ValueError("a ledger row has only columns")


def _cell(comparison: Comparison, column: str, row: RowCells) -> Formula:
    operator, operand = comparison.operator, comparison.operand
    if operator == "is_given":
        blank = row.blank(column)
        # The cell has content that cannot be read: it is neither given nor not given.
        answer = negated(blank) if operand else blank
        return if_(row.unreadable(column), UNKNOWN, as_number(answer))
    other = operand.fact if isinstance(operand, Amount) else ""
    answers = [row.blank(name) for name in (column, other) if name and row.may_be_blank(name)]
    unknown = or_(*(row.blank(name) for name in (column, other) if name and not row.may_be_blank(name)))
    formula = as_number(_compares(comparison, column, row))
    return if_(or_(*answers), NO, if_(unknown, UNKNOWN, formula))


def _compares(comparison: Comparison, column: str, row: RowCells) -> Formula:
    """Return whether a comparison holds where no cell is blank."""
    operator, operand, kind = comparison.operator, comparison.operand, row.kind(column)
    if operator == "within":
        return row.within(column)
    if isinstance(operand, Amount) and operand.constant is None:
        return compared(row.number(column), _ORDER[operator], row.number(operand.fact))
    if kind == "choice":
        options = row.options(column)
        return _listed(
            operator,
            operand,
            lambda option: Formula(
                f"{row.number(column)}={options.index(option) + 1}" if option in options else NO
            ),
        )
    if kind == "text":
        return _listed(
            operator, operand, lambda text: Formula(f"EXACT({row.text(column)},{quoted(folded(text))})")
        )
    if isinstance(operand, date):
        return Formula(f"{row.number(column)}{_ORDER[operator]}{day_number(operand)}")
    if isinstance(operand, Amount):
        assert operand.constant is not None
        digits = RATIO_DIGITS if kind == "share" else NUMBER_DIGITS
        return compared(row.number(column), _ORDER[operator], literal(operand.constant), digits)
    return compared(row.number(column), _ORDER[operator], YES if operand else NO)
