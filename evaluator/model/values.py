"""Values of facts and cells, and amounts that rules compare with and divide by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass


class _Nothing(Mapping[str, str]):
    """An empty mapping that can be the default of a frozen field (a mappingproxy has no hash before 3.12)."""

    __slots__ = ()

    def __getitem__(self, key: str) -> str:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0


NOTHING: Final[Mapping[str, str]] = _Nothing()

Value = int | Fraction | bool | str | date | frozenset[str]
"""`integer`, `number`, `share` are exact numbers; a `choice` is its option's id, a `set` several."""

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
class Location:
    """Where in the files a value stands: a file, with its lines, or with the key it is written under."""

    file: str
    """Path relative to the station's folder, or to the round's."""
    sheet: str = ""
    """The sheet, where the file is a workbook."""
    lines: tuple[tuple[int, int], ...] = ()
    """First and last of each span of lines or rows, counted from 1."""
    key: str = ""
    """Instead of lines, which may move while the value does not: `facts.price.lowest`."""


def has_blank(values: Iterable[Value | None]) -> bool:
    """Return whether one of the values is blank; `in` would compare it with each, slowly with fractions."""
    return bool([value for value in values if value is None])


@lru_cache(maxsize=4096)  # the files of many stations have a value on the same line
def line_at(file: str, line: int) -> tuple[Location, ...]:
    """Return the place of a value on a line of a file; none where it was not read from one."""
    return (Location(file, lines=((line, line),)),) if file and line else ()


def spans(lines: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return lines, in any order, as spans without gaps."""
    order = sorted(set(lines))
    if order and order[-1] - order[0] == len(order) - 1:
        return ((order[0], order[-1]),)
    begins = [at for at, line in enumerate(order) if not at or line != order[at - 1] + 1]
    ends = [*(at - 1 for at in begins[1:]), -1]
    return tuple((order[begin], order[end]) for begin, end in zip(begins, ends, strict=False))


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
    """The time that is evaluated, from the first day through the last."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Return whether *day* lies within the period."""
        return self.first <= day <= self.last
