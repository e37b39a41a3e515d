"""Write into YAML that people keep: append an item, replace one value, leave every other byte alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from evaluator.source import Items, Scalar, read_yaml_bytes

Field = str | bool | Sequence["Field"] | Mapping[str, "Field"]

_PLAIN: Final = re.compile(r"[^\W_][\w./%-]*")
_WORDS: Final = frozenset({"null", "true", "false", "~"})
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BREAK: Final = re.compile(rb"\r\n|\n|\r")
_BOM: Final = b"\xef\xbb\xbf"


def quoted(text: str) -> str:
    """Return *text* as a YAML scalar, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    # JSON strings are YAML strings, save for characters YAML wants escaped.
    written = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def flow(value: Field) -> str:
    """Return a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return item(value)
    return "[" + ", ".join(flow(each) for each in value) + "]"


def item(fields: Mapping[str, Field]) -> str:
    """Return a list's item on one line, without its dash."""
    return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in fields.items()) + "}"


def appended(data: bytes, items: Sequence[str]) -> bytes | None:
    """Return the list in *data* with *items* after its last; None where the text is no list in lines.

    Comments, order and line ends stay as they are.
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
    grown = start + b"".join(b" " * indent + f"- {each}".encode() + end for each in items)
    after, problems = read_yaml_bytes(grown, "")
    before = len(node.nodes) if isinstance(node, Items) else 0
    if not isinstance(after, Items) or problems or len(after.nodes) != before + len(items):
        return None
    return grown


def replaced(data: bytes, old: Scalar, new: str) -> bytes:
    """Return *data* with a value on one line written anew at its place."""
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
