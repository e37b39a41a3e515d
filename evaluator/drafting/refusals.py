"""What takes all points away (发生事故的不得分), or only says that something does not hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Clause, Wording
from evaluator.drafting.limits import ValueLimits, read_limits
from evaluator.drafting.recognition import Asked, DraftFacts
from evaluator.drafting.steps import REST
from evaluator.drafting.times import LACKS

SINGLE: Final = re.compile(r"缺(?:[任何意一]|1(?!\d))|少1(?!\d)|任[何意一1]")
"""One of several things that lacks."""
AS_ASKED: Final = re.compile("(?:[年当]内?|若|如|均|都)*[无没未不]|按[时期要规]|全部|完全|达到|符合|\\d|$")
"""What takes nothing because nothing is amiss."""
MANY: Final = re.compile(r"(?<![\d.])(?:[2-9]|\d{2,})(?:\.\d+)?(?:个|项|次|处|份|例|人|名|件|起|天|人次)")
"""Counts in a condition that holds once: they may exclude each other."""
_ANY_OF: Final = re.compile(r"任[何意1一]{1,2}[项个类种][^\d,]*(?:未|没有?|无|不)[^\d,]{2,}$")
"""Any of several things, with what is amiss: 任一项经费未列入预算."""
_REQUIRED: Final = re.compile("不少于|不低于|至少|应当?|须|需|必须|每[年月季周]")
_LATE: Final = re.compile("[迟逾延]|超期|滞后")
_SUM: Final = re.compile("^(?:累计|合计|共)?(?:发生|出现|发现|达到?|超过)?|(?:累计|合计|共)(?:达到?|超过)?$")
FAILS: Final = re.compile(
    "(?:不|未)(?:符合|达标|达到|完成|满足)(?:要求|标准|规定)?|达不到(?:要求|标准)?|不合格"
)
"""One of the parts does not hold: 每有一项不符合扣2分."""
UNMET: Final = re.compile(
    "(?:没有?|未能?|不能?|达不到)(?:达到?|符合|满足|完成|做到|落实|按)?(?:上述|以上|规定|要求|标准|目标|任务|条件)*(?:的|者)?"
)
"""What was asked for before does not hold: …工作有记录得3分，没有达到规定的不得分."""
_REFUSED: Final = re.compile(
    "情节|造成|弄虚|虚假|伪造|违[规法纪反]|事故|发现|发生|出现|存在|被|投诉|挪用|挤占"
)
"""What takes all points, whatever else holds."""
NEITHER: Final = re.compile(r"(?:均|都)(?:不|未|没)|^以上|上述")

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


def refuses(nothing: str, holds: str) -> bool:
    """Return whether a clause without points takes all and is no option: 情节严重的不得分."""
    if re.search("(?<!条件)(?<!以上)有1[人次例起项个处件户]", nothing):
        return True  # 净完成数有1人不达标
    pairs = {nothing[i : i + 2] for i in range(len(nothing) - 1)}
    return _REFUSED.search(nothing) is not None and not any(pair in holds for pair in pairs)


def is_without(nothing: Clause, part: Clause) -> bool:
    """Return whether a clause without points only says that a part does not hold: 账目清楚, 账目混乱."""
    lacks, holds = bare(nothing.condition), bare(part.condition)
    alike = len(lacks) == len(holds) and lacks[:2] == holds[:2] and lacks != holds
    return is_nothing(lacks, [holds]) or alike


def is_nothing(name: str, titles: Sequence[str]) -> bool:
    """Return whether a clause that gives no points only says that none of *titles* holds."""
    if re.search("任[何意]?[一1]|其中[一1]|[缺有少][一1]", name):
        return False
    if NEITHER.search(name) or REST.match(name) or not name:
        return True
    return bool(re.match(r"没有?|未|无", name)) and all(negates(name, title) for title in titles)


def fails(clause: Clause) -> bool:
    """Return whether a clause only says that there is nothing for a part that does not hold: 不达标不得分."""
    return clause.kind == "none" and bool(REST.match(clause.condition) or FAILS.fullmatch(clause.condition))


def negates(nothing: str, title: str) -> bool:
    """Return whether the clause that gives no points only says that *title* does not hold."""
    if re.sub("未|没有?|不", "", nothing) == re.sub("已", "", title) != nothing:
        return True  # 应建已建, 应建未建
    if re.fullmatch(
        "(?:没有?|未提供|不提供|无)(?:或者?|、|以及|和)?(?:无效|不符|不满足|未提供|不提供).{0,4}", nothing
    ):
        return True  # 没有或无效的
    if re.match(r"[少低超高大小多]", nothing) and f"不{nothing}" in title:
        return True  # 不少于56小时, 少于56小时
    nothing = re.sub(r"^(?:全年度?|年度?内|当年|本年度?)(?=[没无未不])", "", nothing)
    rest = re.sub("^(?:均|都)?(?:没有|无|未能|未|不)", "", nothing)
    if not rest or REST.match(nothing) or UNMET.fullmatch(nothing):
        return True
    if nothing.startswith("不") and title.endswith(rest):
        return True
    if re.fullmatch(r"(?:发生|出现|有|发现)?1?[起例次项件](?:及?以上)?", nothing) and re.search(
        "[无未没]", title
    ):
        return True
    pairs = {rest[i : i + 2] for i in range(max(1, len(rest) - 1))}
    return rest != nothing and any(pair in title for pair in pairs)


def bare(what: str) -> str:
    """Return what an award is for, without introductory words."""
    what = re.sub(r"[,(:的者]+$", "", what).strip(",")
    what = re.sub(
        "^(?:其中|包括|包含|主要包括|内容包括|查看资料|查阅资料|查看材料|现场查看|实地查看|根据),", "", what
    )
    return re.sub(r",?符合$", "", what) if len(what) > 8 else what


def is_alone(what: str, wording: Wording) -> bool:
    """Return whether a number that is compared is the only one of a failing: 请假超过3天的扣1分."""
    takes = [clause.condition for clause in wording.clauses if clause.kind == "deduct"]
    return (
        re.search("超过|以上|不足|少于|多于|未达", what) is not None
        and sum(map(bool, map(MANY.search, takes))) == 1
    )


def is_single(limits: ValueLimits, what: str, wording: Wording) -> bool:
    """Return whether a share is compared once, so that no other step can be meant: 评优比例低于20%的扣3分."""
    shares = set(re.findall(r"[\d.]+\s*%", wording.plain))
    named = limits.subject or what.rpartition(",")[0]
    once = len(limits.subject) > 2 and wording.plain.count(limits.subject) == 1
    beyond = re.search("[低高少多超降升差]$", limits.subject)  # 比目标低1%: for each, or once
    return limits.is_share and len(named) > 1 and beyond is None and (len(shares) == 1 or once)
