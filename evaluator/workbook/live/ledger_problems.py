"""The cells of a ledger's sheet that keep what is counted from it from being shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from evaluator.model.guideline import Column
from evaluator.model.values import NUMERIC
from evaluator.workbook import layout
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.counting import LedgerSheet
from evaluator.workbook.live.problem_cells import LivePlace, ProblemCell
from evaluator.workbook.positions import literal_text

MOST_ROWS: Final = 5
"""Rows of a ledger that are listed at a time."""
_NONE: Final = "1E6"
"""A row that no sheet with entries reaches."""


def ledger_problems(
    sheet: LedgerSheet, facts: Sequence[str], criteria: Sequence[str]
) -> Iterator[ProblemCell]:
    """Yield the cells of a ledger that may keep figures from being shown.

    Of each row its first cell that cannot be read is listed, of a column its first text that cannot be
    compared; when one is put right, the next follows.
    """
    plan, calc, ledger = sheet.plan, sheet.calc, sheet.ledger
    title = ledger.title or ledger.id
    columns = list(ledger.columns.values())
    whys = [_expected(sheet, column) for column in columns] + [plan.say("problem.row")]
    titles = [f"{title}：{column.title or column.id}" for column in columns] + [title]
    longest = max(titles, key=len), max(whys, key=len)

    def cell(flag: str, place: str, about: str, why: str) -> ProblemCell:
        head = layout.LEDGER.header, layout.LEDGER_FIRST_COLUMN
        live = LivePlace(place, about, why)
        return ProblemCell(sheet.sheet, *head, flag, *longest, tuple(facts), tuple(criteria), live)

    bad = sheet.all(sheet.bad)
    before: str = "0"
    for _ in range(MOST_ROWS):
        row: str = calc.cell(f"SUMPRODUCT(MIN((({bad}=0)+(ROW({bad})<={before})>0)*{_NONE}+ROW({bad})))")
        here: str = calc.flag(f"{row}<{_NONE}")
        which = calc.cell(f"IF({is_set(here)},INDEX({bad},{row}-{sheet.first}),1)")
        spot = f"ADDRESS({row},IF({which}>{len(columns)},1,{which})+1,4)"
        about, why = (
            f"CHOOSE({which},{','.join(literal_text(text) for text in texts)})" for texts in (titles, whys)
        )
        yield cell(here, spot, about, why)
        before = row
    for name, flag in sheet.strange.items():
        column = ledger.columns[name]
        place = sheet.places[name]
        row = plan.at(sheet.sheet, layout.LEDGER.header, sheet.row.narrow(name))
        about = literal_text(f"{title}：{column.title or column.id}")
        yield cell(flag, f"ADDRESS({row},{place + 1},4)", about, literal_text(plan.say("problem.text")))
    for flag, row, key in (
        (sheet.beyond, f"{sheet.last + 2}", "beyond"),
        (sheet.put_in, sheet.row_put_in, "put_in"),
    ):
        yield cell(flag, f"ADDRESS({row},2,4)", literal_text(title), literal_text(plan.say(f"problem.{key}")))
    if ledger.id in plan.unlike:
        spot = literal_text(layout.cell_name(sheet.first, layout.LEDGER_FIRST_COLUMN))
        yield cell("1", spot, literal_text(title), literal_text(plan.say("problem.unlike")))


def _expected(sheet: LedgerSheet, column: Column) -> str:
    """Return what a column's cells should hold."""
    say = sheet.plan.say
    if column.type == "text":
        return say("problem.text")
    sentence = say(f"error.{column.type}")
    if column.not_before:
        first = sheet.ledger.columns[column.not_before]
        sentence += say("problem.not_before", first=first.title or first.id)
    if column.type not in (*NUMERIC, "date", "boolean", "choice"):
        return say("problem.row")
    return sentence
