"""Split the difference between two results into what made it: its parts add up to it exactly.

A total is the sum of the points of all criteria and of what each step of the arithmetic adds: rescaling of
each section and of the total, caps of bonus and deductions, the limits 0 and full marks, rounding. So is the
difference of two totals, whatever guidelines they are by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final, Literal

from evaluator.base.frozen import dataclass
from evaluator.model.evaluation import (
    BesideJson,
    CappedJson,
    Evaluation,
    PointsStepJson,
    ScoreJson,
    SectionJson,
)
from evaluator.model.findings import FindingJson

Pointed = BesideJson | CappedJson | FindingJson | PointsStepJson | SectionJson
"""What has points with both ends."""
End = Literal["low", "high"]
LOW: Final[End] = "low"
HIGH: Final[End] = "high"
ContributionKind = Literal[
    "criterion",
    "bonus",
    "deduction",
    "section",
    "rescale",
    "bonus_cap",
    "deduction_cap",
    "clamp",
    "rounding",
    "open",
]
STEPS: Final[Mapping[str, ContributionKind]] = {
    "rescale": "rescale",
    "clamp": "clamp",
    "rounding": "rounding",
}
"""Steps of the arithmetic that are a part as they are."""


def end_of(node: Pointed, end: End) -> Fraction:
    """Return the exact points of a node at an end; 0 where nothing applies."""
    if node["points"] is not None:
        return Fraction(node.get("exact") or node["points"])
    if end == LOW:
        return Fraction(node.get("exact_low") or node["low"])
    return Fraction(node.get("exact_high") or node["high"])


def total_of(score: ScoreJson, end: End) -> Fraction | None:
    """Return the exact total at an end, None without a score."""
    low, high = score["low"], score["high"]
    if low is None or high is None:
        return None
    if score["points"] is not None:
        return Fraction(score.get("exact") or score["points"])
    if end == LOW:
        return Fraction(score.get("exact_low") or low)
    return Fraction(score.get("exact_high") or high)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion or one step of the arithmetic adds to a total."""

    kind: ContributionKind
    id: str
    """Of a criterion or section; else empty."""
    title: str
    points: Fraction
    """What it adds to the total; a deduction's are below 0."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A part of a difference: a criterion or step with what it adds before and after."""

    kind: ContributionKind
    id: str
    title: str
    before: Fraction | None
    """None where one of the results does not have it."""
    after: Fraction | None

    @property
    def change(self) -> Fraction:
        """What it moves the total by."""
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


@dataclass(frozen=True, slots=True)
class TotalDifference:
    """Two totals at one end, and what makes the difference between them."""

    end: End
    before: Fraction
    after: Fraction
    movements: tuple[Movement, ...]
    """Those that move the total, the largest first; they add up to its change."""

    @property
    def change(self) -> Fraction:
        """How far apart the totals are."""
        return self.after - self.before


def difference(before: Evaluation, after: Evaluation, end: End) -> TotalDifference | None:
    """Return what makes the difference at an end; None where one of the two has no score."""
    old, new = _parts(before, end), _parts(after, end)
    if old is None or new is None:
        return None
    keys = dict.fromkeys([*old, *new])
    movements = [
        Movement(
            key[0],
            key[1],
            (new.get(key) or old[key]).title,
            old[key].points if key in old else None,
            new[key].points if key in new else None,
        )
        for key in keys
    ]
    moving = sorted((each for each in movements if each.change), key=lambda each: -abs(each.change))
    return TotalDifference(end, _sum(old), _sum(new), tuple(moving))


def _sum(parts: Mapping[tuple[ContributionKind, str], Contribution]) -> Fraction:
    return sum((part.points for part in parts.values()), Fraction(0))


def ends(before: Evaluation, after: Evaluation) -> tuple[End, ...]:
    """Return the ends to compare: one where both totals are known, else both."""
    if before["score"]["points"] is None or after["score"]["points"] is None:
        return (LOW, HIGH)
    return (LOW,)


def _parts(document: Evaluation, end: End) -> dict[tuple[ContributionKind, str], Contribution] | None:
    if document["score"]["low"] is None:
        return None
    return {(part.kind, part.id): part for part in parts(document, end)}


def parts(document: Evaluation, end: End) -> Iterator[Contribution]:
    """Yield what the total at an end is made of; the parts add up to the total as it is printed."""
    steps: dict[str, PointsStepJson] = {step["step"]: step for step in document["steps"] if "change" in step}
    after: Mapping[str, Fraction] = {name: end_of(step, end) for name, step in steps.items()}
    titles = {name: step["title"] for name, step in steps.items()}
    sums = {"criterion": Fraction(0), "bonus": Fraction(0), "deduction": Fraction(0)}
    in_section: dict[str, Fraction] = {}
    for finding in document["findings"]:
        # The low end of a total takes off the largest deduction.
        worse = HIGH if end == LOW else LOW
        points = -end_of(finding, worse) if finding["kind"] == "deduction" else end_of(finding, end)
        sums[finding["kind"]] += points
        in_section[finding["section"]] = in_section.get(finding["section"], Fraction(0)) + points
        yield Contribution(finding["kind"], finding["criterion"], finding["title"], points)
    reached = after["criteria"]
    # At an end the criteria may count otherwise together than each by itself; what is settled never does.
    yield Contribution("open", "", titles["criteria"], reached - sums["criterion"])
    rescaled = Fraction(0)
    for section in reversed(document["sections"]):
        points = end_of(section, end)
        more = points - in_section.get(section["id"], Fraction(0))
        if section["applicable"] != section["of"] or more:
            rescaled += more
            yield Contribution("section", section["id"], section["title"], more)
        in_section[section["parent"]] = in_section.get(section["parent"], Fraction(0)) + points
    yield Contribution("open", "sections", titles["sections"], after["sections"] - reached - rescaled)
    reached = after["sections"]
    caps: Mapping[str, tuple[ContributionKind, str]] = {
        "bonus": ("bonus_cap", "bonus"),
        "deductions": ("deduction_cap", "deduction"),
    }
    for name, points in after.items():
        if name in ("criteria", "sections"):
            continue
        if name in caps:
            kind, own = caps[name]
            yield Contribution(kind, "", titles[name], points - reached - sums[own])
        else:
            yield Contribution(STEPS[name], "", titles[name], points - reached)
        reached = points
