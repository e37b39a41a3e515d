"""A station that leaves: listed without a rank and with its reason, its papers moved out of the way."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rounds.making import MARKS, closed_round, opened, run, sheet, station, tree, whole

WHY = ("--reason", "撤并", "--by", "示例市民政局", "--date", "2026-09-08")


def ranking(folder: Path) -> dict[str, Any]:
    done = run("round", "rank", folder, "--json")
    assert done.exit_code == 0, done.output
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def test_in_an_open_round(tmp_path: Path) -> None:
    """It is listed at once, no longer run or received, and its papers no longer lie among the others."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", folder).exit_code == 0
    done = run("round", "withdraw", folder, "s1", *WHY, "--into", "s2")
    assert done.exit_code == 0
    data = ranking(folder)
    assert [row["station"] for row in data["ranked"]] == ["s2", "s3"]
    assert [
        (row["station"], row["name"], row["rank"], row["why_unranked"], row["reason"], row["into"])
        for row in data["unranked"]
    ] == [("s1", "站点s1", None, "withdrawn", "撤并", "s2")]
    reports = set(tree(folder / "reports"))
    assert {name for name in reports if "s1" in name} == {"withdrawn/s1/s1.docx", "withdrawn/s1/s1.html"}
    assert run("round", "run", folder).exit_code == 0
    assert {name for name in tree(folder / "reports") if "s1" in name} == {
        "withdrawn/s1/s1.docx",
        "withdrawn/s1/s1.html",
    }
    again = run("round", "receive", folder, station(tmp_path / "s1", "s1", "{area: 40, rooms: []}"),
                "--replace", "补交", "--by", "站")  # fmt: skip
    assert (again.exit_code, "[station-withdrawn]" in again.stderr) == (1, True)
    assert run("mark", folder, "s1", "--as", "e1", "--reopen", "看错").exit_code == 1
    assert run("round", "close", folder).exit_code == 0
    edition = opened(folder).history.edition
    assert edition is not None
    assert (list(edition.results), list(edition.withdrawn)) == (["s2", "s3"], ["s1"])


def test_in_a_closed_round_it_makes_an_edition(tmp_path: Path) -> None:
    """Others move up, so the ranking is corrected at once; earlier papers of other stations stay."""
    folder = closed_round(tmp_path / "round")
    sheets = tree(folder / "sheets")
    assert run("round", "withdraw", folder, "s1", *WHY).exit_code == 0
    data = ranking(folder)
    assert (data["round"]["edition"], data["round"]["state"]) == (2, "closed")
    assert [row["station"] for row in data["ranked"]] == ["s2", "s3"]
    assert [(row["station"], row["rank"], row["reason"]) for row in data["unranked"]] == [
        ("s1", None, "撤并")
    ]
    assert [(row["station"], row["cause"]) for row in data["corrections"]] == [("s1", "withdrawal")]
    assert (folder / "reports" / "2" / "city" / "correction.docx").is_file()
    assert (folder / "reports" / "city" / "ranking.docx").is_file()
    assert tree(folder / "sheets") == sheets


def test_while_another_station_is_open_again(tmp_path: Path) -> None:
    """The withdrawal takes effect at once; the review goes on and makes the edition after it."""
    folder = closed_round(tmp_path / "round")
    run("round", "reopen", folder, "s2", "--reason", "复核", "--by", "办公室")
    assert run("round", "run", folder).exit_code == 0
    assert (folder / "reports" / "2" / "s2.docx").is_file()
    assert run("round", "withdraw", folder, "s1", *WHY).exit_code == 0
    assert not (folder / "reports" / "2" / "s2.docx").exists()
    assert run("round", "run", folder).exit_code == 0
    assert (folder / "reports" / "3" / "s2.docx").is_file()
    assert [row["station"] for row in ranking(folder)["ranked"]] == ["s2", "s3"]
    sheet(folder / "sheets", "e1", "s3", "")  # something else lies about: frozen, and not looked at
    assert run("round", "withdraw", folder, "s2", *WHY).exit_code == 0
    assert opened(folder).history.reopened == {}


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("s9",), "withdraw-unknown"),
        (("s1", "--into", "s1"), "withdraw-into-itself"),
        (("s1", "--into", "s8"), "withdraw-unknown"),
        (("s2",), "station-withdrawn"),
    ],
)
def test_what_does_not_hold_is_refused(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    """Nothing is written, and the sentence says what is wrong."""
    folder = whole(tmp_path / "round")
    run("round", "withdraw", folder, "s2", *WHY)
    before = tree(folder)
    done = run("round", "withdraw", folder, *arguments, *WHY)
    assert (done.exit_code, f"[{code}]" in done.stderr) == (1, True)
    assert tree(folder) == before


def test_a_lost_station_may_withdraw(tmp_path: Path) -> None:
    """Then nobody looks for its folder any more."""
    folder = closed_round(tmp_path / "round")
    (folder / "stations" / "s2").rename(tmp_path / "away")
    assert run("round", "rank", folder).exit_code == 1
    assert run("round", "withdraw", folder, "s2", *WHY).exit_code == 0
    assert run("round", "rank", folder).exit_code == 0


def test_the_minutes_go_with_the_edition(tmp_path: Path) -> None:
    """A withdrawal after a close makes an edition with all its papers, the minutes too."""
    folder = closed_round(tmp_path / "round")
    assert run("round", "withdraw", folder, "s3", *WHY).exit_code == 0
    assert (folder / "reports" / "2" / "city" / "minutes.docx").is_file()
    assert run("round", "verify", folder).exit_code == 0


def test_no_station_is_merged_into_another_that_left(tmp_path: Path) -> None:
    """It is named as withdrawn, not as unknown."""
    folder = whole(tmp_path / "round")
    assert run("round", "withdraw", folder, "s1", *WHY).exit_code == 0
    done = run("round", "withdraw", folder, "s2", *WHY, "--into", "s1")
    assert (done.exit_code, "[station-withdrawn]" in done.stderr) == (1, True)


def test_an_evaluator_with_the_id_of_a_station_keeps_his_receipt(tmp_path: Path) -> None:
    """It lies among letters to evaluators, where no station's name means anything."""
    folder = whole(tmp_path / "round")
    assert run("round", "receive", folder, station(tmp_path / "e1", "e1")).exit_code == 0
    marks = sheet(tmp_path / "in", "e1", "e1", MARKS["e1"])
    assert run("round", "receive", folder, marks).exit_code == 0
    assert run("round", "withdraw", folder, "e1", *WHY).exit_code == 0
    papers = {name for name in tree(folder / "reports") if "receipt" in name}
    assert papers == {"sheet-receipt/e1.docx", "withdrawn/e1/receipt/e1.docx"}
