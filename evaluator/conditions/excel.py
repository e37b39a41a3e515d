"""Conditions as Excel expressions in three-valued logic: 1 holds, 0 does not, 0.5 is unknown.

Kleene's `all` is then MIN, `any` MAX and `not` 1 - x. Beside the value stands through what it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple, Protocol

from evaluator.conditions.formulas import (
    NO,
    NUMBER_DIGITS,
    RATIO_DIGITS,
    YES,
    Formulas,
    amount,
    as_number,
    compared,
    either,
    every,
    literal,
    negated,
    quoted,
    ratio,
    when,
)
from evaluator.conditions.truth import facts_of, folded
from evaluator.model.condition import (
    Comparison,
    Condition,
    CriterionTest,
    Every,
    KeyItemTest,
    Not,
    Operand,
    SectionTest,
    Some,
    Test,
)
from evaluator.model.values import Amount

UNKNOWN = "0.5"
_ORDER = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<", "is": "=", "is_not": "<>"}
_EPOCH = date(1899, 12, 30)


class Tri(NamedTuple):
    """A condition: its value, and whether a station's blank or a role's silence leaves it unknown."""

    value: str
    blank: str = NO
    waits: str = NO
    least: str = ""
    most: str = ""
    """What it may come to once all that is open is settled; of a single test they follow."""

    @property
    def low(self) -> str:
        """Return the least it may come to."""
        return self.least or when(every(self.unknown, self.waits, negated(self.blank)), NO, self.value)

    @property
    def high(self) -> str:
        """Return the most it may come to."""
        return self.most or when(every(self.unknown, self.waits, negated(self.blank)), YES, self.value)

    @property
    def holds(self) -> str:
        """Return whether it is true."""
        return self.value if self.value in (YES, NO) else NO if self.value == UNKNOWN else f"{self.value}=1"

    @property
    def unknown(self) -> str:
        """Return whether it is unknown."""
        return YES if self.value == UNKNOWN else NO if self.value in (YES, NO) else f"{self.value}=0.5"

    @property
    def fails(self) -> str:
        """Return whether it is false."""
        return (
            negated(self.value)
            if self.value in (YES, NO)
            else NO
            if self.value == UNKNOWN
            else f"{self.value}=0"
        )


class Nodes(Protocol):
    """The scored nodes that a ceiling may ask about, in one of the two assignments."""

    def section_below(self, section: str, level: int, limit: str) -> str:
        """Return whether a section, or any of a level, lies below a share."""

    def criterion_below(self, criterion: str, limit: str) -> str:
        """Return whether a criterion that applies lies below a limit."""

    def key_item_with(self, outcome: str) -> str:
        """Return whether a key item has this outcome."""


def day_number(day: date) -> int:
    """Return a day as spreadsheets count them."""
    return (day - _EPOCH).days


def truth(condition: Condition, sheet: Formulas, nodes: Nodes | None = None) -> Tri:
    """Return a condition on facts; *nodes* only matter to ceilings."""
    match condition:
        case Every(parts):
            return _joined([truth(part, sheet, nodes) for part in parts], sheet, "MIN")
        case Some(parts):
            return _joined([truth(part, sheet, nodes) for part in parts], sheet, "MAX")
        case Not(part):
            inner = truth(part, sheet, nodes)
            constant = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}.get(inner.value)
            value = constant or sheet.cell(f"1-{inner.value}")
            return Tri(value, inner.blank, inner.waits, f"(1-{inner.high})", f"(1-{inner.low})")
        case Test():
            return _test(condition, sheet)
    if nodes is None:
        raise ValueError("only a ceiling can ask about scored nodes")
    match condition:
        case SectionTest():
            limit = condition.share_below
            found = nodes.section_below(condition.section, condition.level, amount(sheet, limit))
        case CriterionTest():
            limit = condition.points_below
            found = nodes.criterion_below(condition.criterion, amount(sheet, limit))
        case KeyItemTest():
            return Tri(sheet.cell(as_number(nodes.key_item_with(condition.outcome))))
    return _guarded(found, (limit.fact,) if limit.fact else (), sheet)


def _guarded(found: str, facts: tuple[str, ...], sheet: Formulas) -> Tri:
    """Return *found* where all facts are given, else unknown."""
    blank = either(*(sheet.blank(one) for one in facts))
    waits = either(*(sheet.waits(one) for one in facts))
    value = when(either(blank, waits), UNKNOWN, as_number(found))
    return Tri(value if value in (YES, NO, UNKNOWN) else sheet.cell(value), blank, waits)


def _joined(parts: list[Tri], sheet: Formulas, function: str) -> Tri:
    if len(parts) == 1:
        return parts[0]
    value = sheet.cell(f"{function}({','.join(one.value for one in parts)})")
    blank = either(*(every(one.unknown, one.blank) for one in parts))
    waits = either(*(every(one.unknown, one.waits) for one in parts))
    return Tri(
        value,
        blank if blank == NO else sheet.cell(as_number(blank)),
        waits if waits == NO else sheet.cell(as_number(waits)),
        sheet.cell(f"{function}({','.join(one.low for one in parts)})"),
        sheet.cell(f"{function}({','.join(one.high for one in parts)})"),
    )


def _test(test: Test, sheet: Formulas) -> Tri:
    quantity = test.quantity
    if quantity is None:
        raise ValueError("a column can only be asked about on ledger rows")
    if quantity.to is None and quantity.of.fact and quantity.of.times == 1 == quantity.of.per:
        name = quantity.of.fact
        parts = [_compared(one, name, sheet) for one in test.comparisons]
        return _joined(parts, sheet, "MIN")
    value, nothing = ratio(sheet, quantity)
    facts = facts_of(quantity)
    parts = []
    for one in test.comparisons:
        if one.operator == "is_given":
            parts.append(_guarded(as_number(YES if one.operand else NO), facts, sheet))
            continue
        operand = one.operand
        assert isinstance(operand, Amount)
        if nothing != NO:
            # The divisor decides before any limit is looked at.
            decided = YES if quantity.if_none == "yes" else NO
            more = (operand.fact,) if operand.fact else ()
            compare = compared(value, _ORDER[one.operator], amount(sheet, operand), RATIO_DIGITS)
            limits = _guarded(compare, more, sheet)
            whole = _guarded(when(nothing, decided, limits.holds), facts, sheet)
            unknown = either(*(sheet.blank(name) for name in more), *(sheet.waits(name) for name in more))
            if unknown == NO:
                parts.append(whole)
            else:
                open_limit = every(negated(nothing), unknown, negated(whole.unknown))
                parts.append(
                    Tri(
                        sheet.cell(when(open_limit, UNKNOWN, whole.value)),
                        either(whole.blank, every(open_limit, limits.blank)),
                        either(whole.waits, every(open_limit, limits.waits)),
                    )
                )
            continue
        found = compared(value, _ORDER[one.operator], amount(sheet, operand))
        more = (operand.fact,) if operand.fact else ()
        parts.append(_guarded(found, tuple(dict.fromkeys((*facts, *more))), sheet))
    return _joined(parts, sheet, "MIN")


def _compared(one: Comparison, name: str, sheet: Formulas) -> Tri:
    if one.operator == "is_given":
        given = negated(either(sheet.blank(name), sheet.waits(name)))
        return Tri(as_number(given if one.operand else negated(given)))
    operand = one.operand
    facts = (name, operand.fact) if isinstance(operand, Amount) and operand.fact else (name,)
    found = _holds(one, name, sheet)
    if len(facts) == 1:
        return _guarded(found, facts, sheet)
    # The fact's own gap is looked at first; only a given fact is held against an open limit.
    own = _guarded(found, (name,), sheet)
    limit = facts[1]
    blank, waits = sheet.blank(limit), sheet.waits(limit)
    gap = every(negated(own.unknown), either(blank, waits))
    return Tri(
        sheet.cell(when(either(own.unknown, blank, waits), UNKNOWN, as_number(found))),
        either(own.blank, every(gap, blank)),
        either(own.waits, every(gap, waits)),
    )


def _holds(one: Comparison, name: str, sheet: Formulas) -> str:
    kind, operator, operand = sheet.kind(name), one.operator, one.operand
    if kind == "set":
        return _set_holds(operator, operand, name, sheet)
    if kind == "choice":
        return _listed(operator, operand, lambda option: _option(sheet, name, option))
    if kind == "text":
        value = sheet.value(name)
        return _listed(operator, operand, lambda text: f"EXACT({value},{quoted(folded(text))})")
    if isinstance(operand, date):
        return f"{sheet.value(name)}{_ORDER[operator]}{day_number(operand)}"
    if isinstance(operand, tuple):
        return either(*(compared(sheet.number(name), "=", _constant(part)) for part in operand))
    digits = RATIO_DIGITS if kind == "share" else NUMBER_DIGITS
    return compared(sheet.number(name), _ORDER[operator], _right(operand, sheet), digits)


def _constant(text: str) -> str:
    return text if text.replace(".", "", 1).isdigit() else NO


def _right(operand: Operand, sheet: Formulas) -> str:
    if isinstance(operand, Amount):
        return amount(sheet, operand)
    assert isinstance(operand, bool)
    return YES if operand else NO


def _option(sheet: Formulas, name: str, option: str) -> str:
    options = sheet.options(name)
    return f"{sheet.value(name)}={options.index(option) + 1}" if option in options else NO


def _listed(operator: str, operand: Operand, same: Callable[[str], str]) -> str:
    wanted = operand if isinstance(operand, tuple) else (str(operand),)
    found = either(*(same(one) for one in wanted))
    return negated(found) if operator == "is_not" else found


def _set_holds(operator: str, operand: Operand, name: str, sheet: Formulas) -> str:
    wanted = operand if isinstance(operand, tuple) else (operand,) if isinstance(operand, str) else None
    if wanted is None:
        return compared(sheet.number(name), _ORDER[operator], _right(operand, sheet))
    if operator == "has":
        return every(*(f"{sheet.tick(name, one)}=1" if one in sheet.options(name) else NO for one in wanted))
    ticks = [(one in wanted, sheet.tick(name, one)) for one in sheet.options(name)]
    same = every(*(f"{tick}={1 if chosen else 0}" for chosen, tick in ticks))
    return negated(same) if operator == "is_not" else same


class Cells(Protocol):
    """One ledger row."""

    def blank(self, column: str) -> str:
        """Return whether a cell has no value, unreadable ones included."""

    def unreadable(self, column: str) -> str:
        """Return whether something stands there that cannot be read."""

    def number(self, column: str) -> str:
        """Return a cell as a number: day numbers, 1 and 0, the number of an option."""

    def text(self, column: str) -> str:
        """Return a cell as it is compared."""

    def kind(self, column: str) -> str:
        """Return a column's type."""

    def options(self, column: str) -> tuple[str, ...]:
        """Name the options of a column."""

    def within(self, column: str) -> str:
        """Return whether a date lies in the period."""


def row_truth(condition: Condition, row: Cells) -> str:
    """Return a condition on one ledger row: 1, 0 or 0.5."""
    match condition:
        case Every(parts):
            return f"MIN({','.join(row_truth(part, row) for part in parts)})"
        case Some(parts):
            return f"MAX({','.join(row_truth(part, row) for part in parts)})"
        case Not(part):
            return f"(1-{row_truth(part, row)})"
        case Test() if condition.column:
            values = [_cell(one, condition.column, row) for one in condition.comparisons]
            return values[0] if len(values) == 1 else f"MIN({','.join(values)})"
    raise ValueError("a ledger row has only columns")


def _cell(one: Comparison, column: str, row: Cells) -> str:
    operator, operand, kind = one.operator, one.operand, row.kind(column)
    blank = row.blank(column)
    if operator == "is_given":
        # Something stands there, but nobody can read it: neither given nor not given.
        given = negated(blank) if operand else blank
        return when(row.unreadable(column), UNKNOWN, as_number(given))
    if operator == "within":
        return when(blank, UNKNOWN, as_number(row.within(column)))
    if isinstance(operand, Amount) and operand.constant is None:
        other = operand.fact
        found = compared(row.number(column), _ORDER[operator], row.number(other))
        return when(either(blank, row.blank(other)), UNKNOWN, as_number(found))
    if kind == "choice":
        options = row.options(column)
        found = _listed(
            operator,
            operand,
            lambda option: f"{row.number(column)}={options.index(option) + 1}" if option in options else NO,
        )
    elif kind == "text":
        found = _listed(operator, operand, lambda text: f"EXACT({row.text(column)},{quoted(folded(text))})")
    elif isinstance(operand, date):
        found = f"{row.number(column)}{_ORDER[operator]}{day_number(operand)}"
    elif isinstance(operand, Amount):
        assert operand.constant is not None
        digits = RATIO_DIGITS if kind == "share" else NUMBER_DIGITS
        found = compared(row.number(column), _ORDER[operator], literal(operand.constant), digits)
    else:
        found = compared(row.number(column), _ORDER[operator], YES if operand else NO)
    return when(blank, UNKNOWN, as_number(found))
