"""What a cell of a score table is by its text: points, a title with them, a heading, a total, a remark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from evaluator.base.exact import Number, parse

if TYPE_CHECKING:
    from evaluator.drafting.grid import TableCell

_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．％︻︼", "0123456789.%【】")
_N: Final = r"([0-9]+(?:\.[0-9]+)?)"
_BESIDE: Final = re.compile(r"^(?:加分|附加分|奖励|扣分|减分|倒扣|一票否决|否决|不得分项|零分项)")
_BESIDE_LABEL: Final = re.compile(
    r"(?:加分|附加分|扣分|减分|倒扣|一票否决|否决|不得分|零分)(?:项目?|事项|指标|情形|因素|内容)?(?:[（(].{1,12}[）)])?"
)
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
_COUNTED: Final = re.compile(r"(?:共?\d+[个项][一二三四]级指标[、，,]?)+")
"""1个一级指标、5个二级指标."""
_HEADING: Final = re.compile(
    r"^[-—–·]?\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|[㈠-㈩]|[A-Z]\d*[\s、.．]|第[一二三四五六七八九十]+部分)"
)
_NUMERAL: Final = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]?)$")
_REMARK: Final = re.compile(
    r"^(?:注|备注|说明|填表说明|评分说明|一票否决|评价结论|存在问题|考核等次)\s*[0-9]*\s*[:：]"
)
_SIGNATURE: Final = re.compile(
    r"^[^:：。；]{0,14}(?:签字|签名|签章|盖章|负责人|填表人|填报人|制表人?|审核人?|复核人?|经办人|联系人|联系电话|日期|"
    r"组长|人员|单位|意见)[^:：。；\d]{0,6}[:：].{0,16}$|^年\s*月\s*日$"
)
_TO_FILL: Final = re.compile(r"[^:：。；\d]{2,14}[:：](?:年?月?日?)")
_METHOD_LABEL: Final = re.compile(
    "(?:参考)?(?:评分|计分|打分|考核|评价)(?:方法|办法|说明|标准|规则)|(?:相关|评分|其他)?说明|备注|注"
)
_TO_SIGN: Final = re.compile(
    "(?:被|受)?(?:考核|检查|评分|编制|审核|批准|复核|填表|填报|制表|评估|考评|测评|负责|评审|验收|专家|综合|总体|主要|部门|单位|领导|整改|评卷|阅卷|监考|听课|评价)"
    "(?:小?组|专家|领导|部门|单位|负责|改进|存在的?)?(?:人员?(?:签[字名章])?|日期|单位|时间|意见(?:及建议)?|建议|评[价语定]|结论|成员|组长|对象|结果|签[字名章])"
)
_SHARED: Final = (
    r"(?:[该本]项(?:指标)?)?(?:共计?|满分|(?<![统会审预估])(?<!(?<!建)设)[合总]?计|总?分值|总分"
    r"|(?:单项)?(?:基准|标准|基本|基础)分?|权[重数]|最高)?[:：为]?"
)
_SHARED_BARE: Final = (
    _SHARED.replace("(?:基准|标准|基本|基础)分?", "(?:基准分?|(?:标准|基本|基础)分)") + r"\s*[:：]?"
)
"""Without brackets 基层基础10分 is worth 10, as 创建工作：12分 is worth 12."""
_IN_TITLE: Final = (
    re.compile(
        rf"\s*[（(\[【]\s*{_SHARED}\s*{_N}\s*(?:[分%]\s*(?:[，,；;]\s*(?:[^（()）\d]{{2,24}}|每[项个条次处]\d+(?:\.\d+)?分))?[）)\]】]|[）)\]】]\s*分)\s*$"
    ),
    re.compile(rf"(?<=[^\d.])\s*[（(]\s*{_SHARED}\s*{_N}\s*[）)]\s*$"),
    re.compile(rf"(?<=[\u4e00-\u9fff）)”\s])\s*{_SHARED_BARE}\s*{_N}\s*分\s*$"),
    re.compile(rf"\s*[—―─－_.…·]{{3,}}\s*{_N}\s*分?\s*$"),
)
"""`场地设施（80分）`, `基础工作（70）`, `公众形象 4分`, `制度――――5分`."""
_BEHIND_POINTS: Final = re.compile(r"(?<=[分%）)])[（(][^（()）\d]{2,30}[）)]\s*$")
"""How something is looked at, behind its points: 内部建设（10分）（实地查看）."""
_SUMMED: Final = re.compile("共|合计|总")
_NO_END: Final = re.compile(r"(?:得|扣|(?<![设统会审预估])计|加|减|给|记|满|达|达到|以[上下]|[≥≤<>每])\s*$")
_NO_TITLE: Final = re.compile(rf"{_NO_END.pattern}|[，,；;。]")
_POINTS: Final = re.compile(
    r"[（(【〔\[]?(?:0[-~～—至])?(?:满分|共|计|标准分|基准分|分值)?[:：]?([0-9]+(?:\.[0-9]+)?)(?:分|[′'’＇])?(?:[）)】〕\]])?(?:[（(](?P<beside>[^（）()\d]{2,30})[）)])?"
)
_BARE: Final = re.compile(
    r"(?:[≥≤<>≧≦]|不?[低高少多]于|大于|小于|[不超]过|达到?)?[（(]?\d+(?:,\d{3})*(?:\.\d+)?%?(?:[-~～—至]\d+(?:\.\d+)?%?)?分?[）)]?(?:及?以[上下内])?"
)
_WEIGHTED: Final = re.compile(
    r"\s*[（(]\s*(?:(?P<points>\d+(?:\.\d+)?)\s*分?)?\s*[×*xX✕]\s*(?P<weight>\d+(?:\.\d+)?)\s*(?P<percent>[%％])?\s*[）)]\s*$"
)
"""办园条件（100分×0.4）."""
_SHARE: Final = re.compile(
    r"\s*[（(]?\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*(?:[）)]?\s*[（(]|[，,])\s*(?:占比?|权[重数])[^（）()\d]{0,4}"
    r"(?P<weight>\d+(?:\.\d+)?)\s*(?P<percent>[%％])\s*[）)]\s*$"
)
"""班子建设100分（占50%）."""
_COUNT: Final = re.compile(r"共?[（(]?\d{1,3}[项个条款][）)]?")
_DASH: Final = re.compile(r"[-—–―－/／]{1,6}")
_MOST: Final = 1000
"""Bare numbers above it are years or amounts, not points."""
WORTH: Final = r"(?:[该本]项(?:指标)?)?(?:满分|共|计|分值|标准分|基准分|基本分|基础分|最高)?\s*[:：为]?\s*"
BRACKETED: Final = re.compile(rf"[（(]\s*{WORTH}\d+(?:\.\d+)?\s*分\s*(?:[，,；;][^（()）]{{1,40}})?[）)]")
_BARE_BRACKETED: Final = re.compile(r"[（(]\s*\d+(?:\.\d+)?\s*分?\s*[）)]")
ITEM: Final = re.compile(
    r"^\s*(?:[（(]?\d{1,2}[）)、.．]\s*(?:(?=(?:19|20)\d\d年)|(?!\d))|[①-⑳⑴-⒇]\s*|[□☐√]\s*)"
)

_CHINESE: Final = "[一二三四五六七八九十]+"
_NUMBERINGS: Final = (
    re.compile(rf"^第{_CHINESE}(?:部分|[章篇])[、:：]?\s*"),
    re.compile(rf"^(?:{_CHINESE}[、.．]|第{_CHINESE}[条节项])\s*"),
    re.compile(rf"^(?:[（(]{_CHINESE}[）)]|[㈠-㈩])[、.．]?\s*"),
    re.compile(r"^(?!)"),
    re.compile(r"^\d{1,2}(?:、\s*|[.．](?:\s+|(?=(?:19|20)\d\d年)|(?!\d)))"),
    re.compile(r"^\d{1,2}[.．]\d{1,2}(?![\d.．])[、.．]?\s*"),
    re.compile(r"^\d{1,2}(?:[.．]\d{1,2}){2,3}(?!\d)[、.．]?\s*"),
    re.compile(r"^(?:[（(]?\d{1,2}[)）]|[⑴-⒇])\s*"),
    re.compile(r"^[①-⑳]\s*"),
    re.compile(r"^[A-Z][、.．]\s*"),
)
"""How paragraphs are numbered, from chapters down; the fourth stands for an item right below a chapter."""
UNNUMBERED: Final = 3
LETTERED: Final = len(_NUMBERINGS) - 1
"""The depth of A、, which may stand at any."""


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Return *text* with half-width digits."""
    return text.translate(_FULL_WIDTH)


def points_of(text: str) -> Number | None:
    """Return the points a cell gives: `10`, `10分`, `（10分）`, `0.5`."""
    if re.search(r"\d\s*\n\s*\d", text):
        return None  # several numbers
    match = _POINTS.fullmatch(re.sub(r"\s", "", plain(text)))
    return parse(match[1]) if match else None


def split_weight(title: str) -> tuple[str, Number | None, Number | None]:
    """Return title, points and weight in percent of `办园条件（100分×0.4）`; None where it has none."""
    match = _WEIGHTED.search(plain(title)) or _SHARE.search(plain(title))
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
    return bool(ITEM.match(text))


def is_bare(text: str) -> bool:
    """Return whether *text* is only a number, a percentage or a limit, and names nothing: 90%以上, 3%以内."""
    return is_dash(text) or bool(_BARE.fullmatch(re.sub(r"\s", "", plain(text))))


def is_dash(text: str) -> bool:
    """Return whether *text* is only strokes, which say that there is nothing: ——, /."""
    return bool(_DASH.fullmatch(text.strip()))


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
        if bare and not _NUMERAL.sub("", bare):
            bare = title[: match.start(1)].strip().rstrip("（(")  # （一）基本分100分
        if not bare or points is None or (number and points > _MOST):
            continue
        others = BRACKETED if number != 1 else _BARE_BRACKETED
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
    return any(form(bare) for form in (_TOTAL.match, _TOTAL_OF.fullmatch, _COUNTED.fullmatch))


def is_numbered(text: str) -> bool:
    """Return whether *text* begins with a chapter number: `一、…`, `（一）…`."""
    return bool(
        re.match(r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|[㈠-㈩])", text)
    )


def is_beside(text: str) -> bool:
    """Return whether *text* heads bonus points, deductions or vetoes instead of ordinary criteria."""
    return bool(_BESIDE.match(re.sub(r"\s", "", text)))


def numbering_depth(text: str) -> int | None:
    """Return how deep a paragraph's number is: 一、 1, （一） 2, 1. 4; None where it has none."""
    return next((depth for depth, form in enumerate(_NUMBERINGS) if form.match(text)), None)


def without_number(text: str) -> str:
    """Return a paragraph without the number that it begins with."""
    depth = numbering_depth(text)
    return text if depth is None else _NUMBERINGS[depth].sub("", text, count=1)


def says_nothing(text: str) -> bool:
    """Return whether *text* in the row of a chapter only counts its items, or is a stroke: 共3项, ——."""
    return is_dash(text) or bool(_COUNT.fullmatch(re.sub(r"\s", "", text)))


def labels_beside(text: str) -> bool:
    """Return whether *text* is only the label of bonus points, deductions or vetoes: 扣分项目."""
    return bool(_BESIDE_LABEL.fullmatch(re.sub(r"\s", "", text)))


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
    if first is None or stands_apart(first.text):
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


def stands_apart(text: str) -> bool:
    """Return whether a row that begins with *text* is no criterion: a total, a note, or a line to sign."""
    return is_total(text) or is_remark(text) or is_signature(text)


def is_label_to_fill(text: str) -> bool:
    """Return whether *text* is a label with nothing behind it: 被考核人：, 考核时间：  年  月."""
    return bool(_TO_FILL.fullmatch(re.sub(r"\s", "", text)))


def is_method_label(text: str) -> bool:
    """Return whether *text* heads a row that says how the rows above are scored: 参考评分方法, 相关说明."""
    return bool(_METHOD_LABEL.fullmatch(re.sub(r"\s", "", text)))


def is_label(text: str) -> bool:
    """Return whether a paragraph begins a note of its own: `加分项目：…`, `实行一票否决项目：…`."""
    return bool(_LABEL.match(text))
