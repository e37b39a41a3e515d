"""Published rating tables become guidelines: levels, points, titles and rules as a reader sees them."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.base import exact
from evaluator.drafting.accounting import unaccounted
from evaluator.drafting.draft import draft
from evaluator.drafting.phrases import recognise
from evaluator.drafting.recognition import Asked
from evaluator.loading.guideline import load_guideline
from evaluator.texts.problem import Severity
from evaluator.yaml.write import flow, name_or_string
from tests.rating_tables import SETS, Leaf, RatingTable, compared, rating_tables, shaped_otherwise, signature

_UNDECIDED: Final = {
    ("u03", "repeated"),
    ("e06", "on two pages"),
    ("q15", "left blank"),
    ("j28", "repeated"),
    ("o22", "repeated"),
    ("o22", "left blank"),
}
"""Shapes that leave open what is meant, or are not read yet: their drafts say so."""
_NOT_YET: Final[dict[str, set[str]]] = {
    "w01": {"levels", "points", "titles"},
    "h48": {"titles"},
    "q22": {"titles"},
    "r47": {"levels", "points", "titles"},
    "q57": {"titles"},
    "r56": {"levels", "points", "titles"},
    "i11": {"titles"},
    "i24": {"levels"},
    "i46": {"levels", "points", "titles"},
    "i55": {"levels", "points", "titles"},
    "j22": {"levels", "points", "titles"},
    "j38": {"titles"},
    "j41": {"titles"},
    "j47": {"levels", "points", "titles"},
    "j54": {"titles"},
    "f14": {"titles"},
    "f24": {"levels", "points", "titles"},
    "f25": {"points"},
    "f35": {"titles"},
    "f42": {"levels"},
    "f44": {"points"},
    "f48": {"points", "titles"},
    "g11": {"titles"},
    "g36": {"levels", "points", "titles"},
    "o11": {"levels"},
    "o15": {"levels", "points", "titles"},
    "o27": {"titles"},
    "o28": {"levels", "points", "titles"},
    "o33": {"levels", "points", "titles"},
    "o36": {"levels", "titles"},
    "o38": {"levels", "points", "titles"},
    "a14": {"levels", "points", "titles"},
    "a17": {"levels", "points", "titles"},
}
"""What is not right yet in a table; its draft says so. Whoever mends one takes it out."""
_AMISS: Final[dict[str, str]] = {
    "j38": "silent",
    "j47": "silent",
    "j53": "silent",
    "f14": "silent",
    "f35": "silent",
    "f42": "silent",
    "o27": "silent",
    "o36": "silent",
    "o38": "silent",
    "a17": "silent",
}
"""Where the first run showed a wrong rule, or a mistake without a word, that is not mended yet."""
_AMISS_SHAPE: Final = ("q46", "repeated")
"""A group's total, repeated beside the points of each row, is taken for these without a word."""
_NOT_RECOGNISED: Final = {
    "v12": 1,
    "w03": 1,
    "h34": 2,
    "h45": 1,
    "h57": 1,
    "h63": 1,
    "k43": 1,
    "k47": 1,
    "k53": 1,
    "k57": 1,
    "k58": 2,
    "q11": 1,
    "q31": 2,
    "q42": 1,
    "q47": 2,
    "r22": 2,
    "r26": 1,
    "r27": 1,
    "r32": 2,
    "r34": 3,
    "r38": 1,
    "r42": 2,
    "r43": 1,
    "r45": 1,
    "r47": 1,
    "r56": 3,
    "i11": 1,
    "i12": 1,
    "i26": 1,
    "i36": 1,
    "i51": 1,
    "i54": 1,
    "i55": 1,
    "j13": 1,
    "j21": 1,
    "j32": 1,
    "j35": 1,
    "j42": 1,
    "j52": 2,
    "j53": 1,
    "f11": 1,
    "f12": 2,
    "f21": 1,
    "f26": 1,
    "f27": 1,
    "f28": 8,
    "f37": 1,
    "f42": 1,
    "g21": 1,
    "g23": 1,
    "g32": 1,
    "g46": 1,
    "o11": 1,
    "o27": 1,
    "o28": 2,
    "o33": 5,
    "a12": 1,
    "a14": 1,
    "a15": 2,
}
"""How many rules of a table stay marks."""
WORDINGS: Final = yaml.load(
    (Path(__file__).parent / "cases" / "import" / "phrases.yaml").read_bytes(), yaml.CSafeLoader
)["wordings"].splitlines()
"""Title, points, wording, rule, and who may supply its facts."""
DEVELOPED: Final = rating_tables("develop")
MEASURED: Final = [table for name in SETS if name != "develop" for table in rating_tables(name)]


@pytest.mark.parametrize("table", DEVELOPED, ids=lambda table: table.id)
def test_a_published_table(table: RatingTable, tmp_path: Path) -> None:
    """Every level, title and point is right, no rule is wrong, no rule that can be declared is missed."""
    outcome = compared(table)
    assert list(outcome.wrong) == []
    assert list(outcome.suppliers) == []
    assert (outcome.levels, outcome.points, outcome.titles) == (outcome.leaves,) * 3, outcome.details
    assert outcome.recognised == outcome.rules, outcome.details
    made = table.made
    (tmp_path / "guideline.yaml").write_text(made.yaml, encoding="utf-8")
    guideline, problems = load_guideline(tmp_path)
    assert [problem.render("en") for problem in problems] == []
    assert guideline is not None
    assert guideline.full_marks == made.full_marks


@pytest.mark.parametrize("table", MEASURED, ids=lambda table: table.id)
def test_a_table_that_was_only_measured(table: RatingTable) -> None:
    """Nothing comes out wrong without a word: no rule that the table does not state, no silent mistake of structure."""
    outcome = compared(table)
    assert bool(outcome.wrong) == ("wrong" in _AMISS.get(table.id[:3], "")), outcome.wrong
    assert bool(outcome.silent) == ("silent" in _AMISS.get(table.id[:3], "")), outcome.details
    figures = {"levels": outcome.levels, "points": outcome.points, "titles": outcome.titles}
    amiss = {name for name, right in figures.items() if right < outcome.leaves}
    assert amiss == _NOT_YET.get(table.id[:3], set()), outcome.details
    assert outcome.rules - outcome.recognised == _NOT_RECOGNISED.get(table.id[:3], 0), outcome.details


def test_what_a_station_reads_is_named_in_full() -> None:
    """Names cut out of a text have their brackets and quotes in pairs, and no sign or number at their ends."""
    amiss = [
        (table.id, name)
        for table in (*DEVELOPED, *MEASURED)
        for criterion in table.made.drafted
        for fact in criterion.facts.values()
        for name in (str(fact["title"]), *_options(fact))
        if name.count("（") != name.count("）")
        or name.count("“") != name.count("”")
        or re.search("^[，、：；）]|[，、：；（]$|^[(（]?[0-9]{1,2}[.、）](?![0-9])", name)
        or (len(name) < 2 and name == fact["title"])
    ]
    assert amiss == []


def _options(fact: Mapping[str, object]) -> list[str]:
    choices = fact.get("choices")
    return list(map(str, choices.values())) if isinstance(choices, Mapping) else []


@pytest.mark.parametrize("table", [*DEVELOPED, *MEASURED], ids=lambda table: table.id)
def test_a_table_in_another_shape_says_the_same(table: RatingTable) -> None:
    """Merged cells repeated or left blank, pages, spread heads: one of the shapes, by the table's name."""
    base = compared(table)
    shapes = list(shaped_otherwise(table))
    start = sum(map(ord, table.id))
    for name, other in shapes[start % len(shapes) :][:1] if shapes else ():
        outcome = compared(other)
        if table.id[:3] in _AMISS or (table.id[:3], name) == _AMISS_SHAPE:
            continue
        assert list(outcome.wrong) == list(base.wrong), name
        if (table.id[:3], name) in _UNDECIDED:
            assert not outcome.silent
            continue
        figures = (outcome.levels, outcome.points, outcome.titles)
        assert figures == (base.levels, base.points, base.titles), (name, *outcome.details)


@pytest.mark.parametrize(
    "name, code",
    [("h39", "import-sum"), ("h44", "import-no-points"), ("h48", "import-sum")],
)
def test_what_is_wrong_as_published_is_an_error_of_the_draft(name: str, code: str) -> None:
    """Totals that differ from their parts, in rows or inside one standard, and criteria without points."""
    table = next(table for table in MEASURED if table.id.startswith(name))
    made = table.made
    assert code in {problem.code for problem in made.problems if problem.severity is Severity.ERROR}


@pytest.mark.parametrize(
    "standard, differs",
    [
        ("1.有章程（5分）2.有财务制度（5分）3.有人事制度（5分）", True),
        ("有章程（5分），有财务制度（5分），有人事制度（10分）。", False),
        ("有章程（20分）；有财务制度（5分）", False),
        ("每建一项制度得5分（5分）；有人事制度（5分）", False),
    ],
)
def test_parts_of_a_standard_have_to_come_to_the_points_beside_it(standard: str, differs: bool) -> None:
    """Alternatives, of which one is worth all points, and scores of another kind are no parts."""
    grid = [
        ["项目", "内容", "分值", "评分标准"],
        ["组织", "制度", "20", standard],
        ["服务", "活动", "80", "每少1次扣5分"],
    ]
    table = RatingTable("parts", "docx", ["某站考核评分表"], (), [grid], ())
    made = draft(table.data(), table.name, "t", "2026")
    assert ("import-sum" in {problem.code for problem in made.problems}) == differs


@pytest.mark.parametrize("limit", ["≥90%", "90%以上", "不高于3%", "3-5%", "95%"])
def test_a_limit_names_no_criterion(limit: str) -> None:
    """The column before it does; where there is none, the draft says that a title is missing."""
    heads = ["序号", "指标名称", "目标要求", "分值", "评分办法"]
    rows = [
        ["1", "覆盖率", limit, "40", "完成得满分，未完成不得分"],
        ["2", "台账", "按月建立", "60", "每缺1本扣5分"],
    ]
    table = RatingTable("limits", "xlsx", ["某站考核评分表"], (), [[heads, *rows]], ())
    assert [criterion.title for criterion in draft(table.data(), table.name, "t", "1").drafted] == [
        "覆盖率",
        "台账",
    ]
    alone = RatingTable("alone", "xlsx", ["某站考核评分表"], (), [[row[2:] for row in [heads, *rows]]], ())
    problems = draft(alone.data(), alone.name, "t", "1").problems
    assert "import-title" in {problem.code for problem in problems if problem.severity is Severity.ERROR}


def test_no_table_is_in_two_sets() -> None:
    ids = [table.id for table in (*DEVELOPED, *MEASURED)]
    assert len(set(ids)) == len(ids)


def test_the_readme_names_every_table() -> None:
    readme = (Path(__file__).parent / "tables" / "README.md").read_text(encoding="utf-8")
    assert [table.id[:3] for table in (*DEVELOPED, *MEASURED) if f"| {table.id[:3]} |" not in readme] == []


def _errors(rows: list[list[str]]) -> dict[str, str]:
    """The open questions of a table, with where each is."""
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "表.xlsx", "t", "1")
    return {problem.code: problem.cell for problem in made.problems if problem.severity is Severity.ERROR}


_HEADS: Final = ["项目", "内容", "分值", "评分标准"]


@pytest.mark.parametrize(
    "rows, code, cell",
    [
        (  # cells that cross the levels, under a head that nobody knows
            [["项目", "", *_HEADS[1:]], ["组织", "一部", "领导", "40", "每少1项扣2分"], ["^", "^", "机构", "20", "每少1人扣5分"], ["制度", "^", "章程", "20", "缺章程扣20分"], ["^", "二部", "台账", "20", "每缺1本扣5分"]],
            "import-column",
            "Sheet!B3",
        ),
        (  # repeated, and nothing else names the rows
            [_HEADS, ["组织", "公共区域", "40", "每少1项扣2分"], ["^", "公共区域", "60", "每少1人扣5分"]],
            "import-scored-title",
            "Sheet!D4",
        ),
        (
            [["项目", "内容", "标准分", "分值", "评分标准"], ["组织", "领导", "40", "40", "每少1项扣2分"], ["制度", "章程", "60", "30", "每少1项扣2分"], ["^", "台账", "7", "30", "每少1项扣2分"]],
            "import-points-unused",
            "Sheet!C5",
        ),
    ],
    ids=["crossing cells", "scored title", "unused points"],
)  # fmt: skip
def test_what_a_draft_has_no_use_for_is_an_open_question(rows: list[list[str]], code: str, cell: str) -> None:
    """A second look at the cells: columns, points and titles that the draft lost are said with their place."""
    errors = _errors(rows)
    assert code in errors
    assert errors[code] == cell


_SHAPED: Final = [
    ["组织", "领导", "有人分管", "40", "未落实的扣10分"],
    ["^", "机构", "有工作专班", "20", "每少1人扣5分"],
    ["制度", "章程", "有章程和细则", "30", "缺章程扣20分，缺细则扣10分"],
    ["^", "台账", "按月登记", "10", "每缺1本扣5分"],
]


@pytest.mark.parametrize(
    "heads",
    [
        [["条线", "名目", "做到什么", "份额", "如何扣"]],
        [["条线", "", "", "", ""]],
        [["条线", "<", "<", "<", "怎么办"]],
        [["方面", "<", "情形", "<", "<"], ["甲", "乙", "目的", "满额", "口径"]],
        [],
    ],
    ids=["unknown", "blank", "merged", "two rows", "none"],
)
def test_cells_say_what_columns_mean_where_heads_do_not(heads: list[list[str]]) -> None:
    """Levels contain each other, points are numbers, the standard takes points."""
    rows = [*heads, *_SHAPED]
    leaves = [
        Leaf(row[0] if row[0] != "^" else _SHAPED[number - 1][0], row[1], row[3], ("mark",), ())
        for number, row in enumerate(_SHAPED)
    ]
    for kind in ("xlsx", "docx"):
        table = RatingTable("t", kind, ["某站考核评分表"], (), [rows], leaves)
        outcome = compared(table)
        assert (outcome.levels, outcome.points, outcome.titles) == (4, 4, 4), outcome.details
        made = draft(table.data(), table.name, "t", "1")
        assert len(made.drafted) == 4
        assert "import-heads" in {
            problem.code for problem in made.problems if problem.severity is Severity.ERROR
        }


@pytest.mark.parametrize(
    "standard, points, title",
    [
        ("（4分）每月走访，每少1次扣1分", 4, "每月走访"),
        ("团结协作4分（好4分，较好3分，差0分）", 4, "团结协作"),
        ("设置无障碍设施。4分（不设置不得分）", 4, "设置无障碍设施"),
        ("落实值班制度（2分），并填写记录（2分）", 4, "落实值班制度"),
        ("饮食搭配合理。\n完全达到4分，基本达到3~1分，无法达到0分。", 4, "饮食搭配合理"),
        ("每走访一户（2分），每座谈一次（2分）", None, "每走访一户"),
    ],
)
def test_a_standard_states_what_it_is_worth(standard: str, points: int | None, title: str) -> None:
    """Before it, behind its name, for each of its parts, or as the highest of degrees; not each time."""
    rows = [["序号", "评分标准"], ["1", "有章程得5分，否则不得分（5分）"], ["2", standard]]
    made = draft(RatingTable("t", "docx", ["某站考核评分表"], (), [rows], ()).data(), "t.docx", "t", "1")
    assert made.drafted[-1].title == title
    assert made.drafted[-1].points == (points or 0)
    assert ("import-no-points" in {problem.code for problem in made.problems}) == (points is None)


def test_rows_written_line_by_line_into_one_cell_are_steps() -> None:
    rows = [
        ["标号", "指标名", "指标值与因素", "分值"],
        ["1", "馆藏", "10↑\n5↑\n2↑", "60\n40\n8"],
        ["2", "人次", "25↑\n20↑", "40\n10"],
    ]
    leaves = [
        Leaf("*", "馆藏", "60", ("tiers >=10:60 >=5:40 >=2:8",), ()),
        Leaf("*", "人次", "40", ("tiers >=25:40 >=20:10",), ()),
    ]
    outcome = compared(RatingTable("t", "docx", ["某馆评估标准"], (), [rows], leaves))
    assert (outcome.levels, outcome.points, outcome.recognised) == (2, 2, 2), outcome.details


def test_items_that_share_a_cell_of_points_each_give_a_part_of_it() -> None:
    """Where what they give adds up to it; else the author is asked."""
    rows = [
        ["项目", "考核内容", "标准分", "评分方法"],
        ["责任", "组织机构健全", "5分", "有文件得2分"],
        ["^", "责任状签订", "^", "层层签订得2分，少一个单位扣1分"],
        ["^", "划定责任区", "^", "有划分表得1分，漏一处扣1分"],
    ]
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "t.xlsx", "t", "1")
    assert [(criterion.title, criterion.points) for criterion in made.drafted] == [
        ("组织机构健全", 2),
        ("责任状签订", 2),
        ("划定责任区", 1),
    ]
    rows[1][2] = "6分"
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "t.xlsx", "t", "1")
    assert "import-shared-points" in {problem.code for problem in made.problems}


def test_criteria_named_half_by_their_level_are_asked_about() -> None:
    rows = [
        ["大类", "小类", "评估标准", "标准分值"],
        ["条件", "法人（30分）", "按章程规定的程序选举产生", "10"],
        ["^", "^", "任职年龄符合章程规定的要求", "10"],
        ["^", "^", "领导兼职按规定报批", "10"],
        ["^", "变更（10分）", "变更程序符合条例规定", "10"],
        ["^", "备案（10分）", "办理备案手续且备案事项完整", "10"],
    ]
    made = draft(RatingTable("t", "docx", ["某市评估细则"], (), [rows], ()).data(), "t.docx", "t", "1")
    assert "import-alone" in {problem.code for problem in made.problems if problem.severity is Severity.ERROR}


@pytest.mark.parametrize(
    "grids, expected, codes",
    [
        (  # a name over the head, merged down over all rows
            [[["技⏎术⏎指⏎标", "序号", "项目", "考核内容", "评分标准", "标准分"], ["^", "9", "重复利用率", "≥75%", "每低5%扣1分", "5"], ["^", "10", "覆盖率", "≥15%", "达到5%得1分", "3"]]],
            [("技术指标", "重复利用率", 5), ("技术指标", "覆盖率", 3)],
            set(),
        ),
        (  # rows whose points stand at the end of their wordings, beside one cell of points
            [[["考评内容", "分值", "考评细则", "得分"], ["制度", "5分", "1、建立责任制，经常研究，3分；", ""], ["^", "^", "2、建立报告制度，及时上报，2分。", ""]]],
            [("制度", "建立责任制，经常研究", 3), ("制度", "建立报告制度，及时上报", 2)],
            set(),
        ),
        (  # the full marks beside all rows, which state their own
            [[["总分值", "评价项目及细则", "实评分"], ["13分", "1、制定班级工作计划，及时上报。（5分）不交扣5分", ""], ["^", "2、主题班会内容记录详细。（8分）缺一次扣0.5分", ""]]],
            [("*", "制定班级工作计划，及时上报", 5), ("*", "主题班会内容记录详细", 8)],
            set(),
        ),
        (  # points below a name, codes with strokes, a standard in a column of methods
            [[["考评内容", "<", "分数", "考评方法"], ["组织⏎领导⏎5", "1—1成立工作机构", "3", "未成立的扣3分"], ["^", "2）研究工作2次", "2", "少一次扣1分"], ["作风⏎5", "0-6岁儿童保健", "5", "发现一次扣1分"]]],
            [("组织领导", "成立工作机构", 3), ("组织领导", "研究工作2次", 2), ("作风", "0-6岁儿童保健", 5)],
            set(),
        ),
        (  # lines to sign below the total
            [[["岗位", "序号", "考核内容扣分标准", "应得分数", "实得分数"], ["内业", "1", "未掌握工程进度，认清结构形式扣5分。", "5", ""], ["^", "2", "未建立内业资料及管理台帐扣5分。", "5", ""], ["合计", "<", "<", "10", ""], ["考核负责人", "", "考核成员", "", ""], ["受考核人", "", "考核时间", "", ""]]],
            [("内业", "未掌握工程进度，认清结构形式扣5分", 5), ("内业", "未建立内业资料及管理台帐", 5)],
            set(),
        ),
        (  # deductions and vetoes among the levels
            [[["一级指标", "二级指标", "考核内容", "标准分", "评价标准"], ["业务", "数量", "按时完成任务", "10", "一次扣3分"], ["^", "扣分项目", "群众投诉情况", "", "被投诉一次扣10分"], ["不得分项（0分）", "开立匿名账户或出现较大负面舆情的", "", "", "考核不得分"]]],
            [("业务", "数量", 10), ("+deductions", "群众投诉情况", 10), ("+vetoes", "开立匿名账户或出现较大负面舆情的", 0)],
            None,
        ),
        (  # tables headed by lines of their own, in a row or a paragraph
            [[["安全部分（10分）", "<", "<"], ["标准要求", "分值", "评分标准"], ["燃气检验合格", "10", "不符合不得分"]], [["服务部分（30分）", "<", "<"], ["标准要求", "分值", "评分标准"], ["开展文娱活动", "30", "每少一类扣10分"]]],
            [("安全部分", "燃气检验合格", 10), ("服务部分", "开展文娱活动", 30)],
            set(),
        ),
        (  # tables of 100 points each, which nothing names
            [[["标准要求", "分值", "评分标准"], ["燃气检验合格", "60", "不符合不得分"], ["消防检查", "40", "每少1次扣5分"]], [["标准要求", "分值", "评分标准"], ["开展文娱活动", "100", "每少一类扣10分"]]],
            None,
            {"import-tables-joined"},
        ),
        (  # a requirement alone below a numbered name, where another name has several
            [[["考评内容", "考评要点", "分值", "评分标准"], ["1.方针", "制定安全生产方针", "5", "未制定扣5分"], ["^", "制定措施", "5", "措施不落实扣3分"], ["2.规划", "制定中长期规划并实施", "5", "未制定扣5分"]]],
            [("方针", "制定安全生产方针", 5), ("方针", "制定措施", 5), ("*", "规划", 5)],
            {"import-alone"},
        ),
        (  # numbered requirements, which nothing scores: alone in their level or not
            [[["一级指标", "二级指标", "评估内容", "分值"], ["规划", "领导", "1.成立领导小组，分工明确。", "3"], ["^", "保障", "2.经费纳入年度预算。", "3"], ["文化", "理念", "3.全面落实教育方针。", "5"], ["^", "^", "4.有明确的办学理念。", "5"]]],
            [("规划 > 领导", "成立领导小组，分工明确", 3), ("规划 > 保障", "经费纳入年度预算", 3), ("文化 > 理念", "全面落实教育方针", 5), ("文化 > 理念", "有明确的办学理念", 5)],
            set(),
        ),
        (  # rows above the only head that is known
            [[["序号", "评价要点"], ["一、环境与设施20分", "<"], ["1", "（1）居室（10分）"], ["2", "（2）消防（10分）"], ["二、服务质量", "<"], ["序号", "评价要点"], ["1", "（1）护理（15分）"], ["2", "（2）照料（15分）"], ["3", "（3）持证（10分）"]]],
            None,
            {"import-rows-unread"},
        ),
        (  # lists of what is looked at below names with the points that stand beside them
            [[["考核项目", "考核内容及评分标准", "<", "标准分", "得分"], ["一、主诉（5分）", "1、主要症状有错漏", "扣2分", "5", ""], ["^", "2、病程判断错误", "扣1分", "^", "^"], ["二、检查（6分）", "检查项目遗漏或无解释", "每项扣1分", "6", ""]]],
            [("*", "主诉", 5), ("*", "检查", 6)],
            set(),
        ),
        (  # one head over names with their points, and chapters behind strokes
            [[["项目名称及分值", "<", "<", "赋分办法"], ["（一）创建（50分）", "1.学习型（20分）", "<", "按排名赋分"], ["^", "2.效率型（30分）", "<", "^"], ["（二）评价（100分）", "1.领导评价（100分）", "——", "按排名赋分"]]],
            [("创建", "学习型", 20), ("创建", "效率型", 30), ("评价", "领导评价", 100)],
            set(),
        ),
        (  # points in other signs, and labels alone below the total
            [[["序号", "指标项", "满分", "评分依据"], ["-经营管理（8分）", "<", "<", "<"], ["1", "车辆管理", "【5】", "每辆扣1分"], ["2", "从业资格", "3′", "每人扣1分"], ["-服务质量（6分）", "<", "<", "<"], ["3", "货损赔付", "6", "每次扣1分"], ["合计", "<", "14", ""], ["评价等级", "", "", ""]]],
            [("经营管理", "车辆管理", 5), ("经营管理", "从业资格", 3), ("服务质量", "货损赔付", 6)],
            set(),
        ),
        (  # chapters in rows with counts and strokes, below a row that only counts
            [[["考核指标", "内容", "计分条件", "分值", "部门"], ["1个一级指标、1个二级指标", "2项", "-", "7", "-"], ["一、成效", "2项", "-", "7", "-"], ["（一）脱贫", "2项", "-", "7", "-"], ["1.计划", "（1）完成率", "完成率100%计满分", "5", "局"], ["^", "（2）教育保障", "每减少1个百分点扣1分", "2", "局"]]],
            [("成效 > 脱贫 > 计划", "完成率", 5), ("成效 > 脱贫 > 计划", "教育保障", 2)],
            set(),
        ),
        (  # points right behind the names of sections, shares behind them
            [[["项目", "内容", "分值", "评分标准"], ["组织领导15", "责任制", "10", "每少1项扣1分"], ["^", "台账", "5", "每少1本扣1分"], ["2022年宣传5", "简报", "3", "每少1期扣1分"], ["^", "专栏", "2", "每少1期扣1分"]]],
            [("组织领导", "责任制", 10), ("组织领导", "台账", 5), ("2022年宣传", "简报", 3), ("2022年宣传", "专栏", 2)],
            set(),
        ),
        (
            [[["评价项目", "评价要点", "优", "良", "差"], ["目标40%", "目标明确具体、切合实际", "20", "15", "10"], ["^", "目标面向全体", "20", "15", "10"], ["过程60%", "思路清晰，重点突出", "60", "50", "30"]]],
            [("目标", "目标明确具体、切合实际", 20), ("目标", "目标面向全体", 20), ("过程", "思路清晰，重点突出", 60)],
            set(),
        ),
        (  # sums of groups written again beside each of their rows
            [[["类别", "考核内容", "得分", "合计得分"], ["组织保障", "有负责人和承办科室", "2", "6"], ["组织保障", "有经办人员和工作制度", "4", "6"], ["载体建设", "门户网站及时更新", "6", "9"], ["载体建设", "公开栏和便民手册", "3", "9"]]],
            [("组织保障", "有负责人和承办科室", 2), ("组织保障", "有经办人员和工作制度", 4), ("载体建设", "门户网站及时更新", 6), ("载体建设", "公开栏和便民手册", 3)],
            set(),
        ),
        (  # chapters with one criterion and with several are chapters alike
            [[["项目内容", "细节", "分值", "扣分"], ["一、防疫项目", "口蹄疫、禽流感按期开展，每延迟一天扣0.2分", "5", ""], ["二、免疫质量", "牛检测2个指标，每少1个扣1分", "10", ""], ["^", "羊检测2个指标，每少1个扣1分", "10", ""], ["三、免疫档案", "填写规范，每少记录一项扣1分", "5", ""], ["^", "及时建档，每少一份扣1分", "5", ""]]],
            [("防疫项目", "口蹄疫、禽流感按期开展", 5), ("免疫质量", "牛检测2个指标", 10), ("免疫质量", "羊检测2个指标", 10), ("免疫档案", "填写规范", 5), ("免疫档案", "及时建档", 5)],
            set(),
        ),
        (  # requests whose lines state points, beside standards with as many lines, are criteria of their level
            [[["考核项目", "考核内容", "评分细则"], ["分类设施⏎（30分）", "1.按标准配置容器。（20分）⏎2.容器标识清晰。（10分）", "1.配置不到位，每处扣2分；⏎2.无标识，每处扣5分。"], ["宣传（70分）", "定期宣传分类知识", "每少一次扣5分"]]],
            [("分类设施", "按标准配置容器", 20), ("分类设施", "容器标识清晰", 10), ("*", "宣传", 70)],
            {"import-alone"},
        ),
        (  # chapters merged over two columns of levels, and a row that is only a name
            [[["序号", "考核项目", "<", "分值", "考核内容", "评分标准"], ["一、", "通用项目", "<", "15", "", ""], ["1", "组织领导", "<", "8", "配合工作", "每少1次扣1分"], ["2", "日常工作", "<", "7", "按月报送", "每少1次扣1分"], ["3", "其他工作", "<", "", "", ""], ["二、", "部门项目", "<", "85", "", ""], ["4", "农粮局", "<", "85", "控制污染", "每发现1处扣5分"]]],
            [("通用项目", "组织领导", 8), ("通用项目", "日常工作", 7), ("部门项目", "农粮局", 85)],
            {"import-row"},
        ),
        (  # numbered levels below a merged head, beside columns that are the same for all rows
            [[["单位名称", "资金总额", "绩效目标", "<", "<", "<", "<"], ["^", "^", "一级指标", "二级指标", "三级指标", "评（扣）分标准", "备注"], ["某福利院", "1,752.48", "产出", "数量", "开放日次数", "1次以上计40分，未开展不计分", "40"], ["^", "^", "^", "^", "排查次数", "6次以上计30分，少于6次不计分", "30"], ["^", "^", "效益", "社会效益", "满意率", "每少5%扣1分", "30"]]],
            [("产出 > 数量", "开放日次数", 40), ("产出 > 数量", "排查次数", 30), ("效益 > 社会效益", "满意率", 30)],
            set(),
        ),
        (  # lists with names above them are named by these, lists without by the level beside them
            [[["项目", "要求", "标准分", "扣分标准"], ["首页", "1.使用部颁首页；⏎2.按要求填写；", "15", "填写错误，每项扣1分；"], ["主诉", "1.简洁明了；⏎2.内容完整；", "15", "冗长扣2分；"], ["病史", "1.现病史清楚；⏎2.过去史齐全；", "15", "每缺一项扣2分；"], ["诊断", "1.诊断确切；⏎2.检查及时；", "15", "不确切扣5分；"], ["治疗", "正确、及时、合理", "20", "不及时扣5分；"], ["护理文件", "（一）体温单⏎1.数据准确；⏎2.内容真实；", "10", "每处扣1分；"], ["^", "（二）医嘱单⏎1.时间相符；⏎2.签全名；", "10", "每处扣2分；"]]],
            [("*", "首页", 15), ("*", "主诉", 15), ("*", "病史", 15), ("*", "诊断", 15), ("*", "治疗", 20), ("护理文件", "体温单", 10), ("护理文件", "医嘱单", 10)],
            {"import-alone"},
        ),
        (  # ordinals beside names are numbers
            [[["考核项目", "<", "考核内容", "分值", "评分标准"], ["社会化⏎管理（1.1分）", "第二项", "管理服务率", "0.8分", "每低1%扣0.1分"], ["^", "第三项", "资格认证", "0.3分", "每错1人扣0.1分"]]],
            [("社会化管理", "管理服务率", 0.8), ("社会化管理", "资格认证", 0.3)],
            set(),
        ),
        (  # a chapter beside which a request stands by mistake, and who signs
            [[["序号", "考核项目", "分值", "考核指标"], ["一、", "巩固成果", "9", ""], ["1", "健全机制", "5", "健全组织体系和责任体系"], ["2", "强化督查", "4", "严格执行督查制度"], ["二、", "水岸联动", "10", "落实属地管理责任，建立湖长体系"], ["3", "治理污水", "3", "加强配套管网建设"], ["4", "控制养殖", "7", "建立养殖场台账"], ["评卷人", "", "", ""]]],
            [("巩固成果", "健全机制", 5), ("巩固成果", "强化督查", 4), ("水岸联动", "治理污水", 3), ("水岸联动", "控制养殖", 7)],
            set(),
        ),
        (  # points before everything else, and in parts that are each marked from 1 on
            [[["标题", "扣分规则"], ["采集数量", "总分5分。⏎每少1条扣0.1分"], ["信息质量", "总分：10分。⏎每错1条扣0.3分"], ["团结协作", "参加活动情况（1-5分）、服从安排情况（1-5分）、完成值日情况（1-5分）"]]],
            [("*", "采集数量", 5), ("*", "信息质量", 10), ("*", "团结协作", 15)],
            set(),
        ),
        (  # a section whose rows alone have no points is one criterion, and asked about
            [[["考核项目", "考核内容", "评分标准"], ["医德（10分）", "工作责任心", "有效投诉一次扣3分"], ["^", "团结协作", "每违反1次扣1分"], ["实践（60分）", "轮转时间（20分）", "缺一日扣2分"], ["^", "管床数（10分）", "每少1张扣2分"], ["^", "值班（30分）", "少1次扣10分"], ["考核（30分）", "技能（10分）", "每错1处扣1分"], ["^", "理论（20分）", "每错1处扣1分"]]],
            [("*", "医德", 10), ("实践", "轮转时间", 20), ("实践", "管床数", 10), ("实践", "值班", 30), ("考核", "技能", 10), ("考核", "理论", 20)],
            {"import-shared-points"},
        ),
        (  # what decides alone has a mark instead of points, which a note explains
            [[["环节", "审查内容", "分值", "得分"], ["布局", "1.远离污染源", "※", ""], ["^", "2.设施专用", "一票⏎否决", ""], ["要求（15分）", "3.运转正常", "5", ""], ["^", "4.定期清洗", "10", ""], ["注：※是关键项目，有一项不符合要求则不合格。", "<", "<", "<"]]],
            [("要求", "运转正常", 5), ("要求", "定期清洗", 10), ("+vetoes", "远离污染源", 0), ("+vetoes", "设施专用", 0)],
            set(),
        ),
        (  # requests whose lines state the points of a level that has them in its name; a category, and what it asks for
            [[["考评内容", "考评要点", "考评得分"], ["工作机制（26分）", "1.制定规划。（4分）；⏎2.集中开展主题宣传教育活动，按时报送材料（每个主题2分，11项活动共计22分）。", ""], ["基层创建（12分）", "3.实行动态管理（6分）；⏎4.情况及时上报（6分）。", ""]]],
            [("工作机制", "制定规划", 4), ("工作机制", "集中开展主题宣传教育活动，按时报送材料（每个主题2分", 22), ("基层创建", "实行动态管理", 6), ("基层创建", "情况及时上报", 6)],
            set(),
        ),
        (
            [[["序号", "类别", "考核内容", "分值", "评分标准"], ["1", "运行", "严格按照要求落实各项规定和制度", "60", "每发现1处扣5分"], ["2", "报送", "信息报送准确、及时、真实、详细", "40", "每迟报1次扣1分"]]],
            [("运行", "严格按照要求落实各项规定和制度", 60), ("报送", "信息报送准确、及时、真实、详细", 40)],
            set(),
        ),
        (  # what explains a standard names nothing
            [[["序号", "评审项目", "评审规则", "标准分值", "说明", "<"], ["1", "规模", "1.纳税总额1亿元以上的得标准分值", "40", "根据完税凭证判定", "客观"], ["^", "^", "2.净资产1亿元以上的得标准分值", "40", "根据审计报告判定", "客观"], ["2", "方案", "1.方案合理的得标准分值", "10", "根据方案评分", "主观"], ["^", "^", "2.措施得力的得标准分值", "10", "根据方案评分", "主观"]]],
            [("规模", "纳税总额1亿元以上", 40), ("规模", "净资产1亿元以上", 40), ("方案", "方案合理", 10), ("方案", "措施得力", 10)],
            set(),
        ),
        (  # all that stands below a level shares its points: one criterion of its name, and a question
            [[["考核项目", "标准分数", "考核内容", "扣分标准"], ["机构", "60", "1、建立健全组织机构", "每缺1个扣5分"], ["^", "20", "2、建立健全队伍", "每缺1人扣5分"], ["责任", "20", "1、签订责任书", "未签订扣5分"], ["^", "^", "2、认真落实管理责任", "每发现1项扣1分"]]],
            [("机构", "建立健全组织机构", 60), ("机构", "建立健全队伍", 20), ("*", "责任", 20)],
            {"import-shared-points"},
        ),
        (  # who is responsible names nothing, whoever signs is none
            [[["项目", "考核内容", "责任单位", "分值", "评分标准"], ["组织", "有领导小组，职责明确", "办公室", "40", "每少1项扣2分"], ["^", "有工作制度，上墙公示", "^", "20", "每少1项扣2分"], ["宣传", "有宣传栏，按季更换", "业务科", "40", "每少1期扣2分"], ["考核组意见", "", "", "", ""], ["考核人签字", "", "", "", "年 月 日"]]],
            [("组织", "有领导小组，职责明确", 40), ("组织", "有工作制度，上墙公示", 20), ("宣传", "有宣传栏，按季更换", 40)],
            set(),
        ),
    ],
)  # fmt: skip
def test_a_shape_of_tables(
    grids: list[list[list[str]]], expected: list[tuple[str, str, int]] | None, codes: set[str] | None
) -> None:
    """Kinds of layout met at first sight: what an official reads, or a question (*codes*)."""
    leaves = [Leaf(path, title, str(points or "-"), ("mark",), ()) for path, title, points in expected or ()]
    table = RatingTable("t", "docx", ["某站考核评分表"], (), grids, leaves)
    errors = {problem.code for problem in table.made.problems if problem.severity is Severity.ERROR}
    assert codes is None or errors == codes
    if expected is not None:
        outcome = compared(table)
        right = (outcome.levels, outcome.points, outcome.titles)
        assert right == (len(leaves),) * 3, outcome.details


def test_chapters_of_paragraphs_with_a_bonus_beside_them() -> None:
    """A basic part whose name is its points', items without numbers below a chapter, a bonus without a limit."""
    before = [
        "某村关爱基金考评办法",
        "一、考评内容",
        "（一）基本分30分",
        "其中捐款总额20分，宣传10分。",
        "1. 捐款总额（20分）。达到20万的得20分，未达到的不得分。",
        "2. 宣传（10分）。每少1次扣2分。",
        "（二）救灾工作：2分",
        "防灾减灾（2分）：按时查灾，每迟报1次扣1分。",
        "（三）奖励赋分",
        "1. 捐款每增加1万元，加2分，最高加20分。",
        "2. 每新增1名志愿者，加5分。",
    ]
    made = draft(RatingTable("t", "docx", before, (), (), ()).data(), "某村.docx", "t", "1")
    titles = [(criterion.title, criterion.points) for criterion in made.drafted]
    assert titles[:3] == [("捐款总额", 20), ("宣传", 10), ("防灾减灾", 2)]
    assert [points for _, points in titles[3:]] == [20, 32]
    assert made.full_marks == 32
    codes = {problem.code: problem.severity for problem in made.problems}
    assert codes["import-no-bonus-limit"] is Severity.WARNING
    assert Severity.ERROR not in codes.values()


def test_a_bonus_is_limited_by_what_stands_above_it() -> None:
    rows = [
        ["项目", "内容", "分值", "评分标准"],
        ["组织", "领导", "100", "每少1项扣2分"],
        ["加分考核⏎累计不得⏎超过⏎10分", "受到表彰", "", "每次加3分"],
    ]
    made = draft(RatingTable("t", "docx", ["某站考核评分表"], (), [rows], ()).data(), "t.docx", "t", "1")
    assert [criterion.points for criterion in made.drafted] == [100, 10]


def test_tables_with_names_of_their_own_are_levels_and_strokes_say_nothing() -> None:
    first = [["代码", "考核指标", "分值", "评分细则"], ["一", "识别", "15", "共2项"], ["1.1", "对象识别", "10", "每错1户扣1分"], ["1.2", "建档立卡", "5", "每缺1份扣1分"]]  # fmt: skip
    second = [["项目", "指标", "分值", "评分细则"], ["种植", "——", "20", "每少1亩扣1分"], ["维护", "道路", "5", "每损1处扣1分"]]  # fmt: skip
    table = RatingTable(
        "t", "docx", ["某镇考核评分表（抚育）"], ["某镇考核评分表（种植）"], [first, second], ()
    )
    made = yaml.safe_load(draft(table.data(), table.name, "t", "1").yaml)
    assert [section["title"] for section in made["sections"]] == [
        "某镇考核评分表（抚育）",
        "某镇考核评分表（种植）",
    ]
    titles = [criterion.title for criterion in draft(table.data(), table.name, "t", "1").drafted]
    assert titles == ["对象识别", "建档立卡", "种植", "道路"]


def test_a_table_that_is_not_read_is_an_open_question() -> None:
    """A second table that speaks of points beside one that was read; a list of names is none."""
    rows = [_HEADS, ["组织", "领导", "100", "每少1项扣2分"]]
    other = [["甲", "乙"], ["每月走访10户，每少1户扣1分", "镇"], ["每季开会，每少1次扣2分", "村"]]
    table = RatingTable("t", "docx", ["某站考核评分表"], (), [rows, other], ())
    problems = draft(table.data(), table.name, "t", "1").problems
    errors = [
        (problem.code, problem.args.get("rows")) for problem in problems if problem.severity is Severity.ERROR
    ]
    assert errors == [("import-rows-unread", "2")]
    names = [["姓名", "电话"], ["甲", "1"], ["乙", "2"]]
    table = RatingTable("t", "docx", ["某站考核评分表"], (), [rows, names], ())
    assert "import-rows-unread" not in {
        problem.code for problem in draft(table.data(), table.name, "t", "1").problems
    }


def test_a_criterion_alone_in_its_part_is_named_as_the_others_are() -> None:
    """By what is asked for, where the other parts have several criteria; its part stays a level."""
    rows = [
        ["考核内容", "考核标准", "评价标准", "分值"],
        ["一、管理（10分）", "1.健全组织机构，落实专人负责。", "无机构扣2分", "5"],
        ["^", "2.建立工作责任制，定期检查。", "无制度扣2分", "5"],
        ["二、环境（10分）", "1.落实保洁制度，做到五净五无。", "每发现一处扣1分", "10"],
        ["三、宣传（10分）", "1.设立固定的宣传栏，按季更换。", "无宣传栏扣2分", "5"],
        ["^", "2.开展多种形式的宣传活动。", "未开展扣5分", "5"],
    ]
    table = RatingTable("alone", "docx", ["某村考核评分表"], (), [rows], ())
    made = draft(table.data(), table.name, "t", "1")
    assert [criterion.title for criterion in made.drafted][2] == "落实保洁制度，做到五净五无"
    assert 'title: "环境"' in made.yaml


def test_points_under_one_merged_head_are_those_of_items_and_of_their_parts() -> None:
    rows = [
        ["检查项目", "<", "分值", "<", "评估标准"],
        ["A学校管理（5分）", "A1机构", "5分", "2分", "1.有领导分管，有专人负责"],
        ["^", "^", "^", "3分", "2.有工作网络，制度健全"],
    ]
    table = RatingTable("merged", "xlsx", ["某校检查评估标准"], (), [rows], ())
    made = draft(table.data(), table.name, "t", "1")
    assert [criterion.points for criterion in made.drafted] == [2, 3]
    assert made.full_marks == 5


def test_a_cell_whose_parts_each_have_points_is_worth_their_sum() -> None:
    rows = [
        ["项目", "序号", "考评内容"],
        ["组⏎织⏎建⏎设⏎6分", "1", "组织健全，作用明显。（1分）"],
        ["^", "2", "制度健全，经常活动。（1分）⏎模范作用好，无违纪问题。（1分）"],
        ["^", "3", "坚持例会、学习、奖惩等制度。（1个0.5分，共3分）"],
    ]
    table = RatingTable("parts", "docx", ["某村考评表"], (), [rows], ())
    made = draft(table.data(), table.name, "t", "1")
    assert [criterion.points for criterion in made.drafted] == [1, 2, 3]
    assert not [problem for problem in made.problems if problem.severity is Severity.ERROR]


def test_paragraphs_whose_first_line_names_them() -> None:
    before = [
        "某县窗口服务考核办法",
        "一、窗口服务考核",
        "1、人员到岗",
        "按规定到岗，得20分。迟到每次扣2分，缺席每次扣5分。",
        "2、收费管理",
        "按规定收费，得10分。擅自收费，每次扣5分。",
    ]
    table = RatingTable("named", "docx", before, (), (), ())
    made = draft(table.data(), table.name, "t", "1")
    assert [(criterion.title, criterion.points, criterion.kind) for criterion in made.drafted] == [
        ("人员到岗", 20, "deduct"),
        ("收费管理", 10, "deduct"),
    ]


@pytest.mark.parametrize(
    "lead",
    [
        "有下列情形之一的，实行一票否决：",
        "出现下列行为之一的，予以“一票否决”，由所在村承担第一责任，年度内不再评优：",
        "（四）发生下列问题之一的，年度考核直接定为不合格：",
    ],
)
def test_paragraphs_that_list_vetoes_behind_the_last_item(lead: str) -> None:
    """What vetoes is no part of the item before it."""
    before = [
        "某乡防汛考核办法",
        "1.值班制度健全的，计10分；",
        "2.按时巡查的，计10分，少一次扣2分；",
        lead,
        "⑴ 瞒报险情的；",
        "⑵ 造成人员伤亡的。",
    ]
    made = RatingTable("vetoes", "docx", before, (), (), ()).made
    assert [(criterion.points, criterion.kind) for criterion in made.drafted] == [
        (10, "yes_no"),
        (10, "deduct"),
    ]
    assert list(made.vetoes) == ["瞒报险情的", "造成人员伤亡的"]


@pytest.mark.parametrize(
    "before, expected",
    [
        (  # letters below items, which have no points of their own; their chapter has
            ["某乡考核内容及评分标准", "（一）党务工作（30分）", "3、组织建设工作", "A、做好党费收缴工作，按核定数额上交的记5分，未完成不记分。", "B、设有固定宣传栏的记10分，未设立不记分。", "4、纪检工作", "A、廉洁自律，无违纪现象的记15分，发现一起扣10分。", "B、无其他问题的记0分。"],
            None,
        ),
        (
            ["某乡考核内容及评分标准", "（一）党务工作（30分）", "3、组织建设工作", "A、做好党费收缴工作，按核定数额上交的记5分，未完成不记分。", "B、设有固定宣传栏的记10分，未设立不记分。", "4、纪检工作", "A、廉洁自律，无违纪现象的记10分，发现一起扣5分。", "B、不参与赌博的记5分，每发现一次扣5分。"],
            [("党务工作 > 组织建设工作", "做好党费收缴工作，按核定数额上交的记5分", 5), ("党务工作 > 组织建设工作", "设有固定宣传栏", 10), ("党务工作 > 纪检工作", "廉洁自律，无违纪现象的记10分", 10), ("党务工作 > 纪检工作", "不参与赌博", 5)],
        ),
        (  # an item without a number before those with one
            ["某校考核细则", "一、卫生（20分）", "1、教室（5分）", "室内打扫干净、整洁（1分）", "1）室内保持无杂物（2分）", "2）每天按时拖地（2分）", "2、卫生区（15分）", "1）按时打扫（10分）", "2）花池内无杂物（5分）"],
            [("卫生 > 教室", "室内打扫干净、整洁", 1), ("卫生 > 教室", "室内保持无杂物", 2), ("卫生 > 教室", "每天按时拖地", 2), ("卫生 > 卫生区", "按时打扫", 10), ("卫生 > 卫生区", "花池内无杂物", 5)],
        ),
        (  # lines that end with what they give, where that comes to the points above them
            ["村团支部考核制度", "（一）组织建设（9分）", "1.班子建设（7分）", "班子健全，团结协作，得4分。", "定期开会，记录详实，得3分。", "2.制度建设（2分）", "制度健全，执行严格，得2分。", "（二）团员发展（5分）", "1.发展程序（3分）", "按程序发展，有计划，得3分。", "2.发展质量（2分）", "质量高，无违规，得2分。"],
            [("组织建设 > 班子建设", "班子健全，团结协作", 4), ("组织建设 > 班子建设", "定期开会，记录详实", 3), ("组织建设 > 制度建设", "制度健全，执行严格", 2), ("团员发展 > 发展程序", "按程序发展，有计划", 3), ("团员发展 > 发展质量", "质量高，无违规", 2)],
        ),
        (  # numbered sentences that only say how an item is scored, a chapter whose name names nothing
            ["某县考核办法", "一、考核内容", "（一）预算列支情况；", "（二）物资发放情况。", "二、评分和认定标准", "（一）乡级（23分）", "1、发放时限总计10分。", "（1）8日内全部发放的，计满分；", "（2）不按时发放的，每滞留一天扣0.5分，直至扣完10分为止；", "（3）凡有挪用现象的不计分。", "2、工作制度计13分。", "（1）制定工作方案的计5分，没有制定的不计分；", "（2）台帐完备的计8分，不够规范的计2分，没有制定的不计分。"],
            [("乡级", "发放时限", 10), ("乡级 > 工作制度", "制定工作方案", 5), ("乡级 > 工作制度", "台帐完备", 8)],
        ),
    ],
)  # fmt: skip
def test_a_document_without_a_table(before: list[str], expected: list[tuple[str, str, int]] | None) -> None:
    """What is a chapter and what an item follows from points that add up; where they do not, it is said."""
    leaves = [Leaf(path, title, str(points), ("mark",), ()) for path, title, points in expected or ()]
    table = RatingTable("t", "docx", before, (), (), leaves)
    errors = [problem.code for problem in table.made.problems if problem.severity is Severity.ERROR]
    assert bool(errors) == (expected is None)
    if expected is not None:
        outcome = compared(table)
        right = (outcome.levels, outcome.points, outcome.titles)
        assert right == (len(leaves),) * 3, outcome.details


_REQUESTED: Final = [
    ["项目", "考核标准", "分值"],
    ["防御", "1.建立组织领导体系。未建立的，每项扣1分", "4"],
    ["^", "2.及时报送更新责任人信息。未完成1次扣1分", "6"],
    ["供水", "1.做好水费收缴工作。未收缴的，每户扣1分", "5"],
    ["^", "2.供水工程按计划完工。未完工的，每处扣1分", "5"],
]


@pytest.mark.parametrize(
    "standard, title",
    [
        ("1.完成河道堤防年度建设计划，未完成的每处扣2分，扣完为止。", "完成河道堤防年度建设计划"),
        ("每发现一处扣2分", "建设"),
        ("1.未完成的每处扣2分", "建设"),
    ],
)
def test_a_numbered_request_alone_in_its_section_names_the_criterion(standard: str, title: str) -> None:
    """Where the others are named by theirs; a standard that only says what costs points names nothing."""
    rows = [*_REQUESTED, ["建设", standard, "10"]]
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "t.xlsx", "t", "1")
    assert made.drafted[-1].title == title


@pytest.mark.parametrize("sums, differs", [(("6", "15"), False), (("6", "16"), True), (("7", "16"), True)])
def test_the_sum_of_a_group_beside_its_first_row_is_not_that_rows_points(
    sums: tuple[str, str], *, differs: bool
) -> None:
    """Each criterion has its own; a sum that its rows do not come to is an error."""
    rows = [
        ["类别", "考核内容", "得分", "合计得分"],
        ["组织", "有负责人和承办科室", "2", sums[0]],
        ["", "有经办人员", "4", ""],
        ["公开", "门户网站建设", "6", sums[1]],
        ["", "新闻发布会", "3", ""],
        ["", "公开栏和便民手册", "6", ""],
    ]
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "t.xlsx", "t", "1")
    assert [criterion.points for criterion in made.drafted] == [2, 4, 6, 3, 6]
    assert ("import-sum" in {problem.code for problem in made.problems}) == differs


@pytest.mark.parametrize(
    "standard, kind",
    [
        ("由载体单位打分，重点评价研究产业的深度（5分）、信息的有效性（5分）", "mark"),
        ("由服务对象代表评分：服务态度好得5分，服务及时得5分", "mark"),
        ("由居民代表评定，完成好得6分，及时得4分", "mark"),
        ("由民政部门评定为5A级得10分，4A级得8分，3A级得6分", "choice"),
        ("综合评议组织建设（5分）、作用发挥（5分）", "mark"),
        ("有章程得5分，有财务制度得5分", "checklist"),
    ],
)
def test_what_somebody_named_judges_is_a_mark(standard: str, kind: str) -> None:
    rows = [["项目", "分值", "评分标准"], ["评价", "10", standard], ["活动", "90", "每少1次扣5分"]]
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "t.xlsx", "t", "1")
    assert made.drafted[0].kind == kind


@pytest.mark.parametrize(
    "standard, expected",
    [
        ("每月召开一次支委会，每季召开一次党员大会，少一次扣3分", None),
        ("每季度开展一次培训，每半年开展一次演练，每少一次扣3分", None),
        ("每月召开一次支委会，少一次扣3分", 12),
        ("每季度至少召开1次会议，每季度少1次扣3分", 4),
    ],
)
def test_sessions_of_two_kinds_are_not_expected_as_those_of_the_first(
    standard: str, expected: int | None
) -> None:
    """Which of them is missing is for the evaluator to count."""
    rows = [["项目", "分值", "评分标准"], ["会议", "20", standard], ["活动", "80", "每少1次扣5分"]]
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "t.xlsx", "t", "1")
    assert made.drafted[0].kind == "deduct"
    assert (f"expected: {expected}" in made.yaml) == (expected is not None)
    assert ("expected:" in made.yaml) == (expected is not None)


@pytest.mark.parametrize(
    "standard, points, rule",
    [
        ("每1项自创活动计2分，计满3分为止", 3, "count 2"),
        ("每调动1个单位计0.5分，记满2分为止。", 2, "count 0.5"),
        ("每调动1个单位计0.5分，记满3分为止。", 2, "mark"),
        ("各项制度健全等。（1个0.5分，共3分）", 3, "count 0.5"),
        ("按完成进度比例得分。得分=（实际到位资金额/时序目标任务）×分值", 20, "ratio of/to"),
        ("达到90%得满分，未达到的按比例得分，得分=完成数/任务数×20分", 20, "mark"),
        ("任一项经费未列入财政预算不得分；未足额到位，扣5分。", 10, "deduct 5 zero"),
        ("任何一项不达标不得分；不及时扣2分", 10, "deduct 2 zero"),
        ("任一项不得分；未足额到位，扣5分。", 10, "mark"),
        ("未实现一乡一院，扣3分；有危房户扣5分。", 8, "deduct 3 5"),
        ("每年按时交纳团费，不按时交纳扣5分。", 5, "deduct 5"),
        ("每年按时交纳团费，不按时交纳扣3分。", 5, "mark"),
        ("达到目标任务得满分，达到80%以上得1分，达到50%以上得0.5分", 2, "tiers >=100%:2 >=80%:1 >=50%:0.5"),
        ("完成年度任务得5分，完成80%以上得3分，其余不得分", 5, "tiers >=100%:5 >=80%:3"),
        ("完成任务得满分，完成3项以上得1分", 2, "mark"),
    ],
)
def test_a_frequent_wording(standard: str, points: int, rule: str) -> None:
    """Limits of counts, formulas, shares of a task; what is beside them and says too little stays a mark."""
    rows = [
        ["项目", "分值", "评分标准"],
        ["团建", str(points), standard],
        ["活动", str(100 - points), "每少1次扣5分"],
    ]
    leaves = [
        Leaf("*", "团建", str(points), (rule,), ()),
        Leaf("*", "活动", str(100 - points), ("deduct 5x",), ()),
    ]
    outcome = compared(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], leaves))
    assert list(outcome.wrong) == []
    assert outcome.recognised == outcome.rules, outcome.details


@pytest.mark.parametrize(
    "standard, rule",
    [
        # what is amiss stands in the last part alone, which is worth 6 points of 10
        ("档案要齐备；不出席例会、联席会的每次扣1分。", "mark"),
        ("不出席例会、联席会的每次扣1分，迟到联席会的每人扣0.5分。", "mark"),
        # once, at most what the part is worth; of any part; of several parts
        ("不出席联席会的扣2分。", "deduct 2"),
        ("每发现一处问题扣1分。", "deduct 1x"),
        ("档案每缺一份扣1分，不出席联席会的每次扣1分。", "deduct 1x 1x"),
    ],
)
def test_what_one_part_takes_is_not_taken_from_all_of_them(standard: str, rule: str) -> None:
    """Parts with points of their own stand beside the standard; it names one of them."""
    request = "1.建有服务档案（4分）；\n2.例会和联席会出席情况（6分）"
    grid = [
        ["项目", "考核内容", "评分标准", "分值"],
        ["内部管理", request, standard, "10"],
        ["服务活动", "按计划开展", "每少1次扣5分", "90"],
    ]
    leaves = [
        Leaf("*", "内部管理", "10", tuple(rule.split(" or ")), ()),
        Leaf("*", "服务活动", "90", ("deduct 5x",), ()),
    ]
    outcome = compared(RatingTable("t", "xlsx", ["某站考核评分表"], (), [grid], leaves))
    assert list(outcome.wrong) == []
    assert outcome.recognised == outcome.rules, outcome.details


@pytest.mark.parametrize("line", WORDINGS)
def test_a_published_wording(line: str) -> None:
    """It becomes its rule, or a mark where it leaves open what is meant; nobody judges himself."""
    title, points, wording, rules, *who = line.split(" | ")
    rest = str(1000 - int(points))
    rows = [
        ["项目", "分值", "评分标准"],
        [title, points, wording.replace("⏎", "\n")],
        ["活动", rest, "每少1次扣5分"],
    ]
    suppliers = tuple(who[0].split(" or ")) if who else ()
    leaves = [
        Leaf("*", title, points, tuple(rules.split(" or ")), suppliers),
        Leaf("*", "活动", rest, ("deduct 5x",), ()),
    ]
    outcome = compared(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], leaves))
    assert list(outcome.wrong) == []
    assert list(outcome.suppliers) == []
    assert outcome.recognised == outcome.rules, outcome.details


@pytest.mark.parametrize(
    "title, method, standard, roles",
    [
        # the station's own work
        ("个案服务", "查阅资料", "每完成1个个案得1分，最高10分", "station"),
        ("理事会", "查会议记录", "每季度召开一次理事会，每少一次扣2.5分", "station"),
        ("督导", "听汇报、查资料、问卷", "每开展1次督导得2分，最高10分", "station"),
        ("检查指导", "查资料", "每开展1次下村检查得2分，最高10分", "station"),
        ("满意度调查", "查资料", "每年开展2次满意度调查，每少1次扣5分", "station"),
        ("民主评议", "查记录", "有民主评议制度得5分，有民主评议记录得5分", "station"),
        ("应急", "查资料", "有安全事故应急预案得5分，有检查评比制度得5分", "station"),
        ("学历", "查证书", "本科以上得10分，专科得6分，专科以下得2分", "station"),
        ("牌匾", "", "悬挂在办公场所外显著位置得10分，悬挂在办公场所内得5分，未悬挂不得分", "station"),
        ("面积", "现场查看", "使用面积200㎡以上得10分，100㎡以上得5分，100㎡以下不得分", "station"),
        ("“规范学校”", "", "获“教育收费规范示范校”称号得10分，否则不得分", "station"),
        # what others find, look at, or hear of
        ("服务记录", "查资料", "抽查发现一份记录不完整扣2分", "expert"),
        ("场地卫生", "现场看", "室内整洁得5分，标识醒目得5分", "expert"),
        ("设施", "", "现场查看：设施完好得10分，否则不得分", "expert"),
        ("制度执行", "查资料", "制度健全得5分，执行规范有效得5分", "expert"),
        ("任职", "查资料", "符合章程规定得10分，基本符合得5分，不符合不得分", "expert"),
        ("专业能力", "", "能很好运用专业方法得10分，能力一般得5分，能力差得0分", "expert"),
        ("环境", "", "河面无漂浮物得5分，岸边无垃圾得5分", "expert"),
        ("安全", "", "全年无安全责任事故得10分，否则不得分", "expert"),
        ("台账", "暗访", "台账在岗填写得10分，否则不得分", "expert"),
        ("知晓", "抽问", "居民了解政策得10分，不了解不得分", "expert"),
        ("作用", "", "党员作用发挥好得10分，否则不得分", "expert"),
        ("廉洁", "", "做到廉洁自律规定得10分，否则不得分", "expert"),
        ("资料", "查资料", "资料齐全得4分，账目清晰得3分，群众满意得3分", "expert"),
        ("公开", "", "公开年度报告且内容真实、完整得10分，公开年度报告得5分，未公开不得分", "expert"),
        ("台账", "查资料", "有服务台账得5分，台账记录完整得5分", "expert"),
        ("制度", "", "有管理办法得5分，严格按照办法执行得5分", "expert"),
        ("名次", "", "排名前5名得10分，6-10名得6分，其余得2分", "organiser"),
        # what is asked of people
        ("群众满意度", "问卷", "满意度90%以上得10分，80%以上得6分，80%以下不得分", "survey"),
        ("民主测评", "", "优秀率90%以上得10分，每低1%扣1分", "survey"),
        ("居民知晓", "电话回访", "知晓率90%以上得10分，80%以上得6分，80%以下不得分", "survey"),
        # what an authority has
        ("通报", "", "被通报批评一次扣5分", "organiser"),
        ("报表", "", "报表迟报一次扣2分，漏报一次扣3分", "organiser organiser"),
        ("信访", "", "信访事项按期办结率95%以上得10分，每低1%扣1分", "organiser"),
        ("媒体", "", "被媒体曝光一次扣5分", "organiser"),
        ("问责", "", "班子成员被问责一次扣5分", "organiser"),
        ("处罚", "", "全年无行政处罚得10分，否则不得分", "organiser"),
    ],
)
def test_nobody_is_drafted_as_the_judge_of_himself(
    title: str, method: str, standard: str, roles: str
) -> None:
    """A station supplies its own work; what is found, looked at, asked or reported comes from others."""
    rows = [["项目", "分值", "评分标准", "考核方式"], [title, "10", standard, method]]
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "t.xlsx", "t", "1")
    (criterion,) = made.drafted
    assert criterion.kind != "mark", criterion.why
    supplied = [str(fact.get("from", "station")) for fact in criterion.facts.values()]
    assert (supplied or [criterion.marked_by or "expert"]) == roles.split()


@pytest.mark.parametrize(
    "standard, ledger",
    [
        ("每完成1例个案得2分，最高10分", "cases"),
        ("每组织1场义诊得2分，最高10分", "records"),
        ("每季度召开一次联席会议，每少一次扣2分", "meetings"),
        ("每引进1个项目得2分，最高10分", "activities"),
        ("每有1人持证得2分，最高10分", None),
    ],
)
def test_what_happens_again_and_again_is_counted_from_a_ledger(standard: str, ledger: str | None) -> None:
    """Each row has a number, a day and what it is about; people and things that are there are declared."""
    rows = [["项目", "分值", "评分标准"], ["工作", "10", standard]]
    made = draft(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], ()).data(), "t.xlsx", "t", "1")
    assert [entry.ledger for entry in made.drafted[0].counted] == ([ledger] if ledger else [])
    assert ("or_declared: true" in made.yaml) == (ledger is not None)


_ITEMS_BELOW: Final = [
    ("组织 > 机构", "10", "机构", "每少1项扣2分。"),
    ("组织 > 制度", "10", "制度，含台账", "每缺1本扣1分。"),
    ("服务 > 活动", "15", "活动", "每少1次扣3分。"),
    ("服务 > 宣传", "5", "宣传", "每少1期扣1分。"),
]


def _paragraphs(numbers: str, form: str, *, section: str = "{name}（{points}分）") -> list[str]:
    """The same four items as paragraphs: how chapters and items are numbered, and where points stand."""
    chapter, item = numbers.split()
    lines = ["某站考核办法"]
    for number, (name, points) in enumerate((("组织", "20"), ("服务", "20"))):
        sign = chapter.replace("1", str(number + 1)).replace("一", "一二"[number])
        lines.append(sign + section.format(name=name, points=points))
        for below, (_, worth, title, wording) in enumerate(_ITEMS_BELOW[2 * number : 2 * number + 2]):
            sign = item.replace("1", str(below + 1)).replace("一", "一二"[below])
            whole = form.format(title=title, points=worth, wording=wording, bare=wording.rstrip("。"))
            lines += (sign + whole).split("|")
    return lines


@pytest.mark.parametrize(
    "form",
    [
        "{title}（{points}分）：{wording}",
        "{title}{points}分：{wording}",
        "{title}：{bare}（{points}分）。",
        "{title}：按要求完成的得{points}分，未完成的不得分。",
        "{title}（{points}分）|按上级要求做好。|{wording}",
        "{title}|{bare}（{points}分）。",
        "{title}|考核内容：按要求开展。|分值：{points}分。|考核方式：查阅资料。|评分标准：{wording}",
        "{title}（{points}分）|1、考核方式：查阅资料。|2、扣分标准：{wording}",
    ],
)
@pytest.mark.parametrize(
    "numbers", ["一、 1.", "一、 （一）", "（一） 1、", "第一章 1.", "1. （1）", "第一部分 1."]
)
def test_items_of_paragraphs_in_every_form(numbers: str, form: str) -> None:
    """Chapters are levels, names stand before their wordings, and points in any of their places."""
    leaves = [
        Leaf(path.split(" > ")[0], title, points, ("mark",), ()) for path, points, title, _ in _ITEMS_BELOW
    ]
    before = [
        *_paragraphs(numbers, form),
        "考核结果分为优秀（90分以上）、合格（60-89分）、不合格（60分以下）。",
    ]
    if "{wording}" not in form:
        before.insert(1, "满分40分。")
    outcome = compared(RatingTable("t", "docx", before, (), (), leaves))
    right = (outcome.levels, outcome.points, outcome.titles)
    assert (right, len(outcome.details) and outcome.silent) == ((4, 4, 4), 0), outcome.details


@pytest.mark.parametrize(
    "lines, expected",
    [
        (  # items without a number, whose points come to those of the line above them
            ["一、治安（15分）", "1、综合治理（15分）。", "群体性事件（5分）。每发生一次扣5分。", "调解工作（10分）。每移交一起扣2.5分。"],
            [("治安 > 综合治理", "群体性事件", 5), ("治安 > 综合治理", "调解工作", 10)],
        ),
        (  # a part that only takes points goes on with the part before it
            ["一、合同（8分）", "1.劳动合同签订率达到100%（8分）", "2.签订率每降低1%扣0.2分。", "二、工资（5分）", "1.无拖欠工资行为（5分）"],
            [("合同", "劳动合同签订率达到100%", 8), ("工资", "无拖欠工资行为", 5)],
        ),
        (  # one of them is reached
            ["一、合同（8分）", "1.签订合同（8分）", "二、企业（2分）", "1.达标企业2户以上（2分）", "2.创建企业3户以上（1.5分）"],
            [("合同", "签订合同", 8), ("企业", "企业", 2)],
        ),
        (  # names spread with blanks, points without 分, wordings in items of their own
            ["一、扣分标准", "床　面（20）：①被子不整齐（每次扣5分）；", "②堆积衣物（每次扣5分）；", "地　面（30）：①有垃圾（每处扣5分）；", "二、注意项", "（1）卫生状况达到80分为合格。"],
            [("*", "床面", 20), ("*", "地面", 30)],
        ),
        (  # a leader of strokes; several parts in brackets
            ["一、领导组织，纳入规划――――――5分", "1.有领导小组（2分），并职责明确（1分）", "2.纳入工作计划（2分）", "二、制度――――3分", "1.有控烟制度（3分）"],
            [("领导组织，纳入规划", "有领导小组", 3), ("领导组织，纳入规划", "纳入工作计划", 2), ("制度", "有控烟制度", 3)],
        ),
        (  # codes of three depths
            ["1.引言", "评选是为了提倡文明。", "2.评选标准", "2.1礼仪（10分）", "2.1.1尊重老人（5分）：是否尊敬老人。", "2.1.2和睦相处（5分）：是否和睦。", "2.2整洁（5分）", "2.2.1室内清洁（5分）：是否清洁。"],
            [("礼仪", "尊重老人", 5), ("礼仪", "和睦相处", 5), ("整洁", "室内清洁", 5)],
        ),
        (  # one item below a name is an item where others have several
            ["一、责任（10分）", "1.领导（10分）", "成立领导小组，分工清晰（5分）。每少一项扣1分。", "签订责任书，落实到人（5分）。每缺一层扣1分。", "二、教育（3分）", "1.计划（3分）", "学校制定年度安全活动安排（3分）。每缺一项扣1分。"],
            [("责任 > 领导", "成立领导小组，分工清晰", 5), ("责任 > 领导", "签订责任书，落实到人", 5), ("教育 > 计划", "学校制定年度安全活动安排", 3)],
        ),
        (  # a chapter whose items give their points in their wordings, and who looks at them behind its own
            ["一、考核范围", "全县护林员。", "二、考核内容", "（一）根据办法全面考核。", "（二）考核内容包括：", "1、做好宣传工作，计10分。不到位的不得分。", "2、责任区内无火灾，计20分。发生一次扣5分。"],
            [("*", "做好宣传工作", 10), ("*", "责任区内无火灾", 20)],
        ),
        (
            ["（一）住房保障（共3分，考评责任单位为市房产管理局）", "1、建立机构。（共2分，未建立不得分，已建立得2分。）", "2、公布规划。（共1分，未制订不得分，已制订得1分。）"],
            [("住房保障", "建立机构", 2), ("住房保障", "公布规划", 1)],
        ),
        (  # a chapter that only mentions points, one named by a sentence, and a number before a year
            ["一、等级评定", "80分以上为优秀，60分以下为不合格。", "二、对年度工作实行奖惩制度，严格考核。", "（一）队伍（分值8分）", "1.指定劝导员（分值5分）。", "2.2021年起使用系统，每缺10%扣0.5分（分值3分）。"],
            [("队伍", "指定劝导员", 5), ("队伍", "2021年起使用系统", 3)],
        ),
    ],
)  # fmt: skip
def test_a_shape_of_paragraphs(lines: list[str], expected: list[tuple[str, str, int]]) -> None:
    leaves = [Leaf(path, title, str(points), ("mark",), ()) for path, title, points in expected]
    outcome = compared(RatingTable("t", "docx", ["某站考核办法", *lines], (), (), leaves))
    right = (outcome.levels, outcome.points, outcome.titles)
    assert (right, outcome.silent) == ((len(leaves),) * 3, False), outcome.details


def test_paragraphs_whose_first_line_says_what_they_give() -> None:
    """Their wording follows; a line that gives something each time is asked about."""
    before = [
        "某镇河塘清淤考核办法",
        "1.按质完成任务得60分。",
        "水面无漂浮物得60分，一处垃圾扣1分。",
        "2.完成初验得40分。",
        "未完成初验扣20分，资料不全扣20分。",
    ]
    made = draft(RatingTable("named", "docx", before, (), (), ()).data(), "某镇.docx", "t", "1")
    assert [(criterion.title, criterion.points, criterion.kind) for criterion in made.drafted] == [
        ("按质完成任务", 60, "deduct"),
        ("完成初验", 40, "deduct"),
    ]
    assert not [problem for problem in made.problems if problem.severity is Severity.ERROR]
    each = [before[0], "1.每开展一次活动得5分。", "以签到表为准。", "2.每报送一篇信息得2分。", "以采用为准。"]
    made = draft(RatingTable("each", "docx", each, (), (), ()).data(), "某镇.docx", "t", "1")
    assert "import-scored-title" in {problem.code for problem in made.problems}


@pytest.mark.parametrize("name, identity", [("r1", "r17"), ("q2", "q28"), ("r5", "r57"), ("develop", "d13")])
def test_what_a_table_itself_settles_is_not_asked(name: str, identity: str) -> None:
    """Points line by line are the steps of one criterion; 指标释义 explains; 完成任务（7分） is a name."""
    table = next(table for table in rating_tables(name) if table.id.startswith(identity))
    assert [problem.code for problem in table.made.problems if problem.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    "head, standard, rule",
    [
        ("扣分标准", "迟到每人次0.2分", "deduct 0.2x"),
        ("扣分标准", "缺一项 2分", "deduct 2x"),
        ("扣分细则", "积水一处1分，乱堆一处0.5分", "deduct 1x 0.5x"),
        ("扣分", "未制定制度5分；未上墙2分", "deduct 5 2"),
        ("扣分标准", "有制度5分，无制度0分", "yes_no"),
        ("评分标准", "走访每户0.5分", "count 0.5"),
        ("扣分及得分标准", "走访每户0.5分", "count 0.5"),
    ],
)
def test_bare_points_are_what_their_head_says(head: str, standard: str, rule: str) -> None:
    """Below 扣分标准 they are taken, unless the standard speaks of what gives points."""
    rows = [["项目", "分值", head], ["甲", "5", standard], ["乙", "95", "每缺1次扣5分"]]
    leaves = [Leaf("*", "甲", "5", (rule,), ()), Leaf("*", "乙", "95", ("deduct 5x",), ())]
    outcome = compared(RatingTable("t", "xlsx", ["某站考核评分表"], (), [rows], leaves))
    assert list(outcome.wrong) == []
    assert outcome.recognised == 2, outcome.details


@pytest.mark.parametrize(
    "words, otherwise",
    [
        (r"扣(?=\d)", "扣分"),
        (r"扣(?=\d)", "应扣"),
        (r"扣(?=\d)", "扣减"),
        (r"得(?=\d)", "赋"),
        (r"得(?=\d)", "得分"),
        (r"不得分", "0分"),
        (r"每低(?=\d)", "每低于标准"),
        (r"最高(?=\d)", "得满分为"),
        (r"(?m)^", "●"),
    ],
)
def test_a_wording_in_other_words_is_no_other_rule(words: str, otherwise: str) -> None:
    """It is the same rule, or a mark, and rarely that."""
    lost, tried = 0, 0
    for line in WORDINGS[::5]:
        title, points, wording, *_ = line.split(" | ")
        changed = re.sub(words, otherwise, wording.replace("⏎", "\n"))
        before, after = (_read(text, points, title) for text in (wording.replace("⏎", "\n"), changed))
        if before and changed != wording:
            tried += 1
            lost += after is None
            assert after in (before, None), changed
    assert lost <= 1 + tried // 10


def _read(wording: str, points: str, title: str) -> str | None:
    """Return what a wording's rule gives, None where it is a mark."""
    worth = exact.parse(points) or 0
    made = recognise(wording, worth, Asked("a", title))
    if made is None or unaccounted(wording, worth, made.kind, made.rule, made.zero_when, made.names):
        return None
    return re.sub(r"'title': '[^']*', ", "", repr((made.kind, made.rule, made.zero_when)))


@pytest.mark.parametrize(
    "limit, key, before",
    [
        ("除重点项目外，", "重点项目", True),
        ("仅对城区单位，", "城区", True),
        ("如遇特殊天气，", "特殊天气", True),
        ("以上一年度为基数，", "上一年度", True),
        ("在完成基本任务的基础上，", "基本任务", True),
        ("未开展此项工作的单位不参评；", "不参评", True),
        ("；新成立的单位不列入考核", "新成立", False),
        ("；年内整改到位的不扣分", "整改到位", False),
        ("；新成立的单位按80%计分", "新成立", False),
        ("。以上得分乘以系数0.8", "系数", False),
        ("（试点单位除外）", "试点", False),
    ],
)
def test_what_limits_a_rule_is_named_or_makes_it_a_mark(limit: str, key: str, before: bool) -> None:
    """Whoever supplies its facts reads it, or a person marks the criterion."""
    rules = 0
    for line in WORDINGS[::3]:
        title, points, wording, *_ = line.split(" | ")
        worth, text = exact.parse(points) or 0, wording.replace("⏎", "\n").rstrip("。；;")
        rules += _read(text, points, title) is not None
        limited = limit + text if before else text + limit
        if _read(limited, points, title) is None:
            continue
        made = recognise(limited, worth, Asked("a", title))
        assert made is not None
        assert any(key in name for name in made.names), limited
    assert rules > len(WORDINGS) // 6


_TAKES: Final = {
    "每季度召开1次理事会，每少1次扣1分": ("1x of 4", "1x"),
    "每月开展1次走访，缺1次扣0.5分": ("0.5x of 12", "0.5x"),
    "例会每少1次扣2分": ("2x",),
    "档案不全的每份扣0.2分": ("0.2x",),
    "未建立台账扣3分": ("3",),
    "台账记录缺失每处扣0.1分": ("0.1x",),
    "满意度达到90%，每低1%扣1.7分": ("1.7x/1%<90%",),
    "办结率达到95%，每低1个百分点扣0.3分": ("0.3x/1%<95%",),
    "投诉率不高于5%，每超1%扣0.4分": ("0.4x/1%>5%",),
    "持证率低于50%的扣4分": ("4",),
    "迟报一次扣0.6分": ("0.6x",),
    "无证上岗每人扣1.5分": ("1.5x",),
    "社工不少于3名，每少1名扣2.5分": ("2.5x of 3", "2.5x"),
    "未公示扣1.2分": ("1.2",),
    "未按时公示每次扣0.9分": ("0.9x",),
    "藏书不少于1000册，每少100册扣1.1分": ("1.1x/100<1000",),
    "制度、职责、流程上墙，每缺一项扣1.3分": ("1.3x",),
    "会议缺席每人次扣0.25分": ("0.25x",),
    "发生安全事故的不得分": ("zero",),
    "满意度低于60%的不得分": ("zero",),
}
"""Deductions, and what each is, whatever stands before and behind it."""
_ASKS: Final = [
    "每月召开碰头会",
    "建立服务台账，记录完整",
    "每年开展活动不少于12次",
    "服务满意度达到85%",
    "每季度走访1次",
    "社工持证率60%以上",
    "建有制度、职责、流程",
    "每次活动不少于20人",
]
"""What is asked for, and costs nothing."""


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(sorted(_TAKES)), min_size=2, max_size=4, unique=True),
    st.lists(st.sampled_from(_ASKS), max_size=2, unique=True),
    st.sampled_from("；。\n，"),
    st.randoms(use_true_random=False),
)
def test_deductions_put_together_take_what_each_takes(
    takes: list[str], asks: list[str], between: str, order: random.Random
) -> None:
    """None takes its number, its rate or its meetings from another, or from what is only asked for."""
    parts = takes + asks
    order.shuffle(parts)
    wording = between.join(parts)
    if _read(wording, "20", "工作") is None:
        return  # a mark
    made = recognise(wording, 20, Asked("a", "工作"))
    assert made is not None
    if made.kind != "deduct":
        assert all(_TAKES[take] == ("zero",) for take in takes), wording
        return
    rule = yaml.load(flow({made.kind: made.rule}, name_or_string), yaml.CBaseLoader)  # noqa: S506 - makes texts only
    drawn = signature({"rule": rule}).removeprefix("deduct ").replace(" of ", "~").split(" ")
    taken = [entry.replace("~", " of ") for entry in drawn] + ["zero"] * (made.zero_when is not None)
    for take in takes:
        fits = [entry for entry in _TAKES[take] if entry in taken]
        assert fits, wording
        if fits[0] != "zero":
            taken.remove(fits[0])
    assert set(taken) <= {"zero"}, wording
    assert ("zero" in taken) == any(_TAKES[take] == ("zero",) for take in takes), wording
