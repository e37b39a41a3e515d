"""Classes that mypy checks, without what the standard library does about it at run time.

Dataclasses that are frozen, and dictionaries with typed keys.

The standard library takes twice as long to make a frozen class, and three times as long to make an object of
it; a station's evaluation makes thousands. It also compiles every method of every class while the program
starts: here only `__init__` is compiled, when the first object of a class is made, which most commands do of
few classes. Use as its decorator: `@dataclass(frozen=True, slots=True)`. Of a dictionary it looks at the type
of every key while the program starts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, TypeVar

__all__ = ["TypedDict", "dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
    from typing import TypedDict
else:

    class TypedDict(dict):
        """A dictionary whose keys are annotated; it is never made, only written as a literal."""

        def __new__(cls, name: str, keys: dict[str, object]) -> type:
            """Return a class for *keys* that are no names of Python's."""
            return type(name, (cls,), {"__annotations__": keys})

    _Class = TypeVar("_Class", bound=type)

    def dataclass(*, frozen: bool = False, slots: bool = False) -> Callable[[_Class], _Class]:
        """Return the standard library's decorator; what is frozen can be hashed, and is not to be changed."""
        make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)

        def decorated(kind: _Class) -> _Class:
            own = vars(kind)
            if kind.__doc__ is None:
                kind.__doc__ = kind.__name__  # the standard library would write a signature
            made = make(kind)

            def first_init(item: object, *args: object, **kwargs: object) -> None:
                made.__init__ = _init(made)
                made.__init__(item, *args, **kwargs)

            made.__init__ = first_init
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

    def _init(kind: type) -> Callable[..., None]:
        """Return what the standard library gives a class as `__init__`: a form, with its own names."""
        fields = [field for field in dataclasses.fields(kind) if field.init]
        factories = {number: field.default_factory for number, field in enumerate(fields)}
        made = tuple(number for number, factory in factories.items() if factory is not dataclasses.MISSING)
        form = _form(len(fields), made, hasattr(kind, "__post_init__"))
        own = {f"field{number}": field.name for number, field in enumerate(fields)}
        code = form.replace(
            co_varnames=tuple(own.get(name, name) for name in form.co_varnames),
            co_names=tuple(own.get(name, name) for name in form.co_names),
        )
        names = {"MISSING": dataclasses.MISSING, **{f"factory{number}": factories[number] for number in made}}
        defaults = tuple(
            field.default
            for number, field in enumerate(fields)
            if number in made or field.default is not dataclasses.MISSING
        )
        return FunctionType(code, names, "__init__", defaults)

    @cache
    def _form(count: int, made: tuple[int, ...], more: bool) -> CodeType:
        """Compile the `__init__` of all classes with so many fields; a factory makes the values of some."""
        lines = [
            f"self.field{number} = "
            + (f"factory{number}() if field{number} is MISSING else " if number in made else "")
            + f"field{number}"
            for number in range(count)
        ]
        parameters = "".join(f", field{number}" for number in range(count))
        body = "; ".join([*lines, "self.__post_init__()" if more else "pass"])
        module = compile(f"def __init__(self{parameters}): {body}", __file__, "exec")
        return next(const for const in module.co_consts if isinstance(const, CodeType))

    def _no_values(_: object) -> tuple[()]:
        return ()

    def _written(item: object) -> str:
        fields = (field.name for field in dataclasses.fields(item) if field.repr)
        values = ", ".join(f"{name}={getattr(item, name)!r}" for name in fields)
        return f"{item.__class__.__qualname__}({values})"
