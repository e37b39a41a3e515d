"""Rectification after a result: which stations get a notice, and where each notice stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from evaluator.marking.questions import clean
from evaluator.model.evaluation import Evaluation
from evaluator.model.history import SETTLED, Notice
from evaluator.model.round import FILE, Round
from evaluator.rounds.results import current_results
from evaluator.rounds.staging import Operation
from evaluator.rounds.standings import is_final
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, nearest


@dataclass(frozen=True, slots=True)
class Selection:
    """Which stations are to get a notice; with nothing said, those that a limit holds back or that fail."""

    below: str = ""
    """Those whose grade is lower than this one."""
    lost: Fraction | None = None
    """Those that lose at least this share of full marks."""
    stations: tuple[str, ...] = ()


def chosen(round_: Round, selection: Selection) -> tuple[list[str], list[Problem]]:
    """Return the stations that get a notice, by id: never provisional, postponed or not evaluated ones.

    A station whose last notice is not settled gets no other. Raises Unusable.
    """
    history = round_.history
    if history.edition is None:
        return [], [Problem("round-not-closed", FILE)]
    grades = [grade.id for grade in round_.guideline.grades]
    titles = {grade.title: grade.id for grade in round_.guideline.grades}
    below = titles.get(selection.below, selection.below)
    if below and below not in grades:
        args = {"name": selection.below, "known": Listing([*grades, *titles])}
        return [], [Problem("rectify-grade", FILE, args=args)]
    results = {station: result for station, result in current_results(round_) if result is not None}
    problems = list(_unfit(round_, selection.stations, results))
    if problems:
        return [], problems
    pending = {notice.station for notice in history.notices if notice.state != SETTLED}
    wanted = [
        station
        for station, result in results.items()
        if station not in pending and is_final(result) and _wanted(selection, station, result, grades, below)
    ]
    return wanted, []


def _unfit(round_: Round, stations: Sequence[str], results: dict[str, Evaluation]) -> Iterator[Problem]:
    for station in stations:
        if station not in results:
            near = nearest(station, list(results)) or ""
            args = {"name": station, "near": near}
            yield Problem("rectify-unknown", FILE, args=args, hint_key="did-you-mean" if near else "")
        elif not is_final(results[station]):
            yield Problem("rectify-not-final", FILE, args={"name": station})
        elif any(notice.station == station and notice.state != SETTLED for notice in round_.history.notices):
            yield Problem("rectify-pending", FILE, args={"name": station})


def _wanted(
    selection: Selection, station: str, result: Evaluation, grades: Sequence[str], below: str
) -> bool:
    if selection.stations:
        return station in selection.stations
    score = result["score"]
    if below:
        return score["grade"] is not None and grades.index(score["grade"]) > grades.index(below)
    if selection.lost is not None:
        points, full = Fraction(score["points"] or 0), Fraction(score["out_of"])
        return (full - points) / full >= selection.lost
    limited = any(limit["state"] == "applies" for limit in (*score["ceilings"], *score["vetoes"]))
    return limited or _misses_key_item(result) or score["grade"] == grades[-1]


def _misses_key_item(result: Evaluation) -> bool:
    return any(finding["key_item"] and finding["outcome"] == "not_met" for finding in result["findings"])


def issue(operation: Operation, round_: Round, stations: Sequence[str], due: date, day: date) -> Round:
    """Plan to record a notice for each station; return the round as it is then."""
    history = round_.history
    assert history.edition is not None, "`chosen` has looked"
    notices = list(history.notices)
    for station in stations:
        number = sum(notice.station == station for notice in notices) + 1
        notices.append(Notice(station, number, day, due, history.edition.number))
        operation.log("issued", station, day, notice=str(number), due=due.isoformat())
    return replace(round_, history=replace(history, notices=tuple(notices)))


def answer(
    operation: Operation, round_: Round, station: str, *, text: str, by: str, day: date
) -> list[Problem]:
    """Plan to record what a station answers to its notice."""
    notice = last_notice(round_, station)
    if notice is None or notice.state == SETTLED:
        return [Problem("rectify-no-notice", FILE, args={"name": station})]
    operation.log("answered", station, day, notice=str(notice.number), text=clean(text), by=clean(by))
    return []


def settle(
    operation: Operation, round_: Round, station: str, *, text: str, by: str, day: date
) -> list[Problem]:
    """Plan to close a notice without a recheck, with the reason."""
    notice = last_notice(round_, station)
    if notice is None or notice.state == SETTLED:
        return [Problem("rectify-no-notice", FILE, args={"name": station})]
    if station in round_.history.reopened:
        return [Problem("rectify-rechecking", FILE, args={"name": station})]
    operation.log("closed", station, day, notice=str(notice.number), reason=clean(text), by=clean(by))
    return []


def last_notice(round_: Round, station: str) -> Notice | None:
    """Return a station's last notice."""
    own = [notice for notice in round_.history.notices if notice.station == station]
    return own[-1] if own else None
