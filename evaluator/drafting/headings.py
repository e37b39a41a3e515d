"""Read what stands above tables: their headings, names of their own, and a criterion above the head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from evaluator.drafting import columns, titles
from evaluator.drafting.columns import Header, TableColumn
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.layouts import TableRows, TreeRow

_LONGEST_HEADING: Final = 40
"""A longer text heads no table."""
_NO_HEADING: Final = re.compile(
    r"附[件表录]?\s*\d*$|续表|接上表|（续|.*单位[:：]|.*(?:姓名|日期|时间|村名)[:：]|\d+$"
)
_SEVERAL, _LINES = 2, 3
_ANNEX: Final = re.compile(r"附[件表录]?[一二三四五六七八九十\d]*[:：]\s*")
_NUMBER_OF_TABLE: Final = re.compile(r"(?:[^:：]{0,6}(?:表|细则)[一二三四五六七八九十\d]+[:：])?")
_NO_NAME: Final = re.compile("[:：]|[。；;，,]$")
"""Something to fill in, or the end of a sentence."""


def name_above(remarks: Sequence[str]) -> str:
    """Return the first text beside a table that looks like a table's name, else the first if it may be one.

    A colon stands before what is filled in (考核对象：…), except in brackets or behind a number.
    """
    lines = [line for line in (_ANNEX.sub("", remark.split("\n")[0], count=1) for remark in remarks) if line]
    for line in lines:
        words = re.sub(r"[（(][^（）()]*[）)]", "", _NUMBER_OF_TABLE.sub("", line, count=1))
        if 4 <= len(line) <= 60 and titles.is_name_of_table(line) and not _NO_NAME.search(words):
            return line
    first = lines[0] if lines else ""
    to_fill = re.search(
        r"[:：](?:\s|$)|(?<=[^\d])\s+(?=[^\d])|(?:对象|范围|时间|单位|名称|方式|原则)[:：]", first
    )
    return first if _may_head(first) and not to_fill and not titles.is_numbered(first) else ""


def paragraph_heading(sheet: TableSheet) -> tuple[int, TableCell] | None:
    """Return the numbered heading with points that stands right before a table: 一、设施（30分）."""
    for number, paragraph in enumerate(reversed(sheet.before[-3:])):
        if titles.is_remark(paragraph):
            break
        numbered = bool(titles.is_numbered(paragraph) or re.match("第[一二三四五六七八九十]+部分", paragraph))
        if re.match(r"\d{1,2}[.、．]\s*(?!\d)", paragraph):  # 1.设施与设备（40分）
            numbered = titles.split_points(paragraph)[1] is not None
        if numbered and _may_head(paragraph):
            return 1, TableCell(paragraph, sheet.name, (-4, number))
    return None


def named_tables(
    sheets: Sequence[TableSheet], headers: Sequence[Header | None]
) -> list[tuple[int, TableCell] | None]:
    """Return the names of several tables that each have one: 安全部分（80分）, 服务部分（140分）."""
    names = [
        None if header is None else _row_above(sheet, header) or _line_above(sheet)
        for sheet, header in zip(sheets, headers, strict=True)
    ]
    rated = [name for name, header in zip(names, headers, strict=True) if header is not None]
    apart = {name.text for name in rated if name is not None}
    repeated = any(
        name is not None and header is not None and _is_level(name, sheet, header)
        for name, sheet, header in zip(names, sheets, headers, strict=True)
    )
    if repeated or len(apart) < len(rated) or len(rated) < _SEVERAL:
        return [None] * len(sheets)
    return [None if name is None else (0, name) for name in names]


def _is_level(name: TableCell, sheet: TableSheet, header: Header) -> bool:
    """Return whether a table's name stands again in the first row below its head."""
    below = sheet.rows[header.last + 1 : header.last + 2]
    return any(_bare(cell.text) == _bare(name.text) for row in below for cell in row)


def _bare(text: str) -> str:
    """Return a heading without points and blanks."""
    return re.sub(r"\s|[（(][^（）()]*[）)]$", "", text)


def _row_above(sheet: TableSheet, header: Header) -> TableCell | None:
    """Return the text that stands alone in the row above the head, None where none does."""
    cells = [cell for cell in sheet.rows[header.first - 1] if cell.text] if header.first > 0 else []
    alone = len({cell.anchor for cell in cells}) == 1
    return cells[0] if alone and _may_head(cells[0].text) else None


def _line_above(sheet: TableSheet) -> TableCell | None:
    """Return the last line above a table that may name it, None where none does."""
    lines = [line for line in sheet.before[-_LINES:] if _may_head(line)]
    return TableCell(lines[-1], sheet.name, (-4, 0)) if lines else None


def _may_head(line: str) -> bool:
    """Return whether a line may be a heading: short but for brackets, no sentence, nothing to fill in."""
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", line)
    notes = (titles.is_remark, titles.is_signature, titles.is_label_to_fill, titles.is_total)
    ends = line.endswith(("。", "；", "：", ":")) or _NO_HEADING.match(line)
    return 1 < len(bare) <= _LONGEST_HEADING and not ends and not any(test(line) for test in notes)


def _goes_on(sheet: TableSheet, header: Header, heading: str) -> bool:
    """Return whether another heading of the same depth stands in a row of its own below the header."""
    if len(heading) > _LONGEST_HEADING or heading.endswith(("。", "；")):
        return False
    depth = titles.heading_depth(heading)
    rows = sheet.rows[header.last + 1 :]
    alone = ({cell.anchor: cell.text for cell in row if cell.text} for row in rows)
    return any(
        titles.heading_depth(text) == depth for cells in alone if len(cells) == 1 for text in cells.values()
    )


def texts_above(
    reading: TableRows, sheet: TableSheet, header: Header, headings: list[tuple[int, TableCell]]
) -> list[tuple[int, TableCell]]:
    """Read the texts above the header, and return the headings that apply below it.

    A performance table has its budget criterion above the header.
    """
    upper = sheet.rows[: header.first]
    for i, row in enumerate(upper):
        names = {re.sub(r"\s", "", cell.text): j for j, cell in enumerate(row) if cell.text}
        rate = next((j for name, j in names.items() if name.startswith(("执行率", "预算执行率"))), None)
        worth = names.get("分值")
        if rate is None or worth is None:
            continue
        for below in upper[i + 1 :]:
            if titles.points_of(below[worth].text) is not None and below[worth].anchor != row[worth].anchor:
                cells = [(TableColumn(j, columns.OTHER, row[j].text), below[j]) for j in range(len(row))]
                standard = TableCell("预算执行率按比例得分", row[rate].place, row[rate].anchor)
                cells.append((TableColumn(rate, columns.STANDARD, ""), standard))
                title = TableCell("预算执行率", below[worth].place, (-1, i))
                reading.rows.append(TreeRow([title], below[worth], cells, ()))
                break
    made = {id(cell) for row in reading.rows for _, cell in row.cells}
    reading.remember([cell for row in upper for cell in row if id(cell) not in made])
    last = [cell for cell in (upper[-1] if upper else ()) if cell.text]
    if len({cell.anchor for cell in last}) != 1 or not titles.heading_depth(last[0].text):
        return headings
    # A heading in the first row is the table's title, unless it has points and no table's name.
    has_points = titles.split_points(last[0].text)[1] is not None
    if not (has_points and titles.is_numbered(last[0].text)) and not _goes_on(sheet, header, last[0].text):
        return headings
    is_title = len(upper) == 1 and not (has_points and not titles.is_name_of_table(last[0].text))
    return headings if is_title else [(titles.heading_depth(last[0].text), last[0])]
