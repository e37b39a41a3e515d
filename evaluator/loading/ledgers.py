"""Read a ledger's files: find the header, type the cells, report the cells that cannot be read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from evaluator.base.folding import folded
from evaluator.base.gate import read_file
from evaluator.base.masking import mask
from evaluator.loading.cells import Cell
from evaluator.loading.grids import MOST_ROWS, Grid, Unreadable
from evaluator.loading.paths import inside, is_folder, nearest_file, siblings
from evaluator.loading.tables import MOST_BYTES, read_table
from evaluator.loading.values import Unfit, typed_cell
from evaluator.model.guideline import Column, Ledger
from evaluator.model.submission import Handed, KeptOut, Row
from evaluator.model.values import Place, Value
from evaluator.texts.problem import Problem, nearest
from evaluator.texts.reasons import unreadable

MOST_HEADER_ROW = 10
MOST_SHOWN = 50
"""Bad cells of a file that are reported; of the rest only the number is."""

_TOTAL = re.compile(r"(?:本页|本月|本季度|本年|全年|全部)?(?:合计|小计|总计|共计|累计)[::]?")
_CELL_CODES = {"option-unknown": "cell-unknown-option", "date-impossible": "cell-date-impossible"}
_UNIT = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class LedgerSource:
    """A file of a ledger, relative to the station's folder, and where the submission names it."""

    path: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Options:
    """What the submission says about a ledger's files."""

    sheet: str = ""
    header_row: int = 0
    """Counted from 1; 0: searched for."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header text → column id."""
    needed: Collection[str] | None = None
    """Columns without which nothing can be counted; None: all that may not be blank."""


@dataclass(slots=True)
class _LedgerReader:
    """The state while the files of a ledger are read."""

    ledger: Ledger
    options: Options
    rows: list[Row] = field(default_factory=list)
    kept_out: list[KeptOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Normalised header → column id."""


def read_ledger(
    ledger: Ledger, files: Sequence[LedgerSource], options: Options, folder: Path, shown: str
) -> tuple[Handed | None, list[Problem], dict[str, str]]:
    """Return all rows of the files, every problem, and each file's SHA-256.

    *shown* is the submission that names the files. No ledger is returned when a file is unreadable or
    lacks a column: an incomplete ledger must not be counted.
    """
    reading = _LedgerReader(ledger, options, headers=_accepted_headers(ledger, options))
    inputs: dict[str, str] = {}
    named: list[str] = []
    whole = True
    for source in _expanded(files, folder):
        if source.path in inputs:
            unfit = Unfit("ledger-file-twice", {"path": source.path})
            reading.problems.append(unfit.problem(shown, source.place))
            continue
        data = _bytes_of(source, folder, shown, ledger, reading.problems)
        if data is None:
            whole = False
            continue
        inputs[source.path] = hashlib.sha256(data).hexdigest()
        named.append(source.path)
        whole = _read_file(reading, source.path, data) and whole
    if not whole or not named:
        return None, reading.problems, inputs
    return (
        Handed(ledger.id, tuple(named), tuple(reading.rows), tuple(reading.kept_out)),
        reading.problems,
        inputs,
    )


def _expanded(files: Sequence[LedgerSource], folder: Path) -> Iterator[LedgerSource]:
    """Yield the files, and for a folder the tables in it; lock files of Office and WPS are skipped."""
    for source in files:
        if is_folder(folder / source.path):
            for name in siblings(folder / source.path / "x"):
                path, refused = inside(folder, f"{source.path}/{name}".lstrip("/"))
                if refused is None and name.lower().endswith((".xlsx", ".csv")):
                    yield LedgerSource(path, source.place)
        elif not source.path.rpartition("/")[2].startswith("~$"):
            yield source


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


def _read_file(reading: _LedgerReader, path: str, data: bytes) -> bool:
    """Add a file's rows; return whether it could be read."""
    grids = read_table(data)
    if isinstance(grids, Unreadable):
        args = {"ledger": reading.ledger.title or reading.ledger.id, **grids.args}
        reading.problems.append(Problem("ledger-unreadable", path, args=args, hint_key=grids.hint_key))
        return False
    sheet = reading.options.sheet
    if sheet and any(grid.name for grid in grids):
        wanted = folded(sheet)
        chosen = [grid for grid in grids if folded(grid.name) == wanted]
        if not chosen:
            names = [grid.name for grid in grids]
            near = nearest(sheet, names)
            args = {"sheet": sheet, "found": "、".join(names), "near": near or ""}
            hint = "did-you-mean" if near else ""
            reading.problems.append(Problem("ledger-sheet-missing", path, args=args, hint_key=hint))
            return False
        grids = chosen
    best = max(
        (_header_in(reading, grid) for grid in grids),
        key=lambda header: len(header.columns),  # a tie goes to the first: calamine's order, comma before tab
        default=None,
    )
    if best is None or not _complete(reading, path, best):
        return False
    reading.problems += [Problem(notice.code, path, args=notice.args) for notice in best.grid.notices]
    return _read_rows(reading, path, best)


@dataclass(frozen=True, slots=True)
class _Header:
    """A header row and the positions of the columns it names."""

    grid: Grid
    row: int
    columns: Mapping[str, int]


def _accepted_headers(ledger: Ledger, options: Options) -> dict[str, str]:
    """Return header → column id; added from the weakest name to the strongest, which replaces others."""
    headers: dict[str, str] = {}
    for column in ledger.columns.values():
        headers[_without_unit(_header(column.title))] = column.id
    for column in ledger.columns.values():
        headers[_header(column.title)] = column.id
    for column in ledger.columns.values():
        headers[_header(column.id)] = column.id
    for text, id in options.columns.items():
        if id in ledger.columns:
            headers[_header(text)] = id
    headers.pop("", None)
    return headers


def _header(text: str) -> str:
    """Return a normalised header: without line breaks, blanks and the star of required columns."""
    return "".join(folded(text).split()).strip("*").casefold()


def _without_unit(header: str) -> str:
    return _UNIT.sub("", header) or header


def _header_in(reading: _LedgerReader, grid: Grid) -> _Header:
    """Return the row that names most columns; a tie goes to the first."""
    header_row = reading.options.header_row
    rows = range(header_row - 1, header_row) if header_row else range(MOST_HEADER_ROW)
    best = _Header(grid, rows.start, {})
    for row in rows:
        if row >= len(grid.rows):
            break
        columns: dict[str, int] = {}
        loose: dict[str, int] = {}
        for index, cell in enumerate(grid.rows[row]):
            if isinstance(cell, str) and cell:
                text = _header(cell)
                if text in reading.headers:
                    columns.setdefault(reading.headers[text], index)
                elif (text := _without_unit(text)) in reading.headers:
                    loose.setdefault(reading.headers[text], index)
        columns = {**loose, **columns}
        if len(columns) > len(best.columns):
            best = _Header(grid, row, columns)
    return best


def _complete(reading: _LedgerReader, path: str, header: _Header) -> bool:
    ledger = reading.ledger
    needed = reading.options.needed
    if needed is None:
        needed = {column.id for column in ledger.columns.values() if not column.may_be_blank}
    missing = [
        column
        for column in ledger.columns.values()
        if column.id in needed and column.id not in header.columns
    ]
    if not missing:
        return True
    rows = header.grid.rows
    cells = rows[header.row] if header.row < len(rows) else []
    texts = [" ".join(cell.split()) for cell in cells if isinstance(cell, str) and cell.strip()]
    if not header.columns and any(column.private for column in ledger.columns.values()):
        # Without a header this is the first row of data, which may be personal.
        texts = [mask(text) for text in texts]
    for column in missing:
        near = nearest(column.title, texts) or nearest(column.id, texts)
        args = {
            "ledger": ledger.title or ledger.id,
            "column": column.title,
            "id": column.id,
            "found": "、".join(texts)[:200] or "—",
            "row": str(header.row + 1),
            "near": near or "",
        }
        hint = "ledger-column-rename" if near else ""
        reading.problems.append(
            Problem("ledger-column-missing", path, cell=header.grid.name, args=args, hint_key=hint)
        )
    return False


def _read_rows(reading: _LedgerReader, path: str, header: _Header) -> bool:
    grid = header.grid
    if len(grid.rows) > MOST_ROWS:
        reading.problems.append(Problem("ledger-too-many-rows", path, args={"limit": str(MOST_ROWS)}))
        return False
    columns = [(reading.ledger.columns[id], index) for id, index in header.columns.items()]
    absent = [id for id in reading.ledger.columns if id not in header.columns]
    dates = [column for column, _ in columns if column.not_before]
    texts = [(column.id, index) for column, index in columns if column.type == "text"]
    name = path.rpartition("/")[2]
    key = header.columns.get(reading.ledger.key, 0)
    bad_cell_count = 0
    for number in range(header.row + 1, len(grid.rows)):
        raw = grid.rows[number]
        row = _typed_row(raw, columns, absent)
        if row is None:
            continue
        place = f"{name} 第{number + 1}行"
        if _is_total(raw, key):
            reading.kept_out.append(KeptOut(place, "row-total", path, number + 1))
            continue
        cells, unfit = row
        for column in dates:
            _check_order(reading.ledger, column, cells, unfit)
        bad: dict[str, str] = {}
        if unfit:
            bad = {id: _written(unfit[id], reading.ledger.columns[id]) for id in unfit}
            for id, why in unfit.items():
                bad_cell_count += 1
                if bad_cell_count <= MOST_SHOWN:
                    column = reading.ledger.columns[id]
                    reading.problems.append(
                        _cell_problem(why, column, path, grid.cell(number, header.columns[id]))
                    )
        written = {id: text for id, index in texts if (text := _as_written(raw, index, cells[id]))}
        reading.rows.append(Row(place, cells, bad, path, number + 1, written))
    if bad_cell_count > MOST_SHOWN:
        more = {"count": str(bad_cell_count - MOST_SHOWN)}
        reading.problems.append(Problem("ledger-more-bad-cells", path, args=more))
    return True


def _as_written(raw: Sequence[Cell], index: int, value: Value | None) -> str:
    """Return a cell's text where it differs from the typed *value*; else ''."""
    cell = raw[index] if index < len(raw) else None
    return cell if value is not None and isinstance(cell, str) and cell != value else ""


def _written(unfit: Unfit, column: Column) -> str:
    """Return the content of a cell that cannot be read, masked where the column is private."""
    if "error" in unfit.args:
        return unfit.args["error"]
    text = unfit.args.get("found", unfit.args.get("option", ""))
    return mask(text) if column.private else text


def _cell_problem(unfit: Unfit, column: Column, path: str, cell: str) -> Problem:
    complaint = unfit.masked() if column.private else unfit
    args = {"column": column.title, **complaint.args}
    code = _CELL_CODES.get(unfit.code, unfit.code)
    return Problem(code, path, cell=cell, args=args, hint_key=complaint.hint_key)


def _typed_row(
    raw: Sequence[Cell], columns: Sequence[tuple[Column, int]], absent: Sequence[str]
) -> tuple[dict[str, Value | None], dict[str, Unfit]] | None:
    """Return a row's typed cells and the unfit ones; None when all its columns are blank."""
    cells: dict[str, Value | None] = {}
    unfit: dict[str, Unfit] = {}
    blank = True
    for column, index in columns:
        value = typed_cell(raw[index], column) if index < len(raw) else None
        if isinstance(value, Unfit):
            unfit[column.id] = value
            value, blank = None, False
        elif value is not None:
            blank = False
        cells[column.id] = value
    if blank:
        return None
    for id in absent:
        cells[id] = None
    return cells, unfit


def _is_total(raw: Sequence[Cell], key: int) -> bool:
    """Return whether a row is a total of other rows, by its first non-blank cell or its key."""
    first = next((cell for cell in raw if cell is not None and cell != ""), None)
    named = raw[key] if key < len(raw) else None
    return any(
        isinstance(cell, str) and "计" in cell and _TOTAL.fullmatch("".join(folded(cell).split()))
        for cell in (first, named)
    )


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
