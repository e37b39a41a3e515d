"""What the page asks: a guideline as steps of facts, criteria, ledgers and evidence, in its own words."""

from __future__ import annotations

from typing import Any

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.conditions.fact_groups import SECTION, FactGroup, fact_groups
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.truth import facts_in
from evaluator.conditions.wording import Words, rule_words
from evaluator.loading.submission import needed_columns
from evaluator.model.guideline import Criterion, EvidenceLine, Fact, Guideline, Ledger, Section
from evaluator.rules.marked import LevelForm, form_of
from evaluator.scoring.evidence import EVALUATORS_OWN

Form = dict[str, Any]
"""JSON data; the browser's side declares it as `Form` in web/model.ts."""

_DEEPEST = 2
"""Sections below this level have no heading of their own, as in `fact_groups`."""


def form_of_guideline(guideline: Guideline) -> Form:
    """Return everything the page shows of a guideline before anything is filled in."""
    words = Words(guideline)
    uses = _uses(guideline)
    return {
        "guideline": {
            "id": guideline.id,
            "edition": guideline.edition,
            "title": guideline.title,
            "issuer": guideline.issuer,
            "status": guideline.status,
            "profile": guideline.profile,
            "sha256": guideline.sha256,
            "full": exact.text(guideline.full_marks),
            "subject": guideline.subject,
        },
        "grades": [
            {"title": grade.title, "bound": exact.text(grade.bound), "inclusive": grade.inclusive}
            for grade in guideline.grades
        ],
        "steps": _steps(guideline, words),
        "criteria": {criterion.id: _criterion(criterion, words) for criterion in guideline.criteria()},
        "facts": {
            fact.name: _fact(fact, uses.get(fact.name, []), words) for fact in guideline.facts.values()
        },
        "ledgers": {ledger.id: _ledger(ledger, guideline, words) for ledger in guideline.ledgers.values()},
    }


def _steps(guideline: Guideline, words: Words) -> list[Form]:
    """Return the steps: the sections of the first level, then what stands beside them."""
    groups = fact_groups(guideline)
    steps = [
        {
            "id": section.id,
            "title": section.title,
            "points": exact.text(section.full or section.points),
            "blocks": [block for inner in section.walk() if (block := _block(inner, groups)) is not None],
        }
        for section in guideline.sections
    ]
    for kind, criteria in (
        ("bonus", guideline.bonus.criteria),
        ("deductions", guideline.deductions.criteria),
        ("limits", ()),
        ("other", ()),
    ):
        facts = [fact.name for group in groups if group.kind == kind for fact in group.facts if _asked(fact)]
        if facts or criteria:
            title = words.say(f"scaffold.{kind}")
            block = {"id": "", "title": "", "facts": facts, "criteria": [item.id for item in criteria]}
            steps.append({"id": kind, "title": title, "points": "", "blocks": [block]})
    return steps


def _block(section: Section, groups: tuple[FactGroup, ...]) -> Form | None:
    """Return a section's facts and criteria; those of deep sections stand with the section above them."""
    if section.level > _DEEPEST:
        return None
    criteria = section.criteria if section.level < _DEEPEST else tuple(section.leaves())
    facts = [
        fact.name
        for group in groups
        if group.kind == SECTION and group.sections[-1].id == section.id
        for fact in group.facts
        if _asked(fact)
    ]
    if not facts and not criteria:
        return None
    title = "" if section.level == 1 else section.title
    id = "" if section.level == 1 else section.id
    return {"id": id, "title": title, "facts": facts, "criteria": [item.id for item in criteria]}


def _asked(fact: Fact) -> bool:
    """Return whether the page has a field for a fact: also where a count may be replaced by a declaration."""
    return fact.written_by_station or (fact.counted is not None and fact.counted.or_declared)


def _uses(guideline: Guideline) -> dict[str, list[str]]:
    """Return the criteria that read each fact; one that reads a derived fact reads its operands too."""
    uses: dict[str, list[str]] = {}

    def note(name: str, criterion: str) -> None:
        fact = guideline.facts.get(name)
        if fact is None or criterion in uses.setdefault(name, []):
            return
        uses[name].append(criterion)
        for operand in (*fact.total, *fact.less):
            note(operand, criterion)

    for criterion in guideline.criteria():
        for name in facts_of(criterion):
            note(name, criterion.id)
        for line in criterion.evidence:
            for name in (*(facts_in(line.when) if line.when is not None else ()), line.each):
                note(name, criterion.id)
    return uses


def _fact(fact: Fact, uses: list[str], words: Words) -> Form:
    bounds = {
        key: words.amount(bound)
        for key, bound in (("at_least", fact.at_least), ("at_most", fact.at_most))
        if bound is not None
    }
    return {
        "title": fact.title,
        "type": fact.type,
        "unit": fact.unit,
        "note": fact.note,
        "choices": list(fact.choices.items()),
        "private": fact.private,
        "mayNotApply": fact.may_not_apply,
        "criteria": uses,
        "counted": fact.counted.ledger if fact.counted is not None else "",
        "asked": _asked(fact),
        **bounds,
    }


def _criterion(criterion: Criterion, words: Words) -> Form:
    form = form_of(criterion)
    return {
        "title": criterion.title,
        "points": exact.text(criterion.full or criterion.points),
        "text": criterion.text,
        "note": criterion.note,
        "rule": rule_words(criterion.rule, words, criterion.points),
        "keyItem": criterion.key_item,
        "markedBy": words.role(criterion.marked_by) if criterion.rule.marked else "",
        "levels": _levels(form) if isinstance(form, LevelForm) else [],
        "mayNotApply": criterion.may_not_apply,
        "remedy": criterion.remedy,
        "ledgers": sorted(criterion.ledgers),
        "evidence": [_line(line, words) for line in criterion.evidence],
    }


def _levels(form: LevelForm) -> list[Form]:
    def points(low: Number, high: Number) -> str:
        return exact.text(low) if low == high else f"{exact.text(low)}–{exact.text(high)}"

    return [
        {"name": name, "points": points(level.low, level.high), "text": level.text}
        for name, level in form.levels.items()
    ]


def _line(line: EvidenceLine, words: Words) -> Form:
    return {
        "id": line.id,
        "kind": line.kind,
        "kindTitle": words.say(f"kind.{line.kind}"),
        "title": line.title,
        "atLeast": line.at_least,
        "optional": line.optional,
        "dated": line.dated,
        "each": line.each,
        "own": line.kind not in EVALUATORS_OWN,
        "when": "" if line.when is None else words.condition(line.when),
    }


def _ledger(ledger: Ledger, guideline: Guideline, words: Words) -> Form:
    needed = needed_columns(guideline, ledger)
    counted = [fact.title for fact in guideline.facts.values() if _counts(fact, ledger)]
    return {
        "title": ledger.title,
        "columns": [
            {"title": column.title, "needed": column.id in needed, "private": column.private}
            for column in ledger.columns.values()
        ],
        "counted": counted,
        "criteria": [item.id for item in guideline.criteria() if ledger.id in item.ledgers],
    }


def _counts(fact: Fact, ledger: Ledger) -> bool:
    return fact.counted is not None and fact.counted.ledger == ledger.id
