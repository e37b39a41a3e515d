"""Read the tables of a Word document without what is deleted, hidden or struck through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from evaluator.base.package import Package
from evaluator.drafting.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    TableCell,
    TableSheet,
    UnseenPart,
    clean,
    sample,
    spare_columns,
)
from evaluator.drafting.word_numbers import WordNumbers, read_numbers
from evaluator.loading.grids import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_WORDS = 32 * 1024 * 1024
"""Most bytes of a Word document's text, notes and styles; parsed they take many times as much memory."""

_DOCUMENT: Final = "word/document.xml"
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument)/(main|math)")
_USUAL: Final = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COLUMNS: Final = f"{_W}tblGrid/{_W}gridCol"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs show in the place of what stands beside it."""
_WRAPPERS: Final = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink")
)
_DELETED: Final = frozenset({f"{_W}del", f"{_W}moveFrom"})
_LETTERS: Final = {
    f"{_W}tab": " ",
    f"{_W}ptab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_SYMBOLS: Final = {
    "symbol": {
        0x61: "α", 0x62: "β", 0x6D: "μ", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB8: "÷",
        0xB9: "≠",
    },
    "wingdings": {
        0x6F: "□", 0xA8: "□", 0xFC: "√", 0xFD: "×", 0xFE: "☑", 0xFB: "×", 0x6C: "●", 0x6E: "■", 0x75: "◆",
    },
    "wingdings 2": {0x50: "√", 0x52: "☑", 0x54: "☒", 0xA3: "□", 0x2A: "□"},
}  # fmt: skip
"""What is seen of characters that fonts of signs have in the places of others."""
_UNKNOWN: Final = "\ufffd"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BETWEEN: Final = {f"{_M}den": "/", f"{_M}sup": "^"}
"""What a formula's part is read behind."""
_PICTURES: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_OBJECT: Final = "{urn:schemas-microsoft-com:office:office}OLEObject"
_SPREADSHEET: Final = re.compile("(?i)excel|et\\.|ket")
_LEAST_TEXT: Final = 100
"""Fewest characters of a document that is more than pictures with a heading."""
_OFF: Final = ("0", "false", "off")


def main_part(package: Package) -> str:
    """Return the name of a Word document's text, '' for another package."""
    main = package.main(_DOCUMENT)
    kind = package.content_type(main)
    return main if main in package and ("wordprocessingml" in kind or main == _DOCUMENT) else ""


def read_document(package: Package) -> list[TableSheet] | Unreadable:
    """Return the tables of a document in order. Raises PackageError."""
    main = main_part(package)
    parts = [
        main,
        *(package.related(main, kind) for kind in ("styles", "numbering", "footnotes", "endnotes")),
    ]
    if sum(package.members[part].file_size for part in parts if part in package) > MOST_WORDS:
        return Unreadable("import-huge")
    root, styles, numbering, *notes = (_tree(package.part(part) or b"<none/>") for part in parts)
    if root is None:
        return Unreadable("import-damaged-word")
    return _Reader(_unseen_styles(styles), read_numbers(numbering, styles)).document(root, notes)


def _tree(content: bytes) -> _Element | None:
    from lxml import etree

    if b"<!DOCTYPE" in content:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(_STRICT.sub(_USUAL, content), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _unseen_styles(root: _Element | None) -> frozenset[str]:
    """Return the styles that hide a text or strike it through."""
    return frozenset(
        style.get(f"{_W}styleId", "")
        for style in (() if root is None else root.iter(f"{_W}style"))
        if _is_unseen(style.find(f"{_W}rPr"))
    )


def _is_unseen(properties: _Element | None) -> bool:
    """Return whether the properties of a run hide it or strike it through."""
    return properties is not None and any(
        _is_set(properties.find(f"{_W}{name}")) for name in ("vanish", "strike", "dstrike")
    )


def _is_set(element: _Element | None) -> bool:
    return element is not None and element.get(f"{_W}val", "1") not in _OFF


def _number(element: _Element | None) -> int:
    written = "" if element is None else element.get(f"{_W}val", "")
    return int(written) if written.isdigit() and len(written) < 6 else 0


def _children(element: _Element) -> Iterator[_Element]:
    """Yield the children of an element, and in the place of each wrapper its own; comments are none."""
    for child in element.iterchildren(tag="*"):
        if child.tag in _WRAPPERS:
            yield from _children(child)
        elif child.tag != _FALLBACK:
            yield child


def _blocks(parent: _Element) -> Iterator[_Element]:
    """Yield paragraphs and tables in order, also those in text boxes and in tables that are only frames."""
    for element in _children(parent):
        if element.tag == f"{_W}p":
            yield element
            for box in element.iter(f"{_W}txbxContent"):
                if not _is_fallback(box) and next(box.iterancestors(f"{_W}p")) is element:
                    yield from _blocks(box)
        elif element.tag == f"{_W}tbl" and _is_frame(element):
            for cell in element.iter(f"{_W}tc"):
                if next(cell.iterancestors(f"{_W}tbl")) is element:
                    yield from _blocks(cell)
        elif element.tag == f"{_W}tbl":
            yield element


def _is_frame(table: _Element) -> bool:
    """Return whether a table is there for the tables inside it: they have more cells than itself."""
    if not any(True for _ in table.iterdescendants(f"{_W}tbl")):
        return False
    inner = [next(cell.iterancestors(f"{_W}tbl")) is not table for cell in table.iter(f"{_W}tc")]
    return 2 * sum(inner) > len(inner)


def _is_of_contents(paragraph: _Element, text: str) -> bool:
    """Return whether a paragraph is an entry of the table of contents: it ends with the page it points to."""
    if not text[-1].isdigit():
        return False
    if any("PAGEREF" in (field.text or "") for field in paragraph.iter(f"{_W}instrText")):
        return True
    links = (link.get(f"{_W}anchor") for link in paragraph.iter(f"{_W}hyperlink"))
    return any(links) and next(paragraph.iter(f"{_W}tab"), None) is not None


def _textless(root: _Element, paragraphs: list[str]) -> Unreadable | None:
    """Return why a document without tables has no text either; None where it has."""
    if next(root.iter(f"{_W}altChunk"), None) is not None:
        return Unreadable("import-embedded")
    if any(_SPREADSHEET.match(thing.get("ProgID", "")) for thing in root.iter(_OBJECT)):
        return Unreadable("import-object")
    if sum(map(len, paragraphs)) < _LEAST_TEXT and next(root.iter(*_PICTURES), None) is not None:
        return Unreadable("import-picture")
    return None if paragraphs else Unreadable("import-empty")


@dataclass(slots=True)
class _Reader:
    """Reads one document."""

    unseen_styles: frozenset[str]
    numbers: WordNumbers
    left_out: list[UnseenPart] = field(default_factory=list)
    """Of the table that is read."""
    merging: set[int] = field(default_factory=set)
    """The columns of the row before whose cells are merged downwards."""

    def document(self, root: _Element, notes: Sequence[_Element | None]) -> list[TableSheet] | Unreadable:
        """Return the tables with the paragraphs before each; foot notes and end notes follow the last."""
        sheets: list[TableSheet] = []
        before: list[str] = []
        body = root.find(f"{_W}body")
        for element in () if body is None else _blocks(body):
            if element.tag == f"{_W}p":
                text = self.paragraph(element, "")
                if text and not _is_of_contents(element, text):
                    before.append(text)
                continue
            sheet = self.table(element, len(sheets) + 1, tuple(before))
            if sheet is None:
                return Unreadable("import-huge")
            sheets.append(sheet)
            before, self.left_out = [], []
        for part in notes:
            paragraphs = () if part is None else part.iter(f"{_W}p")
            before += filter(None, (self.paragraph(element, "") for element in paragraphs))
        if before:
            sheets.append(TableSheet("", (), tuple(before), self.left_out))
        return sheets if any(sheet.rows for sheet in sheets) else _textless(root, before) or sheets

    def table(self, table: _Element, number: int, before: tuple[str, ...]) -> TableSheet | None:
        """Return a table; None where it is too large."""
        name = f"表{number}"
        self.merging = set()
        rows: list[list[TableCell]] = []
        for i, row in enumerate(element for element in _children(table) if element.tag == f"{_W}tr"):
            cells = self.row(row, name, i, rows[-1] if rows else [])
            if cells is None or len(rows) >= MOST_ROWS:
                return None
            properties = row.find(f"{_W}trPr")
            deleted = properties is not None and properties.find(f"{_W}del") is not None
            if deleted or (properties is not None and _is_set(properties.find(f"{_W}hidden"))):
                code = "import-deleted" if deleted else "import-hidden-rows"
                args = {"text": sample(cell.text for cell in cells), "rows": str(i + 1)}
                self.left_out.append(UnseenPart(code, f"{name} 第{i + 1}行", {**args, "texts": args["text"]}))
            else:
                rows.append(cells)
        width = max((len(row) for row in rows), default=0)
        for i, cells in enumerate(rows):
            cells += [
                TableCell("", f"{name} 第{i + 1}行第{j + 1}列", (i, j)) for j in range(len(cells), width)
            ]
        widths = [column.get(f"{_W}w", "") for column in table.iterfind(_COLUMNS)]
        spare = spare_columns(rows, widths)
        rows = [[cell for j, cell in enumerate(cells) if j not in spare] for cells in rows]
        widths = [width for j, width in enumerate(widths) if j not in spare]
        return TableSheet(name, rows, before, self.left_out, widths)

    def row(self, row: _Element, name: str, i: int, above: list[TableCell]) -> list[TableCell] | None:
        """Return the cells of a row, the text of merged ones taken from the row *above*."""
        cells: list[TableCell] = []
        merging: set[int] = set()
        indent = _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        if indent > MOST_COLUMNS:
            return None
        for _ in range(indent):
            cells.append(TableCell("", f"{name} 第{i + 1}行", (i, len(cells))))
        for element in _children(row):
            if element.tag != f"{_W}tc":
                continue
            column = len(cells)
            place = f"{name} 第{i + 1}行第{column + 1}列"
            properties = element.find(f"{_W}tcPr")
            merge = None if properties is None else properties.find(f"{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            beside = None if properties is None else properties.find(f"{_W}hMerge")
            if beside is not None and beside.get(f"{_W}val", "continue") == "continue" and cells:
                cell = cells[-1]
            elif goes_on and column in self.merging and column < len(above):
                cell = above[column]
            else:
                cell = TableCell(self.cell(element, place), place, (i, column))
                if goes_on and column < len(above) and not cell.text:
                    cell = above[column]
            span = max(1, _number(None if properties is None else properties.find(f"{_W}gridSpan")))
            if column + span > MOST_COLUMNS:
                return None
            cells += [cell] * span
            merging.update(range(column, column + span) if merge is not None else ())
        self.merging = merging
        return cells

    def cell(self, cell: _Element, place: str) -> str:
        """Return a cell's text, that of tables inside it included."""
        properties = cell.find(f"{_W}tcPr")
        paragraphs = [
            self.numbered(element, place) for element in cell.iter(f"{_W}p") if not _is_fallback(element)
        ]
        texts = [number + text for number, text in paragraphs if text]
        text = clean("\n".join(texts or [number for number, _ in paragraphs]))
        if properties is not None and properties.find(f"{_W}cellDel") is not None:
            self.left_out.append(UnseenPart("import-deleted", place, {"text": sample([text])}))
            return ""
        return text

    def paragraph(self, paragraph: _Element, place: str) -> str:
        """Return a paragraph's text with its number, '' where it has no text."""
        number, text = self.numbered(paragraph, place)
        return clean(number + text) if text else ""

    def numbered(self, paragraph: _Element, place: str) -> tuple[str, str]:
        """Return a paragraph's number, and its text without what nobody sees."""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        unseen = style is not None and style.get(f"{_W}val") in self.unseen_styles
        seen: list[str] = []
        hidden: list[str] = []
        deleted: list[str] = []
        self._runs(paragraph, seen, hidden, deleted, unseen=unseen)
        for code, parts in (("import-struck", hidden), ("import-deleted", deleted)):
            text = clean("".join(parts))
            if text:
                self.left_out.append(UnseenPart(code, place, {"text": sample([text])}))
        return self.numbers.before(paragraph), clean("".join(seen))

    def _runs(
        self, element: _Element, seen: list[str], hidden: list[str], deleted: list[str], *, unseen: bool
    ) -> None:
        """Gather the texts of the runs; paragraphs inside (of text boxes) are read on their own."""
        for child in element.iterchildren(tag="*"):
            if child.tag in _DELETED:
                deleted += [text.text or "" for text in child.iter(f"{_W}delText", f"{_W}t")]
            elif child.tag == f"{_W}r":
                self._run(child, hidden if unseen or self._is_hidden(child) else seen)
            elif child.tag == f"{_M}t":
                seen.append(child.text or "")
            elif child.tag not in (f"{_W}p", f"{_W}pPr", _FALLBACK):
                seen.append(_BETWEEN.get(str(child.tag), ""))
                self._runs(child, seen, hidden, deleted, unseen=unseen)

    def _is_hidden(self, run: _Element) -> bool:
        properties = run.find(f"{_W}rPr")
        style = None if properties is None else properties.find(f"{_W}rStyle")
        return _is_unseen(properties) or (style is not None and style.get(f"{_W}val") in self.unseen_styles)

    def _run(self, run: _Element, texts: list[str]) -> None:
        for element in run:
            if element.tag == f"{_W}t":
                texts.append(element.text or "")
            elif element.tag in _LETTERS:
                texts.append(_LETTERS[str(element.tag)])
            elif element.tag == f"{_W}sym":
                texts.append(_symbol(element))
            elif element.tag == f"{_W}ruby":
                for base in element.iterfind(f"{_W}rubyBase/{_W}r"):
                    self._run(base, texts)


def _symbol(element: _Element) -> str:
    """Return what is seen of a character of a font of signs: `≥` is often one."""
    try:
        code = int(element.get(f"{_W}char", ""), 16)
    except ValueError:
        return _UNKNOWN
    signs = _SYMBOLS.get(element.get(f"{_W}font", "").lower())
    if signs is None:
        return chr(code) if 0x20 <= code < 0xD800 else _UNKNOWN
    return signs.get(code & 0xFF, chr(code) if 0x20 <= code < 0x7F else _UNKNOWN)


def _is_fallback(element: _Element) -> bool:
    return any(above.tag == _FALLBACK for above in element.iterancestors())
