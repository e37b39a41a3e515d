"""A sheet's file: keys in a fixed order, one line per answer, no content lost; two files compared; answers.

An answer is written the same way, whoever asked for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evaluator.base.exact import parse, text
from evaluator.base.folding import folded
from evaluator.loading.sheet import sheet_in
from evaluator.model.guideline import Guideline
from evaluator.model.rule import FileCheck
from evaluator.rules.marked import LevelForm
from evaluator.yaml.parse import Node, Scalar, Table, is_null, read_yaml_bytes
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


def same_sheet(first: bytes, other: bytes, guideline: Guideline) -> bool:
    """Return whether two files have the same content; files that cannot be read are compared by bytes."""
    return first == other or _content(first, guideline) == _content(other, guideline)


def _content(data: bytes, guideline: Guideline) -> object:
    sheet, problems = sheet_in(data, guideline, "")
    node, _ = read_yaml_bytes(data, "")
    if sheet is None or problems or not isinstance(node, Table):
        return data
    marks = {id: replace(mark, line=0) for id, mark in sheet.marks.items()}
    whole = {key: tree_of(node.entries[key]) for key in ("remark", "history") if key in node.entries}
    return replace(sheet, marks=marks, file="", sha256=""), whole, _remarks(node)


def _remarks(node: Table) -> Mapping[str, object]:
    """Return all remarks, including those without an answer, which `sheet_in` drops."""
    remarks: dict[str, object] = {}
    for section, held in node.entries.items():
        for id, value in held.entries.items() if isinstance(held, Table) else ():
            if isinstance(value, Table) and "remark" in value.entries:
                remarks[f"{section}.{id}"] = tree_of(value.entries["remark"])
    return remarks


def level_named(written: str, form: LevelForm) -> str:
    """Return the level of that name, or of that number from 1; '' if there is none."""
    if written in form.levels:
        return written
    wanted = folded(written).casefold()
    for name in form.levels:
        if folded(name).casefold() == wanted:
            return name
    names = list(form.levels)
    return names[int(wanted) - 1] if wanted.isdecimal() and 1 <= int(wanted) <= len(names) else ""


def number_text(written: str) -> str:
    """Return a number as the sheet writes it; other text is returned unchanged for the loader to refuse."""
    number = parse(written, lenient=True)
    return written if number is None else text(number)


def file_tree(file_check: FileCheck) -> dict[str, Tree]:
    tree: dict[str, Tree] = {
        "file": file_check.file,
        "passed": [str(number) for number in sorted(file_check.passed)],
    }
    if file_check.left_out:
        tree["left_out"] = [str(number) for number in sorted(file_check.left_out)]
    return tree
