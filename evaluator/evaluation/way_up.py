"""The least effort that reaches a grade: through points, section minima, ceilings and vetoes; with its proof.

Gaps are closed whole, as in the way to the next grade, and every choice of them is judged by the engine. The
search divides all choices by one gap after the other, closed or left. Where a branch ends, it says why
nothing cheaper lies in it: too dear by the points it still needs, or the grade is missed even if all that is
undecided were closed (closing a gap never lowers a grade). These ends are the certificate. `proves` checks it
without the search: they cover every choice, and each holds.

Where all gaps together do not lift a ceiling, veto or condition because a fact of the station's decides it,
the smallest change of such a fact comes first (`Lift`), and the gaps are those of the station so changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Final, Literal

from evaluator.base.exact import Number, simple
from evaluator.base.frozen import dataclass, replace
from evaluator.conditions.truth import number, tests_of
from evaluator.evaluation import Computed, compute
from evaluator.evaluation.gaps import Gap, gaps, met, total
from evaluator.evaluation.next_grade import UNKNOWN_EFFORT, Start, cheapest, effort_of, starting_point
from evaluator.evaluation.smallest_changes import STEPS, lifting_changes, station_changes, with_fact
from evaluator.model.condition import Condition, Test
from evaluator.model.guideline import Fact, Grade
from evaluator.model.values import NUMERIC, Value
from evaluator.scoring.assess import SECTION
from evaluator.scoring.grading import Grading, grade

Fixed = Literal["others", "period", "points", "own"]
"""Why a limit stays: others say it, it has happened in the period, it follows from points.

own: the station can lift it, but that alone is not enough.
"""
MOST_LIFTS: Final = 4
MOST_CHOICES: Final = 200_000
"""Branches that are looked into before the search gives up."""


@dataclass(frozen=True, slots=True)
class BranchEnd:
    """Where the search ended: the first gaps decided, and why nothing cheaper lies beyond."""

    decided: tuple[bool, ...]
    """For the first gaps in order, whether each is closed."""
    why: Literal["reaches", "dear", "misses"]


@dataclass(frozen=True, slots=True)
class Lift:
    """The smallest change of a fact without which a limit holds the grade down."""

    limit: str
    """Title of the ceiling, veto or condition."""
    fact: Fact
    before: Value | None
    after: Value


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
    most_for_less: Number
    """The most points that gaps of less effort give, their gains added up."""
    lifts: tuple[Lift, ...] = ()
    """What has to change first; the gaps and the start are those of the station so changed."""
    unlifted: Computed | None = None
    """The station before that."""

    @property
    def needed(self) -> Number:
        """Points short of the bound; 0 or less where limits alone hold the grade down."""
        return simple(self.target.bound - Fraction(self.start.points))

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Criteria that wait for others and have no claim: they count at their low end."""
        return _unjudged(self.start)


@dataclass(frozen=True, slots=True)
class NoWay:
    """Why a grade cannot be reached, whatever gaps are closed."""

    target: Grade
    short: Number | None
    """Points short of the bound with all gaps closed; 0 just at one to be passed, None if they suffice."""
    limits: tuple[str, ...]
    """Titles of ceilings, vetoes and conditions that would still hold the grade down."""
    reasons: tuple[Fixed, ...] = ()
    """Of each why no change of the station's own facts lifts it."""
    unjudged: tuple[str, ...] = ()
    """Criteria that wait for others and have no claim: they count at their low end."""

    @property
    def may_come(self) -> bool:
        """Whether points for what nobody has judged may still bring the grade."""
        return bool(self.unjudged) and "period" not in self.reasons


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
    if search.reaches(search.all):
        return search.way(others)
    ways = []
    for lifts, lifted in _lifted(computed, search, ()):
        way = lifted.way(others)
        ways.append(replace(way, lifts=lifts, unlifted=computed))
    if not ways:
        return search.no_way(computed)
    return min(ways, key=lambda way: way.effort + UNKNOWN_EFFORT * len(way.lifts))


def _lifted(
    computed: Computed, search: _Choices, lifts: tuple[Lift, ...], left: int = MOST_LIFTS
) -> Iterator[tuple[tuple[Lift, ...], _Choices]]:
    """Yield each series of changes of facts that lifts the limits one after the other, with its search."""
    if search.reaches(search.all):
        yield lifts, search
        return
    held = search.held()
    if not left or not held or not all(_on_facts(when) for _, when in held):
        return
    title, when = held[0]
    assert when is not None
    reached: set[str] = set()
    for fact, value in lifting_changes(computed, when):
        if fact.name in reached:
            continue
        # One fact that lifts two limits is changed once, as far as both need.
        earlier = next((lift for lift in lifts if lift.fact.name == fact.name), None)
        before = earlier.before if earlier else computed.case.dossier.facts[fact.name].value
        changed = compute(with_fact(computed.case, fact, value))
        start = starting_point(changed)
        if start is not None:
            more = (*(lift for lift in lifts if lift is not earlier), Lift(title, fact, before, value))
            for way in _lifted(changed, _Choices(start, search.target), more, left - 1):
                if fact.type in NUMERIC:  # a figure further on is a greater change
                    reached.add(fact.name)
                yield way


def _on_facts(when: Condition | None) -> bool:
    """Return whether facts alone decide a limit."""
    return when is not None and all(isinstance(test, Test) for test in tests_of(when))


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
        self.judged: dict[int, bool] = {}

    @cached_property
    def suffixes(self) -> list[list[Fraction]]:
        """For each position the most points that the gaps from there on give within each effort."""
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

    def reaches_all(self) -> bool:
        """Return whether the grade is reached with all gaps closed."""
        return self.reaches(self.all)

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

    def way(self, others: int) -> WayUp:
        """Return the cheapest choice, and the next best."""
        plan, ends = self.least(())
        plans = [plan]
        for _ in range(others):
            held = [each for each in plans if each is not None]
            more, _ = self.least(held)
            if more is None:
                break
            plans.append(more)
        chosen = [tuple(self.listed(each)) for each in plans if each is not None]
        return WayUp(
            self.target,
            self.start,
            tuple(self.candidates),
            chosen[0],
            simple(sum(map(effort_of, chosen[0]), Fraction(0))),
            tuple(chosen[1:]),
            ends,
            simple(self.suffixes[0][max(0, self.size(plan or 0) - 1)]),
        )

    def held(self) -> list[tuple[str, Condition | None]]:
        """Return what holds the grade down with all gaps closed: titles, and the conditions that decide."""
        judged, guideline = graded(self.start, self.candidates), self.start.base.case.guideline
        whens: dict[str, Condition | None] = {limit.id: limit.when for limit in guideline.ceilings}
        whens |= {limit.id: limit.when for limit in guideline.vetoes}
        limits = [
            (limit.title, whens[limit.id])
            for limit in (*judged.ceilings, *judged.vetoes)
            if limit.grade not in self.allowed
        ]
        return [*limits, *((entry.rule.title, entry.rule.when) for entry in judged.entries)]

    def no_way(self, computed: Computed) -> NoWay:
        score = total(self.start.base, {gap.criterion.id: met(gap.finding) for gap in self.candidates})
        compared = score.compared(self.start.base.case.guideline) or 0
        short = None if self.target.holds(compared) else simple(self.target.bound - Fraction(compared))
        held = self.held()
        reasons: list[Fixed] = []
        for _, when in held:
            if when is not None and not _on_facts(when):
                reasons.append("points")
            elif when is None or not station_changes(computed, when):
                reasons.append("others")
            else:
                reasons.append("own" if lifting_changes(computed, when) else "period")
        titles = tuple(title for title, _ in held)
        return NoWay(self.target, short, titles, tuple(reasons), _unjudged(self.start))


def _unjudged(start: Start) -> tuple[str, ...]:
    findings = start.base.findings
    return tuple(each.criterion.id for each in findings if each.kind == SECTION and not each.settled)


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
    start = way.start if way.unlifted is None else starting_point(_with_lifts(way.unlifted, way.lifts))
    if start is None:
        return False
    guideline = start.base.case.guideline
    order = [band.id for band in guideline.grades]
    allowed = order[: order.index(way.target.id) + 1]
    if graded(start, way.gaps).low not in allowed:
        return False
    if sum(map(effort_of, way.gaps), Fraction(0)) != way.effort or not _all_needed(way):
        return False
    ends = {end.decided: end.why for end in way.certificate}
    needed = needed_points(start, way.target, len(way.candidates))

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
            return graded(start, [*closed, *undecided]).low not in allowed
        lacks = needed - sum((Fraction(gap.costs) for gap in closed), Fraction(0))
        more = cheapest(undecided, max(lacks, Fraction(0)), strict=False)
        return more is None or spent + sum(map(effort_of, more), Fraction(0)) >= way.effort

    return covered(())


def _with_lifts(computed: Computed, lifts: Sequence[Lift]) -> Computed:
    """Return the station with the facts of lifts changed."""
    case = computed.case
    for lift in lifts:
        case = with_fact(case, lift.fact, lift.after)
    return compute(case)


def _all_needed(way: WayUp) -> bool:
    """Return whether the grade is missed without any one of the lifts, and with a figure one step nearer."""
    if way.unlifted is None:
        return not way.lifts
    for at, lift in enumerate(way.lifts):
        near = nearer(lift)
        without = (*way.lifts[:at], *way.lifts[at + 1 :])
        for lifts in (without, without if near is None else (*without, replace(lift, after=near))):
            start = starting_point(_with_lifts(way.unlifted, lifts))
            if start is not None and _Choices(start, way.target).reaches_all():
                return False
    return True


def nearer(lift: Lift) -> Value | None:
    """Return the figure one step before that of a lift; None where that is where it was."""
    step = STEPS.get(lift.fact.type, Fraction(1))
    before, after = number(lift.before), number(lift.after)
    if lift.fact.type not in NUMERIC or after is None or before is None or after - step <= before:
        return lift.before
    return simple(after - step)
