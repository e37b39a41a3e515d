"""A table's cells have the kinds that their formats show; what is hidden or struck through is marked: xlsx, and xls."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

import openpyxl
import pytest
import xlwt

from evaluator.base.exact import text
from evaluator.loading.cells import (
    Cell,
    Code,
    EarlyDayNumber,
    ErrorValue,
    Share,
    Shortened,
    Struck,
    Uncalculated,
    cell_text,
    shown_of,
)
from evaluator.loading.formats import number_format
from evaluator.loading.grids import Grid, Unreadable
from evaluator.loading.tables import OLE, read_table
from evaluator.loading.values import Unfit, typed_cell
from evaluator.model.guideline import Column
from tests.packages import STRICT, book, packed, rows


def only(data: bytes) -> Grid:
    """The only sheet of a workbook."""
    grids = read_table(data)
    assert isinstance(grids, list)
    assert len(grids) == 1
    return grids[0]


@pytest.mark.parametrize(
    "code, value, kind, text",
    [
        ("0%", 0.95, Share, "95%"),
        ("0.0%", 0.9525, Share, "95.25%"),
        ("0%;[Red]-0%", 1.2, Share, "120%"),
        ('0"%"', 95.0, Share, "95%"),
        ("0\\%", 95.0, Share, "95%"),
        ("000000", 123.0, Code, "000123"),
        ("000-0000", 1234567.0, Code, "123-4567"),
        ("000-0000", 12.0, Code, "000-0012"),
        ("00", 12345.0, Code, "12345"),
        ('"GA-"0000', 7.0, Code, "GA-0007"),
        ('"第"0"号"', 7.0, Code, "第7号"),
        ("[$-804]0000", 7.0, Code, "0007"),
        ("0000", 7.5, Shortened, "7.5"),
        ("0", 7.0, float, "7"),
        ('0"元"', 7.0, float, "7"),
        ("￥0", 7.0, float, "7"),
        ("0.00", 7.125, Shortened, "7.125"),
        ("#,##0", 1234.0, float, "1234"),
        ("[DBNum1]0000", 7.0, float, "7"),
        ("0000E+00", 7.0, float, "7"),
        ("General", 7.0, float, "7"),
        ("G/通用格式", 7.0, float, "7"),
        ("@", 7.0, float, "7"),
    ],
)
def test_a_format_says_the_kind_and_never_the_digits(code: str, value: float, kind: type, text: str) -> None:
    known_format = number_format(code)
    cell = value if known_format is None else known_format.cell(value)
    assert type(cell) is kind
    assert cell_text(cell) == text
    if "%" not in code or known_format == number_format("0%"):
        assert cell == value


@pytest.mark.parametrize(
    "cell, column, expected",
    [
        (Share(0.95), "share", Fraction(19, 20)),
        (Share(1.2), "share", Fraction(6, 5)),
        (1.2, "share", "cell-wrong-type"),
        (Share(-0.1), "share", "cell-wrong-type"),
        (Share(0.95), "number", Fraction(19, 20)),
        (Share(0.95), "text", "95%"),
        (Code(123, "000123"), "text", "000123"),
        (Code(123, "000123"), "integer", 123),
        (Code(20250701, "2025-07-01"), "date", date(2025, 7, 1)),
        (EarlyDayNumber(44401), "date", date(2025, 7, 25)),
        (45863.0, "date", date(2025, 7, 25)),
        (EarlyDayNumber(3), "integer", 3),
        (Uncalculated("=A1"), "number", "cell-uncalculated"),
        (Uncalculated("=A1"), "text", "cell-uncalculated"),
        (Struck("旧"), "text", "cell-struck"),
        (ErrorValue("#N/A"), "text", "cell-error"),
        ("3.40711E+17", "text", "cell-digits-lost"),
        ("3.40711E+17", "integer", "cell-wrong-type"),
        ("340711199901011234", "text", "340711199901011234"),
        (340711199901011234.0, "text", "cell-digits-lost"),
    ],
)
def test_each_kind_of_cell_becomes_a_value_or_a_complaint(cell: Cell, column: str, expected: object) -> None:
    value = typed_cell(cell, Column("x", "某列", column))
    assert (value.code if isinstance(value, Unfit) else value) == expected


def test_cells_have_the_kinds_of_their_formats() -> None:
    """Days in both date systems, shares, ids; numbers without a meaning in their format stay numbers."""
    cells = (
        '<c s="0"><v>0.95</v></c><c s="1"><v>12</v></c><c s="2"><v>44000</v></c><c><v>44000</v></c>'
        '<c s="2" t="str"><v>x</v></c><c s="3"><v>1.5</v></c>'
    )
    formats = ("0.00%", "000000", "yyyy/m/d", "[h]:mm")
    sheet = {"表": rows(cells)}
    usual = only(packed(book(sheet, formats=formats)))
    early = only(packed(book(sheet, formats=formats, workbook='<workbookPr date1904="1"/>')))
    assert usual.rows == [[0.95, 12.0, date(2020, 6, 18), 44000.0, "x", timedelta(hours=36)]]
    assert early.rows == [[0.95, 12.0, date(2024, 6, 19), 44000.0, "x", timedelta(hours=36)]]
    assert [type(cell) for cell in usual.rows[0]] == [Share, Code, date, float, str, timedelta]
    assert [type(cell) for cell in early.rows[0]] == [Share, Code, date, EarlyDayNumber, str, timedelta]
    assert cell_text(usual.rows[0][1]) == "000012"


@pytest.mark.parametrize(
    "code, value, shown",
    [
        ("0", 1.96, "2"),
        ("0", -2.5, "-3"),
        ("#,##0.0", 1234.56, "1234.6"),
        ('"￥"#,##0.00', 0.125, "0.13"),
        ("_ * #,##0.00_ ;_ * -#,##0.00_ ", 0.125, "0.13"),
        ("[Red]0.0;[Blue]-0.0", 7.25, "7.3"),
        ('0.0"小时"', 1.96, "2"),
        ("0%", 0.896, "0.9"),
        ("0.0%", 0.896, None),
        ('0"%"', 89.6, "0.9"),
        ("0.00", 1.96, None),
        ("0", 0.1 + 0.2 + 0.7, None),
        ("General", 1.96, None),
        ("0.00E+00", 1.2345, None),
        ("# ?/?", 1.96, None),
        ("0.0,", 1234.5, None),
        ("[>100]0;0.0", 1.96, None),
    ],
)
def test_a_format_may_hide_decimals(code: str, value: float, shown: str | None) -> None:
    """What is seen is kept beside what is stored."""
    known_format = number_format(code)
    seen = None if known_format is None else shown_of(known_format.cell(value))
    assert (None if seen is None else text(seen)) == shown


def test_formats_that_no_file_lists_hide_decimals_too() -> None:
    """Number 1 is `0`, number 9 `0%`: files name them by their number alone."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append([1.96, 0.896])
    sheet["A1"].number_format, sheet["B1"].number_format = "0", "0%"
    stream = io.BytesIO()
    made.save(stream)
    row = only(stream.getvalue()).rows[0]
    assert [shown_of(cell) for cell in row] == [2, Fraction(9, 10)]

    def fill(book: xlwt.Workbook) -> None:
        book.add_sheet("x").write(0, 0, 1.96, style("0"))

    assert shown_of(only(old_book(fill)).rows[0][0]) == 2


def test_formulas_without_results_and_errors_keep_their_cells() -> None:
    """A result that is an empty text is a result; a 0 that was never calculated is none."""
    cells = (
        '<c><f>A2*2</f></c><c><f>A2</f><v/></c><c t="str"><f>A2</f><v></v></c><c t="str"><f>A2</f></c>'
        '<c t="e"><f>1/0</f><v>#DIV/0!</v></c><c t="e"><v>#未知!</v></c><c><f>A2-1</f><v>0</v></c><c><v>0</v></c>'
    )
    expected = [
        Uncalculated("=A2*2"),
        Uncalculated("=A2"),
        "",
        Uncalculated("=A2"),
        ErrorValue("#DIV/0!"),
        ErrorValue("#未知!"),
        0.0,
        0.0,
    ]
    data = book({"表": rows(cells, "<c><f>A1</f></c>")})
    grid = only(packed(data))
    assert grid.rows[0] == expected
    assert [type(cell) for cell in grid.rows[0]] == [type(cell) for cell in expected]
    assert grid.rows[1][0] == Uncalculated("=A1")
    asked = only(packed(book({"表": rows(cells)}, workbook='<calcPr fullCalcOnLoad="1"/>')))
    assert [type(cell) for cell in asked.rows[0][6:]] == [Uncalculated, float]


@pytest.mark.parametrize("note", ["", "<!-- strike -->"])
def test_formulas_of_validations_belong_to_no_cell(note: str) -> None:
    """A list to choose from that stands on another sheet is an extension after the last cell."""
    xml = (
        f'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>7</v></c></row></sheetData>{note}<extLst><ext>'
        "<x14:dataValidation><x14:formula1><xm:f>S2!$A$1:$A$3</xm:f></x14:formula1></x14:dataValidation>"
        "</ext></extLst>"
    )
    assert only(packed(book({"表": xml}))).rows == [[1.0, 7.0]]


def test_what_is_struck_through_is_marked() -> None:
    """By the cell's format or by that of the text's parts; a reading above the characters is no text."""
    strings = (
        "<si><t>甲</t></si><si><r><rPr><strike/></rPr><t>乙</t></r></si>"
        '<si><r><rPr><strike val="0"/></rPr><t>丙</t></r><r><rPr><strike/></rPr><t>丁</t></r><rPh><t>x</t></rPh></si>'
    )
    inline = '<c t="inlineStr"><is><r><rPr><strike/></rPr><t>a_x000D_b</t></r><r><t>c</t></r></is></c>'
    shared = [f'<c t="s"><v>{n}</v></c>' for n in range(3)]
    struck_number = '<c s="0"><v>12</v></c>'
    data = book(
        {
            "表": rows(
                "".join(shared) + inline,
                struck_number * 2,
                f"<c><v>1</v></c>{struck_number * 2}",
                shared[1] + shared[0],
            )
        },
        strings=strings,
        struck=True,
    )
    grid = only(packed(data))
    assert grid.rows[0] == ["甲", Struck("乙"), "丙", "c"]
    assert [type(cell) for cell in grid.rows[0]] == [str, Struck, str, str]
    assert grid.trimmed == {(0, 2): "丁", (0, 3): "a\rb"}
    assert grid.rows[1][0] == Struck("12")
    assert [grid.is_struck(row) for row in range(4)] == [False, True, True, False]


def test_hidden_and_merged_parts_are_named() -> None:
    """Hidden sheets come last; hidden rows and columns as far as there is content."""
    xml = (
        '<cols><col min="2" max="2" hidden="1"/><col min="4" max="16384" hidden="1"/></cols><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c><c r="D1"><v>2</v></c></row><row r="3" hidden="1"><c r="A3"><v>3</v></c></row>'
        '<row r="9" hidden="1"/></sheetData><mergeCells><mergeCell ref="A1:C2"/></mergeCells>'
    )
    grids = read_table(
        packed(book({"旧": xml, "新": xml, "更旧": xml}, states={"旧": "hidden", "更旧": "veryHidden"}))
    )
    assert isinstance(grids, list)
    assert [(grid.name, grid.hidden) for grid in grids] == [("新", False), ("旧", True), ("更旧", True)]
    assert grids[0].hidden_rows == {2}
    assert grids[0].hidden_columns == {1, 3}
    assert grids[0].merged == (((0, 0), (1, 2)),)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2" spans="1:3"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>45840</v></c><c r="C2"/></row>',
        '<row r="2" hidden="0" ht="12.8"><c r="A2"><v>-1.5E-3</v></c><c r="B2" t="b"><v>1</v></c></row>',
        '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>',
        '<row r="2" ht="0" customHeight="1"><c r="A2"><v>1</v></c></row>',
        '<row r="2" r="3"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2" s="2"><v>0.95</v></c><c r="B2" s="3"><v>7</v></c></row>',
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>',
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>B1</f></c></row>',
        '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="9"><c r="C9" s="1"/></row>',
        '<row r="2"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></row>',
        "<row><c><v>1</v></c></row>",
    ],
)
@pytest.mark.parametrize(
    "head, tail",
    [
        ("", ""),
        ('<cols><col min="2" max="2" hidden="1"/></cols>', ""),
        ("", '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'),
        ("", "<pageMargins>"),
    ],
)
def test_rows_of_values_alone_are_looked_at_as_all_others_are(row: str, head: str, tail: str) -> None:
    """A comment among the rows makes them no plain ones, and changes nothing else."""
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    plain, other = (
        read_table(
            packed(
                book(
                    {"表": f"{head}<sheetData>{note}{first}{row}</sheetData>{tail}"},
                    formats=("General", "yyyy/m/d", "0%", "000"),
                    strings="<si><t>甲</t></si>",
                )
            )
        )
        for note in ("", "<!---->")
    )
    assert plain == other
    if isinstance(plain, list) and isinstance(other, list):
        assert [list(map(type, cells)) for cells in plain[0].rows] == [
            list(map(type, cells)) for cells in other[0].rows
        ]


def test_a_sheet_that_reaches_too_far_spoils_no_other() -> None:
    """The cell that lies so far away is named."""
    far = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ZZ1048576"><v>1</v></c></row></sheetData>'
    near = rows("<c><v>1</v></c>")
    grids = read_table(packed(book({"远": far, "近": near})))
    assert isinstance(grids, list)
    refused = Unreadable("ledger-far-cell", {"sheet": "远", "cell": "ZZ1048576"})
    assert [grid.refused for grid in grids] == [refused, None]
    assert grids[1].rows == [[1.0]]
    assert read_table(packed(book({"远": far}))) == refused


@pytest.mark.parametrize(
    "main, separator, strict",
    [
        pytest.param("xl/workbook.xml", "/", False, id="usual"),
        pytest.param("xl/workbook.xml", "\\", False, id="backslashes"),
        pytest.param("xl/workbook2.xml", "/", False, id="other-main-part"),
        pytest.param("Book/Main.xml", "/", False, id="other-folder"),
        pytest.param("xl/workbook.xml", "/", True, id="strict"),
    ],
)
def test_packages_are_read_whatever_their_parts_are_called(main: str, separator: str, strict: bool) -> None:
    parts = book(
        {"表": rows('<c t="s"><v>0</v></c><c s="0"><v>45863</v></c>')},
        formats=("yyyy/m/d",),
        strings="<si><t>甲</t></si>",
        main=main,
    )
    if strict:
        for name in parts:
            for old, new in STRICT.items():
                parts[name] = parts[name].replace(old, new)
    assert only(packed(parts, separator)).rows == [["甲", date(2025, 7, 25)]]


def old_book(fill: Callable[[xlwt.Workbook], None]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def style(code: str = "General", *, struck: bool = False) -> xlwt.XFStyle:
    made = xlwt.XFStyle()
    made.num_format_str = code
    made.font.struck_out = struck
    return made


def test_cells_of_old_books_have_the_kinds_of_their_formats() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("走访")
        cells: list[tuple[object, xlwt.XFStyle]] = [
            ("户号", style()),
            (0.95, style("0.0%")),
            (123, style("000000")),
            (date(2025, 7, 24), style("yyyy/m/d")),
            (datetime(2025, 7, 24, 8, 30), style("yyyy/m/d h:mm")),
            (1.5, style("[h]:mm")),
            (12.5, style("0")),
            (True, style()),
            ("作废", style(struck=True)),
            (7, style(struck=True)),
        ]
        for column, (value, made) in enumerate(cells):
            sheet.write(0, column, value, made)
        sheet.write(2, 0, xlwt.Formula("1/0"))
        sheet.write_merge(3, 4, 0, 1, "合并")

    grids = read_table(old_book(fill))
    assert isinstance(grids, list)
    row = grids[0].rows[0]
    expected: list[Cell] = [
        "户号", 0.95, 123.0, date(2025, 7, 24), datetime(2025, 7, 24, 8, 30), timedelta(hours=36), 12.5, True,
        "作废", "7",
    ]  # fmt: skip
    assert row == expected
    kinds = [str, Share, Code, date, datetime, timedelta, Shortened, bool, Struck, Struck]
    assert [type(cell) for cell in row] == kinds
    assert grids[0].merged == (((3, 0), (4, 1)),)
    assert not any(grids[0].rows[1])


def test_days_are_days_in_the_formats_that_no_file_lists() -> None:
    """m月d日 has the number 58, and an old book says nothing more about it; 1.5 in number 62 is a number."""

    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("x")
        sheet.write(0, 0, date(2025, 7, 24), style("M/D/YY"))
        sheet.write(0, 1, 1.5, style("0.00%"))

    data = old_book(fill)
    for old, new in ((14, 58), (10, 62)):
        data = re.sub(rb"(?<=\xe0\x00\x14\x00)(..)" + bytes([old, 0]), rb"\g<1>" + bytes([new, 0]), data)
    assert only(data).rows[0] == [date(2025, 7, 24), 1.5]

    parts = book({"表": rows('<c s="0"><v>45862</v></c>')}, formats=("0",))
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace('xf numFmtId="200"', 'xf numFmtId="58"')
    assert only(packed(parts)).rows[0] == [date(2025, 7, 24)]


def test_the_date_system_of_an_old_book_counts() -> None:
    def fill(book: xlwt.Workbook) -> None:
        book.dates_1904 = True
        sheet = book.add_sheet("x")
        sheet.write(0, 0, date(2025, 7, 24), style("yyyy/m/d"))
        sheet.write(0, 1, 44400)

    grids = read_table(old_book(fill))
    assert isinstance(grids, list)
    assert grids[0].rows[0] == [date(2025, 7, 24), 44400.0]
    assert type(grids[0].rows[0][1]) is EarlyDayNumber


def test_hidden_parts_of_old_books_are_named_and_struck_parts_of_texts_left_out() -> None:
    def fill(book: xlwt.Workbook) -> None:
        old = book.add_sheet("旧")
        old.visibility = 1
        sheet = book.add_sheet("新")
        struck, plain = xlwt.Font(), xlwt.Font()
        struck.struck_out = True
        sheet.write_rich_text(0, 0, [("张三", struck), ("李四", plain)])
        sheet.write_rich_text(1, 0, [("王五", struck)])
        sheet.write(1, 2, "x")
        sheet.row(1).hidden = True
        sheet.col(2).hidden = True

    grids = read_table(old_book(fill))
    assert isinstance(grids, list)
    assert [(grid.name, grid.hidden) for grid in grids] == [("新", False), ("旧", True)]
    sheet = grids[0]
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset({1}), frozenset({2}))
    assert sheet.rows[0][0] == "李四"
    assert sheet.trimmed == {(0, 0): "张三"}
    assert sheet.rows[1][0] == Struck("王五")


def test_errors_of_old_books_are_errors() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("x")
        sheet.write(0, 0, "a")
        sheet.row(0).set_cell_error(1, 0x07)
        sheet.row(0).set_cell_error(2, 0x2A)

    grids = read_table(old_book(fill))
    assert isinstance(grids, list)
    assert grids[0].rows[0] == ["a", ErrorValue("#DIV/0!"), ErrorValue("#N/A")]


WORD = "WordDocument".encode("utf-16-le")
BOOK = "Workbook".encode("utf-16-le")


@pytest.mark.parametrize(
    "data, hint",
    [
        (OLE + bytes(600), "ledger-not-a-table"),
        (OLE + bytes(600) + WORD, "ledger-is-word"),
        (OLE + bytes(600) + "PowerPoint Document".encode("utf-16-le"), "ledger-is-slides"),
        (OLE + bytes(600) + BOOK, "ledger-old-excel"),
        (OLE + BOOK + "EncryptedPackage".encode("utf-16-le"), "ledger-encrypted"),
    ],
)
def test_what_is_no_old_book_has_its_own_advice(data: bytes, hint: str) -> None:
    assert read_table(data) == Unreadable(hint)


def test_damage_anywhere_in_an_old_book_is_no_exception() -> None:
    """Each 64th byte changed in turn, and each length the file is cut to: a table or a reason."""
    data = old_book(lambda book: book.add_sheet("x").write(0, 0, "甲"))
    for at in range(0, len(data), 64):
        read_table(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        read_table(data[:at])
