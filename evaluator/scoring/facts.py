"""Collect a station's facts: for every fact a value, its source, and the values from other sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from evaluator.base.exact import Number, quotient, simple, sum_of
from evaluator.base.exact import text as exact_text
from evaluator.base.frozen import dataclass, field, replace
from evaluator.base.once import once
from evaluator.conditions.monotonicity import HELPS, fact_directions, with_operands
from evaluator.conditions.truth import number
from evaluator.model.forms import Awaited, ClaimAwaited, ClaimStateCode, Source
from evaluator.model.guideline import Criterion, Fact, Guideline, Ledger
from evaluator.model.rule import Merged
from evaluator.model.sheet import CLAIM, Decision, Observation, Sheet
from evaluator.model.submission import Declared, Submission
from evaluator.model.values import STATION, Location, Period, Value, line_at
from evaluator.scoring.counting import CountedTable, CountResult, count, table_of
from evaluator.texts.problem import Problem

WAIVER: Final = "waiver"
SUBMISSION: Final = "submission.yaml"
AWAITING_MARK: Final = "awaiting_mark"
AWAITING_DECISION: Final = "awaiting_decision"


@dataclass(frozen=True, slots=True)
class SourcedValue:
    """A value for a fact, with its source."""

    source: Source
    value: Value
    origin: str = ""
    """Evaluators' ids, a ledger, or ''."""
    at: tuple[Location, ...] = ()
    """Where it stands in the files."""


@dataclass(frozen=True, slots=True)
class FactState:
    """A fact's value with its source. Order of precedence: decided, observed, counted, declared."""

    value: Value | None = None
    source: Source = "none"
    origin: str = ""
    also: tuple[SourcedValue, ...] = ()
    """Values from other sources, without the value in use."""
    awaited: Awaited = ""
    counted: CountResult | None = None
    at: tuple[Location, ...] = ()
    """Where the value stands in the files; of a blank that was set aside, where it was written."""


BLANK: Final = FactState()
"""A fact that nobody says anything about."""


@dataclass(frozen=True, slots=True)
class ClaimState:
    """The state of a claim that a criterion or option does not apply."""

    id: str
    reason: str
    state: ClaimStateCode
    """Dropped: the facts contradict the claim."""
    awaited: ClaimAwaited = ""
    waiver: Decision | None = None
    """The panel's decision not to ask for it, where that and no claim is the reason."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that one station's criteria are assessed by."""

    guideline: Guideline
    facts: Mapping[str, FactState]
    claims: Mapping[str, ClaimState]
    tables: Mapping[str, CountedTable | None]
    """The ledgers that rules read row by row; None where one was not handed in."""
    roles_in: frozenset[str]
    """Roles with a submitted sheet."""
    problems: tuple[Problem, ...] = ()


def gather(
    guideline: Guideline,
    submission: Submission,
    sheets: Sequence[Sheet] = (),
    decisions: Sequence[Decision] = (),
    common: Mapping[str, Value] | None = None,
    like: Dossier | None = None,
) -> Dossier:
    """Return a station's dossier from submitted *sheets*, *decisions* and the round's *common* facts.

    *like*: another dossier of the same submission, whose ledgers are counted already.
    """
    pull = fact_directions(guideline)
    observed: dict[str, list[tuple[Sheet, Observation]]] = {}
    for sheet in sheets:
        for name, seen in sheet.observed.items():
            observed.setdefault(name, []).append((sheet, seen))
    problems: list[Problem] = []
    fact_states: dict[str, FactState] = {}
    decided = {decision.id: decision for decision in decisions if decision.kind == "fact"}
    by_others = {*observed, *decided, *(common or ())}
    for fact in guideline.facts.values():
        counted = None
        declared = submission.facts.get(fact.name)
        if fact.counted is None:
            if fact.supplier == STATION and fact.name not in by_others:
                fact_states[fact.name] = BLANK if declared is None else _alone(declared)
                continue
        else:
            ledger = guideline.ledgers[fact.counted.ledger]
            counted = None if like is None else like.facts[fact.name].counted
            if counted is None:
                counted = count(
                    fact,
                    ledger,
                    submission.ledgers.get(ledger.id),
                    submission.period,
                    can_lower=pull.get(fact.name, HELPS) != HELPS,
                )
            problems.extend(counted.problems)
        seen_of = observed.get(fact.name, ())
        values = list(_sourced_values(fact, declared, seen_of, decided, common or {}, counted))
        written = () if declared is None else line_at(SUBMISSION, declared.line)
        fact_states[fact.name] = _settled(fact, values, counted, written, decided=fact.name in decided)
    derive_all(guideline, fact_states)
    if _set_aside(guideline, fact_states, submission, problems):
        # Facts derived from a value that a contradiction removed must be derived again.
        derive_all(guideline, fact_states)
    claims = _claims(guideline, submission, sheets, decisions, fact_states, problems)
    claims |= _waivers(submission, decisions, problems)
    tables: Mapping[str, CountedTable | None]
    if like is None:
        tables = {
            ledger.id: table_of(ledger, submission.ledgers.get(ledger.id))
            for ledger in _read_by_row(guideline)
        }
    else:
        tables = like.tables
    return Dossier(
        guideline,
        fact_states,
        claims,
        tables,
        frozenset(sheet.role for sheet in sheets),
        tuple(problems),
    )


@once
def _read_by_row(guideline: Guideline) -> Sequence[Ledger]:
    """Return the ledgers that rules read row by row."""
    read = {table.ledger for criterion in guideline.criteria() for table in criterion.rule.tables()}
    return tuple(ledger for name, ledger in guideline.ledgers.items() if name in read)


def _alone(declared: Declared) -> FactState:
    """Return the state of a fact that the station alone says something about."""
    at = line_at(SUBMISSION, declared.line)
    if declared.value is None:
        return FactState(at=at)
    return FactState(declared.value, "declared", at=at)


def _sourced_values(
    fact: Fact,
    declared: Declared | None,
    observed: Iterable[tuple[Sheet, Observation]],
    decided: Mapping[str, Decision],
    common: Mapping[str, Value],
    counted: CountResult | None,
) -> Iterable[SourcedValue]:
    decision = decided.get(fact.name)
    if decision is not None and not hasattr(decision.value, "sample"):
        yield SourcedValue("decided", decision.value, decision.by, line_at(decision.file, decision.line))
    for sheet, seen in observed:
        if not fact.by_role or sheet.role == fact.supplier:
            yield SourcedValue("observed", seen.value, sheet.evaluator, line_at(sheet.file, seen.line))
    if fact.name in common and fact.supplier == "organiser":
        where = (Location("round.yaml", key=f"facts.{fact.name}"),)
        yield SourcedValue("observed", common[fact.name], "organiser", where)
    if counted is not None and counted.value is not None and fact.counted is not None:
        yield SourcedValue("counted", counted.value, fact.counted.ledger, counted.at)
    if declared is not None and declared.value is not None:
        yield SourcedValue("declared", declared.value, "", line_at(SUBMISSION, declared.line))


def _settled(
    fact: Fact,
    values: list[SourcedValue],
    counted: CountResult | None,
    written: tuple[Location, ...],
    *,
    decided: bool,
) -> FactState:
    """Return the value that counts; *written* is where the station wrote one, or left it blank."""
    observed = [candidate for candidate in values if candidate.source == "observed"]
    if decided:
        chosen: SourcedValue | None = values[0]
    elif observed:
        chosen = _agreed(fact, observed)
        if chosen is None:
            return FactState(None, "none", "", tuple(values), AWAITING_DECISION, counted)
    elif fact.by_role:
        # The station may declare the fact, but only its role's value counts.
        return FactState(None, "none", "", tuple(values), AWAITING_MARK, counted)
    elif counted is not None:
        rule = fact.counted
        usable = counted.value is not None or (
            rule is not None and rule.or_declared and counted.blank_why == "not_handed_in"
        )
        chosen = values[0] if usable and values else None
    else:
        chosen = values[0] if values else None
    if chosen is None:
        at = written if counted is None else counted.at
        return FactState(None, "none", "", tuple(values), "", counted, at)
    also = tuple(
        candidate
        for candidate in values
        if candidate is not chosen and candidate not in _part_of(chosen, observed)
    )
    return FactState(chosen.value, chosen.source, chosen.origin, also, "", counted, chosen.at)


def _part_of(chosen: SourcedValue, observed: list[SourcedValue]) -> list[SourcedValue]:
    return [
        observation
        for observation in observed
        if chosen.source == "observed" and observation.value == chosen.value
    ]


def _agreed(fact: Fact, observed: list[SourcedValue]) -> SourcedValue | None:
    """Return the observations' common value, or their mean where the fact allows it, else None."""
    origin = "、".join(observation.origin for observation in observed)
    at = tuple(place for observation in observed for place in observation.at)
    if all(observation.value == observed[0].value for observation in observed):
        return SourcedValue("observed", observed[0].value, origin, at)
    if fact.merge_mean:
        numbers = [number(observation.value) for observation in observed]
        mean = quotient(sum_of(figure for figure in numbers if figure is not None), len(numbers))
        return SourcedValue("observed", mean, origin, at)
    return None


def derive_all(guideline: Guideline, fact_states: dict[str, FactState]) -> None:
    for fact in _derived(guideline):
        fact_states[fact.name] = _derive(fact, fact_states, guideline.facts, {})


def derive_from(guideline: Guideline, fact_states: dict[str, FactState], name: str) -> None:
    """Derive again what follows from a fact that changed."""
    for fact in _following(guideline).get(name, ()):
        fact_states[fact.name] = _derive(fact, fact_states, guideline.facts, {})


@once
def _following(guideline: Guideline) -> Mapping[str, Sequence[Fact]]:
    """Return the facts that are derived from each fact, in the guideline's order."""
    following: dict[str, list[Fact]] = {}
    for fact in _derived(guideline):
        for name in with_operands(guideline, [fact.name]):
            following.setdefault(name, []).append(fact)
    return following


@once
def _derived(guideline: Guideline) -> Sequence[Fact]:
    return tuple(fact for fact in guideline.facts.values() if fact.derived)


def _derive(
    fact: Fact, fact_states: Mapping[str, FactState], facts: Mapping[str, Fact], seen: dict[str, int]
) -> FactState:
    before = fact_states[fact.name]
    operands: list[tuple[int, FactState]] = []
    for names, sign in ((fact.total, 1), (fact.less, -1)):
        for name in names:
            other = facts[name]
            if other.derived and name not in seen:
                operands.append((sign, _derive(other, fact_states, facts, {**seen, fact.name: 1})))
            else:
                operands.append((sign, fact_states[name]))
    if before.source in ("observed", "decided") or before.awaited == AWAITING_DECISION:
        return before
    blank = [operand for _, operand in operands if operand.value is None]
    if blank:
        awaited = "" if any(not operand.awaited for operand in blank) else blank[0].awaited
        return replace(before, value=None, source="none", awaited=awaited)
    value: Number = sum(sign * (number(operand.value) or 0) for sign, operand in operands)
    also = tuple(alternative for alternative in before.also if alternative.value != value)
    if before.source == "declared" and before.value is not None and before.value != value:
        also = (*also, SourcedValue("declared", before.value, "", before.at))
    return FactState(simple(value), "derived", "", also)


def _set_aside(
    guideline: Guideline, fact_states: dict[str, FactState], submission: Submission, problems: list[Problem]
) -> bool:
    """Remove a station's values that contradict another fact (持证 > 驻站); return whether there were any.

    All bounds are checked against the initial values, so that the order of facts does not matter.
    """
    initial_states = dict(fact_states)
    removed = False
    for fact in _bounded(guideline):
        mine = initial_states[fact.name]
        if mine.source not in ("declared", "counted") or mine.value is None:
            continue
        for bound, wrong in ((fact.at_most, 1), (fact.at_least, -1)):
            if bound is None or not bound.fact:
                continue
            value, limit = number(mine.value), number(initial_states[bound.fact].value)
            if value is None or limit is None:
                continue
            limit = quotient(limit * bound.times, bound.per)
            if (value - limit) * wrong <= 0:
                continue
            declared = submission.facts.get(fact.name)
            place = declared.place if declared is not None else None
            args = {
                "name": fact.title,
                "found": "***" if fact.private else exact_text(value),
                "bound": guideline.facts[bound.fact].title,
                "limit": "***" if guideline.facts[bound.fact].private else exact_text(limit),
            }
            code = "contradicts-above" if wrong > 0 else "contradicts-below"
            problems.append(
                Problem(
                    code,
                    SUBMISSION,
                    place.line if place else 0,
                    place.column if place else 0,
                    args=args,
                )
            )
            also = (SourcedValue(mine.source, mine.value, mine.origin, mine.at), *mine.also)
            fact_states[fact.name] = FactState(None, "none", "", also, "", mine.counted, mine.at)
            removed = True
            break
    return removed


@once
def _bounded(guideline: Guideline) -> Sequence[Fact]:
    """Return the facts that another fact limits."""
    return tuple(
        fact
        for fact in guideline.facts.values()
        if any(bound is not None and bound.fact for bound in (fact.at_most, fact.at_least))
    )


def _claims(
    guideline: Guideline,
    submission: Submission,
    sheets: Sequence[Sheet],
    decisions: Sequence[Decision],
    fact_states: Mapping[str, FactState],
    problems: list[Problem],
) -> dict[str, ClaimState]:
    criteria = {criterion.id: criterion for criterion in guideline.criteria()}
    claim_states: dict[str, ClaimState] = {}
    for claim in submission.not_applicable.values():
        criterion = criteria.get(claim.id)
        if criterion is not None and _facts_filled(criterion, guideline, fact_states):
            place = claim.place
            problems.append(
                Problem(
                    "claim-beside-facts",
                    SUBMISSION,
                    place.line,
                    place.column,
                    args={"name": claim.id},
                )
            )
            claim_states[claim.id] = ClaimState(claim.id, claim.reason, "dropped")
            continue
        fact, _, option = claim.id.rpartition(".")
        chosen = fact_states[fact].value if criterion is None and fact in fact_states else None
        if isinstance(chosen, frozenset) and option in chosen:
            # Contradictions within the submission are reported on reading; these come from other sources.
            title = guideline.facts[fact].choices[option]
            place = claim.place
            problems.append(
                Problem(
                    "claim-on-chosen",
                    SUBMISSION,
                    place.line,
                    place.column,
                    args={"name": claim.id, "title": title},
                )
            )
            claim_states[claim.id] = ClaimState(claim.id, claim.reason, "dropped")
            continue
        decision = next(
            (decision for decision in decisions if decision.kind in CLAIM and decision.id == claim.id), None
        )
        state: ClaimStateCode
        awaited: ClaimAwaited
        if decision is not None:
            state, awaited = ("accepted" if decision.value is True else "refused"), ""
        else:
            words = {
                sheet.not_applicable[claim.id].agree for sheet in sheets if claim.id in sheet.not_applicable
            }
            state = "pending" if len(words) != 1 else "accepted" if True in words else "refused"
            awaited = AWAITING_DECISION if len(words) > 1 else "claimed" if not words else ""
        claim_states[claim.id] = ClaimState(claim.id, claim.reason, state, awaited)
    return claim_states


def waived(decision: Decision, period: Period) -> bool:
    """Return whether a decision is a waiver that holds: through the last day of the period."""
    return (
        decision.kind == WAIVER
        and decision.value is True
        and decision.until is not None
        and decision.until >= period.last
    )


def _waivers(
    submission: Submission, decisions: Sequence[Decision], problems: list[Problem]
) -> dict[str, ClaimState]:
    """Return the criteria that the panel does not ask for; a waiver that has ended is reported."""
    states: dict[str, ClaimState] = {}
    for decision in decisions:
        if waived(decision, submission.period):
            states[decision.id] = ClaimState(decision.id, decision.reason, "accepted", "", decision)
        elif decision.kind == WAIVER and decision.value is True and decision.until is not None:
            args = {
                "name": decision.id,
                "until": decision.until.isoformat(),
                "last": submission.period.last.isoformat(),
            }
            problems.append(Problem("waiver-expired", decision.file, decision.line, args=args))
    return states


def _facts_filled(criterion: Criterion, guideline: Guideline, fact_states: Mapping[str, FactState]) -> bool:
    """Return whether all facts that the rule reads from the station are present, so that a claim is dropped.

    Facts that a role supplies are ignored, so that a later sheet does not change the claim. Facts that await
    the panel's choice between observations count as present.
    """
    names = dict.fromkeys(read.fact for read in criterion.rule.reads())
    own = [fact_states[name] for name in names if name in fact_states and not guideline.facts[name].by_role]
    return bool(own) and all(state.value is not None or state.awaited for state in own)


@dataclass(slots=True)
class StationFacts:
    """The dossier as one criterion's rule sees it, in one of the two assignments (`model.rule.Facts`)."""

    dossier: Dossier
    optimistic: bool = False
    marks: Mapping[str, Merged] = field(default_factory=dict)
    removed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Options removed from a set because they lack evidence of their own."""
    silent_roles: frozenset[str] = frozenset()
    """Bonus and deductions: roles whose sheet is submitted, so that facts they left out count as none."""

    def value(self, name: str) -> Value | None:
        """Return the fact's value, None when blank or open."""
        state = self.dossier.facts.get(name)
        value = None if state is None else state.value
        if isinstance(value, frozenset):
            out = self._out(name)
            lacking = self.removed.get(name)
            if out:
                value = value - out
            if lacking:
                value = value - lacking
        return value

    def awaited(self, name: str) -> Awaited:
        """Return the reason a fact is open, or ''."""
        state = self.dossier.facts.get(name)
        return "" if state is None or self.silent(name) else state.awaited

    def silent(self, name: str) -> bool:
        """Return whether the fact is no longer awaited: the role's sheet is submitted without it."""
        state, fact = self.dossier.facts.get(name), self.dossier.guideline.facts.get(name)
        if state is None or fact is None or state.awaited != AWAITING_MARK:
            return False
        operands = (*fact.total, *fact.less)
        if operands:
            return all(
                self.dossier.facts[operand].value is not None or self.silent(operand) for operand in operands
            )
        return fact.supplier in self.silent_roles

    def _out(self, name: str) -> frozenset[str]:
        if not self.dossier.claims:
            return frozenset()
        states = ("accepted", "pending") if self.optimistic else ("accepted",)
        prefix = f"{name}."
        return frozenset(
            claim.id[len(prefix) :]
            for claim in self.dossier.claims.values()
            if claim.state in states and claim.id.startswith(prefix)
        )

    def options(self, name: str) -> tuple[str, ...]:
        """Return the options of a set that apply to the station, in declared order."""
        out = self._out(name)
        return tuple(option for option in self.dossier.guideline.facts[name].choices if option not in out)

    def left_out(self, name: str) -> bool:
        """Return whether options of the set do not apply."""
        return bool(self._out(name))

    def table(self, ledger: str) -> tuple[dict[str, Value | None], ...] | None:
        """Return the rows that count of a ledger, None when it was not handed in."""
        table = self.dossier.tables.get(ledger)
        return None if table is None else table.rows

    def merged(self, criterion: str) -> Merged | None:
        """Return the panel's mark for a criterion."""
        return self.marks.get(criterion)
