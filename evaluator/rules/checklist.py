"""`checklist` — points per item present, added up (组合分).

    rule: {checklist: {fact: rooms, award: {reception: 4, casework: 5, group: 5, files: 3, office: 3}}}

`fact` is a set; `award` gives the points of each of its options, which add up to the criterion's
points. The award is the sum over the options chosen. Where options do not apply to the station
(confirmed claims) it is that sum × points ÷ the awards of the options that apply; where no option is
left, or those left are worth 0, the criterion does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar

from evaluator.base.exact import Number, simple, text
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import NA, NO, Formula, Formulas, is_zero, literal, negated, or_, total
from evaluator.conditions.wording import Words
from evaluator.model.rule import Chosen, Facts, Named, Read, Reason, RuleResult
from evaluator.rules.base import NAME, POINTS, NoConditions, NoTables
from evaluator.rules.choice import awards
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Node, Table

KIND = "checklist"
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
class Checklist(NoConditions, NoTables):
    """Points per item of a set, added up."""

    fact: str
    award_of: Mapping[str, Number]

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the set: more items never lower the award."""
        yield Read(self.fact, 1)

    def needs(self) -> tuple[str, ...]:
        """Need the set."""
        return (self.fact,)

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Add up the items present; scale where options do not apply."""
        chosen = facts.value(self.fact)
        assert isinstance(chosen, frozenset)
        applying = facts.options(self.fact)
        if not applying:
            return RuleResult(
                0, (Reason("why.no_option_applies", {"fact": Named(self.fact)}),), applies=False
            )
        have = tuple(option for option in applying if option in chosen)
        lack = tuple(option for option in applying if option not in chosen)
        got: Number = sum(self.award_of.get(option, 0) for option in have)
        why = [
            Reason("why.checklist", {"have": Chosen(self.fact, have), "count": len(have), "points": got})
            if have
            else Reason("why.checklist.none", {})
        ]
        if lack:
            lost: Number = sum(self.award_of.get(option, 0) for option in lack)
            why.append(Reason("why.checklist.lack", {"lack": Chosen(self.fact, lack), "points": lost}))
        if facts.left_out(self.fact):
            left: Number = sum(self.award_of.get(option, 0) for option in applying)
            if left == 0:
                return RuleResult(
                    0, (Reason("why.no_option_applies", {"fact": Named(self.fact)}),), applies=False
                )
            scaled = simple(Fraction(got) * points / left)
            why.append(Reason("why.scaled", {"points": got, "of": left, "to": points, "scaled": scaled}))
            got = scaled
        return RuleResult(got, tuple(why))

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the awards of the items present, scaled where options do not apply."""
        options = sheet.options(self.fact)
        awards = [literal(self.award_of.get(option, 0)) for option in options]
        got = total(
            f"{sheet.tick(self.fact, option)}*{worth}" for option, worth in zip(options, awards, strict=True)
        )
        applies = [sheet.applies(self.fact, option) for option in options]
        out = or_(*(negated(applicable) for applicable in applies))
        if out == NO:
            return got
        got = sheet.cell(got)
        left = sheet.cell(
            total(f"{applicable}*{worth}" for applicable, worth in zip(applies, awards, strict=True))
        )
        scaled = f"IF({is_zero(left)},{NA},{got}*{literal(points)}/{left})"
        return Formula(f"IF(SUM({','.join(applies)})={len(applies)},{got},{scaled})")

    def words(self, words: Words, points: Number) -> str:
        """Describe the award of each item."""
        return words.say(
            "rule.checklist", fact=words.title(self.fact), options=words.awards(self.fact, self.award_of)
        )


def read(node: Node, reader: Reader, points: Number) -> Checklist:
    """Read the awards of the items; they must cover every option and add up to the points."""
    assert isinstance(node, Table)
    name = reader.fact(node.entries["fact"], ("set",))
    award_of = awards(node.entries["award"], reader, name, points)
    total: Number = sum(award_of.values())
    if name in reader.facts and total != points:
        reader.problem("awards-sum", node.entries["award"], sum=text(total), points=text(points))
    return Checklist(name, award_of)
