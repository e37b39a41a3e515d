"""What a round knows of a review beside its two results: why it was opened, the objections, both ranks."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluator.model.evaluation import Evaluation
from evaluator.model.history import Edition, Objection, Reopening, Review
from evaluator.model.round import Round
from evaluator.rounds.corrections import edition_before
from evaluator.rounds.rank import rank


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
