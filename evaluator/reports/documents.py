"""Render Word reports; write reports so that no half file is ever seen."""

import os
import secrets
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from evaluator.reports.charts import charts
from evaluator.reports.fields import View
from evaluator.reports.round_fields import CityView
from evaluator.word import Template


def render(view: View | CityView, template: Path) -> bytes:
    """Return the report as a .docx file. TemplateError says where a template is wrong."""
    stat = template.stat()
    opened = _opened(template, stat.st_mtime_ns, stat.st_size)
    known = {name: chart for name, chart in charts(view).items() if name in opened.charts.names}
    return opened.render(context(view), members=opened.charts.members(known))


def context(view: View | CityView) -> dict[str, Any]:
    """Return the names a template may use at its top level."""
    return {field.name: getattr(view, field.name) for field in fields(view)}


@lru_cache(maxsize=8)
def _opened(template: Path, _changed: int, _size: int) -> Template:
    """Compile a template once for all stations of a round; a changed file is another template."""
    return Template(template)


def write(path: Path, data: bytes) -> None:
    """Write a file beside its place, then put it there at once: readers see the old or the new one, whole."""
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
