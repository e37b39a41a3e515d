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
_SIZES: Final = struct.Struct("<3L")
"""Checksum, deflated size and size, as they stand together in both headers."""
_OFFSET: Final = struct.Struct("<L")
_LOCAL_SIZES: Final = 14
_CENTRAL_SIZES: Final = 16
_CENTRAL_OFFSET: Final = 42
_END_OFFSET: Final = 16
_VERSION: Final = 20
_UTF8_NAME: Final = 0x800
_STORED: Final = 0
_DEFLATED: Final = 8
_TIME: Final = 0
_WINDOWS: Final = ((4096, 12, 5), (16384, 14, 7))
"""Sizes up to which preparing the usual window takes longer than deflating; a smaller window, its memory."""
_PACKED: Final = (b"PK\3\4", b"\x89PNG")
"""What those files begin with that no second deflating makes smaller."""
_DATE: Final = (0 << 9) | (1 << 5) | 1
"""1980-01-01, the first date a ZIP can hold; it is fixed so that the bytes do not depend on the day."""


def _deflated(content: bytes, level: int) -> bytes:
    usual = (zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL)
    window, memory = next((sizes for most, *sizes in _WINDOWS if len(content) <= most), usual)
    deflate = zlib.compressobj(level, zlib.DEFLATED, -window, memory)
    return deflate.compress(content) + deflate.flush()


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package, deflated if that makes it smaller and it is none that is packed already."""

    name: bytes
    content: bytes
    method: int
    checksum: int
    size: int

    @classmethod
    def of(cls, name: str, content: bytes, level: int) -> "Member":
        method = _STORED if level == 0 or content.startswith(_PACKED) else _DEFLATED
        packed = content
        if method == _DEFLATED:
            packed = _deflated(content, level)
            if len(packed) >= len(content):
                method, packed = _STORED, content
        return cls(name.encode(), packed, method, zlib.crc32(content), len(content))

    def named(self, name: str) -> "Member":
        """Return a file with the same content."""
        return Member(name.encode(), self.content, self.method, self.checksum, self.size)


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


class Refill:
    """A package that `zipfile` wrote, of which one member is written anew; all else stays as it is."""

    def __init__(self, package: bytes, name: str) -> None:
        with zipfile.ZipFile(io.BytesIO(package)) as source:
            members, directory = source.infolist(), source.start_dir
            chosen = source.getinfo(name)
            following = [info.header_offset for info in members if info.header_offset > chosen.header_offset]
            self.content = source.read(chosen)
        begin = chosen.header_offset + _LOCAL.size + len(chosen.filename.encode())
        end = min([*following, directory])
        self._head, self._tail = package[:begin], package[end:directory]
        self._directory, self._ending = package[directory : -_END.size], package[-_END.size :]
        self._at, self._packed = chosen.header_offset, end - begin
        self._entries = []
        place = 0
        for info in members:
            self._entries.append((place, info.header_offset))
            place += _CENTRAL.size + len(info.filename.encode()) + len(info.extra) + len(info.comment)

    def with_content(self, content: bytes) -> bytes:
        """Return the package with another content of its member."""
        packed = _deflated(content, zlib.Z_DEFAULT_COMPRESSION)
        sizes = (zlib.crc32(content), len(packed), len(content))
        head, directory = bytearray(self._head), bytearray(self._directory)
        _SIZES.pack_into(head, self._at + _LOCAL_SIZES, *sizes)
        moved = len(packed) - self._packed
        for place, offset in self._entries:
            if offset == self._at:
                _SIZES.pack_into(directory, place + _CENTRAL_SIZES, *sizes)
            elif offset > self._at:
                _OFFSET.pack_into(directory, place + _CENTRAL_OFFSET, offset + moved)
        ending = bytearray(self._ending)
        start = len(head) + len(packed) + len(self._tail)
        _OFFSET.pack_into(ending, _END_OFFSET, start)
        return b"".join((head, packed, self._tail, directory, ending))


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
        """Return the package with the members that change; the same content is deflated once."""
        deflated: dict[int, Member] = {}
        members: list[Member] = []
        for name, member in self._unchanged.items():
            if name in changed or member is None:
                content = changed[name]
                like = deflated.get(id(content))
                member = Member.of(name, content, level) if like is None else like.named(name)  # noqa: PLW2901
                deflated[id(content)] = member
            members.append(member)
        return pack(members)
