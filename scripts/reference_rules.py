"""The generated part of `docs/reference/rules.md`: the rules' manual pages."""

from __future__ import annotations

import inspect
import re
from textwrap import dedent

from evaluator.rules import RULES


def rules() -> str:
    """Return the manual page of every rule."""
    return "\n\n".join(_page(module.__doc__ or "") for module in RULES.values())


def _page(docstring: str) -> str:
    """Return a docstring as Markdown: its first line is the heading, indented lines are code."""
    first, _, rest = inspect.cleandoc(docstring).partition("\n")
    parts = []
    for block in rest.strip("\n").split("\n\n"):
        if block.startswith("    "):
            parts.append(f"```yaml\n{dedent(block)}\n```")
        else:
            parts.append(block)
    heading = re.sub(r"^`(\w+)` — (.*?)\.?$", r"## `\1`\n\n*\2.*", first)
    return "\n\n".join([heading, *parts])
