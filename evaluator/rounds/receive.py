"""Take stations' folders and evaluators' sheets into a round: checked first, then all of them or none."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from evaluator.loading.fields import entries, text
from evaluator.loading.round import FILE as ROUND_FILE
from evaluator.loading.round import SHEETS, STATIONS, inputs_of, is_file_name, sheet_problems
from evaluator.loading.sheet import read_sheets
from evaluator.loading.submission import FILE, open_submission
from evaluator.model.round import Round
from evaluator.pipeline import failed
from evaluator.problem import Problem, sort_problems
from evaluator.rounds.intake import Intake, walked
from evaluator.rounds.text import Field
from evaluator.schema import check_structure
from evaluator.source import MOST_BYTES, read_yaml

_SHEET_IN_ZIP: Final = re.compile(r"(?:^|/)sheets/([^/]+)/([^/]+\.yaml)$")
_UNPACKED: Final = "unpacked"


@dataclass(frozen=True, slots=True)
class Received:
    """What went into the round, as paths in it."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@dataclass(slots=True)
class _Receiving:
    round: Round
    intake: Intake
    why: Mapping[str, Field] | None
    problems: list[Problem] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def seen(self, target: str) -> bool:
        """Tell, and complain, that the same target comes twice."""
        if target in (*self.added, *self.replaced, *self.unchanged):
            self.problems.append(Problem("received-twice", target, args={"name": target}))
            return True
        return False


def receive(
    round_: Round, sources: Iterable[Path], why: Mapping[str, Field] | None = None
) -> tuple[Received | None, list[Problem]]:
    """Take in what lies at *sources*; None when a problem is an error, and then nothing was taken.

    A source is a station's folder, a sheet, a folder of either, or what `hand_out` made, brought back.
    *why* is the entry for the history (reason, by, date) under which something else may be replaced.
    Use under the round's lock.
    """
    if round_.closed:
        return None, [Problem("round-closed", ROUND_FILE)]
    receiving = _Receiving(round_, Intake(round_.folder), why)
    try:
        for source in sources:
            _receive(receiving, source)
        problems = sort_problems(receiving.problems)
        if failed(problems):
            return None, problems
        if receiving.added or receiving.replaced:
            receiving.intake.commit()
    finally:
        receiving.intake.discard()
    taken = Received(tuple(receiving.added), tuple(receiving.replaced), tuple(receiving.unchanged))
    return taken, problems


def _receive(receiving: _Receiving, source: Path) -> None:
    if source.is_file() and source.name == FILE:
        source = source.parent
    if source.is_file() and source.suffix.casefold() == ".zip":
        _zip(receiving, source)
        return
    stations, sheets = found_in(source)
    for each in stations:
        _station(receiving, each)
    for each in sheets:
        _sheet(receiving, each)
    if not stations and not sheets:
        code = "nothing-to-receive" if source.exists() else "station-missing"
        args = {"near": ""}
        receiving.problems.append(Problem(code, source.name or str(source), args=args))


def found_in(source: Path) -> tuple[list[Path], list[Path]]:
    """Return the stations' folders and the sheets at *source*; of a hand-out the sheets alone."""
    if source.is_file():
        return [], [source] if source.suffix.casefold() in (".yaml", ".yml") else []
    if not source.is_dir():
        return [], []
    if (source / FILE).is_file():
        return [source], []
    if (source / SHEETS).is_dir():
        return [], _yaml_files(source / SHEETS)
    stations = sorted(path.parent for path in source.glob(f"*/{FILE}") if path.is_file())
    return (stations, []) if stations else ([], _yaml_files(source))


def _yaml_files(folder: Path) -> list[Path]:
    found = [*folder.glob("*.yaml"), *folder.glob("*/*.yaml")]
    return sorted(path for path in found if path.name != ROUND_FILE and not path.name.startswith((".", "~$")))


def _zip(receiving: _Receiving, source: Path) -> None:
    """Take the sheets of a ZIP: those alone change on an evaluator's laptop."""
    found: list[Path] = []
    try:
        with zipfile.ZipFile(source) as archive:
            for info in archive.infolist():
                match = _SHEET_IN_ZIP.search(info.filename)
                if match is None or info.file_size > MOST_BYTES:
                    continue
                if not (is_file_name(match[1]) and is_file_name(match[2])):
                    continue
                path = receiving.intake.staging / _UNPACKED / source.name / match[1] / match[2]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(info))
                found.append(path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        receiving.problems.append(Problem("zip-unreadable", source.name, args={"reason": str(error)}))
        return
    for path in sorted(found):
        _sheet(receiving, path)
    if not found:
        receiving.problems.append(Problem("nothing-to-receive", source.name))


def _station(receiving: _Receiving, folder: Path) -> None:
    round_ = receiving.round
    fields = entries(entries(open_submission(folder).node).get("station"))
    id = text(fields.get("id"))
    if id and not is_file_name(id):
        place = fields["id"]
        problem = Problem("round-id", f"{folder.name}/{FILE}", place.line, place.column, args={"name": id})
        receiving.problems.append(problem)
        return
    if id and not round_.has(id):
        receiving.problems.append(Problem("station-not-listed", f"{folder.name}/{FILE}", args={"name": id}))
        return
    _, problems = inputs_of(round_, id, folder, ())
    receiving.problems += [replace(one, file=f"{folder.name}/{one.file}") for one in problems]
    target = f"{STATIONS}/{id}"
    if failed(problems) or receiving.seen(target):
        return
    copy = receiving.intake.copy(folder, target)
    there = round_.folder / target
    if not there.exists():
        receiving.added.append(target)
        receiving.intake.put(target)
    elif _content(there) == _content(copy):
        receiving.unchanged.append(target)
    elif receiving.why is None:
        receiving.problems.append(Problem("already-received", folder.name, args={"name": id}))
    else:
        receiving.replaced.append(target)
        receiving.intake.put(target, replaces=receiving.why)


def _content(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in walked(folder)}


def _sheet(receiving: _Receiving, path: Path) -> None:
    round_ = receiving.round
    shown = f"{path.parent.name}/{path.name}"
    node, problems = read_yaml(path, shown)
    fields = entries(node)
    evaluator, station = text(fields.get("evaluator")), text(fields.get("station"))
    if node is None or not (evaluator and station):
        receiving.problems += (
            problems if node is None else [*problems, *check_structure(node, "sheet", shown)]
        )
        return
    for key, id in (("evaluator", evaluator), ("station", station)):
        if not is_file_name(id):
            place = fields[key]
            problem = Problem("round-id", shown, place.line, place.column, args={"name": id})
            receiving.problems.append(problem)
            return
    if not round_.has(station):
        receiving.problems.append(Problem("station-not-listed", shown, args={"name": station}))
        return
    if round_.stations is None and not (round_.folder / STATIONS / station).is_dir():
        receiving.problems.append(Problem("station-not-received", shown, args={"name": station}))
        return
    target = f"{SHEETS}/{evaluator}/{station}.yaml"
    if receiving.seen(target):
        return
    copy = receiving.intake.copy(path, target)
    sheets, _, found = read_sheets([copy], round_.guideline, station)
    found = [*found, *(problem for sheet in sheets for problem in sheet_problems(round_, sheet))]
    if any(sheet.submitted is None for sheet in sheets):
        found.append(Problem("sheet-not-submitted", target))
    receiving.problems += found
    if failed(found):
        return
    there = round_.folder / target
    if not there.exists():
        receiving.added.append(target)
        receiving.intake.put(target)
        return
    if there.read_bytes() == copy.read_bytes():
        receiving.unchanged.append(target)
        return
    before, _, _ = read_sheets([there], round_.guideline, station)
    submitted = any(sheet.submitted is not None for sheet in before)
    if submitted and receiving.why is None:
        args = {"evaluator": evaluator, "station": station}
        receiving.problems.append(Problem("sheet-already-submitted", target, args=args))
        return
    receiving.replaced.append(target)
    receiving.intake.put(target, replaces=receiving.why or {"reason": "draft"})
