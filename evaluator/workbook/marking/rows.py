"""Which rows an evaluator's sheet on one station has, in order, before any cell is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evaluator.conditions.wording import Words
from evaluator.model.guideline import Criterion, EvidenceLine, Fact
from evaluator.model.submission import EvidenceItem
from evaluator.rules.sample import Sample
from evaluator.texts.workbooks.marking import TEXTS
from evaluator.workbook import layout
from evaluator.workbook.marking.marking_book import (
    Booklet,
    Question,
    Visit,
    items_in_view,
    lines_in_view,
    seen_on_site,
)
from evaluator.workbook.marking.row_ids import FACT, FILE, HEADING, ITEM, LINE, MARK, NA, REMARK, VETO

SPARE_FILES: Final = 5
"""Rows beyond the files to draw, for those that are added or do not count."""
FILES: Final = 12
"""Rows for files where nobody knows yet how many are drawn."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    kind: str
    """part, section, sheet, mark, checks, file, fact, option, item, line, na, veto or remark."""
    id: str = ""
    """In column A."""
    title: str = ""
    question: Question | None = None
    criterion: Criterion | None = None
    fact: Fact | None = None
    name: str = ""
    """Of an option, an item, a claim: its id."""
    number: int = 0
    """Of a file, or of a fact in its part, from 1."""
    count: int = 0
    """Of the rows that belong to it, a sample's files or a set's options; of a file, of all of them."""
    item: EvidenceItem | None = None
    line: EvidenceLine | None = None


class Rows:
    """The rows of one station's sheet, and where each id stands."""

    def __init__(self, booklet: Booklet, visit: Visit) -> None:
        self.booklet, self.visit = booklet, visit
        rules = [one.rule for _, one in visit.criteria()]
        self.checks = max((len(one.checks) for one in rules if isinstance(one, Sample)), default=0)
        """Columns for checks: as many as the sample with most of them has."""
        self.all = tuple(self._all())
        self.at = {one.id: layout.MARKING.first + at for at, one in enumerate(self.all) if one.id}

    def cell(self, id: str, column: int) -> str | None:
        """Return the cell of an id on its own sheet, None where it has no row."""
        row = self.at.get(id)
        return None if row is None else f"${layout.column_name(column)}${row + 1}"

    def _say(self, key: str, /, **args: object) -> str:
        return TEXTS.say(key, self.booklet.guideline.language, **args)

    def _all(self) -> Iterator[Row]:
        yield Row("part", title=self._say("part.sheet"))
        for id in HEADING:
            yield Row("sheet", id, self._say(id))
        yield from self._marks()
        role = Words(self.booklet.guideline).role(self.booklet.evaluator.role)
        asked = [one for _, one in self.visit.asked()]
        yield from self._facts(self._say("part.asked", role=role), asked)
        yield from self._facts(self._say("part.observed"), seen_on_site(self.booklet, self.visit))
        yield from self._evidence()
        yield from self._claims()
        yield from self._vetoes()
        yield Row("part", title=self._say("part.remark"))
        yield Row("remark", REMARK, self._say(REMARK))

    def _marks(self) -> Iterator[Row]:
        before: str | None = None
        for question, criterion in self.visit.criteria():
            heading = self._heading(criterion)
            if heading != before:
                yield Row("section", title=heading)
            before = heading
            rule = criterion.rule
            if not isinstance(rule, Sample):
                yield Row("mark", f"{MARK}{criterion.id}", criterion.title, question, criterion)
                continue
            count = self._files(question, criterion)
            yield Row("mark", f"{MARK}{criterion.id}", criterion.title, question, criterion, count=count)
            yield Row("checks", criterion=criterion, question=question)
            for number in range(1, count + 1):
                id = f"{FILE}{criterion.id}#{number}"
                yield Row("file", id, "", question, criterion, number=number, count=count)

    def _heading(self, criterion: Criterion) -> str:
        guideline = self.booklet.guideline
        titles = {one.id: f"{one.id} {one.title}" for one in guideline.walk()}
        path = [titles[id] for id in reversed(guideline.path(criterion.id))]
        # What stands in no section is a bonus: no evaluator marks a deduction.
        return " › ".join(path) or self._say("part.bonus")

    def _files(self, question: Question, criterion: Criterion) -> int:
        mark = self.visit.sheet.marks.get(criterion.id)
        given = len(mark.sample) if mark is not None else 0
        if question.drawn is None:
            return max(FILES, given + SPARE_FILES)
        return max(question.drawn, given) + SPARE_FILES

    def _facts(self, heading: str, facts: list[Fact]) -> Iterator[Row]:
        questions = {one.id: one for one in self.visit.questions}
        if facts:
            yield Row("part", title=heading)
        for number, fact in enumerate(facts, 1):
            options = fact.choices if fact.type == "set" else {}
            yield Row(
                "fact",
                f"{FACT}{fact.name}",
                fact.title,
                questions.get(fact.name),
                fact=fact,
                number=number,
                count=len(options),
            )
            for option, title in options.items():
                yield Row("option", f"{FACT}{fact.name}.{option}", title, fact=fact, name=option)

    def _evidence(self) -> Iterator[Row]:
        visit, given = self.visit, self.visit.sheet.evidence
        items = items_in_view(self.booklet, visit)
        known = {one.id for one in items}
        gone = [id for id in given if "#" not in id and id not in known]
        if items or gone:
            yield Row("part", title=self._say("part.items"))
        for item in items:
            yield Row("item", f"{ITEM}{item.id}", item.title, name=item.id, item=item)
        for id in gone:
            yield Row("item", f"{ITEM}{id}", "", name=id)
        lines = lines_in_view(self.booklet, visit)
        listed = {f"{criterion.id}#{line.id}" for criterion, line in lines}
        options = [id for id in given if "#" in id and id not in listed]
        if lines or options:
            yield Row("part", title=self._say("part.lines"))
        for criterion, line in lines:
            name = f"{criterion.id}#{line.id}"
            yield Row("line", f"{LINE}{name}", line.title, criterion=criterion, name=name, line=line)
        for name in options:
            yield Row("line", f"{LINE}{name}", name, name=name)

    def _claims(self) -> Iterator[Row]:
        visit = self.visit
        claimed = visit.submission.not_applicable if visit.submission is not None else {}
        given = visit.sheet.not_applicable
        names = list(dict.fromkeys((*claimed, *given)))
        if names:
            yield Row("part", title=self._say("part.claims"))
        titles = {one.id: one.title for one in self.booklet.guideline.criteria()}
        for fact in self.booklet.guideline.facts.values():
            titles |= {f"{fact.name}.{option}": title for option, title in fact.choices.items()}
        for name in names:
            yield Row("na", f"{NA}{name}", titles.get(name, ""), name=name)

    def _vetoes(self) -> Iterator[Row]:
        given = self.visit.sheet.vetoes
        vetoes = [one for one in self.booklet.guideline.vetoes if one.when is None or one.id in given]
        if vetoes:
            yield Row("part", title=self._say("part.vetoes"))
        for veto in vetoes:
            yield Row("veto", f"{VETO}{veto.id}", veto.title, name=veto.id)
