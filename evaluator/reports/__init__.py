"""Render an evaluation as a report: Word or HTML, by the template's kind."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from evaluator.base.resources import shipped
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import NO_ROUND, RoundContext
from evaluator.reports import documents, html
from evaluator.reports.documents import write
from evaluator.reports.paper_templates import filled
from evaluator.reports.review import review_view
from evaluator.reports.variables import Variable, variables
from evaluator.reports.view import view

__all__ = [
    "KINDS",
    "REVIEW",
    "TEMPLATES",
    "Variable",
    "render",
    "render_review",
    "template_path",
    "variables",
    "view",
    "write",
]

TEMPLATES: Final[Mapping[str, str]] = {
    "evaluation": "evaluation-report.docx",
    "self-check": "self-check.docx",
    "html": "report.html",
    "feedback": "feedback.docx",
    "rectification": "rectification.docx",
    "composite": "composite.docx",
    "review-decision": "review-decision.docx",
}
"""The templates that come with the program, by name; the first is the default."""

KINDS: Final[Mapping[str, str]] = {".docx": "docx", ".html": "html", ".htm": "html"}
"""The kinds of templates by file ending."""


def template_path(template: Path | str) -> Path:
    """Return the file of a template: one of TEMPLATES by its name, anything else as a path."""
    name = TEMPLATES.get(str(template))
    return shipped("templates") / name if name else Path(template)


REVIEW: Final = "review-decision"
"""The template that is rendered from two results: see `render_review`."""


def render_review(before: Evaluation, after: Evaluation, context: RoundContext = NO_ROUND) -> bytes:
    """Return the review decision, which compares a result with the result that replaced it."""
    return filled(review_view(before, after, context), template_path(REVIEW))


def render(
    evaluation: Evaluation, template: Path | str = "evaluation", context: RoundContext = NO_ROUND
) -> bytes:
    """Return the report of an evaluation (`results/<id>.json`).

    ValueError for a file that is neither .docx nor .html; what is wrong inside a template is a TemplateError
    of `evaluator.word` or of Jinja.
    """
    path = template_path(template)
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(path.name)
    if kind == "docx":
        return documents.render(view(evaluation, context), path)
    return html.render(view(evaluation, context), path)
