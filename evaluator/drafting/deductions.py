"""Points taken off: 每缺一项扣2分，达到95%每低5%扣2分，未建台账扣2.5分，发生安全事故不得分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Clause, Wording
from evaluator.drafting.limits import (
    ValueLimits,
    limit_before,
    read_limits,
    required_limits,
    without_limit,
)
from evaluator.drafting.ratios import share_required
from evaluator.drafting.recognition import Asked, DraftFacts, RuleDraft
from evaluator.drafting.refusals import AS_ASKED, MANY, SINGLE, is_alone, is_single, refusal
from evaluator.drafting.signs import MEASURE, UNIT
from evaluator.drafting.steps import REST
from evaluator.drafting.times import (
    LACKS,
    WANTED,
    Times,
    counted_of,
    failings_of,
    frequency,
    nearest_list,
    noun_of,
    read_times,
    sessions_asked,
    within_a_span,
)

_HELD: Final = re.compile(r"次|场|期|节|轮")
_ITEMS: Final = frozenset({"", "项", "个", "种", "类", "样"})
"""Units of the parts of a list."""
_SEEN: Final = re.compile(r"(?:^|,)(?:发现|出现|发生|查出|查实|见)[1一](?!般|定|旦|直|致|些)")
"""One thing that is seen, of a kind that was not understood: it may be seen more than once."""
_SINGLY: Final = re.compile(r"(?<!第)[1一][次处起例人件天项个篇场份户单宗桩笔名位家条张辆间幅册株头只]$")
"""One of something that can be counted: it costs its points each time, never once."""
_UNMET: Final = re.compile(
    "(?:未|没有|没|不|未能)(?:达标|达到|符合|完成|落实)(?:要求|标准|目标|规定)?|达不到(?:要求|标准)?"
)
"""What the criterion asks for does not hold."""
_COUNT: Final = re.compile(rf"(?:累计|合计|达到?)?\d+{UNIT}(?:及?以上)?")
"""A number alone, behind what costs something each time: 投诉1次扣2分,2次扣5分."""
_PROVIDED: Final = re.compile(r"每\d+\D{1,4}(?:配备|配置|设置?|安排|拥有)")
"""How many are to be there: 每100户配备1名网格员."""
_LASTING: Final = re.compile(r"连续(?:\d+|[两二三四五六])个?(?:月|季度?|年|周|天|日)")
_OF_TIME: Final = re.compile("个?工作日|天|日|小时|分钟|个月|周")
_DEADLINE: Final = re.compile(rf"\d+(?:{_OF_TIME.pattern})(?:之内|以内|内)")


@dataclass(slots=True)
class _Deductions:
    """What has been read so far."""

    facts: DraftFacts
    each: list[dict[str, object]] = field(default_factory=list)
    missing: list[dict[str, object]] = field(default_factory=list)
    zeros: list[object] = field(default_factory=list)
    base: ValueLimits | None = None
    """The limits for full points, which shares are taken off from."""
    deadline: str = ""
    """The span of time in which full points are given: 3个工作日内."""


def read_deductions(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Return a deduct rule; every clause takes points, gives full points, or says when there are none."""
    if not any(clause.kind == "deduct" for clause in wording.clauses):
        return None
    read = _Deductions(asked.facts())
    for clause in wording.clauses:
        match clause.kind:
            case "deduct":
                fits = _deduct(clause, read, wording, points, asked)
            case "award" | "full":
                fits = _full(clause, read, points)
            case "none":
                refused = refusal(clause, [*read.each, *read.missing], read.facts, asked)
                read.zeros += [refused] if refused else []
                fits = refused is not None
            case _:
                fits = False
        if not fits:
            return None
    rule: dict[str, object] = {}
    if read.each:
        rule["each"] = read.each
    if read.missing:
        rule["missing"] = read.missing
    if any(clause.kind == "deduct" and clause.low > points for clause in wording.clauses):
        return None  # 未完成扣5分, of 4
    if _overlap(read) or not _excepted(wording, read):
        return None
    zero = read.zeros[0] if len(read.zeros) == 1 else {"any": read.zeros} if read.zeros else None
    return RuleDraft("deduct", rule, read.facts.made, zero_when=zero) if rule else None


def _excepted(wording: Wording, read: _Deductions) -> bool:
    """Name what costs nothing (整改到位的不扣分) with what is amiss; False where several may be meant."""
    last = wording.clauses[-1]
    if not (last.kind == "full" and last.bare) or len(wording.clauses) < 2 or AS_ASKED.match(last.condition):
        return True
    if len(read.facts.made) != 1:
        return False
    (fact,) = read.facts.made.values()
    fact["title"] = f"{fact['title']}（{last.condition.strip(',的')}的除外）"
    return True


def _overlap(read: _Deductions) -> bool:
    """Return whether points are taken for each, and for many of the same: 每迟1天扣1分，迟3天以上扣2分."""
    counted = [read.facts.made[str(entry["fact"])] for entry in read.each if "fact" in entry]
    once = [entry["when"] for entry in read.each if "when" in entry]
    titles = [str(read.facts.made[str(when["fact"])]["title"]) for when in once if isinstance(when, dict)]
    return any(
        str(fact["title"])[:2] in title and re.search(rf"\d{re.escape(str(fact['unit']))}", title)
        for title in titles
        for fact in counted
        if fact.get("unit")
    )


def _full(clause: Clause, read: _Deductions, points: Number) -> bool:
    """Read what gives full points: it is what the deductions start from."""
    if clause.kind == "award" and (clause.low != points or clause.high != points or clause.per):
        return False
    often = frequency(clause.condition) or _PROVIDED.match(clause.condition)
    if read_times(clause.condition) is not None and not often:
        return False
    last = clause.condition.rpartition(",")[2]
    limits = read_limits(last)
    if limits is None and re.fullmatch(r"[^\d不超低高的]+\d+%(?:[(]含[)])?", last):
        limits = required_limits(last.removesuffix("(含)"))
    if limits is None and (whole := re.fullmatch(r"([^\d]*)100%([\u4e00-\u9fff]{2,6})", last)):
        limits = required_limits(f"{whole[1]}{whole[2]}率100%")  # 100%细化得4分
    if limits is not None:
        if read.base is not None:
            return False
        read.base = limits
    elif within := _DEADLINE.search(clause.condition):
        read.deadline = within[0]
    return True


def _deduct(clause: Clause, read: _Deductions, wording: Wording, points: Number, asked: Asked) -> bool:
    if clause.low != clause.high or not clause.low:
        return False
    if clause.each and read_times(clause.condition) is None:
        return _each_of(clause, read)
    condition = clause.condition + (f",每{clause.per}" if clause.per else "")
    if (counted := read_times(condition)) is not None:
        return _times(counted, clause, read, wording, asked)
    what = condition.strip(",的")
    limits = read_limits(what.rpartition(",")[2])
    if re.search("最[多高]的?$|至多$|上限$|封顶$|累计$", what) or (
        limits is None and re.search(r"\d%$", what)
    ):
        return False  # 最多扣4分, in words that were not understood; 低于平均1%扣0.5分
    if len(wording.clauses) == 1 and _UNMET.fullmatch(what):
        fact = read.facts.add("lack", f"没有达到要求：{asked.title}", "boolean", failing=True)
        read.each.append({"when": {"fact": fact, "is": "yes"}, "points": clause.low})
        return True
    wanted = _LASTING.sub("", WANTED.sub("", what))
    if (
        not what
        or _COUNT.fullmatch(what)
        or REST.match(what)
        or (MANY.search(wanted) and clause.low != points and not is_alone(what, wording))
        or (limits is not None and limits.unit in ("%", "分", "") and not is_single(limits, what, wording))
    ):
        return False
    if (
        SINGLE.search(what)
        or _SEEN.search(what)
        or _SINGLY.search(wanted)
        or re.search(r"每|各$", within_a_span(what, clause.low, points))
    ):
        return False
    title = f"{asked.subject}：{what}" if len(what) < 2 else what if len(what) < 60 else what[:59] + "…"
    fact = read.facts.add("lack", title, "boolean", failing=True)
    read.each.append({"when": {"fact": fact, "is": "yes"}, "points": clause.low})
    return True


def _each_of(clause: Clause, read: _Deductions) -> bool:
    titles = failings_of(clause.condition)
    for title in titles:
        fact = read.facts.add("lack", title, "boolean", failing=True)
        read.each.append({"when": {"fact": fact, "is": "yes"}, "points": clause.low})
    return bool(titles)


def _times(counted: Times, clause: Clause, read: _Deductions, wording: Wording, asked: Asked) -> bool:
    taken, asks = clause.low, wording.asked_of(clause, counted.noun, noun_of(counted))
    match counted.kind:
        case "beyond":
            return _beyond(counted, taken, read, wording, asked)
        case "lack":
            return _lack(counted, taken, read, asks, asked)
        case "more":
            return _increase(counted, taken, read, asked)
    unit = counted.unit
    title = noun_of(counted)
    if re.search(r"\d\s*%|百分点|每(?![日天周月季年])", title) or ("百分点" in unit and "%" in wording.plain):
        return False
    if re.fullmatch(r"减少|降低|下降|低于?|少|欠|增加|超出|增长|高于?|多", title):
        less = title in ("减少", "降低", "下降", "低", "低于", "少", "欠")
        return _short_of(counted, taken, read, asked, "减少" if less else "超过")
    if len(title) < 2:
        title = counted_of(asked.subject, title, unit)
    elif counted.kind == "overdue" and title in ("逾期", "延期", "拖延", "延迟", "超期", "迟报"):
        title = title if counted.size == 1 else f"{title}{unit}数"
    if counted.kind == "each" and (limit := read_limits(title)) is not None and limit.unit == unit:
        return _beyond_limit(counted, limit, taken, read, asked)
    times = sessions_asked(asks, unit)
    if (
        times
        and counted.kind == "each"
        and counted.size == 1
        and _HELD.search(unit)
        and re.match(r"未", title)
    ):
        fact = read.facts.add("times", _sessions(asked, counted.noun), "integer", unit="次")
        read.missing.append({"fact": fact, "expected": times, "points": taken})
        return True
    return _each_unit(counted, title, taken, read)


def _increase(counted: Times, taken: Number, read: _Deductions, asked: Asked) -> bool:
    """Read what is taken for each one more than before: 重复信访件数每增加1件扣1分."""
    limit = limit_before(counted.before)
    if limit is None and read.base is not None and read.base.high is not None and not read.base.exact:
        limit = read.base  # 班额45人以内得5分，每超1人
    if limit is not None and limit.unit == counted.unit and not counted.noun:
        return _short_of(counted, taken, read, asked, "超过")  # 班额超过45人的,每超1人
    if read.base is None and not counted.noun and _OF_TIME.fullmatch(counted.unit):
        span = re.sub("(?:之|以)?内$", "", read.deadline) or "时限"
        title = f"超过{span}的{counted.unit.removeprefix('个')}数"  # 3个工作日内办结得5分，每超1个工作日扣1分
        return _each_unit(counted, title, taken, read)
    if read.base is not None or not counted.unit or len(counted.noun) < 2 or re.search(r"\d", counted.noun):
        return False
    return _each_unit(counted, f"{counted.noun}增加的{counted.unit}数", taken, read)


def _each_unit(counted: Times, title: str, taken: Number, read: _Deductions) -> bool:
    """Read what is taken for each one, or for each so many, of what a title names."""
    fact = read.facts.add("count", title, "integer", unit=counted.unit, failing=True, source=counted.before)
    per = {} if counted.size == 1 else {"above": 0, "per": counted.size}
    read.each.append({"fact": fact, **per, "points": taken})
    return True


def _beyond_limit(counted: Times, limit: ValueLimits, taken: Number, read: _Deductions, asked: Asked) -> bool:
    """Read how far a number is beyond its limit: 少于4次的每次扣1分，超过3人的扣0.5分/人."""
    if limit.exact or "每" in limit.subject + counted.before or (limit.low is None) == (limit.high is None):
        return False
    too_many = limit.low is not None
    fact = read.facts.add(
        "number", limit.subject or asked.subject, "integer", unit=limit.unit, failing=too_many
    )
    if limit.low is None and not limit.high_in:
        if counted.size == 1:
            read.missing.append({"fact": fact, "expected": limit.high, "points": taken})
        else:
            read.each.append({"fact": fact, "below": limit.high, "per": counted.size, "points": taken})
        return True
    read.each.append({"fact": fact, "above": limit.low, "per": counted.size, "points": taken})
    return limit.low is not None and not limit.low_in


def _short_of(counted: Times, taken: Number, read: _Deductions, asked: Asked, side: str) -> bool:
    """Read how far a number is from the required one: 达到500人得10分，每减少50人扣1分."""
    base = limit_before(counted.before) or read.base
    if base and read.base and {base.low, base.high} != {read.base.low, read.base.high} and base.subject:
        return False  # 培训10学时得10分，其中线下不少于4学时，每少1学时: of which
    low = side in ("减少", "降低", "下降")
    bound = None
    if base is not None:  # 应达到500人; 少于500人的
        bounds = (base.low, base.high) if low else (base.high, base.low)
        bound = next((bound for bound in bounds if bound is not None), None)
    if base is None or bound is None or base.is_share or base.unit != counted.unit:
        return False
    fact = read.facts.add("number", base.subject or asked.subject, "number", unit=base.unit)
    read.each.append(
        {"fact": fact, ("below" if low else "above"): bound, "per": counted.size, "points": taken}
    )
    return True


def _beyond(counted: Times, taken: Number, read: _Deductions, wording: Wording, asked: Asked) -> bool:
    """Read a share that is too low or too high: 每低5%扣2分."""
    required = share_required(counted, read.base, wording, asked)
    if required is None:
        return False
    title, bound = required
    if re.search(r"^(?:低于|高于|超过|不足)$", title):
        title = asked.title
    if re.search("率(?:[、和与及]|以及).*率", title):
        return False  # several rates, of which each is meant
    if not without_limit(title).strip(",的"):  # 90%以下每低1%
        title = asked.subject
        if any("per" in entry for entry in read.each):
            return False
    existing = next((name for name, fact in read.facts.made.items() if fact["title"] == title), "")
    if not existing and any(
        counted.side in entry
        and without_limit(read.facts.made[str(entry["fact"])]["title"]) == without_limit(title)
        for entry in read.each
        if "per" in entry
    ):
        return False  # 完成90%以上每低1%扣0.5分，完成80%-90%每低1%扣1分
    fact = existing or read.facts.add("share", title, "share")
    if bound == 0:
        read.facts.made[fact].pop("at_least", None)
    read.each.append(
        {"fact": fact, counted.side: f"{text(bound)}%", "per": f"{text(counted.size)}%", "points": taken}
    )
    return True


def _lack(counted: Times, taken: Number, read: _Deductions, asks: Sequence[str], asked: Asked) -> bool:
    """Read what is missing of a list, of a number of sessions, or of a required number."""
    items = next(filter(None, map(nearest_list, asks)), []) if counted.unit in _ITEMS else []
    unit = counted.unit
    times = sessions_asked(asks, unit)
    if counted.size != 1:
        return _short_of(counted, taken, read, asked, "减少")
    noun = counted.noun
    if match := re.search(rf"1({UNIT})$", noun):  # 每少缴1人
        unit, noun = match[1], ""
    if items:
        fact = read.facts.add("items", asked.title, "set", choices=items)
        read.missing.append({"fact": fact, "expected": "all", "points": taken})
        return True
    if times and (not unit or _HELD.search(unit)) and not read.missing:
        fact = read.facts.add("times", _sessions(asked, counted.noun), "integer", unit="次")
        read.missing.append({"fact": fact, "expected": times, "points": taken})
        return True
    base = read.base
    short = limit_before(counted.before)
    level = short or base
    if level is not None and level.unit == unit and (unit in MEASURE.split("|") or "均" in level.subject):
        return _short_of(counted, taken, read, asked, "减少")  # 人均时长不足20小时的,每少1小时
    noun = noun if len(noun) > 1 and not re.search(r"活动$|^的|\d", noun) else ""
    same = not noun or not base or noun in base.subject or base.subject in noun
    if base is not None and unit and base.unit == unit and base.low is not None and base.low_in and same:
        fact = read.facts.add("number", base.subject or asked.subject, "integer", unit=unit)
        read.missing.append({"fact": fact, "expected": base.low, "points": taken})
        return True
    if base is None and short is not None and short.low is None and short.high and short.unit == unit:
        fact = read.facts.add("number", short.subject or asked.subject, "integer", unit=unit)
        read.missing.append({"fact": fact, "expected": short.high, "points": taken})
        return True  # 种类少于12种的，每少1种
    if (
        base is None
        and short is not None
        and short.high is None
        and short.low_in
        and short.unit == unit
        and not (noun or "每" in short.subject)
    ):
        fact = read.facts.add("number", short.subject or asked.subject, "integer", unit=unit)
        read.missing.append({"fact": fact, "expected": short.low, "points": taken})
        return True  # 配备社工2名以上，每少1名
    name = f"{noun}" if noun and noun not in asked.title else ""
    scope, comma, name = name.rpartition("，")  # 仅对新建单位，每缺一项
    counts = (unit.removeprefix("个") if len(unit) > 1 else unit) or "项"
    title = f"{scope}{comma}{asked.subject}：缺少的{name}{counts}数"
    fact = read.facts.add("missing", title, "integer", unit=unit or "项", failing=True)
    read.each.append({"fact": fact, "points": taken})
    return True


def _sessions(asked: Asked, noun: str) -> str:
    """Return the name of how often something is held: what lacks names it, else the title does."""
    named = noun if len(noun) > 1 and noun not in asked.title and LACKS.match(noun) is None else asked.session
    return named.removesuffix("次数") + "次数"
