"""Tell by its content whether a file is what its ending says: a renamed file proves nothing."""

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
"""What a photo may reasonably come as: scans and short films included."""

_OFFICE_ENDINGS = frozenset(
    {".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et", ".dps", ".odt", ".ods"}
)
_TEXT_ENDINGS = frozenset({".txt", ".csv", ".md", ".json", ".yaml", ".yml"})


def foreign(path: Path, head: bytes) -> str | None:
    """Return what the content is when it is clearly not what the ending says ('' if that is unknown).

    None means that nothing speaks against it: the content fits, or nothing is known of the ending. One
    kind of picture under another's ending is common and proves as much.
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
    """Return the usual ending of such content, '' when nobody knows it."""
    import puremagic

    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(found[0].extension).removeprefix(".")
