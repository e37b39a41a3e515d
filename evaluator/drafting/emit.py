"""Write YAML by hand: the same bytes every time, comments where they belong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction

from evaluator import exact

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*|[0-9]+(?:\.[0-9]+)?%?")


def flow(value: object) -> str:
    """Return *value* on one line; texts that are names, numbers or shares stay bare."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Fraction)):
        return exact.text(value)
    return str(value) if _PLAIN.fullmatch(str(value)) else quoted(str(value))


def quoted(text: str) -> str:
    """Return *text* as a YAML string; JSON strings are YAML strings."""
    return json.dumps(text, ensure_ascii=False)


def comment(text: str) -> str:
    """Return *text* as a comment of one line."""
    return "# " + " ⏎ ".join(text.split("\n"))
