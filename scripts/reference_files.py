"""The generated parts of `docs/reference/files.md` and `evaluation.md`: tables of keys, from the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from reference_keys import MEANINGS

from evaluator.loading.guideline_schema import guideline_schema
from evaluator.texts.guideline_keys import KEYS

Schema = Any
SCHEMAS: Final = Path(__file__).parent.parent / "evaluator" / "schemas"
WITHOUT_TABLE: Final = ("name", "share", "rule", "id", "text", "day", "single", "kind", "remark")
"""Definitions that are a single value, or explained elsewhere."""
EXPLAINED: Final[set[str]] = set()
"""Keys of `MEANINGS` that were asked for."""


def schema(name: str) -> Schema:
    """Return a published schema; what is generated of them as it is now."""
    if name == "guideline":
        return guideline_schema()
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def names() -> list[str]:
    """Return the names of all published schemas."""
    return sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json"))


def keys(part: Schema, path: str) -> Iterator[tuple[str, Schema, bool]]:
    """Yield each key below *path*: where it stands, its schema, whether it must be there."""
    if not isinstance(part, dict):
        return
    for key, value in part.get("properties", {}).items():
        yield f"{path}.{key}", value, key in part.get("required", ())
        yield from keys(value, f"{path}.{key}")
    if isinstance(part.get("items"), dict):
        yield from keys(part["items"], f"{path}[]")
    if isinstance(part.get("additionalProperties"), dict):
        yield from keys(part["additionalProperties"], f"{path}.*")
    for group in ("oneOf", "anyOf"):
        for alternative in part.get(group, []):
            yield from keys(alternative, path)


def meaning(path: str) -> str:
    """Return what a key means, in English."""
    if path in KEYS:
        return KEYS.sentence(path, "en")
    if path in MEANINGS:
        EXPLAINED.add(path)
        return MEANINGS[path]
    raise SystemExit(f"say what the key {path} means in scripts/reference_keys.py, then run `make reference`")


def unused() -> list[str]:
    """Return what `MEANINGS` explains and no file has; to be asked once all tables are made."""
    return sorted(set(MEANINGS) - EXPLAINED)


def kind(part: Schema) -> str:
    """Return what kind of value stands there, in a few words."""
    if not isinstance(part, dict):
        return "any"
    if "$ref" in part:
        return str(part["$ref"]).removeprefix("#/$defs/").replace("_", " ")
    if "const" in part:
        return f"`{part['const']}`"
    if "enum" in part:
        return " · ".join(
            f"`{value}`".lower() if isinstance(value, bool) else f"`{value}`" for value in part["enum"]
        )
    for group in ("oneOf", "anyOf"):
        if group in part:
            return " or ".join(dict.fromkeys(kind(alternative) for alternative in part[group]))
    written = part.get("type", "")
    types = [written] if isinstance(written, str) else list(written)
    types = [name for name in types if name != "null"]
    if part.get("x-form") in ("share", "hash", "id", "day"):
        return str(part["x-form"])
    if types[:1] == ["string"]:
        return "text"
    if types == ["array"]:
        inner = kind(part["items"]) if isinstance(part.get("items"), dict) else ""
        return f"list of {inner}" if inner else "list"
    return {"object": "mapping", "boolean": "yes or no"}.get(types[0], types[0]) if types else "any"


def rows(name: str, part: Schema) -> Iterator[str]:
    """Yield the rows of one table."""
    seen = set()
    for path, value, required in keys(part, name):
        if path in seen or path.startswith(("condition.is.", "condition.is_not.")):
            continue
        seen.add(path)
        shown = path.removeprefix(f"{name}.").removeprefix(f"{name}[].")
        yield f"| `{shown}`{' *' if required else ''} | {kind(value)} | {meaning(path)} |"


def table(name: str) -> str:
    """Return the tables of a file's keys, of the whole and of each part that has a name."""
    whole = schema(name)
    head = "| key | value | meaning |\n|---|---|---|\n"
    parts = [head + "\n".join(rows(name, whole))]
    for definition, part in whole.get("$defs", {}).items():
        lines = [] if definition in WITHOUT_TABLE else list(rows(definition, part))
        if lines:
            parts.append(f"**{definition.replace('_', ' ')}**\n\n{head}" + "\n".join(lines))
    return "\n\n".join(parts)


def evaluation_table() -> str:
    """Return the tables of an evaluation's keys, the whole first."""
    definitions = schema("evaluation")["$defs"]
    order = ["Evaluation", *(name for name in definitions if name != "Evaluation")]
    return "\n\n".join(_evaluation_part(name, definitions[name]) for name in order)


def _evaluation_part(name: str, part: Schema) -> str:
    lines = []
    for key, value in part["properties"].items():
        always = "" if key in part["required"] else " (not always)"
        note = value.get("description", "")
        lines.append(f"| `{key}`{always} | {_evaluation_kind(value)} | {note} |")
    title = "The whole" if name == "Evaluation" else name
    text = part.get("description", "")
    return f"### {title}\n\n{text}\n\n| key | value | |\n|---|---|---|\n" + "\n".join(lines)


def _evaluation_kind(part: Schema) -> str:
    if "$ref" in part:
        name = str(part["$ref"]).removeprefix("#/$defs/")
        return f"[{name}](#{name.lower()})"
    if "oneOf" in part:
        return " or ".join(dict.fromkeys(_evaluation_kind(one) for one in part["oneOf"]))
    if part.get("type") == "array":
        return f"list of {_evaluation_kind(part['items'])}"
    if part.get("type") == "object":
        return f"mapping to {_evaluation_kind(part['additionalProperties'])}"
    if "const" in part or "enum" in part:
        return kind(part)
    types = part["type"] if isinstance(part["type"], list) else [part["type"]]
    words = {"string": "text", "boolean": "true or false", "integer": "whole number"}
    return " or ".join(words.get(one, str(one)) for one in types)
