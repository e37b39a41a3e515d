"""The rows of an evaluator's sheet on one station, in order, before any cell is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evaluator.conditions.wording import Words
from evaluator.model.guideline import Criterion, EvidenceLine, Fact
from evaluator.model.submission import EvidenceItem
from evaluator.rules.marked import FilesForm, form_of
from evaluator.texts.workbooks.marking import TEXTS
from evaluator.workbook import layout
from evaluator.workbook.marking.marking_book import (
    MarkingTask,
    Question,
    Visit,
    items_in_view,
    lines_in_view,
    seen_on_site,
)
from evaluator.workbook.marking.row_ids import FACT, FILE, HEADING, ITEM, LINE, MARK, NA, REMARK, VETO

SPARE_FILES: Final = 5
"""Spare rows beyond the sample size, for files that are added or do not count."""
FILES: Final = 12
"""Rows for files where the sample size is unknown."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a station's sheet."""

    kind: str
    """part, section, sheet, mark, checks, file, fact, option, item, line, na, veto or remark."""
    id: str = ""
    """The id in column A."""
    title: str = ""
    question: Question | None = None
    criterion: Criterion | None = None
    fact: Fact | None = None
    name: str = ""
    """The id of an option, an item or a claim."""
    number: int = 0
    """The number of a file, or of a fact in its part, from 1."""
    count: int = 0
    """How many rows belong to it: a sample's files or a set's options. A file row has the number of files."""
    item: EvidenceItem | None = None
    line: EvidenceLine | None = None


class Rows:
    """The rows of one station's sheet, and the row number of each id."""

    def __init__(self, task: MarkingTask, visit: Visit) -> None:
        self.task, self.visit = task, visit
        forms = [form_of(criterion) for _, criterion in visit.criteria()]
        self.checks = max((len(form.checks) for form in forms if isinstance(form, FilesForm)), default=0)
        """Columns for checks: as many as the sample with the most checks needs."""
        self.all = tuple(self._all())
        self.at = {row.id: layout.MARKING.first + at for at, row in enumerate(self.all) if row.id}

    def cell(self, id: str, column: int) -> str | None:
        """Return the cell of an id on this sheet; None where it has no row."""
        row = self.at.get(id)
        return None if row is None else f"${layout.column_name(column)}${row + 1}"

    def _say(self, key: str, /, **args: object) -> str:
        return TEXTS.say(key, self.task.guideline.language, **args)

    def _all(self) -> Iterator[SheetRow]:
        yield SheetRow("part", title=self._say("part.sheet"))
        for id in HEADING:
            yield SheetRow("sheet", id, self._say(id))
        yield from self._marks()
        role = Words(self.task.guideline).role(self.task.evaluator.role)
        asked = [fact for _, fact in self.visit.asked()]
        yield from self._facts(self._say("part.asked", role=role), asked)
        yield from self._facts(self._say("part.observed"), seen_on_site(self.task, self.visit))
        yield from self._evidence()
        yield from self._claims()
        yield from self._vetoes()
        yield SheetRow("part", title=self._say("part.remark"))
        yield SheetRow("remark", REMARK, self._say(REMARK))

    def _marks(self) -> Iterator[SheetRow]:
        before: str | None = None
        for question, criterion in self.visit.criteria():
            heading = self._heading(criterion)
            if heading != before:
                yield SheetRow("section", title=heading)
            before = heading
            if not isinstance(form_of(criterion), FilesForm):
                yield SheetRow("mark", f"{MARK}{criterion.id}", criterion.title, question, criterion)
                continue
            count = self._files(question, criterion)
            yield SheetRow("mark", f"{MARK}{criterion.id}", criterion.title, question, criterion, count=count)
            yield SheetRow("checks", criterion=criterion, question=question)
            for number in range(1, count + 1):
                id = f"{FILE}{criterion.id}#{number}"
                yield SheetRow("file", id, "", question, criterion, number=number, count=count)

    def _heading(self, criterion: Criterion) -> str:
        guideline = self.task.guideline
        titles = {section.id: f"{section.id} {section.title}" for section in guideline.walk()}
        path = [titles[id] for id in reversed(guideline.path(criterion.id))]
        # A criterion outside all sections is a bonus: no evaluator marks a deduction.
        return " › ".join(path) or self._say("part.bonus")

    def _files(self, question: Question, criterion: Criterion) -> int:
        mark = self.visit.sheet.marks.get(criterion.id)
        file_count = len(mark.sample) if mark is not None else 0
        if question.sample_size is None:
            return max(FILES, file_count + SPARE_FILES)
        return max(question.sample_size, file_count) + SPARE_FILES

    def _facts(self, heading: str, facts: list[Fact]) -> Iterator[SheetRow]:
        questions = {question.id: question for question in self.visit.questions}
        if facts:
            yield SheetRow("part", title=heading)
        for number, fact in enumerate(facts, 1):
            options = fact.choices if fact.type == "set" else {}
            yield SheetRow(
                "fact",
                f"{FACT}{fact.name}",
                fact.title,
                questions.get(fact.name),
                fact=fact,
                number=number,
                count=len(options),
            )
            for option, title in options.items():
                yield SheetRow("option", f"{FACT}{fact.name}.{option}", title, fact=fact, name=option)

    def _evidence(self) -> Iterator[SheetRow]:
        visit, answers = self.visit, self.visit.sheet.evidence
        items = items_in_view(self.task, visit)
        ids = {item.id for item in items}
        gone = [id for id in answers if "#" not in id and id not in ids]
        if items or gone:
            yield SheetRow("part", title=self._say("part.items"))
        for item in items:
            yield SheetRow("item", f"{ITEM}{item.id}", item.title, name=item.id, item=item)
        for id in gone:
            yield SheetRow("item", f"{ITEM}{id}", "", name=id)
        lines = lines_in_view(self.task, visit)
        listed = {f"{criterion.id}#{line.id}" for criterion, line in lines}
        options = [id for id in answers if "#" in id and id not in listed]
        if lines or options:
            yield SheetRow("part", title=self._say("part.lines"))
        for criterion, line in lines:
            name = f"{criterion.id}#{line.id}"
            yield SheetRow("line", f"{LINE}{name}", line.title, criterion=criterion, name=name, line=line)
        for name in options:
            yield SheetRow("line", f"{LINE}{name}", name, name=name)

    def _claims(self) -> Iterator[SheetRow]:
        visit = self.visit
        claimed = visit.submission.not_applicable if visit.submission is not None else {}
        answers = visit.sheet.not_applicable
        names = list(dict.fromkeys((*claimed, *answers)))
        if names:
            yield SheetRow("part", title=self._say("part.claims"))
        titles = {criterion.id: criterion.title for criterion in self.task.guideline.criteria()}
        for fact in self.task.guideline.facts.values():
            titles |= {f"{fact.name}.{option}": title for option, title in fact.choices.items()}
        for name in names:
            yield SheetRow("na", f"{NA}{name}", titles.get(name, ""), name=name)

    def _vetoes(self) -> Iterator[SheetRow]:
        answers = self.visit.sheet.vetoes
        vetoes = [veto for veto in self.task.guideline.vetoes if veto.when is None or veto.id in answers]
        if vetoes:
            yield SheetRow("part", title=self._say("part.vetoes"))
        for veto in vetoes:
            yield SheetRow("veto", f"{VETO}{veto.id}", veto.title, name=veto.id)
