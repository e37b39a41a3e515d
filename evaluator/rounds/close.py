"""Close a round: list the stations that are not final, then freeze the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluator.base.gate import read_file
from evaluator.evaluation.stored import load_result
from evaluator.loading.fields import entries
from evaluator.model.round import CLOSED, FILE, REPORTS, RESULTS, Round
from evaluator.rounds.copies import missing_copies
from evaluator.rounds.folder import latest_result
from evaluator.rounds.intake import adopt
from evaluator.rounds.record import file_state, read_record, recorded_files
from evaluator.rounds.staging import Operation
from evaluator.rounds.status import StationState, status
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import Scalar, read_yaml_bytes
from evaluator.yaml.write import Field, replaced

NOT_COMPARED = frozenset({"seal", "supersedes", "tool"})
"""Keys of a result that are ignored when it is compared with a new evaluation."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Why a station is not final: not_received, broken, no_result, outdated or open."""

    station: str
    why: str


def unfinished(round_: Round, states: Sequence[StationState] | None = None) -> list[Unfinished]:
    """Return the stations whose evaluation is not final, with the reason."""
    unfinished_stations: list[Unfinished] = []
    for state in status(round_) if states is None else states:
        why = _why(round_, state)
        if why:
            unfinished_stations.append(Unfinished(state.id, why))
    return unfinished_stations


def _why(round_: Round, state: StationState) -> str:
    if not state.received:
        return "not_received"
    if state.broken or state.document is None:
        return "broken"
    path = latest_result(round_, state.id)
    if path is None:
        return "no_result"
    if _compared(load_result(path, f"{RESULTS}/{path.name}")) != _compared(state.document):
        return "outdated"
    return "" if state.ready else "open"


def _compared(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in NOT_COMPARED}


def close(round_: Round, left: Sequence[Unfinished], day: date, entry: Mapping[str, Field]) -> list[Problem]:
    """Set the state to closed, every other byte of `round.yaml` unchanged, and record the close.

    *entry* says who closed it, and why although stations were left. Use under the round's lock.
    Raises Unusable, OSError.
    """
    if round_.closed:
        return [Problem("round-closed", FILE)]
    path = round_.folder / FILE
    data = read_file(path)
    node, problems = read_yaml_bytes(data, FILE)
    state = entries(node).get("state")
    if not isinstance(state, Scalar):
        return problems
    fields = dict(entry)
    if left:
        fields["left"] = {unfinished_station.station: unfinished_station.why for unfinished_station in left}
    with Operation(round_.folder) as operation:
        operation.write(FILE, replaced(data, state, CLOSED))
        copies = {path: read_file(file) for path, file in missing_copies(round_).items()}
        adopt(operation, copies, day, {})
        record = read_record(round_.folder)
        for name, place in recorded_files(round_.folder, (RESULTS, REPORTS)):
            if name not in record.files:
                operation.accept(name, file_state(place))
        operation.log("closed", round_.id, day, **fields)
        operation.commit()
    return []
