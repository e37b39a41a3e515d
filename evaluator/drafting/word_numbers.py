"""The numbers that Word puts before paragraphs: they are seen, but no part of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS: Final = "零一二三四五六七八九"
_MOST: Final = 9_999
"""Largest number that is written otherwise than in figures."""
_MOST_FIGURES: Final = 6
_MOST_BASES: Final = 12
_NO_LIST: Final = "0"
_CLOSED: Final = ("、", "）", ")", "：", ":", "]", "】")
"""How numbers end that need no blank before the text."""


def _chinese(number: int) -> str:
    """Return a number as it is counted: 二十一."""
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        text += _DIGITS[digit] + name if digit else "零" if text and not text.endswith("零") else ""
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


def _letters(number: int) -> str:
    """Return A to Z, then AA to ZZ."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, numeral in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        text += numeral * (number // value)
        number %= value
    return text


def _of(signs: str) -> Callable[[int], str]:
    """Return what writes a number as one of *signs*, and with figures beyond them."""
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _fullwidth(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_WRITTEN: Final[Mapping[str, Callable[[int], str]]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    **dict.fromkeys(
        (
            "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting",
            "japaneseDigitalTenThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "koreanDigital2",
        ),
        _chinese,
    ),
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "ideographTraditional": _of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _of("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedFullstop": _of("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalEnclosedParen": _of("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "ideographEnclosedCircle": _of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _fullwidth),
}  # fmt: skip
"""How numbers are written; any other kind in figures."""
_UNNUMBERED: Final = ("bullet", "none")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    text: str
    """`第%1条`, `%1.%2`."""
    legal: bool
    """Whether the numbers of the levels above are written in figures."""
    behind: str
    """What stands behind the number."""


_List = tuple[str, dict[int, _Level], frozenset[int]]


@dataclass(slots=True)
class WordNumbers:
    """Counts the paragraphs of a document that are numbered, in their order."""

    lists: dict[str, _List] = field(default_factory=dict)
    """By its number in the document: the list counted with, its levels, and those that begin anew."""
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    """List and level by style."""
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def before(self, paragraph: _Element) -> str:
        """Return what stands before the text of the next paragraph."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return ""
        style = properties.find(f"{_W}pStyle")
        identity, depth = self.styles.get("" if style is None else style.get(f"{_W}val", ""), ("", 0))
        own = properties.find(f"{_W}numPr")
        if own is not None:
            identity = _value(own, "numId") or identity
            depth = _whole(_value(own, "ilvl"), depth)
        if identity not in self.lists:
            return ""
        counted, levels, anew = self.lists[identity]
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(counted, [])
        if identity not in self._begun:
            self._begun.add(identity)
            if anew:
                del counts[min(anew) :]
        while len(counts) <= depth:
            above = levels.get(len(counts))
            counts.append((1 if above is None else above.start) - (len(counts) == depth))
        counts[depth] += 1
        del counts[depth + 1 :]
        if level.kind in _UNNUMBERED:
            return ""
        return _written(level, levels, counts)


def _written(level: _Level, levels: Mapping[int, _Level], counts: list[int]) -> str:
    def figure(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        if place >= len(counts):
            return ""
        kind = "decimal" if level.legal or place not in levels else levels[place].kind
        number = counts[place]
        return _WRITTEN.get(kind, str)(number) if 0 < number <= _MOST else str(number)

    text = re.sub(r"%([1-9])", figure, level.text)
    return text + level.behind if text else ""


def read_numbers(numbering: _Element | None, styles: _Element | None) -> WordNumbers:
    """Return the lists of a document, and the styles that number their paragraphs."""
    made = WordNumbers()
    if numbering is None:
        return made
    abstract = {
        element.get(f"{_W}abstractNumId", ""): element for element in numbering.iter(f"{_W}abstractNum")
    }
    for element in numbering.iter(f"{_W}num"):
        counted = _value(element, "abstractNumId")
        if counted not in abstract:
            continue
        levels = {_depth(level): _level(level) for level in abstract[counted].iterfind(f"{_W}lvl")}
        anew = set()
        for override in element.iterfind(f"{_W}lvlOverride"):
            depth, own = _depth(override), override.find(f"{_W}lvl")
            if own is not None:
                levels[depth] = _level(own)
            start = _value(override, "startOverride")
            if start and depth in levels:
                levels[depth] = replace(levels[depth], start=_whole(start, 1))
                anew.add(depth)
        made.lists[element.get(f"{_W}numId", "")] = (counted, levels, frozenset(anew))
    made.lists.pop(_NO_LIST, None)
    if styles is not None:
        made.styles = _styles(styles, abstract, made.lists)
    return made


def _level(element: _Element) -> _Level:
    text = _value(element, "lvlText")
    close = _value(element, "suff") == "nothing" or text.endswith(_CLOSED)
    return _Level(
        _whole(_value(element, "start"), 0),
        _value(element, "numFmt") or "decimal",
        text,
        element.find(f"{_W}isLgl") is not None,
        "" if close else " ",
    )


def _styles(
    styles: _Element, abstract: Mapping[str, _Element], lists: Mapping[str, _List]
) -> dict[str, tuple[str, int]]:
    """Return list and level of each style that has them, or whose basis has them."""
    elements = {element.get(f"{_W}styleId", ""): element for element in styles.iter(f"{_W}style")}
    made = {}
    for name in elements:
        identity, depth, basis = "", None, name
        for _ in range(_MOST_BASES):
            style = elements.get(basis)
            own = None if style is None else style.find(f"{_W}pPr/{_W}numPr")
            if own is not None:
                identity = identity or _value(own, "numId")
                depth = _whole(_value(own, "ilvl"), 0) if depth is None and _value(own, "ilvl") else depth
            if style is None or identity:
                break
            basis = _value(style, "basedOn")
        if identity in lists:
            linked = abstract[lists[identity][0]].iterfind(f"{_W}lvl")
            named = (_depth(level) for level in linked if _value(level, "pStyle") == name)
            made[name] = (identity, next(named, depth or 0))
    return made


def _value(element: _Element, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val", "")


def _depth(element: _Element) -> int:
    return _whole(element.get(f"{_W}ilvl", ""), 0)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < _MOST_FIGURES else otherwise
