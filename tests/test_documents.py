"""The Word reports: complete, the same every time, no text lost; and writing files whole."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final, TypeAlias

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from evaluator import reports
from evaluator.reports.documents import context, kept_together
from evaluator.word import TemplateError
from tests.conftest import Golden, Office
from tests.hostile import hostile
from tests.reading import word_lines, word_text
from tests.word.documents import template_of

DATA: Final = Path(__file__).parent / "data"
WORD: Final = ["evaluation", "self-check"]
"""The reports with a cover; `test_document_set` has the other papers."""

DECIDED_BY_THE_PANEL: Final = {
    "decisions.by",
    "decisions.reason",
    "decisions.value",
    "decisions.what.veto",
    "sheets.evaluator",
}
LEFT_OUT: Final = {
    "evaluation": {
        "findings.look_at",  # the guideline has it, and the wording
        "findings.text",
        "findings.marks.evaluator",  # the merged mark counts; the single ones are the panel's
        "findings.marks.level",
        "findings.marks.remark",
        "claims.title",  # the criterion's own title stands there
        "findings.evidence_lines.kind_title",
        "findings.evidence_lines.title",  # what is missing of them is said
        "findings.reason_title",  # the reasons are said
        "findings.remedy",  # nothing is lost there
        "score.grade_high_title",  # the grade is settled, and both ends are it
        "score.grade_low_title",
    },
    "self-check": {
        "findings.look_at",
        "findings.text",
        "findings.marks.evaluator",
        "findings.marks.level",
        "findings.marks.remark",
        "claims.title",
        "findings.evidence_lines.kind_title",
        "findings.reason_title",
        "findings.evidence_lines.title",
        "findings.remedy",
        "score.grade_high_title",
        "score.grade_low_title",
        "guideline.basis",  # a station knows the guideline it fills in
        "guideline.modelled_on",
        "guideline.profile",
        *DECIDED_BY_THE_PANEL,
    },
}
"""Prose a report doesn't print, and why."""

Json: TypeAlias = Any  # an evaluation, or what a test made of one


def evaluation(name: str = "evaluation") -> Json:
    loaded: Json = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def bare() -> Json:
    """An evaluation of a station that handed in nothing, without anything optional."""
    given = evaluation()
    for key in ("evidence", "facts", "ledgers", "differences", "claims", "sheets", "decisions", "problems"):
        given[key] = []
    for finding in given["findings"]:
        for key in ("facts", "evidence", "evidence_lines", "missing_evidence", "marks", "look_at", "why"):
            finding[key] = []
        for key in ("text", "rule", "note", "remedy", "plain"):
            finding[key] = ""
        finding |= {"self": None, "effort": None}
    given["findings"] = [one for one in given["findings"] if one["kind"] == "criterion"]
    given |= {"bonus": [], "deductions": [], "inputs": {}}
    given["guideline"] |= {"basis": "", "modelled_on": "", "profile": "", "status": "official"}
    given["score"] |= {
        "also": None,
        "ceilings": [],
        "not_applicable": {"points": "0.00", "share": "0%", "at_most": None, "over": False},
        "bonus": None,
        "deductions": None,
    }
    return given


@pytest.mark.golden
@pytest.mark.parametrize("template", WORD)
@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_the_text_of_the_report(name: str, template: str, golden: Golden) -> None:
    """All that is printed, in the order in which it is read."""
    golden(f"reports/{name}.{template}.txt", word_text(reports.render(evaluation(name), template)))


@pytest.mark.parametrize("template", WORD)
def test_a_report_is_the_same_every_time(template: str) -> None:
    """Same evaluation, same bytes."""
    assert reports.render(evaluation(), template) == reports.render(evaluation(), template)


@pytest.mark.parametrize("template", WORD)
def test_no_text_is_lost(template: str) -> None:
    """Every piece of prose is found again unchanged, whatever is in it."""
    given, placed = hostile(evaluation())
    text = word_text(reports.render(given, template))
    if template == "evaluation":
        text += word_text(reports.render(given, "annexes"))  # the report's details stand there
    assert {path for piece, path in placed.items() if piece not in text} == LEFT_OUT[template]


@settings(max_examples=25)
@drawn(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{}\ufffe\uffff"), min_size=1)
)
def test_any_name_is_found_again(name: str) -> None:
    """Also in the running titles and in the properties of the document."""
    given = evaluation()
    given["station"]["name"] = name
    data = reports.render(given)
    lines = list(word_lines(data))
    assert lines[0].startswith(f"{name}　") or name in "\n".join(lines[:4])
    assert docx.Document(io.BytesIO(data)).core_properties.title == f"社工站评估报告 {name}"[:200]


@pytest.mark.parametrize("template", WORD)
def test_a_station_that_handed_in_nothing_has_a_report(template: str) -> None:
    """Every empty list says so in words; no heading stands alone, no cell is missing."""
    data = reports.render(bare(), template)
    assert "无。" in word_text(data)
    for part in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:tc")):
        assert part[-1].tag == qn("w:p")


@pytest.mark.parametrize("template", WORD)
def test_status_and_banner_stand_on_the_cover_and_in_the_header(template: str) -> None:
    """Nobody mistakes an example or a provisional result for an official one."""
    lines = list(word_lines(reports.render(evaluation("evaluation-provisional"), template)))
    headers = [line for line in lines if line.endswith("征求意见稿，非正式发布　暂定")]
    assert len(headers) == 2  # odd and even pages
    cover = lines[: next(number for number, line in enumerate(lines) if line in {"评估结论", "自评结论"})]
    assert "征求意见稿，非正式发布；编制：示例市民政局" in cover
    assert "暂定：尚有 4 个事项待定，得分区间 693.71～813.71" in cover
    official = word_text(reports.render(bare(), template))
    assert "非官方" not in official
    assert "暂定" not in official


@pytest.mark.parametrize("template", WORD)
def test_templates_are_carried_by_the_fast_path(template: str) -> None:
    """A round of a thousand stations must not wait for repairs."""
    assert template_of(reports.template_path(template)).fallbacks == ()


@pytest.mark.parametrize("template", WORD)
def test_templates_print_nothing_the_view_has_not(template: str) -> None:
    """Every variable of the shipped templates is a field of the view, in any branch."""
    named = {variable.path.partition(".")[0].removesuffix("[]") for variable in reports.variables()}
    opened = docx.Document(str(reports.template_path(template)))
    assert opened.sections[0].page_width == 7_560_310  # A4
    for finding in (evaluation(), evaluation("evaluation-provisional"), bare()):
        seen = context(reports.view(finding))
        assert set(seen) == named
        template_of(reports.template_path(template)).render(seen)


@pytest.mark.parametrize("template", WORD)
def test_pages_fonts_and_tables(template: str) -> None:
    """A4 with the margins of GB/T 9704, an East-Asian font in each style, rows that don't split, repeated headings."""
    document = docx.Document(str(reports.template_path(template)))
    body = document.sections[1]
    margins = (body.top_margin, body.bottom_margin, body.left_margin, body.right_margin)
    assert [round(margin.mm) for margin in margins if margin] == [37, 35, 28, 26]
    assert not any(section.orientation == 1 for section in document.sections)
    for style in document.styles:
        fonts = style.element.find(f".//{qn('w:rFonts')}")
        if style.type == 1:
            assert fonts is not None, style.name
            assert fonts.get(qn("w:eastAsia")), style.name
    rows = document.element.body.findall(f".//{qn('w:tr')}")
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    assert document.element.body.findall(f".//{qn('w:tblHeader')}")
    for table in document.tables:
        layout = table._tbl.tblPr.find(qn("w:tblLayout"))
        assert layout is not None
        assert layout.get(qn("w:type")) == "fixed"
        grid = [int(column.get(qn("w:w")) or 0) for column in table._tbl.tblGrid]
        assert sum(grid) <= 243 * 1440 / 25.4 + len(grid)


ROW: Final = b"<w:tr><w:tc><w:p><w:r/></w:p></w:tc></w:tr>"
KEPT: Final = b"<w:tr><w:tc><w:p><w:pPr><w:keepNext/></w:pPr><w:r/></w:p></w:tc></w:tr>"


def made_of(rows: bytes) -> bytes:
    return b"<w:tbl>" + rows + b"</w:tbl>"


@pytest.mark.parametrize(
    "rows, kept", [(0, ""), (1, ""), (2, ""), (3, "01"), (4, "012"), (5, "0123"), (9, "0127")]
)
def test_a_table_begins_and_ends_with_rows_that_stay_together(rows: int, kept: str) -> None:
    """Those of a table that holds another table, or has no end, are left as they are."""
    plain = made_of(ROW * rows)
    together = b"".join(KEPT if str(row) in kept else ROW for row in range(rows))
    for before, made in (
        (plain, made_of(together)),
        (
            ROW + plain + b"<w:p/>" + plain + ROW,
            ROW + made_of(together) + b"<w:p/>" + made_of(together) + ROW,
        ),
        *((odd, odd) for odd in (made_of(b"<w:tr>" + plain + b"</w:tr>" + ROW * 3), b"<w:tbl>" + ROW * rows)),
    ):
        assert kept_together(before) == made


def test_fonts_have_fall_backs() -> None:
    """小标宋, 仿宋, 楷体 and 黑体 are missing on many machines; Word is told what to take."""
    with zipfile.ZipFile(reports.template_path("evaluation")) as package:
        fonts = package.read("word/fontTable.xml").decode()
    for font in ("方正小标宋简体", "仿宋", "楷体", "黑体", "宋体"):
        assert f'w:name="{font}"><w:altName w:val=' in fonts


def test_an_english_guideline_has_an_english_report() -> None:
    """Headings and columns follow the guideline's language."""
    given = evaluation()
    given["guideline"]["language"] = "en"
    text = word_text(reports.render(given))
    assert "1. Overview" in text
    assert "评估概况" not in text


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    """Any .docx is a template; a misspelt name stops the report and is named."""
    document = docx.Document()
    document.add_paragraph("{{ station.name }}：{{ score.points }}")
    document.save(str(tmp_path / "own.docx"))
    assert "青禾镇<社工站>A&B：783.71" in word_text(reports.render(evaluation(), tmp_path / "own.docx"))
    document.add_paragraph("{{ station.nmae }}")
    document.save(str(tmp_path / "own.docx"))
    with pytest.raises(TemplateError, match="nmae"):
        reports.render(evaluation(), tmp_path / "own.docx")


def test_a_template_of_another_kind_is_refused(tmp_path: Path) -> None:
    """By its content, with the reason."""
    (tmp_path / "own.odt").write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(TemplateError, match="other"):
        reports.render(evaluation(), tmp_path / "own.odt")


def test_files_are_written_whole(tmp_path: Path) -> None:
    """The old file stays until the new one is complete, and nothing else stays behind."""
    path = tmp_path / "reports" / "a.docx"
    reports.write(path, b"old")
    reports.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert [file.name for file in path.parent.iterdir()] == ["a.docx"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """Where a folder stands in the way, the error is told and no half file is left."""
    (tmp_path / "a.docx").mkdir()
    with pytest.raises(OSError, match=r"a\.docx"):
        reports.write(tmp_path / "a.docx", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["a.docx"]


@pytest.mark.slow
@pytest.mark.parametrize("template", WORD)
def test_an_office_program_opens_the_report(template: str, office: Office, tmp_path: Path) -> None:
    """LibreOffice makes pages of it."""
    path = tmp_path / "report.docx"
    path.write_bytes(reports.render(evaluation(), template))
    assert office(path).read_bytes().startswith(b"%PDF")
