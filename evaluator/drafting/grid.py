"""Tables as grids of cells: what is read of a workbook or a Word document, and what readers do not see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from evaluator.loading.grids import Unreadable

MOST_ROWS, MOST_COLUMNS = 5_000, 100
"""Larger tables are refused: they are ledgers given by mistake."""
_MOST_SAMPLE: Final = 60
_SLIVER: Final = 180
"""Twentieths of a point that the narrowest letters need with the margins of a cell."""
_BOLD: Final = re.compile(r"(?<![*\d])\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*(?!\*)")
_BREAK: Final = re.compile(r"<br ?/?>")
"""What programs that turn Markdown into documents leave as it was."""
_SPREAD: Final = re.compile("[一-鿿](?: [一-鿿]){1,7}")
_OPTIONS: Final = re.compile("[优良中差好坏是否有无高低甲乙丙丁上下男女对错 ]+")
"""Words of one letter that stand beside each other."""
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
    widths: Sequence[str] = ()
    """Of a Word table's columns, as the document states them."""
    hidden: bool = False
    """Whether the whole sheet is hidden."""
    refused: Unreadable | None = None
    """Why this sheet was not read although the file was."""


def spare_columns(rows: Sequence[Sequence[TableCell]], widths: Sequence[str] = ()) -> frozenset[int]:
    """Return columns that no cell has for itself, and those too narrow for a letter without any.

    There are such where lines drawn by hand do not quite meet, or where cells are merged to fit a form.
    """
    count = max(map(len, rows), default=0)
    size = [int(width) if width.isdecimal() else _SLIVER for width in widths]
    size += [_SLIVER] * (count - len(size))
    columns = [*range(count)]
    filled = [row for row in rows if any(cell.text for cell in row)]
    for column in sorted(columns, key=lambda j: size[j]):
        place = columns.index(column)
        beside = columns[max(place - 1, 0) : place] + columns[place + 1 : place + 2]
        if beside and all(
            any(row[j].anchor == row[column].anchor for j in beside)
            or (size[column] < _SLIVER and not row[column].text)
            for row in filled
        ):
            columns.remove(column)
    return frozenset(range(count)) - frozenset(columns)


def clean(text: str) -> str:
    """Return *text* without control characters, superfluous blanks and what is left of Markdown."""
    if "**" in text or "<br" in text:
        text = _BOLD.sub(r"\1", _BREAK.sub("\n", text))
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).split("\n")
    return "\n".join(_closed(" ".join(line.split())) for line in lines if line.strip())


def _closed(line: str) -> str:
    """Return a line without the blanks that spread its letters over a cell: 基 础 建 设."""
    return line.replace(" ", "") if _SPREAD.fullmatch(line) and not _OPTIONS.fullmatch(line) else line


def sample(texts: Iterable[str]) -> str:
    """Return the beginning of what is left out, so that its author knows it again."""
    text = "、".join(dict.fromkeys(" ".join(text.split()) for text in texts if text))
    return text if len(text) <= _MOST_SAMPLE else f"{text[:_MOST_SAMPLE]}…"
