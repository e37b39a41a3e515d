"""From an evaluator's workbook to sheets: nothing lost, every mistake with its cell, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaluator.cli import cli
from evaluator.model.guideline import Guideline
from evaluator.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.book import open_book
from evaluator.workbook.mark_sheets import Sheets, is_evaluators, sheets_of
from tests.marking_books import Cells, answered, heading, made, questions, tiny

LEVEL, VALUE, REMARK, FILE = layout.MARK_LEVEL, layout.MARK_VALUE, layout.MARK_REMARK, layout.MARK_FILE
FIRST = layout.MARK_CHECKS


@pytest.fixture(scope="module")
def guideline(tmp_path_factory: pytest.TempPathFactory) -> Guideline:
    """A guideline with every kind of answer in it."""
    return tiny(tmp_path_factory.mktemp("tiny"))


def read(data: bytes, guideline: Guideline) -> Sheets:
    """What a workbook comes to."""
    book, problems = open_book(data, "e1.xlsx")
    assert book is not None, problems
    assert is_evaluators(book)
    return sheets_of(book, guideline)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Code and cell of each problem."""
    return [(each.code, each.cell) for each in problems]


ALL: Mapping[str, Cells] = {
    "mark#B1": {LEVEL: "较好", VALUE: 12.3, REMARK: "第一行\n第二行"},
    "mark#B2": {REMARK: "抽了三份"},
    "file#B2#1": {FILE: "DA01", FIRST: "√", FIRST + 1: "×", FIRST + 2: "／"},
    "file#B2#2": {FILE: 7, FIRST: "√", FIRST + 1: "√", FIRST + 2: "√"},
    "file#B2#4": {FILE: "DA03"},
    "mark#B3": {VALUE: 0.1 + 0.2 + 0.2},
    "fact#area": {VALUE: 61.7, REMARK: "实测"},
    "fact#done": {VALUE: 0.935},
    "fact#open": {VALUE: "否"},
    "fact#place": {VALUE: "共用"},
    "fact#opened": {VALUE: date(2024, 3, 1)},
    "fact#rooms": {REMARK: "看过"},
    "fact#rooms.b": {VALUE: "√"},
    "fact#visits": {VALUE: 3},
    "item#E01": {VALUE: "是", REMARK: "原件"},
    "item#E02": {VALUE: "否"},
    "line#A1#lease": {VALUE: "是"},
    "na#A1": {VALUE: "否", REMARK: "适用"},
    "na#rooms.a": {VALUE: "是"},
    "veto#V1": {VALUE: "√", REMARK: "改过日期"},
}
WRITTEN = """\
evaluator: e1
station: s1
role: expert
submitted: 2026-07-13
marks:
  B1: {level: 较好, points: 12.3, remark: "第一行\\n第二行"}
  B2:
    sample:
      - {file: DA01, passed: [1], left_out: [3]}
      - {file: 7, passed: [1, 2, 3]}
      - {file: DA03, passed: []}
    remark: 抽了三份
  B3: {points: 0.5}
observed:
  area: {value: 61.7, remark: 实测}
  done: {value: 93.5%}
  open: {value: false}
  place: {value: shared}
  opened: {value: 2024-03-01}
  rooms: {value: [b], remark: 看过}
  visits: {value: 3}
evidence:
  "A1#lease": {seen: true}
  E01: {accepted: true, remark: 原件}
  E02: {accepted: false}
not_applicable:
  A1: {agree: false, remark: 适用}
  rooms.a: {agree: true}
vetoes:
  V1: {remark: 改过日期}
remark: 整体不错
"""


def test_everything_is_read_exactly(guideline: Guideline) -> None:
    """Every kind of answer goes into the file as it was typed, in the file's own order."""
    rows = [*heading(submitted=date(2026, 7, 13), remark="整体不错"), *answered(questions(), ALL)]
    found = read(made(guideline, {"云溪": rows}), guideline)
    assert told(found.problems) == []
    assert [one.path for one in found.marked] == ["e1/s1.yaml"]
    assert found.marked[0].data.decode() == WRITTEN
    assert found.marked[0].sheet.submitted == date(2026, 7, 13)


def test_order_of_sheets_and_rows_does_not_matter(guideline: Guideline) -> None:
    """Rows are known by their ids."""
    rows = [*heading(submitted=date(2026, 7, 13), remark="整体不错"), *answered(questions(), ALL)]
    files = [row for row in rows if row[0].startswith("file#")]
    others = [row for row in rows if not row[0].startswith("file#")]
    moved = [*files, ("", {}), *reversed(others)]
    found = read(made(guideline, {"改名": moved}), guideline)
    assert told(found.problems) == []
    assert found.marked[0].data.decode() == WRITTEN


def test_an_untouched_sheet_gives_no_file(guideline: Guideline) -> None:
    """Of three stations the one that was answered and the one that was submitted give files."""
    sheets = {
        "一": [*heading("s1"), *questions()],
        "二": [*heading("s2"), *answered(questions(), {"mark#B3": {VALUE: 3}})],
        "三": [*heading("s3", submitted=date(2026, 8, 1)), *questions()],
        "四": [*heading("", ""), *questions()],
    }
    found = read(made(guideline, sheets), guideline)
    assert told(found.problems) == []
    assert [one.path for one in found.marked] == ["e1/s2.yaml", "e1/s3.yaml"]
    assert found.blank == 2
    assert [one.sheet.submitted for one in found.marked] == [None, date(2026, 8, 1)]


@pytest.mark.parametrize(
    "answers, expected",
    [
        pytest.param({"mark#B1": {LEVEL: "好 "}}, [], id="trailing blank"),
        pytest.param({"mark#B1": {LEVEL: "很好"}}, [("unknown-level", "一!F7")], id="level"),
        pytest.param(
            {"mark#B1": {LEVEL: "较好", VALUE: 25}}, [("mark-outside-level", "一!G7")], id="outside"
        ),
        pytest.param({"mark#B1": {LEVEL: "较好"}}, [("mark-without-points", "一!G7")], id="no points"),
        pytest.param({"mark#B1": {VALUE: 12}}, [("mark-without-level", "一!G7")], id="no level"),
        pytest.param({"mark#B3": {VALUE: "3.5"}}, [], id="points as text"),
        pytest.param({"mark#B3": {VALUE: "3分"}}, [("mark-points", "一!G9")], id="unit"),
        pytest.param({"mark#B3": {VALUE: date(2026, 3, 5)}}, [("mark-points", "一!G9")], id="points a date"),
        pytest.param({"mark#B3": {VALUE: 3.25}}, [("mark-off-step", "一!G9")], id="step"),
        pytest.param({"mark#B3": {VALUE: "=1+2"}}, [("workbook-formula", "一!G9")], id="formula"),
        pytest.param(
            {"mark#B3": {VALUE: 3, REMARK: "=A1"}}, [("workbook-formula", "一!I9")], id="formula as remark"
        ),
        pytest.param({"mark#B2": {REMARK: "x"}}, [], id="remark alone on a mark"),
        pytest.param({"file#B2#2": {FIRST: "√"}}, [("workbook-file-unnamed", "一!C11")], id="no file"),
        pytest.param(
            {"file#B2#2": {FILE: "D", FIRST + 1: "有"}}, [("workbook-not-a-check", "一!K11")], id="check"
        ),
        pytest.param(
            {"file#B2#1": {FILE: "D", FIRST: "√"}, "file#B2#3": {FILE: "D"}},
            [("file-inspected-twice", "一!C12")],
            id="file twice",
        ),
        pytest.param({"fact#area": {VALUE: "六十"}}, [("fact-wrong-type", "一!G14")], id="fact"),
        pytest.param({"fact#area": {VALUE: -1}}, [("fact-below-limit", "一!G14")], id="bound"),
        pytest.param(
            {"fact#area": {REMARK: "没带尺"}}, [("workbook-remark-alone", "一!I14")], id="remark alone"
        ),
        pytest.param({"fact#place": {VALUE: "借用"}}, [("option-unknown", "一!G17")], id="choice"),
        pytest.param({"fact#rooms": {VALUE: "无"}}, [], id="empty set"),
        pytest.param({"fact#rooms": {VALUE: "有"}}, [("workbook-set-head", "一!G19")], id="set"),
        pytest.param({"fact#rooms.a": {VALUE: "有"}}, [("workbook-not-a-tick", "一!G20")], id="option"),
        pytest.param(
            {"fact#rooms": {VALUE: "无"}, "fact#rooms.b": {VALUE: "√"}},
            [("workbook-none-and-ticked", "一!G19")],
            id="none and ticked",
        ),
        pytest.param({"item#E01": {VALUE: "还行"}}, [("sheet-answer", "一!G23")], id="item"),
        pytest.param({"line#A1#lease": {VALUE: "见过"}}, [("sheet-answer", "一!G25")], id="line"),
        pytest.param({"na#A1": {VALUE: "也许"}}, [("sheet-answer", "一!G26")], id="claim"),
        pytest.param({"na#A1": {REMARK: "没看"}}, [("workbook-remark-alone", "一!I26")], id="claim, remark"),
        pytest.param({"veto#V1": {VALUE: "有"}}, [("workbook-not-a-tick", "一!G28")], id="veto"),
        pytest.param({"veto#V1": {VALUE: "×"}}, [], id="no veto"),
        pytest.param({"veto#V1": {REMARK: "没有"}}, [("workbook-remark-alone", "一!I28")], id="veto, remark"),
        pytest.param(
            {"mark#B1": {LEVEL: "好", REMARK: "A\x85B"}}, [("control-character", "一!I7")], id="unprintable"
        ),
    ],
)
def test_mistakes_have_their_cell(
    guideline: Guideline, answers: Mapping[str, Cells], expected: list[tuple[str, str]]
) -> None:
    """What is wrong is said where it was typed, and nothing else is."""
    rows = [*heading(remark="草稿"), *answered(questions(), answers)]
    found = read(made(guideline, {"一": rows}), guideline)
    assert told(found.problems) == expected


@pytest.mark.parametrize(
    "cells, expected",
    [
        pytest.param({"sheet#station": ""}, [("workbook-no-station", "一!G2")], id="station"),
        pytest.param({"sheet#station": "a/b"}, [("round-id", "一!G2")], id="path"),
        pytest.param({"sheet#evaluator": ""}, [("workbook-no-evaluator", "一!G3")], id="evaluator"),
        pytest.param({"sheet#role": "chief"}, [("role-unknown", "一!G4"), ("not-yours", "一!G9")], id="role"),
        pytest.param({"sheet#submitted": "昨天"}, [("sheet-date", "一!G5")], id="day"),
        pytest.param({"sheet#submitted": "2026年7月32日"}, [("sheet-date", "一!G5")], id="no such day"),
        pytest.param({"sheet#submitted": 3}, [("sheet-date", "一!G5")], id="number"),
        pytest.param({"sheet#submitted": "2026年7月13日"}, [], id="day in words"),
        pytest.param(
            {"sheet#station": "", "sheet#evaluator": ""},
            [("workbook-no-station", "一!G2"), ("workbook-no-evaluator", "一!G3")],
            id="both",
        ),
    ],
)
def test_who_marked_what(
    guideline: Guideline, cells: Mapping[str, object], expected: list[tuple[str, str]]
) -> None:
    """The rows at the top are held to the same."""
    rows = answered(
        [*heading(), *questions()],
        {"mark#B3": {VALUE: 3}} | {id: {VALUE: value} for id, value in cells.items()},
    )
    found = read(made(guideline, {"一": rows}), guideline)
    assert told(found.problems) == expected
    assert found.failed is bool(expected)


def test_everything_wrong_is_said_at_once(guideline: Guideline) -> None:
    """Mistakes on several sheets are told together, by sheet and cell."""
    one = [*heading("s1"), *answered(questions(), {"mark#B1": {LEVEL: "很好"}, "mark#B3": {VALUE: "=1"}})]
    two = [*heading("s1"), *answered(questions(), {"mark#B3": {VALUE: 2}})]
    other = [*heading("s3", "e2"), *answered(questions(), {"item#E01": {VALUE: "?"}})]
    found = read(made(guideline, {"一": one, "二": two, "三": other}), guideline)
    assert told(found.problems) == [
        ("unknown-level", "一!F7"),
        ("workbook-formula", "一!G9"),
        ("workbook-station-twice", "二!G2"),
        ("workbook-evaluators-differ", "三!G3"),
    ]
    assert found.failed
    assert {each.file for each in found.problems} == {"e1.xlsx"}


@pytest.mark.parametrize(
    "change, expected",
    [
        pytest.param(
            lambda rows: [*rows, ("mark#Z9", {})], [("workbook-id-unknown", "一!A29")], id="unknown"
        ),
        pytest.param(
            lambda rows: [*rows, ("mark#A1", {})], [("workbook-id-unknown", "一!A29")], id="not marked"
        ),
        pytest.param(lambda rows: [*rows, ("veto#V9", {})], [("workbook-id-unknown", "一!A29")], id="veto"),
        pytest.param(lambda rows: [*rows, ("line#A1#x", {})], [("workbook-id-unknown", "一!A29")], id="line"),
        pytest.param(lambda rows: [*rows, ("na#B1", {})], [("workbook-id-unknown", "一!A29")], id="claim"),
        pytest.param(lambda rows: [*rows, ("file#B1#1", {})], [("workbook-id-unknown", "一!A29")], id="file"),
        pytest.param(
            lambda rows: [*rows, ("mark#B3", {VALUE: 1})], [("workbook-id-twice", "一!C29")], id="twice"
        ),
        pytest.param(
            lambda rows: [row for row in rows if row[0] != "mark#B2"],
            [("workbook-row-missing", "一")],
            id="sample",
        ),
        pytest.param(
            lambda rows: [row for row in rows if row[0] != "sheet#submitted"],
            [("workbook-row-missing", "一")],
            id="day",
        ),
        pytest.param(
            lambda rows: [row for row in rows if row[0] != "fact#rooms.a"],
            [("workbook-row-missing", "一")],
            id="option",
        ),
        pytest.param(
            lambda rows: [row for row in rows if row[0] != "mark#B1"],
            [("workbook-row-missing", "一")],
            id="criterion that other sheets have",
        ),
        pytest.param(
            lambda rows: [row for row in rows if not row[0].startswith("item#")], [], id="no evidence"
        ),
    ],
)
def test_ids_are_held_to_the_guideline(
    guideline: Guideline, change: object, expected: list[tuple[str, str]]
) -> None:
    """Rows nobody knows, rows twice, rows that are missing."""
    assert callable(change)
    rows = change([*heading(), *questions()])
    found = read(made(guideline, {"一": rows, "二": [*heading("s2"), *questions()]}), guideline)
    assert told(found.problems) == expected


def test_a_copied_or_inserted_row_is_one_more_file(guideline: Guideline) -> None:
    """Where the rows for files run out, people copy one or put one in between."""
    rows = [*heading(), *questions()]
    at = next(number for number, (id, _) in enumerate(rows) if id == "file#B2#2")
    rows[at:at] = [("file#B2#1", {FILE: "B", FIRST: "√"}), ("", {FILE: "C", FIRST + 2: "√"})]
    rows = answered(rows, {"file#B2#2": {FILE: "D"}})
    found = read(made(guideline, {"一": rows}), guideline)
    assert told(found.problems) == []
    assert [one.file for one in found.marked[0].sheet.marks["B2"].sample] == ["B", "C", "D"]


@pytest.mark.parametrize(
    "about, expected",
    [
        pytest.param({"guideline": "other"}, ["workbook-other-guideline"], id="guideline"),
        pytest.param({"profile": "rural"}, ["workbook-other-profile"], id="profile"),
        pytest.param({"sha256": "0" * 64}, ["workbook-guideline-changed"], id="changed"),
    ],
)
def test_a_workbook_of_another_guideline_is_told(
    guideline: Guideline, about: Mapping[str, str], expected: list[str]
) -> None:
    """What it was made from is held to what it is read with."""
    rows = [*heading(), *answered(questions(), {"mark#B3": {VALUE: 3}})]
    found = read(made(guideline, {"一": rows}, about), guideline)
    assert [one.code for one in found.problems] == expected
    assert found.failed is (expected != ["workbook-guideline-changed"])


def run(*arguments: str | Path) -> Result:
    """Run the program; a traceback fails the test."""
    result = CliRunner().invoke(cli, [str(one) for one in arguments], env={"EVALUATOR_LANG": "en"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def written(folder: Path) -> dict[str, str]:
    """The files below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def book_at(folder: Path, answers: Mapping[str, Cells], **more: object) -> Path:
    """A workbook on two stations, the second one left blank, beside its guideline."""
    guideline = tiny(folder)
    sheets = {"一": [*heading(**more), *answered(questions(), answers)], "二": [*heading("s2"), *questions()]}  # type: ignore[arg-type]
    (folder / "e1.xlsx").write_bytes(made(guideline, sheets))
    return folder / "e1.xlsx"


def test_reading_writes_sheets_beside_the_workbook(tmp_path: Path) -> None:
    """One file for each station that was marked; drafts are named; the same again changes nothing."""
    book = book_at(tmp_path, {"mark#B3": {VALUE: 3}})
    done = run("workbook", "read", book)
    assert done.exit_code == 0, done.stderr
    text = "evaluator: e1\nstation: s1\nrole: expert\nsubmitted:\nmarks:\n  B3: {points: 3}\n"
    assert written(tmp_path / "sheets") == {"e1/s1.yaml": text}
    assert "1 filled in, 0 submitted, 1 blank" in done.stdout
    assert "not submitted yet (no date of submission): s1" in done.stderr
    assert run("workbook", "read", book).exit_code == 0
    assert written(tmp_path / "sheets") == {"e1/s1.yaml": text}


def test_other_content_is_replaced_by_force_alone(tmp_path: Path) -> None:
    """What is there stays unless it says the same or --force is given; its heading and history are kept."""
    book = book_at(tmp_path, {"mark#B3": {VALUE: 3}}, submitted=date(2026, 8, 1))
    there = tmp_path / "out" / "e1" / "s1.yaml"
    there.parent.mkdir(parents=True)
    history = "history:\n  - {reopened: 2026-07-20, reason: 笔误, submitted: 2026-07-13, sha256: abc}\n"
    before = f"# 站点一\nevaluator: e1\nstation: s1\nmarks: {{B3: {{points: 2}}}}\n{history}"
    there.write_text(before, encoding="utf-8")
    refused = run("workbook", "read", book, "-o", tmp_path / "out")
    assert refused.exit_code == 1
    assert "e1/s1.yaml; add --force" in refused.stderr
    assert written(tmp_path / "out") == {"e1/s1.yaml": before}
    assert run("workbook", "read", book, "-o", tmp_path / "out", "--force").exit_code == 0
    assert there.read_text(encoding="utf-8") == (
        "# 站点一\nevaluator: e1\nstation: s1\nrole: expert\nsubmitted: 2026-08-01\n"
        f"marks:\n  B3: {{points: 3}}\n{history}"
    )


@pytest.mark.parametrize(
    "answers, options, said",
    [
        pytest.param({"mark#B3": {VALUE: "=1+2"}}, [], "workbook-formula", id="mistake"),
        pytest.param({"mark#B3": {VALUE: 3}, "na#A1": {REMARK: "x"}}, ["--strict"], "warnings", id="strict"),
        pytest.param({}, [], "nothing is filled in", id="blank"),
    ],
)
def test_nothing_is_half_written(
    tmp_path: Path, answers: Mapping[str, Cells], options: list[str], said: str
) -> None:
    """A mistake, a warning under --strict, or nothing filled in: no file, exit code 1."""
    refused = run("workbook", "read", book_at(tmp_path, answers), "-o", tmp_path / "out", *options)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("into", ["round", "round/sheets"])
def test_a_round_receives_by_its_own_command(tmp_path: Path, into: str) -> None:
    """Sheets go into a round checked against its panel, under its lock and with its history."""
    book = book_at(tmp_path, {"mark#B3": {VALUE: 3}})
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / "round.yaml").write_text("id: r\n", encoding="utf-8")
    refused = run("workbook", "read", book, "-o", tmp_path / into)
    assert refused.exit_code == 1
    assert "evaluator round receive" in refused.stderr
    assert list(written(tmp_path / "round")) == ["round.yaml"]
