"""Write a sheet: keys in a fixed order, one line per answer, without losing any content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evaluator.yaml.parse import Node, Scalar, Table, is_null
from evaluator.yaml.write import flow, quoted

Tree = str | bool | list["Tree"] | dict[str, "Tree"] | None
"""The content of a sheet: scalars as text, except `true` and `false`; None for a blank."""
Content = dict[str, Tree]

KEYS: Final = (
    "evaluator",
    "station",
    "role",
    "submitted",
    "marks",
    "observed",
    "evidence",
    "not_applicable",
    "vetoes",
    "remark",
    "history",
)
_BOOLEANS: Final = {"true": True, "false": False}


def tree_of(node: Node) -> Tree:
    """Return the content of *node*."""
    if isinstance(node, Scalar):
        if is_null(node):
            return None
        return _BOOLEANS.get(node.text, node.text) if node.plain else node.text
    if isinstance(node, Table):
        return {name: tree_of(value) for name, value in node.entries.items()}
    return [tree_of(value) for value in node.nodes]


def heading_of(data: bytes) -> str:
    """Return the comment at the start of a file."""
    lines: list[str] = []
    for line in data.decode("utf-8-sig").splitlines():
        if not line.startswith("#"):
            break
        lines.append(f"{line}\n")
    return "".join(lines)


def dumped(content: Mapping[str, Tree], heading: str = "") -> bytes:
    """Return the file; the same content gives the same bytes, whatever the order of its keys."""
    lines: list[str] = []
    for key in (*KEYS, *(key for key in content if key not in KEYS)):
        value = content.get(key)
        if key == "submitted" and value is None:
            lines.append("submitted:")
        elif key in content and value not in (None, [], {}):
            lines += _entry(key, value, 0)
    return (heading + "\n".join(lines) + "\n").encode()


def _entry(key: str, value: Tree, level: int) -> list[str]:
    indent = "  " * level
    name = f"{indent}{quoted(key)}:"
    if (
        isinstance(value, dict)
        and value
        and (level == 0 or any(_long(element) for element in value.values()))
    ):
        return [
            name,
            *(line for inner_key, inner in value.items() for line in _entry(inner_key, inner, level + 1)),
        ]
    if isinstance(value, list) and (level == 0 or _long(value)):
        return [name, *(f"{indent}  - {flow(element)}" for element in value)]
    return [f"{name} {flow(value)}"]


def _long(value: Tree) -> bool:
    """Return whether a value takes a line for each of its items."""
    return isinstance(value, list) and any(isinstance(element, dict) for element in value)
