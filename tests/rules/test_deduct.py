from collections.abc import Mapping
from fractions import Fraction

import pytest

from evaluator.base.exact import Number
from evaluator.model.values import Value
from tests.rules.judging import passes, ruled

BUDGET = "deduct: {each: [{of: n, to: m, below: 100%, per: 5%, points: 2, if_none: full}]}"


@pytest.mark.parametrize(
    "rule, values, points",
    [
        # 每发现一处扣5分，扣完为止 (龙门镇, sheets.md no. 5)
        pytest.param("deduct: {each: [{fact: n, points: 5}]}", {"n": 0}, 10, id="nothing found"),
        pytest.param("deduct: {each: [{fact: n, points: 5}]}", {"n": 1}, 5, id="one place"),
        pytest.param("deduct: {each: [{fact: n, points: 5}]}", {"n": 3}, 0, id="until nothing is left"),
        pytest.param("deduct: {each: [{fact: n, points: 5}]}", {"n": -3}, 10, id="never above"),
        # 缺一项扣2分 (青原区, sheets.md no. 5)
        pytest.param(
            "deduct: {missing: [{fact: r, expected: all, points: 2}]}", {"r": frozenset("a")}, 6, id="lacking"
        ),
        # 制度未上墙每项扣0.5分 (renrendoc, sheets.md no. 5)
        pytest.param("deduct: {each: [{fact: n, points: 0.5}]}", {"n": 3}, Fraction(17, 2), id="half points"),
        # 每季度一次会议，每少一次扣5分; 活动每少一次扣2分 (龙门镇, sheets.md no. 12)
        pytest.param("deduct: {missing: [{fact: n, expected: 4, points: 5}]}", {"n": 3}, 5, id="one missed"),
        pytest.param(
            "deduct: {missing: [{fact: n, expected: 4, points: 5}]}", {"n": 9}, 10, id="more than due"
        ),
        pytest.param(
            "deduct: {missing: [{fact: n, expected: m, points: 2}]}", {"n": 1, "m": 4}, 4, id="of a fact"
        ),
        pytest.param("deduct: {each: [{when: {fact: b, is: no}, points: 4}]}", {"b": False}, 6, id="once"),
        pytest.param(
            "deduct: {each: [{when: {fact: b, is: no}, points: 4}]}", {"b": True}, 10, id="not at all"
        ),
        # 每低5%扣2分: whole steps
        pytest.param(BUDGET, {"n": 100, "m": 100}, 10, id="at 100 %"),
        pytest.param(BUDGET, {"n": 96, "m": 100}, 10, id="4 % below is no whole step"),
        pytest.param(BUDGET, {"n": 95, "m": 100}, 8, id="5 % below is one"),
        pytest.param(BUDGET, {"n": 89, "m": 100}, 6, id="11 % below are two"),
        pytest.param(BUDGET, {"n": 120, "m": 100}, 10, id="above"),
        pytest.param("deduct: {each: [{fact: n, above: 3, points: 1}]}", {"n": 5}, 8, id="above three"),
        pytest.param("deduct: {each: [{fact: x, per: 10, points: 1}]}", {"x": 25}, 8, id="per ten"),
        pytest.param(
            "deduct: {each: [{fact: x, per: 10, part: started, points: 1}]}", {"x": 25}, 7, id="started"
        ),
        pytest.param(
            "deduct: {each: [{fact: x, part: started, points: 1}]}", {"x": Fraction(5, 2)}, 7, id="per one"
        ),
        pytest.param(
            "deduct: {each: [{fact: n, below: m, points: 1}]}", {"n": 2, "m": 4}, 8, id="below a fact"
        ),
    ],
)
def test_from_full_points_downwards(rule: str, values: Mapping[str, Value], points: Number) -> None:
    assert passes(rule).points_for(values) == points


@pytest.mark.parametrize(
    "part, points", [("whole", 8), ("started", 6), ("exact", Fraction(8) - Fraction(73, 100) * 2)]
)
def test_a_filed_sheet_gives_8_of_8_at_99_27_percent(part: str, points: Number) -> None:
    """每低于1个百分点扣2分: the filed sheet gives 8 of 8 at 99.27 % (岳阳, sheets.md no. 25), so steps are whole."""
    rule = passes(f"deduct: {{each: [{{fact: s, below: 100%, per: 1%, part: {part}, points: 2}}]}}", 8)
    assert rule.points_for({"s": Fraction(9927, 10000)}) == points


def test_entries_add_up() -> None:
    """无标牌扣0.5分，设施不全扣1分 (renrendoc, sheets.md no. 6; its zero trigger is `zero_when`)."""
    rule = passes(
        "deduct: {each: [{when: {fact: b, is: no}, points: 0.5}], missing: [{fact: r, expected: all, points: 1}]}"
    )
    assert rule.points_for({"b": False, "r": frozenset("ab")}) == Fraction(17, 2)
    assert rule.points_for({"b": True, "r": frozenset("abc")}) == 10


@pytest.mark.parametrize(
    "if_none, points, applies", [("full", 10, True), ("zero", 0, True), ("not_applicable", 0, False)]
)
def test_a_divisor_of_0(if_none: str, points: int, applies: bool) -> None:
    found = passes(BUDGET.replace("full", if_none)).award({"n": 0, "m": 0})
    assert (found.points, found.applies) == (points, applies)


@pytest.mark.parametrize("if_none, points", [("full", 9), ("zero", 0), ("not_applicable", 9)])
def test_a_divisor_of_0_beside_another_entry(if_none: str, points: int) -> None:
    rule = passes(
        f"deduct: {{each: [{{of: n, to: m, below: 100%, per: 5%, points: 2, if_none: {if_none}}}, {{fact: x, points: 1}}]}}"
    )
    found = rule.award({"n": 0, "m": 0, "x": 1})
    assert (found.points, found.applies) == (points, True)


def test_options_that_do_not_apply_are_not_missing() -> None:
    rule = passes("deduct: {missing: [{fact: r, expected: all, points: 2}]}")
    assert rule.award({"r": frozenset("a")}, out="b").points == 8


def test_a_blank_in_any_entry_is_a_blank() -> None:
    rule = passes("deduct: {each: [{fact: n, points: 1}], missing: [{fact: x, expected: m, points: 1}]}")
    found = rule.award({"n": 0, "x": 1})
    assert (found.points, found.blank) == (0, ("m",))
    once = passes("deduct: {each: [{when: {any: [{fact: b}, {fact: n, above: 2}]}, points: 1}]}")
    assert once.award({"n": 3}).blank == ("b",)


def test_what_is_only_asked_whether_given_may_be_blank() -> None:
    rule = passes("deduct: {each: [{when: {fact: d, is_given: no}, points: 2.5}]}")
    found = rule.award()
    assert (found.points, found.blank) == (Fraction(15, 2), ())


def test_a_role_s_fact_keeps_it_open() -> None:
    rule = passes("deduct: {each: [{fact: e.n, points: 5}]}")
    assert rule.award().points == 0
    assert rule.award(optimistic=True).points == 10
    assert rule.award({"e.n": 1}).points == 5


@pytest.mark.parametrize(
    "each, codes",
    [
        ("{of: n, to: some, points: 2}", ["step-without-limit"]),
        ("{of: n, to: m, below: 1, points: 2}", ["if-none-missing"]),
        ("{fact: n, above: 1, below: 3, points: 2}", ["not-together"]),
        ("{of: n, to: some, below: 100%, per: 5, points: 2}", ["share-wanted"]),
        ("{of: n, to: some, below: 2, per: 5%, points: 2}", ["number-wanted"]),
        ("{fact: n, above: 3, per: 0%, points: 2}", ["number-wanted", "zero-divisor"]),
        ("{fact: c, points: 2}", ["fact-type"]),
        ("{when: {fact: n}, points: 2}", ["operator-missing"]),
    ],
)
def test_what_does_not_hold_together(each: str, codes: list[str]) -> None:
    assert ruled(f"deduct: {{each: [{each}]}}").codes == codes


def test_only_a_set_can_be_expected_whole() -> None:
    assert ruled("deduct: {missing: [{fact: n, expected: all, points: 2}]}").codes == ["fact-type"]
