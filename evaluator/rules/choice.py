"""`choice` — points per option.

    rule: {choice: {fact: premises.tenure, award: {own: 15, shared: 9, none: 0}}}    # 独立15 / 共用9 / 无0

`fact` is a choice; `award` gives the points of each of its options, all of them. The award is that of
the option chosen. No award may exceed the criterion's points, and one must reach them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from evaluator.base.exact import Number, text
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import Formula, Formulas, literal
from evaluator.conditions.wording import Words
from evaluator.model.rule import Chosen, Facts, Named, Read, Reason, RuleResult
from evaluator.rules.base import NAME, POINTS, NoConditions, NoTables
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
class Choice(NoConditions, NoTables):
    """Points per option of a choice."""

    fact: str
    award_of: Mapping[str, Number]

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the fact without a direction: options have no order."""
        yield Read(self.fact, 0)

    def needs(self) -> tuple[str, ...]:
        """Need the fact."""
        return (self.fact,)

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Give the award of the chosen option."""
        option = facts.value(self.fact)
        got = self.award_of[option] if isinstance(option, str) else 0
        most = max(self.award_of.values())
        best = tuple(name for name, award in self.award_of.items() if award == most)
        args = {"fact": Named(self.fact), "option": Chosen(self.fact, (str(option),)), "points": got}
        args["best"] = Chosen(self.fact, best)
        return RuleResult(got, (Reason("why.choice", args),))

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the award of the chosen option."""
        worth = ",".join(literal(self.award_of.get(option, 0)) for option in sheet.options(self.fact))
        return Formula(f"CHOOSE({sheet.value(self.fact)},{worth})")

    def words(self, words: Words, points: Number) -> str:
        """Describe the award of each option."""
        return words.say(
            "rule.choice", fact=words.title(self.fact), options=words.awards(self.fact, self.award_of)
        )


def read(node: Node, reader: Reader, points: Number) -> Choice:
    """Read the awards of the options; each option needs an award, and none may exceed the points."""
    assert isinstance(node, Table)
    name = reader.fact(node.entries["fact"], ("choice",))
    award_of = awards(node.entries["award"], reader, name, points)
    if award_of:
        reader.reaches(max(award_of.values()), points, node.entries["award"])
    return Choice(name, award_of)


def awards(node: Node, reader: Reader, name: str, points: Number) -> dict[str, Number]:
    """Read the points per option; report unknown options, missing options and awards above the points."""
    assert isinstance(node, Table)
    fact = reader.facts.get(name)
    award_of: dict[str, Number] = {}
    for key, value in node.entries.items():
        if fact is not None and key not in fact.choices:
            reader.unknown("unknown-option", node.keys[key], key, fact.choices)
            continue
        award_of[key] = reader.number(value)
        if award_of[key] > points:
            reader.problem("award-above-points", value, award=text_of(value), points=text(points))
    if fact is not None:
        for option, title in fact.choices.items():
            if option not in award_of:
                reader.problem("option-without-award", node, option=option, title=title, fact=name)
                award_of[option] = 0
    return award_of
