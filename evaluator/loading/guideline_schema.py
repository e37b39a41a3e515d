"""The JSON Schema of a guideline, built from the rules' schemas, for the program and for editors."""

from __future__ import annotations

from typing import Any, Final

from evaluator.model.values import FACT_TYPES
from evaluator.rules import RULES
from evaluator.texts.guideline_keys import KEYS

Schema = dict[str, Any]

EVIDENCE_KINDS: Final = (
    "document",
    "photo",
    "record",
    "ledger",
    "finance",
    "system",
    "survey",
    "site",
    "interview",
)
COLUMN_TYPES: Final = ("integer", "number", "share", "boolean", "choice", "date", "text")

# Editors read `010` as a number and `1.10` as 1.1; the program reads the text, so both are ids.
_ID: Schema = {"type": ["string", "integer", "number"]}
_TEXT: Schema = {"type": "string"}
_WORDS: Schema = {"type": ["string", "integer", "number"]}
_SHARE: Schema = {"type": "string", "pattern": "^[0-9]+([.][0-9]+)?%$", "x-form": "share"}
_POINTS: Schema = {"type": "number", "minimum": 0}
_NAME: Schema = {"type": "string", "minLength": 1}
_CONDITION: Schema = {"$ref": "#/$defs/condition"}
_AMOUNT: Schema = {"$ref": "#/$defs/amount"}
_BOOLEAN: Schema = {"type": "boolean"}
_N_A: Schema = {"enum": ["rescale", "full", "zero"]}
_CHOICES: Schema = {"type": "object", "minProperties": 1, "additionalProperties": _WORDS}


def _table(required: list[str], /, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": {key.rstrip("_"): value for key, value in properties.items()},
    }


def _list(items: Schema, least: int = 1) -> Schema:
    return {"type": "array", "minItems": least, "items": items}


def _amount() -> Schema:
    times = _table(["fact"], fact=_NAME, times=_POINTS, per={"type": "number", "exclusiveMinimum": 0})
    return {"x-form": "amount", "oneOf": [{"type": ["number", "string"]}, times]}


def _condition() -> Schema:
    value: Schema = {"oneOf": [*_amount()["oneOf"], _BOOLEAN, _list(_WORDS, 0)]}
    operators: Schema = {
        "is": value,
        "is_not": value,
        "in": _list(_WORDS),
        "has": {"oneOf": [_WORDS, _list(_WORDS)]},
        "at_least": _AMOUNT,
        "above": _AMOUNT,
        "at_most": _AMOUNT,
        "below": _AMOUNT,
        "is_given": {"enum": [True, False, "yes", "no"]},
    }
    join = _list({"$ref": "#/$defs/condition"})
    fact = _table(["fact"], fact=_NAME)
    fact["properties"] |= operators
    ratio = _table(["of", "to"], of=_AMOUNT, to=_AMOUNT, if_none={"enum": ["yes", "no", True, False]})
    ratio["properties"] |= operators
    column = _table(["column"], column=_NAME, within={"const": "period"})
    column["properties"] |= operators
    level = _table(["share_below"], level={"type": "integer", "minimum": 1}, share_below=_AMOUNT)
    return {
        "oneOf": [
            fact,
            ratio,
            column,
            _table(["section", "share_below"], section=_ID, share_below=_AMOUNT),
            _table(["any_section"], any_section=level),
            _table(["criterion", "points_below"], criterion=_ID, points_below=_AMOUNT),
            _table(["any_key_item"], any_key_item={"enum": ["not_met", "partly_met", "not_assessed"]}),
            _table(["all"], all=join),
            _table(["any"], any=join),
            _table(["not"], not_={"$ref": "#/$defs/condition"}),
        ]
    }


def _rule() -> Schema:
    return {
        "oneOf": [
            {
                "type": "object",
                "required": [kind],
                "additionalProperties": False,
                "properties": {kind: module.SCHEMA},
                "description": (module.__doc__ or "").partition("\n")[0],
            }
            for kind, module in RULES.items()
        ]
    }


def _fact() -> Schema:
    counted = _table(
        ["ledger"],
        ledger=_NAME,
        rows=_CONDITION,
        distinct={"oneOf": [_NAME, _list(_NAME)]},
        sum=_NAME,
        mean=_NAME,
        by={"enum": ["month", "day", "week"]},
        of=_NAME,
        or_declared=_BOOLEAN,
    ) | {
        "dependentRequired": {"by": ["of"], "of": ["by"]},
    }
    return _table(
        ["title", "type"],
        title=_WORDS,
        type={"enum": list(FACT_TYPES)},
        unit=_WORDS,
        at_least=_AMOUNT,
        at_most=_AMOUNT,
        choices=_CHOICES,
        private=_BOOLEAN,
        merge={"const": "mean"},
        counted=counted,
        total=_list(_NAME),
        less=_list(_NAME),
        may_not_apply=_BOOLEAN,
        shown=_BOOLEAN,
        note=_WORDS,
        **{"from": _NAME},
    )


def _ledger() -> Schema:
    column = _table(
        ["title", "type"],
        title=_WORDS,
        type={"enum": list(COLUMN_TYPES)},
        choices=_CHOICES,
        private=_BOOLEAN,
        may_be_blank=_BOOLEAN,
        not_before=_NAME,
        also=_list(_WORDS),
    )
    columns = {"type": "object", "minProperties": 1, "additionalProperties": column}
    return _table(["title", "columns"], title=_WORDS, key=_NAME, columns=columns, note=_WORDS)


def _criterion() -> Schema:
    line = _table(
        ["kind", "title"],
        id=_ID,
        kind={"enum": list(EVIDENCE_KINDS)},
        title=_WORDS,
        at_least={"type": "integer", "minimum": 1},
        optional=_BOOLEAN,
        when=_CONDITION,
        dated={"const": "period"},
        each=_NAME,
    )
    policy: Schema = {"$ref": "#/$defs/evidence_policy"}
    return _table(
        ["id", "title", "rule"],
        id=_ID,
        title=_WORDS,
        points=_POINTS,
        weight=_POINTS,
        key_item=_BOOLEAN,
        marked_by=_NAME,
        text=_WORDS,
        note=_WORDS,
        applies_when=_CONDITION,
        may_not_apply=_BOOLEAN,
        not_applicable=_N_A,
        zero_when=_CONDITION,
        if_missing=policy,
        rule={"$ref": "#/$defs/rule"},
        evidence=_list(line, 0),
        look_at=_list(_WORDS, 0),
        remedy=_WORDS,
        effort={"type": "number", "minimum": 0},
    )


def _deduction() -> Schema:
    """Return the schema of a deduction: a criterion with `at_most` for points, without weight or evidence."""
    criterion = _criterion()
    left_out = ("points", "weight", "evidence", "if_missing", "not_applicable", "marked_by", "key_item")
    properties = {key: value for key, value in criterion["properties"].items() if key not in left_out}
    return criterion | {"properties": properties | {"at_most": _POINTS}}


def _section() -> Schema:
    section = _table(
        ["id", "title"],
        id=_ID,
        title=_WORDS,
        points=_POINTS,
        weight=_POINTS,
        text=_WORDS,
        note=_WORDS,
        not_applicable=_N_A,
        sections=_list({"$ref": "#/$defs/section"}),
        criteria=_list({"$ref": "#/$defs/criterion"}),
    )
    return section | {"oneOf": [{"required": ["sections"]}, {"required": ["criteria"]}]}


def _grade() -> Schema:
    bound: Schema = {"oneOf": [_POINTS, _SHARE]}
    grade = _table(["id", "title"], id=_ID, title=_WORDS, at_least=bound, above=bound, note=_WORDS)
    return grade | {"oneOf": [{"required": ["at_least"]}, {"required": ["above"]}]}


def guideline_schema() -> Schema:
    """Return the schema of `guideline.yaml` (JSON Schema, Draft 2020-12)."""
    named: Schema = {"id": _ID, "title": _WORDS}
    veto = _table(
        ["id", "title", "grade"],
        **named,
        when=_CONDITION,
        decided_by={"const": "panel"},
        grade=_ID,
        note=_WORDS,
    )
    root = _table(
        ["id", "edition", "title", "status", "issuer", "full_marks", "grades", "facts", "sections"],
        id=_ID,
        edition=_ID,
        title=_WORDS,
        language={"enum": ["zh", "en"]},
        status={"enum": ["official", "constructed", "draft"]},
        source_document=_WORDS,
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$", "x-form": "hash"},
        issuer=_WORDS,
        modelled_on=_WORDS,
        subject=_WORDS,
        basis=_WORDS,
        full_marks={"type": "number", "exclusiveMinimum": 0},
        also_out_of={"type": "number", "exclusiveMinimum": 0},
        roles={"type": "object", "additionalProperties": _WORDS},
        rounding=_table(
            [],
            places={"type": "integer", "minimum": 0, "maximum": 6},
            rule={"enum": ["half_up", "half_even"]},
            at={"enum": ["criterion", "total"]},
        ),
        compare={"enum": ["exact", "rounded"]},
        not_applicable=_table([], points=_N_A, within={"enum": ["section", "total"]}, at_most=_SHARE),
        missing_evidence={"$ref": "#/$defs/evidence_policy"},
        grades=_list({"$ref": "#/$defs/grade"}),
        facts={"type": "object", "additionalProperties": {"$ref": "#/$defs/fact"}},
        ledgers={"type": "object", "additionalProperties": {"$ref": "#/$defs/ledger"}},
        sections=_list({"$ref": "#/$defs/section"}),
        bonus=_table(
            ["criteria"], at_most=_POINTS, above_full=_BOOLEAN, criteria=_list({"$ref": "#/$defs/criterion"})
        ),
        deductions=_table(["criteria"], at_most=_POINTS, criteria=_list({"$ref": "#/$defs/deduction"})),
        ceilings=_list(
            _table(["id", "title", "when", "at_most"], **named, when=_CONDITION, at_most=_ID, note=_WORDS), 0
        ),
        vetoes=_list(veto | {"anyOf": [{"required": ["when"]}, {"required": ["decided_by"]}]}, 0),
        eligibility=_list(
            _table(
                ["id", "title", "when", "result"],
                **named,
                when=_CONDITION,
                result={"enum": ["postponed", "not_evaluated"]},
                note=_WORDS,
            ),
            0,
        ),
    )
    cap = _table(["cap"], cap=_SHARE)
    definitions: dict[str, Schema] = {
        "name": _NAME,
        "share": _SHARE,
        "amount": _amount(),
        "condition": _condition(),
        "rule": _rule(),
        "fact": _fact(),
        "ledger": _ledger(),
        "criterion": _criterion(),
        "deduction": _deduction(),
        "section": _section(),
        "grade": _grade(),
        "evidence_policy": {"oneOf": [{"enum": ["no_points", "keep_points"]}, cap]},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Evaluation guideline",
        **_described(root, "guideline"),
        "$defs": {
            name: definition if name == "rule" else _described(definition, name)
            for name, definition in definitions.items()
        },
    }


def _described(schema: Schema, path: str) -> Schema:
    """Return the schema with what each key means beside it, in Chinese, for editors."""
    described = dict(schema)
    if "properties" in schema:
        described["properties"] = {
            key: _described(value, f"{path}.{key}") for key, value in schema["properties"].items()
        }
    if isinstance(schema.get("items"), dict):
        described["items"] = _described(schema["items"], f"{path}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        described["additionalProperties"] = _described(schema["additionalProperties"], f"{path}.*")
    for key in ("oneOf", "anyOf"):
        if key in schema:
            described[key] = [_described(part, path) for part in schema[key]]
    if path in KEYS:
        described["description"] = KEYS.sentence(path, "zh")
    return described
