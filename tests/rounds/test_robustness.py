"""Would a ranking hold: critical changes of weights, flips under variations, all drawn again from a seed."""

import json
import shutil
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from evaluator.base.exact import Number, simple
from evaluator.evaluation import compute, evaluation
from evaluator.evaluation.contributions import LOW, total_of
from evaluator.evaluation.pipeline import evaluate
from evaluator.evaluation.sealed import sealed_case
from evaluator.model.evaluation import Evaluation
from evaluator.reports.robustness import RobustWords
from evaluator.rounds.rank import rank, ranked_as
from evaluator.rounds.results import current_results
from evaluator.rounds.robustness import (
    Shares,
    Trials,
    critical_change,
    robustness,
    shares_of,
    soonest_section,
)
from evaluator.rounds.standings import ResultReader, Standing
from evaluator.rounds.variations import MERGES, _without, judged_otherwise
from tests.rounds.making import MARKS, declared, opened, run, sheet, station, whole
from tests.strategies import make
from tests.test_properties import reading

PUBLISHED = {
    "C1": ("0.3277", ("0.3088", "0.2163", "0.4509", "0.0240")),
    "C2": ("0.3058", ("0.2897", "0.3458", "0.2473", "0.1172")),
    "C3": ("0.2876", ("0.3867", "0.1755", "0.1194", "0.3184")),
    "C4": ("0.0790", ("0.1922", "0.6288", "0.0575", "0.1215")),
}
"""Weights and scores of four alternatives (Triantaphyllou, Sánchez: Decision Sciences 28(1), 1997)."""


def alternative(number: int) -> Shares:
    shares = {id: Fraction(scores[number]) for id, (_, scores) in PUBLISHED.items()}
    return Shares(shares, {id: Fraction(weight) for id, (weight, _) in PUBLISHED.items()}, Fraction(0))


def test_critical_changes_are_the_direct_solution_on_a_published_matrix() -> None:
    """δ = (P₂ − P₁) ÷ (a₂ − a₁) is what a weight has to fall by; the weighted sums are those published."""
    sums = [
        sum((Fraction(weight) * Fraction(scores[at]) for weight, scores in PUBLISHED.values()), Fraction(0))
        for at in range(4)
    ]
    assert [f"{float(each):.4f}" for each in sums[:2]] == ["0.3162", "0.2768"]
    for first in range(4):
        for second in range(first + 1, 4):
            for id, (weight, scores) in PUBLISHED.items():
                falls = (sums[second] - sums[first]) / (Fraction(scores[second]) - Fraction(scores[first]))
                change = critical_change(alternative(first), alternative(second), id, 1)
                assert change == -falls / Fraction(weight)


def test_the_soonest_section_is_the_direct_solution_on_published_and_random_matrices() -> None:
    """Solved without the formula: the totals apart, times the sum of weights, are a straight line in the change.

    Two points give the line, its root is the change; of all sections the smallest root decides, and 1 % less
    of it turns nobody round.
    """
    random = Random(11)  # noqa: S311 - test data, no secret
    pairs = [(alternative(first), alternative(second)) for first in range(4) for second in range(first)]
    for _ in range(300):
        counts = {f"s{at}": Fraction(random.randint(1, 40), random.choice((1, 2))) for at in range(2, 8)}
        pairs.append((random_shares(random, counts, 30), random_shares(random, counts, 30)))
    for number, (first, second) in enumerate(pairs):

        def apart(factor: Fraction, id: str, pair: tuple[Shares, Shares] = (first, second)) -> Fraction:
            totals = []
            for each in pair:
                weights = {name: count * (factor if name == id else 1) for name, count in each.counts.items()}
                earned = sum((weights[name] * share for name, share in each.shares.items()), Fraction(0))
                totals.append(earned + each.beside * sum(weights.values()))
            return Fraction(totals[0] - totals[1])

        roots = {}
        for id in first.counts:
            begin, end = apart(Fraction(1), id), apart(Fraction(2), id)
            if begin != end and (root := begin / (begin - end)) >= -1:
                roots[id] = root
        changes = {id: critical_change(first, second, id, 1) for id in first.counts}
        found = {id: change for id, change in changes.items() if change is not None and change >= -1}
        assert found == roots, number
        soonest = soonest_section(first, second, 1)
        assert soonest == min(roots.items(), key=lambda pair: abs(pair[1]), default=None), number
        if soonest is not None and soonest[1]:
            id, change = soonest
            for other in first.counts:
                for sign in (1, -1):
                    less = 1 + sign * abs(change) * Fraction(99, 100)
                    assert less < 0 or apart(less, other) * apart(Fraction(1), other) > 0, number


def random_shares(random: Random, counts: dict[str, Fraction], beside: int) -> Shares:
    shares = {id: Fraction(random.randint(0, 100), 100) for id in counts}
    return Shares(shares, counts, Fraction(random.randint(-beside, beside), 10))


def test_a_critical_change_levels_two_stations_exactly() -> None:
    """Put back into the weights it leaves no difference, and half of it leaves one."""
    random = Random(7)  # noqa: S311 - test data, no secret
    levelled = 0
    for _ in range(500):
        counts = {f"s{at}": Fraction(random.randint(1, 40)) for at in range(random.randint(2, 7))}
        full_marks = random.choice((100, int(sum(counts.values()))))
        first, second = (random_shares(random, counts, random.choice((0, 50))) for _ in range(2))

        def apart(factor: Fraction, id: str, full: int = full_marks, pair: Any = (first, second)) -> Fraction:  # noqa: ANN401
            totals = []
            for each in pair:
                weights = {name: count * (factor if name == id else 1) for name, count in each.counts.items()}
                earned = sum((weights[name] * share for name, share in each.shares.items()), Fraction(0))
                totals.append(earned * full / sum(weights.values()) + each.beside)
            return Fraction(totals[0] - totals[1])

        for id in counts:
            change = critical_change(first, second, id, full_marks)
            if change is None or change <= -1:
                continue
            levelled += 1
            assert apart(1 + change, id) == 0
            assert change == 0 or apart(1 + change / 2, id) != 0
    assert levelled > 500


def test_a_total_is_its_shares_by_their_weights() -> None:
    """Of random results whose points are known: with the weights as they are, the total is the result's."""
    known = 0
    for seed in range(150):
        evaluated = evaluate(reading(make(Random(seed))))  # noqa: S311 - test data, no secret
        document, guideline = evaluated.document, evaluated.inputs.guideline
        if document["score"]["points"] is None or any(
            section["points"] is None and section["low"] != section["high"]
            for section in document["sections"]
        ):
            continue
        known += 1
        assert shares_of(document, guideline).total(guideline, {}) == total_of(document["score"], LOW), seed
    assert known > 20


@pytest.fixture(scope="module")
def close(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three stations: one just above a grade's bound by one section, two that a weight can turn round."""
    folder = declared(tmp_path_factory.mktemp("robust") / "round")
    award = "awards:\n  - {id: best, title: 优秀, places: 1}\n"
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write(f"facts: {{late: 0}}\n{award}")
    marks = {
        "s1": ("{area: 66, rooms: [a, b]}", "差", 11),
        "s2": ("{area: 66, rooms: [a]}", "较好", 20),
        "s3": ("{area: 66, rooms: [a, b]}", "较好", 11),
    }
    for id, (facts, level, points) in marks.items():
        station(folder / "stations" / id, id, facts)
        sheet(folder / "sheets", "f1", id, f"marks: {{B2: {{points: {points}}}}}\n", role="finance")
        for evaluator in ("e1", "e2"):
            if (evaluator, id) != ("e2", "s3"):
                sheet(folder / "sheets", evaluator, id, f"marks: {{B1: {{level: {level}}}}}\n")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    return folder


def data(folder: Path, *more: str) -> Any:  # noqa: ANN401 - JSON
    done = run("round", "robustness", folder, "--json", *more)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_grade_that_hangs_on_one_weight_flips(close: Path) -> None:
    """s1 has 50 of 50 and 11 of 50: with A a tenth lighter it has 56 of 95, below 60 of 100."""
    variations = {
        each["name"]: each["flips"] for each in data(close)["variations"] if each["kind"] == "weight"
    }
    lighter = {flip["station"]: flip["grade"] for flip in variations["A −10%"]}
    assert lighter["s1"] == ["pass", "fail"]
    assert all(flip["grade"][0] == flip["grade"][1] for flip in variations["A +10%"])


def test_the_edge_of_an_award_has_its_critical_change(close: Path) -> None:
    """s3 (50, 31) leads s2 (40, 40) by one point of 100: level where the weight of A falls by a tenth."""
    result = data(close)
    edge = next(each for each in result["critical"] if each["award"] == "best")
    assert (edge["upper"], edge["lower"], edge["section"], edge["change"]) == ("s3", "s2", "A", "-0.1")
    level = next(each for each in result["variations"] if each["name"] == "A −10%")
    assert {flip["station"]: flip["rank"] for flip in level["flips"]}["s2"] == [2, 1]


def with_awards(folder: Path, to: Path, awards: str) -> Path:
    """Return a copy of a round with other awards."""
    shutil.copytree(folder, to)
    text = (to / "round.yaml").read_text(encoding="utf-8")
    text = text[: text.index("awards:\n  - {id: best")] + f"awards:\n{awards}"
    (to / "round.yaml").write_text(text, encoding="utf-8")
    return to


def test_every_critical_change_makes_level_what_it_says(close: Path, tmp_path: Path) -> None:
    """Neighbours of any grades, last places of an award and of a county, and the bound of the grade needed."""
    awards = (
        "  - {id: best, title: 优秀, places: 1}\n"
        "  - {id: county, title: 县优, places: 3, at_most_per_county: 2}\n"
        "  - {id: high, title: 高分, places: 3, needs: {grade: pass}}\n"
    )
    round_ = opened(with_awards(close, tmp_path / "round", awards))
    trials = Trials(round_)
    rank(round_, each=lambda document, standing: trials.take(document, replace(standing, county="甲县")))
    result = trials.robustness(ranked_as(round_, trials.standings))
    bounds = {grade.id: grade.bound for grade in round_.guideline.grades}
    seen = set()
    for each in result.critical:
        if not each.section:
            continue
        factors: dict[str, Number] = {each.section: simple(1 + each.change)}
        ends = [
            trials.shares[station].total(round_.guideline, factors) if station else bounds[each.grade]
            for station in (each.upper, each.lower)
        ]
        assert ends[0] == ends[1], each
        seen.add((each.award, bool(each.county), bool(each.upper)))
    assert {("", False, True), ("best", False, True), ("county", True, True), ("high", False, True)} <= seen
    grades = {standing.station: standing.grade for standing in result.ranking.ranked}
    neighbours = [(each.upper, each.lower) for each in result.critical if not each.award]
    assert neighbours == list(pairwise(grades))
    said = " ".join(RobustWords(result, "en", round_.guideline).sentences())
    assert "“高分” needs 合格: 站点s1 is nearest to the bound" in said
    assert "The edge of “县优 (places of 甲县)” lies between" in said
    assert "高分" in run("round", "robustness", round_.folder).stdout


def test_the_grade_of_a_single_station_is_tried_too(close: Path) -> None:
    """s1 alone: no ranking to test, and its grade hangs on the weight of A."""
    round_ = opened(close)
    trials = Trials(round_)

    def take(document: Evaluation | None, standing: Standing) -> None:
        if standing.station == "s1":
            trials.take(document, standing)

    rank(round_, each=take)
    result = trials.robustness(ranked_as(round_, trials.standings))
    said = list(RobustWords(result, "zh", round_.guideline).sentences())
    assert said[0] == "参加排名的站点不足两个，无从检验名次。"
    assert "有 1 个的等级会变（站点s1）" in said[1]
    nobody = Trials(round_).robustness(ranked_as(round_, []))
    assert list(RobustWords(nobody, "zh", round_.guideline).sentences()) == said[:1]


def test_weights_are_not_moved_below_nothing(close: Path) -> None:
    done = run("round", "robustness", close, "--within", "101")
    assert (done.exit_code, "more than 100" in done.stderr) == (2, True)
    assert run("round", "robustness", close, "--within", "100", "--weightings", "5").exit_code == 0


def test_the_same_seed_gives_the_same_and_another_may_not(close: Path) -> None:
    first = data(close, "--weightings", "50", "--within", "30")
    assert first == data(close, "--weightings", "50", "--within", "30")
    assert any(each["rank_differs"] for each in first["frequencies"])
    assert first["seed"] == 1


def test_without_an_evaluator_and_with_another_merge_stations_are_judged_again(tmp_path: Path) -> None:
    folder = whole(tmp_path / "round", {**MARKS, "e2": "marks: {B1: {level: 较好}}\n"})
    text = (folder / "round.yaml").read_text(encoding="utf-8").replace("  apart: 20%\n", "")
    (folder / "round.yaml").write_text(text, encoding="utf-8")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    variations = {(each["kind"], each["name"]): each["flips"] for each in data(folder)["variations"]}
    # s3 alone has no mark of e2: with the others level at 25 it leads; without e2 all are level.
    assert {flip["station"]: flip["rank"] for flip in variations["without", "e2"]} == {
        "s1": [2, 1],
        "s2": [2, 1],
    }
    assert variations["merge", "median"] == []
    assert ("rounding", "total") in variations


def test_what_is_judged_otherwise_is_what_a_whole_evaluation_gives(close: Path, tmp_path: Path) -> None:
    """Only criteria whose merged mark changes are judged again; points and grade are those of all."""
    marks = {**MARKS, "e2": "marks: {B1: {level: 较好}}\n"}
    wide = whole(tmp_path / "round", marks)
    text = (wide / "round.yaml").read_text(encoding="utf-8").replace("merge: mean", "merge: median")
    (wide / "round.yaml").write_text(text, encoding="utf-8")
    assert run("round", "run", wide, "--no-reports").exit_code == 0
    kinds = set()
    merges = {str(merge): merge for merge in MERGES}
    for folder in (close, wide):
        round_ = opened(folder)
        for id, document in current_results(round_):
            assert document is not None
            before = ResultReader(round_).standing(id, document)
            case = sealed_case(document, round_.guideline, round_.guideline).case
            for kind, name, standing in judged_otherwise(round_, document, before):
                if kind == "without":
                    otherwise = _without(case, name)
                elif kind == "merge":
                    otherwise = replace(case, panel=replace(case.panel, merge=merges[name]))
                else:
                    rounding = replace(round_.guideline.rounding, at="total")
                    guideline = replace(round_.guideline, rounding=rounding)
                    otherwise = replace(case, dossier=replace(case.dossier, guideline=guideline))
                again = evaluation(compute(otherwise))
                again["guideline"]["sha256"] = round_.guideline.sha256
                expected = ResultReader(round_).standing(id, again)
                seen = standing or before
                kinds.add((kind, standing is not None))
                for field in ("value", "grade", "before", "why", "rank"):
                    assert getattr(seen, field) == getattr(expected, field), (id, kind, name, field)
    assert {("without", True), ("without", False), ("merge", False), ("rounding", True)} <= kinds


def test_what_the_panel_decided_on_an_award_stays_decided(tmp_path: Path) -> None:
    """Two level stations, one chosen by the panel: without a change nothing flips."""
    folder = whole(tmp_path / "round")
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write("awards:\n  - {id: best, title: 优秀, places: 1}\n")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    decided = ["--award", "best=s2", "--reason", "合议", "--by", "专家组", "--date", "2026-09-01"]
    assert run("round", "decide", folder, *decided).exit_code == 0
    result = robustness(opened(folder), within=Fraction(0))
    assert [winner.station for winner in result.ranking.awards[0].chosen] == ["s2"]
    assert {flip for each in result.variations if each.kind == "weight" for flip in each.flips} == set()


def test_the_paragraph_is_in_plain_words(close: Path) -> None:
    shown = " ".join(run("round", "robustness", close).stdout.split()).replace("站 点", "站点")
    for sentence in (
        "in proportion), of 3 ranked stations 1 would change grade (站点s1), 1 would change rank,",
        "1 of the 3 stations keep their rank throughout, 1 change grade at times (站点s1).",
        "The closest neighbours are 站点s3 and 站点s2: they are level once the weight of “条件” falls by 10.00%.",
        "The edge of “优秀” lies between 站点s3 and 站点s2: they are level once the weight",
    ):
        assert sentence in shown
