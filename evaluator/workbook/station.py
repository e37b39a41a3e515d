"""Turn a workbook into a station's folder: checked by the submission's reader, written completely or not."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evaluator.base.disk import beside, discard_beside, make_folder, move, remove_folder
from evaluator.base.files import write_all
from evaluator.loading.submission import FILE, read_submission
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.texts.problem import Problem, Severity
from evaluator.workbook import tables
from evaluator.workbook.answers_read import in_order, merged
from evaluator.workbook.book import Book
from evaluator.workbook.cells import spot_of
from evaluator.workbook.compare import compare, handed_out
from evaluator.workbook.read import WorkbookReading

_OTHER_FILES: Final = ("evidence-missing",)
_BLANK: Final = ("workbook-cell-blank", "workbook-formula", "workbook-error-value")
"""Problems of a cell that then counts as blank: the submission's reader need not report it again."""
_ROWS: Final = {"period-differs": "period#from", "station-folder": "station#id"}
"""The row of the facts sheet for problems without a line, by code."""


@dataclass(frozen=True, slots=True)
class StationFolder:
    """The station that a workbook holds."""

    files: Mapping[str, bytes]
    """By path in the station's folder."""
    submission: Submission | None
    problems: tuple[Problem, ...]
    """Problems placed at cells."""

    @property
    def failed(self) -> bool:
        """Whether an error prevents writing the folder."""
        return self.submission is None or any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Drafted:
    """The files of a station's folder made from a workbook, before the submission's reader checks them."""

    files: Mapping[str, bytes]
    """By path in the station's folder."""
    reading: WorkbookReading
    problems: tuple[Problem, ...]
    """Problems of the workbook itself."""

    @property
    def id(self) -> str:
        """Return the station's id; '' where it is blank."""
        return self.reading.answer("station#id")[0]

    @property
    def place(self) -> str:
        """Return the cell of the station's id."""
        return self.reading.answer("station#id")[1]

    def reader_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems of the submission's reader, placed at cells that are not yet reported."""
        blank_cells = {problem.cell for problem in self.problems if problem.code in _BLANK}
        placed_problems = [
            self.placed(problem) for problem in problems if self.id or problem.code not in _OTHER_FILES
        ]
        return [problem for problem in placed_problems if problem.cell not in blank_cells]

    def placed(self, problem: Problem) -> Problem:
        """Return the problem placed at the cell that its line or its ledger's cell came from."""
        shown, reading = self.reading.book.shown, self.reading
        table = next((table for table in reading.tables if table.path == problem.file), None)
        if table is not None:
            match = re.fullmatch(r".*!([A-Z]+[0-9]+)", problem.cell)
            cell = table.sheet.name if match is None else table.place(*spot_of(match[1]))
            return replace(problem, file=shown, cell=cell)
        if problem.file not in (FILE, ""):
            return problem
        cell = reading.draft.cell_of(problem.line) if problem.line else ""
        if problem.code in _ROWS:
            cell = reading.answer(_ROWS[problem.code])[1]
        args = dict(problem.args)
        if problem.code == "evidence-duplicate-id":
            first = reading.draft.cell_of(int(args["first"])).rpartition("!")[2]
            args["first"] = first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return replace(problem, file=shown, line=0, column=0, cell=cell, args=args)


def drafted(book: Book, guideline: Guideline) -> Drafted:
    """Return the files made from a workbook, and the problems of the workbook itself."""
    reading = WorkbookReading(book, guideline)
    problems = [*book.problems, *merged(book), *reading.problems]
    if book.about.get("sha256") == guideline.sha256:  # with another guideline nearly every text would differ
        problems += compare(book, handed_out(guideline), guideline)
    files = {FILE: reading.draft.data(), **tables.files(reading.tables)}
    return Drafted(files, reading, tuple(problems))


def station_of(book: Book, guideline: Guideline, evidence: Path | None = None) -> StationFolder:
    """Return the station that a workbook holds; *evidence* is the folder of evidence it already has."""
    draft = drafted(book, guideline)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder, draft.files)
        submission, submission_problems = read_submission(folder, guideline)
    problems, mine = list(draft.problems), []
    for problem in submission_problems:
        path = problem.args.get("path", "")
        if problem.code in _OTHER_FILES and evidence is not None and (evidence / path).is_file():
            continue
        mine.append(problem)
    problems += draft.reader_problems(mine)
    return StationFolder(draft.files, submission, in_order(book, problems))


def install(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a station's files whole or not at all; raise OSError on failure.

    A new folder appears complete. In an existing folder files are replaced when all are written, the
    submission last, because it names the other files.
    """
    if not folder.exists():
        discard_beside(folder)
        staged = beside(folder)
        try:
            _fill(staged, files)
            make_folder(staged / "evidence")
            move(staged, folder)
        except BaseException:
            remove_folder(staged)
            raise
        return
    for path in files:
        discard_beside(folder / path)
    _fill(folder, files)
    make_folder(folder / "evidence")


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    write_all({folder / path: files[path] for path in sorted(files, key=lambda name: name == FILE)})
