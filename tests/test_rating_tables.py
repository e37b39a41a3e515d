"""Published rating tables become guidelines: levels, points, titles and rules as a reader sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from evaluator.drafting.draft import draft
from evaluator.loading.guideline import load_guideline
from tests.rating_tables import HALVES, RatingTable, compared, rating_tables

TABLES: Final = [table for half in HALVES for table in rating_tables(half)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
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


def test_halves_have_twenty_tables_each() -> None:
    """Forty tables, none in both halves."""
    assert [len(rating_tables(half)) for half in HALVES] == [20, 20]
    assert len({table.id for table in TABLES}) == 40


def test_the_readme_names_every_table() -> None:
    readme = (Path(__file__).parent / "tables" / "README.md").read_text(encoding="utf-8")
    assert [table.id[:3] for table in TABLES if f"| {table.id[:3]} |" not in readme] == []
