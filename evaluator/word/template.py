"""The face of the renderer: open a template once, render many reports from it."""

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

import jinja2
from docxtpl import DocxTemplate

from evaluator.word.environment import ReportEnvironment
from evaluator.word.errors import TemplateError
from evaluator.word.package import read_package, write_package

FIXED_TIME = datetime(1980, 1, 1, tzinfo=UTC)
Context: TypeAlias = Mapping[str, Any]


class Template:
    """A docxtpl template, read once."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self._source = Path(path).read_bytes()
        self._environment = ReportEnvironment()
        self._has_properties = "docProps/core.xml" in read_package(self._source)

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """What the fast path does not carry in this template, and why; empty when everything is fast."""
        return ("docxtpl renders every report of this template",)

    def render(self, context: Context | Callable[[DocxTemplate], Context], level: int = 1) -> bytes:
        """Return the document as bytes, deflated at `level` (0 to 9).

        A function as `context` is given the DocxTemplate of this report, for the values docxtpl binds to one
        report: `InlineImage(report, ...)`, `report.new_subdoc(...)`, `report.build_url_id(...)`.
        """
        report = DocxTemplate(io.BytesIO(self._source))
        report.render_init()
        values = context(report) if callable(context) else context
        if not self._has_properties:
            # python-docx makes core.xml up and dates it now
            report.core_properties.modified = FIXED_TIME
        try:
            report.render(dict(values), self._environment)
        except jinja2.TemplateError as error:
            raise TemplateError("unknown", str(error)) from error
        buffer = io.BytesIO()
        report.save(buffer)
        return write_package(read_package(buffer.getvalue()), level)
