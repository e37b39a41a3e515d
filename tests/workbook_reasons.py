"""What the sheet 自评得分 says of every criterion, held against the engine's findings and facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from evaluator.base import exact
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.wording import Words
from evaluator.evaluation import Computed, evaluation
from evaluator.model.findings import FactJson, FindingJson
from evaluator.model.guideline import Fact
from evaluator.scoring.assess import DEDUCTION, Finding
from evaluator.workbook.live.wording import MOST_OPTIONS
from evaluator.workbook.positions import Plan

REASON: Final = 5
ENGINE: Final = "以程序计算为准"
BLANK: Final = r"(空白|无法采信|台账未交|待[^；。]+提供|待评定)"
ENDS: Final = r"(；|。|（|$)"


def wrong(
    plan: Plan, rows: Mapping[str, list[object]], doubtful: Mapping[str, bool], computed: Computed
) -> Iterator[str]:
    """Yield what a reason says that the engine does not; *rows* are the sheet's, by id."""
    told = {row["criterion"]: row for row in evaluation(computed)["findings"]}
    words = Words(plan.guideline)
    for finding in computed.findings:
        id = finding.criterion.id
        said = str(rows[id][REASON])
        if doubtful[id]:
            if said != ENGINE:
                yield f"{id} in doubt: {said!r}"
            continue
        state = _state(finding, words, plan, told[id])
        if not re.match(state, said):
            yield f"{id} {finding.reason}: {said!r} is not {state!r}"
        for part in _parts(finding, words):
            if part not in said:
                yield f"{id}: {said!r} does not say {part!r}"
        for fact in told[id]["facts"]:
            if fact["name"] not in facts_of(finding.criterion):
                continue
            wanted = _fact(plan.guideline.facts[fact["name"]], fact, computed)
            if not re.search(wanted, said):
                yield f"{id}: {said!r} does not say {wanted!r}"


def _state(finding: Finding, words: Words, plan: Plan, told: FindingJson) -> str:
    """Return a pattern of what the reason must begin with."""
    criterion, points = finding.criterion, finding.low.points
    rounding = plan.guideline.rounding
    rule: exact.Rule = "half_even" if rounding.rule == "half_even" else "half_up"
    got = re.escape(words.number(exact.rounded(points, rounding.places, rule)))
    if not finding.settled:
        return "(申报不适用，待确认|待评定|是否)"
    if not finding.low.applies:
        return "不适用"
    silent = all(one["value"] is None for one in told["facts"])
    if finding.kind == DEDUCTION:
        return {"blank": "数据未填，按最多扣分", "zero": "没有扣分"}.get(finding.reason, f"扣 {got} 分")
    full = re.escape(words.number(criterion.points))
    silence = "|数据未填，不得分" if silent else ""
    return {
        "scored": f"得满分 {full} 分" if points == criterion.points else f"得 {got} 分，满分 {full} 分",
        "zero": f"(不符合得分条件{silence})",
        "blank": "数据未填，不得分",
        "no_evidence": f"缺佐证：.+(得 {got} 分|不得分)",
        "zero_when": ".*本项计 0 分",
    }.get(finding.reason, "nothing else is settled")


def _parts(finding: Finding, words: Words) -> Iterator[str]:
    """Yield what must be said of the parts of a sum, what is taken off, and the band."""
    if not finding.settled or finding.low.open_reason:
        return
    depth = finding.criterion.rule.kind
    for one in finding.low.why:
        if depth == "sum" and one.key in ("why.sum.part", "why.sum.left"):
            yield words.reason(one)
        elif depth == "tiers" and one.key == "why.tiers":
            yield f"属于 {words.reason(one).partition('属于 ')[2].rpartition('，得')[0]}"
        elif depth == "tiers" and one.key == "why.tiers.otherwise":
            yield "不在任何一档"
        elif depth == "deduct" and "cost" in one.args:
            yield f"，扣 {words.reason(one).rpartition('扣 ')[2]}"


def _fact(fact: Fact, told: FactJson, computed: Computed) -> str:
    """Return a pattern of what must be said of a fact: its value as the evaluation writes it."""
    title = re.escape(f"{fact.title}：")
    value = told["value"]
    if value is None:
        return f"{title}{BLANK}{ENDS}"
    known = computed.case.dossier.facts[fact.name].value
    if isinstance(known, frozenset) and len(fact.choices) > MOST_OPTIONS:
        return f"{title}{len(known)} 项，共 {len(fact.choices)} 项{ENDS}"
    if fact.type == "text" and not fact.private:
        return title  # compared in another form than it is written in
    return f"{title}{re.escape(value)}{ENDS}"
