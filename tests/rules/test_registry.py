"""What every rule must have, and where every rule must be tried: without it a check fails."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import pytest

from evaluator.rules import MARKED, RULES
from evaluator.rules.module import DeclaredMarkedRule
from tests.oracle import load
from tests.oracle_rules import Node
from tests.strategies import random_case
from tests.test_formulas import CASES, SEED
from tests.test_properties import CHUNK, CHUNKS

ROOT: Final = Path(__file__).parents[2]
RULE_FILES: Final = ROOT / "evaluator" / "rules"


def without(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the source of a rule's file without each thing that a rule must have, with the name of it."""
    source = (RULE_FILES / f"{kind}.py").read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    tree = ast.parse(source)

    def cut(node: ast.stmt) -> str:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        assert node.end_lineno is not None
        return "".join([*lines[: first - 1], *lines[node.end_lineno :]])

    for node in tree.body:
        match node:
            case ast.FunctionDef(name="read"):
                yield "read", cut(node)
            case ast.Assign(targets=[ast.Name(id="SCHEMA" | "KIND" as name)]):
                yield name, cut(node)
            case ast.ClassDef():
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and method.name in dir(DeclaredMarkedRule):
                        yield f"{node.name}.{method.name}", cut(method)


def must_have() -> set[str]:
    """Return the methods of rules and of marked rules."""
    return {name for name in dir(DeclaredMarkedRule) if not name.startswith("_")} - {"kind", "marked"}


@pytest.mark.slow
def test_a_rule_without_what_it_must_have_fails_type_checking(tmp_path: Path) -> None:
    """Each method of each rule's class, and `read`, `SCHEMA` and `KIND` of its file: in a copy without it, `mypy` objects."""
    package = tmp_path / "evaluator"
    shutil.copytree(ROOT / "evaluator", package, ignore=shutil.ignore_patterns("__pycache__"))
    registry = ["from evaluator.rules.module import MarkedModule, RuleModule"]
    expected: dict[int, str] = {}
    for kind in RULES:
        face = "MarkedModule" if kind in MARKED else "RuleModule"
        for number, (name, source) in enumerate(without(kind)):
            module = f"{kind}_without_{number}"
            (package / "rules" / f"{module}.py").write_text(source, encoding="utf-8")
            registry += [f"from evaluator.rules import {module}", f"{module}_: {face} = {module}"]
            expected[len(registry)] = f"{kind}: {name}"
    for kind in RULES:
        face = "MarkedModule" if kind in MARKED else "RuleModule"
        registry += [f"from evaluator.rules import {kind}", f"{kind}_whole: {face} = {kind}"]
    (package / "rules" / "registry_check.py").write_text("\n".join(registry) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
    command += ["--no-incremental", "evaluator/rules/registry_check.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    refused = {
        int(line.split(":")[1])
        for line in done.stdout.splitlines()
        if line.startswith("evaluator/rules/registry_check.py:") and ": error: Incompatible types" in line
    }
    assert [name for line, name in expected.items() if line not in refused] == []
    assert refused == set(expected), "a whole rule is refused: the check is wrong"
    tried = {name.rpartition(".")[2].rpartition(" ")[2] for name in expected.values()}
    assert tried == must_have() | {"read", "KIND", "SCHEMA"}


def kinds(rule: Node) -> Iterator[str]:
    """Yield the kinds of a rule and of the rules inside it."""
    kind, body = next(iter(rule.items()))
    yield kind
    if kind == "sum":
        for part in body:
            yield from kinds(part["rule"])


def kinds_of(guideline: Node) -> Iterator[str]:
    """Yield the kinds of all rules of a guideline."""
    for section in guideline.get("sections", []):
        yield from kinds_of(section)
    for criterion in guideline.get("criteria", []):
        yield from kinds(criterion["rule"])


def kinds_in(seeds: Iterator[int]) -> set[str]:
    """Return the kinds of rules in random guidelines."""
    return {kind for seed in seeds for kind in kinds_of(load(random_case(seed)[0]))}


@pytest.mark.slow
def test_the_oracle_is_asked_about_every_rule() -> None:
    """A further rule must be in the random guidelines, and so in the oracle that judges them."""
    assert kinds_in(iter(range(CHUNK * CHUNKS))) == set(RULES)


def test_the_spreadsheet_is_asked_about_every_rule() -> None:
    """The guidelines that LibreOffice computes hold every rule."""
    random = Random(SEED)  # noqa: S311 - test data
    assert kinds_in(random.randrange(10**6) for _ in range(CASES)) == set(RULES)


def test_a_key_is_its_files_name() -> None:
    """A rule's key, its file and its class agree."""
    for kind, module in RULES.items():
        assert kind == module.KIND
        assert (RULE_FILES / f"{kind}.py").is_file()
    others = {"__init__", "base", "marked", "module", "reader"}
    assert {file.stem for file in RULE_FILES.glob("*.py")} - others == set(RULES)


def test_marked_rules_are_those_with_a_form() -> None:
    """What is read as a marked rule says so itself."""
    assert {kind for kind, module in RULES.items() if "form" in dir(rule_class(module))} == set(MARKED)


def rule_class(module: object) -> type:
    """Return the class of a module's rule."""
    return next(
        value
        for value in vars(module).values()
        if isinstance(value, type) and getattr(value, "kind", None) == vars(module)["KIND"]
    )
