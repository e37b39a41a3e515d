"""Kill the commands of a round's life at random moments: receive, run, close, reopen, recheck.

Run as `python -m bench.bench_life [KILLS] [--seed N]`; 500 kills, at least 100 of each command, take half an
hour beside other work. Exits with 1 where a byte differs from the same commands undisturbed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.killing import campaign

KILLS, SEED = 500, 1


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
        met, wrong = campaign(Path(name), arguments.kills, arguments.seed, _tell)
    for line in wrong:
        print(line)
    print(f"{arguments.kills} kills, {met} while the command ran; {len(wrong)} left a difference")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
