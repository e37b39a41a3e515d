import pytest

from evaluator.base.exact import Number, parse
from evaluator.model.guideline import Guideline
from evaluator.model.rule import Issue, Mark, Merged
from evaluator.rules.marked import LevelForm, form_of
from tests.rules.judging import Station, passes, ruled

DEGREE = "rating: {levels: {清晰: 4, 较清晰: {points: 2, text: 个别缺项}, 不清晰: 0}}"
"""工作、对象、服务清晰，程度分4分 (31ppt, sheets.md no. 13)."""
RANGES = """rating:
  levels:
    好: {from: 16, to: 20}
    较好: {from: 11, to: 15, step: 1}
    一般: {from: 6, to: 10, step: 0.5}
    差: 0"""
"""好16–20、较好11–15 (sheets.md no. 27)."""


def marked(guideline: Guideline) -> LevelForm:
    form = form_of(guideline.scored()[0])
    assert isinstance(form, LevelForm)
    return form


def number(text: str) -> Number | None:
    return parse(text) if text else None


@pytest.mark.parametrize(
    "level, points, code",
    [
        ("好", "16", ""),
        ("好", "20", ""),
        ("好", "17.25", ""),
        ("好", "15.9", "mark-outside-level"),
        ("好", "20.1", "mark-outside-level"),
        ("好", "", "mark-without-points"),
        ("较好", "12", ""),
        ("较好", "12.5", "mark-off-step"),
        ("一般", "6.5", ""),
        ("一般", "6.25", "mark-off-step"),
        ("差", "", ""),
        ("差", "0", ""),
        ("差", "1", "mark-not-level"),
        ("很好", "20", "unknown-level"),
        ("", "20", "mark-without-level"),
    ],
)
def test_a_mark_keeps_to_its_level(level: str, points: str, code: str) -> None:
    issue = marked(passes(RANGES, 20).guideline).check(Mark(level, number(points)))
    assert (issue.code if isinstance(issue, Issue) else "") == code


@pytest.mark.parametrize("level, points", [("清晰", 4), ("较清晰", 2), ("不清晰", 0)])
def test_a_level_is_its_points(level: str, points: int) -> None:
    guideline = passes(DEGREE, 4).guideline
    assert marked(guideline).points_of(Mark(level), Station(guideline.facts)) == points


@pytest.mark.parametrize(
    "mark, optimistic, points, reason",
    [
        (None, False, 0, "awaiting_mark"),
        (None, True, 20, "awaiting_mark"),
        (Merged(None, "awaiting_decision"), True, 20, "awaiting_decision"),
        (Merged(17), True, 17, ""),
    ],
)
def test_open_until_the_panel_has_marked(
    mark: Merged | None, optimistic: bool, points: int, reason: str
) -> None:
    found = passes(RANGES, 20).award(mark=mark, optimistic=optimistic)
    assert (found.points, found.open_reason) == (points, reason)
    assert found.open == (("A1",) if reason else ())


@pytest.mark.parametrize(
    "levels, codes",
    [
        ("{好: {from: 15, to: 20}, 较好: {from: 10, to: 15}}", ["levels-overlap"]),
        ("{好: {from: 15, to: 20}, 较好: 15}", ["levels-overlap"]),
        ("{好: {from: 16, to: 20}, 较好: {from: 16, to: 20}}", ["levels-overlap"]),
        ("{好: 20, 差: 0, 无: 0}", []),
        ("{好: {from: 16, to: 21}, 差: 0}", ["award-above-points"]),
        ("{好: {from: 16, to: 19}, 差: 0}", ["full-points-unreachable"]),
        ("{好: {from: 20, to: 16}, 差: 20}", ["empty-range"]),
        ("{好: {from: 16, to: 20, step: 3}, 差: 0}", ["range-off-step"]),
    ],
)
def test_levels_fit_the_points_and_each_other(levels: str, codes: list[str]) -> None:
    assert ruled(f"rating: {{levels: {levels}}}", 20).codes == codes
