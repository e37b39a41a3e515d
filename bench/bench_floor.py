"""Measure one more station of `round run` against what no program can save, and against a plain loop.

*ours*: what `round run` does for a station: keys, reading, scoring, result, Word and HTML report.
*floor*: the same files read and hashed, YAML drained by libyaml, CSV split, XLSX read by calamine; the same
result written by the C writer of `json`, the XML of the same report deflated; the three files written.
*loop*: the same files by PyYAML's CSafeLoader, `csv` and openpyxl; the same result by `json.dumps(indent=2)`,
the same reports by docxtpl and Jinja2 from values that are ready. It checks and scores nothing.

Processor time of each station, the ways in turns. Run as `python -m bench.bench_floor [ROUNDS]`;
`--against COMMIT` measures the whole round instead, by that commit and by this checkout, in turns.
"""

from __future__ import annotations

import argparse
import csv
import gc
import hashlib
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import jinja2
import openpyxl
import python_calamine
import yaml
from docxtpl import DocxTemplate
from yaml._yaml import CParser
from yaml.cyaml import CSafeLoader

from bench import Figure, show
from evaluator import reports
from evaluator.model.round import Round
from evaluator.reports.documents import context
from evaluator.rounds.folder import next_papers, result_path
from evaluator.rounds.papers import context_of
from evaluator.rounds.read import read_round, with_list
from evaluator.work.pools import Shared, collect_seldom
from evaluator.work.station import EVALUATED, TEMPLATES, Work, template_hashes, work

ROUNDS: Final = 5
MOST_OF_EARLIER: Final = 0.4
"""Of the time of the whole round at an earlier commit."""
AT_ONCE: Final = 6
"""Stations that one way takes before it is another's turn; a unit of work in `round run` has 5 to 25."""
MOST_FLOORS, LEAST_LOOPS = 3.5, 6.0
"""The goals: ours / floor at most, loop / ours at least."""
SEEN: Final = ("3.5–3.9", "3.3–4.1")
ROOT: Final = Path(__file__).parent.parent
MAKE: Final = ROOT / "samples" / "make_round.py"


@dataclass(frozen=True)
class Station:
    """What the three ways work on: a station's files, and the outcome that all of them write."""

    id: str
    files: tuple[Path, ...]
    """Those of the station's folder, its sheets and its decisions."""
    result: dict[str, Any]
    values: dict[str, Any]
    """The template variables of the reports."""
    xml: tuple[bytes, ...]
    """The XML files in the Word report that differ from the template's."""
    page: str


def plain_text(data: bytes) -> str:
    """Return a CSV file's text, as far as a plain loop goes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def floor(station: Station, folder: Path) -> None:
    """Do what cannot be avoided: the bytes in, the bytes out."""
    for path in station.files:
        data = path.read_bytes()
        hashlib.sha256(data).hexdigest()
        if path.suffix == ".yaml":
            parser = CParser(data)
            while parser.get_event() is not None:
                pass
            parser.dispose()
        elif path.suffix == ".csv":
            list(csv.reader(io.StringIO(plain_text(data), newline="")))
        elif path.suffix == ".xlsx":
            book = python_calamine.load_workbook(io.BytesIO(data))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()
    (folder / f"{station.id}.json").write_bytes(json.dumps(station.result, ensure_ascii=False).encode())
    (folder / f"{station.id}.docx").write_bytes(b"".join(zlib.compress(xml, 1) for xml in station.xml))
    (folder / f"{station.id}.html").write_bytes(station.page.encode())


def plain_loop(station: Station, folder: Path, word: Path, page: jinja2.Template) -> None:
    """Do what a script would: load everything and fill in the templates, without a check or a point."""
    for path in station.files:
        data = path.read_bytes()
        hashlib.sha256(data).hexdigest()
        if path.suffix == ".yaml":
            yaml.load(data, CSafeLoader)
        elif path.suffix == ".csv":
            list(csv.reader(io.StringIO(plain_text(data), newline="")))
        elif path.suffix == ".xlsx":
            book = openpyxl.load_workbook(io.BytesIO(data))
            for sheet in book.worksheets:
                list(sheet.iter_rows(values_only=True))
    written = json.dumps(station.result, ensure_ascii=False, indent=2)
    (folder / f"{station.id}.json").write_text(written, encoding="utf-8")
    document = DocxTemplate(word)
    document.render(station.values, jinja2.Environment(autoescape=True))
    document.save(folder / f"{station.id}.docx")
    (folder / f"{station.id}.html").write_text(page.render(station.values), encoding="utf-8")


def ours(round_: Round, stations: Sequence[str], templates: dict[str, str]) -> None:
    """Evaluate stations as `round run` does in one of its processes, as one unit of its work."""
    for outcome in work(Work(Shared(round_), tuple(stations), templates, first=True)):
        if outcome.state != EVALUATED:
            raise SystemExit(f"{outcome.station}: {outcome.state} {outcome.reason}")


def prepared(round_: Round, id: str, word: Path) -> Station:
    """Return a station that `ours` has evaluated, with what it wrote."""
    folder = round_.folder
    files = [path for path in (folder / "stations" / id).rglob("*") if path.is_file()]
    files += [*folder.glob(f"sheets/*/{id}.yaml"), *folder.glob(f"decisions/{id}.yaml")]
    result = json.loads(result_path(round_, id).read_bytes())
    values = context(reports.view(result, context_of(round_)))
    papers = next_papers(round_, id)
    with (
        zipfile.ZipFile(papers / f"{id}.docx") as report,
        zipfile.ZipFile(io.BytesIO(word.read_bytes())) as template,
    ):
        xml = [report.read(name) for name in report.namelist() if name.endswith(".xml")]
        same = {template.read(name) for name in template.namelist()}
    page = (papers / f"{id}.html").read_text(encoding="utf-8")
    return Station(
        id, tuple(sorted(files)), result, values, tuple(one for one in xml if one not in same), page
    )


def cleared(round_: Round, id: str) -> None:
    """Remove what a run wrote about a station."""
    for path in (result_path(round_, id), round_.folder / "results" / ".keys" / f"{id}.json"):
        path.unlink(missing_ok=True)
    for suffix in TEMPLATES:
        (next_papers(round_, id) / f"{id}{suffix}").unlink(missing_ok=True)


def seconds(way: Sequence[Callable[[], None]]) -> float:
    """Return the processor time of a way, which has nothing of another way's to clear up."""
    gc.collect()
    start = time.process_time()
    for step in way:
        step()
    return time.process_time() - start


def figures(rounds: int, most: int | None = None) -> list[Figure]:
    """Print milliseconds per station, and return both ratios."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, out = Path(scratch) / "round", Path(scratch) / "out"
        subprocess.run([sys.executable, str(MAKE), str(folder)], check=True)
        out.mkdir()
        round_, problems = read_round(folder)
        if round_ is None:
            raise SystemExit("\n".join(problem.render("en") for problem in problems))
        round_ = with_list(round_)
        templates = template_hashes(round_)
        word = reports.template_path("evaluation")
        html = reports.template_path("html")
        loader = jinja2.FileSystemLoader(html.parent)
        page = jinja2.Environment(
            autoescape=True, loader=loader, trim_blocks=True, lstrip_blocks=True
        ).get_template(html.name)
        ids = sorted(path.name for path in (folder / "stations").iterdir())[:most]
        ours(round_, ids, templates)
        stations = [prepared(round_, id, word) for id in ids]
        gc.collect()
        collect_seldom()  # as in the processes of `round run`
        # Each way takes some stations one after the other, as `round run` does, then the next way does.
        units = [stations[first : first + AT_ONCE] for first in range(0, len(stations), AT_ONCE)]
        taken: dict[str, list[list[float]]] = {
            name: [[] for _ in units] for name in ("floor", "ours", "loop")
        }
        for _ in range(rounds):
            for number, unit in enumerate(units):
                ways = {
                    "floor": [partial(floor, station, out) for station in unit],
                    "ours": [partial(ours, round_, [station.id for station in unit], templates)],
                    "loop": [partial(plain_loop, station, out, word, page) for station in unit],
                }
                for station in unit:
                    cleared(round_, station.id)
                for name, way in ways.items():
                    taken[name][number].append(seconds(way) / len(unit))
    return ratios(taken, rounds)


def ratios(taken: dict[str, list[list[float]]], rounds: int) -> list[Figure]:
    """Print the medians and return the ratios of all stations together."""
    each = {name: [statistics.median(times) for times in units] for name, units in taken.items()}
    count = len(each["ours"])
    for name, times in each.items():
        sys.stdout.write(
            f"{name:6}{sum(times) / count * 1000:8.1f} ms a station ({count} units x {rounds}, medians)\n"
        )
    floors = sum(each["ours"]) / sum(each["floor"])
    loops = sum(each["loop"]) / sum(each["ours"])
    return [
        Figure("one more station, time", "the floor", floors, MOST_FLOORS, at_most=True, seen=SEEN[0]),
        Figure("one more station, speed", "the plain loop", loops, LEAST_LOOPS, seen=SEEN[1]),
    ]


def run_seconds(checkout: Path, sample: Path, scratch: Path) -> float:
    """Return the processor time of a whole `round run`, of a round that was never run."""
    folder = scratch / "round"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sample, folder)
    command = [sys.executable, "-m", "evaluator", "round", "run", str(folder), "--jobs", "1"]
    left_out = {"PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    before = os.times()
    subprocess.run(
        command,
        check=True,
        cwd=checkout,
        env={**environment, "PYTHONPATH": str(checkout)},
        capture_output=True,
    )
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def against(commit: str, rounds: int) -> list[Figure]:
    """Print medians, and return their ratio."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        sample, earlier = scratch / "sample", scratch / "earlier"
        subprocess.run([sys.executable, str(MAKE), str(sample)], check=True)
        git = [shutil.which("git") or "git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(earlier), commit], check=True)
        try:
            checkouts = {"earlier": earlier, "now": ROOT}
            times: dict[str, list[float]] = {which: [] for which in checkouts}
            for number in range(rounds + 1):
                for which, checkout in checkouts.items():
                    taken = run_seconds(checkout, sample, scratch)
                    if number:  # the first round compiles
                        times[which].append(taken)
        finally:
            subprocess.run([*git, "remove", "--force", str(earlier)], check=True)
    medians = {which: statistics.median(taken) for which, taken in times.items()}
    for which, median in medians.items():
        sys.stdout.write(f"{which:8}{median:6.2f} s of processor time, reports too\n")
    ratio = medians["now"] / medians["earlier"]
    return [Figure("the sample round with reports, time", commit, ratio, MOST_OF_EARLIER, at_most=True)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS)
    parser.add_argument("--stations", type=int, help="only so many of the round's stations")
    parser.add_argument("--against", metavar="COMMIT", help="measure the whole round, against a commit")
    given = parser.parse_args()
    if given.against:
        sys.exit(show(against(given.against, given.rounds)))
    sys.exit(show(figures(given.rounds, given.stations)))
