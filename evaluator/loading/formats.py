"""Tell from a number format what a cell is: a share, an id with leading zeros, a shortened number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from evaluator.base.exact import Number, rounded
from evaluator.base.frozen import dataclass
from evaluator.base.once import lazy_pattern
from evaluator.loading.cells import Cell, Code, Share, Shortened, exact_of

BUILT_IN: Final[Mapping[int, str]] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((37, 38), "#,##0_)"),
    **dict.fromkeys((39, 40), "#,##0.00_)"),
}
"""Formats that a workbook uses without listing them."""

_TOKEN: Final = lazy_pattern(r'\[[^\]]*\]|"[^"]*"?|\\.|_.|\*.|.', re.DOTALL)
_LITERAL: Final = frozenset(" -+/():!^&'~{}<>=$￥¥")
"""Characters that stand for themselves without quotation marks, as all beyond ASCII do."""
_COLOURS: Final = frozenset(["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"])
_MOST_DIGITS: Final = 15
_MOST_DECIMALS: Final = 10
_LARGEST: Final = 1e9
_SAME: Final = 1e-7
_PLAIN_NUMBER: Final = lazy_pattern(r"[#0?,]*[#0?](?:\.([#0?]*))?")
"""A number with its thousands separators and its decimals, without what stands beside it."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a number format says about the kind of its cells."""

    divisor: int = 0
    """1 where a percentage is shown, 100 where its sign is only written behind the number; 0 for no share."""
    pattern: tuple[str | None, ...] = ()
    """Of an id: its texts, and None for each digit."""
    decimals: int | None = None
    """How many are shown, None where all are, or where it is not known."""

    def cell(self, value: float) -> Cell:
        """Return *value* as the kind of thing that the format shows."""
        if self.divisor:
            share = Share(value / self.divisor)
            share.shown = self._rounded(share, 2)
            return share
        if self.pattern and 0 <= value < 10**_MOST_DIGITS and value == int(value):
            return Code(value, self._shown(int(value)))
        shown = self._rounded(value, 0)
        if shown is None:
            return value
        shortened = Shortened(value)
        shortened.shown = shown
        return shortened

    def _rounded(self, value: float, places: int) -> Number | None:
        """Return the number that is seen, None where it is *value*; *places*: of the sign for per cent."""
        scale = 10.0 ** ((self.decimals or 0) + places)
        if (
            self.decimals is None
            or abs(value) > _LARGEST
            or abs(value * scale - round(value * scale)) < _SAME
        ):
            return None
        number = exact_of(value)
        return None if number is None else rounded(number, self.decimals + places, "half_up")

    def _shown(self, number: int) -> str:
        places = self.pattern.count(None)
        digits = f"{number:0{places}d}"
        first, rest = digits[: len(digits) - places + 1], iter(digits[len(digits) - places + 1 :])
        text = ""
        leading = True
        for part in self.pattern:
            text += part if part is not None else first if leading else next(rest)
            leading = leading and part is not None
        return text


@cache
def number_format(code: str) -> NumberFormat | None:
    """Return what the format *code* says; None where it shows just a number, a day or a text."""
    pattern: list[str | None] = []
    percent = written_percent = False
    plain = True
    for piece in _TOKEN.findall(code):
        if piece == ";":  # behind it stand the formats of negative numbers, of zero and of texts
            break
        if piece.startswith("["):
            plain = plain and (piece[1:2] == "$" or piece[1:-1].casefold() in _COLOURS)
        elif piece[0] in '"\\':
            text = piece.strip('"') if piece[0] == '"' else piece[1:]
            written_percent = written_percent or text.strip() in ("%", "％")
            pattern.append(text)
        elif piece == "%":
            percent = True
        elif piece == "0":
            pattern.append(None)
        elif piece in _LITERAL or ord(piece[0]) > 0x7F:
            pattern.append(piece)
        elif piece[0] not in "_*":
            plain = False
    decimals = _decimals(code)
    if percent or written_percent:
        return NumberFormat(1 if percent else 100, decimals=decimals)
    places = pattern.count(None)
    prefixed = (
        re.search(r"\w", "".join(part or "" for part in pattern[: pattern.index(None)])) if places else None
    )
    if plain and (places > 1 or prefixed):
        return NumberFormat(0, tuple(pattern), decimals)
    return None if decimals is None else NumberFormat(decimals=decimals)


def _decimals(code: str) -> int | None:
    """Return how many decimals a format shows; None where it shows no plain number."""
    pieces = _TOKEN.findall(code)
    first = pieces[: pieces.index(";")] if ";" in pieces else pieces
    if any(
        piece[0] == "[" and piece[1:2] != "$" and piece[1:-1].casefold() not in _COLOURS for piece in first
    ):
        return None
    digits = "".join(
        piece if piece in "#0?,.@/" or (piece.isascii() and piece.isalpha()) else " "
        for piece in first
        if piece[0] not in '"\\[_*'
    )
    numbers = digits.split()
    match = _PLAIN_NUMBER.fullmatch(numbers[0]) if len(numbers) == 1 else None
    if match is None or len(match[1] or "") > _MOST_DECIMALS:
        return None
    return len(match[1] or "")
