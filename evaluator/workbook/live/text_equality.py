"""Text comparison in a spreadsheet, equal to the engine's (`base.folding`).

Spreadsheets have no NFKC. SUBSTITUTE replaces the full-width characters that Chinese input methods leave. A
text with any other character that folding changes is not judged: it puts its ledger, or its fact, in doubt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from evaluator.base.folding import folded
from evaluator.conditions.formulas import or_
from evaluator.conditions.truth import tests_of
from evaluator.model.condition import Condition, Test
from evaluator.model.guideline import Guideline

LONGEST: Final = 64
"""Characters of a text that are compared; numbers, names and titles are shorter."""

_WIDE: Final = "０１２３４５６７８９（）－／．＃　，：；％＋＆！？"
_NARROW: Final = tuple((character, unicodedata.normalize("NFKC", character)) for character in _WIDE)
_TO_NARROW: Final = str.maketrans(dict(_NARROW))
_PLACES: Final = "{" + ",".join(str(number) for number in range(1, LONGEST + 1)) + "}"
_BLANKS: Final = "\n\t\x85\u1680\u2028\u2029"
"""Blanks that the engine strips from a text but neither NFKC nor TRIM removes."""
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
    (0xE0000, 0xE1000),
)
"""Blocks with characters that folding may change or remove; ideographs and Hangul syllables stay."""
_VOWELS_AND_FINALS: Final = range(0x1161, 0x11C3)
"""Letters of Hangul that join the letter before them."""


@cache
def changing() -> str:
    """Return all characters that folding may change or remove, alone or joined to the character before."""
    category, normal = unicodedata.category, unicodedata.is_normalized
    characters = "".join(
        character
        for first, end in _BLOCKS
        for character in map(chr, range(first, end))
        if not normal("NFKC", character)
        or not folded(character)
        or category(character)[0] == "M"
        or ord(character) in _VOWELS_AND_FINALS
    )
    # A tab at the beginning or the end of a cell may be lost.
    return characters[:9] + _BLANKS + characters[9:]


def is_plain(text: str) -> bool:
    """Return whether a sheet compares a text as the engine does."""
    narrow = text.translate(_TO_NARROW)
    return len(text) <= LONGEST and text == text.strip() and not _changing().intersection(narrow)


@cache
def _changing() -> frozenset[str]:
    return frozenset(changing())


def narrowed(ref: str) -> str:
    """Return the text of a cell with common full-width characters made narrow."""
    text = ref
    for wide, narrow in _NARROW:
        text = f'SUBSTITUTE({text},"{wide}","{narrow}")'
    return f'IF(ISERROR({ref}),"",{text})'


def stripped(narrow: str) -> str:
    """Return a narrowed text without surrounding blanks; inner blanks stay, though TRIM would remove some."""
    return f"IF(ISNUMBER(FIND(TRIM({narrow}),{narrow})),TRIM({narrow}),{narrow})"


def doubtful(cells: str, narrow: str, strange: str) -> str:
    """Return whether the engine may compare any text differently; *strange* holds `changing`.

    *cells* and *narrow*, the same texts narrowed, are one cell each or a column each. Numbers are checked
    too: the engine reads their digits, unless there are too many digits or decimals.
    """
    ends = f"CHAR(9)&{narrow}&CHAR(9)"
    outside = f'ISNUMBER(FIND(CHAR(9)&" ",{ends}))+ISNUMBER(FIND(" "&CHAR(9),{ends}))'
    long = f'(LEN({narrow})>15)+ISNUMBER(FIND(".",{narrow}))+ISNUMBER(FIND("E",{narrow}))'
    return or_(
        f"SUMPRODUCT(--(LEN({narrow})>{LONGEST}))>0",
        f"SUMPRODUCT(ISERROR(FIND(TRIM({narrow}),{narrow}))*({outside}))>0",
        f"SUMPRODUCT(ISNUMBER({cells})*({long}))>0",
        f"SUMPRODUCT((LEN({narrow})>={_PLACES})*ISNUMBER(FIND(MID({narrow},{_PLACES},1),{strange})))>0",
    )


def first_doubtful(cells: str, narrow: str, strange: str) -> str:
    """Return the first row of a column in which `doubtful` holds; 1E6 for none."""
    ends = f"CHAR(9)&{narrow}&CHAR(9)"
    outside = f'ISNUMBER(FIND(CHAR(9)&" ",{ends}))+ISNUMBER(FIND(" "&CHAR(9),{ends}))'
    long = f'(LEN({narrow})>15)+ISNUMBER(FIND(".",{narrow}))+ISNUMBER(FIND("E",{narrow}))'
    rows = (
        f"(LEN({narrow})>{LONGEST})+ISERROR(FIND(TRIM({narrow}),{narrow}))*({outside})"
        f"+ISNUMBER({cells})*({long})"
    )
    letters = f"(LEN({narrow})>={_PLACES})*ISNUMBER(FIND(MID({narrow},{_PLACES},1),{strange}))"
    return (
        f"MIN(SUMPRODUCT(MIN(1E6-(({rows})>0)*(1E6-ROW({narrow})))),"
        f"SUMPRODUCT(MIN(1E6-({letters})*(1E6-ROW({narrow})))))"
    )


def columns_compared(condition: Condition | None) -> Iterator[str]:
    """Yield the columns whose text a filter compares."""
    for test in tests_of(condition) if condition is not None else ():
        if isinstance(test, Test) and test.column and _compares(test):
            yield test.column


def facts_compared(guideline: Guideline) -> frozenset[str]:
    """Return the facts whose text some condition compares."""
    conditions: list[Condition | None] = []
    for criterion in guideline.criteria():
        conditions += [criterion.applies_when, criterion.zero_when, *criterion.rule.conditions()]
        conditions += [line.when for line in criterion.evidence]
    conditions += [ceiling.when for ceiling in guideline.ceilings]
    conditions += [veto.when for veto in guideline.vetoes]
    conditions += [rule.when for rule in guideline.eligibility]
    tests = [test for condition in conditions if condition is not None for test in tests_of(condition)]
    return frozenset(
        test.quantity.of.fact
        for test in tests
        if isinstance(test, Test) and test.quantity is not None and _compares(test)
    )


def _compares(test: Test) -> bool:
    return any(comparison.operator in ("is", "is_not", "in") for comparison in test.comparisons)
