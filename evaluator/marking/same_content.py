"""Tell whether two files of one sheet say the same, however it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evaluator.loading.sheet import sheet_in
from evaluator.marking.sheet_file import tree_of
from evaluator.model.guideline import Guideline
from evaluator.yaml.parse import Table, read_yaml_bytes


def same_sheet(one: bytes, other: bytes, guideline: Guideline) -> bool:
    """Tell whether they do; of what cannot be read only the same bytes say the same."""
    return one == other or _said(one, guideline) == _said(other, guideline)


def _said(data: bytes, guideline: Guideline) -> object:
    sheet, problems = sheet_in(data, guideline, "")
    node, _ = read_yaml_bytes(data, "")
    if sheet is None or problems or not isinstance(node, Table):
        return data
    marks = {id: replace(mark, line=0) for id, mark in sheet.marks.items()}
    whole = {key: tree_of(node.entries[key]) for key in ("remark", "history") if key in node.entries}
    return replace(sheet, marks=marks, file="", sha256=""), whole, _remarks(node)


def _remarks(node: Table) -> Mapping[str, object]:
    """Return all remarks: to the reader one without an answer says nothing."""
    found: dict[str, object] = {}
    for section, held in node.entries.items():
        for id, value in held.entries.items() if isinstance(held, Table) else ():
            if isinstance(value, Table) and "remark" in value.entries:
                found[f"{section}.{id}"] = tree_of(value.entries["remark"])
    return found
