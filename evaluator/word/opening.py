"""Open an untrusted Word document as a template: within bounds, as its readers see it.

What the renderer cannot read is put into its usual form: names with backslashes, templates (.dotx), Strict
Open XML, relationships that lead to nothing. What a reader does not see (tracked deletions, hidden and
struck-through text) is left out, tags included, and listed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from lxml import etree

from evaluator.word.errors import TemplateError
from evaluator.word.package import Member, pack

if TYPE_CHECKING:
    from lxml.etree import _Element

Kind = Literal["deleted", "hidden", "struck"]

CONTENT_TYPES: Final = "[Content_Types].xml"
MAIN: Final = "word/document.xml"
"""The usual name of the document itself."""
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

MOST_BYTES: Final = 256 * 1024 * 1024
"""The size of all parts together, unpacked."""
MOST_PARTS: Final = 5_000
_ENTRY: Final = b"PK\1\2"
"""How each entry of a ZIP's directory begins; a workbook inside may have some, too."""

_PACKAGE_RELATIONS: Final = "_rels/.rels"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TEMPLATE: Final = b"wordprocessingml.template.main+xml"
_DOCUMENT: Final = b"wordprocessingml.document.main+xml"
_MACROS: Final = b"macroEnabled"
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z]+)")
_YEARS: Final = {b"officeDocument": b"officeDocument/2006", b"drawingml": b"drawingml/2006"}
_RENDERED_PARTS: Final = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\d*\.xml")
_UNSEEN_MARKS: Final = re.compile(rb"<w:(?:del|moveFrom|vanish|strike|dstrike|rStyle|pStyle)\b")
_HIDING: Final[Mapping[str, Kind]] = {"vanish": "hidden", "strike": "struck", "dstrike": "struck"}
_OFF: Final = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class UnseenText:
    """A text that the document's readers do not see."""

    kind: Kind
    text: str
    part: str
    paragraph: int
    """Its place among the paragraphs of its part that remain, from 1; 0 where none is left."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A document in the usual form."""

    data: bytes
    members: Mapping[str, bytes]
    unseen: tuple[UnseenText, ...]


def open_document(data: bytes) -> Opening:
    """Return the document in *data*.

    Raises TemplateError (`file`): its `what` is a word for the reason, its `where` a part that is damaged.
    """
    members = _members(data)
    main = _check_kind(members)
    changed = dict(members)
    if _TEMPLATE in changed[CONTENT_TYPES]:
        changed[CONTENT_TYPES] = changed[CONTENT_TYPES].replace(_TEMPLATE, _DOCUMENT)
    for name, content in changed.items():
        if name.endswith((".xml", ".rels")) and b"purl.oclc.org/ooxml" in content:
            changed[name] = _STRICT.sub(_transitional, content)
    if main != MAIN:
        changed = _with_usual_main(changed, main)
    unseen: list[UnseenText] = []
    hiding = _hiding_styles(changed)
    for name, content in changed.items():
        if name.endswith(".rels"):
            changed[name] = _relations(name, content, changed)
        elif name.endswith(".xml"):
            root = _parsed(name, content)
            if name == MAIN and (root.tag != f"{W}document" or root.find(f"{W}body") is None):
                raise TemplateError("file", "damaged", name)
            if _RENDERED_PARTS.fullmatch(name):
                if root.nsmap.get("w") != W[1:-1]:
                    content = changed[name] = _usual_prefix(root)  # noqa: PLW2901  # goes on in this form
                if _UNSEEN_MARKS.search(content):
                    changed[name] = _seen(name, content, hiding, unseen)
    if changed != members or _unusual_names(data):
        data = pack(Member.of(name, content, 1) for name, content in changed.items())
    return Opening(data, changed, tuple(unseen))


def _members(data: bytes) -> dict[str, bytes]:
    """Return the parts by their names with forward slashes."""
    if not data.startswith(b"PK\3\4"):
        raise TemplateError("file", _foreign(data))
    members: dict[str, bytes] = {}
    if data.count(_ENTRY) > 2 * MOST_PARTS:  # before a list is made of them
        raise TemplateError("file", "bomb")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
                raise TemplateError("file", "bomb")
            for info in infos:
                if info.flag_bits & 1:
                    raise TemplateError("file", "encrypted")
                name = info.filename.replace("\\", "/").lstrip("/")
                if not name.endswith("/"):
                    members[CONTENT_TYPES if name.lower() == CONTENT_TYPES.lower() else name] = archive.read(
                        info
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise TemplateError("file", "damaged") from error
    return members


def _unusual_names(data: bytes) -> bool:
    """Return whether some name in the package is not as the renderer looks for it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    return CONTENT_TYPES not in names or any("\\" in name or name.startswith("/") for name in names)


def _foreign(data: bytes) -> str:
    """Return what a file that is no ZIP is."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "encrypted"
        return "old-word" if "WordDocument".encode("utf-16-le") in data else "other"
    if not data.strip():
        return "empty"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "old-word"
    return "web" if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else "other"


def _check_kind(members: Mapping[str, bytes]) -> str:
    """Return the name of the main part; refuse what is no Word document."""
    types = members.get(CONTENT_TYPES, b"")
    if _DOCUMENT in types or _TEMPLATE in types:
        root = _parsed(CONTENT_TYPES, types)
        kinds = (_DOCUMENT.decode(), _TEMPLATE.decode())
        main = next(
            (
                str(element.get("PartName", "")).lstrip("/")
                for element in root.iter("{*}Override")
                if str(element.get("ContentType", "")).endswith(kinds)
            ),
            "",
        )
        if main not in members or _PACKAGE_RELATIONS not in members:
            raise TemplateError("file", "damaged")
        return main
    if _MACROS in types and b"ms-word" in types:
        raise TemplateError("file", "macros")
    if b"spreadsheetml" in types or b"presentationml" in types:
        raise TemplateError("file", "excel" if b"spreadsheetml" in types else "slides")
    raise TemplateError("file", "damaged" if MAIN in members else "other")


def _with_usual_main(members: Mapping[str, bytes], main: str) -> dict[str, bytes]:
    """Return the parts with the main part under its usual name, wherever another program has put it."""
    relations = _relations_of(main)
    renamed = {
        {main: MAIN, relations: _relations_of(MAIN)}.get(name, name): part for name, part in members.items()
    }
    root = _parsed(CONTENT_TYPES, renamed[CONTENT_TYPES])
    for element in root.iter("{*}Override"):
        if element.get("PartName") == f"/{main}":
            element.set("PartName", f"/{MAIN}")
    renamed[CONTENT_TYPES] = _written(root)
    for name in [name for name in renamed if name.endswith(".rels")]:
        root = _parsed(name, renamed[name])
        for relation in root.iter(_RELATION):
            if relation.get("TargetMode", "Internal") != "External":
                path = _target(main if name == _relations_of(MAIN) else _source(name), relation)
                relation.set("Target", f"/{MAIN if path == main else path}")
        renamed[name] = _written(root)
    return renamed


def _relations_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def _source(relations: str) -> str:
    """Return the part that a part of relationships belongs to."""
    folder, _, file = relations.rpartition("/")
    return f"{folder.removesuffix('_rels')}{file.removesuffix('.rels')}"


def _target(source: str, relation: _Element) -> str:
    """Return the part that *source* refers to."""
    written = str(relation.get("Target", "")).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), written)).lstrip("/")


def _transitional(match: re.Match[bytes]) -> bytes:
    """Return the usual namespace of a Strict one."""
    family, last = match[1], match[2]
    return b"http://schemas.openxmlformats.org/" + _YEARS.get(family, family + b"/2006") + b"/" + last


def _parsed(name: str, content: bytes) -> _Element:
    """Return a part's root without following anything it refers to."""
    try:
        return etree.fromstring(
            content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TemplateError("file", "damaged", name) from error


def _written(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _usual_prefix(root: _Element) -> bytes:
    """Return a part in which Word's own names have the prefix `w`, which the renderer looks for."""
    prefixes: dict[Any, str] = {prefix: uri for prefix, uri in root.nsmap.items() if uri != W[1:-1]}
    prefixes["w"] = W[1:-1]
    usual = etree.Element(root.tag, {str(name): str(value) for name, value in root.attrib.items()}, prefixes)
    for child in list(root):
        usual.append(child)
    return _written(usual)


def _relations(name: str, content: bytes, members: Mapping[str, bytes]) -> bytes:
    """Return relationships none of which leads to a part that is not there.

    Word takes such a reference for something outside, where the text uses it; else it means nothing.
    """
    source = _source(name)
    root = _parsed(name, content)
    changed = False
    for relation in list(root.iter(_RELATION)):
        if relation.get("TargetMode", "Internal") == "External":
            continue
        path = _target(source, relation)
        if "\\" in str(relation.get("Target", "")):
            relation.set("Target", f"/{path}")
            changed = True
        if path not in members:
            if f'"{relation.get("Id")}"'.encode() in members.get(source, b""):
                relation.set("TargetMode", "External")
            else:
                root.remove(relation)
            changed = True
    return _written(root) if changed else content


def _hiding_styles(members: Mapping[str, bytes]) -> dict[str, Kind]:
    """Return the styles whose text is not seen."""
    content = members.get("word/styles.xml", b"")
    if not re.search(rb"<w:(?:vanish|d?strike)\b", content):
        return {}
    styles: dict[str, Kind] = {}
    for style in _parsed("word/styles.xml", content).iter(f"{W}style"):
        kind = _hidden(style.find(f"{W}rPr"))
        if kind is not None:
            styles[str(style.get(f"{W}styleId", ""))] = kind
    return styles


def _hidden(properties: _Element | None) -> Kind | None:
    """Return how the properties of a run keep it from being seen."""
    if properties is None:
        return None
    for name, kind in _HIDING.items():
        element = properties.find(f"{W}{name}")
        if element is not None and element.get(f"{W}val", "1") not in _OFF:
            return kind
    return None


def _seen(name: str, content: bytes, hiding: Mapping[str, Kind], unseen: list[UnseenText]) -> bytes:
    """Return a part without what is not seen, which is added to *unseen*."""
    root = _parsed(name, content)
    texts = [*_without_deletions(root), *_without_hidden(root, hiding)]
    if not texts:
        return content
    places = {paragraph: number for number, paragraph in enumerate(root.iter(f"{W}p"), 1)}
    unseen += [
        UnseenText(kind, text, name, places.get(paragraph, 0) if paragraph is not None else 0)
        for kind, text, paragraph in texts
        if text.strip()
    ]
    return _written(root)


_Text: TypeAlias = "tuple[Kind, str, _Element | None]"


def _without_deletions(root: _Element) -> list[_Text]:
    """Take out what tracked changes delete or move away; return the texts with their paragraphs."""
    texts: list[_Text] = []
    for row in list(root.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}del") is not None:
            texts.append(("deleted", _text(row), None))
            _take_out(row)
    for element in list(root.iter(f"{W}del", f"{W}moveFrom")):
        above = element.getparent()
        if above is None or above.tag in (f"{W}rPr", f"{W}trPr", f"{W}tcPr", f"{W}pPr"):
            continue  # the mark of a paragraph or row, not its content
        paragraph = next(element.iterancestors(f"{W}p"), None)
        texts.append(("deleted", _text(element), paragraph))
        _take_out(element)
    return texts


def _without_hidden(root: _Element, hiding: Mapping[str, Kind]) -> Iterator[_Text]:
    """Empty the texts of hidden and struck-through runs; the runs stay, for fields may begin in them."""
    for run in root.iter(f"{W}r"):
        paragraph = next(run.iterancestors(f"{W}p"), None)
        style = run.find(f"{W}rPr/{W}rStyle")
        above = None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")
        kind = _hidden(run.find(f"{W}rPr"))
        for named in (style, above):
            kind = kind or (None if named is None else hiding.get(str(named.get(f"{W}val", ""))))
        if kind is None:
            continue
        texts = run.findall(f"{W}t")
        yield kind, "".join(text.text or "" for text in texts), paragraph
        for text in texts:
            run.remove(text)


def _text(element: _Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t", f"{W}delText"))


def _take_out(element: _Element) -> None:
    above = element.getparent()
    if above is not None:
        above.remove(element)
