"""Evaluate a whole round in parallel: distribute the stations, collect the outcomes, survive crashes.

The work runs in processes of this machine or on any other executor, such as a cluster's.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import nullcontext, suppress
from dataclasses import replace
from math import ceil
from typing import Final

from evaluator.base.disk import remove
from evaluator.base.folders import real_path
from evaluator.model.round import REPORTS, RESULTS, Round
from evaluator.rounds.keys import KEYS
from evaluator.rounds.read import moving_stations, with_list
from evaluator.rounds.record import Record, read_record
from evaluator.work.pools import Shared, processes
from evaluator.work.station import CRASHED, Outcome, Work, discard, template_hashes, work, written_paths

MOST_AT_ONCE: Final = 25
"""The most stations per unit of work: enough to make the overhead small, few enough to show progress."""
AHEAD: Final = 4
"""Units submitted per process: none is idle, and memory does not grow with the round."""
LOOK: Final = 0.5
"""Seconds between calls that report progress."""

_TEMPORARY: Final = re.compile(r"\.(?:.+\.(?:json|docx|html)|[0-9a-f]{16})\.\w{8}")
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
    """Evaluate every station that is not frozen; return the outcomes in order of the stations' ids.

    *tell* is called with the outcomes of finished stations, and regularly with an empty list. *executor*
    replaces the *jobs* processes. Use under the round's lock. Raises OSError when nothing can be written.
    """
    round_ = with_list(replace(round_, folder=real_path(round_.folder)))
    templates = template_hashes(round_) if reports else {}
    _sweep(round_)
    ids = moving_stations(round_)
    size = min(MOST_AT_ONCE, max(1, ceil(len(ids) / (AHEAD * jobs))))
    record = read_record(round_.folder)
    shared = Shared(round_)
    units = [_unit(shared, tuple(ids[at : at + size]), templates, record) for at in range(0, len(ids), size)]
    done: list[Outcome] = []

    def keep(outcomes: Sequence[Outcome]) -> None:
        done.extend(outcomes)
        tell(outcomes)

    failed: list[Work] = []
    if executor is None:
        while units:
            # A pool whose worker was killed accepts no more work; a new pool continues.
            with processes(min(jobs, len(units))) as pool:
                lost, units = _all(pool, units, keep, AHEAD * jobs)
            failed += lost
    else:
        lost, units = _all(executor, units, keep, AHEAD * jobs)
        failed += [*lost, *units]
    # Each station of a failed unit gets a process of its own, so that a crash affects no other station.
    for unit in failed:
        for station in unit.stations:
            keep([_alone(replace(unit, stations=(station,)), executor)])
    _sweep(round_)
    return sorted(done, key=lambda outcome: outcome.station)


def _unit(
    shared: Shared[Round], stations: tuple[str, ...], templates: Mapping[str, str], record: Record
) -> Work:
    recorded = {
        path: record.files[path].sha256
        for station in stations
        for path in written_paths(shared.value, station)
        if path in record.files
    }
    edited = frozenset(path for path in recorded if path in record.papers and record.papers[path].edited)
    return Work(shared, stations, templates, recorded, edited, record.log is None)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _all(executor: Executor, units: Sequence[Work], keep: Tell, ahead: int) -> tuple[list[Work], list[Work]]:
    """Run units, at most *ahead* at a time; return the failed units and the units not submitted."""
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
    """Run a unit of one station by itself; a crash becomes its outcome."""
    with processes(1) if executor is None else nullcontext(executor) as pool:
        future = pool.submit(work, unit)
        error = future.exception()
    if error is None:
        return future.result()[0]
    station = unit.stations[0]
    with suppress(OSError):  # the same error may have caused the failure
        discard(unit.round_, station)
    return Outcome(station, CRASHED, reason=f"{type(error).__name__}: {error}")


def _sweep(round_: Round) -> None:
    """Remove temporary files of a killed run."""
    for folder in (RESULTS, f"{RESULTS}/{KEYS}", REPORTS):
        for path in (round_.folder / folder).glob(".*"):
            if path.is_file() and _TEMPORARY.fullmatch(path.name):
                remove(path)
