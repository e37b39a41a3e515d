"""Put several folders and files into a round atomically, even when the process is killed.

All files are first copied to a staging folder. Then a plan is written; from then on the plan is carried
out, by this process or by the next process. Without a plan nothing is changed, and the copies are removed.
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
    """Files about to go into a round. Use under the round's lock."""

    def __init__(self, folder: Path) -> None:
        """Finish or discard the intake of an earlier process, and start a new one."""
        finish(folder)
        self.folder = folder
        self.staging = folder / STAGING
        self._moves: dict[str, str] = {}
        self._log: list[Mapping[str, Field]] = []

    def copy(self, source: Path, target: str) -> Path:
        """Copy a file or a folder for *target*, a path in the round; return the copy.

        Hidden files, editors' lock files and links that lead out of the folder are not copied.
        """
        copy = self.staging / target
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            _copy_folder(source, copy)
        else:
            shutil.copyfile(source, copy)
        return copy

    def put(self, target: str, *, replaces: Mapping[str, Field] | None = None) -> None:
        """Plan to move the copy for *target* to its place.

        An existing file or folder goes to the history, with *replaces* as its log entry.
        """
        history_path = kept_as(self.folder, target) if (self.folder / target).exists() else ""
        self._moves[target] = history_path
        if history_path and replaces is not None:
            self._log.append({"replaced": target, "kept": history_path, **replaces})

    def commit(self) -> None:
        """Write the plan and carry it out."""
        self.staging.mkdir(parents=True, exist_ok=True)
        plan = {"moves": self._moves, "log": [dict(entry) for entry in self._log]}
        write_whole(self.staging / _PLAN, json.dumps(plan, ensure_ascii=False).encode())
        finish(self.folder)

    def discard(self) -> None:
        """Remove the copies."""
        shutil.rmtree(self.staging, ignore_errors=True)


def finish(folder: Path) -> None:
    """Carry out the plan if there is one, then remove the staging folder."""
    staging = folder / STAGING
    plan = staging / _PLAN
    if plan.is_file():
        planned = json.loads(plan.read_bytes())
        for target, history_path in planned["moves"].items():
            _move(folder, staging / target, target, history_path)
        for entry in planned["log"]:
            record(folder, entry)
    shutil.rmtree(staging, ignore_errors=True)


def _move(folder: Path, copy: Path, target: str, history_path: str) -> None:
    if not copy.exists():
        return  # already moved by the earlier process
    place = folder / target
    if history_path and place.exists():
        (folder / history_path).parent.mkdir(parents=True, exist_ok=True)
        place.rename(folder / history_path)
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

    Hidden files, editors' lock files and links that lead out of the folder are left out.
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
