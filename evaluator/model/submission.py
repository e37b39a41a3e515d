"""All that one station handed in: facts, ledgers, evidence, claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import overload

from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass, field
from evaluator.model.values import Period, Place, Value
from evaluator.texts.problem import Problem


@dataclass(frozen=True, slots=True)
class Station:
    """The station evaluated. Only the id identifies it: names repeat (老洲镇, 老洲乡)."""

    id: str
    name: str
    county: str = ""
    kind: str = ""
    other: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """A value the station wrote down; None when blank or set aside."""

    value: Value | None
    place: Place = Place()
    set_aside: str = ""
    """Code of the problem that set the value aside."""
    line: int = 0
    """Of its name in the file; the value may stand below."""


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """What a person sees of a number whose format hides decimals, and its cell."""

    number: Number
    cell: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ledger with typed cells; None is blank, a text is folded as texts are compared."""

    place: str
    """For messages: file and row, `走访1-6月.csv 第14行`."""
    cells: Mapping[str, Value | None]
    bad: Mapping[str, str] = field(default_factory=dict)
    """Columns whose cell could not be read, with the text found (masked where private)."""
    file: str = ""
    """Path of the file, relative to the station's folder."""
    line: int = 0
    """Row in the file, counted from 1."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Texts as written, by column, where they differ from the normalised cell (NFKC, trimmed)."""
    part: int = 0
    """Which of the ledger's parts it stands in."""
    struck: bool = False
    """Whether the row is struck through: there is no telling whether it holds."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Texts in columns that the ledger does not ask for, by head; only where rows have to be compared."""
    shown: Mapping[str, ShownNumber] = field(default_factory=dict)
    """Numbers whose format hides decimals, by column."""


class PlainRows(Sequence[Row]):
    """Rows of one sheet about which there is nothing to say: their cells by column.

    A row is made when it is asked for, which of most rows nobody does; it is the same row every time.
    """

    __slots__ = ("_columns", "_lines", "_made", "_numbers", "_written", "file", "part", "place")

    def __init__(
        self,
        columns: Mapping[str, Sequence[Value | None]],
        lines: Sequence[int],
        place: str,
        file: str,
        part: int,
        written: Mapping[int, Mapping[str, str]],
    ) -> None:
        """Take the cells by column, and the lines of the rows; *written*: see `Row`, by line."""
        self._columns, self._lines, self._written = columns, lines, written
        self.place, self.file, self.part = place, file, part
        self._numbers: Sequence[int] = range(len(lines))
        self._made: dict[int, Row] = {}

    def only(self, numbers: Sequence[int]) -> PlainRows:
        """Return some of these rows, which are counted from 0."""
        some = PlainRows(self._columns, self._lines, self.place, self.file, self.part, self._written)
        some._numbers, some._made = [self._numbers[number] for number in numbers], self._made
        return some

    def column(self, id: str) -> Sequence[Value | None]:
        """Return the values of a column, row by row."""
        values = self._columns.get(id)
        if values is None:
            return [None] * len(self)
        return values if len(self) == len(values) else [values[number] for number in self._numbers]

    @property
    def lines(self) -> list[int]:
        """The rows' lines in the file."""
        return [self._lines[number] for number in self._numbers]

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> PlainRows: ...

    def __getitem__(self, index: int | slice) -> Row | PlainRows:
        if isinstance(index, slice):
            return self.only(range(len(self))[index])
        number = self._numbers[index]
        row = self._made.get(number)
        if row is None:
            line = self._lines[number]
            cells = {id: values[number] for id, values in self._columns.items()}
            place, written = f"{self.place} 第{line}行", self._written.get(line, {})
            row = self._made[number] = Row(place, cells, {}, self.file, line, written, self.part)
        return row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    def __hash__(self) -> int:
        return hash((self.file, *self.lines))


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A row that is not a record, such as a sum (合计)."""

    place: str
    reason: str
    """Key of the sentence: row-total, -heads, -section, -numbered, -foot, -example or -nothing."""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet, or a file that is no workbook, with rows of a ledger."""

    file: str
    sheet: str = ""
    rows: int = 0
    """How many of its rows are records."""
    anew: bool = False
    """Whether its keys begin anew, so that a key of another such part is no repetition."""
    perhaps_anew: bool = False
    """Whether they begin anew, or would with the keys of the lines that have none."""
    unread: str = ""
    """Why its rows are left out: sheet-hidden, -pattern, -no-heads, -refused or -summary."""
    unsure: bool = False
    """Whether rows that were left out may be records of their own."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A ledger as handed in, all files together, rows in file order."""

    ledger: str
    files: tuple[str, ...]
    rows: Sequence[Row]
    kept_out: tuple[KeptOut, ...] = ()
    parts: tuple[Part, ...] = ()
    """Those read and those left out."""
    keys_differ: bool = False
    """Whether every row has a key, and no two the same: then no record stands twice."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One file or record, citable by id."""

    id: str
    kind: str
    title: str
    file: str = ""
    date: date | None = None
    serves: tuple[tuple[str, str], ...] = ()
    """(criterion, line or option or '')."""
    sha256: str = ""
    usable: bool = True
    """False: missing, empty or outside the folder; it then counts as not handed in."""
    unusable_why: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that a criterion or an option of a set does not apply to the station, with its reason."""

    id: str
    reason: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class SelfMark:
    """The station's own mark for a criterion that evaluators mark; it is shown and does not count."""

    level: str = ""
    points: Number | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A station's folder, read and typed."""

    guideline: str
    station: Station
    period: Period
    facts: Mapping[str, Declared]
    ledgers: Mapping[str, Handed]
    evidence: tuple[EvidenceItem, ...]
    not_applicable: Mapping[str, Claim]
    claims: Mapping[str, SelfMark]
    profile: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Every file that was read: path relative to the folder → SHA-256."""
    problems: tuple[Problem, ...] = ()
