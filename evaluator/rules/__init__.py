"""All rules by their key in YAML. There is a file per rule; its docstring is the rule's manual page."""

from __future__ import annotations

from typing import Final

from evaluator.base.exact import Number
from evaluator.model.rule import Rule
from evaluator.rules import (
    all_of,
    checklist,
    choice,
    count,
    deduct,
    mark,
    rating,
    ratio,
    sample,
    sum,  # noqa: A004 - the rule's name in YAML
    tiers,
    weighted_ratios,
    yes_no,
)
from evaluator.rules.module import MarkedModule, RuleModule
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Node, Table

MARKED: Final[dict[str, MarkedModule]] = {"rating": rating, "mark": mark, "sample": sample}
"""The rules that an evaluator's mark decides."""

RULES: Final[dict[str, RuleModule]] = {
    "yes_no": yes_no,
    "choice": choice,
    "checklist": checklist,
    "all_of": all_of,
    "ratio": ratio,
    "tiers": tiers,
    "count": count,
    "deduct": deduct,
    **MARKED,
    "weighted_ratios": weighted_ratios,
    "sum": sum,
}


def read_rule(node: Node, reader: Reader, points: Number) -> Rule:
    """Read a criterion's rule; problems are added to *reader*."""
    assert isinstance(node, Table)
    kind, body = next(iter(node.entries.items()))
    return RULES[kind].read(body, reader, points)
