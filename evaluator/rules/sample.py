"""`sample` — an evaluator inspects drawn files (抽查).

Of `from` files at least `at_least` and at least `share` of them are drawn: min(from, max(at_least,
⌈share × from⌉)). Each file is held against the checks; points × the mean over files of the share of checks
passed. A check that does not fit a file may be left out of it; a file without checks does not count.

    rule: {sample: {checks: [接案, 预估, 计划, 介入, 评估, 结案], from: cases.total, at_least: 5, share: 10%}}

With fewer files than drawn the criterion is not assessed. Where there are no files at all, `if_none`
(default zero) says what holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from evaluator.base.exact import Number, simple
from evaluator.conditions.formulas import NUMBER_DIGITS, Formulas, amount, negated, when, without_divisor
from evaluator.conditions.truth import measure
from evaluator.conditions.wording import Words
from evaluator.model.condition import Condition
from evaluator.model.rule import Award, Facts, Issue, Mark, Read, Said
from evaluator.model.values import Amount
from evaluator.rules.base import AMOUNT, IF_NONE, nothing_to_divide
from evaluator.rules.marked import merged_award
from evaluator.rules.reader import Reader, text_of
from evaluator.yaml.parse import Items, Node, Table

KIND = "sample"
SCHEMA = {
    "type": "object",
    "required": ["checks"],
    "additionalProperties": False,
    "properties": {
        "checks": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
        "from": AMOUNT,
        "at_least": {"type": "integer", "minimum": 1},
        "share": {"$ref": "#/$defs/share"},
        "if_none": IF_NONE,
    },
    "dependentRequired": {"share": ["from"], "if_none": ["from"]},
}


@dataclass(frozen=True, slots=True)
class Sample:
    """Files drawn and held against checks."""

    checks: tuple[str, ...]
    population: Amount | None = None
    at_least: int = 1
    share: Fraction = Fraction(0)
    if_none: str = ""

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = True

    def reads(self) -> Iterator[Read]:
        """Yield the number of files there are: more may mean more to inspect, no more."""
        if self.population is not None and self.population.fact:
            yield Read(self.population.fact, 0)

    def needs(self) -> tuple[str, ...]:
        """Need the number of files there are."""
        return (self.population.fact,) if self.population is not None and self.population.fact else ()

    def conditions(self) -> tuple[Condition, ...]:
        """Return none."""
        return ()

    def drawn(self, facts: Facts) -> int | None:
        """Return how many files must be inspected, None while that is not known."""
        if self.population is None:
            return self.at_least
        there = measure(facts, self.population)
        if there is None:
            return None
        wanted = max(self.at_least, -((-self.share * there).__floor__()))
        return int(min(Fraction(there).__ceil__(), wanted))

    def award(self, facts: Facts, points: Number, criterion: str) -> Award:
        """Award the panel's mark; without any files there is nothing to draw from."""
        if self.drawn(facts) == 0:
            assert self.population is not None
            return nothing_to_divide(self.if_none, points, Said("why.divisor", {"to": self.population}))
        return merged_award(facts, points, criterion)

    def check_mark(self, mark: Mark, points: Number) -> Issue | None:
        """Return what is wrong with a mark: no files, unknown checks, checks passed and left out at once."""
        if not mark.sample:
            return Issue("mark-without-sample")
        seen: set[str] = set()
        for one in mark.sample:
            wrong = sorted(n for n in one.passed | one.left_out if not 1 <= n <= len(self.checks))
            if wrong:
                args = {"file": one.file, "number": str(wrong[0]), "most": str(len(self.checks))}
                return Issue("unknown-check", args)
            both = sorted(one.passed & one.left_out)
            if both:
                return Issue("check-passed-and-left-out", {"file": one.file, "number": str(both[0])})
            if one.file in seen:
                return Issue("file-inspected-twice", {"file": one.file})
            seen.add(one.file)
        return None

    def points_of(self, mark: Mark, facts: Facts, points: Number) -> Number | None:
        """Return points × mean share of checks passed; None with fewer files than drawn."""
        shares = [
            Fraction(len(one.passed), len(self.checks) - len(one.left_out))
            for one in mark.sample
            if len(one.left_out) < len(self.checks)
        ]
        drawn = self.drawn(facts)
        if drawn is None or len(shares) < drawn or not shares:
            return None
        return simple(points * sum(shares, Fraction(0)) / len(shares))

    def formula(self, sheet: Formulas, points: Number) -> str:
        """Award what evaluators found; without any files there is nothing to draw from."""
        if self.population is None:
            return sheet.marked(points)
        there = amount(sheet, self.population)
        none = f"AND(ROUND({there},{NUMBER_DIGITS})<=0,{there}>-1)"
        return when(none, without_divisor(self.if_none, points), sheet.marked(points, negated(none)))

    def words(self, words: Words, points: Number) -> str:
        """Say what is drawn and held against what."""
        share = Amount(self.share, percent=True)
        drawn = (
            words.say(
                "rule.sample.drawn",
                at_least=self.at_least,
                share=words.limit(share),
                population=words.amount(self.population),
            )
            if self.population is not None
            else words.say("rule.sample.fixed", at_least=self.at_least)
        )
        return words.say(
            "rule.sample", drawn=drawn, checks=words.joined(self.checks), points=words.number(points)
        )


def read(node: Node, reader: Reader, points: Number) -> Sample:
    """Read checks and how many files are drawn."""
    assert isinstance(node, Table)
    entries = node.entries
    checks = entries["checks"]
    assert isinstance(checks, Items)
    share = reader.amount(entries["share"]).constant if "share" in entries else None
    return Sample(
        tuple(text_of(one) for one in checks.nodes),
        reader.amount(entries["from"]) if "from" in entries else None,
        int(reader.number(entries["at_least"])) if "at_least" in entries else 1,
        Fraction(share or 0),
        text_of(entries.get("if_none")),
    )
