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
from tests.conftest import Office
from tests.test_workbook import recalculated
from tests.workbooks import answer, blank, marked, reopened, row_of, saved

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
    sheets = recalculated(files, tmp_path)
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
