"""The layout of the offline workbook, shared by its writers and readers.

A sheet is found by the marker in its cell A1, whatever its tab is called, and its rows by the machine id in
column A, wherever they were moved. Column A is hidden on every sheet. All positions here count from 0, as in
`xlsxwriter` and in grids read back; `Kind.header` and `Kind.first` are row positions.

Sheets and their cells (letters are columns):

facts     `evaluator:facts`. One row per entry, id in A, the answer in `FACT_INPUT`, and on rows of an
          option that may be claimed not to apply its reason in `FACT_REASON`. Ids in A are:
            `station#id`, `station#name`, `station#county`, `station#kind`, `period#from`, `period#to`
            `<fact>`          one answer. Numbers are numbers; a share is a number with a percent format
                              (0.93 is 93 %); a boolean is `TICKED`/`UNTICKED`; a choice the TITLE of its
                              option; a date a date cell; a text a text cell. Empty: blank.
            `<set>`           the heading of a set; its answer is empty or `NONE_CHOSEN` (the set is given
                              and empty). Rows of its options follow.
            `<set>.<option>`  `TICK` when chosen, else empty. A set with no tick and no `NONE_CHOSEN` is
                              blank.
            `na#<criterion>`  the reason why a criterion does not apply (submission: not_applicable)
            `level#<criterion>`, `points#<criterion>`
                              what the station would give itself (submission: claims)
          Rows whose A is empty are headings. Facts that the workbook derives or counts from a ledger,
          without `or_declared`, hold a formula in `FACT_INPUT` and are protected: nothing to read there.

evidence  `evaluator:evidence`. The list of files: from row `Kind.first` on, rows with `item` in A and the
          columns `EVIDENCE_COLUMNS` from B on. The kind is its title as in the drop-down. The last column
          lists what the file serves, separated by `；` (also `;`, `，`, `,`, `、`, blanks, line breaks):
          `A1.1`, `A1.1#lease` or `A1.1#option`. A row with nothing from B on is not there. Column
          `EVIDENCE_STATE`, protected, says of a file taken from a folder that it was not found there.
          Below the list stands the checklist: `criterion#line` or `criterion#option` in A, all of it
          formulas: nothing to read there.

ledger    `evaluator:ledger:<ledger id>`. `HANDED` is the cell that says the ledger is handed in (`TICKED`;
          with any row filled it counts as handed in whatever stands there). The header row holds the
          titles of the ledger's columns, in declared order, from B on, and the row above it
          (`Kind.header` - 1, hidden) their ids. Rows from `Kind.first` on are the station's; A is empty
          there. Cells hold what `loading.ledgers` would read from an .xlsx: numbers, dates, titles of
          options, TICKED/UNTICKED. Hidden helper columns to the right of the ledger's own start at
          `helper_column` and are formulas.

mark      `evaluator:mark:<n>`, in an evaluator's workbook: one sheet a station, numbered from 1, whatever the
          tab is called. The ids in A say what a row is; its answers stand in `MARK_LEVEL`, `MARK_VALUE`,
          `MARK_REMARK`, and what the answer comes to, a formula, in `MARK_POINTS`:
            `sheet#station`   the station's id in `MARK_VALUE` (typed where the workbook was made without one)
            `sheet#evaluator` the evaluator's id in `MARK_VALUE`
            `sheet#role`      the role's id in `MARK_VALUE`, protected
            `sheet#submitted` the day it was handed in, a date in `MARK_VALUE`; empty: a draft
            `sheet#remark`    a remark on the whole in `MARK_REMARK`
            `mark#<criterion>`  level (its name) in `MARK_LEVEL` where the rule has levels, points in
                              `MARK_VALUE` where they are given, remark
            `file#<criterion>#<n>`  one file inspected for a sample: its name in `MARK_FILE`, and from
                              `MARK_CHECKS` on one cell a check: `TICK` passed, `LEFT_OUT` does not fit the
                              file, empty or `CROSS` not passed. Its criterion's remark is on `mark#`.
            `fact#<fact>`     a value found, in `MARK_VALUE` as on the facts' sheet (sets too: the heading
                              row empty or `NONE_CHOSEN`, options in rows `fact#<set>.<option>` with `TICK`),
                              remark on the fact's own row
            `item#<evidence>` `TICKED`: accepted, `UNTICKED`: refused, in `MARK_VALUE`; remark
            `line#<criterion>#<line>`  the same for a line: seen or not seen
            `na#<criterion>`, `na#<set>.<option>`  whether it does not apply indeed; remark
            `veto#<veto>`     `TICK` where it holds, in `MARK_VALUE`; remark
          Rows whose A is empty are headings and what is shown only.
problems  `evaluator:problems`. Formulas and text only: the cells that keep figures from being shown.
marks     `evaluator:marks`. The evaluator's list of stations: formulas and text only.
score     `evaluator:score`. Formulas and text only. Id of criterion or section in A.
notes     `evaluator:notes`. Text only.
about     `evaluator:about`, hidden. Pairs in A and B from row 1 on: `guideline`, `edition`,
          `sha256`, `profile`, `version` (the layout's) and `language`; in an evaluator's workbook also
          `AUDIENCE`, `round` and `evaluator`.
calc      `evaluator:calc`, hidden. Formulas only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MARK: Final = "evaluator:"
ID_COLUMN: Final = 0
"""The hidden column of machine ids."""
FACT_INPUT: Final = 3
FACT_REASON: Final = 6
FACT_PROBLEM: Final = FACT_REASON + 1
"""A hidden column: what is wrong with the answer, a formula."""
MARK_FILE: Final = 2
"""On a `mark` sheet B is the number, C the title or the file inspected, D full points or unit, E what the
station says; then the answers:"""
MARK_LEVEL: Final = 5
MARK_VALUE: Final = 6
MARK_POINTS: Final = 7
MARK_REMARK: Final = 8
MARK_CHECKS: Final = 9
HANDED: Final = (2, 2)
"""Row and column, on a ledger's sheet, of the cell that says it is handed in."""
LEDGER_FIRST_COLUMN: Final = 1
EVIDENCE_FIRST_COLUMN: Final = 1
EVIDENCE_COLUMNS: Final = ("id", "kind", "title", "file", "date", "for")
"""Keys of a submission's evidence, in the order of the columns from B on."""
EVIDENCE_HAVE: Final = EVIDENCE_FIRST_COLUMN + 3
"""Of the checklist: how many files there are."""
EVIDENCE_STATE: Final = EVIDENCE_FIRST_COLUMN + 6
EVIDENCE_ROWS: Final = 100
EVIDENCE_SPARE: Final = 20
"""Rows of the list of files in a new workbook, and at least as many blank ones in a filled one."""
LEDGER_ROWS: Final = 500
LEDGER_SPARE: Final = 200
"""Rows a ledger's sheet counts in a new workbook, and at least as many blank ones in a filled one."""

MOST_UNITS: Final = 32_767
"""How long a text in a cell may be (`plan.units`); what is longer is cut off."""
ROW: Final = "\ue000"
BEFORE: Final = "\ue001"
"""Placeholders in a formula for many rows: the number of its row, and of the row before."""

TICKED: Final = "是"
UNTICKED: Final = "否"
TICK: Final = "√"
CROSS: Final = "×"
LEFT_OUT: Final = "／"
NONE_CHOSEN: Final = "无"
AUDIENCE: Final = "audience"
"""Key of the about sheet in an evaluator's workbook: `EVALUATOR`. A station's has none."""
EVALUATOR: Final = "evaluator"
VERSION: Final = "1"
NOT_APPLICABLE: Final = "na#"
OWN_LEVEL: Final = "level#"
OWN_POINTS: Final = "points#"
STATION_ROWS: Final = (
    "station#id",
    "station#name",
    "station#county",
    "station#kind",
    "period#from",
    "period#to",
)


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One kind of sheet."""

    name: str
    header: int = 0
    """Row of the header."""
    first: int = 0
    """First row of data."""

    @property
    def mark(self) -> str:
        """Return the marker in A1; of a `ledger` or `mark` sheet followed by `:` and an id or number."""
        return MARK + self.name


FACTS: Final = SheetKind("facts", 3, 4)
EVIDENCE: Final = SheetKind("evidence", 3, 4)
LEDGER: Final = SheetKind("ledger", 4, 5)
SCORE: Final = SheetKind("score", 3, 4)
PROBLEMS: Final = SheetKind("problems", 3, 4)
MARKING: Final = SheetKind("mark", 3, 4)
MARKS: Final = SheetKind("marks", 3, 4)
NOTES: Final = SheetKind("notes")
ABOUT: Final = SheetKind("about", 0, 1)
CALC: Final = SheetKind("calc")
PROBLEM_ROWS: Final = 30
"""Problems listed at a time: a page. When the first ones are put right, others follow."""
KINDS: Final = (FACTS, EVIDENCE, LEDGER, MARKING, MARKS, SCORE, PROBLEMS, NOTES, ABOUT, CALC)
_NAMED: Final = (LEDGER, MARKING)
"""Kinds of which there may be several: by a ledger's id, or by a number."""


def ledger_mark(ledger: str) -> str:
    """Return the marker of a ledger's sheet."""
    return f"{LEDGER.mark}:{ledger}"


def marking_mark(number: int) -> str:
    """Return the marker of an evaluator's sheet on a station."""
    return f"{MARKING.mark}:{number}"


def marked_as(marker: object) -> tuple[SheetKind, str] | None:
    """Return which sheet a marker names, with the ledger's id or the number where it has one; else None."""
    if not isinstance(marker, str) or not marker.startswith(MARK):
        return None
    name, _, which = marker.strip()[len(MARK) :].partition(":")
    kind = next((sheet_kind for sheet_kind in KINDS if sheet_kind.name == name), None)
    if kind is None or (kind in _NAMED) != bool(which):
        return None
    return kind, which


def column_name(column: int) -> str:
    """Return the letters of a column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int, *, absolute: bool = False) -> str:
    """Return a cell as people write it: D5, or $D$5."""
    letters = column_name(column)
    return f"${letters}${row + 1}" if absolute else f"{letters}{row + 1}"


def helper_column(columns: int) -> int:
    """Return the first hidden column of a ledger's sheet with so many *columns*."""
    return LEDGER_FIRST_COLUMN + columns + 1
