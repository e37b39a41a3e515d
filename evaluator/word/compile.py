"""Compile one part of a Word template (body, header, footer, footnotes) to a function of the values."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import jinja2
from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from evaluator.word import structure, text
from evaluator.word.blame import name_character
from evaluator.word.codegen import BatchContext
from evaluator.word.environment import BatchEnvironment, from_tree
from evaluator.word.errors import TemplateError, check_well_formed, explain, template_line
from evaluator.word.limits import budget
from evaluator.word.source import Source

_FIRST_DRAWING: Final = 1001
_REFERENCE: Final = re.compile(r"\sr:[a-z]+=")
_OTHER_ENTITY: Final = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#34;|#39;|#x27;)")


class Part:
    """A compiled part. `why_slow` says why its reports have to be parsed and repaired, if they have to."""

    def __init__(self, environment: BatchEnvironment, source: Source) -> None:
        self.member = source.member
        self.why_slow = ""
        self._environment = environment
        self._source = source
        self._xml = text.mark_paragraphs(source.xml)
        self._structure: structure.Structure | None = None
        try:
            tree = environment.parse(self._xml)
            try:
                self._structure = structure.prove(tree, self._xml, is_body=source.is_body)
            except structure.Unproven as reason:
                self.why_slow = str(reason)
                tree = environment.parse(self._xml)
            literals = list(tree.find_all(nodes.TemplateData))
            for literal in literals:
                literal.data = text.unmark_paragraphs(literal.data)
            self._template = from_tree(environment, tree)
        except jinja2.TemplateSyntaxError as error:
            raise explain(error, self._xml, error.lineno) from error
        self._namespaces = self._structure.namespaces if self._structure else ""
        self._has_marks = self._structure is not None and self._structure.has_marks
        self._literal_breaks = any(text.has_breaks(literal.data) for literal in literals)
        self._literal_braces = any("{" in literal.data or "}" in literal.data for literal in literals)
        self.is_constant = all(map(_is_literal, tree.body))

    def render(self, values: Mapping[str, Any]) -> bytes:
        """Return the content of this part's member."""
        left = budget()
        source = self._source
        pieces, printed = left.new_part(), list[str]()
        context = self._template.new_context(dict(values))
        assert isinstance(context, BatchContext)
        context.out, context.dynamic = pieces.extend, printed.extend
        try:
            for piece in self._template.root_render_func(context):  # what a recursive loop prints
                pieces.append(piece)
                printed.append(piece)
            left.count_pieces()
        except Exception as error:
            line = template_line(error.__traceback__, self._template)
            raise explain(error, self._xml, line) from error
        xml = "".join((source.head, *pieces, source.tail))
        dynamic = "".join(printed)
        if self._literal_breaks or not dynamic.isprintable():
            xml = self._resolve(xml, dynamic, values)
        if self._literal_braces or "{" in dynamic or "}" in dynamic:
            xml = text.unescape_tags(xml)
        is_safe = self._is_safe(printed, dynamic)
        if self._has_marks:
            xml = _numbered(_fitted(xml, self._namespaces) if is_safe else structure.without_table_marks(xml))
        if not is_safe:
            body = self._repaired(xml[len(source.head) : len(xml) - len(source.tail)])
            xml = f"{source.head}{body}{source.tail}"
        return xml.encode()

    def _resolve(self, xml: str, dynamic: str, values: Mapping[str, Any]) -> str:
        if text.is_illegal(dynamic):
            raise name_character(self._environment, self._xml, values)
        if "\r" in dynamic:
            xml = text.plain_newlines(xml)
        elif not self._literal_breaks and not text.has_breaks(dynamic):
            return xml
        xml = text.resolve_breaks(text.unmark_paragraphs(xml))
        if text.left_over(xml):
            raise TemplateError(
                "character", "a page or paragraph break (\\f, \\a) outside of a paragraph's text"
            )
        return xml

    def _is_safe(self, printed: Iterable[str], dynamic: str) -> bool:
        """Whether values that are XML themselves (rich text, macros, `|safe`) leave it well-formed."""
        known = self._structure
        is_xml = "<" in dynamic
        if is_xml and _REFERENCE.search(dynamic):
            raise TemplateError(
                "value",
                "a picture, link or sub-document was made for another document; "
                "give `render` a function, which gets the document to make it for",
            )
        if known is None or ("&" in dynamic and _OTHER_ENTITY.search(dynamic)):
            return False
        if known.values_in_attributes and (is_xml or '"' in dynamic):
            return False
        return not is_xml or (
            "<w:tbl" not in dynamic
            and "docPr" not in dynamic
            and all(structure.is_fragment(piece, known.namespaces) for piece in printed if "<" in piece)
        )

    def _repaired(self, xml: str) -> str:
        """Do with one report what docxtpl does with each; but what it would silently drop is an error."""
        check_well_formed(xml)
        if not self._source.is_body:
            return xml
        peer = DocxTemplate("")
        peer.docx_ids_index = _FIRST_DRAWING - 1
        tree = peer.fix_tables(xml)
        peer.fix_docpr_ids(tree)
        return etree.tostring(tree, encoding="unicode")


def _is_literal(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(isinstance(part, nodes.TemplateData) for part in node.nodes)


def _numbered(xml: str) -> str:
    """Number the drawings, each of which has a mark in place of its id."""
    first, *rest = xml.split(structure.DRAWING_ID)
    return first + "".join(f"{number}{piece}" for number, piece in enumerate(rest, _FIRST_DRAWING))


def _fitted(xml: str, namespaces: str) -> str:
    """Let docxtpl fit the grid of those tables whose columns depend on the data."""
    pieces = re.split(f"[{structure.TABLE_START}{structure.TABLE_END}]", xml)
    for index in range(1, len(pieces), 2):
        body = DocxTemplate("").fix_tables(f"<w:body{namespaces}>{pieces[index]}</w:body>")
        pieces[index] = "".join(etree.tostring(table, encoding="unicode") for table in body)
    return "".join(pieces)
