"""The code on the last page of a paper: what it says, its picture, and how both are read back."""

from __future__ import annotations

import base64
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
_MASK: Final = 3
"""Any of the eight makes a good code; to try all takes eight times as long."""
_THREE: Final = bytes.maketrans(b"\0\xff", b"07")
"""The pixels of a module as an octal digit: three bits, set where it is light."""
_SHOWN: Final = bytes.maketrans(b"01", b"\0\xff")
IN_PAGE: Final = "data:image/png;base64,"
"""What a picture begins with that stands in a page itself."""
_BEGIN: Final = b"\x89PNG\r\n\x1a\n"
_HEAD, _DOTS = b"IHDR", b"IDAT"
_FORM: Final = struct.Struct(">2I5B")
_ONE_BIT: Final = (1, 0, 0, 0, 0)
_AS_IT_IS, _AS_ABOVE = b"\0", b"\2"
"""How a line of a picture is written: the latter as what is added to the line above."""
_MOST_DOTS: Final = 1 << 16
"""Bytes of a picture that are looked at; the largest code has 39,000."""


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
    import zxingcpp

    # As bytes, and without a sign for how they are encoded: what reads codes takes them for UTF-8.
    code = zxingcpp.create_barcode(
        text.encode(), zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_MASK, eci=0
    )
    image = code.to_image()  # with the four light ones around that the standard asks for
    count, digits = image.shape[0], memoryview(image).tobytes().translate(_THREE)
    size = (count * _PIXELS + 7) // 8
    unused = size * 8 - count * _PIXELS
    again = (_AS_ABOVE + bytes(size)) * (_PIXELS - 1)
    lines = [
        _AS_IT_IS + (int(digits[at : at + count], 8) << unused).to_bytes(size, "big") + again
        for at in range(0, count * count, count)
    ]
    return _BEGIN + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
        for name, data in (
            (_HEAD, _FORM.pack(count * _PIXELS, count * _PIXELS, *_ONE_BIT)),
            (_DOTS, zlib.compress(b"".join(lines), 9)),
            (b"IEND", b""),
        )
    )


def code_svg(text: str) -> str:
    """Return the code as an SVG element for a page."""
    picture = base64.b64encode(code_png(text)).decode()
    return (
        '<svg viewBox="0 0 1 1"><image width="1" height="1" style="image-rendering:pixelated" '
        f'href="{IN_PAGE}{picture}"/></svg>'
    )


def picture_text(picture: bytes) -> str:
    """Return what the code in a PNG such as `code_png` makes says; '' for any other picture."""
    import zxingcpp

    parts: dict[bytes, bytearray] = {}
    at = len(_BEGIN)
    while picture.startswith(_BEGIN) and at + 12 <= len(picture):
        end = at + 8 + int.from_bytes(picture[at : at + 4], "big")
        parts.setdefault(picture[at + 4 : at + 8], bytearray()).extend(picture[at + 8 : end])
        at = end + 4
    try:
        width, height, *form = _FORM.unpack(parts[_HEAD])
        packed = zlib.decompressobj().decompress(parts[_DOTS], _MOST_DOTS)
    except (KeyError, struct.error, zlib.error):
        return ""
    size = (width + 7) // 8
    if tuple(form) != _ONE_BIT or len(packed) != height * (size + 1) or not packed:
        return ""
    dots, line = bytearray(), bytes(size)
    for at in range(0, len(packed), size + 1):
        way, written = packed[at : at + 1], packed[at + 1 : at + 1 + size]
        if way not in (_AS_IT_IS, _AS_ABOVE):
            return ""
        line = written if way == _AS_IT_IS else bytes(map(_sum, written, line))
        dots += f"{int.from_bytes(line, 'big'):0{size * 8}b}"[:width].encode()
    shown = memoryview(dots.translate(_SHOWN)).cast("B", (height, width))
    code = zxingcpp.read_barcode(shown, zxingcpp.BarcodeFormat.QRCode)
    return "" if code is None else code.text


def _sum(written: int, above: int) -> int:
    return (written + above) % 256
