"""In which direction a rule says each fact it reads works: 1 more never lowers, -1 more never raises, 0 either."""

from __future__ import annotations

import pytest

from evaluator.rules import MARKED, RULES
from tests.rules.judging import ruled

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


def test_every_rule_is_in_the_table() -> None:
    assert {rule.partition(":")[0] for rule, _ in TABLE} == set(RULES)
    assert set(MARKED) < set(RULES)
