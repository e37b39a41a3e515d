"""List the files of a folder that count."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LITTER: Final = frozenset(
    [
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "icon\r",
        "__macosx",
        "$recycle.bin",
        "@eadir",
        "system volume information",
    ]
)
"""What Windows, macOS and storage boxes leave in folders that are looked at."""


def real_path(path: Path) -> Path:
    """Return an absolute path without links; of links in a circle, the path that cannot be opened."""
    return Path(os.path.realpath(path))


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield a folder's files with their relative paths, in order; none where the folder is missing.

    Hidden files, editors' lock files, what systems leave behind and links out of the folder are left out.
    """
    root = real_path(folder)
    left = [""]
    while left:
        inner = left.pop()
        try:
            entries = sorted(os.scandir(folder / inner), key=lambda entry: entry.name)
        except OSError:
            continue
        entries = [entry for entry in entries if not is_left_behind(entry.name)]
        for entry in entries:
            path = Path(entry)
            if entry.is_symlink():
                if path.is_file() and real_path(path).is_relative_to(root):
                    yield f"{inner}{entry.name}", path
            elif entry.is_file():
                yield f"{inner}{entry.name}", path
        folders = [entry for entry in entries if not entry.is_symlink() and entry.is_dir()]
        left += [f"{inner}{entry.name}/" for entry in reversed(folders)]


def is_litter(name: str) -> bool:
    """Return whether a name is of what systems and editors leave behind, hidden or not."""
    hidden = (".ds_store", ".localized", "._", ".~lock", "~$")
    folded = name.casefold()
    return folded.startswith(hidden) or folded.partition(":")[0] in LITTER


def is_left_behind(name: str) -> bool:
    """Return whether a name is hidden, of an editor's lock file or of what systems leave behind."""
    return name.startswith((".", "~$")) or name.casefold().partition(":")[0] in LITTER
