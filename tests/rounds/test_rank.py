"""The ranking: ranks and ties, who has no rank and why, awards, losses."""

import json
import shlex
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from evaluator.cli.command import cli
from evaluator.model.round import Award
from evaluator.rounds.awards import Awardee, Candidate, Near, Tie, give
from evaluator.rounds.rank import rank
from evaluator.work.run import run as run_round
from tests.rounds.making import MARKS, opened, part_of, run, sheet, whole
from tests.rounds.test_run import STATIONS

AWARD = "awards:\n  - {id: model, title: 示范站, places: 1, needs: {grade: pass}}\n"


def evaluated(folder: Path) -> Path:
    """Run a round and hold it to having worked."""
    assert {one.state for one in run_round(opened(folder), lambda _: None, jobs=1, reports=False)} == {
        "evaluated"
    }
    return folder


def test_ranks_leave_a_gap_after_a_tie(tmp_path: Path) -> None:
    """1, 1, 3; what is lost is added up over the stations."""
    folder = whole(tmp_path / "round")
    sheet(folder / "sheets", "e1", "s3", "marks: {B1: {level: 较好}}\n")
    ranking = rank(opened(evaluated(folder)))
    assert [(one.station, one.rank, one.tied) for one in ranking.ranked] == [
        ("s1", 1, True),
        ("s2", 1, True),
        ("s3", 3, False),
    ]
    assert ranking.unranked == ()
    assert [(one.criterion, one.lost, one.of, one.short) for one in ranking.losses] == [
        ("B1", 10, 90, 1),
        ("B2", 6, 60, 3),
    ]
    assert [(one.name, one.ranked, one.grades) for one in ranking.counties] == [
        ("", 3, {"pass": 3, "fail": 0})
    ]


def test_a_tie_at_the_last_place_is_shown_not_broken(tmp_path: Path) -> None:
    """One place, two level: neither gets it, and the output says who decides."""
    folder = whole(tmp_path / "round")
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write(AWARD)
    evaluated(folder)
    said = run("round", "rank", folder).output
    assert said.count("the panel decides on 1 places") == 3
    assert "✓" not in said
    assert "not final yet" in said
    data = json.loads(run("round", "rank", folder, "--json").stdout)
    assert data["awards"][0]["to_decide"] == [{"stations": ["s1", "s2", "s3"], "places": 1, "county": None}]
    assert data["awards"][0]["final"] is False


def test_who_has_no_rank_is_listed_with_the_reason(sample_round: Path, tmp_path: Path) -> None:
    """A veto, a postponement, an open mark, a missing result: below, each in words, none ranked."""
    folder = part_of(sample_round, tmp_path / "round", *STATIONS)
    evaluated(folder)
    (folder / "stations" / "990199999").mkdir()
    ranking = rank(opened(folder))
    assert [one.station for one in ranking.ranked] == ["990101101"]
    assert [(one.station, one.why) for one in ranking.unranked] == [
        ("990103201", "vetoed"),
        ("990104101", "not_eligible"),
        ("990101110", "provisional"),
        ("990199999", "no_result"),
    ]
    output = folder / "out" / "ranking.json"
    said = run("round", "rank", folder, "-o", output).output
    for part in ("vetoed: V1", "not evaluated: ", "open: B1.2", "no result", "K2"):
        assert part in said
    data = json.loads(output.read_bytes())
    assert [one["station"] for one in data["awards"][0]["chosen"]] == ["990101101"]
    assert data["awards"][0]["left"] == 3
    assert data["ranked"][0]["sections"][0] == {
        "id": "A",
        "title": "基础建设",
        "points": "150.00",
        "of": "150.00",
        "share": "100%",
    }


def test_a_result_of_another_guideline_has_no_rank(tmp_path: Path) -> None:
    """Points of two guidelines are not compared."""
    folder = evaluated(whole(tmp_path / "round"))
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("award: 20", "award: 21"), encoding="utf-8")
    assert {one.why for one in rank(opened(folder)).unranked} == {"other_guideline"}


def test_ranking_needs_results(tmp_path: Path) -> None:
    """Before a run there is nothing to rank, and the message says what to do."""
    done = run("round", "rank", whole(tmp_path / "round", MARKS))
    assert done.exit_code == 1
    assert "evaluator round run" in done.output


def test_a_run_ends_with_the_ranking(tmp_path: Path) -> None:
    """The first ranks and the awards follow the summary."""
    folder = whole(tmp_path / "round")
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write(AWARD)
    said = run("round", "run", folder, "--no-reports").output
    assert said.index("3 stations evaluated") < said.index("站点s1") < said.index("示范站: 1 places")


def candidate(
    id: str, rank: int, points: int, county: str = "a", grade: int = 0, before: int = 0
) -> Candidate:
    """A station with a rank."""
    return Candidate(id, county, rank, grade, before, points, points)


BEST = candidate("s1", 1, 95)
OPEN = Candidate("x", "b", 0, None, 0, None, 93, "provisional")


@pytest.mark.parametrize(
    "places, limit, candidates, chosen, ties, near",
    [
        pytest.param(
            2,
            1,
            [BEST, candidate("s2", 2, 94), candidate("s3", 3, 93, "b"), candidate("s4", 4, 92, "b")],
            [Awardee("s1", 1, 1), Awardee("s3", 3, 1)],
            [],
            [Near("s2", "county_full"), Near("s4", "no_place", 1)],
            id="at-most-one-per-county",
        ),
        pytest.param(
            3,
            1,
            [BEST, candidate("s2", 2, 94, "b"), candidate("s3", 2, 94, "b"), candidate("s4", 4, 92, "c")],
            [Awardee("s1", 1, 1), Awardee("s4", 4, 1)],
            [Tie(("s2", "s3"), 1, "b")],
            [],
            id="a-tie-for-a-county's-last-place-costs-others-nothing",
        ),
        pytest.param(
            2,
            None,
            [BEST, candidate("s2", 2, 94, "b"), candidate("s3", 2, 94, "c"), candidate("s4", 4, 92)],
            [Awardee("s1", 1, 1)],
            [Tie(("s2", "s3"), 1)],
            [Near("s4", "no_place", 2)],
            id="a-tie-for-the-award's-last-place",
        ),
        pytest.param(
            2,
            None,
            [BEST, candidate("s2", 2, 91, grade=1), candidate("s3", 3, 89, grade=1, before=1)],
            [Awardee("s1", 1, 1)],
            [],
            [Near("s2", "ceiling"), Near("s3", "grade", 1)],
            id="a-ceiling-and-a-point-short",
        ),
        pytest.param(
            1,
            None,
            [candidate("s1", 1, 92), OPEN],
            [Awardee("s1", 1, 1)],
            [],
            [Near("x", "unranked", blocks=True)],
            id="one-still-open-may-come-in",
        ),
        pytest.param(1, None, [BEST, OPEN], [Awardee("s1", 1, 1)], [], [], id="one-still-open-may-not"),
    ],
)
def test_awards(
    places: int,
    limit: int | None,
    candidates: list[Candidate],
    chosen: list[Awardee],
    ties: list[Tie],
    near: list[Near],
) -> None:
    """Each choice and each near miss has its reason; needed is the best grade, from 90 points on."""
    found = give(Award("m", "示范站", places, "best", limit), candidates, 0, 90)
    assert (list(found.chosen), list(found.ties), list(found.near)) == (chosen, ties, near)


@given(
    st.lists(st.tuples(st.integers(80, 90), st.sampled_from("abc")), max_size=12),
    st.integers(1, 6),
    st.none() | st.integers(1, 3),
)
def test_awards_keep_their_limits(stations: list[tuple[int, str]], places: int, limit: int | None) -> None:
    """Never more than the places, never more of a county; nobody passed over was better and had room."""
    points = sorted(stations, key=lambda one: -one[0])
    values = [value for value, _ in points]
    candidates = [
        candidate(f"s{at}", values.index(value) + 1, value, county)
        for at, (value, county) in enumerate(points)
    ]
    found = give(Award("m", "示范站", places, "", limit), candidates, None, None)
    assert found.left >= 0
    by_id = {one.station: one for one in candidates}
    in_hand = [by_id[one.station] for one in found.chosen]
    undecided = {id for tie in found.ties for id in tie.stations}
    assert not undecided & {one.station for one in in_hand}
    if limit is not None:
        assert all(sum(1 for one in in_hand if one.county == name) <= limit for name in "abc")
    out = [one for one in candidates if one not in in_hand and one.station not in undecided]
    last = min((Fraction(one.value or 0) for one in in_hand), default=Fraction())
    for one in out:
        if one.value is not None and one.value > last and in_hand and limit is not None:
            level = sum(
                1 for each in (*in_hand, *(by_id[id] for id in undecided)) if each.county == one.county
            )
            assert level >= limit


LEVEL = ("--reason", "抽签", "--by", "评委会", "--date", "2026-08-25")


def level(folder: Path, places: int = 1) -> Path:
    """Write and run a round whose three stations are level for the places of an award."""
    whole(folder)
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write(AWARD.replace("places: 1", f"places: {places}"))
    return evaluated(folder)


def awarded(folder: Path) -> tuple[list[str], list[str], bool]:
    """The stations chosen, those passed over by the panel, and whether the award is final."""
    award = json.loads(run("round", "rank", folder, "--json").stdout)["awards"][0]
    chosen = [winner["station"] for winner in award["chosen"]]
    return chosen, [near["station"] for near in award["near"] if near["why"] == "decided"], award["final"]


def test_a_tie_is_settled_by_a_decision_of_the_whole_round(tmp_path: Path) -> None:
    """The file says who chose whom and why; the ranking follows it; another decision supersedes it on purpose."""
    folder = level(tmp_path / "round")
    assert run("round", "decide", folder, "--award", "model=s2", *LEVEL).exit_code == 0
    assert awarded(folder) == (["s2"], ["s1", "s3"], True)
    text = (folder / "decisions" / "round.yaml").read_text(encoding="utf-8")
    assert text == ("- {what: {award: model}, value: [s2], reason: 抽签, by: 评委会, date: 2026-08-25}\n")
    again = run("round", "decide", folder, "--award", "model=s3", *LEVEL)
    assert (again.exit_code, "[decision-made]" in again.stderr) == (1, True)
    assert run("round", "decide", folder, "--award", "model=s3", "--supersede", *LEVEL).exit_code == 0
    assert awarded(folder) == (["s3"], ["s1", "s2"], True)


@pytest.mark.parametrize(
    "places, choice, code",
    [
        (1, "model=s1,s2", "award-places"),
        (2, "model=s1", "award-places"),
        (1, "model=s9", "award-not-level"),
        (3, "model=s1", "award-no-tie"),
        (1, "best=s1", "award-unknown"),
    ],
)
def test_a_decision_that_does_not_fit_the_tie_is_refused(
    tmp_path: Path, places: int, choice: str, code: str
) -> None:
    """As many stations as there are places, and only those that are level."""
    folder = level(tmp_path / "round", places)
    done = run("round", "decide", folder, "--award", choice, *LEVEL)
    assert (done.exit_code, f"[{code}]" in done.stderr) == (1, True)
    assert not (folder / "decisions" / "round.yaml").exists()


def test_the_printed_ways_to_break_a_tie_can_be_run(tmp_path: Path) -> None:
    """Every way is listed, none is preferred, each works as printed."""
    folder = level(tmp_path / "round", 2)
    lines = [line.strip() for line in run("round", "decide", folder).stderr.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("evaluator ")]
    assert [command[4] for command in commands] == ["model=s1,s2", "model=s1,s3", "model=s2,s3"]
    assert run(*commands[1]).exit_code == 0
    assert awarded(folder) == (["s1", "s3"], ["s2"], True)
    shown = CliRunner().invoke(cli, ["round", "rank", str(folder)], env={"EVALUATOR_LANG": "zh"}).stdout
    assert shown.count("并列第 1 名") == 2


def test_a_decision_that_no_longer_fits_settles_nothing(tmp_path: Path) -> None:
    """When the points change, the tie is another, and the panel is asked again."""
    folder = level(tmp_path / "round")
    run("round", "decide", folder, "--award", "model=s2", *LEVEL)
    sheet(folder / "sheets", "e1", "s2", "marks: {B1: {level: 较好}}\n")
    evaluated_again = run_round(opened(folder), lambda _: None, jobs=1, reports=False)
    assert {one.state for one in evaluated_again} == {"evaluated", "unchanged"}
    assert awarded(folder) == ([], [], False)


def test_a_tie_that_the_close_left_is_settled_afterwards(tmp_path: Path) -> None:
    """Once, for the edition in force; then it is published, and only a reopened round decides again."""
    folder = level(tmp_path / "round")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    assert run("round", "close", folder, "--date", "2026-09-01").exit_code == 0
    assert run("round", "decide", folder, "--award", "model=s1", *LEVEL).exit_code == 0
    assert awarded(folder) == (["s1"], ["s2", "s3"], True)
    again = run("round", "decide", folder, "--award", "model=s2", "--supersede", *LEVEL)
    assert (again.exit_code, "[award-closed]" in again.stderr) == (1, True)
    run("round", "reopen", folder, "s3", "--reason", "复核", "--by", "办公室")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    assert run("round", "decide", folder, "--award", "model=s2", "--supersede", *LEVEL).exit_code == 0
    assert awarded(folder) == (["s1"], ["s2", "s3"], True)
    assert run("round", "close", folder).exit_code == 0
    assert awarded(folder) == (["s2"], ["s1", "s3"], True)
    correction = json.loads(run("round", "rank", folder, "--json").stdout)["corrections"]
    assert [(row["station"], row["cause"], row["upheld"]) for row in correction] == [
        ("s3", "review", True),
        ("s1", "consequence", False),
        ("s2", "consequence", False),
    ]
