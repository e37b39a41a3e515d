"""Evaluate some stations of a round and write their files: the unit of work, in this process or elsewhere.

Everything a worker needs is in `Work`, and it reads and writes in the round's folder only; on a cluster
that folder is shared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluator import reports
from evaluator.base.files import write_whole
from evaluator.base.gate import read_file
from evaluator.base.json_text import dumped
from evaluator.evaluation.pipeline import evaluate
from evaluator.evaluation.stored import superseding
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import REPORTS, Round, RoundContext
from evaluator.rounds import keys
from evaluator.rounds.folder import result_path, superseded
from evaluator.rounds.keys import StepFiles
from evaluator.rounds.read import station_inputs
from evaluator.texts.problem import Problem, Severity

TEMPLATES: Final[Mapping[str, str]] = {".docx": "evaluation", ".html": "html"}
"""The report templates by the suffix of their files."""

EVALUATED, RENDERED, UNCHANGED, BROKEN, CRASHED = "evaluated", "rendered", "unchanged", "broken", "crashed"


@dataclass(frozen=True, slots=True)
class Work:
    """A unit of work: stations to evaluate together."""

    round_: Round
    stations: tuple[str, ...]
    templates: Mapping[str, str]
    """Hash of each report's template by the report's suffix; empty for no reports."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a station's evaluation."""

    station: str
    state: str
    """evaluated; rendered (only the reports changed); unchanged; broken; crashed."""
    problems: tuple[Problem, ...] = ()
    """The errors of a broken station."""
    reason: str = ""
    """The program's error on a crashed station."""


def template_hashes() -> dict[str, str]:
    """Return the hash of each report's template by the report's suffix."""
    return {suffix: keys.sha256(reports.template_path(name)) for suffix, name in TEMPLATES.items()}


def work(unit: Work) -> list[Outcome]:
    """Evaluate the stations of a unit and write what changed."""
    return [_station(unit.round_, station, unit.templates) for station in unit.stations]


def discard(round_: Round, station: str) -> None:
    """Remove the files of a station that cannot be evaluated, so that nobody takes them for its result."""
    keys.forget(round_, station)
    for path in (result_path(round_, station), *_report_paths(round_, station).values()):
        path.unlink(missing_ok=True)


def _station(round_: Round, station: str, templates: Mapping[str, str]) -> Outcome:
    steps = keys.made(round_, station)
    path = result_path(round_, station)
    key = keys.inputs_key(round_, station)
    state = UNCHANGED
    if not keys.holds(round_, steps.get("result"), key, [path]):
        inputs, problems = station_inputs(round_, station)
        if inputs is None:
            discard(round_, station)
            errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
            return Outcome(station, BROKEN, errors)
        document = evaluate(inputs).document
        before = superseded(round_, station)
        write_whole(path, dumped(superseding(document, before) if before else document))
        steps["result"] = StepFiles(key, keys.hashes(round_.folder, [path]))
        keys.keep(round_, station, steps)
        state = EVALUATED
    if templates and _render(round_, station, read_file(path), templates, steps) and state == UNCHANGED:
        state = RENDERED
    return Outcome(station, state)


def _render(
    round_: Round, station: str, result: bytes, templates: Mapping[str, str], steps: dict[str, StepFiles]
) -> bool:
    """Write a station's reports unless they are up to date; return whether they were written."""
    paths = _report_paths(round_, station)
    key = keys.reports_key(result, round_, templates)
    if keys.holds(round_, steps.get("reports"), key, paths.values()):
        return False
    document: Evaluation = json.loads(result)
    context = RoundContext(keys.documents(round_))
    for suffix, path in paths.items():
        write_whole(path, reports.render(document, TEMPLATES[suffix], context))
    steps["reports"] = StepFiles(key, keys.hashes(round_.folder, paths.values()))
    keys.keep(round_, station, steps)
    return True


def _report_paths(round_: Round, station: str) -> dict[str, Path]:
    return {suffix: round_.folder / REPORTS / f"{station}{suffix}" for suffix in TEMPLATES}
