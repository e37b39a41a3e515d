"""Hold every paper of the whole sample round to its layout: `python -m bench.papers [FOLDER]`.

The round is made in FOLDER (default: one that goes away) and lives through the receipt and a check of its
materials, its closing, an objection that is upheld and one that is not, notices of rectification and a
recheck. All its papers are then converted by LibreOffice and read page by page (tests/layout.py). Exits 1
when a page has a fault, or a report more than 15 pages before its annexes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from multiprocessing import Pool
from pathlib import Path
from typing import Final

from evaluator import reports
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.reports.pdf import convert
from tests.layout import faults_of, pages

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENTS: Final = """
  contact: 李科长（示例）0562-0000001
  deadline: 2026-10-31
  rectification_number: 示民整〔2026〕1号
  review_number: 示民复〔2026〕1号
  receipt_number: 示收〔2026〕001号
  material_check_number: 示民补〔2026〕1号
  objection_answer_number: 示民函〔2026〕1号
  objections: {days: 7, to: 示例市民政局基层治理科, phone: 0562-0000000}
"""
BUREAU: Final = ("--by", "示例市民政局")
REVIEWERS: Final = ("--by", "复核组")
BEFORE_ANNEXES: Final = 15 + 2
"""Pages of an evaluation report, with its cover and its contents."""
COVERED: Final = ("evaluation", "self-check", "city-summary")
WITH_STEPS: Final = ("annexes", "self-check", "receipt", "score-sheet", "city-minutes")
"""Papers that say exact steps, or whole hashes: those of what was signed or received."""


def evaluator(*arguments: str | Path) -> None:
    """Run one command; stop with what it says when it fails."""
    command = [sys.executable, "-m", "evaluator", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1"}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"evaluator {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")


def live(folder: Path) -> None:
    """Make the sample round in *folder* and lead it through its life, with every paper on the way."""
    subprocess.run([sys.executable, str(ROOT / "samples" / "make_round.py"), str(folder)], check=True)
    with tempfile.TemporaryDirectory() as name:
        handed_in = shutil.move(folder / "stations", Path(name) / "stations")
        evaluator("round", "receive", folder, handed_in, "--date", "2026-07-10")
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(text.rstrip() + DOCUMENTS, encoding="utf-8")
    objecting, rechecked = "990101104", "990103104"

    def on(month_and_day: str) -> tuple[str, str]:
        return "--date", f"2026-{month_and_day}"

    evaluator("round", "check", folder, "--due", "2026-07-20", *on("07-12"))
    evaluator("round", "run", folder)
    evaluator("round", "close", folder, "--anyway", "两个站待定", *BUREAU, *on("09-06"))
    evaluator("round", "documents", folder, "--set", "all", *on("09-07"))
    words = ("--text", "保密制度的执行记录在申报材料第 12 号文件夹，请复核")
    by = ("--by", "枫林镇社工站", "--received", "2026-09-08")
    evaluator("round", "object", folder, objecting, "--about", "B1.2", *words, *by, *on("09-08"))
    late = ("--text", "对总分有异议", "--by", "某站", "--received", "2026-09-08")
    evaluator("round", "object", folder, "990101105", "--about", "total", *late, *on("09-08"))
    answer = ("--answer", "1", "--outcome", "upheld", "--text", "记录经核对确已提交")
    evaluator("round", "object", folder, *answer, *REVIEWERS, *on("09-10"))
    answer = ("--answer", "2", "--outcome", "rejected", "--text", "没有新的证据，维持原结果")
    evaluator("round", "object", folder, *answer, *REVIEWERS, *on("09-10"))
    why = ("--objection", "1", "--reason", "补充执行记录")
    evaluator("round", "reopen", folder, objecting, *why, *REVIEWERS, *on("09-11"))
    mark = ("--mark", "B1.2=level:好", "--reason", "制度执行记录齐全")
    evaluator("round", "decide", folder, objecting, *mark, *REVIEWERS, *on("09-12"))
    evaluator("round", "run", folder)
    evaluator("round", "close", folder, *BUREAU, *on("09-15"))
    evaluator("round", "rectify", folder, "--below", "good", "--due", "2026-10-31", *BUREAU, *on("09-16"))
    evaluator("round", "documents", folder, "--set", "all", *on("09-17"))
    evaluator("round", "rectify", folder, "--answered", rechecked, "--text", "已整改", *BUREAU, *on("10-20"))
    recheck = ("--recheck", "--reason", "整改期满")
    evaluator("round", "reopen", folder, rechecked, *recheck, *REVIEWERS, *on("10-25"))
    evaluator("round", "run", folder)
    evaluator("round", "close", folder, *BUREAU, *on("10-28"))
    for to in ("e1", "f1"):
        evaluator("round", "sheets", folder, "--to", to, "-o", folder / "reports" / "score-sheet")


def add_self_checks(folder: Path) -> None:
    """Write the self-check of every station."""
    for station in sorted((folder / "stations").iterdir()):
        inputs, _ = read_inputs(station)
        assert inputs is not None
        path = folder / "reports" / "self-check" / f"{station.name}.docx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(reports.render(evaluate(inputs).document, "self-check"))


def kind_of(paper: Path) -> str:
    """Return the kind of a paper below the reports: its folder, with the name of one on the whole round."""
    above = [part for part in paper.parts[:-1] if not part.isdecimal() and not part.startswith("recheck-")]
    folder = above[-1] if above else ""
    if folder == "city":
        return f"city-{paper.stem}"
    return "score-sheet" if "score-sheet" in paper.parts else folder or "evaluation"


def examined(job: tuple[Path, Path]) -> tuple[str, Path, int, list[str]]:
    """Return a paper's kind, its path, its pages and its faults."""
    pdf, paper = job
    kind = kind_of(paper)
    seen = pages(pdf)
    found = faults_of(seen, cover=kind in COVERED, steps=kind in WITH_STEPS)
    if kind == "evaluation" and len(seen) > BEFORE_ANNEXES:
        found.append(f"{len(seen)} pages, with cover and contents")
    return kind, paper, len(seen), found


def main(folder: Path) -> int:
    """Print what was seen by kinds of papers, and every fault; return 1 when there is one."""
    begun = time.monotonic()
    live(folder)
    add_self_checks(folder)
    papers = sorted((folder / "reports").glob("**/*.docx"))
    print(f"{len(papers)} papers written after {time.monotonic() - begun:.0f} s")
    done = convert(papers)
    print(f"converted after {time.monotonic() - begun:.0f} s")
    jobs = [(one.pdf, one.document.relative_to(folder / "reports")) for one in done if one.state != "failed"]
    counts: dict[str, list[int]] = defaultdict(list)
    faulty = 0
    with Pool(os.cpu_count()) as pool:
        for kind, paper, number, found in pool.imap_unordered(examined, jobs):
            counts[kind].append(number)
            faulty += bool(found)
            for fault in found:
                print(f"  {paper}: {fault}")
    for kind, numbers in sorted(counts.items()):
        print(f"{kind:24}{len(numbers):4} papers, {min(numbers)} to {max(numbers)} pages")
    failed = len(done) - len(jobs)
    total = sum(map(sum, counts.values()))
    print(
        f"{len(jobs)} papers, {total} pages, {faulty} with faults, {failed} not converted, "
        f"{time.monotonic() - begun:.0f} s"
    )
    return int(faulty + failed > 0)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1]).resolve()))
    with tempfile.TemporaryDirectory() as name:
        sys.exit(main(Path(name) / "round"))
