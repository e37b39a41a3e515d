"""Published rating tables become guidelines: levels, points, titles and rules as a reader sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from evaluator.drafting.draft import draft
from evaluator.loading.guideline import load_guideline
from tests.rating_tables import SETS, RatingTable, compared, rating_tables, shaped_otherwise

_UNDECIDED: Final = {("u03", "repeated"), ("e06", "on two pages")}
"""Shapes that leave open what is meant: equal points that may be for each row or for all."""
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


def test_no_table_is_in_two_sets() -> None:
    ids = [table.id for table in (*DEVELOPED, *MEASURED)]
    assert len(set(ids)) == len(ids)


def test_the_readme_names_every_table() -> None:
    readme = (Path(__file__).parent / "tables" / "README.md").read_text(encoding="utf-8")
    assert [table.id[:3] for table in (*DEVELOPED, *MEASURED) if f"| {table.id[:3]} |" not in readme] == []
