"""Check a round's files against the record of them and against the log, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from evaluator.base.folders import files_below, is_left_behind, is_litter
from evaluator.base.gate import read_if_there
from evaluator.model.round import FILE, REPORTS, RESULTS, STATIONS
from evaluator.rounds.history import history_of, is_delivery_of_sheets
from evaluator.rounds.intake import Files, by_subject, content_hash, subject_of
from evaluator.rounds.keys import KEYS
from evaluator.rounds.log import FOLDER as HISTORY
from evaluator.rounds.log import LOG, Entry, read_log
from evaluator.rounds.record import (
    INPUTS,
    RECORDED,
    SEAL,
    WAS,
    Deviation,
    FileState,
    Record,
    declaration_changed,
    deviations,
    file_state,
    is_below,
    log_problems,
    read_record,
    recorded_files,
)
from evaluator.rounds.subjects import deviation_problem, station_of, subject_words
from evaluator.texts.problem import Problem, Unusable

_OWN: Final = frozenset({HISTORY, *(top for top in RECORDED if "/" not in top)})
"""The folders of a round."""


@dataclass(slots=True)
class RecordCheck:
    """What the files of a round came to."""

    problems: list[Problem] = field(default_factory=list)
    record: Record | None = None
    """None where there is none, or none that can be relied on."""
    entries: Sequence[Entry] = ()
    changed: frozenset[str] = frozenset()
    """The files that are not as recorded, by their paths in the round."""
    count: int = 0
    """How many files are recorded."""


def check_files(folder: Path, names: Mapping[str, str]) -> RecordCheck:
    """Check every file of the round in *folder*; *names* are the stations' names by id. Raises OSError."""
    check = RecordCheck()
    data = read_if_there(folder / LOG)
    check.entries, check.problems = read_log(data or b"")
    try:
        record = read_record(folder)
    except Unusable as unusable:
        check.problems += unusable.problems
        return check
    if record.log is None:
        check.problems.append(Problem("record-none" if data is None else "record-lost", SEAL))
        return check
    if not record.sealed:
        check.problems.append(Problem("record-unsealed", SEAL))
    if not check.problems:
        check.problems += _log_or_record(folder, record)
    reliable = not check.problems
    lengths = [path for path, state in record.files.items() if _length_alone_differs(folder / path, state)]
    check.problems += [Problem("record-altered", SEAL, args={"path": path}) for path in lengths]
    unexplained = [
        deviation for deviation in deviations(folder, record, RECORDED) if deviation.path not in lengths
    ]
    if reliable:
        altered = _altered(folder, record, check.entries)
        unexplained = [
            deviation for deviation in unexplained if subject_of(deviation.path) not in altered.record
        ]
        check.problems += [Problem("record-altered", SEAL, args={"path": path}) for path in altered.record]
        unexplained += [Deviation(path, "changed") for path in altered.files]
        check.problems += _not_logged(record, check.entries)
        check.problems += _unexplained_results(record, check.entries, names)
        check.problems += _empty_stations(folder, record)
    unexplained += _strangers(folder)
    if not (folder / FILE).is_file():
        check.problems.append(Problem("round-lost", FILE))
    elif declaration_changed(folder, record) and FILE not in lengths:
        check.problems.append(Problem("round-changed", FILE, args={"path": SEAL}))
    check.problems += _in_words(folder, unexplained, record, names)
    check.record = record
    check.count = len(record.files)
    check.changed = frozenset(deviation.path for deviation in unexplained)
    if declaration_changed(folder, record):
        check.changed |= {FILE}
    return check


def _strangers(folder: Path) -> Iterator[Deviation]:
    """Yield the files in the folder of the history that are none of the program's."""
    for name, _ in files_below(folder / HISTORY):
        path = f"{HISTORY}/{name}"
        if path not in (LOG, SEAL) and not is_below(path, (WAS,)):
            yield Deviation(path, "unrecorded")


def foreign_files(folder: Path, stations: Iterable[str]) -> list[Problem]:
    """Return a warning for each file and folder in the round that nothing reads: none of the program's.

    Of hidden files those in the program's own folders are named, but not what systems and editors leave.
    """
    own = {FILE, *_OWN}
    foreign: dict[str, int] = {}
    for place in sorted(folder.iterdir()):
        name = place.name
        if place.is_dir() and name not in own and not is_left_behind(name):
            foreign[f"{name}/"] = sum(1 for _ in files_below(place))
        elif name not in own and not is_left_behind(name):
            foreign[name] = 1
    keys = {f"{RESULTS}/{KEYS}/{station}.json" for station in stations}
    for top in sorted(_OWN.difference(INPUTS)):
        for place in sorted((folder / top).rglob("*")):
            path = place.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in place.relative_to(folder).parts)
            if hidden and place.is_file() and path not in keys and not is_litter(place.name):
                foreign[path] = 1
    return [
        Problem("file-foreign", path, args={"count": str(count)}) for path, count in sorted(foreign.items())
    ]


def _length_alone_differs(place: Path, state: FileState) -> bool:
    """Return whether a file has the recorded hash, and not the length that the record says."""
    return (
        place.is_file() and place.stat().st_size != state.length and file_state(place).sha256 == state.sha256
    )


def _log_or_record(folder: Path, record: Record) -> Iterator[Problem]:
    """Yield a problem when the log is not the recorded log, though its entries follow from each other."""
    for problem in log_problems(folder, record):
        lost = problem.code == "log-missing"
        yield problem if lost else Problem("log-or-record", LOG, args={"path": SEAL})


@dataclass(slots=True)
class _Altered:
    """Where log, record and files contradict each other."""

    record: list[str] = field(default_factory=list)
    """The file is as the log has it: the record was changed."""
    files: list[str] = field(default_factory=list)
    """The file is as the record has it: both were changed."""


def _altered(folder: Path, record: Record, entries: Sequence[Entry]) -> _Altered:
    altered = _Altered()
    present: dict[str, Files] = {}
    for path, state in record.files.items():
        if is_below(path, (WAS,)) and PurePosixPath(path).name != state.sha256:
            place = folder / path
            sha256 = file_state(place).sha256 if place.is_file() else ""
            if sha256 == PurePosixPath(path).name:
                altered.record.append(path)
            elif sha256 == state.sha256:
                altered.files.append(path)
    in_record = by_subject(record.files)
    for subject, wanted in _logged(entries).items():
        recorded = content_hash(in_record[subject]) if subject in in_record else ""
        if recorded == wanted:
            continue
        if not present:
            present = by_subject({path: file_state(place) for path, place in recorded_files(folder)})
        actual = content_hash(present[subject]) if subject in present else ""
        if actual == wanted:
            altered.record.append(subject)
        elif actual == recorded:
            altered.files.append(subject)
    return altered


def _logged(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the hash that the log has last for each thing it is about; '' for what was taken out."""
    logged: dict[str, str] = {}
    for entry in entries:
        if is_delivery_of_sheets(entry):
            continue  # each sheet has its own entry
        if entry.kind in ("received", "submitted", "decided", "adopted"):
            logged[entry.about] = str(entry.fields.get("sha256", ""))
        elif entry.kind == "reopened" and entry.about in logged:  # a sheet
            logged[entry.about] = ""
    return {subject: sha256 for subject, sha256 in logged.items() if is_below(f"{subject}/", RECORDED)}


def _not_logged(record: Record, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Yield a problem for each recorded input and each edited paper that no entry of the log explains."""
    logged = _logged(entries)
    for subject in dict.fromkeys(subject_of(path) for path in record.files):
        if subject != FILE and not is_below(subject, (RESULTS, REPORTS, WAS)) and not logged.get(subject):
            yield Problem("record-altered", SEAL, args={"path": subject})
    accepted = {(entry.about, entry.fields.get("sha256")) for entry in entries if entry.kind == "kept"}
    for path, source in record.papers.items():
        state = record.files.get(path)
        if state is None or source.edited != ((path, state.sha256) in accepted):
            yield Problem("record-altered", SEAL, args={"path": path})


def _unexplained_results(
    record: Record, entries: Sequence[Entry], names: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield a problem for each later result that no closed edition, recheck or reopening explains."""
    try:
        history = history_of(entries)
    except Unusable as unusable:
        yield from unusable.problems
        return
    references = [*(result for edition in history.editions for result in edition.results.values())]
    references += [result for results in history.rechecks.values() for result in results]
    logged = {f"{RESULTS}/{reference.file}" for reference in references}
    for path in record.files:
        station = station_of(path, names) if path.startswith(f"{RESULTS}/") else ""
        if not station or path in logged or PurePosixPath(path).stem == station:
            continue
        if station not in history.reopened:
            yield Problem("result-unexplained", path, args={"what": subject_words(path, names)})


def _empty_stations(folder: Path, record: Record) -> Iterator[Problem]:
    """Yield a problem for each station's folder in which nothing lies and nothing was recorded."""
    recorded = {path.split("/")[1] for path in record.files if path.startswith(f"{STATIONS}/")}
    for place in sorted((folder / STATIONS).glob("*")):
        if not place.is_dir() or place.name.startswith(".") or place.name in recorded:
            continue
        if not any(files_below(place)):
            yield deviation_problem(Deviation(f"{STATIONS}/{place.name}", "unrecorded"), {})


def _in_words(
    folder: Path, unexplained: Sequence[Deviation], record: Record, names: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield a problem for each file, but for a lost station's folder only one."""
    lost: set[str] = set()
    for deviation in sorted(unexplained, key=lambda deviation: deviation.path):
        subject = subject_of(deviation.path)
        if subject.startswith("stations/") and not (folder / subject).is_dir():
            if subject not in lost:
                lost.add(subject)
                yield Problem("station-lost", subject, args={"what": subject_words(subject, names)})
            continue
        yield deviation_problem(deviation, names)
