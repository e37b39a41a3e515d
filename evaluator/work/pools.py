"""Processes that share the work on a round's stations, and end with the process that started them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, TypeVar

_Value = TypeVar("_Value")


class Shared(Generic[_Value]):
    """A value that all units of a run carry, such as the round; a process that gets it again uses its copy.

    What follows from a guideline is worked out once for the object: with a copy in every unit it would be
    worked out anew, and every copy remembered.
    """

    def __init__(self, value: _Value, data: bytes = b"") -> None:
        """Carry *value*, which must not change; *data* is what it was sent as."""
        self.value = value
        self._data = data

    def __reduce__(self) -> tuple[Any, ...]:
        """Send the value as bytes, by which a process knows it again."""
        self._data = self._data or bytes(ForkingPickler.dumps(self.value))
        return _received, (self._data,)


@lru_cache(maxsize=1)
def _received(data: bytes) -> Shared[Any]:
    return Shared(ForkingPickler.loads(data), data)


def processes(jobs: int) -> ProcessPoolExecutor:
    """Return a pool of *jobs* processes, with all modules imported."""
    # Forked workers have all modules imported already. Forking is safe on Linux only.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start)


def collect_seldom() -> None:
    """Let cycles be looked for seldom, and not among what is imported: a station leaves hardly any behind."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def collect_now() -> None:
    """Collect what a unit of work left in cycles, in a process of `collect_seldom`.

    Among living objects it would wait and spread them: a worker would grow for thousands of stations. Any
    other process would look through all it ever imported for it.
    """
    if gc.get_freeze_count():
        gc.collect()


def _start() -> None:
    """Ignore interrupts, which the parent handles, and exit when the parent exits for any reason."""
    collect_seldom()
    gc.enable()  # the command line turns it off; a worker may process thousands of stations
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
