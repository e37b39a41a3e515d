"""The sections and findings of an evaluation: points with their rules, facts and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from evaluator.base import exact
from evaluator.base.exact import simple
from evaluator.base.once import once
from evaluator.conditions.wording import percent
from evaluator.evaluation.basis import decided
from evaluator.evaluation.figures import EvaluationContext, locations, note_exact, words_of
from evaluator.evaluation.gaps import NOTHING_LOST, FindingLoss
from evaluator.evaluation.plain import plain
from evaluator.evaluation.progress import lack_text
from evaluator.evaluation.reads import file_rows, read_rows
from evaluator.model.evaluation import BesideJson, SectionJson
from evaluator.model.findings import EvidenceLineJson, FindingJson, MarkJson
from evaluator.model.forms import Kind
from evaluator.model.guideline import Criterion, Guideline, Section
from evaluator.model.inputs import Beyond, DecisionJson
from evaluator.model.rule import Mark, Reason
from evaluator.model.sheet import Sheet
from evaluator.model.values import line_at
from evaluator.rules.marked import form_of
from evaluator.scoring.assess import Finding, criteria_of
from evaluator.scoring.evidence import LineState
from evaluator.scoring.facts import waived
from evaluator.scoring.panel import OUTSIDE, UNDISPUTED

_BEYOND: Final[Mapping[str, Beyond]] = {UNDISPUTED: "undisputed", OUTSIDE: "outside"}
SAFE_REASONS = (
    "why.blank",
    "why.awaiting",
    "why.claim",
    "why.waived",
    "why.applies",
    "why.zero_when",
    "why.evidence",
    "why.decided",
    "why.mark",
    "why.merged",
    "why.apart",
)
"""Reasons that quote no fact's value; only these are shown where a private fact is involved."""


def decision_rows(context: EvaluationContext) -> list[DecisionJson]:
    """Return the panel's decisions, those on marks with what makes them unusual."""
    why = {
        finding.criterion.id: [reason.key for reason in finding.low.why]
        for finding in context.computed.findings
    }
    rows: list[DecisionJson] = []
    for decision in context.case.decisions:
        row: DecisionJson = {
            "what": {decision.kind: decision.id},
            "value": decided(context, decision.kind, decision.id, decision.value),
            "reason": decision.reason,
            "by": decision.by,
            "date": decision.date.isoformat(),
        }
        place = line_at(decision.file, decision.line)
        if place:
            row["at"] = locations(place)
        if decision.until is not None:
            row["until"] = decision.until.isoformat()
            row["in_force"] = waived(decision, context.case.submission.period)
        keys = why.get(decision.id, []) if decision.kind == "mark" else []
        beyond = [word for key, word in _BEYOND.items() if key in keys]
        if beyond:
            row["beyond"] = beyond
        rows.append(row)
    return rows


@once
def _section_forms(guideline: Guideline) -> Mapping[str, SectionJson]:
    """Return each section as far as it follows from the guideline; the rest is still empty."""
    places, rule = guideline.rounding.places, guideline.rounding.rule
    return {
        section.id: {
            "id": section.id,
            "title": section.title,
            "level": section.level,
            "parent": "",
            "points": None,
            "low": "",
            "high": "",
            "of": exact.written(section.full, places, rule),
            "applicable": "",
            "share": None,
            "share_low": None,
            "share_high": None,
            "rescaled": False,
            "text": section.text,
            "note": section.note,
        }
        for section in guideline.walk()
    }


def section_rows(context: EvaluationContext, section: Section, parent: str) -> list[SectionJson]:
    """Return a section, followed by the sections inside it."""
    low, high = context.computed.low.sections[section.id], context.computed.high.sections[section.id]
    shares = [share for node in ((low,) if high is low else (low, high)) if (share := node.share) is not None]
    same = low.points == high.points and low.applicable == high.applicable
    least = most = None
    if shares:
        least = percent(min(shares))
        most = least if len(shares) == 1 else percent(max(shares))
    span = context.span(low.points, high.points)
    data = _section_forms(context.guideline)[section.id].copy()
    data["parent"] = parent
    if low.applies or high.applies:
        data["points"] = span["points"]
    data["low"], data["high"] = span["low"], span["high"]
    data["applicable"] = context.fixed(low.applicable)
    data["share"] = percent(shares[0]) if same and shares else None
    data["share_low"], data["share_high"], data["rescaled"] = least, most, low.rescaled
    note_exact(data, span)
    if section.full != section.points and section.full:
        scale = Fraction(section.points) / section.full
        data["own"] = {
            "points": context.number(simple(low.points * scale)) if same else None,
            "of": exact.text(section.points),
        }
    return [data] + [row for inner in section.sections for row in section_rows(context, inner, section.id)]


@once
def _forms(guideline: Guideline) -> Mapping[str, FindingJson]:
    """Return each criterion's finding as far as it follows from the guideline; the rest is still empty."""
    of_guideline = words_of(guideline)
    places, rule = guideline.rounding.places, guideline.rounding.rule
    return {
        criterion.id: {
            "criterion": criterion.id,
            "title": criterion.title,
            "section": criterion.section,
            "kind": kind,
            "key_item": criterion.key_item,
            "outcome": "met",
            "outcome_title": "",
            "reason": "scored",
            "reason_title": "",
            "points": None,
            "low": "",
            "high": "",
            "of": exact.written(criterion.full, places, rule),
            "costs": None,
            "evidence_costs": None,
            "text": criterion.text,
            "note": criterion.note,
            "rule": of_guideline.rules[criterion.id],
            "rule_kind": criterion.rule.kind,
            "look_at": [*criterion.look_at],
            "marked_by": criterion.marked_by if criterion.rule.marked else "",
            "why": [],
            "plain": "",
            "facts": [],
            "evidence": [],
            "evidence_lines": [
                {
                    "id": line.id,
                    "title": line.title,
                    "kind": line.kind,
                    "kind_title": of_guideline.words.say(f"kind.{line.kind}"),
                    "needed": line.at_least,
                    "have": 0,
                    "items": [],
                    "optional": line.optional,
                    "asked": False,
                    "ok": False,
                }
                for line in criterion.evidence
            ],
            "missing_evidence": [],
            "marks": [],
            "self": None,
            "remedy": criterion.remedy,
            "effort": None if criterion.effort is None else exact.text(criterion.effort),
            "read": [],
        }
        for criterion, kind in criteria_of(guideline)
    }


def finding_rows(context: EvaluationContext, lost: Mapping[str, FindingLoss]) -> list[FindingJson]:
    """Return the finding on each criterion with everything it is based on, and what it has *lost*.

    Each part is written for all findings, then the next one: a processor takes a fifth less time for that
    than for all parts of a finding in turn.
    """
    findings = context.computed.findings
    rows = [_judged(context, finding, lost.get(finding.criterion.id, NOTHING_LOST)) for finding in findings]
    pairs = [*zip(rows, findings, strict=True)]
    for row, finding in pairs:
        row["marks"] = _marks(context, finding.criterion)
    for row, finding in pairs:
        row["why"] = _why(context, finding)
    for row, finding in pairs:
        row["plain"] = _plain(context, finding, [mark["remark"] for mark in row["marks"] if mark["remark"]])
    for row, finding in pairs:
        row["facts"] = [context.fact(name) for name in context.facts_of(finding.criterion)]
    for row, finding in pairs:
        lines = finding.low.presence.lines
        row["evidence"] = list(dict.fromkeys([item_id for state in lines for item_id in state.items]))
        row["evidence_lines"] = [
            _evidence_line(form, state) for form, state in zip(row["evidence_lines"], lines, strict=False)
        ]
        row["missing_evidence"] = _missing(context, finding)
        row["self"] = _self_points(context, finding.criterion)
    for row, finding in pairs:
        row["read"] = read_rows(context, finding)
    return rows


def _judged(context: EvaluationContext, finding: Finding, loss: FindingLoss) -> FindingJson:
    """Return a finding with its outcome and its points."""
    criterion = finding.criterion
    low = context.computed.low.criteria[criterion.id]
    high = context.computed.high.criteria[criterion.id]
    settled, outcome, reason = finding.settled, finding.outcome, finding.reason
    span = context.span(low.points, high.points, settled=settled and low.points == high.points)
    say = context.words.say
    row = _forms(context.guideline)[criterion.id].copy()
    row["outcome"], row["outcome_title"] = outcome, say(f"outcome.{outcome}")
    row["reason"], row["reason_title"] = reason, say(f"reason.{reason}")
    if finding.low.applies or finding.high.applies or criterion.not_applicable != "rescale":
        row["points"] = span["points"]
    row["low"], row["high"] = span["low"], span["high"]
    if loss.costs:
        row["costs"] = context.fixed(loss.costs)
    if loss.by_evidence:
        row["evidence_costs"] = context.fixed(loss.by_evidence)
    note_exact(row, span)
    if settled and finding.low.applies and low.own != finding.low.points:
        row["unrounded"] = exact.text(finding.low.points)
    if criterion.full != criterion.points:
        own_points = low.own if settled else None
        row["own"] = {"points": context.number(own_points), "of": exact.text(criterion.points)}
        if own_points is not None and not exact.writable(own_points, context.places):
            row["own"]["exact"] = exact.text(own_points)
    return row


def _evidence_line(form: EvidenceLineJson, state: LineState) -> EvidenceLineJson:
    row = form.copy()
    row["needed"], row["have"], row["items"] = state.needed, state.have, [*state.items]
    row["asked"], row["ok"] = state.asked, state.ok
    return row


def in_short(context: EvaluationContext, kind: Kind) -> list[BesideJson]:
    """Return each bonus or deduction in short; its finding has the details."""
    return [
        {
            "criterion": finding.criterion.id,
            "title": finding.criterion.title,
            "outcome": finding.outcome,
            "reason": finding.reason,
            **context.span(
                context.computed.low.criteria[finding.criterion.id].points,
                context.computed.high.criteria[finding.criterion.id].points,
                settled=finding.settled,
            ),
            "of": context.fixed(finding.criterion.full),
        }
        for finding in context.computed.findings
        if finding.kind == kind
    ]


def _why(context: EvaluationContext, finding: Finding) -> list[str]:
    reasons = _reasons(context, finding, finding.low.why)
    if finding.high is not finding.low:
        reasons += [
            reason for reason in _reasons(context, finding, finding.high.why) if reason not in reasons
        ]
    set_aside = _set_aside(context, finding)
    if set_aside:
        evidence = sum(not reason.key.startswith("why.evidence") for reason in finding.low.why)
        reasons[evidence:evidence] = set_aside
    if not finding.settled:
        return reasons
    low = context.computed.low.criteria[finding.criterion.id]
    if finding.low.applies and low.own != finding.low.points:
        args = {"unrounded": exact.text(finding.low.points), "points": context.fixed(low.own)}
        reasons.append(context.words.say("why.rounded", **args))
    return reasons


def _set_aside(context: EvaluationContext, finding: Finding) -> list[str]:
    """Return which of the figures were counted although records of their ledgers were set aside."""
    sentences = []
    for name in context.facts_of(finding.criterion):
        state = context.case.dossier.facts[name]
        if state.source == "counted" and state.counted is not None and state.counted.incomplete:
            args = {"fact": context.guideline.facts[name].title, "count": str(state.counted.incomplete)}
            sentences.append(context.words.say("why.rows_set_aside", **args))
    return sentences


def _plain(context: EvaluationContext, finding: Finding, remarks: Sequence[str]) -> str:
    """Return in a reader's words why points are lost, with the evaluators' remarks.

    Empty where none are: a bonus not earned is no loss.
    """
    low = context.computed.low.criteria[finding.criterion.id]
    deduction = finding.kind == "deduction"
    lost = low.points != 0 if deduction else low.points < finding.criterion.full
    if not finding.low.applies or not lost or finding.kind == "bonus":
        return ""
    reasons = list(finding.low.why)
    if finding.criterion.id in context.of_guideline.private:
        private = Reason("why.private", {})
        reasons = [reason if reason.key.startswith(SAFE_REASONS) else private for reason in reasons]
    return plain(context.words, reasons, remarks, deduction=deduction)


def _reasons(context: EvaluationContext, finding: Finding, why: Sequence[Reason]) -> list[str]:
    """Return the reasons as sentences; where a private fact is involved, its values are withheld."""
    if finding.criterion.id not in context.of_guideline.private:
        return [context.words.reason(reason) for reason in why]
    sentences = [
        context.words.reason(reason)
        if reason.key.startswith(SAFE_REASONS)
        else context.words.say("why.private", criterion=finding.criterion.id)
        for reason in why
    ]
    return list(dict.fromkeys(sentences))


def _missing(context: EvaluationContext, finding: Finding) -> list[str]:
    result = finding.low if finding.low.before_evidence else finding.high
    texts: list[str] = []
    for state in result.presence.lines:
        if state.ok or not state.asked:
            continue
        if not (result.before_evidence or state.line.each):
            # Not asked where nothing would be awarded anyway.
            continue
        texts.append(lack_text(context.words, state))
    return texts


def _marks(context: EvaluationContext, criterion: Criterion) -> list[MarkJson]:
    return [
        _mark(context, criterion, sheet)
        for sheet in context.case.sheets
        if sheet.role == criterion.marked_by and criterion.id in sheet.marks
    ]


def _mark(context: EvaluationContext, criterion: Criterion, sheet: Sheet) -> MarkJson:
    mark = sheet.marks[criterion.id]
    row: MarkJson = {
        "evaluator": sheet.evaluator,
        "level": mark.level,
        "points": _mark_points(context, criterion, mark),
        "remark": mark.remark,
        "files": file_rows(mark),
    }
    place = line_at(sheet.file, mark.line)
    if place:
        row["at"] = locations(place)
    return row


def _mark_points(context: EvaluationContext, criterion: Criterion, mark: Mark) -> str | None:
    form = form_of(criterion)
    if form is None:
        return None
    points = form.points_of(mark, context.facts)
    return None if points is None else exact.text(points)


def _self_points(context: EvaluationContext, criterion: Criterion) -> str | None:
    """Return the self-score: the station's claim where evaluators mark, else its points by its figures."""
    if not criterion.rule.marked:
        return context.number(context.own_points.get(criterion.id))
    claim = context.case.submission.claims.get(criterion.id)
    form = form_of(criterion)
    if claim is None or form is None:
        return None
    mark = Mark(claim.level, claim.points)
    if form.check(mark) is not None:
        return None
    points = form.points_of(mark, context.facts)
    if points is None:
        return None
    if criterion.full != criterion.points and criterion.points:
        points = simple(Fraction(points) * criterion.full / criterion.points)
    return context.fixed(points)
