"""Take fields out of nodes whose structure may still be wrong: what does not fit is simply not there.

The schema says what is wrong with the structure; these let the checks after it go on regardless, so that
one run shows all mistakes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from evaluator.loading.values import Unfit, typed_date
from evaluator.model.values import Place
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.parse import Items, Node, Scalar, Table, is_null


def place_of(node: Node) -> Place:
    """Return where *node* stands."""
    return Place(node.line, node.column)


def entries(node: Node | None) -> Mapping[str, Node]:
    """Return a mapping's entries, none for anything else."""
    return node.entries if isinstance(node, Table) else {}


def key_of(table: Node | None, name: str) -> Node:
    """Return the key *name* of a mapping that has it, to point at."""
    assert isinstance(table, Table)
    return table.keys[name]


def text(node: Node | None) -> str:
    """Return a scalar's text without surrounding blanks, '' when it is blank."""
    return node.text.strip() if isinstance(node, Scalar) and not is_null(node) else ""


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Yield the texts of a list, or the one text that stands in its place."""
    if isinstance(node, Items):
        nodes: Iterable[Node] = node.nodes
    else:
        nodes = [] if node is None else [node]
    for each in nodes:
        if isinstance(each, Scalar) and not is_null(each):
            yield each


def day(node: Node | None, code: str, **args: str) -> date | Unfit | None:
    """Return the day written at *node*, None when it is blank, and *code* when there is no such day."""
    written = text(node)
    if not written:
        return None
    found = typed_date(written)
    if isinstance(found, date):
        return found
    return Unfit(code, {"found": written, **args}, "write-date" if found is None else "no-such-day")


def unknown(code: str, name: str, names: Iterable[str], /, **args: str) -> Unfit:
    """Return the complaint about a name nobody knows, with the nearest known one as hint."""
    near = nearest(name, names)
    given = {"name": name, "near": near or "", **args}
    return Unfit(code, given, "did-you-mean" if near else "")


def at(unfit: Unfit, node: Node, shown: str) -> Problem:
    """Return the complaint as a problem at *node*."""
    return unfit.problem(shown, place_of(node))
