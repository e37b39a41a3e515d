"""Say of every station what is missing and whose turn it is, and add up what a leader asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypedDict

from evaluator.model.history import ANSWERED, ISSUED, SETTLED
from evaluator.model.round import Round
from evaluator.rounds.close import why_unfinished
from evaluator.rounds.coverage import panel_gaps
from evaluator.rounds.results import lost_stations
from evaluator.rounds.status import SUBMITTED, StationState
from evaluator.texts.problem import Problem, Unusable

STATION, PANEL, ORGANISER = "station", "panel", "organiser"
What = Literal[
    "lost",
    "hand_in",
    "correct",
    "complete",
    "nobody",
    "mark",
    "decide",
    "run",
    "close",
    "answer",
    "rectify",
    "recheck",
    "done",
    "withdrawn",
]


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that is missing at a station, and who has to do it."""

    who: str
    """station, panel, organiser, or an evaluator's id; '' where nothing is missing."""
    what: What
    names: tuple[str, ...] = ()
    """Criteria, facts, matters, objections or files that it is about."""
    due: date | None = None
    """Until when, where a notice says so."""


def turns(round_: Round, state: StationState) -> list[Turn]:
    """Return what is missing at a station, the first thing first.

    Raises Unusable when its result was changed.
    """
    if state.id in round_.history.withdrawn:
        return [Turn("", "withdrawn", (round_.history.withdrawn[state.id].reason,))]
    due = _asked_until(round_, state.id)
    if not state.received:
        lost = state.id in lost_stations(round_)
        return [Turn(ORGANISER, "lost") if lost else Turn(STATION, "hand_in", due=due)]
    if round_.frozen(state.id):
        return list(_after_close(round_, state.id)) or [Turn("", "done")]
    if state.broken:
        files = tuple(dict.fromkeys(problem.file for problem in state.problems))
        return [Turn(STATION, "correct", files, due)]
    asked = [] if due is None else [Turn(STATION, "complete", due=due)]
    listed = list(_nobody(round_, state))
    listed += [Turn(sheet.evaluator, "mark") for sheet in state.sheets if sheet.state != SUBMITTED]
    if state.waiting:
        listed.append(Turn(PANEL, "decide", tuple(f"{matter.kind} {matter.id}" for matter in state.waiting)))
    if listed:
        return [*asked, *listed]
    stale = why_unfinished(round_, state) in ("no_result", "outdated")
    return [*asked, Turn(ORGANISER, "run" if stale else "close")]


def all_turns(round_: Round, states: Iterable[StationState]) -> dict[str, list[Turn]]:
    """Return what is missing at each station, by id.

    Raises Unusable, with the problems of all stations, when results were changed.
    """
    listed: dict[str, list[Turn]] = {}
    problems: list[Problem] = []
    for state in states:
        try:
            listed[state.id] = turns(round_, state)
        except Unusable as unusable:
            problems += unusable.problems
    if problems:
        raise Unusable(problems)
    return listed


def _asked_until(round_: Round, station: str) -> date | None:
    """Return until when a station is asked to complete its materials.

    None once it handed in again, or where results were closed since it was asked.
    """
    checks = round_.history.checks.get(station)
    if not checks or checks[-1].received is not None or checks[-1].lapsed:
        return None
    return checks[-1].due


def _after_close(round_: Round, station: str) -> Iterable[Turn]:
    """Yield what a closed result of a station still calls for: answers, rectification, rechecks."""
    history = round_.history
    unanswered = tuple(
        entry.number for entry in history.objections if entry.station == station and entry.answer is None
    )
    if unanswered:
        yield Turn(ORGANISER, "answer", unanswered)
    for notice in history.notices:
        if notice.station == station and notice.state == ISSUED:
            yield Turn(STATION, "rectify", due=notice.due)
        elif notice.station == station and notice.state == ANSWERED:
            yield Turn(ORGANISER, "recheck")


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


class SheetCounts(TypedDict):
    """How many sheets are due and submitted."""

    due: int
    submitted: int


class ObjectionCounts(TypedDict):
    """How many objections there are, and the numbers of those without an answer."""

    registered: int
    unanswered: list[str]
    late: int


class NoticeCounts(TypedDict):
    """How many notices of rectification there are, and the stations of those not settled."""

    issued: int
    pending: list[str]


class Summary(TypedDict):
    """What a leader asks."""

    stations: int
    received: int
    ready: int
    to_decide: int
    sheets: SheetCounts
    grades: dict[str, int]
    asked_to_complete: list[str]
    withdrawn: int
    edition: int | None
    reopened: list[str]
    objections: ObjectionCounts
    rectification: NoticeCounts


def summary(round_: Round, states: Sequence[StationState]) -> Summary:
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
        "asked_to_complete": sorted(
            state.id
            for state in taking_part
            if not round_.frozen(state.id) and _asked_until(round_, state.id) is not None
        ),
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
