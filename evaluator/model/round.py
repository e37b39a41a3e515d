"""A round: all stations evaluated together, with one guideline and one panel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from evaluator.base.frozen import dataclass, field
from evaluator.model.guideline import Guideline
from evaluator.model.history import CLOSED, OPEN, REOPENED, Review, RoundHistory
from evaluator.model.sheet import Evaluator, Panel
from evaluator.model.values import NOTHING, Period, Value

FILE = "round.yaml"
"""What a round declares, in its folder; beside it lie the folders below."""
STATIONS, SHEETS, DECISIONS, RESULTS, REPORTS = "stations", "sheets", "decisions", "results", "reports"

__all__ = [
    "CLOSED",
    "DECISIONS",
    "DOCUMENT_KEYS",
    "FILE",
    "NO_ROUND",
    "OPEN",
    "REOPENED",
    "REPORTS",
    "RESULTS",
    "SHEETS",
    "STATIONS",
    "Award",
    "Documents",
    "ObjectionPeriod",
    "Round",
    "RoundContext",
]


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
class ObjectionPeriod:
    """How long stations may object after a result is published, and to whom."""

    days: int | None = None
    """Days after the publication, its own day not counted; None for no limit."""
    to: str = ""
    phone: str = ""


DOCUMENT_KEYS: Final = (
    *("commissioned_by", "evaluated_by", "number", "dated", "deadline", "contact", "recheck"),
    *("report_number", "feedback_number", "rectification_number", "review_number", "review_dated"),
    *("receipt_number", "material_check_number", "objection_answer_number"),
    *("objections", "objection_until", "objection_to", "objection_phone"),
)
"""What papers use of `documents:`."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Details for the heads of reports."""

    commissioned_by: str = ""
    evaluated_by: str = ""
    number: str = ""
    dated: str = ""
    """As written: `2026-09-01`."""
    objections: ObjectionPeriod = ObjectionPeriod()
    other: Mapping[str, str] = NOTHING
    """The further keys of `DOCUMENT_KEYS`, and those that no paper uses."""


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
    history: RoundHistory = field(default_factory=RoundHistory)

    @property
    def closed(self) -> bool:
        """Whether the results of all stations are frozen."""
        return self.state == CLOSED

    def frozen(self, station: str) -> bool:
        """Return whether nothing of a station may change: after the close, unless it was reopened.

        A hand-out has no log, and holds only stations that may be marked.
        """
        if self.state == REOPENED and self.history.logged:
            return station not in self.history.reopened
        return self.closed

    def evaluator(self, id: str) -> Evaluator | None:
        """Return a member of the panel by id."""
        return next((member for member in self.panel.evaluators if member.id == id), None)

    def has(self, station: str) -> bool:
        """Return whether a station takes part, received or not."""
        return station not in self.history.withdrawn and (self.stations is None or station in self.stations)


@dataclass(frozen=True, slots=True)
class RoundContext:
    """What a round adds to a station's report."""

    documents: Mapping[str, str] = field(default_factory=dict)
    """The round's details for its documents, by name."""
    means: Mapping[str, str] = field(default_factory=dict)
    """The round's average share of each top section, by its id."""
    folder: Path | None = None
    """The round's folder, whose own copies of templates come first."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The names of the evaluators, by id."""
    review: Review = field(default_factory=Review)
    """What the round knows of the review that a result came from."""


NO_ROUND: Final = RoundContext()
