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
