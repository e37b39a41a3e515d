"""Evaluate a whole round: share its stations out, collect what became of them, survive what goes wrong.

The same work runs on processes of this machine or on any other executor, such as a cluster's.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import nullcontext, suppress
from dataclasses import replace
from math import ceil
from typing import Final

from evaluator.model.round import REPORTS, RESULTS, Round
from evaluator.rounds.keys import KEYS
from evaluator.rounds.read import station_ids
from evaluator.work.station import CRASHED, Outcome, Work, discard, template_hashes, work

MOST_AT_ONCE: Final = 25
"""Stations in one unit of work: enough that handing it over costs nothing, few enough to see progress."""
AHEAD: Final = 4
"""Units waiting per process: nobody idles, and memory does not grow with the round."""
LOOK: Final = 0.5
"""Seconds after which whoever watches hears that it goes on."""

_TEMPORARY: Final = re.compile(r"\..+\.(?:json|docx|html)\.\w+")
"""Names under which files are written before they are renamed into place."""

Tell = Callable[[Sequence[Outcome]], None]


def run(
    round_: Round,
    tell: Tell,
    *,
    jobs: int,
    reports: bool = True,
    executor: Executor | None = None,
) -> list[Outcome]:
    """Evaluate every station of an open round; return what became of each, in order of their ids.

    *tell* hears of stations when they are done, and of none every now and then. *executor* takes the place of
    *jobs* processes. Use under the round's lock. Raises OSError when nothing can be written.
    """
    round_ = replace(round_, folder=round_.folder.resolve())
    templates = template_hashes() if reports else {}
    _sweep(round_)
    ids = station_ids(round_)
    size = min(MOST_AT_ONCE, max(1, ceil(len(ids) / (AHEAD * jobs))))
    units = [Work(round_, tuple(ids[at : at + size]), templates) for at in range(0, len(ids), size)]
    done: list[Outcome] = []

    def keep(outcomes: Sequence[Outcome]) -> None:
        done.extend(outcomes)
        tell(outcomes)

    failed: list[Work] = []
    if executor is None:
        while units:
            # A pool whose worker was killed takes nothing more; the next one carries on.
            with _processes(jobs) as pool:
                lost, units = _all(pool, units, keep, AHEAD * jobs)
            failed += lost
    else:
        lost, units = _all(executor, units, keep, AHEAD * jobs)
        failed += [*lost, *units]
    # Each station of a unit that failed gets a process of its own, so that one takes no other with it.
    for unit in failed:
        for station in unit.stations:
            keep([_alone(replace(unit, stations=(station,)), executor)])
    _sweep(round_)
    return sorted(done, key=lambda one: one.station)


def processors() -> int:
    """Return how many processes this one may run at the same time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _all(executor: Executor, units: Sequence[Work], keep: Tell, ahead: int) -> tuple[list[Work], list[Work]]:
    """Have units done, a few handed out at a time; return those that failed and those not taken any more."""
    left = deque(units)
    pending: dict[Future[list[Outcome]], Work] = {}
    failed: list[Work] = []
    broken = False
    try:
        while pending or (left and not broken):
            while left and not broken and len(pending) < ahead:
                try:
                    future = executor.submit(work, left[0])
                except BrokenExecutor:
                    broken = True
                else:
                    pending[future] = left.popleft()
            finished, _ = wait(pending, timeout=LOOK, return_when=FIRST_COMPLETED)
            keep([])
            for future in finished:
                unit = pending.pop(future)
                if future.exception() is None:
                    keep(future.result())
                else:
                    failed.append(unit)
    finally:
        for future in pending:
            future.cancel()
    return failed, list(left)


def _alone(unit: Work, executor: Executor | None) -> Outcome:
    """Do a unit of one station by itself; a failure of the program becomes its outcome."""
    with _processes(1) if executor is None else nullcontext(executor) as one:
        future = one.submit(work, unit)
        error = future.exception()
    if error is None:
        return future.result()[0]
    station = unit.stations[0]
    with suppress(OSError):  # which may be just what the work failed on
        discard(unit.round_, station)
    return Outcome(station, CRASHED, reason=f"{type(error).__name__}: {error}")


def _processes(jobs: int) -> ProcessPoolExecutor:
    # Forked workers have everything imported already. Elsewhere than on Linux forking is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start)


def _start() -> None:
    """Leave an interrupt to the parent, and end when it ends, however it does."""
    gc.enable()  # the command line has turned it off; a worker may live for thousands of stations
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _sweep(round_: Round) -> None:
    """Remove what a killed run was just writing."""
    for folder in (RESULTS, f"{RESULTS}/{KEYS}", REPORTS):
        for path in (round_.folder / folder).glob(".*"):
            if path.is_file() and _TEMPORARY.fullmatch(path.name):
                path.unlink(missing_ok=True)
