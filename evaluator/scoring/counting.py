"""Count a fact from the rows of a ledger, with the reason for every row that does not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from evaluator.base.exact import Number, quotient, sum_of
from evaluator.base.frozen import dataclass
from evaluator.base.masking import mask
from evaluator.conditions.row_equality import RowIndex, counters_in, differ, values_of
from evaluator.conditions.row_truth import Columns, LedgerCells, row_truth, rows_test
from evaluator.conditions.truth import columns_of, tests_of
from evaluator.model.condition import And, Condition, Test
from evaluator.model.guideline import Counting, Fact, Ledger
from evaluator.model.submission import Handed, KeptOut, PlainRows, Row
from evaluator.model.values import Location, Period, Value, has_blank, spans
from evaluator.texts import Listing
from evaluator.texts.problem import Problem

LeftOut = tuple[str, str, Mapping[str, str]]
"""Place of a row, key of the reason (`row-…`), and the fields of the sentence."""


@dataclass(frozen=True, slots=True)
class CountResult:
    """What a ledger says about a fact."""

    value: Value | None
    rows: int = 0
    """How many rows counted."""
    left_out: tuple[LeftOut, ...] = ()
    blank_why: str = ""
    """Why there is no value: not_handed_in, no_rows, rows_set_aside or not_whole."""
    problems: tuple[Problem, ...] = ()
    incomplete: int = 0
    """How many rows were left out although they may be records that count."""
    at: tuple[Location, ...] = ()
    """Where the rows stand that counted; without any, the files of the ledger."""


def count(
    fact: Fact, ledger: Ledger, handed: Handed | None, period: Period, *, can_lower: bool
) -> CountResult:
    """Count *fact*: filter, then key, then distinct, then one figure.

    *can_lower*: a larger value of the fact may lower a score. Then an unreadable row must not help by
    being left out, and the fact is blank. A mean may rise by every row that is left out.
    """
    rule = fact.counted
    assert rule is not None
    if handed is None:
        return CountResult(None, blank_why="not_handed_in")
    tally = _Tally(ledger, handed, period)
    for no_record in handed.kept_out:
        tally.leave(no_record, no_record.reason)
    remaining = _counting(tally, rule)
    rows = len(remaining)
    problems = tuple(tally.problems)
    left_out = tally.left_out()
    unsure = (tally.set_aside and can_lower) or (tally.unknown and bool(rule.mean))
    value = None if unsure else _figure(rule, remaining)
    why = "rows_set_aside" if unsure else "no_rows" if value is None else ""
    if value is not None and fact.type == "integer" and not isinstance(value, int):
        value, why = None, "not_whole"
    return CountResult(value, rows, left_out, why, problems, len(tally.unsure), locations(handed, remaining))


def locations(handed: Handed, rows: Sequence[Row]) -> tuple[Location, ...]:
    """Return where rows of a ledger stand; for no rows, the files of the ledger."""
    if not rows:
        return tuple(Location(file) for file in handed.files)
    if isinstance(rows, PlainRows):
        return (Location(rows.file, handed.parts[rows.part].sheet, spans(rows.lines)),)
    by_part: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for row in rows:
        by_part[row.file, row.part].append(row.line)
    lines: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for (file, part), numbers in by_part.items():
        lines[file, handed.parts[part].sheet if part < len(handed.parts) else ""] += numbers
    return tuple(Location(file, sheet, spans(numbers)) for (file, sheet), numbers in lines.items())


def counted_rows(fact: Fact, ledger: Ledger, handed: Handed, period: Period) -> Sequence[Row]:
    """Return the rows that *fact* is counted from."""
    assert fact.counted is not None
    return _counting(_Tally(ledger, handed, period), fact.counted)


def _counting(tally: _Tally, rule: Counting) -> Sequence[Row]:
    """Return the rows that count: filter, then key, then distinct."""
    records = remaining = tally.records()
    if rule.rows is not None:
        remaining = tally.passing(remaining, rule.rows)
    columns = _read_columns(rule)
    if columns:
        remaining = tally.readable(remaining, columns)
    remaining = tally.unique(remaining, records)
    return tally.distinct(remaining, rule.distinct) if rule.distinct else remaining


@dataclass(frozen=True, slots=True)
class CountedTable:
    """A ledger for a rule that reads it row by row."""

    rows: tuple[dict[str, Value | None], ...]
    at: tuple[Location, ...]
    """Where these rows stand."""


def table_of(ledger: Ledger, handed: Handed | None) -> CountedTable | None:
    """Return the rows of a ledger for a rule that reads the table itself, each record once, with places.

    None: the ledger was not handed in. Where it is not known whether a row is a record of its own, a row of
    blanks stands for it, so that leaving something out never helps.
    """
    if handed is None:
        return None
    tally = _Tally(ledger, handed, Period(date.min, date.max))
    records = tally.records()
    counting = {id(row) for row in tally.unique(records, records)}
    blanks: dict[str, Value | None] = dict.fromkeys(ledger.columns)
    unsure = {id(row) for row in tally.unsure}
    read = [row for row in handed.rows if id(row) in counting or id(row) in unsure]
    rows = [{**row.cells} if id(row) in counting else blanks for row in read]
    if any(part.unsure for part in handed.parts):
        rows.append(blanks)
    return CountedTable(tuple(rows), locations(handed, read))


class _Tally:
    """Filters rows and records the rows left out, each with its reason."""

    def __init__(self, ledger: Ledger, handed: Handed, period: Period) -> None:
        self.ledger = ledger
        self.handed = handed
        self.period = period
        self.may_be_blank = ledger.may_be_blank
        self.left: list[tuple[str, int, LeftOut]] = []
        self.problems: list[Problem] = []
        self.set_aside = self.unknown = any(part.unsure for part in handed.parts)
        """Whether a row was left out because a cell is unreadable or blank; *unknown*: so that its content is
        unknown, and not because a blank was the answer."""
        self.unsure: list[Row] = []
        """Rows left out although they may be records that count."""
        self.answered: set[int] = set()
        """Those of them that were left out because of a blank that is an answer."""

    def leave(self, row: Row | KeptOut, reason: str, **args: str) -> None:
        """Record that a row does not count, and why."""
        self.left.append((row.file, row.line, (row.place, reason, args)))

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return the rows that do not count, in the order of the files."""
        if not self.left:
            return ()
        order = {name: number for number, name in enumerate(self.handed.files)}
        ordered = sorted(self.left, key=lambda entry: (order.get(entry[0], 0), entry[1]))
        return tuple(omission for _, _, omission in ordered)

    def records(self) -> Sequence[Row]:
        """Return the rows that hold; those struck through are left out."""
        if isinstance(self.handed.rows, PlainRows):
            return self.handed.rows
        struck = [row for row in self.handed.rows if row.struck]
        for row in struck:
            self._set_aside(row, "row-struck")
        return [row for row in self.handed.rows if not row.struck] if struck else [*self.handed.rows]

    def passing(self, rows: Sequence[Row], condition: Condition) -> Sequence[Row]:
        """Return the rows that fulfil the filter."""
        truths = rows_test(condition)(_columns(rows), self.period, self.may_be_blank)
        plain = isinstance(rows, PlainRows)
        return _only(
            rows,
            [
                number
                for number, holds in enumerate(truths)
                if (holds and (plain or not rows[number].bad)) or self._passes(rows[number], condition, holds)
            ],
        )

    def _passes(self, row: Row, condition: Condition, holds: bool | None) -> bool:
        """Return whether a row fulfils the filter; note why it does not.

        *holds*: whether it does where cells that cannot be read are taken for blank.
        """
        cells = LedgerCells(row.cells, self.period, self.may_be_blank)
        if row.bad:
            for column in _is_given_columns(condition):
                if column in row.bad:
                    # The cell has content that cannot be read: it is neither given nor not given.
                    return self._unreadable(row, column)
            cells.answers = self.may_be_blank - row.bad.keys()
            holds = row_truth(condition, cells)
        if holds:
            return True
        if holds is None:
            columns = columns_of(condition)
            unread = [column for column in columns if column in row.bad]
            blank = [
                column
                for column in columns
                if row.cells.get(column) is None and not cells.blank_answer(column)
            ]
            return self._unreadable(row, (unread or blank or columns)[0])
        outside = self._outside(cells, condition)
        if outside:
            text = self._shown(row, outside)
            self.leave(row, "row-outside-period", column=self._title(outside), found=text)
        else:
            self.leave(row, "row-condition")
        return False

    def _outside(self, row: LedgerCells, condition: Condition) -> str:
        """Return the date column that alone excludes a row, '' when another condition or a blank does."""
        failing = next(part for part in _required(condition) if row_truth(part, row) is False)
        if (
            isinstance(failing, Test)
            and any(comparison.operator == "within" for comparison in failing.comparisons)
            and not row.blank_answer(failing.column)
        ):
            return failing.column
        return ""

    def unique(self, rows: Sequence[Row], records: Sequence[Row]) -> Sequence[Row]:
        """Return each record once: the first row of each key, or without a key of all equal rows.

        *records* are the rows that *rows* remain of, in their order.
        """
        if not self.ledger.key:
            return self._different(rows)
        return rows if self.handed.keys_differ else self._first_of_keys(rows, records)

    def _first_of_keys(self, rows: Sequence[Row], records: Sequence[Row]) -> list[Row]:
        """Return the rows that are the first of their keys.

        A row that was set aside has its key all the same: without the blank it would have been the first, and
        no later row may count in its place.
        """
        key = self.ledger.key
        first: dict[Value | None, list[Row]] = {}
        unique_rows = []
        unsure = {id(row) for row in self.unsure if not row.struck}
        remaining = {id(row) for row in rows}
        for row in records if unsure else rows:
            value = row.cells.get(key)
            if id(row) not in remaining:
                if id(row) in unsure and value is not None:
                    first.setdefault(value, []).append(row)
                continue
            if value is None:
                if key in row.bad:
                    self._unreadable(row, key)
                else:
                    self._set_aside(row, "row-blank-key", column=self._title(key))
                continue
            with_key = first.setdefault(value, [])
            earlier = next((other for other in with_key if self._same_record(row, other)), None)
            if earlier is None:
                with_key.append(row)
                unique_rows.append(row)
                continue
            args = {"key": self._shown(row, key), "first": earlier.place}
            self.leave(row, "row-duplicate", **args)
            if id(earlier) in unsure:
                self._doubt(row, answer=id(earlier) in self.answered)
                doubt = {**args, "row": row.place}
                self.problems.append(Problem("ledger-duplicate-doubt", row.file, row.line, args=doubt))
                continue
            differing = [
                self._title(column)
                for column in self.ledger.columns
                if row.cells.get(column) != earlier.cells.get(column)
                or row.bad.get(column) != earlier.bad.get(column)
            ]
            if differing:
                more = {**args, "columns": Listing(differing), "row": row.place}
                self.problems.append(Problem("ledger-duplicate-differs", row.file, row.line, args=more))
        return unique_rows

    def _same_record(self, row: Row, earlier: Row) -> bool:
        """Return whether two rows with one key are one record.

        Where keys begin anew on each sheet they are not, if any other required cell differs. Where they
        perhaps do, because lines without a key may have had the numbers that are not there, that is in doubt.
        """
        if row.part == earlier.part:
            return True
        parts = self.handed.parts[row.part], self.handed.parts[earlier.part]
        surely = all(part.anew for part in parts)
        if not all(part.anew or part.perhaps_anew for part in parts):
            return True
        values, others = values_of(row), values_of(earlier)
        required = self.ledger.other_required
        if differ(values, others, required):
            if surely:
                return False
            self._doubt(row)
            return True
        if not surely:
            return True
        if required & values.keys() != required & others.keys():
            self._doubt(row)
        return True

    def _different(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows without those that are equal to an earlier one in all columns.

        Columns that the ledger does not ask for take part; those that number the rows do so on one sheet.
        """
        columns = frozenset(self.ledger.columns)
        counters = counters_in(rows)
        here, elsewhere = RowIndex(columns), RowIndex(columns)
        parts = {row.part for row in rows}
        different: list[Row] = []
        for row in rows:
            values, uncounted = values_of(row), values_of(row, counters)
            same = here.same(values, {row.part}) or elsewhere.same(uncounted, parts - {row.part})
            if same is None:
                here.add(values, row.part)
                elsewhere.add(uncounted, row.part)
                different.append(row)
                continue
            number, surely = same
            self.leave(row, "row-same", first=different[number].place)
            if not surely:
                self._doubt(row)
        return different

    def readable(self, rows: Sequence[Row], columns: tuple[str, ...]) -> Sequence[Row]:
        """Return the rows in which all the cells that the count reads have values."""
        cells = _columns(rows)
        if not any(has_blank(cells(column)) for column in columns):
            return rows
        return _only(rows, [number for number, row in enumerate(rows) if self._readable(row, columns)])

    def _readable(self, row: Row, columns: tuple[str, ...]) -> bool:
        for column in columns:
            if row.cells.get(column) is None:
                return self._unreadable(row, column)
        return True

    def distinct(self, rows: Sequence[Row], columns: tuple[str, ...]) -> Sequence[Row]:
        """Return the first row of each combination of *columns*."""
        first: dict[tuple[Value | None, ...], int] = {}
        cells = _columns(rows)
        for number, value in enumerate(zip(*map(cells, columns), strict=True)):
            before = first.setdefault(value, number)
            if before != number:
                titles = Listing(self._title(column) for column in columns)
                self.leave(rows[number], "row-not-distinct", columns=titles, first=rows[before].place)
        return _only(rows, [*first.values()])

    def _unreadable(self, row: Row, column: str) -> bool:
        if column in row.bad:
            self._set_aside(row, "row-bad-cell", column=self._title(column), found=row.bad[column])
        else:
            answer = column in self.may_be_blank
            self._set_aside(row, "row-blank-cell", answer=answer, column=self._title(column))
        return False

    def _set_aside(self, row: Row, reason: str, *, answer: bool = False, **args: str) -> None:
        """Leave out a record; *answer*: because of a blank that is an answer."""
        self.leave(row, reason, **args)
        self._doubt(row, answer=answer)

    def _doubt(self, row: Row, *, answer: bool = False) -> None:
        self.unsure.append(row)
        self.answered |= {id(row)} if answer else set()
        self.set_aside = True
        self.unknown = self.unknown or not answer

    def _title(self, column: str) -> str:
        definition = self.ledger.columns.get(column)
        return column if definition is None else definition.title or column

    def _shown(self, row: Row, column: str) -> str:
        value = str(row.cells.get(column))
        definition = self.ledger.columns.get(column)
        return mask(value) if definition is not None and definition.private else value


def _columns(rows: Sequence[Row]) -> Columns:
    """Return what gives the cells of rows by column."""
    return (
        rows.column if isinstance(rows, PlainRows) else lambda column: [row.cells.get(column) for row in rows]
    )


def _only(rows: Sequence[Row], numbers: Sequence[int]) -> Sequence[Row]:
    """Return some of the rows, by their numbers."""
    if len(numbers) == len(rows):
        return rows
    return rows.only(numbers) if isinstance(rows, PlainRows) else [rows[number] for number in numbers]


def _required(condition: Condition) -> Iterator[Condition]:
    """Yield the parts that must all hold."""
    if isinstance(condition, And):
        for part in condition.parts:
            yield from _required(part)
    else:
        yield condition


def _is_given_columns(condition: Condition) -> tuple[str, ...]:
    return tuple(
        test.column
        for test in tests_of(condition)
        if isinstance(test, Test)
        and any(comparison.operator == "is_given" for comparison in test.comparisons)
    )


def _read_columns(rule: Counting) -> tuple[str, ...]:
    return tuple(column for column in (*rule.distinct, rule.sum, rule.mean, rule.of) if column)


def _figure(rule: Counting, rows: Sequence[Row]) -> Value | None:
    """Return the figure; the mean of no rows is None, every other count of none is 0."""
    cells = _columns(rows)
    if rule.by:
        days = [day for day in cells(rule.of) if isinstance(day, date)]
        return len({*map(_SPANS[rule.by], days)})
    if rule.sum:
        return sum_of(map(_number, cells(rule.sum)))
    if rule.mean:
        if not rows:
            return None
        return quotient(sum_of(map(_number, cells(rule.mean))), len(rows))
    return len(rows)


def _number(value: Value | None) -> Number:
    assert isinstance(value, int | Fraction)
    return value


_SPANS: Final[Mapping[str, Callable[[date], object]]] = {
    "month": lambda day: (day.year, day.month),
    "week": lambda day: day.isocalendar()[:2],
    "day": date.toordinal,
}
"""The month, ISO week or day that a date lies in."""
