from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from evaluator.base.exact import Number
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.model.values import Value
from tests.rules.judging import passes, ruled

PLAN = """sum:
  - {points: 3, title: 计划, rule: {yes_no: {fact: b}}}
  - {points: 12, title: 小结, rule: {count: {fact: n, each: 1}}}"""
"""有计划3分，每月小结1分 × 12."""
SIDES = """sum:
  - {points: 10, rule: {ratio: {of: n, to: m, if_none: not_applicable}}}
  - {points: 10, rule: {ratio: {of: x, to: some}}}"""
"""乡镇评价10分、村(社区)评价10分."""


@pytest.mark.parametrize(
    "values, points", [({"b": True, "n": 12}, 15), ({"b": True, "n": 5}, 8), ({"b": False, "n": 40}, 12)]
)
def test_parts_add_up(values: Mapping[str, Value], points: int) -> None:
    assert passes(PLAN, 15).points_for(values) == points


@pytest.mark.parametrize(
    "values, points, blank",
    [({"n": 5}, 5, ("b",)), ({"b": True}, 3, ("n",)), ({}, 0, ("b", "n"))],
)
def test_a_blank_costs_its_part_alone(
    values: Mapping[str, Value], points: int, blank: tuple[str, ...]
) -> None:
    found = passes(PLAN, 15).award(values)
    assert (found.points, found.blank) == (points, blank)


@pytest.mark.parametrize(
    "values, points",
    [
        pytest.param({"n": 0, "m": 0, "x": 1, "some": 1}, 20, id="what is left is full"),
        pytest.param({"n": 0, "m": 0, "x": 1, "some": 2}, 10, id="the rest is scaled"),
        pytest.param({"n": 1, "m": 4, "x": 1, "some": 3}, Fraction(5, 2) + Fraction(10, 3), id="both apply"),
    ],
)
def test_a_part_that_does_not_apply_leaves(values: Mapping[str, Value], points: Number) -> None:
    assert passes(SIDES, 20).points_for(values) == points


def test_all_parts_out_is_not_applicable() -> None:
    rule = passes("sum: [{points: 10, rule: {ratio: {of: n, to: m, if_none: not_applicable}}}]")
    assert not rule.award({"n": 0, "m": 0}).applies


def test_more_parts_than_points_are_clamped() -> None:
    rule = passes(SIDES, 15)
    assert rule.points_for({"n": 1, "m": 1, "x": 1, "some": 1}) == 15
    assert rule.points_for({"n": 1, "m": 2, "x": 1, "some": 1}) == 15
    assert rule.points_for({"n": 0, "m": 2, "x": 1, "some": 1}) == 10


def test_a_role_s_fact_keeps_its_part_open() -> None:
    rule = passes("""sum:
  - {points: 4, rule: {yes_no: {fact: e.b}}}
  - {points: 6, rule: {yes_no: {fact: b}}}""")
    assert rule.award({"b": True}).points == 6
    found = rule.award({"b": True}, optimistic=True)
    assert (found.points, found.open, found.open_reason) == (10, ("e.b",), "awaiting_mark")


def test_a_decision_is_waited_for_before_a_mark() -> None:
    rule = passes("""sum:
  - {points: 4, rule: {yes_no: {fact: e.b}}}
  - {points: 6, rule: {count: {fact: e.n, each: 1}}}""")
    assert rule.award(differing=["e.b"]).open_reason == "awaiting_decision"


@pytest.mark.parametrize(
    "parts, codes",
    [
        ("[{points: 4, rule: {yes_no: {fact: b}}}]", ["parts-sum"]),
        ("[{points: 10, rule: {mark: {}}}]", ["marked-part"]),
        ("[{points: 10, rule: {rating: {levels: {好: 10, 差: 0}}}}]", ["marked-part"]),
        ("[{points: 10, rule: {sum: [{points: 10, rule: {mark: {}}}]}}]", ["marked-part"]),
        (
            "[{points: 9.995, rule: {yes_no: {fact: b}}}, {points: 1, rule: {yes_no: {fact: b}}}]",
            ["not-writable"],
        ),
        (
            "[{points: 10, rule: {choice: {fact: c, award: {own: 9, shared: 1, none: 0}}}}]",
            ["full-points-unreachable"],
        ),
    ],
)
def test_what_does_not_hold_together(parts: str, codes: list[str]) -> None:
    assert ruled(f"sum: {parts}").codes == codes


def test_a_part_may_read_a_ledger_of_targets(tmp_path: Path) -> None:
    """The ledger form of `weighted_ratios` counts inside a sum as it does alone."""
    part = "{weighted_ratios: {ledger: agreement, of: done, to: target, if_none: zero}}"
    guideline = ruled(
        f"sum: [{{points: 4, rule: {{yes_no: {{fact: b}}}}}}, {{points: 6, rule: {part}}}]"
    ).guideline
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "ledgers" / "a.csv").write_text(
        "编号,指标,完成数,目标数\n1,甲,3,6\n2,乙,5,5\n", encoding="utf-8"
    )
    (tmp_path / "submission.yaml").write_text(
        "guideline: one-rule\nstation: {id: s1, name: 站}\nperiod: {from: 2026-01-01, to: 2026-12-31}\n"
        "facts: {b: 是}\nledgers: {agreement: ledgers/a.csv}\n",
        encoding="utf-8",
    )
    inputs, problems = read_inputs(tmp_path, guideline_model=guideline)
    assert inputs is not None, [one.render("en") for one in problems]
    finding = evaluate(inputs).document["findings"][0]
    assert finding["points"] == "8.50"
    assert [row["kind"] for row in finding["read"]] == ["fact", "ledger"]
