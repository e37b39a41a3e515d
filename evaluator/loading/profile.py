"""Apply a profile to a guideline: drop, set, add, each with its reason (design §3.2).

The overlay works on the document, before the model is built, so that every check of a guideline also
holds for what a profile makes of it, with the positions of the lines that say so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from evaluator import exact
from evaluator.exact import Number, simple
from evaluator.problem import Problem, Severity, nearest, sort_problems
from evaluator.reader import text_of
from evaluator.schema import check_structure
from evaluator.source import Items, Node, Scalar, Table, read_yaml, texts


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as read."""

    name: str
    base: str
    edition: str
    root: Table
    shown: str


def read_profile(path: Path) -> tuple[Profile | None, list[Problem]]:
    """Return the profile in *path*, None when it cannot be used."""
    shown = f"profiles/{path.name}"
    node, problems = read_yaml(path, shown)
    if node is None:
        return None, problems
    problems += check_structure(node, "profile", shown)
    if any(one.severity is Severity.ERROR for one in problems) or not isinstance(node, Table):
        return None, sort_problems(problems)
    base, edition = text_of(node.entries["base"]), text_of(node.entries.get("edition"))
    return Profile(path.stem, base, edition, node, shown), problems


@dataclass(slots=True)
class _Tree:
    """A copy of the guideline document with every node of the tree by id."""

    root: Table
    shown: str
    nodes: dict[str, Table] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    """Id → id of the section above; '' at the top."""
    fixed: set[str] = field(default_factory=set)
    """Ids whose points the profile itself sets."""
    problems: list[Problem] = field(default_factory=list)

    def problem(self, code: str, node: Node, hint_key: str = "", **args: str) -> None:
        self.problems.append(Problem(code, self.shown, node.line, node.column, args=args, hint_key=hint_key))

    def unknown(self, node: Node, name: str) -> None:
        near = nearest(name, list(self.nodes))
        self.problem("unknown-id", node, "did-you-mean" if near else "", name=name, near=near or "")


def apply_profile(root: Table, profile: Profile) -> tuple[Table, list[Problem]]:
    """Return a changed copy of the document, and what is wrong with the changes.

    Points of the sections above and the full marks follow a change, unless the profile sets them itself.
    """
    tree = _Tree(_copied(root), profile.shown)
    _index(tree, tree.root.entries.get("sections"), "")
    for beside in ("bonus", "deductions"):
        part = tree.root.entries.get(beside)
        if isinstance(part, Table):
            _index(tree, part.entries.get("criteria"), beside)
    if profile.base != text_of(root.entries["id"]):
        tree.problem(
            "wrong-base", profile.root.entries["base"], name=profile.base, wanted=text_of(root.entries["id"])
        )
    if profile.edition and profile.edition != text_of(root.entries["edition"]):
        tree.problem(
            "wrong-edition",
            profile.root.entries["edition"],
            name=profile.edition,
            wanted=text_of(root.entries["edition"]),
        )
    for key in ("facts", "ledgers"):
        _merge(tree, key, profile.root.entries.get(key))
    changes = profile.root.entries["changes"]
    nodes = [one for one in changes.nodes if isinstance(one, Table)] if isinstance(changes, Items) else []
    for change in nodes:
        sets = change.entries.get("set")
        if isinstance(sets, Table):
            tree.fixed |= {
                name
                for name, values in sets.entries.items()
                if isinstance(values, Table) and "points" in values.entries
            }
    before = {name: _points(node) for name, node in tree.nodes.items()}
    for change in nodes:
        _apply(tree, change)
    _follow(tree, before)
    return tree.root, tree.problems


def _copied(node: Node) -> Table:
    copy = _copy(node)
    assert isinstance(copy, Table)
    return copy


def _copy(node: Node) -> Node:
    match node:
        case Table():
            table = Table(node.line, node.column)
            table.keys = dict(node.keys)
            table.entries = {key: _copy(value) for key, value in node.entries.items()}
            return table
        case Items():
            items = Items(node.line, node.column)
            items.nodes = [_copy(one) for one in node.nodes]
            return items
        case Scalar():
            return node


def _index(tree: _Tree, node: Node | None, parent: str) -> None:
    for one in node.nodes if isinstance(node, Items) else []:
        assert isinstance(one, Table)
        name = text_of(one.entries["id"])
        tree.nodes[name] = one
        tree.parents[name] = parent
        for inner in ("sections", "criteria"):
            _index(tree, one.entries.get(inner), name)


def _merge(tree: _Tree, key: str, added: Node | None) -> None:
    if not isinstance(added, Table):
        return
    there = tree.root.entries.get(key)
    if not isinstance(there, Table):
        there = Table(added.line, added.column)
        tree.root.entries[key] = there
        tree.root.keys[key] = Scalar(key, added.line, added.column, plain=True)
    for name, value in added.entries.items():
        if name in there.entries:
            tree.problem("profile-redefines", added.keys[name], name=name)
            continue
        there.entries[name] = value
        there.keys[name] = added.keys[name]


def _apply(tree: _Tree, change: Table) -> None:
    entries = change.entries
    dropped = entries.get("drop")
    for one in dropped.nodes if isinstance(dropped, Items) else []:
        _drop(tree, one)
    sets = entries.get("set")
    if isinstance(sets, Table):
        for name, values in sets.entries.items():
            if name not in tree.nodes:
                tree.unknown(sets.keys[name], name)
            elif isinstance(values, Table):
                _set(tree, name, values)
    added = entries.get("add")
    if isinstance(added, Table):
        _add(tree, added)


def _drop(tree: _Tree, node: Node) -> None:
    name = text_of(node)
    if name not in tree.nodes:
        tree.unknown(node, name)
        return
    gone = tree.nodes[name]
    siblings = _siblings(tree, name)
    siblings.nodes = [one for one in siblings.nodes if one is not gone]
    if not siblings.nodes:
        tree.problem("section-emptied", node, name=name)
    for inner in [one for one in tree.nodes if _under(tree, one, name)]:
        del tree.nodes[inner]


def _under(tree: _Tree, name: str, top: str) -> bool:
    while name:
        if name == top:
            return True
        name = tree.parents.get(name, "")
    return False


def _siblings(tree: _Tree, name: str) -> Items:
    holder = _holder(tree, tree.parents[name])
    for key in ("sections", "criteria"):
        items = holder.entries.get(key)
        if isinstance(items, Items) and any(one is tree.nodes[name] for one in items.nodes):
            return items
    raise KeyError(name)


def _holder(tree: _Tree, parent: str) -> Table:
    if not parent:
        return tree.root
    if parent in tree.nodes:
        return tree.nodes[parent]
    beside = tree.root.entries[parent]
    assert isinstance(beside, Table)
    return beside


def _set(tree: _Tree, name: str, values: Table) -> None:
    node = tree.nodes[name]
    for key, value in values.entries.items():
        if key in node.entries and texts(node.entries[key]) == texts(value):
            tree.problem("change-changes-nothing", values.keys[key], name=f"{name}.{key}")
        node.entries[key] = value
        node.keys[key] = values.keys[key]


def _add(tree: _Tree, added: Table) -> None:
    under = text_of(added.entries["under"])
    if under not in tree.nodes and under not in ("bonus", "deductions"):
        tree.unknown(added.entries["under"], under)
        return
    holder = _holder(tree, under)
    new = added.entries.get("criteria")
    if not isinstance(new, Items):
        return
    there = holder.entries.get("criteria")
    if not isinstance(there, Items):
        tree.problem("section-has-sections", added.entries["under"], name=under)
        return
    there.nodes = [*there.nodes, *new.nodes]
    _index(tree, new, under)


def _points(node: Table) -> Number:
    return exact.parse(text_of(node.entries.get("points"))) or 0


def _follow(tree: _Tree, before: dict[str, Number]) -> None:
    """Let points above follow points below, where siblings are not weighted."""
    if not tree.problems:
        total = _followed(tree, tree.root, "", before)
        weighted = _weighted(tree.root, "sections")
        if total is not None and not weighted:
            tree.root.entries["full_marks"] = _written(total, tree.root.entries["full_marks"])


def _followed(tree: _Tree, node: Table, name: str, before: dict[str, Number]) -> Number | None:
    changed: Number = 0
    for key in ("sections", "criteria"):
        items = node.entries.get(key)
        if not isinstance(items, Items):
            continue
        for one in items.nodes:
            assert isinstance(one, Table)
            inner = text_of(one.entries["id"])
            _followed(tree, one, inner, before)
            changed += _points(one) - before.get(inner, 0)
        present = {text_of(one.entries["id"]) for one in items.nodes if isinstance(one, Table)}
        changed -= sum(
            points
            for inner, points in before.items()
            if tree.parents.get(inner) == name and inner not in present
        )
    if not name:
        return simple(Fraction(exact.parse(text_of(node.entries["full_marks"])) or 0) + changed)
    own = node.entries.get("points")
    weighted = _weighted(node, "sections") or _weighted(node, "criteria")
    if changed and own is not None and name not in tree.fixed and not weighted:
        node.entries["points"] = _written(simple(_points(node) + changed), own)
    return None


def _weighted(node: Table, key: str) -> bool:
    items = node.entries.get(key)
    nodes = items.nodes if isinstance(items, Items) else []
    return any(isinstance(one, Table) and "weight" in one.entries for one in nodes)


def _written(value: Number, at: Node) -> Scalar:
    return Scalar(exact.text(value), at.line, at.column, plain=True)
