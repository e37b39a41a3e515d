"""How many files a sample must have, live: what an evaluator finds of the population counts at once.

What a sheet cannot compute it does not guess: where something changed that the number hangs on in another
way (an operand, a bound, an option that does not apply), it is not known until the program says it.
"""

from __future__ import annotations

from collections.abc import Iterator

from evaluator.conditions.formulas import every, literal, when
from evaluator.model.guideline import Fact, Guideline
from evaluator.model.values import NUMERIC, Value
from evaluator.rules.sample import Sample
from evaluator.workbook import layout
from evaluator.workbook.marking.marking_book import Question
from evaluator.workbook.marking.points import GIVEN, Points, drawn_of
from evaluator.workbook.marking.row_ids import FACT, NA
from evaluator.workbook.marking.rows import Rows
from evaluator.workbook.positions import literal_text

UNKNOWN = '""'


def drawn(rows: Rows, question: Question, rule: Sample, live: Points) -> str:
    """Return the number of files to draw, or `UNKNOWN`."""
    now = UNKNOWN if question.drawn is None else str(question.drawn)
    population = rule.population
    name = population.fact if population is not None else ""
    if population is None or not name:
        return now
    guideline = rows.booklet.guideline
    same = every(*(_unchanged(rows, one) for one in sorted(_basis(guideline, name) - {name})))
    cell, fact = rows.cell(f"{FACT}{name}", layout.MARK_VALUE), guideline.facts[name]
    if cell is None:
        return when(same, now, UNKNOWN)
    if fact.type not in NUMERIC or _seen(rows, name) is not None:
        # Without what was found before, the station's own value would count: the program knows it.
        same = every(same, _unchanged(rows, name))
    if fact.type not in NUMERIC:
        return when(same, now, UNKNOWN)
    there = f"{cell}*{literal(population.times)}/{literal(population.per)}"
    valid = f'{live.fact(fact, cell, cell, UNKNOWN)}="{GIVEN}"'
    found = f"IF({valid},{drawn_of(rule, f'({there})')},{UNKNOWN})"
    blank = when(same, now, UNKNOWN)
    return f"IF(ISBLANK({cell}),{blank},{found})"


def _basis(guideline: Guideline, name: str) -> set[str]:
    """Return the facts that decide what a fact is worth: operands, and what bounds it or these."""
    found: set[str] = set()
    left = [name]
    while left:
        one = left.pop()
        if one in found or one not in guideline.facts:
            continue
        found.add(one)
        fact = guideline.facts[one]
        left += [*fact.total, *fact.less]
        left += [bound.fact for bound in (fact.at_least, fact.at_most) if bound is not None and bound.fact]
    return found


def _seen(rows: Rows, name: str) -> Value | None:
    seen = rows.visit.sheet.observed.get(name)
    return None if seen is None else seen.value


def _unchanged(rows: Rows, name: str) -> str:
    """Return whether a fact's cells still say what they did when the sheet was written."""
    return every(*_same(rows, rows.booklet.guideline.facts[name]))


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
