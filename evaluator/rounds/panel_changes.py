"""Excuse an evaluator from stations, or put another in his place; his submitted sheets stay or go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from evaluator.base.files import is_file_name
from evaluator.base.gate import read_file
from evaluator.loading.sheet import read_sheets
from evaluator.model.history import CLOSED
from evaluator.model.round import FILE, SHEETS, Round
from evaluator.model.sheet import Evaluator, Panel
from evaluator.rounds.declared import panel_fields
from evaluator.rounds.read import moving_stations, panel_in, station_ids
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.edit import EditedFile
from evaluator.yaml.write import Field, flow

KEEP, DROP = "keep", "drop"
_EVALUATORS: Final = ("panel", "evaluators")


@dataclass(frozen=True, slots=True)
class PanelChange:
    """What changed."""

    excused: tuple[str, ...]
    """Stations that the evaluator marks no longer."""
    left: tuple[str, ...]
    """Stations whose submitted sheets of his stay and count."""
    dropped: tuple[str, ...]
    """Sheets that count no longer, by their paths in the round."""
    panel: Panel


def change_panel(
    operation: Operation,
    round_: Round,
    evaluator: str,
    stations: Sequence[str],
    *,
    sheets: str,
    reason: str,
    by: str,
    day: date,
    successor: Evaluator | None = None,
) -> tuple[PanelChange | None, list[Problem]]:
    """Plan to excuse an evaluator from stations (none: from all), and to let a successor mark them.

    *sheets*: keep his submitted sheets, or drop them; drafts go in any case. Raises Unusable, OSError.
    """
    problems = _problems(round_, evaluator, stations, successor)
    if problems:
        return None, problems
    member = round_.evaluator(evaluator)
    assert member is not None
    wanted = [id for id in stations or moving_stations(round_) if id not in member.recused_from]
    submitted = set(_submitted(round_, evaluator, wanted))
    left = tuple(id for id in wanted if sheets == KEEP and id in submitted)
    excused = tuple(id for id in wanted if id not in left)
    if not excused:
        return None, [Problem("panel-nothing", FILE, args={"name": evaluator})]
    panel = _changed(round_, member, excused, successor)
    data, problems = _written(round_, panel, member, successor)
    if problems:
        return None, problems
    operation.write(FILE, data)
    fields: dict[str, Field] = {"from": list(excused), "sheets": sheets, "reason": reason, "by": by}
    if successor is not None:
        fields["with"] = successor.id
    operation.log("excused", evaluator, day, **fields, panel=panel_fields(panel))
    dropped: list[str] = []
    for station in excused:
        path = f"{SHEETS}/{evaluator}/{station}.yaml"
        if (round_.folder / path).is_file():
            operation.remove(path)
            dropped.append(path)
            if station in submitted:
                operation.log("reopened", path, day, reason=reason, by=by)
    return PanelChange(excused, left, tuple(dropped), panel), []


def _problems(
    round_: Round, evaluator: str, stations: Sequence[str], successor: Evaluator | None
) -> list[Problem]:
    if round_.state == CLOSED:
        return [Problem("round-closed", FILE)]
    member = round_.evaluator(evaluator)
    ids = [entry.id for entry in round_.panel.evaluators]
    if member is None:
        return [_unknown("panel-unknown", evaluator, ids)]
    problems: list[Problem] = []
    for station in stations:
        if station not in station_ids(round_):
            problems.append(_unknown("panel-station", station, station_ids(round_)))
        elif round_.frozen(station):
            problems.append(Problem("station-frozen", FILE, args={"name": station}))
    if successor is None:
        return problems
    there = round_.evaluator(successor.id)
    args = {"name": successor.id, "role": member.role}
    if successor.id == evaluator:
        problems.append(Problem("panel-same", FILE, args=args))
    elif not is_file_name(successor.id):
        problems.append(Problem("round-id", FILE, args=args))
    elif there is not None and there.role != member.role:
        problems.append(Problem("panel-role", FILE, args={**args, "found": there.role}))
    elif there is not None:
        wanted = [id for id in stations or moving_stations(round_) if id not in member.recused_from]
        conflicts = [id for id in wanted if id in there.recused_from and not _by_change(round_, there.id, id)]
        if conflicts:
            args |= {"stations": Listing(conflicts)}
            problems.append(Problem("panel-recused", FILE, args=args))
        elif wanted and not set(wanted).intersection(there.recused_from) and there.marks == member.marks:
            problems.append(Problem("panel-marks-already", FILE, args=args))
    return problems


def _by_change(round_: Round, evaluator: str, station: str) -> bool:
    """Return whether a recusal comes from a change of the panel, and not from the evaluator's own ties."""
    return any(
        excusal.successor == evaluator or (excusal.evaluator == evaluator and station in excusal.stations)
        for excusal in round_.history.excusals
    )


def _unknown(code: str, name: str, names: Sequence[str]) -> Problem:
    near = nearest(name, names) or ""
    args = {"name": name, "near": near, "known": Listing(names)}
    return Problem(code, FILE, args=args, hint_key="did-you-mean" if near else "")


def _submitted(round_: Round, evaluator: str, stations: Sequence[str]) -> Iterator[str]:
    """Yield the stations on which an evaluator has submitted a sheet."""
    for station in stations:
        path = round_.folder / SHEETS / evaluator / f"{station}.yaml"
        if path.is_file():
            sheets, _, _ = read_sheets([path], round_.guideline, station)
            if any(sheet.submitted is not None for sheet in sheets):
                yield station


def _changed(round_: Round, member: Evaluator, excused: Sequence[str], successor: Evaluator | None) -> Panel:
    """Return the panel after the change."""
    recused = tuple(dict.fromkeys((*member.recused_from, *excused)))
    evaluators = [
        replace(entry, recused_from=recused) if entry.id == member.id else entry
        for entry in round_.panel.evaluators
    ]
    if successor is not None:
        there = round_.evaluator(successor.id)
        if there is None:
            others = tuple(id for id in station_ids(round_) if id not in excused)
            new = Evaluator(successor.id, successor.name, member.role, member.marks, others)
            evaluators.append(new)
        else:
            own = tuple(id for id in there.recused_from if id not in excused)
            evaluators = [
                replace(entry, recused_from=own) if entry.id == there.id else entry for entry in evaluators
            ]
    return replace(round_.panel, evaluators=tuple(evaluators))


def _written(
    round_: Round, panel: Panel, member: Evaluator, successor: Evaluator | None
) -> tuple[bytes, list[Problem]]:
    """Return `round.yaml` with the changed panel, every other line as it was; problems where it cannot be."""
    document = EditedFile(read_file(round_.folder / FILE))
    before = {entry.id: entry for entry in round_.panel.evaluators}
    for at, entry in enumerate(panel.evaluators):
        if entry.id not in before:
            document.append(_EVALUATORS, flow(_fields(entry)))
        elif entry != before[entry.id]:
            document.put((*_EVALUATORS, at), "recused_from", flow(list(entry.recused_from)))
    written = panel_in(document.data, round_.guideline)
    return document.data, [] if written == panel else [Problem("panel-form", FILE)]


def _fields(evaluator: Evaluator) -> dict[str, Field]:
    fields: dict[str, Field] = {"id": evaluator.id, "name": evaluator.name, "role": evaluator.role}
    fields |= {"marks": list(evaluator.marks), "recused_from": list(evaluator.recused_from)}
    return {key: value for key, value in fields.items() if value}
