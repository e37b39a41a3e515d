"""Fold texts as they are compared, everywhere: ids, keys, heads, names and cells.

What nobody sees makes no difference: full-width and half-width forms (NFKC), blanks around a text, and
characters without a shape of their own such as U+FEFF and U+200B, which copying from web pages and chats
leaves behind.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from evaluator.base.once import lazy_pattern

_CONTROLS: Final = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
"""All controls but blanks."""
SHAPELESS: Final = (
    "\xad\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f"
)
"""Characters that show nothing and shape nothing: a set for regular expressions."""
_JOINING: Final = "\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e0fff"
"""With the others Unicode's Default_Ignorable_Code_Point; these shape their neighbours, as in emoji."""

_INVISIBLE: Final = lazy_pattern(f"[{_CONTROLS}{SHAPELESS}{_JOINING}]")
_SHAPELESS: Final = lazy_pattern(f"[{SHAPELESS}]")
_AS_IT_IS: Final = lazy_pattern("[\x1f-~\u3001-\u3003\u300a-\u3011\u4e00-\u9fff]*")
"""Texts of ideographs and ASCII, of which folding only takes the blanks around."""


_PRINTED: Final = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""What of `SHAPELESS` Python takes for characters that are printed."""


def is_common(text: str) -> bool:
    """Return whether *text* plainly has no characters that show nothing, and no controls but line breaks."""
    lines = text.replace("\n", "").replace("\r", "")
    return lines.isprintable() and not any(map(lines.__contains__, _PRINTED))


def as_it_is(text: str) -> bool:
    """Return whether folding takes nothing from *text* but the blanks around."""
    return _AS_IT_IS.fullmatch(text) is not None


def folded(text: str) -> str:
    """Return *text* as it is compared: NFKC, trimmed, without characters that nobody sees."""
    if _AS_IT_IS.fullmatch(text):
        return text.strip()
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).strip()


def cleared(text: str) -> str:
    """Return *text* without characters that show nothing and shape nothing; it looks as before."""
    return text if is_common(text) else _SHAPELESS.sub("", text)


def revealed(text: str) -> str:
    """Return *text* with the characters that nobody sees named: `编号‹U+200B›`."""
    if is_common(text):
        return text
    return _SHAPELESS.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text)
