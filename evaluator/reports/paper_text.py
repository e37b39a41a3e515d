"""Read what a person reads in a paper (Word, HTML, Excel, PDF), each line with its place."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from lxml import etree, html

from evaluator.base.package import Package, PackageError, part_name
from evaluator.reports.proof_code import DRAWING, IN_PAGE, picture_text
from evaluator.texts.messages import Phrase
from evaluator.word.charts import pictures

MOST_UNPACKED: Final = 256 * 1024 * 1024
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK})
_NOT_SHOWN: Final = frozenset({"script", "style", "head", "template"})
_ATTRIBUTES: Final = frozenset({"style", "title", "alt", "aria-label", "width", "height", "x", "y", "d"})
"""Attributes that show something, such as the length of a bar."""
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = frozenset(
    ["p", "div", "section", "li", "td", "th", "tr", "table", "caption", "summary", "details", "text", "br"]
) | frozenset(_HEADINGS)
_PARTS: Final = re.compile(r"word/(?:(?:header|footer)\d*|footnotes|endnotes|comments)\.xml")
_MAIN_OR_PICTURE: Final = re.compile(r"word/(?:document\.xml$|_rels/document\.xml\.rels$|media/)")
_CODE: Final = 16
"""Digits of the hash of a picture that is no code."""
_CHARTS: Final = re.compile(r"word/charts/chart\d*\.xml")
_HYPHEN: Final = re.compile(r"[\x02\ufffe]")
"""What PDFium has for a hyphen, or a minus, at the end of a line."""
_WORKBOOKS: Final = re.compile(r"word/embeddings/[^/]*\.xlsx")
PAGE_MARK: Final = "\u2060"
"""What stands around the number of a page, which whoever saves a document counts anew."""
_PAGE_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"})
_UNSHOWN: Final = "unshown"
"""The field of a chart's place that says that no drawing shows it."""
_LABEL: Final = 20
"""Characters of a heading or a row's first cell that are shown."""


_SIMPLE: Final = f"{_W}fldSimple"
_PROGRAM: Final = "docprops/app.xml"


class UnreadablePaper(Exception):
    """A file that is no paper of its kind any more."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paragraph, a cell or a line of a paper."""

    place: str
    text: str


def paper_lines(name: str, data: bytes) -> list[PaperLine]:
    """Return the lines of a paper by the ending of its name; raises UnreadablePaper."""
    reader = _READERS.get(PurePosixPath(name).suffix.lower())
    if reader is None:
        raise UnreadablePaper
    try:
        return [line for line in reader(data) if line.text]
    except (PackageError, etree.LxmlError, UnicodeError, ValueError, RecursionError) as error:
        raise UnreadablePaper from error


def _xml(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _word(data: bytes) -> Iterator[PaperLine]:
    package = Package(data, MOST_UNPACKED)
    main = _xml(package.part(package.main("word/document.xml")))
    body = main.find(f"{_W}body")
    if body is None:
        raise UnreadablePaper
    yield from _blocks(body)
    shown = _shown_charts(package, main)
    for name in sorted(package.members):
        if _PARTS.fullmatch(name):
            for paragraph in _xml(package.part(name)).iter(f"{_W}p"):
                yield PaperLine(Phrase("place-part", name=PurePosixPath(name).stem), _text(paragraph))
        elif _CHARTS.fullmatch(name):
            fields = {"name": PurePosixPath(name).stem, **({} if name in shown else {_UNSHOWN: "1"})}
            for value in _xml(package.part(name)).iter(f"{_C}v"):
                yield PaperLine(Phrase("place-chart", **fields), value.text or "")
        elif _WORKBOOKS.fullmatch(name):
            fields = {"name": PurePosixPath(name).stem, **({} if name in shown else {_UNSHOWN: "1"})}
            for line in _excel(package.part(name)):
                yield PaperLine(Phrase("place-workbook", cell=line.place, **fields), line.text)
    yield from _codes(package)


def _shown_charts(package: Package, main: etree._Element) -> set[str]:
    """Return the charts that a drawing of the document shows, and the workbooks behind them."""
    shown: set[str] = set()
    parts = {chart.get(f"{_R}id", "") for chart in main.iter(f"{_C}chart")}
    for id, target in _related(package, "word/_rels/document.xml.rels").items():
        if id in parts:
            chart = part_name(f"word/{target}")
            rels = _related(package, f"word/charts/_rels/{PurePosixPath(chart).name}.rels")
            shown |= {chart, *(part_name(f"word/charts/{each}") for each in rels.values())}
    return shown


def _related(package: Package, name: str) -> dict[str, str]:
    if name not in package.members:
        return {}
    return {each.get("Id", ""): each.get("Target", "") for each in _xml(package.part(name)).iterchildren("*")}


def is_unshown(line: PaperLine) -> bool:
    """Return whether a line is of a chart that no drawing shows: what another program leaves out."""
    return isinstance(line.place, Phrase) and _UNSHOWN in line.place.fields


def is_saved_anew(stored: bytes, made: bytes) -> bool:
    """Return whether a Word document was saved by another program than the one that made it."""
    try:
        own, other = (Package(data, MOST_UNPACKED) for data in (stored, made))
        return own.part(_PROGRAM) != other.part(_PROGRAM)
    except (PackageError, KeyError):
        return True


def _codes(package: Package) -> Iterator[PaperLine]:
    """Yield what the picture of each code says."""
    files = {name: package.part(name) for name in package.members if _MAIN_OR_PICTURE.match(name)}
    for name in sorted(pictures(files).get(DRAWING, ())):
        yield _code(files[name])


def _code(picture: bytes) -> PaperLine:
    """Return what a picture says, in whichever dots; its hash where it is no code."""
    text = picture_text(picture) or hashlib.sha256(picture).hexdigest()[:_CODE]
    return PaperLine(Phrase("place-code"), text)


def _blocks(body: etree._Element) -> Iterator[PaperLine]:
    heading, number, table = "", 0, 0
    for block in body.iterchildren():
        if block.tag == f"{_W}tbl":
            table += 1
            yield from _table(block, str(table))
        elif block.tag == f"{_W}sdt":
            content = block.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content)
        elif block.tag == f"{_W}p":
            text = _text(block)
            if _is_heading(block) and text:
                heading, number = text[:_LABEL], 0
            number += bool(text)
            if heading:
                yield PaperLine(Phrase("place-paragraph", heading=heading, number=str(number)), text)
            else:
                yield PaperLine(Phrase("place-line", number=str(number)), text)


def _table(table: etree._Element, number: str) -> Iterator[PaperLine]:
    for row, line in enumerate(table.iterfind(f"{_W}tr"), start=1):
        cells = ["\n".join(map(_text, cell.iter(f"{_W}p"))) for cell in line.iterfind(f"{_W}tc")]
        yield from _cells(cells, number, row)


def _cells(cells: list[str], table: str, row: int) -> Iterator[PaperLine]:
    words = [" ".join(text.split()) for text in cells]
    label = next((text for text in words if any(map(str.isalpha, text))), next(filter(None, words), ""))
    for column, text in enumerate(cells, start=1):
        fields = {"table": table, "row": str(row), "column": str(column), "label": label[:_LABEL]}
        yield PaperLine(Phrase("place-cell", **fields), text)


def _is_heading(paragraph: etree._Element) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = "" if style is None else str(style.get(f"{_W}val", ""))
    return name.lower().startswith(("heading", "title")) or name.isdecimal()


def _text(element: etree._Element) -> str:
    """Return a paragraph's text without what was deleted with tracked changes."""
    pieces: list[str] = []
    instructions: list[str] = []
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag == f"{_W}instrText" and instructions:
            instructions[-1] += node.text or ""
        if node.tag in _LEFT_OUT:
            continue
        if node.tag == f"{_W}fldChar":
            kind = node.get(f"{_W}fldCharType")
            if kind == "begin":
                instructions.append("")
            elif kind == "end" and instructions:
                instructions.pop()
        if node.tag == f"{_W}t":
            fields = [
                *instructions,
                *(str(simple.get(f"{_W}instr", "")) for simple in node.iterancestors(_SIMPLE)),
            ]
            is_page = any(field.split()[:1] and field.split()[0] in _PAGE_FIELDS for field in fields)
            mark = PAGE_MARK if is_page else ""
            pieces.append(f"{mark}{node.text or ''}{mark}")
        elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            pieces.append(" ")
        waiting += reversed(list(node.iterchildren("*")))
    return "".join(pieces)


def _html(data: bytes) -> Iterator[PaperLine]:
    tree = html.document_fromstring(data.decode("utf-8"))
    heading, number, table, row = "", 0, 0, 0
    for element in tree.iter("*"):
        tag = element.tag
        if tag in _NOT_SHOWN or any(parent.tag in _NOT_SHOWN for parent in element.iterancestors()):
            continue
        for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
            if name in _ATTRIBUTES or name.startswith("data-"):
                fields = {"heading": heading, "name": name, "text": _shown(element)[:_LABEL]}
                yield PaperLine(Phrase("place-attribute", **fields), value)
            if name == "href" and value.startswith(IN_PAGE):
                yield _code(base64.b64decode(value.removeprefix(IN_PAGE)))
        if tag == "table":
            table, row = table + 1, 0
        elif tag == "tr":
            row += 1
            cells = [_shown(cell) for cell in element.iterchildren("td", "th")]
            yield from _cells(cells, str(table), row)
        elif tag in _HEADINGS:
            heading, number = _shown(element)[:_LABEL], 0
            yield PaperLine(Phrase("place-paragraph", heading=heading, number="0"), _shown(element))
        elif tag not in ("td", "th") and not any(
            parent.tag in (*_HEADINGS, "td", "th") for parent in element.iterancestors()
        ):
            text = " ".join((element.text or "").split())
            number += bool(text)
            yield PaperLine(Phrase("place-paragraph", heading=heading, number=str(number)), text)
            for child in element.iterchildren("*"):
                tail = " ".join((child.tail or "").split())
                yield PaperLine(Phrase("place-paragraph", heading=heading, number=str(number)), tail)


def _shown(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _excel(data: bytes) -> Iterator[PaperLine]:
    package = Package(data, MOST_UNPACKED)
    book = package.main("xl/workbook.xml")
    strings: list[str] = []
    shared = package.related(book, "sharedStrings")
    if shared:
        items = _xml(package.part(shared)).iterfind(f"{_S}si")
        strings += ["".join(text.text or "" for text in item.iter(f"{_S}t")) for item in items]
    targets = {relation.id: relation.target for relation in package.relations(book)}
    for sheet in _xml(package.part(book)).iterfind(f"{_S}sheets/{_S}sheet"):
        name = sheet.get("name", "")
        content = _xml(package.part(targets.get(sheet.get(f"{_R}id", ""), "")))
        for cell in content.iter(f"{_S}c"):
            value = cell.findtext(f"{_S}v") or ""
            if cell.get("t") == "s" and value.isdecimal() and int(value) < len(strings):
                value = strings[int(value)]
            elif cell.get("t") == "inlineStr":
                value = "".join(text.text or "" for text in cell.iter(f"{_S}t"))
            formula = cell.findtext(f"{_S}f")
            written = f"={formula} {value}" if formula else value
            yield PaperLine(f"{name}!{cell.get('r', '')}", written)


def _csv(data: bytes) -> Iterator[PaperLine]:
    for row, cells in enumerate(csv.reader(data.decode("utf-8-sig").splitlines()), start=1):
        yield from _cells(cells, "1", row)


def _json(data: bytes) -> Iterator[PaperLine]:
    for number, line in enumerate(data.decode().splitlines(), start=1):
        yield PaperLine(Phrase("place-text-line", number=str(number)), line.strip())


def _pdf(data: bytes) -> Iterator[PaperLine]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePaper from error
    for number, page in enumerate(document, start=1):
        text = _HYPHEN.sub("-", page.get_textpage().get_text_bounded())
        for line in text.splitlines():
            yield PaperLine(Phrase("place-page", number=str(number)), line.strip())


_READERS: Final[dict[str, Callable[[bytes], Iterator[PaperLine]]]] = {
    ".docx": _word,
    ".html": _html,
    ".xlsx": _excel,
    ".csv": _csv,
    ".json": _json,
    ".pdf": _pdf,
}
