"""`ratio` — points in proportion.

    rule: {ratio: {of: staff.certified, to: staff.total, if_none: zero}}                # 持证率 × 25
    rule: {ratio: {of: spent, to: budget, from: 50%, reach: 90%, if_none: zero}}
    rule: {ratio: {of: cost, to: budget, lower_is_better: true}}
    rule: {ratio: {of: services}}                                                       # 清单落实率

value = `of` ÷ `to`; share = (value − `from`) ÷ (`reach` − `from`), limited to 0…1; the award is points
× share, exact. `reach` is 100% and `from` 0% unless said; `from` may lie above `reach`, then less is
better. Where facts make `from` and `reach` equal, the share is 1 from there on and 0 below.

Where `lower_is_better` is true, the value is `to` ÷ `of`, and an `of` of 0 gives full points. A share fact
stands without `to`; a set stands without `to` too and is divided by the number of its options that
apply (none: the criterion does not apply). All four are amounts.

For a `to` of 0 `if_none` decides: `not_applicable` (the criterion does not apply), `zero` or `full`; it
must be said unless `to` cannot be 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from evaluator.base.exact import Number, limited, product, quotient, simple
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import (
    NA,
    NO,
    RATIO_DIGITS,
    YES,
    Formula,
    Formulas,
    amount,
    as_number,
    compared,
    if_,
    is_zero,
    literal,
    total,
    without_divisor,
)
from evaluator.conditions.truth import facts_of, measure
from evaluator.conditions.wording import Words
from evaluator.model.condition import Quantity
from evaluator.model.guideline import Fact
from evaluator.model.rule import Facts, Named, Percent, Read, Reason, RuleResult
from evaluator.model.values import Amount
from evaluator.rules.base import AMOUNT, IF_NONE, NoConditions, NoTables, nothing_to_divide
from evaluator.rules.reader import Reader, flag_of
from evaluator.yaml.parse import Node, Table

KIND = "ratio"
SCHEMA = {
    "type": "object",
    "required": ["of"],
    "additionalProperties": False,
    "properties": {
        "of": AMOUNT,
        "to": AMOUNT,
        "reach": AMOUNT,
        "from": AMOUNT,
        "if_none": IF_NONE,
        "lower_is_better": {"type": "boolean"},
    },
}


@dataclass(frozen=True, slots=True)
class Ratio(NoConditions, NoTables):
    """Points in proportion."""

    quantity: Quantity
    reach: Amount
    start: Amount
    lower_is_better: bool = False
    of_set: bool = False
    """Whether `of` is a set without `to`, divided by the number of its options that apply."""

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield `of` and `to`, which have opposite directions; limits given as facts have no direction."""
        sign = 0
        if self.reach.constant is not None and self.start.constant is not None:
            sign = -1 if self.start.constant > self.reach.constant else 1
        if self.lower_is_better:
            # With a falling range a higher `of` is better again, except that `of: 0` gives full points.
            sign = -1 if sign == 1 else 0
        if self.quantity.of.fact:
            yield Read(self.quantity.of.fact, sign)
        if self.quantity.to is not None and self.quantity.to.fact:
            # As `to` falls, the ratio grows without limit; a `to` of 0 must give the award at that end.
            grown = "full" if sign == 1 else "zero"
            smooth = self.lower_is_better or self.quantity.if_none in ("", grown)
            yield Read(self.quantity.to.fact, -sign if smooth else 0, -sign)
        for limit in (self.reach, self.start):
            if limit.fact:
                yield Read(limit.fact, 0)

    def needs(self) -> tuple[str, ...]:
        """Need every fact read."""
        limits = tuple(limit.fact for limit in (self.reach, self.start) if limit.fact)
        return (*facts_of(self.quantity), *limits)

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award the share of the points that was reached."""
        of = measure(facts, self.quantity.of)
        assert of is not None
        if self.of_set:
            applying = len(facts.options(self.quantity.of.fact))
            if not applying:
                none = Reason("why.no_option_applies", {"fact": Named(self.quantity.of.fact)})
                return RuleResult(0, (none,), applies=False)
            to: Number = applying
        elif self.quantity.to is None:
            to = 1
        else:
            measured = measure(facts, self.quantity.to)
            assert measured is not None
            to = measured
        if self.lower_is_better:
            if of == 0:
                return RuleResult(points, (Reason("why.ratio.none_is_best", {"of": self.quantity.of}),))
            of, to = to, of
        elif to == 0:
            amount = self.quantity.to or self.quantity.of
            return nothing_to_divide(self.quantity.if_none, points, Reason("why.divisor", {"to": amount}))
        value = quotient(of, to)
        reach, start = measure(facts, self.reach), measure(facts, self.start)
        assert reach is not None
        assert start is not None
        if reach == start:
            share: Number = 1 if value >= reach else 0
        else:
            share = limited(quotient(value - start, reach - start) if start else quotient(value, reach), 1)
        got = product(points, share)
        args: dict[str, object] = {"value": Percent(value), "points": points, "got": got}
        args |= {"reach": Percent(reach), "way": self._way(start, reach)}
        if self.quantity.to is None and not self.of_set:
            key = "why.ratio.alone"
        else:
            key = "why.ratio"
            args |= {"of": of, "to": to, "quantity": self.quantity, "need": product(to, reach)}
        why = [Reason(key, args)]
        if (start, reach) != (0, 1):
            why.append(Reason("why.ratio.range", {"from": Percent(start), "reach": Percent(reach)}))
        return RuleResult(got, tuple(why))

    def _way(self, start: Number, reach: Number) -> str:
        """Return which way is better: the last part of the plain sentence's key."""
        if self.lower_is_better:
            return ".inverted"
        return ".falling" if start > reach else ""

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the share of the points that the ratio reaches."""
        of = sheet.cell(amount(sheet, self.quantity.of))
        none = without_divisor(self.quantity.if_none, points)
        if self.of_set:
            name = self.quantity.of.fact
            to = sheet.cell(total(sheet.applies(name, option) for option in sheet.options(name)))
            none = NA
        else:
            to = YES if self.quantity.to is None else sheet.cell(amount(sheet, self.quantity.to))
        if self.lower_is_better:
            of, to, none = to, of, literal(points)
        nothing = NO if to == YES else is_zero(to)
        value = sheet.cell(if_(nothing, NO, of if to == YES else Formula(f"{of}/{to}")))
        reach, start = amount(sheet, self.reach), amount(sheet, self.start)
        whole = as_number(compared(value, ">=", reach, RATIO_DIGITS))
        share = f"MIN(1,MAX(0,({value}-{start})/({reach}-{start})))"
        if (start, reach) == (NO, YES):
            share = f"MIN(1,MAX(0,{value}))"
        if self.reach.constant is None or self.start.constant is None:
            share = f"IF({is_zero(Formula(f'({reach}-{start})'))},{whole},{share})"
        elif self.reach.constant == self.start.constant:
            share = whole
        return if_(nothing, none, Formula(f"{literal(points)}*{share}"))

    def words(self, words: Words, points: Number) -> str:
        """Describe the rule."""
        value = words.set_share(self.quantity.of.fact) if self.of_set else words.quantity(self.quantity)
        if self.lower_is_better:
            value = words.say("rule.ratio.inverted", value=value, of=words.amount(self.quantity.of))
        sentence = words.say(
            "rule.ratio" if (self.start.constant, self.reach.constant) == (0, 1) else "rule.ratio.range",
            value=value,
            points=words.number(points),
            start=words.limit(self.start),
            reach=words.limit(self.reach),
        )
        return sentence + words.if_none(self.quantity)


def read(node: Node, reader: Reader, points: Number) -> Ratio:
    """Read the quantity and its limits."""
    assert isinstance(node, Table)
    quantity = reader.quantity(node)
    fact = reader.fact_of(quantity)
    of_set = fact is not None and fact.type == "set"
    lower = flag_of(node.entries.get("lower_is_better"))
    alone = quantity.to is None
    if alone and (lower or not (of_set or (fact is not None and fact.type == "share"))):
        reader.problem("ratio-without-to", node)
    if not lower:
        reader.divides_safely(quantity, node)
    reach = reader.amount(node.entries["reach"]) if "reach" in node.entries else Amount(1, percent=True)
    start = reader.amount(node.entries["from"]) if "from" in node.entries else Amount(0, percent=True)
    if reach.constant is not None and reach.constant == start.constant:
        reader.problem("empty-range", node.entries.get("reach", node))
    most = _most(quantity, fact, reader)
    if most is not None and not lower and reach.constant is not None and start.constant is not None:
        reached = Fraction(most - start.constant) / ((reach.constant - start.constant) or 1)
        if start.constant < reach.constant:
            reader.reaches(
                simple(points * max(Fraction(0), reached)), points, node.entries.get("reach", node)
            )
    return Ratio(quantity, reach, start, lower, of_set)


def _most(quantity: Quantity, fact: Fact | None, reader: Reader) -> Number | None:
    """Return the largest possible ratio: a share's limit, or 1 where `of` is a part of `to`; else None."""
    if quantity.to is None:
        return 1 if fact is not None and fact.type == "set" else reader.most(fact)
    part = reader.facts.get(quantity.of.fact)
    if part is None or part.at_most is None or part.at_most.fact != quantity.to.fact or not quantity.to.fact:
        return None
    scales = (quantity.of, quantity.to, part.at_most)
    return 1 if all(scale.times == 1 == scale.per for scale in scales) else None
