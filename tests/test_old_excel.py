"""Workbooks of the old kind (.xls, .et) are read with their formats, date system and hidden parts."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import xlwt

from evaluator.loading.cells import Cell, Code, EarlyDayNumber, ErrorValue, Share, Struck
from evaluator.loading.grids import Unreadable
from evaluator.loading.tables import OLE, read_table


def saved(fill: Callable[[xlwt.Workbook], None]) -> bytes:
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


def test_cells_have_the_kinds_of_their_formats() -> None:
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

    grids = read_table(saved(fill))
    assert isinstance(grids, list)
    row = grids[0].rows[0]
    expected: list[Cell] = [
        "户号", 0.95, 123.0, date(2025, 7, 24), datetime(2025, 7, 24, 8, 30), timedelta(hours=36), 12.5, True,
        "作废", "7",
    ]  # fmt: skip
    assert row == expected
    kinds = [str, Share, Code, date, datetime, timedelta, float, bool, Struck, Struck]
    assert [type(cell) for cell in row] == kinds
    assert grids[0].merged == (((3, 0), (4, 1)),)
    assert not any(grids[0].rows[1])


def test_the_date_system_of_the_file_counts() -> None:
    def fill(book: xlwt.Workbook) -> None:
        book.dates_1904 = True
        sheet = book.add_sheet("x")
        sheet.write(0, 0, date(2025, 7, 24), style("yyyy/m/d"))
        sheet.write(0, 1, 44400)

    grids = read_table(saved(fill))
    assert isinstance(grids, list)
    assert grids[0].rows[0] == [date(2025, 7, 24), 44400.0]
    assert type(grids[0].rows[0][1]) is EarlyDayNumber


def test_hidden_parts_are_named_and_struck_parts_of_texts_left_out() -> None:
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

    grids = read_table(saved(fill))
    assert isinstance(grids, list)
    assert [(grid.name, grid.hidden) for grid in grids] == [("新", False), ("旧", True)]
    sheet = grids[0]
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset({1}), frozenset({2}))
    assert sheet.rows[0][0] == "李四"
    assert sheet.trimmed == {(0, 0): "张三"}
    assert sheet.rows[1][0] == Struck("王五")


def test_errors_are_errors() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("x")
        sheet.write(0, 0, "a")
        sheet.row(0).set_cell_error(1, 0x07)
        sheet.row(0).set_cell_error(2, 0x2A)

    grids = read_table(saved(fill))
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
def test_what_is_none_has_its_own_advice(data: bytes, hint: str) -> None:
    assert read_table(data) == Unreadable(hint)


def test_damage_anywhere_is_no_exception() -> None:
    """Each 64th byte changed in turn, and each length the file is cut to: a table or a reason."""
    data = saved(lambda book: book.add_sheet("x").write(0, 0, "甲"))
    for at in range(0, len(data), 64):
        read_table(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        read_table(data[:at])
