"""Tell by a file's content what it is: whether its ending is right, and whether it can be a photo."""

from __future__ import annotations

from typing import Final

HEAD = 4096

IMAGE, FILM, SOUND = "image", "film", "sound"
PDF, OFD, OFFICE, ARCHIVE, WEB, TEXT = "pdf", "ofd", "office", "archive", "web", "text"

_BEGINNINGS: Final = (
    (IMAGE, (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"<svg")),
    (FILM, (b"\0\0\1\xba", b"\0\0\1\xb3", b"\x30\x26\xb2\x75", b"\x1a\x45\xdf\xa3", b"FLV\1")),
    (SOUND, (b"ID3\3", b"ID3\4", b"\xff\xfb", b"\xff\xf3", b"OggS\0", b"#!AMR")),
    (OFFICE, (b"\xd0\xcf\x11\xe0", b"{\\rtf")),
    (ARCHIVE, (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")),
)
_IMAGE_BRANDS: Final = (b"hei", b"hev", b"mif1", b"msf1", b"avif", b"avis")
"""Beginnings of the names that HEIC and AVIF files give their format."""
_QUICKTIME: Final = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")

_PICTURES: Final = (
    ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif",
)  # fmt: skip
_FILMS: Final = (".mp4", ".mov", ".m4v", ".3gp", ".avi", ".wmv", ".mkv", ".mpg", ".mpeg", ".flv")
_OFFICE_ENDINGS: Final = (
    ".doc", ".docx", ".dot", ".dotx", ".xls", ".xlsx", ".xlsm", ".ppt", ".pptx", ".wps", ".wpt", ".et",
    ".dps", ".odt", ".ods", ".rtf",
)  # fmt: skip
_TEXTS: Final = (".txt", ".csv", ".md", ".json", ".yaml", ".yml")
_OPAQUE: Final = frozenset({OFD, OFFICE, ARCHIVE, ""})
"""What may hold a photo, or not: it cannot be looked into."""

CONTENTS: Final = {
    **dict.fromkeys(_PICTURES, frozenset({IMAGE, FILM})),  # the brands of HEIC are many
    **dict.fromkeys(_FILMS, frozenset({FILM, ""})),
    **dict.fromkeys(_OFFICE_ENDINGS, frozenset({OFFICE, ARCHIVE, WEB})),
    **dict.fromkeys(_TEXTS, frozenset({TEXT, WEB})),
    ".pdf": frozenset({PDF}),
    ".ofd": frozenset({OFD, ARCHIVE}),
    ".zip": frozenset({ARCHIVE, OFFICE, OFD}),
}
"""What a file with an ending may hold; WPS and web systems save HTML under Word's and Excel's endings."""


def content_of(head: bytes) -> str:
    """Return what a file that begins with *head* is, '' where that is not known."""
    for kind, beginnings in _BEGINNINGS:
        if head.startswith(beginnings):
            return kind
    if head[4:8] == b"ftyp":
        return IMAGE if head[8:12].startswith(_IMAGE_BRANDS) else SOUND if head[8:11] == b"M4A" else FILM
    if head[4:8] in _QUICKTIME:
        return FILM
    if head.startswith(b"RIFF"):
        return {b"WEBP": IMAGE, b"AVI ": FILM, b"WAVE": SOUND}.get(head[8:12], "")
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return IMAGE
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return _packed(head)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return IMAGE if b"<svg" in head else WEB
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return TEXT if wide or b"\0" not in head else ""


def _packed(head: bytes) -> str:
    """Return what a ZIP is, by the names of its first files."""
    if b"OFD.xml" in head or b"Doc_0/" in head:
        return OFD
    office = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis", b"_rels/")
    return OFFICE if any(name in head for name in office) else ARCHIVE


def foreign(path: str, head: bytes) -> str | None:
    """Return the usual ending of the content when the ending is clearly wrong ('' if it is unknown).

    None means no objection: the content fits, or the ending is not checked. A picture with the ending of
    another picture format is common and accepted.
    """
    name = path.rpartition("/")[2]
    at = name.rfind(".")
    expected = CONTENTS.get(name[at:].lower()) if at > 0 else None
    if expected is None or content_of(head) in expected:
        return None
    return _named(head)


def may_be_photo(head: bytes) -> bool | None:
    """Return whether a file can be a photo; None where it cannot be looked into. Scans and films count."""
    content = content_of(head)
    return None if content in _OPAQUE else content in (IMAGE, FILM, PDF)


def _named(head: bytes) -> str:
    """Return the usual ending of such content, '' when it is unknown."""
    import puremagic

    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(matches[0].extension).removeprefix(".")
