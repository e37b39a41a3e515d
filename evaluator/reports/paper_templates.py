"""Render the documents that have a view of their own: the review decision and the score sheets."""

from dataclasses import fields
from functools import lru_cache
from pathlib import Path

from evaluator.base.gate import read_file
from evaluator.reports.review import ReviewView
from evaluator.reports.sheet_fields import SheetView
from evaluator.word import Template


def filled(view: ReviewView | SheetView, template: Path) -> bytes:
    """Return the document as a .docx file. Raises TemplateError, with the place, when a template is wrong."""
    stat = template.stat()
    opened = _opened(template, stat.st_mtime_ns, stat.st_size)
    return opened.render({field.name: getattr(view, field.name) for field in fields(view)})


@lru_cache(maxsize=4)
def _opened(template: Path, _changed: int, _size: int) -> Template:
    return Template(read_file(template))
