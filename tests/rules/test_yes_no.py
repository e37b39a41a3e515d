from collections.abc import Mapping

import pytest

from evaluator.model.values import Value
from tests.rules.judging import passes, ruled

CHARTER = "yes_no: {fact: b}"
"""党建写入章程得1分，未写入不得分 (江苏, sheets.md no. 1)."""
BROKEN = "yes_no: {of: n, to: m, at_most: 30%, if_none: no}"
"""器材损坏率不超过30%得1分 (31ppt, sheets.md no. 9)."""


@pytest.mark.parametrize(
    "rule, values, points",
    [
        pytest.param(CHARTER, {"b": True}, 1, id="yes"),
        pytest.param(CHARTER, {"b": False}, 0, id="no"),
        pytest.param("yes_no: {fact: b, is: no}", {"b": False}, 1, id="asked for no"),
        pytest.param("yes_no: {fact: b, is_not: yes}", {"b": True}, 0, id="is not"),
        pytest.param(BROKEN, {"n": 3, "m": 10}, 1, id="at the limit"),
        pytest.param(BROKEN, {"n": 31, "m": 100}, 0, id="beyond it"),
        pytest.param(BROKEN, {"n": 0, "m": 0}, 0, id="nothing to divide by: no"),
        pytest.param(BROKEN.replace("no}", "yes}"), {"n": 0, "m": 0}, 1, id="nothing to divide by: yes"),
        pytest.param(BROKEN.replace("no}", "true}"), {"n": 0, "m": 0}, 1, id="yes as editors write it"),
        pytest.param("yes_no: {any: [{fact: n, at_least: 3}, {fact: b}]}", {"n": 3}, 1, id="decided anyway"),
        pytest.param("yes_no: {fact: r, has: [a, b]}", {"r": frozenset("ab")}, 1, id="set has both"),
    ],
)
def test_all_or_nothing(rule: str, values: Mapping[str, Value], points: int) -> None:
    assert passes(rule, 1).points_for(values) == points


def test_only_an_unknown_condition_is_blank() -> None:
    found = passes(CHARTER).award()
    assert (found.points, found.blank, found.open) == (0, ("b",), ())
    found = passes("yes_no: {all: [{fact: n, at_least: 3}, {fact: b}]}").award({"n": 2})
    assert (found.points, found.blank) == (0, ())


@pytest.mark.parametrize("optimistic, points", [(False, 0), (True, 10)])
def test_a_role_s_fact_keeps_it_open(optimistic: bool, points: int) -> None:
    found = passes("yes_no: {fact: e.b}").award(optimistic=optimistic)
    assert (found.points, found.open, found.open_reason) == (points, ("e.b",), "awaiting_mark")


def test_a_station_s_blank_comes_before_a_role_s() -> None:
    found = passes("yes_no: {all: [{fact: e.b}, {fact: b}]}").award(optimistic=True)
    assert (found.points, found.blank, found.open) == (0, ("b",), ())


def test_an_unequal_observation_waits_for_the_panel() -> None:
    found = passes("yes_no: {fact: e.b}").award(differing=["e.b"])
    assert found.open_reason == "awaiting_decision"


def test_a_divisor_that_may_be_0_must_say_what_then_holds() -> None:
    assert ruled("yes_no: {of: n, to: m, at_most: 30%}").codes == ["if-none-missing"]
    assert ruled("yes_no: {of: n, to: some, at_most: 30%}").codes == []
