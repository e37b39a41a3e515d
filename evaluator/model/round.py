"""A round: all stations evaluated together, with one guideline and one panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Evaluator, Panel
from evaluator.model.values import NOTHING, Period, Value

FILE = "round.yaml"
"""What a round declares, in its folder; beside it lie the folders below."""
STATIONS, SHEETS, DECISIONS, RESULTS, REPORTS = "stations", "sheets", "decisions", "results", "reports"
OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Award:
    """An award with a number of places, given by points among the stations that qualify."""

    id: str
    title: str
    places: int
    grade: str = ""
    """The lowest grade that qualifies; '' for any."""
    at_most_per_county: int | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """Details for the heads of reports."""

    commissioned_by: str = ""
    evaluated_by: str = ""
    number: str = ""
    dated: str = ""
    """As written: `2026-09-01`."""
    other: Mapping[str, str] = NOTHING
    """Any further keys, for custom templates."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round as declared in `round.yaml`, with the guideline it pins already read."""

    id: str
    title: str
    folder: Path
    """The folder it was read from; no output depends on it."""
    guideline: Guideline
    period: Period
    state: str = OPEN
    profile: str = ""
    stations: tuple[str, ...] | None = None
    """Ids in the order of the file; None for all that were handed in."""
    panel: Panel = field(default_factory=Panel)
    awards: tuple[Award, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    """Common to all stations, supplied by the organiser."""
    documents: Documents = field(default_factory=Documents)

    @property
    def closed(self) -> bool:
        """Whether the results are frozen."""
        return self.state == CLOSED

    def evaluator(self, id: str) -> Evaluator | None:
        """Return a member of the panel by id."""
        return next((member for member in self.panel.evaluators if member.id == id), None)

    def has(self, station: str) -> bool:
        """Return whether a station takes part, received or not."""
        return self.stations is None or station in self.stations


@dataclass(frozen=True, slots=True)
class RoundContext:
    """What a round adds to a station's report."""

    documents: Mapping[str, str] = field(default_factory=dict)
    """The round's details for its documents, by name."""
    means: Mapping[str, str] = field(default_factory=dict)
    """The round's average share of each top section, by its id."""
    folder: Path | None = None
    """The round's folder, whose own copies of templates come first."""


NO_ROUND: Final = RoundContext()
