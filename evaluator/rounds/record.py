"""The record of a round's files, `history/seal.json`: length and hash of the log and of every file.

It is written with every operation (`rounds.staging`), so that a file changed by hand can be named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from evaluator.base import seal
from evaluator.base.folders import files_below
from evaluator.base.gate import digest, read_file
from evaluator.base.json_text import parsed
from evaluator.loading.fields import entries, text
from evaluator.model.round import DECISIONS, FILE, REPORTS, RESULTS, SHEETS, STATIONS
from evaluator.rounds.log import FOLDER, LOG
from evaluator.texts.problem import Problem, Unusable
from evaluator.yaml.parse import read_yaml_bytes

SEAL: Final = f"{FOLDER}/seal.json"
WAS: Final = f"{FOLDER}/was"
"""The folder of what was replaced, each file by its SHA-256."""
CRITERIA, TEMPLATES = "criteria", "templates"
"""Copies of the guideline and of the templates in use."""
INPUTS: Final = (STATIONS, SHEETS, DECISIONS)
RECORDED: Final = (CRITERIA, TEMPLATES, *INPUTS, RESULTS, REPORTS, WAS)
"""The folders whose files are recorded; hidden files, lock files and sheets not submitted are not."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A file's content, by length and hash."""

    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PaperSource:
    """What a paper was made from, so that it can be made again."""

    templates: Mapping[str, str]
    """The hash of each template by its name."""
    heading: Mapping[str, Any]
    """The round's title and the details in `documents` of `round.yaml`."""
    results: tuple[str, ...] = ()
    """The results it is about, by their paths in the round; none for a paper of the whole round."""
    edited: bool = False
    """Whether an office edited the paper, and that was recorded."""
    program: str = ""
    """The version of the program that wrote it; another one may word it in another way."""


@dataclass(slots=True)
class Record:
    """What a round's files were when the program last wrote or received them."""

    log: FileState | None = None
    """None where nothing was recorded yet."""
    files: dict[str, FileState] = field(default_factory=dict)
    papers: dict[str, PaperSource] = field(default_factory=dict)
    """What the papers among them were made from."""
    sealed: bool = True
    """Whether it has a seal; one of an earlier program has none until the next command that writes."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A file that is not as recorded."""

    path: str
    state: Literal["changed", "missing", "unrecorded", "linked"]
    """`linked`: a link that leads out of its folder stands in its place, whatever it leads to."""


def state_of(data: bytes) -> FileState:
    """Return the state of a file's content."""
    return FileState(len(data), hashlib.sha256(data).hexdigest())


def file_state(path: Path) -> FileState:
    """Return the state of a file without reading the whole file into memory. Raises OSError."""
    state = digest(path)
    return FileState(state.size, state.sha256)


def read_record(folder: Path) -> Record:
    """Return the record of the round in *folder*, an empty one where there is none.

    Raises Unusable when it is not what the program writes, OSError when it cannot be read.
    """
    path = folder / SEAL
    if not path.exists():
        return Record()
    record = _record(read_file(path))
    return replace(record, files=dict(record.files), papers=dict(record.papers))


@lru_cache(maxsize=1)  # a command asks for it again and again
def _record(data: bytes) -> Record:
    """Return the record that is written so; nothing may change it. Raises Unusable."""
    try:
        fields = parsed(data)
        log = None if fields["log"] is None else _state(fields["log"])
        files = {str(name): _state(state) for name, state in fields["files"].items()}
        headings: dict[str, Any] = fields["headings"]
        papers = {str(name): _source(source, headings) for name, source in fields["papers"].items()}
        record = Record(log, files, papers, "seal" in fields)
        written = record_data(record)
        if not record.sealed:
            written = _dumped({key: value for key, value in parsed(written).items() if key != "seal"})
    except (ValueError, KeyError, TypeError, AttributeError):  # a half surrogate too
        raise Unusable([Problem("record-form", SEAL)]) from None
    if written != data:
        raise Unusable([Problem("record-form", SEAL)])
    return record


def record_data(record: Record) -> bytes:
    """Return the content of `history/seal.json`."""
    headings: dict[str, Any] = {}
    papers: dict[str, Any] = {}
    for name, source in sorted(record.papers.items()):
        heading = seal.digest(source.heading)
        headings[heading] = source.heading
        templates = dict(sorted(source.templates.items()))
        papers[name] = {"templates": templates, "heading": heading, "results": list(source.results)}
        if source.program:
            papers[name]["program"] = source.program
        if source.edited:
            papers[name]["edited"] = True
    fields = {
        "log": None if record.log is None else _fields(record.log),
        "files": {name: _fields(state) for name, state in sorted(record.files.items())},
        "papers": papers,
        "headings": dict(sorted(headings.items())),
    }
    return _dumped(fields | {"seal": seal.digest(fields)})


def _dumped(fields: Mapping[str, Any]) -> bytes:
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


def _source(fields: Mapping[str, Any], headings: Mapping[str, Any]) -> PaperSource:
    return PaperSource(
        fields["templates"],
        headings[fields["heading"]],
        tuple(fields["results"]),
        "edited" in fields,
        str(fields.get("program", "")),
    )


def _fields(state: FileState) -> dict[str, int | str]:
    return {"length": state.length, "sha256": state.sha256}


def _state(fields: Mapping[str, object]) -> FileState:
    length, sha256 = fields["length"], fields["sha256"]
    if not isinstance(length, int) or not isinstance(sha256, str):
        raise TypeError
    return FileState(length, sha256)


def recorded_files(folder: Path, folders: Iterable[str] = RECORDED) -> Iterator[tuple[str, Path]]:
    """Yield the files that a record covers, with their paths in the round, in order; drafts are left out."""
    for name in sorted(folders):
        if name == STATIONS:  # a station's folder may be a link
            parts = sorted(part.name for part in (folder / name).glob("*") if part.is_dir())
            places = [f"{name}/{part}" for part in parts if not part.startswith(".")]
        else:
            places = [name]
        for place in places:
            for inside, path in files_below(folder / place):
                if name != SHEETS or not is_draft(path):
                    yield f"{place}/{inside}", path


def is_below(path: str, folders: Iterable[str]) -> bool:
    """Return whether a path in the round is below one of its folders."""
    return any(path.startswith(f"{folder}/") for folder in folders)


def is_recorded(path: str) -> bool:
    """Return whether a path in the round is one that the record covers."""
    return path == FILE or is_below(path, RECORDED)


def is_draft(path: Path) -> bool:
    """Return whether a sheet is readable and not submitted."""
    node, _ = read_yaml_bytes(read_file(path), "")
    return node is not None and not text(entries(node).get("submitted"))


def deviations(folder: Path, record: Record, folders: Iterable[str] = RECORDED) -> list[Deviation]:
    """Return the files under *folders* that are not as recorded, in order. Raises OSError."""
    folders = tuple(folders)
    here = {path: state for path, state in record.files.items() if is_below(path, folders)}
    listed: list[Deviation] = []
    present = dict(recorded_files(folder, folders))
    for path, state in here.items():
        here_now = present.pop(path, None)
        place = here_now or folder / path
        if not place.is_file():
            listed.append(Deviation(path, "missing"))
        elif here_now is None and _is_linked(folder, path):
            listed.append(Deviation(path, "linked"))
        elif place.stat().st_size != state.length or file_state(place) != state:
            listed.append(Deviation(path, "changed"))
    listed += [Deviation(path, "unrecorded") for path in present]
    return sorted(listed, key=lambda deviation: deviation.path)


def declaration_changed(folder: Path, record: Record) -> bool:
    """Return whether `round.yaml` is there and not as the program last saw it. Raises OSError."""
    state, place = record.files.get(FILE), folder / FILE
    return state is not None and place.is_file() and file_state(place) != state


def _is_linked(folder: Path, path: str) -> bool:
    """Return whether a file is reached through a link; a station's folder, and those above, may be links."""
    depth = 2 if path.startswith(f"{STATIONS}/") else 1
    parts = path.split("/")
    return any(folder.joinpath(*parts[:count]).is_symlink() for count in range(depth + 1, len(parts) + 1))


def log_problems(folder: Path, record: Record) -> list[Problem]:
    """Return a problem when the log is not byte for byte the recorded log."""
    path = folder / LOG
    state = file_state(path) if path.is_file() else None
    if state == record.log:
        return []
    return [Problem("log-missing" if state is None else "log-changed", LOG)]
