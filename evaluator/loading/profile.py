"""Apply a profile to a guideline: drop, set, add, each with its reason.

The profile changes the document before the model is built, so that every check of a guideline also applies
to the resolved document. Lines of the profile are negative there; `placed` turns problems on them back into
problems of the profile's file.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from evaluator.base import exact
from evaluator.base.exact import Number, simple
from evaluator.base.frozen import dataclass, field, replace
from evaluator.loading.criteria import scale, tables
from evaluator.rules.reader import text_of
from evaluator.texts.problem import Problem, Severity, nearest, sort_problems
from evaluator.yaml.parse import Items, Node, Scalar, Table, read_yaml, texts
from evaluator.yaml.schema import check_structure


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
    if any(problem.severity is Severity.ERROR for problem in problems) or not isinstance(node, Table):
        return None, sort_problems(problems)
    base, edition = text_of(node.entries["base"]), text_of(node.entries["edition"])
    return Profile(path.stem, base, edition, _copied(node, -1), shown), problems


def placed(problems: Iterable[Problem], profile: Profile) -> list[Problem]:
    """Return problems of a resolved document, with those on lines of the profile placed in its file."""
    return [
        replace(problem, file=profile.shown, line=-problem.line) if problem.line < 0 else problem
        for problem in problems
    ]


@dataclass(slots=True)
class _Tree:
    """A copy of the guideline document with every node of the tree by id."""

    root: Table
    shown: str
    nodes: dict[str, Table] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    """Id → id of the section above; '' at the top."""
    fixed: set[str] = field(default_factory=set)
    """Ids whose points the profile itself sets; '' for the full marks."""
    problems: list[Problem] = field(default_factory=list)

    def problem(self, code: str, node: Node, hint_key: str = "", **args: str) -> None:
        line = abs(node.line)
        self.problems.append(Problem(code, self.shown, line, node.column, args=args, hint_key=hint_key))

    def unknown(self, node: Node, name: str) -> None:
        near = nearest(name, list(self.nodes))
        self.problem("unknown-id", node, "did-you-mean" if near else "", name=name, near=near or "")


def apply_profile(root: Table, profile: Profile) -> tuple[Table, list[Problem]]:
    """Return a changed copy of the document, and the problems of the changes.

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
    if profile.edition != text_of(root.entries["edition"]):
        tree.problem(
            "wrong-edition",
            profile.root.entries["edition"],
            name=profile.edition,
            wanted=text_of(root.entries["edition"]),
        )
    for key in ("facts", "ledgers"):
        _merge(tree, key, profile.root.entries.get(key))
    nodes = tables(profile.root.entries["changes"])
    for change in nodes:
        sets = change.entries.get("set")
        if isinstance(sets, Table):
            tree.fixed |= {
                name
                for name, values in sets.entries.items()
                if isinstance(values, Table) and "points" in values.entries
            }
    before = {name: (tree.parents[name], scale(node)) for name, node in tree.nodes.items()}
    for change in nodes:
        _apply(tree, change)
    _replace(tree, profile.root)
    if not tree.problems:
        _follow(tree, before)
    return tree.root, tree.problems


def _replace(tree: _Tree, profile: Table) -> None:
    """Take the full marks and the grades from the profile where it has them."""
    for key in ("full_marks", "grades"):
        if key not in profile.entries:
            continue
        value = profile.entries[key]
        if texts(value) == texts(tree.root.entries[key]):
            tree.problem("change-changes-nothing", profile.keys[key], name=key)
        tree.root.entries[key] = value
        tree.root.keys[key] = profile.keys[key]
        if key == "full_marks":
            tree.fixed.add("")


def _copied(node: Table, sign: int = 1) -> Table:
    copy = _copy(node, sign)
    assert isinstance(copy, Table)
    return copy


def _copy(node: Node, sign: int) -> Node:
    match node:
        case Table():
            table = Table(sign * node.line, node.column)
            table.keys = {key: _moved(scalar, sign) for key, scalar in node.keys.items()}
            table.entries = {key: _copy(value, sign) for key, value in node.entries.items()}
            return table
        case Items():
            items = Items(sign * node.line, node.column)
            items.nodes = [_copy(child, sign) for child in node.nodes]
            return items
        case Scalar():
            return _moved(node, sign)


def _moved(scalar: Scalar, sign: int) -> Scalar:
    return Scalar(scalar.text, sign * scalar.line, scalar.column, plain=scalar.plain)


def _index(tree: _Tree, node: Node | None, parent: str) -> None:
    for child in node.nodes if isinstance(node, Items) else []:
        assert isinstance(child, Table)
        name = text_of(child.entries["id"])
        tree.nodes[name] = child
        tree.parents[name] = parent
        for inner in ("sections", "criteria"):
            _index(tree, child.entries.get(inner), name)


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
    for id_node in dropped.nodes if isinstance(dropped, Items) else []:
        _drop(tree, id_node)
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
    siblings.nodes = [sibling for sibling in siblings.nodes if sibling is not gone]
    if not siblings.nodes:
        tree.problem("section-emptied", node, name=name)
    for inner in [node_id for node_id in tree.nodes if _under(tree, node_id, name)]:
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
        if isinstance(items, Items) and any(sibling is tree.nodes[name] for sibling in items.nodes):
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
        if key in ("id", "sections", "criteria"):
            tree.problem("set-not-possible", values.keys[key], name=name, key=key)
            continue
        if key in node.entries and texts(node.entries[key]) == texts(value):
            tree.problem("change-changes-nothing", values.keys[key], name=f"{name}.{key}")
        node.entries[key] = value
        node.keys[key] = values.keys[key]


def _add(tree: _Tree, added: Table) -> None:
    under = text_of(added.entries["under"])
    beside = under in ("bonus", "deductions") and under in tree.root.entries
    if under not in tree.nodes and not beside:
        tree.unknown(added.entries["under"], under)
        return
    holder = _holder(tree, under)
    for key, other in (("criteria", "sections"), ("sections", "criteria")):
        new = added.entries.get(key)
        if not isinstance(new, Items):
            continue
        there = holder.entries.get(key)
        if not isinstance(there, Items):
            # A section holds sections or criteria, not both.
            tree.problem(f"section-has-{other}", added.entries["under"], name=under)
            continue
        there.nodes = [*there.nodes, *new.nodes]
        _index(tree, new, under)


def _follow(tree: _Tree, before: dict[str, tuple[str, Number]]) -> None:
    """Adjust points of sections and the full marks to changes below them, where siblings are not weighted."""
    changed = _followed(tree, tree.root, "", before)
    full = tree.root.entries["full_marks"]
    if changed and "" not in tree.fixed and not _weighted(tree.root):
        marks = exact.parse(text_of(full)) or 0
        tree.root.entries["full_marks"] = _written(simple(Fraction(marks) + changed), full)


def _followed(tree: _Tree, node: Table, name: str, before: dict[str, tuple[str, Number]]) -> Number:
    """Adjust the points below *node*; return by how much the sum of its direct children has grown."""
    children = [table for key in ("sections", "criteria") for table in tables(node.entries.get(key))]
    for child in children:
        inner = text_of(child.entries["id"])
        changed = _followed(tree, child, inner, before)
        own = child.entries.get("points")
        added = child.line < 0  # by the profile, which states its points
        if changed and own is not None and not added and inner not in tree.fixed and not _weighted(child):
            child.entries["points"] = _written(simple(Fraction(scale(child)) + changed), own)
    now: Number = sum(scale(child) for child in children)
    return now - sum(points for parent, points in before.values() if parent == name)


def _weighted(node: Table) -> bool:
    """Return whether the children of *node* count by weights, so that their points are only scales."""
    return any(
        "weight" in table.entries
        for key in ("sections", "criteria")
        for table in tables(node.entries.get(key))
    )


def _written(value: Number, at: Node) -> Scalar:
    return Scalar(exact.text(value), at.line, at.column, plain=True)
