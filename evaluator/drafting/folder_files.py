"""The files of a station's folder that its submission does not name, and what each may be handed in as."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from evaluator.base.folders import files_below
from evaluator.base.frozen import dataclass, field
from evaluator.base.gate import digest
from evaluator.base.once import lazy_pattern
from evaluator.loading.evidence_kinds import CONTENTS, FILM, HEAD, IMAGE, content_of
from evaluator.loading.fields import entries, scalars
from evaluator.loading.paths import inside, is_folder
from evaluator.loading.submission import FILE
from evaluator.yaml.parse import Items, Node, Scalar, Table

Sort = Literal["photo", "document", "table", "archive"]

Certainty = Literal["sure", "likely", "unclear"]
"""`unclear` is shown only; the others may be written."""
TABLES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ett", ".csv", ".tsv", ".ods"})
ARCHIVES: Final = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_LEFT_BEHIND: Final = lazy_pattern(
    r"(?:eh)?thumbs\.db|desktop\.ini|icon\r|~.*|\.~lock\..*#|.*\.(?:tmp|temp|lnk|url|crdownload|part|download)|"
    r"__macosx|\$recycle\.bin|system volume information",
    re.IGNORECASE,
)
"""What systems, browsers and office programs leave in folders."""
_COPY: Final = lazy_pattern(r"副本|复件|拷贝|copy|[(（]\d+[)）]\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file that nothing names."""

    path: str
    """Relative to the station's folder, with forward slashes."""
    full: Path
    sort: Sort

    @property
    def stem(self) -> str:
        """Return the name without its ending."""
        return PurePosixPath(self.path).stem

    @property
    def folders(self) -> tuple[str, ...]:
        """Return the names of the folders it lies in, outermost first."""
        return PurePosixPath(self.path).parts[:-1]


@dataclass(slots=True)
class UnlistedFiles:
    """The files that nothing names."""

    files: list[FolderFile] = field(default_factory=list)
    """Those that may be ledgers or evidence, in order."""
    archives: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    """Files with the bytes of another: both paths, the copy first."""

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.files or self.archives or self.empty or self.copies)


def unlisted_files(folder: Path, submission: Node | None) -> UnlistedFiles:
    """Return what lies in a station's folder and is named nowhere in its submission."""
    files = dict(files_below(folder))
    named = set(_named(folder, submission, files))
    unlisted = UnlistedFiles()
    by_size: dict[int, list[tuple[str, Path]]] = defaultdict(list)
    for path, full in files.items():
        if path == FILE or any(map(_LEFT_BEHIND.fullmatch, path.split("/"))):
            continue
        try:
            size = full.stat().st_size
        except OSError:
            continue
        if path not in named and PurePosixPath(path).suffix.casefold() in ARCHIVES:
            unlisted.archives.append(path)
        elif path not in named and not size:
            unlisted.empty.append(path)
        else:
            by_size[size].append((path, full))
    for alike in by_size.values():
        for original, *copies in _same(alike, named):
            unlisted.copies += [(path, original[0]) for path, _ in copies if path not in named]
            if original[0] not in named:
                unlisted.files.append(FolderFile(*original, _sort(*original)))
    unlisted.files.sort(key=lambda file: file.path)
    unlisted.copies.sort()
    return unlisted


def _sort(path: str, full: Path) -> Sort:
    """Return what sort of file it is: by its ending, where that says so, else by its content."""
    ending = PurePosixPath(path).suffix.casefold()
    if ending in TABLES:
        return "table"
    contents = CONTENTS.get(ending)
    if contents is None:
        try:
            contents = frozenset({content_of(digest(full, HEAD).head)})
        except OSError:
            contents = frozenset()
    return "photo" if {IMAGE, FILM} & contents else "document"


def _same(files: list[tuple[str, Path]], named: set[str]) -> Iterator[list[tuple[str, Path]]]:
    """Yield the files by their content, the original of each first: what is named, else what is no copy."""
    if len(files) == 1:
        yield files
        return
    groups: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    for path, full in files:
        try:
            groups[digest(full).sha256].append((path, full))
        except OSError:
            groups[path].append((path, full))
    for group in groups.values():
        if len(group) == 1:
            yield group
            continue
        yield sorted(
            group,
            key=lambda file: (
                file[0] not in named,
                bool(_COPY.search(PurePosixPath(file[0]).stem)),
                len(file[0]),
                file[0],
            ),
        )


def _named(folder: Path, submission: Node | None, files: Container[str]) -> Iterator[str]:
    """Yield the files that a submission names, whatever else is wrong with it; *files* are in the folder."""
    fields = entries(submission)
    evidence = fields.get("evidence")
    for item in evidence.nodes if isinstance(evidence, Items) else ():
        file = entries(item).get("file")
        if isinstance(file, Scalar):
            yield inside(folder, file.text, read=files)[0]
    for ledger in entries(fields.get("ledgers")).values():
        for scalar in scalars(entries(ledger).get("files") if isinstance(ledger, Table) else ledger):
            path, _ = inside(folder, scalar.text, read=files)
            yield path
            if path not in files and is_folder(folder / path):
                yield from (f"{path}/{inner}" for inner, _ in files_below(folder / path) if "/" not in inner)


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: the key of its sentence, and the sentence's fields."""

    key: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceProposal:
    """A file that may be evidence."""

    path: str
    title: str
    kind: str
    reference: str
    """The criterion and its line or option: `A1.1#lease`."""
    wanted: str
    """The title of the line or option."""
    certainty: Certainty
    why: tuple[Why, ...]
    date: date | None = None
    """The day in the file's name."""
    others: tuple[tuple[str, str], ...] = ()
    """Where it is unclear: what else it may be, as reference and title, the likeliest first."""


@dataclass(frozen=True, slots=True)
class LedgerProposal:
    """A table, or several that go on where another ends, that may be a ledger."""

    paths: tuple[str, ...]
    ledger: str
    title: str
    certainty: Certainty
    why: tuple[Why, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    """Heads that differ from the guideline's → the column each stands for."""
    rows: int = 0
