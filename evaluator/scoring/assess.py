"""Judge every criterion: from facts, evidence and marks to an award (docs/reference/arithmetic.md).

Everything is judged in the pessimistic assignment; where something is open, in the optimistic assignment too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from evaluator.base.exact import Number, limited, product
from evaluator.base.frozen import dataclass, replace
from evaluator.base.once import once
from evaluator.conditions.truth import may_be, truth
from evaluator.model.forms import Kind, Opening, Outcome, ReasonCode, Waiting
from evaluator.model.guideline import Criterion, Guideline
from evaluator.model.rule import Merged, Reason, RuleResult
from evaluator.model.sheet import Decision, Panel, Sheet
from evaluator.model.submission import EvidenceItem, Submission
from evaluator.rules.base import awarded
from evaluator.scoring.evidence import NOTHING_ASKED, Presence, Shelf, presence
from evaluator.scoring.facts import ClaimState, Dossier, StationFacts
from evaluator.scoring.panel import merged_marks
from evaluator.texts import Listing

SECTION: Final = "criterion"
BONUS: Final = "bonus"
DEDUCTION: Final = "deduction"


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion in one assignment, on its own scale, not rounded."""

    points: Number
    applies: bool
    reason: ReasonCode
    why: tuple[Reason, ...]
    presence: Presence
    open_reason: Waiting = ""
    """Why the result is open; empty where nothing open takes part."""
    before_evidence: Number = 0
    """The award before missing evidence lowered it."""
    with_evidence: Number = 0
    """The points if no evidence were missing, options without evidence of their own included."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The judgement on one criterion in both assignments; the same object twice where nothing is open."""

    criterion: Criterion
    kind: Kind
    low: CriterionResult
    high: CriterionResult
    swapped: bool = False
    """Whether the optimistic assignment gave the low end."""

    @property
    def settled(self) -> bool:
        """Whether both assignments agree."""
        low, high = self.low, self.high
        return low is high or (low.points == high.points and low.applies == high.applies)

    @property
    def outcome(self) -> Outcome:
        """Return met, partly_met, not_met, not_applicable or not_assessed."""
        if not self.settled:
            return "not_assessed"
        if not self.low.applies:
            return "not_applicable"
        if self.kind == DEDUCTION:
            return "met" if not self.low.points else "not_met"
        if self.low.points >= self.criterion.points:
            return "met"
        return "partly_met" if self.low.points else "not_met"

    @property
    def reason(self) -> ReasonCode:
        """Return the reason code of the judgement."""
        if self.settled:
            # Something may be open without changing the points; the high end then has the reason.
            return self.high.reason
        # Without a reason at either end, only disputed items of evidence can be open.
        return self.low.open_reason or self.high.open_reason or "awaiting_decision"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a station is judged by."""

    dossier: Dossier
    submission: Submission
    sheets: tuple[Sheet, ...]
    """The submitted sheets about this station."""
    decisions: tuple[Decision, ...] = ()
    panel: Panel = Panel()

    @property
    def guideline(self) -> Guideline:
        """The guideline of the evaluation."""
        return self.dossier.guideline


def assess(case: Case) -> tuple[Finding, ...]:
    """Return one finding for every criterion: sections, then bonus, then deductions, in order."""
    return tuple(Assessment(case).findings())


class Assessment:
    """Both assignments of one station, prepared once for all its criteria."""

    def __init__(self, case: Case) -> None:
        self.case = case
        dossier = case.dossier
        self.shelves = shelves(case)
        claims = [claim for claim in dossier.claims.values() if "." in claim.id]
        self.sets_claimed = {claim.id.rpartition(".")[0] for claim in claims}
        self.sets_open = {claim.id.rpartition(".")[0] for claim in claims if claim.state == "pending"}

    @cached_property
    def marks(self) -> Mapping[str, Merged]:
        """The panel's mark of every criterion that evaluators mark."""
        case = self.case
        plain = StationFacts(case.dossier)
        return merged_marks(
            case.guideline, plain, case.sheets, case.decisions, case.panel, case.submission.station.id
        )

    def findings(self) -> Iterable[Finding]:
        for criterion, kind in criteria_of(self.case.guideline):
            yield self.finding(criterion, kind)

    def under(self, dossier: Dossier) -> Assessment:
        """Return the assessment with other facts of the station; evidence and claims are the same."""
        other = Assessment.__new__(Assessment)
        other.__dict__ |= self.__dict__
        other.case = replace(self.case, dossier=dossier)
        if self.case.sheets or self.case.decisions:
            other.__dict__.pop("marks", None)  # what a mark is worth may follow from the facts
        else:
            other.__dict__["marks"] = self.marks
        return other

    def findings_of(self, criteria: Collection[str]) -> Iterable[Finding]:
        """Yield the findings on some criteria."""
        for criterion, kind in criteria_of(self.case.guideline):
            if criterion.id in criteria:
                yield self.finding(criterion, kind)

    def finding(self, criterion: Criterion, kind: Kind) -> Finding:
        """Return the judgement on one criterion."""
        low = self._judge(criterion, kind, optimistic=False)
        if not low.open_reason and not self._open(criterion):
            return Finding(criterion, kind, low, low)
        high = self._judge(criterion, kind, optimistic=True)
        if low.applies and high.applies and high.points < low.points:
            # The ends are the smaller and the larger, whichever assignment gave them.
            return Finding(criterion, kind, high, low, swapped=True)
        return Finding(criterion, kind, low, high)

    def _open(self, criterion: Criterion) -> bool:
        """Return whether a claimed option or a disputed item of evidence may change the judgement."""
        if self.sets_open and any(read.fact in self.sets_open for read in criterion.rule.reads()):
            return True
        return self.shelves[0] is not self.shelves[1] and bool(criterion.evidence)

    def _judge(self, criterion: Criterion, kind: Kind, *, optimistic: bool) -> CriterionResult:
        dossier = self.case.dossier
        silent = dossier.roles_in if kind != SECTION else frozenset()
        marks = self.marks if criterion.rule.marked else {}
        facts = StationFacts(dossier, optimistic, marks, {}, silent)
        points = criterion.points
        nothing = NOTHING_ASKED
        if criterion.applies_when is not None:
            applies = truth(criterion.applies_when, facts)
            condition_args = {"condition": criterion.applies_when}
            if applies.value is False:
                return CriterionResult(
                    0, False, "not_applicable", (Reason("why.applies_not", condition_args),), nothing
                )
            if applies.open and False in may_be(criterion.applies_when, facts):
                return self._open_result(
                    facts, applies.open, points, Reason("why.applies_open", condition_args)
                )
        claim = dossier.claims.get(criterion.id)
        if claim is not None and claim.state != "dropped":
            args: dict[str, object] = {"reason": claim.reason}
            if claim.state == "accepted":
                return CriterionResult(0, False, "not_applicable", (_accepted(claim),), nothing)
            if claim.state == "refused":
                return CriterionResult(0, True, "refused", (Reason("why.claim_refused", args),), nothing)
            claim_why = (Reason("why.claimed", args),)
            reason: Opening = "awaiting_decision" if claim.awaited == "awaiting_decision" else "claimed"
            return CriterionResult(0, not optimistic, reason, claim_why, nothing, reason)
        if criterion.zero_when is not None:
            zero = truth(criterion.zero_when, facts)
            condition_args = {"condition": criterion.zero_when}
            if zero.value:
                return CriterionResult(
                    0, True, "zero_when", (Reason("why.zero_when", condition_args),), nothing
                )
            if zero.value is None:
                if zero.open and False in may_be(criterion.zero_when, facts):
                    return self._open_result(
                        facts, zero.open, points, Reason("why.zero_when_open", condition_args)
                    )
                return CriterionResult(
                    0, True, "zero_when", (Reason("why.zero_when_unknown", condition_args),), nothing
                )
        shelf = self.shelves[1 if optimistic else 0]
        shown = presence(criterion, shelf, facts) if kind != DEDUCTION else nothing
        why: tuple[Reason, ...] = ()
        if shown.removed:
            facts = replace(facts, removed=shown.removed)
            why = tuple(
                Reason("why.no_item", {"option": dossier.guideline.facts[name].choices[option]})
                for name, options in shown.removed.items()
                for option in dossier.guideline.facts[name].choices
                if option in options
            )
        award = awarded(criterion.rule, facts, points, criterion.id)
        complete = award.points
        if shown.removed:
            complete = awarded(criterion.rule, replace(facts, removed={}), points, criterion.id).points
        if kind == DEDUCTION and award.blank:
            if all(facts.silent(name) for name in award.blank):
                # The role's sheet is submitted and takes nothing off.
                award = replace(award, blank=())
            else:
                # A ledger that was not handed in must not avoid a deduction: the maximum is taken off.
                award = replace(award, points=points)
        claims = self._claims_why(criterion, facts)
        return self._judged(criterion, kind, award, shown, why, claims, min(points, complete))

    def _open_result(
        self, facts: StationFacts, names: Sequence[str], points: Number, why: Reason
    ) -> CriterionResult:
        reasons = {facts.awaited(name) for name in names}
        reason: Opening = "awaiting_decision" if "awaiting_decision" in reasons else "awaiting_mark"
        return CriterionResult(points if facts.optimistic else 0, True, reason, (why,), NOTHING_ASKED, reason)

    def _claims_why(self, criterion: Criterion, facts: StationFacts) -> tuple[tuple[Reason, ...], Waiting]:
        """Return why options of the sets read do not apply, and the reason code while a claim is open."""
        if not self.sets_claimed:
            return (), ""
        claims = self.case.dossier.claims
        sentences: list[Reason] = []
        reason: Waiting = ""
        for name in dict.fromkeys(read.fact for read in criterion.rule.reads()):
            if name not in self.sets_claimed:
                continue
            for claim in claims.values():
                if not claim.id.startswith(f"{name}.") or claim.state not in ("accepted", "pending"):
                    continue
                option = self.case.guideline.facts[name].choices.get(claim.id[len(name) + 1 :], claim.id)
                key = "why.option_out" if claim.state == "accepted" else "why.option_claimed"
                sentences.append(Reason(key, {"option": option, "reason": claim.reason}))
                if claim.state == "pending":
                    reason = "awaiting_decision" if claim.awaited == "awaiting_decision" else "claimed"
        return tuple(sentences), reason

    def _judged(
        self,
        criterion: Criterion,
        kind: Kind,
        award: RuleResult,
        shown: Presence,
        before: tuple[Reason, ...],
        claims: tuple[tuple[Reason, ...], Waiting],
        complete: Number,
    ) -> CriterionResult:
        """Return the result of an award; *complete*: the points with all evidence."""
        why = (*before, *claims[0], *award.why)
        open_reason = award.open_reason or claims[1] or ("awaiting_mark" if shown.open else "")
        if not award.applies:
            whole = max(0, complete)
            return CriterionResult(0, False, "not_applicable", why, shown, open_reason, with_evidence=whole)
        full = points = limited(award.points, criterion.points)
        code: ReasonCode = (
            "blank" if award.blank and (not points or kind == DEDUCTION) else "scored" if points else "zero"
        )
        if points and kind != DEDUCTION and shown.missing and not (award.open and criterion.rule.marked):
            points, lacking = _after_evidence(criterion, points, shown)
            why = (*why, lacking)
            if points < full:
                code = "no_evidence"
        whole = max(full, complete) if shown.removed else full
        return CriterionResult(points, True, code, why, shown, open_reason, full, whole)


@once
def criteria_of(guideline: Guideline) -> Sequence[tuple[Criterion, Kind]]:
    """Return the criteria with their kinds: those of sections, then bonus, then deductions, in order."""
    groups: tuple[tuple[Kind, Iterable[Criterion]], ...] = (
        (SECTION, guideline.scored()),
        (BONUS, guideline.bonus.criteria),
        (DEDUCTION, guideline.deductions.criteria),
    )
    return tuple((criterion, kind) for kind, criteria in groups for criterion in criteria)


def _accepted(claim: ClaimState) -> Reason:
    """Return why a criterion does not apply: a claim that was accepted, or a waiver."""
    if claim.waiver is None or claim.waiver.until is None:
        return Reason("why.claim_accepted", {"reason": claim.reason})
    until = claim.waiver.until.isoformat()
    return Reason("why.waived", {"reason": claim.reason, "by": claim.waiver.by, "until": until})


def _after_evidence(criterion: Criterion, points: Number, shown: Presence) -> tuple[Number, Reason]:
    """Apply the evidence policy. A marked criterion keeps its points; the gap is reported."""
    lines = Listing(state.line.title for state in shown.missing)
    args: dict[str, object] = {"lines": lines}
    policy = criterion.policy
    if criterion.rule.marked or policy.kind == "keep_points":
        return points, Reason("why.evidence.kept", args)
    if policy.kind == "cap":
        cap = product(criterion.points, policy.cap)
        return min(points, cap), Reason("why.evidence.cap", args | {"cap": cap})
    return 0, Reason("why.evidence.none", args)


def shelves(case: Case) -> tuple[Shelf, Shelf]:
    """Return the evidence in both assignments; the same object twice where nothing is disputed."""
    refused: set[str] = set()
    disputed: set[str] = set()
    seen: dict[str, bool] = {}
    decided = {
        decision.id: decision.value is True for decision in case.decisions if decision.kind == "evidence"
    }
    words: dict[str, set[bool]] = {}
    for sheet in case.sheets:
        for name, word in sheet.evidence.items():
            words.setdefault(name, set()).add(word.holds)
    for name in {*words, *decided}:
        answers = {decided[name]} if name in decided else words[name]
        if "#" in name:
            if len(answers) == 1:
                seen[name] = next(iter(answers))
            else:
                disputed.add(name)
        elif len(answers) > 1:
            disputed.add(name)
        elif False in answers:
            refused.add(name)
    usable = [item for item in case.submission.evidence if item.usable and item.id not in refused]
    period = case.submission.period
    handed = frozenset(case.submission.ledgers)

    def shelf(items: Iterable[EvidenceItem], lines: Mapping[str, bool]) -> Shelf:
        return Shelf.of(items, lines, period, handed)

    if not disputed:
        undisputed = shelf(usable, seen)
        return undisputed, undisputed
    low = shelf(
        (item for item in usable if item.id not in disputed),
        seen | {name: False for name in disputed if "#" in name},
    )
    high = shelf(usable, seen | {name: True for name in disputed if "#" in name})
    return low, high
