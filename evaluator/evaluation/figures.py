"""The context in which an evaluation is written: the computed figures, numbers as text, facts in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass
from evaluator.base.once import once
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.truth import facts_in
from evaluator.conditions.wording import Words, rule_words
from evaluator.model.condition import Condition
from evaluator.model.findings import ExactEnds, FactJson, LocationJson, PointsJson, SourcedJson
from evaluator.model.guideline import Criterion, Fact, Guideline
from evaluator.model.sheet import Decision, EvidenceWord
from evaluator.model.values import NUMERIC, Location, Value
from evaluator.scoring.assess import SECTION, Assessment, Case, Finding
from evaluator.scoring.facts import FactState, SourcedValue, StationFacts
from evaluator.scoring.grading import Grading
from evaluator.scoring.score import Score, scored

Json = dict[str, Any]
"""An evaluation as a plain JSON value, for what compares or extends it."""


@dataclass(frozen=True, slots=True)
class Computed:
    """One station's findings, its scores in both assignments, and its grade."""

    case: Case
    findings: tuple[Finding, ...]
    low: Score
    high: Score
    grading: Grading


@dataclass(frozen=True, slots=True)
class GuidelineWords:
    """What a guideline says whatever the station."""

    words: Words
    rules: Mapping[str, str]
    """Each criterion's rule in words."""
    facts: Mapping[str, tuple[str, ...]]
    """Every fact that a criterion's points depend on, including operands of derived facts."""
    private: frozenset[str]
    """The criteria whose points depend on a private fact."""
    blanks: Mapping[str, FactJson]
    """Each fact as it is written where it is blank."""


@once
def words_of(guideline: Guideline) -> GuidelineWords:
    """Put the rules of a guideline into words."""
    words = Words(guideline)
    criteria = guideline.criteria()
    rules = {criterion.id: rule_words(criterion.rule, words, criterion.points) for criterion in criteria}
    facts = {each.id: tuple(_facts_of(guideline, each)) for each in criteria}
    private = (id for id, names in facts.items() if any(guideline.facts[name].private for name in names))
    return GuidelineWords(words, rules, facts, frozenset(private), _blanks(words, guideline))


def _blanks(words: Words, guideline: Guideline) -> dict[str, FactJson]:
    return {
        fact.name: {
            "name": fact.name,
            "title": fact.title,
            "value": None,
            "unit": fact.unit,
            "number": None,
            "source": "none",
            "source_title": words.say("source.none"),
            "from": "",
            "also": [],
        }
        for fact in guideline.facts.values()
    }


def _facts_of(guideline: Guideline, criterion: Criterion) -> list[str]:
    names = [read.fact for read in criterion.rule.reads()]
    for condition in (criterion.applies_when, criterion.zero_when):
        names += facts_in(condition) if condition is not None else ()
    return _with_operands(guideline, names)


def _with_operands(guideline: Guideline, wanted: Iterable[str]) -> list[str]:
    """Return facts, each followed by those that it is derived from."""
    names: dict[str, None] = {}
    left = [*wanted][::-1]
    while left:
        name = left.pop()
        if name not in names and name in guideline.facts:
            names[name] = None
            fact = guideline.facts[name]
            left += [*fact.total, *fact.less][::-1]
    return list(names)


@once
def _decisive(criterion: Criterion) -> tuple[str, ...]:
    """Return the facts that a criterion's judgement depends on, those of its evidence among them."""
    names = [*facts_of(criterion)]
    for line in criterion.evidence:
        names += [line.each] if line.each else []
        names += facts_in(line.when) if line.when is not None else ()
    return tuple(dict.fromkeys(names))


def _own_points(computed: Computed, own: Case) -> dict[str, Number]:
    """Return a station's points by its own figures, of criteria that no evaluator marks.

    Most of them are those with sheets and decisions: where neither facts nor evidence differ.
    """
    case = computed.case
    ours, theirs = own.dossier, case.dossier
    differ = {name for name, state in theirs.facts.items() if not _same_state(ours.facts[name], state)}
    awaited = {name for name, state in theirs.facts.items() if state.awaited}
    claims = ours.claims.keys() | theirs.claims.keys()
    # What is claimed not to apply: criteria, and sets of which an option is.
    differ.update(claims, (claim.rpartition(".")[0] for claim in claims))
    names = {name for sheet in case.sheets for name, word in sheet.evidence.items() if not word.holds}
    names |= {name for sheet in case.sheets for name in sheet.evidence if "#" in name}
    names |= {decision.id for decision in case.decisions if decision.kind == "evidence"}
    differ.update(to for item in case.submission.evidence if item.id in names for to, _ in item.serves)
    alike = ours.tables is theirs.tables and not any("#" in name for name in names)
    points: dict[str, Number] = {}
    assessment: Assessment | None = None
    for finding in computed.findings:
        criterion = finding.criterion
        if criterion.rule.marked:
            continue
        facts = _decisive(criterion)
        if (
            alike
            and criterion.id not in differ
            and differ.isdisjoint(facts)
            # In bonus and deductions a role that left a fact out settles it.
            and (finding.kind == SECTION or awaited.isdisjoint(facts))
        ):
            if finding.settled and finding.low.applies:
                points[criterion.id] = computed.low.criteria[criterion.id].points
            continue
        assessment = assessment or Assessment(own)
        judged = assessment.finding(criterion, finding.kind)
        if judged.settled and judged.low.applies:
            points[criterion.id] = scored(case.guideline, criterion, judged.low, judged.kind).points
    return points


def _same_state(first: FactState, second: FactState) -> bool:
    return first is second or (first.value == second.value and first.awaited == second.awaited)


class EvaluationContext:
    """One station's computed figures, with the words and the number format to write them in."""

    def __init__(self, computed: Computed, own: Case) -> None:
        """Take the figures, and the case of the station's self-check: without sheets and decisions."""
        self.computed = computed
        self.case = computed.case
        self.guideline: Guideline = computed.case.guideline
        dossier = self.case.dossier
        self.facts = StationFacts(dossier)
        self.facts_beside = StationFacts(dossier, silent_roles=dossier.roles_in)
        """As bonus and deductions see them."""
        self._facts: dict[str, FactJson] = {}
        self.of_guideline = words_of(self.guideline)
        self.words = self.of_guideline.words
        self.places = self.guideline.rounding.places
        self.zeros = f".{'0' * self.places}" if self.places else ""
        """What a whole number is written with."""
        self.grades = {grade.id: grade.title for grade in self.guideline.grades}
        self.own_points = _own_points(computed, own)
        """The station's points by its own figures, of criteria that no evaluator marks."""
        self.evidence_words: dict[str, list[EvidenceWord]] = {}
        """What evaluators say about each item of evidence."""
        for sheet in self.case.sheets:
            for name, word in sheet.evidence.items():
                self.evidence_words.setdefault(name, []).append(word)
        self.evidence_decisions: dict[str, Decision] = {}
        """The first decision on each item of evidence."""
        for decision in self.case.decisions:
            if decision.kind == "evidence":
                self.evidence_decisions.setdefault(decision.id, decision)

    def fixed(self, value: Number) -> str:
        """Return a number as text, rounded to the guideline's places."""
        if isinstance(value, int):
            return f"{value}{self.zeros}"
        return exact.written(value, self.places, self.guideline.rounding.rule)

    def number(self, value: Number | None) -> str | None:
        """Return a number as text, None for None."""
        return None if value is None else self.fixed(value)

    def span(self, low: Number, high: Number, *, settled: bool | None = None) -> PointsJson:
        """Return points (null while open) with both ends, and the exact value where rounding changes it."""
        if settled or (settled is None and low == high):
            written = self.fixed(low)
            data: PointsJson = {"points": written, "low": written, "high": written}
            if not exact.writable(low, self.places):
                data["exact"] = exact.text(low)
            return data
        least, most = min(low, high), max(low, high)
        data = {"points": None, "low": self.fixed(least), "high": self.fixed(most)}
        if not exact.writable(least, self.places):
            data["exact_low"] = exact.text(least)
        if not exact.writable(most, self.places):
            data["exact_high"] = exact.text(most)
        return data

    def signed(self, value: Number) -> str:
        """Return a change as text with its sign."""
        writable = exact.writable(value, self.places)
        text = exact.fixed(value, self.places) if writable else exact.text(value)
        return text if value <= 0 else f"+{text}"

    def grade_title(self, grade_id: str | None) -> str | None:
        """Return the title of a grade."""
        return None if grade_id is None else self.grades[grade_id]

    def facts_of(self, criterion: Criterion) -> tuple[str, ...]:
        """Return every fact a criterion's points depend on, including operands of derived facts."""
        return self.of_guideline.facts[criterion.id]

    def facts_for(self, condition: Condition) -> list[FactJson]:
        """Return the facts a condition reads."""
        return [self.fact(name) for name in _with_operands(self.guideline, facts_in(condition))]

    def fact(self, name: str) -> FactJson:
        """Return a fact with its source and the values from other sources: one row, wherever it stands."""
        row = self._facts.get(name)
        if row is None:
            row = self._facts[name] = self._fact(self.guideline.facts[name], self.case.dossier.facts[name])
        return row

    def _fact(self, fact: Fact, state: FactState) -> FactJson:
        row = self.of_guideline.blanks[fact.name].copy()
        value, source = state.value, state.source
        if value is not None:
            row["value"] = self.words.value(fact.name, value)
            row["number"] = self.plain_number(fact, value)
        if source != "none":
            row["source"], row["source_title"] = source, self.words.say(f"source.{source}")
            row["from"] = self.origin(source, state.origin)
        row["also"] = [self.sourced(fact, alternative) for alternative in state.also] if state.also else []
        if state.at:
            row["at"] = locations(state.at)
        if (fact.total or fact.less) and source in ("derived", "none"):
            row["of"] = [*fact.total, *(f"-{name}" for name in fact.less)]
        return row

    def sourced(self, fact: Fact, alternative: SourcedValue) -> SourcedJson:
        """Return a value that another source gives for a fact."""
        row: SourcedJson = {
            "source": alternative.source,
            "source_title": self.words.say(f"source.{alternative.source}"),
            "value": self.words.value(fact.name, alternative.value),
            "from": self.origin(alternative.source, alternative.origin),
        }
        if alternative.at:
            row["at"] = locations(alternative.at)
        return row

    def plain_number(self, fact: Fact, value: Value) -> str | None:
        """Return a number's exact text for further computation; None for a private fact."""
        if fact.private or fact.type not in NUMERIC or not isinstance(value, Number):
            return None
        return exact.text(value)

    def origin(self, source: str, origin: str) -> str:
        """Return where a value came from, in words."""
        if source == "counted":
            return self.guideline.ledgers[origin].title if origin in self.guideline.ledgers else origin
        if source == "declared":
            return self.words.say("origin.declared")
        return origin


def locations(places: Sequence[Location]) -> list[LocationJson]:
    """Return where a value stands."""
    return [_location(place) for place in places]


def _location(location: Location) -> LocationJson:
    data: LocationJson = {"file": location.file}
    if location.sheet:
        data["sheet"] = location.sheet
    if location.lines:
        data["lines"] = _lines(location.lines)
    if location.key:
        data["key"] = location.key
    return data


@lru_cache(maxsize=4096)
def _lines(spans: tuple[tuple[int, int], ...]) -> str:
    return ", ".join([str(first) if first == last else f"{first}-{last}" for first, last in spans])


def note_exact(row: ExactEnds, span: PointsJson) -> None:
    """Write the exact points of *span* into a row that has its rounded ones."""
    if "exact" in span:
        row["exact"] = span["exact"]
    if "exact_low" in span:
        row["exact_low"] = span["exact_low"]
    if "exact_high" in span:
        row["exact_high"] = span["exact_high"]
