"""Tell a review's part in a result from the program's, where the program now scores in another way.

A published result was computed under some semantics (`tool.semantics`). When its station is opened again
under others, its old inputs are computed once more: what differs then is the program's doing, the rest the
review's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evaluator.evaluation import SEMANTICS
from evaluator.evaluation.stored import load_result, semantics_of
from evaluator.model.evaluation import Evaluation, MovedPointsJson, ProgramJson
from evaluator.model.round import Round
from evaluator.rounds.folder import latest_result
from evaluator.rounds.history import PROGRAM
from evaluator.rounds.read import moving_stations
from evaluator.rounds.recompute import computed_again
from evaluator.rounds.staging import Operation
from evaluator.yaml.write import Field

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class EarlierResult:
    """The published result of a station that is open again, by a program that scores in another way."""

    station: str
    document: Evaluation
    again: Evaluation | None
    """Computed from the same inputs by this program; None where they are lost."""

    @property
    def semantics(self) -> int:
        """What its program scored by."""
        return semantics_of(self.document)

    @property
    def semantics_now(self) -> int:
        """What this program scores by."""
        return SEMANTICS


def earlier_result(round_: Round, station: str) -> EarlierResult | None:
    """Return the station's published result if another program computed it. Raises Unusable, OSError."""
    path = latest_result(round_, station)
    if station not in round_.history.reopened or path is None:
        return None
    document = load_result(path, path.relative_to(round_.folder).as_posix())
    if semantics_of(document) == SEMANTICS:
        return None
    return EarlierResult(station, document, computed_again(round_, station, document))


def not_accepted(round_: Round) -> list[EarlierResult]:
    """Return the results of stations now open that wait for this program to be accepted."""
    results = (
        earlier_result(round_, station)
        for station in moving_stations(round_)
        if not _is_accepted(round_, station)
    )
    return [result for result in results if result is not None]


def accept(operation: Operation, results: Sequence[EarlierResult], day: date, reason: str, by: str) -> None:
    """Plan to record that this program is accepted for the stations of these results."""
    stations = [result.station for result in results]
    fields: dict[str, Field] = {"semantics": SEMANTICS, "for": stations, "reason": reason}
    if by:
        fields["by"] = by
    operation.log("adopted", PROGRAM, day, **fields)


def program_link(round_: Round, station: str, document: Evaluation) -> ProgramJson | None:
    """Return what a new result says of the program: which points it moved, and why that was accepted.

    None where the program scores as before.
    """
    acceptance = round_.history.programs.get(station)
    earlier = earlier_result(round_, station) if acceptance is not None else None
    if earlier is None or acceptance is None:
        return None
    return {
        "semantics": earlier.semantics,
        "reason": acceptance.reason,
        "by": acceptance.by,
        "date": acceptance.day.isoformat(),
        "moved": list(moved(earlier, document)),
    }


def moved(earlier: EarlierResult, document: Evaluation | None) -> Iterator[MovedPointsJson]:
    """Yield the points that differ: before, by this program from the same inputs, and in the new result.

    Criteria, then bonus and deductions, then the total; without the new *document* it counts as the same.
    """
    before = _points(earlier.document)
    again = before if earlier.again is None else _points(earlier.again)
    after = again if document is None else _points(document)
    for id in dict.fromkeys((*before, *again, *after)):
        values = before.get(id), again.get(id), after.get(id)
        if len(set(values)) > 1:
            program = None if earlier.again is None else values[1]
            yield {"criterion": id, "before": values[0], "program": program, "after": values[2]}


def _is_accepted(round_: Round, station: str) -> bool:
    acceptance = round_.history.programs.get(station)
    return acceptance is not None and acceptance.semantics == SEMANTICS


def _points(document: Evaluation) -> Mapping[str, str | None]:
    points = {finding["criterion"]: finding["points"] for finding in document["findings"]}
    return {**points, TOTAL: document["score"]["points"]}
