"""Render Word reports, and write reports so that no reader ever sees a partial file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from evaluator.base.files import write_whole
from evaluator.base.gate import read_file
from evaluator.reports.charts import charts, round_charts
from evaluator.reports.fields import ReportView
from evaluator.reports.proof_code import DRAWING, code_png
from evaluator.reports.round_fields import RoundView
from evaluator.word import Chart, Template
from evaluator.word.opening import UnseenText

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_PARAGRAPH: Final = re.compile(
    rb"(<w:p(?: (?:[^>]*[^/>])?)?>)(?:(<w:pPr>)(<w:pStyle [^>]*/>)?(<w:keepNext(?: [^>]*)?/>)?)?"
)
_TABLE: Final = b":tbl>"
"""What both tags of a table end with: one search finds them, in half the time without the w."""
_ROW_END: Final = b"</w:tr>"
NO_CHARTS: Final[Mapping[str, Chart]] = {}
_FIRST: Final = 3
"""Rows at the beginning of a table that stay with the next: its head, and a group's title or a row."""


def render(view: ReportView | RoundView, template: Path) -> bytes:
    """Return the report as a .docx file. TemplateError says where a template is wrong."""
    stat = template.stat()
    opened = _opened(template, stat.st_mtime_ns, stat.st_size)
    drawings = charts(view) if isinstance(view, ReportView) else round_charts(view)
    return _rendered(view, opened, drawings)


def filled(view: DataclassInstance, template: Path, drawings: Mapping[str, Chart] = NO_CHARTS) -> bytes:
    """Return a document with these charts as a .docx file. TemplateError says where a template is wrong."""
    stat = template.stat()
    return _rendered(view, _opened(template, stat.st_mtime_ns, stat.st_size), drawings)


def _rendered(view: DataclassInstance, template: Template, drawings: Mapping[str, Chart]) -> bytes:
    there = {name: chart for name, chart in drawings.items() if name in template.charts.names}
    members = {**template.charts.members(there), **_code(view, template)}
    return template.render(context(view), members=members)


def _code(view: DataclassInstance, template: Template) -> dict[str, bytes]:
    """Return the picture of the paper's code in the places that the template has for it."""
    code: str = getattr(view, "code", "")
    places = template.pictures.get(DRAWING, ()) if code else ()
    return {name: code_png(code) for name in places}


def context(view: DataclassInstance) -> dict[str, Any]:
    """Return the names a template may use at its top level."""
    return {field.name: getattr(view, field.name) for field in fields(view)}


def unseen_texts(template: Path) -> tuple[UnseenText, ...]:
    """Return the texts of a template that its readers do not see. TemplateError when it is no document."""
    stat = template.stat()
    return _opened(template, stat.st_mtime_ns, stat.st_size).unseen


@lru_cache(maxsize=16)
def _opened(template: Path, _changed: int, _size: int) -> Template:
    """Compile a template once for all stations of a round; a changed file is compiled again."""
    return Template(read_file(template), finish=kept_together)


def kept_together(body: bytes) -> bytes:
    """Return a document's body whose tables neither begin nor end with a single row on a page."""
    pieces = body.split(_TABLE)
    holds_table = False
    for number, (before, piece) in enumerate(pairwise(pieces), 1):
        if before.endswith(b"</w"):  # behind a table
            continue
        if piece.endswith(b"</w"):
            pieces[number] = piece if holds_table else _with_kept_rows(piece)
            holds_table = False
        else:  # a table in a table
            holds_table = True
    return _TABLE.join(pieces)


def _with_kept_rows(table: bytes) -> bytes:
    """Return a table of which those rows stay with the next: the first ones and the last but one."""
    *first, others = table.split(_ROW_END, _FIRST)
    rows = [*first, *others.rsplit(_ROW_END, 3)]  # those between stay as they are
    last_but_one = len(rows) - 3
    if last_but_one < 1:  # a table of two rows
        return table
    for number in {*range(min(_FIRST, last_but_one)), last_but_one}:
        rows[number] = _PARAGRAPH.sub(_with_next, rows[number])
    return _ROW_END.join(rows)


def _with_next(paragraph: re.Match[bytes]) -> bytes:
    begin, properties, style, keeping = paragraph.groups()
    if keeping:
        return paragraph[0]
    if not properties:
        return begin + b"<w:pPr><w:keepNext/></w:pPr>"
    return begin + properties + (style or b"") + b"<w:keepNext/>"


def write(path: Path, data: bytes) -> None:
    """Write a file whole: readers see the old one or the new one."""
    write_whole(path, data)
