"""Measure `round run` of the sample round with reports against an earlier commit of this repository.

Both run on one core, in turns, and by processor time. Run as `python -m bench.bench_against COMMIT [ROUNDS]`.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench import table
from bench.table import Figure

ROUNDS: Final = 5
MOST: Final = 0.4
ROOT: Final = Path(__file__).parent.parent


def seconds(checkout: Path, sample: Path, scratch: Path) -> float:
    """Return the processor time of a whole `round run`, of a round that was never run."""
    folder = scratch / "round"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sample, folder)
    command = [sys.executable, "-m", "evaluator", "round", "run", str(folder), "--jobs", "1"]
    left_out = {"PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    before = os.times()
    subprocess.run(
        command,
        check=True,
        cwd=checkout,
        env={**environment, "PYTHONPATH": str(checkout)},
        capture_output=True,
    )
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def figures(commit: str, rounds: int) -> list[Figure]:
    """Print medians, and return their ratio."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        sample, earlier = scratch / "sample", scratch / "earlier"
        subprocess.run([sys.executable, str(ROOT / "samples" / "make_round.py"), str(sample)], check=True)
        git = [shutil.which("git") or "git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(earlier), commit], check=True)
        try:
            checkouts = {"earlier": earlier, "now": ROOT}
            times: dict[str, list[float]] = {which: [] for which in checkouts}
            for number in range(rounds + 1):
                for which, checkout in checkouts.items():
                    taken = seconds(checkout, sample, scratch)
                    if number:  # the first round compiles
                        times[which].append(taken)
        finally:
            subprocess.run([*git, "remove", "--force", str(earlier)], check=True)
    medians = {which: statistics.median(taken) for which, taken in times.items()}
    for which, median in medians.items():
        sys.stdout.write(f"{which:8}{median:6.2f} s of processor time, reports too\n")
    ratio = medians["now"] / medians["earlier"]
    return [Figure("the sample round with reports, time", commit, ratio, MOST, at_most=True)]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(table.show(figures(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS)))
