"""How the page shows a file of evidence: as a picture, as pages, as plain text, or not at all.

Nothing in a file is ever run: of documents and tables the text alone is read, within bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final
from xml.parsers import expat

from evaluator.base.package import MEBIBYTE, ZIP, Package, PackageError
from evaluator.loading.cells import Cell
from evaluator.loading.encodings import Undecodable, decode
from evaluator.loading.evidence_kinds import HEAD, PDF, TEXT, WEB, content_of, foreign
from evaluator.loading.grids import Grid, Unreadable
from evaluator.loading.tables import OLE, read_table

Text = dict[str, Any]
"""JSON data; the browser's side declares it as `PlainText` in web/model.ts."""

PICTURES: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
}
"""What every browser draws, by how the file begins; WebP beside them. SVG is none: it is a program's text."""
ELSEWHERE: Final = {
    "heic": re.compile(rb"(?s).{4}ftyp(?:hei[cmsx]|hev[cmx]|mif1|msf1)"),
    "video": re.compile(
        rb"(?s).{4}(?:ftyp|moov)|RIFF.{4}(?:AVI |WAVE)|\x1aE\xdf\xa3|ID3|\xff[\xfb\xf3\xf2]|#!AMR|OggS"
        rb"|FLV\x01|\x30\x26\xb2\x75\x8e\x66|\x00\x00\x01[\xba\xb3]"
    ),
    "ofd": re.compile(rb"(?s)PK\x03\x04.*(?:OFD\.xml|Doc_0/)"),
}
"""What no browser shows, by how the file begins: photos of an iPhone, videos and recordings, OFD."""
MOST_TEXT: Final = 64 * MEBIBYTE
MOST_LINES: Final = 2_000
"""Lines of a document, or rows of a sheet, that are shown."""
MOST_COLUMNS: Final = 60
_HEADS: Final = (64, 256, 1024, HEAD)


def shown_as(head: bytes) -> tuple[str, str]:
    """Return how a file that begins with *head* is shown, and its media type.

    A picture, pages or text; else what it is (heic, video, ofd), where the page can say what opens it, or ''.
    """
    for beginning, kind in PICTURES.items():
        if head.startswith(beginning) and content_of(head) == "image":
            return "picture", kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "picture", "image/webp"
    if head[4:12] == b"ftypavif":
        return "picture", "image/avif"
    for kind, pattern in ELSEWHERE.items():
        if pattern.match(head):
            return kind, "application/octet-stream"
    content = content_of(head)
    if content == PDF:
        return "pages", "application/pdf"
    if content in (TEXT, WEB) or head.startswith((ZIP, OLE)) or b"<svg" in head:
        return "text", "text/plain"
    return "", "application/octet-stream"


def enough_of(path: str, head: bytes) -> bytes:
    """Return the shortest beginning of a file that says as much of it as *head* does."""
    name = PurePath(path)

    def judged(part: bytes) -> tuple[object, ...]:
        return content_of(part), foreign(name.as_posix(), part), shown_as(part)

    return next(head[:size] for size in _HEADS if size == HEAD or judged(head[:size]) == judged(head))


def plain_text(data: bytes) -> Text:
    """Return a file's text: paragraphs of a document, rows of a table, lines; or why there is none."""
    if len(data) > MOST_TEXT:
        return {"parts": [], "cut": True}
    try:
        if data.startswith(ZIP):
            package = Package(data, MOST_TEXT)
            main = package.main("word/document.xml")
            if main.startswith("word/") and main in package:
                return _lines(document_lines(package.part(main)))
    except PackageError:
        return {"parts": [], "cut": False}
    if data.startswith((ZIP, OLE)):
        grids = read_table(data)
        return {"parts": [], "cut": False} if isinstance(grids, Unreadable) else _tables(grids)
    if content_of(data[:HEAD]) not in (TEXT, WEB) and b"<svg" not in data[:HEAD]:
        return {"parts": [], "cut": False}
    decoded = decode(data)
    return (
        {"parts": [], "cut": False} if isinstance(decoded, Undecodable) else _lines(decoded.text.splitlines())
    )


def _lines(lines: Sequence[str]) -> Text:
    return {
        "parts": [{"title": "", "lines": list(lines[:MOST_LINES]), "rows": []}],
        "cut": len(lines) > MOST_LINES,
    }


def _tables(grids: Iterable[Grid]) -> Text:
    parts: list[Text] = []
    cut = False
    for grid in grids:
        if grid.hidden or not grid.rows:
            continue
        rows = [[_cell(cell) for cell in row[:MOST_COLUMNS]] for row in grid.rows[:MOST_LINES]]
        cut = cut or len(grid.rows) > MOST_LINES or any(len(row) > MOST_COLUMNS for row in grid.rows)
        parts.append({"title": grid.name, "lines": [], "rows": [row for row in rows if any(row)]})
    return {"parts": parts, "cut": cut}


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell)


def document_lines(content: bytes) -> list[str]:
    """Return the paragraphs of a Word document's main part; what was struck out by a reviewer is left out."""
    lines: list[str] = []
    parts: list[str] = []
    inside = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside
        match tag.rpartition(":")[2]:
            case "t":
                inside += 1
            case "tab" | "tc":
                parts.append("\t")
            case "br" | "cr":
                parts.append("\n")

    def end(tag: str) -> None:
        nonlocal inside
        match tag.rpartition(":")[2]:
            case "t":
                inside -= 1
            case "p":
                lines.extend("".join(parts).split("\n"))
                parts.clear()

    def text(data: str) -> None:
        if inside:
            parts.append(data)

    def doctype(*_: object) -> None:
        raise PackageError("damaged")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise PackageError("damaged") from error
    return lines
