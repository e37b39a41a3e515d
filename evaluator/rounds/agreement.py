"""Compute how far the evaluators of a round agree, by role, from the submitted sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from evaluator.base.exact import Number
from evaluator.model.round import Round
from evaluator.model.values import EXPERT
from evaluator.rounds.krippendorff import Agreement, summarise
from evaluator.rounds.read import received_stations, station_ids, station_inputs
from evaluator.rules.marked import form_of
from evaluator.scoring.facts import StationFacts

TOLERANCE: Final = Fraction(1, 10)
"""The share of full marks within which marks are close, where the round sets no other."""

Marks = dict[str, dict[str, dict[str, Number]]]
"""Points by criterion, evaluator and station."""


@dataclass(frozen=True, slots=True)
class RoleAgreement:
    """How far the evaluators of one role agree."""

    role: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class RoundAgreement:
    """How far a round's evaluators agree."""

    roles: tuple[RoleAgreement, ...]
    """Roles with marks of at least two evaluators, experts first."""
    alone: tuple[str, ...]
    """Roles with a single evaluator: there is nothing to compare."""
    unread: tuple[str, ...]
    """Stations left out because their files have errors."""


def agree(round_: Round) -> RoundAgreement:
    """Return the agreement of all submitted sheets; the panel's decisions do not change their marks."""
    by_role: dict[str, Marks] = {}
    received = set(received_stations(round_))
    here = [station for station in station_ids(round_) if station in received]
    unread = [station for station in here if not _read(round_, station, by_role)]
    full = {criterion.id: criterion.points for criterion in round_.guideline.criteria()}
    tolerance = TOLERANCE if round_.panel.apart is None else Fraction(round_.panel.apart)
    agreements: list[RoleAgreement] = []
    alone: list[str] = []
    for role in sorted(by_role, key=lambda role: (role != EXPERT, role)):
        marks = by_role[role]
        if len({evaluator for by_evaluator in marks.values() for evaluator in by_evaluator}) > 1:
            agreements.append(RoleAgreement(role, summarise(_in_order(round_, marks), full, tolerance)))
        else:
            alone.append(role)
    return RoundAgreement(tuple(agreements), tuple(alone), tuple(unread))


def _read(round_: Round, station: str, by_role: dict[str, Marks]) -> bool:
    """Add the marks on a station to *by_role*; return False when its files have errors."""
    inputs, _ = station_inputs(round_, station)
    if inputs is None:
        return False
    case = inputs.case()
    facts = StationFacts(case.dossier)
    criteria = {criterion.id: criterion for criterion in round_.guideline.criteria()}
    for sheet in case.sheets:
        for id, mark in sheet.marks.items():
            criterion = criteria[id]
            form = form_of(criterion)
            if form is None or sheet.role != criterion.marked_by or not criterion.points:
                continue
            points = form.points_of(mark, facts)
            if points is not None:
                by_evaluator = by_role.setdefault(sheet.role, {}).setdefault(id, {})
                by_evaluator.setdefault(sheet.evaluator, {})[station] = points
    return True


def _in_order(round_: Round, marks: Marks) -> Mapping[str, Mapping[str, Mapping[str, Number]]]:
    return {
        criterion.id: marks[criterion.id]
        for criterion in round_.guideline.criteria()
        if criterion.id in marks
    }
