"""Each sentence of arithmetic.md about judging one criterion: its order, blanks, claims, evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Final

import pytest

from evaluator.model.rule import FileCheck, Mark
from evaluator.model.sheet import Observation
from evaluator.model.values import Value
from evaluator.scoring.assess import Assessment
from evaluator.scoring.evidence import Shelf, presence
from evaluator.scoring.facts import FactState, SourcedValue, StationFacts, gather
from tests.scoring import alone, decided, read_guideline, score, sheet

YES_NO = "{yes_no: {fact: b}}"
COUNT = "{count: {fact: n, each: 2}}"


# Order inside a criterion: applies_when, accepted claim, zero_when, options without items, blank, denominator 0,
# rule, clamp, evidence, rounding. Each step wins over all that follow it.


@pytest.mark.parametrize(
    "facts, told",
    [
        ("{b: no, d: yes, n: 3}", ("-", "not_applicable", "not_applicable")),
        ("{b: no, d: yes}", ("-", "not_applicable", "not_applicable")),
        ("{b: yes, d: yes, n: 3}", ("0", "not_met", "zero_when")),
        ("{b: yes, d: yes}", ("0", "not_met", "zero_when")),
        ("{b: yes, n: 3}", ("0", "not_met", "zero_when")),
        ("{b: yes, d: no}", ("0", "not_met", "blank")),
        ("{b: yes, d: no, n: 0}", ("0", "not_met", "zero")),
        ("{b: yes, d: no, n: 3}", ("0", "not_met", "no_evidence")),
        ("{d: no, n: 3}", ("0", "not_met", "no_evidence")),
    ],
    ids=[
        "does not apply before zero_when",
        "does not apply before blank",
        "zero_when before the rule",
        "zero_when before blank",
        "unknown zero_when is zero",
        "blank before evidence",
        "evidence is not asked where the award is 0",
        "evidence after the rule",
        "unknown applies_when applies",
    ],
)
def test_the_order_inside_a_criterion(facts: str, told: tuple[str, str, str]) -> None:
    """What comes first decides."""
    guideline = alone(
        COUNT,
        more="applies_when: {fact: b}, zero_when: {fact: d}, evidence: [{id: p, kind: photo, title: 照片}]",
    )
    assert score(guideline, facts).told() == told


@pytest.mark.parametrize(
    "sheets, told",
    [
        ((), ("0…-", "not_assessed", "claimed")),
        ((sheet(agree={"A1": True}),), ("-", "not_applicable", "not_applicable")),
        ((sheet(agree={"A1": False}),), ("0", "not_met", "refused")),
        (
            (sheet(agree={"A1": True}), sheet("e2", agree={"A1": False})),
            ("0…-", "not_assessed", "awaiting_decision"),
        ),
        ((sheet(agree={"A1": True}, submitted=False),), ("0…-", "not_assessed", "claimed")),
    ],
    ids=["unconfirmed", "accepted", "refused", "sheets disagree", "not submitted"],
)
def test_a_claim(sheets: tuple[object, ...], told: tuple[str, str, str]) -> None:
    """One submitted sheet settles it; until then it is refused at the low end and accepted at the high one."""
    guideline = alone(COUNT, more="may_not_apply: true, zero_when: {fact: d}")
    assert score(guideline, "{d: yes}", out="{A1: 没有}", sheets=sheets).told() == told  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["claim", "not_applicable"])
@pytest.mark.parametrize(
    "value, told",
    [(True, ("-", "not_applicable", "not_applicable")), (False, ("0", "not_met", "refused"))],
    ids=["accepted", "refused"],
)
def test_a_decision_settles_a_claim(kind: str, value: bool, told: tuple[str, str, str]) -> None:
    """By either of the two words decisions have for it, and whatever the sheets say."""
    guideline = alone(COUNT, more="may_not_apply: true")
    sheets = [sheet(agree={"A1": not value})]
    found = score(guideline, out="{A1: 没有}", sheets=sheets, decisions=[decided(kind, "A1", value)])
    assert found.told() == told


def test_a_claim_beside_given_facts_is_dropped() -> None:
    """With a warning, and the facts count."""
    found = score(alone(COUNT, more="may_not_apply: true"), "{n: 2}", out="{A1: 没有}")
    assert found.told() == ("4", "partly_met", "scored")
    dossier = found.computed.case.dossier
    assert dossier.claims["A1"].state == "dropped"
    assert [one.code for one in dossier.problems] == ["claim-beside-facts"]


@pytest.mark.parametrize(
    "facts, observed, state",
    [
        ("{n: 2}", {}, "dropped"),
        ("{n: 2}", {"e.n": 1}, "dropped"),
        ("{}", {"e.n": 1}, "accepted"),
        ("{}", {}, "accepted"),
        ("{}", {"n": 2}, "dropped"),
    ],
    ids=["given", "given, with the role's", "only the role's", "none", "observed"],
)
def test_a_role_s_fact_neither_drops_a_claim_nor_keeps_it(
    facts: str, observed: dict[str, Value], state: str
) -> None:
    """A claim must not fall by what comes later."""
    guideline = alone("{ratio: {of: n, to: e.n, if_none: zero}}", more="may_not_apply: true")
    sheets = [sheet(agree={"A1": True}, observed=observed)]
    found = score(guideline, facts, out="{A1: 没有}", sheets=sheets)
    assert found.computed.case.dossier.claims["A1"].state == state


CHECKLIST = "{checklist: {fact: r, award: {r1: 5, r2: 3, r3: 2}}}"


@pytest.mark.parametrize(
    "rule, facts, out, points",
    [
        (CHECKLIST, "{r: [r1]}", "{r.r2: 无}", "50/7"),
        (CHECKLIST, "{r: []}", "{r.r1: 无, r.r2: 无, r.r3: 无}", "-"),
        ("{all_of: {fact: r}}", "{r: [r1, r3]}", "{r.r2: 无}", "10"),
        ("{all_of: {fact: r}}", "{r: [r1]}", "{r.r2: 无}", "0"),
        ("{all_of: {fact: r, items: [r2]}}", "{r: [r1]}", "{r.r2: 无}", "-"),
        ("{ratio: {of: r}}", "{r: [r1]}", "{r.r2: 无}", "5"),
        ("{deduct: {missing: [{fact: r, expected: all, points: 3}]}}", "{r: [r1]}", "{r.r2: 无}", "7"),
    ],
)
def test_options_that_do_not_apply_leave(rule: str, facts: str, out: str, points: str) -> None:
    """They leave the set's size, `all_of`, `expected: all` and the divisor; in `checklist` the rest is scaled."""
    agreed = [sheet(agree={"r.r1": True, "r.r2": True, "r.r3": True})]
    top = "rounding: {at: total}"
    assert score(alone(rule, top=top), facts, out=out, sheets=agreed).points("A1") == points


@pytest.mark.parametrize(
    "agree, told",
    [
        (None, ("3…6", "not_assessed", "claimed")),
        (True, ("6", "partly_met", "scored")),
        (False, ("3", "partly_met", "scored")),
    ],
    ids=["unconfirmed", "accepted", "refused"],
)
def test_an_option_claimed_not_to_apply(agree: bool | None, told: tuple[str, str, str]) -> None:
    """Open until a sheet settles it; refused it is an option like any other that is lacking."""
    sheets = [] if agree is None else [sheet(agree={"r.r1": agree})]
    found = score(alone(CHECKLIST), "{r: [r2]}", out="{r.r1: 无}", sheets=sheets)
    assert found.told() == told


def test_an_option_claimed_and_found_all_the_same() -> None:
    """Chosen and claimed at once: the claim is dropped, also where an evaluator chose it."""
    seen = sheet(observed={"r": frozenset({"r1", "r2"})}, agree={"r.r1": True})
    found = score(alone(CHECKLIST), "{r: [r2]}", out="{r.r1: 无}", sheets=[seen])
    assert found.told() == ("8", "partly_met", "scored")
    dossier = found.computed.case.dossier
    assert dossier.claims["r.r1"].state == "dropped"
    assert [one.code for one in dossier.problems] == ["claim-on-chosen"]


# Blanks


@pytest.mark.parametrize(
    "rule, facts",
    [
        ("{ratio: {of: n, to: m, if_none: zero}}", "{n: 1}"),
        ("{ratio: {of: n, to: m, if_none: zero}}", "{m: 1}"),
        ("{ratio: {of: n, to: {fact: m, times: 6}, if_none: zero}}", "{n: 1}"),
        ("{ratio: {of: n, to: m, if_none: not_applicable}}", "{n: 0}"),
        ("{tiers: {fact: x, bands: [{at_least: y, award: 10}]}}", "{x: 5}"),
        ("{count: {fact: n, above: m, each: 1}}", "{n: 5}"),
        ("{deduct: {each: [{fact: n, points: 1}, {fact: m, points: 1}]}}", "{n: 5}"),
        ("{deduct: {each: [{when: {fact: b}, points: 1}]}}", "{}"),
        ("{deduct: {missing: [{fact: n, expected: {fact: m, times: 2}, points: 1}]}}", "{n: 5}"),
        ("{weighted_ratios: [{of: n, to: m, if_none: full}]}", "{n: 5}"),
        ("{yes_no: {not: {fact: b}}}", "{}"),
        ("{yes_no: {any: [{fact: b}, {fact: d}]}}", "{b: no}"),
        ("{yes_no: {fact: x, at_most: y}}", "{x: 1}"),
        ("{yes_no: {fact: k, at_most: 100}}", "{x: 1}"),
    ],
)
def test_a_station_s_blank_scores_nothing(rule: str, facts: str) -> None:
    """Any fact a rule reads, amounts, every entry and the operands of what is derived included."""
    derived = "  k: {title: 合计, type: number, total: [x], less: [y], shown: true}"
    assert score(alone(rule, facts=derived), facts).told() == ("0", "not_met", "blank")


@pytest.mark.parametrize(
    "rule, facts, points",
    [
        ("{yes_no: {any: [{fact: b}, {fact: d}]}}", "{b: yes}", "10"),
        ("{yes_no: {fact: b, is_given: no}}", "{}", "10"),
        ("{weighted_ratios: [{of: n, to: 2, weight: 1}, {of: m, to: 2, weight: 1}]}", "{n: 2}", "5"),
        (
            "{sum: [{points: 4, rule: {yes_no: {fact: b}}}, {points: 6, rule: {yes_no: {fact: d}}}]}",
            "{d: yes}",
            "6",
        ),
    ],
    ids=[
        "decided without the blank",
        "is_given",
        "blank of counts 0 for its entry",
        "in sum the blank part alone",
    ],
)
def test_where_a_blank_does_not_cost_everything(rule: str, facts: str, points: str) -> None:
    """The exceptions arithmetic.md names."""
    assert score(alone(rule), facts).told() == (
        points,
        "met" if points == "10" else "partly_met",
        "scored",
    )


# What a role has still to say


@pytest.mark.parametrize(
    "rule, facts, told",
    [
        ("{yes_no: {fact: e.b}}", "{}", ("0…10", "not_assessed", "awaiting_mark")),
        ("{yes_no: {fact: e.b}}", "{e.b: yes}", ("0…10", "not_assessed", "awaiting_mark")),
        ("{ratio: {of: n, to: e.n, if_none: zero}}", "{n: 1}", ("0…10", "not_assessed", "awaiting_mark")),
        ("{ratio: {of: n, to: e.n, if_none: zero}}", "{}", ("0", "not_met", "blank")),
        ("{yes_no: {all: [{fact: b}, {fact: e.b}]}}", "{}", ("0", "not_met", "blank")),
        ("{yes_no: {any: [{fact: b}, {fact: e.b}]}}", "{}", ("0…10", "not_assessed", "awaiting_mark")),
        ("{yes_no: {not: {all: [{fact: b}, {fact: e.b}]}}}", "{}", ("0…10", "not_assessed", "awaiting_mark")),
        (
            "{sum: [{points: 4, rule: {yes_no: {fact: e.b}}}, {points: 6, rule: {yes_no: {fact: d}}}]}",
            "{d: yes}",
            ("6…10", "not_assessed", "awaiting_mark"),
        ),
    ],
    ids=[
        "open",
        "the station's word is only a claim",
        "amounts too",
        "a station's blank comes first",
        "and where nothing open could save it",
        "but not where something open still could",
        "turned round by not",
        "in sum its part alone",
    ],
)
def test_what_a_role_has_still_to_say_is_open(rule: str, facts: str, told: tuple[str, str, str]) -> None:
    """0 at the low end, full at the high one."""
    assert score(alone(rule), facts).told() == told


@pytest.mark.parametrize("key", ["applies_when", "zero_when"])
@pytest.mark.parametrize(
    "condition, facts, points",
    [
        ("{fact: e.b}", "{n: 2}", "0…10"),
        ("{all: [{fact: b}, {fact: e.b}]}", "{n: 2}", "0…10"),
        ("{any: [{fact: b}, {fact: e.b}]}", "{n: 2}", {"applies_when": "4", "zero_when": "0"}),
    ],
    ids=["open", "a blank and something open, which may come to no", "which cannot come to no"],
)
def test_conditions_open_through_a_role(
    key: str, condition: str, facts: str, points: str | dict[str, str]
) -> None:
    """The criterion is open where what is open decides, else as if a blank stood there."""
    wanted = points if isinstance(points, str) else points[key]
    assert score(alone(COUNT, more=f"{key}: {condition}"), facts).points("A1") == wanted


@pytest.mark.parametrize(
    "values, points",
    [
        ((3,), "3"),
        ((3, 3), "3"),
        ((3, 4), "0…10"),
    ],
    ids=["one", "equal ones", "unequal ones wait for a decision"],
)
def test_observations_of_a_role(values: tuple[int, ...], points: str) -> None:
    """They count when they agree."""
    sheets = [sheet(f"e{i}", observed={"e.n": value}) for i, value in enumerate(values)]
    guideline = alone("{count: {fact: e.n, each: 1}}")
    found = score(guideline, sheets=sheets)
    assert found.points("A1") == points
    if points == "0…10":
        assert found["A1"].reason == "awaiting_decision"
    assert score(guideline, sheets=sheets, decisions=[decided("fact", "e.n", 7)]).points("A1") == "7"


def test_observations_merged_by_mean() -> None:
    """`merge: mean`: 3, 4 and 4 are 11/3, rounded once afterwards."""
    sheets = [sheet(f"e{i}", observed={"e.m": value}) for i, value in enumerate((3, 4, 4))]
    rule = "{count: {fact: e.m, each: 1, part: exact}}"
    assert score(alone(rule), sheets=sheets).points("A1") == "3.67"


def test_an_observation_is_stronger_than_what_the_station_declares() -> None:
    """Observed over declared; the other value is kept."""
    found = score(alone(COUNT), "{n: 5}", sheets=[sheet(observed={"n": 2})])
    assert found.points("A1") == "4"
    assert [(one.source, one.value) for one in found.computed.case.dossier.facts["n"].also] == [
        ("declared", 5)
    ]


# Contradictions

BOUNDED = """
  k1: {title: 子数, type: integer, at_least: 0, at_most: k2, shown: true}
  k2: {title: 母数, type: integer, at_least: 0, shown: true}
  k3: {title: 合计, type: integer, total: [k1, m], shown: true}
"""


@pytest.mark.parametrize("turned", [False, True], ids=["as written", "turned round"])
def test_what_contradicts_another_fact_is_blank_and_so_is_what_is_derived_from_it(turned: bool) -> None:
    """k1 may not be more than k2, which an evaluator found smaller; the order of facts changes nothing."""
    facts = "\n".join(reversed(BOUNDED.splitlines())) if turned else BOUNDED
    guideline = alone("{yes_no: {fact: k3, at_least: 1}}", facts=facts)
    assert score(guideline, "{k1: 4, k2: 4, m: 2}").points("A1") == "10"
    found = score(guideline, "{k1: 4, k2: 4, m: 2}", sheets=[sheet(observed={"k2": 3})])
    assert found.told() == ("0", "not_met", "blank")
    dossier = found.computed.case.dossier
    assert [dossier.facts[name].value for name in ("k1", "k2", "k3")] == [None, 3, None]
    assert [one.code for one in dossier.problems] == ["contradicts-above"]


# Denominator 0, clamp, rounding


@pytest.mark.parametrize(
    "rule, facts, points",
    [
        ("{ratio: {of: n, to: m, if_none: zero}}", "{n: 1, m: 0}", "0"),
        ("{ratio: {of: n, to: m, if_none: full}}", "{n: 1, m: 0}", "10"),
        ("{ratio: {of: n, to: m, if_none: not_applicable}}", "{n: 1, m: 0}", "-"),
        ("{ratio: {of: n, to: m, lower_is_better: true}}", "{n: 0, m: 0}", "10"),
        ("{ratio: {of: n, to: m, lower_is_better: true}}", "{n: 1, m: 0}", "0"),
        ("{sum: [{points: 15, rule: {yes_no: {fact: b}}}]}", "{b: yes}", "10"),
        ("{ratio: {of: n, to: m, if_none: zero}}", "{n: 1, m: 3}", "3.33"),
        ("{ratio: {of: n, to: m, if_none: zero}}", "{n: 5, m: 3}", "10"),
    ],
)
def test_divisors_clamp_and_rounding(rule: str, facts: str, points: str) -> None:
    """A `to` of 0 means what `if_none` says; 0…points; rounded once at the end."""
    assert score(alone(rule), facts).points("A1") == points


# Evidence

PHOTO = "evidence: [{id: p, kind: photo, title: 照片}]"
ITEM = "[{id: E1, kind: photo, title: 照片, for: [A1]}]"


@pytest.mark.parametrize(
    "policy, points, reason",
    [
        ("no_points", "0", "no_evidence"),
        ("keep_points", "8", "scored"),
        ("{cap: 60%}", "6", "no_evidence"),
        ("{cap: 90%}", "8", "scored"),
    ],
)
def test_what_missing_evidence_does(policy: str, points: str, reason: str) -> None:
    """No points, all points, or min(award, a share of full marks); by the guideline or the criterion itself."""
    everywhere = alone(COUNT, more=PHOTO, top=f"missing_evidence: {policy}")
    own = alone(COUNT, more=f"{PHOTO}, if_missing: {policy}")
    for guideline in (everywhere, own):
        found = score(guideline, "{n: 4}")
        assert found.told() == (points, "partly_met" if points != "0" else "not_met", reason)
        assert score(guideline, "{n: 4}", evidence=ITEM).told() == ("8", "partly_met", "scored")


def test_a_mark_keeps_its_points_without_evidence() -> None:
    """The gap is reported."""
    found = score(alone("{mark: {}}", more=PHOTO), sheets=[sheet(marks={"A1": 7})])
    assert found.told() == ("7", "partly_met", "scored")
    assert found.document["findings"][0]["missing_evidence"] == ["照片"]


@pytest.mark.parametrize(
    "line, points",
    [
        ("{id: p, kind: photo, title: 照片, optional: true}", "8"),
        ("{id: p, kind: site, title: 查看}", "8"),
        ("{id: p, kind: survey, title: 问卷}", "8"),
        ("{id: p, kind: interview, title: 访谈}", "8"),
        ("{id: p, kind: photo, title: 照片, when: {fact: b}}", "8"),
        ("{id: p, kind: photo, title: 照片, when: {fact: d}}", "0"),
        ("{id: p, kind: photo, title: 照片, when: {fact: e.b}}", "0…8"),
        ("{id: p, kind: photo, title: 照片, when: {any: [{fact: d}, {fact: e.b}]}}", "0"),
        ("{id: p, kind: photo, title: 照片, when: {all: [{fact: d}, {fact: e.b}]}}", "0…8"),
    ],
    ids=[
        "optional",
        "site is the evaluator's",
        "survey is the evaluator's",
        "interview is the evaluator's",
        "its condition does not hold",
        "a blank condition never helps",
        "its condition is open",
        "a blank decides",
        "what is open decides",
    ],
)
def test_which_lines_are_asked_for(line: str, points: str) -> None:
    """Required unless optional or only `when`."""
    assert score(alone(COUNT, more=f"evidence: [{line}]"), "{n: 4, b: no}").points("A1") == points


def photo(name: str, *where: str, date: str = "") -> str:
    """Write an item."""
    dated = f", date: {date}" if date else ""
    return f"{{id: {name}, kind: photo, title: 照片, for: [{', '.join(where)}]{dated}}}"


TWO = "evidence: [{id: p, kind: photo, title: 门头}, {id: q, kind: photo, title: 室内, dated: period}]"


@pytest.mark.parametrize(
    "line, items, ok",
    [
        (PHOTO, [photo("E1", "A1")], True),
        (PHOTO, [photo("E1", "A1#p")], True),
        (PHOTO, ["{id: E1, kind: document, title: 文件, for: [A1]}"], False),
        (PHOTO, ["{id: E1, kind: document, title: 文件, for: [A1#p]}"], True),
        ("evidence: [{id: p, kind: photo, title: 照片, at_least: 2}]", [photo("E1", "A1")], False),
        (
            "evidence: [{id: p, kind: photo, title: 照片, at_least: 2}]",
            [photo("E1", "A1"), photo("E2", "A1#p")],
            True,
        ),
        ("evidence: [{id: p, kind: photo, title: 照片, dated: period}]", [photo("E1", "A1")], False),
        (
            "evidence: [{id: p, kind: photo, title: 照片, dated: period}]",
            [photo("E1", "A1", date="2025-06-30")],
            False,
        ),
        (
            "evidence: [{id: p, kind: photo, title: 照片, dated: period}]",
            [photo("E1", "A1", date="2026-06-30")],
            True,
        ),
        (TWO, [photo("E1", "A1")], False),
        (TWO, [photo("E1", "A1", date="2026-01-01"), photo("E2", "A1")], True),
        (TWO, [photo("E1", "A1"), photo("E2", "A1", date="2026-01-01")], True),
        (TWO, [photo("E1", "A1"), photo("E2", "A1")], False),
        (TWO, [photo("E1", "A1#p", "A1#q", date="2026-01-01")], False),
        (TWO, [photo("E1", "A1#p", "A1#q", date="2026-01-01"), photo("E2", "A1#p")], True),
        (TWO, [photo("E2", "A1#p", "A1#q", date="2026-01-01"), photo("E1", "A1#q", date="2026-01-01")], True),
        (TWO, [photo("E1", "A1#p", date="2026-01-01"), photo("E2", "A1#p", date="2026-01-01")], False),
        (TWO, [photo("E1", "A1", "A1#p", date="2026-01-01"), photo("E2", "A1#p")], True),
    ],
    ids=[
        "one of its kind",
        "that line",
        "another kind",
        "another kind, but that line",
        "one of two",
        "two of two",
        "undated",
        "before the period",
        "the period's last day",
        "one item for two lines",
        "the dated one for the dated line",
        "whatever its id",
        "no dated one",
        "one item names both lines",
        "and leaves one of them to another",
        "whatever its id there too",
        "two for one line leave the other empty",
        "one that may go anywhere goes where it is needed",
    ],
)
def test_a_file_fills_one_line(line: str, items: list[str], ok: bool) -> None:
    """Within one criterion; given out so that as many required lines as possible are filled."""
    found = score(alone(COUNT, more=line), "{n: 4}", evidence=f"[{', '.join(items)}]")
    assert found.told() == (("8", "partly_met", "scored") if ok else ("0", "not_met", "no_evidence"))


def test_ties_go_by_line_then_by_item() -> None:
    """Two lines that need one each, one item: the first line has it; two items: in their order."""
    guideline = alone(
        COUNT, more="evidence: [{id: q, kind: photo, title: 门头}, {id: p, kind: photo, title: 室内}]"
    )

    def filled(*items: str) -> list[tuple[str, tuple[str, ...]]]:
        found = score(guideline, "{n: 4}", evidence=f"[{', '.join(items)}]")
        return [(state.line.id, state.items) for state in found["A1"].low.presence.lines]

    assert filled(photo("E9", "A1")) == [("q", ("E9",)), ("p", ())]
    assert filled(photo("E9", "A1"), photo("E1", "A1")) == [("q", ("E1",)), ("p", ("E9",))]


def test_a_line_that_cannot_be_filled_leaves_its_items_to_another() -> None:
    """One item, a line for two and a line for one: the second is filled."""
    lines = "evidence: [{id: p, kind: photo, title: 门头, at_least: 2}, {id: q, kind: photo, title: 室内}]"
    found = score(alone(COUNT, more=lines), "{n: 4}", evidence=f"[{photo('E1', 'A1')}]")
    assert [(state.line.id, state.ok) for state in found["A1"].low.presence.lines] == [
        ("p", False),
        ("q", True),
    ]


def test_a_file_may_serve_many_criteria() -> None:
    """The same item fills a line of each."""
    body = """
full_marks: 20
sections:
  - id: A
    title: 甲
    points: 20
    criteria:
      - {id: A1, title: 一, points: 10, rule: {yes_no: {fact: b}}, evidence: [{id: p, kind: photo, title: 照片}]}
      - {id: A2, title: 二, points: 10, rule: {yes_no: {fact: b}}, evidence: [{id: p, kind: photo, title: 照片}]}
"""
    from tests.scoring import read_guideline

    assert score(read_guideline(body), "{b: yes}", evidence=f"[{photo('E1', 'A1', 'A2')}]").total == "20"


EACH = "evidence: [{kind: photo, title: 每室一张, each: r}]"


@pytest.mark.parametrize(
    "items, points",
    [
        ([], "0"),
        ([photo("E1", "A1#r1")], "5"),
        ([photo("E1", "A1#r1"), photo("E2", "A1#r2")], "8"),
        ([photo("E1", "A1#接待区")], "5"),
        ([photo("E1", "A1")], "0"),
        ([photo("E1", "A1#r1", "A1#r2")], "5"),
        ([photo("E1", "A1#r3")], "0"),
    ],
    ids=[
        "none",
        "one",
        "two",
        "by title",
        "names no option",
        "one file for two options",
        "an option not chosen",
    ],
)
def test_an_option_without_its_item_does_not_count(items: list[str], points: str) -> None:
    """Whatever the policy for missing evidence says."""
    for policy in ("no_points", "keep_points"):
        guideline = alone(CHECKLIST, more=f"{EACH}, if_missing: {policy}")
        found = score(guideline, "{r: [r1, r2]}", evidence=f"[{', '.join(items)}]")
        assert found.points("A1") == points


@pytest.mark.parametrize(
    "words, decisions, told",
    [
        ((True,), (), ("8", "partly_met", "scored")),
        ((False,), (), ("0", "not_met", "no_evidence")),
        ((True, False), (), ("0…8", "not_assessed", "awaiting_mark")),
        ((True, False), (decided("evidence", "E1", True),), ("8", "partly_met", "scored")),
        ((True, True), (decided("evidence", "E1", False),), ("0", "not_met", "no_evidence")),
    ],
    ids=["accepted", "refused", "in dispute", "decided for it", "decided against it"],
)
def test_an_evaluator_s_word_on_an_item(
    words: tuple[bool, ...], decisions: tuple[object, ...], told: tuple[str, str, str]
) -> None:
    """One sheet settles it; sheets that disagree wait for a decision, open meanwhile."""
    sheets = [sheet(f"e{i}", evidence={"E1": word}) for i, word in enumerate(words)]
    found = score(alone(COUNT, more=PHOTO), "{n: 4}", evidence=ITEM, sheets=sheets, decisions=decisions)  # type: ignore[arg-type]
    assert (found.points("A1"), found["A1"].outcome) == told[:2]
    assert found["A1"].reason == ("awaiting_decision" if len({*words}) > 1 and not decisions else told[2])


@pytest.mark.parametrize("word, points", [(True, "8"), (False, "0")])
def test_an_evaluator_s_word_on_a_line(word: bool, points: str) -> None:
    """What was seen on site needs no file; what was not seen isn't there."""
    guideline = alone(COUNT, more=PHOTO)
    items = "[]" if word else ITEM
    found = score(guideline, "{n: 4}", evidence=items, sheets=[sheet(evidence={"A1#p": word})])
    assert found.points("A1") == points


def test_missing_evidence_is_told_where_only_it_costs_the_points() -> None:
    """A role's fact is open, but without the photo there are no points whatever it says."""
    found = score(alone("{yes_no: {fact: e.b}}", more=PHOTO))
    assert found.told() == ("0", "not_met", "no_evidence")
    assert found.document["findings"][0]["missing_evidence"] == ["照片"]


# Marks


def test_a_sample_of_too_few_files_is_not_assessed() -> None:
    """min(from, max(at_least, ⌈share⌉)) files; a file without fitting checks does not count."""
    guideline = alone("{sample: {checks: [签字, 日期], from: n, at_least: 2, share: 30%}}")

    def told(n: int, *files: FileCheck) -> str:
        return score(guideline, f"{{n: {n}}}", sheets=[sheet(marks={"A1": Mark(sample=files)})]).points("A1")

    good = [FileCheck(f"档案{i}", frozenset({1, 2})) for i in range(4)]
    half = FileCheck("档案9", frozenset({1}))
    empty = FileCheck("档案8", frozenset(), frozenset({1, 2}))
    assert told(10, *good[:2]) == "0…10"
    assert told(10, *good[:3]) == "10"
    assert told(1, *good[:1]) == "10"
    assert told(2, good[0], half) == "7.5"
    assert told(2, good[0], empty) == "0…10"
    assert told(2, good[0], FileCheck("档案7", frozenset({1}), frozenset({2}))) == "10"
    assert told(0, *good[:1]) == "0"


def test_a_refused_claim_leaves_a_mark_without_worth() -> None:
    """Reasons, first that holds: refused comes first."""
    guideline = alone("{mark: {}}", more="may_not_apply: true")
    found = score(guideline, out="{A1: 没有}", sheets=[sheet(marks={"A1": 7}, agree={"A1": False})])
    assert found.told() == ("0", "not_met", "refused")


def test_nothing_open_is_judged_once() -> None:
    """The two ends are then the same object: what is settled costs nothing to keep apart."""
    finding = score(alone(YES_NO), "{b: yes}")["A1"]
    assert finding.low is finding.high
    assert finding.low.points == Fraction(10)


@pytest.mark.parametrize("key", ["applies_when", "zero_when"])
@pytest.mark.parametrize(
    "values, told",
    [
        pytest.param([], ("0…10", "not_assessed", "awaiting_mark"), id="nobody in"),
        pytest.param([3, 4], ("0…10", "not_assessed", "awaiting_decision"), id="two disagree"),
    ],
)
def test_a_condition_that_waits_for_both_waits_for_the_panel(
    key: str, values: list[int], told: tuple[str, str, str]
) -> None:
    """A decision between observations is waited for before an observation that is still to come."""
    guideline = alone(YES_NO, more=f"{key}: {{all: [{{fact: e.n, above: 0}}, {{fact: e.b}}]}}")
    sheets = [sheet(f"e{number}", observed={"e.n": value}) for number, value in enumerate(values)]
    found = score(guideline, "{b: yes}", sheets=sheets).told()
    assert found[1:] == told[1:]


def test_a_claim_the_evaluators_disagree_on_waits_for_the_panel() -> None:
    guideline = alone(COUNT, more="may_not_apply: true")
    sheets = [sheet("e1", agree={"A1": True}), sheet("e2", agree={"A1": False})]
    assert score(guideline, out="{A1: 无}").told()[2] == "claimed"
    assert score(guideline, out="{A1: 无}", sheets=sheets).told()[2] == "awaiting_decision"


DEDUCTED: Final = """full_marks: 10
ledgers: {late: {title: 迟报台账, columns: {day: {title: 日期, type: date}}}}
sections: [{id: A, title: 甲, points: 10, criteria: [{id: A1, title: 一, points: 10, rule: {yes_no: {fact: b}}}]}]
deductions:
  at_most: 10
  criteria: [{id: X1, title: 扣分, at_most: 6, rule: {count: {fact: e.n, above: late.rows, each: 2}}}]
"""
LATE: Final = """  late.rows: {title: 迟报次数, type: integer, counted: {ledger: late}}
"""


@pytest.mark.parametrize(
    "observed, points, reason",
    [
        pytest.param({}, "6", "blank", id="silent beside a ledger that is not there"),
        pytest.param({"e.n": 0}, "6", "blank", id="a ledger that is not there"),
    ],
)
def test_a_ledger_that_is_not_handed_in_avoids_no_deduction(
    observed: dict[str, Value], points: str, reason: str
) -> None:
    """One blank that is not a silent role's is enough for the whole deduction."""
    guideline = read_guideline(DEDUCTED, LATE)
    found = score(guideline, "{b: yes}", sheets=[sheet("e1", observed=observed)])
    assert (found.points("X1"), found["X1"].reason) == (points, reason)


EACH_NAMED = "evidence: [{id: p, kind: photo, title: 每室一张, each: r}]"


@pytest.mark.parametrize(
    "words, items, points",
    [
        ({"A1#r1": True}, [], "5"),
        ({"A1#r1": False}, [photo("E1", "A1#r1")], "0"),
        ({"A1#p": True}, [], "8"),
        ({"A1#p": True, "A1#r1": False}, [], "3"),
        ({"A1#p": False, "A1#r1": True}, [photo("E2", "A1#r2")], "5"),
    ],
    ids=[
        "seen on site",
        "handed in and not accepted",
        "on the whole line",
        "an option before its line",
        "a line for the options that are not named",
    ],
)
def test_an_evaluator_answers_on_an_option(words: dict[str, bool], items: list[str], points: str) -> None:
    """What is said of an option counts before what is said of its line, and both before the items."""
    guideline = alone(CHECKLIST, more=EACH_NAMED)
    evidence = f"[{', '.join(items)}]"
    assert (
        score(guideline, "{r: [r1, r2]}", evidence=evidence, sheets=(sheet(evidence=words),)).points("A1")
        == points
    )


def test_lines_that_nobody_asks_for_share_what_is_left() -> None:
    """Each has what it takes before one of them has more."""
    lines = ", ".join(f"{{id: {id}, kind: photo, title: {id}, optional: true}}" for id in ("p", "q"))
    items = ", ".join(photo(name, "A1") for name in ("E1", "E2", "E3"))
    found = score(alone(COUNT, more=f"evidence: [{lines}]"), "{n: 4}", evidence=f"[{items}]")
    filled = {state.line.id: state.items for state in found["A1"].low.presence.lines}
    assert filled == {"p": ("E1", "E3"), "q": ("E2",)}


def test_the_ends_of_what_evidence_lowers() -> None:
    """An option that takes points off counts only with its item: the smaller end is where the item is there."""
    guideline = alone("{deduct: {each: [{fact: r, points: 4}]}}", more=EACH_NAMED)
    items = f"[{photo('E1', 'A1#r1')}, {photo('E2', 'A1#r2')}]"
    sheets = [sheet(evidence={"E1": True}), sheet("e2", evidence={"E1": False})]
    found = score(guideline, "{r: [r1, r2]}", evidence=items, sheets=sheets)
    assert found.told() == ("2…6", "not_assessed", "awaiting_decision")
    assert (found["A1"].low.points, found["A1"].high.points) == (2, 6)
    read = found.document["findings"][0]["read"]
    assert [(row["low"]["ok"], row["high"]["ok"]) for row in read if row["kind"] == "evidence"] == [
        (False, True)
    ]


def test_other_facts_of_a_station_are_judged_as_if_they_had_been_handed_in() -> None:
    """What a mark is worth follows from the facts: a larger sample wants more files than were looked at."""
    guideline = alone("{sample: {checks: [签字, 日期], from: n, at_least: 2, share: 30%}}")
    files = (FileCheck("档案1", frozenset({1, 2})), FileCheck("档案2", frozenset({1})))
    for sheets, outcome in (([sheet(marks={"A1": Mark(sample=files)})], "partly_met"), ([], "not_assessed")):
        few, many = (
            Assessment(score(guideline, f"{{n: {n}}}", sheets=sheets).computed.case) for n in (2, 30)
        )
        assert [finding.outcome for finding in few.findings()] == [outcome]
        assert [finding.outcome for finding in many.findings()] == ["not_assessed"]
        assert [finding.outcome for finding in many.under(few.case.dossier).findings()] == [outcome]
        assert [finding.outcome for finding in few.under(many.case.dossier).findings()] == ["not_assessed"]


def test_why_options_do_not_apply_is_told_of_the_sets_that_are_read() -> None:
    """Neither a refused claim nor the options of another set stand in the reasons."""
    other = "\n  s: {title: 事项, type: set, choices: {r1: 低保, s2: 特困}, may_not_apply: true, shown: true}"
    guideline = alone(CHECKLIST, facts=other)
    claims = "{r.r2: 没有个案室, r.r3: 没有档案, s.r1: 没有低保}"
    sheets = [sheet(agree={"r.r2": True, "r.r3": False, "s.r1": True})]
    found = score(guideline, "{r: [r1], s: [s2]}", out=claims, sheets=sheets)
    why = [reason.args["option"] for reason in found["A1"].low.why if "option" in reason.args]
    assert why == ["个案室"]


def test_the_lines_that_lack_evidence_are_named_in_the_reason() -> None:
    lines = ", ".join(f"{{kind: photo, title: {title}}}" for title in ("门头照片", "室内照片"))
    found = score(alone(COUNT, more=f"evidence: [{lines}]"), "{n: 4}")
    assert "门头照片、室内照片" in " ".join(found.document["findings"][0]["why"])


# What is kept of every source of a fact

WRITTEN = """
  k1: {title: 子数, type: integer, at_least: 0, at_most: k2, shown: true}
  k2: {title: 母数, type: integer, at_least: 0, shown: true}
  k3: {title: 合计, type: integer, total: [k2, m], less: [n], shown: true}
  o: {title: 逾期, type: integer, from: organiser, shown: true}
"""


def kept(values: Iterable[FactState | SourcedValue]) -> list[str]:
    """Write each value with its source, who said it, what it waits for and where it stands."""
    return [
        " ".join(
            str(part)
            for part in (
                value.value,
                value.source,
                value.origin,
                getattr(value, "awaited", ""),
                *(f"{place.file}:{place.lines[0][0] if place.lines else place.key}" for place in value.at),
            )
            if part != ""
        )
        for value in values
    ]


@pytest.mark.parametrize(
    "name, facts, seen, panel, wanted",
    [
        ("n", "{n: 5}", {}, {}, ["5 declared submission.yaml:5"]),
        ("n", "{n: null}", {}, {}, ["None none submission.yaml:5"]),
        ("n", "{}", {}, {}, ["None none"]),
        (
            "n",
            "{n: 5}",
            {"e1": {"n": 2}},
            {},
            ["2 observed e1 sheets/e1.yaml:7", "5 declared submission.yaml:5"],
        ),
        (
            "n",
            "{n: 2}",
            {"e1": {"n": 2}, "e2": {"n": 2}},
            {},
            ["2 observed e1、e2 sheets/e1.yaml:7 sheets/e2.yaml:7", "2 declared submission.yaml:5"],
        ),
        (
            "n",
            "{n: 5}",
            {"e1": {"n": 2}, "e2": {"n": 3}},
            {},
            [
                "None none awaiting_decision",
                "2 observed e1 sheets/e1.yaml:7",
                "3 observed e2 sheets/e2.yaml:7",
                "5 declared submission.yaml:5",
            ],
        ),
        (
            "n",
            "{n: 5}",
            {"e1": {"n": 2}, "e2": {"n": 3}},
            {"n": 4},
            [
                "4 decided 专家组 decisions/010.yaml:3",
                "2 observed e1 sheets/e1.yaml:7",
                "3 observed e2 sheets/e2.yaml:7",
                "5 declared submission.yaml:5",
            ],
        ),
        ("e.n", "{e.n: 5}", {}, {}, ["None none awaiting_mark", "5 declared submission.yaml:5"]),
        ("o", "{}", {}, {}, ["7 observed organiser round.yaml:facts.o"]),
        ("o", "{o: 9}", {}, {}, ["7 observed organiser round.yaml:facts.o", "9 declared submission.yaml:5"]),
        (
            "k1",
            "{k1: 4, k2: 4}",
            {"e1": {"k2": 3}},
            {},
            ["None none submission.yaml:5", "4 declared submission.yaml:5"],
        ),
        ("k3", "{k2: 4, m: 2, n: 1}", {}, {}, ["5 derived"]),
        ("k3", "{k2: 4, m: 2, n: 1, k3: 5}", {}, {}, ["5 derived"]),
        ("k3", "{k2: 4, m: 2, n: 1, k3: 6}", {}, {}, ["5 derived", "6 declared submission.yaml:5"]),
        ("k3", "{k2: 4, m: 2}", {}, {}, ["None none"]),
        (
            "k3",
            "{k2: 4, m: 2, n: 1}",
            {"e1": {"k3": 5}, "e2": {"k3": 8}},
            {},
            [
                "None none awaiting_decision",
                "5 observed e1 sheets/e1.yaml:7",
                "8 observed e2 sheets/e2.yaml:7",
            ],
        ),
        (
            "k3",
            "{k2: 4, m: 2, n: 1}",
            {"e1": {"k3": 8}},
            {},
            ["8 observed e1 sheets/e1.yaml:7"],
        ),
    ],
)
def test_what_is_kept_of_every_source(
    name: str,
    facts: str,
    seen: dict[str, dict[str, int]],
    panel: dict[str, int],
    wanted: list[str],
) -> None:
    """The value that counts comes first, then the others, each with who said it and where it stands."""
    guideline = alone(COUNT, facts=WRITTEN, top="roles: {organiser: 组织方}")
    sheets = [
        replace(
            sheet(evaluator),
            file=f"sheets/{evaluator}.yaml",
            observed={fact: Observation(value, line=7) for fact, value in values.items()},
        )
        for evaluator, values in seen.items()
    ]
    decisions = [
        replace(decided("fact", fact, value), file="decisions/010.yaml", line=3)
        for fact, value in panel.items()
    ]
    submission = score(guideline, facts).computed.case.submission
    state = gather(guideline, submission, sheets, decisions, {"o": 7}).facts[name]
    assert kept([state, *state.also]) == wanted


@pytest.mark.parametrize("order", ["n, e.n", "e.n, n"])
def test_a_derived_fact_waits_only_where_nothing_else_is_missing(order: str) -> None:
    """What the station left blank stays blank, whatever an evaluator has still to say."""
    derived = f"\n  z: {{title: 合计, type: integer, total: [{order}], shown: true}}"
    guideline = alone("{count: {fact: z, each: 1}}", facts=derived)
    assert score(guideline, "{n: 2}").told() == ("0…10", "not_assessed", "awaiting_mark")
    assert score(guideline, "{}").told() == ("0", "not_met", "blank")
    assert score(guideline, "{}", sheets=[sheet(observed={"e.n": 2})]).told() == ("0", "not_met", "blank")


def test_a_derived_fact_that_is_observed_differently_waits_for_a_decision() -> None:
    """Nobody's word is passed over for the sum."""
    derived = "\n  z: {title: 合计, type: integer, total: [n, m], shown: true}"
    guideline = alone("{count: {fact: z, each: 1}}", facts=derived)
    sheets = [sheet(observed={"z": 5}), sheet("e2", observed={"z": 8})]
    found = score(guideline, "{n: 2, m: 1}", sheets=sheets)
    assert found.told() == ("0…10", "not_assessed", "awaiting_decision")
    panel = [decided("fact", "z", 6)]
    assert score(guideline, "{n: 2, m: 1}", sheets=sheets, decisions=panel).points("A1") == "6"
    assert score(guideline, "{n: 2, m: 1}", sheets=sheets[:1]).points("A1") == "5"
    assert score(guideline, "{n: 2, m: 1}").points("A1") == "3"


def test_a_claim_beside_facts_is_named_where_it_stands() -> None:
    found = score(alone(COUNT, more="may_not_apply: true"), "{n: 3}", out="{A1: 没有}").computed.case.dossier
    assert [(problem.code, problem.line > 0, problem.column > 0) for problem in found.problems] == [
        ("claim-beside-facts", True, True)
    ]
    assert {claim.id: (claim.id, claim.reason, claim.state) for claim in found.claims.values()} == {
        "A1": ("A1", "没有", "dropped")
    }


def test_an_item_goes_where_an_evaluator_has_not_answered() -> None:
    """A file that fits two options serves the one that nobody has seen on site."""
    found = score(
        alone(CHECKLIST, more=EACH_NAMED),
        "{r: [r1, r2]}",
        evidence=f"[{photo('E1', 'A1#r1', 'A1#r2')}]",
        sheets=[sheet(evidence={"A1#r1": True})],
    )
    assert found.points("A1") == "8"


@pytest.mark.parametrize(
    "handed, ok",
    [
        (frozenset({"cases"}), {"l": True, "o": False, "p": True}),
        (frozenset(), {"l": False, "o": False, "p": True}),
    ],
)
def test_a_counted_ledger_is_its_own_evidence_and_nothing_elses(
    handed: frozenset[str], ok: dict[str, bool]
) -> None:
    """Photos are asked for beside it, the required ones first; a ledger that is not there proves nothing."""
    guideline = alone(
        "{count: {fact: c, each: 2}}",
        more="evidence: [{id: l, kind: ledger, title: 台账}, {id: o, kind: photo, title: 另一张, optional: true}, {id: p, kind: photo, title: 照片}]",
        top="ledgers: {cases: {title: 个案台账, key: no, columns: {no: {title: 编号, type: text}}}}",
        facts="\n  c: {title: 个案数, type: integer, counted: {ledger: cases}, shown: true}",
    )
    case = score(guideline, evidence=f"[{photo('E1', 'A1')}]").computed.case
    shelf = Shelf.of(case.submission.evidence, {}, case.submission.period, handed)
    (criterion,) = guideline.criteria()
    shown = presence(criterion, shelf, StationFacts(case.dossier))
    assert {state.line.id: state.ok for state in shown.lines} == ok
