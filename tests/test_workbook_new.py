"""`workbook new` on guidelines, stations and rounds: which files it writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl.workbook import Workbook

from evaluator.cli.command import cli
from evaluator.rounds.read import read_round
from evaluator.workbook import layout
from evaluator.workbook.book import open_book
from evaluator.workbook.marking.sheets import sheets_of
from tests.conftest import Office
from tests.marking_round import LEVEL, REMARK, VALUE, a_round, sheets_in
from tests.rounds.making import sheet
from tests.workbooks import marked, reopened, row_of


@pytest.fixture
def round_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A round of three stations, and few rows for ledgers; the working folder is beside it."""
    folder = tmp_path / "round"
    a_round(folder, 3)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(layout, "EVIDENCE_ROWS", 10)
    return folder


def run(*arguments: object) -> Result:
    """The command's result."""
    return CliRunner(env={"EVALUATOR_LANG": "zh"}).invoke(cli, ["workbook", "new", *map(str, arguments)])


def files() -> list[str]:
    """What lies in the working folder."""
    return sorted(path.as_posix() for path in Path().rglob("*.xlsx"))


def opened(path: str) -> Workbook:
    """A workbook."""
    return reopened(Path(path).read_bytes())


@pytest.mark.parametrize(
    "arguments, written",
    [
        (["--for", "evaluator", "--as", "e1"], ["e1.xlsx"]),
        (["--for", "evaluator", "--as", "e1", "-o", "a/b.xlsx"], ["a/b.xlsx"]),
        (["--for", "evaluator", "--as", "e1", "--role", "expert", "-o", "."], ["e1.xlsx"]),
        (["--for", "evaluator", "--role", "finance"], ["f1.xlsx"]),
        (["--for", "evaluator", "--role", "finance", "--each", "-o", "out"], ["out/f1.xlsx"]),
        (["--for", "evaluator", "--role", "expert"], [f"r1-工作簿/{one}.xlsx" for one in ("e1", "e2", "e3")]),
        (["--for", "evaluator", "-o", "out.xlsx"], ["out.xlsx"]),
        (
            ["--for", "evaluator", "-o", "out"],
            [f"out/{one}.xlsx" for one in ("e1", "e2", "e3", "f1", "v1")],
        ),
        (
            ["--for", "evaluator", "--each", "--from", "s02", "-o", "out"],
            [f"out/{one}.xlsx" for one in ("e1", "e3", "f1", "v1")],
        ),
        ([], ["tiny.xlsx"]),
        (["--from", "s02"], ["s02.xlsx"]),
        (["--from", "../round/stations/s02", "-o", "x.xlsx"], ["x.xlsx"]),
        (["--each"], [f"r1-工作簿/s0{one}.xlsx" for one in (1, 2, 3)]),
    ],
)
def test_what_is_written(round_folder: Path, arguments: list[str], written: list[str]) -> None:
    """One file, or several into a folder; the same for the folder and its round.yaml."""
    done = run(round_folder, *arguments)
    assert done.exit_code == 0, done.output
    assert files() == written
    assert done.stdout == ""
    before = {one: Path(one).read_bytes() for one in written}
    assert run(round_folder / "round.yaml", *arguments).exit_code == 0
    assert {one: Path(one).read_bytes() for one in written} == before


@pytest.mark.parametrize(
    "arguments, code, said",
    [
        (["--for", "evaluator", "--as", "e9"], 1, "专家组里没有“e9”"),
        (["--for", "evaluator", "--as", "e2", "--from", "s02"], 1, "专家乙对社工站 s02 回避"),
        (["--for", "evaluator", "--as", "f1", "--role", "expert"], 1, "类别是 finance"),
        (["--for", "evaluator", "--role", "finanse"], 1, "是不是“finance”？"),
        (["--for", "evaluator", "--as", "e1", "--from", "s022"], 1, "是不是“s02”？"),
        (["--from", "s044"], 1, "社工站“s044”不在本轮的 stations 里"),
        (["--for", "evaluator", "--as", "e1", "--each"], 2, "--each 和 --as"),
        (["--each", "--from", "s01"], 2, "--each 和 --from"),
        (["--as", "e1"], 2, "--for evaluator"),
        (["--profile", "x"], 2, "--profile"),
        (["--for", "evaluator", "-o", "../round/round.yaml"], 1, "文件名的结尾可以是：.xlsx"),
    ],
)
def test_what_is_refused(round_folder: Path, arguments: list[str], code: int, said: str) -> None:
    """Nothing is written, and it is said why."""
    before = (round_folder / "round.yaml").read_bytes()
    refused = run(round_folder, *arguments)
    assert (refused.exit_code, said in refused.output) == (code, True), refused.output
    assert files() == []
    assert (round_folder / "round.yaml").read_bytes() == before


def test_a_station_or_a_sheet_in_error_writes_nothing(round_folder: Path) -> None:
    """All books or none: the errors are those of the stations and of the sheets."""
    sheet(round_folder / "sheets", "e1", "s01", "marks: {B2: {points: 3}}\n")
    refused = run(round_folder, "--for", "evaluator", "-o", "out")
    assert refused.exit_code == 1
    assert "sheets/e1/s01.yaml:5" in refused.output
    assert "[not-yours]" in refused.output
    (round_folder / "stations" / "s03" / "submission.yaml").write_text("guideline: [", encoding="utf-8")
    assert run(round_folder, "--each", "-o", "out").exit_code == 1
    assert files() == []


@pytest.mark.parametrize("more, refused", [(0, False), (1, True)])
def test_a_remark_that_no_cell_holds_is_refused(round_folder: Path, more: int, refused: bool) -> None:
    """From the workbook it would come back cut off; one that just fits goes through."""
    remark = "好" * (layout.MOST_UNITS + more)
    sheet(round_folder / "sheets", "e1", "s01", f"marks: {{B5: {{points: 7, remark: {remark}}}}}\n")
    done = run(round_folder, "--for", "evaluator", "--as", "e1", "-o", "b.xlsx")
    assert (done.exit_code, "marks.B5.remark 太长" in done.output) == (int(refused), refused), done.output
    assert files() == ([] if refused else ["b.xlsx"])


def test_what_was_answered_wrongly_is_shown_as_it_was_written(round_folder: Path) -> None:
    """It is told, and can be put right in the workbook; nothing is dropped without a word."""
    marks = "B1: {level: 极好, points: 9, remark: 好}, B5: {points: 七分}, B7: {level: 无, points: 3}"
    body = f"marks: {{{marks}}}\nobserved: {{area: {{value: 六十}}}}\nevidence: {{E01: {{accepted: 或许}}}}\n"
    sheet(round_folder / "sheets", "e1", "s01", body)
    done = run(round_folder, "--for", "evaluator", "--as", "e1")
    assert done.exit_code == 0, done.output
    for code in ("unknown-level", "mark-points", "mark-not-level", "sheet-answer"):
        assert f"[{code}]" in done.output
    found = sheets_in(opened("e1.xlsx"))["s01"]

    def at(id: str, column: int) -> object:
        return found.cell(row_of(found, id) + 1, column + 1).value

    assert [at("mark#B1", one) for one in (LEVEL, VALUE, REMARK)] == ["极好", 9, "好"]
    assert [at(one, VALUE) for one in ("mark#B5", "mark#B7", "fact#area", "item#E01")] == [
        "七分",
        3,
        "六十",
        "或许",
    ]


@pytest.mark.parametrize("content", ["saved", "not a workbook"])
def test_what_somebody_filled_in_is_not_replaced_unasked(round_folder: Path, content: str) -> None:
    """A workbook as it was written is renewed; one that was saved since is left alone, and all others too."""
    arguments = ("--for", "evaluator", "--role", "expert", "-o", ".")
    assert run(round_folder, *arguments).exit_code == 0
    sheet(round_folder / "sheets", "e1", "s01", "marks: {B1: {level: 好}}\n")
    assert run(round_folder, *arguments).exit_code == 0
    if content == "saved":
        opened("e2.xlsx").save("e2.xlsx")
    else:
        Path("e2.xlsx").write_text(content, encoding="utf-8")
    sheet(round_folder / "sheets", "e1", "s01", "marks: {B1: {level: 差}}\n")
    before = {one: Path(one).read_bytes() for one in files()}
    refused = run(round_folder, *arguments)
    assert (refused.exit_code, "e2.xlsx 已经有人保存过" in refused.output) == (1, True), refused.output
    assert {one.name: one.read_bytes() for one in Path().iterdir()} == before
    alone = run(round_folder, "--for", "evaluator", "--as", "e2")
    assert alone.exit_code == 1
    assert run(round_folder, *arguments, "--force").exit_code == 0
    after = {one: Path(one).read_bytes() for one in files()}
    assert [one for one in before if before[one] != after[one]] == ["e1.xlsx", "e2.xlsx"]


@pytest.mark.office
def test_a_workbook_that_libreoffice_saved_is_not_replaced(round_folder: Path, office: Office) -> None:
    """Though it keeps the day of the file it opened."""
    assert run(round_folder, "--for", "evaluator", "--as", "f1").exit_code == 0
    office(Path("f1.xlsx").resolve(), "xlsx:Calc MS Excel 2007 XML").replace("f1.xlsx")
    assert run(round_folder, "--for", "evaluator", "--as", "f1").exit_code == 1


def test_a_closed_round_is_not_marked_any_more(round_folder: Path) -> None:
    """Its evaluators get no workbooks."""
    path = round_folder / "round.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("state: open", "state: closed"), encoding="utf-8"
    )
    refused = run(round_folder, "--for", "evaluator")
    assert refused.exit_code == 1
    assert "本轮已经结束" in refused.output


def test_a_round_without_a_panel(round_folder: Path) -> None:
    """Somebody's id is typed into the workbook, or given here."""
    path = round_folder / "round.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("panel:")], encoding="utf-8")
    assert run(round_folder, "--for", "evaluator").exit_code == 0
    assert run(round_folder, "--for", "evaluator", "--as", "x1", "--role", "finance").exit_code == 0
    assert files() == ["expert.xlsx", "x1.xlsx"]
    found = [sheets_in(opened(one))["s01"] for one in files()]
    ids = [one.cell(row_of(one, "sheet#evaluator") + 1, VALUE + 1) for one in found]
    assert [one.value for one in ids] == [None, "x1"]
    assert [one.protection.locked for one in ids] == [False, True]


def test_a_stations_book_of_a_round_knows_the_period(round_folder: Path) -> None:
    """Empty ones too; a station that was not received yet has its id in it."""
    path = round_folder / "round.yaml"
    text = path.read_text(encoding="utf-8").replace("stations: all", "stations: [s01, s02, s03, s04]")
    path.write_text(text, encoding="utf-8")
    assert run(round_folder, "-o", "empty.xlsx").exit_code == 0
    assert run(round_folder, "--each", "-o", ".").exit_code == 0
    assert files() == ["empty.xlsx", "s01.xlsx", "s02.xlsx", "s03.xlsx", "s04.xlsx"]
    for name, station, area in (("empty", None, None), ("s01", "s01", 66), ("s04", "s04", None)):
        facts = marked(opened(f"{name}.xlsx"), layout.FACTS.mark)
        given = {
            str(row[0]): row[layout.FACT_INPUT]
            for row in facts.iter_rows(values_only=True)
            if row[0] is not None
        }
        assert str(given["period#from"]).startswith("2025-07-01")
        assert (given["station#id"], given["area"]) == (station, area)


@pytest.mark.parametrize(
    "arguments, name",
    [
        ([], "tiny-expert.xlsx"),
        (["--role", "village"], "tiny-village.xlsx"),
        (["--as", "e5"], "tiny-e5.xlsx"),
        (["--from", "../round/stations/s01"], "s01-expert.xlsx"),
    ],
)
def test_a_guideline_alone(round_folder: Path, arguments: list[str], name: str) -> None:
    """One sheet of the role, filled from a station where one is named."""
    guideline = round_folder / "criteria" / "tiny" / "guideline.yaml"
    done = run(guideline, "--for", "evaluator", *arguments)
    assert done.exit_code == 0, done.output
    assert files() == [name]
    [(station, _)] = sheets_in(opened(name)).items()
    assert station == ("s01" if "--from" in arguments else "None")


def test_a_stations_folder_is_filled_in(round_folder: Path) -> None:
    """Named itself, a station gets its own workbook: the same as a guideline's filled from it."""
    station = round_folder / "stations" / "s02"
    guideline = round_folder / "criteria" / "tiny" / "guideline.yaml"
    assert run(station).exit_code == 0
    assert run(guideline, "--from", station, "-o", "x.xlsx").exit_code == 0
    assert Path("s02.xlsx").read_bytes() == Path("x.xlsx").read_bytes()
    assert run(station, "--for", "evaluator").exit_code == 0
    assert files() == ["s02-expert.xlsx", "s02.xlsx", "x.xlsx"]


def test_whoever_fills_in_one_book_writes_his_id_once(round_folder: Path) -> None:
    """A file for several evaluators is nobody's: the id typed on one sheet holds for all."""
    made = run(round_folder, "--for", "evaluator", "-o", "any.xlsx")
    assert (made.exit_code, "--as" in made.stderr) == (0, True)
    book = opened("any.xlsx")
    sheets = sheets_in(book)
    assert len(sheets) == 3
    for number, one in enumerate(sheets.values()):
        typed = one.cell(row_of(one, "sheet#evaluator") + 1, VALUE + 1)
        assert typed.value is None
        if number == 1:
            typed.value = "e2"
        one.cell(row_of(one, "sheet#remark") + 1, REMARK + 1).value = "好"
    book.save("filled.xlsx")
    found, _ = open_book(Path("filled.xlsx").read_bytes(), "filled.xlsx")
    round_, _ = read_round(round_folder)
    assert found is not None
    assert round_ is not None
    read = sheets_of(found, round_.guideline)
    assert not read.failed
    assert [one.sheet.evaluator for one in read.marked] == ["e2"] * 3


def test_an_empty_file_may_be_written_over(round_folder: Path) -> None:
    """Nothing is lost."""
    Path("a.xlsx").touch()
    assert run(round_folder, "--for", "evaluator", "--as", "e1", "-o", "a.xlsx").exit_code == 0
    assert Path("a.xlsx").stat().st_size
