"""Rectification: who gets a notice, its states, the recheck that enters no ranking; and a round's whole life."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.killing import campaign
from tests.reading import word_text
from tests.rounds.making import MARKS, closed_round, part_of, run, sheet, station, tree, whole

DUE: Final = ("--due", "2026-10-31", "--date", "2026-09-20")
LOW: Final = MARKS | {"e1": "marks: {B1: {level: 差}}\n", "e2": "marks: {B1: {level: 差}}\n"}


def notices(folder: Path) -> list[tuple[str, str]]:
    done = run("round", "rectify", folder, "--status", "--json")
    assert done.exit_code == 0, done.output
    return [(row["station"], row["state"]) for row in json.loads(done.stdout)["notices"]]


def three_ways(folder: Path) -> Path:
    """A closed round: s1 fails, s2 passes with a loss, s3 is provisional."""
    whole(folder)
    station(folder / "stations" / "s1", "s1", "{area: 10, rooms: []}")
    (folder / "sheets" / "e1" / "s3.yaml").unlink()
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    assert run("round", "close", folder, "--anyway", "期限已到", "--date", "2026-09-01").exit_code == 0
    return folder


@pytest.mark.parametrize(
    "options, stations",
    [
        pytest.param((), ["s1"], id="those that fail"),
        pytest.param(("--below", "合格"), ["s1"], id="below a grade"),
        pytest.param(("--lost", "2%"), ["s1", "s2"], id="by the share lost"),
        pytest.param(("--lost", "3%"), ["s1"], id="a larger share"),
        pytest.param(("--stations", "s2"), ["s2"], id="named"),
        pytest.param(("--stations", "s1", "s2"), ["s1", "s2"], id="several named"),
    ],
)
def test_only_those_that_need_one_get_a_notice(
    tmp_path: Path, options: tuple[str, ...], stations: list[str]
) -> None:
    """Never a provisional station; the notice has the day it is due, and nobody else gets a paper."""
    folder = three_ways(tmp_path / "round")
    done = run("round", "rectify", folder, *options, *DUE)
    assert done.exit_code == 0, done.output
    assert notices(folder) == [(id, "issued") for id in stations]
    papers = sorted((folder / "reports" / "rectification").iterdir())
    assert [path.stem for path in papers] == stations
    assert "2026年10月31日" in word_text(papers[0].read_bytes())
    assert run("round", "rectify", folder, *options, *DUE).exit_code == (1 if "--stations" in options else 0)
    assert notices(folder) == [(id, "issued") for id in stations]


@pytest.mark.parametrize(
    "options, code",
    [
        (("--below", "甲等"), "rectify-grade"),
        (("--stations", "s3"), "rectify-not-final"),
        (("--stations", "s9"), "rectify-unknown"),
    ],
)
def test_what_does_not_hold_is_refused(tmp_path: Path, options: tuple[str, ...], code: str) -> None:
    """Nothing is issued, and the sentence says what is wrong."""
    folder = three_ways(tmp_path / "round")
    before = tree(folder)
    done = run("round", "rectify", folder, *options, *DUE)
    assert (done.exit_code, f"[{code}]" in done.stderr) == (1, True)
    assert tree(folder) == before


def test_a_notice_may_be_closed_without_a_recheck(tmp_path: Path) -> None:
    """Issued, answered, closed with a reason; then there is nothing left to answer."""
    folder = three_ways(tmp_path / "round")
    run("round", "rectify", folder, *DUE)
    answer = ("round", "rectify", folder, "--answered", "s1", "--text", "已补齐", "--by", "站点s1")
    assert run(*answer).exit_code == 0
    assert notices(folder) == [("s1", "answered")]
    assert (
        run("round", "rectify", folder, "--settle", "s1", "--text", "已核实", "--by", "办公室").exit_code == 0
    )
    assert notices(folder) == [("s1", "closed")]
    assert "[rectify-no-notice]" in run(*answer).stderr


def step(*arguments: str | Path) -> str:
    """Run a command that must work."""
    done = run(*arguments)
    assert done.exit_code == 0, f"{arguments}\n{done.output}"
    return done.stdout


def ranks(folder: Path) -> dict[str, Any]:
    data = json.loads(step("round", "rank", folder, "--json"))
    return {row["station"]: (row["rank"], row["points"]) for row in (*data["ranked"], *data["unranked"])}


def whole_life(folder: Path, *, every_stage: bool) -> None:
    """Lead a round of the sample from its close to the end of a rectification, and verify it on the way."""

    def stage() -> None:
        if every_stage:
            step("round", "verify", folder)

    one, excused, withdrawn = "990101101", "990101102", "990101103"
    step("round", "run", folder)
    step("round", "panel", folder, "excuse", "e3", "--from", excused, "--sheets", "drop", "--reason", "病假", "--by",
         "评估办公室", "--date", "2026-08-30")  # fmt: skip
    step("round", "run", folder)
    stage()
    step("round", "close", folder, "--anyway", "期限已到", "--by", "评估办公室", "--date", "2026-09-01")
    stage()
    first = ranks(folder)
    published = (folder / "results" / f"{one}.json").read_bytes()
    step("round", "object", folder, one, "--about", "B1.2", "--text", "材料齐全", "--by", "站长", "--received",
         "2026-09-03", "--date", "2026-09-03")  # fmt: skip
    step("round", "reopen", folder, one, "--reason", "复核", "--by", "评估办公室", "--objection", "1", "--date",
         "2026-09-04")  # fmt: skip
    step("round", "decide", folder, one, "--mark", "B1.2=level:差", "--reason", "复核认定", "--by", "复核组",
         "--date", "2026-09-05", "--supersede")  # fmt: skip
    step("round", "object", folder, "--answer", "1", "--text", "见复核决定书", "--by", "复核组", "--outcome",
         "rejected", "--date", "2026-09-05")  # fmt: skip
    step("round", "run", folder)
    assert ranks(folder) == first
    stage()
    step("round", "close", folder, "--by", "评估办公室", "--anyway", "期限已到", "--date", "2026-09-08")
    step("round", "verify", folder)
    second = ranks(folder)
    assert second[one] != first[one]
    assert (folder / "results" / f"{one}.json").read_bytes() == published
    decision = word_text((folder / "reports" / "2" / "review-decision" / f"{one}.docx").read_bytes())
    for part in ("材料齐全", "复核组", "复核认定", "不成立"):
        assert part in decision
    step("round", "rectify", folder, "--stations", one, "--stations", excused, *DUE)
    stage()
    step(
        "round",
        "rectify",
        folder,
        "--answered",
        one,
        "--text",
        "已整改",
        "--by",
        "站长",
        "--date",
        "2026-10-20",
    )
    step("round", "reopen", folder, one, "--recheck", "--reason", "整改复评", "--by", "评估办公室", "--date",
         "2026-11-01")  # fmt: skip
    step("round", "decide", folder, one, "--mark", "B1.2=level:好", "--reason", "整改到位", "--by", "复评组",
         "--date", "2026-11-02", "--supersede")  # fmt: skip
    step("round", "run", folder)
    recheck = json.loads((folder / "results" / f"{one}.recheck-1.json").read_bytes())
    assert recheck["rechecks"]["file"] == f"{one}.2.json"
    assert notices(folder) == [(one, "rechecked"), (excused, "issued")]
    stage()
    step("round", "close", folder, "--by", "评估办公室", "--anyway", "期限已到", "--date", "2026-11-05")
    assert notices(folder) == [(one, "closed"), (excused, "issued")]
    assert ranks(folder) == second
    assert json.loads(step("round", "rank", folder, "--json"))["round"]["edition"] == 2
    paper = word_text((folder / "reports" / "recheck-1" / "recheck" / f"{one}.docx").read_bytes())
    assert "复评结果不参加排名和评优" in paper
    stage()
    step("round", "withdraw", folder, withdrawn, "--reason", "撤并", "--by", "评估办公室", "--into", one, "--date",
         "2026-11-08")  # fmt: skip
    assert ranks(folder)[withdrawn] == (None, None)
    step("round", "verify", folder)


def test_a_round_survives_its_result(sample_round: Path, tmp_path: Path) -> None:
    """Close, objection, one station reopened, corrected edition, rectification, recheck, close: on the sample."""
    folder = part_of(sample_round, tmp_path / "round", "990101101", "990101102", "990101103")
    whole_life(folder, every_stage=False)


def test_commands_that_are_killed_can_be_typed_again(tmp_path: Path) -> None:
    """A seeded sample of the campaign in `bench_life`: each of the first stages once, no byte differs."""
    assert campaign(tmp_path, kills=4, seed=20260901).wrong == []


def test_a_recheck_needs_the_review_to_be_over(tmp_path: Path) -> None:
    """After a recheck the first result cannot be reviewed with the files that were put right."""
    folder = closed_round(tmp_path / "round", LOW)
    why = ("--reason", "复评", "--by", "办公室")
    step("round", "reopen", folder, "s1", "--recheck", *why)
    for evaluator in ("e1", "e2"):
        path = sheet(tmp_path / evaluator, evaluator, "s1", "marks: {B1: {level: 好}}\n")
        step("round", "receive", folder, path, "--replace", "复评", "--by", evaluator)
    step("round", "run", folder, "--no-reports")
    step("round", "close", folder)
    refused = run("round", "reopen", folder, "s1", *why)
    assert (refused.exit_code, "[reopen-after-recheck]" in refused.stderr) == (1, True)
    step("round", "reopen", folder, "s1", "--recheck", *why)
    step("round", "run", folder, "--no-reports")
    second = json.loads((folder / "results" / "s1.recheck-2.json").read_bytes())
    assert second["rechecks"]["file"] == "s1.json"


def test_a_notice_due_before_it_is_issued_is_warned_of(tmp_path: Path) -> None:
    """It is written all the same: days are the organiser's."""
    folder = three_ways(tmp_path / "round")
    done = run("round", "rectify", folder, "--due", "2026-09-01", "--date", "2026-09-20")
    assert (done.exit_code, "[rectify-due]" in done.stderr) == (0, True)
    assert notices(folder) == [("s1", "issued")]


def test_a_notice_on_materials_lapses_with_the_close(tmp_path: Path) -> None:
    """A station that is opened for a recheck is not asked for what its materials lacked at the beginning."""
    folder = whole(tmp_path / "round")
    station(folder / "stations" / "s1", "s1", "{rooms: [a]}")
    step("round", "check", folder, "--due", "2026-08-20", "--date", "2026-08-03")
    step("round", "run", folder, "--no-reports")
    asked = json.loads(step("round", "status", folder, "--json"))["summary"]["asked_to_complete"]
    assert asked == ["s1"]
    step("round", "close", folder, "--date", "2026-09-01")
    step("round", "reopen", folder, "s1", "--recheck", "--reason", "复评", "--by", "办公室")
    assert json.loads(step("round", "status", folder, "--json"))["summary"]["asked_to_complete"] == []
    done = run("round", "run", folder, "--no-reports")
    assert "a recheck changes no rank" in done.stderr
