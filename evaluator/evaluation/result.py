"""The total and the grade of an evaluation, and the steps of their computation."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final, Literal, NotRequired, get_args

from evaluator.base import exact
from evaluator.base.exact import simple
from evaluator.base.frozen import replace
from evaluator.conditions.wording import ABOUT, percent
from evaluator.evaluation.figures import EvaluationContext, note_exact
from evaluator.model.condition import Condition, SectionTest
from evaluator.model.evaluation import (
    CappedJson,
    EligibilityJson,
    GradeStepJson,
    PointsStepJson,
    ScoreJson,
    SecondScaleJson,
)
from evaluator.model.findings import ExactEnds, FactJson
from evaluator.model.forms import GradeStep, Kind, PointsStep
from evaluator.model.guideline import Criterion
from evaluator.scoring.assess import BONUS, DEDUCTION
from evaluator.scoring.grading import Limit
from evaluator.scoring.score import shown

ORDER: Final[tuple[PointsStep, ...]] = get_args(PointsStep)
"""The steps of the arithmetic, first to last."""


def eligibility(context: EvaluationContext) -> EligibilityJson:
    """Return whether the station may be evaluated, with each eligibility condition."""
    grading = context.computed.grading
    return {
        "status": grading.eligibility,
        "items": [
            {
                "id": entry.rule.id,
                "title": entry.rule.title,
                "result": entry.rule.result,
                "state": entry.state,
                "why": context.words.condition(entry.rule.when),
                "facts": context.facts_for(entry.rule.when),
            }
            for entry in grading.entries
        ],
    }


def score(context: EvaluationContext) -> ScoreJson:
    """Return the total and the grade at both ends, with the limits on the grade."""
    guideline, grading = context.guideline, context.computed.grading
    low = context.computed.low
    ceilings = {ceiling.id: ceiling.when for ceiling in guideline.ceilings}
    share = Fraction(low.not_applicable) / guideline.full_marks
    limit = guideline.not_applicable_at_most
    return {
        **_total(context),
        "out_of": exact.text(guideline.full_marks),
        "also": _second_scale(context),
        "bonus": _beside(context, "bonus"),
        "deductions": _beside(context, "deductions"),
        "grade": grading.grade,
        "grade_title": context.grade_title(grading.grade),
        "grade_low": grading.low,
        "grade_low_title": context.grade_title(grading.low),
        "grade_high": grading.high,
        "grade_high_title": context.grade_title(grading.high),
        "grade_before_ceilings": grading.before_ceilings,
        "ceilings": [
            {
                "id": ceiling.id,
                "title": ceiling.title,
                "at_most": ceiling.grade,
                "at_most_title": context.grades[ceiling.grade],
                "state": ceiling.state,
                "why": _ceiling_why(context, ceilings[ceiling.id], ceiling.state),
                "facts": context.facts_for(ceilings[ceiling.id]),
            }
            for ceiling in grading.ceilings
        ],
        "vetoes": [
            {
                "id": veto.id,
                "title": veto.title,
                "grade": veto.grade,
                "grade_title": context.grades[veto.grade],
                "state": veto.state,
                "why": veto.why or _veto_why(context, veto.id),
                "facts": _veto_facts(context, veto.id),
            }
            for veto in grading.vetoes
        ],
        "provisional": grading.provisional,
        "not_applicable": {
            "points": context.fixed(low.not_applicable),
            "share": percent(simple(share)),
            "at_most": None if limit is None else percent(limit),
            "over": grading.too_much_not_applicable,
        },
    }


def _ceiling_why(context: EvaluationContext, when: Condition, state: str) -> str:
    """Return a ceiling's condition; of any section of a level, with those whose settled share is below."""
    why = context.words.condition(when)
    if not isinstance(when, SectionTest) or when.section or when.share_below.fact or state != "applies":
        return why
    limit = when.share_below.constant
    ends = context.computed.low.sections, context.computed.high.sections
    below = []
    for section in context.guideline.walk():
        shares = [nodes[section.id].share for nodes in ends if nodes[section.id].applies]
        settled = len(shares) == len(ends) and shares[0] == shares[-1]
        share = shares[0] if settled and section.level == when.level else None
        if share is not None and limit is not None and share < limit:
            share_text = percent(share).removeprefix(ABOUT)
            below.append(context.words.say("ceiling.section", title=section.title, share=share_text))
    if not below:
        return why
    return context.words.say("ceiling.sections", why=why, sections=context.words.joined(below, "list.items"))


class _TotalJson(ExactEnds):
    points: str | None
    low: str | None
    high: str | None
    shown: NotRequired[str]


def _total(context: EvaluationContext) -> _TotalJson:
    """Return the total at both ends; nothing but nulls where no criterion applies."""
    low, high = context.computed.low.total, context.computed.high.total
    if low is None or high is None:
        return {"points": None, "low": None, "high": None}
    span = context.span(low, high)
    data: _TotalJson = {"points": span["points"], "low": span["low"], "high": span["high"]}
    note_exact(data, span)
    if low == high:
        total_text = shown(low, context.guideline)
        if total_text != data["points"]:
            data["shown"] = total_text
    return data


def _second_scale(context: EvaluationContext) -> SecondScaleJson | None:
    guideline = context.guideline
    low, high = context.computed.low.total, context.computed.high.total
    if low is None or high is None or guideline.also_out_of is None:
        return None
    scale = Fraction(guideline.also_out_of) / guideline.full_marks
    return {
        "points": None if low != high else exact.text(simple(low * scale)),
        "low": exact.text(simple(min(low, high) * scale)),
        "high": exact.text(simple(max(low, high) * scale)),
        "out_of": exact.text(guideline.also_out_of),
    }


def _beside(context: EvaluationContext, kind: Literal["bonus", "deductions"]) -> CappedJson | None:
    """Return the sum of bonus or deductions after their cap, None where the guideline has none."""
    part = getattr(context.guideline, kind)
    if not part.criteria:
        return None
    low, high = getattr(context.computed.low, kind), getattr(context.computed.high, kind)
    return {
        **context.span(low, high),
        "at_most": None if part.at_most is None else context.fixed(part.at_most),
    }


def _veto_why(context: EvaluationContext, veto_id: str) -> str:
    veto = next(veto for veto in context.guideline.vetoes if veto.id == veto_id)
    return "" if veto.when is None else context.words.condition(veto.when)


def _veto_facts(context: EvaluationContext, veto_id: str) -> list[FactJson]:
    veto = next(veto for veto in context.guideline.vetoes if veto.id == veto_id)
    return [] if veto.when is None else context.facts_for(veto.when)


def steps(context: EvaluationContext) -> list[PointsStepJson | GradeStepJson]:
    """Return the computation steps in order, with the figures after each step at both ends."""
    low = {step.step: step for step in context.computed.low.steps}
    high = {step.step: step for step in context.computed.high.steps}
    beside = {"bonus": _scored(context, BONUS), "deductions": _scored(context, DEDUCTION)}
    rows: list[PointsStepJson | GradeStepJson] = []
    for name in (step for step in ORDER if step in low or step in high):
        # A rescale can occur at one end only; at the other it changes nothing.
        low_step = low.get(name) or replace(low["sections"], change=0)
        other = high.get(name) or replace(high["sections"], change=0)
        change = low_step.change if low_step.change == other.change else None
        rows.append(
            {
                "step": name,
                "title": context.words.say(f"step.{name}"),
                **context.span(low_step.points, other.points),
                "change": None if change is None else context.signed(change),
                "detail": _named(beside.get(name, ())),
            }
        )
    grading = context.computed.grading
    grade_steps: tuple[tuple[GradeStep, str | None, str | None], ...] = (
        ("grade", *grading.bands),
        ("ceilings", *grading.after_ceilings),
        ("vetoes", grading.low, grading.high),
    )
    acting = [ceiling for ceiling in grading.ceilings if ceiling.id in grading.acting]
    details: dict[GradeStep, str] = {"ceilings": _named(acting), "vetoes": _named(grading.vetoes)}
    for step, low_grade, high_grade in grade_steps:
        rows.append(
            {
                "step": step,
                "title": context.words.say(f"step.{step}"),
                "grade": low_grade if low_grade == high_grade else None,
                "grade_title": context.grade_title(low_grade) if low_grade == high_grade else None,
                "grade_low": low_grade,
                "grade_high": high_grade,
                "detail": details.get(step, ""),
            }
        )
    return rows


def _scored(context: EvaluationContext, kind: Kind) -> list[Criterion]:
    """Return the criteria beside the sections that change the total, at one end at least."""
    low, high = context.computed.low.criteria, context.computed.high.criteria
    criteria = [finding.criterion for finding in context.computed.findings if finding.kind == kind]
    return [each for each in criteria if low[each.id].points or high[each.id].points]


def _named(nodes: Iterable[Criterion | Limit]) -> str:
    return "、".join(f"{node.id} {node.title}" for node in nodes)
