"""Evaluations with text in them that careless reports lose."""

import copy
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

HOSTILE: Final = (
    "<select>",
    "A&B",
    "身高>1.6 & 体重<50",
    "{{ 7*7 }}",
    "{% raw %}",
    "{%p if x %}",
    "]]>",
    "</w:t></w:r>",
    "</script><script>alert(1)</script>",
    "第一行\n第二行",
    "笑😀脸",
    "\"双\" '单' “弯”",
    "&amp; &lt; &#60;",
    "_x000D_",
    "C:\\temp\\new",
    "𠮷野家",
)

Json: TypeAlias = Any  # an evaluation, or what a test made of one

_NOT_PROSE: Final = {
    "format",
    "kind",
    "outcome",
    "reason",
    "state",
    "status",
    "source",
    "used",
    "rule_kind",
    "step",
    "severity",
    "at",
    "rule",
    "compare",
    "code",
    "from",
    "to",
    "date",
    "submitted",
    "language",
    "grade",
    "grade_low",
    "grade_high",
    "grade_before_ceilings",
    "section",
    "criterion",
    "id",
    "parent",
    "sha256",
    "seal",
    "edition",
    "bound",
    "points",
    "low",
    "high",
    "of",
    "costs",
    "evidence_costs",
    "out_of",
    "applicable",
    "share",
    "share_low",
    "share_high",
    "at_most",
    "exact",
    "unrounded",
    "full_marks",
    "also_out_of",
    "self",
    "effort",
    "tool",
    "inputs",
    "bonus",
    "deductions",
    "name",
    "ledger",
    "items",
    "fact",
    "marked_by",
    "role",
    "unit",
}
"""Keys whose values are codes, numbers, dates or ids: the engine writes them, no person does."""
_PROSE_TOO: Final = frozenset({"station.name", "claims.reason", "decisions.reason", "findings.rule"})
"""Where one of these keys is prose after all."""


def hostile(evaluation: Json) -> tuple[Json, dict[str, str]]:
    """Return the evaluation with a hostile text in each piece of prose, and where each of them stands."""
    given = copy.deepcopy(evaluation)
    placed: dict[str, str] = {}
    for number, (holder, key, path) in enumerate(list(_prose(given, ""))):
        text = f"⟦{number}⟧{HOSTILE[number % len(HOSTILE)]}"
        holder[key] = text
        placed[text] = path
    return given, placed


def _prose(value: Any, path: str) -> Iterator[tuple[Any, Any, str]]:  # noqa: ANN401  # any JSON
    """Yield what holds a piece of prose, the key or number it has there, and the path without numbers."""
    if isinstance(value, dict):
        for key, item in value.items():
            inside = f"{path}.{key}".removeprefix(".")
            if key in _NOT_PROSE and inside not in _PROSE_TOO:
                continue
            if isinstance(item, str):
                if item:
                    yield value, key, inside
            else:
                yield from _prose(item, inside)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, str):
                yield value, number, path
            else:
                yield from _prose(item, path)
