"""Workbooks that come into a round: a station's becomes its folder, an evaluator's its sheets, all or none."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from evaluator.evaluation.pipeline import evaluate
from evaluator.loading.submission import read_submission
from evaluator.marking.sheet_file import same_sheet
from evaluator.model.round import Round
from evaluator.rounds.read import station_inputs
from evaluator.work.receive import receive
from evaluator.work.workbooks import evaluator_books
from evaluator.workbook import layout
from evaluator.workbook.write import workbook
from tests.marking_books import answer as answer_mark
from tests.marking_books import place
from tests.rounds.making import DAY, declared, opened, run, sheet, station, tree, was, whole
from tests.stations import codes
from tests.test_workbook_container import HOSTILE
from tests.workbooks import Answers, answer, marked, put, reopened, row_of, saved

LEVEL, VALUE = layout.MARK_LEVEL, layout.MARK_VALUE
SUBMITTED: Answers = {"sheet#submitted": {VALUE: date(2026, 8, 2)}}


def station_book(
    round_: Round, folder: Path, into: Path, change: Callable[[Workbook], object] | None = None
) -> Path:
    """Write the workbook of a station's folder, changed by hand."""
    submission, problems = read_submission(folder, round_.guideline)
    assert submission is not None, codes(problems)
    data = workbook(round_.guideline, submission)
    if change is not None:
        book = reopened(data)
        change(book)
        data = saved(book)
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_bytes(data)
    return into


def marks_book(
    round_: Round, evaluator: str, into: Path, answers: Mapping[int, Answers] | None = None
) -> Path:
    """Write an evaluator's workbook as the round hands it out, answered on some of its sheets."""
    member = round_.evaluator(evaluator)
    assert member is not None
    books, problems = evaluator_books(round_, [member])
    assert problems == []
    ((_, data),) = books
    if answers:
        book = reopened(data)
        for number, given in answers.items():
            answer_mark(book, given, number)
        data = saved(book)
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_bytes(data)
    return into


def evaluated(folder: Path, id: str) -> tuple[object, ...]:
    """What a station of a round comes to, with the evidence that counts."""
    inputs, problems = station_inputs(opened(folder), id)
    assert inputs is not None, codes(problems)
    computed = evaluate(inputs).computed
    items = [(one.id, one.usable, one.sha256) for one in inputs.submission.evidence]
    return computed.low.total, computed.high.total, items


def test_the_sample_round_comes_to_the_same(sample_round: Path, tmp_path: Path) -> None:
    """A station and an evaluator of the sample, handed in as workbooks, are scored as their files are."""
    id, evaluator = "990101101", "e1"
    for name in ("round.yaml", "decisions"):
        source = sample_round / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / "round" / name)
        else:
            (tmp_path / "round").mkdir()
            shutil.copy(source, tmp_path / "round")
    folder = tmp_path / "round"
    source = sample_round / "stations" / id
    others = [path for path in sorted((sample_round / "sheets").iterdir()) if path.name != evaluator]
    for each in others:
        (folder / "sheets" / each.name).mkdir(parents=True)
        shutil.copy(each / f"{id}.yaml", folder / "sheets" / each.name)
    round_ = opened(folder)
    book = station_book(round_, source, tmp_path / "in" / "自评.xlsx")
    shutil.copytree(source / "evidence", tmp_path / "in" / "evidence")
    taken, problems = receive(round_, [book], DAY)
    assert taken is not None, codes(problems)
    assert taken.added == (f"stations/{id}",)
    (folder / "sheets" / evaluator).mkdir()
    shutil.copy(sample_round / "sheets" / evaluator / f"{id}.yaml", folder / "sheets" / evaluator)
    marks = marks_book(round_, evaluator, tmp_path / "in" / "e1.xlsx")
    (folder / "sheets" / evaluator / f"{id}.yaml").unlink()
    taken, problems = receive(round_, [marks], DAY)
    assert taken is not None, codes(problems)
    assert taken.added == (f"sheets/{evaluator}/{id}.yaml",)
    name = f"sheets/{evaluator}/{id}.yaml"
    assert same_sheet((folder / name).read_bytes(), (sample_round / name).read_bytes(), round_.guideline)
    inputs, problems = station_inputs(opened(sample_round), id)
    assert inputs is not None, codes(problems)
    assert evaluated(folder, id) == evaluated(sample_round, id)


def test_a_folder_of_workbooks_of_both_kinds(tmp_path: Path) -> None:
    """Stations' and evaluators' workbooks in one folder are told apart by what is in them."""
    folder = whole(tmp_path / "round")
    round_, before = opened(folder), tree(folder)
    incoming = tmp_path / "in"
    for id in ("s1", "s2", "s3"):
        station_book(round_, folder / "stations" / id, incoming / f"{id}.xlsx")
        shutil.copytree(folder / "stations" / id / "evidence", incoming / id)
    marks_book(round_, "e1", incoming / "专家甲.xlsx")
    (incoming / "~$s1.xlsx").write_bytes(b"lock")
    expected = {id: evaluated(folder, id) for id in ("s1", "s2", "s3")}
    for name in ("stations", "sheets/e1"):
        shutil.rmtree(folder / name)
    done = run("round", "receive", folder, incoming)
    assert done.exit_code == 1  # no station is there yet for the evaluator's sheets
    assert done.stderr.count("[station-not-received]") == 3
    assert not (folder / "stations").exists()
    (incoming / "专家甲.xlsx").rename(tmp_path / "e1.xlsx")
    assert run("round", "receive", folder, incoming).exit_code == 0
    done = run("round", "receive", folder, tmp_path / "e1.xlsx")
    assert done.exit_code == 0, done.stderr
    assert {id: evaluated(folder, id) for id in ("s1", "s2", "s3")} == expected
    after = tree(folder)
    receipts = {f"reports/receipt/{id}.docx" for id in ("s1", "s2", "s3")} | {"reports/sheet-receipt/e1.docx"}
    lists = {name for name in after if name.startswith("history/was/")}
    assert after.keys() - before.keys() == {"history/log.yaml", "history/seal.json", *receipts, *lists}
    assert len(lists) == len(receipts)
    assert after["sheets/e1/s1.yaml"].startswith("# 站点s1\nevaluator: e1\n".encode())
    again = run("round", "receive", folder, incoming, tmp_path / "e1.xlsx")
    assert (again.exit_code, tree(folder)) == (0, after)


@pytest.mark.parametrize(
    "laid",
    [
        pytest.param("evidence", id="a folder of its own"),
        pytest.param("自评", id="named as the workbook"),
        pytest.param("自评/evidence", id="named as the workbook, with evidence in it"),
        pytest.param("s1", id="named as the station"),
        pytest.param("s1/evidence", id="named as the station, with evidence in it"),
    ],
)
@pytest.mark.parametrize("given", ["自评.xlsx", "."])
def test_where_evidence_may_lie(tmp_path: Path, laid: str, given: str) -> None:
    """Evidence travels beside the workbook."""
    folder = declared(tmp_path / "round")
    source = station(tmp_path / "station", "s1")
    incoming = tmp_path / "in"
    station_book(opened(folder), source, incoming / "自评.xlsx")
    shutil.copytree(source / "evidence", incoming / laid)
    done = run("round", "receive", folder, incoming / given)
    assert done.exit_code == 0, done.stderr
    assert "evidence-missing" not in done.stderr
    lease = folder / "stations" / "s1" / "evidence" / "lease.pdf"
    assert lease.read_bytes() == (source / "evidence" / "lease.pdf").read_bytes()
    assert sorted(tree(folder / "stations")) == ["s1/evidence/lease.pdf", "s1/submission.yaml"]


def test_evidence_that_may_be_two_stations_is_nobodys(tmp_path: Path) -> None:
    """Two stations' workbooks beside one folder `evidence`: it is taken for neither, and both are told."""
    folder = declared(tmp_path / "round")
    incoming = tmp_path / "in"
    for id in ("s1", "s2"):
        station_book(opened(folder), station(tmp_path / id, id), incoming / f"{id}.xlsx")
    shutil.copytree(tmp_path / "s1" / "evidence", incoming / "evidence")
    done = run("round", "receive", folder, incoming)
    assert done.exit_code == 0
    assert done.stderr.count("[evidence-missing]") == 2
    assert sorted(tree(folder / "stations")) == ["s1/submission.yaml", "s2/submission.yaml"]


def test_workbooks_in_folders_of_their_own(tmp_path: Path) -> None:
    """A folder for each station, with its workbook, its evidence and tables of its own beside them."""
    folder = declared(tmp_path / "round")
    for id in ("s1", "s2"):
        source = station(tmp_path / "stations" / id, id)
        own = tmp_path / "in" / f"站点{id}"
        station_book(opened(folder), source, own / "自评.xlsx")
        shutil.copytree(source / "evidence", own / "evidence")
        other = Workbook()
        other.save(own / "台账.xlsx")
    done = run("round", "receive", folder, tmp_path / "in")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (0, "2 taken in, 0 replaced, 0 unchanged.")
    assert "xlsx" not in done.stderr
    assert "stations/s2/evidence/lease.pdf" in tree(folder)


def test_a_station_received_anew_keeps_its_evidence(tmp_path: Path) -> None:
    """Without evidence beside it the workbook takes over what is there; with some, the files it still names."""
    folder = declared(tmp_path / "round")
    source = station(tmp_path / "s1", "s1")
    (source / "evidence" / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0photo")
    assert run("round", "receive", folder, source).exit_code == 0
    before = tree(folder)
    round_ = opened(folder)
    book = station_book(round_, source, tmp_path / "in" / "a.xlsx", lambda one: answer(one, "area", 40))
    assert "[already-received]" in run("round", "receive", folder, book).stderr
    assert tree(folder) == before
    done = run("round", "receive", folder, book, "--replace", "面积写错", "--date", "2026-07-09")
    assert done.exit_code == 0, done.stderr
    after = tree(folder)
    for name in ("lease.pdf", "photo.jpg"):
        assert after[f"stations/s1/evidence/{name}"] == before[f"stations/s1/evidence/{name}"]
    old = before["stations/s1/submission.yaml"]
    assert after[was(old)] == old
    assert b"area: 40" in after["stations/s1/submission.yaml"]
    (tmp_path / "in" / "a").mkdir()
    (tmp_path / "in" / "a" / "new.pdf").write_bytes(b"%PDF-1.4 new\n")
    assert run("round", "receive", folder, book, "--replace", "补交", "--date", "2026-07-10").exit_code == 0
    evidence = [name for name in tree(folder) if name.startswith("stations/s1/evidence/")]
    assert evidence == ["stations/s1/evidence/lease.pdf", "stations/s1/evidence/new.pdf"]


def test_one_mistake_keeps_everything_out(tmp_path: Path) -> None:
    """Everything is checked first, every mistake is told with its cell, and nothing is taken."""
    folder = declared(tmp_path / "round")
    source = station(tmp_path / "s2", "s2")
    assert run("round", "receive", folder, source).exit_code == 0
    round_, before = opened(folder), tree(folder)

    def wrong(book: Workbook) -> None:
        answer(book, "area", "=30+30")
        answer(book, "period#to", date(2026, 7, 30))

    incoming = tmp_path / "in"
    station_book(round_, station(tmp_path / "s1", "s1"), incoming / "s1.xlsx", wrong)
    station_book(round_, station(tmp_path / "s3", "s3"), incoming / "s3.xlsx")
    marks_book(round_, "e1", incoming / "e1.xlsx", {1: {"mark#B1": {LEVEL: "=1"}}})
    refused = run("round", "receive", folder, incoming)
    assert refused.exit_code == 1
    book = reopened((incoming / "s1.xlsx").read_bytes())
    facts = marked(book, layout.FACTS.mark)
    for id, code in (("area", "workbook-formula"), ("period#from", "period-differs")):
        cell = f"{facts.title}!{layout.cell_name(row_of(facts, id), layout.FACT_INPUT)}"
        assert any(f"s1.xlsx:{cell}:" in line and code in line for line in refused.stderr.splitlines()), id
    marks = place(reopened((incoming / "e1.xlsx").read_bytes()), "mark#B1", LEVEL)
    assert f"e1.xlsx:{marks}: " in refused.stderr
    assert tree(folder) == before


@pytest.mark.parametrize(
    "evaluator, answers, code, cell",
    [
        pytest.param("e1", {"sheet#role": {VALUE: "finance"}}, "role-differs", "sheet#role", id="role"),
        pytest.param(
            "e1", {"sheet#evaluator": {VALUE: "e9"}}, "unknown-evaluator", "sheet#evaluator", id="who"
        ),
        pytest.param("e2", {"sheet#station": {VALUE: "s3"}}, "recused", "sheet#station", id="recused"),
        pytest.param(
            "e1", {"sheet#station": {VALUE: "s7"}}, "station-not-received", "sheet#station", id="station"
        ),
    ],
)
def test_sheets_are_held_to_the_panel(
    tmp_path: Path, evaluator: str, answers: Answers, code: str, cell: str
) -> None:
    """What the round has against a sheet is said at the cell that says it."""
    folder = whole(tmp_path / "round", {})
    before = tree(folder)
    book = marks_book(
        opened(folder), evaluator, tmp_path / "e.xlsx", {1: {"mark#B1": {LEVEL: "好"}, **answers}}
    )
    refused = run("round", "receive", folder, book)
    assert refused.exit_code == 1
    where = place(reopened(book.read_bytes()), cell, VALUE)
    assert any(f"e.xlsx:{where}: " in line and f"[{code}]" in line for line in refused.stderr.splitlines())
    assert tree(folder) == before


def test_drafts_and_submitted_sheets(tmp_path: Path) -> None:
    """A draft is taken with a warning; a submitted sheet gives way only to a reason; its history is kept."""
    folder = whole(tmp_path / "round", {})
    round_ = opened(folder)
    draft = marks_book(round_, "e1", tmp_path / "a.xlsx", {1: {"mark#B1": {LEVEL: "好"}}})
    taken = run("round", "receive", folder, draft)
    assert taken.exit_code == 0
    assert taken.stderr.count("[sheet-not-submitted]") == 1
    there = folder / "sheets" / "e1" / "s1.yaml"
    entry = "{reopened: 2026-07-20, reason: 笔误, submitted: 2026-07-13, sha256: abc}"
    there.write_text(f"{there.read_text(encoding='utf-8')}history:\n  - {entry}\n", encoding="utf-8")
    final = marks_book(round_, "e1", tmp_path / "b.xlsx", {1: {"mark#B1": {LEVEL: "好"}, **SUBMITTED}})
    assert run("round", "receive", folder, final).exit_code == 0
    text = there.read_text(encoding="utf-8")
    assert "submitted: 2026-08-02" in text
    assert entry in text
    other = marks_book(round_, "e1", tmp_path / "c.xlsx", {1: {"mark#B1": {LEVEL: "差"}, **SUBMITTED}})
    refused = run("round", "receive", folder, other)
    assert refused.exit_code == 1
    assert "[sheet-already-submitted]" in refused.stderr
    assert there.read_text(encoding="utf-8") == text
    assert run("round", "receive", folder, other, "--replace", "笔误", "--date", "2026-08-09").exit_code == 0
    assert "差" in there.read_text(encoding="utf-8")
    assert (folder / was(text.encode())).read_text(encoding="utf-8") == text


def test_a_date_over_open_questions_is_told_and_locks_nothing(tmp_path: Path) -> None:
    """What lacks an answer is named with its cell and taken as a draft; complete, it needs no reason."""
    folder = whole(tmp_path / "round", {})
    unanswered: Mapping[int, Answers] = {
        1: {"sheet#remark": {layout.MARK_REMARK: "还要再看"}, **SUBMITTED},
        2: {"mark#B1": {LEVEL: "很好"}, **SUBMITTED},
        3: {"mark#B1": {LEVEL: "好"}, **SUBMITTED},
    }
    round_ = opened(folder)
    book = marks_book(round_, "e1", tmp_path / "a.xlsx", unanswered)
    sheets = [marked(reopened(book.read_bytes()), layout.marking_mark(number)) for number in (1, 2)]
    cells = [layout.cell_name(row_of(sheet, "mark#B1"), VALUE) for sheet in sheets]
    taken = run("round", "receive", folder, book)
    assert taken.exit_code == 0
    assert taken.stderr.count("[sheet-open-questions]") == 1
    assert "站点s2!" in taken.stderr.partition("[sheet-open-questions]")[2], (
        "the second is named with the first"
    )
    for cell in cells:
        assert f"B1 质量（{cell}）" in taken.stderr
    texts = [(folder / "sheets" / "e1" / f"s{number}.yaml").read_text("utf-8") for number in (1, 2, 3)]
    assert ["submitted: 2026-08-02" in text for text in texts] == [False, False, True]
    assert "还要再看" in texts[0], "nothing of it is lost"
    completed = reopened(book.read_bytes())
    for number in (1, 2):
        answer_mark(completed, {"mark#B1": {LEVEL: "好"}}, number)
    (tmp_path / "b.xlsx").write_bytes(saved(completed))
    again = run("round", "receive", folder, tmp_path / "b.xlsx")
    assert again.exit_code == 0, "what was not taken as submitted is not locked"
    assert "[sheet-open-questions]" not in again.stderr
    for number in (1, 2, 3):
        assert "submitted: 2026-08-02" in (folder / "sheets" / "e1" / f"s{number}.yaml").read_text("utf-8")


def test_what_has_no_effect_is_not_asked_for(tmp_path: Path) -> None:
    """A criterion that does not apply to the station, and a deduction's fact, leave nothing open."""
    folder = whole(tmp_path / "round", {})
    guideline = folder / "criteria" / "tiny" / "guideline.yaml"
    text = guideline.read_text(encoding="utf-8")
    condition = "        applies_when: {fact: area, at_least: 60}\n"
    rating = "        rule: {rating:"
    guideline.write_text(text.replace(rating, condition + rating), encoding="utf-8")
    (folder / "round.yaml").write_text(
        (folder / "round.yaml").read_text("utf-8").replace("facts: {late: 0}\n", ""), encoding="utf-8"
    )
    station(folder / "stations" / "s1", "s1", "{area: 40, rooms: [a]}")
    round_ = opened(folder)
    book = marks_book(round_, "e1", tmp_path / "a.xlsx", {1: SUBMITTED, 2: SUBMITTED})
    taken = run("round", "receive", folder, book)
    assert taken.exit_code == 0
    assert taken.stderr.count("[sheet-open-questions]") == 1
    assert "submitted: 2026-08-02" in (folder / "sheets" / "e1" / "s1.yaml").read_text("utf-8")


def test_an_untouched_workbook_changes_nothing(tmp_path: Path) -> None:
    """What says the same as the sheet in the round leaves it as it was written."""
    folder = whole(tmp_path / "round")
    book = marks_book(opened(folder), "e1", tmp_path / "e1.xlsx")
    sheets = tree(folder / "sheets")
    assert run("round", "receive", folder, book).exit_code == 0, "records what was laid in by hand"
    assert tree(folder / "sheets") == sheets
    before = tree(folder)
    done = run("round", "receive", folder, book)
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (0, "0 taken in, 0 replaced, 3 unchanged.")
    assert tree(folder) == before


@pytest.mark.parametrize(
    "submitted, body, told",
    [("2026-07-13", "marks: {}\n", True), ("null", "remark: 待续\n", True), ("null", "marks: {}\n", False)],
)
def test_a_sheet_that_was_cleared_is_told(tmp_path: Path, submitted: str, body: str, told: bool) -> None:
    """A blank sheet takes nothing back: the round keeps what it has, and says so."""
    folder = whole(tmp_path / "round", {})
    book = marks_book(opened(folder), "e1", tmp_path / "e1.xlsx", {1: {}})
    sheet(folder / "sheets", "e1", "s1", body, submitted=submitted)
    before = tree(folder)
    done = run("round", "receive", folder, book)
    assert done.exit_code == 0
    assert ("[received-cleared]" in done.stderr) is told, done.stderr
    assert ("G6" in done.stderr) is told
    assert tree(folder) == before


@pytest.mark.parametrize("packed", [True, False], ids=["zip", "folder"])
@pytest.mark.parametrize(
    "in_book, in_sheet, expected",
    [
        pytest.param("差", "好", "差", id="the workbook was filled in"),
        pytest.param("好", "差", "差", id="the sheet was filled in"),
        pytest.param("差", "差", "差", id="both say the same"),
        pytest.param("差", "较好", "", id="they differ"),
    ],
)
def test_a_hand_out_that_came_back(
    tmp_path: Path, packed: bool, in_book: str, in_sheet: str, expected: str
) -> None:
    """A hand-out holds sheets and may hold the workbook: what the evaluator left as it was gives way."""
    folder = whole(tmp_path / "round", {"e1": "marks: {B1: {level: 好}}\n"})
    for path in (folder / "sheets" / "e1").iterdir():
        path.write_text(
            path.read_text(encoding="utf-8").replace("submitted: 2026-08-02", "submitted:"), "utf-8"
        )
    laptop = tmp_path / "laptop"
    assert run("round", "hand-out", folder, "--to", "e1", "-o", laptop).exit_code == 0
    marks_book(opened(folder), "e1", laptop / "e1.xlsx", {1: {"mark#B1": {LEVEL: in_book}}})
    sheet(laptop / "sheets", "e1", "s1", f"marks: {{B1: {{level: {in_sheet}}}}}\n", submitted="")
    back = laptop
    if packed:
        back = tmp_path / "back.zip"
        with zipfile.ZipFile(back, "w") as archive:
            for name, data in tree(laptop).items():
                archive.writestr(f"laptop/{name}", data)
    before = tree(folder)
    done = run("round", "receive", folder, back)
    if not expected:
        assert done.exit_code == 1
        assert "[received-twice]" in done.stderr
        assert tree(folder) == before
        return
    assert done.exit_code == 0, done.stderr
    changed = {name for name, data in tree(folder).items() if before.get(name) != data}
    kept_old = was(before["sheets/e1/s1.yaml"])
    assert changed == {"sheets/e1/s1.yaml", kept_old, "history/log.yaml", "history/seal.json"}
    assert f"B1: {{level: {expected}}}" in (folder / "sheets" / "e1" / "s1.yaml").read_text(encoding="utf-8")


def test_a_hand_out_with_the_workbook(tmp_path: Path) -> None:
    """`hand-out --workbook`: what is filled in comes back in the ZIP; the same bytes for the same round."""
    folder = whole(tmp_path / "round", {})
    out = tmp_path / "e1.zip"
    for _ in range(2):
        before = out.read_bytes() if out.exists() else None
        assert run("round", "hand-out", folder, "--to", "e1", "--workbook", "-o", out).exit_code == 0
    assert out.read_bytes() == before
    with zipfile.ZipFile(out) as archive:
        assert [name for name in archive.namelist() if name.endswith(".xlsx")] == ["e1.xlsx"]
        archive.extractall(tmp_path / "laptop")
    filled = tmp_path / "laptop" / "e1.xlsx"
    book = reopened(filled.read_bytes())
    answer_mark(book, {"mark#B1": {LEVEL: "好"}, **SUBMITTED}, 1)
    filled.write_bytes(saved(book))
    with zipfile.ZipFile(tmp_path / "back.zip", "w") as archive:
        for name, data in tree(tmp_path / "laptop").items():
            archive.writestr(name, data)
    assert run("round", "receive", folder, tmp_path / "back.zip").exit_code == 0
    assert "B1: {level: 好}" in (folder / "sheets" / "e1" / "s1.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("body, packed", [("B1: {level: 极好}", True), ("B9: {level: 好}", False)])
def test_what_was_answered_wrongly_is_handed_out_to_be_put_right(
    tmp_path: Path, body: str, packed: bool
) -> None:
    """What is set aside is told and goes with the workbook; only an error keeps it back."""
    folder = whole(tmp_path / "round", {})
    sheet(folder / "sheets", "e1", "s1", f"marks: {{{body}}}\n", submitted="null")
    out = tmp_path / "e1.zip"
    done = run("round", "hand-out", folder, "--to", "e1", "--workbook", "-o", out)
    assert (done.exit_code, out.exists()) == (int(not packed), packed), done.output
    assert "sheets/e1/s1.yaml" in done.stderr


def test_a_station_twice(tmp_path: Path) -> None:
    """A station's folder and its workbook at one time: nobody can tell which one holds."""
    folder = declared(tmp_path / "round")
    source = station(tmp_path / "s1", "s1")
    book = station_book(opened(folder), source, tmp_path / "in" / "a.xlsx")
    _, problems = receive(opened(folder), [source, book], DAY)
    assert "received-twice" in codes(problems)
    assert not (folder / "stations").exists()


def test_what_is_no_workbook_of_ours(tmp_path: Path) -> None:
    """Named by itself it is a mistake; at the top of a folder it is told; in the ZIP too."""
    folder = whole(tmp_path / "round", {})
    incoming = tmp_path / "in"
    book = marks_book(
        opened(folder), "e1", incoming / "e1.xlsx", {1: {"mark#B1": {LEVEL: "好"}, **SUBMITTED}}
    )
    other = Workbook()
    other.save(incoming / "汇总.xlsx")
    _, problems = receive(opened(folder), [incoming / "汇总.xlsx"], DAY)
    assert codes(problems) == ["workbook-no-sheets"]
    with zipfile.ZipFile(tmp_path / "back.zip", "w") as archive:
        archive.write(book, "返回/e1.xlsx")
        archive.write(incoming / "汇总.xlsx", "返回/汇总.xlsx")
        archive.write(incoming / "汇总.xlsx", "返回/stations/s1/ledgers/台账.xlsx")
    for source in (tmp_path / "back.zip", incoming):
        taken, problems = receive(opened(folder), [source], DAY)
        assert codes(problems) == ["received-no-workbook"]
        assert taken is not None
        assert [*taken.added, *taken.unchanged] == ["sheets/e1/s1.yaml"]


def test_another_format_is_told(tmp_path: Path) -> None:
    """WPS saves as .et and .xls when it is let: named it is a mistake, in a folder it is told."""
    folder = declared(tmp_path / "round")
    source = station(tmp_path / "s1", "s1")
    station_book(opened(folder), source, tmp_path / "in" / "a.xlsx")
    for name in ("b.et", "c.XLS", "~$d.xls", ".e.xls", "说明.docx"):
        (tmp_path / "in" / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    taken, problems = receive(opened(folder), [tmp_path / "in"], DAY)
    assert taken is not None
    others = [one.file for one in problems if one.code == "received-other-format"]
    assert others == ["b.et", "c.XLS"]
    for name in others:
        assert codes(receive(opened(folder), [tmp_path / "in" / name], DAY)[1]) == ["workbook-unreadable"]


def test_names_in_a_zip_of_chinese_windows(tmp_path: Path) -> None:
    """They are packed in GBK without saying so, and are shown as they were."""
    folder = whole(tmp_path / "round", {})
    with zipfile.ZipFile(tmp_path / "back.zip", "w") as archive:
        archive.writestr("abcdef.xlsx", b"PK\x03\x04")
    data = (tmp_path / "back.zip").read_bytes()
    (tmp_path / "back.zip").write_bytes(data.replace(b"abcdef", "专家甲".encode("gbk")))
    _, problems = receive(opened(folder), [tmp_path / "back.zip"], DAY)
    assert [(one.file, one.code) for one in problems] == [("back.zip/专家甲.xlsx", "workbook-unreadable")]


def test_a_stations_workbook_in_a_zip_is_told(tmp_path: Path) -> None:
    """Its evidence lies beside it, so it is unpacked first."""
    folder = declared(tmp_path / "round")
    book = station_book(opened(folder), station(tmp_path / "s1", "s1"), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "s1.zip", "w") as archive:
        archive.write(book, "a.xlsx")
    taken, problems = receive(opened(folder), [tmp_path / "s1.zip"], DAY)
    assert (taken, codes(problems)) == (None, ["received-packed-station"])


@pytest.mark.parametrize(
    "key, code", [("guideline", "workbook-other-guideline"), ("profile", "workbook-other-profile")]
)
def test_another_guideline_or_profile_is_told(tmp_path: Path, key: str, code: str) -> None:
    """The round's guideline is the one that counts, for both kinds of workbooks."""
    folder = whole(tmp_path / "round", {})
    round_ = opened(folder)

    def changed(book: Workbook) -> None:
        about = marked(book, layout.ABOUT.mark)
        put(about, row_of(about, key), 1, "another")

    own = station_book(round_, station(tmp_path / "s9", "s9"), tmp_path / "s9.xlsx", changed)
    book = reopened(
        marks_book(round_, "e1", tmp_path / "e1.xlsx", {1: {"mark#B1": {LEVEL: "好"}}}).read_bytes()
    )
    changed(book)
    (tmp_path / "e1.xlsx").write_bytes(saved(book))
    before = tree(folder)
    for path in (own, tmp_path / "e1.xlsx"):
        refused = run("round", "receive", folder, path)
        assert refused.exit_code == 1
        assert f"[{code}]" in refused.stderr
    assert tree(folder) == before


@pytest.mark.parametrize("packed", [False, True], ids=["file", "zip"])
def test_hostile_workbooks_are_answered(tmp_path: Path, packed: bool) -> None:
    """Bombs, macros, lies and other formats: each is told by its name, nothing is taken."""
    folder = whole(tmp_path / "round", {})
    before = tree(folder)
    incoming = tmp_path / "in"
    incoming.mkdir()
    cases = [one for one in HOSTILE if one[0] != "10 million blank rows"]  # seconds to make, one bomb is left
    for number, (_, made, _, _) in enumerate(cases):
        (incoming / f"{number:02}.xlsx").write_bytes(made())
    source = incoming
    if packed:
        source = tmp_path / "in.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(incoming.iterdir()):
                archive.write(path, path.name)
    taken, problems = receive(opened(folder), [source], DAY)
    assert taken is None
    expected = {f"{number:02}.xlsx": code for number, (_, _, code, _) in enumerate(cases)}
    assert {one.file.rpartition("/")[2]: one.code for one in problems} == expected
    assert tree(folder) == before


class _Links(HTMLParser):
    """Collects where a page's links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a link."""
        self.targets += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def test_a_hand_out_links_every_file(tmp_path: Path) -> None:
    """The page and the workbook, from the hand-out's own folder, whatever signs a name has."""
    folder = whole(tmp_path / "round", {})
    handed = folder / "stations" / "s1"
    names = ["100%.pdf", "a b#1.pdf", "单[1]&'{x}.pdf", "子 目录/场地协议（扫描）.pdf"]
    text = (handed / "submission.yaml").read_text(encoding="utf-8")
    for number, name in enumerate(names, 2):
        (handed / "evidence" / name).parent.mkdir(exist_ok=True)
        (handed / "evidence" / name).write_bytes(b"%PDF-1.4 " + name.encode())
        text += (
            f'  - {{id: E0{number}, kind: document, title: <{number}>, for: [A1], file: "evidence/{name}"}}\n'
        )
    (handed / "submission.yaml").write_text(text, encoding="utf-8")
    (handed / "evidence" / "未登记.txt").write_bytes(b"x")
    out = tmp_path / "laptop"
    done = run("round", "hand-out", folder, "--to", "e1", "-o", out)
    assert done.exit_code == 0, done.output
    page = (out / "index.html").read_text(encoding="utf-8")
    links = _Links()
    links.feed(page)
    linked = {unquote(target) for target in links.targets} - {"marking.html"}
    there = {path for path in tree(out) if path.startswith("stations/")}
    assert linked == there
    assert "<2>" not in page
    assert run("round", "hand-out", folder, "--to", "e1", "--workbook", "-o", tmp_path / "b").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "b" / "e1.xlsx")
    sheet_of = next(each for each in book.worksheets if "站点s1" in str(each.cell(1, 2).value))
    cells = {cell.value: cell.hyperlink for row in sheet_of.iter_rows() for cell in row if cell.hyperlink}
    assert set(cells) == {"E01", "E02", "E03", "E04", "E05"}
    targets = {unquote(str(link.target)) for link in cells.values()}
    assert targets == {"stations/s1/evidence/lease.pdf", *(f"stations/s1/evidence/{name}" for name in names)}
    assert all((tmp_path / "b" / target).is_file() for target in targets)
    before = tree(folder)
    assert run("round", "receive", folder, out).exit_code in (0, 1)
    assert {name for name in tree(folder) if "index" in name} == {name for name in before if "index" in name}
