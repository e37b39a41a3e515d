"""Names: the words this program had for everything stand nowhere any more, and a class name means one thing."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent / "evaluator"

BANNED: Final = frozenset(
    [
        "one",
        "found",
        "told",
        "said",
        "given",
        "known",
        "kept",
        "drawn",
        "aside",
        "worst",
        "peer",
        "desk",
        "house",
        "blame",
        "booklet",
        "paper",
        "kinds_said",
        "directions",
        "either",
        "every",
        "city",
    ]
)
"""Say what the thing is instead: `problem`, `rows`, `sentence`, `marks`, `columns`. Message fields may be so called."""

BANNED_PARTS: Final = frozenset(["found", "told", "said", "desk", "booklet", "city"])
"""Not even a part of a name."""


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what a module names: variables, parameters, attributes, functions, classes and imports."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Attribute(attr=name):
                yield node.lineno, name
            case ast.alias(name=name, asname=alias):
                yield node.lineno, (alias or name).rpartition(".")[2]


def banned(name: str) -> bool:
    """Return whether a name is one of the banned ones, whatever its case and underscores."""
    plain = name.strip("_").lower()
    return plain in BANNED or not BANNED_PARTS.isdisjoint(plain.split("_"))


def test_no_name_is_banned() -> None:
    """The banned names are at 0, module names included."""
    places = []
    for file in sorted(ROOT.rglob("*.py")):
        shown = file.relative_to(ROOT).as_posix()
        if banned(file.stem):
            places.append(shown)
        tree = ast.parse(file.read_text(encoding="utf-8"))
        places += [f"{shown}:{line} {name}" for line, name in names(tree) if banned(name)]
    assert places == []


def test_a_class_name_means_one_thing() -> None:
    """No two modules have a class of the same name."""
    places: dict[str, list[str]] = defaultdict(list)
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(file.relative_to(ROOT).as_posix())
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


@pytest.mark.parametrize(
    "source",
    [
        "one = 1",
        "def f(known): ...",
        "class Desk: ...",
        "x.said()",
        "from a import told as _told",
        "_Found = 1",
    ],
)
def test_a_banned_name_is_seen(source: str) -> None:
    assert any(banned(name) for _, name in names(ast.parse(source)))
