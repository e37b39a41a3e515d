"""Read an organiser's lists from Excel or WPS: which stations take part, and who evaluates them.

A list is a table (.xlsx or .csv) whose header row is recognised by its titles, in Chinese or English:

    stations    编号 名称 县区 类别             id name county kind
    evaluators  编号 姓名 身份 评分范围 回避站点    id name role marks recused_from

Ids are read without blanks and with full-width digits converted; names are read as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluator.base.files import is_file_name
from evaluator.base.folding import folded
from evaluator.loading.cells import Cell, ErrorValue, cell_text
from evaluator.loading.fields import unknown
from evaluator.loading.grids import Grid, Unreadable, listed
from evaluator.loading.tables import MOST_BYTES, read_table
from evaluator.loading.values import Unfit, typed_cell
from evaluator.model.guideline import Column, Guideline
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Station
from evaluator.model.values import EXPERT
from evaluator.texts import Listing
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.yaml.errors import UNPRINTABLE
from evaluator.yaml.parse import read_bytes

_HEADER_ROWS: Final = 10
_BETWEEN: Final = re.compile(r"[；;，,、\s]+")
_UNIT: Final = re.compile(r"\([^()]*\)$")
_TOTAL: Final = re.compile("合计|总计|共计|小计")

STATIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("id", "编号", "编码", "代码", "站点编号", "站点编码", "社工站编号", "社工站编码"), "id"),
    **dict.fromkeys(("name", "名称", "站点", "社工站", "站点名称", "社工站名称"), "name"),
    **dict.fromkeys(("county", "县区", "区县", "县", "区", "所属县", "所属县区", "所属区县"), "county"),
    **dict.fromkeys(("kind", "类别", "类型", "站点类别", "站点类型"), "kind"),
}
EVALUATORS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("id", "编号", "代码", "评估人编号", "专家编号"), "id"),
    **dict.fromkeys(("name", "姓名", "名称", "评估人", "专家", "专家姓名"), "name"),
    **dict.fromkeys(("role", "身份", "角色", "类别"), "role"),
    **dict.fromkeys(("marks", "评分范围", "评分内容", "负责指标", "范围"), "marks"),
    **dict.fromkeys(("recused_from", "回避", "回避站点", "回避的站点"), "recused_from"),
}


_BESIDE: Final = frozenset(
    (
        *(
            "序号",
            "序",
            "号",
            "no",
            "no.",
            "备注",
            "说明",
            "电话",
            "联系电话",
            "手机",
            "phone",
            "remark",
            "remarks",
        ),
        *("单位", "工作单位", "职务", "职称", "地址", "联系人", "负责人"),
    )
)
"""Heads of columns that lists often have and that a round does not need."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a list: texts and cell references by column."""

    texts: Mapping[str, str]
    cells: Mapping[str, str]

    def of(self, name: str) -> str:
        """Return a text, '' where the column or the cell is missing."""
        return self.texts.get(name, "")

    def id(self, name: str = "id") -> str:
        """Return an id in the form used for comparison."""
        return "".join(folded(self.of(name)).split())

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the ids listed in a cell."""
        return tuple(part for part in _BETWEEN.split(folded(self.of(name))) if part)


def read_stations(path: Path) -> tuple[list[Station], list[Problem]]:
    """Return the stations of a list, in its order."""
    lines, problems = _lines(path, STATIONS)
    stations: list[Station] = []
    for line in _identified(lines, path.name, "station-listed-twice", problems):
        id = line.id()
        stations.append(Station(id, line.of("name") or id, line.of("county"), line.of("kind")))
    return stations, problems


def read_evaluators(
    path: Path, guideline: Guideline, stations: Iterable[str] | None
) -> tuple[list[Evaluator], list[Problem]]:
    """Return the panel of a list; *stations* are the ids evaluators may be recused from, None for any."""
    lines, problems = _lines(path, EVALUATORS)
    roles = {EXPERT: EXPERT, "专家": EXPERT, **{title: id for id, title in guideline.roles.items()}}
    roles |= {id: id for id in guideline.roles}
    marked = [section.id for section in guideline.walk()] + [
        criterion.id for criterion in guideline.criteria()
    ]
    station_ids = None if stations is None else list(stations)
    evaluators: list[Evaluator] = []

    def check(code: str, line: _Line, column: str, name: str, names: Iterable[str]) -> None:
        unfit = unknown(code, name, names)
        near = unfit.hint_key or ("roles-known" if column == "role" else "")
        args = {**unfit.args, "roles": Listing(roles)}
        problems.append(Problem(code, path.name, cell=line.cells[column], args=args, hint_key=near))

    for line in _identified(lines, path.name, "evaluator-listed-twice", problems):
        role = line.of("role")
        if role and role not in roles:
            check("role-unknown", line, "role", role, roles)
        marks, recused = line.ids("marks"), line.ids("recused_from")
        for listed_id in marks:
            if listed_id not in marked:
                check("marks-unknown", line, "marks", listed_id, marked)
        for listed_id in recused:
            if station_ids is not None and listed_id not in station_ids:
                check("recused-unknown", line, "recused_from", listed_id, station_ids)
        evaluators.append(Evaluator(line.id(), line.of("name"), roles.get(role, EXPERT), marks, recused))
    return evaluators, problems


def _identified(lines: list[_Line], shown: str, twice: str, problems: list[Problem]) -> list[_Line]:
    """Return the lines whose id is unique and can be a file name."""
    first: dict[str, str] = {}
    unique_lines: list[_Line] = []
    for line in lines:
        id, cell = line.id(), line.cells["id"]
        if not is_file_name(id):
            problems.append(Problem("round-id", shown, cell=cell, args={"name": id}))
        elif id in first:
            problems.append(Problem(twice, shown, cell=cell, args={"name": id, "first": first[id]}))
        else:
            first[id] = cell
            unique_lines.append(line)
    return unique_lines


def _lines(path: Path, names: Mapping[str, str]) -> tuple[list[_Line], list[Problem]]:
    """Return the rows below the header that are neither empty nor totals."""
    shown = path.name
    data = read_bytes(path, shown, MOST_BYTES)
    if isinstance(data, Problem):
        return [], [data]
    grids = read_table(data)
    if isinstance(grids, Unreadable):
        return [], [Problem("list-unreadable", shown, args=grids.args, hint_key=grids.hint_key)]
    if any(layout.marked_as(_text(grid.rows[0][0])) for grid in grids if grid.rows and grid.rows[0]):
        return [], [Problem("list-is-workbook", shown)]  # a workbook's tables have id columns too
    seen = [grid for grid in grids if not grid.hidden] or grids
    best = max((_header(grid, names) for grid in seen), key=lambda header: len(header[2]))
    grid, row, columns = best
    if "id" not in columns:
        words = Listing(dict.fromkeys(word for word, column in names.items() if column == "id"))
        return [], [Problem("list-without-id", shown, cell=grid.name, args={"names": words})]
    lines: list[_Line] = []
    problems = [Problem(notice.code, shown, args=notice.args) for notice in grid.notices]
    problems += [
        Problem("list-sheet-hidden", shown, cell=other.name, args={"sheet": other.name})
        for other in grids
        if other.hidden and other not in seen
    ]
    unused = _unused(grid.rows[row], names)
    if unused:
        listing = Listing(dict.fromkeys(word for word in names if not word.isascii()))
        own: dict[str, str] = {"columns": Listing(unused), "known": listing}
        problems.append(Problem("list-columns-unused", shown, cell=grid.cell(row, 0), args=own))
    hidden = [number for number in sorted(grid.hidden_rows) if row < number < len(grid.rows)]
    if hidden:
        args = {"count": str(len(hidden)), "rows": listed([number + 1 for number in hidden])}
        problems.append(Problem("ledger-hidden-rows", shown, cell=grid.name, args=args))
    for number in range(row + 1, len(grid.rows)):
        cells = grid.rows[number]
        texts: dict[str, str] = {}
        for name, at in columns.items():
            cell = cells[at] if at < len(cells) else None
            unfit = _complaint(cell, name)
            texts[name] = _text(cell) if unfit is None or isinstance(cell, ErrorValue) else ""
            if unfit is not None:
                args, place = dict(unfit.args), grid.cell(number, at)
                problems.append(Problem(unfit.code, shown, cell=place, args=args, hint_key=unfit.hint_key))
        first = next((text for text in map(_text, cells) if text), "")
        if any(texts.values()) and not _TOTAL.match(first):
            lines.append(_Line(texts, {name: grid.cell(number, at) for name, at in columns.items()}))
    if not lines:
        return [], [Problem("list-empty", shown, cell=grid.name)]
    return lines, problems


def _complaint(cell: Cell, name: str) -> Unfit | None:
    """Return why a cell of a list cannot be read as it stands, None where it can."""
    if isinstance(cell, ErrorValue):
        return Unfit("workbook-error-value", {"found": str(cell)})
    value = typed_cell(cell, Column(name, name, "text"))
    if not isinstance(value, Unfit):
        return None
    return Unfit(value.code, {"column": name, **value.args}, value.hint_key)


def _header(grid: Grid, names: Mapping[str, str]) -> tuple[Grid, int, dict[str, int]]:
    """Return the header: of the first rows, the row that names the most columns."""
    best: tuple[Grid, int, dict[str, int]] = (grid, 0, {})
    for row, cells in enumerate(grid.rows[:_HEADER_ROWS]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(cells):
            word = _word(cell) if isinstance(cell, str) else ""
            column = names.get(word) or names.get(_UNIT.sub("", word))
            if column is not None:
                columns.setdefault(column, at)
        if len(columns) > len(best[2]):
            best = grid, row, columns
    return best


def _unused(heads: Sequence[Cell], names: Mapping[str, str]) -> list[str]:
    """Return the heads that no column of the list goes by."""
    return [
        _text(cell)
        for cell in heads
        if isinstance(cell, str)
        and (word := _UNIT.sub("", _word(cell)))
        and not {word, _word(cell)} & (names.keys() | _BESIDE)
    ]


def _word(cell: str) -> str:
    return "".join(folded(cell).split()).strip("*").casefold()


def _text(cell: Cell) -> str:
    """Return a cell's text on one line; ids are often numbers."""
    return " ".join(UNPRINTABLE.sub("", cell_text(cell)).split())
