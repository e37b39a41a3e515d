"""Nothing changes unseen: files laid into a round are recorded, changed ones stop it, edited papers stay."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from evaluator.rounds.log import entries
from evaluator.rounds.record import deviations, read_record
from tests.reading import word_text
from tests.rounds.making import DAY, MARKS, again, run, sheet, station, tree, was, whole

WHY = ("--reason", "更正", "--by", "组织方", "--date", DAY.isoformat())


@pytest.fixture
def evaluated(tmp_path: Path) -> Path:
    """A round after its first run; its stations and sheets were laid into it by hand."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", folder, "--date", DAY.isoformat()).exit_code == 0
    return folder


def test_the_first_run_records_what_lies_there(evaluated: Path) -> None:
    """Each station, sheet and decision has an entry; afterwards every file is as recorded."""
    listed = [(entry.kind, entry.about) for entry in entries(evaluated)]
    stations = [("received", f"stations/s{number}") for number in (1, 2, 3)]
    assert [entry for entry in listed if entry[0] == "received"] == stations
    assert ("submitted", "sheets/e1/s1.yaml") in listed
    assert all(entry.fields["from"] == "folder" for entry in entries(evaluated))
    assert deviations(evaluated, read_record(evaluated)) == []
    names = {name for name in tree(evaluated) if not name.startswith((".", "history/", "results/."))}
    assert {name for name in read_record(evaluated).files if not name.startswith("history/")} == names


def test_a_station_laid_into_the_round_gets_its_receipt_when_it_is_asked_for(evaluated: Path) -> None:
    """It lists what the first run recorded, whatever replaced it since."""
    assert not (evaluated / "reports" / "receipt").exists()
    changed = station(evaluated.parent / "in" / "s2", "s2", "{area: 31}")
    assert run("round", "receive", evaluated, changed, "--replace", "补正", "--by", "站点").exit_code == 0
    assert run("round", "run", evaluated).exit_code == 0
    assert run("round", "documents", evaluated, "--set", "receipt").exit_code == 0
    receipts = sorted(path.name for path in (evaluated / "reports" / "receipt").iterdir())
    assert receipts == ["s1.docx", "s2.2.docx", "s2.docx", "s3.docx"]
    text = word_text((evaluated / "reports" / "receipt" / "s2.docx").read_bytes())
    entry = next(entry for entry in entries(evaluated) if entry.about == "stations/s2")
    assert str(entry.fields["sha256"]) in text
    assert "evidence/lease.pdf" in text
    assert run("round", "verify", evaluated).exit_code == 0


def test_a_draft_is_not_recorded(tmp_path: Path) -> None:
    """A sheet may change until it is submitted."""
    folder = whole(tmp_path / "round")
    draft = sheet(folder / "sheets", "e1", "s1", MARKS["e1"], submitted="")
    run("round", "run", folder)
    assert "sheets/e1/s1.yaml" not in read_record(folder).files
    draft.write_bytes(draft.read_bytes() + b"# later\n")
    assert run("round", "run", folder).exit_code == 0
    sheet(folder / "sheets", "e1", "s1", MARKS["e1"])
    assert run("round", "run", folder).exit_code == 0
    assert entries(folder)[-1].about == "sheets/e1/s1.yaml"


def change(folder: Path, kind: str) -> None:
    """Change something in a round by hand."""
    if kind == "file":
        station(folder / "stations" / "s2", "s2", "{area: 31}")
    elif kind == "evidence":
        (folder / "stations" / "s2" / "evidence" / "lease.pdf").write_bytes(b"other")
    elif kind == "lost file":
        (folder / "sheets" / "f1" / "s2.yaml").unlink()
    elif kind == "unsubmitted":
        sheet(folder / "sheets", "e1", "s2", MARKS["e1"], submitted="")
    elif kind == "guideline":
        path = folder / "criteria" / "tiny" / "guideline.yaml"
        path.write_bytes(path.read_bytes() + b"# later\n")
    elif kind == "lost station":
        (folder / "stations" / "s2").rename(folder.parent / "s2")


@pytest.mark.parametrize(
    "kind, path",
    [
        ("file", "stations/s2/submission.yaml"),
        ("evidence", "stations/s2/evidence/lease.pdf"),
        ("lost file", "sheets/f1/s2.yaml"),
        ("unsubmitted", "sheets/e1/s2.yaml"),
        ("guideline", "criteria/tiny/guideline.yaml"),
    ],
)
def test_a_changed_file_stops_the_run_until_it_is_received_again(
    evaluated: Path, kind: str, path: str
) -> None:
    """The run names it and says what to type; typed so, the next run goes on, and the log says who and why."""
    change(evaluated, kind)
    before = tree(evaluated)
    stopped = run("round", "run", evaluated)
    assert stopped.exit_code == 1
    assert f"{path}: " in stopped.stderr
    assert f"round receive {evaluated} --again {path} --reason" in stopped.stderr
    assert tree(evaluated) == before
    done = run("round", "receive", evaluated, "--again", path, *WHY)
    assert done.exit_code == 0, done.stderr
    last = entries(evaluated)[-1]
    assert path.startswith(last.about)
    assert (last.fields["reason"], last.fields["by"]) == ("更正", "组织方")
    assert last.fields["replaces"]
    assert run("round", "run", evaluated).exit_code in {0, 1}
    assert deviations(evaluated, read_record(evaluated)) == []


@pytest.mark.parametrize("command", ["run", "rank", "documents", "close"])
def test_a_lost_station_stops_everything_and_is_named(evaluated: Path, command: str) -> None:
    change(evaluated, "lost station")
    before = tree(evaluated)
    stopped = run("round", command, evaluated)
    assert stopped.exit_code == 1
    assert "stations/s2" in stopped.stderr
    assert tree(evaluated) == before
    assert run("round", "receive", evaluated, "--again", "stations/s2", *WHY).exit_code == 1
    assert run("round", "receive", evaluated, "--again", "stations", *WHY).exit_code == 1
    assert tree(evaluated) == before


def test_a_lost_station_is_named_without_a_record(evaluated: Path) -> None:
    """Its result is enough to miss it."""
    change(evaluated, "lost station")
    shutil.rmtree(evaluated / "history")
    for command in ("run", "rank", "close"):
        stopped = run("round", command, evaluated)
        assert stopped.exit_code == 1
        assert "stations/s2" in stopped.stderr


def test_again_wants_reason_name_and_a_change(evaluated: Path) -> None:
    change(evaluated, "file")
    assert run("round", "receive", evaluated, "--again", "stations/s2", "--by", "甲").exit_code == 2
    assert run("round", "receive", evaluated, "--again", "stations/s2", "--reason", "一").exit_code == 2
    assert run("round", "receive", evaluated, "stations/s2", "--reason", "一").exit_code == 2
    for path in ("stations/s1", "stations/s", "nothing", "round.yaml"):
        refused = run("round", "receive", evaluated, "--again", path, *WHY)
        assert refused.exit_code == 1, path
        assert "[nothing-changed]" in refused.stderr
    # The path on disk does as well as the path in the round.
    assert run("round", "receive", evaluated, "--again", evaluated / "stations" / "s2", *WHY).exit_code == 0


def test_a_changed_result_is_computed_anew_and_named(evaluated: Path) -> None:
    path = evaluated / "results" / "s2.json"
    right = path.read_bytes()
    path.write_bytes(right.replace(b'"points": "30', b'"points": "29', 1))
    done = run("round", "run", evaluated)
    assert done.exit_code == 0
    assert "s2" in done.stderr
    assert "changed after they were written" in done.stderr
    assert path.read_bytes() == right


PAPERS = ("reports/s1.docx", "reports/s1.html", "reports/city/ranking.docx", "reports/composite/s1.docx")


@pytest.mark.parametrize("paper", PAPERS)
def test_an_edited_paper_stays(evaluated: Path, paper: str) -> None:
    """It is left and named by each run and each writing of papers, until it is recorded or replaced."""
    assert run("round", "documents", evaluated, "--set", "composite").exit_code == 0
    path = evaluated / paper
    original = path.read_bytes()
    edited = original + b" "
    path.write_bytes(edited)
    again(evaluated, *_changed(evaluated))
    for command in (("run",), ("documents", "--set", "composite")):
        done = run("round", command[0], evaluated, *command[1:])
        assert done.exit_code == 0
        assert path.read_bytes() == edited
        if command[0] == "documents" or "composite" not in paper:
            assert ("edited" in done.stderr) == (command[0] == "run" or "reports/s1." not in paper)
    assert run("round", "documents", evaluated, "--keep", paper).exit_code == 2
    done = run("round", "documents", evaluated, "--keep", paper, *WHY)
    assert done.exit_code == 0, done.stderr
    last = entries(evaluated)[-1]
    assert (last.kind, last.about) == ("kept", paper)
    assert last.fields["reason"] == "更正"
    assert run("round", "documents", evaluated, "--keep", paper, *WHY).exit_code == 1
    done = run("round", "documents", evaluated, "--set", "composite")
    assert "edited" not in done.stderr
    assert path.read_bytes() == edited
    assert run("round", "run", evaluated).exit_code == 0
    assert path.read_bytes() == edited
    assert run("round", "documents", evaluated, "--force").exit_code == 0
    assert path.read_bytes() != edited
    assert (evaluated / was(edited)).read_bytes() == edited
    assert deviations(evaluated, read_record(evaluated)) == []


def _changed(folder: Path) -> list[str]:
    """Change a station, so that all papers are due to be written anew."""
    station(folder / "stations" / "s1", "s1", "{area: 31}")
    return ["stations/s1"]


def test_a_pdf_goes_with_its_word_file(evaluated: Path) -> None:
    """When the Word file is written anew or recorded as edited, the PDF made from it is removed."""
    for name in ("reports/s1.pdf", "reports/city/ranking.pdf"):
        (evaluated / name).write_bytes(b"%PDF-1.7")
    (evaluated / "history" / "seal.json").unlink()
    (evaluated / "history" / "log.yaml").unlink()
    assert run("round", "run", evaluated).exit_code == 0
    again(evaluated, *_changed(evaluated))
    assert run("round", "run", evaluated).exit_code == 0
    assert not (evaluated / "reports" / "s1.pdf").exists()
    assert not (evaluated / "reports" / "city" / "ranking.pdf").exists()


def _unfinished(folder: Path) -> None:
    """Two stations and a sheet more, of which nothing is computed yet."""
    station(folder / "stations" / "s4", "s4")
    sheet(folder / "sheets", "e1", "s4", MARKS["e1"])


def _tampered(folder: Path) -> None:
    """A station more, and a station that is not what it was."""
    _unfinished(folder)
    station(folder / "stations" / "s1", "s1", "{area: 1}")


def _without_minutes(folder: Path) -> None:
    _unfinished(folder)
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "minutes.docx").write_bytes(b"no template")


@pytest.mark.parametrize(
    "prepare, options",
    [
        pytest.param(_unfinished, (), id="stations are not finished"),
        pytest.param(_tampered, ("--anyway", "期限已到"), id="a recorded file was changed"),
        pytest.param(_without_minutes, ("--anyway", "期限已到"), id="a paper cannot be made"),
    ],
)
def test_a_close_that_is_refused_changes_nothing(
    evaluated: Path, prepare: Callable[[Path], None], options: Sequence[str]
) -> None:
    """Neither log nor record takes in what was laid into the round: no byte differs, nothing is left over."""
    prepare(evaluated)
    before = tree(evaluated)
    assert run("round", "close", evaluated, *options).exit_code == 1
    assert tree(evaluated) == before


def test_a_close_records_in_a_single_step_what_was_laid_into_the_round(tmp_path: Path) -> None:
    """What comes in with the close stands in the log before it, and everything is as recorded."""
    folder = whole(tmp_path / "round")
    assert run("round", "close", folder, "--anyway", "期限已到").exit_code == 0
    kinds = [entry.kind for entry in entries(folder)]
    assert kinds[-1] == "closed"
    assert {"received", "submitted"} <= set(kinds)
    assert run("round", "verify", folder).exit_code == 0


def test_what_a_mac_leaves_beside_every_file_is_nothing(evaluated: Path, tmp_path: Path) -> None:
    """A round copied over a memory stick is worked on as before: the same bytes, and nothing is wrong."""
    copied = Path(shutil.copytree(evaluated, tmp_path / "copy"))
    for path in [path for path in sorted(copied.rglob("*")) if not path.name.startswith(".")]:
        path.with_name(f"._{path.name}").write_bytes(b"\0\5\x16\7")
    (copied / ".DS_Store").write_bytes(b"x")
    life = (
        ("run",),
        ("rank",),
        ("documents", "--set", "feedback"),
        ("close", "--anyway", "期限已到"),
        ("reopen", "s2", "--reason", "复核", "--by", "组织方"),
        ("run",),
        ("verify",),
    )
    for name, *options in life:
        seen = [run("round", name, folder, *options) for folder in (evaluated, copied)]
        assert [done.exit_code for done in seen] == [0, 0], (name, seen[1].output)
        assert seen[0].stdout == seen[1].stdout.replace(str(copied), str(evaluated))
    after = tree(evaluated)
    assert {
        name: data
        for name, data in tree(copied).items()
        if not name.rpartition("/")[2].startswith((".", "._"))
    } == {name: data for name, data in after.items() if not name.rpartition("/")[2].startswith(".")}
