"""Measure scoring alone against reading and checking submission.yaml, for a sample station with everything in.

Scoring: awards, roll-up, grade (`evaluation.compute`'s three steps on a prepared case; facts are gathered
before). Reading: strict YAML with positions, structure check, typed facts, claims and evidence lines; ledgers
and evidence files are left out, so the bar is the lower one. Run as `python -m bench.bench_score [ROUNDS]`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from evaluator.assess import assess
from evaluator.grading import grade
from evaluator.guidelines import open_guideline
from evaluator.loading.submission import open_submission, read_submission
from evaluator.pipeline import read_inputs
from evaluator.score import roll_up

ROUNDS = 25
GOAL = 0.5
SAMPLES = Path(__file__).parent.parent / "samples"


def main(rounds: int) -> int:
    """Print both medians and their ratio; return 1 when scoring takes more than half of reading."""
    guideline, _ = open_guideline("tongling-station")
    inputs, _ = read_inputs(SAMPLES / "stations" / "qinghe", sheets=SAMPLES / "sheets")
    if guideline is None or inputs is None:
        sys.stderr.write("the sample station cannot be read\n")
        return 1
    case = inputs.case()

    def score() -> None:
        findings = assess(case)
        total = roll_up(guideline, findings)
        grade(case, findings, total, total)

    with tempfile.TemporaryDirectory() as folder:
        # Only the YAML: without its ledgers and files, reading is as cheap as it gets.
        text = (SAMPLES / "stations" / "qinghe" / "submission.yaml").read_bytes()
        (Path(folder) / "submission.yaml").write_bytes(_without_files(text))

        def read() -> None:
            read_submission(open_submission(Path(folder)), guideline)

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
    sys.stdout.write(f"scoring / reading {ratio:.2f} (goal: at most {GOAL})\n")
    return 0 if ratio <= GOAL else 1


def _without_files(text: bytes) -> bytes:
    """Return the submission without ledgers and without the files of its evidence lines."""
    lines = text.decode().split("\n")
    kept: list[str] = []
    inside = False
    for line in lines:
        if not line.startswith(" "):
            inside = line.startswith("ledgers:")
        if not inside:
            kept.append(line)
    import re

    return re.sub(r",? *file: [^,}\n]+", "", "\n".join(kept)).encode()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
