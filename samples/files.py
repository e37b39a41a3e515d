"""Write small PDF, JPEG, Word, Excel and CSV files whose bytes depend on nothing but their content."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont
from xlsxwriter import Workbook

Cell = str | int | float | date | None

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
CREATED = datetime(2026, 7, 10)

COLOURS = ("#b5523b", "#3b6fb5", "#4f8f4a", "#c9a227", "#7a5195", "#2a9d8f", "#8d6e63", "#e0e0d8", "#37474f")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as somebody keeps it."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    banner: str = ""
    """A title in a row of its own above the header."""
    sheet: str = "台账"
    blank_rows: Sequence[int] = field(default=())
    """After which rows a blank one stands."""
    total: Sequence[Cell] = field(default=())
    """The last row, which adds the others up."""

    def lines(self) -> list[Sequence[Cell]]:
        """Return all rows from the top."""
        lines: list[Sequence[Cell]] = [[self.banner]] if self.banner else []
        lines.append(self.header)
        for number, row in enumerate(self.rows, 1):
            lines.append(row)
            if number in self.blank_rows:
                lines.append([""] * len(self.header))
        if self.total:
            lines.append(self.total)
        return lines


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def xlsx(*tables: Table) -> bytes:
    """Return a workbook, a sheet for each table; dates are real dates."""
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED, "title": tables[0].banner or tables[0].sheet})
        day = book.add_format({"num_format": "yyyy/m/d", "align": "left"})
        bold = book.add_format({"bold": True})
        for table in tables:
            page = book.add_worksheet(table.sheet)
            page.set_column(0, len(table.header) - 1, 14)
            top = 1 if table.banner else 0
            for row, line in enumerate(table.lines()):
                for column, cell in enumerate(line):
                    if isinstance(cell, date):
                        page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
                    elif isinstance(cell, str) and cell:
                        page.write_string(row, column, cell, bold if row <= top else None)
                    elif isinstance(cell, int | float):
                        page.write_number(row, column, cell)
    return stream.getvalue()


def csv_text(table: Table, *, chinese_dates: bool = False) -> str:
    """Return the table as Excel saves it; dates are text, 2025/7/1 or 2025年7月1日."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    for line in table.lines():
        writer.writerow([_day(cell, chinese_dates) if isinstance(cell, date) else cell for cell in line])
    return stream.getvalue()


def _day(day: date, chinese: bool) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if chinese else f"{day.year}/{day.month}/{day.day}"


def docx(title: str, lines: Sequence[str]) -> bytes:
    """Return a Word document of a heading and paragraphs."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    heading = (
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val="36"/></w:rPr>'
        f"<w:t>{escape(title)}</w:t></w:r></w:p>"
    )
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {space}><w:body>{heading}{body}<w:sectPr/></w:body></w:document>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # the same on Windows and elsewhere
            archive.writestr(info, head + text)
    return stream.getvalue()


def pdf(title: str, lines: Sequence[str], stamp: str) -> bytes:
    """Return one A4 page; its Chinese font is one that every reader replaces by its own. *stamp* is ASCII."""
    text = ["BT /F2 9 Tf 60 800 Td 30 TL", f"({stamp}) Tj T*"]
    text += ["/F1 18 Tf 26 TL", f"<{_ucs2(title)}> Tj T* /F1 11 Tf 20 TL"]
    text += [f"<{_ucs2(piece)}> Tj T*" for line in lines for piece in _wrapped(line)]
    text.append("ET")
    # Codes are UCS-2 already, but only with this map can every reader copy and search the text.
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        "1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
    )
    descriptor = (
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            " /Resources << /Font << /F1 5 0 R /F2 9 0 R >> >> /Contents 4 0 R >>"
        ),
        _stream("\n".join(text)),
        (
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H"
            " /DescendantFonts [6 0 R] /ToUnicode 8 0 R >>"
        ),
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R /DW 1000"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /W [1 95 500] >>"
        ),
        descriptor,
        _stream(to_unicode),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    start = len(out)
    rows = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode("ascii")
    out += f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
    return bytes(out)


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _ucs2(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _wrapped(line: str, width: int = 42) -> list[str]:
    return [line[at : at + width] for at in range(0, len(line), width)] or [""]


def jpeg(rng: random.Random, caption: str, size: tuple[int, int] = (192, 128)) -> bytes:
    """Return a picture of coloured shapes, each time other ones, with an ASCII caption."""
    width, height = size
    picture = Image.new("RGB", (width, height), rng.choice(COLOURS))
    draw = ImageDraw.Draw(picture)
    for _ in range(9):
        left, top = rng.randrange(-20, width - 20), rng.randrange(-20, height - 20)
        box = (left, top, left + rng.randrange(20, 90), top + rng.randrange(20, 70))
        colour = rng.choice(COLOURS)
        match rng.randrange(3):
            case 0:
                draw.rectangle(box, fill=colour)
            case 1:
                draw.ellipse(box, fill=colour)
            case _:
                corners = [(box[0], box[3]), ((box[0] + box[2]) // 2, box[1]), (box[2], box[3])]
                draw.polygon(corners, fill=colour)
    draw.rectangle((0, height - 14, width, height), fill="#ffffff")
    draw.text((4, height - 13), caption, fill="#000000", font=ImageFont.load_default_imagefont())
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=50)
    return stream.getvalue()
