"""Templates are read as other programs write them: to the text their readers see, or with the reason why not."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import nsdecls
from lxml import etree

from evaluator.word import Template, TemplateError
from evaluator.word.doctor import examine
from evaluator.word.opening import CONTENT_TYPES, MOST_PARTS, open_document

W: Final = nsdecls("w")
DOCUMENT: Final = "word/document.xml"
RELATIONS: Final = "word/_rels/document.xml.rels"
Change = Callable[[dict[str, bytes]], dict[str, bytes]]

SEEN: Final = "社工站：{{ name }}"
VALUES: Final = {"name": "青禾&镇<1>"}
PRINTED: Final = "社工站：青禾&镇<1>"


def members_of(build: Callable[[Document], object]) -> dict[str, bytes]:
    document = docx.Document()
    build(document)
    data = io.BytesIO()
    document.save(data)
    with zipfile.ZipFile(data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return data.getvalue()


BASE: Final = members_of(lambda document: document.add_paragraph(SEEN))


def replaced(name: str, *pairs: tuple[bytes, bytes]) -> Change:
    def change(members: dict[str, bytes]) -> dict[str, bytes]:
        content = members[name]
        for old, new in pairs:
            assert old in content
            content = content.replace(old, new)
        return {**members, name: content}

    return change


def in_folder(members: dict[str, bytes]) -> dict[str, bytes]:
    """With the main part in a folder of its own, so that all it refers to lies elsewhere."""
    members = dict(members)
    members["text/main.xml"] = members.pop(DOCUMENT)
    members["text/_rels/main.xml.rels"] = members.pop(RELATIONS).replace(b'Target="', b'Target="../word/')
    members["text/_rels/main.xml.rels"] = members["text/_rels/main.xml.rels"].replace(b"../word/../", b"../")
    for name in (CONTENT_TYPES, "_rels/.rels"):
        members[name] = members[name].replace(b"word/document.xml", b"text/main.xml")
    return members


def renamed(rename: Callable[[str], str]) -> Change:
    return lambda members: {rename(name): content for name, content in members.items()}


def relation(attributes: str) -> Change:
    added = f'<Relationship Id="rId99" {attributes}/></Relationships>'.encode()
    return replaced(RELATIONS, (b"</Relationships>", added))


def in_body(xml: str) -> Change:
    body = xml.encode()
    return lambda members: {
        **members,
        DOCUMENT: re.sub(rb"(<w:body>)", lambda match: match[1] + body, members[DOCUMENT], count=1),
    }


def strict(members: dict[str, bytes]) -> dict[str, bytes]:
    """As Word saves "Strict Open XML Document"."""
    pattern = re.compile(
        rb"http://schemas.openxmlformats.org/(wordprocessingml|officeDocument|drawingml)/2006/"
    )
    return {
        name: pattern.sub(lambda match: b"http://purl.oclc.org/ooxml/" + match[1] + b"/", content)
        if name.endswith((".xml", ".rels"))
        else content
        for name, content in members.items()
    }


def moved(members: dict[str, bytes]) -> dict[str, bytes]:
    """With a main part that only the relationships name, as Word Online writes it."""
    members = {name.replace(DOCUMENT, "word/document2.xml"): content for name, content in members.items()}
    members["word/_rels/document2.xml.rels"] = members.pop(RELATIONS)
    for name in (CONTENT_TYPES, "_rels/.rels"):
        members[name] = members[name].replace(b"word/document.xml", b"word/document2.xml")
    return members


def without(*names: str) -> Change:
    return lambda members: {name: content for name, content in members.items() if name not in names}


def run(properties: str, text: str = "{{ old.value }}") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def prefixed(prefix: str) -> Change:
    """As programs write that take any prefix for Word's own names."""

    def change(members: dict[str, bytes]) -> dict[str, bytes]:
        content = (
            members[DOCUMENT]
            .replace(b"<w:", f"<{prefix}:".encode())
            .replace(b"</w:", f"</{prefix}:".encode())
        )
        content = content.replace(b" w:", f" {prefix}:".encode()).replace(
            b"xmlns:w=", f"xmlns:{prefix}=".encode()
        )
        return {**members, DOCUMENT: content}

    return change


SAME: Final[dict[str, Change]] = {
    "usual": lambda members: members,
    "backslashes": renamed(lambda name: name.replace("/", "\\")),
    "leading-slashes": renamed(lambda name: f"/{name}"),
    "types-in-lower-case": renamed(lambda name: name.lower() if name == CONTENT_TYPES else name),
    "template-type": replaced(CONTENT_TYPES, (b"document.main+xml", b"template.main+xml")),
    "strict": strict,
    "main-part-of-another-name": moved,
    "main-part-in-another-folder": in_folder,
    "lost-part-that-the-text-uses": lambda members: relation('Type="http://x/image" Target="NULL"')(
        in_body('<w:p><w:r><w:pict r:id="rId99"/></w:r></w:p>')(members)
    ),
    "null-relationship": relation('Type="http://x/image" Target="NULL"'),
    "null-above": relation('Type="http://x/image" Target="../NULL"'),
    "empty-target": relation('Type="http://x/image" Target=""'),
    "lost-part": relation('Type="http://x/image" Target="media/image9.png"'),
    "backslash-target": replaced(RELATIONS, (b'Target="styles.xml"', b'Target=".\\styles.xml"')),
    "absolute-target": replaced(RELATIONS, (b'Target="styles.xml"', b'Target="/word/styles.xml"')),
    "link-outside": relation('Type="http://x/hyperlink" Target="http://example.com" TargetMode="External"'),
    "no-core-properties": without("docProps/core.xml"),
    "byte-order-mark": lambda members: {**members, DOCUMENT: b"\xef\xbb\xbf" + members[DOCUMENT]},
    "utf-16-part": lambda members: {
        **members,
        DOCUMENT: members[DOCUMENT].decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    },
    "comments-in-xml": replaced(DOCUMENT, (b"<w:body>", b"<!-- made by another program --><w:body>")),
    "other-prefix": prefixed("ns0"),
    "foreign-namespace": replaced(
        DOCUMENT, (b"<w:document ", b'<w:document xmlns:wps2="http://www.wps.cn/x" ')
    ),
    "foreign-part": lambda members: {**members, "customXml/item9.bin": b"\0\1"},
    "comments-property-of-2000-characters": lambda members: {
        **members,
        "docProps/core.xml": members["docProps/core.xml"].replace(b"generated by python-docx", b"x" * 2000),
    },
    "tracked-insertion": replaced(
        DOCUMENT, (b"<w:r>", b'<w:ins w:id="7" w:author="a"><w:r>'), (b"</w:r>", b"</w:r></w:ins>")
    ),
    "strike-switched-off": replaced(DOCUMENT, (b"<w:r>", b'<w:r><w:rPr><w:strike w:val="0"/></w:rPr>')),
    "proofing-marks": replaced(DOCUMENT, (b"<w:r>", b'<w:proofErr w:type="spellStart"/><w:r>')),
    "content-control": replaced(
        DOCUMENT, (b"<w:r>", b"<w:sdt><w:sdtContent><w:r>"), (b"</w:r>", b"</w:r></w:sdtContent></w:sdt>")
    ),
}
"""Changes that make no difference for a reader."""

UNSEEN: Final[dict[str, tuple[Change, str]]] = {
    "deleted-run": (
        in_body(
            '<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>{{ old.value }}</w:delText></w:r></w:del></w:p>'
        ),
        "deleted",
    ),
    "moved-run": (
        in_body(
            '<w:p><w:moveFrom w:id="1" w:author="a"><w:r><w:t>{{ old.value }}</w:t></w:r></w:moveFrom></w:p>'
        ),
        "deleted",
    ),
    "deleted-paragraphs": (
        in_body('<w:del w:id="1" w:author="a"><w:p><w:r><w:t>{{ old.value }}</w:t></w:r></w:p></w:del>'),
        "deleted",
    ),
    "deleted-row": (
        in_body(
            "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
            '<w:tr><w:trPr><w:del w:id="1" w:author="a"/></w:trPr><w:tc><w:p><w:r><w:t>{{ old.value }}</w:t></w:r></w:p></w:tc></w:tr>'
            "<w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
        ),
        "deleted",
    ),
    "hidden": (in_body(run("<w:vanish/>")), "hidden"),
    "struck": (in_body(run("<w:strike/>")), "struck"),
    "struck-twice": (in_body(run("<w:dstrike/>")), "struck"),
    "struck-by-style": (
        lambda members: in_body(run('<w:rStyle w:val="Old"/>'))(
            replaced(
                "word/styles.xml",
                (
                    b"</w:styles>",
                    b'<w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style></w:styles>',
                ),
            )(members)
        ),
        "struck",
    ),
    "hidden-loop": (in_body(run("<w:vanish/>", "{% for %}")), "hidden"),
}
"""Texts that a reader does not see, with tags that no report has values for."""


def printed(data: bytes) -> list[str]:
    """What a report has printed, on both of the renderer's paths."""
    template = Template(data)
    return [text_of(template.render(values)) for values in (VALUES, lambda _: VALUES)]


def text_of(data: bytes) -> str:
    """All text of a document's body."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read(DOCUMENT))
    return "".join(text.text or "" for text in root.iter("{*}t"))


@pytest.mark.parametrize("change", SAME.values(), ids=SAME.keys())
def test_how_a_document_is_written_makes_no_difference(change: Change) -> None:
    data = packed(change(dict(BASE)))
    assert printed(data) == [PRINTED] * 2
    opening = open_document(data)
    assert opening.unseen == ()
    assert text_of(opening.data) == SEEN


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_however_it_is_packed(method: int) -> None:
    assert printed(packed(BASE, method)) == [PRINTED] * 2


@pytest.mark.parametrize("change, kind", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_is_not_seen_is_not_printed_and_said(change: Change, kind: str) -> None:
    """Neither a check nor a report stumbles over the tags in it."""
    data = packed(change(dict(BASE)))
    assert printed(data) == [PRINTED] * 2
    template = Template(data)
    assert [(text.kind, text.part) for text in template.unseen] == [(kind, DOCUMENT)]
    findings = examine(data, {"x": {"name": "text"}}).findings
    assert [(finding.code, finding.is_note) for finding in findings] == [(kind, True)]


def test_an_ordinary_document_keeps_its_bytes() -> None:
    """Nothing is packed anew where nothing is unusual."""
    data = packed(BASE)
    assert open_document(data).data is data


def test_fields_keep_their_hidden_marks() -> None:
    """A hidden run may begin a field; only its text is left out."""
    xml = '<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    opening = open_document(packed(in_body(xml)(dict(BASE))))
    assert b"fldCharType" in opening.members[DOCUMENT]
    assert opening.unseen == ()


def encrypted() -> bytes:
    data = bytearray(packed(BASE, zipfile.ZIP_STORED))
    for mark, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        position = data.find(mark)
        data[position + at] |= 1
    return bytes(data)


BROKEN: Final[dict[str, tuple[bytes | Callable[[], bytes], str]]] = {
    "empty": (b"", "empty"),
    "blank": (b" \n", "empty"),
    "text": ("正文".encode(), "other"),
    "pdf": (b"%PDF-1.7", "pdf"),
    "rtf": (b"{\\rtf1", "old-word"),
    "html": (b"\xef\xbb\xbf<html>", "web"),
    "doc": (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "old-word"),
    "xls": (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "other"),
    "password": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "encrypted-member": (encrypted(), "encrypted"),
    "cut-off": (packed(BASE)[:-200], "damaged"),
    "no-zip": (b"PK\3\4 nothing", "damaged"),
    "wrong-checksum": (
        packed(BASE, zipfile.ZIP_STORED).replace(SEEN.encode(), SEEN.upper().encode()),
        "damaged",
    ),
    "xlsx": (packed({CONTENT_TYPES: b"<Types>spreadsheetml</Types>"}), "excel"),
    "pptx": (packed({CONTENT_TYPES: b"<Types>presentationml</Types>"}), "slides"),
    "docm": (
        packed(
            replaced(
                CONTENT_TYPES,
                (
                    b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"vnd.ms-word.document.macroEnabled.main+xml",
                ),
            )(dict(BASE))
        ),
        "macros",
    ),
    "other-zip": (packed({"a": b"b"}), "other"),
    "no-types": (packed(without(CONTENT_TYPES)(dict(BASE))), "damaged"),
    "no-main-part": (packed(without(DOCUMENT)(dict(BASE))), "damaged"),
    "broken-document": (packed({**BASE, DOCUMENT: b"<w:document"}), "damaged"),
    "empty-document": (packed({**BASE, DOCUMENT: b""}), "damaged"),
    "broken-styles": (packed({**BASE, "word/styles.xml": b"<w:styles>"}), "damaged"),
    "broken-relations": (packed({**BASE, RELATIONS: b"<x"}), "damaged"),
    "broken-types": (packed({**BASE, CONTENT_TYPES: BASE[CONTENT_TYPES][:-9]}), "damaged"),
    "no-body": (packed({**BASE, DOCUMENT: f"<w:document {W}/>".encode()}), "damaged"),
    "other-root": (packed({**BASE, DOCUMENT: f"<w:p {W}/>".encode()}), "damaged"),
    "no-relations": (packed(without("_rels/.rels")(dict(BASE))), "damaged"),
    "many-parts": (packed({**BASE, **{f"x/{n}": b"" for n in range(MOST_PARTS)}}), "bomb"),
    "bomb": (lambda: packed({**BASE, "word/media/a.bin": bytes(260 * 1024 * 1024)}), "bomb"),
    "entities": (
        packed(
            {**BASE, DOCUMENT: b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>' + BASE[DOCUMENT].partition(b"?>")[2]}
        ),
        "",
    ),
}
"""Files that are no template, and the word for the reason; '' where it is one, for the entity is not used."""


@pytest.mark.parametrize("data, reason", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_template_is_refused_with_its_reason(
    data: bytes | Callable[[], bytes], reason: str
) -> None:
    """By the renderer and by the check alike, with nothing of a library's own words."""
    data = data() if callable(data) else data
    if not reason:
        assert printed(data) == [PRINTED] * 2
        return
    for use in (Template, lambda content: examine(content, {"x": {"name": "text"}})):
        with pytest.raises(TemplateError) as caught:
            use(data)
        assert (caught.value.code, caught.value.what) == ("file", reason)
        assert not caught.value.where or caught.value.where in BASE


def test_damage_anywhere_has_a_reason() -> None:
    """Each 97th byte of a document changed in turn: it is rendered or refused, never more than that."""
    data = packed(BASE)
    for at in range(0, len(data), 97):
        spoilt = data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :]
        with suppress(TemplateError):
            Template(spoilt).render(VALUES)
