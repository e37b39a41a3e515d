"""Write YAML: values on one line, guidelines, and into files that people keep, leaving other bytes alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from evaluator.base import exact
from evaluator.base.folding import SHAPELESS
from evaluator.yaml.parse import Items, Scalar, read_yaml_bytes

Field = str | bool | int | Fraction | Sequence["Field"] | Mapping[str, "Field"] | None
"""What can be written: numbers exactly, None as a blank."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*|[0-9]+(?:\.[0-9]+)?%?")
_PLAIN: Final = re.compile(r"[^\W_][\w./%-]*")
_WORDS: Final = frozenset({"null", "true", "false", "~"})
_UNPRINTABLE: Final = re.compile(f"[\x7f-\x9f\u2028\u2029\ufffe\uffff{SHAPELESS}]")
_BREAK: Final = re.compile(rb"\r\n|\n|\r")
_BOM: Final = b"\xef\xbb\xbf"
_SCHEMA: Final = "# yaml-language-server: $schema=guideline.schema.json"
_BARE: Final = re.compile(r"true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?%?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NULLS: Final = frozenset({"", "~", "null"})
_BLOCKS: Final = frozenset({"sections", "criteria", "evidence", "bonus", "deductions", "profile"})
"""Keys whose values stand on lines of their own."""
_ENTRIES: Final = frozenset({"facts", "ledgers", "grades", "ceilings", "vetoes", "eligibility", "changes"})
"""Keys with one entry a line."""


def quoted(text: str) -> str:
    """Return *text* as a YAML scalar, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS and not _UNPRINTABLE.search(text):
        return text
    return _UNPRINTABLE.sub(lambda match: _escape(ord(match[0])), string(text))


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def string(text: str) -> str:
    """Return *text* as a YAML string in quotes; JSON strings are YAML strings."""
    return json.dumps(text, ensure_ascii=False)


def name_or_string(text: str) -> str:
    """Return *text* bare where it is an ASCII name, a number or a share, else in quotes.

    What is drafted for people to edit is written so: what may be edited stands in quotes.
    """
    return text if _NAME.fullmatch(text) else string(text)


def flow(value: object, quote: Callable[[str], str] = quoted) -> str:
    """Return *value* on one line, its texts and keys written by *quote*."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, (int, Fraction)):
        return exact.text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quote(key)}: {flow(part, quote)}" for key, part in value.items()) + "}"
    assert isinstance(value, (list, tuple))
    return "[" + ", ".join(flow(part, quote) for part in value) + "]"


def comment(text: str) -> str:
    """Return *text* as a comment of one line."""
    return "# " + " ⏎ ".join(text.split("\n"))


def guideline_yaml(document: Mapping[str, object]) -> str:
    """Return a guideline's *document*, every scalar a text, as YAML that reads back as the same document."""
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


def appended(data: bytes, items: Sequence[str]) -> bytes | None:
    """Return the list in *data* with *items* appended; None where *data* is not a block list.

    Comments, order and line ends do not change.
    """
    node, problems = read_yaml_bytes(data, "")
    indent = 0
    if node is None:
        if data and any(problem.code != "empty-file" for problem in problems):
            return None
    elif not isinstance(node, Items):
        return None
    elif node.nodes:
        indent = node.column - 1
    else:
        return None
    end = b"\r\n" if b"\r\n" in data else b"\n"
    start = data if not data or data.endswith((b"\n", b"\r")) else data + end
    grown = start + b"".join(b" " * indent + f"- {line}".encode() + end for line in items)
    after, problems = read_yaml_bytes(grown, "")
    before = len(node.nodes) if isinstance(node, Items) else 0
    if not isinstance(after, Items) or problems or len(after.nodes) != before + len(items):
        return None
    return grown


def replaced(data: bytes, old: Scalar, new: str) -> bytes:
    """Return *data* with the single-line value *old* replaced by *new*."""
    bom = _BOM if data.startswith(_BOM) else b""
    body = data[len(bom) :]
    starts = [0, *(match.end() for match in _BREAK.finditer(body))]
    start = starts[old.line - 1]
    line = body[start:].decode()
    written = line[old.column - 1 :]
    quote = "" if old.plain else written[0]
    length = len(old.text) if old.plain else written.index(quote, 1) + 1
    changed = line[: old.column - 1] + new + line[old.column - 1 + length :]
    return bom + body[:start] + changed.encode()
