"""Make Word templates: fixed tables with docxtpl tags, running titles, page numbers."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Row
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from lxml import etree
from wordstyles import (
    ALIGN,
    BIAOSONG,
    FANGSONG,
    HEI,
    LOOKS,
    SONG,
    Align,
    Look,
    add_style,
    font_table,
    page,
    set_font,
    strip,
)

from evaluator.reports.proof_code import DRAWING, VERSION, code_png

_BUILT_ON: Final = datetime(2026, 1, 1, tzinfo=UTC)

_TEXT_WIDTH: Final = 156.0

WIDE: Final = 243.0
"""Width of the text on a page in landscape, in mm."""


_LISTED: Final = {"Title", "Heading 1", "Heading 2", "Annex"}

_CONTENTS: Final = (
    Look("Contents Title", BIAOSONG, 22, "center", 36, after=8),
    Look("toc 1", HEI, 12, "left", 22, before=2),
    Look("toc 2", FANGSONG, 12, "left", 20, indent=200),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its width in mm, its heading, and the paragraphs of its cell."""

    width: float
    head: str
    cell: str | Sequence[str]
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class CodePlace:
    """Where the code stands on its page, and the text beside it; in mm."""

    left: float
    top: float
    size: float
    text_left: float
    text_top: float
    width: float


UPRIGHT: Final = CodePlace(50, 265, 24, 76, 272, 108)
BESIDE_TWO_SEALS: Final = CodePlace(45, 266, 22, 71, 272, 113)
LANDSCAPE: Final = CodePlace(50, 184, 22, 74, 195, 168)
"""In the lower margin, beside the number of the page on either side and below the seal."""


class Builder:
    """A document under construction."""

    def __init__(self, title: str) -> None:
        self.document: Document = docx.Document()
        strip(self.document)
        for name in ("Normal", "Header", "Footer"):
            style = self.document.styles[name]
            assert isinstance(style, ParagraphStyle)
            set_font(style, SONG, 9 if name != "Normal" else 10.5)
            tabs = style.element.get_or_add_pPr().find(qn("w:tabs"))
            if tabs is not None:  # they stand in the way of the ones for the width of a page
                tabs.getparent().remove(tabs)
        for look in LOOKS:
            add_style(self.document, look)
        properties = self.document.core_properties
        properties.title = title
        properties.author = "station-evaluator"
        properties.created = properties.modified = _BUILT_ON
        properties.comments = ""  # nobody has modified it last: docxcompose, once imported, spoils that name
        settings = self.document.settings
        settings.odd_and_even_pages_header_footer = True
        page(self.document.sections[0], wide=False)
        self.listed: list[str] = []
        """Labels of the headings in the table of contents, each with a bookmark of its name."""

    def text(self, text: str, style: str = "Body") -> Paragraph:
        paragraph = self.document.add_paragraph(text, style)
        label = text.removeprefix("{{ label.").removesuffix(" }}")
        if label in self.listed and style in _LISTED:
            _bookmark(paragraph, label, self.listed.index(label) + 1)
        return paragraph

    def contents(self, entries: Sequence[tuple[str, int]], width: float = _TEXT_WIDTH) -> None:
        """A page with the headings that follow, each a link with its page; see docs/decisions, 10."""
        for look in _CONTENTS:
            add_style(self.document, look)
        self.text("{{ label.contents }}", "Contents Title").paragraph_format.page_break_before = True
        for label, level in entries:
            self.listed.append(label)
            paragraph = self.text("", f"toc {level}")
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"_{label}")
            link.set(qn("w:history"), "1")
            paragraph.add_run(f"{{{{ label.{label} }}}}\t")
            _field(paragraph, f"PAGEREF _{label} \\h", " ")
            link.extend(paragraph._p.r_lst)
            paragraph._p.append(link)

    def tag(self, tag: str) -> None:
        """A line with a docxtpl tag that vanishes with its paragraph."""
        self.text(f"{{%p {tag} %}}", "Small")

    def heading(self, label: str, level: int = 1, *, new_page: bool = False) -> None:
        paragraph = self.text(f"{{{{ label.{label} }}}}", f"Heading {level}")
        if new_page:
            paragraph.paragraph_format.page_break_before = True

    def lines(self, sequence: str, style: str = "Body") -> None:
        """One paragraph for each text of a list."""
        self.tag(f"for line in {sequence}")
        self.text("{{ line }}", style)
        self.tag("endfor")

    def rows(
        self,
        loop: str,
        columns: Sequence[Column],
        *,
        style: str = "Table Text",
        none: str = "{{ label.none }}",
        group: tuple[str, str] | None = None,
        together: bool = False,
        head_style: str = "Table Head",
    ) -> None:
        """A table with a row for each item of `loop` (`row in rows`); a sentence instead where there is none.

        A `group` is an outer loop and the text of the row before each of its items. `together` keeps a short
        table on one page.
        """
        sequence = (group[0] if group else loop).split(" in ", 1)[1]
        self.tag(f"if {sequence}")
        table = self._table(columns, head=True, head_style=head_style)
        if group:
            table.span(f"{{%tr for {group[0]} %}}")
            table.span(group[1], "Table Group", shade="EFEFEF")
        table.span(f"{{%tr for {loop} %}}")
        cells = table.row([column.cell for column in columns], style)
        for paragraph in (paragraph for cell in cells if together for paragraph in cell.paragraphs):
            paragraph.paragraph_format.keep_with_next = True
        table.span("{%tr endfor %}")
        if group:
            table.span("{%tr endfor %}")
        self.text("", "Gap")
        if none:
            self.tag("else")
            self.text(none, "Small" if style == "Table Small" else "Body")
        self.tag("endif")

    def grid(
        self, columns: Sequence[Column], lines: Sequence[Sequence[str]], style: str = "Table Text"
    ) -> "Table":
        """A table of fixed rows; without headings where the columns have none."""
        table = self._table(columns, head=any(column.head for column in columns))
        for line in lines:
            table.row(list(line), style)
        self.text("", "Gap")
        return table

    def pairs(self, lines: Sequence[tuple[str, str]]) -> None:
        """A table of names and values."""
        table = self._table([Column(34, "", ""), Column(_TEXT_WIDTH - 34, "", "")], head=False)
        for name, value in lines:
            if name.startswith("{%tr"):
                table.span(name)
            else:
                table.row([name, value], "Table Text", first="Table Head")
        self.text("", "Gap")

    def dotted(self, widths: Sequence[float], lines: Sequence[Sequence[str | None]], style: str) -> None:
        """Names and lines to write on: every second cell is a dotted line, and has what is known already.

        None is a cell without a line.
        """
        table = Table(self.document, [Column(width, "", "") for width in widths], border="nil")
        for line in lines:
            if line[0] and line[0].startswith("{%tr"):
                table.span(line[0])
                continue
            cells = table.row([text or "" for text in line], style)
            for cell in (
                cell for cell, text in zip(cells[1::2], line[1::2], strict=True) if text is not None
            ):
                _border(cell, "bottom", "dotted")
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM

    def section(self, *, wide: bool, restart: bool = False) -> Section:
        kind = WD_SECTION.ODD_PAGE if restart else WD_SECTION.NEW_PAGE
        section: Section = self.document.add_section(kind)
        page(section, wide=wide)
        old = section._sectPr.find(qn("w:pgNumType"))
        if old is not None:
            section._sectPr.remove(old)
        if restart:
            numbering = OxmlElement("w:pgNumType")
            numbering.set(qn("w:start"), "1")
            columns = section._sectPr.find(qn("w:cols"))
            assert columns is not None  # python-docx writes it
            columns.addprevious(numbering)
        return section

    def headers(self, section: Section, left: str, right: str, width: float, foot: str = "") -> None:
        """Running titles, — 1 — at the outer edge, and below it *foot*, in small type."""
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0]
            paragraph.text = f"{left}\t{right}"
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
            _bottom_line(paragraph)
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = ALIGN[side]
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
            for piece in ("— ", "PAGE", " —"):
                _field(paragraph, piece) if piece == "PAGE" else paragraph.add_run(piece)
            for run in paragraph.runs:
                run.font.size = Pt(14)
            if foot:
                _small_print(footer.add_paragraph(foot))

    def foot(self, section: Section, text: str) -> None:
        """A foot in small type on pages without titles and numbers: a cover."""
        for footer in (section.footer, section.even_page_footer):
            footer.is_linked_to_previous = False
            footer.paragraphs[0].text = text
            _small_print(footer.paragraphs[0])

    def code(self, place: CodePlace) -> None:
        """The code that proves the paper, and what it says: in the margin, so that neither needs a page.

        What it stands in front of is the last thing on the page; the last line itself has next to no height.
        """
        self.tag("if code")
        for text in ("{{ label.code_scan }}", "{{ label.code_says }}{{ code }}"):
            line = self.text(text, "Table Code")
            _insert(
                line,
                f'<w:framePr {nsdecls("w")} w:w="{_twips(place.width)}" w:wrap="around" w:vAnchor="page" '
                f'w:hAnchor="page" w:x="{_twips(place.text_left)}" w:y="{_twips(place.text_top)}"/>',
            )
        last = self.text("", "Gap")
        form = last.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
        last.add_run()._r.append(self._picture(place))
        self.tag("endif")

    def _picture(self, place: CodePlace) -> etree._Element:
        """A picture at its place on the page, in front of nothing."""
        id, _ = self.document.part.get_or_add_image(io.BytesIO(code_png(f"{VERSION};")))
        size, left, top = Mm(place.size), Mm(place.left), Mm(place.top)
        return parse_xml(
            f'<w:drawing {nsdecls("w", "wp", "a", "pic", "r")}><wp:anchor distT="0" distB="0" distL="0" '
            'distR="0" simplePos="0" relativeHeight="251658240" behindDoc="0" locked="0" layoutInCell="1" '
            'allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
            f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
            f'<wp:extent cx="{size}" cy="{size}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
            f'<wp:wrapNone/><wp:docPr id="900" name="{DRAWING}" descr="{{{{ code }}}}"/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="900" name="{DRAWING}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size}" cy="{size}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:anchor></w:drawing>"
        )

    def save(self, path: Path) -> None:
        """Write the document with fixed dates, so that building twice makes the same file."""
        font_table(self.document)
        made, fixed = io.BytesIO(), io.BytesIO()
        self.document.save(made)
        with zipfile.ZipFile(made) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
        path.write_bytes(fixed.getvalue())

    def _table(self, columns: Sequence[Column], *, head: bool, head_style: str = "Table Head") -> "Table":
        table = Table(self.document, columns)
        if head:
            table.head(head_style)
        return table


class Table:
    """A table of fixed widths whose rows don't split across pages."""

    def __init__(self, document: Document, columns: Sequence[Column], border: str = "single") -> None:
        self.columns = columns
        self.table = document.add_table(rows=0, cols=len(columns))
        self.table.autofit = False
        self.table.alignment = WD_TABLE_ALIGNMENT.CENTER
        properties = self.table._tbl.tblPr
        total = sum(column.width for column in columns)
        width = properties.find(qn("w:tblW"))
        if width is not None:
            properties.remove(width)
        edges = "".join(
            f'<w:{edge} w:val="{border}" w:sz="4" w:space="0" w:color="404040"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        layout = properties.find(qn("w:tblLayout"))
        for xml in (
            f'<w:tblW {nsdecls("w")} w:w="{_twips(total)}" w:type="dxa"/>',
            f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>",
        ):
            layout.addprevious(parse_xml(xml))
        layout.addnext(
            parse_xml(
                f'<w:tblCellMar {nsdecls("w")}><w:left w:w="70" w:type="dxa"/>'
                f'<w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
            )
        )
        for column, made in zip(columns, self.table.columns, strict=True):
            made.width = Mm(column.width)

    def head(self, style: str = "Table Head") -> None:
        row = self.table.add_row()
        _row_property(row._tr, "w:cantSplit")
        _row_property(row._tr, "w:tblHeader")
        for cell, column in zip(row.cells, self.columns, strict=True):
            self._fill(cell, column, column.head, style, "center")
            _shade(cell, "E7ECF2")

    def row(self, cells: Sequence[str | Sequence[str]], style: str, first: str | None = None) -> list[_Cell]:
        """A row that stays on one page; `first` is the style of its first cell."""
        row = self.table.add_row()
        _row_property(row._tr, "w:cantSplit")
        made = list(row.cells)
        for number, (cell, column, text) in enumerate(zip(made, self.columns, cells, strict=True)):
            named = first if first and number == 0 else style
            self._fill(cell, column, text, named, column.align)
        return made

    def span(self, text: str, style: str = "Table Small", shade: str = "") -> None:
        """A row of one cell."""
        row = self.table.add_row()
        _row_property(row._tr, "w:cantSplit")
        cell = row.cells[0].merge(row.cells[-1]) if len(self.columns) > 1 else row.cells[0]
        for extra in cell.paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
        cell.paragraphs[0].text = text
        cell.paragraphs[0].style = style
        if shade:
            _shade(cell, shade)

    @staticmethod
    def _fill(cell: _Cell, column: Column, text: str | Sequence[str], style: str, align: Align) -> None:
        cell.width = Mm(column.width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraphs = [text] if isinstance(text, str) else list(text)
        for number, line in enumerate(paragraphs):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            named, _, rest = line.partition("::") if line.startswith("Table ") else ("", "", line)
            paragraph.text = rest
            paragraph.style = named or style
            paragraph.alignment = ALIGN[align]


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _row_property(row: CT_Row, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: _Cell, colour: str) -> None:
    properties = cell._tc.get_or_add_tcPr()
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    before = properties.find(qn("w:vAlign"))
    if before is None:
        properties.append(shade)
    else:
        before.addprevious(shade)


def _border(cell: _Cell, edge: str, kind: str) -> None:
    properties = cell._tc.get_or_add_tcPr()
    border = parse_xml(
        f'<w:tcBorders {nsdecls("w")}><w:{edge} w:val="{kind}" w:sz="6" w:space="0" w:color="000000"/>'
        "</w:tcBorders>"
    )
    alignment = properties.find(qn("w:vAlign"))
    assert alignment is not None  # every cell here is centred or at the bottom
    alignment.addprevious(border)


def boxed(paragraph: Paragraph, colour: str, fill: str) -> None:
    """Put a frame around a paragraph."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="8" w:space="4" w:color="{colour}"/>'
        for edge in ("top", "left", "bottom", "right")
    )
    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'
    _insert(paragraph, shade)
    _insert(paragraph, f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>")


def _small_print(paragraph: Paragraph) -> None:
    paragraph.alignment = ALIGN["center"]
    for run in paragraph.runs:
        run.font.size = Pt(7.5)


def _bottom_line(paragraph: Paragraph) -> None:
    _insert(
        paragraph,
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="3" w:color="808080"/></w:pBdr>',
    )


def _insert(paragraph: Paragraph, xml: str) -> None:
    """Add a paragraph property where the schema wants it: after the style and what keeps lines together."""
    properties = paragraph._p.get_or_add_pPr()
    first = {
        qn(f"w:{name}") for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl")
    }
    index = sum(child.tag in first for child in properties)
    properties.insert(index, parse_xml(xml))


def _bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Name a paragraph, so that links and page references find it."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), f"_{name}")
    paragraph._p.r_lst[0].addprevious(start)
    paragraph._p.append(end)


def _field(paragraph: Paragraph, code: str, shown: str = "1") -> None:
    for kind in ("begin", "", "separate", "1", "end"):
        run = paragraph.add_run()
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)
        elif kind == "1":
            run.text = shown
        else:
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), kind)
            run._r.append(char)
