"""How several evaluators' marks become one: who is waited for, how they merge, what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluator.base.exact import Number
from evaluator.model.forms import Merge
from evaluator.model.rule import FileCheck, Mark
from evaluator.model.sheet import Decision, Evaluator, Panel, Sheet
from evaluator.scoring.panel import merge_points
from tests.scoring import Scored, alone, decided, read_guideline, score, sheet

ONE = alone("{mark: {}}", points="60")
FIVE = tuple(Evaluator(f"e{i}") for i in range(5))


def scored(
    marks: Sequence[str | Number | None], panel: Panel = Panel(), decisions: Sequence[Decision] = ()
) -> Scored:
    """Score with one sheet per mark, of e0, e1 …; None is a sheet without that mark."""
    sheets = [sheet(f"e{i}", {} if mark is None else {"A1": Fraction(mark)}) for i, mark in enumerate(marks)]
    return score(ONE, sheets=sheets, panel=panel, decisions=decisions)


@pytest.mark.parametrize(
    "marks, merge, merged",
    [
        ((58, 52, 54, 53), "mean", "54.25"),
        ((58, 52, 54, 53), "median", "53.5"),
        ((58, 52, 54, 53), "trimmed_mean", "53.5"),
        ((58, 52, 54), "median", "54"),
        ((58, 52, 54), "trimmed_mean", "54"),
        ((58, 52), "trimmed_mean", "55"),
        ((58, 52), "median", "55"),
        ((58,), "trimmed_mean", "58"),
        ((60, 60, 0, 0, 30), "trimmed_mean", "30"),
        ((1, 1, 2), "mean", "1.33"),
        (("0.5", "1"), "mean", "0.75"),
    ],
)
def test_marks_merge(marks: tuple[str | Number, ...], merge: Merge, merged: str) -> None:
    """Mean, median, or mean without one highest and one lowest, which needs three; rounded once afterwards."""
    found = scored(marks, Panel(merge=merge))
    assert found.told() == (merged, found["A1"].outcome, "scored")


def test_the_mean_is_not_rounded_before_it_is_weighed() -> None:
    """Exactly 4/3 goes on; only the total is rounded."""
    assert merge_points([1, 1, 2], "mean") == Fraction(4, 3)
    guideline = alone("{mark: {step: 0.5}}", points="60", top="rounding: {at: total}")
    sheets = [sheet(f"e{i}", {"A1": mark}) for i, mark in enumerate((1, 1, 2))]
    assert score(guideline, sheets=sheets).points("A1") == "4/3"


@pytest.mark.parametrize(
    "marks, apart, told",
    [
        ((58, 46), Fraction(1, 5), ("52", "partly_met", "scored")),
        ((58, "45.99"), Fraction(1, 5), ("0…60", "not_assessed", "awaiting_decision")),
        ((58, 52, 45), Fraction(1, 5), ("0…60", "not_assessed", "awaiting_decision")),
        ((60, 0), None, ("30", "partly_met", "scored")),
        ((58, 58), 0, ("58", "partly_met", "scored")),
        ((58, "57.5"), 0, ("0…60", "not_assessed", "awaiting_decision")),
    ],
    ids=[
        "exactly 20 % is not above",
        "above",
        "largest less smallest",
        "no limit",
        "equal ones",
        "any spread",
    ],
)
def test_marks_too_far_apart_wait_for_a_decision(
    marks: tuple[str | Number, ...], apart: Number | None, told: tuple[str, str, str]
) -> None:
    """Largest less smallest above that share of the criterion's full marks."""
    assert scored(marks, Panel(apart=apart)).told() == told


def test_apart_is_measured_on_the_criterion_s_own_scale() -> None:
    """20 of 100 with weight 10: 20 % of 100, not of 10."""
    body = """
full_marks: 100
rounding: {at: total}
sections:
  - id: A
    title: 甲
    points: 100
    criteria:
      - {id: A1, title: 一, weight: 1, rule: {mark: {}}}
      - {id: A2, title: 二, weight: 9, rule: {mark: {}}}
"""
    sheets = [sheet("e0", {"A1": 80, "A2": 50}), sheet("e1", {"A1": 60, "A2": 50})]
    found = score(read_guideline(body), sheets=sheets, panel=Panel(apart=Fraction(1, 5)))
    assert found.points("A1") == "7"


def test_a_decision_replaces_the_merged_mark() -> None:
    """However far apart, complete or not."""
    decision = [decided("mark", "A1", Mark(points=50))]
    for marks in ((58, 52, 54, 53), (60, 0), (None, 10), ()):
        found = scored(marks, Panel(FIVE, apart=Fraction(1, 5)), decision)
        assert found.told() == ("50", "partly_met", "scored")
    assert scored((58, 52), decisions=decision).document["decisions"][0]["value"] == {
        "level": "",
        "points": "50",
    }


@pytest.mark.parametrize(
    "panel, marks, points",
    [
        (Panel(FIVE[:2]), (10, 20), "15"),
        (Panel(FIVE[:2]), (10, None), "5…35"),
        (Panel(FIVE[:2]), (10,), "5…35"),
        (Panel((FIVE[0], Evaluator("e1", recused_from=("010",)))), (10,), "10"),
        (Panel((FIVE[0], Evaluator("e1", recused_from=("011",)))), (10,), "5…35"),
        (Panel((FIVE[0], Evaluator("e1", role="finance"))), (10,), "10"),
        (Panel((FIVE[0], Evaluator("e1", marks=("B",)))), (10,), "10"),
        (Panel((FIVE[0], Evaluator("e1", marks=("A",)))), (10,), "5…35"),
        (Panel((FIVE[0], Evaluator("e1", marks=("A1",)))), (10,), "5…35"),
        (Panel(), (10, None), "10"),
        (Panel(), (), "0…60"),
        (Panel(), (None,), "0…60"),
    ],
    ids=[
        "both have marked",
        "one left it out",
        "one sheet is missing",
        "recused",
        "recused elsewhere",
        "of another role",
        "assigned elsewhere",
        "assigned its section",
        "assigned itself",
        "no panel: one mark is enough",
        "no panel, no sheet",
        "no panel, no mark",
    ],
)
def test_a_criterion_is_complete_when_all_who_must_have_marked_it(
    panel: Panel, marks: tuple[int | None, ...], points: str
) -> None:
    """All assigned and not recused; else it is not assessed."""
    found = scored(marks, panel)
    assert found.points("A1") == points
    if "…" in points:
        assert found.told()[1:] == ("not_assessed", "awaiting_mark")


@pytest.mark.parametrize(
    "marks, merge, points",
    [
        ((30, 60, None), "mean", "30…50"),
        ((30, 60, None), "median", "30…60"),
        ((30, 60, None), "trimmed_mean", "30…50"),
        ((30, None, None), "mean", "10…50"),
        ((30, None, None), "median", "0…60"),
        ((0, 30, 60, None), "trimmed_mean", "15…45"),
        ((0, 30, 60, 60, None), "trimmed_mean", "30…50"),
        ((0, 30, 60, None), "median", "15…45"),
        ((None, None, None), "trimmed_mean", "0…60"),
    ],
)
def test_a_missing_mark_is_taken_at_0_and_at_full_with_those_that_are_in(
    marks: tuple[int | None, ...], merge: Merge, points: str
) -> None:
    """Not the whole criterion; the mean stands for a trimmed one while fewer than three marks are in."""
    found = scored(marks, Panel(FIVE[: len(marks)], merge=merge))
    assert found.told() == (points, "not_assessed", "awaiting_mark")
    row = found.document["findings"][0]
    low, high = (f"{end}.00" for end in points.split("…"))
    assert (row["points"], row["low"], row["high"]) == (None, low, high)
    if any(marks):
        assert f"合并后在 {points.replace('…', ' 至 ')} 分之间" in row["why"][0]


@pytest.mark.parametrize(
    "marks, points",
    [((30, 42, None), "24…44"), ((30, 43, None), "0…60"), ((30, None, None), "10…50")],
    ids=["not apart", "apart", "a single mark is never apart"],
)
def test_marks_that_are_in_and_apart_leave_the_criterion_open(
    marks: tuple[int | None, ...], points: str
) -> None:
    """From 0 to full, whatever the missing mark will be: the panel decides."""
    found = scored(marks, Panel(FIVE[:3], apart=Fraction(1, 5)))
    assert found.told() == (points, "not_assessed", "awaiting_mark")
    assert any("评分相差 13 分" in why for why in found.document["findings"][0]["why"]) == (points == "0…60")


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=4),
    st.lists(st.integers(0, 60), min_size=1, max_size=3),
    st.sampled_from(["mean", "median", "trimmed_mean"]),
)
def test_what_the_panel_settles_lies_within_the_range(
    marks: list[int], late: list[int], merge: Merge
) -> None:
    """Once the missing marks are in. (A trimmed mean has its range from three marks on.)"""
    assume(merge != "trimmed_mean" or len(marks) >= 3)
    panel = Panel(tuple(Evaluator(f"e{i}") for i in range(len(marks) + len(late))), merge=merge)
    before, after = scored(marks, panel), scored([*marks, *late], panel)
    low, high = before.computed.low.criteria["A1"].own, before.computed.high.criteria["A1"].own
    assert low <= after.computed.low.criteria["A1"].own <= high
    assert after["A1"].settled


def test_only_submitted_sheets_of_the_role_count() -> None:
    """A draft counts for nothing, nor does a sheet of another role."""
    guideline = alone("{mark: {}}", more="marked_by: finance", top="roles: {finance: 财务专家}")
    sheets = [
        sheet("f1", {"A1": 8}, role="finance"),
        sheet("f2", {"A1": 2}, role="finance", submitted=False),
        sheet("e1", {"A1": 4}),
    ]
    assert score(guideline, sheets=sheets).points("A1") == "8"


def test_levels_and_ranges() -> None:
    """A level with fixed points, and points within a range."""
    guideline = alone("{rating: {levels: {好: 10, 中: {from: 4, to: 8, step: 1}, 差: 0}}}")
    sheets = [
        sheet("e0", {"A1": Mark("好")}),
        sheet("e1", {"A1": Mark("中", 5)}),
        sheet("e2", {"A1": Mark("差")}),
    ]
    assert score(guideline, sheets=sheets).points("A1") == "5"


def test_one_sample_too_short_is_a_missing_mark() -> None:
    """The mean waits for every evaluator's files; the evaluator's mark may become 0 or full."""
    guideline = alone("{sample: {checks: [签字], at_least: 2}}")
    full = Mark(sample=(FileCheck("甲", frozenset({1})), FileCheck("乙", frozenset())))
    short = Mark(sample=(FileCheck("甲", frozenset({1})),))
    assert score(guideline, sheets=[sheet("e0", {"A1": full})]).points("A1") == "5"
    assert (
        score(guideline, sheets=[sheet("e0", {"A1": full}), sheet("e1", {"A1": short})]).points("A1")
        == "2.5…7.5"
    )


def test_every_mark_is_told() -> None:
    """Beside the merged one, with who gave it."""
    found = scored((58, 52, 54, 53)).document["findings"][0]
    assert [(one["evaluator"], one["points"]) for one in found["marks"]] == [
        ("e0", "58"),
        ("e1", "52"),
        ("e2", "54"),
        ("e3", "53"),
    ]
    assert found["points"] == "54.25"


TWO_DUE: Final = Panel((Evaluator("e1"), Evaluator("e2")))


@pytest.mark.parametrize(
    "sheets, panel, told",
    [
        pytest.param((), Panel(), ("0…5", "not_assessed", "awaiting_mark"), id="no sheet"),
        pytest.param((sheet("e1"),), Panel(), ("0", "not_met", "blank"), id="in and silent"),
        pytest.param((sheet("e1"),), TWO_DUE, ("0…5", "not_assessed", "awaiting_mark"), id="one of two in"),
        pytest.param((sheet("e1"), sheet("e2")), TWO_DUE, ("0", "not_met", "blank"), id="both in"),
        pytest.param(
            (sheet("f1", role="finance"),),
            Panel(),
            ("0…5", "not_assessed", "awaiting_mark"),
            id="another role",
        ),
    ],
)
def test_a_bonus_nobody_marked_is_nothing_once_all_due_are_in(
    sheets: tuple[Sheet, ...], panel: Panel, told: tuple[str, str, str]
) -> None:
    """A sheet that says nothing of a bonus gives none, but only when every evaluator who is due has handed in."""
    guideline = read_guideline(
        "full_marks: 10\nsections: [{id: A, title: 甲, points: 10, criteria: "
        "[{id: A1, title: 一, points: 10, rule: {yes_no: {fact: b}}}]}]\n"
        "bonus: {at_most: 5, criteria: [{id: P1, title: 加分, points: 5, rule: {mark: {}}}]}"
    )
    assert score(guideline, "{b: 是}", sheets=sheets, panel=panel).told("P1") == told
