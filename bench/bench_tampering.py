"""Change one thing in a finished round, hundreds of times, and let `round verify` name each.

The rounds are small and of every kind that a round goes through: received by hand or in order, decided, with
edited papers, closed, reopened, reviewed. Run as `python -m bench.bench_tampering [CHANGES] [--rounds N]
[--seed N]`; 500 changes and 50 untouched rounds take about ten minutes on two busy cores. With LibreOffice
one kind has PDFs too. Exits with 1 when a change is not named, or an untouched round is called wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from evaluator.reports.pdf import OfficeMissing, find_office
from tests import tampering
from tests.tampering import finished, is_named, named, tamper

CHANGED, UNTOUCHED, SEED = 500, 50, 12


def _kinds() -> tuple[str, ...]:
    try:
        find_office()
    except OfficeMissing:
        return tampering.KINDS
    return (*tampering.KINDS, "printed")


KINDS = _kinds()


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("changes", nargs="?", type=int, default=CHANGED)
    parser.add_argument("--rounds", type=int, default=UNTOUCHED)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rounds = {kind: finished(folder / kind / "round", kind) for kind in KINDS}
        alarms = _untouched(rounds, arguments.rounds)
        missed = _changed(rounds, folder / "copy", arguments.changes, arguments.seed)
    return 1 if alarms or missed else 0


def _untouched(rounds: dict[str, Path], count: int) -> int:
    """Verify untouched rounds, each made anew from its kind; return how many were called wrong."""
    alarms = 0
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        if number < len(KINDS):
            sentences = named(rounds[kind])[1]
        else:
            with tempfile.TemporaryDirectory() as name:
                sentences = named(finished(Path(name) / "round", kind))[1]
        if sentences:
            alarms += 1
            print(f"{kind}: false alarm", *sentences, sep="\n  ")
    print(f"untouched: {count} rounds, {alarms} false alarms")
    return alarms


def _changed(rounds: dict[str, Path], copy: Path, count: int, seed: int) -> int:
    """Verify changed copies; return how many changes were not named."""
    missed = 0
    kinds: Counter[str] = Counter()
    for number in range(count):
        chance = random.Random(seed * 1_000_000 + number)  # noqa: S311 - any changes will do
        kind = chance.choice(KINDS)
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(rounds[kind], copy)
        change = tamper(copy, chance)
        kinds[change.kind] += 1
        files, sentences = named(copy)
        if not is_named(change, files):
            missed += 1
            what = f"{change.kind} of {'、'.join(change.paths)} in {kind}"
            print(f"{number}: {what}: not named", *sentences, sep="\n  ")
    listed = ", ".join(f"{kind} {times}" for kind, times in kinds.most_common())
    print(f"changed: {count}, {missed} not named ({listed})")
    return missed


if __name__ == "__main__":
    sys.exit(main())
