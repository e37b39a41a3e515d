"""Render an evaluation as a report: Word or HTML, by the template's kind."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from evaluator.reports import documents, html
from evaluator.reports.documents import write
from evaluator.reports.variables import Variable, variables
from evaluator.reports.view import view
from evaluator.resources import shipped

__all__ = ["KINDS", "TEMPLATES", "Variable", "render", "template_path", "variables", "view", "write"]

TEMPLATES: Final[Mapping[str, str]] = {
    "evaluation": "evaluation-report.docx",
    "self-check": "self-check.docx",
    "html": "report.html",
}
"""The templates that come with the program, by name; the first is the default."""

KINDS: Final[Mapping[str, str]] = {".docx": "docx", ".html": "html", ".htm": "html"}
"""The kinds of templates by how their files end."""


def template_path(template: Path | str) -> Path:
    """Return the file of a template: one of TEMPLATES by its name, anything else as a path."""
    name = TEMPLATES.get(str(template))
    return shipped("templates") / name if name else Path(template)


def render(evaluation: Mapping[str, Any], template: Path | str = "evaluation") -> bytes:
    """Return the report of an evaluation (`results/<id>.json`).

    ValueError for a file that is neither .docx nor .html; what is wrong inside a template is a TemplateError
    of `evaluator.word` or of Jinja.
    """
    path = template_path(template)
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(path.name)
    if kind == "docx":
        return documents.render(view(evaluation), path)
    return html.render(view(evaluation), path)
