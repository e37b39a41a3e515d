"""ValueLimits in a clause's condition: 80%（含）-90%, 不低于60㎡, 3人及以上, 1:15, 85%≤办结率＜95%."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting.signs import number_of

_N: Final = r"(\d+(?:\.\d+)?)"
_UNIT: Final = r"(%|间|[^\d%,;。、≥≤<>=\-~至到得(\[:+*×÷/以及或且不含超达低高无有内之间的]{0,4})"
_WITH: Final = r"((?:[(](?:不?含[^()]*|[^()]*不?含)[)])?)"
_UP: Final = r"((?:及其?|或)?以上|及上|以上者|↑)"
_DOWN: Final = r"((?:及其?|或)?以下|以内|之内|↓)"
_LOW_WORDS: Final = (
    r"(≥|>|不低于|不少于|不小于|[大高多]于或?等于|(?<!未)达到?|至少|(?<!不)(?:超过|高于|大于|多于|满))"
)
_HIGH_WORDS: Final = (
    r"(≤|<|不超过|不高于|不大于|不多于|[小低少]于或?等于|不足|不满|不到|未达到?|(?<!不)(?:低于|小于|少于))"
)
_OPEN_LOW: Final = (">", "超过", "高于", "大于", "多于")
_CLOSED_HIGH: Final = frozenset(
    {
        "≤",
        "不超过",
        "不高于",
        "不大于",
        "不多于",
        "小于等于",
        "小于或等于",
        "低于等于",
        "低于或等于",
        "少于或等于",
    }
)
_BETWEEN: Final = re.compile(rf"^{_N}{_UNIT}(≤|<)([^\d≤<≥>]+)(≤|<){_N}{_UNIT}$")
_FALLING_BETWEEN: Final = re.compile(rf"^{_N}{_UNIT}(≥|>)([^\d≤<≥>]+)(≥|>){_N}{_UNIT}$")
_SPAN: Final = re.compile(
    rf"^(.*?)(\[|[(](?=\d))?(≥|>|不低于|大于或?等于|超过|高于|大于|达到?|满)?{_N}{_UNIT}{_WITH}{_UP}?{_WITH}"
    rf"(?:[-~,至到]|且|但|、)*(≤|<|不满|不足|不到|低于|小于或?等于|小于|少于|不超过|不高于|不大于|不多于|未达到?)?{_N}{_UNIT}{_WITH}{_DOWN}?{_WITH}([\])]?)(?:之间|范围内)?$"
)
_LOW: Final = re.compile(
    rf"^(.*?)(?:{_LOW_WORDS}{_N}{_UNIT}{_WITH}{_UP}?{_WITH}|{_N}{_UNIT}{_WITH}{_UP}{_WITH})$"
)
_HIGH: Final = re.compile(
    rf"^(.*?)(?:{_HIGH_WORDS}{_N}{_UNIT}{_WITH}{_DOWN}?{_WITH}|{_N}{_UNIT}{_WITH}{_DOWN}{_WITH})$"
)
_EXACT: Final = re.compile(
    rf"^(.*?)(?:(?<=.)=()(?=\d+(?:\.\d+)?$)|(?:=|为|达到|完成|仅有|有|配备)?(?=\d+(?:\.\d+)?[^\d.])){_N}(|%|人次?|名|个|次|场|项|类|户|件|起|例|处|宗|家|支|篇|台|种|倍|小时|学时|课时|平方米|天|亩|万元|元)$"
)
_RATIO: Final = re.compile(
    r"^(?P<before>[^\d≥≤<>]*?)(?P<word>≥|>|不低于|不少于|达到?|至少|高于|优于|不超过|不大于|为|<|低于|不足|不到|小于|未达到?|达不到)?"
    r"1:(?P<number>\d+(?:\.\d+)?)(?P<with>[(]不?含[)])?(?P<after>(?:及其?|或)?以[上下]|以内|之内)?(?:[(]含[)])?$"
)
_RATIO_SPAN: Final = re.compile(
    r"^(?P<before>[^\d≥≤<>]*?)(?P<word>≥|<|低于|不足|达到?|为)?1:(?P<number>\d+(?:\.\d+)?)(?P<with>[(]不?含[)])?"
    r"(?:[-~至到]|[,且但]*(?:≥|不低于|高于))1:(?P<other>\d+(?:\.\d+)?)(?P<with2>[(]不?含[)])?(?:之间)?$"
)
_WORSE: Final = frozenset(
    {"<", "低于", "不足", "不到", "小于", "未达", "未达到", "达不到", "以下", "及以下", "或以下"}
)
_BETTER: Final = frozenset({">", "高于", "优于"})
_MORE_IS_BETTER: Final = re.compile("(?:床护|医护)比")
"""What is compared with the first number is the staff: 床护比1:0.4."""
_OF_ONE: Final = re.compile(r"(?<![\d.:])(?!1:)(\d+(?:\.\d+)?):1(?![\d.])")
_ITEMS: Final = re.compile(
    r"^(?:(?:只|仅)?(?:符合|具备|满足|达到|有)(?:上述|以上|其中)?(?:任意|其中)?(\d+)(?:项|条|个)(?:指标|标准|要求|条件)?(?:及?以上)?"
    r"|(\d+)(?:项|条|个)(?:指标|标准|要求|条件)?(?:均|都|全部)?(?:符合|满足|达标|具备|达到)(?:标准|要求|条件)?)$"
)
_HOLDERS: Final = re.compile(
    r"^(?P<before>[^\d,]*?)(?P<limit>\d+(?:\.\d+)?%(?:[-~至到]\d+(?:\.\d+)?%|(?:及其?|或)?以[上下]|[(]含[)])*)的(?P<what>[\u4e00-\u9fff]{2,20})$"
)
"""A share of those who do something: 园区内80%以上的企业签订集体合同."""
_HOLDS: Final = re.compile(
    r"^(?P<before>.*?)(?P<limit>(?:≥|>|超过)?\d+(?:\.\d+)?%(?:[(]不?含[)])?(?:(?:及其?|或)?以[上下])?(?:[(]不?含[^()]*[)])?)(?P<what>达标|合格|持证|完成|到位|到岗)$"
)
"""A share of what holds, its name behind the limit: 90%以上达标."""
_BELOW_FIRST: Final = re.compile(
    r"^(?P<before>[^\d,]*?)(?P<high>(?:不足|低于|小于|不满|少于)\d+(?:\.\d+)?[%\u4e00-\u9fff]{0,3}?)[,但且]+(?P<low>(?:不低于|不少于|达到|高于|超过)\d+(?:\.\d+)?[%\u4e00-\u9fff]{0,3})$"
)
"""The upper limit before the lower: 不足35%但不低于25%."""
_COUNTED_FIRST: Final = re.compile(
    r"^(?:[^\d,每]{2,4})??(?:与|建有|设有|拥有|配有|有|配备|开展|召开|组织|举办|建立|成立|完成|覆盖|服务|链接|培育|孵化|引进|承接|发展|参与|获得|发布|报送|刊发|具有|具备)(?P<limit>\d+[年支个名项次场家类种间台所处份期人篇件户条套](?:[(]不?含[)])?(?:及?以上|以下)(?:[(]不?含[^()]*[)])?)的?(?P<what>[\u4e00-\u9fff]{2,12})$"
)
"""How many, before what is counted."""
_YEARLY: Final = re.compile(
    r"^(?:每年|年度内?|全年|年内|当年)(?=[\u4e00-\u9fff]{0,6}?(?:召开|开展|组织|举办)\d)"
)
_OF_ALL: Final = re.compile(
    r"^(?P<what>[\u4e00-\u9fff]{2,12}?)(?P<side>不(?:超过|高于|低于|少于|大于)|超过|低于|高于)(?P<all>(?!或|等于|标准|要求|目标)[\u4e00-\u9fff]{2,10}?)的?(?P<share>\d+(?:\.\d+)?%)$"
)
"""A share, with what it is a share of before it: 管理费用不超过当年总支出的10%."""
_VERBS: Final = frozenset({"召开", "开展", "组织", "举办", "举行", "完成", "配备"})
HELD: Final = "符合的项数"
"""What is counted where so many of several things hold."""
_AGES: Final = re.compile(
    r"\d+(?:[-~至到]\d+)?周?岁(?:及?以[上下])?|\d+年(?:及?以上)|[A-Za-z]+[\d.]+(?=[\u4e00-\u9fff])"
)
"""Numbers in the name of what is limited: 65岁以上老年人体检率."""
_TAIL: Final = re.compile(r"[均都]?(?:应|须|需)?(?:在|为|达到|达|有|是|保持|占|配备|完成)?$")


@dataclass(frozen=True, slots=True)
class ValueLimits:
    """A value's limits with what is limited; None where there is no limit on that side."""

    subject: str
    low: Number | None
    low_in: bool
    high: Number | None
    high_in: bool
    unit: str
    exact: bool = False
    """A number that stands alone: 2人, 100%."""
    low_named: bool = False
    """Whether a sign or 含 says of the lower limit that it belongs, or does not: 5%（含）以上, ≥5%."""
    high_named: bool = False

    @property
    def is_share(self) -> bool:
        """Return whether a share is limited."""
        return self.unit == "%"


def read_limits(condition: str) -> ValueLimits | None:
    """Return the limits that make up the whole of *condition*; None where it says anything else."""
    body = condition.strip(",的者")
    body = _in_order(body)
    if match := _ITEMS.match(body):
        number = number_of(match[1] or match[2])
        return ValueLimits(HELD, number, True, number, True, "项", exact=True)
    if match := _RATIO.match(body) or _RATIO_SPAN.match(body):
        return _worker_ratio(match)
    body = _OF_ONE.sub(r"\1倍", body)  # 生师比15:1
    if match := _BETWEEN.match(body):
        low, unit, at, name, to, high, other = match.groups()
        return _made(name, (number_of(low), at == "≤"), (number_of(high), to == "≤"), unit or other)
    if match := _FALLING_BETWEEN.match(body):
        high, unit, at, name, to, low, other = match.groups()
        return _made(name, (number_of(low), to == "≥"), (number_of(high), at == "≥"), unit or other)
    for read in (_span, _high, _low, _exact):
        if (limits := read(body)) is not None:
            return limits
    return None


def _in_order(body: str) -> str:
    """Return a condition with what is limited before its limit: 教师学历90%以上达标, 建有3支以上队伍."""
    body = re.sub(r"[(][^()\d含]*[)]", "", body)
    body = re.sub(r"^(\D*\d+(?:人?次|场|个|篇|期|人|户|件))/(年|季度?|月)(?=$|及?以[上下])", r"每\2\1", body)
    body = _YEARLY.sub("", body)
    body = _OF_ALL.sub(r"\g<what>占\g<all>的比例\g<side>\g<share>", body)
    body = re.sub(
        r"^(\d+[人名户份个](?:[(]含[)])?(?:(?:及其?|或)?以[上下])?)(不?(?:知晓|了解|掌握|合格|达标))$",
        r"\2\1",
        body,
    )
    if (holds := _HOLDS.match(body)) and not re.search(r"\d|,", holds["before"]):
        return f"{holds['before']}{holds['what']}率{holds['limit']}"
    if counted := _COUNTED_FIRST.match(body):
        return f"{counted['what']}{counted['limit']}"
    if (holders := _HOLDERS.match(body)) and not re.search("[得扣]|比例|任务|目标|标准", holders["what"]):
        return f"{holders['before']}{holders['what']}的比例{holders['limit']}"
    body = re.sub(r"^([\u4e00-\u9fff]+)(\d[^≤<]*[≤<])[A-Za-z]([≤<].*)$", r"\2\1\3", body)
    body = _BELOW_FIRST.sub(r"\g<before>\g<low>\g<high>", body)
    return re.sub(
        r"^([^\d,]*?)(达到|不低于|不少于)([^\d,]{1,10}的|[^\d,]{0,6}(?:任务|目标|计划)数?的?)(?=\d)",
        r"\1\3\2",
        body,
    )


def _span(body: str) -> ValueLimits | None:
    match = _SPAN.match(body)
    if match is None:
        return None
    (
        before,
        bracket,
        above,
        low,
        unit,
        with_low,
        up,
        with_up,
        below,
        high,
        other,
        with_high,
        _,
        with_down,
        end,
    ) = match.groups()
    if unit and other and unit != other:
        return None
    if not re.search(
        r"[-~至到]|且|但|不满|不足|不到|[低小少]于|不[大多]于|[<≤]|不超过|不高于|,|以上",
        body[match.start(4) :],
    ):
        return None
    closed_low = above not in _OPEN_LOW and bracket != "(" and "不含" not in with_low + with_up
    closed_high = (
        below in _CLOSED_HIGH
        or end == "]"
        or _is_with(with_high + with_down)
        or (below is None and end != ")" and not up)
    )
    closed_high = closed_high and "不含" not in with_high + with_down
    first, second = (number_of(low), closed_low), (number_of(high), closed_high)
    if first[0] > second[0]:
        first, second = (second[0], True), (first[0], first[1])
        return _made(before, first, second, other or unit)
    limits = _made(before, first, second, other or unit)
    return limits and replace(
        limits,
        low_named="含" in with_low + with_up or bracket is not None or above not in (None, "达到", "达"),
        high_named="含" in with_high + with_down or end != "" or below is not None,
    )


def _is_with(words: str) -> bool:
    return "含" in words and "不含" not in words


def _high(body: str) -> ValueLimits | None:
    match = _HIGH.match(body)
    if match is None:
        return None
    before, word, number, unit, with_1, _down, with_2, bare, bare_unit, with_3, _, with_4 = match.groups()
    words = (with_1 or "") + (with_2 or "") + (with_3 or "") + (with_4 or "")
    closed = "不含" not in words and (word in _CLOSED_HIGH or word is None or _is_with(words))
    limits = _made(before, None, (number_of(number or bare), closed), unit if number else bare_unit)
    return limits and replace(limits, high_named="含" in words or word is not None)


def _low(body: str) -> ValueLimits | None:
    match = _LOW.match(body)
    if match is None:
        return None
    before, word, number, unit, with_1, _up, with_2, bare, bare_unit, with_3, _, with_4 = match.groups()
    words = (with_1 or "") + (with_2 or "") + (with_3 or "") + (with_4 or "")
    closed = "不含" not in words and (word not in _OPEN_LOW or _is_with(words))
    limits = _made(before, (number_of(number or bare), closed), None, unit if number else bare_unit)
    return limits and replace(limits, low_named="含" in words or word not in (None, "达到", "达", "满"))


def _exact(body: str) -> ValueLimits | None:
    match = _EXACT.match(body)
    if match is None or re.search(r"[每缺少]$", match[1]):
        return None
    if not match[4] and match[2] is None:
        return None
    number = number_of(match[3])
    limits = _made(match[1], (number, True), (number, True), match[4])
    return limits and ValueLimits(limits.subject, number, True, number, True, limits.unit, exact=True)


def _worker_ratio(match: re.Match[str]) -> ValueLimits:
    """Return the limits of the number of people for each worker: 1:15 is better than 1:20."""
    subject = _TAIL.sub("", match["before"].strip(","))
    number, word = number_of(match["number"]), match["word"] or match.groupdict().get("after") or ""
    open_ = match["with"] == "(不含)"
    near: tuple[Number, bool] | None = None
    far: tuple[Number, bool] | None = (number, word not in _BETTER and not open_)
    if other := match.groupdict().get("other"):
        near, far = (number, word not in _WORSE and not open_), (number_of(other), match["with2"] != "(不含)")
    elif word in _WORSE or (match.groupdict().get("after") or "") in _WORSE:
        near, far = (number, match["with"] == "(含)"), None
    low, high = (far, near) if _MORE_IS_BETTER.search(subject) else (near, far)
    return ValueLimits(
        subject,
        low[0] if low else None,
        low is not None and low[1],
        high[0] if high else None,
        high is not None and high[1],
        "1:",
        low_named=match["with"] is not None,
    )


def _made(
    before: str, low: tuple[Number, bool] | None, high: tuple[Number, bool] | None, unit: str | None
) -> ValueLimits | None:
    subject = _TAIL.sub("", before.strip(",:的"))
    named = _AGES.sub("", subject)
    if re.fullmatch("[A-Za-z①-⑳]", subject) or subject in _VERBS:
        subject = ""  # 80%≤X＜90%, 召开1次
    if (
        "," in named
        or re.search(r"低于|高于|不足|超过|[但而]|且(?![^且]{2,}的)|[第前后]$|级[^级]*或[^级]*级", named)
        or re.search(r"(?<!近)\d(?!\)|\d*热线)|[≥≤<>]|每(?:个?月|季度?|半年|周|年|次|学期)?$", named)
    ):
        return None  # a second condition, or a frequency
    unit = (unit or "").removesuffix("的")
    unit = "万元" if unit == "万" else unit
    return ValueLimits(
        subject,
        None if low is None else low[0], low is not None and low[1],
        None if high is None else high[0], high is not None and high[1],
        unit,
    )  # fmt: skip


def required_limits(part: str) -> ValueLimits | None:
    """Return the limits in a requirement: 预算执行率应达到95%, 经费使用率低于80%, 以100%为标准."""
    match = re.search(
        r"^(.*?)(?:应|须|需|要)?(?:达到|达|为|不低于|低于|不足|不超过|超过|高于|≥|≤|在|以)?(\d+(?:\.\d+)?)%(?:以[上下内])?(?:为标准)?$",
        part,
    )
    if match is None or re.search(r"\d", _AGES.sub("", match[1])):
        return None
    number = number_of(match[2])
    return ValueLimits(match[1].strip("以"), number, True, number, True, "%", exact=True)


def is_another_rate(noun: str, subject: str) -> bool:
    """Return whether what falls is not what full points are given for: 知晓率达85%得10分，管理率每低1%."""
    rates = all(re.search("率$|比例$|度$", name) for name in (noun, subject))
    return rates and noun not in subject and subject not in noun


def without_limit(title: object) -> str:
    """Return a name without the limits in it."""
    return re.sub(r"[\d.%~-]|以[上下内]|[不]?[高低大小]于|达到?|≥|≤|<|>", "", str(title))


def limit_before(required: str) -> ValueLimits | None:
    """Return the limit that stands directly before what is counted: 藏书量低于3000册的,每少500册."""
    before = required.rpartition(",")[2]
    limits = read_limits(re.sub("(?:的|者|(?<![小学课工])时)$", "", before)) if before else None
    again = limits and re.search("每(?:[人名位户]|.*[次场期节轮]$)", limits.subject + limits.unit)
    return None if again else limits  # 每天清扫不足两次
