"""Faults that once nobody saw are seen: each is put into a copy of the program, and its tests must fail."""

from __future__ import annotations

import compileall
import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.mutants import MUTANTS, Mutant

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
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
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
    assert source.count(mutant.old) == 1, "the line was changed: change the entry in tests/mutants.py with it"
    try:
        path.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
        done = run_on_copy(checkout, mutant.tests.split())
    finally:
        path.write_text(source, encoding="utf-8")
    assert done.returncode == 1, f"no test fails: {done.stdout[-500:]}{done.stderr[-500:]}"
    assert " failed" in done.stdout
