"""Add up the score: criteria, rescale, sections, bonus, deductions, clamp; all exact.

The order is that of docs/reference/arithmetic.md.

This is the only place where points are rounded, and only where the guideline's `rounding` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evaluator.base import exact
from evaluator.base.exact import Number, quotient, simple, sum_of
from evaluator.base.frozen import dataclass, field
from evaluator.model.forms import PointsStep
from evaluator.model.guideline import Criterion, Guideline, Section
from evaluator.scoring.assess import DEDUCTION, SECTION, CriterionResult, Finding


@dataclass(frozen=True, slots=True)
class ScoredCriterion:
    """The points of a criterion in one assignment."""

    own: Number
    """Points on the criterion's own scale, rounded where the guideline rounds criteria."""
    points: Number
    """Points on the guideline's scale: these are added up."""
    full: Number
    """Full marks that are counted; 0 when the criterion does not apply and is left out."""
    applies: bool


@dataclass(frozen=True, slots=True)
class SectionScore:
    """The points of a section in one assignment."""

    points: Number
    """After rescaling."""
    full: Number
    applicable: Number
    """Full marks of what applies in the section."""
    raw: Number
    """Before rescaling."""
    applies: bool
    rescaled: bool = False

    @property
    def share(self) -> Number | None:
        """Points of the applicable children ÷ their full marks; None where these are 0."""
        return quotient(self.raw, self.applicable) if self.applicable else None


@dataclass(frozen=True, slots=True)
class ScoreStep:
    """One step of the calculation and the points after it."""

    step: PointsStep
    points: Number
    change: Number = 0


@dataclass(frozen=True, slots=True)
class Score:
    """One station's points in one assignment."""

    criteria: Mapping[str, ScoredCriterion]
    sections: Mapping[str, SectionScore]
    total: Number | None
    """Exact; None when no criterion applies."""
    rounded: Number | None
    bonus: Number = 0
    deductions: Number = 0
    not_applicable: Number = 0
    """Full marks of the sections' criteria that do not apply."""
    steps: tuple[ScoreStep, ...] = ()
    results: Mapping[str, CriterionResult] = field(default_factory=dict)
    """Result of each finding in this assignment, by criterion."""
    raw: Number = 0
    """Sum of the sections, before the total is rescaled."""
    applicable: Number = 0
    """Full marks of the sections that apply."""
    unclamped: Number = 0
    """The total before it is limited to 0 … full marks."""

    def compared(self, guideline: Guideline) -> Number | None:
        """Return the total that grades and ranks compare."""
        return self.rounded if guideline.compare == "rounded" else self.total


def roll_up(
    guideline: Guideline,
    findings: Iterable[Finding],
    *,
    optimistic: bool = False,
    like: Score | None = None,
) -> Score:
    """Return the score of one assignment of the findings.

    *like*: the score of the same assignment of other findings; *findings* are then those that differ.
    """
    return _RollUp(guideline, like).score(list(findings), optimistic=optimistic)


class _RollUp:
    def __init__(self, guideline: Guideline, like: Score | None) -> None:
        self.guideline = guideline
        self.each = guideline.rounding.at == "criterion"
        self.like = like
        """What is the same is taken from it."""
        self.criteria: dict[str, ScoredCriterion] = {} if like is None else {**like.criteria}
        self.sections: dict[str, SectionScore] = {} if like is None else {**like.sections}
        self.results: dict[str, CriterionResult] = {} if like is None else {**like.results}
        self.not_applicable: Number = 0 if like is None else like.not_applicable
        self.touched: set[str] = set()
        """The sections in which something differs."""

    def rounded(self, value: Number) -> Number:
        rounding = self.guideline.rounding
        return exact.rounded(value, rounding.places, rounding.rule)

    def score(self, findings: Sequence[Finding], *, optimistic: bool) -> Score:
        guideline = self.guideline
        for finding in findings:
            self.take(finding, optimistic=optimistic)
        bonus = sum_of([self.criteria[criterion.id].points for criterion in guideline.bonus.criteria])
        deductions = sum_of(
            [self.criteria[criterion.id].points for criterion in guideline.deductions.criteria]
        )
        nodes = [self.section(section) for section in guideline.sections]
        raw = sum_of([node.points for node in nodes if node.applies])
        applicable = sum_of([self.weight(node) for node in nodes if node.applies])
        criteria_points = simple(self.criteria_total(findings))
        steps = [
            ScoreStep("criteria", criteria_points),
            ScoreStep("sections", simple(raw), simple(raw - criteria_points)),
        ]
        if not applicable:
            return Score(
                self.criteria,
                self.sections,
                None,
                None,
                not_applicable=simple(self.not_applicable),
                steps=tuple(steps),
                results=self.results,
            )
        total = raw
        if applicable != guideline.full_marks:
            total = quotient(raw * guideline.full_marks, applicable)
            steps.append(ScoreStep("rescale", total, simple(total - raw)))
        if guideline.bonus.criteria:
            if guideline.bonus.at_most is not None:
                bonus = min(bonus, guideline.bonus.at_most)
            total = simple(total + bonus)
            steps.append(ScoreStep("bonus", total, simple(bonus)))
        if guideline.deductions.criteria:
            if guideline.deductions.at_most is not None:
                deductions = min(deductions, guideline.deductions.at_most)
            total = simple(total - deductions)
            steps.append(ScoreStep("deductions", total, simple(-deductions)))
        before = total
        total = clamped(guideline, total)
        steps.append(ScoreStep("clamp", total, simple(total - before)))
        rounded = self.rounded(total)
        steps.append(ScoreStep("rounding", rounded, simple(rounded - total)))
        return Score(
            self.criteria,
            self.sections,
            total,
            rounded,
            simple(bonus),
            simple(deductions),
            simple(self.not_applicable),
            tuple(steps),
            self.results,
            raw,
            applicable,
            before,
        )

    def take(self, finding: Finding, *, optimistic: bool) -> None:
        """Count a finding in place of the one that was counted of its criterion."""
        criterion, result = finding.criterion, finding.high if optimistic else finding.low
        if finding.kind == DEDUCTION and not finding.settled:
            # The low end takes off the largest possible deduction.
            results_of = (finding.low, finding.high)
            result = (min if optimistic else max)(results_of, key=lambda candidate: candidate.points)
        before = self.results.get(criterion.id)
        if finding.kind == SECTION:
            out = (not result.applies) - (before is not None and not before.applies)
            self.not_applicable += out * criterion.full
        self.results[criterion.id] = result
        self.criteria[criterion.id] = scored(self.guideline, criterion, result, finding.kind)
        if before is not None:
            self.touched |= self.guideline.above[criterion.id]

    def criteria_total(self, findings: Iterable[Finding]) -> Number:
        if self.like is None:
            return sum_of([self.criteria[criterion.id].points for criterion in self.guideline.scored()])
        moved = [finding.criterion.id for finding in findings if finding.kind == SECTION]
        before = self.like.criteria
        return self.like.steps[0].points + sum_of(
            [self.criteria[id].points - before[id].points for id in moved]
        )

    def weight(self, node: SectionScore) -> Number:
        """Return the full marks of a section within its parent."""
        return node.full if self.guideline.within == "section" else node.applicable

    def section(self, section: Section) -> SectionScore:
        if self.like is not None and section.id not in self.touched:
            return self.sections[section.id]
        points_of: list[Number] = []
        applicable: Number = 0
        whole: Number = 0
        applies = False
        for criterion in section.criteria:
            counted = self.criteria[criterion.id]
            points_of.append(counted.points)
            applicable += counted.full
            whole += criterion.full
            applies = applies or counted.applies or criterion.not_applicable != "rescale"
        for inner in section.sections:
            node = self.section(inner)
            whole += node.full
            if node.applies:
                applies = True
                points_of.append(node.points)
                applicable += self.weight(node)
        raw, applicable = sum_of(points_of), simple(applicable)
        # With 0 applicable marks a section does not apply: its marks go to the sections that do.
        applies = applies and (applicable > 0 or whole == 0)
        points = raw
        rescaled = self.guideline.within == "section" and applies and applicable not in (0, whole)
        if rescaled:
            points = quotient(raw * section.full, applicable)
            if self.each:
                points = self.rounded(points)
        node = SectionScore(points, section.full, applicable, raw, applies, rescaled)
        self.sections[section.id] = node
        return node


def scored(guideline: Guideline, criterion: Criterion, result: CriterionResult, kind: str) -> ScoredCriterion:
    """Return the points of a criterion: rounded where the guideline rounds criteria, and on its scale."""
    if not result.applies:
        if kind != SECTION or criterion.not_applicable not in ("full", "zero"):
            return ScoredCriterion(0, 0, 0, applies=False)
        if criterion.not_applicable == "full":
            return ScoredCriterion(criterion.points, criterion.full, criterion.full, applies=False)
        return ScoredCriterion(0, 0, criterion.full, applies=False)
    rounding = guideline.rounding
    own = result.points
    if rounding.at == "criterion":
        own = exact.rounded(own, rounding.places, rounding.rule)
    points = own
    if criterion.full != criterion.points:
        points = quotient(own * criterion.full, criterion.points) if criterion.points else 0
    return ScoredCriterion(own, points, criterion.full, applies=True)


def clamped(guideline: Guideline, total: Number) -> Number:
    """Limit a total to 0 … full marks; no upper limit where the bonus may exceed full marks."""
    total = max(0, total)
    return total if guideline.bonus.above_full else min(total, guideline.full_marks)


def scales(guideline: Guideline, score: Score) -> dict[str, Number]:
    """Return what a point of each criterion of the sections counts in the total.

    It is more than 1 where something does not apply and the rest is rescaled; rounding is left out.
    """
    factors: dict[str, Number] = {}
    if score.applicable:
        factor = quotient(guideline.full_marks, score.applicable)
        for section in guideline.sections:
            _scale(section, factor, score, factors)
    return factors


def _scale(section: Section, factor: Number, score: Score, factors: dict[str, Number]) -> None:
    """Note what a point of the criteria in a section counts, where one of the section's counts *factor*."""
    node = score.sections[section.id]
    if node.rescaled:
        factor = quotient(factor * node.full, node.applicable)
    for criterion in section.criteria:
        factors[criterion.id] = factor
    for inner in section.sections:
        _scale(inner, factor, score, factors)


def shown(points: Number, guideline: Guideline) -> str:
    """Write a total with enough digits not to cross the bound of a grade by rounding.

    With a bound at 90, a total of 89.995 is written 89.995, not 90.00.
    """
    places = guideline.rounding.places
    rule = guideline.rounding.rule
    near = exact.rounded(points, places, rule)
    if guideline.compare == "rounded":
        return exact.fixed(near, places)
    while any(grade.holds(points) != grade.holds(near) for grade in guideline.grades):
        places += 1
        near = exact.rounded(points, places, rule)
    return exact.fixed(near, places)
