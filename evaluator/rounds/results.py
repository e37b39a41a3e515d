"""Read the results of a round's stations: a seal that does not hold is refused, a lost station named."""

from __future__ import annotations

from collections.abc import Iterator

from evaluator.evaluation.stored import load_result
from evaluator.model.evaluation import Evaluation
from evaluator.model.history import Edition, ResultReference
from evaluator.model.round import RESULTS, STATIONS, Round
from evaluator.rounds.folder import latest_result, stored_results
from evaluator.rounds.read import received_stations, station_ids
from evaluator.rounds.record import read_record
from evaluator.rounds.subjects import EDITION, station_names, subject_words
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


def result_problems(round_: Round) -> list[Problem]:
    """Return a problem for each result in force that cannot be used; lost stations are named elsewhere."""
    try:
        for _ in current_results(round_):
            pass
    except Unusable as unusable:
        return [problem for problem in unusable.problems if problem.code != "station-lost"]
    return []


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


def lost_stations(round_: Round) -> list[str]:
    """Return the ids of lost stations in order; a withdrawn station is not lost.

    Raises Unusable when the record cannot be read.
    """
    received = set(received_stations(round_))
    files = read_record(round_.folder).files
    lost = {path.split("/")[1] for path in files if path.startswith(f"{STATIONS}/")} - received
    for path in stored_results(round_.folder):
        if path.stem in received or EDITION.sub("", path.stem) in received:
            continue
        try:
            lost.add(str(load_result(path)["station"]["id"]))
        except Unusable:  # named by what reads the results
            lost.add(path.stem)
    lost |= {station for edition in round_.history.editions for station in edition.results}
    return sorted(lost - received - round_.history.withdrawn.keys())


def lost_problems(round_: Round) -> list[Problem]:
    """Return a problem for each lost station."""
    lost = [f"{STATIONS}/{id}" for id in lost_stations(round_)]
    names = station_names(round_.folder) if lost else {}
    return [Problem("station-lost", path, args={"what": subject_words(path, names)}) for path in lost]
