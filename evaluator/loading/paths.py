"""Find a file that a station names; only files inside the station's folder are accepted."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Container
from pathlib import Path

from evaluator.base.folding import folded
from evaluator.base.once import lazy_pattern
from evaluator.loading.values import Unfit
from evaluator.texts.problem import Suggestions

_DRIVE = lazy_pattern(r"[A-Za-z]:")


class Folders:
    """The names in folders, each looked into once; and suggestions for the first missing files."""

    def __init__(self) -> None:
        self._names: dict[Path, list[str]] = {}
        self._alike: dict[Path, dict[str, list[str]]] = {}
        self._suggestions = Suggestions()

    def siblings(self, path: Path) -> list[str]:
        """Return the sorted names in the folder of *path*; empty when the folder does not exist."""
        if path.parent not in self._names:
            self._names[path.parent] = siblings(path)
        return self._names[path.parent]

    def alike(self, path: Path) -> list[str]:
        """Return the names beside *path* that are the same for the eye or for Windows."""
        if path.parent not in self._alike:
            alike: dict[str, list[str]] = {}
            for name in self.siblings(path):
                alike.setdefault(folded(name).casefold(), []).append(name)
            self._alike[path.parent] = alike
        return self._alike[path.parent].get(folded(path.name).casefold(), [])

    def nearest_file(self, folder: Path, path: str) -> str:
        """Return the file beside *path* that was probably meant, or ''."""
        name = path.rpartition("/")[2]
        near = self._suggestions.nearest(name, self.siblings(folder / path))
        return "" if near is None else f"{path[: len(path) - len(name)]}{near}"


def inside(
    folder: Path, text: str, folders: Folders | None = None, read: Container[str] = ()
) -> tuple[str, Unfit | None]:
    """Return the path relative to *folder* with forward slashes, or why it may not be followed.

    *read* are paths of files that were found in the folder, and are no links. Backslashes, as Windows writes
    them, are accepted. A path that leaves the folder by name, by drive or by a symbolic link is refused: a
    station may cite only files it hands in.
    """
    if text in read:
        return text, None
    written = text.strip().replace("\\", "/")
    refused = Unfit("path-escapes", {"path": text.strip()})
    if written.startswith("/") or _DRIVE.match(written):
        return "", refused
    parts: list[str] = []
    for part in written.split("/"):
        if part == "..":
            if not parts:
                return "", refused
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    path = "/".join(parts)
    if path in read or _is_plain(folder, path):
        return path, None
    path = as_stored(folder, path, folders)
    if _has_link(folder, path):
        try:
            (folder / path).resolve().relative_to(folder.resolve())
        except (OSError, RuntimeError, ValueError):
            return "", refused
    return path, None


def _is_plain(folder: Path, path: str) -> bool:
    """Return whether *path* exists below *folder* as it is spelled, and no part of it is a link."""
    step = str(folder)
    try:
        for part in path.split("/"):
            step = f"{step}/{part}"
            if stat.S_ISLNK(os.lstat(step).st_mode):
                return False
    except (OSError, ValueError):
        return False
    return True


def _has_link(folder: Path, path: str) -> bool:
    """Return whether a part of *path* below *folder* is a symbolic link or cannot be inspected."""
    step = str(folder)
    for part in path.split("/"):
        step = f"{step}/{part}"
        try:
            if stat.S_ISLNK(os.lstat(step).st_mode):
                return True
        except FileNotFoundError:
            return False
        except (OSError, ValueError):
            return True
    return False


def as_stored(folder: Path, path: str, folders: Folders | None = None) -> str:
    """Return *path* as the disk spells it, where the difference is none for the eye or for Windows.

    macOS and some zip programs store é and が in two characters; people type （1） for (1), .JPG for .jpg;
    and names copied from chats bring invisible characters along. A name that fits several files fits none.
    """
    if is_there(folder / path):
        return path
    folders = folders or Folders()
    spelled = ""
    for part in path.split("/"):
        step = f"{spelled}{part}"
        if not is_there(folder / step):
            alike = folders.alike(folder / step)
            if len(alike) != 1:
                return path
            step = f"{spelled}{alike[0]}"
        spelled = f"{step}/"
    return spelled[:-1]


def is_there(path: Path) -> bool:
    """Return whether a path exists, also where it may not be read; a name that is not allowed does not."""
    try:
        path.stat()
    except OSError as error:
        return error.errno in (errno.EACCES, errno.EPERM)
    except ValueError:
        return False
    return True


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; a name that the system does not allow is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def siblings(path: Path) -> list[str]:
    """Return the sorted names in the folder of *path*; empty when the folder does not exist."""
    try:
        return sorted(entry.name for entry in path.parent.iterdir() if not entry.name.startswith(("~$", ".")))
    except (OSError, ValueError):
        return []


def nearest_file(folder: Path, path: str) -> str:
    """Return the file beside *path* that was probably meant, or ''."""
    return Folders().nearest_file(folder, path)
