"""Drawn files: in an order that anybody can repeat, recorded before they are shown, held against sheets."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator.rounds.drawing import drawn_keys
from evaluator.rounds.log import entries
from tests.reading import word_text
from tests.rounds.making import GUIDELINE, declared, run, sheet, station, tree

SAMPLE: Final = GUIDELINE.replace(
    "rule: {mark: {}}", "rule: {sample: {checks: [封面, 签名], from: files, at_least: 2, if_none: zero}}"
).replace(
    "sections:\n",
    "  files: {title: 档案数, type: integer, counted: {ledger: files, rows: {column: kind, is: 有效}}}\n"
    "ledgers:\n  files:\n    title: 档案台账\n    key: no\n    columns:\n"
    "      no: {title: 编号, type: text}\n      kind: {title: 类别, type: text}\n"
    "sections:\n",
    1,
)
LEDGER: Final = "编号,类别\n" + "".join(f"GA{n:02},有效\n" for n in range(1, 9)) + "ＧＡ09,作废\n"


def sampled(folder: Path) -> Path:
    """Write a round whose finance expert inspects files drawn from a ledger of eight that count."""
    declared(folder)
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    path.write_text(SAMPLE, encoding="utf-8")
    for id in ("s1", "s2"):
        place = station(folder / "stations" / id, id, more="ledgers: {files: ledgers/files.csv}\n")
        (place / "ledgers").mkdir()
        (place / "ledgers" / "files.csv").write_text(LEDGER, encoding="utf-8")
    return folder


def draws(folder: Path, *options: str) -> list[dict[str, Any]]:
    done = run("round", "draw", folder, *options, "--json", "--date", "2026-08-01")
    assert done.exit_code == 0, done.output
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def test_the_draw_can_be_repeated_by_hand(tmp_path: Path) -> None:
    """The first by SHA-256 of round, station, criterion, seed and key, each on a line; rows that count only."""
    folder = sampled(tmp_path / "round")
    rows = draws(folder, "--seed", "abc")
    keys = [f"GA{number:02}" for number in range(1, 9)]
    for row in rows:
        order = sorted(
            keys,
            key=lambda key: hashlib.sha256(
                "\n".join(["r1", row["station"], "B2", "abc", key]).encode()
            ).hexdigest(),
        )
        assert row["files"] == order[:2]
    assert [row["station"] for row in rows] == ["s1", "s2"]
    assert rows[0]["files"] != rows[1]["files"]
    [first, _] = entries(folder, "drawn")
    assert (first.about, first.fields["seed"], first.fields["files"]) == ("s1", "abc", rows[0]["files"])


def test_keys_are_folded_and_count_once() -> None:
    """A full-width key is the same file."""
    assert drawn_keys("r", "s", "c", "x", ["ＧＡ1", "GA1", "GA2"]) == drawn_keys(
        "r", "s", "c", "x", ["GA2", "GA1"]
    )


def test_a_second_draw_needs_a_reason_and_both_stay(tmp_path: Path) -> None:
    """Without one nothing changes; with one the last counts."""
    folder = sampled(tmp_path / "round")
    draws(folder, "--seed", "abc")
    before = tree(folder)
    refused = run("round", "draw", folder, "s1", "--seed", "xyz")
    assert (refused.exit_code, "--reason" in refused.stderr) == (1, True)
    assert run("round", "draw", folder).exit_code == 0
    assert tree(folder) == before
    again = draws(folder, "s1", "--seed", "xyz", "--reason", "档案外借")
    assert [entry.fields.get("reason", "") for entry in entries(folder, "drawn")] == ["", "", "档案外借"]
    assert again[0]["seed"] == "xyz"


@pytest.mark.parametrize(
    "body, accepted",
    [
        pytest.param("marks: {B2: {sample: [%s]}}\n", True, id="the files drawn"),
        pytest.param("marks: {B2: {sample: [%s, {file: GA99, passed: [1]}]}}\n", False, id="another"),
        pytest.param(
            "marks: {B2: {sample: [%s, {file: GA99, passed: [1]}], remark: 群众反映}}\n",
            True,
            id="with a reason",
        ),
    ],
)
def test_other_files_need_a_reason(tmp_path: Path, body: str, accepted: bool) -> None:
    """Where a draw is recorded, a sheet with another file is refused unless its remark says why."""
    folder = sampled(tmp_path / "round")
    files = draws(folder, "s1", "--seed", "abc")[0]["files"]
    inside = ", ".join(f"{{file: {file}, passed: [1, 2]}}" for file in files)
    done = run("round", "receive", folder, sheet(tmp_path / "in", "f1", "s1", body % inside, role="finance"))
    assert (done.exit_code == 0, "[file-not-drawn]" in done.stderr) == (accepted, not accepted), done.output


def test_without_a_draw_nothing_is_refused(tmp_path: Path) -> None:
    """One warning for all sheets, and the sheets count; what was inspected is not drawn any more."""
    folder = sampled(tmp_path / "round")
    for id in ("s1", "s2"):
        body = "marks: {B2: {sample: [{file: 甲, passed: [1]}, {file: 乙, passed: [1]}]}}\n"
        sheet(tmp_path / "in", "f1", id, body, role="finance")
    done = run("round", "receive", folder, tmp_path / "in")
    assert (done.exit_code, done.stderr.count("[sample-not-drawn]")) == (0, 1)
    assert draws(folder) == []


def test_a_hand_out_has_the_draw_and_no_seed(tmp_path: Path) -> None:
    """It is drawn at hand-out at the latest; `mark` shows it there, and the paper sheet has it."""
    folder = sampled(tmp_path / "round")
    assert (
        run(
            "round", "hand-out", folder, "--to", "f1", "-o", tmp_path / "out", "--date", "2026-08-02"
        ).exit_code
        == 0
    )
    recorded = {entry.about: entry.fields["files"] for entry in entries(folder, "drawn")}
    assert set(recorded) == {"s1", "s2"}
    assert {entry.day.isoformat() for entry in entries(folder, "drawn")} == {"2026-08-02"}
    handed = (tmp_path / "out" / "draws.yaml").read_text(encoding="utf-8")
    assert "seed" not in handed
    assert not (tmp_path / "out" / "history").exists()
    files = recorded["s1"]
    assert isinstance(files, list)
    shown = run("mark", tmp_path / "out", "s1", "--as", "f1")
    assert ", ".join(map(str, files)) in shown.output
    assert run("round", "sheets", folder, "--to", "f1", "--blank").exit_code == 0
    paper = word_text((folder / "reports" / "blank-sheets" / "f1" / "s1.docx").read_bytes())
    assert "、".join(map(str, files)) in paper
    assert run("round", "hand-out", folder, "--to", "f1", "-o", tmp_path / "again").exit_code == 0
    assert len(entries(folder, "drawn")) == 2
