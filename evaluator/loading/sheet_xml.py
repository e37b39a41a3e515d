"""Read from a workbook's XML what its values do not show: extent, hidden parts, formats, errors, formulas.

The workbook reader reserves memory for all cells between A1 and the outermost cell, returns errors and
formulas without a result as blanks, and takes no notice of what is hidden or struck through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from evaluator.base.frozen import dataclass, field
from evaluator.base.once import lazy_pattern
from evaluator.base.package import Relation, elements
from evaluator.loading.formats import BUILT_IN, NumberFormat, number_format
from evaluator.loading.grids import Range, Spot

WORKBOOK: Final = "xl/workbook.xml"
"""The usual name of the main part."""

_POSITION: Final = lazy_pattern(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,9})")
_ESCAPED: Final = lazy_pattern("_x([0-9A-Fa-f]{4})_")
_PLAIN_ROWS: Final = lazy_pattern(
    rb'(?:<row r="[1-9]\d{0,3}"(?: [\w:]+="[\w.:]*")*+(?:/>|>'
    rb'(?:<c r="[A-Z]{1,2}[1-9]\d{0,3}"(?: s="\d+")?+(?: t="[bns]")?+(?:/>|><v>[-+.\dE]++</v></c>))*+'
    rb"</row>))*+"
)
"""Rows of values alone, no further out than `MOST_CELLS` allows."""
_ROW: Final = lazy_pattern(rb'<row r="\d+"([^>]*)>')
_STYLE: Final = lazy_pattern(rb' s="(\d+)"')
_ATTRIBUTE: Final = lazy_pattern(rb' ([\w:]+)="([^"]*)"')
_YES: Final = ("1", "true")
_NO: Final = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class WorkbookProperties:
    """What the main part of a workbook says about all its cells."""

    early: bool
    """Whether days count from 1904."""
    uncalculated: bool
    """Whether its formulas are to be calculated when it is opened, for their results are not stored."""


def workbook_properties(content: bytes) -> WorkbookProperties:
    """Return the properties in the main part; raises PackageError."""
    properties = {tag: attributes for tag, attributes in elements(content) if tag in ("workbookPr", "calcPr")}
    return WorkbookProperties(
        properties.get("workbookPr", {}).get("date1904", "0") in _YES,
        properties.get("calcPr", {}).get("fullCalcOnLoad", "0") in _YES,
    )


@dataclass(slots=True)
class CellFormats:
    """The cell formats that say something, by their number as the cells write it."""

    kinds: dict[str, NumberFormat] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)


def read_styles(content: bytes) -> CellFormats:
    """Return the formats of a workbook's part of styles."""
    codes = {str(number): code for number, code in BUILT_IN.items()}
    struck_fonts: set[str] = set()
    styles = CellFormats()
    inside = ""
    fonts = formats = 0
    for tag, attributes in elements(content):
        if tag in ("fonts", "fills", "cellStyleXfs", "cellXfs", "cellCellFormats", "dxfs"):
            inside = tag
        elif tag == "numFmt" and inside != "dxfs":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "font" and inside == "fonts":
            fonts += 1
        elif tag == "strike" and inside == "fonts" and _is_set(attributes):
            struck_fonts.add(str(fonts - 1))
        elif tag == "xf" and inside == "cellXfs":
            kind = number_format(codes.get(attributes.get("numFmtId", ""), ""))
            if kind is not None:
                styles.kinds[str(formats)] = kind
            if attributes.get("fontId") in struck_fonts:
                styles.struck.add(str(formats))
            formats += 1
    return styles


def _is_set(attributes: Mapping[str, str]) -> bool:
    return attributes.get("val", "1") not in _NO


Trimmed = tuple[str, str]
"""What remains of a text with struck-through parts, and these parts."""


def struck_strings(content: bytes) -> dict[int, Trimmed]:
    """Return the shared texts that are struck through in part or whole, by their number."""
    remaining: dict[int, Trimmed] = {}
    if b"strike" not in content:
        return remaining
    runs = _Runs()
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        name = tag.rpartition(":")[2]
        if name == "si":
            runs.clear()
            count += 1
        runs.start(name, attributes)

    def end(tag: str) -> None:
        runs.end()
        if tag.rpartition(":")[2] == "si" and runs.struck.strip():
            remaining[count - 1] = runs.remaining, runs.struck

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = runs.text
    parser.Parse(content, True)
    return remaining


class _Runs:
    """The texts of a cell with formats of their own; readings above the characters are left out."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin a new text."""
        self.remaining = self.struck = ""
        self._run_struck = self._reading = self._in_text = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Follow runs and their formats."""
        if name in ("r", "rPh"):
            self._run_struck, self._reading = False, name == "rPh"
        elif name == "strike":
            self._run_struck = _is_set(attributes)
        self._in_text = name == "t"

    def end(self) -> None:
        """Leave a text; what stands between the elements is none."""
        self._in_text = False

    def text(self, text: str) -> None:
        """Take in characters."""
        if not self._in_text or self._reading:
            return
        if self._run_struck:
            self.struck = _unescaped(self.struck + text)
        else:
            self.remaining = _unescaped(self.remaining + text)


def _unescaped(text: str) -> str:
    """Return a text without the escapes that spreadsheets write for control characters."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def survey_of(sheet: bytes, styles: CellFormats, strings: Mapping[int, Trimmed]) -> Survey:
    """Return what a worksheet says beside its values; raises ExpatError or ValueError where it is damaged.

    Of most sheets only the XML around the rows has to be parsed, for the rows plainly hold values alone.
    """
    head, begin, rest = sheet.partition(b"<sheetData>")
    rows, end, tail = rest.rpartition(b"</sheetData>")
    if end and not strings and _say_nothing(rows, styles):
        around = Survey(styles, strings).read(head + begin + end + tail)
        if not around.hidden_spans:
            return around
    return Survey(styles, strings).read(sheet)


def _say_nothing(rows: bytes, styles: CellFormats) -> bool:
    """Return whether rows of a worksheet plainly hold values alone, in formats that say nothing."""
    if _PLAIN_ROWS.fullmatch(rows) is None:
        return False
    telling = styles.kinds.keys() | styles.struck
    if telling and not telling.isdisjoint(style.decode() for style in set(_STYLE.findall(rows))):
        return False
    for row in set(_ROW.findall(rows)):
        pairs = _ATTRIBUTE.findall(row)
        values = {b"hidden": b"0", **dict(pairs)}
        hidden = values[b"hidden"].decode() not in _NO or values.get(b"ht") == b"0"
        if hidden or b"r" in values or len({name for name, _ in pairs}) < len(pairs):
            return False
    return True


class Survey:
    """What a worksheet's XML says beside its values, gathered from its elements in order."""

    def __init__(
        self, styles: CellFormats | None = None, strings: Mapping[int, Trimmed] | None = None
    ) -> None:
        self.last_row = self.last_column = 0
        """The last row and column with content, from 1; formats alone are common up to the last row."""
        self.lowest: Spot = (0, 0)
        self.rightmost: Spot = (0, 0)
        self.hidden_rows: set[int] = set()
        self.hidden_spans: list[tuple[int, int]] = []
        """First and last of hidden columns, from 1."""
        self.merged: list[Range] = []
        self.errors: dict[Spot, str] = {}
        self.uncalculated: dict[Spot, str] = {}
        """Formulas without a stored result."""
        self.zeros: dict[Spot, str] = {}
        """Formulas whose stored result is 0, which some programs write instead of a result."""
        self.kinds: dict[Spot, NumberFormat] = {}
        self.struck: set[Spot] = set()
        """Cells that are struck through by their format."""
        self.trimmed: dict[Spot, Trimmed] = {}
        self._styles = styles or CellFormats()
        self._strings = strings or {}
        self._row = self._column = 0
        self._spot: Spot | None = None
        self._attributes: dict[str, str] = {}
        self._element = ""
        self._formula: str | None = None
        self._value: str | None = None
        self._runs: _Runs | None = None
        self._parser = expat.ParserCreate("utf-8")

    @property
    def cells(self) -> int:
        """Return how many cells lie between A1 and the outermost cells with content."""
        return self.last_row * self.last_column

    @property
    def hidden_columns(self) -> frozenset[int]:
        """Return the hidden columns as far as there is content, from 0."""
        return frozenset(
            column
            for first, last in self.hidden_spans
            for column in range(first - 1, min(last, self.last_column))
        )

    def read(self, sheet: bytes) -> Survey:
        """Take in a worksheet's XML; raises ExpatError or ValueError where it is damaged.

        The XML is parsed strictly, in the encoding that the more lenient workbook reader assumes. Of
        positions that contradict each other the largest counts.
        """
        if b"strike" in sheet:
            self._runs = _Runs()
            self._parser.EndElementHandler = self._end
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.Parse(sheet, True)
        self._leave()
        return self

    def _doctype(self, *_: object) -> None:
        """Refuse declarations: no spreadsheet program writes them."""
        raise ValueError("a worksheet declares nothing")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "v" or name == "f" or name == "is":  # noqa: PLR1714  # faster than a set, a million times
            self._content(name)
        elif name == "row":
            self._leave()
            self._row = max(self._row + 1, int(attributes.get("r", "0")))
            self._column = 0
            if attributes.get("hidden", "0") not in _NO or attributes.get("ht") == "0":
                self.hidden_rows.add(self._row - 1)
        elif name == "extLst":
            self._leave()  # what stands in extensions, such as formulas of validations, belongs to no cell
        elif self._runs is not None and self._spot is not None:
            self._runs.start(name, attributes)
            if name == "t":
                self._parser.CharacterDataHandler = self._runs.text
        elif name == "col":
            if attributes.get("hidden", "0") not in _NO or attributes.get("width") == "0":
                span = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
                self.hidden_spans.append(span)
        elif name == "mergeCell":
            self._leave()
            first, _, last = attributes.get("ref", "").partition(":")
            if last:
                self.merged.append((_position(first), _position(last)))

    def _cell(self, attributes: dict[str, str]) -> None:
        self._leave()
        self._column += 1
        written = attributes.get("r")
        if written is not None:
            row, column = _position(written)
            self._row = max(self._row, row + 1)
            self._column = max(self._column, column + 1)
            self._spot = row, column
        else:
            self._spot = self._row - 1, self._column - 1
        self._attributes = attributes

    def _content(self, name: str) -> None:
        """Follow a value, a formula or a text, which gives its cell content."""
        if self._spot is None:
            return
        self._element = name
        if self._formula is None and self._value is None:
            self._filled(self._spot)
        if name == "f":
            self._formula = ""
            self._parser.CharacterDataHandler = self._text
        elif name == "v" and (self._formula is not None or self._noteworthy()):
            self._value = ""
            self._parser.CharacterDataHandler = self._text
        elif name == "is" and self._runs is not None:
            self._runs.clear()

    def _noteworthy(self) -> bool:
        kind = self._attributes.get("t")
        return kind == "e" or (kind == "s" and bool(self._strings))

    def _filled(self, spot: Spot) -> None:
        if spot[0] >= self.last_row:
            self.last_row, self.lowest = spot[0] + 1, spot
        if spot[1] >= self.last_column:
            self.last_column, self.rightmost = spot[1] + 1, spot
        style = self._attributes.get("s")
        if style is None:
            return
        if style in self._styles.kinds and self._attributes.get("t", "n") == "n":
            self.kinds[spot] = self._styles.kinds[style]
        if style in self._styles.struck:
            self.struck.add(spot)

    def _text(self, text: str) -> None:
        if self._element == "f":
            self._formula = (self._formula or "") + text
        else:
            self._value = (self._value or "") + text

    def _end(self, name: str) -> None:
        if self._runs is not None:
            self._runs.end()

    def _leave(self) -> None:
        """Leave a cell: note what its formula and value were."""
        spot, formula, value = self._spot, self._formula, self._value
        self._spot = None
        if spot is None:
            return
        if self._runs is not None and self._runs.struck.strip():
            self.trimmed[spot] = self._runs.remaining, self._runs.struck
            self._runs.clear()
        if formula is None and value is None:
            return
        self._formula = self._value = self._parser.CharacterDataHandler = None
        kind, result = self._attributes.get("t"), (value or "").strip()
        if formula is not None and (value is None or (not result and kind != "str")):
            self.uncalculated[spot] = "=" + (formula.strip() or "…")
        elif formula is not None and result == "0":
            self.zeros[spot] = "=" + (formula.strip() or "…")
        elif kind == "e":
            self.errors[spot] = result
        elif kind == "s" and result.isdecimal() and int(result) in self._strings:
            self.trimmed[spot] = self._strings[int(result)]


@lru_cache(maxsize=4096)
def _position(written: str) -> Spot:
    match = _POSITION.fullmatch(written)
    if match is None:
        raise ValueError(written)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name on the tab, whether it is hidden, and its part's name."""

    name: str
    hidden: bool
    part: str


def sheet_parts(workbook: bytes, links: Sequence[Relation]) -> list[SheetPart]:
    """Return the worksheets in the order of their tabs; raises PackageError. Charts' own sheets are none."""
    parts = {link.id: link.target for link in links if link.kind == "worksheet"}
    return [
        SheetPart(attributes.get("name", ""), attributes.get("state", "visible") != "visible", parts[id])
        for tag, attributes in elements(workbook)
        if tag == "sheet"
        for id in [next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")]
        if id in parts
    ]
