"""Render an evaluation as a report: Word or HTML, by the template's kind."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from evaluator.base.resources import shipped
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import NO_ROUND, RoundContext
from evaluator.reports import documents, html
from evaluator.reports.documents import filled, write
from evaluator.reports.review import recheck_view, review_view
from evaluator.reports.variables import Variable, variables
from evaluator.reports.view import view
from evaluator.rounds.copies import template_file
from evaluator.word.opening import UnseenText

__all__ = [
    "KINDS",
    "RECHECK",
    "REVIEW",
    "TEMPLATES",
    "UnseenText",
    "Variable",
    "ending",
    "render",
    "render_each",
    "render_recheck",
    "render_review",
    "template_parts",
    "template_path",
    "unseen_texts",
    "variables",
    "view",
    "write",
]

TEMPLATES: Final[Mapping[str, str]] = {
    "evaluation": "evaluation-report.docx",
    "self-check": "self-check.docx",
    "annexes": "annexes.docx",
    "html": "report.html",
    "feedback": "feedback.docx",
    "rectification": "rectification.docx",
    "composite": "composite.docx",
    "review-decision": "review-decision.docx",
    "recheck": "recheck.docx",
}
"""The templates that come with the program, by name; the first is the default."""

KINDS: Final[Mapping[str, str]] = {".docx": "docx", ".html": "html", ".htm": "html"}
"""The kinds of templates by file ending."""


def template_path(template: Path | str, folder: Path | None = None) -> Path:
    """Return the file of a template: one of TEMPLATES by its name, anything else as a path.

    The copies of the round in *folder* come before the shipped templates.
    """
    name = TEMPLATES.get(str(template))
    if not name:
        return Path(template)
    return shipped("templates") / name if folder is None else template_file(folder, name)


REVIEW: Final = "review-decision"
"""The template that is rendered from two results: see `render_review`."""


RECHECK: Final = "recheck"
"""The template that compares a recheck with the result before rectification: see `render_recheck`."""


def render_recheck(before: Evaluation, after: Evaluation, context: RoundContext = NO_ROUND) -> bytes:
    """Return the sheet that compares a recheck with the result before rectification."""
    return filled(recheck_view(before, after, context), template_path(RECHECK, context.folder))


def render_review(before: Evaluation, after: Evaluation, context: RoundContext = NO_ROUND) -> bytes:
    """Return the review decision, which compares a result with the result that replaced it."""
    return filled(review_view(before, after, context), template_path(REVIEW, context.folder))


def template_parts(template: str) -> tuple[str, ...]:
    """Return the files of a named template: itself, and a page's style sheet."""
    name = TEMPLATES[template]
    return (name, "report.css") if KINDS[Path(name).suffix] == "html" else (name,)


def render(
    evaluation: Evaluation, template: Path | str = "evaluation", context: RoundContext = NO_ROUND
) -> bytes:
    """Return the report of an evaluation (`results/<id>.json`), by the round's own copy of the template.

    What is wrong with a template is a TemplateError of `evaluator.word`.
    """
    return render_each(evaluation, (template,), context)[0]


def render_each(
    evaluation: Evaluation, templates: Iterable[Path | str], context: RoundContext = NO_ROUND
) -> list[bytes]:
    """Return the reports of an evaluation by several templates, as `render` returns each."""
    shown = view(evaluation, context)
    paths = [template_path(template, context.folder) for template in templates]
    return [(documents if KINDS[ending(path)] == "docx" else html).render(shown, path) for path in paths]


def ending(template: Path) -> str:
    """Return the file ending of a template's reports; what is no page is opened as a document."""
    suffix = template.suffix.lower()
    return suffix if suffix in KINDS else ".docx"


def unseen_texts(template: Path) -> tuple[UnseenText, ...]:
    """Return the texts of a Word template that its readers do not see, and that reports leave out."""
    return documents.unseen_texts(template) if KINDS[ending(template)] == "docx" else ()
