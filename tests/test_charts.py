"""Charts in Word reports: what is drawn, what "edit data" opens, and what the tables say are the same figures."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any, Final, TypeAlias

import docx
import openpyxl
import pytest
import xlsxwriter
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from evaluator import reports
from evaluator.base.resources import shipped
from evaluator.evaluation import seal_of
from evaluator.model.round import RoundContext
from evaluator.reports.charts import charts
from evaluator.word import Chart, Series, TemplateError
from evaluator.word.charts import Charts, _written, filled, workbook
from evaluator.word.package import read_members
from tests.conftest import Office
from tests.rounds.making import run, whole
from tests.word.documents import template_of

DATA: Final = Path(__file__).parent / "data"
REPORT: Final = shipped("templates") / "evaluation-report.docx"
SUMMARY: Final = shipped("templates") / "summary.docx"
C: Final = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
HOSTILE: Final = ("A&B", "<60", "]]>", "{{ 7*7 }}", "=1+1", "_x0041_", " 前后 ", "一\n二", "\"'", "😀")

SCHEMA: Final = ("idx", "order", "tx", "spPr", "invertIfNegative", "marker", "cat", "val", "smooth", "extLst")
"""The order in which the schema wants the parts of a series."""

Json: TypeAlias = Any  # an evaluation, or what a test made of one
Figures = list[tuple[str, list[tuple[str, str | None]]]]
"""Of each series its name, and the value of each category."""


def evaluation(name: str = "evaluation") -> Json:
    loaded: Json = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def figures(chart: Chart) -> Figures:
    return [(one.name, list(zip(chart.categories, one.values, strict=True))) for one in chart.series]


def drawn(xml: bytes) -> Figures:
    """What the chart itself shows."""
    found = []
    for series in etree.fromstring(xml).iterfind(".//c:ser", C):
        names = points(series, "c:cat/c:strRef/c:strCache")
        values = points(series, "c:val/c:numRef/c:numCache")
        title = points(series, "c:tx/c:strRef/c:strCache")
        found.append((str(title[0]), [(str(name), value) for name, value in zip(names, values, strict=True)]))
    return found


def points(series: etree._Element, path: str) -> list[str | None]:
    cache = series.find(path, C)
    assert cache is not None
    count = cache.find("c:ptCount", C)
    assert count is not None
    known = {point.get("idx"): point.findtext("c:v", None, C) for point in cache.iterfind("c:pt", C)}
    return [known.get(str(index)) for index in range(int(count.get("val", "")))]


def edited(xml: bytes, workbook: bytes) -> list[tuple[object, list[tuple[object, object]]]]:
    """What "edit data" shows: the cells the chart's own formulas point at."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    found = []
    for series in etree.fromstring(xml).iterfind(".//c:ser", C):
        title, names, values = (cells(book, series, path) for path in ("c:tx", "c:cat", "c:val"))
        found.append((title[0], list(zip(names, values, strict=True))))
    return found


def cells(book: openpyxl.Workbook, series: etree._Element, path: str) -> list[object]:
    name, _, area = str(series.findtext(f"{path}//c:f", None, C)).partition("!")
    found = book[name][area.replace("$", "")]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


def numbers(given: Figures) -> list[tuple[object, list[tuple[object, object]]]]:
    """As a workbook holds them."""
    return [
        (name, [(at, None if value is None else float(value)) for at, value in values])
        for name, values in given
    ]


def chart_of(document: bytes, name: str) -> tuple[bytes, bytes]:
    """Follow the drawing of a name to its chart and workbook, as Word does."""
    part = docx.Document(io.BytesIO(document)).part
    drawing = next(one for one in part.element.iter("{*}docPr") if one.get("name") == name)
    (id,) = (one.get(qn("r:id")) for one in drawing.getparent().iter(f"{{{C['c']}}}chart"))
    chart = part.related_parts[id]
    (book,) = [one.target_part for one in chart.rels.values() if one.reltype == RELATIONSHIP_TYPE.PACKAGE]
    return chart.blob, book.blob


@pytest.mark.parametrize("name, series", [("evaluation", 1), ("evaluation-provisional", 2)])
def test_a_station_report_draws_the_shares_of_its_tables(name: str, series: int) -> None:
    """Chart, workbook and table say the same; a second ring is there only while something is open."""
    view = reports.view(evaluation(name))
    xml, workbook = chart_of(reports.render(evaluation(name)), "chart:sections")
    shown = drawn(xml)
    assert len(shown) == series
    for low, high, row in zip(shown[0][1], shown[-1][1], view.top_sections, strict=True):
        ends = [f"{value}%" for _, value in (low, high)]
        assert low[0] == high[0] == row.title
        assert row.share == (ends[0] if ends[0] == ends[1] else f"{ends[0]}～{ends[1]}")
    assert edited(xml, workbook) == numbers(shown)


def test_a_section_that_does_not_apply_leaves_a_gap() -> None:
    """No share is not a share of nothing."""
    given = evaluation()
    given["sections"][0] |= {"share": None, "share_low": None, "share_high": None}
    xml, workbook = chart_of(reports.render(given), "chart:sections")
    assert drawn(xml)[0][1][0] == ("基础建设", None)
    assert edited(xml, workbook)[0][1][0] == ("基础建设", None)


MEANS: Final = {"A": "70.1%", "B": "88.8%", "E": "61.5%"}


@pytest.mark.parametrize("name, series", [("evaluation", 2), ("evaluation-provisional", 3)])
def test_a_station_is_drawn_beside_the_rounds_average(name: str, series: int) -> None:
    """First the average of each section, then the station's share as the radar has it."""
    made = reports.render(evaluation(name), context=RoundContext(means=MEANS))
    xml, workbook = chart_of(made, "chart:mean")
    shown = drawn(xml)
    assert shown[0] == ("本轮平均得分率", [("基础建设", "70.1"), ("制度建设", "88.8"), ("服务提供", "61.5")])
    assert shown[1:] == drawn(chart_of(made, "chart:sections")[0])
    assert len(shown) == series
    assert edited(xml, workbook) == numbers(shown)


def test_a_round_without_an_average_of_a_section_leaves_a_gap() -> None:
    """In which no station has final points, and to which the section does not apply."""
    made = reports.render(evaluation(), context=RoundContext(means={"B": "88.8%", "gone": "1.0%"}))
    assert [value for _, value in drawn(chart_of(made, "chart:mean")[0])[0][1]] == [None, "88.8", None]


def drawings(document: bytes) -> list[str | None]:
    return [one.get("name") for one in docx.Document(io.BytesIO(document)).element.body.iter("{*}docPr")]


def test_a_report_compares_with_the_round_it_is_told(tmp_path: Path) -> None:
    """`report --round`: the average is that of the city's summary; another guideline's results are refused."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", "--jobs", "1", folder).exit_code == 0
    result, made = folder / "results" / "s1.json", tmp_path / "s1.docx"
    assert drawings((folder / "reports" / "s1.docx").read_bytes()).count("chart:mean") == 0
    done = run("report", result, "--round", folder, "-o", made)
    assert done.exit_code == 0, done.output
    summary = (folder / "reports" / "city" / "summary.docx").read_bytes()
    average = drawn(chart_of(summary, "chart:sections")[0])[0][1]
    assert drawn(chart_of(made.read_bytes(), "chart:mean")[0])[0][1] == average
    assert None not in [value for _, value in average]
    other = tmp_path / "other.json"
    sealed = evaluation()
    sealed["seal"] = seal_of(sealed)
    other.write_text(json.dumps(sealed, ensure_ascii=False), encoding="utf-8")
    refused = run("report", other, "--round", folder, "-o", tmp_path / "no.docx")
    assert (refused.exit_code, (tmp_path / "no.docx").exists()) == (1, False)
    assert "other.json was not evaluated by this round's guideline" in refused.stderr


def test_a_round_without_results_has_no_average(tmp_path: Path) -> None:
    """That is said, and the report has no empty chart."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", "--jobs", "1", "--no-reports", folder).exit_code == 0
    result = tmp_path / "s1.json"
    (folder / "results" / "s1.json").rename(result)
    for left in (folder / "results").glob("*.json"):
        left.unlink()
    done = run("report", result, "--round", folder, "-o", tmp_path / "s1.docx")
    assert done.exit_code == 0, done.output
    assert "no station of this round has final points yet" in done.stderr
    assert "chart:mean" not in drawings((tmp_path / "s1.docx").read_bytes())


def test_long_titles_do_not_crowd_the_radar() -> None:
    """Ids stand at its corners then; the bars below have room for the titles."""
    given = evaluation()
    given["sections"][0]["title"] = "社会工作专业服务成效与群众满意度"
    made = reports.render(given, context=RoundContext(means=MEANS))
    assert [name for name, _ in drawn(chart_of(made, "chart:sections")[0])[0][1]] == ["A", "B", "E"]
    assert drawn(chart_of(made, "chart:mean")[0])[0][1][0][0] == "社会工作专业服务成效与群众满意度"


def test_two_sections_are_no_radar() -> None:
    """A radar of two corners is a line: the figure and its caption are left out, the table stays."""
    given = evaluation()
    given["sections"] = [one for one in given["sections"] if one["id"] != "E"]
    assert "chart:sections" not in drawings(reports.render(given))


def test_a_chart_is_the_same_every_time_and_described_in_words() -> None:
    """No clock in the workbook; what cannot be seen can be read out."""
    first, second = (reports.render(evaluation()) for _ in range(2))
    assert first == second
    drawings = docx.Document(io.BytesIO(first)).element.body.iter("{*}docPr")
    (drawing,) = (one for one in drawings if one.get("name", "").startswith("chart:"))
    assert drawing.get("descr") == reports.view(evaluation()).label["chart_sections_alt"]


@pytest.mark.parametrize("template", [REPORT, SUMMARY], ids=lambda path: path.stem)
def test_the_look_stays_the_templates(template: Path) -> None:
    """All but categories, values and names is as it was, and the template's reports are still the fast ones."""
    opened = template_of(template)
    assert opened.fallbacks == ()
    members = read_members(template.read_bytes())
    for name in (one for one in members if one.startswith("word/charts/chart")):
        before = drawn(members[name])
        chart = Chart(
            [at for at, _ in before[0][1]],
            [Series(title, [v for _, v in values]) for title, values in before],
        )
        found = [
            made[name]
            for one in opened.charts.names
            if one.startswith("chart:") and name in (made := opened.charts.members({one: chart}))
        ]
        assert found == [members[name]]


@pytest.mark.parametrize("kind", ["area", "bar", "column", "doughnut", "line", "pie", "radar"])
def test_every_kind_of_chart_with_categories(kind: str) -> None:
    """Charts another program wrote, without names and categories of their own, are filled likewise."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet, chart = book.add_worksheet(), book.add_chart({"type": kind})
    chart.add_series({"values": "=Sheet1!$A$1:$A$3", "fill": {"color": "#123456"}})
    sheet.insert_chart("C1", chart)
    book.close()
    wanted = Chart(["甲", "乙"], [Series("一", ["1.50", None]), Series("二", ["2", "3"])])
    xml = filled(etree.fromstring(read_members(made.getvalue())["xl/charts/chart1.xml"]), wanted)
    assert drawn(xml) == figures(wanted)
    for series in etree.fromstring(xml).iterfind(".//c:ser", C):
        tags = [etree.QName(one).localname for one in series]
        assert tags == sorted(tags, key=SCHEMA.index)
        assert b"123456" in etree.tostring(series)


def test_a_text_that_looks_like_the_place_of_a_figure_stays_a_text() -> None:
    made = Chart(
        ["900000001", "<v>900000002</v>"], [Series("900000003", ["1", None]), Series("甲", ["2", "3"])]
    )
    for parts in CHARTS._fields_of.values():
        for part in parts:
            if not isinstance(part, str):
                assert drawn(filled(part.tree, made)) == figures(made)


texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=8)
)
values = st.one_of(st.none(), st.decimals(-1000, 1000, places=2).map(lambda value: f"{value:f}"))


@st.composite
def any_charts(draw: st.DrawFn) -> Chart:
    """More and fewer series and categories than any template has; every text."""
    categories = draw(st.lists(texts, min_size=1, max_size=30))
    row = st.lists(values, min_size=len(categories), max_size=len(categories))
    return Chart(categories, draw(st.lists(st.builds(Series, texts, row), min_size=1, max_size=30)))


CHARTS: Final = Charts(read_members(SUMMARY.read_bytes()))


@given(chart=any_charts())
def test_any_figures_arrive(chart: Chart) -> None:
    """Digit by digit in the chart, as numbers in the workbook, which its formulas find; texts as written."""
    made = CHARTS.members({"chart:sections": chart})
    (xml,) = [data for name, data in made.items() if name.endswith(".xml")]
    (workbook,) = [data for name, data in made.items() if name.endswith(".xlsx")]
    assert drawn(xml) == figures(chart)
    read = edited(xml, workbook)
    assert [[value for _, value in row] for _, row in read] == [
        [value for _, value in row] for _, row in numbers(figures(chart))
    ]
    for (_, row), (_, wanted) in zip(read, figures(chart), strict=True):
        assert [unescaped(at) for at, _ in row] == [at for at, _ in wanted]
    assert made == CHARTS.members({"chart:sections": chart})
    root = etree.fromstring(xml)
    for tag in ("idx", "order"):
        found = [one.get("val") for one in root.iterfind(f".//c:ser/c:{tag}", C)]
        assert found == [str(number) for number in range(len(chart.series))]


def unescaped(cell: object) -> str:
    """Nothing is what an empty text leaves in a cell; Excel's _x005F_ is an underscore."""
    return "" if cell is None else str(cell).replace("_x005F_", "_")


@pytest.mark.parametrize(
    "chart, code",
    [
        pytest.param((["甲"], [("乙", ["1", "2"])]), "value", id="too-many-values"),
        pytest.param((["甲"], [("乙", ["1e3"])]), "value", id="no-decimal"),
        pytest.param((["甲"], [("乙", ["NaN"])]), "value", id="no-number"),
        pytest.param((["甲"], [("乙", ["１"])]), "value", id="full-width"),
        pytest.param((["甲\x00"], [("乙", ["1"])]), "character", id="control-character"),
        pytest.param((["甲"], [("\ud800", ["1"])]), "character", id="surrogate"),
        pytest.param((["甲" * 32_768], [("乙", ["1"])]), "value", id="longer-than-a-cell"),
    ],
)
def test_figures_that_cannot_be_drawn_are_refused(chart: Any, code: str) -> None:  # noqa: ANN401
    """Nothing is cut off, rounded or dropped in silence."""
    with pytest.raises(TemplateError) as raised:
        Chart(chart[0], [Series(name, row) for name, row in chart[1]])
    assert raised.value.code == code


def changed(name: str, old: bytes, new: bytes) -> Charts:
    members = read_members(REPORT.read_bytes())
    assert old in members[name]
    return Charts({**members, name: members[name].replace(old, new)})


@pytest.mark.parametrize(
    "broken, why",
    [
        pytest.param(
            lambda: changed("word/document.xml", b"<c:chart ", b"<c:other "), "not a chart", id="other"
        ),
        pytest.param(
            lambda: changed("word/_rels/document.xml.rels", b"charts/chart1.xml", b"charts/chart9.xml"),
            "no file for this chart",
            id="no-part",
        ),
        pytest.param(
            lambda: changed("word/charts/_rels/chart1.xml.rels", b"Microsoft", b"http://x/Microsoft"),
            "outside the document",
            id="linked",
        ),
        pytest.param(
            lambda: changed("word/document.xml", b'"chart:sections"', b'"Chart 1"'),
            "no drawing",
            id="no-name",
        ),
        pytest.param(
            lambda: changed("word/charts/chart1.xml", b"c:cat>", b"c:xVal>"), "x and y", id="scatter"
        ),
    ],
)
def test_a_template_without_the_chart_says_so(broken: Any, why: str) -> None:  # noqa: ANN401
    """The name of the drawing and what is wrong with it."""
    with pytest.raises(TemplateError, match=f"chart:sections: .*{why}"):
        broken().members({"chart:sections": Chart(["甲"], [Series("乙", ["1"])])})


@pytest.mark.parametrize("template", sorted(shipped("templates").glob("*.docx")), ids=lambda path: path.stem)
def test_a_template_says_each_property_once(template: Path) -> None:
    """Word takes a document for damaged that has one twice, or in a namespace that is none of its own."""
    root = etree.fromstring(read_members(template.read_bytes())["docProps/core.xml"])
    names = [etree.QName(one) for one in root]
    assert len({name.localname for name in names}) == len(names)
    assert {name.namespace for name in names} <= {root.nsmap[prefix] for prefix in ("cp", "dc", "dcterms")}


def test_a_template_without_charts_is_left_alone(tmp_path: Path) -> None:
    """Own templates need no charts."""
    document = docx.Document()
    document.add_paragraph("{{ station.name }}")
    document.save(str(tmp_path / "own.docx"))
    with zipfile.ZipFile(io.BytesIO(reports.render(evaluation(), tmp_path / "own.docx"))) as made:
        assert not [name for name in made.namelist() if "chart" in name]


@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_an_office_program_draws_it(office: Office, tmp_path: Path, name: str) -> None:
    """The page that has the figure's caption has the name of every section and ring on it."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed (no `pdftotext` on the PATH)")
    path = tmp_path / "report.docx"
    path.write_bytes(reports.render(evaluation(name)))
    done = subprocess.run(["pdftotext", str(office(path)), "-"], capture_output=True, check=True)
    pages = ["".join(page.split()) for page in done.stdout.decode().split("\f")]
    (page,) = [one for one in pages if "图：各模块得分率（%）" in one]
    before = page.partition("图：各")[0].replace("(", "（").replace(")", "）")
    chart = charts(reports.view(evaluation(name)))["chart:sections"]
    assert [
        text for text in (*chart.categories, *(one.name for one in chart.series)) if text not in before
    ] == []


_FIGURE: Final = st.none() | st.decimals(0, 10**9, places=2, allow_nan=False).map(str)
_TITLE: Final = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(_TITLE, _FIGURE, _FIGURE), max_size=6), st.sampled_from(["General", "0.00%"]))
def test_a_workbook_with_other_figures_is_what_xlsxwriter_writes(
    rows: list[tuple[str, str | None, str | None]], form: str
) -> None:
    """Byte for byte, whatever the figures, the gaps and the titles."""
    series = [Series(name, [row[at] for row in rows]) for at, name in enumerate(("甲", "乙"), 1)]
    chart = Chart([row[0] for row in rows], series)
    assert workbook(chart, form) == _written(chart, form)
