"""The documents cannot lie: examples are real output, commands exist, rules are described."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluator.cli.command import COMMANDS, cli
from evaluator.rules import RULES
from evaluator.texts.messages import PROBLEMS

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
EXAMPLE = re.compile(r"(<!-- example: evaluator (.+) \| (\d+) lines -->\n```\n)(.*?)(```\n)", re.DOTALL)


def output(command: str, lines: int) -> str:
    """Return the first lines that a command prints in a Chinese terminal of 80 columns."""
    environment = {"COLUMNS": "80", "EVALUATOR_LANG": "zh"}
    arguments = [str(ROOT / word) if word.startswith("samples/") else word for word in command.split()]
    shown = CliRunner(env=environment).invoke(cli, arguments)
    assert shown.exit_code == 0, shown.stderr
    return "".join(f"{line}\n" for line in shown.stdout.splitlines()[:lines])


@pytest.mark.golden
@pytest.mark.parametrize("name", READMES)
def test_the_worked_example_is_what_the_program_prints(name: str) -> None:
    """The README shows real output; `GOLDEN=write` renews it."""
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    found = EXAMPLE.search(text)
    assert found is not None
    real = output(found[2], int(found[3]))
    if os.environ.get("GOLDEN") == "write":
        start, end = found.span(4)
        path.write_text(text[:start] + real + text[end:], encoding="utf-8")
    else:
        assert found[4] == real


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_readme(name: str) -> None:
    """What the program can do is listed, and nothing else is."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `evaluator ([a-z]+)", text, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("kind", RULES)
def test_every_rule_has_its_manual_page(kind: str) -> None:
    """A rule's docstring names it and shows it in YAML."""
    page = RULES[kind].__doc__ or ""
    assert page.startswith(f"`{kind}`")
    assert f"{kind}:" in page


def test_every_problem_tells_what_to_do_or_needs_no_hint() -> None:
    """Hints come in both languages or in neither."""
    for code, entry in PROBLEMS.items():
        assert entry.zh, code
        assert entry.en, code
        assert bool(entry.hint_zh) is bool(entry.hint_en), code


def test_links_in_documents_lead_somewhere() -> None:
    """A relative link in a document names a file that exists."""
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "criteria").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
