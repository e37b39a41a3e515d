"""Score every sample station with its sheets, then a whole round of 36: `make demo`.

    python samples/demo.py [FOLDER]

Everything goes through the command line, as a user would type it, into FOLDER (default: demo-out/). The whole
round is made there first (needs the extra `dev`); samples/round-2026 has three of its stations.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import make_round
import yaml
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
STATIONS = ROOT / "samples" / "stations"
SHEETS = ROOT / "samples" / "sheets"
RUNTIME = ROOT / "evaluator" / "page" / "runtime"
"""There once `make page-runtime` has run."""


def evaluator(*arguments: str | Path) -> str:
    """Run one command of the program and return its output; what else it says is shown when it fails."""
    command = [sys.executable, "-m", "evaluator", *map(str, arguments)]
    environment = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"evaluator {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done.stdout


def id_of(station: Path) -> str:
    """Return the id a submission gives its station."""
    text = (station / "submission.yaml").read_text(encoding="utf-8")
    id: str = yaml.load(text, yaml.BaseLoader)["station"]["id"]  # noqa: S506  # all scalars as text
    return id


def evaluations(out: Path) -> list[dict[str, Any]]:
    """Score the stations, write all reports, return the evaluations in the order of their ids."""
    stations = {id_of(file.parent): file.parent for file in STATIONS.glob("*/submission.yaml")}
    results = [out / "results" / f"{id}.json" for id in sorted(stations)]
    reports = out / "reports"
    results[0].parent.mkdir(parents=True, exist_ok=True)
    reports.mkdir(exist_ok=True)
    for result in results:
        evaluator("score", stations[result.stem], "--sheets", SHEETS, "-o", result)
    for template in ("evaluation", "html"):
        evaluator("report", *results, "-t", template, "-o", reports)
    return [json.loads(result.read_text(encoding="utf-8")) for result in results]


def round_of(out: Path) -> Path:
    """Make and run the sample round; its results stay, so that a second run finds nothing changed."""
    folder = out / "round-2026"
    if folder.exists():
        with TemporaryDirectory() as fresh:
            make_round.main(Path(fresh))
            if _received(folder) != _received(Path(fresh)):
                shutil.rmtree(folder)  # an earlier version's: a round whose files changed is not run
    make_round.main(folder)
    print("\n示例市 36 个站点（虚构）：evaluator round run\n")
    # What the run says ends with the first of the ranking, which follows whole.
    print(evaluator("round", "run", folder).partition("\n\n")[0].rstrip())
    evaluator("round", "documents", folder)
    print("\nevaluator round rank\n")
    print(evaluator("round", "rank", folder).strip())
    return folder


def _received(folder: Path) -> dict[Path, bytes]:
    made = (path for name in ("stations", "sheets") for path in (folder / name).rglob("*"))
    return {path.relative_to(folder): path.read_bytes() for path in made if path.is_file()}


def workbooks_of(out: Path, round_: Path) -> None:
    """Write the workbooks that a station and an evaluator are sent, over those of an earlier demo."""
    for name, arguments in {
        "站点自评-990101101.xlsx": ("--from", "990101101"),
        "专家评分-e1.xlsx": ("--for", "evaluator", "--as", "e1"),
    }.items():
        evaluator("workbook", "new", round_, *arguments, "--force", "-o", out / "workbooks" / name)


def page_of(out: Path) -> bool:
    """Write the page of a sample station; return whether the page's runtime is there."""
    if not RUNTIME.is_dir():
        return False
    try:
        evaluator("page", STATIONS / "qinghe", "-o", out / "自评.html")
    except SystemExit as refusal:  # a runtime made from other sources: the rest of the demo is whole
        print(refusal)
        return False
    return True


def span(point: str | None, low: str | None, high: str | None) -> str:
    """Return what is settled, or both ends of what is open."""
    return point or f"{low} ～ {high}"


def main(out: Path) -> None:
    """Evaluate all samples, then say what came out and where it lies."""
    table = Table(box=None, pad_edge=False)
    for title in ("编号", "站点"):
        table.add_column(title)
    for title in ("得分", "满分"):
        table.add_column(title, justify="right")
    table.add_column("等级")
    for evaluation in evaluations(out):
        score = evaluation["score"]
        table.add_row(
            evaluation["station"]["id"],
            evaluation["station"]["name"],
            span(score["points"], score["low"], score["high"]),
            score["out_of"],
            span(score["grade_title"], score["grade_low_title"], score["grade_high_title"]),
        )
    Console(width=100, highlight=False).print(table)
    folder = round_of(out)
    workbooks_of(out, folder)
    paged = page_of(out)
    where = out.relative_to(ROOT) if out.is_relative_to(ROOT) else out
    print(f"\n评估结果 {where.as_posix()}/results/<编号>.json")
    print(f"报告     {where.as_posix()}/reports/<编号>.docx、.html")
    print(f"一轮评估 {where.as_posix()}/{folder.name}/results/、reports/，全市文件在 reports/city/")
    print(f"工作簿   {where.as_posix()}/workbooks/，用 WPS 或 Excel 打开")
    if paged:
        print(f"网页     {where.as_posix()}/自评.html，用浏览器打开")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "demo-out")
