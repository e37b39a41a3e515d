"""Recognise what the columns of a score table mean, from their heads, whatever the authority calls them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from evaluator.base.exact import Number, parse
from evaluator.drafting.grid import TableCell
from evaluator.drafting.titles import points_of

LEVEL, POINTS, STANDARD, METHOD, EVIDENCE = "level", "points", "standard", "method", "evidence"
TARGET, NUMBER, BLANK, OTHER, GRADE = "target", "number", "blank", "other", "grade"

_WHO: Final = (
    "自评|专家|评估|考核|考评|评审|实际|实|初评|复评|评价|最终|核定|审定|验收|复核|"
    "单位|小组|自查|自检|评比|扣减"
)
_DONE: Final = "评估|考核|检查|评价|考评|评审|核查|查验|验收|测评|评定|质检"
_OF: Final = (
    "评分|计分|记分|评价|评估|考核|考评|扣分|打分|得分|赋分|加分|减分|评定|测评|"
    "评判|评审|评议|考查|量分|给分|奖惩|分值|分数"
)
_PROOF: Final = "佐证|证明|备查|支撑|申报|检查|评估|核查|查阅|所需|提供|准备"
_NAMES: Final = tuple(
    (role, re.compile("|".join(names)))
    for role, names in (
        (NUMBER, ["序号?", "次序", "编号", "标号", "项次", "代码", "№", r"no\.?"]),
        (
            POINTS,
            [
                "(?:指标|单项)?(?:标准|基准|基础|参考|基本)?(?:分值|满分|分数|配分|满分值|标准分|基准分|基本分|基础分|额定分|规定分|目标分|参考分)(?:数|值|设置)?",
                "(?:指标)?权[重数](?:分|分值)?",
                "总分值?",
                "应得分?数?|标准得分|满分分值|分值分配|赋分|赋值|分数设置|分|满分标准",
            ],
        ),
        (
            BLANK,
            [
                f".*(?:{_WHO})(?:得分|评分|打分|分|分数|得分值)",
                "得分(?:情况)?|评分|打分|自评分?|备注|情况说明|评审意见|失分原因|结果|上级|小计",
                "扣分(?:原因|情况|说明|理由)?",
                "(?:实际|全年)完成(?:值|情况)|偏差原因.*|.*(?:改进措施|存在问题)",
            ],
        ),
        (TARGET, ["(?:年度)?(?:指标|目标)值", "年度(?:工作)?目标值?", "绩效目标值?"]),
        (
            METHOD,
            [
                f"(?:{_DONE})(?:方式|形式|途径|手段|方法)(?:[及与和]说明)?",
                "(?:检查|核查|查验)办法",
                "(?:数据|信息)来源",
            ],
        ),
        (
            STANDARD,
            [
                f"(?:专家|具体)?(?:{_OF})(?:标准|依据|办法|方法|细则|规则|说明|要求|原则|等级|要点及评分标准)(?:及说明|说明)?",
                f"(?:{_OF})?内容(?:及|和|与)(?:评分|计分)?(?:标准|规则|细则)",
                "评分标准.*|.*标准[及和与、](?:其)?分值|标准|计分方式|评分方式|加分情况|评分与计分|标准与因素",
            ],
        ),
        (EVIDENCE, [f"(?:需)?(?:{_PROOF})?(?:材料|资料|台账)(?:清单|目录|名称|要求)?", "佐证"]),
        (
            LEVEL,
            [
                "[一二三四五1-5A-Da-d]级(?:指标|要素|项目|目录|内容|分类)?(?:名称|内容)?",
                "(?:评估|考核|评价|考评|指标|工作|业务|建设|评审|测评|检查|评定|评比|验收|督导|考察|达标)?(?:模块|类别|项目|维度|[大中小]类|板块|分类|要素)",
                "(?:评估|考核|评价|考评|测评|具体|细化)?指标(?:名称|内容)?",
                "(?:评估|考核|评价|考评|测评|检查|质检|考核评比|评审|建设|工作|目标|主要|具体|评定|评比|验收|督导|考察|考核验收|检查评定|基本)(?:项目|内容|要点|任务|事项|要求)",
                "(?:考核|评估|测评)?(?:项目|类别|指标|内容|要素)(?:名称)?[及和与](?:其)?(?:分值|分数|权重)",
                "内容|项目内容|主要观测点|观测点|要点|目标任务|具体目标要求",
            ],
        ),
    )
)
"""Heads that mean one thing."""
_LIKELY: Final = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (BLANK, "(?:计分|得分|评分|打分)栏$"),
        (STANDARD, f"(?:{_OF})(?:标准|细则|办法|方法|依据|原则|规则|等级)|打分|计分"),
        (STANDARD, "细则$|(?:评定|验收|检查|创建|建设|达标|工作|管理|测评|督导)标准$"),
        (BLANK, "自评|得分|实得|扣减|督查|计分栏|审定|核定|复评|扣分原因|完成情况|实际完成|备注|偏差|改进"),
        (METHOD, "(?:方式|方法|形式|途径|来源)$"),
        (EVIDENCE, "材料|资料|佐证|证明"),
        (TARGET, "(?:指标|目标)值|工作目标"),
        (NUMBER, "^(?:序号|编号|标号)"),
        (POINTS, "分值|满分|分数|标准分|基准分|基本分|基础分|额定分|配分|应得分"),
        (LEVEL, "指标|项目|模块|类别|维度|内容|要点|任务|事项|要求|观测点|环节|板块"),
    )
)
"""Words in longer heads."""
_ASKED: Final = re.compile("内容|要点|任务|事项|要求|观测点|解释|说明|描述|释义|目标|标准")
_WHEN_OR_WHO: Final = re.compile(
    "时限|时间|期限|周期|频次|部门|科室|处室|股室|牵头|备注|单位$|责任人|(?:负责|考核|评分)人员?$"
)
_EXPLAINS: Final = re.compile("解释|说明|释义|描述")
_GRADE: Final = re.compile(
    r"(?P<name>[一二三四五]|[A-EＡ-Ｅ]|[ⅠⅡⅢⅣⅤ]|优秀?|优良|良好?|中等?|差|好|较好|较差|很好|很差|(?:非常|很|较|比较|基本|不太?|很不)?满意|一般|及格|不及格|基本?合格|不合格|合格"
    r"|(?:基本|部分|完全|不)?(?:符合|达标|达到))(?:级|等|档)?"
    r"(?:[（(]?(?:占比|占|得分率|系数)?(?P<value>\d+(?:\.\d+)?)%?(?:\s*[-~～—至]\s*(?P<to>\d+(?:\.\d+)?))?"
    r"\s*(?P<unit>%|分)?(?P<below>以下)?[）)]?)?"
)
"""A head of one level of a rating: 优（1.0）, 良8分, C."""
_FILLED: Final = re.compile("自评|审定|核定|评审|专家|复评|初评|互评|实得|(?<![应准])得分$")
_EXTRA: Final = re.compile("(?:附加|奖励)分$")
"""Points beside those of the criterion."""
_POINTED: Final = re.compile(r"[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)]\s*$")
_LONGEST: Final = 16
"""Longest head of a column, in characters, without what stands in brackets."""
_MOST_ROWS: Final = 3
"""Most rows of a header."""


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
    is_settled: bool = False
    """Whether the roles already follow from the cells."""

    def of(self, role: str) -> list[TableColumn]:
        """Return the columns of *role* from left to right."""
        return [column for column in self.columns if column.role == role]


@dataclass(frozen=True, slots=True)
class GradeHead:
    """A column that holds one level of a rating."""

    name: str
    low: Number | None
    """Its points, or their lowest; None where the head does not say."""
    high: Number | None
    is_share: bool
    """Whether the numbers are shares of the criterion's points: 优（1.0）, 良（80%）."""


@lru_cache(maxsize=1024)
def grade_of(title: str) -> GradeHead | None:
    """Return the level of a rating that a column's head names, None for other heads."""
    match = _GRADE.fullmatch(re.sub(r"\s", "", title))
    if match is None:
        return None
    low = parse(match["value"]) if match["value"] else None
    high = parse(match["to"]) if match["to"] else low
    if low is not None and high is not None and match["unit"] == "%":
        low, high = Fraction(low, 100), Fraction(high, 100)
    if match["below"] and high is not None:
        low = 0
    is_share = match["unit"] != "分" and high is not None and high <= 1
    return GradeHead(match["name"], low, high, is_share)


@lru_cache(maxsize=4096)
def role_of(title: str) -> str:
    """Return the role of a column with exactly this title."""
    bare = _bare(title)
    for role, names in _NAMES if len(bare) <= _LONGEST else ():
        if names.fullmatch(bare):
            return role
    return OTHER


@lru_cache(maxsize=4096)
def likely_role(title: str) -> str:
    """Return the role of a column with this title, also where only a word of it is known."""
    bare = _bare(title)
    if (role := role_of(title)) != OTHER or len(bare) > _LONGEST:
        return role
    return next((role for role, words in _LIKELY if words.search(bare)), OTHER)


def is_level(title: str) -> bool:
    """Return whether a head numbers its level: 二级指标, C级, also below another: 绩效目标 一级指标."""
    return bool(re.match("[一二三四五1-5A-Da-d]级", title) or re.search("[一二三四五]级指标$", title))


def is_asked(title: str) -> bool:
    """Return whether a column says what is asked for, so that it may name criteria or explain them."""
    return bool(_ASKED.search(title))


def is_kind(title: str) -> bool:
    """Return whether a column says of what kind a criterion is: 指标类别, 项目性质."""
    return bool(re.search("(?:类别|类型|属性|性质)$", _bare(title)))


def tells_when_or_who(title: str) -> bool:
    """Return whether a column says until when or by whom something is done: 完成时限, 责任科室."""
    return bool(_WHEN_OR_WHO.search(_bare(title)))


def explains(title: str) -> bool:
    """Return whether a column explains criteria that another names: 指标说明, 指标解释."""
    return bool(_EXPLAINS.search(title))


def is_extra(title: str) -> bool:
    """Return whether a column tells of points beside those of the criteria."""
    return bool(_EXTRA.search(title))


def _bare(title: str) -> str:
    return re.sub(r"\s|[（(][^（）()]*[）)]|[:：*]", "", title).lower()


def _tight(title: str) -> str:
    """Return a head without the blanks that only spread its letters: 分　值."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", title)


def find_header(rows: Sequence[Sequence[TableCell]], start: int) -> Header | None:
    """Return the first header at or below row *start*, None when there is none."""
    for i in range(start, len(rows)):
        if header := header_at(rows, i):
            below = header_at(rows, header.last + 1) if header.last + 1 < len(rows) else None
            # 指标类别和分值 | 自评总分 above 一级指标 | 二级指标 | …: the lower row names more columns.
            return below if below is not None and _named(below) > _named(header) else header
    return None


def _named(header: Header) -> int:
    return sum(1 for column in header.columns if column.role != OTHER)


def header_at(rows: Sequence[Sequence[TableCell]], i: int) -> Header | None:
    """Return the header that begins in row *i*, None when no header does."""
    row = rows[i]
    if any(cell.anchor[0] < i for cell in row):
        return None  # the row continues the row above
    heads = {cell.anchor: cell.text for cell in row if cell.text}
    last = _levels_below(rows, i)
    if not last:
        if len(heads) < 2 or not any(role_of(text) != OTHER for text in heads.values()):
            return None
        headed = sum(likely_role(text) != OTHER or grade_of(text) is not None for text in heads.values())
        if headed * 2 < len(heads):
            return None
        last = max(
            (_bottom(rows, i, j) for j, cell in enumerate(row) if likely_role(cell.text) != OTHER), default=i
        )
        last = next((k - 1 for k in range(i + 1, last + 1) if not may_head(rows[k], k)), last)
        last = min(last, i + _MOST_ROWS - 1)
    if last == i and i + 1 < len(rows) and _divides(row, rows[i + 1]):
        last = i + 1
    columns, seen = [], set[tuple[int, int]]()
    for j in range(len(row)):
        titles = list(dict.fromkeys(rows[k][j].text for k in range(i, last + 1) if rows[k][j].text))
        anchor = rows[last][j].anchor
        role = next((role for title in reversed(titles) if (role := likely_role(title)) != OTHER), OTHER)
        if role == LEVEL and len(titles) > 1 and likely_role(titles[0]) == STANDARD:
            role = STANDARD  # 内容 below 评定标准
        if role == POINTS and any(_FILLED.search(title) for title in titles):
            role = BLANK  # 自评分数 above 基本分: a person fills it in
        if is_extra(" ".join(titles)):
            role = OTHER
        if anchor in seen and role in (POINTS, NUMBER):
            role = OTHER
        seen.add(anchor)
        columns.append(TableColumn(j, role, _tight(" ".join(titles))))
    _grades(columns, rows[last])
    roles = {column.role for column in columns}
    distinct = {rows[last][column.index].anchor for column in columns if column.role != OTHER}
    named = LEVEL in roles or (POINTS in roles and STANDARD in roles)
    rated = {POINTS, STANDARD, TARGET, BLANK, GRADE} & roles or _has_points_below(columns, rows[last + 1 :])
    if not named or not rated or len(distinct) < 2:
        return None
    return Header(i, last, columns)


def _levels_below(rows: Sequence[Sequence[TableCell]], i: int) -> int:
    """Return the row right below row *i* that numbers its levels below merged heads, 0 where it does not."""
    below = {cell.text for cell in rows[i + 1] if cell.anchor[0] > i} if i + 1 < len(rows) else set()
    goes_on = i + 1 < len(rows) and any(cell.text and cell.anchor[0] == i for cell in rows[i + 1])
    return i + 1 if goes_on and sum(map(is_level, below)) > 1 else 0


def may_head(row: Sequence[TableCell], k: int) -> bool:
    """Return whether what begins in row *k* may head columns; a chapter's name is merged down from it."""
    texts = [cell.text for cell in row if cell.text and cell.anchor[0] == k]
    return not any(points_of(text) is not None or len(_bare(text)) > _LONGEST for text in texts)


def _has_points_below(columns: Sequence[TableColumn], rows: Sequence[Sequence[TableCell]]) -> bool:
    """Return whether two columns of levels have points in their texts: 宣传教育（14分）."""
    levels = [column for column in columns if column.role == LEVEL]
    texts = [[row[column.index].text for row in rows[:_MOST_ROWS]] for column in levels]
    if sum(any(_POINTED.search(text) for text in column) for column in texts) > 1:
        return True
    below = [[row[column.index].text for row in rows if row[column.index].text] for column in levels]
    return any(
        len(column) >= _MOST_ROWS
        and 3 * sum(bool(_POINTED.search(text)) for text in column) >= 2 * len(column)
        for column in below
    )


def _grades(columns: list[TableColumn], heads: Sequence[TableCell]) -> None:
    """Give columns side by side whose heads are the levels of a rating, the best first, that role."""
    runs: list[list[int]] = [[]]
    for column in columns:
        grade = grade_of(heads[column.index].text)
        if grade is not None and grade.high is None and role_of(heads[column.index].text) == LEVEL:
            grade = None  # 一级 | 二级 | 三级
        if grade is None or (runs[-1] and heads[column.index].anchor == heads[runs[-1][-1]].anchor):
            runs.append([])
        else:
            runs[-1].append(column.index)
    for run in runs:
        values = [grade.high for j in run if (grade := grade_of(heads[j].text)) is not None]
        stated = [value for value in values if value is not None]
        if len(run) < 2 or len(stated) not in (0, len(values)) or stated != sorted(stated, reverse=True):
            continue
        for j in run:
            columns[j] = TableColumn(j, GRADE, heads[j].text)


def repeated(header: Header) -> tuple[int, int]:
    """Return how many columns stand once, and how wide the groups are that the others repeat; else 0 and 0.

    项目 | 具体项目 | 评分 | 具体项目 | 评分 are one column, and two groups of two.
    """
    titles = [re.sub(r"\s", "", column.title) for column in header.columns]
    for width in range(2, len(titles) // 2 + 1):
        for once in range(len(titles) % width, len(titles) - 2 * width + 1, width):
            group = titles[once : once + width]
            roles = {column.role for column in header.columns[once : once + width]}
            if (
                group * ((len(titles) - once) // width) == titles[once:]
                and len(set(group)) == width
                and LEVEL in roles
            ):
                return once, width
    return 0, 0


def _divides(row: Sequence[TableCell], below: Sequence[TableCell]) -> bool:
    """Return whether the row *below* names parts of the merged heads of *row*, and nothing else."""
    wide = {cell.anchor for j, cell in enumerate(row) if j and cell.anchor == row[j - 1].anchor and cell.text}
    pairs = zip(row, below, strict=True)
    parts = [(upper, lower) for upper, lower in pairs if lower.text and lower.text != upper.text]
    return (
        bool(wide and parts)
        and all(not upper.text or upper.anchor in wide for upper, _ in parts)
        and all(
            likely_role(lower.text) != OTHER or grade_of(lower.text) or is_extra(lower.text)
            for _, lower in parts
        )
    )


def _bottom(rows: Sequence[Sequence[TableCell]], i: int, j: int) -> int:
    last = i
    while last + 1 < len(rows) and rows[last + 1][j].anchor == rows[i][j].anchor:
        last += 1
    return last
