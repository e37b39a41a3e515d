"""The seam: the one place where the program changes files and folders.

Each function is one operation and raises OSError. `base.files` makes of them files that are written whole,
`rounds.staging` rounds that change all at once. Tests break off before every operation, or let it fail, by
`about_to`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Literal

from evaluator.base.gate import open_file

Operation = Literal["write", "make folder", "move", "remove"]

LONGEST_NAME: Final = 255
"""Bytes of a name on the usual disks."""
_MARK_LENGTH: Final = 8


def about_to(operation: Operation, path: Path, data: bytes = b"") -> None:
    """Do nothing: it is called before each operation."""


def write_file(path: Path, data: bytes) -> None:
    """Write a file, and make the folders above it. It may be left half-written: see `base.files`."""
    make_folder(path.parent)
    about_to("write", path, data)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file to write into piece by piece; the folders above it are made."""
    make_folder(path.parent)
    about_to("write", path)
    with path.open("wb") as file:
        yield file


def copy_file(source: Path, target: Path) -> None:
    """Copy a regular file, and make the folders above the copy."""
    with open_file(source) as file, writing(target) as copy:
        shutil.copyfileobj(file, copy)


def link_file(source: Path, target: Path) -> None:
    """Give a file a second name in a folder that is soon removed; copy it where that cannot be."""
    make_folder(target.parent)
    about_to("write", target)
    try:
        os.link(source, target)
    except OSError:  # on another disk, or one without links
        copy_file(source, target)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, unless it is there."""
    if not path.is_dir():
        about_to("make folder", path)
        path.mkdir(parents=True, exist_ok=True)


def move(source: Path, target: Path) -> None:
    """Give a file or folder another place; a file that stood there is replaced."""
    about_to("move", target)
    source.replace(target)


def remove(path: Path) -> None:
    """Remove a file, unless it is gone."""
    about_to("remove", path)
    path.unlink(missing_ok=True)


def remove_empty_folder(path: Path) -> None:
    """Remove a folder that holds nothing."""
    about_to("remove", path)
    path.rmdir()


def remove_folder(path: Path) -> None:
    """Remove a folder with all it holds, as far as that can be done."""
    if path.is_dir():
        about_to("remove", path)
        shutil.rmtree(path, ignore_errors=True)


def beside(path: Path) -> Path:
    """Return a hidden name in the same folder for what is not whole yet; `discard_beside` knows it again."""
    return path.with_name(f"{_beginning(path)}{os.urandom(_MARK_LENGTH // 2).hex()}")


def discard_beside(path: Path) -> None:
    """Remove what a process that was killed has left of *path* under hidden names."""
    left = re.compile(rf"{re.escape(_beginning(path))}\w{{{_MARK_LENGTH}}}")
    with suppress(FileNotFoundError, NotADirectoryError):
        for entry in sorted(path.parent.iterdir()):
            if left.fullmatch(entry.name) and not entry.is_symlink():
                (remove_folder if entry.is_dir() else remove)(entry)


def _beginning(path: Path) -> str:
    name = path.name
    if len(os.fsencode(name)) > LONGEST_NAME - _MARK_LENGTH - 2:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return f".{name}."
