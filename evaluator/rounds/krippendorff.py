"""How far evaluators agree: Krippendorff's alpha, the share of close marks, and who marks strictly.

Everything is counted exactly and converted to a float last: alpha is a statistic and never enters the points.
Only the ratio level adds floats, with `fsum`, so that the order of rows and items does not matter.

Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), upenn.edu, asc_papers/43. The
paper counts pairs of values in a coincidence matrix. Marks rarely repeat, so that matrix would be as wide as
there are marks. Here each level is a sum of δ² over the ordered pairs of a multiset of m marks, computed once
for every item and once for all marks together:

    nominal    m² − Σ counts²
    interval   2·m·Σ x² − 2·(Σ x)²
    ordinal    the same, on ranks: the paper's Σ n_g − (n_c + n_k) ÷ 2 is the distance between two mid-ranks
    ratio      pair by pair over distinct marks, without keeping the pairs
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import fsum, isfinite, lcm
from numbers import Rational
from typing import Final, Literal, TypeVar

from evaluator.model.rule import Percent, Reason

Mark = int | float | Fraction | Decimal | str | None
"""What one evaluator gave one item, None where he did not mark it; text only at the nominal level.

A float is the decimal it prints as: 0.1 is one tenth.
"""

Undefined = Literal["", "nothing_shared", "no_variation"]
"""Why alpha is undefined: no item has two marks, or all such marks are equal. Empty: alpha is defined."""

RELIABLE: Final = 0.8
"""Krippendorff's customary limit for relying on marks."""

TENTATIVE: Final = 0.667
"""Krippendorff's customary limit below which not even tentative conclusions hold."""

_T = TypeVar("_T")
_N = TypeVar("_N", bound=int | float)


@dataclass(frozen=True, slots=True)
class AlphaFigures:
    """How far the marks of one criterion, or of all, agree."""

    alpha: float | None
    """At the interval level, on shares of full marks."""
    undefined: Undefined
    within: Fraction | None
    """The share of pairs that lie within the tolerance; None where there are no pairs."""
    items: int
    """Items with at least two marks; only these are counted."""
    pairs: int
    """Pairs of marks on the same item."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """How an evaluator's marks compare with the other evaluators' marks on the same items."""

    severity: Fraction | None
    """His mean difference as a share of full marks; negative is stricter, None where he shares no item."""
    items: int
    """Items that he and another evaluator marked."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of a round's evaluators."""

    tolerance: Fraction
    """As a share of full marks."""
    criteria: Mapping[str, AlphaFigures]
    overall: AlphaFigures
    """Over all criteria and stations. A criterion that all mark low raises it, so read it with `criteria`."""
    evaluators: Mapping[str, Leaning]


def alpha(ratings: Sequence[Sequence[Mark]], level: str) -> float | None:
    """Return Krippendorff's alpha: 1 is full agreement, 0 what chance would give, below 0 worse than chance.

    *ratings* holds one row per evaluator and in it one mark per item, None where he did not mark it. *level*
    is `nominal` (marks are names), `ordinal` (they are ordered), `interval` (differences mean something) or
    `ratio` (so does zero). None where alpha is undefined: `undefined_because` says why. A mark that the level
    cannot use is a ValueError that names it.
    """
    outcome = _alpha(ratings, level)
    return None if isinstance(outcome, str) else outcome


def undefined_because(ratings: Sequence[Sequence[Mark]], level: str) -> Undefined:
    """Return why `alpha` is None, or an empty text when it is not."""
    outcome = _alpha(ratings, level)
    return outcome if isinstance(outcome, str) else ""


def within(ratings: Sequence[Sequence[Mark]], tolerance: float | Fraction | Decimal) -> Fraction | None:
    """Return the share of pairs of marks on the same item that differ by *tolerance* or less.

    Every two evaluators of an item are one pair. None where no item has two marks.
    """
    limit = _number(tolerance, "the tolerance")
    if limit < 0:
        raise ValueError(f"the tolerance is {tolerance}; it cannot be negative")
    units = _shared(_rows(ratings, _number))
    pairs = _pairs(units)
    return Fraction(sum(_near(unit, limit) for unit in units), pairs) if pairs else None


def severity(ratings: Sequence[Sequence[Mark]]) -> list[Fraction | None]:
    """Return for each evaluator the mean of his mark less the mean of the others' marks on the same item.

    Negative is stricter than the others, positive milder; None for an evaluator who shares no item.
    """
    return [leaning.severity for leaning in _leanings(ratings)]


def plain(value: float) -> str:
    """Return the key of the sentence that rates this alpha by Krippendorff's customary limits."""
    if value >= RELIABLE:
        return "agreement.reliable"
    if value >= TENTATIVE:
        return "agreement.tentative"
    return "agreement.weak" if value > 0 else "agreement.chance"


def shown(value: float) -> str:
    """Return an alpha with three decimals, or more where rounding would reach a limit: `0.7996`, not 0.8."""
    texts = (f"{value:z.{places}f}" for places in range(3, 17))
    return next((text for text in texts if plain(float(text)) == plain(value)), repr(value))


def say_alpha(figures: AlphaFigures) -> Reason:
    """Return the sentence that explains an alpha, or why it is undefined."""
    if figures.alpha is None:
        return Reason(f"agreement.{figures.undefined}", {"items": figures.items})
    return Reason(plain(figures.alpha), {"alpha": shown(figures.alpha), "items": figures.items})


def say_within(figures: AlphaFigures, tolerance: Fraction) -> Reason:
    """Return the sentence that explains the share of close marks."""
    if figures.within is None:
        return Reason("agreement.within.none", {})
    args = {"share": Percent(figures.within), "tolerance": Percent(tolerance), "pairs": figures.pairs}
    return Reason("agreement.within", args)


def say_leaning(leaning: Leaning) -> Reason:
    """Return the sentence that explains an evaluator's severity."""
    if leaning.severity is None:
        return Reason("agreement.leaning.none", {})
    key = "level" if leaning.severity == 0 else "stricter" if leaning.severity < 0 else "milder"
    return Reason(
        f"agreement.leaning.{key}", {"size": Percent(abs(leaning.severity)), "items": leaning.items}
    )


def summarise(
    marks: Mapping[str, Mapping[str, Mapping[str, int | Fraction]]],
    full: Mapping[str, int | Fraction],
    tolerance: Fraction,
) -> Agreement:
    """Return how far a round's evaluators agree; everything is measured in shares of full marks.

    *marks* are by criterion, evaluator and station, on each criterion's own scale of *full*; *tolerance* is a
    share of it. Full marks that are missing or not above 0 are a ValueError: such marks have no share.
    """
    wrong = [criterion for criterion in marks if full.get(criterion, 0) <= 0]
    if wrong:
        raise ValueError(f"criterion {wrong[0]!r} has no full marks above 0")
    evaluators = sorted({evaluator for by_evaluator in marks.values() for evaluator in by_evaluator})
    tables = {
        criterion: _shares(by_evaluator, evaluators, Fraction(full[criterion]))
        for criterion, by_evaluator in marks.items()
    }
    whole = [[share for table in tables.values() for share in table[row]] for row in range(len(evaluators))]
    return Agreement(
        tolerance,
        {criterion: _figures(table, tolerance) for criterion, table in tables.items()},
        _figures(whole, tolerance),
        dict(zip(evaluators, _leanings(whole), strict=True)),
    )


def _shares(
    marks: Mapping[str, Mapping[str, int | Fraction]], evaluators: Sequence[str], full: Fraction
) -> list[list[Fraction | None]]:
    """Return shares of full marks: a row for each of *evaluators*, a column for each marked station."""
    stations = sorted({station for row in marks.values() for station in row})
    rows = [marks.get(evaluator, {}) for evaluator in evaluators]
    return [[row[station] / full if station in row else None for station in stations] for row in rows]


def _figures(ratings: Sequence[Sequence[Mark]], tolerance: Fraction) -> AlphaFigures:
    units = _shared(_rows(ratings, _number))
    outcome = _alpha(ratings, "interval")
    near, pairs = within(ratings, tolerance), _pairs(units)
    if isinstance(outcome, str):
        return AlphaFigures(None, outcome, near, len(units), pairs)
    return AlphaFigures(outcome, "", near, len(units), pairs)


def _leanings(ratings: Sequence[Sequence[Mark]]) -> list[Leaning]:
    rows = _rows(ratings, _number)
    columns = [[mark for mark in column if mark is not None] for column in zip(*rows, strict=True)]
    sums = [sum(column, Fraction()) for column in columns]
    leanings = []
    for row in rows:
        apart = [
            # mark − (sum − mark) ÷ (others)
            (mark * len(column) - total) / (len(column) - 1)
            for mark, column, total in zip(row, columns, sums, strict=True)
            if mark is not None and len(column) > 1
        ]
        leanings.append(Leaning(sum(apart, Fraction()) / len(apart) if apart else None, len(apart)))
    return leanings


def _alpha(
    ratings: Sequence[Sequence[Mark]], level: str
) -> float | Literal["nothing_shared", "no_variation"]:
    """Return alpha, or why it is undefined."""
    match level:
        case "nominal":
            units, spread = _numbered(_shared(_rows(ratings, _name))), _unequal
        case "ordinal":
            units, spread = _ranked(_shared(_rows(ratings, _number))), _squares
        case "interval":
            units, spread = _whole(_shared(_rows(ratings, _number))), _squares
        case "ratio":
            return _from(_light(_whole(_shared(_rows(ratings, _amount)))), _ratios)
        case _:
            raise ValueError(f"unknown level {level!r}; it is one of nominal, ordinal, interval, ratio")
    return _from(units, spread)


def _from(
    units: Sequence[Sequence[_N]], spread: Callable[[Sequence[_N]], int | float]
) -> float | Literal["nothing_shared", "no_variation"]:
    """Return 1 − observed ÷ expected disagreement; *spread* adds δ² up over the ordered pairs of marks."""
    pooled = [mark for unit in units for mark in unit]
    if not pooled:
        return "nothing_shared"
    expected = Fraction(spread(pooled))
    if not expected:
        return "no_variation"
    observed = sum((Fraction(spread(unit)) / (len(unit) - 1) for unit in units), Fraction())
    return float(1 - (len(pooled) - 1) * observed / expected)


def _unequal(marks: Sequence[int]) -> int:
    return len(marks) ** 2 - sum(count * count for count in Counter(marks).values())


def _squares(marks: Sequence[int]) -> int:
    return 2 * (len(marks) * sum(mark * mark for mark in marks) - sum(marks) ** 2)


def _ratios(marks: Sequence[int | float]) -> float:
    """Add up ((a − b) ÷ (a + b))²; equal marks differ by 0, so 0 and 0 do too."""
    counts = sorted(Counter(marks).items())
    rows = (
        count * sum([times * ((high - low) / (high + low)) ** 2 for low, times in counts[:index]])
        for index, (high, count) in enumerate(counts)
    )
    return 2 * fsum(rows)


def _numbered(units: Sequence[Sequence[Fraction | str]]) -> list[list[int]]:
    """Return the marks with each name replaced by a number."""
    numbers: dict[Fraction | str, int] = {}
    return [[numbers.setdefault(mark, len(numbers)) for mark in unit] for unit in units]


def _ranked(units: Sequence[Sequence[Fraction]]) -> list[list[int]]:
    """Return twice the mid-rank of each mark: the marks below it counted double, and its equals once."""
    ranks: dict[Fraction, int] = {}
    below = 0
    for mark, count in sorted(Counter(mark for unit in units for mark in unit).items()):
        ranks[mark] = 2 * below + count
        below += count
    return [[ranks[mark] for mark in unit] for unit in units]


def _whole(units: Sequence[Sequence[Fraction]]) -> list[list[int]]:
    """Return all marks times their common denominator; alpha does not depend on that factor."""
    common = lcm(*{mark.denominator for unit in units for mark in unit})
    return [[mark.numerator * (common // mark.denominator) for mark in unit] for unit in units]


def _light(units: list[list[int]]) -> list[list[int]] | list[list[float]]:
    """Return marks as floats, which divide faster; marks too close for floats are returned unchanged."""
    pooled = [mark for unit in units for mark in unit]
    low, high = min(pooled, default=0), max(pooled, default=0)
    if (high - low) * 1000 <= high + low:
        return units
    return [[mark / high for mark in unit] for unit in units]


def _near(marks: Sequence[Fraction], limit: Fraction) -> int:
    """Count the pairs that are no further apart than *limit*."""
    ordered = sorted(marks)
    near = first = 0
    for index, mark in enumerate(ordered):
        while mark - ordered[first] > limit:
            first += 1
        near += index - first
    return near


def _pairs(units: Sequence[Sequence[_T]]) -> int:
    return sum(len(unit) * (len(unit) - 1) // 2 for unit in units)


def _shared(rows: Sequence[Sequence[_T | None]]) -> list[list[_T]]:
    """Return the marks of each item that has at least two; a lone mark can neither agree nor disagree."""
    columns = ([mark for mark in column if mark is not None] for column in zip(*rows, strict=True))
    return [column for column in columns if len(column) > 1]


def _rows(ratings: Sequence[Sequence[Mark]], read: Callable[[Mark, str], _T]) -> list[list[_T | None]]:
    """Return the table with each mark read; rows of different lengths are a ValueError."""
    for number, row in enumerate(ratings, 1):
        if len(row) != len(ratings[0]):
            raise ValueError(f"row {number} has {len(row)} items, row 1 has {len(ratings[0])}")
    return [
        [
            None if mark is None else read(mark, f"row {number}, item {item}")
            for item, mark in enumerate(row, 1)
        ]
        for number, row in enumerate(ratings, 1)
    ]


def _name(mark: Mark, where: str) -> Fraction | str:
    return mark if isinstance(mark, str) else _number(mark, where)


def _amount(mark: Mark, where: str) -> Fraction:
    number = _number(mark, where)
    if number < 0:
        raise ValueError(f"{where}: {mark} is below 0, and a ratio scale starts there")
    return number


def _number(mark: Mark, where: str) -> Fraction:
    """Return *mark* exactly; a float is the decimal it prints as."""
    match mark:
        case Rational():
            return Fraction(mark)
        case float() if isfinite(mark):
            return Fraction(float.__repr__(mark))
        case Decimal() if mark.is_finite():
            return Fraction(mark)
    raise ValueError(f"{where}: {mark!r} is not a number")
