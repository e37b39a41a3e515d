"""From a workbook that was filled in to a station's folder: every mistake with its cell, nothing half-read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from evaluator.cli.command import cli
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import read_submission
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.workbook import layout
from evaluator.workbook.book import open_book
from evaluator.workbook.station import StationFolder, station_of
from evaluator.yaml.parse import Scalar, Table, read_yaml_bytes
from evaluator.yaml.write import quoted
from tests.conftest import Office
from tests.workbooks import answer, blank, fill, marked, put, reopened, saved, told

SAMPLES = Path(__file__).parent.parent / "samples" / "stations"
STATIONS = ("baishi", "luxi", "qinghe", "xinqiao")


@cache
def guideline() -> Guideline:
    """The guideline of the samples."""
    found, problems = open_guideline("tongling-station")
    assert found is not None, problems
    return found


@cache
def sample(name: str) -> Submission:
    """A sample station as its own files say."""
    found, problems = read_submission(SAMPLES / name, guideline())
    assert found is not None, problems
    return found


@cache
def empty() -> bytes:
    """A workbook nobody has filled in."""
    return blank(guideline())


@cache
def filled(name: str = "baishi") -> bytes:
    """A workbook with a sample station in it."""
    book = reopened(empty())
    fill(book, guideline(), sample(name))
    return saved(book)


def station(book: Workbook | bytes, evidence: Path | None = None) -> StationFolder:
    """What a workbook comes to."""
    data = book if isinstance(book, bytes) else saved(book)
    opened, problems = open_book(data, "站点.xlsx")
    assert opened is not None, problems
    return station_of(opened, guideline(), evidence)


def counted(name: str) -> bool:
    """Whether the workbook counts a fact itself, whatever the station declares."""
    count = guideline().facts[name].counted
    return count is not None and not count.or_declared


def by_program(name: str) -> bytes:
    """A workbook that was handed out with a sample station in it."""
    return blank(guideline(), sample(name))


@pytest.mark.parametrize("made", [filled, by_program])
@pytest.mark.parametrize("name", STATIONS)
def test_nothing_is_lost(name: str, made: Callable[[str], bytes]) -> None:
    """A station filled in, by hand or by the program, and read back is the station that was."""
    found = station(made(name), SAMPLES / name)
    assert not found.failed
    assert found.problems == ()
    was, now = sample(name), found.submission
    assert now is not None
    assert (now.guideline, now.station, now.period) == (was.guideline, was.station, was.period)
    assert {key: each.value for key, each in now.facts.items() if each.value is not None} == {
        key: each.value for key, each in was.facts.items() if each.value is not None and not counted(key)
    }
    assert {key: [row.cells for row in each.rows] for key, each in now.ledgers.items()} == {
        key: [row.cells for row in each.rows] for key, each in was.ledgers.items()
    }
    items = [
        [(each.id, each.kind, each.title, each.file, each.date, each.serves) for each in one.evidence]
        for one in (now, was)
    ]
    assert items[0] == items[1]
    reasons = [{key: each.reason for key, each in one.not_applicable.items()} for one in (now, was)]
    assert reasons[0] == reasons[1]
    assert {key: each.level for key, each in now.claims.items()} == {
        key: each.level for key, each in was.claims.items()
    }


@pytest.mark.parametrize("name", STATIONS)
def test_the_score_is_the_same(name: str, tmp_path: Path) -> None:
    """The folder that is written scores what the station's own folder scores."""
    folder = tmp_path / "station"
    (tmp_path / "a.xlsx").write_bytes(filled(name))
    shutil.copytree(SAMPLES / name / "evidence", folder / "evidence")
    (folder / "submission.yaml").write_text(
        f"guideline: tongling-station\nstation: {{id: {sample(name).station.id}, name: x}}\n"
        "period: {from: 2025-01-01, to: 2025-12-31}\n",
        encoding="utf-8",
    )
    ran = CliRunner().invoke(
        cli, ["workbook", "read", str(tmp_path / "a.xlsx"), "-o", str(folder), "--force"]
    )
    assert ran.exit_code == 0, ran.output
    totals = []
    for each in (folder, SAMPLES / name):
        inputs, problems = read_inputs(each)
        assert inputs is not None, problems
        computed = evaluate(inputs).computed
        totals.append((computed.low.total, computed.high.total))
    assert totals[0] == totals[1]


def test_the_same_bytes_twice() -> None:
    """What is written depends on nothing but the workbook."""
    assert station(filled()).files == station(filled()).files


def test_saved_by_another_program(office: Office, tmp_path: Path) -> None:
    """What another program saves in its own way reads the same, and nothing looks changed by hand."""
    file = tmp_path / "luxi.xlsx"
    file.write_bytes(filled("luxi"))
    found = station(office(file, "xlsx:Calc MS Excel 2007 XML").read_bytes(), SAMPLES / "luxi")
    assert found.problems == ()
    assert found.files["submission.yaml"] == station(filled("luxi")).files["submission.yaml"]


def test_sheets_renamed_and_moved_and_rows_sorted() -> None:
    """Sheets are known by their marks and rows by their ids."""
    book = reopened(filled())
    for number, sheet in enumerate(book.worksheets):
        sheet.title = f"改名{number}"
    book._sheets.reverse()  # type: ignore[attr-defined]  # openpyxl has no other way to sort tabs
    facts = marked(book, layout.FACTS.mark)
    rows = [
        [cell.value for cell in row] for row in facts.iter_rows(min_row=layout.FACTS.first + 1, max_col=8)
    ]
    formats = {
        (row[0].value, cell.column): cell.number_format
        for row in facts.iter_rows(min_row=layout.FACTS.first + 1, max_col=8)
        for cell in row
    }
    facts.insert_rows(2, 3)
    for number, row in enumerate(sorted(rows, key=lambda each: str(each[0]), reverse=True)):
        for column, value in enumerate(row):
            put(facts, layout.FACTS.first + 3 + number, column, value)
            facts.cell(layout.FACTS.first + 4 + number, column + 1).number_format = formats[
                row[0], column + 1
            ]
    ledger = marked(book, layout.ledger_mark("clients"))
    ledger.insert_rows(2, 2)
    moved = station(book, SAMPLES / "baishi")
    assert moved.files["submission.yaml"] == station(filled(), SAMPLES / "baishi").files["submission.yaml"]
    assert moved.problems == ()


@cache
def rows() -> dict[str, int]:
    """The row of each machine id in a workbook nobody has touched."""
    sheet = marked(reopened(empty()), layout.FACTS.mark)
    return {str(cell.value): number for number, (cell,) in enumerate(sheet.iter_rows(max_col=1))}


@cache
def tabs() -> dict[str, str]:
    """The names of the tabs by their marks."""
    return {str(sheet["A1"].value): sheet.title for sheet in reopened(empty()).worksheets}


def score_formula(book: Workbook) -> tuple[int, int]:
    """The first cell of the sheet of scores that is computed, in a row with an id."""
    sheet = marked(book, layout.SCORE.mark)
    return next(
        (row, column)
        for row, cells in enumerate(sheet.iter_rows(values_only=True))
        for column, value in enumerate(cells)
        if row and cells[0] and str(value).startswith("=")
    )


def _named(id: str) -> str:
    if id == "score":
        return layout.cell_name(*score_formula(reopened(empty())))
    return str(rows()[id] + 1)


def place(written: str) -> str:
    """A place as the table of mistakes says it: an answer's id, or `mark!cell`; `mark!` is a whole sheet."""
    if not written:
        return ""
    mark, _, cell = written.rpartition("!")
    if not mark:
        return f"{tabs()[layout.FACTS.mark]}!{layout.cell_name(rows()[written], layout.FACT_INPUT)}"
    cell = re.sub(r"\{(.+)\}", lambda match: _named(match[1]), cell)
    name = tabs().get(f"{layout.MARK}{mark}", mark)
    return f"{name}!{cell}" if cell else name


def on_ledger(book: Workbook, column: str, row: int, value: object) -> None:
    """Write into a row of the ledger of clients; row 0 is the first."""
    sheet = marked(book, layout.ledger_mark("clients"))
    offset = list(guideline().ledgers["clients"].columns).index(column)
    put(sheet, layout.LEDGER.first + row, layout.LEDGER_FIRST_COLUMN + offset, value)


def on_evidence(book: Workbook, row: int, column: int, value: object) -> None:
    """Write into the list of files."""
    put(marked(book, layout.EVIDENCE.mark), layout.EVIDENCE.first + row, column, value)


Change = Callable[[Workbook], object]

Case = tuple[str, Change, list[tuple[str, str]]]

TOGETHER: list[Case] = [
    (
        "text for a number",
        lambda b: answer(b, "households.due", "两名"),
        [("fact-wrong-type", "households.due")],
    ),
    (
        "part for an integer",
        lambda b: answer(b, "staff.left", 1.5),
        [("fact-wrong-type", "staff.left")],
    ),
    (
        "more than all",
        lambda b: answer(b, "staff.certified", 9),
        [("fact-above-fact", "staff.certified")],
    ),
    (
        "unknown option",
        lambda b: answer(b, "premises.tenure", "租来的"),
        [("option-unknown", "premises.tenure")],
    ),
    (
        "neither yes nor no",
        lambda b: answer(b, "station.consent", "大概"),
        [("fact-wrong-type", "station.consent")],
    ),
    (
        "error value",
        lambda b: answer(b, "staff.months_vacant", "#N/A"),
        [("workbook-error-value", "staff.months_vacant")],
    ),
    (
        "error value in a text",
        lambda b: answer(b, "station#county", "#REF!"),
        [("workbook-error-value", "station#county")],
    ),
    (
        "formula",
        lambda b: answer(b, "funds.due", "=1+1"),
        [("workbook-formula", "funds.due")],
    ),
    (
        "no tick",
        lambda b: answer(b, "safety.gear", "有一部分"),
        [("workbook-not-a-tick", "safety.gear")],
    ),
    (
        "none and ticked",
        lambda b: answer(b, "equipment", layout.NONE_CHOSEN),
        [("workbook-none-and-ticked", "equipment")],
    ),
    (
        "set's head",
        lambda b: answer(b, "rooms", "齐全"),
        [("workbook-set-head", "rooms")],
    ),
    (
        "evidence serves nothing known",
        lambda b: on_evidence(b, 0, 6, "Z9.9"),
        [("evidence-for-unknown", "evidence!G5")],
    ),
    (
        "evidence of no kind",
        lambda b: on_evidence(b, 1, 2, "录像带"),
        [("evidence-kind-unknown", "evidence!C6")],
    ),
    (
        "evidence without an id",
        lambda b: on_evidence(b, 2, 1, None),
        [("workbook-cell-blank", "evidence!B7")],
    ),
    (
        "evidence twice",
        lambda b: on_evidence(b, 3, 1, marked(b, layout.EVIDENCE.mark)["B5"].value),
        [("evidence-duplicate-id", "evidence!B8")],
    ),
    (
        "formula in the list of files",
        lambda b: on_evidence(b, 0, 3, '="a"&"b"'),
        [("workbook-formula", "evidence!D5")],
    ),
    (
        "title emptied",
        lambda b: answer(b, "funds.spent", " ", 1),
        [("workbook-emptied", "facts!B{funds.spent}")],
    ),
    (
        "answers merged",
        lambda b: marked(b, layout.FACTS.mark).merge_cells(
            f"D{_named('since_opening.files')}:D{_named('since_opening.households')}"
        ),
        [("workbook-merged", "since_opening.files")],
    ),
    (
        "rows of a ledger merged",
        lambda b: marked(b, layout.ledger_mark("education")).merge_cells("C6:C7"),
        [("workbook-merged", "ledger:education!C6")],
    ),
    (
        "a sheet more",
        lambda b: put(b.create_sheet("草稿"), 2, 2, "记得补照片"),
        [("workbook-sheet-extra", "草稿!")],
    ),
    (
        "title changed",
        lambda b: answer(b, "staff.total", "人数", 1),
        [("workbook-edited", "facts!B{staff.total}")],
    ),
    (
        "note beside an answer",
        lambda b: answer(b, "staff.total", "估计", 9),
        [("workbook-stray", "facts!J{staff.total}")],
    ),
    (
        "formula written over",
        lambda b: answer(b, "groups.total", 7),
        [("workbook-formula-gone", "groups.total")],
    ),
    (
        "note beside a ledger",
        lambda b: put(marked(b, layout.ledger_mark("education")), 9, 40, "备注"),
        [("workbook-stray", "ledger:education!AO10")],
    ),
    (
        "header of a ledger changed",
        lambda b: put(marked(b, layout.ledger_mark("education")), layout.LEDGER.header, 1, "姓名改"),
        [("workbook-stray", "ledger:education!B5")],
    ),
    (
        "score written over",
        lambda b: put(marked(b, layout.SCORE.mark), *score_formula(b), 100),
        [("workbook-formula-gone", "score!{score}")],
    ),
]

ALONE: list[Case] = [
    (
        "formula in the period",
        lambda b: answer(b, "period#from", "=TODAY()"),
        [("workbook-formula", "period#from")],
    ),
    (
        "no station",
        lambda b: answer(b, "station#id", " "),
        [("workbook-cell-blank", "station#id")],
    ),
    (
        "half of a period",
        lambda b: answer(b, "period#to", None),
        [("workbook-cell-blank", "period#to")],
    ),
    (
        "two titles changed places",
        lambda b: answer(b, "staff.total", "应到位经费", 1),
        [("workbook-row-mixed", "facts!B{staff.total}")],
    ),
    (
        "period reversed",
        lambda b: answer(b, "period#to", date(2020, 1, 1)),
        [("period-reversed", "period#to")],
    ),
    (
        "no such day",
        lambda b: answer(b, "period#to", "2026-02-30"),
        [("period-date", "period#to")],
    ),
    (
        "unknown id",
        lambda b: put(marked(b, layout.FACTS.mark), 300, 0, "staff.unknown"),
        [("workbook-id-unknown", "facts!D301")],
    ),
    (
        "row twice",
        lambda b: put(marked(b, layout.FACTS.mark), 300, 0, "staff.total"),
        [("workbook-id-twice", "facts!D301")],
    ),
    (
        "row gone",
        lambda b: marked(b, layout.FACTS.mark).delete_rows(rows()["plan.annual"] + 1),
        [("workbook-row-missing", "facts!")],
    ),
    (
        "sheet gone",
        lambda b: b.remove(marked(b, layout.ledger_mark("clients"))),
        [("workbook-sheet-missing", "")],
    ),
    (
        "sheet twice",
        lambda b: setattr(b.copy_worksheet(marked(b, layout.ledger_mark("education"))), "title", "副本"),
        [("workbook-sheet-twice", "副本!A1")],
    ),
    (
        "column gone",
        lambda b: put(marked(b, layout.ledger_mark("education")), layout.LEDGER.header - 1, 1, None),
        [("workbook-column-missing", "ledger:education!")],
    ),
]


@pytest.mark.parametrize("change, expected", [pytest.param(*each[1:], id=each[0]) for each in ALONE])
def test_mistakes(change: Change, expected: list[tuple[str, str]]) -> None:
    """Each mistake is told with its cell, and no other."""
    book = reopened(filled())
    change(book)
    found = station(book, SAMPLES / "baishi").problems
    assert told(found) == [(code, place(where)) for code, where in expected]
    for each in found:
        assert each.file == "站点.xlsx"
        assert each.render("zh")
        assert each.render("en")


def test_all_mistakes_at_once() -> None:
    """One run shows every mistake with its cell, and nothing else."""
    book = reopened(filled())
    wanted = []
    for _, change, expected in TOGETHER:
        change(book)
        wanted += [(code, place(where)) for code, where in expected]
    found = station(book, SAMPLES / "baishi")
    assert sorted(told(found.problems)) == sorted(wanted)
    assert found.failed
    for each in found.problems:
        assert each.file == "站点.xlsx"
        assert each.render("zh")
        assert each.render("en")


def test_bad_cells_of_a_ledger() -> None:
    """A ledger's cell is told where it stands in the workbook, its text masked where it is private."""
    book = reopened(filled())
    dates = [each.id for each in guideline().ledgers["clients"].columns.values() if each.type == "date"]
    on_ledger(book, dates[0], 2, "去年春天")
    offset = list(guideline().ledgers["clients"].columns).index(dates[0])
    cell = layout.cell_name(layout.LEDGER.first + 2, layout.LEDGER_FIRST_COLUMN + offset)
    found = station(book, SAMPLES / "baishi")
    assert told(found.problems) == [("cell-wrong-type", place(f"ledger:clients!{cell}"))]
    assert not found.failed


def test_errors_in_a_ledger() -> None:
    """A pasted error is told at its cell, and stays an error in the ledger's file: not a blank, not a text."""
    book = reopened(filled())
    columns = guideline().ledgers["clients"].columns
    first = next(id for id, column in columns.items() if column.type == "text")
    on_ledger(book, first, 2, "#N/A")
    cell = layout.cell_name(layout.LEDGER.first + 2, layout.LEDGER_FIRST_COLUMN + list(columns).index(first))
    found = station(book, SAMPLES / "baishi")
    assert told(found.problems) == [("cell-error", place(f"ledger:clients!{cell}"))]
    assert found.problems[0].args["error"] == "#N/A"


def test_formulas_in_a_ledger() -> None:
    """Formulas are told one by one, then counted."""
    book = reopened(filled())
    first = next(iter(guideline().ledgers["clients"].columns))
    for row in range(60):
        on_ledger(book, first, row, f"=ROW()-{row}")
    found = station(book, SAMPLES / "baishi")
    codes = [each.code for each in found.problems]
    assert codes.count("workbook-formula") == 50
    assert codes.count("workbook-more-formulas") == 1
    assert found.failed


def test_rows_anywhere_below_the_header() -> None:
    """Blank rows between count for nothing, and the last row may stand far below."""
    book = reopened(empty())
    fill(book, guideline(), sample("baishi"))
    sheet = marked(book, layout.ledger_mark("clients"))
    rows = len(sample("baishi").ledgers["clients"].rows)
    sheet.insert_rows(layout.LEDGER.first + 2, 500)
    found = station(book, SAMPLES / "baishi")
    assert found.submission is not None
    assert len(found.submission.ledgers["clients"].rows) == rows


def test_an_empty_ledger_can_be_handed_in() -> None:
    """A ledger without rows is handed in where its sheet says so, and not otherwise."""
    for handed in (layout.TICKED, None):
        book = reopened(empty())
        answer(book, "station#id", "S1")
        answer(book, "station#name", "示例站")
        answer(book, "period#from", datetime(2025, 1, 1))
        answer(book, "period#to", "2025年12月31日")
        put(marked(book, layout.ledger_mark("clients")), *layout.HANDED, handed)
        found = station(book).submission
        assert found is not None
        assert list(found.ledgers) == (["clients"] if handed else [])


def test_another_guideline() -> None:
    """A workbook for another guideline is refused, one for an older edition is read with a warning."""
    book = reopened(filled())
    about = marked(book, layout.ABOUT.mark)
    keys = {row[0].value: row[1] for row in about.iter_rows(min_row=2, max_col=2)}
    keys["sha256"].value = "0" * 64
    found = station(book, SAMPLES / "baishi")
    assert told(found.problems) == [("workbook-guideline-changed", "")]
    assert not found.failed
    keys["guideline"].value = "community-canteen"
    assert station(book, SAMPLES / "baishi").failed
    keys["version"].value = "99"
    assert told(open_book(saved(book), "x")[1]) == [("workbook-other-version", "")]


def test_any_other_workbook() -> None:
    """A workbook without our marks is none of ours."""
    assert told(open_book(saved(openpyxl.Workbook()), "x")[1]) == [("workbook-no-sheets", "")]


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_text_survives_the_yaml(text: str) -> None:
    """Whatever a cell can hold comes back from the YAML as it was."""
    text = "".join(one for one in text if one >= " " or one in "\t\n")
    node, problems = read_yaml_bytes(f"a: {quoted(text)}\n".encode(), "")
    if problems:  # characters no file of ours may hold: they are told, with their cell
        assert {each.code for each in problems} == {"control-character"}
        return
    assert isinstance(node, Table)
    value = node.entries["a"]
    assert isinstance(value, Scalar)
    assert value.text == text


def run(*args: str) -> tuple[int, str]:
    """Run the command."""
    ran = CliRunner().invoke(cli, ["workbook", "read", *args])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.output
    return ran.exit_code, ran.output


def test_the_command(tmp_path: Path) -> None:
    """A new folder passes `check`; one with something in it is left alone."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(filled())
    folder = tmp_path / "站点"
    code, said = run(str(file), "-o", str(folder))
    assert code == 0, said
    assert "56 份材料的文件还不在站点文件夹里" in said
    assert "evidence-missing" not in said
    assert sorted(each.name for each in folder.iterdir()) == ["evidence", "ledgers", "submission.yaml"]
    assert CliRunner().invoke(cli, ["check", str(folder)]).exit_code == 0
    code, said = run(str(file), "-o", str(folder))
    assert code == 1
    assert "--force" in said
    assert run(str(file), "-o", str(folder), "--force")[0] == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("x")
    assert run(str(file), "-o", str(other), "--force")[0] == 1
    assert [each.name for each in other.iterdir()] == ["mine.txt"]


def test_the_command_writes_nothing_half(tmp_path: Path) -> None:
    """With a mistake there is no folder at all, and with --strict a warning is one."""
    book = reopened(filled())
    answer(book, "staff.total", "=1+1")
    file = tmp_path / "a.xlsx"
    file.write_bytes(saved(book))
    assert run(str(file))[0] == 1
    file.write_bytes(filled())
    assert run(str(file), "--strict")[0] == 1
    file.write_bytes(b"")
    assert run(str(file))[0] == 1
    assert run(str(tmp_path / "missing.xlsx"))[0] == 1
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_folder_takes_the_stations_id(tmp_path: Path) -> None:
    """Without -o the folder stands beside the workbook."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(filled())
    assert run(str(file))[0] == 0
    assert (tmp_path / sample("baishi").station.id / "submission.yaml").is_file()
