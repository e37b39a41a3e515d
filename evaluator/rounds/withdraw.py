"""Take a station out of a round: listed with its reason, without a rank, its papers apart."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from evaluator.evaluation.stored import load_result
from evaluator.loading.fields import entries, text
from evaluator.loading.submission import open_submission
from evaluator.model.history import Edition, Withdrawal
from evaluator.model.round import FILE, REPORTS, STATIONS, Round
from evaluator.rounds.editions import sealed, too_early
from evaluator.rounds.folder import SHEET_RECEIPTS, edition_folder, latest_result
from evaluator.rounds.read import received_stations, station_ids
from evaluator.rounds.record import recorded_files
from evaluator.rounds.staging import Operation
from evaluator.texts.problem import Problem, Unusable, nearest
from evaluator.yaml.write import Field

FOLDER: Final = f"{REPORTS}/withdrawn"
"""Where the papers of withdrawn stations go, by station."""


def withdraw(
    operation: Operation,
    round_: Round,
    station: str,
    *,
    reason: str,
    by: str,
    day: date,
    into: str = "",
    into_new: bool = False,
) -> tuple[Round | None, list[Problem]]:
    """Plan to withdraw a station; return the round as it is then, None with a problem.

    *into_new*: the station that it is merged into is a new one, which the round does not have.
    After a close this makes another edition at once, since others move up. Raises Unusable, OSError.
    """
    problems = [*_problems(round_, station, into, into_new=into_new), *too_early(round_, day)]
    if problems:
        return None, problems
    name, county = _identity(round_, station)
    withdrawal = Withdrawal(station, reason, by, day, into, name, county)
    history = round_.history
    withdrawn = {**history.withdrawn, station: withdrawal}
    fields: dict[str, Field] = {"name": name, "county": county, "reason": reason, "by": by}
    if into:
        fields["into"] = into
    editions = history.editions
    if history.edition is not None:
        edition = _without(round_, history.edition, withdrawal)
        fields |= {"edition": str(edition.number), "seal": edition.seal}
        editions = (*editions, edition)
        for path in _drafts(round_, edition.number):
            operation.remove(path, was=False)
    for path, target in _papers(round_, station):
        operation.copy(round_.folder / path, target)
        operation.put(target)
        operation.remove(path, was=False)
    operation.log("withdrawn", station, day, **fields)
    reopened = {id: reopening for id, reopening in history.reopened.items() if id != station}
    after = replace(history, logged=True, withdrawn=withdrawn, editions=editions, reopened=reopened)
    return replace(round_, history=after), []


def _without(round_: Round, edition: Edition, withdrawal: Withdrawal) -> Edition:
    station = withdrawal.station
    following = replace(
        edition,
        number=edition.number + 1,
        day=withdrawal.day,
        results={id: result for id, result in edition.results.items() if id != station},
        left={id: why for id, why in edition.left.items() if id != station},
        withdrawn={**edition.withdrawn, station: withdrawal},
    )
    return sealed(round_, following)


def _drafts(round_: Round, number: int) -> Iterator[str]:
    """Yield the reports of stations that are open again: the next run writes them below a later edition."""
    folder = edition_folder(round_, number)
    for station in round_.history.reopened:
        for path in folder.glob(f"{glob.escape(station)}.*"):
            yield path.relative_to(round_.folder).as_posix()


def _papers(round_: Round, station: str) -> Iterator[tuple[str, str]]:
    """Yield the papers of a station below the reports, each with the place it goes to."""
    for path, _ in recorded_files(round_.folder, (REPORTS,)):
        pure = PurePosixPath(path)
        own = pure.name.startswith(f"{station}.") and pure.parent.name != SHEET_RECEIPTS
        if own and not path.startswith(f"{FOLDER}/"):
            yield path, f"{FOLDER}/{station}/{path.removeprefix(f'{REPORTS}/')}"


def _identity(round_: Round, station: str) -> tuple[str, str]:
    """Return a station's name and county, from its result or from what it handed in; '' where unknown."""
    path = latest_result(round_, station)
    if path is not None:
        try:
            about = load_result(path, path.relative_to(round_.folder).as_posix())["station"]
        except Unusable:
            pass  # what is wrong with the result is no reason to keep the station
        else:
            return about["name"], about["county"]
    folder = round_.folder / STATIONS / station
    if not folder.is_dir():
        return "", ""
    fields = entries(entries(open_submission(folder).node).get("station"))
    return text(fields.get("name")), text(fields.get("county"))


def _problems(round_: Round, station: str, into: str, *, into_new: bool) -> list[Problem]:
    edition = round_.history.edition
    stations = {*station_ids(round_), *received_stations(round_)} - round_.history.withdrawn.keys()
    if edition is not None:
        stations = {id for id in edition.stations if id not in edition.withdrawn}
    problems: list[Problem] = []
    if station in round_.history.withdrawn:
        reason = round_.history.withdrawn[station].reason
        problems.append(Problem("station-withdrawn", FILE, args={"name": station, "reason": reason}))
    elif station not in stations:
        problems.append(_unknown(station, stations))
    if into == station:
        problems.append(Problem("withdraw-into-itself", FILE, args={"name": into}))
    elif into in round_.history.withdrawn:
        args = {"name": into, "reason": round_.history.withdrawn[into].reason}
        problems.append(Problem("station-withdrawn", FILE, args=args))
    elif into and into not in stations and not into_new:
        unknown = _unknown(into, stations)
        problems.append(replace(unknown, hint_key="merged-near" if unknown.hint_key else "merged-new"))
    return problems


def _unknown(station: str, stations: set[str]) -> Problem:
    near = nearest(station, sorted(stations)) or ""
    args = {"name": station, "near": near}
    return Problem("withdraw-unknown", FILE, args=args, hint_key="did-you-mean" if near else "")
