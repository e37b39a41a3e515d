"""Rank the stations of a round from their results: 1, 2, 2, 4; list unranked stations with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.model.evaluation import Evaluation
from evaluator.model.history import AwardDecision, Edition
from evaluator.model.round import Round
from evaluator.rounds.awards import AwardAllocation, Candidate, give
from evaluator.rounds.results import current_results
from evaluator.rounds.round_decisions import award_decisions
from evaluator.rounds.standings import UNRANKED, Losing, ResultReader, Standing, withdrawn_standing


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that all stations together lose on a criterion, counting settled findings only."""

    criterion: str
    title: str
    section: str
    lost: Number
    of: Number
    stations: int
    """Number of stations to which the criterion applies."""
    short: int
    """Number of these stations without full marks."""
    costs: Number = 0
    """What these losses cost in the totals of stations whose result is final."""

    @property
    def share(self) -> Number:
        """Points lost as a share of the points available."""
        return exact.simple(Fraction(self.lost) / self.of) if self.of else 0


@dataclass(frozen=True, slots=True)
class County:
    """The results of a county."""

    name: str
    stations: int
    ranked: int
    grades: Mapping[str, int]
    """Number of ranked stations by grade, best first; every grade is included."""
    mean: Number | None
    """Mean points of the ranked stations."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking, awards and losses of a round."""

    ranked: tuple[Standing, ...]
    unranked: tuple[Standing, ...]
    counties: tuple[County, ...]
    awards: tuple[AwardAllocation, ...]
    losses: tuple[Loss, ...]
    """Largest loss first; criteria without a loss are left out."""
    grades: Mapping[str, str]
    """Titles of the grades by id, best first."""

    def standing(self, station: str) -> Standing:
        """Return a station's standing."""
        return next(standing for standing in (*self.ranked, *self.unranked) if standing.station == station)


def rank(
    round_: Round,
    edition: Edition | None = None,
    *,
    undecided: bool = False,
    each: Callable[[Evaluation | None, Standing], None] = lambda _, __: None,
) -> Ranking:
    """Return the ranking of all stations that take part; *edition*: default the results in force.

    *undecided*: as if the panel had decided on no award. *each* is called with every station's result and
    standing. Raises Unusable when results or decisions cannot be used.
    """
    edition = edition or round_.history.edition
    reading = ResultReader(round_)
    standings = []
    for station, document in current_results(round_, edition):
        standing = reading.standing(station, document)
        standings.append(standing)
        each(document, standing)
    withdrawn = round_.history.withdrawn if edition is None else edition.withdrawn
    decided = award_decisions(round_) if edition is None else edition.awards
    if undecided:
        decided = {}
    ranking = ranked_as(round_, standings, decided)
    gone = (withdrawn_standing(withdrawn[station]) for station in sorted(withdrawn))
    return replace(ranking, unranked=(*ranking.unranked, *gone), losses=tuple(_losses(reading.losing)))


def ranked_as(
    round_: Round, standings: Sequence[Standing], decided: Mapping[str, AwardDecision] | None = None
) -> Ranking:
    """Return the ranking that these standings give, without losses; *decided*: the panel's on awards."""
    grades = {grade.id: grade.title for grade in round_.guideline.grades}
    order = {id: place for place, id in enumerate(grades)}

    def key(standing: Standing) -> tuple[int, Number]:
        return order[standing.grade], -_ranked_value(standing.value)

    # Stations are in order of their ids; sorting is stable, so ties stay in that order.
    ranked = sorted((standing for standing in standings if not standing.why), key=key)
    ranked = [
        replace(standing, rank=place, tied=tied)
        for standing, (place, tied) in zip(
            ranked, _places([key(standing) for standing in ranked]), strict=True
        )
    ]
    for county in dict.fromkeys(standing.county for standing in ranked):
        inside = [at for at, standing in enumerate(ranked) if standing.county == county]
        for at, (place, tied) in zip(inside, _places([key(ranked[at]) for at in inside]), strict=True):
            ranked[at] = replace(ranked[at], county_rank=place, county_tied=tied)
    unranked = sorted(
        (standing for standing in standings if standing.why),
        key=lambda standing: UNRANKED.index(standing.why),
    )
    bounds = {grade.id: grade.bound for grade in round_.guideline.grades}
    candidates = [_candidate(standing, order) for standing in (*ranked, *unranked)]
    return Ranking(
        tuple(ranked),
        tuple(unranked),
        tuple(_counties(standings, ranked, grades)),
        tuple(
            give(
                award,
                candidates,
                order.get(award.grade),
                bounds.get(award.grade),
                (decided or {}).get(award.id),
            )
            for award in round_.awards
        ),
        (),
        grades,
    )


def _ranked_value(value: Number | None) -> Number:
    assert value is not None
    return value


def _places(keys: Sequence[tuple[int, Number]]) -> list[tuple[int, bool]]:
    """Return the rank of each key (1, 2, 2, 4) and whether it is tied; *keys* are sorted."""
    places: list[tuple[int, bool]] = []
    for _, level in groupby(keys):
        count = len(list(level))
        places += [(len(places) + 1, count > 1)] * count
    return places


def _candidate(standing: Standing, order: Mapping[str, int]) -> Candidate:
    return Candidate(
        standing.station,
        standing.county,
        standing.rank,
        order.get(standing.grade),
        order.get(standing.before),
        standing.value,
        standing.most,
        standing.why,
    )


def _counties(
    standings: Sequence[Standing], all_ranked: Sequence[Standing], grades: Mapping[str, str]
) -> Iterable[County]:
    # In order of the stations' ids, which begin with the code of the county.
    for name in dict.fromkeys(standing.county for standing in standings):
        inside = [standing for standing in standings if standing.county == name]
        ranked = [standing for standing in all_ranked if standing.county == name]
        total = sum((_ranked_value(standing.value) for standing in ranked), 0)
        yield County(
            name,
            len(inside),
            len(ranked),
            {id: sum(1 for standing in ranked if standing.grade == id) for id in grades},
            exact.simple(Fraction(total) / len(ranked)) if ranked else None,
        )


def _losses(losing: Mapping[str, Losing]) -> list[Loss]:
    losses = [
        Loss(id, tally.title, tally.section, tally.lost, tally.of, tally.stations, tally.short, tally.costs)
        for id, tally in losing.items()
        if tally.lost > 0
    ]
    return sorted(losses, key=lambda loss: -loss.lost)
