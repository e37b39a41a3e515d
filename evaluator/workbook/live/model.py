"""All formulas of one workbook, before any sheet is written."""

from __future__ import annotations

from dataclasses import dataclass

from evaluator.conditions.formulas import NO, either
from evaluator.conditions.truth import facts_in
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.workbook.live.calc import Calc, is_set
from evaluator.workbook.live.counting import Counting
from evaluator.workbook.live.criteria import BONUS, DEDUCTION, SECTION, Judge, Judged
from evaluator.workbook.live.facts import Known
from evaluator.workbook.live.totals import Adder, Graded, Tally, graded, scaled
from evaluator.workbook.positions import Plan, plan


@dataclass(frozen=True)
class Model:
    """What the sheets show, as cells of the hidden one."""

    plan: Plan
    calc: Calc
    known: Known
    counting: Counting
    judged: dict[str, Judged]
    adder: Adder
    tallies: tuple[Tally, Tally]
    graded: Graded
    doubt: str
    """Whether anything is in doubt: then no total is shown."""
    undated: str
    """Whether the period is not filled in, though something depends on it."""

    def own_ends(self, one: Judged) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return a criterion's points on its own scale at both ends, rounded for the eye; lower first."""
        (low, low_applies), (high, high_applies) = one.low, one.high
        return (self.adder.rounded(low), low_applies), (self.adder.rounded(high), high_applies)

    def ends(self, one: Judged) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return what a criterion counts at both ends, rounded for the eye; lower first."""
        if one.criterion.full == one.criterion.points:
            return self.own_ends(one)
        low, high = (
            (self.adder.rounded(scaled(one.criterion, points)), applies)
            for points, applies in (one.low, one.high)
        )
        return low, high


def model(guideline: Guideline, submission: Submission | None) -> Model:
    """Return the formulas of a guideline's workbook."""
    places = plan(guideline, submission)
    calc = Calc(places)
    counting = Counting(places, calc)
    known = Known(places, calc, counting)
    known.settle()
    judge = Judge(known, calc)
    groups = (
        (SECTION, guideline.scored()),
        (BONUS, guideline.bonus.criteria),
        (DEDUCTION, guideline.deductions.criteria),
    )
    judged = {one.id: judge.judged(one, kind) for kind, criteria in groups for one in criteria}
    adder = Adder(guideline, calc)
    every_one = tuple(judged.values())
    low, high = (adder.tally(every_one, optimistic=high) for high in (False, True))
    result = graded(adder, known, every_one, (low, high))
    conditions = [one.when for one in guideline.ceilings]
    conditions += [one.when for one in guideline.eligibility]
    conditions += [one.when for one in guideline.vetoes if one.when is not None]
    names = [name for condition in conditions for name in facts_in(condition)]
    ends = [places.answer(one) for one in ("period#from", "period#to")]
    dates = f"NOT(AND({','.join(f'ISNUMBER({one})' for one in ends)}))"
    needs_period = bool(guideline.ledgers) or any(
        line.dated for one in guideline.criteria() for line in one.evidence
    )
    undated = calc.flag(dates if needs_period else NO)
    doubts = [one.doubt for one in every_one] + [known.cells[name].doubt for name in names]
    doubt = calc.flag(
        either(
            *(is_set(one) for one in doubts),
            is_set(undated),
        )
    )
    return Model(places, calc, known, counting, judged, adder, (low, high), result, doubt, undated)
