"""Stations with ledgers as people keep them: what is counted, and what is said of it."""

import io
import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from tests.test_cli import run

CASES: Final = Path(__file__).parent / "cases" / "ledgers"
QINGHE: Final = Path(__file__).parent.parent / "samples" / "stations" / "qinghe"
SUBMISSION: Final = """guideline: g1
station: {id: 990101001, name: 试验站}
period: {from: 2025-07-01, to: 2026-06-30}
facts: {}
ledgers: {visits: {files: visits.xlsx}}
"""
Json = dict[str, Any]


def checked(folder: Path, *files: Path, guideline: Path | None = None) -> Json:
    """Check a station whose only ledger is made of *files*."""
    names = [file.name for file in files]
    for file in files:
        shutil.copy(file, folder / file.name)
    text = SUBMISSION.replace("visits.xlsx", f"[{', '.join(names)}]")
    (folder / "submission.yaml").write_text(text, encoding="utf-8")
    (folder / "g1").mkdir()
    shutil.copy(guideline or CASES / "guideline.yaml", folder / "g1" / "guideline.yaml")
    shown = run("check", folder, "--guideline", folder / "g1", "--json")
    assert shown.exit_code == 0, shown.stderr
    return json.loads(shown.stdout)  # type: ignore[no-any-return]


def figures(result: Json) -> list[str | None]:
    return [count["value"] for count in result["evaluation"]["ledgers"][0]["counted"]]


def omitted(result: Json) -> dict[str, str]:
    return {row["place"]: row["reason"] for row in result["evaluation"]["ledgers"][0]["not_counted"]}


def said(result: Json) -> list[tuple[str, str]]:
    return [(problem["code"], problem["cell"]) for problem in result["problems"]]


ONE: Final = ["1次", "1户", "2小时", "90%"]


@pytest.mark.parametrize(
    "name, counts, rows, problems",
    [
        ("01-ctrl-z.csv", ONE, {"第3行": "row-nothing"}, []),
        ("02-footer-row.csv", ONE, {"第3行": "row-foot"}, []),
        (
            "03-formulas-never-calculated-row.xlsx",
            ["1次", "1户", "2小时", None],
            {"第3行": "row-bad-cell"},
            [("cell-uncalculated", f"台账!{letter}3") for letter in "ABCDE"],
        ),
        (
            "03b-formula-never-calculated-cell.xlsx",
            ["2次", "2户", "2小时", "90%"],
            {"第3行": "row-bad-cell"},
            [("cell-uncalculated", "台账!D3")],
        ),
        ("07-double-bom.csv", ONE, {}, []),
        ("07b-zero-width-in-header.csv", ONE, {}, []),
        ("07c-zero-width-in-cell.csv", ["2次", "1户", "4小时", "90%"], {"第3行": "row-not-distinct"}, []),
        (
            "10-two-columns-same-header.csv",
            ["0次", "1户", "2小时", "90%"],
            {"第2行": "row-outside-period"},
            [("ledger-head-twice", "D1")],
        ),
    ],
)
def test_small_files_that_came_in_wrong(
    tmp_path: Path,
    name: str,
    counts: Sequence[str | None],
    rows: Mapping[str, str],
    problems: Sequence[tuple[str, str]],
) -> None:
    """Each shows a kind; the figures, the rows that do not count and what is said are right."""
    result = checked(tmp_path, CASES / name)
    assert figures(result) == counts
    assert omitted(result) == {f"{name} {place}": reason for place, reason in rows.items()}
    assert said(result) == problems


def test_a_total_says_what_was_set_aside_beside_the_figure(tmp_path: Path) -> None:
    """In the finding, and in the list of what was counted."""
    result = checked(tmp_path, CASES / "03b-formula-never-calculated-cell.xlsx")
    findings = {finding["criterion"]: finding for finding in result["evaluation"]["findings"]}
    assert "“服务时长”的台账另有 1 行空白或看不清，没有计入" in findings["A3"]["why"]
    assert not any("另有" in sentence for sentence in findings["A2"]["why"])
    counted = {
        count["fact"]: count.get("set_aside") for count in result["evaluation"]["ledgers"][0]["counted"]
    }
    assert counted == {"visits": None, "households": None, "hours": 1, "rate": None}
    scored = tmp_path / "scored.json"
    assert run("score", tmp_path, "--guideline", tmp_path / "g1", "-o", scored).exit_code == 0
    assert run("report", scored, "-o", tmp_path / "r.html").exit_code == 0
    assert "2小时（另有 1 行空白或看不清，没有计入）" in (tmp_path / "r.html").read_text(encoding="utf-8")


def with_formats(folder: Path, hours: float, code: str) -> Json:
    """Check a station of three visits of so many hours each, at least six of them wanted."""
    text = (CASES / "guideline.yaml").read_text(encoding="utf-8")
    rule = "{count: {fact: hours, each: 1}}"
    assert rule in text
    tiers = "{tiers: {fact: hours, bands: [{at_least: 6, award: 30}], otherwise: 10}}"
    (folder / "guideline.yaml").write_text(text.replace(rule, tiers), encoding="utf-8")
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "走访"
    sheet.append(["编号", "户号", "走访日期", "时长", "满意度"])
    for number in range(3):
        sheet.append([f"F{number}", f"H{number}", date(2025, 7, 1 + number), hours, 1])
        sheet.cell(number + 2, 4).number_format = code
    made.save(folder / "v.xlsx")
    station = folder / "station"
    station.mkdir()
    return checked(station, folder / "v.xlsx", guideline=folder / "guideline.yaml")


@pytest.mark.parametrize(
    "hours, code, said_so",
    [(1.96, "0", True), (1.96, "0.00", False), (1.96, "General", False), (2.04, "0", False), (2, "0", False)],
)
def test_hidden_decimals_are_said_where_they_decide(
    tmp_path: Path, hours: float, code: str, said_so: bool
) -> None:
    """Three times 2 are seen and 5.88 is stored, which counts: below the limit of 6."""
    result = with_formats(tmp_path, hours, code)
    hidden = [problem for problem in result["problems"] if problem["code"] == "ledger-decimals-hidden"]
    assert [problem["cell"] for problem in hidden] == ["走访!D2"] * said_so
    assert all(
        "显示 2，存的是 1.96" in problem["message"] and "A3" in problem["message"] for problem in hidden
    )
    points = {finding["criterion"]: finding["points"] for finding in result["evaluation"]["findings"]}
    assert points["A3"] == ("30.00" if hours >= 2 else "10.00")


HEAD: Final = ["编号", "服务对象", "接案日期", "结案日期", "目标达成"]


def case(month: int, number: int) -> list[object]:
    return [f"{month}-{number}", "王", date(2025, month, number + 1), date(2026, 1, 5), "达成"]


def book(*sheets: tuple[str, Sequence[Sequence[object]]], merged: Sequence[str] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


MONTHS: Final[Sequence[tuple[str, Sequence[Sequence[object]]]]] = [
    (f"{month}月", [HEAD, *(case(month, number) for number in range(3))]) for month in (7, 8, 9)
]
FOOT: Final[Sequence[Sequence[object]]] = [
    ["填表人：李某", None, "审核人：张某"],
    [None, None, None, "2026年7月1日"],
    ["以下空白"],
]


@pytest.mark.parametrize(
    "data, total, closed",
    [
        pytest.param(book(*MONTHS), 9, 9, id="sheet-per-month"),
        pytest.param(
            book(
                (
                    "个案",
                    [
                        ["编号", "服务对象", "时间", None, "目标达成"],
                        [None, None, "接案日期", "结案日期", None],
                        case(8, 0),
                    ],
                ),
                merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
            ),
            1,
            1,
            id="merged-heads",
        ),
        pytest.param(book(("个案", [HEAD, *(case(8, n) for n in range(8)), *FOOT])), 8, 8, id="foot-lines"),
        pytest.param(
            book(
                (
                    "个案",
                    [
                        HEAD,
                        *(
                            [f"8-{number}", "王", date(2025, 8, number + 1), word, None]
                            for number, word in enumerate(("进行中", "—", "/"))
                        ),
                    ],
                )
            ),
            3,
            0,
            id="signs-of-nothing",
        ),
    ],
)
def test_case_ledgers_count_each_case_once(tmp_path: Path, data: bytes, total: int, closed: int) -> None:
    """Foot lines and signs of nothing change no count and blank no fact; every sheet is read."""
    station = tmp_path / "qinghe"
    shutil.copytree(QINGHE, station)
    (station / "ledgers" / "个案台账.xlsx").write_bytes(data)
    text = (station / "submission.yaml").read_text(encoding="utf-8")
    named = "cases: {files: ledgers/个案台账.xlsx, sheet: 个案, header_row: 2}"
    assert named in text
    text = text.replace(named, "cases: ledgers/个案台账.xlsx")
    (station / "submission.yaml").write_text(text, encoding="utf-8")
    result = json.loads(run("check", station, "--json").stdout)
    ledger = next(one for one in result["evaluation"]["ledgers"] if one["ledger"] == "cases")
    counts = {count["fact"]: count["value"] for count in ledger["counted"]}
    assert counts == {
        "cases.total": f"{total}个",
        "cases.closed": f"{closed}个",
        "cases.goal_met": f"{closed}个",
    }
    assert {problem["code"] for problem in result["problems"]} <= {"ledger-signs-of-nothing"}
    assert not any(count.get("set_aside") for count in ledger["counted"])


def test_a_foot_changes_no_score(tmp_path: Path) -> None:
    """One line with a signature below the clients: the evaluation is the same but for what is said."""
    station = tmp_path / "qinghe"
    shutil.copytree(QINGHE, station)
    path = station / "ledgers" / "服务对象档案台账.xlsx"
    made = openpyxl.load_workbook(path)
    made["档案"].append(["制表人：李某", None, None, None, None, None])
    made.save(path)
    before, after = (json.loads(run("score", folder).stdout) for folder in (QINGHE, station))
    assert after["score"] == before["score"]
    assert [finding["points"] for finding in after["findings"]] == [
        finding["points"] for finding in before["findings"]
    ]
    omitted_rows = [
        row for one in after["ledgers"] for row in one["not_counted"] if row["reason"] == "row-foot"
    ]
    assert {row["place"] for row in omitted_rows} == {"服务对象档案台账.xlsx 第99行"}


def test_check_prints_the_rows_of_each_sheet(tmp_path: Path) -> None:
    """With the sheets that were not read, and why; a program gets the same list."""
    (tmp_path / "source").mkdir()
    head = ["编号", "户号", "走访日期", "时长", "满意度"]
    rows: Sequence[Sequence[object]] = [
        ["1", "H1", date(2025, 8, 1), 1, 0.9],
        ["2", "H2", date(2025, 8, 2), 1, 0.9],
    ]
    later = [["1", "H3", date(2025, 9, 1), 1, 0.9]]
    sheets: Sequence[tuple[str, Sequence[Sequence[object]]]] = [
        ("样表", [head, rows[0]]),
        ("8月", [head, *rows]),
        ("9月", [head, *later]),
    ]
    data = book(*sheets, ("汇总", [head, *rows, *later]), ("说明", [["本表由站点填写"]]))
    (tmp_path / "source" / "visits.xlsx").write_bytes(data)
    (tmp_path / "station").mkdir()
    result = checked(tmp_path / "station", tmp_path / "source" / "visits.xlsx")
    assert [(part["sheet"], part["rows"], part["unread"]) for part in result["ledgers"]] == [
        ("样表", 0, "sheet-pattern"),
        ("说明", 0, "sheet-pattern"),
        ("8月", 2, None),
        ("9月", 1, None),
        ("汇总", 3, "sheet-summary"),
    ]
    shown = run("check", tmp_path / "station", "--guideline", tmp_path / "station" / "g1").stdout
    for text in ("台账读到的行", "8月 2 行", "9月 1 行", "汇总 没有读", "样表 没有读"):
        assert text in " ".join(shown.split())
