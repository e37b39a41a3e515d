"""Format single values of an evaluation as text: points, ranges, dates, sources."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from evaluator.base.frozen import dataclass, field
from evaluator.model.evaluation import (
    CappedJson,
    GuidelineJson,
    PointsStepJson,
    ScoreJson,
    SecondScaleJson,
    SectionJson,
)
from evaluator.model.findings import FactJson, FindingJson, SourcedJson
from evaluator.texts import Language, reports

HasPoints = CappedJson | FindingJson | PointsStepJson | SecondScaleJson | SectionJson
"""What has points with both ends."""

DASH = "—"
"""The text of an empty cell."""


def text(value: object) -> str:
    """Return a value as text; None is the empty string."""
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The formats and words of one language."""

    lang: Language
    roles: Mapping[str, str] = field(default_factory=dict)
    """The title of each evaluator's role: papers say in which capacity somebody observed, never who."""

    def say(self, sentence: str, **fields: object) -> str:
        return reports.SENTENCES.filled(sentence, self.lang, fields)

    def word(self, table: str, code: object) -> str:
        return reports.word(self.lang, table, text(code))

    def join(self, items: Iterable[str]) -> str:
        return reports.SENTENCES.sentence("joint", self.lang).join(items)

    def stops(self, sentences: Iterable[str]) -> str:
        """Return sentences after each other: 一；二."""
        return reports.SENTENCES.sentence("stop", self.lang).join(sentences)

    def span(self, low: object, high: object) -> str:
        """Return `low～high`, or a single value where both are equal."""
        if low is None or high is None:
            return text(low if high is None else high) or DASH
        return text(low) if low == high else self.say("range", low=low, high=high)

    def points(self, node: HasPoints) -> str:
        """Return points unchanged, both ends while they are open, a dash where nothing applies."""
        if node["points"] is None and node["low"] == node["high"]:
            return DASH
        return node["points"] or self.span(node["low"], node["high"])

    def total(self, score: ScoreJson) -> str:
        """Return the total as it may be shown (see `scoring.score.shown`), both ends while it is open."""
        return score.get("shown") or score["points"] or self.span(score["low"], score["high"])

    def share(self, section: SectionJson) -> str:
        if section["share"]:
            return read_share(section["share"])
        low, high = section["share_low"], section["share_high"]
        return self.span(low and read_share(low), high and read_share(high))

    def bounds(self, grades: Iterable[tuple[str, bool]]) -> Iterator[str]:
        """Yield what each grade begins at, from its bound and whether that belongs to it.

        For the lowest, where it begins at 0, it is what it ends below.
        """
        above: tuple[str, bool] | None = None
        for bound, inclusive in grades:
            if above is not None and inclusive and Decimal(bound) == 0:
                yield self.say("below" if above[1] else "at_most_bound", bound=above[0])
            else:
                yield self.say("at_least" if inclusive else "above", bound=bound)
            above = bound, inclusive

    def bounds_of(self, about: GuidelineJson) -> Iterator[str]:
        """Yield the same of a result's guideline."""
        return self.bounds((grade["bound"], grade["inclusive"]) for grade in about["grades"])

    def day(self, value: object) -> str:
        """Return a calendar day as the language writes it; any other value unchanged."""
        written = text(value)
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return written
        return f"{day.year}年{day.month}月{day.day}日" if self.lang == "zh" else day.isoformat()

    def source(self, value: FactJson | SourcedJson) -> str:
        """Return where a value comes from: 台账（个案台账）, 实地（财务专家）."""
        title, origin = value["source_title"], value["from"]
        if value["source"] == "declared":
            return title
        if value["source"] == "observed":
            people = origin.split(self.say("joint").strip())
            origin = self.join(dict.fromkeys(self.roles.get(person.strip(), "") for person in people))
        return self.say("brackets", text=title, more=origin) if origin else title

    def value(self, value: object) -> str:
        return self.say("blank") if value is None else text(value)


def read_share(share: str) -> str:
    """Return a share for reading: rounded ones look it, but for those that come out even, as ≈60.00%."""
    return share if share.endswith(".00%") else share.removeprefix("≈")


def bar(share: object) -> str:
    """Return a share such as ≈83.33% as the length of a bar, between 0 and 100."""
    number = text(share).removeprefix("≈").removesuffix("%")
    try:
        length = Decimal(number)
    except ArithmeticError:
        return "0"
    return str(min(max(length, Decimal(0)), Decimal(100)))
