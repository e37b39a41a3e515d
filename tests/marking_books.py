"""Evaluators' workbooks made by the program and filled in cell by cell, as an evaluator does it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.loading.guideline import load_guideline
from evaluator.marking.questions import asked_of
from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Claim, EvidenceItem, Station, Submission
from evaluator.model.values import Period
from evaluator.rules.sample import Sample
from evaluator.workbook import layout
from evaluator.workbook.marking.marking_book import MarkingTask, Question, Visit
from evaluator.workbook.marking.write import marking_workbook
from tests.workbooks import Answers, marked, reopened, row_of, type_in

PERIOD = Period(date(2025, 7, 1), date(2026, 6, 30))

TINY = """\
id: tiny
edition: 1
title: 小指南
status: draft
issuer: 测试
full_marks: 130
missing_evidence: no_points
grades:
  - {id: pass, title: 合格, at_least: 60%}
  - {id: fail, title: 不合格, at_least: 0}
roles: {finance: 财务专家}
facts:
  area: {title: 使用面积, type: number, unit: ㎡, at_least: 0}
  done: {title: 完成率, type: share}
  open: {title: 是否开放, type: boolean}
  place: {title: 场地, type: choice, choices: {own: 独立, shared: 共用}}
  opened: {title: 启用日期, type: date}
  rooms: {title: 功能室, type: set, choices: {a: 接待室, b: 个案室}, may_not_apply: true}
  visits: {title: 走访数, type: integer, from: expert, at_least: 0}
sections:
  - id: A
    title: 条件
    points: 50
    criteria:
      - id: A1
        title: 面积
        points: 30
        may_not_apply: true
        rule: {tiers: {fact: area, bands: [{at_least: 60, award: 30}, {at_least: 30, award: 20}]}}
        evidence: [{id: lease, kind: document, title: 协议}]
      - id: A2
        title: 功能室
        points: 20
        rule: {checklist: {fact: rooms, award: {a: 10, b: 10}}}
  - id: B
    title: 服务
    points: 80
    criteria:
      - id: B1
        title: 质量
        points: 30
        rule: {rating: {levels: {好: 30, 较好: {from: 10, to: 20}, 差: 0}}}
      - id: B2
        title: 档案
        points: 20
        rule: {sample: {checks: [接案, 计划, 结案], at_least: 1}}
      - id: B3
        title: 特色
        points: 20
        rule: {mark: {step: 0.5}}
      - id: B4
        title: 账目
        points: 10
        marked_by: finance
        rule: {mark: {}}
vetoes:
  - {id: V1, title: 弄虚作假, grade: fail, decided_by: panel}
"""


def tiny(folder: Path) -> Guideline:
    """A guideline with every kind of answer in it."""
    (folder / "criteria" / "tiny").mkdir(parents=True, exist_ok=True)
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    path.write_text(TINY, encoding="utf-8")
    found, problems = load_guideline(path)
    assert found is not None, [one.render("en") for one in problems]
    return found


def submission(id: str) -> Submission:
    """A station that handed in two files and claims that two things do not apply."""
    items = tuple(EvidenceItem(f"E0{number}", "photo", "照片", serves=(("A1", ""),)) for number in (1, 2))
    claims = {name: Claim(name, "没有") for name in ("A1", "rooms.a")}
    return Submission("tiny", Station(id, f"站点{id}"), PERIOD, {}, {}, items, claims, {})


def handed_out(guideline: Guideline, stations: Sequence[str] = ("s1",), evaluator: str = "e1") -> bytes:
    """A workbook as it is handed out; a station '' is left to be typed."""
    member = Evaluator(evaluator)
    questions = tuple(
        Question(
            step.id,
            step.about,
            step.required,
            sample_size=1 if isinstance(getattr(step.about, "rule", None), Sample) else None,
        )
        for step in asked_of(guideline, member, "", ())
    )
    visits = tuple(
        Visit(id, f"站点{id}", questions, submission(id)) if id else Visit("", "", questions)
        for id in stations
    )
    return marking_workbook(MarkingTask(guideline, member, visits, "r1", "测试轮次", PERIOD))


def sheet_of(book: Workbook, number: int = 1) -> Worksheet:
    """The sheet on one of the stations."""
    return marked(book, layout.marking_mark(number))


def answer(book: Workbook, answers: Answers, number: int = 1) -> None:
    """Fill in answers by the ids of their rows."""
    type_in(sheet_of(book, number), answers)


def place(book: Workbook, id: str, column: int, number: int = 1) -> str:
    """The cell of an answer; without an id the sheet."""
    sheet = sheet_of(book, number)
    return f"{sheet.title}!{layout.cell_name(row_of(sheet, id), column)}" if id else sheet.title


def filled(data: bytes, answers: Answers) -> Workbook:
    """A workbook with answers on its first sheet."""
    book = reopened(data)
    answer(book, answers)
    return book
