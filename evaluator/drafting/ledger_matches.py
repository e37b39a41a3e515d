"""Match tables to a guideline's ledgers by their heads, and other heads to the columns they stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evaluator.base.gate import read_file
from evaluator.drafting.folder_files import Certainty, FolderFile, LedgerProposal, Why
from evaluator.drafting.head_likeness import HeadMatch, matched_heads
from evaluator.drafting.scaffold import template_path
from evaluator.drafting.similarity import Titles
from evaluator.loading.grids import Grid, Unreadable
from evaluator.loading.ledger_heads import HeadFinder
from evaluator.loading.ledger_sheets import is_pattern
from evaluator.loading.ledgers import LedgerSource, Options, read_ledger
from evaluator.loading.submission import FILE, needed_columns
from evaluator.loading.tables import MOST_BYTES, read_table
from evaluator.model.guideline import Guideline, Ledger
from evaluator.model.submission import Handed
from evaluator.texts import Listing

_NAMED: Final = 0.6
"""How much a file's name must say about a ledger's title to speak for it."""
_MARGIN: Final = 0.15
_WHOLE: Final = 0.8
"""Share of a table's heads that belong to the ledger where the table is surely that ledger."""
_MOST_BAD: Final = 0.2
"""Share of rows with a cell that cannot be read beyond which a match is unclear."""
_OURS: Final = "evaluator:"
"""How the first cell of a workbook's sheets begins (`workbook.layout`)."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """A table held against a ledger."""

    ledger: Ledger
    heads: HeadMatch
    likeness: float
    """How much the names of the file, its folder and its sheet say about the ledger's title."""
    own: int
    """Matched columns that no other ledger has."""

    @property
    def exact(self) -> bool:
        return not self.heads.renamed

    @property
    def named(self) -> bool:
        return self.likeness >= _NAMED

    @property
    def rank(self) -> tuple[bool, bool, bool, float, float]:
        whole = not self.heads.lacks
        return self.exact and whole, self.named, whole, self.heads.share, self.likeness


@dataclass(slots=True)
class TableMatches:
    """What the tables of a folder may be."""

    proposals: list[LedgerProposal]
    workbooks: list[str]
    """Workbooks of this program."""
    blank: list[str]
    """Tables with a ledger's heads and no rows."""
    unreadable: list[tuple[str, str]]
    """Paths with the key of the reason."""
    others: list[FolderFile]
    """Tables that are no ledger; they may be evidence."""


class LedgerMatcher:
    """Matches the tables of a station's folder to the ledgers of its guideline."""

    def __init__(self, guideline: Guideline, folder: Path) -> None:
        """Index the ledgers by their heads and titles."""
        self.guideline, self.folder = guideline, folder
        self.finders = {id: HeadFinder(ledger, {}) for id, ledger in guideline.ledgers.items()}
        self.needed = {id: needed_columns(guideline, ledger) for id, ledger in guideline.ledgers.items()}
        self.templates = {template_path(ledger) for ledger in guideline.ledgers.values()}
        self.titles = Titles([ledger.title for ledger in guideline.ledgers.values()])

    def matches(self, files: Sequence[FolderFile], handed_in: Mapping[str, str]) -> TableMatches:
        """Return what *files* may be; *handed_in* has the ledgers named in the submission, with files."""
        result = TableMatches([], [], [], [], [])
        tables: dict[str, list[tuple[LedgerProposal, Handed]]] = {}
        for file in files:
            grids = self._grids(file, result)
            if grids is None:
                continue
            fits = sorted(self._fits(file, grids), key=lambda fit: fit.rank, reverse=True)
            if not fits:
                result.others.append(file)
                continue
            if fits[0].heads.lacks:
                result.proposals.append(_lacking(file, fits[0]))
                continue
            table = self._read(file, [fit for fit in fits if not fit.heads.lacks])
            if table is None:
                result.others.append(file)
            elif not table[1].rows:
                if file.path not in self.templates:
                    result.blank.append(file.path)
            elif table[0].certainty == "unclear":
                result.proposals.append(table[0])
            else:
                tables.setdefault(table[0].ledger, []).append(table)
        for id, together in tables.items():
            result.proposals += self._together(id, together, handed_in)
        order = list(self.guideline.ledgers)
        result.proposals.sort(key=lambda proposal: (order.index(proposal.ledger), proposal.paths))
        return result

    def _grids(self, file: FolderFile, result: TableMatches) -> list[Grid] | None:
        """Return a file's sheets with content; None where it is no table to match."""
        try:
            grids = read_table(read_file(file.full, MOST_BYTES))
        except OSError:
            result.unreadable.append((file.path, "file"))
            return None
        if isinstance(grids, Unreadable):
            result.unreadable.append((file.path, grids.hint_key))
            return None
        if any(grid.rows and grid.rows[0] and str(grid.rows[0][0]).startswith(_OURS) for grid in grids):
            result.workbooks.append(file.path)
            return None
        return [grid for grid in grids if not (grid.hidden or grid.refused or is_pattern(grid.name))]

    def _fits(self, file: FolderFile, grids: Sequence[Grid]) -> Iterator[_Fit]:
        for id, ledger in self.guideline.ledgers.items():
            names = (file.stem, *file.folders[-1:], *(grid.name for grid in grids))
            likeness = max(self.titles.likeness(name, ledger.title) for name in names)
            matches = [
                heads
                for grid in grids
                if (
                    heads := matched_heads(self.finders[id], grid, self.needed[id], search=likeness >= _NAMED)
                )
                is not None
            ]
            if not matches:
                continue
            heads = max(matches, key=lambda match: (not match.lacks, not match.renamed, match.share))
            others = {
                column.title
                for other in self.guideline.ledgers.values()
                if other.id != id
                for column in other.columns.values()
            }
            own = sum(ledger.columns[column].title not in others for column in heads.columns)
            yield _Fit(ledger, heads, likeness, own)

    def _read(self, file: FolderFile, fits: Sequence[_Fit]) -> tuple[LedgerProposal, Handed] | None:
        """Read a table as the ledger it fits best; None where it cannot be read as any."""
        for number, fit in enumerate(fits):
            options = Options(columns=fit.heads.renamed, needed=self.needed[fit.ledger.id])
            handed, _, _ = read_ledger(fit.ledger, [LedgerSource(file.path)], options, self.folder, FILE)
            if handed is None:
                continue
            certainty, why = self._judged(fit, fits[number + 1 :])
            bad = sum(bool(row.bad) for row in handed.rows)
            if bad > _MOST_BAD * len(handed.rows):
                certainty = "unclear"
                why = (*why, Why("bad_rows", {"count": str(bad), "rows": str(len(handed.rows))}))
            proposal = LedgerProposal(
                (file.path,),
                fit.ledger.id,
                fit.ledger.title or fit.ledger.id,
                certainty,
                why,
                fit.heads.renamed,
                len(handed.rows),
            )
            return proposal, handed
        return None

    def _judged(self, fit: _Fit, others: Sequence[_Fit]) -> tuple[Certainty, tuple[Why, ...]]:
        """Return how sure it is that a table is a ledger, and why."""
        named = fit.named
        why = [Why("heads" if fit.exact else "heads_alike", {"columns": fit.heads.titles})]
        why += [Why("named", {"title": fit.ledger.title})] if named else []
        rivals = [
            other.ledger.title or other.ledger.id
            for other in others
            if other.exact == fit.exact
            and other.likeness > fit.likeness - _MARGIN
            and (other.heads.share, other.own) >= (fit.heads.share - _MARGIN, fit.own)
        ]
        if rivals:
            return "unclear", (*why, Why("rivals", {"titles": Listing(rivals)}))
        if fit.exact and (named or (fit.heads.share >= _WHOLE and fit.own)):
            return "sure", tuple(why)
        if fit.heads.unsure:
            return "unclear", (*why, Why("heads_unsure", {"columns": fit.heads.unsure}))
        if named or (fit.own and (fit.exact or 2 * len(fit.heads.renamed) <= len(fit.heads.columns))):
            return "likely", tuple(why)
        return "unclear", tuple(why)

    def _together(
        self, id: str, tables: Sequence[tuple[LedgerProposal, Handed]], handed_in: Mapping[str, str]
    ) -> Iterator[LedgerProposal]:
        """Yield what the tables of one ledger are together: one ledger in several files, or a choice."""
        proposals = [proposal for proposal, _ in tables]
        if id in handed_in:
            args = {"path": handed_in[id]}
            yield from (_unclear(proposal, Why("handed_in", args)) for proposal in proposals)
            return
        if len(tables) == 1:
            yield proposals[0]
            return
        shared = _shared([handed for _, handed in tables])
        renamed: dict[str, str] = {}
        clash = False
        for proposal in proposals:
            clash |= any(renamed.get(head, column) != column for head, column in proposal.columns.items())
            renamed |= proposal.columns
        if shared or clash:
            why = Why("same_rows", {"count": str(shared)}) if shared else Why("other_heads")
            yield from (_unclear(proposal, why) for proposal in proposals)
            return
        surely = all(proposal.certainty == "sure" for proposal in proposals)
        yield LedgerProposal(
            tuple(proposal.paths[0] for proposal in proposals),
            id,
            proposals[0].title,
            "sure" if surely and not renamed else "likely",
            (*proposals[0].why, Why("parts", {"count": str(len(proposals))})),
            renamed,
            sum(proposal.rows for proposal in proposals),
        )


def _lacking(file: FolderFile, fit: _Fit) -> LedgerProposal:
    """Return the proposal for a table that is called like a ledger and lacks columns of it."""
    why = (Why("named", {"title": fit.ledger.title}), Why("lacks", {"columns": fit.heads.lacks}))
    title = fit.ledger.title or fit.ledger.id
    return LedgerProposal((file.path,), fit.ledger.id, title, "unclear", why, fit.heads.renamed)


def _unclear(proposal: LedgerProposal, why: Why) -> LedgerProposal:
    return replace(proposal, certainty="unclear", why=(*proposal.why, why))


def _shared(tables: Collection[Handed]) -> int:
    """Return how many rows stand in more than one of the tables."""
    seen: set[tuple[object, ...]] = set()
    count = 0
    for handed in tables:
        own = {tuple(row.cells.values()) for row in handed.rows}
        count += len(own & seen)
        seen |= own
    return count
