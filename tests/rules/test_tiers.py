from collections.abc import Mapping
from fractions import Fraction

import pytest

from evaluator.base.exact import Number, parse
from evaluator.model.values import Value
from tests.rules.judging import passes, ruled

AREA = "tiers: {fact: x, bands: [{at_least: 60, award: 15}, {at_least: 45, award: 11}], otherwise: 6}"
SATISFACTION = (
    "tiers: {fact: s, bands: [{at_least: 90%, award: 10}, {at_least: 80%, award: 9}], otherwise: 5}"
)
"""满意度90%以上得满分，不满90%扣1分，不满80%扣5分 (龙门镇, sheets.md no. 10)."""
TURNOVER = """tiers:
  of: n
  to: m
  if_none: zero
  bands: [{at_most: 15%, award: 10}, {above: 15%, at_most: 30%, award: 7}]"""


@pytest.mark.parametrize(
    "area, points", [("60", 15), ("60.5", 15), ("59.999", 11), ("45", 11), ("44.99", 6), ("0", 6)]
)
def test_the_first_band_that_holds(area: str, points: int) -> None:
    value = parse(area)
    assert value is not None
    assert passes(AREA, 15).points_for({"x": value}) == points


@pytest.mark.parametrize(
    "share, points",
    [
        (Fraction(9, 10), 10),
        (Fraction(8999, 10000), 9),
        (Fraction(8, 10), 9),
        (Fraction(7999, 10000), 5),
        (1, 10),
    ],
)
def test_shares(share: Number, points: int) -> None:
    assert passes(SATISFACTION).points_for({"s": share}) == points


def test_net_assets() -> None:
    """净资产两年均增长15分，持平9分，一年下降6分，两年均下降0分 (通州, sheets.md no. 10)."""
    rule = passes(
        "tiers: {fact: n, bands: [{at_least: 2, award: 15}, {at_least: 1, award: 9}, {at_least: 0, award: 6}]}",
        15,
    )
    assert [rule.points_for({"n": years}) for years in (2, 1, 0, -1)] == [15, 9, 6, 0]


@pytest.mark.parametrize(
    "left, total, points", [(15, 100, 10), (151, 1000, 7), (30, 100, 7), (301, 1000, 0), (0, 4, 10)]
)
def test_two_bounds_of_a_ratio(left: int, total: int, points: int) -> None:
    assert passes(TURNOVER).points_for({"n": left, "m": total}) == points


@pytest.mark.parametrize(
    "if_none, points, applies", [("zero", 0, True), ("full", 10, True), ("not_applicable", 0, False)]
)
def test_a_divisor_of_0(if_none: str, points: int, applies: bool) -> None:
    found = passes(TURNOVER.replace("zero", if_none)).award({"n": 0, "m": 0})
    assert (found.points, found.applies) == (points, applies)


@pytest.mark.parametrize(
    "values, points",
    [
        pytest.param({"x": 30, "n": 5}, 10, id="as much as asked of five"),
        pytest.param({"x": 29, "n": 5}, 0, id="less"),
        pytest.param({"x": 0, "n": 0}, 10, id="nothing asked of nobody"),
    ],
)
def test_a_bound_may_be_an_amount(values: Mapping[str, Value], points: int) -> None:
    """每名社工6个."""
    rule = passes("tiers: {fact: x, bands: [{at_least: {fact: n, times: 6}, award: 10}]}")
    assert rule.points_for(values) == points


def test_blank() -> None:
    assert passes(AREA, 15).award().blank == ("x",)
    bound = passes("tiers: {fact: x, bands: [{at_least: m, award: 10}]}").award({"x": 3})
    assert (bound.points, bound.blank) == (0, ("m",))


@pytest.mark.parametrize(
    "bands, codes",
    [
        pytest.param(
            "[{at_least: 60, at_most: 100, award: 10}, {at_least: 45, at_most: 60, award: 5}]",
            ["bands-overlap"],
            id="60 twice",
        ),
        pytest.param(
            "[{at_least: 950, award: 10}, {at_least: 901, at_most: 950, award: 8}, {at_most: 900, award: 5}]",
            ["bands-overlap", "bands-gap"],
            id="安庆: 950 to two grades, 900.5 to none (sheets.md, edge rule 2)",
        ),
        pytest.param(
            "[{at_least: 90, award: 10}, {at_least: 80, at_most: 89, award: 8}, {at_most: 79, award: 5}]",
            ["bands-gap", "bands-gap"],
            id="深圳: 89 to 90 and 79 to 80 uncovered",
        ),
        pytest.param("[{at_least: 90, award: 10}, {below: 80, award: 8}]", ["bands-gap"], id="open bands"),
        pytest.param(
            "[{at_least: 45, award: 5}, {at_least: 60, award: 10}]", ["band-unreachable"], id="order"
        ),
        pytest.param(
            "[{at_least: 60, award: 10}, {at_least: 60, award: 5}]", ["band-unreachable"], id="twice"
        ),
        pytest.param(
            "[{at_least: 60, award: 10}, {above: 70, below: 65, award: 5}]", ["band-unreachable"], id="empty"
        ),
        pytest.param(
            "[{at_least: 60, award: 11}, {at_least: 45, award: 5}]", ["award-above-points"], id="award"
        ),
        pytest.param(
            "[{at_least: 60, award: 9}, {at_least: 45, award: 5}]", ["full-points-unreachable"], id="full"
        ),
        pytest.param("[{at_least: 60%, award: 10}]", ["number-wanted"], id="a share"),
        pytest.param("[{at_least: 6o, award: 10}]", ["not-a-number"], id="a letter"),
        pytest.param("[{at_least: 60, above: 60, award: 10}]", ["not-together"], id="two lower bounds"),
        pytest.param(
            "[{at_least: 60, below: 60.5, award: 10}, {at_least: 60.5, award: 5}]", [], id="touching"
        ),
    ],
)
def test_bands_neither_overlap_nor_leave_a_gap(bands: str, codes: list[str]) -> None:
    assert ruled(f"tiers: {{fact: x, bands: {bands}}}").codes == codes


def test_whole_numbers_leave_no_gap_between_89_and_90() -> None:
    passes("tiers: {fact: n, bands: [{at_least: 90, award: 10}, {at_least: 80, at_most: 89, award: 8}]}")


def test_a_written_rest_may_lie_between_open_bands() -> None:
    passes("tiers: {fact: n, bands: [{at_least: 2, award: 10}, {at_most: 0, award: 3}], otherwise: 1}")


def test_a_share_is_compared_with_a_share() -> None:
    assert ruled("tiers: {fact: s, bands: [{at_least: 90, award: 10}]}").codes == ["share-wanted"]


@pytest.mark.parametrize(
    "rule, direction",
    [
        ("tiers: {fact: x, bands: [{at_least: 60, award: 10}]}", 1),
        ("tiers: {fact: x, bands: [{at_most: 60, award: 10}]}", -1),
        ("tiers: {fact: x, bands: [{at_least: 40, at_most: 60, award: 10}]}", 0),
        ("tiers: {fact: x, bands: [{at_least: m, award: 10}]}", 0),
        ("tiers: {fact: s, bands: [{below: 60%, award: 10}]}", -1),
        ("tiers: {of: n, to: some, bands: [{below: 60%, award: 10}]}", -1),
    ],
)
def test_which_way_the_fact_pulls(rule: str, direction: int) -> None:
    criterion = passes(rule).guideline.scored()[0]
    assert next(one.direction for one in criterion.rule.reads()) == direction
