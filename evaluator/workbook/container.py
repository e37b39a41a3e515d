"""Open an untrusted workbook: detect its type by its content, limit its size before unpacking.

The checked parts are packed anew for the reader of cells, uncompressed and without unneeded parts: it sees
only the bytes that were checked, whatever the file's directories say.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evaluator.base.package import Package, PackageError, elements
from evaluator.loading.sheet_xml import WORKBOOK, sheet_parts, workbook_properties
from evaluator.loading.spreadsheet import packed
from evaluator.texts.problem import Problem

MEBIBYTE: Final = 1024 * 1024
MOST_BYTES: Final = 32 * MEBIBYTE
MOST_PART: Final = 96 * MEBIBYTE
"""The size of an unpacked part; a sheet of 200,000 filled rows takes half of it."""
MOST_UNPACKED: Final = 192 * MEBIBYTE
MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 250
"""Deflate reaches 1032; sheets of spreadsheet programs stay below 100."""
_ANY_SIZE: Final = 1 << 60
_ANY_COUNT: Final = 1 << 60
SMALL: Final = 4 * MEBIBYTE
"""Parts up to this size may have any compression ratio."""

_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MACROS: Final = (
    "vbaproject.bin",
    "vbadata.xml",
    "/activex/",
    "/ctrlprops/",
    "/macrosheets/",
    "/embeddings/",
)
_EXTERNAL: Final = ("/externallinks/", "/connections.xml", "/querytables/")
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
    """The checked parts, packed anew; its sheets are called by their numbers."""
    sheets: tuple[PackagePart, ...]
    """In the order of the tabs."""
    styles: bytes
    early: bool = False
    """Whether its days count from 1904."""


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
    except PackageError as error:
        hint = "ledger-encrypted" if error.reason == "encrypted" else "ledger-damaged"
        return Problem("workbook-unreadable", shown, hint_key=hint)


def _package(data: bytes) -> WorkbookPackage:
    if len(data) > MOST_BYTES:
        raise too_large(len(data))
    kind = _foreign(data)
    if kind:
        raise _Refused("workbook-unreadable", kind)
    package = Package(data, _ANY_SIZE, _ANY_COUNT)  # both are said in sentences of their own
    if len(package.members) > MOST_PARTS:
        raise _Refused("workbook-parts", count=str(len(package.members)), limit=str(MOST_PARTS))
    main = package.main(WORKBOOK)
    _check_kind(package, main)
    _check_sizes(package.members)
    for name in package.members:
        if name.endswith(".rels"):
            _check_links(name, _content(package, name))
    properties = workbook_properties(_content(package, main))
    sheets = tuple(
        # Any other sheet is a chart's own, or names no part: it holds nothing of ours.
        PackagePart(sheet.name, sheet.hidden, _content(package, sheet.part))
        for sheet in sheet_parts(package.part(main), package.relations(main))
        if sheet.part in package
    )
    styles = _content(package, package.related(main, "styles"))
    strings = _content(package, package.related(main, "sharedStrings"))
    again = packed([sheet.xml for sheet in sheets], styles, strings, early=properties.early)
    return WorkbookPackage(again, sheets, styles, properties.early)


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


def _check_kind(package: Package, main: str) -> None:
    names = set(package.members)
    if main not in names or "wordprocessingml" in package.content_type(main):
        if {"content.xml", "xl/workbook.bin"} & names:
            raise _Refused("workbook-unreadable", "ledger-other-table")
        word = any(name.startswith(("word/", "ppt/")) for name in names)
        raise _Refused("workbook-unreadable", "workbook-is-word" if word else "workbook-is-zip")
    for name, member in package.members.items():
        if any(mark in f"/{name}" for mark in _MACROS):
            raise _Refused("workbook-macros", part=member.filename)
        if any(mark in f"/{name}" for mark in _EXTERNAL):
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


def _content(package: Package, name: str) -> bytes:
    content = package.part(name)
    if b"\0" in content:
        raise PackageError("damaged", name)
    if _DECLARED.search(content):
        raise _Refused("workbook-declares", part=package.members[name].filename)
    return content


def _check_links(name: str, content: bytes) -> None:
    for tag, attributes in elements(content):
        if tag != "Relationship" or attributes.get("TargetMode", "").lower() != "external":
            continue
        if not attributes.get("Type", "").lower().endswith(_HARMLESS):
            raise _Refused("workbook-external", part=attributes.get("Target", name)[:80])
