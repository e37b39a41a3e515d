"""Write an operation's files, log entries and record into a round: all or none, even when killed.

Everything is first written to a staging folder. Then a plan is written; from then on the plan is carried
out, by this process or by the next process. Without a plan nothing is changed, and the staged files are
removed. Each step of a plan can be repeated.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from evaluator.base import seal
from evaluator.base.disk import (
    copy_file,
    make_folder,
    move,
    remove,
    remove_empty_folder,
    remove_folder,
    write_file,
)
from evaluator.base.files import write_whole
from evaluator.base.folders import files_below
from evaluator.base.gate import read_file, read_if_there
from evaluator.base.json_text import parsed
from evaluator.model.round import FILE
from evaluator.rounds.log import FOLDER as HISTORY
from evaluator.rounds.log import LOG, Entry, Kind, appended
from evaluator.rounds.record import (
    RECORDED,
    SEAL,
    WAS,
    FileState,
    PaperSource,
    file_state,
    is_recorded,
    log_problems,
    read_record,
    record_data,
    state_of,
)
from evaluator.texts.problem import Problem, Unusable
from evaluator.yaml.write import Field

STAGING: Final = ".incoming"
_PLAN: Final = "plan.json"
_PLACES: Final = frozenset({*(folder.partition("/")[0] for folder in RECORDED), HISTORY, FILE})
"""The folders and files of a round that a plan may touch."""


class Operation:
    """Files about to go into a round, or out of it. Use under the round's lock, as a context manager."""

    def __init__(self, folder: Path) -> None:
        """Finish or discard the operation of an earlier process first. Raises Unusable, OSError."""
        finish(folder)
        self.folder = folder
        self.staging = folder / STAGING
        self._moves: dict[str, bool] = {}
        """Whether each path is recorded."""
        self._accepted: dict[str, FileState | None] = {}
        self._removals: dict[str, None] = {}
        self._was: dict[str, None] = {}
        self._entries: list[Entry] = []
        self._papers: dict[str, PaperSource] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the staged files, unless a plan was written that the next process can carry out."""
        if not (self.staging / _PLAN).exists():
            _clear(self.staging)

    def copy(self, source: Path, target: str) -> Path:
        """Copy a file or a folder for *target*, a path in the round; return the copy.

        Hidden files, editors' lock files and links that lead out of the folder are not copied.
        """
        copy = self.staging / target
        if source.is_dir():
            make_folder(copy)
            for name, path in files_below(source):
                copy_file(path, copy / name)
        else:
            copy_file(source, copy)
        return copy

    def put(self, target: str, *, recorded: bool = True, was: bool = True) -> None:
        """Plan to move the copy for *target* to its place; files of a folder that are not in the copy go.

        What is replaced is left under `history/was/` unless not *was*. Without *recorded* the file leaves the
        record: a sheet that is not submitted.
        """
        copy, place = self.staging / target, self.folder / target
        if copy.is_dir():
            new = {f"{target}/{name}" for name, _ in files_below(copy)}
            for name, _ in files_below(place):
                if f"{target}/{name}" not in new:
                    self.remove(f"{target}/{name}", was=was)
        else:
            new = {target}
        for path in sorted(new):
            self._clear_way(path, was=was)
            self._moves[path] = recorded
            self._removals.pop(path, None)
            if was and (self.folder / path).is_file():
                self._was[path] = None

    def _clear_way(self, path: str, *, was: bool) -> None:
        """Plan to remove a file that stands where a folder must be."""
        for parent in Path(path).parents:
            if (self.folder / parent).is_file():
                self.remove(parent.as_posix(), was=was)

    def write(self, target: str, data: bytes, *, recorded: bool = True, was: bool = True) -> None:
        """Plan to write a file; see `put`."""
        write_file(self.staging / target, data)
        self.put(target, recorded=recorded, was=was)

    def remove(self, target: str, *, was: bool = True) -> None:
        """Plan to remove a file, which is left under `history/was/` unless not *was*."""
        self._removals[target] = None
        if was:
            self._was[target] = None

    def accept(self, target: str, state: FileState | None) -> None:
        """Plan to record *target* in this state, whatever stands there; None: it leaves the record."""
        self._accepted[target] = state

    def accepted(self, files: Mapping[str, FileState]) -> dict[str, FileState]:
        """Return recorded *files* with what is planned to be recorded as it stands."""
        states = {**files, **self._accepted}
        return {path: state for path, state in states.items() if state is not None}

    def made_from(self, target: str, source: PaperSource) -> None:
        """Plan to record what a paper was made from."""
        self._papers[target] = source

    def log(self, kind: Kind, about: str, day: date, /, **fields: Field) -> None:
        """Plan an entry of the log; see `rounds.log`."""
        self._entries.append(Entry(kind, about, day, fields))

    @property
    def empty(self) -> bool:
        """Return whether nothing is planned."""
        return not (self._moves or self._accepted or self._removals or self._entries or self._papers)

    def commit(self) -> None:
        """Write the plan and carry it out.

        Raises Unusable, and changes nothing, when the log or the record was changed by other hands; OSError.
        """
        record = read_record(self.folder)
        problems = log_problems(self.folder, record)
        if problems:
            raise Unusable(problems)
        old = read_if_there(self.folder / SEAL)
        for path in self._was:
            self._keep_old(path)
        states = self._accepted | dict.fromkeys(self._removals)
        for path, recorded in self._moves.items():
            counts = recorded and is_recorded(path)
            states[path] = file_state(self.staging / path) if counts else None
        record.files |= {path: state for path, state in states.items() if state is not None}
        for path in [path for path, state in states.items() if state is None]:
            record.files.pop(path, None)
            record.papers.pop(path, None)
        record.papers |= self._papers
        if FILE not in record.files and (self.folder / FILE).is_file():
            record.files[FILE] = file_state(self.folder / FILE)
        log = self.folder / LOG
        data = appended(read_if_there(log) or b"", self._entries)
        record.log = state_of(data)
        moves = list(self._moves)
        seal_data = record_data(record)
        if not (moves or self._removals) and seal_data == old:
            return  # a file keeps its time where nothing changes
        for path, content in ((LOG, data), (SEAL, seal_data)):
            write_file(self.staging / path, content)
        plan = {"removals": list(self._removals), "moves": [*moves, LOG, SEAL]}
        write_whole(self.staging / _PLAN, json.dumps(plan, ensure_ascii=False).encode())
        finish(self.folder)

    def _keep_old(self, path: str) -> None:
        """Copy what *path* holds now for `history/was/`, unless that content is there already."""
        place = self.folder / path
        if not place.is_file():
            return
        name = f"{WAS}/{file_state(place).sha256}"
        if not (self.folder / name).is_file() and name not in self._moves:
            self._moves[name] = True
            copy_file(place, self.staging / name)


def keep_data(operation: Operation, data: object) -> str:
    """Plan to keep what an entry of the log rests on under `history/was/`; return the hash that names it."""
    content = seal.canonical(data)
    sha256 = state_of(content).sha256
    operation.write(f"{WAS}/{sha256}", content, was=False)
    return sha256


def finish(folder: Path) -> None:
    """Carry out the plan if there is one, then remove the staging folder.

    A plan is trusted for nothing outside the round: Unusable when it names another place, or a link stands in
    the way. Raises OSError.
    """
    staging = folder / STAGING
    if staging.is_symlink():
        raise Unusable([Problem("plan-foreign", f"{STAGING}/", args={"name": STAGING})])
    plan = staging / _PLAN
    if plan.is_file():
        removals, moves = _planned(plan)
        for path in (*removals, *moves):
            if not _inside(folder, path) or not _inside(staging, path, places=True):
                raise Unusable([Problem("plan-foreign", f"{STAGING}/{_PLAN}", args={"name": path})])
        for path in removals:
            remove(folder / path)
            _prune(folder, path)
        for path in moves:
            copy, place = staging / path, folder / path
            if copy.is_file():  # else already moved by the earlier process
                make_folder(place.parent)
                if place.is_dir():  # what is left in it are hidden files
                    remove_folder(place)
                move(copy, place)
    _clear(staging)


def unfinished_plan(folder: Path) -> list[Problem]:
    """Return a problem when an operation was cut off, or another's plan lies there."""
    plan = folder / STAGING / _PLAN
    if not plan.is_file():
        return []
    try:
        removals, moves = _planned(plan)
    except Unusable as unusable:
        return list(unusable.problems)
    for path in (*removals, *moves):
        if not _inside(folder, path) or not _inside(folder / STAGING, path, places=True):
            return [Problem("plan-foreign", f"{STAGING}/{_PLAN}", args={"name": str(path)})]
    return [Problem("plan-unfinished", f"{STAGING}/{_PLAN}")]


def _planned(plan: Path) -> tuple[list[str], list[str]]:
    try:
        fields = parsed(read_file(plan))
        removals, moves = list(fields["removals"]), list(fields["moves"])
    except (ValueError, KeyError, TypeError):
        raise Unusable([Problem("plan-foreign", f"{STAGING}/{_PLAN}", args={"name": "?"})]) from None
    return removals, moves


def _inside(folder: Path, path: object, *, places: bool = False) -> bool:
    """Return whether *path* names a file that a plan may touch, with no link on the way to it."""
    if not isinstance(path, str) or (os.name == "nt" and not {"\\", ":"}.isdisjoint(path)):
        return False
    parts = path.split("/")
    if parts[0] not in _PLACES or not {"", ".", ".."}.isdisjoint(parts):
        return False
    return not any(step.is_symlink() for step in _steps(folder, parts, whole=places))


def _steps(folder: Path, parts: list[str], *, whole: bool) -> Iterator[Path]:
    """Yield the folders on the way to a file, and with *whole* the file itself."""
    for count in range(1, len(parts) + whole):
        yield folder.joinpath(*parts[:count])


def _prune(folder: Path, path: str) -> None:
    """Remove the folders that a removal left empty, up to the round's own folders."""
    for parent in list((folder / path).parents):
        if parent.parent == folder or not parent.is_dir() or any(parent.iterdir()):
            return
        remove_empty_folder(parent)


def _clear(staging: Path) -> None:
    remove_folder(staging)
