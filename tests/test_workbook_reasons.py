"""What the sheet 自评得分 says, to the letter: every kind of fact and every state."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import openpyxl
import python_calamine

from evaluator.evaluation.pipeline import Inputs, read_inputs
from evaluator.loading.guideline import load_guideline
from tests.conftest import Office
from tests.test_workbook import recalculated, written
from tests.workbooks import REASON, answer

RULE: Final = 7
MISSING: Final = 6
GUIDELINE: Final = """
id: told
edition: 1
title: 说明
status: constructed
issuer: 示例
full_marks: 200
roles: {survey: 调查方}
missing_evidence: no_points
grades:
  - {id: a, title: 优, at_least: 100}
  - {id: b, title: 差, at_least: 0}
facts:
  rate: {title: 持证率, type: share}
  hours: {title: 时长, type: number, unit: 小时}
  people: {title: 人数, type: integer, unit: 人}
  certified: {title: 持证人数, type: integer, unit: 人, at_most: people}
  opened: {title: 开放日, type: date}
  plan: {title: 有计划, type: boolean}
  place: {title: 场所, type: choice, choices: {own: 独立"自有", shared: 共用}}
  salary: {title: 工资, type: number, private: true}
  note: {title: 备注, type: text}
  rooms: {title: 分区, type: set, choices: {a: 接待区, b: 个案室, c: 档案室}}
  many: {title: 事项, type: set, may_not_apply: true, choices: {m1: 一, m2: 二, m3: 三, m4: 四, m5: 五, m6: 六, m7: 七, m8: 八, m9: 九, m10: 十, m11: 十一}}
  asked: {title: 满意度, type: share, from: survey}
  visits: {title: 走访, type: number, unit: 次, counted: {ledger: visits, mean: times}}
  both: {title: 合计, type: number, unit: 小时, total: [hours, people]}
ledgers:
  visits:
    title: 走访台账
    columns:
      times: {title: 次数, type: number}
sections:
  - id: A
    title: 全部
    points: 200
    criteria:
      - {id: c1, title: 一, points: 10, rule: {ratio: {of: rate}}}
      - {id: c2, title: 二, points: 10, rule: {tiers: {fact: hours, bands: [{at_least: 5, award: 10}, {at_least: 2, award: 4}]}}}
      - {id: c3, title: 三, points: 10, rule: {ratio: {of: certified, to: people, if_none: zero}}}
      - {id: c4, title: 四, points: 10, rule: {yes_no: {fact: opened, at_least: 2026-01-01}}}
      - {id: c5, title: 五, points: 10, rule: {yes_no: {fact: plan}}}
      - {id: c6, title: 六, points: 10, rule: {choice: {fact: place, award: {own: 10, shared: 5}}}}
      - {id: c7, title: 七, points: 10, rule: {count: {fact: salary, each: 0.001}}}
      - {id: c8, title: 八, points: 10, rule: {yes_no: {fact: note, is_given: true}}}
      - {id: c9, title: 九, points: 10, rule: {checklist: {fact: rooms, award: {a: 4, b: 3, c: 3}}}, evidence: [{id: e, kind: photo, title: 分区照片, each: rooms}]}
      - {id: c10, title: 十, points: 10, rule: {ratio: {of: many}}}
      - {id: c11, title: 十一, points: 10, rule: {ratio: {of: asked}}}
      - {id: c12, title: 十二, points: 10, rule: {count: {fact: visits, each: 1}}}
      - {id: c13, title: 十三, points: 10, rule: {deduct: {each: [{fact: people, points: 2}, {when: {fact: plan, is: false}, points: 1}], missing: [{fact: rooms, expected: all, points: 0.5}]}}}
      - id: c14
        title: 十四
        points: 10
        rule: {sum: [{points: 4, title: 其一, rule: {yes_no: {fact: plan}}}, {points: 6, rule: {count: {fact: people, each: 1}}}]}
        evidence: [{id: p, kind: document, title: 计划书}]
      - id: c15
        title: 十五
        points: 10
        applies_when: {fact: people, at_least: 100}
        rule: {yes_no: {fact: plan}}
      - id: c16
        title: 十六
        points: 10
        zero_when: {fact: people, below: 3}
        rule: {yes_no: {fact: plan}}
      - {id: c17, title: 十七, points: 10, may_not_apply: true, rule: {count: {fact: visits, each: 1}}}
      - {id: c18, title: 十八, points: 10, rule: {rating: {levels: {好: 10, 差: 0}}}}
      - {id: c19, title: 十九, points: 10, rule: {ratio: {of: both, to: hours, reach: 200%, if_none: zero}}}
      - {id: c20, title: 二十, points: 10, if_missing: {cap: 60%}, rule: {yes_no: {fact: plan}}, evidence: [{id: q, kind: document, title: 计划书"正本"}]}
"""
HEAD: Final = """
guideline: told
station: {id: s1, name: 示例站}
period: {from: 2025-07-01, to: 2026-06-30}
"""
FACTS: Final = {
    "first": """
facts: {rate: 33.333%, hours: 2.12345, people: 2, certified: 1, opened: 2026-03-01, plan: true, place: own,
        salary: 3000, note: 有, rooms: [a, c], many: [m1, m2], both: null}
ledgers: {visits: ledgers/visits.csv}
not_applicable: {many.m3: 没有}
evidence:
  - {id: E1, kind: photo, title: 照片, file: evidence/a.txt, for: [c9#a]}
""",
    "second": """
facts: {people: 1, certified: 3, plan: false, rooms: []}
not_applicable: {c17: 没有}
""",
    "third": """
facts: {}
ledgers: {visits: ledgers/none.csv}
""",
}
LACKING: Final = {
    ("first", "c9"): "佐证：档案室",
    ("first", "c12"): "",
    ("second", "c12"): "交台账：走访台账",
    ("third", "c12"): "核对台账：走访台账",
    ("second", "c3"): "填写：持证人数",
    ("second", "c19"): "填写：时长",
    ("third", "c19"): "填写：时长；填写：人数",
    ("third", "c14"): "填写：有计划；填写：人数；佐证：计划书",
}
"""What is to be filled in: of what a ledger counts the ledger, of what is derived its operands."""
TOLD: Final = {
    "first": {
        "c1": "得 3.33 分，满分 10 分。持证率：≈33.33%",
        "c2": "得 4 分，满分 10 分。时长：≈2.12小时；属于 ≥2",
        "c3": "得 5 分，满分 10 分。持证人数：1人；人数：2人；比率：50%",
        "c4": "得满分 10 分。开放日：2026-03-01",
        "c5": "得满分 10 分。有计划：是",
        "c6": '得满分 10 分。场所：独立"自有"',
        "c7": "得 3 分，满分 10 分。工资：***",
        "c8": "得满分 10 分。备注：有",
        "c9": "得 4 分，满分 10 分。分区：接待区、档案室（缺：个案室）。没有对应佐证、不计入：档案室",
        "c10": "待评定。事项：2 项，共 11 项（1 项申报不适用）；比率：≈18.18%",
        "c11": "待评定。满意度：待调查方提供",
        "c12": "得 3 分，满分 10 分。走访：≈3.33次",
        "c13": "得 5.5 分，满分 10 分。人数：2人；有计划：是；分区：接待区、档案室（缺：个案室）"
        "；“人数”每一处扣 2 分，扣 4 分；“分区”共 3 项，每缺一项扣 0.5 分，扣 0.5 分",
        "c14": "缺佐证：计划书，不得分。有计划：是；人数：2人；其一：4 / 4 分；第2部分：2 / 6 分",
        "c15": "不适用：未满足适用条件（人数不低于 100人）。有计划：是；人数：2人",
        "c16": "人数低于 3人，本项计 0 分。有计划：是；人数：2人",
        "c17": "得 3 分，满分 10 分。走访：≈3.33次",
        "c18": "待评定",
        "c19": "得 9.71 分，满分 10 分。合计：≈4.12小时；时长：≈2.12小时；比率：≈194.19%",
        "c20": '缺佐证：计划书"正本"，最高 6 分，得 6 分。有计划：是',
    },
    "second": {
        "c1": "数据未填，不得分。持证率：空白",
        "c3": "数据未填，不得分。持证人数：空白；人数：1人",
        "c9": "不符合得分条件。分区：（无）",
        "c10": "数据未填，不得分。事项：空白",
        "c12": "数据未填，不得分。走访：台账未交",
        "c13": "得 5.5 分，满分 10 分。人数：1人；有计划：否；分区：（无）"
        "；“人数”每一处扣 2 分，扣 2 分；有计划为“否”，扣 1 分；“分区”共 3 项，每缺一项扣 0.5 分，扣 1.5 分",
        "c17": "申报不适用，待确认。走访：台账未交",
        "c19": "数据未填，不得分。合计：空白；时长：空白",
    },
    "typed": {
        "c3": "数据未填，不得分。持证人数：无法采信；人数：1人",
        "c5": "以程序计算为准",
    },
    "english": {
        "c3": "5 of 10 points. 持证人数: 1人; 人数: 2人; ratio: 50%",
        "c9": "4 of 10 points. 分区: 接待区, 档案室 (lacking: 个案室)."
        " Without evidence of their own, not counted: 档案室",
    },
}


def cases(folder: Path) -> dict[str, Inputs]:
    """The guideline with each of the stations, and in English."""
    (folder / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    guideline, problems = load_guideline(folder / "guideline.yaml")
    assert guideline is not None, [one.render("en") for one in problems]
    found: dict[str, Inputs] = {}
    for name, facts in FACTS.items():
        station = folder / name
        (station / "ledgers").mkdir(parents=True)
        (station / "evidence").mkdir()
        (station / "evidence" / "a.txt").write_text("a", encoding="utf-8")
        (station / "ledgers" / "visits.csv").write_text("次数\n2\n3\n5\n", encoding="utf-8")
        (station / "ledgers" / "none.csv").write_text("次数\n", encoding="utf-8")
        (station / "submission.yaml").write_text(HEAD + facts, encoding="utf-8")
        inputs, problems = read_inputs(station, guideline_model=guideline)
        assert inputs is not None, [one.render("en") for one in problems]
        found[name] = inputs
    found["english"] = replace(found["first"], guideline=replace(guideline, language="en"))
    return found


def typed(file: Path, answers: Mapping[str, object]) -> Path:
    """A workbook with some answers typed into it."""
    book = openpyxl.load_workbook(file)
    for id, value in answers.items():
        answer(book, id, value)
    book.save(file.with_name("typed.xlsx"))
    return file.with_name("typed.xlsx")


def test_every_state_is_said_with_its_facts(tmp_path: Path, office: Office) -> None:
    """A criterion says what it came to, each fact as the program writes it, and its parts."""
    files = [written(name, inputs, tmp_path) for name, inputs in cases(tmp_path).items()]
    files.append(typed(files[1], {"certified": 3, "plan": "也许"}))
    said: dict[str, dict[str, object]] = {}
    lacking: dict[tuple[str, str], object] = {}
    for name, sheets in recalculated(files, office).items():
        grid = sheets.get("自评得分") or sheets["Score"]
        rows = {str(row[0]): row for row in grid if row and row[0]}
        said[name] = {id: rows[id][REASON] for id in TOLD.get(name, ())}
        lacking |= {place: rows[place[1]][MISSING] for place in LACKING if place[0] == name}
    assert lacking == LACKING
    differing = {
        (name, id): text for name in TOLD for id, text in said[name].items() if text != TOLD[name][id]
    }
    assert not differing


def test_the_rule_stands_beside_it(tmp_path: Path) -> None:
    """The rule is text: when it applies, when it counts nothing, what missing evidence costs."""
    file = written("first", cases(tmp_path)["first"], tmp_path)
    with python_calamine.load_workbook(file) as book:
        grid = book.get_sheet_by_name("自评得分").to_python(skip_empty_area=False)
    rows = {str(row[0]): row for row in grid if row and row[0]}
    assert rows["c15"][RULE] == "有计划为“是”，得 10 分，否则 0 分；适用条件：人数不低于 100人"
    assert rows["c16"][RULE] == "有计划为“是”，得 10 分，否则 0 分；人数低于 3人时计 0 分"
    assert rows["c20"][RULE] == "有计划为“是”，得 10 分，否则 0 分；缺佐证最高得满分的 60%"
