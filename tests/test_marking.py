"""An evaluator's answers one by one: what they make of the sheet, what is refused, what stays open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.loading.sheet import sheet_in
from evaluator.marking.questions import Marking, Refused, UnreadableSheet, clean, evaluator_of, open_marking
from evaluator.marking.sheet_file import Tree, dumped, heading_of, tree_of
from evaluator.model.round import Round
from evaluator.rounds.read import inputs_of, read_round
from evaluator.texts.problem import Problem
from evaluator.yaml.errors import ESCAPED
from evaluator.yaml.parse import read_yaml_bytes
from tests.rounds.making import declared, opened, station

GUIDELINE = (
    ("marked_by: finance\n        rule: {mark: {}}", "marked_by: finance\n        rule: {mark: {step: 0.5}}"),
    (
        "rule: {rating: {levels: {好: 30, 较好: 20, 差: 0}}}",
        "rule: {rating: {levels: {好: 30, 较好: {from: 10, to: 20, step: 2, text: 个别缺项}, 差: 0}}}",
    ),
    (
        "  - id: B\n    title: 服务\n    points: 50\n",
        "  - id: B\n    title: 服务\n    points: 70\n",
    ),
    (
        "      - id: B2\n",
        (
            "      - id: B3\n        title: 档案\n        points: 20\n"
            "        rule: {sample: {checks: [封面, 记录, 签名], from: files, at_least: 2}}\n      - id: B2\n"
        ),
    ),
    ("full_marks: 100", "full_marks: 120"),
    ("facts:\n", "facts:\n  files: {title: 档案数, type: integer, unit: 册, at_least: 0}\n"),
)
FACTS = "{area: 66, rooms: [a, b], files: 5}"
DAY = date(2026, 8, 2)


def a_round(folder: Path, facts: str = FACTS, more: str = "") -> Round:
    """The tiny round with a range of points, steps and a sample, and one station."""
    declared(folder)
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in GUIDELINE:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    station(folder / "stations" / "s1", "s1", facts, more)
    return opened(folder)


def begin(round_: Round, evaluator: str = "e1", data: bytes | None = None) -> Marking:
    """The state of a sheet before the first answer, or of the one in *data*."""
    inputs, problems = inputs_of(round_, "s1", round_.folder / "stations" / "s1", ())
    assert inputs is not None, problems
    return open_marking(round_, evaluator_of(round_, evaluator, "s1"), inputs.submission, data)


def good(after: Marking | Problem) -> Marking:
    """An answer that was taken."""
    assert isinstance(after, Marking), after.render("en")
    return after


def code(after: Marking | Problem) -> str:
    """Why an answer was refused, said in both languages."""
    assert isinstance(after, Problem)
    assert after.message("zh")
    assert after.message("en")
    return after.code


def test_an_evaluator_is_asked_what_is_theirs(tmp_path: Path) -> None:
    """Criteria of the role, in order; a role's facts where the round does not give them."""
    round_ = a_round(tmp_path)
    assert [one.id for one in begin(round_).steps] == ["B1", "B3"]
    assert [one.id for one in begin(round_, "f1").steps] == ["B2"]


@pytest.mark.parametrize(
    "panel, id, key",
    [
        ("{id: e1, recused_from: [s1]}", "e1", "recused"),
        ("{id: e1, marks: [A]}", "e1", "nothing-to-mark"),
        ("{id: e1}", "e2", "unknown-evaluator"),
    ],
)
def test_who_may_not_mark_is_told_why(tmp_path: Path, panel: str, id: str, key: str) -> None:
    """Recused, not assigned, not in the panel."""
    a_round(tmp_path)
    path = tmp_path / "round.yaml"
    text = path.read_text(encoding="utf-8").partition("panel:")[0]
    path.write_text(f"{text}panel:\n  evaluators:\n    - {panel}\n", encoding="utf-8")
    found, _ = read_round(tmp_path)
    assert found is not None
    with pytest.raises(Refused) as refused:
        evaluator_of(found, id, "s1")
    assert refused.value.key == key


def test_a_closed_round_and_an_unknown_station_are_refused(tmp_path: Path) -> None:
    """Nothing is marked where it could not count."""
    a_round(tmp_path)
    path = tmp_path / "round.yaml"
    listed = path.read_text(encoding="utf-8").replace("stations: all", "stations: [s1, s3]")
    path.write_text(listed, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        evaluator_of(opened(tmp_path), "e1", "s9")
    assert refused.value.key == "unknown-station"
    path.write_text(listed.replace("state: open", "state: closed"), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        evaluator_of(opened(tmp_path), "e1", "s1")
    assert refused.value.key == "closed"


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"level": "优"}, "unknown-level"),
        ({"level": "较好"}, "mark-without-points"),
        ({"level": "较好", "points": "21"}, "mark-outside-level"),
        ({"level": "较好", "points": "11"}, "mark-off-step"),
        ({"level": "好", "points": "29"}, "mark-not-level"),
        ({"level": "较好", "points": "很多"}, "mark-points"),
    ],
)
def test_a_mark_its_rule_refuses_changes_nothing(
    tmp_path: Path, fields: dict[str, Tree], expected: str
) -> None:
    """The rule's own check decides, as it will when the round is run."""
    before = begin(a_round(tmp_path))
    assert code(before.with_mark("B1", fields)) == expected
    assert before.open() == [0, 1]


def test_the_same_mistake_twice_is_refused_twice(tmp_path: Path) -> None:
    """A mark that stood wrong in the file does not make the next wrong one pass."""
    data = b"evaluator: e1\nstation: s1\nmarks: {B1: {level: \xe4\xbc\x98}, B3: {level: x}}\n"
    before = begin(a_round(tmp_path), data=data)
    assert [one.code for one in before.problems] == ["unknown-level", "mark-without-sample"]
    assert before.open() == [0, 1]
    assert code(before.with_mark("B1", {"level": "优"})) == "unknown-level"
    after = good(before.with_mark("B1", {"level": "好"}))
    assert after.open() == [1]
    assert [one.code for one in after.problems] == ["mark-without-sample"]


def test_answers_are_read_back_as_given(tmp_path: Path) -> None:
    """Marks, observations, words and vetoes stand in the file as the loader reads them."""
    more = "not_applicable: {A1: 无固定场所}\n"
    now = begin(a_round(tmp_path, "{rooms: [a, b], files: 5}", more))
    now = good(now.with_mark("B1", {"level": "较好", "points": "12", "remark": "缺项: #2，“保密”\n"}))
    now = good(now.with_observed("area", "５５", "现场实测"))
    now = good(now.with_observed("rooms", "接待室、b"))
    now = good(now.with_evidence("E01", "否", "与门头不符"))
    now = good(now.with_evidence("A1#lease", "yes"))
    now = good(now.with_claim("A1", "no", "有场地"))
    now = good(now.with_veto("V1", "签名系代签"))
    sheet, problems = sheet_in(now.data, now.round.guideline, "sheets/e1/s1.yaml")
    assert sheet is not None
    assert problems == []
    assert (sheet.marks["B1"].points, sheet.marks["B1"].remark) == (12, "缺项: #2，“保密”")
    assert sheet.observed["area"].value == 55
    assert sheet.observed["rooms"].value == frozenset({"a", "b"})
    assert {name: word.holds for name, word in sheet.evidence.items()} == {"A1#lease": True, "E01": False}
    assert sheet.not_applicable["A1"].agree is False
    assert sheet.vetoes == {"V1": "签名系代签"}
    assert sheet.submitted is None


def test_what_the_sheet_may_not_hold_is_refused(tmp_path: Path) -> None:
    """Unknown names, others' criteria, impossible values, claims nobody made."""
    now = begin(a_round(tmp_path))
    assert code(now.with_mark("B2", {"points": "5"})) == "not-assigned"
    assert code(now.with_mark("B9", {"points": "5"})) == "mark-unknown-criterion"
    assert code(now.with_observed("aria", "5")) == "fact-unknown"
    assert code(now.with_observed("area", "-5")) == "fact-below-limit"
    assert code(now.with_observed("late", "5")) == "not-yours"
    assert code(now.with_evidence("E02", "yes")) == "decision-no-evidence"
    assert code(now.with_evidence("E01", "vielleicht")) == "sheet-answer"
    assert code(now.with_claim("A1", "yes")) == "decision-not-claimed"
    assert code(now.with_veto("V9", "x")) == "veto-unknown"


def test_a_sample_is_open_until_enough_files_are_inspected(tmp_path: Path) -> None:
    """Two of five files are drawn; what was begun is where it goes on."""
    now = begin(a_round(tmp_path))
    first: Tree = {"file": "DA1", "passed": ["1", "2", "3"]}
    now = good(now.with_mark("B3", {"sample": [first]}))
    assert (now.open(), now.resume()) == ([0, 1], 1)
    now = good(now.with_mark("B3", {"sample": [first, {"file": "DA2", "passed": ["1"], "left_out": ["3"]}]}))
    assert now.open() == [0]
    assert now.resume() == 0
    assert now.points(now.round.guideline.criteria()[3]) == 15


def test_without_files_nothing_is_drawn(tmp_path: Path) -> None:
    """An observation changes what has to be answered."""
    now = begin(a_round(tmp_path))
    assert now.open() == [0, 1]
    now = good(now.with_observed("files", "0"))
    assert now.open() == [0]
    now = good(now.with_observed("files", None))
    assert now.open() == [0, 1]


def test_the_order_of_answers_leaves_no_trace(tmp_path: Path) -> None:
    """The same answers give the same bytes; one taken back was never there."""
    begun = begin(a_round(tmp_path))
    sample: Tree = [{"file": "DA1", "passed": ["1"]}]
    one = good(good(begun.with_mark("B1", {"level": "好"})).with_mark("B3", {"sample": sample}))
    two = good(good(begun.with_mark("B3", {"sample": sample})).with_mark("B1", {"level": "好"}))
    assert one.data == two.data
    assert good(good(one.with_mark("B1", None)).with_mark("B3", None)).data == begun.data


def test_submitting_and_opening_again_keep_the_history(tmp_path: Path) -> None:
    """What was submitted is known by its day and its hash; a heading and a remark stay."""
    heading = b"# \xe7\xa4\xba\xe4\xbe\x8b\n"
    data = heading + b"evaluator: e1\nstation: s1\nremark: x\nmarks:\n  B1: {level: \xe5\xa5\xbd}\n"
    handed = begin(a_round(tmp_path), data=data).submitted(DAY)
    assert handed.sheet.submitted == DAY
    assert handed.sha256 == handed.sheet.sha256
    again = handed.reopened("漏了一项", date(2026, 8, 3))
    assert again.sheet.submitted is None
    twice = again.submitted(DAY).reopened("再改", DAY)
    assert twice.problems == ()
    assert twice.data.startswith(heading)
    held = twice.content["history"]
    assert isinstance(held, list)
    assert held[0] == {
        "reopened": "2026-08-03",
        "reason": "漏了一项",
        "submitted": "2026-08-02",
        "sha256": handed.sha256,
    }
    assert len(held) == 2
    assert twice.content["remark"] == "x"
    with pytest.raises(Refused):
        twice.reopened("noch einmal", DAY)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("evaluator: e2\nstation: s1\n", "sheet-misplaced"),
        ("evaluator: e1\nstation: s2\n", "sheet-other-station"),
        ("evaluator: e1\nstation: s1\nrole: finance\n", "role-differs"),
        ("a: [", "yaml-syntax"),
        ("[]\n", ""),
    ],
)
def test_a_sheet_that_is_another_is_not_written_over(tmp_path: Path, text: str, expected: str) -> None:
    """What lies at the sheet's place and is not this sheet is left alone."""
    with pytest.raises(UnreadableSheet) as unreadable:
        begin(a_round(tmp_path), data=text.encode())
    codes = [one.code for one in unreadable.value.problems]
    assert codes
    assert expected != "sheet-misplaced" or codes == [expected]
    assert all(one.message("zh") for one in unreadable.value.problems)


PRINTABLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: ESCAPED.sub("", text)
)
TREES = st.recursive(
    st.none() | st.booleans() | PRINTABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE.filter(bool), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(PRINTABLE.filter(bool), TREES, min_size=1, max_size=4))
def test_what_is_written_is_what_is_read(content: dict[str, Tree]) -> None:
    """Any text survives quoting; blanks at the top are left out and nothing else is."""
    data = dumped(content, "# 一\n")
    node, problems = read_yaml_bytes(data, "")
    kept = {key: value for key, value in content.items() if value not in (None, [], {})}
    if not kept:
        return
    assert node is not None, problems
    assert problems == []
    assert tree_of(node) == {"submitted": None, **kept}
    assert heading_of(data) == "# 一\n"


@given(st.text())
def test_typed_text_can_always_be_kept(text: str) -> None:
    """Whatever a terminal sends, lone surrogates too, ends up as one line that the reader accepts."""
    tidy = clean(text)
    node, problems = read_yaml_bytes(dumped({"remark": f"x{tidy}"}), "")
    assert problems == []
    assert node is not None
    assert tree_of(node) == {"submitted": None, "remark": f"x{tidy}"}
    assert "\n" not in tidy
