"""Changes in an evaluator's workbook outside the input cells, with no effect on the answers.

Each sheet is compared with a new sheet for a station without a submission, because the workbook names no
submission. Not compared are: what the station reports (column E), titles and descriptions of the files it
handed in, the sample sizes, the list of stations, and the notes. Everything else is compared: titles, full
points, wording, headings, formulas, and locked cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from evaluator.model.guideline import Guideline
from evaluator.model.sheet import ClaimWord, Evaluator, EvidenceWord, Observation, Sheet
from evaluator.model.values import EXPERT
from evaluator.rules.marked import FilesForm, form_of
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.book import id_in, text_of
from evaluator.workbook.cells import WorkbookSheet as Cells
from evaluator.workbook.compare import edited, loose_texts, made_book, rows_by_id, shortened, stray
from evaluator.workbook.marking.marking_book import MarkingTask, Question, Visit
from evaluator.workbook.marking.read_rows import MarkRows
from evaluator.workbook.marking.row_ids import FACT, ITEM, LINE, MARK, NA, REMARK, VETO
from evaluator.workbook.marking.write import marking_workbook

_NUMBER, _TITLE, _UNIT, _SAYS = 1, 2, 3, 4
_LEVEL, _VALUE, _REMARK = layout.MARK_LEVEL, layout.MARK_VALUE, layout.MARK_REMARK
_SKIPPED: Final[Mapping[str, frozenset[int]]] = {
    "sheet": frozenset({_SAYS, _VALUE}),
    "mark": frozenset({_SAYS, _LEVEL, _VALUE, _REMARK}),
    "fact": frozenset({_NUMBER, _SAYS, _VALUE, _REMARK}),
    "item": frozenset({_NUMBER, _TITLE, _UNIT, _SAYS, _VALUE, _REMARK}),
    "line": frozenset({_SAYS, _VALUE, _REMARK}),
    "na": frozenset({_SAYS, _VALUE, _REMARK}),
    "veto": frozenset({_SAYS, _VALUE, _REMARK}),
}
"""The columns that are filled in or depend on the station, by kind of row."""


def compare_marks(sheets: list[MarkRows], guideline: Guideline, role: str) -> list[Problem]:
    """Return a warning for each changed cell outside the input areas."""
    if not sheets:
        return []
    was = _handed_out(sheets, guideline, role)
    problems: list[Problem] = []
    for rows in sheets:
        problems += _other_station(rows, was)
        changes = list(_Comparison(rows, was, guideline).problems())
        problems += shortened(rows.shown, rows.sheet, changes)
    return problems


def _handed_out(sheets: list[MarkRows], guideline: Guideline, role: str) -> Cells:
    """Return a new sheet with all rows that occur in any of the sheets."""
    ids = dict.fromkeys(id for rows in sheets for id in rows.ids(MARK, FACT, ITEM, LINE, NA, VETO))

    def named(*beginnings: str) -> list[str]:
        return [id.partition("#")[2] for id in ids if id.startswith(beginnings)]

    criteria, facts = {criterion.id: criterion for criterion in guideline.criteria()}, guideline.facts
    asked = [name for name in named(FACT) if name in facts and facts[name].by_role]
    questions = [Question(name, criteria[name]) for name in named(MARK)]
    questions += [Question(name, facts[name]) for name in asked]
    answers = Sheet(
        "",
        "",
        observed={name: Observation(frozenset()) for name in named(FACT) if name in facts},
        evidence={name: EvidenceWord(True) for name in named(ITEM, LINE)},
        not_applicable={name: ClaimWord(True) for name in named(NA)},
        vetoes=dict.fromkeys(named(VETO), ""),
    )
    evaluator = Evaluator("", role=role if role in guideline.roles else EXPERT)
    task = MarkingTask(guideline, evaluator, (Visit("", "", tuple(questions), sheet=answers),))
    return made_book(marking_workbook(task)).sheets[layout.marking_mark(1)]


def _other_station(rows: MarkRows, was: Cells) -> Iterator[Problem]:
    """Yield a warning where a sheet names another station than it was handed out for."""
    title = text_of(rows.sheet.at(0, _NUMBER)).strip()
    id = rows.text("sheet#station", _VALUE)
    if not id or title == text_of(was.at(0, _NUMBER)).strip() or title.startswith((f"{id} ", f"{id}: ")):
        return
    args = {"found": id, "title": title}
    yield Problem("workbook-station-changed", rows.shown, cell=rows.cell("sheet#station", _VALUE), args=args)


class _Comparison:
    """Compares one sheet with the sheet that was handed out."""

    def __init__(self, rows: MarkRows, was: Cells, guideline: Guideline) -> None:
        self.rows, self.sheet, self.was = rows, rows.sheet, was
        self.then = rows_by_id(was)
        self.loose = loose_texts(was, range(1, len(was.grid.rows)))
        forms = {criterion.id: form_of(criterion) for criterion in guideline.criteria()}
        self.checks = {id: len(form.checks) for id, form in forms.items() if isinstance(form, FilesForm)}
        self.files = {row: id for id in self.checks for row in rows.file_rows(id)}

    def problems(self) -> Iterator[Problem]:
        """Yield the changes, row by row."""
        seen: set[str] = set()
        sample = False
        for row in range(1, len(self.sheet.grid.rows)):
            id = id_in(self.sheet, row)
            if row in self.files:
                yield from self._file(row)
            elif not id:
                # The heading above a sample's files gives the sample size.
                heading = sample or row + 1 in self.files
                yield from self._loose(row, skipped=_TITLE if heading else 0)
            elif id not in seen and id in self.then:
                yield from self._row(row, id)
            sample = id.removeprefix(MARK) in self.checks
            seen.add(id)

    def _file(self, row: int) -> Iterator[Problem]:
        first = layout.MARK_CHECKS
        inputs = {layout.MARK_FILE, *range(first, first + self.checks[self.files[row]])}
        for column in range(_NUMBER + 1, len(self.sheet.grid.rows[row])):
            if column not in inputs:
                yield from stray(self.rows.shown, self.sheet, row, column, frozenset())

    def _loose(self, row: int, skipped: int) -> Iterator[Problem]:
        for column in range(1, len(self.sheet.grid.rows[row])):
            if column != skipped:
                yield from stray(self.rows.shown, self.sheet, row, column, self.loose)

    def _row(self, row: int, id: str) -> Iterator[Problem]:
        then = self.then[id]
        skipped = _SKIPPED[id.partition("#")[0]]
        if id.removeprefix(MARK) in self.checks:
            skipped -= {_LEVEL, _VALUE}
        if id == REMARK:
            skipped = frozenset({_SAYS, _REMARK})
        if id.startswith(FACT) and self.rows.is_option(id):
            skipped -= {_REMARK}
        width = max(len(self.sheet.grid.rows[row]), len(self.was.grid.rows[then]))
        for column in range(1, width):
            if column not in skipped:
                names = column == _TITLE
                yield from edited(self.rows.shown, self.sheet, row, column, self.was, then, names=names)
