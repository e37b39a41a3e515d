"""The positions of a guideline's sheets, rows and lists, decided before any cell is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from evaluator.conditions.fact_groups import fact_groups
from evaluator.conditions.row_equality import RowIndex, values_of
from evaluator.model.guideline import Fact, Guideline, Section
from evaluator.model.submission import Handed, Submission
from evaluator.rules.marked import LevelForm, form_of
from evaluator.texts.sentences import SENTENCES
from evaluator.texts.workbooks import TEXTS
from evaluator.workbook import layout

_NOT_IN_TABS: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_TAB: Final = 31
RESERVED: Final = "history"
"""A tab name that Excel reserves."""
_LONGEST_TEXT: Final = 250
"""Excel allows text literals of 255 characters in a formula."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of the data sheet."""

    id: str
    kind: str
    """heading, subheading, station, fact, option, na, level or points."""
    name: str
    fact: Fact | None = None
    option: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Names and rows of one workbook."""

    guideline: Guideline
    entries: tuple[AnswerRow, ...]
    rows: Mapping[str, int]
    """Id of an entry on the data sheet → its row."""
    tabs: Mapping[str, str]
    """Kind of a sheet, or `ledger:<id>` → the name on its tab."""
    ledger_rows: Mapping[str, int]
    evidence_rows: int
    unlike: frozenset[str] = frozenset()
    """Ledgers with rows that only columns without a place in the workbook tell apart."""

    def say(self, key: str, /, **args: object) -> str:
        """Return a text of the workbook, or of the reports, in the guideline's language."""
        texts = TEXTS if key in TEXTS else SENTENCES
        return texts.say(key, self.guideline.language, **args)

    def at(self, sheet: str, row: int, column: int, last: int | None = None) -> str:
        """Return a reference to a cell, or to the rows of a column as far as *last*."""
        letters = layout.column_name(column)
        end = "" if last is None else f":${letters}${last + 1}"
        return f"'{self.tabs[sheet]}'!${letters}${row + 1}{end}"

    @property
    def checklist(self) -> int:
        """Return the row of the checklist's header, below the list of files."""
        return layout.EVIDENCE.first + self.evidence_rows + 2

    def answer(self, id: str) -> str:
        """Return the cell of an entry's answer."""
        return self.at("facts", self.rows[id], layout.FACT_INPUT)

    def reason(self, id: str) -> str:
        """Return the cell with the reason why an option does not apply."""
        return self.at("facts", self.rows[id], layout.FACT_REASON)


def plan(guideline: Guideline, submission: Submission | None) -> Plan:
    """Return the plan of a workbook, with rows enough for *submission*."""
    entries = tuple(_entries(guideline))
    rows = {entry.id: layout.FACTS.first + position for position, entry in enumerate(entries) if entry.id}
    handed = submission.ledgers if submission is not None else {}
    ledger_rows = {
        name: max(layout.LEDGER_ROWS, len(handed[name].rows) + layout.LEDGER_SPARE if name in handed else 0)
        for name in guideline.ledgers
    }
    items = len(submission.evidence) + layout.EVIDENCE_SPARE if submission is not None else 0
    unlike = frozenset(
        name for name in guideline.ledgers if name in handed and _unlike(guideline, handed[name])
    )
    evidence_rows = max(layout.EVIDENCE_ROWS, items)
    return Plan(guideline, entries, rows, _tabs(guideline), ledger_rows, evidence_rows, unlike)


def _unlike(guideline: Guideline, handed: Handed) -> bool:
    """Return whether rows are equal in all columns of a ledger without a key, but not beside them."""
    ledger = guideline.ledgers[handed.ledger]
    if ledger.key or not any(row.beside for row in handed.rows):
        return False
    columns, whole = (RowIndex(frozenset(ledger.columns)) for _ in range(2))
    for row in handed.rows:
        values = values_of(row)
        own = {name: value for name, value in values.items() if name in ledger.columns}
        if whole.same(values) is None:
            if columns.same(own) is not None:
                return True
            whole.add(values)
            columns.add(own)
    return False


def _tabs(guideline: Guideline) -> dict[str, str]:
    tabs: dict[str, str] = {}
    for kind in ("notes", "facts", "evidence", "score", "problems", "calc", "about"):
        tabs[kind] = TEXTS.say(f"tab.{kind}", guideline.language)
    taken = {RESERVED, *(tab.casefold() for tab in tabs.values())}
    for ledger in guideline.ledgers.values():
        tabs[f"ledger:{ledger.id}"] = free_tab(legal_tab(ledger.title) or ledger.id, taken)
    return tabs


def legal_tab(title: str) -> str:
    """Return a title as a legal tab name; '' where nothing of it remains."""
    return _cut(_NOT_IN_TABS.sub(" ", title).strip(), _LONGEST_TAB).strip()


def free_tab(base: str, taken: set[str]) -> str:
    """Return *base*, with a number where it is in *taken*, and add the name to *taken*."""
    tab, number = base, 1
    while tab.casefold() in taken:
        number += 1
        tab = f"{_cut(base, _LONGEST_TAB - len(str(number)) - 1).rstrip()} {number}"
    taken.add(tab.casefold())
    return tab


def units(text: str) -> int:
    """Return the length of a text in Excel: characters above U+FFFF count twice."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, most: int) -> str:
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _entries(guideline: Guideline) -> list[AnswerRow]:
    def say(key: str) -> str:
        return TEXTS.say(key, guideline.language)

    entries = [AnswerRow("", "heading", say("station"))]
    entries += [AnswerRow(row_id, "station", say(row_id)) for row_id in layout.STATION_ROWS]
    entries += _fact_rows(guideline)
    claimable = [criterion for criterion in guideline.criteria() if criterion.may_not_apply]
    if claimable:
        entries.append(AnswerRow("", "heading", say("not_applicable")))
        entries += [
            AnswerRow(f"{layout.NOT_APPLICABLE}{criterion.id}", "na", f"{criterion.id} {criterion.title}")
            for criterion in claimable
        ]
    marked = [criterion for criterion in guideline.criteria() if criterion.rule.marked]
    if marked:
        entries.append(AnswerRow("", "heading", say("own")))
        for criterion in marked:
            form = form_of(criterion)
            levels = form.levels.values() if isinstance(form, LevelForm) else ()
            kinds = ["level"] if levels else ["points"]
            if any(not level.fixed for level in levels):
                kinds.append("points")  # a level that is a range leaves the points open
            entries += [
                AnswerRow(
                    f"{kind}#{criterion.id}", kind, f"{criterion.id} {criterion.title} {say(f'own.{kind}')}"
                )
                for kind in kinds
            ]
    return entries


def _fact_rows(guideline: Guideline) -> Iterator[AnswerRow]:
    """Yield the rows of all facts under the headings of their sections."""
    above = ""
    for group in fact_groups(guideline):
        head = group.sections[0] if group.sections else None
        title = TEXTS.say(f"group.{group.kind}", guideline.language) if head is None else _titled(head)
        if title != above:
            above = title
            yield AnswerRow("", "heading", title)
        for inner in group.sections[1:]:
            yield AnswerRow("", "subheading", _titled(inner))
        for fact in group.facts:
            yield AnswerRow(fact.name, "fact", fact.title, fact)
            if fact.type == "set":
                for option, option_title in fact.choices.items():
                    yield AnswerRow(f"{fact.name}.{option}", "option", option_title, fact, option)


def _titled(section: Section) -> str:
    return f"{section.id} {section.title}"


def literal_text(text: str) -> str:
    """Return a text as a literal of a formula, split where it is longer than Excel allows."""
    pieces = [text[start : start + _LONGEST_TEXT] for start in range(0, len(text), _LONGEST_TEXT)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
