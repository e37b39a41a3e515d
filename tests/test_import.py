"""A score table in Excel or Word becomes a draft guideline: points and levels right, nothing lost."""

from __future__ import annotations

import io
import json
import operator
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from evaluator.base import exact
from evaluator.cli.command import cli
from evaluator.drafting.accounting import unaccounted
from evaluator.drafting.draft import Draft, draft, draft_sheets
from evaluator.drafting.grades import grades_in
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.limits import read_limits
from evaluator.drafting.phrases import recognise
from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.drafting.signs import plain_text
from evaluator.drafting.table_file import read_sheets
from evaluator.drafting.titles import points_of
from evaluator.loading.grids import Unreadable
from evaluator.loading.guideline import load_guideline
from evaluator.model.guideline import Criterion, Guideline, Section
from evaluator.yaml.write import flow, name_or_string
from tests.conftest import Office

Rows = list[list[Any]]


def plain(text: str) -> Any:  # noqa: ANN401 - any YAML
    """Return YAML with every scalar as the text it is."""
    return yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - makes texts only


PHRASES = plain((Path(__file__).parent / "cases" / "import" / "phrases.yaml").read_text(encoding="utf-8"))[
    "phrases"
]


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
            for section in node.sections:
                walk(section)
            for criterion in node.criteria:
                walk(criterion)

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
    *("模块", "评估内容", "评估指标", "执行率", "权重"),
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
    assert {problem.code for problem in made.problems} == {"import-mark", "import-grades", "import-touching"}
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
        said = plain(flow({found.kind: found.rule}, name_or_string))
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


RECOGNISED = [
    (case["text"], points, found)
    for case in PHRASES
    if (points := exact.parse(case["points"]))
    and (found := recognise(case["text"], points, Asked("a1", "标题")))
]


def left(text: str, points: exact.Number, found: RuleDraft) -> str:
    """What of a text the rule does not account for."""
    return unaccounted(text, points, found.kind, found.rule, found.zero_when, found.names)


@pytest.mark.parametrize(
    "text, points, found", RECOGNISED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_amount_of_a_phrasing_is_accounted_for(
    text: str, points: exact.Number, found: RuleDraft
) -> None:
    """The rule of a text fits no other text: none with another amount, with a clause more, with a clause less."""
    assert left(text, points, found) == ""
    for match in re.finditer(r"\d+(?:\.\d+)?(?=\s*分(?!钟))", text):
        assert left(f"{text[: match.start()]}37.5{text[match.end() :]}", points, found), match
    for more in ("；每缺一项扣0.3分", "；未公示的扣0.3分", "；另加0.3分", "，每再多一项加0.3分"):
        assert left(text.rstrip("。；") + more, points, found), more


_COMPARED: Final = {
    operator.ge: "不低于{n} 不少于{n} 不小于{n} 至少{n} 达到{n} 达{n} ≥{n} 大于等于{n} 大于或等于{n} 满{n} {n}以上 {n}及以上 "
    "{n}（含）以上 {n}以上（含） {n}以上(含{n}) 达到{n}以上 不低于{n}（含） {n}及其以上 {n}或以上",
    operator.gt: "超过{n} 高于{n} 大于{n} 多于{n} >{n} {n}以上（不含） {n}（不含）以上 {n}以上(不含{n})",
    operator.le: "不超过{n} 不高于{n} 不大于{n} 不多于{n} ≤{n} 小于等于{n} 小于或等于{n} {n}以下 {n}及以下 {n}以内 "
    "{n}以下（含） {n}（含）以下 {n}之内",
    operator.lt: "低于{n} 少于{n} 小于{n} 不足{n} 不满{n} 不到{n} 未达到{n} 未达{n} <{n} {n}以下（不含） {n}（不含）以下",
}
"""Words for each comparison."""
_SPANS: Final = {
    (
        True,
        True,
    ): "{a}-{b} {a}～{b} {a}至{b} {a}到{b} {a}-{b}之间 {a}（含）-{b}（含） {a}（含）至{b}（含） {a}≤X≤{b} 不低于{a}且不超过{b}",
    (
        True,
        False,
    ): "{a}（含）-{b}（不含） {a}（含）至{b}（不含） {a}≤X<{b} {a}以上不足{b} {a}以上、不足{b} 不足{b}但不低于{a} "
    "不低于{a}、低于{b} {a}及以上不满{b} {a}以上未达{b} {a}（含）以上、{b}以下（不含） 达到{a}不足{b} {a}以上低于{b}",
    (False, True): "{a}（不含）-{b}（含） {a}<X≤{b} 大于{a}小于等于{b} 超过{a}不超过{b} 高于{a}且不高于{b}",
}
"""Words for a range, by whether its lower and its upper end belong to it."""


@pytest.mark.parametrize("subject", ["", "覆盖率", "人均培训"])
@pytest.mark.parametrize("number, unit", [(60, "%"), (5, "人"), (20, "小时"), (100, "平方米"), (3, "次")])
def test_a_limit_holds_for_the_values_that_its_words_mean(subject: str, number: int, unit: str) -> None:
    """Below, at and above each limit, in every way to say it; 不少于 is none of 少于."""
    for compares, words in _COMPARED.items():
        for word in words.split():
            wording = plain_text(subject + word.format(n=f"{number}{unit}"))
            limits = read_limits(wording)
            assert limits is not None, wording
            assert (limits.subject, limits.unit) == (subject, unit), wording
            for value in (number - 1, number, number + 1):
                low = limits.low is None or value > limits.low or (limits.low_in and value == limits.low)
                high = limits.high is None or value < limits.high or (limits.high_in and value == limits.high)
                assert (low and high) == compares(value, number), (wording, value)
    for ends, words in _SPANS.items():
        for word in words.split():
            wording = plain_text(subject + word.format(a=f"{number}{unit}", b=f"{2 * number}{unit}"))
            limits = read_limits(wording)
            assert limits is not None, wording
            assert (limits.low, limits.high) == (number, 2 * number), wording
            assert (limits.low_in, limits.high_in) == ends, wording


_CHANGES: Final = (
    "，缺一不可", "，取各次平均分", "，由考核组评定", "；情节严重的不得分", "，连续两次以上的扣3.7分", "，最高扣3.3分", "，视情节扣1-3分",
    "；没有材料的减半计分", "，超过3次的扣2.9分", "，其余按比例折算", "；每再增加1项加0.3分", "（含整改后仍不合格的）",
)  # fmt: skip
"""What changes a rule, behind it."""


def test_what_is_added_to_a_wording_changes_its_rule_or_makes_it_a_mark() -> None:
    """No clause, word of exception or other amount behind a wording is passed over."""
    same = []
    for text, points, found in RECOGNISED:
        if found.kind in ("ratio", "rating") or "□" in text or "不计入次数" in text:
            continue
        for more in _CHANGES:
            longer = text.rstrip("。；;") + more
            again = recognise(longer, points, Asked("a1", "标题"))
            unchanged = again is not None and (again.rule, again.zero_when) == (found.rule, found.zero_when)
            if unchanged and not left(longer, points, found):
                same.append(longer)
    assert same == []


@pytest.mark.parametrize(
    "text, points, other, leftover",
    [
        ("未建立的扣2分，每缺1项扣2分", 10, "每缺1项扣2分", "未建立的扣2分"),
        ("未公示扣1分；未备案扣1分；未归档扣1分", 5, "未公示扣1分；未备案扣1分", "未归档扣1分"),
        ("发现一笔未按要求扣2分", 10, "未按要求扣2分", "发现1笔"),
        ("每铲除200株扣1分", 10, "每铲除一株扣1分", "每铲除200株"),
        ("达到90%得满分，每低5%扣1分", 10, "达到95%得满分，每低5%扣1分", "90%"),
        ("达到95%得满分，每低5%扣1分", 10, "达到95%得满分，每低2%扣1分", "每低5%"),
        ("20人以下得5分，20人及以上得3分", 5, "20人及以上得5分，20人以下得3分", "20人以下"),
        ("无计划、无总结、无记录的分别扣1分", 5, "无计划、无总结的分别扣1分", "无记录"),
        ("完成得4分，未完成扣5分", 4, "完成得4分，未完成扣4分", "扣5分"),
        ("有场所、有制度。（5分）", 5, "有场所、有制度得5分", "5分"),
        ("年度排名前3名得满分，其他依次递减0.2分", 4, "完成得满分，未完成扣0.2分", "依次递减"),
        ("有制度得5分，其余按比例得分", 5, "有制度得5分，否则不得分", "按比例"),
        ("缺一项扣该项分值", 5, "缺一项扣1分", "扣该项分值"),
        ("①一般的扣0.5分，不好的不得分。②迟报的扣1分，不报的不得分。", 4, "一般的扣0.5分；迟报的扣1分；不报的不得分", "不得分"),
        ("未备案的每次扣3分、首席代表扣1.5分", 10, "未备案的每次扣3分；首席代表未签字扣1.5分", "首席代表"),
        ("一项不合格扣3分，扣完为止", 10, "不合格扣3分", "1项不合格扣3分"),
    ],
)  # fmt: skip
def test_a_rule_of_another_wording_is_refused(text: str, points: int, other: str, leftover: str) -> None:
    """The second reader counts amounts, repetitions, sizes, directions and refusals for itself."""
    found = recognise(other, points, Asked("a1", "标题"))
    assert found is not None
    difference = left(text, points, found)
    assert difference
    assert leftover in difference or difference in unicodedata.normalize("NFKC", text)


def test_what_is_left_of_a_rule_is_named_in_the_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    """A criterion whose rule does not account for its text is a mark, with the text that is left."""
    wrong = recognise("未公示扣1分", 10, Asked("a1", "标题"))
    monkeypatch.setattr("evaluator.drafting.criteria.recognise", lambda *_: wrong)
    made = draft(
        workbook([["项目", "分值", "评分标准"], ["制度", 10, "未公示扣1分，每缺一项扣2分"]]),
        "表.xlsx",
        "t",
        "1",
    )
    assert made.kinds == {"mark": 1}
    assert "每缺一项扣2分" in next(p for p in made.problems if p.code == "import-mark").message("zh")


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner(env={"EVALUATOR_LANG": "en"}).invoke(cli, ["guideline", "import", *arguments])


def test_the_command_writes_a_draft_that_passes_check(tmp_path: Path) -> None:
    """It says how much it recognised, and never writes over a guideline unasked."""
    table = tmp_path / "table.xlsx"
    table.write_bytes(workbook(JIANGSU, JIANGSU_MERGED))
    folder = tmp_path / "made"
    first = run(str(table), "-o", str(folder))
    assert first.exit_code == 0, first.output
    assert "7 criteria, 100 points; 6 rules recognised, 1 open" in first.stdout
    assert CliRunner().invoke(cli, ["guideline", "check", str(folder)]).exit_code == 0
    file = folder / "guideline.yaml"
    file.write_text("mine", encoding="utf-8")
    again = run(str(table), "-o", str(folder))
    assert again.exit_code == 1
    assert file.read_text(encoding="utf-8") == "mine"
    forced = run(str(table), "-o", str(folder), "--force", "--json")
    assert json.loads(forced.stdout)["rules"]["deduct"] == 2
    assert "JSON" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "said, points, why",
    [
        ("", "10", "表里没有评分标准"),
        ("组织机构健全、职责明确", "10", "没有写怎样给分"),
        ("制度健全得5分，不健全的酌情扣分", "5", "“不健全的酌情扣分”里的“酌情”由评估人员掌握"),
        ("每开展一次得2分，最高8分", "10", "写的最高 8 分，与分值 10 分不符"),
        ("有制度得5分；扣1-3分", "10", "“扣1-3分”里的“1-3分”由评估人员掌握"),
        ("按完整程度评审，0-5分", "5", "“按完整程度评审，0-5分”里的“0-5分”由评估人员掌握"),
        ("按时报送得5分，每迟报1天扣1分", "9", "各句合起来与分值 9 分对不上，或有空档、重叠"),
        ("满意度90-100%得10分;80-85%得8分", "10", "各句合起来与分值 10 分对不上，或有空档、重叠"),
        ("字" * 1001, "10", "超过 1000 字"),
        ("每缺一项扣2分", "", "没有分值"),
    ],
)
def test_a_mark_says_why(said: str, points: str, why: str, tmp_path: Path) -> None:
    """What was not understood stands beside the rule, among the problems, and in the list at the end."""
    data = workbook(
        [
            ["一级指标", "二级指标", "分值", "评分标准"],
            ["甲", "乙", points, said],
            ["甲", "丙", 5, "每缺一项扣1分"],
        ]
    )
    made = draft(data, "表.xlsx", "t", "1")
    note = f"# “乙”的评分标准没有认出来（{why}），先由评估人员直接打分"
    assert note in made.yaml
    assert [one.message("zh") for one in made.problems if one.code == "import-mark"] == [note[2:]]
    table = tmp_path / "table.xlsx"
    table.write_bytes(data)
    told = CliRunner().invoke(cli, ["guideline", "import", str(table), "-o", str(tmp_path / "made")])
    assert "没有认出的规则" in told.stdout
    assert squeezed(why) in squeezed(told.stdout)
    listed = json.loads(run(str(table), "-o", str(tmp_path / "made"), "--force", "--json").stdout)["marks"]
    assert [(one["criterion"], one["title"]) for one in listed] == [("A1", "乙")]


def test_a_sheet_may_be_chosen(tmp_path: Path) -> None:
    """Of several sheets the one named, by however wide its letters are; an unknown one is told, with those there."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(JIANGSU, JIANGSU_MERGED, title="2025年")))
    other = book.create_sheet("2026年")
    for row in (["一级指标", "二级指标", "分值", "评分标准"], ["甲", "乙", 10, "每缺一项扣2分"]):
        other.append(row)
    table = tmp_path / "table.xlsx"
    book.save(table)
    one = run(str(table), "-o", str(tmp_path / "one"), "--sheet", " ２０２６年")
    assert one.exit_code == 0, one.output
    assert "1 criteria, 10 points" in one.stdout
    assert "章程" not in (tmp_path / "one" / "guideline.yaml").read_text(encoding="utf-8")
    none = run(str(table), "-o", str(tmp_path / "none"), "--sheet", "附件")
    assert none.exit_code == 1
    assert "2025年, 2026年" in none.stderr
    assert not (tmp_path / "none").exists()
    near = run(str(table), "-o", str(tmp_path / "none"), "--sheet", "2026")
    assert "did you mean '2026年'?" in near.stderr
    (tmp_path / "table.csv").write_text("一级指标,分值,评分标准\n甲,10,每缺一项扣2分\n", encoding="utf-8")
    assert run(str(tmp_path / "table.csv"), "-o", str(tmp_path / "csv"), "--sheet", "x").exit_code == 0


def test_titles_end_where_the_points_begin(tmp_path: Path) -> None:
    """A criterion named by its wording keeps no sign of the sum that follows."""
    rows: Rows = [["一级指标", "二级指标", "分值", "评分标准"], ["甲", "人员", 25, "持证率×25分"]]
    rows += [
        ["甲", "人员", 20, "支出÷预算×20"],
        ["甲", "人员", 5, "制度健全得5分"],
        ["甲", "人员", 5, "满意度*5分"],
    ]
    guideline = loaded(draft(workbook(rows, "A2:A5 B2:B5"), "表.xlsx", "t", "1"), tmp_path)
    assert [one.title for one in guideline.criteria()] == ["持证率", "支出÷预算", "制度健全", "满意度"]


# 绩效自评表: the project and its budget above the indicators, targets instead of rules.
PERFORMANCE: Rows = [
    ["项目支出绩效自评表"],
    ["（2025年度）"],
    ["项目名称", None, "社工站运营", None, None, None, None, None],
    ["主管部门", None, "示例市民政局", None, "实施单位", None, "示例镇", None],
    ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [None, None, 20, 20, 19, 10, "95%", 9.5],
    [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ],
    ["产出指标（50分）", "数量指标", "个案服务", "≥12个", 12, 20, 20, None],
    [None, None, "社区活动", "12场", 10, 10, 8.3, "一季度未开展"],
    [None, "质量指标", "服务达标率", "≥95%", "96%", 10, 10, None],
    [None, "成本指标", "人均成本", "≤500元", 480, 10, 10, None],
    ["效益指标（30分）", "社会效益指标", "困难群众生活", "有所改善", "改善", 30, 28, None],
    ["满意度指标（10分）", "服务对象满意度指标", "服务对象满意度", "≥90%", "95%", 10, 10, None],
    ["总分", None, None, None, None, 100, 95.8, None],
]
PERFORMANCE_MERGED = "A1:H1 A2:H2 A3:B3 C3:H3 A4:B4 C4:D4 E4:F4 G4:H4 A5:B6 A8:A11 B8:B9 A14:E14"
PERFORMANCE_TREE = [
    ("A", "预算执行率", "10", ""),
    ("A1", "预算执行率", "10", "ratio"),
    ("B", "产出指标", "50", ""),
    ("B1", "数量指标", "30", ""),
    ("B1.1", "个案服务", "20", "ratio"),
    ("B1.2", "社区活动", "10", "ratio"),
    ("B2", "质量指标", "10", ""),
    ("B2.1", "服务达标率", "10", "ratio"),
    ("B3", "成本指标", "10", ""),
    ("B3.1", "人均成本", "10", "ratio"),
    ("C", "效益指标", "30", ""),
    ("C1", "社会效益指标", "30", ""),
    ("C1.1", "困难群众生活", "30", "mark"),
    ("D", "满意度指标", "10", ""),
    ("D1", "服务对象满意度指标", "10", ""),
    ("D1.1", "服务对象满意度", "10", "ratio"),
]


def test_a_performance_table(tmp_path: Path) -> None:
    """Its budget row is a criterion, its targets become ratios, what was filled in is kept as a note."""
    data = workbook(PERFORMANCE, PERFORMANCE_MERGED)
    made = draft(data, "自评表.xlsx", "jx", "2025")
    guideline = loaded(made, tmp_path)
    assert tree(guideline) == PERFORMANCE_TREE
    assert guideline.full_marks == 100
    assert "import-sum" not in {problem.code for problem in made.problems}
    assert [problem.cell for problem in made.problems if problem.code == "import-by-target"] == [
        "评分表!C8", "评分表!C9", "评分表!C10", "评分表!C11", "评分表!C13",
    ]  # fmt: skip
    rules = {
        one.id: made.yaml.partition(f"id: {one.id}\n")[2].partition("rule: ")[2].partition("\n")[0]
        for one in guideline.criteria()
    }
    assert rules["B1.1"] == "{ratio: {of: b1_1.done, to: 12}}"
    assert rules["B2.1"] == "{ratio: {of: b2_1.share, reach: 95%}}"
    assert rules["B3.1"] == "{ratio: {of: b3_1.done, to: 500, lower_is_better: true}}"
    assert_nothing_lost(data, made)


# The names of Fujian's six modules; criteria and points are made up.
MODULES = ("基础建设", "制度建设", "运营投入", "运营管理", "服务提供", "运营绩效")
MODULE_POINTS = (150, 100, 150, 150, 300, 150)


def fujian_rows() -> Rows:
    """Return the rows of a table with a line for each module; every third rule is one nobody recognises."""
    rows: Rows = []
    for number, (module, points) in enumerate(zip(MODULES, MODULE_POINTS, strict=True)):
        rows.append([f"{'一二三四五六'[number]}、{module}（{points}分）", None, None, None, None, None])
        half = points // 2
        rows += [
            [
                f"{module}甲",
                f"{module}要求一",
                half,
                f"有{module}记录得{half}分，没有不得分",
                "查资料、看现场",
                "记录；照片",
            ],
            [None, f"{module}要求二", points - half - 10, "每缺一项扣2分，扣完为止", "查资料", None],
            [f"{module}乙", f"{module}要求三", 10, "工作扎实、群众认可", "访谈", None],
        ]
    return rows


FUJIAN_HEADER = ["评估指标", "评估内容", "分值", "评分标准", "评估方式", "佐证材料"]


def fujian_tree() -> list[tuple[str, str, str, str]]:
    """Return what the table is: three levels, the first from the modules' lines."""
    rows = []
    for number, (module, points) in enumerate(zip(MODULES, MODULE_POINTS, strict=True)):
        letter, half = "ABCDEF"[number], points // 2
        rows += [
            (letter, module, str(points), ""),
            (f"{letter}1", f"{module}甲", str(points - 10), ""),
            (f"{letter}1.1", f"{module}要求一", str(half), "yes_no"),
            (f"{letter}1.2", f"{module}要求二", str(points - half - 10), "deduct"),
            (f"{letter}2", f"{module}乙", "10", ""),
            (f"{letter}2.1", f"{module}要求三", "10", "mark"),
        ]
    return rows


def word_document() -> bytes:
    """Return the table in Word: merged cells, the header again in a second table after a page."""
    document = docx.Document()
    document.add_paragraph("示例省社工站规范化建设评估指标")
    rows = fujian_rows()
    for part in (rows[:12], rows[12:]):
        table = document.add_table(rows=len(part) + 1, cols=6)
        for j, title in enumerate(FUJIAN_HEADER):
            table.cell(0, j).text = title
        for i, row in enumerate(part, 1):
            if row[1] is None:
                table.cell(i, 0).merge(table.cell(i, 5)).text = row[0]
                continue
            for j, value in enumerate(row):
                if value is not None:
                    table.cell(i, j).text = str(value)
        for i in range(2, len(part) + 1, 4):
            table.cell(i, 0).merge(table.cell(i + 1, 0))
        document.add_paragraph("注：本表由评估组填写。")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_six_modules(kind: str, tmp_path: Path) -> None:
    """Modules in lines of their own; the same table in Excel and in Word gives the same guideline."""
    if kind == "docx":
        data = word_document()
    else:
        rows = [["示例省社工站规范化建设评估指标"], FUJIAN_HEADER, *fujian_rows(), ["合计", None, 1000]]
        lines = " ".join(f"A{i}:F{i}" for i in range(3, 27, 4))
        data = workbook(rows, f"A1:F1 {lines} " + " ".join(f"A{i}:A{i + 1}" for i in range(4, 27, 4)))
    made = draft(data, f"福建.{kind}", "fj", "2022")
    guideline = loaded(made, tmp_path)
    assert tree(guideline) == fujian_tree()
    assert guideline.full_marks == 1000
    assert guideline.title == "示例省社工站规范化建设评估指标"
    first = next(iter(guideline.criteria()))
    assert [(line.kind, line.title) for line in first.evidence] == [("record", "记录"), ("photo", "照片")]
    assert tuple(first.look_at) == ("查资料", "看现场")
    assert made.kinds == {"yes_no": 6, "deduct": 6, "mark": 6}
    assert_nothing_lost(data, made)
    if kind == "docx":
        assert "表2 第3行第1列" in made.yaml


@pytest.mark.parametrize(
    "rows, merged, expected",
    [
        pytest.param(
            [["一级指标", "二级指标", "分值"], ["甲（10分）", "一", 4], [None, "二", 5]], "A2:A3",
            [("import-sum", "评分表!A2", {"title": "甲", "expected": "10", "found": "9"})], id="section",
        ),
        pytest.param(
            [["一级指标", "二级指标", "分值"], ["甲", "一", 4], [None, "二", 5], ["合 计", None, 10]], "A2:A3 A4:B4",
            [("import-sum", "评分表!C4", {"title": "合计", "expected": "10", "found": "9"})], id="total",
        ),
        pytest.param(
            [["一级指标", "二级指标", "分值"], ["甲", "一", "五分"], [None, "二", 5]], "A2:A3",
            [("import-bad-points", "评分表!C2", {"title": "一", "found": "五分"})], id="not-a-number",
        ),
        pytest.param(
            [["一级指标", "二级指标", "分值"], ["甲", "一", "=2+3"], [None, "二", 5]], "A2:A3",
            [("import-uncalculated", "评分表!C2", {"formula": "=2+3"}), ("import-no-points", "评分表!C2", {"title": "一"})],
            id="formula-never-computed",
        ),
        pytest.param(
            [["一级指标", "二级指标", "分值"], ["甲", "一", 6], [None, "二", None]], "A2:A3 C2:C3",
            [("import-shared-points", "评分表!A2", {"title": "甲"})], id="shared-points",
        ),
        pytest.param(
            [["一级指标", "二级指标", "分值"], ["甲", "一（4分）", 5], [None, "二（5分）", "见细则"]], "A2:A3",
            [("import-two-points", "评分表!C2", {"title": "一", "expected": "4", "found": "5"})], id="two-points",
        ),
        pytest.param(
            [["一级指标", "二级指标", "权重"], ["甲", "一", "40%"], [None, "二", "60%"]], "A2:A3",
            [("import-weights", "评分表!C2", {})], id="weights",
        ),
        pytest.param(
            [["一级指标", "二级指标", "分值"], ["甲", "一", 5], ["扣分项", "迟报", 5]], "",
            [("import-taken", "评分表!B3", {"title": "迟报"})], id="deductions",
        ),
    ],
)  # fmt: skip
def test_what_a_person_must_decide_is_named(
    rows: Rows, merged: str, expected: list[tuple[str, str, dict[str, str]]]
) -> None:
    """Each doubt has its cell, what was found and what was expected."""
    data = workbook(rows, merged)
    made = draft(data, "表.xlsx", "t", "1")
    usual = ("import-mark", "import-grades")
    assert [
        (one.code, one.cell, dict(one.args)) for one in made.problems if one.code not in usual
    ] == expected
    assert_nothing_lost(data, made)


@pytest.mark.parametrize(
    "data, code, hint",
    [
        pytest.param(b"", "import-unreadable", "ledger-empty-file", id="empty"),
        pytest.param(b"\x00\x01\x02" * 50, "import-unreadable", "ledger-not-a-table", id="not-a-table"),
        pytest.param(b"PK\x03\x04 no zip", "import-unreadable", "ledger-damaged", id="damaged"),
        pytest.param(b"%PDF-1.7\n\x00", "import-unreadable", "ledger-is-pdf", id="pdf"),
        pytest.param(workbook([]), "import-no-header", "", id="empty-sheet"),
        pytest.param(workbook([["姓名", "电话"], ["甲", 1]]), "import-no-header", "", id="another-table"),
        pytest.param(workbook([["一级指标", "分值"]]), "import-no-rows", "", id="no-rows"),
        pytest.param(workbook([["x"]] * 5001), "import-unreadable", "import-huge-at", id="too-many-rows"),
        pytest.param(workbook([["x"] * 101]), "import-unreadable", "import-huge-at", id="too-many-columns"),
        pytest.param(word_document()[:-3000], "import-unreadable", "ledger-damaged", id="cut-word"),
    ],
)
def test_what_is_no_score_table_is_refused(data: bytes, code: str, hint: str, tmp_path: Path) -> None:
    """One problem says why, and nothing is written."""
    made = draft(data, "表.xlsx", "t", "1")
    assert [(one.code, one.hint_key) for one in made.problems] == [(code, hint)]
    table = tmp_path / "表.xlsx"
    table.write_bytes(data)
    assert run(str(table), "-o", str(tmp_path / "made")).exit_code == 1
    assert not (tmp_path / "made").exists()


LAYOUTS: list[tuple[str, Rows, str, list[tuple[str, str, str, str]]]] = [
    (
        "cells left blank instead of merged, a standard in two rows, numbered titles",
        [
            ["考核项目", "考核内容", "分值", "评分标准", "得分"],
            ["一、场地", "面积", 10, "≥60㎡得10分；30–60㎡得5分；不足30㎡不得分"],
            [None, "制度", 10, "有制度得5分"],
            [None, None, None, "制度上墙得5分"],
            ["二、服务", "活动", 20, "每开展1次得2分，最高20分"],
        ],
        "",
        [
            ("A", "场地", "20", ""),
            ("A1", "面积", "10", "tiers"),
            ("A2", "制度", "10", "checklist"),
            ("B", "服务", "20", ""),
            ("B1", "活动", "20", "count"),
        ],
    ),
    (
        "a header of two rows, points in the title",
        [
            ["序号", "评估指标", None, "分值", "评分标准", "评估得分", None],
            [None, "一级指标", "二级指标", None, None, "自评分", "专家评分"],
            [1, "A 基础", "A1 场地（10分）", None, "独立得10分，共用得5分，无不得分"],
            [2, None, "A2 人员", 20, "持证率×20"],
        ],
        "A1:A2 B1:C1 D1:D2 E1:E2 F1:G1 B3:B4",
        [("A", "基础", "30", ""), ("A1", "场地", "10", "choice"), ("A2", "人员", "20", "ratio")],
    ),
    (
        "the whole table's points in its title",
        [
            ["某市社工站考核评分标准（100分）", None, None, None],
            ["一级指标", "二级指标", "分值", "评分标准"],
            ["基础（40分）", "人员", 40, "持证率×40"],
            ["服务（60分）", "个案", 60, "每完成1个得6分，最高60分"],
        ],
        "A1:D1",
        [
            ("A", "基础", "40", ""),
            ("A1", "人员", "40", "ratio"),
            ("B", "服务", "60", ""),
            ("B1", "个案", "60", "count"),
        ],
    ),
    (
        "points beside every level",
        [
            ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "评分标准"],
            ["甲", 30, "子", 30, "一", 10, "配备甲、乙、丙，缺一项不得分"],
            [None, None, None, None, "二", 20, "好16-20分，较好11-15分，一般6-10分，差0-5分"],
            ["乙", 70, "丑", 70, "三", 70, "酌情打分"],
        ],
        "A2:A3 B2:B3 C2:C3 D2:D3",
        [
            ("A", "甲", "30", ""),
            ("A1", "子", "30", ""),
            ("A1.1", "一", "10", "all_of"),
            ("A1.2", "二", "20", "rating"),
            ("B", "乙", "70", ""),
            ("B1", "丑", "70", ""),
            ("B1.1", "三", "70", "mark"),
        ],
    ),
    (
        "several criteria beside one cell of the last level",
        [
            ["项目", "内容", "标准分", "评分细则"],
            ["场地", "办公场所", 5, "有独立办公场所得5分，没有不得分"],
            [None, None, 5.5, "有标识得5.5分，没有不得分"],
            ["人员", "驻站社工", 10, "每名社工得5分，最高10分"],
        ],
        "A2:A3 B2:B3",
        [
            ("A", "场地", "10.5", ""),
            ("A1", "办公场所", "10.5", ""),
            ("A1.1", "有独立办公场所", "5", "yes_no"),
            ("A1.2", "有标识", "5.5", "yes_no"),
            ("B", "人员", "10", ""),
            ("B1", "驻站社工", "10", "count"),
        ],
    ),
    (
        "branches of different depth, repeated instead of merged, codes of their own",
        [
            ["一级指标", "二级指标", "三级指标", "分值"],
            ["B 甲", "B2 乙", "B2.1 丙", 5],
            ["B 甲", "B2 乙", "B2.4 戊", 5],
            ["B 甲", "B3 丁", None, 5],
        ],
        "",
        [
            ("A", "甲", "15", ""),
            ("A1", "乙", "10", ""),
            ("A1.1", "丙", "5", "mark"),
            ("A1.2", "戊", "5", "mark"),
            ("A2", "丁", "5", ""),
            ("A2.1", "丁", "5", "mark"),
        ],
    ),
    (
        "codes of their own are kept",
        [
            ["一级指标", "二级指标", "分值", "评分标准"],
            ["C 甲（10分）", "C4 丙", 4, "有得4分，无不得分"],
            [None, "C7 丁", 6, "看情况"],
        ],
        "A2:A3",
        [("C", "甲", "10", ""), ("C4", "丙", "4", "yes_no"), ("C7", "丁", "6", "mark")],
    ),
    (
        "one level, the points within the wording",
        [
            ["项目", "评估内容及评分标准", "得分"],
            ["场地", "办公场所独立（10分）"],
            ["人员", "每名社工得5分，满分20分"],
        ],
        "",
        [("A", "评估指标", "30", ""), ("A1", "场地", "10", "mark"), ("A2", "人员", "20", "count")],
    ),
    (
        "numbered lines with points of their own, what is asked for behind the points",
        [
            ["指标", "权重", "评价要点"],
            ["一、基础建设", "30%", None],
            ["1.场地面积", "10%", "有办公场所得10分，没有不得分"],
            ["2.标牌", "20%", "有统一标牌得20分"],
            ["二、服务", "70%", None],
            ["1.数量", "70%", "每完成1个得7分，最高70分"],
        ],
        "",
        [
            ("A", "基础建设", "30", ""),
            ("A1", "场地面积", "10", "yes_no"),
            ("A2", "标牌", "20", "yes_no"),
            ("B", "服务", "70", ""),
            ("B1", "数量", "70", "count"),
        ],
    ),
    (
        "criteria that are numbered as chapters are",
        [
            ["考核项目", "分值", "考核内容"],
            ["一、场地", 40, None],
            ["二、人员", 60, None],
        ],
        "",
        [("A", "评估指标", "100", ""), ("A1", "场地", "40", "mark"), ("A2", "人员", "60", "mark")],
    ),
    (
        "what adds points and what takes them off, said in the column of numbers",
        [
            ["序号", "考核项目", "考核内容", "分值", "评分标准"],
            [1, "制度", "档案", 60, "档案齐全得60分，否则不得分"],
            [2, None, "宣传", 40, "每篇得4分，最高40分"],
            ["加分项", None, "表彰", 5, "获市级以上表彰得5分，否则不得分"],
            ["扣分项", None, "安全事故", None, "每发生一起扣10分"],
        ],
        "B2:B3",
        [
            ("A", "制度", "100", ""),
            ("A1", "档案", "60", "yes_no"),
            ("A2", "宣传", "40", "count"),
            ("P1", "表彰", "5", "yes_no"),
        ],
    ),
    (
        "texts that mean something in YAML",
        [
            ["一级指标", "二级指标", "分值", "评分标准"],
            ['"引号": {x}', "# 井号\n第二行 - a: b", 5, "@x: [1] 'a' \\n"],
            ["& *甲", "no", 0.25, "yes"],
        ],
        "",
        [
            ("A", '"引号": {x}', "5", ""),
            ("A1", "# 井号第二行 - a: b", "5", "mark"),
            ("B", "& *甲", "0.25", ""),
            ("B1", "no", "0.25", "mark"),
        ],
    ),
]


@pytest.mark.parametrize(
    "rows, merged, expected", [layout[1:] for layout in LAYOUTS], ids=[layout[0] for layout in LAYOUTS]
)
def test_layouts(rows: Rows, merged: str, expected: list[tuple[str, str, str, str]], tmp_path: Path) -> None:
    """Ways of laying out a table that authorities use; each gives the levels and points a reader sees."""
    made = draft(workbook(rows, merged), "表.xlsx", "t", "1")
    assert tree(loaded(made, tmp_path)) == expected


TEXTS = st.sampled_from(
    ["", "", "甲", "乙（5分）", "一、丙", "（二）丁", "A1 戊", "合计", "小计", "注：己", "加分项", "扣分项", "5", "10分",
     "0.5", "20%", "x", "每缺一项扣1分", "有得5分；无不得分", "分值", "一级指标", "评分标准", "执行率", '"#: \\', "≥12次"]
)  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> TableSheet:
    """Draw a table with a header and any cells, some of them merged."""
    titles = draw(st.lists(st.sampled_from(sorted(HEADERS)), min_size=1, max_size=6))
    width = len(titles)
    body = draw(st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=8))
    above = draw(st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=2))
    rows = [
        [TableCell(text, f"表!{i}.{j}", (i, j)) for j, text in enumerate(row)]
        for i, row in enumerate([*above, titles, *body])
    ]
    for _ in range(draw(st.integers(0, 4))):
        top, left = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, width - 1))
        bottom = draw(st.integers(top, min(top + 3, len(rows) - 1)))
        right = draw(st.integers(left, width - 1))
        block = [(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)]
        if all(rows[i][j].anchor == (i, j) for i, j in block):
            for i, j in block:
                rows[i][j] = rows[top][left]
    return TableSheet("表", rows)


@given(sheets())
def test_any_table_gives_a_guideline_or_a_reason(sheet: TableSheet) -> None:
    """Whatever the cells: no crash, no text lost, and only sums a person must settle keep it from use."""
    made = draft_sheets([sheet], "表.xlsx", "t", "1")
    if not made.yaml:
        assert [one.code for one in made.problems] in (["import-no-header"], ["import-no-rows"])
        return
    written = squeezed(made.yaml.replace('\\"', '"').replace("\\\\", "\\"))
    for row in sheet.rows:
        for cell in row:
            points = points_of(cell.text)
            if cell.text not in HEADERS and points is None:
                for part in re.split("[；;、，,]", cell.text):
                    assert squeezed(part) in written, cell
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "guideline.yaml"
        path.write_text(made.yaml, encoding="utf-8")
        _, problems = load_guideline(path)
    known = {one.code for one in made.problems}
    for one in problems:
        assert one.code in EXPECTED, one.render("en")
        assert EXPECTED[one.code] & known, one.render("en")


EXPECTED = {
    "points-sum": {"import-sum", "import-no-points", "import-bad-points", "import-row"},
    "grade-unreachable": {"import-no-points", "import-bad-points", "import-row"},
}
"""What `guideline check` may say of a draft, and what the import has said of it then."""


@pytest.mark.parametrize("name", ["table.xlsx", "table.docx"])
def test_another_program_saved_the_table(name: str, tmp_path: Path, office: Office) -> None:
    """Saved again by LibreOffice a table gives the same guideline, byte for byte."""
    data = word_document() if name.endswith("docx") else workbook(JIANGSU, JIANGSU_MERGED)
    source = tmp_path / name
    source.write_bytes(data)
    again = office(source, to=source.suffix[1:]).read_bytes()
    assert again != data
    assert draft(again, name, "t", "1").yaml == draft(data, name, "t", "1").yaml


@pytest.mark.parametrize(
    "said, full, expected",
    [
        pytest.param(
            "注：总分90分以上为优秀，80-89为良好，60-79为合格，60以下为不合格。",
            100,
            "优秀 90 良好 80 合格 60 不合格 0",
            id="whole-points",
        ),
        pytest.param(
            "优秀（90分及以上）、良好（80分～90分（不含））、合格（60分-80分）、不合格（60分以下）",
            100,
            "优秀 90 良好 80 合格 60 不合格 0",
            id="title-first",
        ),
        pytest.param(
            "考核结果分为三个等次：900分（含）以上为优秀等次；７００—900分为合格等次，不足700分为不合格等次",
            1000,
            "优秀 900 合格 700 不合格 0",
            id="thousand",
        ),
        pytest.param("90分以上为优秀，60分以下为不合格", 100, None, id="gap"),
        pytest.param("60分以上为优良，60分以下为差", 100, None, id="unknown-title"),
        pytest.param("优良（60分以上），差（60分以下）", 100, None, id="unknown-title-first"),
        pytest.param("90分以上为优秀，80-95分为良好，80分以下为差", 100, None, id="overlap"),
        pytest.param("90分以上为优秀，80-89分为良好，60-79分为合格", 100, None, id="no-lowest"),
        pytest.param("90分以上为优秀，90分以下为合格", 1000, None, id="another-scale"),
        pytest.param("010分以上为优秀，1.分以下为差", 10, None, id="no-numbers"),
        pytest.param("90分以上为优秀，80分以上不足90分为良好，80分以下为合格", 100, None, id="two-bounds"),
    ],
)
def test_grades_are_read_where_nothing_is_open(said: str, full: int, expected: str | None) -> None:
    """Of a note that leaves a gap, an overlap or the lowest grade open nothing is taken."""
    found = grades_in([("注", "别的"), ("表!A9", said)], full)
    told = (
        None if found is None else " ".join(f"{one.title} {exact.text(one.at_least)}" for one in found.grades)
    )
    assert told == expected
    assert found is None or (found.place, found.text) == ("表!A9", said)


@pytest.mark.parametrize(
    "above, title",
    [
        ("基金会评估指标体系（节选：各项建设）", "基金会评估指标体系（节选：各项建设）"),
        ("附件：试点村考评表\n镇：\u3000\u3000村：", "试点村考评表"),
        ("附件6：\n申报示范校自评得分及说明", "申报示范校自评得分及说明"),
        ("评分表一：前期阶段量化评分表\n辖区：", "评分表一：前期阶段量化评分表"),
        ("细则一：服务质量评分细则", "细则一：服务质量评分细则"),
        ("星级团支部评选制度\n二、细则：", "星级团支部评选制度"),
        ("诚信评价信息\n企业名称：\u3000\u3000\u3000", "诚信评价信息"),
        ("考核对象：全体社工站", "表"),
        ("某镇\u3000\u3000\u3000村（社区）", "表"),
        ("现将有关考核事项通知如下。", "表"),
        ("（3）分项评分超出评分标准范围的；", "表"),
        ("（3）分项评分超出评分标准范围的；\n评分细则", "评分细则"),
        ("二、小学段", "表"),
        ("日期：2025年3月", "表"),
    ],
)
def test_the_guideline_is_called_what_stands_above_the_table(above: str, title: str, tmp_path: Path) -> None:
    """Of what stands there the first name of a table is taken, and no line to fill in; else the file's name."""
    document = docx.Document()
    for line in above.split("\n"):
        document.add_paragraph(line)
    rows = [["一级指标", "二级指标", "分值", "评分标准"], ["甲", "乙", "100", "有得100分，否则不得分"]]
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, content in zip(row.cells, texts, strict=True):
            cell.text = content
    data = io.BytesIO()
    document.save(data)
    assert loaded(draft(data.getvalue(), "表.docx", "t", "1"), tmp_path).title == title


@pytest.mark.parametrize(
    "lines, points, expected",
    [
        (
            "1、台账管理（6分）。台账不齐全，每缺一本扣2分。\n2、信息报送（4分）：未按时报送的，每次扣1分。",
            "10分",
            [("台账管理", 6), ("信息报送", 4)],
        ),
        ("（1）台账管理（6分）每缺一本扣2分；\n（2）信息报送（3分）每次扣1分。", "10", None),  # 9 of 10
        ("1、建立台账；（6分）\n2、报送信息。（4分）", "10", None),  # parts of one thing
        ("1、仪容仪表（6分）：着装规范。\n2、沟通协作（4分）：态度热情。", "10", None),
    ],
)
def test_lines_that_have_points_and_rules_of_their_own_are_criteria(
    lines: str, points: str, expected: list[tuple[str, int]] | None, tmp_path: Path
) -> None:
    """A level's standard may list its criteria line by line; parts without rules stay parts of one."""
    rows: Rows = [
        ["考核内容", "分值", "考评标准"],
        ["日常管理", points, lines],
        ["党建", 5, "有得5分，无不得分"],
    ]
    drafted = [
        (one.title, one.points)
        for one in loaded(draft(workbook(rows), "表.xlsx", "t", "1"), tmp_path).criteria()
    ]
    assert drafted[:-1] == (expected or [("日常管理", 10)])


@pytest.mark.parametrize(
    "title, said", [("评估标准（1000分）", ["import-sum"]), ("评估标准（100分）", []), ("评估标准", [])]
)
def test_points_in_the_title_are_held_against_the_sum(title: str, said: list[str]) -> None:
    """A table that is called one of 1000 points and has 100 is a mistake somebody has to know of."""
    rows: Rows = [
        [title, None, None, None],
        ["一级指标", "二级指标", "分值", "评分标准"],
        ["甲", "乙", 100, "有得100分，否则不得分"],
    ]
    made = draft(workbook(rows, "A1:D1"), "表.xlsx", "t", "1")
    assert [one.code for one in made.problems if one.code == "import-sum"] == said


def test_a_drafts_grades_are_the_tables(tmp_path: Path) -> None:
    """A note below the table sets them; the draft says where it has them from."""
    rows: Rows = [
        ["一级指标", "二级指标", "分值", "评分标准"],
        ["甲", "乙", 100, "有得100分，否则不得分"],
        ["注：85分以上为优秀，60-84分为合格，60分以下为不合格。"],
    ]
    made = draft(workbook(rows, ""), "表.xlsx", "t", "1")
    assert [(one.title, one.bound) for one in loaded(made, tmp_path).grades] == [
        ("优秀", 85),
        ("合格", 60),
        ("不合格", 0),
    ]
    assert [one.cell for one in made.problems if one.code == "import-grades-read"] == ["评分表!A3"]
