"""Report the state of every station of a round: received, checked, marked, decided, ready."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evaluator.evaluation.pipeline import evaluate
from evaluator.loading.identity import declared_station
from evaluator.loading.sheet import read_sheets
from evaluator.marking.questions import steps_of
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import STATIONS, Round
from evaluator.model.sheet import Evaluator
from evaluator.rounds.read import received_stations, sheet_files, station_ids, station_inputs
from evaluator.rounds.undecided import Waiting, waiting
from evaluator.texts.problem import Problem, sort_problems

SUBMITTED, DRAFT, NONE = "submitted", "draft", "none"


@dataclass(frozen=True, slots=True)
class SheetState:
    """The state of an evaluator's sheet on a station."""

    evaluator: str
    state: str
    """submitted, draft or none."""


@dataclass(frozen=True, slots=True)
class StationState:
    """The state of a station."""

    id: str
    name: str = ""
    county: str = ""
    received: bool = False
    problems: tuple[Problem, ...] = ()
    broken: bool = False
    """Whether an error prevents the evaluation."""
    sheets: tuple[SheetState, ...] = ()
    """A state per evaluator who is due, in the panel's order; without a panel, per sheet received."""
    open: tuple[str, ...] = ()
    """Criteria not assessed yet."""
    waiting: tuple[Waiting, ...] = ()
    """What waits for a decision."""
    ready: bool = False
    """Whether nothing is open and the score is final."""
    document: Evaluation | None = None
    """The evaluation from the current inputs."""

    @property
    def submitted(self) -> int:
        """Number of sheets submitted."""
        return sum(1 for sheet in self.sheets if sheet.state == SUBMITTED)


def due(round_: Round, station: str) -> list[Evaluator]:
    """Return the evaluators who must submit a sheet on a station: not recused, and with something to mark."""
    return [
        evaluator
        for evaluator in round_.panel.evaluators
        if station not in evaluator.recused_from and steps_of(round_, evaluator, station)
    ]


def status(round_: Round) -> list[StationState]:
    """Return the state of every station that takes part or has been received."""
    ids = dict.fromkeys([*station_ids(round_), *received_stations(round_)])
    return [station_state(round_, id) for id in sorted(ids)]


def station_state(round_: Round, station: str) -> StationState:
    """Return the state of a station."""
    sheets = _sheets(round_, station)
    if station not in received_stations(round_):
        return StationState(station, sheets=sheets)
    inputs, problems = station_inputs(round_, station)
    if inputs is None:
        about = declared_station(round_.folder / STATIONS / station)
        return StationState(
            station,
            about.name,
            about.county,
            received=True,
            problems=tuple(problems),
            broken=True,
            sheets=sheets,
        )
    result = evaluate(inputs)
    all_in = all(sheet.state == SUBMITTED for sheet in sheets)
    pending_decisions = tuple(waiting(result.computed, all_in=all_in))
    document = result.document
    open_ = tuple(
        finding["criterion"] for finding in document["findings"] if finding["outcome"] == "not_assessed"
    )
    named = inputs.submission.station
    return StationState(
        station,
        named.name,
        named.county,
        received=True,
        problems=tuple(sort_problems(result.inputs.problems)),
        sheets=sheets,
        open=open_,
        waiting=pending_decisions,
        ready=all_in and not open_ and not pending_decisions and not document["score"]["provisional"],
        document=document,
    )


def _sheets(round_: Round, station: str) -> tuple[SheetState, ...]:
    read, _, _ = read_sheets(sheet_files(round_, station), round_.guideline, station)
    states = {Path(sheet.file).parent.name: DRAFT if sheet.submitted is None else SUBMITTED for sheet in read}
    names = (
        [evaluator.id for evaluator in due(round_, station)] if round_.panel.evaluators else sorted(states)
    )
    return tuple(SheetState(name, states.get(name, NONE)) for name in names)
