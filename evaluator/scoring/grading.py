"""Grade a station: bands by points, then ceilings, then vetoes; and decide its eligibility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass
from evaluator.conditions.truth import may_be, truth
from evaluator.model.condition import Condition
from evaluator.model.forms import EligibilityState, EligibilityStatus, LimitState
from evaluator.model.guideline import Eligibility, Guideline
from evaluator.model.rule import Truth
from evaluator.model.sheet import CLAIM
from evaluator.scoring.assess import Case, Finding
from evaluator.scoring.facts import StationFacts
from evaluator.scoring.score import Score

APPLIES: Final = "applies"
PENDING: Final = "pending"
WHOLE = "total"
"""Id of a decision that accepts how many points do not apply in total."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A ceiling or veto that applies or is pending."""

    id: str
    title: str
    grade: str
    state: LimitState
    why: str = ""
    """A remark or the decision's reason; '' where the condition is the reason."""


@dataclass(frozen=True, slots=True)
class EligibilityResult:
    """An eligibility condition that holds or is pending."""

    rule: Eligibility
    state: EligibilityState


Ends = tuple[str | None, str | None]
"""Grades at both ends, the lower one first; None without a score."""


@dataclass(frozen=True, slots=True)
class Grading:
    """A station's grade at both ends, with the limits on it."""

    grade: str | None
    low: str | None
    high: str | None
    before_ceilings: str | None
    bands: Ends
    """The grades by points."""
    after_ceilings: Ends
    """The grades at both ends once the ceilings are applied."""
    acting: frozenset[str]
    """The ceilings that lower the grade at an end; others apply to a grade that is not above them."""
    ceilings: tuple[Limit, ...]
    vetoes: tuple[Limit, ...]
    eligibility: EligibilityStatus
    entries: tuple[EligibilityResult, ...]
    too_much_not_applicable: bool
    provisional: bool


class _Results:
    """The scored nodes of one assignment, for the conditions of ceilings (`conditions.Results`)."""

    def __init__(self, case: Case, findings: Sequence[Finding], score: Score, *, optimistic: bool) -> None:
        self.guideline = case.guideline
        self.score = score
        self.findings = findings
        self.optimistic = optimistic
        self.levels: dict[int, list[str]] = {}
        for section in case.guideline.walk():
            self.levels.setdefault(section.level, []).append(section.id)

    def section_share(self, section: str) -> Number | None:
        node = self.score.sections[section]
        if not node.applies or not node.applicable:
            return None
        if self.guideline.compare == "rounded":
            rounding = self.guideline.rounding
            near = exact.rounded(node.raw, rounding.places, rounding.rule)
            return exact.simple(Fraction(near) / node.applicable)
        return node.share

    def sections_of(self, level: int) -> tuple[str, ...]:
        return tuple(self.levels.get(level, ()))

    def criterion_points(self, criterion: str) -> Number | None:
        counted = self.score.criteria[criterion]
        return counted.own if counted.applies else None

    def key_item_with(self, outcome: str) -> bool:
        for finding in self.findings:
            if not finding.criterion.key_item:
                continue
            result = finding.high if self.optimistic else finding.low
            if outcome == "not_assessed":
                if not finding.settled:
                    return True
            elif result.applies and outcome == (
                "not_met"
                if not result.points
                else "met"
                if result.points >= finding.criterion.points
                else "partly_met"
            ):
                return True
        return False


def grade(case: Case, findings: Sequence[Finding], low: Score, high: Score) -> Grading:
    """Return the grade at both ends. It is known when they agree and nothing is pending."""
    guideline = case.guideline
    rank = {grade.id: position for position, grade in enumerate(guideline.grades)}
    facts = StationFacts(case.dossier)
    vetoes = _vetoes(case, facts)
    entries = _eligibility(case, facts)
    ends: list[str | None] = []
    befores: list[str | None] = []
    afters: list[str | None] = []
    capped: list[dict[str, bool]] = []
    acting: set[str] = set()
    for score, optimistic in ((low, False), (high, True)):
        points = score.compared(guideline)
        if points is None:
            ends.append(None)
            befores.append(None)
            afters.append(None)
            capped.append({})
            continue
        band = _band(guideline, points)
        befores.append(band)
        results = _Results(case, findings, score, optimistic=optimistic)
        hit = {
            ceiling.id: _holds(ceiling.when, facts, results, optimistic=optimistic)
            for ceiling in guideline.ceilings
        }
        capped.append(hit)
        limits = {ceiling.id: ceiling.at_most for ceiling in guideline.ceilings if hit[ceiling.id]}
        acting |= {id for id, limit in limits.items() if rank[limit] > rank[band]}
        after = max([band, *limits.values()], key=rank.__getitem__)
        afters.append(after)
        # A pending veto applies at the low end and not at the high end.
        vetoed = [veto.grade for veto in vetoes if veto.state == APPLIES or not optimistic]
        ends.append(max([after, *vetoed], key=rank.__getitem__))
    ceilings = tuple(
        Limit(
            ceiling.id,
            ceiling.title,
            ceiling.at_most,
            APPLIES if all(hit.get(ceiling.id, False) for hit in capped) else PENDING,
        )
        for ceiling in guideline.ceilings
        if any(hit.get(ceiling.id, False) for hit in capped)
    )
    lowest_grade, best = _sorted(ends, rank)
    status = _status(entries)
    # A pending veto already lowers the low end, so ends that agree do not depend on it.
    settled = None not in ends and lowest_grade == best and status == "eligible"
    over = _too_much(case, low)
    points_open = low.total != high.total
    waiting = status == PENDING or any(veto.state == PENDING for veto in vetoes)
    return Grading(
        lowest_grade if settled else None,
        lowest_grade,
        best,
        befores[0] if befores[0] == befores[1] else None,
        _sorted(befores, rank),
        _sorted(afters, rank),
        frozenset(acting),
        ceilings,
        vetoes,
        status,
        entries,
        over,
        points_open or lowest_grade != best or waiting or over,
    )


def _sorted(ends: Sequence[str | None], rank: Mapping[str, int]) -> Ends:
    """Return the grades of both assignments, the lower one first."""
    grades = [end for end in ends if end is not None]
    if not grades:
        return None, None
    return max(grades, key=rank.__getitem__), min(grades, key=rank.__getitem__)


def _band(guideline: Guideline, points: Number) -> str:
    return next((grade.id for grade in guideline.grades if grade.holds(points)), guideline.grades[-1].id)


def _holds(condition: Condition, facts: StationFacts, results: _Results, *, optimistic: bool) -> bool:
    """Return whether a ceiling applies.

    A blank fact makes it apply; a fact that a role has yet to provide does so at the low end only.
    """
    answer = truth(condition, facts, results)
    if answer.value is not None:
        return answer.value
    return not (optimistic and answer.open and False in may_be(condition, facts, results))


def _vetoes(case: Case, facts: StationFacts) -> tuple[Limit, ...]:
    decided = {decision.id: decision for decision in case.decisions if decision.kind == "veto"}
    limits: list[Limit] = []
    for veto in case.guideline.vetoes:
        decision = decided.get(veto.id)
        if decision is not None:
            if decision.value is True:
                limits.append(Limit(veto.id, veto.title, veto.grade, APPLIES, decision.reason))
            continue
        remarks = [sheet.vetoes[veto.id] for sheet in case.sheets if veto.id in sheet.vetoes]
        answer = Truth(value=False) if veto.when is None else truth(veto.when, facts)
        if answer.value:
            limits.append(Limit(veto.id, veto.title, veto.grade, APPLIES))
        elif remarks or answer.value is None:
            why = "；".join(remark for remark in remarks if remark)
            limits.append(Limit(veto.id, veto.title, veto.grade, PENDING, why))
    return tuple(limits)


def _eligibility(case: Case, facts: StationFacts) -> tuple[EligibilityResult, ...]:
    entries: list[EligibilityResult] = []
    for rule in case.guideline.eligibility:
        value = truth(rule.when, facts).value
        if value is not False:
            entries.append(EligibilityResult(rule, "holds" if value else PENDING))
    return tuple(entries)


def _status(entries: Sequence[EligibilityResult]) -> EligibilityStatus:
    holding = [entry.rule.result for entry in entries if entry.state == "holds"]
    if "not_evaluated" in holding:
        return "not_evaluated"
    if holding:
        return holding[0]
    return PENDING if entries else "eligible"


def _too_much(case: Case, low: Score) -> bool:
    """Return whether more points do not apply than the guideline allows, and no decision accepts it."""
    limit = case.guideline.not_applicable_at_most
    if limit is None or low.not_applicable <= limit * case.guideline.full_marks:
        return False
    return not any(
        decision.kind in CLAIM and decision.id == WHOLE and decision.value is True
        for decision in case.decisions
    )
