"""Say where the values of a result come from: the line of a file, the rows of a ledger, who observed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from evaluator.base import exact
from evaluator.base.frozen import dataclass
from evaluator.evaluation.contributions import Pointed
from evaluator.model.evaluation import Evaluation
from evaluator.model.findings import FactJson, LocationJson, SourcedJson
from evaluator.texts import Language
from evaluator.texts.reports.why import WHY
from evaluator.texts.sentences import SENTENCES

MOST_SPANS: Final = 6
"""Spans of rows that are listed, unless all are asked for."""
MOST_OMITTED: Final = 3
"""Rows that did not count that are listed, unless all are asked for."""
_OWN: Final = ("sheets/", "decisions/")
"""Files that a station does not get to see."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chain behind a figure, with the links it hangs on."""

    text: str
    value: str = ""
    """The figure after the step; empty where it has none."""
    inner: tuple[Link, ...] = ()


class Origins:
    """Puts the values of one result into words, for its station without names of evaluators."""

    def __init__(
        self, document: Evaluation, lang: Language, *, to_station: bool, every_row: bool = False
    ) -> None:
        """Take the result, the language, and who is to read it."""
        self.document = document
        self.lang = lang
        self.to_station = to_station
        self.every_row = every_row
        self.roles = {sheet["evaluator"]: sheet["role"] for sheet in document["sheets"]}

    @staticmethod
    def blank(lang: Language) -> str:
        """Return the word for a fact without a value."""
        return WHY.say("blank", lang)

    def say(self, key: str, /, **fields: object) -> str:
        return WHY.say(key, self.lang, **fields)

    def joined(self, texts: Sequence[str]) -> str:
        return self.say("list").join(texts)

    def nested(self, facts: Sequence[FactJson]) -> Iterator[Link]:
        """Yield facts, those that others are derived from below these."""
        by_name = {fact["name"]: fact for fact in facts}
        below = {name.removeprefix("-") for fact in facts for name in fact.get("of", ())}
        for fact in facts:
            if fact["name"] not in below:
                yield self.fact(fact, by_name)

    def fact(self, fact: FactJson, by_name: Mapping[str, FactJson]) -> Link:
        value = self.say("blank") if fact["value"] is None else fact["value"]
        inner = [Link(self.origin(fact, by_name)), *self.omitted(fact)]
        for other in fact["also"]:
            source = self.source(other)
            inner.append(Link(self.say("fact.unused", value=other["value"], source=source)))
        for name in fact.get("of", ()):
            operand = by_name.get(name.removeprefix("-"))
            if operand is not None:
                inner.append(self.fact(operand, by_name))
        return Link(self.say("fact", title=fact["title"], value=value), inner=tuple(inner))

    def origin(self, fact: FactJson, by_name: Mapping[str, FactJson]) -> str:
        """Return where a fact's value comes from, or why there is none."""
        if "of" in fact:
            listed = []
            for name in fact["of"]:
                operand = by_name.get(name.removeprefix("-"))
                if operand is not None:
                    title = operand["title"]
                    listed.append(self.say("fact.less", title=title) if name.startswith("-") else title)
            return self.say("fact.of", names=self.joined(listed))
        if fact["source"] != "none":
            return self.source(fact)
        if "at" in fact:
            return self.say("fact.blank-at", at=self.places(fact["at"]))
        return self.say("fact.awaited" if self.awaited(fact["name"]) else "fact.blank")

    def awaited(self, name: str) -> bool:
        return any(
            read["kind"] == "fact" and read["name"] == name and read["state"].startswith("awaiting")
            for finding in self.document["findings"]
            for read in finding["read"]
        )

    def source(self, value: FactJson | SourcedJson) -> str:
        """Return who or what gave a value, and where it stands."""
        kind, at = value["source"], value.get("at", [])
        if kind == "counted":
            source = self.say("fact.counted", ledger=value["from"])
        elif kind == "observed":
            source = self.say("fact.observed", who=self.people(value["from"]))
        elif kind == "decided":
            key = "fact.decided-panel" if self.to_station else "fact.decided"
            source = self.say(key, who=value["from"])
        else:
            source = self.say("fact.declared")
        if self.to_station:
            at = [place for place in at if not place["file"].startswith(_OWN)]
        if not at:
            return source
        places = self.places(at)
        if kind == "counted" and not any("lines" in place for place in at):
            places = self.say("at.no-rows", file=places)
        return self.say("fact.source", source=source, at=places)

    def omitted(self, fact: FactJson) -> Iterator[Link]:
        """Yield the rows of a ledger that did not count for a fact, each with the reason."""
        if fact["source"] != "counted":
            return
        rows = [
            Link(self.say("omitted.row", place=row["place"], why=row["why"]))
            for ledger in self.document["ledgers"]
            for row in ledger["not_counted"]
            if row["fact"] == fact["name"]
        ]
        listed = rows if self.every_row else rows[:MOST_OMITTED]
        if len(listed) < len(rows):
            listed.append(Link(self.say("ledger.more", count=len(rows) - len(listed))))
        if rows:
            key = "omitted" if len(rows) > 1 else "omitted.one"
            yield Link(self.say(key, count=len(rows)), inner=tuple(listed))

    def people(self, origin: str) -> str:
        """Return who observed a value: by id, for the station by role alone."""
        listed = []
        for person in origin.split("、"):
            if person == "organiser":
                listed.append(self.say("fact.organiser"))
            else:
                listed.append(self.role(self.roles.get(person, "")) if self.to_station else person)
        return self.joined(list(dict.fromkeys(listed)))

    def role(self, role: str) -> str:
        titles = self.document["guideline"]["roles"]
        return titles.get(role) or SENTENCES.say("role.expert", self.lang)

    def places(self, at: Sequence[LocationJson]) -> str:
        return self.say("stop").join(self.place(place) for place in at)

    def place(self, place: LocationJson) -> str:
        file = place["file"]
        if "key" in place:
            return self.say("at.key", file=file, key=place["key"])
        if "sheet" in place:
            file = self.say("at.sheet", file=file, sheet=place["sheet"])
        if "lines" not in place:
            return file
        spans = place["lines"].split(", ")
        lines = self.joined([span.replace("-", "–") for span in spans])
        if len(spans) > MOST_SPANS and not self.every_row:
            ends = [span.partition("-") for span in spans]
            count = sum(int(last or first) - int(first) + 1 for first, _, last in ends)
            first = self.joined([span.replace("-", "–") for span in spans[:MOST_SPANS]])
            lines = self.say("at.more", lines=first, count=count)
        row = "at.row" if place["lines"].isdecimal() else "at.rows"
        return self.say("at.line" if file.endswith(".yaml") else row, file=file, lines=lines)

    def points(self, node: Pointed, of: str) -> str:
        if node["points"] is None:
            if node["low"] == node["high"]:
                return self.say("none")
            points = self.say("range", low=node["low"], high=node["high"])
        else:
            points = node["points"]
        return self.say("points", points=points, of=of)

    def number(self, written: str) -> str:
        """Return an exact number; a fraction with its first decimals."""
        if "/" not in written:
            return written
        near = exact.fixed(exact.rounded(Fraction(written), 4, "half_up"), 4)
        return f"{written} ≈ {near}"
