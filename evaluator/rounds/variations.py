"""A sealed result judged otherwise: without one evaluator, with another merge, with another rounding.

Only criteria whose merged mark changes are judged again; all others are taken over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, get_args

from evaluator.evaluation import Computed, graded
from evaluator.evaluation.sealed import sealed_case
from evaluator.model.evaluation import Evaluation
from evaluator.model.forms import Merge, RoundingRule
from evaluator.model.guideline import Guideline, Rounding
from evaluator.model.round import Round
from evaluator.model.rule import Merged
from evaluator.rounds.standings import NO_SCORE, NOT_ELIGIBLE, PROVISIONAL, VETOED, Standing
from evaluator.scoring.assess import Assessment, Case
from evaluator.scoring.grading import APPLIES

WITHOUT: Final = "without"
MERGE: Final = "merge"
ROUNDING: Final = "rounding"
MERGES: Final[tuple[Merge, ...]] = get_args(Merge)


def other_ways(round_: Round, met: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the kind and name of every variation; *met* are those of the stations, evaluators among them."""
    people = [way for way in dict.fromkeys(met) if way[0] == WITHOUT]
    merges = [(MERGE, other) for other in _merges(round_)]
    return [*people, *merges, *((ROUNDING, name) for name, _ in _roundings(round_.guideline))]


def judged_otherwise(
    round_: Round, document: Evaluation, standing: Standing
) -> Iterator[tuple[str, str, Standing | None]]:
    """Yield each variation by kind and name with how a station would stand; None where nothing changes."""
    judged = _Judged(document, round_.guideline)
    people = {mark["evaluator"]: None for finding in document["findings"] for mark in finding["marks"]}
    for person in people:
        yield WITHOUT, person, judged.standing(standing, _without(judged.case, person))
    for other in _merges(round_):
        case = replace(judged.case, panel=replace(judged.case.panel, merge=other))
        yield MERGE, other, judged.standing(standing, case)
    for name, rounding in _roundings(round_.guideline):
        guideline = replace(round_.guideline, rounding=rounding)
        case = replace(judged.case, dossier=replace(judged.case.dossier, guideline=guideline))
        yield ROUNDING, name, _standing(standing, graded(case, judged.findings))


def _merges(round_: Round) -> list[Merge]:
    return [other for other in MERGES if other != round_.panel.merge]


def _roundings(guideline: Guideline) -> Iterator[tuple[str, Rounding]]:
    rounding = guideline.rounding
    if rounding.at == "criterion":
        yield "total", replace(rounding, at="total")
    else:
        rule: RoundingRule = "half_even" if rounding.rule == "half_up" else "half_up"
        yield rule, replace(rounding, rule=rule)


class _Judged:
    """A sealed result with the judgement on each of its criteria."""

    def __init__(self, document: Evaluation, guideline: Guideline) -> None:
        self.case = sealed_case(document, guideline, guideline).case
        self.assessment = Assessment(self.case)
        self.findings = tuple(self.assessment.findings())

    def standing(self, standing: Standing, case: Case) -> Standing | None:
        """Return how the station would stand with other marks; None where no merged mark changes."""
        other = Assessment(case)
        before = self.assessment.marks
        moved = [id for id, mark in other.marks.items() if _figures(mark) != _figures(before[id])]
        if not moved:
            return None
        again = {finding.criterion.id: finding for finding in other.findings_of(moved)}
        findings = tuple(again.get(finding.criterion.id, finding) for finding in self.findings)
        return _standing(standing, graded(case, findings))


def _figures(mark: Merged) -> object:
    """Return what a criterion's points depend on."""
    return mark.points, mark.reason, mark.low, mark.high


def _without(case: Case, person: str) -> Case:
    """Return a case without one evaluator's marks; where nobody else marked, they stay."""
    others = {criterion for sheet in case.sheets if sheet.evaluator != person for criterion in sheet.marks}
    sheets = tuple(
        sheet
        if sheet.evaluator != person
        else replace(sheet, marks={id: mark for id, mark in sheet.marks.items() if id not in others})
        for sheet in case.sheets
    )
    panel = replace(
        case.panel,
        evaluators=tuple(
            member
            if member.id != person
            else replace(member, marks=tuple(id for id in member.marks if id not in others) or ("",))
            for member in case.panel.evaluators
        ),
    )
    return replace(case, sheets=sheets, panel=panel)


def _standing(standing: Standing, computed: Computed) -> Standing:
    """Return the standing of a station with other points and another grade."""
    grading, low, high = computed.grading, computed.low, computed.high
    if any(veto.state == APPLIES for veto in grading.vetoes):
        why = VETOED
    elif grading.eligibility in ("postponed", "not_evaluated"):
        why = NOT_ELIGIBLE
    elif low.total is None:
        why = NO_SCORE
    else:
        open_ = grading.provisional or low.total != high.total or grading.grade is None
        why = PROVISIONAL if open_ else ""
    return replace(
        standing,
        grade=grading.grade or "",
        before=grading.before_ceilings or "",
        value=None if why else low.compared(computed.case.guideline),
        why=why,
    )
