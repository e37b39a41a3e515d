"""A score table is imported as its readers see it: hidden, struck-through and deleted parts are left out and said."""

import io
import re
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from evaluator.cli.command import cli
from evaluator.drafting.draft import Draft, draft
from evaluator.drafting.grid import TableSheet
from evaluator.drafting.table_file import read_sheets

ROWS: Final[list[list[Any]]] = [
    ["一级指标", "二级指标", "分值", "评分标准"],
    ["建设", "场地", 10, "有独立场地得10分，否则不得分"],
    ["建设", "标识", 5, "有标识得5分，否则不得分"],
    ["服务", "走访", 10, "每走访1户得1分"],
]


def book(change: Callable[[Workbook, Worksheet], object], rows: list[list[Any]] | None = None) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "2024"
    for row in rows or ROWS:
        sheet.append(row)
    change(made, sheet)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def hide_sheet(made: Workbook, _: Worksheet) -> None:
    old = made.create_sheet("2023旧版", 0)
    old.append(["一级指标", "二级指标", "分值"])
    old.append(["旧", "旧指标", 50])
    old.sheet_state = "hidden"


def hide_row(_: Workbook, sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_column(_: Workbook, sheet: Worksheet) -> None:
    sheet["E1"] = "旧分值"
    sheet["E2"] = 99
    sheet.column_dimensions["E"].hidden = True


def strike_row(_: Workbook, sheet: Worksheet) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def strike_part(_: Workbook, sheet: Worksheet) -> None:
    sheet["D3"] = CellRichText(TextBlock(InlineFont(strike=True), "旧标准"), "有标识得5分，否则不得分")


def stray(_: Workbook, sheet: Worksheet) -> None:
    sheet["ZZ1"] = "x"


def big_neighbour(made: Workbook, _: Worksheet) -> None:
    ledger = made.create_sheet("走访台账")
    for number in range(5_010):
        ledger.append([number])


def marks(made: Draft) -> tuple[int, str]:
    return made.criteria, str(made.full_marks)


def said(made: Draft) -> list[tuple[str, str]]:
    usual = ("import-grades", "import-mark")
    return [(problem.code, problem.cell) for problem in made.problems if problem.code not in usual]


@pytest.mark.parametrize(
    "change, criteria, problems",
    [
        (hide_sheet, (3, "25"), [("import-sheet-hidden", "2023旧版")]),
        (hide_row, (2, "20"), [("import-hidden-rows", "2024")]),
        (hide_column, (3, "25"), [("import-hidden-columns", "2024")]),
        (strike_row, (2, "20"), [("import-struck", f"2024!{column}3") for column in "ABCD"]),
        (strike_part, (3, "25"), [("import-struck", "2024!D3")]),
        (stray, (3, "25"), [("import-stray", "2024!ZZ1")]),
        (big_neighbour, (3, "25"), [("import-sheet-refused", "走访台账")]),
    ],
)
def test_what_readers_do_not_see_is_left_out_and_said(
    change: Callable[[Workbook, Worksheet], object],
    criteria: tuple[int, str],
    problems: list[tuple[str, str]],
) -> None:
    made = draft(book(change), "表.xlsx", "t", "1")
    assert (marks(made), said(made)) == (criteria, problems)
    assert all(problem.render("zh") and problem.render("en") for problem in made.problems)


def test_a_sheet_that_is_named_is_read_whatever_lies_beside_it() -> None:
    """A hidden one too, which is said."""
    assert said(draft(book(big_neighbour), "表.xlsx", "t", "1", only="2024")) == []
    made = draft(book(hide_sheet), "表.xlsx", "t", "1", only="2023旧版")
    assert marks(made) == (1, "50")
    assert said(made) == [("import-sheet-hidden-read", "2023旧版")]


def test_merged_cells_are_seen_where_their_first_row_is_hidden() -> None:
    rows = [list(row) for row in ROWS]
    rows[2][0] = None

    def change(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.row_dimensions[2].hidden = True

    sheets = read_sheets(book(change, rows))
    assert isinstance(sheets, list)
    assert [[cell.text for cell in row][:2] for row in sheets[0].rows[1:]] == [
        ["建设", "标识"],
        ["服务", "走访"],
    ]


@pytest.mark.parametrize(
    "shares, problem",
    [([0.4, 0.2, 0.35], "import-weights-sum"), ([0.4, 0.2, 0.4], "import-weights")],
)
def test_weights_shown_as_percentages_are_percentages(shares: list[float], problem: str) -> None:
    """0.4 shown as 40% is 40 points of 100; a sum that is not 100 % is said."""
    rows = [ROWS[0], *([*row[:2], share, row[3]] for row, share in zip(ROWS[1:], shares, strict=True))]

    def change(_: Workbook, sheet: Worksheet) -> None:
        for cell in sheet["C"]:
            cell.number_format = "0%"

    made = draft(book(change, rows), "表.xlsx", "t", "1")
    assert marks(made) == (3, str(round(sum(shares) * 100)))
    assert said(made) == [(problem, "2024!C2")]
    total = f"{round(sum(shares) * 100)}%"
    assert any(total in one.message("zh") for one in made.problems) is (problem == "import-weights-sum")


def document(change: Callable[[Document, Table], object]) -> bytes:
    made = docx.Document()
    made.add_paragraph("社工站评分表")
    table = made.add_table(rows=0, cols=4)
    for row in ROWS:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
    change(made, table)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


W = nsdecls("w")


def delete_words(_: Document, table: Table) -> None:
    """A tracked deletion inside a cell, and an insertion that stays."""
    paragraph = table.rows[2].cells[3].paragraphs[0]._p
    paragraph.insert(
        0, parse_xml(f'<w:del {W} w:id="1" w:author="a"><w:r><w:delText>旧标准。</w:delText></w:r></w:del>')
    )
    paragraph.append(parse_xml(f'<w:ins {W} w:id="2" w:author="a"><w:r><w:t>。</w:t></w:r></w:ins>'))


def delete_row(_: Document, table: Table) -> None:
    table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {W} w:id="1" w:author="a"/>'))


def move_words(_: Document, table: Table) -> None:
    paragraph = table.rows[2].cells[3].paragraphs[0]._p
    paragraph.insert(
        0, parse_xml(f'<w:moveFrom {W} w:id="1" w:author="a"><w:r><w:t>旧标准。</w:t></w:r></w:moveFrom>')
    )


def run_with(properties: str) -> Callable[[Document, Table], None]:
    def change(_: Document, table: Table) -> None:
        run = parse_xml(f"<w:r {W}><w:rPr>{properties}</w:rPr><w:t>旧标准。</w:t></w:r>")
        table.rows[2].cells[3].paragraphs[0]._p.insert(0, run)

    return change


def hidden_style(made: Document, table: Table) -> None:
    style = made.styles.add_style("旧", 2)
    style.font.strike = True
    run = table.rows[2].cells[3].paragraphs[0].add_run("旧标准。")
    run.style = style


def hide_word_row(_: Document, table: Table) -> None:
    table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {W}/>"))


@pytest.mark.parametrize(
    "change, criteria, problems",
    [
        (delete_words, (3, "25"), [("import-deleted", "表1 第3行第4列")]),
        (move_words, (3, "25"), [("import-deleted", "表1 第3行第4列")]),
        (delete_row, (2, "20"), [("import-deleted", "表1 第3行")]),
        (hide_word_row, (2, "20"), [("import-hidden-rows", "表1 第3行")]),
        (run_with("<w:strike/>"), (3, "25"), [("import-struck", "表1 第3行第4列")]),
        (run_with("<w:dstrike/>"), (3, "25"), [("import-struck", "表1 第3行第4列")]),
        (run_with("<w:vanish/>"), (3, "25"), [("import-struck", "表1 第3行第4列")]),
        (hidden_style, (3, "25"), [("import-struck", "表1 第3行第4列")]),
    ],
)
def test_word_documents_too(
    change: Callable[[Document, Table], object], criteria: tuple[int, str], problems: list[tuple[str, str]]
) -> None:
    made = draft(document(change), "表.docx", "t", "1")
    assert (marks(made), said(made)) == (criteria, problems)
    assert "旧标准" not in made.yaml
    assert all(problem.render("zh") and problem.render("en") for problem in made.problems)


def word_rows(xml: str) -> list[TableSheet]:
    """The tables of a document whose first cell has the runs in *xml*."""

    def change(_: Document, table: Table) -> None:
        paragraph = table.rows[0].cells[0].paragraphs[0]._p
        for run in list(paragraph):
            paragraph.remove(run)
        for run in parse_xml(f"<w:p {W}>{xml}</w:p>"):
            paragraph.append(run)

    sheets = read_sheets(document(change))
    assert isinstance(sheets, list)
    return sheets


@pytest.mark.parametrize(
    "xml, text",
    [
        ("<w:r><w:t>8</w:t><w:noBreakHyphen/><w:t>10分</w:t></w:r>", "8-10分"),
        ('<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>有效</w:t></w:r>', "有效"),
        ("<w:sdt><w:sdtContent><w:r><w:t>下拉</w:t></w:r></w:sdtContent></w:sdt>", "下拉"),
        ("<w:smartTag><w:r><w:t>标记</w:t></w:r></w:smartTag>", "标记"),
        ("<w:ins><w:r><w:t>新增</w:t></w:r></w:ins>", "新增"),
        ("<w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo>", "移来"),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>", "甲\n乙 丙"),
        ("<w:r><w:t>基 础　建 设</w:t></w:r>", "基础建设"),
        ("<w:r><w:t>优 良 中 差</w:t></w:r>", "优 良 中 差"),
        ("<w:r><w:t>团结 协作</w:t></w:r>", "团结 协作"),
        ("<w:r><w:t>**合计**</w:t></w:r>", "合计"),
        ("<w:r><w:t>甲&lt;br>乙&lt;br/>丙</w:t></w:r>", "甲\n乙\n丙"),
        ("<w:r><w:t>2**3与***号、** 甲 **</w:t></w:r>", "2**3与***号、** 甲 **"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>1</w:t></w:r>", "1"),
    ],
)
def test_what_is_seen_is_read_however_it_is_wrapped(xml: str, text: str) -> None:
    assert word_rows(xml)[0].rows[0][0].text == text


@pytest.mark.parametrize("place", ["row", "table"])
def test_rows_and_tables_in_content_controls_are_read(place: str) -> None:
    def change(_: Document, table: Table) -> None:
        element = table.rows[2]._tr if place == "row" else table._tbl
        parent = element.getparent()
        assert parent is not None
        wrapper = parse_xml(f"<w:sdt {W}><w:sdtContent/></w:sdt>")
        parent.replace(element, wrapper)
        wrapper[0].append(element)

    assert marks(draft(document(change), "表.docx", "t", "1")) == (3, "25")


def saved(made: Document) -> bytes:
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def with_part(xml: str, *, picture: bool = False) -> bytes:
    """A document with *xml*, and a picture where it says so."""
    made = docx.Document()
    made.element.body.insert(0, parse_xml(xml))
    if picture:
        pixel = io.BytesIO()
        Image.new("1", (1, 1)).save(pixel, "PNG")
        made.add_picture(pixel)
    return saved(made)


@pytest.mark.parametrize(
    "data, hint",
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "import-old-word"),
        (b"%PDF-1.4", "ledger-is-pdf"),
        (b"{\\rtf1 x}", "import-old-word"),
        (b"\x89PNG\r\n", "import-picture"),
        (b"", "ledger-empty-file"),
        (b"<html><table>", "import-web-page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "import-web-page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "ledger-xml-table",
        ),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><x/>', "import-old-word"),
        (
            b'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            "import-old-word",
        ),
        (saved(docx.Document()), "import-empty"),
        (with_part(f"<w:altChunk {W}/>"), "import-embedded"),
        (
            with_part(
                f'<w:p {W} xmlns:o="urn:schemas-microsoft-com:office:office"><w:r><w:object>'
                '<o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>'
            ),
            "import-object",
        ),
        (with_part(f"<w:p {W}><w:r><w:t>评分表</w:t></w:r></w:p>", picture=True), "import-picture"),
    ],
)
def test_other_files_have_their_own_advice(data: bytes, hint: str, tmp_path: Path) -> None:
    made = draft(data, "表", "t", "1")
    assert [(problem.code, problem.hint_key) for problem in made.problems] == [("import-unreadable", hint)]
    (tmp_path / "t").write_bytes(data)
    result = CliRunner().invoke(
        cli, ["guideline", "import", str(tmp_path / "t"), "-o", str(tmp_path / "out")]
    )
    assert result.exit_code == 1


def lists(made: Document, levels: list[tuple[str, str]], changes: str = "") -> None:
    """Give a document the list 90 with *levels* (how numbers are written, and their text), and *changes* to it as 91."""
    element = made.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (kind, text) in enumerate(levels)
    )
    element.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{inner}</w:abstractNum>'))
    for number, change in ((90, ""), (91, changes)):
        xml = f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{change}</w:num>'
        element.append(parse_xml(xml))


def numbered(paragraph: Paragraph, depth: int = 0, number: int = 90) -> None:
    xml = f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def texts(made: Document) -> list[str]:
    """The paragraphs of a document, as they are read."""
    data = io.BytesIO()
    made.save(data)
    sheets = read_sheets(data.getvalue())
    assert isinstance(sheets, list)
    return [line for sheet in sheets for line in sheet.before]


@pytest.mark.parametrize(
    "kind, text, seen",
    [
        ("decimal", "%1.", "12. 甲"),
        ("decimal", "（%1）", "（12）甲"),
        ("decimalZero", "%1", "12 甲"),
        ("chineseCounting", "%1、", "十二、甲"),
        ("chineseCountingThousand", "第%1条", "第十二条 甲"),
        ("japaneseCounting", "（%1）", "（十二）甲"),
        ("decimalEnclosedCircle", "%1", "⑫ 甲"),
        ("decimalFullWidth", "%1、", "１２、甲"),
        ("upperLetter", "%1.", "L. 甲"),
        ("lowerLetter", "%1)", "l)甲"),
        ("upperRoman", "%1.", "XII. 甲"),
        ("lowerRoman", "%1.", "xii. 甲"),
        ("ideographTraditional", "%1、", "12、甲"),
        ("bullet", "●", "甲"),
        ("none", "", "甲"),
    ],
)
def test_numbers_that_word_puts_before_a_paragraph_are_read(kind: str, text: str, seen: str) -> None:
    made = docx.Document()
    lists(made, [(kind, text)])
    for word in "子丑寅卯辰巳午未申酉戌甲":
        numbered(made.add_paragraph(word))
    assert texts(made)[-1] == seen


def test_lists_count_as_word_counts_them() -> None:
    """Deeper levels begin anew, paragraphs between do not, a list may; empty paragraphs count and are not read."""
    made = docx.Document()
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists(made, [("chineseCounting", "%1、"), ("decimal", "%1.%2")], anew)
    style = made.styles.add_style("章", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="90"/></w:numPr>'))
    made.styles.add_style("节", 1).base_style = style
    paragraphs = [
        ("甲", 0, 90), ("子", 1, 90), ("丑", 1, 90), ("乙", 0, 90), ("寅", 1, 90), ("无", 0, 0), ("", 1, 90),
        ("卯", 1, 90), ("丙", 0, 91), ("丁", 0, 91), ("远", 7, 90), ("外", 0, 77),
    ]  # fmt: skip
    for word, depth, number in paragraphs:
        numbered(made.add_paragraph(word), depth, number)
    made.add_paragraph("戊", style="章")
    made.add_paragraph("己", style="节")
    assert texts(made) == [
        "一、甲", "一.1 子", "一.2 丑", "二、乙", "二.1 寅", "无", "二.3 卯", "五、丙", "六、丁", "远", "外", "七、戊",
        "八、己",
    ]  # fmt: skip


def test_a_document_reads_the_same_whether_its_numbers_are_typed_or_made_by_word() -> None:
    parts = [("基础建设（15分）", ["场地：有独立场地得10分，否则不得分", "标识：有标识得5分，否则不得分"]), ("服务（10分）", ["走访（10分）：每走访1户得1分"])]  # fmt: skip
    drafts = []
    for typed in (True, False):
        made = docx.Document()
        lists(made, [("chineseCounting", "%1、"), ("decimal", "%2.")])
        made.add_paragraph("社工站评分细则")
        for i, (part, items) in enumerate(parts):
            paragraph = made.add_paragraph(f"{'一二'[i]}、{part}" if typed else part)
            if not typed:
                numbered(paragraph)
            for k, item in enumerate(items):
                paragraph = made.add_paragraph(f"{k + 1}. {item}" if typed else item)
                if not typed:
                    numbered(paragraph, 1)
        data = io.BytesIO()
        made.save(data)
        drafts.append(draft(data.getvalue(), "表.docx", "t", "1").yaml)
    assert "场地" in drafts[0]
    assert drafts[0] == drafts[1]


def test_a_column_numbered_by_word_holds_running_numbers() -> None:
    made = docx.Document()
    lists(made, [("decimal", "%1")])
    table = made.add_table(rows=0, cols=4)
    for row in [["序号", "指标", "分值", "评分标准"], *([" ", *row[1:]] for row in ROWS[1:])]:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value).strip()
    for row in table.rows[1:]:
        numbered(row.cells[0].paragraphs[0])
    data = io.BytesIO()
    made.save(data)
    sheets = read_sheets(data.getvalue())
    assert isinstance(sheets, list)
    assert [row[0].text for row in sheets[0].rows] == ["序号", "1", "2", "3"]
    assert marks(draft(data.getvalue(), "表.docx", "t", "1")) == (3, "25")


LONG: Final = [
    ["一级指标", "二级指标", "分值", "评分标准"],
    ["建设", "场地", "10", "有独立场地得10分，否则不得分。"],
    ["建设", "标识", "5", "有标识得5分，否则不得分。"],
    ["服务", "走访", "10", "每走访1户得1分，最高得10分。"],
    ["服务", "小组", "10", "每开展1次得2分，最高得10分。"],
]


def pages(rows: list[list[str]], begins: list[int], between: str = "", merged: bool = True) -> Document:
    """A table with a page of its own from each of the rows *begins*, as programs make Word documents of PDF."""
    made = docx.Document()
    made.add_paragraph("社工站评分表")
    for begin, end in pairwise([0, *begins, len(rows)]):
        if begin:
            made.add_paragraph(between)
        table = made.add_table(rows=0, cols=len(rows[0]))
        for row in rows[begin:end]:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = value
        first = rows[begin - 1][0] if begin else ""
        same = [i for i in range(end - begin) if rows[begin + i][0] == first and begin]
        for i in same:
            table.cell(i, 0).text = ""
        if len(same) > 1 and merged:
            table.cell(same[0], 0).merge(table.cell(same[-1], 0)).text = ""
    return made


def without_places(made: Draft) -> str:
    return re.sub(r"表\d+ 第\d+行(第\d+列)?", "", made.yaml)


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("begins", [[2], [3], [4], [2, 3], [2, 4], [2, 3, 4]])
def test_a_table_that_goes_on_behind_a_page_break_is_one_table(begins: list[int], merged: bool) -> None:
    whole = draft(saved(pages(LONG, [])), "表.docx", "t", "1")
    split = draft(saved(pages(LONG, begins, merged=merged)), "表.docx", "t", "1")
    assert marks(whole) == (4, "35")
    assert without_places(split) == without_places(whole)
    assert [problem.code for problem in split.problems] == [problem.code for problem in whole.problems]


@pytest.mark.parametrize(
    "between", ["", "续表", "（续表）", "续表1", "— 2 —", "2", "- 2 -", "第2页", "第 2 页 共 5 页", "2/5"]
)
@pytest.mark.parametrize("heads", [0, 1])
def test_only_what_stands_on_a_page_stands_between(between: str, heads: int) -> None:
    rows = [*LONG[:4], *LONG[:heads], LONG[4]]
    made = pages(rows, [4], between)
    made.tables[1].cell(heads, 0).text = ""
    assert without_places(draft(saved(made), "表.docx", "t", "1")) == without_places(
        draft(saved(pages(LONG, [])), "表.docx", "t", "1")
    )


@pytest.mark.parametrize(
    "row, at, column",
    [(1, 4, 3), (1, 10, 3), (3, 6, 3), (4, 9, 3), (2, 1, 1)],
)
def test_a_cell_that_goes_on_behind_a_page_break_is_one_cell(row: int, at: int, column: int) -> None:
    text = LONG[row][column]
    rest = ["", "", "", ""]
    rest[column] = text[at:]
    head = [*LONG[row][:column], text[:at], *LONG[row][column + 1 :]]
    rows = [*LONG[:row], head, rest, *LONG[row + 1 :]]
    whole = draft(saved(pages(LONG, [])), "表.docx", "t", "1")
    split = draft(saved(pages(rows, [row + 1])), "表.docx", "t", "1")
    assert without_places(split) == without_places(whole)


@pytest.mark.parametrize("pieces, title", [([4], "走访困难家庭"), ([], "走访困难 家庭")])
def test_blanks_where_lines_ended_are_no_blanks_of_a_table_made_of_pages(
    pieces: list[int], title: str
) -> None:
    """Such programs leave one where a line ended, in the middle of a word; elsewhere it may be meant."""
    rows = [list(row) for row in LONG]
    rows[1][3] = "有独立的办公场 地并有固定的 服务时间得10分，否则不得分。"
    rows[2][3] = "有统一的标识 并挂在醒目的位 置得5分，否则不得分。"
    rows[3][1:] = ["走访困难 家庭", "10", "每走访一户困难 家庭并有记录 的得1分，最高得10分。"]
    rows[4][3] = "每开展1次得2分，最高得10分。"
    made = draft(saved(pages(rows, pieces)), "表.docx", "t", "1")
    assert [criterion.title for criterion in made.drafted][2] == title


@pytest.mark.parametrize(
    "rows, begins, between, count",
    [
        (LONG, [3], "第二部分", 2),  # something stands between
        ([*LONG, LONG[0], *LONG[1:]], [5], "", 2),  # the heads again
        ([*LONG, ["项目", "内容", "标准分", "扣分办法"], ["安全", "消防", "5", "缺一项扣1分"]], [5], "", 2),
        ([*LONG, ["等级", "条件", "得分", "结果运用"], ["优秀", "无事故", "90分以上", "奖励"]], [5], "", 2),
        ([*LONG, ["甲等", "全部做到", "九十以上", "奖励"]], [5], "", 2),  # a text over the numbers
        (LONG, [3], "", 1),
    ],
)
def test_tables_of_their_own_stay_apart(
    rows: list[list[str]], begins: list[int], between: str, count: int
) -> None:
    sheets = read_sheets(saved(pages(rows, begins, between)))
    assert isinstance(sheets, list)
    assert len(sheets) == count


def test_tables_with_other_columns_stay_apart() -> None:
    """Or with columns of no stated width: programs write tables of as many columns all alike."""
    other, unknown = pages(LONG, [3]), pages(LONG, [3])
    other.tables[1].columns[0].width = 12345
    for table in unknown.tables:
        for column in table._tbl.tblGrid.gridCol_lst:
            column.attrib.clear()
    for made in (other, unknown):
        sheets = read_sheets(saved(made))
        assert isinstance(sheets, list)
        assert [sheet.name for sheet in sheets] == ["表1", "表2"]


def test_a_number_behind_a_page_break_is_a_cell_of_its_own() -> None:
    sheets = read_sheets(saved(pages([*LONG, ["", "", "", "20"]], [5])))
    assert isinstance(sheets, list)
    assert [cell.text for cell in sheets[0].rows[-1]] == ["服务", "小组", "10", "20"]


@pytest.mark.parametrize("place", ["frame", "box"])
def test_a_table_inside_a_frame_or_a_text_box_is_read_as_a_table(place: str) -> None:
    """Forms put a whole table into the one cell of another, posters into a text box."""

    def change(made: Document, table: Table) -> None:
        element = table._tbl
        paragraph = made.paragraphs[0]._p
        parent = element.getparent()
        assert parent is not None
        if place == "frame":
            frame = made.add_table(rows=1, cols=1)._tbl
            cell = frame.tr_lst[0].tc_lst[0]
            cell.insert(1, element)
            cell.insert(1, paragraph)
            return
        box = parse_xml(
            f'<w:p {nsdecls("w", "r")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox>'
            "<w:txbxContent/></v:textbox></v:shape></w:pict></w:r></w:p>"
        )
        parent.insert(1, box)
        inner = next(box.iter(f"{{{box.nsmap['w']}}}txbxContent"))
        inner.append(element)
        inner.append(parse_xml(f"<w:p {W}/>"))

    made = draft(document(change), "表.docx", "t", "1")
    assert marks(made) == (3, "25")
    assert "社工站评分表" in made.yaml
    assert said(made) == said(draft(document(lambda _, __: None), "表.docx", "t", "1"))


def test_a_small_table_inside_a_cell_stays_a_text() -> None:
    def change(_: Document, table: Table) -> None:
        inner = table.rows[3].cells[3].add_table(rows=1, cols=2)
        inner.rows[0].cells[0].text = "附：户数"

    sheets = read_sheets(document(change))
    assert isinstance(sheets, list)
    assert sheets[0].rows[3][3].text == "每走访1户得1分\n附：户数"


def test_cells_merged_across_as_old_programs_do_are_one_cell() -> None:
    def change(_: Document, table: Table) -> None:
        for cell, kind in zip(table.rows[3].cells[:2], ("restart", "continue"), strict=True):
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:hMerge {W} w:val="{kind}"/>'))

    sheets = read_sheets(document(change))
    assert isinstance(sheets, list)
    assert sheets[0].rows[3][0] is sheets[0].rows[3][1]


def test_a_table_of_contents_is_no_text_of_the_document() -> None:
    """Its entries name headings with their pages: 第三章 评分办法 27 is not the table's title."""
    made = docx.Document()
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    page = f"{field.format('begin')}<w:r><w:instrText> PAGEREF _Toc1 \\h </w:instrText></w:r>{field.format('separate')}"
    number = f"<w:r><w:tab/></w:r>{page}<w:r><w:t>27</w:t></w:r>{field.format('end')}"
    link = '<w:hyperlink w:anchor="{}"><w:r><w:t>{}</w:t>{}</w:r></w:hyperlink>'
    for xml in (
        f"<w:r><w:t>第三章 评分办法</w:t></w:r>{number}",
        link.format("bookmark3", "第四章 评分细则", "<w:tab/><w:t>36</w:t>"),
        link.format("bookmark4", "见评分表", "<w:tab/><w:t>附件</w:t>"),
        link.format("bookmark5", "附件1", ""),
        "<w:r><w:t>公众形象</w:t><w:tab/><w:t>4</w:t></w:r>",
    ):
        made.element.body.insert(-1, parse_xml(f"<w:p {W}>{xml}</w:p>"))
    assert texts(made) == ["见评分表 附件", "附件1", "公众形象 4"]


def test_foot_notes_are_notes_below_the_table() -> None:
    note = f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>结果由主管部门公布。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    with zipfile.ZipFile(io.BytesIO(document(lambda _, __: None))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    links = "word/_rels/document.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    parts[links] = parts[links].replace(b"</Relationships>", link.encode())
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, part in {**parts, "word/footnotes.xml": note.encode()}.items():
            package.writestr(name, part)
    made = draft(data.getvalue(), "表.docx", "t", "1")
    assert marks(made) == (3, "25")
    assert "\n# 结果由主管部门公布。\n" in made.yaml


def spans(table: Table, row: int, counts: list[int]) -> None:
    for cell, count in zip(table.rows[row]._tr.tc_lst, counts, strict=True):
        cell.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {W} w:val="{count}"/>'))


@pytest.mark.parametrize("width", ["6", "142", "0", "600", ""])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_lines_that_do_not_quite_meet_make_no_column(width: str, at: int) -> None:
    """In a table drawn by hand, heads may end a hair's breadth beside the cells below: Word has a column for it."""

    def change(_: Document, table: Table) -> None:
        grid = table._tbl.tblGrid
        for column in grid.gridCol_lst:
            column.set(f"{{{grid.nsmap['w']}}}w", "2000")
        grid.insert(at, parse_xml(f'<w:gridCol {W} w:w="{width}"/>'))
        for row in range(len(ROWS)):
            wide = at if row % 2 else at - 1
            spans(table, row, [1 + (j == wide) for j in range(4)])

    usual = draft(document(lambda _, __: None), "表.docx", "t", "1")
    assert without_places(draft(document(change), "表.docx", "t", "1")) == without_places(usual)


def test_a_narrow_column_with_a_text_of_its_own_is_one() -> None:
    def change(_: Document, table: Table) -> None:
        grid = table._tbl.tblGrid
        for column, width in zip(grid.gridCol_lst, ("2000", "2000", "150", "4000"), strict=True):
            column.set(f"{{{grid.nsmap['w']}}}w", width)

    assert marks(draft(document(change), "表.docx", "t", "1")) == (3, "25")


@pytest.mark.parametrize("at", [1, 2, 3])
def test_cells_merged_to_fit_a_form_make_no_column(at: int) -> None:
    """Heads over C, their cells over C and D of a sheet: no cell has D for itself."""

    def change(_: Workbook, sheet: Worksheet) -> None:
        for i, row in enumerate(sheet.iter_rows(), 1):
            values = [cell.value for cell in row]
            wide = at if i % 2 else at - 1
            for column, value in enumerate([*values[: wide + 1], None, *values[wide + 1 :]], 1):
                sheet.cell(i, column).value = value
            sheet.merge_cells(start_row=i, end_row=i, start_column=wide + 1, end_column=wide + 2)

    made, usual = (
        draft(book(change), "表.xlsx", "t", "1"),
        draft(book(lambda _, __: None), "表.xlsx", "t", "1"),
    )
    places = re.compile(r"2024![A-Z]\d+")
    assert places.sub("", made.yaml) == places.sub("", usual.yaml)


def test_a_cell_merged_upwards_with_nothing_has_its_own_text() -> None:
    """Programs mark a cell as the lower part of one that never began; only a blank one is part of the one above."""

    def change(_: Document, table: Table) -> None:
        table.rows[2].cells[0].text = ""
        for row, column in ((2, 0), (3, 1)):
            table.rows[row]._tr.tc_lst[column].get_or_add_tcPr().append(parse_xml(f"<w:vMerge {W}/>"))

    sheets = read_sheets(document(change))
    assert isinstance(sheets, list)
    assert [[cell.text for cell in row[:2]] for row in sheets[0].rows[1:]] == [
        ["建设", "场地"], ["建设", "标识"], ["服务", "走访"]
    ]  # fmt: skip


FIRM: Final = [["公司名称", ""], ["法定代表人", ""], ["注册地址", ""], ["联系电话", ""]]


@pytest.mark.parametrize(
    "rows, left",
    [
        (FIRM, ["表1", "表3"]),
        ([["序号", "附件"], ["1", "合同范本"], ["2", "承诺书"]], ["表1", "表3"]),
        ([["一票否决", "发生重大安全事故的"]], []),
        ([["等级", "优、良、合格"]], []),
        ([["项目", "数值"], ["培训", "20"], ["走访", "15"]], []),
    ],
)
def test_tables_that_do_not_speak_of_points_are_no_part_of_a_rating(
    rows: list[list[str]], left: list[str]
) -> None:
    """In a longer document: they are named, and their headings go to the next table."""

    def change(made: Document, table: Table) -> None:
        for place in ("before", "after"):
            other = made.add_table(rows=0, cols=2)
            for row in rows:
                for cell, text in zip(other.add_row().cells, row, strict=True):
                    cell.text = text
            if place == "before":
                made.element.body.insert(0, other._tbl)

    made = draft(document(change), "表.docx", "t", "1")
    assert [problem.cell for problem in made.problems if problem.code == "import-no-rating"] == left
    if left:
        assert marks(made) == (3, "25")
        assert "社工站评分表" in made.yaml
        assert not any(problem.severity == "error" for problem in made.problems)


def test_a_table_that_does_not_speak_of_points_is_read_where_no_other_does() -> None:
    made = docx.Document()
    table = made.add_table(rows=0, cols=2)
    for row in FIRM:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    assert [problem.code for problem in draft(saved(made), "表.docx", "t", "1").problems] == [
        "import-no-header"
    ]


def test_a_form_without_points_beside_a_table_of_them_is_no_defect() -> None:
    """Bidders fill in a form with the same heads: its rows name what has no text at all."""
    heads = ["序号", "评审项目", "计分模型", "标准分值", "指标值或评分项", "页码"]
    form = [
        heads,
        ["一", "项目1", "", "", "", ""],
        ["", "……", "", "", "", ""],
        ["二", "项目2", "", "", "", ""],
    ]
    note = "备注：投标供应商按照《技术评审标准表》编制此表，并标注相关证明材料在投标文件中的页码。"
    scored = "针对本项目制定专门工作流程。优得4分，良得3分，一般得1-2分，差得0分。"
    rated = [["2", "服务团队", f"{n}.{scored}", "4", "根据项目方案评分", "主观"] for n in (6, 7)]
    made = docx.Document()
    for rows in (form, rated):
        table = made.add_table(rows=0, cols=6)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        if rows is form:
            cells = table.add_row().cells
            cells[0].merge(cells[5]).text = note
        else:
            for column in (0, 1, 4, 5):
                text = rows[0][column]
                table.cell(0, column).merge(table.cell(1, column)).text = text
        made.add_paragraph("技术部分")
    assert draft(saved(made), "表.docx", "t", "1").problems


@pytest.mark.parametrize(
    "head", ["评审内容及规则", "评分内容及规则", "考核内容与细则", "内容及评分标准", "评审内容和计分标准"]
)
def test_a_column_of_contents_and_rules_holds_the_standards(head: str) -> None:
    """Beside it stands a remark on each, which names nothing."""
    rows = [
        ["序号", "评审项目", head, "标准分值", "说明"],
        ["1", "业绩", "每提供一个合同得2分，最多得10分", "10", "客观"],
        ["2", "团队", "拟派项目经理具有本科及以上学历的得5分，否则不得分", "5", "提供证书复印件"],
    ]
    made = draft(saved(pages(rows, [])), "表.docx", "t", "1")
    assert [(criterion.title, criterion.kind) for criterion in made.drafted] == [
        ("业绩", "count"),
        ("团队", "yes_no"),
    ]
