"""Match documents and photos to the evidence that criteria ask for, by their folders, names and kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from evaluator.base.folding import folded
from evaluator.drafting.folder_files import Certainty, EvidenceProposal, FolderFile, Sort, Why
from evaluator.drafting.similarity import Titles, core
from evaluator.model.guideline import Criterion, EvidenceLine, Guideline
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.texts import Listing

_FITS: Final[dict[Sort, dict[str, float]]] = {
    "photo": {"photo": 1.0, "record": 0.6, "document": 0.6, "finance": 0.6, "system": 0.8},
    "document": {"document": 1.0, "record": 1.0, "finance": 1.0, "system": 0.8, "ledger": 0.6, "photo": 0.5},
    "table": {"ledger": 1.0, "finance": 1.0, "record": 0.8, "system": 0.8, "document": 0.6},
}
"""How well a sort of file fits a kind of evidence; a scan may be a picture."""
_CLEAR, _GOOD, _SOME, _LITTLE = 0.9, 0.6, 0.4, 0.3
"""How much a name says about a title."""
_MARGIN: Final = 0.15
"""How much more it must say about the title than about the next."""
_MOST_OTHERS: Final = 3
_DAY: Final = re.compile(
    r"(?<!\d)(20[0-4]\d)(?:([-._/年]?)(1[0-2]|0[1-9])\2?(3[01]|[12]\d|0[1-9])|[-._年](\d{1,2})[-._月](\d{1,2}))"
    r"(?!\d(?!\d{5}))"
)
"""A day in a name: 20251103, 2025-11-3, 2025年11月3日; a time of six digits may follow."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A line of evidence, or one option of a line that asks for each."""

    criterion: Criterion
    line: EvidenceLine
    reference: str
    title: str
    part: str
    """What its name in a folder would say: the line's title, or the option's."""


@dataclass(frozen=True, slots=True)
class _Pointed:
    """The criteria that a file's folders or its name point to."""

    criteria: frozenset[str]
    why: Why
    exact: bool
    """Whether an id or a whole title says so."""
    part: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: _Wanted
    likeness: float
    fits: float

    @property
    def rank(self) -> tuple[float, float, str]:
        """Return what sorts the likeliest first."""
        return -self.likeness * self.fits, -self.fits, self.line.reference


class EvidenceMatcher:
    """Matches files to a guideline's lines of evidence."""

    def __init__(self, guideline: Guideline) -> None:
        """Index the lines by their criteria and titles."""
        self.guideline = guideline
        self.criteria = {criterion.id: criterion for criterion in guideline.criteria()}
        self.lines = list(_lines(guideline))
        self.titles = Titles([line.part for line in self.lines])
        self.criterion_titles = Titles([criterion.title for criterion in self.criteria.values()])
        self._ids = {id: _id_pattern(id) for id in self.criteria}

    def proposal(self, file: FolderFile) -> EvidenceProposal | None:
        """Return what a file may be; None where nothing says what it is."""
        place = self._place(file)
        candidates = sorted(self._candidates(file, place), key=lambda candidate: candidate.rank)
        if not candidates:
            return None
        best = candidates[0]
        certainty, why = self._judged(file, place, candidates)
        if certainty is None:
            return None
        others = [
            (candidate.line.reference, candidate.line.title)
            for candidate in candidates
            if certainty == "unclear" and (candidate.likeness >= _LITTLE or place is not None)
        ]
        day, part = _dated(file)
        if day is not None:
            why = (*why, Why("dated", {"part": part}))
        return EvidenceProposal(
            file.path,
            file.stem,
            best.line.line.kind,
            best.line.reference,
            best.line.title,
            certainty,
            why,
            day,
            tuple(others[:_MOST_OTHERS]),
        )

    def _candidates(self, file: FolderFile, place: _Pointed | None) -> Iterator[_Candidate]:
        names = [(file.stem, 1.0)]
        for distance, folder in enumerate(reversed(file.folders)):
            if place is None or folder != place.part:
                names.append((folder, 0.95 - 0.1 * distance))
        for line in self.lines:
            fits = _FITS[file.sort].get(line.line.kind, 0.0) if file.sort in _FITS else 0.0
            if not fits or (place is not None and line.criterion.id not in place.criteria):
                continue
            likeness = max(
                weight * self.titles.likeness(self._without_id(name, line.criterion.id), line.part)
                for name, weight in names
            )
            yield _Candidate(line, likeness, fits)

    def _judged(
        self, file: FolderFile, place: _Pointed | None, candidates: Sequence[_Candidate]
    ) -> tuple[Certainty | None, tuple[Why, ...]]:
        """Return how sure the best candidate is, None for not at all, and why."""
        best = candidates[0]
        second = candidates[1] if len(candidates) > 1 else None
        margin = best.likeness - (second.likeness if second is not None else 0.0)
        name = Why("name", {"title": best.line.part})
        if place is None:
            if best.likeness >= _CLEAR and margin >= 2 * _MARGIN and best.fits > _GOOD:
                return "sure", (name,)
            if best.likeness >= _GOOD and margin >= _MARGIN:
                return "likely", (name,)
            return ("unclear", (name,)) if best.likeness >= _SOME else (None, ())
        only = second is None
        alone = best.fits > _GOOD and all(other.fits < best.fits for other in candidates[1:])
        if only and best.fits > _GOOD and (place.exact or best.likeness >= _LITTLE):
            return "sure", (place.why, Why("only"))
        if best.likeness >= _GOOD and margin >= _MARGIN:
            return ("sure" if place.exact and best.fits > _GOOD else "likely"), (place.why, name)
        if best.likeness >= _LITTLE and margin >= _MARGIN:
            return "likely", (place.why, name)
        if only or (alone and margin >= 0):
            return "likely", (place.why, Why("only" if only else "only_kind"))
        return "unclear", (place.why, Why("several"))

    def _place(self, file: FolderFile) -> _Pointed | None:
        """Return what the name or, from the innermost on, a folder says about the criterion."""
        for part in (file.stem, *reversed(file.folders)):
            ids = frozenset(id for id, pattern in self._ids.items() if self._names(part, id, pattern))
            if ids:
                args = {"part": part, "ids": Listing(sorted(ids))}
                return _Pointed(ids, Why("id", args), exact=len(ids) == 1, part=part)
        for part in (*reversed(file.folders), file.stem):
            short = core(part)
            likely = {
                id: self.criterion_titles.likeness(part, criterion.title)
                for id, criterion in self.criteria.items()
            }
            best = max(likely.values(), default=0.0)
            ids = frozenset(id for id, likeness in likely.items() if likeness == best)
            if best >= _CLEAR and len(ids) == 1 and len(short) > 2 and self._titled(part, ids, file):
                criterion = self.criteria[next(iter(ids))]
                why = Why("title", {"part": part, "id": criterion.id, "title": criterion.title})
                return _Pointed(ids, why, exact=core(criterion.title) == short, part=part)
        return None

    def _titled(self, part: str, ids: frozenset[str], file: FolderFile) -> bool:
        """Return whether a part is about the criterion rather than about a line of another criterion."""
        elsewhere = max(
            (self.titles.likeness(part, line.part) for line in self.lines if line.criterion.id not in ids),
            default=0.0,
        )
        return part != file.stem or elsewhere < _GOOD

    def _names(self, part: str, id: str, pattern: re.Pattern[str]) -> bool:
        """Return whether a part has an id; a mere number counts only beside something of the title."""
        if not pattern.search(folded(part)):
            return False
        title = self.criteria[id].title
        return not _bare(id) or self.criterion_titles.likeness(part, title) >= _GOOD

    def _without_id(self, name: str, id: str) -> str:
        return self._ids[id].sub("", folded(name))


def _lines(guideline: Guideline) -> Iterator[_Wanted]:
    for criterion in guideline.criteria():
        for line in criterion.evidence:
            if line.kind in EVALUATORS_OWN:
                continue
            if not line.each:
                yield _Wanted(criterion, line, f"{criterion.id}#{line.id}", line.title, line.title)
                continue
            for option, title in guideline.facts[line.each].choices.items():
                yield _Wanted(criterion, line, f"{criterion.id}#{option}", f"{line.title}：{title}", title)


def _id_pattern(id: str) -> re.Pattern[str]:
    """Return what finds an id in a name, as people write it: `A1.1`, `A1-1`, `a1．1`."""
    written = re.escape(folded(id)).replace(r"\.", r"[.\-_·]")
    return re.compile(rf"(?<![A-Za-z0-9.]){written}(?![0-9]|[.\-_·][0-9])", re.IGNORECASE)


def _bare(id: str) -> bool:
    """Return whether an id is only a number, or numbers with a point: those stand in many names."""
    return bool(re.fullmatch(r"[\d.]+", id))


def _dated(file: FolderFile) -> tuple[date | None, str]:
    """Return the day in the file's name, else in that of its folder, and the name."""
    for part in (file.stem, *file.folders[-1:]):
        day = day_in(part)
        if day is not None:
            return day, part
    return None, ""


def day_in(name: str) -> date | None:
    """Return the day that a name bears; None where there is none, or several."""
    days: set[date] = set()
    for match in _DAY.finditer(folded(name)):
        year, _, month, day, other_month, other_day = match.groups()
        try:
            days.add(date(int(year), int(month or other_month), int(day or other_day)))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None
