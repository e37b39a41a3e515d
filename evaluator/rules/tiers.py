"""`tiers` — the first band that holds decides (分档).

    rule: {tiers: {fact: premises.area, bands: [{at_least: 60, award: 15}, {at_least: 45, award: 11}]}}
    rule:
      tiers:
        of: staff.left
        to: staff.total
        if_none: zero
        bands: [{at_most: 15%, award: 15}, {above: 15%, at_most: 30%, award: 10}]

Takes a `fact` that counts as a number, or a ratio: `of` ÷ `to`. Each of `bands` has an `award` and one
bound or two: `at_least` and `at_most` include the number, `above` and `below` exclude it (以上 and 以下
include, 超过 and 不满 exclude). The first band that holds gives its award; where none holds,
`otherwise` (default 0) does. Bounds are amounts.

Bands with two bounds must neither overlap nor leave a gap between them, and every band must be
reachable. For a `to` of 0 `if_none` decides, as in `ratio`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from evaluator.base.exact import Number, simple, text
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import (
    NUMBER_DIGITS,
    RATIO_DIGITS,
    Formula,
    Formulas,
    amount,
    and_,
    compared,
    if_,
    literal,
    ratio,
    without_divisor,
)
from evaluator.conditions.truth import facts_of, measure
from evaluator.conditions.wording import Words
from evaluator.model.condition import Quantity
from evaluator.model.guideline import Fact
from evaluator.model.rule import Facts, Had, Read, Reason, RuleResult
from evaluator.model.values import Amount, Place
from evaluator.rules.base import (
    AMOUNT,
    IF_NONE,
    NAME,
    POINTS,
    NoConditions,
    NoTables,
    nothing_to_divide,
    ratio_of,
    seen,
)
from evaluator.rules.reader import Reader, place_of, text_of
from evaluator.yaml.parse import Items, Node, Table

KIND = "tiers"
SCHEMA = {
    "type": "object",
    "required": ["bands"],
    "additionalProperties": False,
    "oneOf": [{"required": ["fact"]}, {"required": ["of", "to"]}],
    "properties": {
        "fact": NAME,
        "of": AMOUNT,
        "to": AMOUNT,
        "if_none": IF_NONE,
        "bands": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["award"],
                "additionalProperties": False,
                "anyOf": [{"required": [bound]} for bound in ("at_least", "above", "at_most", "below")],
                "properties": {
                    "at_least": AMOUNT,
                    "above": AMOUNT,
                    "at_most": AMOUNT,
                    "below": AMOUNT,
                    "award": POINTS,
                },
            },
        },
        "otherwise": POINTS,
    },
}


@dataclass(frozen=True, slots=True)
class Band:
    """A band with its award."""

    award: Number
    low: Amount | None = None
    low_included: bool = True
    high: Amount | None = None
    high_included: bool = True
    place: Place = Place()

    def holds(self, value: Number, low: Number | None, high: Number | None) -> bool:
        """Return whether *value* is within the measured bounds."""
        if low is not None and (value < low or (value == low and not self.low_included)):
            return False
        return high is None or value < high or (value == high and self.high_included)

    def has(self, value: Number) -> bool:
        """Return whether *value* is within the bounds, which are constants."""
        low = None if self.low is None else self.low.constant
        return self.holds(value, low, None if self.high is None else self.high.constant)


@dataclass(frozen=True, slots=True)
class Tiers(NoConditions, NoTables):
    """Bands of a fact or a ratio."""

    quantity: Quantity
    bands: tuple[Band, ...]
    otherwise: Number = 0
    direction: int = 0

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the fact, in the direction in which the awards grow."""
        if self.quantity.of.fact:
            yield Read(self.quantity.of.fact, self.direction)
        if self.quantity.to is not None and self.quantity.to.fact:
            falling = -self.direction
            yield Read(self.quantity.to.fact, 0 if self.quantity.if_none else falling, falling)
        for bound in self._bounds():
            if bound.fact:
                yield Read(bound.fact, 0)

    def needs(self) -> tuple[str, ...]:
        """Need every fact read, bounds included."""
        return (*facts_of(self.quantity), *(bound.fact for bound in self._bounds() if bound.fact))

    def _bounds(self) -> Iterator[Amount]:
        for band in self.bands:
            for bound in (band.low, band.high):
                if bound is not None:
                    yield bound

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Give the award of the first band that holds."""
        value = ratio_of(facts, self.quantity)
        if value is None:
            divisor = self.quantity.to or self.quantity.of
            return nothing_to_divide(self.quantity.if_none, points, Reason("why.divisor", {"to": divisor}))
        quantity = self.quantity
        plain = quantity.to is None and quantity.of.times == 1 == quantity.of.per
        fact_value = facts.value(quantity.of.fact) if plain else None
        shown = seen(quantity, value) if fact_value is None else Had(quantity.of.fact, fact_value)
        for band in self.bands:
            low = None if band.low is None else measure(facts, band.low)
            high = None if band.high is None else measure(facts, band.high)
            if band.holds(value, low, high):
                args = {
                    "quantity": self.quantity,
                    "value": shown,
                    "band": band,
                    "points": band.award,
                    "best": self._best(),
                }
                return RuleResult(band.award, (Reason("why.tiers", args),))
        args = {"quantity": self.quantity, "value": shown, "points": self.otherwise, "best": self._best()}
        return RuleResult(self.otherwise, (Reason("why.tiers.otherwise", args),))

    def _best(self) -> Band:
        """Return the band that awards most; of equal ones the first."""
        return max(self.bands, key=lambda band: band.award)

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the award of the first band that holds."""
        award = self.chosen(sheet, [literal(band.award) for band in self.bands], literal(self.otherwise))
        return if_(ratio(sheet, self.quantity)[1], without_divisor(self.quantity.if_none, points), award)

    def chosen(self, sheet: Formulas, outcomes: Sequence[str], otherwise: str) -> Formula:
        """Return the formula of the outcome of the first band that holds; the divisor is not 0."""
        value, _ = ratio(sheet, self.quantity)
        quantity = self.quantity
        share = quantity.to is not None or sheet.kind(quantity.of.fact) == "share"
        digits = RATIO_DIGITS if share else NUMBER_DIGITS
        formula = Formula(otherwise)
        for band, outcome in zip(reversed(self.bands), reversed(outcomes), strict=True):
            bounds = (
                (band.low, ">=" if band.low_included else ">"),
                (band.high, "<=" if band.high_included else "<"),
            )
            holds = and_(
                *(
                    compared(value, sign, amount(sheet, bound), digits)
                    for bound, sign in bounds
                    if bound is not None
                )
            )
            formula = if_(holds, outcome, formula)
        return formula

    def words(self, words: Words, points: Number) -> str:
        """Describe the bands."""
        bands = words.joined(
            words.say("rule.band", band=words.band(band), points=words.number(band.award))
            for band in self.bands
        )
        sentence = words.say(
            "rule.tiers",
            value=words.quantity(self.quantity),
            bands=bands,
            otherwise=words.number(self.otherwise),
        )
        return sentence + words.if_none(self.quantity)


def read(node: Node, reader: Reader, points: Number) -> Tiers:
    """Read the bands; check awards, overlaps, gaps and that each band is reachable."""
    assert isinstance(node, Table)
    quantity = reader.quantity(node)
    reader.divides_safely(quantity, node)
    like = reader.fact_of(quantity)
    listed = node.entries["bands"]
    assert isinstance(listed, Items)
    bands = tuple(_band(band_node, reader, like, points) for band_node in listed.nodes)
    otherwise = reader.number(node.entries["otherwise"]) if "otherwise" in node.entries else 0
    if otherwise > points:
        reader.problem(
            "award-above-points", node.entries["otherwise"], award=text(otherwise), points=text(points)
        )
    reader.reaches(max(otherwise, *(band.award for band in bands)), points, listed)
    direction = 0
    if all(bound is None or bound.fact == "" for band in bands for bound in (band.low, band.high)):
        values = _samples(bands, like)
        _check(bands, values, reader, named_rest="otherwise" in node.entries)
        direction = _direction(bands, otherwise, values)
    return Tiers(quantity, bands, otherwise, direction)


def _band(node: Node, reader: Reader, like: Fact | None, points: Number) -> Band:
    assert isinstance(node, Table)
    entries = node.entries
    reader.one_of(node, "at_least", "above")
    reader.one_of(node, "at_most", "below")
    award = reader.number(entries["award"])
    if award > points:
        reader.problem(
            "award-above-points", entries["award"], award=text_of(entries["award"]), points=text(points)
        )
    low = next((entries[key] for key in ("at_least", "above") if key in entries), None)
    high = next((entries[key] for key in ("at_most", "below") if key in entries), None)
    return Band(
        award,
        None if low is None else reader.amount(low, like),
        "above" not in entries,
        None if high is None else reader.amount(high, like),
        "below" not in entries,
        place_of(node),
    )


def _samples(bands: tuple[Band, ...], fact: Fact | None) -> list[Number]:
    """Return a value for every interval on which the same bands hold, in rising order."""
    bounds = {
        bound.constant
        for band in bands
        for bound in (band.low, band.high)
        if bound is not None and bound.constant is not None
    }
    if not bounds:
        return []
    low, high = _limits(fact)
    # The fact's limits are edges too: there is an interval between 0 and a first bound below 1.
    edges = sorted(bounds | {limit for limit in (low, high) if limit is not None})
    whole = fact is not None and fact.type in ("integer", "boolean", "set")
    values: list[Number] = [edges[0] - 1]
    for edge, after in zip(edges, [*edges[1:], None], strict=True):
        values.append(edge)
        values.append(edge + 1 if after is None else simple(Fraction(edge + after) / 2))
    if whole:
        rounded = {v for value in values for v in (value.__floor__(), value.__ceil__())}
        values = sorted(rounded)
    return [v for v in values if (low is None or v >= low) and (high is None or v <= high)]


def _limits(fact: Fact | None) -> tuple[Number | None, Number | None]:
    if fact is None:
        return 0, None
    low = None if fact.at_least is None else fact.at_least.constant
    high = None if fact.at_most is None else fact.at_most.constant
    if fact.type == "set":
        return 0, len(fact.choices)
    if fact.type == "share" and low is None:
        low = 0
    return low, high


def _check(bands: tuple[Band, ...], values: list[Number], reader: Reader, *, named_rest: bool) -> None:
    percent = any(b.percent for band in bands for b in (band.low, band.high) if b is not None)

    def shown(value: Number) -> str:
        return f"{text(simple(Fraction(value) * 100))}%" if percent else text(value)

    two_sided = {i for i, band in enumerate(bands) if band.low is not None and band.high is not None}
    reached = {next((i for i, band in enumerate(bands) if band.has(value)), -1) for value in values}
    overlaps: set[tuple[int, int]] = set()
    for value in values:
        hit = [i for i, band in enumerate(bands) if band.has(value)]
        for first, second in pairwise(hit):
            if (first in two_sided or second in two_sided) and (first, second) not in overlaps:
                overlaps.add((first, second))
                reader.problem("bands-overlap", bands[second].place, value=shown(value))
    covered = [any(band.has(value) for band in bands) for value in values]
    # One-sided bands may leave a gap when `otherwise` is written explicitly.
    if (two_sided or not named_rest) and True in covered:
        first_hit, last_hit = covered.index(True), len(covered) - 1 - covered[::-1].index(True)
        for position in range(first_hit, last_hit):
            if not covered[position] and covered[position - 1]:
                reader.problem("bands-gap", bands[0].place, value=shown(values[position]))
    for index, band in enumerate(bands):
        if index not in reached and not any(index in pair for pair in overlaps):
            reader.problem("band-unreachable", band.place, award=text(band.award))


def _direction(bands: tuple[Band, ...], otherwise: Number, values: list[Number]) -> int:
    awards = [next((b.award for b in bands if b.has(value)), otherwise) for value in values]
    pairs = list(pairwise(awards))
    if all(left <= right for left, right in pairs):
        return 1
    return -1 if all(left >= right for left, right in pairs) else 0
