"""The corrected edition: its papers say what changed and for whom, earlier ones stay, the seal stands on all."""

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Final

import pytest

from evaluator.rounds.editions import round_seal
from evaluator.rounds.numbering import counted_on
from tests.reading import html_parts, word_text
from tests.rounds.making import closed_round, opened, run, sheet, tree

AWARD: Final = "awards:\n  - {id: model, title: 示范站, places: 1, needs: {grade: pass}}\n"
NUMBERS: Final = (
    "number: 示评〔2026〕1号, rectification_number: 示改〔2026〕3号, review_number: 示复〔2026〕9号, "
    "objection_answer_number: 示函〔2026〕07号"
)
PRIVATE: Final = "甲乙之间的私事"
WORDS: Final = ("summary.docx", "ranking.docx", "publicity.docx", "correction.docx")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A round of three level stations whose first falls behind in a review, and its files before the review."""
    base = tmp_path_factory.mktemp("editions")
    folder = closed_round(
        base / "round",
        more=f"{AWARD}documents: {{dated: 2026-09-01, objections: {{days: 5}}, {NUMBERS}}}\n",
    )
    decide = ("--reason", "抽签", "--by", "评委会", "--date", "2026-09-01")
    assert run("round", "decide", folder, "--award", "model=s1", *decide).exit_code == 0
    assert run("round", "documents", folder, "--set", "feedback").exit_code == 0
    before = tree(folder / "reports")
    run(
        "round", "object", folder, "s2", "--about", "total", "--text", PRIVATE, "--by", "李某", "--received",
        "2026-09-03",
    )  # fmt: skip
    run(
        "round",
        "object",
        folder,
        "--answer",
        "1",
        "--text",
        "转复核",
        "--by",
        "复核组",
        "--outcome",
        "upheld",
    )
    for arguments in (
        ("reopen", folder, "s1", "--reason", "评分有误", "--by", "评估办公室", "--date", "2026-09-05"),
        ("receive", folder, sheet(base / "in", "e1", "s1", "marks: {B1: {level: 较好}}\n"), "--replace", "改正",
         "--by", "专家甲"),
        ("receive", folder, sheet(base / "in2", "e2", "s1", "marks: {B1: {level: 较好}}\n"), "--replace", "改正",
         "--by", "专家乙"),
        ("run", folder),
        ("decide", folder, "--award", "model=s3", "--supersede", *decide),
        ("close", folder, "--date", "2026-09-20"),
    ):  # fmt: skip
        done = run("round", *arguments)
        assert done.exit_code == 0, done.output
    return folder, before


def text_of(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".docx":
        return word_text(data)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return html_parts(data)[0]


def test_earlier_papers_stay(corrected: tuple[Path, dict[str, bytes]]) -> None:
    """Nothing of the first edition is touched; the second lies below its number."""
    folder, before = corrected
    after = tree(folder / "reports")
    assert {name: after[name] for name in before} == before
    assert {name for name in after if name not in before} == {
        "2/s1.docx",
        "2/s1.html",
        "2/review-decision/s1.docx",
        "2/city/round.html",
        "2/city/ranking.xlsx",
        "2/results.csv",
        "2/results.xlsx",
        "2/datapackage.json",
        "2/city/minutes.docx",
        "objection-answer/s2.docx",
        *("sheet-receipt/e1.docx", "sheet-receipt/e2.docx"),
        *(f"2/city/{name}" for name in WORDS),
    }


def test_the_correction_says_what_changed_and_for_whom(corrected: tuple[Path, dict[str, bytes]]) -> None:
    """The reviewed station, and those that move because of it, each with before, after and the cause."""
    text = text_of(corrected[0] / "reports" / "2" / "city" / "correction.docx")
    for part in (
        "更正",
        "站点s1", "第1名\n98.00分\n合格\n示范站", "第3名\n88.00分\n合格", "复核",
        "站点s3", "第1名\n98.00分\n合格\n示范站", "他站变动",
    ):  # fmt: skip
        assert part in text.replace("\t", "\n"), part
    assert "站点s2" not in text  # its position is as it was
    data = json.loads(run("round", "rank", corrected[0], "--json").stdout)
    assert [(row["station"], row["cause"]) for row in data["corrections"]] == [
        ("s1", "review"),
        ("s3", "consequence"),
    ]


@pytest.mark.parametrize("name", [*WORDS, "ranking.xlsx", "round.html"])
def test_the_seal_and_the_edition_stand_on_all_papers(
    corrected: tuple[Path, dict[str, bytes]], name: str
) -> None:
    """The seal is over edition, guideline, panel, awards, the results' seals and who withdrew."""
    folder, _ = corrected
    round_ = opened(folder)
    edition = round_.history.edition
    assert edition is not None
    seals = {station: result.seal for station, result in edition.results.items()}
    assert edition.seal == round_seal(round_, 2, seals, [])
    text = text_of(folder / "reports" / "2" / "city" / name)
    assert edition.seal[:16] in text
    assert "第2版" in text
    if name != "correction.docx":
        first = round_.history.editions[0]
        assert f"第1版　校验码 {first.seal[:16]}" in text_of(folder / "reports" / "city" / name)


@pytest.mark.parametrize("name", [*WORDS, "ranking.xlsx", "round.html"])
def test_papers_of_the_city_keep_persons_and_objections_to_themselves(
    corrected: tuple[Path, dict[str, bytes]], name: str
) -> None:
    """Neither who objected nor what the objection says; only the summary, for leaders, names the panel."""
    text = text_of(corrected[0] / "reports" / "2" / "city" / name)
    panel = () if name == "summary.docx" else ("专家甲", "专家乙", "财务")
    for private in ("李某", PRIVATE, *panel):
        assert private not in text


def test_the_notice_has_the_period_of_its_edition(corrected: tuple[Path, dict[str, bytes]]) -> None:
    """Five days after the papers' date, of a correction after its close."""
    folder = corrected[0] / "reports"
    assert "2026年9月1日至2026年9月6日" in text_of(folder / "city" / "publicity.docx")
    assert "2026年9月20日至2026年9月25日" in text_of(folder / "2" / "city" / "publicity.docx")
    assert "2026年9月6日" in text_of(folder / "feedback" / "s2.docx")


def test_the_review_decision_has_both_results_and_both_ranks(
    corrected: tuple[Path, dict[str, bytes]],
) -> None:
    """It says why the result was opened, by whom, and nothing that the log does not have."""
    text = text_of(corrected[0] / "reports" / "2" / "review-decision" / "s1.docx")
    rows = text.replace("\t", "|")
    for part in ("98.00", "88.00", "评分有误", "评估办公室", "2026年9月5日"):
        assert part in rows
    assert "15日" not in rows
    assert "不参与" not in rows
    assert PRIVATE not in rows  # the objection of another station


def test_papers_can_be_written_again_and_do_not_change(corrected: tuple[Path, dict[str, bytes]]) -> None:
    """`documents` after the close writes what the close wrote."""
    folder, _ = corrected
    before = tree(folder)
    done = run("round", "documents", folder, "--set", "review-decision")
    assert done.exit_code == 0
    assert tree(folder) == before


@pytest.mark.parametrize(
    "first, position, number",
    [
        ("示评〔2026〕1号", 1, "示评〔2026〕1号"),
        ("示评〔2026〕1号", 12, "示评〔2026〕12号"),
        ("示评〔2026〕099号", 3, "示评〔2026〕101号"),
        ("XX-2026-0007", 5, "XX-2026-0011"),
        ("示评（2026）8号（示例1）", 2, "示评（2026）9号（示例1）"),
        ("示评[2026]第9号", 2, "示评[2026]第10号"),
        ("示评〔2026〕　　号", 4, "示评〔2026〕　　号"),
        ("第一号", 2, "第一号"),
    ],
)
def test_numbers_run_on(first: str, position: int, number: str) -> None:
    """The last number outside brackets counts; without one a person completes the text."""
    assert counted_on(first, position) == number


def test_each_paper_has_a_number_of_its_own(corrected: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    """Counted on from the first over both editions, and the same whenever a paper is made again."""
    folder = tmp_path / "round"
    shutil.copytree(corrected[0], folder)
    issued = ("rectify", folder, "--stations", "s3", "--due", "2026-12-31", "--by", "民政局")
    for arguments in (issued, ("documents", folder, "--set", "all"), ("verify", folder)):
        done = run("round", *arguments)
        assert done.exit_code == 0, done.output
    numbers = {
        "city/summary": "示评〔2026〕1号",
        "feedback/s1": "示评〔2026〕5号",
        "feedback/s3": "示评〔2026〕7号",
        "2/city/summary": "示评〔2026〕8号",
        "2/s1": "示评〔2026〕9号",
        "2/feedback/s1": "示评〔2026〕10号",
        "2/review-decision/s1": "示复〔2026〕9号",
        "objection-answer/s2": "示函〔2026〕07号",
        "rectification/s3": "示改〔2026〕3号",
    }
    for name, number in numbers.items():
        text = text_of(folder / "reports" / f"{name}.docx")
        assert re.findall(r"示[评复函改]〔2026〕\d+号", text) == [number], name
    days = {
        "feedback/s1": "2026年9月1日",
        "2/feedback/s1": "2026年9月20日",
        "2/city/summary": "2026年9月20日",
    }
    for name, day in days.items():
        lines = text_of(folder / "reports" / f"{name}.docx").splitlines()
        assert day in lines, name


def test_every_paper_on_a_station_has_its_edition_at_its_foot(
    corrected: tuple[Path, dict[str, bytes]],
) -> None:
    """Beside the first digits of the result's seal, on the cover too."""
    for name, number, count in (("feedback/s1", 1, 2), ("2/s1", 2, 4)):
        result = corrected[0] / "results" / ("s1.2.json" if number == 2 else "s1.json")
        seal = json.loads(result.read_bytes())["seal"]
        with zipfile.ZipFile(corrected[0] / "reports" / f"{name}.docx") as document:
            feet = [document.read(part).decode() for part in document.namelist() if "footer" in part]
        assert len(feet) == count
        assert [foot for foot in feet if f"第{number}版　校验码 {seal[:16]}" not in foot] == []
