"""Put several folders and files into a round all at once, also when the process is killed in between.

Everything is copied beside its place first. Then a plan is written; from then on the whole is carried
out, by this process or by the next one. Without a plan nothing has happened, and the copies are removed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from evaluator.base.files import write_whole
from evaluator.rounds.history import kept_as, record
from evaluator.yaml.write import Field

STAGING: Final = ".incoming"
_PLAN: Final = "plan.json"


class Intake:
    """What is about to go into a round. Use under the round's lock."""

    def __init__(self, folder: Path) -> None:
        """Finish or discard what an earlier process left, and start anew."""
        finish(folder)
        self.folder = folder
        self.staging = folder / STAGING
        self._moves: dict[str, str] = {}
        self._log: list[Mapping[str, Field]] = []

    def copy(self, source: Path, target: str) -> Path:
        """Copy a file or a folder for *target*, a path in the round; return the copy.

        Hidden files and editors' lock files stay behind, and links that lead out of the folder.
        """
        copy = self.staging / target
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            _copy_folder(source, copy)
        else:
            shutil.copyfile(source, copy)
        return copy

    def put(self, target: str, *, replaces: Mapping[str, Field] | None = None) -> None:
        """Plan to move what was copied for *target* to its place.

        What stands there already is kept in the history, with *replaces* as the entry about it.
        """
        kept = kept_as(self.folder, target) if (self.folder / target).exists() else ""
        self._moves[target] = kept
        if kept and replaces is not None:
            self._log.append({"replaced": target, "kept": kept, **replaces})

    def commit(self) -> None:
        """Carry everything out."""
        self.staging.mkdir(parents=True, exist_ok=True)
        plan = {"moves": self._moves, "log": [dict(one) for one in self._log]}
        write_whole(self.staging / _PLAN, json.dumps(plan, ensure_ascii=False).encode())
        finish(self.folder)

    def discard(self) -> None:
        """Remove the copies."""
        shutil.rmtree(self.staging, ignore_errors=True)


def finish(folder: Path) -> None:
    """Carry out a plan that an earlier process left, or remove what it had copied without one."""
    staging = folder / STAGING
    plan = staging / _PLAN
    if plan.is_file():
        planned = json.loads(plan.read_bytes())
        for target, kept in planned["moves"].items():
            _move(folder, staging / target, target, kept)
        for entry in planned["log"]:
            record(folder, entry)
    shutil.rmtree(staging, ignore_errors=True)


def _move(folder: Path, copy: Path, target: str, kept: str) -> None:
    if not copy.exists():
        return  # moved before the earlier process ended
    place = folder / target
    if kept and place.exists():
        (folder / kept).parent.mkdir(parents=True, exist_ok=True)
        place.rename(folder / kept)
    place.parent.mkdir(parents=True, exist_ok=True)
    copy.rename(place)


def _copy_folder(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, path in walked(source):
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def walked(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield a folder's files with their relative paths, in order.

    Left behind are hidden files, what editors keep of open files, and links that lead out of the folder.
    """
    root = folder.resolve()
    for inner, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _left_behind(name))
        for name in sorted(files):
            path = Path(inner) / name
            if _left_behind(name) or not path.is_file():
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                continue
            yield path.relative_to(folder).as_posix(), path


def _left_behind(name: str) -> bool:
    return name.startswith((".", "~$"))
