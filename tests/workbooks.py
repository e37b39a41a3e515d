"""Workbooks filled in by a script, cell by cell, as a worker fills them in by hand."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Final

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.base import exact
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.wording import Words
from evaluator.evaluation import Computed, evaluation
from evaluator.model.findings import FactJson, FindingJson
from evaluator.model.guideline import Fact, Guideline
from evaluator.model.submission import Submission
from evaluator.model.values import Value
from evaluator.scoring.assess import DEDUCTION, Finding
from evaluator.texts.problem import Problem
from evaluator.texts.sentences import SENTENCES
from evaluator.workbook import layout
from evaluator.workbook.live.wording import MOST_OPTIONS
from evaluator.workbook.positions import Plan
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


REASON: Final = 5
ENGINE: Final = "以程序计算为准"
BLANK: Final = r"(空白|无法采信|台账未交|待[^；。]+提供|待评定)"
ENDS: Final = r"(；|。|（|$)"


def wrong(
    plan: Plan, rows: Mapping[str, list[object]], doubtful: Mapping[str, bool], computed: Computed
) -> Iterator[str]:
    """Yield what a reason says that the engine does not; *rows* are the sheet's, by id."""
    told = {row["criterion"]: row for row in evaluation(computed)["findings"]}
    words = Words(plan.guideline)
    for finding in computed.findings:
        id = finding.criterion.id
        said = str(rows[id][REASON])
        if doubtful[id]:
            if said != ENGINE:
                yield f"{id} in doubt: {said!r}"
            continue
        state = _state(finding, words, plan, told[id])
        if not re.match(state, said):
            yield f"{id} {finding.reason}: {said!r} is not {state!r}"
        for part in _parts(finding, words):
            if part not in said:
                yield f"{id}: {said!r} does not say {part!r}"
        for fact in told[id]["facts"]:
            if fact["name"] not in facts_of(finding.criterion):
                continue
            wanted = _fact(plan.guideline.facts[fact["name"]], fact, computed)
            if not re.search(wanted, said):
                yield f"{id}: {said!r} does not say {wanted!r}"


def _state(finding: Finding, words: Words, plan: Plan, told: FindingJson) -> str:
    """Return a pattern of what the reason must begin with."""
    criterion, points = finding.criterion, finding.low.points
    rounding = plan.guideline.rounding
    rule: exact.Rule = "half_even" if rounding.rule == "half_even" else "half_up"
    got = re.escape(words.number(exact.rounded(points, rounding.places, rule)))
    if not finding.settled:
        return "(申报不适用，待确认|待评定|是否)"
    if not finding.low.applies:
        return "不适用"
    silent = all(one["value"] is None for one in told["facts"])
    if finding.kind == DEDUCTION:
        return {"blank": "数据未填，按最多扣分", "zero": "没有扣分"}.get(finding.reason, f"扣 {got} 分")
    full = re.escape(words.number(criterion.points))
    silence = "|数据未填，不得分" if silent else ""
    return {
        "scored": f"得满分 {full} 分" if points == criterion.points else f"得 {got} 分，满分 {full} 分",
        "zero": f"(不符合得分条件{silence})",
        "blank": "数据未填，不得分",
        "no_evidence": f"缺佐证：.+(得 {got} 分|不得分)",
        "zero_when": ".*本项计 0 分",
    }.get(finding.reason, "nothing else is settled")


def _parts(finding: Finding, words: Words) -> Iterator[str]:
    """Yield what must be said of the parts of a sum, what is taken off, and the band."""
    if not finding.settled or finding.low.open_reason:
        return
    depth = finding.criterion.rule.kind
    for one in finding.low.why:
        if depth == "sum" and one.key in ("why.sum.part", "why.sum.left"):
            yield words.reason(one)
        elif depth == "tiers" and one.key == "why.tiers":
            yield f"属于 {words.reason(one).partition('属于 ')[2].rpartition('，得')[0]}"
        elif depth == "tiers" and one.key == "why.tiers.otherwise":
            yield "不在任何一档"
        elif depth == "deduct" and "cost" in one.args:
            yield f"，扣 {words.reason(one).rpartition('扣 ')[2]}"


def _fact(fact: Fact, told: FactJson, computed: Computed) -> str:
    """Return a pattern of what must be said of a fact: its value as the evaluation writes it."""
    title = re.escape(f"{fact.title}：")
    value = told["value"]
    if value is None:
        return f"{title}{BLANK}{ENDS}"
    known = computed.case.dossier.facts[fact.name].value
    if isinstance(known, frozenset) and len(fact.choices) > MOST_OPTIONS:
        return f"{title}{len(known)} 项，共 {len(fact.choices)} 项{ENDS}"
    if fact.type == "text" and not fact.private:
        return title  # compared in another form than it is written in
    return f"{title}{re.escape(value)}{ENDS}"
