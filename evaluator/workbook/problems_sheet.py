"""问题: the cells that keep figures from being shown, each with a link to it.

All cells that may have a problem stand in hidden columns; the rows that are seen pick those that have one.
"""

from __future__ import annotations

from typing import Final

from evaluator.workbook import layout
from evaluator.workbook.formats import StyledWorkbook, Tab, formula, height
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.model import Model
from evaluator.workbook.live.problem_cells import ProblemCell
from evaluator.workbook.positions import Plan, literal_text

_WIDTHS: Final = (6.0, 22.0, 28.0, 44.0, 22.0)
_PLACE, _TITLE, _WHY, _SCORES = 2, 3, 4, 5
_PICKED: Final = 6
"""The hidden column with the number of the cell that a row shows, 0 for none."""
_COUNTED, _LINK, _SHOWN, _TITLES, _WHYS, _HIDES = range(7, 13)
"""Hidden columns of all cells: how many have a problem up to here, then what is shown of each."""
_MOST_IDS: Final = 6
"""Criteria that are named individually."""


def write_problems(workbook: StyledWorkbook, model: Model) -> None:
    """Write the sheet."""
    plan, cells = workbook.plan, model.problems
    sheet = workbook.sheet("problems", layout.PROBLEMS.mark, list(_WIDTHS))
    workbook.heading(sheet, "problems", _SCORES)
    for column, key in enumerate(("number", "place", "title", "why", "scores"), 1):
        sheet.write_string(layout.PROBLEMS.header, column, plan.say(f"problem.head.{key}"), workbook.head)
    first = layout.PROBLEMS.first
    for row, cell in enumerate(cells, first):
        _candidate(plan, sheet, row, cell)
    last = first + max(1, len(cells)) - 1
    count = plan.at("problems", last, _COUNTED) if cells else "0"
    none, some = (plan.say(f"problem.{key}") for key in ("none", "some"))
    more = plan.say("problem.more", shown=str(layout.PROBLEM_ROWS))
    tail = f'IF({count}>{layout.PROBLEM_ROWS},"{more}","")'
    formula(sheet, 2, 1, f'IF({count}=0,"{none}","{some}"&{count}&{tail})', workbook.plain)
    texts = [(text, width) for cell in cells for text, width in _texts(plan, cell)]
    for number in range(1, layout.PROBLEM_ROWS + 1):
        row = first + number - 1
        sheet.set_row(row, height(texts, 30))
        _picked(workbook, sheet, row, number, last)
    sheet.set_column(_PICKED, _HIDES, 8, None, {"hidden": True})
    end = first + layout.PROBLEM_ROWS - 1
    workbook.colour(
        sheet, (first, 1, end, _SCORES), f"${layout.column_name(_PICKED)}{first + 1}>0", workbook.framed
    )
    sheet.freeze_panes(first, 0)
    sheet.repeat_rows(layout.PROBLEMS.header)
    sheet.print_area(0, 1, end, _SCORES)
    workbook.protect(sheet)


def _candidate(plan: Plan, sheet: Tab, row: int, cell: ProblemCell) -> None:
    """Write the hidden cells of a cell that may have a problem."""
    before = f"{layout.cell_name(row - 1, _COUNTED)}+" if row > layout.PROBLEMS.first else ""
    formula(sheet, row, _COUNTED, f"{before}IF({is_set(cell.flag)},1,0)")
    tab = plan.tabs[cell.sheet]
    sheet.write_string(row, _HIDES, _hidden(plan, cell))
    if cell.live is not None:
        live, flag = cell.live, is_set(cell.flag)
        before, shown = f"#'{tab}'!", f"{tab}!"
        for column, expression in (
            (_LINK, f"{literal_text(before)}&{live.place}"),
            (_SHOWN, f"{literal_text(shown)}&{live.place}"),
            (_TITLES, live.title),
            (_WHYS, live.why),
        ):
            formula(sheet, row, column, f'IF({flag},{expression},"")')
        return
    place = layout.cell_name(cell.row, cell.column)
    for column, text in (
        (_LINK, f"#'{tab}'!{place}"),
        (_SHOWN, f"{tab}!{place}"),
        (_TITLES, cell.title),
        (_WHYS, cell.why),
    ):
        sheet.write_string(row, column, text)


def _hidden(plan: Plan, cell: ProblemCell) -> str:
    """Return which figures the cell hides."""
    ids = list(cell.criteria[:_MOST_IDS])
    if len(cell.criteria) > _MOST_IDS:
        ids.append("…")
    return plan.say("stop").join([*ids, plan.say("score.total")])


def _texts(plan: Plan, cell: ProblemCell) -> list[tuple[str, float]]:
    shown = f"{plan.tabs[cell.sheet]}!{layout.cell_name(cell.row, cell.column)}"
    texts = (shown, cell.title, cell.why, _hidden(plan, cell))
    return list(zip(texts, _WIDTHS[1:], strict=True))


def _picked(workbook: StyledWorkbook, sheet: Tab, row: int, number: int, last: int) -> None:
    """Write a row of the list: the cell whose problem is the one of this *number*."""
    first = layout.PROBLEMS.first
    picked = f"${layout.column_name(_PICKED)}{row + 1}"

    def column(of: int) -> str:
        letters = layout.column_name(of)
        return f"${letters}${first + 1}:${letters}${last + 1}"

    def shown(text: str) -> str:
        return f'IF({picked}=0,"",{text})'

    counted = column(_COUNTED)
    formula(sheet, row, _PICKED, f"IF(MAX({counted})<{number},0,MATCH({number},{counted},0))")
    formula(sheet, row, 1, shown(str(number)), workbook.frameless)
    link = f"HYPERLINK(INDEX({column(_LINK)},{picked}),INDEX({column(_SHOWN)},{picked}))"
    formula(sheet, row, _PLACE, shown(link), workbook.link)
    for place, of in ((_TITLE, _TITLES), (_WHY, _WHYS), (_SCORES, _HIDES)):
        formula(sheet, row, place, shown(f"INDEX({column(of)},{picked})"), workbook.frameless)
