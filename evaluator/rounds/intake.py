"""Let nothing into a round unseen: record files laid into it, name recorded files that were changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from evaluator.base import seal
from evaluator.model.round import DECISIONS, FILE, REPORTS, RESULTS, SHEETS, STATIONS, Round
from evaluator.rounds.log import Kind
from evaluator.rounds.record import (
    CRITERIA,
    INPUTS,
    TEMPLATES,
    Deviation,
    FileState,
    Record,
    declaration_changed,
    deviations,
    file_state,
    is_draft,
    log_problems,
    read_record,
    recorded_files,
    state_of,
)
from evaluator.rounds.staging import Operation, keep_data
from evaluator.rounds.subjects import deviation_problem, station_names, subject_words
from evaluator.texts.problem import Problem, Unusable
from evaluator.yaml.write import Field

ROUND_DECISIONS = f"{DECISIONS}/round.yaml"
"""Decisions that are about no single station."""
HELD = (CRITERIA, TEMPLATES, *INPUTS)
"""The folders that hold what results and papers are made from."""
_KINDS: Mapping[str, Kind] = {
    STATIONS: "received",
    SHEETS: "submitted",
    DECISIONS: "decided",
    CRITERIA: "adopted",
    TEMPLATES: "adopted",
}
_DEPTHS: Mapping[str, int] = {STATIONS: 2, CRITERIA: 2, TEMPLATES: 1}
"""How many parts of a path name what an entry of the log is about; else the file itself."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the round's files came to."""

    taken_in: tuple[str, ...] = ()
    """What was recorded: stations' folders and files, as in the log."""
    problems: tuple[Problem, ...] = ()
    """Recorded files that are not what they were; with any of them nothing is recorded."""
    changed: tuple[str, ...] = ()
    """What `round receive --again` would accept."""
    declaration: bool = False
    """Whether `round.yaml` had been changed and is recorded as it is now."""


def kind_of(path: str) -> Kind:
    """Return the kind of the log's entries on a file."""
    return _KINDS[path.partition("/")[0]]


def subject_of(path: str) -> str:
    """Return what the log's entries on a file are about: a station's folder, or the file itself."""
    parts = path.split("/")
    return "/".join(parts[: _DEPTHS.get(parts[0], len(parts))])


Files = Mapping[str, FileState]
"""What an entry of the log is about: a folder's files by their paths in it, or one file, which has none."""
NO_FILES: Final[Files] = {}


def by_subject(files: Mapping[str, FileState]) -> dict[str, Files]:
    """Return files, given by their paths in the round, by what the log's entries on them are about."""
    grouped: dict[str, dict[str, FileState]] = {}
    for path, state in files.items():
        subject = subject_of(path)
        grouped.setdefault(subject, {})[path[len(subject) + 1 :]] = state
    return {**grouped}


def content_hash(files: Files) -> str:
    """Return the hash the log has for what it is about: a file's own, or that of all hashes of a folder."""
    return files[""].sha256 if "" in files else seal.digest(_hashes(files))


def _hashes(files: Files) -> dict[str, str]:
    return {inside: state.sha256 for inside, state in files.items()}


def take_in(round_: Round, day: date) -> Seen:
    """Record the files under the round that are not recorded yet; see `plan_intake`."""
    with Operation(round_.folder) as operation:
        seen = plan_intake(operation, round_, day)
        if not seen.problems:
            operation.commit()
    return seen


def plan_intake(operation: Operation, round_: Round, day: date) -> Seen:
    """Plan to record the files under the round that are not recorded yet, unless recorded files changed.

    Files about stations that are frozen are problems too; with a problem nothing is planned. Use under the
    round's lock. Raises Unusable, OSError.
    """
    folder = round_.folder
    record = read_record(folder)
    problems = log_problems(folder, record)
    if problems:
        raise Unusable(problems)
    unexplained = deviations(folder, record, HELD)
    problems, changed = _problems(folder, record, unexplained)
    if problems:
        return Seen((), tuple(problems), tuple(changed))
    new = [deviation.path for deviation in unexplained]
    frozen = [
        Problem("station-frozen", path, args={"name": station})
        for path in new
        if (station := station_of_input(path)) and round_.frozen(station)
    ]
    if frozen:
        return Seen((), tuple(frozen))
    subjects = _record(operation, record, new, day, {"from": "folder"})
    if record.log is None:  # what was made before anything was recorded
        for path, place in recorded_files(folder, (RESULTS, REPORTS)):
            operation.accept(path, file_state(place))
    declaration = record_declaration(operation, record, day)
    return Seen(tuple(subjects), declaration=declaration)


def record_declaration(operation: Operation, record: Record, day: date) -> bool:
    """Plan to record `round.yaml` as it stands, and return whether it had been changed by other hands."""
    if not declaration_changed(operation.folder, record):
        return False
    state = file_state(operation.folder / FILE)
    operation.accept(FILE, state)
    operation.log("adopted", FILE, day, sha256=state.sha256, replaces=record.files[FILE].sha256)
    return True


def station_of_input(path: str) -> str:
    """Return the id of the station that an input is about, '' for what is about the whole round."""
    parts = path.split("/")
    match parts:
        case [top, station, *_] if top == STATIONS:
            return station
        case [top, _, sheet] if top == SHEETS:
            return sheet.removesuffix(".yaml")
        case [top, decisions] if top == DECISIONS and path != ROUND_DECISIONS:
            return decisions.removesuffix(".yaml")
        case _:
            return ""


def accept(
    folder: Path, wanted: Iterable[Path], day: date, why: Mapping[str, Field]
) -> tuple[list[str], list[Problem]]:
    """Record files as they stand now, each named by a path in the round or to the file, or a folder of them.

    Return what was recorded. With a problem nothing is: a path that nothing was changed at, a station whose
    folder is gone. Use under the round's lock. Raises Unusable, OSError.
    """
    record = read_record(folder)
    unexplained = {deviation.path: deviation for deviation in deviations(folder, record, HELD)}
    lost = _lost(folder, record)
    names = station_names(folder) if lost else {}
    chosen: dict[str, None] = {}
    problems: list[Problem] = []
    for path in wanted:
        below = _below(folder, path, unexplained)
        gone = dict.fromkeys(subject for subject in map(subject_of, below) if subject in lost)
        problems += [
            Problem("station-lost", place, args={"what": subject_words(place, names)}) for place in gone
        ]
        if not below:
            problems.append(Problem("nothing-changed", path.as_posix()))
        chosen |= dict.fromkeys(below)
    if problems:
        return [], problems
    with Operation(folder) as operation:
        subjects = _record(operation, record, list(chosen), day, why)
        operation.commit()
    return subjects, []


def adopt(operation: Operation, files: Mapping[str, bytes], day: date, why: Mapping[str, Field]) -> None:
    """Plan to write copies of a guideline or of templates, and to log them."""
    before = operation.accepted(read_record(operation.folder).files)
    after = by_subject(before | {path: state_of(data) for path, data in files.items()})
    for path, data in files.items():
        operation.write(path, data)
    for subject in dict.fromkeys(map(subject_of, files)):
        there = after[subject]
        fields: dict[str, Field] = {"files": len(there) - ("" in there), "sha256": content_hash(there)}
        operation.log(kind_of(subject), subject, day, **fields, **why)


def _below(folder: Path, path: Path, changed: Iterable[str]) -> list[str]:
    """Return those of the *changed* files that are at *path* or below it."""
    for place in (folder / path, path):
        with suppress(ValueError):
            name = place.absolute().relative_to(folder.absolute()).as_posix()
            below = [inside for inside in changed if f"{inside}/".startswith(f"{name}/")]
            if below:
                return below
    return []


def _record(
    operation: Operation, record: Record, paths: Collection[str], day: date, why: Mapping[str, Field]
) -> list[str]:
    """Plan to record files as they stand now; return what the log's entries are about."""
    files = dict(record.files)
    subjects: dict[str, list[str]] = {}
    for path in sorted(paths):
        place = operation.folder / path
        if place.is_file() and not (path.startswith(f"{SHEETS}/") and is_draft(place)):
            files[path] = file_state(place)
            operation.accept(path, files[path])
        else:
            files.pop(path, None)
            operation.accept(path, None)
        subjects.setdefault(subject_of(path), []).append(path)
    before, after = by_subject(record.files), by_subject(files)
    for subject, changed in subjects.items():
        fields: dict[str, Field] = {}
        was, now = before.get(subject, NO_FILES), after.get(subject, NO_FILES)
        inside = [path.removeprefix(f"{subject}/") for path in changed if path != subject]
        if inside and was:
            fields["changed"] = inside
        if inside:
            fields["files"] = len(now)
        if now or inside:
            fields["sha256"] = content_hash(now)
        if was:
            fields["replaces"] = content_hash(was)
        elif subject.startswith(f"{STATIONS}/"):
            keep_data(operation, _hashes(now))  # for a receipt
            fields["listed"] = True
        operation.log(kind_of(subject), subject, day, **fields, **why)
    return list(subjects)


def _problems(
    folder: Path, record: Record, unexplained: Iterable[Deviation]
) -> tuple[list[Problem], list[str]]:
    """Return a problem for each recorded file that changed, and what may be accepted as it stands."""
    lost = _lost(folder, record)
    names = station_names(folder) if unexplained or lost else {}
    problems = [Problem("station-lost", place, args={"what": subject_words(place, names)}) for place in lost]
    changed: list[str] = []
    for deviation in unexplained:
        if deviation.state == "unrecorded" or subject_of(deviation.path) in lost:
            continue
        problems.append(deviation_problem(deviation, names))
        changed.append(deviation.path)
    return sorted(problems, key=lambda problem: problem.file), changed


def _lost(folder: Path, record: Record) -> list[str]:
    """Return the recorded stations' folders that are gone."""
    recorded = {subject_of(path) for path in record.files if path.startswith(f"{STATIONS}/")}
    return [place for place in sorted(recorded) if not (folder / place).is_dir()]
