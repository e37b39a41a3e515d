"""Compare the way up with brute force on random guidelines: `python -m bench.bench_way_up [COUNT]`."""

import sys
import time
from collections import Counter

from tests.test_advice import compared_with_brute_force

COUNT = 10_000
MOST_GAPS = 8


def main() -> None:
    """Print how many guidelines had a way up, no way, or none to compare; an unequal one raises."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    begun = time.process_time()
    came: Counter[str] = Counter()
    seed = 0
    while came.total() - came["passed over"] < count:
        came[compared_with_brute_force(seed, MOST_GAPS)] += 1
        seed += 1
    print(f"{dict(came)}, {time.process_time() - begun:.0f} s of processor time")


if __name__ == "__main__":
    main()
