"""The papers of every station of a round: who gets which, written once, removed when needed no longer."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from evaluator.cli.command import cli
from evaluator.evaluation.pipeline import evaluate
from evaluator.model.round import Round
from evaluator.reports.paper_set import PAPERS, write_set
from evaluator.rounds.log import read_log
from evaluator.rounds.papers import OtherFolder
from evaluator.rounds.read import station_inputs
from tests.reading import word_text
from tests.rounds import making
from tests.rounds.making import opened

TWO = ("990101101", "990101102")


@pytest.fixture
def round_(sample_round: Path, tmp_path: Path) -> Round:
    """Two stations of the sample round with their results, and a round that says its deadlines."""
    folder = tmp_path / "round"
    (folder / "results").mkdir(parents=True)
    for part in ("sheets", "decisions"):
        (folder / part).symlink_to(sample_round / part)
    (folder / "stations").mkdir()
    for station in TWO:
        (folder / "stations" / station).symlink_to(sample_round / "stations" / station)
    text = (sample_round / "round.yaml").read_text(encoding="utf-8")
    more = "  deadline: 2026-10-31\n  contact: 评估办公室 000-0000\n  objection_until: 2026-09-15\n"
    (folder / "round.yaml").write_text(text + more, encoding="utf-8")
    made = opened(folder)
    for station in TWO:
        inputs, _ = station_inputs(made, station)
        assert inputs is not None
        store(made, f"{station}.json", evaluate(inputs).document)
    return made


def store(round_: Round, name: str, document: Mapping[str, Any]) -> None:
    making.stored(round_.folder / "results" / name, document)


def stored(round_: Round, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((round_.folder / "results" / name).read_bytes())
    return loaded


def run(round_: Round, *args: str) -> Result:
    return CliRunner().invoke(cli, ["round", "documents", *args, str(round_.folder)], catch_exceptions=False)


def test_every_station_with_a_result_has_its_papers(round_: Round) -> None:
    """With what round.yaml says; nothing is written a second time."""
    assert run(round_, "--set", "feedback", "--set", "rectification", "--set", "composite").exit_code == 0
    for name in ("feedback", "rectification", "composite"):
        folder = round_.folder / "reports" / name
        assert sorted(path.name for path in folder.iterdir()) == [f"{station}.docx" for station in TWO]
    for name, said in (("feedback", "2026年9月15日"), ("rectification", "2026年10月31日")):
        text = word_text((round_.folder / "reports" / name / f"{TWO[0]}.docx").read_bytes())
        assert said in text
        assert "评估办公室 000-0000" in text
    assert not (round_.folder / "reports" / "review-decision").exists()
    assert run(round_, "--set", "all").exit_code == 0
    states = [paper.state for paper in write_set(round_, PAPERS, OtherFolder(round_.folder / "reports"))]
    assert states == ["unchanged"] * 6


def test_only_who_loses_points_gets_a_notice(round_: Round) -> None:
    """A notice that is needed no longer is taken away: it would pass for one."""
    folder = round_.folder / "reports"
    list(write_set(round_, ["rectification"], OtherFolder(folder)))
    (folder / "rectification" / f"{TWO[0]}.pdf").write_bytes(b"%PDF-1.7 of the notice")
    document = stored(round_, f"{TWO[0]}.json")
    for one in document["findings"]:
        if one["kind"] == "deduction":
            one |= {"points": "0", "low": "0", "high": "0"}
        else:
            one |= {"points": one["of"], "low": one["of"], "high": one["of"]}
        one["costs"] = None
    store(round_, f"{TWO[0]}.json", document)
    list(write_set(round_, ["rectification"], OtherFolder(folder)))
    assert [path.name for path in (folder / "rectification").iterdir()] == [f"{TWO[1]}.docx"]


def test_a_result_that_took_anothers_place_has_a_decision(round_: Round, tmp_path: Path) -> None:
    """In the round, and by `evaluator report`, which finds the other beside it or is told."""
    name = f"{TWO[0]}.2.json"
    document = stored(round_, f"{TWO[0]}.json")
    document["supersedes"] = {"file": f"{TWO[0]}.json", "seal": document["seal"]}
    document["score"] |= {"points": "123.45"}
    document["score"].pop("shown", None)
    store(round_, name, document)
    folder = round_.folder / "reports"
    [paper] = write_set(round_, ["review-decision"], OtherFolder(folder))
    assert "123.45" in word_text((folder / paper.name).read_bytes())

    def report(*args: str | Path) -> Result:
        return CliRunner().invoke(
            cli, ["report", *map(str, args), "-t", "review-decision"], catch_exceptions=False
        )

    results = round_.folder / "results"
    assert report(results / name).exit_code == 0
    made = results / f"{TWO[0]}.2.review-decision.docx"
    assert "123.45" in word_text(made.read_bytes())
    assert report(results / f"{TWO[0]}.json").exit_code == 1
    told = report(results / name, "--before", results / f"{TWO[0]}.json", "-o", tmp_path / "d.docx")
    assert told.exit_code == 0
    assert (tmp_path / "d.docx").read_bytes() == made.read_bytes()
    other = report(results / name, "--before", results / f"{TWO[1]}.json", "-o", tmp_path / "e.docx")
    assert other.exit_code == 1
    assert not (tmp_path / "e.docx").exists()


def letter(folder: Path, name: str) -> str:
    """Return the text of a letter of a round."""
    return word_text((folder / "reports" / name).read_bytes())


def proved(folder: Path) -> str:
    """Return what verifying says, of all that lies in the round; it must find nothing."""
    making.run("round", "run", folder, "--no-reports")
    done = making.run("round", "verify", folder)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_receipt_lists_every_file_with_its_hash(tmp_path: Path) -> None:
    """Each delivery has its own receipt, which stays provable when the materials are replaced."""
    folder = making.declared(tmp_path / "round")
    first = making.station(tmp_path / "in" / "s1", "s1")
    making.run("round", "receive", folder, first, "--date", "2026-08-02")
    text = letter(folder, "receipt/s1.docx")
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in making.tree(first).items()}
    for path, sha256 in hashes.items():
        assert path in text
        assert sha256 in text
    assert "站点s1" in text
    assert "共 2 个文件" in text
    assert "2026年8月2日" in text
    assert "替换" not in text
    second = making.station(tmp_path / "again" / "s1", "s1", "{area: 40, rooms: [a]}")
    making.run("round", "receive", folder, second, "--replace", "补交", "--date", "2026-08-03")
    assert letter(folder, "receipt/s1.docx") == text
    later = letter(folder, "receipt/s1.2.docx")
    assert "替换此前报送的材料" in later
    assert hashes["submission.yaml"] not in later
    proved(folder)
    before = making.tree(folder / "reports" / "receipt")
    assert making.run("round", "documents", folder, "--set", "receipt").exit_code == 0
    assert making.tree(folder / "reports" / "receipt") == before


def test_a_receipt_lists_an_evaluators_sheets(tmp_path: Path) -> None:
    """Sheet by sheet with its station, and the ZIP or workbook that they came in; drafts are on none."""
    folder = making.declared(tmp_path / "round")
    for id in ("s1", "s2"):
        making.station(folder / "stations" / id, id)
    sheets = tmp_path / "in" / "sheets"
    for id in ("s1", "s2"):
        making.sheet(sheets, "e1", id, making.MARKS["e1"])
    making.sheet(sheets, "e2", "s1", "marks: {}\n", submitted="")
    packed = Path(shutil.make_archive(str(tmp_path / "专家甲"), "zip", tmp_path / "in"))
    making.run("round", "receive", folder, packed, "--date", "2026-08-02")
    text = letter(folder, "sheet-receipt/e1.docx")
    hashes = [
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (sheets / "e1" / "s1.yaml", sheets / "e1" / "s2.yaml", packed)
    ]
    for part in (
        "评分表收件回执",
        "专家甲",
        "2026年8月2日",
        "共 2 份",
        "s1.yaml（站点s1）",
        "专家甲.zip（来件）",
        *hashes,
    ):
        assert part in text, part
    assert "替换" not in text
    assert {path.name for path in (folder / "reports" / "sheet-receipt").iterdir()} == {"e1.docx"}
    other = making.sheet(tmp_path / "again", "e1", "s1", "marks: {B1: {level: 差}}\n")
    making.run("round", "receive", folder, other, "--replace", "笔误", "--by", "专家甲")
    later = letter(folder, "sheet-receipt/e1.2.docx")
    assert "替换此前提交的评分表" in later
    assert "s2.yaml" not in later
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(text.replace("name: 专家甲", "name: 专家乙"), encoding="utf-8")
    making.run("round", "run", folder)
    proved(folder)
    before = making.tree(folder / "reports" / "sheet-receipt")
    assert making.run("round", "documents", folder, "--set", "sheet-receipt", "--force").exit_code == 0
    assert making.tree(folder / "reports" / "sheet-receipt") == before
    alter(folder / "reports" / "sheet-receipt" / "e1.docx", hashes[0], "0" * 64)
    done = making.run("round", "verify", folder)
    assert done.exit_code == 3
    assert "reports/sheet-receipt/e1.docx" in done.output


def test_a_withdrawn_stations_letters_go_with_its_papers(tmp_path: Path) -> None:
    """They are not written again at their old place, and are held to their hashes where they lie now."""
    folder = making.declared(tmp_path / "round")
    for id in ("s1", "s2"):
        making.run("round", "receive", folder, making.station(tmp_path / "a" / id, id))
    second = making.station(tmp_path / "b" / "s1", "s1", "{area: 40, rooms: [a]}")
    making.run("round", "receive", folder, second, "--replace", "补交")
    done = making.run("round", "withdraw", folder, "s1", "--reason", "撤并", "--by", "民政局")
    assert done.exit_code == 0, done.output
    assert making.run("round", "documents", folder, "--set", "receipt").exit_code == 0
    assert {path.name for path in (folder / "reports" / "receipt").iterdir()} == {"s2.docx"}
    moved = folder / "reports" / "withdrawn" / "s1" / "receipt"
    assert {path.name for path in moved.iterdir()} == {"s1.docx", "s1.2.docx"}
    proved(folder)
    alter(moved / "s1.2.docx", "共 2 个文件", "共 3 个文件")
    done = making.run("round", "verify", folder)
    assert done.exit_code == 3
    assert "reports/withdrawn/s1/receipt/s1.2.docx" in done.output


def test_what_a_receipt_rests_on_is_held_to_its_hash(tmp_path: Path) -> None:
    """A list of files that is changed or lost is named."""
    folder = making.declared(tmp_path / "round")
    making.run("round", "receive", folder, making.station(tmp_path / "s1", "s1"))
    [entry] = read_log((folder / "history/log.yaml").read_bytes())[0]
    listed = folder / "history/was" / str(entry.fields["sha256"])
    data = listed.read_bytes()
    assert json.loads(data) == {
        path: hashlib.sha256(content).hexdigest() for path, content in making.tree(tmp_path / "s1").items()
    }
    for changed in (data.replace(b"lease", b"leash"), None):
        if changed is None:
            listed.unlink()
        else:
            listed.write_bytes(changed)
        done = making.run("round", "verify", folder)
        assert done.exit_code == 3
        assert "history/was" in done.output
    listed.write_bytes(data)
    path = folder / "reports/receipt/s1.docx"
    alter(path, "共 2 个文件", "共 3 个文件")
    done = making.run("round", "verify", folder)
    assert done.exit_code == 3
    assert "reports/receipt/s1.docx" in done.output


def alter(path: Path, before: str, after: str) -> None:
    """Change a text of a Word document."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert before.encode() in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(before.encode(), after.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


CHECKED: list[tuple[str, str, dict[str, list[str]]]] = [
    ("{area: 66, rooms: [a, b]}", "", {}),
    ("{rooms: [a, b]}", "", {"facts": ["area"]}),
    ("{}", "", {"facts": ["area", "rooms"]}),
    ("{rooms: [a, b]}", "not_applicable: {A1: 无独立场所}\n", {}),
    ("{area: 很大, rooms: [a]}", "", {"facts": ["area"], "problems": ["fact-wrong-type"]}),
]


@pytest.mark.parametrize("facts, more, lacking", CHECKED)
def test_a_check_names_what_is_missing(
    tmp_path: Path, facts: str, more: str, lacking: dict[str, list[str]]
) -> None:
    """Blank facts, and values set aside with their place; nothing of what is claimed not to apply."""
    folder = making.declared(tmp_path / "round")
    making.station(folder / "stations" / "s1", "s1", facts, more)
    done = making.run("round", "check", folder, "--json")
    assert done.exit_code == 0, done.output
    [found] = json.loads(done.stdout)["stations"]
    for key in ("facts", "ledgers", "evidence"):
        assert [entry["id"] for entry in found[key]] == lacking.get(key, [])
    assert [problem["code"] for problem in found["problems"]] == lacking.get("problems", [])
    assert found["complete"] is not lacking
    assert found["complete"] == (not lacking)
    assert found["notice"] is None
    assert not (folder / "history").exists()


def test_evidence_and_ledgers_that_are_missing_are_named(sample_round: Path, tmp_path: Path) -> None:
    """What `check` of a station counts as not there is what the notice asks for."""
    folder = making.part_of(sample_round, tmp_path / "round", "990101107", "990101111")
    listed = json.loads(making.run("round", "check", folder, "--json").stdout)["stations"]
    found = {entry["id"]: entry for entry in listed}
    for id, entry in found.items():
        place = folder / "stations" / id
        filled = json.loads(making.run("check", place, "--json").stdout)["filled"]
        assert len(entry["evidence"]) == filled["evidence"]["of"] - filled["evidence"]["there"]
    assert [ledger["id"] for ledger in found["990101107"]["ledgers"]] == ["volunteering"]
    assert [item["id"] for item in found["990101111"]["evidence"]] == [
        "A1.5#drill",
        "A3.3#document-1",
        "D4.1#record-1",
    ]


def test_a_table_that_a_rule_reads_and_undated_photos_are_asked_for(tmp_path: Path) -> None:
    """A ledger that no fact is counted from; items that are there, but outside of the period."""
    folder = making.declared(tmp_path / "round")
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    text = path.read_text(encoding="utf-8")
    text = (
        text.replace(
            "sections:\n",
            "ledgers:\n"
            "  goals:\n"
            "    title: 指标台账\n"
            "    key: name\n"
            "    columns:\n"
            "      name: {title: 指标, type: text}\n"
            "      done: {title: 完成, type: number}\n"
            "      goal: {title: 目标, type: number}\n"
            "      share: {title: 权重, type: number}\n"
            "sections:\n",
            1,
        )
        .replace(
            "        rule: {checklist: {fact: rooms, award: {a: 10, b: 10}}}\n",
            "        rule: {weighted_ratios: {ledger: goals, of: done, to: goal, weight: share, if_none: zero}}\n"
            "        evidence: [{id: shown, kind: photo, title: 照片, at_least: 2, dated: period}]\n",
        )
        .replace("rooms: {title: 功能室", "rooms: {shown: true, title: 功能室")
    )
    path.write_text(text, encoding="utf-8")
    more = "".join(
        f"  - {{id: E1{number}, kind: photo, title: 照片, file: evidence/{number}.jpg, for: [A2]{day}}}\n"
        for number, day in enumerate(("", ", date: 2020-01-01", ", date: 2026-01-01"))
    )
    place = making.station(folder / "stations" / "s1", "s1", more=more)
    for number in range(3):
        image = Image.new("RGB", (8, 8 + number))
        image.save(place / "evidence" / f"{number}.jpg")
    done = making.run("round", "check", folder, "--json")
    [station] = json.loads(done.stdout)["stations"]
    assert [(entry["id"], entry["criteria"]) for entry in station["ledgers"]] == [("goals", ["A2"])]
    assert [entry["title"] for entry in station["evidence"]] == [
        "照片（还差 1 份）（已交的 2 份没有日期，或日期不在评估周期内）"
    ]


def test_a_notice_is_sent_recorded_and_proved(tmp_path: Path) -> None:
    """It stays as it was sent when the station has handed in the rest; the next is a letter of its own."""
    folder = making.declared(tmp_path / "round")
    making.run(
        "round", "receive", folder, making.station(tmp_path / "a" / "s1", "s1", "{area: 很大, rooms: [a]}")
    )
    making.run("round", "receive", folder, making.station(tmp_path / "a" / "s2", "s2"))
    done = making.run(
        "round", "check", folder, "--due", "2026-08-20", "--by", "评估办", "--date", "2026-08-10", "--json"
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["due"] == "2026-08-20"
    assert [station["notice"] for station in found["stations"]] == ["reports/material-check/s1.docx", None]
    text = letter(folder, "material-check/s1.docx")
    for words in ("使用面积", "A1 面积", "submission.yaml", "很大", "2026年8月20日", "2026年8月10日"):
        assert words in text
    entry = read_log((folder / "history/log.yaml").read_bytes())[0][-1]
    assert (entry.kind, entry.about) == ("checked", "s1")
    assert (entry.fields["due"], entry.fields["lacks"], entry.fields["by"]) == ("2026-08-20", "1", "评估办")
    making.run(
        "round",
        "receive",
        folder,
        making.station(tmp_path / "b" / "s1", "s1", "{area: 5}"),
        "--replace",
        "补正",
    )
    assert letter(folder, "material-check/s1.docx") == text
    assert opened(folder).history.checks["s1"][0].received is not None
    proved(folder)
    again = making.run("round", "check", folder, "s1", "--due", "2026-09-01", "--date", "2026-08-21")
    assert again.exit_code == 0, again.output
    assert "功能室" in letter(folder, "material-check/s1.2.docx")
    proved(folder)
    with zipfile.ZipFile(folder / "reports/material-check/s1.docx") as archive:
        data = archive.read("word/document.xml").decode()
    alter(folder / "reports/material-check/s1.docx", "2026年8月20日", "2026年8月28日")
    assert "2026年8月20日" in data
    done = making.run("round", "verify", folder)
    assert done.exit_code == 3
    assert "reports/material-check/s1.docx" in done.output


def test_a_station_that_handed_in_nothing_is_asked_for_everything(tmp_path: Path) -> None:
    """A listed station gets a notice too; a station with errors in its files exits with 1."""
    folder = making.declared(
        tmp_path / "round", text=making.ROUND.replace("stations: all", "stations: [s1, s2, s3]")
    )
    making.station(folder / "stations" / "s2", "s2")
    (folder / "stations" / "s2" / "submission.yaml").write_text(
        "guideline: tiny\nstation: [", encoding="utf-8"
    )
    done = making.run("round", "check", folder, "--due", "2030-01-01", "--json")
    assert done.exit_code == 1
    first, second, _ = json.loads(done.stdout)["stations"]
    assert (first["received"], second["received"], second["evaluable"]) == (False, True, False)
    assert second["problems"][0]["line"]
    assert "尚未收到" in letter(folder, "material-check/s1.docx")
    assert "submission.yaml" in letter(folder, "material-check/s2.docx")


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("s9",), "check-unknown"),
    (("s1", "--due", "2026-08-01", "--date", "2026-08-02"), "check-due"),
]


@pytest.mark.parametrize("options, code", REFUSED)
def test_a_check_that_cannot_be_is_refused(tmp_path: Path, options: tuple[str, ...], code: str) -> None:
    """An unknown station, a day that is over: nothing is written."""
    folder = making.declared(tmp_path / "round")
    making.station(folder / "stations" / "s1", "s1", "{}")
    before = making.tree(folder)
    done = making.run("round", "check", folder, *options)
    assert done.exit_code == 1
    assert f"[{code}]" in done.stderr
    assert making.tree(folder) == before


def test_a_closed_round_sends_no_notices(tmp_path: Path) -> None:
    """What is frozen cannot be completed; looking is free."""
    folder = making.closed_round(tmp_path / "round")
    place = folder / "stations" / "s1" / "submission.yaml"
    place.write_text(place.read_text(encoding="utf-8").replace("area: 66, ", ""), encoding="utf-8")
    assert making.run("round", "check", folder).exit_code == 0
    done = making.run("round", "check", folder, "--due", "2030-01-01")
    assert done.exit_code == 1
    assert "[station-frozen]" in done.stderr


def test_an_answer_is_a_letter_without_the_objector(tmp_path: Path) -> None:
    """It says what was objected to, the points as published and the answer; each answer stays as it was sent."""
    marks = dict.fromkeys(("e1", "e2"), "marks: {B1: {level: 较好}}\n")
    folder = making.closed_round(tmp_path / "round", marks)
    objecting = ("--text", "材料齐全", "--by", "王某某", "--received", "2026-09-03", "--date", "2026-09-03")
    for about in ("B1", "total"):
        done = making.run("round", "object", folder, "s1", "--about", about, *objecting)
        assert done.exit_code == 0, done.output
    answering = ("--by", "评估办公室", "--date", "2026-09-10")
    for number, outcome, text in (
        ("2", "rejected", "总分无误"),
        ("1", "upheld", "予以采信"),
        ("2", "", "补充说明"),
    ):
        options = ("--outcome", outcome) if outcome else ()
        done = making.run("round", "object", folder, "--answer", number, "--text", text, *options, *answering)
        assert done.exit_code == 0, done.output
    first, second, third = (letter(folder, f"objection-answer/s1{end}.docx") for end in ("", ".2", ".3"))
    for text, words in (
        (first, ("第 2 号", "总分", "异议不成立", "总分无误", "2026年9月3日", "2026年9月10日", "评估办公室")),
        (second, ("第 1 号", "B1 质量", "20.00 分（满分 30.00 分）", "异议成立", "予以采信", "材料齐全")),
        (third, ("第 2 号", "补充说明")),
    ):
        assert "王某某" not in text
        assert "专家甲" not in text
        for word in words:
            assert word in text
    seal = json.loads((folder / "results/s1.json").read_bytes())["seal"]
    assert seal[:16] in first
    proved(folder)
    alter(folder / "reports/objection-answer/s1.docx", "异议不成立", "异议全成立")
    done = making.run("round", "verify", folder)
    assert done.exit_code == 3
    assert "reports/objection-answer/s1.docx" in done.output


def test_letters_are_the_same_wherever_they_are_made(tmp_path: Path) -> None:
    """The same deliveries give the same bytes; what an office edited stays, and is named."""
    made = []
    for name in ("a", "b"):
        folder = making.declared(tmp_path / name / "round")
        making.run(
            "round", "receive", folder, making.station(tmp_path / name / "s1", "s1"), "--date", "2026-08-02"
        )
        making.run("round", "check", folder, "--due", "2026-09-01", "--date", "2026-08-02")
        made.append(making.tree(folder))
    assert made[0] == made[1]
    path = tmp_path / "a" / "round" / "reports" / "receipt" / "s1.docx"
    alter(path, "共 2 个文件", "共贰个文件")
    edited = path.read_bytes()
    done = making.run("round", "documents", tmp_path / "a" / "round", "--set", "receipt")
    assert done.exit_code == 0, done.output
    assert "reports/receipt/s1.docx" in done.stderr
    assert path.read_bytes() == edited
    making.run("round", "documents", tmp_path / "a" / "round", "--set", "receipt", "--force")
    assert path.read_bytes() == made[0]["reports/receipt/s1.docx"]


def test_files_that_no_item_lists_are_named_to_the_station(tmp_path: Path) -> None:
    """In the terminal, as data and in the notice; hidden files and lock files of editors are none."""
    folder = making.declared(tmp_path / "round")
    place = making.station(folder / "stations" / "s1", "s1", "{rooms: [a]}")
    for name in ("evidence/活动照片.jpg", "evidence/.DS_Store", "ledgers/~$台账.xlsx", "说明.txt"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(b"1")
    shown = making.run("round", "check", folder).stdout
    assert "evidence/活动照片.jpg" in shown
    assert "lease" not in shown
    done = making.run("round", "check", folder, "--due", "2026-08-20", "--date", "2026-08-10", "--json")
    unlisted = json.loads(done.stdout)["stations"][0]["unlisted"]
    assert sorted(unlisted) == ["evidence/活动照片.jpg", "说明.txt"]
    text = letter(folder, "material-check/s1.docx")
    assert "没有列入清单的文件" in text
    assert "evidence/活动照片.jpg" in text
    assert making.run("round", "verify", folder).exit_code == 0


def test_no_notice_rests_on_files_that_were_changed(tmp_path: Path) -> None:
    """What was received and is not as it was is named first; nothing is written."""
    folder = making.whole(tmp_path / "round")
    assert making.run("round", "run", folder, "--no-reports").exit_code == 0
    making.station(folder / "stations" / "s1", "s1", "{}")
    before = making.tree(folder)
    done = making.run("round", "check", folder, "--due", "2026-08-20", "--date", "2026-08-10")
    assert (done.exit_code, "stations/s1/submission.yaml" in done.stderr) == (1, True)
    assert making.tree(folder) == before
