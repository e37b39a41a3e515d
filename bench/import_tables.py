"""Print how much of published rating tables is read rightly: `python -m bench.import_tables [-v]`.

The sets of tests/tables: the program was developed with the first, and only measured with the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from tests.rating_tables import SETS, Outcome, compared, rating_tables


def report(names: Sequence[str], *, details: bool) -> Iterator[str]:
    """Yield the lines of the report, as docs/import.md has them."""
    for name in names:
        outcomes = [compared(table) for table in rating_tables(name)]
        yield f"| {name} | criteria | levels | points | titles | rules | recognised | wrong | silent |"
        yield "|---|---|---|---|---|---|---|---|---|"
        yield from (_row(outcome) for outcome in outcomes)
        yield _sum(outcomes)
        yield ""
        for outcome in outcomes if details else ():
            yield from (f"{outcome.id}: WRONG {line}" for line in outcome.wrong)
            yield from (f"{outcome.id}: WHO {line}" for line in outcome.suppliers)
            yield from (f"{outcome.id}: {line}" for line in outcome.details)


def _row(outcome: Outcome) -> str:
    figures = (
        outcome.leaves,
        outcome.levels,
        outcome.points,
        outcome.titles,
        outcome.rules,
        outcome.recognised,
    )
    silent = "yes" if outcome.silent else ""
    return f"| {outcome.id} | {' | '.join(map(str, figures))} | {len(outcome.wrong)} | {silent} |"


def _sum(outcomes: Sequence[Outcome]) -> str:
    criteria = sum(outcome.leaves for outcome in outcomes)
    rules = sum(outcome.rules for outcome in outcomes)
    shares = [
        sum(getattr(outcome, key) for outcome in outcomes) / criteria
        for key in ("levels", "points", "titles")
    ]
    recognised = sum(outcome.recognised for outcome in outcomes) / rules
    wrong = sum(len(outcome.wrong) for outcome in outcomes)
    silent = sum(outcome.silent for outcome in outcomes)
    percents = " | ".join(f"{value:.0%}" for value in shares)
    return f"| **all** | {criteria} | {percents} | {rules} | {recognised:.0%} | {wrong} | {silent} |"


if __name__ == "__main__":
    chosen = [name for name in SETS if name in sys.argv[1:]] or list(SETS)
    sys.stdout.write("\n".join(report(chosen, details="-v" in sys.argv)) + "\n")
