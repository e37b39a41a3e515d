"""All formulas of one workbook, before any sheet is written."""

from __future__ import annotations

from dataclasses import dataclass

from evaluator.conditions.formulas import or_
from evaluator.conditions.truth import facts_in
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.workbook.live.calc import Calc, is_set
from evaluator.workbook.live.counting import LedgerCounting
from evaluator.workbook.live.criteria import BONUS, DEDUCTION, SECTION, Judge, Judged
from evaluator.workbook.live.facts import FactCells
from evaluator.workbook.live.problem_cells import ProblemCell
from evaluator.workbook.live.problem_list import period_cells, problem_cells
from evaluator.workbook.live.totals import Adder, Graded, Tally, graded, scaled
from evaluator.workbook.positions import Plan, plan


@dataclass(frozen=True)
class Model:
    """What the sheets show, as cells of the hidden sheet."""

    plan: Plan
    calc: Calc
    facts: FactCells
    counting: LedgerCounting
    judged: dict[str, Judged]
    adder: Adder
    tallies: tuple[Tally, Tally]
    graded: Graded
    doubt: str
    """Whether anything is in doubt: then no total is shown."""
    undated: str
    """Whether the period is not filled in, though something depends on it."""
    problems: tuple[ProblemCell, ...]
    """The cells that may keep figures from being shown, in the order of the sheets."""

    def own_ends(self, judgement: Judged) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return a criterion's points on its own scale at both ends, rounded for display; lower end first."""
        (low, low_applies), (high, high_applies) = judgement.low, judgement.high
        return (self.adder.rounded(low), low_applies), (self.adder.rounded(high), high_applies)

    def ends(self, judgement: Judged) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return what a criterion counts at both ends, rounded for display; lower end first."""
        if judgement.criterion.full == judgement.criterion.points:
            return self.own_ends(judgement)
        low, high = (
            (self.adder.rounded(scaled(judgement.criterion, points)), applies)
            for points, applies in (judgement.low, judgement.high)
        )
        return low, high


def model(guideline: Guideline, submission: Submission | None) -> Model:
    """Return the formulas of a guideline's workbook."""
    places = plan(guideline, submission)
    calc = Calc(places)
    counting = LedgerCounting(places, calc)
    facts = FactCells(places, calc, counting)
    facts.settle()
    judge = Judge(facts, calc)
    groups = (
        (SECTION, guideline.scored()),
        (BONUS, guideline.bonus.criteria),
        (DEDUCTION, guideline.deductions.criteria),
    )
    judged = {
        criterion.id: judge.judged(criterion, kind) for kind, criteria in groups for criterion in criteria
    }
    adder = Adder(guideline, calc)
    every_one = tuple(judged.values())
    low, high = (adder.tally(every_one, optimistic=high) for high in (False, True))
    result = graded(adder, facts, every_one, (low, high))
    conditions = [ceiling.when for ceiling in guideline.ceilings]
    conditions += [requirement.when for requirement in guideline.eligibility]
    conditions += [veto.when for veto in guideline.vetoes if veto.when is not None]
    names = [name for condition in conditions for name in facts_in(condition)]
    period = tuple(period_cells(places, calc))
    undated = calc.flag(or_(*(is_set(cell.flag) for cell in period)))
    doubts = [judgement.doubt for judgement in every_one] + [facts.cells[name].doubt for name in names]
    doubt = calc.flag(
        or_(
            *(is_set(flag) for flag in doubts),
            is_set(undated),
        )
    )
    problems = problem_cells(period, facts, judged)
    return Model(places, calc, facts, counting, judged, adder, (low, high), result, doubt, undated, problems)
