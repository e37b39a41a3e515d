"""Write down how a pending matter would be decided: commands that can be run as they stand.

The value is none of the opinions on the matter, so that nothing is suggested; where every value is somebody's
opinion, all of them are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Final

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.evaluation.pipeline import Inputs
from evaluator.loading.values import beyond
from evaluator.model.guideline import Fact
from evaluator.model.rule import Mark
from evaluator.model.values import Value
from evaluator.rounds.undecided import Waiting
from evaluator.rules.marked import FilesForm, LevelForm, PointsForm, PointsRange, form_of
from evaluator.scoring.facts import StationFacts

YES, NO = "yes", "no"
_AGREES: Final = "✓"


def examples(matter: Waiting, inputs: Inputs) -> list[tuple[str, ...]]:
    """Return the arguments of `round decide` for a matter, in as many alternatives as are needed."""
    match matter.kind:
        case "not_applicable":
            return [("--accept-not-applicable",)]
        case "mark":
            values = list(_marks(matter.id, inputs))
        case "fact":
            values = list(_fact_values(matter.id, inputs))
        case _:
            values = _answers(matter)
    return [(f"--{matter.kind}", f"{matter.id}={value}") for value in values]


def _answers(matter: Waiting) -> list[str]:
    """Return yes or no: the answer that nobody gave, or both."""
    if matter.kind == "veto":
        return [NO]  # it is pending because somebody ticked it
    answers = {what.startswith(_AGREES) if who != "station" else True for who, what in matter.opinions}
    return [YES, NO] if len(answers) > 1 else [NO if True in answers else YES]


def _marks(id: str, inputs: Inputs) -> Iterator[str]:
    criterion = next(criterion for criterion in inputs.guideline.criteria() if criterion.id == id)
    marks = [sheet.marks[id] for sheet in inputs.sheets if sheet.submitted is not None and id in sheet.marks]
    match form_of(criterion):
        case LevelForm() as form:
            yield from _levels(form, marks)
        case PointsForm() as form:
            yield f"points:{exact.text(_other_points(form.points, [mark.points for mark in marks]))}"
        case FilesForm() as form:
            yield _files(form, marks, form.size(_facts(inputs)) or 1)


def _levels(form: LevelForm, marks: Sequence[Mark]) -> Iterator[str]:
    taken = {mark.level for mark in marks}
    free = [name for name in form.levels if name not in taken]
    for name in free[:1] or form.levels:
        level = form.levels[name]
        if level.fixed:
            yield f"level:{name}"
        else:
            points = _other_points(level, [mark.points for mark in marks if mark.level == name])
            yield f"level:{name},points:{exact.text(points)}"


def _other_points(span: PointsRange, values: Sequence[Number | None]) -> Number:
    """Return points of the range that nobody gave, near the middle of those."""
    taken = {points for points in values if points is not None}
    step = Fraction(span.step or 1)
    middle = Fraction(sum(taken, 0), len(taken)) if taken else Fraction(span.low + span.high) / 2
    nearest = round((middle - span.low) / step)
    most = int((span.high - span.low) / step)
    for distance in range(most + 1):
        for steps in (nearest - distance, nearest + distance):
            points = exact.simple(span.low + steps * step)
            if 0 <= steps <= most and points not in taken:
                return points
    return span.low


def _files(form: FilesForm, marks: Sequence[Mark], size: int) -> str:
    """Return a mark on the files that were inspected, with all checks passed but the last of the first."""
    names = list(dict.fromkeys(check.file for mark in marks for check in mark.sample))
    names += [f"F{number}" for number in range(len(names) + 1, size + 1)]
    numbers = [str(number) for number in range(1, len(form.checks) + 1)]
    parts = [
        f"{name}: {' '.join(numbers[:-1] if place == 0 else numbers)}" for place, name in enumerate(names)
    ]
    return "sample:" + "；".join(parts)


def _fact_values(name: str, inputs: Inputs) -> Iterator[str]:
    fact = inputs.guideline.facts[name]
    values = [
        sheet.observed[name].value
        for sheet in inputs.sheets
        if sheet.submitted is not None and name in sheet.observed
    ]
    match fact.type:
        case "boolean":
            yield from (YES, NO)
        case "choice":
            free = [option for option in fact.choices if option not in values]
            yield from free[:1] or fact.choices
        case "set":
            yield next(_sets(fact, values))
        case "date":
            days = [value for value in values if isinstance(value, date)]
            yield (max(days) + timedelta(days=1)).isoformat()
        case "text":
            yield "…"
        case _:
            yield _number(fact, values)


def _sets(fact: Fact, values: Sequence[Value]) -> Iterator[str]:
    """Yield sets that nobody named: all options, then all but one."""
    options = list(fact.choices)
    for out in (None, *options):
        chosen = [option for option in options if option != out]
        if chosen and frozenset(chosen) not in values:
            yield ",".join(chosen)
    yield ",".join(options)


def _number(fact: Fact, values: Sequence[Value]) -> str:
    """Return a number that nobody named and that the fact may have, near the middle of those named."""
    numbers = {Fraction(value) for value in values if isinstance(value, (int, Fraction))}
    middle = sum(numbers, Fraction(0)) / len(numbers)
    step = Fraction(1, {"integer": 1, "share": 10000}.get(fact.type, 100))
    nearest = (middle / step).__floor__()
    near = (nearest + sign * distance for distance in range(len(numbers) + 1) for sign in (1, -1))
    written = (_written(fact, steps * step) for steps in near if steps * step not in numbers)
    return next(filter(partial(_fits, fact), written), _written(fact, min(numbers)))


def _written(fact: Fact, number: Fraction) -> str:
    if fact.type == "share":
        return f"{exact.text(exact.simple(number * 100))}%"
    return exact.text(exact.simple(number))


def _fits(fact: Fact, written: str) -> bool:
    """Return whether a fact's bounds allow a number; bounds that are facts are not looked at."""
    number = Fraction(written.rstrip("%")) / (100 if fact.type == "share" else 1)
    return beyond(fact, exact.simple(number), lambda _: None) is None


def _facts(inputs: Inputs) -> StationFacts:
    return StationFacts(inputs.case().dossier)
