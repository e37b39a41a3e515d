"""Measure a large round: the sample's stations cycled, one process against two, memory, and being killed.

Reports are left out unless `--reports`: they cost about as much again and change no ratio. Where the extra
[cluster] is installed, the same round runs on a dask cluster of two workers on loopback, against the pool.
Memory is the resident size of the run and its workers together, its slope taken after the first quarter.
Run as `python -m bench.bench_round [STATIONS] [--kills N] [--reports]`; 10000 stations take 25 to 60 minutes.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from evaluator.model.round import Round
from evaluator.rounds.read import read_round
from evaluator.work.run import run
from evaluator.work.station import EVALUATED, UNCHANGED, Outcome

MAKE = Path(__file__).parent.parent / "samples" / "make_round.py"
STATIONS, KILLS = 360, 10
LEAST_GAIN = 1.5
"""How much faster two processes have to be than one."""
MOST_GROWTH = 2.0
"""MB per 1,000 stations."""
MOST_BEND = 1.15
"""Time of the second half over that of the first."""


@dataclass(slots=True)
class Watch:
    """Notes memory and time while stations are done."""

    total: int
    done: int = 0
    started: float = field(default_factory=time.perf_counter)
    half: float = 0.0
    memory: list[tuple[int, float]] = field(default_factory=list)

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Count what is done."""
        if not outcomes:
            return
        self.done += len(outcomes)
        self.memory.append((self.done, resident()))
        if not self.half and self.done * 2 >= self.total:
            self.half = time.perf_counter() - self.started

    def growth(self) -> float:
        """Return MB per 1,000 stations, by least squares after the first quarter."""
        points = [(done, size) for done, size in self.memory if done * 4 >= self.total]
        mean_x = sum(x for x, _ in points) / len(points)
        mean_y = sum(y for _, y in points) / len(points)
        spread = sum((x - mean_x) ** 2 for x, _ in points)
        return 1000 * sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def resident() -> float:
    """Return the megabytes this process and its children hold."""
    own = os.getpid()
    children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()
    pages = 0
    for pid in (str(own), *children):
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        except FileNotFoundError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cycled(sample: Path, folder: Path, count: int) -> Path:
    """Write a round of *count* stations: the sample's, again and again under new ids."""
    text = (sample / "round.yaml").read_text(encoding="utf-8")
    folder.mkdir(parents=True)
    (folder / "round.yaml").write_text(text.replace("recused_from: [990101104]", ""), encoding="utf-8")
    originals = sorted(path.name for path in (sample / "stations").iterdir())
    for number in range(count):
        old, new = originals[number % len(originals)], f"99{number:07}"
        shutil.copytree(sample / "stations" / old, folder / "stations" / new, copy_function=_linked)
        moved = [
            (sample / "stations" / old / "submission.yaml", folder / "stations" / new / "submission.yaml")
        ]
        moved += [
            (path, folder / "sheets" / path.parent.name / f"{new}.yaml")
            for path in sample.glob(f"sheets/*/{old}.yaml")
        ]
        moved += [
            (path, folder / "decisions" / f"{new}.yaml") for path in sample.glob(f"decisions/{old}.yaml")
        ]
        for source, target in moved:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.write_text(source.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return folder


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def measured(
    round_: Round, jobs: int, *, reports: bool, state: str = EVALUATED, executor: Executor | None = None
) -> tuple[float, Watch]:
    """Run a round, hold every station to *state*, return the seconds."""
    watch = Watch(len(list((round_.folder / "stations").iterdir())))
    outcomes = run(round_, watch.tell, jobs=jobs, reports=reports, executor=executor)
    seconds = time.perf_counter() - watch.started
    wrong = [one for one in outcomes if one.state != state]
    if wrong:
        raise SystemExit(f"{wrong[0].station}: {wrong[0].state} {wrong[0].reason}")
    return seconds, watch


def cleared(round_: Round) -> None:
    """Remove what a run wrote."""
    for name in ("results", "reports"):
        shutil.rmtree(round_.folder / name, ignore_errors=True)


def on_dask(round_: Round, *, reports: bool) -> float:
    """Return the seconds on two workers of a cluster."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster) as client,
    ):
        seconds, _ = measured(round_, 2, reports=reports, executor=client.get_executor(pure=False))
    return seconds


def killed(sample: Path, scratch: Path, kills: int) -> tuple[int, int]:
    """Kill runs of the sample round at random moments; return kills that hit, and rounds that differ."""
    calm = _copy(sample, scratch / "calm")
    started = time.perf_counter()
    subprocess.run(_command(calm), check=True, capture_output=True)
    whole = time.perf_counter() - started
    wanted = _files(calm)
    chance = random.Random(2026)  # noqa: S311 - any moments will do
    hits = differing = 0
    for number in range(kills):
        folder = _copy(sample, scratch / f"killed-{number}")
        process = subprocess.Popen(_command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        hits += process.wait() == -signal.SIGKILL
        subprocess.run(_command(folder), check=True, capture_output=True)
        differing += _files(folder) != wanted
        shutil.rmtree(folder)
    last = _copy(sample, scratch / "calm-again")
    subprocess.run(_command(last), check=True, capture_output=True)
    if _files(last) != wanted:
        raise SystemExit("two undisturbed runs differ: was the program changed meanwhile?")
    return hits, differing


def _copy(sample: Path, folder: Path) -> Path:
    shutil.copytree(sample, folder, copy_function=_linked)
    return folder


def _command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "evaluator", "round", "run", str(folder)]


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def main(stations: int, kills: int, *, reports: bool) -> int:
    """Print the figures; return 1 when one misses its goal."""
    say: Callable[[str], object] = sys.stdout.write
    with tempfile.TemporaryDirectory() as name:
        sample = Path(name) / "sample"
        subprocess.run([sys.executable, str(MAKE), str(sample)], check=True)
        folder = cycled(sample, Path(name) / "round", stations)
        round_, problems = read_round(folder)
        if round_ is None:
            raise SystemExit("\n".join(one.render("en") for one in problems))
        one, _ = measured(round_, 1, reports=reports)
        cleared(round_)
        two, watch = measured(round_, 2, reports=reports)
        again, _ = measured(round_, 2, reports=reports, state=UNCHANGED)
        bend, growth = (two - watch.half) / watch.half, watch.growth()
        say(f"{stations} stations: one process {one:.1f} s, two {two:.1f} s ({one / two:.2f} x)\n")
        say(f"again, nothing changed: {again:.1f} s ({again / two:.1%})\n")
        say(f"second half over first: {bend:.2f}; memory {watch.memory[-1][1]:.0f} MB, ")
        say(f"{growth:+.2f} MB per 1,000 stations\n")
        if importlib.util.find_spec("distributed"):
            cleared(round_)
            dask = on_dask(round_, reports=reports)
            say(f"dask, two workers: {dask:.1f} s ({dask / two:.2f} x the pool)\n")
        hits, differing = killed(sample, Path(name), kills)
        say(f"killed at {kills} random moments ({hits} before the end): {differing} rounds differ\n")
    missed = one / two < LEAST_GAIN or bend > MOST_BEND or growth > MOST_GROWTH or differing > 0
    return int(missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("stations", nargs="?", type=int, default=STATIONS)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--reports", action="store_true")
    given = parser.parse_args()
    sys.exit(main(given.stations, given.kills, reports=given.reports))
