"""Each sentence of arithmetic.md about adding up: rounding, rescaling, weights, bonus, deductions, steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Final

import pytest

from evaluator.base.exact import Number, simple
from evaluator.base.seal import digest
from evaluator.evaluation.gaps import met
from evaluator.loading.guideline import load_guideline
from evaluator.model.guideline import Guideline
from evaluator.model.rule import Mark
from evaluator.model.values import Value
from evaluator.scoring.assess import SECTION
from evaluator.scoring.panel import merge_points
from evaluator.scoring.score import roll_up, scales, shown
from tests.expected import inputs
from tests.scoring import alone, decided, of, read_guideline, score, sheet
from tests.strategies import make
from tests.test_properties import computing

FOUR = """
full_marks: 100
{top}
sections:
  - id: A
    title: 甲
    points: 60
    sections:
      - {{id: A1, title: 甲一, points: 40, criteria: [{a}, {b}]}}
      - {{id: A2, title: 甲二, points: 20, criteria: [{c}]}}
  - {{id: B, title: 乙, points: 40, criteria: [{d}]}}
"""


def four(top: str = "", more: Mapping[str, str] | None = None) -> Guideline:
    """Return a guideline of four marked criteria: 15 + 25 in A1, 20 in A2, 40 in B."""
    written = {}
    for name, points in (("a", 15), ("b", 25), ("c", 20), ("d", 40)):
        keys = (more or {}).get(name, "")
        written[name] = (
            f"{{id: {name}, title: {name}, points: {points}, may_not_apply: true, rule: {{mark: {{}}}}{keys}}}"
        )
    return read_guideline(FOUR.format(top=top, **written))


def out(*names: str) -> dict[str, object]:
    """Claim that criteria do not apply, with an evaluator who agrees."""
    return {"out": f"{{{', '.join(f'{name}: 无' for name in names)}}}"}


# Rescaling


@pytest.mark.parametrize(
    "gone, within, total, sections",
    [
        ((), "section", "48", {"A": ("26", "60"), "A1": ("18", "40"), "A2": ("8", "20"), "B": ("22", "40")}),
        # a is out: A1 is 12 of 25, so 12 × 40 ÷ 25 = 19.2 of 40
        (("a",), "section", "49.2", {"A": ("27.2", "60"), "A1": ("19.2", "25"), "B": ("22", "40")}),
        # A2 is out as a whole: A is 18 of 40, so 18 × 60 ÷ 40 = 27 of 60
        (("c",), "section", "49", {"A": ("27", "40"), "A1": ("18", "40"), "A2": ("0", "0")}),
        # level by level: A1 19.2 of 40, then A 19.2 × 60 ÷ 40 = 28.8
        (("a", "c"), "section", "50.8", {"A": ("28.8", "40"), "A1": ("19.2", "25")}),
        # all of A is out: B alone stands for everything, 22 × 100 ÷ 40
        (("a", "b", "c"), "section", "55", {"A": ("0", "0"), "B": ("22", "40")}),
        (("a", "b", "c", "d"), "section", "-", {}),
        # within: total: (12 + 8 + 22) × 100 ÷ 85 once
        (("a",), "total", "840/17", {"A": ("20", "45"), "A1": ("12", "25"), "B": ("22", "40")}),
        (("a", "b", "c", "d"), "total", "-", {}),
    ],
)
def test_what_does_not_apply_is_rescaled(
    gone: tuple[str, ...], within: str, total: str, sections: dict[str, tuple[str, str]]
) -> None:
    """Within a section, level by level, or over the total; nothing applies at all: no score."""
    guideline = four(f"not_applicable: {{points: rescale, within: {within}}}")
    marks = {"a": 6, "b": 12, "c": 8, "d": 22}
    found = score(guideline, sheets=[sheet(marks=marks, agree=dict.fromkeys(gone, True))], **out(*gone))  # type: ignore[arg-type]
    assert found.total == total
    for name, (points, applicable) in sections.items():
        node = found.computed.low.sections[name]
        assert (node.points if node.applies else 0, node.applicable) == (of(points), of(applicable)), name
    if total == "-":
        assert found.document["score"]["points"] is None
        assert found.document["score"]["grade"] is None


@pytest.mark.parametrize(
    "top, own, total",
    [
        ("not_applicable: {points: full}", "", "57"),
        ("not_applicable: {points: zero}", "", "42"),
        ("", ", not_applicable: full", "57"),
        ("", ", not_applicable: zero", "42"),
        ("not_applicable: {points: zero}", ", not_applicable: rescale", "49.2"),
    ],
)
def test_what_does_not_apply_may_count_full_or_zero(top: str, own: str, total: str) -> None:
    """By the guideline's word or the criterion's own; it then stays in the denominator."""
    marks = {"b": 12, "c": 8, "d": 22}
    guideline = four(top, {"a": own})
    found = score(guideline, sheets=[sheet(marks=marks, agree={"a": True})], out="{a: 无}")
    assert found.total == total
    assert found["a"].outcome == "not_applicable"
    assert found.document["score"]["not_applicable"]["points"] == "15.00"


def test_a_section_s_word_on_what_does_not_apply_holds_for_what_is_below_it() -> None:
    """`not_applicable: full` on a section."""
    body = """
full_marks: 10
sections:
  - id: A
    title: 甲
    points: 10
    not_applicable: full
    criteria:
      - {id: a, title: 一, points: 4, may_not_apply: true, rule: {mark: {}}}
      - {id: b, title: 二, points: 6, rule: {mark: {}}}
"""
    found = score(read_guideline(body), sheets=[sheet(marks={"b": 3}, agree={"a": True})], out="{a: 无}")
    assert found.total == "7"


# Rounding

THIRDS = """
full_marks: 30
rounding: {rounding}
sections:
  - id: A
    title: 甲
    points: 30
    criteria:
      - {{id: a, title: 一, points: 10, rule: {{ratio: {{of: n, to: m, if_none: zero}}}}}}
      - {{id: b, title: 二, points: 10, rule: {{ratio: {{of: n, to: m, if_none: zero}}}}}}
      - {{id: c, title: 三, points: 10, rule: {{ratio: {{of: n, to: m, if_none: zero}}}}}}
"""


@pytest.mark.parametrize(
    "rounding, facts, criterion, exact, points",
    [
        ("{places: 2, at: criterion}", "{n: 1, m: 3}", "3.33", "9.99", "9.99"),
        ("{places: 2, at: total}", "{n: 1, m: 3}", "10/3", "10", "10.00"),
        ("{places: 2, at: total}", "{n: 2, m: 9}", "20/9", "20/3", "6.67"),
        ("{places: 0, at: criterion}", "{n: 1, m: 4}", "3", "9", "9"),
        ("{places: 0, at: total, rule: half_even}", "{n: 1, m: 4}", "2.5", "7.5", "8"),
        ("{places: 0, at: total, rule: half_even}", "{n: 1, m: 12}", "5/6", "2.5", "2"),
        ("{places: 0, at: total, rule: half_up}", "{n: 1, m: 12}", "5/6", "2.5", "3"),
    ],
)
def test_rounding(rounding: str, facts: str, criterion: str, exact: str, points: str) -> None:
    """Each criterion as an evaluator would write it, or only the total."""
    found = score(read_guideline(THIRDS.format(rounding=rounding)), facts)
    assert found.points("a") == criterion
    assert found.total == exact
    told = found.document["score"]
    assert told["points"] == points
    assert told.get("exact") == (None if "at: criterion" in rounding or exact == "10" else exact)


def test_a_rescaled_section_is_rounded_where_criteria_are() -> None:
    """So printed parts add up to printed totals: 7 × 40 ÷ 25 is 11.2, 7 × 40 ÷ 15 is 18.67."""
    marks = {"a": 7, "c": 0, "d": 0}
    found = score(four(), sheets=[sheet(marks=marks, agree={"b": True})], out="{b: 无}")
    assert found.computed.low.sections["A1"].points == of("18.67")
    assert found.total == "18.67"
    exact_one = score(
        four("rounding: {at: total}"), sheets=[sheet(marks=marks, agree={"b": True})], out="{b: 无}"
    )
    assert exact_one.total == "56/3"


def test_a_value_before_rounding_is_told() -> None:
    """`unrounded` beside the points, `exact` where the counted value is not writable at `places`."""
    found = score(read_guideline(THIRDS.format(rounding="{}")), "{n: 1, m: 3}").document["findings"][0]
    assert (found["points"], found["unrounded"]) == ("3.33", "10/3")
    assert "exact" not in found
    found = score(read_guideline(THIRDS.format(rounding="{at: total}")), "{n: 1, m: 3}").document["findings"][
        0
    ]
    assert (found["points"], found["exact"]) == ("3.33", "10/3")
    assert "unrounded" not in found


# Weights

WEIGHED = """
full_marks: 100
rounding: {at: total}
sections:
  - id: A
    title: 甲
    points: 100
    weight: 40
    criteria:
      - {id: a, title: 一, points: 100, rule: {mark: {}}, key_item: true}
  - id: B
    title: 乙
    weight: 60
    criteria:
      - {id: b, title: 二, weight: 1, may_not_apply: true, rule: {mark: {}}}
      - {id: c, title: 三, points: 5, weight: 2, may_not_apply: true, rule: {mark: {}}}
      - {id: z, title: 零, weight: 0, rule: {mark: {}}}
"""


def test_84_of_100_with_weight_40_counts_33_6() -> None:
    """A node's own points are only its scale; 100 is a criterion's default; weight 0 is shown and not scored."""
    marks = {"a": 84, "b": 50, "c": 4, "z": 70}
    found = score(read_guideline(WEIGHED), sheets=[sheet(marks=marks)])
    assert found.points("a") == "33.6"
    assert found.points("b") == "10"
    assert found.points("c") == "32"
    assert found.points("z") == "0"
    assert found.total == "75.6"
    told = {one["criterion"]: one for one in found.document["findings"]}
    assert (told["a"]["points"], told["a"]["of"], told["a"]["own"]) == (
        "33.60",
        "40.00",
        {"points": "84.00", "of": "100"},
    )
    assert told["z"]["own"]["points"] == "70.00"


def test_what_weighs_nothing_does_not_carry_a_section() -> None:
    """Of B only what weighs nothing applies, so A stands for everything."""
    found = score(
        read_guideline(WEIGHED),
        sheets=[sheet(marks={"a": 84, "z": 70}, agree={"b": True, "c": True})],
        out="{b: 无, c: 无}",
    )
    assert found.total == "84"
    assert not found.computed.low.sections["B"].applies


def test_a_section_of_weight_0_is_shown() -> None:
    """It applies, with nothing to count."""
    body = WEIGHED.replace("weight: 60", "weight: 0")
    found = score(read_guideline(body), sheets=[sheet(marks={"a": 84, "b": 50, "c": 4, "z": 70})])
    assert found.total == "84"
    assert found.computed.low.sections["B"].applies


# Bonus and deductions

BESIDE = """
full_marks: 100
{top}
sections:
  - {{id: A, title: 甲, points: 100, criteria: [{{id: a, title: 一, points: 100, rule: {{mark: {{}}}}}}]}}
bonus:
  at_most: 5
  above_full: {above}
  criteria:
    - {{id: p, title: 加一, points: 4, rule: {{yes_no: {{fact: b}}}}}}
    - {{id: q, title: 加二, points: 3, rule: {{yes_no: {{fact: e.b}}}}}}
deductions:
  at_most: 8
  criteria:
    - {{id: x, title: 扣一, at_most: 6, rule: {{count: {{fact: e.n, each: 2}}}}}}
    - {{id: y, title: 扣二, at_most: 5, rule: {{choice: {{fact: e.c, award: {{good: 0, bad: 5}}}}}}}}
"""


@pytest.mark.parametrize(
    "mark, facts, observed, above, total, steps",
    [
        (90, "{b: no}", {"e.b": False, "e.n": 0, "e.c": "good"}, "false", "90", ("90", "90", "90")),
        (90, "{b: yes}", {"e.b": False, "e.n": 0, "e.c": "good"}, "false", "94", ("94", "94", "94")),
        (90, "{b: yes}", {"e.b": True, "e.n": 0, "e.c": "good"}, "false", "95", ("95", "95", "95")),
        (90, "{b: no}", {"e.b": False, "e.n": 2, "e.c": "good"}, "false", "86", ("90", "86", "86")),
        (90, "{b: no}", {"e.b": False, "e.n": 9, "e.c": "good"}, "false", "84", ("90", "84", "84")),
        (90, "{b: no}", {"e.b": False, "e.n": 9, "e.c": "bad"}, "false", "82", ("90", "82", "82")),
        (99, "{b: yes}", {"e.b": True, "e.n": 0, "e.c": "good"}, "false", "100", ("104", "104", "100")),
        (99, "{b: yes}", {"e.b": True, "e.n": 1, "e.c": "good"}, "false", "100", ("104", "102", "100")),
        (99, "{b: yes}", {"e.b": True, "e.n": 0, "e.c": "good"}, "true", "104", ("104", "104", "104")),
        (3, "{b: no}", {"e.b": False, "e.n": 9, "e.c": "bad"}, "false", "0", ("3", "-5", "0")),
    ],
    ids=[
        "nothing beside",
        "a bonus",
        "bonuses are capped together",
        "a deduction",
        "a deduction is capped by itself",
        "and all together",
        "not above full",
        "bonus and deductions come before the clamp",
        "above full where the guideline says so",
        "never below 0",
    ],
)
def test_bonus_and_deductions(
    mark: int, facts: str, observed: dict[str, Value], above: str, total: str, steps: tuple[str, str, str]
) -> None:
    """Bonus (capped) → deductions (capped) → clamp to 0…full."""
    guideline = read_guideline(BESIDE.format(top="", above=above))
    found = score(guideline, facts, sheets=[sheet(marks={"a": mark}, observed=observed)])
    assert found.total == total
    told = {step.step: step.points for step in found.computed.low.steps}
    assert tuple(told[name] for name in ("bonus", "deductions", "clamp")) == tuple(map(of, steps))


def test_before_the_role_s_sheet_bonus_and_deductions_are_open() -> None:
    """An open bonus is 0 or full, an open deduction its `at_most` or 0; a station's blank bonus is 0."""
    guideline = read_guideline(BESIDE.format(top="", above="false"))
    found = score(guideline, decisions=[decided("mark", "a", Mark(points=90))])
    assert found.told("p") == ("0", "not_met", "blank")
    assert found.told("q") == ("0…3", "not_assessed", "awaiting_mark")
    assert found.told("x") == ("6…0", "not_assessed", "awaiting_mark")
    assert found.total == "82…93"


def test_a_role_that_is_in_and_silent_means_none() -> None:
    """Whatever the rule: no bonus, and nothing taken off."""
    body = BESIDE.format(top="", above="false") + (
        "    - {id: w, title: 扣三, at_most: 5, rule: {tiers: {fact: e.s, bands: [{below: 60%, award: 5}]}}}\n"
        "    - {id: v, title: 扣四, at_most: 5, rule: {yes_no: {fact: e.b, is: no}}}\n"
    )
    body = body.replace(
        "rule: {yes_no: {fact: e.b}}}",
        "rule: {ratio: {of: e.n, to: x, lower_is_better: true}}}\n"
        "    - {id: r, title: 加三, points: 3, rule: {mark: {}}}",
    )
    found = score(read_guideline(body), "{x: 4}", sheets=[sheet(marks={"a": 90})])
    assert {name: found.points(name) for name in ("p", "q", "r", "x", "y", "w", "v")} == dict.fromkeys(
        "pqrxywv", "0"
    )
    assert found.total == "90"
    assert [found[name].reason for name in ("q", "r")] == ["blank", "blank"]
    assert {found[name].outcome for name in "xywv"} == {"met"}


def test_a_sheet_of_another_role_settles_nothing() -> None:
    """Only a submitted sheet of the role that supplies the fact does."""
    guideline = read_guideline(BESIDE.format(top="roles: {finance: 财务}", above="false"))
    others = [sheet("f", role="finance"), sheet("e", submitted=False)]
    found = score(guideline, sheets=others, decisions=[decided("mark", "a", Mark(points=90))])
    assert found.total == "82…93"


def test_a_bonus_is_never_rescaled_and_shows_no_gap() -> None:
    """One that does not apply adds nothing and takes nothing away."""
    body = BESIDE.format(top="", above="false").replace(
        "points: 4, rule", "points: 4, applies_when: {fact: d}, rule"
    )
    observed: dict[str, Value] = {"e.b": False, "e.n": 0, "e.c": "good"}
    found = score(read_guideline(body), "{b: yes, d: no}", sheets=[sheet(marks={"a": 90}, observed=observed)])
    assert found.points("p") == "-"
    assert found.total == "90"
    assert found.document["score"]["not_applicable"]["points"] == "0.00"


# Steps and what is told


def test_every_step_is_told_in_order() -> None:
    """Criteria → sections → rescale → bonus → deductions → clamp → rounding → grade → ceilings → vetoes."""
    guideline = read_guideline(BESIDE.format(top="", above="false"))
    document = score(guideline, "{b: yes}", sheets=[sheet(marks={"a": 90})]).document
    assert [step["step"] for step in document["steps"]] == [
        "criteria",
        "sections",
        "bonus",
        "deductions",
        "clamp",
        "rounding",
        "grade",
        "ceilings",
        "vetoes",
    ]
    found = score(
        four(),
        sheets=[sheet(marks={"d": 20}, agree={"a": True, "b": True, "c": True})],
        out="{a: 无, b: 无, c: 无}",
    ).document
    assert [step["step"] for step in found["steps"]][:3] == ["criteria", "sections", "rescale"]
    assert [step["points"] for step in found["steps"][:3]] == ["20.00", "20.00", "50.00"]


@pytest.mark.parametrize(
    "points, compare, told",
    [
        ("89.995", "exact", "89.995"),
        ("89.9999", "exact", "89.9999"),
        ("89.996", "rounded", "90.00"),
        ("89.994", "exact", "89.99"),
        ("90", "exact", "90.00"),
        ("79.9951", "exact", "79.995"),
        ("85.005", "exact", "85.01"),
        ("2699999/30000", "exact", "89.99997"),
    ],
)
def test_a_total_stays_on_its_side_of_every_limit(points: str, compare: str, told: str) -> None:
    """A report never shows a 90.00 that is not 90: as many digits as needed."""
    guideline = alone("{mark: {}}", points="100", top=f"compare: {compare}\nrounding: {{at: total}}")
    assert shown(of(points), guideline) == told


def test_shown_stands_beside_points() -> None:
    """In the evaluation, only where the two differ."""
    guideline = alone("{mark: {}}", points="100", top="rounding: {at: total}")
    found = score(guideline, sheets=[sheet(marks={"A1": of("89.995")})]).document["score"]
    assert (found["points"], found["shown"], found["exact"], found["grade"]) == (
        "90.00",
        "89.995",
        "89.995",
        "b",
    )
    found = score(guideline, sheets=[sheet(marks={"A1": 91})]).document["score"]
    assert "shown" not in found


def test_the_seal_is_over_everything_else() -> None:
    """Change one figure, and it does not hold any more."""
    document = score(four(), sheets=[sheet(marks={"a": 1, "b": 2, "c": 3, "d": 4})]).document
    kept = document.pop("seal")
    assert digest(document) == kept
    document["score"]["points"] = "99.00"
    assert digest(document) != kept


def test_the_range_of_marks_still_to_come() -> None:
    """Each missing mark at 0 and at full; points and grade are null while the ends differ."""
    found = score(four(), sheets=[sheet(marks={"a": 15, "b": 25, "c": 20})])
    assert found.total == "60…100"
    told = found.document["score"]
    assert (told["points"], told["low"], told["high"]) == (None, "60.00", "100.00")
    assert (told["grade"], told["grade_low"], told["grade_high"], told["provisional"]) == (
        None,
        "c",
        "a",
        True,
    )


def test_both_ends_may_agree_on_the_grade() -> None:
    """The points are open, the grade is not."""
    found = score(four(), sheets=[sheet(marks={"a": 0, "b": 0, "c": 0})]).document["score"]
    assert (found["points"], found["low"], found["high"]) == (None, "0.00", "40.00")
    assert (found["grade"], found["provisional"]) == ("d", True)


def test_a_point_counts_its_scale_in_the_total() -> None:
    """What a criterion lacks times its scale is what adding up again gains, also under weights; all exact."""
    weighted = rescaled = compared = 0
    for seed in range(150):
        one = computing(make(Random(seed)))  # noqa: S311 - test data, no secret
        guideline = replace(one.case.guideline, rounding=replace(one.case.guideline.rounding, at="total"))
        now = roll_up(guideline, one.findings)
        factors = scales(guideline, now)
        for finding in one.findings:
            if finding.kind != SECTION or not finding.settled or not finding.low.applies:
                continue
            changed = (met(finding) if other is finding else other for other in one.findings)
            lacks = finding.criterion.full - now.criteria[finding.criterion.id].points
            gained = roll_up(guideline, changed).unclamped - now.unclamped
            assert lacks * factors[finding.criterion.id] == gained, seed
            compared += 1
            weighted += finding.criterion.full != finding.criterion.points
            rescaled += factors[finding.criterion.id] != 1
    assert min(compared, weighted) > 100
    assert rescaled > 30


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
