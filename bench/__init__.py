"""Benchmarks, and their one table: figure, baseline, ratio, goal, and what was seen before."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of two times, both measured in the same run."""

    name: str
    baseline: str
    ratio: float
    goal: float
    at_most: bool = False
    """Whether the goal is the most the ratio may be; else it is the least."""
    seen: str = ""
    """On a quiet machine."""

    @property
    def missed(self) -> bool:
        """Whether the ratio misses its goal."""
        return self.ratio > self.goal if self.at_most else self.ratio < self.goal


HEADS = ("figure", "baseline", "ratio", "goal", "seen", "")


def show(figures: Iterable[Figure]) -> int:
    """Print the figures as a table; return 1 when one misses its goal."""
    listed = list(figures)
    rows = [HEADS]
    for figure in listed:
        goal = f"{'≤' if figure.at_most else '≥'} {figure.goal:g}"
        verdict = "missed" if figure.missed else ""
        rows.append((figure.name, figure.baseline, f"{figure.ratio:.2f}", goal, figure.seen, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
    return int(any(figure.missed for figure in listed))
