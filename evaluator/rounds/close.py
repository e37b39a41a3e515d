"""Close a round: list the stations that are not final, freeze the results; open single stations again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evaluator.base.gate import read_file
from evaluator.evaluation.stored import load_result
from evaluator.loading.fields import entries
from evaluator.model.history import Objection
from evaluator.model.round import CLOSED, FILE, OPEN, REOPENED, REPORTS, RESULTS, Round
from evaluator.rounds.copies import missing_copies
from evaluator.rounds.editions import NextEdition, next_edition, too_early
from evaluator.rounds.folder import result_path
from evaluator.rounds.intake import adopt
from evaluator.rounds.read import station_ids
from evaluator.rounds.record import file_state, read_record, recorded_files
from evaluator.rounds.results import lost_problems, result_problems
from evaluator.rounds.staging import Operation
from evaluator.rounds.status import StationState, status
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.parse import Scalar, read_yaml_bytes
from evaluator.yaml.write import Field, replaced

NOT_COMPARED = frozenset({"seal", "tool", "supersedes", "rechecks", "program"})
"""Keys of a result that are ignored when it is compared with a new evaluation."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Why a station is not final: not_received, broken, no_result, outdated or open."""

    station: str
    why: str


def unfinished(round_: Round, states: Sequence[StationState] | None = None) -> list[Unfinished]:
    """Return the stations that a close would freeze and whose evaluation is not final, with the reason."""
    unfinished_stations: list[Unfinished] = []
    for state in status(round_) if states is None else states:
        why = "" if round_.frozen(state.id) or not round_.has(state.id) else why_unfinished(round_, state)
        if why:
            unfinished_stations.append(Unfinished(state.id, why))
    return unfinished_stations


def why_unfinished(round_: Round, state: StationState) -> str:
    """Return why a station is not final, '' where it is. Raises Unusable when its result was changed."""
    if not state.received:
        return "not_received"
    if state.broken or state.document is None:
        return "broken"
    path = result_path(round_, state.id)
    if not path.is_file():
        return "no_result"
    if _compared(load_result(path, f"{RESULTS}/{path.name}")) != _compared(state.document):
        return "outdated"
    return "" if state.ready else "open"


def _compared(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in NOT_COMPARED}


def unanswered(round_: Round) -> list[Objection]:
    """Return the objections without an answer."""
    return [objection for objection in round_.history.objections if objection.answer is None]


def why_not_closed(round_: Round) -> list[Problem]:
    """Return why a round cannot be closed, whatever its stations' results: closed, empty, a station lost."""
    if round_.closed:
        return [Problem("round-closed", FILE)]
    lost = lost_problems(round_)
    if lost or station_ids(round_) or round_.history.withdrawn:
        return lost
    return [Problem("round-no-stations", FILE)]


def close(
    operation: Operation, round_: Round, left: Sequence[Unfinished], day: date, entry: Mapping[str, Field]
) -> tuple[NextEdition | None, list[Problem]]:
    """Plan to freeze the results: the state becomes closed, every other byte of `round.yaml` unchanged.

    *entry* says who closed it, and why although stations were left. With a problem nothing is planned.
    Raises Unusable, OSError.
    """
    problems = [*why_not_closed(round_), *too_early(round_, day)]
    if problems:
        return None, problems
    why_left = {station.station: station.why for station in left}
    following = next_edition(round_, why_left, day)
    fields = {**entry, **following.fields(round_)}
    if why_left and not following.new:
        fields["left"] = dict(why_left)
    open_objections = [objection.number for objection in unanswered(round_)]
    if open_objections:
        fields["unanswered"] = open_objections
    operation.write(FILE, with_state(round_, CLOSED))
    copies = {path: read_file(file) for path, file in missing_copies(round_).items()}
    adopt(operation, copies, day, {})
    record = read_record(round_.folder)
    for name, place in recorded_files(round_.folder, (RESULTS, REPORTS)):
        if name not in record.files:
            operation.accept(name, file_state(place))
    operation.log("closed", round_.id, day, **fields)
    return following, []


def after_close(round_: Round, following: NextEdition) -> Round:
    """Return the round as the close leaves it."""
    history = round_.history
    editions = (*history.editions, following.edition) if following.new else history.editions
    rechecks = {
        **history.rechecks,
        **{
            station: (*history.rechecks.get(station, ()), result)
            for station, result in following.rechecked.items()
        },
    }
    closed = replace(history, logged=True, state=CLOSED, editions=editions, reopened={}, rechecks=rechecks)
    return replace(round_, state=CLOSED, history=closed)


def with_state(round_: Round, state: str) -> bytes:
    """Return `round.yaml` with another state, every other byte unchanged."""
    data = read_file(round_.folder / FILE)
    node, _ = read_yaml_bytes(data, FILE)
    scalar = entries(node)["state"]
    assert isinstance(scalar, Scalar), "the round was read from this file"
    return replaced(data, scalar, state)


# Opened again


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
