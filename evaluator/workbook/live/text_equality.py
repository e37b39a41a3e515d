"""When two texts are the same: as the engine compares them (NFKC, without blanks around), in a spreadsheet.

Spreadsheets know no NFKC. What input methods leave full-width in Chinese text is put right by SUBSTITUTE; a
text with anything else that NFKC changes is not judged there: it puts its ledger, or its fact, in doubt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from evaluator.conditions.formulas import either
from evaluator.conditions.truth import tests_of
from evaluator.model.condition import Condition, Test
from evaluator.model.guideline import Guideline

LONGEST: Final = 64
"""Characters of a text that are looked at; nobody's number, name or title is longer."""

_WIDE: Final = "０１２３４５６７８９（）－／．＃　，：；％＋＆！？"
_NARROW: Final = tuple((one, unicodedata.normalize("NFKC", one)) for one in _WIDE)
_TO_NARROW: Final = str.maketrans(dict(_NARROW))
_PLACES: Final = "{" + ",".join(str(number) for number in range(1, LONGEST + 1)) + "}"
_BLANKS: Final = "\n\t\x85\u1680\u2028\u2029"
"""What counts as blank around a text and NFKC leaves alone; TRIM does not know it."""
_BLOCKS: Final = (
    (0x80, 0x3400),
    (0xA600, 0xAC00),
    (0xF900, 0xFFFE),
    (0x10100, 0x10400),
    (0x10700, 0x10800),
    (0x10A00, 0x11E00),
    (0x16A00, 0x17000),
    (0x1BC00, 0x1BD00),
    (0x1D100, 0x1D800),
    (0x1E000, 0x1E300),
    (0x1E800, 0x1EF00),
    (0x1F100, 0x1F300),
    (0x1FB00, 0x1FC00),
    (0x2F800, 0x2FA20),
)
"""Where there are characters composed of others; elsewhere are ideographs and Hangul, which stay."""
_VOWELS_AND_FINALS: Final = range(0x1161, 0x11C3)
"""Letters of Hangul that join the one before them."""


@cache
def changing() -> str:
    """Return all characters that NFKC may change, by themselves or with the one before them."""
    category, normal = unicodedata.category, unicodedata.is_normalized
    found = "".join(
        one
        for first, end in _BLOCKS
        for one in map(chr, range(first, end))
        if not normal("NFKC", one) or category(one)[0] == "M" or ord(one) in _VOWELS_AND_FINALS
    )
    # A tab at the beginning or the end of a cell is not sure to stay there.
    return found[:9] + _BLANKS + found[9:]


def is_plain(text: str) -> bool:
    """Tell whether a sheet compares a text as the engine does."""
    narrow = text.translate(_TO_NARROW)
    return len(text) <= LONGEST and text == text.strip() and not _changing().intersection(narrow)


@cache
def _changing() -> frozenset[str]:
    return frozenset(changing())


def narrowed(ref: str) -> str:
    """Return the text of a cell with what is often typed full-width put right."""
    text = ref
    for wide, narrow in _NARROW:
        text = f'SUBSTITUTE({text},"{wide}","{narrow}")'
    return f'IF(ISERROR({ref}),"",{text})'


def stripped(narrow: str) -> str:
    """Return a narrowed text without the blanks around it; those inside stay, though TRIM would take some."""
    return f"IF(ISNUMBER(FIND(TRIM({narrow}),{narrow})),TRIM({narrow}),{narrow})"


def doubtful(cells: str, narrow: str, strange: str) -> str:
    """Return whether any text may compare otherwise than the sheet sees; *strange* holds `changing`.

    *cells* and *narrow*, the same texts narrowed, are one cell each or a column each. Numbers are looked at
    too: their digits are what the engine reads, unless there are too many of them or some behind a point.
    """
    ends = f"CHAR(9)&{narrow}&CHAR(9)"
    outside = f'ISNUMBER(FIND(CHAR(9)&" ",{ends}))+ISNUMBER(FIND(" "&CHAR(9),{ends}))'
    long = f'(LEN({narrow})>15)+ISNUMBER(FIND(".",{narrow}))+ISNUMBER(FIND("E",{narrow}))'
    return either(
        f"SUMPRODUCT(--(LEN({narrow})>{LONGEST}))>0",
        f"SUMPRODUCT(ISERROR(FIND(TRIM({narrow}),{narrow}))*({outside}))>0",
        f"SUMPRODUCT(ISNUMBER({cells})*({long}))>0",
        f"SUMPRODUCT((LEN({narrow})>={_PLACES})*ISNUMBER(FIND(MID({narrow},{_PLACES},1),{strange})))>0",
    )


def columns_compared(condition: Condition | None) -> Iterator[str]:
    """Name the columns whose text a filter compares."""
    for test in tests_of(condition) if condition is not None else ():
        if isinstance(test, Test) and test.column and _compares(test):
            yield test.column


def facts_compared(guideline: Guideline) -> frozenset[str]:
    """Name the facts whose text some condition compares."""
    found: list[Condition | None] = []
    for criterion in guideline.criteria():
        found += [criterion.applies_when, criterion.zero_when, *criterion.rule.conditions()]
        found += [line.when for line in criterion.evidence]
    found += [one.when for one in guideline.ceilings]
    found += [one.when for one in guideline.vetoes]
    found += [one.when for one in guideline.eligibility]
    tests = [test for condition in found if condition is not None for test in tests_of(condition)]
    return frozenset(
        test.quantity.of.fact
        for test in tests
        if isinstance(test, Test) and test.quantity is not None and _compares(test)
    )


def _compares(test: Test) -> bool:
    return any(one.operator in ("is", "is_not", "in") for one in test.comparisons)
