"""Open an untrusted workbook: detect its type by its content, limit its size before unpacking.

The checked parts are packed anew for the reader of cells, uncompressed and without unneeded parts: it sees
only the bytes that were checked, whatever the file's directories say.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from evaluator.base.files import BROKEN_ZIP
from evaluator.base.package import PackageError, elements, relations
from evaluator.loading.sheet_xml import WORKBOOK, sheet_parts
from evaluator.texts.problem import Problem

MEBIBYTE: Final = 1024 * 1024
MOST_BYTES: Final = 32 * MEBIBYTE
MOST_PART: Final = 96 * MEBIBYTE
"""The size of an unpacked part; a sheet of 200,000 filled rows takes half of it."""
MOST_UNPACKED: Final = 192 * MEBIBYTE
MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 250
"""Deflate reaches 1032; sheets of spreadsheet programs stay below 100."""
SMALL: Final = 4 * MEBIBYTE
"""Parts up to this size may have any compression ratio."""

_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CORE_PARTS: Final = (
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedstrings.xml",
)
_MACROS: Final = (
    "vbaproject.bin",
    "vbadata.xml",
    "/activex/",
    "/ctrlprops/",
    "/macrosheets/",
    "/embeddings/",
)
_EXTERNAL: Final = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_HARMLESS: Final = ("/hyperlink", "/attachedtemplate")
_DECLARED: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PackagePart:
    """One worksheet: its name on the tab, whether it is hidden, its XML."""

    name: str
    hidden: bool
    xml: bytes


@dataclass(frozen=True, slots=True)
class WorkbookPackage:
    """A workbook that may be read."""

    data: bytes
    """The checked parts, packed anew."""
    sheets: tuple[PackagePart, ...]
    """In the order of the tabs."""
    styles: bytes


class _Refused(Exception):
    """The reason why a file is not read."""

    def __init__(self, code: str, hint_key: str = "", **args: str) -> None:
        super().__init__(code)
        self.code, self.hint_key, self.args_of_it = code, hint_key, args


def opened(data: bytes, shown: str) -> WorkbookPackage | Problem:
    """Return the workbook in *data*, or the one reason why it is not read."""
    try:
        return _package(data)
    except _Refused as refused:
        return Problem(refused.code, shown, args=refused.args_of_it, hint_key=refused.hint_key)
    except (*BROKEN_ZIP, PackageError, OSError, KeyError):
        return Problem("workbook-unreadable", shown, hint_key="ledger-damaged")


def _package(data: bytes) -> WorkbookPackage:
    if len(data) > MOST_BYTES:
        raise too_large(len(data))
    kind = _foreign(data)
    if kind:
        raise _Refused("workbook-unreadable", kind)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = _members(archive)
        _check_kind(members)
        _check_sizes(members)
        parts = {name: _content(archive, member) for name, member in members.items() if _wanted(name)}
    for name, content in parts.items():
        _check_links(name, content)
    sheets = tuple(_sheets(parts))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as again:
        for name, content in parts.items():
            if name in _CORE_PARTS or name == _RELATIONS or name.startswith("xl/worksheets/sheet"):
                again.writestr(zipfile.ZipInfo(members[name].filename.lstrip("/")), content)
    return WorkbookPackage(packed.getvalue(), sheets, parts.get("xl/styles.xml", b""))


def too_large(size: int) -> _Refused:
    """Return the refusal of a file of *size* bytes."""
    sizes = {"size": str(-(-size // MEBIBYTE)), "limit": str(MOST_BYTES // MEBIBYTE)}
    return _Refused("workbook-too-large", **sizes)


def _foreign(data: bytes) -> str:
    """Return the hint for data that is not a zip archive, '' for a zip archive."""
    if data.startswith(_ZIP):
        return ""
    if not data.strip():
        return "ledger-empty-file"
    if data.startswith(_EMPTY_ZIP):
        return "workbook-is-zip"
    if data.startswith(_OLE):
        return "ledger-encrypted" if _ENCRYPTED in data else "ledger-old-excel"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:1] == b"<":
        return "ledger-web-page"
    text = b"\0" not in head or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return (
        "workbook-csv"
        if text and any(separator in head for separator in (b",", b"\t", b";"))
        else "workbook-is-other"
    )


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the parts by name, regardless of case; refuse two parts of the same name."""
    listed = archive.infolist()
    if len(listed) > MOST_PARTS:
        raise _Refused("workbook-parts", count=str(len(listed)), limit=str(MOST_PARTS))
    members: dict[str, zipfile.ZipInfo] = {}
    for member in listed:
        name = member.filename.lower().lstrip("/")
        if name in members:
            raise _Refused("workbook-unreadable", "ledger-damaged")
        members[name] = member
    return members


def _check_kind(members: Mapping[str, zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members.values()):
        raise _Refused("workbook-unreadable", "ledger-encrypted")
    if WORKBOOK not in members:
        if {"content.xml", "xl/workbook.bin"} & set(members):
            raise _Refused("workbook-unreadable", "ledger-other-table")
        word = any(name.startswith(("word/", "ppt/")) for name in members)
        raise _Refused("workbook-unreadable", "workbook-is-word" if word else "workbook-is-zip")
    for name, member in members.items():
        if any(mark in f"/{name}" for mark in _MACROS):
            raise _Refused("workbook-macros", part=member.filename)
        if name.startswith(_EXTERNAL):
            raise _Refused("workbook-external", part=member.filename)


def _check_sizes(members: Mapping[str, zipfile.ZipInfo]) -> None:
    """Refuse parts that are too large once unpacked; reading limits each to the size claimed here."""
    total = 0
    for member in members.values():
        total += member.file_size
        dense = member.file_size > SMALL and member.file_size > MOST_RATIO * max(1, member.compress_size)
        if dense or member.file_size > MOST_PART:
            raise _bomb(member.filename, member.file_size, SMALL if dense else MOST_PART)
    if total > MOST_UNPACKED:
        raise _bomb("xlsx", total, MOST_UNPACKED)


def _bomb(part: str, size: int, limit: int) -> _Refused:
    sizes = {"size": str(-(-size // MEBIBYTE)), "limit": str(limit // MEBIBYTE)}
    return _Refused("workbook-bomb", part=part, **sizes)


def _wanted(name: str) -> bool:
    return name in _CORE_PARTS or name.endswith(".rels") or name.startswith("xl/worksheets/sheet")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    # zipfile stops at the size the directory claims and then compares the checksum.
    content = archive.read(member)
    if b"\0" in content:
        raise _Refused("workbook-unreadable", "ledger-damaged")
    if _DECLARED.search(content):
        raise _Refused("workbook-declares", part=member.filename)
    return content


def _check_links(name: str, content: bytes) -> None:
    if not name.endswith(".rels"):
        return
    for tag, attributes in elements(content):
        if tag != "Relationship" or attributes.get("TargetMode", "").lower() != "external":
            continue
        if not attributes.get("Type", "").lower().endswith(_HARMLESS):
            raise _Refused("workbook-external", part=attributes.get("Target", name)[:80])


def _sheets(parts: Mapping[str, bytes]) -> Iterator[PackagePart]:
    """Yield the worksheets in the order of their tabs."""
    for sheet in sheet_parts(parts[WORKBOOK], relations(WORKBOOK, parts[_RELATIONS])):
        # Any other sheet is a chart's own, or has a name no program gives: it holds nothing of ours.
        if sheet.part in parts:
            yield PackagePart(sheet.name, sheet.hidden, parts[sheet.part])
