"""Read an evaluator's workbook into one marking sheet per station, checked by the reader of sheets.

A station's tab on which nothing is filled in gives no sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from evaluator.base.files import is_file_name
from evaluator.base.gate import read_file
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
    """A sheet of the workbook with at least one answer."""

    answers: Answers
    data: bytes
    """The content of the sheet's file."""
    node: Node | None
    sheet: Sheet
    shown: str
    """The workbook's name in messages."""

    def placed(self, problem: Problem) -> Problem:
        """Return a problem of the file, placed at the cell its line came from."""
        cell, args = self.answers.placed(problem, self.node)
        return replace(problem, file=self.shown, line=0, column=0, cell=cell, args=args)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets and problems read from an evaluator's workbook."""

    marked: tuple[Marked, ...]
    problems: tuple[Problem, ...]
    """Problems placed at cells."""
    blank: tuple[Answers, ...] = ()
    """Sheets on which nothing is filled in."""

    @property
    def failed(self) -> bool:
        """Whether an error prevents writing the files."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def is_evaluators(book: Book) -> bool:
    """Return whether a workbook is an evaluator's and not a station's."""
    return book.about.get(layout.AUDIENCE) == layout.EVALUATOR or layout.FACTS.mark not in book.sheets


def sheets_of(book: Book, guideline: Guideline) -> Sheets:
    """Return the sheets of an evaluator's workbook.

    Only the workbook shows which criteria the evaluator was asked to mark: a row that is missing on every
    station's sheet is not reported.
    """
    problems = [*book.problems, *merged(book), *made_for(book, guideline)]
    sheets = [
        MarkRows(book.shown, sheet, guideline)
        for mark, sheet in book.sheets.items()
        if (kind_and_id := layout.marked_as(mark)) is not None and kind_and_id[0] is layout.MARKING
    ]
    missing_elsewhere(sheets)
    problems += _gone(book)
    marked: list[Marked] = []
    first: dict[str, str] = {}
    blank: list[Answers] = []
    role = ""
    for rows, sheet_answers in zip(sheets, _by_one([answers(rows) for rows in sheets]), strict=True):
        role = role or sheet_answers.role
        problems += rows.problems
        if sheet_answers.empty:
            blank.append(sheet_answers)
            continue
        wrong = _heading_problems(book.shown, rows, sheet_answers, first, marked)
        problems += wrong
        marked_sheet, more = judged(sheet_answers, guideline, book.shown)
        # A missing station or evaluator was reported already.
        problems += [problem for problem in more if problem.code != "missing-key"]
        named = sheet_answers.station and sheet_answers.evaluator
        if (
            marked_sheet is not None
            and named
            and not any(problem.severity is Severity.ERROR for problem in wrong)
        ):
            marked.append(marked_sheet)
    if book.about.get("sha256") == guideline.sha256:  # with another guideline nearly every text would differ
        problems += compare_marks(sheets, guideline, role)
    return Sheets(tuple(marked), in_order(book, problems), tuple(blank))


def _by_one(read: list[Answers]) -> list[Answers]:
    """Return the sheets with the evaluator's id on all of them, if exactly one id occurs."""
    named = {sheet_answers.evaluator for sheet_answers in read} - {""}
    if len(named) != 1:
        return read
    return [
        replace(sheet_answers, content={**sheet_answers.content, "evaluator": next(iter(named))})
        for sheet_answers in read
    ]


def _gone(book: Book) -> list[Problem]:
    """Return a warning for each listed station whose sheet was deleted."""
    listed = book.sheet(layout.MARKS.mark)
    if listed is None:
        return []
    problems: list[Problem] = []
    for row in range(layout.MARKS.first, len(listed.grid.rows)):
        id, name = (text_of(listed.at(row, column)).strip() for column in (1, 2))
        number = row - layout.MARKS.first + 1
        # The row of sums has no name; a row with a name is a station's.
        if name and book.sheet(layout.marking_mark(number)) is None:
            args = {"name": " ".join(dict.fromkeys(part for part in (id, name) if part))}
            place = listed.cell(row, 2)
            problems.append(Problem("workbook-station-gone", book.shown, cell=place, args=args))
    return problems


def _heading_problems(
    shown: str, rows: MarkRows, sheet_answers: Answers, first: dict[str, str], before: list[Marked]
) -> list[Problem]:
    """Return the problems with the station and the evaluator of a sheet."""
    problems: list[Problem] = []
    for key, id in (("station", sheet_answers.station), ("evaluator", sheet_answers.evaluator)):
        row = f"sheet#{key}"
        cell = rows.cell(row, layout.MARK_VALUE)
        if not id and row in rows:
            problems.append(Problem(f"workbook-no-{key}", shown, cell=cell))
        elif id and not is_file_name(id):
            problems.append(Problem("round-id", shown, cell=cell, args={"name": id}))
    cell = rows.cell("sheet#station", layout.MARK_VALUE)
    if sheet_answers.station in first:
        args = {"name": sheet_answers.station, "first": first[sheet_answers.station]}
        problems.append(Problem("workbook-station-twice", shown, cell=cell, args=args))
    first.setdefault(sheet_answers.station, cell)
    if before and sheet_answers.evaluator and before[0].answers.evaluator != sheet_answers.evaluator:
        args = {"found": sheet_answers.evaluator, "wanted": before[0].answers.evaluator}
        cell = rows.cell("sheet#evaluator", layout.MARK_VALUE)
        problems.append(Problem("workbook-evaluators-differ", shown, cell=cell, args=args))
    return problems


def judged(sheet_answers: Answers, guideline: Guideline, shown: str) -> tuple[Marked | None, list[Problem]]:
    """Return a sheet's file, and the problems that its reader reports."""
    data = dumped(sheet_answers.content)
    node, _ = read_yaml_bytes(data, shown)
    sheet, problems = sheet_in(
        data, guideline, f"{FOLDER}/{sheet_answers.evaluator}/{sheet_answers.station}.yaml"
    )
    if sheet is None:
        return None, [
            replace(problem, file=shown, line=0, column=0, cell=sheet_answers.place) for problem in problems
        ]
    marked_sheet = Marked(sheet_answers, data, node, sheet, shown)
    return marked_sheet, [marked_sheet.placed(problem) for problem in problems]


def cleared(sheets: Sheets, shown: str, folder: Path) -> list[Problem]:
    """Return a warning for each blank sheet whose file in *folder* has answers; the file stays as it is."""
    problems: list[Problem] = []
    for sheet_answers in sheets.blank:
        there = folder / sheet_answers.path
        node = read_yaml_bytes(read_file(there), "")[0] if there.is_file() else None
        held = None if node is None else tree_of(node)
        if isinstance(held, dict) and not is_empty(held):
            args = {"name": sheet_answers.station}
            problems.append(Problem("received-cleared", shown, cell=sheet_answers.place, args=args))
    return problems


def continued(marked: Marked, before: bytes | None, name: str = "") -> bytes:
    """Return the sheet's file with the heading and the history of the file *before*, which no cell holds."""
    content: Content = dict(marked.answers.content)
    heading = f"# {name}\n" if name else ""
    node = read_yaml_bytes(before, "")[0] if before is not None else None
    if before is not None and isinstance(node, Table):
        heading = heading_of(before)
        if "history" in node.entries:
            content["history"] = tree_of(node.entries["history"])
    return dumped(content, heading)
