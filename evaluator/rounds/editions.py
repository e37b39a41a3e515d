"""Make the next edition of a round: the results that a close freezes, and the round's seal over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from evaluator.base import seal
from evaluator.evaluation.stored import load_result
from evaluator.model.history import Declared, Edition, ResultReference
from evaluator.model.round import FILE, RESULTS, Round
from evaluator.rounds.declared import declared
from evaluator.rounds.folder import current_edition, result_path
from evaluator.rounds.history import award_fields
from evaluator.rounds.log import LOG
from evaluator.rounds.read import station_ids
from evaluator.rounds.round_decisions import award_decisions
from evaluator.texts.problem import Problem, Unusable
from evaluator.yaml.write import Field


@dataclass(frozen=True, slots=True)
class NextEdition:
    """What a close freezes."""

    edition: Edition
    """The edition in force after the close: a new one, or the present one after rechecks only."""
    new: bool
    rechecked: Mapping[str, ResultReference]
    """Results of rechecks; they enter no edition."""

    def fields(self, round_: Round) -> dict[str, Field]:
        """Return the fields of the entry for the log."""
        fields: dict[str, Field] = {"edition": str(self.edition.number)}
        if self.rechecked:
            fields["rechecked"] = references(self.rechecked)
        if self.new:
            edition = self.edition
            fields |= {
                **declared(round_),
                "results": references(edition.results),
                "left": dict(edition.left),
                "withdrawn": sorted(edition.withdrawn),
                "awarded": {award: award_fields(decision) for award, decision in edition.awards.items()},
                "seal": edition.seal,
            }
        return fields


def next_edition(round_: Round, left: Mapping[str, str], day: date) -> NextEdition:
    """Return what a close on *day* freezes; *left* are the stations that are not final, with the reason.

    Raises Unusable when a result was changed, OSError.
    """
    history = round_.history
    last = history.edition
    rechecking = {station for station, reopening in history.reopened.items() if reopening.recheck}
    moving = [station for station in station_ids(round_) if last is None or station in history.reopened]
    written = {
        station: reference for station in moving if (reference := _written(round_, station)) is not None
    }
    rechecked = {station: reference for station, reference in written.items() if station in rechecking}
    if last is not None and rechecking.issuperset(history.reopened):
        return NextEdition(last, new=False, rechecked=rechecked)
    reviewed = {station: reference for station, reference in written.items() if station not in rechecking}
    results = reviewed if last is None else {**last.results, **reviewed}
    left_before = {} if last is None else last.left
    edition = Edition(
        number=1 if last is None else current_edition(round_) + 1,
        day=day,
        results={station: results[station] for station in sorted(results)},
        left=dict(left)
        if last is None
        else {station: why for station, why in {**left_before, **left}.items() if station not in reviewed},
        withdrawn=history.withdrawn,
        awards=dict(award_decisions(round_)),
        declared=declared(round_),
    )
    return NextEdition(sealed(round_, edition), new=True, rechecked=rechecked)


def too_early(round_: Round, day: date) -> list[Problem]:
    """Return a problem if the next edition would bear an earlier day than the one in force."""
    edition = round_.history.edition
    if edition is None or day >= edition.day:
        return []
    args = {"day": day.isoformat(), "first": edition.day.isoformat(), "number": str(edition.number)}
    return [Problem("edition-early", FILE, args=args)]


def sealed(round_: Round, edition: Edition) -> Edition:
    """Return the edition with the round's seal."""
    seals = {station: result.seal for station, result in edition.results.items()}
    return replace(edition, seal=round_seal(round_, edition.number, seals, edition.withdrawn))


def round_seal(round_: Round, number: int, seals: Mapping[str, str], withdrawn: Iterable[str]) -> str:
    """Return the SHA-256 of the canonical JSON of what an edition rests on: the round's seal.

    *seals* are those of the stations' results.
    """
    return _digest(declared(round_), number, seals, withdrawn)


def edition_problems(round_: Round) -> Iterator[Problem]:
    """Yield what contradicts the log's editions: a result with another seal, a round's seal over other parts.

    A result that cannot be read is left to what reads it. Raises OSError.
    """
    before: Declared = {}
    seals: dict[str, str] = {}
    for edition in round_.history.editions:
        for reference in edition.results.values():
            path = f"{RESULTS}/{reference.file}"
            if path not in seals:
                with suppress(Unusable):
                    seals[path] = load_result(round_.folder / path, path)["seal"]
            actual = seals.get(path, reference.seal)
            if actual != reference.seal:
                args = {"seal": actual[:16], "recorded": reference.seal[:16]}
                yield Problem("result-not-recorded", path, args=args)
        closed = edition.declared is not before  # else made by a withdrawal, which declares nothing
        before = edition.declared
        own = {station: result.seal for station, result in edition.results.items()}
        if closed and _digest(edition.declared, edition.number, own, edition.withdrawn) != edition.seal:
            yield Problem("edition-altered", LOG, args={"number": str(edition.number)})


def _digest(parts: Declared, number: int, seals: Mapping[str, str], withdrawn: Iterable[str]) -> str:
    guideline = parts.get("guideline")
    return seal.digest(
        {
            "edition": number,
            "guideline": guideline.get("sha256") if isinstance(guideline, Mapping) else None,
            "panel": parts.get("panel"),
            "awards": parts.get("awards"),
            "stations": dict(sorted(seals.items())),
            "withdrawn": sorted(withdrawn),
        }
    )


def references(results: Mapping[str, ResultReference]) -> dict[str, Field]:
    """Return references to results by station for the log."""
    return {station: {"file": result.file, "seal": result.seal} for station, result in results.items()}


def _written(round_: Round, station: str) -> ResultReference | None:
    """Return the result that a run has written for a station."""
    path = result_path(round_, station)
    if not path.is_file():
        return None
    return ResultReference(path.name, load_result(path, f"{RESULTS}/{path.name}")["seal"])
