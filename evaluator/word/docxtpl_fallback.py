"""Use docxtpl itself: to prepare a template before rendering, and to render a whole report if needed."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias
from zipfile import BadZipFile

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docxtpl import DocxTemplate
from lxml import etree

from evaluator.word import text
from evaluator.word.compile import TemplateSource
from evaluator.word.environment import ReportEnvironment
from evaluator.word.error_location import name_character
from evaluator.word.errors import TemplateError, explain, template_line
from evaluator.word.limits import Value
from evaluator.word.package import read_members
from evaluator.word.properties import LONGEST, NAMES, Properties, PropertiesSource
from evaluator.word.structure import check_well_formed, fit_tables

_FIXED_TIME: Final = datetime(1980, 1, 1, tzinfo=UTC)
_NAMESPACE: Final = re.compile(r'\sxmlns(?::([\w.-]+))?="([^"]*)"')
_HOLE: Final = "\ue000{}\ue001"
_HOLES: Final = re.compile("\ue000([a-z]+)\ue001")

Bound: TypeAlias = Callable[[DocxTemplate], Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A template as docxtpl prepares it, before any values."""

    members: Mapping[str, bytes]
    """What docxtpl writes for this template, by name, in its order."""
    parts: tuple[TemplateSource, ...]
    properties: PropertiesSource
    why_docxtpl: str
    """Why only docxtpl itself can render this template; empty otherwise."""


class Report(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A report rendered by docxtpl, except that nothing is silently lost or repaired."""

    def __init__(self, template: bytes, environment: ReportEnvironment) -> None:
        super().__init__(io.BytesIO(template))
        self.environment = environment
        self.init_docx()
        try:
            self.docx.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
        except KeyError:
            self.docx.core_properties.modified = _FIXED_TIME  # python-docx created them just now

    def made(self, values: Bound | Mapping[str, Value]) -> dict[str, bytes]:
        """Return the members of the report."""
        self.render_init()
        self.render(dict(values(self) if callable(values) else values), self.environment)
        buffer = io.BytesIO()
        self.save(buffer)
        return read_members(buffer.getvalue())

    def render_xml_part(self, src_xml: str, part: Value, context: Value, jinja_env: Value = None) -> str:
        source = text.mark_paragraphs(src_xml)
        try:
            xml: str = super().render_xml_part(src_xml, part, context, jinja_env)
        except Exception as error:
            line = getattr(error, "lineno", None) or template_line(error.__traceback__, None)
            raise explain(error, source, line) from error
        if text.is_illegal(xml):
            raise name_character(self.environment, source, context)
        check_well_formed(xml)
        return xml

    def fix_tables(self, xml: str) -> Value:
        return fit_tables(xml)

    def render_properties(self, context: Value, jinja_env: Value = None) -> None:
        core = self.docx.core_properties
        source = PropertiesSource("", {name: getattr(core, name) for name in NAMES}, ())
        for name, rendered in Properties(self.environment, source).texts(context).items():
            if len(rendered) <= LONGEST:  # a longer one is the template's own, and stays
                setattr(core, name, rendered)

    def render_footnotes(self, context: Value, jinja_env: Value = None) -> None:
        # docxtpl does this once per section, and so reads values of the first round as tags
        for part in _footnotes(self):
            xml = self.patch_xml(part.blob.decode("utf-8"))
            part._blob = self.render_xml_part(xml, part, context, jinja_env).encode()  # noqa: SLF001


def open_template(template: bytes, environment: ReportEnvironment) -> Opened:
    """Let docxtpl read a template once and return what it would render."""
    try:
        report = Report(template, environment)
        document = report.docx.part
        report.get_xml()
    except (BadZipFile, LookupError, ValueError, AttributeError, TypeError, etree.LxmlError) as error:
        # python-docx lets through what a damaged part leads to
        raise TemplateError("file", "damaged") from error
    core = report.docx.core_properties
    body = report.patch_xml(report.get_xml())
    parts: list[TemplateSource] = []
    for uri in (report.HEADER_URI, report.FOOTER_URI):
        for _, part in report.get_headers_footers(uri):
            xml = report.patch_xml(report.get_part_xml(part))
            parts.append(TemplateSource(part.partname.membername, text.DECLARATION, xml, ""))
    parts += (
        TemplateSource(part.partname.membername, "", report.patch_xml(part.blob.decode("utf-8")), "")
        for part in _footnotes(report)
    )
    texts = {name: getattr(core, name) for name in NAMES}
    for name in NAMES:
        setattr(core, name, _HOLE.format(name))
    buffer = io.BytesIO()
    report.docx.save(buffer)  # docxtpl's own `save` would read the template again
    members = read_members(buffer.getvalue())
    name = document.partname.membername
    written = members[name].decode()
    head, tail = (
        written[: written.index("<w:body")],
        written[written.rindex("</w:body>") + len("</w:body>") :],
    )
    parts.insert(0, TemplateSource(name, head, body, tail, is_body=True))
    name = document.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).partname.membername
    properties = PropertiesSource(name, texts, _HOLES.split(members[name].decode()))
    return Opened(members, tuple(parts), properties, _why_docxtpl(body))


def _why_docxtpl(body: str) -> str:
    """Return why only docxtpl can render the body: lxml replaces prefixes the document has others for."""
    end = body.index(">")
    usual = {uri: prefix for prefix, uri in _NAMESPACE.findall(body[:end])}
    for prefix, uri in _NAMESPACE.findall(body, end):
        if usual.get(uri, prefix) != prefix:
            return f"a part of the body has a prefix of its own ({prefix or 'none'}) for {uri}"
    return ""


def _footnotes(report: Report) -> Iterator[Value]:
    return (
        part for part in report.docx.part.package.parts if part.content_type == CONTENT_TYPE.WML_FOOTNOTES
    )
