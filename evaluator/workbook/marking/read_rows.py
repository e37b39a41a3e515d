"""The rows of an evaluator's sheet on a station, looked up by machine id, so that rows may be moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from evaluator.loading.names import Names
from evaluator.loading.values import Unfit
from evaluator.model.guideline import Guideline
from evaluator.rules.marked import FilesForm, form_of
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.answers_read import formula_in, typed
from evaluator.workbook.book import id_in
from evaluator.workbook.cells import WorkbookSheet
from evaluator.workbook.marking.row_ids import FACT, FILE, HEADING, MARK, REMARK

SHEET_ROWS: Final = (*HEADING, REMARK)


class MarkRows:
    """One sheet's rows by id; `problems` collects what is wrong with the rows and their cells."""

    def __init__(self, shown: str, sheet: WorkbookSheet, guideline: Guideline) -> None:
        """Index every row by its id."""
        self.shown = shown
        self.sheet = sheet
        self.guideline = guideline
        self.problems: list[Problem] = []
        self._names = Names(guideline)
        self._row_of: dict[str, int] = {}
        self._files: dict[str, list[int]] = {}
        self._missing: set[str] = set()
        for row in range(1, len(sheet.grid.rows)):
            id = id_in(sheet, row)
            if id:
                self._identify(row, id)
        self._complete()

    def __contains__(self, id: str) -> bool:
        """Return whether there is a row with this id."""
        return id in self._row_of

    def ids(self, *beginnings: str) -> list[str]:
        """Return the ids with one of these beginnings, in the order of their rows."""
        return [id for id in self._row_of if id.startswith(beginnings)]

    def cell(self, id: str, column: int) -> str:
        """Return a cell's reference; the sheet's name where the row is missing."""
        row = self._row_of.get(id)
        return self.sheet.name if row is None else self.sheet.cell(row, column)

    def text(self, id: str, column: int, kind: str = "") -> str:
        """Return the text filled in; '' where there is no such row."""
        row = self._row_of.get(id)
        return "" if row is None else self.text_at(row, column, kind)

    def text_at(self, row: int, column: int, kind: str = "") -> str:
        """Return the text filled in; a formula or an error value is reported and counts as blank."""
        problem = formula_in(self.shown, self.sheet, row, column)
        if problem is not None:
            self.problems.append(problem)
            return ""
        return typed(self.sheet, row, column, kind)

    def file_rows(self, criterion: str) -> list[int]:
        """Return the rows of a sample's files, with inserted rows, which have no id."""
        own = self._files.get(criterion, [])
        rows = range(own[0], own[-1] + 1) if own else range(0)
        together = all(row in own or not id_in(self.sheet, row) for row in rows)
        return list(rows) if together else own

    def files(self, criterion: str, columns: Iterable[int]) -> Iterator[int]:
        """Yield the rows in which a file is filled in."""
        places = list(columns)
        for row in self.file_rows(criterion):
            if any(self.sheet.at(row, column) is not None for column in places):
                yield row

    def is_question(self, id: str) -> bool:
        """Return whether a row is a question that does not depend on what the station handed in."""
        fact = self.guideline.facts.get(id.removeprefix(FACT))
        return id.startswith(MARK) or (fact is not None and fact.by_role)

    def is_option(self, id: str) -> bool:
        """Return whether a row is an option of a set."""
        name = id.removeprefix(FACT)
        return name not in self.guideline.facts and name in self._names.sets

    def say(self, code: str, id: str, column: int, **args: str) -> None:
        """Report a problem with a cell."""
        self.problems.append(Problem(code, self.shown, cell=self.cell(id, column), args=args))

    def miss(self, id: str) -> None:
        """Report a missing row, once."""
        if id in self._missing:
            return
        self._missing.add(id)
        args = {"id": id, "title": self.title(id)}
        self.problems.append(Problem("workbook-row-missing", self.shown, cell=self.sheet.name, args=args))

    def title(self, id: str) -> str:
        """Return the title of a row."""
        prefix, _, rest = id.partition("#")
        if prefix == "fact" and rest in self.guideline.facts:
            return self.guideline.facts[rest].title
        if prefix == "fact" and rest in self._names.sets:
            fact, option = self._names.sets[rest]
            return fact.choices[option]
        criterion = self._names.criteria.get(rest.partition("#")[0])
        return criterion.title if criterion is not None else rest

    def _identify(self, row: int, id: str) -> None:
        if not self._is_valid_id(id):
            args = {"found": id}
            place = self.sheet.cell(row, layout.ID_COLUMN)
            self.problems.append(Problem("workbook-id-unknown", self.shown, cell=place, args=args))
        elif id.startswith(FILE):
            # A file row is complete by itself: a copied row is an additional file.
            self._files.setdefault(id.split("#")[1], []).append(row)
        elif id in self._row_of:
            args = {"first": self.cell(id, layout.MARK_FILE), "title": self.title(id)}
            place = self.sheet.cell(row, layout.MARK_FILE)
            self.problems.append(Problem("workbook-id-twice", self.shown, cell=place, args=args))
        else:
            self._row_of[id] = row

    def _is_valid_id(self, id: str) -> bool:
        prefix, _, rest = id.partition("#")
        names = self._names
        criterion = names.criteria.get(rest.partition("#")[0])
        match prefix:
            case "sheet":
                return id in SHEET_ROWS
            case "mark":
                return rest in names.criteria and names.criteria[rest].rule.marked
            case "file":
                number = rest.partition("#")[2]
                form = form_of(criterion) if criterion is not None else None
                return isinstance(form, FilesForm) and number.isdecimal()
            case "fact":
                return rest in self.guideline.facts or rest in names.sets
            case "item":
                return bool(rest)
            case "line":
                return not isinstance(names.reference(rest), Unfit) and "#" in rest
            case "na":
                return names.refused(rest) is None
            case "veto":
                return any(veto.id == rest for veto in self.guideline.vetoes)
        return False

    def _complete(self) -> None:
        """Report missing rows that other rows depend on."""
        for id in SHEET_ROWS:
            if id not in self:
                self.miss(id)
        for criterion in self._files:
            if f"{MARK}{criterion}" not in self:
                self.miss(f"{MARK}{criterion}")
        for fact in self.guideline.facts.values():
            if fact.type != "set":
                continue
            whole = [f"{FACT}{fact.name}", *(f"{FACT}{fact.name}.{option}" for option in fact.choices)]
            if any(id in self for id in whole):
                for id in whole:
                    if id not in self:
                        self.miss(id)


def missing_elsewhere(sheets: list[MarkRows]) -> None:
    """Report questions that are missing here but on another sheet: all stations have the same questions."""
    asked = dict.fromkeys(id for rows in sheets for id in rows.ids(MARK, FACT) if rows.is_question(id))
    for rows in sheets:
        for id in asked:
            if id not in rows:
                rows.miss(id)
