"""Compare an edition with the one before it: what changed, for whom, why; what a review is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from evaluator.model.evaluation import Evaluation
from evaluator.model.history import Edition, Objection, Reopening, Review
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


# Reviews


@dataclass(slots=True)
class Ranks:
    """Ranks by edition, computed once for all papers on an edition."""

    round: Round
    _by_edition: dict[int, dict[str, int]] = field(default_factory=dict)

    def of(self, edition: Edition, station: str) -> int:
        """Return a station's rank in an edition, 0 where it has none. Raises Unusable."""
        if edition.number not in self._by_edition:
            ranking = rank(self.round, edition)
            self._by_edition[edition.number] = {
                standing.station: standing.rank for standing in (*ranking.ranked, *ranking.unranked)
            }
        return self._by_edition[edition.number].get(station, 0)


def edition_with(round_: Round, result: Evaluation) -> Edition | None:
    """Return the edition with which a result appeared; None for one that no close has published."""
    station, seal = result["station"]["id"], result["seal"]
    return next(
        (
            edition
            for edition in round_.history.editions
            if station in edition.results and edition.results[station].seal == seal
        ),
        None,
    )


def review_of(round_: Round, result: Evaluation, ranks: Ranks | None = None) -> Review:
    """Return what belongs to the review that a result came from. Raises Unusable."""
    station = result["station"]["id"]
    edition = edition_with(round_, result)
    if edition is None:
        reopening = round_.history.reopened.get(station)
        return Review(reopening, _objections(round_, station, reopening))
    earlier = edition_before(round_, edition)
    reopening = _reopening(round_, station, edition)
    ranks = ranks or Ranks(round_)
    return Review(
        reopening,
        tuple(each.before(edition.number) for each in _objections(round_, station, reopening)),
        0 if earlier is None else ranks.of(earlier, station),
        ranks.of(edition, station),
        published=True,
    )


def _reopening(round_: Round, station: str, edition: Edition) -> Reopening | None:
    """Return the last reopening that led to an edition."""
    return next(
        (
            reopening
            for reopening in reversed(round_.history.reopenings)
            if reopening.station == station and not reopening.recheck and reopening.edition < edition.number
        ),
        None,
    )


def _objections(round_: Round, station: str, reopening: Reopening | None) -> tuple[Objection, ...]:
    """Return the objections that a review is about: the one it was opened for, else all to that edition."""
    if reopening is None:
        return ()
    own = [objection for objection in round_.history.objections if objection.station == station]
    if reopening.objection:
        return tuple(objection for objection in own if objection.number == reopening.objection)
    return tuple(objection for objection in own if objection.edition == reopening.edition)
