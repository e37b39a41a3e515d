"""Where in what was handed in the stations' folders, the sheets and the workbooks lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluator.loading.submission import FILE
from evaluator.model.round import FILE as ROUND_FILE
from evaluator.model.round import SHEETS, STATIONS
from evaluator.rounds.staging import walked

BOOK: Final = ".xlsx"
OTHER_FORMATS: Final = (".xls", ".et", ".ods", ".xlsm", ".xlsb", ".numbers")
"""What a workbook may have been saved as instead."""
EVIDENCE: Final = "evidence"


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at a source."""

    stations: tuple[Path, ...] = ()
    sheets: tuple[Path, ...] = ()
    books: tuple[Path, ...] = ()
    """Files that should be workbooks: given by name, or at the top of a folder."""
    inner_books: tuple[Path, ...] = ()
    """Files in folders of their own, which may be anything."""
    others: tuple[Path, ...] = ()
    """Tables in other formats, at the top of a folder."""


def found_in(source: Path) -> Found:
    """Return what lies at *source*; of a hand-out that came back only what an evaluator fills in."""
    if source.is_file():
        suffix = source.suffix.casefold()
        if suffix in (BOOK, *OTHER_FORMATS):
            return Found(books=(source,))
        return Found(sheets=(source,)) if suffix in (".yaml", ".yml") else Found()
    if not source.is_dir():
        return Found()
    if (source / FILE).is_file():
        return Found(stations=(source,))
    books, others = _tables(source, BOOK), _tables(source, *OTHER_FORMATS)
    if (source / SHEETS).is_dir():
        return Found(sheets=_yaml_files(source / SHEETS), books=books, others=others)
    stations = tuple(sorted(path.parent for path in source.glob(f"*/{FILE}") if path.is_file()))
    inner = tuple(book for folder in _folders(source) for book in _tables(folder, BOOK))
    return Found(stations, () if stations else _yaml_files(source), books, inner, others)


def _tables(folder: Path, *suffixes: str) -> tuple[Path, ...]:
    found = (path for path in folder.iterdir() if path.suffix.casefold() in suffixes and path.is_file())
    return tuple(sorted(path for path in found if not path.name.startswith((".", "~$"))))


def _folders(source: Path) -> list[Path]:
    """Return the folders in which a workbook may lie by itself."""
    return sorted(
        path
        for path in source.iterdir()
        if path.is_dir()
        and not path.name.startswith(".")
        and path.name not in (EVIDENCE, STATIONS, SHEETS)
        and not (path / FILE).is_file()
    )


def _yaml_files(folder: Path) -> tuple[Path, ...]:
    found = [*folder.glob("*.yaml"), *folder.glob("*/*.yaml")]
    return tuple(
        sorted(path for path in found if path.name != ROUND_FILE and not path.name.startswith((".", "~$")))
    )


def evidence_beside(book: Path, id: str, *, alone: bool) -> Path | None:
    """Return the folder of the evidence that belongs to a station's workbook, None where there is none.

    *alone*: no other station's workbook lies in the same folder, so `evidence` there is this one's.
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
    return folder.is_dir() and any(True for _ in walked(folder))
