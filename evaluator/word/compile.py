"""Compile one part of a Word template (body, header, footer, footnotes) to a function of the values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jinja2
from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from evaluator.word import structure, text
from evaluator.word.codegen import BatchContext
from evaluator.word.environment import BatchEnvironment, from_tree
from evaluator.word.error_location import name_character
from evaluator.word.errors import DEEP, TOO_DEEP, TemplateError, explain, template_line
from evaluator.word.limits import budget

_FIRST_DRAWING: Final = 1001
_DRAWING_ID: Final = structure.DRAWING_ID.encode()
_SEPARATOR: Final = "\0"
"""A character that no value can contain."""
_REFERENCE: Final = re.compile(r"\sr:[a-z]+=")
_OTHER_ENTITY: Final = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#34;|#39;|#x27;)")


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A part that docxtpl renders, patched by it so that Jinja can read it."""

    member: str
    head: str
    xml: str
    tail: str
    is_body: bool = False


class CompiledPart:
    """A compiled part. `why_slow` says why its reports have to be parsed and repaired, if they have to."""

    def __init__(self, environment: BatchEnvironment, source: TemplateSource) -> None:
        self.member = source.member
        self.why_slow = ""
        self._environment = environment
        self._is_body = source.is_body
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
                # docxtpl does this to the whole result, and so takes `_` out of values that contain `{_{`
                literal.data = text.unescape_tags(text.unmark_paragraphs(literal.data))
            self._template = from_tree(environment, tree)
        except jinja2.TemplateSyntaxError as error:
            raise explain(error, self._xml, error.lineno) from error
        except TOO_DEEP as error:
            raise TemplateError("limit", DEEP) from error
        self._head, self._tail = source.head.encode(), source.tail.encode()
        self._namespaces = self._structure.namespaces if self._structure else ""
        self._has_drawings = self._structure is not None and self._structure.has_drawings
        self._has_tables = self._structure is not None and self._structure.has_tables
        self._literal_breaks = any(text.has_breaks(literal.data) for literal in literals)
        self.is_constant = all(map(_is_literal, tree.body))

    def render(self, values: Mapping[str, Any]) -> bytes:
        """Return the content of this part's member."""
        context = self._template.new_context(dict(values))
        assert isinstance(context, BatchContext)
        context.begin(budget())
        try:
            for piece in self._template.root_render_func(context):  # what a recursive loop prints
                context.put((piece,), (b"",), 0)
        except Exception as error:  # any error of a value is reported with its place
            line = template_line(error.__traceback__, self._template)
            raise explain(error, self._xml, line) from error
        printed = context.printed
        dynamic = "".join(printed)
        has_breaks = self._literal_breaks or not dynamic.isprintable()
        if has_breaks and text.is_illegal(dynamic):
            raise name_character(self._environment, self._xml, values)
        has_breaks = self._literal_breaks or (has_breaks and text.has_breaks(dynamic))
        is_safe = self._is_safe(printed, dynamic)
        content = _interleaved(context.literals, printed)
        if has_breaks or self._has_tables:
            xml = content.decode()
            if has_breaks:
                xml = text.resolve_breaks(xml)
            if self._has_tables:
                xml = _fitted(xml, self._namespaces) if is_safe else structure.without_table_marks(xml)
            content = xml.encode()
        if self._has_drawings:
            content = _numbered(content)
        if not is_safe:
            content = self._repaired(content.decode()).encode()
        return b"".join((self._head, content, self._tail))

    def _is_safe(self, printed: Sequence[str], dynamic: str) -> bool:
        """Return whether values that are XML (rich text, macros, `|safe`) leave the result well-formed."""
        proof = self._structure
        is_xml = "<" in dynamic
        pieces = [piece for piece in printed if "<" in piece] if is_xml else []
        if any(map(_REFERENCE.search, pieces)):
            raise TemplateError(
                "value",
                "a picture, link or sub-document was made for another document; "
                "give `render` a function, which gets the document to make it for",
            )
        if proof is None or ("&" in dynamic and _OTHER_ENTITY.search(dynamic)):
            return False
        if proof.values_in_attributes and (is_xml or '"' in dynamic):
            return False
        return all(structure.is_fragment(piece, proof.namespaces) for piece in pieces)

    def _repaired(self, xml: str) -> str:
        """Repair a report as docxtpl does, but raise an error for what docxtpl would silently drop."""
        structure.check_well_formed(xml)
        if not self._is_body:
            return xml
        tree = structure.fit_tables(xml)
        document = DocxTemplate("")
        document.docx_ids_index = _FIRST_DRAWING - 1
        document.fix_docpr_ids(tree)
        return etree.tostring(tree, encoding="unicode")


def _interleaved(literals: Sequence[bytes], values: Sequence[str]) -> bytes:
    """Put literals and values together; all values are encoded at once."""
    pieces = [b""] * (2 * len(literals))
    pieces[::2] = literals
    pieces[1::2] = _SEPARATOR.join(values).encode().split(_SEPARATOR.encode())
    return b"".join(pieces)


def _is_literal(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(isinstance(part, nodes.TemplateData) for part in node.nodes)


def _numbered(content: bytes) -> bytes:
    """Number the drawings, each of which has a mark in place of its id."""
    first, *rest = content.split(_DRAWING_ID)
    return first + b"".join([b"%d%b" % (number, piece) for number, piece in enumerate(rest, _FIRST_DRAWING)])


def _fitted(xml: str, namespaces: str) -> str:
    """Let docxtpl fit the grid of those tables whose columns depend on the data."""
    first, *rest = xml.split(structure.TABLE_START)
    pieces = [first]
    for piece in rest:
        tables, _, behind = piece.partition(structure.TABLE_END)
        body = structure.fit_tables(f"<w:body{namespaces}>{tables}</w:body>")
        pieces += [*(etree.tostring(table, encoding="unicode") for table in body), behind]
    return "".join(pieces)
