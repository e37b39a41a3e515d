"""The JSON Schema of a submission for one guideline, so that editors complete fact names and choices."""

from __future__ import annotations

from typing import Any

from evaluator.base import resources
from evaluator.base.exact import Number
from evaluator.model.guideline import Criterion, Fact, Guideline, Ledger
from evaluator.rules.marked import LevelForm, form_of
from evaluator.texts import Listing

Schema = dict[str, Any]

_NUMBER: Schema = {"type": ["number", "string"]}


def submission_schema(guideline: Guideline) -> Schema:
    """Return the general schema of `submission.yaml` with this guideline's names, titles and choices."""
    base = resources.schema("submission")
    properties: Schema = dict(base["properties"])
    facts = {fact.name: _fact(fact) for fact in guideline.facts.values()}
    properties["guideline"] = {"const": guideline.id}
    properties["facts"] = {"type": "object", "additionalProperties": False, "properties": facts}
    ledger = base["properties"]["ledgers"].get("additionalProperties", True)
    properties["ledgers"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            station_ledger.id: {
                "title": station_ledger.title,
                "description": _columns(station_ledger),
                "allOf": [ledger],
            }
            for station_ledger in guideline.ledgers.values()
        },
    }
    properties["not_applicable"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": _claimable(guideline),
    }
    properties["claims"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            criterion.id: _claim(criterion) for criterion in guideline.criteria() if criterion.rule.marked
        },
    }
    return {**base, "title": f"{guideline.title} {guideline.edition}", "properties": properties}


def _fact(fact: Fact) -> Schema:
    description = " ".join(
        part for part in (fact.title, f"（{fact.unit}）" if fact.unit else "", fact.note) if part
    )
    schema: Schema = {"title": fact.title, "description": description}
    choices = [*fact.choices, *(title for title in fact.choices.values() if title not in fact.choices)]
    match fact.type:
        case "boolean":
            schema["enum"] = ["是", "否", True, False, None]
        case "choice":
            schema["enum"] = [*choices, None]
        case "set":
            schema |= {"type": ["array", "null"], "items": {"enum": choices}, "uniqueItems": True}
        case "share":
            schema |= {"type": ["string", "null"], "pattern": "^[0-9０-９]+([.．][0-9０-９]+)?[%％]$"}
        case "integer":
            schema |= {"type": ["integer", "string", "null"], **_bounds(fact)}
        case "number":
            schema |= {"type": ["number", "string", "null"], **_bounds(fact)}
        case _:
            schema["type"] = ["string", "number", "null"]
    return schema


def _bounds(fact: Fact) -> Schema:
    bounds: Schema = {}
    for key, bound in (("minimum", fact.at_least), ("maximum", fact.at_most)):
        if bound is not None and bound.constant is not None:
            bounds[key] = _plain(bound.constant)
    return bounds


def _plain(value: Number) -> int | float:
    # Only editors read the schema, and they have no exact decimals; nothing is scored with it.
    return value if isinstance(value, int) else float(value)


def _columns(ledger: Ledger) -> str:
    return Listing(column.title for column in ledger.columns.values())


def _claimable(guideline: Guideline) -> Schema:
    reason: Schema = {"type": "string", "minLength": 1}
    properties: Schema = {
        criterion.id: {**reason, "title": criterion.title}
        for criterion in guideline.criteria()
        if criterion.may_not_apply
    }
    for fact in guideline.facts.values():
        if fact.may_not_apply:
            properties |= {
                f"{fact.name}.{option}": {**reason, "title": title} for option, title in fact.choices.items()
            }
    return properties


def _claim(criterion: Criterion) -> Schema:
    form = form_of(criterion)
    properties: Schema = {"points": _NUMBER}
    if isinstance(form, LevelForm):
        properties["level"] = {"enum": list(form.levels)}
    return {
        "title": criterion.title,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
