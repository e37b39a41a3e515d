import pytest

from tests.rules.judging import passes, ruled

OFFICE = "choice: {fact: c, award: {own: 15, shared: 9, none: 0}}"
"""独立办公场所15分，共用9分，无0分 (通州, sheets.md no. 2)."""


@pytest.mark.parametrize("option, points", [("own", 15), ("shared", 9), ("none", 0)])
def test_points_per_option(option: str, points: int) -> None:
    assert passes(OFFICE, 15).points_for({"c": option}) == points


def test_party_organisation_may_be_worth_half_points() -> None:
    """设立党组织2分，仅有联络员1.5分，都没有0分 (江苏, sheets.md no. 2)."""
    rule = passes("choice: {fact: c, award: {own: 2, shared: 1.5, none: 0}}", 2)
    assert rule.points_for({"c": "shared"}) * 2 == 3


def test_blank() -> None:
    found = passes(OFFICE, 15).award()
    assert (found.points, found.blank) == (0, ("c",))


@pytest.mark.parametrize(
    "award, codes",
    [
        ("{own: 15, shared: 9}", ["option-without-award"]),
        ("{own: 15, shared: 9, none: 0, other: 1}", ["unknown-option"]),
        ("{own: 16, shared: 9, none: 0}", ["award-above-points"]),
        ("{own: 14, shared: 9, none: 0}", ["full-points-unreachable"]),
    ],
)
def test_awards_fit_the_options_and_the_points(award: str, codes: list[str]) -> None:
    assert ruled(f"choice: {{fact: c, award: {award}}}", 15).codes == codes


def test_only_a_choice_has_options_to_choose() -> None:
    assert "fact-type" in ruled("choice: {fact: r, award: {a: 10, b: 1, c: 0}}").codes
