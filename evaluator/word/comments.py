"""Write a copy of a Word document with comments at its paragraphs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from evaluator.word.opening import CONTENT_TYPES, W
from evaluator.word.package import Member, pack
from evaluator.word.paragraphs import open_package, parsed
from evaluator.word.text import ILLEGAL

_AUTHOR: Final = "evaluator"
_COMMENTS: Final = "word/comments.xml"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Comment:
    """The text of a comment and the paragraph it belongs to."""

    part: str
    paragraph: int
    """From 1 within its part."""
    text: str


def annotate(data: bytes, comments: Sequence[Comment]) -> bytes:
    """Return the document with the comments added to those it has.

    Word allows no comments in headers, footers and footnotes, or without a paragraph. Such comments go to the
    first paragraph of the document, so their text has to say where they belong.
    """
    package = open_package(data)
    root = package.roots[package.main]
    paragraphs = {
        paragraph.number: paragraph.element
        for paragraph in package.paragraphs
        if paragraph.part == package.main
    }
    members = dict(package.members)
    existing, name = _existing(members, package.main)
    first = 1 + max(
        (int(element.get(W + "id", "0")) for element in existing.findall(W + "comment")), default=-1
    )
    for number, comment in enumerate(comments, start=first):
        place = paragraphs.get(comment.paragraph) if comment.part == package.main else None
        if place is None:
            place = paragraphs.get(1)
        if place is None:
            place = etree.Element(W + "p")
            root[0].insert(0, place)
            paragraphs[1] = place
        _mark(place, str(number))
        existing.append(_comment(str(number), comment.text))
    members[name] = _written(existing)
    members[package.main] = _written(root)
    return pack(Member.of(name, content, 6) for name, content in members.items())


def _existing(members: dict[str, bytes], main: str) -> tuple[etree._Element, str]:
    """Return the part for comments and its name; where there is none, register a new part."""
    folder, _, file = main.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    links = (
        parsed(members[relations])
        if relations in members
        else etree.fromstring(f'<Relationships xmlns="{_RELATIONS[1:].partition("}")[0]}"/>')
    )
    for link in links.iter(_RELATIONS):
        if link.get("Type") == _RELATION:
            target = link.get("Target", "")
            name = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            if name in members:
                return parsed(members[name]), name
    taken = {link.get("Id") for link in links.iter(_RELATIONS)}
    identifier = next(
        candidate for number in range(1, len(taken) + 2) if (candidate := f"rId{number}") not in taken
    )
    etree.SubElement(links, _RELATIONS, Id=identifier, Type=_RELATION, Target=f"/{_COMMENTS}")
    members[relations] = _written(links)
    types = parsed(members[CONTENT_TYPES])
    etree.SubElement(types, _OVERRIDE, PartName=f"/{_COMMENTS}", ContentType=_CONTENT)
    members[CONTENT_TYPES] = _written(types)
    return etree.Element(W + "comments", nsmap={"w": W[1:-1]}), _COMMENTS


def _mark(paragraph: etree._Element, number: str) -> None:
    start, end = (etree.Element(W + f"commentRange{edge}", {W + "id": number}) for edge in ("Start", "End"))
    properties = paragraph.find(W + "pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, start)
    paragraph.append(end)
    run = etree.SubElement(paragraph, W + "r")
    etree.SubElement(run, W + "commentReference", {W + "id": number})


def _comment(number: str, text: str) -> etree._Element:
    comment = etree.Element(W + "comment", {W + "id": number, W + "author": _AUTHOR, W + "initials": "E"})
    for line in _lines(text):
        run = etree.SubElement(etree.SubElement(comment, W + "p"), W + "r")
        written = etree.SubElement(run, W + "t")
        written.text = line
        written.set(_SPACE, "preserve")
    return comment


def _lines(text: str) -> Iterable[str]:
    return ILLEGAL.sub("", text).splitlines() or [""]


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
