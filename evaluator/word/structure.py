"""Prove that a template gives well-formed XML, and tables with their columns, for any values.

docxtpl parses each report to repair broken XML, to make the grid of each table fit its rows, and to number
drawings. That takes a third of its time, and is needless where the template alone shows that there is
nothing to repair. The template is flattened to one XML document, in which a printed value is a mark and a
loop or branch an element; what holds for that document holds for every report.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from evaluator.word.errors import TemplateError, visible
from evaluator.word.text import without_prolog

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
CONTROL: Final = "urn:control"
_BRANCH: Final = f"{{{CONTROL}}}branch"
_VALUE: Final = "\ue000"
_DECLARATION: Final = re.compile(r'\sxmlns:([\w.-]+)=("[^"]*")')
TABLE_START: Final = "\x02"
TABLE_END: Final = "\x03"
DRAWING_ID: Final = "\x04"
"""Marks in the text of a compiled template. No XML and no value can have these characters."""
_TAG: Final = re.compile(r"<(/?)([\w:.-]+)[^<>]*?(/?)>")
_FITTED: Final = re.compile(r"<w:(?:tbl|tr|tc)[ >]|<wp:docPr")
_TABLE_TAG: Final = re.compile(r"<w:tbl(?=[ >])|</w:tbl>")
_DRAWING: Final = re.compile(r'(<wp:docPr\b[^>]*?\sid=")[^"]*(")')


class Unproven(Exception):
    """Nothing can be proved about this template without rendering it."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Properties that hold for every report of a template."""

    namespaces: str
    """The namespace declarations of its root element."""
    values_in_attributes: bool
    has_drawings: bool
    """Whether there are drawings to number."""
    has_tables: bool
    """Whether there are tables whose number of columns depends on the data."""


def prove(tree: nodes.Template, source: str, *, is_body: bool) -> Structure:
    """Check the template, and mark in its text the tables to be fitted and the drawings to be numbered."""
    prefixes: dict[str, str] = {}
    for prefix, declaration in _DECLARATION.findall(source):
        prefixes.setdefault(prefix, declaration)
    namespaces = "".join(f" xmlns:{prefix}={declaration}" for prefix, declaration in prefixes.items())
    literals: list[nodes.TemplateData] = []
    flat = without_prolog(_flatten(tree.body, namespaces, literals))
    root = _parse(flat)
    if root is None:
        raise Unproven("its XML is not well-formed")
    in_attributes = _placed_values(root, flat)
    drawings, tables = 0, set[int]()
    if is_body:
        drawings = _mark_drawings(literals)
        if drawings != len(list(root.iter(WP + "docPr"))):
            raise Unproven("a drawing's number is not written as usual")
        tables = _unfitted_tables(root)
        _mark_tables(literals, tables, len(list(root.iter(W + "tbl"))))
    return Structure(namespaces, in_attributes, drawings > 0, bool(tables))


def _flatten(body: Sequence[nodes.Node], namespaces: str, literals: list[nodes.TemplateData]) -> str:
    def branch(inside: Sequence[nodes.Node]) -> str:
        text = _flatten(inside, namespaces, literals)
        if "<" not in text and ">" not in text and '"' not in text:
            return _VALUE + text + _VALUE
        if _parse(_enclosed(text, namespaces)) is None:
            return _VALUE + _across_runs(text, namespaces) + _VALUE
        return f'<control:branch xmlns:control="{CONTROL}">{text}</control:branch>'

    pieces: list[str] = []
    for node in body:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    if isinstance(part, nodes.TemplateData):
                        literals.append(part)
                        pieces.append(part.data)
                    else:
                        pieces.append(_VALUE)
            case nodes.For():
                pieces += map(branch, (node.body, node.else_))
            case nodes.If():
                pieces.append(branch(node.body))
                for other in node.elif_:
                    pieces.append(branch(other.body))
                pieces.append(branch(node.else_))
            case nodes.With():
                pieces.append(_flatten(node.body, namespaces, literals))
            case nodes.Assign() | nodes.AssignBlock() | nodes.Macro() | nodes.ExprStmt():
                pass  # print nothing here; what they make is checked where it is printed
            case _:
                raise Unproven(f"the tag {type(node).__name__!r} may print anything")
    return "".join(pieces)


def _across_runs(text: str, namespaces: str) -> str:
    """Make sure that a branch that ends in another run than it begins in leaves the same elements open.

    This occurs in sentences in which Word changed the font, or the spelling checker left its marks.
    """
    opened: list[str] = []
    closed: list[str] = []
    for closing, name, empty in _TAG.findall(text):
        if closing:
            closed.append(name) if not opened else opened.pop()
        elif not empty:
            opened.append(name)
    before = "".join(f"<{name}>" for name in reversed(closed))
    after = "".join(f"</{name}>" for name in closed)
    if (
        opened != closed[::-1]
        or _FITTED.search(text)
        or _parse(_enclosed(before + text + after, namespaces)) is None
    ):
        raise Unproven("a loop or condition begins in one element and ends in another")
    return text


def _enclosed(fragment: str, namespaces: str) -> str:
    return f'<x{namespaces} xmlns:control="{CONTROL}">{fragment}</x>'


def _parse(xml: str) -> etree._Element | None:
    try:
        return etree.fromstring(xml, etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError:
        return None


def _placed_values(root: etree._Element, flat: str) -> bool:
    """Make sure that values are only in text and attributes; return whether any is in an attribute."""
    in_text = in_attributes = 0
    for element in root.iter():
        in_text += (element.tail or "").count(_VALUE)
        if not isinstance(element.tag, str):
            continue  # a comment may not have just any text
        in_text += (element.text or "").count(_VALUE)
        in_attributes += sum(value.count(_VALUE) for value in map(str, element.attrib.values()))
    if in_text + in_attributes != flat.count(_VALUE):
        raise Unproven("a value stands in the name of an element or attribute")
    return in_attributes > 0


def _mark_drawings(literals: Sequence[nodes.TemplateData]) -> int:
    count = 0
    for literal in literals:
        literal.data, number = _DRAWING.subn(rf"\g<1>{DRAWING_ID}\g<2>", literal.data)
        count += number
    return count


def _mark_tables(literals: Sequence[nodes.TemplateData], wanted: set[int], count: int) -> None:
    opened: list[int] = []
    seen = 0

    def mark(match: re.Match[str]) -> str:
        nonlocal seen
        if match[0].startswith("</"):
            return match[0] + (TABLE_END if opened.pop() in wanted else "")
        opened.append(seen)
        seen += 1
        return (TABLE_START if seen - 1 in wanted else "") + match[0]

    for literal in literals:
        literal.data = _TABLE_TAG.sub(mark, literal.data)
    if seen != count:
        raise Unproven("a table is not written as usual")


def _unfitted_tables(root: etree._Element) -> set[int]:
    """Return the indices, among all tables, of the outermost tables that docxtpl may have to fit."""
    place = {table: index for index, table in enumerate(root.iter(W + "tbl"))}
    indices: set[int] = set()
    for table in place:
        if not _is_fitted(table):
            outer = [table, *table.iterancestors(W + "tbl")][-1]
            indices.add(place[outer])
    return indices


def _is_fitted(table: etree._Element) -> bool:
    """Return whether no row has more cells than the grid, and an unconditional row spans all columns."""
    grid = table.find(W + "tblGrid")
    if grid is None or grid.find(_BRANCH) is not None:
        return False
    columns = len(grid.findall(W + "gridCol"))
    spanned = False
    for row in table.iter(W + "tr"):
        if row.find(_BRANCH) is not None:
            return False
        cells = row.findall(W + "tc")
        span = 0
        for width in map(_span, cells):
            if width is None:
                return False
            span += width
        if len(cells) > columns:
            return False
        spanned = spanned or (span >= columns and not _is_conditional(row, table))
    return spanned


def _span(cell: etree._Element) -> int | None:
    properties = cell.find(W + "tcPr")
    if properties is None:
        return None if cell.find(_BRANCH) is not None else 1
    if any(inner.find(W + "gridSpan") is not None for inner in properties.iter(_BRANCH)):
        return None
    span = properties.find(W + "gridSpan")
    value = "1" if span is None else span.get(W + "val", "")
    return int(value) if value.isdecimal() else None


def _is_conditional(row: etree._Element, table: etree._Element) -> bool:
    return any(ancestor.tag == _BRANCH for ancestor in _up_to(row, table))


def _up_to(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return
        yield ancestor


def without_table_marks(xml: str) -> str:
    return xml.replace(TABLE_START, "").replace(TABLE_END, "")


def fit_tables(xml: str) -> etree._Element:
    """Let docxtpl make the grid of each table fit its rows."""
    try:
        tree: etree._Element = DocxTemplate("").fix_tables(xml)
    except (AttributeError, TypeError, ValueError) as error:
        raise TemplateError(
            "structure", "a table's columns (w:tblGrid) are missing or have no width"
        ) from error
    return tree


@lru_cache(maxsize=4096)
def is_fragment(xml: str, namespaces: str) -> bool:
    """Return whether XML fits between two elements without repair. Cached, because rich text repeats."""
    if "<w:tbl" in xml or "docPr" in xml:
        return False
    return _parse(f"<x{namespaces}>{xml}</x>") is not None


def check_well_formed(xml: str) -> None:
    """Refuse XML that docxtpl would repair by leaving text out."""
    try:
        etree.fromstring(without_prolog(xml), etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        line, column = error.position
        lines = xml.split("\n")
        before = "\n".join((*lines[: line - 1], lines[line - 1][:column]))
        paragraph = before.rfind("<w:p ") if "<w:p " in before else before.rfind("<w:p>")
        place = visible(before[max(paragraph, 0) :])
        raise TemplateError("structure", f"the document would be damaged: {error.msg}", place) from error
