from fractions import Fraction

import pytest

from evaluator.base.exact import Number
from tests.rules.judging import passes, ruled

FACILITIES = "checklist: {fact: r, award: {a: 0.5, b: 0.5, c: 1}}"
"""设施0.5分、办事指南清楚0.5分、制度上墙并执行1分，共2分 (31ppt, sheets.md no. 3)."""


@pytest.mark.parametrize(
    "chosen, points",
    [("abc", 2), ("ab", 1), ("c", 1), ("ac", Fraction(3, 2)), ("", 0)],
)
def test_items_present_add_up(chosen: str, points: Number) -> None:
    assert passes(FACILITIES, 2).points_for({"r": frozenset(chosen)}) == points


@pytest.mark.parametrize(
    "chosen, out, points",
    [
        pytest.param("ab", "c", 2, id="all that applies is full"),
        pytest.param("a", "c", 1, id="the rest is scaled"),
        pytest.param("a", "b", Fraction(2, 3), id="exactly"),
        pytest.param("", "c", 0, id="nothing stays nothing"),
    ],
)
def test_an_option_that_does_not_apply_takes_its_award_out(chosen: str, out: str, points: Number) -> None:
    found = passes(FACILITIES, 2).award({"r": frozenset(chosen)}, out=out)
    assert (found.points, found.applies) == (points, True)


def test_without_any_option_left_it_does_not_apply() -> None:
    assert not passes(FACILITIES, 2).award({"r": frozenset()}, out="abc").applies
    worthless = passes("checklist: {fact: r, award: {a: 2, b: 0, c: 0}}", 2)
    assert not worthless.award({"r": frozenset("b")}, out="a").applies


def test_blank() -> None:
    found = passes(FACILITIES, 2).award()
    assert (found.points, found.blank) == (0, ("r",))


@pytest.mark.parametrize(
    "award, codes",
    [
        ("{a: 0.5, b: 0.5, c: 0.5}", ["awards-sum"]),
        ("{a: 1, b: 1}", ["option-without-award"]),
        ("{a: 2.5, b: 0, c: 0}", ["award-above-points", "awards-sum"]),
    ],
)
def test_awards_add_up_to_the_points(award: str, codes: list[str]) -> None:
    assert ruled(f"checklist: {{fact: r, award: {award}}}", 2).codes == codes
