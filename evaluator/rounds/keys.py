"""Tell whether a station's files are still what its inputs give: hashes of contents, never times of files.

Beside the results lies `.keys/<id>.json` for each station: what its files were made from, and the hash of
each. It is written last, so a station that was cut off in between is simply done again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from evaluator import __version__
from evaluator.base import seal
from evaluator.base.files import write_whole
from evaluator.model.round import RESULTS, STATIONS, Round
from evaluator.rounds.read import decisions_file, round_hashes, sheet_files

KEYS: Final = ".keys"


@dataclass(frozen=True, slots=True)
class Made:
    """One step's files: the key of what they were made from, and the hash of each by its name."""

    key: str
    files: Mapping[str, str]


def inputs_key(round_: Round, station: str) -> str:
    """Return the key of everything a station's evaluation is computed from, drafts of sheets included."""
    folder = round_.folder / STATIONS / station
    decisions = decisions_file(round_, station)
    files = [path for path in folder.rglob("*") if path.is_file()]
    files += sheet_files(round_, station)
    if decisions.is_file():
        files.append(decisions)
    return seal.digest(
        {
            "tool": __version__,
            "guideline": round_.guideline.sha256,
            "period": [round_.period.first.isoformat(), round_.period.last.isoformat()],
            "round": round_hashes(round_, station),
            "takes_part": round_.has(station),
            "files": hashes(round_.folder, files),
        }
    )


def reports_key(result: bytes, round_: Round, templates: Mapping[str, str]) -> str:
    """Return the key of everything a station's reports are rendered from; *templates* are hashes by name."""
    return seal.digest(
        {
            "tool": __version__,
            "result": hashlib.sha256(result).hexdigest(),
            "documents": documents(round_),
            "templates": dict(templates),
        }
    )


def documents(round_: Round) -> dict[str, str]:
    """Return what the round says about its documents, as templates get it."""
    known = asdict(round_.documents)
    other: Mapping[str, str] = known.pop("other")
    return {**other, **{name: value for name, value in known.items() if value}}


def hashes(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of files by their names inside *folder*."""
    return {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(files)}


def sha256(path: Path) -> str:
    """Return a file's SHA-256 without holding the file in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def made(round_: Round, station: str) -> dict[str, Made]:
    """Return what is known of a station's files by step, nothing when the record is missing or damaged."""
    try:
        known: dict[str, Any] = json.loads(_path(round_, station).read_bytes())
        return {step: Made(str(one["key"]), dict(one["files"])) for step, one in known.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def holds(round_: Round, known: Made | None, key: str, wanted: Iterable[Path]) -> bool:
    """Tell whether a step was made from *key* and each of its files still is what was written."""
    names = {path.relative_to(round_.folder).as_posix(): path for path in wanted}
    return (
        known is not None
        and known.key == key
        and known.files.keys() == names.keys()
        and all(path.is_file() and sha256(path) == known.files[name] for name, path in names.items())
    )


def keep(round_: Round, station: str, steps: Mapping[str, Made]) -> None:
    """Record what a station's files were made from. Raises OSError."""
    data = {step: {"key": one.key, "files": dict(one.files)} for step, one in steps.items()}
    write_whole(_path(round_, station), (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def forget(round_: Round, station: str) -> None:
    """Remove the record. Raises OSError."""
    _path(round_, station).unlink(missing_ok=True)


def _path(round_: Round, station: str) -> Path:
    return round_.folder / RESULTS / KEYS / f"{station}.json"
