"""From an evaluator's workbook to one sheet for each station, judged by the reader of sheets.

A station's sheet on which nobody filled in anything gives none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from evaluator.base.files import is_file_name
from evaluator.loading.sheet import FOLDER, sheet_in
from evaluator.marking.sheet_file import Content, dumped, heading_of, tree_of
from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Sheet
from evaluator.texts.problem import Problem, Severity
from evaluator.workbook import layout
from evaluator.workbook.answers_read import in_order, made_for, merged
from evaluator.workbook.book import Book, text_of
from evaluator.workbook.marking.compare import compare_marks
from evaluator.workbook.marking.read import Answers, answers, is_empty
from evaluator.workbook.marking.read_rows import MarkRows, missing_elsewhere
from evaluator.yaml.parse import Node, Table, read_yaml_bytes


@dataclass(frozen=True, slots=True)
class Marked:
    """A sheet of the workbook on which something was filled in."""

    answers: Answers
    data: bytes
    """Its file."""
    node: Node | None
    sheet: Sheet
    shown: str
    """The workbook."""

    def placed(self, problem: Problem) -> Problem:
        """Return a problem with the file at the cell its line came from."""
        cell, args = self.answers.placed(problem, self.node)
        return replace(problem, file=self.shown, line=0, column=0, cell=cell, args=args)


@dataclass(frozen=True, slots=True)
class Sheets:
    """What an evaluator's workbook comes to."""

    marked: tuple[Marked, ...]
    problems: tuple[Problem, ...]
    """With cells for places."""
    blank: tuple[Answers, ...] = ()
    """Sheets on which nobody filled in anything."""

    @property
    def failed(self) -> bool:
        """Whether a mistake keeps the files from being written."""
        return any(each.severity is Severity.ERROR for each in self.problems)


def is_evaluators(book: Book) -> bool:
    """Tell whether a workbook is an evaluator's and not a station's."""
    return book.about.get(layout.AUDIENCE) == layout.EVALUATOR or layout.FACTS.mark not in book.sheets


def sheets_of(book: Book, guideline: Guideline) -> Sheets:
    """Return the sheets an evaluator's workbook holds.

    Which criteria were handed out to the evaluator is known from the workbook alone: a row that is missing
    on every station's sheet is not missed here.
    """
    problems = [*book.problems, *merged(book), *made_for(book, guideline)]
    found = [
        MarkRows(book.shown, sheet, guideline)
        for mark, sheet in book.sheets.items()
        if (known := layout.marked_as(mark)) is not None and known[0] is layout.MARKING
    ]
    missing_elsewhere(found)
    problems += _gone(book)
    marked: list[Marked] = []
    first: dict[str, str] = {}
    blank: list[Answers] = []
    role = ""
    for rows, given in zip(found, _by_one([answers(rows) for rows in found]), strict=True):
        role = role or given.role
        problems += rows.problems
        if given.empty:
            blank.append(given)
            continue
        wrong = _heading_problems(book.shown, rows, given, first, marked)
        problems += wrong
        one, more = judged(given, guideline, book.shown)
        # Who is missing was told already.
        problems += [each for each in more if each.code != "missing-key"]
        named = given.station and given.evaluator
        if one is not None and named and not any(each.severity is Severity.ERROR for each in wrong):
            marked.append(one)
    if book.about.get("sha256") == guideline.sha256:  # else every other text would differ
        problems += compare_marks(found, guideline, role)
    return Sheets(tuple(marked), in_order(book, problems), tuple(blank))


def _by_one(read: list[Answers]) -> list[Answers]:
    """Return the sheets with the evaluator's id on all of them, where it stands on some and is one."""
    named = {one.evaluator for one in read} - {""}
    if len(named) != 1:
        return read
    return [replace(one, content={**one.content, "evaluator": next(iter(named))}) for one in read]


def _gone(book: Book) -> list[Problem]:
    """Return a warning for each station on the list whose sheet is no longer there."""
    listed = book.sheet(layout.MARKS.mark)
    if listed is None:
        return []
    problems: list[Problem] = []
    for row in range(layout.MARKS.first, len(listed.grid.rows)):
        id, name = (text_of(listed.at(row, column)).strip() for column in (1, 2))
        number = row - layout.MARKS.first + 1
        # The row of sums has no name; one that is named was a station's.
        if name and book.sheet(layout.marking_mark(number)) is None:
            args = {"name": " ".join(dict.fromkeys(each for each in (id, name) if each))}
            place = listed.cell(row, 2)
            problems.append(Problem("workbook-station-gone", book.shown, cell=place, args=args))
    return problems


def _heading_problems(
    shown: str, rows: MarkRows, given: Answers, first: dict[str, str], before: list[Marked]
) -> list[Problem]:
    """Return what is wrong with who marked which station."""
    problems: list[Problem] = []
    for key, id in (("station", given.station), ("evaluator", given.evaluator)):
        row = f"sheet#{key}"
        cell = rows.cell(row, layout.MARK_VALUE)
        if not id and row in rows:
            problems.append(Problem(f"workbook-no-{key}", shown, cell=cell))
        elif id and not is_file_name(id):
            problems.append(Problem("round-id", shown, cell=cell, args={"name": id}))
    cell = rows.cell("sheet#station", layout.MARK_VALUE)
    if given.station in first:
        args = {"name": given.station, "first": first[given.station]}
        problems.append(Problem("workbook-station-twice", shown, cell=cell, args=args))
    first.setdefault(given.station, cell)
    if before and given.evaluator and before[0].answers.evaluator != given.evaluator:
        args = {"found": given.evaluator, "wanted": before[0].answers.evaluator}
        cell = rows.cell("sheet#evaluator", layout.MARK_VALUE)
        problems.append(Problem("workbook-evaluators-differ", shown, cell=cell, args=args))
    return problems


def judged(given: Answers, guideline: Guideline, shown: str) -> tuple[Marked | None, list[Problem]]:
    """Return a sheet's file and what its reader has against it."""
    data = dumped(given.content)
    node, _ = read_yaml_bytes(data, shown)
    sheet, problems = sheet_in(data, guideline, f"{FOLDER}/{given.evaluator}/{given.station}.yaml")
    if sheet is None:
        return None, [replace(one, file=shown, line=0, column=0, cell=given.place) for one in problems]
    one = Marked(given, data, node, sheet, shown)
    return one, [one.placed(each) for each in problems]


def cleared(found: Sheets, shown: str, folder: Path) -> list[Problem]:
    """Return a warning for each blank sheet whose file in the *folder* of sheets has answers: these stay."""
    problems: list[Problem] = []
    for one in found.blank:
        there = folder / one.path
        node = read_yaml_bytes(there.read_bytes(), "")[0] if there.is_file() else None
        held = None if node is None else tree_of(node)
        if isinstance(held, dict) and not is_empty(held):
            args = {"name": one.station}
            problems.append(Problem("received-cleared", shown, cell=one.place, args=args))
    return problems


def continued(marked: Marked, before: bytes | None, name: str = "") -> bytes:
    """Return the sheet's file with what no cell holds: the heading and the history of the one *before* it."""
    content: Content = dict(marked.answers.content)
    heading = f"# {name}\n" if name else ""
    node = read_yaml_bytes(before, "")[0] if before is not None else None
    if before is not None and isinstance(node, Table):
        heading = heading_of(before)
        if "history" in node.entries:
            content["history"] = tree_of(node.entries["history"])
    return dumped(content, heading)
