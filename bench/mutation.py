"""Put small faults into the rules, conditions and the scoring, one by one, and name those that no test sees.

`python -m bench.mutation [MODULE…] [--share 100]` has mutmut (https://github.com/boxed/mutmut) make the
faults of each module in a copy of the checkout and run that module's tests on a share of them, drawn with
`--seed`; what survives meets the slower tests too. It prints a table, and each survivor with its change. What
survives for good is either the same program written differently, or wants a test: docs/mutation.md says
which. It needs `pip install mutmut`, and hours for all faults; it is no part of `make bench`.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
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
    "scoring/facts": ("tests/test_assess.py", "tests/test_evaluation.py", "tests/test_panel.py"),
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
KILLED: Final = frozenset({"killed", "timeout", "segfault"})
"""States of a fault that was seen: tests failed, or a loop had no end."""
CONFIG: Final = """
[tool.mutmut]
source_paths = ["evaluator"]
only_mutate = ["evaluator/{module}.py"]
also_copy = ["criteria", "templates", "samples", "docs", "scripts"]
track_dependencies = false
use_git_change_detection = false
pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
"""


class Copy:
    """A copy of the checkout in which one module is full of faults."""

    def __init__(self, folder: Path, module: str, tests: tuple[str, ...], jobs: int) -> None:
        """Copy what the tests need."""
        self.folder, self.jobs = folder, str(jobs)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / name)
        with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(CONFIG.format(module=module, tests=list(tests)))

    def mutmut(self, *arguments: str) -> str:
        """Run mutmut and return what it prints."""
        command = [sys.executable, "-m", "mutmut", *arguments]
        done = subprocess.run(command, cwd=self.folder, check=False, capture_output=True, text=True)
        return done.stdout + done.stderr

    def states(self, names: list[str] | None = None) -> dict[str, str]:
        """Try the faults of these names, or only make them; return the state of each."""
        output = self.mutmut("run", "--max-children", self.jobs, *(names if names is not None else ["none"]))
        lines = re.findall(
            r"^\s+(\S+__mutmut_\d+): (.+)$", self.mutmut("results", "--all", "true"), re.MULTILINE
        )
        if not lines:
            raise SystemExit(output[-2000:])
        return {name: state for name, state in lines if names is None or name in names}


def tried(module: str, share: int, seed: int, jobs: int) -> tuple[Counter[str], int, list[str]]:
    """Return how many faults ended in which state, how many there are, and what changed in each survivor."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        copy = Copy(Path(first), module, MODULES[module], jobs)
        names = [name for name in copy.states() if not re.search(ONLY_WORDS, name.rpartition(".")[2])]
        count = -(-len(names) * share // 100)
        drawn = sorted(random.Random(f"{seed} {module}").sample(names, count))  # noqa: S311 - any faults will do
        states = copy.states(drawn)
        left = [name for name, state in states.items() if state not in KILLED]
        if left:
            states |= Copy(Path(second), module, SLOWER, jobs).states(left)
        alive = [name for name, state in states.items() if state not in KILLED]
        return Counter(states.values()), len(names), [copy.mutmut("show", name) for name in alive]


def main() -> None:
    """Print the table and the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(MODULES), help="such as scoring/panel")
    parser.add_argument("--share", type=int, default=100, help="per cent of the faults of each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    total: Counter[str] = Counter()
    print(f"{'module':24}{'faults':>8}{'tried':>8}{'killed':>8}{'alive':>8}")
    for module in arguments.modules:
        states, count, alive = tried(module, arguments.share, arguments.seed, arguments.jobs)
        killed = states.total() - len(alive)
        total += Counter(faults=count, tried=states.total(), killed=killed)
        print(f"{module:24}{count:8}{states.total():8}{killed:8}{len(alive):8}", flush=True)
        for change in alive:
            print("\n".join(f"    {line}" for line in change.splitlines() if line[:1] in "+-#"), flush=True)
    seen = 100 * total["killed"] / max(1, total["tried"])
    print(f"{'all':24}{total['faults']:8}{total['tried']:8}{total['killed']:8}  {seen:.1f} % killed")


if __name__ == "__main__":
    main()
