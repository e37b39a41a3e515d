"""One ledger, and one score table, as the programs and habits of people write them: what a person sees is read, or said.

Each file holds the same three visits, or the same four criteria. What its maker does differently is its name.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Final

import docx
import openpyxl
import pytest
import xlsxwriter
import xlwt
from docx.document import Document
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.worksheet import Worksheet as NewSheet

from evaluator.drafting.table_file import read_sheets
from evaluator.loading.grids import Unreadable
from evaluator.loading.ledgers import LedgerSource, Options, read_ledger
from evaluator.model.guideline import Column, Ledger
from tests.conftest import Office
from tests.packages import MAIN, STRICT, book, packed
from tests.stations import codes, xlsx

VISITS: Final = Ledger(
    "visits",
    "走访台账",
    {
        "no": Column("no", "编号", "text"),
        "household": Column("household", "户号", "text"),
        "day": Column("day", "走访日期", "date"),
        "hours": Column("hours", "时长（小时）", "number"),
        "rate": Column("rate", "满意度", "share", may_be_blank=True),
        "done": Column("done", "是否办结", "boolean", may_be_blank=True),
    },
    key="no",
)
HEAD: Final = ["编号", "户号", "走访日期", "时长（小时）", "满意度", "是否办结"]
DAYS: Final = (date(2025, 7, 24), date(2025, 8, 5), date(2026, 6, 30))
ROWS: Final[Sequence[Sequence[object]]] = [
    ["001", "甲一", DAYS[0], 2.5, 0.95, True],
    ["002", "乙", DAYS[1], 1, None, False],
    ["010", "甲一", DAYS[2], 0.5, 1, None],
]
SEEN: Final = [
    tuple(Fraction(str(cell)) if isinstance(cell, float) else cell for cell in row) for row in ROWS
]
Rows = Sequence[Sequence[object]]
Made = Callable[[], bytes | tuple[bytes, list[str]]]
"""Makes a file, and what is said of it."""


def made(files: Mapping[str, Made], name: str) -> tuple[bytes, list[str]]:
    entry = files[name]()
    return entry if isinstance(entry, tuple) else (entry, [])


def table(*more: Sequence[object], head: Sequence[object] = HEAD, rows: Rows = ROWS) -> list[list[object]]:
    return [list(head), *map(list, rows), *map(list, more)]


def changed(column: int, *cells: object) -> Rows:
    """The records with other cells in one column."""
    return [[*row[:column], cell, *row[column + 1 :]] for row, cell in zip(ROWS, cells, strict=True)]


def saved(change: Callable[[Worksheet], object], rows: Rows | None = None) -> bytes:
    """As openpyxl writes, after a change to the sheet."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "走访"
    for row in rows or table():
        sheet.append(list(row))
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, 3).number_format = "yyyy/m/d"
        sheet.cell(number, 5).number_format = "0%"
    change(sheet)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def formatted(column: int, code: str) -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, column).number_format = code

    return change


def keys_as_numbers(sheet: Worksheet) -> None:
    for row in range(2, 5):
        sheet.cell(row, 1, int(str(sheet.cell(row, 1).value))).number_format = "000"


def early(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.epoch = datetime(1904, 1, 1)


def beside(title: str, state: str = "visible", rows: Rows | None = None) -> Callable[[Worksheet], object]:
    """Another sheet."""

    def change(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        other = sheet.parent.create_sheet(title, 0)
        other.sheet_state = state
        for row in rows or table(rows=changed(0, "901", "902", "903")):
            other.append(list(row))

    return change


def looks(sheet: Worksheet) -> None:
    """What people add to look at: frozen panes, filters, a drop-down, comments, widths, a print area."""
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    choice = DataValidation("list", formula1='"是,否"')
    sheet.add_data_validation(choice)
    choice.add("F2:F99")
    sheet["A2"].comment = Comment("请核对", "督导")
    sheet.column_dimensions["B"].width = 40
    sheet.print_area = "A1:F4"
    sheet["B2"].font = Font(bold=True, color="FF0000")


def as_table(sheet: Worksheet) -> None:
    sheet.add_table(Table(displayName="走访", ref=sheet.dimensions))


def rich(sheet: Worksheet) -> None:
    sheet["B2"] = CellRichText("甲", TextBlock(InlineFont(b=True), "一"))


def struck_in_part(sheet: Worksheet) -> None:
    sheet["B2"] = CellRichText(TextBlock(InlineFont(strike=True), "旧户"), "甲一")


def hidden_rows(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hidden_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["D"].hidden = True


def merged_heads(sheet: Worksheet) -> None:
    """走访 over 日期 and 时长, the other heads over both rows."""
    sheet.insert_rows(1)
    for letter in "ABEF":
        sheet[f"{letter}1"] = sheet[f"{letter}2"].value
        sheet[f"{letter}2"] = None
        sheet.merge_cells(f"{letter}1:{letter}2")
    sheet["C1"], sheet["C2"], sheet["D2"] = "走访", "日期", "时长（小时）"
    sheet.merge_cells("C1:D1")


def merged_title(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"], sheet["A2"] = "青禾镇社工站走访台账", "填报单位：青禾镇社工站　2025年度"
    sheet.merge_cells("A1:F1")


def error_value(sheet: Worksheet) -> None:
    sheet["E3"] = "#DIV/0!"


def uncalculated(sheet: Worksheet) -> None:
    sheet["E3"] = "=D3/2"


def new_book(
    fill: Callable[[xlsxwriter.Workbook, NewSheet], object], options: Mapping[str, object] | None = None
) -> bytes:
    """As XlsxWriter writes."""
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd", **(options or {})})
    sheet = made.add_worksheet("走访")
    for number, row in enumerate(table()):
        for at, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, at, cell)
    fill(made, sheet)
    made.close()
    return stream.getvalue()


def nothing(*_: object) -> None:
    """Change nothing."""


def calculated(made: xlsxwriter.Workbook, sheet: NewSheet) -> None:
    del made
    sheet.write_formula("D2", "=5/2", None, 2.5)
    sheet.write_formula("B4", '="甲"&"一"', None, "甲一")


def listed(made: xlsxwriter.Workbook, sheet: NewSheet) -> None:
    del made
    sheet.add_table(0, 0, 3, 5, {"columns": [{"header": head} for head in HEAD], "data": []})


def coloured(made: xlsxwriter.Workbook, sheet: NewSheet) -> None:
    bold = made.add_format({"bold": True})
    sheet.write_rich_string("B2", "甲", bold, "一")
    sheet.conditional_format("D2:D9", {"type": "data_bar"})
    sheet.write_comment("A2", "请核对")
    chart = made.add_chart({"type": "column"})
    assert chart is not None
    chart.add_series({"values": "=走访!$D$2:$D$4"})
    made.add_chartsheet("图").set_chart(chart)


def hidden_sheet(made: xlsxwriter.Workbook, sheet: NewSheet) -> None:
    del sheet
    old = made.add_worksheet("旧")
    for number, row in enumerate(table(rows=changed(0, "901", "902", "903"))):
        old.write_row(number, 0, [str(cell) for cell in row])
    old.very_hidden()


def old_book(
    change: Callable[[xlwt.Workbook, xlwt.Worksheet], object] = nothing, *, since: int = 1900
) -> bytes:
    """As programs for old Excel files write."""
    made = xlwt.Workbook(encoding="utf-8")
    made.dates_1904 = since == 1904
    sheet = made.add_sheet("走访")
    styles = {2: "yyyy/m/d", 4: "0%"}
    for number, row in enumerate(table()):
        for at, cell in enumerate(row):
            style = xlwt.easyxf(num_format_str=styles.get(at, "General") if number else "General")
            days = (cell - date(since, 1, 1)).days if isinstance(cell, date) and since != 1900 else cell
            sheet.write(number, at, days, style)
    change(made, sheet)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def old_foot(made: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
    del made
    sheet.write(4, 0, "合计")
    sheet.write(4, 3, 4)
    sheet.write_merge(5, 5, 0, 5, "填表人：李某　　审核人：张某")


def old_hidden(made: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
    del sheet
    other = made.add_sheet("旧")
    other.visibility = 1
    for number, row in enumerate(table(rows=changed(0, "901", "902", "903"))):
        for at, cell in enumerate(row):
            other.write(number, at, str(cell))


def text(cell: object) -> str:
    return f'<c t="inlineStr"><is><t>{cell}</t></is></c>'


def cells(head: Sequence[str] = HEAD, made: Callable[[object], str] = text) -> str:
    """The sheet's data by hand: no references, texts in the cells, days by their numbers."""
    serial = [(day - date(1899, 12, 30)).days for day in DAYS]
    lines = ["".join(made(name) for name in head)]
    for row, day in zip(ROWS, serial, strict=True):
        rate = "<c/>" if row[4] is None else f'<c s="1"><v>{row[4]}</v></c>'
        done = "<c/>" if row[5] is None else f'<c t="b"><v>{int(bool(row[5]))}</v></c>'
        lines.append(
            f'{made(row[0])}{made(row[1])}<c s="0"><v>{day}</v></c><c><v>{row[3]}</v></c>{rate}{done}'
        )
    return "<sheetData>" + "".join(f"<row>{line}</row>" for line in lines) + "</sheetData>"


def by_hand(
    data: str | None = None,
    *,
    strings: str = "",
    workbook: str = "",
    replaced: Mapping[str, str] | None = None,
    main: str = "xl/workbook.xml",
    separator: str = "/",
    without: str = "",
) -> bytes:
    """A package made part by part."""
    parts = book(
        {"走访": data or cells()},
        formats=("yyyy/m/d", "0%"),
        strings=strings,
        workbook=workbook,
        main=main,
    )
    for old, new in (replaced or {}).items():
        assert any(old in content for content in parts.values()), old
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    return packed({name: content for name, content in parts.items() if name != without}, separator)


def shared() -> tuple[str, str]:
    """The texts in a table of their own, with readings above the characters."""
    texts: list[str] = []

    def cell(content: object) -> str:
        texts.append(f"<si><t>{content}</t><rPh sb='0' eb='1'><t>yi</t></rPh></si>")
        return f'<c t="s"><v>{len(texts) - 1}</v></c>'

    data = cells(made=cell)
    return data, "".join(texts)


def iso_days() -> str:
    data = cells()
    for day in DAYS:
        number = (day - date(1899, 12, 30)).days
        data = data.replace(f'<c s="0"><v>{number}</v></c>', f'<c s="0" t="d"><v>{day}T00:00:00</v></c>')
    return data


def csv_text(separator: str = ",", *, quoted: bool = False, ends: str = "\r\n") -> str:
    """As programs write text files: days and shares as they are seen."""

    def written(cell: object) -> str:
        shown = "" if cell is None else "是" if cell is True else "否" if cell is False else str(cell)
        return f'"{shown}"' if quoted else shown

    rows = changed(4, "95%", None, "100%")
    return "".join(separator.join(map(written, row)) + ends for row in table(rows=rows))


FOOT: Final[Rows] = [
    ["合计", None, None, 4],
    ["注：数据截至六月底"],
    ["填表人：李某", None, "审核人：张某"],
    [None, None, "2026年7月1日"],
    ["以下空白"],
]
DATA, STRINGS = shared()
SPREADSHEETS: Final[dict[str, Made]] = {
    "openpyxl": lambda: saved(nothing),
    "a title over the heads": lambda: saved(nothing, [["走访台账"], [], *table()]),
    "a merged title": lambda: saved(merged_title),
    "heads over two merged rows": lambda: saved(merged_heads),
    "heads with line breaks and stars": lambda: saved(nothing, table(head=["编\n号", "*户号", "走访\n日期", *HEAD[3:]])),
    "heads without their unit": lambda: saved(nothing, table(head=[*HEAD[:3], "时长", *HEAD[4:]])),
    "columns in another order": lambda: xlsx(("走访", [[row[at] for at in (1, 0, 3, 2, 5, 4)] for row in table()])),
    "a blank column between": lambda: saved(nothing, [[*row[:2], None, *row[2:]] for row in table()]),
    "columns beside": lambda: saved(nothing, [["序号" if at == 0 else at, *row, "略"] for at, row in enumerate(table())]),
    "another table at the side": lambda: saved(nothing, [[*row, None, "月份", 3] for row in table()]),
    "a foot": lambda: saved(nothing, table(*FOOT)),
    "month lines": lambda: saved(nothing, [HEAD, ["7月"], ROWS[0], ["8月"], ROWS[1], ["小计", None, None, 3.5], ROWS[2]]),
    "heads on every page": lambda: saved(nothing, [HEAD, ROWS[0], ["续表"], HEAD, *ROWS[1:]]),
    "numbered blank lines": lambda: saved(nothing, table(["011"], ["012"], [])),
    "columns numbered": lambda: xlsx(("走访", [HEAD, ["甲", "乙", 1, 2, 3, 4], *ROWS])),
    "a sheet per month": lambda: xlsx(*((f"{at}月", [HEAD, row]) for at, row in enumerate(ROWS, 7))),
    "a sheet per month and a summary": lambda: (
        xlsx(*((f"{at}月", [HEAD, row]) for at, row in enumerate(ROWS, 7)), ("汇总", table())),
        ["ledger-sheet-summary"],
    ),
    "an old sheet that is hidden": lambda: (saved(beside("去年", "hidden")), ["ledger-sheet-hidden"]),
    "an old sheet that is well hidden": lambda: (saved(beside("去年", "veryHidden")), ["ledger-sheet-hidden"]),
    "a pattern": lambda: (saved(beside("填写样表")), ["ledger-sheet-pattern"]),
    "a pivot table": lambda: saved(beside("透视表", rows=[["行标签", "计数"], ["7月", 1], ["总计", 3]])),
    "hidden rows": lambda: (saved(hidden_rows), ["ledger-hidden-rows"]),
    "a hidden column": lambda: (saved(hidden_column), ["ledger-hidden-columns"]),
    "what is looked at": lambda: saved(looks),
    "a table of Excel's": lambda: saved(as_table),
    "texts in two colours": lambda: saved(rich),
    "texts struck through in part": lambda: (saved(struck_in_part), ["cell-trimmed"]),
    "days from 1904 on": lambda: saved(early),
    "days with a time": lambda: saved(formatted(3, "yyyy-m-d h:mm"), table(rows=changed(2, *(datetime(d.year, d.month, d.day, 9, 30) for d in DAYS)))),
    "days in Chinese": lambda: saved(formatted(3, "[$-804]yyyy年m月d日;@")),
    "days of the week": lambda: saved(formatted(3, "[$-804]aaaa")),
    "days as numbers": lambda: saved(formatted(3, "General")),
    "days as texts": lambda: saved(nothing, table(rows=changed(2, "2025.7.24", "2025年8月5日", "2026/06/30"))),
    "days in full width": lambda: saved(nothing, table(rows=changed(2, "２０２５－７－２４", "２０２５．８．５", "2026-6-30"))),
    "keys by their format": lambda: saved(keys_as_numbers),
    "numbers as texts": lambda: saved(nothing, table(rows=changed(3, "2.5", "１", " 0.5 "))),
    "numbers with decimals hidden": lambda: saved(formatted(4, "0")),
    "money formats": lambda: saved(formatted(4, '"￥"#,##0.00')),
    "shares as texts": lambda: (saved(nothing, table(rows=changed(4, "95%", "—", "１００％"))), ["ledger-signs-of-nothing"]),
    "answers as texts": lambda: (saved(nothing, table(rows=changed(5, "是", "否", "/"))), ["ledger-signs-of-nothing"]),
    "signs of nothing": lambda: (saved(nothing, table(rows=changed(4, 0.95, "无", 1))), ["ledger-signs-of-nothing"]),
    "characters nobody sees": lambda: saved(nothing, table(head=["\ufeff编号", "户\u200b号", *HEAD[2:]], rows=changed(1, "甲一", "乙\u200b", "\u2060甲一"))),
    "blanks around": lambda: saved(nothing, table(rows=changed(1, " 甲一", "　乙　", "甲一\xa0"))),
    "an error value": lambda: (saved(error_value), ["cell-error"]),
    "a formula never calculated": lambda: (saved(uncalculated), ["cell-uncalculated"]),
    "XlsxWriter": lambda: new_book(nothing),
    "XlsxWriter, row by row": lambda: new_book(nothing, {"constant_memory": True}),
    "XlsxWriter, days from 1904 on": lambda: new_book(nothing, {"date_1904": True}),
    "XlsxWriter, large packages": lambda: new_book(nothing, {"use_zip64": True}),
    "XlsxWriter, calculated formulas": lambda: new_book(calculated),
    "XlsxWriter, a table": lambda: new_book(listed),
    "XlsxWriter, colours and a chart sheet": lambda: new_book(coloured),
    "XlsxWriter, a hidden sheet": lambda: (new_book(hidden_sheet), ["ledger-sheet-hidden"]),
    "by hand": by_hand,
    "by hand, shared texts with readings": lambda: by_hand(DATA, strings=STRINGS),
    "by hand, texts of formulas": lambda: by_hand(cells(made=lambda cell: f'<c t="str"><v>{cell}</v></c>')),
    "by hand, days as texts of ISO 8601": lambda: by_hand(iso_days()),
    "by hand, Strict Open XML": lambda: by_hand(replaced=STRICT),
    "by hand, backslashes": lambda: by_hand(separator="\\"),
    "by hand, another main part": lambda: by_hand(main="book/main.xml"),
    "by hand, a prefix": lambda: by_hand(
        "".join(re.sub(r"<(/?)(\w)", r"<\1x:\2", cells())),
        replaced={f'<worksheet xmlns="{MAIN}">': f'<x:worksheet xmlns:x="{MAIN}">', "</worksheet>": "</x:worksheet>"},
    ),
    "by hand, a wrong dimension": lambda: by_hand('<dimension ref="A1:B2"/>' + cells()),
    "by hand, escaped characters": lambda: by_hand(cells().replace("甲一", "甲一_x000D_")),
    "by hand, numbers with exponents": lambda: by_hand(cells().replace("<v>2.5</v>", "<v>2.5E0</v>")),
    "by hand, protected": lambda: by_hand(cells() + '<sheetProtection sheet="1" objects="1"/>'),
    "old Excel": old_book,
    "old Excel, days from 1904 on": lambda: old_book(since=1904),
    "old Excel, a foot": lambda: old_book(old_foot),
    "old Excel, a hidden sheet": lambda: (old_book(old_hidden), ["ledger-sheet-hidden"]),
    "text": lambda: csv_text().encode(),
    "text with a mark": lambda: csv_text().encode("utf-8-sig"),
    "text in GB18030": lambda: csv_text().encode("gb18030"),
    "text in UTF-16": lambda: csv_text("\t").encode("utf-16"),
    "text with semicolons": lambda: csv_text(";").encode(),
    "text in quotation marks": lambda: csv_text(quoted=True).encode(),
    "text with ends of lines of Unix": lambda: csv_text(ends="\n").encode(),
    "text with the mark of DOS": lambda: csv_text().encode() + b"\x1a",
}  # fmt: skip
"""File → its bytes; with what is said of it where something is."""
LOST: Final = {"an error value": 1, "a formula never calculated": 1}
"""Files with a cell that cannot be read, and whose: it is said, and the rest is read."""


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_spreadsheets_are_read_to_what_a_person_sees(tmp_path: Path, name: str) -> None:
    """The three visits in their order, typed; where something is left out or doubted, that is said and nothing else."""
    data, said = made(SPREADSHEETS, name)
    (tmp_path / "v").write_bytes(data)
    handed, problems, _ = read_ledger(VISITS, [LedgerSource("v")], Options(), tmp_path, "s.yaml")
    assert codes(problems) == said
    assert handed is not None
    read = [tuple(row.cells.get(column) for column in VISITS.columns) for row in handed.rows]
    assert read == SEEN
    assert [bool(row.bad) for row in handed.rows] == [LOST.get(name) == at for at in range(3)]


@pytest.mark.office
@pytest.mark.parametrize(
    "name, to",
    [
        ("a foot", "xls"),
        ("keys by their format", "xlsx"),
        ("days in Chinese", "csv:Text - txt - csv (StarCalc):44,34,76,1"),
        ("old Excel", "xlsx"),
    ],
)
def test_what_libreoffice_saves_is_read_to_what_a_person_sees(
    tmp_path: Path, office: Office, name: str, to: str
) -> None:
    """The files above, opened and saved by it."""
    data, _ = made(SPREADSHEETS, name)
    source = tmp_path / f"走访.{'xls' if name == 'old Excel' else 'xlsx'}"
    source.write_bytes(data)
    again = office(source, to)
    handed, problems, _ = read_ledger(VISITS, [LedgerSource(again.name)], Options(), again.parent, "s.yaml")
    assert codes(problems) == []
    assert handed is not None
    assert [tuple(row.cells.get(column) for column in VISITS.columns) for row in handed.rows] == SEEN


CRITERIA: Final[Sequence[Sequence[str]]] = [
    ["模块", "指标", "分值", "评分标准"],
    ["阵地", "场地面积", "10", "≥60㎡得10分，每少10㎡扣2分"],
    ["阵地", "功能分区", "5", "少一项扣1分"],
    ["服务", "走访户数", "15", "走访率×15"],
    ["服务", "个案数", "10", "每个得2分"],
]
WORD: Final = "word/document.xml"


def document(change: Callable[[Document], object] = nothing) -> dict[str, bytes]:
    """The parts of a document with the table, as python-docx writes it; the first column is merged."""
    made = docx.Document()
    made.add_paragraph("评分表")
    grid = made.add_table(rows=len(CRITERIA), cols=4)
    for i, row in enumerate(CRITERIA):
        for j, content in enumerate(row):
            grid.cell(i, j).text = content
    for top in (1, 3):
        grid.cell(top + 1, 0).text = ""
        grid.cell(top, 0).merge(grid.cell(top + 1, 0)).text = CRITERIA[top][0]
    change(made)
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def as_file(parts: Mapping[str, bytes], separator: str = "/") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name.replace("/", separator)), content)
    return stream.getvalue()


def edited(*pairs: tuple[str, str]) -> bytes:
    """The document with pieces of its XML in other words."""
    parts = document()
    xml = parts[WORD].decode()
    for old, new in pairs:
        assert old in xml, old
        xml = xml.replace(old, new, 1)
    return as_file({**parts, WORD: xml.encode()})


def with_run(content: str, inside: str) -> bytes:
    """The document with the run of a text written as other elements."""
    return edited((f"<w:r><w:t>{content}</w:t></w:r>", inside))


def run(content: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{content}</w:t></w:r>"


def other_text(properties: str, content: str = "旧") -> bytes:
    """The document with one more text in a cell."""
    return with_run("个案数", run(content, properties) + run("个案数"))


def moved(parts: dict[str, bytes], name: str) -> dict[str, bytes]:
    """With the main part of another name."""
    new = {key: value for key, value in parts.items() if not key.startswith("word/_rels/document")}
    new[name] = new.pop(WORD)
    folder, _, file = name.rpartition("/")
    new[f"{folder}/_rels/{file}.rels"] = parts["word/_rels/document.xml.rels"]
    for key in ("[Content_Types].xml", "_rels/.rels"):
        new[key] = new[key].replace(WORD.encode(), name.encode())
    return new


def in_strict(parts: dict[str, bytes]) -> dict[str, bytes]:
    usual = rb"http://schemas.openxmlformats.org/(wordprocessingml|officeDocument)/2006/"
    return {
        name: re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", content)
        if name != "docProps/thumbnail.jpeg"
        else content
        for name, content in parts.items()
    }


def in_another_prefix(parts: dict[str, bytes]) -> dict[str, bytes]:
    xml = re.sub(rb"(</?| )w:", rb"\1ns0:", parts[WORD]).replace(b"xmlns:w=", b"xmlns:ns0=")
    return {**parts, WORD: xml}


THRESHOLD: Final = CRITERIA[1][3]
DOCUMENTS: Final[dict[str, Made]] = {
    "python-docx": lambda: as_file(document()),
    "backslashes": lambda: as_file(document(), "\\"),
    "another main part": lambda: as_file(moved(document(), "word/document2.xml")),
    "another folder": lambda: as_file(moved(document(), "text/main.xml")),
    "Strict Open XML": lambda: as_file(in_strict(document())),
    "another prefix": lambda: as_file(in_another_prefix(document())),
    "UTF-16": lambda: as_file({**document(), WORD: document()[WORD].decode().replace("UTF-8", "UTF-16").encode("utf-16")}),
    "without styles": lambda: as_file({k: v for k, v in document().items() if k != "word/styles.xml"}),
    "a text in pieces": lambda: with_run("走访户数", run("走") + run("访", "<w:b/>") + run("户数")),
    "a text with proofing marks": lambda: with_run("走访户数", '<w:proofErr w:type="spellStart"/>' + run("走访户数")),
    "a text with bookmarks": lambda: with_run("走访户数", '<w:bookmarkStart w:id="1" w:name="x"/>' + run("走访户数") + '<w:bookmarkEnd w:id="1"/>'),
    "a line broken": lambda: with_run("少一项扣1分", "<w:r><w:t>少一项扣</w:t></w:r><w:r><w:softHyphen/><w:t>1分</w:t></w:r>"),
    "a content control": lambda: with_run("10", f"<w:sdt><w:sdtContent>{run('10')}</w:sdtContent></w:sdt>"),
    "a cell in a content control": lambda: edited(("<w:tbl>", "<w:sdt><w:sdtContent><w:tbl>"), ("</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>")),
    "a link": lambda: with_run("个案数", f'<w:hyperlink w:anchor="x">{run("个案数")}</w:hyperlink>'),
    "a field": lambda: with_run("个案数", f'<w:fldSimple w:instr="REF x">{run("个案数")}</w:fldSimple>'),
    "a field in parts": lambda: with_run("个案数", '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("个案数") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
    "a smart tag": lambda: with_run("个案数", f'<w:smartTag w:element="x">{run("个案数")}</w:smartTag>'),
    "an insertion": lambda: with_run("个案数", f'<w:ins w:id="1" w:author="a">{run("个案数")}</w:ins>'),
    "moved to here": lambda: with_run("个案数", f'<w:moveTo w:id="1" w:author="a">{run("个案数")}</w:moveTo>'),
    "a sign of another font": lambda: with_run(THRESHOLD, '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run(THRESHOLD[1:])),
    "a sign between": lambda: with_run("走访率×15", run("走访率") + '<w:r><w:sym w:font="Symbol" w:char="00B4"/></w:r>' + run("15")),
    "a formula": lambda: with_run("走访率×15", "<m:oMath><m:r><m:t>走访率×15</m:t></m:r></m:oMath>"),
    "characters with readings": lambda: with_run("个案数", "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>gè</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>个</w:t></w:r></w:rubyBase></w:ruby></w:r>" + run("案数")),
    "a comment": lambda: with_run("个案数", '<w:commentRangeStart w:id="0"/>' + run("个案数") + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'),
    "a footnote": lambda: with_run("个案数", run("个案数") + '<w:r><w:footnoteReference w:id="2"/></w:r>'),
    "a page break as printed last": lambda: with_run("个案数", "<w:r><w:lastRenderedPageBreak/><w:t>个案数</w:t></w:r>"),
    "blanks around": lambda: with_run("个案数", "<w:r><w:t xml:space='preserve'> 个案数　</w:t></w:r>"),
    "an alternative": lambda: with_run("个案数", f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'/><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r>{run('个案数')}"),
    "comments of XML": lambda: edited(("<w:tbl>", "<w:tbl><!-- made by another program -->")),
    "a style switched off": lambda: with_run("个案数", run("个案数", '<w:strike w:val="0"/><w:vanish w:val="false"/>')),
    "a deletion": lambda: (with_run("个案数", '<w:del w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>' + run("个案数")), ["import-deleted"]),
    "moved from here": lambda: (with_run("个案数", f'<w:moveFrom w:id="1" w:author="a">{run("旧")}</w:moveFrom>' + run("个案数")), ["import-deleted"]),
    "a hidden text": lambda: (other_text("<w:vanish/>"), ["import-struck"]),
    "a text struck through": lambda: (other_text("<w:strike/>"), ["import-struck"]),
    "a text struck through twice": lambda: (other_text("<w:dstrike/>"), ["import-struck"]),
    "a deleted row": lambda: (edited(("<w:tr>", '<w:tr><w:trPr><w:del w:id="1" w:author="a"/></w:trPr><w:tc><w:p><w:r><w:t>旧</w:t></w:r></w:p></w:tc></w:tr><w:tr>')), ["import-deleted"]),
    "a hidden row": lambda: (edited(("<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>旧</w:t></w:r></w:p></w:tc></w:tr><w:tr>")), ["import-hidden-rows"]),
}  # fmt: skip
"""A score table in Word → its file; with what is said of it where something is."""


def sees(data: bytes) -> tuple[list[list[str]], list[str]]:
    """The texts of the only table in a document's file, and what is said to be left out."""
    tables = read_sheets(data)
    assert not isinstance(tables, Unreadable)
    (only,) = (each for each in tables if each.rows)
    return [[cell.text for cell in row] for row in only.rows], [part.code for part in only.left_out]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_read_to_what_a_person_sees(name: str) -> None:
    data, said = made(DOCUMENTS, name)
    assert sees(data) == (CRITERIA, said)


def test_a_sign_that_is_not_known_is_seen_to_be_one() -> None:
    """No text is lost without a trace; fractions of formulas are written in a line."""
    data = with_run("个案数", '<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r>' + run("个案数"))
    assert sees(data)[0][4][1] == "\ufffd个案数"
    fraction = "<m:oMath><m:f><m:num><m:r><m:t>走访户</m:t></m:r></m:num><m:den><m:r><m:t>总户</m:t></m:r></m:den></m:f></m:oMath>"
    assert sees(with_run("走访率×15", fraction))[0][3][3] == "走访户/总户"


@pytest.mark.office
def test_what_libreoffice_saves_as_word_is_read_to_what_a_person_sees(tmp_path: Path, office: Office) -> None:
    source = tmp_path / "评分表.docx"
    source.write_bytes(made(DOCUMENTS, "python-docx")[0])
    assert sees(office(source, "docx").read_bytes()) == (CRITERIA, [])


def test_the_corpus_is_large_enough() -> None:
    """As many files of other writers' habits as were promised."""
    assert len(SPREADSHEETS) >= 60
    assert len(DOCUMENTS) >= 30
