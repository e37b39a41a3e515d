"""JSON as the program writes it."""

from __future__ import annotations

import json


def dumped(data: object) -> bytes:
    """Return JSON as it is stored: UTF-8, readable, keys in their order, a line break at the end."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
