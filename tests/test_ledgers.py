"""Ledgers are read as stations keep them, and say where they cannot be read."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluator.loading import ledgers, tables
from evaluator.loading.grids import MOST_CELLS, MOST_ROWS, Grid, Unreadable
from evaluator.loading.ledger_rows import MOST_SHOWN
from evaluator.loading.ledgers import LedgerSource, Options, read_ledger
from evaluator.loading.tables import read_table
from evaluator.model.submission import Handed
from evaluator.model.values import Place
from evaluator.texts.problem import Problem
from tests.packages import book, packed
from tests.stations import LEDGER, codes, guideline, xlsx

HEADER = ["编号", "服务对象", "接案日期", "结案日期", "类别", "时长（小时）", "满意率", "已结案", "走访次数"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def handed(
    folder: Path, files: Mapping[str, str | bytes], options: Options | None = None, named: Sequence[str] = ()
) -> tuple[Handed | None, list[Problem]]:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    sources = [LedgerSource(name, Place(7, 3)) for name in named or files]
    found, problems, inputs = read_ledger(
        guideline().ledgers["cases"], sources, options or Options(), folder, "submission.yaml"
    )
    assert all(len(each) == 64 for each in inputs.values())
    return found, problems


def cells(found: Handed | None, column: str) -> list[object]:
    assert found is not None
    return [row.cells[column] for row in found.rows]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(LEDGER.encode(), id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + LEDGER.encode(), id="utf-8-bom"),
        pytest.param(LEDGER.encode("gb18030"), id="gb18030"),
        pytest.param(LEDGER.encode("utf-16"), id="utf-16"),
        pytest.param(LEDGER.replace(",", "\t").encode(), id="tabs"),
        pytest.param(LEDGER.replace(",", ";").encode(), id="semicolons"),
        pytest.param(LEDGER.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(LEDGER.replace("\n", "\r").encode(), id="cr"),
        pytest.param(xlsx(("个案", [line.split(",") for line in LEDGER.splitlines()])), id="xlsx-text"),
        pytest.param(
            xlsx(
                ("说明", [["本表由站点填写"]]),
                (
                    "个案",
                    [
                        [None],
                        [None, "青禾镇社工站个案台账"],
                        [None, "编号", "服务对象", "接案\n日期", "*结案日期", "类别（必填）"],
                        [None, 1, "王小明", date(2025, 7, 1), None, "居家"],
                        [None, 2, "李四", datetime(2026, 6, 30, 8), 46204, "小组"],
                    ],
                ),
            ),
            id="xlsx-real",
        ),
    ],
)
def test_all_usual_files_say_the_same(tmp_path: Path, data: bytes) -> None:
    """Encoding, delimiter, line ends, title rows and cell types don't matter; nor does the file's ending."""
    found, problems = handed(tmp_path, {"ledgers/个案.xlsx": data})
    assert codes(problems) == []
    assert cells(found, "case_no") == ["1", "2"]
    assert cells(found, "opened") == [date(2025, 7, 1), date(2026, 6, 30)]
    assert cells(found, "closed") == [None, date(2026, 7, 1)]
    assert cells(found, "kind") == ["home", "group"]
    assert cells(found, "hours") == [None, None]


def test_every_type_of_cell(tmp_path: Path) -> None:
    """Formulas count with their stored values, percentages and separators are understood."""
    rows: list[Sequence[object]] = [
        HEADER,
        ["a", "甲", "2025.7.1", "2025年7月2日", "居家", "1,200.5", 0.93, True, 3],
        ["b", "乙", "２０２５/７/１", "", "小组", 0.1, "93%", "否", "３"],
    ]
    found, problems = handed(tmp_path, {"a.xlsx": xlsx(("x", rows))})
    assert codes(problems) == []
    assert cells(found, "hours") == [Fraction(24010, 20), Fraction(1, 10)]
    assert cells(found, "rate") == [Fraction(93, 100)] * 2
    assert cells(found, "done") == [True, False]
    assert cells(found, "visits") == [3, 3]
    assert cells(found, "opened") == [date(2025, 7, 1)] * 2


def test_several_files_are_one_ledger(tmp_path: Path) -> None:
    """Rows stay in the order of the files; a file's lock, and a file named twice, add nothing."""
    files: dict[str, str | bytes] = {"l/b.csv": LEDGER, "l/a.csv": LEDGER.replace("\n1,", "\n3,")}
    found, problems = handed(tmp_path, {**files, "l/~$b.csv": b"\x01"})
    assert cells(found, "case_no") == ["1", "2", "3", "2"]
    assert found is not None
    assert found.files == ("l/b.csv", "l/a.csv")
    assert [row.place for row in found.rows][2] == "a.csv 第2行"
    assert codes(problems) == []
    found, problems = handed(tmp_path, files, named=["l/a.csv", "l/b.csv", "l/a.csv"])
    assert codes(problems) == ["ledger-file-twice"]
    assert len(cells(found, "case_no")) == 4


def test_keys_that_differ_by_zeros_alone_are_said(tmp_path: Path) -> None:
    """12 beside 0012 may be one case or two: they count as two, with a warning."""
    rows = (
        "编号,服务对象,接案日期,类别\n12,甲,2025-07-01,居家\n0012,甲,2025-07-01,居家\n13,乙,2025-07-01,居家\n"
    )
    found, problems = handed(tmp_path, {"a.csv": rows})
    assert cells(found, "case_no") == ["12", "0012", "13"]
    assert codes(problems) == ["ledger-key-zeros"]


def test_a_folder_stands_for_its_tables(tmp_path: Path) -> None:
    """Tables in name order; lock files, hidden files and other files are left alone."""
    (tmp_path / "l").mkdir()
    (tmp_path / "outside.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "s" / "l").mkdir(parents=True)
    (tmp_path / "s" / "l" / "link.csv").symlink_to(tmp_path / "outside.csv")
    files = {
        "l/2.csv": LEDGER,
        "l/1.csv": LEDGER.replace("\n1,", "\n3,"),
        "l/~$1.csv": "x",
        "l/.3.csv": "x",
        "l/note.txt": "x",
    }
    found, problems = handed(tmp_path / "s", files, named=["l"])
    assert found is not None
    assert found.files == ("l/1.csv", "l/2.csv")
    assert codes(problems) == []


def test_what_a_folder_holds_and_is_not_read_is_said(tmp_path: Path) -> None:
    """Subfolders with tables, and tables in files of other kinds; a subfolder of photos is nobody's ledger."""
    files = {"l/1.csv": LEDGER, "l/8月/2.csv": LEDGER, "l/照片/1.jpg": "x", "l/9月.ods": "x", "l/表.pdf": "x"}
    found, problems = handed(tmp_path, files, named=["l"])
    assert found is not None
    assert found.files == ("l/1.csv",)
    assert codes(problems) == ["ledger-folder-rest"]
    assert problems[0].args["names"] == "8月、9月.ods、表.pdf"


def test_total_rows_and_blank_rows(tmp_path: Path) -> None:
    """合计 and the like are kept out with the reason; blank rows and pre-numbered ones are nothing."""
    text = "序号,编号,服务对象,接案日期,类别\n1,1,甲,2025-07-01,居家\n2,,,,\n,,,,\n,合 计：,,,\n3,小计,,,\n本页合计,,,,9\n总计户,1,,2025-07-01,居家\n"
    found, problems = handed(tmp_path, {"a.csv": text})
    assert [(each.code, each.cell) for each in problems] == [("ledger-row-incomplete", "C8")]
    assert codes(problems)
    assert found is not None
    assert [row.line for row in found.rows] == [2, 8]
    assert [(each.line, each.reason) for each in found.kept_out] == [
        (3, "row-numbered"),
        (5, "row-total"),
        (6, "row-total"),
        (7, "row-total"),
    ]


def test_columns_may_be_called_otherwise(tmp_path: Path) -> None:
    """`columns` renames, ids and titles with or without unit match, further columns are ignored."""
    text = "备注,户号,CLIENT,opened,类 别,时长(分)\nx,7,甲,2025-07-01,居家,3\n"
    found, problems = handed(tmp_path, {"a.csv": text}, Options(columns={"户号": "case_no", "x": "nothing"}))
    assert [(each.code, each.cell) for each in problems] == [("ledger-head-unit", "F1")]
    assert codes(problems), "minutes where the guideline has hours"
    assert cells(found, "case_no") == ["7"]
    assert cells(found, "client") == ["甲"]
    assert cells(found, "hours") == [3]


def test_sheet_and_header_row_may_be_named(tmp_path: Path) -> None:
    """A named sheet and row are taken even where others fit better."""
    head = HEADER[:5]
    one = ["1", "甲", "2025-07-01", None, "居家"]
    book = xlsx(("二月", [head, ["2", *one[1:]]]), ("一月", [[""]] * 11 + [head, one]))
    found, problems = handed(tmp_path, {"a.xlsx": book}, Options(sheets=(" 一月",), header_row=12))
    assert codes(problems) == []
    assert cells(found, "case_no") == ["1"]
    found, problems = handed(tmp_path, {"a.xlsx": book}, Options(sheets=("一 月份",)))
    assert found is None
    assert codes(problems) == ["ledger-sheet-missing"]
    assert "二月、一月" in problems[0].message("zh")
    found, problems = handed(tmp_path, {"a.xlsx": book}, Options(header_row=99))
    assert codes(problems) == ["ledger-column-missing"] * 4
    found, _ = handed(tmp_path, {"a.csv": LEDGER}, Options(sheets=("没有工作表的文件",)))
    assert found is not None


def test_hidden_sheets_come_last(tmp_path: Path) -> None:
    """Last year's sheet, hidden and with the same header, is not what is handed in."""
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(xlsx(("旧", [HEADER, ["old", "甲"]]), ("新", [HEADER, ["new", "甲"]])))
    )
    book["旧"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    found, _ = handed(tmp_path, {"a.xlsx": stream.getvalue()})
    assert cells(found, "case_no") == ["new"]


def test_a_missing_column_names_what_is_there(tmp_path: Path) -> None:
    """The error names the columns found and the nearest, and how to rename it."""
    found, problems = handed(tmp_path, {"a.csv": "编号,服务对象,接案日,类别\n1,甲,2025-07-01,居家\n"})
    assert found is None
    assert codes(problems) == ["ledger-column-missing"]
    assert "编号、服务对象、接案日、类别" in problems[0].message("zh")
    assert "columns: {接案日: opened}" in problems[0].hint("zh")
    _, problems = handed(tmp_path, {"a.csv": "王小明,女\n"}, Options(needed=frozenset({"opened"})))
    assert codes(problems) == ["ledger-column-missing"]
    assert "王小明、女" in problems[0].message("zh"), "heads are nobody's data"
    assert "columns: {王小明: opened}" in problems[0].hint("zh")
    found, problems = handed(
        tmp_path, {"a.csv": "接案日期\n2025-07-01\n"}, Options(needed=frozenset({"opened"}))
    )
    assert codes(problems) == []
    assert cells(found, "case_no") == [None]


def test_bad_cells_are_warnings_at_their_place(tmp_path: Path) -> None:
    """The cell is named as the spreadsheet names it, and private contents are masked."""
    rows: list[Sequence[object]] = [
        ["台账"],
        HEADER,
        ["1", 340711200001011234, "2025-02-30", None, "居佳", "两小时", 93, "有", 1.5],
        ["2", "甲", "2025-07-02", "2025-07-01", "zzz"],
    ]
    found, problems = handed(tmp_path, {"l/个案.xlsx": xlsx(("个案", rows))})
    assert found is not None
    assert {each.file for each in problems} == {"l/个案.xlsx"}
    assert [(each.cell, each.code) for each in problems] == [
        ("个案!B3", "cell-digits-lost"),
        ("个案!C3", "cell-date-impossible"),
        ("个案!E3", "cell-unknown-option"),
        ("个案!F3", "cell-wrong-type"),
        ("个案!G3", "cell-wrong-type"),
        ("个案!H3", "cell-wrong-type"),
        ("个案!I3", "cell-wrong-type"),
        ("个案!E4", "cell-unknown-option"),
        ("个案!D4", "cell-too-early"),
    ]
    assert codes(problems)
    assert "个案!C3" in problems[1].render("zh")
    assert "居家" in problems[2].hint("zh")
    assert "34071120" not in problems[0].render("zh") + str(found.rows[0].bad)
    assert found.rows[0].bad["hours"] == "两小时"
    assert found.rows[1].bad == {"kind": "zzz", "closed": "2025-07-01"}
    assert found.rows[1].cells["closed"] is None


def with_formulas(before: Sequence[str], formulas: Mapping[str, tuple[str, str | float]]) -> bytes:
    """A workbook with *before* as sheets in front of 个案, whose second row holds what formulas came to."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in before:
        book.add_worksheet(name).write_row(0, 0, HEADER)
    sheet = book.add_worksheet("个案")
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["1", "#N/A", "2025-07-01", "", "居家"])
    for place, (formula, value) in formulas.items():
        sheet.write_formula(place, formula, None, value)
    book.close()
    return out.getvalue()


def test_errors_of_formulas_are_not_blanks(tmp_path: Path) -> None:
    """An error stands at its cell, of the right sheet, with what to do; the same letters as a text are a text."""
    formulas: Mapping[str, tuple[str, str | float]] = {
        "D2": ("=VLOOKUP(1,A:B,2,0)", "#N/A"),
        "F2": ("=1/0", "#DIV/0!"),
        "G2": ("=1/2", 0.5),
        "I3": ("=#REF!", "#REF!"),
    }
    found, problems = handed(
        tmp_path, {"a.xlsx": with_formulas(["说明", "旧"], formulas)}, Options(sheets=("个案",))
    )
    assert [(each.cell, each.code) for each in problems] == [
        ("个案!D2", "cell-error"),
        ("个案!F2", "cell-error"),
        ("个案!I3", "cell-error"),
        ("个案!A3", "ledger-row-incomplete"),
    ]
    assert codes(problems)
    assert "#N/A" in problems[0].message("zh")
    assert found is not None
    assert found.rows[0].bad == {"closed": "#N/A", "hours": "#DIV/0!"}
    assert found.rows[0].cells["client"] == "#N/A"
    assert found.rows[0].cells["rate"] == Fraction(1, 2)
    assert found.rows[1].bad == {"visits": "#REF!"}
    other, problems = handed(tmp_path, {"a.xlsx": with_formulas(["旧"], formulas)}, Options(sheets=("旧",)))
    assert (other is not None and other.rows, codes(problems)) == ((), [])


def test_errors_in_text_files_and_of_private_columns(tmp_path: Path) -> None:
    """Excel writes an error's name into csv; it is nobody's name, so it is shown."""
    found, problems = handed(tmp_path, {"a.csv": "编号,服务对象,接案日期,类别\n1,#REF!,2025-07-01,居家\n"})
    assert codes(problems) == ["cell-error"]
    assert "#REF!" in problems[0].message("en")
    assert found is not None
    assert found.rows[0].bad == {"client": "#REF!"}


def test_errors_are_found_however_the_sheet_is_written(tmp_path: Path) -> None:
    """Prefixes, cells without a position, numbered parts out of order: the error stands where it stands."""
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c t="inlineStr"><x:is><x:t>编号</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>服务对象</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>接案日期</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>类别</x:t></x:is></x:c></x:row>'
        '<x:row r="3"><x:c r="A3"><x:v>1</x:v></x:c><x:c r="B3" t="e"><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c>'
        '<x:c r="C3"><x:v>45839</x:v></x:c><x:c r="D3" t="e"><x:v>#N/A</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(("空", []), ("个案", [])))) as made,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in made.namelist():
            again.writestr(name, sheet.encode() if name.endswith("sheet2.xml") else made.read(name))
    found, problems = handed(tmp_path, {"a.xlsx": stream.getvalue()})
    assert [(each.cell, each.code) for each in problems] == [
        ("个案!B3", "cell-error"),
        ("个案!D3", "cell-error"),
    ]
    assert cells(found, "opened") == [date(2025, 7, 1)]


def test_many_bad_cells_are_one_number(tmp_path: Path) -> None:
    """A column in the wrong form does not bury everything else."""
    lines = "".join(f"{number},甲,昨天,居家\n" for number in range(MOST_SHOWN + 7))
    _, problems = handed(tmp_path, {"a.csv": f"编号,服务对象,接案日期,类别\n{lines}"})
    assert codes(problems) == ["cell-wrong-type"] * MOST_SHOWN + ["ledger-more-bad-cells"]
    assert problems[-1].args == {"count": "7"}


def member_bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(300 * 1024 * 1024))
    return stream.getvalue()


def archive(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/").replace("_", "."), data)
    return stream.getvalue()


def lying(data: bytes) -> bytes:
    """A zip file whose directory claims one byte less for its largest member."""
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        size = max(made.infolist(), key=lambda each: each.file_size).file_size
    at = data.rindex(size.to_bytes(4, "little"))
    return data[:at] + (size - 1).to_bytes(4, "little") + data[at + 4 :]


def sheet_of(cells: str, before: str = "") -> bytes:
    """A workbook whose one sheet lies where nobody expects it."""
    parts = book({"表": f"<sheetData><row>{cells}</row></sheetData>"}, main="elsewhere/main.xml")
    parts["elsewhere/worksheets/sheet0.xml"] = before + parts["elsewhere/worksheets/sheet0.xml"]
    return packed(parts)


CELL = '<c r="{}"><v>1</v></c>'


@pytest.mark.parametrize(
    "data, hint",
    [
        pytest.param(b"", "ledger-empty-file", id="empty"),
        pytest.param(b" \r\n", "ledger-empty-file", id="blank"),
        pytest.param(OLE + bytes(600), "ledger-not-a-table", id="ole"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "ledger-encrypted", id="encrypted"),
        pytest.param(b"%PDF-1.7\0\xff", "ledger-is-pdf", id="pdf"),
        pytest.param(b"a,b\0c", "ledger-not-a-table", id="nul"),
        pytest.param("a,b\0".encode("utf-16"), "ledger-not-a-table", id="utf-16-nul"),
        pytest.param(b"\xff\xfea", "ledger-not-a-table", id="half-utf-16"),
        pytest.param(b"a\xff\xff,b", "ledger-not-a-table", id="no-encoding"),
        pytest.param(b"\xef\xbb\xbf\n<html><table>", "ledger-web-page", id="html"),
        pytest.param('编号\n"1,2\n3,4\n'.encode(), "ledger-quotes", id="open-quote"),
        pytest.param(b"PK\x03\x04" + bytes(100), "ledger-damaged", id="broken-zip"),
        pytest.param(xlsx(("x", [HEADER]))[:-300], "ledger-damaged", id="cut-off"),
        pytest.param(archive(word__document_xml=b"<x/>"), "ledger-is-word", id="docx"),
        pytest.param(archive(content_xml=b"<x/>"), "ledger-other-table", id="ods"),
        pytest.param(archive(xl__workbook_bin=b"x"), "ledger-other-table", id="xlsb"),
        pytest.param(archive(xl__workbook_xml=b"<x"), "ledger-damaged", id="bad-workbook"),
        pytest.param(b"," * (MOST_CELLS + 1), "ledger-too-wide", id="commas"),
        pytest.param(member_bomb, "ledger-bomb", id="bomb"),
        pytest.param(lying(xlsx(("x", [HEADER] * 5000))), "ledger-damaged", id="lying-directory"),
        pytest.param(sheet_of(CELL.format("XFD1048576")), "ledger-far-cell", id="far-cell"),
        pytest.param(
            sheet_of("<c><v>1</v></c>" * 3000 + "</row>" + "<row/>" * 3000 + "<row><c><v>1</v></c>"),
            "ledger-far-cell",
            id="unnamed-cells",
        ),
        pytest.param(
            sheet_of(CELL.format("A1") + '</row><row r="9999999"><c><v>1</v></c>'),
            "ledger-far-cell",
            id="far-row",
        ),
        pytest.param(sheet_of(CELL.format("&#88;FD1048576")), "ledger-far-cell", id="escaped-position"),
        pytest.param(
            sheet_of('<x:c xmlns:x="y" r="XFD1048576"><x:v>1</x:v></x:c>'), "ledger-far-cell", id="prefixed"
        ),
        pytest.param(sheet_of(CELL.format("1A")), "ledger-damaged", id="odd-position"),
        pytest.param(sheet_of("<c>"), "ledger-damaged", id="not-well-formed"),
        pytest.param(sheet_of("", "<!DOCTYPE x>"), "ledger-damaged", id="doctype"),
    ],
)
def test_what_is_no_table_is_an_error_with_a_hint(
    tmp_path: Path, data: bytes | Callable[[], bytes], hint: str
) -> None:
    """The content decides, whatever the ending says; the hint says what to do."""
    data = data() if callable(data) else data
    found, problems = handed(tmp_path, {"a.xlsx": data})
    assert found is None
    assert codes(problems) == ["ledger-unreadable"]
    assert problems[0].hint_key == hint
    unreadable = read_table(data)
    assert isinstance(unreadable, Unreadable)
    assert unreadable.hint_key == hint


def test_formatting_far_away_is_no_content(tmp_path: Path) -> None:
    """Sheets formatted to the last row are common and are read."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.load_workbook(io.BytesIO(xlsx(("x", [HEADER, ["1", "甲", "2025-07-01", None, "居家"]]))))
    book["x"]["XFD1048576"].font = Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)
    found, problems = handed(tmp_path, {"a.xlsx": stream.getvalue()})
    assert codes(problems) == []
    assert cells(found, "case_no") == ["1"]


def test_size_and_rows_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is too large is refused before it is read."""
    with (tmp_path / "big.csv").open("wb") as stream:
        stream.truncate(tables.MOST_BYTES + 1)
    found, problems = handed(tmp_path, {}, named=["big.csv"])
    assert found is None
    assert codes(problems) == ["ledger-too-large"]
    text = "编号,服务对象,接案日期,类别\n" + "1,甲,2025-07-01,居家\n" * (MOST_ROWS + 5)
    found, problems = handed(tmp_path, {"a.csv": text})
    assert found is None
    assert codes(problems) == ["ledger-too-many-rows"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The problem stands where the file is named, with the nearest file as hint."""
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "ledgers" / "个案台账.xlsx").touch()
    found, problems = handed(tmp_path, {}, named=["ledgers/个案台帐.xlsx"])
    assert found is None
    assert codes(problems) == ["ledger-missing"]
    assert (problems[0].file, problems[0].line) == ("submission.yaml", 7)
    assert "ledgers/个案台账.xlsx" in problems[0].hint("zh")
    _, problems = handed(tmp_path, {}, named=["nowhere/x.csv"])
    assert codes(problems) == ["ledger-missing"]
    _, problems = handed(tmp_path, {}, named=["x" * 400])
    assert codes(problems) == ["ledger-missing"]


def test_cells_are_named_as_in_spreadsheets() -> None:
    """Letters go on after Z."""
    grid = Grid("", [])
    assert [grid.cell(0, each) for each in (0, 25, 26, 701, 702)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1"]
    assert Grid("个案", []).cell(13, 2) == "个案!C14"


def _spoilt(data: bytes, at: int, byte: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([byte]) + data[at + 1 :]


BOOK = xlsx(("个案", [HEADER, ["1", "甲", date(2025, 7, 1), None, "居家", 1.5, 0.9, True, 3]]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(),
        st.binary().map(b"PK\x03\x04".__add__),
        st.builds(_spoilt, st.just(BOOK), st.integers(0), st.integers(0, 255)),
        st.builds(_spoilt, st.just(LEDGER.encode()), st.integers(0), st.integers(0, 255)),
        st.text().map(str.encode),
        st.text().map(lambda text: (LEDGER + text).encode("gb18030", "ignore")),
    )
)
def test_any_bytes_are_a_ledger_or_a_problem(tmp_path: Path, data: bytes) -> None:
    """No content whatever ends in an exception."""
    found, problems = handed(tmp_path, {"a.xlsx": data})
    assert (found is None) == any(each.severity == "error" for each in problems)
    assert codes(problems) is not None


def test_a_workbook_of_several_ledgers_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ledgers stand in it."""
    heads = ["编号", "服务对象", "接案日期", "结案日期", "类别"]
    data = xlsx(
        ("个案", [heads, ["1", "王小明", "2025-07-01", "", "居家"]]), ("别的", [["甲", "乙"], ["1", "2"]])
    )
    (tmp_path / "台账.xlsx").write_bytes(data)
    reads: list[bytes] = []

    def counted(data: bytes) -> list[Grid] | Unreadable:
        reads.append(data)
        return read_table(data)

    monkeypatch.setattr(ledgers, "read_table", counted)
    workbooks = ledgers.Workbooks()
    ledger = guideline().ledgers["cases"]
    source = [ledgers.LedgerSource("台账.xlsx")]
    first, again = (
        ledgers.read_ledger(ledger, source, ledgers.Options(), tmp_path, "submission.yaml", workbooks)
        for _ in range(2)
    )
    assert first == again
    assert first[0] is not None
    assert len(reads) == 1
