"""Find faults in the layout of a paper, from its pages as LibreOffice makes them.

A page is read as lines of words with their places (`pdftotext -bbox-layout`); a fault is one sentence with its page.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

HEADING: Final = re.compile(r"^([一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]）|附件\d|附表)")
MACHINE: Final = re.compile(r"修约为|属于 ?[≥>≤<\[(]|[A-Z]\d+\.\d+#|\{\{|\}\}|None|（）|sha256|<[a-z]")
"""What no reader of a paper should have to understand."""
ID: Final = re.compile(r"[A-Z]\d+\.$")
STAMP: Final = re.compile(r"盖章")
FOOT: Final = re.compile(r"^(— ?\d+ ?—|校验码.*|—|\d+)$")
LEAST_FILLED: Final = 0.5
"""A page in the middle of a paper is filled at least so far."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text and where it lies, in points from the top."""

    text: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines from the top, without its running title and its foot."""

    number: int
    height: float
    lines: tuple[Line, ...]

    @property
    def filled(self) -> float:
        """How far down the page text stands, as a share of what may hold text."""
        margin = 100.0
        used = max((line.bottom for line in self.lines), default=margin) - margin
        return used / (self.height - 2 * margin)


def pages(pdf: Path) -> list[Page]:
    """Return the pages of a PDF."""
    command = ["pdftotext", "-bbox-layout", str(pdf), "-"]
    shown = subprocess.run(command, capture_output=True, check=True).stdout
    root = etree.fromstring(shown, etree.XMLParser(recover=True))
    space = {"x": "http://www.w3.org/1999/xhtml"}
    return [
        Page(number, float(page.get("height")), tuple(_lines(page, space)))
        for number, page in enumerate(root.iterfind(".//x:page", space), 1)
    ]


def _lines(page: etree._Element, space: dict[str, str]) -> Iterator[Line]:
    height = float(page.get("height") or 0)
    lines = []
    for line in page.iterfind(".//x:line", space):
        text = "".join(word.text or "" for word in line.iterfind("x:word", space))
        top, bottom = float(line.get("yMin") or 0), float(line.get("yMax") or 0)
        if top > 85 and bottom < height - 60 and not FOOT.match(text):  # points: running title and foot
            lines.append(Line(text, top, bottom))
    yield from sorted(lines, key=lambda line: line.top)


def faults(pdf: Path, *, cover: bool = False) -> list[str]:
    """Return the faults of a paper; with a *cover* its first two pages may be as empty as they like."""
    papers = pages(pdf)
    sentences: list[str] = []
    for page, following in zip(papers, [*papers[1:], None], strict=True):
        if cover and page.number <= 2:  # the cover and the table of contents
            continue
        # Before an annex, which begins on a page of its own, a page may end where its text ends.
        last = following is None or (following.lines[:1] != () and following.lines[0].text.startswith("附"))
        sentences += [f"page {page.number}: {fault}" for fault in _page_faults(page, last=last)]
    return sentences


def _page_faults(page: Page, *, last: bool) -> Iterator[str]:
    texts = [line.text for line in page.lines]
    if not texts:
        yield "nothing on it"
        return
    if not last and page.filled < LEAST_FILLED:
        yield f"only {page.filled:.0%} filled in the middle of the paper"
    if HEADING.match(texts[-1]) and not last and len(texts[-1]) < 30:  # longer is a sentence
        yield f"the heading {texts[-1]!r} stands alone at its end"
    if last and any(STAMP.search(text) for text in texts) and _rows(page.lines) <= 3:
        yield "the signature stands alone on it"
    yield from (f"machine words in {text!r}" for text in texts if MACHINE.search(text))
    yield from (f"the id {text!r} is broken over two lines" for text in texts if ID.search(text))


def _rows(lines: Sequence[Line]) -> int:
    """Return how many rows of text there are: lines beside each other are one."""
    return len({round(line.top / 6) for line in lines})
