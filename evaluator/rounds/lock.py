"""Keep two processes from writing into one round at the same time."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from evaluator.record import dataclass

NAME: Final = ".lock"
_FAR: Final = 1 << 30
"""Windows keeps others from reading what is locked, so a byte far behind the content is locked."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on a round: shown to whoever comes second."""

    work: str = ""
    pid: int = 0
    host: str = ""
    since: str = ""


class Busy(Exception):
    """Another live process works on the round."""

    def __init__(self, holder: Holder) -> None:
        """Keep who it is."""
        super().__init__(holder)
        self.holder = holder


@contextmanager
def locked(folder: Path, work: str) -> Iterator[None]:
    """Hold the round in *folder* for *work*; raise Busy while another process does.

    The operating system lets go of the lock when its process ends, however it ends: a file that a killed
    process left behind blocks nobody, and whoever comes next removes it.
    """
    path = folder / NAME
    handle = _taken(path)
    _held.add(handle)
    try:
        holder = {"work": work, "pid": os.getpid(), "host": socket.gethostname(), "since": _now()}
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(holder).encode())
        yield
    finally:
        _held.discard(handle)
        _let_go(path, handle)


def _taken(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            raise Busy(_holder(path)) from None
        try:
            # The one before may have removed the file between our opening and locking it.
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)


def _holder(path: Path) -> Holder:
    try:
        known = json.loads(path.read_bytes())
        return Holder(str(known["work"]), int(known["pid"]), str(known["host"]), str(known["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

    def _let_go(path: Path, handle: int) -> None:
        os.close(handle)
        with suppress(PermissionError):  # the next one has opened it already
            path.unlink(missing_ok=True)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(path: Path, handle: int) -> None:
        path.unlink(missing_ok=True)
        os.close(handle)


_held: Final[set[int]] = set()


def _forget() -> None:
    """Close the locks of the parent in a worker, which would otherwise keep them after its death."""
    for handle in _held:
        os.close(handle)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
