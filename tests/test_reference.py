"""The reference names every key, code, command and rule that there is, and none that there is not.

Tables are read here, and compared with schemas, types, texts and the command line; how they are made
(`scripts/build_reference.py`) plays no part.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import click
import pytest

from evaluator.cli.command import cli
from evaluator.model import forms
from evaluator.model.history import OUTCOMES
from evaluator.rounds.log import KINDS
from evaluator.rules import RULES
from evaluator.texts.messages import HINTS, PROBLEMS, SAY

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "reference"
SCHEMAS = ROOT / "evaluator" / "schemas"
FILES = sorted(
    path.name.removesuffix(".schema.json")
    for path in SCHEMAS.glob("*.schema.json")
    if path.name != "evaluation.schema.json"
)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("templates/*.md")])
DUE = "The reference is not what the program is: run `make reference` and read the diff."
CODE = re.compile(r"^\| `([^`]+)`", re.MULTILINE)
NOT_IN_TABLES = {"name", "share", "rule", "id", "text", "day", "single", "kind", "remark"}
"""Definitions of the schemas that are a single value, or, `rule`, pages of their own."""


@cache
def page(name: str) -> str:
    """Return a page of the reference."""
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def block(name: str, of: str) -> str:
    """Return what stands in a generated block of a page."""
    return page(of).split(f"<!-- generated: {name} -->")[1].split("<!-- end -->")[0]


def under(heading: str, text: str) -> str:
    """Return what stands under a heading, up to the next one of its level."""
    level = heading.split(maxsplit=1)[0]
    return text.split(f"\n{heading}\n")[1].split(f"\n{level} ", maxsplit=1)[0]


def assert_named(named: set[str], there: set[str], what: str) -> None:
    """Fail with what is missing and what is too much."""
    assert there - named == set(), f"{what} without a place in the reference: {there - named}. {DUE}"
    assert named - there == set(), f"{what} that do not exist: {named - there}. {DUE}"


def test_the_reference_is_up_to_date() -> None:
    """What is generated is what the program is now."""
    command = [sys.executable, str(ROOT / "scripts" / "build_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\n{DUE}"


def keys(part: object, path: str = "") -> Iterator[str]:
    """Yield the keys of a schema's part, down to where another part begins."""
    if not isinstance(part, dict) or "$ref" in part:
        return
    for key, value in part.get("properties", {}).items():
        yield f"{path}{key}"
        yield from keys(value, f"{path}{key}.")
    yield from keys(part.get("items"), f"{path.rstrip('.')}[]." if path else "")
    yield from keys(part.get("additionalProperties"), f"{path.rstrip('.')}.*." if path else "")
    for alternative in (*part.get("oneOf", ()), *part.get("anyOf", ())):
        yield from keys(alternative, path)


@pytest.mark.parametrize("name", FILES)
def test_every_key_of_a_file_is_in_its_table(name: str) -> None:
    """The tables of a file have the keys of its schema, part by part."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    parts = {"": schema, **{key.replace("_", " "): part for key, part in schema.get("$defs", {}).items()}}
    there = {
        f"{part}: {key}"
        for part, content in parts.items()
        if part not in NOT_IN_TABLES
        for key in keys(content)
        if not key.startswith(("is.", "is_not."))
    }
    named, part = set(), ""
    for line in block(name, "files").splitlines():
        if line.startswith("**"):
            part = line.strip("*")
        elif found := CODE.match(line):
            named.add(f"{part}: {found[1]}")
    assert_named(named, there, f"keys of {name}")


def test_every_key_of_an_evaluation_is_in_its_table() -> None:
    """The tables of the evaluation have the keys of its schema, part by part."""
    parts = json.loads((SCHEMAS / "evaluation.schema.json").read_text(encoding="utf-8"))["$defs"]
    there = {f"{name}: {key}" for name, part in parts.items() for key in part["properties"]}
    named, part = set(), ""
    for line in block("evaluation", "evaluation").splitlines():
        if line.startswith("### "):
            part = "Evaluation" if line == "### The whole" else line.removeprefix("### ")
        elif found := CODE.match(line):
            named.add(f"{part}: {found[1]}")
    assert_named(named, there, "keys of evaluations")


def test_every_code_of_a_problem_is_listed() -> None:
    """Problems and hints have their sentences and what to do, rows that do not count their reason."""
    assert_named(set(CODE.findall(block("problems", "codes"))), set(PROBLEMS), "problems")
    assert_named(set(CODE.findall(block("hints", "codes"))), set(HINTS), "hints")
    rows = {key for key in SAY if key.startswith("row-")}
    assert_named(set(CODE.findall(block("row-reasons", "codes"))), rows, "reasons of rows")


def test_every_closed_code_is_listed() -> None:
    """What is a closed list in the types is listed whole, in both languages where it is printed."""
    listed = block("closed", "codes")
    there = {
        code
        for name, codes in vars(forms).items()
        if not name.startswith("_")
        and get_args(codes)
        and all(isinstance(code, str) for code in get_args(codes))
        for code in get_args(codes)
        if code
    }
    named = set(re.findall(r"`([a-z_/-]+)`", listed))
    assert_named(named, there, "codes of evaluations")


def test_every_kind_of_reading_is_explained() -> None:
    """Whoever computes an award again finds each kind of `read[]`."""
    explained = under("# Evaluation", f"\n{page('evaluation')}").split("**Links.**")[0]
    named = {
        kind
        for row in re.findall(r"^\| (`[^|]+) \|", explained, re.MULTILINE)
        for kind in re.findall(r"`([a-z]+)`", row)
    }
    parts = json.loads((SCHEMAS / "evaluation.schema.json").read_text(encoding="utf-8"))["$defs"]
    there = {part["properties"]["kind"]["const"] for name, part in parts.items() if name.startswith("Read")}
    assert_named(named - {"kind"}, there, "kinds of read[]")


def test_every_operator_and_subject_of_a_condition_is_explained() -> None:
    """Conditions have the keys of the schema."""
    schema = json.loads((SCHEMAS / "guideline.schema.json").read_text(encoding="utf-8"))
    there = set(keys(schema["$defs"]["condition"]))
    named = set(re.findall(r"[`{ ]([a-z_]+)(?=[:`])", page("conditions")))
    assert {key for key in there if "." not in key} <= named


def test_every_rule_has_its_page() -> None:
    """Rules stand by their names, in their order."""
    assert re.findall(r"^## `(\w+)`$", page("rules"), re.MULTILINE) == list(RULES)


def commands(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its path."""
    if path:
        yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, f"{path} {name}".strip())


COMMANDS = dict(commands(cli))


def test_every_command_is_listed() -> None:
    """Commands stand under their names with all their options, and no others."""
    named = re.findall(r"^#+ evaluator ([a-z -]+)$", page("commands"), re.MULTILINE)
    assert_named(set(named), set(COMMANDS), "commands")
    for path, command in COMMANDS.items():
        shown = (
            re.split(rf"^#+ evaluator {path}$", page("commands"), flags=re.MULTILINE)[1]
            .split("\n## ")[0]
            .split("\n### ")[0]
        )
        options = {text for option in command.params for text in option.opts if text.startswith("--")}
        if not isinstance(command, click.Group):
            assert options - set(re.findall(r"--[a-z-]+", shown)) == set(), f"{path}. {DUE}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_name_commands_that_exist(path: Path) -> None:
    """A command in a document is one, and so are its options."""
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"`(evaluator [a-z][^`]*)`|^(evaluator [a-z].*)$", text, re.MULTILINE):
        words = "".join(line).split("#")[0].split()[1:]
        name = next(
            (" ".join(words[:count]) for count in (3, 2, 1) if " ".join(words[:count]) in COMMANDS), ""
        )
        assert name, f"{path.name}: evaluator {' '.join(words)}"
        known = {text for option in COMMANDS[name].params for text in option.opts} | {"--help"}
        used = {
            word.split("=")[0].rstrip("…,.;") for word in words if word.startswith("-") and word.strip("-")
        }
        assert used <= known, f"{path.name}: evaluator {' '.join(words)}"


def test_every_kind_of_entry_in_the_log_is_explained() -> None:
    """The log's kinds, and how an objection ends."""
    table = under("## The log — `history/log.yaml`", page("history"))
    assert_named(set(CODE.findall(table)), set(KINDS), "kinds of entries")
    assert set(OUTCOMES) <= set(re.findall(r"`(\w+)`", table))


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """A link to a file or a heading of this checkout finds it."""
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name) if name else path
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_the_checkout_stands_alone() -> None:
    """Nothing here points to papers that are not in the checkout."""
    pattern = re.compile(r"\b(?:design|domain) ?§|\bdomain\.md|\bdesign\.md|\banchors\.md", re.IGNORECASE)
    me = Path(__file__)
    for folder in ("evaluator", "tests", "bench", "samples", "scripts", "docs", "criteria", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".md", ".yaml") and path != me:
                assert pattern.search(path.read_text(encoding="utf-8", errors="replace")) is None, path
    for path in ROOT.glob("*.md"):
        assert pattern.search(path.read_text(encoding="utf-8")) is None, path


def test_tests_name_shapes_that_are_listed() -> None:
    """A number of a sheet's shape is one of `sheets.md`."""
    listed = set(re.findall(r"^\| (\d+) \|", page("sheets"), re.MULTILINE))
    for path in (ROOT / "tests").rglob("*.py"):
        for numbers in re.findall(r"sheets\.md no\. ([\d, ]+)", path.read_text(encoding="utf-8")):
            assert set(re.findall(r"\d+", numbers)) <= listed, path
