"""Render Word reports, and write reports so that no reader ever sees a partial file."""

from __future__ import annotations

import os
import secrets
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluator.base.files import place_to_write
from evaluator.base.gate import read_file
from evaluator.reports.charts import charts
from evaluator.reports.fields import ReportView
from evaluator.reports.round_charts import round_charts
from evaluator.reports.round_fields import RoundView
from evaluator.word import Template
from evaluator.word.opening import UnseenText

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def render(view: ReportView | RoundView, template: Path) -> bytes:
    """Return the report as a .docx file. TemplateError says where a template is wrong."""
    stat = template.stat()
    opened = _opened(template, stat.st_mtime_ns, stat.st_size)
    drawings = charts(view) if isinstance(view, ReportView) else round_charts(view)
    template_charts = {name: chart for name, chart in drawings.items() if name in opened.charts.names}
    return opened.render(context(view), members=opened.charts.members(template_charts))


def filled(view: DataclassInstance, template: Path) -> bytes:
    """Return a document without drawings as a .docx file. TemplateError says where a template is wrong."""
    stat = template.stat()
    return _opened(template, stat.st_mtime_ns, stat.st_size).render(context(view))


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
    return Template(read_file(template))


def write(path: Path, data: bytes) -> None:
    """Write a temporary file, then rename it: readers see the whole old file or the whole new file."""
    path = place_to_write(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
