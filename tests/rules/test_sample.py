from fractions import Fraction

import pytest

from evaluator.model.rule import FileCheck, Mark, Merged
from evaluator.rules.marked import FilesForm, form_of
from tests.rules.judging import Station, passes, ruled

FILES = "sample: {checks: [接案, 预估, 计划, 结案], from: n, at_least: 5, share: 10%}"
"""抽查档案合格率; a sample of a share of all (深圳 2021, sheets.md no. 22)."""


def checked(file: str, passed: str, left_out: str = "") -> FileCheck:
    return FileCheck(file, frozenset(map(int, passed)), frozenset(map(int, left_out)))


def sample(text: str = FILES) -> tuple[FilesForm, Station]:
    guideline = passes(text).guideline
    form = form_of(guideline.scored()[0])
    assert isinstance(form, FilesForm)
    return form, Station(guideline.facts, {"n": 2})


@pytest.mark.parametrize(
    "there, drawn", [(0, 0), (3, 3), (5, 5), (20, 5), (50, 5), (51, 6), (60, 6), (61, 7), (100, 10)]
)
def test_how_many_are_drawn(there: int, drawn: int) -> None:
    """min(from, max(at_least, ⌈share⌉))."""
    form, station = sample()
    assert form.size(Station(station.declared, {"n": there})) == drawn
    assert form.size(Station(station.declared)) is None
    assert sample("sample: {checks: [a], at_least: 3}")[0].size(station) == 3


@pytest.mark.parametrize(
    "files, points",
    [
        pytest.param([checked("1", "1234"), checked("2", "1234")], 10, id="all passed"),
        pytest.param([checked("1", "12"), checked("2", "1234")], Fraction(15, 2), id="mean of shares"),
        pytest.param([checked("1", ""), checked("2", "")], 0, id="none passed"),
        pytest.param([checked("1", "12", "34"), checked("2", "1234")], 10, id="a check that does not fit"),
        pytest.param([checked("1", "12", "3"), checked("2", "1234")], Fraction(25, 3), id="of three"),
        pytest.param(
            [checked("1", "1234"), checked("2", "1", "234")], 10, id="the only check that fits passed"
        ),
        pytest.param(
            [checked("1", "1234"), checked("2", "", "234")], 5, id="the only check that fits failed"
        ),
        pytest.param([checked("1", "1234")], None, id="fewer than drawn"),
        pytest.param([checked("1", "1234"), checked("2", "", "1234")], None, id="a file without checks"),
        pytest.param(
            [checked("1", "1234"), checked("2", "1234"), checked("3", "12")],
            Fraction(25, 3),
            id="more than drawn",
        ),
    ],
)
def test_mean_share_of_checks_passed(files: list[FileCheck], points: Fraction | None) -> None:
    form, station = sample()
    assert form.points_of(Mark(sample=tuple(files)), station) == points


@pytest.mark.parametrize(
    "files, code",
    [
        ([], "mark-without-sample"),
        ([checked("1", "15")], "unknown-check"),
        ([checked("1", "10")], "unknown-check"),
        ([checked("1", "12", "2")], "check-passed-and-left-out"),
        ([checked("1", "1"), checked("1", "2")], "file-inspected-twice"),
        ([checked("1", "1"), checked("2", "", "4")], ""),
    ],
)
def test_a_mark_keeps_to_the_checks(files: list[FileCheck], code: str) -> None:
    issue = sample()[0].check(Mark(sample=tuple(files)))
    assert (issue.code if issue else "") == code


@pytest.mark.parametrize(
    "if_none, points, applies",
    [("", 0, True), ("zero", 0, True), ("full", 10, True), ("not_applicable", 0, False)],
)
def test_nothing_to_draw_from(if_none: str, points: int, applies: bool) -> None:
    text = FILES.replace("}", f", if_none: {if_none}}}") if if_none else FILES
    found = passes(text).award({"n": 0})
    assert (found.points, found.applies, found.open) == (points, applies, ())


def test_open_and_blank() -> None:
    assert passes(FILES).award({"n": 8}).open_reason == "awaiting_mark"
    assert passes(FILES).award({"n": 8}, mark=Merged(9)).points == 9
    assert passes(FILES).award(mark=Merged(9)).blank == ("n",)


def test_only_countable_facts_can_be_drawn_from() -> None:
    assert ruled("sample: {checks: [a], from: t}").codes == ["fact-type"]
