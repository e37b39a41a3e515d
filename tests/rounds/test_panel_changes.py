"""An evaluator who is excused or replaced: who marks what then, and what becomes of his sheets."""

from pathlib import Path

import pytest

from evaluator.rounds.log import entries
from evaluator.rounds.status import due, station_state
from tests.rounds.making import GUIDELINE, closed_round, opened, run, sheet, tree, whole

WHY = ("--reason", "因病", "--by", "评估办公室", "--date", "2026-08-10")


def marking(folder: Path, station: str) -> list[str]:
    return [member.id for member in due(opened(folder), station)]


def test_submitted_sheets_stay_unless_they_are_dropped(tmp_path: Path) -> None:
    """Kept sheets count and their stations stay his; a draft is put away; dropped sheets go to the history."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    sheet(folder / "sheets", "e1", "s2", "marks: {B1: {level: 好}}\n", submitted="")
    (folder / "sheets" / "e1" / "s3.yaml").unlink()
    assert run("round", "receive", folder, "--again", "sheets/e1", *WHY[:4]).exit_code == 0
    done = run("round", "panel", folder, "excuse", "e1", *WHY)
    assert done.exit_code == 0, done.output
    assert [marking(folder, id) for id in ("s1", "s2", "s3")] == [["e1", "e2", "f1"], ["e2", "f1"], ["f1"]]
    assert "stay and count: s1" in done.stdout
    assert not (folder / "sheets" / "e1" / "s2.yaml").exists()
    assert "[nobody-marks-station]" in done.stderr  # s3: the other expert is recused
    dropped = run("round", "panel", folder, "excuse", "e1", "--sheets", "drop", *WHY)
    assert dropped.exit_code == 0
    assert marking(folder, "s1") == ["e2", "f1"]
    assert not (folder / "sheets" / "e1" / "s1.yaml").exists()
    assert station_state(opened(folder), "s1").ready
    [first, second] = entries(folder, "excused")
    assert (first.fields["from"], second.fields["from"]) == (["s2", "s3"], ["s1"])
    assert run("round", "run", folder, "--no-reports").exit_code == 0


def test_another_takes_over_the_stations_named(tmp_path: Path) -> None:
    """A new member marks these and no others, with the same role and sections; comments stay."""
    folder = whole(tmp_path / "round", {"e2": "marks: {B1: {level: 好}}\n"})
    before = (folder / "round.yaml").read_text(encoding="utf-8")
    done = run(
        "round", "panel", folder, "replace", "e1", "--from", "s1", "--from", "s2", "--with", "e9",
        "--name", "专家壬", *WHY,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert [marking(folder, id) for id in ("s1", "s2", "s3")] == [
        ["e2", "f1", "e9"],
        ["e2", "f1", "e9"],
        ["e1", "f1"],
    ]
    after = (folder / "round.yaml").read_text(encoding="utf-8")
    assert after == before.replace(
        "{id: e1, name: 专家甲}", "{id: e1, name: 专家甲, recused_from: [s1, s2]}"
    ).replace(
        "role: finance}\n", "role: finance}\n    - {id: e9, name: 专家壬, role: expert, recused_from: [s3]}\n"
    )
    assert run("round", "hand-out", folder, "--to", "e9", "-o", tmp_path / "e9").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "e9" / "stations").iterdir()) == ["s1", "s2"]
    again = run("round", "panel", folder, "replace", "e9", "--from", "s1,s2", "--with", "e1", *WHY)
    assert again.exit_code == 0
    assert marking(folder, "s1") == ["e1", "e2", "f1"]


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("excuse", "e8"), "panel-unknown"),
        (("excuse", "e1", "--from", "s8"), "panel-station"),
        (("replace", "e1", "--with", "e1"), "panel-same"),
        (("replace", "e1", "--with", "e2"), "panel-recused"),
        (("replace", "e1", "--from", "s1", "--with", "e2"), "panel-marks-already"),
        (("replace", "e1", "--with", "f1"), "panel-role"),
        (("excuse", "e1"), "panel-nothing"),
    ],
)
def test_what_does_not_hold_is_refused(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    """Nothing is written, and the sentence says what is wrong."""
    folder = whole(tmp_path / "round")
    before = tree(folder)
    done = run("round", "panel", folder, *arguments, *WHY)
    assert (done.exit_code, f"[{code}]" in done.stderr) == (1, True), done.output
    assert tree(folder) == before


def test_after_the_close_only_for_stations_that_are_open_again(tmp_path: Path) -> None:
    """The panel of a review may change; for frozen stations it stays, and so do their results."""
    folder = closed_round(tmp_path / "round")
    excuse = ("round", "panel", folder, "excuse", "e1", "--sheets", "drop", *WHY)
    assert "[round-closed]" in run(*excuse).stderr
    run("round", "reopen", folder, "s1", "--reason", "复核", "--by", "办公室")
    refused = run(*excuse, "--from", "s2")
    assert (refused.exit_code, "[station-frozen]" in refused.stderr) == (1, True)
    done = run(*excuse)
    assert done.exit_code == 0, done.output
    assert [marking(folder, id) for id in ("s1", "s2")] == [["e2", "f1"], ["e1", "e2", "f1"]]
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    assert run("round", "close", folder).exit_code == 0
    assert run("round", "rank", folder).exit_code == 0
    assert run("verify", folder / "results" / "s2.json", "--against", folder).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [("dismiss", "e1"), ("replace", "e1"), ("excuse", "e1", "--with", "e9"), ("excuse", "e1", "s1")],
)
def test_a_wrong_command_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Excuse names nobody else, replace somebody; stations follow --from."""
    assert run("round", "panel", whole(tmp_path), *arguments, *WHY).exit_code == 2


def corrected(folder: Path, old: str, new: str) -> Path:
    """Write a corrected guideline."""
    assert old in GUIDELINE
    path = folder / "corrected" / "guideline.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(GUIDELINE.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_corrected_guideline_is_shown_before_it_is_adopted(tmp_path: Path) -> None:
    """Without --yes nothing is written; the difference stands there in words, and whose marks no longer fit."""
    folder = whole(
        tmp_path / "round", {"e1": "marks: {B1: {level: 好}}\n", "e2": "marks: {B1: {level: 较好}}\n"}
    )
    file = corrected(tmp_path, "较好: 20", "一般: 15")
    before = tree(folder)
    done = run("round", "guideline", folder, "--adopt", file, *WHY)
    assert (done.exit_code, "--yes" in done.stderr) == (1, True)
    assert tree(folder) == before
    words = " ".join(done.stdout.split())
    for part in ("1 changes", "B1 质量", "rule", "较好", "一般", "s1 sheets/e2/s1.yaml"):
        assert part in words
    assert "sheets/e1" not in words
    assert run("round", "guideline", folder, "--adopt", file, "--yes", *WHY).exit_code == 0
    round_ = opened(folder)
    assert "guideline: {id: tiny, edition: 1, sha256: " in (folder / "round.yaml").read_text(encoding="utf-8")
    assert "一般" in (folder / "criteria" / "tiny" / "guideline.yaml").read_text(encoding="utf-8")
    [entry] = [entry for entry in entries(folder, "adopted") if "now" in entry.fields]
    assert entry.fields["now"] == round_.guideline.sha256
    again = run("round", "guideline", folder, "--adopt", file, "--yes", *WHY)
    assert (again.exit_code, "[adopt-same]" in again.stderr) == (1, True)


def test_a_published_result_keeps_its_guideline(tmp_path: Path) -> None:
    """After the close, and for another guideline, nothing is adopted."""
    other = corrected(tmp_path / "a", "id: tiny", "id: other")
    folder = whole(tmp_path / "open")
    refused = run("round", "guideline", folder, "--adopt", other, "--yes", *WHY)
    assert (refused.exit_code, "[adopt-other]" in refused.stderr) == (1, True)
    file = corrected(tmp_path / "b", "award: 20", "award: 21")
    closed = run("round", "guideline", closed_round(tmp_path / "closed"), "--adopt", file, "--yes", *WHY)
    assert (closed.exit_code, "[adopt-not-open]" in closed.stderr) == (1, True)
