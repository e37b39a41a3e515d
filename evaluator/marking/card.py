"""What an evaluator sees of a question, in words: the same for the terminal and for the page.

Wording, levels, the station's facts with their sources, evidence by its lines, claims, the rows of a ledger
that count, and what the evaluator answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from evaluator.base.exact import text
from evaluator.base.masking import mask
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.wording import MASKED, Words
from evaluator.marking.questions import Marking, MarkingStep
from evaluator.model.guideline import Criterion, EvidenceLine, Fact, Ledger, Veto
from evaluator.model.rule import Mark
from evaluator.model.sheet import ClaimWord, EvidenceWord
from evaluator.model.submission import EvidenceItem, Row, SelfMark
from evaluator.model.values import STATION
from evaluator.rules.marked import FilesForm, PointsRange
from evaluator.scoring.counting import counted_rows
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.texts import Listing, in_language
from evaluator.texts.commands import say
from evaluator.texts.sentences import SENTENCES

MOST_FACTS = 8
"""The most facts shown when facts of neighbouring criteria are added."""


@dataclass(frozen=True, slots=True)
class CountedRows:
    """The rows of a ledger that count for a fact."""

    title: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineOfEvidence:
    """A line of evidence that a criterion asks for, and the items that are there for it."""

    line: EvidenceLine
    verdict: str
    """Whether it was seen on site; '' before the evaluator said so."""
    lacking: str
    """What is said where no item is there; '' where one is."""
    items: tuple[EvidenceItem, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The words for the questions of a sheet in its present state."""

    marking: Marking
    lang: str

    def say(self, key: str, /, **args: object) -> str:
        """Return a sentence of marking."""
        return say(key, self.lang, **args)

    def names(self, names: Iterable[str]) -> str:
        """Return names as the language lists them."""
        return str(in_language(Listing(names), self.lang))

    def kind(self, kind: str) -> str:
        """Return a kind of evidence in words."""
        return SENTENCES.sentence(f"kind.{kind}", self.lang)

    # A criterion

    def above(self, criterion: Criterion) -> str:
        """Return the sections that a criterion stands in."""
        guideline = self.marking.round.guideline
        titles = {node.id: node.title for node in guideline.walk()}
        return " › ".join(f"{id} {titles[id]}" for id in reversed(guideline.path(criterion.id)))

    def range(self, allowed: PointsRange) -> str:
        """Return the points that may be given."""
        low, high, step = allowed.low, allowed.high, allowed.step
        if allowed.fixed:
            return self.say("mark.level.fixed", points=text(low))
        key = "mark.level.range" if step is None else "mark.level.step"
        return self.say(key, low=text(low), high=text(high), step=text(step or 0))

    def sample_progress(self, criterion: Criterion, form: FilesForm) -> str:
        """Return how many files are to be inspected and how many have been."""
        mark = self.marking.sheet.marks.get(criterion.id)
        count = len(mark.sample) if mark is not None else 0
        wanted = self.marking.sample_size(criterion)
        if wanted is not None:
            return self.say("mark.drawn", drawn=wanted, count=count)
        fact = form.population.fact if form.population is not None else ""
        facts = self.marking.round.guideline.facts
        return self.say("mark.drawn.unknown", fact=facts[fact].title if fact in facts else fact, count=count)

    def drawn_keys(self, criterion: Criterion) -> tuple[str, ...]:
        """Return the files that were drawn for a sample; none before a draw."""
        own = self.marking.round.history.draw(self.marking.submission.station.id, criterion.id)
        return () if own is None else tuple(own.keys)

    def marked_points(self, criterion: Criterion) -> str:
        """Return a complete mark's points; '' while the mark is incomplete."""
        points = self.marking.points(criterion)
        if points is None:
            return ""
        return self.say("mark.points", points=Words(self.marking.round.guideline).number(points))

    def mark(self, criterion: Criterion, mark: Mark) -> str:
        """Return a mark: its level, and its points once they are settled."""
        return " ".join(part for part in (mark.level, self.marked_points(criterion)) if part)

    def files(self, mark: Mark) -> list[str]:
        """Return the files inspected, each with its checks."""
        return [
            self.say(
                "mark.file.left-out" if file_check.left_out else "mark.file",
                file=file_check.file,
                passed=self._numbers(file_check.passed),
                left_out=self._numbers(file_check.left_out),
            )
            for file_check in mark.sample
        ]

    def _numbers(self, numbers: Iterable[int]) -> str:
        return ",".join(map(str, sorted(numbers))) or self.say("mark.none")

    def claim(self, id: str) -> str:
        """Return the station's reason why something does not apply, with the verdict; '' without a claim."""
        claim = self.marking.submission.not_applicable.get(id)
        if claim is None:
            return ""
        word = self.marking.sheet.not_applicable.get(id)
        return f"{claim.reason}{'' if word is None else self.agreed(word)}"

    def own_mark(self, criterion: Criterion) -> str:
        """Return what the station would give itself."""
        claim: SelfMark | None = self.marking.submission.claims.get(criterion.id)
        if claim is None:
            return ""
        points = "" if claim.points is None else self.say("mark.points", points=text(claim.points))
        return " ".join(part for part in (claim.level, points) if part)

    # Facts

    def shown_facts(self, criterion: Criterion) -> list[str]:
        """Return the facts the criterion reads, then those of its neighbours in the section."""
        guideline = self.marking.round.guideline
        names = list(facts_of(criterion))
        beside = [
            name
            for neighbour in guideline.scored()
            if neighbour.section and neighbour.section == criterion.section
            for name in facts_of(neighbour)
        ]
        shown = dict.fromkeys([*names, *beside][: max(len(names), MOST_FACTS)])
        return [name for name in shown if name in guideline.facts]

    def fact_line(self, name: str) -> str:
        """Return a fact: id, value, source, and the values that other sources give."""
        fact = self.marking.round.guideline.facts[name]
        return self.say("mark.part", name=f"{name} {fact.title}", what=self.fact_value(name))

    def fact_value(self, name: str) -> str:
        """Return a fact's value, its source, and the values that other sources give."""
        words = Words(self.marking.round.guideline)
        fact_state = self.marking.facts.dossier.facts[name]
        if fact_state.value is None:
            return self.say("mark.fact.blank")
        source = self.say("mark.aside", what=self.say(f"mark.source.{fact_state.source}"))
        also = Listing(
            f"{self.say(f'mark.source.{alternative.source}')} {words.value(name, alternative.value)}"
            for alternative in fact_state.also
        )
        other = self.say("mark.fact.also", also=also) if also else ""
        return f"{words.value(name, fact_state.value)}{source}{other}"

    def wanted(self, fact: Fact) -> str:
        """Return how a fact is answered."""
        choices = Listing(fact.choices.values())
        return self.say(f"mark.wanted.{fact.type}", unit=fact.unit or "—", choices=choices)

    def used_by(self, fact: Fact) -> str:
        """Return the criteria that read a fact."""
        return "；".join(
            f"{criterion.id} {criterion.title}"
            for criterion in self.marking.round.guideline.criteria()
            if fact.name in facts_of(criterion)
        )

    def declared(self, fact: Fact) -> str:
        """Return the value that the station declares."""
        declared = self.marking.submission.facts.get(fact.name)
        if declared is None or declared.value is None:
            return ""
        return Words(self.marking.round.guideline).value(fact.name, declared.value)

    def observed(self, fact: Fact) -> str:
        """Return the value that this evaluator observed."""
        observed = self.marking.sheet.observed.get(fact.name)
        if observed is None:
            return ""
        return Words(self.marking.round.guideline).value(fact.name, observed.value)

    # Evidence

    def lines_of(self, criterion: Criterion) -> Iterator[LineOfEvidence]:
        """Yield the lines of evidence of a criterion."""
        for line in criterion.evidence:
            word = self.marking.sheet.evidence.get(f"{criterion.id}#{line.id}")
            items = tuple(self._items(criterion, line))
            none = "mark.evidence.yours" if line.kind in EVALUATORS_OWN else "mark.evidence.none"
            yield LineOfEvidence(
                line, "" if word is None else self.seen(word), "" if items else self.say(none), items
            )

    def _items(self, criterion: Criterion, line: EvidenceLine) -> Iterator[EvidenceItem]:
        """Yield the items that name the line or an option of its set, or the criterion and have its kind."""
        facts = self.marking.round.guideline.facts
        own = {line.id, *(facts[line.each].choices if line.each in facts else ())}
        for item in self.marking.submission.evidence:
            if any(
                criterion.id == where and (named in own if named else item.kind == line.kind)
                for where, named in item.serves
            ):
                yield item

    def files_of(self, step: MarkingStep) -> list[EvidenceItem]:
        """Return the items with a file that serve a criterion, or the criteria that read a fact."""
        about = {criterion.id for criterion in self.criteria_of(step)}
        return [
            item
            for item in self.marking.submission.evidence
            if item.file and item.usable and about.intersection(name for name, _ in item.serves)
        ]

    def criteria_of(self, step: MarkingStep) -> list[Criterion]:
        """Return the criterion of a question; of a fact those that read it."""
        if isinstance(step.about, Criterion):
            return [step.about]
        criteria = self.marking.round.guideline.criteria()
        return [criterion for criterion in criteria if step.id in facts_of(criterion)]

    def item_verdict(self, item: EvidenceItem) -> str:
        """Return whether an item was accepted; '' before the evaluator said so."""
        word = self.marking.sheet.evidence.get(item.id)
        return "" if word is None else self.accepted(word)

    def seen(self, word: EvidenceWord) -> str:
        """Return the words for whether a line was seen on site."""
        return self.say("mark.evidence.seen" if word.holds else "mark.evidence.not-seen")

    def accepted(self, word: EvidenceWord) -> str:
        """Return the words for whether an item was accepted."""
        return self.say("mark.evidence.yes" if word.holds else "mark.evidence.no")

    def agreed(self, word: ClaimWord) -> str:
        """Return the words for whether a claim was agreed to."""
        return self.say("mark.claim.yes" if word.agree else "mark.claim.no")

    # Ledgers

    def rows(self, step: MarkingStep) -> Iterator[CountedRows]:
        """Yield the ledger rows that count for the facts that the question shows."""
        guideline, handed = self.marking.round.guideline, self.marking.submission.ledgers
        names = [name for criterion in self.criteria_of(step) for name in self.shown_facts(criterion)]
        for fact in (guideline.facts[name] for name in dict.fromkeys(names)):
            ledger = self.counted_from(fact)
            if ledger is None:
                continue
            rows = counted_rows(fact, ledger, handed[ledger.id], self.marking.submission.period)
            title = self.say("mark.rows.of", title=fact.title, ledger=ledger.title, count=len(rows))
            yield CountedRows(title, tuple(f"{row.place}　{self._cells(ledger, row)}" for row in rows))

    def counted_from(self, fact: Fact) -> Ledger | None:
        """Return the ledger that a fact is counted from, None where the station handed none in."""
        if fact.counted is None or fact.counted.ledger not in self.marking.submission.ledgers:
            return None
        return self.marking.round.guideline.ledgers[fact.counted.ledger]

    def _cells(self, ledger: Ledger, row: Row) -> str:
        """Return the cells of a row with their heads; what is private is masked."""
        parts: list[str] = []
        for column in ledger.columns.values():
            value = row.cells.get(column.id)
            if value is None:
                continue
            if column.private:
                written = mask(value) if isinstance(value, str) else MASKED
            elif isinstance(value, bool):
                written = self.say("mark.rows.yes" if value else "mark.rows.no")
            elif isinstance(value, int | Fraction):
                written = text(value)
            else:
                written = column.choices.get(str(value), str(value))
            parts.append(f"{column.title} {written}")
        return "；".join(parts)

    # What can be noted beside the questions

    def observable(self) -> list[Fact]:
        """Return the facts that this evaluator may observe."""
        mine = (STATION, self.marking.evaluator.role)
        return [fact for fact in self.marking.round.guideline.facts.values() if fact.supplier in mine]

    def vetoes(self) -> list[Veto]:
        """Return the vetoes that an evaluator may tick."""
        return [veto for veto in self.marking.round.guideline.vetoes if veto.when is None]

    def noted(self) -> list[str]:
        """Return what was noted beside the questions."""
        sheet = self.marking.sheet
        asked = {step.id for step in self.marking.steps}
        lines = [self.fact_line(name) for name in sheet.observed if name not in asked]
        for name, word in sheet.evidence.items():
            verdict = (self.seen if "#" in name else self.accepted)(word)
            lines.append(f"{name}{verdict} {word.remark}".rstrip())
        for name, claim in sheet.not_applicable.items():
            lines.append(f"{name}{self.agreed(claim)} {claim.remark}".rstrip())
        lines += [self.say("mark.said.veto", id=name, remark=remark) for name, remark in sheet.vetoes.items()]
        return lines
