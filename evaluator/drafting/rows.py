"""Read the rows below a header: headings, totals, remarks, lines to sign, and criteria."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from evaluator.base.exact import text as number_text
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.columns import Header, TableColumn
from evaluator.drafting.contents import settled
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.headings import named_tables, paragraph_heading, texts_above
from evaluator.drafting.layouts import TableRows, TreeRow, asks, chapter_depth, named_above, naming, stepped
from evaluator.drafting.reshaping import itemised
from evaluator.drafting.totals import finest_points
from evaluator.texts.problem import Problem

_ASKS: Final = (columns.STANDARD, columns.METHOD, columns.EVIDENCE)
"""A cell of these columns that is alone in its row continues the criterion above."""
_MORE: Final = re.compile(r"[加+＋]\s*(\d+(?:\.\d+)?)\s*分?")
"""Points that come on top: 加20."""
_VETO: Final = re.compile("(?:一票)?否决(?:项|制)?")
_MARK: Final = re.compile("[※★☆▲*＊]")
_VETOED: Final = re.compile("不合格|否决|不达标|不予")
"""What stands instead of points beside what decides alone; a mark does where a note says so."""
_SHORT_LABEL: Final = 10
_CODE: Final = re.compile(r"\d+(?:\.\d+)*")


def read_rows(
    sheets: Sequence[TableSheet],
    headers: Sequence[Header | None],
    shown: str,
    *,
    asks_name: bool | None = None,
) -> TableRows:
    """Read every table that has a header, or continues a table with the same number of columns."""
    reading = TableRows()
    header: Header | None = None
    width = 0
    has_header = False
    headings: list[tuple[int, TableCell]] = []
    over = [paragraph_heading(sheet) for sheet in sheets]
    heads = [heading for heading in over if heading is not None]
    if len(heads) < 2 and all(titles.split_points(heading.text)[1] is None for _, heading in heads):
        over = [None] * len(sheets)  # a part of the document's, not of the table
    if not any(over):
        over = named_tables(sheets, headers)
    vetoing = _vetoing_marks(sheets)
    for number, sheet in enumerate(sheets):
        reading.remarks.extend((sheet.name, paragraph) for paragraph in sheet.before)
        sheet_header = headers[number]
        start = 0
        if sheet_header is not None:
            start, has_header = sheet_header.last + 1, True
            header = settled(sheet_header, sheet.rows[start:], asks_name=asks_name)
            width = len(sheet.rows[0]) if sheet.rows else 0
            headings = texts_above(reading, sheet, sheet_header, headings)
            _remember_header(reading, sheet, sheet_header)
        elif header is None or not sheet.rows or len(sheet.rows[0]) != width or number == 0:
            reading.remember([cell for row in sheet.rows for cell in row])
            continue
        if (heading := over[number]) is not None:
            headings = [heading]
        assert header is not None
        rows = _SheetRows(reading, sheet, header, headings, asks_name=asks_name)
        rows.vetoing = vetoing
        rows.read(start)
    reading.rows[:] = named_above(stepped(itemised(reading.rows)))
    if not has_header:
        reading.problems.append(Problem("import-no-header", shown))
    elif not reading.rows:
        reading.problems.append(Problem("import-no-rows", shown))
    return reading


def _vetoing_marks(sheets: Sequence[TableSheet]) -> set[str]:
    """Return the marks that a note explains as deciding alone: ※是关键项目，有一项不符合则不合格."""
    texts = [text for sheet in sheets for text in sheet.before]
    texts += [cell.text for sheet in sheets for row in sheet.rows for cell in row if len(cell.text) > 1]
    return {mark for text in texts if _VETOED.search(text) for mark in _MARK.findall(text)}


def _remember_header(reading: TableRows, sheet: TableSheet, header: Header) -> None:
    """Add the column titles whose meaning is unknown to the reading."""
    cells = [cell for row in sheet.rows[header.first : header.last + 1] for cell in row if cell.text]
    unknown = [
        (cell.place, cell.text)
        for cell in cells
        if columns.role_of(cell.text) == columns.OTHER or titles.is_total(cell.text)
    ]
    reading.headers.extend(dict.fromkeys(unknown))


class _SheetRows:
    """Reads the rows of one sheet below its header."""

    def __init__(
        self,
        reading: TableRows,
        sheet: TableSheet,
        header: Header,
        headings: list[tuple[int, TableCell]],
        *,
        asks_name: bool | None,
    ) -> None:
        self.reading = reading
        self.sheet = sheet
        self.header = header
        self.headings = headings
        self.asks_name = asks_name
        self.before: list[TableCell | None] = []
        self.finest = finest_points(sheet.rows, header)
        self.vetoing: set[str] = set()
        self.codes: dict[TableCell, str] = {}
        """The codes of the sections that have one: 1.2."""

    def read(self, start: int) -> None:
        """Read the rows from *start* on."""
        i = start
        while i < len(self.sheet.rows):
            row = self.sheet.rows[i]
            starts = not self.header.is_settled and _starts(self.sheet, i)
            again = columns.header_at(self.sheet.rows, i) if starts else None
            if again is not None:
                i = again.last + 1
                self.header = settled(again, self.sheet.rows[i:], asks_name=self.asks_name)
                self.before = []
                self.finest = finest_points(self.sheet.rows, self.header)
                _remember_header(self.reading, self.sheet, again)
                continue
            self.row(row, self.sheet.rows[i + 1] if i + 1 < len(self.sheet.rows) else ())
            i += 1

    def row(self, row: Sequence[TableCell], below: Sequence[TableCell]) -> None:
        """Read one row: a heading, a total, a remark, or criteria."""
        cells = list({cell.anchor: cell for cell in row if cell.text}.values())
        if not cells:
            return
        first = cells[0]
        worth = self.header.of(columns.POINTS)
        points = self.points(row, worth)
        numbers = {row[column.index].anchor for column in self.header.of(columns.NUMBER)}
        label = next((cell for cell in cells if cell.anchor not in numbers), first)
        if titles.is_total(first.text) or titles.is_total(label.text):
            number = next((cell for cell in cells[1:] if titles.points_of(cell.text) is not None), first)
            self.reading.totals.append((first, number, len(self.reading.rows)))
            self.reading.remember(cells)
            return
        if (
            points is None
            and self.header.of(columns.GRADE)
            and any(titles.is_total(cell.text) for cell in cells)
        ):
            self.reading.remember(cells)  # 听课人 | | 最后得分
            return
        if len(cells) == 1 and points is first and titles.points_of(first.text) is not None:
            self.reading.totals.append(
                (TableCell("合计", first.place, first.anchor), first, len(self.reading.rows))
            )
            self.reading.remember(cells)
            return
        if (points is None or not points.text) and _names_columns(cells, below):
            self.reading.remember(cells)
            return
        if self.is_heading(row, cells, points, below):
            return
        unscored = points is None or not points.text
        if self.reading.totals and unscored and len(cells) == 1 and len(first.text) <= _SHORT_LABEL:
            self.reading.remember(cells)  # 评价等级 below the total
            return
        if self.is_remark(row, cells, points):
            self.reading.remember(cells)
            return
        if points is not None and (more := _MORE.fullmatch(points.text)):
            self.beside("加分项", cells, TableCell(more[1], points.place, points.anchor))
            return
        mark = re.sub(r"\s", "", points.text) if points is not None else ""
        if points is not None and (_VETO.fullmatch(mark) or mark in self.vetoing):
            self.beside("一票否决", cells, points)
            return
        self.leave_codes(row)
        levels = self.header.of(columns.LEVEL)
        inside = {row[column.index].anchor for column in levels}
        kind = next((row[column.index] for column in self.header.of(columns.NUMBER)), None)
        if kind is not None and titles.is_beside(kind.text) and kind.anchor not in inside:
            # A label in the number column states the kind of this row and of the rows below.
            self.headings[:] = [(1, kind)]
            self.before = []
        self.reading.rows.append(self.filled(row, levels, worth))

    def beside(self, kind: str, cells: Sequence[TableCell], points: TableCell) -> None:
        """Add a row whose points come on top (加20), or that decides alone (一票否决)."""
        named = [cell for cell in cells if cell.anchor[1] < points.anchor[1]] or list(cells)
        name = named[-1]
        heading = TableCell(kind, name.place, (-8, 0))
        more = TableCell(points.text, f"{points.place} ", points.anchor)
        standard = TableColumn(-1, columns.STANDARD, "")
        self.reading.rows.append(TreeRow([name], more, [(standard, name)], [heading]))

    def points(self, row: Sequence[TableCell], worth: Sequence[TableColumn]) -> TableCell | None:
        """Return the row's cell of points: of the last column, or of the filled column among neighbours.

        大项分值, 分项分值 and 次分项分值 side by side hold the points of items of different depth.
        """
        if not worth:
            return self.graded(row)
        last = row[worth[-1].index]
        if self.finest is not None:
            return row[self.finest.index]
        if last.text or any(column.index - 1 != before.index for before, column in pairwise(worth)):
            return last
        filled = [row[column.index] for column in worth if row[column.index].text]
        return filled[0] if len(filled) == 1 else last

    def graded(self, row: Sequence[TableCell]) -> TableCell | None:
        """Return the largest number below the levels of a rating, as a cell of points: 5 | 4 | 3 | 2."""
        cells = [row[column.index] for column in self.header.of(columns.GRADE)]
        worth = worths.graded_worth([cell.text for cell in cells])
        return TableCell(number_text(worth), cells[0].place, cells[0].anchor) if worth is not None else None

    def leave_codes(self, row: Sequence[TableCell]) -> None:
        """Leave the sections whose code the row's code does not begin with: 1.2.3 ends 1.2.2."""
        code = self.code(row)
        if "." in code:
            self.headings[:] = [
                pair
                for pair in self.headings
                if pair[1] not in self.codes or code.startswith(f"{self.codes[pair[1]]}.")
            ]

    def code(self, row: Sequence[TableCell]) -> str:
        """Return the code in the row's number column, '' where it has none."""
        for column in self.header.of(columns.NUMBER):
            if _CODE.fullmatch(text := row[column.index].text):
                return text
        return ""

    def is_heading(
        self,
        row: Sequence[TableCell],
        cells: Sequence[TableCell],
        points: TableCell | None,
        below: Sequence[TableCell],
    ) -> bool:
        """Read the row as a heading of the rows below; return whether it is one."""
        first = cells[0]
        if depth := self.coded_depth(row, below):
            name = next(
                row[column.index] for column in self.header.of(columns.LEVEL) if row[column.index].text
            )
            self.head(depth, name, points)
            self.codes[name] = self.code(row)
            return True
        if depth := chapter_depth(self.header, row, below):
            name = next(row[column.index] for column in naming(self.header) if row[column.index].text)
            self.head(depth, name, points)
            return True
        others = [
            cell for cell in cells if cell is first or not (cell is points or titles.says_nothing(cell.text))
        ]
        depth = titles.heading_depth(first.text)
        wide = sum(1 for cell in row if cell.anchor == first.anchor)
        worded = (
            bool(points and points.text) and titles.is_numbered(first.text) and titles.goes_on(below, depth)
        )
        if len(others) != 1 or not depth or not (wide > 1 or len(cells) == 1 or worded):
            return False
        self.head(depth, first, points)
        return True

    def head(self, depth: int, name: TableCell, points: TableCell | None) -> None:
        """Put a heading over the rows below, in the place of those that are as deep or deeper."""
        self.headings[:] = [pair for pair in self.headings if pair[0] < depth]
        self.headings.append((depth, name))
        self.reading.headings.append(name)
        self.before = []
        if points is not None and points.text and points is not name:
            headings = [heading for _, heading in self.headings]
            self.reading.rows.append(TreeRow([], points, (), headings))

    def coded_depth(self, row: Sequence[TableCell], below: Sequence[TableCell]) -> int:
        """Return how deep a section line is whose code begins the code below: 11, 111; 0 for other rows."""
        numbers = self.header.of(columns.NUMBER)
        levels = self.header.of(columns.LEVEL)
        if not numbers or not below or not any(row[column.index].text for column in levels):
            return 0
        if any(row[column.index].text for column in self.header.of(columns.STANDARD)):
            return 0
        code, next_code = row[numbers[0].index].text, below[numbers[0].index].text
        if not (_CODE.fullmatch(code) and _CODE.fullmatch(next_code)):
            return 0
        if not next_code.startswith(code) or len(next_code) <= len(code):
            return 0
        return code.count(".") + 1 if "." in next_code else len(code)

    def is_remark(
        self, row: Sequence[TableCell], cells: Sequence[TableCell], points: TableCell | None
    ) -> bool:
        """Return whether a row is a note, a line to sign, or a text alone that asks for nothing."""
        first = cells[0]
        if titles.is_remark(first.text):
            return True
        spread = len(cells) == 2 and sum(1 for cell in row if cell.anchor == cells[1].anchor) > 1
        if (
            spread
            and titles.is_method_label(first.text)
            and (points is None or points.anchor == cells[1].anchor)
        ):
            return True
        labels = [cell for cell in cells if titles.is_signature(cell.text)]
        to_fill = len(cells) > 1 and all(titles.is_label_to_fill(cell.text) for cell in cells)
        if len(labels) == len(cells) or to_fill:
            return True
        unscored = points is None or not points.text or points.anchor == first.anchor
        if unscored and labels and labels[0] is first:
            return True
        if labels and points is not None and points.text and titles.points_of(points.text) is None:
            return True  # 评估记分 | 60分以下不合格 | … | 评估人签字
        asks = {row[column.index].anchor for column in self.header.columns if column.role in _ASKS}
        wide = sum(1 for cell in row if cell.anchor == first.anchor)
        levels = self.header.of(columns.LEVEL)
        starts = levels[0] if levels else self.header.columns[0]
        if len(cells) == 1 and wide == len(row) > 1:
            return True
        return len(cells) == 1 and first.anchor not in asks and (wide > 1 or first is not row[starts.index])

    def filled(
        self, row: Sequence[TableCell], levels: Sequence[TableColumn], worth: Sequence[TableColumn]
    ) -> TreeRow:
        """Return a row whose blank level cells are filled from above."""
        chain: list[TableCell | None] = []
        fresh = False
        for k, column in enumerate(levels):
            cell = row[column.index]
            before = self.before[k] if k < len(self.before) else None
            if cell.text and not titles.is_dash(cell.text):
                fresh = fresh or before is None or cell.anchor != before.anchor
                chain.append(cell)
            else:
                chain.append(None if fresh else before)
        self.before = chain
        path: list[TableCell] = []
        for level_cell in chain:
            if level_cell is not None and (not path or path[-1].anchor != level_cell.anchor):
                path.append(level_cell)
        points = self.points(row, worth)
        headings = [heading for _, heading in self.headings]
        outer: list[TableCell] = []
        kind = next((k for k, cell in enumerate(path) if titles.labels_beside(cell.text)), None)
        if kind and (points is None or not points.text):  # 扣分项目 among the levels of a section
            named = [row[column.index] for column in self.header.columns if asks(column)]
            inner = path[kind + 1 :] or [cell for cell in named if cell.text][:1]
            outer = path[:kind] if inner else []
            headings, path = ([path[kind]], inner) if inner else (headings, path)
        beside, group = [], None
        note_columns = set[int]()
        for column in worth:
            if column is (self.finest or worth[-1]):
                continue
            left = [k for k, level_column in enumerate(levels) if level_column.index < column.index]
            level = chain[left[-1]] if left else None
            cell = row[column.index]
            if cell is points:
                continue
            number = titles.points_of(cell.text) is not None
            if level is not None and number and level is not path[-1]:
                beside.append((level, cell))
                continue
            if number and group is None and cell is not points:
                group = cell
            note_columns.add(column.index)  # a second number beside a criterion, such as its weight: a note
        graded = self.header.of(columns.GRADE)
        scale = [
            (row[column.index].text, grade)
            for column in graded
            if (grade := columns.grade_of(column.title)) is not None
        ]
        skipped = {column.index for column in (*levels, *worth, *graded)} - note_columns
        cells = [
            (
                column
                if column.role != columns.POINTS
                else TableColumn(column.index, columns.OTHER, column.title),
                row[column.index],
            )
            for column in self.header.columns
            if column.index not in skipped
            and all(row[column.index] is not heading for _, heading in self.headings)
        ]
        cells += [(TableColumn(-1, columns.OTHER, ""), cell) for cell in outer]
        if points is not None and (beside_points := titles.beside_points(points.text)):
            column = TableColumn(worth[-1].index, columns.STANDARD, "")
            cells.append((column, TableCell(beside_points, points.place, points.anchor)))
        return TreeRow(path, points, cells, headings, beside, scale, group)


def _names_columns(cells: Sequence[TableCell], below: Sequence[TableCell]) -> bool:
    """Return whether a row heads the columns anew for a part that stands beside: 加分项目 | 加分依据."""
    merged = {cell.anchor for cell in below}
    inner = [cell.text for cell in cells if cell.anchor not in merged]
    named = sum(columns.likely_role(text) != columns.OTHER for text in inner)
    return named == len(inner) > 1 and any(map(titles.is_beside, inner))


def _starts(sheet: TableSheet, i: int) -> bool:
    """Return whether row *i* may begin another header; a cheap test that excludes most rows."""
    heads = {
        cell.anchor for cell in sheet.rows[i] if cell.text and columns.role_of(cell.text) != columns.OTHER
    }
    return len(heads) > 1
