import pytest

from tests.rules.judging import passes, ruled

POSTS = "all_of: {fact: r, items: [a, b]}"
"""有专职人员和记账员，缺一项不得分 (青原区, sheets.md no. 4)."""


@pytest.mark.parametrize("chosen, points", [("ab", 10), ("abc", 10), ("a", 0), ("c", 0), ("", 0)])
def test_one_missing_is_nothing(chosen: str, points: int) -> None:
    assert passes(POSTS).points_for({"r": frozenset(chosen)}) == points


def test_without_items_all_options_are_asked_for() -> None:
    rule = passes("all_of: {fact: r}")
    assert rule.points_for({"r": frozenset("abc")}) == 10
    assert rule.points_for({"r": frozenset("ab")}) == 0


def test_options_that_do_not_apply_are_not_asked_for() -> None:
    assert passes(POSTS).award({"r": frozenset("a")}, out="b").points == 10
    assert passes("all_of: {fact: r}").award({"r": frozenset("ab")}, out="c").points == 10
    assert not passes(POSTS).award({"r": frozenset("c")}, out="ab").applies


def test_what_lacks_is_named() -> None:
    rule = passes(POSTS)
    assert rule.reason(rule.award({"r": frozenset("a")})) == "“功能分区”缺：个案室，不得分"


def test_blank_and_unknown_items() -> None:
    assert passes(POSTS).award().blank == ("r",)
    assert ruled("all_of: {fact: r, items: [z]}").codes == ["unknown-option"]
    assert ruled("all_of: {fact: r, items: [接待区, 档案室]}").codes == []
