"""Phrasings with limits: steps of a value (≥60㎡得15分) and levels of a judgement (好16–20分)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Wording, number
from evaluator.drafting.recognition import Asked, Found

_N: Final = r"(\d+(?:\.\d+)?)"
_LEVEL: Final = (
    "非常好|很好|优秀|优良|优|良好|良|较好|好|一般|合格|基本合格|中等|中|较差|很差|差|不合格"
    "|显著|较显著|明显|较明显|不明显|突出|较突出"
)
_GIVEN: Final = re.compile(rf"^({_LEVEL})(?:的|者)?[:,(]?(?:得|计)?(?:{_N}[-~至到]){{0,1}}{_N}分?[)]?$")
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
class Band:
    """One step: from *low* up to *high*, either of which may be open."""

    low: Number | None
    low_in: bool
    high: Number | None
    high_in: bool
    award: Number


def read_levels(wording: Wording, points: Number) -> Found | None:
    """Return a rating: `好16-20分,较好11-15分,一般6-10分,差0-5分`."""
    parts = [each for each in re.split(r"[,;。、/\n]", wording.plain) if each]
    # What is looked at may stand before the first level.
    if len(parts) > 1 and (head := re.search(rf"({_LEVEL})(?:的|者)?[:(]?(?:得|计)?\d", parts[0])):
        before = parts[0][: head.start()]
        # 服务效果好8-10分,服务效果较好5-7分 repeats it.
        parts = [parts[0][head.start() :], *(each.removeprefix(before) for each in parts[1:])]
    while parts and not _GIVEN.match(parts[0]) and not re.search(r"\d", parts[0]):
        parts.pop(0)
    if len(parts) < 2:
        return None
    levels: dict[str, object] = {}
    highest: Number = -1
    spans: list[tuple[Number, Number]] = []
    for part in parts:
        found = _GIVEN.match(re.sub(rf"^({_LEVEL})(?:的|者)?(?:不得分|不计分)$", r"\g<1>0分", part))
        if not found or found[1] in levels:
            return None
        top = number(found[3])
        bottom = number(found[2]) if found[2] else top
        if found[2]:
            low, high = min(bottom, top), max(bottom, top)
            whole = isinstance(low, int) and isinstance(high, int)
            levels[found[1]] = {"from": low, "to": high, "step": 1 if whole else "0.5"}
            spans.append((low, high))
        else:
            levels[found[1]] = top
            spans.append((top, top))
        highest = max(highest, spans[-1][1])
    spans.sort()
    if highest != points or any(a[1] >= b[0] for a, b in pairwise(spans)):
        return None
    return Found("rating", {"levels": levels}, {})


def read_tiers(wording: Wording, points: Number, asked: Asked) -> Found | None:
    """Return steps: `≥60㎡得15分;45-60㎡得11分;不足45㎡不得分`. They meet, or there is no rule."""
    bands: list[Band] = []
    units: set[str] = set()
    title = ""
    for clause in wording.scoring:
        given = _AWARD.search(clause)
        if not given or re.search(r"每[^月季年]|扣", clause):
            return None
        award = number(given[1]) if given[1] else points if given[2] else 0
        body = clause[: given.start()].rstrip("的者,")
        if body in _REST and not award:
            continue
        if between := _BETWEEN.match(body):  # 85%≤办结率<95%
            low, unit_, at, name, to, high, unit = between.groups()
            opened, closed = "[" if at == "≤" else "(", "]" if to == "≤" else ")"
            body = f"{name}{opened}{low}{unit_ or unit}-{high}{unit}{closed}"
        found = _band(body, award)
        if found is None:
            return None
        band, unit, before = found
        before = re.sub(r"(?:应|须)?(?:在|为|达到|达)?$", "", before.strip(","))
        if re.search("每(?:个?月|季度?|半年|周|年|次)$", before):
            return None  # how often, and no amount
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
        isinstance(each, int) for band in bands for each in (band.low, band.high) if each is not None
    )
    kind = "share" if unit == "%" else "integer" if whole else "number"
    name = facts.add("value", title or asked.title, kind, unit="" if unit == "%" else unit)
    return Found("tiers", {"fact": name, "bands": rule_bands}, facts.made)


def _band(body: str, award: Number) -> tuple[Band, str, str] | None:
    """Return the band, its unit, and the words before its limits."""
    found = _SPAN.search(body)
    if found:
        low, high = number(found[2]), number(found[4])
        unit = found[5] or found[3]
        if found[3] and found[5] and found[3] != found[5]:
            return None
        if low > high:
            low, high = high, low
        return (
            Band(low, "(" not in found[0][:1], high, found[0][-1:] == "]", award),
            unit,
            body[: found.start()],
        )
    found = _HIGH.search(body)
    if found and (found[1] or found[4]):
        inside = found[1] in ("≤", "不超过", "不高于", "不大于") or (not found[1] and bool(found[4]))
        return Band(None, False, number(found[2]), inside, award), found[3], body[: found.start()]
    found = _LOW.search(body)
    if found and (found[1] or found[4]):
        outside = found[1] in (">", "超过", "高于", "大于", "多于")
        return Band(number(found[2]), not outside, None, False, award), found[3], body[: found.start()]
    found = re.search(rf"{_N}([人名个次场项户件家支])$", body)
    if found:
        exact = number(found[1])
        return Band(exact, True, exact, True, award), found[2], body[: found.start()]
    return None


def _joined(bands: list[Band], unit: str) -> list[dict[str, object]] | None:
    """Return the bands as the rule declares them, one bound each; None when they leave a gap or overlap.

    The first band that holds decides: of bands that meet, the lower needs no upper bound.
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
            break  # the rest gets nothing: `otherwise`
        edge = far
        if not band.award:
            continue
        # A span that meets the one before takes the far edge in: 15%至30% below ≤15% is (15%, 30%].
        inside = (band.high_in or band.low is not None) if falling else band.low_in
        if falling:
            made.append({("at_most" if inside else "below"): written(far), "award": band.award})
        else:
            made.append({("at_least" if inside else "above"): written(far), "award": band.award})
    return made or None
