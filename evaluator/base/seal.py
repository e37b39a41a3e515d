"""Hash data reproducibly: SHA-256 over canonical JSON (RFC 8785)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from evaluator.base.json_text import sorted_by_key

_BEYOND_BMP = re.compile(rb"[\xf0-\xf4]")


def canonical(data: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the canonical JSON of *data*, as RFC 8785 (JCS) defines it. *data* must not contain floats.

    Without floats an ordinary writer follows RFC 8785, except that it sorts keys by code point, not by
    UTF-16 unit. This matters only for characters beyond the basic plane, and for those the library is used.
    A test ensures that both give the same bytes.
    """
    text = sorted_by_key(data)
    if _BEYOND_BMP.search(text):
        import rfc8785

        return rfc8785.dumps(data)
    return text


def digest(data: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the SHA-256 of the canonical JSON of *data*, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()
