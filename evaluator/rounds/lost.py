"""Find the stations of a round that were received or evaluated and whose folder is gone."""

from __future__ import annotations

from evaluator.evaluation.stored import load_result
from evaluator.model.round import RESULTS, STATIONS, Round
from evaluator.rounds.read import received_stations
from evaluator.rounds.record import read_record
from evaluator.rounds.subjects import EDITION, station_names, subject_words
from evaluator.texts.problem import Problem, Unusable


def lost_stations(round_: Round) -> list[str]:
    """Return the ids of lost stations in order; a withdrawn station is not lost.

    Raises Unusable when the record cannot be read.
    """
    received = set(received_stations(round_))
    files = read_record(round_.folder).files
    lost = {path.split("/")[1] for path in files if path.startswith(f"{STATIONS}/")} - received
    for path in (round_.folder / RESULTS).glob("*.json"):
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
