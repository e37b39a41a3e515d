"""The entries of the tables of problems."""

from __future__ import annotations

from enum import StrEnum

from evaluator.base.frozen import NamedTuple


class Severity(StrEnum):
    """The effect of a problem on the evaluation."""

    ERROR = "error"
    """Nothing is computed."""
    WARNING = "warning"
    """One value, row or item is set aside and counts as blank."""


class Message(NamedTuple):
    """The sentence and hint of one problem code; fields in braces are the problem's args."""

    severity: Severity
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""


ERROR = Severity.ERROR
WARNING = Severity.WARNING
