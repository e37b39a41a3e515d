"""Steps of a value: ≥60㎡得15分；45–60㎡得11分；不足45㎡不得分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Clause, Wording
from evaluator.drafting.limits import ValueLimits, read_limits
from evaluator.drafting.recognition import Asked, RuleDraft

REST: Final = re.compile(
    r"^(?:否则|反之,?|其[他余它](?:情况|情形|名次|等次|等级|级别)?|未达到?|未达标|达不到?|不达标|达不到要求|低于此标准|低于最低标准|没有达到|不足|\d项(?:标准|要求|条件)均不符合|均不符合|不符合|未完成项|不在(?:此|该|上述)?(?:范围|区间)内?)$"
)
"""What holds where nothing that was named holds."""
_LESS: Final = re.compile(r"^(?:无|没有|未|不)")
_DOING: Final = re.compile(
    "(?:开展|组织|完成|参加|举办|召开|建立|配备|达到?|涉及|发生|做到)?(?:[要标]求?准?|活动|工作|任务|服务)?"
)
_DONE: Final = re.compile(
    r"完成[^\d,的]{2,8}(?:任务|计划|指标)|[^\d,未没不]{0,8}?(?:全面|全部|按时|按期)?(?:完成|达到)(?:年度|全年|既定)?(?:目标任务|任务目标|目标|任务|计划|指标)(?:数|任务)?|.{0,6}(?:全部|全面|100%)(?:完成|达标|合格|持证|到位|到岗)|.{0,6}足额到位"
)
"""All of what was to be done, before shares of it: 完成目标任务得满分,完成80%以上得1分."""
_HOLDS: Final = re.compile("(?:达标|合格|持证|到岗)$")
_WHOLE: Final = frozenset(
    "人名个次场项类户件家支篇台种条份例起天间辆门张本册处期节班组所位套批座栋块只头株"
) | {"人次"}
_COUNTED: Final = re.compile(
    rf"(?:(?:能够?|已)?(?:开展|组织|举办|提供|建立|完成))?(\d+)([{''.join(sorted(_WHOLE - {'人次'}))}])"
    r"([\u4e00-\u9fff]{2,12})"
)


@dataclass(frozen=True, slots=True)
class DraftBand:
    """A step's limits and its points."""

    limits: ValueLimits
    award: Number


def read_tiers(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Return a tiers rule: `≥60㎡得15分;45-60㎡得11分;不足45㎡不得分`; None when steps leave a gap."""
    bands: list[DraftBand] = []
    closing: list[DraftBand] = []
    title, says_none = "", False
    rest: Number = 0
    for clause in _without_common_end(wording.clauses):
        if (
            clause.kind not in ("award", "full", "none")
            or clause.low != clause.high
            or clause.per
            or clause.each
        ):
            return None
        award = points if clause.kind == "full" else clause.low
        condition = clause.condition.rpartition(",")[2] if bands or award == 0 else clause.condition
        if not award and bands and _says_nothing(condition, wording, asked):
            says_none = True
            continue
        if REST.match(condition) and (not award or (bands and clause is wording.clauses[-1])):
            rest = award  # 90%以上得10分，其余得3分
            continue
        several = len(wording.clauses) > 1
        limits = read_limits(condition) or (_number_of(condition) if bands or several else None)
        done = _DONE.fullmatch(condition.rpartition(",")[2])
        if limits is None and not bands and "," in clause.condition and len(wording.clauses) > 2 and not done:
            limits = read_limits(clause.condition.rpartition(",")[2])
            if limits is None or not limits.subject:
                return None
        if limits is None and not bands and award == points and done and "%" in wording.plain:
            limits = ValueLimits("", 100, low_in=True, high=None, high_in=False, unit="%")
            holds = _HOLDS.search(condition)
            title = f"{holds[0]}率" if holds else "目标任务完成率"
        if limits is None and not bands and award == points:
            limits = _nothing_of(condition, wording.clauses[1:])
        if limits is None:
            return None
        if limits.subject:
            if title and not _same_subject(title, limits.subject):
                return None
            if "或" in title and title != limits.subject:
                return None  # 获市级先进或区级先进两次以上得6分，区级先进一次得3分
            title = title or limits.subject
        (bands if award else closing).append(DraftBand(limits, award))
    bands = _opened(bands)
    units = {band.limits.unit for band in bands + closing if band.limits.unit}
    zeros = [band for band in bands + closing if not band.limits.unit]
    if not bands or len(units) > 1 or (units and any(band.limits.low or band.limits.high for band in zeros)):
        return None
    unit = next(iter(units), "")
    if max(band.award for band in bands) != points or (
        len(bands) == 1
        and len(wording.clauses) == 1
        and (bands[0].limits.exact or wording.clauses[0].bracketed or wording.clauses[0].bare)
    ):
        return None
    if len(bands) == 1 and bands[0].limits.low and bands[0].limits.high and not bands[0].limits.exact:
        return None  # 5-25人得4分: both limits count
    made = _joined(bands, closing, unit)
    if made is None:
        return None
    rule_bands, otherwise, notes = made
    if rest and (otherwise or closing or not rest < min(band.award for band in bands)):
        return None
    otherwise = otherwise or rest
    if otherwise and says_none:  # 100万元以下得4分，未争取的0分
        rule_bands, otherwise = [*rule_bands, {"above": _written(0, unit), "award": otherwise}], 0
    facts = asked.facts()
    edges = [edge for band in bands for edge in (band.limits.low, band.limits.high) if edge is not None]
    broken = sum(not isinstance(edge, int) for edge in edges)
    if unit in _WHOLE and broken == 1 and re.match(r"[1-9]\.\d", wording.plain):
        return None  # 1.1-3项得2分: the first number is the item's
    whole = unit in _WHOLE and not broken
    kind = "share" if unit == "%" else "integer" if whole else "number"
    name = title or asked.subject
    if unit == "1:":
        name, unit = f"{name}（1:N 中的 N）", ""
    shown = "" if unit == "%" else unit
    fact = facts.add("value", name, kind, unit=shown, source=asked.title)
    if kind == "share" and any(_is_negative(band.limits) for band in bands):
        del facts.made[fact]["at_least"]
    if len(rule_bands) == 1 and not otherwise and bands[0].award == points:
        bound = {key: value for key, value in rule_bands[0].items() if key != "award"}
        return RuleDraft("yes_no", {"fact": fact, **bound}, facts.made, notes=notes)
    rule: dict[str, object] = {"fact": fact, "bands": rule_bands}
    if otherwise:
        rule["otherwise"] = otherwise
    return RuleDraft("tiers", rule, facts.made, notes=notes)


def _without_common_end(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Return steps without what each asks for as well: 开展两类活动，并有记录；开展三类活动，并有记录."""
    heads = [clause.condition.rpartition(",") for clause in clauses if clause.kind == "award"]
    ends = {end for _, _, end in heads}
    if (
        len(heads) < 2
        or len(ends) > 1
        or not all(read_limits(head) or _number_of(head) for head, _, _ in heads)
    ):
        return clauses
    return [
        replace(clause, condition=clause.condition.rpartition(",")[0]) if clause.kind == "award" else clause
        for clause in clauses
    ]


def _nothing_of(condition: str, rest: Sequence[Clause]) -> ValueLimits | None:
    """Return the limits of none of what the next steps count: 无投诉得5分，有1件得3分，有2件得1分."""
    nothing = re.fullmatch(r"[^,]{0,4}?(?:无|没有|未发生|未出现|零)([\u4e00-\u9fff]{2,12})", condition)
    ends = [clause.condition.rpartition(",")[2] for clause in rest]
    steps = [read_limits(end) or _number_of(end) for end in ends]
    first = steps[0] if steps else None
    if nothing is None or first is None or first.unit not in _WHOLE or first.low != 1:
        return None
    return ValueLimits(nothing[1], 0, low_in=True, high=0, high_in=True, unit=first.unit, exact=True)


def _number_of(condition: str) -> ValueLimits | None:
    """Return the limits of a number that stands before what is counted: 1起投诉."""
    counted = _COUNTED.fullmatch(condition)
    return read_limits(f"{counted[3]}{counted[1]}{counted[2]}") if counted else None


def _says_nothing(condition: str, wording: Wording, asked: Asked) -> bool:
    """Return whether a clause without points only says that there is nothing of what the steps count."""
    less = _LESS.match(condition)
    if less is None:
        return False
    lacks = re.sub(r"[的者,]+$", "", condition[less.end() :])
    named = f"{asked.title},{wording.clauses[0].condition}"
    return (
        len(lacks) < 2
        or _DOING.fullmatch(lacks) is not None
        or any(lacks[i : i + 2] in named for i in range(len(lacks) - 1))
    )


def _opened(bands: list[DraftBand]) -> list[DraftBand]:
    """Return steps that are stated as single shares as lower limits: 达70%得3分，60%得2分."""
    if len(bands) < 2 or (bands[0].limits.high is not None and not bands[0].limits.exact):
        return bands
    rest = bands[1:]
    lows = [band.limits.low or 0 for band in bands]
    apart = all(high - low > 1 for high, low in pairwise(lows))  # 4000㎡, 3000㎡: not 3人, 2人
    measured = bands[0].limits.unit not in _WHOLE and not bands[0].limits.exact  # 4小时以上, 3小时, 2小时
    if not all(band.limits.exact and (band.limits.is_share or apart or measured) for band in rest):
        return bands
    awards = [band.award for band in bands]
    if lows != sorted(lows, reverse=True) or awards != sorted(awards, reverse=True):
        return bands
    return [
        DraftBand(replace(band.limits, high=None, high_in=False, exact=False), band.award) for band in bands
    ]


def _same_subject(title: str, other: str) -> bool:
    """Return whether a later step names the same thing, perhaps shorter."""
    return title.endswith(other) or (len(other) < 3 and other in title)


def _is_negative(limits: ValueLimits) -> bool:
    return limits.high == 0 and limits.low is None


def _joined(
    bands: list[DraftBand], closing: list[DraftBand], unit: str
) -> tuple[list[dict[str, object]], Number, tuple[str, ...]] | None:
    """Return the bands as the rule declares them, with one bound each; None when there is a gap or overlap.

    One bound is enough, because the first band that holds decides.
    """
    awards = [band.award for band in bands]
    if len(set(awards)) < len(awards):
        return None
    order = sorted(bands, key=lambda band: band.award, reverse=True)
    falling = _is_falling([*order, *closing])
    if falling is None:
        return None
    made: list[dict[str, object]] = []
    otherwise: Number = 0
    edge: tuple[Number, bool] | None = None
    notes: tuple[str, ...] = ()
    for i, band in enumerate(order):
        limits = band.limits
        near = (limits.low, limits.low_in) if falling else (limits.high, limits.high_in)
        far = (limits.high, limits.high_in) if falling else (limits.low, limits.low_in)
        if i and near[0] is not None and edge is not None:
            gap = near[0] - edge[0] if falling else edge[0] - near[0]
            whole = unit in _WHOLE
            if gap == 0 and _takes_the_edge(limits, order[i - 1].limits, falling=falling):
                _give_up_edge(made[-1])
            elif (gap == 0 and near[1] and edge[1] and not limits.exact) or (
                gap == 1 and not whole and isinstance(near[0], int)
            ):  # 72学时得6分，48～71学时得4分
                notes = ("import-touching",)
            elif gap not in (0, 1) or (gap == 1 and not whole):
                return None
        elif (
            i
            and far[0] is not None
            and edge is not None
            and (far[0] <= edge[0] if falling else far[0] >= edge[0])
        ):
            return None
        if far[0] is None:
            if i != len(order) - 1 or closing or near[0] is None:
                return None
            otherwise = band.award
            break
        edge = (far[0], far[1])
        inside = far[1]
        key = ("at_most" if inside else "below") if falling else ("at_least" if inside else "above")
        made.append({key: _written(far[0], unit), "award": band.award})
    if (
        closing
        and edge is not None
        and not all(_follows(band.limits, edge, unit, falling=falling) for band in closing)
    ):
        return None
    if made and any(
        _near(band.limits, falling=falling) == (edge and edge[0])
        and _takes_the_edge(band.limits, order[-1].limits, falling=falling)
        for band in closing
    ):
        _give_up_edge(made[-1])
    return (made, otherwise, notes) if made else None


def _near(limits: ValueLimits, *, falling: bool) -> Number | None:
    return limits.low if falling else limits.high


def _takes_the_edge(limits: ValueLimits, better: ValueLimits, *, falling: bool) -> bool:
    """Return whether the shared value is the lower step's: 5%以下得10分，5%（含）～10%得6分."""
    if falling:
        return limits.low_named and limits.low_in and better.high_in and not better.high_named
    return limits.high_named and limits.high_in and better.low_in and not better.low_named


def _give_up_edge(band: dict[str, object]) -> None:
    """Let a step end before its limit."""
    for closed, open_ in (("at_most", "below"), ("at_least", "above")):
        if closed in band:
            award = band.pop("award")
            band[open_] = band.pop(closed)
            band["award"] = award


def _follows(limits: ValueLimits, edge: tuple[Number, bool], unit: str, *, falling: bool) -> bool:
    """Return whether the limits that give no points begin where the last step ends."""
    near = _near(limits, falling=falling)
    if near is None:
        return False
    gap = near - edge[0] if falling else edge[0] - near
    return gap == 0 or (gap == 1 and (unit in _WHOLE or unit in ("%", "分"))) or (limits.exact and gap > 0)


def _is_falling(order: list[DraftBand]) -> bool | None:
    """Return whether more is worse, None where the steps go to and fro."""
    if len(order) == 1:
        return order[0].limits.low is None or order[0].limits.high == 0  # 事故0次
    middles = [_middle(band.limits) for band in order]
    pairs = list(pairwise(middles))
    if all(first >= other for first, other in pairs):
        return False
    return True if all(first <= other for first, other in pairs) else None


def _middle(limits: ValueLimits) -> tuple[Number, Number]:
    if limits.low is None:
        assert limits.high is not None
        return (limits.high, -1) if not limits.exact else (limits.high, 0)
    if limits.high is None:
        return (limits.low, 1)
    return Fraction(limits.low + limits.high, 2), 0


def _written(value: Number, unit: str) -> object:
    return f"{text(value)}%" if unit == "%" else value
