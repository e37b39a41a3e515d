"""After the close: single stations are opened again, their results written beside, the rest stays frozen."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator import evaluation
from evaluator.base.exact import Number
from evaluator.evaluation import SEMANTICS
from evaluator.model.evaluation import Evaluation
from evaluator.model.rule import Facts, RuleResult
from evaluator.reports.review import review_view
from evaluator.rounds.programs import EarlierResult
from evaluator.rounds.rank import rank
from evaluator.rules.tiers import Tiers
from tests.rounds.making import closed_round, declared, opened, run, sheet, station, tree, whole

WHY: Final = ("--reason", "复核", "--by", "评估办公室", "--date", "2026-09-10")
AGAIN: Final = ("--replace", "复核", "--by", "专家甲", "--date", "2026-09-11")


def result(folder: Path, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "results" / name).read_bytes())
    return document


def reviewed(folder: Path, tmp_path: Path, level: str = "较好") -> Path:
    """Open s1 again and give it other marks."""
    assert run("round", "reopen", folder, "s1", *WHY).exit_code == 0
    for evaluator in ("e1", "e2"):
        path = sheet(tmp_path / evaluator, evaluator, "s1", f"marks: {{B1: {{level: {level}}}}}\n")
        done = run("round", "receive", folder, path, *AGAIN)
        assert done.exit_code == 0, done.output
    return folder


def test_only_the_station_that_was_opened_changes(tmp_path: Path) -> None:
    """A second result beside the first names it; nothing else in the results changes."""
    folder = closed_round(tmp_path / "round")
    before = tree(folder / "results")
    reviewed(folder, tmp_path)
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    after = tree(folder / "results")
    assert {name for name in after if before.get(name) != after[name] and not name.startswith(".keys")} == {
        "s1.2.json"
    }
    second = result(folder, "s1.2.json")
    assert second["supersedes"] == {"file": "s1.json", "seal": result(folder, "s1.json")["seal"]}
    assert (result(folder, "s1.json")["score"]["points"], second["score"]["points"]) == ("98.00", "88.00")
    assert run("verify", folder / "results" / "s1.2.json", "--against", folder).exit_code == 0


def test_while_open_again_the_ranking_is_the_published_one(tmp_path: Path) -> None:
    """`rank` gives the last closed edition, and says so; the next close corrects it."""
    folder = closed_round(tmp_path / "round")
    reviewed(folder, tmp_path)
    run("round", "run", folder, "--no-reports")
    now = run("round", "rank", folder, "--json")
    assert [(row["station"], row["rank"], row["points"]) for row in json.loads(now.stdout)["ranked"]] == [
        ("s1", 1, "98.00"),
        ("s2", 1, "98.00"),
        ("s3", 1, "98.00"),
    ]
    assert "edition 1" in now.stderr
    closed = run("round", "close", folder, "--date", "2026-09-20")
    assert closed.exit_code == 0
    assert "edition 2" in closed.stdout
    corrected = json.loads(run("round", "rank", folder, "--json").stdout)
    assert corrected["round"]["edition"] == 2
    assert [(row["station"], row["rank"], row["points"]) for row in corrected["ranked"]] == [
        ("s2", 1, "98.00"),
        ("s3", 1, "98.00"),
        ("s1", 3, "88.00"),
    ]
    first = opened(folder).history.editions[0]
    assert [standing.points for standing in rank(opened(folder), first).ranked] == ["98.00"] * 3


def test_a_review_that_changes_nothing_is_a_result_of_its_own(tmp_path: Path) -> None:
    """The result is kept: the same points in a second file that supersedes the first."""
    folder = closed_round(tmp_path / "round")
    assert run("round", "reopen", folder, "s2", *WHY).exit_code == 0
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    second, first = result(folder, "s2.2.json"), result(folder, "s2.json")
    assert second["score"] == first["score"]
    assert second["supersedes"]["seal"] == first["seal"] != second["seal"]
    assert run("round", "close", folder).exit_code == 0
    assert run("round", "reopen", folder, "s2", *WHY).exit_code == 0
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    assert result(folder, "s2.3.json")["supersedes"] == {"file": "s2.2.json", "seal": second["seal"]}


def test_the_rest_is_frozen(tmp_path: Path) -> None:
    """Files, marks and decisions on other stations are refused and change nothing."""
    folder = closed_round(tmp_path / "round")
    run("round", "reopen", folder, "s1", *WHY)
    before = tree(folder)
    late = station(tmp_path / "s2", "s2", "{area: 35, rooms: [a]}")
    new = station(tmp_path / "s9", "s9")
    other = sheet(tmp_path / "in", "e1", "s2", "marks: {B1: {level: 差}}\n")
    for source in (late, new, other):
        done = run("round", "receive", folder, source, *AGAIN)
        assert (done.exit_code, "[station-frozen]" in done.stderr) == (1, True), done.stderr
    decided = run("round", "decide", folder, "s2", "--mark", "B1=差", "--reason", "议", "--by", "专家组")
    assert (decided.exit_code, "[station-frozen]" in decided.stderr) == (1, True)
    marked = run("mark", folder, "s2", "--as", "e1", "--reopen", "看错")
    assert marked.exit_code == 1
    assert tree(folder) == before


@pytest.mark.parametrize(
    "path", ["stations/s2/note.txt", "sheets/e2/s3.yaml", "decisions/s3.yaml", "stations/s9/submission.yaml"]
)
def test_what_is_laid_beside_frozen_stations_stops_the_run(tmp_path: Path, path: str) -> None:
    """Nothing about a frozen station is taken in, whoever lays it there."""
    folder = closed_round(tmp_path / "round")
    run("round", "reopen", folder, "s1", *WHY)
    laid = folder / path
    laid.parent.mkdir(parents=True, exist_ok=True)
    laid.write_text("evaluator: e2\nstation: s3\nsubmitted: 2026-09-11\n", encoding="utf-8")
    before = tree(folder)
    done = run("round", "run", folder, "--no-reports")
    assert (done.exit_code, f"{path}: " in done.stderr, "[station-frozen]" in done.stderr) == (1, True, True)
    assert tree(folder) == before


@pytest.mark.parametrize(
    "arguments, code",
    [
        pytest.param(["s9"], "reopen-unknown", id="unknown"),
        pytest.param(["s1", "--objection", "4"], "objection-unknown", id="no such objection"),
        pytest.param(["s2"], "reopened-already", id="open already"),
    ],
)
def test_what_cannot_be_opened_is_named(tmp_path: Path, arguments: list[str], code: str) -> None:
    """Nothing is opened when anything is wrong."""
    folder = closed_round(tmp_path / "round")
    run("round", "reopen", folder, "s2", *WHY)
    before = tree(folder)
    done = run("round", "reopen", folder, *arguments, *WHY)
    assert (done.exit_code, f"[{code}]" in done.stderr) == (1, True)
    assert tree(folder) == before


def test_an_open_round_needs_no_opening(tmp_path: Path) -> None:
    """Only what was closed can be opened, and not without a reason and a name."""
    folder = closed_round(tmp_path / "round")
    assert run("round", "reopen", folder, "s1", "--by", "办公室").exit_code == 2
    assert run("round", "reopen", folder, "s1", "--reason", "复核", "--by", " ").exit_code == 2
    assert run("round", "run", folder).exit_code == 1


@pytest.mark.parametrize(
    "old, new, part",
    [
        ("apart: 20%", "apart: 30%", "panel"),
        ("stations: all", "stations: [s1, s2, s3]", "stations"),
        ("late: 0", "late: 1", "facts"),
        ("to: 2026-06-30", "to: 2026-06-29", "period"),
        ("name: 专家甲", "name: 专家乙", "panel"),
        ("state: closed", "state: open", "state is open here"),
    ],
)
def test_a_closed_declaration_may_not_differ(tmp_path: Path, old: str, new: str, part: str) -> None:
    """What was recorded at the close is held against; title and documents may change."""
    folder = closed_round(tmp_path / "round")
    path = folder / "round.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace("测试轮次", "另一个名称") + "documents: {number: 1号}\n", encoding="utf-8")
    assert run("round", "rank", folder).exit_code == 0
    path.write_text(text.replace(old, new), encoding="utf-8")
    done = run("round", "rank", folder)
    assert done.exit_code == 1
    assert part in done.stderr


def test_a_station_whose_folder_is_gone_is_named(tmp_path: Path) -> None:
    """It never vanishes from the ranking: rank, run and close stop and name it."""
    folder = closed_round(tmp_path / "round")
    (folder / "stations" / "s2").rename(tmp_path / "away")
    for command in ("rank", "status"):
        done = run("round", command, folder)
        assert (done.exit_code, "[station-lost]" in done.stderr, "s2" in done.stderr) == (1, True, True)


@pytest.fixture
def scored_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A round that an earlier program closed: it gave 25 for the area that gives 30 now."""
    assert EarlierResult.__module__, "what compares semantics is imported before they are changed"
    award = Tiers.award

    def earlier(rule: Tiers, facts: Facts, points: Number, criterion: str) -> RuleResult:
        result = award(rule, facts, points, criterion)
        return replace(result, points=25) if result.points == 30 else result

    folder = whole(tmp_path / "round")
    with monkeypatch.context() as then:
        then.setattr(Tiers, "award", earlier)
        then.setattr(evaluation, "SEMANTICS", SEMANTICS - 1)
        for command in ("run", "close"):
            assert run("round", command, folder).exit_code == 0
    document = json.loads((folder / "results" / "s1.json").read_bytes())
    assert (document["tool"]["semantics"], document["score"]["points"]) == (SEMANTICS - 1, "93.00")
    return folder


def test_a_review_tells_its_part_from_the_programs(scored_otherwise: Path) -> None:
    """The old inputs are computed again by this program, which has to be accepted with a reason."""
    folder = scored_otherwise
    assert run("round", "reopen", folder, "s1", "--reason", "复核", "--by", "甲").exit_code == 0
    for id in ("e1", "e2"):
        marks = sheet(folder.parent / "in", id, "s1", "marks: {B1: {level: 较好}}\n")
        assert run("round", "receive", folder, marks, "--replace", "改正", "--by", id).exit_code == 0
    before = tree(folder / "results")
    refused = run("round", "run", folder)
    assert refused.exit_code == 1, refused.output
    assert "moves A1 25.00 → 30.00, total 93.00 → 98.00" in refused.stderr
    assert "add --accept-program REASON" in refused.stderr
    assert tree(folder / "results") == before
    accepted = ("--accept-program", "新版更正了面积的算法", "--by", "组织方", "--date", "2026-09-10")
    assert run("round", "run", folder, *accepted).exit_code == 0
    again = run("round", "run", folder)
    assert again.exit_code == 0, again.output
    document = json.loads((folder / "results" / "s1.2.json").read_bytes())
    assert document["program"] == {
        "semantics": SEMANTICS - 1,
        "reason": "新版更正了面积的算法",
        "by": "组织方",
        "date": "2026-09-10",
        "moved": [
            {"criterion": "A1", "before": "25.00", "program": "30.00", "after": "30.00"},
            {"criterion": "B1", "before": "30.00", "program": "30.00", "after": "20.00"},
            {"criterion": "total", "before": "93.00", "program": "98.00", "after": "88.00"},
        ],
    }
    assert run("round", "close", folder).exit_code == 0
    done = run("round", "verify", folder)
    assert done.exit_code == 0, done.stdout
    first, second = _results(folder, "s1.json", "s1.2.json")
    words = {change.id: change.why for change in review_view(first, second).changes}
    assert "只因计分程序更新，由 25.00 分变为 30.00 分" in words["A1"]
    assert "程序" not in words["B1"]


def test_an_old_result_of_another_program_holds_unopened(scored_otherwise: Path) -> None:
    """Its seal and inputs are checked, and what would come out now is information; nothing is asked."""
    done = run("round", "verify", scored_otherwise)
    assert done.exit_code == 0, done.stdout
    assert done.stdout.count("[result-other-program]") == 3


def _results(folder: Path, *names: str) -> list[Evaluation]:
    return [json.loads((folder / "results" / name).read_bytes()) for name in names]


@pytest.mark.parametrize("options", [(), ("--recheck",)], ids=["review", "recheck"])
@pytest.mark.parametrize("changed", ["s1", "s2"])
def test_no_station_is_opened_over_a_changed_result(
    tmp_path: Path, changed: str, options: tuple[str, ...]
) -> None:
    """A published result that is not as it was sealed is named first, and nothing is opened."""
    folder = closed_round(tmp_path / "round")
    path = folder / "results" / f"{changed}.json"
    path.write_bytes(path.read_bytes().replace(b'"98.00"', b'"99.00"'))
    before = tree(folder)
    done = run("round", "reopen", folder, "s1", *WHY, *options)
    assert (done.exit_code, f"results/{changed}.json" in done.stderr) == (1, True)
    assert tree(folder) == before


def test_a_round_without_stations_is_not_closed(tmp_path: Path) -> None:
    """It stays open, and not a byte changes."""
    folder = declared(tmp_path / "round")
    before = tree(folder)
    done = run("round", "close", folder)
    assert (done.exit_code, "[round-no-stations]" in done.stderr) == (1, True)
    assert tree(folder) == before
