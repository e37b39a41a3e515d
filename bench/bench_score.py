"""Measure scoring alone against reading and checking submission.yaml, for a complete sample station.

Scoring: awards with the evidence they need, roll-up, grade; facts are gathered and marks merged before.
Reading: strict YAML with positions, structure check, typed facts and claims, evidence lines with their files;
ledgers are left out, they are counted elsewhere. Run as `python -m bench.bench_score [ROUNDS]`.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import Figure, show
from evaluator.evaluation.pipeline import read_inputs
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import open_submission, read_submission
from evaluator.scoring.assess import Assessment
from evaluator.scoring.grading import grade
from evaluator.scoring.score import roll_up

ROUNDS = 25
GOAL = 0.5
SAMPLES = Path(__file__).parent.parent / "samples"


def figures(rounds: int) -> list[Figure]:
    """Print both medians, and return their ratio."""
    guideline, _ = open_guideline("tongling-station")
    inputs, _ = read_inputs(SAMPLES / "stations" / "qinghe", sheets=SAMPLES / "sheets")
    if guideline is None or inputs is None:
        raise SystemExit("the sample station cannot be read")
    case = inputs.case()

    prepared = Assessment(case)

    def score() -> None:
        findings = tuple(prepared.findings())
        total = roll_up(guideline, findings)
        grade(case, findings, total, total)

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "station"
        shutil.copytree(SAMPLES / "stations" / "qinghe", copy)
        text = (copy / "submission.yaml").read_text(encoding="utf-8")
        (copy / "submission.yaml").write_text(_without_ledgers(text), encoding="utf-8")

        def read() -> None:
            read_submission(open_submission(copy), guideline)

        ways: dict[str, Callable[[], None]] = {"score": score, "read and check": read}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                start = time.perf_counter()
                way()
                times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, value in medians.items():
        sys.stdout.write(f"{name:<16}{value * 1000:8.2f} ms (median of {rounds})\n")
    ratio = medians["score"] / medians["read and check"]
    return [Figure("scoring, time", "reading submission.yaml", ratio, GOAL, at_most=True, seen="0.35–0.43")]


def _without_ledgers(text: str) -> str:
    """Return the submission without its ledgers."""
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        if not line.startswith(" "):
            inside = line.startswith("ledgers:")
        if not inside:
            kept.append(line)
    return "\n".join(kept)


if __name__ == "__main__":
    sys.exit(show(figures(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)))
