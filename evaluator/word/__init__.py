"""Render docxtpl templates fast, strictly and with the same bytes every time."""

from evaluator.word.errors import TemplateError
from evaluator.word.limits import Limits
from evaluator.word.template import Fallback, Template

__all__ = ["Fallback", "Limits", "Template", "TemplateError"]
