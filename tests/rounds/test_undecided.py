"""What waits for the panel: only decisions that can still change the result."""

import json
import re
import shlex
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from evaluator.cli.command import cli
from evaluator.reports.view import view
from evaluator.rounds.log import entries
from evaluator.rounds.status import due, station_state
from tests.rounds.making import GUIDELINE, PANEL, again, declared, opened, run, sheet, station, whole

APART: Final = {"e1": "marks: {B1: {level: 好}}\n", "e2": "marks: {B1: {level: 差}}\n"}


def with_guideline(folder: Path, old: str, new: str) -> Path:
    """Change the guideline of a round."""
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    text = path.read_text(encoding="utf-8")
    assert text == GUIDELINE
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def waits(folder: Path, station: str = "s1") -> list[tuple[str, str]]:
    return [(matter.kind, matter.id) for matter in station_state(opened(folder), station).waiting]


ZERO: Final = "title: 质量\n        points: 30\n        zero_when: {fact: area, below: 30}"


@pytest.mark.parametrize(
    "area, expected",
    [("66", [("mark", "B1")]), ("10", [])],
    ids=["the marks count", "the criterion is 0 whatever is decided"],
)
def test_marks_apart_wait_only_where_they_count(
    tmp_path: Path, area: str, expected: list[tuple[str, str]]
) -> None:
    """Where `zero_when` holds, no decision on the marks can change anything, so none is asked for."""
    folder = with_guideline(whole(tmp_path, APART), "title: 质量\n        points: 30", ZERO)
    station(folder / "stations" / "s1", "s1", f"{{area: {area}, rooms: [a, b]}}")
    assert waits(folder) == expected
    state = station_state(opened(folder), "s1")
    assert state.ready is (expected == [])


def test_unequal_observations_wait_only_where_the_fact_is_read_by_something_open(tmp_path: Path) -> None:
    """Two measurements of a fact that a settled criterion reads need no decision."""
    marks = {
        "e1": "marks: {B1: {level: 好}}\nobserved: {area: {value: 61}}\n",
        "e2": "marks: {B1: {level: 好}}\nobserved: {area: {value: 40}}\n",
    }
    folder = whole(tmp_path / "open", marks)
    assert waits(folder) == [("fact", "area")]
    settled = with_guideline(
        whole(tmp_path / "settled", marks),
        "title: 面积\n        points: 30",
        "title: 面积\n        points: 30\n        zero_when: {fact: rooms, has: b}",
    )
    assert waits(settled) == []


@pytest.mark.parametrize("observed", ["sum", "area"])
def test_what_was_observed_differently_waits_itself(tmp_path: Path, observed: str) -> None:
    """A sum that was observed, or what it is the sum of: the other of the two asks for no decision."""
    words = "marks: {{B1: {{level: 好}}}}\nobserved: {{{}: {{value: {}}}}}\n"
    marks = {"e1": words.format(observed, 61), "e2": words.format(observed, 40)}
    folder = with_guideline(whole(tmp_path, marks), "{tiers: {fact: area,", "{tiers: {fact: sum,")
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    fact = "facts:\n  sum: {title: 合计, type: number, total: [area], shown: true}"
    path.write_text(path.read_text(encoding="utf-8").replace("facts:", fact, 1), encoding="utf-8")
    assert waits(folder) == [("fact", observed)]


def test_disputed_evidence_waits_only_where_it_is_asked_for(tmp_path: Path) -> None:
    """A document nobody needs for points may be disputed without holding up the station."""
    marks = {
        "e1": "marks: {B1: {level: 好}}\nevidence: {E01: {accepted: true}}\n",
        "e2": "marks: {B1: {level: 好}}\nevidence: {E01: {accepted: false}}\n",
    }
    folder = whole(tmp_path, marks)
    assert waits(folder) == [("evidence", "E01")]
    station(folder / "stations" / "s1", "s1", "{area: 10, rooms: [a, b]}")
    assert waits(folder) == []


def test_nobody_is_waited_for_who_has_nothing_to_mark(tmp_path: Path) -> None:
    """An evaluator whose sections hold nothing to mark owes no sheet."""
    folder = whole(tmp_path)
    path = folder / "round.yaml"
    text = path.read_text(encoding="utf-8")
    idle = "    - {id: e9, name: 专家壬, marks: [A]}\n  apart"
    path.write_text(text.replace("  apart", idle, 1), encoding="utf-8")
    assert PANEL in text
    assert [member.id for member in due(opened(folder), "s1")] == ["e1", "e2", "f1"]
    assert station_state(opened(folder), "s1").ready
    sheet(folder / "sheets", "e1", "s1", "marks: {B1: {level: 好}}\n", submitted="")
    assert not station_state(opened(folder), "s1").ready


OPINIONS: Final = {
    "e1": (
        "marks: {B1: {level: 好}}\nobserved: {area: {value: 61}}\nevidence: {E01: {accepted: true}}\n"
        "vetoes: {V1: {remark: 存疑}}\n"
    ),
    "e2": "marks: {B1: {level: 差}}\nobserved: {area: {value: 40}}\nevidence: {E01: {accepted: false}}\n",
}


def test_the_hints_can_be_run_and_suggest_no_opinion(tmp_path: Path) -> None:
    """Each printed command works as it stands; its value is nobody's opinion, or all values are listed."""
    listed = run("round", "decide", whole(tmp_path / "it is here", OPINIONS), "s1").stderr
    lines = [line.strip() for line in listed.splitlines() if line.startswith("  evaluator ")]
    assert [shlex.split(line)[5:7] for line in lines] == [
        ["--mark", "B1=level:较好"],
        ["--fact", "area=50.5"],
        ["--veto", "V1=no"],
        ["--evidence", "E01=yes"],
        ["--evidence", "E01=no"],
    ]
    for line in lines[:4]:
        done = run(*shlex.split(line)[1:])
        assert done.exit_code == 0, done.output
    assert waits(tmp_path / "it is here") == []


def test_status_says_whose_turn_it_is(tmp_path: Path) -> None:
    """For each station what is missing and who has to do it, in words and for programs; and a leader's figures."""
    folder = whole(tmp_path / "round", APART)
    (folder / "sheets" / "f1" / "s2.yaml").unlink()
    station(folder / "stations" / "s4", "s4")
    (folder / "stations" / "s4" / "submission.yaml").write_text("guideline: tiny\n", encoding="utf-8")
    path = folder / "round.yaml"
    listed = path.read_text(encoding="utf-8").replace("stations: all", "stations: [s1, s2, s3, s4, s5]")
    path.write_text(listed, encoding="utf-8")
    data = json.loads(run("round", "status", folder, "--json").stdout)
    turns = {
        row["id"]: [(turn["who"], turn["what"], turn["names"]) for turn in row["turns"]]
        for row in data["stations"]
    }
    assert turns == {
        "s1": [("panel", "decide", ["mark B1"])],
        "s2": [("f1", "mark", []), ("panel", "decide", ["mark B1"])],
        "s3": [("organiser", "run", [])],
        "s4": [("station", "correct", ["submission.yaml"])],
        "s5": [("station", "hand_in", [])],
    }
    figures = data["summary"]
    assert (figures["stations"], figures["received"], figures["ready"], figures["to_decide"]) == (5, 4, 1, 2)
    assert figures["grades"] == {"pass": 1, "fail": 0}
    words = run("round", "status", folder).stdout
    assert "station: hand in" in words
    assert data["stations"][1]["turns"][0]["in_words"] == "财务: submit the sheet"


def test_a_decision_beyond_the_marks_is_said(tmp_path: Path) -> None:
    """Where the marks agree, or outside them all: warned of, logged, in the result, at the run and in the report."""
    folder = whole(
        tmp_path / "round", {"e1": "marks: {B1: {level: 较好}}\n", "e2": "marks: {B1: {level: 较好}}\n"}
    )
    options = ("--mark", "B1=level:好", "--reason", "合议", "--by", "专家组", "--date", "2026-08-20")
    done = run("round", "decide", folder, "s1", *options)
    assert done.exit_code == 0
    assert "[decided-undisputed]" in done.stderr
    assert "[decided-outside]" in done.stderr
    assert "beyond: [undisputed, outside]" in (folder / "history" / "log.yaml").read_text(encoding="utf-8")
    assert (
        "at 1 stations the panel decided where the marks agree, or outside all marks: s1 B1"
        in run("round", "run", folder, "--no-reports").stderr
    )
    document = json.loads((folder / "results" / "s1.json").read_bytes())
    assert [row["beyond"] for row in document["decisions"]] == [["undisputed", "outside"]]
    why = next(finding["why"] for finding in document["findings"] if finding["criterion"] == "B1")
    assert why[-2:] == [
        "专家评分没有分歧（合为 20 分），合议另作决定",
        "合议决定的 30 分在专家评分之外",
    ]
    assert view(document).decisions[0].value.endswith("（专家评分没有分歧、在专家评分之外）")


@pytest.mark.parametrize(
    "marks, decided, beyond",
    [
        pytest.param(("好", "差"), "较好", [], id="apart and between"),
        pytest.param(("较好", "差"), "好", ["outside"], id="apart and outside"),
        pytest.param(("好", "好"), "好", ["undisputed"], id="agreed and the same"),
        pytest.param(("", "好"), "好", [], id="one is missing"),
        pytest.param(("", "好"), "差", ["outside"], id="one is missing, outside the other"),
        pytest.param(("", ""), "好", [], id="none at all"),
    ],
)
def test_what_is_beyond_the_marks(
    tmp_path: Path, marks: tuple[str, str], decided: str, beyond: list[str]
) -> None:
    given = {
        f"e{number}": f"marks: {{B1: {{level: {level}}}}}\n" if level else "marks: {}\n"
        for number, level in enumerate(marks, start=1)
    }
    folder = whole(tmp_path / "round", given)
    options = ("--mark", f"B1=level:{decided}", "--reason", "合议", "--by", "专家组")
    done = run("round", "decide", folder, "s1", *options)
    assert done.exit_code == 0, done.output
    assert [word for word in ("undisputed", "outside") if f"[decided-{word}]" in done.stderr] == beyond


def turns_of(folder: Path) -> dict[str, list[tuple[str, str | None]]]:
    """Return what is missing at each station, and until when."""
    data = json.loads(run("round", "status", folder, "--json").stdout)
    return {row["id"]: [(turn["what"], turn["due"]) for turn in row["turns"]] for row in data["stations"]}


def next_commands(folder: Path) -> list[str]:
    """Return the commands that status prints, each of which must run as printed."""
    lines = run("round", "status", folder).stderr.splitlines()
    commands = [line.strip() for line in lines if line.startswith("  evaluator ")]
    for command in commands:
        done = run(*shlex.split(command)[1:])
        assert done.exit_code == 0, done.output
    return [" ".join(shlex.split(command)[2:3]) for command in commands]


def test_status_goes_with_the_life_of_a_round(tmp_path: Path) -> None:
    """A notice on materials, objections, rectification: whose turn it is, and the command that comes next."""
    folder = whole(tmp_path / "it is here")
    assert turns_of(folder)["s1"] == [("run", None)]
    assert next_commands(folder) == ["run"]
    place = folder / "stations" / "s1" / "submission.yaml"
    whole_text = place.read_text(encoding="utf-8")
    place.write_text(whole_text.replace("area: 66, ", ""), encoding="utf-8")
    again(folder, "stations/s1")
    assert turns_of(folder)["s1"] == [("run", None)]
    assert run("round", "run", folder).exit_code == 0
    assert run("round", "check", folder, "--due", "2026-08-20", "--date", "2026-08-03").exit_code == 0
    assert turns_of(folder)["s1"] == [("complete", "2026-08-20"), ("close", None)]
    assert next_commands(folder) == []
    assert "s1" in run("round", "status", folder).stderr
    place.write_text(whole_text, encoding="utf-8")
    again(folder, "stations/s1")
    assert turns_of(folder)["s1"] == [("run", None)]
    assert run("round", "run", folder).exit_code == 0
    assert turns_of(folder)["s1"] == [("close", None)]
    assert next_commands(folder) == ["close"]
    assert turns_of(folder)["s1"] == [("done", None)]
    objecting = ("--about", "B1", "--text", "再看", "--by", "站点", "--date", "2026-09-02")
    assert run("round", "object", folder, "s2", *objecting).exit_code == 0
    assert turns_of(folder)["s2"] == [("answer", None)]
    assert next_commands(folder) == ["object"]
    answering = ("--answer", "1", "--text", "无误", "--by", "评估办", "--outcome", "rejected")
    assert run("round", "object", folder, *answering, "--date", "2026-09-03").exit_code == 0
    noticed = run(
        "round", "rectify", folder, "--stations", "s3", "--due", "2026-10-01", "--date", "2026-09-05"
    )
    assert noticed.exit_code == 0, noticed.output
    assert turns_of(folder) == {
        "s1": [("done", None)],
        "s2": [("done", None)],
        "s3": [("rectify", "2026-10-01")],
    }
    assert next_commands(folder) == ["rectify"]
    summary = json.loads(run("round", "status", folder, "--json").stdout)["summary"]
    assert summary["objections"] == {"registered": 1, "unanswered": [], "late": 0}
    assert summary["rectification"] == {"issued": 1, "pending": ["s3"]}
    assert summary["asked_to_complete"] == []
    assert (
        run("round", "rectify", folder, "--answered", "s3", "--text", "已改", "--by", "站点").exit_code == 0
    )
    assert turns_of(folder)["s3"] == [("recheck", None)]


def test_status_refuses_results_that_were_changed(tmp_path: Path) -> None:
    """All of them are named; nobody reads a state from them."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    for id in ("s1", "s3"):
        path = folder / "results" / f"{id}.json"
        path.write_bytes(path.read_bytes().replace(b'"98.00"', b'"99.00"'))
    done = run("round", "status", folder)
    assert done.exit_code == 1
    assert "results/s1.json" in done.stderr
    assert "results/s3.json" in done.stderr
    assert "results/s2.json" not in done.stderr


def test_a_station_that_handed_in_nothing_is_awaited_until_the_day(tmp_path: Path) -> None:
    """Folders laid into the round after the notice answer it; those that lay there before do not."""
    folder = whole(tmp_path / "round")
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(text.replace("stations: all", "stations: [s1, s2, s3, s4]"), "utf-8")
    station(folder / "stations" / "s1", "s1", "{rooms: [a]}")
    assert run("round", "check", folder, "--due", "2026-08-20", "--date", "2026-08-03").exit_code == 0
    assert turns_of(folder)["s4"] == [("hand_in", "2026-08-20")]
    assert run("round", "run", folder, "--no-reports").exit_code in (0, 1)
    assert turns_of(folder)["s1"][0] == ("complete", "2026-08-20")
    station(folder / "stations" / "s4", "s4")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    assert [what for what, _ in turns_of(folder)["s4"]] == ["mark", "mark", "mark"]


def printed_commands(text: str) -> list[list[str]]:
    """Return the commands in a text: on lines of their own, in quotes, after a colon."""
    found = re.findall(r"evaluator round [^\n“”]*", text)
    return [shlex.split(command.strip(" 。"))[1:] for command in found]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("rank",), id="no result yet"),
        pytest.param(("documents",), id="no papers yet"),
        pytest.param(("status",), id="nothing received"),
        pytest.param(("close",), id="no station"),
        pytest.param(("object", "s1", "--about", "B1", "--text", "再看", "--by", "站点"), id="not published"),
        pytest.param(("check", "s9"), id="no such station"),
    ],
)
def test_hints_run_as_printed(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A command that is printed has its round's folder, also where that has a space in its name."""
    folder = declared(tmp_path / "it is here")
    command, *more = arguments
    done = CliRunner().invoke(cli, ["round", command, str(folder), *more], env={"EVALUATOR_LANG": "zh"})
    commands = printed_commands(done.output)
    assert commands, done.output
    for hint in commands:
        assert hint[-1] == "--help" or str(folder) in hint, done.output
        assert CliRunner().invoke(cli, hint).exit_code in (0, 1), hint


def test_status_says_what_comes_next_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Materials, then what to hand out; those whose sheets are awaited stand on one line."""
    monkeypatch.chdir(tmp_path)
    folder = declared(tmp_path / "round")
    assert next_commands(folder) == ["receive"]
    station(folder / "stations" / "s1", "s1")
    assert next_commands(folder) == ["hand-out"]
    assert (tmp_path / "r1-e1.zip").is_file()
    awaited = "3evaluators:submitthesheets(专家甲,专家乙,财务)"
    assert awaited in "".join(run("round", "status", folder).stdout.split())
    assert [what for what, _ in turns_of(folder)["s1"]] == ["nobody", "mark", "mark", "mark"]


def test_nothing_is_handed_out_without_a_station(tmp_path: Path) -> None:
    """Neither where nothing was received, nor to somebody recused from all."""
    folder = declared(tmp_path / "round")
    for _ in range(2):
        done = run(
            "round", "hand-out", folder, "--to", "e2", "-o", tmp_path / "e2.zip", "--date", "2026-08-02"
        )
        assert (done.exit_code, (tmp_path / "e2.zip").exists()) == (1, False)
        station(folder / "stations" / "s3", "s3")


def test_all_that_waits_is_listed_by_station(tmp_path: Path) -> None:
    """Without a station `decide` names those that wait for the panel, and the command for the first."""
    folder = whole(
        tmp_path / "round", {"e1": "marks: {B1: {level: 好}}\n", "e2": "marks: {B1: {level: 差}}\n"}
    )
    done = run("round", "decide", folder)
    assert "s1" in done.stdout
    assert "mark B1" in done.stdout
    assert f"evaluator round decide {folder} s1" in done.stderr


@pytest.mark.parametrize(
    "options",
    [("--fact", "area=40"), ("--veto", "V1=yes"), ("--evidence", "E01=no"), ("--accept-not-applicable",)],
    ids=lambda options: options[0],
)
def test_what_nobody_asked_for_is_decided_with_a_warning(tmp_path: Path, options: tuple[str, ...]) -> None:
    """It is recorded as such: a veto that nobody ticked, a fact on which nobody differs."""
    folder = whole(tmp_path / "round")
    done = run("round", "decide", folder, "s1", *options, "--reason", "合议", "--by", "专家组")
    assert (done.exit_code, "[decided-unasked]" in done.stderr) == (0, True), done.output
    assert entries(folder)[-1].fields["beyond"] == ["undisputed"]


@pytest.mark.parametrize(
    "fact, values",
    [
        ("area: {type: integer, at_most: 5}", ["4", "5"]),
        ("area: {type: integer, at_least: 4}", ["4", "5", "6"]),
        ("area: {type: share}", ["90%", "92%", "94%"]),
        ("area: {type: number, at_least: 0, at_most: 1}", ["0", "1", "0.5"]),
    ],
)
def test_an_example_is_a_number_that_the_fact_may_have(tmp_path: Path, fact: str, values: list[str]) -> None:
    """None of the opinions, within the bounds, and the command with it runs as printed."""
    folder = whole(tmp_path / "round")
    guideline = folder / "criteria" / "tiny" / "guideline.yaml"
    name, _, rest = fact.partition(": ")
    old = "area: {title: 使用面积, type: number, unit: ㎡, at_least: 0}"
    text = guideline.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, f"{name}: {rest.replace('{', '{title: 使用面积, ', 1)}")
    if "share" in fact:
        text = text.replace("at_least: 60,", "at_least: 60%,").replace("at_least: 30,", "at_least: 30%,")
    guideline.write_text(text, encoding="utf-8")
    station(folder / "stations" / "s1", "s1", "{rooms: [a]}")
    for evaluator, value in zip(("e1", "e2", "f1"), values, strict=False):
        path = folder / "sheets" / evaluator / "s1.yaml"
        with path.open("a", encoding="utf-8") as file:
            file.write(f"observed: {{area: {{value: {value}}}}}\n")
    listed = run("round", "decide", folder, "s1").stderr
    commands = [line.strip() for line in listed.splitlines() if "--fact" in line]
    assert commands, listed
    for command in commands:
        words = shlex.split(command)[1:]
        assert words[words.index("--fact") + 1].partition("=")[2] not in values
        assert run(*words).exit_code == 0, command
