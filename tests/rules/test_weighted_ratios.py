from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from evaluator.base.exact import Number
from evaluator.model.values import Value
from tests.rules.judging import passes, ruled

TWO = """weighted_ratios:
  - {of: n, to: some, weight: 2, title: 个案}
  - {of: x, to: m, if_none: IF_NONE}"""
LEDGER = "weighted_ratios: {ledger: agreement, of: done, to: target, weight: weight, if_none: IF_NONE}"

Row = Mapping[str, Value | None]


def two(if_none: str = "zero") -> str:
    return TWO.replace("IF_NONE", if_none)


def ledger(if_none: str = "not_applicable") -> str:
    return LEDGER.replace("IF_NONE", if_none)


def row(done: Number | None, target: Number | None, weight: Number | None = 1) -> Row:
    return {"no": "1", "what": "走访", "done": done, "target": target, "weight": weight}


@pytest.mark.parametrize(
    "values, points",
    [
        pytest.param({"n": 4, "some": 4, "x": 3, "m": 3}, 10, id="all reached"),
        pytest.param({"n": 8, "some": 4, "x": 0, "m": 3}, Fraction(20, 3), id="over-delivery hides no gap"),
        pytest.param({"n": 2, "some": 4, "x": 3, "m": 3}, Fraction(20, 3), id="half of the heavier"),
        pytest.param({"some": 4, "x": 3, "m": 3}, Fraction(10, 3), id="a blank of counts 0 for its entry"),
        pytest.param({"n": -4, "some": 4, "x": 3, "m": 3}, Fraction(10, 3), id="never below 0"),
    ],
)
def test_weighted_mean_of_capped_ratios(values: Mapping[str, Value], points: Number) -> None:
    """协议指标完成率."""
    assert passes(two()).points_for(values) == points


@pytest.mark.parametrize("if_none, points", [("zero", Fraction(20, 3)), ("full", 10), ("not_applicable", 10)])
def test_a_target_of_0(if_none: str, points: Number) -> None:
    assert passes(two(if_none)).points_for({"n": 4, "some": 4, "x": 0, "m": 0}) == points


def test_all_out_is_not_applicable() -> None:
    rule = passes("weighted_ratios: [{of: x, to: m, if_none: not_applicable}]")
    assert not rule.award({"x": 0, "m": 0}).applies


def test_a_blank_target_is_a_blank() -> None:
    found = passes(two()).award({"n": 4, "some": 4, "x": 3})
    assert (found.points, found.blank) == (0, ("m",))


def test_a_role_s_fact_keeps_it_open() -> None:
    rule = passes("weighted_ratios: [{of: e.n, to: some}, {of: n, to: some}]")
    assert rule.award({"n": 1, "some": 1}).points == 0
    found = rule.award({"n": 0, "some": 1}, optimistic=True)
    assert (found.points, found.open) == (10, ("e.n",))


@pytest.mark.parametrize(
    "rows, if_none, points",
    [
        pytest.param([row(5, 10), row(10, 10)], "not_applicable", Fraction(15, 2), id="mean"),
        pytest.param([row(5, 10, 3), row(10, 10, 1)], "not_applicable", Fraction(25, 4), id="weighted"),
        pytest.param([row(5, 10), row(0, 0)], "not_applicable", 5, id="0 leaves"),
        pytest.param([row(5, 10), row(0, 0)], "zero", Fraction(5, 2), id="0 is nothing"),
        pytest.param([row(5, 10), row(0, 0)], "full", Fraction(15, 2), id="0 is full"),
        pytest.param([row(None, 10), row(10, 10)], "not_applicable", 5, id="blank done"),
        pytest.param([row(5, 10), row(0, 10, 0)], "not_applicable", 5, id="weight 0"),
    ],
)
def test_a_ledger_of_targets(rows: Sequence[Row], if_none: str, points: Number) -> None:
    found = passes(ledger(if_none)).award(rows=rows)
    assert (found.points, found.applies, found.blank) == (points, True, ())


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(None, id="not handed in"),
        pytest.param([], id="no row"),
        pytest.param([row(5, None)], id="no target"),
        pytest.param([row(5, 10, None)], id="no weight"),
        pytest.param([row(5, -10)], id="negative"),
        pytest.param([row(5, 10, 0)], id="a station does not take it out by weighing nothing"),
    ],
)
def test_without_targets_it_is_blank(rows: Sequence[Row] | None) -> None:
    found = passes(ledger()).award(rows=rows)
    assert (found.points, found.applies, found.blank) == (0, True, ("agreement",))


def test_a_ledger_whose_targets_are_all_0_does_not_apply() -> None:
    assert not passes(ledger()).award(rows=[row(0, 0), row(1, 0)]).applies


def test_rows_are_named_by_what_they_are_about() -> None:
    rule = passes(ledger())
    assert "走访：5 ÷ 10 = 50%" in rule.reason(rule.award(rows=[row(5, 10)]))


@pytest.mark.parametrize(
    "rule, codes",
    [
        ("weighted_ratios: [{of: n, to: m}]", ["if-none-missing"]),
        ("weighted_ratios: [{of: n, to: some, weight: 0}]", ["weights-all-zero"]),
        ("weighted_ratios: {ledger: agreement, of: done, to: target}", ["if-none-missing"]),
        ("weighted_ratios: {ledger: agreemnt, of: done, to: target, if_none: zero}", ["unknown-ledger"]),
        ("weighted_ratios: {ledger: agreement, of: dne, to: target, if_none: zero}", ["unknown-column"]),
        ("weighted_ratios: {ledger: agreement, of: what, to: target, if_none: zero}", ["fact-type"]),
    ],
)
def test_what_does_not_hold_together(rule: str, codes: list[str]) -> None:
    assert ruled(rule).codes == codes
