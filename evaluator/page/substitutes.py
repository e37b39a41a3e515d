"""Two compiled modules for which there is no WebAssembly build, by their interface, in pure Python.

`yaml._yaml` (libyaml's parser) becomes PyYAML's own parser, which gives the same events; `rpds`, the
immutable containers of jsonschema, become copies of dict, frozenset and tuple. A test holds both to the
compiled ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

from yaml.error import Mark
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner


class CParser(Reader, Scanner, Parser):
    """The events of a YAML stream."""

    def __init__(self, stream: bytes) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


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


def install() -> None:
    """Put the substitutes in the places of the compiled modules."""
    parser = ModuleType("yaml._yaml")
    parser.__dict__.update(CParser=CParser, Mark=Mark)
    containers = ModuleType("rpds")
    containers.__dict__.update(HashTrieMap=HashTrieMap, HashTrieSet=HashTrieSet, List=List)
    sys.modules.update({"yaml._yaml": parser, "rpds": containers})
