"""What a fact or a cell can be worth, and amounts that rules compare and divide with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from evaluator.exact import Number

Value = int | Fraction | bool | str | date | frozenset[str]
"""Integers and exact fractions for `integer`, `number`, `share`; an option's id for `choice`; ids for `set`."""

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

FACT_TYPES: Final = ("integer", "number", "share", "boolean", "choice", "set", "date", "text")
NUMERIC: Final = frozenset({"integer", "number", "share"})
STATION: Final = "station"
EXPERT: Final = "expert"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something is declared; line and column count from 1, 0 means unknown."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a fact multiplied and divided by constants (每名社工6个)."""

    constant: Number | None = None
    fact: str = ""
    times: Number = 1
    per: Number = 1
    percent: bool = False
    """Written as a share (`93%`)."""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Period:
    """The time that is evaluated; both days belong to it."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Tell whether *day* lies within the period."""
        return self.first <= day <= self.last
