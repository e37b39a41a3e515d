"""How far a station has filled in its folder: facts, ledgers, evidence, each as a number of a number."""

from __future__ import annotations

from dataclasses import dataclass

from evaluator.evaluation.figures import Computed
from evaluator.scoring.assess import SECTION, shelves
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
    lines = _lines(computed)
    return Progress(
        Filled(filled, len(facts)),
        Filled(sum(1 for id in guideline.ledgers if id in case.submission.ledgers), len(guideline.ledgers)),
        Filled(sum(1 for line in lines if line.ok and line.have), len(lines)),
    )


def _lines(computed: Computed) -> list[LineState]:
    """Return the lines asked for; those of a criterion that is not judged that far are looked up here."""
    shelf = shelves(computed.case)[0]
    facts = StationFacts(computed.case.dossier)
    states: list[LineState] = []
    for finding in computed.findings:
        if finding.kind != SECTION or not (finding.low.applies or finding.high.applies):
            continue
        lines = finding.low.presence.lines or presence(finding.criterion, shelf, facts).lines
        states += [line for line in lines if line.asked and line.line.kind not in EVALUATORS_OWN]
    return states
