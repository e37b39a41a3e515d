"""Hold a draft to its table: columns, rows and points it has no use for, titles that tell nothing apart.

This reader shares nothing with those that found the levels: it goes over the cells again and asks of each
whether the draft has it where a reader would look for it. What it does not find is an open question.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from evaluator.base.exact import Number, parse, text
from evaluator.drafting.columns import OTHER, STANDARD
from evaluator.drafting.contents import scores
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.nodes import TableNode, TableReading
from evaluator.drafting.titles import (
    BRACKETED,
    is_beside,
    is_dash,
    is_method_label,
    plain,
    points_of,
    split_points,
    stands_apart,
)
from evaluator.texts.problem import Problem

_WORTH: Final = re.compile("分值|满分|标准分|基[本准础]分|额定分|配分|应得分|^分数?$|^权重$")
_FILLED: Final = re.compile("自评|自查|自检|得分|评分|打分|扣分|加分|实得|审核|复核|考核分|考评分|初评|终评")
_NO_LEVEL: Final = re.compile(
    "序号|编号|标号|代码|单位|部门|科室|处室|责任|牵头|时限|时间|期限|备注|方式|方法|形式|说明|解释|释义|依据|来源|材料|资料|台账"
    "|佐证|得分|评分|打分|自评|扣分|加分|情况|结果|完成|办法|执行数|预算数|签|意见|周期|频次|标准|细则|目标值|指标值|年度值|完成值|原因|措施|性质|类型|属性|人员?$|单位$|数量$|比例$"
)
"""Heads of columns that name no criteria and divide them into no levels."""
_LEVEL: Final = re.compile("[一二三四五]级|指标|项目|内容|模块|类别|维度|要素|板块|任务|事项|要点|要求")
_HEAD: Final = re.compile(f"{_WORTH.pattern}|{_LEVEL.pattern}|标准")
_FIGURE: Final = re.compile(r"[A-Z]?\d+(?:[.．-]\d+)*%?|[≥≤<>]?\d+(?:,\d{3})*(?:\.\d+)?.{0,3}")
"""A code, or a figure with its unit."""
_POINTS: Final = re.compile(r"[（(]?(\d+(?:\.\d+)?)\s*分?[）)]?")
_CODE: Final = re.compile(r"[A-Z]?\d+(?:[.．-]\d+)*分?|[（(]?\d+(?:\.\d+)?\s*分?[）)]?")
_TOTAL: Final = re.compile(
    r"(?:总分|满分|总分值|总计)(?:值|数)?(?:设置?)?[为是共计：:]{0,2}(\d+(?:\.\d+)?)分(?!以|及|的|者|[-~～—至])"
)
_OWN: Final = re.compile(r"[（(]\s*(?:满分|计|共)?\s*(\d+(?:\.\d+)?)\s*分\s*[）)]\s*[。；;]?\s*$")
_TIMES: Final = re.compile("^(?:每|缺|少|未|无|没|不|有|发现|出现|发生|完成|达到|低于|按|一般|符合)")
_SUM: Final = re.compile("[合小]计|总分")
_GIVES: Final = re.compile(r"[得扣]\s*\d+(?:\.\d+)?\s*分")
_FEWEST, _SHORTEST = 2, 8
_MOSTLY: Final = 0.8


@dataclass(slots=True)
class _Drafted:
    """What of a table a draft has: where its titles and points stand, and the rows of each criterion."""

    leaves: list[TableNode] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    """The places of the titles of sections and criteria."""
    points: dict[str, set[Number]] = field(default_factory=lambda: defaultdict(set))
    """The points of all nodes beside each place of a row."""
    points_places: set[str] = field(default_factory=set)
    standards: set[str] = field(default_factory=set)
    """The places of what says how points are given."""
    beside: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The criteria that each place of a row belongs to, by their number."""


def open_questions(
    sheets: Sequence[TableSheet], reading: TableReading, full: Number, shown: str
) -> Iterator[Problem]:
    """Yield what of the tables the draft has no use for, or tells in a way that nobody can tell apart.

    *full*: the full marks of the draft.
    """
    drafted = _Drafted()
    for node in reading.sections:
        _gather(node, [], drafted)
    yield from _stated_totals(reading, full, shown)
    yield from _same_titles(reading.sections, shown)
    yield from _scored_titles(drafted, shown)
    yield from _mixed_titles(drafted, shown)
    yield from _shared_points(drafted, shown)
    yield from _repeated_points(drafted, shown)
    yield from _joined_rows(drafted, shown)
    yield from _swallowed_rows(drafted, shown)
    for sheet in sheets:
        yield from _unread_rows(sheet, drafted, reading, shown)
        body = _body(sheet, drafted)
        if body is not None and drafted.leaves:
            yield from _unused_points(body, drafted, reading, shown)
            yield from _unused_columns(body, drafted, shown)
            yield from _uneven_groups(body, drafted, shown)


def _gather(node: TableNode, above: Sequence[TableNode], drafted: _Drafted) -> None:
    drafted.titles.add(node.cell.place)
    drafted.points_places.add(node.points_cell.place)
    for child in node.children:
        _gather(child, [*above, node], drafted)
    if node.children:
        return
    drafted.leaves.append(node)
    worth = {part.points for part in (*above, node) if part.points is not None}
    worth |= {points for _, points in node.steps}
    rated = (_number(described) for row in node.rows for described, _ in row.scale)
    worth |= {points for points in rated if points is not None}
    for row in node.rows:
        if row.points is not None:
            drafted.points_places.add(row.points.place)
        drafted.standards |= {cell.place for column, cell in row.cells if column.role == STANDARD}
        for cell in (*row.levels, *(cell for _, cell in row.cells)):
            drafted.points[cell.place] |= worth
            drafted.beside[cell.place].add(len(drafted.leaves))


@dataclass(frozen=True, slots=True)
class _Body:
    """A table's heads, '' where it has none, and the rows below them."""

    heads: Sequence[str]
    rows: Sequence[Sequence[TableCell]]
    is_headed: bool
    """Whether several heads are known."""


def _body(sheet: TableSheet, drafted: _Drafted) -> _Body | None:
    """Return the rows below the head: the first row in which several texts head points, a standard or levels.

    Where there is none, the rows of which the draft has something, and the row above them; None for no rows.
    """
    for i, row in enumerate(sheet.rows):
        heads = {cell.anchor: cell.text for cell in row if cell.text}
        if sum(bool(_HEAD.search(re.sub(r"\s", "", head))) for head in heads.values()) > 1:
            return _Body([cell.text for cell in row], sheet.rows[i + 1 :], is_headed=True)
    drafts = [i for i, row in enumerate(sheet.rows) if any(cell.place in drafted.points for cell in row)]
    if not drafts:
        return None
    above = sheet.rows[drafts[0] - 1] if drafts[0] else []
    texts = [cell.text for cell in above] if len({cell.anchor for cell in above}) > 1 else []
    return _Body(texts or [""] * len(sheet.rows[0]), sheet.rows[drafts[0] :], is_headed=False)


def _bare(words: str) -> str:
    return re.sub(r"\s|[（(][^（）()]*[）)]", "", words)


def _number(words: str) -> Number | None:
    match = _POINTS.fullmatch(_bare(words) or words.strip())
    return parse(match[1]) if match else None


def _unread_rows(
    sheet: TableSheet, drafted: _Drafted, reading: TableReading, shown: str
) -> Iterator[Problem]:
    """Yield rows that give, take or state points of which the draft has nothing, as one problem for a table.

    In a table of which nothing was read a number beside a text is enough.
    """
    read = {*drafted.points, *drafted.titles, *drafted.points_places}
    read |= {cell.place for label, cell, _ in reading.read.totals for cell in (label, cell)}
    starts = (i for i, row in enumerate(sheet.rows) if any(cell.place in read for cell in row))
    start = next(starts, -1)
    whole = start < 0
    unread: list[TableCell] = []
    for i, row in enumerate(sheet.rows):
        cells = list({cell.anchor: cell for cell in row if cell.text}.values())
        if len(cells) < 2 or any(cell.place in read for cell in cells):
            continue
        if any(test(cell.text) for cell in cells[:2] for test in (stands_apart, is_method_label)):
            continue
        speaks = any(len(cell.text) > _SHORTEST and scores(cell.text) for cell in cells)
        if i < start:  # a head speaks of points and gives none
            speaks = any(_GIVES.search(cell.text) for cell in cells)
        heads = any(_HEAD.search(cell.text) or _FILLED.search(cell.text) for cell in cells)
        speaks = speaks or (not heads and any(split_points(cell.text)[1] is not None for cell in cells))
        named = any(len(_bare(cell.text)) > 1 and _number(cell.text) is None for cell in cells)
        rated = whole and named and any(_number(cell.text) is not None for cell in cells[1:])
        if speaks or rated:
            unread.append(cells[-1] if not speaks else max(cells, key=lambda cell: len(cell.text)))
    if unread:
        args = {"rows": str(len(unread)), "text": " ".join(unread[0].text.split())[:20]}
        yield Problem("import-rows-unread", shown, cell=unread[0].place, args=args)


def _same_titles(nodes: Sequence[TableNode], shown: str) -> Iterator[Problem]:
    """Yield titles that several criteria of a section have, and sections whose title is a bare number."""
    repeated = Counter(re.sub(r"\s", "", node.title) for node in nodes if not node.children)
    for node in nodes:
        title = re.sub(r"\s", "", node.title)
        if not node.children and repeated[title] > 1:
            repeated[title] = 0
            yield Problem("import-same-title", shown, cell=node.cell.place, args={"title": node.title})
        if node.children and _CODE.fullmatch(title):
            yield Problem("import-title", shown, cell=node.cell.place, args={"title": node.title})
        yield from _same_titles(node.children, shown)


def _stated_totals(reading: TableReading, full: Number, shown: str) -> Iterator[Problem]:
    """Yield full marks that a text beside the table states and the draft does not come to: 总分100分."""
    stated = {
        parse(match[1]): (place, match[0])
        for place, remark in reading.read.remarks
        for match in _TOTAL.finditer(re.sub(r"\s", "", remark))
    }
    if stated and full not in stated:
        number, (place, words) = next(iter(stated.items()))
        args = {"title": words, "expected": text(number or 0), "found": text(full)}
        yield Problem("import-sum", shown, cell=place, args=args)


def _scored_titles(drafted: _Drafted, shown: str) -> Iterator[Problem]:
    """Yield titles of a few letters from the words that say how points are given: 每少, 缺1人次."""
    for node in drafted.leaves:
        title = re.sub(r"\s", "", node.title)
        scored = node.cell.place in drafted.standards and len(title) < _SHORTEST and _TIMES.search(title)
        if scored and not _is_named(node, title):
            yield Problem("import-scored-title", shown, cell=node.cell.place, args={"title": node.title})


def _mixed_titles(drafted: _Drafted, shown: str) -> Iterator[Problem]:
    """Yield the first criterion named by its level where the column that names others says more of it.

    Two rows beside 制度 are criteria of it; one row beside 场地 may be named by 场地, or stand below it.
    """
    naming = {_naming_column(leaf) for leaf in drafted.leaves}
    for leaf in drafted.leaves:
        if not leaf.rows or leaf.cell not in leaf.rows[0].levels or leaf.steps or is_beside(leaf.title):
            continue
        own = _naming_column(leaf)
        texts = [
            cell.text
            for row in leaf.rows
            for column, cell in row.cells
            if column.index in naming - {own} and cell.anchor != leaf.cell.anchor
        ]
        if any(not is_dash(text) and _number(text) is None for text in texts if text):
            yield Problem("import-alone", shown, cell=leaf.cell.place, args={"title": leaf.title})
            return


def _naming_column(leaf: TableNode) -> int:
    """Return the column that names a criterion."""
    cells = ((column, cell) for row in leaf.rows for column, cell in row.cells)
    return next(
        (column.index for column, cell in cells if cell.place == leaf.cell.place), leaf.cell.anchor[1]
    )


def _is_named(node: TableNode, title: str) -> bool:
    """Return whether the table itself names a criterion by its title: 完成任务（7分）：未完成的扣3分."""
    texts = [
        re.sub(r"\s", "", each)
        for each in (node.cell.text, *(cell.text for row in node.rows for _, cell in row.cells))
    ]
    named = re.compile(rf"{re.escape(title)}[（(]\d+(?:\.\d+)?分[）)]")
    beside = node.points_cell.place == node.cell.place and node.points_cell.text != node.cell.text
    return any(map(named.search, texts)) or (
        beside and not any(re.search(r"[得记计]\d", each) for each in texts)
    )


def _shared_points(drafted: _Drafted, shown: str) -> Iterator[Problem]:
    """Yield criteria that have their points from one cell, which no other criterion may have them from."""
    shared = Counter(leaf.points_cell.place for leaf in drafted.leaves if leaf.points is not None)
    for leaf in drafted.leaves:
        place = leaf.points_cell.place
        if shared[place] > 1 and place not in drafted.titles | drafted.standards:
            shared[place] = 0
            yield Problem("import-shared-points", shown, cell=place, args={"title": leaf.title})


def _repeated_points(drafted: _Drafted, shown: str) -> Iterator[Problem]:
    """Yield rows with the same points whose texts state other ones, which come to just these in all."""
    own: defaultdict[Number, list[tuple[TableNode, Number]]] = defaultdict(list)
    for leaf in drafted.leaves:
        wordings = {cell.anchor: cell.text for row in leaf.rows for _, cell in row.cells}.values()
        brackets = [bracket[0] for wording in wordings for bracket in BRACKETED.finditer(plain(wording))]
        stated = [points_of(bracket) for bracket in brackets]
        if len(stated) == 1 and stated[0] is not None and leaf.points is not None:
            own[leaf.points].append((leaf, stated[0]))
    for points, leaves in own.items():
        if len(leaves) > 1 and sum(stated for _, stated in leaves) == points:
            yield Problem("import-repeated-points", shown, cell=leaves[0][0].points_cell.place)


def _joined_rows(drafted: _Drafted, shown: str) -> Iterator[Problem]:
    """Yield criteria made of rows whose own points, stated in their texts, do not come to the criterion's."""
    for node in drafted.leaves:
        if len(node.rows) < _FEWEST or node.steps or node.points is None:
            continue
        stated: dict[tuple[int, int], Number] = {}
        for row in node.rows:
            for _, cell in row.cells:
                if match := _OWN.search(cell.text):
                    stated[cell.anchor] = parse(match[1]) or 0
        if len(stated) > 1 and sum(stated.values(), 0) != node.points:
            args = {
                "title": node.title,
                "expected": text(node.points),
                "found": text(sum(stated.values(), 0)),
            }
            yield Problem("import-sum", shown, cell=node.cell.place, args=args)


def _swallowed_rows(drafted: _Drafted, shown: str) -> Iterator[Problem]:
    """Yield criteria made of rows that each name something with points of its own, or are each rated."""
    for node in drafted.leaves:
        named = {
            cell.anchor
            for row in node.rows
            for column, cell in row.cells
            if column.role == OTHER and split_points(cell.text.rstrip("。；;"))[1] is not None
        }
        rated = sum(any(_number(amount) is not None for amount, _ in row.scale) for row in node.rows)
        if (len(named) > 1 and not node.steps) or rated > 1:
            yield Problem("import-shared-points", shown, cell=node.cell.place, args={"title": node.title})


def _unused_points(body: _Body, drafted: _Drafted, reading: TableReading, shown: str) -> Iterator[Problem]:
    """Yield numbers in a column of points that are no points of the criteria or sections beside them."""
    totals = {cell.place for _, cell, _ in reading.read.totals} | {
        cell.place for cell, _, _ in reading.read.totals
    }
    for j, head in enumerate(body.heads):
        title = _bare(head)
        numbers = not _NO_LEVEL.search(title) and not _LEVEL.search(title) and _are_points(body.rows, j)
        if not (_WORTH.search(title) or numbers) or _FILLED.search(title):
            continue
        for row in body.rows:
            value = _number(row[j].text) if row[j].text else None
            if value is None or row[j].place in drafted.points_places or row[j].place in totals:
                continue
            beside = set[Number]().union(*(drafted.points.get(other.place, set()) for other in row))
            steps = [_number(line) for line in row[j].text.split("\n") if line.strip()]
            if len(steps) > 1 and None not in steps:
                value = max(step for step in steps if step is not None)  # 20⏎12⏎8: steps of 20
            if value not in beside and not any(other.place in totals for other in row):
                args = {"found": row[j].text}
                yield Problem("import-points-unused", shown, cell=row[j].place, args=args)


def _are_points(rows: Sequence[Sequence[TableCell]], j: int) -> bool:
    """Return whether a column holds numbers that do not number the rows."""
    texts = [cell.text for cell in {row[j].anchor: row[j] for row in rows if row[j].text}.values()]
    numbers = [value for text in texts if (value := _number(text)) is not None]
    runs = all(after in (before + 1, 1) for before, after in pairwise(numbers))
    return len(numbers) > 1 and _MOSTLY * len(texts) <= len(numbers) and not runs


def _uneven_groups(body: _Body, drafted: _Drafted, shown: str) -> Iterator[Problem]:
    """Yield sums of groups, beside their first rows or all of them, that their criteria do not come to."""
    worth = {leaf.points_cell.place: leaf.points for leaf in drafted.leaves if leaf.points is not None}
    for j, head in enumerate(body.heads):
        if not _SUM.search(_bare(head)):
            continue
        groups: list[tuple[TableCell, set[str]]] = []
        for row in body.rows:
            if row[j].text and (not groups or groups[-1][0].anchor != row[j].anchor):
                groups.append((row[j], set()))
            if groups:
                groups[-1][1].update(other.place for other in row[:j] if other.place in worth)
        for stated, places in groups:
            value, total = _number(stated.text), sum((worth[place] for place in places), 0)
            if value is not None and len(places) > 1 and value != total:
                args = {"title": stated.text, "expected": text(value), "found": text(total)}
                yield Problem("import-sum", shown, cell=stated.place, args=args)


def _unused_columns(body: _Body, drafted: _Drafted, shown: str) -> Iterator[Problem]:
    """Yield columns that may name criteria or divide them, and that the draft has for neither."""
    rows = [row for row in body.rows if any(cell.place in drafted.points for cell in row)]
    criteria = set[int]().union(*(drafted.beside[cell.place] for row in rows for cell in row))
    used = drafted.titles | drafted.standards
    by_standard = any(leaf.cell.place in drafted.standards for leaf in drafted.leaves)
    rating = drafted.standards if body.is_headed else drafted.standards | drafted.points_places
    ends = [
        j
        for j, head in enumerate(body.heads)
        if _WORTH.search(_bare(head)) or any(row[j].place in rating for row in rows)
    ]
    for j, head in enumerate(body.heads):
        title = _bare(head)
        cells = {row[j].anchor: row[j] for row in rows if row[j].text}
        if not cells or any(each.place in used for each in cells.values()):
            continue
        figures = sum(bool(_FIGURE.fullmatch(_bare(each.text))) for each in cells.values())
        if _NO_LEVEL.search(title) or 2 * figures > len(cells) or ("目标" in title and not by_standard):
            continue
        spans = 1 < len(cells) < len(criteria)
        unknown = not _LEVEL.search(title) and not _WORTH.search(title) and j < max(ends, default=0)
        merged = any(row[j].anchor == above[j].anchor for above, row in pairwise(rows) if row[j].text)
        if (spans and _LEVEL.search(title)) or (unknown and (merged or 2 * len(cells) > len(criteria))):
            first = min(cells)
            args = {"column": head.replace("\n", "") or "—", "text": cells[first].text[:20]}
            yield Problem("import-column", shown, cell=cells[first].place, args=args)
