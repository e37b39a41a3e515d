"""Read a returned workbook into a submission, as the station would have written it.

Values go into the YAML and the ledgers unchanged. The submission's reader checks them, and the places of its
problems are turned into cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from evaluator.loading.evidence import KINDS
from evaluator.model.guideline import Fact, Guideline
from evaluator.texts.problem import Problem
from evaluator.texts.sentences import SENTENCES
from evaluator.workbook import layout
from evaluator.workbook.answers_read import chosen, formula_in, made_for, typed
from evaluator.workbook.book import Book, id_in, text_of
from evaluator.workbook.cells import WorkbookSheet
from evaluator.workbook.submission_lines import SubmissionLines
from evaluator.workbook.tables import WorkbookTable, read_tables
from evaluator.yaml.write import quoted

MOST_SHOWN: Final = 50
"""Formulas reported individually for each sheet."""

_BETWEEN: Final = re.compile(r"[；;，,、\s]+")


class WorkbookReading:
    """The draft, the tables and the problems read from one workbook."""

    def __init__(self, book: Book, guideline: Guideline) -> None:
        """Read the whole workbook; `problems` collects what is wrong."""
        self.book = book
        self.guideline = guideline
        self.problems: list[Problem] = []
        self.draft = SubmissionLines()
        self.tables: list[WorkbookTable] = []
        self._facts_sheet = book.sheets[layout.FACTS.mark]
        self._row_of: dict[str, int] = {}
        self._identify()
        self.problems += made_for(book, guideline)
        self.tables, table_problems = read_tables(book, guideline)
        self.problems += table_problems
        self._write()

    def _say(self, code: str, sheet: WorkbookSheet, row: int, column: int, **args: str) -> None:
        self.problems.append(Problem(code, self.book.shown, cell=sheet.cell(row, column), args=args))

    def _identify(self) -> None:
        """Index the rows by machine id."""
        sheet = self._facts_sheet
        titles_by_id = ids_by_title(self.guideline)
        for row in range(1, len(sheet.grid.rows)):
            id = id_in(sheet, row)
            if not id:
                continue
            if id not in titles_by_id:
                self._say("workbook-id-unknown", sheet, row, layout.FACT_INPUT, found=id)
            elif id in self._row_of:
                first = sheet.cell(self._row_of[id], layout.FACT_INPUT)
                self._say(
                    "workbook-id-twice",
                    sheet,
                    row,
                    layout.FACT_INPUT,
                    first=first,
                    title=titles_by_id[id] or id,
                )
            else:
                self._row_of[id] = row
        for id, title in titles_by_id.items():
            if id not in self._row_of and (title or id in layout.STATION_ROWS):
                args = {"id": id, "title": title or id}
                self.problems.append(
                    Problem("workbook-row-missing", self.book.shown, cell=sheet.name, args=args)
                )

    def answer(self, id: str, column: int = layout.FACT_INPUT, fact: Fact | None = None) -> tuple[str, str]:
        """Return the text of an input cell, and the cell; a formula counts as blank."""
        row = self._row_of.get(id)
        if row is None:
            return "", ""
        sheet = self._facts_sheet
        cell = sheet.cell(row, column)
        if self._formula(sheet, row, column):
            return "", cell
        return typed(sheet, row, column, "" if fact is None else fact.type), cell

    def _formula(self, sheet: WorkbookSheet, row: int, column: int) -> bool:
        problem = formula_in(self.book.shown, sheet, row, column)
        if problem is None:
            return False
        self.problems.append(problem)
        return True

    def _lacks(self, sheet: WorkbookSheet, row: int, column: int, title: str) -> None:
        """Report a blank required cell, unless the cell already has a problem."""
        place = sheet.cell(row, column)
        if all(problem.cell != place for problem in self.problems):
            self._say("workbook-cell-blank", sheet, row, column, title=title)

    def _write(self) -> None:
        draft = self.draft
        draft.line(f"# {' '.join(f'{self.guideline.title} {self.guideline.edition}'.split())}")
        draft.entry(0, "guideline", self.guideline.id, "")
        if self.guideline.profile:
            draft.entry(0, "profile", self.guideline.profile, "")
        for group in ("station", "period"):
            draft.line(f"{group}:")
            for id in layout.STATION_ROWS:
                part, _, key = id.partition("#")
                if part != group:
                    continue
                text, cell = self.answer(id, fact=_PERIOD if group == "period" else None)
                row = self._row_of.get(id)
                if not text and row is not None and key not in ("county", "kind"):
                    title = text_of(self._facts_sheet.at(row, layout.FACT_INPUT - 2)).strip()
                    self._lacks(self._facts_sheet, row, layout.FACT_INPUT, title or id)
                if text or key not in ("county", "kind"):
                    draft.entry(2, key, text, cell)
        draft.line()
        draft.line("facts:")
        for fact in self.guideline.facts.values():
            if asked(fact):
                self._write_fact(fact)
        draft.line()
        draft.line("ledgers:")
        for table in self.tables:
            draft.entry(2, table.ledger.id, table.path, table.cell)
        draft.line()
        self._write_evidence()
        draft.line()
        self._write_not_applicable()
        self._write_claims()

    def _write_fact(self, fact: Fact) -> None:
        text, cell = self.answer(fact.name, fact=fact)
        if fact.type != "set":
            if fact.by_role and not text:
                return  # a role supplies this fact: the station may claim a value but need not
            self.draft.entry(2, fact.name, text, cell, fact.title)
            return

        def say(code: str, option: str, args: Mapping[str, str]) -> None:
            row = self._row_of[f"{fact.name}.{option}" if option else fact.name]
            self._say(code, self._facts_sheet, row, layout.FACT_INPUT, **args)

        words = {option: self.answer(f"{fact.name}.{option}")[0] for option in fact.choices}
        ticked = chosen(fact, text, words, say)
        if ticked is not None:
            self.draft.items(2, fact.name, ticked, cell, fact.title)
        elif not fact.by_role:
            self.draft.entry(2, fact.name, "", cell, fact.title)

    def _write_evidence(self) -> None:
        sheet = self.book.sheet(layout.EVIDENCE.mark)
        draft = self.draft
        if sheet is None:
            args = {"title": layout.EVIDENCE.name}
            self.problems.append(Problem("workbook-sheet-missing", self.book.shown, args=args))
            return
        rows = list(_listed(sheet))
        draft.line("evidence:" if rows else "evidence: []")
        kinds = _kinds()
        for row in rows:
            dash = "- "
            for number, key in enumerate(layout.EVIDENCE_COLUMNS):
                column = layout.EVIDENCE_FIRST_COLUMN + number
                cell = sheet.cell(row, column)
                formula = self._formula(sheet, row, column)
                text = "" if formula else typed(sheet, row, column, "date" if key == "date" else "")
                if not text:
                    if key not in ("id", "kind", "title"):
                        continue
                    title = text_of(sheet.at(layout.EVIDENCE.header, column)).strip()
                    self._lacks(sheet, row, column, title or key)
                if key == "for":
                    served = [reference for reference in _BETWEEN.split(text) if reference]
                    draft.items(4, key, served, cell)
                    continue
                text = kinds.get(text, text) if key == "kind" else text
                draft.line(f"  {dash}{key}:" + (f" {quoted(text)}" if text else ""), cell)
                dash = "  "

    def _write_not_applicable(self) -> None:
        claims = [
            (id.removeprefix(layout.NOT_APPLICABLE), *self.answer(id))
            for id in ids_by_title(self.guideline)
            if id.startswith(layout.NOT_APPLICABLE)
        ]
        for fact in self.guideline.facts.values():
            if fact.may_not_apply and asked(fact):
                for option in fact.choices:
                    id = f"{fact.name}.{option}"
                    claims.append((id, *self.answer(id, layout.FACT_REASON)))
        claims = [claim for claim in claims if claim[1]]
        self.draft.line("not_applicable:" if claims else "not_applicable: {}")
        for name, reason, cell in claims:
            self.draft.entry(2, name, reason, cell)

    def _write_claims(self) -> None:
        claims: dict[str, list[tuple[str, str, str]]] = {}
        for id in ids_by_title(self.guideline):
            for key, prefix in (("level", layout.OWN_LEVEL), ("points", layout.OWN_POINTS)):
                if id.startswith(prefix):
                    text, cell = self.answer(id)
                    if text:
                        claims.setdefault(id.removeprefix(prefix), []).append((key, text, cell))
        self.draft.line("claims:" if claims else "claims: {}")
        for name, answers in claims.items():
            self.draft.line(f"  {quoted(name)}:", answers[0][2])
            for key, text, cell in answers:
                self.draft.entry(4, key, text, cell)


_PERIOD: Final = Fact("", "", "date")


def asked(fact: Fact) -> bool:
    """Return whether a fact is filled in: the workbook neither counts nor derives it."""
    return not fact.derived and (fact.counted is None or fact.counted.or_declared)


def ids_by_title(guideline: Guideline) -> dict[str, str]:
    """Return the machine ids of the facts sheet with their titles; '' for rows a workbook may lack."""
    titles_by_id = dict.fromkeys(layout.STATION_ROWS, "")
    for fact in guideline.facts.values():
        titles_by_id[fact.name] = fact.title if asked(fact) else ""
        if fact.type == "set":
            titles = fact.choices if asked(fact) else dict.fromkeys(fact.choices, "")
            titles_by_id |= {f"{fact.name}.{option}": title for option, title in titles.items()}
    for criterion in guideline.criteria():
        if criterion.may_not_apply:
            titles_by_id[f"{layout.NOT_APPLICABLE}{criterion.id}"] = criterion.title
        if criterion.rule.marked:
            titles_by_id[f"{layout.OWN_LEVEL}{criterion.id}"] = titles_by_id[
                f"{layout.OWN_POINTS}{criterion.id}"
            ] = ""
    return titles_by_id


def _listed(sheet: WorkbookSheet) -> Iterator[int]:
    """Yield the filled rows of the list of files, with inserted rows, which have no id."""
    grid = sheet.grid.rows
    ids = [id_in(sheet, row) for row in range(len(grid))]
    items = [row for row, id in enumerate(ids) if id == "item"]
    if not items:
        return
    columns = range(layout.EVIDENCE_FIRST_COLUMN, layout.EVIDENCE_FIRST_COLUMN + len(layout.EVIDENCE_COLUMNS))
    for row in range(items[0], items[-1] + 1):
        filled = any(sheet.at(row, column) is not None for column in columns)
        if ids[row] in ("item", "") and filled:
            yield row


def _kinds() -> Mapping[str, str]:
    """Return the kinds of evidence by their titles in both languages."""
    return {title: kind for kind in KINDS for title in SENTENCES[f"kind.{kind}"]}
