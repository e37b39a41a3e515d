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

ROUNDS = 15
ROOT = Path(__file__).parent.parent
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "python -c pass": (["-c", "pass"], None),
    "--version": (["-m", "evaluator", "--version"], 4.5),
    "--help": (["-m", "evaluator", "--help"], None),
    "check one station": (["-m", "evaluator", "check", "samples/stations/qinghe"], 20),
}


def main(rounds: int) -> int:
    """Print medians and ratios; return 1 when a goal is missed."""
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
                sys.stderr.write(done.stderr.decode(errors="replace"))
                return 1
            if number:  # the first round warms the caches
                times[name].append(took)
    bare = statistics.median(times["python -c pass"])
    missed = False
    for name, (_, goal) in COMMANDS.items():
        median = statistics.median(times[name])
        told = "" if goal is None else f"  goal: at most {goal}"
        sys.stdout.write(f"{name:<20}{median * 1000:8.1f} ms  {median / bare:6.2f} x{told}\n")
        missed = missed or (goal is not None and median / bare > goal)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
