"""Rules that depend on an evaluator's mark, and the forms in which a mark is asked for and read.

A rule says in which form it is marked; the terminal, the workbook, the paper and the reader of sheets know
the forms only. A further marked rule is a file that gives one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar, Protocol, cast

from evaluator.base.exact import Number, ceiling, product, quotient, sum_of, text
from evaluator.base.frozen import dataclass
from evaluator.base.once import once
from evaluator.conditions.formulas import Formula, Formulas
from evaluator.conditions.truth import measure
from evaluator.model.guideline import Criterion
from evaluator.model.rule import Facts, Issue, Mark, Read, Reason, Rule, RuleResult
from evaluator.model.values import Amount
from evaluator.rules.base import NoConditions, NoTables
from evaluator.texts import Listing


@dataclass(frozen=True, slots=True)
class PointsRange:
    """Points that an evaluator may give; one value where `low` equals `high`. Steps count from `low`."""

    low: Number
    high: Number
    step: Number | None = None

    @property
    def fixed(self) -> bool:
        """Whether there is nothing to choose."""
        return self.low == self.high

    def issue(self, points: Number | None, level: str = "") -> Issue | None:
        """Return what is wrong with *points*: none, outside the range or off the step."""
        if points is None:
            args = {"level": level, "low": text(self.low), "high": text(self.high)}
            return Issue("mark-without-points", args)
        if not self.low <= points <= self.high:
            args = {"level": level, "points": text(points), "low": text(self.low), "high": text(self.high)}
            return Issue("mark-outside-level", args)
        if self.step is not None and not on_step(points, self.low, self.step):
            args = {"points": text(points), "step": text(self.step), "start": text(self.low)}
            return Issue("mark-off-step", args)
        return None


@dataclass(frozen=True, slots=True)
class Level(PointsRange):
    """A level that an evaluator may choose."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class LevelForm:
    """The evaluator chooses a level, and points within it where it is a range."""

    levels: Mapping[str, Level]

    def check(self, mark: Mark) -> Issue | None:
        """Return what is wrong with a mark: no level, an unknown level, points it does not have."""
        level = self.levels.get(mark.level)
        if level is None:
            code, args = "unknown-level", {"level": mark.level, "levels": Listing(self.levels)}
            return (
                Issue(code, args) if mark.level else Issue("mark-without-level", {"levels": args["levels"]})
            )
        if not level.fixed:
            return level.issue(mark.points, mark.level)
        if mark.points is not None and mark.points != level.low:
            args = {"level": mark.level, "points": text(mark.points), "wanted": text(level.low)}
            return Issue("mark-not-level", args)
        return None

    def points_of(self, mark: Mark, facts: Facts) -> Number | None:
        """Return the points that a valid mark gives."""
        return self.levels[mark.level].low if mark.points is None else mark.points


@dataclass(frozen=True, slots=True)
class PointsForm:
    """The evaluator gives points."""

    points: PointsRange

    def check(self, mark: Mark) -> Issue | None:
        """Return what is wrong with a mark: no points, points outside the range or off the step."""
        return self.points.issue(mark.points)

    def points_of(self, mark: Mark, facts: Facts) -> Number | None:
        """Return the points given."""
        return mark.points


@dataclass(frozen=True, slots=True)
class FilesForm:
    """The evaluator inspects files and says which checks each has passed; the shares passed are averaged."""

    checks: tuple[str, ...]
    full: Number
    """The points for files that pass every check."""
    population: Amount | None = None
    """How many files there are; None where the station does not say."""
    at_least: int = 1
    share: Fraction = Fraction(0)

    def size(self, facts: Facts) -> int | None:
        """Return how many files must be inspected, None while unknown."""
        if self.population is None:
            return self.at_least
        there = measure(facts, self.population)
        if there is None:
            return None
        return min(ceiling(there, 1), max(self.at_least, ceiling(there, self.share)))

    def check(self, mark: Mark) -> Issue | None:
        """Return what is wrong with a mark: no files, unknown checks, a check both passed and left out."""
        if not mark.sample:
            return Issue("mark-without-sample")
        seen: set[str] = set()
        for file_check in mark.sample:
            wrong = sorted(
                n for n in file_check.passed | file_check.left_out if not 1 <= n <= len(self.checks)
            )
            if wrong:
                args = {"file": file_check.file, "number": str(wrong[0]), "most": str(len(self.checks))}
                return Issue("unknown-check", args)
            both = sorted(file_check.passed & file_check.left_out)
            if both:
                return Issue("check-passed-and-left-out", {"file": file_check.file, "number": str(both[0])})
            if file_check.file in seen:
                return Issue("file-inspected-twice", {"file": file_check.file})
            seen.add(file_check.file)
        return None

    def points_of(self, mark: Mark, facts: Facts) -> Number | None:
        """Return full points × the mean share of checks passed; None with too few files."""
        files = 0
        passed: dict[int, int] = {}
        # How many checks were passed, by how many there are of a file.
        for file_check in mark.sample:
            checks = len(self.checks) - len(file_check.left_out)
            if checks > 0:
                files += 1
                passed[checks] = passed.get(checks, 0) + len(file_check.passed)
        size = self.size(facts)
        if size is None or files < size or not files:
            return None
        shares = sum_of(Fraction(count, checks) for checks, count in passed.items())
        return quotient(product(self.full, shares), files)


MarkForm = LevelForm | PointsForm | FilesForm


class MarkedRule(Rule, Protocol):
    """A rule that an evaluator's mark decides."""

    def form(self, points: Number) -> MarkForm:
        """Return the form in which it is marked; *points* are the criterion's."""


def marked_rule(rule: Rule) -> MarkedRule | None:
    """Return the rule where an evaluator's mark decides it, else None (an isinstance test is slow here)."""
    return cast("MarkedRule", rule) if rule.marked else None


@once
def form_of(criterion: Criterion) -> MarkForm | None:
    """Return the form in which a criterion is marked, None where no evaluator marks it."""
    rule = marked_rule(criterion.rule)
    return None if rule is None else rule.form(criterion.points)


class MarkAlone(NoConditions, NoTables):
    """A marked rule that reads nothing but marks."""

    __slots__ = ()

    marked: ClassVar[bool] = True

    def reads(self) -> Iterator[Read]:
        """Yield nothing: the rule depends on no fact."""
        yield from ()

    def needs(self) -> tuple[str, ...]:
        """Need no fact."""
        return ()

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award the panel's mark."""
        return merged_award(facts, points, criterion)

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the points evaluators gave."""
        return sheet.marked(points)


def merged_award(facts: Facts, points: Number, criterion: str) -> RuleResult:
    """Award the panel's mark; while it is open, the least or the most that it can become."""
    merged = facts.merged(criterion)
    if merged is None or merged.points is None:
        reason = merged.reason if merged is not None else "awaiting_mark"
        if reason == "blank":
            # A bonus nobody claimed: the role's sheet is submitted without a mark.
            return RuleResult(0, (Reason("why.not_marked", {}),), blank=(criterion,))
        why = merged.why if merged is not None else ()
        low, high = (None, None) if merged is None else (merged.low, merged.high)
        return RuleResult(
            (points if high is None else high) if facts.optimistic else (low or 0),
            (*why, Reason(f"why.{reason}.criterion", {})),
            open=(criterion,),
            open_reason=reason,
        )
    return RuleResult(merged.points, merged.why)


def on_step(value: Number, start: Number, step: Number) -> bool:
    """Return whether *value* is a whole number of steps from *start*."""
    return (value - start) % step == 0
