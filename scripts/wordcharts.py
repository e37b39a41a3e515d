"""Put charts into the Word templates: the look is fixed here, the figures are put in with each report."""

from dataclasses import dataclass
from typing import Final, Literal

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from lxml import etree
from wordkit import Builder
from wordstyles import LATIN, SONG

from evaluator.word.charts import Chart, Series, filled, workbook

PERCENT: Final = 'General"%"'
"""As many decimals as the figure has, so that a label never shows other digits than the table."""

_NAMESPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_NAMES_BESIDE: Final = (
    '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    '<c:x val="0.3"/><c:y val="0.06"/><c:w val="0.4"/><c:h val="0.92"/></c:manualLayout></c:layout>'
)
"""Where the lines stand, with room for names on both sides."""
_AXES: Final = '<c:axId val="111111111"/><c:axId val="222222222"/>'
_INK: Final = "262626"


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a series: colours that differ in grey too, and a dash or marker of its own."""

    colour: str
    dash: str = "solid"
    marker: str = "circle"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart of a template."""

    name: str
    """Of the drawing: how the program finds it."""
    alt: str
    kind: Literal["radar", "columns", "bars", "moves", "slopes"]
    """Bars lie, so that many figures beside them stay legible; columns stand; moves
    stand on both sides of the axis; slopes are lines between two lists, named at both ends."""
    looks: tuple[Look, ...]
    sample: Chart
    """What Word shows in the template itself."""
    form: str = "General"
    most: int | None = None
    """Where the axis of percentages ends; None leaves the axis out."""
    height: float = 84.0
    """In mm, as the width."""
    width: float = 140.0


def add_figure(builder: Builder, figure: Figure, caption: str) -> None:
    """A chart in the middle of the page, its caption below it."""
    document = builder.document
    number = sum(one.reltype == RELATIONSHIP_TYPE.CHART for one in document.part.rels.values()) + 1
    paragraph = builder.text("")
    format_ = paragraph.paragraph_format
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    format_.keep_with_next, format_.first_line_indent, format_.line_spacing = True, Mm(0), 1.0
    paragraph.add_run()._r.append(_drawing(figure, _part(document, figure, number), number))
    below = builder.text(caption, "Caption")
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    below.paragraph_format.keep_with_next = False


def _part(document: Document, figure: Figure, number: int) -> str:
    """Add the chart and its workbook to the package and return the id of the chart."""
    package = document.part.package
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, b"", package)
    book = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        CONTENT_TYPE.SML_SHEET,
        workbook(figure.sample, figure.form),
        package,
    )
    data = chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    chart._blob = filled(etree.fromstring(_space(figure, data).encode()), figure.sample)
    return document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)


def _drawing(figure: Figure, id: str, number: int) -> etree._Element:
    width, height = (round(side * 36_000) for side in (figure.width, figure.height))
    return parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="{figure.name}" descr="{figure.alt}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'r:id="{id}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )


def _space(figure: Figure, data: str) -> str:
    series = "".join(_series(figure, number, look) for number, look in enumerate(figure.looks))
    moves = figure.kind == "moves"
    if figure.kind == "radar":
        plot = (
            f'<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>{series}{_AXES}</c:radarChart>'
        )
    elif figure.kind == "slopes":
        plot = (
            f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
            f'<c:marker val="1"/>{_AXES}</c:lineChart>'
        )
    else:
        plot = (
            f'<c:barChart><c:barDir val="{"bar" if figure.kind == "bars" else "col"}"/>'
            f'<c:grouping val="{"stacked" if moves else "clustered"}"/><c:varyColors val="0"/>'
            f'{series}<c:gapWidth val="60"/><c:overlap val="{100 if moves else -5}"/>{_AXES}</c:barChart>'
        )
    layout = _NAMES_BESIDE if figure.kind == "slopes" else "<c:layout/>"
    legend = (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(9)}</c:legend>'
        if len(figure.looks) > 1 and figure.kind != "slopes"
        else ""
    )
    return (
        f'<c:chartSpace {_NAMESPACES}><c:date1904 val="0"/><c:lang val="zh-CN"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea>{layout}{plot}{_axes(figure)}<c:spPr><a:noFill/></c:spPr></c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>{_line("BFBFBF", 6350)}</c:spPr>'
        f'{_text(9)}<c:externalData r:id="{data}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _series(figure: Figure, number: int, look: Look) -> str:
    labels = (
        f'<c:dLbls><c:numFmt formatCode="{_escaped(figure.form)}" sourceLinked="0"/>'
        "<c:spPr><a:noFill/></c:spPr>"
        f'{_text(8)}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    values = (
        "<c:val><c:numRef><c:f/><c:numCache>"
        f"<c:formatCode>{figure.form}</c:formatCode></c:numCache></c:numRef></c:val>"
    )
    head = f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
    if figure.kind == "slopes":
        return f'{head}{_slope(look)}{values}<c:smooth val="0"/></c:ser>'
    if figure.kind != "radar":
        paint = f'<a:solidFill><a:srgbClr val="{look.colour}"/></a:solidFill>{_line(_INK, 6350)}'
        return f'{head}<c:spPr>{paint}</c:spPr><c:invertIfNegative val="0"/>{labels}{values}</c:ser>'
    fill = f'<c:spPr><a:solidFill><a:srgbClr val="{look.colour}"/></a:solidFill></c:spPr>'
    return (
        f"{head}<c:spPr>{_line(look.colour, 25_400, look.dash)}</c:spPr>"
        f'<c:marker><c:symbol val="{look.marker}"/><c:size val="6"/>{fill}</c:marker>{values}</c:ser>'
    )


def _slope(look: Look) -> str:
    """A thin line with its title beside both ends."""
    left, right = (
        f'<c:spPr><a:noFill/></c:spPr>{_text(8)}<c:dLblPos val="{place}"/><c:showLegendKey val="0"/>'
        '<c:showVal val="0"/><c:showCatName val="0"/><c:showSerName val="1"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/>'
        for place in ("l", "r")
    )
    return (
        f'<c:spPr>{_line(look.colour, 15_875, look.dash)}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'
        f'<c:dLbls><c:dLbl><c:idx val="0"/>{left}</c:dLbl><c:dLbl><c:idx val="1"/>{right}</c:dLbl>'
        f"{right}</c:dLbls>"
    )


def _axes(figure: Figure) -> str:
    if figure.kind == "slopes":
        return _SLOPE_AXES
    lying, moves = figure.kind == "bars", figure.kind == "moves"
    scale = '<c:scaling><c:orientation val="minMax"/>'
    first_on_top = '<c:scaling><c:orientation val="maxMin"/>' if lying else scale
    least = "" if moves else '<c:min val="0"/>'
    ends = f'<c:max val="{figure.most}"/>' if figure.most else ""
    grid = f"<c:majorGridlines><c:spPr>{_line('D9D9D9', 6350)}</c:spPr></c:majorGridlines>"
    line = f"<c:spPr>{_line('7F7F7F', 6350)}</c:spPr>"
    step = '<c:majorUnit val="20"/>' if figure.most else ""
    return (
        f'<c:catAx><c:axId val="111111111"/>{first_on_top}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"l" if lying else "b"}"/>'
        f'{grid if figure.kind == "radar" else ""}<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"low" if moves else "nextTo"}"/>'
        f'{line}{_text(8, upright=True) if moves else _text(10)}<c:crossAx val="222222222"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        f'<c:valAx><c:axId val="222222222"/>{scale}{ends}{least}</c:scaling>'
        f'<c:delete val="{0 if figure.most else 1}"/>'
        f'<c:axPos val="{"b" if lying else "l"}"/>{grid if figure.most else ""}'
        '<c:numFmt formatCode="0" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{line}{_text(8)}<c:crossAx val="111111111"/><c:crosses val="{"max" if lying else "autoZero"}"/>'
        f'<c:crossBetween val="between"/>{step}</c:valAx>'
    )


def _line(colour: str, width: int, dash: str = "solid") -> str:
    return (
        f'<a:ln w="{width}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f'<a:prstDash val="{dash}"/></a:ln>'
    )


def _text(size: int, *, upright: bool = False) -> str:
    turned = ' rot="-5400000" vert="horz"' if upright else ""
    return (
        f'<c:txPr><a:bodyPr{turned}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size * 100}" b="0">'
        f'<a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill><a:latin typeface="{LATIN}"/>'
        f'<a:ea typeface="{SONG}"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


_SLOPE_AXES: Final = (
    '<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
    '<c:delete val="0"/><c:axPos val="t"/><c:numFmt formatCode="General" sourceLinked="0"/>'
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text(10)}<c:crossAx val="222222222"/>'
    '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
    '<c:noMultiLvlLbl val="0"/></c:catAx><c:valAx><c:axId val="222222222"/><c:scaling>'
    '<c:orientation val="maxMin"/><c:min val="0"/></c:scaling><c:delete val="1"/><c:axPos val="l"/>'
    '<c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
    '<c:tickLblPos val="nextTo"/><c:crossAx val="111111111"/><c:crosses val="autoZero"/>'
    '<c:crossBetween val="midCat"/></c:valAx>'
)
"""The first rank on top, and the names of both rankings above it."""


def _escaped(text: str) -> str:
    return text.replace('"', "&quot;")


def sections_figure(builder: Builder) -> None:
    """The share of each section as a radar, which needs three of them; two rings while something is open."""
    builder.tag("if top_sections | length > 2")
    names = ["基础建设", "制度建设", "服务提供", "服务成效"]
    sample = Chart(
        names,
        [
            Series("得分率（至少）", ["60", "70", "80", "75"]),
            Series("得分率（至多）", ["60", "90", "80", "95"]),
        ],
    )
    looks = (Look("1F3864"), Look("C55A11", "dash", "diamond"))
    figure = Figure(
        "chart:sections", "{{ label.chart_sections_alt }}", "radar", looks, sample, PERCENT, 100, height=96
    )
    add_figure(builder, figure, "{{ label.chart_sections }}")
    builder.tag("endif")


def mean_figure(builder: Builder) -> None:
    """The share of each section beside the round's average, in reports that compare with a round."""
    builder.tag("if means")
    sample = Chart(
        ["基础建设", "制度建设", "服务提供"],
        [
            Series("本轮平均得分率", ["72.5", "80.1", "76.4"]),
            Series("得分率（至少）", ["60", "70", "80"]),
            Series("得分率（至多）", ["60", "90", "80"]),
        ],
    )
    looks = (Look("BFBFBF"), Look("1F3864"), Look("8FAADC"))
    figure = Figure(
        "chart:mean",
        "{{ label.chart_against_mean_alt }}",
        "bars",
        looks,
        sample,
        PERCENT,
        110,  # room for the labels of full marks
        height=96,
        width=154,
    )
    add_figure(builder, figure, "{{ label.chart_against_mean }}")
    builder.tag("endif")


def grades_figure(builder: Builder) -> None:
    """How many stations have each grade."""
    sample = Chart(["优秀", "良好", "合格", "不合格"], [Series("站点数", ["3", "9", "6", "1"])])
    figure = Figure(
        "chart:grades", "{{ label.chart_grades_alt }}", "columns", (Look("2F5597"),), sample, height=62
    )
    add_figure(builder, figure, "{{ label.chart_grades }}")


def by_section_figure(builder: Builder) -> None:
    """The average share of each section between the highest and the lowest."""
    sample = Chart(
        ["基础建设", "制度建设", "服务提供"],
        [
            Series("全市平均", ["72.5", "80.1", "76.4"]),
            Series("最高站点", ["95", "100", "92.5"]),
            Series("最低站点", ["40", "55", "48.25"]),
        ],
    )
    looks = (Look("1F3864"), Look("8FAADC"), Look("F2F2F2"))
    figure = Figure(
        "chart:sections",
        "{{ label.chart_by_section_alt }}",
        "bars",
        looks,
        sample,
        PERCENT,
        110,  # room for the labels of full marks
        height=104,
        width=154,
    )
    add_figure(builder, figure, "{{ label.chart_by_section }}")


def ranks_figure(builder: Builder) -> None:
    """How many ranks stations go up and down under random weights, where any do."""
    builder.tag("if robust_rows")
    sample = Chart(
        ["青禾镇", "柳塘镇", "云溪镇", "竹湾镇"],
        [Series("最多前移", ["0", "1", "2", "1"]), Series("最多后移", ["-1", "-1", "0", "-3"])],
    )
    figure = Figure(
        "chart:ranks",
        "{{ label.chart_ranks_alt }}",
        "moves",
        (Look("8FAADC"), Look("F2F2F2")),
        sample,
        "0;0;",  # without a sign, and nothing for 0
        height=62,
        width=154,
    )
    add_figure(builder, figure, "{{ label.chart_ranks }}{{ robust_title }}")
    builder.tag("endif")


def slopes_figure(builder: Builder) -> None:
    """How ranks move from one ranking to another, as high as there are lines."""
    sample = Chart(
        ["2025-06", "2026-06"],
        [
            Series("青禾镇 2→1", ["2", "1"]),
            Series("云溪镇 1→2", ["1", "2"]),
            Series("柳塘镇 3", ["3", "3"]),
        ],
    )
    looks = (Look("1F3864"), Look("C55A11", "sysDash"), Look("7F7F7F"))
    for size, height in (("few", 78.0), ("some", 160.0), ("many", 228.0)):
        builder.tag(f'if ranks_size == "{size}"')
        figure = Figure(
            "chart:slopes", "{{ ranks_title }}", "slopes", looks, sample, height=height, width=154
        )
        add_figure(builder, figure, "{{ ranks_title }}")
        builder.tag("endif")
