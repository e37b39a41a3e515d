"""Measure alpha on marks that never repeat, where a matrix of all pairs of values needs gigabytes.

Run as `python -m bench.bench_agreement [MARKS]`. Time and memory are taken in separate passes, as tracing
memory slows everything down.
"""

import sys
import time
import tracemalloc
from random import Random

from evaluator.rounds.krippendorff import alpha

MARKS = 2400
EVALUATORS = 3
SECONDS = 1.0
MEBIBYTES = 50.0


def ratings(marks: int) -> list[list[float]]:
    """Return three evaluators' marks around a common quality, continuous between 10 and 100."""
    random = Random(38)  # noqa: S311 - the same marks every time
    quality = [random.uniform(20, 90) for _ in range(marks // EVALUATORS)]
    return [[mark + random.uniform(-9, 9) for mark in quality] for _ in range(EVALUATORS)]


def main(marks: int) -> int:
    """Print time and peak memory for each level; return 1 when one is over its limit."""
    given = ratings(marks)
    over = False
    print(f"{marks} continuous marks by {EVALUATORS} evaluators; limits {SECONDS} s, {MEBIBYTES} MiB")
    for level in ("nominal", "ordinal", "interval", "ratio"):
        start = time.perf_counter()
        value = alpha(given, level)
        took = time.perf_counter() - start
        tracemalloc.start()
        alpha(given, level)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        over |= took >= SECONDS or peak >= MEBIBYTES
        print(f"{level:9} alpha {value:6.3f} {took * 1000:7.1f} ms {peak:6.2f} MiB")
    return int(over)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MARKS))
