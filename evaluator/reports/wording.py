"""Put single values of an evaluation into words: points, ranges, dates, sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from evaluator.texts import Language, reports

Json = Mapping[str, Any]

DASH = "—"
"""What stands in a cell that has nothing to say."""


def text(value: object) -> str:
    """Return a value as text; what is not given is empty."""
    return "" if value is None else str(value)


_NO_LOSS: Final = {"not_applicable", "not_assessed"}
"""What is out of the score, or still open."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language."""

    lang: Language

    def say(self, sentence: str, **fields: object) -> str:
        return reports.SENTENCES.say(sentence, self.lang, **fields)

    def word(self, table: str, code: object) -> str:
        return reports.word(self.lang, table, text(code))

    def join(self, items: Iterable[str]) -> str:
        return self.say("joint").join(items)

    def span(self, low: object, high: object) -> str:
        """`low～high`, or one of them where both are the same."""
        if low is None or high is None:
            return text(low if high is None else high) or DASH
        return text(low) if low == high else self.say("range", low=low, high=high)

    def points(self, node: Json) -> str:
        """The points of anything, exactly as given; `shown` keeps them on their side of a limit."""
        for key in ("shown", "points"):
            if node.get(key) is not None:
                return text(node[key])
        return self.span(node.get("low"), node.get("high"))

    def share(self, node: Json) -> str:
        if node.get("share") is not None:
            return text(node["share"])
        return self.span(node.get("share_low"), node.get("share_high"))

    def lost(self, finding: Json) -> tuple[Decimal, str]:
        """The most a finding loses, and the loss in words (empty where it loses nothing).

        A bonus not earned is no loss; a deduction is one by itself.
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
        """A calendar day as written in the language; anything else stays what it is."""
        written = text(value)
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return written
        return f"{day.year}年{day.month}月{day.day}日" if self.lang == "zh" else day.isoformat()

    def source(self, node: Json, key: str = "source") -> str:
        """Where a value comes from: 台账（个案台账）."""
        said = self.title(node, key, "source")
        return self.say("brackets", text=said, more=node["from"]) if text(node.get("from")) else said

    def title(self, node: Json, key: str, table: str) -> str:
        """The evaluation's own word for a code, or ours where it has none."""
        return text(node.get(f"{key}_title")) or self.word(table, node.get(key) or "none")

    def value(self, value: object) -> str:
        return self.say("blank") if value is None else text(value)


def bar(share: object) -> str:
    """A share such as ≈83.33% as the length of a bar, between 0 and 100."""
    number = text(share).removeprefix("≈").removesuffix("%")
    try:
        length = Decimal(number)
    except ArithmeticError:
        return "0"
    return str(min(max(length, Decimal(0)), Decimal(100)))
