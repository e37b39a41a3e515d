"""Sections and findings, as an evaluation says them: every point with its rule, facts and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from evaluator.base import exact
from evaluator.base.exact import simple
from evaluator.conditions.wording import percent, rule_words
from evaluator.evaluation.figures import Desk, Json
from evaluator.model.guideline import Criterion, Section
from evaluator.model.rule import Mark, MarkedRule, Said
from evaluator.scoring.assess import Finding
from evaluator.scoring.facts import StationFacts

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


def section_rows(desk: Desk, section: Section, parent: str) -> list[Json]:
    """Return a section and those inside it, one after the other."""
    low, high = desk.computed.low.sections[section.id], desk.computed.high.sections[section.id]
    applies = low.applies or high.applies
    shares = [node.share for node in (low, high) if node.share is not None]
    same = low.points == high.points and low.applicable == high.applicable
    data: Json = {
        "id": section.id,
        "title": section.title,
        "level": section.level,
        "parent": parent,
        **desk.span(low.points, high.points),
        "of": desk.fixed(section.full),
        "applicable": desk.fixed(low.applicable),
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
            "points": desk.number(simple(low.points * scale)) if same else None,
            "of": exact.text(section.points),
        }
    return [data] + [one for inner in section.sections for one in section_rows(desk, inner, section.id)]


def finding_row(desk: Desk, finding: Finding) -> Json:
    """Return the judgement on one criterion with all it rests on."""
    criterion = finding.criterion
    low = desk.computed.low.criteria[criterion.id]
    high = desk.computed.high.criteria[criterion.id]
    applies = finding.low.applies or finding.high.applies
    settled = finding.settled
    data: Json = {
        "criterion": criterion.id,
        "title": criterion.title,
        "section": criterion.section,
        "kind": finding.kind,
        "key_item": criterion.key_item,
        "outcome": finding.outcome,
        "outcome_title": desk.words.say(f"outcome.{finding.outcome}"),
        "reason": finding.reason,
        "reason_title": desk.words.say(f"reason.{finding.reason}"),
        **desk.span(low.points, high.points, settled=settled and low.points == high.points),
        "of": desk.fixed(criterion.full),
    }
    if not applies:
        data["points"] = None if criterion.not_applicable == "rescale" else data["points"]
    if settled and finding.low.applies and low.own != finding.low.points:
        data["unrounded"] = exact.text(finding.low.points)
    if criterion.full != criterion.points:
        own_points = low.own if settled else None
        data["own"] = {"points": desk.number(own_points), "of": exact.text(criterion.points)}
        if own_points is not None and exact.rounded(own_points, desk.places, "half_up") != own_points:
            data["own"]["exact"] = exact.text(own_points)
    presence = finding.low.presence
    data |= {
        "text": criterion.text,
        "note": criterion.note,
        "rule": rule_words(criterion.rule, desk.words, criterion.points),
        "rule_kind": criterion.rule.kind,
        "look_at": list(criterion.look_at),
        "marked_by": criterion.marked_by if criterion.rule.marked else "",
        "why": _why(desk, finding),
        "facts": [
            desk.fact(desk.guideline.facts[name], desk.case.dossier.facts[name])
            for name in desk.facts_of(criterion)
        ],
        "evidence": list(dict.fromkeys(one for state in presence.lines for one in state.items)),
        "evidence_lines": [
            {
                "id": state.line.id,
                "title": state.line.title,
                "kind": state.line.kind,
                "kind_title": desk.words.say(f"kind.{state.line.kind}"),
                "needed": state.needed,
                "have": state.have,
                "items": list(state.items),
                "optional": state.line.optional,
                "asked": state.asked,
                "ok": state.ok,
            }
            for state in presence.lines
        ],
        "missing_evidence": _missing(desk, finding),
        "marks": _marks(desk, criterion),
        "self": _self_points(desk, criterion),
        "remedy": criterion.remedy,
        "effort": None if criterion.effort is None else exact.text(criterion.effort),
    }
    return data


def in_short(desk: Desk, kind: str) -> list[Json]:
    """Return each bonus or deduction in short; everything about it stands in its finding."""
    return [
        {
            "criterion": finding.criterion.id,
            "title": finding.criterion.title,
            "outcome": finding.outcome,
            "reason": finding.reason,
            **desk.span(
                desk.computed.low.criteria[finding.criterion.id].points,
                desk.computed.high.criteria[finding.criterion.id].points,
                settled=finding.settled,
            ),
            "of": desk.fixed(finding.criterion.full),
        }
        for finding in desk.computed.findings
        if finding.kind == kind
    ]


def _why(desk: Desk, finding: Finding) -> list[str]:
    told = _reasons(desk, finding, finding.low.why)
    if finding.high is not finding.low:
        told += [one for one in _reasons(desk, finding, finding.high.why) if one not in told]
    if not finding.settled:
        return told
    low = desk.computed.low.criteria[finding.criterion.id]
    if finding.low.applies and low.own != finding.low.points:
        args = {"unrounded": exact.text(finding.low.points), "points": desk.fixed(low.own)}
        told.append(desk.words.say("why.rounded", **args))
    return told


def _reasons(desk: Desk, finding: Finding, why: Sequence[Said]) -> list[str]:
    """Put reasons into words; where a private fact took part, how it did stays inside."""
    facts = desk.guideline.facts
    if not desk.any_private or not any(facts[name].private for name in desk.facts_of(finding.criterion)):
        return [desk.words.said(one) for one in why]
    told = [
        desk.words.said(one)
        if one.key.startswith(SAFE_REASONS)
        else desk.words.say("why.private", criterion=finding.criterion.id)
        for one in why
    ]
    return list(dict.fromkeys(told))


def _missing(desk: Desk, finding: Finding) -> list[str]:
    result = finding.low if finding.low.before_evidence else finding.high
    found: list[str] = []
    for state in result.presence.lines:
        if state.ok or not state.asked:
            continue
        if not (result.before_evidence or state.line.each):
            # Not asked where nothing would be awarded anyway (design §3.1, Evidence).
            continue
        if state.line.each:
            options = desk.words.options(state.line.each, state.lacking_options)
            found.append(desk.words.say("evidence.each_missing", title=state.line.title, options=options))
        elif state.needed > max(1, state.have):
            short = state.needed - state.have
            found.append(desk.words.say("evidence.short", title=state.line.title, short=short))
        else:
            found.append(state.line.title)
    return found


def _marks(desk: Desk, criterion: Criterion) -> list[Json]:
    return [
        {
            "evaluator": sheet.evaluator,
            "level": sheet.marks[criterion.id].level,
            "points": _mark_points(desk, criterion, sheet.marks[criterion.id]),
            "remark": sheet.marks[criterion.id].remark,
            "files": [
                {"file": one.file, "passed": sorted(one.passed), "left_out": sorted(one.left_out)}
                for one in sheet.marks[criterion.id].sample
            ],
        }
        for sheet in desk.case.sheets
        if criterion.id in sheet.marks and sheet.role == criterion.marked_by
    ]


def _mark_points(desk: Desk, criterion: Criterion, mark: Mark) -> str | None:
    rule = criterion.rule
    if not isinstance(rule, MarkedRule) or not rule.marked:
        return None
    points = rule.points_of(mark, StationFacts(desk.case.dossier), criterion.points)
    return None if points is None else exact.text(points)


def _self_points(desk: Desk, criterion: Criterion) -> str | None:
    """Return the self-score: the station's claim where evaluators mark, else by its own figures."""
    if not criterion.rule.marked:
        return desk.number(desk.own_points.get(criterion.id))
    claim = desk.case.submission.claims.get(criterion.id)
    rule = criterion.rule
    if claim is None or not isinstance(rule, MarkedRule):
        return None
    mark = Mark(claim.level, claim.points)
    if rule.check_mark(mark, criterion.points) is not None:
        return None
    points = rule.points_of(mark, StationFacts(desk.case.dossier), criterion.points)
    if points is None:
        return None
    if criterion.full != criterion.points and criterion.points:
        points = simple(Fraction(points) * criterion.full / criterion.points)
    return desk.fixed(points)
