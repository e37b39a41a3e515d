"""Read a ledger's files: which sheets hold its rows, what the rows are, and what cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass, field, replace
from evaluator.base.gate import Digest, read_file
from evaluator.loading.fields import unknown
from evaluator.loading.grids import MOST_ROWS, Grid, Unreadable
from evaluator.loading.ledger_heads import Heads, head_finder, normal_head, without_brackets
from evaluator.loading.ledger_rows import Nothing, SheetRows
from evaluator.loading.ledger_sheets import (
    SheetChooser,
    SheetKeys,
    repeated_keys,
    sheet_missing,
    summaries,
)
from evaluator.loading.paths import inside, is_folder, nearest_file, siblings
from evaluator.loading.tables import MOST_BYTES, read_table
from evaluator.loading.values import Unfit
from evaluator.model.guideline import Ledger
from evaluator.model.submission import Handed, Part, PlainRows, Row
from evaluator.model.values import Place
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, Severity
from evaluator.texts.reasons import unreadable

ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".csv")
"""Of the files in a folder that are tables."""
_UNREAD_ENDINGS = (".ods", ".fods", ".xlsb", ".numbers", ".tsv", ".doc", ".docx", ".wps", ".pdf")
"""Of files that may hold tables, and that are not read."""


@dataclass(frozen=True, slots=True)
class LedgerSource:
    """A file of a ledger, relative to the station's folder, and where the submission names it."""

    path: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Options:
    """What the submission says about a ledger's files."""

    sheets: tuple[str, ...] = ()
    """Names of the sheets to read; empty: all that have the ledger's heads."""
    header_row: int = 0
    """Counted from 1; 0: searched for."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header text → column id."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where the submission names these headers."""
    needed: frozenset[str] | None = None
    """Columns without which nothing can be counted; None: all that may not be blank."""


class Workbooks:
    """The workbooks of a station, each read once though several ledgers stand in it."""

    def __init__(self, digests: Mapping[str, Digest] | None = None) -> None:
        """*digests* are of files that were read already, by path."""
        self.digests = digests or {}
        self._grids: dict[str, list[Grid]] = {}

    def grids(self, data: bytes, sha256: str) -> list[Grid] | Unreadable:
        """Return the sheets of a file."""
        grids: list[Grid] | Unreadable | None = self._grids.get(sha256)
        if grids is None:
            grids = read_table(data)
            if not isinstance(grids, Unreadable) and sum(bool(grid.name) for grid in grids) > 1:
                self._grids[sha256] = grids
        return grids


@dataclass(slots=True)
class _LedgerReader:
    """The state while the files of a ledger are read."""

    ledger: Ledger
    options: Options
    needed: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    sheets: list[SheetRows] = field(default_factory=list)
    """Those that were read, one for each part in `read`."""
    read: list[int] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Folded names of sheets asked for that some file has."""
    last: tuple[str, Sequence[Grid]] = ("", ())
    """The last workbook read, for sheets that no file has."""


def read_ledger(
    ledger: Ledger,
    files: Sequence[LedgerSource],
    options: Options,
    folder: Path,
    shown: str,
    workbooks: Workbooks | None = None,
) -> tuple[Handed | None, list[Problem], dict[str, str]]:
    """Return all rows of the files, every problem, and each file's SHA-256.

    *workbooks* are those of the same station that other ledgers stand in; *shown* is the submission that
    names the files. No ledger is returned when a file is unreadable or lacks a column: an incomplete ledger
    must not be counted.
    """
    needed = options.needed
    if needed is None:
        needed = frozenset(ledger.columns) - ledger.may_be_blank
    reading = _LedgerReader(ledger, options, needed)
    workbooks = workbooks or Workbooks()
    inputs: dict[str, str] = {}
    chosen: list[tuple[str, list[Heads]]] = []
    named: list[str] = []
    whole = True
    folders = {source.path for source in files if source.path not in workbooks.digests}
    folders = {path for path in folders if is_folder(folder / path)}
    for source in files:
        if source.path in folders:
            reading.problems += _passed_over(source, folder, shown, ledger)
    for source in _expanded(files, folder, folders):
        if source.path in inputs:
            unfit = Unfit("ledger-file-twice", {"path": source.path})
            reading.problems.append(unfit.problem(shown, source.place))
            continue
        read = workbooks.digests.get(source.path)
        data = None if read is None else read.content
        if read is None or data is None:
            data = _bytes_of(source, folder, shown, ledger, reading.problems)
            if data is None:
                whole = False
                continue
            inputs[source.path] = hashlib.sha256(data).hexdigest()
        else:
            inputs[source.path] = read.sha256
        named.append(source.path)
        grids = workbooks.grids(data, inputs[source.path])
        heads = _choose(reading, source.path, grids)
        chosen.append((source.path, heads))
        whole = bool(heads) and whole
    whole = _all_named(reading) and whole
    parts = sum(len(heads) for _, heads in chosen)
    for path, heads in chosen:
        whole = _read_rows(reading, path, heads, compare=parts > 1 or not ledger.key) and whole
    if not whole or not named:
        return None, reading.problems, inputs
    reading.problems += _renamed_nowhere(options, [head for _, heads in chosen for head in heads], shown)
    return _handed(reading, named), reading.problems, inputs


def _renamed_nowhere(options: Options, read: Sequence[Heads], shown: str) -> Iterator[Problem]:
    """Yield a warning for each header that the submission names and no sheet has."""
    if not options.places:
        return
    there = {name for heads in read for names in heads.names.values() for name in names}
    there |= {without_brackets(name) for name in there}
    for header in options.places:
        head = normal_head(header)
        if not {head, without_brackets(head)} & there:
            texts = [text for heads in read for text in heads.texts()]
            unfit = unknown("ledger-rename-unused", header, texts)
            yield unfit.problem(shown, options.places[header])


def _expanded(
    files: Sequence[LedgerSource], folder: Path, folders: Collection[str]
) -> Iterator[LedgerSource]:
    """Yield the files, and the tables in *folders*; lock files of Office and WPS are skipped."""
    for source in files:
        if source.path in folders:
            for name in siblings(folder / source.path / "x"):
                path, refused = inside(folder, f"{source.path}/{name}".lstrip("/"))
                if refused is None and name.lower().endswith(ENDINGS):
                    yield LedgerSource(path, source.place)
        elif not source.path.rpartition("/")[2].startswith("~$"):
            yield source


def _passed_over(source: LedgerSource, folder: Path, shown: str, ledger: Ledger) -> Iterator[Problem]:
    """Yield a warning for what lies in a ledger's folder and may hold rows of it, but is not read."""
    unread = [
        name
        for name in siblings(folder / source.path / "x")
        if name.lower().endswith(_UNREAD_ENDINGS)
        or any(inner.lower().endswith(ENDINGS) for inner in siblings(folder / source.path / name / "x"))
    ]
    if unread:
        args = {"ledger": ledger.title or ledger.id, "folder": source.path, "names": Listing(unread)}
        place = source.place
        yield Problem("ledger-folder-rest", shown, place.line, place.column, args=args)


def _bytes_of(
    source: LedgerSource, folder: Path, shown: str, ledger: Ledger, problems: list[Problem]
) -> bytes | None:
    path = folder / source.path
    place = source.place
    args = {"path": source.path, "ledger": ledger.title or ledger.id}
    try:
        return read_file(path, MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        near = nearest_file(folder, source.path)
        hint = "did-you-mean" if near else ""
        args["near"] = near
        problems.append(Problem("ledger-missing", shown, place.line, place.column, args=args, hint_key=hint))
        return None
    except OSError as error:
        problem = unreadable(error, source.path)
        code = "ledger-too-large" if problem.code == "file-too-large" else problem.code
        problems.append(replace(problem, code=code))
        return None


def _choose(reading: _LedgerReader, path: str, grids: list[Grid] | Unreadable) -> list[Heads]:
    """Return the heads of a file's sheets that are read; none where the file has none of them."""
    if isinstance(grids, Unreadable):
        args = {"ledger": reading.ledger.title or reading.ledger.id, **grids.args}
        reading.problems.append(Problem("ledger-unreadable", path, args=args, hint_key=grids.hint_key))
        return []
    finder = head_finder(reading.ledger, reading.options.columns)
    chooser = SheetChooser(
        reading.ledger, finder, reading.needed, reading.options.sheets, reading.options.header_row
    )
    choice = chooser.choose(path, grids)
    reading.problems += choice.problems
    notices = choice.heads[0].grid.notices if choice.heads else ()
    reading.problems += [Problem(notice.code, path, args=notice.args) for notice in notices]
    reading.names |= choice.names
    if any(grid.name for grid in grids):
        reading.last = path, grids
    reading.parts += [Part(path, grid.name, unread=reason) for grid, reason in choice.unread]
    return choice.heads if not any(problem.severity is Severity.ERROR for problem in choice.problems) else []


def _all_named(reading: _LedgerReader) -> bool:
    """Return whether every sheet asked for is in some workbook; report those that are not."""
    path, grids = reading.last
    missing = [name for name in reading.options.sheets if folded(name) not in reading.names]
    if not path or not missing or not reading.names:
        return True
    reading.problems += [sheet_missing(path, name, grids) for name in missing]
    return False


def _read_rows(reading: _LedgerReader, path: str, chosen: Sequence[Heads], *, compare: bool) -> bool:
    """Read the rows of a file's sheets; return whether there are not too many."""
    finder = head_finder(reading.ledger, reading.options.columns)
    name = path.rpartition("/")[2]
    for heads in chosen:
        if len(heads.grid.rows) > MOST_ROWS:
            args = {"limit": str(MOST_ROWS)}
            reading.problems.append(Problem("ledger-too-many-rows", path, cell=heads.grid.name, args=args))
            return False
        place = f"{name} {heads.grid.name}" if len(chosen) > 1 else name
        sheet = SheetRows(reading.ledger, finder, heads, reading.needed, path, place, len(reading.parts))
        sheet.read(compare=compare)
        reading.read.append(len(reading.parts))
        reading.sheets.append(sheet)
        reading.parts.append(Part(path, heads.grid.name, len(sheet.rows)))
    return True


def _handed(reading: _LedgerReader, files: Sequence[str]) -> Handed:
    """Return the ledger: sheets that only repeat others left out, and what was seen on the way reported."""
    sheets = dict(zip(reading.read, reading.sheets, strict=True))
    if len(sheets) > 1:
        keys = {number: SheetKeys(sheet.keys, sheet.lines) for number, sheet in sheets.items()}
        running = {number: own.begin_anew() for number, own in keys.items() if own.begin_anew(perhaps=True)}
        _leave_out(reading, sheets, running)
        _begin_anew(reading, sheets, running)
    signs: dict[str, Nothing] = {}
    for sheet in sheets.values():
        reading.problems += sheet.problems
        for id, nothing in sheet.nothing.items():
            signs.setdefault(id, nothing).add(nothing)
    reading.problems += [nothing.problem(reading.ledger.columns[id].title) for id, nothing in signs.items()]
    tables = [sheet.rows for sheet in sheets.values()]
    rows = tables[0] if len(tables) == 1 else tuple(chain.from_iterable(tables))
    key = reading.ledger.key
    of_rows = rows.column(key) if isinstance(rows, PlainRows) else [row.cells.get(key) for row in rows]
    if [value for value in of_rows if isinstance(value, str) and value[:1] == "0"]:
        reading.problems += _other_zeros(reading.ledger, rows)
    not_records = tuple(row for sheet in sheets.values() for row in sheet.not_records)
    values = set(of_rows)
    differ = None not in values and len(values) == len(rows)
    return Handed(reading.ledger.id, tuple(files), rows, not_records, tuple(reading.parts), differ)


def _other_zeros(ledger: Ledger, rows: Sequence[Row]) -> list[Problem]:
    """Return a warning where keys differ by their leading zeros alone: 12 beside 0012."""
    first: dict[str, Row] = {}
    others: list[tuple[Row, Row]] = []
    for row in rows:
        key = row.cells.get(ledger.key)
        if isinstance(key, str) and key.isdigit():
            before = first.setdefault(key.lstrip("0"), row)
            if before.cells.get(ledger.key) != key:
                others.append((before, row))
    if not others:
        return []
    before, row = others[0]
    args = {
        "column": ledger.columns[ledger.key].title,
        "first": before.place,
        "second": row.place,
        "count": str(len(others)),
    }
    return [Problem("ledger-key-zeros", row.file, args=args)]


def _leave_out(reading: _LedgerReader, sheets: dict[int, SheetRows], running: Mapping[int, bool]) -> None:
    """Take out the sheets of which every row stands on other sheets."""
    rows = {number: sheet.rows for number, sheet in sheets.items()}
    names = {number: reading.parts[number].sheet or reading.parts[number].file for number in sheets}
    for number, surely in summaries(reading.ledger, rows, names, running).items():
        part = reading.parts[number]
        reading.parts[number] = replace(part, unread="sheet-summary", unsure=not surely)
        args = {"sheet": names[number], "rows": str(part.rows)}
        reading.problems.append(Problem("ledger-sheet-summary", part.file, cell=part.sheet, args=args))
        del sheets[number]


def _begin_anew(reading: _LedgerReader, sheets: Mapping[int, SheetRows], running: Mapping[int, bool]) -> None:
    """Note the sheets whose keys begin anew, and say so once where keys meet."""
    for number in sheets.keys() & running.keys() if not all(running.values()) else ():
        reading.parts[number] = replace(reading.parts[number], perhaps_anew=True)
    anew = {number: sheet.rows for number, sheet in sheets.items() if running.get(number)}
    repeated = repeated_keys(reading.ledger, anew)
    if not repeated:
        return
    for number in anew:
        reading.parts[number] = replace(reading.parts[number], anew=True)
    files = {reading.parts[number].file for number in anew}
    names = [reading.parts[number].sheet or reading.parts[number].file.rpartition("/")[2] for number in anew]
    args = {
        "column": reading.ledger.columns[reading.ledger.key].title,
        "sheets": Listing(names),
        "count": str(repeated),
    }
    reading.problems.append(Problem("ledger-keys-anew", min(files), args=args))
