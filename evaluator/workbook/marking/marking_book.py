"""What an evaluator's workbook is made from: who marks, which stations, what is asked and was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evaluator.conditions.monotonicity import facts_of
from evaluator.model.guideline import Criterion, EvidenceLine, Fact, Guideline
from evaluator.model.sheet import Evaluator, Sheet
from evaluator.model.submission import EvidenceItem, Submission
from evaluator.model.values import STATION, Period, Value
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.workbook.marking.row_ids import FACT
from evaluator.workbook.positions import RESERVED, free_tab, legal_tab


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion to mark, or a fact that only this evaluator's role can give."""

    id: str
    about: Criterion | Fact
    required: bool = True
    needless: bool = False
    """Whether nothing hangs on the answer, by the facts as they are known."""
    drawn: int | None = None
    """How many files a sample must have, None where it is no sample or not known."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One station as an evaluator's workbook shows it."""

    station: str
    """Its id, '' where it is left to be typed."""
    name: str
    questions: tuple[Question, ...]
    submission: Submission | None = None
    known: Mapping[str, Value | None] = field(default_factory=dict)
    """The facts as the station has them, without any evaluator's word."""
    sheet: Sheet = Sheet("", "")
    """What was answered before."""
    remark: str = ""
    """On the whole, as answered before."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """By the ids of rows, as answered before."""
    aside: Mapping[str, str] = field(default_factory=dict)
    """By the ids of rows: answers as they were written where they are none that may be given."""

    def criteria(self) -> Iterator[tuple[Question, Criterion]]:
        """Yield the questions about criteria."""
        for one in self.questions:
            if isinstance(one.about, Criterion):
                yield one, one.about

    def asked(self) -> Iterator[tuple[Question, Fact]]:
        """Yield the questions about facts."""
        for one in self.questions:
            if isinstance(one.about, Fact):
                yield one, one.about


@dataclass(frozen=True, slots=True)
class Booklet:
    """One evaluator's workbook."""

    guideline: Guideline
    evaluator: Evaluator
    """Its id is '' where it is left to be typed."""
    visits: tuple[Visit, ...]
    round: str = ""
    """The round's id."""
    title: str = ""
    """The round's title."""
    period: Period | None = None


def in_view(booklet: Booklet, visit: Visit) -> tuple[Criterion, ...]:
    """Return the criteria whose facts and evidence an evaluator looks at.

    Those of his part of the guideline where he marks any; of a role that only says some facts, the criteria
    that depend on these.
    """
    guideline, own = booklet.guideline, set(booklet.evaluator.marks)
    if any(visit.criteria()):
        return tuple(one for one in guideline.criteria() if not own or guideline.above[one.id] & own)
    mine = {one.id for one in visit.questions}
    return tuple(one for one in guideline.criteria() if not mine.isdisjoint(_basis(guideline, one)))


def _basis(guideline: Guideline, criterion: Criterion) -> set[str]:
    """Return the facts a criterion depends on, with those that they are derived from."""
    found: set[str] = set()
    left = [one for one in facts_of(criterion) if one in guideline.facts]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += (*guideline.facts[name].total, *guideline.facts[name].less)
    return found


def seen_on_site(booklet: Booklet, visit: Visit) -> list[Fact]:
    """Return the station's own facts that an evaluator may find to be otherwise."""
    given = {*visit.sheet.observed}
    given |= {id.removeprefix(FACT) for id in visit.aside if id.startswith(FACT)}
    asked = {one.id for one in visit.questions}
    wanted = {*given}
    if any(visit.criteria()):
        for criterion in in_view(booklet, visit):
            wanted |= _basis(booklet.guideline, criterion)
        if not booklet.evaluator.marks:
            wanted |= set(booklet.guideline.facts)
    return [
        fact
        for fact in booklet.guideline.facts.values()
        if fact.name in wanted and fact.name not in asked and (fact.supplier == STATION or fact.name in given)
    ]


def items_in_view(booklet: Booklet, visit: Visit) -> list[EvidenceItem]:
    """Return the files handed in for what is in view, and any that was answered on."""
    if visit.submission is None:
        return []
    ids = {one.id for one in in_view(booklet, visit)}
    given = visit.sheet.evidence
    everything = bool(any(visit.criteria())) and not booklet.evaluator.marks
    return [
        item
        for item in visit.submission.evidence
        if everything or item.id in given or any(criterion in ids for criterion, _ in item.serves)
    ]


def lines_in_view(booklet: Booklet, visit: Visit) -> list[tuple[Criterion, EvidenceLine]]:
    """Return what is asked to be shown and is seen on site, or for which nothing was handed in."""
    given = visit.sheet.evidence
    ids = {one.id for one in in_view(booklet, visit)}
    return [
        (criterion, line)
        for criterion in booklet.guideline.criteria()
        for line in criterion.evidence
        if f"{criterion.id}#{line.id}" in given
        or (
            criterion.id in ids
            and (line.kind in EVALUATORS_OWN or not items_of(booklet, visit, criterion, line))
        )
    ]


def items_of(booklet: Booklet, visit: Visit, criterion: Criterion, line: EvidenceLine) -> list[EvidenceItem]:
    """Return the files that name a line or an option of its set, or the criterion and are of its kind."""
    facts = booklet.guideline.facts
    own = {line.id, *(facts[line.each].choices if line.each in facts else ())}
    return [
        item
        for item in (visit.submission.evidence if visit.submission is not None else ())
        if any(
            where == criterion.id and (named in own if named else item.kind == line.kind)
            for where, named in item.serves
        )
    ]


def tabs_of(visits: Sequence[Visit], taken: Sequence[str]) -> list[str]:
    """Return a name for every station's tab: legal, unique, its own name where that is enough."""
    used = {RESERVED, *(one.casefold() for one in taken)}
    names = [legal_tab(one.name) for one in visits]
    found: list[str] = []
    for number, (visit, name) in enumerate(zip(visits, names, strict=True), 1):
        base = name if name and names.count(name) == 1 else legal_tab(f"{visit.station} {name}")
        found.append(free_tab(base or str(number), used))
    return found
