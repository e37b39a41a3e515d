"""A station's case made again from its sealed result is judged as it was."""

import copy
import json
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from evaluator.evaluation import compute
from evaluator.evaluation.compare import compare
from evaluator.evaluation.editions import rejudged
from evaluator.evaluation.figures import Computed
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.evaluation.sealed import sealed_case
from evaluator.model.evaluation import Evaluation
from tests.strategies import Case, Panel, make
from tests.test_compare import printed
from tests.test_properties import reading

SAMPLES = Path(__file__).parent.parent / "samples"
STATIONS = sorted(file.parent for file in SAMPLES.glob("stations/*/submission.yaml"))
CHUNK = 60


def same(computed: Computed, again: Computed, label: object) -> None:
    for finding, other in zip(computed.findings, again.findings, strict=True):
        id = (label, finding.criterion.id)
        assert (finding.low.points, finding.high.points) == (other.low.points, other.high.points), id
        assert (finding.low.applies, finding.high.applies) == (other.low.applies, other.high.applies), id
    for score, other_score in ((computed.low, again.low), (computed.high, again.high)):
        assert score.total == other_score.total, label
        assert score.steps == other_score.steps, label
    assert computed.grading == again.grading or _grades(computed) == _grades(again), label


def _grades(computed: Computed) -> object:
    grading = computed.grading
    return grading.grade, grading.low, grading.high, grading.provisional, grading.eligibility


def written(document: Evaluation) -> Evaluation:
    """Return a document as it comes back from its file."""
    return cast("Evaluation", json.loads(json.dumps(document)))


@pytest.mark.parametrize("chunk", range(5))
def test_random_results_are_judged_again_as_they_were(chunk: int) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        evaluated = evaluate(reading(make(Random(seed))))  # noqa: S311 - test data, no secret
        guideline = evaluated.inputs.guideline
        again = sealed_case(written(evaluated.document), guideline, guideline)
        same(evaluated.computed, compute(again.case), seed)


@pytest.mark.parametrize("sheets", [True, False], ids=["marked", "alone"])
@pytest.mark.parametrize("station", STATIONS, ids=lambda path: path.name)
def test_sample_results_are_judged_again_as_they_were(station: Path, sheets: bool) -> None:
    inputs, _ = read_inputs(station, sheets=SAMPLES / "sheets" if sheets else None)
    assert inputs is not None
    evaluated = evaluate(inputs)
    again = sealed_case(written(evaluated.document), inputs.guideline, inputs.guideline)
    assert again.lacking == ()
    same(evaluated.computed, compute(again.case), station.name)


def edited(random: Random, guideline: Any) -> Any:  # noqa: ANN401  # a guideline as plain YAML
    """Return the next edition of a guideline: what may change without making it wrong."""
    other = copy.deepcopy(guideline)
    other["edition"] = "2"
    other["missing_evidence"] = random.choice(("no_points", "keep_points", {"cap": "50%"}))
    other["not_applicable"]["within"] = random.choice(("section", "total"))
    other["compare"] = random.choice(("exact", "rounded"))

    def walk(nodes: Any) -> None:  # noqa: ANN401
        for node in nodes:
            walk(node.get("sections", []))
            for criterion in node.get("criteria", []):
                if random.random() < 0.3:
                    criterion.pop("evidence", None)
                if random.random() < 0.3:
                    criterion.pop("zero_when", None)
                if random.random() < 0.2:
                    criterion["rule"] = {"mark": {}}
                    criterion.pop("may_not_apply", None)
                    criterion.pop("evidence", None)

    walk(other["sections"])
    return other


def rejudged_pair(seed: int, random: Random) -> tuple[Evaluation, Evaluation, Evaluation, tuple[str, ...]]:
    """Return an old result, the same by another edition, a new result by it, and what the old one lacks."""
    case = make(Random(seed))  # noqa: S311 - test data, no secret
    unlike = make(Random(seed + 5000)).guideline  # noqa: S311
    other = unlike if seed % 4 == 0 else edited(random, case.guideline)
    panel = Panel(random, other)
    submission = panel.submission()
    after = Case(other, submission, panel.sheets(submission), panel.decisions(submission))
    old, new = evaluate(reading(case)), evaluate(reading(after))
    between = rejudged(written(old.document), old.inputs.guideline, new.inputs.guideline)
    return old.document, between.document, new.document, between.lacking


@pytest.mark.parametrize("chunk", range(4))
def test_what_the_guideline_and_the_station_did_adds_up_exactly(chunk: int) -> None:
    compared = 0
    for seed in range(chunk * 30, (chunk + 1) * 30):
        before, between, after, lacking = rejudged_pair(seed, Random(seed))  # noqa: S311
        whole = compare(before, after, between, lacking)
        for end, splits in whole.splits.items():
            compared += 1
            totals = [printed(document, end) for document in (before, after)]
            movements = [movement for split in splits for movement in split.difference.movements]
            assert sum(movement.change for movement in movements) == totals[1] - totals[0], seed
            assert [split.cause for split in splits] == ["guideline", "station"]
    assert compared > 20


def test_another_edition_moves_only_what_it_changed() -> None:
    """The same facts by a guideline of which one criterion was changed: nothing else moves."""
    changed = 0
    for seed in range(60):
        case = make(Random(seed))  # noqa: S311 - test data, no secret
        other = copy.deepcopy(case.guideline)
        other["edition"] = "2"
        old, new = evaluate(reading(case)), evaluate(reading(case.but(guideline=other)))
        between = rejudged(written(old.document), old.inputs.guideline, new.inputs.guideline)
        whole = compare(old.document, between.document)
        assert between.lacking == ()
        for splits in whole.splits.values():
            changed += 1
            assert not any(split.difference.movements for split in splits), seed
    assert changed > 40
