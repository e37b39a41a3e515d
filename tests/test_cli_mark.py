"""Marking in the terminal as people do it: answers typed, cut off, gone on with, submitted, opened again."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from evaluator.cli.command import cli
from evaluator.cli.mark.sheet import SheetEditor
from evaluator.evaluation.pipeline import evaluate
from evaluator.loading.submission import read_submission
from evaluator.model.sheet import Sheet
from evaluator.rounds.log import entries
from evaluator.rounds.read import station_inputs
from evaluator.scoring.counting import counted_rows
from evaluator.work.pools import Shared
from evaluator.work.station import Work, work
from tests.rounds.making import opened, part_of, tree, was, whole
from tests.test_marking import a_round, begin, good

STATION = "990101101"


def mark(folder: Path, typed: str, *more: str, evaluator: str = "e1", station: str = "s1") -> Result:
    """Type *typed* line by line; the input then ends, as when a terminal is closed."""
    arguments = ["mark", str(folder), station, "--as", evaluator, "--date", "2026-08-02", *more]
    environment = {"EVALUATOR_LANG": "en", "COLUMNS": "80"}
    result = CliRunner(env=environment).invoke(cli, arguments, input=typed, prog_name="evaluator")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def sheet_of(folder: Path, evaluator: str = "e1", station: str = "s1") -> Sheet:
    """The sheet as the round reads it."""
    inputs, problems = station_inputs(opened(folder), station)
    assert inputs is not None, [one.render("en") for one in problems]
    return next(one for one in inputs.sheets if one.evaluator == evaluator)


def test_every_answer_is_on_the_disk_before_the_next_question(tmp_path: Path) -> None:
    """Cut off anywhere, what was answered is there, and the same command goes on behind it."""
    a_round(tmp_path)
    answers = ["较好 12", "个别缺项", "DA1", "", "DA2", "1-2", ""]
    for count in range(len(answers) + 1):
        folder = tmp_path / "sheets" / "e1"
        shutil.rmtree(folder, ignore_errors=True)
        result = mark(tmp_path, "".join(f"{one}\n" for one in answers[:count]))
        assert result.exit_code == 0
        if not count:
            assert "nothing was written" in result.stdout
            assert not folder.exists()
            continue
        assert [path.name for path in folder.iterdir()] == ["s1.yaml"]
        sheet = sheet_of(tmp_path)
        assert sheet.marks["B1"].points == 12
        assert sheet.marks["B1"].remark == ("个别缺项" if count > 1 else "")
        files = sheet.marks["B3"].sample if "B3" in sheet.marks else ()
        assert len(files) == (2 if count > 6 else 1 if count > 3 else 0)
        again = mark(tmp_path, "")
        assert ("[2/2] B3" if count < 7 else "Everything is answered.") in again.stdout


def test_a_whole_station_is_marked_left_and_submitted(tmp_path: Path) -> None:
    """The sheet counts once it is submitted, with the hash of its very bytes, and is then locked."""
    folder = whole(tmp_path / "r")
    (folder / "sheets" / "e1" / "s1.yaml").unlink()
    first = mark(folder, "2\n记录不全\nq\n")
    assert first.exit_code == 0
    assert "[1/1] B1 质量 (30)" in first.stdout
    assert sheet_of(folder).submitted is None
    last = mark(folder, "s\nyes\n")
    assert last.exit_code == 0
    data = (folder / "sheets" / "e1" / "s1.yaml").read_bytes()
    assert hashlib.sha256(data).hexdigest() in last.stdout
    inputs, _ = station_inputs(opened(folder), "s1")
    assert inputs is not None
    finding = next(one for one in evaluate(inputs).document["findings"] if one["criterion"] == "B1")
    # 30 of e2 and 20 of e1 lie further apart than a fifth: the panel has to decide.
    assert finding["reason"] == "awaiting_decision"
    locked = mark(folder, "1\n")
    assert locked.exit_code == 1
    assert hashlib.sha256(data).hexdigest() in locked.stderr
    assert (folder / "sheets" / "e1" / "s1.yaml").read_bytes() == data


def test_opening_again_needs_a_reason_and_is_kept(tmp_path: Path) -> None:
    """The submitted sheet stays in the history; the reason and the old hash stand in the new one."""
    folder = whole(tmp_path / "r")
    path = folder / "sheets" / "e1" / "s1.yaml"
    before = path.read_bytes()
    assert mark(folder, "", "--reopen", "  ").exit_code == 2
    result = mark(folder, "j B1\n1\nb\n2\n-\ns\ny\n", "--reopen", "看错了记录")
    assert result.exit_code == 0, result.output
    assert (folder / was(before)).read_bytes() == before
    assert [entry.kind for entry in entries(folder)] == ["reopened", "submitted"]
    text = path.read_text(encoding="utf-8")
    assert "reason: 看错了记录" in text
    assert hashlib.sha256(before).hexdigest() in text
    sheet = sheet_of(folder)
    assert sheet.submitted is not None
    assert sheet.marks["B1"].level == "较好"
    assert mark(folder, "", "--reopen", "x", evaluator="e2", station="s3").exit_code == 1
    draft = mark(folder, "", "--reopen", "一", station="s1")
    assert draft.exit_code == 0
    assert mark(folder, "", "--reopen", "二", station="s1").exit_code == 1


def test_submitting_without_questions_needs_everything(tmp_path: Path) -> None:
    """`--submit` asks nothing, so it takes only what is complete."""
    a_round(tmp_path)
    mark(tmp_path, "1\n")
    refused = mark(tmp_path, "", "--submit")
    assert refused.exit_code == 1
    assert "B3" in refused.stderr
    assert sheet_of(tmp_path).submitted is None
    mark(tmp_path, "DA1\n\nDA2\n\n")
    assert mark(tmp_path, "", "--submit").exit_code == 0
    assert sheet_of(tmp_path).submitted is not None


def test_an_incomplete_sheet_is_submitted_only_when_confirmed(tmp_path: Path) -> None:
    """What is open is named before; anything but yes keeps the sheet open."""
    a_round(tmp_path)
    result = mark(tmp_path, "1\ns\nno\ns\nyes\n")
    assert "1 items are still open: B3" in result.stdout
    assert "not submitted." in result.stdout
    assert sheet_of(tmp_path).submitted is not None


def test_moving_about_and_taking_back(tmp_path: Path) -> None:
    """Back, jump, skip, list, undo, clear; a wrong answer is explained and asked again."""
    a_round(tmp_path)
    result = mark(tmp_path, "优\n较好\n11\n12\n\n\n?\nl\nj B9\nj b1\nu\nx\nb\nl\n3\n偏少\nq\n")
    assert "no level “优”" in result.stderr
    assert "in steps of 2" in result.stdout
    assert "11" in result.stderr
    assert "is not among your items: B1, B3" in result.stdout
    assert "undone" in result.stdout
    assert "there is nothing" not in result.stdout
    sheet = sheet_of(tmp_path)
    assert (sheet.marks["B1"].level, sheet.marks["B1"].remark) == ("差", "偏少")


def test_undoing_leads_back_to_the_question(tmp_path: Path) -> None:
    """A mark and its remark go together; with nothing left to undo, that is said."""
    a_round(tmp_path)
    result = mark(tmp_path, "3\n没有记录\nu\n1\nu\nu\nq\n")
    assert result.stdout.count("[1/2] B1") == 3
    assert result.stdout.count("undone") == 2
    assert "there is nothing to undo" in result.stdout
    assert not sheet_of(tmp_path).marks


def test_leaving_from_a_question_within_a_question(tmp_path: Path) -> None:
    """At the remark too q leaves, and is not taken for the remark."""
    a_round(tmp_path)
    result = mark(tmp_path, "3\nq\n")
    assert "goes on from here" in result.stdout
    assert sheet_of(tmp_path).marks["B1"].remark == ""


def test_a_file_named_wrongly_is_taken_out_again(tmp_path: Path) -> None:
    """`x FILE` takes out one file of a sample, `x` all of it; inspecting a file again replaces it."""
    a_round(tmp_path)
    mark(tmp_path, "j B3\nDA1\n\nDAX\n1\n\n不全\nj B3\nx DAX\nDA1\n1-2\n3\nx DA9\nq\n")
    mark_given = sheet_of(tmp_path).marks["B3"]
    assert [(one.file, sorted(one.passed), sorted(one.left_out)) for one in mark_given.sample] == [
        ("DA1", [1, 2], [3])
    ]
    assert mark_given.remark == "不全"
    shown = mark(tmp_path, "j B3\nx DA1\nx\nq\n").stdout
    assert "DA1: passed 1,2, not fitting 3" in shown
    assert "nothing is given here" in shown
    assert "B3" not in sheet_of(tmp_path).marks


def test_what_is_noted_beside_the_questions(tmp_path: Path) -> None:
    """Observed values, words on evidence and claims, vetoes with what happened; `-` takes back."""
    folder = tmp_path / "r"
    a_round(folder, "{rooms: [a, b], files: 5}", "not_applicable: {A1: 无固定场所}\n")
    typed = (
        "o area 55\n现场实测\ne E01 no 与门头不符\ne A1#lease yes\nn A1 no 有场地\nv V1 代签\n"
        "v V1 -\nv V1\n\nv V1\n代签名\no area -\no files 4\n\ne\no area x\nl\nq\n"
    )
    result = mark(folder, typed)
    assert "V1: 代签名" in result.stdout
    assert "a veto needs its remark" in result.stdout
    assert "write: e E07 no" in result.stdout
    assert "[area]" not in result.stderr
    sheet = sheet_of(folder)
    assert sheet.vetoes == {"V1": "代签名"}
    assert dict(sheet.evidence)["E01"].remark == "与门头不符"
    assert sheet.not_applicable["A1"].agree is False
    assert {name: one.value for name, one in sheet.observed.items()} == {"files": 4}


def test_a_card_shows_what_the_station_claims(tmp_path: Path) -> None:
    """Its own mark stands on the card; ids can be looked up without leaving it."""
    more = "not_applicable: {A1: 无固定场所}\nclaims: {B1: {level: 好}}\n"
    a_round(tmp_path, "{rooms: [a, b], files: 5}", more)
    shown = mark(tmp_path, "n\nn A1 yes\nn\ne\nv\no 面积\nq\n").stdout
    assert "own claim: 好" in shown
    assert "A1: 无固定场所\n" in shown
    assert "A1: 无固定场所 [agreed]\n" in shown
    assert "E01 协议 stations/s1/evidence/lease.pdf\n" in shown
    assert "V1 弄虚作假\n" in shown
    assert "area 使用面积: (blank)\n" in shown
    assert "late" not in shown


def test_a_role_that_only_gives_facts_is_asked_for_them(sample_round: Path, tmp_path: Path) -> None:
    """The survey's figures are questions like any other; a figure above its bound is refused."""
    folder = part_of(sample_round, tmp_path / "r", STATION)
    (folder / "sheets" / "s1" / f"{STATION}.yaml").unlink()
    result = mark(folder, "53\n\n96.2\n96.2%\n\n60\n47\n\ns\ny\n", evaluator="s1", station=STATION)
    assert result.exit_code == 0, result.output
    assert "96.2" in result.stderr
    assert "60" in result.stderr
    sheet = sheet_of(folder, "s1", STATION)
    assert sheet.submitted is not None
    assert sheet.observed["survey.aware"].value == 47


@pytest.mark.parametrize("evaluator", ["e1", "e3"])
def test_nobody_elses_marks_are_seen(sample_round: Path, tmp_path: Path, evaluator: str) -> None:
    """Blind: other sheets and decisions change nothing on the screen, and are not even read."""
    folder = part_of(sample_round, tmp_path / "r", STATION)
    (folder / "sheets" / evaluator / f"{STATION}.yaml").unlink()
    keys = "\n" * 12 + "l\nq\n"
    seen = mark(folder, keys, evaluator=evaluator, station=STATION).stdout
    for path in (folder / "sheets").glob(f"*/{STATION}.yaml"):
        path.write_bytes(b"not: [a sheet")
    (folder / "decisions" / f"{STATION}.yaml").write_bytes(b"- broken: [")
    assert mark(folder, keys, evaluator=evaluator, station=STATION).stdout == seen


@pytest.mark.parametrize(
    "evaluator, station, said",
    [
        ("e2", "s3", "recused"),
        ("e9", "s1", "no evaluator"),
        ("e1", "s9", "nothing was received"),
        ("e1", "../s1", "nothing was received"),
    ],
)
def test_who_may_not_mark_is_told_in_one_sentence(
    tmp_path: Path, evaluator: str, station: str, said: str
) -> None:
    """Refused with exit 1; nothing is written."""
    folder = whole(tmp_path / "r")
    before = tree(folder)
    result = mark(folder, "1\n", evaluator=evaluator, station=station)
    assert result.exit_code == 1
    assert said in result.stderr
    assert tree(folder) == before


def test_a_sheet_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """Two terminals on one sheet: the second to save stops."""
    a_round(tmp_path)
    mark(tmp_path, "1\n")
    path = tmp_path / "sheets" / "e1" / "s1.yaml"
    other = path.read_bytes() + b"remark: x\n"
    state = begin(opened(tmp_path), data=path.read_bytes())
    desk = SheetEditor(path, path.read_bytes(), state)
    path.write_bytes(other)
    with pytest.raises(SystemExit):
        desk.keep(good(state.with_mark("B1", {"level": "差"})))
    assert path.read_bytes() == other


def test_a_card_fits_a_terminal_of_80_columns(sample_round: Path, tmp_path: Path) -> None:
    """All of a sample station's questions, Chinese ones two columns a character."""
    folder = part_of(sample_round, tmp_path / "r", STATION)
    (folder / "sheets" / "e3" / f"{STATION}.yaml").unlink()
    shown = mark(folder, "\n" * 10 + "?\n", evaluator="e3", station=STATION).stdout
    assert "[10/10]" in shown
    for line in shown.splitlines():
        assert cell_len(line) <= 80, line


def test_a_round_runs_on_a_sheet_marked_here(tmp_path: Path) -> None:
    """What the terminal wrote is evaluated like any other sheet."""
    folder = whole(tmp_path / "r")
    (folder / "sheets" / "e1" / "s1.yaml").unlink()
    mark(folder, "好\ns\ny\n")
    outcome = work(Work(Shared(opened(folder)), ("s1",), {}))
    assert [one.problems for one in outcome] == [()]


@pytest.fixture
def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the system's program was asked to open."""
    files: list[str] = []

    def launch(path: str) -> int:
        files.append(path)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    return files


def test_evidence_is_opened_from_the_question(
    sample_round: Path, tmp_path: Path, opened_files: list[str]
) -> None:
    """One key opens a file and prints its path on one line, again the next one; a number or an id chooses."""
    folder = part_of(sample_round, tmp_path / ("a name so long that no line has room for it " * 2), STATION)
    shutil.rmtree(folder / "sheets")
    submission, _ = read_submission(folder / "stations" / STATION, opened(folder).guideline)
    assert submission is not None
    serving = [item for item in submission.evidence if any(id == "B1.2" for id, _ in item.serves)]
    items = [item for item in serving if item.file]
    assert items
    place = folder / "stations" / STATION
    typed = "j B1.2\n" + "f\n" * (len(items) + 1) + f"f {len(items)}\nf {items[0].id.lower()}\nf 99\nq\n"
    result = mark(folder, typed, station=STATION)
    paths = [str(place / item.file) for item in items]
    assert opened_files == [*paths, paths[0], paths[-1], paths[0]]
    for number, (item, path) in enumerate(zip(items, paths, strict=True), 1):
        assert f"{number}/{len(items)} {item.id} {path}\n" in result.stdout
    assert "'99'" in result.stdout


def test_what_could_run_by_itself_is_not_opened(tmp_path: Path, opened_files: list[str]) -> None:
    """A program or a page among the evidence is shown by its path alone; without a file that is said."""
    folder = whole(tmp_path / "round")
    shutil.rmtree(folder / "sheets")
    place = folder / "stations" / "s1"
    (place / "evidence" / "run.bat").write_bytes(b"echo\n")
    text = (place / "submission.yaml").read_text(encoding="utf-8")
    text += "  - {id: E02, kind: document, title: 程序, file: evidence/run.bat, for: [B1]}\n"
    (place / "submission.yaml").write_text(text, encoding="utf-8")
    result = mark(folder, "f\nq\n")
    assert opened_files == []
    assert str(place / "evidence" / "run.bat") in result.stdout
    assert "open it at that path" in result.stdout
    text = text.replace("for: [B1]}", "for: [A1]}")
    (place / "submission.yaml").write_text(text, encoding="utf-8")
    assert "no file to open" in mark(folder, "f\nq\n").stdout
    assert "no ledger rows" in mark(folder, "r\nq\n").stdout


def test_the_rows_that_count_are_shown(sample_round: Path, tmp_path: Path) -> None:
    """Each with its place and cells, what is private masked; as many as the fact's value says."""
    folder = part_of(sample_round, tmp_path / "round", STATION)
    shutil.rmtree(folder / "sheets")
    result = mark(folder, "j E2.2\nr\nr all\nq\n", station=STATION)
    inputs, _ = station_inputs(opened(folder), STATION)
    assert inputs is not None
    fact = inputs.guideline.facts["cases.total"]
    ledger = inputs.guideline.ledgers["cases"]
    handed = inputs.submission.ledgers["cases"]
    rows = counted_rows(fact, ledger, handed, inputs.submission.period)
    shown = result.stdout.replace("\n", "").replace(" ", "")
    assert f"{fact.title}({ledger.title}):{len(rows)}rowscount" in shown
    private = [column.id for column in ledger.columns.values() if column.private]
    assert private
    for row in rows:
        assert row.place.replace(" ", "") in shown
        for column in private:
            name = row.written.get(column) or str(row.cells[column])
            assert name not in shown
