from fractions import Fraction

import pytest

from evaluator.base.exact import parse
from evaluator.model.rule import Mark, Merged
from evaluator.rules.marked import form_of
from tests.rules.judging import Station, passes, ruled

HALVES = "mark: {step: 0.5}"
"""0.5分为一档."""


@pytest.mark.parametrize(
    "rule, points, code",
    [
        (HALVES, "7.5", ""),
        (HALVES, "0", ""),
        (HALVES, "10", ""),
        (HALVES, "7.25", "mark-off-step"),
        (HALVES, "10.5", "mark-outside-level"),
        (HALVES, "-0.5", "mark-outside-level"),
        (HALVES, "", "mark-without-points"),
        ("mark: {}", "7.123", ""),
    ],
)
def test_points_in_steps(rule: str, points: str, code: str) -> None:
    form = form_of(passes(rule).guideline.scored()[0])
    assert form is not None
    issue = form.check(Mark(points=parse(points) if points else None))
    assert (issue.code if issue else "") == code


def test_points_are_what_was_given() -> None:
    guideline = passes(HALVES).guideline
    form = form_of(guideline.scored()[0])
    assert form is not None
    assert form.points_of(Mark(points=Fraction(15, 2)), Station(guideline.facts)) == Fraction(15, 2)


def test_the_step_does_not_bind_the_mean() -> None:
    """Four judges 58, 52, 54, 53 make 54.25 (sheets.md no. 14), off the step of 0.5."""
    assert passes(HALVES, 60).award(mark=Merged(Fraction(217, 4))).points == Fraction(217, 4)


def test_a_bonus_nobody_marked_is_blank() -> None:
    found = passes(HALVES).award(mark=Merged(None, "blank"), optimistic=True)
    assert (found.points, found.blank) == (0, ("A1",))


def test_full_points_lie_on_the_steps() -> None:
    assert ruled("mark: {step: 3}").codes == ["range-off-step"]
