"""Show on any console what it can show: a plain substitute stands for a character that it does not have."""

from __future__ import annotations

import codecs
import io
import unicodedata
from typing import Final

SUBSTITUTES: Final = {
    "›": ">",
    "‹": "<",
    "✓": "√",
    "✔": "√",
    "✗": "×",
    "✘": "×",
    "✅": "√",
    "☑": "√",
    "☐": "□",
    "−": "-",
    "–": "-",
    "‑": "-",
    "‒": "-",
    "•": "·",
    "◐": "◎",
    "⏎": "",
    "⚖": "*",
    "▲": "^",
    "√": "v",
    "×": "x",
    "÷": "/",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "≈": "~",
    "…": "...",
    "—": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "·": ".",
    "□": "[]",
    "◎": "o",
}
"""What is shown instead; a substitute that the console does not have either has one of its own."""

UNKNOWN: Final = ("〓", "?")
"""What stands for a character without a substitute: the printers' mark for it, or a question mark."""


def prepare(stream: object) -> None:
    """Let a stream print every text: by substitutes, or in UTF-8 where it has no Chinese at all."""
    if not isinstance(stream, io.TextIOWrapper):
        return
    codecs.register_error("plain", _plain)
    if _can_show("中", stream.encoding):
        stream.reconfigure(errors="plain")
    else:
        stream.reconfigure(encoding="utf-8", errors="plain")


def shown(text: str, encoding: str) -> str:
    """Return *text* with substitutes for what *encoding* does not have."""
    return "".join(_shown(character, encoding) for character in text)


def _shown(character: str, encoding: str) -> str:
    for text in (character, SUBSTITUTES.get(character), unicodedata.normalize("NFKC", character)):
        if text is not None and _can_show(text, encoding):
            return text
        if text is not None and text != character and text in SUBSTITUTES:
            return _shown(text, encoding)
    return next(mark for mark in UNKNOWN if _can_show(mark, encoding))


def _can_show(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Answer for what a stream cannot encode."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return shown(error.object[error.start : error.end], error.encoding), error.end
