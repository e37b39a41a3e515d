"""Say whether two ledger rows are the same record: equal wherever both have a value.

A blank is no difference: otherwise clearing a cell of a repeated row would make two records of it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Final

from evaluator.base.frozen import dataclass, field
from evaluator.model.submission import Row

Values = Mapping[str, Hashable]
"""What a row has, by column, without its blanks."""

BESIDE: Final = "beside "
"""Before the head of a column that the ledger does not ask for."""
_COUNTERS: Final = frozenset(["序号", "编号", "序", "号", "no", "no.", "№", "行号", "顺序号", "id"])


def values_of(row: Row, without: Collection[str] = ()) -> dict[str, Hashable]:
    """Return what a row has, as it is compared with other rows; what cannot be read is compared as it is."""
    values: dict[str, Hashable] = {
        name: value for name, value in row.cells.items() if value is not None and name not in without
    }
    values |= {name: ("bad", text) for name, text in row.bad.items() if name not in without}
    values |= {BESIDE + head: text for head, text in row.beside.items() if BESIDE + head not in without}
    return values


def counters_in(rows: Iterable[Row]) -> frozenset[str]:
    """Return the columns that only number the rows and that the ledger does not ask for."""
    return frozenset(BESIDE + head for row in rows for head in row.beside if head in _COUNTERS)


def differ(first: Values, second: Values, columns: Collection[str]) -> bool:
    """Return whether both rows have a value in one of *columns*, and not the same."""
    return any(name in first and name in second and first[name] != second[name] for name in columns)


@dataclass(slots=True)
class RowIndex:
    """Rows to look up equal rows in, quickly also where many rows have blanks."""

    telling: frozenset[str]
    """Columns of which both rows must have a value, or neither, for two rows to be surely the same."""
    _rows: dict[frozenset[str], list[tuple[int, int, Values]]] = field(default_factory=dict)
    """Number, group and values of the rows, by the columns they have."""
    _lookups: dict[tuple[frozenset[str], frozenset[str]], dict[tuple[Hashable, ...], dict[int, int]]] = field(
        default_factory=dict
    )
    """For rows with certain columns: what they have in some of them → first row of each group."""
    _count: int = 0

    def add(self, values: Values, group: int = 0) -> None:
        """Add a row; rows are numbered from 0 in the order they are added."""
        columns = frozenset(values)
        self._rows.setdefault(columns, []).append((self._count, group, values))
        for (having, common), lookup in self._lookups.items():
            if having == columns:
                lookup.setdefault(_part(values, common), {}).setdefault(group, self._count)
        self._count += 1

    def same(self, values: Values, groups: Collection[int] | None = None) -> tuple[int, bool] | None:
        """Return the first row that is the same, and whether it surely is.

        *groups*: only rows of these.
        """
        columns = frozenset(values)
        surely: list[int] = []
        perhaps: list[int] = []
        for having in self._rows:
            common = having & columns
            rows = self._lookup(having, common).get(_part(values, common), {})
            numbers = [number for group, number in rows.items() if groups is None or group in groups]
            sure = having & self.telling == columns & self.telling
            (surely if sure else perhaps).extend(numbers)
        if surely:
            return min(surely), True
        return (min(perhaps), False) if perhaps else None

    def _lookup(
        self, having: frozenset[str], common: frozenset[str]
    ) -> dict[tuple[Hashable, ...], dict[int, int]]:
        lookup = self._lookups.get((having, common))
        if lookup is None:
            lookup = self._lookups[having, common] = {}
            for number, group, values in self._rows[having]:
                lookup.setdefault(_part(values, common), {}).setdefault(group, number)
        return lookup


def _part(values: Values, columns: frozenset[str]) -> tuple[Hashable, ...]:
    return tuple(values[name] for name in sorted(columns))
