"""`all_of` — all items or nothing (缺一项不得分).

    rule: {all_of: {fact: staff.posts, items: [fulltime, bookkeeper]}}

`fact` is a set; `items` are the options required (default: all of them). The award is full points where
every required option that applies is chosen, else 0. Options that do not apply to the station are not
required; where none is left, the criterion does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import NA, YES, Formula, Formulas, literal, total
from evaluator.conditions.wording import Words
from evaluator.model.rule import Chosen, Facts, Named, Read, Reason, RuleResult
from evaluator.rules.base import NAME, NoConditions, NoTables
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
class AllOf(NoConditions, NoTables):
    """All items or nothing."""

    fact: str
    items: tuple[str, ...]
    """Empty: every option of the set."""

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the set: more items never lower the award."""
        yield Read(self.fact, 1)

    def needs(self) -> tuple[str, ...]:
        """Need the set."""
        return (self.fact,)

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award full points when no required item is missing."""
        chosen = facts.value(self.fact)
        assert isinstance(chosen, frozenset)
        applying = facts.options(self.fact)
        asked = tuple(option for option in applying if not self.items or option in self.items)
        if not asked:
            return RuleResult(
                0, (Reason("why.no_option_applies", {"fact": Named(self.fact)}),), applies=False
            )
        lack = tuple(option for option in asked if option not in chosen)
        if lack:
            args = {"lack": Chosen(self.fact, lack), "fact": Named(self.fact)}
            return RuleResult(0, (Reason("why.all_of.lack", args),))
        return RuleResult(points, (Reason("why.all_of", {"fact": Named(self.fact), "count": len(asked)}),))

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: full points where no required item is missing."""
        asked = [option for option in sheet.options(self.fact) if not self.items or option in self.items]
        applies = [sheet.applies(self.fact, option) for option in asked]
        lack = total(
            f"{left}*(1-{sheet.tick(self.fact, option)})" for option, left in zip(asked, applies, strict=True)
        )
        award = Formula(f"IF({lack}=0,{literal(points)},0)")
        return award if YES in applies else Formula(f"IF({total(applies)}=0,{NA},{award})")

    def words(self, words: Words, points: Number) -> str:
        """Describe the required items."""
        return words.say(
            "rule.all_of",
            fact=words.title(self.fact),
            options=words.options(self.fact, self.items or tuple(words.facts[self.fact].choices)),
            points=words.number(points),
        )


def read(node: Node, reader: Reader, points: Number) -> AllOf:
    """Read the required items."""
    assert isinstance(node, Table)
    name = reader.fact(node.entries["fact"], ("set",))
    fact = reader.facts.get(name)
    listed = node.entries.get("items")
    items: tuple[str, ...] = ()
    if isinstance(listed, Items) and fact is not None:
        items = tuple(reader.option(item_node, fact.choices) for item_node in listed.nodes)
    return AllOf(name, items)
