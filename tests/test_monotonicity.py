"""Which way each fact pulls, seen over a whole guideline."""

from pathlib import Path
from typing import Final

import pytest

from evaluator.base.resources import shipped
from evaluator.conditions.monotonicity import fact_directions
from evaluator.loading.guideline import load_guideline

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
