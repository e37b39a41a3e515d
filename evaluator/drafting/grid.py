"""Tables as grids of cells: what is read of a workbook or a Word document, and what readers do not see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from evaluator.loading.grids import Unreadable

MOST_ROWS, MOST_COLUMNS = 5_000, 100
"""Larger tables are refused: they are ledgers given by mistake."""
_MOST_SAMPLE: Final = 60
_ENDED: Final = re.compile(r"[。；;！!？?：:]\s*$")
"""The end of a sentence: what follows is another."""
_BOLD: Final = re.compile(r"(?<![*\d])\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*(?!\*)")
_BREAK: Final = re.compile(r"<br ?/?>")
"""What programs that turn Markdown into documents leave as it was."""
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell; the cells of a merged range share text, place and anchor."""

    text: str
    place: str
    """As shown to the user: `Sheet1!C14` or `表1 第3行第2列`."""
    anchor: tuple[int, int]
    """Row and column of the upper left cell of the merged range, from 0."""


@dataclass(frozen=True, slots=True)
class UnseenPart:
    """A part of a table that is not read: the code of a problem, its place and its fields."""

    code: str
    place: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table; all rows are equally long."""

    name: str
    rows: Sequence[Sequence[TableCell]]
    before: Sequence[str] = ()
    """Paragraphs of a Word document between the previous table and this table."""
    left_out: Sequence[UnseenPart] = ()
    hidden: bool = False
    """Whether the whole sheet is hidden."""
    refused: Unreadable | None = None
    """Why this sheet was not read although the file was."""


def continued(sheet: TableSheet, below: TableSheet) -> TableSheet | None:
    """Return a table that goes on in the next one, as behind a page break; None where that is one of its own.

    Cells that are blank at the beginning of *below* are those above them; where its first row has one text
    alone, this goes on where the text above breaks off.
    """
    if below.before or not sheet.rows or not below.rows or len(sheet.rows[0]) != len(below.rows[0]):
        return None
    if _texts(below.rows[0]) == _texts(sheet.rows[0]):
        return None
    rows = [list(row) for row in sheet.rows]
    more = [
        [replace(cell, anchor=(cell.anchor[0] + len(rows), cell.anchor[1])) for cell in row]
        for row in below.rows
    ]
    last, first = rows[-1], more[0]
    blank = [j for j, cell in enumerate(first) if not cell.text]
    texts = {cell.anchor: j for j, cell in enumerate(first) if cell.text}
    goes_on = bool(blank) and blank[0] == 0 and len(texts) == 1
    if goes_on:
        (column,) = texts.values()
        above, rest = last[column], first[column].text
        goes_on = bool(above.text) and not _is_number(rest)
    if goes_on:
        gap = "\n" if _ENDED.search(above.text) else ""
        longer = replace(above, text=above.text + gap + rest)
        rows = [[longer if cell.anchor == above.anchor else cell for cell in row] for row in rows]
    upper = {first[j].anchor: last[j] for j in blank if blank[: j + 1] == [*range(j + 1)]}
    more = [[upper.get(cell.anchor, cell) for cell in row] for row in more[goes_on:]]
    left_out = (*sheet.left_out, *below.left_out)
    return replace(sheet, rows=[*rows, *more], left_out=left_out)


def _texts(row: Sequence[TableCell]) -> list[str]:
    return ["".join(cell.text.split()) for cell in row]


def _is_number(text: str) -> bool:
    return not re.search(r"[^\d\s.%％分~～—–-]", text)


def clean(text: str) -> str:
    """Return *text* without control characters, superfluous blanks and what is left of Markdown."""
    if "**" in text or "<br" in text:
        text = _BOLD.sub(r"\1", _BREAK.sub("\n", text))
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def sample(texts: Iterable[str]) -> str:
    """Return the beginning of what is left out, so that its author knows it again."""
    text = "、".join(dict.fromkeys(" ".join(text.split()) for text in texts if text))
    return text if len(text) <= _MOST_SAMPLE else f"{text[:_MOST_SAMPLE]}…"
