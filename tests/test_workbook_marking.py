"""An evaluator's workbook: what it asks, what it lets in, and that its points are the engine's."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Final

import pytest
from openpyxl.workbook import Workbook

from evaluator.loading.sheet import sheet_in
from evaluator.marking.questions import Marking, open_marking
from evaluator.model.guideline import Criterion
from evaluator.model.round import Round
from evaluator.model.sheet import Evaluator
from evaluator.reports.score_sheet import submission_of
from evaluator.rounds.read import read_round
from evaluator.rules.mark import FreeMark as Free
from evaluator.rules.rating import Rating
from evaluator.rules.sample import Sample
from evaluator.work.workbooks import evaluator_books, loose_book
from evaluator.workbook import layout
from evaluator.workbook.book import open_book
from evaluator.workbook.marking.sheets import sheets_of
from tests.conftest import Office
from tests.marking_round import (
    CHECKS,
    FACTS,
    FILE,
    GUIDELINE,
    LEVEL,
    MORE,
    PANEL,
    POINTS,
    REMARK,
    SHEET,
    VALUE,
    a_round,
    files,
    sheets_in,
)
from tests.rounds.making import declared
from tests.rounds.making import opened as in_order
from tests.rounds.making import station as a_station
from tests.test_workbook import Grid, recalculated
from tests.workbooks import Answers, marked, reopened, row_of, saved, type_in

NEAR: Final = 1e-9


def book_of(round_: Round, evaluator: str, only: list[str] | None = None) -> bytes:
    """An evaluator's workbook."""
    member = round_.evaluator(evaluator)
    assert member is not None
    books, problems = evaluator_books(round_, [member], only)
    assert problems == []
    [(name, data)] = books
    assert name == f"{evaluator}.xlsx"
    return data


def ids(book: Workbook, station: str) -> list[str]:
    """The ids of a station's rows, in order."""
    sheet = sheets_in(book)[station]
    return [str(cell.value) for cell in sheet["A"][1:] if cell.value]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """The round of two stations with every kind of question."""
    return a_round(tmp_path_factory.mktemp("small"), 2)


def test_a_sheet_asks_what_is_marked_and_shows_what_can_be_found(small: Round) -> None:
    """Criteria in order with rows for files, own facts, the station's, evidence, claims, vetoes, a remark."""
    book = reopened(book_of(small, "e1"))
    rows = ids(book, "s01")
    assert rows[:4] == ["sheet#station", "sheet#evaluator", "sheet#role", "sheet#submitted"]
    assert [one for one in rows if one.startswith("mark#")] == [
        f"mark#{one}" for one in ("B1", "B3", "B4", "B5", "B6", "B7", "B8")
    ]
    assert [one for one in rows if one.startswith("file#B3")] == [f"file#B3#{n}" for n in range(1, 9)]
    assert [one for one in rows if one.startswith("file#B4")] == [f"file#B4#{n}" for n in range(1, 8)]
    facts = [one for one in rows if one.startswith("fact#")]
    assert facts[0] == "fact#visits"
    assert "fact#all.files" in facts
    assert "fact#vouchers" not in facts
    assert facts[facts.index("fact#rooms") :][:3] == ["fact#rooms", "fact#rooms.a", "fact#rooms.b"]
    assert [one for one in rows if one.startswith(("item#", "line#", "na#", "veto#"))] == [
        "item#E01",
        "item#E02",
        "line#A1#look",
        "line#A4#books",
        "na#A1",
        "na#rooms.b",
        "veto#V1",
    ]
    assert rows[-1] == "sheet#remark"
    assert len({*rows}) == len(rows)


@pytest.mark.parametrize(
    "evaluator, station, wanted",
    [
        ("e2", "s01", ["mark#B1", "fact#visits"]),
        ("e3", "s02", [*(f"mark#{one}" for one in ("B3", "B4", "B5", "B6", "B7", "B8")), "fact#visits"]),
        ("f1", "s01", ["mark#B2", "fact#vouchers"]),
        ("v1", "s01", ["fact#liked"]),
    ],
)
def test_everybody_is_asked_his_own(small: Round, evaluator: str, station: str, wanted: list[str]) -> None:
    """What is asked is the panel's word: by role, narrowed by `marks:`."""
    book = reopened(book_of(small, evaluator))
    rows = ids(book, station)
    assert [one for one in rows if one.startswith("mark#") or one in wanted] == wanted


def test_what_one_looks_at_follows_what_one_marks(small: Round) -> None:
    """Part of the guideline: its facts and evidence; a role that only gives facts: what hangs on these."""
    part = ids(reopened(book_of(small, "e2")), "s01")
    assert {"fact#area", "fact#rooms", "item#E01", "line#A1#look"} <= {*part}
    assert not {"fact#files", "fact#boxes", "fact#open"} & {*part}
    other = ids(reopened(book_of(small, "e3")), "s01")
    assert {"fact#files", "fact#boxes", "fact#all.files"} <= {*other}
    assert not {"fact#area", "item#E01", "line#A1#look"} & {*other}
    village = ids(reopened(book_of(small, "v1")), "s01")
    assert not [one for one in village if one.startswith(("item#", "line#"))]


def test_nobody_gets_a_sheet_on_what_he_is_recused_from(small: Round) -> None:
    """e2 has no business with the second station."""
    assert list(sheets_in(reopened(book_of(small, "e2")))) == ["s01"]
    assert list(sheets_in(reopened(book_of(small, "e1")))) == ["s01", "s02"]


def test_only_answers_can_be_typed_and_only_what_fits(small: Round) -> None:
    """Locked outside the answers; drop-downs of levels, bounds, steps, words for checks."""
    book = reopened(book_of(small, "e1"))
    sheet = sheets_in(book)["s01"]
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)

    def cell(id: str, column: int) -> str:
        return layout.cell_name(row_of(sheet, id), column)

    free = {
        one.coordinate for line in sheet.iter_rows(min_row=5) for one in line if not one.protection.locked
    }
    assert {
        cell("mark#B1", LEVEL),
        cell("mark#B1", VALUE),
        cell("mark#B1", REMARK),
        cell("mark#B5", VALUE),
        cell("file#B3#1", FILE),
        cell("file#B3#8", CHECKS + 2),
        cell("fact#area", VALUE),
        cell("fact#rooms.a", VALUE),
        cell("item#E01", VALUE),
        cell("line#A1#look", REMARK),
        cell("na#A1", VALUE),
        cell("veto#V1", VALUE),
        cell("sheet#submitted", VALUE),
        cell("sheet#remark", REMARK),
    } <= free
    assert (
        not {
            cell("sheet#station", VALUE),
            cell("sheet#role", VALUE),
            cell("mark#B1", POINTS),
            cell("mark#B3", VALUE),
            cell("mark#B5", LEVEL),
            cell("file#B3#1", CHECKS + 3),
            cell("file#B3#1", POINTS),
        }
        & free
    )

    rules = {}
    for one in sheet.data_validations.dataValidation:
        for place in one.sqref.ranges:
            rules[place.coord] = one
    assert rules[cell("mark#B1", LEVEL)].formula1 == '"好,较好,差"'
    bounds = rules[cell("mark#B1", VALUE)]
    assert (bounds.type, float(bounds.formula1), float(bounds.formula2)) == ("decimal", 0, 30)
    assert rules[cell("mark#B8", VALUE)].type == "custom"
    assert rules[cell("fact#open", VALUE)].formula1 == '"是,否"'
    assert rules[cell("fact#place", VALUE)].formula1 == '"独立,共用"'
    assert rules[cell("fact#files", VALUE)].type == "whole"
    place = f"{cell('file#B3#1', CHECKS)}:{cell('file#B3#8', CHECKS + 2)}"
    assert rules[place].formula1 == '"√,×,／"'
    assert "涉及个人信息" in str(sheet[cell("fact#phone", FILE)].value)
    assert "139" not in str(sheet[cell("fact#phone", 4)].value)


def test_a_row_says_all_that_is_needed_to_judge(small: Round) -> None:
    """The sheet's own wording, the levels, what the station says and its evidence."""
    sheet = sheets_in(reopened(book_of(small, "e1")))["s01"]
    row = row_of(sheet, "mark#B1")
    shown = {column: str(sheet.cell(row + 1, column + 1).value) for column in range(1, 5)}
    assert shown[1] == "B1"
    for part in ("质量", "好得30分，较好得10至20分", "个别缺项", "查记录"):
        assert part in shown[2]
    assert shown[3] == "30"
    assert "较好 18" in shown[4]
    assert "E02" in shown[4]
    title = sheet.cell(row_of(sheet, "item#E02") + 1, FILE + 1)
    assert str(title.value).startswith("=HYPERLINK(1)")
    assert title.data_type == "s"


def test_the_about_sheet_and_the_list_of_stations(small: Round) -> None:
    """Hidden: for whom, which round; the list links to each sheet."""
    book = reopened(book_of(small, "e1"))
    about = marked(book, layout.ABOUT.mark)
    assert about.sheet_state == "hidden"
    said = {row[0]: row[1] for row in about.iter_rows(min_row=2, max_col=2, values_only=True)}
    assert said[layout.AUDIENCE] == layout.EVALUATOR
    assert (said["round"], said["evaluator"], said["guideline"]) == ("r1", "e1", "tiny")
    assert said["sha256"] == small.guideline.sha256
    listed = marked(book, layout.MARKS.mark)
    links = [listed[place].hyperlink for place in ("C5", "C6")]
    assert [one and one.location for one in links] == ["'站点s01'!B1", "'站点s02'!B1"]
    assert [one.title for one in book.worksheets][:4] == ["说明", "汇总", "站点s01", "站点s02"]


def test_what_is_only_shown_may_be_longer_than_a_cell_holds(tmp_path: Path) -> None:
    """The beginning of a title and of a reason is shown; nothing of a long one is asked back."""
    round_ = a_round(tmp_path)
    path = tmp_path / "stations" / "s01" / "submission.yaml"
    text = path.read_text(encoding="utf-8")
    long = text.replace("没有场地", "长" * 40_000).replace('"=HYPERLINK(1)"', "题" * 40_000)
    path.write_text(long, encoding="utf-8")
    sheet = sheets_in(reopened(book_of(round_, "e1")))["s01"]
    for id, column, end in (("na#A1", 5, "长…"), ("item#E02", 3, "题…")):
        shown = str(sheet.cell(row_of(sheet, id) + 1, column).value)
        assert 5_000 < len(shown) < 6_000
        assert end in shown


def test_the_same_answers_give_the_same_bytes(small: Round) -> None:
    """No clock, no macros, no links to elsewhere."""
    data = book_of(small, "e1")
    assert data == book_of(small, "e1")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    assert not [one for one in names if "vba" in one.casefold() or "externalLink" in one]


@pytest.mark.parametrize(
    "names, tabs",
    [
        (["老洲乡", "老洲镇"], ["老洲乡", "老洲镇"]),
        (["幸福站", "幸福站"], ["s01 幸福站", "s02 幸福站"]),
        (["甲/乙:丙[1]*?", "汇总"], ["甲 乙 丙 1", "汇总 2"]),
        (["𠮷" * 20, "𠮷" * 16], [f"s0{n} " + "𠮷" * 13 for n in (1, 2)]),
        (["很长" * 20, "很长" * 20 + "二"], [f"s0{n} " + ("很长" * 14)[:27] for n in (1, 2)]),
    ],
)
def test_tabs_are_legal_and_unique(tmp_path: Path, names: list[str], tabs: list[str]) -> None:
    """A name that is no name for a tab is made one."""
    round_ = a_round(tmp_path, 2)
    for number, name in enumerate(names, 1):
        path = tmp_path / "stations" / f"s{number:02}" / "submission.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"name: 站点s{number:02}", f'name: "{name}"'), encoding="utf-8")
    assert [one.title for one in reopened(book_of(round_, "e1")).worksheets][2:4] == tabs


def test_writing_and_reading_loses_nothing(tmp_path: Path) -> None:
    """A sheet of the round, in the workbook and out again, says what it said; written again it is the same."""
    round_ = a_round(tmp_path)
    path = tmp_path / "sheets" / "e1" / "s01.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(SHEET, encoding="utf-8")
    data = book_of(round_, "e1")
    book, problems = open_book(data, "e1.xlsx")
    assert book is not None, problems
    found = sheets_of(book, round_.guideline)
    assert [one.render("en") for one in found.problems] == []
    [one] = found.marked
    before, problems = sheet_in(SHEET.encode(), round_.guideline, "x")
    after, more = sheet_in(one.data, round_.guideline, "x")
    assert [*problems, *more] == []
    assert before is not None
    assert after is not None
    for part in (
        "evaluator",
        "station",
        "role",
        "submitted",
        "observed",
        "evidence",
        "not_applicable",
        "vetoes",
    ):
        assert getattr(after, part) == getattr(before, part), part
    assert [_plain(each) for each in after.marks.values()] == [_plain(each) for each in before.marks.values()]
    assert one.answers.content["remark"] == "总的还可以\n请改进"
    assert "B8: {remark: 再看}" in one.data.decode()
    path.write_bytes(one.data)
    assert book_of(round_, "e1") == data


def _plain(mark: object) -> object:
    return {name: getattr(mark, name) for name in ("level", "points", "sample", "remark", "evaluator")}


def test_a_guideline_alone_makes_a_book_to_type_into(small: Round) -> None:
    """Who marks which station is left to be typed; the role is not."""
    sheets = reopened(loose_book(small.guideline, Evaluator("", role="finance"), None)).worksheets
    sheet = next(one for one in sheets if one["A1"].value == layout.marking_mark(1))
    for id, locked in (("station", False), ("evaluator", False), ("role", True)):
        cell = sheet.cell(row_of(sheet, f"sheet#{id}") + 1, VALUE + 1)
        assert cell.protection.locked is locked, id
    assert sheet.cell(row_of(sheet, "sheet#role") + 1, VALUE + 1).value == "finance"
    assert row_of(sheet, "mark#B2")


def test_a_workbook_speaks_its_guidelines_language(tmp_path: Path) -> None:
    """English where the guideline is; what is picked from lists stays as the reader knows it."""
    declared(tmp_path, panel=PANEL)
    path = tmp_path / "criteria" / "tiny" / "guideline.yaml"
    path.write_text(GUIDELINE.replace("edition: 1", "edition: 1\nlanguage: en"), encoding="utf-8")
    a_station(tmp_path / "stations" / "s01", "s01", FACTS, MORE)
    book = reopened(book_of(in_order(tmp_path), "e1"))
    assert [one.title for one in book.worksheets] == ["Notes", "Stations", "站点s01", "About"]
    sheet = sheets_in(book)["s01"]
    heads = [str(cell.value) for cell in sheet[layout.MARKING.header + 1][1:9]]
    assert heads[4:8] == ["Level", "Points\nanswer", "Score", "Remark"]
    assert "，" not in "".join(str(sheet.cell(row, 2).value) for row in range(1, 4))


def test_what_nothing_hangs_on_need_not_be_marked(tmp_path: Path) -> None:
    """Without any file there is nothing to draw; the sheet says so and counts it as answered."""
    round_ = a_round(tmp_path)
    path = tmp_path / "stations" / "s01" / "submission.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("files: 5", "files: 0"), encoding="utf-8")
    sheet = sheets_in(reopened(book_of(round_, "e1")))["s01"]
    row = row_of(sheet, "mark#B3") + 1
    assert '"不用评"' in str(sheet.cell(row, POINTS + 1).value)
    assert '"待评"' in str(sheet.cell(row_of(sheet, "mark#B4") + 1, POINTS + 1).value)
    assert [cell.value for cell in sheet["A"] if str(cell.value).startswith("file#B3")] == [
        f"file#B3#{number}" for number in range(1, 6)
    ]


# What the answers come to, computed by LibreOffice.

GOOD: Final = ("DA1", "√√√")
SCENARIOS: Final[dict[str, tuple[Answers, dict[str, object]]]] = {
    "all at their best": (
        {
            "mark#B1": {LEVEL: "好"},
            **files("B3", GOOD, ("DA2", "√√√"), ("DA3", "√√√")),
            **files("B4", ("G1", "√√√√√√√"), ("G2", "√√√√√√√")),
            "mark#B5": {VALUE: 20},
            **files("B6", ("M1", "√"), ("M2", "√")),
            "mark#B7": {LEVEL: "优", VALUE: 10},
            "mark#B8": {VALUE: 20},
        },
        {"B1": 30, "B3": 20, "B4": 30, "B5": 20, "B6": 20, "B7": 10, "B8": 20},
    ),
    "ranges, steps, thirds": (
        {
            "mark#B1": {LEVEL: "较好", VALUE: 14},
            **files("B3", ("DA1", "√×／"), ("DA2", "√√×"), ("DA3", "...")),
            **files("B4", ("G1", "√√√√√√／"), ("G2", "√√√.×√√"), ("G3", "／／／／／／／")),
            "mark#B5": {VALUE: 7.25},
            "mark#B7": {LEVEL: "中", VALUE: 6.35},
            "mark#B8": {VALUE: 0.7},
        },
        {
            "B1": 14,
            "B3": Fraction(20 * (Fraction(1, 2) + Fraction(2, 3))) / 3,
            "B4": Fraction(30 * (1 + Fraction(5, 7))) / 2,
            "B5": Fraction("7.25"),
            "B7": Fraction("6.35"),
            "B8": Fraction("0.7"),
        },
    ),
    "lowest, and nothing of the rest": (
        {
            "mark#B1": {LEVEL: "差", VALUE: 0},
            "mark#B5": {VALUE: 0},
            "mark#B7": {LEVEL: "无"},
            **files("B4", ("G1", "......."), ("G2", "×××××××")),
        },
        {"B1": 0, "B4": 0, "B5": 0, "B7": 0, "B3": "待评", "B8": "待评"},
    ),
    "off the steps, out of bounds": (
        {
            "mark#B1": {LEVEL: "较好", VALUE: 13},
            "mark#B5": {VALUE: 20.5},
            "mark#B7": {LEVEL: "优", VALUE: 7.1},
            "mark#B8": {VALUE: 0.75},
        },
        {"B1": "！不合分档", "B5": "！超出范围", "B7": "！超出范围", "B8": "！不合分档"},
    ),
    "levels": (
        {
            "mark#B1": {LEVEL: "很好"},
            "mark#B5": {VALUE: -1},
            "mark#B7": {VALUE: 5},
        },
        {"B1": "！没有此等次", "B5": "！超出范围", "B7": "！没选等次"},
    ),
    "a level without points, points that are none": (
        {
            "mark#B1": {LEVEL: "较好"},
            "mark#B5": {VALUE: "七分"},
            "mark#B7": {LEVEL: "无", VALUE: 3},
        },
        {"B1": "待填评分", "B5": "！不是数", "B7": "！与等次不符"},
    ),
    "points in another guise": (
        {
            "mark#B1": {LEVEL: "差", VALUE: "零"},
            "mark#B5": {VALUE: date(2026, 3, 5)},
            "mark#B7": {LEVEL: "中", VALUE: "6分"},
            "mark#B8": {VALUE: "0.5"},
        },
        {"B1": "！不是数", "B5": "！超出范围", "B7": "！不是数", "B8": "！不是数"},
    ),
    "too few files, and one that does not count": (
        {
            **files("B3", GOOD, ("DA2", "√√√"), ("DA3", "／／／")),
            **files("B4", ("G1", "√√√√√√√")),
        },
        {"B3": "还差1份", "B4": "还差1份"},
    ),
    "files that are wrong": (
        {
            **files("B3", GOOD, ("　DA1 ", "√√√"), ("DA3", "√√√")),
            **files("B4", ("G1", "√√√√√√√"), ("G2", "对√√√√√√")),
            **files("B6", ("　 ", "√"), ("M2", "√"), ("M3", "√")),
        },
        {"B3": "！案卷有误", "B4": "！案卷有误", "B6": "！案卷有误"},
    ),
    "more files than the station said": (
        {"fact#files": {VALUE: 9}, **files("B3", GOOD, *((f"DB{n}", "√√√") for n in range(3)))},
        {"B3": "还差1份"},
    ),
    "fewer files than the station said": (
        {"fact#files": {VALUE: 1}, **files("B3", ("DA9", "√√×"))},
        {"B3": Fraction(40, 3)},
    ),
    "a number of files that is none": (
        {"fact#files": {VALUE: -3}, **files("B3", GOOD, ("DA2", "√√√"), ("DA3", "√√√"))},
        {"B3": "份数未知"},
    ),
    "what a sheet cannot add up": (
        {"fact#boxes": {VALUE: 90}, **files("B6", ("M1", "√"), ("M2", "√"))},
        {"B6": "份数未知"},
    ),
    "seen otherwise": (
        {
            "fact#visits": {VALUE: 2},
            "fact#rooms.a": {VALUE: "√"},
            "fact#open": {VALUE: "否"},
            "item#E01": {VALUE: "否"},
        },
        {"visits": "√", "rooms": "√", "rooms.b": "按没有", "open": "√", "item#E01": "√"},
    ),
    "seen wrongly": (
        {
            "fact#visits": {VALUE: 2.5},
            "fact#rooms": {VALUE: "无"},
            "fact#rooms.a": {VALUE: "√"},
            "fact#open": {VALUE: "大概"},
            "item#E01": {VALUE: "不知道"},
            "veto#V1": {VALUE: "是的"},
        },
        {
            "visits": "！数值不对",
            "rooms": "！已打√",
            "open": "！选是或否",
            "item#E01": "！选是或否",
            "veto#V1": "！只填√",
        },
    ),
}
ONLY_THE_PROGRAM: Final = {
    "what a sheet cannot add up": {"B6"},
    "a number of files that is none": {"B3"},
    "points in another guise": {"B8"},
}
"""Where the sheet shows less than the program knows."""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> tuple[Round, bytes]:
    """A workbook with one scenario a station, as an evaluator saved it."""
    round_ = a_round(tmp_path_factory.mktemp("live"), len(SCENARIOS))
    book = reopened(book_of(round_, "e1"))
    for (answers, _), sheet in zip(SCENARIOS.values(), sheets_in(book).values(), strict=True):
        type_in(sheet, answers)
    return round_, saved(book)


def random_answers(marking: Marking, random: Random) -> Answers:
    """What somebody might fill in: mostly fit, sometimes not."""
    found: dict[str, dict[int, object]] = {}
    for step in marking.steps:
        criterion = step.about
        if not isinstance(criterion, Criterion) or random.random() < 0.1:
            continue
        id, rule = f"mark#{criterion.id}", criterion.rule
        if isinstance(rule, Rating):
            level = random.choice([*rule.levels, "不存在的"])
            found[id] = {LEVEL: level}
            if level in rule.levels and rule.levels[level].low != rule.levels[level].high:
                low, high = int(rule.levels[level].low), int(rule.levels[level].high)
                found[id][VALUE] = random.choice([None, low, high, high + 1, *range(low, high)])
        elif isinstance(rule, Free):
            found[id] = {VALUE: random.randint(-1, 2 * int(criterion.points) + 2) / 2}
        elif isinstance(rule, Sample):
            wanted = max(1, marking.sample_size(criterion) or 0)
            for number in range(1, random.randint(max(1, wanted - 1), wanted + 2) + 1):
                words = random.choices(["√", "×", "／", None], [8, 2, 1, 1], k=len(rule.checks))
                cells: dict[int, object] = {CHECKS + place: word for place, word in enumerate(words)}
                found[f"file#{criterion.id}#{number}"] = {FILE: f"卷{number}", **cells}
    return found


@pytest.mark.office
def test_live_points_are_the_engines(
    sample_round: Path, office: Office, live: tuple[Round, bytes], tmp_path: Path
) -> None:
    """Whatever is filled in: the figure of every criterion is `Marking.points`, or there is none."""
    sample, problems = read_round(sample_round)
    assert sample is not None, problems
    rounds = {"scenarios": live[0], "sample": sample}
    random = Random(5)  # noqa: S311 - the same every time
    stations = ["990101101", "990101105", "990103011", "990104101"]
    book = reopened(book_of(sample, "e3", stations))
    for station, sheet in sheets_in(book).items():
        type_in(sheet, random_answers(blank(sample, "e3", station), random))
    saved_books = {
        "scenarios": live[1],
        "sample": saved(book),
        "as handed out": handed_out(tmp_path / "full"),
    }
    paths = []
    for name, data in saved_books.items():
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(data)
    computed = recalculated(paths, office)
    unfit = [
        row[POINTS] for row in computed["as handed out"]["站点s01"][4:] if str(row[POINTS]).startswith("！")
    ]
    assert unfit == []
    assert computed["as handed out"]["汇总"][4][3:7] == pytest.approx(
        [8, 4, 0, 14 + 7.25 + 20 * (1 + 0 + 1) / 3]
    )
    compared = 0
    for name, round_ in rounds.items():
        shown = {key[0]: key[1] for key in map(by_id, computed[name].values()) if key is not None}
        read = read_back(saved_books[name], round_)
        for station, cells in shown.items():
            marking, fit = read.get(station, (blank(round_, "e1", station), True))
            scenario = scenario_of(name, station)
            for step in marking.steps:
                if not isinstance(step.about, Criterion):
                    continue
                figure, points = cells[f"mark#{step.id}"], marking.points(step.about)
                where = f"{name} {station} {scenario} {step.id}: {figure!r}, the engine says {points}"
                if isinstance(figure, float | int):
                    assert points is not None, where
                    assert abs(figure - float(points)) < NEAR, where
                    compared += 1
                elif fit and step.id not in ONLY_THE_PROGRAM.get(scenario, ()):
                    assert points is None, where
        if name == "scenarios":
            for (title, (_, wanted)), cells in zip(SCENARIOS.items(), shown.values(), strict=True):
                for id, value in wanted.items():
                    found = next(cells[key] for key in (f"mark#{id}", f"fact#{id}", id) if key in cells)
                    if isinstance(value, int | Fraction):
                        assert found == pytest.approx(float(value), abs=NEAR), (title, id)
                    else:
                        assert found == value, (title, id)
        listed = {str(row[1]).removesuffix(".0"): row[2:] for row in computed[name]["汇总"][4:] if row[2]}
        for station in shown:
            marking, fit = read.get(station, (blank(round_, "e1", station), True))
            asked, answered, bad, total, submitted, state = listed[station][1:]
            left = [one for one in marking.steps if one.required and not marking.answered(one)]
            given = [marking.points(one.about) for one in marking.steps if isinstance(one.about, Criterion)]
            assert asked == len(marking.steps)
            assert (bad == 0) is fit, station
            if scenario_of(name, station) in ONLY_THE_PROGRAM or not fit:
                continue
            assert answered == asked - len(marking.open()), station
            assert total == pytest.approx(float(sum(one or 0 for one in given)), abs=NEAR)
            done = "已提交，未答完" if left else "已提交"
            assert state == (done if submitted else "未答完" if left else "答完，未提交")
    assert compared > 40


def handed_out(folder: Path) -> bytes:
    """The workbook of somebody who answered everything before."""
    round_ = a_round(folder)
    (folder / "sheets" / "e1").mkdir(parents=True)
    (folder / "sheets" / "e1" / "s01.yaml").write_text(SHEET, encoding="utf-8")
    return book_of(round_, "e1")


def scenario_of(name: str, station: str) -> str:
    """Which scenario a station's sheet plays."""
    return list(SCENARIOS)[int(station[1:]) - 1] if name == "scenarios" else ""


def by_id(grid: Grid) -> tuple[str, dict[str, object]] | None:
    """The station of a sheet, and by the id of a row what its answer comes to."""
    if not str(grid[0][0]).startswith(f"{layout.MARKING.mark}:"):
        return None
    cells = {str(row[0]): row[POINTS] for row in grid[1:] if row[0]}
    station = next(str(row[VALUE]) for row in grid if row[0] == "sheet#station")
    return station.removesuffix(".0"), cells


def blank(round_: Round, evaluator: str, station: str) -> Marking:
    """A sheet before the first answer."""
    member = round_.evaluator(evaluator)
    submission, _ = submission_of(round_, station)
    assert member is not None
    assert submission is not None
    return open_marking(round_, member, submission, None)


def read_back(data: bytes, round_: Round) -> dict[str, tuple[Marking, bool]]:
    """By station: what the program makes of the workbook, and whether it has nothing against the sheet."""
    book, problems = open_book(data, "x.xlsx")
    assert book is not None, problems
    read = sheets_of(book, round_.guideline)
    found = {}
    for one in read.marked:
        member, station = round_.evaluator(one.answers.evaluator), one.answers.station
        submission, _ = submission_of(round_, station)
        assert member is not None
        assert submission is not None
        tab = one.answers.place.rpartition("!")[0]
        fit = not any(each.cell.startswith(f"{tab}!") for each in read.problems)
        found[station] = open_marking(round_, member, submission, one.data), fit
    return found
