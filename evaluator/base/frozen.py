"""Dataclasses that mypy holds to be frozen, without what the standard library does about it at run time.

The standard library takes twice as long to make a frozen class, and three times as long to make an object of
it; a station's evaluation makes thousands. Use as its decorator: `@dataclass(frozen=True, slots=True)`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    _Class = TypeVar("_Class", bound=type)

    def dataclass(*, frozen: bool = False, **options: bool) -> Callable[[_Class], _Class]:
        """Return the standard library's decorator; what is frozen can be hashed, and is not to be changed."""
        return dataclasses.dataclass(unsafe_hash=frozen, **options)
