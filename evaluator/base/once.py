"""Work out once what follows from an object alone, as from a guideline, and not again for every station."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

_From = TypeVar("_From")
_Made = TypeVar("_Made")

MOST: Final = 2048
"""Objects of which a function remembers the result; then it forgets all, so that memory stays flat."""


def once(function: Callable[[_From], _Made]) -> Callable[[_From], _Made]:
    """Make *function* remember its results by the object it takes: the object, not one that is equal.

    The objects are kept, and must not change.
    """
    results: dict[int, tuple[_From, _Made]] = {}

    @wraps(function)
    def remembered(item: _From) -> _Made:
        entry = results.get(id(item))
        if entry is None:
            if len(results) >= MOST:
                results.clear()
            entry = results[id(item)] = item, function(item)
        return entry[1]

    return remembered
