"""The papers around a result: nothing of a finding is lost, tables print well, blanks stay blanks."""

import copy
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import docx
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn

from evaluator import reports
from evaluator.cli.command import cli
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.model.round import RoundContext
from tests.conftest import Office
from tests.reading import html_parts, word_text
from tests.test_privacy import GUIDELINE, LEDGER, SECRETS, SUBMISSION
from tests.word.documents import template_of

DATA: Final = Path(__file__).parent / "data"
SAMPLES: Final = Path(__file__).parent.parent / "samples"
OF_ONE_RESULT: Final = ("feedback", "rectification", "composite")
FILES: Final = (*OF_ONE_RESULT, "review-decision", "score-sheet")
HOSTILE: Final = "<60 A&B ]]> {{ x }} {% y %}"

Json: TypeAlias = Any  # an evaluation, or what a test made of one


def evaluation(name: str = "evaluation") -> Json:
    loaded: Json = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def lost(given: Json) -> Iterator[Json]:
    """The findings that lose points for certain or perhaps."""
    gaps = {one.id for one in reports.view(given).gaps}
    return (one for one in given["findings"] if one["criterion"] in gaps)


def after_review() -> tuple[Json, Json]:
    """A result, and one that took its place: one criterion decided anew."""
    before, after = evaluation(), evaluation()
    one = next(lost(after))
    one |= {"points": one["of"], "low": one["of"], "high": one["of"], "outcome": "met"}
    one |= {"outcome_title": "达标", "why": ["复核认定佐证有效"]}
    after["decisions"] = [
        *before["decisions"],
        {
            "what": {"mark": one["criterion"]},
            "value": {"points": one["of"]},
            "reason": "异议成立：材料齐全",
            "by": "复核组（示例）",
            "date": "2026-09-20",
        },
    ]
    after["score"] |= {"points": "799.99", "shown": None, "grade_title": "复核等级"}
    after["seal"] = "f" * 64
    return before, after


@pytest.mark.parametrize("name", FILES)
def test_tables_repeat_their_head_and_rows_stay_whole(name: str) -> None:
    """Also the page is the one of GB/T 9704, and every style names an East-Asian font."""
    document = docx.Document(str(reports.template_path("evaluation").with_name(f"{name}.docx")))
    [section] = document.sections
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    wide = name in ("composite", "score-sheet")
    assert [round(one.mm) for one in margins if one] == ([28, 26, 28, 26] if wide else [37, 35, 28, 26])
    rows = document.element.body.findall(f".//{qn('w:tr')}")
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    looped = [
        one for one in document.tables if any("{%tr for row" in c.text for r in one.rows for c in r.cells)
    ]
    assert looped or name == "composite"
    for table in looped:
        assert table._tbl.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None
    for style in document.styles:
        if style.type == 1:
            assert style.element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")), style.name
    assert "PAGE" in document.sections[0].footer._element.xml
    assert template_of(reports.template_path("evaluation").with_name(f"{name}.docx")).fallbacks == ()


@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_the_feedback_has_every_loss_and_every_criterion_met(name: str) -> None:
    """What was lost and why, in plain words, by no single evaluator's mark; and how to object."""
    given = evaluation(name)
    text = word_text(reports.render(given, "feedback"))
    for one in lost(given):
        for said in (one["plain"], one["criterion"]):
            assert said in text
    assert [one["evaluator"] for one in given["sheets"] if f"{one['evaluator']}：" in text] == []
    for one in given["findings"]:
        if one["kind"] == "criterion" and one["outcome"] == "met":
            assert one["title"] in text
    assert "对评估结果有异议的，请于＿＿＿＿年＿＿月＿＿日前（含当日）以书面形式向" in text
    assert "附件：失分情况表" in text


def test_the_notice_has_fact_evidence_and_wording_of_each_problem() -> None:
    """The standard's own words, not ours; the grade, until when, whom to ask, and the notice's number."""
    given = evaluation()
    documents = {
        "deadline": "2026-10-31",
        "contact": "王某 000-0000",
        "rectification_number": "示改〔2026〕3号",
        "recheck": "书面复查后实地抽查。",
        "commissioned_by": "示例市民政局",
    }
    text = word_text(reports.render(given, "rectification", RoundContext(documents)))
    found = list(lost(given))
    assert found
    for one in found:
        for said in (one["plain"], one["text"], one["title"], one["remedy"] or ""):
            assert said in text
    for said in ("2026年10月31日", "王某 000-0000", "书面复查后实地抽查。", "示例市民政局"):
        assert said in text
    assert "\n示改〔2026〕3号\n" in text
    assert f"评定等级为{given['score']['grade_title']}。" in text
    assert "请于2026年10月31日前（含当日）完成整改" in text
    assert "必要时实地复查" not in text


def test_what_the_round_does_not_say_is_left_to_write() -> None:
    """No number, no deadline: lines, never a made-up date."""
    text = word_text(reports.render(evaluation(), "rectification"))
    assert "〔　　　　〕　　号" in text
    assert "请于＿＿＿＿年＿＿月＿＿日前" in text
    assert "　　年　　月　　日" in text
    assert "必要时实地复查" in text


def test_the_composite_sheet_has_every_criterion_and_mark() -> None:
    """Level, full marks, self-score, each evaluator's mark with its remark, points, reasons, evidence."""
    given = evaluation()
    document = docx.Document(io.BytesIO(reports.render(given, "composite")))
    rows = {
        row.cells[0].text.split()[0]: [cell.text for cell in row.cells]
        for row in document.tables[0].rows
        if len({cell._tc for cell in row.cells}) == 7 and row.cells[0].text != "三级指标"
    }
    gaps = {one.id for one in reports.view(given).gaps}
    assert rows.keys() == {one["criterion"] for one in given["findings"]}
    for one in given["findings"]:
        row = rows[one["criterion"]]
        assert row[1] == one["of"]
        assert row[2] == (one.get("self") or "")
        for mark in one["marks"]:
            assert mark["evaluator"] in row[3]
            assert mark["remark"] in row[3]
        if one["criterion"] in gaps:
            assert row[5] == one["plain"]
        assert row[6] == (" ".join(one["evidence"]) or "—")


def test_the_review_decision_has_what_changed_and_nothing_else() -> None:
    """Both totals and grades, the finding before and after, the new decision with its reason."""
    before, after = after_review()
    view = reports.view(before)
    text = word_text(reports.render_review(before, after))
    changed = next(lost(before))
    for said in (view.score.points, view.score.grade, "799.99", "复核等级", changed["title"]):
        assert said in text
    assert "异议成立：材料齐全" in text
    assert "达到满分要求" in text
    assert not any(f"{mark['evaluator']}：" in text for one in after["findings"] for mark in one["marks"])
    assert "15日内" not in text
    untouched = [
        one["title"]
        for one in before["findings"]
        if one is not changed and one["title"] not in changed["title"]
    ]
    assert [title for title in untouched if title in text] == []
    same = word_text(reports.render_review(before, copy.deepcopy(before)))
    assert "各项评定均维持原结论。" in same


@pytest.mark.parametrize("name", OF_ONE_RESULT)
def test_text_that_looks_like_markup_is_printed_as_it_is(name: str) -> None:
    """Nothing of it is taken for XML or for a tag."""
    given = evaluation()
    given["station"]["name"] = HOSTILE
    for one in lost(given):
        one["why"] = [f"{HOSTILE} {one['criterion']}"]
        one["plain"] = one["why"][0]
    text = word_text(reports.render(given, name))
    assert all(f"{HOSTILE} {one['criterion']}" in text for one in lost(given))
    assert reports.render(given, name) == reports.render(given, name)


@pytest.mark.parametrize("name", OF_ONE_RESULT)
def test_an_english_guideline_has_english_papers(name: str) -> None:
    """Headings follow the guideline's language."""
    given = evaluation()
    given["guideline"]["language"] = "en"
    text = word_text(reports.render(given, name))
    assert "失分" not in text
    assert "指标\n" not in text


def test_every_heading_of_the_report_is_in_its_table_of_contents() -> None:
    """In order, linked to a bookmark at the heading; no field asks to be updated when the report is opened."""
    given = evaluation()
    data = reports.render(given)
    document = docx.Document(io.BytesIO(data))
    paragraphs = document.paragraphs
    links = {
        link.get(qn("w:anchor")): "".join(text.text or "" for text in link.iter(qn("w:t"))).strip()
        for link in document.element.body.iter(qn("w:hyperlink"))
    }
    headings = [
        one
        for one in paragraphs
        if one.style
        and (
            one.style.name in ("Heading 1", "Heading 2", "Annex")
            or one.text == reports.view(given).label["result"]
        )
    ]
    assert list(links.values()) == [one.text for one in headings]
    for (anchor, title), heading in zip(links.items(), headings, strict=True):
        [bookmark] = heading._p.findall(qn("w:bookmarkStart"))
        assert (bookmark.get(qn("w:name")), heading.text) == (anchor, title)
    codes = [one.text.split() for one in document.element.body.iter(qn("w:instrText"))]
    assert codes == [["PAGEREF", anchor, "\\h"] for anchor in links]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            assert b"updateFields" not in package.read(name)
            assert b"w:dirty" not in package.read(name)


def test_libreoffice_fills_in_the_pages(tmp_path: Path, office: Office) -> None:
    """Each number is that of the page its heading stands on, counted from the one after the cover."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed (no `pdftotext` on the PATH)")
    report = tmp_path / "report.docx"
    report.write_bytes(reports.render(evaluation()))
    command = ["pdftotext", "-layout", str(office(report)), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    pages = ["".join(page.split()) for page in done.stdout.decode().split("\f")]
    [contents] = [page for page in pages if page.startswith("目录")]
    for title in ("一、评估概况", "五、整改建议", "六、评估人员签名"):
        found = re.search(rf"{title}[.…]*(\d+)", contents)
        assert found, contents
        [page] = [page for page in pages if f"—{found[1]}—" in page]
        assert title in page


def test_private_values_are_in_none_of_them(tmp_path: Path) -> None:
    """They go to stations, panels and authorities: names and amounts stay where they were written."""
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    (tmp_path / "s" / "ledgers").mkdir(parents=True)
    (tmp_path / "s" / "submission.yaml").write_text(SUBMISSION, encoding="utf-8")
    (tmp_path / "s" / "ledgers" / "个案.csv").write_text(LEDGER, encoding="utf-8")
    result = tmp_path / "r.json"
    command = ["score", str(tmp_path / "s"), "--guideline", str(tmp_path / "g"), "-o", str(result)]
    assert CliRunner().invoke(cli, command).exit_code == 0
    given = json.loads(result.read_bytes())
    papers = [reports.render(given, name) for name in OF_ONE_RESULT]
    papers.append(reports.render_review(given, given | {"seal": "0" * 64}))
    for text in map(word_text, papers):
        assert "欠款" in text or "复核" in text
        assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("name", ["evaluation", "annexes", "feedback", "rectification", "html"])
def test_a_station_gets_no_single_mark(name: str) -> None:
    """Neither who gave which mark nor what one evaluator alone observed; what they wrote, without names."""
    inputs, _ = read_inputs(SAMPLES / "stations" / "luxi", sheets=SAMPLES / "sheets")
    assert inputs is not None
    document = evaluate(inputs).document
    given = reports.render(document, name)
    text = html_parts(given)[0] if name == "html" else word_text(given)
    sheets = [sheet["evaluator"] for sheet in document["sheets"]]
    assert sheets
    assert [words for id in sheets for words in (f"{id}：", f"（{id}）", f"{id}、") if words in text] == []
    marked = [
        one for one in document["findings"] if any(mark["remark"] for mark in one["marks"]) and one["costs"]
    ]
    remark = next(mark["remark"] for mark in marked[0]["marks"] if mark["remark"])
    if name != "evaluation":  # it names the largest losses alone
        assert remark.rstrip("。") in text
