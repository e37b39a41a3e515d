"""List the decisions the panel must make about a station before its score is final."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluator.base import exact
from evaluator.conditions.monotonicity import facts_of, with_operands
from evaluator.conditions.truth import facts_in
from evaluator.conditions.wording import Words
from evaluator.evaluation import Computed
from evaluator.loading.decisions import WHOLE
from evaluator.model.condition import Condition
from evaluator.rules.marked import form_of
from evaluator.scoring.assess import Case
from evaluator.scoring.facts import AWAITING_DECISION, AWAITING_MARK, StationFacts
from evaluator.scoring.grading import PENDING
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
    """Return the pending decisions that can change the result, marks first.

    *all_in*: every evaluator has submitted, so what none of them answered is left to the panel.
    """
    open_ = OpenPoints.of(computed)
    return [
        *_marks(computed.case, open_, all_in=all_in),
        *_facts(computed.case, open_),
        *_vetoes(computed),
        *_claims(computed.case, open_, all_in=all_in),
        *_evidence(computed.case, open_),
        *_not_applicable(computed),
    ]


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What a decision can still change: a criterion whose both ends agree is settled whatever is decided."""

    criteria: frozenset[str]
    """Criteria whose points are open."""
    facts: frozenset[str]
    """Facts that open criteria, pending vetoes, ceilings or conditions of eligibility depend on."""

    @classmethod
    def of(cls, computed: Computed) -> OpenPoints:
        """Collect them from an evaluation."""
        guideline = computed.case.guideline
        unsettled = [finding.criterion for finding in computed.findings if not finding.settled]
        names = {name for criterion in unsettled for name in facts_of(criterion)}
        names |= {name for condition in _pending_conditions(computed) for name in facts_in(condition)}
        return cls(
            frozenset(criterion.id for criterion in unsettled), frozenset(with_operands(guideline, names))
        )


def _pending_conditions(computed: Computed) -> Iterator[Condition]:
    grading = computed.grading
    pending = {limit.id for limit in (*grading.ceilings, *grading.vetoes) if limit.state == PENDING}
    guideline = computed.case.guideline
    when = {ceiling.id: ceiling.when for ceiling in guideline.ceilings}
    when |= {veto.id: veto.when for veto in guideline.vetoes if veto.when is not None}
    yield from (condition for id, condition in when.items() if id in pending)
    for entry in grading.entries:
        if entry.state == PENDING:
            yield entry.rule.when


def _marks(case: Case, open_: OpenPoints, *, all_in: bool) -> Iterator[Waiting]:
    reasons = (AWAITING_DECISION, AWAITING_MARK) if all_in else (AWAITING_DECISION,)
    facts = StationFacts(case.dossier)
    station = case.submission.station.id
    merged = merged_marks(case.guideline, facts, case.sheets, case.decisions, case.panel, station)
    for criterion in case.guideline.criteria():
        mark = merged.get(criterion.id)
        form = form_of(criterion)
        if mark is None or mark.reason not in reasons or form is None:
            continue
        if criterion.id not in open_.criteria:
            continue
        opinions = []
        for evaluator_mark in mark.marks:
            points = form.points_of(evaluator_mark, facts)
            text = " ".join(
                part for part in (evaluator_mark.level, "" if points is None else exact.text(points)) if part
            )
            opinions.append((evaluator_mark.evaluator, text))
        yield Waiting("mark", criterion.id, criterion.title, tuple(opinions))


def _facts(case: Case, open_: OpenPoints) -> Iterator[Waiting]:
    words = Words(case.guideline)
    for name, fact_state in case.dossier.facts.items():
        fact = case.guideline.facts[name]
        # A derived fact waits for what it is derived from, unless evaluators observed itself.
        own = not fact.derived or any(statement.source == "observed" for statement in fact_state.also)
        if fact_state.awaited == AWAITING_DECISION and own and name in open_.facts:
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


def _claims(case: Case, open_: OpenPoints, *, all_in: bool) -> Iterator[Waiting]:
    titles = {criterion.id: criterion.title for criterion in case.guideline.criteria()}
    for claim in case.dossier.claims.values():
        if claim.state == "pending" and (claim.awaited == AWAITING_DECISION or all_in):
            fact, _, option = claim.id.rpartition(".")
            if claim.id not in open_.criteria and fact not in open_.facts:
                continue
            declared_fact = case.guideline.facts.get(fact)
            title = titles.get(claim.id) or (declared_fact.choices.get(option, "") if declared_fact else "")
            opinions = [("station", claim.reason)]
            for sheet in case.sheets:
                word = sheet.not_applicable.get(claim.id)
                if word is not None:
                    opinions.append((sheet.evaluator, _opinion_text(word.agree, word.remark)))
            yield Waiting("claim", claim.id, title, tuple(opinions))


def _evidence(case: Case, open_: OpenPoints) -> Iterator[Waiting]:
    decided = {decision.id for decision in case.decisions if decision.kind == "evidence"}
    words: dict[str, list[tuple[str, str]]] = {}
    held: dict[str, set[bool]] = {}
    for sheet in case.sheets:
        for name, word in sheet.evidence.items():
            words.setdefault(name, []).append((sheet.evaluator, _opinion_text(word.holds, word.remark)))
            held.setdefault(name, set()).add(word.holds)
    titles = _evidence_titles(case)
    serves = {item.id: {criterion for criterion, _ in item.serves} for item in case.submission.evidence}
    for name, opinions in words.items():
        matters = open_.criteria & serves.get(name, {name.partition("#")[0]})
        if len(held[name]) > 1 and name not in decided and matters:
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
