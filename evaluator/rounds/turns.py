"""Say of every station what is missing and whose turn it is, and add up what a leader asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from evaluator.model.history import SETTLED
from evaluator.model.round import Round
from evaluator.rounds.coverage import panel_gaps
from evaluator.rounds.folder import result_path
from evaluator.rounds.results import lost_stations
from evaluator.rounds.status import SUBMITTED, StationState

STATION, PANEL, ORGANISER = "station", "panel", "organiser"
What = Literal["lost", "hand_in", "correct", "nobody", "mark", "decide", "run", "close", "done", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that is missing at a station, and who has to do it."""

    who: str
    """station, panel, organiser, or an evaluator's id; '' where nothing is missing."""
    what: What
    names: tuple[str, ...] = ()
    """Criteria, facts or matters that it is about."""


def turns(round_: Round, state: StationState) -> list[Turn]:
    """Return what is missing at a station, the first thing first."""
    if state.id in round_.history.withdrawn:
        return [Turn("", "withdrawn", (round_.history.withdrawn[state.id].reason,))]
    if not state.received:
        lost = state.id in lost_stations(round_)
        return [Turn(ORGANISER, "lost") if lost else Turn(STATION, "hand_in")]
    if round_.frozen(state.id):
        return [Turn("", "done")]
    if state.broken:
        return [Turn(STATION, "correct", tuple(dict.fromkeys(problem.file for problem in state.problems)))]
    listed = list(_nobody(round_, state))
    listed += [Turn(sheet.evaluator, "mark") for sheet in state.sheets if sheet.state != SUBMITTED]
    if state.waiting:
        listed.append(Turn(PANEL, "decide", tuple(f"{matter.kind} {matter.id}" for matter in state.waiting)))
    if listed:
        return listed
    written = result_path(round_, state.id).is_file()
    return [Turn(ORGANISER, "close" if written else "run")]


def _nobody(round_: Round, state: StationState) -> Iterable[Turn]:
    """Yield what nobody on the panel may mark or supply and that is still open."""
    gaps = panel_gaps(round_.guideline, round_.panel, round_.facts)
    names = [
        name
        for key in ("", state.id)
        if key in gaps
        for name in (*(id for id in gaps[key].criteria if id in state.open), *gaps[key].facts)
    ]
    if names:
        yield Turn(ORGANISER, "nobody", tuple(dict.fromkeys(names)))


def summary(round_: Round, states: Sequence[StationState]) -> dict[str, object]:
    """Return what a leader asks: how far, which grades, what is disputed, what is to be put right."""
    history = round_.history
    edition = history.edition
    taking_part = [state for state in states if state.id not in history.withdrawn]
    grades = Counter(
        state.document["score"]["grade"]
        for state in taking_part
        if state.document is not None and not state.document["score"]["provisional"]
    )
    objections = history.objections
    return {
        "stations": len(taking_part),
        "received": sum(state.received for state in taking_part),
        "ready": sum(state.ready for state in taking_part),
        "to_decide": sum(len(state.waiting) for state in taking_part),
        "sheets": {
            "due": sum(len(state.sheets) for state in taking_part),
            "submitted": sum(state.submitted for state in taking_part),
        },
        "grades": {grade.id: grades[grade.id] for grade in round_.guideline.grades},
        "withdrawn": len(history.withdrawn),
        "edition": None if edition is None else edition.number,
        "reopened": sorted(history.reopened),
        "objections": {
            "registered": len(objections),
            "unanswered": [entry.number for entry in objections if entry.answer is None],
            "late": sum(entry.late for entry in objections),
        },
        "rectification": {
            "issued": len(history.notices),
            "pending": [notice.station for notice in history.notices if notice.state != SETTLED],
        },
    }
