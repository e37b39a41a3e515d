"""The cheapest way to the next grade: which gaps to close, in fewest working days, exactly.

A knapsack over whole gaps: the least effort whose gains reach the bound. Efforts are the guideline's, in
working days; a criterion without an effort counts as `UNKNOWN_EFFORT`. A criterion that waits for a mark
counts at the station's own claim, without a claim as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from evaluator.base.exact import Number, simple
from evaluator.evaluation import Computed
from evaluator.evaluation.gaps import Gap, gaps, met, total
from evaluator.model.guideline import Grade
from evaluator.model.rule import Mark
from evaluator.rules.marked import form_of
from evaluator.scoring.assess import Finding
from evaluator.scoring.facts import StationFacts
from evaluator.scoring.grading import grade

UNKNOWN_EFFORT = 5


@dataclass(frozen=True, slots=True)
class Path:
    """A way to a better grade."""

    target: Grade
    needed: Number
    """Points short of the target, on the guideline's scale."""
    start: Number
    """The total the path starts from."""
    assumed: tuple[str, ...]
    """Criteria that nobody has marked and that count at the station's own claim."""
    gaps: tuple[Gap, ...]
    """The gaps to close; empty when all gaps together do not reach the target."""
    effort: Number = 0
    reaches: Number = 0
    """The total once these gaps are closed."""
    blocked_by: tuple[str, ...] = ()
    """Titles of ceilings, vetoes or conditions that would still hold the grade down."""


def path_to_next_grade(computed: Computed) -> Path | None:
    """Return the cheapest path to the grade above the present low end; None at the top or without a score."""
    guideline = computed.case.guideline
    findings = tuple(_at_claim(computed, finding) for finding in computed.findings)
    assumed = tuple(
        new.criterion.id for new, old in zip(findings, computed.findings, strict=True) if new is not old
    )
    base = replace(computed, findings=findings)
    score = total(base, {})
    if score.total is None:
        return None
    base = replace(base, low=score, high=score)
    base = replace(base, grading=grade(base.case, findings, score, score))
    current = base.grading.low
    position = next((i for i, candidate in enumerate(guideline.grades) if candidate.id == current), 0)
    if position == 0:
        return None
    target = guideline.grades[position - 1]
    compared = score.compared(guideline) or 0
    needed = max(0, simple(target.bound - compared))
    open_gaps = gaps(base)
    chosen = _cheapest(open_gaps, needed, strict=not target.inclusive)
    if chosen is None:
        return Path(target, needed, compared, assumed, ())
    changed = {gap.criterion.id: met(gap.finding) for gap in chosen}
    after = total(base, changed)
    graded = grade(
        base.case, tuple(changed.get(finding.criterion.id, finding) for finding in findings), after, after
    )
    order = [candidate.id for candidate in guideline.grades]
    blocked: tuple[str, ...] = ()
    if graded.low is None or order.index(graded.low) > order.index(target.id):
        blocked = tuple(limit.title for limit in (*graded.ceilings, *graded.vetoes))
    effort: Number = sum(_effort(gap) for gap in chosen)
    return Path(
        target,
        needed,
        compared,
        assumed,
        tuple(chosen),
        simple(effort),
        after.compared(guideline) or 0,
        blocked,
    )


def _at_claim(computed: Computed, finding: Finding) -> Finding:
    """Return an open finding at the station's own claim, where the rule accepts that claim."""
    criterion = finding.criterion
    claim = computed.case.submission.claims.get(criterion.id)
    form = form_of(criterion)
    if finding.settled or claim is None or form is None:
        return finding
    mark = Mark(claim.level, claim.points)
    if form.check(mark) is not None:
        return finding
    points = form.points_of(mark, StationFacts(computed.case.dossier))
    if points is None:
        return finding
    result = replace(finding.low, points=points, reason="scored" if points else "zero", open_reason="")
    return Finding(criterion, finding.kind, result, result)


def _effort(gap: Gap) -> Number:
    effort = gap.criterion.effort
    return UNKNOWN_EFFORT if effort is None else effort


def _cheapest(candidates: Sequence[Gap], needed: Number, *, strict: bool) -> list[Gap] | None:
    """Return the gaps of least total effort whose costs reach *needed* (beyond it when *strict*)."""
    if needed <= 0 and not strict:
        return []
    efforts = [Fraction(_effort(gap)) for gap in candidates]
    gains = [Fraction(gap.costs) for gap in candidates]
    # Whole numbers: many times faster than fractions, and just as exact.
    days = lcm(1, *(effort.denominator for effort in efforts))
    marks = lcm(Fraction(needed).denominator, *(gain.denominator for gain in gains))
    sizes = [int(effort * days) for effort in efforts]
    values = [int(gain * marks) for gain in gains]
    target = int(needed * marks) + (1 if strict else 0)
    # best[e]: the most marks within effort e; taken[i][e]: whether gap i is part of that.
    best = [0] * (sum(sizes) + 1)
    taken: list[bytearray] = []
    for size, value in zip(sizes, values, strict=True):
        used = bytearray(len(best))
        for effort in range(len(best) - 1, size - 1, -1):
            with_it = best[effort - size] + value
            if with_it > best[effort]:
                best[effort] = with_it
                used[effort] = 1
        taken.append(used)
    left = next((effort for effort, reached in enumerate(best) if reached >= target), None)
    if left is None:
        return None
    chosen: list[Gap] = []
    for index in range(len(candidates) - 1, -1, -1):
        if taken[index][left]:
            chosen.append(candidates[index])
            left -= sizes[index]
    return chosen[::-1]
