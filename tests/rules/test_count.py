from collections.abc import Mapping
from fractions import Fraction

import pytest

from evaluator.base.exact import Number
from evaluator.model.values import Value
from tests.rules.judging import passes, ruled

FACTUAL = "count: {fact: n, each: 5}"
"""据实得分，每个5分，最高20分 (江苏, sheets.md no. 11)."""


@pytest.mark.parametrize("number, points", [(0, 0), (1, 5), (3, 15), (4, 20), (9, 20), (-2, 0)])
def test_points_per_unit_up_to_the_points(number: int, points: int) -> None:
    assert passes(FACTUAL, 20).points_for({"n": number}) == points


@pytest.mark.parametrize("workers, points", [(0, 0), (2, 0), (3, 5), (4, 6), (7, 9), (8, 10), (20, 10)])
def test_base_plus_increment(workers: int, points: int) -> None:
    """配备3人得5分，每增1人加1分，最高10分 (sheets.md no. 26)."""
    rule = passes("""sum:
  - {points: 5, title: 3人, rule: {yes_no: {fact: n, at_least: 3}}}
  - {points: 5, title: 增加, rule: {count: {fact: n, above: 3, each: 1}}}""")
    assert rule.points_for({"n": workers}) == points


@pytest.mark.parametrize(
    "part, points",
    [
        ("whole", {"249": 4, "250": 5}),
        ("started", {"249": 5, "250": 5}),
        ("exact", {"249": Fraction(498, 100)}),
    ],
)
def test_a_part_of_a_unit(part: str, points: Mapping[str, Number]) -> None:
    rule = passes(f"count: {{fact: x, per: 50, part: {part}, each: 1}}")
    assert {area: rule.points_for({"x": int(area)}) for area in points} == points


@pytest.mark.parametrize(
    "share, points",
    [
        pytest.param(Fraction(912, 1000), Fraction(1, 2), id="1.2 points beyond: one whole step"),
        pytest.param(Fraction(9199, 10000), Fraction(1, 2), id="1.99 beyond"),
        pytest.param(Fraction(90, 100), 0, id="at the limit"),
        pytest.param(Fraction(95, 100), Fraction(5, 2), id="5 beyond"),
    ],
)
def test_half_a_point_per_percentage_point(share: Number, points: Number) -> None:
    """每超过1个百分点加0.5分: whole steps (岳阳, sheets.md no. 25)."""
    rule = passes("count: {fact: s, above: 90%, per: 1%, each: 0.5, at_most: 10}")
    assert rule.points_for({"s": share}) == points


@pytest.mark.parametrize(
    "values, points",
    [({"n": 5, "m": 3}, 2), ({"n": 3, "m": 3}, 0), ({"n": 1, "m": 3}, 0), ({"n": 99, "m": 3}, 10)],
)
def test_beyond_a_fact(values: Mapping[str, Value], points: int) -> None:
    assert passes("count: {fact: n, above: m, each: 1}").points_for(values) == points


def test_sets_and_yes_or_no_are_numbers() -> None:
    assert passes("count: {fact: r, each: 4}").points_for({"r": frozenset("ab")}) == 8
    assert passes("count: {fact: b, each: 10}").points_for({"b": True}) == 10


def test_blank() -> None:
    assert passes(FACTUAL).award().blank == ("n",)
    assert passes("count: {fact: n, above: m, each: 1}").award({"n": 5}).blank == ("m",)


@pytest.mark.parametrize(
    "rule, codes",
    [
        ("count: {fact: c, each: 5}", ["fact-type"]),
        ("count: {fact: n, each: 5, at_most: 12}", ["award-above-points"]),
        ("count: {fact: n, each: 5, at_most: 8}", ["full-points-unreachable"]),
        ("count: {fact: r, each: 3}", ["full-points-unreachable"]),
        ("count: {fact: b, each: 10, above: 1}", ["full-points-unreachable"]),
        ("count: {fact: s, each: 1, above: 90%, per: 1}", ["share-wanted"]),
        ("count: {fact: n, each: 1, above: 3, per: 5%}", ["number-wanted"]),
        ("count: {fact: n, each: 1, per: 0%}", ["number-wanted", "zero-divisor"]),
        ("count: {fact: nn, each: 5}", ["unknown-fact"]),
    ],
)
def test_what_does_not_hold_together(rule: str, codes: list[str]) -> None:
    assert sorted(ruled(rule).codes) == codes
