"""From an evaluator's workbook to sheets: nothing lost, every mistake with its cell, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from evaluator.base import exact
from evaluator.marking.sheet_file import Content, Tree, dumped, same_sheet
from evaluator.model.guideline import Guideline
from evaluator.model.round import Round
from evaluator.model.sheet import Evaluator, Panel
from evaluator.rounds.read import read_round, station_ids
from evaluator.work.workbooks import evaluator_books, marking_task, visit_of
from evaluator.workbook import layout
from evaluator.workbook.book import open_book
from evaluator.workbook.marking.marking_book import MarkingTask, Question, Visit
from evaluator.workbook.marking.sheets import Sheets, continued, is_evaluators, sheets_of
from evaluator.workbook.marking.write import marking_workbook
from tests.conftest import Office
from tests.marking_books import PERIOD, answer, filled, handed_out, place, sheet_of, submission, tiny
from tests.rounds.making import run
from tests.workbooks import CASES, MANY, Answers, marked, put, reopened, row_of, saved, told

LEVEL, VALUE, REMARK, FILE = layout.MARK_LEVEL, layout.MARK_VALUE, layout.MARK_REMARK, layout.MARK_FILE
FIRST = layout.MARK_CHECKS


@pytest.fixture(scope="module")
def guideline(tmp_path_factory: pytest.TempPathFactory) -> Guideline:
    """A guideline with every kind of answer in it."""
    return tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def blank(guideline: Guideline) -> bytes:
    """A workbook on one station, as it is handed out."""
    return handed_out(guideline)


def read(book: Workbook, guideline: Guideline) -> Sheets:
    """What a workbook comes to."""
    found, problems = open_book(saved(book), "e1.xlsx")
    assert found is not None, problems
    assert is_evaluators(found)
    return sheets_of(found, guideline)


Expected = Sequence[tuple[str, str, int]]
"""Code of a problem, and the row's id and the column where it must be said."""


def places(book: Workbook, expected: Expected) -> list[tuple[str, str]]:
    """The same with the cells of a workbook."""
    return [(code, place(book, id, column)) for code, id, column in expected]


ALL: Answers = {
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


HEAD: Answers = {
    "sheet#submitted": {VALUE: date(2026, 7, 13)},
    "sheet#remark": {REMARK: "整体不错"},
}


def test_everything_is_read_exactly(guideline: Guideline, blank: bytes) -> None:
    """Every kind of answer goes into the file as it was typed, in the file's own order."""
    found = read(filled(blank, {**HEAD, **ALL}), guideline)
    assert told(found.problems) == []
    assert [one.answers.path for one in found.marked] == ["e1/s1.yaml"]
    assert found.marked[0].data.decode() == WRITTEN
    assert found.marked[0].sheet.submitted == date(2026, 7, 13)


def test_order_of_sheets_and_rows_does_not_matter(guideline: Guideline, blank: bytes) -> None:
    """Sheets are known by their marks and rows by their ids; samples' files stay together."""
    book = filled(blank, {**HEAD, **ALL})
    for number, tab in enumerate(book.worksheets):
        tab.title = f"改名{number}"
    book._sheets.reverse()  # type: ignore[attr-defined]  # openpyxl has no other way to sort tabs
    sheet = sheet_of(book)
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    first = layout.MARKING.first + 1
    rows = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=first)]
    files = [row for row in rows if str(row[0][0]).startswith("file#")]
    heads = [row for row in rows if str(row[FIRST][0]) == "接案"]
    others = [row for row in rows if row not in files and row not in heads]
    sample = next(number for number, row in enumerate(others) if row[0][0] == "mark#B2")
    moved = [*others[sample + 1 :], others[sample], *heads, *files, *others[:sample]]
    assert len(moved) == len(rows)
    for number, row in enumerate(moved, first + 2):
        for column, (value, style) in enumerate(row, 1):
            sheet.cell(number, column).value = value
            sheet.cell(number, column).number_format = style
    for number in (first, first + 1):
        for column in range(1, len(rows[0]) + 1):
            sheet.cell(number, column).value = None
    found = read(book, guideline)
    assert told(found.problems) == []
    assert found.marked[0].data.decode() == WRITTEN


def test_an_untouched_sheet_gives_no_file(guideline: Guideline) -> None:
    """Of four stations the one that was answered and the one that was submitted give files."""
    book = reopened(handed_out(guideline, ("s1", "s2", "s3", "")))
    answer(book, {"mark#B3": {VALUE: 3}}, 2)
    answer(book, {"sheet#submitted": {VALUE: date(2026, 8, 1)}}, 3)
    found = read(book, guideline)
    assert told(found.problems) == []
    assert [one.answers.path for one in found.marked] == ["e1/s2.yaml", "e1/s3.yaml"]
    assert len(found.blank) == 2
    assert [one.sheet.submitted for one in found.marked] == [None, date(2026, 8, 1)]


@pytest.mark.parametrize(
    "answers, expected",
    [
        pytest.param({"mark#B1": {LEVEL: "好 "}}, [], id="trailing blank"),
        pytest.param({"mark#B1": {LEVEL: "很好"}}, [("unknown-level", "mark#B1", LEVEL)], id="level"),
        pytest.param(
            {"mark#B1": {LEVEL: "较好", VALUE: 25}}, [("mark-outside-level", "mark#B1", VALUE)], id="outside"
        ),
        pytest.param(
            {"mark#B1": {LEVEL: "较好"}}, [("mark-without-points", "mark#B1", VALUE)], id="no points"
        ),
        pytest.param({"mark#B1": {VALUE: 12}}, [("mark-without-level", "mark#B1", VALUE)], id="no level"),
        pytest.param({"mark#B3": {VALUE: "3.5"}}, [], id="points as text"),
        pytest.param({"mark#B3": {VALUE: "3分"}}, [("mark-points", "mark#B3", VALUE)], id="unit"),
        pytest.param(
            {"mark#B3": {VALUE: date(2026, 3, 5)}}, [("mark-points", "mark#B3", VALUE)], id="points a date"
        ),
        pytest.param({"mark#B3": {VALUE: 3.25}}, [("mark-off-step", "mark#B3", VALUE)], id="step"),
        pytest.param({"mark#B3": {VALUE: "=1+2"}}, [("workbook-formula", "mark#B3", VALUE)], id="formula"),
        pytest.param({"mark#B3": {VALUE: "#N/A"}}, [("workbook-error-value", "mark#B3", VALUE)], id="error"),
        pytest.param(
            {"mark#B3": {VALUE: 3, REMARK: "=A1"}}, [("workbook-formula", "mark#B3", REMARK)], id="as remark"
        ),
        pytest.param({"mark#B2": {REMARK: "x"}}, [], id="remark alone on a mark"),
        pytest.param(
            {"file#B2#2": {FIRST: "√"}}, [("workbook-file-unnamed", "file#B2#2", FILE)], id="no file"
        ),
        pytest.param(
            {"file#B2#2": {FILE: "D", FIRST + 1: "有"}},
            [("workbook-not-a-check", "file#B2#2", FIRST + 1)],
            id="check",
        ),
        pytest.param(
            {"file#B2#1": {FILE: "D", FIRST: "√"}, "file#B2#3": {FILE: "D"}},
            [("file-inspected-twice", "file#B2#3", FILE)],
            id="file twice",
        ),
        pytest.param({"fact#area": {VALUE: "六十"}}, [("fact-wrong-type", "fact#area", VALUE)], id="fact"),
        pytest.param({"fact#area": {VALUE: -1}}, [("fact-below-limit", "fact#area", VALUE)], id="bound"),
        pytest.param(
            {"fact#area": {REMARK: "没带尺"}}, [("workbook-remark-alone", "fact#area", REMARK)], id="remark"
        ),
        pytest.param({"fact#place": {VALUE: "借用"}}, [("option-unknown", "fact#place", VALUE)], id="choice"),
        pytest.param({"fact#rooms": {VALUE: "无"}}, [], id="empty set"),
        pytest.param({"fact#rooms": {VALUE: "有"}}, [("workbook-set-head", "fact#rooms", VALUE)], id="set"),
        pytest.param(
            {"fact#rooms.a": {VALUE: "有"}}, [("workbook-not-a-tick", "fact#rooms.a", VALUE)], id="option"
        ),
        pytest.param(
            {"fact#rooms": {VALUE: "无"}, "fact#rooms.b": {VALUE: "√"}},
            [("workbook-none-and-ticked", "fact#rooms", VALUE)],
            id="none and ticked",
        ),
        pytest.param({"item#E01": {VALUE: "还行"}}, [("sheet-answer", "item#E01", VALUE)], id="item"),
        pytest.param(
            {"line#A1#lease": {VALUE: "见过"}}, [("sheet-answer", "line#A1#lease", VALUE)], id="line"
        ),
        pytest.param({"na#A1": {VALUE: "也许"}}, [("sheet-answer", "na#A1", VALUE)], id="claim"),
        pytest.param(
            {"na#A1": {REMARK: "没看"}}, [("workbook-remark-alone", "na#A1", REMARK)], id="claim, remark"
        ),
        pytest.param({"veto#V1": {VALUE: "有"}}, [("workbook-not-a-tick", "veto#V1", VALUE)], id="veto"),
        pytest.param({"veto#V1": {VALUE: "×"}}, [], id="no veto"),
        pytest.param(
            {"veto#V1": {REMARK: "没有"}}, [("workbook-remark-alone", "veto#V1", REMARK)], id="veto, remark"
        ),
        pytest.param(
            {"mark#B1": {LEVEL: "好", REMARK: "A\x85B"}},
            [("control-character", "mark#B1", REMARK)],
            id="unprintable",
        ),
    ],
)
def test_mistakes_have_their_cell(
    guideline: Guideline, blank: bytes, answers: Answers, expected: Expected
) -> None:
    """What is wrong is said where it was typed, and nothing else is."""
    book = filled(blank, {"sheet#remark": {REMARK: "草稿"}, **answers})
    assert told(read(book, guideline).problems) == places(book, expected)


def test_problems_speak_of_the_workbook(guideline: Guideline, blank: bytes) -> None:
    """Not of keys in a file that nobody sees, and each on one line."""
    book = filled(blank, {"item#E01": {VALUE: "还行"}, "mark#B3": {FILE: "改"}})
    texts = [each.render("en") for each in read(book, guideline).problems]
    assert len(texts) == 2
    assert "E01" in texts[1]
    assert "accepted" not in texts[1]
    assert all(text.count("\n") == 1 for text in texts)


@pytest.mark.parametrize(
    "cells, expected",
    [
        pytest.param({"sheet#station": ""}, [("workbook-no-station", "sheet#station", VALUE)], id="station"),
        pytest.param(
            {"sheet#station": "a/b"},
            [("round-id", "sheet#station", VALUE), ("workbook-station-changed", "sheet#station", VALUE)],
            id="path",
        ),
        pytest.param(
            {"sheet#evaluator": ""}, [("workbook-no-evaluator", "sheet#evaluator", VALUE)], id="evaluator"
        ),
        pytest.param(
            {"sheet#role": "chief"},
            [("role-unknown", "sheet#role", VALUE), ("not-yours", "mark#B3", VALUE)],
            id="role",
        ),
        pytest.param({"sheet#submitted": "昨天"}, [("sheet-date", "sheet#submitted", VALUE)], id="day"),
        pytest.param(
            {"sheet#submitted": "2026年7月32日"}, [("sheet-date", "sheet#submitted", VALUE)], id="no such day"
        ),
        pytest.param({"sheet#submitted": 3}, [("sheet-date", "sheet#submitted", VALUE)], id="number"),
        pytest.param({"sheet#submitted": "2026年7月13日"}, [], id="day in words"),
        pytest.param(
            {"sheet#station": "", "sheet#evaluator": ""},
            [
                ("workbook-no-station", "sheet#station", VALUE),
                ("workbook-no-evaluator", "sheet#evaluator", VALUE),
            ],
            id="both",
        ),
    ],
)
def test_who_marked_what(
    guideline: Guideline, blank: bytes, cells: Mapping[str, object], expected: Expected
) -> None:
    """The rows at the top are held to the same."""
    given = {id: {VALUE: value} for id, value in cells.items()}
    book = filled(blank, {"mark#B3": {VALUE: 3}, **given})
    found = read(book, guideline)
    assert told(found.problems) == places(book, expected)
    assert found.failed is bool(expected)


def test_everything_wrong_is_said_at_once(guideline: Guideline) -> None:
    """Mistakes on several sheets are told together, by sheet and cell."""
    book = reopened(handed_out(guideline, ("s1", "s2", "s3")))
    answer(book, {"mark#B1": {LEVEL: "很好"}, "mark#B3": {VALUE: "=1"}}, 1)
    answer(book, {"sheet#station": {VALUE: "s1"}, "mark#B3": {VALUE: 2}}, 2)
    answer(book, {"sheet#evaluator": {VALUE: "e2"}, "item#E01": {VALUE: "?"}}, 3)
    found = read(book, guideline)
    assert told(found.problems) == [
        ("unknown-level", place(book, "mark#B1", LEVEL, 1)),
        ("workbook-formula", place(book, "mark#B3", VALUE, 1)),
        ("workbook-station-changed", place(book, "sheet#station", VALUE, 2)),
        ("workbook-station-twice", place(book, "sheet#station", VALUE, 2)),
        ("workbook-evaluators-differ", place(book, "sheet#evaluator", VALUE, 3)),
        ("sheet-answer", place(book, "item#E01", VALUE, 3)),
    ]
    assert found.failed
    assert {each.file for each in found.problems} == {"e1.xlsx"}


def renamed(id: str) -> Callable[[Workbook], None]:
    """Give the row of the second file another id."""
    return lambda book: put(sheet_of(book), row_of(sheet_of(book), "file#B2#2"), 0, id)


def emptied(id: str) -> Callable[[Workbook], None]:
    """Clear a whole row."""

    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        row = row_of(sheet, id)
        for column in range(sheet.max_column):
            put(sheet, row, column, None)

    return change


@pytest.mark.parametrize(
    "change, expected",
    [
        pytest.param(renamed("mark#Z9"), [("workbook-id-unknown", "mark#Z9", 0)], id="unknown"),
        pytest.param(renamed("mark#A1"), [("workbook-id-unknown", "mark#A1", 0)], id="not marked"),
        pytest.param(renamed("veto#V9"), [("workbook-id-unknown", "veto#V9", 0)], id="veto"),
        pytest.param(renamed("line#A1#x"), [("workbook-id-unknown", "line#A1#x", 0)], id="line"),
        pytest.param(renamed("na#B1"), [("workbook-id-unknown", "na#B1", 0)], id="claim"),
        pytest.param(renamed("file#B1#1"), [("workbook-id-unknown", "file#B1#1", 0)], id="file"),
        pytest.param(emptied("mark#B2"), [("workbook-row-missing", "", 0)], id="sample"),
        pytest.param(emptied("sheet#submitted"), [("workbook-row-missing", "", 0)], id="day"),
        pytest.param(emptied("sheet#station"), [("workbook-row-missing", "", 0)], id="station"),
        pytest.param(emptied("sheet#evaluator"), [("workbook-row-missing", "", 0)], id="evaluator"),
        pytest.param(emptied("fact#rooms.a"), [("workbook-row-missing", "", 0)], id="option"),
        pytest.param(emptied("mark#B1"), [("workbook-row-missing", "", 0)], id="criterion"),
        pytest.param(emptied("fact#visits"), [("workbook-row-missing", "", 0)], id="fact of the role"),
        pytest.param(emptied("item#E01"), [], id="evidence"),
        pytest.param(emptied("file#B2#4"), [], id="spare file"),
    ],
)
def test_ids_are_held_to_the_guideline(
    guideline: Guideline, change: Callable[[Workbook], None], expected: Expected
) -> None:
    """Rows nobody knows and rows that are missing; other sheets tell which there must be."""
    book = reopened(handed_out(guideline, ("s1", "s2")))
    answer(book, {"mark#B3": {VALUE: 3}})
    change(book)
    assert told(read(book, guideline).problems) == places(book, expected)


def test_a_row_twice_has_two_answers(guideline: Guideline, blank: bytes) -> None:
    """Nobody can tell which of two rows holds."""
    book = reopened(blank)
    sheet = sheet_of(book)
    row = row_of(sheet, "item#E01")
    put(sheet, row, 0, "item#E02")
    again = row_of(sheet, "item#E02")
    assert again == row
    second = f"{sheet.title}!{layout.cell_name(row + 1, FILE)}"
    assert told(read(book, guideline).problems) == [("workbook-id-twice", second)]


def test_a_copied_or_inserted_row_is_one_more_file(guideline: Guideline, blank: bytes) -> None:
    """Where the rows for files run out, people copy one or put one in between."""
    book = filled(blank, {f"file#B2#{number}": {FILE: f"D{number}"} for number in range(1, 5)})
    sheet = sheet_of(book)
    put(sheet, row_of(sheet, "file#B2#3"), 0, None)
    put(sheet, row_of(sheet, "file#B2#2"), 0, "file#B2#1")
    found = read(book, guideline)
    assert told(found.problems) == []
    assert [one.file for one in found.marked[0].sheet.marks["B2"].sample] == ["D1", "D2", "D3", "D4"]


@pytest.mark.parametrize(
    "answers, expected",
    [
        pytest.param({"mark#B3": {layout.MARK_FILE: "改"}}, "workbook-edited", id="title"),
        pytest.param({"mark#B3": {3: 30}}, "workbook-edited", id="full points"),
        pytest.param({"mark#B3": {layout.MARK_POINTS: 20}}, "workbook-formula-gone", id="points"),
        pytest.param({"mark#B2": {VALUE: 20}}, "workbook-stray", id="points of a sample"),
        pytest.param({"file#B2#1": {VALUE: 20}}, "workbook-stray", id="beside a file"),
        pytest.param({"fact#area": {LEVEL: "好"}}, "workbook-stray", id="level of a fact"),
        pytest.param({"fact#rooms.a": {REMARK: "大"}}, "workbook-stray", id="remark on an option"),
        pytest.param({"sheet#role": {REMARK: "组长"}}, "workbook-stray", id="remark on the role"),
        pytest.param({"veto#V1": {FIRST: "√"}}, "workbook-stray", id="to the right"),
    ],
)
def test_what_stands_outside_the_answers_is_told(
    guideline: Guideline, blank: bytes, answers: Answers, expected: str
) -> None:
    """Typed where nothing is read, it is not silently lost."""
    book = filled(blank, answers)
    ((id, cells),) = answers.items()
    assert told(read(book, guideline).problems) == places(book, [(expected, id, next(iter(cells)))])


def test_rows_moved_without_their_ids_and_merged_answers_are_told(guideline: Guideline, blank: bytes) -> None:
    """Under another row's title nobody can tell whose an answer is; of merged cells one was read."""
    book = reopened(blank)
    sheet = sheet_of(book)
    titles = {
        id: sheet.cell(row_of(sheet, id) + 1, layout.MARK_FILE + 1).value for id in ("mark#B1", "mark#B3")
    }
    put(sheet, row_of(sheet, "mark#B1"), layout.MARK_FILE, titles["mark#B3"])
    at = row_of(sheet, "fact#area") + 1
    sheet.merge_cells(start_row=at, end_row=at + 1, start_column=VALUE + 1, end_column=VALUE + 1)
    found = read(book, guideline)
    assert told(found.problems) == places(
        book, [("workbook-row-mixed", "mark#B1", layout.MARK_FILE), ("workbook-merged", "fact#area", VALUE)]
    )
    assert found.failed


def test_notes_below_the_table_are_told(guideline: Guideline, blank: bytes) -> None:
    """A row of one's own belongs to nothing."""
    book = reopened(blank)
    sheet = sheet_of(book)
    put(sheet, sheet.max_row + 2, REMARK, "另：资料不全")
    found = read(book, guideline)
    assert [each.code for each in found.problems] == ["workbook-stray"]
    assert not found.failed


def test_a_copied_or_deleted_sheet_is_told(guideline: Guideline) -> None:
    """Of a sheet twice nobody can tell which holds; a station whose sheet is gone is named."""
    book = reopened(handed_out(guideline, ("s1", "s2", "s3")))
    answer(book, {"mark#B3": {VALUE: 2}}, 3)
    copy = book.copy_worksheet(sheet_of(book, 3))
    copy.title = "副本"
    book.remove(sheet_of(book, 2))
    found = read(book, guideline)
    listed = marked(book, layout.MARKS.mark)
    second = f"{listed.title}!{layout.cell_name(layout.MARKS.first + 1, 2)}"
    assert sorted(told(found.problems)) == [
        ("workbook-sheet-twice", "副本!A1"),
        ("workbook-station-gone", second),
    ]
    assert found.failed


@pytest.mark.parametrize("typed, changed", [("s2", True), ("s1", False), ("s1 ", False)])
def test_another_stations_id_on_a_sheet_is_told(
    guideline: Guideline, blank: bytes, typed: str, changed: bool
) -> None:
    """Marks given to one station must not go to another unseen."""
    book = filled(blank, {"sheet#station": {VALUE: typed}, "mark#B3": {VALUE: 2}})
    expected: Expected = [("workbook-station-changed", "sheet#station", VALUE)] if changed else []
    found = read(book, guideline)
    assert told(found.problems) == places(book, expected)
    assert not found.failed


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["", "一号 站"])
def test_an_id_may_have_blanks(guideline: Guideline, language: str, name: str) -> None:
    """It is the station's own, in either language, whether its name is known or not."""
    spoken = replace(guideline, language=language)
    visit = Visit("s 1", name, tuple(Question(one.id, one) for one in spoken.criteria() if one.rule.marked))
    data = marking_workbook(MarkingTask(spoken, Evaluator("e 1"), (visit,), "r1", "测试轮次", PERIOD))
    found = read(filled(data, {"mark#B3": {VALUE: 2}}), spoken)
    assert told(found.problems) == []
    assert [one.answers.path for one in found.marked] == ["e 1/s 1.yaml"]


def test_a_station_may_be_typed(guideline: Guideline) -> None:
    """A workbook made without a station takes any id."""
    book = filled(
        handed_out(guideline, ("",), ""),
        {"sheet#station": {VALUE: 990101101}, "sheet#evaluator": {VALUE: "e7"}, "mark#B3": {VALUE: 2}},
    )
    found = read(book, guideline)
    assert told(found.problems) == []
    assert [one.answers.path for one in found.marked] == ["e7/990101101.yaml"]


@pytest.mark.parametrize(
    "key, value, expected",
    [
        ("guideline", "other", "workbook-other-guideline"),
        ("profile", "rural", "workbook-other-profile"),
        ("sha256", "0" * 64, "workbook-guideline-changed"),
    ],
)
def test_a_workbook_of_another_guideline_is_told(
    guideline: Guideline, blank: bytes, key: str, value: str, expected: str
) -> None:
    """What it was made from is held to what it is read with."""
    book = filled(blank, {"mark#B3": {VALUE: 3}})
    sheet = marked(book, layout.ABOUT.mark)
    put(sheet, row_of(sheet, key), 1, value)
    found = read(book, guideline)
    assert [one.code for one in found.problems] == [expected]
    assert found.failed is (expected != "workbook-guideline-changed")


def test_saved_by_another_program(office: Office, guideline: Guideline, blank: bytes, tmp_path: Path) -> None:
    """What another program saves in its own way reads the same, and nothing looks changed by hand."""
    file = tmp_path / "e1.xlsx"
    file.write_bytes(saved(filled(blank, {**HEAD, **ALL})))
    found = read(reopened(office(file, "xlsx:Calc MS Excel 2007 XML").read_bytes()), guideline)
    assert told(found.problems) == []
    assert found.marked[0].data.decode() == WRITTEN


def test_sheets_of_the_sample_round_survive(sample_round: Path) -> None:
    """From the sheets to the evaluators' workbooks and back nothing is lost and nothing is complained of."""
    round_, problems = read_round(sample_round)
    assert round_ is not None, problems
    only = station_ids(round_)[:: 1 if CASES >= MANY else 4]
    books, problems = evaluator_books(round_, only=only)
    assert problems == []
    seen = 0
    for name, data in books:
        book, problems = open_book(data, name)
        assert book is not None, problems
        found = sheets_of(book, round_.guideline)
        assert told(found.problems) == []
        for one in found.marked:
            before = (sample_round / "sheets" / one.answers.path).read_bytes()
            assert same_sheet(continued(one, before), before, round_.guideline), one.answers.path
        seen += len(found.marked)
    assert seen == sum(path.stem in only for path in (sample_round / "sheets").glob("*/*.yaml"))


def written(folder: Path) -> dict[str, str]:
    """The files below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def book_at(folder: Path, answers: Answers) -> Path:
    """A workbook on two stations, the second one left blank, beside its guideline."""
    book = filled(handed_out(tiny(folder), ("s1", "s2")), answers)
    (folder / "e1.xlsx").write_bytes(saved(book))
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
    book = book_at(tmp_path, {"mark#B3": {VALUE: 3}, "sheet#submitted": {VALUE: date(2026, 8, 1)}})
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
def test_nothing_is_half_written(tmp_path: Path, answers: Answers, options: list[str], said: str) -> None:
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


def words() -> st.SearchStrategy[str]:
    """Text as people write it, and as nobody does: signs of formulas and of YAML, quotes, breaks, emoji."""
    signs = st.sampled_from(
        ("=", "'", '"', "#", ": ", "- ", "\n", "_x0041_", "&amp;", "<b>", "😀", "　", "是", "1")
    )
    letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
    return st.lists(signs | letters, min_size=1, max_size=12).map("".join).map(str.strip).filter(bool)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """A sheet on the tiny guideline, as `evaluator mark` or a text editor may have left it."""

    def answer_to(key: str, value: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        return st.fixed_dictionaries({key: value}, optional={"remark": words()}).map(dict)

    def maybe(key: str, value: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        """A remark may stand alone where the reader takes it for no answer yet."""
        return answer_to(key, value) | st.fixed_dictionaries({"remark": words()}).map(dict)

    def some(**fields: st.SearchStrategy[Tree]) -> dict[str, Tree]:
        found = draw(st.fixed_dictionaries({}, optional=fields))
        return {names_of.get(key, key): value for key, value in found.items()}

    def number(low: int, high: int, step: str) -> st.SearchStrategy[Tree]:
        return st.integers(low, high).map(lambda each: exact.text(exact.simple(each * Fraction(step))))

    names_of = {"lease": "A1#lease", "option": "rooms.a"}
    yes_no: st.SearchStrategy[Tree] = st.booleans()
    names = draw(st.lists(words(), unique=True, max_size=6))
    checks = st.lists(st.sampled_from(["passed", "left_out", ""]), min_size=3, max_size=3)
    files: list[Tree] = []
    for name in names:
        found = draw(checks)
        entry: dict[str, Tree] = {"file": name}
        for key in ("passed", "left_out"):
            entry[key] = [str(at) for at, each in enumerate(found, 1) if each == key]
        files.append(entry)
    levels = st.fixed_dictionaries(
        {"level": st.just("较好"), "points": number(10_000, 20_000, "1/1000")}
    ).map(dict)
    marks = some(
        B1=maybe("level", st.sampled_from(["好", "差"])) | levels,
        B3=maybe("points", number(0, 40, "1/2")),
    )
    if files:
        marks["B2"] = {"sample": files, **some(remark=words())}
    observed = some(
        area=answer_to("value", number(0, 10**9, "1/1000")),
        done=answer_to("value", number(0, 1000, "1/10").map(lambda each: f"{each}%")),
        open=answer_to("value", yes_no),
        place=answer_to("value", st.sampled_from(["own", "shared"])),
        opened=answer_to("value", st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(str)),
        rooms=answer_to("value", st.sampled_from([[], ["a"], ["b"], ["a", "b"]])),
        visits=answer_to("value", number(0, 10**6, "1")),
    )
    answers = maybe("accepted", yes_no)
    evidence = some(E01=answers, E02=answers, lease=maybe("seen", yes_no))
    claims = some(A1=answer_to("agree", yes_no), option=answer_to("agree", yes_no))
    vetoes = some(V1=st.fixed_dictionaries({}, optional={"remark": words()}).map(dict))
    whole = some(remark=words(), submitted=st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str))
    return {
        "evaluator": "e1",
        "station": "s1",
        "role": "expert",
        "submitted": whole.get("submitted"),
        "marks": marks,
        "observed": observed,
        "evidence": evidence,
        "not_applicable": claims,
        "vetoes": vetoes,
        "remark": whole.get("remark"),
    }


@settings(max_examples=2 * CASES, deadline=None)
@given(contents())
def test_any_sheet_survives(content: Content) -> None:
    """Whatever a sheet says, the workbook holds it, and it comes back as it was."""
    with TemporaryDirectory() as name:
        guideline = tiny(Path(name))
        before = dumped(content)
        round_ = Round("r1", "测试轮次", Path(name), guideline, PERIOD, panel=Panel((Evaluator("e1"),)))
        there = Path(name) / "sheets" / "e1" / "s1.yaml"
        there.parent.mkdir(parents=True)
        there.write_bytes(before)
        visit, problems = visit_of(round_, Evaluator("e1"), submission("s1"))
        assert visit is not None, problems
        assert problems == []
        book, problems = open_book(
            marking_workbook(marking_task(round_, Evaluator("e1"), [visit])), "e1.xlsx"
        )
        assert book is not None, problems
        found = sheets_of(book, guideline)
        assert told(found.problems) == []
        if not any(content[key] for key in list(content)[3:]):
            assert found.marked == ()
            return
        ((after,),) = ([each.data for each in found.marked],)
        assert same_sheet(before, after, guideline), after.decode()
