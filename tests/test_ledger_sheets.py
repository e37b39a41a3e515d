"""Which sheets and heads of a ledger's files are read, and what rows on several sheets are to each other."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.loading import ledger_heads
from evaluator.loading.ledger_heads import HeadFinder, normal_head, without_brackets
from evaluator.loading.ledger_sheets import SheetKeys, is_pattern
from evaluator.loading.ledgers import LedgerSource, Options, read_ledger
from evaluator.model.guideline import Column, Ledger
from evaluator.model.submission import Handed
from evaluator.texts.problem import Problem
from tests.stations import codes, xlsx

CASES: Final = Ledger(
    "cases",
    "个案台账",
    {
        "case_no": Column("case_no", "编号", "text"),
        "client": Column("client", "服务对象", "text", private=True),
        "opened": Column("opened", "接案日期", "date", also=("立案时间", "开案日期（年月日）")),
        "closed": Column("closed", "结案日期", "date", may_be_blank=True),
        "hours": Column("hours", "服务时长（小时）", "number", may_be_blank=True),
    },
    key="case_no",
)
KEYLESS: Final = Ledger("cases", "个案台账", CASES.columns)
NEEDED: Final = frozenset({"case_no", "client", "opened"})
HEAD: Final[Sequence[object]] = ["编号", "服务对象", "接案日期", "结案日期"]
Rows = Sequence[Sequence[object]]
Sheets = Sequence[tuple[str, Rows]]


def read(
    folder: Path,
    files: Mapping[str, Sheets | str | bytes],
    options: Options | None = None,
    ledger: Ledger = CASES,
) -> tuple[Handed | None, list[Problem]]:
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data if isinstance(data, bytes) else xlsx(*data))
    sources = [LedgerSource(name) for name in files]
    handed, problems, _ = read_ledger(ledger, sources, options or Options(needed=NEEDED), folder, "s.yaml")
    assert codes(problems) is not None
    return handed, problems


def case(number: object, client: str, day: int, month: int = 7) -> list[object]:
    return [number, client, date(2025, month, day), None]


def keys(handed: Handed | None) -> list[object]:
    assert handed is not None
    return [row.cells["case_no"] for row in handed.rows]


def parts(handed: Handed | None) -> dict[str, str | int]:
    """Rows of the sheets that are read, and why the others are not."""
    assert handed is not None
    return {part.sheet or part.file: part.unread or part.rows for part in handed.parts}


JULY: Final[tuple[str, Rows]] = ("7月", [HEAD, case("1", "甲", 1), case("2", "乙", 2)])
AUGUST: Final[tuple[str, Rows]] = (
    "8月",
    [["八月"], HEAD, case("1", "丙", 1, 8), case("2", "丁", 2, 8), case("3", "戊", 3, 8)],
)


def test_a_sheet_per_month_is_one_table(tmp_path: Path) -> None:
    """Their keys begin anew on each; equal ones are different records, which is said once with the number."""
    handed, problems = read(tmp_path, {"a.xlsx": [JULY, AUGUST]})
    assert keys(handed) == ["1", "2", "1", "2", "3"]
    assert parts(handed) == {"7月": 2, "8月": 3}
    assert handed is not None
    assert [part.anew for part in handed.parts] == [True, True]
    assert [row.place for row in handed.rows][1:3] == ["a.xlsx 7月 第3行", "a.xlsx 8月 第3行"]
    assert codes(problems) == ["ledger-keys-anew"]
    assert problems[0].args == {"column": "编号", "sheets": "7月、8月", "count": "2"}


def test_the_same_in_files(tmp_path: Path) -> None:
    """What holds for sheets holds for files, of both kinds."""
    text = "编号,服务对象,接案日期\n1,丙,2025-08-01\n2,丁,2025-08-02\n"
    handed, problems = read(tmp_path, {"7月.xlsx": [("Sheet1", JULY[1])], "8月.csv": text})
    assert keys(handed) == ["1", "2", "1", "2"]
    assert codes(problems) == ["ledger-keys-anew"]
    assert problems[0].args["sheets"] == "Sheet1、8月.csv"


def test_keys_that_go_on_are_the_same_key(tmp_path: Path) -> None:
    """A key that is repeated by mistake on another sheet is repeated: nothing begins anew."""
    later = ("8月", [HEAD, case("2", "丁", 2, 8), case("3", "戊", 3, 8), case("4", "己", 3, 8)])
    handed, problems = read(tmp_path, {"a.xlsx": [JULY, later]})
    assert handed is not None
    assert [part.anew for part in handed.parts] == [False, False]
    assert codes(problems) == []


@pytest.mark.parametrize(
    "texts, lines, anew",
    [
        (["1", "2", "3"], 3, True),
        (["01", "02"], 2, True),
        (["0", "1", "2"], 3, True),
        (["3", "2", "1"], 3, True),
        (["G1", "G2", "G3"], 3, True),
        (["1号", "2号"], 2, True),
        (["1", "2", "3", "5"], 5, True),
        (["1"], 1, True),
        (["1", "3"], 2, False),
        (["H1", "H3", "H7"], 3, False),
        (["2", "3", "4"], 3, False),
        (["1", "2"], 4, False),
        (["1", "2", "3"], 4, False),
        (["1", "2", "7", "9"], 4, False),
        (["7"], 4, False),
        (["甲", "乙"], 2, False),
        ([], 1, False),
    ],
)
def test_where_keys_begin_anew(texts: Sequence[str], lines: int, anew: bool) -> None:
    """Numbers in a row from the beginning on; a lost key makes it less likely, never more."""
    assert SheetKeys(texts, lines).begin_anew() is anew


@pytest.mark.parametrize(
    "texts, lines, perhaps",
    [
        (["1", "2"], 4, True),
        (["1", "2", "3"], 4, True),
        (["1"], 3, True),
        (["2", "9"], 3, False),
        (["1", "9"], 4, False),
        (["1", "9"], 10, True),
        (["9"], 3, False),
        ([], 3, False),
    ],
)
def test_where_keys_perhaps_begin_anew(texts: Sequence[str], lines: int, perhaps: bool) -> None:
    """Each line without a key may have had a number that is not there."""
    assert SheetKeys(texts, lines).begin_anew(perhaps=True) is perhaps


ALL: Final[Rows] = [*JULY[1][1:], *AUGUST[1][2:]]


@pytest.mark.parametrize("number_on", [False, True])
@pytest.mark.parametrize("name", ["汇总", "Sheet3"])
def test_a_sheet_that_repeats_the_others_is_a_summary(tmp_path: Path, name: str, number_on: bool) -> None:
    """It is left out and named, whether its rows have the numbers of their months or go on counting."""
    rows = [[number if number_on else row[0], *row[1:]] for number, row in enumerate(ALL, 1)]
    for sheets in ([JULY, AUGUST, (name, [HEAD, *rows])], [(name, [HEAD, *rows]), JULY, AUGUST]):
        handed, problems = read(tmp_path, {"a.xlsx": sheets})
        assert parts(handed) == {"7月": 2, "8月": 3, name: "sheet-summary"}
        assert codes(problems) == ["ledger-sheet-summary", "ledger-keys-anew"]
        assert (problems[0].cell, problems[0].args["rows"]) == (name, "5")


def test_a_summary_with_more_in_it_stands_for_the_months(tmp_path: Path) -> None:
    """Then the months are those of which every row stands elsewhere; each record counts once."""
    rows = [[number, *row[1:]] for number, row in enumerate([*ALL, case("9", "庚", 9, 9)], 1)]
    handed, _ = read(tmp_path, {"a.xlsx": [JULY, AUGUST, ("全年汇总", [HEAD, *rows])]})
    assert parts(handed) == {"7月": "sheet-summary", "8月": "sheet-summary", "全年汇总": 6}


def test_a_summary_with_blanks_stays_one(tmp_path: Path) -> None:
    """Clearing a cell of it makes no records of its rows; there is then some doubt."""
    rows: list[list[object]] = [list(row) for row in ALL]
    rows[1][2] = None
    handed, _ = read(tmp_path, {"a.xlsx": [JULY, AUGUST, ("汇总", [HEAD, *rows])]})
    assert parts(handed)["汇总"] == "sheet-summary"
    assert handed is not None
    assert [part.unsure for part in handed.parts] == [False, False, True]


def test_the_same_file_twice_under_two_names(tmp_path: Path) -> None:
    """The later copy is left out, with a key or without."""
    for ledger in (CASES, KEYLESS):
        handed, problems = read(tmp_path, {"a.xlsx": [JULY], "b.xlsx": [JULY]}, ledger=ledger)
        assert keys(handed) == ["1", "2"]
        assert [(problem.code, problem.file) for problem in problems] == [("ledger-sheet-summary", "b.xlsx")]


PATTERN: Final[Rows] = [HEAD, case("1", "示例", 1)]


@pytest.mark.parametrize(
    "name", ["样表", "示例", "填写示例", "模板（勿删）", "填写说明", "填表说明页", "台账样例", "Template"]
)
def test_patterns_and_instructions_are_not_read(tmp_path: Path, name: str) -> None:
    """They are named; where nothing else has the heads it is an error with the way out."""
    handed, problems = read(tmp_path, {"a.xlsx": [(name, PATTERN), JULY]})
    assert parts(handed) == {name: "sheet-pattern", "7月": 2}
    assert codes(problems) == ["ledger-sheet-pattern"]
    handed, problems = read(tmp_path, {"a.xlsx": [(name, PATTERN)]})
    assert handed is None
    assert codes(problems) == ["ledger-only-sheet-pattern"]
    assert f"sheet: {name}" in problems[0].hint("zh")
    handed, problems = read(tmp_path, {"a.xlsx": [(name, PATTERN), JULY]}, Options((name,), needed=NEEDED))
    assert parts(handed) == {name: 1}
    assert codes(problems) == []


@pytest.mark.parametrize("name", ["示例镇走访", "个案", "样表街道台账2025", "Sheet1", "说明书"])
def test_other_names_are_read(name: str) -> None:
    assert not is_pattern(name)


def hidden(sheets: Sheets, *names: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(*sheets)))
    for name in names:
        book[name].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_hidden_sheets_are_left_out_and_named(tmp_path: Path) -> None:
    """Unless the submission names them, which is said as well."""
    old = ("旧", [HEAD, case("9", "旧", 9)])
    data = hidden([JULY, old], "旧")
    handed, problems = read(tmp_path, {"a.xlsx": data})
    assert parts(handed) == {"7月": 2, "旧": "sheet-hidden"}
    assert codes(problems) == ["ledger-sheet-hidden"]
    handed, problems = read(tmp_path, {"a.xlsx": data}, Options(("旧",), needed=NEEDED))
    assert keys(handed) == ["9"]
    assert codes(problems) == ["ledger-sheet-hidden-read"]
    visible = ("说明", [["本表由社工填写"]])
    handed, problems = read(tmp_path, {"a.xlsx": hidden([visible, old], "旧")})
    assert handed is None
    assert codes(problems) == ["ledger-only-sheet-hidden"]


def test_sheets_without_the_heads_are_named_where_rows_may_be_lost(tmp_path: Path) -> None:
    """A cover is not worth a warning; a month without heads is, and one whose heads are other words."""
    cover: tuple[str, Rows] = ("封面", [["青禾镇社工站"], ["2025年个案台账"]])
    bare: tuple[str, Rows] = ("8月", AUGUST[1][2:])
    other: tuple[str, Rows] = ("9月", [["编号", "对象", "接案日期"], case("1", "己", 1, 9)[:3]])
    handed, problems = read(tmp_path, {"a.xlsx": [cover, JULY, bare, other]})
    assert parts(handed) == {
        "封面": "sheet-no-heads",
        "7月": 2,
        "8月": "sheet-no-heads",
        "9月": "sheet-no-heads",
    }
    assert [(problem.code, problem.cell) for problem in problems] == [
        ("ledger-sheet-no-heads", "8月"),
        ("ledger-sheet-no-heads", "9月"),
    ]
    assert problems[1].args["columns"] == "服务对象"


def test_several_sheets_may_be_named(tmp_path: Path) -> None:
    """Only those are read; one that no file has is an error."""
    files: dict[str, Sheets | str | bytes] = {
        "a.xlsx": [JULY, AUGUST],
        "b.xlsx": [("9月", [HEAD, case("1", "己", 1, 9)])],
    }
    handed, problems = read(tmp_path, files, Options((" 8月", "9月"), needed=NEEDED))
    assert parts(handed) == {"8月": 3, "9月": 1}
    assert codes(problems) == ["ledger-keys-anew"]
    handed, problems = read(tmp_path, files, Options(("8月", "9月", "10月"), needed=NEEDED))
    assert handed is None
    assert codes(problems) == ["ledger-sheet-missing"]
    handed, problems = read(tmp_path, files, Options(("8月",), needed=NEEDED))
    assert [(problem.code, problem.file) for problem in problems] == [("ledger-sheet-missing", "b.xlsx")]


def merged(*ranges: str, rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(("个案", rows))))
    for cells in ranges:
        book["个案"].merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


TWO_ROWS: Final[Rows] = [
    ["编号", "服务对象", "时间", None, "服务"],
    [None, None, "接案\n日期", "结案\n日期", "时长\n（小时）"],
    ["1", "甲", date(2025, 7, 1), date(2025, 8, 1), 3],
]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(merged("A1:A2", "B1:B2", "C1:D1", rows=TWO_ROWS), id="merged"),
        pytest.param(merged(rows=TWO_ROWS), id="not-merged"),
        pytest.param(merged("A1:E1", rows=[["青禾镇社工站个案台账"], *TWO_ROWS]), id="below-a-title"),
        pytest.param(
            merged(
                rows=[
                    ["编号", "服务对象", "接案", "结案", "服务"],
                    [None, None, "日期", "日期", "时长（小时）"],
                    TWO_ROWS[2],
                ],
            ),
            id="said-together",
        ),
        pytest.param(
            merged(
                "A1:A3",
                "C1:E1",
                "C2:D2",
                rows=[
                    ["编号", "服务对象", "服务过程"],
                    [None, None, "起止时间", None, "服务时长"],
                    [None, None, "接案日期", "结案日期", "（小时）"],
                    TWO_ROWS[2],
                ],
            ),
            id="three-rows",
        ),
        pytest.param(
            "编号,服务对象,时间,,服务时长\n,,接案日期,结案日期,\n1,甲,2025-07-01,2025-08-01,3\n".encode(),
            id="csv",
        ),
    ],
)
def test_heads_over_several_rows(tmp_path: Path, data: bytes) -> None:
    """Each head is what stands in its column, with or without the group above it."""
    handed, problems = read(tmp_path, {"a": data})
    assert codes(problems) == []
    assert handed is not None
    assert [dict(row.cells) for row in handed.rows] == [
        {
            "case_no": "1",
            "client": "甲",
            "opened": date(2025, 7, 1),
            "closed": date(2025, 8, 1),
            "hours": 3,
        }
    ]


def test_two_rows_of_heads_repeated(tmp_path: Path) -> None:
    """Both are recognised again further down."""
    handed, problems = read(tmp_path, {"a": merged(rows=[*TWO_ROWS, *TWO_ROWS[:2], ["2", *TWO_ROWS[2][1:]]])})
    assert keys(handed) == ["1", "2"]
    assert codes(problems) == []
    assert handed is not None
    assert [(row.line, row.reason) for row in handed.kept_out] == [(4, "row-heads"), (5, "row-heads")]


@pytest.mark.parametrize(
    "head",
    [
        "接案日期",
        "接案\n日期",
        "*接案日期",
        "接案日期：",
        "接案日期（必填）",
        "【接案日期】",
        "立案时间",
        "开案日期",
        "opened",
        "接案日期\u200b",
    ],
)
def test_a_head_may_be_written_in_many_ways(tmp_path: Path, head: str) -> None:
    """Line breaks, brackets, marks of required columns, `also`, the id, what nobody sees."""
    handed, problems = read(
        tmp_path, {"a.xlsx": [("个案", [["编号", "服务对象", head], ["1", "甲", date(2025, 7, 1)]])]}
    )
    if head == "【接案日期】":
        assert without_brackets(normal_head(head))
        return
    assert codes(problems) == []
    assert handed is not None
    assert handed.rows[0].cells["opened"] == date(2025, 7, 1)


@pytest.mark.parametrize(
    "head", ["服务时长/小时", "服务时长，单位：小时", "服务时长／小时", "服务时长 /小时"]
)
def test_a_unit_may_stand_behind_a_stroke(tmp_path: Path, head: str) -> None:
    handed, problems = read(tmp_path, {"a.xlsx": [("台账", [[*HEAD, head], [*case("1", "甲", 1), 2.5]])]})
    assert codes(problems) == []
    assert handed is not None
    assert handed.rows[0].cells["hours"] == Fraction(5, 2)
    assert normal_head("是/否") == "是/否"


BRACKETS: Final = [*"()()[]{}<>【】〔〕〈〉《》", "小时", "时长", "元", "*", ":", "时长(小时)", "(元)"]


@given(st.lists(st.sampled_from(BRACKETS), max_size=6).map("".join).map(normal_head))
def test_heads_in_brackets_are_read_alike_however_plain_they_are(head: str) -> None:
    """The usual form is taken apart without the expressions, with what these would give."""
    unit = ledger_heads._INSIDE.search(head)
    plain = unit is not None and ledger_heads._UNITS.fullmatch(unit[1])
    assert ledger_heads._unit(head) == (unit[1] if unit is not None and plain else "")
    left = head
    while (shorter := ledger_heads._BRACKETS.sub("", left).strip("*★☆※:#")) != left and shorter:
        left = shorter
    assert without_brackets(head) == left


def test_days_in_a_column_of_texts_are_said(tmp_path: Path) -> None:
    """`3-1` that a spreadsheet made the first of March, beside keys that stayed texts."""
    rows = [HEAD, case("3-1栋", "甲", 1), case(date(2025, 3, 1), "乙", 2), case("4-1栋", "丙", 3)]
    handed, problems = read(tmp_path, {"a.xlsx": [("台账", rows)]})
    assert keys(handed) == ["3-1栋", "2025-03-01", "4-1栋"]
    assert [(one.code, one.cell, one.args["day"]) for one in problems] == [
        ("ledger-text-day", "台账!A3", "2025-03-01")
    ]
    days = [HEAD, *(case(date(2025, 3, day), "乙", 2) for day in (1, 2))]
    assert codes(read(tmp_path, {"b.xlsx": [("台账", days)]})[1]) == []


def test_one_head_over_two_columns(tmp_path: Path) -> None:
    """The first is taken, and the warning names both; a whole head is no repetition of half a head."""
    rows: Rows = [
        ["编号", "服务对象", "接案日期", "接案日期"],
        ["1", "甲", date(2024, 7, 1), date(2025, 7, 1)],
    ]
    handed, problems = read(tmp_path, {"a.xlsx": [("个案", rows)]})
    assert handed is not None
    assert handed.rows[0].cells["opened"] == date(2024, 7, 1)
    assert [(problem.code, problem.cell) for problem in problems] == [("ledger-head-twice", "个案!D1")]
    assert "C1" in problems[0].message("zh")
    rows = [
        ["编号", "服务对象", "接案日期", "服务时长（小时）", "服务时长（分钟）"],
        ["1", "甲", date(2025, 7, 1), 2, 120],
    ]
    handed, problems = read(tmp_path, {"a.xlsx": [("个案", rows)]})
    assert codes(problems) == []
    assert handed is not None
    assert handed.rows[0].cells["hours"] == 2


def test_names_that_two_columns_share_name_neither() -> None:
    """`时长` alone could be either 时长（小时） or 时长（次）."""
    ledger = Ledger(
        "x", "台账", {"h": Column("h", "时长（小时）", "number"), "t": Column("t", "时长（次）", "number")}
    )
    finder = HeadFinder(ledger, {})
    assert "时长" not in finder.ranks
    assert finder.ranks["时长(小时)"][1] == "h"


def test_heads_that_are_other_words(tmp_path: Path) -> None:
    """They are shown as they are, with the line to write."""
    rows: Rows = [["案号", "姓名", "日期"], ["1", "王小明", date(2025, 7, 1)]]
    handed, problems = read(tmp_path, {"a.xlsx": [("个案", rows)]})
    assert handed is None
    assert codes(problems) == ["ledger-column-missing"] * 3
    assert "案号、姓名、日期" in problems[0].message("zh")
    assert "columns: {案号: case_no}" in problems[0].hint("zh")
    names = {"案号": "case_no", "姓名": "client", "日期": "opened"}
    handed, problems = read(tmp_path, {"a.xlsx": [("个案", rows)]}, Options(columns=names, needed=NEEDED))
    assert keys(handed) == ["1"]


def test_hidden_and_filtered_rows_and_columns_count(tmp_path: Path) -> None:
    """They count, and it is said."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(("个案", [*JULY[1], case("3", "丙", 3)]))))
    book["个案"].row_dimensions[3].hidden = True
    book["个案"].column_dimensions["C"].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    handed, problems = read(tmp_path, {"a.xlsx": stream.getvalue()})
    assert keys(handed) == ["1", "2", "3"]
    assert codes(problems) == ["ledger-hidden-columns", "ledger-hidden-rows"]
    assert (problems[1].args["count"], problems[1].args["rows"]) == ("1", "3")


def test_rows_struck_through_are_unknown(tmp_path: Path) -> None:
    """One warning for the row, none for its cells."""
    from openpyxl.styles import Font

    book = openpyxl.load_workbook(io.BytesIO(xlsx(("个案", JULY[1]))))
    for cell in book["个案"][2]:
        cell.font = Font(strike=True)
    stream = io.BytesIO()
    book.save(stream)
    handed, problems = read(tmp_path, {"a.xlsx": stream.getvalue()})
    assert handed is not None
    assert [row.struck for row in handed.rows] == [True, False]
    assert [(problem.code, problem.cell) for problem in problems] == [("ledger-row-struck", "个案!A2")]
