"""Hold the independent checker to this program: random results, and single changes to them.

Run as `python -m bench.bench_checker [CASES] [CHANGES] [--seed N] [--from SEED]`. Each case is a random
guideline with a random station (`tests/strategies.py`), scored by this program and computed again by
`verifier/verify.mjs` in Node; from seed 1,000,000 on they have ledgers, waivers, panels and rarer operators
too, from 10,000,000 on a profile as well. Changes are of four kinds: anything in a result; a figure, sealed
again by whoever changed it; anything in the guideline; and the same with its new hash written into the
result. What one of these last does not move cannot be seen from the result alone, but from the hash pinned
by the round. Exits with 1 on any disagreement, or when a change of the first three kinds is not found.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.test_verifier import Pair, changed, checked, random_pair, seal, sealed

KINDS = ("result", "sealed", "guideline", "rehashed")
BATCH = 250


def disagreements(first: int, count: int) -> tuple[Counter[str], list[int], list[Pair]]:
    """Return what differs, by place, the seeds of these cases, and some of the pairs that agree."""
    places: Counter[str] = Counter()
    seeds: list[int] = []
    kept: list[Pair] = []
    for start in range(first, first + count, BATCH):
        batch = range(start, min(start + BATCH, first + count))
        with tempfile.TemporaryDirectory() as name:
            pairs = [random_pair(seed, Path(name)) for seed in batch]
        for seed, pair, found in zip(batch, pairs, checked(pairs), strict=True):
            places.update({re.sub(r"\[[^]]*\]", "[]", one["place"]) for one in found})
            if found:
                seeds.append(seed)
            elif len(kept) < BATCH:
                kept.append(pair)
    return places, seeds, kept


def make(pairs: list[Pair], kind: str, draw: random.Random) -> tuple[str, Pair]:
    """Return a pair with one change of a kind."""
    if kind != "rehashed":
        return changed(draw.choice(pairs), draw, kind)
    place, (result, guideline) = changed(draw.choice(pairs), draw, "guideline")
    hashed = result | {"guideline": result["guideline"] | {"sha256": seal(guideline)}}
    return place.replace("guideline", kind, 1), (sealed(hashed), guideline)


def main() -> int:
    """Run both campaigns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="?", type=int, default=1000)
    parser.add_argument("changes", nargs="?", type=int, default=500)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--from", dest="first", type=int, default=0)
    arguments = parser.parse_args()
    begun = time.monotonic()
    places, seeds, pairs = disagreements(arguments.first, arguments.cases)
    print(f"{arguments.cases} random cases: {len(seeds)} differ ({time.monotonic() - begun:.0f} s)")
    if seeds:
        print("  seeds:", *seeds[:20])
        for place, count in places.most_common():
            print(f"  {count:5} {place}")
    draw = random.Random(arguments.seed)  # noqa: S311  # test data
    missed = 0
    for kind in KINDS:
        made = [make(pairs, kind, draw) for _ in range(arguments.changes)]
        left = [
            place
            for (place, _), found in zip(made, checked([pair for _, pair in made]), strict=True)
            if not found
        ]
        print(f"{arguments.changes} changes, {kind}: {len(left)} not found", *left[:10])
        missed += len(left) if kind != "rehashed" else 0
    return 1 if seeds or missed else 0


if __name__ == "__main__":
    sys.exit(main())
