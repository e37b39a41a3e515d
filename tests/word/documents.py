"""Make templates, render them with docxtpl alone, and compare and read documents."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.table import Table
from docxtpl import DocxTemplate
from lxml import etree

from evaluator.word import Template
from evaluator.word.environment import ReportEnvironment
from evaluator.word.limits import Limits
from evaluator.word.template import DEFAULT_LIMITS

Build = Callable[[Document], object]


def template_of(
    path: Path, limits: Limits = DEFAULT_LIMITS, filters: Mapping[str, Callable[..., Any]] | None = None
) -> Template:
    """The template in a file."""
    return Template(path.read_bytes(), limits, filters)


def write_template(
    folder: Path, build: Build, members: Mapping[str, Callable[[bytes], bytes]] | None = None
) -> Path:
    """Save a document that `build` filled; `members` rewrites single files of its package."""
    document = docx.Document()
    build(document)
    path = folder / "template.docx"
    document.save(str(path))
    if members:
        package = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        with zipfile.ZipFile(path, "w") as target:
            for name in package.namelist():
                target.writestr(name, members.get(name, bytes)(package.read(name)))
    return path


def paragraphs(*texts: str) -> Build:
    def build(document: Document) -> None:
        for text in texts:
            document.add_paragraph(text)

    return build


def table(*rows: Sequence[str]) -> Build:
    def build(document: Document) -> None:
        fill(document.add_table(rows=len(rows), cols=max(map(len, rows))), rows)

    return build


def fill(target: Table, rows: Sequence[Sequence[str]]) -> None:
    for row, texts in zip(target.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text


def by_docxtpl(path: Path, context: Mapping[str, Any]) -> bytes:
    """The documented use of docxtpl, with our environment."""
    template = DocxTemplate(path)
    template.render(dict(context), ReportEnvironment())
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def contents(document: bytes) -> dict[str, bytes]:
    """Every member of a package, XML in its canonical form."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {name: canonical(name, package.read(name)) for name in package.namelist()}


@lru_cache(maxsize=512)  # most members of a package are those of the one before
def canonical(name: str, content: bytes) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return content
    canon: bytes = etree.tostring(etree.fromstring(content), method="c14n")
    return canon


def visible_text(document: bytes) -> str:
    """All text python-docx finds in body and tables, in order; line breaks as newlines."""
    opened = docx.Document(io.BytesIO(document))
    found = [paragraph.text for paragraph in opened.paragraphs]
    for grid in opened.tables:
        for row in grid.rows:
            found += (cell.text for cell in row.cells)
    return "\n".join(found)
