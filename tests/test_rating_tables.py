"""Published rating tables become guidelines: levels, points, titles and rules as a reader sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from evaluator.drafting.draft import draft
from evaluator.loading.guideline import load_guideline
from evaluator.texts.problem import Severity
from tests.rating_tables import SETS, RatingTable, compared, rating_tables, shaped_otherwise

_UNDECIDED: Final = {("u03", "repeated"), ("e06", "on two pages")}
"""Shapes that leave open what is meant: equal points that may be for each row or for all."""
_NOT_YET: Final = {"w01": {"levels", "points", "titles"}, "h31": {"points"}, "h48": {"titles"}}
"""What is not right yet in a table; its draft says so. Whoever mends one takes it out."""
_NOT_RECOGNISED: Final = {
    "v12": 1,
    "w03": 1,
    "h26": 1,
    "h31": 6,
    "h32": 1,
    "h33": 1,
    "h34": 2,
    "h45": 1,
    "h57": 1,
    "h63": 1,
}
"""How many rules of a table stay marks."""
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
    made = draft(table.data(), table.name, "t", "2026")
    (tmp_path / "guideline.yaml").write_text(made.yaml, encoding="utf-8")
    guideline, problems = load_guideline(tmp_path)
    assert [problem.render("en") for problem in problems] == []
    assert guideline is not None
    assert guideline.full_marks == made.full_marks


@pytest.mark.parametrize("table", MEASURED, ids=lambda table: table.id)
def test_a_table_that_was_only_measured(table: RatingTable) -> None:
    """Nothing comes out wrong without a word: no rule that the table does not state, no silent mistake of structure."""
    outcome = compared(table)
    assert list(outcome.wrong) == []
    assert not outcome.silent, outcome.details
    figures = {"levels": outcome.levels, "points": outcome.points, "titles": outcome.titles}
    amiss = {name for name, right in figures.items() if right < outcome.leaves}
    assert amiss == _NOT_YET.get(table.id[:3], set()), outcome.details
    assert outcome.rules - outcome.recognised == _NOT_RECOGNISED.get(table.id[:3], 0), outcome.details


@pytest.mark.parametrize("table", [*DEVELOPED, *MEASURED], ids=lambda table: table.id)
def test_a_table_in_another_shape_says_the_same(table: RatingTable) -> None:
    """Merged cells repeated or left blank, pages, spread heads: one of the shapes, by the table's name."""
    base = compared(table)
    shapes = list(shaped_otherwise(table))
    start = sum(map(ord, table.id))
    for name, other in shapes[start % len(shapes) :][:1] if shapes else ():
        outcome = compared(other)
        assert list(outcome.wrong) == [], name
        if (table.id[:3], name) in _UNDECIDED:
            assert not outcome.silent
            continue
        figures = (outcome.levels, outcome.points, outcome.titles)
        assert figures == (base.levels, base.points, base.titles), (name, *outcome.details)


@pytest.mark.parametrize(
    "name, code",
    [("h39", "import-sum"), ("h44", "import-no-points"), ("h48", "import-sum"), ("h31", "import-no-points")],
)
def test_what_is_wrong_as_published_is_an_error_of_the_draft(name: str, code: str) -> None:
    """Totals that differ from their parts, in rows or inside one standard, and criteria without points."""
    table = next(table for table in MEASURED if table.id.startswith(name))
    made = draft(table.data(), table.name, "t", "2026")
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
