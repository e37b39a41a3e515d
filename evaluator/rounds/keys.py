"""Check whether a station's files are up to date, by hashes of contents, never by modification times.

Each station has a record `results/.keys/<id>.json`: the key of the inputs of its files, and the hash of each
file. It is written last, so a station that was interrupted is evaluated again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evaluator import __version__
from evaluator.base import seal
from evaluator.base.disk import remove
from evaluator.base.files import write_whole
from evaluator.base.folders import is_left_behind
from evaluator.base.gate import digest, read_file
from evaluator.base.json_text import dumped, parsed
from evaluator.evaluation.pipeline import FilesRead
from evaluator.loading.evidence_kinds import HEAD
from evaluator.loading.ledgers import ENDINGS
from evaluator.model.history import Edition
from evaluator.model.round import DECISIONS, RESULTS, SHEETS, STATIONS, Round
from evaluator.model.values import NOTHING
from evaluator.rounds.objections import objections_until, published_on
from evaluator.rounds.read import decisions_file, round_hashes, sheet_files

KEYS: Final = ".keys"
_READ_WHOLE: Final = (".yaml", *ENDINGS)
"""Endings of the files that an evaluation reads whole; of others it looks at the beginning."""
_MOST_KEPT: Final = 256 * 1024
"""Bytes of a file that is kept whole until it is read; a larger one is read again."""


@dataclass(frozen=True, slots=True)
class StepFiles:
    """The files of a step: the key of their inputs, and the hash of each file by name."""

    key: str
    files: Mapping[str, str]
    replaced: Mapping[str, str] = NOTHING
    """The hashes of the files that these replace, recorded before they are written."""


def inputs_key(round_: Round, station: str, read: FilesRead) -> str:
    """Return the key of all inputs of a station's evaluation, including draft sheets.

    *read* takes what is read on the way.
    """
    folder = str(round_.folder.joinpath(STATIONS, station))
    files: dict[str, str] = {}
    for name, is_link in _files_below(folder):
        whole = _MOST_KEPT if name.lower().endswith(_READ_WHOLE) else 0
        file = digest(f"{folder}/{name}", HEAD, seen=not is_link, whole=whole)
        files[f"{STATIONS}/{station}/{name}"] = file.sha256
        if not is_link:
            read.own[name] = file
    for path in sheet_files(round_, station):
        read.sheets[path] = digest(path, whole=_MOST_KEPT)
        files[f"{SHEETS}/{path.parent.name}/{path.name}"] = read.sheets[path].sha256
    decisions = decisions_file(round_, station)
    if decisions.is_file():
        read.decisions = digest(decisions, whole=_MOST_KEPT)
        files[f"{DECISIONS}/{decisions.name}"] = read.decisions.sha256
    accepted = round_.history.programs.get(station)
    return seal.digest(
        {
            "tool": __version__,
            **({} if accepted is None else {"program": [accepted.semantics, accepted.reason, accepted.by]}),
            "guideline": round_.guideline.sha256,
            "period": [round_.period.first.isoformat(), round_.period.last.isoformat()],
            "round": round_hashes(round_, station),
            "takes_part": round_.has(station),
            "files": files,
        }
    )


def _files_below(folder: str, below: str = "") -> Iterator[tuple[str, bool]]:
    """Yield the paths in *folder* of all files below it that count, and which of them are links.

    Links to folders are not followed.
    """
    try:
        with os.scandir(f"{folder}/{below}") as inside:
            entries = sorted(
                (entry for entry in inside if not is_left_behind(entry.name)), key=lambda entry: entry.name
            )
    except OSError:
        return
    for entry in entries:
        path = f"{below}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(folder, f"{path}/")
        elif entry.is_file():
            yield path, entry.is_symlink()


def reports_key(
    result: str, documents: Mapping[str, str], round_: Round, templates: Mapping[str, str]
) -> str:
    """Return the key of all inputs of a station's reports, with what they say of the round as *documents*.

    *result* is the hash of the station's result, *templates* are hashes by name.
    """
    return seal.digest(
        {
            "tool": __version__,
            "result": result,
            "documents": dict(documents),
            "names": names(round_),
            "templates": dict(templates),
        }
    )


def documents(round_: Round, edition: Edition | None = None) -> dict[str, str]:
    """Return the round's data for the documents of an edition (default: the one in force) for templates."""
    about = round_.documents
    objections = about.objections
    fields = {
        "commissioned_by": about.commissioned_by,
        "evaluated_by": about.evaluated_by,
        "number": about.number,
        "dated": about.dated,
        "objection_to": objections.to,
        "objection_phone": objections.phone,
        "objection_days": "" if objections.days is None else str(objections.days),
    }
    in_force = edition or round_.history.edition
    if in_force is not None and in_force.number > 1:
        published = published_on(round_, in_force)
        fields["dated"] = "" if published is None else published.isoformat()
    until = objections_until(round_, edition)
    if until is not None:
        fields["objection_until"] = about.other.get("objection_until") or until.isoformat()
    return {**about.other, **{name: value for name, value in fields.items() if value}}


def names(round_: Round) -> dict[str, str]:
    """Return the names of the panel's members by id; a member without a name signs by the id."""
    return {member.id: member.name for member in round_.panel.evaluators if member.name}


def sha256(path: Path) -> str:
    """Return a file's SHA-256 without reading the whole file into memory."""
    return digest(path).sha256


def made(round_: Round, station: str) -> dict[str, StepFiles]:
    """Return the records of a station's files by step; empty when the file is missing or damaged."""
    try:
        records: dict[str, Any] = parsed(read_file(_path(round_, station)))
        return {
            step: StepFiles(str(record["key"]), dict(record["files"]), dict(record.get("replaced", {})))
            for step, record in records.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def holds(round_: Round, record: StepFiles | None, key: str, wanted: Iterable[Path]) -> bool:
    """Return whether *record* has the key *key* and each of its files is unchanged."""
    if record is None or record.key != key:
        return False
    names = {path.relative_to(round_.folder).as_posix(): path for path in wanted}
    return record.files.keys() == names.keys() and all(
        path.is_file() and sha256(path) == record.files[name] for name, path in names.items()
    )


def keep(round_: Round, station: str, steps: Mapping[str, StepFiles]) -> None:
    """Write the records of a station's files. Raises OSError."""
    data = {step: _fields(record) for step, record in steps.items()}
    write_whole(_path(round_, station), dumped(data))


def _fields(record: StepFiles) -> dict[str, object]:
    fields: dict[str, object] = {"key": record.key, "files": dict(record.files)}
    return fields | {"replaced": dict(record.replaced)} if record.replaced else fields


def forget(round_: Round, station: str) -> None:
    """Remove a station's records. Raises OSError."""
    remove(_path(round_, station))


def _path(round_: Round, station: str) -> Path:
    return round_.folder.joinpath(RESULTS, KEYS, f"{station}.json")
