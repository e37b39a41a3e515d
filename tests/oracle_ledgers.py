"""Ledgers counted once more, naively and from the written design alone: what the engine is held against.

It takes the sheets as rows of text and the guideline's ledger and facts as YAML's base loader returns them, and
knows nothing of the engine. Speed and elegance don't matter here; being plainly right does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

Node = Any
Value = str | Fraction | date
Sheet = Sequence[Sequence[str]]
"""Rows of cells; the first row has the heads, in the order of the ledger's columns."""

SUMS: Final = ("合计", "小计", "8月小计", "总计")
LABELS: Final = ("填表人：李某", "审核：张某", "以下空白", "第1页", "单位（盖章）")
NOTES: Final = ("注：数据截至六月底",)
NOTHING: Final = ("—", "/", "无")
NOT_YET: Final = ("进行中",)
BAD: Final = "看不清"


@dataclass(frozen=True)
class Record:
    """One record: what its cells hold, which cannot be read, and the sheet it stands on."""

    sheet: int
    values: dict[str, Value]
    bad: frozenset[str]


@dataclass(frozen=True)
class Count:
    """A figure, None where it is blank, and how many records it is made from."""

    value: Fraction | None
    rows: int


class LedgerOracle:
    """One ledger on several sheets."""

    def __init__(self, ledger: Node, needed: frozenset[str], sheets: Sequence[Sheet]) -> None:
        """Take the ledger's declaration, the columns that have to be there, and the sheets."""
        self.columns: dict[str, Node] = ledger["columns"]
        self.key: str = ledger.get("key", "")
        self.needed = needed
        self.required = frozenset(
            name for name, column in self.columns.items() if column.get("may_be_blank") != "true"
        )
        self.records = [
            record for number, sheet in enumerate(sheets) for record in self._records(number, sheet)
        ]
        self.anew = {number for number, sheet in enumerate(sheets) if self._begins_anew(sheet, perhaps=False)}
        self.perhaps = {
            number for number, sheet in enumerate(sheets) if self._begins_anew(sheet, perhaps=True)
        }

    # What a row is

    def _records(self, number: int, sheet: Sheet) -> Iterator[Record]:
        """Every row is a record, but for what the design names; then the foot is cut off the end."""
        rows = [row for row in sheet[1:] if self._is_record(row, sheet[0])]
        while rows and self._may_be_foot(rows[-1]):
            rows.pop()
        for row in rows:
            values, bad = self._typed(row)
            yield Record(number, values, frozenset(bad))

    def _is_record(self, row: Sequence[str], heads: Sequence[str]) -> bool:
        filled = [cell for cell in row if cell]
        if not filled or all(cell == head for cell, head in zip(row, heads, strict=True) if cell):
            return False
        if any(cell in SUMS for cell in filled):
            return False
        left = self._values(row)
        if not left:
            return False
        if len(left) > 1:
            return True
        name, cell = left[0]
        fits = self._type(name, cell) not in (None, BAD)
        if len(self.needed) <= 1 and fits and name in self.needed:
            return True
        if name == self.key:
            return False
        return fits and self.columns[name]["type"] != "text"

    def _may_be_foot(self, row: Sequence[str]) -> bool:
        """Nothing but labels and at most one value, unless that value is all that is required."""
        left = self._values(row)
        return len(left) < 2 and not (len(self.needed) <= 1 and left[0][0] in self.needed)

    def _values(self, row: Sequence[str]) -> list[tuple[str, str]]:
        """What a row holds: labels fill no cell, signs of nothing are blanks where that is an answer."""
        typed = {name: self._type(name, cell) for name, cell in zip(self.columns, row, strict=True)}
        complete = all(typed[name] not in (None, BAD) for name in self.needed)
        return [
            (name, cell)
            for name, cell in zip(self.columns, row, strict=True)
            if cell
            and cell not in LABELS
            and not (cell in NOTES and not complete)
            and typed[name] is not None
        ]

    def _typed(self, row: Sequence[str]) -> tuple[dict[str, Value], set[str]]:
        values: dict[str, Value] = {}
        bad = set()
        for name, cell in self._values(row):
            value = self._type(name, cell)
            if value == BAD and self.columns[name]["type"] != "text":
                bad.add(name)
            elif value is not None:
                values[name] = value
        return values, bad

    def _type(self, name: str, cell: str) -> Value | None:
        """Return a cell's value, None where it is blank, BAD where it cannot be read."""
        column = self.columns[name]
        if not cell:
            return None
        figures = column["type"] in ("date", "number", "integer")
        if column.get("may_be_blank") == "true" and (cell in NOTHING or (cell in NOT_YET and figures)):
            return None
        if column["type"] == "text":
            return cell
        if column["type"] == "date":
            return date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else BAD
        return Fraction(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else BAD

    def _begins_anew(self, sheet: Sheet, *, perhaps: bool) -> bool:
        """Most of the numbers from 1 on stand in the key's column, or may have stood where it is blank."""
        if not self.key:
            return False
        at = list(self.columns).index(self.key)
        lines = 0
        keys: list[str] = []
        for row in sheet[1:]:
            filled = [cell for cell in row if cell]
            if not filled or list(row) == list(sheet[0]) or any(cell in SUMS for cell in filled):
                continue
            if self._values(row):
                lines += 1
                keys += [row[at]] if row[at] and row[at] not in LABELS else []
        return any(
            there and there + (lines - len(keys)) * perhaps >= Fraction(8, 10) * lines
            for first in (0, 1)
            for there in [sum(str(number) in keys for number in range(first, first + lines))]
        )

    # Counting

    def count(self, rule: Node, period: Node, *, can_lower: bool, whole: bool) -> Count:
        """Filter first, then key, then distinct, then the figure."""
        first, last = (date.fromisoformat(period[end]) for end in ("from", "to"))
        distinct = rule.get("distinct", [])
        distinct = [distinct] if isinstance(distinct, str) else distinct
        read = [*distinct, *(rule[name] for name in ("sum", "mean", "of") if name in rule)]
        doubt = unknown = False
        counting: list[Record] = []
        claims: list[tuple[Record, bool, bool]] = []
        for record in self.records:
            holds = self._holds(rule["rows"], record, first, last) if "rows" in rule else True
            lost = [name for name in read if name not in record.values]
            if holds is None or (holds and lost):
                doubt = True
                answer = bool(holds) and lost[0] not in self.required and lost[0] not in record.bad
                unknown = unknown or not answer
                if self.key in record.values:
                    claims.append((record, False, answer))
                continue
            if not holds:
                continue
            if self.key and self.key not in record.values:
                doubt = unknown = True
                continue
            same = [claim for claim in claims if self._same(record, claim[0])]
            if not same:
                counting.append(record)
                claims.append((record, True, True))
            elif not same[0][1]:
                doubt, unknown = True, unknown or not same[0][2]
            elif not any(self._surely_same(record, other) for other, _, _ in same):
                doubt = unknown = True
        if distinct:
            once: list[Record] = []
            for record in counting:
                if all(any(record.values[name] != other.values[name] for name in distinct) for other in once):
                    once.append(record)
            counting = once
        if (doubt and can_lower) or (unknown and "mean" in rule):
            return Count(None, len(counting))
        value = self._figure(rule, counting)
        if value is not None and whole and value.denominator != 1:
            value = None
        return Count(value, len(counting))

    def _figure(self, rule: Node, records: Sequence[Record]) -> Fraction | None:
        if "sum" in rule or "mean" in rule:
            numbers = [record.values[rule.get("sum", rule.get("mean"))] for record in records]
            total = sum((number for number in numbers if isinstance(number, Fraction)), Fraction(0))
            if "sum" in rule:
                return total
            return total / len(numbers) if numbers else None
        if "by" in rule:
            days = [record.values[rule["of"]] for record in records]
            spans = {
                (day.year, day.month) if rule["by"] == "month" else day
                for day in days
                if isinstance(day, date)
            }
            return Fraction(len(spans))
        return Fraction(len(records))

    def _holds(self, test: Node, record: Record, first: date, last: date) -> bool | None:
        for joint, decisive in (("all", False), ("any", True)):
            if joint in test:
                parts = [self._holds(part, record, first, last) for part in test[joint]]
                return decisive if decisive in parts else None if None in parts else not decisive
        if "not" in test:
            inner = self._holds(test["not"], record, first, last)
            return None if inner is None else not inner
        name = test["column"]
        if "is_given" in test:
            if name in record.bad:
                return None
            return (name in record.values) == bool(test["is_given"] == "true")
        if name not in record.values:
            return None if name in self.required or name in record.bad else False
        value = record.values[name]
        if "within" in test:
            return isinstance(value, date) and first <= value <= last
        if "is" in test:
            return str(value) == str(test["is"])
        return isinstance(value, Fraction) and value >= Fraction(test["at_least"])

    def _same(self, record: Record, other: Record) -> bool:
        if not self.key:
            return not self._differ(record, other, frozenset(self.columns))
        if record.values[self.key] != other.values[self.key]:
            return False
        if record.sheet == other.sheet or not {record.sheet, other.sheet} <= self.anew:
            return True
        return not self._differ(record, other, self.required - {self.key})

    def _surely_same(self, record: Record, other: Record) -> bool:
        """Neither has a value where the other has none."""
        sheets = {record.sheet, other.sheet}
        if self.key and len(sheets) == 2 and sheets <= self.perhaps and not sheets <= self.anew:
            return not self._differ(record, other, self.required - {self.key})
        if self.key and (record.sheet == other.sheet or not sheets <= self.anew):
            return True
        names = self.required - {self.key} if self.key else frozenset(self.columns)
        held = [{name for name in names if name in one.values or name in one.bad} for one in (record, other)]
        return held[0] == held[1]

    @staticmethod
    def _differ(record: Record, other: Record, names: frozenset[str]) -> bool:
        """Both hold something, and not the same."""
        for name in names:
            held = [one.values.get(name, BAD if name in one.bad else None) for one in (record, other)]
            if None not in held and held[0] != held[1]:
                return True
        return False
