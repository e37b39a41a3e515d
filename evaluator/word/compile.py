"""Compile one part of a Word template (body, header, footer, footnotes) to a function of the values."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import jinja2
from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree
from markupsafe import Markup

from evaluator.word import structure, text
from evaluator.word.blame import name_character
from evaluator.word.environment import ReportEnvironment
from evaluator.word.errors import TemplateError, check_well_formed, explain, template_line
from evaluator.word.limits import collected

_FIRST_DRAWING: Final = 1001
_REFERENCE: Final = re.compile(r"\sr:[a-z]+=")
_OTHER_ENTITY: Final = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#34;|#39;|#x27;)")


class Part:
    """A compiled part. `why_slow` says why its reports have to be parsed and repaired, if they have to."""

    def __init__(self, environment: ReportEnvironment, source: str, *, is_body: bool) -> None:
        self._environment = environment
        self._source = text.mark_paragraphs(source)
        self._is_body = is_body
        self.why_slow = ""
        self._structure: structure.Structure | None = None
        try:
            tree = environment.parse(self._source)
            try:
                self._structure = structure.prove(tree, self._source, is_body=is_body)
            except structure.Unproven as reason:
                self.why_slow = str(reason)
                tree = environment.parse(self._source)
            for literal in tree.find_all(nodes.TemplateData):
                literal.data = text.unmark_paragraphs(literal.data)
            code = environment.compile(tree)
        except jinja2.TemplateSyntaxError as error:
            raise explain(error, self._source, error.lineno) from error
        self._template = jinja2.Template.from_code(environment, code, environment.make_globals(None))
        literals = "".join(literal.data for literal in tree.find_all(nodes.TemplateData))
        self._literal_breaks = text.has_breaks(literals)
        self._literal_braces = "{" in literals or "}" in literals
        self.is_constant = not any(
            isinstance(node, nodes.Output | nodes.Stmt) and not _is_literal(node) for node in tree.body
        )

    def render(self, values: Mapping[str, Any]) -> str:
        """Return the XML of this part."""
        try:
            pieces = collected(self._template.root_render_func(self._template.new_context(dict(values))))
        except Exception as error:  # noqa: BLE001  # whatever a value raises is told with the place it stands in
            line = template_line(error.__traceback__, self._template)
            raise explain(error, self._source, line) from error
        printed = [piece for piece in pieces if type(piece) is Markup]
        dynamic = "".join(printed)
        xml = "".join(pieces)
        if self._literal_breaks or not dynamic.isprintable():
            xml = self._resolve(xml, dynamic, values)
        if self._literal_braces or "{" in dynamic or "}" in dynamic:
            xml = text.unescape_tags(xml)
        known = self._structure
        if known is None or (("<" in dynamic or "&" in dynamic) and not self._is_safe(printed, dynamic, known)):
            return self._repaired(_numbered(xml, known))
        if known.has_fitted_tables:
            xml = _fitted(xml, known.namespaces)
        return _numbered(xml, known)

    def _resolve(self, xml: str, dynamic: str, values: Mapping[str, Any]) -> str:
        if text.is_illegal(dynamic):
            raise name_character(self._environment, self._source, values)
        if "\r" in dynamic:
            xml = xml.replace("\r\n", "\n").replace("\r", "\n")
        elif not self._literal_breaks and not text.has_breaks(dynamic):
            return xml
        xml = text.resolve_breaks(text.unmark_paragraphs(xml))
        if text.left_over(xml):
            raise TemplateError("character", "a page or paragraph break (\\f, \\a) outside of a paragraph's text")
        return xml

    def _is_safe(self, printed: Iterable[str], dynamic: str, known: structure.Structure) -> bool:
        """Whether values that are XML themselves (rich text, macros, `|safe`) leave the document well-formed."""
        if _OTHER_ENTITY.search(dynamic):
            return False
        if "<" not in dynamic:
            return not (known.values_in_attributes and '"' in dynamic)
        if _REFERENCE.search(dynamic):
            raise TemplateError(
                "value",
                "a picture, link or sub-document was made for another document; "
                "give `render` a function, which gets the document to make it for",
            )
        return (
            not known.values_in_attributes
            and "<w:tbl" not in dynamic
            and "docPr" not in dynamic
            and all(structure.is_fragment(piece, known.namespaces) for piece in printed if "<" in piece)
        )

    def _repaired(self, xml: str) -> str:
        """Do with one report what docxtpl does with each; but what it would silently drop is an error."""
        check_well_formed(xml)
        if not self._is_body:
            return xml
        peer = DocxTemplate("")
        peer.docx_ids_index = _FIRST_DRAWING - 1
        tree = peer.fix_tables(xml)
        peer.fix_docpr_ids(tree)
        return etree.tostring(tree, encoding="unicode")


def _is_literal(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(isinstance(part, nodes.TemplateData) for part in node.nodes)


def _numbered(xml: str, known: structure.Structure | None) -> str:
    if known is None or not known.has_drawings:
        return xml
    first, *rest = xml.split(structure.DRAWING_ID)
    return first + "".join(f"{number}{piece}" for number, piece in enumerate(rest, _FIRST_DRAWING))


def _fitted(xml: str, namespaces: str) -> str:
    """Let docxtpl fit the grid of those tables whose columns depend on the data."""
    pieces = re.split(f"[{structure.TABLE_START}{structure.TABLE_END}]", xml)
    for index in range(1, len(pieces), 2):
        body = DocxTemplate("").fix_tables(f"<w:body{namespaces}>{pieces[index]}</w:body>")
        pieces[index] = "".join(etree.tostring(table, encoding="unicode") for table in body)
    return "".join(pieces)
