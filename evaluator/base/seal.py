"""Hash data reproducibly: SHA-256 over canonical JSON (RFC 8785)."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from evaluator.base.json_text import sorted_by_key

_BEYOND_BMP: Final = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
"""What characters beyond the basic plane begin with; to search for a byte is far quicker than for a set."""


def canonical(data: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the canonical JSON of *data*, as RFC 8785 (JCS) defines it. *data* must not contain floats.

    Without floats an ordinary writer follows RFC 8785, except that it sorts keys by code point, not by
    UTF-16 unit. This matters only for characters beyond the basic plane, and for those the library is used.
    A test ensures that both give the same bytes.
    """
    text = sorted_by_key(data)
    if any(first in text for first in _BEYOND_BMP):
        import rfc8785

        return rfc8785.dumps(data)
    return text


def digest(data: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the SHA-256 of the canonical JSON of *data*, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()
