"""The cheapest way to the next grade: which gaps to close, in fewest working days, exactly.

A knapsack over whole gaps: the least effort whose gains reach the bound. Efforts are the guideline's, in
working days; a criterion without an effort counts as `UNKNOWN_EFFORT`. A criterion that waits for a mark
counts at the station's own claim, without a claim as nothing; a deduction that is open takes nothing off.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

from evaluator.base.exact import Number, simple
from evaluator.base.frozen import dataclass, replace
from evaluator.evaluation import Computed
from evaluator.evaluation.gaps import Gap, gaps, met, total
from evaluator.model.guideline import Grade
from evaluator.model.rule import Mark
from evaluator.rules.marked import form_of
from evaluator.scoring.assess import DEDUCTION, SECTION, Finding
from evaluator.scoring.facts import StationFacts
from evaluator.scoring.grading import grade
from evaluator.scoring.score import Score, roll_up

UNKNOWN_EFFORT = 5
MOST_STEPS = 20_000_000
"""Of the search for the cheapest gaps, which takes some seconds then."""


@dataclass(frozen=True, slots=True)
class Path:
    """A way to a better grade."""

    target: Grade
    needed: Number
    """Points short of the target, on the guideline's scale."""
    start: Number
    """The total the path starts from; below 0 where deductions are more than all points."""
    assumed: tuple[str, ...]
    """Criteria that nobody has marked and that count at the station's own claim."""
    spared: tuple[str, ...]
    """Deductions that are open and count as nothing taken off."""
    gaps: tuple[Gap, ...]
    """The gaps to close; empty when all gaps together do not reach the target."""
    effort: Number
    reaches: Number
    """The total once these gaps are closed; without any, once all gaps are closed."""
    blocked_by: tuple[str, ...] = ()
    """Titles of ceilings, vetoes or conditions that would still hold the grade down."""


@dataclass(frozen=True, slots=True)
class Start:
    """A station as a way up starts from it: claims assumed, open deductions spared."""

    base: Computed
    changed: tuple[str, ...]
    """Criteria and deductions that count otherwise than at the low end."""
    points: Number
    """The total, neither below 0 by deductions nor limited otherwise."""


def starting_point(computed: Computed) -> Start | None:
    """Return where a way up starts; None without a score."""
    guideline = computed.case.guideline
    findings = tuple(_without_deduction(_at_claim(computed, finding)) for finding in computed.findings)
    changed = [
        new.criterion.id for new, old in zip(findings, computed.findings, strict=True) if new is not old
    ]
    base = replace(computed, findings=findings)
    score = roll_up(guideline, findings)
    compared = score.compared(guideline)
    if compared is None:
        return None
    base = replace(base, low=score, high=score)
    base = replace(base, grading=grade(base.case, findings, score, score))
    return Start(base, tuple(changed), min(compared, score.unclamped))


def path_to_next_grade(computed: Computed) -> Path | None:
    """Return the cheapest path to the grade above the present low end; None at the top or without a score."""
    begin = starting_point(computed)
    if begin is None:
        return None
    guideline, base, changed = computed.case.guideline, begin.base, begin.changed
    findings = base.findings
    kinds = {finding.criterion.id: finding.kind for finding in findings}
    position = next((i for i, band in enumerate(guideline.grades) if band.id == base.grading.low), 0)
    if position == 0:
        return None
    target = guideline.grades[position - 1]
    start = begin.points
    open_gaps = [gap for gap in gaps(base) if gap.finding.kind == SECTION]
    chosen, after = _reaching(base, open_gaps, target, start)
    blocked: tuple[str, ...] = ()
    if chosen is not None:
        closed = _closed(chosen)
        judged = tuple(closed.get(finding.criterion.id, finding) for finding in findings)
        graded = grade(base.case, judged, after, after)
        order = [band.id for band in guideline.grades]
        if graded.low is None or order.index(graded.low) > order.index(target.id):
            blocked = tuple(limit.title for limit in (*graded.ceilings, *graded.vetoes))
    return Path(
        target,
        max(0, simple(target.bound - start)),
        start,
        tuple(id for id in changed if kinds[id] != DEDUCTION),
        tuple(id for id in changed if kinds[id] == DEDUCTION),
        tuple(chosen or ()),
        simple(sum(effort_of(gap) for gap in chosen or ())),
        after.compared(guideline) or 0,
        blocked,
    )


def _reaching(
    base: Computed, candidates: Sequence[Gap], target: Grade, start: Number
) -> tuple[list[Gap] | None, Score]:
    """Return the cheapest gaps that reach the target and the score without them; None if not even all do.

    Gains are exact and totals may be rounded section by section: what a choice falls short by is asked for
    once more.
    """
    guideline = base.case.guideline
    needed = simple(target.bound - start)
    while True:
        chosen = cheapest(candidates, needed, strict=not target.inclusive)
        after = total(base, _closed(candidates if chosen is None else chosen))
        reached = after.compared(guideline) or 0
        if chosen is None or target.holds(reached):
            return chosen, after
        needed += max(simple(target.bound - reached), Fraction(1, 10**guideline.rounding.places))


def _closed(chosen: Sequence[Gap]) -> dict[str, Finding]:
    return {gap.criterion.id: met(gap.finding) for gap in chosen}


def _without_deduction(finding: Finding) -> Finding:
    """Return a deduction that is open as one that takes nothing off."""
    if finding.kind != DEDUCTION or finding.settled:
        return finding
    nothing = min((finding.low, finding.high), key=lambda result: result.points)
    return Finding(finding.criterion, finding.kind, nothing, nothing)


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


def effort_of(gap: Gap) -> Number:
    """Return the working days that closing a gap takes."""
    effort = gap.criterion.effort
    return UNKNOWN_EFFORT if effort is None else effort


def cheapest(candidates: Sequence[Gap], needed: Number, *, strict: bool) -> list[Gap] | None:
    """Return the gaps of least total effort whose costs reach *needed* (beyond it when *strict*).

    Where there are so very many gaps that this would take minutes, those that give most for their effort.
    """
    if needed <= 0 and not strict:
        return []
    efforts = [Fraction(effort_of(gap)) for gap in candidates]
    gains = [Fraction(gap.costs) for gap in candidates]
    # Whole numbers: many times faster than fractions, and just as exact.
    days = lcm(1, *(effort.denominator for effort in efforts))
    marks = lcm(Fraction(needed).denominator, *(gain.denominator for gain in gains))
    sizes = [int(effort * days) for effort in efforts]
    step = gcd(*sizes) or 1
    sizes = [size // step for size in sizes]
    values = [int(gain * marks) for gain in gains]
    target = int(needed * marks) + (1 if strict else 0)
    quick = _greedy(sizes, values, target)
    if quick is None:
        return None
    most = sum(sizes[index] for index in quick)
    if len(sizes) * most > MOST_STEPS:
        return [candidates[index] for index in sorted(quick)]
    # best[e]: the most marks within effort e; taken[i][e]: whether gap i is part of that.
    best = [0] * (most + 1)
    taken: list[bytearray] = []
    for size, value in zip(sizes, values, strict=True):
        used = bytearray(len(best))
        for effort in range(len(best) - 1, size - 1, -1):
            with_it = best[effort - size] + value
            if with_it > best[effort]:
                best[effort] = with_it
                used[effort] = 1
        taken.append(used)
    left = next(effort for effort, reached in enumerate(best) if reached >= target)
    chosen: list[Gap] = []
    for index in range(len(candidates) - 1, -1, -1):
        if taken[index][left]:
            chosen.append(candidates[index])
            left -= sizes[index]
    return chosen[::-1]


def _greedy(sizes: Sequence[int], values: Sequence[int], target: int) -> list[int] | None:
    """Return the positions of gaps that reach the target, those first that give most for their effort."""
    left, chosen = target, []
    for index in sorted(range(len(sizes)), key=lambda index: Fraction(-values[index], sizes[index] or 1)):
        if left <= 0:
            break
        chosen.append(index)
        left -= values[index]
    return chosen if left <= 0 else None
