"""What a row of a ledger is: records as people keep them, and all that stands between and below them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluator.loading import ledger_lines, ledger_words
from evaluator.loading.ledger_columns import PlainTable
from evaluator.loading.ledger_words import (
    compact,
    is_example,
    is_loose_sum,
    is_nothing,
    is_sum,
    label_kind,
)
from evaluator.loading.ledgers import LedgerSource, Options, read_ledger
from evaluator.model.guideline import Column, Ledger
from evaluator.model.submission import Handed
from evaluator.texts.problem import Problem
from tests.stations import codes, xlsx

VISITS: Final = Ledger(
    "visits",
    "走访台账",
    {
        "no": Column("no", "编号", "text"),
        "household": Column("household", "户号", "text"),
        "day": Column("day", "走访日期", "date"),
        "hours": Column("hours", "时长", "number", may_be_blank=True),
        "worker": Column("worker", "走访人", "text", may_be_blank=True),
    },
    key="no",
)
HEAD: Final = "编号,户号,走访日期,时长,走访人"
DAYS: Final = Ledger("days", "开放日", {"day": Column("day", "日期", "date")})
NAMES: Final = Ledger("names", "组织", {"name": Column("name", "名称", "text")})
NEEDED: Final = frozenset({"no", "household", "day"})


def read(
    folder: Path, data: str | bytes, ledger: Ledger = VISITS, options: Options | None = None
) -> tuple[Handed | None, list[Problem]]:
    (folder / "v").write_bytes(data.encode() if isinstance(data, str) else data)
    handed, problems, _ = read_ledger(ledger, [LedgerSource("v")], options or Options(), folder, "s.yaml")
    assert codes(problems) is not None
    return handed, problems


def judged(handed: Handed | None) -> tuple[list[int], dict[int, str]]:
    """The lines that are records, and why the others are none."""
    assert handed is not None
    return [row.line for row in handed.rows], {row.line: row.reason for row in handed.kept_out}


def lines(*rows: str) -> str:
    return "\n".join((HEAD, "F1,H1,2025-08-01,2,李", *rows)) + "\n"


@pytest.mark.parametrize(
    "row, reason",
    [
        ("7,,,,", "row-numbered"),
        ("F7,,,,", "row-numbered"),
        ("F7,,,—,", "row-numbered"),
        (",—,,,", "row-section"),
        ("二季度,,,,", "row-section"),
        (",二季度,,,", "row-section"),
        (",,,,二季度", "row-section"),
        (",,二季度,,", "row-section"),
        ("一、低保家庭,,,,", "row-section"),
        ("编号,户号,走访日期,时长,走访人", "row-heads"),
        ("编 号,户号,走访日期,时长（小时）,走访人", "row-heads"),
        ("编 号,户号,走访日期,时长,走访人", "row-heads"),
        ("\ufeff编号,户号,走访日期,时长,走访人", "row-heads"),
        ("\x1a编号,户号,走访日期,时长,走访人", "row-heads"),
        ("户号,编号,走访日期,时长,走访人", "row-heads"),
        ("合计,,,2,", "row-total"),
        (",合计,,2,", "row-total"),
        (",,合计,2,", "row-total"),
        (",,,2,合计", "row-total"),
        ("小计,1户,,2,", "row-total"),
        ("8月小计,1,,2,", "row-total"),
        ("合　计：,,,2,", "row-total"),
        ("本页合计,,,2,", "row-total"),
        ("上半年累计,,,2,", "row-total"),
        (",,,2,合计：1户", "row-total"),
        (",共1户,,2,", "row-total"),
        ("平均,,,2,", "row-total"),
        ("Total,,,2,", "row-total"),
        ("填表人：李某,,审核：张某,,", "row-foot"),
        ("填表人：,李某,审核人：,张某,", "row-foot"),
        ("制表人,李某,审核人,张某,2026-07-01", "row-foot"),
        (",,注：数据截至六月底,,", "row-foot"),
        ("以下空白,,,,", "row-foot"),
        (",,,第1页 共2页,", "row-foot"),
        ("青禾镇社工站（盖章）,,,2026年  月  日,", "row-foot"),
        ("续表,,,,", "row-foot"),
        ("站长：李某,督导：张某,,,", "row-foot"),
        ("示例,H1,2025-08-01,2,李", "row-example"),
        ("\u200b,,,,", "row-nothing"),
        ("\x1a", "row-nothing"),
        (",,,—,/", "row-nothing"),
    ],
)
def test_what_is_no_record_wherever_it_stands(tmp_path: Path, row: str, reason: str) -> None:
    """In the middle as at the end it counts nothing, blanks nothing, and is listed."""
    last = "F2,H2,2025-08-02,1,李"
    shifted = reason == "row-heads" and row.startswith("户号")
    below = "H2,F2,2025-08-02,1,李" if shifted else last
    handed, problems = read(tmp_path, lines(row, below))
    assert judged(handed) == ([2, 4], {3: reason})
    assert [problem.code for problem in problems if problem.code != "ledger-signs-of-nothing"] == []
    assert handed is not None
    assert [handed.rows[1].cells[name] for name in ("no", "household")] == ["F2", "H2"]
    handed, problems = read(tmp_path, lines(row))
    assert judged(handed) == ([2], {3: reason})


@pytest.mark.parametrize(
    "row, blank",
    [
        ("F2,,2025-08-02,,", ["household"]),
        ("F2,H2,,,", ["day"]),
        (",H2,2025-08-02,,", ["no"]),
        ("F2,,,3,", ["household", "day"]),
        ("F2,,,,李", ["household", "day"]),
        ("F2,H2,昨天,,", []),
        ("F2,H2,2025-08-02,,备注：雨天改期", []),
        ("F2,H2,2025-08-02,,小计划", []),
        ("F2,H2,2025-08-02,,审核", []),
    ],
)
def test_an_incomplete_record_is_a_record(tmp_path: Path, row: str, blank: Sequence[str]) -> None:
    """At the end as in the middle; what it lacks is a warning with its place."""
    titles = "、".join(VISITS.columns[name].title for name in blank)
    for rows, line in ((lines(row), 3), (lines(row, "F3,H3,2025-08-03,,"), 3)):
        handed, problems = read(tmp_path, rows)
        assert line in judged(handed)[0]
        incomplete = [problem for problem in problems if problem.code == "ledger-row-incomplete"]
        assert [(problem.args["columns"], problem.cell[-1]) for problem in incomplete] == (
            [(titles, str(line))] if blank else []
        )


STAFF: Final = Ledger(
    "staff",
    "人员",
    {
        "post": Column("post", "职务", "text"),
        "name": Column("name", "姓名", "text"),
        "since": Column("since", "入职日期", "date"),
        "hours": Column("hours", "学时", "number", may_be_blank=True),
    },
    key="name",
)


@pytest.mark.parametrize(
    "row, reason",
    [
        ("站长,李某,2025-01-01,2", ""),
        ("会计,王某,2025-01-01,", ""),
        ("审核人,王某,2025-01-01,", ""),
        ("电话,甲户,2025-01-01,", ""),
        ("附件1,制度,2025-01-01,", ""),
        ("（1）,甲户,2025-01-01,", ""),
        ("累计,甲户,2025-01-01,3", ""),
        ("共2户,甲户,2025-01-01,3", ""),
        ("备注：略,甲户,2025-01-01,", ""),
        ("站长,李某,,2", ""),
        ("会计,王某,,", ""),
        ("（1）,甲户,,", ""),
        ("共2户,甲户,,3", ""),
        ("累计,甲户,,3", ""),
        ("1,甲,,2", ""),
        ("甲,1,,2", ""),
        ("甲,乙,1,2", "row-heads"),
        ("会计,王某,出纳,李某", "row-foot"),
        ("审核人,王某,,", "row-foot"),
        ("制表人,王某,审核人,李某", "row-foot"),
        ("填表人,王某,,2025-01-01", "row-foot"),
        ("会计：,王某,出纳：,2025-01-01", "row-foot"),
        ("备注,数据截至六月底,,", "row-foot"),
        ("填表说明,1.写实际日期,,", "row-foot"),
        ("共2户,,,3小时", "row-total"),
        ("累计,,,3", "row-total"),
        ("共2户,,,3", "row-total"),
    ],
)
def test_records_whose_words_are_labels_elsewhere(tmp_path: Path, row: str, reason: str) -> None:
    """A list of staff begins with 站长, a list of papers with 附件1; one cell cleared leaves a record with a warning."""
    rows = [row, "社工,赵某,2025-02-02,"]
    for order in (rows, rows[::-1]):
        if reason == "row-heads" and order[0] != row:
            continue
        handed, problems = read(tmp_path, "\n".join(["职务,姓名,入职日期,学时", *order]), STAFF)
        line = order.index(row) + 2
        assert (judged(handed)[1].get(line, ""), len(judged(handed)[0])) == (reason, 1 if reason else 2)
        assert bool(problems) is (not reason and not row.split(",")[2])


def test_a_note_in_a_complete_row_is_what_it_says(tmp_path: Path) -> None:
    """A signature fills no cell even there."""
    handed, _ = read(tmp_path, lines("F2,H2,2025-08-02,1,备注：雨天", "F3,H3,2025-08-03,1,审核：张某"))
    assert handed is not None
    assert [row.cells["worker"] for row in handed.rows] == ["李", "备注:雨天", None]


FOOT: Final = (
    "负责人：,李某,2026-07-01,,",
    "签字,李某,2026-07-01,,日期",
    "站长：李某,联系电话：10007730033,2026-07-01,,",
    ",,2026-07-01,,",
    ",,2026年7月1日,,",
    "填表人：李某,,2026-07-01,,",
    ",,,28,",
    "社工：李某,,,,2026-07-01",
)


@pytest.mark.parametrize("row", FOOT)
def test_the_foot_is_the_end_of_the_table(tmp_path: Path, row: str) -> None:
    """One value beside labels is foot at the end, over other lines of the foot too, and a record in the middle."""
    tail = ("", "合计,,,2,", "注：略,,,,", "二季度,,,,", "9,,,,", row)
    handed, problems = read(tmp_path, lines(row, *tail))
    assert judged(handed)[0] == [2]
    assert judged(handed)[1][3] == judged(handed)[1][9] == "row-foot"
    assert codes(problems) == []
    handed, problems = read(tmp_path, lines(row, "F2,H2,2025-08-02,1,李"))
    assert judged(handed) == ([2, 3, 4], {})
    assert problems, "an incomplete record is said"


def test_two_values_are_never_foot(tmp_path: Path) -> None:
    """An incomplete last record is an incomplete record."""
    handed, problems = read(tmp_path, lines(",H2,2025-08-02,,"))
    assert judged(handed)[0] == [2, 3]
    assert codes(problems) == ["ledger-row-incomplete"]


def test_a_page_ends_above_repeated_heads(tmp_path: Path) -> None:
    """A signature with its date there is foot; a date alone is a record that lacks the rest."""
    handed, _ = read(
        tmp_path, lines("填表人：李某,,2025-08-31,,", "走访台账（续）,,,,", HEAD, "F2,H2,2025-09-01,1,李")
    )
    assert judged(handed) == ([2, 6], {3: "row-foot", 4: "row-section", 5: "row-heads"})
    handed, problems = read(tmp_path, lines(",,2025-08-31,,", HEAD, "F2,H2,2025-09-01,1,李"))
    assert judged(handed)[0] == [2, 3, 5]
    assert codes(problems) == ["ledger-row-incomplete"]


@pytest.mark.parametrize(
    "ledger, rows, records",
    [
        (DAYS, ["2025-07-01", "2025-07-02", "二季度", "2025-07-03", "制表日期：2026-07-01"], [2, 3, 5]),
        (DAYS, ["2025-07-01", "合计", "日期", "", "2025-07-02"], [2, 6]),
        (NAMES, ["甲", "乙", "合计", "备注：略", "以下空白", "丙"], [2, 3, 7]),
        (NAMES, ["甲", "名称", "乙"], [2, 4]),
    ],
)
def test_one_required_column(tmp_path: Path, ledger: Ledger, rows: Sequence[str], records: list[int]) -> None:
    """There a value of its type is a record, at the end too, unless it is a label."""
    title = next(iter(ledger.columns.values())).title
    handed, problems = read(tmp_path, "\n".join([title, *rows]), ledger)
    assert judged(handed)[0] == records
    assert codes(problems) == []


def test_columns_beside_the_ledgers_own(tmp_path: Path) -> None:
    """A number alone there numbers the line, a text alone is a heading, two things are a record that lacks all."""
    head = f"序号,{HEAD},事由"
    rows = [
        "1,F1,H1,2025-08-01,2,李,慰问",
        "2,,,,,,",
        "2,F2,,,,,",
        ",,,,,,注：略",
        ",,,,,,二季度",
        "4,,,,,,因故取消",
    ]
    handed, problems = read(tmp_path, "\n".join([head, *rows]))
    assert judged(handed) == (
        [2, 7],
        {3: "row-numbered", 4: "row-numbered", 5: "row-foot", 6: "row-section"},
    )
    assert [(problem.code, problem.args["columns"]) for problem in problems] == [
        ("ledger-row-incomplete", "编号、户号、走访日期")
    ]


def test_what_stands_beside_the_table(tmp_path: Path) -> None:
    """Another table behind an empty column, and words in columns without a head, make no records."""
    head = f"{HEAD},,月份,户次"
    rows = [
        "F1,H1,2025-08-01,2,李,,8月,1",
        ",,,,,,9月,12",
        ",,,,,,合计,13",
        ",,,,,一季度,,",
        "F2,H2,2025-08-02,1,李,?,,",
    ]
    handed, problems = read(tmp_path, "\n".join([head, *rows]))
    assert judged(handed) == ([2, 6], {3: "row-section", 4: "row-total", 5: "row-section"})
    assert codes(problems) == []


def test_notes_below_the_heads(tmp_path: Path) -> None:
    """How to fill in a column, in brackets below its head, is no record; nor is a line with dashes beside its key."""
    rows = ["（顺序号）,,（年-月-日）,（小时）,", "7,,,,,—", "F1,H1,2025-08-01,2,李,—"]
    handed, problems = read(tmp_path, "\n".join([f"{HEAD},备注", *rows]))
    assert judged(handed) == ([4], {2: "row-foot", 3: "row-numbered"})
    assert codes(problems) == []


def test_cells_merged_over_rows_and_columns(tmp_path: Path) -> None:
    """A text merged across is a heading in any column; a cell merged downwards holds for each row, and it is said."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(
            xlsx(
                (
                    "台账",
                    [
                        HEAD.split(","),
                        ["F1", "H1", date(2025, 8, 1), 1, "李"],
                        ["2025", None, None, None, None],
                        ["F2", "H2", date(2025, 8, 2), 1, "李"],
                        ["F3", "H3", None, 1, "李"],
                        ["F4", None, None, None, None],
                    ],
                )
            )
        )
    )
    for cells in ("A3:E3", "C4:C6"):
        book["台账"].merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    handed, problems = read(tmp_path, stream.getvalue())
    assert judged(handed) == ([2, 4, 5, 6], {3: "row-section"})
    assert handed is not None
    assert [row.cells["day"] for row in handed.rows][1:] == [date(2025, 8, 2)] * 3
    assert [(problem.code, problem.cell) for problem in problems] == [
        ("ledger-cell-merged", "台账!C5"),
        ("ledger-row-incomplete", "台账!B6"),
        ("ledger-cell-merged", "台账!C6"),
    ]


def test_columns_numbered_below_their_heads(tmp_path: Path) -> None:
    """The line 甲 乙 1 2 3 of official forms is part of the heads; the same numbers further down are a record."""
    handed, problems = read(tmp_path, f"{HEAD}\n甲,乙,1,2,3\nF1,H1,2025-08-01,2,李\n1,2,3,4,5")
    assert judged(handed) == ([3, 4], {2: "row-heads"})
    assert codes(problems) == ["cell-wrong-type"]


@pytest.mark.parametrize(
    "text, types",
    [
        ("—", "all"),
        ("－", "all"),
        ("——", "all"),
        ("/", "all"),
        ("／", "all"),
        ("无", "all"),
        (" 暂 无 ", "all"),
        ("N/A", "all"),
        ("进行中", "figures"),
        ("未结案", "figures"),
        ("尚未结案", "figures"),
        ("跟进中", "figures"),
        ("待定", "figures"),
        ("8月中", "none"),
        ("两小时", "none"),
        ("无锡", "none"),
        ("-5", "none"),
    ],
)
def test_signs_of_nothing(text: str, types: str) -> None:
    """Dashes and 无 are blanks in every column that may be blank, 进行中 only where a day or a number belongs."""
    folded = compact(text) if text.strip() != text else text.replace("－", "-").replace("／", "/")
    for kind in ("text", "choice", "boolean", "date", "integer", "number", "share"):
        column = Column("x", "列", kind, may_be_blank=True)
        figures = kind in ("date", "integer", "number", "share")
        assert is_nothing(folded, column) is (types == "all" or (types == "figures" and figures)), kind
    option = Column("x", "列", "choice", {"none": "无", "open": "进行中"}, may_be_blank=True)
    assert not is_nothing("无", option)


def test_signs_of_nothing_are_said_once(tmp_path: Path) -> None:
    """Once a column with how many cells; in a required column they are no blanks."""
    rows = ["F2,H2,2025-08-02,—,无", "F3,H3,2025-08-03,进行中,/", "F4,H4,2025-08-04,—,李", "F5,—,—,1,李"]
    handed, problems = read(tmp_path, lines(*rows))
    assert handed is not None
    assert [row.cells["hours"] for row in handed.rows] == [2, None, None, None, 1]
    assert [row.cells["household"] for row in handed.rows][-1] == "—"
    assert [(problem.code, problem.cell) for problem in problems] == [
        ("cell-wrong-type", "C6"),
        ("ledger-signs-of-nothing", "D3"),
        ("ledger-signs-of-nothing", "E3"),
    ]
    assert problems[1].args == {"column": "时长", "signs": "—、进行中", "count": "3"}


@pytest.mark.parametrize(
    "text, sum_, figure",
    [
        ("合计", True, False),
        ("7月份小计", True, False),
        ("第二季度合计", True, False),
        ("2025年度总计（元）", True, False),
        ("人数合计", True, False),
        ("合计人次", True, False),
        ("累计", False, True),
        ("平均值：", False, True),
        ("上半年累计", True, False),
        ("共 12 户", False, True),
        ("合计：3,200元", False, True),
        ("个案小计", True, False),
        ("上门走访合计", True, False),
        ("小计划", False, False),
        ("共享单车", False, False),
        ("总计户", False, False),
        ("会计", False, False),
        ("社工会计小组", False, False),
        ("平均主义", False, False),
    ],
)
def test_words_of_sums(text: str, sum_: bool, figure: bool) -> None:
    assert (is_sum(compact(text)), is_loose_sum(compact(text))) == (sum_, figure)


LABELS: Final[Mapping[str, str]] = {
    "填表人：李某": "label",
    "填表人：李某　　审核人：张某　　2026年7月1日": "label",
    "单位负责人（签字）：": "label",
    "填报单位（盖章）：青禾镇社工站": "label",
    "青禾镇社工站（公章）": "label",
    "打印日期:2026-07-01": "label",
    "——以下空白——": "label",
    "第 1 页，共 3 页": "label",
    "第三页": "label",
    "（接上页）": "label",
    "过次页": "label",
    "年　月　日": "label",
    "— 1 —": "label",
    "～以下空白～": "label",
    "（以下空白，手写无效）": "label",
    "单位制表人：": "label",
    "制表人：　　科室负责人意见：　　分管领导意见：": "label",
    "会计负责人:": "label",
    "财务主管：　　复核：　　制表：": "label",
    "承上页": "label",
    "电子邮箱：a@example.org": "remark",
    "注：1. 数据截至六月底": "remark",
    "※ 说明：略": "remark",
    "注①略": "remark",
    "联系电话：10007730033": "remark",
    "站长：李某": "remark",
    "*为必填": "remark",
    "备注": "noted",
    "填表说明": "noted",
    "审核": "bare",
    "审核人": "signed",
    "制表": "signed",
    "单位负责人": "signed",
    "站长": "bare",
    "会计": "bare",
    "附件1": "bare",
    "（1）": "",
    "（十二）": "",
    "（顺序号）": "remark",
    "完": "remark",
    "社工：李某": "called",
    "入户：了解情况": "called",
    "2026年7月1日": "",
    "审核会议": "",
    "注销": "",
    "说明会": "",
    "12:30": "",
    "F1": "",
    "李某": "",
}


@pytest.mark.parametrize("text", LABELS)
def test_words_of_labels(text: str) -> None:
    assert label_kind(compact(text)) == LABELS[text]


CELLS: Final = (
    *(
        "F1",
        "F2",
        "7",
        "１２",
        "H1",
        " 户 1",
        "李",
        "合计",
        "小计",
        "编号",
        "走访日期",
        "填表人：王",
        "注：略",
        "二季度",
    ),
    *(
        "无",
        "—",
        "/",
        "1.5",
        "08",
        "1,200",
        "3小时",
        "2025-08-01",
        "2025/8/1",
        "2025.13.1",
        "2025年8月1日",
        "45000",
    ),
    *(
        "2025-08-01 9:00",
        "A\u200b1",
        "1.23E+17",
        "#N/A",
        "是",
        "甲",
        "\u3000",
        "第1页",
        "-1-",
        "Total",
        "进行中",
        "独立",
    ),
)
TYPES: Final = ("text", "date", "integer", "number", "share", "boolean", "choice", "set")


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_typed_by_columns_is_the_row_judged_by_itself(tmp_path: Path, data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=4))
    names = [f"c{number}" for number in range(len(kinds))]
    columns = {
        name: Column(
            name,
            name,
            kind,
            {"own": "独立", "none": "无", "甲": "其他"} if kind in ("choice", "set") else {},
            may_be_blank=data.draw(st.booleans()),
            not_before="c0" if kind == "date" and name != "c0" else "",
        )
        for name, kind in zip(names, kinds, strict=True)
    }
    ledger = Ledger("l", "台账", columns, key=data.draw(st.sampled_from(("", *names))))
    row = st.lists(st.sampled_from(("", *names, *CELLS)), max_size=len(names) + 1)
    rows = [names, *data.draw(st.lists(row, max_size=8))]
    as_text = data.draw(st.booleans())
    if as_text:
        table: str | bytes = "\n".join(",".join(cells).replace("1,200", "1200") for cells in rows) + "\n"
    else:
        figures = {"7": 7, "1.5": 1.5, "45000": 45000.0, "2025-08-01": date(2025, 8, 1), "08": 8.0}
        table = xlsx(("表", [[figures.get(cell, cell) for cell in cells] for cells in rows]))
    needed = frozenset(data.draw(st.sets(st.sampled_from(names))))
    by_columns = read(tmp_path, table, ledger, Options(needed=needed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_lines, "plain_rows", lambda _, heads, *__: PlainTable((), {}, {}, heads))
        patch.setattr(ledger_words, "may_tell", lambda *_, **__: True)  # every word of every row is looked at
        one_by_one = read(tmp_path, table, ledger, Options(needed=needed))
    assert by_columns == one_by_one


PARTS: Final = (
    *(
        "完",
        "-",
        "—",
        "(",
        ")",
        "~",
        "<",
        "[",
        "】",
        "盖章",
        "签字",
        "公章",
        "填表人",
        "备注",
        "注",
        "说明",
        "*",
        "※",
    ),
    *(
        ":",
        "1",
        "①",
        "第",
        "页",
        "共",
        "续表",
        "以下空白",
        "无正文",
        "page",
        "Page",
        "PAGE",
        "of",
        "此页",
        "承前页",
    ),
    *(
        "过次页",
        "转下页",
        "上页续",
        "合计",
        "共计",
        "累计",
        "约",
        ".",
        ",",
        "人",
        "附件",
        "社工",
        "日期",
        "Total",
    ),
    *("小计", "平均", "均值", "总和", "总数", "填写", "例", "如", "年", "月", "日"),
)


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("".join))
def test_what_an_expression_of_labels_matches_has_a_character_of_it(text: str) -> None:
    """Texts without these characters are not held to the expressions at all."""
    for expression, characters in (
        (ledger_words._SIGNATURE, ledger_words._IN_SIGNATURE),
        (ledger_words._PAGE, ledger_words._IN_PAGE),
        (ledger_words._REMARK, ledger_words._IN_REMARK | {"(", "完"}),
    ):
        assert not expression.fullmatch(text) or characters & set(text)
    if ledger_words._REMARK.fullmatch(text):
        assert label_kind(text) in (ledger_words.LABEL, ledger_words.REMARK)
    assert is_loose_sum(text) == any(
        expression.fullmatch(text) is not None
        for expression in (ledger_words._SUM_AND_FIGURE, ledger_words._LOOSE_SUM)
    )
    assert is_sum(text) == bool(
        ledger_words._SUM_WORD.fullmatch(text) and not ledger_words._LOOSE_SUM.fullmatch(text)
    )
    assert is_example(text) == bool(ledger_words._EXAMPLE.fullmatch(text))
    if ledger_words._BLANK_DATE.fullmatch(text):
        assert label_kind(text) == ledger_words.LABEL


@settings(max_examples=500)
@given(st.from_regex(ledger_words._BARE.pattern, fullmatch=True))
def test_a_label_without_anything_behind_it_begins_and_ends_as_such_labels_do(text: str) -> None:
    """Texts that begin or end otherwise are not held to the expression at all."""
    assert ledger_words._is_bare(text)
    assert not ledger_words._is_bare("")


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that are looked at one by one."""
    looked: list[int] = []
    judge = ledger_lines.LineJudge._line

    def counting(self: ledger_lines.LineJudge, number: int, first: int) -> ledger_lines.SheetLine | None:
        looked.append(number)
        return judge(self, number, first)

    monkeypatch.setattr(ledger_lines.LineJudge, "_line", counting)
    return looked


def test_words_that_only_resemble_labels_do_not_make_a_row_be_judged_by_itself(
    tmp_path: Path, looked_at: list[int]
) -> None:
    """Names in front, and 计, （ or 日 inside a text; a sum still is none of the records."""
    rows = ("陈某,计划户,2025-08-02,1,李", "林某,户（二）,2025年8月3日,2,缺日期", "合计,,2025-08-31,3,")
    handed, _ = read(tmp_path, lines(*rows))
    assert handed is not None
    assert [row.cells["no"] for row in handed.rows] == ["F1", "陈某", "林某"]
    assert [(row.line, row.reason) for row in handed.kept_out] == [(5, "row-total")]
    assert looked_at == [4]


def test_nearly_all_rows_are_typed_by_columns(tmp_path: Path, looked_at: list[int]) -> None:
    handed, _ = read(tmp_path, lines("F2,H2,2025/8/2,1.5,李", "F3,H3,2025.8.3,—,王", "合计,,,3,"))
    assert handed is not None
    assert len(handed.rows) == 3
    assert looked_at == [3, 4]
