"""What an evaluator's workbook is made from: the evaluator, the stations, the questions and the answers."""

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
    """Whether no result depends on the answer, by the facts so far."""
    sample_size: int | None = None
    """How many files a sample must have; None where it is no sample or unknown."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One station as an evaluator's workbook shows it."""

    station: str
    """The station's id; '' where the evaluator types it."""
    name: str
    questions: tuple[Question, ...]
    submission: Submission | None = None
    station_values: Mapping[str, Value | None] = field(default_factory=dict)
    """The facts as the station reports them, without any evaluator's answers."""
    sheet: Sheet = Sheet("", "")
    """The earlier answers."""
    remark: str = ""
    """The earlier overall remark."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """The earlier remarks by row id."""
    invalid_answers: Mapping[str, str] = field(default_factory=dict)
    """Invalid answers as they were written, by row id."""

    def criteria(self) -> Iterator[tuple[Question, Criterion]]:
        """Yield the questions about criteria."""
        for question in self.questions:
            if isinstance(question.about, Criterion):
                yield question, question.about

    def asked(self) -> Iterator[tuple[Question, Fact]]:
        """Yield the questions about facts."""
        for question in self.questions:
            if isinstance(question.about, Fact):
                yield question, question.about


@dataclass(frozen=True, slots=True)
class MarkingTask:
    """The stations that one evaluator marks, with the data shown in the workbook."""

    guideline: Guideline
    evaluator: Evaluator
    """The id is '' where the evaluator types it."""
    visits: tuple[Visit, ...]
    round: str = ""
    """The round's id."""
    title: str = ""
    """The round's title."""
    period: Period | None = None


def in_view(task: MarkingTask, visit: Visit) -> tuple[Criterion, ...]:
    """Return the criteria whose facts and evidence an evaluator checks.

    An evaluator who marks criteria checks those of his part of the guideline. An evaluator whose role only
    gives some facts checks the criteria that depend on these facts.
    """
    guideline, own = task.guideline, set(task.evaluator.marks)
    if any(visit.criteria()):
        return tuple(
            criterion for criterion in guideline.criteria() if not own or guideline.above[criterion.id] & own
        )
    mine = {question.id for question in visit.questions}
    return tuple(
        criterion for criterion in guideline.criteria() if not mine.isdisjoint(_basis(guideline, criterion))
    )


def _basis(guideline: Guideline, criterion: Criterion) -> set[str]:
    """Return the facts a criterion depends on, with the facts these are derived from."""
    names: set[str] = set()
    left = [fact_name for fact_name in facts_of(criterion) if fact_name in guideline.facts]
    while left:
        name = left.pop()
        if name not in names:
            names.add(name)
            left += (*guideline.facts[name].total, *guideline.facts[name].less)
    return names


def seen_on_site(task: MarkingTask, visit: Visit) -> list[Fact]:
    """Return the station's own facts that an evaluator may correct."""
    observed_names = {*visit.sheet.observed}
    observed_names |= {id.removeprefix(FACT) for id in visit.invalid_answers if id.startswith(FACT)}
    asked = {question.id for question in visit.questions}
    wanted = {*observed_names}
    if any(visit.criteria()):
        for criterion in in_view(task, visit):
            wanted |= _basis(task.guideline, criterion)
        if not task.evaluator.marks:
            wanted |= set(task.guideline.facts)
    return [
        fact
        for fact in task.guideline.facts.values()
        if fact.name in wanted
        and fact.name not in asked
        and (fact.supplier == STATION or fact.name in observed_names)
    ]


def items_in_view(task: MarkingTask, visit: Visit) -> list[EvidenceItem]:
    """Return the files handed in for the criteria in view, and every file that has an answer."""
    if visit.submission is None:
        return []
    ids = {criterion.id for criterion in in_view(task, visit)}
    answers = visit.sheet.evidence
    everything = bool(any(visit.criteria())) and not task.evaluator.marks
    return [
        item
        for item in visit.submission.evidence
        if everything or item.id in answers or any(criterion in ids for criterion, _ in item.serves)
    ]


def lines_in_view(task: MarkingTask, visit: Visit) -> list[tuple[Criterion, EvidenceLine]]:
    """Return the evidence lines to check on site, or for which no file was handed in."""
    answers = visit.sheet.evidence
    ids = {criterion.id for criterion in in_view(task, visit)}
    return [
        (criterion, line)
        for criterion in task.guideline.criteria()
        for line in criterion.evidence
        if f"{criterion.id}#{line.id}" in answers
        or (
            criterion.id in ids
            and (line.kind in EVALUATORS_OWN or not items_of(task, visit, criterion, line))
        )
    ]


def items_of(task: MarkingTask, visit: Visit, criterion: Criterion, line: EvidenceLine) -> list[EvidenceItem]:
    """Return the files that name a line or an option of its set, or its criterion if they match its kind."""
    facts = task.guideline.facts
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
    """Return a legal, unique tab name for every station: its own name where possible."""
    used = {RESERVED, *(tab.casefold() for tab in taken)}
    names = [legal_tab(visit.name) for visit in visits]
    tabs: list[str] = []
    for number, (visit, name) in enumerate(zip(visits, names, strict=True), 1):
        base = name if name and names.count(name) == 1 else legal_tab(f"{visit.station} {name}")
        tabs.append(free_tab(base or str(number), used))
    return tabs
