"""Conditions as data: what `zero_when`, `applies_when`, ceilings, vetoes and ledger rows ask."""

from __future__ import annotations

from datetime import date

from evaluator.base.frozen import dataclass
from evaluator.model.values import Amount, Place


@dataclass(frozen=True, slots=True)
class Quantity:
    """A fact, or one amount divided by another."""

    of: Amount
    to: Amount | None = None
    if_none: str = ""
    """What holds when `to` is 0: not_applicable, zero or full in rules; yes or no in conditions."""


Operand = Amount | date | bool | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operator of a test with its operand."""

    operator: str
    """is, is_not, in, has, at_least, above, at_most, below, is_given, within."""
    operand: Operand


@dataclass(frozen=True, slots=True)
class Test:
    """Comparisons of a fact, a ratio or a ledger column, all of which must hold."""

    quantity: Quantity | None
    column: str
    comparisons: tuple[Comparison, ...]
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class SectionTest:
    """Share of a section, or of any section of a level, below a limit (ceilings only)."""

    section: str
    """Empty: any section of `level`."""
    level: int
    share_below: Amount
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class CriterionTest:
    """Points of a criterion, on its own scale, below a limit (ceilings only)."""

    criterion: str
    points_below: Amount
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class KeyItemTest:
    """Any key item (▲) with this outcome (ceilings only)."""

    outcome: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Test | SectionTest | CriterionTest | KeyItemTest | And | Or | Not
