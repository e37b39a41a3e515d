"""A round with every kind of answer in it, and evaluators' workbooks filled in cell by cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.model.round import Round
from evaluator.workbook import layout
from tests.rounds.making import declared, opened, station
from tests.workbooks import Answers, row_of

LEVEL, VALUE, POINTS, REMARK = (
    layout.MARK_LEVEL,
    layout.MARK_VALUE,
    layout.MARK_POINTS,
    layout.MARK_REMARK,
)
FILE, CHECKS = layout.MARK_FILE, layout.MARK_CHECKS

GUIDELINE: Final = """\
id: tiny
edition: 1
title: 小指南
status: draft
issuer: 测试
full_marks: 250
roles: {finance: 财务专家, village: 村代表}
missing_evidence: no_points
grades:
  - {id: pass, title: 合格, at_least: 60%}
  - {id: fail, title: 不合格, at_least: 0}
facts:
  area: {title: 使用面积, type: number, unit: ㎡, at_least: 0}
  done: {title: 完成率, type: share}
  open: {title: 是否开放, type: boolean}
  place: {title: 场地, type: choice, choices: {own: 独立, shared: 共用}}
  opened: {title: 启用日期, type: date}
  rooms: {title: 功能室, type: set, choices: {a: 接待室, b: 个案室}, may_not_apply: true}
  phone: {title: 负责人电话, type: text, private: true}
  files: {title: 档案数, type: integer, unit: 册, at_least: 0}
  boxes: {title: 盒数, type: integer, at_least: 0}
  all.files: {title: 材料总数, type: integer, total: [files, boxes]}
  visits: {title: 走访核对数, type: integer, from: expert, at_least: 0}
  vouchers: {title: 凭证问题数, type: integer, from: finance, at_least: 0}
  liked: {title: 村评分, type: number, from: village, at_least: 0, at_most: 10}
sections:
  - id: A
    title: 条件
    points: 80
    criteria:
      - id: A1
        title: 面积
        points: 30
        may_not_apply: true
        rule: {tiers: {fact: area, bands: [{at_least: 60, award: 30}, {at_least: 30, award: 20}]}}
        evidence:
          - {id: lease, kind: document, title: 协议}
          - {id: look, kind: site, title: 现场}
      - id: A2
        title: 功能室
        points: 20
        rule: {checklist: {fact: rooms, award: {a: 10, b: 10}}}
      - id: A3
        title: 走访
        points: 10
        rule: {tiers: {fact: visits, bands: [{at_least: 1, award: 10}]}}
      - id: A4
        title: 凭证
        points: 10
        rule: {tiers: {fact: vouchers, bands: [{at_most: 0, award: 10}]}}
        evidence: [{id: books, kind: finance, title: 账册}]
      - id: A5
        title: 群众评价
        points: 10
        rule: {tiers: {fact: liked, bands: [{at_least: 6, award: 10}]}}
  - id: B
    title: 服务
    points: 170
    criteria:
      - id: B1
        title: 质量
        text: 好得30分，较好得10至20分，差不得分。
        points: 30
        look_at: [查记录]
        rule: {rating: {levels: {好: 30, 较好: {from: 10, to: 20, step: 2, text: 个别缺项}, 差: 0}}}
      - id: B2
        title: 账目
        points: 20
        marked_by: finance
        rule: {mark: {step: 0.5}}
      - id: B3
        title: 档案
        points: 20
        key_item: true
        rule: {sample: {checks: [封面, 记录, 签名], from: files, at_least: 2, share: 50%}}
      - id: B4
        title: 个案
        points: 30
        rule: {sample: {checks: [接案, 计划, 介入, 评估, 结案, 回访, 归档], at_least: 2}}
      - id: B5
        title: 特色
        points: 20
        rule: {mark: {}}
      - id: B6
        title: 材料
        points: 20
        rule: {sample: {checks: [齐全], from: all.files, at_least: 1, share: 10%}}
      - id: B7
        title: 精细
        points: 10
        rule: {rating: {levels: {优: {from: 7.2, to: 10, step: 0.1}, 中: {from: 1, to: 7}, 无: 0}}}
      - id: B8
        title: 创新
        points: 20
        rule: {mark: {step: 0.1}}
vetoes:
  - {id: V1, title: 弄虚作假, grade: fail, decided_by: panel}
"""
PANEL: Final = """\
panel:
  evaluators:
    - {id: e1, name: 专家甲}
    - {id: e2, name: 专家乙, recused_from: [s02], marks: [B1, A]}
    - {id: e3, name: 专家丙, marks: [B3, B4, B5, B6, B7, B8]}
    - {id: f1, name: 财务, role: finance}
    - {id: v1, name: 村代表, role: village}
"""
FACTS: Final = "{area: 66, done: 93%, place: own, rooms: [a], phone: '13900000000', files: 5, boxes: 15}"
MORE: Final = """\
  - {id: E02, kind: document, title: "=HYPERLINK(1)", for: [B1]}
not_applicable: {A1: 没有场地, rooms.b: 不需要}
claims: {B1: {level: 较好, points: 18}, B5: {points: 12.5}}
"""


def a_round(folder: Path, stations: int = 1) -> Round:
    """The round with so many stations, all alike."""
    declared(folder, panel=PANEL)
    (folder / "criteria" / "tiny" / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    for number in range(1, stations + 1):
        id = f"s{number:02}"
        station(folder / "stations" / id, id, FACTS, MORE)
    return opened(folder)


def sheets_in(book: Workbook) -> dict[str, Worksheet]:
    """The stations' sheets by the station's id."""
    found: dict[str, Worksheet] = {}
    for sheet in book.worksheets:
        if str(sheet["A1"].value).startswith(f"{layout.MARKING.mark}:"):
            found[str(sheet.cell(row_of(sheet, "sheet#station") + 1, VALUE + 1).value)] = sheet
    return found


def files(criterion: str, *rows: tuple[str, str]) -> Answers:
    """Files inspected: a name, and a word for each check."""
    return {
        f"file#{criterion}#{number}": {
            FILE: name or None,
            **{CHECKS + place: None if word == "." else word for place, word in enumerate(words)},
        }
        for number, (name, words) in enumerate(rows, 1)
    }


SHEET: Final = f"""\
# 站点s01
evaluator: e1
station: s01
role: expert
submitted: {date(2026, 8, 2)}
marks:
  B1: {{level: 较好, points: 14, remark: "第一行\\n第二行"}}
  B3:
    sample:
      - {{file: DA01, passed: [1, 2], left_out: [3]}}
      - {{file: "0012", passed: []}}
      - {{file: "=A1", passed: [1, 2, 3]}}
    remark: 抽了三份
  B5: {{points: 7.25}}
  B8: {{remark: 再看}}
observed:
  area: {{value: 61.7, remark: 实测}}
  done: {{value: 93.5%}}
  open: {{value: false}}
  place: {{value: shared}}
  opened: {{value: 2024-03-01}}
  rooms: {{value: [b], remark: 看过}}
  phone: {{value: "13800000001"}}
  visits: {{value: 3}}
evidence:
  E01: {{accepted: true, remark: 原件}}
  E02: {{accepted: false, remark: 复印}}
  A1#lease: {{seen: true}}
  A1#look: {{seen: false, remark: 锁着}}
not_applicable:
  A1: {{agree: false, remark: 适用}}
  rooms.b: {{agree: true}}
vetoes:
  V1: {{remark: 改过日期}}
remark: "总的还可以\\n请改进"
"""
"""Everything an evaluator may answer."""
