"""Read the text of reports back, as a person sees it: Word with python-docx, HTML with the standard parser."""

import io
from collections.abc import Iterator
from html.parser import HTMLParser

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph


def word_lines(data: bytes) -> Iterator[str]:
    """Yield each paragraph, and each row of a table as `| cell | cell |`, of headers, footers and body, in order."""
    document = docx.Document(io.BytesIO(data))
    for section in document.sections:
        for part in (section.header, section.even_page_header, section.footer, section.even_page_footer):
            if not part.is_linked_to_previous:
                yield from (paragraph.text for paragraph in part.paragraphs)
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from _rows(block)


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        for cell in row._tr.findall(qn("w:tc")):  # a merged cell once
            texts = (Paragraph(paragraph, table).text for paragraph in cell.iter(qn("w:p")))
            cells.append("\n".join(texts))
        yield f"| {' | '.join(cells)} |"


def word_text(data: bytes) -> str:
    return "\n".join(word_lines(data)) + "\n"


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in {"style", "script"}
        for name, value in attrs:
            if name in {"href", "src"}:
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.pieces.append(data)


def html_parts(data: bytes) -> tuple[str, list[str], list[str]]:
    """Return the visible text (one piece a line), the targets of links and the ids."""
    parser = _Text()
    parser.feed(data.decode())
    parser.close()
    return "\n".join(piece.strip("\n") for piece in parser.pieces) + "\n", parser.links, parser.ids
