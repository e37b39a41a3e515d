"""Invalid answers in a sheet, shown in the workbook as they were written so that they can be corrected.

A text longer than a cell is a problem: it would come back from the workbook cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evaluator.base import exact
from evaluator.marking.questions import Marking
from evaluator.marking.sheet_file import Tree
from evaluator.model.rule import FileCheck, Mark
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.marking.row_ids import FACT, MARK, NA, of_evidence
from evaluator.workbook.positions import units


def raw_marks(marking: Marking) -> dict[str, Mark]:
    """Return the marks that the sheet's reader refused, as far as a mark can hold them."""
    return {
        name: Mark(_text(entry, "level"), exact.parse(_text(entry, "points"), lenient=True), _sample(entry))
        for name, entry in _entries(marking, "marks")
        if name not in marking.sheet.marks and entry.keys() & {"level", "points", "sample"}
    }


def set_aside(marking: Marking) -> Iterator[tuple[str, str]]:
    """Yield the invalid answers with the ids of their rows."""
    sheet = marking.sheet
    for name, entry in _entries(marking, "marks"):
        written = _text(entry, "points")
        if name not in sheet.marks and written and exact.parse(written, lenient=True) is None:
            yield f"{MARK}{name}", written
    for name, entry in _entries(marking, "observed"):
        if name not in sheet.observed and _text(entry, "value"):
            yield f"{FACT}{name}", _text(entry, "value")
    for name, entry in _entries(marking, "evidence"):
        written = _text(entry, "accepted") or _text(entry, "seen")
        if name not in sheet.evidence and written:
            yield of_evidence(name), written
    for name, entry in _entries(marking, "not_applicable"):
        if name not in sheet.not_applicable and _text(entry, "agree"):
            yield f"{NA}{name}", _text(entry, "agree")


def too_long(marking: Marking) -> Iterator[Problem]:
    """Yield an error for each text that is longer than a cell."""
    left: list[tuple[str, Tree]] = [
        (key, value) for key, value in marking.content.items() if key != "history"
    ]
    while left:
        place, value = left.pop(0)
        if isinstance(value, dict):
            left += [(f"{place}.{key}", inner) for key, inner in value.items()]
        elif isinstance(value, list):
            left += [(f"{place}.{number}", inner) for number, inner in enumerate(value, 1)]
        elif isinstance(value, str) and units(value) > layout.MOST_UNITS:
            args = {"name": place, "limit": str(layout.MOST_UNITS)}
            yield Problem("workbook-text-long", marking.sheet.file, args=args)


def _entries(marking: Marking, section: str) -> Iterator[tuple[str, Mapping[str, Tree]]]:
    held = marking.content.get(section)
    for name, entry in held.items() if isinstance(held, dict) else ():
        if isinstance(entry, dict):
            yield name, entry


def _text(entry: Mapping[str, Tree], key: str) -> str:
    """Return the text of an entry; parts of a list are joined with commas, as in a cell."""
    value = entry.get(key)
    if isinstance(value, list):
        return "、".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _sample(entry: Mapping[str, Tree]) -> tuple[FileCheck, ...]:
    files = entry.get("sample")
    return tuple(
        FileCheck(_text(file, "file"), _numbers(file, "passed"), _numbers(file, "left_out"))
        for file in (files if isinstance(files, list) else ())
        if isinstance(file, dict)
    )


def _numbers(entry: Mapping[str, Tree], key: str) -> frozenset[int]:
    return frozenset(
        int(number) for number in _text(entry, key).split("、") if number.isascii() and number.isdigit()
    )
