"""The station recomputed by hand in docs/recomputation.md and the engine say the same, row by row."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator.evaluation.pipeline import evaluate, read_inputs

ROOT: Final = Path(__file__).parent.parent
TEXT: Final = (ROOT / "docs" / "recomputation.md").read_text(encoding="utf-8")
# A table's row: id and title, full marks, two columns of words, points; rows of sections are bold.
ROW: Final = re.compile(
    r"^\| (\*{0,2})([A-Z]\d*(?:\.\d+)?) ([^|*]+)\1 \| (\d+) \|[^|]*\|[^|]*\| \1([\d.]+|—)\1 \|$", re.MULTILINE
)
EXTRA: Final = re.compile(
    r"^\| \*\*(Bonus|Deductions)\*\* \| (\d+) \|[^|]*\|[^|]*\| \*\*([\d.]+)\*\* \|$", re.MULTILINE
)
FRACTION: Final = re.compile(r"(\d+/\d+) = [\d.]+ →")
TOTAL: Final = re.compile(r"^\*\*Total: (\S+) of (\d+), (\S+)\.\*\*$", re.MULTILINE)

Rows = dict[str, tuple[str, Decimal, str]]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the station's evaluation with all sheets."""
    inputs, problems = read_inputs(ROOT / "samples" / "stations" / "luxi", sheets=ROOT / "samples" / "sheets")
    assert inputs is not None
    assert problems == []
    return dict(evaluate(inputs).document)


def written(*, bold: bool) -> Rows:
    """Return title, full marks and points of the rows by hand: of sections (bold) or of criteria."""
    rows = [each for each in ROW.findall(TEXT) if (each[0] == "**") == bold]
    found = {identity: (title, Decimal(of), points) for _, identity, title, of, points in rows}
    assert len(found) == len(rows), "an id stands in two rows"
    return found


def test_every_criterion_by_hand_is_the_engines(document: dict[str, Any]) -> None:
    """The document has every criterion there is, bonus and deductions too, with the engine's title, full marks and points."""
    assert written(bold=False) == {
        each["criterion"]: (
            each["title"],
            Decimal(each["of"]),
            "—" if each["outcome"] == "not_applicable" else each["points"],
        )
        for each in document["findings"]
    }


def test_every_fraction_by_hand_is_the_engines(document: dict[str, Any]) -> None:
    """What stands before a rounding in the document is what the engine rounded, and no rounding is left out."""
    by_hand = {
        row[2]: found[1] for row in ROW.finditer(TEXT) if (found := FRACTION.search(row[0])) is not None
    }
    assert by_hand == {
        each["criterion"]: each["unrounded"] for each in document["findings"] if "unrounded" in each
    }


def test_every_sum_by_hand_is_the_engines(document: dict[str, Any]) -> None:
    """Sections, bonus, deductions, total and grade agree to the last digit."""
    assert written(bold=True) == {
        each["id"]: (each["title"], Decimal(each["of"]), each["points"]) for each in document["sections"]
    }
    assert {name: (Decimal(most), points) for name, most, points in EXTRA.findall(TEXT)} == {
        name.capitalize(): (Decimal(document["score"][name]["at_most"]), document["score"][name]["points"])
        for name in ("bonus", "deductions")
    }
    score = document["score"]
    assert TOTAL.findall(TEXT) == [(score["points"], score["out_of"], score["grade_title"])]
