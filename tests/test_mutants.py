"""Faults that once nobody saw are seen: each is put into a copy of the program, and its tests must fail.

A fault is a text of one file and what stands there instead. The text must stand there exactly once; who changes
that line changes the entry with it.
"""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest


@dataclass(frozen=True)
class Mutant:
    """A fault and the tests that must fail with it."""

    name: str
    file: str
    """Below `evaluator/`."""
    old: str
    new: str
    tests: str
    """What pytest is asked to run."""


MUTANTS: Final = (
    Mutant(
        "a gap costs its own points, not what its weight makes of them",
        "evaluation/gaps.py",
        "else counted.full - counted.points",
        "else finding.criterion.points - counted.own",
        "tests/test_losses.py::test_a_loss_is_what_the_finding_lacks_on_the_scale_of_the_total",
    ),
    Mutant(
        "a bonus is nothing as soon as one of several sheets is in",
        "scoring/panel.py",
        "            and in_hand >= {evaluator.id for evaluator in due}\n",
        "",
        "tests/test_panel.py",
    ),
    Mutant(
        "a bonus is nothing before any sheet is in",
        "scoring/panel.py",
        "            and in_hand\n",
        "",
        "tests/test_panel.py",
    ),
    Mutant(
        "one silent role excuses every blank of a deduction",
        "scoring/assess.py",
        "if all(facts.silent(name) for name in award.blank):",
        "if any(facts.silent(name) for name in award.blank):",
        "tests/test_assess.py",
    ),
    Mutant(
        "a divisor of `deduct` has a direction whatever `if_none` says",
        "rules/deduct.py",
        "0 if entry.quantity.if_none else -up",
        "-up",
        "tests/rules/test_directions.py",
    ),
    Mutant(
        "a divisor of `tiers` has a direction whatever `if_none` says",
        "rules/tiers.py",
        "0 if self.quantity.if_none else falling",
        "falling",
        "tests/rules/test_directions.py",
    ),
    Mutant(
        "a divisor of `ratio` has a direction whatever `if_none` says",
        "rules/ratio.py",
        "-sign if smooth else 0",
        "-sign",
        "tests/rules/test_directions.py",
    ),
    Mutant(
        "a divisor of `ratio` has the direction of the other `if_none`",
        "rules/ratio.py",
        'grown = "full" if sign == 1 else "zero"',
        'grown = "zero" if sign == 1 else "full"',
        "tests/rules/test_directions.py",
    ),
    Mutant(
        "a divisor of `weighted_ratios` has a direction whatever `if_none` says",
        "rules/weighted_ratios.py",
        '-1 if part.if_none in ("", "full") else 0',
        "-1",
        "tests/rules/test_directions.py",
    ),
    Mutant(
        "a divisor of a condition has a direction whatever `if_none` says",
        "conditions/truth.py",
        "-up * good if smooth else 0",
        "-up * good",
        "tests/rules/test_directions.py",
    ),
    Mutant(
        "where counting begins has no direction",
        "rules/count.py",
        "yield Read(self.above.fact, -1)",
        "yield Read(self.above.fact, 0)",
        "tests/rules/test_directions.py",
    ),
    Mutant(
        "where counting begins works the other way",
        "rules/count.py",
        "yield Read(self.above.fact, -1)",
        "yield Read(self.above.fact, 1)",
        "tests/rules/test_directions.py",
    ),
    Mutant(
        "a threshold must be passed, not reached",
        "rules/ratio.py",
        "share: Number = 1 if value >= reach else 0",
        "share: Number = 1 if value > reach else 0",
        "tests/rules/test_ratio.py",
    ),
    Mutant(
        "a file with one check left does not count",
        "rules/marked.py",
        "if checks > 0:",
        "if checks > 1:",
        "tests/rules/test_sample.py",
    ),
    Mutant(
        "a rule that waits for the panel says it waits for a mark",
        "rules/base.py",
        'reason: Waiting = "awaiting_decision" if "awaiting_decision" in reasons else "awaiting_mark"',
        'reason: Waiting = "awaiting_mark" if "awaiting_mark" in reasons else "awaiting_decision"',
        "tests/rules/test_ratio.py",
    ),
    Mutant(
        "a condition that waits for the panel says it waits for a mark",
        "scoring/assess.py",
        'reason: Opening = "awaiting_decision" if "awaiting_decision" in reasons else "awaiting_mark"',
        'reason: Opening = "awaiting_mark" if "awaiting_mark" in reasons else "awaiting_decision"',
        "tests/test_assess.py",
    ),
    Mutant(
        "a claim on which evaluators differ says it waits for them",
        "scoring/assess.py",
        'reason: Opening = "awaiting_decision" if claim.awaited == "awaiting_decision" else "claimed"',
        'reason: Opening = "claimed"',
        "tests/test_assess.py",
    ),
    Mutant(
        "a sum says the reason that is settled soonest",
        "rules/sum.py",
        '("awaiting_decision", "awaiting_mark", "claimed")',
        '("claimed", "awaiting_mark", "awaiting_decision")',
        "tests/rules/test_sum.py",
    ),
    Mutant(
        "marks that are apart wait for a mark",
        "scoring/panel.py",
        'reason: Awaited = "awaiting_mark" if missing else "awaiting_decision"',
        'reason: Awaited = "awaiting_mark"',
        "tests/test_panel.py",
    ),
    Mutant(
        "marks exactly as far apart as allowed wait for a decision",
        "scoring/panel.py",
        "if spread > limit:",
        "if spread >= limit:",
        "tests/test_panel.py",
    ),
    Mutant(
        "a later row counts in the place of one with its key that lacks something",
        "scoring/counting.py",
        """                if id(row) in unsure and value is not None:
                    first.setdefault(value, []).append(row)
                continue
""",
        "                continue\n",
        "tests/test_counting.py",
    ),
    Mutant(
        "rows with one key do not differ by what cannot be read",
        "scoring/counting.py",
        "                or row.bad.get(column) != earlier.bad.get(column)\n",
        "",
        "tests/test_counting.py",
    ),
    Mutant(
        "a blank cell is the reason where another cannot be read",
        "scoring/counting.py",
        "(unread or blank or columns)[0]",
        "(blank or unread or columns)[0]",
        "tests/test_counting.py",
    ),
    Mutant(
        "a first record with a cleared day is taken for the numbers of the columns",
        "loading/ledger_lines.py",
        "number == first and each and not",
        "number == first and not",
        "tests/test_ledger_rows.py",
    ),
    Mutant(
        "a list of staff is taken for signatures",
        "loading/ledger_lines.py",
        "    if whole:\n        return first in (words.REMARK, words.SIGNED) and more\n    if first == words.BARE:\n        return not complete and more\n",
        "    if first == words.BARE:\n        return True\n",
        "tests/test_ledger_rows.py",
    ),
)


ROOT: Final = Path(__file__).parent.parent
NOT_LINKED: Final = frozenset(
    {"evaluator", ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the program; everything else is linked."""
    folder = tmp_path_factory.mktemp("mutants")
    shutil.copytree(ROOT / "evaluator", folder / "evaluator", ignore=shutil.ignore_patterns("__pycache__"))
    # Compiled once, and held to the sources' bytes: times are too coarse for a fault that comes and goes.
    compileall.compile_dir(
        folder / "evaluator", quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH
    )
    for entry in ROOT.iterdir():
        if entry.name not in NOT_LINKED:
            (folder / entry.name).symlink_to(entry, target_is_directory=entry.is_dir())
    return folder


RUNNER: Final = """
import json, os, sys
import click, docx, hypothesis.strategies, jinja2, jsonschema_rs, lxml.etree, openpyxl, pytest, rich.console, yaml

for line in sys.stdin:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.dup2(os.open("said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        options = ["-q", "-x", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        code = pytest.main([*options, *json.loads(line)])
        sys.stdout.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Runs tests in a process of their own, in which the libraries, but nothing of ours, are imported already."""
Run = Callable[[Sequence[str]], tuple[int, str]]


@pytest.fixture(scope="module")
def run_on_copy(checkout: Path) -> Iterator[Run]:
    """Run tests on the copy, until one fails; return the exit code and what was said."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(checkout),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PROFILE": "quick",
    }
    command = [sys.executable, "-c", RUNNER]
    with subprocess.Popen(
        command, cwd=checkout, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as runner:
        send, answer = runner.stdin, runner.stdout
        assert send is not None
        assert answer is not None

        def run(tests: Sequence[str]) -> tuple[int, str]:
            print(json.dumps(tests), file=send, flush=True)
            return int(answer.readline()), (checkout / "said").read_text(encoding="utf-8")

        yield run


@pytest.mark.slow
def test_the_copy_passes(run_on_copy: Run) -> None:
    """Without a fault the tests named pass on the copy, so that they fail because of the fault alone."""
    code, said = run_on_copy(sorted({test for mutant in MUTANTS for test in mutant.tests.split()}))
    assert code == 0, said


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_is_seen(mutant: Mutant, checkout: Path, run_on_copy: Run) -> None:
    path = checkout / "evaluator" / mutant.file
    source = path.read_text(encoding="utf-8")
    assert source.count(mutant.old) == 1, "the line was changed: change its entry with it"
    try:
        path.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
        code, said = run_on_copy(mutant.tests.split())
    finally:
        path.write_text(source, encoding="utf-8")
    assert code == 1, f"no test fails: {said[-500:]}"
    assert " failed" in said
