"""Compare two rounds, or a round with itself by a new edition: what moves every station's points and grade.

Stations are matched by id. One that was merged into another is named with it, by the log of either round,
also where a published edition has it no longer; where the other one is new, it is compared with the one it
came from.

In a rehearsal each station is judged again from its sealed result. Where the new edition asks for something
that is not in it, the files that the result was made from are read, if they still are what they were; what
nobody was asked for stays blank and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from evaluator.evaluation.compare import ResultComparison, compare
from evaluator.evaluation.editions import compared, rejudged
from evaluator.evaluation.guideline_changes import EditionChange, guideline_changes
from evaluator.evaluation.pipeline import evaluate
from evaluator.model.evaluation import Evaluation
from evaluator.model.guideline import Guideline
from evaluator.model.round import STATIONS, Round
from evaluator.rounds.rank import Ranking, rank, ranked_as
from evaluator.rounds.read import inputs_of, sheet_files
from evaluator.rounds.results import current_results, recorded_result
from evaluator.rounds.standings import ResultReader
from evaluator.texts import Language


@dataclass(frozen=True, slots=True)
class StationMovement:
    """A station that took part in both rounds."""

    station: str
    """Its id in the later round."""
    name: str
    formerly: str
    """Its name in the earlier round where that was another; else empty."""
    came_from: str
    """Id of the station that was merged into it and that it is compared with; else empty."""
    comparison: ResultComparison
    ranks: tuple[int, int]
    """Before and after; 0 without a rank."""

    def change(self, cause: str = "") -> Fraction | None:
        """Return what moved the points, all of it or one cause; None where points are open or missing."""
        if len(self.comparison.splits) != 1:
            return None
        (splits,) = self.comparison.splits.values()
        changes = [split.difference.change for split in splits if not cause or split.cause == cause]
        return sum(changes, Fraction(0))


@dataclass(frozen=True, slots=True)
class CriterionMovement:
    """What a criterion, or a step of the arithmetic, moved in all stations together."""

    kind: str
    id: str
    title: str
    cause: str
    change: Fraction
    stations: int
    """How many stations it moved."""


@dataclass(frozen=True, slots=True)
class RoundMovements:
    """Two rounds compared."""

    old: Round
    new: Round
    stations: tuple[StationMovement, ...]
    merged: Mapping[str, str]
    """Stations of the earlier round that were merged into another, with it, by id."""
    left: Mapping[str, str]
    """Names of stations that take part no longer, by id."""
    joined: Mapping[str, str]
    """Names of stations that are new, by id."""
    without: tuple[str, ...]
    """Ids of stations that have no result in one of the rounds."""
    names: Mapping[str, str]
    """Names of all stations, by id; the later where it has two."""

    def named(self, id: str) -> str:
        """Return a station's name with its id."""
        name = self.names.get(id, id)
        return id if name == id else f"{name}（{id}）"

    @property
    def editions_differ(self) -> bool:
        """Whether the rounds are by different guidelines."""
        return self.old.guideline.sha256 != self.new.guideline.sha256

    def settled(self) -> list[StationMovement]:
        """Return the stations whose points are known in both rounds, the largest rise first."""
        changes = [(movement.change(), movement) for movement in self.stations]
        moved = [(change, movement) for change, movement in changes if change is not None]
        return [movement for _, movement in sorted(moved, key=lambda pair: (-pair[0], pair[1].station))]

    def criteria(self) -> list[CriterionMovement]:
        """Return what moved the points of all these stations, the largest change first."""
        return criterion_movements(station.comparison for station in self.settled())


def criterion_movements(comparisons: Iterable[ResultComparison]) -> list[CriterionMovement]:
    """Return what moved the points in all comparisons together, by cause, the largest change first."""
    sums: dict[tuple[str, str, str], tuple[str, Fraction, int]] = {}
    for comparison in comparisons:
        for splits in comparison.splits.values():
            for split in splits:
                for each in split.difference.movements:
                    key = (split.cause, each.kind, each.id)
                    _, change, count = sums.get(key, ("", Fraction(0), 0))
                    sums[key] = (each.title, change + each.change, count + 1)
    listed = [
        CriterionMovement(kind, id, title, cause, change, count)
        for (cause, kind, id), (title, change, count) in sums.items()
    ]
    return sorted(listed, key=lambda each: -abs(each.change))


def movements(old: Round, new: Round) -> RoundMovements:
    """Compare two rounds. Raises Unusable when a result of one of them cannot be used."""
    before, after = (dict(current_results(round_)) for round_ in (old, new))
    withdrawn = {id: each for id, each in old.history.withdrawn.items() if id not in after}
    into = {
        id: withdrawal.into
        for round_ in (old, new)
        for id, withdrawal in round_.history.withdrawn.items()
        if withdrawal.into
    }
    for id in withdrawn:  # into a station that is new: what it had before is what that one is compared with
        if into.get(id, id) in after.keys() - before.keys():
            before[id] = _last_result(old, id)
    ranks = [_ranks(rank(round_)) for round_ in (old, new)]
    stations: list[StationMovement] = []
    without: list[str] = []
    matched: set[str] = set()
    for id, document in after.items():
        past = _past(id, before, into)
        if past is None:
            continue
        matched.add(past)
        earlier = before[past]
        if document is None or earlier is None:
            without.append(id)
            continue
        names = [each["station"]["name"] for each in (earlier, document)]
        stations.append(
            StationMovement(
                id,
                names[1],
                names[0] if past == id and names[0] != names[1] else "",
                "" if past == id else past,
                compared(earlier, document, old.guideline, new.guideline),
                (ranks[0].get(past, 0), ranks[1].get(id, 0)),
            )
        )
    called = {id: each.name or id for id, each in withdrawn.items()}
    called |= {id: _name(document, id) for id, document in (*before.items(), *after.items())}
    gone = [id for id in sorted({*before, *withdrawn}) if id not in matched]
    return RoundMovements(
        old,
        new,
        tuple(stations),
        {id: into[id] for id in gone if id in into},
        {id: called[id] for id in gone if id not in into},
        {id: _name(document, id) for id, document in after.items() if _past(id, before, into) is None},
        tuple(without),
        called,
    )


def _last_result(round_: Round, station: str) -> Evaluation | None:
    """Return the last published result of a withdrawn station; None where it had none."""
    for edition in reversed(round_.history.editions):
        if station in edition.results:
            return recorded_result(round_, edition.results[station])
    return None


def _past(id: str, before: Iterable[str], into: Mapping[str, str]) -> str | None:
    """Return the station of the earlier round that a station is compared with."""
    if id in before:
        return id
    merged = [other for other in before if into.get(other) == id]
    return merged[0] if len(merged) == 1 else None


def _ranks(ranking: Ranking) -> dict[str, int]:
    return {standing.station: standing.rank for standing in ranking.ranked}


def _name(document: Evaluation | None, id: str) -> str:
    return id if document is None else document["station"]["name"]


# An edition rehearsed

_ROUND = "round.yaml#"


@dataclass(frozen=True, slots=True)
class RehearsedStation:
    """A station under the new edition."""

    comparison: ResultComparison
    """Its result, and the same by the new edition."""
    from_files: bool
    """Whether its files had to be read, and not the sealed result alone."""
    ranks: tuple[int, int] = (0, 0)
    """Before, and by the new edition; 0 without a rank."""
    passes: tuple[str, ...] = ()
    """Names of the stations that were before it and would be behind it."""

    @property
    def station(self) -> str:
        """The station's id."""
        return self.comparison.before["station"]["id"]

    @property
    def change(self) -> Fraction | None:
        """What the new edition moves its points by; None while they are open."""
        if len(self.comparison.splits) != 1:
            return None
        (splits,) = self.comparison.splits.values()
        return sum((split.difference.change for split in splits), Fraction(0))

    @property
    def moves(self) -> bool:
        """Whether points, grade or rank would be others, at either end."""
        before, after = self.comparison.before["score"], self.comparison.after["score"]
        ends = [
            (score["low"], score["high"], score["grade_low"], score["grade_high"])
            for score in (before, after)
        ]
        return ends[0] != ends[1] or self.ranks[0] != self.ranks[1]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A round under a new edition of its guideline."""

    round: Round
    old: Guideline
    new: Guideline
    changes: tuple[EditionChange, ...]
    stations: tuple[RehearsedStation, ...]
    without: tuple[str, ...]
    """Ids of stations without a result."""
    other_guideline: tuple[str, ...]
    """Ids of stations whose result is by a guideline that is not the round's."""

    def causes(self, criterion: str) -> list[EditionChange]:
        """Return the changes that touch a criterion, those that move no points left out."""
        return [change for change in self.changes if change.weighs and criterion in change.criteria]

    def of_the_whole(self) -> list[EditionChange]:
        """Return the changes that touch rounding, caps, grades and limits, not single criteria."""
        subjects = ("whole", "grade", "limit")
        return [change for change in self.changes if change.weighs and change.subject in subjects]

    def criteria(self) -> list[CriterionMovement]:
        """Return what would move the points of all stations whose points are settled, the largest first."""
        return criterion_movements(
            station.comparison for station in self.stations if station.change is not None
        )

    def idle(self) -> list[EditionChange]:
        """Return the changes of criteria that could move points and moved nobody's."""
        moved = {
            movement.id
            for station in self.stations
            for splits in station.comparison.splits.values()
            for split in splits
            for movement in split.difference.movements
        }
        return [
            change
            for change in self.changes
            if change.weighs and change.criteria and not change.criteria & moved
        ]


def rehearse(round_: Round, new: Guideline, lang: Language) -> Rehearsal:
    """Return the round under *new*. Raises Unusable when a result cannot be used."""
    old = round_.guideline
    stations: list[RehearsedStation] = []
    without: list[str] = []
    other: list[str] = []
    for id, document in current_results(round_):
        if document is None:
            without.append(id)
        elif document["guideline"]["sha256"] != old.sha256:
            other.append(id)
        else:
            stations.append(_rehearsed(round_, id, document, new))
    changes = guideline_changes(old, new, lang)
    ranked = tuple(_ranked(round_, new, stations))
    return Rehearsal(round_, old, new, tuple(changes), ranked, tuple(without), tuple(other))


def _ranked(
    round_: Round, new: Guideline, stations: Sequence[RehearsedStation]
) -> Iterator[RehearsedStation]:
    """Yield the stations with their ranks among each other, before and by the new edition."""
    readers = [ResultReader(round_), ResultReader(replace(round_, guideline=new))]
    before, after = (
        _ranks(
            ranked_as(reader.round_, [reader.standing(each.station, document) for each, document in listed])
        )
        for reader, listed in (
            (readers[0], [(each, each.comparison.before) for each in stations]),
            (readers[1], [(each, each.comparison.after) for each in stations]),
        )
    )
    names = {each.station: each.comparison.before["station"]["name"] for each in stations}
    for each in stations:
        ranks = (before.get(each.station, 0), after.get(each.station, 0))
        passed = [
            names[id]
            for id in before.keys() & after.keys()
            if all(ranks) and before[id] < ranks[0] and after[id] > ranks[1]
        ]
        yield replace(each, ranks=ranks, passes=tuple(sorted(passed)))


def _rehearsed(round_: Round, station: str, document: Evaluation, new: Guideline) -> RehearsedStation:
    sealed = rejudged(document, round_.guideline, new)
    if sealed.lacking:
        from_files = _from_files(replace(round_, guideline=new), station, document, sealed.lacking)
        if from_files is not None:
            again, lacking = from_files
            return RehearsedStation(compare(document, again, lacking=lacking), from_files=True)
    return RehearsedStation(compare(document, sealed.document, lacking=sealed.lacking), from_files=False)


def _from_files(
    round_: Round, station: str, document: Evaluation, lacking: Sequence[str]
) -> tuple[Evaluation, list[str]] | None:
    """Return the result by its files and what is still blank; None where the files are others now."""
    inputs, _ = inputs_of(round_, station, round_.folder / STATIONS / station, sheet_files(round_, station))
    if inputs is None or _files(inputs.hashes or {}) != _files(document["inputs"]):
        return None
    evaluated = evaluate(inputs)
    guideline, facts = round_.guideline, evaluated.computed.case.dossier.facts
    blank = {fact.title for fact in guideline.facts.values() if facts[fact.name].value is None}
    blank |= {criterion.title for criterion in guideline.criteria() if criterion.rule.marked}
    return evaluated.document, [title for title in lacking if title in blank]


def _files(hashes: Mapping[str, str]) -> dict[str, str]:
    """Return the hashes of files, without those of parts of the round's declaration."""
    return {name: sha256 for name, sha256 in hashes.items() if not name.startswith(_ROUND)}
