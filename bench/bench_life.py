"""Kill the commands of a round's life at random moments: receive, run, close, reopen, recheck.

Run as `python -m bench.bench_life [KILLS] [--seed N] [--jobs N]`; 500 kills, at least 100 of each command,
take a quarter of an hour on two quiet cores. Before that all stations of the sample are led through a whole
life, from the close to the end of a rectification, and verified at every stage; `--kills-only` leaves that
out. Last, `receive`, `run`, `close`, `mark` and `workbook read` are broken off before every single operation
on the disk, and meet a disk that takes nothing more. Exits with 1 where a byte differs from the same
commands undisturbed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evaluator.work.run import processors
from tests.killing import Campaign, campaign
from tests.rounds.test_rectification import whole_life
from tests.test_faults import STAGES, every_operation

KILLS, SEED = 500, 1


def _whole_life(folder: Path) -> None:
    """Lead all stations of the sample through a whole life, verified at every stage."""
    script = Path(__file__).parent.parent / "samples" / "make_round.py"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, stdout=subprocess.DEVNULL)
    started = time.monotonic()
    whole_life(folder, every_stage=True)
    print(f"a whole life of 36 stations: {time.monotonic() - started:.0f} s, sound at every stage")


def _tell(result: Campaign) -> None:
    print(f"killed so far: {_counts(result)}", file=sys.stderr)


def _counts(result: Campaign) -> str:
    kills = sorted(result.kills.items())
    return ", ".join(f"{name} {count} ({result.met[name]} while it ran)" for name, count in kills)


def _operations(folder: Path) -> list[str]:
    """Break every stage off before each operation, and let the disk fail there; return what is wrong."""
    wrong: list[str] = []
    for name in STAGES:
        count, differing = every_operation(name, folder / name)
        print(
            f"{name}: broken off before each of {count} operations, and failed there; {len(differing)} faults"
        )
        wrong += differing
    return wrong


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=processors())
    parser.add_argument("--kills-only", action="store_true")
    arguments = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        if not arguments.kills_only:
            _whole_life(Path(name) / "whole")
        result = campaign(Path(name), arguments.kills, arguments.seed, _tell, jobs=arguments.jobs)
        wrong = [*result.wrong, *_operations(Path(name) / "operations")]
    for line in wrong:
        print(line)
    print(f"killed: {_counts(result)}")
    met, seconds = result.met.total(), time.monotonic() - started
    print(
        f"{arguments.kills} kills, {met} while the command ran; {len(result.wrong)} left a difference; "
        f"{seconds:.0f} s in all"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
