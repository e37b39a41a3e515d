from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import pytest

from evaluator.base.exact import Number, parse, rounded, text
from evaluator.model.values import Value
from tests.rules.judging import passes, ruled

CERTIFIED = "ratio: {of: n, to: m, if_none: zero}"
BUDGET = "ratio: {of: x, to: y, if_none: zero}"
COST = "ratio: {of: x, to: y, lower_is_better: true}"
Y = "y: {title: 预算, type: number, shown: true}"


def amount(text: str) -> Number:
    value = parse(text)
    assert value is not None
    return value


def test_budget_execution_is_rounded_once() -> None:
    """154.74 ÷ 310.2 × 10 (海淀, sheets.md no. 7) is 4.988…, so 4.99.

    The sheet rounds the rate to 50 % first and prints 5; we round once.
    """
    found = passes(BUDGET, 10, Y).points_for({"x": amount("154.74"), "y": amount("310.2")})
    assert found == Fraction(15474, 31020) * 10
    assert text(rounded(found, 2, "half_up")) == "4.99"


@pytest.mark.parametrize(
    "rule, values, points",
    [
        pytest.param(CERTIFIED, {"n": 3, "m": 4}, Fraction(15, 2), id="in proportion"),
        pytest.param(CERTIFIED, {"n": 5, "m": 4}, 10, id="never above the limit"),
        pytest.param(CERTIFIED, {"n": -1, "m": 4}, 0, id="never below 0"),
        pytest.param("ratio: {of: s, reach: 90%}", {"s": Fraction(9, 10)}, 10, id="reaches 90 %"),
        pytest.param("ratio: {of: s, reach: 90%}", {"s": Fraction(45, 100)}, 5, id="half way to 90 %"),
        pytest.param("ratio: {of: s, from: 60%}", {"s": Fraction(8, 10)}, 5, id="begins at 60 %"),
        pytest.param("ratio: {of: s, from: 60%}", {"s": Fraction(6, 10)}, 0, id="where it begins"),
        pytest.param("ratio: {of: s, from: 30%, reach: 10%}", {"s": Fraction(1, 10)}, 10, id="falling: best"),
        pytest.param("ratio: {of: s, from: 30%, reach: 10%}", {"s": Fraction(2, 10)}, 5, id="falling: half"),
        pytest.param("ratio: {of: s, from: 30%, reach: 10%}", {"s": Fraction(4, 10)}, 0, id="falling: worst"),
        pytest.param(
            "ratio: {of: n, to: {fact: m, times: 6}, if_none: zero}", {"n": 9, "m": 3}, 5, id="6 each"
        ),
        pytest.param("ratio: {of: n, to: {fact: m, per: 3}, if_none: zero}", {"n": 1, "m": 6}, 5, id="per 3"),
        pytest.param("ratio: {of: n, to: 20}", {"n": 5}, Fraction(5, 2), id="of a number"),
        pytest.param("ratio: {of: r, to: 4}", {"r": frozenset("ab")}, 5, id="a set is its size"),
        pytest.param("ratio: {of: r}", {"r": frozenset("a")}, Fraction(10, 3), id="a set alone"),
        pytest.param("ratio: {of: b, to: 1}", {"b": True}, 10, id="yes is 1"),
        pytest.param(
            "ratio: {of: n, to: some, reach: e.n}", {"n": 3, "some": 1, "e.n": 6}, 5, id="a fact's reach"
        ),
    ],
)
def test_points_in_proportion(rule: str, values: Mapping[str, Value], points: Number) -> None:
    assert passes(rule).points_for(values) == points


@pytest.mark.parametrize(
    "spent, budget, points",
    [
        pytest.param(200, 100, 5, id="twice the budget is half the points"),
        pytest.param(80, 100, 10, id="below it is full"),
        pytest.param(0, 100, 10, id="nothing spent is full"),
        pytest.param(0, 0, 10, id="nothing of nothing is full"),
        pytest.param(5, 0, 0, id="something of nothing is nothing"),
    ],
)
def test_less_is_better(spent: int, budget: int, points: int) -> None:
    """B/A 或 A/B × 分值, 成本类指标 (海淀, sheets.md no. 8)."""
    assert passes(COST, 10, Y).points_for({"x": spent, "y": budget}) == points


@pytest.mark.parametrize(
    "if_none, points, applies", [("zero", 0, True), ("full", 10, True), ("not_applicable", 0, False)]
)
def test_a_divisor_of_0(if_none: str, points: int, applies: bool) -> None:
    """没有该项目的部门按满分计 (sheets.md no. 30) is if_none: full."""
    found = passes(f"ratio: {{of: n, to: m, if_none: {if_none}}}").award({"n": 0, "m": 0})
    assert (found.points, found.applies, found.blank) == (points, applies, ())


@pytest.mark.parametrize("values, blank", [({"n": 3}, ("m",)), ({"m": 0}, ("n",)), ({}, ("n", "m"))])
def test_a_blank_comes_before_the_divisor(values: Mapping[str, Value], blank: tuple[str, ...]) -> None:
    found = passes("ratio: {of: n, to: m, if_none: full}").award(values)
    assert (found.points, found.applies, found.blank) == (0, True, blank)


def test_options_that_do_not_apply_leave_the_divisor() -> None:
    rule = passes("ratio: {of: r}")
    assert rule.award({"r": frozenset("a")}, out="bc").points == 10
    assert rule.award({"r": frozenset("a")}, out="b").points == 5
    assert not rule.award({"r": frozenset()}, out="abc").applies


@pytest.mark.parametrize(
    "rule, codes",
    [
        ("ratio: {of: n}", ["ratio-without-to"]),
        ("ratio: {of: s, lower_is_better: true}", ["ratio-without-to"]),
        ("ratio: {of: n, to: m}", ["if-none-missing"]),
        ("ratio: {of: n, to: {fact: some, times: 0}}", ["if-none-missing"]),
        ("ratio: {of: n, to: 0}", ["if-none-missing"]),
        ("ratio: {of: n, to: some, lower_is_better: true}", []),
        ("ratio: {of: s, reach: 60%, from: 60%}", ["empty-range"]),
        ("ratio: {of: c, to: some}", ["fact-type"]),
        ("ratio: {of: part, to: some, reach: 125%}", ["full-points-unreachable"]),
        ("ratio: {of: most, reach: 100%}", ["full-points-unreachable"]),
        ("ratio: {of: most, reach: 90%}", []),
        ("ratio: {of: r, reach: 120%}", ["full-points-unreachable"]),
    ],
)
def test_what_does_not_hold_together(rule: str, codes: list[str]) -> None:
    facts = """
        part: {title: 部分, type: integer, at_most: some, shown: true}
        most: {title: 上限, type: share, at_most: 90%, shown: true}
    """
    assert ruled(rule, 10, facts).codes == codes


@pytest.mark.parametrize(
    "n, points",
    [(1, 0), (2, 10), (3, 10)],
    ids=["below where both limits are", "just there", "above"],
)
def test_limits_that_fall_together_are_a_threshold(n: int, points: int) -> None:
    """Where facts make `from` and `reach` the same, whoever reaches it has full points."""
    rule = ruled("ratio: {of: n, to: some, from: p, reach: q}", facts=LIMITS)
    values: dict[str, Value] = {"n": n, "some": 4, "p": Fraction(1, 2), "q": Fraction(1, 2)}
    assert rule.award(values).points == points


LIMITS: Final = """
  p: {title: 起点, type: number, shown: true}
  q: {title: 满分点, type: number, shown: true}
"""


def test_a_decision_is_waited_for_before_a_mark() -> None:
    """A rule that waits for both says that it waits for the panel, which has to settle the observations first."""
    rule = ruled(
        "ratio: {of: e.n, to: e.m}",
        facts="e.m: {title: 核实总数, type: integer, from: expert, at_least: 1, shown: true}",
    )
    assert rule.award().open_reason == "awaiting_mark"
    assert rule.award(differing=["e.m"]).open_reason == "awaiting_decision"
    assert rule.award(differing=["e.n"]).open_reason == "awaiting_decision"
    assert rule.award({"e.n": 3}, differing=["e.m"]).open_reason == "awaiting_decision"
