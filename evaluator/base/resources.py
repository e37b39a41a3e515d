"""Find the guidelines, templates and schemas shipped with the program."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent.parent


def shipped(name: str) -> Path:
    """Return the folder *name*: inside the package in a wheel, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema *name*; all callers share it, so it must not be changed."""
    text = (_PACKAGE / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
