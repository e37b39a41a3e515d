"""Read the rows under a ledger's heads: which of them are records, and what their cells hold.

Each row is a record, except an empty one, a line with nothing but its key, the heads repeated, a sum, a
section line (one text alone), labels alone; and at the end the foot, whose lines hold at most one value
beside labels.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from evaluator.base.folding import folded
from evaluator.base.masking import mask
from evaluator.loading import ledger_words as words
from evaluator.loading.cells import Cell, ErrorValue, Uncalculated, cell_text, is_blank
from evaluator.loading.ledger_heads import HeadFinder, Heads, normal_head
from evaluator.loading.values import Unfit, typed_cell, typed_date
from evaluator.model.guideline import Column, Ledger
from evaluator.model.submission import KeptOut, Row
from evaluator.model.values import Value
from evaluator.texts.problem import Problem

MOST_SHOWN = 50
"""Bad cells and incomplete rows of a sheet that are reported; of the rest only the number is."""

_FIGURE = re.compile(r"-?[\d.,]+%?")
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
        args = {"column": column, "signs": "、".join(self.signs), "count": str(sum(self.signs.values()))}
        return Problem("ledger-signs-of-nothing", self.path, cell=self.cell, args=args)


@dataclass(slots=True)
class _SheetLine:
    """A row of the sheet while it is judged."""

    number: int
    reason: str = ""
    """Why it is no record; empty for a record."""
    cells: dict[str, Value | None] = field(default_factory=dict)
    unfit: dict[str, Unfit] = field(default_factory=dict)
    nothing: dict[str, str] = field(default_factory=dict)
    """Signs of nothing by column."""
    shared: tuple[str, ...] = ()
    """Columns whose value comes from a merged cell that begins in a row above."""
    labelled: bool = False
    may_be_foot: bool = False
    heads: Heads | None = None


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
        self.rows: list[Row] = []
        self.not_records: list[KeptOut] = []
        self.problems: list[Problem] = []
        self.nothing: dict[str, Nothing] = {}
        """By column."""
        self.keys: list[str] = []
        """Keys of records and of numbered lines."""
        self.lines = 0
        """Lines that hold more than heads, sums and labels."""
        self._wide = {first for first, last in self.grid.merged if last[1] > first[1]}
        self._shared = self._merged_down()
        self._reported = 0

    def read(self, *, compare: bool) -> None:
        """Read all rows; *compare*: rows have to be compared with others, all their columns included."""
        lines: list[_SheetLine] = []
        for number in range(self.heads.last + 1, len(self.grid.rows)):
            line = self._line(number)
            if line is not None:
                lines.append(line)
        _mark_foot(lines)
        for line in lines:
            self._count(line)
            if line.reason:
                place = f"{self.place} 第{line.number + 1}行"
                self.not_records.append(KeptOut(place, line.reason, self.path, line.number + 1))
            else:
                self._record(line, compare=compare)
        hidden = [row.line for row in self.rows if row.line - 1 in self.grid.hidden_rows]
        if hidden:
            shown = "、".join(map(str, hidden[:10])) + ("…" if len(hidden) > 10 else "")
            self._say("ledger-hidden-rows", self.grid.name, count=str(len(hidden)), rows=shown)
        if self._reported > MOST_SHOWN:
            args = {"count": str(self._reported - MOST_SHOWN)}
            self.problems.append(Problem("ledger-more-bad-cells", self.path, args=args))

    def _count(self, line: _SheetLine) -> None:
        if line.reason in ("row-heads", "row-total", "row-example", "row-nothing"):
            return
        self.lines += line.reason != "row-foot" or line.may_be_foot
        key = line.cells.get(self.ledger.key)
        if key is not None:
            self.keys.append(folded(str(key)))

    def _merged_down(self) -> dict[int, dict[int, Cell]]:
        """Return the values that merged cells have in the rows below their first, by row and position."""
        shared: dict[int, dict[int, Cell]] = {}
        for (top, left), (bottom, _) in self.grid.merged:
            if bottom <= top or top <= self.heads.last or top >= len(self.grid.rows):
                continue
            cells = self.grid.rows[top]
            if left < len(cells) and not is_blank(cells[left]):
                for row in range(top + 1, min(bottom + 1, len(self.grid.rows))):
                    shared.setdefault(row, {})[left] = cells[left]
        return shared

    def _line(self, number: int) -> _SheetLine | None:
        """Return a judged row, None for an empty one."""
        raw = self.grid.rows[number]
        filled = {index: cell for index, cell in enumerate(raw) if not is_blank(cell)}
        if not filled:
            return None
        line = _SheetLine(number)
        filled = {index: cell for index, cell in filled.items() if not _invisible(cell)}
        texts = {index: words.compact(str(cell)) for index, cell in filled.items() if _is_text(cell)}
        if filled and len(texts) == len(filled) and self._repeats_heads(line, filled):
            return line
        line.heads = self.heads
        shared = {index: cell for index, cell in self._shared.get(number, {}).items() if index not in filled}
        positions = {index: id for id, index in self.heads.columns.items()}
        if filled and shared:
            line.shared = tuple(positions[index] for index in shared if index in positions)
            filled |= shared
            texts |= {index: words.compact(str(cell)) for index, cell in shared.items() if _is_text(cell)}
        self._type(line, filled)
        line.reason = self._reason(line, filled, texts, positions)
        return line

    def _repeats_heads(self, line: _SheetLine, filled: Mapping[int, Cell]) -> bool:
        """Return whether the row has the heads again; in another order they hold for the rows below."""
        texts = {index: normal_head(str(cell)) for index, cell in filled.items()}
        if self.heads.repeated_in(texts):
            line.reason = "row-heads"
            return True
        if sum(text in self.finder.ranks for text in texts.values()) < max(2, len(self.needed)):
            return False
        again = self.finder.at(self.grid, line.number)
        if not self.needed <= again.columns.keys():
            return False
        line.reason = "row-heads"
        self.heads = again
        return True

    def _type(self, line: _SheetLine, filled: Mapping[int, Cell]) -> None:
        for id, column in self.ledger.columns.items():
            position = self.heads.columns.get(id)
            cell = None if position is None else filled.get(position)
            line.cells[id] = None
            if cell is None:
                continue
            if column.may_be_blank and _is_text(cell) and words.is_nothing(folded(str(cell)), column):
                line.nothing[id] = folded(str(cell))
                continue
            value = typed_cell(cell, column)
            if isinstance(value, Unfit):
                line.unfit[id] = value
            else:
                line.cells[id] = value

    def _reason(
        self,
        line: _SheetLine,
        filled: Mapping[int, Cell],
        texts: Mapping[int, str],
        positions: Mapping[int, str],
    ) -> str:
        """Return why a row is no record, '' for a record; note what makes it a line of the foot."""
        needed = self.needed & self.heads.columns.keys()
        complete = all(line.cells[id] is not None for id in needed)
        plain = {
            index: text for index, text in texts.items() if not self._is_option(positions.get(index), text)
        }
        if any(words.is_sum(text) for text in plain.values()):
            return "row-total"
        if not complete and any(words.is_sum_with_figure(text) for text in plain.values()):
            return "row-total"
        first = min(filled, default=-1)
        key = self.heads.columns.get(self.ledger.key, -1)
        if any(words.is_example(plain.get(index, "")) for index in (first, key)):
            return "row-example"
        if not complete and line.number == self.heads.last + 1 and _numbers_columns(filled.values()):
            return "row-heads"
        labels = _labels(filled, plain, complete=complete)
        for index in labels:
            id = positions.get(index)
            if id is not None:
                line.cells[id] = None
                line.unfit.pop(id, None)
        line.labelled = bool(labels)
        blank = {self.heads.columns[id] for id in line.nothing}
        values = [index for index in filled if index not in labels and index not in blank]
        if not values:
            return "row-foot" if labels else "row-nothing"
        ids = [positions[index] for index in values if index in positions]
        if len(values) == 1:
            reason = self._alone(line, values[0], positions.get(values[0], ""), needed, texts)
            return "row-foot" if labels and reason == "row-section" else reason
        figures = all(_is_figure(texts.get(index, "0")) for index in values if index not in positions)
        if figures and all(id == self.ledger.key for id in ids):
            return "row-numbered"
        called = [index for index in values if words.label_kind(plain.get(index, "")) == words.CALLED]
        line.may_be_foot = not complete and len(values) - len(called) <= 1
        return ""

    def _alone(
        self, line: _SheetLine, index: int, id: str, needed: Collection[str], texts: Mapping[int, str]
    ) -> str:
        """Return why a row with one value alone is no record."""
        wide = (line.number, index) in self._wide
        fits = bool(id) and id not in line.unfit
        if fits and len(needed) <= 1 and (id in needed or not needed) and not wide:
            return ""
        if index not in texts or (not id and _is_figure(texts[index])):
            # A number or a day, an error or a formula.
            line.may_be_foot = fits
            return "row-numbered" if not id or id == self.ledger.key else ""
        if id == self.ledger.key and not wide and any(character.isdigit() for character in texts[index]):
            return "row-numbered"
        if fits and self.ledger.columns[id].type != "text":
            line.may_be_foot = True
            return ""
        return "row-section"

    def _is_option(self, id: str | None, text: str) -> bool:
        column = self.ledger.columns.get(id or "")
        titles = column.choices.values() if column is not None else ()
        return any(words.compact(title) == text for title in titles)

    def _record(self, line: _SheetLine, *, compare: bool) -> None:
        number, heads = line.number, line.heads or self.heads
        raw = self.grid.rows[number]
        struck = self.grid.is_struck(number)
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
        written = {
            id: text
            for id, column in self.ledger.columns.items()
            if column.type == "text"
            and (text := _as_written(raw, heads.columns.get(id, len(raw)), line.cells[id]))
        }
        beside = dict(_beside(raw, heads)) if compare else {}
        self.rows.append(
            Row(place, line.cells, bad, self.path, number + 1, written, self.part, struck, beside)
        )

    def _incomplete(self, line: _SheetLine, heads: Heads) -> None:
        """Report the needed cells of a record that are blank."""
        blank = [
            id
            for id in self.ledger.columns
            if id in self.needed
            and id in heads.columns
            and line.cells[id] is None
            and id not in line.unfit
            and not (self.ledger.columns[id].may_be_blank)
        ]
        if blank:
            titles = "、".join(self.ledger.columns[id].title for id in blank)
            unfit = Unfit("ledger-row-incomplete", {"columns": titles})
            self._report((unfit, unfit.args), line.number, heads.columns[blank[0]])

    def _note(self, line: _SheetLine, heads: Heads) -> None:
        """Note signs of nothing, texts struck through in part, and cells merged over several records."""
        for id, sign in line.nothing.items():
            cell = self.grid.cell(line.number, heads.columns[id])
            signs = self.nothing.setdefault(id, Nothing(self.path, cell)).signs
            signs[sign] = signs.get(sign, 0) + 1
        for id, position in heads.columns.items():
            struck = self.grid.trimmed.get((line.number, position), "").strip()
            if struck:
                column = self.ledger.columns[id]
                args = {"column": column.title, "struck": mask(struck) if column.private else struck}
                self._say("cell-trimmed", self.grid.cell(line.number, position), **args)
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


def _mark_foot(lines: Sequence[_SheetLine]) -> None:
    """Mark the foot: the last lines, as long as they may belong to it.

    Above repeated heads, where a page ends, a line needs a label to be foot.
    """
    at_end, above_heads = True, False
    for line in reversed(lines):
        if line.reason:
            above_heads = above_heads or line.reason == "row-heads"
        elif line.may_be_foot and (at_end or (above_heads and line.labelled)):
            line.reason = "row-foot"
        else:
            at_end = above_heads = False


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and not isinstance(cell, ErrorValue | Uncalculated)


def _is_figure(text: str) -> bool:
    """Return whether a compact text is a number or a day; in csv these are texts too."""
    return bool(_FIGURE.fullmatch(text)) or isinstance(typed_date(text), date)


def _invisible(cell: Cell) -> bool:
    return _is_text(cell) and not folded(str(cell))


def _labels(filled: Mapping[int, Cell], texts: Mapping[int, str], *, complete: bool) -> set[int]:
    """Return the positions of a row's labels.

    In a row that begins with a label, a label without content takes in the next cell. A note in a complete
    row is what it says, no label.
    """
    order = sorted(filled)
    labelled = bool(order) and words.label_kind(texts.get(order[0], "")) in (
        words.LABEL,
        words.REMARK,
        words.BARE,
    )
    labels: set[int] = set()
    for place, index in enumerate(order):
        if index in labels:
            continue
        text = texts.get(index, "")
        kind = words.label_kind(text)
        note = kind == words.REMARK and not complete
        if not (kind == words.LABEL or note or (labelled and kind in (words.REMARK, words.BARE))):
            continue
        labels.add(index)
        if labelled and words.is_open(text) and place + 1 < len(order):
            following = order[place + 1]
            if words.label_kind(texts.get(following, "")) in ("", words.CALLED):
                labels.add(following)
    return labels


def _numbers_columns(cells: Iterable[Cell]) -> bool:
    """Return whether a row numbers the columns: 甲 乙 1 2 3."""
    texts = [words.compact(cell_text(cell)).strip("()") for cell in cells]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 3]
    letters = [text for text in texts if text in ("甲", "乙", "丙", "丁", "戊")]
    running = numbers == list(range(1, len(numbers) + 1))
    return running and len(numbers) > 1 and len(texts) > 2 and len(numbers) + len(letters) == len(texts)


def _beside(raw: Sequence[Cell], heads: Heads) -> Iterator[tuple[str, str]]:
    """Yield what stands in columns that the ledger does not ask for."""
    asked = set(heads.columns.values())
    for position, names in heads.names.items():
        if position in asked or position >= len(raw):
            continue
        text = folded(cell_text(raw[position]))
        if text:
            yield max(names, key=len), text


def _as_written(raw: Sequence[Cell], index: int, value: Value | None) -> str:
    """Return a cell's text where it differs from the typed *value*; else ''."""
    cell = raw[index] if index < len(raw) else None
    return cell if value is not None and isinstance(cell, str) and cell != value else ""


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
