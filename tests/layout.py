"""Find faults in the layout of a paper, from its pages as LibreOffice makes them.

A page is read as rows of text and as tables with their cells; a fault is one sentence with its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

import pdfplumber
from pdfplumber.page import Page as PdfPage

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, in points."""
Line: TypeAlias = dict[str, Any]
"""A line of text over the width of a page, as pdfplumber gives it."""

HEADING: Final = re.compile(r"^([一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]）|附件\d|附表)")
HEADING_FACES: Final = ("Hei", "Kai")
"""Faces that only headings have at the size of text."""
HEADING_SIZE: Final = 11.5
MACHINE: Final = re.compile(
    r"修约|属于[≥>≤<\[(]|[A-Z]\d+\.\d+#|\{\{|\}\}|None|True|False|（）|sha256|<[a-z]|[≥≤≈]|÷.*×|0x"
    r"|[0-9a-f]{16,}|station-evaluator|(?<![0-9A-Za-z])[a-z]\d：|\w\.\w+_\w|并非"
)
"""What no reader of a paper should have to understand."""
STEPS: Final = re.compile(r"修约|属于|[≥≤≈]|÷.*×|[0-9a-f]{16,}|station-evaluator")
"""What annexes may say: they have the exact steps and the hashes."""
HALF_ID: Final = re.compile(r"(?:^|[^0-9A-Za-z])[A-Z]\d*\.?$")
NUMBER: Final = re.compile(r"[0-9][.,]?$")
REST_OF_NUMBER: Final = re.compile(r"[.,]?[0-9]")
REST_OF_DAY: Final = re.compile(r"[年月日](?![一-鿿])")
SIGN: Final = re.compile(r"盖章|签名|日期|组长|^年月日$|^（盖章）$")
DAY: Final = re.compile(r"^(年月日|\d{4}年\d{1,2}月\d{1,2}日)$")
FOOT: Final = re.compile(r"^(—\d+—|.*校验码[0-9a-f]{16}.*)$")
LEAST_FILLED: Final = 0.5
"""A page in the middle of a paper is filled at least so far."""
WRAPS: Final = 19.0
DIGIT: Final = 9.0
"""A line that leaves less of its cell free, in points, goes on in the next line: with a Chinese character, or
with a digit."""
FRACTION: Final = re.compile(r"\d+/\d+")
FIGURE: Final = re.compile(r"^(图|Figure)")
SHORT_HEAD: Final = 5
"""The head of a column with so few characters stands on one line."""
HEAD_FILL: Final = (0.91, 0.93, 0.95)
"""The colour behind the heads of tables."""
MARGINS: Final = (88.0, 72.0)
"""What is above the text and below it at least: running titles and feet."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of text over the width of a page, without its spaces."""

    text: str
    box: Box
    in_table: bool
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, with its lines and what is left free behind each, in points."""

    lines: tuple[str, ...]
    free: tuple[float, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or what of it is on a page."""

    rows: tuple[tuple[Cell, ...], ...]
    head: tuple[str, ...]
    """The texts of its head; none where it has no head."""
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """A page's rows from the top, without its running title and its foot, and its tables."""

    number: int
    width: float
    height: float
    rows: tuple[Row, ...]
    tables: tuple[Table, ...]
    lowest: float
    """Where the lowest text or line of the page ends."""
    has_code: bool = False
    covered: str = ""
    """The text that the code stands upon."""

    @property
    def filled(self) -> float:
        """How far down the page something stands, as a share of what may hold text."""
        top, bottom = 105.0, self.height - 99.0
        if self.width > self.height:  # in landscape the margins are narrower
            top, bottom = 79.0, self.height - 74.0
        return max(0.0, self.lowest - top) / (bottom - top)


def pages(pdf: Path) -> list[Page]:
    """Return the pages of a PDF."""
    with pdfplumber.open(pdf) as opened:
        return [_page(page) for page in opened.pages]


def _page(page: PdfPage) -> Page:
    top, bottom = MARGINS[0], page.height - MARGINS[1]
    if page.width > page.height:
        top = 66.0
    lines = page.extract_text_lines(return_chars=True)
    tables = tuple(_tables(page, lines))
    rows = tuple(
        row
        for row in _rows(lines, tables)
        if row.box[1] > top and row.box[3] < page.height - 40 and not FOOT.match(row.text)
        if not any(_is_beside(row, code) for code in page.images)
    )
    drawn = [thing["bottom"] for kind in (page.rects, page.lines, page.curves, page.images) for thing in kind]
    lowest = max([row.box[3] for row in rows] + [at for at in drawn if at < bottom], default=0.0)
    codes = page.images  # charts are drawn with lines
    covered = "".join(
        char["text"]
        for line in lines
        for char in line["chars"]
        if any(_is_upon(char, code) for code in codes)
    )
    return Page(page.page_number, page.width, page.height, rows, tables, lowest, bool(codes), covered)


def _is_beside(row: Row, code: Line) -> bool:
    """Return whether a row is what the code says, in the margin beside it."""
    left, top, _, bottom = row.box
    return bool(left > code["x1"] - 1 and top > code["top"] and bottom < code["bottom"] + 3)


def _is_upon(char: Line, code: Line) -> bool:
    middle, height = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(code["x0"] < middle < code["x1"] and code["top"] < height < code["bottom"])


def _rows(lines: Sequence[Line], tables: Sequence[Table]) -> Iterator[Row]:
    for line in lines:
        box = (line["x0"], line["top"], line["x1"], line["bottom"])
        first = next((char for char in line["chars"] if char["text"].strip()), line["chars"][0])
        in_table = any(table.box[1] - 1 < box[1] and box[3] < table.box[3] + 1 for table in tables)
        is_heading = first["size"] > HEADING_SIZE and any(face in first["fontname"] for face in HEADING_FACES)
        yield Row("".join(line["text"].split()), box, in_table, is_heading and not in_table)


def _tables(page: PdfPage, lines: Sequence[Line]) -> Iterator[Table]:
    heads = [
        rect
        for rect in page.rects
        if rect["fill"] and tuple(round(part, 2) for part in rect["non_stroking_color"] or ()) == HEAD_FILL
    ]
    for table in page.find_tables():
        rows = tuple(
            tuple(_cell(lines, cell) for cell in row.cells if cell is not None and _has_room(cell))
            for row in table.rows
        )
        rows = tuple(row for row in rows if row)
        if not rows or len(rows[0]) < 2:  # a box around a paragraph
            continue
        left, upper, _, lower = rows[0][0].box
        is_head = any(
            abs(head["x0"] - left) < 3 and upper - 2 < (head["top"] + head["bottom"]) / 2 < lower + 2
            for head in heads
        )
        head = tuple("".join(cell.lines) for cell in rows[0]) if is_head else ()
        yield Table(rows, head, table.bbox)


def _has_room(cell: Box) -> bool:
    return cell[2] - cell[0] > 3 and cell[3] - cell[1] > 3


def _cell(lines: Sequence[Line], box: Box) -> Cell:
    texts, free = [], []
    for line in lines:
        if not box[1] < (line["top"] + line["bottom"]) / 2 < box[3]:
            continue
        inside = [char for char in line["chars"] if box[0] < (char["x0"] + char["x1"]) / 2 < box[2]]
        text = "".join(char["text"] for char in inside).strip()
        if text:
            texts.append(text)
            free.append(box[2] - max(char["x1"] for char in inside if char["text"].strip()))
    return Cell(tuple(texts), tuple(free), box)


def faults(pdf: Path, *, cover: bool = False, steps: bool = False) -> list[str]:
    """Return the faults of a paper.

    With a *cover* its first two pages may be as empty as they like; with *steps* it may say how exactly
    points were computed.
    """
    return faults_of(pages(pdf), cover=cover, steps=steps)


def faults_of(papers: Sequence[Page], *, cover: bool = False, steps: bool = False) -> list[str]:
    """Return the faults of a paper from its pages, see `faults`."""
    sentences: list[str] = []
    for page, following in zip(papers, [*papers[1:], None], strict=True):
        of_page = [*_words(page, steps=steps), *_tables_of(page, following, steps=steps)]
        if page.covered:
            of_page.append(f"the code stands upon {page.covered!r}")
        if page.has_code and following is not None:
            of_page.append("the code is not on the last page")
        if not (cover and page.number <= 2):  # the cover and the table of contents
            of_page += _ends(page, following, first=page.number == 1)
        sentences += [f"page {page.number}: {fault}" for fault in of_page]
    return sentences


def _ends(page: Page, following: Page | None, *, first: bool) -> Iterator[str]:
    """Yield what is wrong with how a page is filled, and with its end."""
    rows = page.rows
    if not rows:
        yield "nothing on it"
        return
    # Before an annex, which begins on a page of its own, a page may end where its text ends.
    last = following is None or (following.rows[:1] != () and following.rows[0].text.startswith("附"))
    if not last and page.filled < LEAST_FILLED:
        yield f"only {page.filled:.0%} filled in the middle of the paper"
    if following is not None and _is_heading(rows[-1]):
        yield f"the heading {rows[-1].text!r} stands alone at its end"
    signs = [bool(SIGN.search(row.text)) for row in rows]
    if not first and any(signs) and sum(not sign for sign in signs) <= 1:
        yield "the signatures stand alone on it"
    if following is not None and following.rows and signs[-1] and SIGN.search(following.rows[0].text):
        yield "the signatures are cut"


def _is_heading(row: Row) -> bool:
    if row.in_table or FIGURE.match(row.text):  # below its figure
        return False
    is_sentence = len(row.text) >= 30 or row.text.endswith("。")
    return row.is_heading or bool(HEADING.match(row.text) and not is_sentence)


def _words(page: Page, *, steps: bool) -> Iterator[str]:
    """Yield machine words, what is cut off, and ids and numbers broken over two lines."""
    for row in page.rows:
        text = STEPS.sub("", row.text) if steps else row.text
        if MACHINE.search(text):
            yield f"machine words in {row.text!r}"
        if row.box[2] > page.width - 20:
            yield f"{row.text!r} runs over the edge"
    for upper, lower in pairwise(page.rows):
        wraps = upper.box[2] > page.width - 110 and not upper.in_table and not lower.in_table
        labels = upper.text.isdigit() and lower.text.isdigit()  # of bars side by side
        if wraps and not labels and _is_broken(upper.text, lower.text):
            yield f"{upper.text[-6:]!r} is broken from {lower.text[:6]!r}"


def _is_broken(upper: str, lower: str, *, days: bool = False) -> bool:
    if HALF_ID.search(upper) and re.match(r"[.]?\d", lower):
        return True
    if NUMBER.search(upper):
        return bool(REST_OF_DAY.match(lower)) if days else bool(REST_OF_NUMBER.match(lower))
    return upper.endswith("-") and lower[:1].isdigit()


def _tables_of(page: Page, following: Page | None, *, steps: bool) -> Iterator[str]:
    """Yield what is wrong with tables: their heads, their cells, where they begin."""
    for table in page.tables:
        for cell in table.rows[0] if table.head else ():
            text = "".join(cell.lines)
            if len(cell.lines) > 1 and (len(text) <= SHORT_HEAD or len(cell.lines[-1]) == 1):
                yield f"a column is narrower than its head {text!r}"
        for cell in (cell for row in table.rows if table.head for cell in row):  # a chart has none
            for (upper, lower), free in zip(pairwise(cell.lines), cell.free, strict=False):
                if steps and FRACTION.match(lower):  # a step of its own
                    continue
                if free < WRAPS and _is_broken(upper, lower, days=free > DIGIT):
                    yield f"{upper[-6:]!r} is broken from {lower[:6]!r}"
    if following is None or not page.tables or not following.tables:
        return
    table, next_table = page.tables[-1], following.tables[0]
    begins = len(table.rows) == 2 and bool(table.head) and not _continues(page, table)
    if begins and next_table.head == table.head and _continues(following, next_table):
        yield f"a table begins with one row at its foot: {table.head[0]!r}"


def _continues(page: Page, table: Table) -> bool:
    """Return whether a table stands at the top of a page, as one that goes on does."""
    return not any(row.box[3] < table.box[1] + 1 for row in page.rows)
