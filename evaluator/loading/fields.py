"""Read fields of nodes whose structure may still be wrong; a field of the wrong form counts as absent.

The schema check reports wrong structure. These functions let the later checks continue, so that a single
run shows all mistakes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from evaluator.loading.values import Unfit, typed_date
from evaluator.model.values import Place
from evaluator.texts.problem import Problem, Suggestions, nearest
from evaluator.yaml.parse import NULLS, Items, Node, Scalar, Table


def place_of(node: Node) -> Place:
    """Return the position of *node* in its file."""
    return Place(node.line, node.column)


def entries(node: Node | None) -> Mapping[str, Node]:
    """Return a mapping's entries; empty for any other node."""
    return node.entries if isinstance(node, Table) else {}


def key_of(table: Node | None, name: str) -> Node:
    """Return the key *name* as a node, for the place of a problem; the mapping must have it."""
    assert isinstance(table, Table)
    return table.keys[name]


def text(node: Node | None) -> str:
    """Return a scalar's text without surrounding blanks, '' when it is blank."""
    if not isinstance(node, Scalar):
        return ""
    written = node.text
    return "" if node.plain and written in NULLS else written.strip()


def scalars(node: Node | None) -> list[Scalar]:
    """Return the scalars of a list, or a single scalar written in place of a list; blanks are skipped."""
    nodes = node.nodes if isinstance(node, Items) else () if node is None else (node,)
    return [
        element
        for element in nodes
        if isinstance(element, Scalar) and not (element.plain and element.text in NULLS)
    ]


def day(node: Node | None, code: str, **args: str) -> date | Unfit | None:
    """Return the date written at *node*; None when it is blank, an `Unfit` with *code* when it is no date."""
    written = text(node)
    if not written:
        return None
    typed_day = typed_date(written)
    if isinstance(typed_day, date):
        return typed_day
    return Unfit(code, {"found": written, **args}, "write-date" if typed_day is None else "no-such-day")


def unknown(
    code: str, name: str, names: Iterable[str], suggestions: Suggestions | None = None, /, **args: str
) -> Unfit:
    """Return the complaint about an unknown name, with the nearest of *names* as hint.

    *suggestions* are those of a file in which very many names may be unknown.
    """
    near = nearest(name, names) if suggestions is None else suggestions.nearest(name, names)
    arguments = {"name": name, "near": near or "", **args}
    return Unfit(code, arguments, "did-you-mean" if near else "")


def at(unfit: Unfit, node: Node, shown: str) -> Problem:
    """Return the complaint as a problem at *node*."""
    return unfit.problem(shown, place_of(node))
