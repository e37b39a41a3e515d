"""Write a guideline's document, every scalar a text, as YAML that reads back as the same document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from evaluator.yaml.write import flow, name_or_string, string

_SCHEMA: Final = "# yaml-language-server: $schema=guideline.schema.json"
_BARE: Final = re.compile(r"true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?%?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NULLS: Final = frozenset({"", "~", "null"})
_BLOCKS: Final = frozenset({"sections", "criteria", "evidence", "bonus", "deductions", "profile"})
"""Keys whose values stand on lines of their own."""
_ENTRIES: Final = frozenset({"facts", "ledgers", "grades", "ceilings", "vetoes", "eligibility", "changes"})
"""Keys with one entry a line."""


def written(document: Mapping[str, object]) -> str:
    """Return the YAML of a guideline's *document*."""
    return "\n".join([_SCHEMA, *_mapping(document, "")]) + "\n"


def _mapping(document: Mapping[str, object], pad: str) -> Iterator[str]:
    for key, value in document.items():
        name = _scalar(key)
        if isinstance(value, Mapping) and value and (key in _BLOCKS or key in _ENTRIES):
            yield f"{pad}{name}:"
            if key in _BLOCKS:
                yield from _mapping(value, pad + "  ")
            else:
                yield from (f"{pad}  {_scalar(inner)}: {_flow(part)}" for inner, part in value.items())
        elif isinstance(value, list) and value and (key in _BLOCKS or key in _ENTRIES):
            yield f"{pad}{name}:"
            for entry in value:
                if key in _BLOCKS and isinstance(entry, Mapping) and key != "evidence":
                    first, *rest = _mapping(entry, pad + "    ")
                    yield f"{pad}  - {first.strip()}"
                    yield from rest
                else:
                    yield f"{pad}  - {_flow(entry)}"
        else:
            yield f"{pad}{name}: {_flow(value)}"


def _flow(value: object) -> str:
    return flow(value, _scalar)


def _scalar(text: str) -> str:
    """Return a scalar that reads back as *text*."""
    if text.casefold() in _NULLS:
        return string(text)
    return text if _BARE.fullmatch(text) else name_or_string(text)
