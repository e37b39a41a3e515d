"""JSON as the program writes it, and as it is hashed.

orjson writes it where there is a build of it for this machine, and is ten times as fast. Both writers give
the same bytes; what orjson refuses (half a surrogate pair, numbers beyond 64 bits) is left to the other one.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_STRICT: Final = ("OPT_PASSTHROUGH_DATACLASS", "OPT_PASSTHROUGH_DATETIME")
"""What the other writer refuses is refused."""
_STORED: Final = ("OPT_INDENT_2", "OPT_APPEND_NEWLINE")
_FEW: Final = 2
"""So many documents are hashed by the other writer, which takes less than importing orjson."""
_hashed: Final = count()


def dumped(data: object) -> bytes:
    """Return JSON as it is stored: UTF-8, readable, keys in their order, a line break at the end.

    Floats, if any, must be of a size that is written without an exponent.
    """
    fast = _writer(*_STORED)
    if fast is not None:
        try:
            return fast(data)
        except TypeError:
            pass
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def sorted_by_key(data: object) -> bytes:
    """Return JSON in one line without blanks, keys sorted by code point. *data* must not contain floats."""
    fast = _writer("OPT_SORT_KEYS") if next(_hashed) >= _FEW else None
    if fast is not None:
        try:
            return fast(data)
        except TypeError:
            pass
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def parsed(data: bytes | str) -> Any:  # noqa: ANN401  # whoever reads it looks what it is
    """Return what JSON says. Raises ValueError, also for what is nested too deeply to be read."""
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("too deep") from error


def is_fast_to_read(text: bytes, data: object) -> bool:
    """Return whether `parsed_again` reads *data* in a *text* that says so: orjson would write it so."""
    fast = _writer(*_STORED)
    try:
        return fast is not None and fast(data) == text
    except TypeError:
        return False


def parsed_again(text: bytes) -> Any:  # noqa: ANN401  # as above
    """Return what JSON says that is fast to read, in a third of the time."""
    import orjson

    return orjson.loads(text)


@cache
def _writer(*options: str) -> Callable[[object], bytes] | None:
    """Return orjson's writer with these options; None where there is no build of orjson for this machine."""
    try:
        import orjson
    except ImportError:
        return None
    chosen = 0
    for option in (*_STRICT, *options):
        chosen |= getattr(orjson, option)

    def write(data: object) -> bytes:
        return orjson.dumps(data, option=chosen)

    return write
