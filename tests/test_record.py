"""Our quick decorator makes what the standard one makes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, ClassVar

import pytest

from evaluator import record


def classes() -> tuple[Any, Any]:
    """Return one class made by each decorator."""

    class Thing:
        """A thing."""

        name: str
        size: int = 3
        tags: tuple[str, ...] = ()
        notes: dict[str, int] = dataclasses.field(default_factory=dict)
        hidden: str = dataclasses.field(default="h", repr=False, compare=False)
        double: int = dataclasses.field(init=False, repr=False, compare=False)
        kind: ClassVar[str] = "thing"

        def __post_init__(self) -> None:
            object.__setattr__(self, "double", self.size * 2)

    body = {key: value for key, value in vars(Thing).items() if key not in ("__dict__", "__weakref__")}
    ours = record._made(type("Thing", (), dict(body)))
    theirs: Any = dataclasses.dataclass(frozen=True, slots=True)(type("Thing", (), dict(body)))
    return ours, theirs


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 5), {"tags": ("x",)}),
    ((), {"name": "b", "notes": {"n": 1}, "hidden": "q"}),
]


@pytest.mark.parametrize("arguments,named", CALLS)
def test_objects_look_and_compare_as_the_standard_ones(
    arguments: tuple[Any, ...], named: dict[str, Any]
) -> None:
    """Fields, text, equality, replace and copies are the same."""
    ours, theirs = (one(*arguments, **named) for one in classes())
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert repr(ours).rpartition("Thing(")[2] == repr(theirs).rpartition("Thing(")[2]
    assert ours == type(ours)(*arguments, **named)
    assert ours != dataclasses.replace(ours, size=99)
    assert dataclasses.replace(ours, size=99).double == 198
    assert ours != theirs
    assert copy.copy(ours) == ours
    assert copy.deepcopy(ours) == ours
    assert [one.name for one in dataclasses.fields(ours)] == [one.name for one in dataclasses.fields(theirs)]
    assert type(ours).__match_args__ == type(theirs).__match_args__
    assert type(ours).__slots__ == type(theirs).__slots__


@pytest.mark.parametrize("arguments,named", [((), {}), (("a", 1, (), {}, "h", 7), {}), (("a",), {"nope": 1})])
def test_wrong_arguments_are_refused_as_by_the_standard_one(
    arguments: tuple[Any, ...], named: dict[str, Any]
) -> None:
    """A missing, superfluous or unknown argument is a TypeError."""
    for one in classes():
        with pytest.raises(TypeError):
            one(*arguments, **named)


def test_objects_are_frozen() -> None:
    """Neither fields nor anything else can be set or deleted."""
    for one in classes():
        thing = one("a")
        with pytest.raises(dataclasses.FrozenInstanceError):
            thing.size = 4
        with pytest.raises(dataclasses.FrozenInstanceError):
            del thing.size
        assert not hasattr(thing, "__dict__")


def test_objects_hash_by_their_fields() -> None:
    """Equal ones hash equal; what cannot be hashed says so."""
    ours, _ = classes()
    with pytest.raises(TypeError):
        hash(ours("a"))
    from evaluator.model.values import Amount, Place

    assert hash(Place(1, 2)) == hash(Place(1, 2))
    assert len({Amount(1), Amount(1), Amount(2)}) == 2


def test_objects_go_to_other_processes_and_back() -> None:
    """Pickled and read again they are equal, whatever `__init__` takes."""
    from evaluator.model.values import Amount, Place

    amount = Amount(None, "f", 2, 3, percent=True, place=Place(4, 5))
    assert pickle.loads(pickle.dumps(amount)) == amount  # noqa: S301 - our own bytes


def test_a_method_of_the_class_stays() -> None:
    """What a class defines itself is not replaced."""

    class Loud:
        """Loud."""

        name: str

        def __repr__(self) -> str:
            return "LOUD"

    Loud.__annotations__ = {"name": "str"}
    assert repr(record._made(Loud)("x")) == "LOUD"
