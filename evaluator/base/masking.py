"""Mask what identifies a person, so that messages and lists of rows can show the rest of a value."""

from __future__ import annotations

import re

MOST_NAME = 4
"""Longest Chinese personal name that is written without a dot (欧阳修文)."""
LEAST_NUMBER = 8
"""Shorter runs of digits identify nobody; identity cards have 18, telephones 7 to 11."""

_NUMBER = re.compile(rf"\d{{{LEAST_NUMBER},}}[Xx]?")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·•]+")


def mask(text: str) -> str:
    """Return *text* with a name cut to its first character and a long number to its last four."""
    text = text.strip()
    if not text:
        return ""
    number = _NUMBER.search(text)
    if number is not None:
        return f"***{number[0][-4:]}"
    if _CHINESE.fullmatch(text) and 2 <= len(text.replace("·", "").replace("•", "")) <= MOST_NAME:
        return f"{text[0]}某某"
    return "***"
