"""What a cell of a score table is by its text: points, a title with them, a heading, a total, a remark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from evaluator.base.exact import Number, parse

if TYPE_CHECKING:
    from evaluator.drafting.grid import TableCell

_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．％︻︼", "0123456789.%【】")
_N: Final = r"([0-9]+(?:\.[0-9]+)?)"
_BESIDE: Final = re.compile(r"^(?:加分|附加分|奖励|扣分|减分|倒扣|一票否决|否决)")
_LABEL: Final = re.compile(
    r"^[^:：。；;，,]{0,8}(?:加分|附加分|奖励分|扣分|减分|倒扣|否决)[^:：。；;，,]{0,8}[:：]"
)
_TOTAL: Final = re.compile(
    r"(合计|总计|总分|共计|总得分|小计|汇总|满分|(?:综合|最终|最后|实际|考核|考评|评估|合计|汇总)?(?:总)?(?:得分|评分|成绩|分数))"
    r"(?:[:：(（].*)?$"
)
_TOTAL_OF: Final = re.compile(
    r"[^，,。；;：:\d]{2,16}(?:分数|得分|分值|总分)?(?:合计|小计|总计)(?:[（(].{0,12}[）)])?"
)
_HEADING: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|[㈠-㈩]|[A-Z]\d*[\s、.．]|第[一二三四五六七八九十]+部分)"
)
_REMARK: Final = re.compile(
    r"^(?:注|备注|说明|填表说明|评分说明|一票否决|评价结论|存在问题|考核等次)\s*[0-9]*\s*[:：]"
)
_SIGNATURE: Final = re.compile(
    r"^[^:：。；]{0,14}(?:签字|签名|签章|盖章|负责人|填表人|填报人|制表人?|审核人?|复核人?|经办人|联系人|联系电话|日期|"
    r"组长|人员|单位|意见)[^:：。；\d]{0,6}[:：].{0,16}$|^年\s*月\s*日$"
)
_METHOD_LABEL: Final = re.compile(
    "(?:参考)?(?:评分|计分|打分|考核|评价)(?:方法|办法|说明|标准|规则)|(?:相关|评分|其他)?说明|备注|注"
)
_TO_SIGN: Final = re.compile(
    "(?:考核|检查|评分|编制|审核|批准|复核|填表|填报|制表|评估|负责)"
    "(?:人员?(?:签[字名章])?|日期|单位|时间|意见)"
)
_SHARED: Final = (
    r"(?:[该本]项(?:指标)?)?(?:共计?|满分|(?<![统会审预估])(?<!(?<!建)设)合?计|总?分值|总分"
    r"|(?:单项)?(?:基准|标准|基本|基础)分?|权[重数]|最高)?[:：为]?"
)
_SHARED_BARE: Final = (
    _SHARED.replace("(?:基准|标准|基本|基础)分?", "(?:基准分?|(?:标准|基本|基础)分)") + r"\s*[:：]?"
)
"""Without brackets 基层基础10分 is worth 10, as 创建工作：12分 is worth 12."""
_IN_TITLE: Final = (
    re.compile(
        rf"\s*[（(\[【]\s*{_SHARED}\s*{_N}\s*(?:[分%]\s*(?:[，,；;]\s*(?:[^（()）\d]{{2,12}}|每[项个条次处]\d+(?:\.\d+)?分))?[）)\]】]|[）)\]】]\s*分)\s*$"
    ),
    re.compile(rf"(?<=[^\d.])\s*[（(]\s*{_SHARED}\s*{_N}\s*[）)]\s*$"),
    re.compile(rf"(?<=[\u4e00-\u9fff）)”\s])\s*{_SHARED_BARE}\s*{_N}\s*分\s*$"),
)
"""`场地设施（80分）`, `基础工作（70）`, `公众形象 4分`."""
_BEHIND_POINTS: Final = re.compile(r"(?<=[分%）)])[（(][^（()）\d]{2,30}[）)]\s*$")
"""How something is looked at, behind its points: 内部建设（10分）（实地查看）."""
_SUMMED: Final = re.compile("共|合计|总")
_NO_END: Final = re.compile(r"(?:得|扣|(?<![设统会审预估])计|加|减|给|记|满|达|达到|以[上下]|[≥≤<>每])\s*$")
_NO_TITLE: Final = re.compile(rf"{_NO_END.pattern}|[，,；;。]")
_POINTS: Final = re.compile(
    r"[（(]?(?:0[-~～—至])?(?:满分|共|计|标准分|基准分|分值)?[:：]?([0-9]+(?:\.[0-9]+)?)分?(?:[）)])?(?:[（(](?P<beside>[^（）()\d]{2,30})[）)])?"
)
_BARE: Final = re.compile(
    r"(?:[≥≤<>≧≦]|不?[低高少多]于|大于|小于|[不超]过|达到?)?[（(]?\d+(?:\.\d+)?%?(?:[-~～—至]\d+(?:\.\d+)?%?)?分?[）)]?(?:及?以[上下内])?"
)
_WEIGHTED: Final = re.compile(
    r"\s*[（(]\s*(?:(?P<points>\d+(?:\.\d+)?)\s*分?)?\s*[×*xX✕]\s*(?P<weight>\d+(?:\.\d+)?)\s*(?P<percent>[%％])?\s*[）)]\s*$"
)
"""办园条件（100分×0.4）."""
_MOST: Final = 1000
"""Bare numbers above it are years or amounts, not points."""
_WORTH: Final = r"(?:[该本]项(?:指标)?)?(?:满分|共|计|分值|标准分|基准分|最高)?\s*[:：为]?\s*"
_REMARKED: Final = r"(?P<beside>[，,；;][^（()）]{1,40})?"
"""A remark in the same brackets: （5分，该项为必达指标）."""
_TEXT_POINTS: Final = re.compile(
    rf"^(?P<title>(?:[^（(]|[（(](?!\s*{_WORTH}\d+(?:\.\d+)?\s*分\s*[）)，,；;]))+?)"
    rf"[（(]\s*{_WORTH}(?P<points>\d+(?:\.\d+)?)\s*分\s*{_REMARKED}[）)](?P<rest>.*)$",
    re.DOTALL,
)
_VERB_BEFORE: Final = re.compile(
    r"以[上下]|[≥≤<>]|每[^,，]{0,8}$|[得扣]\s*\d|(?:[得给加扣减为满达到足于过超低]|最高|(?<!设)计|(?<!登)记)$"
)
_BARE_WORTH: Final = re.compile(
    r"^(?P<name>(?:(?!\d+(?:\.\d+)?\s*分)[^\n]){3,120}?[^\d.\s（(≥≤<>])\s*(?P<points>\d+(?:\.\d+)?)\s*分(?=[，,。；;]|$)"
)
_NAMED_FIRST: Final = re.compile(
    r"^(?P<name>[^（(。\n]{2,100}?)\s*[（(]?\s*(?:共计?|[计记]|合计|满分|分值|标准分|基准分)?\s*[:：为]?\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*[）)]?\s*[。：:](?P<rest>.+)$",
    re.DOTALL,
)
_SUM_AT_END: Final = re.compile(
    r"[（(]\s*(?:共计?|合计|满分|总分)\s*(\d+(?:\.\d+)?)\s*分\s*[）)]\s*[。；;]?$"
)
_WHOLE: Final = re.compile(r"[，,；;]\s*(?:共计?|合计|满分)\s*(\d+(?:\.\d+)?)\s*分\s*[）)]\s*[。；;]?$")
"""（1个0.5分，共3分）."""
_BRACKETED: Final = re.compile(rf"[（(]\s*{_WORTH}\d+(?:\.\d+)?\s*分\s*(?:[，,；;][^（()）]{{1,40}})?[）)]")
_WORTH_FIRST: Final = re.compile(rf"^[（(]\s*{_WORTH}(?P<points>\d+(?:\.\d+)?)\s*分\s*[）)][:：、，,]?\s*")
"""Points before everything else: （5分）有计划、有总结。"""
_BARE_BRACKETED: Final = re.compile(r"[（(]\s*\d+(?:\.\d+)?\s*分?\s*[）)]")
_ITEM: Final = re.compile(r"^\s*(?:[（(]?\d{1,2}[）)、.．]\s*(?!\d)|[①-⑳⑴-⒇]\s*|[□☐√]\s*)")
_SHORTEST: Final = 8
_LONGEST: Final = 60
"""Longest title taken from a standard."""


def plain(text: str) -> str:
    """Return *text* with half-width digits."""
    return text.translate(_FULL_WIDTH)


def points_of(text: str) -> Number | None:
    """Return the points a cell gives: `10`, `10分`, `（10分）`, `0.5`."""
    match = _POINTS.fullmatch(re.sub(r"\s", "", plain(text)))
    return parse(match[1]) if match else None


def split_weight(title: str) -> tuple[str, Number | None, Number | None]:
    """Return title, points and weight in percent of `办园条件（100分×0.4）`; None where it has none."""
    match = _WEIGHTED.search(plain(title))
    if match is None:
        return title, None, None
    weight = parse(match["weight"]) or 0
    return (
        title[: match.start()].strip(),
        parse(match["points"]) if match["points"] else None,
        weight if match["percent"] else weight * 100,
    )


def beside_points(text: str) -> str:
    """Return what a cell of points says beside them: 达不到酌情扣分 of `20分（达不到酌情扣分）`."""
    match = _POINTS.fullmatch(re.sub(r"\s", "", plain(text)))
    return (match["beside"] or "") if match else ""


def is_item(text: str) -> bool:
    """Return whether *text* begins with the number of an item: 1.按要求完成计划."""
    return bool(_ITEM.match(text))


def is_bare(text: str) -> bool:
    """Return whether *text* is only a number, a percentage or a limit, and names nothing: 90%以上, 3%以内."""
    return bool(_BARE.fullmatch(re.sub(r"\s", "", plain(text))))


def share_of(text: str) -> Number | None:
    """Return 20 for `20%`."""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*%", plain(text).strip())
    return parse(match[1]) if match else None


def split_points(title: str) -> tuple[str, Number | None]:
    """Return `场地设施` and 80 for `场地设施（80分）`, `场地设施（80）` and `场地设施 80分`."""
    half = plain(title)
    behind = _BEHIND_POINTS.search(half)  # 活动考核（40分）（查阅资料、访谈）
    if behind is not None:
        half = half[: behind.start()]
    for number, form in enumerate(_IN_TITLE):
        match = form.search(half)
        if match is None:
            continue
        bare, points = title[: match.start()].strip(), parse(match[1])
        if not bare or points is None or (number and points > _MOST):
            continue
        others = _BRACKETED if number != 1 else _BARE_BRACKETED
        if others.search(plain(bare)) and not _SUMMED.search(match[0]):
            continue  # each of several parts has its points
        if (number == 1 and _NO_END.search(bare)) or (number == 2 and _NO_TITLE.search(bare)):
            continue
        return bare, points
    return title, None


def has_points(title: str) -> bool:
    """Return whether points are left in a title: 落实工作【48分，含加分】."""
    half = plain(title)
    return bool(re.search(r"\d\s*[）)\]】]?\s*分(?![钟之类级部局])|权[重数]\s*[:：为]?\s*\d", half))


def is_total(text: str) -> bool:
    """Return whether a row that begins with *text* is a total of other rows: 合计, 基础建设分数合计."""
    bare = re.sub(r"\s", "", text)
    return bool(_TOTAL.match(bare) or _TOTAL_OF.fullmatch(bare))


def is_numbered(text: str) -> bool:
    """Return whether *text* begins with a chapter number: `一、…`, `（一）…`."""
    return bool(
        re.match(r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|[㈠-㈩])", text)
    )


def is_beside(text: str) -> bool:
    """Return whether *text* heads bonus points, deductions or vetoes instead of ordinary criteria."""
    return bool(_BESIDE.match(re.sub(r"\s", "", text)))


def heading_depth(text: str) -> int:
    """Return 1 for `一、…`, 2 for `（一）…`, 1 for another heading with points, 0 for other text."""
    if _REMARK.match(text) or is_total(text):
        return 0
    if re.match(r"^(?:[（(][一二三四五六七八九十]+[）)]|[㈠-㈩])", text):
        return 2
    return 1 if _HEADING.match(text) or _IN_TITLE[0].search(plain(text)) else 0


def goes_on(below: Sequence[TableCell], depth: int) -> bool:
    """Return whether the row below a numbered line belongs to it: no heading, no total, no remark."""
    first = next((cell for cell in below if cell.text), None)
    if first is None or is_total(first.text) or is_remark(first.text) or is_signature(first.text):
        return False
    return not is_numbered(first.text) or heading_depth(first.text) > depth


def is_name_of_table(text: str) -> bool:
    """Return whether *text* looks like the name of a score table: 某市社工站考核评分标准."""
    return bool(re.search(r"表|指标|标准|指南|细则|指引|办法|体系|评估|考核", text))


def is_remark(text: str) -> bool:
    """Return whether *text* is a note that explains the table."""
    return bool(_REMARK.match(text))


def is_signature(text: str) -> bool:
    """Return whether *text* is a line to sign or fill in: `考核人员签字：`, `日期：  年  月`, `审核人员`."""
    return bool(_SIGNATURE.match(text.strip()) or _TO_SIGN.fullmatch(re.sub(r"\s", "", text)))


def is_method_label(text: str) -> bool:
    """Return whether *text* heads a row that says how the rows above are scored: 参考评分方法, 相关说明."""
    return bool(_METHOD_LABEL.fullmatch(re.sub(r"\s", "", text)))


def is_label(text: str) -> bool:
    """Return whether a paragraph begins a note of its own: `加分项目：…`, `实行一票否决项目：…`."""
    return bool(_LABEL.match(text))


def points_in_text(wording: str) -> tuple[str, Number] | None:
    """Return title and points of `按时制定计划（3分）：未制定扣3分`: the only bracketed points."""
    match = _TEXT_POINTS.match(plain(wording).strip())
    if match is None or _BRACKETED.search(match["rest"]) or re.search(r"[得扣计]\s*$", match["title"]):
        return None
    points = points_of(match["points"])
    title = wording.strip()[: match.end("title")].strip().rstrip("。；;：:")
    return (title, points) if points is not None and title else None


def worth_of(wording: str) -> Number | None:
    """Return the points that a wording states for itself: in one bracket, in one for each part, as a sum."""
    if (parts := parted(wording)) is not None:
        return parts
    if (first := worth_first(wording)) is not None:
        return first
    if whole := _WHOLE.search(plain(wording).strip()):
        return points_of(whole[1])
    if stated := points_in_text(wording):
        return stated[1]
    if total := summed(wording):
        return total[1]
    match = _SUM_AT_END.search(plain(wording).strip())
    return points_of(match[1]) if match else None


def worth_first(wording: str) -> Number | None:
    """Return the points of `（5分）每缺一项扣1分`: in brackets before a wording, and nowhere else."""
    half = plain(wording.strip())
    match = _WORTH_FIRST.match(half)
    return points_of(match["points"]) if match and not _BRACKETED.search(half[match.end() :]) else None


def parted(wording: str) -> Number | None:
    """Return the sum of the points in brackets at the end of each of several sentences, None for others."""
    sentences = [part for part in re.split(r"[。；;\n]", plain(wording).strip()) if part.strip()]
    joined: list[str] = []
    for sentence in sentences:  # 有制度。（1分）: the points belong to what stands before
        if joined and _BRACKETED.match(sentence.strip()):
            joined[-1] += sentence
        else:
            joined.append(sentence)
    amounts: list[Number | None] = []
    for sentence in joined:
        brackets = list(_BRACKETED.finditer(sentence))
        if len(brackets) != 1 or sentence[brackets[0].end() :].strip():
            return None
        amounts += map(points_of, re.findall(r"\d+(?:\.\d+)?", brackets[0][0])[:1])
    if len(amounts) < 2 or re.search(r"[得计扣加减]\s*\d", wording):
        return None
    values = [amount or 0 for amount in amounts]
    ends = {sum(values[:-1], 0) - values[-1], sum(values[1:], 0) - values[0]}
    return None if len(values) > 2 and 0 in ends else sum(values, 0)


def named_first(wording: str) -> tuple[str, Number, str] | None:
    """Return name, points and rest of `低保管理计2分。入户率100%计1分，…`: its first sentence names it.

    The rest has to give or take points of its own.
    """
    match = _NAMED_FIRST.match(plain(_ITEM.sub("", wording.strip())))
    if match is None or re.search(r"每|[得扣]$|[≥≤<>]|以上|以下", match["name"]):
        return None
    points = parse(match["points"])
    awards = re.findall(r"(?:[得计给记]|[（(])\s*(\d+(?:\.\d+)?)\s*分", match["rest"])
    awarded = sum((parse(award) or 0 for award in awards), 0)
    taken = not awards and re.search(r"[扣减]\s*\d|不得分|不计分", match["rest"])
    if points is None or not (taken or awarded == points):
        return None
    return match["name"].strip(), points, match["rest"].strip()


def bare_worth(wording: str, *, verbs: str = "") -> tuple[str, Number] | None:
    """Return name and points of `人手一册6分，每缺一项扣2分`: points with no verb or one of *verbs*."""
    match = _BARE_WORTH.match(plain(_ITEM.sub("", wording.strip())))
    points = parse(match["points"]) if match else None
    if match is None or points is None:
        return None
    name = re.sub(f"{verbs}$", "", match["name"]) if verbs else match["name"]
    if _VERB_BEFORE.search(name):
        return None
    return name.strip(" ，,；;：:"), points


def without_worth(wording: str, points: Number) -> str:
    """Return a wording without brackets that only say what the criterion is worth, where it says more."""
    brackets = list(_BRACKETED.finditer(plain(wording)))
    bare = _BRACKETED.sub("", plain(wording))
    amounts = [number[0] for bracket in brackets if (number := re.search(r"\d+(?:\.\d+)?", bracket[0]))]
    if not brackets or any(parse(amount) != points for amount in amounts):
        return wording
    return bare if re.search(r"[得计扣减加]\s*\d|[×*]\s*\d|不得分|不计分", bare) else wording


def summed(wording: str) -> tuple[str, Number] | None:
    """Return parts and sum of `教育（1分）；谈话（1分）。（2分）`, whose last points are a sum."""
    brackets = list(_BRACKETED.finditer(plain(wording)))
    amounts = [
        parse(number[0]) or 0 for bracket in brackets if (number := re.search(r"\d+(?:\.\d+)?", bracket[0]))
    ]
    if len(amounts) < 3:
        return None
    first, last = brackets[0], brackets[-1]
    if sum(amounts[:-1], 0) == amounts[-1] and wording[: last.start()].rstrip().endswith(tuple("。；;）)")):
        return wording[: last.start()].rstrip() + wording[last.end() :], amounts[-1]
    if sum(amounts[1:], 0) == amounts[0] and wording[first.end() :].lstrip().startswith(tuple("。：:")):
        return wording[first.end() :].strip("：:。；;，, \n"), amounts[0]
    return None


def named_by(wording: str) -> str:
    """Return the title that a standard amounts to: what stands before its points, else its first sentence."""
    bare = _ITEM.sub("", _WORTH_FIRST.sub("", plain(wording.strip())) or wording)
    if stated := points_in_text(bare):
        bare = stated[0]
    if len(_BRACKETED.findall(plain(bare))) > 1:
        return re.split(_BRACKETED, plain(bare))[0][:_LONGEST]
    sentences = re.split(r"[。；;\n]", bare)
    clause = sentences[0]
    if len(clause) < _SHORTEST and len(sentences) > 1 and not re.search(r"\d\s*分|[得扣]\s*\d", sentences[1]):
        clause = bare[: len(clause) + 1 + len(sentences[1])]  # 无D级危房。B、C级危房要有加固措施
    head, colon, _ = clause.partition("：" if "：" in clause else ":")
    if (
        colon
        and _SHORTEST // 2 <= len(head) <= _LONGEST // 2
        and not re.search(r"(?:包括|如下|其中|为|是)$|\d\s*分", head)
    ):
        clause = head  # 村两委关系：班子整体功能发挥作用明显
    before = re.split(r"[，,：:](?=[^，,：:]*(?:[得扣计加减]\s*\d|\d+(?:\.\d+)?\s*分|不得分|满分))", clause)[
        0
    ]
    earned = re.match(r"[，,]得\s*\d", clause[len(before) :])
    clause = before.removesuffix("的") if earned else before  # 公开招标的，得2分
    named, points = split_points(clause)
    if points is not None:
        return named
    short = re.sub(
        r"(?:(?:每|[一1])[\u4e00-\u9fff]?(?=[得计扣加减给记]))?(?:[得计扣加减给记（(]|的)*[0-9]+(?:\.[0-9]+)?分[）)]?$",
        "",
        clause[:_LONGEST],
    )
    # 持证率×25分
    short = re.sub(r"\s*[×*＊÷/=＝]\s*(?:[0-9]+(?:\.[0-9]+)?)?$", "", short)
    return short or clause[:_LONGEST] or wording[:_LONGEST]
