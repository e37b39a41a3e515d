"""Weights over scales of their own, with a contest's real figures."""

from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from evaluator.base.exact import Number, simple
from evaluator.loading.guideline import load_guideline
from evaluator.model.guideline import Guideline
from evaluator.scoring.panel import merge_points
from tests.expected import inputs

CONTEST: Final = """id: contest
edition: 1
title: 两轮评审
status: draft
issuer: 测试
full_marks: 100
rounding: {at: total}
grades: [{id: any, title: 不分等, at_least: 0}]
facts: {}
sections:
  - id: A
    title: 评审
    points: 100
    criteria:
      - {id: first, title: 初评, points: 100, weight: 40, rule: {mark: {}}}
      - {id: final, title: 终评, points: 60, weight: 60, rule: {mark: {}}}
"""
"""First round (100) × 40 % + final (60): https://jsddl.net/info/1003/10279.html (sheets.md no. 14, 15)."""


@pytest.fixture
def contest(tmp_path: Path) -> Guideline:
    path = tmp_path / "guideline.yaml"
    path.write_text(CONTEST, encoding="utf-8")
    guideline, problems = load_guideline(path)
    assert problems == []
    assert guideline is not None
    return guideline


@pytest.mark.parametrize(
    "first, finals, parts, total",
    [
        pytest.param(84, [58, 52, 54, 53], ["33.6", "54.25"], "87.85", id="four judges"),
        pytest.param(Fraction(175, 2), [Fraction(105, 2)], ["35", "52.5"], "87.5", id="one mark"),
        pytest.param(100, [60], ["40", "60"], "100", id="full"),
        pytest.param(0, [0], ["0", "0"], "0", id="nothing"),
    ],
)
def test_a_contest_of_two_rounds(
    contest: Guideline, first: Number, finals: list[Number], parts: list[str], total: str
) -> None:
    marks = {"first": first, "final": merge_points(finals, "mean")}
    counted = [Fraction(one.full) * marks[one.id] / one.points for one in contest.scored()]
    assert counted == [Fraction(part) for part in parts]
    assert sum(counted) == Fraction(total)


def test_nested_weights_share_out_the_full_marks(tmp_path: Path) -> None:
    """Each node counts its parent's marks × its weight ÷ its siblings'; its own points are only a scale."""
    path = tmp_path / "weights-nested.yaml"
    path.write_bytes(inputs(Path(__file__).parent / "cases" / "guideline" / "accept")["weights-nested"])
    guideline, _ = load_guideline(path)
    assert guideline is not None
    full = {one.id: one.full for one in guideline.scored()}
    scale = {one.id: one.points for one in guideline.scored()}
    assert full == {"A1": 30, "A2": 10, "A3": 0, "B1.1": 30, "B2.1": 30}
    assert scale == {"A1": 100, "A2": 5, "A3": 100, "B1.1": 30, "B2.1": 30}
    assert simple(sum(full.values(), Fraction(0))) == guideline.full_marks
    assert {one.id: (one.points, one.full) for one in guideline.sections} == {"A": (100, 40), "B": (60, 60)}
