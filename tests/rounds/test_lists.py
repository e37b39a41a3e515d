"""The lists of stations and evaluators that a round begins with."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from evaluator.loading.search import open_guideline
from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Station
from evaluator.rounds.read import read_round
from evaluator.work.lists import read_evaluators, read_stations
from evaluator.workbook import layout
from evaluator.workbook.book import open_book
from tests.rounds.making import run, tree
from tests.workbooks import blank

NEW = ("--guideline", "tongling-station", "--title", "示例", "--from", "2025-07-01", "--to", "2026-06-30")


def written(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write a table of the kind its name asks for."""
    if path.suffix == ".csv":
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        path.write_bytes(out.getvalue().encode("gb18030"))
        return path
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.fixture(scope="module")
def tongling() -> Guideline:
    """Return the pack."""
    found, _ = open_guideline("tongling-station")
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["站点.xlsx", "站点.csv"])
def test_stations_are_read_as_organisers_keep_them(tmp_path: Path, name: str) -> None:
    """A title above, a running number, ids as numbers or full-width, a sum below; names stay as written."""
    rows = (
        ["示例市社工站名单"],
        ["序号", "站点编码*", "站点名称", "所属县（区）"],
        [1, 990101001, "云溪镇社工站（示例）", "示例县"],
        [2, "９９０１０１００２", "柳塘\n镇社工站", ""],
        ["", "", "", ""],
        ["合计", 2, "", ""],
    )
    assert read_stations(written(tmp_path / name, rows)) == (
        [
            Station("990101001", "云溪镇社工站（示例）", "示例县"),
            Station("990101002", "柳塘 镇社工站"),
        ],
        [],
    )


def test_errors_of_formulas_are_no_names(tmp_path: Path) -> None:
    """A name or id that is an error is told at its cell, in both kinds of file."""
    rows = (["编号", "名称"], ["s1", "#N/A"], ["s2", "柳塘镇社工站"])
    path = written(tmp_path / "站点.csv", rows)
    assert [(one.code, one.cell) for one in read_stations(path)[1]] == [("workbook-error-value", "B2")]
    with xlsxwriter.Workbook(tmp_path / "站点.xlsx") as book:
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_formula("A3", "=VLOOKUP(1,B:C,2,0)", None, "#REF!")
    assert [(one.code, one.cell) for one in read_stations(tmp_path / "站点.xlsx")[1]] == [
        ("workbook-error-value", "名单!A3")
    ]


def test_a_list_is_read_as_it_is_seen(tmp_path: Path) -> None:
    """Ids keep their zeros; hidden sheets are left out, struck lines set aside, hidden lines read: all said."""
    with xlsxwriter.Workbook(tmp_path / "站点.xlsx") as book:
        zeros, struck = book.add_format({"num_format": "000000"}), book.add_format({"font_strikeout": True})
        old, sheet = book.add_worksheet("旧名单"), book.add_worksheet("名单")
        old.write_row(0, 0, ["编号", "名称", "县区", "类别"])
        old.write_row(1, 0, ["s9", "旧站", "一区", "镇"])
        old.hide()
        sheet.activate()
        sheet.write_row(0, 0, ["编号", "名称"])
        sheet.write_number(1, 0, 123, zeros)
        sheet.write_string(1, 1, "青禾镇社工站")
        sheet.write_row(2, 0, ["s2", "作废站"], struck)
        sheet.write_row(3, 0, ["s3", "柳塘镇社工站"])
        sheet.set_row(3, None, None, {"hidden": True})
    stations, problems = read_stations(tmp_path / "站点.xlsx")
    assert [(one.id, one.name) for one in stations] == [("000123", "青禾镇社工站"), ("s3", "柳塘镇社工站")]
    assert [(one.code, one.cell) for one in problems] == [
        ("list-sheet-hidden", "旧名单"),
        ("ledger-hidden-rows", "名单"),
        ("cell-struck", "名单!A3"),
        ("cell-struck", "名单!B3"),
    ]
    assert all(one.render("zh") and one.render("en") for one in problems)


def test_ids_that_have_lost_digits_are_none(tmp_path: Path) -> None:
    """A csv file shows 3.40711E+17 where there was an id of 18 digits."""
    path = written(tmp_path / "站点.csv", (["编号", "名称"], ["3.40711E+17", "甲"], ["s2", "乙"]))
    stations, problems = read_stations(path)
    assert [one.id for one in stations] == ["s2"]
    assert [one.code for one in problems] == ["cell-digits-lost", "round-id"]


def test_a_panel_is_read(tmp_path: Path, tongling: Guideline) -> None:
    """Roles by title or id, an empty one is an expert; lists of ids with any separator."""
    rows = (
        ["编号", "姓名", "身份", "评分范围", "回避站点"],
        ["e1", "专家甲", "", "A；B1.2，D", "s1 s2"],
        ["f1", "丁", tongling.roles["finance"], "", ""],
        ["v1", "代表", "village", "", ""],
    )
    found, problems = read_evaluators(written(tmp_path / "p.xlsx", rows), tongling, None)
    assert problems == []
    assert found == [
        Evaluator("e1", "专家甲", "expert", ("A", "B1.2", "D"), ("s1", "s2")),
        Evaluator("f1", "丁", "finance"),
        Evaluator("v1", "代表", "village"),
    ]


def test_columns_that_are_not_used_are_said(tmp_path: Path, tongling: Guideline) -> None:
    """A misspelt 回避 would let an evaluator mark his own station; a telephone number is nobody's mistake."""
    rows = (
        ["序号", "编号", "姓名", "回避社工站", "电话", "评分范围（模块）", "打分"],
        [1, "e1", "甲", "s1", "1", "A", "B"],
    )
    found, problems = read_evaluators(written(tmp_path / "p.xlsx", rows), tongling, None)
    assert found == [Evaluator("e1", "甲", "expert", ("A",))]
    assert [(problem.code, problem.args["columns"]) for problem in problems] == [
        ("list-columns-unused", "回避社工站、打分")
    ]
    assert "回避站点" in problems[0].hint("zh")


@pytest.mark.parametrize(
    "rows, expected",
    [
        pytest.param([["名称"], ["甲"]], ["list-without-id 名单"], id="no-id"),
        pytest.param([["编号", "姓名"]], ["list-empty 名单"], id="empty"),
        pytest.param([["编号"], ["e1"], ["a/b"], ["e1"]], ["round-id 名单!A3", "evaluator-listed-twice 名单!A4"], id="ids"),
        pytest.param([["编号", "姓名"], ["", "甲"]], ["round-id 名单!A2"], id="blank-id"),
        pytest.param(
            [["编号", "身份", "范围", "回避"], ["e1", "专加", "A Z9", "s1 s9"]],
            ["role-unknown 名单!B2", "marks-unknown 名单!C2", "recused-unknown 名单!D2"],
            id="unknown",
        ),
    ],
)  # fmt: skip
def test_every_mistake_has_its_cell(
    tmp_path: Path, tongling: Guideline, rows: list[list[str]], expected: list[str]
) -> None:
    """All of them at once."""
    _, problems = read_evaluators(written(tmp_path / "p.xlsx", rows), tongling, ["s1"])
    assert [f"{one.code} {one.cell}" for one in problems] == expected


@pytest.mark.parametrize(
    "data, code",
    [(None, "file-missing"), (b"", "list-unreadable"), (b"PK\x03\x04 broken", "list-unreadable")],
)
def test_what_is_no_table_is_said(tmp_path: Path, data: bytes | None, code: str) -> None:
    """And nothing is guessed."""
    path = tmp_path / "s.xlsx"
    if data is not None:
        path.write_bytes(data)
    found, problems = read_stations(path)
    assert (found, [one.code for one in problems]) == ([], [code])


def test_a_workbook_to_fill_in_is_no_list(tmp_path: Path, tongling: Guideline) -> None:
    """Its tables have ids too: of files, of ledgers' entries."""
    path = tmp_path / "s.xlsx"
    path.write_bytes(blank(tongling))
    assert [one.code for one in read_stations(path)[1]] == ["list-is-workbook"]
    assert [one.code for one in read_evaluators(path, tongling, None)[1]] == ["list-is-workbook"]


def test_a_round_begins_with_its_lists(tmp_path: Path) -> None:
    """`round new --list --panel` declares both, and says what nobody marks; a mistake writes nothing."""
    stations = written(tmp_path / "s.xlsx", [["编号", "名称"], [990101001, "甲#站"], ["007", "乙"]])
    panel = written(tmp_path / "p.xlsx", [["编号", "姓名", "范围"], ["e1", "专家 甲: 一", "A"]])
    made = run("round", "new", tmp_path / "r", *NEW, "--list", stations, "--panel", panel)
    assert made.exit_code == 0
    assert "[nobody-marks]" in made.stderr
    round_, _ = read_round(tmp_path / "r")
    assert round_ is not None
    assert round_.stations == ("990101001", "007")
    assert round_.panel.evaluators == (Evaluator("e1", "专家 甲: 一", marks=("A",)),)
    wrong = written(tmp_path / "w.xlsx", [["编号", "身份"], ["e1", "组长"]])
    before = tree(tmp_path)
    refused = run("round", "new", tmp_path / "r2", *NEW, "--list", stations, "--panel", wrong)
    assert refused.exit_code == 1
    assert "名单!B2" in refused.stderr
    assert "one of: expert, 专家, 财务专家" in refused.stderr
    assert tree(tmp_path) == before


def test_a_round_begins_with_everybodys_workbook(tmp_path: Path) -> None:
    """`--workbooks`: a station's names it, an evaluator's has the stations he is not recused from."""
    stations = written(tmp_path / "s.csv", [["编号", "名称"], ["s1", "云溪（示例）"], ["s2", "柳塘"]])
    panel = written(tmp_path / "p.csv", [["编号", "姓名", "回避"], ["e1", "甲", "s2"], ["e2", "乙", ""]])
    lists = ("--list", stations, "--panel", panel)
    made = run("round", "new", tmp_path / "r", *NEW, *lists, "--workbooks")
    assert made.exit_code == 0
    folder = tmp_path / "r" / "workbooks"
    assert {one for one in tree(folder) if one.endswith(".xlsx")} == {
        "stations/s1.xlsx", "stations/s2.xlsx", "evaluators/e1.xlsx", "evaluators/e2.xlsx",
    }  # fmt: skip
    book, problems = open_book((folder / "stations" / "s1.xlsx").read_bytes(), "s1.xlsx")
    assert (book is not None, problems) == (True, [])
    facts = book.sheets[layout.FACTS.mark] if book is not None else None
    assert facts is not None
    told = {facts.at(row, 0): facts.at(row, layout.FACT_INPUT) for row in range(len(facts.grid.rows))}
    assert (told["station#id"], told["station#name"]) == ("s1", "云溪（示例）")
    assert str(told["period#from"]).startswith("2025-07-01")
    for id, expected in (("e1", ["s1"]), ("e2", ["s1", "s2"])):
        book, _ = open_book((folder / "evaluators" / f"{id}.xlsx").read_bytes(), id)
        assert book is not None
        assert book.about["evaluator"] == id
        marked = [one for mark, one in book.sheets.items() if mark.startswith(layout.marking_mark(0)[:-1])]
        rows = [{one.at(row, 0): one.at(row, layout.MARK_VALUE) for row in range(12)} for one in marked]
        assert [row["sheet#station"] for row in rows] == expected


def test_a_folder_with_workbooks_is_left_alone(tmp_path: Path) -> None:
    """They may be filled in: another folder must be named, and no round is made before."""
    stations = written(tmp_path / "s.csv", [["编号", "名称"], ["s1", "云溪（示例）"]])
    (tmp_path / "books" / "stations").mkdir(parents=True)
    (tmp_path / "books" / "stations" / "s1.xlsx").write_bytes(b"filled in")
    before = tree(tmp_path)
    made = run("round", "new", tmp_path / "r", *NEW, "--list", stations, "--workbooks", tmp_path / "books")
    assert made.exit_code == 1
    assert "is not an empty folder" in made.stderr
    assert tree(tmp_path) == before


def test_workbooks_of_nobody_are_named_for_later(tmp_path: Path) -> None:
    """Without a list there is nobody to write for, and the note says when."""
    made = run("round", "new", tmp_path / "r", *NEW, "--workbooks", tmp_path / "books")
    assert made.exit_code == 0
    assert "--each" in made.stderr
    assert not (tmp_path / "books").exists()
