"""Keep replaced files in `history/`, with a log of who replaced them and why in `history/log.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evaluator.base.files import write_whole
from evaluator.yaml.write import Field, appended, flow

FOLDER = "history"
LOG = "log.yaml"


def kept_as(folder: Path, path: str) -> str:
    """Return the path for the old version of *path* (relative to the round), with the first free number."""
    stem, dot, suffix = path.rpartition(".") if path.endswith(".yaml") else (path, "", "")
    number = 1
    while True:
        name = f"{FOLDER}/{stem}.{number}{dot}{suffix}"
        if not (folder / name).exists():
            return name
        number += 1


def record(folder: Path, fields: Mapping[str, Field]) -> None:
    """Append an entry to the log atomically.

    Raises OSError, also when the log was edited so that it is no longer a list of entries.
    """
    path = folder / FOLDER / LOG
    before = path.read_bytes() if path.exists() else b""
    after = appended(before, [flow(fields)])
    if after is None:
        raise OSError(0, "not a list of entries", str(path))
    write_whole(path, after)
