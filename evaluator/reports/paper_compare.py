"""Compare a paper with the one made again: figures by their places, wording apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from evaluator.reports.paper_text import PaperLine

_FIGURE: Final = re.compile(r"\d+(?:[.,:/-]\d+)*%?")
_AROUND: Final = 12
"""Characters shown before and after what differs."""


@dataclass(frozen=True, slots=True)
class PaperDifference:
    """A place in which a paper differs from the one made again."""

    place: str
    stored: str
    """What stands in the paper, '' for nothing."""
    made: str
    """What should stand there."""
    figure: bool
    """Whether a figure differs, not words alone."""


def paper_differences(stored: Sequence[PaperLine], made: Sequence[PaperLine]) -> list[PaperDifference]:
    """Return every place in which the texts differ, in order."""
    return list(_differences(stored, made))


def _differences(stored: Sequence[PaperLine], made: Sequence[PaperLine]) -> Iterator[PaperDifference]:
    matcher = SequenceMatcher(
        None, [line.text for line in stored], [line.text for line in made], autojunk=False
    )
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for mine, theirs in zip_longest(stored[first:last], made[start:end]):
            place = (theirs or mine).place
            old, new = mine.text if mine else "", theirs.text if theirs else ""
            figure = _FIGURE.findall(old) != _FIGURE.findall(new)
            yield PaperDifference(place, *_cut(old, new), figure)


def _cut(old: str, new: str) -> tuple[str, str]:
    """Return what differs between two texts with a little of what stands around it."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return _window(old, start, len(old) - end), _window(new, start, len(new) - end)


def _window(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    # A number is shown whole.
    while first > 0 and text[first - 1].isalnum() and text[first].isalnum() and start - first < 2 * _AROUND:
        first -= 1
    shown = text[first:last]
    return f"{'…' if first else ''}{' '.join(shown.split())}{'…' if last < len(text) else ''}"
