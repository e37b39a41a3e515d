"""Two compiled modules for which there is no WebAssembly build, by their interface, in pure Python.

`yaml._yaml` (libyaml's parser) becomes PyYAML's own parser, which gives the same events; `rpds`, the
immutable containers of jsonschema, become copies of dict, frozenset and tuple. A test holds both to the
compiled ones.

PyYAML's parser is slow. The events of files that a page carries are recorded when the page is made
(`record`), and given again for the very same bytes; everything else is done anew in the browser.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, ClassVar, Final

from yaml import events
from yaml.error import Mark, YAMLError
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

_KINDS: Final = (
    events.ScalarEvent,
    events.MappingStartEvent,
    events.MappingEndEvent,
    events.SequenceStartEvent,
    events.SequenceEndEvent,
    events.DocumentStartEvent,
    events.DocumentEndEvent,
    events.StreamStartEvent,
    events.StreamEndEvent,
)
"""The events of strict YAML, by the numbers that are recorded of them."""

Recorded = Mapping[str, list[list[Any]]]
"""Events by the SHA-256 of the stream; of each its kind, line, column and, of a scalar, value and style."""


def record(streams: Iterable[bytes], parser: Callable[[bytes], Any]) -> Recorded:
    """Return the events of streams; what is no strict YAML is left out, and read when its turn comes."""
    read = {hashlib.sha256(stream).hexdigest(): _read(stream, parser) for stream in streams}
    return {sha256: rows for sha256, rows in read.items() if rows}


def _read(stream: bytes, parser: Callable[[bytes], Any]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    try:
        next_event = parser(stream).get_event
        while not rows or rows[-1][0] != len(_KINDS) - 1:
            event = next_event()
            if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
                return []
            row = [_KINDS.index(type(event)), event.start_mark.line, event.start_mark.column]
            rows.append([*row, event.value, event.style] if isinstance(event, events.ScalarEvent) else row)
    except (YAMLError, ValueError):
        return []
    return rows


def _events(rows: Iterable[list[Any]]) -> Iterator[events.Event]:
    for kind, line, column, *scalar in rows:
        event = _KINDS[kind].__new__(_KINDS[kind])
        value, style = scalar or (None, None)
        mark = Mark("", 0, line, column, None, 0)
        event.__dict__ |= {"start_mark": mark, "value": value, "style": style, "anchor": None, "tag": None}
        yield event


class CParser(Reader, Scanner, Parser):
    """The events of a YAML stream."""

    recorded: ClassVar[Recorded] = {}

    def __init__(self, stream: bytes) -> None:
        rows = self.recorded.get(hashlib.sha256(stream).hexdigest()) if self.recorded else None
        self._again = None if rows is None else _events(rows)
        if rows is None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)

    def get_event(self) -> events.Event:
        """Return the next event."""
        if self._again is not None:
            return next(self._again)
        read: Callable[[], events.Event] = super().get_event
        return read()


class HashTrieMap(Mapping[Any, Any]):
    """A mapping of which every change is a copy."""

    def __init__(self, entries: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = (), **named: object) -> None:
        self._entries: dict[Any, Any] = dict(entries, **named)

    @classmethod
    def convert(cls, value: Mapping[Any, Any] | Iterable[tuple[Any, Any]]) -> HashTrieMap:
        """Return *value* as such a mapping."""
        return value if isinstance(value, cls) else cls(value)

    def __getitem__(self, key: object) -> Any:  # noqa: ANN401  # whatever was put in
        return self._entries[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def insert(self, key: object, value: object) -> HashTrieMap:
        """Return the mapping with an entry set."""
        return HashTrieMap({**self._entries, key: value})

    def remove(self, key: object) -> HashTrieMap:
        """Return the mapping without an entry."""
        rest = dict(self._entries)
        del rest[key]
        return HashTrieMap(rest)

    def update(self, *others: Mapping[Any, Any], **named: object) -> HashTrieMap:
        """Return the mapping with the entries of others set."""
        merged = dict(self._entries)
        for other in (*others, named):
            merged.update(other)
        return HashTrieMap(merged)


class HashTrieSet(frozenset[Any]):
    """A set of which every change is a copy."""

    def insert(self, value: object) -> HashTrieSet:
        """Return the set with a value."""
        return HashTrieSet(self | {value})

    def remove(self, value: object) -> HashTrieSet:
        """Return the set without a value; KeyError where it has none."""
        if value not in self:
            raise KeyError(value)
        return HashTrieSet(self - {value})

    def update(self, *others: Iterable[Any]) -> HashTrieSet:
        """Return the set with the values of others."""
        return HashTrieSet(self.union(*others))


class List(tuple[Any, ...]):
    """A list of which every change is a copy."""

    __slots__ = ()

    def push_front(self, value: object) -> List:
        """Return the list with a value before all."""
        return List((value, *self))

    @property
    def first(self) -> object:
        """The first value."""
        return self[0]

    @property
    def rest(self) -> List:
        """All values but the first."""
        return List(self[1:])


def install(recorded: str = "{}") -> None:
    """Put the substitutes in the places of the compiled modules; *recorded* is JSON of what `record` gave."""
    CParser.recorded = json.loads(recorded)
    parser = ModuleType("yaml._yaml")
    parser.__dict__.update(CParser=CParser, Mark=Mark)
    containers = ModuleType("rpds")
    containers.__dict__.update(HashTrieMap=HashTrieMap, HashTrieSet=HashTrieSet, List=List)
    sys.modules.update({"yaml._yaml": parser, "rpds": containers})
