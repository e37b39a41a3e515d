"""The sample size as a formula: it follows the population that an evaluator corrects.

The sheet does not guess. Where another input of the sample size was changed (an operand, a bound, an option
that does not apply), the size is unknown until the program computes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from evaluator.conditions.formulas import and_, if_, literal
from evaluator.model.guideline import Fact, Guideline
from evaluator.model.values import NUMERIC, Value
from evaluator.rules.marked import FilesForm
from evaluator.workbook import layout
from evaluator.workbook.marking.marking_book import Question
from evaluator.workbook.marking.points import VALID, Points, drawn_of
from evaluator.workbook.marking.row_ids import FACT, NA
from evaluator.workbook.marking.rows import Rows
from evaluator.workbook.positions import literal_text

UNKNOWN = '""'


def sample_size_formula(rows: Rows, question: Question, form: FilesForm, live: Points) -> str:
    """Return the number of files to draw as a formula, or `UNKNOWN`."""
    now = UNKNOWN if question.sample_size is None else str(question.sample_size)
    population = form.population
    name = population.fact if population is not None else ""
    if population is None or not name:
        return now
    guideline = rows.task.guideline
    same = and_(*(_unchanged(rows, fact_name) for fact_name in sorted(_basis(guideline, name) - {name})))
    cell, fact = rows.cell(f"{FACT}{name}", layout.MARK_VALUE), guideline.facts[name]
    if cell is None:
        return if_(same, now, UNKNOWN)
    if fact.type not in NUMERIC or _seen(rows, name) is not None:
        # Without the evaluator's earlier value the station's value would count, which only the program has.
        same = and_(same, _unchanged(rows, name))
    if fact.type not in NUMERIC:
        return if_(same, now, UNKNOWN)
    there = f"{cell}*{literal(population.times)}/{literal(population.per)}"
    valid = f'{live.fact(fact, cell, cell, UNKNOWN)}="{VALID}"'
    size = f"IF({valid},{drawn_of(form, f'({there})')},{UNKNOWN})"
    blank = if_(same, now, UNKNOWN)
    return f"IF(ISBLANK({cell}),{blank},{size})"


def _basis(guideline: Guideline, name: str) -> set[str]:
    """Return the facts that decide a fact's value: its operands, and the bounds of all of these."""
    names: set[str] = set()
    left = [name]
    while left:
        fact_name = left.pop()
        if fact_name in names or fact_name not in guideline.facts:
            continue
        names.add(fact_name)
        fact = guideline.facts[fact_name]
        left += [*fact.total, *fact.less]
        left += [bound.fact for bound in (fact.at_least, fact.at_most) if bound is not None and bound.fact]
    return names


def _seen(rows: Rows, name: str) -> Value | None:
    seen = rows.visit.sheet.observed.get(name)
    return None if seen is None else seen.value


def _unchanged(rows: Rows, name: str) -> str:
    """Return whether a fact's cells are unchanged since the sheet was written."""
    return and_(*_same(rows, rows.task.guideline.facts[name]))


def _same(rows: Rows, fact: Fact) -> Iterator[str]:
    seen = _seen(rows, fact.name)
    cell = rows.cell(f"{FACT}{fact.name}", layout.MARK_VALUE)
    if cell is not None:
        yield _still(cell, fact, None if isinstance(seen, frozenset) and seen else seen)
    for option in fact.choices if fact.type == "set" else ():
        chosen = isinstance(seen, frozenset) and option in seen
        ticked = rows.cell(f"{FACT}{fact.name}.{option}", layout.MARK_VALUE)
        if ticked is not None:
            yield _says(ticked, layout.TICK if chosen else "")
        claimed = f"{fact.name}.{option}"
        agreed = rows.cell(f"{NA}{claimed}", layout.MARK_VALUE)
        if agreed is not None:
            word = rows.visit.sheet.not_applicable.get(claimed)
            yield _says(agreed, "" if word is None else layout.TICKED if word.agree else layout.UNTICKED)


def _still(cell: str, fact: Fact, value: Value | None) -> str:
    if value is None:
        return _says(cell, "")
    if isinstance(value, frozenset):
        return _says(cell, layout.NONE_CHOSEN)
    if isinstance(value, bool):
        return _says(cell, layout.TICKED if value else layout.UNTICKED)
    if isinstance(value, str):
        return _says(cell, fact.choices.get(value, value))
    if fact.type in NUMERIC and not hasattr(value, "year"):
        return f"IF(ISNUMBER({cell}),{cell}={literal(value)},FALSE)"
    return "0"


def _says(cell: str, text: str) -> str:
    return f"ISBLANK({cell})" if not text else f"EXACT({cell},{literal_text(text)})"
