"""Render docxtpl templates fast, strictly and with the same bytes every time."""

from evaluator.word.errors import TemplateError
from evaluator.word.template import Template

__all__ = ["Template", "TemplateError"]
