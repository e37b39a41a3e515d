"""Evaluate conditions in three-valued logic: a blank makes a test unknown, it never makes it true."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Protocol

from evaluator.base.exact import Number
from evaluator.base.folding import folded
from evaluator.model.condition import (
    And,
    Condition,
    CriterionTest,
    KeyItemTest,
    Not,
    Operand,
    Or,
    Quantity,
    SectionTest,
    Test,
)
from evaluator.model.rule import Facts, Read, Truth
from evaluator.model.values import Amount, Value

YES = Truth(value=True)
NO = Truth(value=False)


class Results(Protocol):
    """The scored nodes that a ceiling may ask about, in one of the two assignments."""

    def section_share(self, section: str) -> Number | None:
        """Return the share a section reached, None when nothing in it applies."""

    def sections_of(self, level: int) -> tuple[str, ...]:
        """Return the ids of the sections of a level."""

    def criterion_points(self, criterion: str) -> Number | None:
        """Return a criterion's points on its own scale, None when it does not apply."""

    def key_item_with(self, outcome: str) -> bool:
        """Return whether a key item has this outcome."""


def number(value: Value | None) -> Number | None:
    """Return a fact's value where a number is wanted: a boolean is 1 or 0, a set its size."""
    match value:
        case None | str():
            return None
        case bool():
            return int(value)
        case int() | Fraction():
            return value
        case frozenset():
            return len(value)
        case _:
            return None


def measure(facts: Facts, amount: Amount) -> Number | None:
    """Return an amount's value for this station, None when its fact is blank or open."""
    if amount.constant is not None:
        return amount.constant
    value = number(facts.value(amount.fact))
    if value is None or (amount.times == 1 and amount.per == 1):
        return value
    return Fraction(value) * amount.times / amount.per


def gaps(facts: Facts, names: tuple[str, ...]) -> Truth:
    """Return which of the facts are blank and which are open."""
    blank: list[str] = []
    awaited: list[str] = []
    for name in names:
        if facts.value(name) is None:
            (awaited if facts.awaited(name) else blank).append(name)
    return Truth(None, tuple(blank), tuple(awaited))


def truth(condition: Condition, facts: Facts, results: Results | None = None) -> Truth:
    """Return the value of *condition*; only ceilings need *results*."""
    match condition:
        case Test():
            return _test(condition, facts)
        case And(parts):
            return _joined([truth(part, facts, results) for part in parts], decisive=False)
        case Or(parts):
            return _joined([truth(part, facts, results) for part in parts], decisive=True)
        case Not(part):
            inner = truth(part, facts, results)
            return inner if inner.value is None else Truth(not inner.value)
    if results is None:
        raise ValueError("only a ceiling can ask about scored nodes")
    match condition:
        case SectionTest():
            ids = (condition.section,) if condition.section else results.sections_of(condition.level)
            limit = measure(facts, condition.share_below)
            if limit is None:
                return gaps(facts, (condition.share_below.fact,))
            shares = [results.section_share(section) for section in ids]
            return Truth(any(share is not None and share < limit for share in shares))
        case CriterionTest():
            limit = measure(facts, condition.points_below)
            if limit is None:
                return gaps(facts, (condition.points_below.fact,))
            points = results.criterion_points(condition.criterion)
            return Truth(points is not None and points < limit)
        case KeyItemTest():
            return Truth(results.key_item_with(condition.outcome))


def _joined(parts: list[Truth], *, decisive: bool) -> Truth:
    unknown = [part for part in parts if part.value is None]
    if any(part.value is decisive for part in parts):
        return Truth(decisive)
    if not unknown:
        return Truth(not decisive)
    return Truth(
        None,
        tuple(dict.fromkeys(name for part in unknown for name in part.blank)),
        tuple(dict.fromkeys(name for part in unknown for name in part.open)),
    )


_ORDER = {False: 0, None: 1, True: 2}


def may_be(condition: Condition, facts: Facts, results: Results | None = None) -> frozenset[bool | None]:
    """Return the values *condition* may take once everything open is settled; None where a blank remains.

    Tests that wait for a role can each turn out true or false; a station's blank stays a blank. So `all` of a
    blank and an open test can only be false or unknown, and `any` of them only true or unknown.
    """
    match condition:
        case And(parts) | Or(parts):
            pick = min if isinstance(condition, And) else max
            outcomes: frozenset[bool | None] = frozenset({isinstance(condition, And)})
            for part in parts:
                both = itertools.product(outcomes, may_be(part, facts, results))
                outcomes = frozenset(pick(pair, key=_ORDER.__getitem__) for pair in both)
            return outcomes
        case Not(part):
            return frozenset(
                None if outcome is None else not outcome for outcome in may_be(part, facts, results)
            )
    value = truth(condition, facts, results)
    return frozenset({True, False}) if value.open and not value.blank else frozenset({value.value})


def _test(test: Test, facts: Facts) -> Truth:
    quantity = test.quantity
    if quantity is None:
        raise ValueError("a column can only be asked about on ledger rows")
    if quantity.to is None and quantity.of.fact and quantity.of.times == 1 == quantity.of.per:
        return _compared(test, facts, facts.value(quantity.of.fact), quantity)
    unknown = gaps(facts, facts_of(quantity))
    if unknown.blank or unknown.open:
        return gaps(facts, tuple(dict.fromkeys(_facts_of_test(test))))
    value = measure(facts, quantity.of)
    if quantity.to is not None:
        divisor = measure(facts, quantity.to)
        if divisor == 0 or divisor is None or value is None:
            return Truth(quantity.if_none == "yes")
        value = Fraction(value) / divisor
    return _compared(test, facts, value, quantity)


def _compared(test: Test, facts: Facts, value: Value | None, quantity: Quantity) -> Truth:
    parts: list[Truth] = []
    for comparison in test.comparisons:
        if comparison.operator == "is_given":
            parts.append(Truth((value is not None) is bool(comparison.operand)))
            continue
        limit = comparison.operand
        operand = measure(facts, limit) if isinstance(limit, Amount) else limit
        if value is None or operand is None:
            # A blank on either side comes before what a role has yet to say on the other.
            sides = (quantity.of.fact, limit.fact if isinstance(limit, Amount) else "")
            parts.append(gaps(facts, tuple(filter(None, sides))))
            continue
        parts.append(Truth(holds(comparison.operator, value, operand)))
    return parts[0] if len(parts) == 1 else _joined(parts, decisive=False)


def holds(operator: str, value: Value, operand: Value | tuple[str, ...]) -> bool:
    """Compare a value with an operand; both have their types, so different types only compare as numbers."""
    match operator:
        case "is":
            return _same(value, operand)
        case "is_not":
            return not _same(value, operand)
        case "in":
            return isinstance(operand, tuple) and any(_same(value, option) for option in operand)
        case "has":
            wanted = operand if isinstance(operand, tuple) else (operand,)
            return isinstance(value, frozenset) and all(option in value for option in wanted)
    left: Number | date | None
    right: Number | date | None
    if isinstance(value, date) and isinstance(operand, date):
        order = (value > operand) - (value < operand)
    else:
        left, right = number(value), None if isinstance(operand, tuple) else number(operand)
        if left is None or right is None:
            return False
        order = (left > right) - (left < right)
    match operator:
        case "at_least":
            return order >= 0
        case "above":
            return order > 0
        case "at_most":
            return order <= 0
        case "below":
            return order < 0
    raise ValueError(operator)


def _same(value: Value, operand: Value | tuple[str, ...]) -> bool:
    if isinstance(operand, tuple):
        return isinstance(value, frozenset) and value == frozenset(operand)
    if isinstance(value, str) and isinstance(operand, str):
        return folded(value) == folded(operand)
    left, right = number(value), number(operand)
    if left is not None and right is not None:
        return left == right
    return value == operand


def facts_of(quantity: Quantity) -> tuple[str, ...]:
    """Return the facts a quantity reads."""
    amounts = (quantity.of,) if quantity.to is None else (quantity.of, quantity.to)
    return tuple(dict.fromkeys(amount.fact for amount in amounts if amount.fact))


def needed(condition: Condition) -> tuple[str, ...]:
    """Return the facts a condition needs: all except the facts it only tests with `is_given`."""
    names: list[str] = []
    for test in tests_of(condition):
        if isinstance(test, Test) and all(
            comparison.operator == "is_given" for comparison in test.comparisons
        ):
            continue
        names.extend(fact for fact in _facts_of_test(test))
    return tuple(dict.fromkeys(names))


def tests_of(condition: Condition) -> Iterator[Test | SectionTest | CriterionTest | KeyItemTest]:
    """Yield the tests a condition is made of."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from tests_of(part)
        case Not(part):
            yield from tests_of(part)
        case _:
            yield condition


def columns_of(condition: Condition | None) -> tuple[str, ...]:
    """Return the ledger columns a row condition reads."""
    if condition is None:
        return ()
    return tuple(dict.fromkeys(t.column for t in tests_of(condition) if isinstance(t, Test) and t.column))


def _facts_of_test(test: Test | SectionTest | CriterionTest | KeyItemTest) -> Iterator[str]:
    match test:
        case Test():
            if test.quantity is not None:
                yield from facts_of(test.quantity)
            for comparison in test.comparisons:
                if isinstance(comparison.operand, Amount) and comparison.operand.fact:
                    yield comparison.operand.fact
        case SectionTest():
            if test.share_below.fact:
                yield test.share_below.fact
        case CriterionTest():
            if test.points_below.fact:
                yield test.points_below.fact
        case KeyItemTest():
            return


def facts_in(condition: Condition) -> tuple[str, ...]:
    """Return every fact a condition reads."""
    return tuple(dict.fromkeys(name for test in tests_of(condition) for name in _facts_of_test(test)))


_UP = {"at_least": 1, "above": 1, "has": 1, "at_most": -1, "below": -1}


def reads(condition: Condition, good: int) -> Iterator[Read]:
    """Yield the facts read with their direction; *good* is 1 where a true condition helps, -1 where it hurts.

    `is` and `in` have no direction, except `is: yes` and `is: no` on a boolean. `is_given` favours a value.
    """
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from reads(part, good)
        case Not(part):
            yield from reads(part, -good)
        case Test():
            yield from _reads_of_test(condition, good)
        case SectionTest() | CriterionTest():
            for name in _facts_of_test(condition):
                yield Read(name, -good)
        case KeyItemTest():
            return


def _reads_of_test(test: Test, good: int) -> Iterator[Read]:
    quantity = test.quantity
    if quantity is None:
        return
    for comparison in test.comparisons:
        up = _UP.get(comparison.operator, 0)
        operand: Operand = comparison.operand
        if comparison.operator == "is_given":
            up = 1 if operand else -1
        elif isinstance(operand, bool):
            up = (1 if operand else -1) * (1 if comparison.operator == "is" else -1)
        elif comparison.operator == "is" and isinstance(operand, Amount) and operand.constant == 0:
            # Nothing countable is below 0, so `is: 0` says the same as `at_most: 0`.
            up = -1
        elif comparison.operator == "is_not" and isinstance(operand, Amount) and operand.constant == 0:
            up = 1
        if quantity.of.fact:
            yield Read(quantity.of.fact, up * good)
        if quantity.to is not None and quantity.to.fact:
            # As `to` falls the ratio grows without limit, so a `to` of 0 must have that same outcome.
            smooth = quantity.if_none in ("", "yes" if up > 0 else "no")
            yield Read(quantity.to.fact, -up * good if smooth else 0, -up * good)
        if isinstance(operand, Amount) and operand.fact:
            yield Read(operand.fact, -up * good)
