"""Read the results in force of a round's stations; a result whose seal does not hold is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evaluator.evaluation.stored import load_result
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import Round
from evaluator.rounds.folder import latest_result
from evaluator.rounds.lost import lost_problems
from evaluator.texts.problem import Problem, Unusable


def current_results(round_: Round, stations: Iterable[str]) -> Iterator[tuple[str, Evaluation | None]]:
    """Yield each station with its result in force, None where there is none.

    Raises Unusable at the end, with the problems of all results that cannot be used and all lost stations.
    """
    problems: list[Problem] = lost_problems(round_)
    for station in stations:
        path = latest_result(round_, station)
        if path is None:
            yield station, None
            continue
        try:
            document = load_result(path, path.relative_to(round_.folder).as_posix())
        except Unusable as error:
            problems += error.problems
            continue
        yield station, document
    if problems:
        raise Unusable(problems)
