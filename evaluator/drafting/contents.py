"""Settle the columns' roles by what stands in them: points are numbers, a standard gives or takes points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from evaluator.drafting import columns, titles
from evaluator.drafting.columns import Header, TableColumn
from evaluator.drafting.grid import TableCell

_SCORES: Final = re.compile(
    r"[扣得计加减给记][\s]*\d|\d\s*分|不得分|不计分|满分|全扣|按.{0,10}比例|比例.{0,4}(?:得|计)分|[×*]\s*(?:\d|分值)|酌情|得分"
)
_CODE: Final = re.compile(r"[\dA-Z]+(?:[.．-]\d+)*[.、．]?|第[一二三四五六七八九十\d]+[项条款]")
_PART: Final = re.compile(r"[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)]|[得扣]\s*\d+(?:\.\d+)?\s*分")
_LISTED: Final = re.compile(r"(?:^|\n)\s*[（(]?\d{1,2}[）)、.．](?!\d)")
_NAMED_LIST: Final = re.compile(r"(?!\s*[（(]?\d)[^\n。；;，,：:]{2,20}[:：]?\n\s*[（(]?\d{1,2}[）)、.．]")
_LOOKING: Final = re.compile("查看|查阅|查验|察看|实地|走访|询问|座谈|抽查|核查|现场|检查|听取")
_KINDS: Final = re.compile(".{0,4}(?:类别|分类|大类|板块|模块|维度)")
"""Heads of categories, which name no criteria where another column says what is asked for."""
_SHORT: Final = 14
"""Names of criteria are this long or shorter, on average; explanations are longer."""
_FEW, _MOSTLY = 4, 0.8
"""Names that stand beside one requirement each, of more than a few, name the criteria."""
_MOST_SAMPLED: Final = 400
"""Rows that are looked at; a column means the same everywhere."""


@dataclass(frozen=True, slots=True)
class ColumnContents:
    """What stands in one column below the header."""

    texts: Sequence[str]
    """The texts of the distinct cells."""

    @property
    def numeric(self) -> float:
        """Return the part of the cells that are points or percentages."""
        return self._part(
            lambda text: titles.points_of(text) is not None or titles.share_of(text) is not None
        )

    @property
    def scoring(self) -> float:
        """Return the part of the cells that say how points are given or taken."""
        return self._part(scores)

    @property
    def looking(self) -> float:
        """Return the part of the cells that say how something is looked at: 实地查看, 查阅资料."""
        return self._part(looks_at)

    @property
    def parted(self) -> float:
        """Return the part of the cells that give points to several of their parts."""
        return self._part(lambda text: len(_PART.findall(titles.plain(text))) > 1)

    @property
    def running(self) -> bool:
        """Return whether the cells are running numbers or codes: 1, 2, 3 or 1.1, 1.2."""
        if len(self.texts) < 2 or not all(_CODE.fullmatch(text) for text in self.texts):
            return False
        return len(set(self.texts)) == len(self.texts)

    @property
    def length(self) -> float:
        """Return the mean length of a cell's text."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0

    def _part(self, test: object) -> float:
        assert callable(test)
        return sum(1 for text in self.texts if test(text)) / len(self.texts) if self.texts else 0


def scores(text: str) -> bool:
    """Return whether a cell says how points are given or taken, and does not only end with its own points."""
    return bool(_SCORES.search(titles.plain(titles.split_points(text.rstrip("。.；;"))[0])))


def looks_at(text: str) -> bool:
    """Return whether a cell says how something is looked at, and nothing of points: 实地查看."""
    return bool(_LOOKING.search(text)) and not scores(text)


def is_list(text: str) -> bool:
    """Return whether a text is several numbered items without a name above them, which name nothing."""
    return len(_LISTED.findall(text)) > 1 and not _NAMED_LIST.match(text)


def settled(header: Header, rows: Sequence[Sequence[TableCell]], *, asks_name: bool | None = None) -> Header:
    """Return *header* with the roles that the cells of *rows*, below it, bear out.

    *asks_name* says whether columns that tell what is asked for (考核内容) name the criteria; None leaves it
    to their cells.
    """
    if header.is_settled:
        return header
    heads = {re.sub(r"\s", "", column.title) for column in header.columns}
    body = [row for row in rows[:_MOST_SAMPLED] if _is_data(row, heads)]
    contents = [ColumnContents(list(_texts(body, column.index))) for column in header.columns]
    roles = [column.role for column in header.columns]
    _points(roles, contents, header)
    _numbers(roles, contents)
    _standards(roles, contents, header)
    _targets(roles, contents, body)
    _levels(roles, contents, header, body, asks_name)
    return replace(
        header,
        columns=[
            TableColumn(column.index, role, column.title)
            for column, role in zip(header.columns, roles, strict=True)
        ],
    )


def _is_data(row: Sequence[TableCell], heads: AbstractSet[str]) -> bool:
    """Return whether a row may hold criteria: several cells, no total, and not the heads again."""
    cells = {cell.anchor: cell.text for cell in row if cell.text}
    again = sum(re.sub(r"\s", "", text) in heads for text in cells.values())
    return (
        len(cells) > 1
        and 2 * again < len(cells)
        and not any(map(titles.stands_apart, list(cells.values())[:2]))
    )


def _texts(rows: Sequence[Sequence[TableCell]], index: int) -> Iterator[str]:
    seen = set[tuple[int, int]]()
    for row in rows:
        cell = row[index]
        if cell.text and cell.anchor not in seen:
            seen.add(cell.anchor)
            yield cell.text


def _points(roles: list[str], contents: Sequence[ColumnContents], header: Header) -> None:
    """Points are numbers; where no head says so, a column of numbers that do not run is."""
    for j, column in enumerate(header.columns):
        merged = j and column.title == header.columns[j - 1].title and roles[j - 1] == columns.POINTS
        if roles[j] == columns.OTHER and merged and contents[j].texts and contents[j].numeric > 0.8:
            roles[j] = columns.POINTS  # 分值 over the points of items of two depths
    for j, content in enumerate(contents):
        if roles[j] == columns.POINTS and content.texts and content.numeric < 0.5:
            named = (
                columns.LEVEL
                if re.search("指标|项目|内容|观测点|要点", header.columns[j].title)
                else columns.OTHER
            )
            roles[j] = columns.STANDARD if content.scoring >= 0.3 else named
    if any(role == columns.POINTS and contents[j].texts for j, role in enumerate(roles)):
        roles[:] = [
            columns.BLANK if role == columns.POINTS and not contents[j].texts else role
            for j, role in enumerate(roles)
        ]
    if columns.POINTS in roles:
        return
    for wanted in (columns.LEVEL, columns.OTHER, columns.STANDARD, columns.BLANK):
        for j in range(len(roles) - 1, 0, -1):
            content = contents[j]
            if roles[j] == wanted and len(content.texts) > 1 and content.numeric > 0.8:
                values = [titles.points_of(text) or 0 for text in content.texts]
                if content.running and values == sorted(values) and values[0] == 1:
                    continue
                roles[j] = columns.POINTS
                if wanted == columns.BLANK:  # 得分 | 合计得分: the points of items of two depths
                    for k, other in enumerate(contents):
                        if roles[k] == wanted and len(other.texts) > 1 and other.numeric > 0.8:
                            roles[k] = columns.POINTS
                return


def _numbers(roles: list[str], contents: Sequence[ColumnContents]) -> None:
    """Running numbers and codes name nothing."""
    for j, content in enumerate(contents):
        others = any(role == columns.LEVEL for k, role in enumerate(roles) if k != j)
        numbers = bool(content.texts) and all(map(titles.is_bare, content.texts))
        if roles[j] == columns.LEVEL and others and (content.running or numbers):
            roles[j] = columns.NUMBER


def _standards(roles: list[str], contents: Sequence[ColumnContents], header: Header) -> None:
    """The standard is where points are given or taken, whatever its head."""
    named = [j for j, role in enumerate(roles) if role == columns.LEVEL]
    if columns.STANDARD not in roles and len(named) == 1 and contents[named[0]].parted >= 0.5:
        roles[named[0]] = columns.STANDARD  # 检查内容: 有专人分管（1分），有保洁制度（1分）
    for j, role in enumerate(roles):
        how = re.search("办法|方法|方式", header.columns[j].title)
        if role == columns.STANDARD and how and contents[j].scoring < 0.3 and contents[j].looking > 0.6:
            roles[j] = columns.METHOD  # 考核办法: 实地查看
    scoring = [j for j, role in enumerate(roles) if role == columns.STANDARD and contents[j].scoring >= 0.3]
    limits = any(role == columns.STANDARD and contents[j].numeric >= 0.8 for j, role in enumerate(roles))
    if not scoring and not limits:
        level = roles.index(columns.LEVEL) if columns.LEVEL in roles else -1
        for wanted in (columns.BLANK, columns.LEVEL, columns.METHOD, columns.OTHER, columns.TARGET):
            ends = [
                j for j, role in enumerate(roles)
                if role == wanted and j > level and contents[j].scoring >= 0.5 and contents[j].numeric < 0.3
                and contents[j].length > 4 and not columns.is_extra(header.columns[j].title)
            ]  # fmt: skip
            if ends:
                roles[ends[-1]] = columns.STANDARD
                scoring = ends[-1:]
                break
    silent = [j for j, role in enumerate(roles) if role == columns.STANDARD]
    if not scoring and len(silent) > 1:  # that with the most cells is the standard, the others explain
        most = max(len(contents[j].texts) for j in silent)
        scoring = [j for j in silent if len(contents[j].texts) == most]
    if scoring:
        for j, role in enumerate(roles):
            if role == columns.STANDARD and j not in scoring:
                roles[j] = columns.LEVEL if j < scoring[0] else columns.OTHER


def _targets(
    roles: list[str], contents: Sequence[ColumnContents], body: Sequence[Sequence[TableCell]]
) -> None:
    """Let a column of targets without figures name the criteria where no level does: 按时参加会议."""
    for j, role in enumerate(roles):
        before = [k for k in range(j) if roles[k] == columns.LEVEL]
        if role != columns.TARGET or not before or columns.STANDARD not in roles:
            continue
        figures = sum(bool(re.search(r"\d\s*%|[≥≤<>=]|^\d", text)) for text in contents[j].texts)
        if 3 * figures < len(contents[j].texts) and _distinct(body, j) > _distinct(body, before[-1]):
            roles[j] = columns.LEVEL


def _levels(
    roles: list[str],
    contents: Sequence[ColumnContents],
    header: Header,
    body: Sequence[Sequence[TableCell]],
    asks_name: bool | None,
) -> None:
    """Columns that tell what is asked for name the criteria, unless the level before them already does."""
    if columns.LEVEL not in roles:  # the level column has an unknown title
        ends = [j for j, role in enumerate(roles) if role in (columns.POINTS, columns.STANDARD)]
        for j in range(min(ends, default=0)):
            if roles[j] == columns.OTHER and _may_name(header.columns[j].title):
                roles[j] = columns.LEVEL
        silent = [j for j, role in enumerate(roles) if role == columns.STANDARD and contents[j].scoring < 0.3]
        if columns.LEVEL not in roles and silent and columns.POINTS in roles:
            roles[silent[0]] = columns.LEVEL  # 验收标准 that give no points name what is asked for
    for j, role in enumerate(roles):
        limits = any(titles.is_bare(text) and not titles.is_dash(text) for text in contents[j].texts)
        if role != columns.LEVEL or columns.LEVEL not in roles[:j]:
            continue
        finer = j - 1 - roles[:j][::-1].index(columns.LEVEL)
        beside = _distinct(body, j) == _distinct(body, finer)
        pointed = any(titles.split_points(text)[1] is not None for text in contents[j].texts)
        kind = columns.is_kind(header.columns[j].title) and beside and not pointed
        lists = beside and 2 * sum(map(is_list, contents[j].texts)) > len(contents[j].texts)
        if limits or kind or lists:
            roles[j] = (
                columns.OTHER
            )  # 90%以上 says how much is asked for, 关键项 of what kind the one before is
    points = [j for j, role in enumerate(roles) if role == columns.POINTS]
    _names(roles, contents, header, body)
    levels = [j for j, role in enumerate(roles) if role == columns.LEVEL]
    numbered = sum(columns.is_level(header.columns[j].title) for j in levels) > 1
    for j in range(0 if numbered else max(levels, default=0)):
        title = header.columns[j].title
        beside = any(test(title) for test in (columns.is_asked, columns.is_kind, columns.tells_when_or_who))
        inner = j > levels[0] and beside
        if roles[j] == columns.OTHER and title and _spans_rows(body, j) and not inner:
            roles[j] = columns.LEVEL  # 条件 | 考核验收内容: its cells are merged over the criteria
    for j, role in enumerate(roles):
        before = [k for k in range(j) if roles[k] == columns.LEVEL]
        behind = bool(points) and j > points[-1]
        asked = columns.is_asked(header.columns[j].title)
        if (
            role == columns.LEVEL
            and before
            and points
            and columns.is_level(header.columns[before[-1]].title)
            and not columns.is_level(header.columns[j].title)
            and len(contents[before[-1]].texts) >= _distinct(body, points[-1])
        ):
            roles[j] = columns.OTHER  # 具体指标 beside 三级指标, which names every criterion
            continue
        if role != columns.LEVEL or not before or not (asked or (behind and columns.STANDARD in roles)):
            continue
        if columns.STANDARD not in roles and behind:
            roles[j] = (
                columns.STANDARD
            )  # requirements to the right of the points; left of them such titles head levels
            continue
        cells = _distinct(body, j)
        if points and j < points[-1]:
            cells = min(
                cells, _distinct(body, points[-1])
            )  # 测评内容 of several rows beside one cell of points
        named = (
            len(contents[before[-1]].texts) >= cells or _mostly_named(body, contents, before[-1], j)
        ) and (not asked or contents[j].length > _SHORT or columns.explains(header.columns[j].title))
        kinds = _KINDS.fullmatch(re.sub(r"\s", "", header.columns[before[-1]].title))
        if kinds and len(before) == 1 and named and not behind and columns.STANDARD in roles:
            continue  # 类别 | 考核内容: what is asked for, in each category
        if not asked and not named:
            continue
        # A level with fewer cells than there are points leaves it to this column to name the criteria.
        behind = behind and len(contents[before[-1]].texts) >= _distinct(body, points[-1])
        if not (not (named or behind) if asks_name is None else asks_name):
            states = columns.STANDARD not in roles and (contents[j].parted or contents[j].scoring)
            roles[j] = columns.STANDARD if states else columns.OTHER


def _may_name(title: str) -> bool:
    """Return whether a column of unknown head may name criteria or their levels."""
    return bool(title) and not columns.tells_when_or_who(title) and not columns.is_extra(title)


def _names(
    roles: list[str],
    contents: Sequence[ColumnContents],
    header: Header,
    body: Sequence[Sequence[TableCell]],
) -> None:
    """Let a column of unknown head name the criteria where each of them has a short text of its own in it."""
    levels = [j for j, role in enumerate(roles) if role == columns.LEVEL]
    ends = [j for j, role in enumerate(roles) if role in (columns.POINTS, columns.STANDARD)]
    for j in range(min(ends, default=0)) if levels else ():
        texts = contents[j].texts
        apart = len(set(texts)) == len(texts) > 1 and _distinct(body, j) >= max(
            _distinct(body, k) for k in ends
        )
        if (
            roles[j] == columns.OTHER
            and _may_name(header.columns[j].title)
            and not columns.is_asked(header.columns[j].title)
            and not columns.is_kind(header.columns[j].title)
            and apart
            and contents[j].length <= _SHORT
            and contents[j].numeric < 0.3
            and not contents[j].running
        ):
            roles[j] = columns.LEVEL  # 考核点 between 项目 and 内容要求


def _mostly_named(
    body: Sequence[Sequence[TableCell]], contents: Sequence[ColumnContents], name: int, asked: int
) -> bool:
    """Return whether most short texts of column *name* stand beside one cell of *asked* each."""
    beside: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for row in body:
        if row[name].text and row[asked].text:
            beside.setdefault(row[name].anchor, set()).add(row[asked].anchor)
    alone = sum(len(anchors) == 1 for anchors in beside.values())
    return contents[name].length <= _SHORT and len(beside) > _FEW and alone >= _MOSTLY * len(beside)


def _spans_rows(rows: Sequence[Sequence[TableCell]], index: int) -> bool:
    """Return whether cells of a column are merged over several rows."""
    return any(row[index].text and row[index].anchor == above[index].anchor for above, row in pairwise(rows))


def _distinct(rows: Sequence[Sequence[TableCell]], index: int) -> int:
    return sum(1 for _ in _texts(rows, index))
