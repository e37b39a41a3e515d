"""Each sentence of arithmetic.md about grades: bands, ceilings, vetoes, eligibility, what keeps a grade open."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import pytest

from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Decision, Sheet
from tests.scoring import Scored, decided, read_guideline, score, sheet

TWO = """
full_marks: 100
{top}
sections:
  - id: A
    title: 甲
    points: 60
    criteria:
      - {{id: a, title: 一, points: 60, key_item: true, may_not_apply: true, rule: {{mark: {{}}}}}}
  - id: B
    title: 乙
    points: 40
    criteria:
      - {{id: b, title: 二, points: 30, may_not_apply: true, rule: {{mark: {{}}}}}}
      - {{id: c, title: 三, points: 10, may_not_apply: true, rule: {{mark: {{}}}}}}
"""


def two(top: str = "") -> Guideline:
    """Return a guideline of two sections, 60 and 30 + 10, all marked."""
    return read_guideline(TWO.format(top=top))


def marked(
    guideline: Guideline,
    marks: str,
    facts: str = "{}",
    *,
    more: Sequence[Sheet] = (),
    decisions: Sequence[Decision] = (),
) -> Scored:
    """Score with marks on a, b and c, as `54 27 9`; `-` is still to come."""
    given = {name: Fraction(mark) for name, mark in zip("abc", marks.split(), strict=True) if mark != "-"}
    return score(guideline, facts, sheets=[sheet(marks=given), *more], decisions=decisions)


def grades(found: Scored) -> tuple[str | None, str | None, str | None]:
    """Return the grade with its ends."""
    grading = found.computed.grading
    return grading.grade, grading.low, grading.high


# Bands


@pytest.mark.parametrize(
    "bound, marks, grade",
    [
        ("at_least: 90", "60 30 0", "a"),
        ("at_least: 90", "60 29.99 0", "b"),
        ("above: 90", "60 30 0", "b"),
        ("above: 90", "60 30 0.01", "a"),
        ("at_least: 90%", "60 30 0", "a"),
        ("at_least: 90", "0 0 0", "b"),
    ],
)
def test_lower_bounds(bound: str, marks: str, grade: str) -> None:
    """`at_least` includes its bound, `above` does not; points or a share of full marks."""
    bands = f"grades: [{{id: b, title: 次, at_least: 0}}, {{id: a, title: 优, {bound}}}]"
    assert grades(marked(two(bands), marks)) == (grade, grade, grade)


@pytest.mark.parametrize(
    "compare, at, grade", [("exact", "total", "b"), ("rounded", "total", "a"), ("exact", "criterion", "a")]
)
def test_grades_compare_the_exact_or_the_rounded_total(compare: str, at: str, grade: str) -> None:
    """89.995 is not 90, unless the guideline compares what is printed, or prints each criterion first."""
    found = marked(two(f"compare: {compare}\nrounding: {{at: {at}}}"), "60 29.995 0")
    assert grades(found)[0] == grade


# Ceilings


@pytest.mark.parametrize(
    "when, marks, facts, grade, state",
    [
        ("{fact: n, is: 0}", "60 30 10", "{n: 0}", ("c", "c", "c"), "applies"),
        ("{fact: n, is: 0}", "60 30 10", "{n: 1}", ("a", "a", "a"), ""),
        ("{fact: n, is: 0}", "60 30 10", "{}", ("c", "c", "c"), "applies"),
        ("{fact: e.n, is: 0}", "60 30 10", "{}", (None, "c", "a"), "pending"),
        ("{any: [{fact: n, is: 0}, {fact: e.n, is: 0}]}", "60 30 10", "{}", ("c", "c", "c"), "applies"),
        ("{all: [{fact: n, is: 0}, {fact: e.n, is: 0}]}", "60 30 10", "{}", (None, "c", "a"), "pending"),
        ("{section: A, share_below: 60%}", "36 30 10", "{}", ("c", "c", "c"), ""),
        ("{section: A, share_below: 90%}", "50 30 10", "{}", ("c", "c", "c"), "applies"),
        ("{section: A, share_below: 90%}", "54 30 10", "{}", ("a", "a", "a"), ""),
        ("{any_section: {level: 1, share_below: 90%}}", "60 30 0", "{}", ("c", "c", "c"), "applies"),
        ("{criterion: b, points_below: 30}", "60 29 10", "{}", ("c", "c", "c"), "applies"),
        ("{criterion: b, points_below: 29}", "60 29 10", "{}", ("a", "a", "a"), ""),
        ("{any_key_item: not_met}", "0 30 10", "{}", ("d", "d", "d"), "applies"),
        ("{any_key_item: not_met}", "59 30 10", "{}", ("a", "a", "a"), ""),
        ("{any_key_item: partly_met}", "59 30 10", "{}", ("c", "c", "c"), "applies"),
        ("{any_key_item: not_met}", "- 30 10", "{}", (None, "d", "a"), "pending"),
        ("{any_key_item: not_assessed}", "- 30 10", "{}", (None, "d", "c"), "applies"),
        ("{section: A, share_below: 90%}", "- 30 10", "{}", (None, "d", "a"), "pending"),
        ("{not: {section: A, share_below: 90%}}", "- 30 10", "{}", (None, "d", "c"), "pending"),
        ("{section: B, share_below: 60%}", "- 0 0", "{}", (None, "d", "c"), "applies"),
    ],
)
def test_ceilings(when: str, marks: str, facts: str, grade: tuple[str | None, str, str], state: str) -> None:
    """At most c. A station's blank triggers it; what a role has still to say, and marks to come, leave it open."""
    guideline = two(f"ceilings: [{{id: K, title: 上限, when: {when}, at_most: c}}]")
    found = marked(guideline, marks, facts)
    assert grades(found) == grade
    assert [one.state for one in found.computed.grading.ceilings] == ([state] if state else [])


def test_a_ceiling_never_raises() -> None:
    """A grade below it stays."""
    guideline = two("ceilings: [{id: K, title: 上限, when: {fact: n, is: 0}, at_most: c}]")
    assert grades(marked(guideline, "10 10 10", "{n: 0}")) == ("d", "d", "d")
    told = marked(guideline, "60 30 10", "{n: 0}").document["score"]
    assert (told["grade"], told["grade_before_ceilings"]) == ("c", "a")


@pytest.mark.parametrize(
    "when",
    [
        "{section: A, share_below: 100%}",
        "{criterion: a, points_below: 60}",
        "{any_key_item: not_met}",
        "{any_section: {level: 1, share_below: 100%}}",
    ],
)
def test_where_nothing_applies_a_ceiling_never_triggers(when: str) -> None:
    """A section without anything that applies has no share, a criterion that doesn't apply no points."""
    guideline = two(f"ceilings: [{{id: K, title: 上限, when: {when}, at_most: c}}]")
    found = score(guideline, out="{a: 无}", sheets=[sheet(marks={"b": 30, "c": 10}, agree={"a": True})])
    assert grades(found) == ("a", "a", "a")


@pytest.mark.parametrize(
    "marks, sections",
    [("60 23 0", ["B 57.50%"]), ("0 23 0", ["A 0%", "B 57.50%"]), ("- 23 0", ["B 57.50%"])],
)
def test_a_ceiling_of_any_section_names_those_below(marks: str, sections: list[str]) -> None:
    """With their shares, in the guideline's order, once it applies."""
    guideline = two(
        "ceilings: [{id: K, title: 上限, when: {any_section: {level: 1, share_below: 60%}}, at_most: c}]"
    )
    titles = {section.id: section.title for section in guideline.walk()}
    named = [place.replace(place[0], titles[place[0]], 1).replace(".50%", ".5%") for place in sections]
    [ceiling] = marked(guideline, marks).document["score"]["ceilings"]
    assert ceiling["why"].partition("：")[2] == "、".join(named)


def test_a_share_is_of_what_applies() -> None:
    """9 of 10 in B, where b does not apply, is 90 %."""
    guideline = two("ceilings: [{id: K, title: 上限, when: {section: B, share_below: 90%}, at_most: c}]")
    found = score(guideline, out="{b: 无}", sheets=[sheet(marks={"a": 60, "c": 9}, agree={"b": True})])
    assert found.computed.low.sections["B"].points == 36
    assert grades(found) == ("a", "a", "a")


@pytest.mark.parametrize("counted, grade", [("full", "a"), ("zero", "c")])
def test_a_criterion_counted_full_or_zero_applies_to_its_section_s_share(counted: str, grade: str) -> None:
    """`share` = what its applicable children count ÷ their full marks, those counted full or zero among them."""
    top = "ceilings: [{id: K, title: 上限, when: {section: A, share_below: 50%}, at_most: c}]"
    body = TWO.format(top=top).replace("key_item: true", f"not_applicable: {counted}")
    bands = "grades: [{id: a, title: 优, at_least: 0}, {id: c, title: 差, at_least: 0}]"
    bands = bands.replace("优, at_least: 0", "优, above: 1")
    found = score(
        read_guideline(f"{bands}\n{body}"),
        out="{a: 无}",
        sheets=[sheet(marks={"b": 30, "c": 10}, agree={"a": True})],
    )
    assert grades(found)[0] == grade


@pytest.mark.parametrize("compare, grade", [("exact", "c"), ("rounded", "a")])
def test_a_share_compares_exact_or_rounded_points(compare: str, grade: str) -> None:
    """53.999 of 60 is less than 90 %, but printed 54.00."""
    ceiling = "ceilings: [{id: K, title: 上限, when: {section: A, share_below: 90%}, at_most: c}]"
    guideline = two(f"compare: {compare}\nrounding: {{at: total}}\n{ceiling}")
    assert grades(marked(guideline, "53.999 30 10"))[0] == grade


# Vetoes

VETOES = """vetoes:
  - {id: V1, title: 弄虚作假, decided_by: panel, grade: d}
  - {id: V2, title: 连续无社工, when: {fact: n, at_least: 3}, grade: c}
  - {id: V3, title: 核实违规, when: {fact: e.b}, grade: d}
"""
TICKED = sheet("e9", vetoes=["V1"])
CLEAN = sheet("e8", observed={"e.b": False})


@pytest.mark.parametrize(
    "facts, more, decisions, grade, states",
    [
        ("{n: 0}", [CLEAN], [], ("a", "a", "a"), {}),
        ("{n: 3}", [CLEAN], [], ("c", "c", "c"), {"V2": "applies"}),
        ("{}", [CLEAN], [], (None, "c", "a"), {"V2": "pending"}),
        ("{n: 0}", [], [], (None, "d", "a"), {"V3": "pending"}),
        ("{n: 0}", [CLEAN, TICKED], [], (None, "d", "a"), {"V1": "pending"}),
        ("{n: 0}", [CLEAN, TICKED], [decided("veto", "V1", True)], ("d", "d", "d"), {"V1": "applies"}),
        ("{n: 0}", [CLEAN, TICKED], [decided("veto", "V1", False)], ("a", "a", "a"), {}),
        ("{n: 0}", [CLEAN], [decided("veto", "V1", True)], ("d", "d", "d"), {"V1": "applies"}),
        (
            "{n: 3}",
            [CLEAN, TICKED],
            [],
            (None, "d", "c"),
            {"V1": "pending", "V2": "applies"},
        ),
    ],
    ids=[
        "none",
        "its condition holds",
        "unknown through the station",
        "unknown through a role",
        "a tick waits for a decision",
        "decided",
        "decided against",
        "decided without a tick",
        "one applies, one is pending",
    ],
)
def test_vetoes(
    facts: str,
    more: list[Sheet],
    decisions: list[Decision],
    grade: tuple[str | None, str, str],
    states: dict[str, str],
) -> None:
    """They set the grade whatever the points; a pending one is triggered at the low end and not at the high one."""
    found = marked(two(VETOES), "60 30 10", facts, more=more, decisions=decisions)
    assert grades(found) == grade
    assert {one.id: one.state for one in found.computed.grading.vetoes} == states
    assert found.document["score"]["provisional"] is ("pending" in states.values())
    assert found.document["score"]["points"] == "100.00"


def test_a_pending_veto_that_changes_nothing_leaves_the_grade_known() -> None:
    """The worst grade is the worst grade; it is provisional all the same."""
    found = marked(two(VETOES), "0 0 0", "{n: 0}", more=[CLEAN, TICKED])
    assert grades(found) == ("d", "d", "d")
    assert found.document["score"]["provisional"] is True


def test_ceilings_come_before_vetoes() -> None:
    """Both apply: the worse of the two stands."""
    limits = "ceilings: [{id: K, title: 上限, when: {fact: m, is: 0}, at_most: b}]\n" + VETOES
    found = marked(two(limits), "60 30 10", "{n: 3, m: 0}", more=[CLEAN])
    assert grades(found) == ("c", "c", "c")


# Eligibility

ENTRIES = """eligibility:
  - {id: G1, title: 运营不满12个月, when: {fact: n, below: 12}, result: postponed}
  - {id: G2, title: 已注销, when: {fact: b}, result: not_evaluated}
"""


@pytest.mark.parametrize(
    "facts, status, grade, provisional",
    [
        ("{n: 12, b: no}", "eligible", "a", False),
        ("{n: 11, b: no}", "postponed", None, False),
        ("{n: 12, b: yes}", "not_evaluated", None, False),
        ("{n: 11, b: yes}", "not_evaluated", None, False),
        ("{b: no}", "pending", None, True),
        ("{n: 11}", "postponed", None, True),
    ],
)
def test_eligibility(facts: str, status: str, grade: str | None, provisional: bool) -> None:
    """Not eligible: score shown, grade null; unknown: pending, the grade provisional."""
    found = marked(two(ENTRIES), "60 30 10", facts).document
    assert found["eligibility"]["status"] == status
    assert (found["score"]["points"], found["score"]["grade"]) == ("100.00", grade)
    if status != "postponed":
        assert found["score"]["provisional"] is provisional


# What does not apply


@pytest.mark.parametrize(
    "gone, decisions, over",
    [
        ("c", [], False),
        ("b", [], True),
        ("b", [decided("not_applicable", "total", True)], False),
        ("b", [decided("claim", "total", True)], False),
        ("b", [decided("not_applicable", "total", False)], True),
        ("b", [decided("not_applicable", "b", True)], True),
    ],
    ids=[
        "10 % is not more",
        "30 % is",
        "accepted",
        "by the other word",
        "refused",
        "the claim alone is another",
    ],
)
def test_more_than_at_most_not_applying_keeps_the_grade_provisional(
    gone: str, decisions: list[Decision], over: bool
) -> None:
    """Until a decision accepts it; the decision on one claim is none on the whole."""
    guideline = two("not_applicable: {points: rescale, at_most: 10%}")
    marks = {name: value for name, value in {"a": 60, "b": 30, "c": 10}.items() if name != gone}
    found = score(
        guideline,
        out=f"{{{gone}: 无}}",
        sheets=[sheet(marks=marks, agree={gone: True})],
        decisions=decisions,
    ).document["score"]
    assert (found["provisional"], found["not_applicable"]["over"]) == (over, over)
    assert found["grade"] == "a"


def test_no_score_at_one_end_is_no_grade() -> None:
    """With every claim accepted nothing would apply: the ends do not agree."""
    found = score(two(), out="{a: 无, b: 无, c: 无}")
    assert found.total == "0…-"
    told = found.document["score"]
    assert (told["points"], told["grade"], told["provisional"]) == (None, None, True)


STEPS: Final = """
full_marks: 100
sections:
  - {id: A, title: 甲, points: 100, criteria: [{id: A1, title: 一, points: 100, rule: {count: {fact: n, each: 1}}}]}
bonus: {at_most: 10, criteria: [{id: P1, title: 荣誉, points: 5, rule: {yes_no: {fact: d}}}]}
deductions:
  at_most: 40
  criteria:
    - {id: X1, title: 逾期, at_most: 40, rule: {count: {fact: e.n, each: 10}}}
    - {id: X2, title: 通报, at_most: 40, rule: {yes_no: {fact: e.b}}}
ceilings:
  - {id: K1, title: 无协议, when: {fact: b, is: no}, at_most: b}
  - {id: K2, title: 无制度, when: {fact: d, is: no}, at_most: c}
vetoes:
  - {id: V1, title: 弄虚作假, decided_by: panel, grade: d}
"""


@pytest.mark.parametrize(
    "facts, late, vetoes, told",
    [
        ("{n: 95, b: 是, d: 是}", 0, (), {"bonus": "P1 荣誉", "grade": "a", "ceilings": "a", "vetoes": "a"}),
        ("{n: 95, b: 否, d: 是}", 0, (), {"grade": "a", "ceilings": "b K1 无协议", "vetoes": "b"}),
        ("{n: 95, b: 是, d: 是}", 0, ("V1",), {"grade": "a", "ceilings": "a", "vetoes": "d V1 弄虚作假"}),
        (
            "{n: 95, b: 否, d: 否}",
            0,
            ("V1",),
            {"grade": "a", "ceilings": "c K1 无协议、K2 无制度", "vetoes": "d V1 弄虚作假"},
        ),
        ("{n: 75, b: 否, d: 是}", 0, (), {"grade": "b", "ceilings": "b", "vetoes": "b"}),
        (
            "{n: 95, b: 是, d: 否}",
            2,
            (),
            {"deductions": "X1 逾期", "grade": "c", "ceilings": "c", "vetoes": "c"},
        ),
    ],
    ids=["nothing", "a ceiling", "a veto, no ceiling", "both", "a ceiling above the grade", "a deduction"],
)
def test_the_steps_name_what_acted(
    facts: str, late: int, vetoes: tuple[str, ...], told: dict[str, str]
) -> None:
    """A veto's fall is not shown as a ceiling's, nor a deduction's; what changed nothing is not named."""
    sheets = [sheet(observed={"e.n": late, "e.b": False})]
    decisions = [decided("veto", id, value=True) for id in vetoes]
    document = score(read_guideline(STEPS), facts, sheets=sheets, decisions=decisions).document
    steps = {step["step"]: step for step in document["steps"]}
    for name, expected in told.items():
        shown = f"{steps[name].get('grade', '')} {steps[name]['detail']}"
        assert shown.strip() == expected, name
    for name in ("bonus", "deductions"):
        if name not in told and "d: 否" in facts:
            assert steps[name]["detail"] == ""


def test_a_pending_veto_acts_at_the_low_end_only() -> None:
    """An evaluator's tick that nobody decided yet."""
    sheets = [sheet(observed={"e.n": 0, "e.b": False}, vetoes=["V1"])]
    document = score(read_guideline(STEPS), "{n: 95, b: 是, d: 是}", sheets=sheets).document
    by_name = {step["step"]: step for step in document["steps"]}
    assert (by_name["ceilings"]["grade_low"], by_name["ceilings"]["grade_high"]) == ("a", "a")
    assert (by_name["vetoes"]["grade_low"], by_name["vetoes"]["grade_high"]) == ("d", "a")
