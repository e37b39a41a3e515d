"""The exact points of a node of a result, at either end."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal

from evaluator.model.evaluation import (
    BesideJson,
    CappedJson,
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
