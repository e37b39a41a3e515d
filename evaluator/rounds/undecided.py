"""List the decisions the panel must make about a station before its score is final."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluator.base import exact
from evaluator.conditions.wording import Words
from evaluator.evaluation import Computed
from evaluator.loading.decisions import WHOLE
from evaluator.model.rule import MarkedRule
from evaluator.scoring.assess import Case
from evaluator.scoring.facts import AWAITING_DECISION, AWAITING_MARK, StationFacts
from evaluator.scoring.panel import merged_marks


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pending decision; *kind* and *id* are the key and value of its `what`."""

    kind: str
    id: str
    title: str
    opinions: tuple[tuple[str, str], ...] = ()
    """Evaluator's id or source, and the mark or opinion as text."""


def waiting(computed: Computed, *, all_in: bool = False) -> list[Waiting]:
    """Return the pending decisions, marks first.

    *all_in*: every evaluator has submitted, so what none of them answered is left to the panel.
    """
    case = computed.case
    return [
        *_marks(case, all_in=all_in),
        *_facts(case),
        *_vetoes(computed),
        *_claims(case, all_in=all_in),
        *_evidence(case),
        *_not_applicable(computed),
    ]


def _marks(case: Case, *, all_in: bool) -> Iterator[Waiting]:
    reasons = (AWAITING_DECISION, AWAITING_MARK) if all_in else (AWAITING_DECISION,)
    facts = StationFacts(case.dossier)
    station = case.submission.station.id
    merged = merged_marks(case.guideline, facts, case.sheets, case.decisions, case.panel, station)
    for criterion in case.guideline.criteria():
        mark = merged.get(criterion.id)
        rule = criterion.rule
        if mark is None or mark.reason not in reasons or not isinstance(rule, MarkedRule):
            continue
        opinions = []
        for evaluator_mark in mark.marks:
            points = rule.points_of(evaluator_mark, facts, criterion.points)
            text = " ".join(
                part for part in (evaluator_mark.level, "" if points is None else exact.text(points)) if part
            )
            opinions.append((evaluator_mark.evaluator, text))
        yield Waiting("mark", criterion.id, criterion.title, tuple(opinions))


def _facts(case: Case) -> Iterator[Waiting]:
    words = Words(case.guideline)
    for name, fact_state in case.dossier.facts.items():
        fact = case.guideline.facts[name]
        if fact_state.awaited == AWAITING_DECISION and not fact.derived:
            opinions = tuple(
                (statement.origin or statement.source, words.value(name, statement.value))
                for statement in fact_state.also
            )
            yield Waiting("fact", name, fact.title, opinions)


def _vetoes(computed: Computed) -> Iterator[Waiting]:
    ticked: dict[str, list[tuple[str, str]]] = {}
    for sheet in computed.case.sheets:
        for id, remark in sheet.vetoes.items():
            ticked.setdefault(id, []).append((sheet.evaluator, remark))
    for veto in computed.grading.vetoes:
        if veto.state == "pending" and veto.id in ticked:
            yield Waiting("veto", veto.id, veto.title, tuple(ticked[veto.id]))


def _claims(case: Case, *, all_in: bool) -> Iterator[Waiting]:
    titles = {criterion.id: criterion.title for criterion in case.guideline.criteria()}
    for claim in case.dossier.claims.values():
        if claim.state == "pending" and (claim.awaited == AWAITING_DECISION or all_in):
            fact, _, option = claim.id.rpartition(".")
            declared_fact = case.guideline.facts.get(fact)
            title = titles.get(claim.id) or (declared_fact.choices.get(option, "") if declared_fact else "")
            opinions = [("station", claim.reason)]
            for sheet in case.sheets:
                word = sheet.not_applicable.get(claim.id)
                if word is not None:
                    opinions.append((sheet.evaluator, _opinion_text(word.agree, word.remark)))
            yield Waiting("claim", claim.id, title, tuple(opinions))


def _evidence(case: Case) -> Iterator[Waiting]:
    decided = {decision.id for decision in case.decisions if decision.kind == "evidence"}
    words: dict[str, list[tuple[str, str]]] = {}
    held: dict[str, set[bool]] = {}
    for sheet in case.sheets:
        for name, word in sheet.evidence.items():
            words.setdefault(name, []).append((sheet.evaluator, _opinion_text(word.holds, word.remark)))
            held.setdefault(name, set()).add(word.holds)
    titles = _evidence_titles(case)
    for name, opinions in words.items():
        if len(held[name]) > 1 and name not in decided:
            yield Waiting("evidence", name, titles.get(name, ""), tuple(opinions))


def _evidence_titles(case: Case) -> Mapping[str, str]:
    titles = {item.id: item.title for item in case.submission.evidence}
    for criterion in case.guideline.criteria():
        titles |= {f"{criterion.id}#{line.id}": line.title for line in criterion.evidence if line.id}
    return titles


def _not_applicable(computed: Computed) -> Iterator[Waiting]:
    if computed.grading.too_much_not_applicable:
        yield Waiting("not_applicable", WHOLE, exact.text(computed.low.not_applicable))


def _opinion_text(holds: bool, remark: str) -> str:
    mark = "✓" if holds else "✗"
    return f"{mark} {remark}".strip()
