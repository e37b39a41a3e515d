"""`sample` — an evaluator inspects drawn files (抽查).

    rule: {sample: {checks: [接案, 预估, 计划, 介入, 评估, 结案], from: cases.total, at_least: 5, share: 10%}}

The sample size is min(`from`, max(`at_least`, ⌈`share` × `from`⌉)), rounded up; without `from`, which
is an amount, it is `at_least` (default 1). Each file is tested with `checks`, numbered from 1. A check
that does not apply to a file may be left out of it; a file without checks does not count. A mark gives
points × the mean over files of checks passed ÷ checks that apply; it is incomplete, and the criterion
not assessed, with fewer files than the sample size.

Where there is no file to draw (the sample size is 0), `if_none` decides, as in `ratio` (default zero).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import (
    NUMBER_DIGITS,
    Formula,
    Formulas,
    amount,
    if_,
    negated,
    without_divisor,
)
from evaluator.conditions.wording import Words
from evaluator.model.rule import Facts, Read, Reason, RuleResult
from evaluator.model.values import Amount
from evaluator.rules.base import AMOUNT, IF_NONE, NoConditions, NoTables, nothing_to_divide
from evaluator.rules.marked import FilesForm, merged_award
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
class Sample(NoConditions, NoTables):
    """A sample of files tested with checks."""

    checks: tuple[str, ...]
    population: Amount | None = None
    at_least: int = 1
    share: Fraction = Fraction(0)
    if_none: str = ""

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = True

    def reads(self) -> Iterator[Read]:
        """Yield the number of files, without a direction: it only changes the sample size."""
        if self.population is not None and self.population.fact:
            yield Read(self.population.fact, 0)

    def needs(self) -> tuple[str, ...]:
        """Need the number of files."""
        return (self.population.fact,) if self.population is not None and self.population.fact else ()

    def form(self, points: Number) -> FilesForm:
        """Return the checks, and how many files are to be inspected."""
        return FilesForm(self.checks, points, self.population, self.at_least, self.share)

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award the panel's mark; where there are no files, `if_none` decides."""
        if self.population is not None and self.form(points).size(facts) == 0:
            return nothing_to_divide(self.if_none, points, Reason("why.divisor", {"to": self.population}))
        return merged_award(facts, points, criterion)

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the points evaluators gave; where there are no files, `if_none` decides."""
        if self.population is None:
            return sheet.marked(points)
        there = amount(sheet, self.population)
        none = f"AND(ROUND({there},{NUMBER_DIGITS})<=0,{there}>-1)"
        return if_(none, without_divisor(self.if_none, points), sheet.marked(points, negated(none)))

    def words(self, words: Words, points: Number) -> str:
        """Describe the sample and its checks."""
        share = Amount(self.share, percent=True)
        size_words = (
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
            "rule.sample", drawn=size_words, checks=words.joined(self.checks), points=words.number(points)
        )


def read(node: Node, reader: Reader, points: Number) -> Sample:
    """Read the checks and the sample size."""
    assert isinstance(node, Table)
    entries = node.entries
    checks = entries["checks"]
    assert isinstance(checks, Items)
    share = reader.amount(entries["share"]).constant if "share" in entries else None
    return Sample(
        tuple(text_of(check) for check in checks.nodes),
        reader.amount(entries["from"]) if "from" in entries else None,
        int(reader.number(entries["at_least"])) if "at_least" in entries else 1,
        Fraction(share or 0),
        text_of(entries.get("if_none")),
    )
