"""Check what stations' materials lack (材料审核), and ask for it until a day (补正通知)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from evaluator.base.folders import files_below
from evaluator.evaluation import compute
from evaluator.evaluation.pipeline import failed, read_inputs
from evaluator.evaluation.progress import Lacking, Lacks, lacks
from evaluator.loading.identity import declared_station
from evaluator.loading.submission import FILE as SUBMISSION
from evaluator.model.history import MaterialCheck, next_serial
from evaluator.model.round import FILE, STATIONS, Round
from evaluator.model.submission import Submission
from evaluator.rounds.read import moving_stations, received_stations, station_ids, submission_problems
from evaluator.rounds.staging import Operation, keep_data
from evaluator.texts import Language, reports
from evaluator.texts.problem import Problem, nearest, sort_problems
from evaluator.yaml.write import Field

FORMAT: Final = "material-check/1"


@dataclass(frozen=True, slots=True)
class StationCheck:
    """What the materials of a station lack."""

    id: str
    name: str = ""
    county: str = ""
    received: bool = True
    broken: bool = False
    """Whether an error keeps its files from being read as a whole."""
    lacks: Lacks = field(default_factory=Lacks)
    unlisted: tuple[str, ...] = ()
    """Files of its folder that its submission does not name: nothing is proved by them."""
    problems: tuple[Problem, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there is nothing to ask for."""
        return self.received and not self.problems and not len(self.lacks)


def stations_to_check(round_: Round, wanted: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """Return the stations to check: those *wanted*, or all whose materials can still change."""
    ids = station_ids(round_)
    problems: list[Problem] = []
    for station in dict.fromkeys(wanted):
        if station not in ids:
            near = nearest(station, ids) or ""
            args = {"name": station, "near": near}
            problems.append(
                Problem("check-unknown", FILE, args=args, hint_key="did-you-mean" if near else "")
            )
    if problems or wanted:
        return sorted(set(wanted)), problems
    return moving_stations(round_) or ids, []


def check_station(round_: Round, station: str) -> StationCheck:
    """Return what a station's materials lack, by themselves: neither sheets nor decisions are looked at."""
    folder = round_.folder / STATIONS / station
    if station not in received_stations(round_):
        return StationCheck(station, received=False)
    inputs, problems = read_inputs(folder, guideline_model=round_.guideline)
    if inputs is not None:
        problems = sort_problems([*problems, *submission_problems(round_, station, inputs.submission)])
    if inputs is None:
        about = declared_station(folder)
        return StationCheck(station, about.name, about.county, broken=True, problems=tuple(problems))
    own = inputs.submission.station
    return StationCheck(
        station,
        own.name,
        own.county,
        broken=failed(problems),
        lacks=lacks(compute(inputs.own_case())),
        unlisted=tuple(_unlisted(folder, inputs.submission)),
        problems=tuple(problems),
    )


def _unlisted(folder: Path, submission: Submission) -> Iterator[str]:
    """Yield the files of a station's folder that its submission names neither as a ledger nor as evidence."""
    named = {item.file for item in submission.evidence}
    named |= {name for ledger in submission.ledgers.values() for name in ledger.files}
    yield from (name for name, _ in files_below(folder) if name != SUBMISSION and name not in named)


def issue(
    operation: Operation, round_: Round, checks: Sequence[StationCheck], due: date, day: date, by: str
) -> tuple[Round, list[Problem]]:
    """Plan to record a notice for each of *checks*; return the round as it is then.

    With a problem nothing is planned: stations that are frozen, a day that is over.
    """
    frozen = [check.id for check in checks if round_.frozen(check.id)]
    problems = [Problem("station-frozen", FILE, args={"name": id}) for id in frozen]
    if due < day:
        problems.append(Problem("check-due", FILE, args={"due": due.isoformat(), "day": day.isoformat()}))
    if problems:
        return round_, problems
    issued = dict(round_.history.checks)
    for check in checks:
        sha256 = keep_data(operation, check_data(check, reports.language(round_.guideline.language)))
        fields: dict[str, Field] = {"due": due.isoformat(), "lacks": len(check.lacks)}
        fields |= {"problems": len(check.problems), "sha256": sha256}
        if by:
            fields["by"] = by
        operation.log("checked", check.id, day, **fields)
        issued[check.id] = (
            *issued.get(check.id, ()),
            MaterialCheck(check.id, day, due, sha256, not check.received, serial=next_serial(issued)),
        )
    return replace(round_, history=replace(round_.history, checks=issued)), []


def check_data(check: StationCheck, language: Language) -> dict[str, Any]:
    """Return a check as JSON data, with problems in words."""
    return {
        "format": FORMAT,
        "id": check.id,
        "name": check.name,
        "county": check.county,
        "received": check.received,
        "evaluable": check.received and not check.broken,
        "facts": [_lacking(entry) for entry in check.lacks.facts],
        "ledgers": [_lacking(entry) for entry in check.lacks.ledgers],
        "evidence": [_lacking(entry) for entry in check.lacks.evidence],
        "unlisted": list(check.unlisted),
        "problems": [
            {
                "code": problem.code,
                "severity": str(problem.severity),
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "cell": problem.cell,
                "message": problem.message(language),
                "hint": problem.hint(language),
            }
            for problem in check.problems
        ],
    }


def _lacking(entry: Lacking) -> dict[str, Any]:
    return {"id": entry.id, "title": entry.title, "criteria": list(entry.criteria)}
