"""Fill the charts of a template with figures. They remain Word charts and keep the look of the template.

A chart is found by the name of its drawing (`wp:docPr/@name`, in Word: the selection pane). Its figures are
in two places: the chart's XML, which Word draws, and a workbook inside the document, which opens on "edit
data". Both are written; colours, fonts, axes and labels stay unchanged.
"""

import copy
import io
import itertools
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, Self

import xlsxwriter
from lxml import etree

from evaluator.word.errors import TemplateError
from evaluator.word.package import Refill
from evaluator.word.text import is_illegal

_MAIN: Final = "word/document.xml"
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_LONGEST: Final = 32_767
"""Characters a cell of a workbook can hold; XlsxWriter would cut longer texts off."""
_PLACEHOLDER: Final = 900_000_001
"""The first number that stands for a figure; fewer texts than that fit in a workbook."""
_FIGURE: Final = re.compile(r"(?<=<v>)9\d{8}(?=</v>)")
_POINT: Final = re.compile(r"(?<=[:<]v>)9\d{8}(?=</)")
"""The place of a figure in a chart's workbook, and in its XML."""
_CREATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_SHEET: Final = "Sheet1"
_AFTER_VALUES: Final = {f"{_C}{name}" for name in ("bubbleSize", "smooth", "shape", "extLst")}


@dataclass(frozen=True, slots=True)
class Series:
    """A series of values: a row of bars, a line, or a ring of a radar chart."""

    name: str
    values: Sequence[str | None]
    """Decimal numbers as text, so that no digit is lost; None leaves a gap."""
    like: int | None = None
    """The series of the template whose look it has; None: that of its own place."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The figures of a chart: each series has a value for each category."""

    categories: Sequence[str]
    series: Sequence[Series]

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise TemplateError(
                    "value",
                    f"{series.name!r}: {len(series.values)} values for {len(self.categories)} categories",
                )
            for value in series.values:
                if value is not None and not _NUMBER.fullmatch(value):
                    raise TemplateError("value", f"{series.name!r}: {value!r} is not a decimal number")
        for text in (*self.categories, *(series.name for series in self.series)):
            if is_illegal(text):
                raise TemplateError("character", f"{text!r} holds a character that XML cannot hold")
            if len(text) > _LONGEST:
                raise TemplateError("value", f"a text of {len(text)} characters is too long for a chart")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a chart is without its figures."""

    categories: tuple[str, ...]
    series: tuple[tuple[str, int | None], ...]
    """Titles and looks."""
    gaps: tuple[bool, ...]
    """Which values are blank."""

    @classmethod
    def of(cls, chart: Chart) -> Self:
        series = tuple((series.name, series.like) for series in chart.series)
        gaps = tuple(value is None for series in chart.series for value in series.values)
        return cls(tuple(chart.categories), series, gaps)


@dataclass(frozen=True, slots=True)
class _Part:
    """A chart of a template, parsed once; each report fills a copy."""

    member: str
    tree: etree._Element
    workbook: str
    """The member with its data; empty where the template has none."""


class Charts:
    """The charts of a template by the names of their drawings. Filling does not change the template."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self._fields_of: dict[str, list[_Part | str]] = {}
        relations = _relations(members, _MAIN)
        for drawing in etree.fromstring(members[_MAIN]).iter(f"{_WP}docPr"):
            holder = drawing.getparent()
            assert holder is not None  # a drawing is never the whole document
            ids = [chart.get(f"{_R}id", "") for chart in holder.iter(f"{_C}chart")]
            part = _part(members, relations, ids[0]) if ids else "the drawing is not a chart"
            self._fields_of.setdefault(drawing.get("name", ""), []).append(part)

    @property
    def names(self) -> frozenset[str]:
        """The names of all drawings of the template, charts or not."""
        return frozenset(self._fields_of)

    def members(self, charts: Mapping[str, Chart]) -> dict[str, bytes]:
        """Return what `Template.render` takes as `members`: each chart with its figures, and its workbook.

        Raise TemplateError for a chart that the template does not have.
        """
        made: dict[str, bytes] = {}
        for name, chart in charts.items():
            for part in self._fields_of.get(name, ["the template has no drawing of this name"]):
                if isinstance(part, str):
                    raise TemplateError("file", f"{name}: {part}")
                form = part.tree.findtext(f".//{_C}numCache/{_C}formatCode") or "General"
                made[part.member] = filled(part.tree, chart)
                if part.workbook:
                    made[part.workbook] = workbook(chart, form)
        return made


def pictures(members: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """Return the PNG files of a template's pictures by the names of their drawings."""
    relations = _relations(members, _MAIN)
    listed: dict[str, set[str]] = {}
    for drawing in etree.fromstring(members[_MAIN]).iter(f"{_WP}docPr"):
        holder = drawing.getparent()
        assert holder is not None  # a drawing is never the whole document
        for picture in holder.iter(f"{_A}blip"):
            member, outside = relations.get(picture.get(f"{_R}embed", ""), ("", False))
            if not outside and member in members and member.lower().endswith(".png"):
                listed.setdefault(drawing.get("name", ""), set()).add(member)
    return {name: frozenset(files) for name, files in listed.items()}


def filled(template: etree._Element, chart: Chart) -> bytes:
    """Return the XML of a chart with new figures.

    A series that does not say which it looks like has the look of its place, or of the template's last.
    """
    values = [value for series in chart.series for value in series.values if value is not None]
    pieces, order = _xml_without_figures(template, _Shape.of(chart))
    if len(pieces) != len(values) + 1:  # one of its texts looks like the place of a figure
        return _xml(template, chart).encode()
    figures = [values[at] for at in order]
    return "".join([text for pair in zip(pieces, [*figures, ""], strict=True) for text in pair]).encode()


@lru_cache(maxsize=64)
def _xml_without_figures(template: etree._Element, shape: _Shape) -> tuple[list[str], list[int]]:
    """Return the XML of charts that differ in figures alone, in pieces around the figures, and their order.

    Series of different plots of a chart stand in the order of the plots.
    """
    xml = _xml(template, _with_places(shape))
    return _POINT.split(xml), [int(figure) - _PLACEHOLDER for figure in _POINT.findall(xml)]


def _xml(template: etree._Element, chart: Chart) -> str:
    root = copy.deepcopy(template)
    looks = list(root.iter(f"{_C}ser"))
    used: set[int] = set()
    for number, series in enumerate(chart.series):
        look = min(number if series.like is None else series.like, len(looks) - 1)
        node = copy.deepcopy(looks[look])
        if look in used:
            for extension in node.findall(f"{_C}extLst"):  # it holds an id that no two series may share
                node.remove(extension)
        used.add(look)
        _fill(node, number, chart.categories, series)
        first = next(each for each in looks if each.getparent() is looks[look].getparent())
        first.addprevious(node)
    for surplus in looks:
        parent = surplus.getparent()
        assert parent is not None  # a series stands in a plot
        parent.remove(surplus)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True).decode()


def _with_places(shape: _Shape) -> Chart:
    """Return a chart of this shape with the places of its figures instead of them."""
    numbers = itertools.count(_PLACEHOLDER)
    left = iter(shape.gaps)
    series = [
        Series(title, [None if next(left) else str(next(numbers)) for _ in shape.categories], like)
        for title, like in shape.series
    ]
    return Chart(shape.categories, series)


def workbook(chart: Chart, form: str = "General") -> bytes:
    """Return the workbook behind a chart: categories in column A, a column for each series."""
    book, pieces = _workbook_without_figures(_Shape.of(chart), form)
    rows = zip(*(series.values for series in chart.series), strict=True)
    figures = [f"{float(value):.16G}" for row in rows for value in row if value is not None]
    texts = [text for pair in zip(pieces, [*figures, ""], strict=True) for text in pair]
    return book.with_content("".join(texts).encode())


@lru_cache(maxsize=64)
def _workbook_without_figures(shape: _Shape, form: str) -> tuple[Refill, list[str]]:
    """Return the workbook of charts that differ in figures alone, and its sheet in pieces around the figures.

    XlsxWriter writes it once; the charts of all stations of a round have the same categories.
    """
    book = Refill(_written(_with_places(shape), form), f"xl/worksheets/{_SHEET.lower()}.xml")
    return book, _FIGURE.split(book.content.decode())


def _written(chart: Chart, form: str) -> bytes:
    """Let XlsxWriter write a chart's workbook."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(_SHEET)
    number = book.add_format({"num_format": form})
    sheet.set_column(0, 0, 24)
    for row, category in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, category)
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(0, column, series.name)
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, float(value), number)
    book.close()
    return made.getvalue()


def _part(members: Mapping[str, bytes], relations: Mapping[str, tuple[str, bool]], id: str) -> _Part | str:
    """Return a chart's part, or why there is none to fill."""
    member, outside = relations.get(id, ("", False))
    if outside or member not in members:
        return "the template has no file for this chart"
    tree = etree.fromstring(members[member])
    if next(tree.iter(f"{_C}ser"), None) is None:
        return "the chart has no series whose look could be taken over"
    if next(tree.iter(f"{_C}xVal"), None) is not None:
        return "a chart of points (x and y) has no categories"
    data = tree.find(f"{_C}externalData")
    if data is None:
        return _Part(member, tree, "")
    book, outside = _relations(members, member).get(data.get(f"{_R}id", ""), ("", False))
    if outside or book not in members:
        return "its data lies in a file outside the document"
    return _Part(member, tree, book)


def _relations(members: Mapping[str, bytes], name: str) -> dict[str, tuple[str, bool]]:
    """Return a part's relations by id: the member's name, and whether it is outside the package."""
    folder, file = posixpath.split(name)
    source = members.get(f"{folder}/_rels/{file}.rels")
    if source is None:
        return {}
    return {
        relation.get("Id", ""): (
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).removeprefix("/"),
            relation.get("TargetMode") == "External",
        )
        for relation in etree.fromstring(source).iter(f"{_P}Relationship")
    }


def _fill(node: etree._Element, number: int, categories: Sequence[str], series: Series) -> None:
    last, column = len(categories) + 1, _column(number + 1)
    index, order = node.find(f"{_C}idx"), node.find(f"{_C}order")
    for place in (index, order):
        if place is not None:  # both are required by the schema
            place.set("val", str(number))
    form = node.findtext(f"{_C}val//{_C}formatCode") or "General"
    name = etree.Element(f"{_C}tx")
    _cache(name, "str", f"{_SHEET}!${column}$1", [series.name])
    cat = etree.Element(f"{_C}cat")
    _cache(cat, "str", f"{_SHEET}!$A$2:$A${last}", categories)
    val = etree.Element(f"{_C}val")
    _cache(val, "num", f"{_SHEET}!${column}$2:${column}${last}", series.values, form)
    for old in [child for child in node if child.tag in {name.tag, cat.tag, val.tag}]:
        node.remove(old)
    node.insert(len([element for element in (index, order) if element is not None]), name)
    at = next((at for at, child in enumerate(node) if child.tag in _AFTER_VALUES), len(node))
    node[at:at] = [cat, val]


def _cache(
    parent: etree._Element, kind: str, cells: str, values: Sequence[str | None], form: str = ""
) -> None:
    """Write values with their cell range in the workbook."""
    reference = etree.SubElement(parent, f"{_C}{kind}Ref")
    etree.SubElement(reference, f"{_C}f").text = cells
    cache = etree.SubElement(reference, f"{_C}{kind}Cache")
    if form:
        etree.SubElement(cache, f"{_C}formatCode").text = form
    etree.SubElement(cache, f"{_C}ptCount").set("val", str(len(values)))
    for index, value in _points(values):
        point = etree.SubElement(cache, f"{_C}pt", idx=str(index))
        etree.SubElement(point, f"{_C}v").text = value


def _points(values: Sequence[str | None]) -> Iterator[tuple[int, str]]:
    return ((index, value) for index, value in enumerate(values) if value is not None)


def _column(number: int) -> str:
    """Return the letters of a column, counted from 0."""
    name = ""
    while number >= 0:
        number, letter = divmod(number, 26)
        name, number = chr(ord("A") + letter) + name, number - 1
    return name
