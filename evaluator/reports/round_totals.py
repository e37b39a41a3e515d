"""Add up a round's evaluations, exactly: sections, losses by criterion, facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.model.evaluation import (
    EligibilityJson,
    Evaluation,
    GuidelineJson,
    ScoreJson,
    SectionJson,
    StationJson,
    ToolJson,
)
from evaluator.model.findings import FactJson
from evaluator.model.inputs import DecisionJson


class StationResult(TypedDict):
    """What the documents of a round need of a station's evaluation."""

    tool: ToolJson
    guideline: GuidelineJson
    station: StationJson
    eligibility: EligibilityJson
    score: ScoreJson
    sections: list[SectionJson]
    """Of the first station all sections, of the others those of the first level."""
    facts: list[FactJson]
    decisions: list[DecisionJson]
    evaluators: list[str]
    """Who marked it, by id."""
    seal: str


_RATES = frozenset({"%", "％", "‰"})
"""Units whose values don't add up."""


@dataclass(slots=True)
class SectionTotals:
    """Points and shares of a section over the stations that count."""

    points: list[Number] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    """Share of each station, the lowest first."""
    share: str = ""


@dataclass(slots=True)
class Total:
    """The sum of a fact over stations."""

    title: str
    unit: str
    value: Number = 0
    stations: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """The evaluations of a round, and those of them whose points count in averages."""

    evaluations: Sequence[StationResult]
    final: Sequence[StationResult]
    """Eligible, with final points."""
    full: str
    places: int
    rule: exact.Rule
    grades: Sequence[str]
    """Their ids, best first."""
    top: Sequence[SectionJson]
    """The top sections of the first evaluation."""

    @classmethod
    def of(cls, evaluations: Sequence[StationResult]) -> Sums:
        """Select the evaluations that count."""
        about = evaluations[0]["guideline"]
        return cls(
            evaluations=evaluations,
            final=[
                evaluation
                for evaluation in evaluations
                if evaluation["eligibility"]["status"] == "eligible"
                and evaluation["score"]["points"] is not None
                and not evaluation["score"]["provisional"]
            ],
            full=about["full_marks"],
            places=about["rounding"]["places"],
            rule=about["rounding"]["rule"],
            grades=[grade["id"] for grade in about["grades"]],
            top=top_sections(evaluations[0]),
        )

    def points(self, county: str | None = None) -> list[Number]:
        """Return the final points, of one county or of all."""
        return [
            value
            for evaluation in self.final
            if (county is None or evaluation["station"]["county"] == county)
            and (value := number(evaluation["score"])) is not None
        ]

    def mean(self, values: Sequence[Number]) -> str:
        """Return the mean of points in text; empty where there are none."""
        return self.mean_of(sum(values), len(values)) if values else ""

    def mean_of(self, total: Number, count: int, places: int | None = None) -> str:
        """Return *total* divided by *count*, rounded as the guideline rounds."""
        to = self.places if places is None else places
        return exact.fixed(exact.rounded(Fraction(total) / count, to, self.rule), to)

    def percent(self, part: Number, whole: Number) -> str:
        """Return *part* as a percentage of *whole*; 0 where *whole* is 0."""
        ratio = Fraction(part) / whole * 100 if whole else 0
        return f"{exact.fixed(exact.rounded(ratio, 1, self.rule), 1)}%"

    def section(self, id: str) -> SectionTotals:
        """Return a section over the stations in which it applies."""
        section_sums, applicable = SectionTotals(), Fraction(0)
        for evaluation in self.final:
            for section in evaluation["sections"]:
                value, of = number(section), exact.parse(section["applicable"])
                if section["id"] == id and value is not None and of:
                    section_sums.points.append(value)
                    applicable += exact.parse(section["of"]) or of
                    section_sums.shares += [section["share"]] if section["share"] else []
        if section_sums.points:
            section_sums.share = self.percent(sum(section_sums.points), exact.simple(applicable))
            section_sums.shares.sort(key=lambda share: Decimal(digits(share)))
        return section_sums

    def totals(self) -> list[Total]:
        """Return every fact that can be added up, in the guideline's order."""
        totals: dict[str, Total] = {}
        for evaluation in self.evaluations:
            for fact in evaluation["facts"]:
                value = exact.parse(fact["number"] or "")
                if value is None or not fact["unit"] or fact["unit"] in _RATES:
                    continue
                total = totals.setdefault(fact["name"], Total(fact["title"], fact["unit"]))
                total.value = exact.simple(Fraction(total.value) + value)
                total.stations += 1
        return list(totals.values())


def top_sections(evaluation: Evaluation | StationResult) -> list[SectionJson]:
    """Return the sections of the first level."""
    return [section for section in evaluation["sections"] if not section["parent"]]


def mean_shares(evaluations: Sequence[StationResult]) -> dict[str, str]:
    """Return the average share of each top section in which a station has final points, by section id."""
    if not evaluations:
        return {}
    sums = Sums.of(evaluations)
    shares = {section["id"]: sums.section(section["id"]).share for section in sums.top}
    return {id: share for id, share in shares.items() if share}


def number(node: ScoreJson | SectionJson) -> Number | None:
    """Return final points as a number, exact where the evaluation has the exact value."""
    if node["points"] is None:
        return None
    return exact.simple(Fraction(node.get("exact") or node["points"]))


def shown(value: Number, places: int) -> str:
    """Return a sum of points with *places* decimals, or more where it needs them."""
    return exact.fixed(value, places) if exact.writable(value, places) else exact.text(value)


def heat(share: str) -> str:
    """Return the heat of a share, from 1 (lowest) to 5; 0 where there is no share."""
    value = exact.parse(digits(share))
    return "0" if value is None else str(1 + sum(value >= bound for bound in HEAT))


def digits(share: str) -> str:
    """Return the number of a share: 83.33 of ≈83.33%."""
    return share.removeprefix("≈").removesuffix("%")


HEAT = (60, 70, 80, 90)
"""Bounds between the five grades of heat, in percent."""
