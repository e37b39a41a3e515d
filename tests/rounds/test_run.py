"""Running a round: what is written, what is skipped, what survives being killed."""

import gc
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest

from evaluator.base import seal
from evaluator.loading.identity import declared_station
from evaluator.rounds.lock import locked
from evaluator.rounds.read import with_list
from evaluator.work.pools import Shared, collect_seldom
from evaluator.work.run import run as run_round
from evaluator.work.station import Outcome, Work, template_hashes, work
from tests.rounds.making import again, opened, part_of, run, station, tree, whole
from tests.test_growth import calls_in

STATIONS = ("990101101", "990101110", "990103201", "990104101")
"""A best one, one not marked to the end, one with a veto, one that is postponed."""
DATA = ("results.csv", "results.xlsx", "datapackage.json")
CITY = ("summary.docx", "ranking.docx", "ranking.xlsx", "publicity.docx", "round.html")


def written(folder: Path) -> dict[str, bytes]:
    """What a run has written, its record included."""
    return {name: data for name, data in tree(folder).items() if name.startswith(("results/", "reports/"))}


def states(folder: Path, *, jobs: int = 1, reports: bool = True) -> dict[str, str]:
    """Run a round and say what became of each station."""
    heard: list[Outcome] = []
    outcomes = run_round(opened(folder), heard.extend, jobs=jobs, reports=reports)
    assert sorted(heard, key=lambda one: one.station) == outcomes
    return {one.station: one.state for one in outcomes}


@pytest.mark.usefixtures("pools_of_processes")
def test_a_run_writes_results_and_reports(sample_round: Path, tmp_path: Path) -> None:
    """Each station gets a sealed result, a Word and an HTML report; nothing else is left."""
    folder = part_of(sample_round, tmp_path / "round", *STATIONS)
    done = run("round", "run", folder, "--jobs", "2")
    assert done.exit_code == 0, done.output
    assert "4 stations evaluated" in done.output
    names = {f"results/{id}.json" for id in STATIONS} | {f"results/.keys/{id}.json" for id in STATIONS}
    names |= {f"reports/{id}.{kind}" for id in STATIONS for kind in ("docx", "html")}
    names |= {f"reports/city/{name}" for name in CITY} | {f"reports/{name}" for name in DATA}
    assert set(written(folder)) == names
    assert not (folder / ".lock").exists()
    result = json.loads((folder / "results" / "990101101.json").read_bytes())
    assert result["score"]["grade"] == "excellent"
    assert result.pop("seal") == seal.digest(result)
    assert "documents" not in result
    with zipfile.ZipFile(folder / "reports" / "990101101.docx") as report:
        assert "示例评估中心" in report.read("word/document.xml").decode()


def test_nothing_changed_means_nothing_done(sample_round: Path, tmp_path: Path) -> None:
    """A second run says so and leaves every byte alone."""
    folder = part_of(sample_round, tmp_path / "round", STATIONS[0])
    run("round", "run", folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    again = run("round", "run", folder)
    assert "nothing changed" in again.output
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before


def test_only_what_changed_is_done_again(tmp_path: Path) -> None:
    """Inputs, outputs and the round's own words each redo exactly what hangs on them."""
    folder = whole(tmp_path / "round")
    fresh = dict.fromkeys(("s1", "s2", "s3"), "evaluated")
    same = dict.fromkeys(fresh, "unchanged")
    assert states(folder) == fresh
    first = written(folder)
    assert states(folder) == same

    (folder / "results" / "s1.json").write_bytes(b"{}")
    (folder / "reports" / "s2.docx").unlink()
    (folder / "results" / ".keys" / "s3.json").write_bytes(b"[1")
    assert states(folder) == {"s1": "evaluated", "s2": "rendered", "s3": "evaluated"}
    assert written(folder) == first

    sheet = folder / "sheets" / "e1" / "s2.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("好", "较好"), encoding="utf-8")
    (folder / "stations" / "s3" / "evidence" / "lease.pdf").write_bytes(b"%PDF-1.4 other\n")
    assert states(folder) == {"s1": "unchanged", "s2": "evaluated", "s3": "evaluated"}

    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write("documents: {evaluated_by: 评估中心}\n")
    assert states(folder, reports=False) == same
    assert states(folder) == dict.fromkeys(fresh, "rendered")

    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(text.replace("late: 0", "late: 1"), encoding="utf-8")
    assert states(folder) == fresh


def _sent(unit: Work) -> Work:
    """Return a unit as a process gets it."""
    received: Work = ForkingPickler.loads(ForkingPickler.dumps(unit))
    return received


def test_a_process_reads_the_round_once(tmp_path: Path) -> None:
    """All units that a process gets of a round have one copy of it; another state of the round is another."""
    folder = whole(tmp_path / "round")
    shared = Shared(opened(folder))
    first, second = (_sent(Work(shared, (station,), {})) for station in ("s1", "s2"))
    assert first.round_ is second.round_
    assert first.round_ == shared.value
    assert _sent(second).round_ is first.round_
    other = _sent(Work(Shared(replace(shared.value, title="x")), ("s1",), {}))
    assert other.round_.title == "x"
    assert first.round_.title != "x"


def test_a_station_is_no_more_work_in_a_larger_round(tmp_path: Path) -> None:
    """Its reports carry a number that counts the stations before it; nobody looks for them again for each."""
    folder = whole(tmp_path / "round")
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write("documents: {number: 示评〔2026〕1号}\n")
    calls: list[int] = []
    for others in (0, 40):
        for number in range(others):
            (folder / "stations" / f"t{number}").mkdir()
        round_ = with_list(opened(folder))
        unit = Work(Shared(round_), ("s3",), template_hashes(round_), first=True)
        for _ in range(2):  # what is made once is made in the first run
            (folder / "results" / ".keys" / "s3.json").unlink(missing_ok=True)
            counted = calls_in(partial(work, unit))
        calls.append(counted)
    assert calls[1] <= calls[0] + 5


def test_a_unit_of_work_leaves_no_cycles_behind(sample_round: Path, tmp_path: Path) -> None:
    """They would lie between living objects, and a process would grow with the stations it has evaluated."""
    folder = part_of(sample_round, tmp_path / "round", *STATIONS[:1])
    round_ = opened(folder)
    unit = Work(Shared(round_), tuple(STATIONS[:1]), template_hashes(round_), first=True)
    found: list[int] = []
    gc.callbacks.append(lambda phase, info: found.append(info["collected"]) if phase == "stop" else None)
    threshold = gc.get_threshold()
    collect_seldom()  # as a process of `round run`
    gc.disable()
    try:
        assert [outcome.state for outcome in work(unit)] == ["evaluated"]
        assert sum(found) > 0, "there is something to collect"
        found.clear()
        assert gc.collect() <= 5
    finally:
        gc.enable()
        gc.unfreeze()
        gc.set_threshold(*threshold)
        gc.callbacks.pop()


def test_what_was_hashed_is_what_is_scored(
    sample_round: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file of a station is opened once, whoever wants to know what is in it."""
    folder = part_of(sample_round, tmp_path / "round", STATIONS[0])
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / f"{STATIONS[0]}.yaml").write_text("[]\n", encoding="utf-8")
    read: list[str] = []
    open_ = os.open

    def noted(path: str, *arguments: int) -> int:
        read.append(str(path))
        return open_(path, *arguments)

    round_ = opened(folder)
    monkeypatch.setattr(os, "open", noted)
    assert [one.state for one in work(Work(Shared(round_), (STATIONS[0],), {}, first=True))] == ["evaluated"]
    inputs = [path for path in read if "/results/" not in path]
    assert {Path(path).suffix for path in inputs} >= {".yaml", ".xlsx", ".jpg", ".docx"}
    assert {"sheets", "decisions"} <= {part for path in inputs for part in Path(path).parts}
    assert sorted(inputs) == sorted(set(inputs))


@pytest.mark.usefixtures("pools_of_processes")
def test_the_number_of_processes_and_the_folder_do_not_show(tmp_path: Path) -> None:
    """One process or three, here or elsewhere: the same bytes."""
    one, three = whole(tmp_path / "one"), whole(tmp_path / "elsewhere" / "three")
    states(one, jobs=1)
    states(three, jobs=3)
    assert written(one) == written(three)


@pytest.mark.usefixtures("pools_of_processes")
def test_a_broken_station_stops_no_other(tmp_path: Path) -> None:
    """It is listed with its problems, its earlier result does not stay, and the exit code says so."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", folder).exit_code == 0
    station(folder / "stations" / "s2", "s2", facts="{area: 66, area: 67}")
    again(folder, "stations/s2")
    done = run("round", "run", folder)
    assert done.exit_code == 1
    assert "2 stations unchanged" in done.output
    assert "submission.yaml:4" in done.output
    assert {name for name in written(folder) if "s2" in name} == set()
    assert (folder / "results" / "s3.json").is_file()
    station(folder / "stations" / "s2", "s2")
    again(folder, "stations/s2")
    assert "1 stations evaluated" in run("round", "run", folder).output


@pytest.mark.usefixtures("pools_of_processes")
def test_a_station_the_program_fails_on_stops_no_other(tmp_path: Path) -> None:
    """What no check foresees (here: a folder in a file's place) is listed too."""
    folder = whole(tmp_path / "round")
    (folder / "results" / ".keys" / "s2.json" / "x").mkdir(parents=True)
    done = run("round", "run", folder)
    assert done.exit_code == 1
    assert "the program failed on 1 stations" in done.output
    assert sorted(path.name for path in (folder / "reports").glob("s*.*")) == [
        f"{id}.{kind}" for id in ("s1", "s3") for kind in ("docx", "html")
    ]


def test_a_closed_round_is_not_run(tmp_path: Path) -> None:
    """Its results stay as they are."""
    folder = whole(tmp_path / "round")
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(text.replace("state: open", "state: closed"), encoding="utf-8")
    done = run("round", "run", folder)
    assert done.exit_code == 1
    assert "closed" in done.output
    assert written(folder) == {}


def test_the_second_run_leaves(tmp_path: Path) -> None:
    """Two runs at once on one folder: the second says so."""
    folder = whole(tmp_path / "round")
    with locked(folder, "run"):
        done = run("round", "run", folder)
    assert done.exit_code == 1
    assert f"process {os.getpid()}" in done.output
    assert written(folder) == {}


def test_a_killed_run_is_continued(sample_round: Path, tmp_path: Path) -> None:
    """Whenever it is killed, running again gives the bytes of an undisturbed run, and nothing besides."""
    calm = part_of(sample_round, tmp_path / "calm", *STATIONS)
    start = time.monotonic()
    subprocess.run(_command(calm), check=True, capture_output=True)
    long = time.monotonic() - start
    disturbed = part_of(sample_round, tmp_path / "disturbed", *STATIONS)
    chance = random.Random(2026)  # noqa: S311 - any moments will do
    for _ in range(3):
        process = subprocess.Popen(_command(disturbed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 1.0) * long)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(_command(disturbed), check=True, capture_output=True)
    assert written(disturbed) == written(calm)
    assert set(tree(disturbed)) == set(tree(calm))


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Take Ctrl-C: what a shell starts in the background ignores it, and children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_run_says_how_to_go_on(sample_round: Path, tmp_path: Path) -> None:
    """Ctrl-C: no traceback, no lock, no temporary file; the next run goes on."""
    # On a busy machine a run may end before the signal reaches it: then another one is interrupted.
    many = sorted(path.name for path in (sample_round / "stations").iterdir())[:14]
    for attempt in range(5):
        folder = part_of(sample_round, tmp_path / f"round{attempt}", *many)
        process = subprocess.Popen(
            _command(folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "EVALUATOR_LANG": "en"},
        )
        while not list(folder.glob("results/*.json")) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1].decode()
        if process.returncode:
            break
    assert process.returncode == 1
    assert "run it again to go on" in said
    assert "Traceback" not in said
    assert not (folder / ".lock").exists()
    done = states(folder)
    assert set(done) == set(many)
    assert set(done.values()) <= {"evaluated", "rendered", "unchanged"}


def _command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "evaluator", "round", "run", str(folder), "--jobs", "2"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_with_the_run(sample_round: Path, tmp_path: Path) -> None:
    """A killed run leaves no process behind that would go on writing."""
    folder = part_of(sample_round, tmp_path / "round", *STATIONS)
    process = subprocess.Popen(_command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    workers: list[str] = []
    while len(workers) < 2 and process.poll() is None:
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(workers) == 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    limit = time.monotonic() + 60
    while any(_alive(pid) for pid in workers):
        assert time.monotonic() < limit
        time.sleep(0.02)


def _alive(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


UNREADABLE = {
    "a tab": "guideline: tiny\nstation: {id: s2, name: 乙站}\n\tperiod: x\n",
    "a quote": 'guideline: tiny\nstation:\n  id: s2\n  name: "乙站"\nfacts: {a: "x}\n',
    "another guideline": "guideline: other\nstation: {id: s2, name: 乙站}\n",
    "no period": "guideline: tiny\nstation: {id: s2, name: 乙站}\nfacts: {}\n",
    "name first": "guideline: tiny\nstation: {name: '乙站', id: s2\n",
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_station_with_errors_is_named(kind: str, tmp_path: Path) -> None:
    """In the status, by the run, before the close and below the ranking."""
    folder = whole(tmp_path / "round")
    (folder / "stations" / "s2" / "submission.yaml").write_text(UNREADABLE[kind], encoding="utf-8")
    status = run("round", "status", folder).stdout
    assert "s2 乙站" in status
    data = {row["id"]: row for row in json.loads(run("round", "status", folder, "--json").stdout)["stations"]}
    assert (data["s2"]["name"], data["s2"]["evaluable"]) == ("乙站", False)
    assert "s2 乙站" in run("round", "run", folder, "--no-reports", "--jobs", "1").stderr
    assert "s2 乙站" in run("round", "close", folder).stderr
    rows = json.loads(run("round", "rank", folder, "--json").stdout)["unranked"]
    assert [(row["station"], row["name"]) for row in rows] == [("s2", "乙站")]


@pytest.mark.parametrize("text", ["", "station:", "station: 3", "station: [", "\x00", "name: 不是站点"])
def test_a_station_that_says_no_name_has_none(text: str, tmp_path: Path) -> None:
    """Whatever stands in its file, or when there is none."""
    assert declared_station(tmp_path).name == ""
    (tmp_path / "submission.yaml").write_text(text, encoding="utf-8")
    assert declared_station(tmp_path).name == ""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two worker processes."""
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    here = tmp_path_factory.mktemp("dask")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        # not None: that still tries port 8787 and warns where another program holds it
        dashboard_address="127.0.0.1:0",
        local_directory=str(here),
    ) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_writes_the_same_bytes(tmp_path: Path, scheduler: str) -> None:
    """What workers elsewhere write is what this machine writes, and they skip what is unchanged."""
    here, there = whole(tmp_path / "here"), whole(tmp_path / "there")
    assert run("round", "run", here).exit_code == 0
    done = run("round", "run", there, "--cluster", scheduler)
    assert done.exit_code == 0, done.output
    assert "3 stations evaluated" in done.output
    assert written(there) == written(here)
    assert "nothing changed" in run("round", "run", there, "--cluster", scheduler).output


def test_a_failure_far_away_stops_no_other_station(tmp_path: Path, scheduler: str) -> None:
    """It comes back as that station's outcome."""
    folder = whole(tmp_path / "round")
    (folder / "results" / ".keys" / "s2.json" / "x").mkdir(parents=True)
    done = run("round", "run", folder, "--cluster", scheduler)
    assert done.exit_code == 1
    assert "the program failed on 1 stations" in done.output
    assert (folder / "reports" / "s3.docx").is_file()


def test_a_cluster_that_is_away_is_said(tmp_path: Path) -> None:
    """No traceback; nothing is written."""
    folder = whole(tmp_path / "round")
    command = [
        sys.executable,
        "-m",
        "evaluator",
        "round",
        "run",
        str(folder),
        "--cluster",
        "tcp://127.0.0.1:9",
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    assert "tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
    assert written(folder) == {}
