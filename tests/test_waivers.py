"""Waivers: what the panel does not ask of a station, until when, and what is said of one that has ended."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from evaluator.evaluation.compare import ComparisonWords, compare
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.model.evaluation import Evaluation
from evaluator.reports import render, view
from evaluator.texts.problem import Problem
from tests.reading import html_parts, word_text
from tests.rounds.making import run, whole

ROOT = Path(__file__).parent.parent
STATION = ROOT / "samples" / "stations" / "luxi"
LAST = "2026-06-30"
"""The last day of the sample's period."""


def decided(what: str, value: str = "true", more: str = f", until: {LAST}", date: str = "2026-05-01") -> str:
    return f"- {{what: {{{what}}}, value: {value}, reason: 场地在改造, by: 专家组, date: {date}{more}}}\n"


def evaluated(tmp_path: Path, decisions: str) -> tuple[Evaluation, list[Problem]]:
    path = tmp_path / "decisions.yaml"
    path.write_text(decisions or "[]\n", encoding="utf-8")
    inputs, problems = read_inputs(STATION, sheets=ROOT / "samples" / "sheets", decisions=path)
    assert inputs is not None, [problem.render("en") for problem in problems]
    result = evaluate(inputs)
    return result.document, [problem for problem in result.inputs.problems if "waiver" in problem.code]


def finding(document: Evaluation, criterion: str) -> Any:  # noqa: ANN401 - JSON
    return next(each for each in document["findings"] if each["criterion"] == criterion)


def test_a_waived_criterion_does_not_apply(tmp_path: Path) -> None:
    """Facts that are filled in and a rule without `may_not_apply` change nothing: the panel does not ask."""
    before, _ = evaluated(tmp_path, "")
    after, problems = evaluated(tmp_path, decided("waiver: A1.1"))
    assert problems == []
    assert finding(before, "A1.1")["outcome"] == "partly_met"
    waived = finding(after, "A1.1")
    assert (waived["outcome"], waived["reason"], waived["points"]) == (
        "not_applicable",
        "not_applicable",
        None,
    )
    assert waived["why"] == [f"豁免：场地在改造（专家组决定，到 {LAST} 为止）"]
    (row,) = after["decisions"]
    assert (row["until"], row["in_force"]) == (LAST, True)
    assert after["claims"] == before["claims"]
    section = next(each for each in after["sections"] if each["id"] == "A1")
    assert section["applicable"] == "65.00"


@pytest.mark.parametrize("until, holds", [("2026-06-30", True), ("2030-01-01", True), ("2026-06-29", False)])
def test_a_waiver_holds_through_its_last_day(tmp_path: Path, until: str, holds: bool) -> None:
    before, _ = evaluated(tmp_path, "")
    after, problems = evaluated(tmp_path, decided("waiver: A1.1", more=f", until: {until}"))
    assert (finding(after, "A1.1")["outcome"] == "not_applicable") == holds
    if not holds:
        assert after["score"] == before["score"]
        assert [(problem.code, problem.line) for problem in problems] == [("waiver-expired", 1)]
        assert "2026-06-29" in problems[0].render("zh")
        assert after["decisions"][0]["in_force"] is False


def test_a_comparison_names_the_waiver_that_made_the_difference(tmp_path: Path) -> None:
    before, _ = evaluated(tmp_path, "")
    after, _ = evaluated(tmp_path, decided("waiver: A1.1"))
    links = ComparisonWords(compare(before, after), "zh").links()
    moved = next(link for link in links if link.text.startswith("A1.1 "))
    judged = next(link for link in moved.inner if link.text.startswith("评定："))
    assert (judged.text, [link.text for link in judged.inner]) == (
        "评定：已评分 → 不适用",
        [f"此后：豁免：场地在改造（专家组决定，到 {LAST} 为止）"],
    )


def test_the_first_page_says_waivers_that_hold_and_waivers_that_ended(tmp_path: Path) -> None:
    text = decided("waiver: A1.1") + decided("waiver: A1.2", more=", until: 2026-06-01")
    document, _ = evaluated(tmp_path, text)
    listed = {row.id: row for row in view(document).not_applicable}  # the list of the first page
    assert (listed["A1.1"].state, listed["A1.1"].points) == ("豁免", "15.00")
    assert (listed["A1.2"].state, listed["A1.2"].points) == ("豁免已过期，不采用", "")
    for shown in (word_text(render(document)), html_parts(render(document, "html"))[0]):
        assert "豁免已过期，不采用" in shown
        assert "场地在改造（专家组决定，到2026年6月30日为止）" in shown
        assert "场地在改造（专家组决定，到2026年6月1日为止）" in shown


def test_a_waiver_that_was_taken_back_does_not_count(tmp_path: Path) -> None:
    text = decided("waiver: A1.1") + decided("waiver: A1.1", "false", f", until: {LAST}, supersedes: true")
    document, problems = evaluated(tmp_path, text)
    assert finding(document, "A1.1")["outcome"] == "partly_met"
    assert problems == []


def test_a_waived_deduction_takes_nothing_off(tmp_path: Path) -> None:
    before, _ = evaluated(tmp_path, "")
    after, _ = evaluated(tmp_path, decided("waiver: X1"))
    points = [float(document["score"]["points"] or 0) for document in (before, after)]
    assert points[1] - points[0] == pytest.approx(15)


@pytest.mark.parametrize(
    "text, code",
    [
        (decided("waiver: A1.1", more=""), "waiver-without-end"),
        (decided("veto: V1"), "until-without-waiver"),
        (decided("waiver: K1"), "waiver-of-limit"),
        (decided("waiver: V6"), "waiver-of-limit"),
        (decided("waiver: G1"), "waiver-of-limit"),
        (decided("waiver: A1.1", more=", until: 2026-04-30"), "waiver-ends-before"),
        (decided("waiver: A9.9"), "decision-unknown"),
        (decided("waiver: A1.1", more=", until: 明年"), "decision-date"),
        (decided("waiver: A1.1", "也许"), "decision-answer"),
    ],
)
def test_a_waiver_that_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text(text, encoding="utf-8")
    _, problems = read_inputs(STATION, decisions=path)
    (problem,) = [each for each in problems if each.file.startswith("decisions")]
    assert (problem.code, problem.line) == (code, 1)
    assert problem.hint("zh")
    assert problem.hint("en")


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_independent_checker_agrees(tmp_path: Path) -> None:
    from evaluator.base.json_text import dumped

    document, _ = evaluated(
        tmp_path, decided("waiver: A1.1") + decided("waiver: A1.2", more=", until: 2026-06-01")
    )
    result, guideline = tmp_path / "result.json", tmp_path / "guideline.json"
    result.write_bytes(dumped(document))
    guideline.write_text(run("guideline", "export", "tongling-station", "--json").stdout, encoding="utf-8")
    command = ["node", str(ROOT / "verifier" / "verify.mjs"), str(result), str(guideline)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# In a round


def test_the_panel_waives_a_criterion(tmp_path: Path) -> None:
    folder = whole(tmp_path / "round")
    arguments = ["--reason", "改造", "--by", "专家组", "--date", "2026-08-20"]
    done = run("round", "decide", folder, "s1", "--waive", "A1", "--until", "2026-12-31", *arguments)
    assert done.exit_code == 0, done.output
    assert "decided-unasked" not in done.stderr  # nothing ever waits for a waiver
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    document = json.loads((folder / "results" / "s1.json").read_text(encoding="utf-8"))
    assert finding(document, "A1")["outcome"] == "not_applicable"
    done = run("round", "verify", folder)
    assert done.exit_code == 0, done.output
    shown = run("why", folder / "results" / "s1.json", "A1").stdout
    assert "waived: 改造 (decided by 专家组, until 2026-12-31)" in " ".join(shown.split())


def test_a_waiver_needs_its_last_day(tmp_path: Path) -> None:
    folder = whole(tmp_path / "round")
    for more in (("--waive", "A1"), ("--until", "2026-12-31")):
        done = run("round", "decide", folder, "s1", *more, "--reason", "改造", "--by", "专家组")
        assert done.exit_code == 2
        assert "--until" in done.stderr
