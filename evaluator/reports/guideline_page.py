"""The whole guideline as one readable page, HTML or Markdown, generated from the YAML the engine reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluator.base import exact
from evaluator.base.resources import shipped
from evaluator.conditions.monotonicity import BOTH, fact_directions
from evaluator.conditions.truth import facts_in
from evaluator.conditions.wording import Words, percent, rule_words
from evaluator.model.condition import Condition
from evaluator.model.guideline import Criterion, Fact, Guideline, Section
from evaluator.model.values import EXPERT, STATION
from evaluator.reports.wording import Phrases
from evaluator.texts import reports
from evaluator.texts.guideline_page import PAGE

Page = dict[str, Any]


def as_html(guideline: Guideline) -> str:
    """Return the page as one HTML file that needs no network."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("guideline.html").render(page(guideline))


def as_markdown(guideline: Guideline) -> str:
    """Return the page as Markdown."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=False,  # noqa: S701 - Markdown is not HTML; `escaped` below does what it needs
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = _cell
    return environment.get_template("guideline.md").render(page(guideline))


def _cell(text: str) -> str:
    """Return text safe inside a Markdown table."""
    for character in "\\`*_{}[]<>|":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def page(guideline: Guideline) -> Page:
    """Return everything the templates print, already in words."""
    words = Words(guideline)
    pull = fact_directions(guideline)
    status = "" if guideline.status == "official" else PAGE.say(f"status.{guideline.status}", words.lang)
    rounding = guideline.rounding
    phrases = Phrases(reports.language(words.lang))
    bounds = phrases.bounds((exact.text(grade.bound), grade.inclusive) for grade in guideline.grades)
    return {
        "lang": words.lang,
        "label": {key: PAGE.say(key, words.lang) for key in _LABELS},
        "title": guideline.title,
        "edition": guideline.edition,
        "status": status,
        "about": [
            (PAGE.say("issuer", words.lang), guideline.issuer),
            (PAGE.say("modelled_on", words.lang), guideline.modelled_on),
            (PAGE.say("full_marks", words.lang), exact.text(guideline.full_marks)),
            (
                PAGE.say("rounding", words.lang),
                PAGE.say(
                    f"rounding.{rounding.at}",
                    words.lang,
                    places=rounding.places,
                    rule=PAGE.say(rounding.rule, words.lang),
                ),
            ),
            (PAGE.say("profile", words.lang), guideline.profile),
            ("SHA-256", guideline.sha256),
        ],
        "basis": guideline.basis.splitlines(),
        "grades": [
            {
                "title": grade.title,
                "bound": bound,
                "note": grade.note,
            }
            for grade, bound in zip(guideline.grades, bounds, strict=True)
        ],
        "sections": [_section(section, words) for section in guideline.walk()],
        "beside": [
            {
                "title": PAGE.say(kind, words.lang),
                "limit": ""
                if part.at_most is None
                else PAGE.say("limit", words.lang, limit=exact.text(part.at_most)),
                "criteria": [_criterion(criterion, words) for criterion in part.criteria],
            }
            for kind, part in (("bonus", guideline.bonus), ("deductions", guideline.deductions))
            if part.criteria
        ],
        "limits": [
            *(
                (
                    ceiling.id,
                    ceiling.title,
                    PAGE.say("ceiling", words.lang, grade=_grade(guideline, ceiling.at_most)),
                    words.condition(ceiling.when),
                )
                for ceiling in guideline.ceilings
            ),
            *(
                (
                    veto.id,
                    veto.title,
                    PAGE.say("veto", words.lang, grade=_grade(guideline, veto.grade)),
                    PAGE.say("panel", words.lang) if veto.when is None else words.condition(veto.when),
                )
                for veto in guideline.vetoes
            ),
            *(
                (
                    eligibility.id,
                    eligibility.title,
                    PAGE.say(eligibility.result, words.lang),
                    words.condition(eligibility.when),
                )
                for eligibility in guideline.eligibility
            ),
        ],
        "facts": [_fact(fact, guideline, words, pull) for fact in guideline.facts.values()],
        "ledgers": [
            {
                "title": ledger.title,
                "id": ledger.id,
                "columns": [
                    {
                        "title": column.title,
                        "type": PAGE.say(f"type.{column.type}", words.lang),
                        "notes": words.joined(
                            [
                                *([PAGE.say("key", words.lang)] if column.id == ledger.key else []),
                                *([PAGE.say("private", words.lang)] if column.private else []),
                                *([PAGE.say("may_be_blank", words.lang)] if column.may_be_blank else []),
                            ],
                            "list.items",
                        ),
                    }
                    for column in ledger.columns.values()
                ],
            }
            for ledger in guideline.ledgers.values()
        ],
    }


_LABELS = (
    "contents",
    "grades",
    "criteria",
    "limits",
    "facts",
    "ledgers",
    "points",
    "rule",
    "wording",
    "evidence",
    "look_at",
    "remedy",
    "note",
    "condition",
    "effect",
    "name",
    "type",
    "supplier",
    "unit",
    "used",
    "column",
    "days",
)


def _grade(guideline: Guideline, grade: str) -> str:
    return next(band.title for band in guideline.grades if band.id == grade)


def _section(section: Section, words: Words) -> Page:
    weight = (
        "" if section.weight is None else PAGE.say("weight", words.lang, weight=exact.text(section.weight))
    )
    return {
        "id": section.id,
        "title": section.title,
        "level": section.level,
        "points": exact.text(section.points),
        "weight": weight,
        "text": section.text or section.note,
        "criteria": [_criterion(criterion, words) for criterion in section.criteria],
    }


def _criterion(criterion: Criterion, words: Words) -> Page:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "key_item": criterion.key_item,
        "points": exact.text(criterion.points),
        "weight": ""
        if criterion.weight is None
        else PAGE.say("weight", words.lang, weight=exact.text(criterion.weight)),
        "text": criterion.text,
        "rule": rule_words(criterion.rule, words, criterion.points),
        "conditions": list(_conditions(criterion, words)),
        "marked_by": PAGE.say("marked_by", words.lang, role=words.role(criterion.marked_by))
        if criterion.rule.marked
        else "",
        "evidence": [
            f"[{words.say(f'kind.{line.kind}')}] {line.title}"
            + (f" ×{line.at_least}" if line.at_least > 1 else "")
            + (PAGE.say("optional", words.lang) if line.optional else "")
            + (PAGE.say("dated", words.lang) if line.dated else "")
            + (
                PAGE.say("when", words.lang, condition=words.condition(line.when))
                if line.when is not None
                else ""
            )
            for line in criterion.evidence
        ],
        "look_at": words.joined(criterion.look_at, "list.items"),
        "remedy": criterion.remedy,
        "effort": "" if criterion.effort is None else exact.text(criterion.effort),
        "note": criterion.note,
    }


def _conditions(criterion: Criterion, words: Words) -> list[str]:
    sentences: list[str] = []
    pairs: tuple[tuple[str, Condition | None], ...] = (
        ("applies_when", criterion.applies_when),
        ("zero_when", criterion.zero_when),
    )
    for key, condition in pairs:
        if condition is not None:
            sentences.append(PAGE.say(key, words.lang, condition=words.condition(condition)))
    if criterion.may_not_apply:
        sentences.append(PAGE.say("may_not_apply", words.lang))
    if criterion.policy.kind == "cap":
        sentences.append(PAGE.say("cap", words.lang, share=percent(criterion.policy.cap)))
    elif criterion.policy.kind == "keep_points":
        sentences.append(PAGE.say("keep_points", words.lang))
    return sentences


def _fact(fact: Fact, guideline: Guideline, words: Words, pull: Mapping[str, int]) -> Page:
    used = [
        criterion.id
        for criterion in guideline.criteria()
        if fact.name in {read.fact for read in criterion.rule.reads()}
        or any(
            fact.name in facts_in(condition)
            for condition in (criterion.applies_when, criterion.zero_when)
            if condition is not None
        )
    ]
    notes: list[str] = []
    if fact.counted is not None:
        notes.append(PAGE.say("counted", words.lang, ledger=guideline.ledgers[fact.counted.ledger].title))
    if fact.derived:
        parts = " + ".join(guideline.facts[operand].title for operand in fact.total)
        parts += "".join(f" − {guideline.facts[operand].title}" for operand in fact.less)
        notes.append(f"= {parts}")
    if fact.choices:
        notes.append(words.joined(fact.choices.values(), "list.items"))
    if pull.get(fact.name) == BOTH and fact.type in ("integer", "number", "share"):
        notes.append(PAGE.say("both_ways", words.lang))
    return {
        "name": fact.name,
        "title": fact.title,
        "type": PAGE.say(f"type.{fact.type}", words.lang),
        "unit": fact.unit,
        "supplier": PAGE.say(f"supplier.{fact.supplier}", words.lang)
        if fact.supplier in (STATION, EXPERT)
        else guideline.roles[fact.supplier],
        "notes": words.joined(notes),
        "used": words.joined(used, "list.items"),
    }
