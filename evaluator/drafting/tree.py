"""The rows of a score table as a tree of sections and criteria, each with its points and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evaluator.base.exact import text
from evaluator.drafting import columns
from evaluator.drafting.columns import Header, TableColumn
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.texts.problem import Problem


class TableNode:
    """A section, or a criterion when it has no children; mutable while the table is read."""

    def __init__(self, cell: TableCell) -> None:
        self.cell = cell
        self.title, self.points = columns.split_points(cell.text.replace("\n", ""))
        self.points_cell = cell
        self.children: list[TableNode] = []
        self.rows: list[TreeRow] = []
        """The rows a criterion is made of; none for a section."""

    def texts(self, role: str) -> list[str]:
        """Return the distinct texts of the columns of *role*, in their order."""
        text_by_anchor = {
            cell.anchor: cell.text
            for row in self.rows
            for column, cell in row.cells
            if column.role == role and cell.text
        }
        return list(dict.fromkeys(text_by_anchor.values()))


_ASKS = (columns.STANDARD, columns.METHOD, columns.EVIDENCE)
"""A cell of these columns that is alone in its row continues the criterion above."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row of the table below its header."""

    levels: Sequence[TableCell]
    """Level cells from left to right; blank cells are filled from above or left out."""
    points: TableCell | None
    cells: Sequence[tuple[TableColumn, TableCell]]
    headings: Sequence[TableCell]
    level_points: Sequence[tuple[TableCell, TableCell]] = ()
    """Level cells with their cells in the points columns, except the last points column."""


@dataclass(slots=True, frozen=True)
class TableReading:
    """Everything read from the tables of one file; filled during reading."""

    sections: list[TableNode] = field(default_factory=list)
    rows: list[TreeRow] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """Place and text of everything outside the criteria: titles, notes, texts above the header."""
    headings: list[TableCell] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Place and text of column titles whose meaning is unknown."""
    totals: list[tuple[TableCell, TableCell, int]] = field(default_factory=list)
    """Label and points of total rows, with the number of rows before each."""
    problems: list[Problem] = field(default_factory=list)


def read_tree(sheets: Sequence[TableSheet], shown: str) -> TableReading:
    """Read every table that has a header, or continues a table with the same number of columns."""
    reading = TableReading()
    header: Header | None = None
    width = 0
    has_header = False
    headings: list[tuple[int, TableCell]] = []
    for number, sheet in enumerate(sheets):
        reading.remarks.extend((sheet.name, paragraph) for paragraph in sheet.before)
        sheet_header = columns.find_header(sheet.rows, 0)
        start = 0
        if sheet_header is not None:
            header, start, has_header = sheet_header, sheet_header.last + 1, True
            width = len(sheet.rows[0]) if sheet.rows else 0
            headings = _above(reading, sheet, sheet_header, headings)
            _remember_header(reading, sheet, sheet_header)
        elif header is None or not sheet.rows or len(sheet.rows[0]) != width or number == 0:
            _remember(reading, [cell for row in sheet.rows for cell in row])
            continue
        assert header is not None
        _TreeRows(reading, sheet, header, headings).read(start)
    if not has_header:
        reading.problems.append(Problem("import-no-header", shown))
    elif not reading.rows:
        reading.problems.append(Problem("import-no-rows", shown))
    else:
        _grow(reading, shown)
    return reading


def _remember(reading: TableReading, cells: Sequence[TableCell]) -> None:
    reading.remarks.extend(dict.fromkeys((cell.place, cell.text) for cell in cells if cell.text))


def _remember_header(reading: TableReading, sheet: TableSheet, header: Header) -> None:
    """Add the column titles whose meaning is unknown to the reading."""
    cells = [cell for row in sheet.rows[header.first : header.last + 1] for cell in row if cell.text]
    unknown = [(cell.place, cell.text) for cell in cells if columns.role_of(cell.text) == columns.OTHER]
    reading.headers.extend(dict.fromkeys(unknown))


def _above(
    reading: TableReading, sheet: TableSheet, header: Header, headings: list[tuple[int, TableCell]]
) -> list[tuple[int, TableCell]]:
    """Read the texts above the header, and return the headings that apply below it.

    A performance table has its budget criterion above the header.
    """
    upper = sheet.rows[: header.first]
    for i, row in enumerate(upper):
        titles = {re.sub(r"\s", "", cell.text): j for j, cell in enumerate(row) if cell.text}
        rate = next((j for name, j in titles.items() if name.startswith(("执行率", "预算执行率"))), None)
        worth = titles.get("分值")
        if rate is None or worth is None:
            continue
        for below in upper[i + 1 :]:
            if columns.points_of(below[worth].text) is not None and below[worth].anchor != row[worth].anchor:
                cells = [(TableColumn(j, columns.OTHER, row[j].text), below[j]) for j in range(len(row))]
                standard = TableCell("预算执行率按比例得分", row[rate].place, row[rate].anchor)
                cells.append((TableColumn(rate, columns.STANDARD, ""), standard))
                title = TableCell("预算执行率", below[worth].place, (-1, i))
                reading.rows.append(TreeRow([title], below[worth], cells, ()))
                break
    made = {id(cell) for row in reading.rows for _, cell in row.cells}
    _remember(reading, [cell for row in upper for cell in row if id(cell) not in made])
    last = [cell for cell in (upper[-1] if upper else ()) if cell.text]
    if len({cell.anchor for cell in last}) != 1 or not columns.heading_depth(last[0].text):
        return headings
    # A heading in the first row is the table's title, unless it has points and no table's name.
    has_points = columns.split_points(last[0].text)[1] is not None
    is_title = len(upper) == 1 and not (has_points and not columns.is_name_of_table(last[0].text))
    return headings if is_title else [(columns.heading_depth(last[0].text), last[0])]


class _TreeRows:
    """Reads the rows below a header."""

    def __init__(
        self, reading: TableReading, sheet: TableSheet, header: Header, headings: list[tuple[int, TableCell]]
    ) -> None:
        self.reading = reading
        self.sheet = sheet
        self.header = header
        self.headings = headings
        self.before: list[TableCell | None] = []

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

    def row(self, row: Sequence[TableCell], below: Sequence[TableCell]) -> None:
        """Read one row: a heading, a total, a remark, or criteria."""
        cells = list({cell.anchor: cell for cell in row if cell.text}.values())
        if not cells:
            return
        first = cells[0]
        levels = self.header.of(columns.LEVEL)
        worth = self.header.of(columns.POINTS)
        points = row[worth[-1].index] if worth else None
        if columns.is_total(first.text):
            number = next((cell for cell in cells[1:] if columns.points_of(cell.text) is not None), first)
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
            self.headings[:] = [pair for pair in self.headings if pair[0] < depth]
            self.headings.append((depth, first))
            self.reading.headings.append(first)
            self.before = []
            if points is not None and points.text and points is not first:
                self.reading.rows.append(TreeRow([], points, (), [heading for _, heading in self.headings]))
            return
        asks = {row[column.index].anchor for column in self.header.columns if column.role in _ASKS}
        alone = (
            len(cells) == 1 and first.anchor not in asks and (wide > 1 or first is not row[levels[0].index])
        )
        if columns.is_remark(first.text) or alone:
            _remember(self.reading, cells)
            return
        inside = {row[column.index].anchor for column in levels}
        label = next((row[column.index] for column in self.header.of(columns.NUMBER)), None)
        if label is not None and columns.is_beside(label.text) and label.anchor not in inside:
            # A label in the number column states the kind of this row and of the rows below.
            self.headings[:] = [(1, label)]
            self.before = []
        self.reading.rows.append(self.filled(row, levels, worth))

    def filled(
        self, row: Sequence[TableCell], levels: Sequence[TableColumn], worth: Sequence[TableColumn]
    ) -> TreeRow:
        """Return a row whose blank level cells are filled from above."""
        chain: list[TableCell | None] = []
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
        path: list[TableCell] = []
        for level_cell in chain:
            if level_cell is not None and (not path or path[-1].anchor != level_cell.anchor):
                path.append(level_cell)
        beside = []
        note_columns = set[int]()
        for column in worth[:-1]:
            left = [k for k, level_column in enumerate(levels) if level_column.index < column.index]
            level = chain[left[-1]] if left else None
            cell = row[column.index]
            if level is not None and level is not path[-1] and columns.points_of(cell.text) is not None:
                beside.append((level, cell))
            else:
                note_columns.add(
                    column.index
                )  # a second number beside a criterion, such as its weight: a note
        skipped = {column.index for column in (*levels, *worth)} - note_columns
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
        points = row[worth[-1].index] if worth else None
        return TreeRow(path, points, cells, [heading for _, heading in self.headings], beside)


def _starts(sheet: TableSheet, i: int) -> bool:
    """Return whether row *i* may begin another header; a cheap test that excludes most rows."""
    return any(columns.role_of(cell.text) == columns.POINTS for cell in sheet.rows[i] if cell.text)


def _grow(reading: TableReading, shown: str) -> None:
    """Turn the rows into sections and criteria."""
    nodes: dict[tuple[object, ...], TableNode] = {}

    def under(path: Sequence[TableCell]) -> TableNode | None:
        key: tuple[object, ...] = ()
        siblings, node = reading.sections, None
        for cell in path:
            last = siblings[-1] if siblings else None
            key = (*key, cell.anchor, cell.place)
            if key not in nodes:
                if last is not None and last.cell.text == cell.text and not last.rows:
                    nodes[key] = last
                else:
                    nodes[key] = TableNode(cell)
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
        ends = {run_row.levels[-1].anchor for run_row in run if run_row.levels}
        parted = row.levels and any(
            neighbour is not None
            and neighbour.levels
            and neighbour.levels[-1].anchor == row.levels[-1].anchor
            for neighbour in (before, after)
        )
        if len(ends) > 1:  # several leaves share one cell of points
            common = 0
            while (
                common < min(len(run_row.levels) for run_row in run)
                and len({run_row.levels[common].anchor for run_row in run}) == 1
            ):
                common += 1
            parent = under([*row.headings, *row.levels[:common]])
            titles = list(
                dict.fromkeys(run_row.levels[-1].text.replace("\n", "") for run_row in run if run_row.levels)
            )
            node = TableNode(TableCell("、".join(titles), row.levels[-1].place, row.levels[-1].anchor))
            reading.problems.append(
                Problem("import-shared-points", shown, cell=node.cell.place, args={"title": node.title})
            )
        else:
            if parted:  # several criteria share the last level: their standards name them
                wording_cell = next(
                    (cell for column, cell in row.cells if column.role == columns.STANDARD and cell.text),
                    None,
                )
                wording_cell = wording_cell or next((cell for _, cell in row.cells if cell.text), None)
                own = TableCell(
                    _short(wording_cell.text) if wording_cell else row.levels[-1].text,
                    wording_cell.place if wording_cell else row.levels[-1].place,
                    (-2, i),
                )
            elif row.levels:
                own, chain = chain[-1], chain[:-1]
            else:
                wording_cell = next((cell for _, cell in row.cells if cell.text), row.points)
                assert wording_cell is not None
                own = TableCell(_short(wording_cell.text), wording_cell.place, wording_cell.anchor)
            parent = under(chain)
            node = TableNode(own)
        node.rows = run
        (reading.sections if parent is None else parent.children).append(node)
        if row.points is not None and row.points.text:
            _give(reading, shown, node, row.points)
        elif row.points is not None and node.points is None:
            node.points_cell = row.points
        for run_row in run:
            for level, cell in run_row.level_points:
                for section in nodes.values():
                    if section.cell.anchor == level.anchor and section.cell.place == level.place:
                        _give(reading, shown, section, cell)
        i += len(run)
    used = {(node.cell.place, node.cell.anchor) for node in nodes.values()}
    _remember(reading, [cell for cell in reading.headings if (cell.place, cell.anchor) not in used])


def _give(reading: TableReading, shown: str, node: TableNode, cell: TableCell) -> None:
    """Give a node the points of a cell; report points in its title that differ."""
    points = columns.points_of(cell.text)
    if points is None and node.points is not None:
        _remember(reading, [cell])
        return
    if node.points is not None and points is not None and node.points != points:
        args = {"title": node.title, "expected": text(node.points), "found": text(points)}
        reading.problems.append(Problem("import-two-points", shown, cell=cell.place, args=args))
    node.points, node.points_cell = points, cell


def _same(first: TreeRow, other: TreeRow) -> bool:
    """Return whether *other* continues the criterion of *first*."""
    if [heading.anchor for heading in first.headings] != [heading.anchor for heading in other.headings]:
        return False
    if not other.levels or not first.levels:
        return False
    if first.points is not None and other.points is not None:
        if first.points.text and first.points.anchor == other.points.anchor:
            return True
        return not other.points.text and other.levels[-1].anchor == first.levels[-1].anchor
    return other.levels[-1].anchor == first.levels[-1].anchor


def _short(wording: str) -> str:
    """Return the first clause of a wording, as a title."""
    clause = re.split(r"[，,。；;\n：:]", wording.strip())[0][:30]
    bare = re.sub(r"(?:得|计|扣|[（(])*[0-9]+(?:\.[0-9]+)?分[）)]?$", "", clause)
    # 持证率×25分
    bare = re.sub(r"\s*[×*＊÷/=＝]\s*(?:[0-9]+(?:\.[0-9]+)?)?$", "", bare)
    return bare or clause or wording[:30]
