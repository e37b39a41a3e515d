"""Add entries under a key of a file that people keep, leaving every other byte alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evaluator.yaml.parse import Items, Node, Table, is_null, read_yaml_bytes, texts
from evaluator.yaml.write import comment

_BOM: Final = b"\xef\xbb\xbf"
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_NOTHING: Final = re.compile(r"(\s*)(?:~|null|Null|NULL|\[\s*\]|\{\s*\})(?=\s|$)")
_NO_CONTENT: Final = re.compile(r"\s*(?:#|$)")
_QUOTES: Final = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'")}
_CLOSES: Final = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class AddedLine:
    """What is added: an item of a list, or a key with its value, on one line."""

    text: str
    """`{id: E01, kind: photo}` or `cases: ledgers/cases.xlsx`."""
    note: str = ""
    """A comment at the end of its line."""


def inserted(data: bytes, key: str, entries: Sequence[AddedLine], *, listed: bool) -> bytes | None:
    """Return *data* with *entries* at the end of what stands under the *key* at the top level.

    *listed*: they are items of a list, else keys with values. A key that is not there yet is put at the end
    of the file. None where the file is not written so that this can be done without touching anything else.
    """
    node, problems = read_yaml_bytes(data, "")
    bom = _BOM if data.startswith(_BOM) else b""
    try:
        text = data[len(bom) :].decode()
    except UnicodeDecodeError:
        return None
    if not isinstance(node, Table) or problems or node.column != 1 or text[:1] in _CLOSES:
        return None
    grown = _Lines(text, node).grown(key, entries, listed=listed)
    if grown is None:
        return None
    after = bom + grown.encode()
    return after if _adds(data, after, key, entries, listed=listed) else None


class _Lines:
    """The lines of a file, and where its keys stand in them."""

    def __init__(self, text: str, node: Table) -> None:
        self.lines = [line for line in _LINE.findall(text) if line]
        self.node = node
        self.end = "\r\n" if "\r\n" in text else "\n"

    def grown(self, key: str, entries: Sequence[AddedLine], *, listed: bool) -> str | None:
        """Return the text with the entries."""
        value = self.node.entries.get(key)
        if value is None:
            if any(line.startswith(("...", "---")) for line in self.lines[1:]):
                return None
            return self._with(len(self.lines), [f"{key}:", *_block(entries, "  ", listed=listed)])
        row = self.node.keys[key].line - 1
        if is_null(value) or value_is_empty(value):
            line = self.lines[row]
            colon = line.find(":", self.node.keys[key].column - 1)
            if colon < 0:
                return None
            self.lines[row] = line[: colon + 1] + _NOTHING.sub(r"\1", line[colon + 1 :], count=1)
            return self._with(row + 1, _block(entries, "  ", listed=listed))
        if not isinstance(value, Items if listed else Table):
            return None
        line = self.lines[value.line - 1]
        if line[value.column - 1 : value.column] in _CLOSES:
            return self._in_flow(value, entries)
        last = value.line - 1
        for number in range(value.line - 1, self._next_key(row)):
            if not _NO_CONTENT.match(self.lines[number]):
                last = number
        indent = " " * (value.column - 1)
        return self._with(last + 1, _block(entries, indent, listed=listed))

    def _next_key(self, row: int) -> int:
        """Return the row of the next key at the top level, or the end of the file."""
        rows = [scalar.line - 1 for scalar in self.node.keys.values() if scalar.line - 1 > row]
        ends = [n for n, line in enumerate(self.lines) if n > row and line.startswith(("...", "---"))]
        return min([*rows, *ends], default=len(self.lines))

    def _with(self, row: int, new: Sequence[str]) -> str:
        before = "".join(self.lines[:row])
        if before and not before.endswith(("\n", "\r")):
            before += self.end
        return before + "".join(f"{line}{self.end}" for line in new) + "".join(self.lines[row:])

    def _in_flow(self, value: Items | Table, entries: Sequence[AddedLine]) -> str | None:
        """Return the text with entries before the bracket that closes *value*."""
        before = "".join(self.lines[: value.line - 1])
        text = before + "".join(self.lines[value.line - 1 :])
        close = _closing(text, len(before) + value.column - 1)
        if close is None:
            return None
        inside = text[:close].rstrip(" \t")
        if inside.endswith(("\n", "\r")) or "#" in inside.rpartition("\n")[2]:
            return None  # a comment may stand before the bracket
        comma = "" if inside.endswith(",") else ","
        return f"{inside}{comma} {', '.join(entry.text for entry in entries)}{text[len(inside) :]}"


def value_is_empty(node: Node) -> bool:
    """Return whether a node is `[]` or `{}`."""
    return (isinstance(node, Items) and not node.nodes) or (isinstance(node, Table) and not node.entries)


def _block(entries: Sequence[AddedLine], indent: str, *, listed: bool) -> list[str]:
    dash = "- " if listed else ""
    return [
        f"{indent}{dash}{entry.text}" + (f"   {comment(entry.note)}" if entry.note else "")
        for entry in entries
    ]


def _closing(text: str, start: int) -> int | None:
    """Return the position of the bracket that closes the one at *start*."""
    open_brackets: list[str] = []
    position = start
    while position < len(text):
        character = text[position]
        if character in _QUOTES and text[position - 1] in " \t\r\n,[{:":
            match = _QUOTES[character].match(text, position)
            if match is None:
                return None
            position = match.end()
            continue
        if character == "#" and text[position - 1].isspace():
            position = next((p for p in range(position, len(text)) if text[p] in "\r\n"), len(text))
            continue
        if character in _CLOSES:
            open_brackets.append(_CLOSES[character])
        elif open_brackets and character == open_brackets[-1]:
            open_brackets.pop()
            if not open_brackets:
                return position
        position += 1
    return None


def _adds(before: bytes, after: bytes, key: str, entries: Sequence[AddedLine], *, listed: bool) -> bool:
    """Return whether the new file holds what the old one did and the entries, and nothing else."""
    old, _ = read_yaml_bytes(before, "")
    new, problems = read_yaml_bytes(after, "")
    added, _ = read_yaml_bytes("\n".join(_block(entries, "", listed=listed)).encode(), "")
    if new is None or old is None or added is None or problems:
        return False
    wanted, tree, more = texts(old), texts(new), texts(added)
    assert isinstance(wanted, dict)
    held = wanted.get(key) or ([] if listed else {})
    if isinstance(held, list) and isinstance(more, list):
        wanted[key] = [*held, *more]
    elif isinstance(held, dict) and isinstance(more, dict) and not held.keys() & more.keys():
        wanted[key] = {**held, **more}
    else:
        return False
    return tree == wanted
