"""Every mistake in a template is found at its place, and nothing is found where there is none."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from docx.document import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from evaluator.base.resources import shipped
from evaluator.cli.command import cli
from evaluator.reports.template_values import VIEWS, WORD_TEMPLATES, documented, view_fields
from evaluator.word.doctor import Examination, examine
from evaluator.word.stress_values import worst_cases
from tests.conftest import Office
from tests.word.documents import template_of

Plant = Callable[[Document], object]


def examined(path: Path, house: str = "") -> Examination:
    charts = {name: kind.charts for name, kind in VIEWS.items()}
    return examine(path.read_bytes(), {name: view_fields(name) for name in VIEWS}, house, charts=charts)


def codes(found: Examination) -> list[tuple[str, str]]:
    return [(one.code, one.what) for one in found.findings]


def template(folder: Path, *texts: str) -> Path:
    """A template of paragraphs in the house's type."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    path = folder / "mine.docx"
    document.save(str(path))
    return path


def run(*arguments: object, lang: str = "zh") -> Result:
    return CliRunner(env={"EVALUATOR_LANG": lang, "COLUMNS": "80"}).invoke(cli, [*map(str, arguments)])


@pytest.mark.parametrize("name", WORD_TEMPLATES)
def test_the_shipped_templates_have_no_mistake(name: str) -> None:
    """Not with the house style either: their page is that of GB/T 9704, and their view is the one they are for.

    An explanation goes to the edges instead: it has to stay on one page.
    """
    file, view = WORD_TEMPLATES[name]
    found = examined(shipped("templates") / file, "gbt9704")
    edges = [("margin-top", ""), ("margin-left", ""), ("text-width", ""), ("text-height", "")]
    assert codes(found) == (edges if name == "explanation" else [])
    assert found.rendered
    assert found.view == view


ROW = "{{ row.title }}"


@pytest.mark.parametrize(
    "texts, expected",
    [
        pytest.param(["{{ station.nmae }}"], [("unknown-name", "station.nmae")], id="name"),
        pytest.param(["{{ statoin.name }}"], [("unknown-name", "statoin")], id="first-name"),
        pytest.param(["{{ label.nothing }}"], [("unknown-name", "label.nothing")], id="label"),
        pytest.param(
            ["{%p for row in gaps %}", "{{ row.titel }}", "{%p endfor %}"],
            [("unknown-name", "row.titel")],
            id="in-loop",
        ),
        pytest.param(
            ["{%p for row in gaps %}", ROW, "{%p endfor %}", ROW], [("unknown-name", "row")], id="after-loop"
        ),
        pytest.param(
            ["{% set best = gaps|first %}{{ best.title }}{{ best.x }}"],
            [("unknown-name", "best.x")],
            id="set",
        ),
        pytest.param(["{{ title|uper }}"], [("unknown-filter", "uper")], id="filter"),
        pytest.param(["{% if title is evn %}x{% endif %}"], [("unknown-test", "evn")], id="test"),
        pytest.param(["{% fro x in gaps %}"], [("unknown-tag", "fro")], id="tag"),
        pytest.param(["{% include 'x' %}"], [("refused-tag", "include")], id="refused"),
        pytest.param(["{{ title"], [("unclosed", "{{ title")], id="unclosed"),
        pytest.param(["{{ title }, {{ period }}"], [("unclosed", "{{ title },")], id="half-closed"),
        pytest.param(["title }}"], [("unopened", "title }}")], id="unopened"),
        pytest.param(["｛{ title }｝"], [("full-width", "｛{")], id="full-width"),
        pytest.param(["{{ title }}", "｛% if title %｝"], [("full-width", "｛%")], id="full-width-block"),
        pytest.param(["{{ title", "and }}"], [("split", "{{ title")], id="two-paragraphs"),
        pytest.param(["{{ title\t}}"], [("split", "{{ title}}")], id="tab"),
        pytest.param(
            ["{%p if title %} x", "{%p endif %}"], [("not-alone", "{%p if title %}")], id="not-alone"
        ),
        pytest.param(
            ["{%tr for x in gaps %}", "{%tr endfor %}"],
            [("not-in-tr", "{%tr for x in gaps %}"), ("not-in-tr", "{%tr endfor %}")],
            id="no-row",
        ),
        pytest.param(["{%p for x in gaps %}"], [("no-end", "{%p for x in gaps %}")], id="no-end"),
        pytest.param(["{%p endif %}"], [("no-start", "{%p endif %}")], id="no-start"),
        pytest.param(
            ["{%p if title %}", "{% endif %}"], [("other-place", "{% endif %}")], id="other-kind-of-end"
        ),
        pytest.param(["{{ title + }}"], [("syntax", "{{ title + }}")], id="syntax"),
        pytest.param(["{{ gaps }}"], [("needs-loop", "gaps")], id="list"),
        pytest.param(["{{ gaps.title }}"], [("needs-loop", "gaps.title")], id="into-list"),
        pytest.param(["{{ station }}"], [("not-text", "station")], id="record"),
        pytest.param(["{% for x in title %}{{ x }}{% endfor %}"], [("not-a-list", "title")], id="no-list"),
        pytest.param(["{{ title.__class__ }}"], [("unsafe", "title.__class__")], id="class"),
        pytest.param(["{{ cycler.__init__.__globals__ }}"], [("unsafe", "cycler.__init__")], id="globals"),
        pytest.param(["{{ ''['__class__'] }}"], [("unsafe", "…['__class__']")], id="item"),
        pytest.param(["{{ title|attr('__class__') }}"], [("unsafe", "__class__")], id="attr"),
        pytest.param(["{{ title.split()[3] }}"], [("worst", "usual")], id="breaks"),
        pytest.param(["{{ title[0] }}"], [("worst", "empty")], id="breaks-when-empty"),
        pytest.param(["{{ title|safe }}"], [("worst", "hostile")], id="markup"),
        pytest.param(["{{ title }}", "“{{ title|default(“无”) }}”", "{# {{ x }} #}"], [], id="fine"),
        pytest.param(["{% raw %}{{ no name }}{% endraw %}", "{_{ no tag }_}"], [], id="raw"),
        pytest.param(
            ["{{ title", "some", "}} more {{ periot }}"],
            [("split", "{{ title"), ("unknown-name", "periot")],
            id="three-paragraphs",
        ),
        pytest.param(["{% for x in gaps %}{{ loop.index }}{{ x.why_text }}{% endfor %}"], [], id="loop"),
    ],
)
def test_each_mistake_is_found(tmp_path: Path, texts: list[str], expected: list[tuple[str, str]]) -> None:
    """One mistake is one finding; what it leads to is not said as well."""
    found = examined(template(tmp_path, *texts))
    assert codes(found) == expected


PIECES = (
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{%p ",
        "{%tr ",
        "{#",
        "#}",
        " ",
        "title",
        "gaps",
        "row.title",
        "for row in gaps",
    ),
    *(
        "endfor",
        "if title",
        "endif",
        "else",
        "|upper",
        "|x",
        "'",
        '"',
        "__class__",
        ".",
        "(",
        "[0]",
        "\t",
        "｛",
    ),
    *(
        "{{ title }}",
        "{%p if title %}",
        "{%p endif %}",
        "{% for row in gaps %}",
        "{{ row.title }}",
        "{% endfor %}",
    ),
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join), max_size=4))
def test_whatever_is_written_a_fine_template_makes_reports(tmp_path: Path, texts: list[str]) -> None:
    """The doctor says something of every template that the renderer refuses, and fails on none."""
    path = template(tmp_path, *texts)
    found = examined(path)
    if found.ok:
        for _, values in worst_cases(view_fields(found.view)):
            template_of(path).render(values)


def _replace(document: Document, old: str, new: str) -> None:
    """Change the one paragraph of the text, in or out of a table, that is *old*."""
    [text, *_] = [one for one in document.element.body.iter(qn("w:t")) if one.text == old]
    text.text = new


def _paragraph(document: Document, text: str) -> etree._Element:
    found: list[etree._Element] = [
        one
        for one in document.element.body.iter(qn("w:p"))
        if "".join(t.text for t in one.iter(qn("w:t"))) == text
    ]
    return found[0]


def _font(document: Document) -> None:
    [run, *_] = _paragraph(document, "{{ period }}").iter(qn("w:r"))
    for old in run.findall(qn("w:rPr")):
        run.remove(old)
    properties = run.makeelement(qn("w:rPr"), {})
    properties.append(run.makeelement(qn("w:rFonts"), {qn("w:ascii"): "Arial", qn("w:hAnsi"): "Arial"}))
    run.insert(0, properties)


def _margin(document: Document) -> None:
    document.sections[-1].top_margin = Mm(25)


def _pitch(document: Document) -> None:
    document.styles["Body"].paragraph_format.line_spacing = Pt(24)


def _header(document: Document) -> None:
    document.sections[0].header.paragraphs[0].add_run("{{ statoin.name }}")


PLANTED: list[tuple[str, Plant, str]] = [
    (
        "unknown-name",
        lambda one: _replace(one, "{{ station.name }}", "{{ station.nmae }}"),
        "{{ station.nmae }}",
    ),
    (
        "unknown-filter",
        lambda one: _replace(one, "{{ station.county }}", "{{ station.county|uper }}"),
        "{{ station.county|uper }}",
    ),
    (
        "unclosed",
        lambda one: _replace(one, "{{ guideline.full_title }}", "{{ guideline.full_title }"),
        "{{ guideline.full_title }",
    ),
    (
        "not-alone",
        lambda one: _replace(one, "{%p if score.provisional %}", "{%p if score.provisional %}暂定"),
        "{%p if score.provisional %}暂定",
    ),
    (
        "no-end",
        lambda one: _paragraph(one, "{%p if documents.number %}").addnext(
            _like(_paragraph(one, "{%p if documents.number %}"), "{%p for line in guideline.basis %}")
        ),
        "{%p for line in guideline.basis %}",
    ),
    (
        "unsafe",
        lambda one: _replace(one, "{{ documents.commissioned_by }}", "{{ title.__class__.__mro__ }}"),
        "{{ title.__class__.__mro__ }}",
    ),
    ("unknown-name", _header, "{{ statoin.name }}"),
    ("font", _font, "{{ period }}"),
    ("margin-top", _margin, ""),
    ("line-pitch", _pitch, ""),
]


def _like(paragraph: etree._Element, text: str) -> etree._Element:
    copy = etree.fromstring(etree.tostring(paragraph))
    [written] = copy.iter(qn("w:t"))
    written.text = text
    made = parse_xml(etree.tostring(copy))
    assert isinstance(made, etree._Element)
    return made


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """The evaluation report with ten mistakes."""
    document = docx.Document(str(shipped("templates") / "evaluation-report.docx"))
    for _, plant, _ in PLANTED:
        plant(document)
    path = tmp_path / "planted.docx"
    document.save(str(path))
    return path


def test_ten_planted_mistakes_are_ten_findings(planted: Path) -> None:
    """Each at its place, nothing else, and nothing twice."""
    found = examined(planted, "gbt9704").findings
    assert sorted(one.code for one in found) == sorted(code for code, _, _ in PLANTED)
    for code, _, where in PLANTED:
        assert any(one.code == code and one.where.endswith(where) for one in found), code
    document = docx.Document(str(planted))
    paragraphs = list(document.element.body.iter(qn("w:p")))
    for one in found:
        assert one.paragraph
        if one.part == "word/document.xml":
            text = "".join(t.text for t in paragraphs[one.paragraph - 1].iter(qn("w:t")))
            assert text.strip() == one.where
        else:
            assert one.part.startswith("word/header")


def comments(path: Path) -> dict[str, tuple[str, str]]:
    """The comments of a document: the text of each and that of the paragraph it is at, by id."""
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("word/comments.xml"))
        body = etree.fromstring(package.read("word/document.xml"))
    places = {
        mark.get(qn("w:id")): "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
        for mark in paragraph.findall(qn("w:commentRangeStart"))
    }
    return {
        number: ("\n".join(text.text or "" for text in one.iter(qn("w:t"))), places[number])
        for one in root.iter(qn("w:comment"))
        for number in [one.get(qn("w:id"), "")]
    }


def test_the_findings_are_comments_in_a_copy(planted: Path, tmp_path: Path) -> None:
    """At their paragraphs; those of a header at the first paragraph, where Word can have one."""
    copy, again = tmp_path / "copy.docx", tmp_path / "again.docx"
    before = planted.read_bytes()
    for target in (copy, again):
        shown = run("template", "check", planted, "--house", "gbt9704", "--annotate", target)
        assert shown.exit_code == 1
        assert "10 个问题" in shown.stdout
    assert copy.read_bytes() == again.read_bytes()
    assert planted.read_bytes() == before
    said = list(comments(copy).values())
    assert len(said) == 10
    assert ("没有这个变量：station.nmae。是不是“station.name”？", "{{ station.nmae }}") in said
    assert any(text.startswith("页眉") and "statoin" in text for text, _ in said)
    assert [one.text for one in docx.Document(str(copy)).paragraphs] == [
        one.text for one in docx.Document(str(planted)).paragraphs
    ]
    # A copy of the copy keeps the comments that are there.
    run("template", "check", copy, "--house", "gbt9704", "--annotate", again)
    assert len(comments(again)) == 20


def test_the_copy_opens_in_an_office(planted: Path, tmp_path: Path, office: Office) -> None:
    """LibreOffice reads the copy and writes all comments out again."""
    copy = tmp_path / "copy.docx"
    run("template", "check", planted, "--house", "gbt9704", "--annotate", copy)
    with zipfile.ZipFile(office(copy, "odt")) as package:
        content = package.read("content.xml").decode()
    assert content.count("<office:annotation ") == 10
    assert "station.name" in content


def test_code_is_stopped_with_a_clear_message(tmp_path: Path) -> None:
    path = template(tmp_path, "{{ cycler.__init__.__globals__.os.popen('id').read() }}")
    shown = run("template", "check", path)
    assert shown.exit_code == 1
    assert "想运行程序代码，已拦下：cycler.__init__" in shown.stdout
    # What cannot be seen in the text is stopped when a report is tried.
    hidden = template(tmp_path, "{{ title|attr('_' ~ '_class_' ~ '_') }}")
    assert [one.code for one in examined(hidden).findings] == ["unsafe"]


def test_what_is_slow_is_a_note(tmp_path: Path) -> None:
    """A construct the fast path does not carry is said, and is no mistake."""
    path = template(tmp_path, "{% macro m() %}x{{ caller() }}{% endmacro %}{% call m() %}y{% endcall %}")
    assert [one.why for one in template_of(path).fallbacks]
    assert codes(examined(path)) == [("slow", "word/document.xml")]
    shown = run("template", "check", path)
    assert shown.exit_code == 0
    assert "提示" in shown.stdout


def test_a_template_is_copied_checked_and_used(tmp_path: Path) -> None:
    path = tmp_path / "mine.docx"
    assert run("template", "new", path).exit_code == 0
    assert path.read_bytes() == (shipped("templates") / "evaluation-report.docx").read_bytes()
    refused = run("template", "new", path, "--from", "summary")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert run("template", "new", path, "--from", "summary", "--force").exit_code == 0
    assert path.read_bytes() == (shipped("templates") / "summary.docx").read_bytes()
    fine = run("template", "check", path, "--house", "gbt9704")
    assert fine.exit_code == 0
    assert "没有问题" in fine.stdout
    assert "fine" in run("template", "check", path, lang="en").stdout
    assert json.loads(run("template", "check", path, "--json").stdout)["ok"] is True


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["new", "mine.doc"], "文件名的结尾可以是：.docx"),
        (["new", "mine.docx", "--from", "sumary"], "是不是“summary”"),
        (["variables", "--template", "nothing"], "没有模板“nothing”"),
    ],
)
def test_wrong_arguments_are_explained(arguments: list[str], said: str) -> None:
    shown = run("template", *arguments)
    assert shown.exit_code == 1
    assert said in shown.stderr


@pytest.mark.parametrize(
    "data, reason",
    [(b"", "文件是空的"), (b"PK\x03\x04", "文件已损坏"), (b"not a document", "不是 Word 文档（.docx）")],
)
def test_what_is_no_document_is_said(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "mine.docx"
    path.write_bytes(data)
    shown = run("template", "check", path)
    assert shown.exit_code == 1
    assert f"mine.docx 不能用作模板：{reason}" in shown.stderr


def test_every_template_is_listed() -> None:
    listed = json.loads(run("template", "list", "--json").stdout)
    assert [one["name"] for one in listed] == list(WORD_TEMPLATES)
    assert {one["file"] for one in listed} == {one.name for one in shipped("templates").glob("*.docx")}


def _names(kind: object, prefix: str = "") -> Iterator[str]:
    if isinstance(kind, dict):
        for name, inner in kind.items():
            yield f"{prefix}{name}"
            yield from _names(inner, f"{prefix}{name}.")
    elif isinstance(kind, tuple):
        yield from _names(kind[0], f"{prefix.removesuffix('.')}[].")


@pytest.mark.parametrize("name", VIEWS)
def test_every_variable_is_documented(name: str) -> None:
    """The list and what the doctor knows have the same names; nearly all have an example."""
    listed = {one.path: example for one, example in documented(name)}
    inner = set(_names(dict(view_fields(name))))
    assert inner - {path for path in inner if "." not in path} <= {*listed, *_records(name)}
    assert set(listed) <= inner
    shown = json.loads(run("template", "variables", "--json").stdout)
    assert {one["name"] for one in shown if one["view"] == name} == set(listed)


def _records(name: str) -> set[str]:
    """Names that hold others: `station`, `score`."""
    return {
        path
        for path in _names(dict(view_fields(name)))
        if any(o.startswith(f"{path}.") for o in _names(view_fields(name)))
    }


def test_what_is_fixed_in_height_cuts_text_off(tmp_path: Path) -> None:
    document = docx.Document()
    [cell] = document.add_table(1, 1).rows[0].cells
    cell.text = "{{ title }}"
    row = document.tables[0].rows[0]
    row.height = Mm(8)
    row.height_rule = WD_ROW_HEIGHT_RULE.EXACTLY
    path = tmp_path / "mine.docx"
    document.save(str(path))
    assert codes(examined(path)) == [("fixed-height", "{{ title }}")]


def test_a_chart_that_no_report_fills_is_said(tmp_path: Path) -> None:
    document = docx.Document(str(shipped("templates") / "evaluation-report.docx"))
    [drawing, *_] = [
        one for one in document.element.body.iter(qn("wp:docPr")) if one.get("name") == "chart:sections"
    ]
    drawing.set("name", "chart:section")
    path = tmp_path / "mine.docx"
    document.save(str(path))
    assert codes(examined(path)) == [("unknown-chart", "chart:section")]
    assert "是不是“chart:sections”" in run("template", "check", path).stdout


def test_a_tag_in_runs_of_other_formats_is_whole(tmp_path: Path) -> None:
    """Word cuts text into runs as it likes; a tracked change within a tag is another matter."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for text in ("{", "{ sta", "tion.na", "me }", "}"):
        paragraph.add_run(text).bold = text != "{"
    path = tmp_path / "mine.docx"
    document.save(str(path))
    assert codes(examined(path)) == []
    middle = paragraph.runs[2]._r
    change = middle.makeelement(qn("w:ins"), {qn("w:id"): "1", qn("w:author"): "x"})
    middle.addprevious(change)
    change.append(middle)
    document.save(str(path))
    assert codes(examined(path)) == [("split", "{{ station.name }}")]


def test_the_examples_are_of_variables_there_are() -> None:
    """`scripts/build_examples.py` takes them from the sample round."""
    taken = json.loads((Path(documented.__code__.co_filename).parent / "examples.json").read_bytes())
    for name, examples in taken.items():
        assert set(examples) <= {one.path for one, _ in documented(name)}, "run scripts/build_examples.py"


def _styled(folder: Path, change: Callable[[Document], object]) -> Path:
    document = docx.Document(str(shipped("templates") / "publicity.docx"))
    change(document)
    path = folder / "styled.docx"
    document.save(str(path))
    return path


def _face(document: Document, style: str, face: str) -> None:
    fonts = document.styles[style].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    fonts.set(qn("w:eastAsia"), face)


def _all(document: Document, **lengths: float) -> None:
    for section in document.sections:
        for name, length in lengths.items():
            setattr(section, name, Mm(length))


@pytest.mark.parametrize(
    "change, expected",
    [
        (lambda one: _all(one, top_margin=36.2), []),
        (lambda one: _all(one, top_margin=35), [("margin-top", "35.0", "37±1")]),
        (lambda one: _all(one, left_margin=31.8), [("margin-left", "31.8", "28±1")]),
        (lambda one: _all(one, right_margin=30), [("text-width", "152.0", "156±1")]),
        (lambda one: _all(one, bottom_margin=20), [("text-height", "240.0", "225±1")]),
        (lambda one: _all(one, page_width=216, page_height=279), [("page", "216×279", "210×297")]),
        (lambda one: setattr(one.styles["Body"].font, "size", Pt(14)), [("body-size", "14", "16")]),
        (lambda one: setattr(one.styles["Title"].font, "size", Pt(18)), [("title-size", "18", "22")]),
        (
            lambda one: setattr(one.styles["Body"].paragraph_format, "line_spacing", 1.5),
            [("line-pitch", "auto", "28–29")],
        ),
        (lambda one: _face(one, "Body", "仿宋_GB2312"), []),
        (lambda one: _face(one, "Body", "楷体"), [("body-font", "楷体", "仿宋")]),
        (lambda one: _face(one, "Title", "黑体"), [("title-font", "黑体", "小标宋")]),
    ],
)
def test_the_house_style(
    tmp_path: Path, change: Callable[[Document], object], expected: list[tuple[str, str, str]]
) -> None:
    """A measure within its tolerance is none, and one that is wrong is said once."""
    path = _styled(tmp_path, change)
    assert codes(examined(path)) == []  # only when asked
    found = examined(path, "gbt9704").findings
    assert [(one.code, one.actual, one.wanted) for one in found] == expected
    for one in found:
        assert one.part == "word/document.xml"
        assert one.paragraph
