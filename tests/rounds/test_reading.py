"""A round's declaration is held to its guideline, and a station's inputs to the panel."""

from pathlib import Path

import pytest

from evaluator.evaluation.pipeline import evaluate
from evaluator.rounds.folder import latest_result, result_path
from evaluator.rounds.read import read_round, station_inputs
from tests.rounds.making import PANEL, ROUND, declared, opened, sheet, station, whole
from tests.stations import codes


def test_a_round_is_read_whole(tmp_path: Path) -> None:
    """Every key of the declaration arrives, typed by the guideline."""
    more = (
        "awards: [{id: model, title: 优秀, places: 2, needs: {grade: pass}, at_most_per_county: 1}]\n"
        "facts: {late: 3}\ndocuments: {number: 示评〔2026〕1号, dated: 2026-09-01, contact: 甲}\n"
    )
    found, problems = read_round(declared(tmp_path, panel=PANEL + more))
    assert found is not None
    assert codes(problems) == ["guideline-not-pinned"]
    assert [one.id for one in found.panel.evaluators] == ["e1", "e2", "f1"]
    assert str(found.panel.apart) == "1/5"
    assert found.facts == {"late": 3}
    assert (found.awards[0].grade, found.awards[0].at_most_per_county) == ("pass", 1)
    assert (found.documents.number, found.documents.other) == ("示评〔2026〕1号", {"contact": "甲"})
    assert found.stations is None
    assert not found.closed


@pytest.mark.parametrize(
    "text, panel, code",
    [
        pytest.param(ROUND.replace("edition: 1", "edition: 2"), PANEL, "guideline-edition", id="edition"),
        pytest.param(
            ROUND.replace("edition: 1", f"sha256: {'0' * 64}"), PANEL, "guideline-changed", id="changed"
        ),
        pytest.param(ROUND.replace("id: r1", "id: a/b"), PANEL, "round-id", id="unsafe-id"),
        pytest.param(ROUND, PANEL.replace("id: e2", "id: e1"), "evaluator-twice", id="twice"),
        pytest.param(ROUND, PANEL.replace("role: finance", "role: finanse"), "role-unknown", id="role"),
        pytest.param(ROUND, PANEL.replace("role: finance", "marks: [B9]"), "marks-unknown", id="marks"),
        pytest.param(ROUND, PANEL.replace("20%", "20"), "apart-not-share", id="apart"),
        pytest.param(
            ROUND.replace("stations: all", "stations: [s1]"), PANEL, "recused-unknown", id="recused"
        ),
        pytest.param(
            ROUND,
            f"{PANEL}awards: [{{id: a, title: a, places: 1, needs: {{grade: best}}}}]\n",
            "award-grade",
            id="grade",
        ),
        pytest.param(ROUND.replace("to: 2026", "to: 2024"), PANEL, "period-reversed", id="period"),
        pytest.param(ROUND.replace("state: open", "state: shut"), PANEL, "bad-value", id="state"),
    ],
)
def test_a_mistake_stops_the_round(tmp_path: Path, text: str, panel: str, code: str) -> None:
    """What would make the round unfair or unreadable is an error with its place."""
    found, problems = read_round(declared(tmp_path, text=text, panel=panel))
    assert found is None
    wrong = next(one for one in problems if one.code == code)
    assert wrong.file == "round.yaml"
    assert wrong.line


@pytest.mark.parametrize(
    "panel, code",
    [
        pytest.param(
            PANEL.replace("    - {id: f1, name: 财务, role: finance}\n", ""), "nobody-marks", id="nobody"
        ),
        pytest.param(f"{PANEL}  merge: trimmed_mean\n", "too-few-to-trim", id="trim"),
        pytest.param(f"{PANEL}facts: {{area: 3}}\n", "round-fact-supplier", id="supplier"),
        pytest.param(f"{PANEL}facts: {{lat: 3}}\n", "fact-unknown", id="unknown"),
        pytest.param(f"{PANEL}facts: {{late: 很多}}\n", "fact-wrong-type", id="type"),
    ],
)
def test_a_doubt_is_only_said(tmp_path: Path, panel: str, code: str) -> None:
    """What merely does nothing, or leaves something open, is a warning."""
    found, problems = read_round(declared(tmp_path, panel=panel))
    assert found is not None
    assert code in codes(problems)


@pytest.mark.parametrize(
    "evaluator, on, body, role, code",
    [
        pytest.param("e9", "s1", "", "expert", "unknown-evaluator", id="unknown"),
        pytest.param("e1", "s1", "", "finance", "role-differs", id="role"),
        pytest.param("e2", "s3", "", "expert", "recused", id="recused"),
        pytest.param("f1", "s1", "marks: {B1: {level: 好}}", "finance", "not-yours", id="other-role"),
    ],
)
def test_a_sheet_must_be_the_panels(
    tmp_path: Path, evaluator: str, on: str, body: str, role: str, code: str
) -> None:
    """Marking what one is recused from, or what is not one's own, stops that station and no other."""
    folder = whole(tmp_path)
    sheet(folder / "sheets", evaluator, on, body, role=role)
    round_ = opened(folder)
    inputs, problems = station_inputs(round_, on)
    assert inputs is None
    assert code in codes(problems)
    assert station_inputs(round_, "s2")[0] is not None


def test_only_what_is_assigned_may_be_marked(tmp_path: Path) -> None:
    """An evaluator whose `marks` name one section may not mark another, though the role allows it."""
    folder = whole(tmp_path)
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(
        text.replace("name: 专家乙", "name: 专家乙, marks: [A]"), encoding="utf-8"
    )
    _, problems = station_inputs(opened(folder), "s1")
    assert codes(problems) == ["not-assigned"]
    assert problems[0].file == "sheets/e2/s1.yaml"


def test_a_sheet_in_anothers_folder_is_seen(tmp_path: Path) -> None:
    """The folder and the sheet must name the same evaluator."""
    folder = whole(tmp_path)
    (folder / "sheets" / "e2" / "s1.yaml").rename(folder / "sheets" / "e1" / "s1.yaml")
    _, problems = station_inputs(opened(folder), "s1")
    assert "sheet-misplaced" in codes(problems)


def test_the_station_must_be_the_rounds(tmp_path: Path) -> None:
    """Another period, another station's folder, a station not listed: each is told apart."""
    folder = whole(tmp_path)
    path = folder / "stations" / "s1" / "submission.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2025-07-01", "2025-01-01"), encoding="utf-8")
    station(folder / "stations" / "s2", "s9")
    round_ = opened(folder)
    assert codes(station_inputs(round_, "s1")[1]) == ["period-differs"]
    assert "station-folder" in codes(station_inputs(round_, "s2")[1])
    assert codes(station_inputs(round_, "s8")[1]) == ["station-not-received"]
    assert codes(station_inputs(round_, "..")[1]) == ["station-not-received"]


def test_drafts_and_the_close_change_no_evaluation(tmp_path: Path) -> None:
    """A draft, the round's state and a recusal elsewhere leave a station's evaluation byte for byte."""
    folder = whole(tmp_path)
    (folder / "sheets" / "e2" / "s1.yaml").unlink()
    before, _ = station_inputs(opened(folder), "s1")
    assert before is not None
    document = evaluate(before).document
    sheet(folder / "sheets", "e2", "s1", "marks: {B1: {level: 差}}\n", submitted="")
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    text = text.replace("state: open", "state: closed").replace("[s3]", "[s3, s2]")
    (folder / "round.yaml").write_text(text, encoding="utf-8")
    after, _ = station_inputs(opened(folder), "s1")
    assert after is not None
    assert evaluate(after).document == document
    assert {"round.yaml#facts", "round.yaml#panel", "sheets/e1/s1.yaml"} <= set(document["inputs"])
    assert "sheets/e2/s1.yaml" not in document["inputs"]


def test_the_panel_and_common_facts_count(tmp_path: Path) -> None:
    """All due evaluators must have marked, and the organiser's facts hold for each station."""
    folder = whole(tmp_path)
    inputs, _ = station_inputs(opened(folder), "s1")
    assert inputs is not None
    assert evaluate(inputs).document["score"]["points"] == "98.00"
    (folder / "sheets" / "e2" / "s1.yaml").unlink()
    text = (folder / "round.yaml").read_text(encoding="utf-8").replace("late: 0", "late: 2")
    (folder / "round.yaml").write_text(text, encoding="utf-8")
    inputs, _ = station_inputs(opened(folder), "s1")
    assert inputs is not None
    score = evaluate(inputs).document["score"]
    assert (score["points"], score["low"], score["high"]) == (None, "81.00", "96.00"), (
        "one of two marks of B1 is there, and counts half"
    )


def test_an_open_round_writes_over_its_result(tmp_path: Path) -> None:
    """Whoever closes a round by hand has later results written beside, never over the published."""
    folder = whole(tmp_path)
    (folder / "results").mkdir()
    round_ = opened(folder)
    assert (result_path(round_, "s1").name, latest_result(round_, "s1")) == ("s1.json", None)
    (folder / "results" / "s1.json").write_text("{}", encoding="utf-8")
    assert result_path(round_, "s1").name == "s1.json"
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(text.replace("state: open", "state: closed"), encoding="utf-8")
    closed = opened(folder)
    assert result_path(closed, "s1").name == "s1.2.json"
    (folder / "results" / "s1.2.json").write_text("{}", encoding="utf-8")
    assert result_path(closed, "s1").name == "s1.3.json"
