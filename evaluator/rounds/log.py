"""Read and extend a round's log, `history/log.yaml`: an entry a line, appended, never changed.

An entry begins with its kind and what it is about, and ends with its day and `before`, the SHA-256 of the
line before it (without its line end): `- {reopened: 990101001, reason: …, date: 2026-09-20, before: 5f0c…}`.
So nobody can change, drop, insert or move an entry without breaking the chain behind it; the length and hash
of the whole log stand in the record of files (`rounds.record`). Days, never times: the same work gives the
same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Literal, cast, get_args

from evaluator.base.gate import read_if_there
from evaluator.model.values import NOTHING
from evaluator.texts.problem import Problem, Unusable
from evaluator.yaml.parse import Items, Node, Scalar, Table, is_null, read_yaml_bytes
from evaluator.yaml.write import Field, flow

FOLDER: Final = "history"
LOG: Final = f"{FOLDER}/log.yaml"

Kind = Literal[
    "received",
    "checked",
    "submitted",
    "decided",
    "drawn",
    "adopted",
    "excused",
    "withdrawn",
    "objected",
    "answered",
    "reopened",
    "issued",
    "closed",
    "kept",
]
KINDS: Final[Sequence[Kind]] = get_args(Kind)
_DATE, _BEFORE = "date", "before"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log."""

    kind: Kind
    about: str
    """What it is about: a path in the round, a station, a number."""
    day: date
    fields: Mapping[str, Field] = NOTHING
    """Further fields in their order; those read from a file hold texts, lists and tables of texts only."""
    number: int = field(default=0, compare=False)
    """The line it stands on; 0 before it is written."""


def entries(folder: Path, *kinds: Kind) -> list[Entry]:
    """Return the entries of a round's log in order, all of them or those of some *kinds*.

    Raises Unusable when the log is not what was written, OSError when it cannot be read.
    """
    path = folder / LOG
    read, problems = read_log(read_if_there(path) or b"")
    if problems:
        raise Unusable(problems)
    return [entry for entry in read if not kinds or entry.kind in kinds]


def appended(data: bytes, new: Sequence[Entry]) -> bytes:
    """Return the log *data* with new entries at its end."""
    assert not data or data.endswith(b"\n")
    before = _hash(data[data.rfind(b"\n", 0, -1) + 1 : -1]) if data else ""
    for entry in new:
        fields: dict[str, Field] = {entry.kind: entry.about, **entry.fields, _DATE: entry.day.isoformat()}
        if before:
            fields[_BEFORE] = before
        line = f"- {flow(fields)}".encode()
        data += line + b"\n"
        before = _hash(line)
    return data


def read_log(data: bytes) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a log, and a problem at each line that does not follow from the line before."""
    if not data:
        return [], []
    node, problems = read_yaml_bytes(data, LOG)
    lines = data.split(b"\n")
    if not isinstance(node, Items) or problems or lines.pop() or len(lines) != len(node.nodes):
        return [], [Problem("log-form", LOG)]
    read: list[Entry] = []
    for number, (line, item) in enumerate(zip(lines, node.nodes, strict=True), start=1):
        entry = _entry(item, number)
        if entry is None or item.line != number:
            problems.append(Problem("log-entry", LOG, number))
            continue
        before = _hash(lines[number - 2]) if number > 1 else ""
        if _before(item) != before or not line.startswith(b"- {"):
            problems.append(Problem("log-broken", LOG, number, args={"number": str(number)}))
        read.append(entry)
    return read, problems


def _entry(item: Node, number: int) -> Entry | None:
    if not isinstance(item, Table):
        return None
    fields = {key: _plain(node) for key, node in item.entries.items() if key != _BEFORE}
    kind = next(iter(fields), "")
    about, day = fields.pop(kind, None), fields.pop(_DATE, None)
    if kind not in KINDS or not isinstance(about, str) or not isinstance(day, str):
        return None
    try:
        return Entry(cast(Kind, kind), about, date.fromisoformat(day), fields, number)
    except ValueError:
        return None


def _before(item: Node) -> str:
    node = item.entries.get(_BEFORE) if isinstance(item, Table) else None
    return node.text if isinstance(node, Scalar) else ""


def _plain(node: Node) -> Field:
    if isinstance(node, Scalar):
        return None if is_null(node) else node.text
    if isinstance(node, Table):
        return {key: _plain(value) for key, value in node.entries.items()}
    return [_plain(value) for value in node.nodes]


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
