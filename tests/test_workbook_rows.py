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
    for number in range(max(4, CASES // 3)):
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
    values = recalculated(files, office)
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
    values = recalculated([tmp_path / "signs.xlsx"], office)["signs"]
    compared = Computes("signs", model(guideline, None), values, computed)
    compared.compare()
    assert not compared.wrong, compared.wrong
    assert (bool(compared.same), compared.unsure) == (True, 0)


LABELS: Final = [
    "填表人：李某",
    "填表人",
    "制表：",
    "编制人：王",
    "核准：张",
    "保管人：李",
    "打印时间：2026-1-1",
    "导出日期：",
    "单位（盖章）",
    "（盖章）",
    "盖章：",
    "签字：",
    "签章",
    "单位公章：",
    "负责人签字：",
    "站长：李",
    "会计：王",
    "出纳：王",
    "审核",
    "审核：",
    "复核人：张",
    "经办人：李",
    "统计人员：王",
    "登记人：张",
    "注：略",
    "注1：略",
    "备注：无",
    "说明：本表",
    "附注：",
    "附：清单",
    "附件1",
    "附件：",
    "数据来源：系统",
    "资料来源：",
    "联系人：王",
    "联系电话：100",
    "电话：100",
    "邮箱：a@b",
    "传真：1",
    "地址：路",
    "日期：",
    "时间：",
    "年度：2026",
    "表号：1",
    "以下空白",
    "以下无正文",
    "本页空白",
    "此页以下空白",
    "转下页",
    "接上页",
    "续表",
    "续下页",
    "过次页",
    "承前页",
    "承上页",
    "页次",
    "第1页",
    "第一页",
    "第1页共2页",
    "共2页",
    "page 1",
    "Page 1 of 2",
    "-1-",
    "—2—",
    "-- 3 --",
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "合计：",
    "合 计",
    "8月小计",
    "本页合计",
    "本季度合计",
    "上半年合计",
    "二季度小计",
    "全年总计",
    "人数合计",
    "金额合计",
    "总人数合计",
    "合计人数",
    "平均值",
    "均值",
    "总数",
    "走访合计",
    "Total",
    "TOTAL",
    "Grand total",
    "Sub-total",
    "subtotal:",
    "合计（户）",
    "共35户",
    "合计35人",
    "共计：35",
    "二季度",
    "2025年7月",
    "7月份",
    "上半年",
    "示例",
    "例如",
    "例：",
    "样例",
    "填写示例",
    "（例）",
    "※ 本表一式两份",
    "* 注意",
    "【注】",
    "注意事项：",
    "★说明：",
    "完",
    "-完-",
    "（以下空白）",
    "年\u3000月\u3000日",
    "2026年 月 日",
    "\u3000年\u3000月\u3000日",
    "编号",
    "编号：",
    "情况说明",
    "补充说明：",
    "填表说明：1",
    "填报日期：2026年7月1日",
    "分管领导：",
    "主管领导意见：",
    "财务负责人：李",
    "项目负责人：",
    "社工站负责人：",
    "机构负责人（签字）：",
    "单位负责人",
    "社工签名：",
    "督导签字：李",
    "领导签字",
    "科室负责人：",
    "见下页",
    "下页续",
    "表格完",
    "∑",
    "合",
    "计",
]
"""What stands in ledgers and is no record, as people write it; some of it in no row, some beside other words only."""


USED, DOUBT, INVALID = 13, 15, 16
"""Columns of the sheet's own figures: whether a row counts, may be no record, holds what cannot be read."""


def test_no_label_counts_in_a_sheet_alone(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a label stands in a row: what the program does not count is not counted, or left to the program."""
    plain = ["k", "甲", "字", 1, date(2025, 8, 1)]
    rows: Typed = []
    for label in LABELS:
        rows += [[label, None, None, None, None], [None, label, None, None, None], [label, *plain[1:]]]
        rows += [[label, None, None, 5, None], ["k", label, *plain[2:]], [label, "李某", None, None, None]]
        rows += [["k", "甲", label, *plain[3:]], [None, None, label, None, None], plain]
    monkeypatch.setattr(layout, "LEDGER_ROWS", len(rows) + 5)
    (tmp_path / "guideline.yaml").write_text(SIGNS_GUIDELINE, encoding="utf-8")
    guideline, _ = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None
    book = openpyxl.load_workbook(io.BytesIO(workbook(guideline, None)))
    sheet = marked(book, layout.ledger_mark("rows"))
    put(sheet, *layout.HANDED, layout.TICKED)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                put(sheet, layout.LEDGER.first + at, layout.LEDGER_FIRST_COLUMN + column, value)
    (tmp_path / "labels.xlsx").write_bytes(saved(book))
    ledger = engine(tmp_path / "labels", guideline, {"rows": rows}).submission.ledgers["rows"]
    records = {int("".join(filter(str.isdigit, row.place))) - 2 for row in ledger.rows}
    computed = openpyxl.load_workbook(office(tmp_path / "labels.xlsx", "xlsx"), data_only=True)["登记"]
    used, *left = (
        [computed.cell(layout.LEDGER.first + 1 + at, column).value for at in range(len(rows))]
        for column in (USED, DOUBT, INVALID)
    )
    assert (used[8], left[0][8], left[1][8]) == (1, 0, 0), "a plain row is counted: the columns are these"
    silent = [
        (row, at in records)
        for at, row in enumerate(rows)
        if (at in records) != bool(used[at]) and not (left[0][at] or left[1][at])
    ]
    assert not silent, silent[:20]
