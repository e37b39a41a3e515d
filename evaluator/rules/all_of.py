"""`all_of` — all items or nothing (缺一项不得分).

Takes a set fact and, optionally, which of its items are asked for (default: all). Options that do not
apply to the station are not asked for; when none is left the criterion does not apply.

    rule: {all_of: {fact: staff.posts, items: [fulltime, bookkeeper]}}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from evaluator.base.exact import Number
from evaluator.conditions.formulas import NA, YES, Formulas, literal, total
from evaluator.conditions.wording import Words
from evaluator.model.condition import Condition
from evaluator.model.rule import Award, Chosen, Facts, Named, Read, Said
from evaluator.rules.base import NAME
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Items, Node, Table

KIND = "all_of"
SCHEMA = {
    "type": "object",
    "required": ["fact"],
    "additionalProperties": False,
    "properties": {"fact": NAME, "items": {"type": "array", "minItems": 1, "items": NAME}},
}


@dataclass(frozen=True, slots=True)
class AllOf:
    """All items or nothing."""

    fact: str
    items: tuple[str, ...]
    """Empty: every option of the set."""

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the set: more items never hurt."""
        yield Read(self.fact, 1)

    def needs(self) -> tuple[str, ...]:
        """Need the set."""
        return (self.fact,)

    def conditions(self) -> tuple[Condition, ...]:
        """Return none."""
        return ()

    def award(self, facts: Facts, points: Number, criterion: str) -> Award:
        """Award full points when no item asked for is lacking."""
        chosen = facts.value(self.fact)
        assert isinstance(chosen, frozenset)
        applying = facts.options(self.fact)
        asked = tuple(option for option in applying if not self.items or option in self.items)
        if not asked:
            return Award(0, (Said("why.no_option_applies", {"fact": Named(self.fact)}),), applies=False)
        lack = tuple(option for option in asked if option not in chosen)
        if lack:
            args = {"lack": Chosen(self.fact, lack), "fact": Named(self.fact)}
            return Award(0, (Said("why.all_of.lack", args),))
        return Award(points, (Said("why.all_of", {"fact": Named(self.fact), "count": len(asked)}),))

    def formula(self, sheet: Formulas, points: Number) -> str:
        """Award full points where nothing asked for is lacking."""
        asked = [one for one in sheet.options(self.fact) if not self.items or one in self.items]
        applies = [sheet.applies(self.fact, one) for one in asked]
        lack = total(
            f"{left}*(1-{sheet.tick(self.fact, one)})" for one, left in zip(asked, applies, strict=True)
        )
        award = f"IF({lack}=0,{literal(points)},0)"
        return award if YES in applies else f"IF({total(applies)}=0,{NA},{award})"

    def words(self, words: Words, points: Number) -> str:
        """Say what must be there."""
        return words.say(
            "rule.all_of",
            fact=words.title(self.fact),
            options=words.options(self.fact, self.items or tuple(words.facts[self.fact].choices)),
            points=words.number(points),
        )


def read(node: Node, reader: Reader, points: Number) -> AllOf:
    """Read the items asked for."""
    assert isinstance(node, Table)
    name = reader.fact(node.entries["fact"], ("set",))
    fact = reader.facts.get(name)
    listed = node.entries.get("items")
    items: tuple[str, ...] = ()
    if isinstance(listed, Items) and fact is not None:
        items = tuple(reader.option(one, fact.choices) for one in listed.nodes)
    return AllOf(name, items)
