"""In which direction each fact works: 1 more never lowers, -1 more never raises, 0 either; rule by rule, and overall."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from evaluator.base.resources import shipped
from evaluator.conditions.monotonicity import directions_within, fact_directions, facts_of
from evaluator.loading.guideline import load_guideline
from evaluator.rules import MARKED, RULES
from tests.rules.judging import ruled
from tests.scoring import alone

FACTS = """
  p: {title: 甲, type: number, at_least: 0, shown: true}
  q: {title: 乙, type: number, at_least: 0, shown: true}
  some2: {title: 丙, type: number, at_least: 1, shown: true}
"""
BANDS = "bands: [{at_least: 60%, award: 10}, {at_least: 30%, award: 5}]"
FALLING = "bands: [{at_most: 30%, award: 10}, {at_most: 60%, award: 5}]"
TWO_WAYS = "bands: [{at_least: 30%, below: 60%, award: 10}], otherwise: 0"
TABLE: list[tuple[str, dict[str, int]]] = [
    ("yes_no: {fact: b}", {"b": 1}),
    ("yes_no: {fact: b, is: no}", {"b": -1}),
    ("yes_no: {fact: b, is_not: yes}", {"b": -1}),
    ("yes_no: {not: {fact: b}}", {"b": -1}),
    (
        "yes_no: {all: [{fact: b}, {any: [{fact: n, above: m}, {fact: x, below: 3}]}]}",
        {"b": 1, "n": 1, "m": -1, "x": -1},
    ),
    ("yes_no: {fact: n, is: 3}", {"n": 0}),
    ("yes_no: {fact: n, is: 0}", {"n": -1}),
    ("yes_no: {fact: n, is_not: 0}", {"n": 1}),
    ("yes_no: {fact: n, is_given: yes}", {"n": 1}),
    ("yes_no: {fact: n, is_given: no}", {"n": -1}),
    ("yes_no: {fact: r, has: a}", {"r": 1}),
    ("yes_no: {fact: c, in: [own, shared]}", {"c": 0}),
    ("yes_no: {of: n, to: some, at_least: 50%}", {"n": 1, "some": -1}),
    ("yes_no: {of: n, to: m, at_least: 50%, if_none: yes}", {"n": 1, "m": -1}),
    ("yes_no: {of: n, to: m, at_least: 50%, if_none: no}", {"n": 1, "m": 0}),
    ("yes_no: {of: n, to: m, at_most: 50%, if_none: no}", {"n": -1, "m": 1}),
    ("yes_no: {of: n, to: m, at_most: 50%, if_none: yes}", {"n": -1, "m": 0}),
    ("choice: {fact: c, award: {own: 10, shared: 5, none: 0}}", {"c": 0}),
    ("checklist: {fact: r, award: {a: 5, b: 3, c: 2}}", {"r": 1}),
    ("all_of: {fact: r}", {"r": 1}),
    ("ratio: {of: n, to: some}", {"n": 1, "some": -1}),
    ("ratio: {of: n, to: m, if_none: full}", {"n": 1, "m": -1}),
    ("ratio: {of: n, to: m, if_none: zero}", {"n": 1, "m": 0}),
    ("ratio: {of: n, to: m, if_none: not_applicable}", {"n": 1, "m": 0}),
    ("ratio: {of: n, to: m, from: 80%, reach: 20%, if_none: zero}", {"n": -1, "m": 1}),
    ("ratio: {of: n, to: m, from: 80%, reach: 20%, if_none: full}", {"n": -1, "m": 0}),
    ("ratio: {of: n, to: some, lower_is_better: true}", {"n": -1, "some": 1}),
    ("ratio: {of: n, to: some, from: 80%, reach: 20%, lower_is_better: true}", {"n": 0, "some": 0}),
    ("ratio: {of: n, to: some, from: p, reach: q}", {"n": 0, "some": 0, "p": 0, "q": 0}),
    ("tiers: {fact: s, " + BANDS + "}", {"s": 1}),
    ("tiers: {fact: s, " + FALLING + "}", {"s": -1}),
    ("tiers: {fact: s, " + TWO_WAYS + "}", {"s": 0}),
    ("tiers: {of: n, to: some, " + BANDS + "}", {"n": 1, "some": -1}),
    ("tiers: {of: n, to: some, " + FALLING + "}", {"n": -1, "some": 1}),
    ("tiers: {of: n, to: m, if_none: zero, " + BANDS + "}", {"n": 1, "m": 0}),
    ("tiers: {of: n, to: m, if_none: full, " + BANDS + "}", {"n": 1, "m": 0}),
    ("tiers: {of: n, to: m, if_none: zero, " + FALLING + "}", {"n": -1, "m": 0}),
    ("tiers: {fact: x, bands: [{at_least: p, award: 10}]}", {"x": 0, "p": 0}),
    ("count: {fact: n, each: 1}", {"n": 1}),
    ("count: {fact: n, above: m, each: 1}", {"n": 1, "m": -1}),
    ("count: {fact: n, above: {fact: m, times: 2}, each: 1}", {"n": 1, "m": -1}),
    ("deduct: {each: [{fact: n, points: 1}]}", {"n": -1}),
    ("deduct: {each: [{when: {fact: b}, points: 1}]}", {"b": -1}),
    ("deduct: {each: [{when: {fact: n, below: m}, points: 1}]}", {"n": 1, "m": -1}),
    ("deduct: {missing: [{fact: n, expected: m, points: 1}]}", {"n": 1, "m": -1}),
    ("deduct: {missing: [{fact: r, expected: all, points: 1}]}", {"r": 1}),
    ("deduct: {each: [{fact: x, below: p, per: 1, points: 1}]}", {"x": 1, "p": -1}),
    ("deduct: {each: [{fact: x, above: p, per: 1, points: 1}]}", {"x": -1, "p": 1}),
    ("deduct: {each: [{of: n, to: some, below: 90%, per: 5%, points: 1}]}", {"n": 1, "some": -1}),
    ("deduct: {each: [{of: n, to: some, above: 90%, per: 5%, points: 1}]}", {"n": -1, "some": 1}),
    ("deduct: {each: [{of: n, to: m, below: 90%, per: 5%, points: 1, if_none: full}]}", {"n": 1, "m": 0}),
    ("deduct: {each: [{of: n, to: m, above: 90%, per: 5%, points: 1, if_none: zero}]}", {"n": -1, "m": 0}),
    ("rating: {levels: {好: 10, 差: 0}}", {}),
    ("mark: {}", {}),
    ("sample: {checks: [a]}", {}),
    ("sample: {checks: [a], from: n}", {"n": 0}),
    ("weighted_ratios: [{of: n, to: some}]", {"n": 1, "some": -1}),
    ("weighted_ratios: [{of: n, to: m, if_none: full}]", {"n": 1, "m": -1}),
    ("weighted_ratios: [{of: n, to: m, if_none: zero}]", {"n": 1, "m": 0}),
    ("weighted_ratios: [{of: n, to: m, if_none: not_applicable}]", {"n": 1, "m": 0}),
    ("weighted_ratios: {ledger: agreement, of: done, to: target, if_none: zero}", {}),
    (
        "sum: [{points: 4, rule: {yes_no: {fact: b}}}, {points: 6, rule: {deduct: {each: [{fact: n, points: 1}]}}}]",
        {"b": 1, "n": -1},
    ),
]


@pytest.mark.parametrize("rule, directions", TABLE, ids=[rule for rule, _ in TABLE])
def test_each_fact_works_in_its_direction(rule: str, directions: dict[str, int]) -> None:
    """What a rule reads, all of it, each in the direction that holds for every value."""
    read = ruled(rule, facts=FACTS)
    (criterion,) = read.guideline.scored()
    found: dict[str, set[int]] = {}
    for one in criterion.rule.reads():
        found.setdefault(one.fact, set()).add(one.direction)
    assert found == {name: {direction} for name, direction in directions.items()}


DIVIDED = [rule for rule, _ in TABLE if "to: m" in rule]


@pytest.mark.parametrize("rule", DIVIDED)
def test_a_divisor_above_zero_works_as_one_that_is_never_zero(rule: str) -> None:
    (divided,) = ruled(rule, facts=FACTS).guideline.scored()
    never = re.sub(", if_none: [a-z_]+", "", rule).replace("to: m", "to: some")
    (other,) = ruled(never, facts=FACTS).guideline.scored()
    above = {one.direction or one.above_zero for one in divided.rule.reads() if one.fact == "m"}
    assert above == {one.direction for one in other.rule.reads() if one.fact == "some"} != {0}


def test_every_rule_is_in_the_table() -> None:
    assert {rule.partition(":")[0] for rule, _ in TABLE} == set(RULES)
    assert set(MARKED) < set(RULES)


GUIDELINE: Final = """id: t
edition: 1
title: T
status: draft
issuer: I
full_marks: 30
roles: {organiser: 组织方}
grades: [{id: pass, title: 合格, at_least: 60%}, {id: fail, title: 不合格, at_least: 0}]
facts:
  helps: {title: 帮助, type: integer}
  hurts: {title: 妨害, type: integer}
  both: {title: 两用, type: integer}
  late: {title: 逾期, type: integer, from: organiser}
  applies: {title: 是否适用, type: boolean}
  zero: {title: 归零, type: boolean}
  shown: {title: 仅显示, type: integer, shown: true}
  plus: {title: 加项, type: number}
  minus: {title: 减项, type: number}
  derived: {title: 推算, type: number, total: [plus], less: [minus]}
  proof: {title: 有协议, type: boolean}
  limit: {title: 上限, type: integer}
  veto: {title: 空岗月数, type: integer}
sections:
  - id: A
    title: 甲
    points: 30
    criteria:
      - id: A1
        title: 一
        points: 10
        rule: {count: {fact: helps, each: 1}}
        applies_when: {fact: applies}
        zero_when: {fact: zero}
        evidence: [{kind: document, title: 协议, when: {fact: proof}}]
      - {id: A2, title: 二, points: 10, rule: {deduct: {each: [{fact: hurts, points: 1}, {fact: both, points: 1}]}}}
      - {id: A3, title: 三, points: 10, rule: {tiers: {fact: derived, bands: [{at_least: 3, award: 10}]}}}
bonus: {criteria: [{id: J1, title: 加分, points: 3, rule: {count: {fact: both, each: 1}}}]}
deductions: {at_most: 5, criteria: [{id: X1, title: 扣分, rule: {count: {fact: late, each: 1}}}]}
ceilings: [{id: K1, title: 上限, when: {fact: limit, below: 3}, at_most: pass}]
vetoes: [{id: V1, title: 否决, when: {fact: veto, at_least: 3}, grade: fail}]
"""


def test_every_use_counts(tmp_path: Path) -> None:
    path = tmp_path / "guideline.yaml"
    path.write_text(GUIDELINE, encoding="utf-8")
    guideline, problems = load_guideline(path)
    assert [one.render("zh") for one in problems] == []
    assert guideline is not None
    assert fact_directions(guideline) == {
        "helps": 1,
        "hurts": -1,
        "both": 0,
        "late": -1,
        "applies": 0,
        "zero": -1,
        "plus": 1,
        "minus": -1,
        "derived": 1,
        "proof": -1,
        "limit": 1,
        "veto": -1,
    }


def test_what_a_divisor_above_zero_is_taken_from_may_reach_zero(tmp_path: Path) -> None:
    """More of what is added to a divisor only hurts; more of what is taken off it may end in no divisor."""
    path = tmp_path / "guideline.yaml"
    divided = "ratio: {of: helps, to: derived, if_none: full, from: 80%, reach: 20%}"
    tiers = "tiers: {fact: derived, bands: [{at_least: 3, award: 10}]}"
    path.write_text(GUIDELINE.replace(tiers, divided), encoding="utf-8")
    guideline, _ = load_guideline(path)
    assert guideline is not None
    names = ("derived", "plus", "minus")
    assert [fact_directions(guideline)[name] for name in names] == [0, 0, 0]
    found = directions_within(guideline, {"derived"})["A3"]
    assert [found[name] for name in names] == [1, 1, 0]


def test_facts_that_are_derived_from_derived_facts() -> None:
    """What is taken off of what is taken off helps again."""
    number = "type: number, at_least: 0, shown: true"
    derived = "".join(
        f"\n  {name}: {{title: {name}, {number}, total: [{plus}], less: [{minus}]}}"
        for name, plus, minus in (("t", "u", "v"), ("u", "n", "m"), ("v", "x", "y"))
    )
    guideline = alone("{count: {fact: t, each: 2}}", facts=derived)
    wanted = {"t": 1, "u": 1, "n": 1, "m": -1, "v": -1, "x": -1, "y": 1}
    assert fact_directions(guideline) == wanted
    assert directions_within(guideline, {"t"}) == {"A1": wanted}


def test_what_the_points_of_a_criterion_depend_on() -> None:
    """What its rule reads and what its conditions ask, each once."""
    more = "applies_when: {any: [{fact: b}, {fact: n, at_least: 1}]}, zero_when: {fact: d}"
    rule = "{deduct: {each: [{fact: n, points: 2}, {when: {fact: x, below: 3}, points: 1}]}}"
    (criterion,) = alone(rule, more=more).criteria()
    assert sorted(facts_of(criterion)) == ["b", "d", "n", "x"]


@pytest.mark.parametrize("pack", ["tongling-station", "community-canteen"])
def test_every_fact_a_pack_reads_has_a_direction(pack: str) -> None:
    guideline, _ = load_guideline(shipped("criteria") / pack)
    assert guideline is not None
    found = fact_directions(guideline)
    assert set(found.values()) == {-1, 0, 1}
    unread = set(guideline.facts) - set(found)
    bounds = {
        amount.fact for fact in guideline.facts.values() for amount in (fact.at_least, fact.at_most) if amount
    }
    each = {line.each for criterion in guideline.criteria() for line in criterion.evidence}
    assert {name for name in unread if not guideline.facts[name].shown} <= bounds | each
