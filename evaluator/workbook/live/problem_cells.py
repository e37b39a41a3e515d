"""The cells that keep figures from being shown: where each is, when it does so, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from evaluator.base.exact import Number, simple, text
from evaluator.model.guideline import Fact, Guideline
from evaluator.model.values import NUMERIC
from evaluator.workbook.positions import Plan


@dataclass(frozen=True, slots=True)
class LivePlace:
    """What only shows while somebody fills in: expressions for a cell's name, title and what is wrong."""

    place: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class ProblemCell:
    """A cell that may keep figures from being shown."""

    sheet: str
    """Kind of its sheet, or `ledger:<id>`."""
    row: int
    column: int
    flag: str
    """Whether it does."""
    title: str
    """What stands in the cell."""
    why: str
    """What is wrong with it and what to do, as a text."""
    facts: tuple[str, ...] = ()
    """The facts that are then unknown."""
    criteria: tuple[str, ...] = ()
    """The criteria whose points it may hide; where there are none, only the total."""
    live: LivePlace | None = None
    """Where the place is not fixed; the texts above are then the longest there may be."""


def concerned(guideline: Guideline, fact: str) -> tuple[str, ...]:
    """Return a fact and all facts derived from it."""
    names = [fact]
    for name in names:
        names += [
            other.name
            for other in guideline.facts.values()
            if name in (*other.total, *other.less) and other.name not in names
        ]
    return tuple(names)


def expected(plan: Plan, fact: Fact) -> str:
    """Return what a fact's cell should hold, as the message of its validation says it, with its bounds."""
    sentence = plan.say(f"error.{fact.type}")
    if fact.type not in NUMERIC:
        return sentence
    low, high = (
        None if bound is None or bound.constant is None else _written(fact, bound.constant)
        for bound in (fact.at_least, fact.at_most)
    )
    if low is not None and high is not None:
        return sentence + plan.say("problem.between", low=low, high=high)
    if low is not None:
        return sentence + plan.say("problem.least", low=low)
    return sentence if high is None else sentence + plan.say("problem.most", high=high)


def _written(fact: Fact, number: Number) -> str:
    return f"{text(simple(number * 100))}%" if fact.type == "share" else text(number)
