"""QR codes of texts as bytes, with error correction of level M: ISO/IEC 18004, the part our papers need.

The form of a size (what every code of it has, and where its data stand) is worked out once; a code is then
one number whose bits are put in their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from operator import itemgetter
from typing import Final

from evaluator.base.frozen import dataclass

_CORRECTION: Final[Sequence[int]] = (
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
)  # fmt: skip
"""Bytes for correction in each block, by version."""
_BLOCKS: Final[Sequence[int]] = (
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
    17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
)  # fmt: skip
_MASK: Final = 3
"""Any of the eight makes a good code; to try all takes five times as long."""
_LEVEL: Final = 0
"""How M is written."""
_BYTES: Final = 0b0100
"""How it is written that bytes follow."""
_END: Final = b"\0"
"""Four bits of zero end the data; a byte more does no harm, and all papers have had it."""
_FILL: Final = b"\xec\x11"
_DARK, _LIGHT = "1", "0"


@dataclass(frozen=True, slots=True)
class _Form:
    """What the codes of a version share."""

    size: int
    lengths: Sequence[int]
    """Bytes of data in each block."""
    correction: int
    """Bytes for correction in each block."""
    mask: int
    """The modules of data that are turned over, as a number."""
    bits: int
    """Modules of data, those left over included."""
    placed: Callable[[str], Sequence[str]]
    """Takes the data and the two colours, and returns all modules, row by row."""


@lru_cache(maxsize=8)
def modules(text: str) -> Sequence[str]:
    """Return the rows of the smallest code of *text* in UTF-8: 1 for dark, 0 for light, without a margin."""
    data = text.encode()
    version = next((version for version in range(1, 41) if len(data) <= room(version)), 0)
    if not version:
        raise ValueError(f"no QR code holds {len(data)} bytes")
    form = _form(version)
    stream = _interleaved(_filled(data, version, sum(form.lengths)), form)
    shift = form.bits - 8 * len(stream)
    number = int.from_bytes(stream, "big") << shift ^ form.mask
    placed = "".join(form.placed(f"{number:0{form.bits}b}{_LIGHT}{_DARK}"))
    return tuple(placed[start : start + form.size] for start in range(0, len(placed), form.size))


def _count_bits(version: int) -> int:
    """Return in how many bits it is written how many bytes follow."""
    return 8 if version < 10 else 16


def room(version: int) -> int:
    """Return how many bytes a version holds."""
    return sum(_lengths(version)) - (4 + _count_bits(version) + 7) // 8


def _lengths(version: int) -> list[int]:
    """Return the bytes of data in each block; where they do not come out even, the last have one more."""
    blocks, correction = _BLOCKS[version - 1], _CORRECTION[version - 1]
    whole, more = divmod(_data_modules(version) // 8, blocks)
    return [whole - correction] * (blocks - more) + [whole - correction + 1] * more


def _data_modules(version: int) -> int:
    """Return how many modules are no part of the patterns."""
    rest = (16 * version + 128) * version + 64
    if version > 1:
        across = version // 7 + 2
        rest -= (25 * across - 10) * across - 55
    return rest - 36 if version > 6 else rest


def _filled(data: bytes, version: int, length: int) -> bytes:
    """Return the data behind its head, ended by zeros and filled up to *length*."""
    bits = _count_bits(version)
    head = _BYTES << bits | len(data)
    number = (head << 8 * len(data) | int.from_bytes(data, "big")) << 4
    stream = number.to_bytes((bits + 8) // 8 + len(data), "big") + _END
    return (stream + _FILL * length)[:length]


def _interleaved(data: bytes, form: _Form) -> bytes:
    """Return the blocks' bytes in turns, then in turns those for their correction."""
    blocks, start = [], 0
    for length in form.lengths:
        blocks.append(data[start : start + length])
        start += length
    corrections = [_corrected(block, form.correction) for block in blocks]
    mixed = bytes(
        block[place] for place in range(max(form.lengths)) for block in blocks if place < len(block)
    )
    return mixed + bytes(byte for place in zip(*corrections, strict=True) for byte in place)


def _corrected(block: bytes, count: int) -> bytes:
    """Return the bytes for correction: what is left of a block divided by the generator (Reed-Solomon)."""
    multiples = _multiples(count)
    top = 8 * (count - 1)
    rest, low = 0, (1 << top) - 1
    for byte in block:
        rest = (rest & low) << 8 ^ multiples[rest >> top ^ byte]
    return rest.to_bytes(count, "big")


@cache
def _multiples(count: int) -> Sequence[int]:
    """Return each byte times the generator of so many bytes, without its first term, as a number."""
    powers = [1]
    while len(powers) < 255:
        powers.append(_doubled(powers[-1]))
    logarithms = {power: exponent for exponent, power in enumerate(powers)}
    terms = [1]
    for exponent in range(count):
        root = [powers[(logarithms[term] + exponent) % 255] if term else 0 for term in terms]
        terms = [high ^ low for high, low in zip([*terms, 0], [0, *root], strict=True)]
    multiples = [0] * 256
    for bit in range(8):
        single = bytes(terms[1:])
        multiples[1 << bit] = int.from_bytes(single, "big")
        terms = [_doubled(term) for term in terms]
        for byte in range((1 << bit) + 1, 2 << bit):
            multiples[byte] = multiples[1 << bit] ^ multiples[byte - (1 << bit)]
    return multiples


def _doubled(value: int) -> int:
    """Return twice a value of the field of 256 elements."""
    return value << 1 ^ (0x11D if value > 127 else 0)


@cache
def _form(version: int) -> _Form:
    size = 17 + 4 * version
    patterns = dict(_patterns(version, size))
    order = [place for place in _data_order(size) if place not in patterns]
    sources = {place: number for number, place in enumerate(order)}
    light = len(order)
    places = ((row, column) for row in range(size) for column in range(size))
    picked = [sources[place] if place in sources else light + patterns[place] for place in places]
    mask = "".join(_DARK if (row + column) % 3 == 0 else _LIGHT for row, column in order)
    return _Form(size, _lengths(version), _CORRECTION[version - 1], int(mask, 2), light, itemgetter(*picked))


def _data_order(size: int) -> Iterator[tuple[int, int]]:
    """Yield row and column in the order of the data: up and down in double columns from the right."""
    upward = True
    for right in range(size - 1, 0, -2):
        right_column = right - 1 if right <= 6 else right  # column 6 is a pattern throughout
        for row in range(size - 1, -1, -1) if upward else range(size):
            yield row, right_column
            yield row, right_column - 1
        upward = not upward


def _patterns(version: int, size: int) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the modules that are no data with their colour, 1 for dark; the later of two counts."""
    for at in range(size):
        yield (6, at), 1 - at % 2
        yield (at, 6), 1 - at % 2
    for row, column in _alignments(version, size):
        for down, right in product(range(-2, 3), repeat=2):
            yield (row + down, column + right), int(max(abs(down), abs(right)) != 1)
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        for down, right in product(range(-4, 5), repeat=2):
            if 0 <= row + down < size and 0 <= column + right < size:
                yield (row + down, column + right), int(max(abs(down), abs(right)) not in (2, 4))
    kind = _with_check(_LEVEL << 3 | _MASK, 10, 0x537) ^ 0x5412
    for bit in range(15):
        dark = kind >> bit & 1
        yield (bit if bit < 6 else bit + 1 if bit < 8 else size - 15 + bit, 8), dark
        yield (8, size - 1 - bit if bit < 8 else 7 if bit == 8 else 14 - bit), dark
    yield (size - 8, 8), 1
    if version > 6:
        written = _with_check(version, 12, 0x1F25)
        for bit in range(18):
            place = bit // 3, size - 11 + bit % 3
            yield place, written >> bit & 1
            yield place[::-1], written >> bit & 1


def _alignments(version: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the middles of the small squares, but not where the large ones stand."""
    if version == 1:
        return
    across = version // 7 + 2
    step = 26 if version == 32 else (4 * version + 2 * across + 1) // (2 * across - 2) * 2
    middles = [6, *(size - 7 - step * number for number in range(across - 2, -1, -1))]
    for row, column in product(middles, repeat=2):
        if (row, column) not in ((6, 6), (6, size - 7), (size - 7, 6)):
            yield row, column


def _with_check(value: int, bits: int, divisor: int) -> int:
    """Return a value with the bits that check it behind it (BCH)."""
    rest = value << bits
    while rest.bit_length() > bits:
        rest ^= divisor << rest.bit_length() - bits - 1
    return value << bits | rest
