"""Write the ZIP container of a Word document so that the same content gives the same bytes.

`zipfile` deflates each member anew and cannot take deflated members. Only few members change in a report, so
the others are deflated once, at the highest level, and copied.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_VERSION: Final = 20
_UTF8_NAME: Final = 0x800
_STORED: Final = 0
_DEFLATED: Final = 8
_TIME: Final = 0
_SMALL: Final = 4096
"""Up to this size zlib takes longer to prepare its usual window than to deflate."""
_DATE: Final = (0 << 9) | (1 << 5) | 1
"""1980-01-01, the first date a ZIP can hold; it is fixed so that the bytes do not depend on the day."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package, deflated if that makes it smaller."""

    name: bytes
    content: bytes
    method: int
    checksum: int
    size: int

    @classmethod
    def of(cls, name: str, content: bytes, level: int) -> "Member":
        method = _STORED if level == 0 else _DEFLATED
        packed = content
        if method == _DEFLATED:
            window, memory = (12, 5) if len(content) <= _SMALL else (zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL)
            deflate = zlib.compressobj(level, zlib.DEFLATED, -window, memory)
            packed = deflate.compress(content) + deflate.flush()
            if len(packed) >= len(content):
                method, packed = _STORED, content
        return cls(name.encode(), packed, method, zlib.crc32(content), len(content))


def pack(members: Iterable[Member]) -> bytes:
    """Return the ZIP of `members`, in their order."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        flags = 0 if member.name.isascii() else _UTF8_NAME
        shared = (flags, member.method, _TIME, _DATE, member.checksum, len(member.content), member.size)
        header = _LOCAL.pack(b"PK\3\4", _VERSION, *shared, len(member.name), 0)
        body += (header, member.name, member.content)
        directory += (
            _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *shared, len(member.name), 0, 0, 0, 0, 0, offset),
            member.name,
        )
        offset += len(header) + len(member.name) + len(member.content)
    count = len(directory) // 2
    length = sum(map(len, directory))
    return b"".join((*body, *directory, _END.pack(b"PK\5\6", 0, 0, count, count, length, offset, 0)))


def read_members(package: bytes) -> dict[str, bytes]:
    """Return the files of a package by name, in its order."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {info.filename: source.read(info) for info in source.infolist()}


class Splicer:
    """A package of which most members never change."""

    def __init__(self, members: Mapping[str, bytes], changing: Iterable[str]) -> None:
        changing = set(changing)
        self._unchanged: dict[str, Member | None] = {
            name: None if name in changing else Member.of(name, content, 9)
            for name, content in members.items()
        }

    @property
    def names(self) -> Collection[str]:
        return self._unchanged.keys()

    def splice(self, changed: Mapping[str, bytes], level: int) -> bytes:
        """Return the package with the members that change."""
        return pack(
            Member.of(name, changed[name], level) if name in changed or member is None else member
            for name, member in self._unchanged.items()
        )
