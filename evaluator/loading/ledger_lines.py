"""Judge the rows under a ledger's heads: which of them are records.

Each row is a record, except an empty one, a line with nothing but its key, the heads repeated, a sum, a
section line (one text alone), labels alone; and at the end the foot, whose lines hold at most one value
beside labels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass, field
from evaluator.base.once import lazy_pattern
from evaluator.loading import ledger_words as words
from evaluator.loading.cells import Cell, ErrorValue, Uncalculated, cell_text, is_blank
from evaluator.loading.ledger_columns import PlainTable, column_typings, plain_rows
from evaluator.loading.ledger_heads import HeadFinder, Heads, normal_head
from evaluator.loading.values import Unfit, typed_date
from evaluator.model.guideline import Column, Ledger
from evaluator.model.values import Value

_FIGURE = lazy_pattern(r"-?[\d.,]+%?")
_AMOUNT = lazy_pattern(r"-?[\d.,]+[^\d]{0,4}")
"""A figure, perhaps with its unit."""
_LETTERS = ("甲", "乙", "丙", "丁", "戊")
_TEXT = Column("", "", "text", may_be_blank=True)


@dataclass(slots=True)
class SheetLine:
    """A row of the sheet while it is judged."""

    number: int
    heads: Heads
    """Those that hold for it."""
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


class LineJudge:
    """Judges the rows of one sheet, from the heads down."""

    def __init__(self, ledger: Ledger, finder: HeadFinder, heads: Heads, needed: frozenset[str]) -> None:
        """Take the heads and the columns without which nothing can be counted."""
        self.ledger, self.finder, self.heads, self.needed = ledger, finder, heads, needed
        self.grid = heads.grid
        self._shared = self._merged_down() if self.grid.merged else {}

    def _look_closely(self) -> None:
        """Get ready to judge rows one by one, which few sheets need."""
        self._blank: dict[str, Value | None] = dict.fromkeys(self.ledger.columns)
        self._wide = {first for first, last in self.grid.merged if last[1] > first[1]}
        self._has_figures = any(self.ledger.columns[id].type != "text" for id in self.needed)
        """Whether a complete row cannot be the heads again, which are texts."""
        self._take(self.heads)

    def _take(self, heads: Heads) -> None:
        """Read the rows below by these heads."""
        self.heads = heads
        typings = column_typings(self.ledger)
        self._asked = [
            (id, heads.columns[id], column, typings[id].value)
            for id, column in self.ledger.columns.items()
            if id in heads.columns
        ]
        self._key_here = heads.columns.get(self.ledger.key, -1)
        self._needed_here = [id for id in heads.columns if id in self.needed]
        self._figures_here = [
            id for id, _, column, _ in self._asked if column.type != "text" and id != self.ledger.key
        ]

    def judged(self) -> tuple[list[PlainTable], dict[int, SheetLine]]:
        """Return the rows that plainly are records, under each of the heads, and by number the others.

        Empty rows are not among them.
        """
        first = self.heads.last + 1
        lines: dict[int, SheetLine] = {}
        tables = [self._plain(first)]
        if len(tables[0].numbers) == len(self.grid.rows) - first:
            return tables, lines
        self._look_closely()
        heads, plain = self.heads, {*tables[0].numbers}
        for number in range(first, len(self.grid.rows)):
            if number in plain:
                continue
            line = self._line(number, first)
            if line is not None:
                lines[number] = line
            if heads is not self.heads:  # the heads again, in another order
                tables[-1:] = [tables[-1].above(number), self._plain(number + 1)]
                heads, plain = self.heads, {*tables[-1].numbers}
        if lines:
            numbers = {*lines}.union(*(table.numbers for table in tables))
            _mark_foot([lines.get(number) for number in sorted(numbers)])
        return tables, lines

    def _plain(self, first: int) -> PlainTable:
        """Return the rows from *first* on that plainly are records."""
        return plain_rows(self.ledger, self.heads, self.finder.ranks, self.needed, first, self._shared)

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

    def _line(self, number: int, first: int) -> SheetLine | None:
        """Return a judged row, None for an empty one; *first*: the row below the heads."""
        raw = self.grid.rows[number]
        filled = {
            index: cell
            for index, cell in enumerate(raw)
            if (cell.strip() if cell.__class__ is str else not is_blank(cell))
        }
        if not filled:
            return None
        line = SheetLine(number, self.heads)
        begins, key = next(iter(filled.values())), filled.get(self._key_here)
        written = [cell for cell in filled.values() if isinstance(cell, str)]
        several = len(self._needed_here) > 1
        if number not in self._shared and not words.may_tell(written, begins, key, several=several):
            self._type(line, filled)
            if self._complete(line) and (self._has_figures or self._has_another_figure(line, filled)):
                return line  # plainly a record, as nearly all rows are
            line = SheetLine(number, self.heads)
        filled = {index: cell for index, cell in filled.items() if not _invisible(cell)}
        texts = {index: words.compact(str(cell)) for index, cell in filled.items() if is_text(cell)}
        if filled and len(texts) == len(filled) and self._repeats_heads(line, filled):
            return line
        shared = {index: cell for index, cell in self._shared.get(number, {}).items() if index not in filled}
        positions = {index: id for id, index in self.heads.columns.items()}
        if filled and shared:
            line.shared = tuple(positions[index] for index in shared if index in positions)
            filled |= shared
            texts |= {index: words.compact(str(cell)) for index, cell in shared.items() if is_text(cell)}
        self._type(line, filled)
        each = all(position in filled for position in self.heads.columns.values())
        if number == first and each and not self._complete(line) and _numbers_columns(filled.values()):
            line.reason = "row-heads"
        else:
            line.reason = self._reason(line, filled, texts, positions)
        return line

    def _has_another_figure(self, line: SheetLine, filled: Mapping[int, Cell]) -> bool:
        """Return whether a complete row of texts has a figure beside them, and so is not the heads again."""
        if all(line.cells[id] is None for id in self._figures_here):
            return False
        needed = [filled[self.heads.columns[id]] for id in self._needed_here]
        heads = any(is_text(cell) and normal_head(str(cell)) in self.finder.ranks for cell in needed)
        return bool(needed) and not heads

    def _complete(self, line: SheetLine) -> bool:
        """Return whether a row has all that is needed."""
        return all(line.cells[id] is not None for id in self._needed_here)

    def _repeats_heads(self, line: SheetLine, filled: Mapping[int, Cell]) -> bool:
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
        self._take(again)
        return True

    def _type(self, line: SheetLine, filled: Mapping[int, Cell]) -> None:
        line.cells = self._blank.copy()
        for id, position, column, read in self._asked:
            cell = filled.get(position)
            if cell is None:
                continue
            if column.may_be_blank and is_text(cell) and words.is_nothing(text := folded(str(cell)), column):
                line.nothing[id] = text
                continue
            value = read(cell)
            if isinstance(value, Unfit):
                line.unfit[id] = value
            else:
                line.cells[id] = value

    def _reason(
        self,
        line: SheetLine,
        filled: Mapping[int, Cell],
        texts: Mapping[int, str],
        positions: Mapping[int, str],
    ) -> str:
        """Return why a row is no record, '' for a record; note what makes it a line of the foot."""
        needed = self.needed & self.heads.columns.keys()
        complete = self._complete(line)
        plain = {
            index: text for index, text in texts.items() if not self._is_option(positions.get(index), text)
        }
        first = min(filled, default=-1)
        key = self.heads.columns.get(self.ledger.key, -1)
        if any(words.is_sum(text) for text in plain.values()) or self._sums_figures(filled, plain, key):
            return "row-total"
        if any(words.is_example(plain.get(index, "")) for index in (first, key)):
            return "row-example"
        labels = _labels(filled, plain, complete=complete, figures=self._has_figures)
        for index in labels:
            id = positions.get(index)
            if id is not None:
                line.cells[id] = None
                line.unfit.pop(id, None)
        line.labelled = bool(labels)
        blank = {self.heads.columns[id] for id in line.nothing}
        content = [
            index
            for index in filled
            if index not in labels and index not in blank and not self._says_nothing(index, texts, positions)
        ]
        # What stands in columns without a head is no part of a record.
        values = [index for index in content if index in self.heads.names]
        if not values:
            return "row-foot" if labels else "row-section" if content else "row-nothing"
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
        self, line: SheetLine, index: int, id: str, needed: Collection[str], texts: Mapping[int, str]
    ) -> str:
        """Return why a row with one value alone is no record."""
        wide = (line.number, index) in self._wide
        fits = bool(id) and id not in line.unfit
        if fits and len(needed) <= 1 and (id in needed or not needed) and not wide:
            return ""
        if index not in texts or (not id and _is_figure(texts[index])):
            # A number or a day, an error or a formula.
            line.may_be_foot = fits or line.labelled
            return "row-numbered" if not id or id == self.ledger.key else ""
        if id == self.ledger.key and not wide and any(character.isdigit() for character in texts[index]):
            return "row-numbered"
        if fits and self.ledger.columns[id].type != "text":
            line.may_be_foot = True
            return ""
        return "row-section"

    def _says_nothing(self, index: int, texts: Mapping[int, str], positions: Mapping[int, str]) -> bool:
        """Return whether a column that the ledger does not ask for holds a sign of nothing."""
        return index not in positions and words.is_nothing(texts.get(index, ""), _TEXT)

    def _sums_figures(self, filled: Mapping[int, Cell], texts: Mapping[int, str], key: int) -> bool:
        """Return whether a row has the word for a sum and beside it nothing but figures and labels."""
        sums = [index for index, text in texts.items() if words.is_loose_sum(text)]
        if not sums or (key in filled and key not in sums):
            return False
        others = [index for index in filled if index not in sums]
        return all(
            _AMOUNT.fullmatch(texts[index]) or words.label_kind(texts[index]) == words.LABEL
            if index in texts
            else not isinstance(filled[index], date)
            for index in others
        )

    def _is_option(self, id: str | None, text: str) -> bool:
        column = self.ledger.columns.get(id or "")
        titles = column.choices.values() if column is not None else ()
        return any(words.compact(title) == text for title in titles)


def _mark_foot(lines: Sequence[SheetLine | None]) -> None:
    """Mark the foot: the last lines, as long as they may belong to it.

    Above repeated heads, where a page ends, a line needs a label to be foot. None: plainly a record.
    """
    at_end, above_heads = True, False
    for line in reversed(lines):
        if line is None:
            at_end = above_heads = False
        elif line.reason:
            above_heads = above_heads or line.reason == "row-heads"
        elif line.may_be_foot and (at_end or (above_heads and line.labelled)):
            line.reason = "row-foot"
        else:
            at_end = above_heads = False


def is_text(cell: Cell) -> bool:
    """Return whether a cell holds a text, and no error or formula."""
    return isinstance(cell, str) and not isinstance(cell, ErrorValue | Uncalculated)


def _is_figure(text: str) -> bool:
    """Return whether a compact text is a number or a day; in csv these are texts too."""
    return bool(_FIGURE.fullmatch(text)) or isinstance(typed_date(text), date)


def _invisible(cell: Cell) -> bool:
    return is_text(cell) and not folded(str(cell))


def _labels(
    filled: Mapping[int, Cell], texts: Mapping[int, str], *, complete: bool, figures: bool
) -> set[int]:
    """Return the positions of a row's labels; *figures*: a complete row has more than texts.

    In a row that begins with a label, a label without content takes in the next cell. A note, or a bare word,
    in a complete row is what it says, no label: a list of staff begins with 站长.
    """
    order = sorted(filled)
    kinds = {index: words.label_kind(texts.get(index, "")) for index in order}
    labelled = bool(order) and _begins_with_label(
        [kinds[index] for index in order],
        is_open=texts.get(order[0], "").endswith(":"),
        whole=complete and figures,
        complete=complete,
    )
    labels: set[int] = set()
    for place, index in enumerate(order):
        if index in labels:
            continue
        kind = kinds[index]
        note = kind == words.REMARK and not complete
        bare = labelled and kind in (words.REMARK, words.SIGNED, words.NOTED, words.BARE)
        if not (kind == words.LABEL or note or bare):
            continue
        labels.add(index)
        if labelled and words.is_open(texts[index]) and place + 1 < len(order):
            following = order[place + 1]
            if kinds[following] in ("", words.CALLED):
                labels.add(following)
    return labels


def _begins_with_label(kinds: Sequence[str], *, is_open: bool, whole: bool, complete: bool) -> bool:
    """Return whether a row's first cell is a label that may take in the next cell.

    *is_open*: it ends in a colon. In a *whole* record it must be one of two labels then.
    """
    first, *others = kinds
    more = any(kind not in ("", words.CALLED) for kind in others)
    if first == words.LABEL or (first == words.REMARK and is_open):
        return True
    if whole:
        return first in (words.REMARK, words.SIGNED) and more
    if first == words.BARE:
        return not complete and more
    return first in (words.REMARK, words.SIGNED) or (first == words.NOTED and not complete)


def _numbers_columns(cells: Iterable[Cell]) -> bool:
    """Return whether a row numbers the columns: 甲 乙 1 2 3."""
    texts = [words.compact(cell_text(cell)).strip("()") for cell in cells]
    letters = sum(text in _LETTERS for text in texts)
    numbers = len(texts) - letters
    running = [*_LETTERS[:letters], *map(str, range(1, numbers + 1))]
    return numbers > 1 and len(texts) > 2 and texts == running
