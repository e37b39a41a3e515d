"""The same work on a dask cluster: a real scheduler and two workers on loopback."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rounds.making import run, whole
from tests.rounds.test_run import written

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two worker processes."""
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
