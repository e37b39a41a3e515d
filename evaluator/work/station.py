"""Evaluate some stations of a round and write their files: the unit of work, in this process or elsewhere.

Everything a worker needs is in `Work`, and it reads and writes in the round's folder only; on a cluster
that folder is shared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evaluator import reports
from evaluator.base import seal
from evaluator.base.disk import remove
from evaluator.base.files import write_whole
from evaluator.base.gate import read_file
from evaluator.base.json_text import dumped
from evaluator.evaluation.pipeline import FilesRead, evaluate
from evaluator.evaluation.stored import Links, with_links
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import Round
from evaluator.model.values import NOTHING
from evaluator.rounds import keys
from evaluator.rounds.folder import next_papers, result_link, result_path
from evaluator.rounds.keys import StepFiles
from evaluator.rounds.papers import context_of, remove_pdf, report_details, source_of
from evaluator.rounds.programs import program_link
from evaluator.rounds.read import station_inputs
from evaluator.rounds.record import file_state, read_record
from evaluator.rounds.staging import Operation
from evaluator.texts.problem import Problem, Severity
from evaluator.work.pools import Shared, collect_now

TEMPLATES: Final[Mapping[str, str]] = {".docx": "evaluation", ".html": "html"}
"""The report templates by the suffix of their files."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What a step made: the key of its inputs, and its files with their hashes."""

    key: str
    files: Mapping[Path, bytes]
    hashes: Mapping[Path, str]

    @classmethod
    def of(cls, key: str, files: Mapping[Path, bytes]) -> _Made:
        """Hash the files."""
        return cls(key, files, {path: hashlib.sha256(data).hexdigest() for path, data in files.items()})


EVALUATED, RENDERED, UNCHANGED, BROKEN, CRASHED = "evaluated", "rendered", "unchanged", "broken", "crashed"


@dataclass(frozen=True, slots=True)
class Work:
    """A unit of work: stations to evaluate together."""

    shared: Shared[Round]
    stations: tuple[str, ...]
    templates: Mapping[str, str]
    """Hash of each report's template by the report's suffix; empty for no reports."""
    recorded: Mapping[str, str] = NOTHING
    """Hash of each recorded report of these stations by its path in the round."""
    edited: frozenset[str] = frozenset()
    """Reports that an office edited and recorded so."""
    first: bool = False
    """Whether nothing was recorded before: then every file passes for the program's own."""

    @property
    def round_(self) -> Round:
        """The round of the stations."""
        return self.shared.value


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
    edited: tuple[str, ...] = ()
    """The reports that an office edited, left as they are."""
    beyond: tuple[str, ...] = ()
    """The criteria decided where the marks agree, or outside all marks."""
    altered: bool = False
    """Whether the result was changed by other hands since it was written; it is computed anew."""


def template_hashes(round_: Round) -> dict[str, str]:
    """Return the hash of each report's template, with its style sheet, by the report's suffix."""
    return {
        suffix: seal.digest(dict(source_of(round_, reports.template_parts(name)).templates))
        for suffix, name in TEMPLATES.items()
    }


def written_paths(round_: Round, station: str) -> list[str]:
    """Return the paths of a station's current result and its reports in the round."""
    paths = [result_path(round_, station), *_report_paths(round_, station).values()]
    return [path.relative_to(round_.folder).as_posix() for path in paths]


def record_work(operation: Operation, round_: Round, stations: Sequence[str], *, rendered: bool) -> None:
    """Plan to record the files that the stations' work wrote, and what the reports were made from."""
    record = read_record(round_.folder)
    for station in stations:
        steps = keys.made(round_, station)
        written = {name: sha256 for step in steps.values() for name, sha256 in step.files.items()}
        for name in written_paths(round_, station):
            place = round_.folder / name
            if not place.is_file():
                operation.accept(name, None)
            elif name in written and (state := file_state(place)).sha256 == written[name]:
                operation.accept(name, state)
                if record.files.get(name) != state:
                    remove_pdf(operation, record, name)
        if rendered:
            result = result_path(round_, station).relative_to(round_.folder).as_posix()
            own = report_details(round_, station)
            for suffix, path in _report_paths(round_, station).items():
                name = path.relative_to(round_.folder).as_posix()
                if name in written and path.is_file() and file_state(path).sha256 == written[name]:
                    parts = reports.template_parts(TEMPLATES[suffix])
                    operation.made_from(name, source_of(round_, parts, (result,), own=own))


def work(unit: Work) -> list[Outcome]:
    """Evaluate the stations of a unit and write what changed."""
    outcomes = [_station(unit, station) for station in unit.stations]
    collect_now()
    return outcomes


def discard(round_: Round, station: str) -> None:
    """Remove the files of a station that cannot be evaluated, so that nobody takes them for its result."""
    keys.forget(round_, station)
    for path in (result_path(round_, station), *_report_paths(round_, station).values()):
        remove(path)


def _station(unit: Work, station: str) -> Outcome:
    round_ = unit.round_
    steps = keys.made(round_, station)
    path = result_path(round_, station)
    read = FilesRead()
    key = keys.inputs_key(round_, station, read)
    state, altered = UNCHANGED, False
    beyond: tuple[str, ...] = ()
    result: Evaluation | None = None
    data: bytes | None = None
    made: dict[str, _Made] = {}
    if not keys.holds(round_, steps.get("result"), key, [path]):
        inputs, problems = station_inputs(round_, station, read)
        if inputs is None:
            discard(round_, station)
            errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
            return Outcome(station, BROKEN, errors)
        document = evaluate(inputs).document
        beyond = tuple(row["what"]["mark"] for row in document["decisions"] if row.get("beyond"))
        result = with_links(document, _links(round_, station, document))
        data = dumped(result)
        altered = path.is_file() and read_file(path) != data and not _is_own(unit, path, steps.get("result"))
        made["result"] = _Made.of(key, {path: data})
        state = EVALUATED
    edited: list[str] = []
    if unit.templates:
        data = read_file(path) if data is None else data
        sha256 = made["result"].hashes[path] if made else hashlib.sha256(data).hexdigest()
        reports_made = _rendered(unit, station, (data, sha256), result, steps.get("reports"), edited)
        if reports_made is not None:
            made["reports"] = reports_made
            state = RENDERED if state == UNCHANGED else state
    if made:
        _write(round_, station, steps, made)
    return Outcome(station, state, edited=tuple(edited), altered=altered, beyond=beyond)


def _links(round_: Round, station: str, document: Evaluation) -> Links:
    """Return what a result names beside its evaluation: the result before it, and the program's part."""
    links = result_link(round_, station)
    program = program_link(round_, station, document)
    if program is not None:
        links["program"] = program
    return links


def _rendered(
    unit: Work,
    station: str,
    stored: tuple[bytes, str],
    result: Evaluation | None,
    record: StepFiles | None,
    edited: list[str],
) -> _Made | None:
    """Return a station's reports unless they are up to date.

    *stored* is the result's file with its hash, and *result* what it says, where that is at hand; *record* is
    of the reports that are there. Those that an office edited are left, and added to *edited*.
    """
    round_ = unit.round_
    paths: dict[str, Path] = {}
    for suffix, path in _report_paths(round_, station).items():
        name = path.relative_to(round_.folder).as_posix()
        own = _is_own(unit, path, record)
        if own and name not in unit.edited:
            paths[suffix] = path
        elif not own:
            edited.append(name)
    context = context_of(round_, own=report_details(round_, station))
    data, sha256 = stored
    key = keys.reports_key(sha256, context.documents, round_, unit.templates)
    if keys.holds(round_, record, key, paths.values()):
        return None
    result = json.loads(data) if result is None else result
    templates = [TEMPLATES[suffix] for suffix in paths]
    rendered = reports.render_each(result, templates, context)
    return _Made.of(key, dict(zip(paths.values(), rendered, strict=True)))


def _is_own(unit: Work, path: Path, record: StepFiles | None) -> bool:
    """Return whether a file is not there or is as the program wrote it."""
    if unit.first or not path.is_file():
        return True
    name = path.relative_to(unit.round_.folder).as_posix()
    own = {unit.recorded.get(name)}
    if record is not None:
        own |= {record.files.get(name), record.replaced.get(name)}
    return keys.sha256(path) in own


def _write(round_: Round, station: str, steps: dict[str, StepFiles], made: Mapping[str, _Made]) -> None:
    """Write the files of the steps that were made.

    Their hashes, and those of the files they replace, are recorded before: a killed process leaves no file
    that would pass for another's.
    """
    replaced = False
    for step, done in made.items():
        names = {path.relative_to(round_.folder).as_posix(): path for path in done.files}
        files = {name: done.hashes[path] for name, path in names.items()}
        before = {name: keys.sha256(path) for name, path in names.items() if path.is_file()}
        steps[step] = StepFiles(done.key, files, before)
        replaced = replaced or bool(before)
    keys.keep(round_, station, steps)
    for done in made.values():
        for path, data in done.files.items():
            write_whole(path, data)
    if replaced:
        steps |= {step: replace(steps[step], replaced={}) for step in made}
        keys.keep(round_, station, steps)


def _report_paths(round_: Round, station: str) -> dict[str, Path]:
    return {suffix: next_papers(round_, station) / f"{station}{suffix}" for suffix in TEMPLATES}
