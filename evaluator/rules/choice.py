"""`choice` — points per option.

Takes a choice fact and awards what its option is worth. Every option needs an award.

    rule: {choice: {fact: premises.tenure, award: {own: 15, shared: 9, none: 0}}}    # 独立15 / 共用9 / 无0
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from evaluator.base.exact import Number, text
from evaluator.conditions.formulas import Formulas, literal
from evaluator.conditions.wording import Words
from evaluator.model.condition import Condition
from evaluator.model.rule import Award, Chosen, Facts, Named, Read, Said
from evaluator.rules.base import NAME, POINTS
from evaluator.rules.reader import Reader, text_of
from evaluator.yaml.parse import Node, Table

KIND = "choice"
SCHEMA = {
    "type": "object",
    "required": ["fact", "award"],
    "additionalProperties": False,
    "properties": {
        "fact": NAME,
        "award": {"type": "object", "minProperties": 1, "additionalProperties": POINTS},
    },
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Points per option of a choice."""

    fact: str
    award_of: Mapping[str, Number]

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the fact; options have no order, so it cuts both ways."""
        yield Read(self.fact, 0)

    def needs(self) -> tuple[str, ...]:
        """Need the fact."""
        return (self.fact,)

    def conditions(self) -> tuple[Condition, ...]:
        """Return none."""
        return ()

    def award(self, facts: Facts, points: Number, criterion: str) -> Award:
        """Award the chosen option's points."""
        option = facts.value(self.fact)
        got = self.award_of[option] if isinstance(option, str) else 0
        args = {"fact": Named(self.fact), "option": Chosen(self.fact, (str(option),)), "points": got}
        return Award(got, (Said("why.choice", args),))

    def formula(self, sheet: Formulas, points: Number) -> str:
        """Award what the option chosen is worth."""
        worth = ",".join(literal(self.award_of.get(one, 0)) for one in sheet.options(self.fact))
        return f"CHOOSE({sheet.value(self.fact)},{worth})"

    def words(self, words: Words, points: Number) -> str:
        """Say what each option is worth."""
        return words.say(
            "rule.choice", fact=words.title(self.fact), options=words.awards(self.fact, self.award_of)
        )


def read(node: Node, reader: Reader, points: Number) -> Choice:
    """Read option awards; each option of the fact needs one, none may exceed the points."""
    assert isinstance(node, Table)
    name = reader.fact(node.entries["fact"], ("choice",))
    found = awards(node.entries["award"], reader, name, points)
    if found:
        reader.reaches(max(found.values()), points, node.entries["award"])
    return Choice(name, found)


def awards(node: Node, reader: Reader, name: str, points: Number) -> dict[str, Number]:
    """Read points per option by id; notes unknown options, missing ones and awards above the points."""
    assert isinstance(node, Table)
    fact = reader.facts.get(name)
    found: dict[str, Number] = {}
    for key, value in node.entries.items():
        if fact is not None and key not in fact.choices:
            reader.unknown("unknown-option", node.keys[key], key, fact.choices)
            continue
        found[key] = reader.number(value)
        if found[key] > points:
            reader.problem("award-above-points", value, award=text_of(value), points=text(points))
    if fact is not None:
        for option, title in fact.choices.items():
            if option not in found:
                reader.problem("option-without-award", node, option=option, title=title, fact=name)
                found[option] = 0
    return found
