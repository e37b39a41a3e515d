"""Compare papers with those made again, figures by their places, wording apart; PDFs with documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, groupby, pairwise, product, zip_longest
from operator import itemgetter
from typing import Final

from evaluator.reports.paper_text import PAGE_MARK, PaperLine, is_unshown
from evaluator.texts.messages import Phrase

_FIGURE: Final = re.compile(r"(?:(?<![\w.,:/%)）-])[-−+±])?\d+(?:[.,:/-]\d+)*[%％‰]?")
"""A number with its sign, a day, a share, the number of a paper."""
_HANGING: Final = re.compile(
    r"[\s、。，．；：！？…—·“”‘’（）()\[\]〔〕【】《》「」;!?'\"_]|(?<!\d)[.,:]|[.,:](?!\d)"
)
"""Spaces, and marks that a page may let hang off the end of a line unseen; none of a figure's."""
_OPEN_END: Final = frozenset("0123456789.,:/-−+±")
"""How a line may end whose last figure goes on in the next."""
_HASH: Final = re.compile(r"[0-9a-f]{16,}")
_PAGE: Final = re.compile(r"^\d{1,4}")
_PAGE_OF_HEADING: Final = re.compile(r"\d{1,3}$")
_PAGE_NUMBER: Final = re.compile(r"\W*[—–-]\s*\d+\s*[—–-]\W*")
_NUMBERED: Final = re.compile(f"{PAGE_MARK}[^{PAGE_MARK}]*{PAGE_MARK}")
_BODY: Final = frozenset({"place-paragraph", "place-line", "place-cell"})
"""Places in a Word document of what its PDF shows in the same words."""
_BESIDE: Final = frozenset({"place-part", "place-chart", "place-workbook", "place-code"})
"""Places beside a paper's text."""
_JOINTS: Final = re.compile(r"[,:/-]")
"""Marks at which a page may break a figure."""
_KEY: Final = 12
"""Characters that tell the place of a line."""
_FAR: Final = 60
"""Lines looked ahead for where a PDF goes on."""
_OWN: Final = 6
"""Letters of a line that is the same wherever a page puts it."""
_ALIKE: Final = 0.5
"""The share of a line that a printed line has at least to be shown beside it."""
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


def resaved(
    stored: Sequence[PaperLine], made: Sequence[PaperLine]
) -> tuple[list[PaperLine], list[PaperLine]]:
    """Return the lines of a document that another program saved, and its own, without what such programs do.

    They number pages anew, write heads and feet once for each section, drop charts that are not shown and the
    workbooks behind charts, and write 83.0 as 83.
    """
    has_workbooks = any(line.place == "place-workbook" for line in stored)
    return _settled(stored, has_workbooks), _settled(made, has_workbooks)


def _settled(lines: Sequence[PaperLine], has_workbooks: bool) -> list[PaperLine]:
    listed: list[PaperLine] = []
    running: dict[str, PaperLine] = {}
    for line in lines:
        text = " ".join(_NUMBERED.sub(PAGE_MARK, line.text).split())
        if line.place == "place-part":
            running.setdefault(text, PaperLine(line.place, text))
        elif line.place in ("place-chart", "place-workbook"):
            if not is_unshown(line) and (has_workbooks or line.place == "place-chart"):
                listed.append(PaperLine(line.place, _plain_number(text)))
        elif text:
            listed.append(PaperLine(line.place, text))
    return [*listed, *(running[text] for text in sorted(running))]


def _plain_number(text: str) -> str:
    """Return a number without zeros that say nothing; any other text unchanged."""
    whole, point, places = text.partition(".")
    if not point or not places.isdecimal():
        return text
    return f"{whole}.{places}".rstrip("0").rstrip(".")


def lacking(document: Sequence[PaperLine], pdf: Sequence[PaperLine]) -> list[PaperLine]:
    """Return the lines of a Word document that its PDF lacks there or has less often, or such figures.

    How a PDF breaks lines and repeats heads does not count; a line may be broken between two pages. Heads,
    feet and charts are left out: a page shows one of several, and a chart's figures only rounded.
    """
    document = _unmarked(document)
    misplaced = _misplaced(document, pdf)
    if misplaced:
        return misplaced
    document = [line for line in document if line.place in _BODY]
    pages = _pages(pdf)
    text = "".join(page.text for page in pages)
    whole = "\n".join(_squeezed(line.text) for line in document)
    fewer = {
        words
        for words in dict.fromkeys(filter(None, whole.split("\n")))
        if (times := whole.count(words) - text.count(words)) > 0 and _broken(words, pages) < times
    }
    missing = [line for line in document if _squeezed(line.text) in fewer]
    if missing:
        return missing
    figures = Counter(figure for line in document for figure in _figures(line))
    figures -= Counter(figure for line in pdf for figure in _figures(line))
    figures -= Counter(_spanning(pdf))
    return [
        PaperLine(line.place, figure)
        for line in document
        for figure in dict.fromkeys(_figures(line))
        if figure in figures
    ]


def _unmarked(lines: Sequence[PaperLine]) -> list[PaperLine]:
    return [PaperLine(line.place, line.text.replace(PAGE_MARK, "")) for line in lines]


def _misplaced(document: Sequence[PaperLine], pdf: Sequence[PaperLine]) -> list[PaperLine]:
    """Return the lines of a Word document that its PDF does not have where they should follow each other.

    A line that says what the head of the page says, as a title does, is not told from it and left out.
    """
    running = {_PAGE.sub("", _squeezed(line.text)) for line in document if line.place == "place-part"}
    body = [
        (line, words)
        for line in document
        if line.place in _BODY and (words := _joined(line.text)) and _squeezed(line.text) not in running
    ]
    printed = [line.text for line in pdf if not _is_running(line.text, running)]
    text = "".join(map(_joined, printed))
    missing: list[tuple[PaperLine, str]] = []
    between: list[str] = []
    first, at = 0, 0  # where both are read to
    while first < len(body):
        words = body[first][1]
        if text.startswith(words, at):
            first, at = first + 1, at + len(words)
            continue
        last, begin = _resumed(body, first, text, at)
        missing += _not_in(body[first:last], text[at:begin])
        between.append(text[at:begin])
        first, at = last, begin
    elsewhere = "\n".join([*between, text[at:]])
    return [line for line, words in missing if not (_is_moved(words) and words in elsewhere)]


def _is_running(text: str, running: Container[str]) -> bool:
    """Return whether a line of a page is its head, its foot or its number."""
    words = _PAGE.sub("", _squeezed(text))
    return words in running if words else bool(_PAGE_NUMBER.fullmatch(text))


def _resumed(body: Sequence[tuple[PaperLine, str]], first: int, text: str, at: int) -> tuple[int, int]:
    """Return the next line that a PDF has after *at*, and where: that with the least strange between."""
    resumed, least = (len(body), len(text)), float("inf")
    skipped = 0
    for number in range(first, min(first + _FAR, len(body))):
        key = ""
        for _, words in body[number : number + _KEY]:
            key += words
            if len(key) >= _KEY:
                break
        begin = text.find(key, at)
        distance = abs(begin - at - skipped) + skipped
        if begin >= 0 and distance < least:
            resumed, least = (number, begin), distance
        skipped += len(body[number][1])
    return resumed


def _not_in(lines: Sequence[tuple[PaperLine, str]], text: str) -> list[tuple[PaperLine, str]]:
    """Return the lines that a piece of a PDF's text has not, in their order."""
    joined = "".join(words for _, words in lines)
    if joined in text:
        return []
    seen = bytearray(len(joined))
    for match in SequenceMatcher(None, text, joined, autojunk=False).get_matching_blocks():
        seen[match.b : match.b + match.size] = b"\1" * match.size
    missing, start = [], 0
    for line, words in lines:
        end = start + len(words)
        if not all(seen[start:end]):
            missing.append((line, words))
        start = end
    return missing


def _is_moved(words: str) -> bool:
    """Return whether a line is so much its own that it is the same wherever it stands."""
    return sum(map(str.isalpha, words)) >= _OWN


def added(document: Sequence[PaperLine], pdf: Sequence[PaperLine]) -> list[PaperLine]:
    """Return the lines of a PDF with words or figures that its Word document has nowhere.

    What a page adds by itself does not count: page numbers at a foot and in a list of contents, the figures
    along the axes of charts, legends.
    """
    document = _unmarked(document)
    text = "".join(_squeezed(line.text) for line in document)
    headings = {_squeezed(line.text) for line in document if line.place in _BODY}
    feet = {_PAGE.sub("", _squeezed(line.text)) for line in document if line.place == "place-part"}
    charts = {_squeezed(line.text) for line in document if line.place == "place-chart"}
    labels = "|".join(map(re.escape, sorted(filter(None, charts), key=len, reverse=True)))
    labelled = re.compile(rf"(?:{labels}|[\d.%-])*")
    figures = {figure for line in document for figure in _figures(line)}
    broken = [word for line in document for word in _HASH.findall(line.text)]
    broken += figures.intersection(_spanning(pdf))
    numbered: set[str] = set()
    extra: list[PaperLine] = []
    for line in pdf:
        words = _squeezed(line.text)
        new = [figure for figure in _figures(line) if figure not in figures]
        if words in text and all(any(figure in word for word in broken) for figure in new):
            continue
        if _PAGE_OF_HEADING.sub("", words) in headings:
            continue
        if charts and labelled.fullmatch(words):
            continue
        if _PAGE.sub("", words) in feet and page_of(line) not in numbered:
            numbered.add(page_of(line))
            continue
        extra.append(line)
    return extra


def _figures(line: PaperLine) -> list[str]:
    return _FIGURE.findall(_HASH.sub("", line.text))


def _spanning(pdf: Sequence[PaperLine]) -> list[str]:
    """Return the figures that may be broken between two lines, next to each other or on two pages."""
    lines = [(line.text, page_of(line)) for line in pdf]
    pages = [[text for text, _ in on_page] for _, on_page in groupby(lines, itemgetter(1))]
    pairs = [(first, second) for (first, page), (second, same) in pairwise(lines) if page == same]
    pairs += [pair for before, after in pairwise(pages) for pair in product(before, after)]
    return [
        match[0]
        for first, second in pairs
        if first[-1:] in _OPEN_END and second[:1].isdecimal()
        for match in _FIGURE.finditer(first + second)
        if match.start() < len(first) < match.end()
    ]


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page of a PDF says, without spaces and marks."""

    text: str
    ends: frozenset[int]
    """Where its lines end."""


def _pages(pdf: Sequence[PaperLine]) -> list[_Page]:
    pages: list[_Page] = []
    for _, lines in groupby(pdf, page_of):
        words = [_squeezed(line.text) for line in lines]
        pages.append(_Page("".join(words), frozenset(accumulate(map(len, words), initial=0))))
    return pages


def _broken(words: str, pages: Sequence[_Page]) -> int:
    """Return how often words may be broken between two pages: from the end of a line to the start of one."""
    return sum(
        any(
            _has(before, words[:at], at_end=True) and _has(after, words[at:], at_end=False)
            for at in range(1, len(words))
        )
        for before, after in pairwise(pages)
    )


def _has(page: _Page, words: str, *, at_end: bool) -> bool:
    """Return whether a page has words that end a line, or begin one."""
    start = page.text.find(words)
    while start >= 0:
        if start + len(words) * at_end in page.ends:
            return True
        start = page.text.find(words, start + 1)
    return False


def printed_differences(document: Sequence[PaperLine], pdf: Sequence[PaperLine]) -> list[PaperDifference]:
    """Return every place in which a PDF reads otherwise than its Word document should."""
    lines = lacking(document, pdf)
    extra = added(document, pdf)
    listed = []
    for line in lines:
        like = max(extra, key=lambda other: _share(other.text, line.text), default=None)
        stored = ""
        if like is not None and _share(like.text, line.text) > _ALIKE:
            stored = like.text
        listed.append(PaperDifference(line.place, stored, line.text, bool(_FIGURE.search(line.text))))
    shown = {difference.stored for difference in listed}
    listed += [
        PaperDifference(line.place, line.text, "", bool(_FIGURE.search(line.text)))
        for line in extra
        if line.text not in shown
    ]
    return listed


def _share(printed: str, line: str) -> float:
    """Return how much of a line a printed line has, from 0 to 1."""
    if not line:
        return 0.0
    blocks = SequenceMatcher(None, printed, line, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(line)


def likeness(stored: Sequence[PaperLine], made: Sequence[PaperLine]) -> float:
    """Return how much of the text of two papers is the same, from 0 to 1, however their lines break."""
    # What the picture of a code says stands in the text too, and would be half of a short paper.
    text = "".join(_joined(line.text) for line in stored if line.place != "place-code")
    lines = [_joined(line.text) for line in made if line.place not in _BESIDE]
    alike = sum(len(words) for words in lines if words in text)
    return alike / max(len(text), sum(map(len, lines)), 1)


def page_of(line: PaperLine) -> str:
    """Return the number of the page on which a line of a PDF stands."""
    return line.place.fields["number"] if isinstance(line.place, Phrase) else ""


def _squeezed(text: str) -> str:
    """Return a text without spaces and marks: a page may let a mark hang off the end of a line unseen."""
    return _HANGING.sub("", text)


def _joined(text: str) -> str:
    return _JOINTS.sub("", _squeezed(text))


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
