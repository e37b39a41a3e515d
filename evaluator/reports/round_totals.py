"""Add up a round's evaluations, exactly: sections, losses by criterion, facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.reports.wording import Json, text

_RATES = frozenset({"%", "％", "‰"})
"""Units whose values don't add up."""


@dataclass(slots=True)
class Section:
    """A section over the stations counted."""

    points: list[Number] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    """Of each station, the least first."""
    share: str = ""


@dataclass(slots=True)
class Total:
    """A fact added up."""

    title: str
    unit: str
    value: Number = 0
    stations: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """The evaluations of a round, and those of them whose points count in averages."""

    evaluations: Sequence[Json]
    final: Sequence[Json]
    """Eligible, with final points."""
    full: str
    places: int
    rule: exact.Rule
    grades: Sequence[str]
    """Their ids, best first."""
    top: Sequence[Json]
    """The top sections as the first evaluation has them."""

    @classmethod
    def of(cls, evaluations: Sequence[Json]) -> Sums:
        """Sort out what counts."""
        about = evaluations[0]["guideline"]
        return cls(
            evaluations=evaluations,
            final=[
                one
                for one in evaluations
                if one["eligibility"]["status"] == "eligible"
                and one["score"].get("points") is not None
                and not one["score"].get("provisional")
            ],
            full=text(about["full_marks"]),
            places=int(about["rounding"]["places"]),
            rule="half_even" if about["rounding"]["rule"] == "half_even" else "half_up",
            grades=[text(one["id"]) for one in about.get("grades") or ()],
            top=top_sections(evaluations[0]),
        )

    def points(self, county: str | None = None) -> list[Number]:
        """Return the final points, of one county or of all."""
        return [
            value
            for one in self.final
            if (county is None or text(one["station"].get("county")) == county)
            and (value := number(one["score"])) is not None
        ]

    def mean(self, values: Sequence[Number]) -> str:
        """Return the mean of points in text; empty where there are none."""
        return self.mean_of(sum(values), len(values)) if values else ""

    def mean_of(self, total: Number, count: int, places: int | None = None) -> str:
        """Return *total* shared by *count*, rounded as the guideline rounds."""
        to = self.places if places is None else places
        return exact.fixed(exact.rounded(Fraction(total) / count, to, self.rule), to)

    def percent(self, part: Number, whole: Number) -> str:
        """Return a share of a sum; nothing of nothing is 0."""
        ratio = Fraction(part) / whole * 100 if whole else 0
        return f"{exact.fixed(exact.rounded(ratio, 1, self.rule), 1)}%"

    def section(self, id: str) -> Section:
        """Return a section over the stations in which it applies."""
        found, applicable = Section(), Fraction(0)
        for one in self.final:
            for section in one["sections"]:
                value, of = number(section), exact.parse(text(section.get("applicable")))
                if section["id"] == id and value is not None and of:
                    found.points.append(value)
                    applicable += exact.parse(text(section.get("of"))) or of
                    found.shares += [section["share"]] if section.get("share") else []
        if found.points:
            found.share = self.percent(sum(found.points), exact.simple(applicable))
            found.shares.sort(key=lambda share: Decimal(digits(share)))
        return found

    def totals(self) -> list[Total]:
        """Return every fact that can be added up, in the guideline's order."""
        found: dict[str, Total] = {}
        for one in self.evaluations:
            for fact in one.get("facts") or ():
                value = exact.parse(text(fact.get("number")))
                if value is None or not text(fact.get("unit")) or fact["unit"] in _RATES:
                    continue
                total = found.setdefault(
                    text(fact["name"]), Total(text(fact.get("title")), text(fact["unit"]))
                )
                total.value = exact.simple(Fraction(total.value) + value)
                total.stations += 1
        return list(found.values())


def top_sections(evaluation: Json) -> list[Json]:
    """Return the sections of the first level."""
    return [one for one in evaluation["sections"] if not one.get("parent")]


def mean_shares(evaluations: Sequence[Json]) -> dict[str, str]:
    """Return the average share of each top section by its id, of those some station has final points in."""
    if not evaluations:
        return {}
    sums = Sums.of(evaluations)
    shares = {text(one["id"]): sums.section(one["id"]).share for one in sums.top}
    return {id: share for id, share in shares.items() if share}


def number(node: Json) -> Number | None:
    """Return final points as a number, exact where the evaluation gives them so."""
    written = text(node.get("exact")) if node.get("points") is not None else ""
    if "/" in written:
        top, _, bottom = written.partition("/")
        return exact.simple(Fraction(int(top), int(bottom)))
    return exact.parse(written or text(node.get("points")))


def shown(value: Number, places: int) -> str:
    """Return a sum of points with *places* decimals, or more where it needs them."""
    return exact.fixed(value, places) if exact.writable(value, places) else exact.text(value)


def heat(share: str) -> str:
    """Return how much of a section was reached, from 1 to 5; 0 where nobody can say."""
    value = exact.parse(digits(share))
    return "0" if value is None else str(1 + sum(value >= bound for bound in HEAT))


def digits(share: str) -> str:
    """Return the number of a share: 83.33 of ≈83.33%."""
    return share.removeprefix("≈").removesuffix("%")


HEAT = (60, 70, 80, 90)
"""Bounds between the five grades of heat, in percent."""
