"""From points to a grade: bands, then ceilings, then vetoes; and whether a station is evaluated at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.conditions.truth import may_be, truth
from evaluator.model.condition import Condition
from evaluator.model.guideline import Eligibility, Guideline
from evaluator.model.rule import Truth
from evaluator.scoring.assess import Case, Finding
from evaluator.scoring.facts import CLAIM, StationFacts
from evaluator.scoring.score import Score

APPLIES, PENDING = "applies", "pending"
WHOLE = "total"
"""What a decision names that accepts how much does not apply in all."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A ceiling or veto that applies, or may yet."""

    id: str
    title: str
    grade: str
    state: str
    why: str = ""
    """A remark or the decision's reason; otherwise the condition says it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An eligibility condition that holds, or may yet."""

    rule: Eligibility
    state: str
    """holds or pending."""


@dataclass(frozen=True, slots=True)
class Grading:
    """A station's grade with what limits it, both ends where they differ."""

    grade: str | None
    low: str | None
    high: str | None
    before_ceilings: str | None
    ceilings: tuple[Limit, ...]
    vetoes: tuple[Limit, ...]
    eligibility: str
    """eligible, pending, postponed or not_evaluated."""
    entries: tuple[Entry, ...]
    too_much_not_applicable: bool
    provisional: bool


class _Results:
    """The scored nodes of one assignment, as ceilings ask about them (`conditions.Results`)."""

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
            near = exact.rounded(
                node.raw, rounding.places, "half_even" if rounding.rule == "half_even" else "half_up"
            )
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
    rank = {one.id: position for position, one in enumerate(guideline.grades)}
    facts = StationFacts(case.dossier)
    vetoes = _vetoes(case, facts)
    entries = _eligibility(case, facts)
    ends: list[str | None] = []
    befores: list[str | None] = []
    capped: list[dict[str, bool]] = []
    for score, optimistic in ((low, False), (high, True)):
        points = score.compared(guideline)
        if points is None:
            ends.append(None)
            befores.append(None)
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
        limits = [ceiling.at_most for ceiling in guideline.ceilings if hit[ceiling.id]]
        # A pending veto is triggered at the low end and not at the high one.
        limits += [veto.grade for veto in vetoes if veto.state == APPLIES or not optimistic]
        ends.append(max([band, *limits], key=rank.__getitem__))
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
    known = [one for one in ends if one is not None]
    worst = max(known, key=rank.__getitem__) if known else None
    best = min(known, key=rank.__getitem__) if known else None
    status = _status(entries)
    # A pending veto already lowers the worse end, so ends that agree have nothing left to wait for.
    settled = None not in ends and worst == best and status == "eligible"
    over = _too_much(case, low)
    points_open = low.total != high.total
    waiting = status == PENDING or any(veto.state == PENDING for veto in vetoes)
    return Grading(
        worst if settled else None,
        worst,
        best,
        befores[0] if befores[0] == befores[1] else None,
        ceilings,
        vetoes,
        status,
        entries,
        over,
        points_open or worst != best or waiting or over,
    )


def _band(guideline: Guideline, points: Number) -> str:
    return next((one.id for one in guideline.grades if one.holds(points)), guideline.grades[-1].id)


def _holds(condition: Condition, facts: StationFacts, results: _Results, *, optimistic: bool) -> bool:
    """Tell whether a ceiling applies: a blank does, what a role has still to say only at the low end."""
    found = truth(condition, facts, results)
    if found.value is not None:
        return found.value
    return not (optimistic and found.open and False in may_be(condition, facts, results))


def _vetoes(case: Case, facts: StationFacts) -> tuple[Limit, ...]:
    decided = {one.id: one for one in case.decisions if one.kind == "veto"}
    found: list[Limit] = []
    for veto in case.guideline.vetoes:
        decision = decided.get(veto.id)
        if decision is not None:
            if decision.value is True:
                found.append(Limit(veto.id, veto.title, veto.grade, APPLIES, decision.reason))
            continue
        remarks = [sheet.vetoes[veto.id] for sheet in case.sheets if veto.id in sheet.vetoes]
        known = Truth(value=False) if veto.when is None else truth(veto.when, facts)
        if known.value:
            found.append(Limit(veto.id, veto.title, veto.grade, APPLIES))
        elif remarks or known.value is None:
            why = "；".join(one for one in remarks if one)
            found.append(Limit(veto.id, veto.title, veto.grade, PENDING, why))
    return tuple(found)


def _eligibility(case: Case, facts: StationFacts) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for rule in case.guideline.eligibility:
        value = truth(rule.when, facts).value
        if value is not False:
            found.append(Entry(rule, "holds" if value else PENDING))
    return tuple(found)


def _status(entries: Sequence[Entry]) -> str:
    holding = [entry.rule.result for entry in entries if entry.state == "holds"]
    if "not_evaluated" in holding:
        return "not_evaluated"
    if holding:
        return holding[0]
    return PENDING if entries else "eligible"


def _too_much(case: Case, low: Score) -> bool:
    """Tell whether more does not apply than the guideline allows, and no decision accepted it."""
    limit = case.guideline.not_applicable_at_most
    if limit is None or low.not_applicable <= limit * case.guideline.full_marks:
        return False
    return not any(one.kind in CLAIM and one.id == WHOLE and one.value is True for one in case.decisions)
