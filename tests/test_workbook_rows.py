"""Rows as people type them into a workbook: what is a record, and what is left to the program."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

import openpyxl
import pytest

from evaluator.evaluation import compute
from evaluator.evaluation.pipeline import Inputs, read_inputs
from evaluator.loading.guideline import load_guideline
from evaluator.loading.ledgers import LedgerSource, Options, read_ledger
from evaluator.loading.submission import needed_columns
from evaluator.model.guideline import Guideline
from evaluator.workbook import layout
from evaluator.workbook.live.model import model
from evaluator.workbook.write import workbook
from tests.conftest import Office
from tests.stations import xlsx
from tests.test_workbook import LEDGERS, SUBMISSION, Computes, recalculated
from tests.workbooks import CASES, answer, marked, put, saved

ROWS: Final = 14
Typed = list[list[object]]
WIDTHS: Final = {"visits": 6, "events": 1, "targets": 4}
PLAIN: Final = ("numbered", "section", "day", "signs", "blank")
"""Lines a sheet may judge itself."""
TELLING: Final = ("total", "label", "heads", "note", "example")
"""What it leaves to the program."""


def visit(random: Random, number: int) -> list[object]:
    row: list[object] = [
        f"v{number}",
        random.choice(("1", "01", "甲户")),
        date(2025, random.randint(6, 12), random.randint(1, 28)),
        random.choice(("上门", "电话", "网络")),
        random.choice((None, 1, 2.5, "—", "无", "待定")),
        random.choice((None, "是", "否", "/")),
    ]
    if random.random() < 0.2:
        row[random.randrange(6)] = None
    return row


def odd(random: Random, kind: str, width: int, heads: Sequence[str]) -> list[object]:
    """A line that is no record, or perhaps none."""
    row: list[object] = [None] * width
    at = random.randrange(width)
    match kind:
        case "numbered":
            row[0] = f"v{random.randint(90, 99)}"
        case "section":
            row[1 if width > 1 else 0] = "二季度"
        case "day":
            row[2] = date(2026, 7, 1)
        case "signs":
            row[0], row[4] = "v99", "—"
        case "total":
            row[0], row[-1] = random.choice(("合计", "小计：", "8月小计", "合 计")), None
            row[at] = row[at] or "合计"
        case "label":
            row[0] = random.choice(("填表人：李某", "审核", "单位（盖章）", "第1页"))
            row[-1] = row[-1] or "以下空白"
        case "heads":
            row[:] = heads
        case "note":
            row[0], row[1] = "v98", "注：略"
        case "example":
            row[0], row[1] = "示例", "1"
    return row


def typed_case(random: Random, guideline: Guideline, kinds: Sequence[str]) -> dict[str, Typed]:
    heads = [column.title for column in guideline.ledgers["visits"].columns.values()]
    visits: Typed = []
    for number in range(random.randint(1, 6)):
        visits.append(visit(random, number))
        if random.random() < 0.4:
            visits.append(odd(random, random.choice(kinds), 6, heads))
    if random.random() < 0.7:
        visits.append(odd(random, random.choice(kinds), 6, heads))
    events: Typed = [[random.choice(("年会", "讲座", "年会 "))] for _ in range(random.randint(0, 4))]
    targets: Typed = [
        [random.choice((f"事项{number}", f"事项{number}", None)), 1, 2, random.choice((1, 1, None))]
        for number in range(random.randint(0, 3))
    ]
    return {"visits": visits, "events": events, "targets": targets}


def engine(folder: Path, guideline: Guideline, tables: dict[str, Typed]) -> Inputs:
    """The same rows as files, read by the program."""
    folder.mkdir()
    (folder / "submission.yaml").write_text(SUBMISSION, encoding="utf-8")
    inputs, problems = read_inputs(folder, guideline_model=guideline)
    assert inputs is not None, [one.render("en") for one in problems]
    handed = {}
    for name, rows in tables.items():
        ledger = guideline.ledgers[name]
        head: list[object] = [column.title for column in ledger.columns.values()]
        (folder / name).write_bytes(xlsx(("台账", [head, *rows])))
        options = Options(needed=needed_columns(guideline, ledger))
        table, _, _ = read_ledger(ledger, [LedgerSource(name)], options, folder, "s.yaml")
        assert table is not None
        handed[name] = table
    return replace(inputs, submission=replace(inputs.submission, ledgers=handed))


@pytest.mark.parametrize("kinds", [PLAIN, (*PLAIN, *TELLING)], ids=["plain", "telling"])
def test_rows_as_people_type_them(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch, kinds: Sequence[str]
) -> None:
    """Whatever a sheet counts by itself is what the program counts; what may be a label is left to it."""
    monkeypatch.setattr(layout, "LEDGER_ROWS", ROWS)
    monkeypatch.setattr(layout, "EVIDENCE_SPARE", 2)
    (tmp_path / "guideline.yaml").write_text(LEDGERS, encoding="utf-8")
    guideline, _ = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None
    random = Random(5)  # noqa: S311 - test data
    empty, whole = workbook(guideline, None), model(guideline, None)
    files, cases = [], {}
    for number in range(max(6, CASES // 3)):
        tables = typed_case(random, guideline, kinds)
        book = openpyxl.load_workbook(io.BytesIO(empty))
        answer(book, "period#from", date(2025, 7, 1))
        answer(book, "period#to", date(2026, 6, 30))
        answer(book, "declared", 7)
        for name, rows in tables.items():
            sheet = marked(book, layout.ledger_mark(name))
            put(sheet, *layout.HANDED, layout.TICKED)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        put(sheet, layout.LEDGER.first + at, layout.LEDGER_FIRST_COLUMN + column, value)
        name = f"t{number}"
        (tmp_path / f"{name}.xlsx").write_bytes(saved(book))
        files.append(tmp_path / f"{name}.xlsx")
        cases[name] = engine(tmp_path / name, guideline, tables)
    values = recalculated(files, tmp_path)
    same = unsure = 0
    wrong: list[str] = []
    for name, inputs in cases.items():
        computes = Computes(name, whole, values[name], compute(inputs.own_case()))
        computes.compare()
        same, unsure, wrong = same + computes.same, unsure + computes.unsure, wrong + computes.wrong
    assert not wrong, "\n".join(wrong[:30])
    assert same
    assert unsure or kinds is PLAIN


SIGNS_GUIDELINE: Final = """
id: counted
edition: 1
title: 记号
status: constructed
issuer: 示例
full_marks: 60
grades: [{id: a, title: 优, at_least: 30}, {id: b, title: 差, at_least: 0}]
facts:
  texts: {title: 有字, type: integer, counted: {ledger: rows, rows: {column: text, is_given: yes}}}
  numbers: {title: 有数, type: integer, counted: {ledger: rows, rows: {column: number, is_given: yes}}}
  days: {title: 有日, type: integer, counted: {ledger: rows, rows: {column: day, is_given: yes}}}
ledgers:
  rows:
    title: 登记
    key: no
    columns:
      no: {title: 编号, type: text}
      name: {title: 名称, type: text}
      text: {title: 说明, type: text, may_be_blank: true}
      number: {title: 数, type: number, may_be_blank: true}
      day: {title: 日, type: date, may_be_blank: true}
sections:
  - id: A
    title: 计数
    points: 60
    criteria:
      - {id: A1, title: 字, points: 20, rule: {count: {fact: texts, each: 1}}}
      - {id: A2, title: 数, points: 20, rule: {count: {fact: numbers, each: 1}}}
      - {id: A3, title: 日, points: 20, rule: {count: {fact: days, each: 1}}}
"""
EVERYWHERE: Final = (
    "—", "－－", "／", "无", "暂无", "暂 无", "空", "（空）", "(空)", "N/A", "n／a", "Na", "NIL", "NULL", "None",
    "（ 无 ）", "没　有", "不适用",
)  # fmt: skip
"""Signs of nothing in any column, as they are typed."""
NO_VALUE_YET: Final = ("进行中", "推进之中", "尚未销号", "还未定案", "未 结", "待答复", "正在跟进", "长期")
"""Signs of nothing where a day or a number belongs."""


def test_signs_of_nothing_are_the_same_to_a_sheet(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What says that there is nothing is declared once: no sign counts as an answer in the sheet alone."""
    monkeypatch.setattr(layout, "LEDGER_ROWS", 40)
    (tmp_path / "guideline.yaml").write_text(SIGNS_GUIDELINE, encoding="utf-8")
    guideline, problems = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None, [problem.render("en") for problem in problems]
    rows: Typed = [[f"a{at}", "甲", sign, sign, sign] for at, sign in enumerate(EVERYWHERE)]
    rows += [[f"b{at}", "乙", None, sign, sign] for at, sign in enumerate(NO_VALUE_YET)]
    rows += [["c1", "丙", "进行中", 3, date(2025, 7, 9)], ["c2", "丁", "无障碍", 4, date(2025, 8, 9)]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(guideline, None)))
    answer(book, "period#from", date(2025, 7, 1))
    answer(book, "period#to", date(2026, 6, 30))
    sheet = marked(book, layout.ledger_mark("rows"))
    put(sheet, *layout.HANDED, layout.TICKED)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                put(sheet, layout.LEDGER.first + at, layout.LEDGER_FIRST_COLUMN + column, value)
    (tmp_path / "signs.xlsx").write_bytes(saved(book))
    computed = compute(engine(tmp_path / "signs", guideline, {"rows": rows}).own_case())
    assert [computed.low.criteria[id].points for id in ("A1", "A2", "A3")] == [2, 2, 2]
    values = recalculated([tmp_path / "signs.xlsx"], tmp_path)["signs"]
    compared = Computes("signs", model(guideline, None), values, computed)
    compared.compare()
    assert not compared.wrong, compared.wrong
    assert (bool(compared.same), compared.unsure) == (True, 0)
