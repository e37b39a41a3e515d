"""Name the nodes in which two evaluations differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from evaluator.base.frozen import dataclass

ABSENT: Final = object()
"""What stands at a node that one side does not have."""
LONGEST: Final = 200
"""Characters of a value that is shown."""

_DERIVED: Final = frozenset({"seal", "tool"})
"""Nodes that differ only because of other differences; they are named last."""
_FIGURES: Final = frozenset(
    ["points", "exact", "low", "high", "of", "outcome", "grade", "grade_low", "grade_high", "provisional"]
)
_NAMES: Final = ("criterion", "id", "name", "ledger", "step", "evaluator", "fact")


@dataclass(frozen=True, slots=True)
class NodeDifference:
    """A leaf that differs, named like `findings[A1.1].points`."""

    path: str
    stored: object
    fresh: object


def differences(stored: object, fresh: object) -> list[NodeDifference]:
    """Return every leaf that differs, in document order; seal and tool come last."""
    nodes = [NodeDifference(*leaf) for leaf in _leaves(stored, fresh, "")]
    return sorted(nodes, key=lambda difference: difference.path.split(".")[0] in _DERIVED)


def is_figure(node: NodeDifference) -> bool:
    """Return whether a node says what came out, however it is worded."""
    return node.path.rpartition(".")[2] in _FIGURES and not node.path.startswith("tool.")


def shown(value: object) -> str:
    """Return a value as text; '' where it is absent."""
    if value is ABSENT:
        return ""
    # Escaped: a changed file may hold characters that cannot be printed.
    text = json.dumps(value, ensure_ascii=False)
    text = "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}…"


def _leaves(stored: object, fresh: object, path: str) -> Iterator[tuple[str, object, object]]:
    if isinstance(stored, dict) and isinstance(fresh, dict):
        for key in dict.fromkeys((*stored, *fresh)):
            inner = f"{path}.{key}" if path else str(key)
            yield from _leaves(stored.get(key, ABSENT), fresh.get(key, ABSENT), inner)
    elif isinstance(stored, list) and isinstance(fresh, list):
        for index in range(max(len(stored), len(fresh))):
            mine = stored[index] if index < len(stored) else ABSENT
            theirs = fresh[index] if index < len(fresh) else ABSENT
            yield from _leaves(mine, theirs, f"{path}[{_name(mine, theirs, index)}]")
    elif stored != fresh or type(stored) is not type(fresh):
        yield path, stored, fresh


def _name(mine: object, theirs: object, index: int) -> str:
    for node in (mine, theirs):
        if isinstance(node, dict):
            for key in _NAMES:
                if isinstance(node.get(key), str):
                    return str(node[key])
    return str(index)
