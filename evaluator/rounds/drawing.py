"""Draw the files of a sample from the ledger rows that count: anybody can repeat the draw from its seed.

The keys of the rows, NFKC, are hashed each as SHA-256 of `round␊station␊criterion␊seed␊key` in UTF-8; the
first by hexadecimal digest are drawn. The draw is recorded before it is shown, and stays.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from evaluator.evaluation.pipeline import Inputs
from evaluator.model.guideline import Criterion, Fact
from evaluator.model.history import Draw
from evaluator.model.round import FILE, Round
from evaluator.rounds.read import moving_stations, received_stations, station_inputs
from evaluator.rounds.staging import Operation
from evaluator.rules.marked import FilesForm, form_of
from evaluator.scoring.counting import counted_rows
from evaluator.scoring.facts import StationFacts
from evaluator.texts.problem import Problem
from evaluator.yaml.write import flow


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a draw came to."""

    draws: tuple[Draw, ...] = ()
    impossible: tuple[tuple[str, str], ...] = ()
    """Stations and criteria whose files stand in no ledger with a key, or whose number is not known."""
    already: tuple[tuple[str, str], ...] = ()
    """Stations and criteria that were drawn, or inspected, before and are not drawn again."""
    problems: tuple[Problem, ...] = ()


def undrawn(round_: Round, station: str) -> bool:
    """Return whether a sample of files is asked for at a station and none was drawn."""
    return any(
        round_.history.draw(station, criterion.id) is None
        for criterion in round_.guideline.criteria()
        if isinstance(form_of(criterion), FilesForm)
    )


def drawn_keys(round_id: str, station: str, criterion: str, seed: str, keys: Iterable[str]) -> list[str]:
    """Return all keys in the order of the draw; equal keys count once."""
    folded = {unicodedata.normalize("NFKC", key) for key in keys}

    def digest(key: str) -> str:
        return hashlib.sha256(f"{round_id}\n{station}\n{criterion}\n{seed}\n{key}".encode()).hexdigest()

    return sorted(folded, key=lambda key: (digest(key), key))


def draw(
    operation: Operation, round_: Round, stations: Sequence[str], *, seed: str, day: date, reason: str = ""
) -> Drawing:
    """Plan to record draws for stations (none: all); what was drawn before is drawn again only with a reason.

    Commit before anything is shown. Raises Unusable, OSError.
    """
    problems = tuple(_station_problems(round_, stations))
    if problems:
        return Drawing(problems=problems)
    draws: list[Draw] = []
    impossible: list[tuple[str, str]] = []
    already: list[tuple[str, str]] = []
    received = set(received_stations(round_))
    for station in stations or [id for id in moving_stations(round_) if id in received]:
        inputs, wrong = station_inputs(round_, station)
        if inputs is None:
            problems += tuple(wrong)
            continue
        for criterion, form in _samples(inputs):
            about = (station, criterion.id)
            done = round_.history.draw(*about) is not None or _inspected(inputs, criterion)
            if done and not reason:
                already.append(about)
                continue
            keys = _keys(inputs, form)
            size = form.size(StationFacts(inputs.case().dossier))
            if keys is None or size is None:
                impossible.append(about)
            elif size:
                ordered = drawn_keys(round_.id, station, criterion.id, seed, keys)
                draws.append(Draw(station, criterion.id, seed, tuple(ordered[:size]), day, reason))
    for new in draws:
        fields = {"criterion": new.criterion, "seed": seed, "files": list(new.keys)}
        operation.log("drawn", new.station, day, **fields, **({"reason": reason} if reason else {}))
    return Drawing(tuple(draws), tuple(impossible), tuple(already), problems)


def after_draw(round_: Round, drawing: Drawing) -> Round:
    """Return the round with new draws."""
    draws = dict(round_.history.draws)
    for new in drawing.draws:
        about = (new.station, new.criterion)
        draws[about] = (*draws.get(about, ()), new)
    return replace(round_, history=replace(round_.history, draws=draws))


def hand_out_draws(round_: Round, stations: Iterable[str]) -> bytes:
    """Return the draws that count, for the stations of a hand-out; nothing of seeds and earlier draws."""
    wanted = set(stations)
    lines = [
        flow({"station": draws[-1].station, "criterion": draws[-1].criterion, "files": list(draws[-1].keys)})
        for (station, _), draws in sorted(round_.history.draws.items())
        if station in wanted
    ]
    return "".join(f"- {line}\n" for line in lines).encode()


def _station_problems(round_: Round, stations: Sequence[str]) -> Iterator[Problem]:
    there = received_stations(round_)
    for station in stations:
        if station not in there:
            yield Problem("station-not-received", FILE, args={"name": station})
        elif round_.frozen(station) or not round_.has(station):
            yield Problem("station-frozen", FILE, args={"name": station})


def _inspected(inputs: Inputs, criterion: Criterion) -> bool:
    """Return whether a submitted sheet has files of a sample."""
    return any(
        sheet.submitted is not None and criterion.id in sheet.marks and bool(sheet.marks[criterion.id].sample)
        for sheet in inputs.sheets
    )


def _samples(inputs: Inputs) -> Iterator[tuple[Criterion, FilesForm]]:
    for criterion in inputs.guideline.criteria():
        form = form_of(criterion)
        if isinstance(form, FilesForm):
            yield criterion, form


def _keys(inputs: Inputs, form: FilesForm) -> list[str] | None:
    """Return the keys of the rows that the number of files is counted from; None where there are none."""
    name = form.population.fact if form.population is not None else ""
    fact = inputs.guideline.facts.get(name)
    counted = [] if fact is None else list(_counted(inputs, fact))
    if not counted:
        return None
    keys: list[str] = []
    for each in counted:
        assert each.counted is not None
        ledger = inputs.guideline.ledgers[each.counted.ledger]
        handed = inputs.submission.ledgers.get(ledger.id)
        if not ledger.key or handed is None:
            return None
        rows = counted_rows(each, ledger, handed, inputs.submission.period)
        keys += [str(row.cells[ledger.key]) for row in rows]
    return keys


def _counted(inputs: Inputs, fact: Fact) -> Iterator[Fact]:
    """Yield the counted facts that a fact is the sum of; nothing where one of them is not counted."""
    if fact.counted is not None:
        yield fact
    elif fact.total and not fact.less:
        parts = [inputs.guideline.facts[name] for name in fact.total]
        if all(part.counted is not None for part in parts):
            yield from parts
