"""The gate: the one place where the program opens files to read them.

Only regular files are opened: a pipe would wait for ever, a device has no end, and a link may lead to what
nobody handed in. What is read is bounded and read once: the bytes that are hashed are those that are used.
Everything raised here is an OSError, whose sentence is `texts.reasons.reason`.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from evaluator.base.frozen import dataclass

MEBIBYTE: Final = 1024 * 1024
MOST_BYTES: Final = 256 * MEBIBYTE
"""The size of a file that is read whole, unless its reader says less."""
MOST_HASHED: Final = 16 * 1024 * MEBIBYTE
"""The size of a file that is only hashed, such as a film."""

_MODE: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CHUNK: Final = MEBIBYTE


class NotRegular(OSError):
    """A pipe, a device or a socket, which is not read and not replaced."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(errno.EINVAL, "not a regular file", str(path))


class LinkOutside(OSError):
    """A link that leads out of the folder whose file it pretends to be."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EXDEV, "a link out of the folder", str(path))


class TooLarge(OSError):
    """A file of more bytes than its reader takes."""

    def __init__(self, path: Path | str, size: int, limit: int) -> None:
        super().__init__(errno.EFBIG, "too large", str(path))
        self.size, self.limit = size, limit


def open_file(path: Path | str, folder: Path | None = None) -> BinaryIO:
    """Open a regular file; one that stands for a file in *folder* may be a link only to a file in it."""
    if folder is not None and _leads_out(Path(path), folder):
        raise LinkOutside(Path(path))
    return os.fdopen(_opened(path)[0], "rb")


def _opened(path: Path | str, *, seen: bool = False) -> tuple[int, int]:
    """Open a regular file; return its handle and its size. *seen*: it was regular in its folder's list."""
    # Opening a device may do something already, so it is looked at first; and again, for it may have changed.
    if not seen:
        check_regular(path)
    handle = os.open(path, _MODE)
    try:
        state = os.fstat(handle)
        _check(state, path)
    except BaseException:
        os.close(handle)
        raise
    return handle, state.st_size


def _read(handle: int, most: int, size: int) -> bytes:
    """Return the next *most* bytes, fewer at the end of the file, which is to be expected after *size*."""
    data = os.read(handle, most)
    while len(data) < size and (more := os.read(handle, most - len(data))):
        data += more
    return data


def read_file(path: Path | str, most: int = MOST_BYTES, *, folder: Path | None = None) -> bytes:
    """Return the content of a regular file of at most *most* bytes; see `open_file`."""
    if folder is not None and _leads_out(Path(path), folder):
        raise LinkOutside(Path(path))
    handle, size = _opened(path)
    try:
        if size <= most:
            data = _read(handle, size + 1, size)
            if len(data) > size:  # it is growing; a buffer of *most* bytes would be had for every small file
                rest = most + 1 - len(data)
                data += _read(handle, rest, rest)
            size = len(data)
    finally:
        os.close(handle)
    if size > most:
        raise TooLarge(path, size, most)
    return data


def read_if_there(path: Path, most: int = MOST_BYTES) -> bytes | None:
    """Return the content of a regular file, None where there is no file of this name."""
    try:
        return read_file(path, most)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def read_text(path: Path) -> str:
    """Return the text of a file that comes with the program."""
    return read_file(path).decode()


@dataclass(frozen=True, slots=True)
class Digest:
    """What is known of a file that may be too large to be read whole."""

    head: bytes
    """Its first bytes."""
    size: int
    sha256: str
    whole: bytes | None = None
    """All its bytes, where they were kept."""

    @property
    def content(self) -> bytes | None:
        """All its bytes, where they are at hand."""
        return self.head if self.whole is None and len(self.head) == self.size else self.whole


def digest(path: Path | str, head: int = 0, *, seen: bool = False, whole: int = 0) -> Digest:
    """Return the first *head* bytes of a regular file, its size and its SHA-256, from one reading.

    *seen*: it was regular in the list of its folder. A file of at most *whole* bytes is kept whole.
    """
    handle, size = _opened(path, seen=seen)
    try:
        if size > MOST_HASHED:
            raise TooLarge(path, size, MOST_HASHED)
        wanted = min(size + 1, _CHUNK)  # a buffer of a whole chunk would be had for every small file
        chunk = _read(handle, wanted, min(size, wanted))
        sha256, first, size = hashlib.sha256(chunk), chunk[:head], len(chunk)
        content = chunk if size <= whole else None
        while len(chunk) == wanted:
            wanted = _CHUNK
            chunk = _read(handle, wanted, wanted)
            sha256.update(chunk)
            size += len(chunk)
            content = None
            first += chunk[: max(0, head - len(first))]
    finally:
        os.close(handle)
    return Digest(first, size, sha256.hexdigest(), content)


def is_regular(path: Path) -> bool:
    """Return whether there is a regular file at *path*, whatever its name is like."""
    try:
        check_regular(path)
    except (OSError, ValueError):
        return False
    return True


def check_regular(path: Path | str) -> None:
    """Raise an OSError unless there is a regular file at *path*."""
    try:
        state = os.stat(path)  # noqa: PTH116  # also of a text, without a Path for each file
    except (OSError, ValueError) as error:
        # A name that no disk can hold (too long, with a NUL) is that of a missing file.
        if isinstance(error, OSError) and error.errno != errno.ENAMETOOLONG:
            raise
        raise FileNotFoundError(errno.ENOENT, "no such file", str(path)) from error
    _check(state, path)


def _check(state: os.stat_result, path: Path | str) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    if not stat.S_ISREG(state.st_mode):
        raise NotRegular(path)


def _leads_out(path: Path, folder: Path) -> bool:
    below = path.relative_to(folder).parts
    if not any(folder.joinpath(*below[: number + 1]).is_symlink() for number in range(len(below))):
        return False
    return not Path(os.path.realpath(path, strict=True)).is_relative_to(os.path.realpath(folder))
