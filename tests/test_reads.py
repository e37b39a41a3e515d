"""What a finding says it read is all that its award depends on."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from evaluator.base.resources import shipped
from evaluator.evaluation import Computed
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.rounds.read import read_round, station_ids, station_inputs
from tests import scoring
from tests.oracle import Outcome, load
from tests.oracle_reads import Recorded
from tests.strategies import make
from tests.test_properties import reading

ROOT: Final = Path(__file__).parent.parent
STATIONS: Final = sorted((ROOT / "samples" / "stations").iterdir())
CHUNK: Final = 40


def same(computed: Computed, outcome: Outcome, label: object) -> None:
    """Hold that both ends of every criterion and section, the totals and the grade agree."""
    for score, run in ((computed.low, outcome.low), (computed.high, outcome.high)):
        for finding in computed.findings:
            name = finding.criterion.id
            counted, judged = score.criteria[name], run.criteria[name]
            assert counted.applies == judged.applies, (label, name)
            if judged.applies:
                assert counted.points == judged.points, (label, name)
        for name, node in score.sections.items():
            assert node.points == run.sections[name].points, (label, name)
        assert score.total == run.exact, label
    order = [grade.id for grade in computed.case.guideline.grades]
    if outcome.low.grade and outcome.high.grade:
        ends = sorted([outcome.low.grade, outcome.high.grade], key=order.index)
        assert [computed.grading.high, computed.grading.low] == ends, label
    assert computed.grading.too_much_not_applicable == outcome.too_much_left_out, label


def written(document: object) -> Any:  # noqa: ANN401  # JSON
    """Return a document as it comes back from its file."""
    return json.loads(json.dumps(document))


@pytest.mark.parametrize("chunk", range(5))
def test_random_awards_follow_from_what_was_read(chunk: int) -> None:
    """The oracle, given nothing but guideline and result, finds every award, sum and grade at both ends."""
    for seed in range(1000 + chunk * CHUNK, 1000 + (chunk + 1) * CHUNK):
        case = make(Random(seed))  # noqa: S311 - test data, no secret
        evaluated = evaluate(reading(case))
        guideline = load(case.texts()[0])
        same(evaluated.computed, Recorded(guideline, written(evaluated.document)).outcome(), seed)


@pytest.mark.parametrize("station", STATIONS, ids=lambda path: path.name)
@pytest.mark.parametrize("sheets", [True, False], ids=["marked", "alone"])
def test_sample_awards_follow_from_what_was_read(station: Path, sheets: bool) -> None:
    """The Tongling pack with ledgers, samples and a second scale, at both ends."""
    inputs, problems = read_inputs(station, sheets=ROOT / "samples" / "sheets" if sheets else None)
    assert inputs is not None, problems
    evaluated = evaluate(inputs)
    guideline = load(
        (shipped("criteria") / inputs.guideline.id / "guideline.yaml").read_text(encoding="utf-8")
    )
    same(evaluated.computed, Recorded(guideline, written(evaluated.document)).outcome(), station.name)


def test_awards_of_a_round_follow_from_what_was_read() -> None:
    """With a panel: who is due, how marks are merged, when they are apart; and decisions."""
    round_, problems = read_round(ROOT / "samples" / "round-2026")
    assert round_ is not None, problems
    guideline = load(
        (shipped("criteria") / round_.guideline.id / "guideline.yaml").read_text(encoding="utf-8")
    )
    decided = 0
    for station in station_ids(round_):
        inputs, problems = station_inputs(round_, station)
        assert inputs is not None, problems
        evaluated = evaluate(inputs)
        document = written(evaluated.document)
        same(evaluated.computed, Recorded(guideline, document).outcome(), station)
        decided += len(document["decisions"])
        panels = [row for one in document["findings"] for row in one["read"] if row["kind"] == "panel"]
        assert all(panel["due"] and panel["apart"] for panel in panels)
        for finding in document["findings"]:
            for panel in (row for row in finding["read"] if row["kind"] == "panel"):
                panel["due"].append("nobody")
        assert Recorded(guideline, document).outcome().low.exact != evaluated.computed.low.total
    assert decided


PRIVATE: Final = """  leader: {title: 负责人, type: text, private: true}
"""


@pytest.mark.parametrize(
    "name, equal, points", [("欧阳建国", ["欧阳建国"], "10.00"), ("诸葛大力", [], "0.00")]
)
def test_a_private_text_is_masked_and_says_what_it_equals(name: str, equal: list[str], points: str) -> None:
    """Nobody reads the name, and the award still follows from what was read."""
    guideline = scoring.alone("{yes_no: {fact: leader, is: 欧阳建国}}", facts=PRIVATE)
    document = scoring.score(guideline, f"{{leader: {name}}}").document
    (row,) = [row for row in document["findings"][0]["read"] if row["kind"] == "fact"]
    assert (row["value"], row["equals"], document["findings"][0]["points"]) == (
        f"{name[0]}某某",
        equal,
        points,
    )
    masked = {key: value for key, value in document.items() if key != "guideline"}
    assert name not in json.dumps({**masked, "findings": []}, ensure_ascii=False)
