"""Render the Word documents of a round; tables with a column for each section are fitted to the page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

from lxml import etree

from evaluator.reports import documents
from evaluator.reports.round_fields import RoundView

_MAIN: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_document(view: RoundView, template: Path) -> bytes:
    """Return a document as a .docx file. TemplateError says where a template is wrong."""
    return fitted(documents.render(view, template))


def fitted(document: bytes) -> bytes:
    """Return a document whose tables' grids match the cells' widths; the last column takes the rest.

    A loop over columns in a template does not repeat the grid's columns. Word reads the cells' widths, other
    programs read the grid.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == _MAIN:
                tree = etree.fromstring(data)
                for table in tree.iter(f"{_W}tbl"):
                    _fit(table)
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(info, data, info.compress_type)
    return made.getvalue()


def _fit(table: etree._Element) -> None:
    rows = [[_width(cell) for cell in row.findall(f"{_W}tc")] for row in table.findall(f"{_W}tr")]
    cells = max(rows, key=len, default=[])
    grid, whole = table.find(f"{_W}tblGrid"), table.find(f"{_W}tblPr/{_W}tblW")
    if grid is None or whole is None or not cells or None in cells:
        return
    widths = [width for width in cells if width is not None]
    last = int(whole.get(f"{_W}w", "0")) - sum(widths[:-1])
    if last <= 0:  # more columns than the page holds: all get the same width
        last = int(whole.get(f"{_W}w", "0")) // len(widths)
        widths = [last] * len(widths)
    widths[-1] = last
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        etree.SubElement(grid, f"{_W}gridCol").set(f"{_W}w", str(width))
    for row in table.findall(f"{_W}tr"):
        inside = row.findall(f"{_W}tc")
        if len(inside) == len(widths):
            for cell, width in zip(inside, widths, strict=True):
                width_element = cell.find(f"{_W}tcPr/{_W}tcW")
                assert width_element is not None  # _width has read it
                width_element.set(f"{_W}w", str(width))


def _width(cell: etree._Element) -> int | None:
    width_element = cell.find(f"{_W}tcPr/{_W}tcW")
    return None if width_element is None else int(width_element.get(f"{_W}w", "0"))
