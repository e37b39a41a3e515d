"""Find the guidelines, templates and schemas shipped with the program."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from evaluator.base.gate import read_text

_PACKAGE = Path(__file__).parent.parent


@cache
def shipped(name: str) -> Path:
    """Return the folder *name*: inside the package in a wheel, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema *name*; all callers share it, so it must not be changed."""
    text = read_text(_PACKAGE / "schemas" / f"{name}.schema.json")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
