"""The total, the grade and the way there, as an evaluation says them."""

from __future__ import annotations

from fractions import Fraction

from evaluator.base import exact
from evaluator.base.exact import simple
from evaluator.conditions.wording import percent
from evaluator.evaluation.figures import Desk, Json
from evaluator.scoring.score import shown


def eligibility(desk: Desk) -> Json:
    """Return whether the station may be evaluated, and each condition of that."""
    grading = desk.computed.grading
    return {
        "status": grading.eligibility,
        "items": [
            {
                "id": entry.rule.id,
                "title": entry.rule.title,
                "result": entry.rule.result,
                "state": entry.state,
                "why": desk.words.condition(entry.rule.when),
            }
            for entry in grading.entries
        ],
    }


def score(desk: Desk) -> Json:
    """Return total and grade at both ends, with what limits the grade."""
    guideline, grading = desk.guideline, desk.computed.grading
    low, high = desk.computed.low, desk.computed.high
    data: Json = {"points": None, "low": None, "high": None}
    also = None
    if low.total is not None and high.total is not None:
        data |= desk.span(low.total, high.total)
        if low.total == high.total:
            told = shown(low.total, guideline)
            if told != data["points"]:
                data["shown"] = told
        if guideline.also_out_of is not None:
            scale = Fraction(guideline.also_out_of) / guideline.full_marks
            also = {
                "points": None if low.total != high.total else exact.text(simple(low.total * scale)),
                "low": exact.text(simple(min(low.total, high.total) * scale)),
                "high": exact.text(simple(max(low.total, high.total) * scale)),
                "out_of": exact.text(guideline.also_out_of),
            }
    share = Fraction(low.not_applicable) / guideline.full_marks
    limit = guideline.not_applicable_at_most
    return {
        **data,
        "out_of": exact.text(guideline.full_marks),
        "also": also,
        "bonus": _beside(desk, "bonus"),
        "deductions": _beside(desk, "deductions"),
        "grade": grading.grade,
        "grade_title": desk.grade_title(grading.grade),
        "grade_low": grading.low,
        "grade_low_title": desk.grade_title(grading.low),
        "grade_high": grading.high,
        "grade_high_title": desk.grade_title(grading.high),
        "grade_before_ceilings": grading.before_ceilings,
        "ceilings": [
            {
                "id": one.id,
                "title": one.title,
                "at_most": one.grade,
                "at_most_title": desk.grade_title(one.grade),
                "state": one.state,
                "why": _ceiling_why(desk, one.id),
            }
            for one in grading.ceilings
        ],
        "vetoes": [
            {
                "id": one.id,
                "title": one.title,
                "grade": one.grade,
                "grade_title": desk.grade_title(one.grade),
                "state": one.state,
                "why": one.why or _veto_why(desk, one.id),
            }
            for one in grading.vetoes
        ],
        "provisional": grading.provisional,
        "not_applicable": {
            "points": desk.fixed(low.not_applicable),
            "share": percent(simple(share)),
            "at_most": None if limit is None else percent(limit),
            "over": grading.too_much_not_applicable,
        },
    }


def _beside(desk: Desk, kind: str) -> Json | None:
    """Return what bonus or deductions come to together, after their cap; None where there are none."""
    part = getattr(desk.guideline, kind)
    if not part.criteria:
        return None
    low, high = getattr(desk.computed.low, kind), getattr(desk.computed.high, kind)
    return {
        **desk.span(low, high),
        "at_most": None if part.at_most is None else desk.fixed(part.at_most),
    }


def _ceiling_why(desk: Desk, ceiling_id: str) -> str:
    ceiling = next(one for one in desk.guideline.ceilings if one.id == ceiling_id)
    return desk.words.condition(ceiling.when)


def _veto_why(desk: Desk, veto_id: str) -> str:
    veto = next(one for one in desk.guideline.vetoes if one.id == veto_id)
    return "" if veto.when is None else desk.words.condition(veto.when)


def steps(desk: Desk) -> list[Json]:
    """Return the order of operations with the figure after each, at both ends."""
    low = {step.step: step for step in desk.computed.low.steps}
    high = {step.step: step for step in desk.computed.high.steps}
    found: list[Json] = []
    for name in dict.fromkeys((*low, *high)):
        # A rescale can occur at one end only; the figure before it then stands for the other.
        one = low.get(name) or low["sections"]
        other = high.get(name) or high["sections"]
        change = one.change if one.change == other.change else None
        found.append(
            {
                "step": name,
                "title": desk.words.say(f"step.{name}"),
                **desk.span(one.points, other.points),
                "change": None if change is None else desk.signed(change),
                "detail": "",
            }
        )
    grading = desk.computed.grading
    for name, low_grade, high_grade in (
        ("grade", *_bands(desk)),
        ("ceilings", grading.low, grading.high),
        ("vetoes", grading.low, grading.high),
    ):
        detail = {
            "ceilings": "、".join(f"{one.id} {one.title}" for one in grading.ceilings),
            "vetoes": "、".join(f"{one.id} {one.title}" for one in grading.vetoes),
        }.get(name, "")
        found.append(
            {
                "step": name,
                "title": desk.words.say(f"step.{name}"),
                "grade": low_grade if low_grade == high_grade else None,
                "grade_title": desk.grade_title(low_grade) if low_grade == high_grade else None,
                "grade_low": low_grade,
                "grade_high": high_grade,
                "detail": detail,
            }
        )
    return found


def _bands(desk: Desk) -> tuple[str | None, str | None]:
    ends: list[str | None] = []
    for score in (desk.computed.low, desk.computed.high):
        points = score.compared(desk.guideline)
        ends.append(
            None
            if points is None
            else next(
                (one.id for one in desk.guideline.grades if one.holds(points)),
                desk.guideline.grades[-1].id,
            )
        )
    return ends[0], ends[1]
