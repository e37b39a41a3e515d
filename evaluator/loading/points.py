"""The scale of a section or criterion, read from the document."""

from __future__ import annotations

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.rules.reader import text_of
from evaluator.yaml.parse import Items, Node, Table

DEFAULT_SCALE = 100
"""A weighted criterion without points of its own is marked on a scale of 100."""


def scale(node: Table) -> Number:
    """Return a node's own points; by default the sum of its children, or 100 under a weight."""
    entries = node.entries
    own = entries.get("points")
    if own is not None:
        return exact.parse(text_of(own)) or 0
    children = [table for key in ("sections", "criteria") for table in tables(entries.get(key))]
    if children:
        return sum(scale(child) for child in children)
    return DEFAULT_SCALE if "weight" in entries else 0


def tables(node: Node | None) -> list[Table]:
    """Return the mappings of a list, none where it is absent."""
    return (
        [element for element in node.nodes if isinstance(element, Table)] if isinstance(node, Items) else []
    )
