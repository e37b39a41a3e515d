"""Workbooks nobody should have sent: each gets a clear answer, in bounded time and memory."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from evaluator.loading.cells import Share
from evaluator.texts.problem import Problem
from evaluator.workbook import cells, container
from evaluator.workbook.answers_read import typed
from evaluator.workbook.cells import WorkbookSheet, read_cells, scanned
from evaluator.workbook.container import WorkbookPackage, opened


def book() -> bytes:
    """A small workbook as openpyxl writes it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "填报数据"
    sheet["B2"] = "名称"
    sheet["C14"] = "=SUM(A1:A3)"
    sheet["D3"] = 0.1
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def remade(data: bytes, changed: Mapping[str, bytes | None], level: int = 6) -> bytes:
    """The package with parts replaced, added or (None) left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        names = [*old.namelist(), *(name for name in changed if name not in old.namelist())]
        for name in names:
            content = changed[name] if name in changed else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    """One part's content."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def rows(text: bytes) -> bytes:
    """A worksheet with these rows."""
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="' + space + b'"><sheetData>' + text + b"</sheetData></worksheet>"


def relation(kind: bytes, target: bytes) -> bytes:
    """Relationships with one to another file."""
    return (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" TargetMode="External" Type="http://x/'
        + kind
        + b'" Target="'
        + target
        + b'"/>'
        b"</Relationships>"
    )


def zipped(*names: str) -> bytes:
    """An archive of empty members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def twice() -> bytes:
    """Two parts of one name: programs differ in which they take."""
    out = io.BytesIO(book())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("XL/workbook.xml", "<workbook/>")
    return out.getvalue()


def lying() -> bytes:
    """A directory that claims a part is smaller than it is."""
    data = bytearray(book())
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(data)


HOSTILE: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("empty", lambda: b"", "workbook-unreadable", "ledger-empty-file"),
    ("old xls", lambda: OLE, "workbook-unreadable", "ledger-old-excel"),
    (
        "encrypted",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "workbook-unreadable",
        "ledger-encrypted",
    ),
    ("csv renamed", lambda: "编号,名称\r\n1,甲\r\n".encode("gb18030"), "workbook-unreadable", "workbook-csv"),
    ("web page", lambda: b"\xef\xbb\xbf <html><table>", "workbook-unreadable", "ledger-web-page"),
    ("picture", lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "workbook-unreadable", "workbook-is-other"),
    ("word", lambda: zipped("word/document.xml"), "workbook-unreadable", "workbook-is-word"),
    ("ods", lambda: zipped("content.xml", "mimetype"), "workbook-unreadable", "ledger-other-table"),
    ("xlsb", lambda: zipped("xl/workbook.bin"), "workbook-unreadable", "ledger-other-table"),
    ("zip", lambda: zipped("照片.jpg"), "workbook-unreadable", "workbook-is-zip"),
    ("cut off", lambda: book()[:2000], "workbook-unreadable", "ledger-damaged"),
    ("two of one name", twice, "workbook-unreadable", "ledger-damaged"),
    ("lying directory", lying, "workbook-unreadable", "ledger-damaged"),
    ("parts", lambda: zipped(*(f"xl/{i}" for i in range(2001))), "workbook-parts", ""),
    ("macros", lambda: remade(book(), {"xl/vbaProject.bin": b"x"}), "workbook-macros", ""),
    ("controls", lambda: remade(book(), {"xl/activeX/activeX1.xml": b"x"}), "workbook-macros", ""),
    (
        "external link",
        lambda: remade(book(), {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "workbook-external",
        "",
    ),
    (
        "external picture",
        lambda: remade(book(), {RELATIONS: relation(b"image", b"http://example.invalid/a.png")}),
        "workbook-external",
        "",
    ),
    ("connection", lambda: remade(book(), {"xl/connections.xml": b"<x/>"}), "workbook-external", ""),
    (
        "entities",
        lambda: remade(book(), {SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]>' + rows(b"")}),
        "workbook-declares",
        "",
    ),
    (
        "bomb",
        lambda: remade(book(), {"xl/sharedStrings.xml": b"<sst>" + b" " * (80 * 1024 * 1024)}),
        "workbook-bomb",
        "",
    ),
    (
        "10 million blank rows",
        lambda: remade(
            book(), {SHEET: rows(b"".join(b'<row r="%d"/>' % i for i in range(1, 10_000_001)))}, 1
        ),
        "workbook-bomb",
        "",
    ),
    (
        "far cell",
        lambda: remade(book(), {SHEET: rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}),
        "workbook-too-far",
        "",
    ),
    (
        "far cell without a place",
        lambda: remade(book(), {SHEET: rows(b"<row r='1048576'>" + b"<c/>" * 9 + b"<c><v>1</v></c></row>")}),
        "workbook-too-far",
        "",
    ),
    (
        "beyond any sheet",
        lambda: remade(book(), {SHEET: rows(b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>')}),
        "workbook-unreadable",
        "ledger-damaged",
    ),
]


def answer(data: bytes) -> Problem | list[WorkbookSheet]:
    """What reading says."""
    package = opened(data, "甲.xlsx")
    if isinstance(package, Problem):
        return package
    sheets, problems = read_cells(package, "甲.xlsx")
    return problems[0] if problems else sheets


@pytest.mark.parametrize("made, code, hint", [pytest.param(*c[1:], id=c[0]) for c in HOSTILE])
def test_hostile(made: Callable[[], bytes], code: str, hint: str) -> None:
    """Each is refused with its own sentence, and takes neither memory nor time."""
    data = made()
    tracemalloc.start()
    begin = time.process_time()
    found = answer(data)
    took = time.process_time() - begin
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(found, Problem)
    assert (found.code, found.hint_key) == (code, hint)
    assert found.file == "甲.xlsx"
    assert found.message("zh")
    assert found.message("en")
    assert found.hint("zh")
    assert took < 10
    assert peak < 4 * len(data) + 64 * 1024 * 1024


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the limit is not even looked at."""
    monkeypatch.setattr(container, "MOST_BYTES", 1000)
    found = answer(book())
    assert isinstance(found, Problem)
    assert found.code == "workbook-too-large"


def test_a_million_blank_rows() -> None:
    """As many formatted blank rows as a sheet can have cost little and hide nothing."""
    blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (i, i) for i in range(20, 1_048_577))
    first = b'<row r="3"><c r="D3"><v>0.1</v></c></row>'
    data = remade(book(), {SHEET: rows(first + blank)})
    found = answer(data)
    assert isinstance(found, list)
    assert found[0].grid.rows[2][3] == 0.1
    assert len(found[0].grid.rows) < 20_000


def test_links_of_people_are_harmless() -> None:
    """Spreadsheet programs make links of addresses that are typed."""
    data = remade(book(), {RELATIONS: relation(b"hyperlink", b"mailto:a@example.invalid")})
    assert isinstance(answer(data), list)


@pytest.mark.parametrize(
    "text, formulas",
    [
        pytest.param(
            b'<row r="2"><c r="C2"><f>A1&amp;B1</f><v>1</v></c></row>', {(1, 2): "=A1&B1"}, id="plain"
        ),
        pytest.param(b"<row r='2'><c s='1' r='C2'><f>A1</f></c></row>", {(1, 2): "=A1"}, id="other-quotes"),
        pytest.param(b"<row><c><v>1</v></c><c><f>A1</f></c></row>", {(0, 1): "=A1"}, id="no-places"),
        pytest.param(
            b'<row r="2"><c r="C2"><f t="shared" si="0"/><v>1</v></c></row>', {(1, 2): "=…"}, id="shared"
        ),
        pytest.param(
            b'<row r="2"><!-- --><c r="C2"><f>A1</f></c></row>', {(1, 2): "=A1"}, id="with-a-comment"
        ),
        pytest.param(b'<row r="2"><c r="C2" t="str"><v>=A1</v></c></row>', {}, id="text-that-looks-like-one"),
    ],
)
def test_formulas(text: bytes, formulas: dict[tuple[int, int], str]) -> None:
    """A formula is found with its cell, however the sheet is written."""
    assert scanned(rows(text)).formulas == formulas


@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_error_values(quote: bytes) -> None:
    """An error value is no blank; one a formula gives is the formula's."""
    text = b"<row r='1'><c r='A1' t='e'><v>#N/A</v></c><c r='B1' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>"
    data = remade(book(), {SHEET: rows(text.replace(b"'", quote))})
    found = answer(data)
    assert isinstance(found, list)
    assert found[0].at(0, 0) == "#N/A"
    assert found[0].scan.formula(0, 1) == "=1/0"
    assert found[0].scan.errors == {(0, 0): "#N/A"}


def test_a_formula_that_fills_a_range() -> None:
    """Cells an array formula fills are formulas too."""
    found = scanned(rows(b'<row r="2"><c r="C2"><f t="array" ref="C2:C4">A1</f></c></row>'))
    assert found.formula(3, 2) == "=A1"
    assert found.formula(4, 2) is None


def test_both_ways_of_scanning_agree() -> None:
    """What the expressions find in a sheet, the parser finds."""
    package = opened(book(), "")
    assert isinstance(package, WorkbookPackage)
    xml = package.sheets[0].xml
    assert scanned(xml).formulas == cells._parsed(xml).formulas == {(13, 2): "=SUM(A1:A3)"}


def test_values() -> None:
    """Values stand where they stood, counted from A1."""
    found = answer(book())
    assert isinstance(found, list)
    assert [each.name for each in found] == ["填报数据"]
    assert found[0].grid.rows[1][1] == "名称"
    assert found[0].grid.cell(13, 2) == "填报数据!C14"


def test_formats_that_show_a_percentage() -> None:
    """A cell's format tells 120 % from 1.2."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    wanted = {"A1": "0%", "A2": "0.00%", "A3": "0.##########%", "A4": "General", "A5": "0.00"}
    for name, format_ in wanted.items():
        sheet[name] = 1.2
        sheet[name].number_format = format_
    found = answer(saved(made))
    assert isinstance(found, list)
    assert [isinstance(found[0].kind(row, 0), Share) for row in range(5)] == [True, True, True, False, False]


def test_packages_of_other_programs() -> None:
    """Backslashes in names and a main part of another name make no difference."""
    data = book()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    usual = answer(data)
    assert isinstance(usual, list)
    moved = {
        name.replace("xl/workbook.xml", "xl/book1.xml").replace(
            "xl/_rels/workbook", "xl/_rels/book1"
        ): content
        for name, content in parts.items()
    }
    for name in ("[Content_Types].xml", "_rels/.rels"):
        moved[name] = moved[name].replace(b"xl/workbook.xml", b"xl/book1.xml")
    for changed in (moved, {name.replace("/", "\\"): content for name, content in parts.items()}):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in changed.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        sheets = answer(out.getvalue())
        assert isinstance(sheets, list)
        assert [(sheet.name, sheet.grid.rows) for sheet in sheets] == [
            (sheet.name, sheet.grid.rows) for sheet in usual
        ]


def test_ids_and_days_have_the_kind_their_format_shows() -> None:
    """000123 is an id, and a number in a workbook that counts from 1904 is such a day."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"] = 123
    sheet["A1"].number_format = "000000"
    sheet["A2"] = 44400
    made.epoch = CALENDAR_MAC_1904
    found = answer(saved(made))
    assert isinstance(found, list)
    assert (typed(found[0], 0, 0, "text"), typed(found[0], 0, 0, "integer")) == ("000123", "123")
    assert typed(found[0], 1, 0, "date") == "2025-07-24"
