"""Compare two files of a sheet by content, whatever their formatting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evaluator.loading.sheet import sheet_in
from evaluator.marking.sheet_file import tree_of
from evaluator.model.guideline import Guideline
from evaluator.yaml.parse import Table, read_yaml_bytes


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
