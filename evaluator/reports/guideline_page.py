"""The whole guideline as one readable page, HTML or Markdown, generated from the YAML the engine reads."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluator import exact
from evaluator.conditions import facts_in
from evaluator.directions import BOTH, directions
from evaluator.model.condition import Condition
from evaluator.model.guideline import Criterion, Fact, Guideline, Section
from evaluator.model.values import EXPERT, STATION
from evaluator.reports.page_texts import page_text
from evaluator.resources import shipped
from evaluator.wording import Words, percent, rule_words

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
    pull = directions(guideline)
    status = "" if guideline.status == "official" else page_text(f"status.{guideline.status}", words.lang)
    rounding = guideline.rounding
    return {
        "lang": words.lang,
        "label": {key: page_text(key, words.lang) for key in _LABELS},
        "title": guideline.title,
        "edition": guideline.edition,
        "status": status,
        "about": [
            (page_text("issuer", words.lang), guideline.issuer),
            (page_text("modelled_on", words.lang), guideline.modelled_on),
            (page_text("full_marks", words.lang), exact.text(guideline.full_marks)),
            (
                page_text("rounding", words.lang),
                page_text(
                    f"rounding.{rounding.at}",
                    words.lang,
                    places=rounding.places,
                    rule=page_text(rounding.rule, words.lang),
                ),
            ),
            (page_text("profile", words.lang), guideline.profile),
            ("SHA-256", guideline.sha256),
        ],
        "basis": guideline.basis.splitlines(),
        "grades": [
            {
                "title": one.title,
                "bound": f"{'≥' if one.inclusive else '>'} {exact.text(one.bound)}",
                "note": one.note,
            }
            for one in guideline.grades
        ],
        "sections": [_section(section, words) for section in guideline.walk()],
        "beside": [
            {
                "title": page_text(kind, words.lang),
                "limit": ""
                if part.at_most is None
                else page_text("limit", words.lang, limit=exact.text(part.at_most)),
                "criteria": [_criterion(one, words) for one in part.criteria],
            }
            for kind, part in (("bonus", guideline.bonus), ("deductions", guideline.deductions))
            if part.criteria
        ],
        "limits": [
            *(
                (
                    one.id,
                    one.title,
                    page_text("ceiling", words.lang, grade=_grade(guideline, one.at_most)),
                    words.condition(one.when),
                )
                for one in guideline.ceilings
            ),
            *(
                (
                    one.id,
                    one.title,
                    page_text("veto", words.lang, grade=_grade(guideline, one.grade)),
                    page_text("panel", words.lang) if one.when is None else words.condition(one.when),
                )
                for one in guideline.vetoes
            ),
            *(
                (one.id, one.title, page_text(one.result, words.lang), words.condition(one.when))
                for one in guideline.eligibility
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
                        "type": page_text(f"type.{column.type}", words.lang),
                        "notes": words.joined(
                            [
                                *([page_text("key", words.lang)] if column.id == ledger.key else []),
                                *([page_text("private", words.lang)] if column.private else []),
                                *([page_text("may_be_blank", words.lang)] if column.may_be_blank else []),
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
    return next(one.title for one in guideline.grades if one.id == grade)


def _section(section: Section, words: Words) -> Page:
    weight = (
        "" if section.weight is None else page_text("weight", words.lang, weight=exact.text(section.weight))
    )
    return {
        "id": section.id,
        "title": section.title,
        "level": section.level,
        "points": exact.text(section.points),
        "weight": weight,
        "text": section.text or section.note,
        "criteria": [_criterion(one, words) for one in section.criteria],
    }


def _criterion(criterion: Criterion, words: Words) -> Page:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "key_item": criterion.key_item,
        "points": exact.text(criterion.points),
        "weight": ""
        if criterion.weight is None
        else page_text("weight", words.lang, weight=exact.text(criterion.weight)),
        "text": criterion.text,
        "rule": rule_words(criterion.rule, words, criterion.points),
        "conditions": list(_conditions(criterion, words)),
        "marked_by": page_text("marked_by", words.lang, role=words.role(criterion.marked_by))
        if criterion.rule.marked
        else "",
        "evidence": [
            f"[{words.say(f'kind.{line.kind}')}] {line.title}"
            + (f" ×{line.at_least}" if line.at_least > 1 else "")
            + (page_text("optional", words.lang) if line.optional else "")
            + (page_text("dated", words.lang) if line.dated else "")
            + (
                page_text("when", words.lang, condition=words.condition(line.when))
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
    told: list[str] = []
    pairs: tuple[tuple[str, Condition | None], ...] = (
        ("applies_when", criterion.applies_when),
        ("zero_when", criterion.zero_when),
    )
    for key, condition in pairs:
        if condition is not None:
            told.append(page_text(key, words.lang, condition=words.condition(condition)))
    if criterion.may_not_apply:
        told.append(page_text("may_not_apply", words.lang))
    if criterion.policy.kind == "cap":
        told.append(page_text("cap", words.lang, share=percent(criterion.policy.cap)))
    elif criterion.policy.kind == "keep_points":
        told.append(page_text("keep_points", words.lang))
    return told


def _fact(fact: Fact, guideline: Guideline, words: Words, pull: dict[str, int]) -> Page:
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
        notes.append(page_text("counted", words.lang, ledger=guideline.ledgers[fact.counted.ledger].title))
    if fact.derived:
        parts = " + ".join(guideline.facts[one].title for one in fact.total)
        parts += "".join(f" − {guideline.facts[one].title}" for one in fact.less)
        notes.append(f"= {parts}")
    if fact.choices:
        notes.append(words.joined(fact.choices.values(), "list.items"))
    if pull.get(fact.name) == BOTH and fact.type in ("integer", "number", "share"):
        notes.append(page_text("both_ways", words.lang))
    return {
        "name": fact.name,
        "title": fact.title,
        "type": page_text(f"type.{fact.type}", words.lang),
        "unit": fact.unit,
        "supplier": page_text(f"supplier.{fact.supplier}", words.lang)
        if fact.supplier in (STATION, EXPERT)
        else guideline.roles[fact.supplier],
        "notes": words.joined(notes),
        "used": words.joined(used, "list.items"),
    }
