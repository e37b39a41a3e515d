"""Measure whole commands against `python -c pass`, interleaved: version, help, a station's self-check.

Byte code is compiled first, as pip does on installation. Run as `python -m bench.bench_cli [ROUNDS]`.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench import Figure, show

ROUNDS = 15
ROOT = Path(__file__).parent.parent
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "python -c pass": (["-c", "pass"], None),
    "--version": (["-m", "evaluator", "--version"], 4.5),
    "--help": (["-m", "evaluator", "--help"], None),
    "check one station": (["-m", "evaluator", "check", "samples/stations/qinghe"], 12),
}
SEEN = {"--version": "1.3–1.6", "check one station": "12.1–12.7"}


def figures(rounds: int) -> list[Figure]:
    """Print medians, and return the ratios that have a goal."""
    compileall.compile_dir(str(ROOT / "evaluator"), quiet=1)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, (arguments, _) in COMMANDS.items():
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
            )
            took = time.perf_counter() - start
            if done.returncode:
                raise SystemExit(done.stderr.decode(errors="replace"))
            if number:  # the first round warms the caches
                times[name].append(took)
    bare = statistics.median(times["python -c pass"])
    listed = []
    for name, (_, goal) in COMMANDS.items():
        median = statistics.median(times[name])
        sys.stdout.write(f"{name:<20}{median * 1000:8.1f} ms  {median / bare:6.2f} x\n")
        if goal is not None:
            figure = Figure(f"{name}, time", "python -c pass", median / bare, goal, True, SEEN[name])
            listed.append(figure)
    return listed


if __name__ == "__main__":
    sys.exit(show(figures(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)))
