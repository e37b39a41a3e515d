"""What points are given or taken for: each time (每缺一项, 每低5%, 逾期1天), or each of several things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting.signs import MEASURE, UNIT, number_of

_N: Final = r"(\d+(?:\.\d+)?)"
_BELOW: Final = "降低|下降|减少|低于|降|低|少"
_ABOVE: Final = "超过|超出|超|高于|高出|高|增加|上升|上涨|相差|偏离"
_BEYOND: Final = re.compile(
    rf"^(.*?)(?:每({_BELOW}|{_ABOVE}|欠)(?:于)?(?:标准|要求|目标|规定|指标)?(?:值|数)?{_N}?(%|个?百分点)|({_BELOW}|{_ABOVE})(1)(个百分点))$"
)
_LATE: Final = "逾期|延期|迟报|迟交|超期|延迟|拖延|推迟|滞后"
_OVERDUE: Final = re.compile(rf"^(.*?)(?:每)?({_LATE}){_N}?({UNIT}|天|日)$")
_LACK: Final = re.compile(
    rf"^(.*?)(每)?(?:有)?(缺少|缺失|欠缺|缺|少于(?=\d)|少)(?:开展?|召开|组织|举办|做|参加)?{_N}?({UNIT})?(.*)$"
)
_MORE: Final = re.compile(
    rf"^(.*?)每(?:再)?(增加|新增|增|多|超额|超过|超出|超)(?:开展|举办|完成)?{_N}?({UNIT}|年)(.*)$"
)
_EACH: Final = re.compile(rf"^(.*?)(?:每(?![千万百])|凡)(?:有|发现|出现|发生|查实|查出)?{_N}?({UNIT})?(.*)$")
_SPAN: Final = re.compile(r"^(?:个?(?:月|季度|季|半年|周|年|学期|两周|天|日|双月|旬))")
_ONCE: Final = re.compile(rf"^(.*?)(?<![\d.第])1({UNIT})(.*)$")
_EVENT: Final = re.compile(
    rf"^每?(?:出现|发生|发现|查实|查出)(?:1)(?:{UNIT})|^每(?:出现|发生|发现|查实|查出)"
)
_NOT_EACH: Final = re.compile(
    rf"(?:[≥≤<>]|不[少低]于|至少)\D{{0,2}}\d|\d\D{{0,5}}以[上下内]|每|(?:没有|无|未|没|各|只有|仅有|仅|只)1"
    r"|(?:有|建立|设立?|配备|成立|组建|制定)1[套组所队轮层床]"
    rf"|(?:超过|不足|不满|低于|高于|少于|多于|满|达到?)1|(?<![\d.])1(?:{MEASURE})"
)
"""One that is compared, wanted, or measured: 只有1项, 不足1米."""
_LIMITED: Final = re.compile(
    r"(?:\d+(?:\.\d+)?\D{0,3}|[亿万千百]元)以[上下](?:的)?(?=[\u4e00-\u9fff]{1,8}1\D)"
)
"""A limit of what is counted: 5000万元以上项目1个."""
_JOINTS: Final = re.compile(
    r"、|或者?(?!许)|以及|(?<![普涉危波顾惠以])及(?![时格早其])"
    r"|(?<![共总温缓饱])和(?![谐平睦解气])|(?<![参给赋])与(?![会否时])"
)
"""What joins parts, outside other words."""
_NUMBER: Final = re.compile(r"(?<![A-Za-z\d])\d")
"""A number, outside names such as ISO9001."""
LACKS: Final = re.compile("没|未|无|不|缺|遗漏")
_SPANS: Final = {"月": 12, "个月": 12, "季度": 4, "季": 4, "半年": 2, "周": 52}
_ABSENT: Final = re.compile("(?<!不)(?<!至)少|缺|未|没|无")
"""What is missing, where no session is asked for: 每季度少1次."""
_BY_UNIT: Final = re.compile("^(.{2,})按([次人件户处项卷份个天])(?:次|数)?$")
_PERIODIC: Final = re.compile("^(.{2,})每个?(月|周|季度|年|学期|节|天|日|小时)$")
"""Each month, where it stands directly before the points."""
WANTED: Final = re.compile(
    r"(?:未|没有?|无)(?:能)?(?:明确|确定|指定|安排|配备|落实|聘请|选派|设立?|设置)[^,]{0,4}\d(?:[至~-]\d+)?[名人个位]"
)
"""A number that was wanted and is not there: it is missing once. 未明确1名领导, 未确定1至2名管理人."""
_SEEN: Final = re.compile(
    r"^见$|^(?:发现|出现|发生|查实|查出|只要有)|(?:只要有|(?<!没)有|发现|出现|发生|查实|查出)$"
)

_QUALIFIED: Final = re.compile(r"(?:连续|累计|超过|超出|不足|达到?)\D{0,2}\d")


@dataclass(frozen=True, slots=True)
class Times:
    """What is counted."""

    kind: str
    """lack, beyond, overdue, more or each."""
    size: Number
    """How many of the unit count once."""
    unit: str
    noun: str
    """What is counted, as far as the words say so."""
    side: str = ""
    """below or above a limit, for shares."""
    before: str = ""
    """What is required, where it stands before."""


def read_times(condition: str) -> Times | None:
    """Return what *condition* counts; None where it holds once or not at all."""
    fragments = condition.split(",")
    event = next((i for i, part in enumerate(fragments[:-1]) if _EVENT.match(part)), None)
    if event is not None and not re.search(r"\d|每", ",".join(fragments[event + 1 :])):
        # 出现1次因安排不到位,群众反映强烈: one event in several words
        condition = ",".join([*fragments[:event], ";".join(fragments[event:])])
        counted = _read_last(condition)
        return counted and replace(counted, noun=counted.noun.replace(";", "，"))
    return _read_last(condition)


def _read_last(condition: str) -> Times | None:
    """Return what the last part of *condition* counts."""
    before, _, last = condition.rpartition(",")
    last = last.strip("的者") or last
    last = re.sub(rf"^每[人名户]每(?={UNIT}$)", "每", last)  # 每人每次
    last = re.sub("^凡(?=.*每)", "", last)  # 凡村级能调解而移交的每移交一起
    if re.search(r"每\d+(?:\.\d+)?(?:%|个?百分点)$", last) and not _BEYOND.match(last):
        return None  # 不合格率每1%: beyond what, is not stated
    if re.fullmatch(rf"每(?:{UNIT}|人次)?", last) and before:
        inner = _SPAN.match(last[1:])
        if inner is None:  # 未开展的,每次扣3分
            unit = last[1:] or "次"
            head, _, event = before.rpartition(",")
            return Times("each", 1, unit, event.strip("的"), before=head)
    if match := _BY_UNIT.match(last):  # 资料不完整的按卷
        return Times("each", 1, match[2], match[1].strip("的"), before=before)
    if (match := _PERIODIC.match(last)) and not re.search(r"\d|每", match[1]):  # 未更新每月扣0.3分
        return Times("each", 1, match[2], match[1].strip("的"), before=before)
    if match := _BEYOND.match(last):
        side = "above" if (match[2] or match[5]) in _ABOVE.split("|") else "below"
        size = number_of(match[3]) if match[3] else 1
        if match[4] == "%" and match[3] is None:
            return None
        return Times("beyond", size, "%", match[1].strip("的"), side, before)
    if match := _OVERDUE.match(last):
        noun = f"{match[1]}{match[2]}"
        return Times("overdue", number_of(match[3]) if match[3] else 1, match[4], noun, before=before)
    if (
        (match := _LACK.match(last))
        and (match[2] or match[4] == "1")
        and not re.search(r"[不减至]$", match[1])
    ):
        if match[4] not in (None, "1") and not match[2]:
            return None
        noun = f"{match[1]}{match[6]}".strip("的,")
        return Times("lack", number_of(match[4]) if match[4] else 1, match[5] or "", noun, before=before)
    if (match := _MORE.match(last)) and not _SPAN.match(last[match.end(1) + 1 :]):
        return Times(
            "more", number_of(match[3]) if match[3] else 1, match[4], f"{match[1]}{match[5]}", before=before
        )
    if match := _EACH.match(last):
        after = last[match.end(1) + 1 :]
        if _SPAN.match(after):
            return None
        return _each(match[1], match[2], match[3] or "", match[4], before)
    if (match := _ONCE.match(last)) and not _NOT_EACH.search(_LIMITED.sub("", WANTED.sub("每", last))):
        return _each(match[1], "1", match[2], match[3], before)
    return None


def _each(head: str, size: str | None, unit: str, tail: str, before: str) -> Times | None:
    if not unit and re.search(rf"[\u4e00-\u9fff](?:超过|不足|低于|少于)\d+(?:\.\d+)?{UNIT}$", tail):
        return None  # 每空岗超过1个月: what counts once is not understood
    if not unit and (match := re.match(rf"^(.+?){_N}({UNIT})(.*)$", tail)):  # 每服务1户, 每逾期1天
        if match[2] != "1" and size is not None:
            return None
        tail, size, unit = match[1] + match[4], match[2], match[3]
    if not unit and (match := re.match(rf"^({UNIT})(.*)$", tail)):
        unit, tail = match[1], match[2]
    if not unit and re.fullmatch(r"(?:超过?|[高低]于?|多|少|增加?|减少?|降低?|提高)(?:\d+(?:\.\d+)?)?", tail):
        return None  # 每高1: of what, is not stated
    if not unit and (not tail or re.match(r"[^\d]{0,6}(?:[2-9]|\d{2,})", tail)):
        return None  # 每铲除200株罂粟: how many count once is not understood
    noun = f"{_SEEN.sub('', head)}{_SEEN.sub('', tail)}".strip("的,")
    number = number_of(size) if size else 1
    return (
        Times("each", number, unit, noun, before=before)
        if number and (number == 1 or "百分点" not in unit)
        else None
    )


def joined(words: str) -> list[str]:
    """Return the parts that 、, 和, 及, 与 or 或 join, and leave words such as 及时 and 参与 whole."""
    return [part for part in _JOINTS.split(words) if part]


def counted_of(subject: str, noun: str, unit: str) -> str:
    """Return what is counted, where the words before its number are one or none: 每发现一处, 每漏一项."""
    how = {"新": "新发现", "漏": "遗漏", "差": "相差"}.get(noun, noun or "发现")
    return f"{subject}：{how}的{(unit or '次').removeprefix('个')}数"


def listed(plain: str, least: int = 3) -> list[str]:
    """Return the items listed in `建有岗位职责、服务流程、财务管理制度`; none when few or open (`等`)."""
    for part in re.split(r"[,;。:\n]|\((?=[^()]*、)", plain):
        clause = re.sub("^(?:[A-Ha-h][.、]|[①-⑳])", "", part if "(" in part else part.partition(")")[0])
        if clause.count("、") >= least - 1 and "等" not in clause and not _NUMBER.search(clause):
            body = re.split(r"(?:包括|含有|含|具备|具有|配备|建有|建立|设有|设置|制定|,)", clause)[-1]
            parts = joined(re.sub("(?:等?均?不(?:健全|齐全|完善|完整)|缺失|未建立)的?$", "", body))
            if len(parts) >= least and len(set(parts)) == len(parts):
                return parts
    return []


def nearest_list(plain: str) -> list[str]:
    """Return the items of the list that stands last in a text; none where what stands behind it is amiss."""
    parts = [part for part in re.split(r"[,;。:\n]", plain) if part]
    while parts and "、" not in parts[-1]:
        if LACKS.match(parts.pop()):
            return []
    return listed(parts[-1]) if parts else []


def failings_of(condition: str) -> list[str]:
    """Return each of several failings: 无计划、无总结各扣1分，没有场所或器材的各扣1分; else none."""
    condition = re.sub("的?,?(?:各|分别)$", "", condition)
    fragments = condition.split(",")
    what = fragments[-1].strip("的")
    if len(fragments) > 1 and "、" not in condition and all(map(LACKS.search, fragments)):
        return [] if re.search(r"\d|每", condition) else [fragment.strip("的") for fragment in fragments]
    what = re.sub(
        r"^[^没未无不缺、]{2,6}(?=[没未无不缺][^、]+、[没未无不缺])", "", what
    )  # 工作无计划、无总结
    negation = re.match(r"没有?|未|无|不|遗漏", what)
    parts = [part for part in what.split("、") if part]
    if len(parts) < 2 or not all(LACKS.match(part) for part in parts):
        parts = joined(what)
    lacks = (
        re.fullmatch(r"(.{2,}?)((?:不|未|没有|缺|低于|高于|超过).+)", parts[-1])
        if parts and negation is None
        else None
    )
    if lacks is not None:  # 调解率、成功率不达标
        parts = [part if part == parts[-1] else f"{part}{lacks[2]}" for part in parts]
    if len(parts) < 2 or (negation is None and lacks is None) or re.search(r"\d|每", condition):
        return []
    return [part if negation is None or LACKS.match(part) else f"{negation[0]}{part}" for part in parts]


def frequency(text: str) -> re.Match[str] | None:
    """Find `每季度至少召开1次` in a clause."""
    return next(_frequencies(text), None)


def _frequencies(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(
        r"每(?:个)?(月|季度|季|半年|周)(?:至少|不少于)?(?:召开|开展|组织|进行|举办|有|出)?[^,;。]*?(?:至少|不少于)?(?<![\d~至到-])([1一]|\d+)(?:次|场|期|篇)",
        text,
    )


def sessions_asked(asks: Sequence[str], unit: str) -> int:
    """Return how many sessions a year the nearest of several texts requires, 0 where it does not say."""
    own, *_ = asks
    if re.search(r"(?<![少缺])\d+(?:次|场|期)", own):
        asks = [own]
    return next(
        (times for text in asks if (unit in text or unit in "次场") and (times := expected_times(text))), 0
    )


def expected_times(plain: str) -> int:
    """Return how many sessions a year a text requires, 0 where it does not say."""
    asked = plain.partition("扣")[0]
    if re.search(r"每(?:名|位|人|户|村|站|社区|个(?!月|季))[^,;。]*?(?:不少于|至少|次|场)|人均", asked):
        return 0  # for each of a number that is not known
    if len(set(re.findall(r"(?<![少缺])\d+(?:次|场)(?!以[上下]不)", asked))) > 1 or re.search(
        r"\d(?:次|场)[^,;。]*[、和及][^,;。]*\d(?:次|场)", asked
    ):
        return 0  # 活动不少于12次、培训不少于4次: which of them may be missing
    held = [match for match in _frequencies(plain) if not _ABSENT.search(match[0])]
    if len(held) > 1:
        return 0  # 每月召开1次支委会,每季召开1次大会: sessions of two kinds, of which either may be missing
    match = frequency(plain)
    outside = re.sub(r"[(][^()]*[)]", "", plain)
    if match and match[0] not in outside and re.search("定期|召开|开展|组织", outside):
        return 0  # 定期召开家长会（家访每月不少于2次），缺1次: which of them, is not stated
    if match:
        return _SPANS[match[1]] * (int(match[2]) if match[2].isdigit() else 1)
    if match := re.search(r"每(?:个)?(月|季度|季|半年)(?:至少)?(?:召开|开展|组织|进行|举办)", plain):
        other = re.search(r"(?<![少缺])\d+(?:次|场)", asked)  # 每月召开碰头会，召开2次专题会议，少一次
        return _SPANS[match[1]] if "次" in plain and other is None else 0
    match = re.search(r"(?:每年|全年|年度)[^,;。\d]*?(?:不少于|至少|≥)?(\d+)(?:次|场)", plain)
    return int(match[1]) if match else 0


def within_a_span(what: str, taken: Number, points: Number) -> str:
    """Return what is amiss without how often it is asked for, where once takes all: 每年按时交费,不按时."""
    asks, _, amiss = what.rpartition(",")
    spans = re.findall("每", asks)
    often = re.findall(r"每(?:年|个?月|季度?|半年|周|学期)", asks)
    if taken == points and re.search(r"每(?:年|个?月|季度?|半年|周|学期)[没未无不缺]", what):
        return re.sub(r"每(?:年|个?月|季度?|半年|周|学期)(?=[没未无不缺])", "", what)
    return amiss if taken == points and len(spans) == len(often) and LACKS.match(amiss) else what


def noun_of(counted: Times) -> str:
    """Return what is counted, from the words before it where it says too little."""
    noun = counted.noun
    before = counted.before.rpartition(",")[2].strip("的")
    if before and (len(noun) < 2 or noun == "的"):
        return before
    return f"{before}，{noun}" if before and _QUALIFIED.match(noun) else noun
