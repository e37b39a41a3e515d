"""The paragraphs of a Word template, in every part that is rendered, as its author sees them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from evaluator.word.errors import TemplateError
from evaluator.word.opening import CONTENT_TYPES, UnseenText, W, open_document

_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
PROPERTIES: Final = "docProps/core.xml"
"""Title, subject and other properties are templates too; a property with a tag counts as a paragraph."""
_RENDERED: Final = re.compile(r"wordprocessingml\.(document\.main|header|footer|footnotes)\+xml$")
_LOST: Final = frozenset(
    W + name
    for name in (
        *("br", "cr", "tab", "drawing", "pict", "object", "sym", "footnoteReference", "endnoteReference"),
        *("fldChar", "instrText", "delText"),
    )
)
"""Elements that docxtpl silently deletes inside a tag."""
_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and the text its tags are found in."""

    part: str
    number: int
    """Its place among the paragraphs of its part, from 1."""
    element: etree._Element
    text: str
    breaks: tuple[int, ...]
    """Positions in the text of elements that do not survive inside a tag."""


@dataclass(frozen=True, slots=True)
class WordPackage:
    """A template, unpacked."""

    members: Mapping[str, bytes]
    main: str
    """The name of the document itself."""
    roots: Mapping[str, etree._Element]
    """The parts that have tags, the document itself first."""
    paragraphs: tuple[Paragraph, ...]
    unseen: tuple[UnseenText, ...] = ()
    """What its readers do not see, which is not in the paragraphs."""


def open_package(data: bytes) -> WordPackage:
    """Read a template; raise TemplateError (`file`) if it is not a Word document."""
    opening = open_document(data)
    members = opening.members
    try:
        types = parsed(members[CONTENT_TYPES])
        kinds = {
            override.get("PartName", "").lstrip("/"): match[1]
            for override in types.iter(_TYPES + "Override")
            if (match := _RENDERED.search(override.get("ContentType", "")))
        }
        main = next(name for name, kind in kinds.items() if kind.startswith("document"))
        order = [main, *sorted(name for name in kinds if name != main and name in members)]
        order += [PROPERTIES] if PROPERTIES in members else []
        roots = {name: parsed(members[name]) for name in order}
    except (KeyError, StopIteration, etree.XMLSyntaxError) as error:
        raise TemplateError("file", "damaged") from error
    paragraphs = tuple(paragraph for name, root in roots.items() for paragraph in _paragraphs(name, root))
    return WordPackage(members, main, roots, paragraphs, opening.unseen)


def parsed(xml: bytes) -> etree._Element:
    """Parse a part without following anything it refers to."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _paragraphs(part: str, root: etree._Element) -> Iterator[Paragraph]:
    if part == PROPERTIES:
        for number, element in enumerate(root, start=1):
            if element.text and "{" in element.text:
                yield Paragraph(part, number, element, element.text.translate(_QUOTES), ())
        return
    for number, element in enumerate(root.iter(W + "p"), start=1):
        text, breaks, holder = "", list[int](), None
        for inner in _own(element):
            if inner.tag in _LOST:
                breaks.append(len(text))
            elif inner.tag == W + "t":
                run = inner.getparent()
                around = run.getparent() if run is not None else None
                if holder is not None and around is not holder:
                    breaks.append(len(text))  # a link or a tracked change begins or ends here
                holder = around
                text += inner.text or ""
        yield Paragraph(part, number, element, text.translate(_QUOTES), tuple(breaks))


def _own(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements of a paragraph's runs, without text boxes, which have paragraphs of their own."""
    for child in element:
        if child.tag in (W + "p", W + "pPr", W + "rPr"):
            continue
        yield child
        yield from _own(child)


def ancestor(element: etree._Element, name: str) -> etree._Element | None:
    """Return the nearest ancestor of that name."""
    return next(element.iterancestors(W + name), None)
