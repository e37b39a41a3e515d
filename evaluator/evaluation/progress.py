"""How far a station has filled in its folder: facts, ledgers, evidence, as numbers and item by item."""

from __future__ import annotations

from collections.abc import Iterator

from evaluator.base.frozen import dataclass
from evaluator.conditions.monotonicity import facts_of, with_operands
from evaluator.conditions.truth import facts_in
from evaluator.conditions.wording import Words
from evaluator.evaluation.figures import Computed
from evaluator.model.guideline import Criterion, Guideline
from evaluator.scoring.assess import SECTION, Finding, shelves
from evaluator.scoring.evidence import EVALUATORS_OWN, LineState, presence
from evaluator.scoring.facts import StationFacts


@dataclass(frozen=True, slots=True)
class Filled:
    """How many of the entries that a station is asked for are there."""

    there: int
    of: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What is filled in."""

    facts: Filled
    """The facts that the station writes down itself."""
    ledgers: Filled
    evidence: Filled
    """Lines of evidence that the criteria of the sections ask of the station, by what is filled in so far."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to fill in."""
        return all(part.there == part.of for part in (self.facts, self.ledgers, self.evidence))


def progress(computed: Computed) -> Progress:
    """Return how far the station has filled in its folder."""
    case, guideline = computed.case, computed.case.guideline
    declared = case.submission.facts
    facts = [fact.name for fact in guideline.facts.values() if fact.written_by_station]
    filled = sum(1 for name in facts if name in declared and declared[name].value is not None)
    lines = [line for _, line in _lines(computed)]
    return Progress(
        Filled(filled, len(facts)),
        Filled(sum(1 for id in guideline.ledgers if id in case.submission.ledgers), len(guideline.ledgers)),
        Filled(sum(1 for line in lines if line.ok and line.have), len(lines)),
    )


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that a station has not handed in."""

    id: str
    """A fact or a ledger by its name, a line of evidence as `A1.1#lease`."""
    title: str
    """What it is; of evidence, with how much is missing."""
    criteria: tuple[str, ...] = ()
    """The criteria that ask for it; none where a limit or the reports do."""


@dataclass(frozen=True, slots=True)
class Lacks:
    """What a station has not handed in, in the guideline's order."""

    facts: tuple[Lacking, ...] = ()
    ledgers: tuple[Lacking, ...] = ()
    evidence: tuple[Lacking, ...] = ()

    def __len__(self) -> int:
        """Return how many entries are missing."""
        return len(self.facts) + len(self.ledgers) + len(self.evidence)


def lacks(computed: Computed) -> Lacks:
    """Return what a station has not handed in of what is asked for.

    Nothing is asked for a criterion that does not apply or is claimed not to, nor for a bonus.
    """
    case, guideline, dossier = computed.case, computed.case.guideline, computed.case.dossier
    asking = {criterion.id: criterion for criterion in _asking(computed)}
    readers: dict[str, list[str]] = {}
    for id, criterion in asking.items():
        for name in with_operands(guideline, facts_of(criterion)):
            readers.setdefault(name, []).append(id)
    for name in with_operands(guideline, _limit_facts(guideline)):
        readers.setdefault(name, [])
    blank = [
        fact
        for fact in guideline.facts.values()
        if (fact.name in readers or fact.shown) and dossier.facts[fact.name].value is None
    ]
    ledgers: dict[str, dict[str, None]] = {}
    for id, criterion in asking.items():
        counted = (guideline.facts[name].counted for name in with_operands(guideline, facts_of(criterion)))
        of_facts = {counting.ledger for counting in counted if counting is not None}
        for name in criterion.ledgers - of_facts - case.submission.ledgers.keys():  # its rule reads the table
            ledgers.setdefault(name, {})[id] = None
    for fact in blank:
        name = "" if fact.counted is None or fact.by_role else fact.counted.ledger
        if name and name not in case.submission.ledgers:
            ledgers.setdefault(name, {}).update(dict.fromkeys(readers.get(fact.name, ())))
    words = Words(guideline)
    return Lacks(
        tuple(
            Lacking(fact.name, fact.title, tuple(readers.get(fact.name, ())))
            for fact in blank
            if fact.written_by_station
        ),
        tuple(
            Lacking(id, ledger.title, tuple(ledgers[id]))
            for id, ledger in guideline.ledgers.items()
            if id in ledgers
        ),
        tuple(
            Lacking(f"{id}#{state.line.id}", _evidence_text(words, computed, id, state), (id,))
            for id, state in ((finding.criterion.id, state) for finding, state in _lines(computed))
            if id in asking and not state.ok
        ),
    )


def lack_text(words: Words, state: LineState) -> str:
    """Return what of a line of evidence is missing."""
    if state.line.each:
        options = words.options(state.line.each, state.lacking_options)
        return words.say("evidence.each_missing", title=state.line.title, options=options)
    if state.needed > max(1, state.have):
        return words.say("evidence.short", title=state.line.title, short=state.needed - state.have)
    return state.line.title


def _evidence_text(words: Words, computed: Computed, id: str, state: LineState) -> str:
    """Return what of a line of evidence is missing, and how many items are there without a fitting date."""
    line, period = state.line, computed.case.submission.period
    undated = [
        item
        for item in computed.case.submission.evidence
        if line.dated and item.usable and (item.date is None or not period.has(item.date))
        if any(
            criterion == id and (where == line.id or (not where and item.kind == line.kind))
            for criterion, where in item.serves
        )
    ]
    text = lack_text(words, state)
    return words.say("evidence.undated", text=text, count=len(undated)) if undated else text


def _asking(computed: Computed) -> Iterator[Criterion]:
    """Yield the criteria of the sections that apply and are not claimed not to."""
    claims = computed.case.dossier.claims
    for finding in computed.findings:
        claim = claims.get(finding.criterion.id)
        claimed = claim is not None and claim.state in ("pending", "accepted")
        if finding.kind == SECTION and not claimed and (finding.low.applies or finding.high.applies):
            yield finding.criterion


def _limit_facts(guideline: Guideline) -> Iterator[str]:
    conditions = [ceiling.when for ceiling in guideline.ceilings]
    conditions += [veto.when for veto in guideline.vetoes if veto.when is not None]
    conditions += [entry.when for entry in guideline.eligibility]
    for condition in conditions:
        yield from facts_in(condition)


def _lines(computed: Computed) -> list[tuple[Finding, LineState]]:
    """Return the lines asked for; those of a criterion that is not judged that far are looked up here."""
    shelf = shelves(computed.case)[0]
    facts = StationFacts(computed.case.dossier)
    states: list[tuple[Finding, LineState]] = []
    for finding in computed.findings:
        if finding.kind != SECTION or not (finding.low.applies or finding.high.applies):
            continue
        lines = finding.low.presence.lines or presence(finding.criterion, shelf, facts).lines
        states += [(finding, line) for line in lines if line.asked and line.line.kind not in EVALUATORS_OWN]
    return states
