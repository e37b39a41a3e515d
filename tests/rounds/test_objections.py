"""Objections: registered with a number, in time or late, answered by somebody who had not marked the matter."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator.evaluation.stored import load_result
from evaluator.rounds.corrections import review_of
from evaluator.rounds.log import entries
from evaluator.rounds.record import SEAL
from tests.reading import word_text
from tests.rounds.making import closed_round, opened, run, station, tree, whole
from tests.tampering import resealed_record

PERIOD: Final = "documents: {dated: 2026-09-01, objections: {days: 5, to: 示例市民政局, phone: 100-0000}}\n"
TEXT: Final = ("--text", "现场记录有误", "--by", "站点s1", "--date", "2026-09-04")


def listed(folder: Path) -> list[dict[str, Any]]:
    done = run("round", "object", folder, "--status", "--json")
    assert done.exit_code == 0, done.output
    rows: list[dict[str, Any]] = json.loads(done.stdout)["objections"]
    return rows


def test_an_objection_gets_a_number_and_an_answer(tmp_path: Path) -> None:
    """The number is printed; the answer is recorded with who gave it and how it ended; both are listed."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    for number, about in (("1", "B1"), ("2", "total"), ("3", "A"), ("4", "grade")):
        done = run("round", "object", folder, "s1", "--about", about, *TEXT, "--received", "2026-09-03")
        assert (done.exit_code, number in done.stdout.split()[-1]) == (0, True), done.output
    answered = run(
        "round",
        "object",
        folder,
        "--answer",
        "1",
        "--text",
        "经复核，维持",
        "--by",
        "复核组",
        "--outcome",
        "rejected",
    )
    assert answered.exit_code == 0
    first, second, *_ = listed(folder)
    assert (first["about"], first["late"], first["edition"]) == ("B1", False, 1)
    assert [(answer["by"], answer["outcome"]) for answer in first["answers"]] == [("复核组", "rejected")]
    assert second["answers"] == []
    assert "not answered" in run("round", "object", folder, "--status").stdout
    assert [entry.kind for entry in entries(folder, "objected", "answered")] == ["objected"] * 4 + [
        "answered"
    ]


@pytest.mark.parametrize(
    "more, received, late",
    [
        pytest.param(PERIOD, "2026-09-06", False, id="last day"),
        pytest.param(PERIOD, "2026-09-07", True, id="a day after"),
        pytest.param(PERIOD.replace("2026-09-01", "2026-09-10"), "2026-09-15", False, id="published later"),
        pytest.param(PERIOD.replace("dated: 2026-09-01, ", ""), "2026-09-06", False, id="from the close"),
        pytest.param(PERIOD.replace("dated: 2026-09-01, ", ""), "2026-09-07", True, id="late from the close"),
        pytest.param("documents: {dated: 2026-09-01}\n", "2027-01-01", False, id="no limit"),
    ],
)
def test_what_comes_after_the_period_is_late(tmp_path: Path, more: str, received: str, late: bool) -> None:
    """Days are counted from the date of the papers, or of the close; a late objection is taken as late."""
    folder = closed_round(tmp_path / "round", more=more)
    done = run("round", "object", folder, "s1", "--about", "total", *TEXT, "--received", received)
    assert done.exit_code == 0
    assert ("late" in done.stderr) is late
    assert [row["late"] for row in listed(folder)] == [late]


def test_a_correction_begins_its_own_period(tmp_path: Path) -> None:
    """What was corrected later may be objected to later."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    run("round", "reopen", folder, "s1", "--reason", "复核", "--by", "办公室")
    run("round", "run", folder, "--no-reports")
    assert run("round", "close", folder, "--date", "2026-09-20").exit_code == 0
    run("round", "object", folder, "s1", "--about", "total", *TEXT, "--received", "2026-09-25")
    run("round", "object", folder, "s1", "--about", "total", *TEXT, "--received", "2026-09-26")
    assert [(row["late"], row["edition"]) for row in listed(folder)] == [(False, 2), (True, 2)]


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("s9", "--about", "B1"), "reopen-unknown"),
        (("s1", "--about", "B9"), "objection-about"),
        (("--answer", "7"), "objection-unknown"),
        (("--answer", "1", "--outcome", "maybe"), "objection-outcome"),
        (("--answer", "1", "--by", "专家甲"), "answers-own-mark"),
        (("--answer", "1", "--by", "组长、e2"), "answers-own-mark"),
    ],
)
def test_what_does_not_hold_is_refused(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    """Nothing is recorded, and the sentence says what is wrong."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    run("round", "object", folder, "s1", "--about", "B1", *TEXT)
    before = tree(folder)
    by = () if "--by" in arguments else ("--by", "复核组")
    done = run("round", "object", folder, *arguments, "--text", "说明", *by)
    assert (done.exit_code, f"[{code}]" in done.stderr) == (1, True), done.output
    assert tree(folder) == before


def test_an_evaluator_may_answer_with_a_reason(tmp_path: Path) -> None:
    """Who marked something else may answer; who marked it may with a reason, which is recorded."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    run("round", "object", folder, "s1", "--about", "B1", *TEXT)
    answer = ("round", "object", folder, "--answer", "1", "--text", "说明", "--by")
    assert run(*answer, "财务").exit_code == 0
    assert run(*answer, "专家甲（示例）", "--anyway", "另无专家").exit_code == 0
    assert [given["anyway"] for given in listed(folder)[0]["answers"]] == [None, "另无专家"]


def test_in_a_review_nobody_decides_on_his_own_mark(tmp_path: Path) -> None:
    """Refused unless a reason is given, which then stands in the decision."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    run("round", "reopen", folder, "s1", "--reason", "复核", "--by", "办公室")
    decide = (
        "round",
        "decide",
        folder,
        "s1",
        "--mark",
        "B1=level:较好",
        "--reason",
        "复核认定",
        "--by",
        "专家乙",
    )
    refused = run(*decide)
    assert (refused.exit_code, "[answers-own-mark]" in refused.stderr) == (1, True)
    assert run(*decide, "--anyway", "另无专家").exit_code == 0
    text = (folder / "decisions" / "s1.yaml").read_text(encoding="utf-8")
    assert "专家乙评过本项，仍由其决定：另无专家" in text


def test_close_names_what_is_not_answered(tmp_path: Path) -> None:
    """A close says which objections are open, and records them."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    run("round", "object", folder, "s1", "--about", "B1", *TEXT)
    run("round", "reopen", folder, "s1", "--reason", "复核", "--by", "办公室", "--objection", "1")
    run("round", "run", folder, "--no-reports")
    done = run("round", "close", folder)
    assert (done.exit_code, "objection 1 is not answered" in done.stderr) == (0, True)
    assert entries(folder, "closed")[-1].fields["unanswered"] == ["1"]


def test_only_a_published_result_can_be_objected_to(tmp_path: Path) -> None:
    """Before the close there is nothing to object to."""
    done = run("round", "object", whole(tmp_path), "s1", "--about", "B1", *TEXT)
    assert (done.exit_code, "[round-not-closed]" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    "received, day, code",
    [
        ("2026-08-20", "2026-09-03", "objection-early"),
        ("2026-09-04", "2026-09-03", "objection-ahead"),
        ("2026-09-03", "2026-09-03", ""),
    ],
)
def test_days_that_cannot_be_are_warned_of(tmp_path: Path, received: str, day: str, code: str) -> None:
    """An objection before the publication, or from the future; an answer before the objection is refused."""
    folder = closed_round(tmp_path / "round")
    about = ("--about", "B1", "--text", "再看", "--by", "站点")
    done = run("round", "object", folder, "s1", *about, "--received", received, "--date", day)
    assert (
        done.exit_code,
        [found for found in ("objection-early", "objection-ahead") if found in done.stderr],
    ) == (
        0,
        [code] if code else [],
    )
    before = tree(folder)
    early = run(
        "round", "object", folder, "--answer", "1", "--text", "无误", "--by", "评估办", "--date", "2026-08-01"
    )
    assert (early.exit_code, "[answer-early]" in early.stderr) == (1, True)
    assert tree(folder) == before


def test_an_objection_belongs_to_its_own_station_alone(tmp_path: Path) -> None:
    """Of two stations opened for the objection of the first, the other is reviewed for what it objected to."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    for id in ("s1", "s2"):
        assert run("round", "object", folder, id, "--about", "total", *TEXT).exit_code == 0
    why = ("--objection", "1", "--reason", "复核", "--by", "组织方", "--date", "2026-09-08")
    assert run("round", "reopen", folder, "s1", "s2", *why).exit_code == 0
    assert [entry.fields.get("objection") for entry in entries(folder, "reopened")] == ["1", None]
    assert run("round", "run", folder).exit_code == 0
    round_ = opened(folder)
    reviews = [review_of(round_, load_result(folder / "results" / f"{id}.2.json")) for id in ("s1", "s2")]
    assert [[objection.number for objection in review.objections] for review in reviews] == [["1"], ["2"]]


def test_an_objection_with_a_wrong_day_can_be_taken_back(tmp_path: Path) -> None:
    """As the warning says: whatever day was typed; any other answer before it came in is refused."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    about = ("--about", "total", *TEXT, "--received", "2027-09-03")
    assert "[objection-ahead]" in run("round", "object", folder, "s1", *about).stderr
    answer = ("--answer", "1", "--text", "登记错", "--by", "办公室", "--date", "2026-09-05", "--outcome")
    assert "[answer-early]" in run("round", "object", folder, *answer, "rejected").stderr
    assert run("round", "object", folder, *answer, "withdrawn").exit_code == 0


@pytest.mark.parametrize("command", [("close",), ("withdraw", "s3", "--reason", "撤并", "--by", "组织方")])
def test_a_later_edition_is_not_earlier(tmp_path: Path, command: tuple[str, ...]) -> None:
    """A day before that of the edition in force is refused, and nothing changes."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    if command == ("close",):
        assert run("round", "reopen", folder, "s1", "--reason", "复核", "--by", "组织方").exit_code == 0
        assert run("round", "run", folder).exit_code == 0
    before = tree(folder)
    done = run("round", command[0], folder, *command[1:], "--date", "2020-01-01")
    assert (done.exit_code, "[edition-early]" in done.stderr) == (1, True)
    assert tree(folder) == before


def test_a_second_outcome_needs_a_reason(tmp_path: Path) -> None:
    """Refused without one; the log and the letter have both, and the edition closed on the first stays."""
    folder = closed_round(tmp_path / "round", more=PERIOD)
    run("round", "object", folder, "s1", "--about", "B1", *TEXT, "--received", "2026-09-03")
    answer = ("round", "object", folder, "--answer", "1", "--by", "办公室", "--date")
    assert run(*answer, "2026-09-04", "--text", "正在复核").exit_code == 0
    assert run(*answer, "2026-09-05", "--text", "予以采信", "--outcome", "upheld").exit_code == 0
    reopening = ("--objection", "1", "--reason", "复核", "--by", "办公室", "--date", "2026-09-05")
    assert run("round", "reopen", folder, "s1", *reopening).exit_code == 0
    assert run("round", "run", folder).exit_code == 0
    assert run("round", "close", folder, "--by", "办公室", "--date", "2026-09-06").exit_code == 0
    decision = (folder / "reports/2/review-decision/s1.docx").read_bytes()
    before = tree(folder)
    again = (*answer, "2026-09-08", "--text", "不予采信", "--outcome", "rejected")
    refused = run(*again)
    assert (refused.exit_code, "[answer-again]" in refused.stderr) == (1, True)
    assert "upheld" in refused.stderr
    assert "2026-09-05" in refused.stderr
    assert tree(folder) == before
    added = run(*answer, "2026-09-07", "--text", "补充说明")
    assert (added.exit_code, "[answer-added]" in added.stderr) == (0, True)
    assert "upheld" in run("round", "object", folder, "--status").stdout
    done = run(*again, "--reason", "记录系补造")
    assert done.exit_code == 0
    for code in ("answer-replaced", "answer-published"):
        assert f"[{code}]" in done.stderr
    assert "rejected" in run("round", "object", folder, "--status").stdout
    assert [(each["outcome"], each["reason"]) for each in listed(folder)[0]["answers"]] == [
        (None, None),
        ("upheld", None),
        (None, None),
        ("rejected", "记录系补造"),
    ]
    letters = [
        word_text((folder / f"reports/objection-answer/s1{end}.docx").read_bytes()) for end in (".3", ".4")
    ]
    assert "本件是对2026年9月5日的答复（成立）的补充，结论不变。" in letters[0]
    assert "本答复取代2026年9月5日的答复（成立），理由：记录系补造。" in letters[1]
    assert run("round", "documents", folder).exit_code == 0
    assert (folder / "reports/2/review-decision/s1.docx").read_bytes() == decision
    assert run("round", "verify", folder).exit_code == 0


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round with a delivery, an answered objection, a review and a station that withdrew."""
    folder = closed_round(tmp_path_factory.mktemp("papers") / "round", more=PERIOD)
    run("round", "object", folder, "s1", "--about", "B1", *TEXT, "--received", "2026-09-03")
    answer = ("--answer", "1", "--text", "维持", "--by", "办公室", "--outcome", "upheld")
    assert run("round", "object", folder, *answer).exit_code == 0
    why = ("--reason", "异议成立", "--by", "办公室")
    assert run("round", "reopen", folder, "s1", "--objection", "1", *why).exit_code == 0
    station(folder.parent / "again" / "s1", "s1", "{area: 90, rooms: [a]}")
    again = run("round", "receive", folder, folder.parent / "again", "--replace", "补交", "--by", "办公室")
    assert again.exit_code == 0, again.output
    assert run("round", "run", folder).exit_code == 0
    assert run("round", "close", folder, "--by", "办公室").exit_code == 0
    assert run("round", "withdraw", folder, "s2", "--reason", "撤并", "--by", "民政局").exit_code == 0
    assert run("round", "verify", folder).exit_code == 0
    return folder


@pytest.mark.parametrize(
    "name",
    [
        *("objection-answer/s1.docx", "receipt/s1.2.docx", "2/review-decision/s1.docx"),
        *("city/minutes.docx", "city/ranking.docx", "city/summary.docx", "city/publicity.docx"),
        *("2/city/correction.docx", "2/city/ranking.xlsx", "2/city/round.html", "2/results.csv"),
        *("3/city/ranking.docx", "3/city/correction.docx", "3/city/minutes.docx", "3/results.xlsx"),
    ],
)
def test_a_paper_that_the_log_calls_for_is_missed_without_its_record(
    corrected: Path, tmp_path: Path, name: str
) -> None:
    """Its file and its record are gone together; the log still says that it was written."""
    folder = Path(shutil.copytree(corrected, tmp_path / "round"))
    path = folder / SEAL
    fields = json.loads(path.read_bytes())
    (folder / "reports" / name).unlink()
    for part in ("files", "papers"):
        del fields[part][f"reports/{name}"]
    path.write_bytes(resealed_record(fields))
    done = run("round", "verify", folder)
    assert (done.exit_code, f"reports/{name}" in done.stdout) == (3, True), done.output
    assert "[paper-lost]" in done.stdout
