"""Recognise what the columns of a score table mean, whatever the authority calls them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evaluator.base.exact import Number, parse
from evaluator.drafting.grid import TableCell

LEVEL, POINTS, STANDARD, METHOD, EVIDENCE = "level", "points", "standard", "method", "evidence"
TARGET, NUMBER, BLANK, OTHER = "target", "number", "blank", "other"

_WHO: Final = "自评|专家|评估|考核|考评|评审|实际|实|初评|复评|评价|最终|核定|单位|小组"
_DONE: Final = "评估|考核|检查|评价|考评|评审|核查|查验|验收|测评"
_OF: Final = "评分|计分|评价|评估|考核|考评|扣分|打分|得分|赋分|加分|评定"
_PROOF: Final = "佐证|证明|备查|支撑|申报|检查|评估|核查|查阅|所需|提供"
_NAMES: Final = tuple(
    (role, re.compile("|".join(names)))
    for role, names in (
        (NUMBER, ["序号", "编号", "项次", "№", r"no\.?"]),
        (
            POINTS,
            [
                "(?:指标)?(?:标准|基准|基础|参考|基本)?(?:分值|满分|分数|配分|满分值|标准分|基本分)(?:设置)?",
                "(?:指标)?权重(?:分|分值)?",
                "总分值?",
                "应得分",
            ],
        ),
        (
            BLANK,
            [
                f".*(?:{_WHO})(?:得分|评分|打分|分|分数|得分值)",
                "得分(?:情况)?|评分|打分|自评分?|备注|情况说明|评审意见|失分原因",
                "扣分(?:原因|情况|说明|理由)?",
                "(?:实际|全年)完成(?:值|情况)|偏差原因.*|.*(?:改进措施|存在问题)",
            ],
        ),
        (TARGET, ["(?:年度)?(?:指标|目标)值", "年度目标值?", "绩效目标值?"]),
        (METHOD, [f"(?:{_DONE})(?:方式|形式|途径|手段|方法)", "(?:检查|核查|查验)办法", "(?:数据|信息)来源"]),
        (
            STANDARD,
            [
                f"(?:{_OF})(?:标准|依据|办法|方法|细则|规则|说明|要求|要点及评分标准)(?:及说明|说明)?",
                "(?:评估|考核)?内容(?:及|和|与)(?:评分)?标准",
                "评分标准.*|标准|计分方式|评分方式",
            ],
        ),
        (EVIDENCE, [f"(?:{_PROOF})?(?:材料|资料|台账)(?:清单|目录|名称|要求)?", "佐证"]),
        (
            LEVEL,
            [
                "[一二三四五]级指标(?:名称|内容)?",
                "(?:评估|考核|评价|考评|指标|工作|建设|评审)?(?:模块|类别|项目|维度|大类|板块|分类)",
                "(?:评估|考核|评价|考评|具体|细化)?指标(?:名称|内容)?",
                "(?:评估|考核|评价|考评|建设|检查|工作|主要|具体)(?:内容|要点|任务|事项|要求)",
                "内容|项目内容|观测点|要点",
            ],
        ),
    )
)
_ASKED: Final = re.compile("内容|要点|任务|事项|要求")
_BESIDE: Final = re.compile(r"^(?:加分|附加分|奖励|扣分|减分|倒扣|一票否决|否决)")
_TOTAL: Final = re.compile(r"(合计|总计|总分|共计|总得分|小计)(?:[:：(（].*)?$")
_HEADING: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|[A-Z]\d*[\s、.．])"
)
_REMARK: Final = re.compile(r"^(?:注|备注|说明|填表说明|评分说明)\s*[0-9]*\s*[:：]")
_IN_TITLE: Final = re.compile(
    r"\s*[（(]\s*(?:共|满分|计|合计|分值)?[:：]?\s*([0-9]+(?:\.[0-9]+)?)\s*分\s*[）)]\s*$"
)
_POINTS: Final = re.compile(r"[（(]?(?:满分|共|计)?([0-9]+(?:\.[0-9]+)?)分?(?:[）)])?")
_LONGEST: Final = 40
"""Longest title of a column, in characters."""
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of the table and its role."""

    index: int
    role: str
    title: str


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: its first and last row, and its columns."""

    first: int
    last: int
    columns: Sequence[TableColumn]

    def of(self, role: str) -> list[TableColumn]:
        """Return the columns of *role* from left to right."""
        return [column for column in self.columns if column.role == role]


@lru_cache(maxsize=4096)
def role_of(title: str) -> str:
    """Return the role of a column with this title."""
    bare = re.sub(r"\s|[（(][^（）()]*[）)]|[:：*]", "", title).lower()
    for role, names in _NAMES if len(bare) <= _LONGEST else ():
        if names.fullmatch(bare):
            return role
    return OTHER


def find_header(rows: Sequence[Sequence[TableCell]], start: int) -> Header | None:
    """Return the first header at or below row *start*, None when there is none."""
    for i in range(start, len(rows)):
        if header := header_at(rows, i):
            return header
    return None


def header_at(rows: Sequence[Sequence[TableCell]], i: int) -> Header | None:
    """Return the header that begins in row *i*, None when no header does."""
    row = rows[i]
    if any(cell.anchor[0] < i for cell in row):
        return None  # the row continues the row above
    if len({cell.anchor for cell in row if cell.text}) < 2:
        return None
    last = max((_bottom(rows, i, j) for j, cell in enumerate(row) if role_of(cell.text) != OTHER), default=i)
    last = min(last, i + 2)
    columns, seen = [], set[tuple[int, int]]()
    for j in range(len(row)):
        titles = list(dict.fromkeys(rows[k][j].text for k in range(i, last + 1) if rows[k][j].text))
        anchors = rows[last][j].anchor
        role = OTHER
        for title in reversed(titles):
            role = role_of(title)
            if role != OTHER:
                break
        if anchors in seen and role in (POINTS, NUMBER):
            role = OTHER
        seen.add(anchors)
        columns.append(TableColumn(j, role, " ".join(titles)))
    roles = [column.role for column in columns]
    if LEVEL not in roles and POINTS in roles and STANDARD in roles:  # the level column has an unknown title
        end = min(roles.index(POINTS), roles.index(STANDARD))
        columns = [
            TableColumn(column.index, LEVEL, column.title)
            if column.role == OTHER and column.index < end and column.title
            else column
            for column in columns
        ]
        roles = [column.role for column in columns]
    if STANDARD not in roles and POINTS in roles and LEVEL in roles[: roles.index(POINTS)]:
        # Requirements stand to the right of the points; left of them such titles head levels.
        end = len(roles) - roles[::-1].index(POINTS)
        columns = [
            TableColumn(column.index, STANDARD, column.title)
            if column.role == LEVEL and column.index >= end and _ASKED.search(column.title)
            else column
            for column in columns
        ]
        roles = [column.role for column in columns]
    distinct = {rows[last][column.index].anchor for column in columns if column.role != OTHER}
    if LEVEL not in roles or not ({POINTS, STANDARD, TARGET, BLANK} & set(roles)) or len(distinct) < 2:
        return None
    return Header(i, last, columns)


def _bottom(rows: Sequence[Sequence[TableCell]], i: int, j: int) -> int:
    last = i
    while last + 1 < len(rows) and rows[last + 1][j].anchor == rows[i][j].anchor:
        last += 1
    return last


def points_of(text: str) -> Number | None:
    """Return the points a cell gives: `10`, `10分`, `（10分）`, `0.5`."""
    match = _POINTS.fullmatch(re.sub(r"\s", "", text.translate(_FULL_WIDTH)))
    return parse(match[1]) if match else None


def split_points(title: str) -> tuple[str, Number | None]:
    """Return `场地设施` and 80 for `场地设施（80分）`."""
    match = _IN_TITLE.search(title.translate(_FULL_WIDTH))
    return (title[: match.start()].strip(), parse(match[1])) if match else (title, None)


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
    return 1 if _HEADING.match(text) or _IN_TITLE.search(text.translate(_FULL_WIDTH)) else 0


def goes_on(below: Sequence[TableCell], depth: int) -> bool:
    """Return whether the row below a numbered line belongs to it: no heading, no total, no remark."""
    first = next((cell for cell in below if cell.text), None)
    if first is None or is_total(first.text) or is_remark(first.text):
        return False
    return not is_numbered(first.text) or heading_depth(first.text) > depth


def is_name_of_table(text: str) -> bool:
    """Return whether *text* looks like the name of a score table: 某市社工站考核评分标准."""
    return bool(re.search(r"表|指标|标准|指南|细则|指引|办法|体系|评估|考核", text))


def is_remark(text: str) -> bool:
    """Return whether *text* is a note that explains the table."""
    return bool(_REMARK.match(text))
