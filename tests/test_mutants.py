"""Faults that once nobody saw are seen: each is put into a copy of the program, and its tests must fail.

A fault is a text of one file and what stands there instead. The text must stand there exactly once; who changes
that line changes the entry with it.
"""

from __future__ import annotations

import compileall
import os
import py_compile
import shutil
import subprocess
import sys
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
        "0 if self.quantity.if_none else -self.direction",
        "-self.direction",
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
        "if len(file_check.left_out) < len(self.checks)",
        "if len(file_check.left_out) < len(self.checks) - 1",
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


def run_on_copy(folder: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    """Run tests on the copy, until one fails."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PROFILE": "quick",
    }
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)


@pytest.mark.slow
def test_the_copy_passes(checkout: Path) -> None:
    """Without a fault the tests named pass on the copy, so that they fail because of the fault alone."""
    done = run_on_copy(checkout, sorted({test for mutant in MUTANTS for test in mutant.tests.split()}))
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_is_seen(mutant: Mutant, checkout: Path) -> None:
    path = checkout / "evaluator" / mutant.file
    source = path.read_text(encoding="utf-8")
    assert source.count(mutant.old) == 1, "the line was changed: change its entry with it"
    try:
        path.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
        done = run_on_copy(checkout, mutant.tests.split())
    finally:
        path.write_text(source, encoding="utf-8")
    assert done.returncode == 1, f"no test fails: {done.stdout[-500:]}{done.stderr[-500:]}"
    assert " failed" in done.stdout
