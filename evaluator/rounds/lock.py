"""Prevent two processes from writing into a round at the same time."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from evaluator.base.disk import remove, write_file
from evaluator.base.gate import read_file
from evaluator.base.json_text import parsed

NAME: Final = ".lock"
HOLDER: Final = ".lock.json"
"""Beside the lock, since Windows keeps others from reading a file that is locked."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has locked a round, for the message to a second process."""

    work: str = ""
    pid: int = 0
    host: str = ""
    since: str = ""


class Busy(Exception):
    """Another live process works on the round."""

    def __init__(self, holder: Holder) -> None:
        """Store the holder of the lock."""
        super().__init__(holder)
        self.holder = holder


@contextmanager
def locked(folder: Path, work: str) -> Iterator[None]:
    """Hold the round in *folder* for *work*; raise Busy while another process does.

    The operating system releases the lock when its process ends, however it ends: files that a killed process
    left behind block nobody, and the next process removes them. Raises OSError.
    """
    lock = FileLock(folder / NAME, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise Busy(_holder(folder)) from None
    try:
        holder = {"work": work, "pid": os.getpid(), "host": socket.gethostname(), "since": _now()}
        write_file(folder / HOLDER, json.dumps(holder).encode())
        yield
    finally:
        remove(folder / HOLDER)
        if os.name != "nt":
            # Removed while held: a process that waits on the removed file sees that and opens a new one.
            remove(folder / NAME)
        lock.release()
        if os.name == "nt":  # where no open file can be removed, and the next process may have it open
            with suppress(PermissionError):
                remove(folder / NAME)


def holder(folder: Path) -> Holder | None:
    """Return who is writing into the round in *folder* now; None where nobody is."""
    if not (folder / NAME).exists():
        return None
    lock = FileLock(folder / NAME, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return _holder(folder)
    except OSError:  # a folder that nobody can write into
        return None
    lock.release()
    return None


def _holder(folder: Path) -> Holder:
    try:
        fields = parsed(read_file(folder / HOLDER))
        return Holder(str(fields["work"]), int(fields["pid"]), str(fields["host"]), str(fields["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")
