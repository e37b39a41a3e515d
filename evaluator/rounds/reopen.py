"""Open single stations of a closed round again, for a review or a recheck; the rest stays frozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from evaluator.model.round import FILE, OPEN, REOPENED, Round
from evaluator.rounds.close import with_state
from evaluator.rounds.results import result_problems
from evaluator.rounds.staging import Operation
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.write import Field


def reopen(
    round_: Round,
    stations: Sequence[str],
    *,
    reason: str,
    by: str,
    day: date,
    objection: str = "",
    recheck: bool = False,
) -> list[Problem]:
    """Open the stations again and record it; with a problem nothing is opened.

    A published result that was changed is a problem, whichever station it is of.
    Use under the round's lock. Raises Unusable, OSError.
    """
    if round_.state == OPEN:
        return [Problem("round-not-closed", FILE)]
    problems = [
        problem
        for station in dict.fromkeys(stations)
        for problem in _objections(round_, station, recheck=recheck)
    ]
    if objection:
        problems += _objection(round_, stations, objection)
    if not problems:
        problems += result_problems(round_)
    if problems:
        return problems
    fields: dict[str, Field] = {"reason": reason, "by": by}
    if recheck:
        fields["recheck"] = True
    own = round_.history.objection(objection)
    with Operation(round_.folder) as operation:
        if round_.state != REOPENED:
            operation.write(FILE, with_state(round_, REOPENED))
        for station in dict.fromkeys(stations):
            followed: dict[str, Field] = {"objection": objection} if own and own.station == station else {}
            operation.log("reopened", station, day, **fields, **followed)
        operation.commit()
    return []


def _objections(round_: Round, station: str, *, recheck: bool) -> list[Problem]:
    """Return why a station cannot be opened again."""
    history = round_.history
    edition = history.edition
    args = {"name": station}
    if station in history.withdrawn:
        return [
            Problem("station-withdrawn", FILE, args={**args, "reason": history.withdrawn[station].reason})
        ]
    if edition is None or station not in edition.stations:
        stations = () if edition is None else edition.stations
        near = nearest(station, stations) or ""
        hint = "did-you-mean" if near else ""
        return [Problem("reopen-unknown", FILE, args={**args, "near": near}, hint_key=hint)]
    if station in history.reopened:
        return [Problem("reopened-already", FILE, args=args)]
    if recheck and station not in edition.results:
        return [Problem("recheck-without-result", FILE, args=args)]
    if not recheck and history.rechecks.get(station):
        return [Problem("reopen-after-recheck", FILE, args=args)]
    return []


def _objection(round_: Round, stations: Sequence[str], number: str) -> list[Problem]:
    """Return a problem if an objection is not registered, or not about one of the stations."""
    objection = round_.history.objection(number)
    if objection is None:
        return [Problem("objection-unknown", FILE, args={"number": number})]
    if objection.station not in stations:
        args = {"number": number, "name": objection.station}
        return [Problem("objection-other-station", FILE, args=args)]
    return []
