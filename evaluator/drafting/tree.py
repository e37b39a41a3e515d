"""The rows of a score table as a tree of sections and criteria, each with its points and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evaluator.base.exact import text
from evaluator.drafting import columns
from evaluator.drafting.columns import Column, Header
from evaluator.drafting.grid import Cell, Sheet
from evaluator.texts.problem import Problem


class Node:
    """A section, or a criterion when it has no children; mutable while the table is read."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.title, self.points = columns.split_points(cell.text.replace("\n", ""))
        self.points_cell = cell
        self.children: list[Node] = []
        self.rows: list[Row] = []
        """The rows a criterion is made of; none for a section."""

    def said(self, role: str) -> list[str]:
        """Return the distinct texts of the columns of *role*, in their order."""
        found = {
            cell.anchor: cell.text
            for row in self.rows
            for column, cell in row.cells
            if column.role == role and cell.text
        }
        return list(dict.fromkeys(found.values()))


_ASKS = (columns.STANDARD, columns.METHOD, columns.EVIDENCE)
"""A cell of these columns that stands alone goes on with the criterion above."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table below its header."""

    levels: Sequence[Cell]
    """Cells of the levels from the left, blank ones filled from above or left out."""
    points: Cell | None
    cells: Sequence[tuple[Column, Cell]]
    headings: Sequence[Cell]
    level_points: Sequence[tuple[Cell, Cell]] = ()
    """Level cells with cells of the points columns beside them, the last column left out."""


@dataclass(slots=True, frozen=True)
class Reading:
    """All that was read from the tables of one file; filled while it is read."""

    sections: list[Node] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """Place and text of all that is outside the criteria: titles, notes, what stands above the header."""
    headings: list[Cell] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Place and text of titles of columns whose meaning is not known."""
    totals: list[tuple[Cell, Cell, int]] = field(default_factory=list)
    """Label and points of rows that add up, with the number of rows before."""
    problems: list[Problem] = field(default_factory=list)


def read_tree(sheets: Sequence[Sheet], shown: str) -> Reading:
    """Read every table that has a header, or goes on from one that has the same columns."""
    reading = Reading()
    header: Header | None = None
    width = 0
    found_any = False
    headings: list[tuple[int, Cell]] = []
    for number, sheet in enumerate(sheets):
        reading.remarks.extend((sheet.name, each) for each in sheet.before)
        found = columns.find_header(sheet.rows, 0)
        start = 0
        if found is not None:
            header, start, found_any = found, found.last + 1, True
            width = len(sheet.rows[0]) if sheet.rows else 0
            headings = _above(reading, sheet, found, headings)
            _remember_header(reading, sheet, found)
        elif header is None or not sheet.rows or len(sheet.rows[0]) != width or number == 0:
            _remember(reading, [cell for row in sheet.rows for cell in row])
            continue
        assert header is not None
        _Rows(reading, sheet, header, headings).read(start)
    if not found_any:
        reading.problems.append(Problem("import-no-header", shown))
    elif not reading.rows:
        reading.problems.append(Problem("import-no-rows", shown))
    else:
        _grow(reading, shown)
    return reading


def _remember(reading: Reading, cells: Sequence[Cell]) -> None:
    reading.remarks.extend(dict.fromkeys((cell.place, cell.text) for cell in cells if cell.text))


def _remember_header(reading: Reading, sheet: Sheet, header: Header) -> None:
    """Keep the titles that say more than what kind of column they head."""
    cells = [cell for row in sheet.rows[header.first : header.last + 1] for cell in row if cell.text]
    unknown = [(cell.place, cell.text) for cell in cells if columns.role_of(cell.text) == columns.OTHER]
    reading.headers.extend(dict.fromkeys(unknown))


def _above(
    reading: Reading, sheet: Sheet, header: Header, headings: list[tuple[int, Cell]]
) -> list[tuple[int, Cell]]:
    """Keep what stands above the header; a performance table has the criterion of its budget there."""
    upper = sheet.rows[: header.first]
    for i, row in enumerate(upper):
        titles = {re.sub(r"\s", "", cell.text): j for j, cell in enumerate(row) if cell.text}
        rate = next((j for name, j in titles.items() if name.startswith(("执行率", "预算执行率"))), None)
        worth = titles.get("分值")
        if rate is None or worth is None:
            continue
        for below in upper[i + 1 :]:
            if columns.points_of(below[worth].text) is not None and below[worth].anchor != row[worth].anchor:
                cells = [(Column(j, columns.OTHER, row[j].text), below[j]) for j in range(len(row))]
                standard = Cell("预算执行率按比例得分", row[rate].place, row[rate].anchor)
                cells.append((Column(rate, columns.STANDARD, ""), standard))
                title = Cell("预算执行率", below[worth].place, (-1, i))
                reading.rows.append(Row([title], below[worth], cells, ()))
                break
    made = {id(cell) for row in reading.rows for _, cell in row.cells}
    _remember(reading, [cell for row in upper for cell in row if id(cell) not in made])
    last = [cell for cell in (upper[-1] if upper else ()) if cell.text]
    if len({cell.anchor for cell in last}) != 1 or not columns.heading_depth(last[0].text):
        return headings
    # In the first row it is the table's title, unless it has points and is not called a table.
    has_points = columns.split_points(last[0].text)[1] is not None
    is_title = len(upper) == 1 and not (has_points and not columns.is_name_of_table(last[0].text))
    return headings if is_title else [(columns.heading_depth(last[0].text), last[0])]


class _Rows:
    """Reads the rows below one header."""

    def __init__(
        self, reading: Reading, sheet: Sheet, header: Header, headings: list[tuple[int, Cell]]
    ) -> None:
        self.reading = reading
        self.sheet = sheet
        self.header = header
        self.headings = headings
        self.before: list[Cell | None] = []

    def read(self, start: int) -> None:
        """Read the rows from *start* on."""
        i = start
        while i < len(self.sheet.rows):
            row = self.sheet.rows[i]
            again = columns.header_at(self.sheet.rows, i) if _starts(self.sheet, i) else None
            if again is not None:
                self.header, self.before, i = again, [], again.last + 1
                _remember_header(self.reading, self.sheet, again)
                continue
            self.row(row, self.sheet.rows[i + 1] if i + 1 < len(self.sheet.rows) else ())
            i += 1

    def row(self, row: Sequence[Cell], below: Sequence[Cell]) -> None:
        """Read one row: a heading, a total, a remark, or criteria."""
        cells = list({cell.anchor: cell for cell in row if cell.text}.values())
        if not cells:
            return
        first = cells[0]
        levels = self.header.of(columns.LEVEL)
        worth = self.header.of(columns.POINTS)
        points = row[worth[-1].index] if worth else None
        if columns.is_total(first.text):
            number = next((each for each in cells[1:] if columns.points_of(each.text) is not None), first)
            self.reading.totals.append((first, number, len(self.reading.rows)))
            _remember(self.reading, cells)
            return
        others = [cell for cell in cells if cell is first or points is None or cell is not points]
        depth = columns.heading_depth(first.text)
        wide = sum(1 for cell in row if cell.anchor == first.anchor)
        worded = (
            bool(points and points.text) and columns.is_numbered(first.text) and columns.goes_on(below, depth)
        )
        if len(others) == 1 and depth and (wide > 1 or len(cells) == 1 or worded):
            self.headings[:] = [each for each in self.headings if each[0] < depth]
            self.headings.append((depth, first))
            self.reading.headings.append(first)
            self.before = []
            if points is not None and points.text and points is not first:
                self.reading.rows.append(Row([], points, (), [each for _, each in self.headings]))
            return
        asks = {row[each.index].anchor for each in self.header.columns if each.role in _ASKS}
        alone = (
            len(cells) == 1 and first.anchor not in asks and (wide > 1 or first is not row[levels[0].index])
        )
        if columns.is_remark(first.text) or alone:
            _remember(self.reading, cells)
            return
        inside = {row[each.index].anchor for each in levels}
        label = next((row[each.index] for each in self.header.of(columns.NUMBER)), None)
        if label is not None and columns.is_beside(label.text) and label.anchor not in inside:
            # Where others have their number it says what kind of row this is, and those below.
            self.headings[:] = [(1, label)]
            self.before = []
        self.reading.rows.append(self.filled(row, levels, worth))

    def filled(self, row: Sequence[Cell], levels: Sequence[Column], worth: Sequence[Column]) -> Row:
        """Return a row with the levels that a blank cell takes over from above."""
        chain: list[Cell | None] = []
        fresh = False
        for k, column in enumerate(levels):
            cell = row[column.index]
            before = self.before[k] if k < len(self.before) else None
            if cell.text:
                fresh = fresh or before is None or cell.anchor != before.anchor
                chain.append(cell)
            else:
                chain.append(None if fresh else before)
        self.before = chain
        path: list[Cell] = []
        for each in chain:
            if each is not None and (not path or path[-1].anchor != each.anchor):
                path.append(each)
        beside = []
        kept = set[int]()
        for column in worth[:-1]:
            left = [k for k, each in enumerate(levels) if each.index < column.index]
            level = chain[left[-1]] if left else None
            cell = row[column.index]
            if level is not None and level is not path[-1] and columns.points_of(cell.text) is not None:
                beside.append((level, cell))
            else:
                kept.add(column.index)  # a second number beside a criterion, such as its weight: a note
        skipped = {each.index for each in (*levels, *worth)} - kept
        cells = [
            (
                each if each.role != columns.POINTS else Column(each.index, columns.OTHER, each.title),
                row[each.index],
            )
            for each in self.header.columns
            if each.index not in skipped and all(row[each.index] is not one for _, one in self.headings)
        ]
        points = row[worth[-1].index] if worth else None
        return Row(path, points, cells, [each for _, each in self.headings], beside)


def _starts(sheet: Sheet, i: int) -> bool:
    """Tell whether row *i* may be a header again: cheap to ask, most rows are not."""
    return any(columns.role_of(cell.text) == columns.POINTS for cell in sheet.rows[i] if cell.text)


def _grow(reading: Reading, shown: str) -> None:
    """Turn the rows into sections and criteria."""
    nodes: dict[tuple[object, ...], Node] = {}

    def under(path: Sequence[Cell]) -> Node | None:
        key: tuple[object, ...] = ()
        siblings, node = reading.sections, None
        for cell in path:
            last = siblings[-1] if siblings else None
            key = (*key, cell.anchor, cell.place)
            if key not in nodes:
                if last is not None and last.cell.text == cell.text and not last.rows:
                    nodes[key] = last
                else:
                    nodes[key] = Node(cell)
                    siblings.append(nodes[key])
            node = nodes[key]
            siblings = node.children
        return node

    i = 0
    rows = reading.rows
    while i < len(rows):
        row = rows[i]
        if not row.levels and not row.cells:
            node = under(row.headings)
            if node is not None and row.points is not None:
                _give(reading, shown, node, row.points)
            i += 1
            continue
        run = [row]
        while i + len(run) < len(rows) and _same(row, rows[i + len(run)]):
            run.append(rows[i + len(run)])
        after = rows[i + len(run)] if i + len(run) < len(rows) else None
        before = rows[i - 1] if i else None
        chain = [*row.headings, *row.levels]
        ends = {each.levels[-1].anchor for each in run if each.levels}
        parted = row.levels and any(
            each is not None and each.levels and each.levels[-1].anchor == row.levels[-1].anchor
            for each in (before, after)
        )
        if len(ends) > 1:  # several leaves share one cell of points
            common = 0
            while (
                common < min(len(each.levels) for each in run)
                and len({each.levels[common].anchor for each in run}) == 1
            ):
                common += 1
            parent = under([*row.headings, *row.levels[:common]])
            titles = list(
                dict.fromkeys(each.levels[-1].text.replace("\n", "") for each in run if each.levels)
            )
            node = Node(Cell("、".join(titles), row.levels[-1].place, row.levels[-1].anchor))
            reading.problems.append(
                Problem("import-shared-points", shown, cell=node.cell.place, args={"title": node.title})
            )
        else:
            if parted:  # several criteria under the last level: what is asked names them
                said = next(
                    (cell for column, cell in row.cells if column.role == columns.STANDARD and cell.text),
                    None,
                )
                said = said or next((cell for _, cell in row.cells if cell.text), None)
                own = Cell(
                    _short(said.text) if said else row.levels[-1].text,
                    said.place if said else row.levels[-1].place,
                    (-2, i),
                )
            elif row.levels:
                own, chain = chain[-1], chain[:-1]
            else:
                said = next((cell for _, cell in row.cells if cell.text), row.points)
                assert said is not None
                own = Cell(_short(said.text), said.place, said.anchor)
            parent = under(chain)
            node = Node(own)
        node.rows = run
        (reading.sections if parent is None else parent.children).append(node)
        if row.points is not None and row.points.text:
            _give(reading, shown, node, row.points)
        elif row.points is not None and node.points is None:
            node.points_cell = row.points
        for each in run:
            for level, cell in each.level_points:
                for known in nodes.values():
                    if known.cell.anchor == level.anchor and known.cell.place == level.place:
                        _give(reading, shown, known, cell)
        i += len(run)
    used = {(node.cell.place, node.cell.anchor) for node in nodes.values()}
    _remember(reading, [cell for cell in reading.headings if (cell.place, cell.anchor) not in used])


def _give(reading: Reading, shown: str, node: Node, cell: Cell) -> None:
    """Give a node the points of a cell; where its title has others, that is reported."""
    points = columns.points_of(cell.text)
    if points is None and node.points is not None:
        _remember(reading, [cell])
        return
    if node.points is not None and points is not None and node.points != points:
        args = {"title": node.title, "expected": text(node.points), "found": text(points)}
        reading.problems.append(Problem("import-two-points", shown, cell=cell.place, args=args))
    node.points, node.points_cell = points, cell


def _same(first: Row, other: Row) -> bool:
    """Tell whether *other* goes on with the criterion of *first*."""
    if [each.anchor for each in first.headings] != [each.anchor for each in other.headings]:
        return False
    if not other.levels or not first.levels:
        return False
    if first.points is not None and other.points is not None:
        if first.points.text and first.points.anchor == other.points.anchor:
            return True
        return not other.points.text and other.levels[-1].anchor == first.levels[-1].anchor
    return other.levels[-1].anchor == first.levels[-1].anchor


def _short(said: str) -> str:
    """Return the first clause of a wording, as a title."""
    found = re.split(r"[，,。；;\n：:]", said.strip())[0][:30]
    bare = re.sub(r"(?:得|计|扣|[（(])*[0-9]+(?:\.[0-9]+)?分[）)]?$", "", found)
    # 持证率×25分
    bare = re.sub(r"\s*[×*＊÷/=＝]\s*(?:[0-9]+(?:\.[0-9]+)?)?$", "", bare)
    return bare or found or said[:30]
