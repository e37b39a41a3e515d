"""Write files completely or not at all; open a ZIP within bounds, and list what an unreadable one raises."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from evaluator.base import disk
from evaluator.base.gate import MEBIBYTE, NotRegular, check_regular
from evaluator.base.once import lazy_pattern

BROKEN_ZIP: Final = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError)
"""Exceptions of `zipfile` for a damaged, encrypted (RuntimeError) or unsupported (NotImplementedError, a
RuntimeError) member. OSError is not among them, because it may come from the disk."""

MOST_DIRECTORY: Final = 8 * MEBIBYTE
"""Of a ZIP: the list of its entries, each of which takes ten times as much when it is read."""
_END_AREA: Final = 65_536 + 128
"""Bytes at the end of a ZIP in which its last record stands."""
_RARE_METHODS: Final = frozenset({zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
"""Their errors are those of the disk, or have no name in common."""
_NOT_HERE: Final = 0xFFFFFFFF

_URL_SIGNS: Final = lazy_pattern(r"""[\x00-\x20"%#?<>\[\]\\^`{|}\x7f]""")
_NOT_IN_NAMES: Final = frozenset('/\\:*?"<>|')
LONGEST_ID: Final = 200
"""Bytes of an id: disks take names of 255, and an edition, a paper's name and an ending follow it."""
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul"})


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to a temporary file, then rename it to *path*: readers see the old or the new file.

    Raises OSError; nothing half-written is left behind.
    """
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files, all or none: renaming begins when all temporary files are written.

    Raises OSError; nothing half-written is left behind.
    """
    write_each(files.items())


def write_each(files: Iterable[tuple[Path, bytes]]) -> int:
    """Write files as *files* yields them, all or none; return their number.

    An exception raised by *files* leaves nothing behind either.
    """
    written: dict[Path, Path] = {}
    try:
        for name, data in files:
            path = place_to_write(name)
            written[path] = disk.beside(path)
            disk.write_file(written[path], data)
        for path, temporary in written.items():
            disk.move(temporary, path)
    except BaseException:
        for temporary in written.values():
            with suppress(OSError):
                disk.remove(temporary)
        raise
    return len(written)


def write_through(path: Path, data: bytes) -> None:
    """Write *data* into a pipe or a terminal-like device, which stays what it is.

    Raises OSError: at once for a pipe that nobody reads, and for a disk, whose contents would be lost.
    """
    state = path.stat()
    if not (stat.S_ISFIFO(state.st_mode) or stat.S_ISCHR(state.st_mode)):
        raise NotRegular(path)
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    if hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


class ManyEntries(zipfile.BadZipFile):
    """A ZIP with more entries than any honest one."""


class RareMethod(zipfile.BadZipFile):
    """A ZIP with an entry packed by a method that no usual program writes; its name is the argument."""


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """Open a ZIP for reading; raises what `BROKEN_ZIP` lists, `RareMethod` and `ManyEntries` among them."""
    if _directory_length(file) > MOST_DIRECTORY:
        raise ManyEntries
    archive = zipfile.ZipFile(file)
    for info in archive.infolist():
        if info.compress_type in _RARE_METHODS:
            raise RareMethod(info.filename)
    return archive


def _directory_length(file: BinaryIO) -> int:
    """Return how long the list of entries is, by the last record or, in large files, the one before it."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _END_AREA))
    tail = file.read(_END_AREA)
    file.seek(0)
    usual, large = tail.rfind(b"PK\5\6"), tail.rfind(b"PK\6\6")
    length = int.from_bytes(tail[usual + 12 : usual + 16], "little") if usual >= 0 else 0
    more = int.from_bytes(tail[large + 40 : large + 48], "little") if 0 <= large < usual else 0
    return max(0 if length == _NOT_HERE else length, more)


def stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is replaced, None where there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


def place_to_write(path: Path) -> Path:
    """Return where *path* is written: the file that a link leads to, so that the link stays.

    Raises OSError for what is no regular file: a device or a pipe must not be replaced by a file.
    """
    place = Path(os.path.realpath(path)) if path.is_symlink() else path
    with suppress(FileNotFoundError):
        check_regular(place)
    return place


def relative_url(*parts: str) -> str:
    """Return a relative link to a file, as browsers and Excel take it: letters of all scripts stay."""
    return "/".join(_URL_SIGNS.sub(lambda sign: f"%{ord(sign[0]):02X}", part) for part in parts)


def is_file_name(id: str, most: int = LONGEST_ID) -> bool:
    """Tell whether an id can name a file on every system, in at most *most* bytes."""
    return bool(id) and not (
        len(id.encode("utf-8", "surrogatepass")) > most
        or id.startswith(".")
        or id.endswith((".", " "))
        or id.casefold() in _RESERVED
        or any(character in _NOT_IN_NAMES or not character.isprintable() for character in id)
    )
