"""Read a ZIP as stations and chats make it: look at every entry before anything is unpacked."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluator.base.files import is_file_name
from evaluator.base.folders import LITTER
from evaluator.texts.problem import Problem

MOST_ENTRIES: Final = 20_000
MOST_UNPACKED: Final = 8 * 1024 * 1024 * 1024
MOST_RATIO: Final = 250
"""Deflate reaches 1032; tables and scans stay far below."""
SMALL: Final = 4 * 1024 * 1024
"""Entries up to this size may have any ratio."""
_DEVICES: Final = frozenset([*(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))])
_UTF8_NAME: Final = 0x800


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A file in a ZIP."""

    name: str
    """As people read it, with forward slashes."""
    info: zipfile.ZipInfo


def archive_entries(archive: zipfile.ZipFile, shown: str) -> tuple[list[ArchiveEntry], list[Problem]]:
    """Return the files of a ZIP, without what systems add to it, and each entry that cannot be taken."""
    entries = [ArchiveEntry(entry_name(info), info) for info in archive.infolist()]
    entries = [entry for entry in entries if not entry.info.is_dir() and not _is_noise(entry.name)]
    problems: list[Problem] = []
    if len(entries) > MOST_ENTRIES or sum(entry.info.file_size for entry in entries) > MOST_UNPACKED:
        return entries, [Problem("zip-bomb", shown, args={"name": shown})]
    for entry in entries:
        code = _objection(entry)
        if code:
            problems.append(Problem(code, shown, args={"name": entry.name}))
    return entries, [*problems, *_same_names(entries, shown)]


def unpack(archive: zipfile.ZipFile, entries: Sequence[ArchiveEntry], folder: Path) -> None:
    """Unpack entries that were looked at. Raises what `zipfile` does for a damaged entry, OSError."""
    for entry in entries:
        target = folder / entry.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(entry.info))


def entry_name(info: zipfile.ZipInfo) -> str:
    """Return an entry's name; Chinese Windows encodes names in GBK without declaring it."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = info.orig_filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _is_noise(name: str) -> bool:
    return any(
        part.casefold() in LITTER or part.startswith(("~$", "._", ".DS_Store")) for part in name.split("/")
    )


def _objection(entry: ArchiveEntry) -> str:
    """Return why an entry cannot be taken, as the code of a problem."""
    info, parts = entry.info, entry.name.split("/")
    mode = info.external_attr >> 16
    if entry.name.startswith("/") or ".." in parts or ":" in parts[0]:
        return "zip-escape"
    if info.flag_bits & 1:
        return "zip-encrypted"
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        return "zip-link"
    if info.file_size > SMALL and info.file_size > MOST_RATIO * max(1, info.compress_size):
        return "zip-bomb"
    if any(not is_file_name(part) or part.partition(".")[0].casefold() in _RESERVED for part in parts):
        return "zip-name"
    return ""


_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *_DEVICES})


def _same_names(entries: Sequence[ArchiveEntry], shown: str) -> Iterator[Problem]:
    """Yield a problem for entries whose names are equal, or differ in case alone."""
    first: dict[str, str] = {}
    for entry in entries:
        before = first.setdefault(entry.name.casefold(), entry.name)
        if before is not entry.name:
            yield Problem("zip-same-name", shown, args={"name": entry.name, "first": before})
