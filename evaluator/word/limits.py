"""Limits on what a template may use, so that a hostile or mistaken template soon stops with an error.

Jinja's sandbox keeps a template from reaching Python. It doesn't keep it from asking for a billion rounds or
a text of a terabyte. Every operation that repeats or multiplies is therefore counted against a budget before
it is done; operations that grow at most in proportion to their input are counted afterwards.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeAlias

from jinja2 import Undefined
from jinja2.exceptions import SecurityError

Value: TypeAlias = Any
"""Any value a template computes with."""
_WIDEST = 10_000_000
"""The most characters a multiplying operation may ask for."""
_MOST_BITS = 65_536
_SHORT_LOOP = 256
_LARGEST_EXPONENT = 10_000


class LimitExceeded(SecurityError):
    """The template exceeds a limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one report."""

    steps: int = 5_000_000
    """Rounds of loops, calls, and items looked at by filters."""
    characters: int = 100_000_000
    """Characters of the document and of every intermediate text."""
    seconds: float = 20.0


class Budget:
    """What is left for the report being rendered."""

    __slots__ = ("characters", "deadline", "limits", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.characters = limits.characters
        self.deadline = time.monotonic() + limits.seconds

    def step(self, count: int = 1) -> None:
        self.steps -= count
        if self.steps < 0:
            raise LimitExceeded(f"more than {self.limits.steps:,} steps: a loop without end?")
        if time.monotonic() > self.deadline:
            raise LimitExceeded(f"not finished after {self.limits.seconds:g} seconds")

    def text(self, characters: int) -> None:
        self.characters -= characters
        if self.characters < 0:
            raise LimitExceeded(f"more than {self.limits.characters:,} characters")


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


def budget() -> Budget:
    """Return the budget of the report being rendered; outside of a report, a new budget."""
    return _current.get() or Budget(Limits())


class spending(AbstractContextManager[None]):  # noqa: N801  # reads as a verb: `with spending(limits):`
    """Render within `limits`; not a generator, because it is entered for every report."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._token: Token[Budget | None] | None = None

    def __enter__(self) -> None:
        self._token = _current.set(Budget(self._limits))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._token is not None
        _current.reset(self._token)


class _Ticking:
    """A long iterable that counts its rounds as they happen; its length is still available to Jinja."""

    __slots__ = ("_items",)

    def __init__(self, items: Sized) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Value]:
        return _ticking(self._items)  # type: ignore[arg-type]  # what isn't iterable fails there


def _ticking(items: Iterable[Value]) -> Iterator[Value]:
    step = budget().step
    for item in items:
        step()
        yield item


def counted(items: Value) -> Value:
    """Return the items of a loop so that its rounds are counted."""
    try:
        count = len(items)
    except TypeError:
        return _ticking(items)
    if count > _SHORT_LOOP:
        return _Ticking(items)
    left = _current.get() or Budget(Limits())
    left.steps -= count + 1
    if left.steps < 0 or time.monotonic() > left.deadline:
        left.step(0)
    return items


def collected(pieces: Iterable[str]) -> list[str]:
    """Return the pieces a template prints, and count each as it is printed."""
    left = budget()
    texts: list[str] = []
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > left.characters:  # what a macro prints is counted in between
            left.text(count)
        texts.append(piece)
    left.characters -= count
    return texts


def measured(value: Value) -> Value:
    """Return `value`, just built by a template, after counting everything inside it.

    A list that holds another list twice is small, but its output is not: ten steps make a thousand copies.
    """
    if isinstance(value, str):
        budget().text(len(value))
    elif isinstance(value, int):
        if value.bit_length() > _MOST_BITS:
            raise LimitExceeded("a number of more than 19,000 digits")
    elif isinstance(value, (list, tuple, dict, set, frozenset)):
        left = budget()
        waiting = [value]
        while waiting:
            inside = waiting.pop()
            left.step(len(inside) + 1)
            for item in (*inside, *inside.values()) if isinstance(inside, dict) else inside:
                if isinstance(item, str):
                    left.text(len(item))
                elif isinstance(item, (list, tuple, dict, set, frozenset)):
                    waiting.append(item)
    return value


def _size(value: Value) -> int:
    if isinstance(value, int):
        return min(abs(value), _WIDEST + 1)
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(_size, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    return 1


def check_growth(value: Value, arguments: Iterable[Value]) -> None:
    """Refuse an operation on `value` whose result could be as large as all its arguments multiplied."""
    measured(value)
    if (_size(value) + 1) * (1 + sum(map(_size, arguments))) > _WIDEST:
        raise LimitExceeded("one text or number becomes too large")


def times(left: Value, right: Value) -> Value:
    """Return `left * right`; either may be a text or a list."""
    if isinstance(left, int) and isinstance(right, int):
        if left.bit_length() + right.bit_length() > _MOST_BITS:
            raise LimitExceeded("a number of more than 19,000 digits")
        return left * right
    for items, count in ((left, right), (right, left)):
        if isinstance(count, int) and isinstance(items, (str, bytes, list, tuple)):
            if len(items) * max(count, 0) > _WIDEST:
                raise LimitExceeded(f"a text or list repeated {count:,} times")
            return measured(items * count)
    return left * right


def power(left: Value, right: Value) -> Value:
    """Return `left ** right`, limited to `_MOST_BITS`."""
    if not isinstance(right, float) and abs(right) > _LARGEST_EXPONENT:
        raise LimitExceeded(f"the power {right:,}")
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > _MOST_BITS:
        raise LimitExceeded("a number of more than 19,000 digits")
    return left**right


def counting(function: Callable[..., Value], grows: bool, context_first: bool) -> Callable[..., Value]:
    """Return a filter that counts its input and its result."""

    def filter_(*args: Value, **kwargs: Value) -> Value:
        plain = args[context_first:]
        value = plain[0] if plain else None
        if isinstance(value, Undefined):
            return function(*args, **kwargs)  # `default` prints something for it, the others fail
        if grows:
            if not isinstance(value, Sized) and isinstance(value, Iterable):
                value = list(_ticking(value))
                args = (*args[:context_first], value, *plain[1:])
            check_growth(value, (*plain[1:], *kwargs.values()))
        else:
            budget().step(1 + (len(value) if isinstance(value, Sized) else 0))
            if isinstance(value, Iterator):
                args = (*args[:context_first], _ticking(value), *plain[1:])
        result = function(*args, **kwargs)
        return measured(list(result) if grows and isinstance(result, Iterator) else result)

    return filter_
