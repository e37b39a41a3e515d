"""Lists name every station, also one whose files have errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluator.loading.identity import declared_station
from tests.rounds.making import run, whole

BROKEN = {
    "a tab": "guideline: tiny\nstation: {id: s2, name: 乙站}\n\tperiod: x\n",
    "a quote": 'guideline: tiny\nstation:\n  id: s2\n  name: "乙站"\nfacts: {a: "x}\n',
    "another guideline": "guideline: other\nstation: {id: s2, name: 乙站}\n",
    "no period": "guideline: tiny\nstation: {id: s2, name: 乙站}\nfacts: {}\n",
    "name first": "guideline: tiny\nstation: {name: '乙站', id: s2\n",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_station_with_errors_is_named(kind: str, tmp_path: Path) -> None:
    """In the status, by the run, before the close and below the ranking."""
    folder = whole(tmp_path / "round")
    (folder / "stations" / "s2" / "submission.yaml").write_text(BROKEN[kind], encoding="utf-8")
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
