"""What a cell of a score table is by its text: points, a title with them, a heading, a total, a remark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from evaluator.base.exact import Number, parse

if TYPE_CHECKING:
    from evaluator.drafting.grid import TableCell

_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_N: Final = r"([0-9]+(?:\.[0-9]+)?)"
_BESIDE: Final = re.compile(r"^(?:加分|附加分|奖励|扣分|减分|倒扣|一票否决|否决)")
_TOTAL: Final = re.compile(r"(合计|总计|总分|共计|总得分|小计|汇总|满分)(?:[:：(（].*)?$")
_HEADING: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|[A-Z]\d*[\s、.．]|第[一二三四五六七八九十]+部分)"
)
_REMARK: Final = re.compile(
    r"^(?:注|备注|说明|填表说明|评分说明|一票否决|评价结论|存在问题|考核等次)\s*[0-9]*\s*[:：]"
)
_SIGNATURE: Final = re.compile(
    r"^[^:：。；]{0,14}(?:签字|签名|签章|盖章|负责人|填表人|填报人|制表人?|审核人?|复核人?|经办人|联系人|联系电话|日期|"
    r"组长|人员|单位|意见)[^:：。；\d]{0,6}[:：].{0,16}$|^年\s*月\s*日$"
)
_SHARED: Final = r"(?:共计?|满分|合?计|总?分值|总分|基准|单项基准|标准分|权重)?[:：为]?"
_IN_TITLE: Final = (
    re.compile(rf"\s*[（(\[【]\s*{_SHARED}\s*{_N}\s*[分%]\s*[）)\]】]\s*$"),
    re.compile(rf"(?<=[^\d.])\s*[（(]\s*{_SHARED}\s*{_N}\s*[）)]\s*$"),
    re.compile(rf"(?<=[\u4e00-\u9fff）)”\s])\s*{_SHARED}\s*{_N}\s*分\s*$"),
)
"""`场地设施（80分）`, `基础工作（70）`, `公众形象 4分`."""
_NO_TITLE: Final = re.compile(r"(?:得|扣|计|加|减|给|记|满|达|达到|以[上下]|[≥≤<>每])\s*$|[，,；;。]")
_POINTS: Final = re.compile(r"[（(]?(?:满分|共|计)?([0-9]+(?:\.[0-9]+)?)分?(?:[）)])?")
_MOST: Final = 1000
"""Bare numbers above it are years or amounts, not points."""


def plain(text: str) -> str:
    """Return *text* with half-width digits."""
    return text.translate(_FULL_WIDTH)


def points_of(text: str) -> Number | None:
    """Return the points a cell gives: `10`, `10分`, `（10分）`, `0.5`."""
    match = _POINTS.fullmatch(re.sub(r"\s", "", plain(text)))
    return parse(match[1]) if match else None


def share_of(text: str) -> Number | None:
    """Return 20 for `20%`."""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*%", plain(text).strip())
    return parse(match[1]) if match else None


def split_points(title: str) -> tuple[str, Number | None]:
    """Return `场地设施` and 80 for `场地设施（80分）`, `场地设施（80）` and `场地设施 80分`."""
    half = plain(title)
    for number, form in enumerate(_IN_TITLE):
        match = form.search(half)
        if match is None:
            continue
        bare, points = title[: match.start()].strip(), parse(match[1])
        if not bare or points is None or (number and (points > _MOST or _NO_TITLE.search(bare))):
            continue
        return bare, points
    return title, None


def is_total(text: str) -> bool:
    """Return whether a row that begins with *text* is a total of other rows."""
    return bool(_TOTAL.match(re.sub(r"\s", "", text)))


def is_numbered(text: str) -> bool:
    """Return whether *text* begins with a chapter number: `一、…`, `（一）…`."""
    return bool(re.match(r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)])", text))


def is_beside(text: str) -> bool:
    """Return whether *text* heads bonus points, deductions or vetoes instead of ordinary criteria."""
    return bool(_BESIDE.match(re.sub(r"\s", "", text)))


def heading_depth(text: str) -> int:
    """Return 1 for `一、…`, 2 for `（一）…`, 1 for another heading with points, 0 for other text."""
    if _REMARK.match(text) or is_total(text):
        return 0
    if re.match(r"^[（(][一二三四五六七八九十]+[）)]", text):
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
    """Return whether *text* is a line to sign or fill in: `考核人员签字：`, `日期：  年  月  日`."""
    return bool(_SIGNATURE.match(text.strip()))
