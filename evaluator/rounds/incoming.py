"""Find the stations' folders, the sheets and the workbooks among the files handed in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluator.base.folders import files_below
from evaluator.loading.submission import FILE
from evaluator.model.round import FILE as ROUND_FILE
from evaluator.model.round import SHEETS, STATIONS

BOOK: Final = ".xlsx"
OTHER_FORMATS: Final = (".xls", ".et", ".ods", ".xlsm", ".xlsb", ".numbers")
"""Other formats in which a workbook may have been saved."""
EVIDENCE: Final = "evidence"


@dataclass(frozen=True, slots=True)
class IncomingFiles:
    """The files found at a source."""

    stations: tuple[Path, ...] = ()
    sheets: tuple[Path, ...] = ()
    books: tuple[Path, ...] = ()
    """Files that should be workbooks: named directly, or at the top level of a folder."""
    inner_books: tuple[Path, ...] = ()
    """Tables in subfolders, which need not be workbooks of this program."""
    others: tuple[Path, ...] = ()
    """Tables in other formats, at the top level of a folder."""


def files_in(source: Path) -> IncomingFiles:
    """Return the files at *source*; of a returned hand-out, only the files an evaluator fills in."""
    if source.is_file():
        suffix = source.suffix.casefold()
        if suffix in (BOOK, *OTHER_FORMATS):
            return IncomingFiles(books=(source,))
        return IncomingFiles(sheets=(source,)) if suffix in (".yaml", ".yml") else IncomingFiles()
    if not source.is_dir():
        return IncomingFiles()
    if (source / FILE).is_file():
        return IncomingFiles(stations=(source,))
    books, others = _tables(source, BOOK), _tables(source, *OTHER_FORMATS)
    if (source / SHEETS).is_dir():
        return IncomingFiles(sheets=_yaml_files(source / SHEETS), books=books, others=others)
    stations = tuple(sorted(path.parent for path in source.glob(f"*/{FILE}") if path.is_file()))
    inner = tuple(book for folder in _folders(source) for book in _tables(folder, BOOK))
    return IncomingFiles(stations, () if stations else _yaml_files(source), books, inner, others)


def _tables(folder: Path, *suffixes: str) -> tuple[Path, ...]:
    paths = (path for path in folder.iterdir() if path.suffix.casefold() in suffixes and path.is_file())
    return tuple(sorted(path for path in paths if not path.name.startswith((".", "~$"))))


def _folders(source: Path) -> list[Path]:
    """Return the subfolders that may contain a workbook."""
    return sorted(
        path
        for path in source.iterdir()
        if path.is_dir()
        and not path.name.startswith(".")
        and path.name not in (EVIDENCE, STATIONS, SHEETS)
        and not (path / FILE).is_file()
    )


def _yaml_files(folder: Path) -> tuple[Path, ...]:
    paths = [*folder.glob("*.yaml"), *folder.glob("*/*.yaml")]
    return tuple(
        sorted(path for path in paths if path.name != ROUND_FILE and not path.name.startswith((".", "~$")))
    )


def evidence_beside(book: Path, id: str, *, alone: bool) -> Path | None:
    """Return the evidence folder that belongs to a station's workbook, None where there is none.

    *alone*: no other station's workbook is in the same folder, so its `evidence` belongs to this workbook.
    """
    if alone and _filled(book.parent / EVIDENCE):
        return book.parent / EVIDENCE
    for folder in (book.parent / book.stem, book.parent / id):
        if not folder.is_dir() or folder == book.parent:
            continue
        if _filled(folder / EVIDENCE):
            return folder / EVIDENCE
        if not (folder / FILE).is_file() and _filled(folder):
            return folder
    return None


def _filled(folder: Path) -> bool:
    return folder.is_dir() and any(True for _ in files_below(folder))
