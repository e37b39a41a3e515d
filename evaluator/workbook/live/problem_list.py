"""The list of all cells that may keep figures from being shown, in the order of the sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from evaluator.conditions.formulas import NO
from evaluator.workbook import layout
from evaluator.workbook.live.calc import Calc
from evaluator.workbook.live.counting import LedgerCounting
from evaluator.workbook.live.criteria import Judged
from evaluator.workbook.live.facts import FactCells
from evaluator.workbook.live.ledger_problems import ledger_problems
from evaluator.workbook.live.problem_cells import ProblemCell, concerned
from evaluator.workbook.positions import Plan


def problem_cells(
    period: Iterable[ProblemCell], facts: FactCells, judged: Mapping[str, Judged]
) -> tuple[ProblemCell, ...]:
    """Return the cells that can have a problem, with the criteria whose points each may hide."""
    cells = [*period, *facts.problems, *_evidence(facts.plan, judged), *_ledgers(facts.counting, judged)]
    return tuple(
        replace(cell, criteria=tuple(dict.fromkeys((*cell.criteria, *_readers(cell, judged)))))
        for cell in cells
        if cell.flag != NO
    )


def _readers(cell: ProblemCell, judged: Mapping[str, Judged]) -> Iterator[str]:
    """Yield the criteria that read a fact of the cell."""
    for id, judgement in judged.items():
        if not set(cell.facts).isdisjoint(judgement.facts):
            yield id


def period_cells(places: Plan, calc: Calc) -> Iterator[ProblemCell]:
    """Yield the cells of the period, where anything depends on it."""
    guideline = places.guideline
    dated = any(line.dated for criterion in guideline.criteria() for line in criterion.evidence)
    if not (guideline.ledgers or dated):
        return

    def cell(id: str, wrong: str, key: str) -> ProblemCell:
        place = places.rows[id], layout.FACT_INPUT
        return ProblemCell("facts", *place, calc.flag(wrong), places.say(id), places.say(key))

    first, last = (places.answer(id) for id in ("period#from", "period#to"))
    yield cell("period#from", f"NOT(ISNUMBER({first}))", "error.date")
    yield cell("period#to", f"NOT(ISNUMBER({last}))", "error.date")
    order = f"IF(AND(ISNUMBER({first}),ISNUMBER({last})),INT({last})<INT({first}),FALSE)"
    yield cell("period#to", order, "problem.reversed")


def _evidence(places: Plan, judged: Mapping[str, Judged]) -> Iterator[ProblemCell]:
    """Yield the lines of the checklist whose files may be used for other lines instead."""
    lines = [line for judgement in judged.values() for line in judgement.lines]
    for row, line in enumerate(lines, places.checklist + 1):
        if line.doubt == NO:
            continue
        reference = f"{line.criterion.id}#{line.option or line.line.id}"
        title = f"{line.criterion.id} {line.line.title}"
        why = places.say("problem.evidence", reference=reference)
        place = row, layout.EVIDENCE_HAVE
        yield ProblemCell("evidence", *place, line.doubt, title, why, (), (line.criterion.id,))


def _ledgers(counting: LedgerCounting, judged: Mapping[str, Judged]) -> Iterator[ProblemCell]:
    """Yield the cells of ledgers."""
    guideline = counting.plan.guideline
    for id, sheet in counting.sheets.items():
        facts = tuple(
            name
            for fact in guideline.facts.values()
            if fact.counted is not None and fact.counted.ledger == id
            for name in concerned(guideline, fact.name)
        )
        tables = tuple(
            criterion
            for criterion, judgement in judged.items()
            if any(table.ledger == id for table in judgement.criterion.rule.tables())
        )
        yield from ledger_problems(sheet, facts, tables)
