"""A fact counted from a ledger, and every row that did not count with its reason."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.model import condition as conditions
from evaluator.model.condition import And, Comparison, Condition, Not, Or
from evaluator.model.guideline import Column, Counting, Fact, Ledger
from evaluator.model.submission import Handed, KeptOut, Part, Row
from evaluator.model.values import Amount, Location, Period, Value, spans
from evaluator.scoring.counting import CountResult, count, table_of
from evaluator.texts.messages import SAY

PERIOD = Period(date(2025, 7, 1), date(2026, 6, 30))
COLUMNS = {
    "no": Column("no", "编号", "text"),
    "who": Column("who", "对象", "text", private=True),
    "day": Column("day", "日期", "date"),
    "end": Column("end", "结案", "date", may_be_blank=True),
    "hours": Column("hours", "时长", "number"),
}
LEDGER = Ledger("x", "台账", COLUMNS, key="no")
KEYLESS = Ledger("x", "台账", COLUMNS)
WITHIN = conditions.Test(None, "day", (Comparison("within", "period"),))
ENDED = conditions.Test(None, "end", (Comparison("is_given", operand=True),))


def row(line: int, *, bad: Mapping[str, str] | None = None, **cells: Value | None) -> Row:
    return row_of(line, cells, bad or {})


def row_of(line: int, cells: Mapping[str, Value | None], bad: Mapping[str, str]) -> Row:
    full = {name: cells.get(name) for name in COLUMNS}
    return Row(f"a.csv 第{line}行", full, bad, "a.csv", line)


def counted(
    rows: list[Row],
    rule: Counting,
    *,
    kind: str = "integer",
    ledger: Ledger = LEDGER,
    can_lower: bool = False,
    kept_out: tuple[KeptOut, ...] = (),
    parts: tuple[Part, ...] = (),
) -> CountResult:
    fact = Fact("f", "事实", kind, counted=rule)
    handed = Handed("x", ("a.csv",), tuple(rows), kept_out, parts)
    found = count(fact, ledger, handed, PERIOD, can_lower=can_lower)
    for _, reason, args in found.left_out:
        for sentence in SAY[reason]:
            assert sentence.format_map(args)
    if found.blank_why:
        assert f"blank-{found.blank_why.replace('_', '-')}" in SAY
    return found


def reasons(found: CountResult) -> list[tuple[str, str]]:
    return [(place.removeprefix("a.csv "), reason) for place, reason, _ in found.left_out]


def test_no_ledger_is_blank_and_no_rows_are_zero() -> None:
    """Not handed in is not the same as nothing in it; only a mean of nothing is nothing."""
    fact = Fact("f", "事实", "number", counted=Counting("x"))
    assert count(fact, LEDGER, None, PERIOD, can_lower=False).blank_why == "not_handed_in"
    assert counted([], Counting("x")).value == 0
    assert counted([], Counting("x", sum="hours")).value == 0
    assert counted([], Counting("x", by="month", of="day")).value == 0
    mean = counted([], Counting("x", mean="hours"), kind="number")
    assert (mean.value, mean.blank_why) == (None, "no_rows")


def test_filter_first_then_key_then_distinct() -> None:
    """An earlier row outside the period does not use up its key."""
    rows = [
        row(2, no="1", who="甲", day=date(2025, 6, 30)),
        row(3, no="1", who="甲", day=date(2025, 7, 1)),
        row(4, no="1", who="乙", day=date(2026, 6, 30)),
        row(5, no="2", who="甲", day=date(2025, 8, 1)),
        row(6, no="3", who="丙", day=date(2026, 7, 1)),
    ]
    found = counted(rows, Counting("x", rows=WITHIN, distinct=("who",)))
    assert found.value == 1
    assert reasons(found) == [
        ("第2行", "row-outside-period"),
        ("第4行", "row-duplicate"),
        ("第5行", "row-not-distinct"),
        ("第6行", "row-outside-period"),
    ]
    assert counted(rows, Counting("x", rows=WITHIN)).value == 2


def test_a_differing_duplicate_is_a_warning_without_private_values() -> None:
    """An equal row is dropped silently; one that differs is told, naming columns and not contents."""
    same = [row(2, no="1", who="王小明"), row(3, no="1", who="王小明")]
    assert counted(same, Counting("x")).problems == ()
    found = counted([*same, row(4, no="1", who="李四")], Counting("x"))
    assert [(each.code, each.line, each.args["columns"]) for each in found.problems] == [
        ("ledger-duplicate-differs", 4, "对象")
    ]
    assert "李四" not in found.problems[0].render("zh")
    private = Ledger("x", "台账", COLUMNS, key="who")
    found = counted(
        [row(2, who="王小明", no="1"), row(3, who="王小明", no="2")], Counting("x"), ledger=private
    )
    assert "王小明" not in found.problems[0].render("zh")
    assert found.left_out[0][2]["key"] == "王某某"


def test_blank_and_bad_cells_set_their_row_aside() -> None:
    """What the key or this count reads must be there; what it does not read may be anything."""
    rows = [
        row(2, no="1", day=PERIOD.first, hours=2),
        row(3, no="2", day=PERIOD.first, bad={"hours": "两小时"}),
        row(4, no="3", day=PERIOD.first),
        row(5, day=PERIOD.first, hours=1),
        row(6, no="4", hours=1),
        row(7, hours=1, day=PERIOD.first, bad={"no": "#N/A"}),
        row(8, no="5", hours=1, bad={"day": "昨天"}),
        row(9, no="6", day=PERIOD.first, hours=3, bad={"end": "?"}),
    ]
    rule = Counting("x", rows=WITHIN, sum="hours")
    found = counted(rows, rule)
    assert (found.value, found.rows) == (5, 2)
    assert reasons(found) == [
        ("第3行", "row-bad-cell"),
        ("第4行", "row-blank-cell"),
        ("第5行", "row-blank-key"),
        ("第6行", "row-blank-cell"),
        ("第7行", "row-bad-cell"),
        ("第8行", "row-bad-cell"),
    ]
    lowering = counted(rows, rule, can_lower=True)
    assert (lowering.value, lowering.blank_why, lowering.rows) == (None, "rows_set_aside", 2)
    assert counted(rows[:1], rule, can_lower=True).value == 2


def test_rows_with_one_key_differ_by_what_cannot_be_read_in_them() -> None:
    """A cell that cannot be read differs from a blank, and from another that cannot be read."""
    first, same, blank, other = (
        row(2, no="1", bad={"end": "?"}),
        row(3, no="1", bad={"end": "?"}),
        row(4, no="1"),
        row(5, no="1", bad={"end": "!"}),
    )
    assert counted([first, same], Counting("x")).problems == ()
    found = counted([first, blank, other], Counting("x"))
    assert [(each.line, each.args["columns"]) for each in found.problems] == [(4, "结案"), (5, "结案")]


def test_the_reason_of_a_row_names_first_what_cannot_be_read_then_what_is_blank() -> None:
    """Of the columns that the condition asks about, in its order."""
    long = conditions.Test(None, "hours", (Comparison("at_least", Amount(1)),))
    both = Counting("x", rows=And((WITHIN, long)))
    rows = [
        row(2, no="1", bad={"hours": "两小时"}),
        row(3, no="2", day=PERIOD.first),
        row(4, no="3"),
        row(5, no="4", bad={"day": "昨天", "hours": "两小时"}),
    ]
    found = counted(rows, both)
    assert [(reason, args["column"]) for _, reason, args in found.left_out] == [
        ("row-bad-cell", "时长"),
        ("row-blank-cell", "时长"),
        ("row-blank-cell", "日期"),
        ("row-bad-cell", "日期"),
    ]


def test_rows_that_certainly_do_not_count_leave_a_lowering_fact_alone() -> None:
    """Totals, duplicates and rows outside the period are known not to count, whatever else they hold."""
    rows = [
        row(2, no="1", day=PERIOD.first, hours=2),
        row(3, no="1", day=PERIOD.first, hours=2),
        row(4, no="2", day=date(2020, 1, 1), bad={"hours": "?"}),
    ]
    total = KeptOut("a.csv 第5行", "row-total", "a.csv", 5)
    found = counted(rows, Counting("x", rows=WITHIN, sum="hours"), can_lower=True, kept_out=(total,))
    assert found.value == 2
    assert reasons(found)[-1] == ("第5行", "row-total")


def test_what_cannot_be_read_is_neither_given_nor_not_given() -> None:
    """A blank answers `is_given`; a bad cell does not."""
    rows = [
        row(2, no="1", end=PERIOD.first),
        row(3, no="2"),
        row(4, no="3", bad={"end": "?"}),
        row(5, no="4", end=PERIOD.first, bad={"hours": "?"}),
    ]
    given_ = counted(rows, Counting("x", rows=ENDED))
    assert given_.value == 2
    assert reasons(given_) == [("第3行", "row-condition"), ("第4行", "row-bad-cell")]
    missing = counted(rows, Counting("x", rows=Not(ENDED)))
    assert missing.value == 1


CLOSED = conditions.Test(None, "end", (Comparison("within", "period"),))


def test_a_blank_that_is_an_answer_sets_no_row_aside() -> None:
    """An open case has no closing date: it is not among the closed, and nothing is unknown."""
    rows = [row(2, no="1", end=PERIOD.first), row(3, no="2"), row(4, no="3", end=date(2020, 1, 1))]
    for can_lower in (False, True):
        closed = counted(rows, Counting("x", rows=CLOSED), can_lower=can_lower)
        assert (closed.value, closed.blank_why) == (1, "")
    assert reasons(closed) == [("第3行", "row-condition"), ("第4行", "row-outside-period")]
    bad = [*rows, row(5, no="4", bad={"end": "?"})]
    assert counted(bad, Counting("x", rows=CLOSED)).value == 1
    assert counted(bad, Counting("x", rows=CLOSED), can_lower=True).blank_why == "rows_set_aside"
    assert counted(rows, Counting("x", rows=Not(CLOSED))).value == 2


def test_any_and_all_know_what_a_blank_cannot_change() -> None:
    """A row counts when another part decides, and is set aside only when the blank does."""
    long = conditions.Test(None, "hours", (Comparison("above", Amount(1)),))
    rows = [row(2, no="1", day=PERIOD.first), row(3, no="2", hours=2), row(4, no="3")]
    either: Condition = Or((WITHIN, long))
    assert counted(rows, Counting("x", rows=either)).value == 2
    both = counted(
        [row(2, no="1", day=date(2020, 1, 1)), row(3, no="2", hours=1)],
        Counting("x", rows=And((WITHIN, long))),
    )
    assert reasons(both) == [("第2行", "row-outside-period"), ("第3行", "row-condition")]


@pytest.mark.parametrize(
    "by, expected",
    [("month", 3), ("day", 4), ("week", 3)],
)
def test_spans_of_time_are_counted_by_the_calendar(by: str, expected: int) -> None:
    """2025-12-29 and 2026-01-04 lie in one ISO week, in two months."""
    days = [date(2025, 12, 29), date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 2), date(2026, 2, 2)]
    rows = [row(number, no=str(number), day=day) for number, day in enumerate(days)]
    assert counted(rows, Counting("x", by=by, of="day")).value == expected


def test_means_are_exact() -> None:
    """A third is a third; a sum that is not whole is no integer."""
    rows = [row(2, no="1", hours=1), row(3, no="2", hours=1), row(4, no="3", hours=Fraction(1, 2))]
    assert counted(rows, Counting("x", mean="hours"), kind="number").value == Fraction(5, 6)
    whole = counted(rows, Counting("x", sum="hours"))
    assert (whole.value, whole.blank_why) == (None, "not_whole")
    assert counted(rows, Counting("x", sum="hours"), kind="number").value == Fraction(5, 2)


def test_without_a_key_equal_rows_count_once() -> None:
    """Rows equal in all columns are one record, those of columns that the ledger does not ask for included."""
    rows = [row(2, who="甲"), row(3, who="甲"), row(4, who="甲", hours=1), row(5, who="乙")]
    found = counted(rows, Counting("x"), ledger=KEYLESS)
    assert found.value == 2
    assert reasons(found) == [("第3行", "row-same"), ("第4行", "row-same")]
    assert counted(rows, Counting("x", distinct=("who",)), ledger=KEYLESS).value == 2
    remarks = [
        replace(row(2, who="甲"), beside={"主题": "防汛"}),
        replace(row(3, who="甲"), beside={"主题": "消防"}),
    ]
    assert counted(remarks, Counting("x"), ledger=KEYLESS).value == 2
    numbered = [
        replace(row(2, who="甲"), beside={"序号": "1"}),
        replace(row(3, who="甲"), beside={"序号": "2"}),
    ]
    assert counted(numbered, Counting("x"), ledger=KEYLESS).value == 2
    on_two_sheets = [numbered[0], replace(numbered[1], part=1)]
    assert counted(on_two_sheets, Counting("x"), ledger=KEYLESS).value == 1


def test_what_is_equal_but_for_a_blank_is_not_surely_one_record() -> None:
    """It counts once where that cannot help; where a larger count lowers a score, the count is blank."""
    rows = [row(2, who="甲", hours=1), row(3, who="甲")]
    assert counted(rows, Counting("x"), ledger=KEYLESS).value == 1
    lowering = counted(rows, Counting("x"), ledger=KEYLESS, can_lower=True)
    assert (lowering.value, lowering.blank_why) == (None, "rows_set_aside")
    assert counted(rows[:1] * 2, Counting("x"), ledger=KEYLESS, can_lower=True).value == 1


ANEW = (Part("a.xlsx", "7月", anew=True), Part("a.xlsx", "8月", anew=True), Part("b.csv"))


def test_keys_that_begin_anew_on_each_sheet() -> None:
    """Equal keys on such sheets are one record only where no other required cell differs."""
    rows = [
        row(2, no="1", who="甲", day=PERIOD.first, hours=1),
        replace(row(3, no="1", who="乙", day=PERIOD.first, hours=1), part=1),
        replace(row(4, no="1", who="甲", day=PERIOD.first, hours=1), part=1),
        replace(row(5, no="1", who="丙", day=PERIOD.first, hours=1), part=2),
        replace(row(6, no="2", who="甲", day=PERIOD.first, hours=1), part=1),
        replace(row(7, no="1", who="乙", day=PERIOD.last, hours=1), part=1),
    ]
    found = counted(rows, Counting("x"), parts=ANEW)
    assert found.value == 3
    assert reasons(found) == [
        ("第4行", "row-duplicate"),
        ("第5行", "row-duplicate"),
        ("第7行", "row-duplicate"),
    ]
    assert [problem.line for problem in found.problems] == [5, 7]
    perhaps = [rows[0], replace(row(3, no="1", day=PERIOD.first, hours=1), part=1)]
    assert counted(perhaps, Counting("x"), parts=ANEW).value == 1
    assert counted(perhaps, Counting("x"), parts=ANEW, can_lower=True).blank_why == "rows_set_aside"


def test_where_the_rows_stand_that_count() -> None:
    """By file and sheet, with the lines as spans; without any row, the files of the ledger."""
    parts = (Part("a.xlsx", "7月"), Part("b.csv"))
    rows = [
        *(replace(row(line, no=str(line), hours=1), file="a.xlsx") for line in (2, 3, 4, 7)),
        replace(row(9, no="9", hours=1), file="b.csv", part=1),
        replace(row(10, hours=1), file="b.csv", part=1),
    ]
    found = counted(rows, Counting("x"), parts=parts)
    assert found.at == (Location("a.xlsx", "7月", ((2, 4), (7, 7))), Location("b.csv", "", ((9, 9),)))
    none = counted(rows[-1:], Counting("x"), parts=parts)
    assert none.at == (Location("a.csv"),)
    table = table_of(LEDGER, Handed("x", ("a.xlsx", "b.csv"), tuple(rows), (), parts))
    assert table is not None
    assert table.at[1] == Location("b.csv", "", ((9, 10),))
    assert table_of(LEDGER, None) is None


def test_rows_left_out_are_listed_in_the_order_of_the_files() -> None:
    """First by file, in the order the submission names them, then by line."""
    rows = [
        replace(row(5), file="b.csv", place="b 5"),
        replace(row(3), file="a.csv", place="a 3"),
        replace(row(2), file="b.csv", place="b 2"),
        replace(row(9), file="a.csv", place="a 9"),
    ]
    handed = Handed("x", ("b.csv", "a.csv"), tuple(rows), (), ())
    found = count(
        Fact("f", "事实", "integer", counted=Counting("x")), LEDGER, handed, PERIOD, can_lower=False
    )
    assert [place for place, _, _ in found.left_out] == ["b 2", "b 5", "a 3", "a 9"]


def test_the_reason_of_a_row_says_what_stands_there() -> None:
    """Titles of columns and what was found; private texts are masked, others shown."""
    columns = {**COLUMNS, "when": Column("when", "何时", "date", private=True)}
    private = Ledger("x", "台账", columns, key="no")
    outside = [row(2, no="1", day=date(2020, 1, 2)), row(3, no="2", day=PERIOD.first)]
    [(_, reason, args)] = counted(outside, Counting("x", rows=WITHIN)).left_out
    assert (reason, {**args}) == ("row-outside-period", {"column": "日期", "found": "2020-01-02"})
    masked = [replace(row(2, no="1"), cells={**row(2, no="1").cells, "when": date(2020, 1, 2)})]
    test = conditions.Test(None, "when", (Comparison("within", "period"),))
    [(_, _, args)] = counted(masked, Counting("x", rows=test), ledger=private).left_out
    assert args["column"] == "何时"
    assert "2020" not in args["found"]
    twice = [row(2, no="1", who="甲", hours=1), row(3, no="1", who="乙", hours=2)]
    found = counted(twice, Counting("x"))
    assert {**found.left_out[0][2]} == {"key": "1", "first": "a.csv 第2行"}
    [problem] = found.problems
    assert {name: str(value) for name, value in problem.args.items()} == {
        "key": "1",
        "first": "a.csv 第2行",
        "row": "a.csv 第3行",
        "columns": "对象、时长",
    }
    same = [row(2, no="1", who="甲"), row(3, no="2", who="甲")]
    [(_, reason, args)] = counted(same, Counting("x", distinct=("who",))).left_out
    assert (reason, str(args["columns"]), args["first"]) == ("row-not-distinct", "对象", "a.csv 第2行")


def test_rows_that_are_surely_the_same_put_nothing_in_doubt() -> None:
    """Only a row that has something the other lacks does; the rows in doubt are counted."""
    first = row(2, no="1", who="甲", day=PERIOD.first, hours=1)
    again = replace(first, line=3, part=1, place="a.csv 第3行")
    less = replace(again, cells={**first.cells, "hours": None})
    assert counted([first, again], Counting("x"), parts=ANEW, can_lower=True).value == 1
    assert counted([first, less], Counting("x"), parts=ANEW, can_lower=True).value is None
    assert counted([first, less], Counting("x"), parts=ANEW).incomplete == 1
    repeated = [row(2, who="甲", day=PERIOD.first, hours=1), row(3, who="甲", hours=1)]
    assert counted(repeated, Counting("x", mean="hours"), ledger=KEYLESS, kind="number").value is None
    keyless = [row(2, who="甲", hours=1), row(3, who="甲")]
    table = table_of(KEYLESS, Handed("x", ("a.csv",), tuple(keyless), (), ()))
    assert table is not None
    assert [each["hours"] for each in table.rows] == [1, None]
    assert [each["who"] for each in table.rows] == ["甲", None]


PERHAPS = (
    Part("a.xlsx", "7月", anew=True, perhaps_anew=True),
    Part("a.xlsx", "8月", perhaps_anew=True),
    Part("b.csv"),
)


def test_keys_that_perhaps_begin_anew() -> None:
    """What differs on such a sheet counts as the same record, in doubt; what is equal surely is the same."""
    first = row(2, no="1", who="甲", day=PERIOD.first, hours=1)
    other = replace(row(3, no="1", who="乙", day=PERIOD.first, hours=1), part=1)
    equal = replace(first, line=4, part=1)
    apart = replace(row(5, no="1", who="丙", day=PERIOD.first, hours=1), part=2)
    for second, doubt in ((other, True), (equal, False), (apart, False)):
        found = counted([first, second], Counting("x"), parts=PERHAPS)
        assert (found.value, found.incomplete) == (1, int(doubt))
        lowering = counted([first, second], Counting("x"), parts=PERHAPS, can_lower=True)
        assert lowering.value == (None if doubt else 1)


def test_a_row_that_was_set_aside_has_its_key_all_the_same() -> None:
    """No later row counts in its place; the doubt is said. A row struck through leaves its key to another."""
    aside = row(2, no="1", who="甲", day=PERIOD.first)
    later = row(3, no="1", who="乙", day=PERIOD.first, hours=8)
    other = row(4, no="2", who="乙", day=PERIOD.first, hours=2)
    found = counted([aside, later, other], Counting("x", sum="hours"), kind="number")
    assert (found.value, found.rows, found.incomplete) == (2, 1, 2)
    assert reasons(found) == [("第2行", "row-blank-cell"), ("第3行", "row-duplicate")]
    assert [(problem.code, problem.line) for problem in found.problems] == [("ledger-duplicate-doubt", 3)]
    assert all(problem.render("zh") and problem.render("en") for problem in found.problems)
    filtered = counted(
        [replace(aside, cells={**aside.cells, "day": None, "hours": 1}), later], Counting("x", rows=WITHIN)
    )
    assert (filtered.value, filtered.incomplete) == (0, 2)
    outside = row(2, no="1", who="甲", day=date(2020, 1, 1), hours=1)
    assert counted([outside, later], Counting("x", rows=WITHIN)).value == 1
    assert counted([later, aside], Counting("x", sum="hours"), kind="number").value == 8
    struck = replace(row(2, no="1", who="甲", day=PERIOD.first, hours=1), struck=True)
    assert counted([struck, later], Counting("x", sum="hours"), kind="number").value == 8


def test_a_mean_does_without_the_rows_of_an_answer() -> None:
    """A blank that is an answer takes no part, and no other row with its key does; a lost cell blanks the mean."""
    columns = {**COLUMNS, "hours": Column("hours", "时长", "number", may_be_blank=True)}
    rows = [row(2, no="1"), row(3, no="1", hours=8), row(4, no="2", hours=2)]
    mean = Counting("x", mean="hours")
    free = Ledger("x", "台账", columns, key="no")
    assert counted(rows, mean, kind="number", ledger=free).value == 2
    assert counted(rows, mean, kind="number").value is None


def test_rows_struck_through_and_sheets_left_out_unsurely_are_unknown() -> None:
    """There is no telling whether they hold: they do not count, and blank what they could lower."""
    rows = [row(2, no="1", hours=1), replace(row(3), struck=True)]
    assert reasons(counted(rows, Counting("x"))) == [("第3行", "row-struck")]
    assert counted(rows, Counting("x"), can_lower=True).blank_why == "rows_set_aside"
    unsure = (Part("a.csv"), Part("b.csv", unread="sheet-summary", unsure=True))
    assert counted(rows[:1], Counting("x"), parts=unsure).value == 1
    assert counted(rows[:1], Counting("x"), parts=unsure, can_lower=True).blank_why == "rows_set_aside"
    table = table_of(LEDGER, Handed("x", ("a.csv",), tuple(rows[:1]), (), unsure))
    assert table is not None
    assert [each["no"] for each in table.rows] == ["1", None]


def test_a_mean_is_blank_where_a_row_is_unknown() -> None:
    """Leaving out a low value would raise it; a blank that is an answer takes no part, as its author said."""
    rows = [row(2, no="1", hours=1), row(3, no="2")]
    assert counted(rows, Counting("x", mean="hours"), kind="number").blank_why == "rows_set_aside"
    assert counted(rows, Counting("x", sum="hours"), kind="number").value == 1
    assert counted(rows, Counting("x", sum="hours"), kind="number").incomplete == 1
    answers = Ledger(
        "x", "台账", {**COLUMNS, "hours": Column("hours", "时长", "number", may_be_blank=True)}, key="no"
    )
    assert counted(rows, Counting("x", mean="hours"), kind="number", ledger=answers).value == 1
    bad = [*rows, row(4, no="3", bad={"hours": "?"})]
    found = counted(bad, Counting("x", mean="hours"), kind="number", ledger=answers)
    assert found.blank_why == "rows_set_aside"


def test_a_rule_that_reads_the_table_gets_each_key_once() -> None:
    """Repeated keys are out; a blank key leaves blanks, so that it does not help."""
    handed = Handed("x", ("a.csv",), (row(2, no="1"), row(3, no="1"), row(4)))
    table = table_of(LEDGER, handed)
    assert table is not None
    assert [each["no"] for each in table.rows] == ["1", None]
    assert table_of(LEDGER, None) is None


_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "no": st.sampled_from(["1", "2", "3", "4", None]),
            "who": st.sampled_from(["甲", "乙", None]),
            "day": st.sampled_from([date(2025, 7, 1), date(2026, 1, 1), date(2020, 1, 1), None]),
            "hours": st.sampled_from([1, Fraction(1, 2), None]),
        }
    ),
    max_size=8,
)
_RULES = st.sampled_from(
    [
        Counting("x"),
        Counting("x", rows=WITHIN),
        Counting("x", rows=WITHIN, distinct=("who",)),
        Counting("x", sum="hours"),
        Counting("x", rows=WITHIN, by="month", of="day"),
    ]
)


@given(_ROWS, _RULES)
def test_every_row_counts_or_has_a_reason(cells: list[dict[str, Value | None]], rule: Counting) -> None:
    """No row is lost: those that count and those left out make up the ledger."""
    rows = [row_of(number, each, {}) for number, each in enumerate(cells)]
    found = counted(rows, rule, kind="number")
    assert found.rows + len(found.left_out) == len(rows)
    assert len({place for place, _, _ in found.left_out}) == len(found.left_out)


@given(_ROWS, _RULES)
def test_filling_a_blank_never_lowers_what_helps(
    cells: list[dict[str, Value | None]], rule: Counting
) -> None:
    """Where rows can only add, one more complete row never takes anything away."""
    rows = [row_of(number, each, {}) for number, each in enumerate(cells)]
    before = counted(rows, rule, kind="number").value
    more = row(len(rows), no="9", who="丁", day=date(2025, 9, 1), hours=1)
    after = counted([*rows, more], rule, kind="number").value
    assert isinstance(before, int | Fraction)
    assert isinstance(after, int | Fraction)
    assert after >= before


@given(st.lists(st.integers(1, 15)))
def test_spans_are_the_lines_without_gaps(numbers: list[int]) -> None:
    found = spans(iter(numbers))
    assert [line for first, last in found for line in range(first, last + 1)] == sorted(set(numbers))
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(found))
