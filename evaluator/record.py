"""`dataclass(frozen=True, slots=True)` that is made in a third of the time.

The standard decorator compiles six methods for every class. A station's self-check imports over a hundred
such classes, which is a quarter of the time it takes. Here only `__init__` is compiled for each class; the
other methods are shared and look at the class's fields. What they do is what the standard ones do (a test
holds them equal): equal by class and fields, hashable, immutable, copied by `replace` and pickled.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool) -> Any:  # noqa: ANN401 - the standard one's face, as far as we use it
        assert frozen
        assert slots
        return _made


def _made(cls: type) -> Any:  # noqa: ANN401
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    fields = list(dataclasses.fields(made))
    names = tuple(one.name for one in fields)
    own = cls.__dict__
    methods: dict[str, Any] = {
        "__init__": _init(made, fields),
        "__match_args__": tuple(one.name for one in fields if one.init),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__getstate__": _state,
        "__setstate__": _restore,
        "_record": names,
        "_compared": tuple(one.name for one in fields if one.compare),
        "_shown": tuple(one.name for one in fields if one.repr),
        "__repr__": _repr,
        "__eq__": _equal,
        "__hash__": _hash,
    }
    for name, method in methods.items():
        if name not in own or name in ("__hash__", "__match_args__"):
            setattr(made, name, method)
    return made


def _init(cls: type, fields: list[Any]) -> Any:  # noqa: ANN401 - a function
    """Compile the one method that is different for every class."""
    arguments: list[str] = []
    body: list[str] = []
    scope: dict[str, Any] = {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
    for one in fields:
        name = one.name
        made = one.default_factory is not dataclasses.MISSING
        if made:
            scope[f"_make_{name}"] = one.default_factory
        if one.init:
            if made:
                arguments.append(f"{name}=_missing")
                body.append(f" _set(self, {name!r}, _make_{name}() if {name} is _missing else {name})")
                continue
            if one.default is dataclasses.MISSING:
                arguments.append(name)
            else:
                scope[f"_default_{name}"] = one.default
                arguments.append(f"{name}=_default_{name}")
            body.append(f" _set(self, {name!r}, {name})")
        elif made:
            body.append(f" _set(self, {name!r}, _make_{name}())")
        elif one.default is not dataclasses.MISSING:
            scope[f"_default_{name}"] = one.default
            body.append(f" _set(self, {name!r}, _default_{name})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    source = f"def __init__(self, {', '.join(arguments)}):\n" + ("\n".join(body) or " pass")
    exec(source, scope)  # noqa: S102 - as the standard library does; only names of fields stand in it
    init = scope["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _values(self: Any, names: tuple[str, ...]) -> tuple[Any, ...]:  # noqa: ANN401
    return tuple([getattr(self, name) for name in names])


def _repr(self: Any) -> str:  # noqa: ANN401
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._shown)
    return f"{self.__class__.__qualname__}({told})"


def _equal(self: Any, other: Any) -> Any:  # noqa: ANN401
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _values(self, self._compared) == _values(other, self._compared)


def _hash(self: Any) -> int:  # noqa: ANN401
    return hash(_values(self, self._compared))


def _refuse(self: Any, name: str, value: object = None) -> None:  # noqa: ANN401
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _state(self: Any) -> list[Any]:  # noqa: ANN401
    return [getattr(self, name) for name in self._record]


def _restore(self: Any, state: list[Any]) -> None:  # noqa: ANN401
    for name, value in zip(self._record, state, strict=True):
        object.__setattr__(self, name, value)
