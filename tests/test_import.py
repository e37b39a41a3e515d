"""A score table in Excel or Word becomes a draft guideline: points and levels right, nothing lost."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner

from evaluator import exact
from evaluator.cli import cli
from evaluator.drafting.columns import points_of
from evaluator.drafting.draft import Draft, draft
from evaluator.drafting.emit import flow
from evaluator.drafting.found import Asked
from evaluator.drafting.grid import read_sheets
from evaluator.drafting.phrases import recognise
from evaluator.loading.guideline import load_guideline
from evaluator.loading.tables import Unreadable
from evaluator.model.guideline import Criterion, Guideline, Section

Rows = list[list[Any]]
PHRASES = yaml.load(
    (Path(__file__).parent / "cases" / "import" / "phrases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)


def workbook(rows: Rows, merged: str = "", title: str = "评分表") -> bytes:
    """Return a workbook of one sheet with merged cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for each in merged.split():
        sheet.merge_cells(each)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def loaded(made: Draft, tmp_path: Path) -> Guideline:
    """Return the drafted guideline; it has no errors and no warnings."""
    (tmp_path / "guideline.yaml").write_text(made.yaml, encoding="utf-8")
    guideline, problems = load_guideline(tmp_path)
    assert [problem.render("en") for problem in problems] == []
    assert guideline is not None
    return guideline


def tree(guideline: Guideline) -> list[tuple[str, str, str, str]]:
    """Return level by level: id, title, points, and the kind of rule of a criterion."""
    rows: list[tuple[str, str, str, str]] = []

    def walk(node: Section | Criterion) -> None:
        kind = node.rule.kind if isinstance(node, Criterion) else ""
        rows.append((node.id, node.title, exact.text(node.points), kind))
        if isinstance(node, Section):
            for inner in (*node.sections, *node.criteria):
                walk(inner)

    for section in guideline.sections:
        walk(section)
    for bonus in guideline.bonus.criteria:
        walk(bonus)
    return rows


def squeezed(text: str) -> str:
    """Return text without blanks and marks of broken lines."""
    return re.sub(r"\s|⏎|\\n", "", text)


def assert_nothing_lost(data: bytes, made: Draft) -> None:
    """Every text of the table is found again in the YAML; a header names what stands below it."""
    sheets = read_sheets(data)
    assert not isinstance(sheets, Unreadable)
    written = squeezed(made.yaml.replace('\\"', '"'))
    for sheet in sheets:
        for row in sheet.rows:
            for cell in row:
                points = points_of(cell.text)
                if points is not None:
                    assert exact.text(points) in written, cell.place
                elif cell.text not in HEADERS:
                    for part in re.split("[；;、，,\n]", cell.text):
                        assert squeezed(part) in written, cell.place


HEADERS = {
    *(
        "一级指标",
        "二级指标",
        "三级指标",
        "四级指标",
        "序号",
        "分值",
        "评分依据",
        "评分标准",
        "自评分",
        "专家评分",
    ),
    *(
        "扣分原因",
        "得分",
        "年度指标值",
        "实际完成值",
        "偏差原因分析及改进措施",
        "评估方式",
        "评估得分",
        "佐证材料",
    ),
    *("模块", "评估内容", "评估指标", "执行率", "绩效指标"),
}

JIANGSU: Rows = [
    ["示例市社会组织评估指标"],
    [
        "一级指标",
        "二级指标",
        "三级指标",
        "序号",
        "四级指标",
        "分值",
        "评分依据",
        "自评分",
        "专家评分",
        "扣分原因",
    ],
    ["基础条件（40分）", "法人资格（20分）", "登记", 1, "章程", 5, "党建工作完整写入章程得5分，否则不得分"],
    [None, None, None, 2, "场所", 15, "独立办公场所得15分；与其他单位共用得9分；无不得分"],
    [None, "组织机构（20分）", "制度", 3, "制度建设", 10, "每缺一项扣2分，扣完为止"],
    [None, None, None, 4, "会议", "10分", "每季度召开一次会议，每少一次扣2.5分"],
    [
        "工作绩效（60分）",
        "服务（60分）",
        "质量",
        5,
        "满意度",
        29.5,
        "满意度≥95%得29.5分；90%–95%得26分；低于90%不得分",
    ],
    [None, None, "数量", 6, "活动", 30.5, "组织机构健全、职责明确，\n服务有特色"],
    ["加分项", None, None, 7, "获得表彰", 3, "每获得1次表彰加1分，最高3分"],
    ["合计", None, None, None, None, 103],
]
JIANGSU_MERGED = "A1:J1 A3:A6 B3:B4 C3:C4 B5:B6 C5:C6 A7:A8 B7:B8 A9:C9 A10:E10"
JIANGSU_TREE = [
    ("A", "基础条件", "40", ""),
    ("A1", "法人资格", "20", ""),
    ("A1.1", "登记", "20", ""),
    ("A1.1.1", "章程", "5", "yes_no"),
    ("A1.1.2", "场所", "15", "choice"),
    ("A2", "组织机构", "20", ""),
    ("A2.1", "制度", "20", ""),
    ("A2.1.1", "制度建设", "10", "deduct"),
    ("A2.1.2", "会议", "10", "deduct"),
    ("B", "工作绩效", "60", ""),
    ("B1", "服务", "60", ""),
    ("B1.1", "质量", "29.5", ""),
    ("B1.1.1", "满意度", "29.5", "tiers"),
    ("B1.2", "数量", "30.5", ""),
    ("B1.2.1", "活动", "30.5", "mark"),
    ("P1", "获得表彰", "3", "count"),
]


def test_four_levels_in_merged_cells(tmp_path: Path) -> None:
    """The columns of Jiangsu's sheet: four levels, points in their titles, a bonus outside the 100."""
    data = workbook(JIANGSU, JIANGSU_MERGED)
    made = draft(data, "江苏.xlsx", "js", "2026")
    guideline = loaded(made, tmp_path)
    assert tree(guideline) == JIANGSU_TREE
    assert guideline.full_marks == 100
    assert guideline.title == "示例市社会组织评估指标"
    assert guideline.status == "draft"
    assert {problem.code for problem in made.problems} == {"import-mark", "import-grades"}
    assert_nothing_lost(data, made)
    assert made.yaml == draft(data, "江苏.xlsx", "js", "2026").yaml


@pytest.mark.parametrize("case", PHRASES, ids=lambda case: case["text"])
def test_phrasings(case: dict[str, Any], tmp_path: Path) -> None:
    """A phrasing amounts to the rule beside it, and the rule passes `guideline check` with the points."""
    points = exact.parse(case["points"])
    assert points is not None
    found = recognise(case["text"], points, Asked("a1", "标题"))
    if case["rule"] == "none":
        assert found is None
    else:
        assert found is not None
        said = yaml.load(flow({found.kind: found.rule}), yaml.BaseLoader)
        assert said == case["rule"]
        assert {name: fact["title"] for name, fact in found.facts.items()} == case.get("facts", {})
        assert list(found.notes) == case.get("notes", [])
        assert (found.zero_when is not None) == ("zero_when" in case)
    data = workbook(
        [["一级指标", "二级指标", "分值", "评分标准"], ["甲", "乙", case["points"], case["text"]]]
    )
    guideline = loaded(draft(data, "表.xlsx", "t", "1"), tmp_path)
    kind = "mark" if found is None else found.kind
    assert [one.rule.kind for one in guideline.criteria()] == [kind]
    assert next(iter(guideline.criteria())).text == case["text"]


def run(*arguments: str) -> Any:
    """Run the command."""
    return CliRunner(env={"EVALUATOR_LANG": "en"}).invoke(cli, ["guideline", "import", *arguments])


def test_the_command_writes_a_draft_that_passes_check(tmp_path: Path) -> None:
    """It says how much it recognised, and never writes over a guideline unasked."""
    table = tmp_path / "table.xlsx"
    table.write_bytes(workbook(JIANGSU, JIANGSU_MERGED))
    folder = tmp_path / "made"
    first = run(str(table), "-o", str(folder))
    assert first.exit_code == 0, first.output
    assert "7 criteria, 100 points; 6 rules recognised, 1 left to decide" in first.stdout
    assert CliRunner().invoke(cli, ["guideline", "check", str(folder)]).exit_code == 0
    file = folder / "guideline.yaml"
    file.write_text("mine", encoding="utf-8")
    again = run(str(table), "-o", str(folder))
    assert again.exit_code == 1
    assert file.read_text(encoding="utf-8") == "mine"
    forced = run(str(table), "-o", str(folder), "--force", "--json")
    assert json.loads(forced.stdout)["rules"]["deduct"] == 2
    assert "JSON" not in file.read_text(encoding="utf-8")
