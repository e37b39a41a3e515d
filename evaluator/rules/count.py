"""`count` — points per unit, up to a limit (每个5分, 最高20分).

    rule: {count: {fact: groups.total, each: 5}}
    rule: {count: {fact: staff.total, above: 3, each: 1, at_most: 5}}       # 3人以上每增1人加1分

units = (`fact` − `above`) ÷ `per`, 0 where `fact` is not above; the award is units × `each`, at most
`at_most`. `above` (default 0, an amount) is where counting begins, `per` (default 1) the size of a
unit, `part` what an incomplete unit counts: `whole` (nothing, the default), `started` (a whole unit) or
`exact` (its fraction). `at_most` is the criterion's points unless said. In a deduction the award is
subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from evaluator.base.exact import Number, simple, text
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import Formula, Formulas, amount, literal, steps
from evaluator.conditions.truth import measure
from evaluator.conditions.wording import Words
from evaluator.model.rule import Facts, Had, Named, Read, Reason, RuleResult
from evaluator.model.values import Amount
from evaluator.rules.base import AMOUNT, NAME, PART, PER, POINTS, NoConditions, NoTables, step_size, steps_of
from evaluator.rules.reader import COUNTABLE, Reader, text_of
from evaluator.yaml.parse import Node, Table

KIND = "count"
NOWHERE = Amount(0)
"""The default of `above`: counting begins at 0."""
SCHEMA = {
    "type": "object",
    "required": ["fact", "each"],
    "additionalProperties": False,
    "properties": {
        "fact": NAME,
        "above": AMOUNT,
        "per": PER,
        "part": PART,
        "each": POINTS,
        "at_most": POINTS,
    },
}


@dataclass(frozen=True, slots=True)
class Count(NoConditions, NoTables):
    """Points per unit up to a limit."""

    fact: str
    each: Number
    above: Amount = NOWHERE
    per: Number = 1
    part: str = "whole"
    at_most: Number | None = None

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the fact: a larger value never lowers the award, unless the award is a deduction."""
        yield Read(self.fact, 1)
        if self.above.fact:
            yield Read(self.above.fact, -1)

    def needs(self) -> tuple[str, ...]:
        """Need the fact, and the fact above which counting begins."""
        return (self.fact, self.above.fact) if self.above.fact else (self.fact,)

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award the points of the counted units, up to the limit."""
        value = measure(facts, Amount(None, self.fact))
        above = measure(facts, self.above)
        assert value is not None
        assert above is not None
        units = steps_of(value - above, self.per, self.part)
        limit = points if self.at_most is None else self.at_most
        got = simple(units * self.each)
        fact_value = facts.value(self.fact)
        assert fact_value is not None
        args: dict[str, object] = {
            "fact": Named(self.fact),
            "value": Had(self.fact, fact_value),
            "units": units,
            "each": self.each,
            "points": min(got, limit),
            "needed": Had(self.fact, simple(above - (-limit // self.each) * self.per)),
        }
        why = [
            Reason(
                "why.count" if above == 0 and self.per == 1 else "why.count.above",
                args | {"above": above, "per": self.per},
            )
        ]
        if got > limit:
            why.append(Reason("why.count.limit", {"points": got, "limit": limit}))
        return RuleResult(min(got, limit), tuple(why))

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the points of the counted units, up to the limit."""
        distance = f"{sheet.number(self.fact)}-{amount(sheet, self.above)}"
        limit = literal(points if self.at_most is None else self.at_most)
        return Formula(f"MIN({limit},{steps(distance, self.per, self.part)}*{literal(self.each)})")

    def words(self, words: Words, points: Number) -> str:
        """Describe the rule."""
        plain = self.above.constant == 0 and self.per == 1
        return words.say(
            "rule.count" if plain else "rule.count.above",
            fact=words.title(self.fact),
            above=words.amount(self.above),
            per=words.number(self.per),
            unit=words.unit(self.fact),
            each=words.number(self.each),
            limit=words.number(points if self.at_most is None else self.at_most),
        ) + words.part(self.part)


def read(node: Node, reader: Reader, points: Number) -> Count:
    """Read the rule; the limit must not exceed the points."""
    assert isinstance(node, Table)
    entries = node.entries
    name = reader.fact(entries["fact"], COUNTABLE)
    at_most = reader.number(entries["at_most"]) if "at_most" in entries else None
    if at_most is not None and at_most > points:
        reader.problem(
            "award-above-points", entries["at_most"], award=text_of(entries["at_most"]), points=text(points)
        )
    unit_points = reader.number(entries["each"])
    like = reader.facts.get(name)
    above = reader.amount(entries["above"], like) if "above" in entries else NOWHERE
    per, part = step_size(entries.get("per"), reader, like, above), text_of(entries.get("part")) or "whole"
    best = points if at_most is None else at_most
    most = reader.most(like)
    if most is not None and above.constant is not None:
        best = min(best, simple(steps_of(most - above.constant, per, part) * unit_points))
    reader.reaches(best, points, entries.get("at_most", node))
    return Count(name, unit_points, above, per, part, at_most)
