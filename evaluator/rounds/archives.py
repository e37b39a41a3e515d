"""Read a ZIP as stations and chats make it: look at every entry before anything is unpacked."""

from __future__ import annotations

import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from evaluator.base.disk import LONGEST_NAME, writing
from evaluator.base.files import BROKEN_ZIP, is_file_name
from evaluator.base.folders import is_left_behind
from evaluator.texts.problem import Problem

MOST_ENTRIES: Final = 20_000
MOST_UNPACKED: Final = 8 * 1024 * 1024 * 1024
MOST_RATIO: Final = 250
"""Deflate reaches 1032; tables and scans stay far below."""
SMALL: Final = 4 * 1024 * 1024
"""Entries up to this size may have any ratio."""
MUCH: Final = 64 * 1024 * 1024
"""All entries together up to this size may have any ratio."""
OTHER_ARCHIVES: Final = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zipx")
"""Archives of other kinds, which are not taken."""
_MAGIC: Final = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ", b"BZh")
_DEVICES: Final = frozenset([*(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))])
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *_DEVICES})
_UTF8_NAME: Final = 0x800
_UNICODE_PATH: Final = 0x7075
"""The extra field in which packers put a name in UTF-8 beside another one."""


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A file in a ZIP."""

    name: str
    """As people read it, with forward slashes."""
    info: zipfile.ZipInfo


def is_other_archive(path: Path, beginning: bytes = b"") -> bool:
    """Return whether a file is an archive of another kind, by its ending or by how it begins."""
    return path.suffix.casefold() in OTHER_ARCHIVES or beginning.startswith(_MAGIC)


def archive_entries(archive: zipfile.ZipFile, shown: str) -> tuple[list[ArchiveEntry], list[Problem]]:
    """Return the files of a ZIP, without what systems add to it, and each entry that cannot be taken."""
    infos = archive.infolist()
    entries = [ArchiveEntry(name, info) for name, info in zip(_names(infos), infos, strict=True)]
    entries = [entry for entry in entries if not entry.name.endswith("/") and not _is_noise(entry.name)]
    problems: list[Problem] = []
    size = sum(entry.info.file_size for entry in entries)
    packed = sum(entry.info.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or size > min(MOST_UNPACKED, max(MUCH, MOST_RATIO * packed)):
        largest = max(entries, key=lambda entry: entry.info.file_size)
        return entries, [Problem("zip-bomb", shown, args={"name": largest.name})]
    for entry in entries:
        code = _objection(entry)
        if code:
            problems.append(Problem(code, shown, args={"name": entry.name}))
    return entries, [*problems, *_same_names(entries, shown)]


def unpack(
    archive: zipfile.ZipFile, entries: Sequence[ArchiveEntry], folder: Path, shown: str
) -> list[Problem]:
    """Unpack entries that were looked at; return a problem for each that is damaged. Raises OSError."""
    problems: list[Problem] = []
    for entry in entries:
        target = folder / entry.name
        try:
            with archive.open(entry.info) as packed, writing(target) as file:
                shutil.copyfileobj(packed, file)
        except BROKEN_ZIP:
            problems.append(Problem("zip-damaged", shown, args={"name": entry.name}))
    return problems


def _names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Return the entries' names as people read them, with forward slashes.

    Chinese Windows encodes names in GBK without declaring it, macOS in UTF-8: what is not UTF-8 in all names
    is GBK in all.
    """
    raw: list[bytes | None] = []
    for info in infos:
        try:
            raw.append(None if info.flag_bits & _UTF8_NAME else info.orig_filename.encode("cp437"))
        except UnicodeError:
            raw.append(None)
    encoding = "utf-8" if all(_is_utf8(name) for name in raw if name is not None) else "gb18030"
    names: list[str] = []
    for info, data in zip(infos, raw, strict=True):
        name = info.filename
        if data is not None:
            with suppress(UnicodeError):
                name = _unicode_path(info.extra, data) or data.decode(encoding)
        names.append(unicodedata.normalize("NFC", name.replace("\\", "/")))
    return names


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _unicode_path(extra: bytes, name: bytes) -> str:
    """Return the name in UTF-8 that a packer put beside *name*; '' without one, or where it is another's."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if tag == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            own = struct.unpack_from("<L", field, 1)[0] == zlib.crc32(name)
            return field[5:].decode("utf-8") if own else ""
        at += 4 + length
    return ""


def _is_noise(name: str) -> bool:
    """Return whether an entry is what systems and editors add: hidden files, thumbnails, lock files."""
    return any(is_left_behind(part) for part in name.split("/") if part not in (".", ".."))


def _objection(entry: ArchiveEntry) -> str:
    """Return why an entry cannot be taken, as the code of a problem."""
    info, parts = entry.info, entry.name.split("/")
    mode = info.external_attr >> 16
    if entry.name.startswith("/") or ".." in parts or ":" in parts[0]:
        return "zip-escape"
    if info.flag_bits & 1:
        return "zip-encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "zip-method"
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        return "zip-link"
    if info.file_size > SMALL and info.file_size > MOST_RATIO * max(1, info.compress_size):
        return "zip-bomb"
    if any(not is_file_name(part, LONGEST_NAME) or _device(part) for part in parts):
        return "zip-name"
    return ""


def _device(part: str) -> bool:
    """Return whether Windows takes a name for a device: `con.txt`, `COM¹`."""
    stem = unicodedata.normalize("NFKC", part).partition(".")[0]
    return stem.strip().casefold() in _RESERVED


def _same_names(entries: Sequence[ArchiveEntry], shown: str) -> Iterator[Problem]:
    """Yield a problem for entries whose names are equal, or differ in case alone, or are another's folder."""
    first: dict[str, str] = {}
    for entry in entries:
        before = first.setdefault(entry.name.casefold(), entry.name)
        if before is not entry.name:
            yield Problem("zip-same-name", shown, args={"name": entry.name, "first": before})
    for entry in entries:
        for parent in PurePosixPath(entry.name.casefold()).parents:
            if parent.as_posix() in first:
                args = {"name": entry.name, "first": first[parent.as_posix()]}
                yield Problem("zip-same-name", shown, args=args)
