"""Open an untrusted Office package (a ZIP of parts) within bounds, and follow its relationships.

Programs differ in how they name parts: with backslashes, in other cases, with another main part. Parts are
looked up by their names in lower case with forward slashes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat

from evaluator.base.files import BROKEN_ZIP, ManyEntries, open_zip
from evaluator.base.frozen import dataclass

MEBIBYTE: Final = 1024 * 1024
MOST_PARTS: Final = 5_000
MOST_ELEMENTS: Final = 1_000_000

_TYPES: Final = "[content_types].xml"

ZIP: Final = b"PK\x03\x04"


class PackageError(Exception):
    """Why a package is not read: `damaged`, `encrypted`, `bomb` or `parts`, and the part that shows it."""

    def __init__(self, reason: str, part: str = "") -> None:
        super().__init__(reason)
        self.reason, self.part = reason, part


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the relationship's type, and a part's name or an address."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of a package; each is unpacked when it is asked for."""

    def __init__(self, data: bytes, most_unpacked: int, most_parts: int = MOST_PARTS) -> None:
        """Read the directory; raises PackageError."""
        try:
            self._archive = open_zip(io.BytesIO(data))
        except ManyEntries as error:
            raise PackageError("parts") from error
        except (*BROKEN_ZIP, OSError) as error:
            raise PackageError("damaged") from error
        members = self._archive.infolist()
        if len(members) > most_parts:
            raise PackageError("parts")
        if sum(member.file_size for member in members) > most_unpacked:
            raise PackageError("bomb", max(members, key=lambda member: member.file_size).filename)
        self.members: dict[str, zipfile.ZipInfo] = {}
        """The directory's entries by the parts' names."""
        self._twice: set[str] = set()
        self._relations: dict[str, list[Relation]] = {}
        for member in members:
            if member.flag_bits & 1:
                raise PackageError("encrypted", member.filename)
            if self.members.setdefault(part_name(member.filename), member) is not member:
                self._twice.add(part_name(member.filename))

    def __contains__(self, name: str) -> bool:
        """Return whether there is a part of this name."""
        return name in self.members

    def part(self, name: str) -> bytes:
        """Return the content of a part, b'' where there is none; raises PackageError.

        zipfile stops at the size that the directory claims, then compares the checksum.
        """
        member = self.members.get(name)
        if member is None:
            return b""
        if name in self._twice:  # programs differ in which of the two they read
            raise PackageError("damaged", member.filename)
        try:
            return self._archive.read(member)
        except (*BROKEN_ZIP, OSError) as error:
            raise PackageError("damaged", member.filename) from error

    def main(self, usual: str) -> str:
        """Return the name of the main part, which the package's relationships say; else the *usual* name."""
        try:
            for relation in self.relations(""):
                if relation.kind == "officeDocument" and relation.target in self.members:
                    return relation.target
        except PackageError:
            pass
        return usual

    def content_type(self, name: str) -> str:
        """Return what the package says a part is, in lower case, '' where it says nothing."""
        ending = ""
        for tag, attributes in elements(self.part(_TYPES)) if _TYPES in self.members else ():
            written = attributes.get("ContentType", "").lower()
            if tag == "Override" and part_name(attributes.get("PartName", "")) == name:
                return written
            if tag == "Default" and name.endswith("." + attributes.get("Extension", "").lower()):
                ending = written
        return ending

    def relations(self, name: str) -> list[Relation]:
        """Return what a part refers to ('' for the package itself); raises PackageError."""
        if name not in self._relations:
            self._relations[name] = relations(name, self.part(_relations_of(name)))
        return self._relations[name]

    def related(self, name: str, kind: str) -> str:
        """Return the first part of this kind that a part refers to, '' where there is none."""
        return next((link.target for link in self.relations(name) if link.kind == kind), "")


def _relations_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def relations(name: str, content: bytes) -> list[Relation]:
    """Return what the part *name* refers to, by the *content* of its relationships; raises PackageError."""
    folder = name.rpartition("/")[0]
    links = []
    for tag, attributes in elements(content) if content else ():
        if tag != "Relationship":
            continue
        target = attributes.get("Target", "")
        external = attributes.get("TargetMode", "").lower() == "external"
        if not external:
            target = part_name(posixpath.join(f"/{folder}", target.replace("\\", "/")))
        kind = attributes.get("Type", "").rpartition("/")[2]
        links.append(Relation(attributes.get("Id", ""), kind, target, external))
    return links


def part_name(written: str) -> str:
    """Return a part's name in the form used for comparison."""
    return posixpath.normpath(written.replace("\\", "/")).lstrip("/").lower()


def elements(content: bytes) -> list[tuple[str, Mapping[str, str]]]:
    """Return the elements of a small part, without their prefixes; raises PackageError."""
    pairs: list[tuple[str, Mapping[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(pairs) >= MOST_ELEMENTS:
            raise PackageError("bomb")
        pairs.append((tag.rpartition(":")[2], attributes))

    def doctype(*_: object) -> None:
        raise PackageError("damaged")  # declarations, which no Office program writes, can multiply themselves

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise PackageError("damaged") from error
    return pairs
