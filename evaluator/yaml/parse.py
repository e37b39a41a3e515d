"""Read strict YAML into nodes that keep their source text and position.

Nothing is resolved here: `010`, `no` and `1.10` stay as written, and the schema or the fact determines
their type. Positions count from 1, columns in characters.
"""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from yaml import MarkedYAMLError
from yaml._yaml import CParser, Mark
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from evaluator.base import exact
from evaluator.base.folding import cleared
from evaluator.base.gate import Digest, read_file
from evaluator.base.once import lazy_pattern
from evaluator.texts.problem import Problem, sort_problems
from evaluator.texts.reasons import unreadable
from evaluator.yaml import errors

MOST_BYTES = 16 * 1024 * 1024
MOST_LEVELS = 100
MOST_VALUES = 250_000
"""Keys, values, mappings and lists in a file: a score table of 2,000 criteria has half as many."""


class Scalar:
    """A single value or key as written."""

    __slots__ = ("column", "line", "plain", "text")

    def __init__(self, text: str, line: int, column: int, plain: bool) -> None:
        """Keep *text* without its quotes; *plain*: it had no quotes, so it may be a number or blank."""
        self.text = text
        self.line = line
        self.column = column
        self.plain = plain

    def __repr__(self) -> str:
        """Show text and position, for test failures."""
        return f"Scalar({self.text!r}, {self.line}, {self.column}, {self.plain})"


class Table:
    """A mapping: its values and its keys (with their positions), both by name and in file order."""

    __slots__ = ("column", "entries", "keys", "line")

    def __init__(self, line: int, column: int) -> None:
        """Start an empty mapping at its first key or opening brace."""
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}
        self.line = line
        self.column = column

    def __repr__(self) -> str:
        """Show content and position, for test failures."""
        return f"Table({self.entries!r}, {self.line}, {self.column})"


class Items:
    """A list, in file order."""

    __slots__ = ("column", "line", "nodes")

    def __init__(self, line: int, column: int) -> None:
        """Start an empty list at its first dash or opening bracket."""
        self.nodes: list[Node] = []
        self.line = line
        self.column = column

    def __repr__(self) -> str:
        """Show content and position, for test failures."""
        return f"Items({self.nodes!r}, {self.line}, {self.column})"


Node = Scalar | Table | Items


def read_bytes(path: Path, shown: str, most: int) -> bytes | Problem:
    """Return a file's content, or the problem that prevents reading it."""
    try:
        return read_file(path, most)
    except OSError as error:
        return unreadable(error, shown)


def read_hashed(path: Path, shown: str, read: Digest | None = None) -> tuple[bytes, str] | Problem:
    """Return a YAML file's content and its SHA-256, or the problem that prevents reading it.

    *read* is the file where it was read already.
    """
    if read is not None and read.content is not None:
        return read.content, read.sha256
    data = read_bytes(path, shown, MOST_BYTES)
    return data if isinstance(data, Problem) else (data, hashlib.sha256(data).hexdigest())


def has_other_ending(path: Path) -> bool:
    """Return whether a file is YAML by its name, but not one that is read, as its ending is not `.yaml`."""
    return path.suffix != ".yaml" and path.name.lower().endswith((".yaml", ".yml", ".yaml.txt", ".yml.txt"))


def read_yaml(path: Path, shown: str) -> tuple[Node | None, list[Problem]]:
    """Read the file *path*, called *shown* in problems."""
    data = read_bytes(path, shown, MOST_BYTES)
    return (None, [data]) if isinstance(data, Problem) else read_yaml_bytes(data, shown)


def read_yaml_bytes(data: bytes, shown: str) -> tuple[Node | None, list[Problem]]:
    """Return the document in *data* and its problems as YAML.

    The node is returned whenever later checks can rely on it, so that a single run shows the problems of
    all layers; after a syntax error it is None.
    """
    if len(data) > MOST_BYTES:
        return None, [too_large(len(data), shown)]
    text, problems = errors.decoded(data, shown)
    if text is None:
        return None, problems
    if problems:
        text = errors.UNPRINTABLE.sub("\ufffd", text)
    builder = _Builder(cleared(text), shown, problems)
    try:
        builder.build()
    except MarkedYAMLError as error:
        problems.append(errors.translated(error, text, shown))
        return None, sort_problems(problems)
    if builder.broken:
        return None, sort_problems(problems)
    if not builder.documents or is_null(builder.documents[0]):
        return None, sort_problems([*problems, Problem("empty-file", shown)])
    return builder.documents[0], sort_problems(problems)


def is_null(node: Node) -> bool:
    """Return whether *node* is blank: written as null, ~ or nothing at all."""
    return isinstance(node, Scalar) and node.plain and node.text in NULLS


def plain(node: Node) -> object:
    """Return *node* as JSON data: unquoted numbers, true, false and null get their type."""
    if isinstance(node, Scalar):
        return _typed(node.text) if node.plain else node.text
    if isinstance(node, Table):
        return {
            name: _typed(value.text) if isinstance(value, Scalar) and value.plain else plain(value)
            for name, value in node.entries.items()
        }
    return [plain(value) for value in node.nodes]


def texts(node: Node) -> object:
    """Return *node* for hashing: every scalar as its source text, blanks as None."""
    if isinstance(node, Scalar):
        return None if node.plain and node.text in NULLS else node.text
    if isinstance(node, Table):
        return {name: texts(value) for name, value in node.entries.items()}
    return [texts(value) for value in node.nodes]


NULLS = frozenset({"", "null", "~", "Null", "NULL"})
"""What stands for a blank where it has no quotes."""
_WORDS: dict[str, bool | None] = {"true": True, "false": False} | dict.fromkeys(NULLS)
_MAY_BE_NUMBER = lazy_pattern(r"-?[0-9]")


@lru_cache(maxsize=4096)
def _typed(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if not _MAY_BE_NUMBER.match(text) or exact.parse(text) is None:
        return text
    return Decimal(text) if "." in text else int(text)


def too_large(size: int, shown: str) -> Problem:
    """Return the problem of a file with *size* bytes, which is too large."""
    mebibyte = 1024 * 1024
    args = {"size": str(-(-size // mebibyte)), "limit": str(MOST_BYTES // mebibyte)}
    return Problem("file-too-large", shown, args=args)


_SUSPECT_KEYS = frozenset({"", "<<"})


class _Builder:
    """Build nodes from libyaml's events: no recursion, nothing resolved, problems collected."""

    def __init__(self, text: str, shown: str, problems: list[Problem]) -> None:
        self.parser = CParser(text.encode())
        self.shown = shown
        self.problems = problems
        self.documents: list[Node] = []
        self.broken = False
        """Whether the tree lacks part of the file and must not be used."""

    def build(self) -> None:
        """Consume the events of the first document; raise yaml.MarkedYAMLError on a syntax error."""
        # One loop with local names only: most of the reading time is spent here.
        get: Callable[[], Any] = self.parser.get_event
        outer: list[tuple[dict[str, Node], dict[str, Scalar], list[Node] | None, str | None]] = []
        entries: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        nodes: list[Node] | None = self.documents  # None inside a mapping
        name: str | None = None  # the key whose value comes next
        left = MOST_VALUES
        while True:
            event = get()
            kind = event.__class__
            if kind is ScalarEvent:
                mark = event.start_mark
                left -= 1
                if left < 0:
                    self.refuse("too-many-values", mark, limit=f"{MOST_VALUES:,}")
                    return
                style = event.style
                text = event.value
                scalar = Scalar(text, mark.line + 1, mark.column + 1, not style)
                if event.anchor is not None or event.tag is not None:
                    self.refuse_properties(mark, event.anchor, event.tag)
                if style == '"' and not text.isprintable():
                    self.check_escapes(scalar)
                if nodes is not None:
                    nodes.append(scalar)
                elif name is not None:
                    entries[name] = scalar
                    name = None
                else:
                    name = text
                    if name in keys or name in _SUSPECT_KEYS:
                        self.check_key(scalar, keys.get(name))
                    if name:
                        keys.setdefault(name, scalar)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                mark = event.start_mark
                left -= 1
                if left < 0:
                    self.refuse("too-many-values", mark, limit=f"{MOST_VALUES:,}")
                    return
                node = (Table if kind is MappingStartEvent else Items)(mark.line + 1, mark.column + 1)
                if event.anchor is not None or event.tag is not None:
                    self.refuse_properties(mark, event.anchor, event.tag)
                if len(outer) == MOST_LEVELS:
                    self.refuse("too-deep", mark, limit=str(MOST_LEVELS))
                    return
                if nodes is not None:
                    nodes.append(node)
                elif name is not None:
                    entries[name] = node
                    name = None
                else:
                    self.refuse("key-not-text", mark)
                    name = ""
                outer.append((entries, keys, nodes, name))
                name = None
                if isinstance(node, Table):
                    entries, keys, nodes = node.entries, node.keys, None
                else:
                    nodes = node.nodes
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                entries, keys, nodes, name = outer.pop()
            elif kind is AliasEvent:
                self.refuse("alias", event.start_mark, name=event.anchor)
                if nodes is None:
                    name = "" if name is None else None
            elif kind is DocumentStartEvent and self.documents:
                self.report("second-document", event.start_mark)
                return
            elif kind is StreamEndEvent:
                return

    def report(self, code: str, mark: Mark, **args: str) -> None:
        """Add a problem at *mark*."""
        self.problems.append(Problem(code, self.shown, mark.line + 1, mark.column + 1, args=args))

    def refuse(self, code: str, mark: Mark, **args: str) -> None:
        """Add a problem at *mark* that makes the tree unusable."""
        self.broken = True
        self.report(code, mark, **args)

    def refuse_properties(self, mark: Mark, anchor: str | None, tag: str | None) -> None:
        """Report *anchor* and *tag*; the content after them is read all the same."""
        if anchor is not None:
            self.report("anchor", mark, name=anchor)
        if tag is not None:
            self.report("tag", mark, tag=tag.replace("tag:yaml.org,2002:", "!!", 1))

    def check_key(self, key: Scalar, first: Scalar | None) -> None:
        """Report *key* when it is empty, a merge key or a duplicate of *first*."""
        if first is not None:
            args = {"key": errors.shortened(key.text), "first": str(first.line)}
            self.problems.append(Problem("duplicate-key", self.shown, key.line, key.column, args=args))
        elif not key.text:
            self.broken = True
            self.problems.append(Problem("empty-key", self.shown, key.line, key.column))
        elif key.plain:
            self.broken = True
            self.problems.append(Problem("merge-key", self.shown, key.line, key.column))

    def check_escapes(self, scalar: Scalar) -> None:
        r"""Report control characters that an escape such as \x0b put into *scalar*."""
        for character in dict.fromkeys(errors.ESCAPED.findall(scalar.text)):
            args = {"character": errors.named(character)}
            self.problems.append(
                Problem("control-character", self.shown, scalar.line, scalar.column, args=args)
            )
