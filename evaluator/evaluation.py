"""Write down one station's evaluation: everything that was computed, as JSON anybody can read and recompute.

Deterministic: no clock, no host, no folder names. Prose is in the guideline's language, so that the same
inputs give the same bytes whoever runs the program. Numbers are decimal strings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from evaluator import __version__, exact, seal
from evaluator.assess import BONUS, DEDUCTION, Case, Finding, assess
from evaluator.conditions import facts_in
from evaluator.exact import Number, simple
from evaluator.facts import Known, StationFacts
from evaluator.grading import Grading, grade
from evaluator.messages import say
from evaluator.model.guideline import Criterion, Fact, Guideline, Section
from evaluator.model.rule import Mark, MarkedRule, Said
from evaluator.model.submission import EvidenceItem
from evaluator.model.values import Value
from evaluator.problem import Problem
from evaluator.record import dataclass
from evaluator.score import Score, roll_up, shown
from evaluator.wording import Words, percent, rule_words

FORMAT = "station-evaluation/1"

SAFE_REASONS = (
    "why.blank",
    "why.awaiting",
    "why.claim",
    "why.applies",
    "why.zero_when",
    "why.evidence",
    "why.decided",
    "why.mark",
    "why.merged",
    "why.apart",
)
"""Reasons that quote no value of a fact: all that is said where a private fact took part."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Computed:
    """One station, judged and added up in both assignments."""

    case: Case
    findings: tuple[Finding, ...]
    low: Score
    high: Score
    grading: Grading


def compute(case: Case) -> Computed:
    """Judge, add up and grade one station: the one pure function behind every output."""
    findings = assess(case)
    low = roll_up(case.guideline, findings)
    open_ = any(finding.low is not finding.high for finding in findings)
    high = roll_up(case.guideline, findings, optimistic=True) if open_ else low
    return Computed(case, findings, low, high, grade(case, findings, low, high))


def evaluation(
    computed: Computed,
    own: Computed | None = None,
    problems: Sequence[Problem] = (),
    inputs: Mapping[str, str] | None = None,
) -> Json:
    """Return the sealed evaluation; *own* is the same station without evaluators, for the self-score."""
    data = _Writer(computed, own or computed).document(problems, inputs or {})
    data["seal"] = seal.digest(data)
    return data


def seal_of(data: Mapping[str, Any]) -> str:
    """Return the seal an evaluation should carry: the hash of everything else in it."""
    return seal.digest({key: value for key, value in data.items() if key != "seal"})


class _Writer:
    def __init__(self, computed: Computed, own: Computed) -> None:
        self.computed = computed
        self.case = computed.case
        self.guideline: Guideline = computed.case.guideline
        self.words = Words(self.guideline)
        self.places = self.guideline.rounding.places
        self.grades = {one.id: one.title for one in self.guideline.grades}
        self.any_private = any(fact.private for fact in self.guideline.facts.values())
        self.own_points = {
            finding.criterion.id: own.low.criteria[finding.criterion.id].points
            for finding in own.findings
            if finding.settled and finding.low.applies
        }

    # Numbers

    def fixed(self, value: Number) -> str:
        rule = self.guideline.rounding.rule
        near = exact.rounded(value, self.places, "half_even" if rule == "half_even" else "half_up")
        return exact.fixed(near, self.places)

    def number(self, value: Number | None) -> str | None:
        return None if value is None else self.fixed(value)

    def span(self, low: Number, high: Number, *, settled: bool | None = None) -> Json:
        """Return points, null while open, with both ends; and the exact value where places cannot hold it."""
        least, most = min(low, high), max(low, high)
        known = low == high if settled is None else settled
        data: Json = {
            "points": self.fixed(low) if known else None,
            "low": self.fixed(least),
            "high": self.fixed(most),
        }
        if known and exact.rounded(low, self.places, "half_up") != low:
            data["exact"] = exact.text(low)
        return data

    # The document

    def document(self, problems: Sequence[Problem], inputs: Mapping[str, str]) -> Json:
        submission = self.case.submission
        return {
            "format": FORMAT,
            "tool": {"name": "station-evaluator", "version": __version__},
            "guideline": self.about_guideline(),
            "station": {
                "id": submission.station.id,
                "name": submission.station.name,
                "county": submission.station.county,
                "kind": submission.station.kind,
            },
            "period": {
                "from": submission.period.first.isoformat(),
                "to": submission.period.last.isoformat(),
            },
            "eligibility": self.eligibility(),
            "score": self.score(),
            "steps": self.steps(),
            "sections": [data for section in self.guideline.sections for data in self.sections(section, "")],
            "findings": [self.finding(finding) for finding in self.computed.findings],
            "bonus": self.listed(BONUS),
            "deductions": self.listed(DEDUCTION),
            "evidence": [self.item(item) for item in submission.evidence],
            "facts": [
                self.fact(fact, self.case.dossier.facts[fact.name])
                for fact in self.guideline.facts.values()
                if fact.shown
            ],
            "ledgers": self.ledgers(),
            "differences": self.differences(),
            "claims": [
                {
                    "id": claim.id,
                    "title": self.claim_title(claim.id),
                    "reason": claim.reason,
                    "state": claim.state,
                }
                for claim in self.case.dossier.claims.values()
            ],
            "sheets": [
                {
                    "evaluator": sheet.evaluator,
                    "role": sheet.role,
                    "submitted": sheet.submitted.isoformat() if sheet.submitted else None,
                    "sha256": sheet.sha256,
                }
                for sheet in self.case.sheets
            ],
            "decisions": [
                {
                    "what": {one.kind: one.id},
                    "value": self.decided(one.kind, one.id, one.value),
                    "reason": one.reason,
                    "by": one.by,
                    "date": one.date.isoformat(),
                }
                for one in self.case.decisions
            ],
            "problems": [self.problem(problem) for problem in problems],
            "inputs": dict(sorted(inputs.items())),
        }

    def about_guideline(self) -> Json:
        guideline = self.guideline
        rounding = guideline.rounding
        return {
            "id": guideline.id,
            "edition": guideline.edition,
            "title": guideline.title,
            "status": guideline.status,
            "issuer": guideline.issuer,
            "modelled_on": guideline.modelled_on,
            "source_document": guideline.source_document,
            "subject": guideline.subject,
            "basis": guideline.basis,
            "language": self.words.lang,
            "profile": guideline.profile,
            "sha256": guideline.sha256,
            "full_marks": exact.text(guideline.full_marks),
            "also_out_of": None if guideline.also_out_of is None else exact.text(guideline.also_out_of),
            "rounding": {"places": rounding.places, "rule": rounding.rule, "at": rounding.at},
            "compare": guideline.compare,
            "roles": dict(guideline.roles),
            "grades": [
                {
                    "id": one.id,
                    "title": one.title,
                    "bound": exact.text(one.bound),
                    "inclusive": one.inclusive,
                    "note": one.note,
                }
                for one in guideline.grades
            ],
        }

    def eligibility(self) -> Json:
        grading = self.computed.grading
        return {
            "status": grading.eligibility,
            "items": [
                {
                    "id": entry.rule.id,
                    "title": entry.rule.title,
                    "result": entry.rule.result,
                    "state": entry.state,
                    "why": self.words.condition(entry.rule.when),
                }
                for entry in grading.entries
            ],
        }

    def score(self) -> Json:
        guideline, grading = self.guideline, self.computed.grading
        low, high = self.computed.low, self.computed.high
        data: Json = {"points": None, "low": None, "high": None}
        also = None
        if low.total is not None and high.total is not None:
            data |= self.span(low.total, high.total)
            if low.total == high.total:
                told = shown(low.total, guideline)
                if told != data["points"]:
                    data["shown"] = told
            if guideline.also_out_of is not None:
                scale = Fraction(guideline.also_out_of) / guideline.full_marks
                also = {
                    "points": None if low.total != high.total else exact.text(simple(low.total * scale)),
                    "low": exact.text(simple(min(low.total, high.total) * scale)),
                    "high": exact.text(simple(max(low.total, high.total) * scale)),
                    "out_of": exact.text(guideline.also_out_of),
                }
        share = Fraction(low.not_applicable) / guideline.full_marks
        limit = guideline.not_applicable_at_most
        return {
            **data,
            "out_of": exact.text(guideline.full_marks),
            "also": also,
            "bonus": self.beside("bonus"),
            "deductions": self.beside("deductions"),
            "grade": grading.grade,
            "grade_title": self.grade_title(grading.grade),
            "grade_low": grading.low,
            "grade_low_title": self.grade_title(grading.low),
            "grade_high": grading.high,
            "grade_high_title": self.grade_title(grading.high),
            "grade_before_ceilings": grading.before_ceilings,
            "ceilings": [
                {
                    "id": one.id,
                    "title": one.title,
                    "at_most": one.grade,
                    "at_most_title": self.grade_title(one.grade),
                    "state": one.state,
                    "why": self.ceiling_why(one.id),
                }
                for one in grading.ceilings
            ],
            "vetoes": [
                {
                    "id": one.id,
                    "title": one.title,
                    "grade": one.grade,
                    "grade_title": self.grade_title(one.grade),
                    "state": one.state,
                    "why": one.why or self.veto_why(one.id),
                }
                for one in grading.vetoes
            ],
            "provisional": grading.provisional,
            "not_applicable": {
                "points": self.fixed(low.not_applicable),
                "share": percent(simple(share)),
                "at_most": None if limit is None else percent(limit),
                "over": grading.too_much_not_applicable,
            },
        }

    def grade_title(self, grade_id: str | None) -> str | None:
        return None if grade_id is None else self.grades[grade_id]

    def ceiling_why(self, ceiling_id: str) -> str:
        ceiling = next(one for one in self.guideline.ceilings if one.id == ceiling_id)
        return self.words.condition(ceiling.when)

    def veto_why(self, veto_id: str) -> str:
        veto = next(one for one in self.guideline.vetoes if one.id == veto_id)
        return "" if veto.when is None else self.words.condition(veto.when)

    def steps(self) -> list[Json]:
        """Return the order of operations with the figure after each, at both ends."""
        low = {step.step: step for step in self.computed.low.steps}
        high = {step.step: step for step in self.computed.high.steps}
        found: list[Json] = []
        for name in dict.fromkeys((*low, *high)):
            # A rescale can occur at one end only; the figure before it then stands for the other.
            one = low.get(name) or low["sections"]
            other = high.get(name) or high["sections"]
            change = one.change if one.change == other.change else None
            found.append(
                {
                    "step": name,
                    "title": self.words.say(f"step.{name}"),
                    **self.span(one.points, other.points),
                    "change": None if change is None else self.signed(change),
                    "detail": "",
                }
            )
        grading = self.computed.grading
        for name, low_grade, high_grade in (
            ("grade", *self.bands()),
            ("ceilings", grading.low, grading.high),
            ("vetoes", grading.low, grading.high),
        ):
            detail = {
                "ceilings": "、".join(f"{one.id} {one.title}" for one in grading.ceilings),
                "vetoes": "、".join(f"{one.id} {one.title}" for one in grading.vetoes),
            }.get(name, "")
            found.append(
                {
                    "step": name,
                    "title": self.words.say(f"step.{name}"),
                    "grade": low_grade if low_grade == high_grade else None,
                    "grade_title": self.grade_title(low_grade) if low_grade == high_grade else None,
                    "grade_low": low_grade,
                    "grade_high": high_grade,
                    "detail": detail,
                }
            )
        return found

    def bands(self) -> tuple[str | None, str | None]:
        ends: list[str | None] = []
        for score in (self.computed.low, self.computed.high):
            points = score.compared(self.guideline)
            ends.append(
                None
                if points is None
                else next(
                    (one.id for one in self.guideline.grades if one.holds(points)),
                    self.guideline.grades[-1].id,
                )
            )
        return ends[0], ends[1]

    def signed(self, value: Number) -> str:
        if exact.rounded(value, self.places, "half_up") != value:
            text = exact.text(value)
        else:
            text = exact.fixed(value, self.places)
        return text if value <= 0 else f"+{text}"

    def sections(self, section: Section, parent: str) -> list[Json]:
        low, high = self.computed.low.sections[section.id], self.computed.high.sections[section.id]
        applies = low.applies or high.applies
        shares = [node.share for node in (low, high) if node.share is not None]
        same = low.points == high.points and low.applicable == high.applicable
        data: Json = {
            "id": section.id,
            "title": section.title,
            "level": section.level,
            "parent": parent,
            **self.span(low.points, high.points),
            "of": self.fixed(section.full),
            "applicable": self.fixed(low.applicable),
            "share": percent(shares[0]) if same and shares else None,
            "share_low": percent(min(shares)) if shares else None,
            "share_high": percent(max(shares)) if shares else None,
            "rescaled": low.rescaled,
            "text": section.text,
            "note": section.note,
        }
        if not applies:
            data["points"] = None
        if section.full != section.points and section.full:
            scale = Fraction(section.points) / section.full
            data["own"] = {
                "points": self.number(simple(low.points * scale)) if same else None,
                "of": exact.text(section.points),
            }
        return [data] + [one for inner in section.sections for one in self.sections(inner, section.id)]

    def finding(self, finding: Finding) -> Json:
        criterion = finding.criterion
        low = self.computed.low.criteria[criterion.id]
        high = self.computed.high.criteria[criterion.id]
        applies = finding.low.applies or finding.high.applies
        settled = finding.settled
        data: Json = {
            "criterion": criterion.id,
            "title": criterion.title,
            "section": criterion.section,
            "kind": finding.kind,
            "key_item": criterion.key_item,
            "outcome": finding.outcome,
            "outcome_title": self.words.say(f"outcome.{finding.outcome}"),
            "reason": finding.reason,
            "reason_title": self.words.say(f"reason.{finding.reason}"),
            **self.span(low.points, high.points, settled=settled and low.points == high.points),
            "of": self.fixed(criterion.full),
        }
        if not applies:
            data["points"] = None if criterion.not_applicable == "rescale" else data["points"]
        if settled and finding.low.applies and low.own != finding.low.points:
            data["unrounded"] = exact.text(finding.low.points)
        if criterion.full != criterion.points:
            own_points = low.own if settled else None
            data["own"] = {"points": self.number(own_points), "of": exact.text(criterion.points)}
            if own_points is not None and exact.rounded(own_points, self.places, "half_up") != own_points:
                data["own"]["exact"] = exact.text(own_points)
        presence = finding.low.presence
        data |= {
            "text": criterion.text,
            "note": criterion.note,
            "rule": rule_words(criterion.rule, self.words, criterion.points),
            "rule_kind": criterion.rule.kind,
            "look_at": list(criterion.look_at),
            "marked_by": criterion.marked_by if criterion.rule.marked else "",
            "why": self.why(finding),
            "facts": [
                self.fact(self.guideline.facts[name], self.case.dossier.facts[name])
                for name in self.facts_of(criterion)
            ],
            "evidence": list(dict.fromkeys(one for state in presence.lines for one in state.items)),
            "evidence_lines": [
                {
                    "id": state.line.id,
                    "title": state.line.title,
                    "kind": state.line.kind,
                    "kind_title": self.words.say(f"kind.{state.line.kind}"),
                    "needed": state.needed,
                    "have": state.have,
                    "items": list(state.items),
                    "optional": state.line.optional,
                    "asked": state.asked,
                    "ok": state.ok,
                }
                for state in presence.lines
            ],
            "missing_evidence": self.missing(finding),
            "marks": self.marks(criterion),
            "self": self.self_points(criterion),
            "remedy": criterion.remedy,
            "effort": None if criterion.effort is None else exact.text(criterion.effort),
        }
        return data

    def why(self, finding: Finding) -> list[str]:
        told = self.reasons(finding, finding.low.why)
        if finding.high is not finding.low:
            told += [one for one in self.reasons(finding, finding.high.why) if one not in told]
        if not finding.settled:
            return told
        low = self.computed.low.criteria[finding.criterion.id]
        if finding.low.applies and low.own != finding.low.points:
            args = {"unrounded": exact.text(finding.low.points), "points": self.fixed(low.own)}
            told.append(self.words.say("why.rounded", **args))
        return told

    def reasons(self, finding: Finding, why: Sequence[Said]) -> list[str]:
        """Put reasons into words; where a private fact took part, how it did stays inside."""
        facts = self.guideline.facts
        if not self.any_private or not any(facts[name].private for name in self.facts_of(finding.criterion)):
            return [self.words.said(one) for one in why]
        told = [
            self.words.said(one)
            if one.key.startswith(SAFE_REASONS)
            else self.words.say("why.private", criterion=finding.criterion.id)
            for one in why
        ]
        return list(dict.fromkeys(told))

    def facts_of(self, criterion: Criterion) -> list[str]:
        """Return every fact a criterion's points depend on, operands of derived ones included."""
        names: dict[str, None] = {}

        def add(name: str) -> None:
            if name in names or name not in self.guideline.facts:
                return
            names[name] = None
            fact = self.guideline.facts[name]
            for operand in (*fact.total, *fact.less):
                add(operand)

        for read in criterion.rule.reads():
            add(read.fact)
        for condition in (criterion.applies_when, criterion.zero_when):
            if condition is not None:
                for name in facts_in(condition):
                    add(name)
        return list(names)

    def fact(self, fact: Fact, known: Known) -> Json:
        return {
            "name": fact.name,
            "title": fact.title,
            "value": None if known.value is None else self.words.value(fact.name, known.value),
            "unit": fact.unit,
            "number": self.plain_number(fact, known.value),
            "source": known.source or "none",
            "source_title": self.words.say(f"source.{known.source or 'none'}"),
            "from": self.origin(known.source, known.origin),
            "also": [
                {
                    "source": one.source,
                    "source_title": self.words.say(f"source.{one.source}"),
                    "value": self.words.value(fact.name, one.value),
                    "from": self.origin(one.source, one.origin),
                }
                for one in known.also
            ],
        }

    def plain_number(self, fact: Fact, value: Value | None) -> str | None:
        """Return a number's exact text, for whoever adds figures up; nothing for private ones."""
        if fact.private or isinstance(value, bool) or not isinstance(value, int | Fraction):
            return None
        return exact.text(value)

    def origin(self, source: str, origin: str) -> str:
        if source == "counted":
            return self.guideline.ledgers[origin].title if origin in self.guideline.ledgers else origin
        if source == "declared":
            return self.words.say("origin.declared")
        return origin

    def missing(self, finding: Finding) -> list[str]:
        result = finding.low if finding.low.before_evidence else finding.high
        found: list[str] = []
        for state in result.presence.lines:
            if state.ok or not state.asked:
                continue
            if not (result.before_evidence or state.line.each):
                # Not asked where nothing would be awarded anyway (design §3.1, Evidence).
                continue
            if state.line.each:
                options = self.words.options(state.line.each, state.lacking_options)
                found.append(self.words.say("evidence.each_missing", title=state.line.title, options=options))
            elif state.needed > max(1, state.have):
                short = state.needed - state.have
                found.append(self.words.say("evidence.short", title=state.line.title, short=short))
            else:
                found.append(state.line.title)
        return found

    def marks(self, criterion: Criterion) -> list[Json]:
        return [
            {
                "evaluator": sheet.evaluator,
                "level": sheet.marks[criterion.id].level,
                "points": self.mark_points(criterion, sheet.marks[criterion.id]),
                "remark": sheet.marks[criterion.id].remark,
                "files": [
                    {"file": one.file, "passed": sorted(one.passed), "left_out": sorted(one.left_out)}
                    for one in sheet.marks[criterion.id].sample
                ],
            }
            for sheet in self.case.sheets
            if criterion.id in sheet.marks and sheet.role == criterion.marked_by
        ]

    def mark_points(self, criterion: Criterion, mark: Mark) -> str | None:
        rule = criterion.rule
        if not isinstance(rule, MarkedRule) or not rule.marked:
            return None
        points = rule.points_of(mark, StationFacts(self.case.dossier), criterion.points)
        return None if points is None else exact.text(points)

    def self_points(self, criterion: Criterion) -> str | None:
        """Return the self-score: the station's claim where evaluators mark, else by its own figures."""
        if not criterion.rule.marked:
            return self.number(self.own_points.get(criterion.id))
        claim = self.case.submission.claims.get(criterion.id)
        rule = criterion.rule
        if claim is None or not isinstance(rule, MarkedRule):
            return None
        mark = Mark(claim.level, claim.points)
        if rule.check_mark(mark, criterion.points) is not None:
            return None
        points = rule.points_of(mark, StationFacts(self.case.dossier), criterion.points)
        if points is None:
            return None
        if criterion.full != criterion.points and criterion.points:
            points = simple(Fraction(points) * criterion.full / criterion.points)
        return self.fixed(points)

    def beside(self, kind: str) -> Json | None:
        """Return what bonus or deductions come to together, after their cap; None where there are none."""
        part = getattr(self.guideline, kind)
        if not part.criteria:
            return None
        low, high = getattr(self.computed.low, kind), getattr(self.computed.high, kind)
        return {
            **self.span(low, high),
            "at_most": None if part.at_most is None else self.fixed(part.at_most),
        }

    def listed(self, kind: str) -> list[Json]:
        """Return each bonus or deduction in short; everything about it stands in its finding."""
        return [
            {
                "criterion": finding.criterion.id,
                "title": finding.criterion.title,
                "outcome": finding.outcome,
                "reason": finding.reason,
                **self.span(
                    self.computed.low.criteria[finding.criterion.id].points,
                    self.computed.high.criteria[finding.criterion.id].points,
                    settled=finding.settled,
                ),
                "of": self.fixed(finding.criterion.full),
            }
            for finding in self.computed.findings
            if finding.kind == kind
        ]

    def item(self, item: EvidenceItem) -> Json:
        states = {sheet.evidence[item.id].holds for sheet in self.case.sheets if item.id in sheet.evidence}
        remarks = [
            sheet.evidence[item.id].remark
            for sheet in self.case.sheets
            if item.id in sheet.evidence and sheet.evidence[item.id].remark
        ]
        decided = next(
            (one for one in self.case.decisions if one.kind == "evidence" and one.id == item.id), None
        )
        if not item.usable:
            state, why = "unusable", item.unusable_why
        elif decided is not None:
            state, why = ("accepted" if decided.value is True else "refused"), decided.reason
        elif len(states) > 1:
            state, why = "disputed", "；".join(remarks)
        elif False in states:
            state, why = "refused", "；".join(remarks)
        else:
            state, why = "accepted", "；".join(remarks)
        return {
            "id": item.id,
            "kind": item.kind,
            "kind_title": self.words.say(f"kind.{item.kind}"),
            "title": item.title,
            "file": item.file,
            "date": item.date.isoformat() if item.date else None,
            "for": [f"{to}#{where}" if where else to for to, where in item.serves],
            "sha256": item.sha256,
            "state": state,
            "state_title": self.words.say(f"item.{state}"),
            "why": why,
        }

    def ledgers(self) -> list[Json]:
        found: list[Json] = []
        handed = self.case.submission.ledgers
        for ledger in self.guideline.ledgers.values():
            mine = handed.get(ledger.id)
            counted: list[Json] = []
            left: list[Json] = []
            for fact in self.guideline.facts.values():
                if fact.counted is None or fact.counted.ledger != ledger.id:
                    continue
                result = self.case.dossier.facts[fact.name].counted
                if result is None or mine is None:
                    continue
                value = None if result.value is None else self.words.value(fact.name, result.value)
                counted.append({"fact": fact.name, "title": fact.title, "value": value, "rows": result.rows})
                left.extend(
                    {
                        "fact": fact.name,
                        "title": fact.title,
                        "place": place,
                        "reason": key,
                        "why": say(key, self.words.lang, **args),
                    }
                    for place, key, args in result.left_out
                )
            found.append(
                {
                    "ledger": ledger.id,
                    "title": ledger.title,
                    "handed_in": mine is not None,
                    "files": [] if mine is None else list(mine.files),
                    "rows": 0 if mine is None else len(mine.rows),
                    "counted": counted,
                    "not_counted": left,
                }
            )
        return found

    def differences(self) -> list[Json]:
        """Return the facts of which different sources say different things."""
        found: list[Json] = []
        for fact in self.guideline.facts.values():
            known = self.case.dossier.facts[fact.name]
            values = [(one.source, one.value, one.origin) for one in known.also]
            if known.value is not None:
                values.insert(0, (known.source, known.value, known.origin))
            if len({value for _, value, _ in values}) < 2:
                continue
            found.append(
                {
                    "fact": fact.name,
                    "title": fact.title,
                    "used": known.source or "none",
                    "used_title": self.words.say(f"source.{known.source or 'none'}"),
                    "awaited": known.awaited,
                    "values": [
                        {
                            "source": source,
                            "source_title": self.words.say(f"source.{source}"),
                            "value": self.words.value(fact.name, value),
                            "from": self.origin(source, origin),
                        }
                        for source, value, origin in values
                    ],
                }
            )
        return found

    def claim_title(self, claim_id: str) -> str:
        if claim_id in self.words.titles:
            return self.words.titles[claim_id]
        fact, _, option = claim_id.rpartition(".")
        declared = self.guideline.facts.get(fact)
        return claim_id if declared is None else declared.choices.get(option, claim_id)

    def decided(self, kind: str, name: str, value: Value | Mark) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, Mark):
            points = None if value.points is None else exact.text(value.points)
            return {"level": value.level, "points": points}
        if kind == "fact":
            return self.words.value(name, value)
        return value if isinstance(value, bool) else str(value)

    def problem(self, problem: Problem) -> Json:
        lang = self.words.lang
        return {
            "code": problem.code,
            "severity": str(problem.severity),
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "cell": problem.cell,
            "message": problem.message(lang),
            "hint": problem.hint(lang),
        }
