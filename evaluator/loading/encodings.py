"""Decode the text of a csv file as Excel, WPS and Notepad write it in China, line by line where it is mixed.

Files that were joined or edited in two programs have lines in two encodings. UTF-8 of Chinese text is often
valid GB18030 as well, then of rare characters; so the encoding with more characters in common use is taken.
"""

from __future__ import annotations

import re
from typing import Final

from evaluator.base.frozen import dataclass
from evaluator.base.once import lazy_pattern

UTF8: Final = "UTF-8"
GB: Final = "GB18030"
_PLAUSIBLE: Final = 0.5
"""Share of characters in common use that a text has in its own encoding."""
_BEFORE_CHINESE: Final = "\u07ff"
"""Below these characters there is nothing Chinese, not even punctuation."""
_MAY_BE_UTF8: Final = lazy_pattern(
    rb"^[\0-\t\x0b-\x7f]*+(?:[\xc2-\xf4][\x80-\xbf]++[\0-\t\x0b-\x7f]*+)++$", re.MULTILINE
)
"""A line beyond ASCII that may be UTF-8; a line in GB18030 rarely has no byte that tells."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and which lines of it were in another encoding than most."""

    text: str
    others: tuple[int, ...] = ()
    """Numbers of lines, from 1."""
    encoding: str = UTF8
    """The encoding of most lines."""


@dataclass(frozen=True, slots=True)
class Undecodable:
    """The numbers of the lines, from 1, that are in no encoding known here."""

    lines: tuple[int, ...]


def decode(data: bytes) -> Decoded | Undecodable:
    """Return the text in *data*, without byte order marks."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _whole(data, "utf-16")
    if b"\0" in data:
        # UTF-16 has one in every digit, comma and line break, all on the same side.
        little = data[1::2].count(0) > data[::2].count(0)
        wide = _whole(data, "utf-16-le" if little else "utf-16-be")
        if isinstance(wide, Decoded) and _common(wide.text) > _PLAUSIBLE:
            return wide
        lines = data.split(b"\n")
        return Undecodable(tuple(number for number, line in enumerate(lines, 1) if b"\0" in line))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # only the file's last character is cut off
            return Undecodable((data.count(b"\n") + 1,))
        return _by_lines(data)
    # A short text in GB18030 may be valid UTF-8, but never of Chinese characters.
    if not text.isascii() and not any(character > _BEFORE_CHINESE for character in text):
        return _by_lines(data)
    return Decoded(_unmarked(text))


def _whole(data: bytes, encoding: str) -> Decoded | Undecodable:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return Undecodable((data[: error.start].count(b"\n") + 1,))
    at = text.find("\0")
    if at >= 0:
        return Undecodable((text.count("\n", 0, at) + 1,))
    return Decoded(_unmarked(text), encoding=encoding)


def _unmarked(text: str) -> str:
    """Return *text* without byte order marks, which joined files have in front of later lines too."""
    return text.lstrip("\ufeff").replace("\n\ufeff", "\n") if "\ufeff" in text else text


def _by_lines(data: bytes) -> Decoded | Undecodable:
    if not _MAY_BE_UTF8.search(data):
        try:
            return Decoded(_unmarked(data.decode(GB)), encoding=GB)
        except UnicodeDecodeError:
            pass  # each line tells
    lines: dict[str, list[int]] = {UTF8: [], GB: [], "": []}
    texts: list[str] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            texts.append(line.decode("ascii"))
            continue
        text, encoding = _line(line)
        texts.append(text)
        lines[encoding].append(number)
    if lines[""]:
        return Undecodable(tuple(lines[""]))
    most, others = (UTF8, lines[GB]) if len(lines[UTF8]) > len(lines[GB]) else (GB, lines[UTF8])
    return Decoded(_unmarked("\n".join(texts)), tuple(others), most)


def _line(line: bytes) -> tuple[str, str]:
    """Return a line's text and its encoding, '' for neither."""
    candidates = []
    for encoding in (GB, UTF8):
        try:
            candidates.append((line.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
    if not candidates:
        return "", ""
    if len(candidates) == 1:
        return candidates[0]
    return max(candidates, key=lambda candidate: _common(candidate[0]))


def _common(text: str) -> float:
    """Return the share of characters in common use among those beyond ASCII."""
    beyond = [character for character in text if not character.isascii() and character != "\ufeff"]
    if not beyond:
        return 1
    if max(beyond) <= _BEFORE_CHINESE:
        return 0
    return sum(_is_common(character) for character in beyond) / len(beyond)


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
