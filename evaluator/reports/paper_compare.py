"""Compare papers with those made again, figures by their places, wording apart; PDFs with documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from evaluator.reports.paper_text import PaperLine
from evaluator.texts.messages import Phrase

_FIGURE: Final = re.compile(r"\d+(?:[.,:/-]\d+)*%?")
_MARKS: Final = re.compile(r"(?<!\d)[.,:/-]|[.,:/-](?!\d)|[^\w.,:/%-]|_")
"""All that is neither a word nor part of a figure."""
_PAGE: Final = re.compile(r"^\d{1,4}")
_PAGE_OF_HEADING: Final = re.compile(r"\d{1,3}$")
_NUMBERS: Final = re.compile(r"[\d.%-]*")
_BODY: Final = frozenset({"place-paragraph", "place-line", "place-cell"})
"""Places in a Word document of what its PDF shows in the same words."""
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


def lacking(document: Sequence[PaperLine], pdf: Sequence[PaperLine]) -> list[PaperLine]:
    """Return the lines of a Word document that its PDF lacks, then figures that it has less often.

    How a PDF breaks lines and repeats heads does not count; a line may be broken between two pages. Heads,
    feet and charts are left out: a page shows one of several, and a chart's figures only rounded.
    """
    document = [line for line in document if line.place in _BODY]
    text = "".join(_squeezed(line.text) for line in pdf)
    missing = [line for line in document if not _is_in(_squeezed(line.text), text)]
    if missing:
        return missing
    figures = Counter(figure for line in document for figure in _FIGURE.findall(line.text))
    fewer = {figure for figure, count in figures.items() if text.count(figure) < count}
    return [
        PaperLine(line.place, figure)
        for line in document
        for figure in dict.fromkeys(_FIGURE.findall(line.text))
        if figure in fewer
    ]


def _is_in(line: str, text: str) -> bool:
    if line in text:
        return True
    parts = ((line[:at], line[at:]) for at in range(1, len(line)))
    return any(start in text and end in text for start, end in parts)


def added(document: Sequence[PaperLine], pdf: Sequence[PaperLine]) -> list[PaperLine]:
    """Return the lines of a PDF that its Word document has nowhere.

    What a page adds by itself does not count: page numbers at a foot and in a list of contents, the figures
    along the axes of charts, legends.
    """
    text = "".join(_squeezed(line.text) for line in document)
    headings = {_squeezed(line.text) for line in document if line.place in _BODY}
    feet = {_PAGE.sub("", _squeezed(line.text)) for line in document if line.place == "place-part"}
    charts = {_squeezed(line.text) for line in document if line.place == "place-chart"}
    numbered: set[str] = set()
    extra: list[PaperLine] = []
    for line in pdf:
        words = _squeezed(line.text)
        if words in text or _PAGE_OF_HEADING.sub("", words) in headings:
            continue
        if charts and all(
            part in charts or _NUMBERS.fullmatch(part) for part in map(_squeezed, line.text.split())
        ):
            continue
        if _PAGE.sub("", words) in feet and page_of(line) not in numbered:
            numbered.add(page_of(line))
            continue
        extra.append(line)
    return extra


def page_of(line: PaperLine) -> str:
    """Return the number of the page on which a line of a PDF stands."""
    return line.place.fields["number"] if isinstance(line.place, Phrase) else ""


def _squeezed(text: str) -> str:
    """Return a text without spaces and marks: a page may let a mark hang off the end of a line unseen."""
    return _MARKS.sub("", text)


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
