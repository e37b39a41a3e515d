"""The least effort that reaches a grade: through points, section minima, ceilings and vetoes; with its proof.

Gaps are closed whole, as in the way to the next grade, and every choice of them is judged by the engine. The
search divides all choices by one gap after the other, closed or left. Where a branch ends, it says why
nothing cheaper lies in it: too dear by the points it still needs, or the grade is missed even if all that is
undecided were closed (closing a gap never lowers a grade). These ends are the certificate. `proves` checks it
without the search: they cover every choice, and each holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Final, Literal

from evaluator.base.exact import Number, simple
from evaluator.evaluation.figures import Computed
from evaluator.evaluation.gaps import Gap, gaps, met, total
from evaluator.evaluation.next_grade import Start, cheapest, effort_of, starting_point
from evaluator.model.guideline import Grade
from evaluator.scoring.assess import SECTION
from evaluator.scoring.grading import Grading, grade

MOST_CHOICES: Final = 200_000
"""Branches that are looked into before the search gives up."""


@dataclass(frozen=True, slots=True)
class BranchEnd:
    """Where the search ended: the first gaps decided, and why nothing cheaper lies beyond."""

    decided: tuple[bool, ...]
    """For the first gaps in order, whether each is closed."""
    why: Literal["reaches", "dear", "misses"]


@dataclass(frozen=True, slots=True)
class WayUp:
    """The gaps to close for a grade, in least effort, with what proves it."""

    target: Grade
    start: Start
    candidates: tuple[Gap, ...]
    """All gaps, in the order in which the search decides on them."""
    gaps: tuple[Gap, ...]
    effort: Number
    others: tuple[tuple[Gap, ...], ...]
    """The next best choices, none of which holds an earlier one."""
    certificate: tuple[BranchEnd, ...]


@dataclass(frozen=True, slots=True)
class NoWay:
    """Why a grade cannot be reached, whatever gaps are closed."""

    target: Grade
    short: Number
    """Points short of the bound with all gaps closed; 0 where points suffice."""
    limits: tuple[str, ...]
    """Titles of ceilings, vetoes and conditions that would still hold the grade down."""


class TooManyChoices(Exception):
    """The search did not end within its bound."""


def way_up(computed: Computed, target: Grade, others: int = 2) -> WayUp | NoWay | None:
    """Return the way to *target*, or why there is none; None where there is no score at all.

    Raises TooManyChoices.
    """
    start = starting_point(computed)
    if start is None:
        return None
    search = _Choices(start, target)
    if not search.reaches(search.all):
        return search.no_way()
    plan, ends = search.least(())
    plans = [plan]
    for _ in range(others):
        held = [each for each in plans if each is not None]
        more, _ = search.least(held)
        if more is None:
            break
        plans.append(more)
    assert plan is not None
    chosen = [tuple(search.listed(each)) for each in plans if each is not None]
    return WayUp(
        target,
        start,
        tuple(search.candidates),
        chosen[0],
        simple(sum(map(effort_of, chosen[0]), Fraction(0))),
        tuple(chosen[1:]),
        ends,
    )


class _Choices:
    def __init__(self, start: Start, target: Grade) -> None:
        self.start = start
        self.target = target
        guideline = start.base.case.guideline
        order = [band.id for band in guideline.grades]
        self.allowed = frozenset(order[: order.index(target.id) + 1])
        listed = [gap for gap in gaps(start.base) if gap.finding.kind == SECTION]
        self.candidates = sorted(
            listed,
            key=lambda gap: (-Fraction(gap.costs) / max(effort_of(gap), Fraction(1, 1000)), gap.criterion.id),
        )
        count = len(self.candidates)
        self.all = (1 << count) - 1
        self.needed = needed_points(start, target, count)
        efforts = [Fraction(effort_of(gap)) for gap in self.candidates]
        days = lcm(1, *(effort.denominator for effort in efforts))
        sizes = [int(effort * days) for effort in efforts]
        step = gcd(*sizes) or 1
        self.sizes = [size // step for size in sizes]
        self.values = [Fraction(gap.costs) for gap in self.candidates]
        self.suffixes = self._suffixes()
        self.judged: dict[int, bool] = {}

    def _suffixes(self) -> list[list[Fraction]]:
        """Return for each position the most points that the gaps from there on give within each effort."""
        table = [[Fraction(0)] * (sum(self.sizes) + 1)]
        for size, value in zip(reversed(self.sizes), reversed(self.values), strict=True):
            after = table[-1]
            row = [
                max(most, after[effort - size] + value) if effort >= size else most
                for effort, most in enumerate(after)
            ]
            table.append(row)
        return table[::-1]

    def listed(self, mask: int) -> Iterator[Gap]:
        return (gap for at, gap in enumerate(self.candidates) if mask >> at & 1)

    def size(self, mask: int) -> int:
        return sum(size for at, size in enumerate(self.sizes) if mask >> at & 1)

    def reaches(self, mask: int) -> bool:
        """Return whether the grade is reached with these gaps closed."""
        if mask not in self.judged:
            self.judged[mask] = graded(self.start, list(self.listed(mask))).low in self.allowed
        return self.judged[mask]

    def least(self, held: Sequence[int]) -> tuple[int | None, tuple[BranchEnd, ...]]:
        """Return the cheapest choice that holds none of *held*, and the ends of all branches."""
        ends: list[BranchEnd] = []
        best: int | None = None
        limit = 1 << 62
        if not held:
            best = self._by_dropping()
            limit = self.size(best)
        looked = 0
        stack: list[tuple[int, int, int, Fraction, tuple[bool, ...]]] = [(0, 0, 0, Fraction(0), ())]
        while stack:
            at, mask, effort, points, decided = stack.pop()
            looked += 1
            if looked > MOST_CHOICES:
                raise TooManyChoices
            if any(mask & each == each for each in held):
                continue
            row = self.suffixes[at]
            more = bisect_left(row, self.needed - points)
            rest = self.all >> at << at
            if more == len(row) or (decided and not decided[-1] and not self.reaches(mask | rest)):
                ends.append(BranchEnd(decided, "misses"))
            elif effort + more >= limit:
                ends.append(BranchEnd(decided, "dear"))
            elif more == 0 and self.reaches(mask):
                best, limit = mask, effort
                ends.append(BranchEnd(decided, "reaches"))
            elif at == len(self.candidates):
                ends.append(BranchEnd(decided, "misses"))
            else:
                stack.append((at + 1, mask, effort, points, (*decided, False)))
                closed = (at + 1, mask | 1 << at, effort + self.sizes[at], points + self.values[at])
                stack.append((*closed, (*decided, True)))
        return best, tuple(ends)

    def _by_dropping(self) -> int:
        """Return a good choice to begin with: all gaps, the dearest left out while the rest reaches."""
        mask = self.all
        for at in sorted(range(len(self.candidates)), key=lambda at: -self.sizes[at]):
            if self.reaches(mask & ~(1 << at)):
                mask &= ~(1 << at)
        return mask

    def no_way(self) -> NoWay:
        judged = graded(self.start, self.candidates)
        score = total(self.start.base, {gap.criterion.id: met(gap.finding) for gap in self.candidates})
        compared = score.compared(self.start.base.case.guideline) or 0
        short = 0 if self.target.holds(compared) else simple(self.target.bound - Fraction(compared))
        holding = (*judged.ceilings, *judged.vetoes)
        limits = [limit.title for limit in holding if limit.grade not in self.allowed]
        limits += [entry.rule.title for entry in judged.entries]
        return NoWay(self.target, short, tuple(limits))


def _worth(gap: Gap) -> tuple[Fraction, str]:
    """Sort gaps by what they give for their effort, most first."""
    return -Fraction(gap.costs) / max(Fraction(effort_of(gap)), Fraction(1, 1000)), gap.criterion.id


def needed_points(start: Start, target: Grade, count: int) -> Fraction:
    """Return the least sum of gains that can reach the bound, whatever rounding may add."""
    guideline = start.base.case.guideline
    # Each rounded node may add up to half of the last place, at both ends.
    nodes = count + sum(1 for _ in guideline.walk()) + 2
    return Fraction(target.bound) - start.points - Fraction(nodes, 10**guideline.rounding.places)


def graded(start: Start, closed: Sequence[Gap]) -> Grading:
    """Return the grading of the station with these gaps closed."""
    changed = {gap.criterion.id: met(gap.finding) for gap in closed}
    score = total(start.base, changed)
    judged = tuple(changed.get(finding.criterion.id, finding) for finding in start.base.findings)
    return grade(start.base.case, judged, score, score)


def proves(way: WayUp) -> bool:
    """Return whether a certificate proves that its choice reaches the grade and nothing cheaper does.

    It knows nothing of the search: it walks through all choices by the ends of the certificate.
    """
    guideline = way.start.base.case.guideline
    order = [band.id for band in guideline.grades]
    allowed = order[: order.index(way.target.id) + 1]
    if graded(way.start, way.gaps).low not in allowed:
        return False
    if sum(map(effort_of, way.gaps), Fraction(0)) != way.effort:
        return False
    ends = {end.decided: end.why for end in way.certificate}
    needed = needed_points(way.start, way.target, len(way.candidates))

    def covered(decided: tuple[bool, ...]) -> bool:
        why = ends.get(decided)
        if why is None:
            return len(decided) < len(way.candidates) and all(
                covered((*decided, closes)) for closes in (True, False)
            )
        closed = [gap for gap, closes in zip(way.candidates, decided, strict=False) if closes]
        undecided = list(way.candidates[len(decided) :])
        spent = sum(map(effort_of, closed), Fraction(0))
        if why == "reaches":
            return spent >= way.effort
        if why == "misses":
            return graded(way.start, [*closed, *undecided]).low not in allowed
        lacks = needed - sum((Fraction(gap.costs) for gap in closed), Fraction(0))
        more = cheapest(undecided, max(lacks, Fraction(0)), strict=False)
        return more is None or spent + sum(map(effort_of, more), Fraction(0)) >= way.effort

    return covered(())
