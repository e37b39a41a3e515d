"""Tell from a number format which kind of thing a cell is: a share, or an id with leading zeros."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from evaluator.loading.cells import Cell, Code, Share

PERCENT_FORMATS: Final[Mapping[int, str]] = {9: "0%", 10: "0.00%"}
"""The percentages among the formats that a workbook uses without listing them."""

_TOKEN: Final = re.compile(r'\[[^\]]*\]|"[^"]*"?|\\.|_.|\*.|.', re.DOTALL)
_LITERAL: Final = frozenset(" -+/():!^&'~{}<>=$￥¥")
"""Characters that stand for themselves without quotation marks, as all beyond ASCII do."""
_COLOURS: Final = frozenset(["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"])
_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a number format says about the kind of its cells."""

    divisor: int = 0
    """1 where a percentage is shown, 100 where its sign is only written behind the number; 0 for no share."""
    pattern: tuple[str | None, ...] = ()
    """Of an id: its texts, and None for each digit."""

    def cell(self, value: float) -> Cell:
        """Return *value* as the kind of thing that the format shows."""
        if self.divisor:
            return Share(value / self.divisor)
        if 0 <= value < 10**_MOST_DIGITS and value == int(value):
            return Code(value, self._shown(int(value)))
        return value

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
    if percent or written_percent:
        return NumberFormat(1 if percent else 100)
    places = pattern.count(None)
    prefixed = (
        re.search(r"\w", "".join(part or "" for part in pattern[: pattern.index(None)])) if places else None
    )
    return NumberFormat(0, tuple(pattern)) if plain and (places > 1 or prefixed) else None
