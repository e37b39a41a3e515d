"""From a workbook to a station's folder: judged by the submission's reader, written whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evaluator.base.files import write_whole
from evaluator.loading.submission import FILE, read_submission
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.texts.problem import Problem, Severity
from evaluator.workbook import tables
from evaluator.workbook.answers_read import in_order, merged
from evaluator.workbook.book import Book
from evaluator.workbook.cells import spot_of
from evaluator.workbook.compare import compare, handed_out
from evaluator.workbook.read import Reading

_OTHER_FILES: Final = ("evidence-missing",)
_BLANK: Final = ("workbook-cell-blank", "workbook-formula", "workbook-error-value")
"""Said of a cell that its reader then takes for blank: he need not say so again."""
_ROWS: Final = {"period-differs": "period#from", "station-folder": "station#id"}
"""Rows of the facts' sheet that problems without a line are about."""


@dataclass(frozen=True, slots=True)
class Station:
    """What a workbook comes to."""

    files: Mapping[str, bytes]
    """By path in the station's folder."""
    submission: Submission | None
    problems: tuple[Problem, ...]
    """With cells for places."""

    @property
    def failed(self) -> bool:
        """Whether a mistake keeps the folder from being written."""
        return self.submission is None or any(each.severity is Severity.ERROR for each in self.problems)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A station's folder as a workbook gives it, before its reader has judged it."""

    files: Mapping[str, bytes]
    """By path in the station's folder."""
    reading: Reading
    problems: tuple[Problem, ...]
    """Of the workbook itself."""

    @property
    def id(self) -> str:
        """Return the station's id, '' where it is blank."""
        return self.reading.answer("station#id")[0]

    @property
    def place(self) -> str:
        """Return the cell of the station's id."""
        return self.reading.answer("station#id")[1]

    def told(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return what the submission's reader says at the workbook's cells, but for what was said there."""
        known = {one.cell for one in self.problems if one.code in _BLANK}
        found = [self.placed(one) for one in problems if self.id or one.code not in _OTHER_FILES]
        return [one for one in found if one.cell not in known]

    def placed(self, problem: Problem) -> Problem:
        """Return the problem at the cell its line or its ledger's cell came from."""
        shown, reading = self.reading.book.shown, self.reading
        table = next((one for one in reading.tables if one.path == problem.file), None)
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
    """Return the files a workbook comes to, and what is wrong with it as a workbook."""
    reading = Reading(book, guideline)
    problems = [*book.problems, *merged(book), *reading.problems]
    if book.about.get("sha256") == guideline.sha256:  # else every other text would differ
        problems += compare(book, handed_out(guideline), guideline)
    files = {FILE: reading.draft.data(), **tables.files(reading.tables)}
    return Drafted(files, reading, tuple(problems))


def station_of(book: Book, guideline: Guideline, evidence: Path | None = None) -> Station:
    """Return the station a workbook holds; *evidence* is the folder its evidence lies in already."""
    draft = drafted(book, guideline)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder, draft.files)
        submission, found = read_submission(folder, guideline)
    problems, mine = list(draft.problems), []
    for problem in found:
        path = problem.args.get("path", "")
        if problem.code in _OTHER_FILES and evidence is not None and (evidence / path).is_file():
            continue
        mine.append(problem)
    problems += draft.told(mine)
    return Station(draft.files, submission, in_order(book, problems))


def install(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a station's files whole or not at all; OSError when that cannot be done.

    A new folder appears with everything in it. In one that is there each file is replaced, the submission
    last: it names the others.
    """
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            _fill(staged, files)
            (staged / "evidence").mkdir(exist_ok=True)
            staged.chmod(0o755)
            staged.rename(folder)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        return
    _fill(folder, files)
    (folder / "evidence").mkdir(exist_ok=True)


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for path in sorted(files, key=lambda each: each == FILE):
        write_whole(folder / path, files[path])
