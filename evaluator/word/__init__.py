"""Render docxtpl templates fast, strictly and with the same bytes every time."""

from evaluator.word.charts import Chart, Series
from evaluator.word.errors import TemplateError
from evaluator.word.limits import Limits
from evaluator.word.template import Fallback, Template

__all__ = ["Chart", "Fallback", "Limits", "Series", "Template", "TemplateError"]
