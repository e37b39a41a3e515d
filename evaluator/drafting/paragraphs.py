"""Read what stands outside tables: headings above them, and numbered paragraphs of a document without one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.clauses import read_wording
from evaluator.drafting.columns import Header, TableColumn
from evaluator.drafting.contents import scores
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.layouts import TableRows, TreeRow
from evaluator.texts.problem import Problem

_DEPTHS: Final = (
    re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|第[一二三四五六七八九十]+(?:部分|章|条))"),
    re.compile(r"^[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"^\d{1,2}[.、．]\s*(?!\d)"),
    re.compile(r"^\d{1,2}[.．]\d{1,2}(?!\d)"),
    re.compile(r"^(?:[（(]?\d{1,2}[)）]|[⑴-⒇])"),
    re.compile(r"^[①-⑳]"),
)
"""How paragraphs are numbered, from chapters down."""
_GENERAL: Final = re.compile(
    "(?:考核|考评|评估|评价|评分|计分|记分|检查|测评|打分|目标|任务|具体|指标|项目|内容|标准|办法|方法|细则|要求|分值|体系|及|和|与|其|的|、)+"
)
"""The name of a chapter that names no part of the rating: 考核内容及评分标准."""
_ITEMS: Final = 2
"""The depth of items; above it are chapters."""
_LEAST: Final = 2
"""Fewest paragraphs with points that make a rating table."""
_NAMED: Final = re.compile(r"(?P<name>[^：:，,。；;（(]{2,30}?)\d+(?:\.\d+)?\s*分\s*[：:](?=.)")
"""The name of an item before its points: 1、资金代管15分：…"""
_EARNS: Final = re.compile(
    r"(?P<name>[^，,。；;：:（(\d每]{3,30}?)的?[得计](?P<points>\d+(?:\.\d+)?)\s*分[。；;：:]?"
)
"""A line that names an item with what it gives; its wording follows: 2.按时完成计划任务得20分。"""
_NAMED_APART: Final = re.compile(r"[^：:，,。；;（(\d]{2,30}[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)]\s*[：:]")
"""An item without a number, right below a chapter: 防灾工作（2分）：…"""
_NAME_ENDS: Final = re.compile("(?:表|细则|标准|体系)(?:[（(][^（）()]*[）)])?$")
"""How the name of a table ends."""
_TOTAL: Final = re.compile(r"总分|满分|百分制")
_TOTAL_OF_ALL: Final = re.compile(
    r"总分(?:值|数)?(?:设置?)?[为是共：:]?\s*(\d+(?:\.\d+)?)\s*分(?!以|及|的|[-~～—至])"
)
"""The full marks of the whole: 考核总分为100分."""
_SHORT: Final = 20
"""Longest line that only names what follows."""
_LONGEST: Final = 60
"""A longer paragraph heads nothing."""
_LONGEST_HEADING: Final = 40
"""A longer text heads no table."""


@dataclass(slots=True)
class _Paragraph:
    """A numbered paragraph with those below it; mutable while the document is read."""

    line: str
    place: str
    number: int
    depth: int
    more: list[str] = field(default_factory=list)
    """The paragraphs without a number that follow it."""
    parts: list[_Paragraph] = field(default_factory=list)

    @property
    def cell(self) -> TableCell:
        """Return the paragraph as a cell."""
        return TableCell(self.line, self.place, (self.number, 0))

    @property
    def stated(self) -> Number | None:
        """Return the points that stand beside its name."""
        if self.earning is not None:
            return titles.points_of(self.earning["points"])
        if stated := worths.points_in_text(self.line):
            return stated[1]
        first = titles.split_points(re.split(r"[。；;：:]", self.line)[0])[1]
        if first is None and len(self.line) <= _LONGEST_HEADING:
            return titles.split_points(self.line)[1]  # 创建工作：12分
        return first

    @property
    def earning(self) -> re.Match[str] | None:
        """Return name and points of a line that only says what it gives, and that a wording follows."""
        return _EARNS.fullmatch(self.line[_numbered(self.line) :]) if self.more and not self.parts else None

    @property
    def is_section(self) -> bool:
        """Return whether it is a chapter with points, or most of its parts have points of their own."""
        if self.parts and self.depth < _ITEMS and self.stated is not None and len(self.line) < _LONGEST:
            return any(part.rates for part in self.parts) or not any(map(scores, self.lines()))
        if not self.parts:
            return False
        worth = [part.worth for part in self.parts]
        if self.stated is not None and sum((points or 0 for points in worth), 0) == self.stated:
            return True
        if len(self.line) >= _LONGEST:
            return False
        if self.depth < _ITEMS and any(part.is_section and part.stated is not None for part in self.parts):
            return True
        named = sum(part.is_named_apart for part in self.parts)
        if self.depth < _ITEMS and self.stated is None and 2 * named > len(self.parts):
            return True
        return 2 * sum(part.is_section or part.stated is not None for part in self.parts) > len(self.parts)

    @property
    def is_named_apart(self) -> bool:
        """Return whether a short line names it and its wording with its points follows: 1、收费管理."""
        short = len(self.line) <= _SHORT and not scores(self.line) and not re.search("[，。；]", self.line)
        return short and bool(self.more) and self.worth is not None and not _TOTAL.search("".join(self.more))

    @property
    def worth(self) -> Number | None:
        """Return its points: beside its name, in brackets, as its limit, or as its only award."""
        if self.stated is not None:
            return self.stated
        wording = "\n".join(self.lines())
        if (worth := worths.worth_of(wording)) is not None:
            return worth
        if first := worths.named_first(wording):
            return first[1]
        if bare := worths.bare_worth(wording):
            return bare[1]
        read = read_wording(wording)
        if read.cap is not None:
            return read.cap
        awards = {clause.high for clause in read.clauses if clause.kind == "award" and not clause.per}
        return awards.pop() if len(awards) == 1 else None

    @property
    def rates(self) -> bool:
        """Return whether it or something below it has points."""
        return self.worth is not None or any(part.rates for part in self.parts)

    def lines(self) -> Iterator[str]:
        """Yield its wording, paragraph by paragraph."""
        yield self.line
        yield from self.more
        for part in self.parts:
            yield from part.lines()


def _place(number: int) -> str:
    return f"第{number}段"


def _numbered(line: str) -> int:
    """Return where the text behind a paragraph's number begins."""
    return next((match.end() for form in _DEPTHS if (match := form.match(line))), 0)


def read_paragraphs(sheets: Sequence[TableSheet], shown: str) -> TableRows | None:
    """Return the numbered paragraphs as rows, None where they are no rating table."""
    reading = TableRows()
    _add_all(_tree(sheets, reading), [], reading)
    if sum(1 for row in reading.rows if row.points is not None and row.points.text) < _LEAST:
        return None
    reading.problems.append(Problem("import-paragraphs", shown))
    return reading


def _tree(sheets: Sequence[TableSheet], reading: TableRows) -> list[_Paragraph]:
    """Return the numbered paragraphs, each with those below it; notes are remembered."""
    top: list[_Paragraph] = []
    above: list[_Paragraph] = []
    lines = [line for sheet in sheets for paragraph in sheet.before for line in paragraph.split("\n")]
    for number, line in enumerate(lines, 1):
        place = _place(number)
        depth = next((depth for depth, form in enumerate(_DEPTHS) if form.match(line)), None)
        below_chapter = bool(above) and (above[-1].depth < _ITEMS or above[-1].depth == len(_DEPTHS))
        if depth is None and below_chapter and _NAMED_APART.match(line):
            depth = len(_DEPTHS)
        is_note = titles.is_remark(line) or titles.is_total(line) or titles.is_label(line)
        if depth is None or is_note:
            if above and not is_note:
                above[-1].more.append(line)
            else:
                above = []
                reading.remarks.append((place, line))
            continue
        while above and above[-1].depth >= depth:
            above.pop()
        paragraph = _Paragraph(line, place, number, depth)
        (above[-1].parts if above else top).append(paragraph)
        above.append(paragraph)
    return top


def _add_all(paragraphs: Sequence[_Paragraph], over: list[TableCell], reading: TableRows) -> None:
    """Add the rows of paragraphs side by side.

    A chapter without points is a level only where there are other chapters beside it that rate something.
    """
    chapters = [paragraph for paragraph in paragraphs if paragraph.is_section and paragraph.rates]
    for paragraph in paragraphs:
        is_level = paragraph.stated is not None or len(chapters) > 1
        if not over and chapters == [paragraph] and _GENERAL.fullmatch(_bare_name(paragraph)):
            is_level = False  # 二、考核内容（总分100分） divides nothing
            if paragraph.stated is not None:
                reading.totals.append(
                    (TableCell("总分", paragraph.place, (paragraph.number, 3)), paragraph.cell, 0)
                )
        _add(paragraph, over, reading, is_level=is_level)


def _bare_name(paragraph: _Paragraph) -> str:
    """Return a chapter's name without number and points."""
    name = titles.split_points(paragraph.line)[0]
    for form in _DEPTHS:
        name = form.sub("", name)
    return name.strip(" ：:")


def _add(paragraph: _Paragraph, over: list[TableCell], reading: TableRows, *, is_level: bool) -> None:
    """Add the rows of a paragraph: those of its parts, or itself as a criterion; others are remembered."""
    if paragraph.is_section:
        inner = [*over, paragraph.cell] if is_level else over
        reading.remarks.extend((paragraph.place, line) for line in paragraph.more)
        if inner is over:
            reading.remarks.append((paragraph.place, paragraph.line))
        _add_all(paragraph.parts, inner, reading)
        return
    wording = "\n".join(paragraph.lines())
    points = paragraph.worth
    total = _TOTAL_OF_ALL.search(wording)
    if total and not over and not paragraph.parts and paragraph.stated is None:
        number = TableCell(f"{total[1]}分", paragraph.place, (paragraph.number, 3))
        reading.totals.append((TableCell("总分", paragraph.place, (paragraph.number, 3)), number, 0))
        points = None
    if points is None and not over:
        reading.remarks.extend((paragraph.place, line) for line in paragraph.lines())
        return
    if paragraph.is_named_apart or paragraph.earning is not None:
        _add_named(paragraph, points, over, reading)
        return
    name = _NAMED.match(wording)
    bare = (
        worths.bare_worth(wording, verbs="的?[计记得]?")
        if name is None and paragraph.stated is None
        else None
    )
    named = name["name"] if name else bare[0] if bare and bare[1] == points else ""
    levels = [TableCell(named, paragraph.place, (paragraph.number, 0))] if named else []
    wording = wording[name.end() :] if name else wording
    standard = TableCell(wording, paragraph.place, (paragraph.number, 1))
    cell = TableCell("" if points is None else f"{text(points)}分", paragraph.place, (paragraph.number, 2))
    reading.rows.append(TreeRow(levels, cell, [(TableColumn(0, columns.STANDARD, ""), standard)], list(over)))


def _add_named(
    paragraph: _Paragraph, points: Number | None, over: Sequence[TableCell], reading: TableRows
) -> None:
    """Add the row of a paragraph whose first line names it."""
    lines = list(paragraph.lines())
    standard = TableCell("\n".join(lines[1:]), _place(paragraph.number + 1), (paragraph.number, 1))
    cell = TableCell("" if points is None else f"{text(points)}分", paragraph.place, (paragraph.number, 2))
    column = TableColumn(0, columns.STANDARD, "")
    name = paragraph.cell
    if (earning := paragraph.earning) is not None:
        name = TableCell(earning["name"], name.place, name.anchor)
    reading.rows.append(TreeRow([name], cell, [(column, standard)], list(over)))


def paragraph_heading(sheet: TableSheet) -> tuple[int, TableCell] | None:
    """Return the numbered heading with points that stands right before a table: 一、设施（30分）."""
    for number, paragraph in enumerate(reversed(sheet.before[-3:])):
        if titles.is_remark(paragraph):
            break
        numbered = bool(titles.is_numbered(paragraph) or re.match("第[一二三四五六七八九十]+部分", paragraph))
        if re.match(r"\d{1,2}[.、．]\s*(?!\d)", paragraph):  # 1.设施与设备（40分）
            numbered = titles.split_points(paragraph)[1] is not None
        if numbered and len(paragraph) <= _LONGEST_HEADING and not paragraph.endswith(("。", "；")):
            return 1, TableCell(paragraph, sheet.name, (-4, number))
    return None


def named_tables(
    sheets: Sequence[TableSheet], headers: Sequence[Header | None]
) -> list[tuple[int, TableCell] | None]:
    """Return the names of several tables that each have one of their own: 评分表（抚育）, 评分表（种植）."""
    names: list[tuple[int, TableCell] | None] = []
    for sheet, header in zip(sheets, headers, strict=True):
        lines = [
            line
            for line in sheet.before[-3:]
            if titles.is_name_of_table(line) and len(line) <= _LONGEST_HEADING and _NAME_ENDS.search(line)
        ]
        named = header is not None and bool(lines)
        names.append((0, TableCell(lines[-1], sheet.name, (-4, 0))) if named else None)
    rated = [name for name, header in zip(names, headers, strict=True) if header is not None]
    apart = {name[1].text for name in rated if name is not None}
    return names if len(apart) == len(rated) > 1 else [None] * len(sheets)


def _goes_on(sheet: TableSheet, header: Header, heading: str) -> bool:
    """Return whether another heading of the same depth stands in a row of its own below the header."""
    if len(heading) > _LONGEST_HEADING or heading.endswith(("。", "；")):
        return False
    depth = titles.heading_depth(heading)
    rows = sheet.rows[header.last + 1 :]
    alone = ({cell.anchor: cell.text for cell in row if cell.text} for row in rows)
    return any(
        titles.heading_depth(text) == depth for cells in alone if len(cells) == 1 for text in cells.values()
    )


def texts_above(
    reading: TableRows, sheet: TableSheet, header: Header, headings: list[tuple[int, TableCell]]
) -> list[tuple[int, TableCell]]:
    """Read the texts above the header, and return the headings that apply below it.

    A performance table has its budget criterion above the header.
    """
    upper = sheet.rows[: header.first]
    for i, row in enumerate(upper):
        names = {re.sub(r"\s", "", cell.text): j for j, cell in enumerate(row) if cell.text}
        rate = next((j for name, j in names.items() if name.startswith(("执行率", "预算执行率"))), None)
        worth = names.get("分值")
        if rate is None or worth is None:
            continue
        for below in upper[i + 1 :]:
            if titles.points_of(below[worth].text) is not None and below[worth].anchor != row[worth].anchor:
                cells = [(TableColumn(j, columns.OTHER, row[j].text), below[j]) for j in range(len(row))]
                standard = TableCell("预算执行率按比例得分", row[rate].place, row[rate].anchor)
                cells.append((TableColumn(rate, columns.STANDARD, ""), standard))
                title = TableCell("预算执行率", below[worth].place, (-1, i))
                reading.rows.append(TreeRow([title], below[worth], cells, ()))
                break
    made = {id(cell) for row in reading.rows for _, cell in row.cells}
    reading.remember([cell for row in upper for cell in row if id(cell) not in made])
    last = [cell for cell in (upper[-1] if upper else ()) if cell.text]
    if len({cell.anchor for cell in last}) != 1 or not titles.heading_depth(last[0].text):
        return headings
    # A heading in the first row is the table's title, unless it has points and no table's name.
    has_points = titles.split_points(last[0].text)[1] is not None
    if not (has_points and titles.is_numbered(last[0].text)) and not _goes_on(sheet, header, last[0].text):
        return headings
    is_title = len(upper) == 1 and not (has_points and not titles.is_name_of_table(last[0].text))
    return headings if is_title else [(titles.heading_depth(last[0].text), last[0])]
