"""Render HTML reports: one file that needs no other, and no network."""

from functools import lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from evaluator.reports.documents import context
from evaluator.reports.fields import ReportView
from evaluator.reports.round_fields import RoundView


def render(view: ReportView | RoundView, template: Path) -> bytes:
    """Return the report as UTF-8; the template may include files of its own folder: its style sheet."""
    return _environment(template.parent).get_template(template.name).render(context(view)).encode()


@lru_cache(maxsize=8)
def _environment(folder: Path) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
