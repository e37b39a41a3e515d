"""Compare an edition with the one before it: what changed, for whom, and because of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from evaluator.model.history import Edition
from evaluator.model.round import Round
from evaluator.rounds.rank import Ranking, rank
from evaluator.rounds.standings import Standing

REVIEW, WITHDRAWAL, CONSEQUENCE = "review", "withdrawal", "consequence"
"""Why a station's position changed: its own result was reviewed, it left, or another station moved."""
CAUSES: Final = (REVIEW, WITHDRAWAL, CONSEQUENCE)


@dataclass(frozen=True, slots=True)
class Position:
    """What an edition publishes of a station."""

    rank: int
    """0 without a rank."""
    points: str
    grade: str
    """The grade's title."""
    awards: tuple[str, ...]
    """Titles of the awards that it gets."""
    why: str
    """Why it has no rank."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A station whose position changed, or whose result was reviewed."""

    station: str
    name: str
    county: str
    cause: str
    """A member of CAUSES."""
    before: Position
    after: Position

    @property
    def upheld(self) -> bool:
        """Whether a review left everything as it was."""
        return self.before == self.after


def edition_before(round_: Round, edition: Edition) -> Edition | None:
    """Return the edition that *edition* corrects, None for the first."""
    return next((other for other in round_.history.editions if other.number == edition.number - 1), None)


def corrections(round_: Round, edition: Edition) -> list[Correction]:
    """Return what an edition corrects, reviewed stations first, then by id; nothing for the first edition.

    Raises Unusable when results cannot be used.
    """
    earlier = edition_before(round_, edition)
    if earlier is None:
        return []
    before, after = _positions(rank(round_, earlier)), _positions(rank(round_, edition))
    listed: list[Correction] = []
    for station in sorted({*before, *after}):
        standing, now = after.get(station) or before[station]
        then = before[station][1] if station in before else Position(0, "", "", (), "")
        cause = _cause(earlier, edition, station)
        if cause == REVIEW or then != now:
            listed.append(Correction(station, standing.name, standing.county, cause, then, now))
    return sorted(listed, key=lambda correction: CAUSES.index(correction.cause))


def _cause(earlier: Edition, edition: Edition, station: str) -> str:
    if station in edition.withdrawn and station not in earlier.withdrawn:
        return WITHDRAWAL
    return CONSEQUENCE if earlier.results.get(station) == edition.results.get(station) else REVIEW


def _positions(ranking: Ranking) -> dict[str, tuple[Standing, Position]]:
    awards: dict[str, list[str]] = {}
    for outcome in ranking.awards:
        for awardee in outcome.chosen:
            awards.setdefault(awardee.station, []).append(outcome.award.title)
    return {
        standing.station: (standing, _position(standing, tuple(awards.get(standing.station, ()))))
        for standing in (*ranking.ranked, *ranking.unranked)
    }


def _position(standing: Standing, awards: tuple[str, ...]) -> Position:
    points = standing.points or (f"{standing.low}～{standing.high}" if standing.low else "")
    return Position(standing.rank, points, standing.grade_title, awards, standing.why)
