"""Classes that mypy checks, without what the standard library does about it at run time.

Dataclasses with slots, named tuples, and dictionaries with typed keys.

The standard library takes three times as long to make such a class, and to make an object of it; a station's
evaluation makes thousands. It also compiles every method of every class while the program starts, and imports
what inspects code for it: here `__init__` alone is compiled, when the first object of a class is made, which
most commands do of few classes. Use as its decorator: `@dataclass(frozen=True, slots=True)`. `fields` and
`replace` of the standard library take these classes too. Of a named tuple and of a
dictionary it looks at the type of every field and key while the program starts.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, TypeVar

__all__ = ["NamedTuple", "TypedDict", "dataclass", "field", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from typing import NamedTuple, TypedDict
else:

    class _NamedTuples(type):
        def __new__(cls, name: str, bases: tuple[type, ...], own: dict[str, object]) -> type:
            """Return a named tuple with the annotated fields."""
            if not bases:
                return super().__new__(cls, name, bases, own)
            fields = own.pop("__annotations__")
            defaults = [own.pop(field) for field in fields if field in own]
            made = namedtuple(name, fields, defaults=defaults)  # noqa: PYI024 - whose types are not looked at
            for key, value in own.items():
                setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_NamedTuples):
        """A tuple whose fields are annotated."""

    class TypedDict(dict):
        """A dictionary whose keys are annotated; it is never made, only written as a literal."""

        def __new__(cls, name: str, keys: dict[str, object]) -> type:
            """Return a class for *keys* that are no names of Python's."""
            return type(name, (cls,), {"__annotations__": keys})

    _Class = TypeVar("_Class", bound=type)
    _MISSING = object()

    class field:  # noqa: N801 - the standard library's name
        """What a field has beside its name and its type."""

        __slots__ = ("compare", "default", "factory", "init", "repr")

        def __init__(
            self,
            *,
            default: object = _MISSING,
            default_factory: Callable[[], object] | None = None,
            init: bool = True,
            repr: bool = True,  # noqa: A002 - the standard library's name
            compare: bool = True,
        ) -> None:
            """Take what the standard library takes."""
            self.default = default
            self.factory = default_factory
            self.init, self.repr, self.compare = init, repr, compare

    def replace(item: object, /, **changes: object) -> object:
        """Return an object like *item* with some fields changed."""
        for name, each in item.__fields__.items():
            if each.init and name not in changes:
                changes[name] = getattr(item, name)
        return item.__class__(**changes)

    def dataclass(*, frozen: bool = False, slots: bool) -> Callable[[_Class], _Class]:
        """Return a decorator like the standard library's; what is frozen can be hashed."""
        assert slots
        plain = field()

        def decorated(kind: _Class) -> _Class:
            inherited = {}
            for base in kind.__mro__[:0:-1]:
                inherited |= vars(base).get("__fields__", {})
            fields = {}
            annotations, own = kind.__annotations__, dict(vars(kind))
            for name, annotation in annotations.items():
                if str(annotation).removeprefix("typing.").startswith("ClassVar"):
                    continue
                value = own.pop(name, _MISSING)
                if value.__class__ is not field:
                    value = plain if value is _MISSING else field(default=value)
                fields[name] = value
            own.pop("__dict__", None)
            own.pop("__weakref__", None)
            own["__slots__"] = tuple(name for name in fields if name not in inherited)
            fields = inherited | fields
            own |= {
                "__qualname__": kind.__qualname__,
                "__fields__": fields,
                "__dataclass_fields__": _Standard(),
                "__match_args__": tuple(name for name, each in fields.items() if each.init),
            }
            compared = [name for name, each in fields.items() if each.compare]
            values = attrgetter(*compared) if compared else _no_values

            def first_init(item: object, *args: object, **kwargs: object) -> None:
                made.__init__ = _init(made)
                made.__init__(item, *args, **kwargs)

            def equal(item: object, other: object) -> bool:
                return values(item) == values(other) if other.__class__ is item.__class__ else NotImplemented

            def hashed(item: object) -> int:
                return hash(values(item))

            own = {"__repr__": _written, "__eq__": equal, "__hash__": hashed if frozen else None} | own
            own["__init__"] = first_init
            made = type(kind)(kind.__name__, kind.__bases__, own)
            return made

        return decorated

    def _init(kind: type) -> Callable[..., None]:
        """Return what the standard library gives a class as `__init__`: a form, with its own names."""
        fields = {name: each for name, each in kind.__fields__.items() if each.init}
        factories = {number: each.factory for number, each in enumerate(fields.values()) if each.factory}
        form = _form(len(fields), tuple(factories), hasattr(kind, "__post_init__"))
        own = {f"field{number}": name for number, name in enumerate(fields)}
        code = form.replace(
            co_varnames=tuple(own.get(name, name) for name in form.co_varnames),
            co_names=tuple(own.get(name, name) for name in form.co_names),
        )
        names = {"MISSING": _MISSING, **{f"factory{number}": made for number, made in factories.items()}}
        defaults = tuple(
            each.default for each in fields.values() if each.factory or each.default is not _MISSING
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
        names: dict[str, FunctionType] = {}
        # `compile` would make the types of all syntax trees first, as many as the program has classes.
        exec(f"def __init__(self{parameters}): {body}", names)  # noqa: S102 - nothing in it is anybody's
        return names["__init__"].__code__.replace(co_filename=__file__)

    def _no_values(_: object) -> tuple[()]:
        return ()

    def _written(item: object) -> str:
        fields = (name for name, each in item.__fields__.items() if each.repr)
        values = ", ".join(f"{name}={getattr(item, name)!r}" for name in fields)
        return f"{item.__class__.__qualname__}({values})"

    class _Standard:
        """The fields of a class as the standard library has them, made when it first asks for them."""

        def __get__(self, item: object, kind: type) -> dict[str, object]:
            import dataclasses

            types = {name: note for base in kind.__mro__[::-1] for name, note in _annotations(base).items()}
            listed = []
            for name, each in kind.__fields__.items():
                options = {"init": each.init, "repr": each.repr, "compare": each.compare}
                if each.factory:
                    options["default_factory"] = each.factory
                elif each.default is not _MISSING:
                    options["default"] = each.default
                listed.append((name, types[name], dataclasses.field(**options)))
            made = dataclasses.make_dataclass(kind.__name__, listed).__dataclass_fields__
            kind.__dataclass_fields__ = made
            return made

    def _annotations(kind: type) -> dict[str, object]:
        return kind.__annotations__ if kind is not object else {}
