"""Tell how far every station of a round is: received, checked, marked, decided, ready."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluator.evaluation.pipeline import evaluate
from evaluator.loading.sheet import read_sheets
from evaluator.model.round import Round
from evaluator.model.sheet import Evaluator
from evaluator.rounds.read import received_stations, sheet_files, station_ids, station_inputs
from evaluator.rounds.undecided import Waiting, waiting
from evaluator.texts.problem import Problem, sort_problems

SUBMITTED, DRAFT, NONE = "submitted", "draft", "none"


@dataclass(frozen=True, slots=True)
class SheetState:
    """What one evaluator has handed in about a station."""

    evaluator: str
    state: str
    """submitted, draft or none."""


@dataclass(frozen=True, slots=True)
class StationState:
    """How far one station is."""

    id: str
    name: str = ""
    county: str = ""
    received: bool = False
    problems: tuple[Problem, ...] = ()
    broken: bool = False
    """An error keeps it from being evaluated."""
    sheets: tuple[SheetState, ...] = ()
    """One for each evaluator who is due, in the panel's order; without a panel those handed in."""
    open: tuple[str, ...] = ()
    """Criteria not settled yet."""
    waiting: tuple[Waiting, ...] = ()
    """What waits for a decision."""
    ready: bool = False
    """Nothing is open any more: the score is final."""
    document: dict[str, Any] | None = None
    """The evaluation as it would be written now."""

    @property
    def submitted(self) -> int:
        """Number of evaluators who have handed in."""
        return sum(1 for one in self.sheets if one.state == SUBMITTED)


def due(round_: Round, station: str) -> list[Evaluator]:
    """Return the evaluators who hand in a sheet on a station: all who are not recused."""
    return [one for one in round_.panel.evaluators if station not in one.recused_from]


def status(round_: Round) -> list[StationState]:
    """Return the state of every station that takes part, and of every folder that does not belong."""
    ids = dict.fromkeys([*station_ids(round_), *received_stations(round_)])
    return [station_state(round_, id) for id in sorted(ids)]


def station_state(round_: Round, station: str) -> StationState:
    """Return how far one station is."""
    sheets = _sheets(round_, station)
    if station not in received_stations(round_):
        return StationState(station, sheets=sheets)
    inputs, problems = station_inputs(round_, station)
    if inputs is None:
        return StationState(station, received=True, problems=tuple(problems), broken=True, sheets=sheets)
    result = evaluate(inputs)
    all_in = all(one.state == SUBMITTED for one in sheets)
    found = tuple(waiting(result.computed, all_in=all_in))
    document = result.document
    open_ = tuple(one["criterion"] for one in document["findings"] if one["outcome"] == "not_assessed")
    named = inputs.submission.station
    return StationState(
        station,
        named.name,
        named.county,
        received=True,
        problems=tuple(sort_problems(result.inputs.problems)),
        sheets=sheets,
        open=open_,
        waiting=found,
        ready=all_in and not open_ and not found and not document["score"]["provisional"],
        document=document,
    )


def _sheets(round_: Round, station: str) -> tuple[SheetState, ...]:
    read, _, _ = read_sheets(sheet_files(round_, station), round_.guideline, station)
    states = {Path(one.file).parent.name: DRAFT if one.submitted is None else SUBMITTED for one in read}
    names = [one.id for one in due(round_, station)] if round_.panel.evaluators else sorted(states)
    return tuple(SheetState(name, states.get(name, NONE)) for name in names)
