"""What takes all points away beside what is taken off: 发生事故的不得分, 低于60%的不得分, 3次及以上不得分."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Clause
from evaluator.drafting.limits import ValueLimits, read_limits
from evaluator.drafting.recognition import Asked, DraftFacts
from evaluator.drafting.steps import REST
from evaluator.drafting.times import LACKS

SINGLE: Final = re.compile(r"缺(?:[任何意一]|1(?!\d))|少1(?!\d)|任[何意一1]")
"""One of several things that lacks."""
MANY: Final = re.compile(r"(?<![\d.])(?:[2-9]|\d{2,})(?:\.\d+)?(?:个|项|次|处|份|例|人|名|件|起|天|人次)")
"""Counts in a condition that holds once: they may exclude each other."""
_ANY_OF: Final = re.compile(r"任[何意1一]{1,2}[项个类种][^\d,]*(?:未|没有?|无|不)[^\d,]{2,}$")
"""Any of several things, with what is amiss: 任一项经费未列入预算."""
_REQUIRED: Final = re.compile("不少于|不低于|至少|应当?|须|需|必须|每[年月季周]")
_LATE: Final = re.compile("[迟逾延]|超期|滞后")
_SUM: Final = re.compile("^(?:累计|合计|共)?(?:发生|出现|发现|达到?|超过)?|(?:累计|合计|共)(?:达到?|超过)?$")

Entries = Sequence[Mapping[str, object]]


def refusal(clause: Clause, entries: Entries, facts: DraftFacts, asked: Asked) -> dict[str, object] | None:
    """Return the condition under which there are no points, None where it is not understood.

    *entries* are what is taken off so far.
    """
    required, _, last = clause.condition.rpartition(",")
    what = last if "," in required or (_REQUIRED.search(required) and LACKS.match(last)) else clause.condition
    what = re.sub(r"^(?:发生|发现|出现)?1[起例次](?=$)", "", what).strip(",的")
    if not what or REST.match(what) or (SINGLE.search(what) and not _ANY_OF.match(what)):
        return None
    limits = read_limits(what)
    if limits is not None:
        if (zero := _too_late(limits, facts) or _beyond(limits, entries, facts.made)) is not None:
            return zero
        if limits.is_share or MANY.search(what):
            return _by_itself(limits, facts, asked)
    title = what if what == clause.condition or len(what) > 3 else f"{asked.subject}：{what}"
    fact = facts.add("none", title, "boolean", failing=True, source=asked.title)
    return {"fact": fact, "is": "yes"}


def _too_late(limits: ValueLimits, facts: DraftFacts) -> dict[str, object] | None:
    """Return the condition on a delay that is counted: 每迟1天扣1分，迟报3天以上不得分."""
    for name, fact in facts.made.items():
        title = str(fact["title"])
        delays = fact.get("unit") == limits.unit and _LATE.search(title) and _LATE.search(limits.subject)
        if limits.low is not None and (delays or title.startswith(limits.subject or "?")):
            return {"fact": name, **_bound_of(replace(limits, high=None))}
    return None


def _beyond(
    limits: ValueLimits, entries: Entries, facts: Mapping[str, Mapping[str, object]]
) -> dict[str, object] | None:
    """Return the condition that what is taken off from is too low, too high or too often.

    每低1%扣1分，85%以下不得分; 每次扣2分，发生3次及以上不得分.
    """
    measured = [entry for entry in entries if {"per", "expected"} & entry.keys()] or entries
    subject = _SUM.sub("", limits.subject)
    if len(measured) > 1 and subject:
        measured = [
            entry
            for entry in entries
            if "when" not in entry and subject in str(facts[str(entry["fact"])]["title"])
        ]
    if len(measured) != 1 or "when" in measured[0] or measured[0].get("expected") == "all":
        return None
    entry = measured[0]
    fact = facts[str(entry["fact"])]
    unit = "%" if fact["type"] == "share" else fact.get("unit", "")
    counts = "per" not in entry and "expected" not in entry
    named = subject in str(fact["title"]) if counts else str(fact["title"]).endswith(subject)
    rises = counts or "above" in entry
    if unit != limits.unit or not named or rises == (limits.low is None) or not _is_one_sided(limits):
        return None
    return {"fact": entry["fact"], **_bound_of(limits)}


def _by_itself(limits: ValueLimits, facts: DraftFacts, asked: Asked) -> dict[str, object] | None:
    """Return a limit of something else than what is taken off from: 无计划扣2分，完成率低于60%的不得分."""
    titles = [str(fact["title"]) for fact in facts.made.values()]
    if len(limits.subject) < 2 or not _is_one_sided(limits):
        return None
    if any(limits.subject in title or title in limits.subject for title in titles):
        return None
    if any(fact["type"] == "share" for fact in facts.made.values()):
        return None
    kind, unit = ("share", "") if limits.is_share else ("integer", limits.unit)
    failing = limits.high is None
    fact = facts.add("value", limits.subject, kind, unit=unit, failing=failing, source=asked.title)
    return {"fact": fact, **_bound_of(limits)}


def _is_one_sided(limits: ValueLimits) -> bool:
    return (limits.low is None) != (limits.high is None)


def _bound_of(limits: ValueLimits) -> dict[str, object]:
    """Return the one limit that there is, as a condition states it."""
    if limits.low is not None:
        return {("at_least" if limits.low_in else "above"): _written(limits.low, limits.unit)}
    assert limits.high is not None
    return {("at_most" if limits.high_in else "below"): _written(limits.high, limits.unit)}


def _written(number: Number, unit: str) -> object:
    return f"{text(number)}%" if unit == "%" else number
