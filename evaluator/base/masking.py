"""Mask what identifies a person, so that messages and lists of rows can show the rest of a value."""

from __future__ import annotations

from evaluator.base.once import lazy_pattern

MOST_NAME = 4
"""Longest Chinese personal name that is written without a dot (欧阳修文)."""
LEAST_NUMBER = 8
"""Shorter runs of digits identify nobody; identity cards have 18, telephones 7 to 11."""

_NUMBER = lazy_pattern(rf"\d{{{LEAST_NUMBER},}}[Xx]?")
_DOTS = "·•"


def mask(text: str) -> str:
    """Return *text* with a name cut to its first character and a long number to its last four."""
    text = text.strip()
    if not text:
        return ""
    number = _NUMBER.search(text)
    if number is not None:
        return f"***{number[0][-4:]}"
    if 2 <= len(text.replace("·", "").replace("•", "")) <= MOST_NAME and all(map(_in_names, text)):
        return f"{text[0]}某某"
    return "***"


def _in_names(character: str) -> bool:
    """Return whether Chinese names have a character."""
    return (
        "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff" or character in _DOTS
    )
