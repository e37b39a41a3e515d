"""Read the results of a round's stations; a result whose seal does not hold is refused."""

from __future__ import annotations

from collections.abc import Iterator

from evaluator.evaluation.stored import load_result
from evaluator.model.evaluation import Evaluation
from evaluator.model.history import Edition, ResultReference
from evaluator.model.round import RESULTS, Round
from evaluator.rounds.folder import latest_result
from evaluator.rounds.lost import lost_problems
from evaluator.rounds.read import station_ids
from evaluator.texts.problem import Problem, Unusable


def current_results(round_: Round, edition: Edition | None = None) -> Iterator[tuple[str, Evaluation | None]]:
    """Yield each station that takes part with its result, None where there is none, by id.

    *edition*: default the edition in force. After a close its stations and results alone count, whatever lies
    in the round's folders. Raises Unusable at the end, with the problems of all results that cannot be used
    and all lost stations.
    """
    edition = edition or round_.history.edition
    problems: list[Problem] = lost_problems(round_)
    if edition is None:
        stations = station_ids(round_)
    else:
        stations = [station for station in edition.stations if station not in edition.withdrawn]
    for station in stations:
        try:
            if edition is None:
                document = _open_result(round_, station)
            else:
                reference = edition.results.get(station)
                document = None if reference is None else recorded_result(round_, reference)
        except Unusable as error:
            problems += error.problems
            continue
        yield station, document
    if problems:
        raise Unusable(problems)


def recorded_result(round_: Round, reference: ResultReference) -> Evaluation:
    """Return a result that the log records; raises Unusable when it is another one, or was changed."""
    shown = f"{RESULTS}/{reference.file}"
    document = load_result(round_.folder / shown, shown)
    if document["seal"] != reference.seal:
        args = {"seal": document["seal"][:16], "recorded": reference.seal[:16]}
        raise Unusable([Problem("result-not-recorded", shown, args=args)])
    return document


def _open_result(round_: Round, station: str) -> Evaluation | None:
    path = latest_result(round_, station)
    return None if path is None else load_result(path, path.relative_to(round_.folder).as_posix())
