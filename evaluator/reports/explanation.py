"""A chain of reasons on paper: where points come from, what made a difference. Word and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evaluator.base.resources import shipped
from evaluator.evaluation.origins import Link
from evaluator.reports import documents, html
from evaluator.texts.reports import LABELS

DOCX: Final = "explanation.docx"
HTML: Final = "explanation.html"
LONGEST_TITLE: Final = 200
_MOST_SLOPES: Final = 60
_SHORT: Final = 9
"""Characters of a name beside a line."""
_TOP: Final = 40
_ROW: Final = 17
LONGEST: Final = 110
"""Characters of a line that takes in where its value comes from."""


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A step of the chain as a row of a table."""

    indent: str
    """Spaces before the text: two for each level below the first."""
    text: str
    value: str
    strong: bool
    """Whether it heads a part."""


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """The variables of an explanation's Word template."""

    lang: str
    label: Mapping[str, str]
    title: str
    property_title: str
    """The document's title for the list of files."""
    head: tuple[str, ...]
    """What it is about: station, guideline, seal."""
    summary: tuple[str, ...]
    """What came of it, in sentences."""
    column_step: str
    column_value: str
    lines: tuple[ReasonLine, ...]
    foot: str
    """What it was made from, for the foot of every page."""
    code: str
    """What the code on the last page says of the result; empty where it is about several."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the picture, in hundredths of its width."""

    title: str
    value: str
    left: str
    width: str
    falls: bool


@dataclass(frozen=True, slots=True)
class Slope:
    """A line from a station's place in one ranking to its place in another."""

    name: str
    before: str
    """Its rank and the beginning of its name, as they stand beside the line's ends."""
    after: str
    begin: str
    """Where the line begins and ends, from the top."""
    end: str
    way: str
    """rises, falls or stays."""


@dataclass(frozen=True, slots=True)
class Slopes:
    """A picture of how ranks move."""

    title: str
    before: str
    after: str
    """What the two rankings are called."""
    lines: tuple[Slope, ...]
    height: str


def slopes_of(
    title: str, ends: tuple[str, str], stations: Sequence[tuple[str, int, int]], ending: str
) -> Slopes | None:
    """Return the picture of stations by name with their ranks before and after; None where they are too many.

    Stations of one rank stand below each other. *ending* is what all names end with.
    """
    if not stations or len(stations) > _MOST_SLOPES:
        return None
    places = [
        {
            at: place
            for place, at in enumerate(sorted(range(len(stations)), key=lambda at: stations[at][side]))
        }
        for side in (1, 2)
    ]
    lines = []
    for at, (name, before, after) in enumerate(stations):
        short = name.removesuffix(ending)
        short = short if len(short) <= _SHORT else f"{short[: _SHORT - 1]}…"
        begin, end = (str(_TOP + place[at] * _ROW) for place in places)
        way = "rises" if after < before else "falls" if after > before else "stays"
        lines.append(Slope(name, f"{short} {before}", f"{after} {short}", begin, end, way))
    return Slopes(title, *ends, tuple(lines), str(_TOP + len(stations) * _ROW))


@dataclass(frozen=True, slots=True)
class ExplanationPage(ExplanationView):
    """The variables of an explanation's page."""

    links: tuple[Link, ...]
    """The lines as a tree."""
    picture: str
    """What the picture shows; empty without one."""
    bars: tuple[Bar, ...]
    slopes: Slopes | None
    """How ranks move, where they do."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A tree of links with what stands around it, in one language."""

    lang: str
    title: str
    head: Sequence[str]
    summary: Sequence[str]
    columns: tuple[str, str]
    links: Sequence[Link]
    foot: str
    code: str = ""
    picture: str = ""
    bars: Sequence[Bar] = ()
    slopes: Slopes | None = None

    def view(self) -> ExplanationView:
        """Return the variables of the Word template."""
        return ExplanationView(
            lang="zh-CN" if self.lang == "zh" else "en",
            title=self.title,
            property_title=f"{self.title} {self.head[0]}"[:LONGEST_TITLE],
            head=tuple(self.head),
            summary=tuple(self.summary),
            column_step=self.columns[0],
            column_value=self.columns[1],
            lines=tuple(line for link in self.links for line in _lines(link, 0)),
            foot=self.foot,
            code=self.code,
            label=LABELS.all(self.lang),
        )

    def page(self) -> ExplanationPage:
        """Return the variables of the page."""
        view = self.view()
        fields = {name: getattr(view, name) for name in ExplanationView.__slots__}
        return ExplanationPage(
            **fields, links=tuple(self.links), picture=self.picture, bars=tuple(self.bars), slopes=self.slopes
        )


def as_docx(explanation: Explanation) -> bytes:
    """Return the explanation as a Word document."""
    return documents.filled(explanation.view(), shipped("templates") / DOCX)


def as_html(explanation: Explanation) -> bytes:
    """Return the explanation as one HTML file that needs no network."""
    return html.render(explanation.page(), shipped("templates") / HTML)


def _lines(link: Link, level: int) -> Iterator[ReasonLine]:
    """Yield a line for each link; what only says where it comes from joins the line above."""
    text, inner = link.text, link.inner
    if level and inner and not any(each.value or each.inner for each in inner):
        joined = "；".join(each.text.rstrip("。；") for each in inner)
        if len(text) + len(joined) <= LONGEST:
            text, inner = f"{text}（{joined}）", ()
    yield ReasonLine("　" * max(0, level - 1), text, link.value, level < 1)
    for each in inner:
        yield from _lines(each, level + 1)
