"""The code on the last page of a paper: what it says, its picture, and how it is read back from text."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evaluator.model.round import Round
from evaluator.reports.wording import DASH
from evaluator.texts import Language
from evaluator.texts.reports.life import SENTENCES

DRAWING: Final = "code:proof"
"""The name of the picture in a template that the code takes the place of."""
VERSION: Final = "SGZ1"
"""What every code begins with: 社工站, and how it is written."""
LANGUAGES: Final[Sequence[Language]] = ("zh", "en")
KEYS: Final = (
    "station",
    "evaluator",
    "list",
    "check",
    "round",
    "stations",
    "points",
    "grade",
    "edition",
    "seal",
)
"""What a code may say, in this order; the words are in `texts` under `code_<key>`."""
_WORDS: Final[Mapping[str, str]] = {
    SENTENCES.say(f"code_{key}", lang): key for key in KEYS for lang in LANGUAGES
}
_START: Final = re.compile(rf"{VERSION}(?=;)")
_PART: Final = re.compile(rf";({'|'.join(map(re.escape, _WORDS))})=")
_SEAL: Final = re.compile(r"[0-9a-f]{64}")
_PIXELS: Final = 3
"""For each module: with 25 mm some 170 dots to the inch, below what Word makes smaller on saving."""
_QUIET: Final = 4
"""Modules left white on each side, as the standard asks."""
_LIGHT: Final = "1"
"""A white pixel, as a bit of a picture in grey."""
_MASK: Final = 3
"""Any of the eight makes a good code; to try all takes five times as long."""
_PAINTED: Final = str.maketrans({"0": _LIGHT * _PIXELS, "1": "0" * _PIXELS})
_DIGITS: Final = bytes.maketrans(b"\0\1", b"01")
_DARK_RUN: Final = re.compile("1+")


@dataclass(frozen=True, slots=True)
class ProofCode:
    """What the code of a paper says, key by key."""

    fields: Mapping[str, str]

    @property
    def seal(self) -> str:
        """Return the seal, or the hash of what a letter lists."""
        return next((self.fields[key] for key in ("seal", "list", "check") if key in self.fields), "")


def code_text(lang: Language, **fields: str) -> str:
    """Return what a code says: each of KEYS that there is, with its word."""
    parts = (f";{SENTENCES.say(f'code_{key}', lang)}={fields[key] or DASH}" for key in KEYS if key in fields)
    return VERSION + "".join(parts)


def round_code(round_: Round, lang: Language) -> str:
    """Return what the code of a paper on a closed round says; '' while it is open."""
    edition = round_.history.edition
    if edition is None:
        return ""
    stations, number = str(len(edition.stations)), str(edition.number)
    return code_text(lang, round=round_.id, stations=stations, edition=number, seal=edition.seal)


def read_code(text: str) -> ProofCode | None:
    """Return what the code says whose text stands in *text*, with spaces and line breaks anywhere."""
    squeezed = re.sub(r"\s", "", text)
    begin = _START.search(squeezed)
    if begin is None:
        return None
    parts = list(_PART.finditer(squeezed, begin.end()))
    fields: dict[str, str] = {}
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        key = _WORDS[part[1]]
        if key in fields:  # the next code
            break
        value = squeezed[part.end() : following.start() if following else None]
        if key in ("seal", "list", "check"):
            seal = _SEAL.match(value)
            fields[key] = seal[0] if seal else value[:64]
            break
        fields[key] = value
    return ProofCode(fields)


@lru_cache(maxsize=8)
def code_png(text: str) -> bytes:
    """Return the code as a PNG of one bit; the papers on a result share it."""
    rows = _modules(text)
    width = (len(rows) + 2 * _QUIET) * _PIXELS
    size = (width + 7) // 8
    again = (b"\2" + bytes(size)) * (_PIXELS - 1)  # lines that are as the line above
    side = _LIGHT * _QUIET * _PIXELS

    def line(pixels: str) -> bytes:
        return b"\0" + int(pixels.ljust(size * 8, "0"), 2).to_bytes(size, "big")

    edge = line(_LIGHT * width) * _QUIET * _PIXELS
    lines = [line(f"{side}{row.translate(_PAINTED)}{side}") + again for row in rows]
    pixels = b"".join([edge, *lines, edge])
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
        for name, data in (
            (b"IHDR", struct.pack(">2I5B", width, width, 1, 0, 0, 0, 0)),
            (b"IDAT", zlib.compress(pixels, 9)),
            (b"IEND", b""),
        )
    )


@lru_cache(maxsize=8)
def code_svg(text: str) -> str:
    """Return the code as an SVG element for a page: one path, with a stroke for each run of dark modules."""
    rows = _modules(text)
    size = len(rows) + 2 * _QUIET
    steps: list[str] = []
    end, lines = 0, 0
    for row in rows:
        for run in _DARK_RUN.finditer(row):
            start, length = run.start(), run.end() - run.start()
            steps.append(
                f"m{start - end} {lines}h{length}" if steps else f"M{_QUIET + start} {_QUIET}.5h{length}"
            )
            end, lines = run.end(), 0
        lines += 1
    path = f'<path stroke="#000" d="{"".join(steps)}"/>'
    return f'<svg viewBox="0 0 {size} {size}">{path}</svg>'


@lru_cache(maxsize=8)
def _modules(text: str) -> Sequence[str]:
    """Return the rows of the code: 1 for dark, 0 for light, without a margin."""
    import segno

    code = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8", mask=_MASK)
    return [row.translate(_DIGITS).decode() for row in code.matrix]
