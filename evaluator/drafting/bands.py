"""Phrasings with limits: steps of a value (≥60㎡得15分) and levels of a judgement (好16–20分)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Wording, number
from evaluator.drafting.recognition import Asked, RuleDraft

_N: Final = r"(\d+(?:\.\d+)?)"
_LEVEL: Final = (
    "非常好|很好|优秀|优良|优|良好|良|较好|好|一般|合格|基本合格|中等|中|较差|很差|差|不合格"
    "|显著|较显著|明显|较明显|不明显|突出|较突出"
)
_LEVEL_AWARD: Final = re.compile(rf"^({_LEVEL})(?:的|者)?[:,(]?(?:得|计)?(?:{_N}[-~至到]){{0,1}}{_N}分?[)]?$")
_UNIT: Final = r"(?:%|[^\d%,;。≥≤<>\-~至到得(\[以及不含]{0,3})"
_AWARD: Final = re.compile(rf",?(?:的|者)?,?(?:(?:得|计|给)?{_N}分|(?:得|计)(满分)|(不得分|不计分))$")
_LOW: Final = re.compile(
    rf"(≥|>|不低于|不少于|达到|达|至少|超过|高于|大于|多于|满)?{_N}({_UNIT})(?:[(]含[)])?((?:及|\(含\))?以上)?$"
)
_HIGH: Final = re.compile(
    rf"(≤|<|不超过|不高于|不大于|不足|低于|小于|不满|少于|未达到?)?{_N}({_UNIT})(?:[(]不含[)])?((?:及|\(含\))?以下|以内)?$"
)
_BETWEEN: Final = re.compile(rf"{_N}({_UNIT})(≤|<)([^\d≤<≥>]+)(≤|<){_N}({_UNIT})$")
_REST: Final = frozenset(
    {"否则", "其他", "其余", "其它", "未达到", "未达标", "低于此标准", "达不到", "不达标", "达不到要求"}
)
_SPAN: Final = re.compile(
    rf"[\[(]?(≥)?{_N}({_UNIT})(?:[(]含[)])?(?:及?以上)?(?:[-~,至到]|以上|且)+(?:不满|不足|<|低于)?{_N}({_UNIT})(?:[(]不?含[)])?(?:以下)?[\])]?(?:之间)?$"
)


@dataclass(frozen=True, slots=True)
class DraftBand:
    """A step from *low* to *high*; None where there is no limit on that side."""

    low: Number | None
    low_in: bool
    high: Number | None
    high_in: bool
    award: Number


def read_levels(wording: Wording, points: Number) -> RuleDraft | None:
    """Return a rating: `好16-20分,较好11-15分,一般6-10分,差0-5分`."""
    parts = [part for part in re.split(r"[,;。、/\n]", wording.plain) if part]
    # The thing that is rated may be named before the first level.
    if len(parts) > 1 and (head := re.search(rf"({_LEVEL})(?:的|者)?[:(]?(?:得|计)?\d", parts[0])):
        before = parts[0][: head.start()]
        # Some tables repeat that name before each level: 服务效果好8-10分,服务效果较好5-7分.
        parts = [parts[0][head.start() :], *(part.removeprefix(before) for part in parts[1:])]
    while parts and not _LEVEL_AWARD.match(parts[0]) and not re.search(r"\d", parts[0]):
        parts.pop(0)
    if len(parts) < 2:
        return None
    levels: dict[str, object] = {}
    highest: Number = -1
    spans: list[tuple[Number, Number]] = []
    for part in parts:
        match = _LEVEL_AWARD.match(re.sub(rf"^({_LEVEL})(?:的|者)?(?:不得分|不计分)$", r"\g<1>0分", part))
        if not match or match[1] in levels:
            return None
        top = number(match[3])
        bottom = number(match[2]) if match[2] else top
        if match[2]:
            low, high = min(bottom, top), max(bottom, top)
            whole = isinstance(low, int) and isinstance(high, int)
            levels[match[1]] = {"from": low, "to": high, "step": 1 if whole else "0.5"}
            spans.append((low, high))
        else:
            levels[match[1]] = top
            spans.append((top, top))
        highest = max(highest, spans[-1][1])
    spans.sort()
    if highest != points or any(a[1] >= b[0] for a, b in pairwise(spans)):
        return None
    return RuleDraft("rating", {"levels": levels}, {})


def read_tiers(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Return a tiers rule: `≥60㎡得15分;45-60㎡得11分;不足45㎡不得分`; None when steps leave a gap."""
    bands: list[DraftBand] = []
    units: set[str] = set()
    title = ""
    for clause in wording.scoring:
        award_match = _AWARD.search(clause)
        if not award_match or re.search(r"每[^月季年]|扣", clause):
            return None
        award = number(award_match[1]) if award_match[1] else points if award_match[2] else 0
        body = clause[: award_match.start()].rstrip("的者,")
        if body in _REST and not award:
            continue
        if between := _BETWEEN.match(body):  # 85%≤办结率<95%
            low, unit_, at, name, to, high, unit = between.groups()
            opened, closed = "[" if at == "≤" else "(", "]" if to == "≤" else ")"
            body = f"{name}{opened}{low}{unit_ or unit}-{high}{unit}{closed}"
        band_parts = _band(body, award)
        if band_parts is None:
            return None
        band, unit, before = band_parts
        before = re.sub(r"(?:应|须)?(?:在|为|达到|达)?$", "", before.strip(","))
        if re.search("每(?:个?月|季度?|半年|周|年|次)$", before):
            return None  # a frequency, not an amount
        if before and not bands:
            title = before
        elif before and before != title:
            return None
        if unit:
            units.add(unit)
        bands.append(band)
    if not bands or len(units) > 1:
        return None
    unit = next(iter(units), "")
    rule_bands = _joined(bands, unit)
    if rule_bands is None or max(band.award for band in bands) != points:
        return None
    facts = asked.facts()
    whole = unit in ("人", "名", "个", "次", "场", "项", "户", "件", "家", "支") and all(
        isinstance(bound, int) for band in bands for bound in (band.low, band.high) if bound is not None
    )
    kind = "share" if unit == "%" else "integer" if whole else "number"
    name = facts.add("value", title or asked.title, kind, unit="" if unit == "%" else unit)
    return RuleDraft("tiers", {"fact": name, "bands": rule_bands}, facts.made)


def _band(body: str, award: Number) -> tuple[DraftBand, str, str] | None:
    """Return the band, its unit, and the words before its limits."""
    match = _SPAN.search(body)
    if match:
        low, high = number(match[2]), number(match[4])
        unit = match[5] or match[3]
        if match[3] and match[5] and match[3] != match[5]:
            return None
        if low > high:
            low, high = high, low
        return (
            DraftBand(low, "(" not in match[0][:1], high, match[0][-1:] == "]", award),
            unit,
            body[: match.start()],
        )
    match = _HIGH.search(body)
    if match and (match[1] or match[4]):
        inside = match[1] in ("≤", "不超过", "不高于", "不大于") or (not match[1] and bool(match[4]))
        return DraftBand(None, False, number(match[2]), inside, award), match[3], body[: match.start()]
    match = _LOW.search(body)
    if match and (match[1] or match[4]):
        outside = match[1] in (">", "超过", "高于", "大于", "多于")
        return DraftBand(number(match[2]), not outside, None, False, award), match[3], body[: match.start()]
    match = re.search(rf"{_N}([人名个次场项户件家支])$", body)
    if match:
        exact = number(match[1])
        return DraftBand(exact, True, exact, True, award), match[2], body[: match.start()]
    return None


def _joined(bands: list[DraftBand], unit: str) -> list[dict[str, object]] | None:
    """Return the bands as the rule declares them, with one bound each; None when there is a gap or overlap.

    One bound is enough, because the first band that holds decides.
    """
    falling = bands[0].low is None
    whole = unit not in ("%", "㎡", "平方米", "元", "万元", "小时")
    made: list[dict[str, object]] = []
    edge: Number | None = None
    awards = [band.award for band in bands]
    if awards != sorted(awards, reverse=True):
        return None

    def written(value: Number) -> object:
        return f"{text(value)}%" if unit == "%" else value

    for i, band in enumerate(bands):
        near, far = (band.high, band.low) if not falling else (band.low, band.high)
        if i and near is not None and edge is not None:
            gap = edge - near if not falling else near - edge
            touching = gap == 0 or (whole and gap == 1)
            if not touching:
                return None
        elif i and (far is None or edge is None or (far >= edge if not falling else far <= edge)):
            return None
        if far is None:
            if i != len(bands) - 1 or band.award:
                return None
            break  # values beyond the last bound get nothing (`otherwise`)
        edge = far
        if not band.award:
            continue
        # A span that adjoins the previous band includes its far edge: 15%至30% after ≤15% is (15%, 30%].
        inside = (band.high_in or band.low is not None) if falling else band.low_in
        if falling:
            made.append({("at_most" if inside else "below"): written(far), "award": band.award})
        else:
            made.append({("at_least" if inside else "above"): written(far), "award": band.award})
    return made or None
