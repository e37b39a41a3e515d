"""Put small faults into the rules, conditions and the scoring, one by one, and name those that no test sees.

`python -m bench.mutation [MODULE…] [--share 100]` has mutmut (https://github.com/boxed/mutmut) make the
faults of each module. A share of them, drawn with `--seed`, is put into a copy of the checkout, each alone,
and meets the module's tests, then the slower ones. It prints a table, and each survivor with its change.
What survives for good is either the same program written differently, or wants a test: docs/mutation.md says
which. It needs `pip install mutmut`, and days for all faults; it is no part of `make bench`.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
COPIED: Final = (
    "evaluator",
    "tests",
    "criteria",
    "templates",
    "samples",
    "docs",
    "scripts",
    "pyproject.toml",
)
RULES: Final = ("tests/test_assess.py", "tests/rules/test_directions.py", "tests/test_wording.py")
MODULES: Final[dict[str, tuple[str, ...]]] = {
    **{
        f"rules/{name}": (f"tests/rules/test_{name}.py", *RULES)
        for name in (
            *("all_of", "checklist", "choice", "count", "deduct", "mark", "rating", "ratio"),
            *("sample", "sum", "tiers", "weighted_ratios", "yes_no"),
        )
    },
    "rules/base": ("tests/rules", *RULES),
    "conditions/truth": ("tests/test_conditions.py", "tests/test_counting.py", *RULES),
    "conditions/monotonicity": ("tests/rules/test_directions.py", "tests/test_conditions.py"),
    "scoring/assess": ("tests/test_assess.py", "tests/test_evaluation.py"),
    "scoring/counting": ("tests/test_counting.py", "tests/test_ledgers.py", "tests/test_ledger_rows.py"),
    "scoring/evidence": ("tests/test_assess.py", "tests/test_evaluation.py"),
    "scoring/facts": (
        *("tests/test_assess.py", "tests/test_panel.py", "tests/test_waivers.py", "tests/test_evaluation.py"),
        "tests/test_advice.py",
    ),
    "scoring/grading": ("tests/test_grading.py", "tests/test_score.py"),
    "scoring/panel": ("tests/test_panel.py", "tests/test_evaluation.py"),
    "scoring/score": ("tests/test_score.py", "tests/test_grading.py"),
}
"""Each module with the tests that are to see its faults."""
SLOWER: Final = (
    *("tests/rules", "tests/test_assess.py", "tests/test_conditions.py", "tests/test_counting.py"),
    *("tests/test_panel.py", "tests/test_score.py", "tests/test_grading.py", "tests/test_evaluation.py"),
    *(
        "tests/test_losses.py",
        "tests/test_properties.py",
        "tests/test_reads.py",
    ),
    *("tests/test_samples.py", "tests/test_ledger_oracle.py", "tests/test_guideline_check.py"),
    *(
        "tests/test_guideline_schema.py",
        "tests/test_documents.py",
        "tests/test_wording.py",
        "tests/test_reference.py",
    ),
)
"""What the survivors meet."""
ONLY_WORDS: Final = r"words|sentence|formula|say|ǁchosen|ǁcosts"
"""Functions that only make sentences, or formulas, which tests with LibreOffice hold to the engine."""
ENDLESS: Final = 600
"""Seconds after which a fault has made a loop without an end."""
CONFIG: Final = """
[tool.mutmut]
source_paths = ["evaluator"]
only_mutate = ["evaluator/{module}.py"]
also_copy = ["criteria", "templates", "samples", "docs", "scripts"]
track_dependencies = false
use_git_change_detection = false
pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["tests/test_exact.py"]
"""


class Copy:
    """A copy of the checkout in which faults are made, or in which one is tried."""

    def __init__(self, folder: Path, module: str) -> None:
        """Copy what the tests need."""
        self.folder, self.module = folder, module
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / name)

    def mutmut(self, *arguments: str) -> str:
        """Run mutmut and return what it prints."""
        command = [sys.executable, "-m", "mutmut", *arguments]
        done = subprocess.run(command, cwd=self.folder, check=False, capture_output=True, text=True)
        return done.stdout + done.stderr

    def faults(self) -> list[str]:
        """Have the module's faults made; return their names."""
        with (self.folder / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(CONFIG.format(module=self.module))
        output = self.mutmut("run", "none")
        listed = self.mutmut("results", "--all", "true")
        names = re.findall(r"^\s+(\S+__mutmut_\d+): ", listed, re.MULTILINE)
        if not names:
            raise SystemExit(output[-2000:])
        return names

    def sees(self, name: str, change: str) -> bool:
        """Put the fault *name* alone into the source of this copy; return whether a test fails."""
        path = self.folder / "evaluator" / f"{self.module}.py"
        source = path.read_text(encoding="utf-8")
        path.write_text(with_change(source, name, change), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", "-p", "no:cacheprovider"]
        try:
            for tests in (MODULES[self.module], SLOWER):
                done = subprocess.run(
                    [*command, *tests], cwd=self.folder, check=False, capture_output=True, timeout=ENDLESS
                )
                if done.returncode:
                    return True
        except subprocess.TimeoutExpired:
            return True
        finally:
            path.write_text(source, encoding="utf-8")
        return False


def with_change(source: str, name: str, change: str) -> str:
    """Return *source* with a change as `mutmut show` prints it, in the function that the fault names."""
    named = re.fullmatch(r"x(?:_|ǁ(\w+)ǁ)(\w+?)__mutmut_\d+", name.rpartition(".")[2])
    assert named is not None
    owner, function = named.groups()
    lines = change.rstrip("\n").split("@@\n", 1)[1].split("\n")
    indent = "    " if owner else ""
    before, after = (
        "\n".join((indent + line[1:]).rstrip() for line in lines if line[:1] in signs)
        for signs in (" -", " +")
    )
    at = source.index(f"class {owner}") if owner else 0
    place = source.index(before, source.index(f"def {function}(", at) - len(indent))
    return f"{source[:place]}{after}{source[place + len(before) :]}"


def tried(module: str, share: int, seed: int) -> tuple[int, int, list[str]]:
    """Return how many faults there are, how many were tried, and what changed in each survivor."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        made, clean = Copy(Path(first), module), Copy(Path(second), module)
        names = [name for name in made.faults() if not re.search(ONLY_WORDS, name.rpartition(".")[2])]
        count = -(-len(names) * share // 100)
        drawn = sorted(random.Random(f"{seed} {module}").sample(names, count))  # noqa: S311 - any faults will do
        changes = {name: made.mutmut("show", name) for name in drawn}
        return len(names), count, [change for name, change in changes.items() if not clean.sees(name, change)]


def main() -> None:
    """Print the table and the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(MODULES), help="such as scoring/panel")
    parser.add_argument("--share", type=int, default=100, help="per cent of the faults of each module")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    faults = total = survivors = 0
    print(f"{'module':24}{'faults':>8}{'tried':>8}{'seen':>8}{'alive':>8}")
    for module in arguments.modules:
        count, drawn, alive = tried(module, arguments.share, arguments.seed)
        faults, total, survivors = faults + count, total + drawn, survivors + len(alive)
        print(f"{module:24}{count:8}{drawn:8}{drawn - len(alive):8}{len(alive):8}", flush=True)
        for change in alive:
            print("\n".join(f"    {line}" for line in change.splitlines() if line[:1] in "+-#"), flush=True)
    seen = total - survivors
    print(f"{'all':24}{faults:8}{total:8}{seen:8}  {100 * seen / max(1, total):.1f} % seen")


if __name__ == "__main__":
    main()
