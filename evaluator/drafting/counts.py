"""Points for each: 每开展1次得2分，最高10分；3人得5分，每增加1人加1分；市级每篇2分，县级每篇1分."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting.clauses import Clause, Wording, names_alike
from evaluator.drafting.limits import ValueLimits, read_limits
from evaluator.drafting.options import OF_EACH, RANKS
from evaluator.drafting.recognition import Asked, DraftFacts, RuleDraft
from evaluator.drafting.times import Times, listed, read_times

_SPANS: Final = {"月": 12, "季度": 4, "季": 4, "半年": 2, "周": 52}
_NOTHING: Final = re.compile(
    "反之,?|否则|(?:没有|未|无|不)(?:开展|组织|完成|参加|举办|提供|实施)?(?:活动|服务|工作|任务)?(?:的|者)?"
)
_VERB: Final = re.compile(r"^(?:开展|完成|举办|组织|培育|建立|链接|召开|获得|获|实施|提供|报送)(?=.)")
_BESIDES: Final = re.compile("^(?:此外|另外|在此基础上|之后|以后|超出的?)")
_MEASURED: Final = frozenset({"小时", "元", "万元", "学时", "平方米"})


def read_count(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Return a count, or a sum of a first award and a count, or of several counts."""
    clauses = tuple(_adding(wording, points))
    if not clauses or any(
        clause.kind != "award" or clause.low != clause.high or clause.each for clause in clauses
    ):
        return None
    if len(clauses) == 1 and (rule_draft := _monthly(clauses[0], wording, points, asked)):
        return rule_draft
    clauses = _as_the_first(clauses)
    counted = [read_times(_condition(clause, wording)) for clause in clauses]
    if counted[-1] is None or counted[-1].kind in ("lack", "beyond", "overdue"):
        return None
    if wording.cap is not None and wording.cap != points:
        return None
    if len(clauses) == 1:
        return _single(clauses[0], counted[0], wording, points, asked)
    if (
        len(clauses) == 2
        and counted[1] is not None
        and (counted[0] is None or (counted[1].kind == "more" and "每" not in clauses[0].condition))
    ):
        return _more(clauses, counted[1], points, asked)
    if all(entry is not None and entry.kind == "each" for entry in counted) and wording.cap in (None, points):
        return _several(clauses, [entry for entry in counted if entry is not None], wording, points, asked)
    return None


def _adding(wording: Wording, points: Number) -> Iterator[Clause]:
    """Yield the clauses without those that say again what a count gives: none for nothing, all for the last.

    没有开展不得分; 完成5个及以上得满分, where each gives a fifth.
    """
    clauses = wording.clauses
    first = clauses[0] if clauses else None
    for number, clause in enumerate(clauses):
        if number and first is not None and first.kind == "award" and "每" in first.condition:
            if clause.kind == "none" and _NOTHING.fullmatch(clause.condition):
                continue
            limits = read_limits(clause.condition)
            if clause.kind == "none" and limits and limits.low is None and _size_of(first) == limits.high:
                continue  # 每投入1万元得0.5分，不足1万元的不计分
            if (
                (clause.kind == "full" or (clause.kind == "award" and clause.low == clause.high == points))
                and limits is not None
                and not limits.is_share
                and (limits.low or 0) * first.low == points
            ):
                continue
        yield clause


def _size_of(clause: Clause) -> Number | None:
    """Return how many count once."""
    counted = read_times(clause.condition)
    return counted.size if counted else None


def _as_the_first(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Return ranks with what is counted for the first of them: 国家级刊物发表1篇5分，省级3分."""
    first = RANKS.search(clauses[0].condition)
    if (
        first is None
        or len(clauses) < 2
        or "以上" in clauses[0].condition
        or read_times(clauses[0].condition) is None
    ):
        return clauses
    return tuple(
        replace(clause, condition=clauses[0].condition.replace(first[0], clause.condition))
        if RANKS.fullmatch(clause.condition)
        else clause
        for clause in clauses
    )


def _condition(clause: Clause, wording: Wording) -> str:
    condition = clause.condition + (f",每{clause.per}" if clause.per else "")
    condition = re.sub(r"^按(?=每)", "", condition)
    if wording.cap is None and "每" not in condition and not re.search(r"(?:^|,)1[^\d]$", condition):
        return (
            ""
            if len(wording.clauses) == 1 and not re.search(r"1[次场篇个项件例户]$", condition)
            else condition
        )
    return condition


def _monthly(clause: Clause, wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule for 每月报送一篇信息得1分，全年12分."""
    match = re.fullmatch(r"每个?(月|季度|季|半年|周)([^,]+)", clause.condition)
    if match is None or clause.per:
        return None
    most = _SPANS[match[1]] * clause.low
    if most < points or (most > points and wording.cap is None) or wording.cap not in (None, points):
        return None
    facts = asked.facts()
    shown = (
        clause.condition.replace("1", "一")
        if re.search(r"[^\d]1[^\d]", clause.condition)
        else clause.condition
    )
    title = f"做到“{shown}”的{match[1]}数"
    return RuleDraft(
        "count", {"fact": facts.add("count", title, "integer", unit="个"), "each": clause.low}, facts.made
    )


def _single(
    clause: Clause, counted: Times | None, wording: Wording, points: Number, asked: Asked
) -> RuleDraft | None:
    assert counted is not None
    award = clause.low
    if (
        award > points
        or (award == points and wording.cap is None and OF_EACH.match(clause.condition))
        or "百分点" in counted.unit
        or re.search(r"(?:提高|增长|增加|上升|降低|减少|下降)$", counted.noun)
    ):
        return None  # more than what, is not stated
    facts = asked.facts()
    items = listed(wording.plain)
    if (
        items
        and award * len(items) == points
        and counted.unit in ("项", "个")
        and (not counted.noun or "、" in counted.noun)
    ):
        name = facts.add("items", asked.title, "set", choices=items)
        awards = {f"o{i + 1}": award for i in range(len(items))}
        return RuleDraft("checklist", {"fact": name, "award": awards}, facts.made)
    above: Number | None = None
    if counted.kind == "more":
        stated = re.search(r"在(\d+)[^\d,]*?(?:的)?基础上", counted.before) or re.search(
            r"在(\d+)", counted.noun
        )
        if stated is None:
            return None  # the number to exceed is not stated
        above = int(stated[1])
    fact = _counted(facts, counted, asked)
    if not fact:
        return None
    rule: dict[str, object] = {"fact": fact}
    if above is not None:
        rule["above"] = above
    if counted.size != 1:
        rule["per"] = counted.size
    return RuleDraft("count", {**rule, "each": award}, facts.made)


def _counted(facts: DraftFacts, counted: Times, asked: Asked, word: str = "count") -> str:
    noun = re.sub(r"在\d+[^\d,]*基础上$", "", _VERB.sub("", counted.noun))
    if "、" in noun or "每" in noun or re.fullmatch(r"开展|完成|举办|组织|报送|提供|建立", noun):
        noun = ""
    before = counted.before.rpartition(",")[2]
    title = (
        noun
        if len(noun) > 1
        else _VERB.sub("", before)
        if re.search(r"活动|会议|培训", before)
        else asked.subject
    )
    if counted.noun and noun != counted.noun and len(noun) < 2:
        title = asked.subject
    if re.search(r"\d", title):  # 抽查5份档案，每份2分: what makes one count is not stated
        return ""
    kind = "number" if counted.unit in _MEASURED else "integer"
    return facts.add(word, title, kind, unit=counted.unit)


def _number_in(condition: str, unit: str) -> ValueLimits | None:
    """Return the number of what is counted, where it is the only one: 有1项创新做法."""
    number = re.fullmatch(rf"([^\d]*)(\d+){re.escape(unit)}([\u4e00-\u9fff]{{2,10}})", condition)
    if number is None or not unit or re.search("每|至少|不[少低]于", condition):
        return None
    return ValueLimits(number[3], int(number[2]), low_in=True, high=None, high_in=False, unit=unit)


def _more(clauses: tuple[Clause, ...], counted: Times, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the sum for 3人得5分，每增加1人加1分."""
    stated = clauses[0].condition.rpartition(",")[2]
    base = read_limits(stated) or _number_in(stated, counted.unit)
    first = clauses[0].low
    if counted.kind != "more" or base is None or base.low is None or base.is_share or first >= points:
        return None
    people = {base.unit, counted.unit} <= {"名", "人"}
    if base.unit and counted.unit and base.unit != counted.unit and not people:
        return None
    if base.subject and not names_alike(_BESIDES.sub("", counted.noun), base.subject):
        return None  # 社工3人得5分，每增加1名志愿者加1分
    facts = asked.facts()
    kind = "number" if counted.unit in _MEASURED else "integer"
    fact = facts.add("count", base.subject or asked.subject, kind, unit=counted.unit)
    more: dict[str, object] = {"fact": fact, "above": base.low}
    if counted.size != 1:
        more["per"] = counted.size
    parts: list[object] = [
        {"points": first, "rule": {"yes_no": {"fact": fact, "at_least": base.low}}},
        {"points": points - first, "rule": {"count": {**more, "each": clauses[1].low}}},
    ]
    return RuleDraft("sum", parts, facts.made)


def _several(
    clauses: tuple[Clause, ...], counted: list[Times], wording: Wording, points: Number, asked: Asked
) -> RuleDraft | None:
    """Return the sum of several counts under one limit: 市级每篇2分，县级每篇1分，最高10分."""
    names = [re.sub("^除(?=..)|^外,?", "", f"{entry.before}{entry.noun}") for entry in counted]
    if not all(names) or len(set(names)) < len(names):
        return None
    if wording.cap is None and re.search(r"\d|超过|以上", "".join(names)):
        return None  # 每次得1分，超过5次的每次加0.5分
    facts = asked.facts()
    parts: list[object] = []
    for clause, entry, name in zip(clauses, counted, names, strict=True):
        if clause.low > points:
            return None
        fact = facts.add("count", name, "integer", unit=entry.unit)
        rule: dict[str, object] = {"fact": fact, **({"per": entry.size} if entry.size != 1 else {})}
        parts.append({"points": points, "rule": {"count": {**rule, "each": clause.low}}})
    return RuleDraft("sum", parts, facts.made)
