"""Measure everything that has a ratio, and print one table. Run as `python -m bench [NAMES] [--rounds N]`.

NAMES are those of the scripts: floor, read, score, cli, word, workbook. Each compares with a baseline in the
same run, interleaved. Long runs and campaigns have commands of their own: see README.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bench import Figure, bench_cli, bench_floor, bench_read, bench_score, bench_word, bench_workbook, show

SCRIPTS: dict[str, Callable[[int], list[Figure]]] = {
    "floor": bench_floor.figures,
    "read": bench_read.figures,
    "score": bench_score.figures,
    "cli": bench_cli.figures,
    "word": bench_word.figures,
    "workbook": bench_workbook.figures,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", choices=[*SCRIPTS, []], metavar="NAME", help=", ".join(SCRIPTS))
    parser.add_argument("--rounds", type=int, default=5, help="of each measurement (default: 5)")
    options = parser.parse_args()
    chosen = options.names or list(SCRIPTS)
    sys.exit(show(figure for name in chosen for figure in SCRIPTS[name](options.rounds)))
