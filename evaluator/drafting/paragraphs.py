"""Read a document without a table: chapters and items, numbered or with points of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.beside import goes_on_vetoing
from evaluator.drafting.columns import TableColumn
from evaluator.drafting.contents import scores
from evaluator.drafting.grades import speaks_of_grades
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.layouts import TableRows, TreeRow
from evaluator.texts.problem import Problem

_ITEMS: Final = titles.UNNUMBERED
"""The depth of items; above it are chapters."""
_GENERAL: Final = re.compile(
    "(?:考核|考评|评估|评价|评选|评比|评分|评定|认定|验收|星级|等级|计分|记分|扣分|检查|测评|打分|目标|任务|具体|基本|主要|指标|项目|内容|标准"
    "|办法|方法|细则|要求|分值|体系|及|和|与|其|的|、)+"
)
"""The name of a chapter that names no part of the rating: 考核内容及评分标准."""
_LEAST: Final = 2
"""Fewest paragraphs with points that make a rating table."""
_NAMED: Final = re.compile(r"(?P<name>[^：:。；;（(\d]{2,40}?)(?P<points>\d+(?:\.\d+)?)\s*分\s*[：:](?=.)")
"""The name of an item before its points: 1、资金代管15分：…"""
_HEADED: Final = re.compile(
    r"(?P<name>(?:(?![得扣计减加]\s*\d|\d\s*分|下列|如下|以下|之一|其中|包括)[^：:。；;\n（(]){2,40})[：:](?=.)"
)
"""The name of an item before its wording: 1.制度建设：按要求完成的得5分。"""
_SENTENCE: Final = re.compile(
    r"(?P<name>(?:(?!扣|得\d|分)[^：:，,。；;\n（(\d]){4,20})(?:。|(?<=情况|方面)[，,])(?=[^（(])"
)
"""A first sentence that only names what follows: 2、乱搭乱建情况。街巷内无…的记10分。"""
_EARNS: Final = re.compile(
    r"(?P<name>[^，,。；;：:（(\d每]{3,30}?)的?[得计](?P<points>\d+(?:\.\d+)?)\s*分[。；;：:]?"
)
"""A line that names an item with what it gives; its wording follows: 2.按时完成计划任务得20分。"""
_NAMED_APART: Final = re.compile(
    r"(?P<name>(?:(?!得分|扣分|不得|每)[^：:，,。；;（(\d]){2,30})[（(]\s*(?P<points>\d+(?:\.\d+)?)\s*分?\s*[）)]\s*(?:[：:。]|$)"
)
"""An item without a number, right below a chapter: 防灾工作（2分）：…"""
_LABELLED: Final = re.compile(
    r"(?:[（(]?\d{1,2}[）)、.．]\s*|[①-⑳]\s*)?(?P<label>(?:[^:：，,。；;（(\d]|[（(][^（）()]*[）)]){2,12})[:：](?P<text>.*)",
    re.DOTALL,
)
"""分值：4分。"""
_OWN: Final = re.compile(r"[该本]项(?:指标)?(?:基础|基准|标准)?分值?[为：:]?\s*(\d+(?:\.\d+)?)\s*分")
"""该项基础分值为0.4分."""
_TAKES: Final = re.compile(r"每.{0,30}[扣减]\s*\d")
_GIVES: Final = re.compile(r"[得扣加减]\s*\d|[计记（(]\s*\d+(?:\.\d+)?\s*分(?!以)")
_AWARDS: Final = re.compile(r"[计得记]\s*\d+(?:\.\d+)?\s*分")
_TOTAL_OF_ALL: Final = re.compile(
    r"总分(?:值|数)?(?:设置?)?[为是共：:]?\s*(\d+(?:\.\d+)?)\s*分(?!以|及|的|[-~～—至])"
)
"""The full marks of the whole: 考核总分为100分."""
_SHORT: Final = 20
"""Longest line that only names what follows."""
_LONGEST_HEADING, _LONGEST = 40, 60
"""A longer paragraph heads nothing."""


@dataclass(slots=True)
class _Paragraph:
    """A paragraph with those below it; mutable while the document is read."""

    line: str
    place: str
    number: int
    depth: int
    more: list[str] = field(default_factory=list)
    """The paragraphs without a number that follow it."""
    parts: list[_Paragraph] = field(default_factory=list)
    fields: list[tuple[TableColumn, TableCell]] = field(default_factory=list)
    """What paragraphs below it say under labels of their own: 分值：4分, 扣分标准：…."""
    is_section: bool = False

    @property
    def cell(self) -> TableCell:
        """Return the paragraph as a cell."""
        return TableCell(self.line, self.place, (self.number, 0))

    @property
    def body(self) -> str:
        """Return its first line without number."""
        return titles.without_number(self.line)

    @property
    def stated(self) -> Number | None:
        """Return the points that stand beside its name."""
        if self.earning is not None:
            return titles.points_of(self.earning["points"])
        for column, cell in self.fields:
            if column.role == columns.POINTS:
                return titles.points_of(cell.text.rstrip("。；;"))
        if named := _NAMED.match(self.body) or _NAMED_APART.match(self.body):
            return titles.points_of(named["points"])
        if own := _OWN.search(self.line):
            return titles.points_of(own[1])
        if stated := worths.points_in_text(self.line):
            return stated[1]
        first = titles.split_points(re.split(r"[。；;：:]", self.line)[0])[1]
        if first is None and len(self.line) <= _LONGEST_HEADING:
            return titles.split_points(self.line)[1]  # 创建工作：12分
        return first

    @property
    def earning(self) -> re.Match[str] | None:
        """Return name and points of a line that only says what it gives, and that a wording follows."""
        return _EARNS.fullmatch(self.body) if self.more and not self.parts else None

    @property
    def worth(self) -> Number | None:
        """Return its points: beside its name, in brackets, as its limit, or as its only award."""
        if self.stated is not None or (worth := worths.any_worth("\n".join(self.lines()))) is None:
            named = worths.bare_worth(self.body, verbs="[计记]")  # 环孕检计75分，每个季度25分
            return self.stated if self.stated is not None or named is None else named[1] or None
        return worth

    @property
    def total(self) -> Number:
        """Return the points of all its parts."""
        return sum((part.worth or 0 for part in self.parts), 0)

    @property
    def is_named_apart(self) -> bool:
        """Return whether a short line names it and its wording with its points follows: 1、收费管理."""
        if not self.more or len(self.body) > _SHORT or scores(self.line) or re.search("[，。；]", self.body):
            return False
        return self.worth is not None and not _TOTAL_OF_ALL.search("".join(self.more))

    @property
    def only_mentions_points(self) -> bool:
        """Return whether it neither states its points nor gives or takes any: 等级评定：80分以上为优秀."""
        return not self.is_section and self.stated is None and not any(map(_GIVES.search, self.lines()))

    def is_rated(self, *, by_wording: bool) -> bool:
        """Return whether it is a chapter or states its points, or its wording gives them: …，计10分."""
        gives = by_wording and self.worth is not None and _AWARDS.search(self.line)
        return self.is_section or self.stated is not None or bool(gives)

    @property
    def rates(self) -> bool:
        """Return whether it or something below it has points."""
        return self.worth is not None or any(part.rates for part in self.parts)

    def lines(self) -> Iterator[str]:
        """Yield its wording, paragraph by paragraph."""
        yield self.line
        yield from self.more
        yield from (cell.text for _, cell in self.fields)
        for part in self.parts:
            yield from part.lines()

    def divides(self) -> bool | None:
        """Return whether it is a chapter by its points and parts; None where they leave that open."""
        if not self.parts:
            return None if self.items() else False
        worth = [part.worth or 0 for part in self.parts]
        choices = len(worth) > 1 and all(high >= low for high, low in pairwise([self.stated or 0, *worth]))
        if self.stated is not None and (
            (choices and worth[0] == self.stated) or (self.depth > _ITEMS and 0 in worth)
        ):
            return False  # 2户以上（2分）, 3户以上（1.5分）; 8日内发放的计满分, 每滞留1天扣0.5分
        if self.stated is not None and self.total == self.stated:
            return True
        if self.depth < _ITEMS and self.stated is not None and len(self.line) < _LONGEST:
            return any(part.rates for part in self.parts) or not any(map(scores, self.lines()))
        if len(self.line) >= _LONGEST:
            return False
        if self.depth < _ITEMS and any(part.is_section for part in self.parts):
            return True
        named = sum(part.is_named_apart for part in self.parts)
        if self.depth < _ITEMS and self.stated is None and 2 * named > len(self.parts):
            return True
        loose = self.depth < _ITEMS and self.stated is None
        mostly = 2 * sum(part.is_rated(by_wording=loose) for part in self.parts) > len(self.parts)
        return None if mostly and self.stated is not None else mostly

    def items(self) -> list[_Paragraph]:
        """Return the items without a number that follow it, where their points come to its own."""
        made: list[_Paragraph] = []
        for number, line in enumerate(self.more, self.number + 1):
            if worths.plain_worth(line) is not None or worths.given_at_end(line) is not None:
                made.append(_Paragraph(line, _place(number), number, self.depth + 1))
            elif made:
                made[-1].more.append(line)
        worth = sum((item.worth or 0 for item in made), self.total)
        is_whole = worth == self.stated and len(self.line) <= _LONGEST
        return made if is_whole else []

    def gather(self) -> None:
        """Take what follows it for its fields or items, and parts that only take points for those before."""
        worded = [(_field(line, self.place), [line]) for line in self.more]
        worded += [(_field(part.line, part.place), list(part.lines())) for part in self.parts]
        roles = {labelled[0].role for labelled, _ in worded if labelled is not None}
        if columns.POINTS in roles or (columns.STANDARD in roles and self.stated is not None):
            self.more, self.parts = [], []
            for labelled, lines in worded:
                if labelled is not None:
                    self.fields.append((labelled[0], _longer(labelled[1], lines[1:])))
                elif self.fields:
                    self.fields[-1] = self.fields[-1][0], _longer(self.fields[-1][1], lines)
                else:
                    self.more += lines
        items = self.items()
        if items and len(items) + len(self.parts) > 1:
            self.take(items)
        if self.stated is None or self.total != self.stated:
            return
        parts: list[_Paragraph] = []
        for part in self.parts:
            if parts and part.worth is None and _TAKES.search(part.line):
                parts[-1].more += part.lines()  # 2.签订率每降低1%扣0.2分 below 1.签订率达到100%（8分）
            else:
                parts.append(part)
        self.parts = parts

    def take(self, items: Sequence[_Paragraph]) -> None:
        """Take items that follow it for its parts."""
        before = next(iter(items)).number - self.number - 1
        self.parts, self.more = [*items, *self.parts], self.more[:before]


def _place(number: int) -> str:
    return f"第{number}段"


def _longer(cell: TableCell, lines: Sequence[str]) -> TableCell:
    """Return a cell with further lines."""
    return TableCell("\n".join([cell.text, *lines]).strip(), cell.place, cell.anchor)


def _field(line: str, place: str) -> tuple[TableColumn, TableCell] | None:
    """Return label and text of a paragraph such as `2、分值：4分。`, None for others."""
    match = _LABELLED.fullmatch(line)
    role = columns.likely_role(match["label"]) if match else columns.OTHER
    if match is None or role in (columns.NUMBER, columns.BLANK, columns.GRADE, columns.OTHER):
        return None
    if role == columns.POINTS and titles.points_of(match["text"].rstrip("。；;")) is None:
        return None
    role = columns.OTHER if role == columns.LEVEL else role
    number = int(re.sub(r"\D", "", place))
    return TableColumn(0, role, match["label"]), TableCell(match["text"].strip(), place, (number, 1))


def _labels(line: str) -> bool:
    """Return whether a paragraph says how something is looked at or scored: 1、考核方式：查阅资料."""
    labelled = _field(line, _place(0))
    return labelled is not None and labelled[0].role not in (columns.OTHER, columns.TARGET)


def read_paragraphs(sheets: Sequence[TableSheet], shown: str) -> TableRows | None:
    """Return the paragraphs as rows, None where they are no rating table."""
    reading = TableRows()
    top = _tree(sheets, reading)
    _settle(top)
    _settle_as_most(top)
    _add_all(top, [], reading)
    if sum(1 for row in reading.rows if row.points is not None and row.points.text) < _LEAST:
        return None
    reading.problems.append(Problem("import-paragraphs", shown))
    return reading


def _tree(sheets: Sequence[TableSheet], reading: TableRows) -> list[_Paragraph]:
    """Return the paragraphs that begin something, each with those below it; notes are remembered."""
    top: list[_Paragraph] = []
    above: list[_Paragraph] = []
    lines = [line for sheet in sheets for paragraph in sheet.before for line in paragraph.split("\n")]
    vetoing = False
    for number, line in enumerate(lines, 1):
        place = _place(number)
        depth = titles.numbering_depth(line)
        vetoing = goes_on_vetoing(line, vetoing=vetoing) and not scores(line)
        if depth == titles.LETTERED:
            depth = _depth_of_letter(above)
        is_open = above and (above[-1].depth < _ITEMS or any(each.depth == _ITEMS for each in above))
        if depth is None and is_open and _NAMED_APART.match(line):
            depth = _ITEMS
        is_note = any(test(line) for test in (titles.is_remark, titles.is_total, titles.is_label))
        is_note = is_note and not (above and _field(line, place) is not None)
        is_note = is_note or vetoing or (depth is None and speaks_of_grades(line) and not _GIVES.search(line))
        is_outer = depth is not None and above and above[-1].depth >= depth
        if is_outer and _labels(line) and not any(_field(each.line, place) for each in above):
            depth = None
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


def _depth_of_letter(above: Sequence[_Paragraph]) -> int:
    """Return how deep A、 is: as the letter before it, below an open item, or a chapter's part."""
    letters = [each.depth for each in above if titles.numbering_depth(each.line) == titles.LETTERED]
    below_item = any(each.depth > _ITEMS for each in above)
    return letters[0] if letters else titles.LETTERED if below_item else _ITEMS - 1


def _settle(paragraphs: Sequence[_Paragraph]) -> None:
    """Settle which of the paragraphs side by side are chapters; what one leaves open is as the others are."""
    for paragraph in paragraphs:
        _settle(paragraph.parts)
        paragraph.gather()
        if len(paragraph.parts) > 1:
            _settle(paragraph.parts)
    divides = [paragraph.divides() for paragraph in paragraphs]
    for paragraph, is_section in zip(paragraphs, divides, strict=True):
        paragraph.is_section = any(divides) if is_section is None else is_section
        loose = [part for part in paragraph.parts if part.stated is None and len(part.parts) > 1]
        whole = sum((part.total if part in loose else part.worth or 0 for part in paragraph.parts), 0)
        for part in loose if whole == paragraph.stated else ():
            part.is_section = True  # items without points of their own, whose parts come to the chapter's


def _settle_as_most(top: Sequence[_Paragraph]) -> None:
    """Settle where a single item stands below a name: it is a part where others of that depth have parts."""
    nodes = list(_all(top))
    for paragraph in nodes:
        alike = [other for other in nodes if other.depth == paragraph.depth and other is not paragraph]
        parted = any(other.is_section and len(other.parts) > 1 for other in alike)
        items = [] if paragraph.parts or paragraph.fields else paragraph.items()
        paragraph.is_section = paragraph.is_section and bool(paragraph.parts)
        if items and parted and not _alike(items[0].body, paragraph.body):
            paragraph.take(items)
            paragraph.is_section = True


def _alike(line: str, name: str) -> bool:
    """Return whether most letters of a line's name stand in another's: 信访部门受理率, 信访事项受理率."""
    letters = set(re.findall("[\u4e00-\u9fff]", worths.named_by(line)))
    return 2 * len(letters & set(name)) > len(letters)


def _all(paragraphs: Sequence[_Paragraph]) -> Iterator[_Paragraph]:
    """Yield paragraphs and all below them."""
    for paragraph in paragraphs:
        yield paragraph
        yield from _all(paragraph.parts)


def _add_all(paragraphs: Sequence[_Paragraph], over: list[TableCell], reading: TableRows) -> None:
    """Add the rows of paragraphs side by side.

    A chapter without points is a level only where there are other chapters beside it that rate something.
    """
    chapters = [paragraph for paragraph in paragraphs if paragraph.is_section and paragraph.rates]
    for paragraph in paragraphs:
        if chapters and paragraph.depth < _ITEMS and paragraph.only_mentions_points:
            reading.remarks.extend((paragraph.place, line) for line in paragraph.lines())
            continue
        name = _bare_name(paragraph)
        is_general = _GENERAL.fullmatch(name) is not None or len(name) > _SHORT or "，" in name
        is_level = paragraph.stated is not None or len(chapters) > 1 or not is_general
        if not over and chapters == [paragraph] and is_general:
            is_level = False  # 二、考核内容（总分100分） divides nothing
            if paragraph.stated is not None:
                reading.totals.append(
                    (TableCell("总分", paragraph.place, (paragraph.number, 3)), paragraph.cell, 0)
                )
        _add(paragraph, over, reading, is_level=is_level)


def _bare_name(paragraph: _Paragraph) -> str:
    """Return a chapter's name without number and points."""
    name = re.split("[：:。]", titles.split_points(paragraph.line)[0])[0]
    return re.sub(r"[（(][^（）()]*[）)]$", "", titles.without_number(name)).strip(" ：:")


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
    if total and not over and not paragraph.parts and paragraph.stated is None and not _GIVES.search(wording):
        number = TableCell(f"{total[1]}分", paragraph.place, (paragraph.number, 3))
        reading.totals.append((TableCell("总分", paragraph.place, (paragraph.number, 3)), number, 0))
        points = None
    if points is None and not over:
        reading.remarks.extend((paragraph.place, line) for line in paragraph.lines())
        return
    name, wording = _named(paragraph, wording, points)
    levels = [TableCell(name, paragraph.place, (paragraph.number, 0))] if name else []
    cell = TableCell("" if points is None else f"{text(points)}分", paragraph.place, (paragraph.number, 2))
    below = not paragraph.line.endswith(wording.split("\n")[0])
    standard = TableCell(wording, _place(paragraph.number + below), (paragraph.number, 1))
    cells = [(TableColumn(0, columns.STANDARD, ""), standard)] if wording else []
    cells += [pair for pair in paragraph.fields if pair[0].role != columns.POINTS]
    reading.rows.append(TreeRow(levels, cell, cells, list(over)))


def _named(paragraph: _Paragraph, wording: str, points: Number | None) -> tuple[str, str]:
    """Return name and wording of an item; its name is '' where only its wording names it."""
    if paragraph.is_named_apart or paragraph.earning is not None or paragraph.fields:
        lines = [*paragraph.more, *(line for part in paragraph.parts for line in part.lines())]
        earning = paragraph.earning
        return earning["name"] if earning is not None else paragraph.line, "\n".join(lines)
    start = len(wording) - len(titles.without_number(wording))
    forms = (_NAMED, _NAMED_APART, _HEADED, _SENTENCE) if points is not None else (_NAMED,)
    for form in forms:
        if name := form.match(wording, start):
            return name["name"].strip(), wording[name.end() :].strip() or wording
    if paragraph.stated is None and (bare := worths.bare_worth(wording, verbs="的?[计记得]?")):
        return (bare[0] if bare[1] == points else ""), wording
    return "", wording
