"""Dataclasses that mypy holds to be frozen, without what the standard library does about it at run time.

The standard library takes twice as long to make a frozen class, and three times as long to make an object of
it; a station's evaluation makes thousands. It also compiles every method of every class while the program
starts: here only `__init__` is compiled. Use as its decorator: `@dataclass(frozen=True, slots=True)`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    _Class = TypeVar("_Class", bound=type)

    def dataclass(*, frozen: bool = False, slots: bool = False) -> Callable[[_Class], _Class]:
        """Return the standard library's decorator; what is frozen can be hashed, and is not to be changed."""
        make = dataclasses.dataclass(repr=False, eq=False, slots=slots)

        def decorated(kind: _Class) -> _Class:
            own = vars(kind)
            made = make(kind)
            compared = [field.name for field in dataclasses.fields(made) if field.compare]
            values = attrgetter(*compared) if compared else _no_values

            def equal(item: object, other: object) -> bool:
                return values(item) == values(other) if other.__class__ is item.__class__ else NotImplemented

            def hashed(item: object) -> int:
                return hash(values(item))

            methods = {"__repr__": _written, "__eq__": equal, "__hash__": hashed if frozen else None}
            for name, method in methods.items():
                if name not in own:
                    setattr(made, name, method)
            return made

        return decorated

    def _no_values(_: object) -> tuple[()]:
        return ()

    def _written(item: object) -> str:
        fields = (field.name for field in dataclasses.fields(item) if field.repr)
        values = ", ".join(f"{name}={getattr(item, name)!r}" for name in fields)
        return f"{item.__class__.__qualname__}({values})"
