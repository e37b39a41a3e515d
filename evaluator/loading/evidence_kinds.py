"""Check by a file's content whether its ending is right: a renamed file is no evidence."""

from __future__ import annotations

from pathlib import Path

HEAD = 4096

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"<svg")
_OFFICE = (_ZIP, _OLE, b"{\\rtf", b"<")
"""WPS and web systems also save HTML and RTF under Word's and Excel's endings."""

IMAGE_ENDINGS = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif"}
)
PHOTO_ENDINGS = IMAGE_ENDINGS | {".pdf", ".mp4", ".mov"}
"""Endings accepted for a photo, including scans and short films."""

_OFFICE_ENDINGS = frozenset(
    {".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et", ".dps", ".odt", ".ods"}
)
_TEXT_ENDINGS = frozenset({".txt", ".csv", ".md", ".json", ".yaml", ".yml"})


def foreign(path: Path, head: bytes) -> str | None:
    """Return the usual ending of the content when the ending is clearly wrong ('' if it is unknown).

    None means no objection: the content fits, or the ending is not checked. A picture with the ending of
    another picture format is common and accepted.
    """
    ending = path.suffix.lower()
    if ending in IMAGE_ENDINGS:
        fits = head.startswith(_IMAGES) or head[8:12] == b"WEBP" or head[4:8] == b"ftyp"
    elif ending == ".pdf":
        fits = b"%PDF-" in head[:1024]
    elif ending in _OFFICE_ENDINGS:
        fits = head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_OFFICE)
    elif ending == ".zip":
        fits = head.startswith(_ZIP)
    elif ending in _TEXT_ENDINGS:
        fits = b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
    else:
        return None
    return None if fits else _named(head)


def _named(head: bytes) -> str:
    """Return the usual ending of such content, '' when it is unknown."""
    import puremagic

    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(matches[0].extension).removeprefix(".")
