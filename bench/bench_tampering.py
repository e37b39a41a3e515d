"""Change one thing in a finished round, hundreds of times, and let `round verify` name each.

The rounds are small and of every kind that a round goes through: received by hand or in order, decided, with
edited papers, closed, reopened, reviewed. Run as `python -m bench.bench_tampering [CHANGES] [--rounds N]
[--seed N]`; 500 changes and 50 untouched rounds take about ten minutes on two busy cores. With LibreOffice
one kind has PDFs too. Exits with 1 when a change is not named, or an untouched round is called wrong.

`--papers [CHANGES] [--rounds UNTOUCHED]` instead changes a digit in papers of the whole sample round, in
their text, tables, feet, charts and the data behind these, 2,000 times, and lets what `evaluator verify PAPER
--against ROUND` runs name each; 500 untouched ones must pass. With LibreOffice every eighth is a PDF.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.papers import kind_of, live
from evaluator.reports.pdf import BATCH, OfficeMissing, convert, find_office
from evaluator.rounds.read import read_round
from evaluator.rounds.record import read_record
from evaluator.work.paper_proof import Prover
from tests import tampering
from tests.tampering import PARTS, finished, is_named, named, other_digit, tamper

CHANGED, UNTOUCHED, SEED = 500, 50, 12
CHANGED_PAPERS, UNTOUCHED_PAPERS = 2000, 500
PDFS = 8
"""Every so many-th paper is a PDF."""


def _kinds() -> tuple[str, ...]:
    try:
        find_office()
    except OfficeMissing:
        return tampering.KINDS
    return (*tampering.KINDS, "printed")


KINDS = _kinds()


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("changes", nargs="?", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--papers", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    changes, untouched = arguments.changes, arguments.rounds
    if arguments.papers:
        changes, untouched = changes or CHANGED_PAPERS, untouched or UNTOUCHED_PAPERS
        with tempfile.TemporaryDirectory() as name:
            live(Path(name) / "round")
            return 1 if campaign_of_papers(Path(name), changes, untouched, arguments.seed) else 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rounds = {kind: finished(folder / kind / "round", kind) for kind in KINDS}
        alarms = _untouched(rounds, untouched or UNTOUCHED)
        missed = _changed(rounds, folder / "copy", changes or CHANGED, arguments.seed)
    return 1 if alarms or missed else 0


def campaign_of_papers(folder: Path, changes: int, untouched: int, seed: int) -> int:
    """Prove changed and untouched papers of the round in *folder*; return how many were judged wrongly."""
    round_, _ = read_round(folder / "round")
    assert round_ is not None
    prover = Prover(round_)
    kinds: dict[str, list[str]] = {}
    for name in sorted(read_record(round_.folder).papers):
        if name.endswith(".docx"):
            kinds.setdefault(kind_of(Path(name).relative_to("reports")), []).append(name)
    copies = folder / "papers"
    copies.mkdir()
    wrong = 0
    office = "printed" in KINDS
    for what, count in (("untouched", untouched), ("changed", changes)):
        parts: Counter[str] = Counter()
        missed = 0
        for first in range(0, count, BATCH):
            batch: dict[Path, str] = {}
            for number in range(first, min(first + BATCH, count)):
                chance = random.Random(f"{seed} {what} {number}")  # noqa: S311 - any changes will do
                kind = sorted(kinds)[number % len(kinds)]
                name = chance.choice(kinds[kind])
                data, is_pdf, part = (
                    (round_.folder / name).read_bytes(),
                    office and number % PDFS == 0,
                    "whole",
                )
                if what == "changed":
                    # a chart of a PDF has no figures, and LibreOffice counts its pages itself
                    part, data = other_digit(data, chance, PARTS[:1] if is_pdf else PARTS)
                parts[f"{Path(part).stem.rstrip('0123456789')}{' in a PDF' if is_pdf else ''}"] += 1
                copy = copies / f"{number}.docx"
                copy.write_bytes(data)
                batch[copy] = f"{name} {part}"
            printed = [copy for copy in batch if office and int(copy.stem) % PDFS == 0]
            for done in convert(printed):
                batch[done.pdf] = batch.pop(done.document)
            for copy, name in batch.items():
                proof = prover.prove(copy)
                differs = bool(proof.differences)
                if differs != (what == "changed") or not name.startswith(f"{proof.made} "):
                    missed += 1
                    print(f"{copy.name}, {name}: {proof.made}", *proof.differences[:3], sep="\n  ")
        wrong += missed
        listed = ", ".join(f"{part} {times}" for part, times in parts.most_common())
        print(f"{what}: {count} papers of {len(kinds)} kinds, {missed} judged wrongly ({listed})", flush=True)
    return wrong


def _untouched(rounds: dict[str, Path], count: int) -> int:
    """Verify untouched rounds, each made anew from its kind; return how many were called wrong."""
    alarms = 0
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        if number < len(KINDS):
            sentences = named(rounds[kind])[1]
        else:
            with tempfile.TemporaryDirectory() as name:
                sentences = named(finished(Path(name) / "round", kind))[1]
        if sentences:
            alarms += 1
            print(f"{kind}: false alarm", *sentences, sep="\n  ")
    print(f"untouched: {count} rounds, {alarms} false alarms")
    return alarms


def _changed(rounds: dict[str, Path], copy: Path, count: int, seed: int) -> int:
    """Verify changed copies; return how many changes were not named."""
    missed = 0
    kinds: Counter[str] = Counter()
    for number in range(count):
        chance = random.Random(seed * 1_000_000 + number)  # noqa: S311 - any changes will do
        kind = chance.choice(KINDS)
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(rounds[kind], copy)
        change = tamper(copy, chance)
        kinds[change.kind] += 1
        files, sentences = named(copy)
        if not is_named(change, files):
            missed += 1
            what = f"{change.kind} of {'、'.join(change.paths)} in {kind}"
            print(f"{number}: {what}: not named", *sentences, sep="\n  ")
    listed = ", ".join(f"{kind} {times}" for kind, times in kinds.most_common())
    print(f"changed: {count}, {missed} not named ({listed})")
    return missed


if __name__ == "__main__":
    sys.exit(main())
