"""Format single values of an evaluation as text: points, ranges, dates, sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from evaluator.texts import Language, reports

Json = Mapping[str, Any]

DASH = "—"
"""The text of an empty cell."""


def text(value: object) -> str:
    """Return a value as text; None is the empty string."""
    return "" if value is None else str(value)


_NO_LOSS: Final = {"not_applicable", "not_assessed"}
"""Outcomes that lose no points: not scored, or not assessed yet."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The formats and words of one language."""

    lang: Language

    def say(self, sentence: str, **fields: object) -> str:
        return reports.SENTENCES.say(sentence, self.lang, **fields)

    def word(self, table: str, code: object) -> str:
        return reports.word(self.lang, table, text(code))

    def join(self, items: Iterable[str]) -> str:
        return self.say("joint").join(items)

    def span(self, low: object, high: object) -> str:
        """Return `low～high`, or a single value where both are equal."""
        if low is None or high is None:
            return text(low if high is None else high) or DASH
        return text(low) if low == high else self.say("range", low=low, high=high)

    def points(self, node: Json) -> str:
        """Return the points of a node unchanged, from `shown` where present (see `score.shown`)."""
        for key in ("shown", "points"):
            if node.get(key) is not None:
                return text(node[key])
        return self.span(node.get("low"), node.get("high"))

    def share(self, node: Json) -> str:
        if node.get("share") is not None:
            return text(node["share"])
        return self.span(node.get("share_low"), node.get("share_high"))

    def lost(self, finding: Json) -> tuple[Decimal, str]:
        """Return the most points a finding can lose, and the loss as text (empty where there is none).

        A bonus that is not earned is no loss; a deduction always is a loss.
        """
        low, high = finding.get("low"), finding.get("high")
        if finding.get("points") is not None:
            low = high = finding["points"]
        kind, full = finding["kind"], finding.get("of")
        none = Decimal(0), ""
        if low is None or high is None or kind == "bonus" or finding["outcome"] in _NO_LOSS:
            return none
        if kind == "deduction":
            least, most = sorted((abs(Decimal(low)), abs(Decimal(high))))
        elif full is None:
            return none
        else:
            least, most = Decimal(full) - Decimal(high), Decimal(full) - Decimal(low)
        return (most, self.span(str(least), str(most))) if most else none

    def day(self, value: object) -> str:
        """Return a calendar day as the language writes it; any other value unchanged."""
        written = text(value)
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return written
        return f"{day.year}年{day.month}月{day.day}日" if self.lang == "zh" else day.isoformat()

    def source(self, node: Json, key: str = "source") -> str:
        """Return where a value comes from: 台账（个案台账）."""
        title = self.title(node, key, "source")
        return self.say("brackets", text=title, more=node["from"]) if text(node.get("from")) else title

    def title(self, node: Json, key: str, table: str) -> str:
        """Return the evaluation's own title of a code, or the default title."""
        return text(node.get(f"{key}_title")) or self.word(table, node.get(key) or "none")

    def value(self, value: object) -> str:
        return self.say("blank") if value is None else text(value)


def bar(share: object) -> str:
    """Return a share such as ≈83.33% as the length of a bar, between 0 and 100."""
    number = text(share).removeprefix("≈").removesuffix("%")
    try:
        length = Decimal(number)
    except ArithmeticError:
        return "0"
    return str(min(max(length, Decimal(0)), Decimal(100)))
