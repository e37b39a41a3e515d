"""Work out once what follows from an object alone, as from a guideline, and not again for every station.

Regular expressions are worked out when they are first used: a command needs few of those it imports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import AnyStr, Final, TypeVar, cast

_From = TypeVar("_From")
_Made = TypeVar("_Made")

MOST: Final = 2048
"""Objects of which a function remembers the result; then it forgets all, so that memory stays flat."""


def once(function: Callable[[_From], _Made]) -> Callable[[_From], _Made]:
    """Make *function* remember its results by the object it takes: the object, not one that is equal.

    The objects are kept, and must not change.
    """
    results: dict[int, _Made] = {}
    items: dict[int, _From] = {}

    @wraps(function)
    def remembered(item: _From) -> _Made:
        try:
            return results[id(item)]
        except KeyError:
            made = function(item)
        if len(results) >= MOST:
            results.clear()
            items.clear()
        items[id(item)], results[id(item)] = item, made
        return made

    return remembered


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a regular expression that is compiled when it is first used."""
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags))


@contextmanager
def patterns_when_used() -> Iterator[None]:
    """Let what a library is imported with inside compile its regular expressions when they are first used."""
    library, compiled = vars(re), re.compile
    library["compile"] = lazy_pattern
    try:
        yield
    finally:
        library["compile"] = compiled


class _Pattern:
    def __init__(self, source: str | bytes, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self.pattern, self._flags)
        for method in ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
