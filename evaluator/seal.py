"""Hash data so that anybody can recompute the hash: SHA-256 over RFC 8785 (canonical JSON)."""

from __future__ import annotations

import hashlib
from typing import Any


def canonical(data: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the canonical JSON of *data*, as RFC 8785 (JCS) defines it."""
    import rfc8785

    return rfc8785.dumps(data)


def digest(data: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the SHA-256 of the canonical JSON of *data*, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()
