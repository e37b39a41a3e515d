"""Bring together what is known about a station: for every fact one value, its source, what else was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from evaluator.base.exact import Number, simple
from evaluator.base.exact import text as exact_text
from evaluator.conditions.monotonicity import HELPS, directions
from evaluator.conditions.truth import number
from evaluator.model.guideline import Criterion, Fact, Guideline
from evaluator.model.rule import Merged
from evaluator.model.sheet import Decision, Observation, Sheet
from evaluator.model.submission import Submission
from evaluator.model.values import Value
from evaluator.scoring.counting import Counted, count, rows_that_count
from evaluator.texts.problem import Problem

CLAIM = ("claim", "not_applicable")
"""The two words by which a decision settles a claim; the second is the submission's own."""
AWAITING_MARK = "awaiting_mark"
AWAITING_DECISION = "awaiting_decision"


@dataclass(frozen=True, slots=True)
class Said:
    """One value somebody gave for a fact."""

    source: str
    """decided, observed, counted or declared."""
    value: Value
    origin: str = ""
    """Who or what: evaluators' ids, a ledger, ''."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one fact. The stronger source wins: decided, observed, counted, declared."""

    value: Value | None = None
    source: str = ""
    origin: str = ""
    also: tuple[Said, ...] = ()
    """What else was said, the value in use left out."""
    awaited: str = ""
    """While a role has still to give it, or the panel to decide: the reason."""
    counted: Counted | None = None


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What became of a claim that something does not apply."""

    id: str
    reason: str
    state: str
    """accepted, refused, pending, or dropped (the facts were given all the same)."""
    awaited: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything one station's criteria are held against."""

    guideline: Guideline
    facts: Mapping[str, Known]
    claims: Mapping[str, ClaimState]
    tables: Mapping[str, tuple[dict[str, Value | None], ...] | None]
    roles_in: frozenset[str]
    """Roles of which a submitted sheet is in."""
    problems: tuple[Problem, ...] = ()


def gather(
    guideline: Guideline,
    submission: Submission,
    sheets: Sequence[Sheet] = (),
    decisions: Sequence[Decision] = (),
    common: Mapping[str, Value] | None = None,
) -> Dossier:
    """Return a station's dossier from submitted *sheets*, *decisions* and the round's *common* facts."""
    pull = directions(guideline)
    problems: list[Problem] = []
    known: dict[str, Known] = {}
    decided = {one.id: one for one in decisions if one.kind == "fact"}
    for fact in guideline.facts.values():
        counted = None
        if fact.counted is not None:
            ledger = guideline.ledgers[fact.counted.ledger]
            counted = count(
                fact,
                ledger,
                submission.ledgers.get(ledger.id),
                submission.period,
                can_lower=pull.get(fact.name, HELPS) != HELPS,
            )
            problems.extend(counted.problems)
        said = list(_said(fact, submission, sheets, decided, common or {}, counted))
        known[fact.name] = _settled(fact, said, counted, fact.name in decided)
    _derive_all(guideline, known)
    if _set_aside(guideline, known, submission, problems):
        # What a contradiction made blank must not live on in what was derived from it.
        _derive_all(guideline, known)
    claims = _claims(guideline, submission, sheets, decisions, known, problems)
    tables = {
        name: rows_that_count(ledger, submission.ledgers.get(name))
        for name, ledger in guideline.ledgers.items()
        if any(getattr(criterion.rule, "ledger", "") == name for criterion in guideline.criteria())
    }
    return Dossier(
        guideline, known, claims, tables, frozenset(sheet.role for sheet in sheets), tuple(problems)
    )


def _said(
    fact: Fact,
    submission: Submission,
    sheets: Sequence[Sheet],
    decided: Mapping[str, Decision],
    common: Mapping[str, Value],
    counted: Counted | None,
) -> Iterable[Said]:
    decision = decided.get(fact.name)
    if decision is not None and not hasattr(decision.value, "sample"):
        yield Said("decided", decision.value, decision.by)
    for sheet in sheets:
        seen: Observation | None = sheet.observed.get(fact.name)
        if seen is not None and (not fact.by_role or sheet.role == fact.supplier):
            yield Said("observed", seen.value, sheet.evaluator)
    if fact.name in common and fact.supplier == "organiser":
        yield Said("observed", common[fact.name], "organiser")
    if counted is not None and counted.value is not None and fact.counted is not None:
        yield Said("counted", counted.value, fact.counted.ledger)
    declared = submission.facts.get(fact.name)
    if declared is not None and declared.value is not None:
        yield Said("declared", declared.value)


def _settled(fact: Fact, said: list[Said], counted: Counted | None, decided: bool) -> Known:
    observed = [one for one in said if one.source == "observed"]
    if decided:
        chosen: Said | None = said[0]
    elif observed:
        chosen = _agreed(fact, observed)
        if chosen is None:
            return Known(None, "", "", tuple(said), AWAITING_DECISION, counted)
    elif fact.by_role:
        # The station may say it; until its role does, that is only a claim.
        return Known(None, "", "", tuple(said), AWAITING_MARK, counted)
    elif counted is not None:
        rule = fact.counted
        usable = counted.value is not None or (
            rule is not None and rule.or_declared and counted.blank_why == "not_handed_in"
        )
        chosen = said[0] if usable and said else None
    else:
        chosen = said[0] if said else None
    if chosen is None:
        return Known(None, "", "", tuple(said), "", counted)
    also = tuple(one for one in said if one is not chosen and one not in _part_of(chosen, observed))
    return Known(chosen.value, chosen.source, chosen.origin, also, "", counted)


def _part_of(chosen: Said, observed: list[Said]) -> list[Said]:
    return [one for one in observed if chosen.source == "observed" and one.value == chosen.value]


def _agreed(fact: Fact, observed: list[Said]) -> Said | None:
    """Return one observation of several: equal ones are one, numbers of a role may be averaged."""
    origin = "、".join(one.origin for one in observed)
    if all(one.value == observed[0].value for one in observed):
        return Said("observed", observed[0].value, origin)
    if fact.merge_mean:
        numbers = [number(one.value) for one in observed]
        total: Number = sum(one for one in numbers if one is not None)
        return Said("observed", simple(Fraction(total) / len(numbers)), origin)
    return None


def _derive_all(guideline: Guideline, known: dict[str, Known]) -> None:
    for fact in guideline.facts.values():
        if fact.derived:
            known[fact.name] = _derive(fact, known, guideline.facts, {})


def _derive(fact: Fact, known: Mapping[str, Known], facts: Mapping[str, Fact], seen: dict[str, int]) -> Known:
    before = known[fact.name]
    operands: list[tuple[int, Known]] = []
    for names, sign in ((fact.total, 1), (fact.less, -1)):
        for name in names:
            other = facts[name]
            if other.derived and name not in seen:
                operands.append((sign, _derive(other, known, facts, {**seen, fact.name: 1})))
            else:
                operands.append((sign, known[name]))
    if before.source in ("observed", "decided"):
        return before
    blank = [one for _, one in operands if one.value is None]
    if blank:
        awaited = "" if any(not one.awaited for one in blank) else blank[0].awaited
        return replace(before, value=None, source="", awaited=awaited)
    value: Number = sum(sign * (number(one.value) or 0) for sign, one in operands)
    also = tuple(one for one in before.also if one.value != value)
    if before.source == "declared" and before.value is not None and before.value != value:
        also = (*also, Said("declared", before.value))
    return Known(simple(value), "derived", "", also)


def _set_aside(
    guideline: Guideline, known: dict[str, Known], submission: Submission, problems: list[Problem]
) -> bool:
    """Set aside a station's values that contradict another fact (持证 > 驻站); tell whether there were any.

    All bounds look at the values as they were given, so that the order of facts changes nothing.
    """
    given = dict(known)
    for fact in guideline.facts.values():
        mine = given[fact.name]
        if mine.source not in ("declared", "counted") or mine.value is None:
            continue
        for bound, wrong in ((fact.at_most, 1), (fact.at_least, -1)):
            if bound is None or not bound.fact:
                continue
            value, limit = number(mine.value), number(given[bound.fact].value)
            if value is None or limit is None:
                continue
            limit = simple(Fraction(limit) * bound.times / bound.per)
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
                    "submission.yaml",
                    place.line if place else 0,
                    place.column if place else 0,
                    args=args,
                )
            )
            also = (Said(mine.source, mine.value, mine.origin), *mine.also)
            known[fact.name] = Known(None, "", "", also, "", mine.counted)
            break
    return any(known[name] is not given[name] for name in known)


def _claims(
    guideline: Guideline,
    submission: Submission,
    sheets: Sequence[Sheet],
    decisions: Sequence[Decision],
    known: Mapping[str, Known],
    problems: list[Problem],
) -> dict[str, ClaimState]:
    criteria = {criterion.id: criterion for criterion in guideline.criteria()}
    found: dict[str, ClaimState] = {}
    for claim in submission.not_applicable.values():
        criterion = criteria.get(claim.id)
        if criterion is not None and _facts_given(criterion, guideline, known):
            place = claim.place
            problems.append(
                Problem(
                    "claim-beside-facts",
                    "submission.yaml",
                    place.line,
                    place.column,
                    args={"name": claim.id},
                )
            )
            found[claim.id] = ClaimState(claim.id, claim.reason, "dropped")
            continue
        fact, _, option = claim.id.rpartition(".")
        chosen = known[fact].value if criterion is None and fact in known else None
        if isinstance(chosen, frozenset) and option in chosen:
            # The submission's own contradictions were noted on reading; here it is what others found.
            title = guideline.facts[fact].choices[option]
            place = claim.place
            problems.append(
                Problem(
                    "claim-on-chosen",
                    "submission.yaml",
                    place.line,
                    place.column,
                    args={"name": claim.id, "title": title},
                )
            )
            found[claim.id] = ClaimState(claim.id, claim.reason, "dropped")
            continue
        decision = next((one for one in decisions if one.kind in CLAIM and one.id == claim.id), None)
        if decision is not None:
            state, awaited = ("accepted" if decision.value is True else "refused"), ""
        else:
            words = {
                sheet.not_applicable[claim.id].agree for sheet in sheets if claim.id in sheet.not_applicable
            }
            state = "pending" if len(words) != 1 else "accepted" if True in words else "refused"
            awaited = AWAITING_DECISION if len(words) > 1 else "claimed" if not words else ""
        found[claim.id] = ClaimState(claim.id, claim.reason, state, awaited)
    return found


def _facts_given(criterion: Criterion, guideline: Guideline, known: Mapping[str, Known]) -> bool:
    """Tell whether what the rule reads of the station is there, so that claiming otherwise makes no sense.

    What a role has to say plays no part: a claim must not fall, or rise, by a fact that comes later. Nor
    does it matter which of differing observations the panel will choose.
    """
    names = dict.fromkeys(read.fact for read in criterion.rule.reads())
    own = [known[name] for name in names if name in known and not guideline.facts[name].by_role]
    return bool(own) and all(one.value is not None or one.awaited for one in own)


@dataclass(slots=True)
class StationFacts:
    """The dossier as one criterion's rule sees it, in one of the two assignments (`model.rule.Facts`)."""

    dossier: Dossier
    optimistic: bool = False
    marks: Mapping[str, Merged] = field(default_factory=dict)
    removed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Options taken out of a set because they lack evidence of their own."""
    silent_roles: frozenset[str] = frozenset()
    """Bonus and deductions: roles whose sheet is in, so that what they left out is none."""

    def value(self, name: str) -> Value | None:
        """Return the fact's value, None when blank or open."""
        known = self.dossier.facts.get(name)
        value = None if known is None else known.value
        if isinstance(value, frozenset):
            out = self._out(name)
            lacking = self.removed.get(name)
            if out:
                value = value - out
            if lacking:
                value = value - lacking
        return value

    def awaited(self, name: str) -> str:
        """Return the reason a fact is open, or ''."""
        known = self.dossier.facts.get(name)
        return "" if known is None or self.silent(name) else known.awaited

    def silent(self, name: str) -> bool:
        """Tell whether nothing is awaited any more: the role's sheet is in and leaves the fact out."""
        known, fact = self.dossier.facts.get(name), self.dossier.guideline.facts.get(name)
        if known is None or fact is None or known.awaited != AWAITING_MARK:
            return False
        operands = (*fact.total, *fact.less)
        if operands:
            return all(self.dossier.facts[one].value is not None or self.silent(one) for one in operands)
        return fact.supplier in self.silent_roles

    def _out(self, name: str) -> frozenset[str]:
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
        """Tell whether options of the set do not apply."""
        return bool(self._out(name))

    def table(self, ledger: str) -> tuple[dict[str, Value | None], ...] | None:
        """Return the rows that count of a ledger, None when it was not handed in."""
        return self.dossier.tables.get(ledger)

    def merged(self, criterion: str) -> Merged | None:
        """Return the panel's mark for a criterion."""
        return self.marks.get(criterion)
