"""A round's results as data: what other programs read, and people in Excel."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from frictionless import validate

from evaluator.reports.data_tables import CSV, PACKAGE, REASON, WORKBOOK, DataColumn, data_tables
from tests.rounds.making import MARKS, run, whole


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """The reports of a small round that was run."""
    folder = whole(tmp_path, MARKS)
    assert run("round", "run", folder).exit_code == 0
    return folder / "reports"


def rows(reports: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((reports / CSV).read_text(encoding="utf-8"))))


def results(reports: Path) -> dict[str, Any]:
    paths = sorted((reports.parent / "results").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def test_the_description_is_valid(reports: Path) -> None:
    """A Frictionless validator finds the CSV as its description says, types and keys included."""
    report = validate(str(reports / PACKAGE))
    assert report.valid, report.to_summary()


def test_every_point_and_reason_is_that_of_the_result(reports: Path) -> None:
    """One row a station, two columns a criterion; nothing is rounded or lost."""
    documents = results(reports)
    table = rows(reports)
    assert [row["station"] for row in table] == list(documents)
    for row in table:
        document = documents[row["station"]]
        assert row["points"] == (document["score"]["points"] or "")
        assert row["seal"] == document["seal"]
        for finding in document["findings"]:
            assert row[finding["criterion"]] == (finding["points"] or "")
            assert row[f"{finding['criterion']}{REASON}"] == (finding["plain"] or finding["reason_title"])


def test_the_workbook_says_the_same(reports: Path) -> None:
    """Numbers are numbers, in the order of the CSV."""
    sheet = openpyxl.load_workbook(reports / WORKBOOK).worksheets[0]
    lines = list(csv.reader(io.StringIO((reports / CSV).read_text(encoding="utf-8"))))
    assert sheet.max_row == len(lines)
    for shown, written in zip(sheet.iter_rows(min_row=2, values_only=True), lines[1:], strict=True):
        for value, text in zip(shown, written, strict=True):
            assert (
                Decimal(str(value)) == Decimal(text)
                if isinstance(value, int | float)
                else (value or "") == text
            )


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A1", "@SUM(1)", "+1+1", "-2+3", "\t=1"])
def test_no_text_becomes_a_formula(name: str, reports: Path) -> None:
    """A station that calls itself a formula is shown as it calls itself, and nothing runs."""
    columns = [DataColumn("name", "string", "名称"), DataColumn("points", "number", "得分")]
    files = data_tables("r", "r", columns, [[name, "-3.50"], ["青禾", "1"]])
    table = list(csv.reader(io.StringIO(files[CSV].decode(), newline="")))
    assert table == [["name", "points"], [f"'{name}", "-3.50"], ["青禾", "1"]]
    cells = openpyxl.load_workbook(io.BytesIO(files[WORKBOOK])).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in next(cells.iter_rows(min_row=2, max_row=2))] == [
        (name, "s"),
        (-3.5, "n"),
    ]


def test_a_second_run_changes_nothing(reports: Path) -> None:
    before = {name: (reports / name).read_bytes() for name in (CSV, WORKBOOK, PACKAGE)}
    assert run("round", "documents", reports.parent).exit_code == 0
    assert {name: (reports / name).read_bytes() for name in before} == before


def test_a_broken_table_is_no_valid_one(tmp_path: Path) -> None:
    """The description is strict: a text among numbers, a station twice or another file is seen."""
    columns = [
        DataColumn("station", "string", "站点编码"),
        DataColumn("seal", "string", "校验码"),
        DataColumn("A1", "number", "A1"),
    ]
    for lines in ([["1", "a", "2"], ["1", "b", "3"]], [["", "a", "2"]]):
        for name, data in data_tables("轮次 2026", "轮次", columns, lines).items():
            (tmp_path / name).write_bytes(data)
        assert not validate(str(tmp_path / PACKAGE)).valid, lines
    for name, data in data_tables("r", "轮次", columns, [["1", "a", "2.50"]]).items():
        (tmp_path / name).write_bytes(data)
    assert validate(str(tmp_path / PACKAGE)).valid
    (tmp_path / CSV).write_text(
        (tmp_path / CSV).read_text(encoding="utf-8").replace("2.50", "2.5x"), encoding="utf-8"
    )
    assert not validate(str(tmp_path / PACKAGE)).valid
