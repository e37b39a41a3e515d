"""Print how much of published rating tables is read rightly: `python -m bench.import_tables [SET] [-v]`.

`python -m bench.import_tables --largest` takes the time of the largest table allowed instead.

The sets of tests/tables: the program was developed with the first, and only measured with the others.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Final

import openpyxl

from evaluator.drafting.draft import draft
from tests.rating_tables import SETS, Outcome, compared, rating_tables

_CRITERIA: Final = 2000
_LONG: Final = 10


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


def largest() -> str:
    """Return how long 2,000 criteria take, with the standards of all tables and a total that is wrong."""
    standards = [
        cell.replace("⏎", "\n")
        for name in SETS
        for table in rating_tables(name)
        for grid in table.grids
        for row in grid
        for cell in row
        if len(cell) > _LONG and ("得" in cell or "扣" in cell)
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "一级指标", "二级指标", "分值", "评分标准", "考核方式", "佐证材料"])
    for number in range(_CRITERIA):
        standard = standards[number % len(standards)]
        sheet.append([number + 1, f"模块{number // 20}", f"指标{number}", 5, standard, "查阅资料", "记录"])
    sheet.append(["合计", None, None, 1])
    file = io.BytesIO()
    book.save(file)
    start = time.process_time()
    made = draft(file.getvalue(), "最大的表.xlsx", "t", "1")
    return f"{made.criteria} criteria: {time.process_time() - start:.2f} s"


if __name__ == "__main__":
    if "--largest" in sys.argv:
        sys.stdout.write(f"{largest()}\n")
        sys.exit()
    chosen = [name for name in SETS if name in sys.argv[1:]] or list(SETS)
    sys.stdout.write("\n".join(report(chosen, details="-v" in sys.argv)) + "\n")
