"""Kill the commands of a round's life at random moments: receive, run, close, reopen, recheck.

Run as `python -m bench.bench_life [KILLS] [--seed N]`; 500 kills, at least 100 of each command, take half an
hour beside other work. Before that all stations of the sample are led through a whole life, from the close to
the end of a rectification, and verified at every stage. Exits with 1 where a byte differs from the same
commands undisturbed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.killing import campaign
from tests.rounds.test_rectification import whole_life

KILLS, SEED = 500, 1


def _whole_life(folder: Path) -> None:
    """Lead all stations of the sample through a whole life, verified at every stage."""
    script = Path(__file__).parent.parent / "samples" / "make_round.py"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, stdout=subprocess.DEVNULL)
    started = time.monotonic()
    whole_life(folder, every_stage=True)
    print(f"a whole life of 36 stations: {time.monotonic() - started:.0f} s, sound at every stage")


def _tell(killed: Counter[str], met: Counter[str]) -> None:
    counts = ", ".join(f"{name} {count} ({met[name]} while it ran)" for name, count in sorted(killed.items()))
    print(f"killed so far: {counts}", file=sys.stderr)


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        _whole_life(Path(name) / "whole")
        met, wrong = campaign(Path(name), arguments.kills, arguments.seed, _tell)
    for line in wrong:
        print(line)
    print(f"{arguments.kills} kills, {met} while the command ran; {len(wrong)} left a difference")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
