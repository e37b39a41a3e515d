"""Hash data so that anybody can recompute the hash: SHA-256 over RFC 8785 (canonical JSON)."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


def canonical(data: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the canonical JSON of *data*, as RFC 8785 (JCS) defines it. *data* holds no floats.

    Without floats the standard encoder already writes what RFC 8785 asks for, except that it sorts keys by
    code point, not by UTF-16 unit; that can only matter beyond the basic plane, where the library decides.
    A test holds the two equal.
    """
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    if _BEYOND_BMP.search(text):
        import rfc8785

        return rfc8785.dumps(data)
    return text.encode()


def digest(data: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the SHA-256 of the canonical JSON of *data*, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()
