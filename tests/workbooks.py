"""Workbooks filled in by a script, cell by cell, as a worker fills them in by hand."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Final

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.model.values import Value
from evaluator.texts.problem import Problem
from evaluator.texts.sentences import SENTENCES
from evaluator.workbook import layout
from evaluator.workbook.write import workbook

Cells = Mapping[int, object]
"""What is typed into the columns of a row."""
Answers = Mapping[str, Cells]
"""By the id of a row."""
CASES: Final = int(os.environ.get("WORKBOOK_CASES", "12"))
"""How many random cases a test tries."""
MANY: Final = 50
"""From so many on, workbooks have all their rows, and all of the sample round is gone through."""


@contextmanager
def few_rows() -> Iterator[None]:
    """Few blank rows in workbooks, so that other programs are soon done with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "LEDGER_ROWS", 2)
        patch.setattr(layout, "LEDGER_SPARE", 2)
        patch.setattr(layout, "EVIDENCE_SPARE", 2)
        yield


def blank(guideline: Guideline, submission: Submission | None = None) -> bytes:
    """A workbook as it is handed out, but for the number of its rows."""
    with few_rows():
        return workbook(guideline, submission)


def put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Write a cell; row and column count from 0."""
    sheet.cell(row + 1, column + 1).value = value  # type: ignore[assignment]  # whatever a worker types


def marked(book: Workbook, mark: str) -> Worksheet:
    """The sheet with this mark."""
    return next(sheet for sheet in book.worksheets if sheet["A1"].value == mark)


def row_of(sheet: Worksheet, id: str) -> int:
    """The row of a machine id, counted from 0."""
    return next(number for number, (cell,) in enumerate(sheet.iter_rows(max_col=1)) if cell.value == id)


def answer(book: Workbook, id: str, value: object, column: int = layout.FACT_INPUT) -> str:
    """Fill in one answer; its cell."""
    sheet = marked(book, layout.FACTS.mark)
    row = row_of(sheet, id)
    put(sheet, row, column, value)
    return f"{sheet.title}!{layout.cell_name(row, column)}"


def type_in(sheet: Worksheet, answers: Answers) -> None:
    """Type answers by the ids of their rows."""
    for id, cells in answers.items():
        row = row_of(sheet, id)
        for column, value in cells.items():
            put(sheet, row, column, value)


def told(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Code and cell of each problem."""
    return [(each.code, each.cell) for each in problems]


def fill(book: Workbook, guideline: Guideline, submission: Submission) -> None:
    """Fill in all that a submission says."""
    station, period = submission.station, submission.period
    for key in ("id", "name", "county", "kind"):
        answer(book, f"station#{key}", getattr(station, key) or None)
    answer(book, "period#from", period.first)
    answer(book, "period#to", period.last)
    for name, declared in submission.facts.items():
        fact = guideline.facts[name]
        value = declared.value
        if fact.counted is not None and not fact.counted.or_declared:
            continue  # the workbook counts it
        if isinstance(value, frozenset):
            if not value:
                answer(book, name, layout.NONE_CHOSEN)
            for option in value:
                answer(book, f"{name}.{option}", layout.TICK)
        elif value is not None:
            answer(book, name, typed(value, fact.choices.get(str(value), "")))
            if fact.type == "share":
                sheet = marked(book, layout.FACTS.mark)
                row = row_of(sheet, name)
                sheet.cell(row + 1, layout.FACT_INPUT + 1).number_format = "0.##%"
    for name, claim in submission.not_applicable.items():
        if "." in name and name in [f"{f.name}.{o}" for f in guideline.facts.values() for o in f.choices]:
            answer(book, name, claim.reason, layout.FACT_REASON)
        else:
            answer(book, f"{layout.NOT_APPLICABLE}{name}", claim.reason)
    for name, mark in submission.claims.items():
        if mark.level:
            answer(book, f"{layout.OWN_LEVEL}{name}", mark.level)
        if mark.points is not None:
            answer(book, f"{layout.OWN_POINTS}{name}", typed(mark.points))
    _fill_evidence(book, submission)
    for id, handed in submission.ledgers.items():
        sheet = marked(book, layout.ledger_mark(id))
        put(sheet, *layout.HANDED, layout.TICKED)
        ledger = guideline.ledgers[id]
        for number, kept in enumerate(handed.rows):
            for offset, column in enumerate(ledger.columns.values()):
                value = kept.cells.get(column.id)
                if value is not None:
                    text = column.choices.get(str(value), "")
                    place = layout.LEDGER.first + number, layout.LEDGER_FIRST_COLUMN + offset
                    put(sheet, *place, typed(value, text))


def _fill_evidence(book: Workbook, submission: Submission) -> None:
    sheet = marked(book, layout.EVIDENCE.mark)
    for number, item in enumerate(submission.evidence):
        served = "；".join(f"{criterion}#{line}" if line else criterion for criterion, line in item.serves)
        kind = SENTENCES[f"kind.{item.kind}"][0]
        values = (item.id, kind, item.title, item.file or None, item.date, served or None)
        for offset, value in enumerate(values):
            put(sheet, layout.EVIDENCE.first + number, layout.EVIDENCE_FIRST_COLUMN + offset, value)


def typed(value: Value, title: str = "") -> object:
    """What a worker types for a value."""
    if title:
        return title
    if isinstance(value, bool):
        return layout.TICKED if value else layout.UNTICKED
    if isinstance(value, Fraction):
        return float(value)
    return value if isinstance(value, int | str | date) else str(value)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reopened(data: bytes) -> Workbook:
    """A workbook to go on filling in."""
    return openpyxl.load_workbook(io.BytesIO(data))
