"""Read the rows of one sheet of a ledger: its records, and every cell that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass, field, replace
from evaluator.base.masking import mask
from evaluator.loading.cells import Cell, cell_text, shown_of
from evaluator.loading.ledger_columns import PlainTable
from evaluator.loading.ledger_heads import HeadFinder, Heads
from evaluator.loading.ledger_lines import LineJudge, SheetLine
from evaluator.loading.values import Unfit
from evaluator.model.guideline import Column, Ledger
from evaluator.model.submission import KeptOut, PlainRows, Row, ShownNumber
from evaluator.model.values import NUMERIC, Value
from evaluator.texts import Listing
from evaluator.texts.problem import Problem

MOST_SHOWN = 50
"""Bad cells and incomplete rows of a sheet that are reported; of the rest only the number is."""

_NO_LINES = ("row-heads", "row-total", "row-example", "row-nothing")
_CELL_CODES = {"option-unknown": "cell-unknown-option", "date-impossible": "cell-date-impossible"}


@dataclass(slots=True)
class Nothing:
    """The signs of nothing in a column that may be blank."""

    path: str
    cell: str
    signs: dict[str, int] = field(default_factory=dict)
    """Sign → how often."""

    def add(self, other: Nothing) -> None:
        """Take in the signs of another sheet."""
        if other is not self:
            for sign, count in other.signs.items():
                self.signs[sign] = self.signs.get(sign, 0) + count

    def problem(self, column: str) -> Problem:
        """Return what is said once for the column called *column*."""
        args = {"column": column, "signs": Listing(self.signs), "count": str(sum(self.signs.values()))}
        return Problem("ledger-signs-of-nothing", self.path, cell=self.cell, args=args)


class SheetRows:
    """The rows of one sheet of a ledger."""

    def __init__(
        self,
        ledger: Ledger,
        finder: HeadFinder,
        heads: Heads,
        needed: frozenset[str],
        path: str,
        place: str,
        part: int,
    ) -> None:
        """Take a sheet with its heads; *place* names file and sheet in messages."""
        self.ledger, self.finder, self.heads, self.needed = ledger, finder, heads, needed
        self.grid = heads.grid
        self.path, self.place, self.part = path, place, part
        self.rows: Sequence[Row] = ()
        self.not_records: list[KeptOut] = []
        self.problems: list[Problem] = []
        self.nothing: dict[str, Nothing] = {}
        """By column."""
        self.keys: list[Value] = []
        """Keys of records and of numbered lines, where rows are compared."""
        self.lines = 0
        """Lines that hold more than heads, sums and labels, where rows are compared."""
        self._formatted = bool(heads.grid.name)
        """Whether cells may have formats, as in a workbook; texts alone are never struck through."""
        self._reported = 0
        self._days: dict[str, list[tuple[str, str]]] = {}
        """Cells of columns of texts that hold a day, and the day."""

    def read(self, *, compare: bool) -> None:
        """Read all rows; *compare*: rows have to be compared with others, all their columns included."""
        tables, lines = LineJudge(self.ledger, self.finder, self.heads, self.needed).judged()
        records: dict[int, Row] = {}
        for number in sorted(lines):
            line = lines[number]
            if compare and line.reason not in _NO_LINES:
                self._count(line.cells, is_line=line.reason != "row-foot" or line.may_be_foot)
            if line.reason:
                place = f"{self.place} 第{line.number + 1}行"
                self.not_records.append(KeptOut(place, line.reason, self.path, line.number + 1))
            else:
                records[number] = self._record(line, compare=compare)
        plain = [self._plain(table) for table in tables]
        if records or compare or len(plain) > 1:
            for table, rows in zip(tables, plain, strict=True):
                for number, row in zip(table.numbers, rows, strict=True):
                    records[number] = self._compared(row, table.heads) if compare else row
            self.rows = [records[number] for number in sorted(records)]
        else:
            self.rows = plain[0]
        hidden_rows = self.grid.hidden_rows
        hidden = [row.line for row in self.rows if row.line - 1 in hidden_rows] if hidden_rows else ()
        if hidden:
            shown = Listing(map(str, hidden[:10]), "…" if len(hidden) > 10 else "")
            self._say("ledger-hidden-rows", self.grid.name, count=str(len(hidden)), rows=shown)
        self._tell_days()
        if self._reported > MOST_SHOWN:
            args = {"count": str(self._reported - MOST_SHOWN)}
            self.problems.append(Problem("ledger-more-bad-cells", self.path, args=args))

    def _tell_days(self) -> None:
        """Report days in columns of texts: `3-1` that a spreadsheet made a day, where others stayed texts."""
        for id, days in self._days.items():
            column = self.ledger.columns[id]
            if len(days) < sum(row.cells.get(id) is not None for row in self.rows):
                cell, day = days[0]
                shown = mask(day) if column.private else day
                self._say("ledger-text-day", cell, column=column.title, count=str(len(days)), day=shown)

    def _plain(self, table: PlainTable) -> PlainRows:
        lines = [number + 1 for number in table.numbers]
        written = {number + 1: texts for number, texts in table.written.items()}
        return PlainRows(table.columns, lines, self.place, self.path, self.part, written)

    def _compared(self, row: Row, heads: Heads) -> Row:
        """Return a plain row with all that it has to be compared by."""
        self._count(row.cells, is_line=True)
        return replace(row, beside=dict(_beside(self.grid.rows[row.line - 1], heads)))

    def _count(self, cells: Mapping[str, Value | None], *, is_line: bool) -> None:
        self.lines += is_line
        key = cells.get(self.ledger.key)
        if key is not None:
            self.keys.append(key)

    def _record(self, line: SheetLine, *, compare: bool) -> Row:
        number, heads = line.number, line.heads
        raw = self.grid.rows[number]
        struck = self._formatted and self.grid.is_struck(number)
        place = f"{self.place} 第{number + 1}行"
        bad: dict[str, str] = {}
        if struck:
            self._say("ledger-row-struck", self.grid.cell(number, min(heads.columns.values())))
            line.cells = dict.fromkeys(line.cells)
        else:
            for column in self.ledger.columns.values():
                if column.not_before:
                    _check_order(self.ledger, column, line.cells, line.unfit)
            bad = {id: _written(unfit, self.ledger.columns[id]) for id, unfit in line.unfit.items()}
            for id, unfit in line.unfit.items():
                self._report(_cell_problem(unfit, self.ledger.columns[id]), number, heads.columns[id])
            self._incomplete(line, heads)
            self._note(line, heads)
        written: dict[str, str] = {}
        for id in [column.id for column in self.ledger.columns.values() if column.type == "text"]:
            value, index = line.cells[id], heads.columns.get(id, len(raw))
            cell = raw[index] if value is not None and index < len(raw) else None
            if cell and cell != value and isinstance(cell, str):
                written[id] = cell
        beside = dict(_beside(raw, heads)) if compare else {}
        shown = dict(self._shown(line, heads)) if self._formatted else {}
        return Row(place, line.cells, bad, self.path, number + 1, written, self.part, struck, beside, shown)

    def _shown(self, line: SheetLine, heads: Heads) -> Iterator[tuple[str, ShownNumber]]:
        """Yield the numbers whose format hides decimals, by column."""
        raw = self.grid.rows[line.number]
        for id, position in heads.columns.items():
            if position >= len(raw) or line.cells[id] is None or self.ledger.columns[id].type not in NUMERIC:
                continue
            if (seen := shown_of(raw[position])) is not None:
                yield id, ShownNumber(seen, self.grid.cell(line.number, position))

    def _incomplete(self, line: SheetLine, heads: Heads) -> None:
        """Report the needed cells of a record that are blank."""
        blank = [
            id
            for id, column in self.ledger.columns.items()
            if id in self.needed and not column.may_be_blank and line.cells[id] is None
            if id in heads.columns and id not in line.unfit
        ]
        if blank:
            titles = Listing(self.ledger.columns[id].title for id in blank)
            unfit = Unfit("ledger-row-incomplete", {"columns": titles})
            self._report((unfit, unfit.args), line.number, heads.columns[blank[0]])

    def _note(self, line: SheetLine, heads: Heads) -> None:
        """Note signs of nothing, texts struck through in part, and cells merged over several records."""
        for id, sign in line.nothing.items():
            cell = self.grid.cell(line.number, heads.columns[id])
            signs = self.nothing.setdefault(id, Nothing(self.path, cell)).signs
            signs[sign] = signs.get(sign, 0) + 1
        for id, position in heads.columns.items() if self._formatted else ():
            struck = self.grid.trimmed.get((line.number, position), "").strip()
            if struck:
                column = self.ledger.columns[id]
                args = {"column": column.title, "struck": mask(struck) if column.private else struck}
                self._say("cell-trimmed", self.grid.cell(line.number, position), **args)
            row = self.grid.rows[line.number]
            day = row[position] if position < len(row) else None
            if isinstance(day, date) and self.ledger.columns[id].type == "text":
                entry = self.grid.cell(line.number, position), str(line.cells[id])
                self._days.setdefault(id, []).append(entry)
        for id in line.shared:
            place = self.grid.cell(line.number, heads.columns[id])
            self._say("ledger-cell-merged", place, column=self.ledger.columns[id].title)

    def _say(self, code: str, cell: str, **args: str) -> None:
        self.problems.append(Problem(code, self.path, cell=cell, args=args))

    def _report(self, complaint: tuple[Unfit, Mapping[str, str]], number: int, position: int) -> None:
        """Add a problem of a cell, as long as there are not too many."""
        self._reported += 1
        if self._reported > MOST_SHOWN:
            return
        unfit, args = complaint
        cell = self.grid.cell(number, position)
        self.problems.append(
            Problem(
                _CELL_CODES.get(unfit.code, unfit.code),
                self.path,
                cell=cell,
                args=args,
                hint_key=unfit.hint_key,
            )
        )


def _beside(raw: Sequence[Cell], heads: Heads) -> Iterator[tuple[str, str]]:
    """Yield what stands in columns that the ledger does not ask for."""
    asked = set(heads.columns.values())
    for position, names in heads.names.items():
        if position in asked or position >= len(raw):
            continue
        text = folded(cell_text(raw[position]))
        if text:
            yield max(names, key=len), text


def _written(unfit: Unfit, column: Column) -> str:
    """Return the content of a cell that cannot be read, masked where the column is private."""
    if "error" in unfit.args:
        return unfit.args["error"]
    text = unfit.args.get("found", unfit.args.get("option", unfit.args.get("formula", "")))
    return mask(text) if column.private else text


def _cell_problem(unfit: Unfit, column: Column) -> tuple[Unfit, Mapping[str, str]]:
    complaint = unfit.masked() if column.private else unfit
    return complaint, {"column": column.title, **complaint.args}


def _check_order(
    ledger: Ledger, column: Column, cells: dict[str, Value | None], unfit: dict[str, Unfit]
) -> None:
    """Move a date that is too early to *unfit* (closed before opened)."""
    value, first = cells.get(column.id), cells.get(column.not_before)
    if not (isinstance(value, date) and isinstance(first, date) and value < first):
        return
    other = ledger.columns[column.not_before]
    unfit[column.id] = Unfit(
        "cell-too-early", {"found": str(value), "other": other.title, "first": str(first)}
    )
    cells[column.id] = None
