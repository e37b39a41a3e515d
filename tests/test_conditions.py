"""Conditions in three values: a blank makes a test unknown, it never makes it true."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

import pytest

from evaluator.base.exact import Number
from evaluator.conditions.row_truth import LedgerCells, row_truth
from evaluator.conditions.truth import columns_of, facts_in, may_be, needed, reads, truth
from evaluator.model import condition as conditions
from evaluator.model.condition import And, Comparison, Condition
from evaluator.model.rule import Truth
from evaluator.model.values import Amount, Period, Value
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Table, read_yaml_bytes
from tests.rules.judging import Station, ruled

GUIDELINE: Final = ruled("mark: {}").guideline
GIVEN: Final[Mapping[str, Value]] = {
    "n": 3,
    "m": 0,
    "x": Fraction(5, 2),
    "s": Fraction(9, 10),
    "b": True,
    "c": "own",
    "r": frozenset("ab"),
    "d": date(2025, 7, 1),
    "t": "青禾　镇 ",
    "e.n": 2,
}
PERIOD: Final = Period(date(2025, 7, 1), date(2026, 6, 30))

YES, NO, UNKNOWN = "{fact: n, is: 3}", "{fact: n, is: 4}", "{fact: some, is: 1}"


def condition(text: str, *, ceiling: bool = False, ledger: str = "") -> Condition:
    node, problems = read_yaml_bytes(text.encode(), "condition.yaml")
    assert isinstance(node, Table), problems
    reader = Reader("condition.yaml", GUIDELINE.facts, GUIDELINE.ledgers)
    found = reader.condition(node, ceiling=ceiling, ledger=GUIDELINE.ledgers.get(ledger))
    assert [one.render("zh") for one in reader.problems] == []
    return found


def value(text: str, values: Mapping[str, Value] = GIVEN) -> bool | None:
    return truth(condition(text), Station(GUIDELINE.facts, values)).value


@pytest.mark.parametrize(
    "text, expected",
    [
        ("{fact: n, is: 3}", True),
        ("{fact: n, is: 3.0}", True),
        ("{fact: b, at_least: 1}", True),
        ("{fact: b, below: 1}", False),
        ("{fact: b, above: m}", True),
        ("{fact: n, is_not: 3}", False),
        ("{fact: n, at_least: 3}", True),
        ("{fact: n, above: 3}", False),
        ("{fact: n, at_most: 3}", True),
        ("{fact: n, below: 3}", False),
        ("{fact: n, at_least: 1, below: 4}", True),
        ("{fact: n, at_least: 1, below: 3}", False),
        ("{fact: n, above: e.n}", True),
        ("{fact: n, at_most: {fact: e.n, times: 3, per: 2}}", True),
        ("{fact: x, at_least: 2.5}", True),
        ("{fact: x, above: 2.5}", False),
        ("{fact: s, at_least: 90%}", True),
        ("{fact: s, below: 90.01%}", True),
        ("{fact: b}", True),
        ("{fact: b, is: yes}", True),
        ("{fact: b, is: 否}", False),
        ("{fact: b, is_not: no}", True),
        ("{fact: c, is: own}", True),
        ("{fact: c, is: 独立}", True),
        ("{fact: c, is_not: 共用}", True),
        ("{fact: c, in: [shared, 独立]}", True),
        ("{fact: c, in: [shared, none]}", False),
        ("{fact: r, has: a}", True),
        ("{fact: r, has: [a, 个案室]}", True),
        ("{fact: r, has: [a, c]}", False),
        ("{fact: r, is: [b, a]}", True),
        ("{fact: r, is: [a]}", False),
        ("{fact: r, is: []}", False),
        ("{fact: r, is: a}", False),
        ("{fact: r, at_least: 2}", True),
        ("{fact: r, above: 2}", False),
        ("{fact: d, is: 2025-07-01}", True),
        ("{fact: d, at_least: 2025-07-01}", True),
        ("{fact: d, below: 2025-07-01}", False),
        ("{fact: d, above: 2025-06-30, at_most: 2025-07-01}", True),
        ("{fact: t, is: 青禾 镇}", True),
        ("{fact: t, in: [白石镇, 青禾 镇]}", True),
        ("{of: n, to: 4, at_least: 75%}", True),
        ("{of: n, to: 4, above: 75%}", False),
        ("{of: n, to: e.n, if_none: no, is: 1.5}", True),
        ("{of: n, to: m, if_none: yes, at_least: 1}", True),
        ("{of: n, to: m, if_none: no, at_least: 1}", False),
        ("{not: {fact: b}}", False),
    ],
)
def test_given_values_are_compared(text: str, expected: bool) -> None:
    assert value(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "{fact: n, at_least: 0}",
        "{fact: n, is_not: 3}",
        "{fact: b, is: no}",
        "{fact: c, is_not: own}",
        "{fact: r, is: []}",
        "{fact: d, below: 2100-01-01}",
        "{of: n, to: m, if_none: yes, at_least: 0}",
        "{of: 3, to: m, if_none: yes, at_least: 0}",
        "{not: {fact: b}}",
    ],
)
def test_a_blank_makes_every_comparison_unknown(text: str) -> None:
    assert value(text, {}) is None


def test_a_blank_limit_makes_it_unknown_too() -> None:
    found = truth(condition("{fact: n, at_least: m}"), Station(GUIDELINE.facts, {"n": 5}))
    assert found == Truth(None, blank=("m",))


@pytest.mark.parametrize(
    "text",
    [
        "{fact: n, at_least: m}",
        "{fact: m, at_least: n}",
        "{of: n, to: m, if_none: no, at_least: 1}",
        "{of: n, to: n, if_none: no, at_least: m}",
        "{of: m, to: m, if_none: no, below: n}",
    ],
)
def test_a_blank_comes_before_what_a_role_has_yet_to_say(text: str) -> None:
    """On whichever side of a comparison each stands, it is a blank's: it cannot be settled by the role alone."""
    role = {**GUIDELINE.facts, "n": replace(GUIDELINE.facts["n"], supplier="expert")}
    found = truth(condition(text), Station(role))
    assert (found.blank, found.open) == (("m",), ("n",))
    assert may_be(condition(text), Station(role)) == {None}


@pytest.mark.parametrize(
    "text, given, blank",
    [
        ("{fact: n, is_given: yes}", True, False),
        ("{fact: n, is_given: true}", True, False),
        ("{fact: n, is_given: no}", False, True),
        ("{fact: r, is_given: yes}", True, False),
    ],
)
def test_only_is_given_is_never_unknown(text: str, given: bool, blank: bool) -> None:
    assert value(text) is given
    assert value(text, {}) is blank


def test_nothing_chosen_and_0_are_given() -> None:
    assert value("{fact: r, is_given: yes}", {"r": frozenset()}) is True
    assert value("{fact: n, is_given: yes}", {"n": 0}) is True


_ALL: Final = {
    (YES, YES): True,
    (YES, NO): False,
    (YES, UNKNOWN): None,
    (NO, NO): False,
    (NO, UNKNOWN): False,
    (UNKNOWN, UNKNOWN): None,
}
_ANY: Final = {
    (YES, YES): True,
    (YES, NO): True,
    (YES, UNKNOWN): True,
    (NO, NO): False,
    (NO, UNKNOWN): None,
    (UNKNOWN, UNKNOWN): None,
}


@pytest.mark.parametrize("pair", list(_ALL))
def test_kleene_s_tables(pair: tuple[str, str]) -> None:
    """False decides all, true decides any, whichever comes first; not leaves unknown unknown."""
    first, second = pair
    for parts in (f"[{first}, {second}]", f"[{second}, {first}]"):
        both, either = value(f"{{all: {parts}}}"), value(f"{{any: {parts}}}")
        assert (both, either) == (_ALL[pair], _ANY[pair])
        assert value(f"{{not: {{all: {parts}}}}}") == (None if both is None else not both)
        assert value(f"{{not: {{any: {parts}}}}}") == (None if either is None else not either)


def test_what_leaves_it_unknown_is_named_once() -> None:
    text = "{all: [{fact: some, above: 1}, {fact: e.b}, {any: [{fact: some, is: 3}, {fact: n, above: 9}]}]}"
    found = truth(condition(text), Station(GUIDELINE.facts, {"n": 3}))
    assert found == Truth(None, blank=("some",), open=("e.b",))
    decided = truth(condition(f"{{any: [{text}, {{fact: n, is: 3}}]}}"), Station(GUIDELINE.facts, {"n": 3}))
    assert decided == Truth(True)


class Scored:
    """A section that reached 59 %, one in which nothing applies, a criterion with 6 points."""

    def section_share(self, section: str) -> Number | None:
        return {"A": Fraction(59, 100)}.get(section)

    def sections_of(self, level: int) -> tuple[str, ...]:
        return {1: ("A", "Z"), 2: ("Z",)}.get(level, ())

    def criterion_points(self, criterion: str) -> Number | None:
        return {"A1": 6}.get(criterion)

    def key_item_with(self, outcome: str) -> bool:
        return outcome == "not_met"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("{section: A, share_below: 60%}", True),
        ("{section: A, share_below: 59%}", False),
        ("{section: Z, share_below: 60%}", False),
        ("{any_section: {level: 1, share_below: 60%}}", True),
        ("{any_section: {level: 2, share_below: 60%}}", False),
        ("{criterion: A1, points_below: 7}", True),
        ("{criterion: A1, points_below: 6}", False),
        ("{criterion: A9, points_below: 6}", False),
        ("{criterion: A1, points_below: n}", None),
        ("{any_key_item: not_met}", True),
        ("{any_key_item: partly_met}", False),
        ("{all: [{any_key_item: not_met}, {not: {section: A, share_below: 60%}}]}", False),
    ],
)
def test_ceilings_ask_about_what_was_scored(text: str, expected: bool | None) -> None:
    """Where nothing applies, a ceiling never triggers."""
    found = truth(condition(text, ceiling=True), Station(GUIDELINE.facts), Scored())
    assert found.value is expected


ROW: Final[Mapping[str, Value | None]] = {"no": "1", "what": "走访", "done": 5, "target": None, "weight": 1}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("{column: what, is: 走访}", True),
        ("{column: what, is_not: 走访}", False),
        ("{column: what, in: [个案, 走访]}", True),
        ("{column: done, at_least: 5}", True),
        ("{column: done, above: 5, below: 9}", False),
        ("{column: target, above: 0}", None),
        ("{column: target, is_given: yes}", False),
        ("{column: target, is_given: no}", True),
        ("{all: [{column: target, above: 0}, {column: done, above: 9}]}", False),
        ("{all: [{column: target, above: 0}, {column: done, above: 1}]}", None),
        ("{any: [{column: target, above: 0}, {column: done, above: 1}]}", True),
        ("{any: [{column: target, above: 0}, {column: done, above: 9}]}", None),
        ("{not: {column: target, above: 0}}", None),
        ("{not: {column: done, above: 9}}", True),
    ],
)
def test_a_ledger_row(text: str, expected: bool | None) -> None:
    assert row_truth(condition(text, ledger="agreement"), LedgerCells(ROW, PERIOD)) is expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("{column: target, above: 0}", False),
        ("{column: target, is_not: 3}", False),
        ("{not: {column: target, above: 0}}", True),
        ("{column: target, is_given: yes}", False),
        ("{column: target, is_given: no}", True),
        ("{any: [{column: target, above: 0}, {column: done, above: 1}]}", True),
        ("{all: [{column: target, above: 0}, {column: weight, above: 1}]}", False),
    ],
)
def test_a_blank_that_is_an_answer_compares_as_no(text: str, expected: bool) -> None:
    """Where a column may be blank, a blank leaves nothing unknown; a cell that cannot be read still does."""
    asked = condition(text, ledger="agreement")
    assert row_truth(asked, LedgerCells(ROW, PERIOD, frozenset({"target"}))) is expected
    blank = {**ROW, "done": None, "weight": None}
    if "given" not in text:
        assert row_truth(asked, LedgerCells(blank, PERIOD)) is None


def test_columns_compared_with_each_other() -> None:
    """A blank answer on any side is no; a blank that is no answer leaves it unknown."""
    first, second = (
        conditions.Test(None, column, (Comparison("at_least", Amount(None, other)),))
        for column, other in (("done", "target"), ("target", "done"))
    )
    for test in (first, second):
        assert row_truth(test, LedgerCells(ROW, PERIOD)) is None
        assert row_truth(test, LedgerCells(ROW, PERIOD, frozenset({"target"}))) is False
        assert row_truth(test, LedgerCells({**ROW, "target": 5}, PERIOD)) is True
    neither = {**ROW, "done": None}
    assert row_truth(first, LedgerCells(neither, PERIOD, frozenset({"target"}))) is False


@pytest.mark.parametrize(
    "day, expected",
    [
        (date(2025, 6, 30), False),
        (date(2025, 7, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
        (None, None),
    ],
)
def test_both_days_belong_to_the_period(day: date | None, expected: bool | None) -> None:
    within = conditions.Test(None, "day", (Comparison("within", "period"),))
    assert row_truth(within, LedgerCells({"day": day}, PERIOD)) is expected


def test_what_a_condition_reads() -> None:
    found = condition(
        "{all: [{fact: n, at_least: m}, {not: {fact: d, is_given: yes}}, {of: x, to: some, is: 2}]}"
    )
    assert facts_in(found) == ("n", "m", "d", "x", "some")
    assert needed(found) == ("n", "m", "x", "some")
    rows = condition("{any: [{column: done, above: 1}, {column: what, is: 走访}]}", ledger="agreement")
    assert columns_of(rows) == ("done", "what")
    assert columns_of(None) == ()


@pytest.mark.parametrize(
    "text, directions",
    [
        ("{fact: n, at_least: 3}", {"n": 1}),
        ("{fact: n, below: 3}", {"n": -1}),
        ("{fact: n, is: 3}", {"n": 0}),
        ("{fact: n, is: 0}", {"n": -1}),
        ("{fact: n, is_not: 0}", {"n": 1}),
        ("{fact: n, at_least: m}", {"n": 1, "m": -1}),
        ("{fact: b}", {"b": 1}),
        ("{fact: b, is: no}", {"b": -1}),
        ("{fact: b, is_not: yes}", {"b": -1}),
        ("{fact: c, in: [own]}", {"c": 0}),
        ("{fact: r, has: a}", {"r": 1}),
        ("{fact: d, is_given: yes}", {"d": 1}),
        ("{fact: d, is_given: no}", {"d": -1}),
        ("{not: {fact: n, at_least: 3}}", {"n": -1}),
        ("{of: n, to: some, at_least: 2}", {"n": 1, "some": -1}),
        ("{of: n, to: m, at_least: 2, if_none: yes}", {"n": 1, "m": -1}),
        ("{of: n, to: m, at_least: 2, if_none: no}", {"n": 1, "m": 0}),
        ("{of: n, to: m, at_most: 2, if_none: no}", {"n": -1, "m": 1}),
    ],
)
def test_which_way_facts_pull(text: str, directions: Mapping[str, int]) -> None:
    found = condition(text)
    assert {one.fact: one.direction for one in reads(found, 1)} == directions
    assert {one.fact: one.direction for one in reads(found, -1)} == {k: -v for k, v in directions.items()}


def test_what_cannot_be_asked_is_refused() -> None:
    """The reader notes these in a guideline; behind it they are mistakes of ours."""
    column = conditions.Test(None, "day", (Comparison("is_given", operand=True),))
    fact = condition(YES)
    with pytest.raises(ValueError, match="ledger rows"):
        truth(column, Station(GUIDELINE.facts))
    with pytest.raises(ValueError, match="only columns"):
        row_truth(And((fact,)), LedgerCells({}, PERIOD))
    with pytest.raises(ValueError, match="ceiling"):
        truth(condition("{any_key_item: not_met}", ceiling=True), Station(GUIDELINE.facts))
