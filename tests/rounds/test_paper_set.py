"""The papers of every station of a round: who gets which, written once, removed when needed no longer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evaluator.cli import cli
from evaluator.evaluation.pipeline import evaluate
from evaluator.model.round import Round
from evaluator.reports.paper_set import PAPERS, write_set
from evaluator.rounds.papers import OtherFolder
from evaluator.rounds.read import station_inputs
from tests.reading import word_text
from tests.rounds import making
from tests.rounds.making import opened

TWO = ("990101101", "990101102")


@pytest.fixture
def round_(sample_round: Path, tmp_path: Path) -> Round:
    """Two stations of the sample round with their results, and a round that says its deadlines."""
    folder = tmp_path / "round"
    (folder / "results").mkdir(parents=True)
    for part in ("sheets", "decisions"):
        (folder / part).symlink_to(sample_round / part)
    (folder / "stations").mkdir()
    for station in TWO:
        (folder / "stations" / station).symlink_to(sample_round / "stations" / station)
    text = (sample_round / "round.yaml").read_text(encoding="utf-8")
    more = "  deadline: 2026-10-31\n  contact: 评估办公室 000-0000\n  objection_until: 2026-09-15\n"
    (folder / "round.yaml").write_text(text + more, encoding="utf-8")
    made = opened(folder)
    for station in TWO:
        inputs, _ = station_inputs(made, station)
        assert inputs is not None
        store(made, f"{station}.json", evaluate(inputs).document)
    return made


def store(round_: Round, name: str, document: Mapping[str, Any]) -> None:
    making.stored(round_.folder / "results" / name, document)


def stored(round_: Round, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((round_.folder / "results" / name).read_bytes())
    return loaded


def run(round_: Round, *args: str) -> Result:
    return CliRunner().invoke(cli, ["round", "documents", *args, str(round_.folder)], catch_exceptions=False)


def test_every_station_with_a_result_has_its_papers(round_: Round) -> None:
    """With what round.yaml says; nothing is written a second time."""
    assert run(round_, "--set", "feedback", "--set", "rectification", "--set", "composite").exit_code == 0
    for name in ("feedback", "rectification", "composite"):
        folder = round_.folder / "reports" / name
        assert sorted(path.name for path in folder.iterdir()) == [f"{station}.docx" for station in TWO]
    for name, said in (("feedback", "2026年9月15日"), ("rectification", "2026年10月31日")):
        text = word_text((round_.folder / "reports" / name / f"{TWO[0]}.docx").read_bytes())
        assert said in text
        assert "评估办公室 000-0000" in text
    assert not (round_.folder / "reports" / "review-decision").exists()
    assert run(round_, "--set", "all").exit_code == 0
    states = [paper.state for paper in write_set(round_, PAPERS, OtherFolder(round_.folder / "reports"))]
    assert states == ["unchanged"] * 6


def test_only_who_loses_points_gets_a_notice(round_: Round) -> None:
    """A notice that is needed no longer is taken away: it would pass for one."""
    folder = round_.folder / "reports"
    list(write_set(round_, ["rectification"], OtherFolder(folder)))
    (folder / "rectification" / f"{TWO[0]}.pdf").write_bytes(b"%PDF-1.7 of the notice")
    document = stored(round_, f"{TWO[0]}.json")
    for one in document["findings"]:
        if one["kind"] == "deduction":
            one |= {"points": "0", "low": "0", "high": "0"}
        else:
            one |= {"points": one["of"], "low": one["of"], "high": one["of"]}
        one["costs"] = None
    store(round_, f"{TWO[0]}.json", document)
    list(write_set(round_, ["rectification"], OtherFolder(folder)))
    assert [path.name for path in (folder / "rectification").iterdir()] == [f"{TWO[1]}.docx"]


def test_a_result_that_took_anothers_place_has_a_decision(round_: Round, tmp_path: Path) -> None:
    """In the round, and by `evaluator report`, which finds the other beside it or is told."""
    name = f"{TWO[0]}.2.json"
    document = stored(round_, f"{TWO[0]}.json")
    document["supersedes"] = {"file": f"{TWO[0]}.json", "seal": document["seal"]}
    document["score"] |= {"points": "123.45", "shown": None}
    store(round_, name, document)
    folder = round_.folder / "reports"
    [paper] = write_set(round_, ["review-decision"], OtherFolder(folder))
    assert "123.45" in word_text((folder / paper.name).read_bytes())

    def report(*args: str | Path) -> Result:
        return CliRunner().invoke(
            cli, ["report", *map(str, args), "-t", "review-decision"], catch_exceptions=False
        )

    results = round_.folder / "results"
    assert report(results / name).exit_code == 0
    made = results / f"{TWO[0]}.2.review-decision.docx"
    assert "123.45" in word_text(made.read_bytes())
    assert report(results / f"{TWO[0]}.json").exit_code == 1
    told = report(results / name, "--before", results / f"{TWO[0]}.json", "-o", tmp_path / "d.docx")
    assert told.exit_code == 0
    assert (tmp_path / "d.docx").read_bytes() == made.read_bytes()
    other = report(results / name, "--before", results / f"{TWO[1]}.json", "-o", tmp_path / "e.docx")
    assert other.exit_code == 1
    assert not (tmp_path / "e.docx").exists()
