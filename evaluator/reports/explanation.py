"""A chain of reasons on paper: where points come from, what made a difference. Word and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from evaluator.base.resources import shipped
from evaluator.evaluation.origins import Link
from evaluator.reports import documents, html
from evaluator.texts import Language
from evaluator.texts.reports import LABELS
from evaluator.texts.reports.why import CHANGES
from evaluator.word import Chart, Series

DOCX: Final = "explanation.docx"
HTML: Final = "explanation.html"
LONGEST_TITLE: Final = 200
SLOPES: Final = "chart:slopes"
"""The name of the picture's drawing in Word."""
WAYS: Final = ("rises", "falls", "stays")
"""The series of the picture in Word whose looks lines have."""
MANY: Final = "many"
_SIZES: Final = {"few": 12, "some": 30}
MOST_SLOPES: Final = 60
"""Lines of a picture of ranks."""
_SHORT: Final = 9
"""Characters of a name beside a line."""
_BEGIN: Final = 3
"""How many of these are its first ones where it is longer."""
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
class MovedRow:
    """A station that moves, in the cells of a row; or the heads of the columns."""

    id: str
    name: str
    rank: str
    grade: str
    points: str
    change: str
    guideline: str = ""
    """What of the change the guideline did, and what the station; empty where that is not told apart."""
    station: str = ""

    def cells(self, *, by_cause: bool) -> tuple[str, ...]:
        """Return the cells in order, with those by cause or without."""
        cells = (self.id, self.name, self.rank, self.grade, self.points, self.change)
        return (*cells, self.guideline, self.station) if by_cause else cells


@dataclass(frozen=True, slots=True)
class MovedTotal:
    """What moved the points of all stations together, in the cells of a row; or the heads of the columns."""

    change: str
    stations: str
    cause: str
    """guideline or station, in words; empty where that is not told apart."""
    what: str

    def cells(self, *, by_cause: bool) -> tuple[str, ...]:
        """Return the cells in order, with the cause or without."""
        return (self.change, self.stations, *((self.cause,) if by_cause else ()), self.what)


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
    by_cause: bool
    """Whether what the guideline did and what the stations did have columns of their own."""
    moved_title: str
    moved_head: MovedRow
    """The heads of the columns."""
    moved: tuple[MovedRow, ...]
    """Stations that move, where it is about many."""
    totals_title: str
    totals_head: MovedTotal
    """The heads of the columns."""
    totals: tuple[MovedTotal, ...]
    """What moved all of them together."""
    column_step: str
    column_value: str
    lines: tuple[ReasonLine, ...]
    foot: str
    """What it was made from, for the foot of every page."""
    ranks_title: str
    """What the picture of ranks shows; empty without one."""
    ranks_size: str
    """few, some or many lines: how high the picture is."""
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
    places: tuple[int, int]
    """Its place among the lines, before and after, counted from 1: stations of one rank have two places."""
    label: str
    """Its name with both ranks."""


@dataclass(frozen=True, slots=True)
class Slopes:
    """A picture of how ranks move."""

    title: str
    before: str
    after: str
    """What the two rankings are called."""
    lines: tuple[Slope, ...]
    height: str

    @property
    def size(self) -> str:
        """few, some or many lines."""
        return next((size for size, most in _SIZES.items() if len(self.lines) <= most), MANY)

    def chart(self) -> Chart:
        """Return the picture for Word: a series for each station, its name with its ranks in the title."""
        series = [
            Series(line.label, [str(place) for place in line.places], WAYS.index(line.way))
            for line in self.lines
        ]
        return Chart((self.before, self.after), series)


def slopes_of(
    title: str, ends: tuple[str, str], stations: Sequence[tuple[str, int, int]], ending: str
) -> Slopes | None:
    """Return the picture of stations by name with their ranks before and after; None without any.

    Of many stations those whose ranks move most are drawn. Stations of one rank stand below each other.
    *ending* is what all names end with.
    """
    if not stations:
        return None
    far = sorted(range(len(stations)), key=lambda at: -abs(stations[at][1] - stations[at][2]))
    stations = [stations[at] for at in sorted(far[:MOST_SLOPES])]
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
        if len(short) > _SHORT:  # what tells names apart stands at their end as often
            short = f"{short[:_BEGIN]}…{short[_BEGIN + 1 - _SHORT :]}"
        begin, end = (str(_TOP + place[at] * _ROW) for place in places)
        way = "rises" if after < before else "falls" if after > before else "stays"
        ends_of = (places[0][at] + 1, places[1][at] + 1)
        label = f"{short} {before}" if before == after else f"{short} {before}→{after}"
        lines.append(Slope(name, f"{short} {before}", f"{after} {short}", begin, end, way, ends_of, label))
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

    lang: Language
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
    moved: Sequence[MovedRow] = ()
    totals: Sequence[MovedTotal] = ()
    by_cause: bool = False
    on_paper: Sequence[Link] | None = None
    """The tree as it stands on paper, where that is shorter."""

    def view(self) -> ExplanationView:
        """Return the variables of the Word template."""
        printed = self.links if self.on_paper is None else self.on_paper
        return ExplanationView(
            lang="zh-CN" if self.lang == "zh" else "en",
            title=self.title,
            property_title=f"{self.title} {self.head[0]}"[:LONGEST_TITLE],
            head=tuple(self.head),
            summary=tuple(self.summary),
            by_cause=self.by_cause,
            moved_title=CHANGES.say("round.stations", self.lang),
            moved_head=MovedRow(**heads(MovedRow, self.lang)),
            moved=tuple(self.moved),
            totals_title=CHANGES.say("round.criteria", self.lang),
            totals_head=MovedTotal(**heads(MovedTotal, self.lang)),
            totals=tuple(self.totals),
            column_step=self.columns[0],
            column_value=self.columns[1],
            lines=tuple(line for link in printed for line in _lines(link, 0)),
            foot=self.foot,
            ranks_title="" if self.slopes is None else self.slopes.title,
            ranks_size="" if self.slopes is None else self.slopes.size,
            code=self.code,
            label=LABELS.all(self.lang),
        )

    def page(self) -> ExplanationPage:
        """Return the variables of the page."""
        view = self.view()
        shared = {name: getattr(view, name) for name in ExplanationView.__slots__}
        return ExplanationPage(
            **shared, links=tuple(self.links), picture=self.picture, bars=tuple(self.bars), slopes=self.slopes
        )


def as_docx(explanation: Explanation) -> bytes:
    """Return the explanation as a Word document."""
    slopes = explanation.slopes
    chart = Chart((), ()) if slopes is None else slopes.chart()  # without figures, not with the template's
    return documents.filled(explanation.view(), shipped("templates") / DOCX, {SLOPES: chart})


def as_html(explanation: Explanation) -> bytes:
    """Return the explanation as one HTML file that needs no network."""
    return html.render(explanation.page(), shipped("templates") / HTML)


def heads(row: type[MovedRow | MovedTotal], lang: Language) -> dict[str, str]:
    """Return the heads of the columns of a table by the fields of its rows."""
    return {field.name: CHANGES.say(f"round.col.{field.name}", lang) for field in fields(row)}


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
