"""Evaluators' workbooks made cell by cell, as the layout says where everything stands."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from evaluator.loading.guideline import load_guideline
from evaluator.model.guideline import Guideline
from evaluator.workbook import layout

Cells = Mapping[int, object]
Row = tuple[str, Cells]
"""An id and what stands in its columns."""

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


def heading(
    station: str = "s1", evaluator: str = "e1", submitted: object = None, remark: object = None
) -> list[Row]:
    """The rows that say who marked which station."""
    return [
        ("sheet#station", {layout.MARK_VALUE: station}),
        ("sheet#evaluator", {layout.MARK_VALUE: evaluator}),
        ("sheet#role", {layout.MARK_VALUE: "expert"}),
        ("sheet#submitted", {layout.MARK_VALUE: submitted}),
        ("sheet#remark", {layout.MARK_REMARK: remark}),
    ]


def questions() -> list[Row]:
    """The rows of the tiny guideline, unanswered."""
    facts = ("area", "done", "open", "place", "opened", "rooms", "rooms.a", "rooms.b", "visits")
    return [
        *((f"mark#{one}", {1: one}) for one in ("B1", "B2", "B3")),
        *((f"file#B2#{number}", {1: number}) for number in range(1, 5)),
        *((f"fact#{one}", {1: one}) for one in facts),
        *((f"item#{one}", {1: one}) for one in ("E01", "E02")),
        ("line#A1#lease", {1: "协议"}),
        *((f"na#{one}", {1: one}) for one in ("A1", "rooms.a")),
        ("veto#V1", {1: "弄虚作假"}),
    ]


def answered(rows: Sequence[Row], answers: Mapping[str, Cells]) -> list[Row]:
    """The rows with answers put into them."""
    assert answers.keys() <= {id for id, _ in rows}, answers.keys() - {id for id, _ in rows}
    return [(id, {**cells, **answers.get(id, {})}) for id, cells in rows]


def made(
    guideline: Guideline, sheets: Mapping[str, Sequence[Row]], about: Mapping[str, str] | None = None
) -> bytes:
    """A workbook with these sheets, by the names on their tabs."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    percent = book.add_format({"num_format": "0.##%"})
    for number, (name, rows) in enumerate(sheets.items(), 1):
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, layout.marking_mark(number))
        for row, (id, cells) in enumerate(rows, 1):
            sheet.write_string(row, 0, id)
            for column, value in cells.items():
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif isinstance(value, str) and value.startswith("=#"):
                    sheet.write_formula(row, column, value, None, value[1:])
                elif isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(row, column, value)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, float) and id.endswith("done"):
                    sheet.write_number(row, column, value, percent)
                elif value is not None:
                    sheet.write(row, column, value)
    pairs = {
        "guideline": guideline.id,
        "edition": guideline.edition,
        "sha256": guideline.sha256,
        "profile": guideline.profile,
        "version": layout.VERSION,
        "language": "zh",
        layout.AUDIENCE: layout.EVALUATOR,
        **(about or {}),
    }
    sheet = book.add_worksheet("关于")
    sheet.write_string(0, 0, layout.ABOUT.mark)
    for row, (key, value) in enumerate(pairs.items(), 1):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    book.close()
    return data.getvalue()
