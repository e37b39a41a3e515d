"""Where a guideline's sheets, rows and lists will stand, before any cell is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evaluator.model.guideline import Fact, Guideline
from evaluator.model.submission import Submission
from evaluator.rules.rating import Rating
from evaluator.texts.sentences import SENTENCES
from evaluator.texts.workbooks import TEXTS
from evaluator.workbook import layout

_NOT_IN_TABS: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_TAB: Final = 31
RESERVED: Final = "history"
"""Excel keeps this name of a tab for itself."""
_LONGEST_TEXT: Final = 250
"""Excel takes texts of 255 characters in a formula."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the data sheet."""

    id: str
    kind: str
    """heading, station, fact, option, na, level or points."""
    name: str
    fact: Fact | None = None
    option: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Names and rows of one workbook."""

    guideline: Guideline
    entries: tuple[Entry, ...]
    rows: Mapping[str, int]
    """Id of an entry on the data sheet → its row."""
    tabs: Mapping[str, str]
    """Kind of a sheet, or `ledger:<id>` → the name on its tab."""
    ledger_rows: Mapping[str, int]
    evidence_rows: int

    def say(self, key: str, /, **args: object) -> str:
        """Say a text of the workbook, or of the reports, in the guideline's language."""
        texts = TEXTS if key in TEXTS else SENTENCES
        return texts.say(key, self.guideline.language, **args)

    def at(self, sheet: str, row: int, column: int, last: int | None = None) -> str:
        """Return a reference to a cell, or to the rows of a column as far as *last*."""
        letters = layout.column_name(column)
        end = "" if last is None else f":${letters}${last + 1}"
        return f"'{self.tabs[sheet]}'!${letters}${row + 1}{end}"

    def answer(self, id: str) -> str:
        """Return the cell in which an entry is answered."""
        return self.at("facts", self.rows[id], layout.FACT_INPUT)

    def reason(self, id: str) -> str:
        """Return the cell that says why an option does not apply."""
        return self.at("facts", self.rows[id], layout.FACT_REASON)


def plan(guideline: Guideline, submission: Submission | None) -> Plan:
    """Return where everything will stand; a filled workbook has the rows it needs."""
    entries = tuple(_entries(guideline))
    rows = {one.id: layout.FACTS.first + position for position, one in enumerate(entries) if one.id}
    handed = submission.ledgers if submission is not None else {}
    ledger_rows = {
        name: max(layout.LEDGER_ROWS, len(handed[name].rows) + layout.LEDGER_SPARE if name in handed else 0)
        for name in guideline.ledgers
    }
    items = len(submission.evidence) + layout.EVIDENCE_SPARE if submission is not None else 0
    return Plan(guideline, entries, rows, _tabs(guideline), ledger_rows, max(layout.EVIDENCE_ROWS, items))


def _tabs(guideline: Guideline) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in ("notes", "facts", "evidence", "score", "calc", "about"):
        found[kind] = TEXTS.say(f"tab.{kind}", guideline.language)
    taken = {RESERVED, *(one.casefold() for one in found.values())}
    for ledger in guideline.ledgers.values():
        found[f"ledger:{ledger.id}"] = free_tab(legal_tab(ledger.title) or ledger.id, taken)
    return found


def legal_tab(title: str) -> str:
    """Return a title as a tab can have it, '' where nothing of it is left."""
    return _cut(_NOT_IN_TABS.sub(" ", title).strip(), _LONGEST_TAB).strip()


def free_tab(base: str, taken: set[str]) -> str:
    """Return a name for a tab, with a number where its *base* is *taken*, and take it."""
    tab, number = base, 1
    while tab.casefold() in taken:
        number += 1
        tab = f"{_cut(base, _LONGEST_TAB - len(str(number)) - 1).rstrip()} {number}"
    taken.add(tab.casefold())
    return tab


def units(text: str) -> int:
    """Return how long a text is to Excel: characters beyond the first 65,536 count twice."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, most: int) -> str:
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _entries(guideline: Guideline) -> list[Entry]:
    def say(key: str) -> str:
        return TEXTS.say(key, guideline.language)

    found = [Entry("", "heading", say("station"))]
    found += [Entry(one, "station", say(one)) for one in layout.STATION_ROWS]
    found.append(Entry("", "heading", say("data")))
    for fact in guideline.facts.values():
        found.append(Entry(fact.name, "fact", fact.title, fact))
        if fact.type == "set":
            found += [
                Entry(f"{fact.name}.{option}", "option", title, fact, option)
                for option, title in fact.choices.items()
            ]
    claimable = [one for one in guideline.criteria() if one.may_not_apply]
    if claimable:
        found.append(Entry("", "heading", say("not_applicable")))
        found += [
            Entry(f"{layout.NOT_APPLICABLE}{one.id}", "na", f"{one.id} {one.title}") for one in claimable
        ]
    marked = [one for one in guideline.criteria() if one.rule.marked]
    if marked:
        found.append(Entry("", "heading", say("own")))
        for one in marked:
            levels = one.rule.levels.values() if isinstance(one.rule, Rating) else ()
            kinds = ["level"] if levels else ["points"]
            if any(each.low != each.high for each in levels):
                kinds.append("points")  # a level that is a range leaves the points open
            found += [
                Entry(f"{kind}#{one.id}", kind, f"{one.id} {one.title} {say(f'own.{kind}')}")
                for kind in kinds
            ]
    return found


def literal_text(text: str) -> str:
    """Write a text into a formula, in pieces where it is longer than Excel takes."""
    pieces = [text[start : start + _LONGEST_TEXT] for start in range(0, len(text), _LONGEST_TEXT)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
