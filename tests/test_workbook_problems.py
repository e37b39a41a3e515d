"""问题: every cell that keeps a figure from being shown is listed with a link, and is coloured."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from evaluator.conditions.fact_groups import fact_groups
from evaluator.loading.guideline import load_guideline
from evaluator.loading.search import open_guideline
from evaluator.model.guideline import Guideline
from evaluator.workbook import layout
from evaluator.workbook.book import read_book
from evaluator.workbook.live.model import model
from evaluator.workbook.station import station_of
from evaluator.workbook.write import workbook
from tests.conftest import Office
from tests.test_workbook import LEDGERS, recalculated
from tests.workbooks import answer, blank, marked, put, reopened, row_of, saved

GUIDELINE: Final = """
id: problems
edition: 1
title: 问题
status: constructed
issuer: 示例
full_marks: 60
grades: [{id: a, title: 优, at_least: 30}, {id: b, title: 差, at_least: 0}]
facts:
  months: {title: 运营月数, type: integer, at_least: 0}
  area: {title: 面积, type: number, unit: ㎡, at_least: 0, at_most: 900}
  people: {title: 人数, type: integer, at_least: 0}
  certified: {title: 持证人数, type: integer, at_most: people}
  rate: {title: 达标率, type: share, at_least: 10%}
  open: {title: 开放, type: boolean}
  place: {title: 场所, type: choice, choices: {own: 独立, shared: 共用}}
  rooms: {title: 功能室, type: set, choices: {a: 接待室, b: 活动室}}
  half: {title: 上半年, type: number}
  year: {title: 全年, type: number, total: [half]}
  word: {title: 口号, type: text}
sections:
  - id: A
    title: 场地
    points: 40
    sections:
      - id: A1
        title: 房屋
        points: 40
        criteria:
          - id: A1.1
            title: 面积
            points: 10
            rule: {tiers: {fact: area, bands: [{at_least: 60, award: 10}]}}
            evidence: [{id: lease, kind: document, title: 协议, dated: period}]
          - {id: A1.2, title: 场所, points: 10, rule: {choice: {fact: place, award: {own: 10, shared: 5}}}}
          - {id: A1.3, title: 功能室, points: 10, rule: {checklist: {fact: rooms, award: {a: 5, b: 5}}}}
          - {id: A1.4, title: 开放, points: 10, rule: {yes_no: {fact: open}}}
  - id: B
    title: 人员
    points: 20
    criteria:
      - {id: B1, title: 持证, points: 10, rule: {ratio: {of: certified, to: people, if_none: zero}}}
      - id: B2
        title: 达标
        points: 10
        rule: {tiers: {fact: rate, bands: [{at_least: 50%, award: 10}]}}
        zero_when: {any: [{fact: year, below: 1}, {fact: word, is: 无}]}
eligibility:
  - {id: G1, title: 运营不满12个月, when: {fact: months, below: 12}, result: postponed}
"""
PERIOD: Final = {"period#from": date(2025, 7, 1), "period#to": date(2026, 6, 30)}
CASES: Final[dict[str, tuple[str, object, str, str]]] = {
    "text-for-number": ("area", "约六十", "请填数字，不带单位。应在 0 和 900 之间。", "A1.1"),
    "number-too-large": ("area", 901, "请填数字，不带单位。应在 0 和 900 之间。", "A1.1"),
    "half-person": ("people", 2.5, "请填整数。不能小于 0。", "B1"),
    "share-too-small": ("rate", 0.05, "请填百分比，如 93%。不能小于 10%。", "B2"),
    "neither-yes-nor-no": ("open", "有", "请选“是”或“否”。", "A1.4"),
    "no-such-option": ("place", "租的", "请从下拉列表中选择。", "A1.2"),
    "no-tick": ("rooms.b", "V", "有则打√，没有就留空。", "A1.3"),
    "no-such-head": ("rooms", "都有", "一项也没有时选“无”，否则留空并在下面打√。", "A1.3"),
    "more-than-all": ("certified", 9, "大于“人数”，现在当作没有填。", "B1"),
    "operand": ("half", "多", "请填数字，不带单位。", "B2"),
    "strange-text": ("word", "①", "含有表格里不好比较的字符（如 ①、㎡、Ａ），请改成普通的字。", "B2"),
    "limit": ("months", "一年", "请填整数。不能小于 0。", ""),
    "first-day": ("period#from", None, "请填日期，如 2026-03-01。", ""),
    "last-day": ("period#to", "明年", "请填日期，如 2026-03-01。", ""),
    "backwards": ("period#to", date(2025, 1, 1), "结束日期早于开始日期。", ""),
}
"""What is typed into which row, and what is listed: why, and the criterion that is not shown."""


def guideline_in(folder: Path) -> Guideline:
    (folder / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    guideline, problems = load_guideline(folder / "guideline.yaml")
    assert guideline is not None, [problem.render("en") for problem in problems]
    return guideline


def test_every_problem_is_listed_with_its_cell(tmp_path: Path, office: Office) -> None:
    """One wrong cell at a time: one row, with a link to it and what it hides; put right, the list is empty."""
    guideline = guideline_in(tmp_path)
    fine = {**PERIOD, "people": 3, "months": 12}
    files, cells = [], {}
    for name in ("fine", *CASES):
        book = reopened(blank(guideline))
        for id, value in fine.items():
            answer(book, id, value)
        if name in CASES:
            cells[name] = answer(book, *CASES[name][:2])
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(saved(book))
    sheets = recalculated(files, office)
    assert sheets["fine"]["问题"][2][1] == "没有问题，能算的分都显示了。"
    assert [row[1:6] for row in sheets["fine"]["问题"][4:34]] == [[""] * 5] * 30
    for name, (id, _, why, criterion) in CASES.items():
        rows = sheets[name]["问题"]
        assert rows[2][1] == "问题数：1", name
        assert rows[4][1] == 1
        assert rows[4][2] == cells[name]
        assert rows[4][4] == why
        assert rows[4][5] == "；".join(part for part in (criterion, "总分") if part)
        assert [row[1:6] for row in rows[5:34]] == [[""] * 5] * 29, name
        facts = {row[0]: row for row in sheets[name]["填报数据"] if row[0]}
        assert facts[id][layout.FACT_PROBLEM] == why, "the column that colours the cell"
        scores = {row[0]: row[4] for row in sheets[name]["自评得分"] if row[0]}
        if name == "more-than-all":
            assert scores["B1"] == "", "a contradiction counts as blank, as in the program"
        else:
            assert scores["total"] == ("缺评估周期" if id.startswith("period") else "以程序计算为准")
        if criterion and name != "more-than-all":
            assert scores[criterion] == "以程序计算为准"


def test_the_links_lead_to_their_cells_and_the_cells_are_coloured(tmp_path: Path) -> None:
    """Links are places of this workbook; the input column has a look for rows with a problem."""
    guideline = guideline_in(tmp_path)
    data = blank(guideline)
    book = reopened(data)
    sheet = marked(book, layout.PROBLEMS.mark)
    links = [row[8].value for row in sheet.iter_rows(min_row=5) if row[8].value]
    facts = marked(book, layout.FACTS.mark)
    wanted = {f"#'填报数据'!D{row_of(facts, id) + 1}" for id, _, _, _ in CASES.values()}
    assert wanted <= set(links)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    (rule,) = re.findall(r'<conditionalFormatting sqref="(D5:D\d+)"><cfRule[^>]*>(.*?)</cfRule>', xml)
    assert rule[1] == "<formula>LEN($H5)&gt;0</formula>"


@pytest.mark.parametrize("name", ["tongling-station", "community-canteen"])
def test_the_data_are_divided_by_module(name: str) -> None:
    """Every fact stands once, under the section of a criterion that reads it; sections in their order."""
    guideline, _ = open_guideline(name)
    assert guideline is not None
    groups = fact_groups(guideline)
    assert sorted(fact.name for group in groups for fact in group.facts) == sorted(guideline.facts)
    order = [section.id for section in guideline.walk()]
    places = [order.index(group.sections[-1].id) for group in groups if group.sections]
    assert places == sorted(places)
    assert not [group.kind for group in groups[len(places) :] if group.sections], "sections come first"
    sheet = marked(reopened(blank(guideline)), layout.FACTS.mark)
    heads = [row[1].value for row in sheet.iter_rows(min_row=5) if not row[0].value]
    for section in guideline.sections:
        assert f"{section.id} {section.title}" in heads


def test_facts_follow_what_reads_them(tmp_path: Path) -> None:
    """The operands of a derived fact and a bound stand with it, what only limits read after the sections."""
    groups = {
        (group.sections[-1].id if group.sections else group.kind): [fact.name for fact in group.facts]
        for group in fact_groups(guideline_in(tmp_path))
    }
    assert groups == {
        "A1": ["area", "open", "place", "rooms"],
        "B": ["people", "certified", "rate", "half", "year", "word"],
        "limits": ["months"],
    }


FINE: Final = ("v1", "h1", date(2025, 8, 1), "上门", 2, "是")
ROWS: Final = 12
MANY_ROWS: Final = 120
IN_LEDGER: Final[dict[str, tuple[dict[int, tuple[object, ...]], list[tuple[str, str, str]]]]] = {
    "a text for a number": (
        {2: ("v2", "h1", date(2025, 8, 1), "上门", "两小时", "是")},
        [("走访!F8", "走访：时长", "请填数字，不带单位。")],
    ),
    "no day": (
        {1: ("v2", "h1", "八月一日", "上门", 2, "是")},
        [("走访!D7", "走访：日期", "请填日期，如 2026-03-01。")],
    ),
    "no such option, neither yes nor no": (
        {
            1: ("v2", "h1", date(2025, 8, 1), "走路", 2, "是"),
            3: ("v4", "h1", date(2025, 8, 1), "上门", 2, "好"),
        },
        [
            ("走访!E7", "走访：方式", "请从下拉列表中选择。"),
            ("走访!G9", "走访：办结", "请选“是”或“否”。"),
        ],
    ),
    "a sum": (
        {4: ("合计", "", None, "", 4, "")},
        [("走访!B10", "走访", "这一行像合计、签字、说明或表头，不像一条记录；不是记录的请删去。")],
    ),
    "an error": (
        {1: ("v2", "h1", date(2025, 8, 1), "上门", "=1/0", "是")},
        [("走访!F7", "走访：时长", "请填数字，不带单位。")],
    ),
    "a text that cannot be compared": (
        {1: ("v①", "h1", date(2025, 8, 1), "上门", 2, "是")},
        [("走访!B7", "走访：编号", "含有表格里不好比较的字符（如 ①、㎡、Ａ），请改成普通的字。")],
    ),
    "below the rows that are counted": (
        {ROWS: ("v9", "h1", date(2025, 8, 1), "上门", 2, "是")},
        [
            (
                f"走访!B{layout.LEDGER.first + ROWS + 1}",
                "走访",
                "从这一行往下没有计入即时得分，读回时会计入；填好后读回、再生成一次工作簿，即可即时计算。",
            )
        ],
    ),
}
"""Rows typed below a good one, by their number; what is listed: the cell, what it is, what is wrong."""


def test_every_problem_of_a_ledger_is_listed_with_its_cell(tmp_path: Path, office: Office) -> None:
    """The first cell of a row that cannot be read, a row that is none, rows beyond, rows put in between."""
    (tmp_path / "guideline.yaml").write_text(LEDGERS, encoding="utf-8")
    guideline, _ = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "LEDGER_ROWS", ROWS)
        patch.setattr(layout, "EVIDENCE_SPARE", 2)
        data, sheets = workbook(guideline), model(guideline, None).counting.sheets
    files = []
    for name in (*IN_LEDGER, "fine", "put in"):
        book = reopened(data)
        for id, day in PERIOD.items():
            answer(book, id, day)
        ledger = marked(book, layout.ledger_mark("visits"))
        rows = {0: FINE, **(IN_LEDGER[name][0] if name in IN_LEDGER else {})}
        for number, cells in rows.items():
            for place, value in enumerate(cells, layout.LEDGER_FIRST_COLUMN):
                put(ledger, layout.LEDGER.first + number, place, value)
        if name == "put in":
            put(ledger, layout.LEDGER.first + 3, sheets["visits"].used, None)
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(saved(book))
    computed = recalculated(files, office)
    for name, (_, wanted) in IN_LEDGER.items():
        rows_listed = computed[name]["问题"][layout.PROBLEMS.first :]
        told = [tuple(row[2:5]) for row in rows_listed if row[1] != ""]
        assert told == wanted, name
        assert all("A1" in str(row[5]) for row in rows_listed[: len(wanted)])
        assert computed[name]["自评得分"][6][4] == "以程序计算为准"
    assert [row[1] for row in computed["fine"]["问题"][layout.PROBLEMS.first : 34]] == [""] * 30
    (told_row,) = [row for row in computed["put in"]["问题"][4:34] if row[1] != ""]
    assert (told_row[2], told_row[3]) == ("走访!B9", "走访")
    assert "插进来" in str(told_row[4])


def test_the_cells_of_a_ledger_are_coloured() -> None:
    """Each column has a look of its own for its wrong cells, before that of rows to fill in."""
    guideline, _ = open_guideline("tongling-station")
    assert guideline is not None
    data = blank(guideline)
    number = reopened(data).sheetnames.index(guideline.ledgers["cases"].title) + 1
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
    pattern = (
        r'<conditionalFormatting sqref="([^"]*)"><cfRule[^>]*priority="(\d+)"[^>]*><formula>(.*?)</formula>'
    )
    rules = sorted(re.findall(pattern, xml), key=lambda rule: int(rule[1]))
    assert [place[0] for place, _, _ in rules] == ["B", "C", "D", "E", "F", "B"]
    assert all(formula.startswith("OR(") for _, _, formula in rules[:5])
    assert "ROW()&lt;=MAX(" in rules[5][2]


def test_more_rows_than_were_there_once_are_counted_and_read_back(tmp_path: Path, office: Office) -> None:
    """Rows typed down to the last that counts count at once, and the folder read back has as many."""
    assert layout.LEDGER_ROWS > 400
    (tmp_path / "guideline.yaml").write_text(LEDGERS, encoding="utf-8")
    guideline, _ = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "LEDGER_ROWS", MANY_ROWS)
        book = reopened(workbook(guideline))
    for id, value in {**PERIOD, "station#id": "s1", "station#name": "示例站"}.items():
        answer(book, id, value)
    sheet = marked(book, layout.ledger_mark("visits"))
    count = MANY_ROWS - 20
    for number in range(count):
        cells = (f"v{number}", f"h{number % 50}", date(2025, 8, 1), "上门", 1, "是")
        for place, cell in enumerate(cells, layout.LEDGER_FIRST_COLUMN):
            put(sheet, layout.LEDGER.first + number, place, cell)
    file = tmp_path / "many.xlsx"
    file.write_bytes(saved(book))
    sheets = recalculated([file], office)["many"]
    facts = {row[0]: row[layout.FACT_INPUT] for row in sheets["填报数据"] if row[0]}
    assert (facts["rows"], facts["households"], facts["hours"]) == (count, 50, count)
    assert f"即时计算 {MANY_ROWS} 行" in str(sheets["走访"][1][1])
    read, _ = read_book(file)
    assert read is not None
    station = station_of(read, guideline)
    assert station.submission is not None
    assert len(station.submission.ledgers["visits"].rows) == count
